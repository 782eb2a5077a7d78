//! One import from file to result: what is open, which step it is at, and how it goes on.
//!
//! It lives as long as the page of the app, so that somebody can look at the board between two steps.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use interchange::book::{self, Book, BookError, SheetInfo};
use interchange::encoding::Encoding;
use interchange::headers::{Kind, Target};
use interchange::import::protocol::{
    Becomes, Choice, ColumnsView, FileInfo, Form, Refusal, Report, Request, Response, Setting, StagesView,
};
use interchange::table::Delimiter;
use interchange::talk::{Ask, NotRead, Tell};
use js_sys::Uint8Array;
use leptos::prelude::*;
use model::journal::Action;
use model::{Kind as RecordKind, Left, Uuid};
use web_sys::File;

use super::clerk::Clerk;
use super::words;
use crate::i18n::{Lang, t};
use crate::pages::sheets::{self, Sheets, Stuck};
use crate::platform::{clock, files, task};
use crate::route::{Route, Screen};
use crate::state::{Stopped, Work, app};

/// How many records are handed to the worker at a time.
const PAGE: u32 = 1000;
/// The sample is the same everywhere, so that people can talk about it.
const SEED: u64 = 20_261_124;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    File,
    Columns,
    Stages,
    Check,
    Done,
}

impl Step {
    pub(super) const ALL: [Self; 5] = [Self::File, Self::Columns, Self::Stages, Self::Check, Self::Done];
}

/// What is to be imported.
#[derive(Clone)]
pub(super) enum Source {
    File(File),
    /// Pasted.
    Text(String),
}

impl Source {
    fn name(&self) -> String {
        match self {
            Self::File(file) => file.name(),
            Self::Text(_) => t::import::pasted().to_owned(),
        }
    }

    /// `None` where the browser cannot read it.
    async fn bytes(&self) -> Option<Uint8Array> {
        match self {
            Self::File(file) => files::read(file).await,
            // A copy that can be moved to the worker.
            Self::Text(text) => Some(Uint8Array::from(text.as_bytes())),
        }
    }
}

/// What was done.
#[derive(Clone, PartialEq)]
pub(super) struct Written {
    /// The command's id; `None` when there was nothing to write.
    pub(super) command: Option<Uuid>,
    pub(super) millis: f64,
    pub(super) report: Report,
    /// What had changed between the check and the writing, and was left alone.
    pub(super) left: Vec<Left>,
}

/// What an import holds; see [`Flow`].
pub(super) struct State {
    pub(super) step: RwSignal<Step>,
    pub(super) busy: RwSignal<Option<Work>>,
    /// Why it cannot go on, in words.
    pub(super) trouble: RwSignal<Option<String>>,
    pub(super) columns: RwSignal<Option<ColumnsView>>,
    pub(super) stages: RwSignal<StagesView>,
    pub(super) report: RwSignal<Option<Report>>,
    pub(super) written: RwSignal<Option<Written>>,
    /// Names of the files that come after this one.
    pub(super) waiting: RwSignal<Vec<String>>,
    /// The workbook that is open, with the names of its sheets that have been imported.
    pub(super) book: RwSignal<Option<(Book, Vec<String>)>>,
    sources: RefCell<VecDeque<Source>>,
    clerk: RefCell<Option<Rc<Clerk>>>,
    /// Holds the workbook that is open.
    sheets: RefCell<Option<Rc<Sheets>>>,
    /// The workspace's number when the worker was told what is known, and under what it was told rows.
    told: RefCell<Option<(u64, String)>>,
    stop: Cell<bool>,
}

thread_local! {
    static STATE: OnceCell<&'static State> = const { OnceCell::new() };
}

/// The import of this page: a name for what it holds, which views may capture freely.
#[derive(Clone, Copy)]
pub(super) struct Flow;

pub(super) fn flow() -> Flow {
    Flow
}

impl std::ops::Deref for Flow {
    type Target = State;

    fn deref(&self) -> &State {
        STATE.with(|held| *held.get_or_init(|| Box::leak(Box::new(app().keep(State::new)))))
    }
}

/// It did not go on; why has been shown.
struct Ended;

type Went<T> = Result<T, Ended>;

