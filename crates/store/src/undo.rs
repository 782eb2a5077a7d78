//! Undo and redo: commands of their own, that take back what has not been changed since.

use std::collections::{BTreeMap, BTreeSet};

use model::diff::{Delta, Diff};
use model::doc::MERGED;
use model::journal::{self, Action, Entry, Logged, Step, Timeline, What};
use model::plan::{Left, plan_reversal};
use model::{Context, Doc, Effective, Kind, RecordRef, Records, Rejection, Uuid};

use crate::backend::{Backend, Key, Mode, Range, Transaction};
use crate::tables::{CHANGES, COMMANDS};
use crate::write::{Shows, Unit, logged, rows, stamp};
use crate::{Committed, Done, Error, Large, SLICE, Store};

fn all_kinds() -> BTreeSet<Kind> {
    Kind::all().collect()
}

impl<B: Backend> Store<B> {
    /// Takes a step back, or forward again when `action` is [`Action::Redo`]. `progress` hears how many records
    /// are done, when it takes more than one transaction.
    ///
    /// # Errors
    /// [`Rejection::Linked`] when a record would vanish that others refer to since.
    pub async fn reverse(
        &self,
        id: Uuid,
        step: &Step,
        action: Action,
        context: &Context<'_>,
        mut progress: impl FnMut(usize),
    ) -> Result<Done, Error> {
        let seq = step.current.seq;
        let first = self.entries_of(Range::list_starting(seq), SLICE + 1).await?;
        if first.len() <= SLICE {
            return self.reverse_small(id, step, action, first, context).await.map(|done| Done::Small(Box::new(done)));
        }
        self.refuse_linked(seq).await?;
        let names = (step.given.about.as_str(), step.given.detail.as_str());
        let merges = step.given.action == Action::Merge && action == Action::Redo;
        let large = self.open_large_undoing(id, action, names, Some(step.current.id), context).await?;
        let reversed = async {
            let left = self.reverse_slices(seq, &large.logged, &mut progress).await?;
            Ok(Done::Large { logged: self.close_reversal(&large, seq, merges).await?, left })
        };
        match reversed.await {
            Ok(undone) => Ok(undone),
            Err(error) => {
                // What was written does not show; if taking it back fails too, the next start does it.
                self.abandon(large.logged.seq).await.ok();
                Err(error)
            }
        }
    }

    async fn reverse_small(
        &self,
        id: Uuid,
        step: &Step,
        action: Action,
        entries: Vec<Entry>,
        context: &Context<'_>,
    ) -> Result<Committed, Error> {
        let removes = entries.iter().any(|entry| entry.what == What::Added);
        let merges = entries.iter().any(|entry| merges(entry).is_some());
        let kinds = if removes || merges { all_kinds() } else { entries.iter().map(|entry| entry.kind).collect() };
        self.unit(async || {
            let unit = Unit::begin(&self.backend, &kinds, &[COMMANDS, CHANGES], Mode::WriteStrict).await?;
            if removes {
                unit.refuse_linked(step.current.seq, None).await?;
            }
            let raw = unit.raw(entries.iter().map(Entry::target)).await?;
            let records = unit.visible(&raw);
            let changed = unit.changed_since(&entries, &records).await?;
            let (diff, left) = plan_reversal(&entries, &records, |target| changed.contains(&target));
            if merges {
                unit.refuse_left_behind(&entries, &diff).await?;
            }
            let given = &step.given;
            let logged = Logged {
                undoes: Some(step.current.id),
                ..logged(&unit.state, id, context, action.clone(), &given.about, &given.detail)
            };
            let stamp = stamp(&logged);
            let mut written = journal::entries(&diff, stamp, |_, _| Effective::At(context.now), BTreeMap::new());
            written.extend(unnoted(&entries, stamp));
            let done = unit.commit(logged, &diff, &raw, written).await?;
            Ok(Committed { left, ..done })
        })
        .await
    }

