//! Another expected close, and why where it is later.

use leptos::prelude::*;
use model::{Date, Uuid};

use super::done;
use super::fields::{day_field, optional_day};
use crate::i18n::t;
use crate::pages::board::{months, moving};
use crate::platform::{dom, task};
use crate::state::App;
use crate::ui::dialog::{Dialog, Shape, cancel_button, close_by_id, form_dialog};
use crate::ui::{Icon, icon};

/// Why a close is put off: one of the usual reasons, or what is written.
#[derive(Clone, Copy)]
pub(super) struct Why {
    text: RwSignal<String>,
    wrong: RwSignal<bool>,
}

impl Why {
    pub(super) fn new() -> Self {
        Self { text: RwSignal::new(String::new()), wrong: RwSignal::new(false) }
    }

    /// What was given; nothing where that is missing, which is said then.
    pub(super) fn given(self) -> Option<String> {
        let text = self.text.get_untracked().trim().to_owned();
        if text.is_empty() {
            self.wrong.set(true);
            dom::focus_soon("#push-why");
            return None;
        }
        Some(text)
    }

    pub(super) fn view(self) -> impl IntoView {
        let Self { text: why, wrong } = self;
        let usual = [
            t::push::decision(),
            t::push::budget(),
            t::push::need(),
            t::push::people(),
            t::push::contract(),
            t::push::ours(),
        ];
        let pick = move |name: &'static str| {
            view! {
                <label class="pick">
                    <input type="radio" name="why" prop:checked=move || why.with(|why| why == name)
                        on:change=move |_| { why.set(name.to_owned()); wrong.set(false); }/>{name}
                </label>
            }
        };
        view! {
            <fieldset class="field"><legend>{t::push::reason()}</legend><div class="picks">{usual.map(pick).collect_view()}</div></fieldset>
            <div class="field">
                <label for="push-why">{t::push::other()}</label>
                <input class="input" id="push-why" type="text" autocomplete="off" bind:value=why aria-describedby="push-why-note"
                    aria-invalid=move || wrong.get().then_some("true") on:input=move |_| wrong.set(false)/>
                {move || wrong.get().then(|| view! {
                    <p class="field-error" id="push-why-note" role="alert">{icon(Icon::CircleAlert)}<span>{t::push::say_why()}</span></p>
                })}
            </div>
        }
    }
}

pub(super) fn dialog(app: App, moves: Vec<(Uuid, Option<Date>)>) -> impl IntoView {
    let single = if let [(opportunity, _)] = moves[..] { Some(opportunity) } else { None };
    let proposed = moves.first().and_then(|(_, to)| *to);
    let before = single.and_then(|opportunity| months::close(app, opportunity));
    let date = RwSignal::new(proposed.or(before).map(|day| day.to_string()).unwrap_or_default());
    let date_error = RwSignal::new(None);
    let why = Why::new();
    app.want([filter::Field::Pushed]);
    let read = move || phrase::close_day(&date.get(), app.today.get_untracked());
    let is_later = move || single.is_none() || before.zip(read()).is_some_and(|(before, day)| before < day);
    let times = move || {
        app.read.track();
        let count = months::pushed(app, single?)?;
        (!count.is_zero()).then(|| view! { <p class="field-note num">{t::push::times(&count.to_string())}</p> })
    };
    let day =
        single.map(|_| day_field(app, ("push-date", t::field::expected_close()), date, date_error, phrase::close_day));
    let body = view! { {day}{move || is_later().then(|| why.view())}{times} };
    let foot = view! {
        {cancel_button(t::common::cancel())}
        <button type="submit" class="btn is-primary" data-action="confirm-push">{t::common::save()}</button>
    };
    let subtitle = match single {
        Some(opportunity) => moving::title(app, opportunity),
        None => t::select::count(moves.len()),
    };
    let submit = move || {
        let moves = match single {
            Some(opportunity) => {
                let Ok(day) = optional_day(app, date, date_error, phrase::close_day) else {
                    return dom::focus_soon("#push-date");
                };
                vec![(opportunity, day)]
            }
            None => moves.clone(),
        };
        let reason = if untrack(is_later) { why.given() } else { Some(String::new()) };
        let Some(reason) = reason else { return };
        close_by_id("dialog-push");
        months::set(app, &moves, Some(&reason));
    };
    dom::focus_soon("#dialog-push :is([name=why], #push-date)");
    let dialog = Dialog {
        shape: Shape::Plain,
        id: "dialog-push",
        title: t::push::title().trim_end_matches('…').to_owned(),
        subtitle: Some(subtitle),
        body: body.into_any(),
        foot: foot.into_any(),
    };
    form_dialog(dialog, submit, move || {
        done(app);
        // The field it was asked from has closed.
        task::spawn(async {
            task::turn().await;
            if dom::is_nothing_focused() {
                dom::focus(".panel [data-action=edit-expected-close]");
            }
        });
    })
}
