//! Open opportunities by the month in which they are expected to close; moving one to another month gives it another day.

use std::collections::BTreeMap;

use filter::Value;
use leptos::prelude::*;
use model::diff::Fields;
use model::records::{Opportunity, Outcome, Record as _};
use model::{Command, Currency, Date, Decimal, Id, Money, RecordRef, Uuid};
use serde_json::json;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, KeyboardEvent};

use super::filters::field_name;
use super::{column, keys, moving, open_panel, selecting};
use crate::i18n::{format, t};
use crate::platform::{dom, task};
use crate::state::{App, Asking, Give, app};
use crate::ui::parts::raw;

/// How many months stand in columns of their own, this one included.
const MONTHS: i32 = 6;

/// A column: the months before this one together, one month, those that come later, and no day at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Month {
    Past,
    /// Months since the year 0.
    Of(i32),
    Later,
    None,
}

fn number(day: Date) -> i32 {
    day.year() * 12 + day.month().cast_signed() - 1
}

impl Month {
    fn of(close: Option<Date>, today: Date) -> Self {
        let now = number(today);
        match close.map(number) {
            None => Self::None,
            Some(month) if month < now => Self::Past,
            Some(month) if month >= now + MONTHS => Self::Later,
            Some(month) => Self::Of(month),
        }
    }

    fn all(today: Date) -> Vec<Self> {
        let now = number(today);
        let months = (now..now + MONTHS).map(Self::Of);
        [Self::Past].into_iter().chain(months).chain([Self::Later, Self::None]).collect()
    }

    fn name(self) -> String {
        match self {
            Self::Past => t::months::past().to_owned(),
            Self::Of(month) => first_day(month).map(format::month).unwrap_or_default(),
            Self::Later => t::months::later().to_owned(),
            Self::None => t::months::none().to_owned(),
        }
    }

    /// For the markup; [`Month::parse`] reads it back.
    fn key(self) -> String {
        match self {
            Self::Past => "past".to_owned(),
            Self::Of(month) => month.to_string(),
            Self::Later => "later".to_owned(),
            Self::None => "none".to_owned(),
        }
    }

    fn parse(key: &str) -> Option<Self> {
        match key {
            "past" => Some(Self::Past),
            "later" => Some(Self::Later),
            "none" => Some(Self::None),
            month => month.parse().ok().map(Self::Of),
        }
    }

    /// Whether something can be put here.
    fn is_open(self) -> bool {
        self != Self::Past
    }

    /// The day an opportunity gets that is put here: the same day of the month where there is one, else the last.
    fn day(self, before: Option<Date>, today: Date) -> Option<Date> {
        let month = match self {
            Self::Past | Self::None => return None,
            Self::Of(month) => month,
            Self::Later => number(today) + MONTHS,
        };
        let first = first_day(month)?;
        let last = first_day(month + 1)?.plus_days(-1);
        let day = before.map_or(last.day(), Date::day).min(last.day());
        Some(first.plus_days(day.cast_signed() - 1).max(if month == number(today) { today } else { first }))
    }
}

fn first_day(month: i32) -> Option<Date> {
    Date::from_ymd(month.div_euclid(12), month.rem_euclid(12).cast_unsigned() + 1, 1)
}

/// The open opportunities that match, by column, the earliest first.
fn sorted(app: App) -> BTreeMap<Month, Vec<u32>> {
    let today = app.today.get();
    app.board(|board| {
        let mut months: BTreeMap<Month, Vec<u32>> = BTreeMap::new();
        for slot in board.matching() {
            let card = board.card(slot);
            if card.outcome == Outcome::Open {
                months.entry(Month::of(card.close, today)).or_default().push(slot);
            }
        }
        for slots in months.values_mut() {
            slots.sort_by_key(|slot| board.card(*slot).close);
        }
        months
    })
}

pub(crate) fn view() -> impl IntoView {
    let app = app();
    let months = Memo::new(move |_| {
        app.changed.track();
        app.layout.track();
        app.read.track();
        sorted(app)
    });
    let columns = Memo::new(move |_| {
        let filled = |month: &Month| months.with(|months| months.get(month).is_some_and(|slots| !slots.is_empty()));
        // What is past or has no day is shown while there is something in it.
        Month::all(app.today.get())
            .into_iter()
            .filter(|month| matches!(month, Month::Of(_) | Month::Later) || filled(month))
            .collect::<Vec<Month>>()
    });
    let node = NodeRef::<leptos::html::Div>::new();
    super::hold_touches(node);
    view! {
        <p class="sr-only" id="months-help">{t::months::help()}</p>
        <div node_ref=node class="board months" aria-describedby="months-help" on:focusin=super::focused on:focusout=super::blurred
            on:pointerdown=move |event| super::drag::press(&event) on:click=move |event| super::drag::click(&event)
            on:keydown=move |event| press(&event)>
            <For each=move || columns.get() key=|month| *month children=move |month| one(app, month, months)/>
        </div>
    }
}

