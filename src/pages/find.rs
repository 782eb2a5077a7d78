//! Finding: a line that is typed into, what fits it as it is typed, and what can be done from here.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use leptos::prelude::*;
use model::records::{Account, Contact, Lead, Opportunity, Outcome, Record as _, SavedView};
use model::{Doc, Kind, RecordRef, Uuid};
use search::{Ask, Found, Hit, Place, Tell};
use store::{Error, Since};

use crate::i18n::t;
use crate::pages::board::{self, open_panel, views};
use crate::pages::keys::shown;
use crate::pages::settings::{name as section_name, picture as section_picture};
use crate::pages::{customers, leads};
use crate::platform::worker::Conversation;
use crate::platform::{dom, task};
use crate::route::{Route, Screen, Section};
use crate::state::{App, Asking, app};
use crate::ui::dialog::{Dialog, Shape, cancel_button, close_by_id, form_dialog};
use crate::ui::{Icon, icon};

/// How many are listed.
const LISTED: usize = 30;
/// How many records are told at a time.
const PAGE: u32 = 1000;

/// What a search holds. It lives as long as the page, so that the index is made once.
struct State {
    query: RwSignal<String>,
    found: RwSignal<Found>,
    /// Records are still being told.
    indexing: RwSignal<bool>,
    /// The worker could not be had, or has come to a stop.
    broken: RwSignal<bool>,
    worker: RefCell<Option<Rc<Conversation<Tell>>>>,
    /// The workspace's number when the worker was last told of its records.
    known: Cell<u64>,
    working: Cell<bool>,
}

thread_local! {
    static STATE: OnceCell<&'static State> = const { OnceCell::new() };
}

/// The search of this page: a name for what it holds, which views may capture freely.
#[derive(Clone, Copy)]
struct Finder;

impl std::ops::Deref for Finder {
    type Target = State;

    fn deref(&self) -> &State {
        STATE.with(|state| *state.get_or_init(|| Box::leak(Box::new(app().keep(State::new)))))
    }
}

impl State {
    fn new() -> Self {
        Self {
            query: RwSignal::new(String::new()),
            found: RwSignal::new(Found::default()),
            indexing: RwSignal::new(false),
            broken: RwSignal::new(false),
            worker: RefCell::default(),
            known: Cell::new(0),
            working: Cell::new(false),
        }
    }
}

/// What the worker has still to be told.
enum Rest {
    Nothing,
    Docs(Vec<Doc>),
    /// Everything of these kinds, the first of them from here on.
    Pages(Vec<Kind>, Option<Uuid>),
}

impl Finder {
    /// Finds what is asked for now, and tells the worker what it does not know yet, a page at a time in between.
    fn work(self) {
        if self.working.replace(true) {
            return;
        }
        task::spawn(async move {
            if self.run().await.is_none() {
                self.worker.take();
                self.known.set(0);
                self.broken.set(true);
            }
            self.indexing.set(false);
            self.working.set(false);
        });
    }

    async fn run(self) -> Option<()> {
        self.broken.set(false);
        let worker = self.worker().await?;
        let mut rest = None;
        let mut asked = None;
        loop {
            let query = self.query.get_untracked();
            if asked.as_ref() != Some(&query) {
                match tell(&worker, &Ask::Find { query: query.clone(), limit: LISTED }).await? {
                    Tell::Found(found) => self.found.set(found),
                    _ => return None,
                }
                asked = Some(query);
                continue;
            }
            // What was typed is answered first; whether the worker knows everything is looked up after it.
            let Some((rest, seq)) = &mut rest else {
                rest = Some(self.rest().await.ok()?);
                if matches!(rest, Some((Rest::Pages(..), _))) {
                    tell(&worker, &Ask::Clear).await?;
                }
                continue;
            };
            let Some(docs) = self.next(rest).await.ok()? else {
                self.known.set(*seq);
                return Some(());
            };
            self.indexing.set(true);
            tell(&worker, &Ask::Put(docs)).await?;
            asked = None;
        }
    }

    async fn worker(self) -> Option<Rc<Conversation<Tell>>> {
        if let Some(worker) = self.worker.borrow().clone() {
            return Some(worker);
        }
        let (worker, first) = Conversation::start(Tell::Broken).await?;
        let worker = Rc::new(worker);
        self.worker.replace(Some(Rc::clone(&worker)));
        (first == Tell::Ready).then_some(worker)
    }

