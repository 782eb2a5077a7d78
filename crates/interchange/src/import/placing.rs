//! Pipelines and stages with their ids: where a row goes, and what has to be written for it.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use model::command::{Added, Updated};
use model::doc::EXTERNAL;
use model::journal::Change;
use model::records::{Pipeline, Stage};
use model::time::Effective;
use model::{Doc, Id, Ids, RecordRef, Uuid, starter};
use serde_json::{Value, json};

use super::known::Known;
use super::pipelines::{FilePipelines, Proposed};
use super::protocol::{Basis, Becomes, Choice};
use super::sheet::Sheet;
use super::writes::Write;
use crate::stages::{self, Outcome, stage_key};

/// What a word in a stage column means for a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Stage(Uuid),
    Over(Outcome),
}

/// One of the file's pipelines, with ids.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) pipeline: Uuid,
    /// Where open rows go that have no stage.
    pub(super) first: Option<Uuid>,
    proposed: Proposed,
    meanings: BTreeMap<String, Meaning>,
    percents: BTreeMap<Uuid, u8>,
    /// New stages.
    new: Vec<NewStage>,
    /// The stages the file orders: all of a pipeline it replaces or makes, otherwise the new ones.
    order: Vec<Uuid>,
    /// What a later import finds stages by that a person has matched with a word.
    remembered: BTreeMap<Uuid, Vec<(String, String)>>,
}

/// A stage that is made, and what a later import finds it by.
#[derive(Debug)]
struct NewStage {
    id: Uuid,
    stage: Stage,
    external: Option<(String, String)>,
}

#[derive(Debug, Default)]
pub(super) struct Places(pub(super) Vec<Place>);

impl Places {
    pub(super) fn of(sheet: &Sheet, file: &FilePipelines, proposed: Vec<Proposed>, ids: &mut dyn Ids) -> Self {
        let into: Vec<Choice> = proposed.iter().map(|proposed| proposed.choice.clone()).collect();
        let mut places: Vec<Place> = Vec::new();
        for (index, mut proposed) in proposed.into_iter().enumerate() {
            let same = |other: &&Choice| matches!(other, Choice::Existing(_)) && **other == proposed.choice;
            // Where several of the file's pipelines go into one, none of them orders it alone.
            proposed.replaces &= into.iter().filter(same).count() < 2;
            let mut place = Place::of(sheet, file, index, proposed, &places, ids);
            if let Some(first) = places.iter_mut().find(|first| first.pipeline == place.pipeline) {
                for (stage, more) in std::mem::take(&mut place.remembered) {
                    first.remembered.entry(stage).or_default().extend(more);
                }
            }
            places.push(place);
        }
        Self(places)
    }

    /// What is written of pipelines and stages. `used` are the ids that records refer to.
    pub(super) fn writes(&self, known: &Known, used: &BTreeSet<Uuid>) -> Vec<Write> {
        let mut writes = Vec::new();
        let mut position = known.pipelines.values().map(|pipeline| pipeline.position + 1).max().unwrap_or(0);
        let several = self.0.len() > 1;
        for place in self.0.iter().filter(|place| used.contains(&place.pipeline)) {
            let id = Id::<Pipeline>::new(place.pipeline);
            match (&place.proposed.choice, known.pipelines.get(&place.pipeline)) {
                (Choice::New(name), _) => {
                    let pipeline = Pipeline { name: name.trim().to_owned(), position, archived: false };
                    position += 1;
                    writes.push(add(Doc::new(id, &pipeline)));
                }
                // One of several takes the pipeline that was waiting, under its own name.
                (Choice::Existing(_), Some(pipeline)) if several && place.proposed.replaces => {
                    let name = place.proposed.value.as_str();
                    if !name.is_empty() && pipeline.name != name {
                        writes.extend(update(RecordRef::to(id), vec![("name", json!(pipeline.name), json!(name))]));
                    }
                }
                (Choice::Existing(_), _) => {}
            }
        }
        for place in &self.0 {
            place.write_stages(known, used, &mut writes);
        }
        writes
    }

    /// What a stage or pipeline that comes with this import is called.
    pub(super) fn name_of(&self, id: Uuid) -> Option<&str> {
        self.0.iter().find_map(|place| {
            let stage = place.new.iter().find(|new| new.id == id).map(|new| new.stage.name.as_str());
            stage.or(match &place.proposed.choice {
                Choice::New(name) if place.pipeline == id => Some(name),
                _ => None,
            })
        })
    }
}

