//! Another expected close, and why where it is later.

use leptos::prelude::*;
use model::{Date, Uuid};

use super::done;
use super::fields::{day_field, optional_day};
use crate::i18n::t;
use crate::pages::board::{months, moving};
use crate::platform::dom;
use crate::state::App;
use crate::ui::dialog::{Dialog, Shape, cancel_button, close_by_id, form_dialog};
use crate::ui::{Icon, icon};

pub(super) fn dialog(app: App, opportunity: Uuid, to: Option<Date>) -> impl IntoView {
    let before = app.slot(opportunity).and_then(|slot| app.board(|board| board.card(slot).close));
    let date = RwSignal::new(to.or(before).map(|day| day.to_string()).unwrap_or_default());
    let date_error = RwSignal::new(None);
    let (why, wrong) = (RwSignal::new(String::new()), RwSignal::new(false));
    app.want([filter::Field::Pushed]);
    let read = move || phrase::close_day(&date.get(), app.today.get_untracked());
    let is_later = move || before.zip(read()).is_some_and(|(before, day)| before < day);
    let usual = [
        t::push::decision(),
        t::push::budget(),
        t::push::need(),
        t::push::people(),
        t::push::contract(),
        t::push::ours(),
    ];
    let reasons = move || {
        is_later().then(|| {
            let pick = |name: &'static str| {
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
        })
    };
    let times = move || {
        app.read.track();
        let count = months::pushed(app, opportunity)?;
        (!count.is_zero()).then(|| view! { <p class="field-note num">{t::push::times(&count.to_string())}</p> })
    };
    let body = view! { {day_field(app, ("push-date", t::field::expected_close()), date, date_error, phrase::close_day)}{reasons}{times} };
    let foot = view! {
        {cancel_button(t::common::cancel())}
        <button type="submit" class="btn is-primary" data-action="confirm-push">{t::common::save()}</button>
    };
    let submit = move || {
        let Ok(day) = optional_day(app, date, date_error, phrase::close_day) else {
            return dom::focus_soon("#push-date");
        };
        let reason = why.get_untracked().trim().to_owned();
        if untrack(is_later) && reason.is_empty() {
            wrong.set(true);
            return dom::focus_soon("#push-why");
        }
        close_by_id("dialog-push");
        months::set(app, opportunity, day, Some(reason));
    };
    dom::focus_soon("#dialog-push :is([name=why], #push-date)");
    let dialog = Dialog {
        shape: Shape::Plain,
        id: "dialog-push",
        title: t::push::title().to_owned(),
        subtitle: Some(moving::title(app, opportunity)),
        body: body.into_any(),
        foot: foot.into_any(),
    };
    form_dialog(dialog, submit, move || done(app))
}
