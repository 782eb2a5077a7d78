//! Calendar dates as people export them.
//!
//! Most forms say themselves which part is which (`2026-09-28T10:00Z`, `2026/9/28`, `2026年9月28日`, `28 Sep 2025`).
//! In `9/10/2025` the order of day and month is a custom of whoever exported, so it is decided once for a column, from
//! the values in which one part is above 12; without such a value it stays a question with a proposed answer. Numbers
//! counting days (Excel's serials) are dates only in a column that says it holds dates.

use chrono::{Days, NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

use super::{Reading, Tally};
use crate::text::{fold, is_cjk};

/// The order of the parts in dates written with the year last, or with a year of two digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    /// 9/28/2025
    MonthFirst,
    /// 28.09.2025
    DayFirst,
    /// 25/9/28, with two digits only; four digits in front need no order.
    YearFirst,
}

/// A date read from a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    /// As written; for a month without a day the first of the month.
    pub day: NaiveDate,
    pub month_only: bool,
    pub time: Option<NaiveTime>,
    /// Minutes east of UTC, when the cell says so. The day is the one at that offset.
    pub utc_offset: Option<i16>,
}

/// How the dates of a column are written, found out by [`DateColumn::detect`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateColumn {
    pub order: Order,
    /// The values allow another order as well: ask, with `order` as the proposed answer.
    pub ambiguous: bool,
    /// How many values need the order to be read at all.
    pub open: usize,
    /// The column counts days from the end of 1899 (Excel's 1900 system), perhaps with a fraction for the time.
    pub serial: bool,
    /// Some values carry a time of day.
    pub timed: bool,
    pub tally: Tally,
}

/// What is known about a column besides its values.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Hint {
    /// Its header says it holds dates, so that whole numbers may be serials.
    pub named_as_date: bool,
    /// The order found in another column of the file, or the custom where the file comes from.
    pub order: Option<Order>,
}

impl DateColumn {
    /// Finds out how the dates of a column are written. Each value comes with its line.
    pub fn detect<'a>(values: impl Iterator<Item = (u32, &'a str)> + Clone, hint: Hint) -> Self {
        let mut ballot = Ballot::default();
        for (_, text) in values.clone() {
            ballot.count(text);
        }
        let serial = hint.named_as_date && ballot.serials > 0 && ballot.serials == ballot.filled;
        let (order, ambiguous) = ballot.order(hint.order);
        let mut column = Self { order, ambiguous, open: ballot.open, serial, timed: false, tally: Tally::default() };
        for (line, text) in values {
            let reading = column.read(text);
            column.timed |= matches!(reading, Reading::Value(Date { time: Some(_), .. }));
            column.tally.count(line, text, &reading);
        }
        column
    }

    /// Reads one cell of the column.
    pub fn read(&self, text: &str) -> Reading<Date> {
        Reading::of(text, |text| if self.serial { parse_serial(text) } else { parse(text, self.order) })
    }

    /// Whether the values themselves prove the order.
    pub fn order_proven(&self) -> bool {
        self.open > 0 && !self.ambiguous
    }

    /// The same column with the order a person chose. Counts are of the order before; detect again with the order as
    /// hint to have them anew.
    #[must_use]
    pub fn with_order(mut self, order: Order) -> Self {
        self.order = order;
        self.ambiguous = false;
        self
    }
}

/// How many values each order can read.
#[derive(Default)]
struct Ballot {
    filled: usize,
    serials: usize,
    /// Values that need an order, those of them with dots, and how many each order can read.
    open: usize,
    dotted: usize,
    month_first: usize,
    day_first: usize,
    year_first: usize,
}

