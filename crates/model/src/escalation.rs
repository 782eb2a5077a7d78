//! Escalation 升级: who is told that an opportunity was not touched in time.
//!
//! The rule compares what has been written with what the ladder says on the given day, and gives back the difference. It is
//! run when the app opens, when something changes and by a timer, and comes to the same however often: a step carries its
//! own day and an id made of it, so that two tabs write one record. What a touch has answered is history; the rule only
//! goes over what is open, and over what somebody has shown not to have been so.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::cadence::{Cadences, Due, Pace, due};
use crate::calendar::Calendar;
use crate::command::SLICE;
use crate::diff::Fields;
use crate::doc::RecordRef;
use crate::grade::Grade;
use crate::people::People;
use crate::records::{Escalation, Ladder, Member, Opportunity, Step, Withdrawal};
use crate::time::{Date, Instant};
use crate::{Command, Id};

/// What is set for all opportunities.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules {
    pub calendar: Calendar,
    pub cadences: Cadences,
    pub ladders: Ladders,
    pub people: People,
}

/// The ladder of every grade, the usual one where the workspace has none of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Ladders([Ladder; 3]);

impl Ladders {
    pub fn new(records: &[Ladder]) -> Self {
        let own = |grade| records.iter().find(|record| record.grade == Some(grade)).cloned();
        Self(Grade::ALL.map(|grade| own(grade).unwrap_or_else(|| Ladder::usual(Some(grade)))))
    }

    /// What is not graded has none.
    pub fn of(&self, grade: Option<Grade>) -> Option<&Ladder> {
        grade.map(|grade| &self.0[grade as usize])
    }
}

/// One opportunity, as the rule looks at it.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    pub opportunity: Id<Opportunity>,
    pub owner: Option<Id<Member>>,
    pub pace: Pace<'a>,
}

/// What is to be written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evaluation {
    pub fire: Vec<(Id<Escalation>, Escalation)>,
    pub withdraw: Vec<(Id<Escalation>, Withdrawal)>,
    /// Withdrawn ones that hold after all: the touch that spoke against them was taken back.
    pub reinstate: Vec<Id<Escalation>>,
}

impl Evaluation {
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many records it writes.
    pub fn len(&self) -> usize {
        self.fire.len() + self.withdraw.len() + self.reinstate.len()
    }

    /// The records it writes.
    pub fn targets(&self) -> impl Iterator<Item = RecordRef> {
        let fired = self.fire.iter().map(|(id, _)| *id);
        let withdrawn = self.withdraw.iter().map(|(id, _)| *id);
        fired.chain(withdrawn).chain(self.reinstate.iter().copied()).map(RecordRef::to)
    }

    /// The commands that write it, none of them larger than one transaction should be. They can be given one by one: each
    /// is right by itself.
    pub fn commands(mut self) -> Vec<Command> {
        let mut commands = Vec::new();
        while !self.is_empty() {
            let mut free = SLICE;
            let part = Self {
                fire: take(&mut self.fire, &mut free),
                withdraw: take(&mut self.withdraw, &mut free),
                reinstate: take(&mut self.reinstate, &mut free),
            };
            commands.push(Command::Evaluate(part));
        }
        commands
    }
}

fn take<T>(from: &mut Vec<T>, free: &mut usize) -> Vec<T> {
    let taken: Vec<T> = from.drain(..from.len().min(*free)).collect();
    *free -= taken.len();
    taken
}

/// Brings the escalations of some opportunities up to a day. `written` are all escalations of these opportunities; those of
/// others are left alone. Of several steps that have come due since the rule was last run the highest is announced, the
/// others are only written down ([`Escalation::quiet`]).
pub fn evaluate(
    cases: &[Case<'_>],
    written: &[(Id<Escalation>, Escalation)],
    rules: &Rules,
    today: Date,
    now: Instant,
) -> Evaluation {
    let mut by_opportunity: BTreeMap<Id<Opportunity>, Vec<&(Id<Escalation>, Escalation)>> = BTreeMap::new();
    for entry in written {
        if let Some(opportunity) = entry.1.opportunity {
            by_opportunity.entry(opportunity).or_default().push(entry);
        }
    }
    let mut evaluation = Evaluation::default();
    for case in cases {
        let written = by_opportunity.get(&case.opportunity).map_or(&[][..], Vec::as_slice);
        evaluate_one(case, written, rules, today, now, &mut evaluation);
    }
    evaluation
}

fn evaluate_one(
    case: &Case<'_>,
    written: &[&(Id<Escalation>, Escalation)],
    rules: &Rules,
    today: Date,
    now: Instant,
    evaluation: &mut Evaluation,
) {
    let due = due(&case.pace, &rules.cadences, &rules.calendar, today);
    let ladder = rules.ladders.of(case.pace.grade).filter(|_| case.pace.closed_on.is_none());
    let reached = ladder.map(|ladder| reached(case.opportunity, ladder, due, &rules.calendar, today));
    let reached = reached.unwrap_or_default();
    for (id, escalation) in written.iter().copied() {
        if reached.iter().any(|step| step.id == *id) {
            if escalation.withdrawn.is_some() {
                evaluation.reinstate.push(*id);
            }
        } else if escalation.withdrawn.is_none()
            && let Some(why) = refuted(escalation, &case.pace, due, &rules.calendar, ladder)
        {
            evaluation.withdraw.push((*id, why));
        }
    }
    let highest = reached.last().map(|step| step.id);
    for Reached { id, number, on, step } in reached {
        if written.iter().any(|(known, _)| *known == id) {
            continue;
        }
        let escalation = Escalation {
            opportunity: Some(case.opportunity),
            ladder: ladder.map_or(0, |ladder| ladder.version),
            step: number,
            due_on: Some(on),
            since: Some(due.since),
            days: rules.calendar.between(due.since, on),
            fired_at: Some(now),
            told: rules.people.told(&step.tells, case.owner),
            high_risk: step.high_risk,
            quiet: highest != Some(id),
            withdrawn: None,
        };
        evaluation.fire.push((id, escalation));
    }
}

/// A step whose day has come.
struct Reached<'a> {
    id: Id<Escalation>,
    number: u32,
    on: Date,
    step: &'a Step,
}

