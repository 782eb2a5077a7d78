//! Records, wherever they come from, kept, padded, skipped or rejected.

use super::frame::{self, Frame};
use super::{Delimiter, Furniture, Rejected, Row, RowProblem, Skipped, Table, TableError, Warning};
use crate::limits;
use crate::text::{excerpt, is_invisible};

/// How many characters of a cell or line are shown in a list.
pub(super) const SHOWN: usize = 200;
/// How many lines a warning names.
const NAMED_LINES: usize = 20;

/// Takes records one by one and makes a table of them.
pub(super) struct Collector {
    frame: Frame,
    taken: usize,
    header: Vec<String>,
    rows: Vec<Row>,
    /// Rows of a single cell, until it is known whether they end the file as notices.
    lone: Vec<Row>,
    short: ShortRows,
    rejected: Vec<Rejected>,
    skipped: Vec<Skipped>,
    warnings: Vec<Warning>,
}

impl Collector {
    pub(super) fn new(frame: Frame) -> Self {
        Self {
            frame,
            taken: 0,
            header: Vec::new(),
            rows: Vec::new(),
            lone: Vec::new(),
            short: ShortRows::default(),
            rejected: Vec::new(),
            skipped: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// The same when the header is known, so that only what stands below it is taken.
    pub(super) fn below(header: Vec<String>) -> Self {
        let frame = Frame { above: 0, has_header: true, width: header.len() };
        Self { header, taken: 1, ..Self::new(frame) }
    }

    /// Rows of data so far.
    pub(super) fn rows(&self) -> usize {
        self.rows.len() + self.lone.len()
    }

    /// The names of columns, those that have one.
    pub(super) fn names(&self, columns: &[usize]) -> Vec<String> {
        let names = columns.iter().filter_map(|column| self.header.get(*column));
        names.filter(|name| !name.is_empty()).cloned().collect()
    }

    /// A record that is no row, whatever it holds.
    pub(super) fn pass_over(&mut self) {
        self.taken += 1;
    }

    pub(super) fn warn(&mut self, warning: Warning) {
        self.warnings.push(warning);
    }

    /// Takes the next record, which starts on a line.
    pub(super) fn take(&mut self, line: u32, cells: Vec<String>) -> Result<(), TableError> {
        let index = self.taken;
        self.taken += 1;
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

    /// The table of what was taken.
    pub(super) fn finish(mut self, delimiter: Option<Delimiter>) -> Table {
        self.settle_last_lines();
        self.skipped.sort_by_key(|skipped| skipped.line);
        self.rejected.sort_by_key(|rejected| rejected.line);
        if self.header.is_empty() {
            self.header = vec![String::new(); self.frame.width];
        }
        self.drop_unused_columns();
        self.find_oddities();
        Table {
            header: self.header,
            rows: self.rows,
            delimiter,
            rejected: self.rejected,
            skipped: self.skipped,
            warnings: self.warnings,
        }
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
        if self.rows() >= limits::ROWS {
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

    pub(super) fn reject(&mut self, line: u32, reason: RowProblem, cells: &[String]) {
        let shown = |cell: &String| if cell.len() > limits::CELL_BYTES { excerpt(cell, SHOWN) } else { cell.clone() };
        self.rejected.push(Rejected { line, reason, cells: cells.iter().map(shown).collect() });
    }

    pub(super) fn skip(&mut self, line: u32, what: Furniture, cells: &[String]) {
        let words: Vec<&str> = cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
        self.skipped.push(Skipped { line, what, text: excerpt(&words.join(" · "), SHOWN) });
    }

    fn repeats_header(&self, cells: &[String]) -> bool {
        self.frame.has_header
            && cells.len() == self.header.len()
            && cells.iter().zip(&self.header).all(|(cell, name)| cell == name || header_name(cell) == *name)
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

    fn find_oddities(&mut self) {
        let warnings = &mut self.warnings;
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

pub(super) fn header_name(cell: &str) -> String {
    let visible: String = cell.chars().filter(|&c| !is_invisible(c)).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}
