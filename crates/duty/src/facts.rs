//! What there is to know of one opportunity, read from its records and its journal.

use std::collections::{BTreeMap, BTreeSet};

use model::cadence::{came_on, graded_on, touched_on};
use model::chain::{Part, Person};
use model::dossier::dossier;
use model::dwell::{entered_on, stage_days};
use model::grade::{Grade, Graded};
use model::journal::Timeline;
use model::need::Subject;
use model::pushes::pushes;
use model::records::{
    Activity, ActivityKind, Contact, Dimension, DossierItem, Escalation, Gate, GradeOverride, Member, Opportunity,
    Outcome, Stage, StageAction, Stall,
};
use model::snooze::{Snoozed, snoozes};
use model::today::{Task, TaskKind};
use model::{Change, Date, Decimal, Doc, Effective, Id, Instant, Uuid, as_of};
use serde_json::json;

use crate::Rules;

/// Everything that belongs to one opportunity.
pub struct Material<'a> {
    pub doc: &'a Doc,
    pub timeline: &'a Timeline,
    /// Of the opportunity and of the lead it came from.
    pub activities: &'a [(Id<Activity>, Activity)],
    pub actions: &'a [(Id<StageAction>, StageAction)],
    pub escalations: Vec<(Id<Escalation>, Escalation)>,
    pub stalls: Vec<(Id<Stall>, Stall)>,
    /// What a contact's own record says of its part in decisions; `None` where the contact is gone.
    pub part: &'a dyn Fn(Id<Contact>) -> Option<Option<String>>,
}

/// What the rules ask for, on the day it was read.
#[derive(Clone, Debug)]
pub struct Facts {
    pub owner: Option<Id<Member>>,
    pub stage: Option<Id<Stage>>,
    pub outcome: Outcome,
    pub closed_on: Option<Date>,
    pub expected_close: Option<Date>,
    /// In the workspace's currency; `None` where it is not known, or no rate is.
    pub value: Option<Decimal>,
    pub graded: Graded,
    /// What somebody said against it, while it holds.
    pub said: Option<GradeOverride>,
    /// The day since which it has its grade here.
    pub graded_on: Date,
    /// In order.
    pub touches: Vec<Date>,
    /// Who made each of this week's touches.
    pub week: Vec<Option<Id<Member>>>,
    pub snoozes: Vec<Snoozed>,
    /// The day it entered its stage.
    pub entered: Option<Date>,
    /// Of a won one: whole days in each stage.
    pub stays: BTreeMap<Uuid, i32>,
    pub pushes: usize,
    /// What is planned and not done, the earliest first.
    pub tasks: Vec<Task>,
    /// What each of them is.
    pub labels: BTreeMap<Uuid, String>,
    pub escalations: Vec<(Id<Escalation>, Escalation)>,
    /// The latest that was written down.
    pub stall: Option<(Id<Stall>, Stall)>,
    /// Whole percent of the dossier that is there.
    pub dossier: u8,
    /// What of its dossier is missing.
    pub missing: Vec<Id<DossierItem>>,
    /// The gates of its pipeline that it could not pass.
    pub unmet: Vec<Id<Gate>>,
    /// Its key actions, of all stages.
    pub actions: Vec<(Id<StageAction>, StageAction)>,
}

/// The next thing that is planned with the customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    pub activity: Id<Activity>,
    pub due: Date,
}

/// The fields that decide a grade.
fn deciding() -> impl Iterator<Item = &'static str> {
    ["amount", "strategic", "stage", "pipeline", "grade_override"]
        .into_iter()
        .chain(Dimension::ALL.map(Dimension::field))
}

