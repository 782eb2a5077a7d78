//! The lists of accounts and of contacts.

use std::cell::RefCell;

use ::customers::{AccountColumn, ContactColumn, Figures, Wanted};
use leptos::prelude::*;
use model::records::{Account, Contact, Record as _};
use model::{Kind, Uuid};

use super::shelf::{Read, Shelf};
use super::table::{self, Column, Place, Table};
use super::{account, amounts, contact, day_of, href, list_of, picture};
use crate::frame::page_bar;
use crate::i18n::{format, t};
use crate::platform::dom;
use crate::route::{Route, Screen};
use crate::state::{App, Asking, app};
use crate::ui::{Icon, icon};

/// Columns of which the greatest is asked for first.
fn begins_down(key: &str) -> bool {
    matches!(key, "open" | "sum" | "last")
}

fn sort(app: App, key: &'static str) {
    table::sort_by(app, key, begins_down(key));
}

pub(crate) fn page() -> impl IntoView {
    let app = app();
    let shelf = Shelf::followed(app);
    let kind = Memo::new(move |_| {
        let contacts = app.route.with(|route| route.get("list") == Some("contacts"));
        if contacts { Contact::KIND } else { Account::KIND }
    });
    view! {
        <main class="page" id="main" tabindex="-1">
            {page_bar(t::customers::title(), view! {
                {tabs(shelf, kind)}
                <span class="push"></span>
                {move || new_button(app, kind.get())}
            })}
            <div class="page-body">{move || list(app, shelf, kind.get())}</div>
        </main>
    }
}

fn tabs(shelf: Shelf, kind: Memo<Kind>) -> impl IntoView {
    let tab = move |of: Kind, name: &'static str, count: fn((usize, usize)) -> usize| {
        let counted = move || {
            let there = shelf.read.get() >= if of == Contact::KIND { Read::Contacts } else { Read::Accounts };
            there.then(|| shelf.look(|book| format::count(count(book.count()))))
        };
        view! {
            <a class="tab" href=list_of(of).to_string() aria-current=move || (kind.get() == of).then_some("page")>
                {name}<span class="count num">{counted}</span>
            </a>
        }
    };
    view! {
        <nav class="tabs" aria-label=t::customers::lists()>
            {tab(Account::KIND, t::customers::accounts(), |(accounts, _)| accounts)}
            {tab(Contact::KIND, t::field::contacts(), |(_, contacts)| contacts)}
        </nav>
    }
}

fn new_button(app: App, kind: Kind) -> impl IntoView {
    let (action, label) = if kind == Contact::KIND {
        ("new-contact", t::customers::new_contact())
    } else {
        ("new-account", t::customers::new_account())
    };
    view! {
        <button type="button" class="btn" data-action=action aria-label=label title=label on:click=move |_| ask_new(app, kind, "")>
            {icon(Icon::Plus)}<span class="label">{label}</span>
        </button>
    }
}

fn ask_new(app: App, kind: Kind, name: &str) {
    let name = name.trim().to_owned();
    let asking =
        if kind == Contact::KIND { Asking::NewContact { account: None, name } } else { Asking::NewAccount { name } };
    app.asking.set(Some(asking));
}

fn list(app: App, shelf: Shelf, kind: Kind) -> AnyView {
    let contacts = kind == Contact::KIND;
    let typed = table::query(app);
    let by = Memo::new(move |_| app.route.with(table::sorted));
    let only_alike = Memo::new(move |_| app.route.with(|route| route.get("alike").is_some()));
    let order = Memo::new(move |_| {
        let query = typed.get();
        let (key, descending) = by.get().unwrap_or_default();
        let alike = only_alike.get();
        if contacts {
            let by = ContactColumn::parse(&key);
            shelf.look(|book| book.contacts(&Wanted { query, by, descending, alike }))
        } else {
            let by = AccountColumn::parse(&key);
            shelf.look(|book| book.accounts(&Wanted { query, by, descending, alike }, app.currency()))
        }
    });
    let place = Place::new(order);
    place.begin_with(move || {
        typed.track();
        by.track();
        only_alike.track();
    });
    Effect::new(move |_| {
        let route = app.route.get();
        if route.screen == Screen::Customers {
            LIST.replace(Some(route));
        }
    });
    let there = Memo::new(move |_| shelf.read.get() >= if contacts { Read::Contacts } else { Read::Accounts });
    let row = if contacts { contact_row } else { account_row };
    let label = if contacts { t::field::contacts() } else { t::customers::accounts() };
    let table = Table { kind, label, order, sorted: by, sort, row };
    let nothing = move || nothing(app, kind, typed, only_alike).into_any();
    view! {
        {tools(app, shelf, kind, typed, order, place)}
        {table::listed(app, (shelf, there), place, (table, columns(kind)), nothing)}
    }
    .into_any()
}