impl State {
    fn new() -> Self {
        Self {
            step: RwSignal::new(Step::File),
            busy: RwSignal::new(None),
            trouble: RwSignal::new(None),
            columns: RwSignal::new(None),
            stages: RwSignal::new(StagesView::default()),
            report: RwSignal::new(None),
            written: RwSignal::new(None),
            waiting: RwSignal::new(Vec::new()),
            book: RwSignal::new(None),
            sources: RefCell::default(),
            clerk: RefCell::default(),
            sheets: RefCell::default(),
            told: RefCell::default(),
            stop: Cell::new(false),
        }
    }
}

impl Flow {
    /// Takes files in, in place of those that waited, and opens the first.
    pub(super) fn take(self, sources: Vec<Source>) {
        if sources.is_empty() || self.is_writing() {
            return;
        }
        app().go(&Route::to(Screen::Import));
        self.sources.replace(sources.into());
        self.start(async move || {
            self.sort().await?;
            self.open_next().await
        });
    }

    /// Whether records are being written: then it goes on to the end or is stopped, nothing else.
    pub(super) fn is_writing(self) -> bool {
        app().work.with_untracked(Option::is_some)
    }

    /// Runs something that takes a while. What runs already is given up, with the worker that is at it.
    fn start(self, run: impl AsyncFnOnce() -> Went<()> + 'static) {
        if self.is_writing() {
            return;
        }
        if self.busy.with_untracked(Option::is_some) {
            self.let_go();
        }
        self.trouble.set(None);
        self.wait(t::import::working());
        task::spawn(async move {
            run().await.ok();
            self.busy.set(None);
        });
    }

    /// Ends the workers; the file they hold is closed.
    fn let_go(self) {
        self.clerk.take();
        self.told.take();
        self.close_book();
    }

    fn close_book(self) {
        self.sheets.take();
        self.book.set(None);
    }

    fn wait(self, label: &str) {
        self.busy.set(Some(Work { label: label.to_owned(), done: 0, total: 0 }));
    }

    fn trouble<T>(self, what: String) -> Went<T> {
        self.trouble.set(Some(what));
        Err(Ended)
    }

    async fn clerk(self) -> Went<Rc<Clerk>> {
        let running = self.clerk.borrow().clone();
        if let Some(clerk) = running {
            return Ok(clerk);
        }
        let Ok(clerk) = Clerk::start().await else {
            return self.trouble(t::import::no_worker().to_owned());
        };
        clerk.on_progress(move |done, total| self.progress(done, total));
        let clerk = Rc::new(clerk);
        self.clerk.replace(Some(Rc::clone(&clerk)));
        Ok(clerk)
    }

    fn progress(self, done: usize, total: usize) {
        self.busy.update(|busy| {
            if let Some(busy) = busy {
                (busy.done, busy.total) = (done, total);
            }
        });
    }

    async fn ask(self, ask: Ask, bytes: Option<&Uint8Array>) -> Went<Tell> {
        match self.clerk().await?.ask(&ask, bytes).await {
            Tell::Broken(_) => {
                self.let_go();
                self.trouble(t::import::broken().to_owned())
            }
            tell => Ok(tell),
        }
    }

    async fn request(self, request: Request) -> Went<Response> {
        match self.ask(Ask::Import(Box::new(request)), None).await? {
            Tell::Import(response) => match *response {
                Response::Refused(Refusal::NoKind) => self.trouble(t::import::say_kind().to_owned()),
                Response::Refused(_) => self.trouble(t::import::refused().to_owned()),
                response => Ok(response),
            },
            _ => self.trouble(t::import::broken().to_owned()),
        }
    }

    /// Reads a file: a text, or the likeliest sheet of a workbook.
    async fn read(self, name: String, bytes: &Uint8Array) -> Went<Result<ColumnsView, NotRead>> {
        self.close_book();
        if !is_book(bytes) {
            return self.open(name, Some(bytes), None, None).await;
        }
        let book = match self.open_book(&name, bytes).await? {
            Ok(book) => book,
            Err(why) => return Ok(Err(why)),
        };
        let first = book.sheets.first().map_or(0, |sheet| sheet.index);
        self.book.set(Some((book, Vec::new())));
        self.open_sheet(name, first).await
    }

