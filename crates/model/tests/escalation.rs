//! What holds of due dates and escalations whatever happens: the rule comes to the same however often and wherever it runs.

use std::collections::{BTreeMap, BTreeSet};

use model::cadence::{Cadences, Pace, due};
use model::calendar::Calendar;
use model::diff::Delta;
use model::escalation::{Case, Ladders, Rules, evaluate};
use model::journal::Author;
use model::people::People;
use model::records::{Escalation, Member, Record, Workspace};
use model::snooze::Snoozed;
use model::{Context, Date, Doc, Grade, Id, Instant, Records, Rejection, Uuid, plan};
use proptest::prelude::*;

const NOW: Instant = Instant(1_768_000_000_000);
/// How many days are played.
const SPAN: i32 = 60;

/// One opportunity's fate, in days from the first.
#[derive(Clone, Debug)]
struct Fate {
    grade: Option<Grade>,
    graded_on: i32,
    touches: Vec<i32>,
    /// First day, and how long.
    snooze: Option<(i32, i32)>,
    closed_on: Option<i32>,
}

fn fate() -> impl Strategy<Value = Fate> {
    let grade = prop::option::of(prop::sample::select(&Grade::ALL[..]));
    let touches = prop::collection::vec(-40..SPAN, 0..6);
    let snooze = prop::option::of((0..SPAN, 1_i32..30));
    let closed_on = prop::option::weighted(0.2, 0..SPAN);
    (grade, 0..20_i32, touches, snooze, closed_on).prop_map(|(grade, graded_on, touches, snooze, closed_on)| Fate {
        grade,
        graded_on,
        touches,
        snooze,
        closed_on,
    })
}

/// Over new year and the Spring Festival.
fn first() -> Date {
    Date::parse_iso("2025-12-22").expect("a day")
}

fn on(days: i32) -> Date {
    first().plus_days(days)
}

/// A fate as far as it is known on a day.
struct Known {
    touches: Vec<Date>,
    snoozes: Vec<Snoozed>,
    closed_on: Option<Date>,
    grade: Option<Grade>,
    graded_on: Date,
}

impl Known {
    fn by(fate: &Fate, today: i32) -> Self {
        let snooze = fate.snooze.filter(|(from, _)| *from <= today);
        Self {
            touches: fate.touches.iter().filter(|day| **day <= today).map(|day| on(*day)).collect(),
            snoozes: snooze.iter().map(|(from, days)| Snoozed { from: on(*from), until: on(from + days) }).collect(),
            closed_on: fate.closed_on.filter(|day| *day <= today).map(on),
            grade: fate.grade,
            graded_on: on(fate.graded_on),
        }
    }

    fn pace(&self) -> Pace<'_> {
        let Self { touches, snoozes, closed_on, grade, graded_on } = self;
        Pace { grade: *grade, graded_on: *graded_on, touches, snoozes, closed_on: *closed_on }
    }
}

fn rules() -> Rules {
    let member = Member { name: "Rowan".to_owned(), ..Member::default() };
    Rules {
        calendar: Calendar::new(&Workspace::default(), &[]),
        cadences: Cadences::new(&[]),
        ladders: Ladders::new(&[]),
        people: People::new(vec![(Id::new(Uuid::from_u128(1)), member)], None),
    }
}

fn written(records: &Records) -> Vec<(Id<Escalation>, Escalation)> {
    records.values().map(|doc| (Id::new(doc.id), doc.decode().expect("an escalation"))).collect()
}

/// Evaluates what one tab knows of, and writes it over what is there by then.
fn run(fates: &[Fate], today: i32, seen: &Records, records: &mut Records) {
    let rules = rules();
    let here = |fate: &&Fate| fate.graded_on <= today;
    let known: Vec<(usize, Known)> =
        fates.iter().enumerate().filter(|(_, fate)| here(fate)).map(|(n, fate)| (n, Known::by(fate, today))).collect();
    let mut cases = Vec::new();
    for (n, known) in &known {
        cases.push(Case { opportunity: Id::new(Uuid::from_u128(100 + *n as u128)), owner: None, pace: known.pace() });
    }
    for command in evaluate(&cases, &written(seen), &rules, on(today), NOW).commands() {
        let author = Author { member: None, device: Uuid::nil() };
        let mut ids = || panic!("the rule makes its own ids");
        let planned = plan(&command, records, &mut Context { now: NOW, today: on(today), author, ids: &mut ids });
        let diff = match planned {
            Ok(planned) => planned.diff,
            Err(Rejection::Nothing) => continue,
            Err(why) => panic!("{why}"),
        };
        for (target, delta) in diff.0 {
            match delta {
                Delta::Added(fields) => assert!(records.insert(target, Doc::from_fields(target, fields)).is_none()),
                Delta::Updated(changed) => {
                    let doc = records.get_mut(&target).expect("a record");
                    for (field, [_, to]) in changed {
                        doc.set(&field, to);
                    }
                }
                Delta::Removed(_) => panic!("the rule removes nothing"),
            }
        }
    }
}

