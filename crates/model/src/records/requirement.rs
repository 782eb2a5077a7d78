//! What an opportunity needs: by which stage (dossier 建档模板), and before it enters one (gate 阶段准入).

use serde::{Deserialize, Serialize};

use super::{FieldError, Member, Pipeline, Problem, Record, Stage, open_enum};
use crate::{Date, Id};

open_enum! {
    /// What kind of thing is needed; which one stands beside it.
    Need {
        /// A field that is filled in: `amount`, `custom.<id>`. A dimension or letter of BANT needs its answer.
        Field = "field",
        /// A contact with a role in the decision chain, see [`crate::chain::Part`]; any contact where none is named.
        Contact = "contact",
        /// A link to a document whose name contains this; any link where nothing is named.
        Document = "document",
        /// A key action that is done: the id of its template.
        Action = "action",
    }
}

/// One thing that an opportunity of a pipeline needs by a stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct DossierItem {
    pub pipeline: Option<Id<Pipeline>>,
    pub need: Need,
    /// Which field, role or document.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub of: String,
    /// From this stage on; without one, from the beginning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by_stage: Option<Id<Stage>>,
    pub position: u32,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub archived: bool,
}

impl Default for DossierItem {
    fn default() -> Self {
        Self { pipeline: None, need: Need::Field, of: String::new(), by_stage: None, position: 0, archived: false }
    }
}

impl Record for DossierItem {
    const NAME: &'static str = "dossier_items";
    const REFERENCES: &'static [&'static str] = &["pipeline", "by_stage"];

    fn validate(&self) -> Vec<FieldError> {
        named(&self.need, &self.of).into_iter().collect()
    }
}

/// One thing that an opportunity needs to enter a stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Gate {
    pub stage: Option<Id<Stage>>,
    pub need: Need,
    /// Which field, role, document or action.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub of: String,
    /// Without it nothing enters unless a reason is given; a soft one only says what is missing.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub hard: bool,
    pub position: u32,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub archived: bool,
}

impl Default for Gate {
    fn default() -> Self {
        Self { stage: None, need: Need::Field, of: String::new(), hard: false, position: 0, archived: false }
    }
}

impl Record for Gate {
    const NAME: &'static str = "gates";
    const REFERENCES: &'static [&'static str] = &["stage", "of"];

    fn validate(&self) -> Vec<FieldError> {
        named(&self.need, &self.of).into_iter().collect()
    }
}

/// A field or an action must be named; of contacts and documents any may do.
fn named(need: &Need, of: &str) -> Option<FieldError> {
    let must = matches!(need, Need::Field | Need::Action);
    (must && of.trim().is_empty()).then(|| FieldError::new("of", Problem::Missing))
}

/// A stage that was entered although something was missing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bypass {
    pub stage: Id<Stage>,
    pub reason: String,
    /// The gates that were not passed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gates: Vec<Id<Gate>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Id<Member>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Date>,
}
