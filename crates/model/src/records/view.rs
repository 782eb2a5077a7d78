//! Saved view 视图: a filter and how its result is laid out, under a name.

use serde::{Deserialize, Serialize};

use super::{FieldError, Record, require};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SavedView {
    pub name: String,
    /// The query of the address that shows it, without the question mark.
    pub query: String,
    pub position: u32,
}

impl Record for SavedView {
    const NAME: &'static str = "saved_views";

    fn validate(&self) -> Vec<FieldError> {
        require("name", &self.name).into_iter().collect()
    }
}
