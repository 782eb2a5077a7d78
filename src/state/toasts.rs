//! Short messages about what just happened. The newest status is shown; errors stay until they are closed.

use std::cell::Cell;

use leptos::prelude::*;
use model::Uuid;

use super::App;
use crate::platform::{dom, task};
use crate::route::{Route, Screen};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Toast {
    pub(crate) id: u32,
    pub(crate) kind: ToastKind,
    pub(crate) text: String,
    /// By the address, which is already that of the screen being gone to.
    said_on: Screen,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ToastKind {
    Status,
    /// This command was carried out and can be taken back.
    Undoable {
        command: Uuid,
        /// The opportunity and its stage where something it asks for can be filled in.
        lacks: Option<(Uuid, Uuid)>,
    },
    /// Moving within a column needs the order by hand; offers to switch to it.
    OfferByHand,
    Error,
}

impl ToastKind {
    pub(crate) fn undoable(command: Uuid) -> Self {
        Self::Undoable { command, lacks: None }
    }
}

/// How long a toast stays, in milliseconds.
const STAYS: i32 = 5000;
const STAYS_FOR_UNDO: i32 = 8000;

thread_local! {
    static NEXT: Cell<u32> = const { Cell::new(1) };
}

impl App {
    /// Shows a message, and tells it to those who do not see the page.
    pub(crate) fn say(self, kind: ToastKind, text: String) {
        if kind != ToastKind::Error {
            self.announce(text.clone());
        }
        self.show_toast(kind, text);
    }

    /// Shows a message of something that is announced in words of its own.
    pub(crate) fn show_toast(self, kind: ToastKind, text: String) {
        let id = NEXT.replace(NEXT.get() + 1);
        self.toasts.update(|toasts| {
            toasts.retain(|toast| toast.kind == ToastKind::Error);
            toasts.push(Toast { id, kind, text, said_on: Route::parse(&dom::hash()).screen });
        });
        let stays = match kind {
            ToastKind::Error => return,
            ToastKind::Undoable { .. } | ToastKind::OfferByHand => STAYS_FOR_UNDO,
            ToastKind::Status => STAYS,
        };
        task::spawn(async move {
            task::sleep(stays).await;
            self.close_toast(id);
        });
    }

    pub(crate) fn clear_toasts(self) {
        self.retain_toasts(|_| false);
    }

    /// What was said on one screen is of no use on another.
    pub(crate) fn clear_toasts_of_others(self, screen: &Screen) {
        self.retain_toasts(|toast| toast.said_on == *screen);
    }

    fn retain_toasts(self, keep: impl Fn(&Toast) -> bool) {
        self.toasts.update(|toasts| toasts.retain(|toast| toast.kind == ToastKind::Error || keep(toast)));
    }

    pub(crate) fn close_toast(self, id: u32) {
        if self.toasts.with_untracked(|toasts| toasts.iter().any(|toast| toast.id == id)) {
            self.toasts.update(|toasts| toasts.retain(|toast| toast.id != id));
        }
    }

    /// Tells those who do not see the page. Errors announce themselves where they are shown.
    pub(crate) fn announce(self, text: String) {
        self.announcement.set(text);
    }
}
