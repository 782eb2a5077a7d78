//! Amounts as people write them: separators of every custom, signs and codes of currencies, 万 and 亿, k and M.
//!
//! Decimal arithmetic throughout. `1,054` and `1.054` have two readings each; the column decides.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::unit::{self, Currency, Mark, Unit};
use super::{Reading, Tally};
use crate::text::fold_lower;

/// Which sign stands before the decimals, where a number with one sign could be read both ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Separators {
    /// 1,054.50
    Point,
    /// 1.054,50
    Comma,
}

/// A number read from a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount {
    /// Scaled by the units in the cell; a percentage as the number before the sign.
    pub value: Decimal,
    pub currency: Option<Currency>,
    pub percent: bool,
    /// The cell names its own unit (万, k, 元), so that the header's scale is not for it.
    pub own_unit: bool,
}

/// How the numbers of a column are written, found out by [`AmountColumn::detect`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AmountColumn {
    pub separators: Separators,
    /// Every value could be read with the other separators too, to another number.
    pub ambiguous: bool,
    /// What the header says.
    pub unit: Unit,
    /// The currencies the cells name, with how many cells each.
    pub currencies: Vec<(Currency, usize)>,
    /// Cells with a percent sign.
    pub percents: usize,
    /// All values are whole numbers as written.
    pub whole: bool,
    pub tally: Tally,
}

impl AmountColumn {
    /// Finds out how the numbers of a column are written. Each value comes with its line; `custom` decides where the
    /// values do not.
    pub fn detect<'a>(
        header: &str,
        values: impl Iterator<Item = (u32, &'a str)> + Clone,
        custom: Option<Separators>,
    ) -> Self {
        let mut ballot = Ballot::default();
        for (_, text) in values.clone() {
            ballot.count(text);
        }
        let (separators, ambiguous) = ballot.decide(custom);
        let mut column = Self {
            separators,
            ambiguous,
            unit: Unit::of_header(header),
            currencies: Vec::new(),
            percents: 0,
            whole: true,
            tally: Tally::default(),
        };
        for (line, text) in values {
            let reading = column.read(text);
            if let Reading::Value(amount) = &reading {
                column.note(amount);
            }
            column.tally.count(line, text, &reading);
        }
        column
    }

    /// Reads one cell of the column, in the unit the header names.
    pub fn read(&self, text: &str) -> Reading<Amount> {
        Reading::of(text, |text| {
            let mut amount = parse(text, self.separators)?;
            if !amount.own_unit && !amount.percent {
                amount.value = times_power(amount.value, self.unit.power)?;
            }
            amount.currency = amount.currency.or(self.unit.currency);
            Some(amount)
        })
    }

    fn note(&mut self, amount: &Amount) {
        self.percents += usize::from(amount.percent);
        self.whole &= amount.value.is_integer();
        if let Some(code) = amount.currency {
            match self.currencies.iter_mut().find(|(known, _)| *known == code) {
                Some((_, count)) => *count += 1,
                None => self.currencies.push((code, 1)),
            }
        }
    }
}

/// Evidence for either custom, value by value.
#[derive(Default)]
struct Ballot {
    point: usize,
    comma: usize,
    /// `1.054`: one sign before exactly three digits.
    lone_points: usize,
}

impl Ballot {
    fn count(&mut self, text: &str) {
        let Some(run) = first_run(text) else { return };
        let last = run.rfind(['.', ',']);
        let Some(at) = last else { return };
        let sign = run.as_bytes()[at];
        let both = run.contains('.') && run.contains(',');
        let repeated = run.bytes().filter(|byte| *byte == sign).count() > 1;
        let three = run.len() - at == 4;
        let groups = three && !run.starts_with('0') && at <= 3 && at > 0;
        let decimal_point = sign == b'.';
        match (both, repeated, groups) {
            (false, true, _) => *(if decimal_point { &mut self.comma } else { &mut self.point }) += 1,
            (true, ..) | (_, _, false) => *(if decimal_point { &mut self.point } else { &mut self.comma }) += 1,
            (false, false, true) => self.lone_points += usize::from(decimal_point),
        }
    }

    fn decide(&self, custom: Option<Separators>) -> (Separators, bool) {
        match self.point.cmp(&self.comma) {
            std::cmp::Ordering::Greater => (Separators::Point, false),
            std::cmp::Ordering::Less => (Separators::Comma, false),
            std::cmp::Ordering::Equal => (custom.unwrap_or(Separators::Point), self.lone_points > 0),
        }
    }
}

