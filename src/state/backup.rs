//! Backups: made, asked for, read, restored.

use std::cell::{Cell, OnceCell, RefCell};

use backup::{About, Header, Refusal, Stopped, Verified, Written};
use idb::Database;
use leptos::prelude::*;
use model::journal::{Action, What};
use model::records::Workspace;
use model::{Date, Instant};
use profiles::{Old, Profile};
use serde::{Deserialize, Serialize};
use store::{Backend, Failure};
use web_sys::File;

use super::workspaces::{change, hold};
use super::{App, Storage, Tables, ToastKind, app, profile_id};
use crate::i18n::{format, t};
use crate::platform::files::{self, Making};
use crate::platform::{boot, clock, ids, preferences, storage, task};
use crate::route::{Route, Screen, Section};

const DAY: i64 = 86_400_000;
/// After so long without a backup one is due, and after so long it is asked for again, in milliseconds.
const DUE_AFTER: i64 = 7 * DAY;
const AGAIN_AFTER: i64 = 3 * DAY;

/// How much of a file is read at a time, in bytes.
const PIECE: u64 = 1024 * 1024;

/// A backup that has been made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Exported {
    pub(crate) records: u64,
    /// In bytes.
    pub(crate) size: u64,
    pub(crate) name: String,
}

/// A backup that has been restored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Restored {
    pub(crate) records: u64,
    pub(crate) commands: u64,
    pub(crate) made: Instant,
}

/// What can be restored.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Offer {
    pub(crate) file: String,
    /// In bytes.
    pub(crate) size: u64,
    pub(crate) header: Header,
    /// What is here now, where there is anything.
    pub(crate) replaces: Option<Old>,
}

/// How far a restoring is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Restoring {
    Nothing,
    /// A file is read to its end; in bytes.
    Checking {
        file: String,
        done: u64,
        total: u64,
    },
    /// It ended, and why. Nothing has changed.
    Refused(String),
    Offered(Offer),
    /// In rows.
    Writing {
        done: u64,
        total: u64,
    },
}

/// What the page holds of backups; see [`Backups`].
pub(crate) struct State {
    /// Rows of the backup that is being made.
    pub(crate) exporting: RwSignal<Option<u64>>,
    pub(crate) exported: RwSignal<Option<Exported>>,
    pub(crate) restoring: RwSignal<Restoring>,
    /// What the page before this one has restored.
    pub(crate) restored: RwSignal<Option<Restored>>,
    /// When this workspace was last backed up on this device.
    pub(crate) last: RwSignal<Option<Instant>>,
    /// Whether the browser has promised to keep the data, where it says.
    pub(crate) kept: RwSignal<Option<bool>>,
    /// What is used and what is free, in bytes.
    pub(crate) room: RwSignal<Option<(u64, u64)>>,
    offered: RefCell<Option<(File, Verified)>>,
    /// Rises with every file that is chosen: what is found out about one before it is of no interest.
    chosen: Cell<u32>,
}

thread_local! {
    static STATE: OnceCell<&'static State> = const { OnceCell::new() };
}

/// A name for what the page holds of backups, which views may capture freely.
#[derive(Clone, Copy)]
pub(crate) struct Backups;

pub(crate) fn backups() -> Backups {
    Backups
}

impl std::ops::Deref for Backups {
    type Target = State;

    fn deref(&self) -> &State {
        STATE.with(|held| *held.get_or_init(|| Box::leak(Box::new(app().keep(State::new)))))
    }
}

impl State {
    fn new() -> Self {
        let restored = preferences::take_over("restored").and_then(|text| serde_json::from_str(&text).ok());
        Self {
            exporting: RwSignal::new(None),
            exported: RwSignal::new(None),
            restoring: RwSignal::new(Restoring::Nothing),
            restored: RwSignal::new(restored),
            last: RwSignal::new(last_of(&profile_id())),
            kept: RwSignal::new(None),
            room: RwSignal::new(None),
            offered: RefCell::default(),
            chosen: Cell::new(0),
        }
    }
}

