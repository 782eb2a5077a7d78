//! The table: every opportunity that matches as a row, columns as chosen, in any order, gathered and summed.

use std::collections::{BTreeMap, BTreeSet};

use board::ColumnKey;
use filter::Field;
use leptos::html;
use leptos::prelude::*;
use model::records::{Opportunity, Outcome, Rate};
use model::{Command, Currency, Decimal, Id, Money, RecordRef, Uuid};
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, KeyboardEvent};

use super::cells::{Cell, Column, USUAL, cell};
use super::moving::{self, Place as Spot};
use super::{keys, open_panel};
use crate::i18n::{format, t};
use crate::pages::fields::{self, Editor};
use crate::platform::{dom, preferences, task};
use crate::route::{Route, Screen};
use crate::state::{App, Give, Menu, app, lists};
use crate::ui::menu::{self, Groups};
use crate::ui::parts::raw;
use crate::ui::suggest::{Suggestions, word_list};
use crate::ui::{Icon, icon};

/// Rows kept ready above and below what is seen.
const AHEAD: usize = 12;

/// In which order rows lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sort {
    column: Column,
    descending: bool,
}

/// The columns that the address names, or this device's, or the usual ones.
pub(crate) fn columns(app: App) -> Vec<Column> {
    let kept = preferences::get("columns");
    let named = app.route.with(|route| route.get("columns").map(str::to_owned)).or(kept);
    let named = named.map(|named| named.split(',').filter_map(Column::parse).collect::<Vec<_>>());
    let mut columns = named.filter(|columns| !columns.is_empty()).unwrap_or_else(|| USUAL.to_vec());
    // The name stands first: it is how one gets to the opportunity.
    let title = Column::Field(Field::Title);
    columns.retain(|column| *column != title);
    columns.insert(0, title);
    columns
}

fn set_columns(app: App, columns: &[Column]) {
    let named = columns.iter().map(|column| column.key()).collect::<Vec<_>>().join(",");
    preferences::set("columns", &named);
    let route = app.route.get_untracked();
    app.readdress(route.with("columns", Some(&named)));
}

fn sort_of(route: &Route) -> Option<Sort> {
    let key = route.get("sort")?;
    let (key, descending) = key.strip_prefix('-').map_or((key, false), |key| (key, true));
    Column::parse(key).map(|column| Sort { column, descending })
}

fn set_sort(app: App, sort: Option<Sort>) {
    let key = sort.map(|sort| format!("{}{}", if sort.descending { "-" } else { "" }, sort.column.key()));
    app.readdress(app.route.get_untracked().with("sort", key.as_deref()));
}

fn group_of(route: &Route) -> Option<Column> {
    route.get("group").and_then(Column::parse)
}

fn set_group(app: App, column: Option<Column>) {
    app.readdress(app.route.get_untracked().with("group", column.map(Column::key).as_deref()));
}

/// Count and sums of some rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct Sums {
    count: usize,
    /// Of each currency the sum and the weighted sum.
    by_currency: BTreeMap<Currency, (Decimal, Decimal)>,
}

impl Sums {
    fn add(&mut self, card: &board::Card<'_>) {
        self.count += 1;
        let Some(money) = card.amount else { return };
        let weighted = card.probability.and_then(|percent| money.value.checked_mul(Decimal::new(percent.into(), 2)));
        let (sum, all) = self.by_currency.entry(money.currency).or_default();
        *sum = sum.saturating_add(money.value);
        *all = all.saturating_add(weighted.unwrap_or_default());
    }

    fn of(&self, column: Column) -> Vec<(Currency, Decimal)> {
        let pick = |(currency, (sum, weighted)): (&Currency, &(Decimal, Decimal))| match column {
            Column::Field(Field::Amount) => Some((*currency, *sum)),
            Column::Weighted => Some((*currency, *weighted)),
            _ => None,
        };
        self.by_currency.iter().filter_map(pick).collect()
    }
}

/// A line of the table.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Line {
    Group {
        name: String,
        sums: Sums,
    },
    /// What tells one state of a row from another comes with it.
    Row {
        id: Uuid,
        slot: u32,
        looks: u32,
        drawn: u32,
    },
}

/// The opportunities the table shows, in its order; without a condition on the outcome only open ones.
pub(crate) fn rows(app: App) -> Vec<u32> {
    app.route.with(|route| rows_of(app, route))
}

