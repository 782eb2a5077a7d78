//! From a command and the records it looks at to the changes it makes. Pure: the store reads, plans and writes inside one
//! transaction.

mod merge;
mod patch;

use std::collections::BTreeMap;

use serde_json::Value;
use uuid::Uuid;

use crate::Id;
use crate::command::{Added, Close, Command, SLICE, Slice, Touch, Updated};
use crate::diff::{Delta, Diff, Fields};
use crate::doc::{Doc, MERGED, RecordRef};
use crate::escalation::Evaluation;
use crate::id::Ids;
use crate::journal::{Action, Author, Change, Entry, What};
use crate::records::{Account, Activity, FieldError, Opportunity, Outcome, Record as _};

use crate::time::{Date, Effective, Instant};
pub use merge::{PARENT, merge_choices};
use patch::{Lists, patch};

/// The records a command looks at, tombstones included; what does not exist is absent.
pub type Records = BTreeMap<RecordRef, Doc>;

/// What a plan needs to know besides records.
pub struct Context<'a> {
    pub now: Instant,
    /// The day it is in the workspace's time zone.
    pub today: Date,
    pub author: Author,
    pub ids: &'a mut dyn Ids,
}

/// What a command will change.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    pub action: Action,
    /// The name of what it is about.
    pub about: String,
    pub detail: String,
    pub diff: Diff,
    /// Histories that records begin with, where these are not their first values.
    pub openings: BTreeMap<RecordRef, Vec<Change>>,
    /// When changes became true, where that is not "now".
    pub effective: BTreeMap<(RecordRef, &'static str), Effective>,
    /// Of several commands those that are not carried out, and why.
    pub refused: Vec<(RecordRef, Rejection)>,
}

impl Plan {
    pub fn effective(&self, now: Instant) -> impl Fn(RecordRef, &str) -> Effective {
        move |target, field| {
            let known = self.effective.iter().find(|((of, name), _)| *of == target && *name == field);
            known.map_or(Effective::At(now), |(_, effective)| *effective)
        }
    }
}

/// Why a command is not carried out. Nothing has been changed then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    #[error("fields of {target:?} are not valid: {errors:?}")]
    Invalid { target: RecordRef, errors: Vec<FieldError> },
    /// It was deleted, or never existed.
    #[error("{0:?} does not exist")]
    Gone(RecordRef),
    #[error("{0:?} exists already")]
    Exists(RecordRef),
    /// A record it would remove is referred to by these.
    #[error("referred to by {0:?}")]
    Linked(Vec<RecordRef>),
    #[error("nothing to do")]
    Nothing,
}

/// What an undo or an import did not touch, because it has been changed since.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Left {
    pub target: RecordRef,
    /// Empty when the whole record was left.
    pub field: String,
}

