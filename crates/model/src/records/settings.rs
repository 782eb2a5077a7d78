//! Settings, one record each, so that two people can change two of them at once. What is removed is archived:
//! history must still be able to name it.

use serde::{Deserialize, Serialize};

use super::{FieldError, Member, Problem, Record, open_enum, percent, require};
use crate::{Currency, Date, Decimal, Id};

/// The workspace itself; there is one, with the nil id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Workspace {
    pub name: String,
    pub currency: Currency,
    /// IANA name; decides which day it is.
    pub time_zone: String,
    /// The days of the week that are worked on, Monday is 1.
    #[serde(skip_serializing_if = "Workspace::is_usual_week")]
    pub work_days: Vec<u8>,
    /// Who is told where a manager should be and none is set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lead: Option<Id<Member>>,
}

impl Default for Workspace {
    fn default() -> Self {
        Self {
            name: String::new(),
            currency: Currency::CNY,
            time_zone: "Asia/Shanghai".to_owned(),
            work_days: Self::USUAL_WEEK.to_vec(),
            lead: None,
        }
    }
}

impl Workspace {
    pub const ID: Id<Workspace> = Id::new(uuid::Uuid::nil());
    /// Monday to Friday.
    pub const USUAL_WEEK: [u8; 5] = [1, 2, 3, 4, 5];

    fn is_usual_week(days: &[u8]) -> bool {
        days == Self::USUAL_WEEK
    }
}

impl Record for Workspace {
    const NAME: &'static str = "workspaces";
    const REFERENCES: &'static [&'static str] = &["lead"];

    fn validate(&self) -> Vec<FieldError> {
        let is_week = !self.work_days.is_empty() && self.work_days.iter().all(|day| (1..=7).contains(day));
        (!is_week).then(|| FieldError::new("work_days", Problem::Missing)).into_iter().collect()
    }
}

/// Pipeline 销售流程: an order of stages.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Pipeline {
    pub name: String,
    pub position: u32,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub archived: bool,
}

impl Record for Pipeline {
    const NAME: &'static str = "pipelines";

    fn validate(&self) -> Vec<FieldError> {
        require("name", &self.name).into_iter().collect()
    }
}

/// Stage 商机阶段: open work only; won and lost are outcomes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Stage {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pipeline: Option<Id<Pipeline>>,
    pub position: u32,
    /// Percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probability: Option<u8>,
    /// The probability was spread evenly because nobody said one.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub probability_assumed: bool,
    /// Days after which a stay counts as stalled while too few won opportunities have passed through; see
    /// [`crate::stall::limits`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stall_days: Option<u16>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub archived: bool,
}

impl Record for Stage {
    const NAME: &'static str = "stages";
    const REFERENCES: &'static [&'static str] = &["pipeline"];

    fn validate(&self) -> Vec<FieldError> {
        require("name", &self.name).into_iter().chain(percent("probability", self.probability)).collect()
    }
}

/// Loss reason 输单原因, in two levels.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct LossReason {
    pub name: String,
    /// The reason that this one is a finer form of; one that has a parent is parent of none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<Id<LossReason>>,
    pub position: u32,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub archived: bool,
}

impl Record for LossReason {
    const NAME: &'static str = "loss_reasons";
    const REFERENCES: &'static [&'static str] = &["parent"];

    fn validate(&self) -> Vec<FieldError> {
        require("name", &self.name).into_iter().collect()
    }
}

/// Source 来源 of opportunities: a word that is offered. Opportunities hold the word itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Source {
    pub name: String,
    pub position: u32,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub archived: bool,
}

impl Record for Source {
    const NAME: &'static str = "sources";

    fn validate(&self) -> Vec<FieldError> {
        require("name", &self.name).into_iter().collect()
    }
}

/// Exchange rate 汇率, from a day on until the next.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rate {
    /// One of this is worth `rate` of `to`.
    pub currency: Currency,
    /// The workspace's currency when the rate was written down.
    pub to: Currency,
    #[serde(with = "crate::money::decimal_text")]
    pub rate: Decimal,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
}

impl Default for Rate {
    fn default() -> Self {
        Self { currency: Currency::USD, to: Currency::CNY, rate: Decimal::ZERO, from: None }
    }
}

impl Record for Rate {
    const NAME: &'static str = "rates";

    fn validate(&self) -> Vec<FieldError> {
        let mut errors = Vec::new();
        if self.rate <= Decimal::ZERO {
            errors.push(FieldError::new("rate", Problem::Negative));
        }
        if self.from.is_none() {
            errors.push(FieldError::new("from", Problem::Missing));
        }
        errors
    }
}

open_enum! {
    /// What a custom field holds, and how its value is written.
    FieldType {
        Text = "text",
        /// A decimal as text.
        Number = "number",
        /// As [`crate::Money`].
        Money = "money",
        /// A day.
        Date = "date",
        /// One of `choices`.
        Choice = "choice",
        /// A list of some of `choices`.
        MultiChoice = "multi_choice",
        /// A member's id.
        Person = "person",
        /// An address of the web, see [`crate::link`].
        Link = "link",
    }
}

impl FieldType {
    /// Whether its values are among `choices`.
    pub fn has_choices(&self) -> bool {
        matches!(self, Self::Choice | Self::MultiChoice)
    }
}

/// Custom field 自定义字段 of one kind of record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CustomField {
    pub name: String,
    /// Name of the kind of record that has it.
    pub of: String,
    #[serde(rename = "type")]
    pub field_type: FieldType,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
    /// Choices that records may hold but that are no longer offered.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub retired: Vec<String>,
    pub position: u32,
    /// Shown on the card.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub on_card: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub archived: bool,
}

impl CustomField {
    /// How many fields a card has room for.
    pub const ON_CARD: usize = 2;
}

impl Default for CustomField {
    fn default() -> Self {
        Self {
            name: String::new(),
            of: String::new(),
            field_type: FieldType::Text,
            choices: Vec::new(),
            retired: Vec::new(),
            position: 0,
            on_card: false,
            archived: false,
        }
    }
}

impl Record for CustomField {
    const NAME: &'static str = "custom_fields";

    fn validate(&self) -> Vec<FieldError> {
        require("name", &self.name).into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workspace_needs_a_day_of_work() {
        let week = |work_days: &[u8]| Workspace { work_days: work_days.to_vec(), ..Workspace::default() };
        assert_eq!(week(&[6, 7]).validate(), []);
        assert!(
            !week(&[]).validate().is_empty() && !week(&[0]).validate().is_empty() && !week(&[8]).validate().is_empty()
        );
    }
}
