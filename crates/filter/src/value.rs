//! Values that conditions are asked of.

use std::borrow::Cow;

use model::records::{Opportunity, Outcome};
use model::{Date, Decimal, Doc, Money, Uuid};

use crate::field::{Custom, Field};

/// A value of an opportunity.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value<'a> {
    #[default]
    Unset,
    Text(Cow<'a, str>),
    Texts(Vec<String>),
    Id(Uuid),
    Ids(Vec<Uuid>),
    Number(Decimal),
    Money(Money),
    Day(Date),
}

impl Value<'_> {
    pub fn is_unset(&self) -> bool {
        *self == Self::Unset
    }

    pub(crate) fn has_id(&self, id: Uuid) -> bool {
        match self {
            Self::Id(known) => *known == id,
            Self::Ids(known) => known.contains(&id),
            _ => false,
        }
    }

    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        let (one, many) = match self {
            Self::Text(text) => (Some(text.as_ref()), [].as_slice()),
            Self::Texts(texts) => (None, texts.as_slice()),
            _ => (None, [].as_slice()),
        };
        one.into_iter().chain(many.iter().map(String::as_str))
    }
}

/// The value of a field that stands in the record itself; of one that is worked out from others it is unset.
pub fn of_record(field: Field, doc: &Doc, record: &Opportunity) -> Value<'static> {
    let text =
        |text: &Option<String>| text.clone().filter(|text| !text.is_empty()).map(|text| Value::Text(text.into()));
    let ids = |ids: Vec<Uuid>| (!ids.is_empty()).then_some(Value::Ids(ids));
    let value = match field {
        Field::Title => Some(Value::Text(record.title.clone().into())),
        Field::Account => record.account.map(|id| Value::Id(id.uuid())),
        Field::Contact => ids(record.contacts.iter().map(|role| role.contact.uuid()).collect()),
        Field::Owner => record.owner.map(|id| Value::Id(id.uuid())),
        Field::Stage => record.stage.map(|id| Value::Id(id.uuid())),
        Field::Outcome => Some(Value::Text(record.outcome.as_str().into())),
        Field::Amount => record.amount.map(Value::Money),
        Field::Close if record.outcome == Outcome::Open => record.expected_close.map(Value::Day),
        Field::Close => record.closed_on.map(Value::Day),
        Field::Probability => record.probability.map(|percent| Value::Number(percent.into())),
        Field::Source => text(&record.source),
        Field::Campaign => text(&record.campaign),
        Field::Forecast => text(&record.forecast_category),
        Field::Created => record.created_on.map(Value::Day),
        Field::Product => ids(record.products.iter().map(|line| line.product.uuid()).collect()),
        Field::Competitor => (!record.competitors.is_empty()).then(|| Value::Texts(record.competitors.clone())),
        Field::Need => text(&record.need),
        Field::Note => text(&record.note),
        Field::Reason => ids(record.reasons.clone()),
        Field::Strategic => Some(Value::Text(if record.strategic { "yes" } else { "no" }.into())),
        Field::Due | Field::Pushed | Field::Touched | Field::Grade | Field::Score | Field::Sign | Field::Dossier => {
            None
        }
        Field::Custom(custom, id) => doc.custom.get(&id.to_string()).and_then(|value| own(custom, value)),
    };
    value.unwrap_or_default()
}

/// A value of one of the workspace's own fields, of whatever kind of record; unset where it is of another type.
pub fn of_own(custom: Custom, value: &serde_json::Value) -> Value<'static> {
    own(custom, value).unwrap_or_default()
}

/// A list where there can be several.
fn own(custom: Custom, value: &serde_json::Value) -> Option<Value<'static>> {
    let texts = || match value {
        serde_json::Value::Array(all) => all.iter().filter_map(|one| one.as_str()).map(str::to_owned).collect(),
        one => one.as_str().map(str::to_owned).into_iter().collect::<Vec<String>>(),
    };
    match custom {
        Custom::Text => value.as_str().map(|text| Value::Text(text.to_owned().into())),
        Custom::Number => Decimal::from_str_exact(value.as_str()?).ok().map(Value::Number),
        Custom::Money => serde_json::from_value(value.clone()).ok().map(Value::Money),
        Custom::Day => Date::parse_iso(value.as_str()?).map(Value::Day),
        Custom::Word => Some(texts()).filter(|texts| !texts.is_empty()).map(Value::Texts),
        Custom::Id => {
            let ids: Vec<Uuid> = texts().iter().filter_map(|id| Uuid::try_parse(id).ok()).collect();
            (!ids.is_empty()).then_some(Value::Ids(ids))
        }
    }
}
