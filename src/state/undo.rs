//! Undo and redo: one stack for the device, whichever tab.

use leptos::prelude::*;
use model::Uuid;
use model::journal::{Action, Logged, Step};
use store::{Error, Undone};

use super::commands::lock_of;
use super::{App, ToastKind, Work};
use crate::i18n::t;
use crate::platform::{ids, tabs, task};

impl App {
    pub(crate) fn undo(self) {
        task::spawn(async move { self.step(Action::Undo).await });
    }

    pub(crate) fn redo(self) {
        task::spawn(async move { self.step(Action::Redo).await });
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
        let _saving = self.saving();
        let id = ids::new();
        let _lock = tabs::try_lock(&lock_of(id)).await;
        let store = self.store().await;
        let (now, today, author) = self.with_context(|context| (context.now, context.today, context.author));
        let mut device_ids = ids::DeviceIds;
        let context = model::Context { now, today, author, ids: &mut device_ids };
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

    async fn reversed(self, step: &Step, action: &Action, undone: &Undone) {
        match undone {
            Undone::Small(committed) => self.committed(committed),
            Undone::Large { logged, .. } => {
                self.read_anew().await;
                self.undo.borrow_mut().push(logged.clone());
                self.tell_undo();
                self.tell_others_of(logged);
            }
        }
        let what = describe(&step.given);
        let said = if *action == Action::Redo { t::undo::redone(&what) } else { t::undo::undone(&what) };
        let said = match undone.left().len() {
            0 => said,
            left => format!("{said} {}", t::undo::left(left)),
        };
        self.say(ToastKind::Status, said);
    }

    fn tell_others_of(self, logged: &Logged) {
        let seq = logged.closed.unwrap_or(logged.seq);
        if let Some(channel) = self.channel.get() {
            channel.tell(&format!(r#"{{"seq":{seq},"more":true}}"#));
        }
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
        Action::Import => t::did::import(about),
        Action::Sample => t::did::sample().to_owned(),
        Action::Undo | Action::Redo | Action::Unknown(_) => t::did::change(about),
    }
}
