//! Deleting, merging and bringing back: what concerns not only the record but also whatever points at it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use uuid::Uuid;

use super::{Draft, Lists, Plan, Records, Rejection, json, patch};
use crate::command::{Merge, Updated};
use crate::doc::{Doc, EXTERNAL, MERGED, RecordRef};
use crate::journal::Action;
use crate::links::is_pointed_at;
use crate::records::{Account, Contact, FieldError, Problem, Record as _};

/// The field by which an account stands below another.
pub const PARENT: &str = "parent";
const NOTE: &str = "note";
const ALIASES: &str = "aliases";
/// Fields that hold what both records held when two become one.
const UNITED: [&str; 2] = ["phones", "mails"];

/// The fields of two records about whose value a merge has to be told, where the two differ: all but the lists that are
/// united, and the note.
pub fn merge_choices(survivor: &Doc, loser: &Doc) -> Vec<String> {
    let (ours, theirs) = (survivor.fields(), loser.fields());
    let united = |field: &str| UNITED.contains(&field) || [NOTE, ALIASES, EXTERNAL, MERGED].contains(&field);
    let names: BTreeSet<&String> = ours.keys().chain(theirs.keys()).filter(|field| !united(field)).collect();
    names.into_iter().filter(|field| ours.get(*field) != theirs.get(*field)).cloned().collect()
}

pub(super) fn delete(mut draft: Draft<'_>, targets: &[RecordRef]) -> Result<Plan, Rejection> {
    let about = draft.live(*targets.first().ok_or(Rejection::Nothing)?)?.name();
    let mut hanging = BTreeSet::new();
    for target in targets {
        draft.remove(*target)?;
        if is_pointed_at(target.kind) {
            let stays = |doc: &&Doc| !targets.contains(&doc.record_ref()) && doc.hangs_on(target.id);
            hanging.extend(live_ones(draft.before).filter(stays).map(Doc::record_ref));
        }
    }
    if hanging.is_empty() {
        Ok(draft.plan(Action::Delete, &about, ""))
    } else {
        Err(Rejection::Linked(hanging.into_iter().collect()))
    }
}

/// What points at the record points at nothing then.
pub(super) fn delete_linked(mut draft: Draft<'_>, target: RecordRef) -> Result<Plan, Rejection> {
    let about = draft.live(target)?.name();
    for doc in live_ones(draft.before).filter(|doc| doc.id != target.id && doc.hangs_on(target.id)) {
        draft.repoint(doc.record_ref(), target.id, None)?;
    }
    draft.remove(target)?;
    Ok(draft.plan(Action::Delete, &about, ""))
}

pub(super) fn merge(mut draft: Draft<'_>, merge: &Merge) -> Result<Plan, Rejection> {
    let (survivor, loser) = (merge.survivor(), merge.loser());
    if merge.survivor == merge.loser || !is_pointed_at(merge.kind) {
        return Err(Rejection::Nothing);
    }
    let ours = draft.live(survivor)?.clone();
    let mut theirs = draft.live(loser)?.clone();
    let mut joined = ours.clone();
    for field in merge_choices(&ours, &theirs).iter().filter(|field| merge.take.contains(field)) {
        let value = theirs.get(field);
        if !value.is_null() {
            joined.set(field, value);
        }
    }
    let name = joined.name();
    let mut aliases: Vec<Value> = Vec::new();
    let other_names = [&ours, &theirs].into_iter().flat_map(|doc| {
        let own = doc.get(ALIASES).as_array().cloned().unwrap_or_default();
        own.into_iter().chain([Value::from(doc.name())])
    });
    for alias in other_names.filter(|alias| alias.as_str().is_some_and(|alias| alias != name)) {
        if !aliases.contains(&alias) {
            aliases.push(alias);
        }
    }
    joined.set(ALIASES, if aliases.is_empty() { Value::Null } else { aliases.into() });
    for field in UNITED.into_iter().chain([EXTERNAL]) {
        joined.set(field, united(ours.get(field), theirs.get(field)));
    }
    joined.set(NOTE, both_notes(&ours.get(NOTE), &theirs.get(NOTE)));
    for doc in live_ones(draft.before).filter(|doc| ![merge.survivor, merge.loser].contains(&doc.id)) {
        if doc.points_at(merge.loser) {
            draft.repoint(doc.record_ref(), merge.loser, Some(merge.survivor))?;
        }
    }
    theirs.set(MERGED, json(merge.survivor));
    draft.after.insert(loser, Some(theirs));
    draft.put(joined)?;
    if merge.kind == Account::KIND {
        let parent = draft.live(survivor)?.get(PARENT);
        // Neither can stay above the other, nor below what is below it now: what is above the other one may do.
        let fits = |parent: &&Value| {
            id_of(parent).is_some_and(|parent| parent != merge.loser && !draft.stands_above(merge.survivor, parent))
        };
        let all =
            [parent.clone(), ours.get(PARENT), draft.before.get(&loser).map(|doc| doc.get(PARENT)).unwrap_or_default()];
        if !parent.is_null() && !fits(&&parent) {
            let parent = all.iter().find(fits).cloned().unwrap_or_default();
            draft.set(survivor, PARENT, parent)?;
        }
    }
    let other = if name == ours.name() { draft.before.get(&loser).map(Doc::name) } else { Some(ours.name()) };
    Ok(draft.plan(Action::Merge, &name, &other.unwrap_or_default()))
}

