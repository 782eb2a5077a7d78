//! The fields of an opportunity as they are edited: what stands in an editor, and what its text writes.

use filter::{Custom, Field, Value as Held};
use leptos::prelude::*;
use model::records::{Account, CustomField, FieldType};
use model::{Date, Doc, Id, Uuid};
use serde_json::{Value, json};
use wasm_bindgen::JsCast as _;

use crate::i18n::{format, t};
use crate::platform::ids;
use crate::state::{App, lists};
use crate::ui::suggest::Suggestions;

/// How a day is read that is typed.
pub(crate) type ReadDay = fn(&str, Date) -> Option<Date>;

/// What saving a field writes, with new records that it refers to; or what is wrong with what was typed.
pub(crate) type Saved = Result<(Value, Vec<Doc>), &'static str>;

/// How a field is edited.
#[derive(Clone)]
pub(crate) enum Editor {
    Text,
    /// A text for which words are offered.
    Words(Vec<String>),
    Long,
    Day(ReadDay),
    Money,
    Account,
    /// Values and their names; the first is "none".
    Choice(Vec<(String, String)>),
    /// Any of some words; they are typed with [`BETWEEN`] between them.
    Many(Vec<String>),
}

/// Stands between the words of an editor for several; in no word itself.
pub(crate) const BETWEEN: char = '\u{1f}';

/// How a field is edited where it stands; `None` for one that is worked out, or has an editor of its own.
pub(crate) fn editor(app: App, field: Field) -> Option<Editor> {
    let none = || (String::new(), t::common::unset().to_owned());
    Some(match field {
        Field::Title
        | Field::Campaign
        | Field::Forecast
        | Field::Competitor
        | Field::Probability
        | Field::Custom(Custom::Text | Custom::Number, _) => Editor::Text,
        Field::Source => Editor::Words(lists().source_names()),
        Field::Need | Field::Note => Editor::Long,
        Field::Amount | Field::Custom(Custom::Money, _) => Editor::Money,
        Field::Close => Editor::Day(phrase::close_day),
        Field::Created | Field::Custom(Custom::Day, _) => Editor::Day(phrase::day),
        Field::Account => Editor::Account,
        Field::Owner | Field::Custom(Custom::Id, _) => members(app),
        Field::Strategic => Editor::Choice(vec![
            (String::new(), t::filter::no().to_owned()),
            ("yes".to_owned(), t::filter::yes().to_owned()),
        ]),
        Field::Custom(Custom::Word, id) => {
            let CustomField { field_type, choices, .. } = own(app, id).unwrap_or_default();
            if field_type == FieldType::MultiChoice {
                return Some(Editor::Many(choices));
            }
            let choices = choices.into_iter().map(|word| (word.clone(), word));
            Editor::Choice(std::iter::once(none()).chain(choices).collect())
        }
        Field::Contact
        | Field::Stage
        | Field::Outcome
        | Field::Due
        | Field::Product
        | Field::Reason
        | Field::Pushed
        | Field::Touched
        | Field::Grade
        | Field::Score
        | Field::Sign
        | Field::Dossier => return None,
    })
}

fn members(app: App) -> Editor {
    let none = (String::new(), t::common::unset().to_owned());
    let members = app.board(board::Board::members).into_iter().map(|(id, name)| (id.to_string(), name));
    Editor::Choice(std::iter::once(none).chain(members).collect())
}

/// A field of the workspace's own.
pub(crate) fn own(app: App, id: Uuid) -> Option<CustomField> {
    app.custom_fields.with_untracked(|all| {
        let found = all.iter().find(|(known, _)| *known == id);
        found.map(|(_, field)| field.clone())
    })
}

/// What an editor offers, with what stands there though it is offered no more: the field would look empty without it.
pub(crate) fn with_present(app: App, editor: Editor, typed: &str) -> Editor {
    match editor {
        Editor::Choice(mut choices) => {
            if !typed.is_empty() && !choices.iter().any(|(value, _)| value == typed) {
                // An id is a member's; other choices are words.
                let name = Uuid::try_parse(typed).map_or_else(|_| typed.to_owned(), |id| member_name(app, id));
                choices.push((typed.to_owned(), t::board::archived_stage(&name)));
            }
            Editor::Choice(choices)
        }
        Editor::Many(mut words) => {
            for word in typed.split(BETWEEN).filter(|word| !word.is_empty()) {
                if !words.iter().any(|known| known == word) {
                    words.push(word.to_owned());
                }
            }
            Editor::Many(words)
        }
        other => other,
    }
}

