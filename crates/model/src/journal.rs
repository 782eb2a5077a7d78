//! The journal: what every command changed, field by field, and when each change became true.
//!
//! It is append-only. An undo is an entry of its own; [`Timeline`] lets the two cancel out.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::Id;
use crate::diff::{Delta, Diff};
use crate::doc::RecordRef;
use crate::records::{Member, open_enum};
use crate::schema::Kind;
use crate::time::{Effective, Instant};

open_enum! {
    /// What a command was, for the list of what can be undone and for the audit view.
    Action {
        Start = "start",
        Create = "create",
        Edit = "edit",
        Move = "move",
        Win = "win",
        Lose = "lose",
        Touch = "touch",
        Plan = "plan",
        Complete = "complete",
        Delete = "delete",
        /// Several commands as one step; the detail is how many.
        Bulk = "bulk",
        /// Another name, also where the old one was written.
        Rename = "rename",
        /// Another place in a list.
        Arrange = "arrange",
        /// No longer offered, still known.
        Archive = "archive",
        BringBack = "bring_back",
        Merge = "merge",
        /// A rule that judges opportunities was changed; the detail is the kind of its records.
        Rule = "rule",
        /// A lead became an opportunity.
        Convert = "convert",
        Restore = "restore",
        Import = "import",
        Sample = "sample",
        Undo = "undo",
        Redo = "redo",
        /// A rule was run; the detail is how many records it wrote.
        Evaluate = "evaluate",
    }
}

impl Action {
    /// Whether a rule did it, not a person: then it has no author, and nobody is offered to undo it.
    pub fn is_by_rule(&self) -> bool {
        *self == Self::Evaluate
    }
}

/// Who gives a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Author {
    /// Unknown until the person at this device has said who they are.
    pub member: Option<Id<Member>>,
    pub device: Uuid,
}

/// One command as the journal keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Logged {
    pub seq: u64,
    pub id: Uuid,
    pub action: Action,
    /// The author, where known, and the device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<Id<Member>>,
    pub device: Uuid,
    pub recorded: Instant,
    /// The name of what it was about, at that time; of an import the file's.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub about: String,
    /// What distinguishes it from others of its kind: the stage moved to, the field edited.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// The command this one undoes. A redo undoes an undo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<Uuid>,
    /// For a command written in slices: the number under which it became visible. Others have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<u64>,
}

/// What happened to the record as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    Added,
    Updated,
    Removed,
    /// Nothing: the changes tell of the past, from an imported history.
    Noted,
}

/// What one command changed about one record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    pub kind: Kind,
    pub record: Uuid,
    pub seq: u64,
    pub command: Uuid,
    pub recorded: Instant,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<Uuid>,
    pub what: What,
    /// For an added record only the opening values of the fields whose history counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
}

/// One field's change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    pub field: String,
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub from: Value,
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub to: Value,
    #[serde(default, skip_serializing_if = "Effective::is_unknown")]
    pub effective: Effective,
    /// The date is the best there was (a file's start date), not one that anybody wrote down for this change; an imported
    /// history of the same field goes before it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub assumed: bool,
}

impl Change {
    pub fn new(field: &str, from: Value, to: Value, effective: Effective) -> Self {
        Self { field: field.to_owned(), from, to, effective, assumed: false }
    }
}

/// What all entries of one command have in common.
#[derive(Clone, Copy, Debug)]
pub struct Stamp {
    pub seq: u64,
    pub command: Uuid,
    pub recorded: Instant,
    pub undoes: Option<Uuid>,
}

impl Entry {
    pub fn target(&self) -> RecordRef {
        RecordRef { kind: self.kind, id: self.record }
    }

    pub fn new(target: RecordRef, what: What, changes: Vec<Change>, stamp: Stamp) -> Self {
        let Stamp { seq, command, recorded, undoes } = stamp;
        Self { kind: target.kind, record: target.id, seq, command, recorded, undoes, what, changes }
    }
}

