//! How often an expected close has been put off.

use crate::journal::Timeline;
use crate::time::Date;

/// The changes of the expected close to a later day. Bringing it forward, clearing it or setting it for the first time are
/// none.
pub fn pushes(timeline: &Timeline) -> usize {
    let day = |value: &serde_json::Value| value.as_str().and_then(Date::parse_iso);
    let later = |change: &&&crate::Change| match (day(&change.from), day(&change.to)) {
        (Some(from), Some(to)) => from < to,
        _ => false,
    };
    timeline.field("expected_close").iter().filter(later).count()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use uuid::Uuid;

    use super::*;
    use crate::journal::What;
    use crate::records::{Opportunity, Record as _};
    use crate::{Change, Effective, Entry, Instant};

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
}
