//! What the app holds while the page is open: the store, the board, and the signals that screens listen to.
//!
//! All of it lives as long as the page, so that nothing a component owns is ever needed after the component has gone.

mod backup;
mod commands;
pub(crate) mod drafts;
mod duty;
mod lists;
mod people;
mod reading;
pub(crate) mod reminders;
mod session;
mod start;
mod tables;
mod toasts;
mod together;
mod undo;
mod workspaces;

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use board::{Board, ColumnKey, Touched};
use filter::Field;
use leptos::prelude::*;
use model::journal::Action;
use model::records::{Account, CustomField, Member, Outcome, Record as _, SavedView};
use model::{Date, Doc, Id, RecordRef, Uuid};
use profiles::Profile;
use send_wrapper::SendWrapper;
use store::Store;

pub(crate) use backup::{Backups, Offer, Restored, Restoring, backups, last_of as last_backup};
pub(crate) use commands::{Give, Painting, Preview, Stopped};
pub(crate) use drafts::Draft;
pub(crate) use duty::{FIRST_ROWS, duty, each_doc};
pub(crate) use lists::{lists, typed, with_kind};
pub(crate) use session::{open, take_since};
pub(crate) use start::load;
pub(crate) use tables::Tables;
pub(crate) use toasts::{Toast, ToastKind};
pub(crate) use workspaces::{database_name, profile_id};

use crate::desk::Desk;
use crate::i18n::format;
use crate::pages::board::cells::Column;
use crate::pages::import::Importing;
use crate::platform::{clock, dom, ids, preferences, tabs};
use crate::route::Route;
use crate::ui::menu::Anchor;

/// How far the start has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Stored data is being read.
    Loading,
    Ready,
    /// A newer version of the app uses the data: this page only shows what it has.
    Outdated,
    /// Other data is shown on this device by now, and something here is not saved yet: the same.
    Moved,
}

/// Whether what a person did is on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Save {
    Saved,
    Saving,
    Failed,
}

/// Where data lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Storage {
    /// Not known yet.
    Opening,
    Persistent,
    Memory,
}

/// A large command on its way, for showing how far it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Work {
    pub(crate) label: String,
    pub(crate) done: usize,
    /// Zero while it is not known.
    pub(crate) total: usize,
}

/// What lies over the page and waits for an answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Asking {
    New {
        stage: Option<Uuid>,
    },
    /// A new opportunity of an account.
    NewFor(Uuid),
    NewAccount {
        name: String,
    },
    NewContact {
        account: Option<Uuid>,
        name: String,
    },
    NewLead {
        name: String,
    },
    /// What a lead is to become.
    Convert(Uuid),
    /// Why a lead is not followed up.
    Discard(Uuid),
    /// Which record, an account or contact, and which other becomes one with it.
    Merge {
        one: RecordRef,
        other: Option<Uuid>,
    },
    /// An account or contact that others hang on shall be deleted.
    DeleteLinked(RecordRef),
    MoveTo(Uuid),
    Close {
        opportunity: Uuid,
        outcome: Outcome,
    },
    Who,
    Keys,
    Find,
    /// What is asked of a field.
    Condition(Field),
    /// The name of what is shown as a view; of a saved one its new name.
    View(Option<Uuid>),
    Bulk(Bulk),
    /// Another expected close of one or several, the proposed ones, and why.
    Push(Vec<(Uuid, Option<Date>)>),
    /// An activity that is to be corrected.
    Activity(Uuid),
    /// Why an opportunity is stuck, and what is to be done about it.
    Stall(Uuid),
    /// Until when an opportunity is to rest, and why.
    Snooze(Uuid),
    /// An opportunity is to enter a stage that asks for something it has not.
    Gate {
        opportunity: Uuid,
        stage: Uuid,
    },
    /// What could not be done with several at once, and why.
    Refused(Vec<(Uuid, String)>),
    /// Whether a workspace is to be removed, or with a database old data of one.
    Remove {
        profile: String,
        database: Option<String>,
    },
    Setup(Setup),
}

/// What is asked about the settings.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Setup {
    /// From the usual stages, or like another one.
    NewPipeline {
        copy: Option<Uuid>,
    },
    RemovePipeline(Uuid),
    RemoveStage(Uuid),
    /// A field of the workspace's own; a new one of records of a kind.
    Field {
        id: Option<Uuid>,
        of: &'static str,
    },
    /// Another name of a source that opportunities have.
    RenameSource {
        id: Uuid,
        name: String,
    },
    Member(Option<Uuid>),
    RemoveMember(Uuid),
    Rate(Option<Uuid>),
    /// Whether a change is wanted, seeing what it does.
    Ahead,
}