impl Ballot {
    fn count(&mut self, text: &str) {
        let text = fold(text);
        if super::is_nothing(&text) {
            return;
        }
        self.filled += 1;
        if parse_serial(&text).is_some() {
            self.serials += 1;
            return;
        }
        let Some((Parts::Open { numbers, long_year, dotted }, _)) = parts(&text) else { return };
        self.open += 1;
        self.dotted += usize::from(dotted);
        let reads = |order| usize::from(ordered(numbers, long_year, order).is_some());
        self.month_first += reads(Order::MonthFirst);
        self.day_first += reads(Order::DayFirst);
        self.year_first += reads(Order::YearFirst);
    }

    /// The order that reads most values, and whether another reads as many.
    fn order(&self, hint: Option<Order>) -> (Order, bool) {
        // With dots the day comes first wherever dots are the custom.
        let custom = if self.dotted * 2 > self.open { Order::DayFirst } else { Order::MonthFirst };
        if self.open == 0 {
            return (hint.unwrap_or(custom), false);
        }
        let votes = [
            (Order::MonthFirst, self.month_first),
            (Order::DayFirst, self.day_first),
            (Order::YearFirst, self.year_first),
        ];
        let most = votes.iter().map(|&(_, count)| count).max().unwrap_or(0);
        let able: Vec<Order> = votes.iter().filter(|&&(_, count)| count == most).map(|&(order, _)| order).collect();
        match able.as_slice() {
            [only] => (*only, false),
            several => {
                let proposed = hint.filter(|order| several.contains(order)).unwrap_or(custom);
                let custom_is_sure = self.dotted == self.open && self.year_first < most;
                (if several.contains(&proposed) { proposed } else { several[0] }, !custom_is_sure)
            }
        }
    }
}

/// Reads a date that may need `order`.
pub fn parse(text: &str, order: Order) -> Option<Date> {
    let folded = fold(text);
    let (parts, rest) = parts(&folded)?;
    let (day, month_only) = match parts {
        Parts::Known { day, month_only } => (day, month_only),
        Parts::Open { numbers, long_year, .. } => (ordered(numbers, long_year, order)?, false),
    };
    let (time, utc_offset) = time_of_day(rest)?;
    if month_only && time.is_some() {
        return None;
    }
    Some(Date { day, month_only, time, utc_offset })
}

/// Days since 1899-12-30, as Excel counts them from 1 March 1900 on; here from 1954 to 2119, with a fraction of a day as
/// time. Smaller and larger numbers are numbers.
pub fn parse_serial(text: &str) -> Option<Date> {
    let folded = fold(text);
    let (days, fraction) = folded.split_once('.').map_or((&*folded, None), |(days, rest)| (days, Some(rest)));
    if days.len() != 5 || !all_digits(days) {
        return None;
    }
    let days: u64 = days.parse().ok().filter(|days| (20_000..=80_000).contains(days))?;
    let day = NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(days))?;
    let time = match fraction {
        None => None,
        Some(digits) => Some(fraction_of_day(digits)?),
    };
    Some(Date { day, month_only: false, time, utc_offset: None })
}

fn fraction_of_day(digits: &str) -> Option<NaiveTime> {
    let digits = &digits[..digits.len().min(9)];
    if !all_digits(digits) {
        return None;
    }
    let parts: u64 = digits.parse().ok()?;
    let whole = 10_u64.pow(u32::try_from(digits.len()).ok()?);
    let seconds = (parts * 86_400 + whole / 2) / whole;
    NaiveTime::from_num_seconds_from_midnight_opt(u32::try_from(seconds).ok()?.min(86_399), 0)
}

enum Parts {
    Known {
        day: NaiveDate,
        month_only: bool,
    },
    /// Three numbers whose order the value does not say. With a `long_year` the year is the last.
    Open {
        numbers: [u32; 3],
        long_year: bool,
        dotted: bool,
    },
}

/// The day an order makes of three numbers.
fn ordered([a, b, c]: [u32; 3], long_year: bool, order: Order) -> Option<NaiveDate> {
    let (year, month, day) = match order {
        Order::MonthFirst => (c, a, b),
        Order::DayFirst => (c, b, a),
        Order::YearFirst if long_year => return None,
        Order::YearFirst => (a, b, c),
    };
    // Nobody's pipeline closes in the 2070s; nobody's began before 1970.
    let year = match year {
        _ if long_year => year,
        0..70 => 2000 + year,
        _ => 1900 + year,
    };
    calendar_day(year, month, day)
}

