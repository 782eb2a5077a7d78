//! Records as they stood on an earlier day, so that every rule can be asked about that day.

use crate::Doc;
use crate::journal::Timeline;
use crate::time::{Date, Effective};

/// A record as it stood at the end of a day. A change of unknown date goes with the one before it in its field's history;
/// what was undone never was. A field without history is as it is now.
pub fn doc(now: &Doc, timeline: &Timeline, end_of: Date, day: impl Fn(Effective) -> Option<Date>) -> Doc {
    let mut then = now.clone();
    let mut fields: Vec<&str> =
        timeline.0.iter().flat_map(|entry| &entry.changes).map(|change| change.field.as_str()).collect();
    fields.sort_unstable();
    fields.dedup();
    for field in fields {
        let changes = timeline.field(field);
        let is_past = |change: &&&crate::Change| day(change.effective).is_none_or(|day| day <= end_of);
        let value = match changes.iter().take_while(is_past).last() {
            Some(last) => last.to.clone(),
            None => changes.first().map(|first| first.from.clone()).unwrap_or_default(),
        };
        then.set(field, value);
    }
    then
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use uuid::Uuid;

    use super::*;
    use crate::Id;
    use crate::journal::{Change, Entry};
    use crate::records::Opportunity;

    #[test]
    fn a_record_is_as_it_stood_at_the_end_of_that_day() {
        let day = |text: &str| Date::parse_iso(text).unwrap();
        let record = Opportunity { title: "New roof".into(), need: Some("Roof".into()), ..Opportunity::default() };
        let mut now = Doc::new(Id::<Opportunity>::new(Uuid::nil()), &record);
        now.set("source", json!("Fair"));
        let change = |from: Value, to: Value, on: Effective| Change::new("need", from, to, on);
        let timeline = Timeline::of(&[
            Entry::updated(1, change(Value::Null, json!("Wall"), Effective::Day(day("2026-03-01")))),
            Entry::updated(2, change(json!("Wall"), json!("Gate"), Effective::Day(day("2026-05-01")))),
            Entry::updated(3, change(json!("Gate"), json!("Roof"), Effective::Unknown)),
        ]);
        let known = |effective| if let Effective::Day(day) = effective { Some(day) } else { None };
        for (on, need) in [
            ("2026-02-28", Value::Null),
            ("2026-03-01", json!("Wall")),
            ("2026-04-30", json!("Wall")),
            ("2026-05-01", json!("Roof")),
        ] {
            let then = doc(&now, &timeline, day(on), known);
            assert_eq!((then.get("need"), then.get("source")), (need, json!("Fair")), "{on}");
        }
    }
}
