//! The workspace: its name, where its clock stands, and on which days people work.

use leptos::prelude::*;
use model::records::Workspace;
use model::{Command, Doc, RecordRef};
use serde_json::{Value, json};

use super::rules;
use crate::i18n::{format, t};
use crate::platform::{clock, dom};
use crate::state::{App, Give, ToastKind, app, lists};
use crate::ui::{Icon, icon};

pub(super) fn view() -> impl IntoView {
    let app = app();
    view! {
        <section class="section" aria-labelledby="general">
            <div class="section-head"><h2 id="general">{t::general::title()}</h2></div>
            <p>{t::general::what()}</p>
            {name(app)}
            {time_zone(app)}
            {work_days(app)}
        </section>
    }
}

/// Sets a field of the workspace, which is made where nothing has been written yet.
pub(super) fn set(app: App, field: &'static str, value: Value, change: impl FnOnce(&mut Workspace)) {
    let target = RecordRef::to(Workspace::ID);
    let command = if app.is_first_run() {
        let mut workspace = Workspace { currency: app.currency(), time_zone: app.time_zone(), ..Workspace::default() };
        change(&mut workspace);
        Command::Create { docs: vec![Doc::new(Workspace::ID, &workspace)] }
    } else {
        Command::Edit { target, fields: [(field.to_owned(), value)].into(), docs: Vec::new() }
    };
    app.give_later(Give::new(command));
}

/// A text with a button that saves it once it is another.
fn text_form(
    (id, label, action): (&'static str, &'static str, &'static str),
    stands: Signal<String>,
    list: Option<&'static str>,
    error: RwSignal<Option<&'static str>>,
    echo: impl Fn(String) -> Option<String> + Copy + Send + Sync + 'static,
    save: impl Fn(String) -> bool + Copy + 'static,
) -> impl IntoView {
    let typed = RwSignal::new(stands.get_untracked());
    // What is written elsewhere, or taken back, stands here too.
    Effect::new(move |before: Option<String>| {
        let now = stands.get();
        if before.is_some_and(|before| before != now && typed.with_untracked(|typed| *typed == before)) {
            typed.set(now.clone());
        }
        now
    });
    let same = move || typed.with(|typed| stands.with(|stands| typed.trim() == stands.trim()));
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if !untrack(same) && !save(typed.get_untracked().trim().to_owned()) {
            dom::focus(&format!("#{id}"));
        }
    };
    let note = format!("{id}-note");
    let described = note.clone();
    view! {
        <form class="field" on:submit=submit>
            <label for=id>{label}</label>
            <div class="row name-form">
                <input class="input" id=id type="text" autocomplete="off" list=list bind:value=typed aria-describedby=described
                    aria-invalid=move || error.get().map(|_| "true") on:input=move |_| error.set(None)/>
                <button type="submit" class="btn" data-action=action disabled=same>{t::common::save()}</button>
            </div>
            {move || match error.get() {
                Some(what) => view! { <p class="field-error" id=note.clone()>{icon(Icon::CircleAlert)}<span>{what}</span></p> }.into_any(),
                None => view! { <p class="field-note" id=note.clone()>{move || echo(typed.get())}</p> }.into_any(),
            }}
        </form>
    }
}

fn name(app: App) -> impl IntoView {
    let stands = Signal::derive(move || {
        app.profiles.track();
        app.layout.track();
        app.workspace_name()
    });
    let error = RwSignal::new(None);
    let save = move |name: String| {
        if name.is_empty() {
            error.set(Some(t::field::required()));
            return false;
        }
        set(app, "name", json!(name), |workspace| workspace.name.clone_from(&name));
        true
    };
    text_form(
        ("general-name", t::workspaces::name(), "save-workspace-name"),
        stands,
        None,
        error,
        |_| Some(t::general::name_more().to_owned()),
        save,
    )
}

fn time_zone(app: App) -> impl IntoView {
    let stands = Signal::derive(move || {
        app.layout.track();
        app.time_zone()
    });
    let error = RwSignal::new(None);
    let save = move |zone: String| {
        if !format::is_time_zone(&zone) {
            error.set(Some(t::general::no_such_zone()));
            return false;
        }
        set(app, "time_zone", json!(zone), |workspace| workspace.time_zone.clone_from(&zone));
        true
    };
    let echo = |zone: String| {
        let zone = zone.trim();
        let name = format::zone_name(zone)?;
        let now = format::moment(clock::now(), zone);
        Some(t::general::there { zone: &name, now: &now }.text())
    };
    let zones = format::supported("timeZone").into_iter().map(|zone| view! { <option value=zone></option> });
    view! {
        {text_form(("general-zone", t::general::time_zone(), "save-time-zone"), stands, Some("general-zones"), error, echo, save)}
        <datalist id="general-zones">{zones.collect_view()}</datalist>
    }
}

/// Which days of the week are worked on.
fn work_days(app: App) -> impl IntoView {
    let stands = move || {
        let known = lists().workspace.with(|workspace| workspace.as_ref().map(|workspace| workspace.work_days.clone()));
        known.unwrap_or_else(|| Workspace::USUAL_WEEK.to_vec())
    };
    let pick = move |day: u8| {
        let is_on = move || stands().contains(&day);
        let press = move |event: web_sys::Event| {
            let is_on = event_target_checked(&event);
            let change = move || {
                let mut days = untrack(stands);
                days.retain(|known| *known != day);
                if is_on {
                    days.push(day);
                    days.sort_unstable();
                }
                if days.is_empty() {
                    app.say(ToastKind::Error, t::general::no_work_day().to_owned());
                    // What is shown follows what holds.
                    lists().workspace.update(|_| ());
                }
                Some(days).filter(|days| !days.is_empty())
            };
            rules::ahead::work_days(app, change, move |days| {
                let value = if days == Workspace::USUAL_WEEK { Value::Null } else { json!(days) };
                set(app, "work_days", value, |workspace| workspace.work_days.clone_from(&days));
                app.say(ToastKind::Status, t::general::saved().to_owned());
            });
        };
        view! {
            <label class="pick" data-day=day.to_string()>
                <input type="checkbox" prop:checked=is_on on:change=press/>{format::weekday(day)}
            </label>
        }
    };
    view! {
        <fieldset class="field">
            <legend>{t::general::work_days()}</legend>
            <div class="picks is-week">{(1..=7).map(pick).collect_view()}</div>
            <p class="field-note">{t::general::work_days_more()}</p>
        </fieldset>
    }
}
