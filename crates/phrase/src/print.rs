//! Numbers as they are printed. The browser's `Intl` prints the same, but whoever asks it first waits 20 to 40 ms for it,
//! which is a tenth of the way to the first sight.

use model::Decimal;

/// A number without its sign: its digits, and how many of them stand behind the point. Whole numbers do here what decimals
/// would bring the code of a division along for.
#[derive(Clone, Copy)]
struct Digits {
    all: u64,
    behind: u32,
}

impl Digits {
    /// Of a number divided by a power of ten, rounded half up to `most` digits behind the point; `None` where it is too long.
    fn of(value: Decimal, power: u32, most: u32) -> Option<Self> {
        let (all, behind) = (value.mantissa().unsigned_abs(), value.scale() + power);
        let (mut all, mut behind) = match behind.checked_sub(most).filter(|over| *over > 0) {
            Some(over) => {
                let cut = 10_u128.checked_pow(over)?;
                (u64::try_from((all + cut / 2) / cut).ok()?, most)
            }
            None => (u64::try_from(all).ok()?, behind),
        };
        while behind > 0 && all.is_multiple_of(10) {
            (all, behind) = (all / 10, behind - 1);
        }
        Some(Self { all, behind })
    }

    /// Whether it is `10^power` at least.
    fn fills(self, power: u32) -> bool {
        10_u64.checked_pow(self.behind + power).is_some_and(|least| self.all >= least)
    }

    /// What stands before the point, and behind it with `least` digits at least.
    fn parts(self, least: u32) -> (String, String) {
        let unit = 10_u64.pow(self.behind.min(19));
        let (whole, part) = (self.all / unit, self.all % unit);
        let mut behind =
            if self.behind > 0 { format!("{part:0width$}", width = self.behind as usize) } else { String::new() };
        while behind.len() < least as usize {
            behind.push('0');
        }
        (whole.to_string(), behind)
    }
}

/// `1,234,567.5`: with separators between thousands, and at least `least` and at most `most` digits behind the point. Without
/// its sign. `None` where it has more digits than 19.
pub fn grouped(value: Decimal, least: u32, most: u32) -> Option<String> {
    let (whole, behind) = Digits::of(value, 0, most)?.parts(least);
    let mut text = String::with_capacity(whole.len() + whole.len() / 3 + behind.len() + 1);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if !behind.is_empty() {
        text.push('.');
        text.push_str(&behind);
    }
    Some(text)
}

/// `123.5万`: in the greatest of some units that it fills, given as powers of ten from the greatest down, without its sign.
/// `None` beyond 9,999 of the greatest. Below ten of a unit a digit behind the point would hide a tenth, so there are two.
pub fn compact(value: Decimal, units: &[(u32, &str)]) -> Option<String> {
    let exact = Digits::of(value, 0, value.scale())?;
    let at = units.iter().position(|(power, _)| exact.fills(*power));
    let (power, mut name) = at.map_or((0, ""), |at| units[at]);
    let mut shown = Digits::of(value, power, if exact.fills(power + 1) { 1 } else { 2 })?;
    // What rounding brings up to the next unit is said in that.
    let above = at.unwrap_or(units.len()).checked_sub(1).map(|above| units[above]);
    if let Some((_, of_next)) = above.filter(|(next, _)| shown.fills(next - power)) {
        (shown, name) = (Digits { all: 1, behind: 0 }, of_next);
    }
    if shown.fills(4) && at == Some(0) {
        return None;
    }
    let (whole, behind) = shown.parts(0);
    Some(if behind.is_empty() { format!("{whole}{name}") } else { format!("{whole}.{behind}{name}") })
}

#[cfg(test)]
mod tests {
    use model::Decimal;
    use proptest::prelude::*;

    use super::*;

    const CHINESE: [(u32, &str); 2] = [(8, "亿"), (4, "万")];
    const ENGLISH: [(u32, &str); 3] = [(9, "B"), (6, "M"), (3, "K")];

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
            assert_eq!(grouped(decimal(value), least, most).as_deref(), Some(text), "{value}");
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
            prop_assert_eq!(crate::number(&grouped(value, 2, 6).unwrap()), Some(value));
        }
    }
}
