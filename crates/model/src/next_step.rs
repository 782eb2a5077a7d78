//! The next step of a record: its earliest open activity with a date. One without a date counts as none planned.

use crate::Id;
use crate::records::{Activity, ActivityKind};
use crate::time::Date;

/// How urgent a next step is, most urgent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Urgency {
    Overdue,
    Today,
    /// Nothing is planned.
    None,
    Planned,
}

impl Urgency {
    pub const ALL: [Self; 4] = [Self::Overdue, Self::Today, Self::None, Self::Planned];

    pub fn of(due: Option<Date>, today: Date) -> Self {
        match due {
            None => Self::None,
            Some(due) if due < today => Self::Overdue,
            Some(due) if due == today => Self::Today,
            Some(_) => Self::Planned,
        }
    }

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::Today => "today",
            Self::None => "none",
            Self::Planned => "planned",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|urgency| urgency.as_str() == text)
    }
}

/// The next step among activities of one subject, and its day. A review is none: it is no step with the customer.
pub fn next_step(
    activities: impl IntoIterator<Item = (Id<Activity>, Activity)>,
) -> Option<(Date, Id<Activity>, Activity)> {
    let open =
        activities.into_iter().filter(|(_, activity)| !activity.is_done() && activity.kind != ActivityKind::Review);
    open.filter_map(|(id, activity)| Some((activity.due?, id, activity))).min_by_key(|(due, id, _)| (*due, *id))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::time::Instant;

    #[test]
    fn the_earliest_open_activity_with_a_date_is_next() {
        let day = |text| Date::parse_iso(text).unwrap();
        let activity =
            |due: Option<&'static str>, done| Activity { due: due.map(day), done_at: done, ..Activity::default() };
        let all = [
            activity(Some("2026-03-01"), Some(Instant(1))),
            activity(None, None),
            activity(Some("2026-03-09"), None),
            activity(Some("2026-03-05"), None),
        ];
        let with_ids =
            |n: usize| all[..n].iter().cloned().enumerate().map(|(at, a)| (Id::new(Uuid::from_u128(at as u128)), a));
        assert_eq!(next_step(with_ids(2)), None);
        assert_eq!(next_step(with_ids(4)).map(|(due, ..)| due), Some(day("2026-03-05")));
    }

    #[test]
    fn urgency_follows_the_day() {
        let today = Date::parse_iso("2026-11-24").unwrap();
        let of = |days: i32| Urgency::of(Some(today.plus_days(days)), today);
        assert_eq!(
            [of(-1), of(0), of(1), Urgency::of(None, today)],
            [Urgency::Overdue, Urgency::Today, Urgency::Planned, Urgency::None]
        );
    }
}
