//! The board: a column for each open stage, then those won and lost.

pub(crate) mod card;
pub(crate) mod cells;
mod column;
pub(crate) mod drag;
pub(crate) mod export;
pub(crate) mod filters;
pub(crate) mod keys;
pub(crate) mod marks;
pub(crate) mod months;
pub(crate) mod moving;
pub(crate) mod own_line;
pub(crate) mod quick_add;
pub(crate) mod selecting;
pub(crate) mod table;
pub(crate) mod views;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use board::{ColumnKey, Order};
use leptos::html;
use leptos::prelude::*;
use model::Uuid;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

use crate::frame::{by_desk, is_compact, page_bar, toggle_density};
use crate::i18n::{format, t};
use crate::platform::listen::{Listener, active_listener};
use crate::platform::{dom, preferences, task};
use crate::route::Route;
use crate::state::{App, Menu, Phase, app};
use crate::ui::parts::raw;
use crate::ui::{Icon, icon};

/// How the opportunities are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    Board,
    Table,
    Months,
}

impl Layout {
    pub(crate) const ALL: [Self; 3] = [Self::Board, Self::Table, Self::Months];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Board => "board",
            Self::Table => "table",
            Self::Months => "months",
        }
    }

    pub(crate) fn of(route: &Route) -> Self {
        let named = route.get("layout");
        Self::ALL.into_iter().find(|layout| named == Some(layout.as_str())).unwrap_or(Self::Board)
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Board => t::board::title(),
            Self::Table => t::table::title(),
            Self::Months => t::months::title(),
        }
    }

    pub(crate) fn picture(self) -> Icon {
        match self {
            Self::Board => Icon::SquareKanban,
            Self::Table => Icon::Table2,
            Self::Months => Icon::Calendar,
        }
    }

    pub(crate) fn show(self, app: App) {
        let named = (self != Self::Board).then(|| self.as_str());
        app.go(&app.route.get_untracked().with("layout", named));
    }
}

fn layout_switch(app: App, layout: Memo<Layout>) -> impl IntoView {
    let each = Layout::ALL.map(|one| {
        view! {
            <button type="button" class="btn is-icon is-quiet" data-action="set-layout" data-layout=one.as_str() aria-label=one.name()
                title=one.name() aria-pressed=move || (layout.get() == one).to_string() on:click=move |_| one.show(app)>{icon(one.picture())}</button>
        }
    });
    view! { <span class="segments wide-only" role="group" aria-label=t::views::layout()>{each.collect_view()}</span> }
}

pub(crate) fn page() -> impl IntoView {
    let app = app();
    follow_address(app);
    let open = Memo::new(move |_| app.route.get().get("open").and_then(|id| Uuid::try_parse(id).ok()));
    let empty = Memo::new(move |_| {
        app.layout.track();
        app.phase.get() != Phase::Loading && !app.has_pipeline()
    });
    let layout = Memo::new(move |_| app.route.with(Layout::of));
    let is_filtered = move || app.route.with(|route| !route.filter().is_empty()).then_some("");
    view! {
        <main class="page" id="main" tabindex="-1">
            {page_bar(t::board::title(), view! {
                {pipeline_switch(app)}
                {view_switch(app)}
                {filter_button(app)}
                {totals(app)}
                <span class="push"></span>
                {layout_switch(app, layout)}
                {order_switch(app)}
                {density_switch()}
            })}
            <div class="page-body">
                <div class="filter-row" data-filtered=is_filtered>{by_desk(|desk| (desk.filters)())}{totals(app)}</div>
                <p class="sr-only" id="board-help">{t::board::help()}</p>
                {move || (app.phase.get() == Phase::Loading).then(loading)}
                <div class="split">
                    <div class="split-main">
                        {move || {
                            if empty.get() {
                                return by_desk(|desk| (desk.no_pipeline)()).into_any();
                            }
                            match layout.get() {
                                Layout::Board => columns(app).into_any(),
                                Layout::Table => by_desk(|desk| (desk.table)()).into_any(),
                                Layout::Months => by_desk(|desk| (desk.months)()).into_any(),
                            }
                        }}
                        {by_desk(|desk| (desk.select_bar)())}
                    </div>
                    {move || open.get().map(|id| by_desk(move |desk| (desk.panel)(id)))}
                </div>
            </div>
        </main>
    }
}

/// What the address says is shown: pipeline, order, filter.
fn follow_address(app: App) {
    Effect::new(move |_| {
        let route = app.route.get();
        let pipeline = route.get("pipeline").and_then(|id| Uuid::try_parse(id).ok());
        let kept = preferences::get("order");
        let order = route.get("order").or(kept.as_deref()).and_then(Order::parse).unwrap_or_default();
        let filter = route.filter();
        let is_shown = app.board(|board| {
            let shown = board.view().shown();
            (shown.pipeline, shown.order) == (pipeline, order) && shown.filter == filter
        });
        if !is_shown {
            app.show(|shown| (shown.pipeline, shown.order, shown.filter) = (pipeline, order, filter));
        }
    });
}

