//! A long list as a table: a window onto its rows, with arrow keys.

use std::cell::Cell;

use leptos::html;
use leptos::prelude::*;
use model::{Kind, Uuid};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement};

use super::shelf::Shelf;
use crate::i18n::{format, t};
use crate::platform::{dom, task};
use crate::route::Route;
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
pub(crate) struct Column {
    pub(crate) key: &'static str,
    pub(crate) label: &'static str,
    pub(crate) number: bool,
}

/// What the table is of.
#[derive(Clone, Copy)]
pub(crate) struct Table {
    pub(crate) kind: Kind,
    pub(crate) label: &'static str,
    pub(crate) order: Memo<Vec<Uuid>>,
    /// The column it is ordered by, and whether from the greatest down.
    pub(crate) sorted: Memo<Option<(String, bool)>>,
    pub(crate) sort: fn(App, &'static str),
    pub(crate) row: fn(App, Uuid) -> AnyView,
}

/// Where the focus is among the rows.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    at: RwSignal<usize>,
    first: RwSignal<usize>,
    height: RwSignal<f64>,
    order: Memo<Vec<Uuid>>,
    scroll: NodeRef<html::Div>,
}

impl Place {
    pub(crate) fn new(order: Memo<Vec<Uuid>>) -> Self {
        Self {
            at: RwSignal::new(0),
            first: RwSignal::new(0),
            height: RwSignal::new(ROW),
            order,
            scroll: NodeRef::new(),
        }
    }

    /// Another list: from its beginning.
    pub(crate) fn begin(self) {
        self.at.set(0);
        self.first.set(0);
        if let Some(scroll) = self.scroll.get_untracked() {
            scroll.set_scroll_top(0);
        }
    }

