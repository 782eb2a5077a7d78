//! Stalls: which opportunities are stuck, why, what to do about it, and whether that helped.
//!
//! Four signals, each by itself: too long in the stage, no touch, no next step, a close that slipped. "Stalled" means the
//! first.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::Doc;
use crate::command::Command;
use crate::doc::RecordRef;
use crate::dwell::awake_days;
use crate::gate::assignee;
use crate::id::{Id, Ids};
use crate::journal::{Action, Timeline};
use crate::money::Money;
use crate::quantile;
use crate::records::{Activity, ChosenRemedy, Member, Opportunity, Outcome, Remedy, Sign, Stage, Stall, StallCause};
use crate::snooze::Snoozed;
use crate::time::{Date, Effective};

/// Fewer completed stays than this say nothing of a stage.
pub const ENOUGH_STAYS: usize = 20;
/// Days; no stay of a week is too long, however fast the others were.
pub const SHORTEST: f64 = 7.0;
/// Days, where a stage has too few stays and nobody has set any.
pub const USUAL_DAYS: u16 = 30;
/// Days within which an opportunity has to move again for a remedy to count.
pub const REMEDY_DAYS: i32 = 30;
/// An expected close put off this often has slipped.
pub const MANY_PUSHES: usize = 2;

/// How long a stay in one stage may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// Days; longer is slow.
    pub slow: f64,
    /// Days; longer is stalled.
    pub stalled: f64,
    /// Completed stays of won opportunities there are. Below [`ENOUGH_STAYS`] the limits are those that were set.
    pub n: usize,
}

impl Limits {
    pub fn is_learned(&self) -> bool {
        self.n >= ENOUGH_STAYS
    }
}

/// The limits of every stage, from the whole days that won opportunities spent in each
/// ([`crate::dwell::stage_days`] until their closing, one map an opportunity).
///
/// Slow is beyond the 80th percentile, stalled beyond the 95th, neither below a week. With too few stays both are the
/// stage's own [`Stage::stall_days`], or [`USUAL_DAYS`].
pub fn limits(won: &[BTreeMap<Uuid, i32>], stages: &[(Id<Stage>, Stage)]) -> BTreeMap<Id<Stage>, Limits> {
    let mut stays: BTreeMap<Uuid, Vec<i32>> = BTreeMap::new();
    for (stage, days) in won.iter().flatten() {
        stays.entry(*stage).or_default().push(*days);
    }
    let of = |(id, stage): &(Id<Stage>, Stage)| {
        let mut days = stays.get(&id.uuid()).cloned().unwrap_or_default();
        days.sort_unstable();
        let set = f64::from(stage.stall_days.unwrap_or(USUAL_DAYS));
        let learned = |percent| {
            let found = quantile::of_days(&days, percent, 100).filter(|_| days.len() >= ENOUGH_STAYS);
            found.map_or(set, |days| days.max(SHORTEST))
        };
        (*id, Limits { slow: learned(80), stalled: learned(95), n: days.len() })
    };
    stages.iter().map(of).collect()
}

/// What is known of an open opportunity on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Facts<'a> {
    pub today: Date,
    /// The day it entered its stage, see [`crate::dwell::entered_on`].
    pub entered: Option<Date>,
    pub limits: Option<Limits>,
    /// When it was put aside. A pause that holds today ends later.
    pub snoozes: &'a [Snoozed],
    /// The latest touch, or where there is none the day it came up.
    pub last_touch: Option<Date>,
    /// Days its cadence allows without a touch; none where nothing is asked for.
    pub cadence: Option<i32>,
    /// The day of the next step.
    pub next_due: Option<Date>,
    pub expected_close: Option<Date>,
    /// See [`crate::pushes::pushes`].
    pub pushes: usize,
}

/// How long it has been in its stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pace {
    Usual,
    Slow,
    Stalled,
}

/// The first signal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dwell {
    /// Without the days it rested.
    pub days: i32,
    pub limits: Limits,
    /// Beyond which limit.
    pub beyond: Pace,
    /// A next step lies no further ahead than the limit is long: so it is slow at most.
    pub planned: bool,
}

impl Dwell {
    pub fn pace(&self) -> Pace {
        if self.planned { self.beyond.min(Pace::Slow) } else { self.beyond }
    }

    /// Days for each day of the limit; lists of stalled ones go by this.
    pub fn excess(&self) -> f64 {
        f64::from(self.days) / self.limits.stalled.max(1.0)
    }
}

