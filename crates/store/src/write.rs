//! Reading, planning and writing inside one transaction.

use std::collections::{BTreeMap, BTreeSet};

use model::diff::{Delta, Diff};
use model::doc::{MERGED, Pending};
use model::journal::{self, Logged, Stamp, What};
use model::plan::plan;
use model::records::{Activity, Record as _};
use model::{Command, Context, Doc, Entry, Instant, Kind, RecordRef, Records, Uuid};
use serde::de::DeserializeOwned;

use crate::backend::{Backend, Failure, Key, Mode, Transaction};
use crate::links::{concerns_links, more_kinds};
use crate::state::{STATE, State};
use crate::tables::{CHANGES, COMMANDS, META};
use crate::{Committed, Error, Store};

/// A transaction with the state it found.
pub(crate) struct Unit<T> {
    pub(crate) tx: T,
    pub(crate) state: State,
}

/// Whether what is written shows at once or with the last slice.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Shows {
    AtOnce,
    WhenClosed,
}

pub(crate) fn rows<R: DeserializeOwned>(json: &str) -> Result<Vec<R>, Failure> {
    Ok(serde_json::from_str(json)?)
}

impl<T: Transaction> Unit<T> {
    pub(crate) async fn begin<'b, B>(
        backend: &'b B,
        kinds: &BTreeSet<Kind>,
        others: &[&'static str],
        mode: Mode,
    ) -> Result<Self, Failure>
    where
        B: Backend<Transaction<'b> = T> + 'b,
    {
        let tables: Vec<&str> =
            kinds.iter().map(|kind| kind.name()).chain(others.iter().copied()).chain([META]).collect();
        let tx = backend.begin(&tables, mode).await?;
        let state = tx.get(META, &[STATE.into()]).await?;
        let state = rows::<Option<State>>(&state)?.pop().flatten().unwrap_or_default();
        Ok(Self { tx, state })
    }

    /// Records as they are stored, tombstones included.
    pub(crate) async fn raw(&self, targets: impl IntoIterator<Item = RecordRef>) -> Result<Records, Failure> {
        let mut by_kind: BTreeMap<Kind, BTreeSet<Uuid>> = BTreeMap::new();
        for target in targets {
            by_kind.entry(target.kind).or_default().insert(target.id);
        }
        let mut found = Records::new();
        for (kind, ids) in by_kind {
            let keys: Vec<Key> = ids.into_iter().map(Key::from).collect();
            let docs = rows::<Option<Doc>>(&self.tx.get(kind.name(), &keys).await?)?;
            found.extend(docs.into_iter().flatten().map(|doc| (doc.record_ref(), doc)));
        }
        Ok(found)
    }

    /// What everybody sees of them.
    pub(crate) fn visible(&self, raw: &Records) -> Records {
        let visible = |(target, doc): (&RecordRef, &Doc)| Some((*target, doc.clone().visible(&self.state.open)?));
        raw.iter().filter_map(visible).collect()
    }

    /// Writes a diff over the records it was made from; gives back the records as they are then.
    pub(crate) async fn write(
        &self,
        diff: &Diff,
        raw: &Records,
        stamp: Stamp,
        shows: Shows,
    ) -> Result<Vec<Doc>, Failure> {
        let mut docs = Vec::with_capacity(diff.0.len());
        for (target, delta) in &diff.0 {
            let (doc, overtaken) = rewritten(raw.get(target), *target, delta, stamp, &self.state.open, shows);
            if let Some(seq) = overtaken {
                self.forget_overtaken(*target, seq, delta).await?;
            }
            docs.push(doc);
        }
        let mut by_kind: BTreeMap<Kind, Vec<&Doc>> = BTreeMap::new();
        for doc in &docs {
            by_kind.entry(doc.kind).or_default().push(doc);
        }
        for (kind, docs) in by_kind {
            self.put(kind.name(), &docs)?;
        }
        Ok(docs)
    }

    /// A person's edit goes before what a command in slices has already put into the same fields but not shown yet: its
    /// entry no longer speaks of them.
    async fn forget_overtaken(&self, target: RecordRef, seq: u64, delta: &Delta) -> Result<(), Failure> {
        let Delta::Updated(changed) = delta else { return Ok(()) };
        let key: Key = [Key::from(target.id), Key::from(seq)].into();
        let entry = rows::<Option<Entry>>(&self.tx.get(CHANGES, std::slice::from_ref(&key)).await?)?.pop().flatten();
        match entry {
            Some(entry) if entry.what == What::Removed => self.tx.delete(CHANGES, &key),
            Some(mut entry) => {
                entry.changes.retain(|change| !changed.contains_key(&change.field));
                self.put(CHANGES, &[entry])
            }
            None => Ok(()),
        }
    }

    /// A command in slices goes on only while it is open: another tab may have taken it for left behind, and taken it back.
    pub(crate) fn expect_open(&self, seq: u64) -> Result<(), Failure> {
        if self.state.open.contains(&seq) {
            return Ok(());
        }
        Err(Failure::Refused("this command has been taken back".to_owned()))
    }

    pub(crate) fn put<R: serde::Serialize>(&self, table: &str, rows: &[R]) -> Result<(), Failure> {
        if rows.is_empty() { Ok(()) } else { self.tx.put(table, &serde_json::to_string(rows)?) }
    }

    pub(crate) fn put_state(&self) -> Result<(), Failure> {
        self.put(META, std::slice::from_ref(&self.state))
    }
}