/// What can be done with several opportunities at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Bulk {
    Move,
    Owner,
    Edit,
    Won,
    Lost,
}

/// A menu that can be open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Menu {
    Look,
    More,
    /// What can be filtered by; the views there are.
    Filter,
    Views,
    /// Which columns the table has, what its rows are gathered by, and what can be done with one column.
    Columns,
    Group,
    Export,
    Head(Column),
    /// What can be done with an opportunity, or with a column.
    Card(Uuid),
    Column(ColumnKey),
    /// What can be done with a setting.
    Setting(RecordRef),
    /// What can be done with an account, contact or lead.
    Party(RecordRef),
}

/// What the app holds; see [`App`].
pub(crate) struct State {
    /// Owns the signals.
    owner: Owner,
    store: OnceCell<&'static Store<Tables>>,
    /// Resolved when the store is there.
    opened: (js_sys::Promise, js_sys::Function),
    channel: OnceCell<tabs::Channel>,
    board: RefCell<Board>,
    /// The number the packed board in the database was packed at, and the lock of the tab that packs.
    packed: Cell<u64>,
    packing: RefCell<Option<tabs::Lock>>,
    pack_asked: Cell<bool>,
    /// How much is shown that the records do not say, or not yet: the board cannot be packed meanwhile.
    unsettled: Cell<usize>,
    drafts: RefCell<BTreeMap<Uuid, Draft>>,
    reading: RefCell<reading::Reading>,
    names: RefCell<lists::Names>,
    /// Undo and redo that were asked for while one is being carried out.
    steps: RefCell<VecDeque<Action>>,
    stepping: Cell<bool>,
    /// The beginning of the queue as it was packed, where nothing has been written since.
    packed_sight: RefCell<Option<Vec<u8>>>,
    /// Records written since the board was packed that the start has read.
    since: RefCell<Vec<Doc>>,
    undo: RefCell<model::journal::UndoStack>,
    unsaved: Cell<usize>,
    /// Something was written here since the page was opened.
    written: Cell<bool>,
    pub(crate) device: Uuid,

    pub(crate) phase: RwSignal<Phase>,
    /// The first sight has been on the screen.
    pub(crate) shown: RwSignal<bool>,
    /// Of the window, in pixels.
    pub(crate) height: RwSignal<f64>,
    pub(crate) save: RwSignal<Save>,
    pub(crate) storage: RwSignal<Storage>,
    pub(crate) work: RwSignal<Option<Work>>,
    /// Rises when the list of columns has changed, or everything has.
    pub(crate) layout: RwSignal<u32>,
    /// Rises with every change of the board.
    pub(crate) changed: RwSignal<u32>,
    columns: RefCell<BTreeMap<ColumnKey, RwSignal<u32>>>,
    /// Rises when a record of a kind that is not on the board has changed; with the record it was.
    pub(crate) records: RwSignal<u32>,
    /// Rises when an account has changed: their names are offered where one is asked for.
    pub(crate) accounts: RwSignal<u32>,
    /// Rises when values that were asked for have been read, or are read anew.
    pub(crate) read: RwSignal<u32>,
    /// Rises when names that were asked for are there, or have changed.
    pub(crate) named: RwSignal<u32>,
    /// In order.
    pub(crate) custom_fields: RwSignal<Vec<(Uuid, CustomField)>>,
    pub(crate) views: RwSignal<Vec<(Uuid, SavedView)>>,
    /// Fields and views have been read.
    pub(crate) has_lists: RwSignal<bool>,
    /// The opportunities that something is to be done with at once.
    pub(crate) chosen: RwSignal<BTreeSet<Uuid>>,
    pub(crate) today: RwSignal<Date>,
    pub(crate) me: RwSignal<Option<Id<Member>>>,
    /// Whether the person at this device is to be asked who they are.
    pub(crate) ask_me: RwSignal<bool>,
    pub(crate) toasts: RwSignal<Vec<Toast>>,
    pub(crate) announcement: RwSignal<String>,
    pub(crate) undo_label: RwSignal<Option<String>>,
    pub(crate) redo_label: RwSignal<Option<String>>,
    pub(crate) update_ready: RwSignal<bool>,
    pub(crate) asking: RwSignal<Option<Asking>>,
    pub(crate) menu: RwSignal<Option<(Menu, Anchor)>>,
    /// The stage in whose column a line is being written that makes an opportunity, and what is written.
    pub(crate) quick_add: RwSignal<Option<Uuid>>,
    pub(crate) quick_text: RwSignal<String>,
    pub(crate) route: RwSignal<Route>,
    /// The address is about to change because the app wants it to.
    pub(crate) going: Cell<bool>,
    /// The part of the app behind the board, once it is there.
    pub(crate) desk: RwSignal<Option<&'static Desk>>,
    /// The part for importing, once it is there.
    pub(crate) importing: RwSignal<Option<&'static Importing>>,
    /// A part could not be had; calling this tries again.
    pub(crate) part_missing: RwSignal<Option<SendWrapper<js_sys::Function>>>,
    /// The workspaces of this device, once they are known.
    pub(crate) profiles: RwSignal<Vec<Profile>>,
    /// A backup is due, since nobody promises to keep the data.
    pub(crate) backup_due: RwSignal<bool>,
    /// The page is about to be left because the app wants it to.
    leaving: Cell<bool>,
}

