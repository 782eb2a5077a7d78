//! Stall 停滞: an opportunity that got stuck, why, and what was tried.

use serde::{Deserialize, Serialize};

use super::{Activity, ActivityKind, FieldError, Member, Opportunity, Record, Role, Stage, open_enum, require};
use crate::schema::Index;
use crate::{Date, Id};

open_enum! {
    /// What is seen of an opportunity that is stuck: the four signals, and what happened to it in the stage.
    Sign {
        /// Longer in the stage than 95 % of those that were won.
        Dwell = "dwell",
        /// No touch for longer than its cadence.
        Untouched = "untouched",
        /// No next step, or one that is overdue.
        NoNextStep = "no_next_step",
        /// The expected close has passed, or was put off twice or more.
        CloseSlipped = "close_slipped",
        AmountFell = "amount_fell",
        NeedChanged = "need_changed",
        CompetitorAdded = "competitor_added",
        /// A contact came, went, or got another part.
        PersonChanged = "person_changed",
        /// Key actions of ours are overdue.
        ActionOverdue = "action_overdue",
        /// It lies in the last stage.
        LastStage = "last_stage",
    }
}

/// Why opportunities get stuck.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct StallCause {
    pub name: String,
    /// What speaks for it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub signs: Vec<Sign>,
    pub position: u32,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub archived: bool,
}

impl Record for StallCause {
    const NAME: &'static str = "stall_causes";

    fn validate(&self) -> Vec<FieldError> {
        require("name", &self.name).into_iter().collect()
    }
}

/// One task of a remedy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RemedyTask {
    pub text: String,
    pub kind: ActivityKind,
    /// Who does it; without a role, the opportunity's owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Work days after it was chosen.
    #[serde(default)]
    pub due_days: u16,
}

/// What can be done about a stall.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Remedy {
    pub name: String,
    /// What it helps against; against anything where none is named.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub causes: Vec<Id<StallCause>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tasks: Vec<RemedyTask>,
    pub position: u32,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub archived: bool,
}

impl Record for Remedy {
    const NAME: &'static str = "remedies";
    const REFERENCES: &'static [&'static str] = &["causes"];

    fn validate(&self) -> Vec<FieldError> {
        require("name", &self.name).into_iter().collect()
    }
}

/// A remedy that was chosen, and the tasks it became.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChosenRemedy {
    pub remedy: Id<Remedy>,
    pub on: Date,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tasks: Vec<Id<Activity>>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Stall {
    pub opportunity: Option<Id<Opportunity>>,
    /// The stage it got stuck in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<Id<Stage>>,
    /// The day somebody was asked for the cause.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detected_on: Option<Date>,
    /// What was seen on that day.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub signs: Vec<Sign>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<Id<StallCause>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub remedies: Vec<ChosenRemedy>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<Id<Member>>,
}

impl Record for Stall {
    const NAME: &'static str = "stalls";
    const REFERENCES: &'static [&'static str] = &["opportunity", "stage", "cause", "remedies", "by"];
    const INDEXES: &'static [Index] = &[("opportunity", &["data.opportunity"])];
}
