//! The work calendar: which days are worked, counted forward and back.
//!
//! A day is worked when the workspace's week says so, unless the year's holidays and make-up days 调休 say otherwise. The
//! years that have been published come with the app; a record in the workspace stands in their place. A year that nobody
//! knows anything of counts weekends only, and [`Calendar::knows`] says so.

use crate::Date;
use crate::records::{CalendarYear, NamedDay, Workspace};
use crate::starter::Words;

/// The days of one workspace.
#[derive(Clone, Debug, PartialEq)]
pub struct Calendar {
    /// From Monday on.
    week: [bool; 7],
    /// Days that are not what their weekday says, in order, and whether they are worked.
    exceptions: Vec<(Date, bool)>,
    /// Years of which holidays are known, in order.
    years: Vec<i32>,
}

impl Calendar {
    /// The furthest that days are counted: what is asked for beyond is given as the last day reached.
    const FURTHEST: i32 = 10_000;

    /// From the workspace's week and its own years, before which the published ones give way. A week without work is none:
    /// every day is worked then.
    pub fn new(workspace: &Workspace, own: &[CalendarYear]) -> Self {
        let mut week = [1, 2, 3, 4, 5, 6, 7].map(|day| workspace.work_days.contains(&day));
        if !week.contains(&true) {
            week = [true; 7];
        }
        let mut calendar = Self { week, exceptions: Vec::new(), years: Vec::new() };
        for published in PUBLISHED.iter().filter(|published| own.iter().all(|own| own.year != published.year)) {
            calendar.years.push(published.year);
            calendar.exceptions.extend(published.holidays().map(|(_, day)| (day, false)));
            calendar.exceptions.extend(published.work_days().map(|(_, day)| (day, true)));
        }
        for own in own {
            calendar.years.push(own.year);
            calendar.exceptions.extend(own.holidays.iter().map(|named| (named.day, false)));
            calendar.exceptions.extend(own.work_days.iter().map(|named| (named.day, true)));
        }
        calendar.exceptions.sort_unstable();
        calendar.exceptions.dedup_by_key(|(day, _)| *day);
        calendar.years.sort_unstable();
        calendar
    }

    /// Whether holidays of a year are known; otherwise its weekends alone are counted.
    pub fn knows(&self, year: i32) -> bool {
        self.years.binary_search(&year).is_ok()
    }

    pub fn is_work_day(&self, day: Date) -> bool {
        match self.exceptions.binary_search_by_key(&day, |(day, _)| *day) {
            Ok(at) => self.exceptions[at].1,
            Err(_) => self.week[day.weekday() as usize],
        }
    }

    /// The day itself where it is worked, else the next that is.
    #[must_use]
    pub fn on_or_after(&self, day: Date) -> Date {
        self.seek(day, 1)
    }

    /// The first work day after a day.
    #[must_use]
    pub fn next(&self, day: Date) -> Date {
        self.seek(day.plus_days(1), 1)
    }

    /// The last work day before a day.
    #[must_use]
    pub fn previous(&self, day: Date) -> Date {
        self.seek(day.plus_days(-1), -1)
    }

    fn seek(&self, from: Date, step: i32) -> Date {
        let days = (0..Self::FURTHEST).map(|n| from.plus_days(n * step));
        days.into_iter().find(|day| self.is_work_day(*day)).unwrap_or(from)
    }

    /// The `n`th work day after a day; with zero the day itself, worked or not.
    #[must_use]
    pub fn plus(&self, day: Date, n: u32) -> Date {
        let n = n.min(Self::FURTHEST.unsigned_abs());
        (0..n).fold(day, |day, _| self.next(day))
    }