fn loading() -> impl IntoView {
    let column = || {
        let cards = (0..3).map(|_| view! { <li class="card-item"><div class="skeleton"></div></li> }).collect_view();
        view! {
            <div class="column">
                <div class="column-head"><div class="skeleton is-line"></div></div>
                <div class="column-body"><ul class="cards">{cards}</ul></div>
            </div>
        }
    };
    view! { <div class="board" aria-hidden="true">{(0..4).map(|_| column()).collect_view()}</div> }
}

fn pipeline_switch(app: App) -> impl IntoView {
    move || {
        app.layout.track();
        let shown = app.board(|board| board.view().pipeline());
        let pipelines: Vec<(Uuid, String)> = app.board(|board| {
            let name = |row: &board::PipelineRow| {
                if row.archived { t::board::archived_stage(&row.name) } else { row.name.clone() }
            };
            board.shown_pipelines().into_iter().map(|row| (row.id, name(row))).collect()
        });
        (pipelines.len() > 1).then(|| {
            let options = pipelines.into_iter().map(|(id, name)| {
                view! { <option value=id.to_string() selected=shown == Some(id)>{name}</option> }
            });
            view! {
                <label class="sr-only" for="pipeline">{t::board::pipeline()}</label>
                <select class="select" id="pipeline" data-action="switch-pipeline" on:change=move |event| {
                    let route = app.route.get_untracked().with("pipeline", Some(&event_target_value(&event)));
                    app.go(&route);
                }>{options.collect_view()}</select>
            }
        })
    }
}

/// Count, sum and weighted sum over all that match, once for each currency.
fn totals(app: App) -> impl IntoView {
    move || {
        app.changed.track();
        app.layout.track();
        let totals = app.board(|board| board.view().totals());
        let count = totals.count as usize;
        let sums = totals.sums.into_iter().map(|sum| {
            let (whole, weighted) = (
                model::Money { value: sum.sum, currency: sum.currency },
                model::Money { value: sum.weighted, currency: sum.currency },
            );
            let code = sum.currency.to_string();
            view! {
                <span><strong data-metric="total-sum" data-currency=code.clone() data-value=raw(sum.sum) title=format::money(whole)>
                    {format::money_short(whole)}
                </strong></span>
                <span>{t::board::weighted()}" "<strong data-metric="total-weighted" data-currency=code data-value=raw(sum.weighted)
                    title=format::money(weighted)>{format::money_short(weighted)}</strong></span>
            }
        });
        view! {
            <div class="totals num">
                <span><strong data-metric="total-count" data-value=count>{t::board::count(count)}</strong></span>
                {sums.collect_view()}
            </div>
        }
    }
}

fn order_switch(app: App) -> impl IntoView {
    view! {
        <label class="sr-only wide-only" for="order">{t::order::label()}</label>
        <select class="select wide-only" id="order" data-action="set-order"
            prop:value=move || { app.layout.track(); app.board(|board| board.view().shown().order.as_str()) }
            on:change=move |event| set_order(app, Order::parse(&event_target_value(&event)).unwrap_or_default())>
            {Order::ALL.map(|order| view! {
                <option value=order.as_str() selected=app.board(|board| board.view().shown().order == order)>{order_name(order)}</option>
            }).collect_view()}
        </select>
    }
}

pub(crate) fn order_name(order: Order) -> &'static str {
    match order {
        Order::Urgency => t::order::urgency(),
        Order::Amount => t::order::amount(),
        Order::Close => t::order::close(),
        Order::Hand => t::order::hand(),
    }
}

/// The order is this device's from then on.
pub(crate) fn set_order(app: App, order: Order) {
    preferences::set("order", order.as_str());
    let route = app.route.get_untracked().with("order", None);
    app.readdress(route);
    app.show(|shown| shown.order = order);
}

fn density_switch() -> impl IntoView {
    let compact = RwSignal::new(is_compact());
    view! {
        <button type="button" class="btn is-icon is-quiet wide-only" data-action="toggle-density" aria-label=t::board::compact()
            title=t::board::compact() aria-pressed=move || compact.get().to_string()
            on:click=move |_| {
                toggle_density();
                compact.update(|compact| *compact = !*compact);
            }>{icon(Icon::Rows3)}</button>
    }
}

