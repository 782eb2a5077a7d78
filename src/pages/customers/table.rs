//! A long list as a table: a window onto its rows, with arrow keys.

use leptos::html;
use leptos::prelude::*;
use model::{Kind, Uuid};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement};

use crate::i18n::format;
use crate::platform::dom;
use crate::state::App;
use crate::ui::{Icon, icon};

/// Rows kept ready above and below what is seen.
const AHEAD: usize = 10;
/// The window moves in steps, so that scrolling by a row does not draw anew.
const STEP: usize = 5;
/// What a row takes until the style sheet has been asked, in pixels.
const ROW: f64 = 36.0;

/// A column: what it is called in addresses, its name, and whether it holds numbers.
#[derive(Clone, Copy)]
pub(super) struct Column {
    pub(super) key: &'static str,
    pub(super) label: &'static str,
    pub(super) number: bool,
}

/// What the table is of.
#[derive(Clone, Copy)]
pub(super) struct Table {
    pub(super) kind: Kind,
    pub(super) label: &'static str,
    pub(super) order: Memo<Vec<Uuid>>,
    /// The column it is ordered by, and whether from the greatest down.
    pub(super) sorted: Memo<Option<(String, bool)>>,
    pub(super) sort: fn(App, &'static str),
    pub(super) row: fn(App, Uuid) -> AnyView,
}

/// Where the focus is among the rows.
#[derive(Clone, Copy)]
pub(super) struct Place {
    at: RwSignal<usize>,
    first: RwSignal<usize>,
    height: RwSignal<f64>,
    order: Memo<Vec<Uuid>>,
    scroll: NodeRef<html::Div>,
}

impl Place {
    pub(super) fn new(order: Memo<Vec<Uuid>>) -> Self {
        Self {
            at: RwSignal::new(0),
            first: RwSignal::new(0),
            height: RwSignal::new(ROW),
            order,
            scroll: NodeRef::new(),
        }
    }

    /// Another list: from its beginning.
    pub(super) fn begin(self) {
        self.at.set(0);
        self.first.set(0);
        if let Some(scroll) = self.scroll.get_untracked() {
            scroll.set_scroll_top(0);
        }
    }

    /// Brings a row onto the screen and gives it the focus.
    pub(super) fn focus(self, at: usize) {
        let Some(id) = self.order.with_untracked(|order| order.get(at).copied()) else { return };
        self.at.set(at);
        let Some(scroll) = self.scroll.get_untracked() else { return };
        let row = self.height.get_untracked();
        let head =
            scroll.query_selector("thead").ok().flatten().map_or(0.0, |head| head.get_bounding_client_rect().height());
        #[expect(clippy::cast_precision_loss, reason = "a place in a list")]
        let top = at as f64 * row;
        let (from, room) = (f64::from(scroll.scroll_top()), f64::from(scroll.client_height()) - head);
        if top < from || top + row > from + room {
            let wanted = if top < from { top } else { top + row - room };
            #[expect(clippy::cast_possible_truncation, reason = "pixels")]
            scroll.set_scroll_top(wanted.ceil() as i32);
            self.follow();
        }
        dom::focus_when_drawn(row_link(id));
    }

    fn follow(self) {
        let Some(scroll) = self.scroll.get_untracked() else { return };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rows of a list")]
        let above = (f64::from(scroll.scroll_top()) / self.height.get_untracked()).floor() as usize;
        let wanted = above.saturating_sub(AHEAD) / STEP * STEP;
        if wanted != self.first.get_untracked() {
            self.first.set(wanted);
        }
    }

    /// The first row, for who comes from the field above.
    pub(super) fn enter(self) {
        if self.order.with_untracked(|order| !order.is_empty()) {
            self.focus(0);
        }
    }

