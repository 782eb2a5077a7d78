//! The cells of a sheet, and the table in them: where its header is, what merged cells say about each row.

mod fold;
mod head;

use super::collect::Collector;
use super::frame::{self, Frame};
use super::{Furniture, Table, TableError, Warning};
use crate::limits;
use head::Head;

/// Text in all cells of a sheet; the same text may be in many of them.
const TEXT_BYTES: usize = limits::FILE_BYTES / 2 * 3;
/// Lines that may stand around the rows of a sheet.
const AROUND: usize = 1000;

/// A block of cells that show the text of their first; both ends belong to it. Rows and columns count from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merge {
    pub rows: (u32, u32),
    pub columns: (u32, u32),
}

/// The cells of one sheet as texts, as they are put in.
#[derive(Debug, Default)]
pub struct Grid {
    /// Rows that hold something, in rising order, with what they hold by column.
    rows: Vec<(u32, Vec<(u32, String)>)>,
    merges: Vec<Merge>,
    /// Rows with cells whose formula failed.
    errors: Vec<u32>,
    bytes: usize,
}

/// A row with as many cells as the sheet has columns in use.
struct Line {
    row: u32,
    cells: Vec<String>,
}

/// A merge over columns in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Block {
    rows: (u32, u32),
    columns: (usize, usize),
}

impl Block {
    fn width(self) -> usize {
        self.columns.1 - self.columns.0 + 1
    }

    fn has(self, row: u32, column: usize) -> bool {
        (self.rows.0..=self.rows.1).contains(&row) && (self.columns.0..=self.columns.1).contains(&column)
    }
}

impl Grid {
    /// Puts a text into a cell. A blank one is as good as none.
    pub fn set(&mut self, row: u32, column: u32, text: String) -> Result<(), TableError> {
        if frame::is_blank(&text) {
            return Ok(());
        }
        self.bytes += text.len();
        if self.bytes > TEXT_BYTES {
            return Err(TableError::TooLong { bytes: self.bytes });
        }
        let at = match self.rows.last() {
            Some((last, _)) if *last >= row => self.rows.binary_search_by_key(&row, |(row, _)| *row),
            _ => Err(self.rows.len()),
        };
        match at {
            Ok(at) => self.rows[at].1.push((column, text)),
            Err(at) => {
                if self.rows.len() > limits::ROWS + AROUND {
                    return Err(TableError::TooManyRows { line: row.saturating_add(1) });
                }
                self.rows.insert(at, (row, vec![(column, text)]));
            }
        }
        Ok(())
    }

    /// A cell whose formula failed, such as `#N/A`: it reads as empty, and the table says so.
    pub fn failed(&mut self, row: u32) {
        self.errors.push(row);
    }

    pub fn merge(&mut self, merge: Merge) {
        if merge.rows.0 <= merge.rows.1 && merge.columns.0 <= merge.columns.1 {
            self.merges.push(merge);
        }
    }

    /// Nothing but blanks.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Looks for the table.
    pub fn table(self) -> Result<Table, TableError> {
        let Self { rows, merges, errors, .. } = self;
        let columns = used_columns(&rows)?;
        let lines = dense(rows, &columns);
        let Some(first) = lines.first() else { return Err(TableError::Empty) };
        let blocks = blocks(&merges, &columns, &lines);
        let head = Head::find(&lines, &blocks);
        let mut collector = match head.names {
            Some(names) => Collector::below(names),
            None => Collector::new(Frame { above: 0, has_header: false, width: first.cells.len() }),
        };
        for line in &lines[..head.above] {
            collector.skip(line.row + 1, Furniture::Title, &line.cells);
        }
        let spans = take(&mut collector, lines, head.end, &blocks)?;
        if !errors.is_empty() {
            let mut lines: Vec<u32> = errors.iter().map(|row| row + 1).collect();
            lines.dedup();
            lines.truncate(20);
            collector.warn(Warning::FailedCells { count: errors.len(), lines });
        }
        let mut table = collector.finish(None);
        let joined = fold::fold(&mut table, &spans);
        if joined > 0 {
            table.warnings.push(Warning::JoinedRows { count: joined });
        }
        Ok(table)
    }
}

