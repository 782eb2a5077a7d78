//! What a page and the worker behind it say to each other about one file: requests, answers, and what a page shows.
//!
//! Nothing in here is a sentence. Codes, numbers and the file's own words go out; the page has the wording.

mod report;

pub use report::{
    Code, Duplicates, Finding, KeptField, KindCounts, NearName, Preview, Reason, RejectWords, RejectedRow, Report,
    RowCounts, Shown,
};

use model::command::{Slice, SourceRows};
use model::starter::Words;
use model::{Currency, Date, Doc, RecordRef, Uuid};
use serde::{Deserialize, Serialize};

use crate::cell::date::Order;
use crate::encoding::Encoding;
use crate::export::Export;
use crate::headers::{FieldType, Kind, Shape, Target};
use crate::stages::OrderBasis;
use crate::table::{Delimiter, Skipped, Warning};

/// What a page may ask about the file it opened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Request {
    /// Reads a file whose bytes come beside this. The worker reads it, in slices; the answer is [`Response::Columns`].
    Open {
        name: String,
        setting: Setting,
        encoding: Option<Encoding>,
        delimiter: Option<Delimiter>,
    },
    /// Takes the table of a sheet, whose JSON comes beside this; `of` sheets to choose from. Answered like [`Request::Open`].
    Sheet {
        name: String,
        setting: Setting,
        sheet: String,
        of: usize,
    },
    Columns,
    /// A person says what the rows are. Answered with columns, as are the next three.
    Kind(Kind),
    /// What a column goes into; `None` leaves it out.
    Column {
        index: usize,
        target: Option<Target>,
    },
    /// The one answer for all dates that can be read two ways.
    DateOrder(Order),
    /// Of amounts that name no currency.
    Currency(Currency),
    /// Some of the workspace's records, all kinds in any order and any number of pages: before the stages are looked at.
    /// Without deleted ones.
    Known {
        docs: Vec<Doc>,
    },
    /// Some of the rows kept from earlier imports of [`ColumnsView::source`], oldest first: after the records, before the
    /// report. Rows of an import that was undone are not among them. Answered with [`Response::Taken`].
    KnownRows {
        rows: SourceRows,
    },
    /// Records and rows have changed since and will be sent again.
    Forget,
    Stages,
    /// Where the opportunities of one of the file's pipelines go. Answered with stages, as are the next three.
    Pipeline {
        pipeline: usize,
        choice: Choice,
    },
    Stage {
        pipeline: usize,
        word: String,
        becomes: Becomes,
    },
    Percent {
        pipeline: usize,
        word: String,
        percent: u8,
    },
    MoveStage {
        pipeline: usize,
        word: String,
        up: bool,
    },
    /// Plans the import and tells what it would do.
    Report,
    /// One slice of what was planned, from 0.
    Slice(usize),
    /// The rejected rows, to be put right and imported again.
    Rejects(RejectWords),
}

/// What a worker answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Response {
    Columns(Box<ColumnsView>),
    Stages(StagesView),
    /// Records or rows were taken. `missing` are records that rows speak of and that are not known: the page sends those
    /// that were deleted, as [`Request::Known`], so that they stay deleted; a row whose record never existed is new.
    Taken {
        missing: Vec<RecordRef>,
    },
    Report(Box<Report>),
    /// `None` past the last of `of` slices.
    Slice {
        slice: Option<Slice>,
        of: usize,
    },
    Rejects(Box<Export>),
    Refused(Refusal),
}

/// Why a request cannot be carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Refusal {
    #[error("what the rows are has not been said")]
    NoKind,
    #[error("no such column, or a target of another kind")]
    NoSuchColumn,
    #[error("no such pipeline, stage or word")]
    NoSuchStage,
    #[error("the answers have changed since the last report")]
    NotPlanned,
}

/// What holds outside the file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Setting {
    /// The day it is in the workspace's time zone.
    pub today: Date,
    /// Of amounts that say none, where no workspace exists yet.
    pub currency: Currency,
    /// IANA name, for a new workspace.
    pub time_zone: String,
    /// The language of what a new workspace gets.
    #[serde(with = "words")]
    pub words: Words,
}

pub(crate) mod words {
    use model::starter::Words;
    use serde::{Deserialize as _, Deserializer, Serializer};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "the shape serde asks for")]
    pub(crate) fn serialize<S: Serializer>(words: &Words, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(words.pick("zh", "en"))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Words, D::Error> {
        let code = String::deserialize(deserializer)?;
        Ok(if code.starts_with("zh") { Words::Chinese } else { Words::English })
    }
}

