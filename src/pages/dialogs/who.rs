//! Who works here, asked after the first edit.

use leptos::prelude::*;

use super::done;
use super::fields::field;
use crate::i18n::t;
use crate::platform::{dom, task};
use crate::state::App;
use crate::ui::dialog::{Dialog, Shape, cancel_button, close_by_id, form_dialog};

pub(super) fn dialog(app: App) -> impl IntoView {
    let chosen = RwSignal::new(app.me.get_untracked());
    let name = RwSignal::new(String::new());
    let none = RwSignal::new(None);
    let options = app.board(board::Board::members).into_iter().map(|(id, name)| {
        view! {
            <label class="check">
                <input type="radio" name="me" value=id.to_string() checked=chosen.get_untracked() == Some(id)
                    on:change=move |_| chosen.set(Some(id))/>
                <span>{name}</span>
            </label>
        }
    });
    let body = view! {
        <p class="muted">{t::who::why()}</p>
        <fieldset class="options"><legend class="sr-only">{t::who::members()}</legend>{options.collect_view()}</fieldset>
        {field("who-new", t::who::not_listed(), name, none, false, || None)}
    };
    let foot = view! {
        {cancel_button(t::common::cancel())}
        <button type="submit" class="btn is-primary" data-action="set-me"
            disabled=move || chosen.get().is_none() && name.with(|name| name.trim().is_empty())>{t::who::confirm()}</button>
    };
    let submit = move || {
        let typed = name.get_untracked().trim().to_owned();
        close_by_id("dialog-who");
        if typed.is_empty() {
            app.set_me(chosen.get_untracked());
        } else {
            task::spawn(async move { app.set_me_new(&typed).await });
        }
    };
    dom::focus_soon("#dialog-who input");
    let title = t::who::title().to_owned();
    let closed = move || done(app);
    let dialog = Dialog {
        shape: Shape::Plain,
        id: "dialog-who",
        title,
        subtitle: None,
        body: body.into_any(),
        foot: foot.into_any(),
    };
    form_dialog(dialog, submit, closed)
}
