//! What a page and the worker behind it say to each other: JSON, one question and one answer at a time, with news of how
//! far it is in between. Bytes of a file come beside the question, not in it.

use model::Date;
use model::command::Slice;
use model::starter::Words;
use serde::{Deserialize, Serialize};

use crate::book::BookError;
use crate::encoding::DecodeError;
use crate::import::protocol::{Request, Response, words};
use crate::table::TableError;

/// A page's question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ask {
    Import(Box<Request>),
    /// Make the sample workspace; its slices are asked for afterwards.
    Sample {
        seed: u64,
        today: Date,
        #[serde(with = "words")]
        words: Words,
    },
    SampleSlice(usize),
}

/// What the worker says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tell {
    /// It can be asked now; what it was told before is lost.
    Ready,
    /// How far it is; the answer follows.
    Progress {
        done: usize,
        total: usize,
    },
    Import(Box<Response>),
    NotRead(NotRead),
    Sample {
        slices: usize,
        records: usize,
    },
    SampleSlice(Option<Slice>),
    /// It has come to a stop, with what a developer wants to know.
    Broken(String),
}

/// Why a file was not read. Nothing of it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NotRead {
    Bytes(DecodeError),
    Book(BookError),
    Table(TableError),
    /// A question came before any file.
    NoFile,
}
