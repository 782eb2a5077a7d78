//! What is asked about the settings.

mod field;
mod member;
mod pipeline;
mod rate;
mod source;

use leptos::prelude::*;
use model::{RecordRef, Uuid};

use crate::i18n::t;
use crate::pages::settings::rules;
use crate::state::{App, Setup};
use crate::ui::dialog::{Dialog, Shape, cancel_button, close_by_id, form_dialog};

pub(crate) fn dialog(app: App, setup: Setup) -> AnyView {
    match setup {
        Setup::NewPipeline { copy } => pipeline::new(app, copy).into_any(),
        Setup::RemovePipeline(id) => pipeline::remove(app, id).into_any(),
        Setup::RemoveStage(id) => pipeline::remove_stage(app, id).into_any(),
        Setup::Field { id, of } => field::dialog(app, id, of).into_any(),
        Setup::RenameSource { id, name } => source::dialog(app, id, name).into_any(),
        Setup::Member(id) => member::dialog(app, id).into_any(),
        Setup::RemoveMember(id) => member::remove(app, id).into_any(),
        Setup::Rate(id) => rate::dialog(app, id).into_any(),
        Setup::Ahead => ahead(app).into_any(),
    }
}

/// The dialog that all of these are.
const ID: &str = "dialog-setup";

/// What a question shows: its title, what it is about, its fields, and the button that answers it.
struct Question {
    shape: Shape,
    title: String,
    subtitle: Option<String>,
    body: AnyView,
    confirm: String,
    danger: bool,
}

fn ask(app: App, question: Question, submit: impl Fn() + 'static) -> impl IntoView {
    let Question { shape, title, subtitle, body, confirm, danger } = question;
    let foot = view! {
        {cancel_button(t::common::cancel())}
        <button type="submit" class="btn is-primary" class:is-danger=danger data-action="confirm-setup">{confirm}</button>
    };
    let dialog = Dialog { shape, id: ID, title, subtitle, body, foot: foot.into_any() };
    form_dialog(dialog, submit, move || app.asking.set(None))
}

/// What a change of the settings comes to, before it is made.
fn ahead(app: App) -> impl IntoView {
    let (body, confirmed) = rules::ahead::asked();
    let question = Question {
        shape: Shape::Plain,
        title: t::trial::ahead().to_owned(),
        subtitle: None,
        body,
        confirm: t::common::save().to_owned(),
        danger: false,
    };
    ask(app, question, move || {
        close_by_id(ID);
        confirmed();
    })
}

/// A record of a kind by its id.
fn target<R: model::Record>(id: Uuid) -> RecordRef {
    RecordRef { kind: R::KIND, id }
}
