//! What the rules say of every opportunity: read behind the first sight, kept up record by record, and written down where a
//! ladder has something to say.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeSet, HashMap, VecDeque};

use duty::{Book, Facts, Known, Material, PartyStep, Rules, Settings, Sight};
use leptos::prelude::*;
use model::bant::subjects;
use model::journal::Timeline;
use model::records::{
    Activity, Cadence, CalendarYear, Contact, DossierItem, Escalation, Gate, GradeRule, Ladder, Lead, Member,
    Opportunity, Pipeline, Rate, Record, ScoringModel, Stage, StageAction, Stall, Workspace,
};
use model::{Doc, Entry, Id, Kind, RecordRef, Uuid};
use store::{Error, Store};

use super::{Tables, app, reminders};
use crate::i18n::{Lang, format};
use crate::platform::{clock, ids, notify, task};

/// How many rows are read at a time.
const PAGE: u32 = 1000;
/// How long until it is looked again whether everything has been read, in milliseconds.
const SOON: i32 = 8;
/// How long after a failure it is tried again, in milliseconds.
const RETRY: i32 = 10_000;
/// More opportunities than this are all read again at once.
const FEW: usize = 200;

/// What a contact's own record says of its part, as long as the contact is there.
struct Said {
    is_there: bool,
    part: Option<String>,
}

/// See [`Duty`].
pub(crate) struct State {
    book: RefCell<Option<Book>>,
    /// What contacts' own records say of their part in decisions.
    parts: RefCell<HashMap<Uuid, Option<String>>>,
    /// The opportunity that a lead became.
    leads: RefCell<HashMap<Uuid, Uuid>>,
    /// What has changed since it was last read.
    stale: RefCell<BTreeSet<Uuid>>,
    all_stale: Cell<bool>,
    is_reading: Cell<bool>,
    /// The last reading broke off; it is tried again.
    has_failed: Cell<bool>,
    /// Contacts that have changed since a reading began: it may have read them before.
    changed_parts: RefCell<HashMap<Uuid, Said>>,
    /// Rises with everything the book says otherwise than before; 0 before it says anything.
    version: RwSignal<u32>,
    /// How much is due for whoever is at this device.
    pub(crate) due: RwSignal<usize>,
    /// The beginning of the queue as it was packed, until the book is there.
    sight: RefCell<Option<Sight>>,
}

/// Rows that are packed.
pub(crate) const FIRST_ROWS: usize = 60;
/// The name of the packed beginning of the queue.
pub(super) const PART: &str = "today";

thread_local! {
    static STATE: OnceCell<&'static State> = const { OnceCell::new() };
}

/// A name for the book of this page, which views may capture freely.
#[derive(Clone, Copy)]
pub(crate) struct Duty;

pub(crate) fn duty() -> Duty {
    Duty
}

impl std::ops::Deref for Duty {
    type Target = State;

    fn deref(&self) -> &State {
        STATE.with(|held| {
            *held.get_or_init(|| {
                let state = State {
                    book: RefCell::default(),
                    parts: RefCell::default(),
                    leads: RefCell::default(),
                    stale: RefCell::default(),
                    all_stale: Cell::new(false),
                    is_reading: Cell::new(false),
                    has_failed: Cell::new(false),
                    changed_parts: RefCell::default(),
                    version: app().keep(|| RwSignal::new(0)),
                    due: app().keep(|| RwSignal::new(0)),
                    sight: RefCell::new(packed()),
                };
                Box::leak(Box::new(state))
            })
        })
    }
}

impl Duty {
    /// Looks into the book, and hears of what changes in it; `None` before it has been read.
    pub(crate) fn with<T>(self, look: impl FnOnce(&Book) -> T) -> Option<T> {
        self.version.track();
        self.book.borrow().as_ref().map(look)
    }

    /// What is known of one opportunity.
    pub(crate) fn of<T>(self, opportunity: Uuid, look: impl FnOnce(&Book, &Known) -> T) -> Option<T> {
        self.with(|book| book.get(Id::new(opportunity)).map(|known| look(book, known)))?
    }

