//! A row against the record that is there: what it changes, and what stays as somebody changed it.
//!
//! The row kept from the earlier import tells the two apart. What the file says differently now is written where the record
//! still holds what the file said then; where it holds something else, somebody changed it, and theirs stays. Without an
//! earlier row only empty fields are filled. An empty cell says nothing, and so changes nothing.

use model::diff::Fields;
use model::journal::Change;
use model::records::Outcome;
use model::time::{Date, Effective};
use model::{Doc, Uuid};
use serde_json::{Value, json};

/// A field that is left as it is, with what it holds and what the file would make of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Left {
    pub(super) field: String,
    pub(super) theirs: Value,
    pub(super) file: Value,
}

/// What a row and its earlier self say.
pub(super) struct Sides<'a> {
    /// What the earlier row meant, where one is kept.
    pub(super) old: Option<&'a Fields>,
    pub(super) new: &'a Fields,
    /// What the earlier row says of the stage cannot be told any more.
    pub(super) unclear: bool,
}

/// How the record was found, where no earlier row is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    ById,
    /// Its name, or its company's, may be written differently; that is how it was found, not a difference.
    ByName,
    /// Its name is but the id, for want of a better one.
    Placeholder,
}

const NOTHING: &Value = &Value::Null;
/// Fields of an opportunity that go together.
const PLACE: [&str; 3] = ["outcome", "stage", "pipeline"];

impl Sides<'_> {
    fn now(&self, field: &str) -> &Value {
        self.new.get(field).unwrap_or(NOTHING)
    }

    fn then(&self, field: &str) -> &Value {
        self.old.and_then(|old| old.get(field)).unwrap_or(NOTHING)
    }

    /// Whether the file says something now that it did not say then.
    fn differs(&self, field: &str) -> bool {
        !self.now(field).is_null() && (self.old.is_none() || self.then(field) != self.now(field))
    }
}

/// Merges a row into a record; `doc` is then as it will be.
pub(super) fn merge(doc: &mut Doc, sides: &Sides<'_>, found: Found) -> Vec<Left> {
    let mut left = Vec::new();
    let has_place = sides.new.contains_key("outcome");
    let place_stays = has_place && merge_place(doc, sides, &mut left);
    let current = doc.get("outcome");
    for (field, value) in sides.new {
        let field = field.as_str();
        if (has_place && PLACE.contains(&field)) || !sides.differs(field) {
            continue;
        }
        let theirs = doc.get(field);
        if theirs == *value {
            continue;
        }
        // The day and the reasons of a close belong to an outcome that somebody decided otherwise.
        let of_other_outcome = place_stays && matches!(field, "closed_on" | "reasons" | "close_note");
        if of_other_outcome && current != *sides.now("outcome") {
            continue;
        }
        let may = if sides.old.is_some() { theirs == *sides.then(field) } else { theirs.is_null() };
        if may || (field == "name" && found == Found::Placeholder) {
            doc.set(field, value.clone());
        } else if !(matches!(field, "name" | "company") && found == Found::ByName && sides.old.is_none()) {
            left.push(Left { field: field.to_owned(), theirs, file: value.clone() });
        }
    }
    left
}

/// Outcome, stage and pipeline are one: a card somebody moved is not moved back. Says whether they stay against the file.
fn merge_place(doc: &mut Doc, sides: &Sides<'_>, left: &mut Vec<Left>) -> bool {
    let is = |field: &str| sides.now(field).is_null() || doc.get(field) == *sides.now(field);
    if !PLACE.iter().any(|field| sides.differs(field)) || PLACE.iter().all(|field| is(field)) {
        return false;
    }
    // An earlier row without a stage of its own goes with any.
    let held = |field: &str| sides.then(field).is_null() || doc.get(field) == *sides.then(field);
    let explained = match sides.old {
        Some(old) => {
            let staged = old.contains_key("stage");
            !sides.unclear && held("outcome") && (!staged || (held("stage") && held("pipeline")))
        }
        None => is("outcome") && doc.get("stage").is_null(),
    };
    if !explained {
        for field in ["outcome", "stage"].into_iter().filter(|field| !is(field)) {
            let (theirs, file) = (doc.get(field), sides.now(field).clone());
            left.push(Left { field: field.to_owned(), theirs, file });
        }
        return true;
    }
    let reopened = *sides.now("outcome") == json!(Outcome::Open) && doc.get("outcome") != json!(Outcome::Open);
    if !sides.now("stage").is_null() {
        doc.set("pipeline", sides.now("pipeline").clone());
        doc.set("stage", sides.now("stage").clone());
    }
    doc.set("outcome", sides.now("outcome").clone());
    for field in ["closed_on", "reasons", "close_note"].into_iter().filter(|_| reopened) {
        doc.set(field, Value::Null);
    }
    false
}

/// What has changed of a record, field by field. A close became true on its day; when the rest did, nobody knows.
pub(super) fn changes(before: &Doc, after: &Doc) -> Vec<Change> {
    let (before, fields) = (before.fields(), after.fields());
    let closed = after.get("closed_on").as_str().and_then(Date::parse_iso);
    let outcome = after.get("outcome");
    let is_over = !outcome.is_null() && outcome != json!(Outcome::Open);
    let names = before.keys().chain(fields.keys().filter(|name| !before.contains_key(*name)));
    let change = |name: &String| {
        let (from, to) = (before.get(name).unwrap_or(NOTHING), fields.get(name).unwrap_or(NOTHING));
        let of_close = is_over && matches!(name.as_str(), "outcome" | "closed_on");
        let effective = closed.filter(|_| of_close).map_or(Effective::Unknown, Effective::Day);
        (from != to).then(|| Change::new(name, from.clone(), to.clone(), effective))
    };
    names.filter_map(change).collect()
}

/// The history of an opportunity that is new, as far as the file tells it.
pub(super) fn opening(fields: &Fields, started: Option<Date>, closed: Option<Date>) -> Vec<Change> {
    let outcome = fields.get("outcome").unwrap_or(NOTHING);
    let is_over = *outcome != json!(Outcome::Open);
    let start = started.map_or(Effective::Unknown, Effective::Day);
    // An end that is not known, or lies before the start, would come first in order of time.
    let in_order = match (started, closed) {
        (Some(started), Some(closed)) => started <= closed,
        (_, closed) => closed.is_some(),
    };
    let opened = if is_over && !in_order { Effective::Unknown } else { start };
    let assumed =
        |field: &str, to: Value, effective| Change { assumed: true, ..Change::new(field, Value::Null, to, effective) };
    let mut changes = vec![assumed("outcome", json!(Outcome::Open), opened)];
    for field in ["stage", "amount", "expected_close", "owner"] {
        changes.extend(fields.get(field).map(|value| assumed(field, value.clone(), start)));
    }
    if is_over {
        let day = closed.map_or(Effective::Unknown, Effective::Day);
        changes.push(Change::new("outcome", json!(Outcome::Open), outcome.clone(), day));
    }
    changes
}

/// The id of what goes with an opportunity by what it says, the same whenever the same file says it.
pub(super) fn derived(opportunity: Uuid, says: &[&str]) -> Uuid {
    model::id::derived(opportunity, &says.join("\u{1f}"))
}
