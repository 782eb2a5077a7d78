//! Contact 联系人: a person at an account.

use serde::{Deserialize, Serialize};

use super::{Account, FieldError, Record, require};
use crate::Id;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Contact {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<Id<Account>>,
    /// Job title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mails: Vec<String>,
    /// Role in the decision chain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Record for Contact {
    const NAME: &'static str = "contacts";
    const REFERENCES: &'static [&'static str] = &["account"];

    fn validate(&self) -> Vec<FieldError> {
        require("name", &self.name).into_iter().collect()
    }
}
