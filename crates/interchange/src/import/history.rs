//! Rows of a stage history: which opportunity entered which stage, and when.

use std::collections::HashMap;

use model::Uuid;
use model::command::Updated;
use model::journal::Change;
use model::records::{Opportunity, Outcome, Record as _, Stage};
use model::time::Effective;
use model::{Date, Doc};
use serde_json::{Value, json};

use super::build::opportunity;
use super::columns::{Remark, Remarks};
use super::known::id_in;
use super::placing::Meaning;
use super::plan::{Ground, Plan, Refused, index};
use super::preview;
use super::protocol::{Code, Reason};
use super::tally::{Findings, Used};
use super::writes::{Step, Write};
use crate::headers::{HistoryField as H, Target};
use crate::stages::{self, stage_key};

/// What a file tells of one opportunity's way.
#[derive(Debug)]
pub(super) struct Visits {
    /// The opportunity's place among the known records.
    pub(super) opportunity: u32,
    /// Its rows, in order of time; those without a day are not among them.
    rows: Vec<(Date, u32)>,
}

const fn target(field: H) -> Target {
    Target::StageHistory(field)
}

impl Plan {
    /// Sorts the rows by opportunity and counts.
    pub(super) fn find_visits(&mut self, ground: &Ground<'_>, used: &mut Used, findings: &mut Findings) {
        let Ground { sheet, known, kept, .. } = ground;
        let columns = &sheet.columns;
        let mut by_opportunity: HashMap<u32, usize> = HashMap::new();
        let mut is_new = vec![false; sheet.table.rows.len()];
        for (row, is_new) in is_new.iter_mut().enumerate() {
            let cells = sheet.cells(row);
            let (name, word) = (columns.text(cells, target(H::Opportunity)), columns.text(cells, target(H::Stage)));
            let (Some(name), Some(_)) = (name, word) else {
                self.refuse(Refused { row, reason: Reason::NoIdentity, column: None, other_line: None });
                continue;
            };
            let found = match known.by_any_source(Opportunity::KIND, name) {
                Some(place) => Ok(place),
                None => known.by_title(name),
            };
            let place = match found {
                Ok(place) => place,
                Err(reason) => {
                    let column = columns.one(target(H::Opportunity));
                    self.refuse(Refused { row, reason, column, other_line: None });
                    continue;
                }
            };
            let mut remarks = Remarks::default();
            let entered = columns.day(cells, target(H::EnteredOn), &mut remarks);
            let left = columns.day(cells, target(H::LeftOn), &mut remarks);
            match (entered, left) {
                (None, _) => remarks.add(Code::NoDate, name),
                (Some(entered), Some(left)) if left < entered => remarks.add(Code::LeftBeforeEntered, name),
                _ => {}
            }
            let at = *by_opportunity.entry(place).or_insert_with(|| {
                self.visits.push(Visits { opportunity: place, rows: Vec::new() });
                self.visits.len() - 1
            });
            if let Some(day) = entered {
                self.visits[at].rows.push((day, index(row)));
            }
            let earlier = kept.0.get(&row).filter(|kept| kept.record == known.id(place));
            *is_new = earlier.is_none();
            match earlier {
                None => {
                    self.take_visit(row, at);
                    self.rows.push(index(row));
                    let counts = &mut self.report.rows;
                    *(if entered.is_some() { &mut counts.created } else { &mut counts.unchanged }) += 1;
                    let add = |remark: Remark| findings.add(sheet, sheet.line(row), remark);
                    remarks.0.into_iter().for_each(add);
                }
                Some(kept) => {
                    self.report.rows.unchanged += 1;
                    if kept.says_more(cells) {
                        self.take_visit(row, at);
                        self.rows.push(index(row));
                    }
                }
            }
        }
        for at in 0..self.visits.len() {
            self.visits[at].rows.sort_by_key(|(day, _)| *day);
            if let Some(Write::Note(noted)) = note(self, ground, at) {
                noted.changes.iter().for_each(|change| used.add(&self.customs, &change.field, &change.to));
                self.steps.push(Step::Visits(index(at)));
            }
        }
        let of_stages: Vec<Uuid> =
            self.places.0.iter().filter(|place| place.has_any(&used.ids)).map(|place| place.pipeline).collect();
        used.ids.extend(of_stages);
        preview::visits(self, ground, &is_new);
    }
}

/// The entries of one opportunity's journal that its new rows make.
pub(super) fn note(plan: &Plan, ground: &Ground<'_>, at: usize) -> Option<Write> {
    let visits = plan.visits.get(at)?;
    let doc = ground.known.doc(visits.opportunity)?;
    let mut changes = Vec::new();
    let (mut stage, mut outcome) = (Value::Null, stages::Outcome::Open);
    for (nth, (day, row)) in visits.rows.iter().enumerate() {
        let row = *row as usize;
        let cells = ground.sheet.cells(row);
        let Some(word) = ground.sheet.columns.text(cells, target(H::Stage)) else { continue };
        let is_new = ground.kept.0.get(&row).is_none_or(|kept| kept.record != doc.id);
        let last = visits.rows[nth + 1..].iter().all(|(_, row)| {
            let word = ground.sheet.columns.text(ground.sheet.cells(*row as usize), target(H::Stage));
            word.is_none_or(|word| !matches!(meaning(plan, ground, &doc, word), Some(Meaning::Stage(_))))
        });
        let mut add = |change: Change| changes.extend(is_new.then_some(change));
        let effective = Effective::Day(*day);
        match meaning(plan, ground, &doc, word) {
            Some(Meaning::Stage(id)) => {
                let to = json!(id);
                if outcome != stages::Outcome::Open {
                    add(Change::new("outcome", of(outcome), of(stages::Outcome::Open), effective));
                    outcome = stages::Outcome::Open;
                }
                if stage != to {
                    add(Change::new("stage", std::mem::replace(&mut stage, to.clone()), to, effective));
                }
            }
            Some(Meaning::Over(to)) if to != outcome => {
                // How it stands now, and since when, the record's own journal tells.
                if !(last && closed_so(&doc, to)) {
                    add(Change::new("outcome", of(outcome), of(to), effective));
                }
                outcome = to;
            }
            Some(Meaning::Over(_)) | None => {}
        }
    }
    (!changes.is_empty()).then(|| Write::Note(Updated { target: opportunity(doc.id), changes }))
}

/// What a word means for an opportunity: a stage of its own pipeline, if that has or had one called so.
fn meaning(plan: &Plan, ground: &Ground<'_>, doc: &Doc, word: &str) -> Option<Meaning> {
    let own = id_in(&doc.get("pipeline")).and_then(|pipeline| {
        let is_here = |stage: &Stage| stage.pipeline.is_some_and(|id| id.uuid() == pipeline);
        let called = |(_, stage): &(&Uuid, &Stage)| is_here(stage) && stage_key(&stage.name) == stage_key(word);
        let stages = ground.known.stages.iter().filter(called);
        stages.min_by_key(|(_, stage)| stage.archived).map(|(id, _)| Meaning::Stage(*id))
    });
    own.or_else(|| plan.places.0.first()?.meaning(ground.file, 0, word, ground.known))
}

fn closed_so(doc: &Doc, outcome: stages::Outcome) -> bool {
    doc.get("outcome") == of(outcome) && !doc.get("closed_on").is_null()
}

fn of(outcome: stages::Outcome) -> Value {
    json!(match outcome {
        stages::Outcome::Open => Outcome::Open,
        stages::Outcome::Won => Outcome::Won,
        stages::Outcome::Lost => Outcome::Lost,
    })
}