/// The digits and separators of a text, without going into the rest.
fn first_run(text: &str) -> Option<String> {
    let folded = crate::text::fold(text);
    let start = folded.find(|c: char| c.is_ascii_digit())?;
    let run = &folded[start..];
    let end = run.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ','))).unwrap_or(run.len());
    Some(run[..end].trim_end_matches(['.', ',']).to_owned())
}

/// Reads a number with everything people put around it.
pub fn parse(text: &str, separators: Separators) -> Option<Amount> {
    if text.is_ascii() && text.trim().bytes().all(|byte| byte.is_ascii_digit()) {
        return plain(text.trim());
    }
    let folded = fold_lower(text);
    let mut rest = folded.as_str();
    let mut negative = false;
    if let Some(inside) = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        negative = true;
        rest = inside.trim();
    }
    let mut amount = Amount { value: Decimal::ZERO, currency: None, percent: false, own_unit: false };
    rest = leading_marks(rest, &mut negative, &mut amount)?;
    let mut last_power = None;
    loop {
        let (number, after) = number(rest, separators)?;
        let (power, after) = trailing_marks(after, &mut negative, &mut amount)?;
        // 3亿5000万: each further part is of a smaller unit and fills it.
        if let Some(last) = last_power {
            let part = times_power(number, power)?;
            let largest = times_power(Decimal::ONE, last)?;
            if power >= last || part >= largest || part * Decimal::TEN < largest {
                return None;
            }
        }
        amount.value = amount.value.checked_add(times_power(number, power)?)?;
        if after.is_empty() {
            break;
        }
        if power < 3 {
            return None;
        }
        last_power = Some(power);
        rest = after;
    }
    if negative {
        amount.value = -amount.value;
    }
    amount.value = amount.value.normalize();
    Some(amount)
}

fn plain(digits: &str) -> Option<Amount> {
    let value = Decimal::from_str_exact(digits).ok()?;
    Some(Amount { value, currency: None, percent: false, own_unit: false })
}

/// Signs and currencies before the number.
fn leading_marks<'a>(mut rest: &'a str, negative: &mut bool, amount: &mut Amount) -> Option<&'a str> {
    loop {
        rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix('-').filter(|_| !*negative) {
            *negative = true;
            rest = after;
        } else if let Some(after) = rest.strip_prefix('+') {
            rest = after;
        } else if rest.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | ',')) {
            return Some(rest);
        } else {
            match unit::mark(rest)? {
                (Mark::Currency(code), after) if amount.currency.is_none() => {
                    amount.currency = Some(code);
                    rest = after;
                }
                _ => return None,
            }
        }
    }
}

/// Units, currencies and signs after the number, up to the end or the next digit.
fn trailing_marks<'a>(mut rest: &'a str, negative: &mut bool, amount: &mut Amount) -> Option<(u32, &'a str)> {
    let mut power = 0;
    loop {
        rest = rest.trim_start();
        if rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_digit()) {
            return Some((power, rest));
        }
        if let Some("") = rest.strip_prefix('-').filter(|_| !*negative) {
            *negative = true;
            rest = "";
            continue;
        }
        match unit::mark(rest)? {
            (Mark::Power(more), after) => {
                power += more;
                amount.own_unit = true;
                rest = after.trim_start_matches('.');
            }
            (Mark::Currency(code), after)
                if amount.currency.is_none_or(|known| known == code || code == Currency::CNY) =>
            {
                // 元 says one, where $ or EUR only say whose; ¥5元 is said twice.
                amount.own_unit |= rest.starts_with(['元', '圆']);
                amount.currency = amount.currency.or(Some(code));
                rest = after;
            }
            (Mark::Percent, after) => {
                amount.percent = true;
                rest = after;
            }
            (Mark::Filler, after) => rest = after,
            (Mark::Currency(_), _) => return None,
        }
    }
}

/// The number a text starts with, and what follows it.
fn number(text: &str, separators: Separators) -> Option<(Decimal, &str)> {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut end = 0;
    while is_digit(end)
        || matches!(bytes.get(end), Some(b'.' | b',')) && is_digit(end + 1)
        || matches!(bytes.get(end), Some(b' ' | b'\'')) && end > 0 && is_digit(end - 1) && is_digit(end + 1)
    {
        end += 1;
    }
    // `5.` and `1,054.` end in a sign that says nothing.
    let run = &text[..end];
    let after = text[end..].strip_prefix('.').filter(|rest| rest.is_empty()).unwrap_or(&text[end..]);
    if let Some((exponent, after)) = exponent(after) {
        let scaled = Decimal::from_scientific(&format!("{run}e{exponent}")).ok()?;
        return Some((scaled, after));
    }
    Some((digits(run, separators)?, after))
}