    /// Looks into the book once everything has been read and nothing is stale; `None` where it cannot be read.
    pub(crate) async fn whole<T>(self, look: impl FnOnce(&Book) -> T) -> Option<T> {
        while !self.has_failed.get() {
            if let Some(book) = self.book.borrow().as_ref().filter(|_| self.is_settled()) {
                return Some(look(book));
            }
            task::sleep(SOON).await;
        }
        None
    }

    /// Whether what it says is of what stands in the records.
    pub(crate) fn is_settled(self) -> bool {
        self.book.borrow().is_some()
            && !self.is_reading.get()
            && !self.all_stale.get()
            && self.stale.borrow().is_empty()
    }

    /// The beginning of the queue of whoever is at this device as it was when it was packed; nothing once the book is there.
    pub(crate) fn sight<T>(self, look: impl FnOnce(&Sight) -> T) -> Option<T> {
        if self.is_ready() {
            return None;
        }
        self.sight.borrow().as_ref().map(look)
    }

    /// The beginning of the queue, to be kept beside the packed board.
    pub(super) fn pack(self) -> Option<Vec<u8>> {
        if !self.is_settled() {
            return None;
        }
        let me = app().me.get_untracked();
        let book = self.book.borrow();
        serde_json::to_vec(&book.as_ref()?.sight(me, FIRST_ROWS)).ok()
    }

    pub(crate) fn is_ready(self) -> bool {
        self.version.get() > 0
    }

    /// Reads everything, and writes what is due.
    pub(crate) async fn open(self) {
        self.all_stale.set(true);
        self.settle().await;
    }

    /// Everything is read anew. Before the start has read it, that is still to come.
    pub(crate) fn read_again(self) {
        if self.is_waiting() {
            return;
        }
        self.all_stale.set(true);
        task::spawn(async move { self.settle().await });
    }

    /// Whether nothing has been read yet, nor is being read.
    fn is_waiting(self) -> bool {
        self.version.get_untracked() == 0 && !self.is_reading.get() && !self.has_failed.get()
    }

    /// Records have changed: what they belong to is judged anew.
    pub(crate) fn follow(self, docs: &[Doc]) {
        if self.is_waiting() {
            return;
        }
        if docs.iter().any(|doc| Rules::KINDS.contains(&doc.kind.name())) {
            return self.read_again();
        }
        let mut contacts = Vec::new();
        let mut stale = self.stale.borrow_mut();
        let id = |doc: &Doc, field: &str| doc.get(field).as_str().and_then(|id| Uuid::try_parse(id).ok());
        for doc in docs {
            if doc.kind == Opportunity::KIND || PartyStep::PARTIES.contains(&doc.kind) {
                stale.insert(doc.id);
            }
            if doc.kind == Activity::KIND {
                stale.extend(id(doc, "subject"));
            } else if [StageAction::KIND, Escalation::KIND, Stall::KIND].contains(&doc.kind) {
                stale.extend(id(doc, "opportunity"));
            } else if doc.kind == Contact::KIND {
                contacts.push(doc.id);
                let part = doc.get("role").as_str().map(str::to_owned);
                let said = Said { is_there: doc.deleted_at.is_none(), part };
                self.changed_parts.borrow_mut().insert(doc.id, said);
            }
        }
        let is_any = !stale.is_empty() || !contacts.is_empty();
        drop(stale);
        if is_any {
            task::spawn(async move {
                for contact in contacts {
                    let docs = app().store().await.pointing_at(contact).await.unwrap_or_default();
                    let opportunities = docs.iter().filter(|doc| doc.kind == Opportunity::KIND);
                    self.stale.borrow_mut().extend(opportunities.map(|doc| doc.id));
                }
                self.settle().await;
            });
        }
    }

    /// Reads until nothing is stale. One at a time: what becomes stale meanwhile is read by the one that is at it.
    async fn settle(self) {
        if self.is_reading.replace(true) {
            return;
        }
        while self.all_stale.get() || !self.stale.borrow().is_empty() {
            let everything = self.all_stale.get() || self.stale.borrow().len() > FEW;
            let stale = self.stale.take();
            self.all_stale.set(false);
            // What was a lead may be one again: its conversion has been taken back.
            let ids: BTreeSet<Id<Opportunity>> =
                stale.iter().flat_map(|id| [Id::new(*id), Id::new(self.owner_of(*id))]).collect();
            let read = if everything { self.read_all().await } else { self.read_some(&ids).await };
            if let Err(error) = read {
                self.stale.borrow_mut().extend(stale);
                self.all_stale.set(self.all_stale.get() || everything);
                self.fail(&error);
                break;
            }
            self.has_failed.set(false);
            if let Some(book) = &mut *self.book.borrow_mut() {
                book.settle();
            }
            self.version.update(|version| *version += 1);
            app().has_news();
            self.write((!everything).then_some(&ids)).await;
        }
        self.is_reading.set(false);
        // What is shown comes first.
        task::turn().await;
        self.count();
        app().pack_soon();
    }

