//! The list of leads: the best of the open ones first.

use std::cell::RefCell;

use ::customers::{Figures, LeadColumn, Prospect, WantedLeads};
use leptos::prelude::*;
use model::Uuid;
use model::grade::Grade;
use model::records::{Lead, LeadStatus, Record as _};

use super::{route, status_name};
use crate::frame::page_bar;
use crate::i18n::{format, t};
use crate::pages::customers::day_of;
use crate::pages::customers::shelf::{Read, Shelf};
use crate::pages::customers::table::{self, Column, Place, Table};
use crate::pages::record::bant;
use crate::platform::dom;
use crate::route::{Route, Screen};
use crate::state::{App, Asking, app};
use crate::ui::{Icon, icon};

/// In the order of the tabs.
const STATUSES: [LeadStatus; 3] = [LeadStatus::Open, LeadStatus::Converted, LeadStatus::Discarded];

thread_local! {
    /// The list as it was shown last.
    static LIST: RefCell<Option<Route>> = const { RefCell::new(None) };
}

/// The list as it was left.
pub(super) fn last() -> Route {
    LIST.with_borrow(Clone::clone).unwrap_or_else(|| Route::to(Screen::Leads))
}

/// Which leads an address asks for; `status` is left out for open ones.
fn status_of(route: &Route) -> LeadStatus {
    let named = route.get("status").and_then(|named| STATUSES.iter().find(|status| status.as_str() == named));
    named.cloned().unwrap_or(LeadStatus::Open)
}

fn list_of(status: &LeadStatus) -> Route {
    Route::to(Screen::Leads).with("status", Some(status.as_str()).filter(|_| *status != LeadStatus::Open))
}

/// Columns of which the greatest is asked for first.
fn begins_down(key: &str) -> bool {
    matches!(key, "grade" | "last" | "received")
}

fn sort(app: App, key: &'static str) {
    table::sort_by(app, key, begins_down(key));
}

fn ask_new(app: App, name: &str) {
    app.asking.set(Some(Asking::NewLead { name: name.trim().to_owned() }));
}

pub(crate) fn page() -> impl IntoView {
    let app = app();
    let shelf = Shelf::followed(app);
    let status = Memo::new(move |_| app.route.with(status_of));
    view! {
        <main class="page" id="main" tabindex="-1">
            {page_bar(t::leads::title(), view! {
                {tabs(shelf, status)}
                <span class="push"></span>
                <button type="button" class="btn" data-action="new-lead" aria-label=t::leads::new() title=t::leads::new()
                    on:click=move |_| ask_new(app, "")>{icon(Icon::Plus)}<span class="label">{t::leads::new()}</span></button>
            })}
            <div class="page-body">{move || list(app, shelf, status.get())}</div>
        </main>
    }
}

fn tabs(shelf: Shelf, now: Memo<LeadStatus>) -> impl IntoView {
    let tab = move |status: LeadStatus| {
        let (href, label, key) = (list_of(&status).to_string(), status_name(&status), status.as_str().to_owned());
        let is_now = {
            let status = status.clone();
            move || (now.get() == status).then_some("page")
        };
        let count = move || (shelf.read.get() >= Read::Leads).then(|| shelf.look(|book| book.count_leads(&status)));
        let value = {
            let count = count.clone();
            move || count().map(|count| count.to_string())
        };
        view! {
            <a class="tab" href=href aria-current=is_now>
                {label}<span class="count num" data-metric=format!("leads-{key}") data-value=value>{move || count().map(format::count)}</span>
            </a>
        }
    };
    view! { <nav class="tabs" aria-label=t::leads::lists()>{STATUSES.map(tab).collect_view()}</nav> }
}

fn list(app: App, shelf: Shelf, status: LeadStatus) -> AnyView {
    let typed = table::query(app);
    let by = Memo::new(move |_| app.route.with(table::sorted));
    let order = {
        let status = status.clone();
        Memo::new(move |_| {
            let (key, descending) = by.get().unwrap_or_default();
            let by = LeadColumn::parse(&key);
            let wanted = WantedLeads { query: typed.get(), by, descending, status: status.clone() };
            shelf.look(|book| book.leads(&wanted))
        })
    };
    let place = Place::new(order);
    place.begin_with(move || {
        typed.track();
        by.track();
    });
    Effect::new(move |_| {
        let route = app.route.get();
        if route.screen == Screen::Leads {
            LIST.replace(Some(route));
        }
    });
    let there = Memo::new(move |_| shelf.read.get() >= Read::Leads);
    let table = Table { kind: Lead::KIND, label: t::leads::title(), order, sorted: by, sort, row };
    let nothing = move || nothing(app, &status, typed).into_any();
    view! {
        {tools(app, typed, order, place)}
        {table::listed(app, (shelf, there), place, (table, columns()), nothing)}
    }
    .into_any()
}

fn columns() -> Vec<Column> {
    let column = |key, label, number| Column { key, label, number };
    vec![
        column("name", t::leads::who(), false),
        column("company", t::leads::company(), false),
        column("grade", t::leads::bant(), false),
        column("last", t::customers::last_touch(), true),
        column("source", t::field::source(), false),
        column("owner", t::field::owner(), false),
        column("received", t::leads::received(), true),
    ]
}

