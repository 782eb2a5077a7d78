//! What a view is to be called.

use leptos::prelude::*;
use model::Uuid;

use super::done;
use super::fields::field;
use crate::i18n::t;
use crate::pages::board::views;
use crate::platform::dom;
use crate::state::App;
use crate::ui::dialog::{Dialog, Shape, cancel_button, close_by_id, form_dialog};

pub(super) fn dialog(app: App, known: Option<Uuid>) -> impl IntoView {
    let stands = known.and_then(|id| {
        app.views.with_untracked(|all| all.iter().find(|(of, _)| *of == id).map(|(_, v)| v.name.clone()))
    });
    let name = RwSignal::new(stands.unwrap_or_default());
    let error = RwSignal::new(None);
    let body =
        view! { {field("view-name", t::views::name(), name, error, false, || Some(t::views::name_help().to_owned()))} };
    let foot = view! {
        {cancel_button(t::common::cancel())}
        <button type="submit" class="btn is-primary" data-action="confirm-view">{t::views::confirm()}</button>
    };
    let submit = move || {
        let name = name.get_untracked().trim().to_owned();
        if name.is_empty() {
            return error.set(Some(t::field::required()));
        }
        views::save(app, known, name);
        close_by_id("dialog-view");
    };
    dom::focus_all_soon("#view-name");
    let dialog = Dialog {
        shape: Shape::Plain,
        id: "dialog-view",
        title: (if known.is_some() { t::views::rename() } else { t::views::save() }).to_owned(),
        subtitle: None,
        body: body.into_any(),
        foot: foot.into_any(),
    };
    form_dialog(dialog, submit, move || done(app))
}