    fn press(self, event: &web_sys::KeyboardEvent) {
        if dom::is_composing(event) || event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let Some(row) = dom::closest(event, "tr[data-id]") else { return };
        let id = row.get_attribute("data-id").and_then(|id| Uuid::try_parse(&id).ok());
        let last = self.order.with_untracked(Vec::len).saturating_sub(1);
        let Some(at) = self.order.with_untracked(|order| order.iter().position(|other| Some(*other) == id)) else {
            return;
        };
        let room = self.scroll.get_untracked().map_or(600.0, |scroll| f64::from(scroll.client_height()));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rows on a screen")]
        let page = ((room / self.height.get_untracked()).floor() as usize).saturating_sub(2).max(1);
        let to = match event.key().as_str() {
            "ArrowDown" => (at + 1).min(last),
            "ArrowUp" if at == 0 => {
                event.prevent_default();
                dom::focus("#list-search");
                return;
            }
            "ArrowUp" => at - 1,
            "PageDown" => (at + page).min(last),
            "PageUp" => at.saturating_sub(page),
            "Home" => 0,
            "End" => last,
            _ => return,
        };
        event.prevent_default();
        self.focus(to);
    }
}

fn row_link(id: Uuid) -> String {
    format!("tr[data-id='{id}'] .row-link")
}

pub(super) fn table(app: App, place: Place, table: Table, columns: Vec<Column>) -> impl IntoView {
    let Table { label, order, sorted, sort, row, kind } = table;
    let body = NodeRef::<html::Tbody>::new();
    let window = Memo::new(move |_| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rows on a screen")]
        let seen = (app.height.get() / place.height.get()).ceil() as usize;
        order.with(|order| {
            let from = place.first.get().min(order.len());
            let to = (from + seen + 2 * AHEAD + STEP).min(order.len());
            order[from..to].to_vec()
        })
    });
    let before = move || pixels(place.first.get().min(order.with(Vec::len)), place.height.get());
    let after = move || {
        let shown = place.first.get() + window.with(Vec::len);
        pixels(order.with(Vec::len).saturating_sub(shown), place.height.get())
    };
    Effect::new(move |_| {
        app.height.track();
        // The style sheet says how high a row is, by the width and by how one points.
        if let Some(scroll) = place.scroll.get() {
            let height = dom::length(&scroll, "--list-row").unwrap_or(ROW);
            if (height - place.height.get_untracked()).abs() > 0.1 {
                place.height.set(height);
            }
        }
    });
    Effect::new(move |_| {
        let (first, at) = (place.first.get(), place.at.get());
        window.track();
        if let Some(body) = body.get() {
            number(&body, first, at);
        }
    });
    let heads = columns.iter().copied().map(|column| {
        let direction = move || sorted.with(|sorted| sorted.as_ref().filter(|(key, _)| key == column.key).map(|(_, down)| *down));
        let aria = move || direction().map(|down| if down { "descending" } else { "ascending" });
        view! {
            <th scope="col" class:num=column.number aria-sort=aria>
                <button type="button" class="th-sort" data-action="sort-by" data-column=column.key on:click=move |_| sort(app, column.key)>
                    {column.label}
                    {move || direction().map(|down| icon(if down { Icon::ArrowDown } else { Icon::ArrowUp }))}
                </button>
            </th>
        }
    });
    let width = columns.len().to_string();
    let other_width = width.clone();
    view! {
        <div class="list-scroll" node_ref=place.scroll tabindex="-1" on:scroll=move |_| place.follow()>
            <table class="table is-list" aria-label=label aria-rowcount=move || (order.with(Vec::len) + 1).to_string()
                data-list=kind.name()>
                <thead><tr aria-rowindex="1">{heads.collect_view()}</tr></thead>
                <tbody node_ref=body on:keydown=move |event| place.press(&event) on:click=clicked>
                    <tr class="pad" aria-hidden="true" style=("--pad", before)><td colspan=width></td></tr>
                    <For each=move || window.get() key=|id| *id children=move |id| row(app, id)/>
                    <tr class="pad" aria-hidden="true" style=("--pad", after)><td colspan=other_width></td></tr>
                </tbody>
            </table>
        </div>
    }
}

fn pixels(rows: usize, height: f64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "rows of a list")]
    let rows = rows as f64;
    dom::pixels(rows * height)
}

/// Anywhere in a row opens what it is of, as its link does; a modifier key means a new tab there too.
fn clicked(event: web_sys::MouseEvent) {
    if dom::closest(&event, "a, button").is_some() {
        return;
    }
    let link = dom::closest(&event, "tr[data-id]").and_then(|row| row.query_selector(".row-link").ok().flatten());
    if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlElement>().ok()) {
        link.click();
    }
}

/// Says of each row which of all it is, and whether the tab key stops at it.
fn number(body: &Element, first: usize, at: usize) {
    let Ok(rows) = body.query_selector_all("tr[data-id]") else { return };
    let stop = at.saturating_sub(first).min(usize::try_from(rows.length()).unwrap_or(0).saturating_sub(1));
    for index in 0..rows.length() {
        let Some(row) = rows.get(index).and_then(|row| row.dyn_into::<Element>().ok()) else { continue };
        let index = usize::try_from(index).unwrap_or(0);
        // The head is the first row.
        row.set_attribute("aria-rowindex", &(first + index + 2).to_string()).ok();
        if let Ok(Some(link)) = row.query_selector(".row-link") {
            link.set_attribute("tabindex", if index == stop { "0" } else { "-1" }).ok();
        }
    }
}

pub(super) fn count(order: Memo<Vec<Uuid>>) -> String {
    format::count(order.with(Vec::len))
}
