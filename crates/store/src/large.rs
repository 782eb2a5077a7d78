//! Commands too large for one transaction: opened, written in slices, closed. Nothing of one shows before it is closed, and
//! one that never is gets taken back.

use std::collections::{BTreeMap, BTreeSet};

use model::command::{Slice, SourceRow};
use model::journal::{self, Action, Entry, Logged, What};
use model::plan::plan_slice;
use model::{Context, Doc, Effective, Kind, Uuid};
use serde::{Deserialize, Serialize};

use crate::backend::{Backend, Failure, Key, Mode, Range, Transaction};
use crate::tables::{CHANGES, COMMANDS, SOURCE_ROWS};
use crate::write::{Shows, Unit, logged, rows, stamp};
use crate::{Committed, Error, SLICE, Store};

/// A large command being written.
#[derive(Clone, Debug, PartialEq)]
pub struct Large {
    pub(crate) logged: Logged,
    parts: u32,
}

/// A part of an imported file's rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct SourcePart {
    pub(crate) source: String,
    pub(crate) seq: u64,
    pub(crate) part: u32,
    pub(crate) header: Vec<String>,
    pub(crate) rows: Vec<SourceRow>,
}

impl Large {
    /// The command's id; the tab that writes it holds a lock of this name.
    pub fn id(&self) -> Uuid {
        self.logged.id
    }

    /// Its number, for [`Store::abandon`].
    pub fn seq(&self) -> u64 {
        self.logged.seq
    }
}

impl<B: Backend> Store<B> {
    /// Opens a large command.
    ///
    /// # Errors
    /// [`Error::Busy`] while another is open.
    pub async fn open_large(
        &self,
        id: Uuid,
        action: Action,
        about: &str,
        context: &Context<'_>,
    ) -> Result<Large, Error> {
        self.open_large_undoing(id, action, (about, ""), None, context).await
    }

    pub(crate) async fn open_large_undoing(
        &self,
        id: Uuid,
        action: Action,
        (about, detail): (&str, &str),
        undoes: Option<Uuid>,
        context: &Context<'_>,
    ) -> Result<Large, Error> {
        self.unit(async || {
            let mut unit = Unit::begin(&self.backend, &BTreeSet::new(), &[COMMANDS], Mode::WriteStrict).await?;
            if !unit.state.open.is_empty() {
                return Err(Error::Busy);
            }
            let logged = Logged { undoes, ..logged(&unit.state, id, context, action.clone(), about, detail) };
            unit.put(COMMANDS, std::slice::from_ref(&logged))?;
            unit.state.seq = logged.seq;
            unit.state.open.push(logged.seq);
            unit.put_state()?;
            unit.tx.commit().await?;
            Ok(Large { logged, parts: 0 })
        })
        .await
    }

    /// Writes one slice: at most [`SLICE`] records, none of which an earlier slice wrote.
    ///
    /// # Errors
    /// Nothing of the slice has been written then; [`Store::abandon`] takes back those before it.
    pub async fn write_slice(&self, large: &mut Large, slice: &Slice) -> Result<Committed, Error> {
        let reads = slice.reads();
        let kinds: BTreeSet<Kind> = reads.iter().map(|target| target.kind).collect();
        let part = large.parts;
        let written = self
            .unit(async || {
                let unit = Unit::begin(&self.backend, &kinds, &[CHANGES, SOURCE_ROWS], Mode::Write).await?;
                unit.expect_open(large.logged.seq)?;
                let raw = unit.raw(reads.iter().copied()).await?;
                if raw.values().any(|doc| doc.seq == large.logged.seq) {
                    return Err(Failure::Refused("a large command writes a record once".to_owned()).into());
                }
                let plan = plan_slice(slice, &unit.visible(&raw));
                let stamp = stamp(&large.logged);
                let effective = |target, field: &str| {
                    plan.effective.get(&(target, field.to_owned())).copied().unwrap_or(Effective::Unknown)
                };
                let mut entries = journal::entries(&plan.diff, stamp, effective, plan.openings.clone());
                entries.extend(
                    plan.noted.iter().map(|(target, changes)| Entry::new(*target, What::Noted, changes.clone(), stamp)),
                );
                let docs = unit.write(&plan.diff, &raw, stamp, Shows::WhenClosed).await?;
                unit.put(CHANGES, &entries)?;
                if let Some(rows) = &slice.rows {
                    let model::command::SourceRows { source, header, rows } = rows.clone();
                    unit.put(SOURCE_ROWS, &[SourcePart { source, seq: stamp.seq, part, header, rows }])?;
                }
                unit.tx.commit().await?;
                let logged = large.logged.clone();
                Ok(Committed { logged, docs, entries, left: plan.left, refused: Vec::new() })
            })
            .await?;
        large.parts += u32::from(slice.rows.is_some());
        Ok(written)
    }

