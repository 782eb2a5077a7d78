//! Yes and no, in the words of programs and of people.

use super::Reading;
use crate::text::fold_lower;

/// Reads a word or sign for yes or no.
pub fn read(text: &str) -> Reading<bool> {
    Reading::of(text, parse)
}

fn parse(text: &str) -> Option<bool> {
    // Longer than any word below, in any width.
    if text.len() > 24 {
        return None;
    }
    match fold_lower(text).as_str() {
        "true" | "yes" | "y" | "t" | "1" | "on" | "x" | "√" | "✓" | "✔" | "☑" | "是" | "真" | "对" | "有" => {
            Some(true)
        }
        "false" | "no" | "n" | "f" | "0" | "off" | "×" | "✗" | "✘" | "☐" | "否" | "假" | "错" | "不是" | "没有" => {
            Some(false)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yes_and_no_are_known_in_both_languages() {
        for yes in ["TRUE", "Yes", "y", "1", "是", "√", " true "] {
            assert_eq!(read(yes), Reading::Value(true), "{yes}");
        }
        for no in ["False", "NO", "n", "0", "否", "×"] {
            assert_eq!(read(no), Reading::Value(false), "{no}");
        }
        assert_eq!(read(""), Reading::Empty);
        assert_eq!(read("maybe"), Reading::Unreadable);
    }
}
