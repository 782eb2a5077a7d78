//! A field of the workspace's own: what it is called, what it holds, and the choices there are.

use leptos::prelude::*;
use model::diff::Fields;
use model::doc::CUSTOM;
use model::journal::Action;
use model::records::{Account, Contact, CustomField, FieldType, Lead, Opportunity, Record as _};
use model::{Command, Doc, Id, Kind, Uuid, rename};
use serde_json::{Value, json};

use super::{ID, Question, ask, target};
use crate::i18n::t;
use crate::pages::board::{filters, views};
use crate::pages::dialogs::fields::field;
use crate::pages::settings::own_fields::{field_of, type_name};
use crate::platform::{dom, ids, task};
use crate::state::{App, Give};
use crate::ui::dialog::{Shape, close_by_id};
use crate::ui::{Icon, icon, icon_button};

/// A choice while it is being changed.
#[derive(Clone, Copy)]
struct Line {
    key: usize,
    /// As it stands; empty for a new one.
    was: StoredValue<String>,
    now: RwSignal<String>,
    retired: RwSignal<bool>,
}

#[derive(Clone, Copy)]
struct Choices {
    lines: RwSignal<Vec<Line>>,
    next: StoredValue<usize>,
    error: RwSignal<Option<&'static str>>,
}

impl Choices {
    fn of(field: &CustomField) -> Self {
        let choices = Self { lines: RwSignal::new(Vec::new()), next: StoredValue::new(0), error: RwSignal::new(None) };
        field.choices.iter().for_each(|choice| choices.push(choice, choice, false));
        field.retired.iter().for_each(|choice| choices.push(choice, choice, true));
        choices
    }

    fn push(self, was: &str, now: &str, retired: bool) {
        let key = self.next.get_value();
        self.next.set_value(key + 1);
        let line = Line {
            key,
            was: StoredValue::new(was.to_owned()),
            now: RwSignal::new(now.to_owned()),
            retired: RwSignal::new(retired),
        };
        self.lines.update(|lines| lines.push(line));
    }

    fn swap(self, key: usize, down: bool) {
        self.lines.update(|lines| {
            let Some(at) = lines.iter().position(|line| line.key == key) else { return };
            let with = if down { at + 1 } else { at.wrapping_sub(1) };
            if with < lines.len() {
                lines.swap(at, with);
            }
        });
    }

    /// The choices, those no longer offered, and which are called otherwise; or what is wrong with them.
    fn read(self) -> Result<Read, &'static str> {
        let mut read = Read::default();
        for line in self.lines.get_untracked() {
            let (was, now) = (line.was.get_value(), line.now.get_untracked().trim().to_owned());
            if now.is_empty() && was.is_empty() {
                continue;
            }
            if now.is_empty() {
                return Err(t::own::choice_empty());
            }
            if read.choices.contains(&now) || read.retired.contains(&now) {
                return Err(t::own::choice_twice());
            }
            if !was.is_empty() && was != now {
                read.renames.push((was, now.clone()));
            }
            let list = if line.retired.get_untracked() { &mut read.retired } else { &mut read.choices };
            list.push(now);
        }
        if read.choices.is_empty() { Err(t::own::no_choice()) } else { Ok(read) }
    }
}

#[derive(Default)]
struct Read {
    choices: Vec<String>,
    retired: Vec<String>,
    renames: Vec<(String, String)>,
}

