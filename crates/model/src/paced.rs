//! What the due date of an opportunity depends on, gathered from its record, its journal and its touches.

use std::collections::BTreeSet;

use crate::as_of;
use crate::cadence::{Pace, came_on, graded_on};
use crate::grade::{Grade, Judge};
use crate::journal::Timeline;
use crate::records::{Dimension, Opportunity, Outcome};
use crate::snooze::{Snoozed, snoozes};
use crate::time::{Date, Effective};
use crate::{Doc, Entry};

/// A [`Pace`] that owns what it is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Paced {
    pub grade: Option<Grade>,
    pub graded_on: Date,
    pub touches: Vec<Date>,
    pub snoozes: Vec<Snoozed>,
    pub closed_on: Option<Date>,
}

impl Paced {
    pub fn pace(&self) -> Pace<'_> {
        let Self { grade, graded_on, touches, snoozes, closed_on } = self;
        Pace { grade: *grade, graded_on: *graded_on, touches, snoozes, closed_on: *closed_on }
    }
}

/// Fields of an opportunity that its grade depends on.
const DECIDING: [&str; 5] = ["amount", "strategic", "stage", "pipeline", "grade_override"];

fn decides(field: &str) -> bool {
    DECIDING.contains(&field) || Dimension::of_field(field).is_some()
}

/// The pace of an opportunity, from all entries of its journal and the days of its touches.
pub fn paced(
    doc: &Doc,
    opportunity: &Opportunity,
    entries: &[Entry],
    touches: Vec<Date>,
    judge: &Judge<'_>,
    day: &dyn Fn(Effective) -> Option<Date>,
) -> Paced {
    let timeline = Timeline::of(entries);
    let grade = judge.standing(opportunity).grade();
    Paced {
        grade,
        graded_on: graded(doc, opportunity, &timeline, judge, day),
        touches,
        snoozes: snoozes(&timeline, day),
        closed_on: opportunity.closed_on.filter(|_| opportunity.outcome != Outcome::Open),
    }
}

/// The day it came to the grade it has. Rules of grading are taken as they are today; models and overrides as they held.
fn graded(
    doc: &Doc,
    opportunity: &Opportunity,
    timeline: &Timeline,
    judge: &Judge<'_>,
    day: &dyn Fn(Effective) -> Option<Date>,
) -> Date {
    let came = came_on(timeline, judge.day).unwrap_or(judge.today);
    let changes = timeline.0.iter().flat_map(|entry| &entry.changes).filter(|change| decides(&change.field));
    let ended = opportunity.grade_override.as_ref().and_then(|said| said.until).map(|until| until.plus_days(1));
    let models = judge.models.iter().filter_map(|(_, model)| model.valid_from.map(judge.day));
    let days = changes.filter_map(|change| day(change.effective)).chain(ended).chain(models);
    let mut days: BTreeSet<Date> = days.filter(|day| *day > came && *day <= judge.today).collect();
    if days.is_empty() {
        return came;
    }
    days.insert(came);
    let on = |day_of: Date| {
        let then = as_of::doc(doc, timeline, day_of, day);
        let record: Opportunity = then.decode().unwrap_or_default();
        Judge { as_of: Some(day_of), ..*judge }.standing(&record).grade()
    };
    let grades: Vec<(Date, Option<Grade>)> = days.into_iter().map(|day| (day, on(day))).collect();
    graded_on(&grades).unwrap_or(came)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::journal::{Change, Stamp, What};
    use crate::records::Answer;
    use crate::{Currency, Decimal, Id, Instant, Money, RecordRef, Uuid};

    fn day(text: &str) -> Date {
        Date::parse_iso(text).unwrap()
    }

    fn of_instant(instant: Instant) -> Date {
        Date::from_days(i32::try_from(instant.0.div_euclid(86_400_000)).unwrap()).unwrap()
    }

    fn known(effective: Effective) -> Option<Date> {
        match effective {
            Effective::Day(day) => Some(day),
            Effective::At(instant) => Some(of_instant(instant)),
            Effective::Unknown => None,
        }
    }

    fn entry(seq: u64, on: &str, what: What, changes: Vec<Change>) -> Entry {
        let recorded = Instant(i64::from(day(on).days()) * 86_400_000);
        let target = RecordRef::to(Id::<Opportunity>::new(Uuid::nil()));
        let stamp = Stamp { seq, command: Uuid::from_u128(seq.into()), recorded, undoes: None };
        Entry::new(target, what, changes, stamp)
    }

    fn graded_on_day(entries: &[Entry], record: &Opportunity) -> String {
        let judge =
            Judge { models: &[], rules: &[], stages: &[], day: &of_instant, today: day("2026-06-30"), as_of: None };
        let doc = Doc::new(Id::<Opportunity>::new(Uuid::nil()), record);
        paced(&doc, record, entries, Vec::new(), &judge, &known).graded_on.to_string()
    }

    #[test]
    fn a_grade_begins_on_the_day_of_the_change_that_made_it_and_never_before_the_record_came() {
        let answer = |value| Some(Answer { value: Some(value), ..Answer::default() });
        let amount = Some(Money { value: Decimal::from(600_000), currency: Currency::CNY });
        let record =
            Opportunity { title: "New roof".into(), amount, need_clarity: answer(5), ..Opportunity::default() };
        let added = || entry(1, "2026-03-02", What::Added, Vec::new());
        assert_eq!(graded_on_day(&[added()], &record), "2026-03-02");
        let change =
            |to: u8, on| Change::new("need_clarity", Value::Null, json!({"value": to}), Effective::Day(day(on)));
        // Answered later: ungraded until then.
        let answered = entry(2, "2026-04-01", What::Updated, vec![change(5, "2026-04-01")]);
        assert_eq!(graded_on_day(&[added(), answered.clone()], &record), "2026-04-01");
        // A change that leaves the grade as it was begins nothing.
        let renamed = Change::new("title", json!("Roof"), json!("New roof"), Effective::Day(day("2026-05-01")));
        let entries = [added(), answered, entry(3, "2026-05-01", What::Updated, vec![renamed])];
        assert_eq!(graded_on_day(&entries, &record), "2026-04-01");
        // What a file tells of the time before.
        let old = entry(2, "2026-03-02", What::Noted, vec![change(5, "2025-11-03")]);
        assert_eq!(graded_on_day(&[added(), old], &record), "2026-03-02");
    }
}
