use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use super::*;
use crate::journal::{Change, Entry};
use crate::records::{Answer, Record as _};
use crate::time::Effective;

fn id<R>(n: u128) -> Id<R> {
    Id::new(Uuid::from_u128(n))
}

fn date(text: &str) -> Date {
    Date::parse_iso(text).unwrap()
}

fn yuan(value: i64) -> Money {
    Money { value: Decimal::from(value), currency: Currency::CNY }
}

fn scored(answers: [Option<u8>; 5]) -> Score {
    score::score(&ScoringModel::default(), &answers)
}

fn day(instant: Instant) -> Date {
    Date::from_days(i32::try_from(instant.0.div_euclid(86_400_000)).unwrap()).unwrap()
}

fn stages() -> Vec<(Id<Stage>, Stage)> {
    let stage = |position: u32| Stage { pipeline: Some(id(1)), position, ..Stage::default() };
    (10..).map(id).zip((0..4).map(stage)).collect()
}

fn opportunity(amount: Option<i64>, answer: Option<u8>, stage: u128) -> Opportunity {
    let answer = answer.map(|value| Answer { value: Some(value), ..Answer::default() });
    Opportunity {
        amount: amount.map(yuan),
        pipeline: Some(id(1)),
        stage: Some(id(stage)),
        need_clarity: answer.clone(),
        decision_chain: answer.clone(),
        budget_feasibility: answer.clone(),
        competitive_position: answer.clone(),
        strategic_fit: answer,
        ..Opportunity::default()
    }
}

fn judge<'a>(rules: &'a GradeRules, stages: &'a [(Id<Stage>, Stage)]) -> Judge<'a> {
    Judge { models: &[], rules, stages, day: &day, today: date("2026-11-24"), as_of: None }
}

#[test]
fn the_table_is_that_of_the_definition() {
    let row = |value| [Band::High, Band::Mid, Band::Low].map(|maturity| cell(value, maturity).as_str());
    assert_eq!(row(Band::High), ["A", "A", "B"]);
    assert_eq!(row(Band::Mid), ["A", "B", "C"]);
    assert_eq!(row(Band::Low), ["B", "C", "C"]);
}

#[test]
fn without_an_amount_or_an_answer_nothing_is_graded() {
    let rule = GradeRule::default();
    let grade = |amount, answers| grade(&rule, amount, false, scored(answers), None);
    assert_eq!(grade(None, [Some(5); 5]).grade, Err(Ungraded::NoAmount));
    let unanswered = grade(Some(yuan(600_000)), [None; 5]);
    assert_eq!((unanswered.grade, unanswered.up_to), (Err(Ungraded::NoAnswer), Some(Grade::A)));
    let crowns = Money { value: Decimal::ONE, currency: Currency::parse("SEK").unwrap() };
    assert_eq!(grade(Some(crowns), [Some(5); 5]).grade, Err(Ungraded::NoCutOff));
    assert_eq!(grade(Some(yuan(1)), [Some(1); 5]).grade, Ok(Grade::C));
}

#[test]
fn a_range_says_what_it_could_come_to() {
    let rule = GradeRule::default();
    let one = grade(&rule, Some(yuan(200_000)), false, scored([Some(5), Some(3), None, None, Some(3)]), None);
    assert_eq!((one.score.low, one.score.high), (Points(4250), Points(8250)));
    assert_eq!((one.grade, one.up_to), (Ok(Grade::B), Some(Grade::A)));
    let sure = grade(&rule, Some(yuan(200_000)), false, scored([Some(5); 5]), None);
    assert_eq!((sure.grade, sure.up_to), (Ok(Grade::A), None));
}

#[test]
fn a_strategic_one_counts_as_of_high_value() {
    let rule = GradeRule::default();
    let with = |strategic| grade(&rule, Some(yuan(1_000)), strategic, scored([Some(5); 5]), None);
    assert_eq!((with(false).grade, with(true).grade, with(true).raised), (Ok(Grade::B), Ok(Grade::A), true));
    assert_eq!(grade(&rule, None, true, scored([Some(5); 5]), None).grade, Err(Ungraded::NoAmount));
}

#[test]
fn maturity_is_score_and_stage_by_their_shares() {
    let stages = stages();
    let position = |stage| stage_position(&stages, Some(id(stage)));
    assert_eq!([10, 11, 13].map(position), [Some(Points(0)), Some(Points(3333)), Some(Points(10_000))]);
    assert_eq!((position(99), stage_position(&stages[..1], Some(id(10)))), (None, None));
    let rule = GradeRule::default();
    assert_eq!(maturity(&rule, Points(5000), position(13)), Points(6500));
    assert_eq!(maturity(&rule, Points(5000), None), Points(5000));
}

