//! How long something lay in each stage.

use std::collections::BTreeMap;

use serde_json::Value;
use uuid::Uuid;

use crate::journal::Change;
use crate::snooze::{Snoozed, rested};
use crate::time::{Date, Effective};

/// Whole days in each stage without those it rested, all stays in one added up, the last until `end`. From the stage's changes
/// in order ([`crate::journal::Timeline::field`]); a stay whose beginning or end is not known is left out.
pub fn stage_days(
    changes: &[&Change],
    end: Date,
    snoozes: &[Snoozed],
    day: impl Fn(Effective) -> Option<Date>,
) -> BTreeMap<Uuid, i32> {
    let mut days: BTreeMap<Uuid, i32> = BTreeMap::new();
    let ends = changes.iter().skip(1).map(|change| day(change.effective)).chain([Some(end)]);
    for (change, until) in changes.iter().zip(ends) {
        let stage = match &change.to {
            Value::String(id) => Uuid::try_parse(id).ok(),
            _ => None,
        };
        if let (Some(stage), Some(from), Some(until)) = (stage, day(change.effective), until) {
            *days.entry(stage).or_default() += awake_days(from, until, snoozes);
        }
    }
    days
}

/// Whole days from one day to another without those it rested; 0 where the end comes first.
pub fn awake_days(from: Date, until: Date, snoozes: &[Snoozed]) -> i32 {
    (until.days() - from.days()).max(0) - rested(snoozes, from, until)
}

/// The day the stage was entered in which it lies now; `None` where that is not known.
pub fn entered_on(changes: &[&Change], day: impl Fn(Effective) -> Option<Date>) -> Option<Date> {
    changes.last().and_then(|change| day(change.effective))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn stays_in_one_stage_add_up_and_unknown_ones_are_left_out() {
        let day = |text| Date::parse_iso(text).unwrap();
        let (a, b) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let change = |to: Uuid, effective| Change::new("stage", Value::Null, json!(to), effective);
        let changes = [
            change(a, Effective::Day(day("2026-01-01"))),
            change(b, Effective::Day(day("2026-01-11"))),
            change(a, Effective::Day(day("2026-02-01"))),
            change(b, Effective::Unknown),
            change(a, Effective::Day(day("2026-03-01"))),
        ];
        let known = |effective| if let Effective::Day(day) = effective { Some(day) } else { None };
        let days = stage_days(&changes.iter().collect::<Vec<_>>(), day("2026-03-06"), &[], known);
        assert_eq!(days, BTreeMap::from([(a, 10 + 5), (b, 21)]));
    }

    #[test]
    fn the_days_of_a_pause_do_not_count_and_none_counts_twice() {
        let day = |text| Date::parse_iso(text).unwrap();
        let pause = |from, until| Snoozed { from: day(from), until: day(until) };
        let awake = |pauses: &[Snoozed]| awake_days(day("2026-01-01"), day("2026-01-31"), pauses);
        assert_eq!(awake(&[]), 30);
        assert_eq!(awake(&[pause("2026-01-05", "2026-01-10")]), 25);
        assert_eq!(awake(&[pause("2026-01-08", "2026-01-12"), pause("2026-01-05", "2026-01-10")]), 23);
        assert_eq!(awake(&[pause("2025-12-01", "2026-01-02"), pause("2026-01-30", "2026-03-01")]), 28);
        assert_eq!(awake(&[pause("2025-12-01", "2025-12-09"), pause("2026-02-01", "2026-03-01")]), 30);
        assert_eq!(awake(&[pause("2025-12-01", "2026-03-01")]), 0);
        assert_eq!(awake_days(day("2026-01-31"), day("2026-01-01"), &[pause("2026-01-05", "2026-01-10")]), 0);
    }
}