fn calendar_day(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(i32::try_from(year).ok().filter(|year| *year >= 1000)?, month, day)
}

/// The date part of a folded text, and what follows it.
fn parts(text: &str) -> Option<(Parts, &str)> {
    if text.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return month_name_first(text);
    }
    let (first, digits, rest) = number(text)?;
    match digits {
        8 => {
            let day = calendar_day(first / 10_000, first / 100 % 100, first % 100);
            let day = day.filter(|_| (1900..2200).contains(&(first / 10_000)))?;
            Some((Parts::Known { day, month_only: false }, rest))
        }
        4 => year_first(first, rest),
        1 | 2 => day_or_month_first(first, rest),
        _ => None,
    }
}

/// After `2026`: `-09-28`, `/9/28`, `.9.28`, `年9月28日`, each also without the day.
fn year_first(year: u32, rest: &str) -> Option<(Parts, &str)> {
    let chinese = rest.trim_start().strip_prefix('年');
    let sign = if chinese.is_some() { '年' } else { rest.chars().next().filter(|c| matches!(c, '-' | '/' | '.'))? };
    let (month, digits, rest) = number(chinese.unwrap_or_else(|| &rest[1..]).trim_start())?;
    if digits > 2 {
        return None;
    }
    let after_month = if sign == '年' { rest.trim_start().strip_prefix('月') } else { rest.strip_prefix(sign) };
    if let Some((day, digits, rest)) = after_month.and_then(|rest| number(rest.trim_start())) {
        let rest = rest.trim_start().strip_prefix(['日', '号']).unwrap_or(rest);
        let day = calendar_day(year, month, day).filter(|_| digits <= 2)?;
        return Some((Parts::Known { day, month_only: false }, rest));
    }
    let rest = match after_month {
        Some(rest) if sign == '年' => rest,
        None => rest,
        Some(_) => return None,
    };
    // `2026.9` may be a month, `1054.5` is not.
    let day = calendar_day(year, month, 1).filter(|_| (1900..2100).contains(&year))?;
    Some((Parts::Known { day, month_only: true }, rest))
}

/// After the first one or two digits: `/28/2025`, `.09.2025`, `-09-25`, `-Sep-2025`, ` September 2025`.
fn day_or_month_first(first: u32, rest: &str) -> Option<(Parts, &str)> {
    let sign = rest.chars().next().filter(|c| matches!(c, '/' | '.' | '-' | ' '))?;
    let after = rest[1..].trim_start();
    if after.starts_with(|c: char| c.is_ascii_alphabetic()) {
        let (month, rest) = month_name(after)?;
        let (year, digits, rest) = number(rest.trim_start_matches(['-', ' ', ',', '/', '.']))?;
        return Some((named(year, digits, month, first)?, rest));
    }
    if sign == ' ' {
        return None;
    }
    let (second, digits, rest) = number(after)?;
    let (third, last_digits, rest) = number(rest.strip_prefix(sign)?.trim_start())?;
    if digits > 2 || !matches!(last_digits, 2 | 4) {
        return None;
    }
    let parts = Parts::Open { numbers: [first, second, third], long_year: last_digits == 4, dotted: sign == '.' };
    Some((parts, rest))
}

/// `Sep 28, 2025`, `September 28 2025`.
fn month_name_first(text: &str) -> Option<(Parts, &str)> {
    let (month, rest) = month_name(text)?;
    let (day, digits, rest) = number(rest.trim_start_matches([' ', '-', '/']))?;
    if digits > 2 {
        return None;
    }
    let rest = ["st", "nd", "rd", "th"].iter().find_map(|ending| rest.strip_prefix(ending)).unwrap_or(rest);
    let (year, digits, rest) = number(rest.trim_start_matches([' ', ',', '-', '/']))?;
    Some((named(year, digits, month, day)?, rest))
}