/// The same for a given address of the table.
pub(crate) fn rows_of(app: App, route: &Route) -> Vec<u32> {
    let any_outcome = route.filter().get(Field::Outcome).is_some();
    let mut slots = app.board(board::Board::matching);
    if !any_outcome {
        app.board(|board| slots.retain(|slot| board.card(*slot).outcome == Outcome::Open));
    }
    if let Some(sort) = sort_of(route) {
        let mut keyed: Vec<(Cell, u32)> =
            app.board(|board| slots.iter().map(|slot| (cell(app, &board.card(*slot), sort.column), *slot)).collect());
        keyed.sort_by(|(a, _), (b, _)| a.compare(b, sort.descending));
        slots = keyed.into_iter().map(|(_, slot)| slot).collect();
    }
    slots
}

fn lines(app: App, drawn: u32) -> (Vec<Line>, Sums) {
    let slots = rows(app);
    let group = group_of(&app.route.get());
    app.board(|board| {
        let mut sums = Sums::default();
        let row = |slot: u32| Line::Row { id: board.card(slot).id, slot, looks: board.looks(slot), drawn };
        let Some(column) = group else {
            for slot in &slots {
                sums.add(&board.card(*slot));
            }
            return (slots.into_iter().map(row).collect(), sums);
        };
        // In the order of what they are gathered under; rows keep theirs.
        let mut groups: Vec<(Cell, Sums, Vec<u32>)> = Vec::new();
        let mut at: BTreeMap<String, usize> = BTreeMap::new();
        for slot in slots {
            let card = board.card(slot);
            let held = cell(app, &card, column);
            let index = *at.entry(held.group()).or_insert_with(|| {
                groups.push((held, Sums::default(), Vec::new()));
                groups.len() - 1
            });
            sums.add(&card);
            groups[index].1.add(&card);
            groups[index].2.push(slot);
        }
        if column == Column::Field(Field::Stage) {
            let place = |slots: &[u32]| board.card(slots[0]).stage.map_or(u32::MAX, |stage| stage.position);
            groups.sort_by_key(|(_, _, slots)| (board.card(slots[0]).outcome, place(slots)));
        } else {
            groups.sort_by(|(a, ..), (b, ..)| a.compare(b, false));
        }
        let mut all = Vec::new();
        for (held, sums, slots) in groups {
            let name = if held == Cell::Empty { t::common::unset().to_owned() } else { held.group() };
            all.push(Line::Group { name, sums });
            all.extend(slots.into_iter().map(row));
        }
        (all, sums)
    })
}

/// A cell by its line and column.
type Place = (usize, usize);

/// A cell that is being edited.
#[derive(Clone, PartialEq)]
struct Editing {
    opportunity: Uuid,
    column: Column,
    typed: String,
}

#[derive(Clone, Copy)]
struct Grid {
    app: App,
    lines: Memo<(Vec<Line>, Sums)>,
    columns: Memo<Vec<Column>>,
    first: RwSignal<usize>,
    /// Height of a line, in pixels.
    height: RwSignal<f64>,
    cursor: RwSignal<Place>,
    editing: RwSignal<Option<Editing>>,
    /// The focus is in a cell, or was until the cell was drawn anew.
    has_focus: RwSignal<bool>,
    names: Suggestions,
    scroll: NodeRef<html::Div>,
}