fn one(app: App, month: Month, months: Memo<BTreeMap<Month, Vec<u32>>>) -> impl IntoView {
    let slots = Memo::new(move |_| months.with(|months| months.get(&month).cloned().unwrap_or_default()));
    let heading = format!("m-{}", month.key());
    let (labelled, id) = (heading.clone(), heading.clone());
    let sums = move || {
        slots.with(|slots| {
            app.board(|board| {
                let mut sums: BTreeMap<Currency, (Decimal, Decimal)> = BTreeMap::new();
                for card in slots.iter().map(|slot| board.card(*slot)) {
                    let Some(money) = card.amount else { continue };
                    let weighted =
                        card.probability.and_then(|percent| money.value.checked_mul(Decimal::new(percent.into(), 2)));
                    let sum = sums.entry(money.currency).or_default();
                    sum.0 = sum.0.saturating_add(money.value);
                    sum.1 = sum.1.saturating_add(weighted.unwrap_or_default());
                }
                sums
            })
        })
    };
    let sums = move || {
        let lines = sums().into_iter().map(|(currency, (sum, weighted))| {
            let money = |value: Decimal| Money { value, currency };
            view! {
                <span data-metric="sum" data-currency=currency.to_string() data-value=raw(sum) title=format::money(money(sum))>
                    {format::money_short(money(sum))}
                </span>
                <span class="weighted" data-metric="weighted" data-currency=currency.to_string() data-value=raw(weighted)
                    title=t::board::weighted_exact(&format::money(money(weighted)))>
                    {(!weighted.is_zero()).then(|| format!("≈{}", format::money_short(money(weighted))))}
                </span>
            }
        });
        lines.collect_view()
    };
    let count = move || slots.with(Vec::len);
    view! {
        <section class="column" data-month=month.key() aria-labelledby=labelled>
            <header class="column-head">
                <div class="column-title">
                    <h2 id=id>{month.name()}</h2>
                    <span class="count" data-metric="count" data-value=move || count().to_string()>{move || format::count(count())}</span>
                </div>
                <div class="column-sums num">{sums}</div>
            </header>
            {column::list(app, slots, move || app.changed.track(), heading, t::months::empty())}
        </section>
    }
}

/// Puts an opportunity into the column of a month, and along with it all that are chosen where it is one of them.
pub(crate) fn put(app: App, opportunity: Uuid, key: &str) {
    let Some(month) = Month::parse(key) else { return };
    let chosen = selecting::chosen(app);
    let ids = if chosen.contains(&opportunity) { chosen } else { vec![opportunity] };
    let today = app.today.get_untracked();
    let moves = ids.into_iter().filter_map(|id| {
        let slot = open_slot(app, id)?;
        let before = app.board(|board| board.card(slot).close);
        (Month::of(before, today) != month).then(|| (id, month.day(before, today)))
    });
    let moves: Vec<_> = moves.collect();
    if moves.is_empty() {
        return;
    }
    if !month.is_open() {
        return app.announce(t::months::not_past().to_owned());
    }
    if moves.iter().any(|(id, to)| is_later(app, *id, *to)) {
        app.asking.set(Some(Asking::Push(moves)));
    } else {
        set(app, &moves, None);
    }
}

/// Where the card of one that is open lies.
fn open_slot(app: App, opportunity: Uuid) -> Option<u32> {
    app.slot(opportunity).filter(|slot| app.board(|board| board.card(*slot).outcome == Outcome::Open))
}

/// The expected close of one that is open, as it stands.
pub(crate) fn close(app: App, opportunity: Uuid) -> Option<Date> {
    let slot = open_slot(app, opportunity)?;
    app.board(|board| board.card(slot).close)
}

/// Whether another expected close puts an open opportunity off.
pub(crate) fn is_later(app: App, opportunity: Uuid, to: Option<Date>) -> bool {
    close(app, opportunity).zip(to).is_some_and(|(before, to)| before < to)
}

/// Asks why where a change of a field puts an opportunity off; the answer makes the change. Whether it is asked.
pub(crate) fn asks_why(app: App, target: RecordRef, field: &str, value: &serde_json::Value) -> bool {
    let to = value.as_str().and_then(Date::parse_iso);
    let is_asked = target.kind == Opportunity::KIND && field == "expected_close" && is_later(app, target.id, to);
    if is_asked {
        app.asking.set(Some(Asking::Push(vec![(target.id, to)])));
    }
    is_asked
}

