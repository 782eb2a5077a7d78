//! Grade 商机等级: how much of our attention an opportunity gets.

use serde::{Deserialize, Serialize};

/// A before B before C. An opportunity that cannot be graded has none: `Option<Grade>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Grade {
    A,
    B,
    C,
}

impl Grade {
    pub const ALL: [Self; 3] = [Self::A, Self::B, Self::C];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grade| grade.as_str() == text)
    }
}