pub(crate) fn view() -> impl IntoView {
    let app = app();
    let columns = Memo::new(move |_| columns(app));
    Effect::new(move |_| {
        let route = app.route.get();
        let more = [sort_of(&route).map(|sort| sort.column), group_of(&route)];
        app.want(columns.get().into_iter().chain(more.into_iter().flatten()).filter_map(Column::field));
    });
    let lines = Memo::new(move |_| {
        app.changed.track();
        app.read.track();
        app.named.track();
        lines(app, app.layout.get())
    });
    let grid = Grid {
        app,
        lines,
        columns,
        first: RwSignal::new(0),
        height: RwSignal::new(32.0),
        cursor: RwSignal::new((0, 0)),
        editing: RwSignal::new(None),
        has_focus: RwSignal::new(false),
        names: Suggestions::of_accounts(),
        scroll: NodeRef::new(),
    };
    let window = Memo::new(move |_| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "lines on a screen")]
        let seen = (app.height.get() / grid.height.get()).ceil() as usize;
        lines.with(|(lines, _)| {
            let from = grid.first.get().min(lines.len());
            let to = (from + seen + 2 * AHEAD).min(lines.len());
            (from..).zip(lines[from..to].iter().cloned()).collect::<Vec<(usize, Line)>>()
        })
    });
    Effect::new(move |_| {
        window.track();
        task::spawn(async move {
            task::turn().await;
            measure(grid);
            if grid.has_focus.try_get_untracked() == Some(true) && dom::is_nothing_focused() {
                focus(grid, grid.cursor.get_untracked());
            }
        });
    });
    #[expect(clippy::cast_precision_loss, reason = "lines of a table")]
    let pad = move |count: usize| dom::pixels(count as f64 * grid.height.get());
    let before = move || pad(grid.first.get().min(lines.with(|(lines, _)| lines.len())));
    let after = move || {
        let shown = window.with(|window| window.last().map_or(0, |(at, _)| at + 1));
        pad(lines.with(|(lines, _)| lines.len()).saturating_sub(shown))
    };
    let heads = move || columns.get().into_iter().map(|column| head(grid, column)).collect_view();
    let widths = move || {
        let columns = columns.get().into_iter();
        columns.map(|column| view! { <col class="is-fixed" data-width=column.width()/> }).collect_view()
    };
    let all_chosen = move || {
        let count = lines.with(|(_, sums)| sums.count);
        count > 0 && app.chosen.with(BTreeSet::len) >= count
    };
    view! {
        <div class="grid-tools">{tools(grid)}</div>
        <div class="grid-scroll" node_ref=grid.scroll tabindex="-1" on:scroll=move |event| scrolled(&event, grid)>
            <table class="table grid" role="grid" aria-label=t::table::title() aria-multiselectable="true"
                aria-rowcount=move || (lines.with(|(lines, _)| lines.len()) + 1).to_string()
                on:keydown=move |event| press(&event, grid) on:dblclick=move |event| double_click(&event, grid)
                on:focusin=move |event| {
                    if let Some(place) = dom::closest(&event, "[data-cell]").and_then(|cell| place_of(&cell)) {
                        grid.cursor.set(place);
                        grid.has_focus.set(true);
                    }
                }
                on:focusout=move |event| {
                    if event.related_target().is_some() {
                        return grid.has_focus.set(false);
                    }
                    // It goes elsewhere, unless it only goes because its cell does: that is seen a turn later.
                    let Some(left) = dom::closest(&event, "[data-cell]") else { return };
                    task::spawn(async move {
                        task::turn().await;
                        if left.is_connected() && dom::is_nothing_focused() {
                            grid.has_focus.try_set(false);
                        }
                    });
                }>
                <colgroup><col class="is-fixed" data-width="check"/>{widths}</colgroup>
                <thead><tr aria-rowindex="1">
                    <th scope="col" class="check-cell">
                        <input type="checkbox" data-action="select-all" aria-label=t::select::all() prop:checked=all_chosen
                            on:change=move |event| {
                                let ids = if event_target_checked(&event) { all_ids(grid) } else { Vec::new() };
                                app.chosen.set(ids.into_iter().collect());
                            }/>
                    </th>
                    {heads}
                </tr></thead>
                <tbody>
                    <tr class="grid-pad" aria-hidden="true" style=("--pad", before)><td></td></tr>
                    <For each=move || window.get() key=Clone::clone children=move |(at, line)| body_line(grid, at, line)/>
                    <tr class="grid-pad" aria-hidden="true" style=("--pad", after)><td></td></tr>
                </tbody>
                <tfoot>{move || foot(grid)}</tfoot>
            </table>
            {move || lines.with(|(lines, _)| lines.is_empty()).then(|| view! {
                <p class="column-empty">{t::table::empty()}</p>
            })}
        </div>
    }
}

fn all_ids(grid: Grid) -> Vec<Uuid> {
    let id = |line: &Line| if let Line::Row { id, .. } = line { Some(*id) } else { None };
    grid.lines.with_untracked(|(lines, _)| lines.iter().filter_map(id).collect())
}

/// Columns, groups and files.
fn tools(grid: Grid) -> impl IntoView {
    let app = grid.app;
    let button = move |action: &'static str, picture: Icon, which: Menu, label: &'static str| {
        view! {
            <button type="button" class="btn is-quiet" data-action=action aria-haspopup="menu"
                aria-expanded=move || app.is_menu_open(which).to_string() on:click=move |event| app.open_menu(&event, which)>
                {icon(picture)}{label}
            </button>
        }
    };
    let group = move || group_of(&app.route.get()).map(|column| t::table::grouped_by(&column.name(app)));
    view! {
        {button("choose-columns", Icon::Columns3, Menu::Columns, t::table::columns())}
        {button("choose-group", Icon::Layers, Menu::Group, t::table::group())}
        <span class="muted">{group}</span>
        <span class="push"></span>
        {button("choose-export", Icon::Download, Menu::Export, t::export::title())}
    }
}

