//! The score: how good an opportunity is, from five answers and a model that weighs them.
//!
//! Score = sum of weight x (answer - 1) / 4, weights in percent. A dimension without an answer may turn out to be
//! anything, so the score is a range from what it is at least to what it is at most.

use crate::records::{Answer, Dimension, Opportunity, Outcome, Pipeline, ScoringModel};
use crate::time::{Date, Instant};
use crate::{Doc, Id, RecordRef};
use serde::{Deserialize, Serialize};

/// Hundredths of a point, 0 to 10,000. An answer is worth quarters of a whole percent, so this is exact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Points(pub u32);

impl Points {
    pub const fn whole(points: u8) -> Self {
        Self(points as u32 * 100)
    }

    /// 0 to 100.
    pub fn value(self) -> f64 {
        f64::from(self.0) / 100.0
    }
}

/// What one dimension adds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    pub dimension: Dimension,
    /// Percent; the most it can add, in points.
    pub weight: u8,
    /// 1 to 5, or unanswered.
    pub answer: Option<u8>,
    pub low: Points,
    pub high: Points,
}

/// On which side of the threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    Over,
    Under,
    /// The answers that are missing decide.
    Undecided,
}

/// A score with where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Score {
    pub low: Points,
    pub high: Points,
    /// In the order of [`Dimension::ALL`].
    pub shares: [Share; 5],
    pub threshold: Points,
    /// Of the model.
    pub version: u32,
}

impl Score {
    /// How many dimensions have an answer.
    pub fn answered(&self) -> usize {
        self.shares.iter().filter(|share| share.answer.is_some()).count()
    }

    pub fn side(&self) -> Side {
        if self.low >= self.threshold {
            Side::Over
        } else if self.high < self.threshold {
            Side::Under
        } else {
            Side::Undecided
        }
    }
}

/// Five answers, 1 to 5 or unanswered, in the order of [`Dimension::ALL`].
pub type Answers = [Option<u8>; 5];

pub fn answers(opportunity: &Opportunity) -> Answers {
    opportunity.answers().map(|answer| answer.and_then(Answer::known))
}

/// The score of five answers in a model.
pub fn score(model: &ScoringModel, answers: &Answers) -> Score {
    let mut shares = Dimension::ALL.map(|dimension| {
        let weight = model.weight(dimension);
        Share { dimension, weight, answer: None, low: Points(0), high: worth(weight, Answer::HIGHEST) }
    });
    for (share, answer) in shares.iter_mut().zip(answers) {
        if let Some(answer) = *answer {
            let points = worth(share.weight, answer);
            (share.answer, share.low, share.high) = (Some(answer), points, points);
        }
    }
    let sum = |end: fn(&Share) -> Points| Points(shares.iter().map(|share| end(share).0).sum());
    let (low, high) = (sum(|share| share.low), sum(|share| share.high));
    Score { low, high, shares, threshold: Points::whole(model.threshold), version: model.version }
}

fn worth(weight: u8, answer: u8) -> Points {
    Points(u32::from(weight) * u32::from(answer.saturating_sub(Answer::LOWEST)) * 25)
}

/// One answer that would have to be another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    pub dimension: Dimension,
    pub from: Option<u8>,
    pub to: u8,
}

/// The cheapest answers that bring the lower end of the score to the threshold: as few as possible, and of those the
/// smallest steps, an unanswered dimension counted from 1. All that cost the same, those that only ask first and then in
/// the order of the dimensions. Empty where the threshold is reached already or cannot be.
pub fn lift(model: &ScoringModel, answers: &Answers) -> Vec<Vec<Step>> {
    let threshold = Points::whole(model.threshold);
    if score(model, answers).low >= threshold {
        return Vec::new();
    }
    let floor = answers.map(|answer| answer.unwrap_or(Answer::LOWEST));
    let mut found: Vec<(usize, u32, usize, Vec<Step>)> = Vec::new();
    for tried in Combinations::above(floor) {
        let low: u32 = Dimension::ALL.iter().zip(tried).map(|(of, answer)| worth(model.weight(*of), answer).0).sum();
        if low < threshold.0 {
            continue;
        }
        let steps: Vec<Step> = (0..5)
            .filter(|at| tried[*at] > floor[*at])
            .map(|at| Step { dimension: Dimension::ALL[at], from: answers[at], to: tried[at] })
            .collect();
        let climb = tried.iter().zip(floor).map(|(to, from)| u32::from(to - from)).sum();
        let changed = steps.iter().filter(|step| step.from.is_some()).count();
        found.push((steps.len(), climb, changed, steps));
    }
    // Stable, and the combinations come with the first dimension turning slowest, so ties stay in a fixed order.
    found.sort_by_key(|(count, climb, changed, _)| (*count, *climb, *changed));
    let Some(cheapest) = found.first().map(|(count, climb, ..)| (*count, *climb)) else { return Vec::new() };
    let same = found.into_iter().take_while(|(count, climb, ..)| (*count, *climb) == cheapest);
    same.map(|(.., steps)| steps).collect()
}

