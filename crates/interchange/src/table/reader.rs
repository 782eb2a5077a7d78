//! The reader proper: records from the CSV parser, kept, padded, skipped or rejected.

use std::io::Cursor;

use super::frame::{self, Frame};
use super::quotes::{self, Quotes};
use super::{Delimiter, Furniture, Rejected, Row, RowProblem, Skipped, Table, TableError, Warning, sniff};
use crate::limits;
use crate::text::{excerpt, is_invisible};

/// How many characters of a cell or line are shown in a list.
const SHOWN: usize = 200;
/// How many lines a warning names.
const NAMED_LINES: usize = 20;
/// After so many stray quotation marks the file is read as the parser sees it.
const MOST_RESUMES: usize = 1000;

/// Whether a slice was the last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    More,
    Done,
}

/// Reads a table in slices. Drop it to cancel; nothing else is held.
///
/// ```
/// use interchange::table::{Reader, Step};
/// let mut reader = Reader::new("name,amount\nAcme,5\nGlobex,7\n".to_owned(), None)?;
/// while reader.read_slice(1)? == Step::More {
///     let _progress = reader.offset() * 100 / reader.total();
/// }
/// assert_eq!(reader.finish().rows.len(), 2);
/// # Ok::<(), interchange::table::TableError>(())
/// ```
pub struct Reader {
    parser: csv::Reader<Cursor<String>>,
    record: csv::StringRecord,
    /// Where in the text the parser was started.
    base: usize,
    lines: LineCounter,
    delimiter: Delimiter,
    frame: Frame,
    records_read: usize,
    header: Vec<String>,
    rows: Vec<Row>,
    /// Rows of a single cell, until it is known whether they end the file as notices.
    lone: Vec<Row>,
    short: ShortRows,
    rejected: Vec<Rejected>,
    skipped: Vec<Skipped>,
    resumes: usize,
}

impl Reader {
    /// Looks at the beginning of `text` and gets ready to read it.
    pub fn new(text: String, delimiter: Option<Delimiter>) -> Result<Self, TableError> {
        // UTF-8 takes half as much again as the same Chinese text in a file of two-byte characters.
        if text.len() > limits::FILE_BYTES / 2 * 3 {
            return Err(TableError::TooLong { bytes: text.len() });
        }
        if text.trim_matches(|c: char| c.is_whitespace() || is_invisible(c)).is_empty() {
            return Err(TableError::Empty);
        }
        let mut base = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let declared = declared_delimiter(&text[base..]);
        let delimiter = delimiter.or(declared).unwrap_or_else(|| sniff::delimiter(&text[base..]));
        let text = sniff::prepared(text, delimiter);
        if declared.is_some() {
            base += text[base..].find('\n').map_or(text.len() - base, |end| end + 1);
        }
        let sample = sniff::sample(&text[base..], delimiter);
        let frame = frame::find(&sample, sniff::usual_width(&sample));
        if frame.width > limits::COLUMNS {
            return Err(TableError::TooManyColumns { line: 1, columns: frame.width });
        }
        Ok(Self {
            lines: LineCounter { offset: 0, line: 1 },
            parser: parser(text, base, delimiter),
            record: csv::StringRecord::new(),
            base,
            delimiter,
            frame,
            records_read: 0,
            header: Vec::new(),
            rows: Vec::new(),
            lone: Vec::new(),
            short: ShortRows::default(),
            rejected: Vec::new(),
            skipped: Vec::new(),
            resumes: 0,
        })
    }

    /// Bytes of text read so far.
    pub fn offset(&self) -> usize {
        (self.base + byte_of(self.parser.position())).min(self.total())
    }

    /// Bytes of text in all.
    pub fn total(&self) -> usize {
        self.text().len()
    }

    /// Rows of data read so far.
    pub fn rows_read(&self) -> usize {
        self.rows.len() + self.lone.len()
    }

    /// Reads up to `records` more records.
    pub fn read_slice(&mut self, records: usize) -> Result<Step, TableError> {
        for _ in 0..records {
            // The text is sound UTF-8 and lengths may differ, so the parser has nothing to object to.
            if !self.parser.read_record(&mut self.record).unwrap_or(false) {
                return Ok(Step::Done);
            }
            let start = self.base + self.record.position().map_or(0, byte_of);
            self.take_record(start)?;
        }
        Ok(Step::More)
    }

    /// The table of what was read.
    pub fn finish(mut self) -> Table {
        self.settle_last_lines();
        self.skipped.sort_by_key(|skipped| skipped.line);
        if self.header.is_empty() {
            self.header = vec![String::new(); self.frame.width];
        }
        self.drop_unused_columns();
        let warnings = self.warnings();
        Table {
            header: self.header,
            rows: self.rows,
            delimiter: self.delimiter,
            rejected: self.rejected,
            skipped: self.skipped,
            warnings,
        }
    }