fn tools(app: App, typed: RwSignal<String>, order: Memo<Vec<Uuid>>, place: Place) -> impl IntoView {
    let options = columns().into_iter().map(|column| {
        let value = if begins_down(column.key) { format!("-{}", column.key) } else { column.key.to_owned() };
        view! { <option value=value>{column.label}</option> }
    });
    view! {
        <div class="list-tools">
            {table::search_field(app, place, typed, t::leads::find(), route)}
            <span class="muted num" role="status" data-metric="listed" data-value=move || order.with(Vec::len).to_string()>
                {move || t::customers::shown(&table::count(order))}
            </span>
            <span class="push"></span>
            <label class="sr-only" for="list-sort">{t::order::label()}</label>
            <select class="select narrow-only" id="list-sort" data-action="sort-by"
                prop:value=move || app.route.with(|route| route.get("sort").unwrap_or("-grade").to_owned())
                on:change=move |event| app.readdress(app.route.get_untracked().with("sort", Some(&event_target_value(&event))))>
                {options.collect_view()}
            </select>
        </div>
    }
}

fn nothing(app: App, status: &LeadStatus, typed: RwSignal<String>) -> impl IntoView + use<> {
    let query = typed.get_untracked().trim().to_owned();
    if query.is_empty() {
        let (title, more) = match status {
            LeadStatus::Converted => (t::leads::none_converted(), None),
            LeadStatus::Discarded => (t::leads::none_discarded(), None),
            _ => (t::leads::none(), Some(t::leads::none_more())),
        };
        let create = more.is_some().then(|| {
            view! {
                <div class="actions">
                    <button type="button" class="btn is-primary" data-action="new-lead" on:click=move |_| ask_new(app, "")>{t::leads::new()}</button>
                </div>
            }
        });
        return view! { <div class="empty">{icon(Icon::Inbox)}<h2>{title}</h2>{more.map(|more| view! { <p>{more}</p> })}{create}</div> }
            .into_any();
    }
    let label = t::customers::create_named(&query);
    let title = t::customers::not_found(&query);
    view! {
        <div class="empty">
            {icon(Icon::Search)}<h2>{title}</h2>
            <div class="actions">
                <button type="button" class="btn" data-action="clear-search" on:click=move |_| {
                    app.readdress(app.route.get_untracked().with("q", None));
                    dom::focus("#list-search");
                }>{t::customers::show_all()}</button>
                <button type="button" class="btn" data-action="new-lead" on:click=move |_| ask_new(app, &query)>{icon(Icon::Plus)}{label}</button>
            </div>
        </div>
    }
    .into_any()
}

fn row(app: App, id: Uuid) -> AnyView {
    let shelf = Shelf;
    let text = move |of: fn(&Prospect) -> &str| {
        move || shelf.look(|book| book.lead(id).map(|lead| of(lead).to_owned()).unwrap_or_default())
    };
    let company = move || {
        let company = shelf.look(|book| book.lead(id).map(|lead| lead.company().to_owned()).unwrap_or_default());
        // It is the name already where nobody is named.
        Some(company).filter(|company| *company != text(Prospect::name)()).unwrap_or_default()
    };
    let judged = Memo::new(move |_| shelf.look(|book| book.lead(id).map(|lead| (lead.grade, lead.letters.clone()))));
    let screened = move || {
        judged
            .get()
            .map(|(grade, letters)| view! { <span class="row-bant">{bant::marks(&letters)}{bant::chip(grade)}</span> })
    };
    let grade = move || judged.get().and_then(|(grade, _)| grade.grade).map(Grade::as_str);
    let owner = move || shelf.look(|book| Some(book.member(book.lead(id)?.owner?)?.to_owned())).unwrap_or_default();
    let figures: Memo<Figures> = Memo::new(move |_| shelf.look(|book| book.figures(id)));
    let last = move || {
        let last = figures.with(|figures| figures.last)?;
        day_of(app, last).map(|day| format::day_short(day, app.today.get()))
    };
    let received = move || {
        shelf
            .look(|book| book.lead(id).and_then(|lead| lead.received))
            .map(|day| format::day_short(day, app.today.get()))
    };
    view! {
        <tr class="list-row" data-id=id.to_string() data-lead-id=id.to_string() data-grade=grade>
            <th scope="row"><span class="row-name">
                <a class="row-link truncate" href=route(id).to_string() tabindex="-1">{text(Prospect::name)}</a>
            </span></th>
            <td class="truncate" data-label=t::leads::company()>{company}</td>
            <td data-label=t::leads::bant()>{screened}</td>
            <td class="num" data-label=t::customers::last_touch()>{last}</td>
            <td class="truncate wide-cell" data-label=t::field::source()>{text(|lead| &lead.source)}</td>
            <td class="truncate wide-cell" data-label=t::field::owner()>{owner}</td>
            <td class="num wide-cell" data-label=t::leads::received()>{received}</td>
        </tr>
    }
    .into_any()
}
