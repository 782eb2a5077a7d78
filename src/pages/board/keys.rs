//! The board by keyboard: arrows focus, Space lifts and drops, Shift with an arrow moves at once.

use std::cell::RefCell;

use board::ColumnKey;
use leptos::prelude::*;
use model::Uuid;
use model::records::Outcome;
use web_sys::KeyboardEvent;

use super::moving::{self, Place};
use super::selecting;
use super::{column_name, current, element, keeps_focus, open_panel, place_of, reveal, set_current};
use crate::i18n::t;
use crate::pages::keys::is_off;
use crate::pages::menus::delete;
use crate::pages::opportunity::{self, Focus};
use crate::platform::dom;
use crate::route::Screen;
use crate::state::{App, Asking, Painting, Preview, app};

/// A card that was lifted with Space. It moves on the screen; nothing is saved before it is dropped.
struct Lifted {
    opportunity: Uuid,
    origin: (ColumnKey, usize),
    target: ColumnKey,
    /// Its place in the target, when the order is by hand.
    at: usize,
    painted: Option<Preview>,
}

thread_local! {
    static LIFTED: RefCell<Option<Lifted>> = const { RefCell::new(None) };
}

pub(crate) fn press(event: &KeyboardEvent) {
    let app = app();
    let on_button = dom::closest(event, "button, select, input, .menu").is_some();
    if dom::is_composing(event) || on_button || event.ctrl_key() || event.meta_key() || is_off(event) {
        return;
    }
    let card = dom::closest(event, ".card").and_then(|card| card.get_attribute("data-opportunity-id"));
    let opportunity = card.and_then(|id| Uuid::try_parse(&id).ok());
    let handled = match opportunity {
        Some(_) if LIFTED.with_borrow(Option::is_some) => lifted_key(app, event),
        Some(id) => card_key(app, id, event),
        None => column_key(app, event),
    };
    if handled {
        event.prevent_default();
        event.stop_propagation();
    }
}

fn card_key(app: App, id: Uuid, event: &KeyboardEvent) -> bool {
    let Some((key, at)) = place_of(app, id) else { return column_key(app, event) };
    let name = event.key();
    match (name.as_str(), event.shift_key(), event.alt_key()) {
        ("ArrowDown", false, false) => focus_at(app, key, at + 1),
        ("ArrowUp", false, false) => focus_at(app, key, at.saturating_sub(1)),
        ("ArrowRight", false, false) => focus_beside(app, key, at, 1),
        ("ArrowLeft", false, false) => focus_beside(app, key, at, -1),
        ("Home", ..) => focus_at(app, key, 0),
        ("End", ..) => focus_at(app, key, usize::MAX),
        ("ArrowRight", true, false) => shift(app, id, key, 1, event.time_stamp()),
        ("ArrowLeft", true, false) => shift(app, id, key, -1, event.time_stamp()),
        ("ArrowDown", false, true) => moving::move_to(app, id, key, Place::At(at + 1), Some(event.time_stamp())),
        ("ArrowUp", false, true) => {
            moving::move_to(app, id, key, Place::At(at.saturating_sub(1)), Some(event.time_stamp()));
        }
        (" ", ..) => lift(app, id, key, at),
        ("x" | "X", ..) => {
            let order = app.board(|board| {
                let slots = board.view().column(key).map(|column| column.slots.as_slice()).unwrap_or_default();
                slots.iter().map(|slot| board.card(*slot).id).collect::<Vec<Uuid>>()
            });
            selecting::toggle(app, id, event.shift_key(), &order);
        }
        ("Enter", ..) => open_panel(app, id),
        (name, ..) => return act(app, id, name) || column_key(app, event),
    }
    true
}

/// A letter that does something with one opportunity, the same on the board and in the table.
pub(crate) fn act(app: App, id: Uuid, name: &str) -> bool {
    let ask = |asking: Asking| app.asking.set(Some(asking));
    let focus = |focus| {
        opportunity::focus_on(focus);
        let is_page = app.route.with_untracked(|route| matches!(route.screen, Screen::Opportunity(_)));
        if !is_page {
            open_panel(app, id);
        }
    };
    match name {
        "m" | "M" => ask(Asking::MoveTo(id)),
        "w" | "W" => ask(Asking::Close { opportunity: id, outcome: Outcome::Won }),
        "l" | "L" => ask(Asking::Close { opportunity: id, outcome: Outcome::Lost }),
        "n" | "N" => focus(Focus::Touch),
        "t" | "T" => focus(Focus::Next),
        "d" | "D" => focus(Focus::Date),
        "e" | "E" => focus(Focus::Fields),
        "Delete" => delete(app, id),
        _ => return false,
    }
    true
}

