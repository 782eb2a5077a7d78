//! One file being imported: what it says, what a person answers, what is known, and the plan.

use model::command::{Slice, SourceRows};
use model::{Currency, Doc, Ids, RecordRef};

use super::known::Known;
use super::pipelines::{self, Answers, FilePipelines, Proposed};
use super::plan::{Ground, Plan};
use super::protocol::{
    Becomes, Choice, ColumnsView, FileInfo, Refusal, RejectWords, Report, Request, Response, Setting, StagesView,
};
use super::sheet::Sheet;
use super::sources::{KeptRows, Keys, id_target};
use super::{rejects, view};
use crate::export::Export;
use crate::headers::{Kind, Target};
use crate::stages::stage_key;
use crate::table::Table;

/// The state of importing one file.
///
/// It is made from a table that has been read, and driven by [`Session::answer`]; the other methods do the same for callers
/// that are not at the other end of a channel. Nothing is written: [`Session::slice`] gives what is to be.
#[derive(Debug)]
pub struct Session {
    sheet: Sheet,
    known: Known,
    /// With the file's keys, under which earlier rows are found.
    kept: KeptRows,
    keys: Keys,
    file: Option<FilePipelines>,
    answers: Answers,
    plan: Option<Plan>,
}

impl Session {
    /// Looks through the table and guesses what its columns are for.
    pub fn new(table: Table, info: FileInfo, setting: Setting) -> Self {
        let sheet = Sheet::new(table, info, setting);
        let mut session = Self {
            sheet,
            known: Known::default(),
            kept: KeptRows::default(),
            keys: Keys::default(),
            file: None,
            answers: Answers::default(),
            plan: None,
        };
        session.find_keys();
        session
    }

    /// Carries out a request. [`Request::Open`] and [`Request::Sheet`] are the worker's; here they show the columns of the file that is open.
    pub fn answer(&mut self, request: Request, ids: &mut dyn Ids) -> Response {
        let done = match request {
            Request::Open { .. } | Request::Sheet { .. } | Request::Columns => Ok(()),
            Request::Kind(kind) => {
                self.set_kind(kind);
                Ok(())
            }
            Request::Column { index, target } => self.set_column(index, target),
            Request::DateOrder(order) => {
                self.set_order(order);
                Ok(())
            }
            Request::Currency(currency) => {
                self.set_currency(currency);
                Ok(())
            }
            Request::Known { docs } => {
                self.add_known(docs);
                return Response::Taken { missing: Vec::new() };
            }
            Request::KnownRows { rows } => return Response::Taken { missing: self.add_rows(rows) },
            Request::Forget => {
                self.forget();
                return Response::Taken { missing: Vec::new() };
            }
            Request::Stages => return Response::Stages(self.stages()),
            Request::Pipeline { pipeline, choice } => return self.stages_after(|s| s.set_pipeline(pipeline, choice)),
            Request::Stage { pipeline, word, becomes } => {
                return self.stages_after(|session| session.set_stage(pipeline, &word, becomes));
            }
            Request::Percent { pipeline, word, percent } => {
                return self.stages_after(|session| session.set_percent(pipeline, &word, percent));
            }
            Request::MoveStage { pipeline, word, up } => {
                return self.stages_after(|session| session.move_stage(pipeline, &word, up));
            }
            Request::Report => {
                return match self.report(ids) {
                    Ok(report) => Response::Report(Box::new(report.clone())),
                    Err(refusal) => Response::Refused(refusal),
                };
            }
            Request::Slice(index) => {
                return match &self.plan {
                    Some(plan) => Response::Slice { slice: self.slice(index), of: plan.slices() },
                    None => Response::Refused(Refusal::NotPlanned),
                };
            }
            Request::Rejects(words) => {
                let rejects = self.rejects(&words).map(Box::new);
                return rejects.map_or(Response::Refused(Refusal::NotPlanned), Response::Rejects);
            }
        };
        match done {
            Ok(()) => Response::Columns(Box::new(self.columns())),
            Err(refusal) => Response::Refused(refusal),
        }
    }

