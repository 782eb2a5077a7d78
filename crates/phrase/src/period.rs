//! Days as people give them for a close: often a period, which means its last day.

use model::Date;

/// The day a deal is expected to close by: any [`day`](crate::day), or the end of the period that is named, such as `12月底`,
/// `下个月`, `年底`, `Q1`, `end of march`, `next month`. A month or quarter without a year is the nearest that has not ended.
pub fn close_day(text: &str, today: Date) -> Option<Date> {
    let text = crate::folded(text);
    relative(&text, today).or_else(|| named(&text, today)).or_else(|| crate::day(&text, today))
}

/// Where in a month or year.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Start,
    Middle,
    End,
}

/// Periods counted from today.
fn relative(text: &str, today: Date) -> Option<Date> {
    let (year, month) = (today.year(), month_index(today));
    let words: &[(&[&str], i32)] = &[
        (&["本月", "这个月", "当月", "this month", "月"], 0),
        (&["下月", "下个月", "next month"], 1),
        (&["下下月", "下下个月"], 2),
    ];
    let (rest, part) = part_of(text);
    for (names, ahead) in words {
        if names.contains(&rest) && (rest != "月" || part.is_some()) {
            return in_month(year, month + ahead, part.unwrap_or(Part::End));
        }
    }
    if matches!(text, "eom" | "month end" | "end of month" | "end of the month") {
        return in_month(year, month, Part::End);
    }
    if matches!(text, "eoy" | "year end" | "end of year" | "end of the year")
        || (["年", "今年"].contains(&rest) && part == Some(Part::End))
    {
        return Date::from_ymd(year, 12, 31);
    }
    if let ("明年", Some(part)) = (rest, part) {
        return match part {
            Part::Start => in_month(year + 1, 0, Part::End),
            Part::Middle => in_month(year + 1, 5, Part::End),
            Part::End => Date::from_ymd(year + 1, 12, 31),
        };
    }
    let quarter = month / 3;
    let quarters: &[(&[&str], i32)] = &[
        (&["本季度", "这个季度", "季度", "季", "this quarter", "eoq", "quarter end", "end of quarter"], 0),
        (&["下季度", "下个季度", "next quarter"], 1),
    ];
    for (names, ahead) in quarters {
        if names.contains(&rest) || names.contains(&text) {
            return in_month(year, (quarter + ahead) * 3 + 2, Part::End);
        }
    }
    let friday = today.plus_days(4 - i32::try_from(today.weekday()).ok()?);
    match text {
        "本周" | "这周" | "this week" => return Some(friday),
        "下周" | "下星期" | "next week" => return Some(friday.plus_days(7)),
        "下下周" => return Some(friday.plus_days(14)),
        _ => {}
    }
    in_a_while(text, today)
}

/// `3天后`, `两周内`, `in 2 months`.
pub(crate) fn in_a_while(text: &str, today: Date) -> Option<Date> {
    count(text).and_then(|(number, unit)| match unit {
        Unit::Days => Some(today.plus_days(number)),
        Unit::Weeks => Some(today.plus_days(7 * number)),
        Unit::Months => months_later(today, number),
    })
}

enum Unit {
    Days,
    Weeks,
    Months,
}

/// How many of what such a text counts.
fn count(text: &str) -> Option<(i32, Unit)> {
    let core = text.strip_prefix("in ").or_else(|| text.strip_suffix('后')).or_else(|| text.strip_suffix('内'))?;
    let core = core.trim_end_matches('之').trim();
    let digits = core.find(|c: char| !c.is_ascii_digit()).unwrap_or(core.len());
    let (number, unit) = if digits > 0 {
        (core[..digits].parse().ok()?, &core[digits..])
    } else {
        let first = core.chars().next()?;
        let number = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"].iter().zip(1..);
        let number = number.map(|(sign, number)| (*sign, number)).chain([("两", 2), ("半", 0)]);
        let number = number.clone().find(|(sign, _)| core.starts_with(sign))?.1;
        (number, &core[first.len_utf8()..])
    };
    let unit = match unit.trim() {
        "天" | "日" | "day" | "days" => Unit::Days,
        "周" | "个星期" | "星期" | "week" | "weeks" => Unit::Weeks,
        "个月" | "月" | "month" | "months" => Unit::Months,
        _ => return None,
    };
    match (number, unit) {
        (0, Unit::Months) => Some((15, Unit::Days)),
        (1..=999, unit) => Some((number, unit)),
        _ => None,
    }
}

