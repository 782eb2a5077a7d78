//! What people type into a field, read as what they mean: amounts, days, percentages, lists.
//!
//! Cells of files are read by `interchange::cell`, where a whole column decides; here a single text has to do, today and a
//! currency are known, and what is printed into a field is read back to the same value.

mod day;
mod kind;
mod line;
mod money;
mod period;
pub mod print;

use model::Decimal;

pub use day::{day, is_plain};
pub use kind::kind;
pub use line::{Known, Line, Named, Part, line};
pub use money::{money, money_text};
pub use period::close_day;

/// A whole percentage from 0 to 100, with or without its sign.
pub fn percent(text: &str) -> Option<u8> {
    folded(text).trim_end_matches('%').trim().parse().ok().filter(|percent| *percent <= 100)
}

/// A number, with separators between its thousands or without.
pub fn number(text: &str) -> Option<Decimal> {
    Decimal::from_str_exact(&folded(text).replace(',', "")).ok()
}

/// The parts of a list, whatever stands between them.
pub fn list(text: &str) -> Vec<String> {
    let parts = text.split([',', '，', '、', ';', '；']).map(str::trim).filter(|part| !part.is_empty());
    parts.map(str::to_owned).collect()
}

/// Half-width, lower-case forms of what a Chinese keyboard types.
fn folded(text: &str) -> String {
    let fold = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' | '\u{202f}' => ' ',
        '、' => ',',
        '。' => '.',
        '￥' => '¥',
        _ => c,
    };
    text.chars().map(fold).collect::<String>().trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_are_whole_and_at_most_a_hundred() {
        for (typed, meant) in [("30", Some(30)), ("30 %", Some(30)), ("３０％", Some(30)), ("101", None), ("3.5", None)]
        {
            assert_eq!(percent(typed), meant, "{typed}");
        }
    }

    #[test]
    fn numbers_may_have_their_thousands_parted() {
        for (typed, meant) in [("1,234.50", Some("1234.50")), ("－３", Some("-3")), ("12x", None), ("", None)] {
            assert_eq!(number(typed).map(|number| number.to_string()).as_deref(), meant, "{typed}");
        }
    }

    #[test]
    fn lists_are_parted_by_any_comma() {
        assert_eq!(list("云桥、 澜图,Acme ; ；"), ["云桥", "澜图", "Acme"]);
        assert!(list(" ， ").is_empty());
    }
}
