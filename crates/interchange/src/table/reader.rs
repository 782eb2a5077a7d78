//! The reader of texts: records from the CSV parser.

use std::io::Cursor;

use super::collect::{Collector, SHOWN};
use super::frame;
use super::guard::without_guard;
use super::quotes::{self, Quotes};
use super::{Delimiter, RowProblem, Table, TableError, sniff};
use crate::limits;
use crate::text::{excerpt, is_invisible};

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
    collector: Collector,
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
            collector: Collector::new(frame),
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
        self.collector.rows()
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
    pub fn finish(self) -> Table {
        self.collector.finish(Some(self.delimiter))
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
        if self.resumes < MOST_RESUMES
            && let Some(next_line) = stray_quote(&text[start..end], sniff::parser_byte(self.delimiter))
        {
            let cells = vec![excerpt(self.text()[start..start + next_line].trim_end(), SHOWN)];
            self.collector.pass_over();
            self.collector.reject(line, RowProblem::UnbalancedQuote, &cells);
            self.resume(start + next_line);
            return Ok(());
        }
        let cells: Vec<String> = self.record.iter().map(|cell| self.clean(cell)).collect();
        self.collector.take(line, cells)
    }

    fn clean(&self, cell: &str) -> String {
        let cell = without_guard(cell);
        if self.delimiter == Delimiter::FullWidthComma { cell.replace('\u{1f}', "，") } else { cell.to_owned() }
    }

    /// Starts the parser again at `offset`.
    fn resume(&mut self, offset: usize) {
        self.resumes += 1;
        let used = std::mem::replace(&mut self.parser, parser(String::new(), 0, self.delimiter));
        self.parser = parser(used.into_inner().into_inner(), offset, self.delimiter);
        self.base = offset;
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
