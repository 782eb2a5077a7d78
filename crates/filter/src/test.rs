//! What is asked of a value.

use std::str::FromStr;

use model::{Currency, Decimal, Uuid};

use crate::field::{Field, Form, How};
use crate::{Scene, Span, Value};

/// What is asked of a value. Where a value is a list, one of its parts is enough.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    Set,
    Unset,
    /// Never empty.
    OneOf(Vec<Choice>),
    /// Unset values are none of them too.
    NoneOf(Vec<Choice>),
    /// Letter case aside.
    Contains(String),
    /// Both ends belong to it; an open end is missing. Never both open.
    Between(Option<Decimal>, Option<Decimal>),
    /// Of amounts in this currency alone, if one is named: amounts in others are not compared.
    Money(Option<Currency>, Option<Decimal>, Option<Decimal>),
    Days(Span),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Whoever is at the device.
    Me,
    Id(Uuid),
    Word(String),
}

const ME: &str = "me";

impl Test {
    /// From a value of an address; `None` when it says nothing in this form.
    pub(crate) fn read(form: Form, text: &str) -> Option<Self> {
        let range = |text: &str| {
            let (from, to) = text.split_once("..").unwrap_or((text, text));
            let number = |text: &str| if text.is_empty() { Some(None) } else { Decimal::from_str(text).ok().map(Some) };
            Some((number(from)?, number(to)?)).filter(|ends| *ends != (None, None))
        };
        match form {
            _ if text.is_empty() => None,
            Form::Text => Some(Self::Contains(text.to_owned())),
            Form::Word => Some(Self::OneOf(vec![Choice::Word(text.to_owned())])),
            Form::Id if text == ME => Some(Self::OneOf(vec![Choice::Me])),
            Form::Id => Uuid::try_parse(text).ok().map(|id| Self::OneOf(vec![Choice::Id(id)])),
            Form::Number => range(text).map(|(from, to)| Self::Between(from, to)),
            Form::Money => {
                let (currency, text) = match text.split_once(':') {
                    Some((code, rest)) => (Some(Currency::parse(code)?), rest),
                    None => (None, text),
                };
                range(text).map(|(from, to)| Self::Money(currency, from, to))
            }
            Form::Day => Span::parse(text).map(Self::Days),
        }
    }

    pub(crate) fn to_pairs(&self, field: Field) -> Vec<(String, String)> {
        let pair = |how: How, value: String| (format!("{}{}", how.prefix(), field.key()), value);
        let number = |end: &Option<Decimal>| end.map(|end| end.normalize().to_string()).unwrap_or_default();
        let ends = |from, to| format!("{}..{}", number(from), number(to));
        match self {
            Self::Set => vec![pair(How::Set, String::new())],
            Self::Unset => vec![pair(How::Unset, String::new())],
            Self::OneOf(choices) => choices.iter().map(|choice| pair(How::Plain, choice.text())).collect(),
            Self::NoneOf(choices) => choices.iter().map(|choice| pair(How::Not, choice.text())).collect(),
            Self::Contains(text) => vec![pair(How::Plain, text.clone())],
            Self::Between(from, to) => vec![pair(How::Plain, ends(from, to))],
            Self::Money(currency, from, to) => {
                let code = currency.map(|currency| format!("{currency}:")).unwrap_or_default();
                vec![pair(How::Plain, code + &ends(from, to))]
            }
            Self::Days(span) => vec![pair(How::Plain, span.to_string())],
        }
    }

    /// `never_is_old`: a day that never was is longer ago than any.
    pub(crate) fn holds(&self, value: &Value<'_>, scene: &Scene, never_is_old: bool) -> bool {
        match self {
            Self::Set => !value.is_unset(),
            Self::Unset => value.is_unset(),
            Self::OneOf(choices) => choices.iter().any(|choice| choice.is_in(value, scene)),
            Self::NoneOf(choices) => !choices.iter().any(|choice| choice.is_in(value, scene)),
            Self::Contains(text) => value.texts().any(|known| known.to_lowercase().contains(&text.to_lowercase())),
            Self::Between(from, to) => {
                matches!(value, Value::Number(number) if within(*number, *from, *to))
            }
            Self::Money(currency, from, to) => match value {
                Value::Money(money) => {
                    currency.is_none_or(|currency| currency == money.currency) && within(money.value, *from, *to)
                }
                _ => false,
            },
            Self::Days(span) => match value {
                Value::Day(day) => span.contains(*day, scene.today),
                _ => never_is_old && matches!(span, Span::Older(_)),
            },
        }
    }
}

fn within(value: Decimal, from: Option<Decimal>, to: Option<Decimal>) -> bool {
    from.is_none_or(|from| from <= value) && to.is_none_or(|to| value <= to)
}

impl Choice {
    fn text(&self) -> String {
        match self {
            Self::Me => ME.to_owned(),
            Self::Id(id) => id.to_string(),
            Self::Word(word) => word.clone(),
        }
    }

    fn is_in(&self, value: &Value<'_>, scene: &Scene) -> bool {
        match self {
            Self::Me => scene.me.is_some_and(|me| value.has_id(me)),
            Self::Id(id) => value.has_id(*id),
            Self::Word(word) => value.texts().any(|known| known == word),
        }
    }
}
