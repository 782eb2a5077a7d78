use std::collections::{BTreeMap, BTreeSet};

use model::calendar::Calendar;
use model::journal::{Stamp, Timeline, What};
use model::records::{
    Activity, ActivityKind, Answer, Cadence, ContactRole, Escalation, GradeOverride, GradeRule, Need, Opportunity,
    Pipeline, Record as _, Stage, StageAction, Workspace,
};
use model::starter::Words;
use model::today::{RowKind, Scope};
use model::{
    Change, Command, Currency, Date, Decimal, Doc, Effective, Entry, Grade, Id, Instant, Money, RecordRef, Uuid,
};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{Book, Facts, Material, Rules, Settings};

fn day(text: &str) -> Date {
    Date::parse_iso(text).unwrap()
}

fn id<R>(n: u128) -> Id<R> {
    Id::new(Uuid::from_u128(n))
}

const MILLIS: i64 = 86_400_000;

fn at(day: Date) -> Instant {
    Instant(i64::from(day.days()) * MILLIS)
}

fn day_of(instant: Instant) -> Date {
    Date::from_days(i32::try_from(instant.0.div_euclid(MILLIS)).unwrap()).unwrap()
}

const STAGES: [u128; 3] = [11, 12, 13];

pub(crate) fn settings() -> Settings {
    let stage = |(position, n): (usize, &u128)| {
        let position = u32::try_from(position).unwrap();
        (id(*n), Stage { name: format!("Stage {n}"), pipeline: Some(id(1)), position, ..Stage::default() })
    };
    Settings {
        workspace: Workspace { currency: Currency::CNY, ..Workspace::default() },
        pipelines: vec![(id(1), Pipeline { name: "Sales".into(), ..Pipeline::default() })],
        stages: STAGES.iter().enumerate().map(stage).collect(),
        ..Settings::default()
    }
}

pub(crate) fn rules() -> Rules {
    Rules::new(settings(), Words::English, &day_of)
}

/// An opportunity and its journal, told day by day.
struct Tale {
    id: Id<Opportunity>,
    doc: Doc,
    entries: Vec<Entry>,
    activities: Vec<(Id<Activity>, Activity)>,
    actions: Vec<(Id<StageAction>, StageAction)>,
    escalations: Vec<(Id<Escalation>, Escalation)>,
}

impl Tale {
    fn begins(n: u128, on: &str, record: &Opportunity) -> Self {
        let id = id::<Opportunity>(n);
        let record = Opportunity { pipeline: Some(self::id(1)), ..record.clone() };
        let doc = Doc::new(id, &record);
        let opened = Opportunity::OPENING
            .iter()
            .map(|field| Change::new(field, Value::Null, doc.get(field), Effective::Day(day(on))));
        let changes = opened.filter(|change| !change.to.is_null()).collect();
        let stamp = Stamp { seq: 1, command: Uuid::nil(), recorded: at(day(on)), undoes: None };
        let first = Entry::new(RecordRef::to(id), What::Added, changes, stamp);
        Self { id, doc, entries: vec![first], activities: Vec::new(), actions: Vec::new(), escalations: Vec::new() }
    }

    fn set(mut self, on: &str, field: &str, value: Value) -> Self {
        let seq = self.entries.len() as u64 + 1;
        let stamp = Stamp { seq, command: Uuid::from_u128(seq.into()), recorded: at(day(on)), undoes: None };
        let change = Change::new(field, self.doc.get(field), value.clone(), Effective::At(at(day(on))));
        self.entries.push(Entry::new(RecordRef::to(self.id), What::Updated, vec![change], stamp));
        self.doc.set(field, value);
        self
    }

    fn touched(mut self, on: &str) -> Self {
        let n = self.activities.len() as u128 + 1000;
        let activity = Activity { kind: ActivityKind::Call, done_on: Some(day(on)), ..Activity::default() };
        self.activities.push((id(n), activity));
        self
    }

    fn planned(mut self, on: &str) -> Self {
        let n = self.activities.len() as u128 + 1000;
        self.activities.push((id(n), Activity { due: Some(day(on)), text: "Call back".into(), ..Activity::default() }));
        self
    }

