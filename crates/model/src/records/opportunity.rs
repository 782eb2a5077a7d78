//! Opportunity 商机: a sale that may come.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Account, Answer, BantAnswer, Bypass, Contact, Dimension, FieldError, GradeOverride, Lead, Member, Pipeline,
    Problem, Product, Record, Stage, percent, require,
};
use crate::{Date, Id, Money};

/// Open, won and lost are the only statuses; grade, snooze and stall are separate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    #[default]
    Open,
    Won,
    Lost,
}

impl Outcome {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Won => "won",
            Self::Lost => "lost",
        }
    }
}

/// A contact's part in one opportunity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ContactRole {
    pub contact: Id<Contact>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
}

/// A product the customer is interested in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProductLine {
    pub product: Id<Product>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "optional_decimal")]
    pub quantity: Option<Decimal>,
    /// Of one piece.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Money>,
    /// Percent.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "optional_decimal")]
    pub discount: Option<Decimal>,
}

/// A document that lies elsewhere: an offer, a contract, minutes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// Begins with `http://` or `https://`.
    pub url: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
}

mod optional_decimal {
    use rust_decimal::Decimal;
    use serde::{Deserialize as _, Deserializer, Serializer};

    #[expect(clippy::ref_option, reason = "the shape serde asks for")]
    pub(super) fn serialize<S: Serializer>(value: &Option<Decimal>, serializer: S) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => crate::money::decimal_text::serialize(value, serializer),
            None => serializer.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Decimal>, D::Error> {
        Option::<String>::deserialize(deserializer)?
            .map(|text| Decimal::from_str_exact(&text).map_err(serde::de::Error::custom))
            .transpose()
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Opportunity {
    pub title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<Id<Account>>,
    /// Unknown is unknown, never zero.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// Percent, where a person knows better than the stage.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probability: Option<u8>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub strategic: bool,
    /// The day it came up; may be unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_on: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected_close: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forecast_category: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub campaign: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub need: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub products: Vec<ProductLine>,
    /// With `stage` and `rank` one group: where it lies on the board. Kept when it closes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pipeline: Option<Id<Pipeline>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<Id<Stage>>,
    /// Order by hand, see [`crate::rank`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rank: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<Id<Member>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<ContactRole>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub competitors: Vec<String>,
    pub outcome: Outcome,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed_on: Option<Date>,
    /// Ids of loss (or win) reasons.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Uuid>,
    /// What was said about the close.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub close_note: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// Why the expected close was last put off; written together with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub push_reason: Option<String>,
    /// It rests until this day, on which it wakes; see [`crate::snooze`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snoozed_until: Option<Date>,
    /// Why it rests; written together with the day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snooze_reason: Option<String>,
    /// The lead it came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lead: Option<Id<Lead>>,
    /// The answers of the five dimensions, see [`crate::score`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub need_clarity: Option<Answer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision_chain: Option<Answer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget_feasibility: Option<Answer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub competitive_position: Option<Answer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strategic_fit: Option<Answer>,
    /// Budget, authority, need and timeline, see [`crate::bant`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bant_budget: Option<BantAnswer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bant_authority: Option<BantAnswer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bant_need: Option<BantAnswer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bant_timeline: Option<BantAnswer>,
    /// A person's grade beside the computed one, see [`crate::grade`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grade_override: Option<GradeOverride>,
    /// Stages that were entered with something missing, see [`crate::gate`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub bypasses: Vec<Bypass>,
}

impl Opportunity {
    /// The answers, in the order of [`Dimension::ALL`].
    pub fn answers(&self) -> [Option<&Answer>; 5] {
        [
            self.need_clarity.as_ref(),
            self.decision_chain.as_ref(),
            self.budget_feasibility.as_ref(),
            self.competitive_position.as_ref(),
            self.strategic_fit.as_ref(),
        ]
    }

    /// The letters of BANT in their order.
    pub fn bant(&self) -> [Option<&BantAnswer>; 4] {
        [self.bant_budget.as_ref(), self.bant_authority.as_ref(), self.bant_need.as_ref(), self.bant_timeline.as_ref()]
    }
}

impl Record for Opportunity {
    const NAME: &'static str = "opportunities";
    const REFERENCES: &'static [&'static str] = &[
        "account",
        "products",
        "pipeline",
        "stage",
        "owner",
        "contacts",
        "reasons",
        "lead",
        "need_clarity",
        "decision_chain",
        "budget_feasibility",
        "competitive_position",
        "strategic_fit",
        "bant_budget",
        "bant_authority",
        "bant_need",
        "bant_timeline",
        "grade_override",
        "bypasses",
    ];
    const OPENING: &'static [&'static str] =
        &["stage", "outcome", "amount", "expected_close", "owner", "snoozed_until"];

    fn validate(&self) -> Vec<FieldError> {
        let mut errors = Vec::new();
        errors.extend(require("title", &self.title));
        errors.extend(percent("probability", self.probability));
        for (dimension, answer) in Dimension::ALL.into_iter().zip(self.answers()) {
            errors.extend(Answer::check(dimension.field(), answer));
        }
        errors.extend(self.grade_override.as_ref().and_then(GradeOverride::check));
        if self.bypasses.iter().any(|bypass| bypass.reason.trim().is_empty()) {
            errors.push(FieldError::new("bypasses", Problem::Missing));
        }
        // A closed one that was imported may have no known last stage.
        if self.stage.is_none() && self.outcome == Outcome::Open {
            errors.push(FieldError::new("stage", Problem::Missing));
        }
        errors
    }
}