/// Months and quarters by name, with a year or without.
fn named(text: &str, today: Date) -> Option<Date> {
    let (text, year) = with_year(text, today);
    let (rest, part) = part_of(text);
    let rest = rest.trim();
    let month = match rest.strip_suffix("月份").or_else(|| rest.strip_suffix('月')) {
        Some(number) => chinese_month(number)?,
        None => match quarter_of(rest) {
            Some(quarter) => quarter * 3 + 2,
            None => i32::try_from(english_month(rest)?).ok()? - 1,
        },
    };
    let part = part.unwrap_or(Part::End);
    match year {
        Some(year) => in_month(year, month, part),
        None => {
            let this = in_month(today.year(), month, part)?;
            if this < today { in_month(today.year() + 1, month, part) } else { Some(this) }
        }
    }
}

/// Splits off a year: `明年3月`, `2027年Q1`, `q4 2026`, `march 2027`.
fn with_year(text: &str, today: Date) -> (&str, Option<i32>) {
    for (word, ahead) in [("明年", 1), ("今年", 0), ("后年", 2), ("next year's ", 1)] {
        if let Some(rest) = text.strip_prefix(word) {
            return (rest.trim(), Some(today.year() + ahead));
        }
    }
    let number = |text: &str| text.trim().parse::<i32>().ok().filter(|year| (1990..2200).contains(year));
    if let Some((year, rest)) = text.split_once('年').and_then(|(year, rest)| Some((number(year)?, rest))) {
        return (rest.trim(), Some(year));
    }
    if let Some((rest, year)) = text.rsplit_once(' ').and_then(|(rest, year)| Some((rest, number(year)?))) {
        return (rest, Some(year));
    }
    (text, None)
}

/// Splits off `底`, `初`, `end of`, `mid`.
fn part_of(text: &str) -> (&str, Option<Part>) {
    let behind =
        [("底", Part::End), ("末", Part::End), ("初", Part::Start), ("中旬", Part::Middle), ("中", Part::Middle)];
    for (word, part) in behind {
        if let Some(rest) =
            text.strip_suffix(word).filter(|rest| rest.ends_with(['月', '年', '季']) || rest.ends_with("季度"))
        {
            return (rest, Some(part));
        }
    }
    let before = [
        ("end of ", Part::End),
        ("late ", Part::End),
        ("early ", Part::Start),
        ("mid ", Part::Middle),
        ("mid-", Part::Middle),
    ];
    for (word, part) in before {
        if let Some(rest) = text.strip_prefix(word) {
            return (rest, Some(part));
        }
    }
    (text, None)
}

fn chinese_month(number: &str) -> Option<i32> {
    const NAMES: [&str; 12] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"];
    let named = || NAMES.iter().zip(0..).find(|(name, _)| **name == number).map(|(_, month)| month);
    number.parse::<i32>().ok().filter(|month| (1..=12).contains(month)).map(|month| month - 1).or_else(named)
}

/// A month, 1 to 12, by its English name and nothing else.
pub(crate) fn english_month(name: &str) -> Option<u32> {
    let month = interchange::cell::date::month_name(name).map(|(month, _)| month);
    month.filter(|_| name.bytes().all(|byte| byte.is_ascii_alphabetic()))
}

