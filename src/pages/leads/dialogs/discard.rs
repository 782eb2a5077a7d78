//! Why a lead is not followed up.

use leptos::prelude::*;
use model::records::LeadStatus;
use model::{Command, Uuid};
use serde_json::{Value, json};

use crate::i18n::t;
use crate::pages::dialogs::fields::note_line;
use crate::pages::leads::{name, target};
use crate::platform::{dom, task};
use crate::state::{App, Give};
use crate::ui::dialog::{Dialog, Shape, cancel_button, close_by_id, form_dialog};

const ID: &str = "dialog-discard";

/// Reasons that are usual; any other can be written.
const USUAL: [fn() -> &'static str; 5] = [
    t::leads::discard_unreachable,
    t::leads::discard_no_need,
    t::leads::discard_no_budget,
    t::leads::discard_not_ours,
    t::leads::discard_double,
];

pub(crate) fn dialog(app: App, id: Uuid) -> impl IntoView {
    let reason = RwSignal::new(String::new());
    let wrong = RwSignal::new(None);
    let picks = USUAL.map(|word| {
        view! {
            <button type="button" class="pick" data-action="pick-reason" aria-pressed=move || (reason.get() == word()).to_string()
                on:click=move |_| {
                    reason.set(word().to_owned());
                    wrong.set(None);
                }>{word()}</button>
        }
    });
    let body = view! {
        <p class="muted">{t::leads::discard_why()}</p>
        <div class="picks">{picks.collect_view()}</div>
        <div class="field">
            <label for="discard-reason">{t::leads::discard_reason()}</label>
            <input class="input" id="discard-reason" type="text" autocomplete="off" bind:value=reason
                aria-invalid=move || wrong.get().map(|_| "true") aria-describedby="discard-reason-note" on:input=move |_| wrong.set(None)/>
            {note_line("discard-reason-note".to_owned(), wrong, || None)}
        </div>
    };
    let submit = move || {
        let why = reason.with_untracked(|reason| reason.trim().to_owned());
        if why.is_empty() {
            wrong.set(Some(t::leads::discard_needed()));
            return dom::focus_soon("#discard-reason");
        }
        let fields: [(&str, Value); 2] = [("status", json!(LeadStatus::Discarded)), ("discard_reason", json!(why))];
        let fields = fields.into_iter().map(|(field, value)| (field.to_owned(), value)).collect();
        let said = Some(t::leads::discard_said(&name(id)));
        task::spawn(async move {
            let command = Command::Edit { target: target(id), fields, docs: Vec::new() };
            if app.give(Give { said, ..Give::new(command) }).await.is_ok() {
                close_by_id(ID);
            }
        });
    };
    dom::focus_soon("#discard-reason");
    let foot = view! {
        {cancel_button(t::common::cancel())}
        <button type="submit" class="btn is-primary" data-action="confirm-discard">{t::leads::discard()}</button>
    };
    let dialog = Dialog {
        shape: Shape::Plain,
        id: ID,
        title: t::leads::discard_title(&name(id)),
        subtitle: None,
        body: body.into_any(),
        foot: foot.into_any(),
    };
    form_dialog(dialog, submit, move || app.asking.set(None))
}