    /// The opportunity that a lead became, or the very one.
    fn owner_of(self, subject: Uuid) -> Uuid {
        self.leads.borrow().get(&subject).copied().unwrap_or(subject)
    }

    /// Says once that something could not be read, and tries again later.
    fn fail(self, error: &Error) {
        if !self.has_failed.replace(true) {
            app().show_unread(error);
        }
        task::spawn(async move {
            task::sleep(RETRY).await;
            self.settle().await;
        });
    }

    /// Writes what the ladders say. A failure is shown by the next change; the rule comes to the same then.
    async fn write(self, of: Option<&BTreeSet<Id<Opportunity>>>) {
        let commands = match &*self.book.borrow() {
            Some(book) => book.evaluate(of, clock::now()),
            None => return,
        };
        let app = app();
        let store = app.store().await;
        for command in commands {
            let mut device = ids::DeviceIds;
            let mut context = app.context(&mut device);
            if let Ok(committed) = store.commit(ids::new(), &command, &mut context).await {
                app.committed(&committed);
            }
        }
    }

    /// How much is due: on the app's icon, beside the link to it, and told of.
    pub(crate) fn count(self) {
        let app = app();
        let (rows, steps) = match &*self.book.borrow() {
            Some(book) => {
                let scope = reminders::scope(app);
                (book.queue(scope), book.steps(scope).len())
            }
            None => return,
        };
        let due = rows.len() + steps;
        if due != self.due.get_untracked() {
            self.due.set(due);
        }
        notify::badge(due);
        app.remind(rows, due);
    }

    async fn read_all(self) -> Result<(), Error> {
        self.changed_parts.take();
        let app = app();
        let store = app.store().await;
        let today = app.today.get_untracked();
        let day = format::days_in(app.time_zone());
        let rules = Rules::new(settings(store).await?, Lang::current().words(), &day);
        let mut parts = HashMap::new();
        each_doc::<Contact>(store, |doc| {
            parts.insert(doc.id, doc.get("role").as_str().map(str::to_owned));
        })
        .await?;
        self.lay_over(&mut parts);
        let mut activities: HashMap<Uuid, Vec<(Id<Activity>, Activity)>> = HashMap::new();
        each_doc::<Activity>(store, |doc| {
            let Ok(mut activity) = doc.decode::<Activity>() else { return };
            // Nothing here asks what was said.
            if activity.is_done() {
                activity.text = String::new();
            }
            if let Some(subject) = activity.subject {
                activities.entry(subject).or_default().push((Id::new(doc.id), activity));
            }
        })
        .await?;
        let mut actions = by_opportunity::<StageAction>(store, |action| action.opportunity).await?;
        let mut escalations = by_opportunity::<Escalation>(store, |escalation| escalation.opportunity).await?;
        let mut stalls = by_opportunity::<Stall>(store, |stall| stall.opportunity).await?;
        let mut book = Book::new(rules, today);
        let mut histories = Histories::default();
        let mut leads = HashMap::new();
        let mut after = None;
        loop {
            let (docs, next) = store.page(Opportunity::KIND, after, PAGE).await?;
            for doc in docs {
                let lead = doc.get("lead").as_str().and_then(Id::<Lead>::parse);
                leads.extend(lead.map(|lead| (lead.uuid(), doc.id)));
                let entries = histories.of(store, doc.id).await?;
                let own: Vec<_> =
                    subjects(doc.id, lead).flat_map(|id| activities.remove(&id).unwrap_or_default()).collect();
                let material = Material {
                    doc: &doc,
                    timeline: &Timeline::of(&entries),
                    activities: &own,
                    actions: &actions.remove(&doc.id).unwrap_or_default(),
                    escalations: escalations.remove(&doc.id).unwrap_or_default(),
                    stalls: stalls.remove(&doc.id).unwrap_or_default(),
                    part: &|contact| parts.get(&contact.uuid()).cloned(),
                };
                let facts = Facts::read(material, book.rules(), today, &day);
                book.put(Id::new(doc.id), facts);
            }
            after = next;
            task::turn().await;
            if after.is_none() {
                break;
            }
        }
        // What is left was about others than opportunities.
        activities.retain(|_, own| own.iter().any(|(_, one)| !one.is_done() && one.due.is_some()));
        let subjects: Vec<Uuid> = activities.keys().copied().collect();
        for subjects in subjects.chunks(FEW) {
            for party in parties(store, subjects).await? {
                let own = activities.remove(&party.id).unwrap_or_default();
                book.put_steps(party.id, PartyStep::of(&party, &own));
            }
        }
        self.lay_over(&mut parts);
        self.parts.replace(parts);
        self.leads.replace(leads);
        self.book.replace(Some(book));
        Ok(())
    }

