//! A workspace as one file: written out of any backend in pieces, read and checked in pieces, written into an empty one.
//!
//! The file is JSON, and laid out in lines, so that nobody ever holds more of it than a row:
//!
//! ```text
//! {"header":{"format":"shangji-backup","version":1,…,"counts":{"workspaces":1,…},
//! "checksum":"sha256:…"},
//! "stores":{
//! "workspaces":[
//! {…},
//! {…}
//! ],
//! …
//! "meta":[
//! {…}
//! ]
//! }}
//! ```
//!
//! The checksum is that of everything from the third line on, followed by the first line: the head can only be written
//! once the rows are known. `{ tail -n +3 FILE; head -n 1 FILE; } | sha256sum` works it out again.
//!
//! This crate knows the tables and their order. It refuses to know files, the clock, and what a row means.

// Everything here runs on one thread, as the store does.
#![allow(async_fn_in_trait)]

mod checksum;
mod header;
mod read;
mod restore;
mod write;

pub use header::{FORMAT, Header, VERSION};
pub use read::{Reader, Refusal, Row, Verified, verify};
pub use restore::{Stopped, holds, restore};
pub use write::{About, Measure, Written, measure, write};
