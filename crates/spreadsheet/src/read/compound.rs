//! Sheets of `.xls`, and what else is kept in the container of old Office files.

use std::io::Cursor;

use calamine::{Data, Range, Reader as _, SheetType, SheetVisible, Xls, XlsError, Xlsx, XlsxError};
use interchange::book::BookError;
use interchange::table::{Grid, Merge};
use interchange::talk::NotRead;

use super::cell::{Said, of};
use super::{Sheet, damaged};

pub(super) fn read(bytes: &[u8]) -> Result<Vec<Sheet>, NotRead> {
    // A workbook of today is put into such a container when it gets a password.
    if matches!(Xlsx::new(Cursor::new(bytes)), Err(XlsxError::Password)) {
        return Err(NotRead::Book(BookError::Encrypted));
    }
    let mut file: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsError::Password => NotRead::Book(BookError::Encrypted),
        // A letter or a presentation.
        XlsError::Cfb(error) if error.to_string().contains("Workbook") => NotRead::Book(BookError::NoBook),
        error => damaged(error),
    })?;
    let is_1904 = file.has_1904_epoch();
    let mut read = Vec::new();
    for sheet in file.sheets_metadata().to_vec() {
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        let grid = file.worksheet_range(&sheet.name).map_err(damaged).and_then(|range| {
            let mut grid = grid(&range, is_1904)?;
            for merge in file.merge_cells_by_sheet_name(&sheet.name).unwrap_or_default() {
                grid.merge(Merge { rows: (merge.start.0, merge.end.0), columns: (merge.start.1, merge.end.1) });
            }
            Ok(grid)
        });
        read.push(Sheet { name: sheet.name, hidden: sheet.visible != SheetVisible::Visible, grid });
    }
    Ok(read)
}

/// The cells of a range as texts.
pub(super) fn grid(range: &Range<Data>, is_1904: bool) -> Result<Grid, NotRead> {
    let mut grid = Grid::default();
    let Some((top, left)) = range.start() else { return Ok(grid) };
    for (row, column, value) in range.used_cells() {
        // A sheet has fewer rows and columns than this counts.
        let row = top.saturating_add(u32::try_from(row).unwrap_or(u32::MAX));
        let column = left.saturating_add(u32::try_from(column).unwrap_or(u32::MAX));
        match of(value, is_1904) {
            Said::Text(text) => grid.set(row, column, text).map_err(NotRead::Table)?,
            Said::Failed => grid.failed(row),
            Said::Nothing => {}
        }
    }
    Ok(grid)
}