    async fn rest(self) -> Result<(Rest, u64), Error> {
        let store = app().store().await;
        let known = self.known.get();
        if known > 0
            && let Since::Changes { seq, docs } = store.since(known).await?
        {
            let wanted = docs.into_iter().filter(|doc| search::kinds().any(|kind| kind == doc.kind)).collect();
            return Ok((Rest::Docs(wanted), seq));
        }
        // The number is read before the records: what is written meanwhile comes again the next time.
        let seq = store.state().await?.seq;
        let kinds = search::kinds().collect::<Vec<_>>();
        Ok((Rest::Pages(kinds, None), seq))
    }

    async fn next(self, rest: &mut Rest) -> Result<Option<Vec<Doc>>, Error> {
        match std::mem::replace(rest, Rest::Nothing) {
            Rest::Nothing => Ok(None),
            Rest::Docs(docs) => Ok(Some(docs).filter(|docs| !docs.is_empty())),
            Rest::Pages(mut kinds, after) => {
                let Some(kind) = kinds.first().copied() else { return Ok(None) };
                let (docs, next) = app().store().await.page(kind, after, PAGE).await?;
                if next.is_none() {
                    kinds.remove(0);
                }
                *rest = Rest::Pages(kinds, next);
                Ok(Some(docs))
            }
        }
    }
}

async fn tell(worker: &Conversation<Tell>, ask: &Ask) -> Option<Tell> {
    let text = serde_json::to_string(ask).ok()?;
    Some(worker.ask(&text, None).await).filter(|said| !matches!(said, Tell::Broken(_)))
}

/// Something that can be done from the line.
#[derive(Clone, Copy)]
struct Act {
    label: fn() -> &'static str,
    picture: Icon,
    run: fn(App),
}

/// What can be done with the opportunity that is open.
fn acts_of_shown() -> [Act; 6] {
    fn press(app: App, key: &str) {
        if let Some(id) = shown(app) {
            board::keys::act(app, id, key);
        }
    }
    let act = |label, picture, act| Act { label, picture, run: act };
    [
        act(t::card::log_touch, Icon::Phone, |app| press(app, "n")),
        act(t::keys::next, Icon::CalendarClock, |app| press(app, "t")),
        act(t::card::move_to, Icon::ArrowRightLeft, |app| press(app, "m")),
        act(t::close::mark_won, Icon::Trophy, |app| press(app, "w")),
        act(t::close::mark_lost, Icon::CircleX, |app| press(app, "l")),
        act(t::snooze::title, Icon::Moon, |app| {
            app.asking.set(shown(app).map(Asking::Snooze));
        }),
    ]
}

fn acts() -> [Act; 16] {
    let act = |label, picture, act| Act { label, picture, run: act };
    [
        act(t::today::title, Icon::ListChecks, |app| app.go(&Route::to(Screen::Today))),
        act(t::new::title, Icon::Plus, |app| app.asking.set(Some(Asking::New { stage: None }))),
        act(t::leads::new, Icon::Inbox, |app| app.asking.set(Some(Asking::NewLead { name: String::new() }))),
        act(t::customers::new_account, Icon::Building, |app| {
            app.asking.set(Some(Asking::NewAccount { name: String::new() }));
        }),
        act(t::customers::new_contact, Icon::Contact, |app| {
            app.asking.set(Some(Asking::NewContact { account: None, name: String::new() }));
        }),
        act(t::board::title, Icon::SquareKanban, |app| app.go(&Route::to(Screen::Board))),
        act(t::table::title, Icon::Table2, |app| app.go(&Route::to(Screen::Board).with("layout", Some("table")))),
        act(t::months::title, Icon::Calendar, |app| app.go(&Route::to(Screen::Board).with("layout", Some("months")))),
        act(t::leads::title, Icon::Inbox, |app| app.go(&Route::to(Screen::Leads))),
        act(t::customers::title, Icon::Building, |app| app.go(&Route::to(Screen::Customers))),
        act(t::field::contacts, Icon::Contact, |app| {
            app.go(&Route::to(Screen::Customers).with("list", Some("contacts")));
        }),
        act(t::deleted::title, Icon::ArchiveRestore, |app| app.go(&Route::to(Screen::Deleted))),
        act(t::import::title, Icon::FileUp, |app| app.go(&Route::to(Screen::Import))),
        act(t::common::undo, Icon::Undo2, App::undo),
        act(t::common::redo, Icon::Redo2, App::redo),
        act(t::keys::title, Icon::Keyboard, |app| app.asking.set(Some(Asking::Keys))),
    ]
}