thread_local! {
    static STATE: OnceCell<&'static State> = const { OnceCell::new() };
}

/// The app of this page: a name for what it holds, which views may capture freely.
#[derive(Clone, Copy)]
pub(crate) struct App;

pub(crate) fn app() -> App {
    App
}

/// Makes what the app holds.
pub(crate) fn begin() {
    STATE.with(|held| *held.get_or_init(State::leaked));
}

impl std::ops::Deref for App {
    type Target = State;

    fn deref(&self) -> &State {
        STATE.with(|held| *held.get_or_init(State::leaked))
    }
}

impl State {
    /// Called first by [`begin`], outside every view: so the signals belong to the page and to no view.
    fn leaked() -> &'static Self {
        let owner = Owner::new();
        Box::leak(Box::new(owner.with(|| Self::new(owner.clone()))))
    }

    fn new(owner: Owner) -> Self {
        let device = preferences::get("device").and_then(|id| Uuid::try_parse(&id).ok()).unwrap_or_else(|| {
            let id = ids::new();
            preferences::set("device", &id.to_string());
            id
        });
        let mut resolve = None;
        let promise = js_sys::Promise::new(&mut |done, _| resolve = Some(done));
        let today = clock::today(&start::default_time_zone());
        let me = preferences::get(&format!("me.{}", profile_id())).and_then(|id| Id::parse(&id));
        let mut board = Board::new(today);
        board.show(|shown| shown.me = me.map(Id::uuid));
        Self {
            owner,
            store: OnceCell::new(),
            opened: (promise, resolve.unwrap_or_default()),
            channel: OnceCell::new(),
            board: RefCell::new(board),
            packed: Cell::new(0),
            packing: RefCell::default(),
            pack_asked: Cell::new(false),
            unsettled: Cell::new(0),
            drafts: RefCell::default(),
            reading: RefCell::default(),
            names: RefCell::default(),
            steps: RefCell::default(),
            stepping: Cell::new(false),
            packed_sight: RefCell::default(),
            since: RefCell::default(),
            undo: RefCell::default(),
            unsaved: Cell::new(0),
            written: Cell::new(false),
            device,
            phase: RwSignal::new(Phase::Loading),
            shown: RwSignal::new(false),
            height: RwSignal::new(dom::inner_height()),
            save: RwSignal::new(Save::Saved),
            storage: RwSignal::new(Storage::Opening),
            work: RwSignal::new(None),
            layout: RwSignal::new(0),
            changed: RwSignal::new(0),
            columns: RefCell::default(),
            records: RwSignal::new(0),
            accounts: RwSignal::new(0),
            read: RwSignal::new(0),
            named: RwSignal::new(0),
            custom_fields: RwSignal::new(Vec::new()),
            views: RwSignal::new(Vec::new()),
            has_lists: RwSignal::new(false),
            chosen: RwSignal::new(BTreeSet::new()),
            today: RwSignal::new(today),
            me: RwSignal::new(me),
            ask_me: RwSignal::new(false),
            toasts: RwSignal::new(Vec::new()),
            announcement: RwSignal::new(String::new()),
            undo_label: RwSignal::new(None),
            redo_label: RwSignal::new(None),
            update_ready: RwSignal::new(false),
            asking: RwSignal::new(None),
            menu: RwSignal::new(None),
            quick_add: RwSignal::new(None),
            quick_text: RwSignal::new(String::new()),
            route: RwSignal::new(Route::parse(&dom::hash())),
            going: Cell::new(false),
            desk: RwSignal::new(None),
            importing: RwSignal::new(None),
            part_missing: RwSignal::new(None),
            profiles: RwSignal::new(Vec::new()),
            backup_due: RwSignal::new(false),
            leaving: Cell::new(false),
        }
    }
}

