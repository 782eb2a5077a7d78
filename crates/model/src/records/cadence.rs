//! Cadence 跟进节奏 and ladder 升级规则: how often an opportunity of a grade is to be touched, and who hears of it when not.

use serde::{Deserialize, Serialize};

use super::{FieldError, Problem, Record, open_enum};
use crate::Id;
use crate::grade::Grade;
use crate::id::derived;

const CADENCES: uuid::Uuid = uuid::Uuid::from_u128(0x5a3c_9be1_7f04_4d27_9c61_0e8d_42b7_1a02);
const LADDERS: uuid::Uuid = uuid::Uuid::from_u128(0x5a3c_9be1_7f04_4d27_9c61_0e8d_42b7_1a03);

/// How often opportunities of one grade are to be touched. A grade without a record has the usual one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Cadence {
    /// None for those that cannot be graded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grade: Option<Grade>,
    /// Work days from one touch to the next.
    pub every: u32,
}

impl Cadence {
    /// The most work days there may be between two touches: four years.
    pub const LONGEST: u32 = 1000;

    /// One record for each grade, whoever makes it.
    pub fn id(grade: Option<Grade>) -> Id<Cadence> {
        Id::new(derived(CADENCES, grade.map_or("", Grade::as_str)))
    }

    /// What holds where nobody has said otherwise: A daily, B weekly, C nurtured, and what has no grade as B.
    pub const fn usual(grade: Option<Grade>) -> Self {
        let every = match grade {
            Some(Grade::A) => 1,
            Some(Grade::B) | None => 5,
            Some(Grade::C) => 20,
        };
        Self { grade, every }
    }
}

impl Default for Cadence {
    fn default() -> Self {
        Self::usual(None)
    }
}

impl Record for Cadence {
    const NAME: &'static str = "cadences";

    fn validate(&self) -> Vec<FieldError> {
        let possible = (1..=Self::LONGEST).contains(&self.every);
        (!possible).then(|| FieldError::new("every", Problem::Missing)).into_iter().collect()
    }
}

open_enum! {
    /// Whom a step tells, seen from the opportunity.
    Audience {
        Owner = "owner",
        /// The owner's manager.
        Manager = "manager",
        /// The workspace's lead.
        Lead = "lead",
    }
}

/// One step of a ladder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Work days after the due date; the first work day after it is 1.
    pub after: u32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tells: Vec<Audience>,
    /// From here on it counts as at high risk.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub high_risk: bool,
}

/// What happens when the due date of a grade is missed. A grade without a record has the usual one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Ladder {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grade: Option<Grade>,
    /// Rises with every change of the steps: each escalation names the version that fired it.
    pub version: u32,
    /// From the first day to the last.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
}

impl Ladder {
    /// One record for each grade, whoever makes it.
    pub fn id(grade: Grade) -> Id<Ladder> {
        Id::new(derived(LADDERS, grade.as_str()))
    }

    /// What holds where nobody has said otherwise. What is not graded has no ladder.
    pub fn usual(grade: Option<Grade>) -> Self {
        use Audience::{Lead, Manager, Owner};
        let step = |after, tells: &[Audience], high_risk| Step { after, tells: tells.to_vec(), high_risk };
        let steps = match grade {
            Some(Grade::A) => vec![
                step(1, &[Owner], false),
                step(3, &[Owner, Manager], false),
                step(5, &[Owner, Manager, Lead], true),
            ],
            Some(Grade::B) => vec![step(2, &[Owner], false), step(5, &[Owner, Manager], false)],
            Some(Grade::C) | None => Vec::new(),
        };
        Self { grade, version: 1, steps }
    }
}

impl Default for Ladder {
    fn default() -> Self {
        Self { grade: None, version: 1, steps: Vec::new() }
    }
}

impl Record for Ladder {
    const NAME: &'static str = "ladders";

    fn validate(&self) -> Vec<FieldError> {
        let missing = self.grade.is_none().then(|| FieldError::new("grade", Problem::Missing));
        let possible = |step: &Step| (1..=Cadence::LONGEST).contains(&step.after);
        let in_order = self.steps.windows(2).all(|pair| pair[0].after < pair[1].after);
        let wrong = !in_order || !self.steps.iter().all(possible);
        missing.into_iter().chain(wrong.then(|| FieldError::new("steps", Problem::Disordered))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_settings_are_valid_and_every_grade_has_an_id_of_its_own() {
        let grades = [Some(Grade::A), Some(Grade::B), Some(Grade::C), None];
        for grade in grades {
            assert_eq!(Cadence::usual(grade).validate(), []);
        }
        for grade in Grade::ALL {
            assert_eq!(Ladder::usual(Some(grade)).validate(), []);
        }
        let ids: std::collections::BTreeSet<_> = grades.into_iter().map(Cadence::id).collect();
        assert_eq!(ids.len(), 4);
    }

    #[test]
    fn a_ladder_rises_day_by_day() {
        let step = |after| Step { after, tells: vec![Audience::Owner], high_risk: false };
        let ladder =
            |days: &[u32]| Ladder { steps: days.iter().copied().map(step).collect(), ..Ladder::usual(Some(Grade::A)) };
        assert_eq!(ladder(&[1, 2]).validate(), []);
        for wrong in [&[0][..], &[2, 2], &[3, 1], &[Cadence::LONGEST + 1]] {
            assert!(!ladder(wrong).validate().is_empty(), "{wrong:?}");
        }
    }
}
