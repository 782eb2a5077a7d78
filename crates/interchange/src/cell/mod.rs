//! Typed values from cells: dates, amounts, probabilities, flags.
//!
//! What a cell means often depends on its column: `9/10/2025`, `1,054` and `0.75` each have two readings. So every kind
//! of value has a column type made by `detect` from all the values of a column, whose `read` then reads one cell.
//! A column tells how many of its cells it can read, so that the rest are reported, not dropped.

pub mod amount;
pub mod date;
pub mod flag;
pub mod probability;
pub mod unit;

use serde::{Deserialize, Serialize};

use crate::text::{excerpt, fold_lower};

/// What reading one cell gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading<T> {
    /// Nothing, or a word for nothing.
    Empty,
    Value(T),
    /// Something that is no value of this kind.
    Unreadable,
}

impl<T> Reading<T> {
    pub fn value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Empty | Self::Unreadable => None,
        }
    }

    fn of(text: &str, parse: impl FnOnce(&str) -> Option<T>) -> Self {
        // A value is the common case and cheaper to see than a word for nothing.
        match parse(text) {
            Some(value) => Self::Value(value),
            None if is_nothing(text) => Self::Empty,
            None => Self::Unreadable,
        }
    }
}

/// How the cells of a column fared.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    pub recognised: usize,
    pub empty: usize,
    pub unrecognised: usize,
    /// The first unrecognised cells: line and beginning of the text.
    pub examples: Vec<(u32, String)>,
}

impl Tally {
    const EXAMPLES: usize = 5;

    fn count<T>(&mut self, line: u32, text: &str, reading: &Reading<T>) {
        match reading {
            Reading::Empty => self.empty += 1,
            Reading::Value(_) => self.recognised += 1,
            Reading::Unreadable => {
                self.unrecognised += 1;
                if self.examples.len() < Self::EXAMPLES {
                    self.examples.push((line, excerpt(text, 60)));
                }
            }
        }
    }

    /// Whether at least `percent` of the filled cells are recognised, and any at all.
    pub fn mostly(&self, percent: usize) -> bool {
        self.recognised > 0 && self.recognised * 100 >= (self.recognised + self.unrecognised) * percent
    }
}

/// Blank, or what people and programs write where there is nothing.
pub fn is_nothing(text: &str) -> bool {
    const WORDS: [&str; 23] = [
        "",
        "-",
        "--",
        "---",
        "/",
        "\\",
        ".",
        "n/a",
        "#n/a",
        "na",
        "null",
        "(null)",
        "none",
        "nil",
        "nan",
        "(blank)",
        "tbd",
        "无",
        "暂无",
        "空",
        "待定",
        "未定",
        "0000-00-00",
    ];
    // The longest of them has ten bytes; full-width forms take three times as many.
    text.len() <= 36 && WORDS.contains(&fold_lower(text).as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_nothing_are_nothing() {
        for word in ["", "  ", "-", "N/A", "null", "暂无", "\u{3000}", "(Blank)", "－"] {
            assert!(is_nothing(word), "{word:?}");
        }
        for word in ["0", "no", "无锡", "none of them"] {
            assert!(!is_nothing(word), "{word:?}");
        }
    }
}
