//! The store's tables in IndexedDB.
//!
//! A crate of its own, so that the conformance suite runs on it in a browser without the app. It knows IndexedDB and
//! nothing of records: rows go in and come out as JSON, since one text is crossed over to JavaScript faster than a
//! thousand values.

// A database handle of the browser cannot leave its thread.
#![allow(async_fn_in_trait)]

mod open;
mod rows;
mod snapshot;

pub use open::{Database, Event, Schema, delete, names};
pub use rows::IdbTransaction;
pub use snapshot::SnapshotPart;
