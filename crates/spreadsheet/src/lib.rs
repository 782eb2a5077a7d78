//! Workbooks in and out: reads what spreadsheets save as tables of texts, and writes a table as a workbook.
//!
//! What it knows: containers and cells of `.xlsx`, `.xls` and `.ods`, web pages and XML that go by their names, and how large a
//! file may become when it is unpacked. What it refuses to know: what rows mean, beyond the guess of [`interchange`] that puts
//! the likeliest sheet first; storage, the clock, the language of the screen.

mod read;
mod write;

pub use read::{Workbook, open};
pub use write::{NotWritten, write};