    /// Opens a workbook in the worker for spreadsheets.
    async fn open_book(self, name: &str, bytes: &Uint8Array) -> Went<Result<Book, NotRead>> {
        self.wait(&t::import::reading(name));
        let Ok(sheets) = Sheets::start().await else {
            return self.trouble(t::import::no_worker().to_owned());
        };
        sheets.on_progress(move |done, total| self.progress(done, total));
        // Kept at once, so that it ends when it is given up.
        let sheets = Rc::new(sheets);
        self.sheets.replace(Some(Rc::clone(&sheets)));
        // What brings it down is in the file.
        let opened = sheets.open(bytes).await.unwrap_or(Err(NotRead::Book(BookError::Damaged)));
        if opened.is_err() {
            self.close_book();
        }
        Ok(opened)
    }

    /// Hands the table in a sheet to the worker that imports.
    async fn open_sheet(self, name: String, index: usize) -> Went<Result<ColumnsView, NotRead>> {
        self.wait(&t::import::reading(&name));
        let sheets = self.sheets.borrow().clone();
        let Some(sheets) = sheets else { return Ok(Err(NotRead::NoFile)) };
        let found = self.book.with_untracked(|book| {
            let (book, _) = book.as_ref()?;
            let sheet = book.sheets.iter().find(|sheet| sheet.index == index)?;
            Some((sheet.name.clone(), book.sheets.len()))
        });
        let Some((sheet, of)) = found else { return Ok(Err(NotRead::NoFile)) };
        let table = match sheets.table(index).await {
            Ok(Ok(table)) => table,
            Ok(Err(why)) => return Ok(Err(why)),
            Err(Stuck(_)) => {
                self.let_go();
                return self.trouble(t::import::broken().to_owned());
            }
        };
        self.take_in(Request::Sheet { name, setting: Self::setting(), sheet, of }, Some(&table)).await
    }

    /// Opens a text in the worker; the bytes of the one that is open where none are given.
    async fn open(
        self,
        name: String,
        bytes: Option<&Uint8Array>,
        encoding: Option<Encoding>,
        delimiter: Option<Delimiter>,
    ) -> Went<Result<ColumnsView, NotRead>> {
        self.wait(&t::import::reading(&name));
        self.take_in(Request::Open { name, setting: Self::setting(), encoding, delimiter }, bytes).await
    }

    fn setting() -> Setting {
        let app = app();
        Setting {
            today: app.today.get_untracked(),
            currency: app.currency(),
            time_zone: app.time_zone(),
            words: Lang::current().words(),
        }
    }

    async fn take_in(self, request: Request, bytes: Option<&Uint8Array>) -> Went<Result<ColumnsView, NotRead>> {
        self.told.take();
        match self.ask(Ask::Import(Box::new(request)), bytes).await? {
            Tell::Import(response) => match *response {
                Response::Columns(view) => Ok(Ok(*view)),
                _ => self.trouble(t::import::broken().to_owned()),
            },
            Tell::NotRead(why) => Ok(Err(why)),
            _ => self.trouble(t::import::broken().to_owned()),
        }
    }

    /// Files that others refer to come first. What a file is, its columns tell.
    async fn sort(self) -> Went<()> {
        let sources: Vec<Source> = self.sources.take().into();
        let mut ranked = Vec::with_capacity(sources.len());
        let several = sources.len() > 1;
        for source in sources {
            let bytes = if several { source.bytes().await } else { None };
            // One that cannot be read has its turn too, so that its trouble is shown.
            let kind = match &bytes {
                Some(bytes) => self.read(source.name(), bytes).await?.ok().and_then(|view| view.kind),
                None => None,
            };
            ranked.push((rank(kind), source));
        }
        ranked.sort_by_key(|(rank, _)| *rank);
        self.sources.replace(ranked.into_iter().map(|(_, source)| source).collect());
        Ok(())
    }

    /// Opens the file whose turn it is. One that cannot be read is told, and the next has its turn.
    async fn open_next(self) -> Went<()> {
        let mut troubles: Vec<String> = Vec::new();
        loop {
            let source = self.sources.borrow_mut().pop_front();
            self.trouble.set((!troubles.is_empty()).then(|| troubles.join("\n")));
            let Some(source) = source else { return Ok(()) };
            self.waiting.set(self.sources.borrow().iter().map(Source::name).collect());
            let name = source.name();
            self.report.set(None);
            self.written.set(None);
            self.columns.set(None);
            self.step.set(Step::File);
            let Some(bytes) = source.bytes().await else {
                troubles.push(t::import::not_readable(&name));
                continue;
            };
            match self.read(name.clone(), &bytes).await? {
                Ok(view) => return self.opened(view).await,
                Err(why) => troubles.push(words::not_read(why, &name)),
            }
        }
    }

