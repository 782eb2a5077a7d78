//! What the tests look at in a generated sample.
#![allow(dead_code, reason = "each test file uses its part")]

use std::collections::BTreeMap;

use model::command::{Added, Slice};
use model::records::{Activity, Opportunity, Outcome, Record, Stage};
use model::starter::Words;
use model::{Change, Date, Doc, Effective, Uuid};

pub(crate) const BOTH: [Words; 2] = [Words::Chinese, Words::English];

pub(crate) fn day(text: &str) -> Date {
    Date::parse_iso(text).unwrap()
}

pub(crate) fn usual_day() -> Date {
    day("2026-11-24")
}

pub(crate) struct Sample {
    pub(crate) today: Date,
    pub(crate) words: Words,
    pub(crate) slices: Vec<Slice>,
    stages: BTreeMap<Uuid, usize>,
}

/// An opportunity with its history and activities.
pub(crate) struct Story<'a> {
    pub(crate) doc: &'a Doc,
    pub(crate) opportunity: Opportunity,
    pub(crate) opening: &'a [Change],
    /// (index of the stage, day entered).
    pub(crate) visits: Vec<(usize, Date)>,
    pub(crate) done: Vec<Activity>,
    pub(crate) planned: Vec<Activity>,
}

impl Sample {
    pub(crate) fn new(seed: u64, words: Words, today: Date) -> Self {
        let slices = sample::generate(seed, words, today);
        let docs = slices.iter().flat_map(|slice| &slice.added).map(|added| &added.doc);
        let stages = docs.filter(|doc| doc.kind == Stage::KIND);
        let stages = stages.map(|doc| (doc.id, doc.decode::<Stage>().unwrap().position as usize)).collect();
        Self { today, words, slices, stages }
    }

    pub(crate) fn added(&self) -> impl Iterator<Item = &Added> {
        self.slices.iter().flat_map(|slice| &slice.added)
    }

    pub(crate) fn docs(&self) -> impl Iterator<Item = &Doc> {
        self.added().map(|added| &added.doc)
    }

    pub(crate) fn all<R: Record>(&self) -> Vec<(Uuid, R)> {
        self.docs().filter(|doc| doc.kind == R::KIND).map(|doc| (doc.id, doc.decode().unwrap())).collect()
    }

    pub(crate) fn stories(&self) -> Vec<Story<'_>> {
        let mut activities: BTreeMap<Uuid, Vec<Activity>> = BTreeMap::new();
        for (_, activity) in self.all::<Activity>() {
            activities.entry(activity.subject.unwrap()).or_default().push(activity);
        }
        let opportunities = self.added().filter(|added| added.doc.kind == Opportunity::KIND);
        opportunities
            .map(|added| {
                let of = activities.remove(&added.doc.id).unwrap_or_default();
                let (done, planned) = of.into_iter().partition(Activity::is_done);
                let stages = added.opening.iter().filter(|change| change.field == "stage");
                let stage = |change: &Change| self.stages[&Uuid::parse_str(change.to.as_str().unwrap()).unwrap()];
                Story {
                    doc: &added.doc,
                    opportunity: added.doc.decode().unwrap(),
                    opening: &added.opening,
                    visits: stages.map(|change| (stage(change), on(change))).collect(),
                    done,
                    planned,
                }
            })
            .collect()
    }
}

impl Story<'_> {
    pub(crate) fn is(&self, outcome: Outcome) -> bool {
        self.opportunity.outcome == outcome
    }

    pub(crate) fn created(&self) -> Date {
        self.opportunity.created_on.unwrap()
    }

    /// Days in each stage it is no longer in, summed over its visits.
    pub(crate) fn completed_stays(&self) -> BTreeMap<usize, i32> {
        let ends = self.visits.iter().skip(1).map(|(_, on)| *on).chain(self.opportunity.closed_on);
        let mut stays = BTreeMap::new();
        for ((stage, entered), end) in self.visits.iter().zip(ends) {
            *stays.entry(*stage).or_default() += end.days() - entered.days();
        }
        if let (true, Some((stage, _))) = (self.is(Outcome::Open), self.visits.last()) {
            stays.remove(stage);
        }
        stays
    }

    pub(crate) fn last_touch(&self) -> Date {
        self.done.iter().filter_map(|activity| activity.done_on).max().unwrap()
    }
}

/// The day of a change.
pub(crate) fn on(change: &Change) -> Date {
    match change.effective {
        Effective::Day(day) => day,
        other => panic!("{other:?}"),
    }
}

/// Linear between neighbours (type 7).
pub(crate) fn quantile(values: &[f64], p: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = p * (sorted.len() - 1) as f64;
    let below = at.floor();
    let index = (0..sorted.len()).rev().find(|n| *n as f64 <= below).unwrap_or(0);
    let next = sorted[(index + 1).min(sorted.len() - 1)];
    sorted[index] + (at - below) * (next - sorted[index])
}

pub(crate) fn median(values: &[f64]) -> f64 {
    quantile(values, 0.5)
}

pub(crate) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}
