//! The beginning of the queue with everything a list shows of it: kept beside the packed board, it is the first sight of
//! what is due, before anything has been read.

use model::effort::Effort;
use model::records::Member;
use model::score::Points;
use model::today::{Pressing, Row, Scope};
use model::{Date, Grade, Id};
use serde::{Deserialize, Serialize};

use crate::Book;

/// A row and what is said about its opportunity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    pub row: Row,
    /// What is planned, where it is that.
    pub label: Option<String>,
    pub last_touch: Option<Date>,
    /// Whole days in its stage, and how many that may be.
    pub stay: Option<(i32, i32)>,
    pub up_to: Option<Grade>,
    /// Both ends of the score.
    pub score: [Points; 2],
    /// Somebody has said why it is stuck.
    pub is_asked: bool,
}

/// How pressing rows are, in the order of [`Sight::counts`].
pub const PRESSING: [Pressing; 5] =
    [Pressing::HighRisk, Pressing::Escalated, Pressing::Overdue, Pressing::Today, Pressing::Stuck];

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sight {
    pub today: Date,
    /// Whose; everyone's where nobody is named.
    pub of: Option<Id<Member>>,
    pub counts: [usize; 5],
    pub lines: Vec<Line>,
    pub effort: Effort,
}

impl Book {
    pub fn line(&self, row: Row) -> Option<Line> {
        let known = self.get(row.opportunity)?;
        let facts = &known.facts;
        let score = &facts.graded.score;
        #[expect(clippy::cast_possible_truncation, reason = "days of a stay")]
        let stay = known.signals.dwell.map(|dwell| (dwell.days, dwell.limits.stalled.floor() as i32));
        Some(Line {
            label: row.item.and_then(|item| facts.labels.get(&item).cloned()),
            last_touch: facts.touches.iter().copied().rev().find(|on| *on <= self.today()),
            stay,
            up_to: facts.up_to(),
            score: [score.low, score.high],
            is_asked: known.stall().is_some(),
            row,
        })
    }

    /// The first rows of whoever is at this device.
    pub fn sight(&self, of: Option<Id<Member>>, rows: usize) -> Sight {
        let scope = of.map_or(Scope::Everyone, Scope::Mine);
        let queue = self.queue(scope);
        let counts = PRESSING.map(|pressing| queue.iter().filter(|row| row.pressing == pressing).count());
        Sight {
            today: self.today(),
            of,
            counts,
            lines: queue.iter().take(rows).filter_map(|row| self.line(row.clone())).collect(),
            effort: self.effort(scope),
        }
    }
}
