//! The order of stages out of a stage history.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::stage_key;

/// When opportunities entered stages, collected row by row.
#[derive(Debug, Clone, Default)]
pub struct Visits {
    stages: Vec<String>,
    by_key: HashMap<String, usize>,
    by_opportunity: HashMap<String, Vec<(NaiveDate, usize)>>,
}

impl Visits {
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one entry. Entries of one day keep their order in the file.
    pub fn add(&mut self, opportunity: &str, stage: &str, entered: NaiveDate) {
        let written = stage.trim();
        if written.is_empty() {
            return;
        }
        let index = *self.by_key.entry(stage_key(written)).or_insert_with(|| {
            self.stages.push(written.to_owned());
            self.stages.len() - 1
        });
        match self.by_opportunity.get_mut(opportunity) {
            Some(entries) => entries.push((entered, index)),
            None => {
                self.by_opportunity.insert(opportunity.to_owned(), vec![(entered, index)]);
            }
        }
    }

    /// All stages, each before those that most opportunities entered later. Skipped and repeated stages do no harm: only
    /// first entries count, and only against stages the same opportunity entered too.
    pub fn order(&self) -> Vec<String> {
        let count = self.stages.len();
        let mut earlier = vec![0_usize; count * count];
        for entries in self.by_opportunity.values() {
            let mut entries = entries.clone();
            entries.sort_by_key(|&(entered, _)| entered);
            let mut firsts: Vec<usize> = Vec::new();
            for (_, stage) in entries {
                if !firsts.contains(&stage) {
                    for &before in &firsts {
                        earlier[before * count + stage] += 1;
                    }
                    firsts.push(stage);
                }
            }
        }
        let beats = |a: usize, b: usize| earlier[a * count + b] > earlier[b * count + a];
        let mut order: Vec<usize> = (0..count).collect();
        order.sort_by_key(|&stage| std::cmp::Reverse((0..count).filter(|&other| beats(stage, other)).count()));
        order.into_iter().map(|stage| self.stages[stage].clone()).collect()
    }
}