    /// How many work days lie after the first day, up to and with the last; zero where the last is not later.
    pub fn between(&self, after: Date, last: Date) -> u32 {
        let days = usize::try_from(last.days() - after.days()).unwrap_or(0);
        let first = after.weekday() as usize + 1;
        let of_week = |n: usize| (first..first + n).filter(|day| self.week[day % 7]).count();
        let by_week = days / 7 * of_week(7) + of_week(days % 7);
        let from = self.exceptions.partition_point(|(day, _)| *day <= after);
        let others = self.exceptions[from..].iter().take_while(|(day, _)| *day <= last);
        let (mut more, mut fewer) = (0, 0);
        for (_, worked) in others.filter(|(day, worked)| self.week[day.weekday() as usize] != *worked) {
            *(if *worked { &mut more } else { &mut fewer }) += 1;
        }
        u32::try_from(by_week + more - fewer).unwrap_or(u32::MAX)
    }
}

/// A notice of the State Council's General Office 国务院办公厅.
struct Published {
    year: i32,
    /// The notice's number.
    notice: &'static str,
    /// Name, first day (month and day) and how many days.
    holidays: &'static [(Name, (u32, u32), i32)],
    /// Days that make up for a holiday.
    work_days: &'static [(Name, (u32, u32))],
}

/// Chinese and English.
type Name = (&'static str, &'static str);

const NEW_YEAR: Name = ("元旦", "New Year");
const SPRING: Name = ("春节", "Spring Festival");
const QINGMING: Name = ("清明节", "Qingming Festival");
const LABOUR: Name = ("劳动节", "Labour Day");
const DRAGON_BOAT: Name = ("端午节", "Dragon Boat Festival");
const MID_AUTUMN: Name = ("中秋节", "Mid-Autumn Festival");
const NATIONAL: Name = ("国庆节", "National Day");
const NATIONAL_AND_MID_AUTUMN: Name = ("国庆节、中秋节", "National Day and Mid-Autumn Festival");

const PUBLISHED: [Published; 3] = [
    Published {
        year: 2024,
        notice: "国办发明电〔2023〕7号",
        holidays: &[
            (NEW_YEAR, (1, 1), 1),
            (SPRING, (2, 10), 8),
            (QINGMING, (4, 4), 3),
            (LABOUR, (5, 1), 5),
            (DRAGON_BOAT, (6, 10), 1),
            (MID_AUTUMN, (9, 15), 3),
            (NATIONAL, (10, 1), 7),
        ],
        work_days: &[
            (SPRING, (2, 4)),
            (SPRING, (2, 18)),
            (QINGMING, (4, 7)),
            (LABOUR, (4, 28)),
            (LABOUR, (5, 11)),
            (MID_AUTUMN, (9, 14)),
            (NATIONAL, (9, 29)),
            (NATIONAL, (10, 12)),
        ],
    },
    Published {
        year: 2025,
        notice: "国办发明电〔2024〕12号",
        holidays: &[
            (NEW_YEAR, (1, 1), 1),
            (SPRING, (1, 28), 8),
            (QINGMING, (4, 4), 3),
            (LABOUR, (5, 1), 5),
            (DRAGON_BOAT, (5, 31), 3),
            (NATIONAL_AND_MID_AUTUMN, (10, 1), 8),
        ],
        work_days: &[
            (SPRING, (1, 26)),
            (SPRING, (2, 8)),
            (LABOUR, (4, 27)),
            (NATIONAL_AND_MID_AUTUMN, (9, 28)),
            (NATIONAL_AND_MID_AUTUMN, (10, 11)),
        ],
    },
    Published {
        year: 2026,
        notice: "国办发明电〔2025〕7号",
        holidays: &[
            (NEW_YEAR, (1, 1), 3),
            (SPRING, (2, 15), 9),
            (QINGMING, (4, 4), 3),
            (LABOUR, (5, 1), 5),
            (DRAGON_BOAT, (6, 19), 3),
            (MID_AUTUMN, (9, 25), 3),
            (NATIONAL, (10, 1), 7),
        ],
        work_days: &[
            (NEW_YEAR, (1, 4)),
            (SPRING, (2, 14)),
            (SPRING, (2, 28)),
            (LABOUR, (5, 9)),
            (NATIONAL, (9, 20)),
            (NATIONAL, (10, 10)),
        ],
    },
];