/// The columns that hold anything, in order.
fn used_columns(rows: &[(u32, Vec<(u32, String)>)]) -> Result<Vec<u32>, TableError> {
    let mut used: Vec<u32> = Vec::new();
    for (row, cells) in rows {
        for (column, _) in cells {
            if let Err(at) = used.binary_search(column) {
                used.insert(at, *column);
            }
        }
        if used.len() > limits::COLUMNS {
            return Err(TableError::TooManyColumns { line: row + 1, columns: used.len() });
        }
    }
    Ok(used)
}

fn dense(rows: Vec<(u32, Vec<(u32, String)>)>, columns: &[u32]) -> Vec<Line> {
    let place = |(row, given): (u32, Vec<(u32, String)>)| {
        let mut cells = vec![String::new(); columns.len()];
        for (column, text) in given {
            if let Ok(at) = columns.binary_search(&column) {
                cells[at] = text;
            }
        }
        Line { row, cells }
    };
    rows.into_iter().map(place).collect()
}

/// The merges that show a text in more than one row or column in use, by their first row.
fn blocks(merges: &[Merge], columns: &[u32], lines: &[Line]) -> Vec<Block> {
    let block = |merge: &Merge| {
        let left = columns.binary_search(&merge.columns.0).ok()?;
        let right = columns.partition_point(|column| *column <= merge.columns.1) - 1;
        let block = Block { rows: merge.rows, columns: (left, right) };
        let line = lines.binary_search_by_key(&merge.rows.0, |line| line.row).ok()?;
        let is_more = block.rows.0 < block.rows.1 || left < right;
        (is_more && !frame::is_blank(&lines[line].cells[left])).then_some(block)
    };
    let mut blocks: Vec<Block> = merges.iter().filter_map(block).collect();
    blocks.sort_by_key(|block| (block.rows, block.columns));
    blocks
}

/// Gives the rows below the header to a collector, merged cells filled in. Returns the blocks that go over several rows.
fn take(collector: &mut Collector, lines: Vec<Line>, from: usize, blocks: &[Block]) -> Result<Vec<Block>, TableError> {
    let start = lines.get(from).map_or(u32::MAX, |line| line.row);
    let mut coming = blocks.iter().filter(|block| block.rows.0 >= start).peekable();
    let mut active: Vec<(Block, String)> = Vec::new();
    let mut spans = Vec::new();
    let (mut filled, mut bytes) = (Vec::new(), 0);
    for Line { row, mut cells } in lines.into_iter().skip(from) {
        active.retain(|(block, _)| block.rows.1 >= row);
        while let Some(block) = coming.next_if(|block| block.rows.0 <= row) {
            // Sound merges do not overlap, so there are no more than columns.
            if block.rows.0 == row && active.len() < limits::COLUMNS {
                active.push((*block, cells[block.columns.0].clone()));
                if block.rows.0 < block.rows.1 {
                    spans.push(*block);
                }
            }
        }
        let own = frame::filled(&cells);
        // A heading between rows goes over most of them.
        let is_band =
            |(block, _): &(Block, String)| block.rows.0 == row && block.width() >= 3 && block.width() * 2 > cells.len();
        if own == 1 && active.iter().any(is_band) {
            collector.skip(row + 1, Furniture::Title, &cells);
            continue;
        }
        if frame::furniture(&cells).is_none() {
            for (block, text) in &active {
                let is_first = block.rows.0 == row;
                let (left, right) = block.columns;
                for (column, cell) in cells.iter_mut().enumerate().take(right + 1).skip(left) {
                    if (!is_first || own > 1) && frame::is_blank(cell) {
                        bytes += text.len();
                        cell.clone_from(text);
                        filled.push(column);
                    }
                }
            }
            if bytes > TEXT_BYTES {
                return Err(TableError::TooLong { bytes });
            }
        }
        collector.take(row + 1, cells)?;
    }
    if !filled.is_empty() {
        let count = filled.len();
        filled.sort_unstable();
        filled.dedup();
        collector.warn(Warning::MergedCells { count, columns: collector.names(&filled) });
    }
    Ok(spans)
}

#[cfg(test)]
mod tests;