/// The menu of what columns there are.
pub(crate) fn columns_menu(app: App) -> Groups {
    let shown = untrack(|| columns(app));
    let line = |column: Column| {
        let is_shown = shown.contains(&column);
        let mut changed = shown.clone();
        if is_shown {
            changed.retain(|known| *known != column);
        } else {
            changed.push(column);
        }
        let item =
            menu::item(Icon::Columns3, column.name(app), "toggle-column-of-table", move || set_columns(app, &changed));
        item.toggled(is_shown).of_field(column.key())
    };
    let all = Column::all(app).into_iter().filter(|column| *column != Column::Field(Field::Title)).map(line).collect();
    let reset = menu::item(Icon::Undo2, t::table::usual_columns(), "reset-columns", move || {
        preferences::remove("columns");
        app.readdress(app.route.get_untracked().with("columns", None));
    });
    vec![all, vec![reset]]
}

/// The menu of what rows can be gathered by.
pub(crate) fn group_menu(app: App) -> Groups {
    let now = group_of(&app.route.get_untracked());
    let none =
        menu::item(Icon::X, t::table::no_group(), "group-by", move || set_group(app, None)).checked(now.is_none());
    let each = Column::all(app).into_iter().filter(|column| column.gathers()).map(|column| {
        let item = menu::item(Icon::Layers, column.name(app), "group-by", move || set_group(app, Some(column)));
        item.checked(now == Some(column)).of_field(column.key())
    });
    vec![vec![none], each.collect()]
}

/// The menu of one column.
pub(crate) fn head_menu(app: App, column: Column) -> Groups {
    let shown = untrack(|| columns(app));
    let sort = |descending: bool, picture: Icon, name: &'static str| {
        let sort = Sort { column, descending };
        let is_so = sort_of(&app.route.get_untracked()) == Some(sort);
        menu::item(picture, name, "sort-by", move || set_sort(app, Some(sort))).checked(is_so)
    };
    let mut groups = vec![vec![
        sort(false, Icon::ArrowUp, t::table::ascending()),
        sort(true, Icon::ArrowDown, t::table::descending()),
    ]];
    if column.gathers() {
        groups
            .push(vec![menu::item(Icon::Layers, t::table::group(), "group-by", move || set_group(app, Some(column)))]);
    }
    let at = shown.iter().position(|known| *known == column).unwrap_or(0);
    // The first place is the name's.
    if at > 0 {
        let swapped = |with: usize| {
            let mut columns = shown.clone();
            columns.swap(at, with);
            columns
        };
        let mut moves = Vec::new();
        if at > 1 {
            let to = swapped(at - 1);
            moves.push(menu::item(Icon::ChevronLeft, t::table::move_left(), "move-column", move || {
                set_columns(app, &to);
            }));
        }
        if at + 1 < shown.len() {
            let to = swapped(at + 1);
            moves.push(menu::item(Icon::ChevronRight, t::table::move_right(), "move-column", move || {
                set_columns(app, &to);
            }));
        }
        let rest: Vec<Column> = shown.iter().copied().filter(|known| *known != column).collect();
        moves.push(menu::item(Icon::X, t::table::hide(), "hide-column", move || set_columns(app, &rest)));
        groups.push(moves);
    }
    groups
}

fn head(grid: Grid, column: Column) -> impl IntoView {
    let app = grid.app;
    let sort = move || sort_of(&app.route.get()).filter(|sort| sort.column == column);
    let state = move || match sort() {
        Some(Sort { descending: true, .. }) => "descending",
        Some(_) => "ascending",
        None => "none",
    };
    let next = move |_| {
        let now = untrack(sort);
        set_sort(
            app,
            match now {
                None => Some(Sort { column, descending: column.is_number() }),
                Some(sort) if sort.descending == column.is_number() => {
                    Some(Sort { descending: !sort.descending, ..sort })
                }
                Some(_) => None,
            },
        );
    };
    let name = column.name(app);
    let more = t::common::actions_of(&name);
    view! {
        <th scope="col" class:num=column.is_number() aria-sort=state data-column=column.key()>
            <span class="grid-head">
                <button type="button" class="grid-sort" data-action="sort-column" on:click=next>
                    <span class="truncate">{name}</span>
                    {move || sort().map(|sort| icon(if sort.descending { Icon::ArrowDown } else { Icon::ArrowUp }))}
                </button>
                <button type="button" class="grid-more" data-action="open-column-head" aria-haspopup="menu" aria-label=more.clone() title=more
                    on:click=move |event| app.open_menu(&event, Menu::Head(column))>{icon(Icon::ChevronDown)}</button>
            </span>
        </th>
    }
}

