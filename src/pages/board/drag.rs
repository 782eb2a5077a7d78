//! Dragging with mouse, pen and touch, on pointer events.
//!
//! While a card is in the air only attributes and one transform change; the board itself is drawn anew once, after the drop.

use std::cell::{Cell, RefCell};

use board::{ColumnKey, Order};
use leptos::prelude::*;
use model::Uuid;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement, MouseEvent, PointerEvent};

use super::moving::{self, Place};
use super::{column, months, open_panel, place_of, selecting};
use crate::i18n::t;
use crate::platform::listen::{Listener, listener};
use crate::platform::{dom, task};
use crate::state::{Asking, Bulk, app};

/// Pixels a mouse moves before a press becomes a drag.
const THRESHOLD: f64 = 4.0;
/// Pixels a finger may tremble while it rests on a card.
const TREMBLE: f64 = 8.0;
/// Milliseconds a finger rests on a card before the card comes off.
const LONG_PRESS: i32 = 250;
/// Pixels from an edge within which the board scrolls by itself, and how far in a frame at most.
const EDGE: f64 = 80.0;
const SPEED: f64 = 18.0;

/// A press that may become a drag.
struct Press {
    opportunity: Uuid,
    card: HtmlElement,
    pointer: i32,
    touch: bool,
    start: (f64, f64),
    at: (f64, f64),
    air: Option<Air>,
    _listeners: Vec<Listener>,
}

/// A card in the air.
struct Air {
    ghost: HtmlElement,
    /// From the pointer to the ghost's corner.
    offset: (f64, f64),
    from: Option<ColumnKey>,
    by_hand: bool,
    over: Option<(ColumnKey, usize)>,
    /// The column of a month that is under the pointer, where columns are months.
    month: Option<HtmlElement>,
    line: HtmlElement,
}

thread_local! {
    static PRESS: RefCell<Option<Press>> = const { RefCell::new(None) };
    /// The click that follows a drag is none.
    static DROPPED: Cell<bool> = const { Cell::new(false) };
}

/// Whether the browser must leave a touch to us: a finger that drags does not scroll, and one that rests opens no menu.
pub(crate) fn holds(event: &web_sys::Event) -> bool {
    let menu = event.type_() == "contextmenu";
    PRESS.with_borrow(|press| press.as_ref().is_some_and(|press| if menu { press.touch } else { press.air.is_some() }))
}

pub(crate) fn press(event: &PointerEvent) {
    DROPPED.set(false);
    let ours = event.button() == 0 && event.is_primary() && dom::closest(event, ".card-more, .menu").is_none();
    let Some(card) = dom::closest(event, ".card").filter(|_| ours) else { return };
    let id = card.get_attribute("data-opportunity-id").and_then(|id| Uuid::try_parse(&id).ok());
    let Some(opportunity) = id else { return };
    let window = dom::window();
    let listeners = vec![
        listener(&window, "pointermove", moved),
        listener(&window, "pointerup", released),
        listener(&window, "pointercancel", |_: PointerEvent| cancel(true)),
        listener(&window, "keydown", |event: web_sys::KeyboardEvent| {
            if event.key() == "Escape" && in_air() {
                event.prevent_default();
                event.stop_propagation();
                cancel(true);
            }
        }),
    ];
    let at = (f64::from(event.client_x()), f64::from(event.client_y()));
    let touch = event.pointer_type() == "touch";
    let pointer = event.pointer_id();
    let press = Press { opportunity, card, pointer, touch, start: at, at, air: None, _listeners: listeners };
    PRESS.replace(Some(press));
    if touch {
        task::spawn(async move {
            task::sleep(LONG_PRESS).await;
            if PRESS.with_borrow(|press| {
                press.as_ref().is_some_and(|press| press.pointer == pointer && press.air.is_none())
            }) {
                lift();
            }
        });
    }
}

fn in_air() -> bool {
    PRESS.with_borrow(|press| press.as_ref().is_some_and(|press| press.air.is_some()))
}

