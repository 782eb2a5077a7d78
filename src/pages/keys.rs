//! Keys that mean the same on every screen.

use leptos::prelude::*;
use model::Uuid;
use web_sys::KeyboardEvent;

use ::board::ColumnKey;

use super::board::{self, Layout, close_panel};
use super::opportunity;
use crate::platform::{dom, preferences};
use crate::route::{Route, Screen};
use crate::state::{App, Asking, app};

/// Opens the line for a new opportunity: in the column of the card that has the focus, else in the first.
fn quick_add(app: App) {
    // The line stands in a column, which the other layouts have not.
    let route = app.route.get_untracked();
    if route.screen != Screen::Board {
        app.go(&Route::to(Screen::Board));
    } else if Layout::of(&route) != Layout::Board {
        app.go(&route.with("layout", None));
    }
    let focused = board::current().and_then(|id| board::place_of(app, id)).and_then(|(key, _)| match key {
        ColumnKey::Stage(stage) => Some(stage),
        ColumnKey::Won | ColumnKey::Lost => None,
    });
    let first = || app.board(|board| board.stages(board.view().pipeline()).first().map(|stage| stage.id));
    if let Some(stage) = focused.or_else(first) {
        app.quick_add.set(Some(stage));
        dom::focus_soon("#quick-add");
    }
}

/// The preference that says whether single letters, digits and signs are commands.
const LETTERS: &str = "keys";

pub(crate) fn are_letters_on() -> bool {
    preferences::get(LETTERS).as_deref() != Some("off")
}

pub(crate) fn set_letters(on: bool) {
    if on {
        preferences::remove(LETTERS);
    } else {
        preferences::set(LETTERS, "off");
    }
    show_letters();
}

/// Hints of keys are shown where the keys do something.
pub(crate) fn show_letters() {
    if let Some(root) = dom::root() {
        if are_letters_on() {
            root.remove_attribute("data-letters").ok();
        } else {
            root.set_attribute("data-letters", "off").ok();
        }
    }
}

/// Whether a key is a single letter, digit or sign while those are switched off (WCAG 2.1.4).
pub(crate) fn is_off(event: &KeyboardEvent) -> bool {
    let command = event.ctrl_key() || event.meta_key() || event.alt_key();
    let key = event.key();
    !command && key != " " && key.chars().count() == 1 && !are_letters_on()
}

/// The opportunity that is open, beside a list or as a page.
pub(crate) fn shown(app: App) -> Option<Uuid> {
    app.route.with_untracked(|route| match route.screen {
        Screen::Opportunity(id) => Some(id),
        _ => route.get("open").and_then(|id| Uuid::try_parse(id).ok()),
    })
}

pub(crate) fn press(event: &KeyboardEvent) {
    let app = app();
    if dom::is_composing(event) || event.default_prevented() || is_off(event) {
        return;
    }
    let command = event.ctrl_key() || event.meta_key();
    let in_dialog = dom::closest(event, "dialog").is_some();
    let on_board = app.route.get_untracked().screen == Screen::Board && app.asking.get_untracked().is_none();
    if on_board && !command && dom::is_nothing_focused() && board::keys::enter(app, event) {
        return event.prevent_default();
    }
    match event.key().as_str() {
        "z" | "Z" if command && !dom::is_typing(event) => {
            event.prevent_default();
            if event.shift_key() { app.redo() } else { app.undo() }
        }
        "y" if command && !dom::is_typing(event) => {
            event.prevent_default();
            app.redo();
        }
        // Everywhere, also while typing; the browser's own use of it is of no use here.
        "k" if command && !event.shift_key() && !event.alt_key() => {
            event.prevent_default();
            if app.asking.get_untracked().is_none() {
                app.asking.set(Some(Asking::Find));
            }
        }
        "Escape"
            if !in_dialog
                && app.menu.get_untracked().is_none()
                && app.chosen.with_untracked(|chosen| !chosen.is_empty()) =>
        {
            app.chosen.set(std::collections::BTreeSet::new());
        }
        "Escape"
            if !in_dialog && app.menu.get_untracked().is_none() && app.route.get_untracked().get("open").is_some() =>
        {
            close_panel(app);
        }
        _ if command || event.alt_key() || in_dialog || dom::is_typing(event) || !app.has_pipeline() => {}
        "/" => {
            event.prevent_default();
            app.asking.set(Some(Asking::Find));
        }
        "?" => app.asking.set(Some(Asking::Keys)),
        "f" | "F" if app.route.get_untracked().screen == Screen::Board => {
            event.prevent_default();
            board::filters::open_filter_menu(app);
        }
        "j" | "J" | "k" | "K" if shown(app).is_some() => {
            opportunity::step(app, matches!(event.key().as_str(), "j" | "J"));
        }
        // On a card or a row, and over a menu, letters are about that.
        key if key.len() == 1
            && app.menu.get_untracked().is_none()
            && dom::closest(event, ".card, [data-row], [data-cell]").is_none()
            && shown(app).is_some_and(|id| board::keys::act(app, id, key)) =>
        {
            event.prevent_default();
        }
        "c" | "C" => {
            event.prevent_default();
            quick_add(app);
        }
        _ => {}
    }
}