/// The second signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Untouched {
    /// Without the days it rested.
    pub days: i32,
    pub cadence: i32,
}

/// The third signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextStepTrouble {
    Missing,
    /// By days.
    Overdue(i32),
}

/// The fourth signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slipped {
    /// Days since the expected close, where it has passed.
    pub passed: Option<i32>,
    pub pushes: usize,
}

/// All four; a signal that is silent is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Signals {
    /// Known whenever the day of entry is, also while nothing is wrong.
    pub dwell: Option<Dwell>,
    pub untouched: Option<Untouched>,
    pub next_step: Option<NextStepTrouble>,
    pub close: Option<Slipped>,
}

impl Signals {
    pub fn pace(&self) -> Pace {
        self.dwell.map_or(Pace::Usual, |dwell| dwell.pace())
    }

    /// What people mean by stalled: the first signal alone.
    pub fn is_stalled(&self) -> bool {
        self.pace() == Pace::Stalled
    }

    /// Those that are up, as a record keeps them.
    pub fn signs(&self) -> Vec<Sign> {
        let all = [
            (self.is_stalled(), Sign::Dwell),
            (self.untouched.is_some(), Sign::Untouched),
            (self.next_step.is_some(), Sign::NoNextStep),
            (self.close.is_some(), Sign::CloseSlipped),
        ];
        all.into_iter().filter(|(up, _)| *up).map(|(_, sign)| sign).collect()
    }
}

/// The signals of an open opportunity. While it is put aside there are none.
pub fn signals(facts: &Facts<'_>) -> Signals {
    let today = facts.today;
    if facts.snoozes.iter().any(|snoozed| snoozed.holds(today)) {
        return Signals::default();
    }
    let dwell = facts.entered.zip(facts.limits).map(|(entered, limits)| {
        let days = awake_days(entered, today, facts.snoozes);
        let beyond = if f64::from(days) > limits.stalled {
            Pace::Stalled
        } else if f64::from(days) > limits.slow {
            Pace::Slow
        } else {
            Pace::Usual
        };
        let ahead = facts.next_due.map(|due| f64::from(due.days() - today.days()));
        let planned = ahead.is_some_and(|ahead| (0.0..=limits.stalled).contains(&ahead));
        Dwell { days, limits, beyond, planned }
    });
    let untouched = facts.last_touch.zip(facts.cadence).and_then(|(touch, cadence)| {
        let days = awake_days(touch, today, facts.snoozes);
        (days > cadence).then_some(Untouched { days, cadence })
    });
    let next_step = match facts.next_due {
        None => Some(NextStepTrouble::Missing),
        Some(due) if due < today => Some(NextStepTrouble::Overdue(today.days() - due.days())),
        Some(_) => None,
    };
    let passed = facts.expected_close.filter(|close| *close < today).map(|close| today.days() - close.days());
    let slipped = passed.is_some() || facts.pushes >= MANY_PUSHES;
    let close = slipped.then_some(Slipped { passed, pushes: facts.pushes });
    Signals { dwell, untouched, next_step, close }
}

/// What happened to an opportunity since a day that may tell why it is stuck.
pub fn happened(timeline: &Timeline, since: Date, day: impl Fn(Effective) -> Option<Date>) -> Vec<Sign> {
    let changed = |field: &str, is_sign: &dyn Fn(&Value, &Value) -> bool| {
        let recent =
            |change: &&&crate::Change| !change.from.is_null() && day(change.effective).is_some_and(|day| day >= since);
        timeline.field(field).iter().filter(recent).any(|change| is_sign(&change.from, &change.to))
    };
    let amount = |value: &Value| serde_json::from_value::<Money>(value.clone()).ok();
    let fell = |from: &Value, to: &Value| match (amount(from), amount(to)) {
        (Some(from), Some(to)) => from.currency == to.currency && to.value < from.value,
        _ => false,
    };
    let any = |_: &Value, _: &Value| true;
    let count = |value: &Value| value.as_array().map_or(0, Vec::len);
    // The first competitor comes where there was none before.
    let competitor = timeline
        .field("competitors")
        .iter()
        .any(|change| day(change.effective).is_some_and(|day| day >= since) && count(&change.to) > count(&change.from));
    let all = [
        (changed("amount", &fell), Sign::AmountFell),
        (changed("need", &any) || changed("products", &any), Sign::NeedChanged),
        (competitor, Sign::CompetitorAdded),
        (changed("contacts", &any), Sign::PersonChanged),
    ];
    all.into_iter().filter(|(up, _)| *up).map(|(_, sign)| sign).collect()
}

