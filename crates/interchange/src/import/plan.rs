//! From rows, answers and what is known to what will be written.
//!
//! The rows are gone through twice: here, to decide what becomes of each and to count, and again when a slice is asked for
//! ([`super::writes`]), so that what two hundred thousand rows become is never held all at once.

use std::collections::{BTreeSet, HashMap};

use model::{Currency, Doc, Ids, RecordRef, Uuid};

use super::build::build;
use super::columns::{Remarks, filled};
use super::customs::Customs;
use super::fresh::{Fresh, Mention};
use super::history::Visits;
use super::known::{Known, id_in};
use super::merge::Found;
use super::names::{Named, Who};
use super::opportunity;
use super::others;
use super::pipelines::{FilePipelines, Proposed};
use super::placing::Places;
use super::protocol::{Code, Reason, Report};
use super::rows::Reader;
use super::sheet::Sheet;
use super::sources::{KeptRows, Keys, id_target};
use super::tally::{Findings, Twins, Used, is_twin};
use super::writes::{Step, Write};
use super::{near, preview, settings, spelling};
use crate::headers::{Kind, OpportunityField, Target};

/// What a plan rests on.
pub(super) struct Ground<'a> {
    pub(super) sheet: &'a Sheet,
    pub(super) known: &'a Known,
    pub(super) kept: &'a KeptRows,
    pub(super) keys: &'a Keys,
    pub(super) file: &'a FilePipelines,
}

/// What becomes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Row {
    Rejected,
    /// As it was.
    Same,
    /// Its record was deleted by somebody.
    Deleted,
    /// A record's, by its place among `mains`, or an opportunity's history.
    Of(u32),
}

/// A record that has rows, all of which say something.
#[derive(Debug)]
pub(super) struct Main {
    pub(super) id: Uuid,
    pub(super) known: Option<u32>,
    pub(super) found: Found,
    pub(super) rows: Vec<u32>,
}

/// A row that is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Refused {
    pub(super) row: usize,
    pub(super) reason: Reason,
    pub(super) column: Option<usize>,
    pub(super) other_line: Option<u32>,
}

#[derive(Debug)]
pub(super) struct Plan {
    pub(super) report: Report,
    pub(super) places: Places,
    pub(super) customs: Customs,
    pub(super) fresh: Fresh,
    /// Ids added to records that are there.
    pub(super) linked: Vec<(Uuid, BTreeSet<(String, String)>)>,
    pub(super) settings: Vec<Write>,
    pub(super) mains: Vec<Main>,
    pub(super) visits: Vec<Visits>,
    pub(super) steps: Vec<Step>,
    /// Rows to be kept for the next import.
    pub(super) rows: Vec<u32>,
    pub(super) refused: Vec<Refused>,
    /// Of what goes with opportunities: created and updated.
    pub(super) activities: (usize, usize),
    of_rows: Vec<Row>,
    currency: Currency,
    /// New records take their place after these.
    pub(super) reasons_before: usize,
}

impl Plan {
    pub(super) fn make(ground: &Ground<'_>, proposed: Vec<Proposed>, ids: &mut dyn Ids) -> Self {
        let Ground { sheet, known, .. } = ground;
        let currency = sheet.currency(known);
        let mut plan = Self {
            report: Report::default(),
            places: Places::of(sheet, ground.file, proposed, ids),
            customs: Customs::of(sheet, known, sheet.records(), ids),
            fresh: Fresh::default(),
            linked: Vec::new(),
            settings: Vec::new(),
            mains: Vec::new(),
            visits: Vec::new(),
            steps: Vec::new(),
            rows: Vec::new(),
            refused: Vec::new(),
            activities: (0, 0),
            of_rows: vec![Row::Same; sheet.table.rows.len()],
            currency,
            reasons_before: 0,
        };
        let mut used = Used::default();
        let mut findings = Findings::default();
        if sheet.kind == Some(Kind::StageHistory) {
            plan.find_visits(ground, &mut used, &mut findings);
        } else {
            plan.identify(ground, ids);
            used.ids.extend(plan.name(ground, ids));
            plan.survey(ground, &mut used, &mut findings);
        }
        plan.arrange(ground, &used, ids);
        preview::rejected(&mut plan, ground);
        let misspelt = std::mem::take(&mut plan.report.findings);
        plan.report.findings = findings.finish();
        plan.report.findings.extend(misspelt);
        plan.report.slices = plan.slices();
        plan
    }

