//! Currencies and scales, in cells (`50万`, `$1.2M`) and in headers (`金额(万元)`, `Revenue in millions of USD`).

use serde::{Deserialize, Serialize};

use crate::text::fold_lower;

/// A currency the file speaks of. `$` alone is read as USD, `¥` alone as CNY.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Currency([u8; 3]);

impl Currency {
    pub const CNY: Self = Self(*b"CNY");

    /// Its ISO 4217 code.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The currency named in a text of its own: `CNY`, `人民币`, `US$`, `USD - U.S. Dollar`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = fold_lower(text);
        match mark(&text)? {
            (Mark::Currency(code), rest) if rest.is_empty() || rest.starts_with([' ', '(', '-']) => Some(code),
            _ => None,
        }
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code().to_owned()
    }
}

impl TryFrom<String> for Currency {
    type Error = UnknownCurrency;

    fn try_from(code: String) -> Result<Self, Self::Error> {
        Self::parse(&code).filter(|currency| currency.code() == code).ok_or(UnknownCurrency(code))
    }
}

/// A code that is none of the currencies known here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown currency {0}")]
pub struct UnknownCurrency(pub String);

/// What a header says about the numbers under it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// Numbers are to be multiplied by ten to this power: 0 as they stand, 4 for 万, 6 for millions.
    pub power: u32,
    pub currency: Option<Currency>,
    /// The header has a percent sign.
    pub percent: bool,
}

/// A word or sign that belongs to a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Power(u32),
    Currency(Currency),
    Percent,
    /// Says nothing more: 整, "of".
    Filler,
}

/// The longest of several that match comes first.
const MARKS: &[(&str, Mark)] = &[
    ("人民币", Mark::Currency(Currency(*b"CNY"))),
    ("rmb", Mark::Currency(Currency(*b"CNY"))),
    ("cny", Mark::Currency(Currency(*b"CNY"))),
    ("cn¥", Mark::Currency(Currency(*b"CNY"))),
    ("美元", Mark::Currency(Currency(*b"USD"))),
    ("美金", Mark::Currency(Currency(*b"USD"))),
    ("us$", Mark::Currency(Currency(*b"USD"))),
    ("usd", Mark::Currency(Currency(*b"USD"))),
    ("欧元", Mark::Currency(Currency(*b"EUR"))),
    ("eur", Mark::Currency(Currency(*b"EUR"))),
    ("€", Mark::Currency(Currency(*b"EUR"))),
    ("英镑", Mark::Currency(Currency(*b"GBP"))),
    ("gbp", Mark::Currency(Currency(*b"GBP"))),
    ("£", Mark::Currency(Currency(*b"GBP"))),
    ("港币", Mark::Currency(Currency(*b"HKD"))),
    ("港元", Mark::Currency(Currency(*b"HKD"))),
    ("hk$", Mark::Currency(Currency(*b"HKD"))),
    ("hkd", Mark::Currency(Currency(*b"HKD"))),
    ("新台币", Mark::Currency(Currency(*b"TWD"))),
    ("台币", Mark::Currency(Currency(*b"TWD"))),
    ("nt$", Mark::Currency(Currency(*b"TWD"))),
    ("twd", Mark::Currency(Currency(*b"TWD"))),
    ("日元", Mark::Currency(Currency(*b"JPY"))),
    ("日圆", Mark::Currency(Currency(*b"JPY"))),
    ("円", Mark::Currency(Currency(*b"JPY"))),
    ("jpy", Mark::Currency(Currency(*b"JPY"))),
    ("jp¥", Mark::Currency(Currency(*b"JPY"))),
    ("韩元", Mark::Currency(Currency(*b"KRW"))),
    ("krw", Mark::Currency(Currency(*b"KRW"))),
    ("₩", Mark::Currency(Currency(*b"KRW"))),
    ("inr", Mark::Currency(Currency(*b"INR"))),
    ("₹", Mark::Currency(Currency(*b"INR"))),
    ("s$", Mark::Currency(Currency(*b"SGD"))),
    ("sgd", Mark::Currency(Currency(*b"SGD"))),
    ("a$", Mark::Currency(Currency(*b"AUD"))),
    ("aud", Mark::Currency(Currency(*b"AUD"))),
    ("c$", Mark::Currency(Currency(*b"CAD"))),
    ("cad", Mark::Currency(Currency(*b"CAD"))),
    ("chf", Mark::Currency(Currency(*b"CHF"))),
    ("sek", Mark::Currency(Currency(*b"SEK"))),
    ("nok", Mark::Currency(Currency(*b"NOK"))),
    ("dkk", Mark::Currency(Currency(*b"DKK"))),
    ("pln", Mark::Currency(Currency(*b"PLN"))),
    ("zł", Mark::Currency(Currency(*b"PLN"))),
    ("czk", Mark::Currency(Currency(*b"CZK"))),
    ("kč", Mark::Currency(Currency(*b"CZK"))),
    ("brl", Mark::Currency(Currency(*b"BRL"))),
    ("r$", Mark::Currency(Currency(*b"BRL"))),
    ("mxn", Mark::Currency(Currency(*b"MXN"))),
    ("thb", Mark::Currency(Currency(*b"THB"))),
    ("vnd", Mark::Currency(Currency(*b"VND"))),
    ("rub", Mark::Currency(Currency(*b"RUB"))),
    ("aed", Mark::Currency(Currency(*b"AED"))),
    ("zar", Mark::Currency(Currency(*b"ZAR"))),
    ("$", Mark::Currency(Currency(*b"USD"))),
    ("¥", Mark::Currency(Currency(*b"CNY"))),
    ("元", Mark::Currency(Currency(*b"CNY"))),
    ("圆", Mark::Currency(Currency(*b"CNY"))),
    ("千万", Mark::Power(7)),
    ("百万", Mark::Power(6)),
    ("十万", Mark::Power(5)),
    ("亿", Mark::Power(8)),
    ("億", Mark::Power(8)),
    ("万", Mark::Power(4)),
    ("萬", Mark::Power(4)),
    ("千", Mark::Power(3)),
    ("billions", Mark::Power(9)),
    ("billion", Mark::Power(9)),
    ("bn", Mark::Power(9)),
    ("b", Mark::Power(9)),
    ("millions", Mark::Power(6)),
    ("million", Mark::Power(6)),
    ("mio", Mark::Power(6)),
    ("mln", Mark::Power(6)),
    ("mn", Mark::Power(6)),
    ("mm", Mark::Power(6)),
    ("m", Mark::Power(6)),
    ("thousands", Mark::Power(3)),
    ("thousand", Mark::Power(3)),
    ("k", Mark::Power(3)),
    ("%", Mark::Percent),
    ("整", Mark::Filler),
];

