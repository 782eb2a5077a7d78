//! The one write path: a command is read for, planned and written in one transaction, or in slices that show only once
//! the last is written.
//!
//! This crate knows tables, the journal and undo. It refuses to know which database holds the tables (that is a
//! [`Backend`]), the clock, and anything of the screen.

// Everything here runs on one thread: a database handle of the browser cannot leave it.
#![allow(async_fn_in_trait)]

mod backend;
#[cfg(feature = "conformance")]
pub mod conformance;
mod deleted;
mod large;
mod links;
mod memory;
mod merge;
mod queries;
mod state;
mod tables;
mod undo;
mod write;

pub use backend::{Backend, Failure, Key, Mode, Range, Transaction};
pub use deleted::Gone;
pub use large::Large;
pub use memory::{Memory, MemoryTransaction};
pub use queries::Since;
pub use state::State;
pub use tables::{CHANGES, COMMANDS, META, SNAPSHOT, SOURCE_ROWS, Table, tables, version};

pub use model::command::SLICE;
use model::{Doc, Entry, RecordRef, Rejection, journal::Logged, plan::Left};

/// The records, the journal and the sequence over a database.
pub struct Store<B> {
    backend: B,
}

/// A command that is saved for good.
#[derive(Clone, Debug, PartialEq)]
pub struct Committed {
    pub logged: Logged,
    /// The records it wrote, as they are now; deleted ones as tombstones.
    pub docs: Vec<Doc>,
    pub entries: Vec<Entry>,
    /// What it did not touch because it had changed since.
    pub left: Vec<Left>,
    /// Of several commands those that were not carried out, and why.
    pub refused: Vec<(RecordRef, Rejection)>,
}

/// A command that may be large was carried out.
#[derive(Clone, Debug, PartialEq)]
pub enum Done {
    Small(Box<Committed>),
    /// Too large to hold: whoever shows records reads them anew.
    Large {
        logged: Logged,
        left: Vec<Left>,
    },
}

impl Done {
    pub fn logged(&self) -> &Logged {
        match self {
            Self::Small(committed) => &committed.logged,
            Self::Large { logged, .. } => logged,
        }
    }

    pub fn left(&self) -> &[Left] {
        match self {
            Self::Small(committed) => &committed.left,
            Self::Large { left, .. } => left,
        }
    }
}

/// Why a command was not carried out. Nothing has been written then.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Rejected(#[from] Rejection),
    #[error(transparent)]
    Failed(#[from] Failure),
    /// A command in slices is being written, in this tab or another.
    #[error("another large command is being written")]
    Busy,
    #[error("there is nothing to undo or redo")]
    NothingToUndo,
}

impl<B: Backend> Store<B> {
    pub fn new(backend: B) -> Self {
        Self { backend }
    }

    pub fn backend(&self) -> &B {
        &self.backend
    }

    pub fn into_backend(self) -> B {
        self.backend
    }

    /// Runs a unit of work again, once, when the database connection was lost under it. A unit writes at most one
    /// transaction, so a lost one has written nothing.
    async fn unit<T>(&self, mut work: impl AsyncFnMut() -> Result<T, Error>) -> Result<T, Error> {
        match work().await {
            Err(Error::Failed(Failure::Disconnected)) => {
                self.backend.reconnect().await?;
                work().await
            }
            result => result,
        }
    }
}