/// Another expected close and, where that is later, why.
pub(crate) fn change(app: App, opportunity: Uuid, to: Option<Date>, why: Option<&str>) -> Command {
    let day = to.map_or(serde_json::Value::Null, |day| json!(day));
    let mut fields: Fields = [("expected_close".to_owned(), day)].into();
    if let Some(why) = why.filter(|why| !why.is_empty() && is_later(app, opportunity, to)) {
        fields.insert("push_reason".to_owned(), json!(why));
    }
    Command::Edit { target: RecordRef::to(Id::<Opportunity>::new(opportunity)), fields, docs: Vec::new() }
}

/// Writes the days, and why they were put off.
pub(crate) fn set(app: App, moves: &[(Uuid, Option<Date>)], why: Option<&str>) {
    let day = |to: Option<Date>| to.map_or_else(|| t::months::none().to_owned(), |day| day.to_string());
    match moves {
        [(opportunity, to)] => {
            let (name, day) = (moving::title(app, *opportunity), day(*to));
            let said = Some(t::months::moved { name: &name, day: &day }.text());
            app.give_later(Give { said, ..Give::new(change(app, *opportunity, *to, why)) });
        }
        several => {
            let commands = several.iter().map(|(id, to)| change(app, *id, *to, why)).collect();
            let field = field_name(app, filter::Field::Close);
            let said = t::select::changed { count: &format::count(several.len()), field: &field }.text();
            selecting::give(app, commands, said);
        }
    }
    if let Some((first, _)) = moves.first() {
        show_again(*first);
    }
}

/// Gives the focus to a card once it lies in its new column.
fn show_again(opportunity: Uuid) {
    task::spawn(async move {
        task::frame().await;
        task::turn().await;
        dom::focus_when_drawn(format!(".months [data-opportunity-id='{opportunity}'] .card-link"));
    });
}

/// How often the expected close has been put off, where that has been read.
pub(crate) fn pushed(app: App, opportunity: Uuid) -> Option<Decimal> {
    match app.read_value(opportunity, filter::Field::Pushed) {
        Value::Number(count) => Some(count),
        _ => None,
    }
}

fn links(column: &web_sys::Element) -> Vec<HtmlElement> {
    let Ok(found) = column.query_selector_all(".card-link") else { return Vec::new() };
    (0..found.length()).filter_map(|at| found.get(at)?.dyn_into().ok()).collect()
}

fn press(event: &KeyboardEvent) {
    let app = app();
    if dom::is_composing(event)
        || event.ctrl_key()
        || event.meta_key()
        || dom::closest(event, "button, .menu").is_some()
    {
        return;
    }
    let card = dom::closest(event, ".card");
    let id = card
        .as_ref()
        .and_then(|card| card.get_attribute("data-opportunity-id"))
        .and_then(|id| Uuid::try_parse(&id).ok());
    let (Some(card), Some(id)) = (card, id) else { return };
    let Ok(Some(column)) = card.closest(".column") else { return };
    let here = links(&column);
    let at = here.iter().position(|link| card.contains(Some(link))).unwrap_or(0);
    let beside =
        |forward: bool| if forward { column.next_element_sibling() } else { column.previous_element_sibling() };
    let go = |link: Option<&HtmlElement>| {
        if let Some(link) = link {
            link.focus().ok();
        }
    };
    match (event.key().as_str(), event.shift_key()) {
        ("ArrowDown", false) => go(here.get(at + 1)),
        ("ArrowUp", false) => go(at.checked_sub(1).and_then(|at| here.get(at))),
        (name @ ("ArrowRight" | "ArrowLeft"), false) => {
            let mut next = beside(name == "ArrowRight");
            while let Some(column) = next {
                let there = links(&column);
                if let Some(link) = there.get(at.min(there.len().saturating_sub(1))) {
                    link.focus().ok();
                    break;
                }
                next = if name == "ArrowRight" {
                    column.next_element_sibling()
                } else {
                    column.previous_element_sibling()
                };
            }
        }
        (name @ ("ArrowRight" | "ArrowLeft"), true) => {
            if let Some(key) = beside(name == "ArrowRight").and_then(|column| column.get_attribute("data-month")) {
                put(app, id, &key);
            }
        }
        ("Enter", _) => open_panel(app, id),
        ("x" | "X", _) => selecting::toggle(app, id, false, &[]),
        (name, _) => {
            if !keys::act(app, id, name) {
                return;
            }
        }
    }
    event.prevent_default();
    event.stop_propagation();
}