    fn facts(&self, rules: &Rules, today: &str) -> Facts {
        let material = Material {
            doc: &self.doc,
            timeline: &Timeline::of(&self.entries),
            activities: &self.activities,
            actions: &self.actions,
            escalations: self.escalations.clone(),
            stalls: Vec::new(),
            part: &|_| Some(None),
        };
        Facts::read(material, rules, day(today), &day_of).expect("a record")
    }
}

fn graded(value: i64, answer: u8) -> Opportunity {
    let answer = Some(Answer { value: Some(answer), ..Answer::default() });
    Opportunity {
        title: "Roof".into(),
        stage: Some(id(STAGES[0])),
        amount: Some(Money { value: Decimal::from(value), currency: Currency::CNY }),
        created_on: Some(day("2026-03-02")),
        need_clarity: answer.clone(),
        decision_chain: answer.clone(),
        budget_feasibility: answer.clone(),
        competitive_position: answer.clone(),
        strategic_fit: answer,
        ..Opportunity::default()
    }
}

fn book(tales: &[Tale], today: &str) -> Book {
    let mut book = Book::new(rules(), day(today));
    for tale in tales {
        let facts = tale.facts(book.rules(), today);
        book.put(tale.id, Some(facts));
    }
    book.settle();
    book
}

/// Everything the ladders say, written down and read again.
fn fire(tales: &mut [Tale], today: &str) -> usize {
    let commands = book(tales, today).evaluate(None, at(day(today)));
    let mut fired = 0;
    for command in commands {
        let Command::Evaluate(evaluation) = command else { panic!("only evaluations") };
        fired += evaluation.len();
        for (id, escalation) in evaluation.fire {
            let tale = tales.iter_mut().find(|tale| escalation.opportunity == Some(tale.id)).unwrap();
            tale.escalations.push((id, escalation));
        }
    }
    fired
}

#[test]
fn what_is_imported_is_not_overdue_however_old_it_is() {
    let old = Opportunity { created_on: Some(day("2024-01-05")), ..graded(9_000_000, 5) };
    let tale = Tale::begins(1, "2026-03-02", &old).touched("2025-01-01");
    let book = book(&[tale], "2026-03-02");
    let known = book.get(id(1)).unwrap();
    assert_eq!(known.facts.grade(), Some(Grade::A));
    assert_eq!(known.facts.graded_on, day("2026-03-02"));
    assert_eq!(known.due.day, day("2026-03-03"));
    assert!(book.evaluate(None, at(day("2026-03-02"))).is_empty());
}

#[test]
fn a_grade_counts_from_the_day_on_which_it_became_what_it_is() {
    let tale = Tale::begins(1, "2026-03-02", &graded(9_000_000, 1))
        .set("2026-03-10", "need_clarity", json!({ "value": 5 }))
        .set("2026-03-11", "decision_chain", json!({ "value": 5 }))
        .set("2026-03-12", "budget_feasibility", json!({ "value": 5 }))
        .set("2026-03-13", "competitive_position", json!({ "value": 5 }));
    let facts = tale.facts(&rules(), "2026-03-20");
    assert_eq!(facts.grade(), Some(Grade::A));
    assert!(facts.graded_on > day("2026-03-10"), "{}", facts.graded_on);
    assert!(facts.graded_on <= day("2026-03-13"), "{}", facts.graded_on);
}

#[test]
fn the_grade_of_before_an_override_begins_anew_when_it_expires() {
    let said = GradeOverride {
        grade: Grade::C,
        reason: "Quiet year".into(),
        by: None,
        on: Some(day("2026-03-05")),
        until: Some(day("2026-03-10")),
    };
    let tale = Tale::begins(1, "2026-03-02", &graded(9_000_000, 5)).set("2026-03-05", "grade_override", json!(said));
    let on = |today: &str| {
        let facts = tale.facts(&rules(), today);
        (facts.grade(), facts.graded_on)
    };
    assert_eq!(on("2026-03-09"), (Some(Grade::C), day("2026-03-05")));
    assert_eq!(on("2026-03-12"), (Some(Grade::A), day("2026-03-11")));
}

