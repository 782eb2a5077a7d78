//! Under what a file's rows and their ids are known, and what an earlier import of the same kind of file kept of them.

use std::collections::HashMap;

use model::Uuid;
use model::command::SourceRows;
use model::id::derived;

use super::columns::{Columns, filled};
use crate::headers::{
    AccountField, ContactField, Forms, HistoryField, Kind, LeadField, MemberField, OpportunityField, ProductField,
    Shape, Target,
};
use crate::table::Table;

/// Texts of rows are turned into ids in this namespace.
const ROW_TEXTS: Uuid = Uuid::from_u128(0x9d0c_4a5e_6f0b_5c7a_8e21_37b1_52d4_a6f3);

/// The column of a kind's own ids.
pub(super) fn id_target(kind: Kind) -> Target {
    match kind {
        Kind::Opportunity => Target::Opportunity(OpportunityField::ExternalId),
        Kind::Account => Target::Account(AccountField::ExternalId),
        Kind::Contact => Target::Contact(ContactField::ExternalId),
        Kind::Lead => Target::Lead(LeadField::ExternalId),
        Kind::Product => Target::Product(ProductField::ExternalId),
        Kind::Member => Target::Member(MemberField::ExternalId),
        Kind::StageHistory => Target::StageHistory(HistoryField::Opportunity),
    }
}

/// Which program or sheet a file comes from: the program's name, or what the sheet calls its ids, or all its headers.
pub(super) fn base(shape: Shape, columns: &Columns, kind: Kind) -> String {
    if shape != Shape::Generic {
        return shape.as_str().to_owned();
    }
    if let Some(index) = columns.one(id_target(kind)) {
        return sheet_of(columns, index);
    }
    let headers: Vec<String> = columns.list.iter().map(|column| Forms::of(&column.profile.header).full).collect();
    format!("sheet#{}", derived(ROW_TEXTS, &headers.join("\u{1f}")).simple())
}

/// A sheet by the header of a column of ids.
pub(super) fn sheet_of(columns: &Columns, index: usize) -> String {
    format!("sheet:{}", Forms::of(columns.header(index)).full)
}

/// The name of a kind of rows in a source.
pub(super) fn rows_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Opportunity => "opportunities",
        Kind::Account => "accounts",
        Kind::Contact => "contacts",
        Kind::Lead => "leads",
        Kind::Product => "products",
        Kind::Member => "members",
        Kind::StageHistory => "stage-history",
    }
}

/// The keys of a file's rows.
#[derive(Debug, Default)]
pub(super) struct Keys {
    /// One for each row, in order.
    pub(super) of_rows: Vec<Box<str>>,
    /// For rows whose id an earlier row has: that row.
    pub(super) repeats: HashMap<usize, usize>,
    by_key: HashMap<Box<str>, usize>,
}

impl Keys {
    pub(super) fn of(table: &Table, columns: &Columns, kind: Kind) -> Self {
        let history = kind == Kind::StageHistory;
        let id = columns.one(id_target(kind)).filter(|_| !history);
        // A visit is the same whether or not it has ended since.
        let telling: Vec<usize> = if history {
            [HistoryField::Opportunity, HistoryField::Stage, HistoryField::EnteredOn]
                .into_iter()
                .filter_map(|field| columns.one(Target::StageHistory(field)))
                .collect()
        } else {
            (0..table.header.len()).collect()
        };
        let mut keys = Self::default();
        let mut texts: HashMap<Uuid, usize> = HashMap::new();
        for (row, data) in table.rows.iter().enumerate() {
            let own = id.and_then(|id| filled(&data.cells, id));
            let by_text = || {
                let cell = |at: &usize| data.cells.get(*at).map_or("", |cell| cell.trim());
                let text = derived(ROW_TEXTS, &telling.iter().map(cell).collect::<Vec<_>>().join("\u{1f}"));
                let before = texts.entry(text).or_default();
                *before += 1;
                format!("text:{}:{}", text.simple(), before)
            };
            let key: Box<str> = own.map_or_else(by_text, str::to_owned).into();
            match keys.by_key.get(&key) {
                Some(&first) => {
                    keys.repeats.insert(row, first);
                }
                None => {
                    keys.by_key.insert(key.clone(), row);
                }
            }
            keys.of_rows.push(key);
        }
        keys
    }
}

/// What is kept of a row from an earlier import.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub(super) record: Uuid,
    /// The cells as they were, in the order of this file's columns, `None` for a column that was not there. Nothing when
    /// the row is the same.
    pub(super) cells: Option<Vec<Option<Box<str>>>>,
}

impl Kept {
    /// A cell as it was; nothing where the column was not there.
    pub(super) fn cell(&self, index: usize) -> &str {
        self.cells.as_ref().and_then(|cells| cells.get(index)?.as_deref()).unwrap_or("")
    }
}

impl Kept {
    /// The earlier cells, empty where the column was not there.
    pub(super) fn earlier(&self, now: &[String]) -> Vec<String> {
        (0..now.len()).map(|index| self.cell(index).to_owned()).collect()
    }

