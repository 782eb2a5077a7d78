//! Days as people type them.

use model::Date;

/// A day like `2026-12-28`, `12/28`, `12月28日`, `明天`, `下周一`, `+7`, `tomorrow`, `next monday`.
pub fn day(text: &str, today: Date) -> Option<Date> {
    let text = crate::folded(text);
    if let Some(date) = Date::parse_iso(&text) {
        return Some(date);
    }
    let words = [
        ("今天", 0),
        ("today", 0),
        ("明天", 1),
        ("tomorrow", 1),
        ("后天", 2),
        ("大后天", 3),
        ("昨天", -1),
        ("yesterday", -1),
    ];
    if let Some((_, days)) = words.iter().find(|(word, _)| *word == text) {
        return Some(today.plus_days(*days));
    }
    if let Some(days) = text.strip_prefix('+') {
        let days = days.trim_end_matches(['d', '天']).trim();
        return days.parse().ok().filter(|days| (0..=3650).contains(days)).map(|days| today.plus_days(days));
    }
    if let Some(day) = crate::period::in_a_while(&text, today) {
        return Some(day);
    }
    let text = without_weekday(&text);
    weekday(text, today).or_else(|| numbers(text, today)).or_else(|| english(text, today))
}

/// Whether a day stands for itself without its year: [`day`] reads it back as the same.
pub fn is_plain(day: Date, today: Date) -> bool {
    day.year() == today.year() && ahead(day.month(), day.day(), today) == Some(day)
}

/// A day beside which its weekday is said, as heads of days say it: `11月24日 周二`, `Tue, Nov 24`. Only the day counts.
fn without_weekday(text: &str) -> &str {
    let is_weekday = |word: &str| NAMES.iter().any(|names| names[2..].contains(&word));
    let chinese =
        text.rsplit_once(['周', '期']).filter(|(_, name)| NAMES.iter().any(|names| names[..2].contains(name)));
    if let Some((day, _)) = chinese {
        let day = day.trim_end_matches('星').trim_end();
        return if day.ends_with(['日', '号']) || day.ends_with(|c: char| c.is_ascii_digit()) { day } else { text };
    }
    match text.split_once(", ") {
        Some((word, day)) if is_weekday(word) => day,
        _ => text,
    }
}

/// What days of the week are called, from Monday.
const NAMES: [[&str; 4]; 7] = [
    ["一", "1", "monday", "mon"],
    ["二", "2", "tuesday", "tue"],
    ["三", "3", "wednesday", "wed"],
    ["四", "4", "thursday", "thu"],
    ["五", "5", "friday", "fri"],
    ["六", "6", "saturday", "sat"],
    ["日", "天", "sunday", "sun"],
];

/// The next such weekday; with "next" the one of next week.
fn weekday(text: &str, today: Date) -> Option<Date> {
    let prefixes = ["下周", "下星期", "next ", "周", "星期", "本周", "这周", "this ", ""];
    let (next, name) = prefixes.iter().find_map(|prefix| {
        let rest = text.strip_prefix(prefix)?;
        let english = prefix.is_empty() || prefix.ends_with(' ');
        let at = NAMES
            .iter()
            .position(|names| if english { names[2..].contains(&rest) } else { names[..2].contains(&rest) });
        Some((matches!(*prefix, "下周" | "下星期" | "next "), at?))
    })?;
    let (wanted, now) = (i32::try_from(name).ok()?, i32::try_from(today.weekday()).ok()?);
    let ahead = if next { 7 - now + wanted } else { (wanted - now).rem_euclid(7) };
    Some(today.plus_days(ahead))
}

/// `Dec 5`, `5 December`, `5 Jan 2027`, `March 15, 2027`.
fn english(text: &str, today: Date) -> Option<Date> {
    let words: Vec<&str> = text.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    let number = |word: &str| {
        word.trim_end_matches("st").trim_end_matches("nd").trim_end_matches("rd").trim_end_matches("th").parse().ok()
    };
    let (first, second, year) = match words.as_slice() {
        [first, second] => (first, second, None),
        [first, second, year] => (first, second, Some(year.parse::<i32>().ok().filter(|year| *year >= 1000)?)),
        _ => return None,
    };
    let month = crate::period::english_month;
    let (month, day) = month(first).zip(number(second)).or_else(|| month(second).zip(number(first)))?;
    match year {
        Some(year) => Date::from_ymd(year, month, day),
        None => ahead(month, day, today),
    }
}

