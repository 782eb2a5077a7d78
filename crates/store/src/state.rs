//! The one row that says how far the workspace is.

use serde::{Deserialize, Serialize};

/// Read and written by every command, so that commands follow one another also across tabs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    pub(crate) name: String,
    /// Number of the latest command; zero in a workspace nobody has touched.
    pub seq: u64,
    /// The number under which a command in slices last became visible. What was packed before it is out of date.
    #[serde(default)]
    pub closed: u64,
    /// Commands in slices that have not ended. Nothing they wrote shows.
    #[serde(default)]
    pub open: Vec<u64>,
}

pub(crate) const STATE: &str = "state";

impl Default for State {
    fn default() -> Self {
        Self { name: STATE.to_owned(), seq: 0, closed: 0, open: Vec::new() }
    }
}