/// A key while nothing has the focus. A card that is only being drawn anew, or is in the air, is still meant; else digits
/// go to a column and arrows to the card that had the focus last.
pub(crate) fn enter(app: App, event: &KeyboardEvent) -> bool {
    if LIFTED.with_borrow(Option::is_some) {
        return lifted_key(app, event);
    }
    if let Some(id) = keeps_focus() {
        return card_key(app, id, event);
    }
    if !matches!(event.key().as_str(), "ArrowDown" | "ArrowUp" | "ArrowLeft" | "ArrowRight" | "Home") {
        return column_key(app, event);
    }
    let (key, at) = current().and_then(|id| place_of(app, id)).unwrap_or_else(|| {
        let filled = app.board(|board| {
            let mut columns = board.view().columns().iter();
            columns.find(|column| !column.slots.is_empty()).map(|column| column.key)
        });
        (filled.unwrap_or(ColumnKey::Won), 0)
    });
    focus_at(app, key, at);
    true
}

/// Digits go to a column.
fn column_key(app: App, event: &KeyboardEvent) -> bool {
    let digit = event.key().parse::<usize>().ok().filter(|digit| (1..=9).contains(digit));
    let key = digit.and_then(|digit| app.board(|board| board.view().columns().get(digit - 1).map(|column| column.key)));
    match key {
        Some(key) if !event.alt_key() => {
            focus_at(app, key, 0);
            true
        }
        _ => false,
    }
}

/// Focuses the card at a place of a column, the last where there are fewer.
fn focus_at(app: App, key: ColumnKey, at: usize) {
    let id = app.board(|board| {
        let column = board.view().column(key)?;
        let slot = column.slots.get(at.min(column.slots.len().checked_sub(1)?))?;
        Some(board.card(*slot).id)
    });
    match id {
        Some(id) => {
            set_current(id);
            reveal(app, id);
        }
        // An empty column has nothing to focus but its own buttons.
        None => {
            if let Some(button) = element(key).and_then(|column| column.query_selector("button").ok().flatten()) {
                use wasm_bindgen::JsCast as _;
                button.unchecked_into::<web_sys::HtmlElement>().focus().ok();
            }
        }
    }
}

/// The column beside one.
fn beside(app: App, key: ColumnKey, step: isize) -> Option<ColumnKey> {
    app.board(|board| {
        let columns = board.view().columns();
        let at = columns.iter().position(|column| column.key == key)?;
        columns.get(at.checked_add_signed(step)?).map(|column| column.key)
    })
}

/// Focuses the card at the same place of the next column that has cards.
fn focus_beside(app: App, key: ColumnKey, at: usize, step: isize) {
    let mut to = beside(app, key, step);
    while let Some(next) = to {
        let filled = app.board(|board| board.view().column(next).is_some_and(|column| !column.slots.is_empty()));
        if filled {
            return focus_at(app, next, at);
        }
        to = beside(app, next, step);
    }
}

fn shift(app: App, id: Uuid, key: ColumnKey, step: isize, started: f64) {
    if let Some(to) = beside(app, key, step) {
        moving::move_to(app, id, to, Place::Ordered, Some(started));
    }
}

fn lift(app: App, opportunity: Uuid, key: ColumnKey, at: usize) {
    LIFTED.replace(Some(Lifted { opportunity, origin: (key, at), target: key, at, painted: None }));
    mark(opportunity, true);
    let count = app.board(|board| board.view().column(key).map_or(0, |column| column.slots.len()));
    let (name, column) = (moving::title(app, opportunity), column_name(app, key));
    let (at, count) = ((at + 1).to_string(), count.to_string());
    app.announce(t::moved::lifted { name: &name, stage: &column, at: &at, count: &count }.text());
}

fn mark(opportunity: Uuid, lifted: bool) {
    if let Some(card) = dom::find(&format!("[data-opportunity-id='{opportunity}']")) {
        if lifted {
            card.set_attribute("data-lifted", "").ok();
        } else {
            card.remove_attribute("data-lifted").ok();
        }
    }
}

