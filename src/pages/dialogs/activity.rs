//! Correcting what was logged or planned, or taking it away.

use leptos::prelude::*;
use model::diff::Fields;
use model::records::{Activity, ActivityKind};
use model::{Command, Id, RecordRef, Uuid};
use serde_json::json;

use super::done;
use super::fields::{day_field, optional_day};
use crate::i18n::{format, t};
use crate::pages::record::touches::kind_name;
use crate::platform::task;
use crate::state::{App, Give};
use crate::ui::dialog::{Dialog, Shape, cancel_button, close_by_id, form_dialog};

pub(super) fn dialog(app: App, id: Uuid) -> impl IntoView {
    let target = RecordRef::to(Id::<Activity>::new(id));
    let found = RwSignal::new(None::<Activity>);
    let (text, date) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let kind = RwSignal::new(String::new());
    let date_error = RwSignal::new(None);
    let zone = app.time_zone();
    task::spawn(async move {
        let doc = app.store().await.get(&[target]).await.ok().and_then(|mut found| found.remove(&target));
        let Some(activity) = doc.and_then(|doc| doc.decode::<Activity>().ok()) else { return };
        let done = activity.done_on.or_else(|| activity.done_at.and_then(|at| format::day_in(&zone, at)));
        text.try_set(activity.text.clone());
        kind.try_set(activity.kind.as_str().to_owned());
        date.try_set(done.or(activity.due).map(|day| day.to_string()).unwrap_or_default());
        found.try_set(Some(activity));
    });
    let kinds = move || {
        let now = kind.get();
        let options = ActivityKind::ALL.iter().map(|kind| {
            view! { <option value=kind.as_str().to_owned() selected=kind.as_str() == now>{kind_name(kind)}</option> }
        });
        options.collect_view()
    };
    let is_done = move || found.with(|found| found.as_ref().is_some_and(Activity::is_done));
    let body = view! {
        <div class="field">
            <label for="activity-kind">{t::next::kind()}</label>
            <select class="input" id="activity-kind" on:change=move |event| kind.set(event_target_value(&event))>{kinds}</select>
        </div>
        <div class="field">
            <label for="activity-text">{t::next::text()}</label>
            <textarea class="input" id="activity-text" rows="3" bind:value=text></textarea>
        </div>
        {move || {
            let label = if is_done() { t::touch::done_on() } else { t::touch::due() };
            day_field(app, ("activity-date", label), date, date_error, phrase::day)
        }}
    };
    let delete = move |_| {
        let said = Some(t::touch::deleted().to_owned());
        app.give_later(Give { said, ..Give::new(Command::Delete { targets: vec![target] }) });
        close_by_id("dialog-activity");
    };
    let foot = view! {
        <button type="button" class="btn is-quiet is-danger-text" data-action="delete-activity" on:click=delete>{t::common::delete()}</button>
        <span class="push"></span>
        {cancel_button(t::common::cancel())}
        <button type="submit" class="btn is-primary" data-action="save-activity" disabled=move || found.with(Option::is_none)>{t::common::save()}</button>
    };
    let submit = move || {
        let Some(activity) = found.get_untracked() else { return };
        let Ok(day) = optional_day(app, date, date_error, phrase::day) else { return };
        let mut fields: Fields =
            [("text".to_owned(), json!(text.get_untracked().trim())), ("kind".to_owned(), json!(kind.get_untracked()))]
                .into();
        let was = activity.done_on.or_else(|| activity.done_at.and_then(|at| format::day_in(&app.time_zone(), at)));
        if activity.is_done() {
            let today = app.today.get_untracked();
            let Some(day) = day else { return date_error.set(Some(t::field::required())) };
            if day > today {
                return date_error.set(Some(t::field::day_past()));
            }
            // The moment stays while the day does.
            if was != Some(day) {
                fields.insert("done_on".to_owned(), json!(day));
                fields.insert("done_at".to_owned(), serde_json::Value::Null);
            }
        } else {
            fields.insert("due".to_owned(), day.map_or(serde_json::Value::Null, |day| json!(day)));
        }
        app.give_later(Give::new(Command::Edit { target, fields, docs: Vec::new() }));
        close_by_id("dialog-activity");
    };
    let dialog = Dialog {
        shape: Shape::Plain,
        id: "dialog-activity",
        title: t::touch::edit().to_owned(),
        subtitle: None,
        body: body.into_any(),
        foot: foot.into_any(),
    };
    form_dialog(dialog, submit, move || done(app))
}
