//! Cadence 跟进节奏: when an opportunity is to be touched next.
//!
//! The clock starts at the later of the last touch and the day the opportunity came to its grade here: what is imported is
//! not overdue at once, however old its last touch. From there it is so many work days to the due date, by grade.

use crate::calendar::Calendar;
use crate::grade::Grade;
use crate::journal::{Timeline, What};
use crate::records::{Activity, ActivityKind, Cadence};
use crate::snooze::Snoozed;
use crate::time::{Date, Instant};

/// What the due date of one opportunity depends on.
#[derive(Clone, Copy, Debug)]
pub struct Pace<'a> {
    pub grade: Option<Grade>,
    /// The day it came to this grade here, see [`graded_on`].
    pub graded_on: Date,
    /// The days of its touches, in any order.
    pub touches: &'a [Date],
    /// In order, see [`crate::snooze::snoozes`].
    pub snoozes: &'a [Snoozed],
    /// The day it was closed; nothing of a closed one is due any more.
    pub closed_on: Option<Date>,
}

/// When it is to be touched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// Where its clock started: the last touch, the day it was graded, or the day it woke.
    pub since: Date,
    pub day: Date,
}

/// The cadence of every grade, the usual one where the workspace has none of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cadences {
    graded: [u32; 3],
    ungraded: u32,
}

impl Cadences {
    pub fn new(records: &[Cadence]) -> Self {
        let own = |grade| records.iter().find(|record| record.grade == grade).map(|record| record.every);
        let every = |grade| own(grade).unwrap_or(Cadence::usual(grade).every);
        let graded = Grade::ALL.map(|grade| every(Some(grade)));
        Self { graded, ungraded: own(None).unwrap_or(graded[Grade::B as usize]) }
    }

    /// Work days from one touch to the next, at least one. What is not graded has a cadence of its own, or that of B.
    pub fn every(&self, grade: Option<Grade>) -> u32 {
        grade.map_or(self.ungraded, |grade| self.graded[grade as usize]).clamp(1, Cadence::LONGEST)
    }
}

/// The due date as it stands on a day. Touches dated later are none yet. Whoever rests is due on waking, not before; so is
/// what was due before it was put to sleep.
pub fn due(pace: &Pace<'_>, cadences: &Cadences, calendar: &Calendar, today: Date) -> Due {
    let touched = pace.touches.iter().copied().filter(|day| *day <= today).max();
    let since = touched.map_or(pace.graded_on, |touched| touched.max(pace.graded_on));
    let mut due = Due { since, day: calendar.plus(since, cadences.every(pace.grade)) };
    for snoozed in pace.snoozes.iter().filter(|snoozed| snoozed.from <= today) {
        if due.since < snoozed.until && due.day < snoozed.until {
            due = Due { since: snoozed.until, day: calendar.on_or_after(snoozed.until) };
        }
    }
    due
}

/// Work days that have passed since the due date; zero until the day after it.
pub fn overdue(due: Due, calendar: &Calendar, today: Date) -> u32 {
    calendar.between(due.day, today)
}

/// The day an activity was a touch. What is not done is none, nor is a plain task or a review: nobody was reached by it.
pub fn touched_on(activity: &Activity, day: &dyn Fn(Instant) -> Date) -> Option<Date> {
    if matches!(activity.kind, ActivityKind::Task | ActivityKind::Review) {
        return None;
    }
    activity.done_on.or_else(|| activity.done_at.map(day))
}

/// The day a record came here, created or imported, whatever day it says it began elsewhere.
pub fn came_on(timeline: &Timeline, day: &dyn Fn(Instant) -> Date) -> Option<Date> {
    timeline.0.iter().find(|entry| entry.what == What::Added).map(|entry| day(entry.recorded))
}