fn moment(preference: &str) -> Option<Instant> {
    preferences::get(preference)?.parse().ok().map(Instant)
}

/// When a workspace was last backed up on this device.
pub(crate) fn last_of(profile: &str) -> Option<Instant> {
    moment(&format!("backup.last.{profile}"))
}

/// A file's pieces, one after the other. It ends when another file is chosen.
fn pieces(file: File, chosen: u32) -> impl AsyncFnMut() -> Result<Option<Vec<u8>>, Unread> {
    let (mut from, size) = (0, files::size(&file));
    async move || {
        if backups().chosen.get() != chosen {
            return Err(Unread);
        }
        let to = size.min(from + PIECE);
        if from == to {
            return Ok(None);
        }
        let piece = files::piece(&file, from, to).await.ok_or(Unread)?;
        from = to;
        Ok(Some(piece))
    }
}

/// The browser could not read a file.
#[derive(Debug)]
struct Unread;

impl Backups {
    /// Asks the browser what it makes of the data.
    pub(crate) fn look(self) {
        task::spawn(async move {
            self.kept.set(storage::is_kept().await);
            self.room.set(storage::room().await);
        });
    }

    /// Asks the browser to promise.
    pub(crate) fn ask_to_keep(self) {
        task::spawn(async move {
            let kept = storage::keep().await;
            self.kept.set(Some(kept));
            if !kept {
                app().say(ToastKind::Status, t::backup::not_promised().to_owned());
            }
        });
    }

    /// Saves the workspace that is shown as a file.
    pub(crate) fn back_up(self) {
        task::spawn(async move {
            let app = app();
            let store = app.store().await;
            if let Some(exported) = self.export(store.backend(), &app.this_profile(), app.workspace_name()).await {
                // Where backups are made it stands on the page.
                if app.route.with_untracked(|route| route.screen != Screen::Settings(Section::Backup)) {
                    app.say(ToastKind::Status, said(&exported));
                }
                self.exported.set(Some(exported));
            }
        });
    }

    /// Saves data of any workspace of this device as a file.
    pub(crate) fn back_up_database(self, profile: Profile, database: String) {
        task::spawn(async move {
            let app = app();
            let Ok(opened) = Database::open(&database, |_| ()).await else {
                return app.say(ToastKind::Error, t::backup::not_made().to_owned());
            };
            let name = profile.name.clone();
            if let Some(exported) = self.export(&opened, &profile, name).await {
                app.say(ToastKind::Status, said(&exported));
            }
            opened.close();
        });
    }

    /// `None` when it did not come to an end; why has been shown.
    async fn export(self, backend: &impl Backend, profile: &Profile, workspace: String) -> Option<Exported> {
        if self.exporting.get_untracked().is_some() {
            return None;
        }
        self.exporting.set(Some(0));
        let made = self.write(backend, workspace).await;
        self.exporting.set(None);
        let app = app();
        match made {
            Ok((header, Some(exported))) => {
                note_backup(profile, header.made);
                Some(exported)
            }
            Ok((_, None)) => {
                app.say(ToastKind::Error, t::backup::no_memory().to_owned());
                None
            }
            Err(_) => {
                app.say(ToastKind::Error, t::backup::not_made().to_owned());
                None
            }
        }
    }

    async fn write(self, backend: &impl Backend, workspace: String) -> Result<(Header, Option<Exported>), Failure> {
        let (app, now) = (app(), clock::now());
        let about = || About { app: version(), workspace: workspace.clone(), made: now, device: app.device };
        let (Written { header, head }, making) = match self.write_once(backend, about()).await {
            Err(Failure::Disconnected) => {
                backend.reconnect().await?;
                self.write_once(backend, about()).await?
            }
            written => written?,
        };
        let name = file_name(&workspace, now, &app.time_zone());
        let exported = making.save(&name, &head).map(|size| Exported { records: header.records(), size, name });
        Ok((header, exported))
    }