/// A section of the settings, as a line of the list.
fn section_words(section: Section) -> String {
    t::settings::section(section_name(section))
}

/// A line of the list.
#[derive(Clone)]
enum Choice {
    Hit(Hit),
    View(Uuid, SavedView),
    Act(Act),
    Setting(Section),
}

pub(crate) fn dialog(app: App) -> impl IntoView {
    let finder = Finder;
    let chosen = RwSignal::new(0_usize);
    finder.work();
    let choices = move || {
        let query = finder.query.get().trim().to_lowercase();
        let hits = finder.found.get().hits.into_iter().map(Choice::Hit);
        let of_shown = shown(app).map(|_| acts_of_shown()).into_iter().flatten();
        let acts = of_shown.chain(acts()).filter(|act| (act.label)().to_lowercase().contains(&query)).map(Choice::Act);
        let views = app.views.get().into_iter().filter(|(_, view)| view.name.to_lowercase().contains(&query));
        // Settings are many and seldom wanted: for those who begin to name one.
        let named = |section: &&Section| !query.is_empty() && section_words(**section).to_lowercase().contains(&query);
        let settings = Section::ALL.iter().filter(named).copied().map(Choice::Setting);
        hits.chain(views.map(|(id, view)| Choice::View(id, view))).chain(acts).chain(settings).collect::<Vec<Choice>>()
    };
    // Done once the dialog is gone: what is done may ask on.
    let after: Rc<RefCell<Option<Choice>>> = Rc::default();
    let choose = {
        let after = Rc::clone(&after);
        move |choice: Choice| {
            after.replace(Some(choice));
            close_by_id("dialog-find");
        }
    };
    let pick = send_wrapper::SendWrapper::new(choose.clone());
    let list = move || {
        let line = |(at, choice): (usize, Choice)| {
            let pick = pick.clone();
            let shown = match &choice {
                Choice::Hit(hit) => hit_line(hit).into_any(),
                Choice::View(_, saved) => {
                    view! { {icon(Icon::Bookmark)}<span class="find-title">{saved.name.clone()}</span> }.into_any()
                }
                Choice::Act(act) => {
                    view! { {icon(act.picture)}<span class="find-title">{(act.label)()}</span> }.into_any()
                }
                Choice::Setting(section) => {
                    view! { {icon(section_picture(*section))}<span class="find-title">{section_words(*section)}</span> }
                        .into_any()
                }
            };
            let id_of = |kind: Kind| match &choice {
                Choice::Hit(hit) if hit.kind == kind => Some(hit.id.to_string()),
                _ => None,
            };
            let (deal, account, contact) = (id_of(Opportunity::KIND), id_of(Account::KIND), id_of(Contact::KIND));
            let lead = id_of(Lead::KIND);
            view! {
                <li role="option" id=format!("find-{at}") class="find-line" data-opportunity-id=deal
                    data-account-id=account data-contact-id=contact data-lead-id=lead
                    aria-selected=move || (chosen.get() == at).to_string()
                    on:click=move |_| (*pick)(choice.clone())>{shown}</li>
            }
        };
        choices().into_iter().enumerate().map(line).collect_view()
    };
    let count = move || {
        let total = finder.found.with(|found| found.total);
        if finder.broken.get() {
            t::find::broken().to_owned()
        } else if finder.indexing.get() {
            t::find::indexing().to_owned()
        } else if finder.query.with(|query| query.trim().is_empty()) {
            t::find::hint().to_owned()
        } else if total == 0 {
            t::find::none().to_owned()
        } else {
            t::find::count(total)
        }
    };
    let submit = move || {
        if let Some(choice) = untrack(choices).into_iter().nth(chosen.get_untracked()) {
            choose(choice);
        }
    };
    let step = move |by: isize| {
        let count = untrack(choices).len();
        if count > 0 {
            let now = chosen.get_untracked().checked_add_signed(by).unwrap_or(count - 1);
            chosen.set(if now >= count { 0 } else { now });
            dom::scroll_into_view(&format!("#find-{}", chosen.get_untracked()));
        }
    };
    let body = view! {
        <div class="find">
            <label class="sr-only" for="find">{t::find::label()}</label>
            <input class="input" id="find" type="text" autocomplete="off" spellcheck="false" role="combobox" aria-expanded="true"
                aria-controls="find-list" aria-activedescendant=move || format!("find-{}", chosen.get())
                placeholder=t::find::placeholder() bind:value=finder.query
                on:input=move |_| {
                    chosen.set(0);
                    finder.work();
                }
                on:keydown=move |event| {
                    let by = match event.key().as_str() {
                        _ if dom::is_composing(&event) => return,
                        "ArrowDown" => 1,
                        "ArrowUp" => -1,
                        _ => return,
                    };
                    event.prevent_default();
                    step(by);
                }/>
            <p class="field-note" role="status" data-metric="found" data-value=move || finder.found.with(|found| found.total).to_string()>{count}</p>
            <ul class="find-list" id="find-list" role="listbox" aria-label=t::find::label()>{list}</ul>
        </div>
    };
    dom::focus_all_soon("#find");
    let closed = move || {
        app.asking.set(None);
        match after.take() {
            Some(Choice::Hit(hit)) => open(app, &hit),
            Some(Choice::View(id, view)) => app.go(&views::route_of(id, &view)),
            Some(Choice::Act(act)) => (act.run)(app),
            Some(Choice::Setting(section)) => app.go(&Route::to(Screen::Settings(section))),
            None => {}
        }
    };
    let dialog = Dialog {
        shape: Shape::Wide,
        id: "dialog-find",
        title: t::find::label().to_owned(),
        subtitle: None,
        body: body.into_any(),
        foot: cancel_button(t::common::close()).into_any(),
    };
    form_dialog(dialog, submit, closed)
}

