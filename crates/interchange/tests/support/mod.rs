//! A workspace in memory, and importing text or files into it as a page would.

#![allow(dead_code, unreachable_pub, reason = "each test binary uses a part of it")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use interchange::encoding::{Encoding, decode};
use interchange::import::Session;
use interchange::import::protocol::{Code, FileInfo, Finding, Form, Report, Setting};
use interchange::table;
use model::command::SLICE;
use model::command::{Slice, SourceRows};
use model::diff::{Delta, Diff};
use model::journal::{Author, Change};
use model::plan::{Records, plan, plan_slice};
use model::records::{Opportunity, Outcome, Record};
use model::starter::Words;
use model::{Command, Context, Currency, Date, Doc, Instant, Merge, RecordRef, Uuid};
use serde_json::Value;

/// Everything a store keeps, as far as an import needs it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct World {
    pub records: Records,
    pub rows: Vec<SourceRows>,
    /// Histories: those new records began with, and those noted.
    pub openings: BTreeMap<RecordRef, Vec<Change>>,
    pub noted: Vec<(RecordRef, Vec<Change>)>,
    next: u128,
}

/// What an import did.
#[derive(Debug)]
pub struct Done {
    pub report: Report,
    pub slices: Vec<Slice>,
    pub diffs: Vec<Diff>,
}

pub fn day(text: &str) -> Date {
    Date::parse_iso(text).expect("a day")
}

pub fn setting(today: &str, words: Words) -> Setting {
    Setting { today: day(today), currency: Currency::CNY, time_zone: "Asia/Shanghai".to_owned(), words }
}

/// A session of a text, as proposed.
pub fn open(text: &str, today: &str) -> Session {
    let table = table::read(text.to_owned(), None).expect("a table");
    let words = if text.is_ascii() { Words::English } else { Words::Chinese };
    let delimiter = table.delimiter.expect("a text");
    let info = FileInfo { name: "file.csv".to_owned(), form: Form::Text { encoding: Encoding::Utf8, delimiter } };
    Session::new(table, info, setting(today, words))
}

pub fn open_file(path: &Path, today: &str) -> Session {
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    open(&decode(&bytes, None).expect("text").text, today)
}