#[cfg(test)]
impl Entry {
    /// What an opportunity's `seq`-th command changed.
    pub(crate) fn updated(seq: u64, change: Change) -> Self {
        let stamp = Stamp { seq, command: Uuid::from_u128(seq.into()), recorded: Instant(0), undoes: None };
        let target = RecordRef::to(crate::Id::<crate::records::Opportunity>::new(Uuid::nil()));
        Self::new(target, What::Updated, vec![change], stamp)
    }
}

/// The entries of a diff. `openings` are given where an added record's history is known better than "as of now".
pub fn entries(
    diff: &Diff,
    stamp: Stamp,
    effective: impl Fn(RecordRef, &str) -> Effective,
    mut openings: BTreeMap<RecordRef, Vec<Change>>,
) -> Vec<Entry> {
    let entry = |(target, delta): (&RecordRef, &Delta)| {
        let (what, changes) = match delta {
            Delta::Added(fields) => {
                let changes = openings.remove(target).unwrap_or_else(|| {
                    let known = target.kind.opening().iter().filter_map(|name| Some((*name, fields.get(*name)?)));
                    let open = |(name, value): (&str, &Value)| {
                        Change::new(name, Value::Null, value.clone(), effective(*target, name))
                    };
                    known.map(open).collect()
                });
                (What::Added, changes)
            }
            Delta::Updated(changed) => {
                let change = |(name, [from, to]): (&String, &[Value; 2])| {
                    Change::new(name, from.clone(), to.clone(), effective(*target, name))
                };
                (What::Updated, changed.iter().map(change).collect())
            }
            Delta::Removed(_) => (What::Removed, Vec::new()),
        };
        Entry::new(*target, what, changes, stamp)
    };
    diff.0.iter().map(entry).collect()
}

/// Which command an undo or redo finally speaks of, and whether that command holds after it.
fn root(entry: &Entry, entries: &[Entry]) -> (Uuid, bool) {
    let (mut command, mut undoes, mut holds) = (entry.command, entry.undoes, true);
    while let Some(undone) = undoes {
        holds = !holds;
        command = undone;
        undoes = entries.iter().find(|entry| entry.command == undone).and_then(|entry| entry.undoes);
    }
    (command, holds)
}

/// One record's history: its entries in order, what has been undone left out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Timeline(pub Vec<Entry>);

impl Timeline {
    /// Of all of one record's entries, in order of `seq`.
    pub fn of(entries: &[Entry]) -> Self {
        // (command, field) -> whether it holds; the empty field stands for the record being there at all.
        let mut holds: BTreeMap<(Uuid, &str), bool> = BTreeMap::new();
        for entry in entries.iter().filter(|entry| entry.undoes.is_some()) {
            let (command, state) = root(entry, entries);
            for field in std::iter::once("").chain(entry.changes.iter().map(|change| change.field.as_str())) {
                holds.insert((command, field), state);
            }
        }
        let live = |command: Uuid, field: &str| holds.get(&(command, field)).copied().unwrap_or(true);
        let mut kept = Vec::new();
        for entry in entries.iter().filter(|entry| entry.undoes.is_none()) {
            let present = live(entry.command, "");
            let whole = matches!(entry.what, What::Added | What::Removed);
            if whole && !present {
                continue;
            }
            let changes: Vec<Change> =
                entry.changes.iter().filter(|change| whole || live(entry.command, &change.field)).cloned().collect();
            if whole || !changes.is_empty() {
                kept.push(Entry { changes, ..entry.clone() });
            }
        }
        Self(kept)
    }

    /// The same, where what was changed here on an unknown day (a re-import) counts from the moment it was written down.
    #[must_use]
    pub fn dated(mut self) -> Self {
        for entry in self.0.iter_mut().filter(|entry| entry.what == What::Updated) {
            for change in entry.changes.iter_mut().filter(|change| change.effective.is_unknown()) {
                change.effective = Effective::At(entry.recorded);
            }
        }
        self
    }

    /// The same, as it came about here: each later change at the moment it was written down, whatever day it speaks of.
    #[must_use]
    pub fn as_recorded(mut self) -> Self {
        for entry in self.0.iter_mut().filter(|entry| entry.what == What::Updated) {
            for change in &mut entry.changes {
                change.effective = Effective::At(entry.recorded);
            }
        }
        self
    }