/// Plans a command.
///
/// # Errors
/// Says which record and field is at fault.
pub fn plan(command: &Command, records: &Records, context: &mut Context<'_>) -> Result<Plan, Rejection> {
    let mut draft = Draft::new(records);
    let plan = match command {
        Command::Start { docs } => {
            // Records that are there already stay as they are: two tabs may both start the same workspace.
            for doc in docs.iter().filter(|doc| !is_live(records, doc.record_ref())) {
                draft.add(doc.clone())?;
            }
            draft.plan(Action::Start, "", "")
        }
        Command::Create { docs } => {
            for doc in docs {
                draft.add(doc.clone())?;
            }
            draft.plan(Action::Create, &docs.first().map(Doc::name).unwrap_or_default(), "")
        }
        Command::Ensure { docs } => {
            let missing: Vec<&Doc> = docs.iter().filter(|doc| !is_live(records, doc.record_ref())).collect();
            for doc in &missing {
                draft.add((*doc).clone())?;
            }
            draft.plan(Action::Create, &missing.first().map(|doc| doc.name()).unwrap_or_default(), "")
        }
        Command::Edit { target, fields, docs } => {
            for doc in docs {
                draft.add(doc.clone())?;
            }
            let before = draft.live(*target)?.clone();
            for (field, value) in fields {
                draft.set(*target, field, value.clone())?;
            }
            if target.kind == Opportunity::KIND
                && !fields.contains_key("push_reason")
                && let (Some(to), Some(from)) = (fields.get("expected_close"), before.get("expected_close").as_str())
                && to.as_str().is_some_and(|to| to > from)
            {
                // Why it was put off before is no reason for this time.
                draft.set(*target, "push_reason", Value::Null)?;
            }
            if target.kind == Account::KIND && fields.contains_key(PARENT) {
                draft.check_parent(*target)?;
            }
            let changed = fields.iter().find(|(field, value)| before.get(field) != **value);
            draft.plan(Action::Edit, &before.name(), changed.map_or("", |(field, _)| field))
        }
        Command::Move { opportunity, stage, rank, ranks } => {
            let (target, to) = (RecordRef::to(*opportunity), RecordRef::to(*stage));
            let stage_doc = draft.live(to)?.clone();
            let about = draft.live(target)?.name();
            draft.set(target, "stage", json(stage.uuid()))?;
            draft.set(target, "pipeline", stage_doc.get("pipeline"))?;
            if let Some(rank) = rank {
                draft.set(target, "rank", json(rank))?;
            }
            if draft.live(target)?.get("outcome") != json(Outcome::Open.as_str()) {
                draft.set(target, "outcome", json(Outcome::Open.as_str()))?;
                for field in ["closed_on", "reasons", "close_note"] {
                    draft.set(target, field, Value::Null)?;
                }
            }
            for (id, rank) in ranks {
                draft.set(RecordRef::to(*id), "rank", json(rank))?;
            }
            draft.plan(Action::Move, &about, &stage_doc.name())
        }
        Command::Close(close) => plan_close(draft, close, context)?,
        Command::Touch(touch) => plan_touch(draft, touch, context)?,
        Command::Delete { targets } => merge::delete(draft, targets)?,
        Command::DeleteLinked { target } => merge::delete_linked(draft, *target)?,
        Command::Merge(merge) => merge::merge(draft, merge)?,
        Command::Restore { targets, back } => merge::restore(draft, targets, back)?,
        Command::Evaluate(evaluation) => plan_evaluation(draft, evaluation)?,
        Command::Many(commands) => plan_many(commands, records, context)?,
        Command::Together { action, about, commands } => plan_together(action, *about, commands, records, context)?,
    };
    if plan.diff.is_empty() { Err(Rejection::Nothing) } else { Ok(plan) }
}

/// Each as if it were given after the ones before it.
fn plan_many(commands: &[Command], records: &Records, context: &mut Context<'_>) -> Result<Plan, Rejection> {
    let mut series = Series::new(records);
    let mut refused = Vec::new();
    let mut count = 0_usize;
    for command in commands {
        let target = command.target().ok_or(Rejection::Nothing)?;
        match series.add(command, context) {
            Ok(()) => count += 1,
            // It is so already.
            Err(Rejection::Nothing) => {}
            Err(why) => refused.push((target, why)),
        }
    }
    match series.whole()? {
        Some(mut whole) => {
            whole.refused.extend(refused);
            (whole.action, whole.detail) = (Action::Bulk, count.to_string());
            Ok(whole)
        }
        None => Err(refused.into_iter().next().map_or(Rejection::Nothing, |(_, why)| why)),
    }
}

/// One after the other, as far as they change anything; refused as a whole where one of them is.
fn plan_together(
    action: &Action,
    about: RecordRef,
    commands: &[Command],
    records: &Records,
    context: &mut Context<'_>,
) -> Result<Plan, Rejection> {
    let mut series = Series::new(records);
    for command in commands {
        match series.add(command, context) {
            Ok(()) | Err(Rejection::Nothing) => {}
            Err(why) => return Err(why),
        }
    }
    // As it was called before; what is made by this, as it is called.
    let named = records.get(&about).filter(|doc| doc.deleted_at.is_none()).or_else(|| series.now.get(&about));
    let name = named.map(Doc::name).unwrap_or_default();
    let mut whole = series.whole()?.ok_or(Rejection::Nothing)?;
    let others = whole.diff.0.keys().filter(|target| **target != about).count();
    // A move that comes with what was filled in for it still says where to.
    if *action == Action::Rule {
        // Most rules have no name of their own.
        about.kind.name().clone_into(&mut whole.detail);
    } else if *action != Action::Move || whole.action != Action::Move {
        whole.detail = if others > 0 { others.to_string() } else { String::new() };
    }
    (whole.action, whole.about) = (action.clone(), name);
    Ok(whole)
}

/// Commands planned one after the other, each on what the ones before it leave.
struct Series {
    now: Records,
    whole: Option<Plan>,
    /// A plan that does not start from where the ones before it end; there is none, or planning is wrong.
    broken: Option<RecordRef>,
}

