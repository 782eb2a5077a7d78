//! What stands in the cells of the table: columns, and what an opportunity holds in each.

use std::cmp::Ordering;

use board::Card;
use filter::{Field, Form, Value};
use model::records::Outcome;
use model::{Date, Decimal, Money};

use super::filters::{field_name, fields, id_name, word_name};
use crate::i18n::{format, t};
use crate::pages::settings::reason_names;
use crate::state::App;

/// A column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Column {
    Field(Field),
    /// The text of the next step.
    Next,
    /// Amount times probability.
    Weighted,
}

/// What stands in a cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Cell {
    #[default]
    Empty,
    Text(String),
    Number(Decimal),
    Percent(Decimal),
    Money(Money),
    Day(Date),
}

/// Shown until somebody chooses others.
pub(crate) const USUAL: [Column; 9] = [
    Column::Field(Field::Title),
    Column::Field(Field::Account),
    Column::Field(Field::Stage),
    Column::Field(Field::Amount),
    Column::Field(Field::Probability),
    Column::Field(Field::Close),
    Column::Field(Field::Owner),
    Column::Field(Field::Due),
    Column::Next,
];

impl Column {
    pub(crate) fn key(self) -> String {
        match self {
            Self::Field(field) => field.key(),
            Self::Next => "next".to_owned(),
            Self::Weighted => "weighted".to_owned(),
        }
    }

    pub(crate) fn parse(key: &str) -> Option<Self> {
        match key {
            "next" => Some(Self::Next),
            "weighted" => Some(Self::Weighted),
            key => Field::parse(key).map(Self::Field),
        }
    }

    /// All there are, in the order in which they are offered.
    pub(crate) fn all(app: App) -> Vec<Self> {
        let mut all: Vec<Self> = USUAL.to_vec();
        all.push(Self::Weighted);
        let more: Vec<Self> = fields(app).into_iter().map(Self::Field).filter(|column| !all.contains(column)).collect();
        all.extend(more);
        all
    }

    pub(crate) fn name(self, app: App) -> String {
        match self {
            Self::Field(Field::Due) => t::table::due().to_owned(),
            Self::Field(field) => field_name(app, field),
            Self::Next => t::next::title().to_owned(),
            Self::Weighted => t::board::weighted().to_owned(),
        }
    }

    /// Written to the right, one digit below the other.
    pub(crate) fn is_number(self) -> bool {
        match self {
            Self::Field(field) => matches!(field.form(), Form::Number | Form::Money),
            Self::Weighted => true,
            Self::Next => false,
        }
    }

    pub(crate) fn field(self) -> Option<Field> {
        if let Self::Field(field) = self { Some(field) } else { None }
    }

    /// Whether rows can be gathered by it: it has few values.
    pub(crate) fn gathers(self) -> bool {
        match self {
            Self::Field(field) => matches!(field.form(), Form::Id | Form::Word | Form::Day) && field != Field::Contact,
            Self::Next | Self::Weighted => false,
        }
    }

    /// How wide it is, for the style sheet.
    pub(crate) fn width(self) -> &'static str {
        match self {
            Self::Field(Field::Title | Field::Need | Field::Note) | Self::Next => "wide",
            Self::Field(Field::Account) => "middle",
            Self::Field(
                Field::Probability | Field::Pushed | Field::Strategic | Field::Grade | Field::Score | Field::Dossier,
            ) => "narrow",
            _ => "plain",
        }
    }
}

/// What an opportunity holds in a column.
pub(crate) fn cell(app: App, card: &Card<'_>, column: Column) -> Cell {
    let text = |text: &str| if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) };
    let field = match column {
        Column::Next => return if card.outcome == Outcome::Open { text(card.next) } else { Cell::Empty },
        Column::Weighted => {
            let weighted = card.amount.zip(card.probability).and_then(|(money, percent)| {
                let value = money.value.checked_mul(Decimal::new(percent.into(), 2))?;
                Some(Cell::Money(Money { value: value.normalize(), ..money }))
            });
            return weighted.unwrap_or_default();
        }
        Column::Field(field) => field,
    };
    match field {
        Field::Title => text(card.title),
        Field::Account => text(card.account),
        Field::Owner => text(card.owner.map_or("", |(_, name)| name)),
        Field::Stage => match card.outcome {
            Outcome::Won => text(t::outcome::won()),
            Outcome::Lost => text(t::outcome::lost()),
            Outcome::Open => text(card.stage.map_or("", |stage| stage.name.as_str())),
        },
        Field::Outcome => Cell::Text(word_name(field, card.outcome.as_str())),
        Field::Amount => card.amount.map(Cell::Money).unwrap_or_default(),
        Field::Close => card.close.map(Cell::Day).unwrap_or_default(),
        Field::Probability => card.probability.map(|percent| Cell::Percent(percent.into())).unwrap_or_default(),
        Field::Due if card.outcome == Outcome::Open => card.due.map(Cell::Day).unwrap_or_default(),
        Field::Due => Cell::Empty,
        field => of_value(app, field, app.read_value(card.id, field)),
    }
}

fn of_value(app: App, field: Field, value: Value<'static>) -> Cell {
    match value {
        Value::Unset => Cell::Empty,
        Value::Text(word) if field == Field::Strategic && word == "no" => Cell::Empty,
        Value::Text(text) => Cell::Text(word_name(field, &text)),
        Value::Texts(texts) => {
            Cell::Text(texts.iter().map(|word| word_name(field, word)).collect::<Vec<_>>().join(t::list::comma()))
        }
        Value::Id(id) => Cell::Text(id_name(app, field, id)),
        Value::Ids(ids) if field == Field::Reason => Cell::Text(reason_names(&ids)),
        Value::Ids(ids) => {
            Cell::Text(ids.into_iter().map(|id| id_name(app, field, id)).collect::<Vec<_>>().join(t::list::comma()))
        }
        Value::Number(number) if field == Field::Pushed && number.is_zero() => Cell::Empty,
        Value::Number(number) => Cell::Number(number),
        Value::Money(money) => Cell::Money(money),
        Value::Day(day) => Cell::Day(day),
    }
}

impl Cell {
    /// As it is read on the screen.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.clone(),
            Self::Number(number) => format::decimal(*number),
            Self::Percent(percent) => format!("{}%", percent.normalize()),
            Self::Money(money) => format::money(*money),
            Self::Day(day) => day.to_string(),
        }
    }

    /// Empty ones last, whichever way the others go.
    pub(crate) fn compare(&self, other: &Self, descending: bool) -> Ordering {
        let by_value = match (self, other) {
            (Self::Empty, Self::Empty) => return Ordering::Equal,
            (Self::Empty, _) => return Ordering::Greater,
            (_, Self::Empty) => return Ordering::Less,
            (Self::Number(a), Self::Number(b)) | (Self::Percent(a), Self::Percent(b)) => a.cmp(b),
            (Self::Money(a), Self::Money(b)) => a.value.cmp(&b.value).then_with(|| a.currency.cmp(&b.currency)),
            (Self::Day(a), Self::Day(b)) => a.cmp(b),
            (a, b) => format::compare_texts(&a.words(), &b.words()),
        };
        if descending { by_value.reverse() } else { by_value }
    }

    /// What rows are gathered under: of a day its month.
    pub(crate) fn group(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Day(day) => format!("{:04}-{:02}", day.year(), day.month()),
            other => other.words(),
        }
    }
}
