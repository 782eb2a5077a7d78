//! Grade rule 分级规则: from when on an opportunity counts as large and as mature. And what people say against it.

use serde::{Deserialize, Serialize};

use super::{FieldError, Member, Pipeline, Problem, Record, open_enum, percent};
use crate::grade::Grade;
use crate::{Currency, Date, Decimal, Id};

open_enum! {
    /// Where the amounts of the cut-offs come from. Whichever it is, what counts are the amounts that were saved.
    Basis {
        /// Somebody typed them.
        Fixed = "fixed",
        /// The open opportunities of that day in three equal parts.
        Thirds = "thirds",
        /// Percentiles of the open opportunities of that day.
        Percentiles = "percentiles",
    }
}

/// From which amounts on the value of an opportunity in one currency is middling or high.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CutOff {
    pub currency: Currency,
    #[serde(with = "crate::money::decimal_text")]
    pub high: Decimal,
    #[serde(with = "crate::money::decimal_text")]
    pub mid: Decimal,
    /// How many amounts they were taken from; none where they were typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub n: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct GradeRule {
    /// The pipeline it grades; without one, every pipeline that has no rule of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pipeline: Option<Id<Pipeline>>,
    pub basis: Basis,
    /// Whole percent, for [`Basis::Percentiles`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub high_percentile: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mid_percentile: Option<u8>,
    /// One for each currency. A currency without one has those of [`crate::grade::usual_cut_off`], or none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cut_offs: Vec<CutOff>,
    /// How much of maturity is the score, in percent; the rest is how far along the stage is.
    pub score_share: u8,
    /// Maturity in points, 0 to 100, from which on it is high.
    pub mature_from: u8,
    /// And from which on it is middling.
    pub ripening_from: u8,
}

impl Default for GradeRule {
    /// What holds where nobody has written a rule.
    fn default() -> Self {
        Self {
            pipeline: None,
            basis: Basis::Fixed,
            high_percentile: None,
            mid_percentile: None,
            cut_offs: Vec::new(),
            score_share: 70,
            mature_from: 60,
            ripening_from: 35,
        }
    }
}

impl Record for GradeRule {
    const NAME: &'static str = "grade_rules";
    const REFERENCES: &'static [&'static str] = &["pipeline"];

    fn validate(&self) -> Vec<FieldError> {
        let mut errors = Vec::new();
        for (field, value) in [
            ("score_share", Some(self.score_share)),
            ("mature_from", Some(self.mature_from)),
            ("ripening_from", Some(self.ripening_from)),
            ("high_percentile", self.high_percentile),
            ("mid_percentile", self.mid_percentile),
        ] {
            errors.extend(percent(field, value));
        }
        for (field, disordered) in [
            ("mature_from", self.mature_from < self.ripening_from),
            ("high_percentile", self.high_percentile < self.mid_percentile),
            ("cut_offs", self.cut_offs.iter().any(|cut| cut.high < cut.mid)),
        ] {
            if disordered {
                errors.push(FieldError::new(field, Problem::Disordered));
            }
        }
        errors
    }
}

/// Somebody knows better than the rule, for a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GradeOverride {
    pub grade: Grade,
    pub reason: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Id<Member>>,
    /// The day it was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Date>,
    /// The last day it holds; without one it holds until somebody takes it back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

impl GradeOverride {
    /// Whether it holds on a day.
    pub fn holds(&self, day: Date) -> bool {
        self.until.is_none_or(|until| day <= until)
    }

    pub(super) fn check(&self) -> Option<FieldError> {
        let problem = if self.reason.trim().is_empty() {
            Problem::Missing
        } else if self.until.is_some() && self.until < self.on {
            Problem::Disordered
        } else {
            return None;
        };
        Some(FieldError::new("grade_override", problem))
    }
}