impl World {
    pub fn ids(&mut self) -> impl FnMut() -> Uuid {
        let next = &mut self.next;
        move || {
            *next += 1;
            Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + *next)
        }
    }

    /// Tells a session what is there, in pages.
    pub fn tell(&self, session: &mut Session) {
        let live: Vec<Doc> = self.records.values().filter(|doc| doc.deleted_at.is_none()).cloned().collect();
        live.chunks(1000).for_each(|page| session.add_known(page.to_vec()));
        let source = session.source();
        for part in self.rows.iter().filter(|part| part.source == source) {
            let mut missing = session.add_rows(part.clone());
            while !missing.is_empty() {
                let gone: Vec<Doc> = missing.iter().filter_map(|target| self.records.get(target)).cloned().collect();
                missing =
                    gone.iter().filter_map(|doc| Some(RecordRef { kind: doc.kind, id: doc.merged_into? })).collect();
                session.add_known(gone);
            }
        }
    }

    /// Imports a text with everything as proposed.
    pub fn import(&mut self, text: &str) -> Done {
        self.commit(open(text, "2026-11-24"))
    }

    pub fn import_with(&mut self, text: &str, answer: impl FnOnce(&mut Session)) -> Done {
        let mut session = open(text, "2026-11-24");
        self.tell(&mut session);
        answer(&mut session);
        self.commit(session)
    }

    /// Carries an import out, as a store would. Nothing of it may be left.
    pub fn commit(&mut self, mut session: Session) -> Done {
        session.forget();
        self.tell(&mut session);
        let report = session.report(&mut self.ids()).expect("a plan").clone();
        let slices: Vec<Slice> = session.slices().collect();
        assert_eq!(slices.len(), report.slices);
        let mut written: BTreeSet<RecordRef> = BTreeSet::new();
        let mut diffs = Vec::new();
        for slice in &slices {
            assert!(slice.len() <= SLICE && !slice.is_empty());
            for target in slice.reads() {
                assert!(written.insert(target), "{target:?} is written twice");
            }
            diffs.push(self.apply(slice));
        }
        Done { report, slices, diffs }
    }

    fn apply(&mut self, slice: &Slice) -> Diff {
        let plan = plan_slice(slice, &self.records);
        assert_eq!(plan.left, [], "{slice:?}");
        let removes = plan.diff.0.values().any(|delta| matches!(delta, Delta::Removed(_)));
        assert!(!removes, "an import removes nothing");
        self.carry_out(plan.diff.clone());
        self.openings.extend(plan.openings);
        self.noted.extend(plan.noted);
        self.rows.extend(slice.rows.clone());
        plan.diff
    }

    /// Somebody undoes an import. Its rows are nobody's then.
    pub fn take_back(&mut self, done: Done) {
        done.diffs.into_iter().rev().for_each(|diff| self.carry_out(diff.reverse()));
        let rows: Vec<SourceRows> = done.slices.into_iter().filter_map(|slice| slice.rows).collect();
        self.rows.retain(|kept| !rows.contains(kept));
    }

    fn carry_out(&mut self, diff: Diff) {
        for (target, delta) in diff.0 {
            match delta {
                Delta::Added(fields) => {
                    self.records.insert(target, Doc::from_fields(target, fields));
                }
                Delta::Updated(changed) => {
                    let doc = self.records.get_mut(&target).expect("a record");
                    for (field, [_, to]) in changed {
                        doc.set(&field, to);
                    }
                }
                Delta::Removed(_) => {
                    self.records.remove(&target);
                }
            }
        }
    }

    pub fn all<R: Record>(&self) -> Vec<(Uuid, R)> {
        let of_kind = self.records.values().filter(|doc| doc.kind == R::KIND && doc.deleted_at.is_none());
        of_kind.map(|doc| (doc.id, doc.decode().expect("a record"))).collect()
    }

    /// A record by its name or title.
    pub fn doc<R: Record>(&self, name: &str) -> &Doc {
        let mut found = self.records.values().filter(|doc| doc.kind == R::KIND && doc.name() == name);
        let doc = found.next().unwrap_or_else(|| panic!("no {name} among {:?}", self.names::<R>()));
        assert!(found.next().is_none(), "several {name}");
        doc
    }

    pub fn record<R: Record>(&self, name: &str) -> R {
        self.doc::<R>(name).decode().expect("a record")
    }

    pub fn deal(&self, title: &str) -> Opportunity {
        self.record(title)
    }

    pub fn names<R: Record>(&self) -> Vec<String> {
        let mut names: Vec<String> = self.records.values().filter(|doc| doc.kind == R::KIND).map(Doc::name).collect();
        names.sort();
        names
    }

    /// What somebody called.
    pub fn name_of(&self, id: Uuid) -> String {
        self.records.values().find(|doc| doc.id == id).map(Doc::name).unwrap_or_default()
    }

    /// Somebody changes a field.
    pub fn edit<R: Record>(&mut self, name: &str, field: &str, value: Value) {
        let target = self.doc::<R>(name).record_ref();
        self.records.get_mut(&target).expect("a record").set(field, value);
    }

    /// Somebody merges two records.
    pub fn merge<R: Record>(&mut self, loser: &str, survivor: &str) {
        let [loser, survivor] = [loser, survivor].map(|name| self.doc::<R>(name).id);
        let merge = Merge { kind: R::KIND, survivor, loser, take: Vec::new() };
        let author = Author { member: None, device: Uuid::nil() };
        let mut ids = Uuid::nil;
        let mut context = Context { now: Instant(1), today: day("2026-11-24"), author, ids: &mut ids };
        let plan = plan(&Command::Merge(merge), &self.records, &mut context).expect("a plan");
        for (target, delta) in plan.diff.0 {
            let Delta::Updated(changed) = delta else { panic!("a merge only changes") };
            let doc = self.records.get_mut(&target).expect("a record");
            for (field, [_, to]) in changed {
                doc.set(&field, to);
            }
            doc.deleted_at = doc.merged_into.map(|_| Instant(1));
        }
    }

    pub fn outcomes(&self) -> BTreeMap<Outcome, usize> {
        let mut counts = BTreeMap::new();
        for (_, deal) in self.all::<Opportunity>() {
            *counts.entry(deal.outcome).or_default() += 1;
        }
        counts
    }

    /// The stages in use, in order, with their probability.
    pub fn stages(&self) -> Vec<(String, Option<u8>)> {
        let mut stages = self.all::<model::records::Stage>();
        stages.retain(|(_, stage)| !stage.archived);
        stages.sort_by_key(|(_, stage)| (stage.pipeline, stage.position));
        stages.into_iter().map(|(_, stage)| (stage.name, stage.probability)).collect()
    }
}

impl Done {
    pub fn finding(&self, code: Code) -> Option<&Finding> {
        self.report.findings.iter().find(|finding| finding.code == code)
    }

    pub fn count(&self, code: Code) -> usize {
        self.finding(code).map_or(0, |finding| finding.count)
    }

    pub fn rows(&self) -> [usize; 5] {
        let rows = self.report.rows;
        [rows.created, rows.updated, rows.unchanged, rows.rejected, rows.kept]
    }

    /// Created and updated, of what comes along.
    pub fn along(&self, kind: &str) -> (usize, usize) {
        let counts = self.report.along.iter().find(|counts| counts.kind == kind);
        counts.map_or((0, 0), |counts| (counts.created, counts.updated))
    }
}
