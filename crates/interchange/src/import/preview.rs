//! What a report shows of records and rows: names in place of ids, the file's words, codes.

use model::doc::EXTERNAL;
use model::records::{Activity, Outcome, Record as _};
use model::{Date, Doc, Money, Uuid};
use serde_json::Value;

use super::build::{Built, Told};
use super::columns::filled;
use super::known::ids_in;
use super::others;
use super::plan::{Ground, Plan, Refused};
use super::protocol::{KeptField, KindCounts, Preview, Reason, RejectedRow, Report, Shown};
use super::sheet::Sheet;
use super::writes::{Step, Write};
use crate::headers::{HistoryField as H, Kind, OpportunityField as O, Target};
use crate::table::RowProblem;
use crate::text::excerpt;

/// How many rows are listed of a kind.
const LISTED: usize = 50;
const SHOWN: usize = 200;

/// A record as it would become.
pub(super) fn of(plan: &Plan, ground: &Ground<'_>, line: u32, doc: &Doc) -> Preview {
    let fields = doc.fields();
    // A lead that is new is open, which needs no telling.
    let shown = fields.iter().filter(|(field, _)| !matches!(field.as_str(), EXTERNAL | "status"));
    let fields = shown.map(|(field, value)| (called(plan, field), show(plan, ground, field, value))).collect();
    Preview { line, name: doc.name(), fields }
}

/// A field of the workspace's own goes by its name.
fn called(plan: &Plan, field: &str) -> String {
    plan.customs.name_of(field).map_or_else(|| field.to_owned(), |name| format!("custom:{name}"))
}

fn show(plan: &Plan, ground: &Ground<'_>, field: &str, value: &Value) -> Shown {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    if value.is_null() {
        return Shown::Nothing;
    }
    if field == "outcome" {
        return serde_json::from_value::<Outcome>(value.clone())
            .map_or_else(|_| Shown::Text(text(value)), Shown::Outcome);
    }
    if field == "probability" {
        return value.as_u64().and_then(|percent| u8::try_from(percent).ok()).map_or(Shown::Nothing, Shown::Percent);
    }
    if let Ok(money) = serde_json::from_value::<Money>(value.clone()) {
        return Shown::Money(money);
    }
    if let Some(day) = value.as_str().and_then(Date::parse_iso) {
        return Shown::Day(day);
    }
    let mut names: Vec<String> = Vec::new();
    ids_in(value, &mut |id| names.extend(name_of(plan, ground, id)));
    if !names.is_empty() {
        return Shown::Text(names.join("; "));
    }
    match value {
        Value::Array(items) => Shown::Text(items.iter().map(text).collect::<Vec<_>>().join("; ")),
        value => Shown::Text(text(value)),
    }
}

fn name_of(plan: &Plan, ground: &Ground<'_>, id: Uuid) -> Option<String> {
    let here = plan.fresh.name_of(id).or_else(|| plan.places.name_of(id)).map(str::to_owned);
    here.or_else(|| ground.known.name_of(id))
}

/// Lists what a row leaves as somebody changed it.
pub(super) fn kept(report: &mut Report, plan: &Plan, ground: &Ground<'_>, built: &Built, told: &Told) {
    for left in &told.left {
        if report.kept.len() >= LISTED {
            return;
        }
        report.kept.push(KeptField {
            line: ground.sheet.line(told.row),
            record: built.after.record_ref(),
            name: built.after.name(),
            field: called(plan, &left.field),
            theirs: show(plan, ground, &left.field, &left.theirs),
            file: show(plan, ground, &left.field, &left.file),
        });
    }
}

/// Lists what stays deleted.
pub(super) fn deleted(report: &mut Report, ground: &Ground<'_>, row: usize, record: Uuid) {
    if report.kept.len() < LISTED {
        report.kept.push(KeptField {
            line: ground.sheet.line(row),
            record: model::RecordRef { kind: ground.sheet.records(), id: record },
            name: name_of_row(ground.sheet, row),
            field: String::new(),
            theirs: Shown::Nothing,
            file: Shown::Nothing,
        });
    }
}

/// What tells a row from others, for showing.
pub(super) fn name_of_row(sheet: &Sheet, row: usize) -> String {
    let cells = sheet.cells(row);
    let text = |target| sheet.columns.text(cells, target);
    let deal = [O::Title, O::Account, O::ExternalId, O::AccountId, O::Product].map(Target::Opportunity);
    let name = match sheet.kind {
        Some(Kind::Opportunity) => deal.into_iter().find_map(text).map(str::to_owned),
        Some(Kind::StageHistory) => text(Target::StageHistory(H::Opportunity)).map(str::to_owned),
        _ => others::name(sheet, cells),
    };
    let first = || (0..cells.len()).find_map(|column| filled(cells, column)).map(str::to_owned);
    excerpt(&name.or_else(first).unwrap_or_default(), SHOWN)
}

