//! How much of a file is accepted. Past a limit the file or the row is refused by name, never cut short in silence.

/// Bytes in a file, before decoding.
pub const FILE_BYTES: usize = 64 * 1024 * 1024;
/// Rows of data in a file, header and footer not counted.
pub const ROWS: usize = 200_000;
/// Columns in a file.
pub const COLUMNS: usize = 200;
/// Bytes of UTF-8 in one cell. A longer one costs its row, not the file.
pub const CELL_BYTES: usize = 32 * 1024;

/// Files packed into a workbook.
pub const BOOK_PARTS: usize = 2000;
/// Bytes of a workbook when unpacked: what it says, and what it turns out to have.
pub const BOOK_BYTES: u64 = 100 * 1024 * 1024;
/// How many times larger than packed. Small workbooks may be more: they do no harm.
pub const BOOK_RATIO: u64 = 100;
pub const BOOK_SMALL: u64 = 4 * 1024 * 1024;