fn lifted_key(app: App, event: &KeyboardEvent) -> bool {
    match event.key().as_str() {
        "ArrowRight" => carry(app, 1),
        "ArrowLeft" => carry(app, -1),
        "ArrowDown" => carry_within(app, 1),
        "ArrowUp" => carry_within(app, -1),
        " " | "Enter" => put_down(app, event.time_stamp()),
        "Escape" => put_back(app),
        // Nothing else may take the card's focus away before it is down again.
        "Tab" => {}
        _ => return false,
    }
    true
}

/// Shows the lifted card in the column beside.
fn carry(app: App, step: isize) {
    let Some((opportunity, to)) =
        LIFTED.with_borrow(|lifted| lifted.as_ref().and_then(|l| Some((l.opportunity, beside(app, l.target, step)?))))
    else {
        return;
    };
    show(app, opportunity, to, 0);
}

/// Shows it at another place of its column, when the order is by hand.
fn carry_within(app: App, step: isize) {
    let by_hand = app.board(|board| board.view().shown().order == board::Order::Hand);
    let Some((opportunity, key, at)) = LIFTED.with_borrow(|l| l.as_ref().map(|l| (l.opportunity, l.target, l.at)))
    else {
        return;
    };
    if !by_hand {
        return app.announce(t::moved::ordered().to_owned());
    }
    let count = app.board(|board| board.view().column(key).map_or(0, |column| column.slots.len()));
    if let Some(to) = at.checked_add_signed(step).filter(|to| *to < count) {
        show(app, opportunity, key, to);
    }
}

fn show(app: App, opportunity: Uuid, to: ColumnKey, at: usize) {
    LIFTED.with_borrow_mut(|lifted| {
        let Some(lifted) = lifted.as_mut() else { return };
        if let Some(column) = element(lifted.target) {
            column.remove_attribute("data-drop").ok();
        }
        if let Some(painted) = lifted.painted.take() {
            app.unpaint(painted);
        }
        (lifted.target, lifted.at) = (to, at);
        match to {
            ColumnKey::Stage(stage) => {
                let paint = moving::plan(app, opportunity, stage, Place::At(at)).paint;
                lifted.painted = app.paint(&Painting { opportunity, paint });
            }
            // A closed card would vanish from the board; it waits where it was.
            ColumnKey::Won | ColumnKey::Lost => {
                if let Some(column) = element(to) {
                    column.set_attribute("data-drop", "over").ok();
                }
            }
        }
    });
    if to.outcome().is_some() {
        app.announce(t::moved::over(&column_name(app, to)));
    } else {
        moving::announce(app, opportunity, to);
    }
    reveal(app, opportunity);
    mark_later(opportunity);
}

/// The card is another element after it was drawn in another column.
fn mark_later(opportunity: Uuid) {
    crate::platform::task::spawn(async move {
        crate::platform::task::turn().await;
        if LIFTED.with_borrow(Option::is_some) {
            mark(opportunity, true);
        }
    });
}

fn put_down(app: App, started: f64) {
    let Some(lifted) = LIFTED.take() else { return };
    mark(lifted.opportunity, false);
    if let Some(column) = element(lifted.target) {
        column.remove_attribute("data-drop").ok();
    }
    if let Some(painted) = lifted.painted {
        app.unpaint(painted);
    }
    if (lifted.target, lifted.at) == lifted.origin {
        return app.announce(t::moved::cancelled().to_owned());
    }
    let by_hand = app.board(|board| board.view().shown().order == board::Order::Hand);
    let place = if by_hand { Place::At(lifted.at) } else { Place::Ordered };
    moving::move_to(app, lifted.opportunity, lifted.target, place, Some(started));
}

fn put_back(app: App) {
    let Some(lifted) = LIFTED.take() else { return };
    if let Some(column) = element(lifted.target) {
        column.remove_attribute("data-drop").ok();
    }
    if let Some(painted) = lifted.painted {
        app.unpaint(painted);
    }
    mark(lifted.opportunity, false);
    let (key, at) = lifted.origin;
    app.announce(t::moved::back { stage: &column_name(app, key), at: &(at + 1).to_string() }.text());
    reveal(app, lifted.opportunity);
}