#[test]
fn percentiles_become_amounts_and_stay_what_they_are() {
    let rule = GradeRule { basis: Basis::Thirds, pipeline: Some(id(1)), ..GradeRule::default() };
    let all: Vec<_> = [100, 200, 400, 1000]
        .into_iter()
        .zip(20..)
        .map(|(amount, n)| (id(n), opportunity(Some(amount), Some(3), 10)))
        .chain([(id(30), Opportunity { pipeline: Some(id(2)), ..opportunity(Some(9_000), None, 10) })])
        .chain([(id(31), Opportunity { outcome: Outcome::Won, ..opportunity(Some(9_000), None, 10) })])
        .collect();
    let saved = GradeRule { cut_offs: cut_offs(&rule, &amounts_for(&rule, &all)), ..rule };
    let cut = &saved.cut_offs[0];
    assert_eq!((cut.high, cut.mid, cut.n), (Decimal::from(400), Decimal::from(200), Some(4)));
    let stages = stages();
    let rules = [(id(1), saved.clone())];
    let band = |amount| judge(&rules, &stages).graded(&opportunity(Some(amount), Some(3), 10)).value;
    assert_eq!([400, 399, 200, 199].map(band), [Band::High, Band::Mid, Band::Mid, Band::Low].map(Some));
    assert_eq!(cut_offs(&saved, &[])[0], saved.cut_offs[0]);
}

#[test]
fn an_override_stands_beside_the_computed_grade_until_its_last_day() {
    let stages = stages();
    let said = GradeOverride {
        grade: Grade::A,
        reason: "Their director asked for us".into(),
        by: None,
        on: Some(date("2026-11-01")),
        until: Some(date("2026-11-24")),
    };
    let one = Opportunity { grade_override: Some(said.clone()), ..opportunity(Some(1_000), Some(1), 10) };
    let judge = judge(&[], &stages);
    let today = judge.standing(&one);
    assert_eq!((today.grade(), today.computed.grade), (Some(Grade::A), Ok(Grade::C)));
    let tomorrow = Judge { today: date("2026-11-25"), ..judge }.standing(&one);
    assert_eq!((tomorrow.grade(), tomorrow.said), (Some(Grade::C), None));
    let past = Judge { today: date("2026-12-31"), as_of: Some(date("2026-11-20")), ..judge }.standing(&one);
    assert_eq!(past.grade(), Some(Grade::A));

    let mut told = one.clone();
    told.title = "New roof".into();
    assert_eq!(told.validate(), []);
    told.grade_override = Some(GradeOverride { reason: " ".into(), ..said.clone() });
    assert_eq!(told.validate().len(), 1);
    told.grade_override = Some(GradeOverride { until: Some(date("2026-10-01")), ..said });
    assert_eq!(told.validate().len(), 1);
}

#[test]
fn overrides_are_listed_with_what_became_of_them() {
    let said = |grade: &str, until: &str| json!({"grade": grade, "reason": "Known for years", "until": until});
    let steps = [
        (Value::Null, said("A", "2026-06-01")),
        (said("A", "2026-06-01"), said("B", "2026-07-01")),
        (said("B", "2026-07-01"), Value::Null),
        (Value::Null, said("C", "2026-11-01")),
        // Said anew once it had run out.
        (said("C", "2026-11-01"), said("A", "2026-12-31")),
    ];
    let entry = |(seq, (from, to)): (u64, (Value, Value))| {
        let on =
            ["2026-04-01", "2026-05-01", "2026-06-20", "2026-10-01", "2026-11-20"][usize::try_from(seq).unwrap() - 1];
        Entry::updated(seq, Change::new("grade_override", from, to, Effective::Day(date(on))))
    };
    let timeline = Timeline::of(&(1..).zip(steps).map(entry).collect::<Vec<_>>());
    let fates = overrides(&timeline, date("2026-11-24"), &|on| on.day(|_| date("2026-11-24")));
    let fates: Vec<_> = fates.into_iter().map(|(said, fate)| (said.grade, fate)).collect();
    let expected = [Fate::Replaced, Fate::TakenBack, Fate::Expired, Fate::Holds];
    assert_eq!(fates, [Grade::A, Grade::B, Grade::C, Grade::A].into_iter().zip(expected).collect::<Vec<_>>());
}

