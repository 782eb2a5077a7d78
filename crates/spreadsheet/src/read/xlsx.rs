//! Sheets of `.xlsx`, cell by cell as they stand in the file.

use std::io::Cursor;

use calamine::{Cell, DataRef, Reader as _, SheetType, SheetVisible, Xlsx, XlsxError};
use interchange::book::BookError;
use interchange::table::{Grid, Merge};
use interchange::talk::NotRead;

use super::cell::{Look, Said, of_ref};
use super::{Progress, Sheet, damaged};

type File<'a> = Xlsx<Cursor<&'a [u8]>>;

/// How much of the progress a sheet is.
const OF_A_SHEET: usize = 1000;
/// Cells between two news of how far it is.
const STEP: usize = 20_000;
/// Cells that say what they cannot, before the sheet is taken for damaged.
const MOST_ODD: usize = 10_000;

/// `merges`: whether any sheet has merged cells. They stand behind the rows, so a sheet that has some is gone through twice.
pub(super) fn read(bytes: &[u8], merges: bool, progress: Progress<'_>) -> Result<Vec<Sheet>, NotRead> {
    let mut file: File<'_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsxError::Password => NotRead::Book(BookError::Encrypted),
        error => damaged(error),
    })?;
    let sheets = file.sheets_metadata().to_vec();
    if sheets.is_empty() {
        return Err(NotRead::Book(BookError::NoBook));
    }
    let total = sheets.len() * OF_A_SHEET;
    let mut read = Vec::new();
    for (index, sheet) in sheets.into_iter().enumerate() {
        // Charts and macros have sheets of their own.
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        let grid = grid(&mut file, &sheet.name, merges, &mut |share| progress(index * OF_A_SHEET + share, total));
        read.push(Sheet { name: sheet.name, hidden: sheet.visible != SheetVisible::Visible, grid });
    }
    Ok(read)
}

fn grid(file: &mut File<'_>, name: &str, merges: bool, progress: &mut dyn FnMut(usize)) -> Result<Grid, NotRead> {
    let mut grid = Grid::default();
    let is_1904 = file.has_1904_epoch();
    let mut cells = file.worksheet_cells_reader(name).map_err(damaged)?;
    let looks: Vec<Look> = cells.styles().iter().map(Look::of).collect();
    let rows = u64::from(cells.dimensions().end.0) + 1;
    let (mut seen, mut odd) = (0_usize, 0);
    loop {
        let (cell, style): (Cell<DataRef<'_>>, usize) = match cells.next_cell_with_style_id() {
            Ok(Some(cell)) => cell,
            Ok(None) => break,
            // One cell that says what it cannot: the others do not suffer.
            Err(
                XlsxError::CellError(_)
                | XlsxError::CellTAttribute(_)
                | XlsxError::ParseFloat(_)
                | XlsxError::Unrecognized { .. }
                | XlsxError::Unexpected(_),
            ) => {
                odd += 1;
                if odd > MOST_ODD {
                    return Err(NotRead::Book(BookError::Damaged));
                }
                continue;
            }
            Err(error) => return Err(damaged(error)),
        };
        seen += 1;
        let (row, column) = cell.get_position();
        if seen.is_multiple_of(STEP) {
            let share = (u64::from(row) * OF_A_SHEET as u64 / rows).min(OF_A_SHEET as u64);
            progress(usize::try_from(share).unwrap_or(OF_A_SHEET));
        }
        match of_ref(cell.get_value(), looks.get(style).unwrap_or(&Look::Plain), is_1904) {
            Said::Text(text) => grid.set(row, column, text).map_err(NotRead::Table)?,
            Said::Failed => grid.failed(row),
            Said::Nothing => {}
        }
    }
    drop(cells);
    if merges {
        for merge in file.merge_cells_by_sheet_name(name).map_err(damaged)? {
            grid.merge(Merge { rows: (merge.start.0, merge.end.0), columns: (merge.start.1, merge.end.1) });
        }
    }
    Ok(grid)
}