    /// The row as it is now; an empty cell says nothing, so that what it said before holds.
    pub(super) fn merged(&self, now: &[String]) -> Vec<String> {
        let cell = |(index, cell): (usize, &String)| match filled(now, index) {
            Some(_) => cell.clone(),
            None if self.cell(index).is_empty() => cell.clone(),
            None => self.cell(index).to_owned(),
        };
        now.iter().enumerate().map(cell).collect()
    }

    /// Whether something is said now that was not said then.
    pub(super) fn says_more(&self, now: &[String]) -> bool {
        let Some(cells) = &self.cells else { return false };
        let merged = self.merged(now);
        cells.iter().zip(&merged).any(|(was, now)| was.as_deref().map_or(!now.is_empty(), |was| was != now))
    }
}

/// What is kept of a file's rows; rows that are in the file no more are of no interest.
#[derive(Debug, Default)]
pub(super) struct KeptRows(pub(super) HashMap<usize, Kept>);

impl KeptRows {
    /// Takes in a part of what was kept; what comes later replaces what came before. Says which records it speaks of.
    pub(super) fn add(&mut self, part: SourceRows, table: &Table, keys: &Keys) -> Vec<Uuid> {
        let columns = matching_columns(&table.header, &part.header);
        let mut records = Vec::new();
        for earlier in part.rows {
            let Some(&row) = keys.by_key.get(earlier.key.as_str()) else { continue };
            let was = |index: &Option<usize>| index.and_then(|index| earlier.cells.get(index));
            let now = &table.rows[row].cells;
            let same = columns.iter().zip(now).all(|(index, cell)| was(index) == Some(cell));
            let cells = || columns.iter().map(|index| was(index).map(|cell| cell.as_str().into())).collect();
            self.0.insert(row, Kept { record: earlier.record, cells: (!same).then(cells) });
            records.push(earlier.record);
        }
        records
    }
}

impl KeptRows {
    /// Rows of records that have become part of others are those others' rows.
    pub(super) fn follow(&mut self, lead: impl Fn(Uuid) -> Uuid) {
        self.0.values_mut().for_each(|kept| kept.record = lead(kept.record));
    }
}

/// For each header of a file, where an earlier one had it. Repeated names are matched in their order.
fn matching_columns(now: &[String], earlier: &[String]) -> Vec<Option<usize>> {
    let forms = |headers: &[String]| headers.iter().map(|header| Forms::of(header).full).collect::<Vec<_>>();
    let (now, earlier) = (forms(now), forms(earlier));
    let nth = |headers: &[String], index: usize| headers[..index].iter().filter(|h| **h == headers[index]).count();
    let place = |index: usize| {
        let mut same = (0..earlier.len()).filter(|other| earlier[*other] == now[index]);
        same.nth(nth(&now, index))
    };
    (0..now.len()).map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::headers::recognise;
    use crate::table::read;

    fn open(text: &str) -> (Table, Columns, Kind, Shape) {
        let table = read(text.to_owned(), None).expect("a table");
        let guess = recognise(&table);
        let (kind, shape) = (guess.kind.expect("a kind"), guess.shape);
        (table, Columns::of(guess), kind, shape)
    }

    #[test]
    fn a_source_is_the_program_or_what_the_sheet_calls_its_ids() {
        let of = |text: &str| {
            let (_, columns, kind, shape) = open(text);
            base(shape, &columns, kind)
        };
        assert_eq!(of("Record ID,Deal Name,Deal Stage,Amount\n1,A,New,5\n"), "hub-spot");
        assert_eq!(of("商机编号,商机名称,阶段,金额\n1,A,方案,5\n"), "sheet:商机编号");
        let (one, other) = (of("商机名称,阶段,金额\nA,方案,5\n"), of("商机名称,阶段,预算\nA,方案,5\n"));
        assert!(one.starts_with("sheet#") && one != other, "{one} {other}");
    }

    #[test]
    fn rows_are_told_apart_by_id_or_by_text_and_occurrence() {
        let (table, columns, kind, _) = open("商机编号,商机名称,阶段,金额\n1,A,方案,5\n1,B,方案,6\n,C,方案,7\n");
        let keys = Keys::of(&table, &columns, kind);
        assert_eq!((&*keys.of_rows[0], keys.repeats.get(&1)), ("1", Some(&0)));
        assert!(keys.of_rows[2].starts_with("text:"));
        let (table, columns, kind, _) = open("商机名称,阶段,金额\nA,方案,5\nA,方案,5\nB,方案,5\n");
        let keys = Keys::of(&table, &columns, kind);
        assert!(keys.repeats.is_empty());
        assert!(keys.of_rows[0].ends_with(":1") && keys.of_rows[1].ends_with(":2") && keys.of_rows[2].ends_with(":1"));
    }

    #[test]
    fn earlier_cells_are_found_by_header() {
        let header = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        let now = header(&["Name", "Note", "note", "Amount"]);
        let earlier = header(&["note", "name ", "Note", "Old"]);
        assert_eq!(matching_columns(&now, &earlier), [Some(1), Some(0), Some(2), None]);
    }
}