/// The record after a delta, and the number of the unfinished command it overtook.
fn rewritten(
    raw: Option<&Doc>,
    target: RecordRef,
    delta: &Delta,
    stamp: Stamp,
    open: &[u64],
    shows: Shows,
) -> (Doc, Option<u64>) {
    let mut doc = raw.cloned().unwrap_or_else(|| Doc::from_fields(target, model::Fields::new()));
    let before = doc.pending.take_if(|pending| open.contains(&pending.seq));
    doc.pending = None;
    let mut pending = match shows {
        Shows::WhenClosed => Some(Pending {
            seq: stamp.seq,
            was_seq: raw.map_or(0, |doc| doc.seq),
            was_deleted_at: doc.deleted_at,
            was: model::Fields::new(),
        }),
        Shows::AtOnce => None,
    };
    let mut overtaken = None;
    if let (Shows::AtOnce, Some(mut before)) = (shows, before) {
        overtaken = Some(before.seq);
        if let Delta::Updated(changed) = delta {
            for (field, [_, to]) in changed {
                if let Some(was) = before.was.get_mut(field) {
                    *was = to.clone();
                }
            }
        }
        // What is edited is not removed under the hand that edits it. What becomes part of another is not removed.
        let removed = before.was_deleted_at.is_none() && doc.deleted_at.is_some() && doc.merged_into.is_none();
        let revived = matches!(delta, Delta::Updated(_)) && removed;
        if revived {
            doc.deleted_at = None;
        } else {
            before.was_seq = stamp.seq;
            pending = Some(before);
        }
    }
    match delta {
        Delta::Added(fields) => {
            doc.deleted_at = None;
            // A deleted record kept its fields; they are not those of the one made in its place.
            for field in doc.fields().into_keys().filter(|field| !fields.contains_key(field)) {
                doc.set(&field, serde_json::Value::Null);
            }
            for (field, value) in fields {
                doc.set(field, value.clone());
            }
        }
        Delta::Updated(changed) => {
            for (field, [from, to]) in changed {
                doc.set(field, to.clone());
                if let (Shows::WhenClosed, Some(pending)) = (shows, &mut pending) {
                    pending.was.insert(field.clone(), from.clone());
                }
            }
            if changed.contains_key(MERGED) {
                doc.deleted_at = doc.merged_into.map(|_| stamp.recorded);
            }
        }
        Delta::Removed(_) => {
            doc.deleted_at = Some(stamp.recorded);
            if let (Shows::AtOnce, Some(pending)) = (shows, &mut pending) {
                pending.was_deleted_at = Some(stamp.recorded);
            }
        }
    }
    doc.seq = stamp.seq;
    doc.pending = pending;
    (doc, overtaken)
}

/// The kinds of record a command may read or write.
fn kinds(command: &Command) -> BTreeSet<Kind> {
    let mut kinds: BTreeSet<Kind> = command.reads().iter().map(|target| target.kind).collect();
    if logs(command) {
        kinds.insert(Activity::KIND);
    }
    kinds.extend(more_kinds(command));
    kinds
}

/// Whether it may make an activity.
fn logs(command: &Command) -> bool {
    match command {
        Command::Touch(_) => true,
        Command::Close(close) => close.review.is_some(),
        Command::Many(commands) | Command::Together { commands, .. } => commands.iter().any(logs),
        _ => false,
    }
}

impl<B: Backend> Store<B> {
    /// Carries a command out, under the id it is given. Once this returns, it is on disk.
    ///
    /// # Errors
    /// Says why; nothing has been written then.
    pub async fn commit(&self, id: Uuid, command: &Command, context: &mut Context<'_>) -> Result<Committed, Error> {
        self.unit(async || {
            let unit = Unit::begin(&self.backend, &kinds(command), &[COMMANDS, CHANGES], Mode::WriteStrict).await?;
            if concerns_links(command) && !unit.state.open.is_empty() {
                // What is on its way could point at the record unseen.
                return Err(Error::Busy);
            }
            let raw = unit.read_for(command).await?;
            let plan = plan(command, &unit.visible(&raw), context)?;
            let logged = logged(&unit.state, id, context, plan.action.clone(), &plan.about, &plan.detail);
            let stamp = stamp(&logged);
            let entries = journal::entries(&plan.diff, stamp, plan.effective(context.now), plan.openings.clone());
            let done = unit.commit(logged, &plan.diff, &raw, entries).await?;
            Ok(Committed { refused: plan.refused, ..done })
        })
        .await
    }
}

impl<T: Transaction> Unit<T> {
    /// Writes a command that fits one transaction, and ends it.
    pub(crate) async fn commit(
        mut self,
        logged: Logged,
        diff: &Diff,
        raw: &Records,
        entries: Vec<Entry>,
    ) -> Result<Committed, Error> {
        let docs = self.write(diff, raw, stamp(&logged), Shows::AtOnce).await?;
        self.put(CHANGES, &entries)?;
        self.put(COMMANDS, std::slice::from_ref(&logged))?;
        self.state.seq = logged.seq;
        self.put_state()?;
        self.tx.commit().await?;
        let docs = docs.into_iter().filter_map(|doc| doc.visible(&self.state.open)).collect();
        Ok(Committed { logged, docs, entries, left: Vec::new(), refused: Vec::new() })
    }
}

/// The next command's row.
pub(crate) fn logged(
    state: &State,
    id: Uuid,
    context: &Context<'_>,
    action: model::Action,
    about: &str,
    detail: &str,
) -> Logged {
    Logged {
        seq: state.seq + 1,
        id,
        member: context.author.member.filter(|_| !action.is_by_rule()),
        action,
        device: context.author.device,
        recorded: context.now,
        about: about.to_owned(),
        detail: detail.to_owned(),
        undoes: None,
        closed: None,
    }
}

pub(crate) fn stamp(logged: &Logged) -> Stamp {
    let Logged { seq, id, recorded, undoes, .. } = *logged;
    Stamp { seq, command: id, recorded: Instant(recorded.0), undoes }
}
