//! The start: what is stored is shown first, then the database is opened, and what an earlier page left is put right.

use board::{Board, Touched};
use js_sys::Reflect;
use leptos::prelude::*;
use model::Doc;
use model::records::{Opportunity, Record as _};
use store::{Backend as _, Error, Failure, Memory, Mode, SNAPSHOT, Since, Store, Transaction as _};
use wasm_bindgen::JsValue;

use super::commands::{kinds_in_order, lock_of};
use super::{App, Phase, Storage, Tables, app, database_name, duty};
use crate::i18n::format;
use crate::pages::today::picture::{PART as PICTURE, picture};
use crate::platform::listen::listen_always;
use crate::platform::{boot, clock, dom, ids, tabs, task};

/// How many records are read at a time when the board is made anew.
const PAGE: u32 = 1000;
/// How long after a change the board is packed, in milliseconds: a page opened before needs the desk for what came since.
const PACK_AFTER: i32 = 500;
/// How long it is packed without a pause, in milliseconds.
const PACK_FOR: f64 = 8.0;

/// Opens the database behind what is shown, and puts right what an earlier page left.
pub(crate) async fn open(unpacked: bool) {
    let app = app();
    app.listen();
    app.open().await;
    if unpacked {
        app.catch_up().await;
        app.refresh_since();
    } else if app.phase.get_untracked() == Phase::Loading {
        if app.store().await.state().await.is_ok_and(|state| state.seq > 0) {
            app.read_anew().await;
        }
        app.phase.set(Phase::Ready);
    }
    app.reload_undo().await;
    app.read_lists().await;
    app.take_back_unfinished().await;
    duty().open().await;
    app.pack_soon();
    task::spawn(async move {
        app.settle_profiles().await;
        app.consider_backup().await;
    });
}

/// Puts records onto a board; as JSON of documents, as the start script has read them.
pub(crate) fn take_since(board: &mut Board, json: &str) {
    let docs: Vec<Doc> = serde_json::from_str(json).unwrap_or_default();
    board.load(&docs);
    app().since.replace(docs);
}

impl App {
    /// Next steps and names that the records written since the packing call for.
    fn refresh_since(self) {
        let docs = self.since.take();
        let opportunities = docs.iter().filter(|doc| doc.kind == Opportunity::KIND).map(|doc| doc.id).collect();
        self.refresh(&docs, opportunities);
    }

    fn listen(self) {
        let channel = tabs::Channel::open(&database_name(), |text| app().hear(&text));
        self.channel.set(channel).ok();
        listen_always(&dom::document(), "visibilitychange", |_: web_sys::Event| {
            let app = app();
            if dom::is_visible() {
                dom::forget_measures();
                app.set_today();
                if app.is_elsewhere() {
                    return app.moved();
                }
                task::spawn(async move { app.catch_up().await });
            } else if app.pack_asked.get() {
                task::spawn(async move { app.pack().await });
            }
        });
        listen_always(&dom::window(), "resize", |_: web_sys::Event| {
            dom::forget_measures();
            app().height.set(dom::inner_height());
        });
        listen_always(&dom::window(), "shangji:update-ready", |_: web_sys::Event| app().update_ready.set(true));
        self.update_ready.set(boot::update_ready());
        listen_always(&dom::window(), "beforeunload", |event: web_sys::Event| {
            let app = app();
            let unkept = app.storage.get_untracked() == Storage::Memory && app.board(|board| board.seq > 0);
            if !app.leaving.get() && (unkept || app.has_unsaved() || app.has_drafts()) {
                event.prevent_default();
                // Older browsers look at this instead.
                Reflect::set(&event, &"returnValue".into(), &JsValue::TRUE).ok();
            }
        });
        // Midnight comes while the page is open.
        task::spawn(async {
            loop {
                task::sleep(60_000).await;
                let before = app().today.get_untracked();
                app().set_today();
                if app().today.get_untracked() != before {
                    app().consider_backup().await;
                }
            }
        });
    }

    async fn open(self) {
        let name = database_name();
        let opened = idb::Database::open(&name, |event| match event {
            idb::Event::Outdated => app().phase.set(Phase::Outdated),
            idb::Event::Blocked => {}
        });
        let store = match opened.await {
            Ok(database) => Some(Store::new(Tables::Idb(database))),
            Err(Failure::Outdated) => return self.phase.set(Phase::Outdated),
            Err(_) => None,
        };
        let store = match store {
            // A full disk keeps what it has; each command that finds no room says so.
            Some(store) if matches!(store.probe().await, Ok(()) | Err(Error::Failed(Failure::Full))) => store,
            _ => Store::new(Tables::Memory(Memory::default())),
        };
        let kept = matches!(store.backend(), Tables::Idb(_));
        self.storage.set(if kept { Storage::Persistent } else { Storage::Memory });
        // It lives as long as the page.
        self.store.set(Box::leak(Box::new(store))).ok();
        self.opened.1.call0(&JsValue::UNDEFINED).ok();
    }

    /// Makes the board anew from the records, a page at a time.
    pub(crate) async fn read_anew(self) {
        while self.read_once().await {}
    }

