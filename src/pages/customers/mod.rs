//! Customers: lists of accounts and contacts, their pages, what may be the same twice, and merging it.

mod account;
pub(crate) mod alike;
mod contact;
mod deals;
pub(crate) mod dialogs;
mod list;
pub(crate) mod party;
pub(crate) mod shelf;
pub(crate) mod table;

use ::customers::Sum;
use leptos::prelude::*;
use model::records::{Account, Contact, Record as _};
use model::{Date, Effective, Kind, RecordRef, Uuid};

pub(crate) use account::page as account_page;
pub(crate) use contact::page as contact_page;
pub(crate) use list::page;
pub(crate) use party::actions;

use crate::i18n::{format, t};
use crate::route::{Route, Screen};
use crate::state::App;
use crate::ui::Icon;

/// The address of an account's or contact's page.
pub(crate) fn href(target: RecordRef) -> String {
    Route::to(screen(target)).to_string()
}

pub(crate) fn screen(target: RecordRef) -> Screen {
    if target.kind == Contact::KIND { Screen::Contact(target.id) } else { Screen::Account(target.id) }
}

fn account(id: Uuid) -> RecordRef {
    RecordRef { kind: Account::KIND, id }
}

fn contact(id: Uuid) -> RecordRef {
    RecordRef { kind: Contact::KIND, id }
}

fn picture(kind: Kind) -> Icon {
    if kind == Contact::KIND { Icon::Contact } else { Icon::Building }
}

/// The list of contacts.
fn contacts_list() -> Route {
    Route::to(Screen::Customers).with("list", Some("contacts"))
}

fn list_of(kind: Kind) -> Route {
    if kind == Contact::KIND { contacts_list() } else { Route::to(Screen::Customers) }
}

/// The day of a moment, at the clock of the workspace.
pub(crate) fn day_of(app: App, when: Effective) -> Option<Date> {
    match when {
        Effective::Unknown => None,
        Effective::Day(day) => Some(day),
        Effective::At(instant) => format::day_in(&app.time_zone(), instant),
    }
}

/// A sum, currency by currency.
fn amounts(sum: &Sum) -> impl IntoView + use<> {
    let amount = |money| {
        view! {
            <span data-metric="sum" data-currency=money_code(money) data-value=crate::ui::parts::raw(money.value)
                title=format::money(money)>{format::money_short(money)}</span>
        }
    };
    let all: Vec<_> = sum.money().collect();
    view! { <span class="amounts num">{all.into_iter().map(amount).collect_view()}</span> }
}

fn money_code(money: model::Money) -> String {
    money.currency.to_string()
}

fn kind_name(kind: Kind) -> &'static str {
    if kind == Contact::KIND { t::customers::contact() } else { t::customers::account() }
}