/// What two lists hold, each once.
fn united(ours: Value, theirs: Value) -> Value {
    let (Value::Array(mut items), Value::Array(more)) = (ours.clone(), theirs.clone()) else {
        return if ours.is_null() { theirs } else { ours };
    };
    for item in more {
        if !items.contains(&item) {
            items.push(item);
        }
    }
    items.into()
}

fn both_notes(ours: &Value, theirs: &Value) -> Value {
    match (ours.as_str(), theirs.as_str()) {
        (Some(one), Some(other)) if one.contains(other) => one.into(),
        (Some(one), Some(other)) if other.contains(one) => other.into(),
        (Some(one), Some(other)) => format!("{one}\n\n{other}").into(),
        (None, Some(other)) => other.into(),
        _ => ours.clone(),
    }
}

fn id_of(value: &Value) -> Option<Uuid> {
    Uuid::try_parse(value.as_str()?).ok()
}

/// Records that come back.
pub(super) fn restore(mut draft: Draft<'_>, targets: &[RecordRef], back: &[Updated]) -> Result<Plan, Rejection> {
    let before = draft.before;
    let mut openings = BTreeMap::new();
    for target in targets {
        let deleted = |doc: &&Doc| doc.deleted_at.is_some() && doc.merged_into.is_none();
        let mut doc = before.get(target).filter(deleted).ok_or(Rejection::Gone(*target))?.clone();
        doc.deleted_at = None;
        // What it points at may have become part of something else meanwhile.
        for id in doc.references() {
            if let Some(now) = draft.merged_into(id) {
                doc.repoint(id, Some(now));
            }
        }
        draft.after.insert(*target, Some(doc));
        // Its history is known; it goes on where it stopped.
        openings.insert(*target, Vec::new());
    }
    let about = targets.first().and_then(|target| before.get(target)).map(Doc::name).unwrap_or_default();
    let mut plan = draft.plan(Action::Restore, &about, "");
    let mut left = Vec::new();
    for updated in back.iter().filter(|updated| !targets.contains(&updated.target)) {
        patch(updated.target, &updated.changes, before, &mut plan.diff, &mut left, Lists::ByItem);
    }
    plan.openings = openings;
    Ok(plan)
}

fn live_ones(records: &Records) -> impl Iterator<Item = &Doc> {
    records.values().filter(|doc| doc.deleted_at.is_none())
}

impl Draft<'_> {
    /// An account's parent must not be the account, nor stand below it.
    pub(super) fn check_parent(&self, target: RecordRef) -> Result<(), Rejection> {
        let parent = self.live(target).ok().and_then(|doc| id_of(&doc.get(PARENT)));
        if parent.is_some_and(|parent| self.stands_above(target.id, parent)) {
            let errors = vec![FieldError::new(PARENT, Problem::Circular)];
            return Err(Rejection::Invalid { target, errors });
        }
        Ok(())
    }

    /// Whether an account is another or stands anywhere above it.
    fn stands_above(&self, account: Uuid, below: Uuid) -> bool {
        let mut seen = BTreeSet::new();
        let mut at = Some(below);
        while let Some(id) = at {
            if id == account {
                return true;
            }
            // A circle that is there already is not this command's.
            if !seen.insert(id) {
                return false;
            }
            at = self.live(RecordRef { kind: Account::KIND, id }).ok().and_then(|doc| id_of(&doc.get(PARENT)));
        }
        false
    }

    /// What has become of a record by merging.
    fn merged_into(&self, id: Uuid) -> Option<Uuid> {
        let next = |id: Uuid| {
            let mut found =
                [Account::KIND, Contact::KIND].into_iter().filter_map(|kind| self.before.get(&RecordRef { kind, id }));
            found.find_map(|doc| doc.merged_into)
        };
        let first = next(id)?;
        // No merge leads back: a record that is gone is merged into nothing.
        Some(std::iter::successors(Some(first), |id| next(*id)).take(self.before.len()).last().unwrap_or(first))
    }
}