fn named(year: u32, digits: usize, month: u32, day: u32) -> Option<Parts> {
    let day = match digits {
        4 => calendar_day(year, month, day),
        2 => ordered([month, day, year], false, Order::MonthFirst),
        _ => None,
    }?;
    Some(Parts::Known { day, month_only: false })
}

/// The month, 1 to 12, that an English text begins with, by its name or the first three letters, and what follows.
pub fn month_name(text: &str) -> Option<(u32, &str)> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let end = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    let word = text[..end].to_ascii_lowercase();
    let short = word == "sept";
    let month = MONTHS.iter().position(|month| {
        *month == word || (word.len() == 3 && month.starts_with(&word)) || (short && *month == "september")
    })?;
    Some((u32::try_from(month).ok()? + 1, text[end..].trim_start_matches('.')))
}

/// The time after a date, with its offset from UTC; `None` when what follows is no time.
fn time_of_day(text: &str) -> Option<(Option<NaiveTime>, Option<i16>)> {
    let text = text.trim_start_matches([' ', 'T', 't', ',']).trim_end();
    if text.is_empty() {
        return Some((None, None));
    }
    let (half, text) = half_of_day(text);
    let (hour, _, rest) = number(text)?;
    let rest = rest.strip_prefix([':', '时', '点'])?;
    let (minute, _, rest) = number(rest)?;
    let rest = rest.strip_prefix('分').unwrap_or(rest);
    let (second, rest) = match rest.strip_prefix(':').unwrap_or(rest) {
        after if after.len() < rest.len() || rest.starts_with(|c: char| c.is_ascii_digit()) => {
            let (second, _, rest) = number(after)?;
            (second, rest.strip_prefix('秒').unwrap_or(rest))
        }
        _ => (0, rest),
    };
    let rest = rest.strip_prefix(['.', ',']).map_or(rest, |rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    let (written_after, rest) = half_of_day(rest.trim_start());
    let hour = match half.or(written_after) {
        Some(Half::Morning) if hour == 12 => 0,
        Some(Half::Afternoon) if hour < 12 => hour + 12,
        _ => hour,
    };
    Some((Some(NaiveTime::from_hms_opt(hour, minute, second)?), zone(rest.trim_start())?.utc_offset()))
}

#[derive(Clone, Copy)]
enum Half {
    Morning,
    Afternoon,
}

fn half_of_day(text: &str) -> (Option<Half>, &str) {
    const WORDS: [(&str, Half); 9] = [
        ("a.m.", Half::Morning),
        ("p.m.", Half::Afternoon),
        ("am", Half::Morning),
        ("pm", Half::Afternoon),
        ("上午", Half::Morning),
        ("凌晨", Half::Morning),
        ("中午", Half::Afternoon),
        ("下午", Half::Afternoon),
        ("晚上", Half::Afternoon),
    ];
    for (word, half) in WORDS {
        if text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)) {
            return (Some(half), text[word.len()..].trim_start());
        }
    }
    (None, text)
}

/// What a time says of its place.
#[derive(Clone, Copy)]
enum Zone {
    Unsaid,
    /// Minutes east of UTC.
    East(i16),
}

impl Zone {
    fn utc_offset(self) -> Option<i16> {
        match self {
            Self::Unsaid => None,
            Self::East(minutes) => Some(minutes),
        }
    }
}

