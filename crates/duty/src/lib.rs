//! What each opportunity is worth and what is due on it, as the rules of [`model`] say on one day.
//!
//! It knows how records, journal and settings come together to what the rules ask for, and keeps what came of it, so that one
//! changed record costs one opportunity. It refuses to know where records lie, what time it is, and how anything is shown.

mod facts;
mod rules;
mod sight;
mod steps;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use model::cadence::{Due, Pace, due, overdue};
use model::effort::{Effort, effort};
use model::escalation::{Case, evaluate, standing};
use model::records::{Escalation, Gate, Member, Opportunity, Outcome, Stage, Stall};
use model::stall::{self, Limits, Signals, signals};
use model::today::{Row, Scope, TaskKind, queue};
use model::{Command, Date, Id, Instant, Uuid, gate};

pub use facts::{Facts, Material, Step, touched_by};
pub use rules::{Rules, Settings};
pub use sight::{Line, PRESSING, Sight};
pub use steps::PartyStep;

/// An opportunity and how it stands on the book's day.
#[derive(Clone, Debug)]
pub struct Known {
    pub facts: Facts,
    pub due: Due,
    /// Silent of a closed one.
    pub signals: Signals,
}

/// All opportunities of a workspace as they stand on a day.
pub struct Book {
    rules: Rules,
    today: Date,
    /// In boxes: a table has more places than entries, and grows by having twice as many.
    known: HashMap<Id<Opportunity>, Box<Known>>,
    /// Of every stage, from the won ones; `None` while that has to be worked out anew.
    limits: Option<BTreeMap<Id<Stage>, Limits>>,
    /// The queues that have been asked for since something changed: several ask for the same.
    queues: RefCell<Vec<(Scope, Arc<Vec<Row>>)>>,
    /// What is planned with others than opportunities, by party.
    steps: BTreeMap<Uuid, Vec<PartyStep>>,
}

impl Book {
    pub fn new(rules: Rules, today: Date) -> Self {
        Self { rules, today, known: HashMap::new(), limits: None, queues: RefCell::default(), steps: BTreeMap::new() }
    }

    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    pub fn today(&self) -> Date {
        self.today
    }

    /// What is known of an opportunity from now on; `None` where it is gone. After the last of several comes
    /// [`Book::settle`].
    pub fn put(&mut self, opportunity: Id<Opportunity>, facts: Option<Facts>) {
        let known = facts.map(|facts| Box::new(self.judge(facts)));
        let is_won = known.as_ref().is_some_and(|known| known.is_won());
        let before = match known {
            Some(known) => self.known.insert(opportunity, known),
            None => self.known.remove(&opportunity),
        };
        if is_won || before.is_some_and(|known| known.is_won()) {
            self.limits = None;
            self.queues.get_mut().clear();
        }
        self.requeue(opportunity);
    }

    /// Its rows are others now; those of all others stay where they are.
    fn requeue(&mut self, opportunity: Id<Opportunity>) {
        let mut queues = self.queues.take();
        if queues.is_empty() {
            return;
        }
        let facts = self.get(opportunity).filter(|known| known.asks()).map(|known| due_of(opportunity, known));
        for (scope, rows) in &mut queues {
            let own = self.queue_of(facts.as_slice(), *scope);
            let rows = Arc::make_mut(rows);
            rows.retain(|row| row.opportunity != opportunity);
            for row in own {
                let at = rows.partition_point(|other| other.compare(&row).is_lt());
                rows.insert(at, row);
            }
        }
        self.queues.replace(queues);
    }

    /// Brings what depends on all of them up to date: how long a stay in a stage may be, see [`stall::limits`].
    pub fn settle(&mut self) {
        if self.limits.is_some() {
            return;
        }
        self.queues.get_mut().clear();
        let won = self.known.values().filter(|known| known.is_won());
        let stays: Vec<BTreeMap<Uuid, i32>> = won.map(|known| known.facts.stays.clone()).collect();
        let limits = stall::limits(&stays, &self.rules.stages);
        for known in self.known.values_mut() {
            let limit = known.facts.stage.and_then(|stage| limits.get(&stage).copied());
            known.signals = signals_of(&known.facts, known.due, limit, self.today);
        }
        self.limits = Some(limits);
    }

    fn judge(&self, facts: Facts) -> Known {
        let due = due(&facts.pace(), &self.rules.escalation.cadences, &self.rules.escalation.calendar, self.today);
        let signals = signals_of(&facts, due, facts.stage.and_then(|stage| self.limit(stage)), self.today);
        Known { facts, due, signals }
    }

