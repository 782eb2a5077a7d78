//! What points at a record, and what else a command has to see besides the records it names.

use std::collections::BTreeSet;

use model::links::is_pointed_at;
use model::plan::PARENT;
use model::records::{Account, Contact, Record as _};
use model::{Command, Doc, Kind, RecordRef, Records, Uuid};

use crate::backend::{Backend, Failure, Mode, Range, Transaction};
use crate::write::{Unit, rows};
use crate::{Error, Store};

/// Rows that are looked through at a time.
const PAGE: u32 = 1000;

/// The kinds whose records may point at others: in fields of theirs, or in those of the workspace.
pub(crate) fn pointing() -> impl Iterator<Item = Kind> {
    Kind::all().filter(|kind| !kind.references().is_empty())
}

/// Whether a command concerns whatever points at a record, so that nothing may be on its way unseen.
pub(crate) fn concerns_links(command: &Command) -> bool {
    match command {
        Command::Merge(_) | Command::DeleteLinked { .. } => true,
        Command::Delete { targets } => targets.iter().any(|target| is_pointed_at(target.kind)),
        Command::Many(commands) => commands.iter().any(concerns_links),
        _ => false,
    }
}

/// The kinds a command may look at besides those of the records it names.
pub(crate) fn more_kinds(command: &Command) -> BTreeSet<Kind> {
    match command {
        Command::Restore { .. } => [Account::KIND, Contact::KIND].into(),
        Command::Many(commands) => commands.iter().flat_map(more_kinds).collect(),
        _ if concerns_links(command) => pointing().collect(),
        _ => BTreeSet::new(),
    }
}

impl<T: Transaction> Unit<T> {
    /// All that a command's plan looks at, as it is stored.
    pub(crate) async fn read_for(&self, command: &Command) -> Result<Records, Failure> {
        let mut records = self.raw(command.reads()).await?;
        let commands = if let Command::Many(commands) = command { commands } else { std::slice::from_ref(command) };
        for command in commands {
            self.read_more(command, &mut records).await?;
        }
        Ok(records)
    }

    /// What a command's plan looks at besides the records it names.
    async fn read_more(&self, command: &Command, records: &mut Records) -> Result<(), Failure> {
        match command {
            Command::Delete { targets } => {
                for target in targets.iter().filter(|target| is_pointed_at(target.kind)) {
                    records.extend(self.pointing_at(target.id).await?);
                }
            }
            Command::DeleteLinked { target } => records.extend(self.pointing_at(target.id).await?),
            Command::Merge(merge) => {
                records.extend(self.pointing_at(merge.loser).await?);
                let parents = [merge.survivor(), merge.loser()].map(|target| parent_of(records, target));
                for parent in parents.into_iter().flatten() {
                    self.read_above(parent, records).await?;
                }
            }
            Command::Edit { target, fields, .. } if target.kind == Account::KIND => {
                if let Some(parent) = fields.get(PARENT).and_then(|id| Uuid::try_parse(id.as_str()?).ok()) {
                    self.read_above(parent, records).await?;
                }
            }
            Command::Restore { targets, .. } => {
                let pointed: Vec<Uuid> =
                    targets.iter().filter_map(|target| records.get(target)).flat_map(Doc::references).collect();
                self.read_merged(pointed, records).await?;
            }
            _ => {}
        }
        Ok(())
    }

    /// An account and those above it.
    async fn read_above(&self, account: Uuid, records: &mut Records) -> Result<(), Failure> {
        let mut at = Some(account);
        let mut seen = BTreeSet::new();
        while let Some(id) = at.filter(|id| seen.insert(*id)) {
            let target = RecordRef { kind: Account::KIND, id };
            if !records.contains_key(&target) {
                records.extend(self.raw([target]).await?);
            }
            at = parent_of(records, target);
        }
        Ok(())
    }

    /// Those of the accounts and contacts with these ids that have become part of others, and what they have become.
    async fn read_merged(&self, mut ids: Vec<Uuid>, records: &mut Records) -> Result<(), Failure> {
        let mut seen: BTreeSet<Uuid> = BTreeSet::new();
        while !ids.is_empty() {
            ids.retain(|id| seen.insert(*id));
            let targets = [Account::KIND, Contact::KIND].into_iter().flat_map(|kind| {
                let target = move |id: &Uuid| RecordRef { kind, id: *id };
                ids.iter().map(target).collect::<Vec<_>>()
            });
            let found = self.raw(targets).await?;
            ids = found.values().filter_map(|doc| doc.merged_into).collect();
            records.extend(found);
        }
        Ok(())
    }

