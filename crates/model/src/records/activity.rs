//! Activity 跟进: something done with a customer, or planned.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{FieldError, Member, Record, open_enum};
use crate::schema::Index;
use crate::{Date, Id, Instant};

open_enum! {
    /// How a customer was, or will be, reached.
    ActivityKind {
        Call = "call",
        Visit = "visit",
        Meeting = "meeting",
        Mail = "mail",
        WeChat = "wechat",
        Note = "note",
        Task = "task",
        /// What there is to learn of how an opportunity ended.
        Review = "review",
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Activity {
    /// The lead, account, contact or opportunity it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<Uuid>,
    pub kind: ActivityKind,
    pub text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<Id<Member>>,
    /// The day it is planned for. Without one it counts as not planned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub done_at: Option<Instant>,
    /// The day it was done, where only that is known (an import, a touch logged later).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub done_on: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub done_by: Option<Id<Member>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
}

impl Default for Activity {
    fn default() -> Self {
        Self {
            subject: None,
            kind: ActivityKind::Task,
            text: String::new(),
            owner: None,
            due: None,
            done_at: None,
            done_on: None,
            done_by: None,
            outcome: None,
        }
    }
}

impl Activity {
    pub fn is_done(&self) -> bool {
        self.done_at.is_some() || self.done_on.is_some()
    }
}

impl Record for Activity {
    const NAME: &'static str = "activities";
    const REFERENCES: &'static [&'static str] = &["subject", "owner", "done_by"];
    const INDEXES: &'static [Index] = &[("subject", &["data.subject"])];

    fn validate(&self) -> Vec<FieldError> {
        Vec::new()
    }
}