impl App {
    /// Looks at the board.
    pub(crate) fn board<T>(self, look: impl FnOnce(&Board) -> T) -> T {
        look(&self.board.borrow())
    }

    /// Changes what of the board is shown.
    pub(crate) fn show(self, change: impl FnOnce(&mut board::Shown)) {
        self.board.borrow_mut().show(change);
        self.tell(&Touched { all: true, ..Touched::default() });
    }

    pub(crate) fn slot(self, opportunity: Uuid) -> Option<u32> {
        self.board.borrow_mut().slot(opportunity)
    }

    /// The signal that rises with a column's changes.
    pub(crate) fn column(self, key: ColumnKey) -> RwSignal<u32> {
        *self.columns.borrow_mut().entry(key).or_insert_with(|| self.owner.with(|| RwSignal::new(0)))
    }

    /// Lets screens know what a change touched.
    fn tell(self, touched: &Touched) {
        if touched.all {
            for signal in self.columns.borrow().values() {
                signal.update(|version| *version += 1);
            }
            self.layout.update(|version| *version += 1);
        } else {
            for key in &touched.columns {
                self.column(*key).update(|version| *version += 1);
            }
        }
        if touched.all || !touched.columns.is_empty() {
            self.changed.update(|version| *version += 1);
        }
    }

    /// Takes records in that were written, here or in another tab.
    fn take_in(self, docs: &[Doc]) {
        let touched = self.board.borrow_mut().apply(docs);
        format::set_usual(self.currency());
        self.tell(&touched);
        self.records.update(|version| *version += 1);
        if docs.iter().any(|doc| doc.kind == Account::KIND) {
            self.accounts.update(|version| *version += 1);
        }
        self.refresh(docs, touched.added);
        self.with_desk(|desk| (desk.reread)(docs));
        self.pack_soon();
        self.set_today();
    }

    /// The day changes at midnight of the workspace, not of the browser.
    pub(crate) fn set_today(self) {
        let today = clock::today(&self.time_zone());
        if today != self.today.get_untracked() {
            self.today.set(today);
            self.show(|shown| shown.today = today);
        }
    }

    pub(crate) fn time_zone(self) -> String {
        let stored = self.board(|board| board.workspace().map(|workspace| workspace.time_zone.clone()));
        stored.unwrap_or_else(start::default_time_zone)
    }

    pub(crate) fn currency(self) -> model::Currency {
        let stored = self.board(|board| board.workspace().map(|workspace| workspace.currency));
        stored.unwrap_or_else(start::default_currency)
    }

    /// Goes to an address, as a link would.
    pub(crate) fn go(self, route: &Route) {
        let there = route.to_string();
        // An address one is at already changes nothing, and so tells nobody.
        self.going.set(dom::hash() != there);
        dom::set_hash(&there);
    }

    /// Changes the address of what is shown without a step in the history.
    pub(crate) fn readdress(self, route: Route) {
        dom::replace_hash(&route.to_string());
        self.route.set(route);
    }

    /// Makes something whose signals live as long as the page.
    pub(crate) fn keep<T>(self, make: impl FnOnce() -> T) -> T {
        self.owner.with(make)
    }

    /// Asks the desk for something; before it is there, nothing happens.
    pub(crate) fn with_desk(self, ask: impl FnOnce(&'static Desk)) {
        if let Some(desk) = self.desk.get_untracked() {
            ask(desk);
        }
    }

    /// Opens a menu below the button that was pressed.
    pub(crate) fn open_menu(self, event: &web_sys::MouseEvent, which: Menu) {
        self.menu.set(dom::closest(event, "button").map(|button| (which, Anchor::below(&button))));
    }

    pub(crate) fn is_menu_open(self, which: Menu) -> bool {
        self.menu.with(|open| open.as_ref().is_some_and(|(open, _)| *open == which))
    }

    /// Whether nothing has been written yet, or all of it has been taken back.
    pub(crate) fn is_first_run(self) -> bool {
        self.board(|board| board.workspace().is_none())
    }

    /// Whether there are stages that opportunities can lie in.
    pub(crate) fn has_pipeline(self) -> bool {
        self.board(|board| !board.pipelines().is_empty())
    }
}
