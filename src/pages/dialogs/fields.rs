//! The fields that dialogs are made of, and how what was typed into them is read.

use leptos::prelude::*;
use model::{Currency, Date, Money};

use crate::i18n::{format, t};
use crate::state::App;
use crate::ui::date_field::date_field;
use crate::ui::{Icon, icon};

/// A text field with its label and a line below for help or error.
pub(crate) fn field(
    id: &'static str,
    label: &'static str,
    value: RwSignal<String>,
    error: RwSignal<Option<&'static str>>,
    money: bool,
    echo: impl Fn() -> Option<String> + Send + Sync + 'static,
) -> impl IntoView {
    let note = format!("{id}-note");
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input class="input" class:is-money=money id=id type="text" autocomplete="off" bind:value=value
                aria-invalid=move || error.get().map(|_| "true")
                aria-describedby=note.clone() on:input=move |_| error.set(None)/>
            {note_line(note, error, echo)}
        </div>
    }
}

pub(crate) fn note_line(
    id: String,
    error: RwSignal<Option<&'static str>>,
    echo: impl Fn() -> Option<String> + Send + Sync + 'static,
) -> impl IntoView {
    move || match error.get() {
        Some(what) => {
            view! { <p class="field-error" id=id.clone()>{icon(Icon::CircleAlert)}<span>{what}</span></p> }.into_any()
        }
        None => view! { <p class="field-note" id=id.clone()>{echo()}</p> }.into_any(),
    }
}

/// What was typed as an amount, read back.
pub(crate) fn money_echo(
    value: RwSignal<String>,
    usual: Currency,
) -> impl Fn() -> Option<String> + Send + Sync + 'static {
    move || phrase::money(&value.get(), usual).map(|money| format!("= {}", format::money(money)))
}

/// How a day is read that is typed.
pub(crate) type ReadDay = fn(&str, Date) -> Option<Date>;

pub(crate) fn day_field(
    app: App,
    (id, label): (&'static str, &'static str),
    value: RwSignal<String>,
    error: RwSignal<Option<&'static str>>,
    read: ReadDay,
) -> impl IntoView {
    let note = format!("{id}-note");
    Effect::new(move |_| {
        // Another text, or a day that was picked, is another answer.
        value.track();
        error.set(None);
    });
    let echo = move || {
        let today = app.today.get();
        read(&value.get(), today).map(|day| format!("= {}", format::day_long(day, today)))
    };
    view! {
        <div class="field">
            <label for=id>{label}</label>
            {date_field(id, value, Signal::derive(move || error.get().is_some()), Some(note.clone()))}
            {note_line(note, error, echo)}
        </div>
    }
}

/// What was entered is not read; its field says so.
pub(crate) struct Unread;

/// A day that may be left empty.
pub(crate) fn optional_day(
    app: App,
    value: RwSignal<String>,
    error: RwSignal<Option<&'static str>>,
    read: ReadDay,
) -> Result<Option<Date>, Unread> {
    let typed = value.get_untracked();
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let day = read(&typed, app.today.get_untracked());
    if day.is_none() {
        error.set(Some(t::field::day()));
        return Err(Unread);
    }
    Ok(day)
}

/// An amount that may be left empty; in the usual currency where it names none.
pub(crate) fn optional_money(
    value: RwSignal<String>,
    usual: Currency,
    error: RwSignal<Option<&'static str>>,
) -> Result<Option<Money>, Unread> {
    let typed = value.get_untracked();
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let money = phrase::money(&typed, usual);
    if money.is_none() {
        error.set(Some(t::field::money()));
        return Err(Unread);
    }
    Ok(money)
}

pub(crate) fn owner_select(app: App, id: &'static str, owner: RwSignal<String>) -> impl IntoView {
    let options = app.board(board::Board::members).into_iter().map(|(id, name)| {
        let id = id.to_string();
        let chosen = owner.with_untracked(|owner| *owner == id);
        view! { <option value=id selected=chosen>{name}</option> }
    });
    view! {
        <div class="field">
            <label for=id>{t::field::owner()}</label>
            <select class="input" id=id on:change=move |event| owner.set(event_target_value(&event))>
                <option value="">{t::common::unset()}</option>{options.collect_view()}
            </select>
        </div>
    }
}