pub(super) fn dialog(app: App, id: Option<Uuid>, of: &'static str) -> impl IntoView {
    let stands = id
        .and_then(|id| untrack(|| field_of(app, id)))
        .unwrap_or_else(|| CustomField { of: of.to_owned(), ..CustomField::default() });
    let name = RwSignal::new(stands.name.clone());
    let error = RwSignal::new(None);
    let kind = RwSignal::new(stands.field_type.clone());
    let on_card = RwSignal::new(stands.on_card);
    let choices = Choices::of(&stands);
    let sort = match id {
        // Values that are there could not be read as another type.
        Some(_) => view! {
            <div class="field"><span class="label">{t::own::holds()}</span><p>{type_name(&stands.field_type)}</p></div>
        }
        .into_any(),
        None => {
            let options = FieldType::ALL.iter().map(|one| {
                view! { <option value=one.as_str().to_owned() selected=*one == stands.field_type>{type_name(one)}</option> }
            });
            view! {
                <div class="field">
                    <label for="field-type">{t::own::holds()}</label>
                    <select class="input" id="field-type" on:change=move |event| kind.set(FieldType::parse(&event_target_value(&event)))>
                        {options.collect_view()}
                    </select>
                    <p class="field-note">{move || kind.with(type_note)}</p>
                </div>
            }
            .into_any()
        }
    };
    let has_choices = Memo::new(move |_| kind.with(FieldType::has_choices));
    let others = app.custom_fields.with_untracked(|all| {
        let flagged = all
            .iter()
            .filter(|(known, field)| field.on_card && !field.archived && field.of == of && Some(*known) != id);
        flagged.count()
    });
    let card = (of == Opportunity::NAME).then(|| {
        let is_full = others >= CustomField::ON_CARD;
        view! {
            <label class="check">
                <input type="checkbox" id="field-on-card" prop:checked=on_card disabled=is_full && !stands.on_card
                    on:change=move |event| on_card.set(event_target_checked(&event))/>
                <span>{t::own::on_card()}</span>
            </label>
            <p class="field-note">{if is_full { t::own::card_full() } else { t::own::on_card_more() }}</p>
        }
    });
    let body = view! {
        {field("field-name", t::own::name(), name, error, false, || None)}
        {sort}
        {move || has_choices.get().then(|| choice_lines(choices))}
        {card}
    };
    dom::focus_all_soon("#field-name");
    let title = if id.is_some() { t::own::edit(&stands.name) } else { t::own::new().to_owned() };
    let confirm = if id.is_some() { t::common::save() } else { t::new::create() };
    let question = Question {
        shape: Shape::Plain,
        title,
        subtitle: None,
        body: body.into_any(),
        confirm: confirm.to_owned(),
        danger: false,
    };
    ask(app, question, move || {
        let name = name.get_untracked().trim().to_owned();
        if name.is_empty() {
            error.set(Some(t::field::required()));
            return dom::focus_soon("#field-name");
        }
        let read = if kind.with_untracked(FieldType::has_choices) { choices.read() } else { Ok(Read::default()) };
        let read = match read {
            Ok(read) => read,
            Err(what) => {
                choices.error.set(Some(what));
                return dom::focus_soon("#dialog-setup .choice-line input");
            }
        };
        close_by_id(ID);
        let field = CustomField {
            name,
            field_type: kind.get_untracked(),
            choices: read.choices,
            retired: read.retired,
            on_card: on_card.get_untracked(),
            ..stands.clone()
        };
        match id {
            None => create(app, field),
            Some(id) => {
                let before = stands.clone();
                task::spawn(async move { save(app, id, &before, &field, &read.renames).await });
            }
        }
    })
}

fn type_note(kind: &FieldType) -> &'static str {
    match kind {
        FieldType::Money => t::own::note_money(),
        FieldType::MultiChoice => t::own::note_multi(),
        FieldType::Person => t::own::note_person(),
        FieldType::Link => t::own::note_link(),
        _ => "",
    }
}

