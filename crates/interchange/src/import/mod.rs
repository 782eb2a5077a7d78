//! A read table, a person's answers and the records already known, turned into slices of changes and a report.
//!
//! A [`Session`] holds one file. A page asks it in [`protocol::Request`]s: what the columns are taken for, what becomes of
//! the stage words, what the import would do ([`protocol::Report`]); then it takes the [`model::command::Slice`]s one by one
//! and has them written. Every question has a proposed answer.
//!
//! What a file said before is known from the rows that were kept of it. So the same file again changes nothing, a cell that
//! differs changes its field, and a field that somebody has changed since is left alone and listed.

mod build;
mod columns;
mod customs;
mod fresh;
mod history;
mod known;
mod merge;
mod names;
mod near;
mod opportunity;
mod others;
mod outcome;
mod pipelines;
mod placing;
mod plan;
mod preview;
pub mod protocol;
mod rejects;
mod rows;
mod session;
mod settings;
mod sheet;
mod sources;
mod spelling;
mod tally;
mod view;
mod writes;

pub use model::command::Slice;
pub use session::Session;
