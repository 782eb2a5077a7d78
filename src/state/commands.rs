//! Giving commands: painted at once, saved, told to other tabs; taken back where saving fails.

use std::collections::BTreeSet;

use board::{Paint, Painted};
use leptos::prelude::*;
use model::command::Slice;
use model::journal::{Action, Author, Logged};
use model::next_step::next_step;
use model::records::{Activity, Record as _};
use model::{Command, Context, Doc, Id, Kind, RecordRef, Uuid};
use serde::{Deserialize, Serialize};
use store::{Committed, Error, Failure, Large, Since, Store};

use super::{App, Phase, Save, Tables, ToastKind, Work};
use crate::i18n::t;
use crate::platform::ids::DeviceIds;
use crate::platform::{clock, dom, ids, tabs, task};

/// A command and how it is shown.
pub(crate) struct Give {
    pub(crate) command: Command,
    pub(crate) paint: Option<Painting>,
    /// The moment of the input it answers, for measuring.
    pub(crate) started: Option<f64>,
    /// What the toast says; none when the change is plain to see.
    pub(crate) said: Option<String>,
    /// The opportunity and its stage where something it asks for is missing: the toast offers to fill it in.
    pub(crate) lacks: Option<(Uuid, Uuid)>,
}

/// How an opportunity looks once the command is through.
pub(crate) struct Painting {
    pub(crate) opportunity: Uuid,
    pub(crate) paint: Paint,
}

impl Give {
    pub(crate) fn new(command: Command) -> Self {
        Self { command, paint: None, started: None, said: None, lacks: None }
    }
}

/// What one tab tells the others. The records come along when they are few.
#[derive(Serialize, Deserialize)]
struct Message {
    seq: u64,
    #[serde(default)]
    docs: Vec<Doc>,
    /// More has happened than the records say.
    #[serde(default)]
    more: bool,
}

/// More records than this are read again instead of being sent.
const SENT: usize = 50;

