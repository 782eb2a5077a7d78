//! The workspace's records as far as an import needs them: their text, and ways to find them.
//!
//! There may be hundreds of thousands, so each is kept as JSON and only opened when a row speaks of it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use model::records::{Activity, CustomField, Opportunity, Outcome, Pipeline, Record, Stage, Workspace};
use model::{Doc, Kind, RecordRef, Uuid};
use serde_json::Value;

use super::names::{Named, Registry, Who, of_lead};
use super::protocol::Reason;
use crate::names::{NameKind, key};

#[derive(Debug, Default)]
pub(super) struct Known {
    docs: Vec<Stored>,
    places: HashMap<Uuid, u32>,
    /// What has become of records by merging.
    merged: HashMap<Uuid, Uuid>,
    external: HashMap<String, u32>,
    /// By id alone; nothing where two sources use the same.
    any_source: HashMap<String, Option<u32>>,
    pub(super) names: Registry,
    pub(super) workspace: Option<Workspace>,
    pub(super) pipelines: BTreeMap<Uuid, Pipeline>,
    pub(super) stages: BTreeMap<Uuid, Stage>,
    pub(super) fields: BTreeMap<Uuid, CustomField>,
    /// How many opportunities there are.
    pub(super) opportunities: usize,
    /// By title; nothing where several have it.
    titles: HashMap<u64, Option<u32>>,
    /// Open ones by title and account.
    open: HashMap<u64, u32>,
    /// Members that own an opportunity.
    pub(super) owners: BTreeSet<Uuid>,
    /// Members that others report to.
    pub(super) managers: BTreeSet<Uuid>,
}

#[derive(Debug)]
struct Stored {
    target: RecordRef,
    deleted: bool,
    json: Box<str>,
}

impl Known {
    pub(super) fn add(&mut self, docs: Vec<Doc>) {
        for doc in docs {
            self.add_one(doc);
        }
    }

    fn add_one(&mut self, doc: Doc) {
        if self.places.contains_key(&doc.id) && doc.kind != Workspace::KIND {
            return;
        }
        let place = u32::try_from(self.docs.len()).unwrap_or(u32::MAX);
        let deleted = doc.deleted_at.is_some();
        if !deleted {
            self.index(&doc, place);
        }
        self.places.insert(doc.id, place);
        self.merged.extend(doc.merged_into.map(|into| (doc.id, into)));
        let target = doc.record_ref();
        // What is done is past: only what is planned can still be changed by a file.
        let is_past = doc.kind == Activity::KIND && doc.decode::<Activity>().is_ok_and(|activity| activity.is_done());
        let doc = Doc { seq: 0, pending: None, ..doc };
        let json = if is_past { String::new() } else { serde_json::to_string(&doc).unwrap_or_default() };
        self.docs.push(Stored { target, deleted, json: json.into() });
    }

    fn index(&mut self, doc: &Doc, place: u32) {
        for (source, id) in &doc.external {
            self.external.insert(external_key(doc.kind, source, id), place);
            let same = self.any_source.entry(external_key(doc.kind, "", id)).or_insert(Some(place));
            *same = same.filter(|other| *other == place);
        }
        if doc.kind == Workspace::KIND {
            self.workspace = doc.decode().ok();
        } else if doc.kind == Pipeline::KIND {
            take(&mut self.pipelines, doc);
        } else if doc.kind == Stage::KIND {
            take(&mut self.stages, doc);
        } else if doc.kind == CustomField::KIND {
            take(&mut self.fields, doc);
        } else if doc.kind == Opportunity::KIND {
            self.index_opportunity(doc, place);
        } else if let Some(who) = Who::of(doc.kind) {
            self.index_name(who, doc);
        }
    }

    fn index_name(&mut self, who: Who, doc: &Doc) {
        let account = (who == Who::Contact).then(|| id_in(&doc.get("account"))).flatten();
        let name = if who == Who::Lead {
            let [person, company, phone, mail] = ["name", "company", "phone", "mail"].map(|field| doc.get(field));
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            of_lead(&text(&person), &text(&company), &text(&phone), &text(&mail))
        } else {
            doc.name()
        };
        let names = self.names.of_mut(who);
        let position = names.add(Named { id: doc.id, name: name.into(), account });
        for alias in doc.get("aliases").as_array().into_iter().flatten().filter_map(Value::as_str) {
            names.also(position, alias);
        }
        self.managers.extend(id_in(&doc.get("manager")).filter(|_| who == Who::Member));
    }

