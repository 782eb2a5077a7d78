//! Another name of a source that opportunities have: whether theirs follows.

use filter::Field;
use leptos::prelude::*;
use model::journal::Action;
use model::records::{Lead, Opportunity, Record as _, Source};
use model::{Command, Doc, Uuid, rename};
use serde_json::json;

use super::{ID, Question, ask, target};
use crate::i18n::{format, t};
use crate::pages::board::views;
use crate::pages::settings::sources;
use crate::platform::{dom, task};
use crate::state::App;
use crate::ui::dialog::{Shape, close_by_id};

pub(super) fn dialog(app: App, id: Uuid, name: String) -> impl IntoView {
    let old = untrack(|| sources::name_of(id));
    let known = app.words_of(Field::Source).into_iter().find(|(word, _)| *word == old);
    let count = known.map_or(0, |(_, count)| count);
    let follow = RwSignal::new(true);
    let body = view! {
        <p>{t::sources::renaming { old: &old, new: &name, count: &format::count(count) }.text()}</p>
        <fieldset class="options">
            <legend class="sr-only">{t::sources::rename()}</legend>
            <label class="check">
                <input type="radio" name="follow" checked=true on:change=move |_| follow.set(true)/>
                <span>{t::sources::follow(count)}</span>
            </label>
            <label class="check">
                <input type="radio" name="follow" on:change=move |_| follow.set(false)/>
                <span>{t::sources::leave(&old)}</span>
            </label>
        </fieldset>
    };
    let question = Question {
        shape: Shape::Plain,
        title: t::sources::rename().to_owned(),
        subtitle: None,
        body: body.into_any(),
        confirm: t::rows::rename_now().to_owned(),
        danger: false,
    };
    dom::focus_soon("#dialog-setup [name=follow]");
    ask(app, question, move || {
        close_by_id(ID);
        let (old, name, follow) = (old.clone(), name.clone(), follow.get_untracked());
        task::spawn(async move { rename(app, id, old, name, follow).await });
    })
}

/// Opportunities, leads and saved views that have the old word follow, if they are to.
async fn rename(app: App, id: Uuid, old: String, name: String, follow: bool) {
    let about = target::<Source>(id);
    let fields = [("name".to_owned(), json!(name))].into();
    let mut commands = vec![Command::Edit { target: about, fields, docs: Vec::new() }];
    if follow {
        let renames = [(old.clone(), name.clone())];
        for kind in [Opportunity::KIND, Lead::KIND] {
            let docs: Vec<Doc> = match app.store().await.all(kind).await {
                Ok(docs) => docs,
                Err(error) => return app.show_unread(&error),
            };
            commands.extend(rename::follow("source", &docs, &renames));
        }
        commands.extend(views::renamed(app, Field::Source, &renames));
    }
    let said = t::rows::renamed { old: &old, new: &name }.text();
    app.give_together(Action::Rename, about, commands, Some(said)).await;
}