    /// Puts what contacts have said since over what was read of them.
    fn lay_over(self, parts: &mut HashMap<Uuid, Option<String>>) {
        for (id, said) in &*self.changed_parts.borrow() {
            if said.is_there {
                parts.insert(*id, said.part.clone());
            } else {
                parts.remove(id);
            }
        }
    }

    async fn read_some(self, ids: &BTreeSet<Id<Opportunity>>) -> Result<(), Error> {
        self.lay_over(&mut self.parts.borrow_mut());
        let app = app();
        let store = app.store().await;
        let day = format::days_in(app.time_zone());
        let targets: Vec<RecordRef> = ids.iter().map(|id| RecordRef::to(*id)).collect();
        let found = store.get(&targets).await?;
        for id in ids {
            let doc = found.get(&RecordRef::to(*id)).filter(|doc| doc.deleted_at.is_none());
            let Some(doc) = doc else {
                self.put(*id, |_, _| None);
                let steps = steps_of(store, id.uuid()).await?;
                if let Some(book) = &mut *self.book.borrow_mut() {
                    book.put_steps(id.uuid(), steps);
                }
                continue;
            };
            let lead = doc.get("lead").as_str().and_then(Id::<Lead>::parse);
            self.leads.borrow_mut().extend(lead.map(|lead| (lead.uuid(), doc.id)));
            let subjects: Vec<Uuid> = subjects(doc.id, lead).collect();
            let activities = typed(&store.by_any(Activity::KIND, "subject", &subjects).await?);
            let actions = typed(&store.by(StageAction::KIND, "opportunity", doc.id).await?);
            let escalations = typed(&store.by(Escalation::KIND, "opportunity", doc.id).await?);
            let stalls = typed(&store.by(Stall::KIND, "opportunity", doc.id).await?);
            let timeline = Timeline::of(&store.entries(doc.id).await?);
            self.put(*id, |book, parts| {
                let material = Material {
                    doc,
                    timeline: &timeline,
                    activities: &activities,
                    actions: &actions,
                    escalations,
                    stalls,
                    part: &|contact| parts.get(&contact.uuid()).cloned(),
                };
                Facts::read(material, book.rules(), book.today(), &day)
            });
        }
        Ok(())
    }

    fn put(self, id: Id<Opportunity>, read: impl FnOnce(&Book, &HashMap<Uuid, Option<String>>) -> Option<Facts>) {
        if let Some(book) = &mut *self.book.borrow_mut() {
            let facts = read(book, &self.parts.borrow());
            book.put(id, facts);
        }
    }
}

/// What the start has found packed, where it is of today and of whoever is here.
fn packed() -> Option<Sight> {
    let app = app();
    let bytes = app.packed_sight.take()?;
    let sight: Sight = serde_json::from_slice(&bytes).ok()?;
    (sight.today == app.today.get_untracked() && sight.of == app.me.get_untracked()).then_some(sight)
}

/// The entries of the journal record by record, in the order of their ids.
#[derive(Default)]
struct Histories {
    after: Option<(Uuid, u64)>,
    read: VecDeque<Entry>,
    is_over: bool,
}

