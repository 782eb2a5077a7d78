//! Spans of days, most of them as they lie from today.

use model::Date;

/// Some days; both ends belong to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    Today,
    /// From Monday to Sunday.
    ThisWeek,
    NextWeek,
    LastMonth,
    ThisMonth,
    NextMonth,
    LastQuarter,
    ThisQuarter,
    NextQuarter,
    LastYear,
    ThisYear,
    NextYear,
    /// Before today.
    Past,
    /// Today and so many days after it.
    Next(u16),
    /// Today and so many days before it.
    Last(u16),
    /// More than so many days ago.
    Older(u16),
    Between(Option<Date>, Option<Date>),
}

impl Span {
    /// Those that take no number, in the order in which they are offered.
    pub const NAMED: [Self; 13] = [
        Self::Past,
        Self::Today,
        Self::ThisWeek,
        Self::NextWeek,
        Self::ThisMonth,
        Self::NextMonth,
        Self::ThisQuarter,
        Self::NextQuarter,
        Self::ThisYear,
        Self::NextYear,
        Self::LastMonth,
        Self::LastQuarter,
        Self::LastYear,
    ];

    /// Its first and last day; an end that is missing is open.
    pub fn days(self, today: Date) -> (Option<Date>, Option<Date>) {
        let days = |from: Date, to: Date| (Some(from), Some(to));
        match self {
            Self::Today => days(today, today),
            Self::ThisWeek => week(today),
            Self::NextWeek => week(today.plus_days(7)),
            Self::LastMonth => months(today, -1, 1),
            Self::ThisMonth => months(today, 0, 1),
            Self::NextMonth => months(today, 1, 1),
            Self::LastQuarter => months(today, -3 - in_quarter(today), 3),
            Self::ThisQuarter => months(today, -in_quarter(today), 3),
            Self::NextQuarter => months(today, 3 - in_quarter(today), 3),
            Self::LastYear => months(today, -12 - in_year(today), 12),
            Self::ThisYear => months(today, -in_year(today), 12),
            Self::NextYear => months(today, 12 - in_year(today), 12),
            Self::Past => (None, Some(today.plus_days(-1))),
            Self::Next(count) => days(today, today.plus_days(count.into())),
            Self::Last(count) => days(today.plus_days(-i32::from(count)), today),
            Self::Older(count) => (None, Some(today.plus_days(-i32::from(count) - 1))),
            Self::Between(from, to) => (from, to),
        }
    }

    pub fn contains(self, day: Date, today: Date) -> bool {
        let (from, to) = self.days(today);
        from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to)
    }

    const fn name(self) -> Option<&'static str> {
        Some(match self {
            Self::Today => "today",
            Self::ThisWeek => "this-week",
            Self::NextWeek => "next-week",
            Self::LastMonth => "last-month",
            Self::ThisMonth => "this-month",
            Self::NextMonth => "next-month",
            Self::LastQuarter => "last-quarter",
            Self::ThisQuarter => "this-quarter",
            Self::NextQuarter => "next-quarter",
            Self::LastYear => "last-year",
            Self::ThisYear => "this-year",
            Self::NextYear => "next-year",
            Self::Past => "past",
            Self::Next(_) | Self::Last(_) | Self::Older(_) | Self::Between(..) => return None,
        })
    }

    pub fn parse(text: &str) -> Option<Self> {
        if let Some(named) = Self::NAMED.into_iter().find(|span| span.name() == Some(text)) {
            return Some(named);
        }
        if let Some((from, to)) = text.split_once("..") {
            let day = |text: &str| if text.is_empty() { Some(None) } else { Date::parse_iso(text).map(Some) };
            return Some(Self::Between(day(from)?, day(to)?)).filter(|span| *span != Self::Between(None, None));
        }
        let (name, count) = text.split_once('-').unwrap_or((text, ""));
        match (name, count.parse()) {
            ("next", Ok(count)) => Some(Self::Next(count)),
            ("last", Ok(count)) => Some(Self::Last(count)),
            ("older", Ok(count)) => Some(Self::Older(count)),
            _ => Date::parse_iso(text).map(|day| Self::Between(Some(day), Some(day))),
        }
    }
}

impl std::fmt::Display for Span {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Next(count) => write!(f, "next-{count}"),
            Self::Last(count) => write!(f, "last-{count}"),
            Self::Older(count) => write!(f, "older-{count}"),
            Self::Between(from, to) => {
                let text = |day: &Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
                write!(f, "{}..{}", text(from), text(to))
            }
            named => f.write_str(named.name().unwrap_or_default()),
        }
    }
}

fn week(day: Date) -> (Option<Date>, Option<Date>) {
    let monday = day.plus_days(-day.weekday().cast_signed());
    (Some(monday), Some(monday.plus_days(6)))
}

/// Months since the quarter or the year began.
fn in_quarter(day: Date) -> i32 {
    in_year(day) % 3
}

fn in_year(day: Date) -> i32 {
    day.month().cast_signed() - 1
}

/// `count` months from the one `ahead` of a day's.
fn months(day: Date, ahead: i32, count: i32) -> (Option<Date>, Option<Date>) {
    let first = |ahead: i32| {
        let month = day.year() * 12 + in_year(day) + ahead;
        Date::from_ymd(month.div_euclid(12), month.rem_euclid(12).cast_unsigned() + 1, 1)
    };
    (first(ahead), first(ahead + count).map(|after| after.plus_days(-1)))
}
