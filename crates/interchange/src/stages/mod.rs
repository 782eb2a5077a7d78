//! A pipeline out of the words in a file's stage column: which are open stages and in what order, which mean won or lost.
//!
//! A [`Census`] counts the words row by row; [`Census::propose`] makes the proposal. Everything in it can be changed by
//! the person who imports, so it prefers being plain to being clever: file order unless something says otherwise.

mod visits;
mod words;

pub use visits::Visits;
pub(crate) use words::is_closed_somehow;
pub use words::{is_known, outcome};

use std::collections::{BTreeMap, HashMap};

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};

use crate::text::fold_lower;

/// Whether and how an opportunity ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    Open,
    Won,
    Lost,
}

/// The words of a stage column and what stands beside them, counted in file order.
#[derive(Debug, Clone, Default)]
pub struct Census {
    words: Vec<Word>,
    by_key: HashMap<String, usize>,
}

#[derive(Debug, Clone)]
struct Word {
    spellings: Vec<String>,
    rows: usize,
    open: usize,
    won: usize,
    lost: usize,
    percents: BTreeMap<Decimal, usize>,
}

/// What else is known when stages are proposed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'a> {
    /// The order in which opportunities went through stages, as [`Visits::order`] gives it; empty if unknown.
    pub history: &'a [String],
    /// In the program the file comes from, a stage is itself won or lost (Salesforce, HubSpot), so that outcomes beside a
    /// stage speak for the stage. Elsewhere a closed opportunity keeps its last open stage.
    pub stage_decides: bool,
}

/// A pipeline to start from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// Open stages, first to last.
    pub stages: Vec<ProposedStage>,
    /// Words of the file that mean won, in file order.
    pub won: Vec<String>,
    /// Words of the file that mean lost, in file order.
    pub lost: Vec<String>,
    pub order: OrderBasis,
}

/// An open stage of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposedStage {
    /// As first written.
    pub name: String,
    /// All ways of writing it, the first included.
    pub spellings: Vec<String>,
    pub rows: usize,
    /// Win probability, 0 to 100.
    pub percent: u8,
    pub percent_basis: PercentBasis,
}

/// Where the order of stages comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OrderBasis {
    /// How opportunities went through them.
    History,
    /// Numbers in their names.
    Numbers,
    /// The probability column.
    Probability,
    /// Stages known by name, at least two of them.
    Usual,
    /// First appearance.
    File,
}

/// Where a stage's probability comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PercentBasis {
    /// The median of the file's probability column.
    Column,
    /// What a stage of this name usually has.
    Usual,
    /// Spaced evenly; a person should look at it.
    Assumed,
}

impl Census {
    pub fn new() -> Self {
        Self::default()
    }

    /// Counts one row: its stage as written, its outcome where another column tells, its probability in percent.
    pub fn count(&mut self, stage: &str, outcome: Option<Outcome>, percent: Option<Decimal>) {
        let written = stage.trim();
        if crate::cell::is_nothing(written) {
            return;
        }
        let index = *self.by_key.entry(stage_key(written)).or_insert_with(|| {
            self.words.push(Word::new());
            self.words.len() - 1
        });
        let word = &mut self.words[index];
        if !word.spellings.iter().any(|known| known == written) {
            word.spellings.push(written.to_owned());
        }
        word.rows += 1;
        match outcome {
            Some(Outcome::Open) => word.open += 1,
            Some(Outcome::Won) => word.won += 1,
            Some(Outcome::Lost) => word.lost += 1,
            None => {}
        }
        if let Some(percent) = percent
            && !matches!(outcome, Some(Outcome::Won | Outcome::Lost))
        {
            *word.percents.entry(percent).or_default() += 1;
        }
    }

    /// How many words were counted; spellings that differ by case or spaces are one.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// What a word of the file means for a row that has no outcome of its own.
    pub fn meaning(&self, stage: &str, context: Context<'_>) -> Option<Outcome> {
        self.by_key.get(&stage_key(stage.trim())).map(|&index| self.words[index].meaning(context))
    }

    /// Proposes a pipeline.
    pub fn propose(&self, context: Context<'_>) -> Proposal {
        let of = |outcome: Outcome| self.words.iter().filter(move |word| word.meaning(context) == outcome);
        let spellings = |outcome| of(outcome).flat_map(|word| word.spellings.iter().cloned()).collect();
        let mut open: Vec<&Word> = of(Outcome::Open).collect();
        let order = arrange(&mut open, context.history);
        Proposal { stages: with_percents(&open), won: spellings(Outcome::Won), lost: spellings(Outcome::Lost), order }
    }
}

impl Word {
    fn new() -> Self {
        Self { spellings: Vec::new(), rows: 0, open: 0, won: 0, lost: 0, percents: BTreeMap::new() }
    }

    fn name(&self) -> &str {
        self.spellings.first().map_or("", String::as_str)
    }

    fn meaning(&self, context: Context<'_>) -> Outcome {
        match outcome(self.name()) {
            Some(Outcome::Open) | None => {}
            Some(said) => return said,
        }
        let by_rows = match (self.open, self.won, self.lost) {
            (0, won, lost) if won > lost * 9 => Some(Outcome::Won),
            (0, won, lost) if lost > won * 9 => Some(Outcome::Lost),
            _ => None,
        };
        if words::is_closed_somehow(self.name()) {
            return by_rows.unwrap_or(Outcome::Lost);
        }
        by_rows.filter(|_| context.stage_decides).unwrap_or(Outcome::Open)
    }

