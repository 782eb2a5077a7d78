//! Character forms that mean the same: full-width and half-width, the many spaces, characters nobody sees.

use std::borrow::Cow;

/// The ordinary form of a full-width character or unusual space; any other character unchanged.
pub(crate) fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => ' ',
        '\u{ffe5}' => '¥',
        '\u{ffe1}' => '£',
        '\u{2212}' | '\u{2010}'..='\u{2015}' => '-',
        '\u{2018}' | '\u{2019}' => '\'',
        '\u{201c}' | '\u{201d}' => '"',
        '【' | '〔' => '(',
        '】' | '〕' => ')',
        _ => c,
    }
}

/// Marks that carry direction, joining or byte order and leave no ink.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}')
}

/// Half-width, without invisible characters, trimmed; letter case as written. Borrows when nothing changes.
pub(crate) fn fold(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text.trim());
    }
    let folded: String = text.chars().filter(|&c| !is_invisible(c)).map(half_width).collect();
    let trimmed = folded.trim();
    if trimmed.len() == folded.len() { Cow::Owned(folded) } else { Cow::Owned(trimmed.to_owned()) }
}

/// A text in the form in which texts are compared: half-width, trimmed, in lower case.
pub fn fold_lower(text: &str) -> String {
    fold(text).to_lowercase()
}

/// Characters of Chinese, Japanese and Korean writing, which need no spaces between words.
pub(crate) fn is_cjk(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{2fff}' | '\u{3005}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// The start of a text for showing in a list: at most `limit` characters, an ellipsis where it was cut.
pub(crate) fn excerpt(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_text_folds_to_half_width() {
        for (written, folded) in [
            ("  plain ", "plain"),
            ("１２，３４５．６０", "12,345.60"),
            ("\u{feff}ＡＢＣ（万元）", "ABC(万元)"),
            ("\u{3000}客户\u{3000}名称\u{3000}", "客户 名称"),
            ("￥100", "¥100"),
            ("−5", "-5"),
        ] {
            assert_eq!(fold(written), folded, "{written:?}");
        }
    }

    #[test]
    fn an_excerpt_never_cuts_a_character() {
        assert_eq!(excerpt("商机管理", 2), "商机…");
        assert_eq!(excerpt("商机", 2), "商机");
    }
}