#[test]
fn a_changed_rule_starts_the_clock_of_what_it_regrades() {
    let mut settings = settings();
    let rule = GradeRule::default();
    let target = RecordRef::to(id::<GradeRule>(5));
    let mut doc = Doc::new(id::<GradeRule>(5), &rule);
    let stamp =
        |seq: u64, on: &str| Stamp { seq, command: Uuid::from_u128(seq.into()), recorded: at(day(on)), undoes: None };
    let first = Entry::new(target, What::Added, Vec::new(), stamp(1, "2026-01-05"));
    // From that day on nobody is mature enough.
    let changes = vec![
        Change::new("mature_from", json!(60), json!(100), Effective::At(at(day("2026-03-16")))),
        Change::new("ripening_from", json!(35), json!(99), Effective::At(at(day("2026-03-16")))),
    ];
    let second = Entry::new(target, What::Updated, changes, stamp(2, "2026-03-16"));
    doc.set("mature_from", json!(100));
    doc.set("ripening_from", json!(99));
    settings.grade_rules = vec![(doc, Timeline::of(&[first, second]))];
    let rules = Rules::new(settings, Words::English, &day_of);
    let facts = Tale::begins(1, "2026-03-02", &graded(9_000_000, 4)).facts(&rules, "2026-03-20");
    assert_ne!(facts.grade(), Some(Grade::A));
    assert_eq!(facts.graded_on, day("2026-03-16"));
}

#[test]
fn another_order_of_stages_starts_the_clock_of_what_it_regrades() {
    let mut settings = settings();
    let fourth = Stage { name: "Fourth".into(), pipeline: Some(id(1)), position: 9, ..Stage::default() };
    settings.stages.push((id(14), fourth));
    let told = |(stage_id, stage): &(Id<Stage>, Stage)| {
        let written = day(if *stage_id == id(14) { "2026-03-16" } else { "2026-01-05" });
        let stamp = Stamp { seq: 1, command: Uuid::from_u128(1), recorded: at(written), undoes: None };
        let entry = Entry::new(RecordRef::to(*stage_id), What::Added, Vec::new(), stamp);
        (Doc::new(*stage_id, stage), Timeline::of(&[entry]))
    };
    settings.stage_history = settings.stages.iter().map(told).collect();
    let last = Opportunity { stage: Some(id(13)), ..graded(200_000, 3) };
    let tale = Tale::begins(1, "2026-03-02", &last);
    let before = tale.facts(&rules(), "2026-03-20");
    let after = tale.facts(&Rules::new(settings, Words::English, &day_of), "2026-03-20");
    assert_ne!(after.grade(), before.grade(), "the case is one in which the order decides");
    assert_eq!((before.graded_on, after.graded_on), (day("2026-03-02"), day("2026-03-16")));
}

#[test]
fn a_step_fires_once_however_often_it_is_evaluated() {
    let mut tales = [Tale::begins(1, "2026-03-02", &graded(9_000_000, 5))];
    // Due on the 3rd; the first step is due one work day later.
    assert_eq!(fire(&mut tales, "2026-03-03"), 0);
    assert_eq!(fire(&mut tales, "2026-03-04"), 1);
    assert_eq!(fire(&mut tales, "2026-03-04"), 0);
    // Days away: the highest shows, the lower ones are written.
    assert_eq!(fire(&mut tales, "2026-03-10"), 2);
    assert_eq!(fire(&mut tales, "2026-03-10"), 0);
    let book = book(&tales, "2026-03-10");
    assert_eq!(book.get(id(1)).unwrap().escalation().unwrap().1.step, 3);
    let rows = book.queue(Scope::Everyone);
    assert_eq!(rows.iter().map(|row| row.kind).collect::<Vec<_>>(), [RowKind::Escalation]);
}