    /// Closes a large command: from here on it shows.
    ///
    /// # Errors
    /// Nothing of it shows then.
    pub async fn close_large(&self, large: &Large) -> Result<Logged, Error> {
        self.unit(async || {
            let unit = Unit::begin(&self.backend, &BTreeSet::new(), &[COMMANDS], Mode::WriteStrict).await?;
            unit.close(large).await
        })
        .await
    }

    /// Takes a large command back that was opened and not closed, slice by slice, as if it had never been.
    pub async fn abandon(&self, seq: u64) -> Result<(), Error> {
        loop {
            let more = self.unit(async || self.abandon_slice(seq).await).await?;
            if !more {
                return Ok(());
            }
        }
    }

    /// Whether there was something left to take back.
    async fn abandon_slice(&self, seq: u64) -> Result<bool, Error> {
        let read = Unit::begin(&self.backend, &BTreeSet::new(), &[CHANGES], Mode::Read).await?;
        let limit = u32::try_from(SLICE).ok();
        let entries = rows::<Entry>(&read.tx.range(CHANGES, Some("seq"), Range::list_starting(seq), limit).await?)?;
        drop(read);
        let kinds: BTreeSet<Kind> = entries.iter().map(|entry| entry.kind).collect();
        let mut unit = Unit::begin(&self.backend, &kinds, &[CHANGES, COMMANDS, SOURCE_ROWS], Mode::WriteStrict).await?;
        if !unit.state.open.contains(&seq) {
            return Ok(false);
        }
        let raw = unit.raw(entries.iter().map(Entry::target)).await?;
        let mut restored: BTreeMap<Kind, Vec<Doc>> = BTreeMap::new();
        for (target, doc) in raw {
            if doc.pending.as_ref().is_none_or(|pending| pending.seq != seq) {
                continue;
            }
            match doc.visible(&[seq]) {
                Some(doc) => restored.entry(target.kind).or_default().push(doc),
                None => unit.tx.delete(target.kind.name(), &target.id.into())?,
            }
        }
        for (kind, docs) in restored {
            unit.put(kind.name(), &docs)?;
        }
        for entry in &entries {
            unit.tx.delete(CHANGES, &[Key::from(entry.record), Key::from(seq)].into())?;
        }
        if entries.is_empty() {
            for part in rows::<SourcePart>(&unit.tx.range(SOURCE_ROWS, None, Range::all(), None).await?)? {
                if part.seq == seq {
                    let key = [Key::from(part.source.as_str()), seq.into(), u64::from(part.part).into()];
                    unit.tx.delete(SOURCE_ROWS, &key.into())?;
                }
            }
            unit.tx.delete(COMMANDS, &seq.into())?;
            unit.state.open.retain(|open| *open != seq);
            unit.put_state()?;
        }
        unit.tx.commit().await?;
        Ok(!entries.is_empty())
    }

    /// Large commands that were opened and not closed, with the ids whose locks their tabs hold while they live.
    pub async fn unfinished(&self) -> Result<Vec<(u64, Uuid)>, Error> {
        self.unit(async || {
            let unit = Unit::begin(&self.backend, &BTreeSet::new(), &[COMMANDS], Mode::Read).await?;
            if unit.state.open.is_empty() {
                return Ok(Vec::new());
            }
            let keys: Vec<Key> = unit.state.open.iter().map(|seq| Key::from(*seq)).collect();
            let commands = rows::<Option<Logged>>(&unit.tx.get(COMMANDS, &keys).await?)?;
            Ok(commands.into_iter().flatten().map(|logged| (logged.seq, logged.id)).collect())
        })
        .await
    }
}

impl<T: Transaction> Unit<T> {
    /// Ends a large command, and the transaction.
    pub(crate) async fn close(mut self, large: &Large) -> Result<Logged, Error> {
        self.expect_open(large.logged.seq)?;
        self.state.seq += 1;
        self.state.closed = self.state.seq;
        self.state.open.retain(|seq| *seq != large.logged.seq);
        let logged = Logged { closed: Some(self.state.closed), ..large.logged.clone() };
        self.put(COMMANDS, std::slice::from_ref(&logged))?;
        self.put_state()?;
        self.tx.commit().await?;
        Ok(logged)
    }
}