/// The mark a folded, lower-case text starts with, and what follows it. Letters count only as whole words.
pub(super) fn mark(text: &str) -> Option<(Mark, &str)> {
    MARKS.iter().find_map(|&(sign, mark)| {
        let rest = text.strip_prefix(sign)?;
        let cut_word = sign.ends_with(|c: char| c.is_ascii_alphabetic())
            && rest.starts_with(|c: char| c.is_alphabetic() && mark_is_new_word(c));
        (!cut_word).then_some((mark, rest))
    })
}

/// `kusd` is k and usd only with the break between letters and other writing; Chinese characters start anew.
fn mark_is_new_word(next: char) -> bool {
    next.is_ascii_alphabetic()
}

impl Unit {
    /// Reads the unit out of a header: what stands in brackets, if it is nothing but units, or plain words at the end.
    pub fn of_header(header: &str) -> Self {
        let header = fold_lower(header);
        for inside in header.split('(').skip(1) {
            let inside = inside.split(')').next().unwrap_or_default();
            if let Some(unit) = only_units(inside) {
                return unit;
            }
        }
        let tail = match header.rsplit_once(" in ").or_else(|| header.rsplit_once('/')) {
            Some((_, tail)) => only_units(tail).filter(|unit| unit.power > 0 || unit.currency.is_some()),
            None => None,
        };
        let chinese = || {
            ["亿元", "百万元", "万元", "千元"].iter().find_map(|end| header.ends_with(end).then(|| only_units(end))?)
        };
        let percent = || header.contains('%').then_some(Self { percent: true, ..Self::default() });
        tail.or_else(chinese).or_else(percent).unwrap_or_default()
    }
}

/// The unit a text speaks of when it speaks of nothing else: `万元`, `单位：万元`, `k usd`, `in millions of USD`.
fn only_units(text: &str) -> Option<Unit> {
    let mut rest = text.trim().trim_start_matches("单位").trim_start_matches([':', ' ']);
    let mut unit = Unit::default();
    let mut any = false;
    while !rest.is_empty() {
        if let Some(after) = ["in ", "of "].iter().find_map(|word| rest.strip_prefix(word)) {
            rest = after.trim_start();
            continue;
        }
        // Together only in units: kusd, musd, keur.
        let (found, after) = mark(rest).or_else(|| {
            let (scale, after) = rest.split_at_checked(1)?;
            let (found, _) = mark(scale).filter(|(found, _)| matches!(found, Mark::Power(_)))?;
            matches!(mark(after)?, (Mark::Currency(_), _)).then_some((found, after))
        })?;
        match found {
            Mark::Power(power) => unit.power += power,
            Mark::Currency(code) => unit.currency = Some(code),
            Mark::Percent => unit.percent = true,
            Mark::Filler => return None,
        }
        any = true;
        rest = after.trim_start_matches([' ', ',', '/', '\'', '.']);
    }
    any.then_some(unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_says_its_unit() {
        for (header, power, currency, percent) in [
            ("金额(万元)", 4, Some("CNY"), false),
            ("金额（万）", 4, None, false),
            ("金额（单位：万元）", 4, Some("CNY"), false),
            ("合同金额（元）", 0, Some("CNY"), false),
            ("预计金额万元", 4, Some("CNY"), false),
            ("Amount (k USD)", 3, Some("USD"), false),
            ("Amount (kUSD)", 3, Some("USD"), false),
            ("Amount ($M)", 6, Some("USD"), false),
            ("Revenue in millions", 6, None, false),
            ("Annual revenue (in millions of USD)", 6, Some("USD"), false),
            ("Amount (€)", 0, Some("EUR"), false),
            ("Probability (%)", 0, None, true),
            ("概率, %", 0, None, true),
            ("金额", 0, None, false),
            ("万科项目金额", 0, None, false),
            ("Amount (converted)", 0, None, false),
            ("Deal - Stage (pipeline)", 0, None, false),
            ("Contact (Primary)", 0, None, false),
            ("Made in Kenya", 0, None, false),
        ] {
            assert_eq!(
                Unit::of_header(header),
                Unit { power, currency: currency.and_then(Currency::parse), percent },
                "{header}"
            );
        }
    }

    #[test]
    fn a_currency_is_known_by_code_sign_or_name() {
        for (text, code) in [
            ("CNY", Some("CNY")),
            ("人民币", Some("CNY")),
            ("￥", Some("CNY")),
            ("US$", Some("USD")),
            ("USD - U.S. Dollar", Some("USD")),
            ("eur", Some("EUR")),
            ("Euroclear", None),
            ("", None),
            ("k", None),
        ] {
            assert_eq!(Currency::parse(text).as_ref().map(Currency::code), code, "{text}");
        }
    }
}