/// What stands open on a day, without what says when the rule was run.
fn open(fates: &[Fate], records: &Records, today: i32) -> BTreeMap<Id<Escalation>, Escalation> {
    let rules = rules();
    let stands = |escalation: &Escalation| {
        let n = escalation.opportunity.expect("an opportunity").uuid().as_u128() - 100;
        let known = Known::by(&fates[usize::try_from(n).expect("a number")], today);
        let due = due(&known.pace(), &rules.cadences, &rules.calendar, on(today));
        known.closed_on.is_none() && escalation.withdrawn.is_none() && escalation.due_on > Some(due.since)
    };
    let bare = |escalation| Escalation { quiet: false, fired_at: None, ..escalation };
    let open = written(records).into_iter().filter(|(_, escalation)| stands(escalation));
    open.map(|(id, escalation)| (id, bare(escalation))).collect()
}

proptest! {
    #[test]
    fn a_second_evaluation_writes_nothing(fates in prop::collection::vec(fate(), 1..4), today in 0..SPAN) {
        let mut records = Records::new();
        run(&fates, today, &Records::new(), &mut records);
        let once = records.clone();
        run(&fates, today, &once, &mut records);
        prop_assert_eq!(records, once);
    }

    #[test]
    fn day_by_day_comes_to_what_one_evaluation_after_days_away_comes_to(
        fates in prop::collection::vec(fate(), 1..4),
        visits in prop::collection::btree_set(0..SPAN, 0..8),
    ) {
        let last = SPAN;
        let (mut daily, mut seldom) = (Records::new(), Records::new());
        for today in 0..=last {
            let seen = daily.clone();
            run(&fates, today, &seen, &mut daily);
        }
        for today in visits.into_iter().chain([last]) {
            let seen = seldom.clone();
            run(&fates, today, &seen, &mut seldom);
        }
        prop_assert_eq!(open(&fates, &daily, last), open(&fates, &seldom, last));
        // Whoever was away has written nothing that the daily visitor has not.
        let ids = |records: &Records| records.keys().copied().collect::<BTreeSet<_>>();
        prop_assert!(ids(&seldom).is_subset(&ids(&daily)));
        // Known in time, no touch speaks against a step, and nothing is withdrawn.
        prop_assert!(written(&daily).iter().all(|(_, escalation)| escalation.withdrawn.is_none()));
    }

    #[test]
    fn two_evaluators_write_one_record_for_one_step(
        fates in prop::collection::vec(fate(), 1..4),
        turns in prop::collection::vec((any::<bool>(), any::<bool>(), 0_i32..6), 1..20),
    ) {
        let mut records = Records::new();
        // What each tab has last seen; it may be long behind.
        let mut seen = [Records::new(), Records::new()];
        let mut today = 0;
        for (tab, looks, days) in turns {
            today += days;
            let tab = usize::from(tab);
            if looks {
                seen[tab] = records.clone();
            }
            run(&fates, today, &seen[tab].clone(), &mut records);
        }
        let steps: BTreeSet<_> = written(&records)
            .into_iter()
            .map(|(_, escalation)| (escalation.opportunity, escalation.ladder, escalation.step, escalation.due_on))
            .collect();
        prop_assert_eq!(steps.len(), records.len());
        prop_assert!(records.values().all(|doc| doc.decode::<Escalation>().unwrap().validate().is_empty()));
        // Whatever they did, the next evaluation comes to what one tab alone would have come to.
        let now = records.clone();
        run(&fates, today, &now, &mut records);
        let mut alone = Records::new();
        run(&fates, today, &Records::new(), &mut alone);
        prop_assert_eq!(open(&fates, &records, today), open(&fates, &alone, today));
    }

    #[test]
    fn a_touch_more_never_makes_it_due_earlier(fate in fate(), touch in -40..SPAN, today in 0..SPAN) {
        let rules = rules();
        let due = |fate: &Fate| {
            due(&Known::by(fate, today).pace(), &rules.cadences, &rules.calendar, on(today)).day
        };
        let mut touched = fate.clone();
        touched.touches.push(touch);
        prop_assert!(due(&touched) >= due(&fate));
        let mut later = touched.clone();
        *later.touches.last_mut().unwrap() = (touch + 1).min(today);
        prop_assert!(touch > today || due(&later) >= due(&touched));
    }

    #[test]
    fn a_touch_written_down_late_leaves_only_what_came_before_it(
        mut fate in fate(),
        today in 0..SPAN,
        touch in 0..SPAN,
    ) {
        fate.closed_on = None;
        let mut records = Records::new();
        run(std::slice::from_ref(&fate), today, &Records::new(), &mut records);
        fate.touches.push(touch.min(today));
        let seen = records.clone();
        run(std::slice::from_ref(&fate), today, &seen, &mut records);
        let mut known = Records::new();
        run(std::slice::from_ref(&fate), today, &Records::new(), &mut known);
        let fates = [fate];
        // A step may hold for another reason than it was fired for: a touch while it rested, due on the day it woke.
        let stands = |records| open(&fates, records, today).into_keys().collect::<Vec<_>>();
        prop_assert_eq!(stands(&records), stands(&known));
    }

    #[test]
    fn of_one_opportunity_at_most_one_step_is_announced_at_a_time(fate in fate(), today in 0..SPAN) {
        let mut records = Records::new();
        run(&[fate], today, &Records::new(), &mut records);
        let written = written(&records);
        let loud: Vec<u32> = written.iter().filter(|(_, e)| !e.quiet).map(|(_, e)| e.step).collect();
        prop_assert_eq!(loud, written.iter().map(|(_, e)| e.step).max().into_iter().collect::<Vec<_>>());
    }
}
