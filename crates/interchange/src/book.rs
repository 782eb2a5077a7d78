//! What a page and the worker for spreadsheets say to each other: JSON, one question and one answer at a time. Bytes of files
//! come beside a question or an answer, not in it.

use serde::{Deserialize, Serialize};

use crate::export::Export;
use crate::headers::Kind;
use crate::limits;
use crate::talk::NotRead;

/// A page's question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ask {
    /// Read the workbook whose bytes come beside this.
    Open,
    /// The table in a sheet of the workbook that is open, by [`SheetInfo::index`].
    Table(usize),
    /// Make a workbook.
    Write(Box<Export>),
}

/// What the worker says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tell {
    /// It can be asked now.
    Ready,
    /// How far it is; the answer follows.
    Progress {
        done: usize,
        total: usize,
    },
    Book(Book),
    /// The JSON of a [`crate::table::Table`] comes beside this.
    Table,
    /// The bytes of the workbook come beside this.
    Written,
    NotRead(NotRead),
    /// It has come to a stop, with what a developer wants to know.
    Broken(String),
}

/// A workbook in short.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Book {
    /// The sheets that hold anything, the likeliest first.
    pub sheets: Vec<SheetInfo>,
}

/// A sheet in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetInfo {
    /// Its place in the workbook, from 0.
    pub index: usize,
    pub name: String,
    /// The workbook does not show it.
    pub hidden: bool,
    /// Rows of data.
    pub rows: usize,
    pub columns: usize,
    /// What its rows are, where that can be told.
    pub kind: Option<Kind>,
    /// 0 to 100, of the kind.
    pub confidence: u8,
    /// Why there is no table in it.
    pub trouble: Option<NotRead>,
}

impl Book {
    /// Puts the sheet a person most likely means first: one that can be read before one that cannot, a shown one before a
    /// hidden one, one whose rows are known for something before any other.
    pub fn sort(&mut self) {
        let rank = |sheet: &SheetInfo| {
            let wanted = match sheet.kind {
                Some(Kind::Opportunity) => 2,
                Some(_) => 1,
                None => 0,
            };
            (sheet.trouble.is_none(), !sheet.hidden, sheet.rows > 0, wanted)
        };
        self.sheets.sort_by_key(|sheet| (std::cmp::Reverse(rank(sheet)), sheet.index));
    }
}

/// Why a workbook is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum BookError {
    #[error("a password is needed")]
    Encrypted,
    #[error("torn, or not what it says")]
    Damaged,
    /// An archive or an Office file of another kind.
    #[error("no workbook")]
    NoBook,
    /// Such as the binary workbook of Excel.
    #[error("a workbook in a form that is not read")]
    OtherForm,
    #[error("it has more than {} parts", limits::BOOK_PARTS)]
    TooManyParts,
    #[error(
        "unpacked it has more than {} bytes, or more than {} times as many as packed",
        limits::BOOK_BYTES,
        limits::BOOK_RATIO
    )]
    TooLarge,
}

/// Whether a file is for the worker for spreadsheets, whatever its name says: a workbook, or a web page, which many programs
/// hand out as one. Looks at the beginning only.
pub fn is_book(bytes: &[u8]) -> bool {
    is_packed(bytes) || is_compound(bytes) || is_markup(bytes)
}

/// A ZIP archive, as workbooks are today.
pub fn is_packed(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// The container of old Office files, and of new ones with a password.
pub fn is_compound(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])
}

/// A page of HTML, or the XML that Excel once wrote.
pub fn is_markup(bytes: &[u8]) -> bool {
    const SIGNS: [&str; 6] = ["<!doctype html", "<html", "<table", "<meta", "<workbook", "<?mso-application"];
    // In UTF-16 every other byte is zero; without those, marks and blanks the beginning reads the same.
    let start: Vec<u8> = bytes.iter().take(4096).copied().filter(|byte| *byte != 0).collect();
    let start = String::from_utf8_lossy(&start).to_ascii_lowercase();
    let start = start.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{fffd}'));
    start.starts_with('<') && SIGNS.iter().any(|sign| start.contains(sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_beginning() {
        let utf16: Vec<u8> = "\u{feff}<html><table>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for book in [
            b"PK\x03\x04rest".as_slice(),
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest",
            b"\xef\xbb\xbf\r\n<!DOCTYPE html><html>",
            b"<meta charset=gbk><table>",
            b"<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?><Workbook>",
            &utf16,
        ] {
            assert!(is_book(book), "{book:?}");
        }
        for text in
            [b"".as_slice(), b"<name>,amount\nAcme,5\n", b"name\t<table>\n", "商机名称,金额\n".as_bytes(), b"%PDF"]
        {
            assert!(!is_book(text), "{text:?}");
        }
    }

    #[test]
    fn the_likeliest_sheet_comes_first() {
        let sheet = |index: usize, kind: Option<Kind>, hidden: bool, rows: usize| SheetInfo {
            index,
            name: String::new(),
            hidden,
            rows,
            columns: 3,
            kind,
            confidence: 50,
            trouble: None,
        };
        let broken = SheetInfo { trouble: Some(NotRead::Book(BookError::Damaged)), ..sheet(0, None, false, 0) };
        let mut book = Book {
            sheets: vec![
                broken,
                sheet(1, None, false, 9),
                sheet(2, Some(Kind::Account), false, 9),
                sheet(3, Some(Kind::Opportunity), true, 9),
                sheet(4, Some(Kind::Opportunity), false, 9),
                sheet(5, Some(Kind::Opportunity), false, 0),
            ],
        };
        book.sort();
        assert_eq!(book.sheets.iter().map(|sheet| sheet.index).collect::<Vec<_>>(), [4, 2, 1, 5, 3, 0]);
    }
}
