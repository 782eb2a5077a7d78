//! What the pages of all kinds of record have in common: they follow their record, show its fields, what is planned and done,
//! and its history.

pub(crate) mod bant;
pub(crate) mod evidence;
pub(crate) mod facts;
pub(crate) mod timeline;
pub(crate) mod touches;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};

use leptos::prelude::*;
use model::journal::{Logged, Timeline};
use model::records::{Activity, Record as _};
use model::{Command, Doc, Id, Kind, RecordRef, Uuid};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use store::Error;

use crate::platform::task;
use crate::state::{App, Give, app};

/// Everything the page of a record shows.
pub(crate) trait Loaded: Clone + PartialEq + Send + Sync + 'static {
    const KIND: Kind;

    /// Reads it; `None` when the record is not there.
    fn load(id: Uuid) -> impl Future<Output = Result<Option<Self>, Error>>;
}

/// What is loaded of a record, kept up to date while its page is there.
#[derive(Clone)]
pub(crate) struct Live<L: Loaded> {
    pub(crate) id: Uuid,
    pub(crate) data: RwSignal<Option<L>>,
    /// It was looked for and is not there.
    pub(crate) gone: RwSignal<bool>,
}

impl<L: Loaded> Copy for Live<L> {}

impl<L: Loaded> Live<L> {
    /// `shown` is called whenever something new is shown.
    pub(crate) fn of(app: App, id: Uuid, shown: fn()) -> Self {
        let live = Self { id, data: RwSignal::new(None), gone: RwSignal::new(false) };
        Effect::new(move |_| {
            app.records.track();
            app.layout.track();
            task::spawn(async move {
                let loaded = match L::load(id).await {
                    Ok(loaded) => loaded,
                    // What is shown stays, with what was being written into it.
                    Err(error) => return app.show_unread(&error),
                };
                // Telling what is known already would draw everything anew, and what is being typed would be gone.
                if live.gone.try_get_untracked().is_some_and(|gone| gone != loaded.is_none()) {
                    live.gone.try_set(loaded.is_none());
                }
                if live.data.try_get_untracked().is_some_and(|known| known != loaded) {
                    live.data.try_set(loaded);
                    shown();
                }
            });
        });
        live
    }

    pub(crate) fn target(self) -> RecordRef {
        RecordRef { kind: L::KIND, id: self.id }
    }

    pub(crate) fn is_loaded(self) -> Memo<bool> {
        Memo::new(move |_| self.data.with(Option::is_some))
    }

    /// Something of what is loaded.
    pub(crate) fn map<T: Default>(self, look: impl FnOnce(&L) -> T) -> T {
        self.data.with(|data| data.as_ref().map(look).unwrap_or_default())
    }
}

/// A record's journal, and the commands it tells of.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct History {
    pub(crate) timeline: Timeline,
    pub(crate) commands: BTreeMap<u64, Logged>,
}

impl History {
    pub(crate) async fn load(id: Uuid) -> Result<Self, Error> {
        let store = app().store().await;
        let entries = store.entries(id).await?;
        let seqs: Vec<u64> = entries.iter().map(|entry| entry.seq).collect();
        let commands = store.commands(&seqs).await?;
        let commands = commands.into_iter().map(|logged| (logged.seq, logged)).collect();
        Ok(Self { timeline: Timeline::of(&entries), commands })
    }
}

/// The record itself, where it is there.
pub(crate) async fn live_doc(target: RecordRef) -> Result<Option<Doc>, Error> {
    let mut found = app().store().await.get(&[target]).await?;
    Ok(found.remove(&target).filter(|doc| doc.deleted_at.is_none()))
}

/// What was done or is planned with a record.
pub(crate) async fn activities(id: Uuid) -> Result<Vec<(Id<Activity>, Activity)>, Error> {
    activities_of(&[id]).await
}

/// What was done or is planned with several records.
pub(crate) async fn activities_of(ids: &[Uuid]) -> Result<Vec<(Id<Activity>, Activity)>, Error> {
    let docs = app().store().await.by_any(Activity::KIND, "subject", ids).await?;
    Ok(docs.iter().filter_map(|doc| Some((Id::new(doc.id), doc.decode().ok()?))).collect())
}

/// What records are called, tombstones included.
pub(crate) async fn names(mut targets: Vec<RecordRef>) -> Result<BTreeMap<Uuid, String>, Error> {
    targets.sort_unstable();
    targets.dedup();
    let docs = app().store().await.get(&targets).await?;
    Ok(docs.into_values().map(|doc| (doc.id, doc.name())).collect())
}

/// A change of one field, made from what the field holds when its turn comes.
struct Change {
    target: RecordRef,
    field: &'static str,
    make: Box<dyn FnOnce(Value) -> Value>,
    docs: Vec<Doc>,
}

thread_local! {
    static CHANGES: RefCell<VecDeque<Change>> = const { RefCell::new(VecDeque::new()) };
    static IS_CHANGING: Cell<bool> = const { Cell::new(false) };
}

/// Changes a field that holds several things, with new records that it refers to. One change after the other: each is made
/// from what the one before has written, so that two in a row both hold.
pub(crate) fn change<T: DeserializeOwned + Serialize + Default + PartialEq>(
    app: App,
    target: RecordRef,
    field: &'static str,
    docs: Vec<Doc>,
    change: impl FnOnce(&mut T) + 'static,
) {
    let make = move |now: Value| {
        let mut held: T = serde_json::from_value(now).unwrap_or_default();
        change(&mut held);
        if held == T::default() { Value::Null } else { serde_json::to_value(held).unwrap_or_default() }
    };
    let change = Change { target, field, make: Box::new(make), docs };
    CHANGES.with_borrow_mut(|changes| changes.push_back(change));
    if IS_CHANGING.replace(true) {
        return;
    }
    task::spawn(async move {
        while let Some(Change { target, field, make, docs }) = CHANGES.with_borrow_mut(VecDeque::pop_front) {
            let doc = match app.store().await.get(&[target]).await {
                Ok(mut found) => found.remove(&target),
                Err(error) => {
                    app.show_unread(&error);
                    continue;
                }
            };
            let Some(doc) = doc else { continue };
            let fields = [(field.to_owned(), make(doc.get(field)))].into();
            // A failure has been shown by then.
            app.give(Give::new(Command::Edit { target, fields, docs })).await.ok();
        }
        IS_CHANGING.set(false);
    });
}