impl App {
    /// The store, once it is open.
    pub(crate) async fn store(self) -> &'static Store<Tables> {
        loop {
            if let Some(store) = self.store.get().copied() {
                return store;
            }
            wasm_bindgen_futures::JsFuture::from(self.opened.0.clone()).await.ok();
        }
    }

    /// What a command given now is told of the world.
    pub(super) fn context(self, ids: &mut DeviceIds) -> Context<'_> {
        let author = Author { member: self.me.get_untracked(), device: self.device };
        Context { now: clock::now(), today: self.today.get_untracked(), author, ids }
    }

    /// Carries a command out.
    ///
    /// # Errors
    /// The failure has been shown, and what was painted taken back.
    pub(crate) async fn give(self, give: Give) -> Result<Committed, Error> {
        self.carry_out(self.begin(give)).await
    }

    /// Carries a command out; whether all is as it was to be, which it may have been already. A failure has been shown.
    pub(crate) async fn give_through(self, give: Give) -> bool {
        matches!(self.give(give).await, Ok(_) | Err(Error::Rejected(model::Rejection::Nothing)))
    }

    /// Gives a command without waiting for it. What it looks like is painted before this returns.
    pub(crate) fn give_later(self, give: Give) {
        let begun = self.begin(give);
        task::spawn(async move {
            // A failure has been shown by then.
            self.carry_out(begun).await.ok();
        });
    }

    fn begin(self, give: Give) -> Begun {
        let Give { command, paint, started, said, lacks } = give;
        let preview = paint.and_then(|painting| self.paint(&painting));
        Begun { command, preview, started, said, lacks, _saving: self.saving() }
    }

    async fn carry_out(self, begun: Begun) -> Result<Committed, Error> {
        let Begun { command, preview, started, said, lacks, _saving } = begun;
        let is_painted = preview.is_some();
        let measure = started.map(|started| (started, name_of(&command)));
        let store = self.store().await;
        let mut ids = DeviceIds;
        let mut context = self.context(&mut ids);
        match store.commit(ids::new(), &command, &mut context).await {
            Ok(committed) => {
                self.committed(&committed);
                drop(preview);
                let undoable = ToastKind::Undoable { command: committed.logged.id, lacks };
                match said {
                    // What is painted at once has been announced then.
                    Some(text) if is_painted => self.show_toast(undoable, text),
                    Some(text) => self.say(undoable, text),
                    None => {}
                }
                if let Some((started, name)) = measure {
                    task::painted().await;
                    dom::measure(&format!("shangji:{name}"), started);
                }
                Ok(committed)
            }
            Err(error) => {
                if let Some(preview) = preview {
                    self.unpaint(preview);
                }
                self.show_failure(&error);
                Err(error)
            }
        }
    }

    /// Shows a change before it is saved.
    pub(crate) fn paint(self, painting: &Painting) -> Option<Preview> {
        let (painted, touched) = self.board.borrow_mut().paint(painting.opportunity, &painting.paint)?;
        self.tell(&touched);
        Some(Preview { painted, _unsettled: self.unsettled() })
    }

    pub(crate) fn unpaint(self, preview: Preview) {
        let touched = self.board.borrow_mut().unpaint(preview.painted);
        self.tell(&touched);
    }

    /// While this lives, the board shows something that the records do not say.
    fn unsettled(self) -> Unsettled {
        self.unsettled.set(self.unsettled.get() + 1);
        Unsettled(self)
    }

    /// What follows every command that was carried out here.
    pub(super) fn committed(self, committed: &Committed) {
        let (seq, before) = (committed.logged.seq, self.board(|board| board.seq));
        self.take_in(&committed.docs);
        self.board.borrow_mut().seq = seq;
        if seq > before + 1 {
            // Another tab was first and its message is still on the way; what it changed must not be passed over.
            self.board.borrow_mut().seq = before;
            task::spawn(async move { self.catch_up().await });
        }
        self.undo.borrow_mut().push(committed.logged.clone());
        self.tell_undo();
        let few = committed.docs.len() <= SENT;
        let docs = if few { committed.docs.clone() } else { Vec::new() };
        self.tell_tabs(&Message { seq: committed.logged.seq, docs, more: !few });
        if committed.logged.action.is_by_rule() {
            return;
        }
        self.written();
        if committed.logged.action != Action::Start {
            self.ask_who();
        }
    }

    fn tell_tabs(self, message: &Message) {
        if let (Some(channel), Ok(text)) = (self.channel.get(), serde_json::to_string(message)) {
            channel.tell(&text);
        }
    }

    /// Tells the others of a large command: they read anew.
    pub(super) fn tell_tabs_of(self, logged: &Logged) {
        self.tell_tabs(&Message { seq: logged.closed.unwrap_or(logged.seq), docs: Vec::new(), more: true });
    }

    /// What another tab told.
    pub(super) fn hear(self, text: &str) {
        if text == super::workspaces::MOVED {
            return self.moved();
        }
        let Ok(message) = serde_json::from_str::<Message>(text) else { return };
        let next = self.board(|board| board.seq + 1);
        if message.seq == next && !message.more {
            self.take_in(&message.docs);
            // An activity's number moves on without a card knowing it.
            self.board.borrow_mut().seq = message.seq;
            task::spawn(async move { self.reload_undo().await });
        } else if message.seq >= next {
            task::spawn(async move { self.catch_up().await });
        }
    }

    /// Reads what has happened since this tab last looked.
    pub(crate) async fn catch_up(self) {
        let seq = self.board(|board| board.seq);
        match self.store().await.since(seq).await {
            Ok(Since::Changes { seq: now, docs }) if now > seq => {
                self.take_in(&docs);
                self.board.borrow_mut().seq = now;
                self.reload_undo().await;
            }
            Ok(Since::Changes { .. }) => {}
            Ok(Since::Everything { .. }) => {
                self.read_anew().await;
                self.reload_undo().await;
            }
            Err(error) => self.show_failure(&error),
        }
    }

    /// What cards show of records that are not their own: next steps, names of accounts.
    pub(super) fn refresh(self, docs: &[Doc], added: Vec<Uuid>) {
        let activities = docs.iter().filter(|doc| doc.kind == Activity::KIND);
        let mut subjects: BTreeSet<Uuid> = activities
            .filter_map(|doc| {
                doc.data.get("subject").and_then(|id| id.as_str()).and_then(|id| Uuid::try_parse(id).ok())
            })
            .collect();
        subjects.extend(added);
        let missing = self.board(board::Board::missing);
        if subjects.is_empty() && missing.is_empty() {
            return;
        }
        let unsettled = self.unsettled();
        task::spawn(async move {
            let _unsettled = unsettled;
            let store = self.store().await;
            if let (false, Ok(found)) = (missing.is_empty(), store.get(&missing).await) {
                let found: Vec<Doc> = found.into_values().collect();
                let touched = self.board.borrow_mut().apply(&found);
                self.tell(&touched);
            }
            for subject in subjects {
                if let Ok(docs) = store.by(Activity::KIND, "subject", subject).await {
                    let next = next_of(&docs);
                    let touched = self.board.borrow_mut().set_next(subject, next.as_ref());
                    self.tell(&touched);
                }
            }
        });
    }

    /// While this lives, something is being saved.
    pub(super) fn saving(self) -> Saving {
        self.unsaved.set(self.unsaved.get() + 1);
        self.save.set(Save::Saving);
        Saving(self)
    }

    pub(crate) fn has_unsaved(self) -> bool {
        self.unsaved.get() > 0
    }

    pub(crate) fn show_failure(self, error: &Error) {
        let text = match error {
            Error::Rejected(rejection) => return self.show_rejection(rejection),
            Error::Busy => t::failure::busy(),
            Error::NothingToUndo => return,
            Error::Failed(Failure::Full) => t::failure::full(),
            Error::Failed(Failure::Outdated) if self.phase.get_untracked() == Phase::Moved => t::failure::moved(),
            Error::Failed(Failure::Outdated) => {
                self.phase.set(Phase::Outdated);
                t::failure::outdated()
            }
            Error::Failed(_) => t::failure::not_saved(),
        };
        if matches!(error, Error::Failed(_)) {
            self.save.set(Save::Failed);
        }
        self.say(ToastKind::Error, text.to_owned());
    }

    /// Something could not be read; nothing was to be written.
    pub(crate) fn show_unread(self, error: &Error) {
        match error {
            Error::Failed(Failure::Outdated) => self.show_failure(error),
            _ => self.say(ToastKind::Error, t::failure::not_read().to_owned()),
        }
    }

    fn show_rejection(self, rejection: &model::Rejection) {
        let text = match rejection {
            model::Rejection::Nothing => return,
            // Forms look first; this is the last line.
            model::Rejection::Invalid { target, errors } => {
                let field = errors.first().map_or("", |error| error.field);
                t::failure::invalid { field, kind: target.kind.name() }.text()
            }
            model::Rejection::Gone(_) => t::failure::gone().to_owned(),
            model::Rejection::Exists(_) => t::failure::exists().to_owned(),
            model::Rejection::Linked(linked) => {
                let linked = linked.clone();
                return task::spawn(async move {
                    let names = self.names(&linked).await;
                    self.say(ToastKind::Error, t::failure::linked(linked.len(), &names));
                });
            }
        };
        self.say(ToastKind::Error, text);
    }

    /// The names of some records, the first few of them.
    async fn names(self, targets: &[RecordRef]) -> String {
        let some: Vec<RecordRef> = targets.iter().copied().take(3).collect();
        let found = self.store().await.get(&some).await.unwrap_or_default();
        let names: Vec<String> = some.iter().filter_map(|target| found.get(target)).map(Doc::name).collect();
        names.join(t::list::comma())
    }

    /// Writes a large command in slices. `next` gives them one after the other, `None` at the end; an error of its own ends
    /// the command and takes back what was written.
    ///
    /// # Errors
    /// The failure has been shown.
    pub(crate) async fn give_large(
        self,
        action: Action,
        about: &str,
        work: Work,
        mut next: impl AsyncFnMut() -> Result<Option<Slice>, Stopped>,
    ) -> Result<(Logged, Vec<model::Left>), Stopped> {
        let _saving = self.saving();
        let store = self.store().await;
        let id = ids::new();
        let _lock = tabs::try_lock(&lock_of(id)).await;
        let mut device_ids = DeviceIds;
        let context = self.context(&mut device_ids);
        let mut large = store.open_large(id, action, about, &context).await.map_err(|error| self.stopped(&error))?;
        let mut left = Vec::new();
        self.work.set(Some(work));
        let written = self.write_slices(store, &mut large, &mut left, &mut next).await;
        self.work.set(None);
        let closed = match written {
            Ok(()) => store.close_large(&large).await.map_err(|error| self.stopped(&error)),
            Err(stopped) => Err(stopped),
        };
        match closed {
            Ok(logged) => {
                self.read_anew().await;
                self.undo.borrow_mut().push(logged.clone());
                self.tell_undo();
                self.tell_tabs_of(&logged);
                self.written();
                Ok((logged, left))
            }
            Err(stopped) => {
                // What was written does not show. Where taking it back fails too, the next start does it.
                store.abandon(large.seq()).await.ok();
                Err(stopped)
            }
        }
    }

    async fn write_slices(
        self,
        store: &Store<Tables>,
        large: &mut Large,
        left: &mut Vec<model::Left>,
        next: &mut impl AsyncFnMut() -> Result<Option<Slice>, Stopped>,
    ) -> Result<(), Stopped> {
        while let Some(slice) = next().await? {
            let written = store.write_slice(large, &slice).await.map_err(|error| self.stopped(&error))?;
            left.extend(written.left);
            let count = slice.len();
            self.work.update(|work| {
                if let Some(work) = work {
                    work.done += count;
                }
            });
            task::turn().await;
        }
        Ok(())
    }

    fn stopped(self, error: &Error) -> Stopped {
        self.show_failure(error);
        Stopped
    }
}

