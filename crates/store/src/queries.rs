//! Reading.

use std::collections::BTreeSet;

use model::command::SourceRows;
use model::journal::{Logged, UndoStack};
use model::{Doc, Entry, Kind, RecordRef, Records, Uuid};

use crate::backend::{Backend, Failure, Key, Mode, Range, Transaction};
use crate::large::SourcePart;
use crate::state::State;
use crate::tables::{CHANGES, COMMANDS, META, SOURCE_ROWS};
use crate::write::{Unit, rows};
use crate::{Error, Store};

/// How many of the latest commands are looked through for what can be undone.
const UNDO_WINDOW: u64 = 400;

/// So many commands behind, reading everything anew is quicker.
const FAR: u64 = 2000;

/// What has happened since a number.
#[derive(Clone, Debug, PartialEq)]
pub enum Since {
    /// These records were written; tombstones are among them.
    Changes { seq: u64, docs: Vec<Doc> },
    /// Too much for a list: read everything anew.
    Everything { seq: u64 },
}

impl<B: Backend> Store<B> {
    pub async fn state(&self) -> Result<State, Error> {
        self.unit(async || {
            let unit = Unit::begin(&self.backend, &BTreeSet::new(), &[], Mode::Read).await?;
            Ok(unit.state)
        })
        .await
    }