    /// Brings a row onto the screen and gives it the focus.
    pub(crate) fn focus(self, at: usize) {
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
    pub(crate) fn enter(self) {
        if self.order.with_untracked(|order| !order.is_empty()) {
            self.focus(0);
        }
    }

    /// From the beginning whenever what `ask` follows is another.
    pub(crate) fn begin_with(self, ask: impl Fn() + 'static) {
        Effect::new(move |before: Option<()>| {
            ask();
            if before.is_some() {
                self.begin();
            }
        });
    }

    /// Who comes back from a record finds its row again.
    pub(crate) fn back_to_row(self) {
        let Some(id) = OPENED.take() else { return };
        task::spawn(async move {
            task::turn().await;
            let at = self.order.try_with_untracked(|order| order.iter().position(|other| *other == id)).flatten();
            if let Some(at) = at.filter(|_| dom::is_nothing_focused()) {
                self.focus(at);
            }
        });
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

thread_local! {
    /// The record that was opened last.
    static OPENED: Cell<Option<Uuid>> = const { Cell::new(None) };
}

/// Who goes back to the list finds this row there.
pub(crate) fn remember_row(id: Uuid) {
    OPENED.set(Some(id));
}

/// The order `-sum` in an address: from the greatest sum down.
pub(crate) fn sorted(route: &Route) -> Option<(String, bool)> {
    let sort = route.get("sort")?;
    Some(sort.strip_prefix('-').map_or_else(|| (sort.to_owned(), false), |key| (key.to_owned(), true)))
}

/// Orders the list by a column; by the same once more the other way round.
pub(crate) fn sort_by(app: App, key: &'static str, begins_down: bool) {
    let route = app.route.get_untracked();
    let down = match sorted(&route) {
        Some((known, down)) if known == key => !down,
        _ => begins_down,
    };
    let sort = if down { format!("-{key}") } else { key.to_owned() };
    app.readdress(route.with("sort", Some(&sort)));
}

/// What is searched for, as the address has it.
pub(crate) fn query(app: App) -> RwSignal<String> {
    let asked = |route: &Route| route.get("q").unwrap_or_default().to_owned();
    let typed = RwSignal::new(app.route.with_untracked(asked));
    Effect::new(move |_| {
        // Back and forward come with another address.
        let query = app.route.with(asked);
        if typed.with_untracked(|typed| typed.trim() != query) {
            typed.set(query);
        }
    });
    typed
}

/// The field above a list: what is typed is found at once, arrow down leads into the list, Enter opens its first.
pub(crate) fn search_field(
    app: App,
    place: Place,
    typed: RwSignal<String>,
    placeholder: &'static str,
    page_of: impl Fn(Uuid) -> Route + 'static,
) -> impl IntoView {
    let search = move |_| {
        let query = typed.get_untracked().trim().to_owned();
        let route = app.route.get_untracked().with("q", Some(query.as_str()).filter(|query| !query.is_empty()));
        app.readdress(route);
    };
    view! {
        <label class="sr-only" for="list-search">{placeholder}</label>
        <span class="search">
            {icon(Icon::Search)}
            <input class="input" id="list-search" type="search" autocomplete="off" spellcheck="false" placeholder=placeholder
                bind:value=typed on:input=search
                on:keydown=move |event| match event.key().as_str() {
                    _ if dom::is_composing(&event) => {}
                    "ArrowDown" => {
                        event.prevent_default();
                        place.enter();
                    }
                    "Enter" => {
                        event.prevent_default();
                        if let Some(first) = place.order.with_untracked(|order| order.first().copied()) {
                            app.go(&page_of(first));
                        }
                    }
                    _ => {}
                }/>
        </span>
    }
}

/// In place of a list that could not be read.
pub(crate) fn not_read(shelf: Shelf) -> impl IntoView {
    view! {
        <div class="empty" data-tone="bad" role="alert">
            {icon(Icon::CircleX)}<h2>{t::failure::not_read()}</h2>
            <div class="actions">
                <button type="button" class="btn" data-action="read-again" on:click=move |_| shelf.work()>{t::frame::try_again()}</button>
            </div>
        </div>
    }
}

/// In place of a list that is being read.
pub(crate) fn loading() -> impl IntoView {
    let line = |_| view! { <li><div class="skeleton is-line"></div></li> };
    view! { <ul class="list-loading" aria-busy="true">{(0..12).map(line).collect_view()}</ul> }
}

fn row_link(id: Uuid) -> String {
    format!("tr[data-id='{id}'] .row-link")
}

/// The table once its rows are there, what stands in its place until then, and `nothing` where there are none.
pub(crate) fn listed(
    app: App,
    (shelf, there): (Shelf, Memo<bool>),
    place: Place,
    (list, columns): (Table, Vec<Column>),
    nothing: impl Fn() -> AnyView + Send + 'static,
) -> impl IntoView {
    let none = Memo::new(move |_| place.order.with(Vec::is_empty));
    Effect::new(move |before: Option<bool>| {
        let drawn = there.get() && !none.get();
        if drawn && before != Some(true) {
            place.back_to_row();
        }
        before == Some(true) || drawn
    });
    // Only another answer draws anew: a table that is redrawn loses the focus.
    let shown = Memo::new(move |_| match (shelf.broken.get(), there.get(), none.get()) {
        (true, ..) => Shown::NotRead,
        (_, false, _) => Shown::Loading,
        (.., true) => Shown::Nothing,
        _ => Shown::Table,
    });
    move || match shown.get() {
        Shown::NotRead => not_read(shelf).into_any(),
        Shown::Loading => loading().into_any(),
        Shown::Nothing => nothing(),
        Shown::Table => table(app, place, list, columns.clone()).into_any(),
    }
}

/// What stands where a list stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    NotRead,
    Loading,
    Nothing,
    Table,
}

pub(crate) fn table(app: App, place: Place, table: Table, columns: Vec<Column>) -> impl IntoView {
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
    view! {
        <div class="list-scroll" node_ref=place.scroll tabindex="-1" on:scroll=move |_| place.follow()>
            <table class="table is-list" aria-label=label aria-rowcount=move || (order.with(Vec::len) + 1).to_string()
                data-list=kind.name()>
                <thead><tr aria-rowindex="1">{heads.collect_view()}</tr></thead>
                <tbody node_ref=body on:keydown=move |event| place.press(&event) on:click=clicked>
                    <tr class="pad" aria-hidden="true" style=("--pad", before)><td></td></tr>
                    <For each=move || window.get() key=|id| *id children=move |id| row(app, id)/>
                    <tr class="pad" aria-hidden="true" style=("--pad", after)><td></td></tr>
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

pub(crate) fn count(order: Memo<Vec<Uuid>>) -> String {
    format::count(order.with(Vec::len))
}