/// Every way to answer at least as well, at most 3,125.
struct Combinations {
    floor: [u8; 5],
    next: Option<[u8; 5]>,
}

impl Combinations {
    fn above(floor: [u8; 5]) -> Self {
        // The highest first, so that of equal ones those that raise an earlier dimension come first.
        Self { floor, next: Some([Answer::HIGHEST; 5]) }
    }
}

impl Iterator for Combinations {
    type Item = [u8; 5];

    fn next(&mut self) -> Option<[u8; 5]> {
        let now = self.next?;
        self.next = (0..5).rev().find(|at| now[*at] > self.floor[*at]).map(|at| {
            let mut next = [Answer::HIGHEST; 5];
            next[..at].copy_from_slice(&now[..at]);
            next[at] = now[at] - 1;
            next
        });
        Some(now)
    }
}

/// A model with its id.
pub type Models = [(Id<ScoringModel>, ScoringModel)];

/// The model that judges opportunities of a pipeline: the pipeline's own, else the workspace's, of those that held at the
/// end of `on` (`None`: now) the newest. `None` where nobody has written one: then [`ScoringModel::default`] holds.
pub fn in_force<'a>(
    models: &'a Models,
    pipeline: Option<Id<Pipeline>>,
    on: Option<Date>,
    day: &dyn Fn(Instant) -> Date,
) -> Option<&'a ScoringModel> {
    let held = |model: &ScoringModel| match (on, model.valid_from) {
        (Some(on), Some(from)) => day(from) <= on,
        _ => true,
    };
    let of = |scope: Option<Id<Pipeline>>| {
        let held = models.iter().filter(|(_, model)| model.pipeline == scope && held(model));
        held.max_by_key(|(id, model)| (model.version, model.valid_from, *id)).map(|(_, model)| model)
    };
    pipeline.and_then(|_| of(pipeline)).or_else(|| of(None))
}

/// The day whose model judges an opportunity: that of its closing, or `None`, the newest, while it is open. A closed one
/// of which nobody knows when has the newest too.
pub fn judged_on(opportunity: &Opportunity) -> Option<Date> {
    opportunity.closed_on.filter(|_| opportunity.outcome != Outcome::Open)
}

/// What a changed model is saved as: the next version in its scope, from now on. Save it as a new record.
pub fn next_version(models: &Models, changed: ScoringModel, now: Instant) -> ScoringModel {
    let versions =
        models.iter().filter(|(_, model)| model.pipeline == changed.pipeline).map(|(_, model)| model.version);
    ScoringModel { version: versions.max().unwrap_or(0) + 1, valid_from: Some(now), ..changed }
}

/// The command that saves a changed model.
pub fn save(models: &Models, changed: ScoringModel, id: Id<ScoringModel>, now: Instant) -> crate::Command {
    crate::Command::Create { docs: vec![Doc::new(id, &next_version(models, changed, now))] }
}

/// What a changed model would do to the open opportunities.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preview {
    /// Now below the threshold or undecided, then over it.
    pub rising: Vec<RecordRef>,
    /// Now over the threshold, then not.
    pub falling: Vec<RecordRef>,
    /// All open opportunities that were looked at.
    pub n: usize,
}

impl Preview {
    /// How many change side.
    pub fn changed(&self) -> usize {
        self.rising.len() + self.falling.len()
    }
}

