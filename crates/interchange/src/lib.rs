//! Files in and out: reads what people export, knows headers, dates and amounts, plans an import. No I/O of its own.
//!
//! The reading side goes one way: bytes become text ([`encoding`]), text becomes a [`table::Table`], each column is
//! profiled ([`headers::profile`], with [`cell`] telling dates, amounts and flags apart), the file's kind and the
//! meaning of its columns are guessed ([`headers::recognise`]), its stage words are put in order ([`stages`]), and
//! names are matched with those already known ([`names`]). [`import`] puts it all together: with a person's answers and the
//! workspace's records it makes slices of changes and a report of them.
//!
//! The writing side is [`export`]: a table of typed cells, as CSV or, by the worker for spreadsheets, as a workbook. [`book`] is
//! what a page says to that worker.
//!
//! What it knows: file formats, the words vendors and people use in headers and cells, the shapes of dates, amounts
//! and names, and, in [`import`] alone, how rows become records. What it refuses to know: storage, the clock, randomness,
//! the language of the screen. Every guess is data (a value, a confidence, a reason); the sentence around it belongs to
//! the page.

pub mod book;
pub mod cell;
pub mod encoding;
pub mod export;
pub mod headers;
pub mod import;
pub mod limits;
pub mod names;
pub mod stages;
pub mod table;
pub mod talk;
mod text;

pub use text::fold_lower;
