//! Text to rows and cells: comma, semicolon, tab, pipe or full-width comma, quoted or not, with what people put around.
//!
//! A [`Reader`] takes the text in slices, so that its caller can show progress and stop between them; [`read`] does it
//! in one go. A [`Grid`] takes the cells of a sheet instead. What is not a row of data is told apart and listed, nothing is dropped in silence: titles above the header,
//! totals and notices below the rows ([`Skipped`]), rows that break a limit ([`Rejected`]), and whatever else a person
//! may want to know ([`Warning`]).

mod collect;
mod frame;
mod grid;
mod guard;
mod quotes;
mod reader;
mod sniff;

pub use grid::{Grid, Merge};
pub(crate) use guard::guarded;
pub use reader::{Reader, Step};

use serde::{Deserialize, Serialize};

use crate::limits;

/// What stands between two cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Delimiter {
    Comma,
    Semicolon,
    Tab,
    Pipe,
    /// `，`, typed by hand.
    FullWidthComma,
}

impl Delimiter {
    pub const ALL: [Self; 5] = [Self::Comma, Self::Semicolon, Self::Tab, Self::Pipe, Self::FullWidthComma];

    pub fn as_char(self) -> char {
        match self {
            Self::Comma => ',',
            Self::Semicolon => ';',
            Self::Tab => '\t',
            Self::Pipe => '|',
            Self::FullWidthComma => '，',
        }
    }
}

/// One row of data: as many cells as the header has, each as written but for formula guards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The line of the file the row starts on, from 1.
    pub line: u32,
    pub cells: Vec<String>,
}

/// A file as a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Column names, trimmed; empty where the file names none.
    pub header: Vec<String>,
    pub rows: Vec<Row>,
    /// What its cells were cut at; nothing in a sheet, whose cells come apart as they are.
    pub delimiter: Option<Delimiter>,
    /// Rows of data that could not be taken, in file order.
    pub rejected: Vec<Rejected>,
    /// Lines that are no data, in file order.
    pub skipped: Vec<Skipped>,
    pub warnings: Vec<Warning>,
}

impl Table {
    /// The cells of one column with their lines, from the first row down.
    pub fn column(&self, index: usize) -> impl Iterator<Item = (u32, &str)> + Clone {
        self.rows.iter().map(move |row| (row.line, row.cells.get(index).map_or("", String::as_str)))
    }
}

/// A row of data that was not taken, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejected {
    pub line: u32,
    pub reason: RowProblem,
    /// The row as read; a cell above the limit is cut to its beginning.
    pub cells: Vec<String>,
}

/// Why a row was not taken. Columns count from 1, as people do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum RowProblem {
    #[error("column {column} holds {bytes} bytes, more than {}", limits::CELL_BYTES)]
    CellTooLarge { column: usize, bytes: usize },
    /// More filled cells than columns, so that no cell's column is certain.
    #[error("{cells} cells where the header has {columns} columns")]
    TooManyCells { cells: usize, columns: usize },
    /// A quotation mark that is opened and not properly closed.
    #[error("a quotation mark is not closed")]
    UnbalancedQuote,
}

/// A line that is no row of data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    pub line: u32,
    pub what: Furniture,
    /// The beginning of what the line says.
    pub text: String,
}

/// What people and programs put around rows of data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Furniture {
    /// Above the header: a title, a filter, a date of export. In a sheet also a heading between the rows.
    Title,
    /// 合计, Grand Total and the like.
    Total,
    /// Below the rows: copyright, confidentiality, who made the report.
    Notice,
    /// The header once more, as grouped reports have it.
    RepeatedHeader,
}

/// Something about the file worth telling; nothing is lost by it. Columns count from 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Warning {
    /// The first row looks like data; columns have no names.
    NoHeader,
    /// A column that has values but no name.
    UnnamedColumn { column: usize },
    /// Two or more columns of one name.
    RepeatedName { name: String, columns: Vec<usize> },
    /// Rows with fewer cells than the header; the missing ones are read as empty. At most 20 lines are named.
    ShortRows { count: usize, lines: Vec<u32> },
    /// Cells whose formula failed are read as empty. At most 20 lines are named.
    FailedCells { count: usize, lines: Vec<u32> },
    /// So many cells got the text of the merged cell they are part of, in these columns.
    MergedCells { count: usize, columns: Vec<String> },
    /// So many rows went into the row above them, since they belong to one record.
    JoinedRows { count: usize },
}

/// Why a file cannot be read as a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum TableError {
    #[error("the text has {bytes} bytes, more than {}", limits::FILE_BYTES * 3 / 2)]
    TooLong { bytes: usize },
    #[error("nothing in the file")]
    Empty,
    #[error("line {line} is row {}, one more than the limit", limits::ROWS + 1)]
    TooManyRows { line: u32 },
    #[error("line {line} has {columns} columns, more than {}", limits::COLUMNS)]
    TooManyColumns { line: u32, columns: usize },
}

/// Reads a whole text at once, with the delimiter given or found out.
pub fn read(text: String, delimiter: Option<Delimiter>) -> Result<Table, TableError> {
    let mut reader = Reader::new(text, delimiter)?;
    while reader.read_slice(usize::MAX)? == Step::More {}
    Ok(reader.finish())
}

#[cfg(test)]
mod tests;