/// The saved view that is shown, and the way to others.
fn view_switch(app: App) -> impl IntoView {
    let name = move || {
        let id = app.route.with(|route| route.get("view").and_then(|id| Uuid::try_parse(id).ok()));
        let name =
            app.views.with(|all| all.iter().find(|(known, _)| Some(*known) == id).map(|(_, view)| view.name.clone()));
        name.unwrap_or_else(|| t::views::title().to_owned())
    };
    view! {
        <button type="button" class="btn is-quiet" data-action="open-views" aria-haspopup="menu" title=t::views::title()
            aria-expanded=move || app.is_menu_open(Menu::Views).to_string() on:click=move |event| app.open_menu(&event, Menu::Views)>
            {icon(Icon::Bookmark)}<span class="label truncate">{name}</span>
        </button>
    }
}

fn filter_button(app: App) -> impl IntoView {
    view! {
        <button type="button" class="btn is-quiet" data-action="open-filter-menu" aria-haspopup="menu" title=t::filter::title()
            aria-expanded=move || app.is_menu_open(Menu::Filter).to_string() on:click=move |event| app.open_menu(&event, Menu::Filter)>
            {icon(Icon::ListFilter)}<span class="label">{t::filter::title()}</span>
        </button>
    }
}

fn columns(app: App) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    // Columns stay, and with them how far each is scrolled, as long as the stages do.
    let keys = Memo::new(move |_| {
        app.layout.track();
        app.board(|board| board.view().columns().iter().map(|column| column.key).collect::<Vec<_>>())
    });
    // On a narrow page one column fills the screen; this is the one that does.
    let showing = RwSignal::new(0_usize);
    hold_touches(node);
    let body = move || {
        let keys = keys.get();
        view! {
            {stage_picker(app, keys.clone(), showing, node)}
            <div node_ref=node class="board" on:focusin=focused on:focusout=blurred
                on:pointerdown=move |event| app.with_desk(|desk| (desk.board_press)(&event))
                on:click=move |event| app.with_desk(|desk| (desk.board_click)(&event))
                on:keydown=move |event| app.with_desk(|desk| (desk.board_key)(&event))
                on:scroll=move |_| follow_scroll(node, showing)>
                {keys.into_iter().map(|key| column::column(app, key)).collect_view()}
            </div>
        }
    };
    move || (app.phase.get() != Phase::Loading).then(body)
}

/// A finger that drags must not scroll; only a listener that says so beforehand can keep the browser from it.
fn hold_touches(node: NodeRef<html::Div>) {
    let hold = |event: web_sys::Event| {
        app().with_desk(|desk| {
            if (desk.board_holds)(&event) {
                event.prevent_default();
            }
        });
    };
    let kept: Rc<RefCell<Vec<Listener>>> = Rc::default();
    Effect::new(move |_| {
        if let Some(board) = node.get() {
            kept.replace(vec![
                active_listener(&board, "touchmove", hold),
                active_listener(&board, "contextmenu", hold),
            ]);
        }
    });
    on_cleanup(|| app().with_desk(|desk| (desk.board_gone)()));
}

thread_local! {
    static CURRENT: Cell<Option<Uuid>> = const { Cell::new(None) };
    /// Whether the focus is on it; it stays so when the card is drawn anew.
    static HAS_FOCUS: Cell<bool> = const { Cell::new(false) };
}

/// The card that had the focus last; the tab key comes back to it.
pub(crate) fn current() -> Option<Uuid> {
    CURRENT.get()
}

/// The card that has the focus, or will have it again once it is drawn anew.
fn keeps_focus() -> Option<Uuid> {
    current().filter(|_| HAS_FOCUS.get())
}

fn set_current(opportunity: Uuid) {
    CURRENT.set(Some(opportunity));
}

fn focused(event: web_sys::FocusEvent) {
    let card = dom::closest(&event, ".card").and_then(|card| card.get_attribute("data-opportunity-id"));
    if let Some(id) = card.and_then(|id| Uuid::try_parse(&id).ok()) {
        set_current(id);
        HAS_FOCUS.set(dom::closest(&event, ".card-link").is_some());
    }
}

/// The focus goes elsewhere, unless it only goes because the card does.
fn blurred(event: web_sys::FocusEvent) {
    if event.related_target().is_some() || dom::closest(&event, "body").is_some() {
        HAS_FOCUS.set(false);
    }
}

/// Gives the focus back to a card that has been drawn anew.
fn keep_focus(list: &HtmlElement) {
    let lost = dom::document().active_element().is_none_or(|element| element.tag_name() == "BODY");
    let Some(id) = current().filter(|_| lost && HAS_FOCUS.get()) else { return };
    let link = list.query_selector(&format!("[data-opportunity-id='{id}'] .card-link")).ok().flatten();
    if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlElement>().ok()) {
        // It is where it was; nothing needs to scroll. Fails for no element.
        link.focus().ok();
    }
}

