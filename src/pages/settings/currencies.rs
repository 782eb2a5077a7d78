//! The workspace's currency, and what others are worth in it from which day on.

use leptos::prelude::*;
use model::records::{Rate, Record as _, Workspace};
use model::{Command, Currency, RecordRef, Uuid};

use super::general;
use super::rows::more;
use crate::i18n::{format, t};
use crate::state::{App, Asking, Give, Setup, app, lists};
use crate::ui::menu::{self, Groups};
use crate::ui::parts::{notice, raw};
use crate::ui::{Icon, icon};

pub(super) fn view() -> impl IntoView {
    let app = app();
    let own = move || {
        app.layout.track();
        app.currency()
    };
    view! {
        <section class="section" aria-labelledby="currency">
            <div class="section-head"><h2 id="currency">{t::currencies::own()}</h2></div>
            <p>{t::currencies::own_what()}</p>
            {move || own_select(app, own())}
        </section>
        <section class="section" aria-labelledby="rates">
            <div class="section-head">
                <h2 id="rates">{t::currencies::rates()}</h2><span class="push"></span>
                <button type="button" class="btn" data-action="new-rate"
                    on:click=move |_| app.asking.set(Some(Asking::Setup(Setup::Rate(None))))>
                    {icon(Icon::Plus)}{t::currencies::new()}
                </button>
            </div>
            <p>{t::currencies::rates_what()}</p>
            {move || rates(app, own())}
        </section>
    }
}

/// The currencies the browser knows, those that are used most first; each with its name.
pub(super) fn known(more: &[Currency]) -> Vec<(Currency, String)> {
    const FIRST: [&str; 8] = ["CNY", "USD", "EUR", "HKD", "TWD", "JPY", "GBP", "SGD"];
    let first = FIRST.into_iter().filter_map(Currency::parse).chain(more.iter().copied());
    let all = format::supported("currency").into_iter().filter_map(|code| Currency::parse(&code));
    let mut known: Vec<Currency> = Vec::new();
    for currency in first.chain(all) {
        if !known.contains(&currency) {
            known.push(currency);
        }
    }
    known.into_iter().map(|currency| (currency, format::currency_name(currency))).collect()
}

fn own_select(app: App, own: Currency) -> impl IntoView {
    let options = known(&[own]).into_iter().map(|(currency, name)| {
        view! { <option value=currency.to_string() selected=currency == own>{name}</option> }
    });
    view! {
        <div class="field name-form">
            <label class="sr-only" for="own-currency">{t::currencies::own()}</label>
            <select class="input" id="own-currency" data-action="set-own-currency" on:change=move |event| {
                if let Some(currency) = Currency::parse(&event_target_value(&event)) {
                    general::set(app, "currency", currency.code().into(), |workspace: &mut Workspace| workspace.currency = currency);
                }
            }>{options.collect_view()}</select>
        </div>
    }
}

fn target(id: Uuid) -> RecordRef {
    RecordRef { kind: Rate::KIND, id }
}

pub(super) fn rate_of(id: Uuid) -> Option<Rate> {
    lists().rates.with(|all| all.iter().find(|(known, _)| *known == id).map(|(_, rate)| rate.clone()))
}

/// Rates into the workspace's currency, by currency, the latest first.
fn rates(app: App, own: Currency) -> impl IntoView {
    let mut all = lists().rates.get();
    let others = all.iter().filter(|(_, rate)| rate.to != own).count();
    all.retain(|(_, rate)| rate.to == own);
    all.sort_by_key(|(_, rate)| (rate.currency, std::cmp::Reverse(rate.from)));
    let elsewhere = (others > 0).then(|| notice(None, t::currencies::elsewhere(others)));
    if all.is_empty() {
        return view! { <p class="muted">{t::currencies::none()}</p>{elsewhere} }.into_any();
    }
    let today = app.today.get();
    let mut last = None;
    let rows = all.into_iter().map(|(id, rate)| {
        let holds = rate.from.is_some_and(|from| from <= today) && last.replace(rate.currency) != Some(rate.currency);
        let words = words(&rate);
        let name = words.clone();
        view! {
            <li class="row-item" data-setting=id.to_string() data-currency=rate.currency.to_string() data-value=raw(rate.rate)>
                {icon(Icon::Coins)}
                <div class="row-text">
                    <strong class="num">{words}</strong>
                    {holds.then(|| view! { <span class="tag" data-tone="ok">{t::currencies::holds()}</span> })}
                    <span>{rate.from.map(|from| t::currencies::from(&from.to_string()))}</span>
                </div>
                {more(app, target(id), move || name.clone())}
            </li>
        }
    });
    view! { <ul class="rows is-plain-rows">{rows.collect_view()}</ul>{elsewhere} }.into_any()
}

/// `1 USD = 7.18 CNY`
pub(super) fn words(rate: &Rate) -> String {
    let (from, to) = (rate.currency.to_string(), rate.to.to_string());
    t::currencies::rate { from: &from, value: &format::decimal(rate.rate), to: &to }.text()
}

pub(super) fn menu(app: App, id: Uuid) -> Groups {
    let words = untrack(|| rate_of(id)).map(|rate| words(&rate)).unwrap_or_default();
    let edit = menu::item(Icon::Pencil, t::common::edit(), "edit-setting", move || {
        menu::after_closing(move || app.asking.set(Some(Asking::Setup(Setup::Rate(Some(id))))));
    });
    let delete = menu::item(Icon::Trash, t::common::delete(), "delete-rate", move || {
        let said = Some(t::card::deleted(&words));
        app.give_later(Give { said, ..Give::new(Command::Delete { targets: vec![target(id)] }) });
    });
    vec![vec![edit], vec![delete.danger()]]
}
