//! Names of companies, people and products: when two written forms are one name, and when they may be.
//!
//! [`key`] says what is the same: width, letter case, spaces, punctuation and, for companies, the legal form do not
//! count. [`near`] says what is worth asking about: `GTXPro` and `GTX Pro`, or a slip of the pen in a name long enough to
//! tell a slip from another name. [`NameIndex`] answers both over all names known, without comparing each with each.

mod edits;
mod index;

pub use index::{NameIndex, Near};

use serde::{Deserialize, Serialize};

use crate::text::{half_width, is_cjk, is_invisible};

/// Whose name it is. Only companies have a legal form: a product called Limited is another than one without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NameKind {
    Company,
    Person,
    Product,
}

/// What is the same for two written forms of one name; empty only for a blank name.
///
/// ```
/// use interchange::names::{NameKind::{Company, Product}, key};
/// assert_eq!(key(Company, "ＡＣＭＥ，Inc."), key(Company, "Acme"));
/// assert_eq!(key(Company, "蓝海科技有限公司"), key(Company, "蓝海 科技"));
/// assert_ne!(key(Product, "GTXPro"), key(Product, "GTX Pro"));
/// ```
pub fn key(kind: NameKind, name: &str) -> String {
    let words = words(name);
    if words.is_empty() {
        // Nothing but signs: they are the name.
        return crate::text::fold_lower(name);
    }
    if kind == NameKind::Company { without_legal_form(&words).to_owned() } else { words }
}

/// Whether a name says by its legal form that it is a company's.
pub(crate) fn has_legal_form(name: &str) -> bool {
    let words = words(name);
    without_legal_form(&words) != words
}

/// The digits that tell a phone number from others: without the country's prefix, which some write and some do not. A number
/// with few digits is an extension, and nobody's alone.
pub fn phone_key(phone: &str) -> Option<String> {
    const FEWEST: usize = 7;
    const TELLING: usize = 10;
    let digits: String = crate::text::fold_lower(phone).chars().filter(char::is_ascii_digit).collect();
    (digits.len() >= FEWEST).then(|| digits[digits.len().saturating_sub(TELLING)..].to_owned())
}

/// The key without spaces and signs, in which `GTXPro` and `GTX Pro` are alike.
pub(crate) fn squash(key: &str) -> String {
    key.chars().filter(|&c| c.is_alphanumeric() || matches!(c, '+' | '#')).collect()
}

/// Whether two names that are not the same may be meant as one.
pub fn near(kind: NameKind, a: &str, b: &str) -> bool {
    let (a, b) = (key(kind, a), key(kind, b));
    a != b && edits::near(&edits::Shape::of(&a), &edits::Shape::of(&b)).is_some()
}

/// Lower-case words with single spaces between them; no spaces next to Chinese characters.
fn words(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut gap = false;
    let visible: Vec<char> = name.chars().filter(|&c| !is_invisible(c)).map(half_width).collect();
    for (at, &c) in visible.iter().enumerate() {
        let beside = |step: isize| at.checked_add_signed(step).and_then(|other| visible.get(other)).copied();
        if c.is_alphanumeric() || matches!(c, '+' | '#') {
            push_word_char(&mut out, c, &mut gap);
        } else if c == '&' {
            gap = true;
            for letter in "and".chars() {
                push_word_char(&mut out, letter, &mut gap);
            }
            gap = true;
        } else if c == '.'
            && beside(-1).is_some_and(|c| c.is_ascii_digit())
            && beside(1).is_some_and(|c| c.is_ascii_digit())
        {
            // 1.5 is not 15.
            out.push('.');
        } else if matches!(c, '.' | '\'') || is_combining(c) {
            // U.S.A., O'Brien, and accents written as characters of their own.
        } else {
            gap = true;
        }
    }
    out
}

fn push_word_char(out: &mut String, c: char, gap: &mut bool) {
    if std::mem::take(gap) && !is_cjk(c) && out.chars().next_back().is_some_and(|last| !is_cjk(last)) {
        out.push(' ');
    }
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
    } else {
        out.extend(c.to_lowercase().filter(|c| !is_combining(*c)).map(without_accent));
    }
}

fn is_combining(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// The base letter of an accented one, so that both ways of encoding an accent give one key.
fn without_accent(c: char) -> char {
    match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => 'c',
        'ď' => 'd',
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => 'e',
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => 'g',
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' => 'i',
        'ñ' | 'ń' | 'ņ' | 'ň' => 'n',
        'ò'..='ö' | 'ō' | 'ŏ' | 'ő' => 'o',
        'ŕ' | 'ŗ' | 'ř' => 'r',
        'ś' | 'ŝ' | 'ş' | 'š' => 's',
        'ţ' | 'ť' => 't',
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        _ => c,
    }
}

/// Chinese forms end the name itself; a branch (分公司) is another entity and keeps its word.
const CHINESE_FORMS: [&str; 8] =
    ["有限责任公司", "股份有限公司", "有限公司", "集团公司", "总公司", "集团", "股份", "公司"];