    pub(super) fn reader<'a>(&'a self, ground: &Ground<'a>) -> Reader<'a> {
        Reader {
            sheet: ground.sheet,
            known: ground.known,
            file: ground.file,
            places: &self.places,
            customs: &self.customs,
            fresh: &self.fresh,
            currency: self.currency,
            account_source: ground.sheet.account_source(),
        }
    }

    /// The record a row belongs to.
    pub(super) fn record_of(&self, ground: &Ground<'_>, row: usize) -> Option<Uuid> {
        match self.of_rows.get(row)? {
            Row::Of(at) if self.visits.is_empty() => self.mains.get(*at as usize).map(|main| main.id),
            Row::Of(at) => self.visits.get(*at as usize).map(|visits| ground.known.id(visits.opportunity)),
            Row::Rejected | Row::Same | Row::Deleted => None,
        }
    }

    /// Decides for each row which record it is about.
    fn identify(&mut self, ground: &Ground<'_>, ids: &mut dyn Ids) {
        let Ground { sheet, known, kept, keys, .. } = ground;
        let Some(kind) = sheet.kind else { return };
        let id_column = sheet.columns.one(id_target(kind));
        let source = sheet.source();
        let mut by_record: HashMap<Uuid, u32> = HashMap::new();
        for row in 0..sheet.table.rows.len() {
            let cells = sheet.cells(row);
            if let Some(first) = keys.repeats.get(&row) {
                let other_line = Some(sheet.line(*first));
                self.refuse(Refused { row, reason: Reason::DuplicateId, column: id_column, other_line });
                continue;
            }
            let earlier = kept.0.get(&row).and_then(|kept| Some((kept, known.place(kept.record)?)));
            if let Some((kept, place)) = earlier {
                if known.is_deleted(place) {
                    self.of_rows[row] = Row::Deleted;
                } else if kept.says_more(cells) {
                    self.take(row, kept.record, Some(place), Found::ById, &mut by_record);
                }
                continue;
            }
            let id = id_column.and_then(|column| filled(cells, column));
            if let Some(who) = others::who(kind) {
                self.identify_named(ground, who, row, id, &mut by_record, ids);
            } else if opportunity::has_identity(sheet, cells) {
                let there = id.and_then(|id| known.by_external(sheet.records(), &source, id));
                let record = there.map_or_else(|| ids.next(), |place| known.id(place));
                self.take(row, record, there, Found::ById, &mut by_record);
            } else {
                self.refuse(Refused { row, reason: Reason::NoIdentity, column: None, other_line: None });
            }
        }
    }

    /// The same for records that have names.
    fn identify_named(
        &mut self,
        ground: &Ground<'_>,
        who: Who,
        row: usize,
        id: Option<&str>,
        by_record: &mut HashMap<Uuid, u32>,
        ids: &mut dyn Ids,
    ) {
        let Ground { sheet, known, .. } = ground;
        let (cells, line, source) = (sheet.cells(row), sheet.line(row), sheet.source());
        let Some(name) = others::name(sheet, cells) else {
            self.refuse(Refused { row, reason: Reason::NoIdentity, column: None, other_line: None });
            return;
        };
        let account = (who == Who::Contact).then(|| {
            others::ensure(sheet, known, &mut self.fresh, row, &|_| true, ids);
            others::employer(sheet, known, &self.fresh, cells)
        });
        // Leads go by more than what they are called.
        let name = if who == Who::Lead { others::known_by(sheet, cells) } else { name };
        let mention = Mention { name: Some(&name), id, source: &source, account: account.flatten() };
        if let Some((record, found)) = self.fresh.find_own(known, who, mention) {
            if found != Found::ByName {
                self.fresh.call(who, &name, record);
            }
            self.take(row, record, known.place(record), found, by_record);
            return;
        }
        let record = ids.next();
        let external = id.map(|id| (source.clone(), id.to_owned()));
        let named = Named { id: record, name: name.as_str().into(), account: mention.account };
        self.fresh.add(who, named, external, line, true);
        self.take(row, record, None, Found::ByName, by_record);
    }

    fn take(&mut self, row: usize, id: Uuid, known: Option<u32>, found: Found, by_record: &mut HashMap<Uuid, u32>) {
        let place = index(row);
        let at = *by_record.entry(id).or_insert_with(|| {
            self.mains.push(Main { id, known, found, rows: Vec::with_capacity(1) });
            index(self.mains.len() - 1)
        });
        self.mains[at as usize].rows.push(place);
        self.of_rows[row] = Row::Of(at);
    }