fn choice_lines(choices: Choices) -> impl IntoView {
    let line = move |line: Line| {
        let Line { key, now, retired, was } = line;
        let at = Memo::new(move |_| choices.lines.with(|lines| lines.iter().position(|line| line.key == key)));
        let is_first = move || at.get() == Some(0);
        let is_last = move || choices.lines.with(|lines| at.get() == lines.len().checked_sub(1));
        let is_new = was.with_value(String::is_empty);
        let toggle = move || {
            if is_new {
                return icon_button(Icon::X, "remove-choice", t::own::remove_choice().to_owned(), move |_| {
                    choices.lines.update(|lines| lines.retain(|line| line.key != key));
                })
                .into_any();
            }
            let (picture, label) = if retired.get() {
                (Icon::ArchiveRestore, t::rows::bring_back())
            } else {
                (Icon::Archive, t::rows::archive())
            };
            icon_button(picture, "archive-choice", label.to_owned(), move |_| {
                retired.update(|retired| *retired = !*retired);
            })
            .into_any()
        };
        view! {
            <li class="choice-line" data-state=move || retired.get().then_some("archived")>
                <input class="input is-small" type="text" autocomplete="off" aria-label=t::own::choice() bind:value=now
                    on:input=move |_| choices.error.set(None)
                    on:keydown=move |event| {
                        // Enter goes on with the next choice instead of sending everything.
                        if event.key() == "Enter" && !dom::is_composing(&event) && !now.with_untracked(|now| now.trim().is_empty()) {
                            event.prevent_default();
                            choices.push("", "", false);
                            dom::focus_soon(".choice-line:last-child input");
                        }
                    }/>
                <button type="button" class="btn is-icon is-quiet" data-action="move-choice-up" aria-label=t::rows::up() title=t::rows::up()
                    disabled=is_first on:click=move |_| choices.swap(key, false)>{icon(Icon::ArrowUp)}</button>
                <button type="button" class="btn is-icon is-quiet" data-action="move-choice-down" aria-label=t::rows::down() title=t::rows::down()
                    disabled=is_last on:click=move |_| choices.swap(key, true)>{icon(Icon::ArrowDown)}</button>
                {toggle}
            </li>
        }
    };
    view! {
        <fieldset class="field">
            <legend>{t::own::choices()}</legend>
            <ul class="choice-lines"><For each=move || choices.lines.get() key=|line| line.key children=line/></ul>
            <div class="actions">
                <button type="button" class="btn is-quiet is-small" data-action="add-choice" on:click=move |_| {
                    choices.push("", "", false);
                    dom::focus_soon(".choice-line:last-child input");
                }>{icon(Icon::Plus)}{t::own::add_choice()}</button>
            </div>
            {move || match choices.error.get() {
                Some(what) => view! { <p class="field-error" role="alert">{icon(Icon::CircleAlert)}<span>{what}</span></p> }.into_any(),
                None => view! { <p class="field-note">{t::own::choices_more()}</p> }.into_any(),
            }}
        </fieldset>
    }
}

fn create(app: App, field: CustomField) {
    let position = app.custom_fields.with_untracked(|all| all.iter().map(|(_, f)| f.position + 1).max().unwrap_or(0));
    let said = Some(t::rows::added(&field.name));
    let docs = vec![Doc::new(Id::<CustomField>::new(ids::new()), &CustomField { position, ..field })];
    app.give_later(Give { said, ..Give::new(Command::Create { docs }) });
}

/// Writes what is another; records and saved views follow choices that are called otherwise.
async fn save(app: App, id: Uuid, before: &CustomField, field: &CustomField, renames: &[(String, String)]) {
    let about = target::<CustomField>(id);
    let list = |words: &[String]| if words.is_empty() { Value::Null } else { json!(words) };
    let mut fields = Fields::new();
    let mut set = |name: &str, differs: bool, value: Value| {
        if differs {
            fields.insert(name.to_owned(), value);
        }
    };
    set("name", before.name != field.name, json!(field.name));
    set("choices", before.choices != field.choices, list(&field.choices));
    set("retired", before.retired != field.retired, list(&field.retired));
    set("on_card", before.on_card != field.on_card, if field.on_card { json!(true) } else { Value::Null });
    if fields.is_empty() {
        return;
    }
    let mut commands = vec![Command::Edit { target: about, fields, docs: Vec::new() }];
    if !renames.is_empty() {
        let docs = match app.store().await.all(kind_of(&field.of)).await {
            Ok(docs) => docs,
            Err(error) => return app.show_unread(&error),
        };
        commands.extend(rename::follow(&format!("{CUSTOM}{id}"), &docs, renames));
        commands.extend(views::renamed(app, filters::own_field(id, &field.field_type), renames));
    }
    let action = if renames.is_empty() { Action::Edit } else { Action::Rename };
    app.give_together(action, about, commands, Some(t::rows::saved(&field.name))).await;
}

fn kind_of(name: &str) -> Kind {
    match name {
        Account::NAME => Account::KIND,
        Contact::NAME => Contact::KIND,
        Lead::NAME => Lead::KIND,
        _ => Opportunity::KIND,
    }
}