impl Series {
    fn new(records: &Records) -> Self {
        Self { now: records.clone(), whole: None, broken: None }
    }

    fn add(&mut self, command: &Command, context: &mut Context<'_>) -> Result<(), Rejection> {
        let one = plan(command, &self.now, context)?;
        follow(&mut self.now, &one.diff, context.now);
        self.whole = Some(match self.whole.take() {
            None => one,
            Some(mut whole) => {
                whole.diff = whole.diff.squash(one.diff).unwrap_or_else(|mismatch| {
                    self.broken = Some(mismatch.0);
                    Diff::default()
                });
                whole.effective.extend(one.effective);
                whole.openings.extend(one.openings);
                whole.refused.extend(one.refused);
                whole
            }
        });
        Ok(())
    }

    /// All of them as one plan; none where nothing changes.
    fn whole(self) -> Result<Option<Plan>, Rejection> {
        match self.broken {
            Some(target) => Err(Rejection::Gone(target)),
            None => Ok(self.whole),
        }
    }
}

/// A plan too large for one transaction as slices of it; `None` where it removes records, which slices do not.
pub fn slices(plan: &Plan, now: Instant) -> Option<Vec<Slice>> {
    let effective = plan.effective(now);
    let mut slices = vec![Slice::default()];
    for (target, delta) in &plan.diff.0 {
        let full = slices.last().is_none_or(|slice| slice.len() >= SLICE);
        if full {
            slices.push(Slice::default());
        }
        let slice = slices.last_mut()?;
        match delta {
            Delta::Added(fields) => {
                let opening = plan.openings.get(target).cloned().unwrap_or_else(|| {
                    let known = target.kind.opening().iter().filter_map(|name| Some((*name, fields.get(*name)?)));
                    let open = |(name, value): (&str, &Value)| {
                        Change::new(name, Value::Null, value.clone(), effective(*target, name))
                    };
                    known.map(open).collect()
                });
                slice.added.push(Added { doc: Doc::from_fields(*target, fields.clone()), opening });
            }
            Delta::Updated(changed) => {
                let change = |(name, [from, to]): (&String, &[Value; 2])| {
                    Change::new(name, from.clone(), to.clone(), effective(*target, name))
                };
                slice.updated.push(Updated { target: *target, changes: changed.iter().map(change).collect() });
            }
            Delta::Removed(_) => return None,
        }
    }
    Some(slices)
}

/// Carries a diff out on records.
fn follow(records: &mut Records, diff: &Diff, now: Instant) {
    for (target, delta) in &diff.0 {
        match delta {
            Delta::Added(fields) => {
                records.insert(*target, Doc::from_fields(*target, fields.clone()));
            }
            Delta::Updated(changed) => {
                if let Some(doc) = records.get_mut(target) {
                    for (field, [_, to]) in changed {
                        doc.set(field, to.clone());
                    }
                    if changed.contains_key(MERGED) {
                        doc.deleted_at = doc.merged_into.map(|_| now);
                    }
                }
            }
            Delta::Removed(_) => {
                if let Some(doc) = records.get_mut(target) {
                    doc.deleted_at = Some(now);
                }
            }
        }
    }
}

fn plan_close(mut draft: Draft<'_>, close: &Close, context: &mut Context<'_>) -> Result<Plan, Rejection> {
    let target = RecordRef::to(close.opportunity);
    let about = draft.live(target)?.name();
    draft.set(target, "outcome", json(close.outcome.as_str()))?;
    draft.set(target, "closed_on", json(close.closed_on))?;
    draft.set(target, "amount", close.amount.map_or(Value::Null, json))?;
    draft.set(target, "reasons", list(&close.reasons))?;
    draft.set(target, "competitors", list(&close.competitors))?;
    draft.set(target, "close_note", text(close.note.as_deref()))?;
    if let Some(review) = &close.review {
        let owner = draft.live(target)?.get("owner").as_str().and_then(Id::parse);
        let review = review.activity(target.id, owner.or(context.author.member));
        draft.add(Doc::new(Id::new(context.ids.next()), &review))?;
    }
    let action = if close.outcome == Outcome::Lost { Action::Lose } else { Action::Win };
    let mut plan = draft.plan(action, &about, "");
    if close.closed_on != context.today {
        for field in ["outcome", "closed_on", "amount"] {
            plan.effective.insert((target, field), Effective::Day(close.closed_on));
        }
    }
    Ok(plan)
}