fn hit_line(hit: &Hit) -> impl IntoView + use<> {
    let outcome = match hit.outcome {
        Some(Outcome::Won) => Some(("ok", t::outcome::won())),
        Some(Outcome::Lost) => Some(("bad", t::outcome::lost())),
        Some(Outcome::Open) | None => None,
    };
    let place = match hit.place {
        Place::Title | Place::Account => None,
        Place::Alias => Some(t::customers::aliases()),
        Place::Contact => Some(t::field::contact()),
        Place::Owner => Some(t::field::owner()),
        Place::Person => Some(t::field_type::person()),
        Place::Note => Some(t::field::note()),
        Place::Activity => Some(t::history::title()),
    };
    let why = place.map(|place| {
        view! { <span class="find-why"><span class="muted">{place}</span>" "{hit.excerpt.clone()}</span> }
    });
    view! {
        {icon(picture(hit.kind))}
        <span class="find-title">{hit.title.clone()}</span>
        <span class="muted truncate">{hit.account.clone()}</span>
        {outcome.map(|(tone, name)| view! { <span class="tag" data-tone=tone>{name}</span> })}
        {why}
    }
}

fn picture(kind: Kind) -> Icon {
    match kind {
        kind if kind == Account::KIND => Icon::Building,
        kind if kind == Contact::KIND => Icon::Contact,
        kind if kind == Lead::KIND => Icon::Inbox,
        _ => Icon::SquareKanban,
    }
}

/// An opportunity beside the board where that is shown; anything else as a page.
fn open(app: App, hit: &Hit) {
    if hit.kind == Lead::KIND {
        return app.go(&leads::route(hit.id));
    }
    if hit.kind != Opportunity::KIND {
        let target = RecordRef { kind: hit.kind, id: hit.id };
        return app.go(&Route::to(customers::screen(target)));
    }
    let opportunity = hit.id;
    if app.route.get_untracked().screen == Screen::Board {
        open_panel(app, opportunity);
    } else {
        app.go(&Route::to(Screen::Opportunity(opportunity)));
    }
}
