//! Whether a row is open, won or lost, by the columns that say so outright.

use super::columns::Columns;
use crate::headers::{OpportunityField as O, Target};
use crate::stages::{self, Outcome};

/// What a row says of its outcome besides its stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    Is(Outcome),
    /// Over, and not how.
    Over,
    /// Put away, which is lost unless its stage is won (Odoo).
    Inactive,
}

/// Reads status and flags. The first that is certain holds.
pub(super) fn said(columns: &Columns, cells: &[String]) -> Option<Said> {
    let flag = |field| columns.flag(cells, Target::Opportunity(field));
    let status = columns.text(cells, Target::Opportunity(O::Status));
    if let Some(outcome) = status.and_then(stages::outcome) {
        return Some(Said::Is(outcome));
    }
    let (won, lost) = (flag(O::IsWon), flag(O::IsLost));
    let over = flag(O::IsClosed).or_else(|| status.and_then(|word| stages::is_closed_somehow(word).then_some(true)));
    match (won, lost, over) {
        (Some(true), ..) | (None, Some(false), Some(true)) => Some(Said::Is(Outcome::Won)),
        (_, Some(true), _) | (Some(false), None, Some(true)) => Some(Said::Is(Outcome::Lost)),
        (_, _, Some(true)) => Some(Said::Over),
        (_, _, Some(false)) | (Some(false), Some(false), None) => Some(Said::Is(Outcome::Open)),
        (_, _, None) => (flag(O::IsActive) == Some(false)).then_some(Said::Inactive),
    }
}

/// What that tells of the word in the stage column, for the proposal of a pipeline.
pub(super) fn for_census(said: Option<Said>) -> Option<Outcome> {
    match said {
        Some(Said::Is(outcome)) => Some(outcome),
        Some(Said::Inactive) => Some(Outcome::Lost),
        Some(Said::Over) | None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::headers::recognise;
    use crate::table::read;

    fn of(header: &str, row: &str) -> Option<Said> {
        // A few more rows, so that columns of flags look like it.
        let text = format!("商机名称,金额,阶段,{header}\nA,1,方案,{row}\n");
        let table = read(text, None).expect("a table");
        said(&Columns::of(recognise(&table)), &table.rows[0].cells)
    }

    #[test]
    fn status_and_flags_say_the_outcome() {
        use Outcome::{Lost, Open, Won};
        for (header, row, expected) in [
            ("商机状态", "赢单", Some(Said::Is(Won))),
            ("商机状态", "进行中", Some(Said::Is(Open))),
            ("商机状态", "已关闭", Some(Said::Over)),
            ("IsClosed,IsWon", "true,true", Some(Said::Is(Won))),
            ("IsClosed,IsWon", "true,false", Some(Said::Is(Lost))),
            ("IsClosed,IsWon", "false,false", Some(Said::Is(Open))),
            ("Is closed lost,Is Closed Won", "false,false", Some(Said::Is(Open))),
            ("Is closed lost,Is Closed Won", "true,false", Some(Said::Is(Lost))),
            ("Is Closed Won", "false", None),
            ("Is Closed Won", "", None),
        ] {
            assert_eq!(of(header, row), expected, "{header}: {row}");
        }
    }
}