    fn index_opportunity(&mut self, doc: &Doc, place: u32) {
        self.opportunities += 1;
        self.owners.extend(id_in(&doc.get("owner")));
        let title = doc.name();
        let same = self.titles.entry(title_hash(&title, None)).or_insert(Some(place));
        *same = same.filter(|other| *other == place);
        if doc.get("outcome").as_str().is_none_or(|outcome| outcome == Outcome::Open.as_str()) {
            self.open.entry(title_hash(&title, id_in(&doc.get("account")))).or_insert(place);
        }
    }

    /// Where a record is, deleted ones included.
    pub(super) fn place(&self, id: Uuid) -> Option<u32> {
        self.places.get(&id).copied()
    }

    /// The record an id means now: itself, or what it has become part of.
    pub(super) fn lead(&self, id: Uuid) -> Uuid {
        let led = std::iter::successors(Some(id), |id| self.merged.get(id).copied());
        // A merge never leads back.
        led.take(self.merged.len() + 1).last().unwrap_or(id)
    }

    pub(super) fn is_deleted(&self, place: u32) -> bool {
        self.docs.get(place as usize).is_none_or(|stored| stored.deleted)
    }

    pub(super) fn id(&self, place: u32) -> Uuid {
        self.docs.get(place as usize).map_or(Uuid::nil(), |stored| stored.target.id)
    }

    pub(super) fn doc(&self, place: u32) -> Option<Doc> {
        let doc = serde_json::from_str(&self.docs.get(place as usize)?.json);
        doc.ok()
    }

    pub(super) fn live(&self, id: Uuid) -> Option<Doc> {
        self.place(id).filter(|place| !self.is_deleted(*place)).and_then(|place| self.doc(place))
    }

    pub(super) fn by_external(&self, kind: Kind, source: &str, id: &str) -> Option<u32> {
        self.external.get(&external_key(kind, source, id)).copied()
    }

    /// The only record any program calls so.
    pub(super) fn by_any_source(&self, kind: Kind, id: &str) -> Option<u32> {
        self.any_source.get(&external_key(kind, "", id)).copied().flatten()
    }

    /// The only opportunity of a title.
    ///
    /// # Errors
    /// There is none, or there are several.
    pub(super) fn by_title(&self, title: &str) -> Result<u32, Reason> {
        let found = self.titles.get(&title_hash(title, None)).ok_or(Reason::UnknownOpportunity)?;
        found.ok_or(Reason::SeveralOpportunities)
    }

    /// An open opportunity with that title and account.
    pub(super) fn open_twin(&self, title: &str, account: Option<Uuid>) -> Option<u32> {
        self.open.get(&title_hash(title, account)).copied()
    }

    /// Pipelines in use, in order.
    pub(super) fn live_pipelines(&self) -> Vec<(Uuid, &Pipeline)> {
        let mut live: Vec<_> = self.pipelines.iter().filter(|(_, pipeline)| !pipeline.archived).collect();
        live.sort_by_key(|(id, pipeline)| (pipeline.position, **id));
        live.into_iter().map(|(id, pipeline)| (*id, pipeline)).collect()
    }

    /// A pipeline's stages in use, in order.
    pub(super) fn live_stages(&self, pipeline: Uuid) -> Vec<(Uuid, &Stage)> {
        let of = |stage: &Stage| !stage.archived && stage.pipeline.is_some_and(|id| id.uuid() == pipeline);
        let mut live: Vec<_> = self.stages.iter().filter(|(_, stage)| of(stage)).collect();
        live.sort_by_key(|(id, stage)| (stage.position, **id));
        live.into_iter().map(|(id, stage)| (*id, stage)).collect()
    }

    /// What a record is called.
    pub(super) fn name_of(&self, id: Uuid) -> Option<String> {
        Some(self.doc(self.place(id)?)?.name())
    }
}

fn take<R: Record>(records: &mut BTreeMap<Uuid, R>, doc: &Doc) {
    if let Ok(record) = doc.decode() {
        records.insert(doc.id, record);
    }
}

fn external_key(kind: Kind, source: &str, id: &str) -> String {
    format!("{}\u{1f}{source}\u{1f}{id}", kind.name())
}

fn title_hash(title: &str, account: Option<Uuid>) -> u64 {
    let mut hasher = DefaultHasher::new();
    (key(NameKind::Product, title), account).hash(&mut hasher);
    hasher.finish()
}

/// The id a field holds.
pub(super) fn id_in(value: &Value) -> Option<Uuid> {
    Uuid::try_parse(value.as_str()?).ok()
}

/// Every id a value holds, however deep.
pub(super) fn ids_in(value: &Value, found: &mut impl FnMut(Uuid)) {
    match value {
        Value::String(text) if text.len() == 36 => {
            if let Ok(id) = Uuid::try_parse(text) {
                found(id);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| ids_in(item, found)),
        Value::Object(map) => map.values().for_each(|item| ids_in(item, found)),
        _ => {}
    }
}
