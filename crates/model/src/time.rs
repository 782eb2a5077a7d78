//! Calendar days, instants, and when a change became true.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A calendar day in the workspace's time zone; `2026-11-24` as text. Never shifted through UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(NaiveDate);

const EPOCH: NaiveDate = NaiveDate::from_ymd_opt(1970, 1, 1).expect("a real day");

impl Date {
    /// 1970-01-01.
    pub const EPOCH: Self = Self(EPOCH);

    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        (1..=9999).contains(&year).then(|| NaiveDate::from_ymd_opt(year, month, day)).flatten().map(Self)
    }

    /// Days since 1970-01-01; negative before.
    pub fn days(self) -> i32 {
        i32::try_from(self.0.signed_duration_since(EPOCH).num_days()).unwrap_or(i32::MAX)
    }

    pub fn from_days(days: i32) -> Option<Self> {
        EPOCH.checked_add_signed(chrono::TimeDelta::days(days.into())).map(Self)
    }

    /// The day `days` later (earlier when negative); stays put at the ends of the calendar.
    #[must_use]
    pub fn plus_days(self, days: i32) -> Self {
        Self::from_days(self.days().saturating_add(days)).unwrap_or(self)
    }

    pub fn year(self) -> i32 {
        self.0.year()
    }

    pub fn month(self) -> u32 {
        self.0.month()
    }

    pub fn day(self) -> u32 {
        self.0.day()
    }

    /// 0 is Monday.
    pub fn weekday(self) -> u32 {
        self.0.weekday().num_days_from_monday()
    }

    /// Reads `YYYY-MM-DD`, nothing else.
    pub fn parse_iso(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return None;
        }
        let number = |range: std::ops::Range<usize>| -> Option<u32> {
            bytes[range].iter().try_fold(0, |n, b| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0')))
        };
        Self::from_ymd(i32::try_from(number(0..4)?).ok()?, number(5..7)?, number(8..10)?)
    }
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse_iso(&text).ok_or_else(|| serde::de::Error::custom("not a day like 2026-11-24"))
    }
}

/// A moment: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instant(pub i64);

/// When a change became true in the world, as opposed to when it was recorded here.
///
/// As JSON: `null` (unknown), `"2026-11-24"` (a day) or milliseconds (a moment).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Effective {
    Day(Date),
    At(Instant),
    #[default]
    Unknown,
}

impl Effective {
    /// The day it names, or lies in; `day` is the day of an instant where the workspace is. `None` where it is not known.
    pub fn day(self, day: impl Fn(Instant) -> Date) -> Option<Date> {
        match self {
            Self::Day(on) => Some(on),
            Self::At(instant) => Some(day(instant)),
            Self::Unknown => None,
        }
    }

    pub fn is_unknown(&self) -> bool {
        *self == Self::Unknown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iso_days_survive_text_and_numbers() {
        for text in ["0001-01-01", "1969-12-31", "1970-01-01", "2000-02-29", "2026-11-24", "9999-12-31"] {
            let date = Date::parse_iso(text).expect(text);
            assert_eq!(date.to_string(), text);
            assert_eq!(Date::from_days(date.days()), Some(date));
        }
    }

    #[test]
    fn what_is_not_a_day_is_refused() {
        for text in
            ["", "2026-2-3", "2026-02-30", "2026/02/03", "20260203", "2026-02-03T00", "+026-02-03", "0000-01-01"]
        {
            assert_eq!(Date::parse_iso(text), None, "{text}");
        }
    }

    #[test]
    fn effective_tells_unknown_day_and_moment_apart_in_json() {
        for effective in
            [Effective::Unknown, Effective::Day(Date::parse_iso("2026-11-24").unwrap()), Effective::At(Instant(5))]
        {
            let json = serde_json::to_string(&effective).unwrap();
            assert_eq!(serde_json::from_str::<Effective>(&json).unwrap(), effective, "{json}");
        }
    }
}