#[test]
fn only_those_asked_for_are_evaluated() {
    let tales = [1, 2].map(|n| Tale::begins(n, "2026-03-02", &graded(9_000_000, 5)));
    let book = book(&tales, "2026-03-10");
    let of = BTreeSet::from([id(2)]);
    let commands = book.evaluate(Some(&of), at(day("2026-03-10")));
    let targets: Vec<_> = commands
        .iter()
        .flat_map(|command| match command {
            Command::Evaluate(evaluation) => evaluation.fire.iter().map(|(_, one)| one.opportunity).collect(),
            _ => Vec::new(),
        })
        .collect();
    assert_eq!(targets, [Some(id(2)); 3]);
}

#[test]
fn rest_hides_it_until_it_wakes_and_a_touch_answers_that() {
    let tale =
        Tale::begins(1, "2026-03-02", &graded(9_000_000, 5)).set("2026-03-03", "snoozed_until", json!("2026-03-16"));
    assert!(book(&[tale], "2026-03-12").queue(Scope::Everyone).is_empty());
    let tale = |touch: bool| {
        let tale = Tale::begins(1, "2026-03-02", &graded(9_000_000, 5)).set(
            "2026-03-03",
            "snoozed_until",
            json!("2026-03-16"),
        );
        if touch { tale.touched("2026-03-16") } else { tale }
    };
    let kinds = |touch: bool| {
        let rows = book(&[tale(touch)], "2026-03-16").queue(Scope::Everyone);
        rows.iter().map(|row| row.kind).collect::<Vec<_>>()
    };
    assert_eq!(kinds(false), [RowKind::Waking]);
    assert_eq!(kinds(true), []);
}

#[test]
fn a_stay_is_too_long_by_what_won_ones_took() {
    let won = |n: u128, days: i32| {
        let from = day("2026-01-05");
        let closed = from.plus_days(days);
        Tale::begins(n, "2026-01-05", &graded(100, 3)).set(&closed.to_string(), "outcome", json!("won")).set(
            &closed.to_string(),
            "closed_on",
            json!(closed),
        )
    };
    let mut tales: Vec<Tale> = (0..40).map(|n| won(n + 100, 10 + i32::try_from(n).unwrap() % 5)).collect();
    tales.push(Tale::begins(1, "2026-03-02", &graded(100, 3)).planned("2026-06-30"));
    let known = |today: &str| {
        let book = book(&tales, today);
        assert!(book.limit(id(STAGES[0])).unwrap().is_learned());
        book.get(id(1)).unwrap().clone()
    };
    assert!(!known("2026-03-14").signals.is_stalled());
    assert!(known("2026-03-17").signals.is_stalled());
    // A won one that is taken back teaches no more.
    let mut book = book(&tales, "2026-03-17");
    for n in 0..40 {
        book.put(id(n + 100), None);
    }
    book.settle();
    assert!(!book.get(id(1)).unwrap().signals.is_stalled());
}

#[test]
fn what_a_stage_asks_for_is_known_before_anything_is_moved() {
    let mut settings = settings();
    let gate = |n: u128, stage: u128, of: &str, hard: bool| {
        let gate = model::records::Gate {
            stage: Some(id(stage)),
            need: Need::Field,
            of: of.into(),
            hard,
            ..model::records::Gate::default()
        };
        (id(n), gate)
    };
    settings.gates = vec![gate(21, 12, "need", false), gate(22, 13, "expected_close", true)];
    let rules = Rules::new(settings, Words::English, &day_of);
    let tale = Tale::begins(1, "2026-03-02", &graded(100, 3));
    let mut book = Book::new(rules, day("2026-03-02"));
    let facts = tale.facts(book.rules(), "2026-03-02");
    book.put(tale.id, Some(facts));
    let missing = |book: &Book, to: u128| {
        let known = book.get(id(1)).unwrap();
        book.missing_for(known, id(to)).into_iter().map(|(_, gate)| gate.of.clone()).collect::<Vec<_>>()
    };
    assert_eq!(missing(&book, 12), ["need"]);
    // What lies on the way is asked for too.
    assert_eq!(missing(&book, 13), ["need", "expected_close"]);
    let filled = tale.set("2026-03-02", "need", json!("A dry roof"));
    let facts = filled.facts(book.rules(), "2026-03-02");
    book.put(filled.id, Some(facts));
    assert_eq!(missing(&book, 13), ["expected_close"]);
}