    pub fn get(&self, opportunity: Id<Opportunity>) -> Option<&Known> {
        self.known.get(&opportunity).map(Box::as_ref)
    }

    /// Those that are open, in no order.
    pub fn open(&self) -> impl Iterator<Item = (Id<Opportunity>, &Known)> {
        let open = self.known.iter().filter(|(_, known)| known.is_open());
        open.map(|(id, known)| (*id, known.as_ref()))
    }

    /// Those of which there is something to do, some day: the open ones, and ended ones that are to be reviewed. In no order.
    pub fn asking(&self) -> impl Iterator<Item = (Id<Opportunity>, &Known)> {
        let asking = self.known.iter().filter(|(_, known)| known.asks());
        asking.map(|(id, known)| (*id, known.as_ref()))
    }

    /// How long a stay in a stage may be.
    pub fn limit(&self, stage: Id<Stage>) -> Option<Limits> {
        self.limits.as_ref()?.get(&stage).copied()
    }

    /// Whether it would be stalled if its stage had other days set; `None` where the stage goes by what won ones took.
    pub fn would_stall(&self, known: &Known, days: Option<u16>) -> Option<bool> {
        let Limits { n, .. } = self.limit(known.facts.stage?).filter(|limits| !limits.is_learned())?;
        let days = f64::from(days.unwrap_or(stall::USUAL_DAYS));
        let limits = Limits { slow: days, stalled: days, n };
        Some(signals_of(&known.facts, known.due, Some(limits), self.today).is_stalled())
    }

    /// Work days that have passed since it was due.
    pub fn late(&self, known: &Known) -> u32 {
        overdue(known.due, &self.rules.escalation.calendar, self.today)
    }

    /// What is missing for going to a stage: the gates of that stage and of those on the way, by stage and place.
    pub fn missing_for(&self, known: &Known, to: Id<Stage>) -> Vec<&(Id<Gate>, Gate)> {
        self.unmet(known, gate::entered(known.facts.stage, to, &self.rules.stages))
    }

    /// What it came without to where it is: the gates of its stage and of those before.
    pub fn lacking(&self, known: &Known) -> Vec<&(Id<Gate>, Gate)> {
        self.unmet(known, known.facts.stage.map(|stage| gate::up_to(stage, &self.rules.stages)).unwrap_or_default())
    }

    /// The gates of stages of one pipeline that it does not pass.
    fn unmet(&self, known: &Known, of: Vec<Id<Stage>>) -> Vec<&(Id<Gate>, Gate)> {
        let pipeline = of.first().and_then(|id| self.rules.stages.iter().find(|(known, _)| known == id));
        let gates = self.rules.gates(pipeline.and_then(|(_, stage)| stage.pipeline));
        let of_stage = |entered: Id<Stage>| {
            let mut own: Vec<_> = gates
                .iter()
                .filter(|(id, gate)| gate.stage == Some(entered) && known.facts.unmet.contains(id))
                .collect();
            own.sort_by_key(|(id, gate)| (gate.position, *id));
            own
        };
        of.into_iter().flat_map(of_stage).collect()
    }

    /// Everything that is due, the most pressing first.
    pub fn queue(&self, scope: Scope) -> Arc<Vec<Row>> {
        let mut queues = self.queues.borrow_mut();
        if let Some((_, rows)) = queues.iter().find(|(of, _)| *of == scope) {
            return Arc::clone(rows);
        }
        let rows = Arc::new(self.queue_anew(scope));
        queues.push((scope, Arc::clone(&rows)));
        rows
    }

    fn queue_anew(&self, scope: Scope) -> Vec<Row> {
        let facts: Vec<_> = self.asking().map(|(id, known)| due_of(id, known)).collect();
        self.queue_of(&facts, scope)
    }

    fn queue_of(&self, facts: &[model::today::Facts], scope: Scope) -> Vec<Row> {
        queue(facts, scope, &self.rules.escalation.people, &self.rules.escalation.calendar, self.today)
    }

