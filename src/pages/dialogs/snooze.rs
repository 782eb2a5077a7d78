//! Rest: an opportunity that is put aside for a reason, and the day on which it wakes by itself.

use leptos::prelude::*;
use model::records::Opportunity;
use model::{Command, Id, RecordRef, Uuid};
use serde_json::{Value, json};

use super::done;
use super::fields::{day_field, field};
use crate::i18n::{format, t};
use crate::pages::board::moving;
use crate::platform::{dom, task};
use crate::state::{App, Give};
use crate::ui::dialog::{Dialog, Shape, cancel_button, close_by_id, form_dialog};

const ID: &str = "dialog-snooze";

pub(super) fn dialog(app: App, opportunity: Uuid) -> impl IntoView {
    let (date, date_error) = (RwSignal::new(String::new()), RwSignal::new(None));
    let (reason, reason_error) = (RwSignal::new(String::new()), RwSignal::new(None));
    let quick = move |label: &'static str, days: i32| {
        view! {
            <button type="button" class="pick" data-action="pick-date" on:click=move |_| {
                date.set(app.today.get_untracked().plus_days(days).to_string());
            }>{label}</button>
        }
    };
    let body = view! {
        <p class="field-note">{t::snooze::what()}</p>
        {day_field(app, ("snooze-until", t::snooze::until()), date, date_error, phrase::day)}
        <div class="picks">
            {quick(t::day::in_a_week(), 7)}{quick(t::snooze::in_two_weeks(), 14)}{quick(t::snooze::in_a_month(), 30)}
        </div>
        {field("snooze-reason", t::snooze::reason(), reason, reason_error, false, || None)}
    };
    let foot = view! {
        {cancel_button(t::common::cancel())}
        <button type="submit" class="btn is-primary" data-action="confirm-snooze">{t::snooze::confirm()}</button>
    };
    let submit = move || {
        let today = app.today.get_untracked();
        let until = phrase::day(&date.get_untracked(), today).filter(|day| *day > today);
        let why = reason.get_untracked().trim().to_owned();
        if until.is_none() {
            date_error.set(Some(t::snooze::later_day()));
        }
        if why.is_empty() {
            reason_error.set(Some(t::snooze::say_why()));
        }
        let Some(until) = until.filter(|_| !why.is_empty()) else {
            let first = if date_error.get_untracked().is_some() { "#snooze-until" } else { "#snooze-reason" };
            return dom::focus_soon(first);
        };
        let said = t::snooze::said(&format::day_short(until, today));
        write(app, opportunity, json!(until), json!(why), said);
    };
    dom::focus_soon("#snooze-until");
    let dialog = Dialog {
        shape: Shape::Plain,
        id: ID,
        title: t::snooze::title().to_owned(),
        subtitle: Some(moving::title(app, opportunity)),
        body: body.into_any(),
        foot: foot.into_any(),
    };
    form_dialog(dialog, submit, move || done(app))
}

fn write(app: App, opportunity: Uuid, until: Value, reason: Value, said: String) {
    let target = RecordRef::to(Id::<Opportunity>::new(opportunity));
    let fields = [("snoozed_until".to_owned(), until), ("snooze_reason".to_owned(), reason)].into();
    let command = Command::Edit { target, fields, docs: Vec::new() };
    task::spawn(async move {
        // Where it could not be saved, what was written stays.
        if app.give_through(Give { said: Some(said), ..Give::new(command) }).await {
            close_by_id(ID);
        }
    });
}

/// Wakes an opportunity before its day.
pub(crate) fn wake(app: App, opportunity: Uuid) {
    write(app, opportunity, Value::Null, Value::Null, t::snooze::woken().to_owned());
}