    pub(super) fn take_visit(&mut self, row: usize, at: usize) {
        self.of_rows[row] = Row::Of(index(at));
    }

    pub(super) fn refuse(&mut self, refused: Refused) {
        self.of_rows[refused.row] = Row::Rejected;
        self.refused.push(refused);
    }

    /// Makes the records that rows name. Says which are used whatever becomes of the rows.
    fn name(&mut self, ground: &Ground<'_>, ids: &mut dyn Ids) -> Vec<Uuid> {
        let Ground { sheet, known, kept, .. } = ground;
        let mut used = Vec::new();
        for main in &self.mains {
            for &row in &main.rows {
                let row = row as usize;
                let earlier = kept.0.get(&row).filter(|kept| kept.record == main.id);
                let cells = sheet.cells(row);
                let changed = |column: usize| match earlier {
                    Some(kept) => filled(cells, column).is_some_and(|text| kept.cell(column).trim() != text),
                    None => true,
                };
                match sheet.kind {
                    Some(Kind::Opportunity) => {
                        used.extend(opportunity::ensure(sheet, known, &mut self.fresh, row, &changed, ids));
                    }
                    // Theirs were made when the contact was looked for.
                    Some(Kind::Contact) if earlier.is_none() => {}
                    _ => others::ensure(sheet, known, &mut self.fresh, row, &changed, ids),
                }
                for (column, name) in self.customs.people(cells) {
                    if changed(column) {
                        let mention = Mention { name: Some(name), ..Mention::default() };
                        self.fresh.ensure(known, Who::Member, mention, sheet.line(row), ids);
                    }
                }
            }
        }
        used
    }

    /// Goes through the records once, to count.
    fn survey(&mut self, ground: &Ground<'_>, used: &mut Used, findings: &mut Findings) {
        let Ground { sheet, known, .. } = ground;
        let mut twins = Twins::default();
        // Members that have an opportunity, or lead others and need none.
        let mut busy: BTreeSet<Uuid> = known.owners.union(&known.managers).copied().collect();
        let (mut steps, mut activities, mut rows) = (Vec::new(), Vec::new(), Vec::new());
        let mut written = vec![false; sheet.table.rows.len()];
        let mut counted = (0, 0);
        let mut report = std::mem::take(&mut self.report);
        let reader = self.reader(ground);
        for (at, main) in self.mains.iter().enumerate() {
            let built = build(ground, &reader, main);
            let changes = built.changes();
            let is_new = built.before.is_none();
            if is_new || !changes.is_empty() {
                steps.push(Step::Main(index(at)));
                match &built.before {
                    None => {
                        used.ids.insert(main.id);
                        built.after.fields().iter().for_each(|(field, value)| used.add(&self.customs, field, value));
                    }
                    Some(_) => changes.iter().for_each(|change| used.add(&self.customs, &change.field, &change.to)),
                }
            }
            for (write, nth) in built.activities.iter().zip(0..) {
                activities.push(Step::Activity(index(at), nth));
                *(if matches!(write, Write::Add(_)) { &mut counted.0 } else { &mut counted.1 }) += 1;
            }
            busy.extend(id_in(&built.after.get("manager")));
            for (nth, told) in built.rows.iter().enumerate() {
                let row = told.row;
                rows.push(index(row));
                let counts = &mut report.rows;
                match (is_new && nth == 0, told.changes) {
                    (true, _) => counts.created += 1,
                    (false, true) => counts.updated += 1,
                    (false, false) => counts.unchanged += 1,
                }
                counts.kept += usize::from(!told.left.is_empty());
                preview::kept(&mut report, self, ground, &built, told);
                written[row] = (is_new && nth == 0) || told.changes;
                if !written[row] {
                    continue;
                }
                let line = sheet.line(row);
                told.remarks.0.iter().for_each(|remark| findings.add(sheet, line, remark.clone()));
                if report.first.len() < 3 {
                    report.first.push(preview::of(self, ground, line, &built.after));
                }
                let Some(deal) = told.draft.deal() else { continue };
                busy.extend(deal.record.owner.map(model::Id::uuid));
                twins.add(line, deal);
                if is_new
                    && let Some(twin) = known.open_twin(&deal.record.title, deal.record.account.map(model::Id::uuid))
                    && is_twin(deal, start_of(known, twin))
                {
                    twins.add_known(line, deal, known.id(twin));
                }
            }
        }
        for (row, of) in self.of_rows.iter().enumerate() {
            match of {
                Row::Same => report.rows.unchanged += 1,
                Row::Deleted => {
                    report.rows.unchanged += 1;
                    report.rows.kept += 1;
                    let name = preview::name_of_row(sheet, row);
                    let mut remarks = Remarks::default();
                    remarks.add(Code::Deleted, &name);
                    remarks.0.into_iter().for_each(|remark| findings.add(sheet, sheet.line(row), remark));
                    if let Some(kept) = ground.kept.0.get(&row) {
                        preview::deleted(&mut report, ground, row, kept.record);
                    }
                }
                Row::Rejected | Row::Of(_) => {}
            }
        }
        report.duplicates = twins.finish(findings);
        if ground.file.too_many > 0 && report.rows.created > 0 {
            let mut finding = super::tally::empty(Code::TooManyPipelines, None, None);
            finding.count = ground.file.too_many;
            findings.push(finding);
        }
        report.findings = spelling::findings(sheet, &written);
        near::find(&mut report, self, known, used);
        self.report = report;
        self.activities = counted;
        self.find_idle(ground, &busy, used, findings);
        self.steps = steps;
        self.steps.append(&mut activities);
        rows.sort_unstable();
        self.rows = rows;
    }