    /// The file and its columns, as things stand.
    pub fn columns(&self) -> ColumnsView {
        view::columns(&self.sheet, &self.known)
    }

    /// A person says what the rows are.
    pub fn set_kind(&mut self, kind: Kind) {
        self.sheet.recognise(Some(kind));
        self.columns_have_changed(true);
    }

    /// A person says what a column goes into; `None` leaves it out.
    ///
    /// # Errors
    /// There is no such column, or the target is of another kind of record than the rows.
    pub fn set_column(&mut self, index: usize, target: Option<Target>) -> Result<(), Refusal> {
        let kind = self.sheet.kind.ok_or(Refusal::NoKind)?;
        let fits = target.is_none_or(|target| {
            Target::options(kind).contains(&target)
                || view::own_fields(&self.sheet, &self.known).any(|(own, _)| own == target)
        });
        if index >= self.sheet.columns.list.len() || !fits {
            return Err(Refusal::NoSuchColumn);
        }
        let before = (self.sheet.source(), self.sheet.columns.one(id_target(kind)));
        self.sheet.set_column(index, target);
        let after = (self.sheet.source(), self.sheet.columns.one(id_target(kind)));
        self.columns_have_changed(before != after || kind == Kind::StageHistory);
        Ok(())
    }

    /// A person says whether the day or the month comes first.
    pub fn set_order(&mut self, order: crate::cell::date::Order) {
        self.sheet.set_order(order);
        self.columns_have_changed(false);
    }

    /// A person says what amounts are in that name no currency.
    pub fn set_currency(&mut self, currency: Currency) {
        self.sheet.currency_said = Some(currency);
        self.columns_have_changed(false);
    }

    fn columns_have_changed(&mut self, keys_too: bool) {
        self.file = None;
        self.plan = None;
        if keys_too {
            self.answers = Answers::default();
            self.find_keys();
        }
    }

    fn find_keys(&mut self) {
        self.kept = KeptRows::default();
        self.keys = match self.sheet.kind {
            Some(kind) => Keys::of(&self.sheet.table, &self.sheet.columns, kind),
            None => Keys::default(),
        };
    }

    /// Takes in some of the workspace's records.
    pub fn add_known(&mut self, docs: Vec<Doc>) {
        self.plan = None;
        self.known.add(docs);
    }

    /// Takes in some of the rows kept from earlier imports of [`Session::source`], oldest first. Says which of their records
    /// are not known.
    pub fn add_rows(&mut self, rows: SourceRows) -> Vec<RecordRef> {
        self.plan = None;
        if rows.source != self.sheet.source() {
            return Vec::new();
        }
        let records = self.kept.add(rows, &self.sheet.table, &self.keys);
        let kind = self.sheet.records();
        let missing = records.into_iter().filter(|id| self.known.place(*id).is_none());
        missing.map(|id| RecordRef { kind, id }).collect()
    }

    /// Forgets records and rows, which will be given again.
    pub fn forget(&mut self) {
        self.known = Known::default();
        self.kept = KeptRows::default();
        self.plan = None;
    }

    /// Under what the file's rows are kept; empty without a kind.
    pub fn source(&self) -> String {
        self.sheet.source()
    }

    /// The file's pipelines and stage words, and what is proposed to become of them.
    pub fn stages(&mut self) -> StagesView {
        let proposed = self.propose();
        pipelines::view(&proposed, &self.known)
    }

    /// A person says which pipeline the rows of one of the file's go into.
    ///
    /// # Errors
    /// There is no such pipeline, or the new one has no name.
    pub fn set_pipeline(&mut self, pipeline: usize, choice: Choice) -> Result<(), Refusal> {
        let is_there = match &choice {
            Choice::Existing(id) => self.known.live_pipelines().iter().any(|(live, _)| live == id),
            Choice::New(name) => !name.trim().is_empty(),
        };
        if !is_there || self.propose().len() <= pipeline {
            return Err(Refusal::NoSuchStage);
        }
        self.answers.choose(pipeline, choice);
        self.plan = None;
        Ok(())
    }

