//! Undo and redo: one stack for the device, whichever tab.

use leptos::prelude::*;
use model::journal::{Action, Logged, Step};
use model::records::{Cadence, CalendarYear, GradeRule, Ladder, Pipeline, Record as _, ScoringModel, StallCause};
use model::{Merge, Uuid};
use store::{Done, Error};

use super::commands::lock_of;
use super::{App, ToastKind, Work};
use crate::i18n::t;
use crate::platform::{ids, tabs, task};

impl App {
    pub(crate) fn undo(self) {
        self.ask_step(Action::Undo);
    }

    pub(crate) fn redo(self) {
        self.ask_step(Action::Redo);
    }

    /// One after the other, in the order in which they were asked for: each has to see what the one before left.
    fn ask_step(self, action: Action) {
        self.steps.borrow_mut().push_back(action);
        if self.stepping.replace(true) {
            return;
        }
        task::spawn(async move {
            loop {
                let Some(action) = self.steps.borrow_mut().pop_front() else { break };
                self.step(action).await;
            }
            self.stepping.set(false);
        });
    }

    /// Whether an undo would take back this command.
    pub(crate) fn is_next_undo(self, command: Uuid) -> bool {
        self.undo.borrow().undo.last().is_some_and(|step| step.given.id == command)
    }

    async fn step(self, action: Action) {
        // Another tab may have moved on.
        self.reload_undo().await;
        let step = {
            let stack = self.undo.borrow();
            if action == Action::Redo { stack.redo.last() } else { stack.undo.last() }.cloned()
        };
        let Some(step) = step else {
            let nothing = if action == Action::Redo { t::undo::nothing_to_redo() } else { t::undo::nothing_to_undo() };
            return self.say(ToastKind::Status, nothing.to_owned());
        };
        self.reverse(step, action).await;
    }

    /// Takes a command back that need not be the last.
    pub(crate) fn take_back(self, logged: Logged) {
        task::spawn(async move {
            let given = Logged { action: Action::Merge, ..logged.clone() };
            self.reverse(Step { given, current: logged }, Action::Undo).await;
        });
    }

    async fn reverse(self, step: Step, action: Action) {
        let _saving = self.saving();
        let id = ids::new();
        let _lock = tabs::try_lock(&lock_of(id)).await;
        let store = self.store().await;
        let mut device_ids = ids::DeviceIds;
        let context = self.context(&mut device_ids);
        let label = describe(&step.given);
        let progress = |done: usize| self.work.set(Some(Work { label: label.clone(), done, total: 0 }));
        let result = store.reverse(id, &step, action.clone(), &context, progress).await;
        self.work.set(None);
        match result {
            Ok(undone) => self.reversed(&step, &action, &undone).await,
            Err(Error::NothingToUndo) => {}
            Err(error) => self.show_failure(&error),
        }
    }

    /// Takes in what a command that may be large came to.
    async fn done(self, done: &Done) {
        match done {
            Done::Small(committed) => self.committed(committed),
            Done::Large { logged, .. } => {
                self.read_anew().await;
                self.undo.borrow_mut().push(logged.clone());
                self.tell_undo();
                self.tell_tabs_of(logged);
                self.written();
            }
        }
    }

    /// Merges two accounts or contacts, and says `said` then. Whether it was done; a failure has been shown.
    pub(crate) async fn merge(self, merge: &Merge, said: String) -> bool {
        let _saving = self.saving();
        let id = ids::new();
        let _lock = tabs::try_lock(&lock_of(id)).await;
        let store = self.store().await;
        let mut device_ids = ids::DeviceIds;
        let mut context = self.context(&mut device_ids);
        let progress = |done: usize, total: usize| {
            self.work.set(Some(Work { label: t::merge::working().to_owned(), done, total }));
        };
        let merged = store.merge(id, merge, &mut context, progress).await;
        self.work.set(None);
        match merged {
            Ok(done) => {
                self.done(&done).await;
                self.say(ToastKind::undoable(done.logged().id), said);
                true
            }
            Err(error) => {
                self.show_failure(&error);
                false
            }
        }
    }

    async fn reversed(self, step: &Step, action: &Action, undone: &Done) {
        self.done(undone).await;
        let what = describe(&step.given);
        let said = match (action, undone.left().len()) {
            (Action::Redo, 0) => t::undo::redone(&what),
            (Action::Redo, left) => t::undo::redone_leaving(left, &what),
            (_, 0) => t::undo::undone(&what),
            (_, left) => t::undo::undone_leaving(left, &what),
        };
        self.say(ToastKind::Status, said);
    }

    /// Reads the stack from the journal.
    pub(crate) async fn reload_undo(self) {
        if let Ok(stack) = self.store().await.undo_stack(self.device).await {
            self.undo.replace(stack);
            self.tell_undo();
        }
    }

    pub(super) fn tell_undo(self) {
        let stack = self.undo.borrow();
        let label = |steps: &[Step]| steps.last().map(|step| describe(&step.given));
        self.undo_label.set(label(&stack.undo));
        self.redo_label.set(label(&stack.redo));
    }
}

/// A command in words: what can be undone.
pub(crate) fn describe(logged: &Logged) -> String {
    let about = logged.about.as_str();
    match &logged.action {
        Action::Start => t::did::start().to_owned(),
        Action::Create => t::did::create(about),
        Action::Edit => t::did::edit(about),
        Action::Move => t::did::moved { name: about, stage: &logged.detail }.text(),
        Action::Win => t::did::win(about),
        Action::Lose => t::did::lose(about),
        Action::Touch => t::did::touch(about),
        Action::Plan => t::did::plan(about),
        Action::Complete => t::did::complete(about),
        Action::Delete => t::did::delete(about),
        Action::Bulk => t::did::bulk { name: about, count: &logged.detail }.text(),
        Action::Rename => t::did::rename(about),
        Action::Arrange => t::did::arrange(about),
        Action::Archive => t::did::archive(about),
        Action::BringBack => t::did::bring_back(about),
        Action::Merge => t::did::merge { from: &logged.detail, into: about }.text(),
        Action::Convert => t::did::convert(about),
        Action::Rule => rule(logged),
        Action::Restore => t::did::restore(about),
        Action::Import => t::did::import(about),
        Action::Sample => t::did::sample().to_owned(),
        Action::Undo | Action::Redo | Action::Evaluate | Action::Unknown(_) => t::did::change(about),
    }
}

/// A change of the rules; most of them have no name, so the kind of their records says what it was.
fn rule(logged: &Logged) -> String {
    match logged.detail.as_str() {
        ScoringModel::NAME => t::did::rule_scoring().to_owned(),
        GradeRule::NAME => t::did::rule_grades().to_owned(),
        Cadence::NAME | Ladder::NAME => t::did::rule_cadence().to_owned(),
        CalendarYear::NAME => t::did::rule_calendar().to_owned(),
        StallCause::NAME => t::did::rule_stalls().to_owned(),
        Pipeline::NAME => t::did::rule_actions(&logged.about),
        _ => t::did::change(&logged.about),
    }
}
