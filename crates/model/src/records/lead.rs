//! Lead 线索: somebody who might want something, before anybody knows what. A record of its own, never a stage.

use serde::{Deserialize, Serialize};

use super::{Account, Contact, Evidence, FieldError, Member, Opportunity, Problem, Record, open_enum};
use crate::{Date, Id};

open_enum! {
    /// How far a letter of BANT holds.
    BantState {
        Unset = "unknown",
        No = "no",
        Partly = "partly",
        Yes = "yes",
    }
}

/// One letter of BANT with what it rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct BantAnswer {
    pub state: BantState,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
}

impl Default for BantAnswer {
    fn default() -> Self {
        Self { state: BantState::Unset, evidence: Vec::new() }
    }
}

open_enum! {
    LeadStatus {
        Open = "open",
        Converted = "converted",
        Discarded = "discarded",
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Lead {
    /// The person; may be unknown.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub company: String,
    /// The lead as it came in.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Job title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mail: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub campaign: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<Id<Member>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub received_on: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub industry: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<String>,
    /// How far the company works with software already.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maturity: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bant_budget: Option<BantAnswer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bant_authority: Option<BantAnswer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bant_need: Option<BantAnswer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bant_timeline: Option<BantAnswer>,
    pub status: LeadStatus,
    /// Why it was discarded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discard_reason: Option<String>,
    /// The account it belongs to, or became.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<Id<Account>>,
    /// What it was converted into.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<Id<Contact>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opportunity: Option<Id<Opportunity>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub converted_on: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Default for Lead {
    fn default() -> Self {
        Self {
            name: String::new(),
            company: String::new(),
            text: String::new(),
            title: None,
            phone: None,
            mail: None,
            source: None,
            campaign: None,
            owner: None,
            received_on: None,
            industry: None,
            size: None,
            maturity: None,
            bant_budget: None,
            bant_authority: None,
            bant_need: None,
            bant_timeline: None,
            status: LeadStatus::Open,
            discard_reason: None,
            account: None,
            contact: None,
            opportunity: None,
            converted_on: None,
            note: None,
        }
    }
}

impl Lead {
    /// The letters of BANT in their order.
    pub fn bant(&self) -> [Option<&BantAnswer>; 4] {
        [self.bant_budget.as_ref(), self.bant_authority.as_ref(), self.bant_need.as_ref(), self.bant_timeline.as_ref()]
    }
}

impl Record for Lead {
    const NAME: &'static str = "leads";
    const REFERENCES: &'static [&'static str] =
        &["owner", "account", "contact", "opportunity", "bant_budget", "bant_authority", "bant_need", "bant_timeline"];

    fn validate(&self) -> Vec<FieldError> {
        let named = [&self.name, &self.company, &self.text].iter().any(|text| !text.trim().is_empty());
        (!named).then(|| FieldError::new("name", Problem::Missing)).into_iter().collect()
    }
}
