//! The rows that were not taken as a file of their own: to be put right in a spreadsheet and imported again.

use super::plan::Plan;
use super::preview::all_rejected;
use super::protocol::{RejectWords, RejectedRow};
use super::sheet::Sheet;
use crate::table::guarded;

/// CSV with a byte order mark, without which spreadsheets read it in the wrong encoding.
pub(super) fn csv(plan: &Plan, sheet: &Sheet, words: &RejectWords) -> String {
    let mut rows: Vec<(u32, &[String])> = Vec::new();
    rows.extend(sheet.table.rejected.iter().map(|rejected| (rejected.line, rejected.cells.as_slice())));
    rows.extend(plan.refused.iter().map(|refused| (sheet.line(refused.row), sheet.cells(refused.row))));
    rows.sort_by_key(|(line, _)| *line);
    let width = rows.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0).max(sheet.table.header.len());
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let mut write = |cells: &[String], last: &str| {
        let mut record: Vec<String> = cells.iter().map(|cell| guarded(cell).into_owned()).collect();
        record.resize(width, String::new());
        record.push(guarded(last).into_owned());
        // Writing into memory does not fail.
        writer.write_record(&record).is_ok()
    };
    write(&sheet.table.header, &words.header);
    for ((_, cells), about) in rows.into_iter().zip(all_rejected(plan, sheet)) {
        write(cells, &reason(words, &about));
    }
    let bytes = writer.into_inner().unwrap_or_default();
    format!("\u{feff}{}", String::from_utf8_lossy(&bytes))
}

fn reason(words: &RejectWords, about: &RejectedRow) -> String {
    let sentence = words.reasons.get(&about.reason).map_or("", String::as_str);
    let line = about.other_line.map_or_else(String::new, |line| line.to_string());
    sentence.replace("{line}", &line).replace("{column}", &about.column).replace("{text}", &about.text)
}