#[test]
fn what_it_came_without_is_known_where_it_is() {
    let mut settings = settings();
    let gate = |n: u128, stage: u128, of: &str| {
        let gate =
            model::records::Gate { stage: Some(id(stage)), need: Need::Field, of: of.into(), ..Default::default() };
        (id(n), gate)
    };
    settings.gates = vec![gate(21, 12, "need"), gate(22, 13, "expected_close")];
    let lacking = |stage: u128| {
        let rules = Rules::new(settings.clone(), Words::English, &day_of);
        let tale = Tale::begins(1, "2026-03-02", &graded(100, 3)).set("2026-03-03", "stage", json!(id::<Stage>(stage)));
        let mut book = Book::new(rules, day("2026-03-03"));
        let facts = tale.facts(book.rules(), "2026-03-03");
        book.put(tale.id, Some(facts));
        book.lacking(book.get(id(1)).unwrap()).into_iter().map(|(_, gate)| gate.of.clone()).collect::<Vec<_>>()
    };
    assert!(lacking(11).is_empty());
    assert_eq!(lacking(12), ["need"]);
    assert_eq!(lacking(13), ["need", "expected_close"]);
}

#[test]
fn the_weeks_touches_are_measured_against_what_is_worth_most() {
    let mut tales: Vec<Tale> =
        (1..=10).map(|n| Tale::begins(n, "2026-03-02", &graded(i64::try_from(n).unwrap() * 1000, 3))).collect();
    tales[9] = Tale::begins(10, "2026-03-02", &graded(10_000, 3)).touched("2026-03-10").touched("2026-03-11");
    tales[0] = Tale::begins(1, "2026-03-02", &graded(1000, 3)).touched("2026-03-11").touched("2026-03-06");
    let effort = book(&tales, "2026-03-12").effort(Scope::Everyone);
    assert_eq!((effort.all.touches, effort.all.on_top), (3, 2));
}

#[test]
fn the_cadence_of_a_workspace_goes_before_the_usual_one() {
    let mut settings = settings();
    settings.cadences = vec![Cadence { grade: Some(Grade::A), every: 3 }];
    let rules = Rules::new(settings, Words::English, &day_of);
    let tale = Tale::begins(1, "2026-03-02", &graded(9_000_000, 5));
    let mut book = Book::new(rules, day("2026-03-02"));
    let facts = tale.facts(book.rules(), "2026-03-02");
    book.put(tale.id, Some(facts));
    let calendar = Calendar::new(&Workspace::default(), &[]);
    assert_eq!(book.get(id(1)).unwrap().due.day, calendar.plus(day("2026-03-02"), 3));
}

#[test]
fn contacts_that_are_gone_count_as_missing() {
    let role = ContactRole { contact: id(70), role: None };
    let record = Opportunity { contacts: vec![role], ..graded(100, 3) };
    let tale = Tale::begins(1, "2026-03-02", &record).set("2026-03-02", "stage", json!(Uuid::from_u128(12)));
    let rules = rules();
    let read = |is_there: bool| {
        let material = Material {
            doc: &tale.doc,
            timeline: &Timeline::of(&tale.entries),
            activities: &[],
            actions: &[],
            escalations: Vec::new(),
            stalls: Vec::new(),
            part: &|_| is_there.then_some(None),
        };
        Facts::read(material, &rules, day("2026-03-02"), &day_of).unwrap().missing.len()
    };
    assert_eq!(read(false), read(true) + 1);
}

