//! Where the header of a sheet is: one row, or several whose cells are merged.

use super::super::frame;
use super::{Block, Line};
use crate::table::collect::header_name;

/// How many lines are looked at.
const LOOKED_AT: usize = 200;
/// More rows than this are no header.
const MOST_LEVELS: usize = 4;

/// The lines of a header.
pub(super) struct Head {
    /// How many lines stand above it.
    pub(super) above: usize,
    /// The first line below it.
    pub(super) end: usize,
    /// `None` where the first line is one of data already.
    pub(super) names: Option<Vec<String>>,
}

impl Head {
    pub(super) fn find(lines: &[Line], blocks: &[Block]) -> Self {
        let looked_at = &lines[..lines.len().min(LOOKED_AT)];
        let width = looked_at.first().map_or(0, |line| line.cells.len());
        let in_use = |column: &usize| looked_at.iter().any(|line| !frame::is_blank(&line.cells[*column]));
        let in_use = (0..width).filter(in_use).count();
        let last = looked_at.last().map_or(0, |line| line.row);
        let blocks = &blocks[..blocks.partition_point(|block| block.rows.0 <= last)];
        let sheet = Sheet { lines: looked_at, blocks, in_use };
        let first = (0..looked_at.len()).find(|index| sheet.covered(*index) * 2 >= in_use.max(1)).unwrap_or(0);
        if looked_at.get(first).is_none_or(|line| frame::looks_like_data(&line.cells)) {
            return Self { above: first, end: first, names: None };
        }
        let (mut above, mut end) = (first, first + 1);
        while above > 0 && end - above < MOST_LEVELS && sheet.hangs_from(above, above - 1) {
            above -= 1;
        }
        while end < looked_at.len() && end - above < MOST_LEVELS && sheet.goes_on(above, end) {
            end += 1;
        }
        Self { above, end, names: Some(sheet.names(above, end)) }
    }
}

struct Sheet<'a> {
    lines: &'a [Line],
    blocks: &'a [Block],
    in_use: usize,
}

impl Sheet<'_> {
    /// Columns a line has a text for. A title goes over most columns and counts as one.
    fn covered(&self, index: usize) -> usize {
        let Line { row, cells } = &self.lines[index];
        let of_row = |block: &&Block| (block.rows.0..=block.rows.1).contains(row) && self.is_narrow(**block);
        let here: Vec<&Block> = self.blocks.iter().filter(of_row).collect();
        let is_covered =
            |column: &usize| !frame::is_blank(&cells[*column]) || here.iter().any(|block| block.has(*row, *column));
        (0..cells.len()).filter(is_covered).count()
    }

    fn is_narrow(&self, block: Block) -> bool {
        block.width() * 2 <= self.in_use
    }

    /// Blocks that begin in a line and go over the next row.
    fn down(&self, index: usize) -> impl Iterator<Item = Block> {
        let row = self.lines[index].row;
        self.blocks
            .iter()
            .copied()
            .filter(move |block| block.rows.0 <= row && block.rows.1 > row && self.is_narrow(*block))
    }

    /// Whether a line shares cells with the one above it.
    fn hangs_from(&self, index: usize, upper: usize) -> bool {
        let row = self.lines[index].row;
        self.down(upper).any(|block| block.rows.1 >= row)
    }

    /// Whether the header goes on in a line: some of its cells reach into it, or it names the parts of those that are
    /// merged across and nothing below the others.
    fn goes_on(&self, above: usize, index: usize) -> bool {
        let Line { row, cells } = &self.lines[index];
        if self.lines[index - 1].row + 1 != *row || frame::looks_like_data(cells) {
            return false;
        }
        let upper = &self.lines[index - 1];
        let first = self.lines[above].row;
        if self.down(index - 1).any(|block| block.rows.0 >= first) {
            return true;
        }
        let across: Vec<&Block> =
            self.blocks.iter().filter(|block| block.rows == (upper.row, upper.row) && block.width() > 1).collect();
        let is_parted =
            |block: &&Block| (block.columns.0..=block.columns.1).all(|column| !frame::is_blank(&cells[column]));
        let is_bare = |column: usize| {
            across.iter().any(|block| block.has(upper.row, column))
                || frame::is_blank(&upper.cells[column])
                || frame::is_blank(&cells[column])
        };
        !across.is_empty() && across.iter().all(is_parted) && (0..cells.len()).all(is_bare)
    }

    /// The name of each column: what stands lowest, with what stands above it where that alone is not telling.
    fn names(&self, above: usize, end: usize) -> Vec<String> {
        let levels = &self.lines[above..end];
        let width = levels.first().map_or(0, |line| line.cells.len());
        let text = |line: &Line, column: usize| {
            let block = self.blocks.iter().find(|block| block.has(line.row, column) && block.width() < self.in_use);
            let shown = block.and_then(|block| {
                let first = levels.iter().find(|line| line.row == block.rows.0)?;
                Some(header_name(&first.cells[block.columns.0]))
            });
            shown.unwrap_or_else(|| header_name(&line.cells[column]))
        };
        let parts = |column: usize| {
            let mut parts: Vec<String> = levels.iter().map(|line| text(line, column)).collect();
            parts.retain(|part| !part.is_empty());
            parts.dedup();
            parts
        };
        let parts: Vec<Vec<String>> = (0..width).map(parts).collect();
        let name = |own: &Vec<String>| {
            let Some((last, before)) = own.split_last() else { return String::new() };
            let same = parts.iter().filter(|other| other.last() == Some(last)).count();
            if same > 1 && !before.is_empty() { format!("{} {last}", before.join(" ")) } else { last.clone() }
        };
        parts.iter().map(name).collect()
    }
}
