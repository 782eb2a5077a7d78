//! Snoozing 暂停跟进: an opportunity that rests for a reason until a day, on which it wakes by itself.

use crate::journal::Timeline;
use crate::time::{Date, Effective};

/// Days of rest: from the first on, without the last, on which it is awake again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Snoozed {
    pub from: Date,
    pub until: Date,
}

impl Snoozed {
    pub fn holds(self, day: Date) -> bool {
        self.from <= day && day < self.until
    }
}

/// Whether an opportunity with this day of waking still rests.
pub fn rests(snoozed_until: Option<Date>, today: Date) -> bool {
    snoozed_until.is_some_and(|until| today < until)
}

/// When an opportunity rested, and until when it will, in order and apart from one another: from the day a day of waking
/// was written until that day, or until it was written otherwise. What began on an unknown day is left out.
pub fn snoozes(timeline: &Timeline, day: &dyn Fn(Effective) -> Option<Date>) -> Vec<Snoozed> {
    let changes = timeline.field("snoozed_until");
    let mut found: Vec<Snoozed> = Vec::new();
    for (at, change) in changes.iter().enumerate() {
        let next = changes.get(at + 1).and_then(|next| day(next.effective));
        let until = change.to.as_str().and_then(Date::parse_iso);
        let (Some(from), Some(until)) = (day(change.effective), until) else { continue };
        let until = next.map_or(until, |next| until.min(next));
        match found.last_mut() {
            Some(last) if from <= last.until => last.until = last.until.max(until),
            _ if from < until => found.push(Snoozed { from, until }),
            _ => {}
        }
    }
    found
}

/// How many days of a stay were rest, each counted once: what dwell leaves out. The stay is from its first day on, without
/// the last.
pub fn rested(snoozes: &[Snoozed], from: Date, until: Date) -> i32 {
    let mut rests: Vec<(i32, i32)> =
        snoozes.iter().map(|snoozed| (snoozed.from.max(from).days(), snoozed.until.min(until).days())).collect();
    rests.sort_unstable();
    let (mut days, mut reached) = (0, from.days());
    for (start, end) in rests {
        days += (end - start.max(reached)).max(0);
        reached = reached.max(end);
    }
    days
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Change, Entry};
    use serde_json::{Value, json};

    fn day(text: &str) -> Date {
        Date::parse_iso(text).unwrap()
    }

    fn timeline(changes: &[(&str, Option<&str>)]) -> Timeline {
        let mut was = Value::Null;
        let entries = (1_u64..).zip(changes).map(|(seq, (on, until))| {
            let until = until.map_or(Value::Null, |until| json!(until));
            let from = std::mem::replace(&mut was, until.clone());
            let effective = if on.is_empty() { Effective::Unknown } else { Effective::Day(day(on)) };
            Entry::updated(seq, Change::new("snoozed_until", from, until, effective))
        });
        Timeline(entries.collect())
    }

    fn found(changes: &[(&str, Option<&str>)]) -> Vec<String> {
        let known = |effective| if let Effective::Day(day) = effective { Some(day) } else { None };
        let found = snoozes(&timeline(changes), &known);
        found.iter().map(|snoozed| format!("{} {}", snoozed.from, snoozed.until)).collect()
    }

    #[test]
    fn it_rests_until_its_day_or_until_it_is_woken() {
        assert_eq!(found(&[("2026-03-02", Some("2026-03-16"))]), ["2026-03-02 2026-03-16"]);
        assert_eq!(found(&[("2026-03-02", Some("2026-03-16")), ("2026-03-05", None)]), ["2026-03-02 2026-03-05"]);
        // Cleared long after it woke by itself.
        assert_eq!(found(&[("2026-03-02", Some("2026-03-16")), ("2026-04-01", None)]), ["2026-03-02 2026-03-16"]);
    }

    #[test]
    fn another_day_of_waking_goes_on_with_the_same_rest() {
        let longer = [("2026-03-02", Some("2026-03-16")), ("2026-03-10", Some("2026-04-01"))];
        assert_eq!(found(&longer), ["2026-03-02 2026-04-01"]);
        let again = [("2026-03-02", Some("2026-03-16")), ("2026-03-20", Some("2026-04-01"))];
        assert_eq!(found(&again), ["2026-03-02 2026-03-16", "2026-03-20 2026-04-01"]);
    }

    #[test]
    fn a_day_of_waking_in_the_past_or_begun_nobody_knows_when_is_no_rest() {
        assert!(found(&[("2026-03-02", Some("2026-03-02"))]).is_empty());
        assert!(found(&[("", Some("2026-03-16"))]).is_empty());
    }

    #[test]
    fn a_stay_counts_the_days_it_rested() {
        let snoozes = [
            Snoozed { from: day("2026-03-02"), until: day("2026-03-05") },
            Snoozed { from: day("2026-03-10"), until: day("2026-03-20") },
        ];
        assert_eq!(rested(&snoozes, day("2026-03-01"), day("2026-03-31")), 3 + 10);
        assert_eq!(rested(&snoozes, day("2026-03-04"), day("2026-03-12")), 1 + 2);
        assert_eq!(rested(&snoozes, day("2026-03-05"), day("2026-03-10")), 0);
        assert!(rests(Some(day("2026-03-16")), day("2026-03-15")));
        assert!(!rests(Some(day("2026-03-16")), day("2026-03-16")) && !rests(None, day("2026-03-16")));
    }
}