/// How much a sign tells of a cause: what happened more than what is merely the case.
fn rank(sign: &Sign) -> usize {
    const ORDER: [Sign; 9] = [
        Sign::AmountFell,
        Sign::CompetitorAdded,
        Sign::PersonChanged,
        Sign::NeedChanged,
        Sign::ActionOverdue,
        Sign::LastStage,
        Sign::CloseSlipped,
        Sign::Untouched,
        Sign::NoNextStep,
    ];
    ORDER.iter().position(|known| known == sign).unwrap_or(ORDER.len())
}

/// The cause that the signs speak for most, to be confirmed by somebody; `None` where none of them speaks for one.
pub fn guess(causes: &[(Id<StallCause>, StallCause)], signs: &[Sign]) -> Option<Id<StallCause>> {
    let mut signs: Vec<&Sign> = signs.iter().collect();
    signs.sort_by_key(|sign| rank(sign));
    let cause_for = |sign: &Sign| {
        let speaks = causes.iter().filter(|(_, cause)| !cause.archived && cause.signs.contains(sign));
        speaks.min_by_key(|(id, cause)| (cause.position, *id)).map(|(id, _)| *id)
    };
    signs.into_iter().find_map(cause_for)
}

/// The remedies offered against a cause, in their order; all of them where the cause is not known.
pub fn remedies_for(remedies: &[(Id<Remedy>, Remedy)], cause: Option<Id<StallCause>>) -> Vec<&(Id<Remedy>, Remedy)> {
    let helps = |remedy: &Remedy| remedy.causes.is_empty() || cause.is_none_or(|cause| remedy.causes.contains(&cause));
    let mut found: Vec<_> = remedies.iter().filter(|(_, remedy)| !remedy.archived && helps(remedy)).collect();
    found.sort_by_key(|(id, remedy)| (remedy.position, *id));
    found
}

/// Everything a remedy needs to become tasks.
#[derive(Clone, Copy)]
pub struct Around<'a> {
    pub members: &'a [(Id<Member>, Member)],
    /// Counts work days.
    pub work_days_after: &'a dyn Fn(Date, u16) -> Date,
    pub today: Date,
}

/// The tasks of a remedy: dated, each for the member its role names.
pub fn tasks(
    remedy: &Remedy,
    opportunity: (Id<Opportunity>, &Opportunity),
    around: Around<'_>,
    ids: &mut dyn Ids,
) -> Vec<(Id<Activity>, Activity)> {
    let task = |task: &crate::records::RemedyTask| {
        let activity = Activity {
            subject: Some(opportunity.0.uuid()),
            kind: task.kind.clone(),
            text: task.text.clone(),
            owner: assignee(task.role.as_ref(), opportunity.1.owner, around.members),
            due: Some((around.work_days_after)(around.today, task.due_days)),
            ..Activity::default()
        };
        (Id::new(ids.next()), activity)
    };
    remedy.tasks.iter().map(task).collect()
}

/// Writes down why an opportunity is stuck and what is done about it: the stall and the tasks of its remedies in one step.
/// `stall` is the one that was asked for, or one that is there already and gets more remedies.
pub fn treat(
    stall: (Id<Stall>, &Stall),
    is_new: bool,
    opportunity: (Id<Opportunity>, &Opportunity),
    remedies: &[&(Id<Remedy>, Remedy)],
    around: Around<'_>,
    ids: &mut dyn Ids,
) -> Command {
    let mut chosen = stall.1.remedies.clone();
    let mut docs = Vec::new();
    for (id, remedy) in remedies {
        let tasks = tasks(remedy, opportunity, around, ids);
        docs.extend(tasks.iter().map(|(id, task)| Doc::new(*id, task)));
        let tasks = tasks.iter().map(|(id, _)| *id).collect();
        chosen.push(ChosenRemedy { remedy: *id, on: around.today, tasks });
    }
    let treated = Stall { opportunity: Some(opportunity.0), remedies: chosen, ..stall.1.clone() };
    let write = if is_new {
        docs.insert(0, Doc::new(stall.0, &treated));
        Command::Create { docs }
    } else {
        let cause = treated.cause.map_or(Value::Null, |cause| json!(cause));
        let fields = [
            ("remedies".to_owned(), json!(treated.remedies)),
            ("cause".to_owned(), cause),
            ("note".to_owned(), json!(treated.note)),
        ]
        .into();
        Command::Edit { target: RecordRef::to(stall.0), fields, docs }
    };
    Command::Together { action: Action::Plan, about: RecordRef::to(opportunity.0), commands: vec![write] }
}

