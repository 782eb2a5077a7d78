//! How much of a file is accepted. Past a limit the file or the row is refused by name, never cut short in silence.

/// Bytes in a file, before decoding.
pub const FILE_BYTES: usize = 64 * 1024 * 1024;
/// Rows of data in a file, header and footer not counted.
pub const ROWS: usize = 200_000;
/// Columns in a file.
pub const COLUMNS: usize = 200;
/// Bytes of UTF-8 in one cell. A longer one costs its row, not the file.
pub const CELL_BYTES: usize = 32 * 1024;