/// `Z`, `UTC`, `+08:00`, `-0330`, or a zone's letters, which name no certain offset. `None` for anything else.
fn zone(text: &str) -> Option<Zone> {
    let text = text.trim_start_matches('(').trim_end_matches(')');
    let text = text.strip_prefix("UTC").or_else(|| text.strip_prefix("GMT")).map_or((text, false), |rest| (rest, true));
    match text {
        ("", false) => Some(Zone::Unsaid),
        ("", true) | ("Z" | "z", _) => Some(Zone::East(0)),
        (offset, _) if offset.starts_with(['+', '-']) => {
            let digits: String = offset[1..].chars().filter(|&c| c != ':').collect();
            if !all_digits(&digits) || !matches!(digits.len(), 1 | 2 | 4) {
                return None;
            }
            let (hours, minutes) = digits.split_at(digits.len().min(2));
            let total = hours.parse::<i16>().ok()? * 60 + if minutes.is_empty() { 0 } else { minutes.parse().ok()? };
            (total <= 14 * 60).then_some(Zone::East(if offset.starts_with('-') { -total } else { total }))
        }
        (letters, false) => ((2..=5).contains(&letters.len()) && letters.bytes().all(|b| b.is_ascii_uppercase()))
            .then_some(Zone::Unsaid),
        _ => None,
    }
}