    /// What this week's touches were spent on: by whom, on whose opportunities.
    pub fn effort(&self, of: Scope) -> Effort {
        let (monday, _) = model::effort::week(self.today);
        let all = self.known.iter().map(|(id, known)| (*id, &known.facts));
        let counts =
            |facts: &Facts| facts.outcome == Outcome::Open || facts.closed_on.is_some_and(|closed| closed >= monday);
        let people = &self.rules.escalation.people;
        let is_of = |member: Option<Id<Member>>| match of {
            Scope::Mine(me) => member == Some(me),
            Scope::Team(me) => member.is_some_and(|member| people.is_in_team(member, me)),
            Scope::Everyone => true,
        };
        let owned = |facts: &Facts| is_of(facts.owner);
        let counted = all.clone().filter(|(_, facts)| counts(facts) && owned(facts));
        let values: Vec<_> = counted.map(|(id, facts)| (id, facts.value)).collect();
        let touches = all.flat_map(|(id, facts)| facts.week.iter().map(move |by| (*by, id)));
        let touches: Vec<_> = touches.filter(|(by, _)| is_of(*by)).collect();
        effort(&values, &touches)
    }

    /// What the ladders have to write on this day about some opportunities, or about all; nothing where it has been written.
    pub fn evaluate(&self, of: Option<&BTreeSet<Id<Opportunity>>>, now: Instant) -> Vec<Command> {
        let some = of.into_iter().flatten().filter_map(|id| self.known.get_key_value(id));
        let all = self.known.iter().filter(|_| of.is_none());
        let looked_at: Vec<_> = some
            .chain(all)
            .map(|(id, known)| (id, &known.facts))
            .filter(|(_, facts)| facts.outcome == Outcome::Open || !facts.escalations.is_empty())
            .collect();
        let mut cases: Vec<Case<'_>> = Vec::with_capacity(looked_at.len());
        for (id, facts) in &looked_at {
            cases.push(Case { opportunity: **id, owner: facts.owner, pace: facts.pace() });
        }
        let written: Vec<_> = looked_at.iter().flat_map(|(_, facts)| facts.escalations.iter().cloned()).collect();
        evaluate(&cases, &written, &self.rules.escalation, self.today, now).commands()
    }
}

fn signals_of(facts: &Facts, due: Due, limits: Option<Limits>, today: Date) -> Signals {
    if facts.outcome != Outcome::Open {
        return Signals::default();
    }
    signals(&stall::Facts {
        today,
        entered: facts.entered,
        limits,
        snoozes: &facts.snoozes,
        last_touch: Some(due.since),
        cadence: Some(due.day.days() - due.since.days()),
        next_due: facts.next_step().map(|step| step.due),
        expected_close: facts.expected_close,
        pushes: facts.pushes,
    })
}

/// What a queue asks of an opportunity.
fn due_of(id: Id<Opportunity>, known: &Known) -> model::today::Facts {
    let facts = &known.facts;
    let woke = facts.snoozes.last().map(|snoozed| snoozed.until);
    let untouched = |until: &Date| facts.touches.iter().all(|touch| touch < until);
    model::today::Facts {
        opportunity: id,
        owner: facts.owner,
        grade: facts.grade(),
        value: facts.value,
        due: known.due.day,
        escalation: known.escalation().cloned(),
        wakes: woke.filter(untouched),
        stalled: known.signals.is_stalled(),
        has_ended: !known.is_open(),
        tasks: facts.tasks.clone(),
    }
}

impl Known {
    fn is_open(&self) -> bool {
        self.facts.outcome == Outcome::Open
    }

    /// Whether there is something to do, some day: of one that has ended a review.
    fn asks(&self) -> bool {
        self.is_open() || self.facts.tasks.iter().any(|task| task.kind == TaskKind::Review)
    }

    fn is_won(&self) -> bool {
        self.facts.outcome == Outcome::Won
    }

    /// The escalation it stands at.
    pub fn escalation(&self) -> Option<&(Id<Escalation>, Escalation)> {
        let all = &self.facts.escalations;
        let found = standing(all.iter().map(|(_, one)| one), &self.facts.pace(), self.due)?;
        all.iter().find(|(_, one)| std::ptr::eq(one, found))
    }

    /// The stall that somebody was asked about in the stage it lies in, where nothing has resolved it.
    pub fn stall(&self) -> Option<&(Id<Stall>, Stall)> {
        let Facts { stage, entered, stall, .. } = &self.facts;
        let is_of_stay = |stall: &Stall| stall.stage == *stage && stall.detected_on >= *entered;
        stall.as_ref().filter(|(_, stall)| is_of_stay(stall))
    }
}

impl Facts {
    /// What its due date depends on.
    pub fn pace(&self) -> Pace<'_> {
        Pace {
            grade: self.grade(),
            graded_on: self.graded_on,
            touches: &self.touches,
            snoozes: &self.snoozes,
            closed_on: self.closed_on.filter(|_| self.outcome != Outcome::Open),
        }
    }
}

#[cfg(test)]
mod tests;
