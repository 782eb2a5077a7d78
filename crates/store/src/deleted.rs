//! What was deleted lately, and how it comes back.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use model::command::Updated;
use model::journal::{Action, Change, Logged, What};
use model::{Command, Doc, Entry, Instant, Kind, RecordRef, Uuid};

use crate::backend::{Backend, Mode, Range, Transaction};
use crate::tables::{CHANGES, COMMANDS};
use crate::write::{Unit, rows};
use crate::{Error, Store};

/// A record that is gone.
#[derive(Clone, Debug, PartialEq)]
pub struct Gone {
    pub doc: Doc,
    /// The command that took it away: a deletion, or a merge.
    pub by: Logged,
    /// The record it has become part of.
    pub into: Option<Doc>,
    /// What else went with its deletion alone, taken back.
    pub back: Vec<Updated>,
}

impl Gone {
    /// What brings it back.
    pub fn restore(&self) -> Command {
        Command::Restore { targets: vec![self.doc.record_ref()], back: self.back.clone() }
    }
}

/// Whether a command is a deletion or a merge, brought about again, or takes back that something came back.
fn takes_away(logged: &Logged, commands: &HashMap<Uuid, &Logged>) -> bool {
    let (mut root, mut holds) = (logged, true);
    while let Some(undone) = root.undoes {
        let Some(found) = commands.get(&undone) else { return false };
        (root, holds) = (found, !holds);
    }
    match root.action {
        Action::Delete | Action::Merge => holds,
        Action::Restore => !holds,
        _ => false,
    }
}

/// The changes that went with a deletion, as they are taken back.
pub(crate) fn links_back(entries: &[Entry]) -> Vec<Updated> {
    let updated = entries.iter().filter(|entry| entry.what == What::Updated).map(|entry| {
        let back =
            |change: &Change| Change::new(&change.field, change.to.clone(), change.from.clone(), change.effective);
        Updated { target: entry.target(), changes: entry.changes.iter().map(back).collect() }
    });
    updated.collect()
}

impl<B: Backend> Store<B> {
    /// The records that were deleted or merged since an instant and still are, the latest first. What an undo took away is
    /// not among them: it was taken back, not deleted.
    pub async fn gone_since(&self, since: Instant) -> Result<Vec<Gone>, Error> {
        let commands = self.commands_since(since).await?;
        let mut gone = Vec::new();
        let by_id: HashMap<Uuid, &Logged> = commands.iter().map(|logged| (logged.id, logged)).collect();
        for logged in commands.iter().filter(|logged| takes_away(logged, &by_id)) {
            gone.extend(self.gone_by(logged).await?);
        }
        gone.sort_by_key(|gone| std::cmp::Reverse(gone.by.seq));
        Ok(gone)
    }

    /// The commands recorded since an instant.
    async fn commands_since(&self, since: Instant) -> Result<Vec<Logged>, Error> {
        self.unit(async || {
            let unit = Unit::begin(&self.backend, &BTreeSet::new(), &[COMMANDS], Mode::Read).await?;
            // Numbers rise with time: the first one is found by halving.
            let (mut low, mut high) = (0, unit.state.seq + 1);
            while low < high {
                let middle = low.midpoint(high);
                let next = rows::<Logged>(&unit.tx.range(COMMANDS, None, Range::from(middle), Some(1)).await?)?;
                match next.first() {
                    Some(logged) if logged.recorded < since => low = logged.seq + 1,
                    _ => high = middle,
                }
            }
            let mut commands = rows::<Logged>(&unit.tx.range(COMMANDS, None, Range::from(low), None).await?)?;
            commands.retain(|logged| !unit.state.open.contains(&logged.seq));
            Ok(commands)
        })
        .await
    }

    async fn gone_by(&self, logged: &Logged) -> Result<Vec<Gone>, Error> {
        let kinds: BTreeSet<Kind> = Kind::all().collect();
        self.unit(async || {
            let unit = Unit::begin(&self.backend, &kinds, &[CHANGES], Mode::Read).await?;
            let range = Range::list_starting(logged.seq);
            let entries = rows::<Entry>(&unit.tx.range(CHANGES, Some("seq"), range, None).await?)?;
            let suspects = entries.iter().filter(|entry| entry.what != What::Added).map(Entry::target);
            let raw = unit.raw(suspects).await?;
            // A tombstone is not written again while it is one: it bears the number of what took it away.
            let taken = unit
                .visible(&raw)
                .into_values()
                .filter(|doc| doc.deleted_at.is_some() && (doc.seq == logged.seq || Some(doc.seq) == logged.closed));
            let taken: Vec<Doc> = taken.collect();
            let into = taken.iter().filter_map(|doc| Some(RecordRef { kind: doc.kind, id: doc.merged_into? }));
            let into = unit.raw(into).await?;
            let into: BTreeMap<Uuid, Doc> =
                unit.visible(&into).into_iter().map(|(target, doc)| (target.id, doc)).collect();
            let alone = taken.len() == 1;
            let gone = taken.into_iter().map(|doc| Gone {
                into: doc.merged_into.and_then(|id| into.get(&id).cloned()),
                back: if alone && doc.merged_into.is_none() { links_back(&entries) } else { Vec::new() },
                by: logged.clone(),
                doc,
            });
            Ok(gone.collect())
        })
        .await
    }
}