    fn median_percent(&self) -> Option<Decimal> {
        let rows: usize = self.percents.values().sum();
        let mut below = 0;
        self.percents.iter().find_map(|(percent, count)| {
            below += count;
            (below * 2 >= rows).then_some(*percent)
        })
    }
}

/// What is the same for two spellings of one word.
pub(crate) fn stage_key(word: &str) -> String {
    fold_lower(word).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Puts open stages in order and says by what.
fn arrange(open: &mut [&Word], history: &[String]) -> OrderBasis {
    let in_history = |word: &Word| {
        let key = stage_key(word.name());
        history.iter().position(|stage| stage_key(stage) == key)
    };
    if open.iter().filter(|word| in_history(word).is_some()).count() >= 2 {
        sort_known(open, in_history);
        return OrderBasis::History;
    }
    let number = |word: &Word| words::number(word.name());
    if all_distinct(open.iter().map(|word| number(word))) {
        open.sort_by_key(|word| number(word));
        return OrderBasis::Numbers;
    }
    if all_distinct(open.iter().map(|word| word.median_percent())) {
        open.sort_by_key(|word| word.median_percent());
        return OrderBasis::Probability;
    }
    let place = |word: &Word| words::usual_place(word.name()).map(|(place, _)| place);
    if open.iter().filter(|word| place(word).is_some()).count() >= 2 {
        sort_known(open, place);
        return OrderBasis::Usual;
    }
    OrderBasis::File
}

/// Whether there are at least two values, all known and all different.
fn all_distinct<T: Ord>(values: impl Iterator<Item = Option<T>>) -> bool {
    let Some(mut known) = values.collect::<Option<Vec<T>>>() else { return false };
    let count = known.len();
    known.sort_unstable();
    known.dedup();
    count >= 2 && known.len() == count
}

/// Sorts the stages whose place is known among the places they hold together; the others stay where they are.
fn sort_known<K: Ord + Copy>(open: &mut [&Word], place: impl Fn(&Word) -> Option<K>) {
    let slots: Vec<usize> = (0..open.len()).filter(|&slot| place(open[slot]).is_some()).collect();
    let mut known: Vec<&Word> = slots.iter().map(|&slot| open[slot]).collect();
    known.sort_by_key(|word| place(word));
    for (slot, word) in slots.into_iter().zip(known) {
        open[slot] = word;
    }
}

/// Gives every stage a probability: the column's, or the usual one when most stages have one, or evenly spaced between
/// its neighbours' (0 before the first, 100 after the last).
fn with_percents(open: &[&Word]) -> Vec<ProposedStage> {
    let usual = |word: &Word| words::usual_place(word.name()).and_then(|(_, percent)| percent);
    let most_are_usual = open.iter().filter(|word| usual(word).is_some()).count() * 2 > open.len();
    let mut known: Vec<Option<(u8, PercentBasis)>> = open
        .iter()
        .map(|word| {
            let column = word.median_percent().and_then(|percent| percent.round().to_u8());
            let column = column.map(|percent| (percent.min(100), PercentBasis::Column));
            column.or_else(|| usual(word).filter(|_| most_are_usual).map(|percent| (percent, PercentBasis::Usual)))
        })
        .collect();
    drop_usual_against_the_order(&mut known);
    let percents: Vec<Option<u8>> = known.iter().map(|known| known.map(|(percent, _)| percent)).collect();
    (0..open.len())
        .map(|at| {
            let (percent, percent_basis) = known[at].unwrap_or_else(|| (spaced(&percents, at), PercentBasis::Assumed));
            let word = open[at];
            let (name, spellings) = (word.name().to_owned(), word.spellings.clone());
            ProposedStage { name, spellings, rows: word.rows, percent, percent_basis }
        })
        .collect()
}

/// A usual probability that would make a later stage less likely than an earlier one is none.
fn drop_usual_against_the_order(known: &mut [Option<(u8, PercentBasis)>]) {
    let mut highest = 0;
    for entry in known {
        match *entry {
            Some((percent, PercentBasis::Usual)) if percent < highest => *entry = None,
            Some((percent, _)) => highest = highest.max(percent),
            None => {}
        }
    }
}

/// The probability of the stage at a place, evenly spaced between those of its neighbours that have one.
pub(crate) fn spaced(known: &[Option<u8>], at: usize) -> u8 {
    let before = (0..at).rev().find_map(|i| known[i].map(|percent| (i + 1, u32::from(percent)))).unwrap_or((0, 0));
    let after = (at + 1..known.len()).find_map(|i| known[i].map(|percent| (i + 1, u32::from(percent))));
    let after = after.unwrap_or((known.len() + 1, 100));
    let (steps, step) = ((after.0 - before.0).to_u32().unwrap_or(1), (at + 1 - before.0).to_u32().unwrap_or(0));
    let rise = after.1.saturating_sub(before.1);
    (before.1 + (rise * step + steps / 2) / steps).to_u8().unwrap_or(100)
}

#[cfg(test)]
mod tests;
