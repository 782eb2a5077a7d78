//! What an import would do, as a page shows it before anything is written.

use std::collections::BTreeMap;

use model::records::Outcome;
use model::{Date, Money, RecordRef, Uuid};
use serde::{Deserialize, Serialize};

/// What an import would do.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    pub rows: RowCounts,
    /// What else is written, by kind of record, in the order of writing.
    pub along: Vec<KindCounts>,
    pub duplicates: Duplicates,
    /// Names that may be meant as another; the first hundred. Imported as written.
    pub near: Vec<NearName>,
    pub near_count: usize,
    pub findings: Vec<Finding>,
    /// The first three rows as they would become.
    pub first: Vec<Preview>,
    /// The first fifty.
    pub rejected: Vec<RejectedRow>,
    /// What stays as somebody changed it; the first fifty.
    pub kept: Vec<KeptField>,
    /// How many slices it takes.
    pub slices: usize,
}

/// What becomes of the rows. Each counts once, but for `kept`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowCounts {
    pub created: usize,
    pub updated: usize,
    pub unchanged: usize,
    pub rejected: usize,
    /// Rows of which something is left as somebody changed it.
    pub kept: usize,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindCounts {
    /// Name of a kind of record.
    pub kind: String,
    pub created: usize,
    pub updated: usize,
}

/// Opportunities that may be one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duplicates {
    /// Groups of rows with the same account, products, owner and start, none of them missing.
    pub groups: usize,
    pub rows: usize,
    /// Up to five groups: title and lines.
    pub examples: Vec<(String, Vec<u32>)>,
    /// New rows with the title and account of an open opportunity that is known.
    pub known: usize,
    /// Up to five of them: line, title, the opportunity.
    pub known_examples: Vec<(u32, String, Uuid)>,
}

/// A new name close to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NearName {
    /// Name of a kind of record.
    pub kind: String,
    pub name: String,
    pub suggestion: String,
    /// The suggestion is in the workspace, not only in the file.
    pub known: bool,
    pub rows: usize,
    /// The first row's.
    pub line: u32,
}

/// Something about the data worth a look. Nothing is lost by it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    pub code: Code,
    /// Header of the column it is about.
    pub column: Option<String>,
    pub count: usize,
    /// Up to five: line and text; line 0 for what has no row.
    pub examples: Vec<(u32, String)>,
    pub suggestion: Option<String>,
    /// The count by stage or currency, as the file writes it.
    pub by: Vec<(String, usize)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Code {
    MissingAccount,
    NoDate,
    OpenWithoutStart,
    ClosedWithoutDay,
    CloseBeforeStart,
    CloseInFuture,
    LostWithoutAmount,
    NegativeAmount,
    SeveralCurrencies,
    /// A cell that is no value of its column; the field stays unset.
    Unreadable,
    /// A month without a day was read as its first.
    MonthOnly,
    Misspelt,
    /// Status and stage disagree; the status holds.
    Contradiction,
    /// Over, but nothing says how; taken as lost.
    OutcomeUnknown,
    /// An open row without a stage goes to the first.
    NoStage,
    /// The column names too many pipelines to be one; all rows go into one.
    TooManyPipelines,
    SeveralAccounts,
    /// A reason for losing at a row that is open.
    ReasonOfOpen,
    MemberWithoutOpportunity,
    /// Left a stage before it was entered.
    LeftBeforeEntered,
    /// Its record was deleted by somebody, and stays so.
    Deleted,
}

/// A row as it would become.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Preview {
    pub line: u32,
    pub name: String,
    /// Field and value; a field of the workspace's own as `custom:` and its name.
    pub fields: Vec<(String, Shown)>,
}

/// A value for showing, with names in place of ids.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shown {
    Nothing,
    Text(String),
    Money(Money),
    Day(Date),
    Percent(u8),
    Outcome(Outcome),
}

/// A row that is not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RejectedRow {
    pub line: u32,
    /// What tells the row from others.
    pub name: String,
    pub reason: Reason,
    /// The text at fault.
    pub text: String,
    /// Header of its column.
    pub column: String,
    /// Another line it has to do with.
    pub other_line: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    CellTooLarge,
    TooManyCells,
    UnbalancedQuote,
    /// An earlier row of the file has the same id.
    DuplicateId,
    /// Nothing says what it is about.
    NoIdentity,
    /// A row of a history whose opportunity is not here.
    UnknownOpportunity,
    /// Several opportunities have that title.
    SeveralOpportunities,
}

/// The wording of a file of rejected rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RejectWords {
    /// The header of the added column.
    pub header: String,
    /// A sentence for each reason; `{line}`, `{column}` and `{text}` stand for what it is about.
    pub reasons: BTreeMap<Reason, String>,
}

/// A field that stays as somebody changed it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeptField {
    pub line: u32,
    pub record: RecordRef,
    pub name: String,
    /// As in [`Preview`]; empty when the whole record stays deleted.
    pub field: String,
    pub theirs: Shown,
    /// What the file would have made of it.
    pub file: Shown,
}
