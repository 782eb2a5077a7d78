//! Days on which people in China work, and how busy the year is.

use model::Date;

/// First days of the Chinese year.
const SPRING_FESTIVALS: [(i32, u32, u32); 18] = [
    (2023, 1, 22),
    (2024, 2, 10),
    (2025, 1, 29),
    (2026, 2, 17),
    (2027, 2, 6),
    (2028, 1, 26),
    (2029, 2, 13),
    (2030, 2, 3),
    (2031, 1, 23),
    (2032, 2, 11),
    (2033, 1, 31),
    (2034, 2, 19),
    (2035, 2, 8),
    (2036, 1, 28),
    (2037, 2, 15),
    (2038, 2, 4),
    (2039, 1, 24),
    (2040, 2, 12),
];

/// Days from the first day of the Chinese year to `day`, negative before; `None` where the table ends.
fn days_into_chinese_year(day: Date) -> Option<i32> {
    let (year, month, first) = SPRING_FESTIVALS.into_iter().find(|(year, ..)| *year == day.year())?;
    Some(day.days() - Date::from_ymd(year, month, first)?.days())
}

/// Monday to Friday without the long public holidays. (The weekends worked in exchange stay free here: nobody misses
/// a visit on a Saturday.)
pub(crate) fn is_workday(day: Date) -> bool {
    let holiday = matches!((day.month(), day.day()), (1, 1) | (5, 1..=5) | (10, 1..=7))
        || days_into_chinese_year(day).is_some_and(|days| (-1..=6).contains(&days));
    day.weekday() < 5 && !holiday
}

/// The first workday from `day` on.
pub(crate) fn on_or_after(day: Date) -> Date {
    nearest(day, 1)
}

/// The last workday up to `day`.
pub(crate) fn on_or_before(day: Date) -> Date {
    nearest(day, -1)
}

/// No run of free days is as long as three weeks; at the ends of the calendar the day itself must do.
fn nearest(day: Date, step: i32) -> Date {
    (0..21).map(|n| day.plus_days(n * step)).find(|day| is_workday(*day)).unwrap_or(day)
}

/// Puts an item into a list that is in order of days, after those of the same day. (The lists are short; this is a
/// fraction of a sort in bytes.)
pub(crate) fn put<T>(list: &mut Vec<T>, item: T, day: impl Fn(&T) -> Date) {
    let at = list.partition_point(|other| day(other) <= day(&item));
    list.insert(at, item);
}

/// The last day of the month.
pub(crate) fn month_end(day: Date) -> Date {
    let (year, month) = if day.month() == 12 { (day.year() + 1, 1) } else { (day.year(), day.month() + 1) };
    Date::from_ymd(year, month, 1).map_or(day, |first| first.plus_days(-1))
}

/// The last day of the quarter.
pub(crate) fn quarter_end(day: Date) -> Date {
    Date::from_ymd(day.year(), day.month().div_ceil(3) * 3, 1).map_or(day, month_end)
}

/// How many opportunities come up on this day, against an average one; none when nobody works.
pub(crate) fn season(day: Date) -> f64 {
    const MONTHS: [f64; 12] = [0.95, 0.55, 1.2, 1.1, 1.0, 1.05, 0.9, 0.9, 1.15, 1.05, 1.1, 0.95];
    if !is_workday(day) {
        return 0.0;
    }
    let around_the_festival = days_into_chinese_year(day).is_some_and(|days| (-10..=14).contains(&days));
    let month = usize::try_from(day.month()).unwrap_or(1);
    MONTHS[(month + 11) % 12] * if around_the_festival { 0.5 } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        Date::parse_iso(text).unwrap()
    }

    #[test]
    fn weekends_and_long_holidays_are_free() {
        for free in ["2026-11-22", "2026-10-01", "2026-02-17", "2026-02-16", "2025-05-02", "2027-01-01"] {
            assert!(!is_workday(day(free)), "{free}");
        }
        assert!(is_workday(day("2026-11-24")));
        assert_eq!(on_or_before(day("2026-10-07")), day("2026-09-30"));
        assert_eq!(on_or_after(day("2025-01-28")), day("2025-02-05"));
    }

    #[test]
    fn months_and_quarters_end() {
        assert_eq!(month_end(day("2024-02-03")), day("2024-02-29"));
        assert_eq!(month_end(day("2026-12-31")), day("2026-12-31"));
        assert_eq!(quarter_end(day("2026-10-01")), day("2026-12-31"));
        assert_eq!(quarter_end(day("2026-06-30")), day("2026-06-30"));
    }
}