fn plan_touch(mut draft: Draft<'_>, touch: &Touch, context: &mut Context<'_>) -> Result<Plan, Rejection> {
    let about = draft.live(touch.subject)?.name();
    let mut action = Action::Plan;
    if let Some(done) = touch.completes.map(RecordRef::to) {
        draft.live(done)?;
        draft.set(done, "done_at", json(context.now))?;
        draft.set(done, "done_by", context.author.member.map_or(Value::Null, json))?;
        action = Action::Complete;
    }
    if let Some(log) = &touch.log {
        let on = log.on.filter(|on| *on != context.today);
        let activity = Activity {
            subject: Some(touch.subject.id),
            kind: log.kind.clone(),
            text: log.text.clone(),
            done_at: on.is_none().then_some(context.now),
            done_on: on,
            owner: context.author.member,
            done_by: context.author.member,
            ..Activity::default()
        };
        draft.add(Doc::new(Id::new(context.ids.next()), &activity))?;
        action = Action::Touch;
    }
    if let Some(next) = &touch.next {
        let activity = next.activity(touch.subject.id, touch.owner.or(context.author.member));
        draft.add(Doc::new(Id::new(context.ids.next()), &activity))?;
    }
    Ok(draft.plan(action, &about, ""))
}

/// What another tab has written meanwhile is passed over; it came to the same.
fn plan_evaluation(mut draft: Draft<'_>, evaluation: &Evaluation) -> Result<Plan, Rejection> {
    let mut effective = BTreeMap::new();
    for (id, escalation) in &evaluation.fire {
        let target = RecordRef::to(*id);
        if !is_live(draft.before, target) {
            draft.add(Doc::new(*id, escalation))?;
            effective.extend(escalation.due_on.map(|on| ((target, "due_on"), Effective::Day(on))));
        }
    }
    let withdraw = evaluation.withdraw.iter().map(|(id, why)| (*id, json(why)));
    let reinstate = evaluation.reinstate.iter().map(|id| (*id, Value::Null));
    for (id, withdrawn) in withdraw.chain(reinstate) {
        let target = RecordRef::to(id);
        let now = draft.live(target).map(|doc| doc.get("withdrawn").is_null());
        // Withdrawn for one reason, it is not withdrawn for another.
        if now.is_ok_and(|stands| stands != withdrawn.is_null()) {
            draft.set(target, "withdrawn", withdrawn)?;
        }
    }
    let written = draft.after.len().to_string();
    let plan = draft.plan(Action::Evaluate, "", &written);
    Ok(Plan { effective, ..plan })
}

/// What one slice of a large command changes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SlicePlan {
    pub diff: Diff,
    /// Histories of the added records.
    pub openings: BTreeMap<RecordRef, Vec<Change>>,
    pub noted: Vec<(RecordRef, Vec<Change>)>,
    pub left: Vec<Left>,
    /// When the updates became true.
    pub effective: BTreeMap<(RecordRef, String), Effective>,
}

/// Plans one slice: what is there already is not added again, and a field that has changed since the slice was made is
/// left alone.
pub fn plan_slice(slice: &Slice, records: &Records) -> SlicePlan {
    let mut plan = SlicePlan::default();
    for added in &slice.added {
        let target = added.doc.record_ref();
        if is_live(records, target) || !target.kind.check(&added.doc).is_empty() {
            plan.left.push(Left { target, field: String::new() });
            continue;
        }
        plan.diff.0.insert(target, Delta::Added(added.doc.fields()));
        if !added.opening.is_empty() {
            plan.openings.insert(target, added.opening.clone());
        }
    }
    for updated in &slice.updated {
        let effective = updated.changes.iter().map(|change| ((updated.target, change.field.clone()), change.effective));
        plan.effective.extend(effective);
        patch(updated.target, &updated.changes, records, &mut plan.diff, &mut plan.left, Lists::Whole);
    }
    for noted in &slice.noted {
        match records.get(&noted.target).filter(|doc| doc.deleted_at.is_none()) {
            Some(_) => plan.noted.push((noted.target, noted.changes.clone())),
            None => plan.left.push(Left { target: noted.target, field: String::new() }),
        }
    }
    plan
}

/// Whether a record is there. One that was deleted, by an undo for instance, can be made anew under its id.
fn is_live(records: &Records, target: RecordRef) -> bool {
    records.get(&target).is_some_and(|doc| doc.deleted_at.is_none())
}