/// Which open opportunities would change side if `changed` were saved now.
pub fn preview(
    opportunities: &[(Id<Opportunity>, Opportunity)],
    models: &Models,
    changed: &ScoringModel,
    now: Instant,
    day: &dyn Fn(Instant) -> Date,
) -> Preview {
    let mut then = models.to_vec();
    then.push((Id::new(uuid::Uuid::max()), next_version(models, changed.clone(), now)));
    let usual = ScoringModel::default();
    let mut preview = Preview::default();
    for (id, opportunity) in opportunities.iter().filter(|(_, one)| one.outcome == Outcome::Open) {
        let is_over = |models: &Models| {
            let model = in_force(models, opportunity.pipeline, None, day).unwrap_or(&usual);
            score(model, &answers(opportunity)).side() == Side::Over
        };
        match (is_over(models), is_over(&then)) {
            (false, true) => preview.rising.push(RecordRef::to(*id)),
            (true, false) => preview.falling.push(RecordRef::to(*id)),
            _ => {}
        }
        preview.n += 1;
    }
    preview
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn id<R>(n: u128) -> Id<R> {
        Id::new(Uuid::from_u128(n))
    }

    fn model(weights: [u8; 5], threshold: u8) -> ScoringModel {
        ScoringModel {
            weights: Dimension::ALL.into_iter().zip(weights).collect(),
            threshold,
            ..ScoringModel::default()
        }
    }

    fn day(instant: Instant) -> Date {
        Date::from_days(i32::try_from(instant.0.div_euclid(86_400_000)).unwrap()).unwrap()
    }

    fn midnight(text: &str) -> Instant {
        Instant(i64::from(Date::parse_iso(text).unwrap().days()) * 86_400_000)
    }

    #[test]
    fn an_unanswered_dimension_makes_the_score_a_range() {
        let model = model([25, 20, 20, 20, 15], 60);
        let all = score(&model, &[Some(5), Some(3), Some(1), Some(4), Some(2)]);
        assert_eq!((all.low, all.high), (Points(2500 + 1000 + 1500 + 375), Points(5375)));
        let some = score(&model, &[Some(5), Some(3), None, Some(4), Some(2)]);
        assert_eq!((some.low.value(), some.high.value()), (53.75, 73.75));
        assert_eq!((some.answered(), some.side()), (4, Side::Undecided));
        assert_eq!(some.shares[1].low, Points(1000));
        let none = score(&model, &[None; 5]);
        assert_eq!((none.low, none.high, none.answered()), (Points(0), Points(10_000), 0));
    }

    #[test]
    fn the_cheapest_answers_over_the_line_are_few_and_small() {
        let model = model([25, 20, 20, 20, 15], 60);
        let step = |dimension, from, to| Step { dimension, from, to };
        // 53.75 now: the unanswered budget alone lifts it with a 3.
        let lifts = lift(&model, &[Some(5), Some(3), None, Some(4), Some(2)]);
        assert_eq!(lifts[0], [step(Dimension::BudgetFeasibility, None, 3)]);
        assert!(lifts.iter().all(|steps| steps.len() == 1), "{lifts:?}");
        // One answer is not enough from here, and two suffice.
        let lifts = lift(&model, &[Some(3), Some(3), Some(3), None, None]);
        assert!(lifts.iter().all(|steps| steps.len() == 2), "{lifts:?}");
        assert_eq!(lift(&model, &[Some(5); 5]), [] as [Vec<Step>; 0]);
        let out_of_reach = ScoringModel { threshold: 100, weights: [].into(), ..model };
        assert_eq!(lift(&out_of_reach, &[None; 5]), [] as [Vec<Step>; 0]);
    }

    #[test]
    fn open_ones_have_the_newest_model_and_closed_ones_that_of_their_day() {
        let version = |n: u32, from: &str, pipeline: Option<u128>| {
            let valid_from = Some(midnight(from));
            (id(n.into()), ScoringModel { version: n, valid_from, pipeline: pipeline.map(id), ..Default::default() })
        };
        let models =
            [version(1, "2026-01-01", None), version(2, "2026-06-01", None), version(1, "2026-03-01", Some(9))];
        let found = |pipeline: Option<u128>, on: Option<&str>| {
            let on = on.map(|text| Date::parse_iso(text).unwrap());
            in_force(&models, pipeline.map(id), on, &day).map(|model| (model.version, model.pipeline.is_some()))
        };
        assert_eq!(found(None, None), Some((2, false)));
        assert_eq!(found(Some(8), Some("2026-05-31")), Some((1, false)));
        assert_eq!(found(Some(8), Some("2026-06-01")), Some((2, false)));
        assert_eq!(found(Some(9), None), Some((1, true)));
        assert_eq!(found(Some(9), Some("2026-02-01")), Some((1, false)));
        assert_eq!(found(None, Some("2025-12-31")), None);
        let mut lost = Opportunity { closed_on: Date::parse_iso("2026-05-31"), ..Opportunity::default() };
        assert_eq!(judged_on(&lost), None);
        lost.outcome = Outcome::Lost;
        assert_eq!(judged_on(&lost), lost.closed_on);
    }

    #[test]
    fn weights_that_do_not_add_up_and_answers_that_are_none_are_refused() {
        use crate::records::{Problem, Record as _};
        assert_eq!(ScoringModel::default().validate(), []);
        assert_eq!(model([25, 20, 20, 20, 10], 60).validate()[0].problem, Problem::NotHundred);
        let answer = |value| Some(Answer { value, ..Answer::default() });
        let opportunity = |value| Opportunity {
            title: "New roof".into(),
            stage: Some(id(1)),
            need_clarity: answer(value),
            ..Opportunity::default()
        };
        assert_eq!(opportunity(Some(5)).validate(), []);
        assert_eq!(opportunity(None).validate(), []);
        assert_eq!(opportunity(Some(0)).validate()[0].problem, Problem::NotAnswer);
        assert_eq!(answers(&opportunity(Some(6)))[0], None);
    }

    fn weights() -> impl Strategy<Value = [u8; 5]> {
        prop::array::uniform4(0_u8..=100).prop_map(|mut cuts| {
            cuts.sort_unstable();
            [cuts[0], cuts[1] - cuts[0], cuts[2] - cuts[1], cuts[3] - cuts[2], 100 - cuts[3]]
        })
    }

    fn given() -> impl Strategy<Value = Answers> {
        prop::array::uniform5(prop::option::of(1_u8..=5))
    }

    proptest! {
        #[test]
        fn a_range_always_contains_the_score_it_becomes(weights in weights(), given in given(), rest in prop::array::uniform5(1_u8..=5)) {
            let model = model(weights, 60);
            let (mut now, mut before) = (given, score(&model, &given));
            for at in 0..5 {
                now[at] = now[at].or(Some(rest[at]));
                let after = score(&model, &now);
                prop_assert!(before.low <= after.low && after.high <= before.high);
                before = after;
            }
            prop_assert_eq!(before.low, before.high);
        }

        #[test]
        fn a_lift_reaches_the_line_and_nothing_smaller_does(weights in weights(), threshold in 0_u8..=100, given in given()) {
            let model = model(weights, threshold);
            let lifts = lift(&model, &given);
            prop_assert_eq!(lifts.is_empty(), score(&model, &given).side() == Side::Over);
            for steps in lifts {
                let mut now = given;
                for step in &steps {
                    now[step.dimension as usize] = Some(step.to);
                }
                prop_assert!(score(&model, &now).low >= score(&model, &now).threshold);
                for step in &steps {
                    let mut less = now;
                    less[step.dimension as usize] = Some(step.to - 1);
                    prop_assert!(score(&model, &less).side() != Side::Over);
                }
            }
        }

        #[test]
        fn a_preview_counts_what_saving_changes(
            all in prop::collection::vec((given(), 0_u128..3, any::<bool>()), 0..12),
            first in weights(), second in weights(), scope in 0_u128..3, threshold in 20_u8..80,
        ) {
            let opportunity = |(n, (given, pipeline, open)): (u128, (Answers, u128, bool))| {
                let [a, b, c, d, e] = given.map(|value| value.map(|value| Answer { value: Some(value), ..Default::default() }));
                let outcome = if open { Outcome::Open } else { Outcome::Won };
                let pipeline = (pipeline > 0).then(|| id(pipeline));
                (id(n), Opportunity { need_clarity: a, decision_chain: b, budget_feasibility: c, competitive_position: d, strategic_fit: e, outcome, pipeline, ..Default::default() })
            };
            let all: Vec<_> = (10..).zip(all).map(opportunity).collect();
            let before = vec![(id(1), ScoringModel { version: 1, ..model(first, 50) })];
            let changed = ScoringModel { pipeline: (scope > 0).then(|| id(scope)), ..model(second, threshold) };
            let now = midnight("2026-11-24");
            let preview = preview(&all, &before, &changed, now, &day);
            let crate::Command::Create { docs } = save(&before, changed, id(2), now) else { panic!("a new record") };
            let mut after = before.clone();
            after.push((id(2), docs[0].decode().unwrap()));
            let over = |models: &Models, one: &Opportunity| {
                score(in_force(models, one.pipeline, None, &day).unwrap(), &answers(one)).side() == Side::Over
            };
            let open = all.iter().filter(|(_, one)| one.outcome == Outcome::Open);
            let differ = open.clone().filter(|(_, one)| over(&before, one) != over(&after, one)).count();
            prop_assert_eq!((preview.changed(), preview.n), (differ, open.count()));
        }
    }
}