    /// The records that point at one, as they are stored, tombstones left out. A kind that has an index on a reference is
    /// one of many records, and has such an index for every reference to an account or contact; the rest is looked
    /// through.
    pub(crate) async fn pointing_at(&self, id: Uuid) -> Result<Records, Failure> {
        self.will_point_at(id, None).await
    }

    /// The same, as it will be once a command in slices is closed.
    pub(crate) async fn will_point_at(&self, id: Uuid, closing: Option<u64>) -> Result<Records, Failure> {
        let open: Vec<u64> = self.state.open.iter().copied().filter(|seq| Some(*seq) != closing).collect();
        let mut found = Records::new();
        for kind in pointing() {
            let indexed = kind.indexes().iter().filter(|(_, paths)| is_reference(kind, paths)).map(|(name, _)| *name);
            let indexes: Vec<&str> = indexed.collect();
            for index in &indexes {
                let json = self.tx.range(kind.name(), Some(index), Range::only(id), None).await?;
                take_pointing(&json, id, &open, &mut found)?;
            }
            if indexes.is_empty() {
                self.look_through(kind, id, &open, &mut found).await?;
            }
        }
        Ok(found)
    }

    async fn look_through(&self, kind: Kind, id: Uuid, open: &[u64], found: &mut Records) -> Result<(), Failure> {
        let text = id.to_string();
        let mut range = Range::all();
        loop {
            let json = self.tx.range(kind.name(), None, range, Some(PAGE)).await?;
            // Most pages have nothing to do with it, and need not be taken apart but for the key to go on after.
            let Some(last) = last_id(&json) else { return Ok(()) };
            if json.contains(&text) {
                take_pointing(&json, id, open, found)?;
            }
            range = Range::after(last);
        }
    }
}

fn take_pointing(json: &str, id: Uuid, open: &[u64], found: &mut Records) -> Result<(), Failure> {
    let points = |doc: &Doc| {
        let shown = doc.clone().visible(open);
        shown.is_some_and(|doc| doc.deleted_at.is_none() && doc.points_at(id))
    };
    found.extend(rows::<Doc>(json)?.into_iter().filter(points).map(|doc| (doc.record_ref(), doc)));
    Ok(())
}

fn is_reference(kind: Kind, paths: &[&str]) -> bool {
    let of = |path: &str| path.strip_prefix("data.").is_some_and(|field| kind.references().contains(&field));
    matches!(paths, [path] if of(path))
}

fn parent_of(records: &Records, target: RecordRef) -> Option<Uuid> {
    Uuid::try_parse(records.get(&target)?.get(PARENT).as_str()?).ok()
}

/// The id of the last of some rows.
fn last_id(json: &str) -> Option<Uuid> {
    #[derive(serde::Deserialize)]
    struct Row {
        id: Uuid,
    }
    serde_json::from_str::<Vec<Row>>(json).ok()?.last().map(|row| row.id)
}

impl<B: Backend> Store<B> {
    /// The records that point at one, without deleted ones.
    pub async fn pointing_at(&self, id: Uuid) -> Result<Vec<Doc>, Error> {
        let kinds = pointing().collect();
        self.unit(async || {
            let unit = Unit::begin(&self.backend, &kinds, &[], Mode::Read).await?;
            let raw = unit.pointing_at(id).await?;
            Ok(unit.visible(&raw).into_values().collect())
        })
        .await
    }

    /// Records by name, tombstones included, and with those that have become part of others what they have become part of.
    pub async fn get_led(&self, targets: &[RecordRef]) -> Result<Records, Error> {
        let kinds: BTreeSet<Kind> = targets.iter().map(|target| target.kind).collect();
        self.unit(async || {
            let unit = Unit::begin(&self.backend, &kinds, &[], Mode::Read).await?;
            let mut found = Records::new();
            let mut wanted = targets.to_vec();
            while !wanted.is_empty() {
                let raw = unit.raw(wanted).await?;
                let visible = unit.visible(&raw);
                let next = visible.values().filter_map(|doc| Some(RecordRef { kind: doc.kind, id: doc.merged_into? }));
                wanted = next.filter(|target| !found.contains_key(target) && !visible.contains_key(target)).collect();
                found.extend(visible);
            }
            Ok(found)
        })
        .await
    }

    /// Where an account's or contact's id leads: to itself, or to what it has become part of.
    pub async fn resolve(&self, target: RecordRef) -> Result<RecordRef, Error> {
        let found = self.get_led(&[target]).await?;
        let mut at = target;
        // A merge never leads back.
        for _ in 0..found.len() {
            let Some(id) = found.get(&at).and_then(|doc| doc.merged_into) else { break };
            at.id = id;
        }
        Ok(at)
    }
}
