//! A workbook's sheets as tables, whatever container they come in.

mod cell;
mod compound;
mod markup;
mod ods;
mod packed;
mod xlsx;

use interchange::book::{self, Book, BookError, SheetInfo};
use interchange::encoding::DecodeError;
use interchange::headers::recognise;
use interchange::limits::FILE_BYTES;
use interchange::table::{Grid, Table, TableError};
use interchange::talk::NotRead;

/// How many rows tell what a sheet is.
const TELLING: usize = 200;

/// A sheet as it was read.
struct Sheet {
    name: String,
    hidden: bool,
    grid: Result<Grid, NotRead>,
}

/// Who is told how far the reading is: so much of so much.
type Progress<'a> = &'a mut dyn FnMut(usize, usize);

/// A workbook that has been read.
#[derive(Debug)]
pub struct Workbook {
    sheets: Vec<(SheetInfo, Option<Table>)>,
}

/// Reads a workbook. What it is its bytes tell, not its name.
///
/// # Errors
/// It is too large, needs a password, is damaged or no workbook, or there is nothing in it. A sheet that cannot be read does
/// not keep the others from it.
pub fn open(bytes: &[u8], progress: Progress<'_>) -> Result<Workbook, NotRead> {
    if bytes.len() > FILE_BYTES {
        return Err(NotRead::Bytes(DecodeError::TooLarge { bytes: bytes.len() }));
    }
    let sheets = if book::is_packed(bytes) {
        match packed::check(bytes)? {
            packed::Packed::Xlsx { merges } => xlsx::read(bytes, merges, progress)?,
            packed::Packed::Ods => ods::read(bytes)?,
        }
    } else if book::is_compound(bytes) {
        compound::read(bytes)?
    } else {
        markup::read(bytes)?
    };
    let sheets: Vec<_> = sheets.into_iter().enumerate().filter_map(|(index, sheet)| tabled(index, sheet)).collect();
    if sheets.is_empty() { Err(NotRead::Table(TableError::Empty)) } else { Ok(Workbook { sheets }) }
}

impl Workbook {
    /// The sheets that hold anything, the likeliest first.
    pub fn book(&self) -> Book {
        let mut book = Book { sheets: self.sheets.iter().map(|(info, _)| info.clone()).collect() };
        book.sort();
        book
    }

    /// The table in a sheet, by its place in the workbook.
    ///
    /// # Errors
    /// The sheet holds more than is read, or nothing.
    pub fn table(&self, index: usize) -> Result<&Table, NotRead> {
        let found = self.sheets.iter().find(|(info, _)| info.index == index);
        let (info, table) = found.ok_or(NotRead::Table(TableError::Empty))?;
        table.as_ref().ok_or(info.trouble.unwrap_or(NotRead::Table(TableError::Empty)))
    }
}

/// A sheet with its table; nothing where it is blank.
fn tabled(index: usize, sheet: Sheet) -> Option<(SheetInfo, Option<Table>)> {
    let Sheet { name, hidden, grid } = sheet;
    if grid.as_ref().is_ok_and(Grid::is_empty) {
        return None;
    }
    let mut info = SheetInfo { index, name, hidden, rows: 0, columns: 0, kind: None, confidence: 0, trouble: None };
    match grid.and_then(|grid| grid.table().map_err(NotRead::Table)) {
        Ok(table) => {
            let guess = recognise(&beginning(&table));
            (info.rows, info.columns) = (table.rows.len(), table.header.len());
            (info.kind, info.confidence) = (guess.kind, guess.confidence);
            Some((info, Some(table)))
        }
        Err(trouble) => {
            info.trouble = Some(trouble);
            Some((info, None))
        }
    }
}

fn beginning(table: &Table) -> Table {
    Table {
        header: table.header.clone(),
        rows: table.rows.iter().take(TELLING).cloned().collect(),
        delimiter: None,
        rejected: Vec::new(),
        skipped: Vec::new(),
        warnings: Vec::new(),
    }
}

fn damaged<T>(_: T) -> NotRead {
    NotRead::Book(BookError::Damaged)
}