    async fn opened(self, view: ColumnsView) -> Went<()> {
        self.columns.set(Some(view));
        self.tell_known().await?;
        // Now that names are known, the columns say which are new.
        self.show_columns(Request::Columns).await?;
        self.step.set(Step::Columns);
        Ok(())
    }

    async fn show_columns(self, request: Request) -> Went<()> {
        if let Response::Columns(view) = self.request(request).await? {
            self.columns.set(Some(*view));
        }
        Ok(())
    }

    async fn show_stages(self, request: Request) -> Went<()> {
        if let Response::Stages(view) = self.request(request).await? {
            self.stages.set(view);
        }
        Ok(())
    }

    /// Tells the worker what is in the workspace, if it has not heard it, or something has changed since.
    async fn tell_known(self) -> Went<()> {
        let store = app().store().await;
        let Ok(seq) = store.state().await.map(|state| state.seq) else {
            return self.trouble(t::import::not_compared().to_owned());
        };
        let source =
            self.columns.with_untracked(|view| view.as_ref().map(|view| view.source.clone())).unwrap_or_default();
        if self.told.borrow().as_ref().is_some_and(|told| *told == (seq, source.clone())) || seq == 0 {
            return Ok(());
        }
        self.wait(t::import::comparing());
        self.request(Request::Forget).await?;
        for kind in RecordKind::all() {
            let mut after = None;
            loop {
                let Ok((docs, next)) = store.page(kind, after, PAGE).await else {
                    return self.trouble(t::import::not_compared().to_owned());
                };
                if !docs.is_empty() {
                    self.request(Request::Known { docs }).await?;
                }
                after = next;
                if after.is_none() {
                    break;
                }
            }
        }
        let Ok(parts) = store.source_rows(&source).await else {
            return self.trouble(t::import::not_compared().to_owned());
        };
        for rows in parts {
            let Response::Taken { missing } = self.request(Request::KnownRows { rows }).await? else { continue };
            // What somebody deleted stays deleted, so the worker has to know of it.
            let Ok(found) = store.get_led(&missing).await else {
                return self.trouble(t::import::not_compared().to_owned());
            };
            if !found.is_empty() {
                self.request(Request::Known { docs: found.into_values().collect() }).await?;
            }
        }
        self.told.replace(Some((seq, source)));
        Ok(())
    }

    /// Goes on with what is proposed.
    pub(super) fn next(self) {
        self.start(async move || match self.step.get_untracked() {
            Step::File | Step::Done => self.open_next().await,
            Step::Columns => {
                self.tell_known().await?;
                self.show_stages(Request::Stages).await?;
                if self.stages.with_untracked(|view| view.pipelines.is_empty()) {
                    return self.check().await;
                }
                self.step.set(Step::Stages);
                Ok(())
            }
            Step::Stages | Step::Check => self.check().await,
        });
    }

    async fn check(self) -> Went<()> {
        self.tell_known().await?;
        self.wait(t::import::checking());
        if let Response::Report(report) = self.request(Request::Report).await? {
            self.report.set(Some(*report));
            self.step.set(Step::Check);
        }
        Ok(())
    }

    pub(super) fn back(self) {
        let to = match self.step.get_untracked() {
            Step::Check if self.stages.with_untracked(|view| !view.pipelines.is_empty()) => Step::Stages,
            Step::Check | Step::Stages => Step::Columns,
            Step::Columns | Step::File | Step::Done => return self.begin(),
        };
        self.trouble.set(None);
        self.step.set(to);
    }

    /// Back to the choice of a file.
    pub(super) fn begin(self) {
        if self.is_writing() {
            return;
        }
        self.let_go();
        self.sources.take();
        self.waiting.set(Vec::new());
        self.busy.set(None);
        self.trouble.set(None);
        self.columns.set(None);
        self.report.set(None);
        self.written.set(None);
        self.step.set(Step::File);
    }