    async fn write_once(self, backend: &impl Backend, about: About) -> Result<(Written, Making), Failure> {
        let mut making = Making::new();
        let written = backup::write(backend, about, |text, rows| {
            making.push(text);
            self.exporting.set(Some(rows));
        });
        Ok((written.await?, making))
    }

    /// Reads a file to its end and says what is in it.
    pub(crate) fn choose(self, file: File) {
        let chosen = self.chosen.get() + 1;
        self.chosen.set(chosen);
        self.offered.replace(None);
        self.restored.set(None);
        task::spawn(async move {
            let name = file.name();
            let total = files::size(&file);
            let progress = |done| {
                if self.chosen.get() == chosen {
                    self.restoring.set(Restoring::Checking { file: name.clone(), done, total });
                }
            };
            progress(0);
            let verified = backup::verify(pieces(file.clone(), chosen), progress).await;
            let state = match verified {
                Ok(Ok(verified)) => self.offer(&file, verified).await,
                Ok(Err(refusal)) => Restoring::Refused(refused(&refusal, &name)),
                Err(Unread) => Restoring::Refused(t::backup::not_readable(&name)),
            };
            if self.chosen.get() == chosen {
                self.restoring.set(state);
            }
        });
    }

    async fn offer(self, file: &File, verified: Verified) -> Restoring {
        let (app, size) = (app(), files::size(file));
        let Tables::Idb(database) = app.store().await.backend() else {
            return Restoring::Refused(t::backup::memory().to_owned());
        };
        if let Some((_, free)) = storage::room().await
            && free < needed(size)
        {
            let (needed, free) = (format::bytes(needed(size)), format::bytes(free));
            return Restoring::Refused(t::backup::no_room { needed: &needed, free: &free }.text());
        }
        let replaces = super::workspaces::measure(database).await;
        let header = verified.header.clone();
        self.offered.replace(Some((file.clone(), verified)));
        Restoring::Offered(Offer { file: file.name(), size, header, replaces })
    }

    /// No file is chosen any more.
    pub(crate) fn give_up(self) {
        self.chosen.set(self.chosen.get() + 1);
        self.offered.replace(None);
        self.restoring.set(Restoring::Nothing);
    }

    /// Puts what has been verified in the place of what is here.
    pub(crate) fn restore(self) {
        let Some((file, verified)) = self.offered.take() else { return };
        task::spawn(async move {
            let name = file.name();
            if let Err(stopped) = self.restore_file(file, &verified).await {
                let why = match stopped {
                    Stopped::Refused(refusal) => refused(&refusal, &name),
                    Stopped::Unread(Unread) => t::backup::not_readable(&name),
                    Stopped::Failed(Failure::Full) => t::backup::full().to_owned(),
                    Stopped::Failed(_) => t::backup::not_restored().to_owned(),
                };
                self.restoring.set(Restoring::Refused(why));
            }
        });
    }

    async fn restore_file(self, file: File, verified: &Verified) -> Result<(), Stopped<Unread>> {
        let (app, total) = (app(), verified.header.rows());
        self.restoring.set(Restoring::Writing { done: 0, total });
        let database = app.this_profile().another_database(ids::new());
        let _held = hold(&database).await;
        change(app.this_profile(), |profile| profile.begin(&database)).await?;
        let written = self.write_database(&database, file, verified).await;
        let placed = match written {
            Ok(()) => self.place(&database, &verified.header).await.map_err(Stopped::Failed),
            Err(stopped) => Err(stopped),
        };
        if placed.is_err() {
            // Where that fails too, the next start does it.
            idb::delete(&database).await.ok();
            change(app.this_profile(), |profile| profile.forget(&database)).await.ok();
        }
        placed
    }

    async fn write_database(self, name: &str, file: File, verified: &Verified) -> Result<(), Stopped<Unread>> {
        let total = verified.header.rows();
        let database = Database::open(name, |_| ()).await?;
        let progress = |done| self.restoring.set(Restoring::Writing { done, total });
        let written = backup::restore(&database, verified, pieces(file, self.chosen.get()), progress).await;
        database.close();
        written
    }