/// Takes entries of one command back, as far as what they changed has not been changed since. `changed_since` says so of
/// a record the command made.
pub fn plan_reversal(
    entries: &[Entry],
    records: &Records,
    changed_since: impl Fn(RecordRef) -> bool,
) -> (Diff, Vec<Left>) {
    let (mut diff, mut left) = (Diff::default(), Vec::new());
    for entry in entries {
        let target = entry.target();
        let (alive, fields) = match records.get(&target) {
            Some(doc) => (doc.deleted_at.is_none(), doc.fields()),
            None => (false, Fields::new()),
        };
        match entry.what {
            What::Added if alive && !changed_since(target) => {
                diff.0.insert(target, Delta::Removed(fields));
            }
            What::Removed if !alive && records.contains_key(&target) => {
                diff.0.insert(target, Delta::Added(fields));
            }
            What::Updated => {
                let back = |change: &Change| {
                    Change::new(&change.field, change.to.clone(), change.from.clone(), change.effective)
                };
                let changes: Vec<Change> = entry.changes.iter().map(back).collect();
                patch(target, &changes, records, &mut diff, &mut left, Lists::ByItem);
            }
            What::Noted => {}
            What::Added | What::Removed => left.push(Left { target, field: String::new() }),
        }
    }
    (diff, left)
}

/// Records being changed, and what they were.
struct Draft<'a> {
    before: &'a Records,
    after: BTreeMap<RecordRef, Option<Doc>>,
}

impl<'a> Draft<'a> {
    fn new(before: &'a Records) -> Self {
        Self { before, after: BTreeMap::new() }
    }

    fn live(&self, target: RecordRef) -> Result<&Doc, Rejection> {
        let now = match self.after.get(&target) {
            Some(doc) => doc.as_ref(),
            None => self.before.get(&target).filter(|doc| doc.deleted_at.is_none()),
        };
        now.ok_or(Rejection::Gone(target))
    }

    fn add(&mut self, doc: Doc) -> Result<(), Rejection> {
        let target = doc.record_ref();
        if is_live(self.before, target) || self.after.contains_key(&target) {
            return Err(Rejection::Exists(target));
        }
        self.put(doc)
    }

    fn set(&mut self, target: RecordRef, field: &str, value: Value) -> Result<(), Rejection> {
        let mut doc = self.live(target)?.clone();
        doc.set(field, value);
        self.put(doc)
    }

    fn put(&mut self, doc: Doc) -> Result<(), Rejection> {
        let target = doc.record_ref();
        let errors = target.kind.check(&doc);
        if !errors.is_empty() {
            return Err(Rejection::Invalid { target, errors });
        }
        self.after.insert(target, Some(doc));
        Ok(())
    }

    /// Whatever else a record holds that its kind would not take today stays its own affair.
    fn repoint(&mut self, target: RecordRef, from: Uuid, to: Option<Uuid>) -> Result<(), Rejection> {
        let mut doc = self.live(target)?.clone();
        doc.repoint(from, to);
        self.after.insert(target, Some(doc));
        Ok(())
    }

    fn remove(&mut self, target: RecordRef) -> Result<(), Rejection> {
        self.live(target)?;
        self.after.insert(target, None);
        Ok(())
    }

    fn plan(self, action: Action, about: &str, detail: &str) -> Plan {
        let Self { before, after } = self;
        let mut diff = Diff::default();
        for (target, after) in after {
            let before = before.get(&target).filter(|doc| doc.deleted_at.is_none());
            let delta = match (before, after) {
                (None, Some(doc)) => Some(Delta::Added(doc.fields())),
                (Some(before), Some(doc)) => Delta::between(&before.fields(), &doc.fields()),
                (Some(before), None) => Some(Delta::Removed(before.fields())),
                (None, None) => None,
            };
            diff.0.extend(delta.map(|delta| (target, delta)));
        }
        let (about, detail) = (about.to_owned(), detail.to_owned());
        let (openings, effective) = (BTreeMap::new(), BTreeMap::new());
        Plan { action, about, detail, diff, openings, effective, refused: Vec::new() }
    }
}

fn json(value: impl serde::Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

/// An empty list is an unset field.
fn list<T: serde::Serialize>(items: &[T]) -> Value {
    if items.is_empty() { Value::Null } else { json(items) }
}

fn text(text: Option<&str>) -> Value {
    text.map(str::trim).filter(|text| !text.is_empty()).map_or(Value::Null, json)
}

#[cfg(test)]
mod tests;
