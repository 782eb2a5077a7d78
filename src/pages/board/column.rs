//! One column: its head with totals over all its cards, and a window onto them.

use board::ColumnKey;
use leptos::html;
use leptos::prelude::*;
use model::next_step::Urgency;
use model::{Money, Uuid};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement};

use super::{card, column_name, current, keep_focus};
use crate::frame::{by_desk, has_own_line, is_compact};
use crate::i18n::{format, t};
use crate::platform::{dom, task};
use crate::state::{App, Menu};
use crate::ui::parts::{raw, urgency_name};
use crate::ui::{Icon, icon, icon_button};

/// Cards kept ready above and below what is seen; at first none, so that what is seen is there sooner.
const AHEAD: usize = 5;
/// What bars and heads take of the height at least, in rem.
const HEADS: f64 = 8.0;
/// The window moves in steps, so that scrolling by a card does not draw anew.
const STEP: usize = 3;

/// Height of a card with the gap after it, in pixels; the style sheet says the same in rem.
pub(super) fn slot_height() -> f64 {
    dom::rem() * if is_compact() { 4.0 } else { 7.75 + if has_own_line() { 1.25 } else { 0.0 } }
}

/// A card of the window: what tells one state of it from another, and where it is.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Shown {
    id: Uuid,
    looks: u32,
    drawn: u32,
    slot: u32,
}

pub(super) fn column(app: App, key: ColumnKey) -> impl IntoView {
    // Where a column fills the screen, folding it would leave the screen empty.
    let folded = RwSignal::new(key.outcome().is_some() && !dom::is_narrow());
    let heading = match key {
        ColumnKey::Stage(id) => format!("c-{id}"),
        ColumnKey::Won => "c-won".to_owned(),
        ColumnKey::Lost => "c-lost".to_owned(),
    };
    let (stage_id, outcome) = match key {
        ColumnKey::Stage(id) => (Some(id), None),
        ColumnKey::Won => (None, Some("won")),
        ColumnKey::Lost => (None, Some("lost")),
    };
    let stage = stage_id.map(|id| id.to_string());
    let (body_id, labelled) = (heading.clone(), heading.clone());
    view! {
        <section class="column" data-stage-id=stage data-outcome=outcome data-folded=move || folded.get().then_some("")
            aria-labelledby=labelled>
            {head(app, key, heading, folded)}
            {stage_id.map(|id| move || {
                (app.quick_add.get() == Some(id)).then(|| by_desk(move |desk| (desk.quick_add)(id)))
            })}
            {move || (!folded.get()).then(|| cards(app, key, body_id.clone()))}
        </section>
    }
}

fn head(app: App, key: ColumnKey, heading: String, folded: RwSignal<bool>) -> impl IntoView {
    let version = app.column(key);
    let name = move || {
        app.layout.track();
        column_name(app, key)
    };
    let count = move || {
        version.track();
        app.board(|board| board.view().column(key).map_or(0, |column| column.totals.count))
    };
    let tools = match key {
        ColumnKey::Stage(stage) => view! {
            {icon_button(Icon::Plus, "new-opportunity", t::board::new_in(&column_name(app, key)), move |_| {
                app.quick_add.set(Some(stage));
            })}
            {column_menu(app, key)}
        }
        .into_any(),
        ColumnKey::Won | ColumnKey::Lost => ().into_any(),
    };
    let fold = key.outcome().map(|_| {
        let picture = if key == ColumnKey::Won { Icon::Trophy } else { Icon::CircleSlash };
        let label = move || {
            let name = column_name(app, key);
            if folded.get() { t::board::unfold(&name) } else { t::board::fold(&name) }
        };
        view! {
            <button type="button" class="btn is-icon is-quiet i-mark" data-action="toggle-column" aria-label=label title=label
                aria-expanded=move || (!folded.get()).to_string() on:click=move |_| folded.update(|folded| *folded = !*folded)>
                {icon(picture)}
            </button>
        }
    });
    view! {
        <header class="column-head">
            <div class="column-title">
                {fold}
                <h2 id=heading>{name}</h2>
                <span class="count" data-metric="count" data-value=move || count().to_string()>
                    {move || format::count(count() as usize)}
                </span>
                {by_desk(move |desk| (desk.stalled)(key))}
                {tools}
            </div>
            {sums(app, key)}
            {key.outcome().is_none().then(|| due_bar(app, key))}
        </header>
    }
}

