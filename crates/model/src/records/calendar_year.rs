//! Calendar year 工作日历: how one year departs from the workspace's week.

use serde::{Deserialize, Serialize};

use super::{FieldError, Problem, Record};
use crate::id::derived;
use crate::{Date, Id};

/// A day that is not what its weekday says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NamedDay {
    pub day: Date,
    /// What it is called: the holiday, or the one it makes up for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
}

/// Where there is such a record, it stands in place of what [`crate::calendar::published`] says of the year.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CalendarYear {
    pub year: i32,
    /// Days off, weekends among them or not.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub holidays: Vec<NamedDay>,
    /// Days that are worked although their weekday is not: 调休.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub work_days: Vec<NamedDay>,
    /// Who says so: the notice it was taken from.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub source: String,
}

const YEARS: uuid::Uuid = uuid::Uuid::from_u128(0x5a3c_9be1_7f04_4d27_9c61_0e8d_42b7_1a01);

impl CalendarYear {
    /// One record for each year, whoever makes it.
    pub fn id(year: i32) -> Id<CalendarYear> {
        Id::new(derived(YEARS, &year.to_string()))
    }
}

impl Record for CalendarYear {
    const NAME: &'static str = "calendar_years";

    fn validate(&self) -> Vec<FieldError> {
        let elsewhere = |days: &[NamedDay]| days.iter().any(|named| named.day.year() != self.year);
        let both = self.work_days.iter().any(|work| self.holidays.iter().any(|holiday| holiday.day == work.day));
        let year = (!(1..=9999).contains(&self.year)).then(|| FieldError::new("year", Problem::Missing));
        let holidays = elsewhere(&self.holidays).then(|| FieldError::new("holidays", Problem::Disordered));
        let work_days = elsewhere(&self.work_days) || both;
        let work_days = work_days.then(|| FieldError::new("work_days", Problem::Disordered));
        year.into_iter().chain(holidays).chain(work_days).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_holds_its_own_days_and_none_as_both() {
        let named = |text| NamedDay { day: Date::parse_iso(text).unwrap(), name: String::new() };
        let year = |holidays: &[&'static str], work_days: &[&'static str]| CalendarYear {
            year: 2026,
            holidays: holidays.iter().copied().map(named).collect(),
            work_days: work_days.iter().copied().map(named).collect(),
            ..CalendarYear::default()
        };
        assert_eq!(year(&["2026-01-01"], &["2026-01-04"]).validate(), []);
        let fields = |year: CalendarYear| year.validate().iter().map(|error| error.field).collect::<Vec<_>>();
        assert_eq!(fields(year(&["2027-01-01"], &[])), ["holidays"]);
        assert_eq!(fields(year(&["2026-01-04"], &["2026-01-04"])), ["work_days"]);
    }
}