fn body_line(grid: Grid, at: usize, line: Line) -> impl IntoView {
    let app = grid.app;
    match line {
        Line::Group { name, sums } => {
            let count = grid.columns.with_untracked(Vec::len);
            let words: Vec<String> = sums
                .by_currency
                .iter()
                .map(|(currency, (sum, _))| format::money_short(Money { value: *sum, currency: *currency }))
                .collect();
            view! {
                <tr class="grid-group" aria-rowindex=at + 2>
                    <th scope="rowgroup" colspan=count + 1>
                        <span>{name}</span><span class="count">{format::count(sums.count)}</span>
                        <span class="num muted">{words.join(t::list::comma())}</span>
                    </th>
                </tr>
            }
            .into_any()
        }
        Line::Row { id, slot, .. } => {
            let chosen = Memo::new(move |_| app.chosen.with(|chosen| chosen.contains(&id)));
            let title = app.board(|board| board.card(slot).title.to_owned());
            let cells = move || {
                grid.columns
                    .get()
                    .into_iter()
                    .enumerate()
                    .map(|(column_at, column)| body_cell(grid, (at, column_at), id, slot, column))
                    .collect_view()
            };
            let is_open =
                Memo::new(move |_| app.route.with(|route| route.get("open") == Some(id.to_string().as_str())));
            view! {
                <tr data-opportunity-id=id.to_string() aria-rowindex=at + 2 aria-selected=move || chosen.get().to_string()
                    aria-current=move || is_open.get().then_some("true")>
                    <td class="check-cell">
                        <input type="checkbox" data-action="select-row" tabindex="-1" aria-label=t::select::one(&title) prop:checked=chosen
                            on:click=move |event| super::selecting::toggle(app, id, event.shift_key(), &all_ids(grid))/>
                    </td>
                    {cells}
                </tr>
            }
            .into_any()
        }
    }
}

fn body_cell(grid: Grid, place: Place, id: Uuid, slot: u32, column: Column) -> impl IntoView {
    let app = grid.app;
    let (at, column_at) = place;
    let is_cursor = Memo::new(move |_| grid.cursor.get() == place);
    let editing = Memo::new(move |_| {
        grid.editing.with(|editing| editing.as_ref().is_some_and(|e| e.opportunity == id && e.column == column))
    });
    let shown = move || {
        if editing.get() {
            return editor(grid, id, column).into_any();
        }
        if column.field().is_some_and(|field| !field.is_on_board()) {
            app.read.track();
            app.named.track();
        }
        let (held, is_past) = app.board(|board| {
            let card = board.card(slot);
            let today = app.today.get_untracked();
            let is_past = card.outcome == Outcome::Open
                && match column {
                    Column::Field(Field::Close) => card.close.is_some_and(|day| day < today),
                    Column::Field(Field::Due) => card.due.is_some_and(|day| day < today),
                    _ => false,
                };
            (cell(app, &card, column), is_past)
        });
        let words = held.words();
        if column == Column::Field(Field::Title) {
            let href = Route::to(Screen::Opportunity(id)).to_string();
            return view! {
                <a class="truncate" href=href tabindex="-1" data-action="open-opportunity" on:click=move |event| {
                    if !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
                        event.prevent_default();
                        open_panel(app, id);
                    }
                }>{words}</a>
            }
            .into_any();
        }
        if column.field().is_some_and(|field| fields::is_link(app, field)) && model::link::is_safe(&words) {
            let href = words.clone();
            return view! { <a class="truncate" href=href target="_blank" rel="noopener noreferrer" tabindex="-1">{words}</a> }
                .into_any();
        }
        let title = words.clone();
        view! { <span class="truncate" data-state=is_past.then_some("past") title=title>{words}</span> }.into_any()
    };
    // While it is being edited, its editor is what the tab key comes to.
    view! {
        <td role="gridcell" class:num=column.is_number() data-column=column.key() data-cell=format!("{at}:{column_at}")
            tabindex=move || (!editing.get()).then(|| if is_cursor.get() { "0" } else { "-1" })>{shown}</td>
    }
}