    /// Reads the same file in another way.
    pub(super) fn reread(self, encoding: Option<Encoding>, delimiter: Option<Delimiter>) {
        let Some(FileInfo { name, .. }) =
            self.columns.with_untracked(|view| view.as_ref().map(|view| view.file.clone()))
        else {
            return;
        };
        self.start(async move || match self.open(name.clone(), None, encoding, delimiter).await? {
            Ok(view) => self.opened(view).await,
            // The file stays open as it was.
            Err(why) => self.trouble(words::not_read(why, &name)),
        });
    }

    /// Reads another sheet of the workbook that is open.
    pub(super) fn set_sheet(self, index: usize) {
        let Some(FileInfo { name, .. }) =
            self.columns.with_untracked(|view| view.as_ref().map(|view| view.file.clone()))
        else {
            return;
        };
        self.start(async move || match self.open_sheet(name.clone(), index).await? {
            Ok(view) => {
                self.report.set(None);
                self.written.set(None);
                self.opened(view).await
            }
            Err(why) => {
                // The sheet stays open that was, and is shown as chosen again.
                self.columns.update(|_| {});
                self.trouble(words::not_read(why, &name))
            }
        });
    }

    pub(super) fn set_kind(self, kind: Kind) {
        self.start(async move || {
            self.show_columns(Request::Kind(kind)).await?;
            self.tell_known().await?;
            self.show_columns(Request::Columns).await
        });
    }

    pub(super) fn set_column(self, index: usize, target: Option<Target>) {
        self.start(async move || self.show_columns(Request::Column { index, target }).await);
    }

    pub(super) fn set_order(self, order: interchange::cell::date::Order) {
        self.start(async move || self.show_columns(Request::DateOrder(order)).await);
    }

    pub(super) fn set_currency(self, currency: model::Currency) {
        self.start(async move || self.show_columns(Request::Currency(currency)).await);
    }

    pub(super) fn set_pipeline(self, pipeline: usize, choice: Choice) {
        self.start(async move || self.show_stages(Request::Pipeline { pipeline, choice }).await);
    }

    pub(super) fn set_stage(self, pipeline: usize, word: String, becomes: Becomes) {
        self.start(async move || self.show_stages(Request::Stage { pipeline, word, becomes }).await);
    }

    pub(super) fn set_percent(self, pipeline: usize, word: String, percent: u8) {
        self.start(async move || self.show_stages(Request::Percent { pipeline, word, percent }).await);
    }

    pub(super) fn move_stage(self, pipeline: usize, word: String, up: bool) {
        self.start(async move || self.show_stages(Request::MoveStage { pipeline, word, up }).await);
    }

    /// Saves the rejected rows as a file of the kind they came in.
    pub(super) fn save_rejects(self) {
        let Some(file) = self.columns.with_untracked(|view| view.as_ref().map(|view| view.file.clone())) else {
            return;
        };
        self.start(async move || {
            let Response::Rejects(rejects) = self.request(Request::Rejects(words::rejects())).await? else {
                return Ok(());
            };
            let stem = file.name.rsplit_once('.').map_or(file.name.as_str(), |(stem, _)| stem);
            let name = t::import::rejects_name(stem);
            match file.form {
                Form::Text { .. } => files::save(&format!("{name}.csv"), &rejects.csv()),
                Form::Sheet { .. } => match sheets::write_sheet(*rejects).await {
                    Ok(bytes) => files::download(&bytes, &format!("{name}.xlsx"), sheets::XLSX),
                    Err(Stuck(_)) => return self.trouble(t::import::no_worker().to_owned()),
                },
            }
            Ok(())
        });
    }