impl Place {
    /// `earlier` are the places of the file's pipelines before this one.
    fn of(
        sheet: &Sheet,
        file: &FilePipelines,
        index: usize,
        proposed: Proposed,
        earlier: &[Self],
        ids: &mut dyn Ids,
    ) -> Self {
        let pipeline = match proposed.choice {
            Choice::Existing(id) => id,
            Choice::New(_) => ids.next(),
        };
        let mut place = Self {
            pipeline,
            first: None,
            meanings: BTreeMap::new(),
            percents: proposed.stages.iter().filter_map(|(id, stage)| Some((*id, stage.probability?))).collect(),
            new: Vec::new(),
            order: Vec::new(),
            remembered: BTreeMap::new(),
            proposed,
        };
        let after = place.proposed.stages.iter().map(|(_, stage)| stage.position + 1).max().unwrap_or(0);
        let after = if place.proposed.replaces { 0 } else { after };
        let made: Vec<&NewStage> =
            earlier.iter().filter(|other| other.pipeline == pipeline).flat_map(|other| &other.new).collect();
        for word in place.proposed.words.clone() {
            let external = file.external(index, &word.key);
            let meaning = match word.becomes {
                Becomes::Won => Meaning::Over(Outcome::Won),
                Becomes::Lost => Meaning::Over(Outcome::Lost),
                Becomes::Stage(id) => {
                    if place.proposed.replaces && !place.order.contains(&id) {
                        place.order.push(id);
                    }
                    if word.remember {
                        place.remembered.entry(id).or_default().push(external);
                    }
                    Meaning::Stage(id)
                }
                Becomes::New => {
                    if let Some(same) = made.iter().find(|new| stage_key(&new.stage.name) == word.key) {
                        place.percents.extend(same.stage.probability.map(|percent| (same.id, percent)));
                        place.meanings.insert(word.key, Meaning::Stage(same.id));
                        continue;
                    }
                    let id = ids.next();
                    let stage = Stage {
                        name: word.name.clone(),
                        pipeline: Some(Id::new(pipeline)),
                        position: after + count(made.len() + place.order.len()),
                        probability: word.percent,
                        probability_assumed: word.basis == Basis::Assumed && word.percent.is_some(),
                        ..Stage::default()
                    };
                    place.percents.extend(word.percent.map(|percent| (id, percent)));
                    place.new.push(NewStage { id, stage, external: Some(external) });
                    place.order.push(id);
                    Meaning::Stage(id)
                }
            };
            place.meanings.insert(word.key, meaning);
        }
        let existing = place.proposed.stages.first().map(|(id, _)| *id).filter(|_| !place.proposed.replaces);
        place.first = existing.or_else(|| place.order.first().copied());
        if place.first.is_none() {
            place.start_as_usual(sheet, ids);
        }
        place
    }

    /// Without a stage in the file or the pipeline, the pipeline gets those a workspace begins with.
    fn start_as_usual(&mut self, sheet: &Sheet, ids: &mut dyn Ids) {
        for doc in starter::pipeline(sheet.setting.words, ids) {
            if let Some(stage) = doc.decode::<Stage>().ok().filter(|stage| stage.pipeline.is_some()) {
                self.percents.extend(stage.probability.map(|percent| (doc.id, percent)));
                self.first = self.first.or(Some(doc.id));
                self.order.push(doc.id);
                let stage = Stage { pipeline: Some(Id::new(self.pipeline)), ..stage };
                self.new.push(NewStage { id: doc.id, stage, external: None });
            }
        }
    }

    /// What a word means; of a word the file does not have now, what an earlier import made of it.
    pub(super) fn meaning(&self, file: &FilePipelines, index: usize, word: &str, known: &Known) -> Option<Meaning> {
        let key = stage_key(word);
        if let Some(meaning) = self.meanings.get(&key) {
            return Some(*meaning);
        }
        let stages: Vec<(Uuid, &Stage)> = self.proposed.stages.iter().map(|(id, stage)| (*id, stage)).collect();
        let stage = file.matching(index, &key, known, &stages).map(Meaning::Stage);
        stage.or_else(|| stages::outcome(word).filter(|outcome| *outcome != Outcome::Open).map(Meaning::Over))
    }

    /// Whether one of its new stages is among some ids.
    pub(super) fn has_any(&self, ids: &HashSet<Uuid>) -> bool {
        self.new.iter().any(|new| ids.contains(&new.id))
    }

    /// A stage's win probability.
    pub(super) fn percent(&self, stage: Uuid) -> Option<u8> {
        self.percents.get(&stage).copied()
    }

    fn write_stages(&self, known: &Known, used: &BTreeSet<Uuid>, writes: &mut Vec<Write>) {
        // A pipeline that is new, or that the file's stages replace, is written whole; otherwise a stage as it is needed.
        let whole = used.contains(&self.pipeline)
            && (self.proposed.replaces
                || matches!(self.proposed.choice, Choice::New(_))
                || self.proposed.stages.is_empty());
        for NewStage { id, stage, external } in &self.new {
            if whole || used.contains(id) {
                let mut doc = Doc::new(Id::<Stage>::new(*id), stage);
                doc.external.extend(external.clone());
                writes.push(add(doc));
            }
        }
        for (id, stage) in &self.proposed.stages {
            let mut changes = Vec::new();
            if whole && self.proposed.replaces {
                match self.order.iter().position(|other| other == id).map(count) {
                    Some(position) if position != stage.position => {
                        changes.push(("position", json!(stage.position), json!(position)));
                    }
                    Some(_) => {}
                    None => changes.push(("archived", Value::Null, json!(true))),
                }
            }
            if let (Some(more), Some(doc)) = (self.remembered.get(id).filter(|_| used.contains(id)), known.live(*id)) {
                let all: Vec<_> = doc.external.iter().chain(more).collect();
                changes.push((EXTERNAL, doc.get(EXTERNAL), json!(all)));
            }
            writes.extend(update(RecordRef::to(Id::<Stage>::new(*id)), changes));
        }
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn add(doc: Doc) -> Write {
    Write::Add(Added { doc, opening: Vec::new() })
}

fn update(target: RecordRef, changes: Vec<(&str, Value, Value)>) -> Option<Write> {
    let change = |(field, from, to): (&str, Value, Value)| Change::new(field, from, to, Effective::Unknown);
    let changes: Vec<Change> = changes.into_iter().map(change).collect();
    (!changes.is_empty()).then_some(Write::Update(Updated { target, changes }))
}