/// Sums of all rows, below the columns that have any.
fn foot(grid: Grid) -> impl IntoView {
    grid.lines.with(|(_, sums)| {
        let cells = grid.columns.get().into_iter().enumerate().map(|(at, column)| {
            if at == 0 {
                let count = sums.count;
                return view! { <td data-metric="rows" data-value=count>{t::board::count(count)}</td> }.into_any();
            }
            let sums = sums.of(column);
            let metric = if column == Column::Weighted { "weighted" } else { "sum" };
            let converted = converted(grid.app, &sums);
            let lines = sums.into_iter().map(|(currency, value)| {
                let money = Money { value, currency };
                view! { <span data-metric=metric data-currency=currency.to_string() data-value=raw(value)>{format::money(money)}</span> }
            });
            view! { <td class:num=column.is_number()><span class="grid-sums">{lines.collect_view()}{converted}</span></td> }.into_any()
        });
        view! { <tr><td></td>{cells.collect_view()}</tr> }
    })
}

/// What sums in several currencies come to in the workspace's, where it has a rate for each of them.
fn converted(app: App, sums: &[(Currency, Decimal)]) -> Option<impl IntoView + use<>> {
    if sums.len() < 2 {
        return None;
    }
    let (own, today) = (app.currency(), app.today.get());
    let amounts: Vec<Money> =
        sums.iter().map(|(currency, value)| Money { value: *value, currency: *currency }).collect();
    let rates: Vec<Rate> = lists().rates.with(|rates| rates.iter().map(|(_, rate)| rate.clone()).collect());
    let total = model::rates::total(&amounts, own, today, &rates)?;
    let more = t::currencies::converted_more(&today.to_string());
    let title = more.clone();
    Some(view! {
        <span class="muted" data-metric="converted" data-currency=own.to_string() data-value=raw(total.value) title=title>
            {t::currencies::converted(&format::money(total))}<span class="sr-only">{more}</span>
        </span>
    })
}

fn measure(grid: Grid) {
    let row = grid
        .scroll
        .try_get_untracked()
        .flatten()
        .and_then(|scroll| scroll.query_selector("tbody tr:not(.grid-pad)").ok().flatten());
    if let Some(height) = row.map(|row| row.get_bounding_client_rect().height()).filter(|height| *height > 1.0)
        && (height - grid.height.get_untracked()).abs() > 0.5
    {
        grid.height.set(height);
    }
}

fn scrolled(event: &web_sys::Event, grid: Grid) {
    let Some(scroll) = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok()) else { return };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "lines of a table")]
    let above = (f64::from(scroll.scroll_top()) / grid.height.get_untracked()).floor() as usize;
    let wanted = above.saturating_sub(AHEAD) / 4 * 4;
    if wanted != grid.first.get_untracked() {
        grid.first.set(wanted);
    }
}

fn place_of(cell: &HtmlElement) -> Option<Place> {
    let place = cell.get_attribute("data-cell")?;
    let (line, column) = place.split_once(':')?;
    Some((line.parse().ok()?, column.parse().ok()?))
}

/// Puts the focus on a cell, scrolled onto the screen.
fn focus(grid: Grid, (line, column): Place) {
    let (count, columns) = (grid.lines.with_untracked(|(lines, _)| lines.len()), grid.columns.with_untracked(Vec::len));
    if count == 0 {
        return;
    }
    let place = (line.min(count - 1), column.min(columns - 1));
    grid.cursor.set(place);
    if let Some(scroll) = grid.scroll.get_untracked() {
        let height = grid.height.get_untracked();
        #[expect(clippy::cast_precision_loss, reason = "lines of a table")]
        let top = place.0 as f64 * height;
        let (from, room) = (f64::from(scroll.scroll_top()), f64::from(scroll.client_height()));
        // Head and foot lie over the rows.
        if top < from || top + 3.0 * height > from + room {
            let to = if top < from { top } else { top + 3.0 * height - room };
            #[expect(clippy::cast_possible_truncation, reason = "pixels")]
            scroll.set_scroll_top(to.max(0.0) as i32);
        }
    }
    let cell = format!("[data-cell='{}:{}']", place.0, place.1);
    // While it was edited it could not have the focus, and the next key must find it there.
    if let Some(cell) = dom::find(&cell) {
        cell.set_attribute("tabindex", "0").ok();
    }
    dom::focus_when_drawn(cell);
}

fn row_at(grid: Grid, line: usize) -> Option<Uuid> {
    grid.lines.with_untracked(|(lines, _)| match lines.get(line) {
        Some(Line::Row { id, .. }) => Some(*id),
        _ => None,
    })
}