    /// Members without an opportunity, where the file is about either: all there are when it brings the first opportunities,
    /// otherwise its own.
    fn find_idle(&self, ground: &Ground<'_>, busy: &BTreeSet<Uuid>, used: &Used, findings: &mut Findings) {
        let Ground { sheet, known, .. } = ground;
        let owned = sheet.columns.has(Target::Opportunity(OpportunityField::Owner));
        let first = sheet.kind == Some(Kind::Opportunity) && known.opportunities == 0 && owned;
        let own = sheet.kind == Some(Kind::Member) && known.opportunities > 0;
        let mut finding = super::tally::empty(Code::MemberWithoutOpportunity, None, None);
        if first && self.report.rows.created > 0 {
            for named in &known.names.of(Who::Member).list {
                if !busy.contains(&named.id) {
                    super::tally::count(&mut finding, 0, &named.name);
                }
            }
        } else if own {
            for main in self.mains.iter().filter(|main| used.ids.contains(&main.id) || main.known.is_some()) {
                if !busy.contains(&main.id) {
                    let row = main.rows.first().map_or(0, |row| *row as usize);
                    super::tally::count(&mut finding, sheet.line(row), &preview::name_of_row(sheet, row));
                }
            }
        }
        if finding.count > 0 {
            findings.push(finding);
        }
    }

    /// Puts everything that is written in order.
    fn arrange(&mut self, ground: &Ground<'_>, used: &Used, ids: &mut dyn Ids) {
        let mut ids_used: BTreeSet<Uuid> = used.ids.iter().copied().collect();
        let employers: Vec<Uuid> = ids_used.iter().filter_map(|id| self.fresh.account_of(*id)).collect();
        ids_used.extend(employers);
        let own = ground.sheet.records();
        self.linked = std::mem::take(&mut self.fresh.linked).into_iter().collect();
        let (mains, mut after): (Vec<Step>, Vec<Step>) =
            std::mem::take(&mut self.steps).into_iter().partition(|step| matches!(step, Step::Main(_)));
        let mut mains = Some(mains);
        let mut steps = Vec::new();
        for who in Who::ALL {
            for (at, (named, made)) in self.fresh.made(who).enumerate() {
                if !made.own_row && ids_used.contains(&named.id) {
                    steps.push(Step::Made(who, index(at)));
                }
            }
            if who == Who::Account {
                steps.extend((0..self.linked.len()).map(|at| Step::Linked(index(at))));
            }
            if who.kind() == own {
                steps.extend(mains.take().into_iter().flatten());
            }
        }
        steps.extend(mains.into_iter().flatten());
        steps.append(&mut after);
        if !(steps.is_empty() && self.rows.is_empty()) {
            settings::write(self, ground, &ids_used, &used.fields(), ids);
        }
        self.steps = (0..self.settings.len()).map(|at| Step::Setting(index(at))).chain(steps).collect();
        self.report.rows.rejected = self.refused.len() + ground.sheet.table.rejected.len();
        preview::along(self, ground);
    }
}

fn start_of(known: &Known, place: u32) -> Option<model::Date> {
    let doc = known.doc(place)?;
    doc.get("created_on").as_str().and_then(model::Date::parse_iso)
}

pub(super) fn index(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// A record before a file has said anything of it.
pub(super) fn blank(kind: model::Kind, id: Uuid) -> Doc {
    Doc::from_fields(RecordRef { kind, id }, model::Fields::new())
}