    /// A person says what a stage word stands for.
    ///
    /// # Errors
    /// There is no such word, or no such stage in the pipeline.
    pub fn set_stage(&mut self, pipeline: usize, word: &str, becomes: Becomes) -> Result<(), Refusal> {
        let proposed = self.with_word(pipeline, word)?;
        let is_there = match becomes {
            Becomes::Stage(id) => proposed.stages.iter().any(|(stage, _)| *stage == id),
            Becomes::New | Becomes::Won | Becomes::Lost => true,
        };
        if !is_there {
            return Err(Refusal::NoSuchStage);
        }
        self.answers.becomes(pipeline, word, becomes);
        self.plan = None;
        Ok(())
    }

    /// A person says the win probability of a new stage, in percent.
    ///
    /// # Errors
    /// There is no such word.
    pub fn set_percent(&mut self, pipeline: usize, word: &str, percent: u8) -> Result<(), Refusal> {
        self.with_word(pipeline, word)?;
        self.answers.percent(pipeline, word, percent);
        self.plan = None;
        Ok(())
    }

    /// A person moves a stage past its neighbour. At either end it stays.
    ///
    /// # Errors
    /// There is no such word.
    pub fn move_stage(&mut self, pipeline: usize, word: &str, up: bool) -> Result<(), Refusal> {
        let proposed = self.with_word(pipeline, word)?;
        self.answers.move_word(pipeline, word, up, &proposed);
        self.plan = None;
        Ok(())
    }

    fn with_word(&mut self, pipeline: usize, word: &str) -> Result<Proposed, Refusal> {
        let key = stage_key(word);
        let proposed = self.propose().into_iter().nth(pipeline);
        proposed.filter(|proposed| proposed.words.iter().any(|word| word.key == key)).ok_or(Refusal::NoSuchStage)
    }

    fn stages_after(&mut self, change: impl FnOnce(&mut Self) -> Result<(), Refusal>) -> Response {
        match change(self) {
            Ok(()) => Response::Stages(self.stages()),
            Err(refusal) => Response::Refused(refusal),
        }
    }

    fn propose(&mut self) -> Vec<Proposed> {
        let file = self.file.get_or_insert_with(|| FilePipelines::of(&self.sheet));
        file.propose(&self.known, &self.answers, self.sheet.setting.words, self.sheet.kind)
    }

    /// Plans the import with everything as proposed or answered, and tells what it would do. `ids` are for new records.
    ///
    /// # Errors
    /// Nobody has said what the rows are.
    pub fn report(&mut self, ids: &mut dyn Ids) -> Result<&Report, Refusal> {
        if self.sheet.kind.is_none() {
            return Err(Refusal::NoKind);
        }
        let proposed = self.propose();
        let Self { sheet, known, kept, keys, file, plan, .. } = self;
        let file = file.get_or_insert_with(|| FilePipelines::of(sheet));
        kept.follow(|id| known.lead(id));
        let make = || Plan::make(&Ground { sheet, known, kept, keys, file }, proposed, ids);
        Ok(&plan.get_or_insert_with(make).report)
    }

    /// One slice of what [`Session::report`] planned; `None` past the last, or when the plan does not hold any more.
    pub fn slice(&self, index: usize) -> Option<Slice> {
        let (plan, file) = (self.plan.as_ref()?, self.file.as_ref()?);
        let Self { sheet, known, kept, keys, .. } = self;
        plan.slice(&Ground { sheet, known, kept, keys, file }, index)
    }

    /// All slices of what was planned, in order.
    pub fn slices(&self) -> impl Iterator<Item = Slice> {
        (0..).map_while(|index| self.slice(index))
    }

    /// The rejected rows, to be saved as a file.
    pub fn rejects(&self, words: &RejectWords) -> Option<Export> {
        self.plan.as_ref().map(|plan| rejects::export(plan, &self.sheet, words))
    }
}