    pub(crate) async fn reverse_slices(
        &self,
        seq: u64,
        logged: &Logged,
        progress: &mut impl FnMut(usize),
    ) -> Result<Vec<Left>, Error> {
        let (mut left, mut done) = (Vec::new(), 0);
        let mut range = Range::list_starting(seq);
        loop {
            let entries = self.entries_of(range.clone(), SLICE).await?;
            let Some(last) = entries.last() else { return Ok(left) };
            range = range.resume_after([Key::from(seq), Key::from(last.record)].into());
            let kinds: BTreeSet<Kind> = entries.iter().map(|entry| entry.kind).collect();
            let slice_left = self
                .unit(async || {
                    let unit = Unit::begin(&self.backend, &kinds, &[CHANGES], Mode::Write).await?;
                    unit.expect_open(logged.seq)?;
                    let raw = unit.raw(entries.iter().map(Entry::target)).await?;
                    let records = unit.visible(&raw);
                    let changed = unit.changed_since(&entries, &records).await?;
                    let (diff, left) = plan_reversal(&entries, &records, |target| changed.contains(&target));
                    let stamp = stamp(logged);
                    let mut written =
                        journal::entries(&diff, stamp, |_, _| Effective::At(logged.recorded), BTreeMap::new());
                    written.extend(unnoted(&entries, stamp));
                    unit.write(&diff, &raw, stamp, Shows::WhenClosed).await?;
                    unit.put(CHANGES, &written)?;
                    unit.tx.commit().await?;
                    Ok(left)
                })
                .await?;
            left.extend(slice_left);
            done += entries.len();
            progress(done);
        }
    }

    /// Up to `limit` entries of a range of numbers.
    async fn entries_of(&self, range: Range, limit: usize) -> Result<Vec<Entry>, Error> {
        self.unit(async || {
            let unit = Unit::begin(&self.backend, &BTreeSet::new(), &[CHANGES], Mode::Read).await?;
            let limit = u32::try_from(limit).ok();
            Ok(rows(&unit.tx.range(CHANGES, Some("seq"), range.clone(), limit).await?)?)
        })
        .await
    }

    async fn refuse_linked(&self, seq: u64) -> Result<(), Error> {
        self.unit(async || {
            let unit = Unit::begin(&self.backend, &all_kinds(), &[CHANGES], Mode::Read).await?;
            unit.refuse_linked(seq, None).await
        })
        .await
    }

    /// Closes the reversal of a command in slices, unless something has come to refer to what it removes, or `merges`
    /// into another, meanwhile.
    pub(crate) async fn close_reversal(&self, large: &Large, seq: u64, merges: bool) -> Result<Logged, Error> {
        self.unit(async || {
            let unit = Unit::begin(&self.backend, &all_kinds(), &[COMMANDS, CHANGES], Mode::WriteStrict).await?;
            unit.refuse_linked(seq, Some(large.seq())).await?;
            if merges {
                unit.refuse_lost(seq, large.seq()).await?;
            }
            unit.close(large).await
        })
        .await
    }
}

impl<T: Transaction> Unit<T> {
    /// Refuses when a record that a command made would still be referred to once the command is undone. Only records that
    /// were written later can: an id is known to nobody before its record is made. What the `reversal`, when it is being
    /// written in slices, has already put right and nobody has touched since, is passed over.
    async fn refuse_linked(&self, seq: u64, reversal: Option<u64>) -> Result<(), Error> {
        let mut linked = Vec::new();
        for kind in Kind::all().filter(|kind| !kind.references().is_empty()) {
            let mut range = Range::list_after(seq);
            loop {
                let json = self.tx.range(kind.name(), Some("seq"), range.clone(), Some(1000)).await?;
                let docs = rows::<Doc>(&json)?;
                let Some(last) = docs.last() else { break };
                range = range.resume_after([Key::from(last.seq), Key::from(last.id)].into());
                let reversed = |doc: &Doc| {
                    doc.pending.as_ref().is_some_and(|pending| Some(pending.seq) == reversal && pending.was_seq <= seq)
                };
                let suspects = docs.into_iter().filter(|doc| !reversed(doc));
                let suspects = suspects.filter_map(|doc| doc.visible(&self.state.open));
                let suspects = suspects.filter(|doc| doc.deleted_at.is_none()).collect();
                linked.extend(self.linked(seq, suspects).await?);
            }
        }
        linked.sort_unstable();
        linked.dedup();
        if linked.is_empty() { Ok(()) } else { Err(Rejection::Linked(linked).into()) }
    }