proptest! {
    #[test]
    fn the_order_in_which_facts_come_in_changes_nothing(order in Just((0..12_u128).collect::<Vec<_>>()).prop_shuffle()) {
        let tale = |n: u128| {
            let tale = Tale::begins(n + 1, "2026-03-02", &graded(i64::try_from(n).unwrap() * 50_000, 3));
            if n.is_multiple_of(3) {
                tale.set("2026-03-04", "outcome", json!("won")).set("2026-03-04", "closed_on", json!("2026-03-04"))
            } else {
                tale.planned("2026-03-05")
            }
        };
        let told = |order: &[u128]| {
            let tales: Vec<Tale> = order.iter().map(|n| tale(*n)).collect();
            let book = book(&tales, "2026-03-09");
            let signals: BTreeMap<_, _> = book.open().map(|(id, known)| (id, known.signals)).collect();
            (book.queue(Scope::Everyone), signals.into_iter().map(|(id, signals)| (id, signals.signs())).collect::<Vec<_>>())
        };
        let sorted: Vec<u128> = (0..12).collect();
        prop_assert_eq!(told(&order), told(&sorted));
    }

    #[test]
    fn a_queue_that_is_kept_up_is_as_one_made_anew(steps in prop::collection::vec((0..8_u128, 0..5_u8), 1..20)) {
        let mut tales: Vec<Tale> =
            (0..8).map(|n| Tale::begins(n + 1, "2026-03-02", &graded(i64::try_from(n).unwrap() % 3 * 400_000, 4))).collect();
        let mut kept = book(&tales, "2026-03-16");
        kept.queue(Scope::Everyone);
        for (n, what) in steps {
            let at = usize::try_from(n).unwrap();
            let tale = std::mem::replace(&mut tales[at], Tale::begins(n + 1, "2026-03-02", &graded(50_000, 2)));
            tales[at] = match what {
                0 => tale.touched("2026-03-16"),
                1 => tale.planned("2026-03-12"),
                2 => tale.set("2026-03-16", "outcome", json!("won")).set("2026-03-16", "closed_on", json!("2026-03-16")),
                3 => tale.set("2026-03-16", "outcome", json!("open")),
                _ => Tale::begins(n + 1, "2026-03-09", &graded(900_000, 5)),
            };
            let facts = tales[at].facts(kept.rules(), "2026-03-16");
            kept.put(tales[at].id, Some(facts));
            kept.settle();
            prop_assert_eq!(kept.queue(Scope::Everyone), book(&tales, "2026-03-16").queue(Scope::Everyone));
        }
    }
}

#[test]
fn a_later_import_that_lifts_the_grade_starts_the_clock_and_fires_nothing() {
    let mut tale = Tale::begins(1, "2026-01-05", &graded(9_000_000, 1));
    for (field, _) in
        [("need_clarity", 5), ("decision_chain", 5), ("budget_feasibility", 5), ("competitive_position", 5)]
    {
        tale = tale.set("2026-03-10", field, json!({ "value": 5 }));
    }
    // When the rest became true, nobody knows: as an import writes it.
    for entry in tale.entries.iter_mut().skip(1) {
        entry.changes.iter_mut().for_each(|change| change.effective = Effective::Unknown);
    }
    let tales = [tale];
    let book = book(&tales, "2026-03-10");
    let known = book.get(id(1)).unwrap();
    assert_eq!((known.facts.grade(), known.facts.graded_on), (Some(Grade::A), day("2026-03-10")));
    assert!(book.evaluate(None, at(day("2026-03-10"))).is_empty());
}

#[test]
fn a_stage_entered_by_a_later_import_is_not_stayed_in_since_the_beginning() {
    let mut tale =
        Tale::begins(1, "2025-01-06", &graded(100, 3)).set("2026-03-09", "stage", json!(Uuid::from_u128(12)));
    tale.entries[1].changes[0].effective = Effective::Unknown;
    let book = book(&[tale], "2026-03-10");
    let known = book.get(id(1)).unwrap();
    assert_eq!(known.facts.entered, Some(day("2026-03-09")));
    assert!(!known.signals.is_stalled());
}

#[test]
fn what_is_opened_again_begins_anew() {
    let tale = Tale::begins(1, "2026-01-05", &graded(9_000_000, 5))
        .set("2026-01-06", "outcome", json!("lost"))
        .set("2026-01-06", "closed_on", json!("2026-01-06"))
        .set("2026-03-10", "outcome", json!("open"))
        .set("2026-03-10", "closed_on", Value::Null);
    let book = book(&[tale], "2026-03-10");
    assert_eq!(book.get(id(1)).unwrap().facts.graded_on, day("2026-03-10"));
    assert!(book.evaluate(None, at(day("2026-03-10"))).is_empty());
}