/// The day since which an opportunity has had the grade it has: from its grades on the days on which anything that decides
/// them changed, in order, the first of them the day it came here.
pub fn graded_on(grades: &[(Date, Option<Grade>)]) -> Option<Date> {
    let (_, now) = grades.last()?;
    let same = grades.iter().rev().take_while(|(_, grade)| grade == now);
    same.last().map(|(day, _)| *day)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::Entry;
    use crate::records::{Opportunity, Record as _, Workspace};

    fn day(text: &str) -> Date {
        Date::parse_iso(text).unwrap()
    }

    fn usual() -> (Cadences, Calendar) {
        (Cadences::new(&[]), Calendar::new(&Workspace::default(), &[]))
    }

    fn due_on(grade: Option<Grade>, graded_on: &str, touches: &[&str], snoozes: &[Snoozed]) -> String {
        let touches: Vec<Date> = touches.iter().copied().map(day).collect();
        let pace = Pace { grade, graded_on: day(graded_on), touches: &touches, snoozes, closed_on: None };
        let (cadences, calendar) = usual();
        due(&pace, &cadences, &calendar, day("2026-06-30")).day.to_string()
    }

    #[test]
    fn a_is_daily_b_weekly_c_nurtured_and_what_has_no_grade_is_as_b() {
        // A Monday.
        let of = |grade| due_on(grade, "2026-03-02", &[], &[]);
        assert_eq!(of(Some(Grade::A)), "2026-03-03");
        assert_eq!(of(Some(Grade::B)), "2026-03-09");
        assert_eq!(of(Some(Grade::C)), "2026-03-30");
        assert_eq!(of(None), of(Some(Grade::B)));
        let own = Cadences::new(&[Cadence { grade: Some(Grade::B), every: 3 }]);
        assert_eq!((own.every(None), own.every(Some(Grade::C))), (3, 20));
        let both = Cadences::new(&[Cadence { grade: None, every: 10 }, Cadence { grade: Some(Grade::B), every: 0 }]);
        assert_eq!((both.every(None), both.every(Some(Grade::B))), (10, 1));
    }

    #[test]
    fn the_clock_starts_at_the_later_of_touch_and_grade() {
        assert_eq!(due_on(Some(Grade::A), "2026-03-02", &["2025-11-03", "2026-02-27"], &[]), "2026-03-03");
        assert_eq!(due_on(Some(Grade::A), "2026-03-02", &["2026-03-06", "2026-03-04"], &[]), "2026-03-09");
        // A touch that somebody dated ahead is none yet.
        assert_eq!(due_on(Some(Grade::A), "2026-03-02", &["2026-12-24"], &[]), "2026-03-03");
    }

    #[test]
    fn whoever_rests_is_due_on_waking() {
        let rest = |from, until| [Snoozed { from: day(from), until: day(until) }];
        let of = |touches: &[&str], snoozes: &[Snoozed]| due_on(Some(Grade::A), "2026-03-02", touches, snoozes);
        assert_eq!(of(&[], &rest("2026-03-02", "2026-03-18")), "2026-03-18");
        // Overdue before it was put to sleep.
        assert_eq!(of(&[], &rest("2026-03-11", "2026-03-18")), "2026-03-18");
        // Waking on a Saturday.
        assert_eq!(of(&[], &rest("2026-03-11", "2026-03-21")), "2026-03-23");
        // Touched since.
        assert_eq!(of(&["2026-03-19"], &rest("2026-03-11", "2026-03-18")), "2026-03-20");
        assert_eq!(of(&["2026-03-12"], &rest("2026-03-11", "2026-03-18")), "2026-03-18");
        // Put to sleep later than it is due by its touch, and awake before.
        let c = due_on(Some(Grade::C), "2026-03-02", &[], &rest("2026-03-03", "2026-03-05"));
        assert_eq!(c, "2026-03-30");
    }

    #[test]
    fn overdue_counts_work_days_after_the_due_date() {
        let (_, calendar) = usual();
        let due = Due { since: day("2026-02-12"), day: day("2026-02-13") };
        let on = |text| overdue(due, &calendar, day(text));
        assert_eq!(
            [on("2026-02-12"), on("2026-02-13"), on("2026-02-14"), on("2026-02-23"), on("2026-02-25")],
            [0, 0, 1, 1, 3]
        );
    }

    #[test]
    fn a_touch_is_something_done_with_the_customer() {
        let at = |_| day("2026-03-03");
        let call = Activity { kind: ActivityKind::Call, ..Activity::default() };
        assert_eq!(touched_on(&call, &at), None);
        let done = Activity { done_at: Some(Instant(5)), ..call.clone() };
        assert_eq!(touched_on(&done, &at), Some(day("2026-03-03")));
        assert_eq!(touched_on(&Activity { kind: ActivityKind::Task, ..done }, &at), None);
        let logged_later = Activity { done_on: Some(day("2026-02-27")), ..call };
        assert_eq!(touched_on(&logged_later, &at), Some(day("2026-02-27")));
    }

    #[test]
    fn a_grade_holds_since_the_last_day_it_was_another() {
        let on = |text, grade| (day(text), grade);
        let (a, b) = (Some(Grade::A), Some(Grade::B));
        assert_eq!(graded_on(&[]), None);
        assert_eq!(graded_on(&[on("2026-01-05", b)]), Some(day("2026-01-05")));
        let grades = [on("2026-01-05", a), on("2026-01-07", b), on("2026-01-09", a), on("2026-01-12", a)];
        assert_eq!(graded_on(&grades), Some(day("2026-01-09")));
    }

    #[test]
    fn a_record_came_here_when_it_was_written_not_when_it_began() {
        let entry = |seq: u64, what| Entry {
            kind: Opportunity::KIND,
            record: Uuid::nil(),
            seq,
            command: Uuid::from_u128(seq.into()),
            recorded: Instant(i64::try_from(seq).unwrap()),
            undoes: None,
            what,
            changes: Vec::new(),
        };
        let timeline = Timeline(vec![entry(7, What::Added), entry(9, What::Updated)]);
        let of = |instant: Instant| Date::from_days(i32::try_from(instant.0).unwrap()).unwrap();
        assert_eq!(came_on(&timeline, &of), Date::from_days(7));
        assert_eq!(came_on(&Timeline::default(), &of), None);
    }
}