/// Sum and weighted sum for each currency; a dash where nothing has an amount.
fn sums(app: App, key: ColumnKey) -> impl IntoView {
    let version = app.column(key);
    move || {
        version.track();
        app.layout.track();
        let totals =
            app.board(|board| board.view().column(key).map(|column| column.totals.clone())).unwrap_or_default();
        let mut sums: Vec<_> = totals.sums.iter().map(|sum| (sum.currency, sum.sum, sum.weighted)).collect();
        if sums.is_empty() {
            sums.push((app.currency(), model::Decimal::ZERO, model::Decimal::ZERO));
        }
        let open = key.outcome().is_none();
        let rows = sums.into_iter().map(|(currency, sum, weighted)| {
            let (sum_money, weighted_money) = (Money { value: sum, currency }, Money { value: weighted, currency });
            let words = |money: Money| if money.value.is_zero() { "–".to_owned() } else { format::money_short(money) };
            let weighted = open.then(|| {
                view! {
                    <span class="weighted" data-metric="weighted" data-currency=currency.to_string() data-value=raw(weighted)
                        title=t::board::weighted_exact(&format::money(weighted_money))>
                        {(!weighted.is_zero()).then(|| format!("≈{}", words(weighted_money)))}
                    </span>
                }
            });
            view! {
                <span data-metric="sum" data-currency=currency.to_string() data-value=raw(sum) title=format::money(sum_money)>
                    {words(sum_money)}
                </span>
                {weighted}
            }
        });
        view! { <div class="column-sums num">{rows.collect_view()}</div> }
    }
}

/// Overdue, today, planned, none: as wide as they are many, and each a filter.
fn due_bar(app: App, key: ColumnKey) -> impl IntoView {
    const SHOWN: [Urgency; 4] = [Urgency::Overdue, Urgency::Today, Urgency::Planned, Urgency::None];
    let version = app.column(key);
    let part = move |urgency: Urgency| {
        let count = move || {
            version.track();
            app.layout.track();
            let at = Urgency::ALL.iter().position(|known| *known == urgency).unwrap_or(0);
            app.board(|board| board.view().column(key).map_or(0, |column| column.totals.due[at]))
        };
        let label = move || t::board::due_part(count() as usize, urgency_name(urgency));
        let pressed = move || app.route.get().get("due") == Some(urgency.as_str());
        view! {
            <button type="button" data-action="filter-due" data-state=urgency.as_str() data-n=move || count().to_string()
                style=("--n", move || count().to_string()) hidden=move || count() == 0
                aria-pressed=move || pressed().to_string() aria-label=label title=label
                on:click=move |_| {
                    let route = app.route.get_untracked();
                    let off = route.get("due") == Some(urgency.as_str());
                    app.go(&route.with("due", (!off).then(|| urgency.as_str())));
                }></button>
        }
    };
    view! {
        <div class="due-bar" role="group" aria-label=move || t::board::due_bar(&column_name(app, key))>
            {SHOWN.map(part).collect_view()}
        </div>
    }
}

fn column_menu(app: App, key: ColumnKey) -> impl IntoView {
    let name = move || t::common::actions_of(&column_name(app, key));
    let open = move || app.is_menu_open(Menu::Column(key)).to_string();
    view! {
        <button type="button" class="btn is-icon is-quiet" data-action="open-column-menu" aria-haspopup="menu" aria-label=name
            title=name aria-expanded=open on:click=move |event| app.open_menu(&event, Menu::Column(key))>
            {icon(Icon::Ellipsis)}
        </button>
    }
}

/// The window onto a column's cards.
fn cards(app: App, key: ColumnKey, heading: String) -> impl IntoView {
    let version = app.column(key);
    // Those won and lost are put in order only while they are looked at.
    let slots = Memo::new(move |_| {
        version.track();
        app.layout.track();
        app.board(|board| match key.outcome() {
            Some(outcome) => board.closed(outcome),
            None => board.view().column(key).map(|column| column.slots.clone()).unwrap_or_default(),
        })
    });
    let empty = if key.outcome().is_some() { t::board::none_closed() } else { t::board::empty() };
    list(app, slots, move || version.track(), heading, empty)
}