    /// The changes of one field in the order in which they became true: an imported history goes before what was only
    /// assumed; one of an unknown date follows those that were there when it was written.
    pub fn field(&self, field: &str) -> Vec<&Change> {
        let of_field = |entry: &'_ Entry| entry.changes.iter().any(|change| change.field == field);
        let noted = self.0.iter().any(|entry| entry.what == What::Noted && of_field(entry));
        let changes = self
            .0
            .iter()
            .flat_map(|entry| &entry.changes)
            .filter(|change| change.field == field && !(noted && change.assumed));
        let mut latest = i64::MIN;
        let mut keyed: Vec<(i64, &Change)> = Vec::new();
        for change in changes {
            let key = match change.effective {
                Effective::Unknown => latest,
                Effective::Day(day) => i64::from(day.days()) * 86_400_000,
                Effective::At(instant) => instant.0,
            };
            latest = latest.max(key);
            keyed.push((key, change));
        }
        keyed.sort_by_key(|(key, _)| *key);
        keyed.into_iter().map(|(_, change)| change).collect()
    }
}

/// A command that can be undone or redone, and the command whose entries that takes: itself, or its latest redo or undo.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub given: Logged,
    pub current: Logged,
}

/// What can be undone and redone at one device, newest last.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UndoStack {
    pub undo: Vec<Step>,
    pub redo: Vec<Step>,
}

impl UndoStack {
    /// From the device's commands in order of `seq`, perhaps without the oldest.
    pub fn of(commands: impl IntoIterator<Item = Logged>) -> Self {
        let mut stack = Self::default();
        for command in commands {
            stack.push(command);
        }
        stack
    }

