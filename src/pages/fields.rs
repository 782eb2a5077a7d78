//! The fields of an opportunity as they are edited: what stands in an editor, and what its text writes.

use filter::{Custom, Field, Value as Held};
use leptos::prelude::*;
use model::records::Account;
use model::{Date, Doc, Id, Uuid};
use serde_json::{Value, json};

use crate::i18n::{format, t};
use crate::platform::ids;
use crate::state::App;
use crate::ui::suggest::Suggestions;

/// How a day is read that is typed.
pub(crate) type ReadDay = fn(&str, Date) -> Option<Date>;

/// What saving a field writes, with new records that it refers to; or what is wrong with what was typed.
pub(crate) type Saved = Result<(Value, Vec<Doc>), &'static str>;

/// How a field is edited.
#[derive(Clone)]
pub(crate) enum Editor {
    Text,
    Long,
    Day(ReadDay),
    Money,
    Account,
    /// Values and their names; the first is "none".
    Choice(Vec<(String, String)>),
}

/// How a field is edited where it stands; `None` for one that is worked out, or has an editor of its own.
pub(crate) fn editor(app: App, field: Field) -> Option<Editor> {
    let none = || (String::new(), t::common::unset().to_owned());
    Some(match field {
        Field::Title | Field::Source | Field::Campaign | Field::Competitor | Field::Probability => Editor::Text,
        Field::Need | Field::Note => Editor::Long,
        Field::Amount => Editor::Money,
        Field::Close => Editor::Day(phrase::close_day),
        Field::Created => Editor::Day(phrase::day),
        Field::Account => Editor::Account,
        Field::Owner => {
            let members = app.board(board::Board::members).into_iter().map(|(id, name)| (id.to_string(), name));
            Editor::Choice(std::iter::once(none()).chain(members).collect())
        }
        Field::Strategic => Editor::Choice(vec![
            (String::new(), t::filter::no().to_owned()),
            ("yes".to_owned(), t::filter::yes().to_owned()),
        ]),
        Field::Custom(Custom::Text | Custom::Number, _) => Editor::Text,
        Field::Custom(Custom::Money, _) => Editor::Money,
        Field::Custom(Custom::Day, _) => Editor::Day(phrase::day),
        Field::Custom(Custom::Word, id) => {
            let choices = app.custom_fields.with_untracked(|all| {
                all.iter().find(|(known, _)| *known == id).map(|(_, field)| field.choices.clone()).unwrap_or_default()
            });
            Editor::Choice(
                std::iter::once(none()).chain(choices.into_iter().map(|word| (word.clone(), word))).collect(),
            )
        }
        Field::Contact
        | Field::Stage
        | Field::Outcome
        | Field::Due
        | Field::Product
        | Field::Reason
        | Field::Pushed
        | Field::Touched
        | Field::Custom(Custom::Id, _) => return None,
    })
}

/// A field's name in the record.
pub(crate) fn name_in_record(field: Field) -> String {
    match field {
        Field::Close => "expected_close".to_owned(),
        Field::Created => "created_on".to_owned(),
        Field::Competitor => "competitors".to_owned(),
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
        (_, Held::Texts(texts)) => texts.join(t::list::comma()),
        (_, Held::Id(id)) => id.to_string(),
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
        Field::Amount | Field::Custom(Custom::Money, _) => {
            json!(phrase::money(text, app.currency()).ok_or_else(t::field::money)?)
        }
        Field::Probability => json!(phrase::percent(text).ok_or_else(t::field::percent)?),
        Field::Close | Field::Created | Field::Custom(Custom::Day, _) => {
            let read: ReadDay = if field == Field::Close { phrase::close_day } else { phrase::day };
            json!(read(text, app.today.get_untracked()).ok_or_else(t::field::day)?.to_string())
        }
        Field::Competitor => json!(phrase::list(text)),
        Field::Strategic => json!(text == "yes"),
        Field::Custom(Custom::Number, _) => json!(phrase::number(text).ok_or_else(t::field::number)?.to_string()),
        _ => json!(text),
    };
    Ok((value, Vec::new()))
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
