//! How far opportunities are judged: the further along, the more is known, and what was won was good.

use model::Date;
use model::Id;
use model::records::{Answer, Dimension, Evidence, Member, Opportunity, Outcome};

use crate::random::Random;

/// Answers some of the five dimensions; `stage` counts from the first.
pub(crate) fn answer(record: &mut Opportunity, stage: usize, on: Date, owner: Id<Member>, random: &mut Random) {
    let known = [0.35, 0.7, 0.85, 0.95][stage.min(3)];
    let lean = match record.outcome {
        Outcome::Won => 1,
        Outcome::Lost => -1,
        Outcome::Open => 0,
    };
    for dimension in Dimension::ALL {
        let (said, value) = (random.chance(known), 2 + lean + i32::try_from(random.below(3)).unwrap_or_default());
        if !said {
            continue;
        }
        let value = (value + i32::from(stage >= 2)).clamp(i32::from(Answer::LOWEST), i32::from(Answer::HIGHEST));
        let evidence = record.need.clone().filter(|_| dimension == Dimension::NeedClarity);
        let evidence = evidence.map(|text| Evidence { text, by: Some(owner), on: Some(on), ..Evidence::default() });
        let answer = Answer { value: u8::try_from(value).ok(), evidence: evidence.into_iter().collect() };
        *place(record, dimension) = Some(answer);
    }
}

fn place(record: &mut Opportunity, dimension: Dimension) -> &mut Option<Answer> {
    match dimension {
        Dimension::NeedClarity => &mut record.need_clarity,
        Dimension::DecisionChain => &mut record.decision_chain,
        Dimension::BudgetFeasibility => &mut record.budget_feasibility,
        Dimension::CompetitivePosition => &mut record.competitive_position,
        Dimension::StrategicFit => &mut record.strategic_fit,
    }
}
