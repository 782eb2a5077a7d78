//! Account 客户: a company that buys or may buy.

use serde::{Deserialize, Serialize};

use super::{FieldError, Member, Record, require};
use crate::Id;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Account {
    pub name: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub industry: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// How far the company works with software already.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maturity: Option<String>,
    /// For example technical or business buyer.
    #[serde(rename = "kind", skip_serializing_if = "Option::is_none")]
    pub buyer_kind: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tier: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<Id<Member>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<Id<Account>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Record for Account {
    const NAME: &'static str = "accounts";
    const REFERENCES: &'static [&'static str] = &["owner", "parent"];

    fn validate(&self) -> Vec<FieldError> {
        require("name", &self.name).into_iter().collect()
    }
}