fn moved(event: PointerEvent) {
    enum Next {
        Nothing,
        Lift,
        Forget,
    }
    let at = (f64::from(event.client_x()), f64::from(event.client_y()));
    let next = PRESS.with_borrow_mut(|press| {
        let Some(press) = press.as_mut().filter(|press| press.pointer == event.pointer_id()) else {
            return Next::Nothing;
        };
        press.at = at;
        let far = (at.0 - press.start.0).hypot(at.1 - press.start.1);
        match press.touch {
            _ if press.air.is_some() => Next::Nothing,
            false if far > THRESHOLD => Next::Lift,
            // The finger wants to scroll.
            true if far > TREMBLE => Next::Forget,
            _ => Next::Nothing,
        }
    });
    match next {
        Next::Nothing => {}
        Next::Lift => lift(),
        Next::Forget => drop(PRESS.take()),
    }
}

/// Takes the pressed card into the air.
fn lift() {
    let app = app();
    let by_hand = app.board(|board| board.view().shown().order == Order::Hand);
    let lifted = PRESS.with_borrow_mut(|press| {
        let press = press.as_mut()?;
        let place = press.card.get_bounding_client_rect();
        let ghost: HtmlElement = press.card.clone_node_with_deep(true).ok()?.dyn_into().ok()?;
        ghost.set_attribute("aria-hidden", "true").ok();
        ghost.set_attribute("inert", "").ok();
        // Two elements of one id would confuse whoever looks one up.
        let named = ghost.query_selector_all("[id]").ok()?;
        for element in (0..named.length()).filter_map(|index| named.get(index)?.dyn_into::<Element>().ok()) {
            element.remove_attribute("id").ok();
        }
        ghost.remove_attribute("aria-labelledby").ok();
        ghost.remove_attribute("data-opportunity-id").ok();
        ghost.class_list().add_1("is-lifted").ok();
        let chosen =
            app.chosen.with_untracked(|chosen| if chosen.contains(&press.opportunity) { chosen.len() } else { 0 });
        if chosen > 1 {
            ghost.set_attribute("data-count", &chosen.to_string()).ok();
        }
        ghost.style().set_property("--w", &dom::pixels(place.width())).ok();
        dom::find(".app")?.append_child(&ghost).ok();
        let line: HtmlElement = dom::document().create_element("div").ok()?.dyn_into().ok()?;
        line.set_class_name("drop-line");
        if let Some(item) = press.card.closest(".card-item").ok().flatten() {
            item.set_attribute("data-dragging", "").ok();
        }
        let offset = (place.left() - press.start.0, place.top() - press.start.1);
        let from = place_of(app, press.opportunity).map(|(key, _)| key);
        press.air = Some(Air { ghost, offset, from, by_hand, over: None, month: None, line });
        Some(press.opportunity)
    });
    let Some(opportunity) = lifted else { return };
    if let Some(board) = dom::find(".board") {
        board.set_attribute("data-drag", "").ok();
    }
    // A message would lie over where the card may be dropped.
    app.clear_toasts();
    app.announce(t::moved::picked(&moving::title(app, opportunity)));
    follow();
    task::each_frame(|| {
        let flying = in_air();
        if flying {
            scroll();
            follow();
        }
        flying
    });
}

/// Puts the ghost under the pointer and marks where it would fall.
fn follow() {
    let Some((at, pointer_over)) = PRESS.with_borrow(|press| {
        let press = press.as_ref()?;
        let air = press.air.as_ref()?;
        let corner = (press.at.0 + air.offset.0, press.at.1 + air.offset.1);
        air.ghost
            .style()
            .set_property("transform", &format!("translate({}, {})", dom::pixels(corner.0), dom::pixels(corner.1)))
            .ok();
        Some((press.at, column_at(press.at)))
    }) else {
        return;
    };
    let month = pointer_over.clone().filter(|column| column.has_attribute("data-month"));
    let over = pointer_over.and_then(|column| Some((key_of(&column)?, index_at(&column, at), column)));
    PRESS.with_borrow_mut(|press| {
        let Some(air) = press.as_mut().and_then(|press| press.air.as_mut()) else { return };
        if air.month != month {
            if let Some(before) = &air.month {
                before.remove_attribute("data-drop").ok();
            }
            if let Some(now) = &month {
                now.set_attribute("data-drop", "over").ok();
            }
            air.month = month;
        }
        let before = air.over.map(|(key, _)| key);
        let now = over.as_ref().map(|(key, ..)| *key);
        air.ghost
            .class_list()
            .toggle_with_force("is-over-outcome", now.is_some_and(|key| key.outcome().is_some()))
            .ok();
        if before != now {
            mark(before, None);
            mark(now, Some("over"));
        }
        // Only by hand does the place in the column mean anything.
        match &over {
            Some((key, index, column)) if air.by_hand && key.outcome().is_none() => {
                show_line(&air.line, column, *index);
            }
            _ => air.line.remove(),
        }
        air.over = over.map(|(key, index, _)| (key, index));
    });
}