#[test]
fn a_past_day_is_judged_by_the_model_of_that_day() {
    let model = |version: u32, from: &str, weights: [u8; 5]| {
        let weights = crate::records::Dimension::ALL.into_iter().zip(weights).collect();
        let valid_from = Some(Instant(i64::from(date(from).days()) * 86_400_000));
        (id(version.into()), ScoringModel { version, valid_from, weights, ..ScoringModel::default() })
    };
    let models = [model(1, "2026-01-01", [100, 0, 0, 0, 0]), model(2, "2026-06-01", [0, 100, 0, 0, 0])];
    let stages = stages();
    let judge = Judge { models: &models, ..judge(&[], &stages) };
    let one = Opportunity { decision_chain: None, ..opportunity(None, Some(5), 10) };
    assert_eq!(judge.score(&one).version, 2);
    assert_eq!(Judge { as_of: Some(date("2026-05-01")), ..judge }.score(&one).version, 1);
    let closed = Opportunity { outcome: Outcome::Won, closed_on: Some(date("2026-05-01")), ..one };
    assert_eq!(judge.score(&closed).version, 1);
    assert_eq!(Judge { as_of: Some(date("2026-08-01")), ..judge }.score(&closed).version, 1);
    assert_eq!(Judge { as_of: Some(date("2025-08-01")), ..judge }.score(&closed).version, 0);
}

#[test]
fn limits_in_the_wrong_order_are_refused() {
    assert_eq!(GradeRule::default().validate(), []);
    assert_eq!(GradeRule { mature_from: 30, ..GradeRule::default() }.validate().len(), 1);
    let cut = CutOff { currency: Currency::CNY, high: Decimal::ONE, mid: Decimal::TWO, n: None };
    assert_eq!(GradeRule { cut_offs: vec![cut], ..GradeRule::default() }.validate().len(), 1);
}

proptest! {
    #[test]
    fn more_value_or_a_better_answer_never_lowers_a_grade(
        amount in 0_i64..1_000_000, more in 0_i64..1_000_000, answers in prop::array::uniform5(1_u8..=5),
        better in prop::array::uniform5(0_u8..=4), share in 0_u8..=100, stage in 10_u128..14, high in 0_u8..=100, mid in 0_u8..=100,
    ) {
        let rule = GradeRule { score_share: share, mature_from: high.max(mid), ripening_from: mid.min(high), ..GradeRule::default() };
        let stages = stages();
        let position = stage_position(&stages, Some(id(stage)));
        let grade = |amount: i64, answers: [u8; 5], strategic| {
            grade(&rule, Some(yuan(amount)), strategic, scored(answers.map(Some)), position).grade.unwrap()
        };
        let mut raised = answers;
        for (answer, by) in raised.iter_mut().zip(better) {
            *answer = (*answer + by).min(5);
        }
        // A sorts first.
        prop_assert!(grade(amount + more, answers, false) <= grade(amount, answers, false));
        prop_assert!(grade(amount, raised, false) <= grade(amount, answers, false));
        prop_assert!(grade(amount, answers, true) <= grade(amount, answers, false));
    }

    #[test]
    fn a_grade_ends_between_what_it_is_and_what_it_could_be(
        given in prop::array::uniform5(prop::option::of(1_u8..=5)), rest in prop::array::uniform5(1_u8..=5), amount in 0_i64..1_000_000,
    ) {
        prop_assume!(given.iter().any(Option::is_some));
        let rule = GradeRule::default();
        let grade = |answers| grade(&rule, Some(yuan(amount)), false, scored(answers), None);
        let mut full = given;
        for (answer, rest) in full.iter_mut().zip(rest) {
            *answer = answer.or(Some(rest));
        }
        let (before, after) = (grade(given), grade(full).grade.unwrap());
        let now = before.grade.unwrap();
        prop_assert!(before.up_to.unwrap_or(now) <= after && after <= now);
    }

    #[test]
    fn a_dry_run_lists_exactly_what_saving_changes(
        all in prop::collection::vec((prop::option::of(0_i64..1_000_000), prop::option::of(1_u8..=5), 10_u128..14), 0..12),
        high in 100_000_i64..900_000, share in 0_u8..=100,
    ) {
        let all: Vec<_> = (20..).map(id).zip(all.into_iter().map(|(amount, answer, stage)| opportunity(amount, answer, stage))).collect();
        let cut = CutOff { currency: Currency::CNY, high: Decimal::from(high), mid: Decimal::from(50_000), n: None };
        let rules = [(id(1), GradeRule { cut_offs: vec![cut], score_share: share, ..GradeRule::default() })];
        let stages = stages();
        let (now, then) = (judge(&[], &stages), judge(&rules, &stages));
        let listed = dry_run(&all, &now, &then);
        for (id, one) in &all {
            let (from, to) = (now.standing(one).grade(), then.standing(one).grade());
            let found = listed.iter().find(|change| change.opportunity == RecordRef::to(*id));
            prop_assert_eq!(found.map(|change| (change.from, change.to)), (from != to).then_some((from, to)));
        }
    }
}
