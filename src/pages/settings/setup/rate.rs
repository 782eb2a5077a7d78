//! What a currency is worth from a day on.

use leptos::prelude::*;
use model::diff::Fields;
use model::records::Rate;
use model::{Command, Currency, Decimal, Doc, Id, Uuid};
use serde_json::json;

use super::{ID, Question, ask, target};
use crate::i18n::t;
use crate::pages::dialogs::fields::{day_field, field, optional_day};
use crate::pages::settings::currencies;
use crate::platform::{dom, ids};
use crate::state::{App, Give};
use crate::ui::dialog::{Shape, close_by_id};

pub(super) fn dialog(app: App, id: Option<Uuid>) -> impl IntoView {
    let own = app.currency();
    let stands = id.and_then(|id| untrack(|| currencies::rate_of(id)));
    let mut usual = [Currency::USD, Currency::CNY].into_iter().filter(|currency| *currency != own);
    let usual = stands.as_ref().map(|rate| rate.currency).or_else(|| usual.next()).unwrap_or(Currency::USD);
    let currency = RwSignal::new(usual);
    let rate = RwSignal::new(stands.as_ref().map(|rate| rate.rate.normalize().to_string()).unwrap_or_default());
    let from = stands.as_ref().and_then(|rate| rate.from).unwrap_or_else(|| app.today.get_untracked());
    let from = RwSignal::new(from.to_string());
    let (rate_error, from_error) = (RwSignal::new(None), RwSignal::new(None));
    let options = currencies::known(&[usual]).into_iter().filter(|(known, _)| *known != own).map(|(known, name)| {
        view! { <option value=known.to_string() selected=known == usual>{name}</option> }
    });
    let echo = move || {
        let rate = positive(&rate.get())?;
        let rate = Rate { currency: currency.get(), to: own, rate, from: None };
        Some(currencies::words(&rate))
    };
    let body = view! {
        <div class="field">
            <label for="rate-currency">{t::currencies::currency()}</label>
            <select class="input" id="rate-currency" on:change=move |event| {
                if let Some(chosen) = Currency::parse(&event_target_value(&event)) {
                    currency.set(chosen);
                }
            }>{options.collect_view()}</select>
        </div>
        {field("rate-value", t::currencies::value(), rate, rate_error, true, echo)}
        {day_field(app, ("rate-from", t::currencies::from_day()), from, from_error, phrase::day)}
    };
    dom::focus_soon("#rate-currency");
    let question = Question {
        shape: Shape::Plain,
        title: (if id.is_some() { t::currencies::edit() } else { t::currencies::new() }).to_owned(),
        subtitle: None,
        body: body.into_any(),
        confirm: t::common::save().to_owned(),
        danger: false,
    };
    ask(app, question, move || {
        let value = positive(&rate.get_untracked());
        if value.is_none() {
            rate_error.set(Some(t::currencies::not_positive()));
        }
        let day = optional_day(app, from, from_error, phrase::day);
        if matches!(day, Ok(None)) {
            from_error.set(Some(t::field::required()));
        }
        let (Some(value), Ok(Some(day))) = (value, day) else {
            return dom::focus_soon("#dialog-setup [aria-invalid=true]");
        };
        close_by_id(ID);
        let rate = Rate { currency: currency.get_untracked(), to: own, rate: value, from: Some(day) };
        let said = currencies::words(&rate);
        let command = match id {
            None => Command::Create { docs: vec![Doc::new(Id::<Rate>::new(ids::new()), &rate)] },
            Some(id) => {
                let fields: Fields = [
                    ("currency".to_owned(), json!(rate.currency)),
                    ("to".to_owned(), json!(rate.to)),
                    ("rate".to_owned(), json!(value.normalize().to_string())),
                    ("from".to_owned(), json!(day)),
                ]
                .into();
                Command::Edit { target: target::<Rate>(id), fields, docs: Vec::new() }
            }
        };
        app.give_later(Give { said: Some(t::rows::saved(&said)), ..Give::new(command) });
    })
}

fn positive(typed: &str) -> Option<Decimal> {
    phrase::number(typed).filter(|rate| *rate > Decimal::ZERO)
}