    /// Whether so much has happened while it read that it has to read again.
    async fn read_once(self) -> bool {
        let store = self.store().await;
        let read = async {
            let mut board = Board::new(self.today.get_untracked());
            board.seq = store.state().await?.seq;
            for kind in kinds_in_order() {
                let mut after = None;
                loop {
                    let (docs, next) = store.page(kind, after, PAGE).await?;
                    let seq = board.seq;
                    board.load(&docs);
                    // The number stands for all that is in here, so it is the one read first.
                    board.seq = seq;
                    after = next;
                    task::turn().await;
                    if after.is_none() {
                        break;
                    }
                }
            }
            Ok::<Board, Error>(board)
        };
        match read.await {
            Ok(mut board) => {
                let shown = self.board(|board| board.view().shown().clone());
                board.show(|new| *new = shown);
                board.pack_anew(u64::from_le_bytes(ids::random()));
                self.packed.set(u64::MAX);
                self.board.replace(board);
                format::set_usual(self.currency());
                self.set_today();
                self.records.update(|version| *version += 1);
                self.accounts.update(|version| *version += 1);
                self.tell(&Touched { all: true, ..Touched::default() });
                self.read_again();
                duty().read_again();
                task::spawn(async move { self.read_lists().await });
                self.pack_soon();
            }
            Err(error) => {
                self.show_failure(&error);
                return false;
            }
        }
        // What was written meanwhile is in the pages read after it only.
        let seq = self.board(|board| board.seq);
        match store.since(seq).await {
            Ok(Since::Changes { seq: now, docs }) => {
                if now > seq {
                    self.take_in(&docs);
                    self.board.borrow_mut().seq = now;
                }
                false
            }
            Ok(Since::Everything { .. }) => true,
            Err(error) => {
                self.show_failure(&error);
                false
            }
        }
    }

    /// Takes back large commands whose tab is gone.
    async fn take_back_unfinished(self) {
        let store = self.store().await;
        for (seq, id) in store.unfinished().await.unwrap_or_default() {
            // Its tab holds the lock as long as it lives.
            if let Some(_held) = tabs::try_lock(&lock_of(id)).await
                && let Err(error) = store.abandon(seq).await
            {
                self.show_failure(&error);
            }
        }
    }

    /// Packs the board shortly, with what changes until then.
    pub(crate) fn pack_soon(self) {
        if self.pack_asked.replace(true) {
            return;
        }
        task::spawn(async move {
            task::sleep(PACK_AFTER).await;
            self.pack_asked.set(false);
            self.pack().await;
        });
    }

    async fn pack(self) {
        let Tables::Idb(database) = self.store().await.backend() else { return };
        if self.packing.borrow().is_none() {
            let held = tabs::try_lock(&format!("{}-pack", database_name())).await;
            self.packing.replace(held);
        }
        if self.packing.borrow().is_none() {
            return; // another tab does it
        }
        let anew = stored_head(database).await != Some(self.packed.get());
        // Looked at last, with nothing awaited before the board is read: a preview is not to be packed.
        if self.unsettled.get() > 0 {
            return self.pack_soon();
        }
        if anew {
            self.board.borrow_mut().pack_anew(u64::from_le_bytes(ids::random()));
        }
        let mut parts = Vec::new();
        let mut begun = clock::since_start();
        loop {
            let Some(board::Part { name, seq, bytes }) = self.board.borrow_mut().pack() else { break };
            parts.push(idb::SnapshotPart { part: name, seq, bytes });
            if clock::since_start() - begun > PACK_FOR {
                task::idle(500).await;
                begun = clock::since_start();
                if self.unsettled.get() > 0 {
                    // What was packed so far is not written, so all of it is packed anew.
                    self.packed.set(u64::MAX);
                    return self.pack_soon();
                }
            }
        }
        let head = parts.last().map(|head| head.seq);
        // A cache: where it cannot be written, the next start reads the records.
        if !parts.is_empty()
            && database.write_snapshot(&parts, anew).await.is_ok()
            && let Some(head) = head
        {
            self.packed.set(head);
        }
        self.pack_today(database).await;
    }

    /// What is due, and how that looks. It takes a moment, so it is done when nobody would notice, unless something has
    /// changed by then: it is packed anew after that.
    async fn pack_today(self, database: &idb::Database) {
        task::calm().await;
        // What no card knows of moves it on too.
        let seq = self.board(|board| board.seq);
        let Some(sight) = duty().pack() else { return };
        task::calm().await;
        if self.board(|board| board.seq) != seq || self.unsettled.get() > 0 {
            return;
        }
        let part = |part: &str, bytes| idb::SnapshotPart { part: part.to_owned(), seq, bytes };
        let picture = picture().map(|picture| part(PICTURE, picture.into_bytes()));
        let parts: Vec<_> = [part(super::duty::PART, sight)].into_iter().chain(picture).collect();
        database.write_snapshot(&parts, false).await.ok();
    }
}

/// The number at which the packed board in the database was packed, by whichever tab.
async fn stored_head(database: &idb::Database) -> Option<u64> {
    let transaction = database.begin(&[SNAPSHOT], Mode::Read).await.ok()?;
    let json = transaction.get(SNAPSHOT, &["head".into()]).await.ok()?;
    let rows: Vec<Option<serde_json::Value>> = serde_json::from_str(&json).ok()?;
    rows.into_iter().next()??.get("seq")?.as_u64()
}