/// A large command was given up; why has been shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stopped;

/// The name of the lock that the tab holds which writes a large command.
pub(super) fn lock_of(command: Uuid) -> String {
    format!("shangji-command-{command}")
}

/// A command that is under way: shown, and not yet saved.
struct Begun {
    command: Command,
    preview: Option<Preview>,
    started: Option<f64>,
    said: Option<String>,
    lacks: Option<(Uuid, Uuid)>,
    _saving: Saving,
}

/// A card as it will be, on the screen only.
pub(crate) struct Preview {
    painted: Painted,
    _unsettled: Unsettled,
}

/// The board is not what the records say as long as one of these lives.
struct Unsettled(App);

impl Drop for Unsettled {
    fn drop(&mut self) {
        self.0.unsettled.set(self.0.unsettled.get().saturating_sub(1));
    }
}

/// Something is being saved as long as one of these lives.
pub(super) struct Saving(App);

impl Drop for Saving {
    fn drop(&mut self) {
        let left = self.0.unsaved.get().saturating_sub(1);
        self.0.unsaved.set(left);
        if left == 0 && self.0.save.get_untracked() == Save::Saving {
            self.0.save.set(Save::Saved);
        }
    }
}

/// The next step among the activities of one opportunity.
pub(crate) fn next_of(activities: &[Doc]) -> Option<board::Next> {
    let decoded =
        activities.iter().filter_map(|doc| Some((Id::<Activity>::new(doc.id), doc.decode::<Activity>().ok()?)));
    next_step(decoded).map(|(due, _, activity)| board::Next { due, kind: activity.kind, text: activity.text })
}

fn name_of(command: &Command) -> &'static str {
    match command {
        Command::Start { .. } => "start",
        Command::Create { .. } | Command::Ensure { .. } => "create",
        Command::Edit { .. } => "edit",
        Command::Move { .. } | Command::Together { action: Action::Move, .. } => "move",
        Command::Close(_) => "close",
        Command::Touch(_) => "touch",
        Command::Delete { .. } | Command::DeleteLinked { .. } => "delete",
        Command::Merge(_) => "merge",
        Command::Restore { .. } => "restore",
        Command::Many(_) => "many",
        Command::Together { .. } => "together",
        Command::Evaluate(_) => "evaluate",
    }
}

/// The kinds whose records the board reads when it is made anew, settings first.
pub(super) fn kinds_in_order() -> Vec<Kind> {
    board::kinds().collect()
}