/// The day nearest ahead. In November `3/1` is next March; a few weeks back is meant as written.
fn ahead(month: u32, day: u32, today: Date) -> Option<Date> {
    let this = Date::from_ymd(today.year(), month, day)?;
    if this.days() < today.days() - 60 { Date::from_ymd(today.year() + 1, month, day) } else { Some(this) }
}

/// Year, month and day, in any order that can be told apart; or month and day of the year nearest ahead.
fn numbers(text: &str, today: Date) -> Option<Date> {
    let parts: Vec<u32> = text
        .split(['-', '/', '.', '年', '月', '日', '号', ' '])
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    match parts.as_slice() {
        [year, month, day] if *year >= 1000 => Date::from_ymd(i32::try_from(*year).ok()?, *month, *day),
        // With the year last the month comes first, unless it cannot be one.
        [first, second, year] if *year >= 1000 => {
            let (month, day) = if *first > 12 { (second, first) } else { (first, second) };
            Date::from_ymd(i32::try_from(*year).ok()?, *month, *day)
        }
        [month, day] => ahead(*month, *day, today),
        [all] if (19_000_000..22_000_000).contains(all) => {
            Date::from_ymd(i32::try_from(all / 10_000).ok()?, all / 100 % 100, all % 100)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A Wednesday.
    const TODAY: &str = "2026-11-25";

    fn read(text: &str) -> Option<String> {
        day(text, Date::parse_iso(TODAY).unwrap()).map(|day| day.to_string())
    }

    #[test]
    fn days_are_read_as_they_are_said() {
        for (typed, meant) in [
            ("2026-12-28", "2026-12-28"),
            ("2026年12月28日", "2026-12-28"),
            ("12月28日", "2026-12-28"),
            ("12/28", "2026-12-28"),
            ("１２／２８", "2026-12-28"),
            ("3/1", "2027-03-01"),
            ("11/1", "2026-11-01"),
            ("今天", "2026-11-25"),
            ("Tomorrow", "2026-11-26"),
            ("大后天", "2026-11-28"),
            ("昨天", "2026-11-24"),
            ("+7", "2026-12-02"),
            ("+7天", "2026-12-02"),
            ("周三", "2026-11-25"),
            ("周五", "2026-11-27"),
            ("星期天", "2026-11-29"),
            ("下周一", "2026-11-30"),
            ("下周日", "2026-12-06"),
            ("next monday", "2026-11-30"),
            ("fri", "2026-11-27"),
            ("20261231", "2026-12-31"),
            ("3天后", "2026-11-28"),
            ("in 2 weeks", "2026-12-09"),
            ("11月24日 周二", "2026-11-24"),
            ("11月24日星期二", "2026-11-24"),
            ("2027年1月5日周二", "2027-01-05"),
            ("Tue, Nov 24", "2026-11-24"),
            ("Tue, Jan 5, 2027", "2027-01-05"),
            ("12/1/2027", "2027-12-01"),
            ("31/12/2026", "2026-12-31"),
            ("31.12.2026", "2026-12-31"),
            ("Dec 5", "2026-12-05"),
            ("5 Jan 2027", "2027-01-05"),
            ("15 March", "2027-03-15"),
            ("March 3rd, 2027", "2027-03-03"),
        ] {
            assert_eq!(read(typed).as_deref(), Some(meant), "{typed}");
        }
    }

    #[test]
    fn what_is_no_day_is_none() {
        for typed in ["", "13/1", "2/30", "2026-02-29", "+9999", "下周", "next", "周八", "soon"] {
            assert_eq!(read(typed), None, "{typed}");
        }
    }

    proptest::proptest! {
        #[test]
        fn a_printed_day_is_read_back(days in 0_i32..60_000) {
            let day_ = Date::from_ymd(1970, 1, 1).unwrap().plus_days(days);
            proptest::prop_assert_eq!(day(&day_.to_string(), Date::parse_iso(TODAY).unwrap()), Some(day_));
        }
    }

    proptest! {
        #[test]
        fn what_is_printed_without_its_year_is_read_back(days in -800_i32..800) {
            let today = Date::parse_iso(TODAY).unwrap();
            let printed = today.plus_days(days);
            let (month, number) = (printed.month(), printed.day());
            if is_plain(printed, today) {
                prop_assert_eq!(day(&format!("{month}月{number}日"), today), Some(printed));
                prop_assert_eq!(day(&format!("{month}/{number}"), today), Some(printed));
            }
            prop_assert_eq!(day(&format!("{}/{month}/{number}", printed.year()), today), Some(printed));
            prop_assert_eq!(day(&format!("{month}/{number}/{}", printed.year()), today), Some(printed));
        }
    }
}