fn quarter_of(text: &str) -> Option<i32> {
    let digit = text.strip_prefix('q').or_else(|| text.strip_suffix("季度")).or_else(|| text.strip_suffix("季"))?;
    let digit = digit.trim_start_matches('第');
    match digit {
        "1" | "一" => Some(0),
        "2" | "二" => Some(1),
        "3" | "三" => Some(2),
        "4" | "四" => Some(3),
        _ => None,
    }
}

fn month_index(day: Date) -> i32 {
    i32::try_from(day.month()).unwrap_or(1) - 1
}

/// A day in a month that is counted from January of a year; it may lie in a later one.
fn in_month(year: i32, month: i32, part: Part) -> Option<Date> {
    let (year, number) = (year + month.div_euclid(12), u32::try_from(month.rem_euclid(12)).ok()? + 1);
    match part {
        Part::Start => Date::from_ymd(year, number, 5),
        Part::Middle => Date::from_ymd(year, number, 15),
        Part::End => (28..=31).rev().find_map(|day| Date::from_ymd(year, number, day)),
    }
}

/// The same day of a later month, or its last where it has no such day.
fn months_later(day: Date, months: i32) -> Option<Date> {
    let month = month_index(day) + months;
    let (year, number) = (day.year() + month.div_euclid(12), u32::try_from(month.rem_euclid(12)).ok()? + 1);
    (1..=day.day()).rev().find_map(|day| Date::from_ymd(year, number, day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_means_its_last_day() {
        // A Wednesday.
        let today = Date::parse_iso("2026-11-25").unwrap();
        for (said, meant) in [
            ("12月底", "2026-12-31"),
            ("12月", "2026-12-31"),
            ("十二月初", "2026-12-05"),
            ("12月中旬", "2026-12-15"),
            ("3月", "2027-03-31"),
            ("2月底", "2027-02-28"),
            ("明年3月底", "2027-03-31"),
            ("2028年2月", "2028-02-29"),
            ("月底", "2026-11-30"),
            ("本月底", "2026-11-30"),
            ("下月", "2026-12-31"),
            ("下个月初", "2026-12-05"),
            ("下下个月", "2027-01-31"),
            ("年底", "2026-12-31"),
            ("明年初", "2027-01-31"),
            ("明年底", "2027-12-31"),
            ("季度末", "2026-12-31"),
            ("下季度", "2027-03-31"),
            ("一季度", "2027-03-31"),
            ("Q1", "2027-03-31"),
            ("q4 2027", "2027-12-31"),
            ("2027年Q2", "2027-06-30"),
            ("下周", "2026-12-04"),
            ("本周", "2026-11-27"),
            ("3天后", "2026-11-28"),
            ("两周内", "2026-12-09"),
            ("三个月后", "2027-02-25"),
            ("半个月后", "2026-12-10"),
            ("next month", "2026-12-31"),
            ("end of december", "2026-12-31"),
            ("mid march", "2027-03-15"),
            ("early jan", "2027-01-05"),
            ("sept 2027", "2027-09-30"),
            ("next quarter", "2027-03-31"),
            ("end of year", "2026-12-31"),
            ("EOM", "2026-11-30"),
            ("in 2 weeks", "2026-12-09"),
            ("in 3 months", "2027-02-25"),
            ("next week", "2026-12-04"),
            ("12/28", "2026-12-28"),
            ("下周五", "2026-12-04"),
        ] {
            assert_eq!(close_day(said, today).map(|day| day.to_string()).as_deref(), Some(meant), "{said}");
        }
        for nothing in ["月", "年", "13月", "mar k", "q5", "展会", "中", "半年", "may be"] {
            assert_eq!(close_day(nothing, today), None, "{nothing}");
        }
    }

    #[test]
    fn months_end_where_they_end() {
        let day = Date::parse_iso("2027-01-31").unwrap();
        assert_eq!(months_later(day, 1).unwrap().to_string(), "2027-02-28");
        assert_eq!(months_later(day, 12).unwrap().to_string(), "2028-01-31");
    }
}