/// A value as it is read, of a field of the workspace's own.
pub(crate) fn words(app: App, value: &Held<'_>) -> String {
    match value {
        Held::Unset => String::new(),
        Held::Text(text) => text.clone().into_owned(),
        Held::Texts(texts) => texts.join(t::list::comma()),
        Held::Id(id) => member_name(app, *id),
        Held::Ids(ids) => ids.iter().map(|id| member_name(app, *id)).collect::<Vec<_>>().join(t::list::comma()),
        Held::Number(number) => format::decimal(*number),
        Held::Money(money) => format::money(*money),
        Held::Day(day) => day.to_string(),
    }
}

fn member_name(app: App, id: Uuid) -> String {
    let name = app.board(|board| board.member_name(Id::new(id)).to_owned());
    if name.is_empty() { t::filter::unknown_value().to_owned() } else { name }
}

/// Whether a field holds addresses of the web.
pub(crate) fn is_link(app: App, field: Field) -> bool {
    matches!(field, Field::Custom(Custom::Text, id) if own(app, id).is_some_and(|own| own.field_type == FieldType::Link))
}

/// A field's name in the record.
pub(crate) fn name_in_record(field: Field) -> String {
    match field {
        Field::Close => "expected_close".to_owned(),
        Field::Created => "created_on".to_owned(),
        Field::Competitor => "competitors".to_owned(),
        Field::Forecast => "forecast_category".to_owned(),
        Field::Contact => "contacts".to_owned(),
        Field::Product => "products".to_owned(),
        Field::Reason => "reasons".to_owned(),
        Field::Custom(_, id) => format!("{}{id}", model::doc::CUSTOM),
        field => field.key(),
    }
}

/// A value as its editor shows it. `name` knows what records are called.
pub(crate) fn typed(app: App, field: Field, value: &Held<'_>, name: impl Fn(Uuid) -> String) -> String {
    match (field, value) {
        (_, Held::Unset) => String::new(),
        (Field::Strategic, Held::Text(word)) => if word == "yes" { "yes" } else { "" }.to_owned(),
        (Field::Account, Held::Id(id)) => name(*id),
        (Field::Probability, Held::Number(percent)) => format!("{}%", percent.normalize()),
        (_, Held::Text(text)) => text.clone().into_owned(),
        (Field::Custom(..), Held::Texts(texts)) => texts.join(&BETWEEN.to_string()),
        (_, Held::Texts(texts)) => texts.join(t::list::comma()),
        (_, Held::Id(id)) => id.to_string(),
        (Field::Custom(..), Held::Ids(ids)) => ids.first().map(Uuid::to_string).unwrap_or_default(),
        (_, Held::Ids(ids)) => ids.iter().map(|id| name(*id)).collect::<Vec<_>>().join(t::list::comma()),
        (_, Held::Number(number)) => number.normalize().to_string(),
        (_, Held::Money(money)) => phrase::money_text(*money, app.currency()),
        (_, Held::Day(day)) => day.to_string(),
    }
}

/// What an editor's text writes into its field.
pub(crate) fn save(app: App, names: Suggestions, field: Field, typed: &str) -> Saved {
    let text = typed.trim();
    if text.is_empty() {
        return if field == Field::Title { Err(t::field::required()) } else { Ok((Value::Null, Vec::new())) };
    }
    let value = match field {
        Field::Account => return Ok(account_by_name(names, text)),
        Field::Amount => json!(phrase::money(text, app.currency()).ok_or_else(t::field::money)?),
        Field::Probability => json!(phrase::percent(text).ok_or_else(t::field::percent)?),
        Field::Close | Field::Created => {
            let read: ReadDay = if field == Field::Close { phrase::close_day } else { phrase::day };
            json!(read(text, app.today.get_untracked()).ok_or_else(t::field::day)?.to_string())
        }
        Field::Competitor => json!(phrase::list(text)),
        Field::Strategic => json!(text == "yes"),
        Field::Custom(..) => save_own(app, field, text)?,
        _ => json!(text),
    };
    Ok((value, Vec::new()))
}