    /// Takes in the device's next command.
    pub fn push(&mut self, command: Logged) {
        if command.action.is_by_rule() {
            return;
        }
        let Some(undone) = command.undoes else {
            self.redo.clear();
            self.undo.push(Step { given: command.clone(), current: command });
            return;
        };
        let (from, to) = match command.action {
            Action::Redo => (&mut self.redo, &mut self.undo),
            _ => (&mut self.undo, &mut self.redo),
        };
        if let Some(at) = from.iter().rposition(|step| step.current.id == undone) {
            let given = from.remove(at).given;
            to.push(Step { given, current: command });
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::records::{Opportunity, Record};
    use crate::time::Date;

    fn entry(seq: u64, undoes: Option<u64>, what: What, changes: &[(&str, Value, Value)]) -> Entry {
        let change = |(field, from, to): &(&str, Value, Value)| {
            Change::new(field, from.clone(), to.clone(), Effective::At(Instant(i64::try_from(seq).unwrap())))
        };
        Entry {
            kind: Opportunity::KIND,
            record: Uuid::nil(),
            seq,
            command: Uuid::from_u128(seq.into()),
            recorded: Instant(0),
            undoes: undoes.map(|seq| Uuid::from_u128(seq.into())),
            what,
            changes: changes.iter().map(change).collect(),
        }
    }

    fn moved(seq: u64, from: &str, to: &str) -> Entry {
        entry(seq, None, What::Updated, &[("stage", json!(from), json!(to))])
    }

    fn seqs(timeline: &Timeline) -> Vec<u64> {
        timeline.0.iter().map(|entry| entry.seq).collect()
    }

    #[test]
    fn a_change_and_its_undo_cancel_out_and_a_redo_brings_it_back() {
        let added = entry(1, None, What::Added, &[("stage", Value::Null, json!("a"))]);
        let undo = entry(3, Some(2), What::Updated, &[("stage", json!("b"), json!("a"))]);
        let redo = entry(4, Some(3), What::Updated, &[("stage", json!("a"), json!("b"))]);
        let again = entry(5, Some(4), What::Updated, &[("stage", json!("b"), json!("a"))]);
        let all = [added, moved(2, "a", "b"), undo, redo, again];
        let timeline = |n: usize| seqs(&Timeline::of(&all[..n]));
        assert_eq!(timeline(2), [1, 2]);
        assert_eq!(timeline(3), [1]);
        assert_eq!(timeline(4), [1, 2]);
        assert_eq!(timeline(5), [1]);
    }

    #[test]
    fn what_an_undo_left_stays_in_the_history() {
        let both =
            entry(2, None, What::Updated, &[("stage", json!("a"), json!("b")), ("owner", json!("x"), json!("y"))]);
        let undo = entry(4, Some(2), What::Updated, &[("owner", json!("y"), json!("x"))]);
        let timeline = Timeline::of(&[both, moved(3, "b", "c"), undo]);
        assert_eq!(seqs(&timeline), [2, 3]);
        assert_eq!(timeline.field("stage").len(), 2);
        assert!(timeline.field("owner").is_empty());
    }

    #[test]
    fn an_imported_history_goes_before_an_assumed_date() {
        let day = |text| Effective::Day(Date::parse_iso(text).unwrap());
        let mut opening = entry(1, None, What::Added, &[("stage", Value::Null, json!("c"))]);
        opening.changes[0].assumed = true;
        let mut history =
            entry(2, None, What::Noted, &[("stage", json!("a"), json!("c")), ("stage", Value::Null, json!("a"))]);
        history.changes[0].effective = day("2025-03-01");
        history.changes[1].effective = day("2025-01-15");
        let timeline = Timeline::of(&[opening, history]);
        let stages: Vec<&Value> = timeline.field("stage").iter().map(|change| &change.to).collect();
        assert_eq!(stages, ["a", "c"]);
    }

    #[test]
    fn a_change_of_unknown_date_follows_what_was_there_before_it() {
        let mut opening = entry(1, None, What::Added, &[("stage", Value::Null, json!("a"))]);
        opening.changes[0].effective = Effective::Day(Date::parse_iso("2025-01-15").unwrap());
        let mut update = moved(2, "a", "b");
        update.changes[0].effective = Effective::Unknown;
        let timeline = Timeline::of(&[opening, update]);
        let stages: Vec<&Value> = timeline.field("stage").iter().map(|change| &change.to).collect();
        assert_eq!(stages, ["a", "b"]);
    }

    #[test]
    fn undo_and_redo_walk_one_stack_and_a_new_command_ends_the_redo() {
        let logged = |seq: u64, action: Action, undoes: Option<u64>| Logged {
            seq,
            id: Uuid::from_u128(seq.into()),
            action,
            member: None,
            device: Uuid::nil(),
            recorded: Instant(0),
            about: String::new(),
            detail: String::new(),
            undoes: undoes.map(|seq| Uuid::from_u128(seq.into())),
            closed: None,
        };
        let names = |steps: &[Step]| steps.iter().map(|step| (step.given.seq, step.current.seq)).collect::<Vec<_>>();
        let mut stack = UndoStack::of([logged(1, Action::Move, None), logged(2, Action::Edit, None)]);
        assert_eq!((names(&stack.undo), names(&stack.redo)), (vec![(1, 1), (2, 2)], vec![]));
        stack.push(logged(3, Action::Undo, Some(2)));
        stack.push(logged(4, Action::Undo, Some(1)));
        assert_eq!((names(&stack.undo), names(&stack.redo)), (vec![], vec![(2, 3), (1, 4)]));
        stack.push(logged(5, Action::Redo, Some(4)));
        assert_eq!((names(&stack.undo), names(&stack.redo)), (vec![(1, 5)], vec![(2, 3)]));
        stack.push(logged(6, Action::Undo, Some(5)));
        assert_eq!((names(&stack.undo), names(&stack.redo)), (vec![], vec![(2, 3), (1, 6)]));
        // What a rule did is nobody's to undo, and ends no redo.
        stack.push(logged(7, Action::Evaluate, None));
        assert_eq!((names(&stack.undo), names(&stack.redo)), (vec![], vec![(2, 3), (1, 6)]));
        stack.push(logged(8, Action::Create, None));
        assert_eq!((names(&stack.undo), names(&stack.redo)), (vec![(8, 8)], vec![]));
    }
}