    /// Refuses when a record would become part of another once more and something pointed at it still.
    async fn refuse_left_behind(&self, entries: &[Entry], diff: &Diff) -> Result<(), Error> {
        let mut linked = Vec::new();
        for loser in entries.iter().filter_map(merges).filter(|loser| diff.0.contains_key(loser)) {
            for (target, mut doc) in self.pointing_at(loser.id).await? {
                if let Some(Delta::Updated(changed)) = diff.0.get(&target) {
                    for (field, [_, to]) in changed {
                        doc.set(field, to.clone());
                    }
                }
                if doc.points_at(loser.id) {
                    linked.push(target);
                }
            }
        }
        if linked.is_empty() { Ok(()) } else { Err(Rejection::Linked(linked).into()) }
    }

    /// The same for a reversal in slices that is about to be closed.
    async fn refuse_lost(&self, seq: u64, reversal: u64) -> Result<(), Error> {
        let json = self.tx.range(CHANGES, Some("seq"), Range::list_starting(seq), None).await?;
        let mut linked = Vec::new();
        for loser in rows::<Entry>(&json)?.iter().filter_map(merges) {
            // One that was left as it is, is none.
            if self.raw([loser]).await?.values().all(|doc| doc.merged_into.is_none()) {
                continue;
            }
            linked.extend(self.will_point_at(loser.id, Some(reversal)).await?.into_keys());
        }
        if linked.is_empty() { Ok(()) } else { Err(Rejection::Linked(linked).into()) }
    }

    /// Those of the suspects that refer to a record the command made and would do so without the command too.
    async fn linked(&self, seq: u64, suspects: Vec<Doc>) -> Result<Vec<RecordRef>, Error> {
        let asked: BTreeSet<Uuid> =
            suspects.iter().flat_map(|doc| doc.references().into_iter().chain([doc.id])).collect();
        let keys: Vec<Key> = asked.iter().map(|id| [Key::from(*id), Key::from(seq)].into()).collect();
        let entries = rows::<Option<Entry>>(&self.tx.get(CHANGES, &keys).await?)?.into_iter().flatten();
        let entries: BTreeMap<Uuid, Entry> = entries.map(|entry| (entry.record, entry)).collect();
        let refers = |doc: &Doc| {
            let made = |id: &Uuid| entries.get(id).is_some_and(|entry| entry.what == What::Added);
            doc.references().iter().any(made)
        };
        let mut linked = Vec::new();
        for mut doc in suspects.into_iter().filter(refers) {
            let target = doc.record_ref();
            match entries.get(&doc.id) {
                Some(entry) if entry.what == What::Added => {
                    let records = Records::from([(target, doc.clone())]);
                    if self.changed_since(std::slice::from_ref(entry), &records).await?.is_empty() {
                        continue; // goes itself
                    }
                }
                Some(entry) if entry.what == What::Updated => {
                    for change in &entry.changes {
                        if doc.get(&change.field) == change.to {
                            doc.set(&change.field, change.from.clone());
                        }
                    }
                }
                _ => {}
            }
            if refers(&doc) {
                linked.push(target);
            }
        }
        Ok(linked)
    }

    /// Which of the records that these entries made have changed since, undone changes not counted.
    async fn changed_since(&self, entries: &[Entry], records: &Records) -> Result<BTreeSet<RecordRef>, Error> {
        let mut changed = BTreeSet::new();
        for entry in entries.iter().filter(|entry| entry.what == What::Added) {
            let target = entry.target();
            if records.get(&target).is_none_or(|doc| doc.seq == entry.seq) {
                continue;
            }
            let range = Range::list_starting(entry.record);
            let all = rows::<Entry>(&self.tx.range(CHANGES, None, range, None).await?)?;
            let all: Vec<Entry> = all.into_iter().filter(|entry| !self.state.open.contains(&entry.seq)).collect();
            let made = all.iter().filter(|other| other.what == What::Added).map(|other| other.seq).max();
            if Timeline::of(&all).0.iter().any(|other| other.what == What::Updated && Some(other.seq) > made) {
                changed.insert(target);
            }
        }
        Ok(changed)
    }
}

/// The record that becomes part of another when an entry is taken back.
fn merges(entry: &Entry) -> Option<RecordRef> {
    let parts = entry.changes.iter().any(|change| change.field == MERGED && change.to.is_null());
    parts.then(|| entry.target())
}

/// Entries that let an imported history cancel out.
fn unnoted(entries: &[Entry], stamp: journal::Stamp) -> Vec<Entry> {
    let noted = entries.iter().filter(|entry| entry.what == What::Noted);
    noted.map(|entry| Entry::new(entry.target(), What::Noted, entry.changes.clone(), stamp)).collect()
}