fn columns(kind: Kind) -> Vec<Column> {
    let column = |key, label, number| Column { key, label, number };
    if kind == Contact::KIND {
        return vec![
            column("name", t::customers::name(), false),
            column("account", t::field::account(), false),
            column("title", t::customers::job(), false),
            column("open", t::customers::open_count(), true),
            column("last", t::customers::last_touch(), true),
        ];
    }
    vec![
        column("name", t::field::title(), false),
        column("owner", t::field::owner(), false),
        column("open", t::customers::open_count(), true),
        column("sum", t::customers::open_sum(), true),
        column("last", t::customers::last_touch(), true),
        column("industry", t::customers::industry(), false),
        column("region", t::customers::region(), false),
    ]
}

fn tools(
    app: App,
    shelf: Shelf,
    kind: Kind,
    typed: RwSignal<String>,
    order: Memo<Vec<Uuid>>,
    place: Place,
) -> impl IntoView {
    let contacts = kind == Contact::KIND;
    let doubles = Memo::new(move |_| {
        let (accounts, people) = shelf.look(::customers::Book::count_alike);
        if contacts { people } else { accounts }
    });
    let alike = move || app.route.with(|route| route.get("alike").is_some());
    let has_doubles = Memo::new(move |_| doubles.get() > 0 || alike());
    let placeholder = if contacts { t::customers::find_contact() } else { t::customers::find_account() };
    let found = move || {
        let shown = table::count(order);
        let all = shelf.read.get() == Read::All;
        if all { t::customers::shown(&shown) } else { t::customers::reading(&shown) }
    };
    let options = columns(kind).into_iter().map(|column| {
        let value = if begins_down(column.key) { format!("-{}", column.key) } else { column.key.to_owned() };
        view! { <option value=value>{column.label}</option> }
    });
    view! {
        <div class="list-tools">
            {table::search_field(app, place, typed, placeholder, move |first| {
                let target = if contacts { contact(first) } else { account(first) };
                Route::to(super::screen(target))
            })}
            <span class="muted num" role="status" data-metric="listed" data-value=move || order.with(Vec::len).to_string()>{found}</span>
            <span class="push"></span>
            {move || has_doubles.get().then(|| view! {
                <button type="button" class="pick" data-action="filter-alike" aria-pressed=move || alike().to_string()
                    on:click=move |_| {
                        let route = app.route.get_untracked();
                        app.readdress(route.with("alike", (!alike()).then_some("yes")));
                    }>{icon(Icon::Merge)}{move || t::customers::alike_count(doubles.get())}</button>
            })}
            <label class="sr-only" for="list-sort">{t::order::label()}</label>
            <select class="select narrow-only" id="list-sort" data-action="sort-by"
                prop:value=move || app.route.with(|route| route.get("sort").unwrap_or("name").to_owned())
                on:change=move |event| app.readdress(app.route.get_untracked().with("sort", Some(&event_target_value(&event))))>
                {options.collect_view()}
            </select>
        </div>
    }
}

fn nothing(app: App, kind: Kind, typed: RwSignal<String>, only_alike: Memo<bool>) -> impl IntoView {
    let contacts = kind == Contact::KIND;
    let query = typed.get_untracked().trim().to_owned();
    let new_label = if contacts { t::customers::new_contact() } else { t::customers::new_account() };
    let action = if contacts { "new-contact" } else { "new-account" };
    if query.is_empty() && !only_alike.get_untracked() {
        let (title, more) = if contacts {
            (t::customers::no_contacts(), t::customers::no_contacts_more())
        } else {
            (t::customers::no_accounts(), t::customers::no_accounts_more())
        };
        return view! {
            <div class="empty">
                {icon(picture(kind))}<h2>{title}</h2><p>{more}</p>
                <div class="actions">
                    <button type="button" class="btn is-primary" data-action=action on:click=move |_| ask_new(app, kind, "")>{new_label}</button>
                    <a class="btn" href=Route::to(Screen::Import).to_string()>{t::import::title()}</a>
                </div>
            </div>
        }
        .into_any();
    }
    let title = if query.is_empty() { t::customers::no_doubles().to_owned() } else { t::customers::not_found(&query) };
    let create = (!query.is_empty()).then(|| {
        let (query, label) = (query.clone(), t::customers::create_named(&query));
        view! {
            <button type="button" class="btn" data-action=action on:click=move |_| ask_new(app, kind, &query)>
                {icon(Icon::Plus)}{label}
            </button>
        }
    });
    view! {
        <div class="empty">
            {icon(Icon::Search)}<h2>{title}</h2>
            <div class="actions">
                <button type="button" class="btn" data-action="clear-search" on:click=move |_| {
                    app.readdress(app.route.get_untracked().with("q", None).with("alike", None));
                    dom::focus("#list-search");
                }>{t::customers::show_all()}</button>
                {create}
            </div>
        </div>
    }
    .into_any()
}