impl Published {
    fn holidays(&self) -> impl Iterator<Item = (Name, Date)> {
        let days = |(name, (month, day), count): &'static (Name, (u32, u32), i32)| {
            let first = Date::from_ymd(self.year, *month, *day);
            first.into_iter().flat_map(move |first| (0..*count).map(move |n| (*name, first.plus_days(n))))
        };
        self.holidays.iter().flat_map(days)
    }

    fn work_days(&self) -> impl Iterator<Item = (Name, Date)> {
        self.work_days.iter().filter_map(|(name, (month, day))| Some((*name, Date::from_ymd(self.year, *month, *day)?)))
    }
}

/// The years that come with the app.
pub fn published_years() -> impl Iterator<Item = i32> {
    PUBLISHED.iter().map(|published| published.year)
}

/// A year as it was published, as the record that somebody may change; `None` for one that does not come with the app.
pub fn published(year: i32, words: Words) -> Option<CalendarYear> {
    let found = PUBLISHED.iter().find(|published| published.year == year)?;
    let named = |((chinese, english), day)| NamedDay { day, name: words.pick(chinese, english).to_owned() };
    let office = words.pick("国务院办公厅", "General Office of the State Council");
    Some(CalendarYear {
        year,
        holidays: found.holidays().map(named).collect(),
        work_days: found.work_days().map(named).collect(),
        source: format!("{office} {}", found.notice),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::records::Record as _;

    fn day(text: &str) -> Date {
        Date::parse_iso(text).unwrap()
    }

    fn usual() -> Calendar {
        Calendar::new(&Workspace::default(), &[])
    }

    #[test]
    fn holidays_are_off_and_make_up_days_are_worked() {
        let calendar = usual();
        for (text, worked) in [
            ("2024-01-01", false),
            ("2024-02-09", true),
            ("2024-02-04", true),
            ("2024-02-17", false),
            ("2025-01-01", false),
            ("2025-01-26", true),
            ("2025-02-05", true),
            ("2025-10-08", false),
            ("2025-10-11", true),
            ("2026-01-02", false),
            ("2026-01-04", true),
            ("2026-02-14", true),
            ("2026-02-15", false),
            ("2026-02-23", false),
            ("2026-02-24", true),
            ("2026-02-28", true),
            ("2026-10-07", false),
        ] {
            assert_eq!(calendar.is_work_day(day(text)), worked, "{text}");
        }
    }

    /// What holidays take from the week beyond weekends is known from the law: 11 days until 2024, 13 from 2025.
    #[test]
    fn each_published_year_takes_as_many_work_days_as_the_law_gives() {
        let week = Calendar { exceptions: Vec::new(), years: Vec::new(), ..usual() };
        let worked = |calendar: &Calendar, year: i32| {
            calendar.between(Date::from_ymd(year - 1, 12, 31).unwrap(), Date::from_ymd(year, 12, 31).unwrap())
        };
        let taken: Vec<u32> = published_years().map(|year| worked(&week, year) - worked(&usual(), year)).collect();
        assert_eq!(taken, [11, 13, 13]);
    }

    #[test]
    fn published_years_are_valid_records_with_their_source() {
        for year in published_years() {
            let record = published(year, Words::Chinese).unwrap();
            assert_eq!(record.validate(), [], "{year}");
            assert!(record.source.starts_with("国务院办公厅 国办发明电〔20"), "{}", record.source);
            let week = Calendar { exceptions: Vec::new(), years: Vec::new(), ..usual() };
            assert!(record.work_days.iter().all(|named| !week.is_work_day(named.day)), "{year}");
            let own = Calendar::new(&Workspace::default(), &[record]);
            assert_eq!(own, usual(), "{year}");
        }
    }

    #[test]
    fn a_year_that_nobody_knows_counts_weekends_only_and_says_so() {
        let calendar = usual();
        assert!(calendar.knows(2026) && !calendar.knows(2027));
        assert!(calendar.is_work_day(day("2027-01-01")) && !calendar.is_work_day(day("2027-01-02")));
    }

    #[test]
    fn the_workspaces_own_year_stands_in_place_of_the_published_one() {
        let founded = NamedDay { day: day("2026-03-16"), name: "Founding day".into() };
        let own = CalendarYear { year: 2026, holidays: vec![founded], ..CalendarYear::default() };
        let calendar = Calendar::new(&Workspace::default(), &[own]);
        assert!(!calendar.is_work_day(day("2026-03-16")) && calendar.is_work_day(day("2026-01-01")));
        assert!(!calendar.is_work_day(day("2025-01-01")));
    }

    #[test]
    fn days_are_counted_over_the_spring_festival() {
        let calendar = usual();
        // Saturday the 14th is worked, then nine days off.
        assert_eq!(calendar.plus(day("2026-02-13"), 1), day("2026-02-14"));
        assert_eq!(calendar.plus(day("2026-02-13"), 2), day("2026-02-24"));
        assert_eq!(calendar.previous(day("2026-02-24")), day("2026-02-14"));
        assert_eq!(calendar.on_or_after(day("2026-02-20")), day("2026-02-24"));
        assert_eq!(calendar.between(day("2026-02-13"), day("2026-02-28")), 6);
        assert_eq!(calendar.between(day("2026-02-28"), day("2026-02-13")), 0);
        assert_eq!(calendar.plus(day("2026-02-15"), 0), day("2026-02-15"));
    }

    proptest! {
        #[test]
        fn days_between_are_those_that_are_worked_one_by_one(from in 20_000..21_500_i32, n in -10..900_i32, six in any::<bool>()) {
            let week = Workspace { work_days: if six { vec![1, 2, 3, 4, 5, 6] } else { vec![1, 2, 3, 4, 5] }, ..Workspace::default() };
            let calendar = Calendar::new(&week, &[]);
            let one_by_one = (from + 1..=from + n).filter_map(Date::from_days).filter(|day| calendar.is_work_day(*day)).count();
            let (after, last) = (Date::from_days(from).unwrap(), Date::from_days(from + n).unwrap());
            prop_assert_eq!(calendar.between(after, last) as usize, one_by_one);
        }
    }

    #[test]
    fn the_next_work_day_is_as_the_workspace_has_it() {
        assert_eq!(usual().next(day("2026-11-27")), day("2026-11-30"));
        assert_eq!(usual().next(day("2026-09-30")), day("2026-10-08"));
        let week = Workspace { work_days: vec![1, 2, 3, 4, 7], ..Workspace::default() };
        assert_eq!(Calendar::new(&week, &[]).next(day("2026-11-26")), day("2026-11-29"));
    }

    #[test]
    fn a_calendar_without_work_still_answers() {
        let none = Calendar::new(&Workspace { work_days: Vec::new(), ..Workspace::default() }, &[]);
        assert_eq!(none.next(day("2027-01-01")), day("2027-01-02"));
        assert_eq!(usual().plus(day("2027-01-01"), u32::MAX).year(), 2065);
    }

    proptest! {
        #[test]
        fn counting_there_and_back_comes_to_the_same(start in 19_700_i32..20_900, n in 1_u32..60) {
            let calendar = usual();
            let start = Date::from_days(start).unwrap();
            let end = calendar.plus(start, n);
            prop_assert!(calendar.is_work_day(end));
            prop_assert_eq!(calendar.between(start, end), n);
            let back = (1..n).fold(end, |day, _| calendar.previous(day));
            prop_assert_eq!(back, calendar.next(start));
        }

        #[test]
        fn a_later_start_never_ends_earlier(start in 19_700_i32..20_900, later in 0_i32..30, n in 0_u32..30) {
            let calendar = usual();
            let start = Date::from_days(start).unwrap();
            prop_assert!(calendar.plus(start.plus_days(later), n) >= calendar.plus(start, n));
            prop_assert!(calendar.on_or_after(start.plus_days(later)) >= calendar.on_or_after(start));
        }
    }
}