    /// Finds out whether the database really keeps what is written: some browsers offer one that does not.
    pub async fn probe(&self) -> Result<(), Error> {
        self.unit(async || {
            let unit = Unit::begin(&self.backend, &BTreeSet::new(), &[], Mode::Write).await?;
            unit.tx.put(META, r#"[{"name":"probe"}]"#)?;
            unit.tx.commit().await?;
            let unit = Unit::begin(&self.backend, &BTreeSet::new(), &[], Mode::Read).await?;
            if unit.tx.get(META, &["probe".into()]).await?.contains("probe") {
                return Ok(());
            }
            Err(Failure::Unavailable("what was written is not there".to_owned()).into())
        })
        .await
    }

    /// Records by name; tombstones included, what does not exist absent.
    pub async fn get(&self, targets: &[RecordRef]) -> Result<Records, Error> {
        let kinds: BTreeSet<Kind> = targets.iter().map(|target| target.kind).collect();
        self.unit(async || {
            let unit = Unit::begin(&self.backend, &kinds, &[], Mode::Read).await?;
            let raw = unit.raw(targets.iter().copied()).await?;
            Ok(unit.visible(&raw))
        })
        .await
    }

    /// Up to `limit` records of a kind in order of their ids, from after one on, without deleted ones; and the id to go on
    /// after, until there are no more.
    pub async fn page(&self, kind: Kind, after: Option<Uuid>, limit: u32) -> Result<(Vec<Doc>, Option<Uuid>), Error> {
        self.unit(async || {
            let unit = Unit::begin(&self.backend, &BTreeSet::from([kind]), &[], Mode::Read).await?;
            let range = after.map_or_else(Range::all, Range::after);
            let docs = rows::<Doc>(&unit.tx.range(kind.name(), None, range, Some(limit)).await?)?;
            let last = docs.last().map(|doc| doc.id).filter(|_| docs.len() == limit as usize);
            let live = docs.into_iter().filter_map(|doc| doc.visible(&unit.state.open));
            Ok((live.filter(|doc| doc.deleted_at.is_none()).collect(), last))
        })
        .await
    }

    /// All records of a kind that has few, without deleted ones.
    pub async fn all(&self, kind: Kind) -> Result<Vec<Doc>, Error> {
        let (mut docs, mut after) = self.page(kind, None, 1000).await?;
        while let Some(id) = after {
            let (more, next) = self.page(kind, Some(id), 1000).await?;
            docs.extend(more);
            after = next;
        }
        Ok(docs)
    }

    /// The records of a kind whose index holds an id, without deleted ones.
    pub async fn by(&self, kind: Kind, index: &'static str, id: Uuid) -> Result<Vec<Doc>, Error> {
        self.by_any(kind, index, &[id]).await
    }

    /// The records of a kind whose index holds one of some ids, without deleted ones.
    pub async fn by_any(&self, kind: Kind, index: &'static str, ids: &[Uuid]) -> Result<Vec<Doc>, Error> {
        self.unit(async || {
            let unit = Unit::begin(&self.backend, &BTreeSet::from([kind]), &[], Mode::Read).await?;
            let mut found = Vec::new();
            for id in ids {
                let docs = rows::<Doc>(&unit.tx.range(kind.name(), Some(index), Range::only(*id), None).await?)?;
                let live = docs.into_iter().filter_map(|doc| doc.visible(&unit.state.open));
                found.extend(live.filter(|doc| doc.deleted_at.is_none()));
            }
            Ok(found)
        })
        .await
    }

    /// One record's journal, in order.
    pub async fn entries(&self, record: Uuid) -> Result<Vec<Entry>, Error> {
        self.unit(async || {
            let unit = Unit::begin(&self.backend, &BTreeSet::new(), &[CHANGES], Mode::Read).await?;
            let range = Range::list_starting(record);
            let entries = rows::<Entry>(&unit.tx.range(CHANGES, None, range, None).await?)?;
            Ok(entries.into_iter().filter(|entry| !unit.state.open.contains(&entry.seq)).collect())
        })
        .await
    }

    /// Up to `limit` entries of the whole journal by record and number, from after one on; and the entry to go on after,
    /// until there are no more.
    pub async fn page_entries(
        &self,
        after: Option<(Uuid, u64)>,
        limit: u32,
    ) -> Result<(Vec<Entry>, Option<(Uuid, u64)>), Error> {
        self.unit(async || {
            let unit = Unit::begin(&self.backend, &BTreeSet::new(), &[CHANGES], Mode::Read).await?;
            let range = after.map_or_else(Range::all, |(record, seq)| Range::after([Key::from(record), seq.into()]));
            let mut entries = rows::<Entry>(&unit.tx.range(CHANGES, None, range, Some(limit)).await?)?;
            let last =
                entries.last().map(|entry| (entry.record, entry.seq)).filter(|_| entries.len() == limit as usize);
            entries.retain(|entry| !unit.state.open.contains(&entry.seq));
            Ok((entries, last))
        })
        .await
    }

    /// The commands with these numbers.
    pub async fn commands(&self, seqs: &[u64]) -> Result<Vec<Logged>, Error> {
        self.unit(async || {
            let unit = Unit::begin(&self.backend, &BTreeSet::new(), &[COMMANDS], Mode::Read).await?;
            let keys: Vec<_> = seqs.iter().map(|seq| (*seq).into()).collect();
            Ok(rows::<Option<Logged>>(&unit.tx.get(COMMANDS, &keys).await?)?.into_iter().flatten().collect())
        })
        .await
    }

    /// What a device can undo and redo.
    pub async fn undo_stack(&self, device: Uuid) -> Result<UndoStack, Error> {
        self.unit(async || {
            let unit = Unit::begin(&self.backend, &BTreeSet::new(), &[COMMANDS], Mode::Read).await?;
            let range = Range::from(unit.state.seq.saturating_sub(UNDO_WINDOW));
            let mut commands = rows::<Logged>(&unit.tx.range(COMMANDS, None, range, None).await?)?;
            commands.retain(|logged| logged.device == device && !unit.state.open.contains(&logged.seq));
            commands.sort_by_key(|logged| logged.closed.unwrap_or(logged.seq));
            Ok(UndoStack::of(commands))
        })
        .await
    }

    /// What has happened since a number, in this tab or another.
    pub async fn since(&self, seq: u64) -> Result<Since, Error> {
        self.unit(async || {
            let kinds = Kind::all().collect();
            let unit = Unit::begin(&self.backend, &kinds, &[], Mode::Read).await?;
            let state = &unit.state;
            if state.closed > seq || state.seq.saturating_sub(seq) > FAR {
                return Ok(Since::Everything { seq: state.seq });
            }
            let mut docs = Vec::new();
            if state.seq > seq {
                for kind in Kind::all() {
                    let json = unit.tx.range(kind.name(), Some("seq"), Range::list_after(seq), None).await?;
                    docs.extend(rows::<Doc>(&json)?.into_iter().filter_map(|doc| doc.visible(&state.open)));
                }
                docs.retain(|doc| doc.seq > seq);
                docs.sort_by_key(|doc| doc.seq);
            }
            Ok(Since::Changes { seq: state.seq, docs })
        })
        .await
    }

    /// The rows kept from imports of one source that hold, oldest first, in parts.
    pub async fn source_rows(&self, source: &str) -> Result<Vec<SourceRows>, Error> {
        self.unit(async || {
            let unit = Unit::begin(&self.backend, &BTreeSet::new(), &[SOURCE_ROWS, COMMANDS], Mode::Read).await?;
            let json = unit.tx.range(SOURCE_ROWS, None, Range::list_starting(source), None).await?;
            let parts = rows::<SourcePart>(&json)?;
            let undone = undone(&rows::<Logged>(&unit.tx.range(COMMANDS, None, Range::all(), None).await?)?);
            let holds = |part: &SourcePart| !unit.state.open.contains(&part.seq) && !undone.contains(&part.seq);
            let kept = parts.into_iter().filter(holds);
            Ok(kept.map(|SourcePart { source, header, rows, .. }| SourceRows { source, header, rows }).collect())
        })
        .await
    }
}

/// Numbers of the commands that an undo has taken back and no redo has brought again.
fn undone(commands: &[Logged]) -> BTreeSet<u64> {
    let mut undone = BTreeSet::new();
    for logged in commands.iter().filter(|logged| logged.closed.is_some() || logged.undoes.is_some()) {
        let (mut root, mut holds) = (logged, true);
        while let Some(of) = root.undoes.and_then(|id| commands.iter().find(|other| other.id == id)) {
            holds = !holds;
            root = of;
        }
        if logged.undoes.is_some() {
            if holds {
                undone.remove(&root.seq)
            } else {
                undone.insert(root.seq)
            };
        }
    }
    undone
}