/// The number a text starts with, how many digits it has (at most 8), and what follows.
fn number(text: &str) -> Option<(u32, usize, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 || digits > 8 {
        return None;
    }
    Some((text[..digits].parse().ok()?, digits, &text[digits..]))
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a text could be a date at all, cheaply: it starts with a digit or a month's letter and is short.
pub(crate) fn plausible(text: &str) -> bool {
    let text = text.trim();
    text.len() <= 48
        && text.chars().any(|c| c.is_ascii_digit() || ('０'..='９').contains(&c))
        && !text.starts_with(is_cjk)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).expect("a day")
    }

    fn column(values: &[&str]) -> DateColumn {
        detect(values, Hint::default())
    }

    fn detect(values: &[&str], hint: Hint) -> DateColumn {
        DateColumn::detect((2..).zip(values.iter().copied()), hint)
    }

    #[test]
    fn dates_that_say_themselves_which_part_is_which() {
        for text in [
            "2026-09-28",
            "2026/9/28",
            "2026/09/28",
            "2026.9.28",
            "2026年9月28日",
            "2026年09月28号",
            "2026 年 9 月 28 日",
            "20260928",
            "２０２６－０９－２８",
            "28 Sep 2026",
            "28-Sep-26",
            "Sep 28, 2026",
            "September 28th, 2026",
            "28 September 2026",
            " 2026-09-28 ",
        ] {
            let read = parse(text, Order::MonthFirst);
            assert_eq!(read.map(|date| date.day), Some(day(2026, 9, 28)), "{text}");
        }
    }

    #[test]
    fn times_and_zones_are_kept_beside_the_day() {
        let at = |h, m, s| NaiveTime::from_hms_opt(h, m, s);
        for (text, time, offset) in [
            ("2026-09-28T08:05:09Z", at(8, 5, 9), Some(0)),
            ("2026-09-28T08:05:09.123+08:00", at(8, 5, 9), Some(480)),
            ("2026-09-28 08:05:09 -0330", at(8, 5, 9), Some(-210)),
            ("2026-09-28 08:05", at(8, 5, 0), None),
            ("2026-09-28 08:05:00 UTC", at(8, 5, 0), Some(0)),
            ("2026-09-28 08:05:00 CST", at(8, 5, 0), None),
            ("9/28/2026 2:30 PM", at(14, 30, 0), None),
            ("9/28/2026, 12:30 am", at(0, 30, 0), None),
            ("2026/9/28 下午2:30", at(14, 30, 0), None),
            ("2026年9月28日 14时30分", at(14, 30, 0), None),
            ("2026年9月28日14:30:20", at(14, 30, 20), None),
        ] {
            let read = parse(text, Order::MonthFirst).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((read.day, read.time, read.utc_offset), (day(2026, 9, 28), time, offset), "{text}");
        }
    }

    #[test]
    fn a_month_without_a_day_is_its_first() {
        for text in ["2026年9月", "2026-09", "2026/9"] {
            let read = parse(text, Order::MonthFirst).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((read.day, read.month_only), (day(2026, 9, 1), true), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_not_read_as_one() {
        for text in [
            "",
            "soon",
            "2026",
            "2026-13-01",
            "2026-02-30",
            "31/31/2026",
            "12",
            "1,054",
            "1054.5",
            "Q3 2026",
            "12345678",
            "2026-09-28 and later",
            "1/2/3/4",
            "2026-09-28 25:00",
            "192.168.1.1",
            "3-2",
            "May",
            "2026-09-",
        ] {
            assert_eq!(parse(text, Order::MonthFirst), None, "{text}");
        }
    }

    #[test]
    fn the_order_is_decided_by_any_value_with_a_part_above_twelve() {
        for (values, order) in [
            (&["9/10/2025", "9/28/2025", "1/2/2025"][..], Order::MonthFirst),
            (&["9/10/2025", "28/9/2025"], Order::DayFirst),
            (&["28.09.2025", "01.02.2025"], Order::DayFirst),
            (&["01-02-2025", "28-02-2025"], Order::DayFirst),
            (&["9/28/25", "1/2/25", "1/14/25"], Order::MonthFirst),
        ] {
            let column = column(values);
            assert_eq!((column.order, column.ambiguous), (order, false), "{values:?}");
            assert_eq!(column.tally.recognised, values.len());
        }
    }

    #[test]
    fn an_undecided_order_is_a_question_with_a_proposed_answer() {
        let undecided = column(&["9/10/2025", "1/2/2025"]);
        assert_eq!((undecided.order, undecided.ambiguous), (Order::MonthFirst, true));
        let hint = Hint { order: Some(Order::DayFirst), ..Hint::default() };
        let hinted = detect(&["9/10/2025", "1/2/2025"], hint);
        assert_eq!((hinted.order, hinted.ambiguous), (Order::DayFirst, true));
        let chosen = undecided.with_order(Order::DayFirst);
        assert_eq!(chosen.read("9/10/2025").value().map(|date| date.day), Some(day(2025, 10, 9)));
        assert!(!chosen.ambiguous);
    }

    #[test]
    fn dots_mean_day_first_without_asking() {
        let column = column(&["01.02.2025", "03.04.2025"]);
        assert_eq!((column.order, column.ambiguous), (Order::DayFirst, false));
    }

    #[test]
    fn a_value_against_the_order_is_reported_with_its_line() {
        let column = column(&["9/28/2025", "9/29/2025", "30/9/2025", "", "soon"]);
        assert_eq!(column.order, Order::MonthFirst);
        assert_eq!((column.tally.recognised, column.tally.empty, column.tally.unrecognised), (2, 1, 2));
        assert_eq!(column.tally.examples, [(4, "30/9/2025".to_owned()), (6, "soon".to_owned())]);
    }

    #[test]
    fn serials_are_dates_only_where_the_header_says_dates() {
        let values = ["45928", "45563.5", ""];
        let named = detect(&values, Hint { named_as_date: true, order: None });
        assert!(named.serial);
        assert_eq!(named.read("45928").value().map(|date| date.day), Some(day(2025, 9, 28)));
        assert_eq!(named.read("45563.5").value().and_then(|date| date.time), NaiveTime::from_hms_opt(12, 0, 0));
        let unnamed = column(&values);
        assert_eq!((unnamed.serial, unnamed.tally.recognised), (false, 0));
        let mixed = detect(&["45928", "1054"], Hint { named_as_date: true, order: None });
        assert!(!mixed.serial);
    }

    #[test]
    fn two_digit_years_are_this_century_unless_they_cannot_be() {
        let read = |text| parse(text, Order::DayFirst).map(|date| date.day);
        assert_eq!(read("28.09.25"), Some(day(2025, 9, 28)));
        assert_eq!(read("28.09.99"), Some(day(1999, 9, 28)));
        let column = column(&["25/9/28", "25/10/31"]);
        assert!(!column.ambiguous || column.order != Order::MonthFirst);
    }
}