/// `e+07`, as spreadsheets shorten long numbers.
fn exponent(text: &str) -> Option<(i32, &str)> {
    let rest = text.strip_prefix('e')?;
    let sign = usize::from(rest.starts_with(['+', '-']));
    let length = rest[sign..].bytes().take_while(u8::is_ascii_digit).count();
    if length == 0 || length > 2 {
        return None;
    }
    Some((rest[..sign + length].trim_start_matches('+').parse().ok()?, &rest[sign + length..]))
}

/// A run of digits and separators as a number; `None` when the groups are not groups.
fn digits(run: &str, separators: Separators) -> Option<Decimal> {
    let points = run.bytes().filter(|byte| *byte == b'.').count();
    let commas = run.bytes().filter(|byte| *byte == b',').count();
    let decimal_sign = match (points, commas) {
        (1, 0) => (separators == Separators::Point || !is_grouped(run, '.')).then_some('.'),
        (0, 1) => (separators == Separators::Comma || !is_grouped(run, ',')).then_some(','),
        (_, 0) | (0, _) => None,
        _ => run.chars().rfind(|c| matches!(c, '.' | ',')),
    };
    // A lone sign that cannot group is read as decimal only where that is the custom, or in so small a number that
    // nothing else can be meant.
    if let Some(sign) = decimal_sign
        && points + commas == 1
        && (sign == '.') != (separators == Separators::Point)
        && !is_plain_decimal(run, sign)
    {
        return None;
    }
    let (whole, decimals) = match decimal_sign {
        Some(sign) => run.rsplit_once(sign)?,
        None => (run, ""),
    };
    if !decimals.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let grouping = whole.chars().find(|c| !c.is_ascii_digit());
    if let Some(sign) = grouping
        && !is_grouped(whole, sign)
    {
        return None;
    }
    let mut text: String = whole.chars().filter(char::is_ascii_digit).collect();
    if text.is_empty() && decimals.is_empty() {
        return None;
    }
    if !decimals.is_empty() {
        text.push('.');
        text.push_str(decimals);
    }
    Decimal::from_str_exact(if text.starts_with('.') {
        text.insert(0, '0');
        &text
    } else {
        &text
    })
    .ok()
}

/// `12.5` in a column of commas: one or two decimals cannot be a group.
fn is_plain_decimal(run: &str, sign: char) -> bool {
    run.rsplit_once(sign).is_some_and(|(whole, decimals)| {
        let other_groups = |byte: u8| byte.is_ascii_digit() || matches!(byte, b' ' | b'\'');
        decimals.len() <= 2 && !whole.is_empty() && whole.bytes().all(other_groups)
    })
}

/// Whether `sign` cuts the digits in groups of three (or of two before the last, as in India, or of four throughout, as
/// 万 does), and nothing else cuts them.
fn is_grouped(digits: &str, sign: char) -> bool {
    let groups: Vec<&str> = digits.split(sign).collect();
    let [first, middle @ .., last] = groups.as_slice() else { return false };
    if !groups.iter().all(|group| group.bytes().all(|byte| byte.is_ascii_digit())) {
        return false;
    }
    let sized = |size: usize| middle.iter().all(|group| group.len() == size);
    let starts_well = (1..=3).contains(&first.len()) && !first.starts_with('0');
    match last.len() {
        3 => starts_well && (sized(3) || (sized(2) && first.len() <= 2)),
        4 => sized(4) && (1..=4).contains(&first.len()) && !first.starts_with('0') && !middle.is_empty(),
        _ => false,
    }
}

pub(super) fn times_power(value: Decimal, power: u32) -> Option<Decimal> {
    if power == 0 {
        return Some(value);
    }
    value.checked_mul(Decimal::from(10_u64.checked_pow(power)?)).map(|scaled| scaled.normalize())
}

