//! Settings, one record each, so that two people can change two of them at once. What is removed is archived:
//! history must still be able to name it.

use serde::{Deserialize, Serialize};

use super::{FieldError, Record, open_enum, percent, require};
use crate::{Currency, Id};

/// The workspace itself; there is one, with the nil id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Workspace {
    pub name: String,
    pub currency: Currency,
    /// IANA name; decides which day it is.
    pub time_zone: String,
}

impl Default for Workspace {
    fn default() -> Self {
        Self { name: String::new(), currency: Currency::CNY, time_zone: "Asia/Shanghai".to_owned() }
    }
}

impl Workspace {
    pub const ID: Id<Workspace> = Id::new(uuid::Uuid::nil());
}

impl Record for Workspace {
    const NAME: &'static str = "workspaces";
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

/// Loss reason 输单原因.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct LossReason {
    pub name: String,
    pub position: u32,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub archived: bool,
}

impl Record for LossReason {
    const NAME: &'static str = "loss_reasons";

    fn validate(&self) -> Vec<FieldError> {
        require("name", &self.name).into_iter().collect()
    }
}

open_enum! {
    /// What a custom field holds: text, a decimal, a day, or one of `choices`.
    FieldType { Text = "text", Number = "number", Date = "date", Choice = "choice" }
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
    pub position: u32,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub archived: bool,
}

impl Default for CustomField {
    fn default() -> Self {
        Self {
            name: String::new(),
            of: String::new(),
            field_type: FieldType::Text,
            choices: Vec::new(),
            position: 0,
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
