//! The only place that touches browser globals: everything else is given the clock, ids and the page's parts by it.

// This is where the fence of `clippy.toml` has its gate.
#![allow(clippy::disallowed_methods)]

pub(crate) mod boot;
pub(crate) mod clock;
pub(crate) mod dom;
pub(crate) mod files;
pub(crate) mod ids;
pub(crate) mod listen;
pub(crate) mod notify;
pub(crate) mod preferences;
pub(crate) mod storage;
pub(crate) mod tabs;
pub(crate) mod task;
pub(crate) mod worker;
