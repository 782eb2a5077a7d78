//! Sheets of `.ods`. Which cells are merged is not told; those that are covered read as empty.

use std::io::Cursor;

use calamine::{Ods, OdsError, Reader as _, SheetVisible};
use interchange::book::BookError;
use interchange::talk::NotRead;

use super::compound::grid;
use super::{Sheet, damaged};

pub(super) fn read(bytes: &[u8]) -> Result<Vec<Sheet>, NotRead> {
    let mut file: Ods<_> = Ods::new(Cursor::new(bytes)).map_err(|error| {
        NotRead::Book(match error {
            OdsError::Password => BookError::Encrypted,
            // A text or a drawing.
            OdsError::InvalidMime(_) => BookError::NoBook,
            OdsError::CellLimitExceeded { .. } => BookError::TooLarge,
            _ => BookError::Damaged,
        })
    })?;
    let sheets = file.sheets_metadata().to_vec();
    let read = sheets.into_iter().map(|sheet| {
        let grid = file.worksheet_range(&sheet.name).map_err(damaged).and_then(|range| grid(&range, false));
        Sheet { name: sheet.name, hidden: sheet.visible != SheetVisible::Visible, grid }
    });
    Ok(read.collect())
}