/// Whether an opportunity moved again after a remedy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// To a later stage, or won, on this day.
    Moved(Date),
    /// The days are not over yet.
    Waiting,
    /// They are, and it did not.
    Nothing,
}

/// What came of a remedy chosen on a day: a later stage than then, or won, within [`REMEDY_DAYS`] after it. `place` is how
/// far along a stage is, `stage` the one it lay in.
pub fn effect(
    chosen: Date,
    stage: Option<Uuid>,
    timeline: &Timeline,
    place: &dyn Fn(Uuid) -> Option<usize>,
    day: &dyn Fn(Effective) -> Option<Date>,
    today: Date,
) -> Effect {
    let until = chosen.plus_days(REMEDY_DAYS);
    let before = stage.and_then(place);
    let in_time = |change: &crate::Change| day(change.effective).filter(|on| *on >= chosen && *on <= until.min(today));
    let later = |change: &&crate::Change| {
        let to = change.to.as_str().and_then(|id| Uuid::try_parse(id).ok()).and_then(place);
        // Where it came from says that this came after the remedy, also on the same day.
        let from = change.from.as_str().and_then(|id| Uuid::try_parse(id).ok()).and_then(place);
        let is_later = to.is_some() && from.is_some() && to > before && to > from;
        in_time(change).filter(|_| is_later)
    };
    let won = |change: &&crate::Change| in_time(change).filter(|_| change.to == json!(Outcome::Won));
    let stages = timeline.field("stage");
    let outcomes = timeline.field("outcome");
    let moved = stages.iter().filter_map(later).chain(outcomes.iter().filter_map(won)).min();
    match moved {
        Some(on) => Effect::Moved(on),
        None if today <= until => Effect::Waiting,
        None => Effect::Nothing,
    }
}

/// How often a remedy helped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rate {
    pub moved: usize,
    /// Those whose days are over or that moved.
    pub n: usize,
    /// Not over yet; in neither number.
    pub waiting: usize,
}

impl Rate {
    /// 0 to 1; `None` where there is nothing to go by.
    pub fn share(&self) -> Option<f64> {
        (self.n > 0).then(|| self.moved as f64 / self.n as f64)
    }
}

/// The rate of every remedy against every cause. One that was chosen twice in one stall counts by its first time.
pub fn rates(
    stalls: &[(Id<Stall>, Stall)],
    effect: &dyn Fn(&Stall, &ChosenRemedy) -> Effect,
) -> BTreeMap<(Id<Remedy>, Option<Id<StallCause>>), Rate> {
    let mut rates: BTreeMap<(Id<Remedy>, Option<Id<StallCause>>), Rate> = BTreeMap::new();
    for (_, stall) in stalls {
        let mut first: BTreeMap<Id<Remedy>, &ChosenRemedy> = BTreeMap::new();
        for chosen in &stall.remedies {
            let known = first.entry(chosen.remedy).or_insert(chosen);
            if chosen.on < known.on {
                *known = chosen;
            }
        }
        for (remedy, chosen) in first {
            let rate = rates.entry((remedy, stall.cause)).or_default();
            match effect(stall, chosen) {
                Effect::Moved(_) => (rate.moved, rate.n) = (rate.moved + 1, rate.n + 1),
                Effect::Nothing => rate.n += 1,
                Effect::Waiting => rate.waiting += 1,
            }
        }
    }
    rates
}

/// The rate of one remedy against all causes together.
pub fn rate_of(rates: &BTreeMap<(Id<Remedy>, Option<Id<StallCause>>), Rate>, remedy: Id<Remedy>) -> Rate {
    let own = rates.iter().filter(|((of, _), _)| *of == remedy);
    own.fold(Rate::default(), |sum, (_, rate)| Rate {
        moved: sum.moved + rate.moved,
        n: sum.n + rate.n,
        waiting: sum.waiting + rate.waiting,
    })
}

#[cfg(test)]
mod tests;