/// The steps that have come due since a due date was missed, the lowest first.
fn reached<'a>(
    opportunity: Id<Opportunity>,
    ladder: &'a Ladder,
    due: Due,
    calendar: &Calendar,
    today: Date,
) -> Vec<Reached<'a>> {
    if due.day >= today {
        return Vec::new();
    }
    let step = |(number, step): (u32, &'a Step)| {
        let on = calendar.plus(due.day, step.after.max(1));
        (on <= today).then(|| Reached { id: Escalation::id(opportunity, ladder.version, number, on), number, on, step })
    };
    (1..).zip(&ladder.steps).filter_map(step).collect()
}

/// Why a step that was fired does not hold any more; `None` where it does, or has been answered since. A step stands from the
/// beginning of its day, so that only what lies before that day speaks against it.
fn refuted(
    escalation: &Escalation,
    pace: &Pace<'_>,
    due: Due,
    calendar: &Calendar,
    ladder: Option<&Ladder>,
) -> Option<Withdrawal> {
    let (on, since) = (escalation.due_on?, escalation.since?);
    let before = |day: Date| since < day && day < on;
    if pace.touches.iter().any(|day| before(*day)) {
        return Some(Withdrawal::Touched);
    }
    if let Some(closed) = pace.closed_on {
        return (closed < on).then_some(Withdrawal::Closed);
    }
    if due.since >= on {
        return None;
    }
    let slept = |from: Date, until: Date| from < on && since < until;
    Some(if pace.snoozes.iter().any(|snoozed| slept(snoozed.from, snoozed.until)) {
        Withdrawal::Snoozed
    } else if before(pace.graded_on) {
        Withdrawal::Regraded
    } else if ladder.is_some_and(|ladder| ladder.version != escalation.ladder) {
        Withdrawal::Settings
    } else if !calendar.is_work_day(on) || calendar.between(since, on) != escalation.days {
        Withdrawal::Calendar
    } else {
        Withdrawal::Settings
    })
}

/// The escalation that an opportunity stands at: the highest that holds and that no touch has answered.
pub fn standing<'a>(
    escalations: impl IntoIterator<Item = &'a Escalation>,
    pace: &Pace<'_>,
    due: Due,
) -> Option<&'a Escalation> {
    let holds = |escalation: &&Escalation| {
        let open = escalation.due_on.is_some_and(|on| due.since < on);
        pace.closed_on.is_none() && open && escalation.withdrawn.is_none()
    };
    escalations.into_iter().filter(holds).max_by_key(|escalation| (escalation.due_on, escalation.step))
}

/// What other rules would do to some opportunities.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DryRun {
    /// Those that would be due on another day, with the day now and the day then.
    pub moved: Vec<(Id<Opportunity>, Date, Date)>,
    /// Steps that would be told and are not now, a line each.
    pub fired: Vec<Id<Opportunity>>,
    /// Steps that hold now and would not.
    pub withdrawn: Vec<Id<Opportunity>>,
}

/// What `then` would do where `now` holds. Steps are compared by their day and by what they say, so that the version of a
/// ladder makes no difference by itself.
pub fn dry_run(cases: &[Case<'_>], now: &Rules, then: &Rules, today: Date, at: Instant) -> DryRun {
    let mut run = DryRun::default();
    for case in cases.iter().filter(|case| case.pace.closed_on.is_none()) {
        let [from, to] = [now, then].map(|rules| due(&case.pace, &rules.cadences, &rules.calendar, today).day);
        if from != to {
            run.moved.push((case.opportunity, from, to));
        }
        let [before, after] = [now, then].map(|rules| steps(case, rules, today, at));
        let only = |those: &[Said], others: &[Said]| those.iter().filter(|said| !others.contains(said)).count();
        run.fired.extend(std::iter::repeat_n(case.opportunity, only(&after, &before)));
        run.withdrawn.extend(std::iter::repeat_n(case.opportunity, only(&before, &after)));
    }
    run
}

/// What a step says: its day, whom it tells, and whether that is a high risk.
type Said = (Option<Date>, Vec<Id<Member>>, bool);

fn steps(case: &Case<'_>, rules: &Rules, today: Date, at: Instant) -> Vec<Said> {
    let fired = evaluate(std::slice::from_ref(case), &[], rules, today, at).fire;
    fired.into_iter().map(|(_, step)| (step.due_on, step.told, step.high_risk)).collect()
}

/// The edit that gives a ladder other steps: its version rises with them. What the old version fired and nobody has answered
/// is withdrawn, and told anew as the new one says.
pub fn edit_ladder(id: Id<Ladder>, ladder: &Ladder, steps: &[Step]) -> Command {
    let steps = if steps.is_empty() { Value::Null } else { json!(steps) };
    let version = ladder.version.saturating_add(1);
    let fields: Fields = [("steps".to_owned(), steps), ("version".to_owned(), json!(version))].into();
    Command::Edit { target: RecordRef::to(id), fields, docs: Vec::new() }
}

#[cfg(test)]
mod tests;