/// The name in a row, with the other name that was found, and whether there may be another of it.
fn name_cell(app: App, id: Uuid, kind: Kind) -> impl IntoView {
    let shelf = Shelf;
    let target = model::RecordRef { kind, id };
    let name = move || shelf.look(|book| book.name(id).unwrap_or_default().to_owned());
    let other = move || {
        let words = ::search::words(app.route.with(|route| route.get("q").unwrap_or_default().to_owned()).as_str());
        let party = |book: &::customers::Book| {
            let party = if kind == Contact::KIND { book.contact(id) } else { book.account(id) };
            party.and_then(|party| party.found_in(&words).map(str::to_owned))
        };
        (!words.is_empty()).then(|| shelf.look(party)).flatten()
    };
    let alike = move || shelf.look(|book| book.is_alike(id));
    view! {
        <th scope="row">
            <span class="row-name">
                <a class="row-link truncate" href=href(target) tabindex="-1">{name}</a>
                {move || other().map(|other| view! { <span class="muted truncate">{other}</span> })}
                {move || alike().then(|| view! { <span class="tag" data-tone="warn" data-state="alike">{t::customers::alike()}</span> })}
            </span>
        </th>
    }
}

fn last_cell(app: App, figures: Memo<Figures>) -> impl IntoView {
    let words = move || {
        let last = figures.with(|figures| figures.last)?;
        day_of(app, last).map(|day| format::day_short(day, app.today.get()))
    };
    view! { <td class="num" data-label=t::customers::last_touch()>{words}</td> }
}

fn open_cell(figures: Memo<Figures>) -> impl IntoView {
    let count = move || Some(figures.with(|figures| figures.open.count)).filter(|count| *count > 0).map(format::count);
    view! { <td class="num" data-label=t::customers::open_count()>{count}</td> }
}

fn account_row(app: App, id: Uuid) -> AnyView {
    let shelf = Shelf;
    let figures = Memo::new(move |_| shelf.look(|book| book.figures(id)));
    let owner = move || shelf.look(|book| Some(book.member(book.account(id)?.owner?)?.to_owned())).unwrap_or_default();
    let what = move || shelf.look(|book| book.account(id).map(|party| party.what.clone()));
    let region = move || shelf.look(|book| book.account(id).map(|party| party.region.clone()));
    view! {
        <tr class="list-row" data-id=id.to_string() data-account-id=id.to_string()>
            {name_cell(app, id, Account::KIND)}
            <td class="truncate" data-label=t::field::owner()>{owner}</td>
            {open_cell(figures)}
            <td class="num" data-label=t::customers::open_sum()>{move || figures.with(|figures| amounts(&figures.open))}</td>
            {last_cell(app, figures)}
            <td class="truncate wide-cell" data-label=t::customers::industry()>{what}</td>
            <td class="truncate wide-cell" data-label=t::customers::region()>{region}</td>
        </tr>
    }
    .into_any()
}

fn contact_row(app: App, id: Uuid) -> AnyView {
    let shelf = Shelf;
    let figures = Memo::new(move |_| shelf.look(|book| book.figures(id)));
    let employer = move || shelf.look(|book| Some(book.name(book.contact(id)?.above?)?.to_owned())).unwrap_or_default();
    let what = move || shelf.look(|book| book.contact(id).map(|party| party.what.clone()));
    view! {
        <tr class="list-row" data-id=id.to_string() data-contact-id=id.to_string()>
            {name_cell(app, id, Contact::KIND)}
            <td class="truncate" data-label=t::field::account()>{employer}</td>
            <td class="truncate" data-label=t::customers::job()>{what}</td>
            {open_cell(figures)}
            {last_cell(app, figures)}
        </tr>
    }
    .into_any()
}

thread_local! {
    /// The list as it was shown last.
    static LIST: RefCell<Option<Route>> = const { RefCell::new(None) };
}

/// The way back to the list, as it was left.
pub(super) fn to_list(kind: Kind) -> impl IntoView {
    let of_kind = |route: &Route| (route.get("list") == Some("contacts")) == (kind == Contact::KIND);
    let route = LIST.with_borrow(|list| list.clone().filter(of_kind)).unwrap_or_else(|| list_of(kind));
    let label = if kind == Contact::KIND { t::customers::all_contacts() } else { t::customers::all_accounts() };
    view! {
        <a class="btn is-quiet" href=route.to_string() data-action="to-customers">{icon(Icon::ChevronLeft)}{label}</a>
    }
}