    fn text(&self) -> &str {
        self.parser.get_ref().get_ref()
    }

    fn take_record(&mut self, start: usize) -> Result<(), TableError> {
        let text = self.parser.get_ref().get_ref().as_bytes();
        let end = (self.base + byte_of(self.parser.position())).min(text.len());
        // The parser leaves the second half of a line break, and blank lines, to the next record.
        let breaks = text[start..end].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let start = start + breaks;
        let line = self.lines.line_at(text, start);
        let index = self.records_read;
        self.records_read += 1;
        if self.resumes < MOST_RESUMES
            && let Some(next_line) = stray_quote(&text[start..end], sniff::parser_byte(self.delimiter))
        {
            let cells = vec![excerpt(self.text()[start..start + next_line].trim_end(), SHOWN)];
            self.rejected.push(Rejected { line, reason: RowProblem::UnbalancedQuote, cells });
            self.resume(start + next_line);
            return Ok(());
        }
        let cells: Vec<String> = self.record.iter().map(|cell| self.clean(cell)).collect();
        if index < self.frame.above {
            if frame::filled(&cells) > 0 {
                self.skip(line, Furniture::Title, &cells);
            }
            return Ok(());
        }
        if index == self.frame.above && self.frame.has_header {
            return self.take_header(line, &cells);
        }
        self.take_row(line, cells)
    }

    fn clean(&self, cell: &str) -> String {
        let cell = without_guard(cell);
        if self.delimiter == Delimiter::FullWidthComma { cell.replace('\u{1f}', "，") } else { cell.to_owned() }
    }

    fn take_header(&mut self, line: u32, cells: &[String]) -> Result<(), TableError> {
        if cells.len() > limits::COLUMNS {
            return Err(TableError::TooManyColumns { line, columns: cells.len() });
        }
        self.header = cells.iter().map(|cell| header_name(cell)).collect();
        self.header.resize(self.frame.width.max(cells.len()), String::new());
        Ok(())
    }

    fn take_row(&mut self, line: u32, mut cells: Vec<String>) -> Result<(), TableError> {
        let filled = frame::filled(&cells);
        if filled == 0 {
            return Ok(());
        }
        if let Some(column) = cells.iter().position(|cell| cell.len() > limits::CELL_BYTES) {
            let reason = RowProblem::CellTooLarge { column: column + 1, bytes: cells[column].len() };
            self.reject(line, reason, &cells);
            return Ok(());
        }
        if self.repeats_header(&cells) {
            self.skip(line, Furniture::RepeatedHeader, &cells);
            return Ok(());
        }
        if let Some(what) = frame::furniture(&cells) {
            self.skip(line, what, &cells);
            return Ok(());
        }
        let width = self.frame.width;
        while cells.len() > width && cells.last().is_some_and(|cell| frame::is_blank(cell)) {
            cells.pop();
        }
        if cells.len() > width {
            self.reject(line, RowProblem::TooManyCells { cells: cells.len(), columns: width }, &cells);
            return Ok(());
        }
        if self.rows_read() >= limits::ROWS {
            return Err(TableError::TooManyRows { line });
        }
        if filled == 1 && width >= 3 {
            self.lone.push(Row { line, cells });
            return Ok(());
        }
        for row in std::mem::take(&mut self.lone) {
            self.keep(row);
        }
        self.keep(Row { line, cells });
        Ok(())
    }

    fn keep(&mut self, mut row: Row) {
        if row.cells.len() < self.frame.width {
            self.short.add(row.line);
            row.cells.resize(self.frame.width, String::new());
        }
        self.rows.push(row);
    }

    fn reject(&mut self, line: u32, reason: RowProblem, cells: &[String]) {
        let shown = |cell: &String| if cell.len() > limits::CELL_BYTES { excerpt(cell, SHOWN) } else { cell.clone() };
        self.rejected.push(Rejected { line, reason, cells: cells.iter().map(shown).collect() });
    }

    fn skip(&mut self, line: u32, what: Furniture, cells: &[String]) {
        let words: Vec<&str> = cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
        self.skipped.push(Skipped { line, what, text: excerpt(&words.join(" · "), SHOWN) });
    }

    fn repeats_header(&self, cells: &[String]) -> bool {
        self.frame.has_header
            && cells.len() == self.header.len()
            && cells.iter().zip(&self.header).all(|(cell, name)| cell == name || header_name(cell) == *name)
    }

    /// Starts the parser again at `offset`.
    fn resume(&mut self, offset: usize) {
        self.resumes += 1;
        let used = std::mem::replace(&mut self.parser, parser(String::new(), 0, self.delimiter));
        self.parser = parser(used.into_inner().into_inner(), offset, self.delimiter);
        self.base = offset;
    }