    async fn place(self, database: &str, header: &Header) -> Result<(), Failure> {
        let app = app();
        let restored =
            Restored { records: header.records(), commands: header.count(store::COMMANDS), made: header.made };
        // The page is about to be loaded anew.
        preferences::hand_over("restored", &serde_json::to_string(&restored)?);
        let profile = app.this_profile();
        app.go(&Route::to(Screen::Settings(Section::Backup)));
        let placed = app.replace_with(database, |profile| {
            if profile.name.is_empty() {
                header.workspace.clone_into(&mut profile.name);
            }
        });
        placed.await?;
        note_backup(&profile, header.made);
        Ok(())
    }
}

/// About as much as a database takes, for what takes so many bytes as a file.
fn needed(size: u64) -> u64 {
    size + size / 2
}

fn version() -> String {
    format!("{} ({})", env!("CARGO_PKG_VERSION"), boot::build())
}

fn note_backup(profile: &Profile, made: Instant) {
    preferences::set(&format!("backup.last.{}", profile.id), &made.0.to_string());
    if profile.id == profile_id() {
        backups().last.set(Some(made));
        app().backup_due.set(false);
    }
}

/// What a backup of a workspace is called.
fn file_name(workspace: &str, now: Instant, time_zone: &str) -> String {
    let day = format::day_in(time_zone, now).unwrap_or(Date::EPOCH);
    let when = format!("{day}-{}", format::time_of_day(now, time_zone).replace(':', ""));
    let plain = |sign: char| if sign.is_control() || "/\\:*?\"<>|".contains(sign) { '_' } else { sign };
    let workspace: String = workspace.trim().chars().map(plain).take(40).collect();
    if workspace.is_empty() {
        t::backup::file_name(&when)
    } else {
        t::backup::file_name_of { name: &workspace, when: &when }.text()
    }
}

fn said(exported: &Exported) -> String {
    let count = usize::try_from(exported.records).unwrap_or(usize::MAX);
    t::backup::exported(count, &format::bytes(exported.size))
}

fn refused(refusal: &Refusal, file: &str) -> String {
    match refusal {
        Refusal::Empty => t::backup::refused_empty(file),
        Refusal::NotJson => t::backup::refused_not_json(file),
        Refusal::OtherJson => t::backup::refused_other_json(file),
        Refusal::Newer { app } => t::backup::refused_newer { name: file, version: app }.text(),
        Refusal::Truncated { line } => t::backup::refused_truncated { name: file, line: &line.to_string() }.text(),
        Refusal::Damaged { line: Some(line) } => {
            t::backup::refused_damaged_at { name: file, line: &line.to_string() }.text()
        }
        Refusal::Damaged { line: None } => t::backup::refused_damaged(file),
    }
}

impl App {
    /// Asks for a backup where the browser may clear the data, there is some, and none has been made for a while.
    pub(super) async fn consider_backup(self) {
        let id = profile_id();
        let now = clock::now().0;
        let asked_later = moment(&format!("backup.later.{id}")).is_some_and(|later| now < later.0);
        if self.storage.get_untracked() != Storage::Persistent || self.is_first_run() || asked_later {
            return;
        }
        if storage::is_kept().await != Some(false) {
            return;
        }
        let Some(began) = self.began().await else { return };
        let since = last_of(&id).map_or(began.0, |last| last.0.max(began.0));
        self.backup_due.set(now - since >= DUE_AFTER);
    }

    /// When people began to keep data here; not with the sample.
    async fn began(self) -> Option<Instant> {
        let store = self.store().await;
        let entries = store.entries(Workspace::ID.uuid()).await.ok()?;
        let made = entries.iter().rev().find(|entry| entry.what == What::Added)?;
        let command = store.commands(&[made.seq]).await.ok()?.pop()?;
        (command.action != Action::Sample).then_some(command.recorded)
    }

    /// Not now.
    pub(crate) fn back_up_later(self) {
        let later = clock::now().0 + AGAIN_AFTER;
        preferences::set(&format!("backup.later.{}", profile_id()), &later.to_string());
        self.backup_due.set(false);
    }
}