fn column_at((x, y): (f64, f64)) -> Option<HtmlElement> {
    #[expect(clippy::cast_possible_truncation, reason = "pixels")]
    let element = dom::document().element_from_point(x as f32, y as f32)?;
    element.closest(".column").ok().flatten()?.dyn_into().ok()
}

fn key_of(column: &HtmlElement) -> Option<ColumnKey> {
    match column.get_attribute("data-outcome").as_deref() {
        Some("won") => Some(ColumnKey::Won),
        Some(_) => Some(ColumnKey::Lost),
        None => Uuid::try_parse(&column.get_attribute("data-stage-id")?).ok().map(ColumnKey::Stage),
    }
}

/// The place in a column that lies under a height: before which card, counted with the one in the air.
fn index_at(column: &HtmlElement, (_, y): (f64, f64)) -> usize {
    let Ok(Some(list)) = column.query_selector(".cards") else { return 0 };
    let top = list.get_bounding_client_rect().top();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in a column")]
    let index = ((y - top) / column::slot_height()).round().max(0.0) as usize;
    let key = key_of(column);
    let count =
        app().board(|board| key.and_then(|key| board.view().column(key)).map_or(0, |column| column.slots.len()));
    index.min(count)
}

fn mark(key: Option<ColumnKey>, value: Option<&str>) {
    let Some(column) = key.and_then(super::element) else { return };
    match value {
        Some(value) => column.set_attribute("data-drop", value).ok(),
        None => column.remove_attribute("data-drop").ok(),
    };
}

fn show_line(line: &HtmlElement, column: &HtmlElement, index: usize) {
    let Ok(Some(body)) = column.query_selector(".column-body") else { return };
    if !body.contains(Some(line)) {
        body.append_child(line).ok();
    }
    #[expect(clippy::cast_precision_loss, reason = "a place in a column")]
    let y = index as f64 * column::slot_height();
    line.style().set_property("--y", &dom::pixels(y)).ok();
}

/// Scrolls the board, and the column under the pointer, when the pointer is near an edge.
fn scroll() {
    let Some((x, y)) = PRESS.with_borrow(|press| press.as_ref().map(|press| press.at)) else { return };
    // How far in this frame: the nearer to the edge the farther.
    let push = |at: f64, from: f64, to: f64| {
        let (before, behind) = (from + EDGE - at, at - (to - EDGE));
        // Where a column fills the screen it must not run past several in a moment.
        let speed = if dom::is_narrow() { SPEED / 3.0 } else { SPEED };
        let reach = before.max(behind).clamp(0.0, EDGE) / EDGE * speed;
        if before > behind { -reach } else { reach }
    };
    #[expect(clippy::cast_possible_truncation, reason = "pixels")]
    let by = |element: &Element, dx: f64, dy: f64| {
        if dx != 0.0 {
            element.set_scroll_left(element.scroll_left() + dx as i32);
        }
        if dy != 0.0 {
            element.set_scroll_top(element.scroll_top() + dy as i32);
        }
    };
    if let Some(board) = dom::find(".board") {
        let place = board.get_bounding_client_rect();
        by(&board, push(x, place.left(), place.right()), 0.0);
    }
    let body = column_at((x, y)).and_then(|column| column.query_selector(".column-body").ok().flatten());
    if let Some(body) = body {
        let place = body.get_bounding_client_rect();
        by(&body, 0.0, push(y, place.top(), place.bottom()));
    }
}