fn press(event: &KeyboardEvent, grid: Grid) {
    let is_elsewhere = dom::is_typing(event) || dom::closest(event, "[data-cell]").is_none();
    if dom::is_composing(event) || is_elsewhere || crate::pages::keys::is_off(event) {
        return;
    }
    let app = grid.app;
    let (line, column) = grid.cursor.get_untracked();
    let command = event.ctrl_key() || event.meta_key();
    let page = 15;
    let key = event.key();
    let id = row_at(grid, line);
    match key.as_str() {
        "ArrowDown" | "ArrowUp" if event.shift_key() => {
            let to = if key == "ArrowDown" { line + 1 } else { line.saturating_sub(1) };
            if let Some(id) = id {
                app.chosen.update(|chosen| {
                    chosen.insert(id);
                    chosen.extend(row_at(grid, to));
                });
            }
            focus(grid, (to, column));
        }
        "ArrowDown" => focus(grid, (line + 1, column)),
        "ArrowUp" => focus(grid, (line.saturating_sub(1), column)),
        "ArrowRight" => focus(grid, (line, column + 1)),
        "ArrowLeft" => focus(grid, (line, column.saturating_sub(1))),
        "PageDown" => focus(grid, (line + page, column)),
        "PageUp" => focus(grid, (line.saturating_sub(page), column)),
        "Home" if command => focus(grid, (0, column)),
        "End" if command => focus(grid, (usize::MAX, column)),
        "Home" => focus(grid, (line, 0)),
        "End" => focus(grid, (line, usize::MAX)),
        "Enter" if column == 0 => {
            if let Some(id) = id {
                open_panel(app, id);
            }
        }
        "Enter" | "F2" => edit(grid, (line, column)),
        " " | "x" | "X" if !command => {
            if let Some(id) = id {
                super::selecting::toggle(app, id, false, &[]);
            }
        }
        _ => {
            let handled = !command && id.is_some_and(|id| keys::act(app, id, &key));
            if !handled {
                return;
            }
        }
    }
    event.prevent_default();
    event.stop_propagation();
}

fn double_click(event: &web_sys::MouseEvent, grid: Grid) {
    if let Some(place) = dom::closest(event, "[data-cell]").and_then(|cell| place_of(&cell)) {
        edit(grid, place);
    }
}

/// Puts an editor into a cell, with what stands in the record.
fn edit(grid: Grid, (line, column_at): Place) {
    let app = grid.app;
    let Some(id) = row_at(grid, line) else { return };
    let Some(column) = grid.columns.with_untracked(|columns| columns.get(column_at).copied()) else { return };
    if column == Column::Next || column == Column::Field(Field::Due) {
        crate::pages::opportunity::focus_on(crate::pages::opportunity::Focus::Next);
        return open_panel(app, id);
    }
    let Some(field) = column.field() else { return };
    if field != Field::Stage && fields::editor(app, field).is_none() {
        return app.announce(t::table::not_editable().to_owned());
    }
    task::spawn(async move {
        let target = RecordRef::to(Id::<Opportunity>::new(id));
        let found = app.store().await.get(&[target]).await.ok().and_then(|mut found| found.remove(&target));
        let Some(doc) = found.filter(|doc| doc.deleted_at.is_none()) else { return };
        let record: Opportunity = doc.decode().unwrap_or_default();
        if field == Field::Stage && record.outcome != Outcome::Open {
            return;
        }
        let account =
            app.slot(id).map(|slot| app.board(|board| board.card(slot).account.to_owned())).unwrap_or_default();
        let typed = fields::typed(app, field, &filter::of_record(field, &doc, &record), |_| account.clone());
        grid.editing.set(Some(Editing { opportunity: id, column, typed }));
    });
}

