//! The rows that were not taken as a table of their own: to be put right in a spreadsheet and imported again.

use super::plan::Plan;
use super::preview::all_rejected;
use super::protocol::{RejectWords, RejectedRow};
use super::sheet::Sheet;
use crate::export::{Cell, Column, Export, Holds};

pub(super) fn export(plan: &Plan, sheet: &Sheet, words: &RejectWords) -> Export {
    let mut rows: Vec<(u32, &[String])> = Vec::new();
    rows.extend(sheet.table.rejected.iter().map(|rejected| (rejected.line, rejected.cells.as_slice())));
    rows.extend(plan.refused.iter().map(|refused| (sheet.line(refused.row), sheet.cells(refused.row))));
    rows.sort_by_key(|(line, _)| *line);
    let width = rows.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0).max(sheet.table.header.len());
    let name = |at: usize| sheet.table.header.get(at).cloned().unwrap_or_default();
    let names = (0..width).map(name).chain([words.header.clone()]);
    let row = |((_, cells), about): ((u32, &[String]), RejectedRow)| {
        let cell = |at: usize| Cell::Text(cells.get(at).cloned().unwrap_or_default());
        (0..width).map(cell).chain([Cell::Text(reason(words, &about))]).collect()
    };
    Export {
        name: words.header.clone(),
        columns: names.map(|name| Column::new(name, Holds::Text)).collect(),
        rows: rows.into_iter().zip(all_rejected(plan, sheet)).map(row).collect(),
    }
}

fn reason(words: &RejectWords, about: &RejectedRow) -> String {
    let sentence = words.reasons.get(&about.reason).map_or("", String::as_str);
    let line = about.other_line.map_or_else(String::new, |line| line.to_string());
    sentence.replace("{line}", &line).replace("{column}", &about.column).replace("{text}", &about.text)
}
