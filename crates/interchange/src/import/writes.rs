//! What an import writes, slice by slice, made when it is asked for.

use model::Doc;
use model::command::{Added, SourceRow, SourceRows, Updated};
use model::command::{SLICE, Slice};

use super::names::Who;
use super::plan::{Ground, Plan};

/// One record, written.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Write {
    Add(Added),
    Update(Updated),
    /// A history of a record that is there.
    Note(Updated),
}

impl Write {
    pub(super) fn kind(&self) -> model::Kind {
        match self {
            Self::Add(added) => added.doc.kind,
            Self::Update(updated) | Self::Note(updated) => updated.target.kind,
        }
    }

    pub(super) fn add(doc: Doc) -> Self {
        Self::Add(Added { doc, opening: Vec::new() })
    }
}

/// Something that will be written, by its place in the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Setting(u32),
    /// A record made because rows name it.
    Made(Who, u32),
    /// Ids added to a record that is there.
    Linked(u32),
    /// A record that has rows.
    Main(u32),
    /// What goes with an opportunity.
    Activity(u32, u8),
    /// An opportunity's history.
    Visits(u32),
}

impl Plan {
    /// How many slices there are.
    pub(super) fn slices(&self) -> usize {
        self.steps.len().max(self.rows.len()).div_ceil(SLICE)
    }

    /// One slice of the import; `None` past the last.
    pub(super) fn slice(&self, ground: &Ground<'_>, index: usize) -> Option<Slice> {
        if index >= self.slices() {
            return None;
        }
        let start = index * SLICE;
        let mut slice = Slice::default();
        for step in self.steps.iter().skip(start).take(SLICE) {
            match self.carry_out(ground, *step) {
                Some(Write::Add(added)) => slice.added.push(added),
                Some(Write::Update(updated)) => slice.updated.push(updated),
                Some(Write::Note(noted)) => slice.noted.push(noted),
                None => {}
            }
        }
        let rows = self.rows.iter().skip(start).take(SLICE);
        let rows: Vec<SourceRow> = rows.filter_map(|row| self.source_row(ground, *row as usize)).collect();
        if !rows.is_empty() {
            let header = ground.sheet.table.header.clone();
            slice.rows = Some(SourceRows { source: ground.sheet.source(), header, rows });
        }
        Some(slice)
    }

    fn source_row(&self, ground: &Ground<'_>, row: usize) -> Option<SourceRow> {
        let record = self.record_of(ground, row)?;
        let key = ground.keys.of_rows.get(row)?.to_string();
        let cells = match ground.kept.0.get(&row).filter(|kept| kept.record == record) {
            Some(kept) => kept.merged(ground.sheet.cells(row)),
            None => ground.sheet.cells(row).to_vec(),
        };
        Some(SourceRow { key, record, cells })
    }
}
