//! The mark that keeps a spreadsheet from running a text as a formula: an apostrophe before it.
//!
//! [`guarded`] and [`without_guard`] undo each other exactly, whatever the text.

use std::borrow::Cow;

/// What a formula begins with, in the eyes of one spreadsheet or another.
const FORMULAS: [char; 12] = ['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠'];

fn runs(text: &str) -> bool {
    text.trim_start_matches([' ', '"', '\'']).starts_with(FORMULAS)
}

/// A text as it is written.
pub(crate) fn guarded(text: &str) -> Cow<'_, str> {
    if runs(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// A text as it was before it was written, here or elsewhere: some programs put zero-width joiners in front.
pub(super) fn without_guard(cell: &str) -> &str {
    let cell = cell.trim_start_matches('\u{200d}');
    cell.strip_prefix('\'').filter(|rest| runs(rest)).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_starts_a_formula() {
        for cell in ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "＝1", "＋1", "－1", "＠x", " =1", "\"=1", "'=1"]
        {
            assert_eq!(guarded(cell), format!("'{cell}"));
            assert_eq!(without_guard(&guarded(cell)), cell);
        }
        for cell in ["", "a=1", "1-1", "商机", "'tis", "'"] {
            assert_eq!(guarded(cell), cell);
            assert_eq!(without_guard(cell), cell);
        }
    }
}