/// Whether a text could be an amount at all, cheaply: short, with a digit.
pub(crate) fn plausible(text: &str) -> bool {
    text.len() <= 64 && text.chars().any(|c| c.is_ascii_digit() || ('０'..='９').contains(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Option<String> {
        parse(text, Separators::Point).map(|amount| amount.value.to_string())
    }

    fn column(header: &str, values: &[&str]) -> AmountColumn {
        AmountColumn::detect(header, (2..).zip(values.iter().copied()), None)
    }

    #[test]
    fn numbers_are_read_with_everything_around_them() {
        for (text, number) in [
            ("1054", "1054"),
            ("1,054", "1054"),
            ("1,054.50", "1054.5"),
            ("1.054,50", "1054.5"),
            ("1 054", "1054"),
            ("1\u{202f}054,50", "1054.5"),
            ("1'054.50", "1054.5"),
            ("12,34,567", "1234567"),
            ("1,0540,0000", "105400000"),
            ("１２，３４５．６０", "12345.6"),
            ("0.75", "0.75"),
            (".5", "0.5"),
            ("1,5", "1.5"),
            ("¥1,054", "1054"),
            ("￥1,054.00元", "1054"),
            ("1054元整", "1054"),
            ("RMB 1,054", "1054"),
            ("$1,054.50", "1054.5"),
            ("US$ 1.2M", "1200000"),
            ("1.2m USD", "1200000"),
            ("€ 1.054,50", "1054.5"),
            ("5 Mio. €", "5000000"),
            ("50万", "500000"),
            ("50万元", "500000"),
            ("50 万 元", "500000"),
            ("1.2亿", "120000000"),
            ("3亿5000万", "350000000"),
            ("1万5000元", "15000"),
            ("3百万", "3000000"),
            ("5千", "5000"),
            ("5k", "5000"),
            ("5K", "5000"),
            ("2.5bn", "2500000000"),
            ("75%", "75"),
            ("75.00 %", "75"),
            ("-1,054", "-1054"),
            ("−5", "-5"),
            ("(1,054.00)", "-1054"),
            ("($1,054)", "-1054"),
            ("-$5", "-5"),
            ("$-5", "-5"),
            ("1,054-", "-1054"),
            ("+5", "5"),
            ("1.2E+07", "12000000"),
        ] {
            assert_eq!(value(text).as_deref(), Some(number), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_not_guessed() {
        for text in [
            "",
            "abc",
            "12 apples",
            "10-20",
            "50万左右",
            "约50万",
            "1,05,4",
            "2025-09-28",
            "1.2.3",
            "--5",
            "$",
            "万",
            "1万5",
            "D001",
            "1,2,3",
            "12:30",
            "$5€",
            "99999999999999999999999999999999",
            "1 2 3",
        ] {
            assert_eq!(value(text), None, "{text}");
        }
    }

    #[test]
    fn currencies_are_hinted_by_sign_code_or_word() {
        for (text, code) in [
            ("¥5", Some("CNY")),
            ("5元", Some("CNY")),
            ("RMB5", Some("CNY")),
            ("$5", Some("USD")),
            ("HK$5", Some("HKD")),
            ("5 EUR", Some("EUR")),
            ("£5k", Some("GBP")),
            ("5万美元", Some("USD")),
            ("5", None),
        ] {
            let currency = parse(text, Separators::Point).unwrap_or_else(|| panic!("{text}")).currency;
            assert_eq!(currency.as_ref().map(Currency::code), code, "{text}");
        }
    }

    #[test]
    fn the_column_decides_what_its_separators_mean() {
        for (values, separators, ambiguous, first) in [
            (&["1,054", "88"][..], Separators::Point, false, "1054"),
            (&["1.054", "12,50"], Separators::Comma, false, "1054"),
            (&["1.054", "12.5"], Separators::Point, false, "1.054"),
            (&["1.054", "1.054.000"], Separators::Comma, false, "1054"),
            (&["1.054", "2.300"], Separators::Point, true, "1.054"),
        ] {
            let column = column("Amount", values);
            assert_eq!((column.separators, column.ambiguous), (separators, ambiguous), "{values:?}");
            assert_eq!(column.read(values[0]).value().map(|read| read.value.to_string()).as_deref(), Some(first));
        }
        let custom = AmountColumn::detect("Betrag", [(2, "1.054")].into_iter(), Some(Separators::Comma));
        assert_eq!(custom.read("1.054").value().map(|read| read.value), Some(Decimal::from(1054)));
    }

    #[test]
    fn the_headers_unit_scales_cells_that_name_none() {
        let column = column("金额(万元)", &["120.5", "50万", "88元", ""]);
        let read = |text| column.read(text).value().map(|amount| (amount.value.to_string(), amount.currency));
        assert_eq!(read("120.5"), Some(("1205000".to_owned(), Some(Currency::CNY))));
        assert_eq!(read("50万"), Some(("500000".to_owned(), Some(Currency::CNY))));
        assert_eq!(read("88元"), Some(("88".to_owned(), Some(Currency::CNY))));
        assert_eq!((column.tally.recognised, column.tally.empty), (3, 1));
        assert_eq!(column.currencies, [(Currency::CNY, 3)]);
    }

    #[test]
    fn unreadable_amounts_are_counted_with_their_lines() {
        let column = column("Amount", &["5", "about 7", "-", "8"]);
        assert_eq!((column.tally.recognised, column.tally.empty, column.tally.unrecognised), (2, 1, 1));
        assert_eq!(column.tally.examples, [(3, "about 7".to_owned())]);
    }
}
