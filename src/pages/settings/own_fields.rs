//! The workspace's own fields of opportunities, accounts and contacts.

use leptos::prelude::*;
use model::journal::Action;
use model::records::{Account, Contact, CustomField, FieldType, Lead, Opportunity, Record as _};
use model::{Command, RecordRef, Uuid};
use serde_json::json;

use super::pipelines::behind;
use super::rows::{self, Order, more, ordered};
use crate::i18n::t;
use crate::platform::task;
use crate::state::{App, Asking, Setup, app};
use crate::ui::menu::{self, Groups};
use crate::ui::{Icon, icon};

/// The kinds of record that can have fields of the workspace's own.
const KINDS: [&str; 4] = [Opportunity::NAME, Lead::NAME, Account::NAME, Contact::NAME];

fn kind_name(kind: &str) -> &'static str {
    match kind {
        Account::NAME => t::noun::account(),
        Contact::NAME => t::noun::contact(),
        Lead::NAME => t::noun::lead(),
        _ => t::noun::opportunity(),
    }
}

thread_local! {
    /// Whose fields were looked at last.
    static KIND: std::cell::Cell<&'static str> = const { std::cell::Cell::new(Opportunity::NAME) };
}

pub(super) fn view() -> impl IntoView {
    let app = app();
    let kind = RwSignal::new(KIND.get());
    let live = Signal::derive(move || order(app, kind.get()));
    let gone = Signal::derive(move || {
        app.custom_fields.with(|all| {
            let gone = all.iter().filter(|(_, field)| field.archived && field.of == kind.get());
            gone.map(|(id, field)| (target(*id), field.name.clone())).collect::<Vec<_>>()
        })
    });
    let pick = |of: &'static str| {
        view! {
            <label class="pick" data-kind=of>
                <input type="radio" name="fields-of" prop:checked=move || kind.get() == of on:change=move |_| {
                    KIND.set(of);
                    kind.set(of);
                }/>{kind_name(of)}
            </label>
        }
    };
    let none = move || live.with(Vec::is_empty).then(|| view! { <p class="muted">{t::own::none()}</p> });
    view! {
        <section class="section" aria-labelledby="own">
            <div class="section-head">
                <h2 id="own">{t::own::title()}</h2><span class="push"></span>
                <button type="button" class="btn" data-action="new-field"
                    on:click=move |_| app.asking.set(Some(Asking::Setup(Setup::Field { id: None, of: kind.get_untracked() })))>
                    {icon(Icon::Plus)}{t::own::new()}
                </button>
            </div>
            <p>{t::own::what()}</p>
            <fieldset class="picks"><legend class="sr-only">{t::own::of()}</legend>{KINDS.map(pick).collect_view()}</fieldset>
            {none}
            {ordered("", t::own::title().to_owned(), live, move |id| name_of(app, id), move |id| row(app, id).into_any())}
            {rows::archived(t::own::archived, gone, move |target| bring_back(app, target))}
        </section>
    }
}

fn target(id: Uuid) -> RecordRef {
    RecordRef { kind: CustomField::KIND, id }
}

fn order(app: App, kind: &str) -> Order {
    app.custom_fields.with(|all| {
        let live = all.iter().filter(|(_, field)| !field.archived && field.of == kind);
        live.map(|(id, field)| (target(*id), field.position)).collect()
    })
}

pub(super) fn field_of(app: App, id: Uuid) -> Option<CustomField> {
    app.custom_fields.with(|all| all.iter().find(|(known, _)| *known == id).map(|(_, field)| field.clone()))
}

fn name_of(app: App, id: Uuid) -> String {
    field_of(app, id).map(|field| field.name).unwrap_or_default()
}

pub(crate) fn type_name(field_type: &FieldType) -> String {
    match field_type {
        FieldType::Text => t::field_type::text(),
        FieldType::Number => t::field_type::number(),
        FieldType::Money => t::field_type::money(),
        FieldType::Date => t::field_type::date(),
        FieldType::Choice => t::field_type::choice(),
        FieldType::MultiChoice => t::field_type::multi_choice(),
        FieldType::Person => t::field_type::person(),
        FieldType::Link => t::field_type::link(),
        FieldType::Unknown(text) => return text.clone(),
    }
    .to_owned()
}

fn row(app: App, id: Uuid) -> impl IntoView {
    let field = Memo::new(move |_| field_of(app, id).unwrap_or_default());
    let name = move || field.with(|field| field.name.clone());
    let about = move || {
        field.with(|field| {
            let choices = field.field_type.has_choices().then(|| field.choices.join(t::list::comma()));
            let words: Vec<String> = std::iter::once(type_name(&field.field_type)).chain(choices).collect();
            words.join(" · ")
        })
    };
    let ask = move |_| {
        let of = field.with_untracked(|field| KINDS.into_iter().find(|kind| *kind == field.of));
        let of = of.unwrap_or(Opportunity::NAME);
        app.asking.set(Some(Asking::Setup(Setup::Field { id: Some(id), of })));
    };
    let on_card =
        move || field.with(|field| field.on_card).then(|| view! { <span class="tag">{t::own::on_card_short()}</span> });
    view! {
        <div class="row-main">
            <div class="row-text">
                <button type="button" class="inline-value" data-action="edit-field" aria-label=move || t::own::edit(&name()) on:click=ask>
                    <span>{name}</span>{icon(Icon::Pencil)}
                </button>
                {on_card}
                <span class="truncate">{about}</span>
            </div>
            {more(app, target(id), name)}
        </div>
    }
}

fn bring_back(app: App, target: RecordRef) {
    let Some(field) = untrack(|| field_of(app, target.id)) else { return };
    let mut fields = rows::set_archived(false);
    fields.insert("position".to_owned(), json!(behind(&untrack(|| order(app, &field.of)))));
    let said = t::rows::brought_back(&field.name);
    let commands = vec![Command::Edit { target, fields, docs: Vec::new() }];
    task::spawn(async move {
        app.give_together(Action::BringBack, target, commands, Some(said)).await;
    });
}

pub(super) fn menu(app: App, id: Uuid) -> Groups {
    let Some(field) = untrack(|| field_of(app, id)) else { return Vec::new() };
    let live = untrack(|| order(app, &field.of));
    let of = KINDS.into_iter().find(|kind| *kind == field.of).unwrap_or(Opportunity::NAME);
    let edit = menu::item(Icon::Pencil, t::common::edit(), "edit-setting", move || {
        menu::after_closing(move || app.asking.set(Some(Asking::Setup(Setup::Field { id: Some(id), of }))));
    });
    let said = t::rows::was_archived(&field.name);
    let remove = menu::item(Icon::Archive, t::rows::archive(), "archive-setting", move || {
        rows::archive(app, target(id), true, said.clone());
    });
    vec![[edit].into_iter().chain(rows::moves(app, live, id, field.name)).collect(), vec![remove.danger()]]
}