impl Facts {
    /// `None` where the record cannot be read.
    pub fn read(material: Material<'_>, rules: &Rules, today: Date, day: &dyn Fn(Instant) -> Date) -> Option<Self> {
        let Material { doc, timeline, activities, actions, mut escalations, mut stalls, part } = material;
        let record: Opportunity = doc.decode().ok()?;
        let known = |effective: Effective| effective.day(day);
        let timeline = &timeline.clone().dated();
        // One that has closed keeps what graded it on its last day.
        let closed = record.closed_on.filter(|_| record.outcome != Outcome::Open);
        let standing = rules.judge(today, closed, day).standing(&record);
        let came = came_on(timeline, day).or(record.created_on).unwrap_or(today);
        let snoozes = snoozes(timeline, &known);
        let stages = timeline.field("stage");
        let won = record.outcome == Outcome::Won;
        // That it lay in one stage since it began is only assumed where a file says nothing of it: no stay to learn from.
        let told = stages.iter().all(|change| !change.assumed);
        let stays = match record.closed_on {
            Some(closed) if won && told => stage_days(&stages, closed, &snoozes, known),
            _ => BTreeMap::new(),
        };
        let reopened = reopened_on(timeline, known);
        let (monday, _) = model::effort::week(today);
        let touched: Vec<(Date, &Activity)> =
            activities.iter().filter_map(|(_, one)| Some((touched_on(one, day)?, one))).collect();
        let mut touches: Vec<Date> = touched.iter().map(|(on, _)| *on).collect();
        touches.sort_unstable();
        // A planned touch that is ticked off by the one that is logged with it is the same one.
        let mut moments = BTreeSet::new();
        let once = touched.into_iter().filter(|(_, one)| one.done_at.is_none_or(|at| moments.insert(at)));
        let week = once.filter(|(on, _)| (monday..=today).contains(on)).map(|(_, one)| touched_by(one)).collect();
        escalations.sort_unstable_by_key(|(id, one)| (one.due_on, one.step, *id));
        stalls.sort_unstable_by_key(|(id, stall)| (stall.detected_on, *id));
        let (dossier, missing, unmet) = needs(doc, &record, actions, rules, part);
        Some(Self {
            graded_on: graded_since(doc, timeline, rules, came, today, &known, day).max(reopened),
            dossier,
            missing,
            unmet,
            actions: actions.to_vec(),
            value: record.amount.and_then(|amount| rules.value(amount, today)),
            entered: entered(&record, &stages, came, known).map(|on| on.max(reopened)),
            pushes: pushes(timeline),
            labels: labels(activities, actions, record.stage),
            tasks: planned(activities, actions, record.stage),
            stall: stalls.pop(),
            graded: standing.computed,
            said: standing.said,
            owner: record.owner,
            stage: record.stage,
            outcome: record.outcome,
            closed_on: record.closed_on,
            expected_close: record.expected_close,
            touches,
            week,
            snoozes,
            stays,
            escalations,
        })
    }

    /// The grade that counts.
    pub fn grade(&self) -> Option<Grade> {
        self.said.as_ref().map(|said| said.grade).or(self.graded.grade.ok())
    }

    /// What answers could still lift it to.
    pub fn up_to(&self) -> Option<Grade> {
        let now = self.grade();
        self.graded.up_to.filter(|best| self.said.is_none() && now.is_none_or(|now| *best < now))
    }

    /// The day on which it wakes, while it rests.
    pub fn rests_until(&self, today: Date) -> Option<Date> {
        self.snoozes.iter().find(|snoozed| snoozed.holds(today)).map(|snoozed| snoozed.until)
    }

    /// The next thing that is planned, a key action aside.
    pub fn next_step(&self) -> Option<Step> {
        let planned = |task: &&Task| matches!(task.kind, TaskKind::Touch | TaskKind::Chore);
        self.tasks.iter().find(planned).map(|task| Step { activity: Id::new(task.id), due: task.due })
    }
}

/// The day it entered the stage it lies in. What is only assumed counts from the day it came here; of a stage entered on an
/// unknown day, or of which its history knows nothing, there is no stay to be counted.
fn entered(
    record: &Opportunity,
    stages: &[&Change],
    came: Date,
    known: impl Fn(Effective) -> Option<Date>,
) -> Option<Date> {
    match stages.last() {
        None => record.created_on,
        Some(last) if last.assumed => Some(came),
        Some(last) if last.to != json!(record.stage) => None,
        Some(_) => entered_on(stages, known),
    }
}

/// The day it was last opened again after it had ended; long ago where it never was.
fn reopened_on(timeline: &Timeline, known: impl Fn(Effective) -> Option<Date>) -> Date {
    let opened = |change: &&&Change| change.to == json!(Outcome::Open) && !change.from.is_null();
    let changes = timeline.field("outcome");
    changes.iter().rev().find(opened).and_then(|change| known(change.effective)).unwrap_or(Date::EPOCH)
}

/// Who made a touch, as far as that is known.
pub fn touched_by(activity: &Activity) -> Option<Id<Member>> {
    activity.done_by.or(activity.owner)
}

