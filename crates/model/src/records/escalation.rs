//! Escalation 升级: a step of a ladder that came due because nobody touched the opportunity.

use serde::{Deserialize, Serialize};

use super::{FieldError, Member, Opportunity, Problem, Record, open_enum};
use crate::id::derived;
use crate::schema::Index;
use crate::{Date, Id, Instant};

open_enum! {
    /// Why an escalation does not hold after all.
    Withdrawal {
        /// A touch dated before it was written down later.
        Touched = "touched",
        /// The opportunity had been closed by then.
        Closed = "closed",
        /// It had been put to sleep by then.
        Snoozed = "snoozed",
        /// It had another grade by then.
        Regraded = "regraded",
        /// The days are counted otherwise: a holiday was added, or taken away.
        Calendar = "calendar",
        /// The cadence or the ladder of its grade was changed.
        Settings = "settings",
    }
}

/// Written by the rule alone, see [`crate::escalation`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Escalation {
    pub opportunity: Option<Id<Opportunity>>,
    /// The ladder's version.
    pub ladder: u32,
    /// Which step of it, the first is 1.
    pub step: u32,
    /// The step's own day, whenever the rule was run.
    pub due_on: Option<Date>,
    /// The day from which its days were counted: a touch, the grade's beginning, a waking.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Date>,
    /// Work days from `since` to `due_on`, as the calendar then was.
    pub days: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fired_at: Option<Instant>,
    /// Whom it tells, as managers then were.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub told: Vec<Id<Member>>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub high_risk: bool,
    /// Only for the record: a higher step was due already when it was written.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub quiet: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Withdrawal>,
}

impl Escalation {
    /// The id of a step that came due on a day: every tab and device arrives at the same one.
    pub fn id(opportunity: Id<Opportunity>, ladder: u32, step: u32, due_on: Date) -> Id<Escalation> {
        Id::new(derived(opportunity.uuid(), &format!("escalation\u{1f}{ladder}\u{1f}{step}\u{1f}{due_on}")))
    }
}

impl Record for Escalation {
    const NAME: &'static str = "escalations";
    // No references: what a rule has written must not keep anybody from taking back the opportunity's creation.
    const OPENING: &'static [&'static str] = &["due_on"];
    const INDEXES: &'static [Index] = &[("opportunity", &["data.opportunity"])];

    fn validate(&self) -> Vec<FieldError> {
        let opportunity = self.opportunity.is_none().then(|| FieldError::new("opportunity", Problem::Missing));
        opportunity
            .into_iter()
            .chain(self.due_on.is_none().then(|| FieldError::new("due_on", Problem::Missing)))
            .collect()
    }
}
