//! Numbers as they are printed. The browser's `Intl` prints the same, but whoever asks it first waits 20 to 40 ms for it,
//! which is a tenth of the way to the first sight.

use model::{Decimal, RoundingStrategy};

fn rounded(value: Decimal, digits: u32) -> Decimal {
    value.round_dp_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero)
}

/// `1,234,567.5`: with separators between thousands, and at least `least` and at most `most` digits behind the point. Without
/// its sign.
pub fn grouped(value: Decimal, least: u32, most: u32) -> String {
    let mut value = rounded(value.abs(), most).normalize();
    if value.scale() < least {
        value.rescale(least);
    }
    let digits = value.to_string();
    let (whole, part) = digits.split_once('.').unwrap_or((&digits, ""));
    let mut text = String::with_capacity(digits.len() + whole.len() / 3);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    if !part.is_empty() {
        text.push('.');
        text.push_str(part);
    }
    text
}

/// `123.5万`: in the greatest of some units that it fills, given from the greatest down, without its sign. `None` beyond
/// 9,999 of the greatest. Below ten of a unit a digit behind the point would hide a tenth, so there are two.
pub fn compact(value: Decimal, units: &[(u64, &str)]) -> Option<String> {
    let value = value.abs();
    let fills = |unit: u64| value >= Decimal::from(unit);
    let at = units.iter().position(|(unit, _)| fills(*unit));
    let in_unit = |at: Option<usize>| {
        let unit = at.map_or(Decimal::ONE, |at| Decimal::from(units[at].0));
        let amount = value / unit;
        rounded(amount, if amount < Decimal::TEN { 2 } else { 1 })
    };
    let mut shown = in_unit(at);
    let mut name = at.map_or("", |at| units[at].1);
    // What rounding brings up to the next unit is said in that.
    let above = at.map_or(units.len(), |at| at).checked_sub(1).map(|above| units[above]);
    if let Some((unit, of_above)) = above {
        let own = at.map_or(1, |at| units[at].0);
        if shown * Decimal::from(own) >= Decimal::from(unit) {
            (shown, name) = (Decimal::ONE, of_above);
        }
    }
    (shown < Decimal::from(10_000)).then(|| format!("{}{name}", shown.normalize()))
}

#[cfg(test)]
mod tests {
    use model::Decimal;
    use proptest::prelude::*;

    use super::*;

    const CHINESE: [(u64, &str); 2] = [(100_000_000, "亿"), (10_000, "万")];
    const ENGLISH: [(u64, &str); 3] = [(1_000_000_000, "B"), (1_000_000, "M"), (1000, "K")];

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn thousands_are_parted_and_cents_are_kept() {
        for (value, least, most, text) in [
            ("0", 0, 6, "0"),
            ("999", 0, 6, "999"),
            ("1000", 0, 6, "1,000"),
            ("-1234567", 0, 6, "1,234,567"),
            ("1234567.5", 2, 6, "1,234,567.50"),
            ("0.1234567", 2, 6, "0.123457"),
            ("100000", 2, 6, "100,000.00"),
        ] {
            assert_eq!(grouped(decimal(value), least, most), text, "{value}");
        }
    }

    #[test]
    fn large_amounts_are_short() {
        for (value, chinese, english) in [
            ("0.01", "0.01", "0.01"),
            ("12.345", "12.3", "12.3"),
            ("999", "999", "999"),
            ("999.96", "1000", "1K"),
            ("9999.96", "1万", "10K"),
            ("10000", "1万", "10K"),
            ("12345", "1.23万", "12.3K"),
            ("99999500", "1亿", "100M"),
            ("-123456", "12.3万", "123.5K"),
            ("999960", "100万", "1M"),
            ("1234567890", "12.3亿", "1.23B"),
        ] {
            assert_eq!(compact(decimal(value), &CHINESE).as_deref(), Some(chinese), "{value}");
            assert_eq!(compact(decimal(value), &ENGLISH).as_deref(), Some(english), "{value}");
        }
        assert_eq!(compact(decimal("1234567890123"), &CHINESE), None);
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_back(mantissa in 0_i64..10_000_000_000_000, scale in 0_u32..6) {
            let value = Decimal::new(mantissa, scale);
            prop_assert_eq!(crate::number(&grouped(value, 2, 6)), Some(value));
        }
    }
}