/// The window onto some cards. `follow` tracks whatever rises when one of them has changed.
pub(super) fn list(
    app: App,
    slots: Memo<Vec<u32>>,
    follow: impl Fn() + Send + Sync + 'static,
    heading: String,
    empty: &'static str,
) -> impl IntoView {
    let first = RwSignal::new(0_usize);
    let list = NodeRef::<html::Ul>::new();
    let window = Memo::new(move |_| {
        // A card can change and stay where it is.
        follow();
        let drawn = app.layout.get();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "cards on a screen")]
        let seen = ((app.height.get() - HEADS * dom::rem()) / slot_height()).ceil() as usize;
        slots.with(|slots| {
            let from = first.get().min(slots.len());
            let ahead = if app.shown.get() { 2 * AHEAD + STEP } else { 0 };
            let to = (from + seen + ahead).min(slots.len());
            app.board(|board| {
                let shown =
                    |slot: &u32| Shown { id: board.card(*slot).id, looks: board.looks(*slot), drawn, slot: *slot };
                slots[from..to].iter().map(shown).collect::<Vec<_>>()
            })
        })
    });
    let before = move || {
        #[expect(clippy::cast_precision_loss, reason = "cards of a column")]
        let cards = first.get().min(slots.with(Vec::len)) as f64;
        dom::pixels(cards * slot_height())
    };
    let after = move || {
        let shown = first.get() + window.with(Vec::len);
        #[expect(clippy::cast_precision_loss, reason = "cards of a column")]
        let cards = slots.with(Vec::len).saturating_sub(shown) as f64;
        dom::pixels(cards * slot_height())
    };
    let open = Memo::new(move |_| app.route.with(|route| route.get("open").and_then(|id| Uuid::try_parse(id).ok())));
    Effect::new(move |_| {
        let (count, open) = (slots.with(Vec::len), open.get());
        let shown = window.with(Vec::len);
        let last = window.with(|shown| shown.last().map(|shown| shown.id));
        app.chosen.track();
        // Nobody is on a card that is not on the screen yet.
        if !app.shown.get() {
            return;
        }
        let has_desk = app.desk.with(Option::is_some);
        let Some(list) = list.get() else { return };
        let first = first.get();
        let work = move |list: &HtmlElement| {
            number(app, list, first, count, open);
            keep_focus(list);
        };
        let is_drawn = list.child_element_count() as usize == shown
            && list.last_element_child().is_none_or(|item| {
                let has_corner = item.query_selector(".card-more").is_ok_and(|more| more.is_some());
                id_of(&item) == last && has_corner == has_desk
            });
        if is_drawn {
            work(&list);
        } else {
            // Other cards, or their corners, are drawn in this very turn, but after this.
            task::spawn(async move {
                task::turn().await;
                work(&list);
            });
        }
    });
    view! {
        <div class="column-body" tabindex="-1" on:scroll=move |event| scrolled(&event, first)>
            <ul node_ref=list class="cards" aria-labelledby=heading aria-describedby="board-help"
                style=("--pad-before", before) style=("--pad-after", after)>
                <For each=move || window.get() key=|shown| *shown children=move |shown| card::item(app, shown.slot)/>
            </ul>
            {move || slots.with(Vec::is_empty).then(|| view! {
                <p class="column-empty">{empty}</p>
            })}
        </div>
    }
}

fn scrolled(event: &web_sys::Event, first: RwSignal<usize>) {
    let Some(body) = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok()) else { return };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "cards of a column")]
    let above = (f64::from(body.scroll_top()) / slot_height()).floor() as usize;
    let wanted = above.saturating_sub(AHEAD) / STEP * STEP;
    if wanted != first.get_untracked() {
        first.set(wanted);
    }
}

/// Says of each card which of how many it is, whether it is chosen or open beside the board, and whether the tab key stops at
/// it: the elements stay the same when others come and go around them.
fn number(app: App, list: &HtmlElement, first: usize, count: usize, open: Option<Uuid>) {
    let children = list.children();
    let items: Vec<Element> = (0..children.length()).filter_map(|index| children.item(index)).collect();
    let focused = current();
    let stop = items.iter().position(|item| focused.is_some_and(|id| id_of(item) == Some(id))).unwrap_or(0);
    for (index, item) in items.iter().enumerate() {
        item.set_attribute("aria-posinset", &(first + index + 1).to_string()).ok();
        item.set_attribute("aria-setsize", &count.to_string()).ok();
        let stops = if index == stop { "0" } else { "-1" };
        for selector in [".card-link", ".card-more"] {
            if let Ok(Some(element)) = item.query_selector(selector) {
                element.set_attribute("tabindex", stops).ok();
            }
        }
        let is_chosen = app.chosen.with_untracked(|chosen| id_of(item).is_some_and(|id| chosen.contains(&id)));
        if is_chosen != item.has_attribute("data-chosen") {
            item.toggle_attribute("data-chosen").ok();
        }
        if let Ok(Some(link)) = item.query_selector(".card-link") {
            if open.is_some() && id_of(item) == open {
                link.set_attribute("aria-current", "true").ok();
            } else {
                link.remove_attribute("aria-current").ok();
            }
        }
    }
}

fn id_of(item: &Element) -> Option<Uuid> {
    let card = item.query_selector(".card").ok().flatten()?;
    Uuid::try_parse(&card.get_attribute("data-opportunity-id")?).ok()
}