/// The first rows of a history that are new.
pub(super) fn visits(plan: &mut Plan, ground: &Ground<'_>, is_new: &[bool]) {
    let mut first = Vec::new();
    for at in 0..plan.visits.len() {
        let Some(Write::Note(noted)) = super::history::note(plan, ground, at) else { continue };
        let name = ground.known.name_of(noted.target.id).unwrap_or_default();
        for change in noted.changes {
            let mut fields = vec![(change.field.clone(), show(plan, ground, &change.field, &change.to))];
            if let model::Effective::Day(day) = change.effective {
                fields.push(("effective".to_owned(), Shown::Day(day)));
            }
            first.push(Preview { line: 0, name: name.clone(), fields });
        }
        if first.len() >= 3 {
            break;
        }
    }
    first.truncate(3);
    let lines = is_new.iter().enumerate().filter(|(_, new)| **new).map(|(row, _)| ground.sheet.line(row));
    for (preview, line) in first.iter_mut().zip(lines) {
        preview.line = line;
    }
    plan.report.first = first;
}

/// All rows that are not taken, in file order.
pub(super) fn all_rejected(plan: &Plan, sheet: &Sheet) -> Vec<RejectedRow> {
    let column_name = |number: usize| sheet.columns.header(number.saturating_sub(1)).to_owned();
    let mut rows: Vec<RejectedRow> = Vec::new();
    for rejected in &sheet.table.rejected {
        let name = rejected.cells.iter().map(|cell| cell.trim()).find(|cell| !cell.is_empty()).unwrap_or("");
        let (reason, column) = match rejected.reason {
            RowProblem::CellTooLarge { column, .. } => (Reason::CellTooLarge, column_name(column)),
            RowProblem::TooManyCells { .. } => (Reason::TooManyCells, String::new()),
            RowProblem::UnbalancedQuote => (Reason::UnbalancedQuote, String::new()),
        };
        let text = rejected.cells.last().map_or("", String::as_str);
        let (name, text) = (excerpt(name, SHOWN), excerpt(text, SHOWN));
        rows.push(RejectedRow { line: rejected.line, name, reason, text, column, other_line: None });
    }
    for Refused { row, reason, column, other_line } in &plan.refused {
        let text = column.and_then(|column| filled(sheet.cells(*row), column)).unwrap_or("");
        rows.push(RejectedRow {
            line: sheet.line(*row),
            name: name_of_row(sheet, *row),
            reason: *reason,
            text: excerpt(text, SHOWN),
            column: column.map_or_else(String::new, |column| sheet.columns.header(column).to_owned()),
            other_line: *other_line,
        });
    }
    rows.sort_by_key(|row| row.line);
    rows
}

/// Lists the first rows that are not taken.
pub(super) fn rejected(plan: &mut Plan, ground: &Ground<'_>) {
    let mut rows = all_rejected(plan, ground.sheet);
    rows.truncate(LISTED);
    plan.report.rejected = rows;
}

/// Counts what is written besides the rows' own records, by kind.
pub(super) fn along(plan: &mut Plan, ground: &Ground<'_>) {
    let mut counts: Vec<KindCounts> = Vec::new();
    let mut add = |kind: model::Kind, is_new: bool| {
        let at = counts.iter().position(|counts| counts.kind == kind.name()).unwrap_or_else(|| {
            counts.push(KindCounts { kind: kind.name().to_owned(), created: 0, updated: 0 });
            counts.len() - 1
        });
        *(if is_new { &mut counts[at].created } else { &mut counts[at].updated }) += 1;
    };
    for step in &plan.steps {
        match step {
            Step::Main(_) | Step::Visits(_) | Step::Activity(..) => {}
            Step::Made(who, _) => add(who.kind(), true),
            Step::Linked(_) => add(super::names::Who::Account.kind(), false),
            Step::Setting(_) => {
                if let Some(write) = plan.carry_out(ground, *step) {
                    add(write.kind(), matches!(write, Write::Add(_)));
                }
            }
        }
    }
    let (created, updated) = plan.activities;
    if created + updated > 0 {
        counts.push(KindCounts { kind: Activity::NAME.to_owned(), created, updated });
    }
    plan.report.along = counts;
}