fn follow_scroll(node: NodeRef<html::Div>, showing: RwSignal<usize>) {
    let Some(board) = node.get_untracked() else { return };
    let width = f64::from(board.client_width()).max(1.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an index")]
    let index = (f64::from(board.scroll_left()) / width).round() as usize;
    if showing.get_untracked() != index {
        showing.set(index);
    }
}

pub(crate) fn column_name(app: App, key: ColumnKey) -> String {
    match key {
        ColumnKey::Won => t::outcome::won().to_owned(),
        ColumnKey::Lost => t::outcome::lost().to_owned(),
        ColumnKey::Stage(id) => app.board(|board| match board.stage(id) {
            Some(stage) if stage.archived => t::board::archived_stage(&stage.name),
            Some(stage) => stage.name.clone(),
            None => String::new(),
        }),
    }
}

/// For narrow pages: which of the columns is on the screen, and the way to the others.
fn stage_picker(app: App, keys: Vec<ColumnKey>, showing: RwSignal<usize>, node: NodeRef<html::Div>) -> impl IntoView {
    let count = keys.len();
    let go = move |index: usize| {
        let column = node.get_untracked().and_then(|board| board.children().item(u32::try_from(index).ok()?));
        if let Some(column) = column.and_then(|column| column.dyn_into::<HtmlElement>().ok())
            && let Some(board) = node.get_untracked()
        {
            board.set_scroll_left(column.offset_left() - board.offset_left());
        }
        showing.set(index);
    };
    let options = keys.into_iter().enumerate().map(|(index, key)| {
        let name = move || {
            let name = column_name(app, key);
            t::board::stage_of { name: &name, at: &(index + 1).to_string(), count: &count.to_string() }.text()
        };
        view! { <option value=index selected=move || showing.get() == index>{name}</option> }
    });
    view! {
        <div class="stage-picker">
            <button type="button" class="btn is-icon is-quiet" data-action="previous-stage" aria-label=t::board::previous_stage()
                disabled=move || showing.get() == 0 on:click=move |_| go(showing.get_untracked().saturating_sub(1))>
                {icon(Icon::ChevronLeft)}
            </button>
            <label class="sr-only" for="stage">{t::board::stage()}</label>
            <select class="select" id="stage" data-action="show-stage" prop:value=move || showing.get().to_string()
                on:change=move |event| go(event_target_value(&event).parse().unwrap_or(0))>{options.collect_view()}</select>
            <button type="button" class="btn is-icon is-quiet" data-action="next-stage" aria-label=t::board::next_stage()
                disabled=move || { showing.get() + 1 >= count } on:click=move |_| go(showing.get_untracked() + 1)>
                {icon(Icon::ChevronRight)}
            </button>
        </div>
    }
}

/// Opens an opportunity beside the board.
pub(crate) fn open_panel(app: App, opportunity: Uuid) {
    app.go(&app.route.get_untracked().with("open", Some(&opportunity.to_string())));
}

pub(crate) fn close_panel(app: App) {
    let route = app.route.get_untracked();
    let opened = route.get("open").and_then(|id| Uuid::try_parse(id).ok());
    // Not a step forward: going back from here must not open it again.
    app.readdress(route.with("open", None));
    if let Some(id) = opened {
        reveal(app, id);
    }
}

/// A column's part of the page.
pub(crate) fn element(key: ColumnKey) -> Option<HtmlElement> {
    match key {
        ColumnKey::Stage(id) => dom::find(&format!("[data-stage-id='{id}']")),
        ColumnKey::Won => dom::find(".column[data-outcome=won]"),
        ColumnKey::Lost => dom::find(".column[data-outcome=lost]"),
    }
}

/// Where a card lies: its column and place.
pub(crate) fn place_of(app: App, opportunity: Uuid) -> Option<(ColumnKey, usize)> {
    let slot = app.slot(opportunity)?;
    app.board(|board| {
        board.view().columns().iter().find_map(|column| {
            let at = column.slots.iter().position(|other| *other == slot)?;
            Some((column.key, at))
        })
    })
}

/// Scrolls a card onto the screen and gives it the focus.
pub(crate) fn reveal(app: App, opportunity: Uuid) {
    task::spawn(async move {
        task::turn().await;
        let Some((key, at)) = place_of(app, opportunity) else { return };
        let selector = format!("[data-opportunity-id='{opportunity}'] .card-link");
        if let Some(body) = element(key).and_then(|column| column.query_selector(".column-body").ok().flatten()) {
            let height = column::slot_height();
            #[expect(clippy::cast_precision_loss, reason = "a place in a column")]
            let top = at as f64 * height;
            let (from, room) = (f64::from(body.scroll_top()), f64::from(body.client_height()));
            if top < from || top + height > from + room {
                #[expect(clippy::cast_possible_truncation, reason = "pixels")]
                body.set_scroll_top((top - (room - height) / 2.0).max(0.0) as i32);
            }
        }
        dom::focus_when_drawn(selector);
    });
}