const LATIN_FORMS: [&str; 32] = [
    "co",
    "company",
    "ltd",
    "limited",
    "inc",
    "incorporated",
    "llc",
    "llp",
    "lp",
    "plc",
    "corp",
    "corporation",
    "gmbh",
    "mbh",
    "ag",
    "kg",
    "ohg",
    "se",
    "sa",
    "sas",
    "sarl",
    "srl",
    "spa",
    "bv",
    "nv",
    "oy",
    "ab",
    "kk",
    "pte",
    "pty",
    "pvt",
    "group",
];

/// The name before its legal forms, however many (`Group Co., Ltd.`), as long as something is left to know it by.
fn without_legal_form(name: &str) -> &str {
    let mut rest = name;
    loop {
        let shorter = CHINESE_FORMS
            .iter()
            .filter(|form| **form != "公司" || !rest.ends_with("分公司"))
            .find_map(|form| rest.strip_suffix(form))
            .filter(|left| left.chars().count() >= 2)
            .or_else(|| {
                let (left, last) = rest.rsplit_once(' ')?;
                LATIN_FORMS.contains(&last).then(|| left.strip_suffix(" and").unwrap_or(left))
            })
            .or_else(|| latin_form_after_chinese(rest));
        match shorter {
            Some(shorter) => rest = shorter.trim_end(),
            None => return rest,
        }
    }
}

/// `蓝海科技co ltd`: no space stands between the two scripts.
fn latin_form_after_chinese(name: &str) -> Option<&str> {
    let last = name.rsplit(is_cjk).next()?;
    let left = name.strip_suffix(last)?;
    (LATIN_FORMS.contains(&last) && !left.is_empty()).then_some(left)
}

#[cfg(test)]
mod tests {
    use super::NameKind::{Company, Person, Product};
    use super::*;

    #[test]
    fn forms_of_one_name_have_one_key() {
        for (kind, forms) in [
            (Company, &["Acme Corporation", "ACME Corp.", "acme", "Ａｃｍｅ", " Acme,  Inc. ", "Acme Co., Ltd."][..]),
            (
                Company,
                &["蓝海科技有限公司", "蓝海科技", "蓝海 科技股份有限公司", "蓝海科技集团有限公司", "蓝海科技Co., Ltd."],
            ),
            (Company, &["华联（北京）技术有限责任公司", "华联(北京)技术", "华联北京技术有限公司"]),
            (Company, &["Gekko & Co", "Gekko and Co.", "Gekko"]),
            (Company, &["Müller GmbH", "Mu\u{308}ller", "MÜLLER GmbH & Co. KG"]),
            (Person, &["Jane O'Brien", "jane o’brien", "Jane  OBrien"]),
            (Person, &["张三", "张 三", "张\u{3000}三"]),
            (Product, &["GTX Plus Basic", "gtx-plus basic", "ＧＴＸ Plus\u{a0}Basic"]),
        ] {
            for form in forms {
                assert_eq!(key(kind, form), key(kind, forms[0]), "{form}");
            }
        }
    }

    #[test]
    fn other_names_have_other_keys() {
        for (kind, a, b) in [
            (Product, "GTXPro", "GTX Pro"),
            (Product, "Suite 1.5", "Suite 15"),
            (Product, "Pro", "Pro+"),
            (Product, "GTX Limited", "GTX"),
            (Company, "蓝海科技上海分公司", "蓝海科技"),
            (Company, "Limited", "Inc."),
            (Company, "集团", "公司"),
            (Person, "Ann Lee", "Anne Lee"),
        ] {
            assert_ne!(key(kind, a), key(kind, b), "{a} / {b}");
        }
    }

    #[test]
    fn a_name_is_never_emptied() {
        for name in ["公司", "集团有限公司", "Co., Ltd.", "***", "Inc"] {
            assert!(!key(Company, name).is_empty(), "{name}");
        }
        assert_eq!(key(Company, "  "), "");
    }

    #[test]
    fn near_misses_are_found() {
        for (kind, a, b) in [
            (Product, "GTXPro", "GTX Pro"),
            (Product, "MG-Advanced", "MGAdvanced"),
            (Company, "Dalttechnology", "Daltechnology"),
            (Company, "Bubba Gump", "Buba Gump"),
            (Person, "Darcel Schlecht", "Darcel Schlect"),
            (Person, "Markita Hansen", "Marktia Hansen"),
            (Company, "北京字节跳动科技", "北京字节跳跃科技"),
            (Company, "Umbrella Corporation International", "Umbrela Corporation Internationale"),
        ] {
            assert!(near(kind, a, b) && near(kind, b, a), "{a} / {b}");
        }
    }

    #[test]
    fn short_names_and_other_numbers_are_never_near() {
        for (kind, a, b) in [
            (Person, "张三", "张山"),
            (Person, "Amy", "Any"),
            (Company, "华夏银行", "华兴银行"),
            (Product, "GTX 100 Series", "GTX 200 Series"),
            (Product, "Server 2019", "Server 2016"),
            (Company, "市第一人民医院", "市第二人民医院"),
            (Product, "GTX Basic", "GTX Pro"),
            (Company, "Acme", "Acme"),
        ] {
            assert!(!near(kind, a, b), "{a} / {b}");
        }
    }
}