impl Histories {
    /// Those of a record; every next record has to come after the one before.
    async fn of(&mut self, store: &Store<Tables>, record: Uuid) -> Result<Vec<Entry>, Error> {
        let mut found = Vec::new();
        loop {
            while let Some(entry) = self.read.front() {
                if entry.record > record {
                    return Ok(found);
                }
                let entry = self.read.pop_front();
                found.extend(entry.filter(|entry| entry.record == record));
            }
            if self.is_over {
                return Ok(found);
            }
            let (entries, next) = store.page_entries(self.after, PAGE).await?;
            self.read.extend(entries);
            (self.after, self.is_over) = (next, next.is_none());
            task::turn().await;
        }
    }
}

/// The documents of a kind, a page at a time.
pub(crate) async fn each_doc<R: Record>(store: &Store<Tables>, mut take: impl FnMut(Doc)) -> Result<(), Error> {
    let mut after = None;
    loop {
        let (docs, next) = store.page(R::KIND, after, PAGE).await?;
        docs.into_iter().for_each(&mut take);
        after = next;
        task::turn().await;
        if after.is_none() {
            return Ok(());
        }
    }
}

type Grouped<R> = HashMap<Uuid, Vec<(Id<R>, R)>>;

async fn by_opportunity<R: Record>(
    store: &Store<Tables>,
    of: impl Fn(&R) -> Option<Id<Opportunity>>,
) -> Result<Grouped<R>, Error> {
    let mut grouped = Grouped::<R>::new();
    each_doc::<R>(store, |doc| {
        if let Ok(record) = doc.decode::<R>()
            && let Some(opportunity) = of(&record)
        {
            grouped.entry(opportunity.uuid()).or_default().push((Id::new(doc.id), record));
        }
    })
    .await?;
    Ok(grouped)
}

/// The leads, accounts and contacts among some records.
async fn parties(store: &Store<Tables>, ids: &[Uuid]) -> Result<Vec<Doc>, Error> {
    let targets = PartyStep::PARTIES.into_iter().flat_map(|kind| ids.iter().map(move |id| RecordRef { kind, id: *id }));
    Ok(store.get(&targets.collect::<Vec<_>>()).await?.into_values().collect())
}

/// What is planned with a lead, an account or a contact; nothing for other records.
async fn steps_of(store: &Store<Tables>, id: Uuid) -> Result<Vec<PartyStep>, Error> {
    let Some(party) = parties(store, &[id]).await?.pop() else { return Ok(Vec::new()) };
    Ok(PartyStep::of(&party, &typed(&store.by(Activity::KIND, "subject", id).await?)))
}

fn typed<R: Record>(docs: &[Doc]) -> Vec<(Id<R>, R)> {
    docs.iter().filter_map(|doc| Some((Id::new(doc.id), doc.decode().ok()?))).collect()
}

async fn settings(store: &Store<Tables>) -> Result<Settings, Error> {
    async fn all<R: Record>(store: &Store<Tables>) -> Result<Vec<(Id<R>, R)>, Error> {
        Ok(typed(&store.all(R::KIND).await?))
    }
    fn records<R>(all: Vec<(Id<R>, R)>) -> Vec<R> {
        all.into_iter().map(|(_, record)| record).collect()
    }
    async fn told(store: &Store<Tables>, kind: Kind) -> Result<Vec<(Doc, Timeline)>, Error> {
        let mut told = Vec::new();
        for doc in store.all(kind).await? {
            let timeline = Timeline::of(&store.entries(doc.id).await?);
            told.push((doc, timeline));
        }
        Ok(told)
    }
    Ok(Settings {
        stage_history: told(store, Stage::KIND).await?,
        grade_rules: told(store, GradeRule::KIND).await?,
        workspace: records(all::<Workspace>(store).await?).into_iter().next().unwrap_or_default(),
        pipelines: all::<Pipeline>(store).await?,
        stages: all::<Stage>(store).await?,
        models: all::<ScoringModel>(store).await?,
        cadences: records(all::<Cadence>(store).await?),
        ladders: records(all::<Ladder>(store).await?),
        years: records(all::<CalendarYear>(store).await?),
        members: all::<Member>(store).await?,
        dossier_items: all::<DossierItem>(store).await?,
        gates: all::<Gate>(store).await?,
        rates: records(all::<Rate>(store).await?),
    })
}