    /// Writes what was planned, as one command.
    pub(super) fn commit(self) {
        let started = clock::since_start();
        self.start(async move || {
            let checked = self.report.get_untracked();
            // The board may lag behind what another tab has written.
            let Ok(now) = app().store().await.state().await.map(|state| state.seq) else {
                return self.trouble(t::import::not_compared().to_owned());
            };
            if now != self.told.borrow().as_ref().map_or(0, |(seq, _)| *seq) {
                // Somebody has been at work since.
                self.check().await?;
                if self.report.get_untracked() != checked {
                    return self.trouble(t::import::changed_since().to_owned());
                }
            }
            let Some((report, view)) = checked.zip(self.columns.get_untracked()) else { return Ok(()) };
            self.stop.set(false);
            self.busy.set(None);
            self.step.set(Step::Done);
            let along: usize = report.along.iter().map(|kind| kind.created + kind.updated).sum();
            let total = report.rows.created + report.rows.updated + along;
            if total == 0 {
                // An empty command would be one more thing to undo.
                self.sheet_is_done(&view.file.form);
                let millis = clock::since_start() - started;
                self.written.set(Some(Written { command: None, millis, report, left: Vec::new() }));
                return Ok(());
            }
            let work = Work { label: t::import::writing().to_owned(), done: 0, total };
            let mut index = 0;
            let next = async || {
                if self.stop.get() {
                    return Err(Stopped);
                }
                let answer = self.request(Request::Slice(index)).await;
                index += 1;
                match answer {
                    Ok(Response::Slice { slice, .. }) => Ok(slice),
                    Ok(_) | Err(Ended) => Err(Stopped),
                }
            };
            let about = match &view.file.form {
                Form::Sheet { name, of } if *of > 1 => format!("{} · {name}", view.file.name),
                _ => view.file.name.clone(),
            };
            if let Ok((logged, left)) = app().give_large(Action::Import, &about, work, next).await {
                self.sheet_is_done(&view.file.form);
                let millis = clock::since_start() - started;
                self.written.set(Some(Written { command: Some(logged.id), millis, report, left }));
            } else {
                self.step.set(Step::Check);
                if self.stop.get() {
                    return self.trouble(t::import::taken_back().to_owned());
                }
            }
            // What is known now is not what the worker was told.
            self.told.take();
            Ok(())
        });
    }

    fn sheet_is_done(self, form: &Form) {
        let Form::Sheet { name, .. } = form else { return };
        self.book.update(|book| {
            if let Some((_, done)) = book {
                done.push(name.clone());
            }
        });
    }

    /// What the rows of the file are that is open.
    pub(super) fn kind(self) -> Option<Kind> {
        self.columns.with_untracked(|view| view.as_ref()?.kind)
    }

    /// The sheet that may be imported after this one: its place and name.
    pub(super) fn next_sheet(self) -> Option<(usize, String)> {
        self.book.with(|book| {
            let (book, done) = book.as_ref()?;
            let is_next = |sheet: &&SheetInfo| {
                let is_known = sheet.kind.is_some() && sheet.rows > 0 && !sheet.hidden;
                is_known && !done.contains(&sheet.name)
            };
            book.sheets.iter().find(is_next).map(|sheet| (sheet.index, sheet.name.clone()))
        })
    }

    /// Stops writing; what has been written is taken back.
    pub(super) fn stop(self) {
        self.stop.set(true);
    }
}

/// Whether a file is for the worker for spreadsheets.
fn is_book(bytes: &Uint8Array) -> bool {
    book::is_book(&bytes.subarray(0, bytes.length().min(4096)).to_vec())
}

/// Which file is imported before which.
fn rank(kind: Option<Kind>) -> u8 {
    match kind {
        Some(Kind::Member | Kind::Product | Kind::Account) => 0,
        Some(Kind::Contact | Kind::Lead) => 1,
        Some(Kind::Opportunity) | None => 2,
        Some(Kind::StageHistory) => 3,
    }
}

/// Writes the sample workspace.
pub(super) async fn write_sample() {
    let app = app();
    let flow = flow();
    let ask = Ask::Sample { seed: SEED, today: app.today.get_untracked(), words: Lang::current().words() };
    app.work.set(Some(Work { label: t::import::making_sample().to_owned(), done: 0, total: 0 }));
    let told = flow.ask(ask, None).await;
    app.work.set(None);
    let Ok(Tell::Sample { slices, records }) = told else {
        return app.say(crate::state::ToastKind::Error, t::import::no_worker().to_owned());
    };
    let mut index = 0;
    let next = async || {
        let answer = if index < slices { Some(flow.ask(Ask::SampleSlice(index), None).await) } else { None };
        index += 1;
        match answer {
            None => Ok(None),
            Some(Ok(Tell::SampleSlice(slice))) => Ok(slice),
            Some(_) => Err(Stopped),
        }
    };
    let work = Work { label: t::import::writing_sample().to_owned(), done: 0, total: records };
    app.give_large(Action::Sample, "", work, next).await.ok();
    flow.let_go();
}