/// The editor of a cell: Enter saves and goes down, Tab saves and goes on, Esc leaves it as it was.
fn editor(grid: Grid, id: Uuid, column: Column) -> AnyView {
    let app = grid.app;
    let field = column.field().unwrap_or(Field::Title);
    let before = grid
        .editing
        .with_untracked(|editing| editing.as_ref().map(|editing| editing.typed.clone()).unwrap_or_default());
    let typed = RwSignal::new(before.clone());
    let wrong = RwSignal::new(None::<&'static str>);
    let finish = move |to: Option<Place>| {
        let (Some(now), true) = (typed.try_get_untracked(), grid.editing.with_untracked(Option::is_some)) else {
            return;
        };
        if now != before {
            if field == Field::Stage {
                if let Ok(stage) = Uuid::try_parse(&now) {
                    moving::move_to(app, id, ColumnKey::Stage(stage), Spot::Ordered, None);
                }
            } else {
                match fields::save(app, grid.names, field, &now) {
                    Ok((value, docs)) => {
                        let target = RecordRef::to(Id::<Opportunity>::new(id));
                        let name = fields::name_in_record(field);
                        if super::months::asks_why(app, target, &name, &value) {
                            grid.editing.set(None);
                            return focus(grid, grid.cursor.get_untracked());
                        }
                        app.give_later(Give::new(Command::Edit { target, fields: [(name, value)].into(), docs }));
                    }
                    Err(what) => return wrong.set(Some(what)),
                }
            }
        }
        grid.editing.set(None);
        if let Some(place) = to {
            focus(grid, place);
        }
    };
    let finish = send_wrapper::SendWrapper::new(std::rc::Rc::new(finish));
    let keys = {
        let finish = finish.clone();
        move |event: KeyboardEvent| {
            if dom::is_composing(&event) {
                return;
            }
            let (line, at) = grid.cursor.get_untracked();
            match event.key().as_str() {
                "Enter" => finish(Some((line + 1, at))),
                "Tab" if event.shift_key() => finish(Some((line, at.saturating_sub(1)))),
                "Tab" => finish(Some((line, at + 1))),
                "Escape" => {
                    grid.editing.set(None);
                    focus(grid, (line, at));
                }
                _ => return,
            }
            event.prevent_default();
            event.stop_propagation();
        }
    };
    let leave = {
        let finish = finish.clone();
        move |_: web_sys::FocusEvent| finish(None)
    };
    dom::focus_all_soon(":is(.grid .grid-editor:not(.is-many), .grid-editor.is-many input)");
    let editor = fields::editor(app, field).map(|editor| fields::with_present(app, editor, &typed.get_untracked()));
    let label = column.name(app);
    let options = if field == Field::Stage {
        let of =
            app.slot(id).and_then(|slot| app.board(|board| board.card(slot).stage.and_then(|stage| stage.pipeline)));
        Some(app.board(|board| {
            board.stages(of).into_iter().map(|stage| (stage.id.to_string(), stage.name.clone())).collect::<Vec<_>>()
        }))
    } else {
        match editor.clone() {
            Some(Editor::Choice(choices)) => Some(choices),
            _ => None,
        }
    };
    let input = match options {
        None if matches!(editor, Some(Editor::Many(_))) => {
            let Some(Editor::Many(words)) = editor else { return ().into_any() };
            let leave = move |event: web_sys::FocusEvent| {
                // From one box to the next is no leaving.
                if !fields::stays_within(&event, ".grid-editor") {
                    leave(event);
                }
            };
            view! {
                <fieldset class="grid-editor is-many" aria-label=label tabindex="-1" on:keydown=keys on:focusout=leave>
                    {fields::boxes(words, typed)}
                    <p class="field-note">{t::own::many()}</p>
                </fieldset>
            }
            .into_any()
        }
        Some(options) => {
            let options = options.into_iter().map(|(value, name)| {
                let chosen = typed.with_untracked(|typed| *typed == value);
                view! { <option value=value selected=chosen>{name}</option> }
            });
            view! {
                <select class="input is-small grid-editor" aria-label=label on:keydown=keys on:blur=leave
                    on:change=move |event| typed.set(event_target_value(&event))>{options.collect_view()}</select>
            }
            .into_any()
        }
        None => {
            let words = if let Some(Editor::Words(words)) = editor { Some(words) } else { None };
            let names = (field == Field::Account).then_some("grid-accounts");
            let list = names.or(words.as_ref().map(|_| "grid-words"));
            view! {
                <input class="input is-small grid-editor" type="text" autocomplete="off" aria-label=label list=list bind:value=typed
                    aria-invalid=move || wrong.get().map(|_| "true") on:keydown=keys on:blur=leave on:input=move |_| wrong.set(None)/>
                {names.map(|list| grid.names.datalist(list, typed.into()))}
                {words.map(|words| word_list("grid-words", words))}
            }
            .into_any()
        }
    };
    view! {
        {input}
        {move || wrong.get().map(|what| view! { <p class="grid-wrong field-error" role="alert">{icon(Icon::CircleAlert)}<span>{what}</span></p> })}
    }
    .into_any()
}
