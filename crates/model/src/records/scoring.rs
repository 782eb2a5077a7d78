//! Scoring model 评分模型: what an opportunity is asked, and what each answer weighs.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Evidence, FieldError, Pipeline, Problem, Record, percent};
use crate::{Id, Instant};

/// What an opportunity is judged by. Exactly these five; which answer means what is the model's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    /// 需求明确性
    NeedClarity,
    /// 决策链完整性
    DecisionChain,
    /// 预算可行性
    BudgetFeasibility,
    /// 竞争态势
    CompetitivePosition,
    /// 战略匹配度
    StrategicFit,
}

impl Dimension {
    pub const ALL: [Self; 5] = [
        Self::NeedClarity,
        Self::DecisionChain,
        Self::BudgetFeasibility,
        Self::CompetitivePosition,
        Self::StrategicFit,
    ];

    /// The field of an opportunity that holds the answer.
    pub const fn field(self) -> &'static str {
        match self {
            Self::NeedClarity => "need_clarity",
            Self::DecisionChain => "decision_chain",
            Self::BudgetFeasibility => "budget_feasibility",
            Self::CompetitivePosition => "competitive_position",
            Self::StrategicFit => "strategic_fit",
        }
    }

    pub fn of_field(field: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dimension| dimension.field() == field)
    }
}

/// An answer with what it rests on. Evidence can be there before an answer is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Answer {
    /// 1 to 5.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<u8>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
}

impl Answer {
    pub const LOWEST: u8 = 1;
    pub const HIGHEST: u8 = 5;

    /// The answer as far as it is one: a number that another system wrote and that means nothing here is none.
    pub fn known(&self) -> Option<u8> {
        self.value.filter(|value| (Self::LOWEST..=Self::HIGHEST).contains(value))
    }

    pub(super) fn check(field: &'static str, answer: Option<&Self>) -> Option<FieldError> {
        let wrong = answer.is_some_and(|answer| answer.value.is_some() && answer.known().is_none());
        wrong.then(|| FieldError::new(field, Problem::NotAnswer))
    }
}

/// One version of a model; see [`crate::score::in_force`]. A version is never edited: a change makes the next one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ScoringModel {
    /// The pipeline it judges; without one, every pipeline that has no model of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pipeline: Option<Id<Pipeline>>,
    pub version: u32,
    /// From when on it holds; without one, since ever.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<Instant>,
    /// Whole percent, 100 in all. A dimension that is not named weighs nothing.
    pub weights: BTreeMap<Dimension, u8>,
    /// What the answers 1 to 5 mean, where that is said otherwise than in [`crate::starter::anchor`].
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub anchors: BTreeMap<Dimension, BTreeMap<u8, String>>,
    /// Points, 0 to 100, from which on an opportunity counts as qualified.
    pub threshold: u8,
    /// Why it was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Default for ScoringModel {
    /// Version 0: what holds where nobody has written a model.
    fn default() -> Self {
        let weights = Dimension::ALL.into_iter().zip([25, 20, 20, 20, 15]).collect();
        Self {
            pipeline: None,
            version: 0,
            valid_from: None,
            weights,
            anchors: BTreeMap::new(),
            threshold: 60,
            note: None,
        }
    }
}

impl ScoringModel {
    /// Percent.
    pub fn weight(&self, dimension: Dimension) -> u8 {
        self.weights.get(&dimension).copied().unwrap_or_default()
    }
}

impl Record for ScoringModel {
    const NAME: &'static str = "scoring_models";
    const REFERENCES: &'static [&'static str] = &["pipeline"];

    fn validate(&self) -> Vec<FieldError> {
        let sum: u32 = self.weights.values().map(|weight| u32::from(*weight)).sum();
        let mut errors = Vec::new();
        if sum != 100 {
            errors.push(FieldError::new("weights", Problem::NotHundred));
        }
        errors.extend(percent("threshold", Some(self.threshold)));
        errors
    }
}
