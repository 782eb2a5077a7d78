//! Evidence: what a judgement rests on.

use serde::{Deserialize, Serialize};

use super::Member;
use crate::{Date, Id};

/// What was said or seen, where, by whom and when.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Evidence {
    pub text: String,
    /// Where it comes from, in words: a call, minutes, a tender.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Where it can be read, see [`crate::link::is_safe`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Who wrote it down.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<Id<Member>>,
    /// The day of which it tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<Date>,
}

impl Evidence {
    /// Days after which evidence counts as stale.
    pub const STALE_AFTER: i32 = 60;

    /// Whole days between the newest of it and `today`; `None` where no day is known.
    pub fn age(all: &[Self], today: Date) -> Option<i32> {
        let newest = all.iter().filter_map(|evidence| evidence.on).max()?;
        Some((today.days() - newest.days()).max(0))
    }
}