/// What an editor's text writes into a field of the workspace's own.
pub(crate) fn save_own(app: App, field: Field, typed: &str) -> Result<Value, &'static str> {
    let (text, Field::Custom(custom, id)) = (typed.trim(), field) else { return Ok(Value::Null) };
    if text.is_empty() {
        return Ok(Value::Null);
    }
    let CustomField { field_type, choices, .. } = own(app, id).unwrap_or_default();
    Ok(match custom {
        Custom::Number => json!(phrase::number(text).ok_or_else(t::field::number)?.to_string()),
        Custom::Money => json!(phrase::money(text, app.currency()).ok_or_else(t::field::money)?),
        Custom::Day => json!(phrase::day(text, app.today.get_untracked()).ok_or_else(t::field::day)?.to_string()),
        Custom::Text if field_type == FieldType::Link => json!(model::link::read(text).ok_or_else(t::field::link)?),
        // In the order in which they are offered.
        Custom::Word if field_type == FieldType::MultiChoice => json!(several(text, &choices)),
        Custom::Text | Custom::Word | Custom::Id => json!(text),
    })
}

/// A value of a field of the workspace's own, as the journal has it: of a field that may be gone.
pub(crate) fn words_in_history(app: App, value: &Value) -> Option<String> {
    let text = |value: &Value| match value {
        Value::String(text) => match Uuid::try_parse(text) {
            Ok(id) => member_name(app, id),
            Err(_) => text.clone(),
        },
        other => serde_json::from_value(other.clone()).map_or_else(|_| other.to_string(), format::money),
    };
    match value {
        Value::Null => None,
        Value::Array(items) => Some(items.iter().map(text).collect::<Vec<_>>().join(t::list::comma())),
        value => Some(text(value)),
    }
}

/// Whether the focus goes to another part of what it is leaving.
pub(crate) fn stays_within(event: &web_sys::FocusEvent, selector: &str) -> bool {
    let to = event.related_target().and_then(|to| to.dyn_into::<web_sys::Element>().ok());
    to.is_some_and(|to| to.closest(selector).ok().flatten().is_some())
}

/// The words that were chosen: those that are offered in their order, then others that stood there.
fn several(text: &str, offered: &[String]) -> Vec<String> {
    let chosen: Vec<&str> = text.split(BETWEEN).filter(|word| !word.is_empty()).collect();
    let known = offered.iter().filter(|word| chosen.contains(&word.as_str())).cloned();
    let others =
        chosen.iter().filter(|word| !offered.iter().any(|known| known == *word)).map(|word| (*word).to_owned());
    known.chain(others).collect()
}

/// Boxes for any of some words; `typed` holds those that are chosen.
pub(crate) fn boxes(words: Vec<String>, typed: RwSignal<String>) -> impl IntoView {
    let line = move |word: String| {
        let (own, name) = (word.clone(), word.clone());
        let is_chosen = move || typed.with(|typed| typed.split(BETWEEN).any(|known| known == own));
        let press = move |event: web_sys::Event| {
            let on = event_target_checked(&event);
            typed.update(|typed| {
                let mut chosen: Vec<&str> =
                    typed.split(BETWEEN).filter(|known| !known.is_empty() && *known != word).collect();
                if on {
                    chosen.push(&word);
                }
                *typed = chosen.join(&BETWEEN.to_string());
            });
        };
        view! { <label class="check"><input type="checkbox" prop:checked=is_chosen on:change=press/><span>{name}</span></label> }
    };
    words.into_iter().map(line).collect_view()
}

/// What an editor's text means, said back while it is typed; for amounts and days.
pub(crate) fn echo(app: App, editor: &Editor, typed: &str) -> Option<String> {
    let today = app.today.get_untracked();
    let words = match editor {
        Editor::Money => phrase::money(typed, app.currency()).map(format::money),
        Editor::Day(read) => read(typed, today).map(|day| format::day_long(day, today)),
        _ => None,
    };
    words.map(|words| format!("= {words}"))
}

/// The account of a name: a known one, or a new one that is saved along.
pub(crate) fn account_by_name(names: Suggestions, typed: &str) -> (Value, Vec<Doc>) {
    let typed = typed.trim();
    if typed.is_empty() {
        return (Value::Null, Vec::new());
    }
    if let Some(id) = names.find(typed) {
        return (json!(id.to_string()), Vec::new());
    }
    let id = Id::<Account>::new(ids::new());
    let account = Account { name: typed.to_owned(), ..Account::default() };
    (json!(id.to_string()), vec![Doc::new(id, &account)])
}
