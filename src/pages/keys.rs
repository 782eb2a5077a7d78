//! Keys that mean the same on every screen.

use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::board::close_panel;
use crate::platform::dom;
use crate::state::{Asking, app};

pub(crate) fn press(event: &KeyboardEvent) {
    let app = app();
    if dom::is_composing(event) || event.default_prevented() {
        return;
    }
    let command = event.ctrl_key() || event.meta_key();
    let in_dialog = dom::closest(event, "dialog").is_some();
    match event.key().as_str() {
        "z" | "Z" if command && !dom::is_typing(event) => {
            event.prevent_default();
            if event.shift_key() { app.redo() } else { app.undo() }
        }
        "y" if command && !dom::is_typing(event) => {
            event.prevent_default();
            app.redo();
        }
        "Escape" if !in_dialog && app.route.get_untracked().get("open").is_some() => close_panel(app),
        _ if command || event.alt_key() || in_dialog || dom::is_typing(event) || !app.has_pipeline() => {}
        "?" => app.asking.set(Some(Asking::Keys)),
        "c" | "C" => {
            event.prevent_default();
            app.asking.set(Some(Asking::New { stage: None }));
        }
        _ => {}
    }
}