    /// Lines of one cell that end the file are notices when one of them reads like one; otherwise they are rows.
    fn settle_last_lines(&mut self) {
        let lone = std::mem::take(&mut self.lone);
        let says = |row: &Row| row.cells.iter().any(|cell| frame::is_notice(cell));
        if lone.iter().any(says) {
            for row in lone {
                self.skip(row.line, Furniture::Notice, &row.cells);
            }
        } else {
            for row in lone {
                self.keep(row);
            }
        }
    }

    /// Spreadsheets save columns nobody named or filled.
    fn drop_unused_columns(&mut self) {
        let named = self.header.iter().rposition(|name| !name.is_empty()).map_or(0, |last| last + 1);
        let used = |row: &Row| row.cells.iter().rposition(|cell| !frame::is_blank(cell)).map_or(0, |last| last + 1);
        if named == self.header.len() {
            return;
        }
        let width = self.rows.iter().map(used).max().unwrap_or(0).max(named);
        self.header.truncate(width);
        for row in &mut self.rows {
            row.cells.truncate(width);
        }
    }

    fn warnings(&mut self) -> Vec<Warning> {
        let mut warnings = Vec::new();
        if self.frame.has_header {
            let unnamed = self.header.iter().enumerate().filter(|(_, name)| name.is_empty());
            warnings.extend(unnamed.map(|(index, _)| Warning::UnnamedColumn { column: index + 1 }));
        } else {
            warnings.push(Warning::NoHeader);
        }
        for (index, name) in self.header.iter().enumerate() {
            let same = |other: &usize| self.header[*other] == *name;
            if !name.is_empty() && !(0..index).any(|other| same(&other)) {
                let columns: Vec<usize> = (index..self.header.len()).filter(same).map(|other| other + 1).collect();
                if columns.len() > 1 {
                    warnings.push(Warning::RepeatedName { name: name.clone(), columns });
                }
            }
        }
        let short = std::mem::take(&mut self.short);
        if short.count > 0 {
            warnings.push(Warning::ShortRows { count: short.count, lines: short.lines });
        }
        warnings
    }
}

#[derive(Default)]
struct ShortRows {
    count: usize,
    lines: Vec<u32>,
}

impl ShortRows {
    fn add(&mut self, line: u32) {
        self.count += 1;
        if self.lines.len() < NAMED_LINES {
            self.lines.push(line);
        }
    }
}

/// Line numbers from byte offsets, asked for in rising order.
struct LineCounter {
    offset: usize,
    line: u32,
}

impl LineCounter {
    fn line_at(&mut self, text: &[u8], offset: usize) -> u32 {
        for at in self.offset..offset {
            let breaks = match text[at] {
                b'\n' => true,
                b'\r' => text.get(at + 1) != Some(&b'\n'),
                _ => false,
            };
            self.line += u32::from(breaks);
        }
        self.offset = self.offset.max(offset);
        self.line
    }
}

fn parser(text: String, start: usize, delimiter: Delimiter) -> csv::Reader<Cursor<String>> {
    let mut cursor = Cursor::new(text);
    cursor.set_position(start as u64);
    csv::ReaderBuilder::new()
        .delimiter(sniff::parser_byte(delimiter))
        .flexible(true)
        .has_headers(false)
        .buffer_capacity(64 * 1024)
        .from_reader(cursor)
}

fn byte_of(position: &csv::Position) -> usize {
    usize::try_from(position.byte()).unwrap_or(usize::MAX)
}

/// Excel's own note of the delimiter: a first line `sep=;`.
fn declared_delimiter(text: &str) -> Option<Delimiter> {
    let first = text.lines().next()?.trim_matches('"').trim_end();
    let mut rest = first.strip_prefix("sep=")?.chars();
    let sign = rest.next()?;
    Delimiter::ALL.into_iter().find(|delimiter| delimiter.as_char() == sign && rest.clone().next().is_none())
}

/// Where the next line begins, when a record runs over several lines because of a stray quotation mark.
fn stray_quote(record: &[u8], delimiter: u8) -> Option<usize> {
    let first_break = record.iter().position(|&byte| byte == b'\n')?;
    let next_line = first_break + 1;
    let runs_on = record[next_line..].iter().any(|&byte| byte != b'\n' && byte != b'\r');
    (runs_on && quotes::check(record, delimiter) == Quotes::Unbalanced).then_some(next_line)
}

/// A cell without the mark that keeps a spreadsheet from running it as a formula: zero-width joiners, or exactly one
/// apostrophe before `=`, `+`, `-` or `@`, in any width.
fn without_guard(cell: &str) -> &str {
    let cell = cell.trim_start_matches('\u{200d}');
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r']) => rest,
        _ => cell,
    }
}

fn header_name(cell: &str) -> String {
    let visible: String = cell.chars().filter(|&c| !is_invisible(c)).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}