fn graded_since(
    doc: &Doc,
    timeline: &Timeline,
    rules: &Rules,
    came: Date,
    today: Date,
    known: &dyn Fn(Effective) -> Option<Date>,
    day: &dyn Fn(Instant) -> Date,
) -> Date {
    // What counts is since when it is so here, whatever day a change speaks of.
    let timeline = &timeline.clone().as_recorded();
    let changes: Vec<_> = deciding().flat_map(|field| timeline.field(field)).collect();
    let last_days = changes.iter().filter_map(|change| {
        // Only an override has a last day.
        let said: GradeOverride = serde_json::from_value(change.to.clone()).ok()?;
        said.until.map(|until| until.plus_days(1))
    });
    let days: BTreeSet<Date> = changes
        .iter()
        .filter_map(|change| known(change.effective))
        .chain(last_days)
        .chain(rules.changed_on(day))
        .filter(|on| *on > came && *on <= today)
        .chain([came])
        .collect();
    if days.len() == 1 {
        return came;
    }
    let on = |on: Date| {
        let record: Opportunity = as_of::doc(doc, timeline, on, known).decode().unwrap_or_default();
        (on, rules.grade_on(&record, on, day))
    };
    let grades: Vec<(Date, Option<Grade>)> = days.into_iter().map(on).collect();
    graded_on(&grades).unwrap_or(came)
}

/// How much of the dossier is there, what of it is missing, and the gates it could not pass.
fn needs(
    doc: &Doc,
    record: &Opportunity,
    actions: &[(Id<StageAction>, StageAction)],
    rules: &Rules,
    part: &dyn Fn(Id<Contact>) -> Option<Option<String>>,
) -> (u8, Vec<Id<DossierItem>>, Vec<Id<Gate>>) {
    let person = |role: &model::records::ContactRole| {
        let said = role.role.clone().or(part(role.contact)?).filter(|text| !text.trim().is_empty());
        Some(Person {
            contact: role.contact,
            name: String::new(),
            part: said.map(|text| Part::read(&text)),
            stance: None,
            influence: None,
            met_on: None,
            last_touch: None,
            owner: None,
            title: None,
        })
    };
    let people: Vec<Person> = record.contacts.iter().filter_map(person).collect();
    let actions: Vec<StageAction> = actions.iter().map(|(_, action)| action.clone()).collect();
    let subject = Subject { opportunity: doc, people: &people, actions: &actions };
    let dossier = dossier(rules.dossier(record.pipeline), record, &rules.stages, subject);
    let missing = dossier.missing.iter().map(|(id, _)| *id).collect();
    let gates = rules.gates(record.pipeline).iter().filter(|(_, gate)| !gate.archived);
    let unmet = gates.filter(|(_, gate)| !subject.has(&gate.need, &gate.of)).map(|(id, _)| *id).collect();
    (dossier.percent, missing, unmet)
}

fn labels(
    activities: &[(Id<Activity>, Activity)],
    actions: &[(Id<StageAction>, StageAction)],
    stage: Option<Id<Stage>>,
) -> BTreeMap<Uuid, String> {
    let steps = activities.iter().filter(|(_, one)| !one.is_done() && one.due.is_some());
    let steps = steps.map(|(id, one)| (id.uuid(), one.text.clone()));
    let actions = actions.iter().filter(|(_, one)| !one.is_done() && one.due.is_some() && one.stage == stage);
    steps.chain(actions.map(|(id, one)| (id.uuid(), one.name.clone()))).collect()
}

/// Planned activities with a day, and key actions of its stage with one.
fn planned(
    activities: &[(Id<Activity>, Activity)],
    actions: &[(Id<StageAction>, StageAction)],
    stage: Option<Id<Stage>>,
) -> Vec<Task> {
    let steps = activities.iter().filter(|(_, one)| !one.is_done()).filter_map(|(id, one)| {
        let kind = match one.kind {
            ActivityKind::Task => TaskKind::Chore,
            ActivityKind::Review => TaskKind::Review,
            _ => TaskKind::Touch,
        };
        Some(Task { kind, id: id.uuid(), due: one.due?, owner: one.owner })
    });
    let actions = actions
        .iter()
        .filter(|(_, one)| !one.is_done() && one.stage == stage)
        .filter_map(|(id, one)| Some(Task { kind: TaskKind::Action, id: id.uuid(), due: one.due?, owner: one.owner }));
    let mut tasks: Vec<Task> = steps.chain(actions).collect();
    tasks.sort_unstable_by_key(|task| (task.due, task.id));
    tasks
}