fn released(event: PointerEvent) {
    let ours = PRESS.with_borrow(|press| press.as_ref().is_some_and(|press| press.pointer == event.pointer_id()));
    if !ours {
        return;
    }
    if !in_air() {
        drop(PRESS.take());
        return;
    }
    follow();
    let app = app();
    let dropped = PRESS.with_borrow(|press| {
        let press = press.as_ref()?;
        let air = press.air.as_ref()?;
        let month = air.month.as_ref().and_then(|month| month.get_attribute("data-month"));
        Some((press.opportunity, air.from, air.over, month))
    });
    DROPPED.set(true);
    land();
    let Some((opportunity, from, over, month)) = dropped else { return };
    if let Some(month) = month {
        return months::put(app, opportunity, &month);
    }
    let Some((to, index)) = over else {
        app.announce(t::moved::cancelled().to_owned());
        return;
    };
    // Counted without the card itself, which leaves its old place.
    let own = place_of(app, opportunity).filter(|(key, _)| *key == to).map(|(_, at)| at);
    let index = if own.is_some_and(|at| at < index) { index - 1 } else { index };
    let by_hand = app.board(|board| board.view().shown().order == Order::Hand);
    let place = if by_hand || from == Some(to) { Place::At(index) } else { Place::Ordered };
    let chosen = app.chosen.with_untracked(|chosen| chosen.contains(&opportunity) && chosen.len() > 1);
    match to {
        // All that are chosen come along.
        ColumnKey::Stage(stage) if chosen && from != Some(to) => selecting::move_all(app, stage),
        ColumnKey::Won if chosen => app.asking.set(Some(Asking::Bulk(Bulk::Won))),
        ColumnKey::Lost if chosen => app.asking.set(Some(Asking::Bulk(Bulk::Lost))),
        _ => moving::move_to(app, opportunity, to, place, Some(event.time_stamp())),
    }
}

/// Ends the drag without a move; the card is where it was.
pub(crate) fn cancel(say: bool) {
    let flying = in_air();
    land();
    if flying && say {
        DROPPED.set(true);
        app().announce(t::moved::cancelled().to_owned());
    }
}

/// Takes away everything that was there for the drag.
fn land() {
    let Some(press) = PRESS.take() else { return };
    let Some(air) = press.air else { return };
    air.ghost.remove();
    air.line.remove();
    if let Some(month) = &air.month {
        month.remove_attribute("data-drop").ok();
    }
    mark(air.over.map(|(key, _)| key), None);
    if let Some(board) = dom::find(".board") {
        board.remove_attribute("data-drag").ok();
    }
    if let Some(item) = dom::find("[data-dragging]") {
        item.remove_attribute("data-dragging").ok();
    }
}

/// A click opens the panel; with a key that means "elsewhere" it follows the link.
pub(crate) fn click(event: &MouseEvent) {
    if DROPPED.replace(false) {
        event.prevent_default();
        event.stop_propagation();
        return;
    }
    let card = dom::closest(event, ".card").and_then(|card| card.get_attribute("data-opportunity-id"));
    let id = card.and_then(|id| Uuid::try_parse(&id).ok());
    let is_choosing = event.shift_key() || app().chosen.with_untracked(|chosen| !chosen.is_empty());
    if let (Some(id), true) = (id, is_choosing && dom::closest(event, ".card-link").is_some()) {
        event.prevent_default();
        let order = place_of(app(), id).map(|(key, _)| ids_of(key)).unwrap_or_default();
        return selecting::toggle(app(), id, event.shift_key(), &order);
    }
    let elsewhere = event.ctrl_key() || event.meta_key() || event.button() != 0;
    if elsewhere || dom::closest(event, ".card-link").is_none() {
        return;
    }
    if let Some(id) = id {
        event.prevent_default();
        open_panel(app(), id);
    }
}

fn ids_of(key: ColumnKey) -> Vec<Uuid> {
    app().board(|board| {
        let slots = board.view().column(key).map(|column| column.slots.as_slice()).unwrap_or_default();
        slots.iter().map(|slot| board.card(*slot).id).collect()
    })
}