/// A file's name and how it was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileInfo {
    pub name: String,
    pub form: Form,
}

/// What a table was made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    Text {
        encoding: Encoding,
        delimiter: Delimiter,
    },
    /// One of so many sheets of a workbook that hold anything.
    Sheet {
        name: String,
        of: usize,
    },
}

/// The file and its columns.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ColumnsView {
    pub file: FileInfo,
    /// `None` until somebody says it, when nothing fits.
    pub kind: Option<Kind>,
    pub shape: Shape,
    /// 0 to 100, of the kind.
    pub confidence: u8,
    pub rows: usize,
    /// Rows that could not be read.
    pub unread: usize,
    /// Lines that are no rows; the first twenty.
    pub skipped: Vec<Skipped>,
    pub warnings: Vec<Warning>,
    pub columns: Vec<ColumnView>,
    pub date_order: Option<DateQuestion>,
    /// What amounts that name none are taken for; `None` where there are no such amounts.
    pub currency: Option<Currency>,
    /// Fields of the workspace's own that columns can go into, each with its name.
    pub fields: Vec<(Target, String)>,
    /// Under what the file's rows are kept; empty without a kind.
    pub source: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ColumnView {
    pub header: String,
    /// Up to three different values.
    pub samples: Vec<String>,
    pub target: Option<Target>,
    pub state: ColumnState,
}

/// How a column's cells fare with its target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ColumnState {
    /// Not imported.
    Skipped,
    /// Ids, each once.
    Unique {
        ids: usize,
    },
    /// Ids, some of them more than once.
    Repeated {
        ids: usize,
        rows: usize,
    },
    Read {
        read: usize,
        empty: usize,
        unreadable: usize,
    },
    /// So many different words.
    Values {
        count: usize,
    },
    /// So many different names.
    Names {
        known: usize,
        new: usize,
        near: usize,
    },
    /// A field of the workspace's own that is there already.
    Field {
        field_type: FieldType,
        read: usize,
        empty: usize,
        unreadable: usize,
    },
    /// A field of the workspace's own that will be made.
    NewField {
        field_type: FieldType,
        read: usize,
        empty: usize,
        unreadable: usize,
    },
}

/// Dates that can be read with the day or the month first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateQuestion {
    pub columns: Vec<usize>,
    /// Two of the values.
    pub samples: Vec<String>,
    /// As proposed, or as answered.
    pub order: Order,
    pub answered: bool,
}

/// Which pipeline opportunities go into.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Choice {
    Existing(Uuid),
    New(String),
}

/// What a word in a stage column stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Becomes {
    /// A stage that is there.
    Stage(Uuid),
    /// A new stage of the word's name.
    New,
    Won,
    Lost,
}

/// The file's pipelines and the words in its stage column.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StagesView {
    /// Empty when the rows have no stages.
    pub pipelines: Vec<PipelineView>,
    /// Pipelines of the workspace to choose from.
    pub existing: Vec<(Uuid, String)>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PipelineView {
    /// What the file calls it; empty where it does not say.
    pub value: String,
    pub choice: Choice,
    /// No opportunity is known yet, so that the file's stages become the pipeline's, in this order.
    pub replaces: bool,
    pub order: OrderBasis,
    /// Open stages in order, then words for won, then words for lost.
    pub words: Vec<WordView>,
    /// Stages the chosen pipeline has, to choose from.
    pub stages: Vec<StageOption>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WordView {
    /// As first written.
    pub word: String,
    pub spellings: Vec<String>,
    pub rows: usize,
    pub becomes: Becomes,
    /// Win probability of an open stage.
    pub percent: Option<u8>,
    pub basis: Basis,
    /// Whether it can be moved up or down.
    pub movable: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StageOption {
    pub id: Uuid,
    pub name: String,
    pub percent: Option<u8>,
    /// It will be archived, since the file does not name it.
    pub leaves: bool,
}

/// Where a stage's probability comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// The file's probability column.
    Column,
    /// What a stage of this name usually has.
    Usual,
    /// Spaced evenly; a person should look at it.
    Assumed,
    /// A person said it.
    Person,
    /// The stage is there and has it.
    Stage,
    /// Not an open stage.
    None,
}
