//! How often an expected close has been put off.

use crate::journal::{Change, Timeline};
use crate::time::Date;

/// A change of the expected close to a later day, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Push {
    pub to: Date,
    pub reason: Option<String>,
}

/// The changes of the expected close to a later day. Bringing it forward, clearing it or setting it for the first time are
/// none.
pub fn pushes(timeline: &Timeline) -> usize {
    later(timeline).count()
}

fn later(timeline: &Timeline) -> impl Iterator<Item = (&Change, Date)> {
    let day = |value: &serde_json::Value| value.as_str().and_then(Date::parse_iso);
    timeline.field("expected_close").into_iter().filter_map(move |change| {
        let to = day(&change.to)?;
        day(&change.from).filter(|from| *from < to).map(|_| (change, to))
    })
}

/// Each of [`pushes`] with the reason that held once it was made.
pub fn told(timeline: &Timeline) -> Vec<Push> {
    let counted: Vec<(&Change, Date)> = later(timeline).collect();
    let mut reason = None;
    let mut told = Vec::new();
    for entry in &timeline.0 {
        let said = entry.changes.iter().rfind(|change| change.field == "push_reason");
        if let Some(said) = said {
            reason = said.to.as_str().map(str::to_owned);
        }
        let here = counted.iter().filter(|(change, _)| entry.changes.iter().any(|own| std::ptr::eq(own, *change)));
        told.extend(here.map(|(_, to)| Push { to: *to, reason: reason.clone() }));
    }
    told
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use uuid::Uuid;

    use super::*;
    use crate::journal::What;
    use crate::records::{Opportunity, Record as _};
    use crate::{Effective, Entry, Instant};

    fn entry(seq: u64, undoes: Option<u64>, from: Value, to: Value) -> Entry {
        Entry {
            kind: Opportunity::KIND,
            record: Uuid::nil(),
            seq,
            command: Uuid::from_u128(seq.into()),
            recorded: Instant(0),
            undoes: undoes.map(|seq| Uuid::from_u128(seq.into())),
            what: What::Updated,
            changes: vec![Change::new("expected_close", from, to, Effective::At(Instant(0)))],
        }
    }

    #[test]
    fn only_a_later_day_counts_and_what_was_undone_does_not() {
        let (may, june, july) = (json!("2026-05-01"), json!("2026-06-01"), json!("2026-07-01"));
        let entries = [
            entry(1, None, Value::Null, may.clone()),
            entry(2, None, may.clone(), june.clone()),
            entry(3, None, june.clone(), july.clone()),
            entry(4, Some(3), july.clone(), june.clone()),
            entry(5, None, june, may.clone()),
            entry(6, None, may, Value::Null),
        ];
        assert_eq!(pushes(&Timeline::of(&entries)), 1);
        assert_eq!(pushes(&Timeline::of(&entries[..3])), 2);
    }

    #[test]
    fn every_push_has_the_reason_that_was_given_for_it() {
        let (may, june, july) = (json!("2026-05-01"), json!("2026-06-01"), json!("2026-07-01"));
        let mut first = entry(2, None, may.clone(), june.clone());
        first.changes.push(Change::new("push_reason", Value::Null, json!("Budget"), Effective::At(Instant(0))));
        // The same reason again is no change of the record.
        let again = entry(3, None, june, july.clone());
        let mut without = entry(4, None, july, json!("2026-08-01"));
        without.changes.push(Change::new("push_reason", json!("Budget"), Value::Null, Effective::At(Instant(0))));
        let told = told(&Timeline::of(&[entry(1, None, Value::Null, may), first, again, without]));
        let reasons: Vec<_> = told.iter().map(|push| push.reason.as_deref()).collect();
        assert_eq!(reasons, [Some("Budget"), Some("Budget"), None]);
    }
}
