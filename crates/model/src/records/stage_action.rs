//! Key action 关键动作 of a stage: what is to be done there, and what has been.

use serde::{Deserialize, Serialize};

use super::{Evidence, FieldError, Member, Opportunity, Record, Role, Stage, require};
use crate::schema::Index;
use crate::{Date, Id};

/// What is to be done in a stage with every opportunity.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct StageActionTemplate {
    pub stage: Option<Id<Stage>>,
    pub name: String,
    /// Who does it; without a role, the opportunity's owner.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner_role: Option<Role>,
    /// Work days after the stage was entered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_days: Option<u16>,
    /// It counts as done only with something to show for it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub evidence_needed: bool,
    pub position: u32,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub archived: bool,
}

impl Record for StageActionTemplate {
    const NAME: &'static str = "stage_action_templates";
    const REFERENCES: &'static [&'static str] = &["stage"];

    fn validate(&self) -> Vec<FieldError> {
        require("name", &self.name).into_iter().collect()
    }
}

/// A key action of one opportunity.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct StageAction {
    pub opportunity: Option<Id<Opportunity>>,
    pub stage: Option<Id<Stage>>,
    /// What it was made from; none where somebody added it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template: Option<Id<StageActionTemplate>>,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<Id<Member>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub done_on: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub done_by: Option<Id<Member>>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub evidence_needed: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
}

impl StageAction {
    /// Done, and with something to show where that is asked for.
    pub fn is_done(&self) -> bool {
        self.done_on.is_some() && !(self.evidence_needed && self.evidence.is_empty())
    }
}

impl Record for StageAction {
    const NAME: &'static str = "stage_actions";
    const REFERENCES: &'static [&'static str] = &["opportunity", "stage", "template", "owner", "done_by", "evidence"];
    const INDEXES: &'static [Index] = &[("opportunity", &["data.opportunity"])];

    fn validate(&self) -> Vec<FieldError> {
        require("name", &self.name).into_iter().collect()
    }
}
