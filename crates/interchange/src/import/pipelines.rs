//! The file's pipelines and stage words, and what is proposed to become of them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use model::records::{Record as _, Stage};
use model::starter::Words;
use model::{Date, Uuid};

use super::columns::{Remarks, filled};
use super::known::Known;
use super::outcome::{for_census, said};
use super::protocol::{Basis, Becomes, Choice, PipelineView, StageOption, StagesView, WordView};
use super::sheet::Sheet;
use crate::headers::{HistoryField as H, Kind, OpportunityField as O, Target};
use crate::stages::{Census, Context, OrderBasis, PercentBasis, ProposedStage, Visits, spaced, stage_key};

/// More different values in a pipeline column than this are no pipelines.
const MOST_PIPELINES: usize = 24;

/// Stage words of a file, by pipeline.
#[derive(Debug, Default)]
pub(super) struct FilePipelines {
    pub(super) list: Vec<FilePipeline>,
    by_value: HashMap<String, usize>,
    column: Option<usize>,
    /// The values of the pipeline column, when they are too many to be pipelines.
    pub(super) too_many: usize,
    history: Vec<String>,
    stage_decides: bool,
    source: String,
}

/// One of the file's pipelines, under the name the file has for it.
#[derive(Debug)]
pub(super) struct FilePipeline {
    pub(super) value: String,
    census: Census,
    rows: HashMap<String, usize>,
}

/// What a person has said about the file's stages, by pipeline.
#[derive(Debug, Clone, Default)]
pub(super) struct Answers(BTreeMap<usize, Answer>);

#[derive(Debug, Clone, Default)]
struct Answer {
    choice: Option<Choice>,
    becomes: BTreeMap<String, Becomes>,
    percents: BTreeMap<String, u8>,
    order: Vec<String>,
}

/// What becomes of one of the file's pipelines.
#[derive(Debug, Clone)]
pub(super) struct Proposed {
    pub(super) value: String,
    pub(super) choice: Choice,
    /// The file's stages become the pipeline's.
    pub(super) replaces: bool,
    pub(super) order: OrderBasis,
    pub(super) words: Vec<Word>,
    /// Stages in use of the pipeline that was chosen.
    pub(super) stages: Vec<(Uuid, Stage)>,
}

#[derive(Debug, Clone)]
pub(super) struct Word {
    pub(super) key: String,
    /// As first written.
    pub(super) name: String,
    spellings: Vec<String>,
    rows: usize,
    pub(super) becomes: Becomes,
    pub(super) percent: Option<u8>,
    pub(super) basis: Basis,
    movable: bool,
    /// A person has matched it with a stage of another name, which a later import should know.
    pub(super) remember: bool,
}

impl FilePipelines {
    /// Looks through the rows.
    pub(super) fn of(sheet: &Sheet) -> Self {
        let target = |opportunity, history| match sheet.kind {
            Some(Kind::Opportunity) => Some(Target::Opportunity(opportunity)),
            Some(Kind::StageHistory) => Some(Target::StageHistory(history)),
            _ => None,
        };
        let Some(stage) = target(O::Stage, H::Stage) else { return Self::default() };
        let columns = &sheet.columns;
        let column = columns.one(Target::Opportunity(O::Pipeline)).filter(|_| sheet.kind == Some(Kind::Opportunity));
        let mut found = Self {
            column,
            stage_decides: sheet.shape.stage_decides(),
            source: sheet.source_of(Stage::NAME),
            ..Self::default()
        };
        found.find_values(sheet);
        let mut visits = Visits::new();
        for row in &sheet.table.rows {
            let cells = &row.cells;
            let Some(word) = columns.text(cells, stage) else { continue };
            let mut unread = Remarks::default();
            let said = for_census(said(columns, cells));
            let percent = columns.percent(cells, Target::Opportunity(O::Probability), &mut unread).map(Into::into);
            let pipeline = found.index_of(cells);
            let pipeline = &mut found.list[pipeline];
            pipeline.census.count(word, said, percent);
            *pipeline.rows.entry(stage_key(word)).or_default() += 1;
            if sheet.kind == Some(Kind::StageHistory)
                && let Some(opportunity) = columns.text(cells, Target::StageHistory(H::Opportunity))
                && let Some(day) = columns.day(cells, Target::StageHistory(H::EnteredOn), &mut unread)
            {
                visits.add(opportunity, word, naive(day));
            }
        }
        found.history = visits.order();
        found
    }

    fn find_values(&mut self, sheet: &Sheet) {
        let mut values: Vec<(String, String)> = Vec::new();
        let mut seen = BTreeSet::new();
        for row in &sheet.table.rows {
            let value = self.column.and_then(|column| filled(&row.cells, column)).unwrap_or("");
            if seen.insert(stage_key(value)) {
                values.push((stage_key(value), value.to_owned()));
            }
        }
        // A row that names no pipeline is in the first that is named.
        if values.len() > 1 {
            values.retain(|(key, _)| !key.is_empty());
        }
        if values.len() > MOST_PIPELINES || values.is_empty() {
            self.too_many = values.len();
            self.column = None;
            values = vec![(String::new(), String::new())];
        }
        for (key, value) in values {
            self.by_value.insert(key, self.list.len());
            self.list.push(FilePipeline { value, census: Census::new(), rows: HashMap::new() });
        }
    }

    /// Which of the file's pipelines a row is in.
    pub(super) fn index_of(&self, cells: &[String]) -> usize {
        let value = self.column.and_then(|column| filled(cells, column)).unwrap_or("");
        self.by_value.get(&stage_key(value)).copied().unwrap_or(0)
    }

    /// What a later import of such a file finds a stage by, besides its name.
    pub(super) fn external(&self, pipeline: usize, key: &str) -> (String, String) {
        let value = self.list.get(pipeline).map_or("", |pipeline| pipeline.value.as_str());
        let id = if value.is_empty() { key.to_owned() } else { format!("{}/{key}", stage_key(value)) };
        (self.source.clone(), id)
    }

    /// What is proposed, with a person's answers.
    pub(super) fn propose(&self, known: &Known, answers: &Answers, words: Words, kind: Option<Kind>) -> Vec<Proposed> {
        let none = Answer::default();
        let mut taken = BTreeSet::new();
        let mut proposed = Vec::new();
        for index in 0..self.list.len() {
            let answer = answers.0.get(&index).unwrap_or(&none);
            let choice = answer.choice.clone().filter(|choice| is_possible(choice, known));
            let choice = choice.unwrap_or_else(|| self.usual_choice(index, known, words, &taken));
            if let Choice::Existing(id) = choice {
                taken.insert(id);
            }
            proposed.push(self.propose_one(index, choice, known, answer, kind));
        }
        proposed
    }

    /// The pipeline of the same name; in a workspace without opportunities any that is free; otherwise the one with most of
    /// the file's stages, unless the file has several or names one that has too few.
    fn usual_choice(&self, index: usize, known: &Known, words: Words, taken: &BTreeSet<Uuid>) -> Choice {
        let value = self.list[index].value.as_str();
        let live = known.live_pipelines();
        if !value.is_empty()
            && let Some((id, _)) = live.iter().find(|(_, pipeline)| stage_key(&pipeline.name) == stage_key(value))
        {
            return Choice::Existing(*id);
        }
        let of_others = |id: &Uuid| {
            let named = |pipeline: &FilePipeline| {
                known.pipelines.get(id).is_some_and(|known| stage_key(&known.name) == stage_key(&pipeline.value))
            };
            taken.contains(id) || self.list.iter().any(named)
        };
        let free = live.iter().filter(|(id, _)| !of_others(id));
        let new = || Choice::New(if value.is_empty() { words.pick("销售流程", "Sales") } else { value }.to_owned());
        let best = free.map(|(id, _)| (self.matches(index, known, *id), *id)).rev().max_by_key(|(matches, _)| *matches);
        match best {
            None => new(),
            Some((_, id)) if known.opportunities == 0 => Choice::Existing(id),
            Some((matches, id)) => {
                let words = self.list[index].rows.len();
                let enough = value.is_empty() || (matches * 2 >= words.max(1));
                if enough && self.list.len() == 1 { Choice::Existing(id) } else { new() }
            }
        }
    }

    fn matches(&self, index: usize, known: &Known, pipeline: Uuid) -> usize {
        let stages = known.live_stages(pipeline);
        self.list[index].rows.keys().filter(|key| self.matching(index, key, known, &stages).is_some()).count()
    }

    /// The stage that an earlier import made of a word, or that is called so.
    pub(super) fn matching(&self, index: usize, key: &str, known: &Known, stages: &[(Uuid, &Stage)]) -> Option<Uuid> {
        let (source, id) = self.external(index, key);
        let imported = known.by_external(Stage::KIND, &source, &id).map(|place| known.id(place));
        let is_here = |id: &Uuid| stages.iter().any(|(stage, _)| stage == id);
        imported
            .filter(is_here)
            .or_else(|| stages.iter().find(|(_, stage)| stage_key(&stage.name) == *key).map(|(id, _)| *id))
    }

    fn propose_one(
        &self,
        index: usize,
        choice: Choice,
        known: &Known,
        answer: &Answer,
        kind: Option<Kind>,
    ) -> Proposed {
        let pipeline = &self.list[index];
        let census = pipeline.census.propose(Context { history: &self.history, stage_decides: self.stage_decides });
        let stages = match choice {
            Choice::Existing(id) => known.live_stages(id),
            Choice::New(_) => Vec::new(),
        };
        let of = |name: &str, spellings: Vec<String>, usual: Becomes, percent: Option<(u8, Basis)>| {
            let key = stage_key(name);
            let matching = self.matching(index, &key, known, &stages);
            let is_here = |becomes: &Becomes| match becomes {
                Becomes::Stage(id) => stages.iter().any(|(stage, _)| stage == id),
                _ => true,
            };
            let said = answer.becomes.get(&key).copied().filter(is_here);
            let becomes = said.or_else(|| matching.map(Becomes::Stage)).unwrap_or(usual);
            let (percent, basis) = match becomes {
                Becomes::New => match answer.percents.get(&key) {
                    Some(percent) => (Some(*percent), Basis::Person),
                    None => percent.map_or((None, Basis::Assumed), |(percent, basis)| (Some(percent), basis)),
                },
                Becomes::Stage(id) => {
                    let stage = stages.iter().find(|(stage, _)| *stage == id);
                    (stage.and_then(|(_, stage)| stage.probability), Basis::Stage)
                }
                Becomes::Won | Becomes::Lost => (None, Basis::None),
            };
            let remember = matches!(becomes, Becomes::Stage(id) if matching != Some(id));
            let rows = pipeline.rows.get(&key).copied().unwrap_or(0);
            Word { key, name: name.to_owned(), spellings, rows, becomes, percent, basis, movable: false, remember }
        };
        let stated = |stage: &ProposedStage| match stage.percent_basis {
            PercentBasis::Column => Some((stage.percent, Basis::Column)),
            PercentBasis::Usual => Some((stage.percent, Basis::Usual)),
            PercentBasis::Assumed => None,
        };
        let mut words: Vec<Word> = census
            .stages
            .iter()
            .map(|stage| of(&stage.name, stage.spellings.clone(), Becomes::New, stated(stage)))
            .collect();
        for (spellings, usual) in [(&census.won, Becomes::Won), (&census.lost, Becomes::Lost)] {
            for (name, spellings) in by_word(spellings) {
                words.push(of(&name, spellings, usual, None));
            }
        }
        let replaces = known.opportunities == 0
            && kind == Some(Kind::Opportunity)
            && matches!(choice, Choice::Existing(_))
            && words.iter().any(|word| is_open(word.becomes));
        arrange(&mut words, &stages, replaces, &answer.order);
        space(&mut words, &stages, replaces);
        let stages = stages.into_iter().map(|(id, stage)| (id, stage.clone())).collect();
        Proposed { value: pipeline.value.clone(), choice, replaces, order: census.order, words, stages }
    }
}

/// Spellings of one word together, each word by its first.
fn by_word(spellings: &[String]) -> Vec<(String, Vec<String>)> {
    let mut words: Vec<(String, Vec<String>)> = Vec::new();
    for spelling in spellings {
        match words.iter_mut().find(|(name, _)| stage_key(name) == stage_key(spelling)) {
            Some((_, known)) => known.push(spelling.clone()),
            None => words.push((spelling.clone(), vec![spelling.clone()])),
        }
    }
    words
}

fn is_open(becomes: Becomes) -> bool {
    matches!(becomes, Becomes::Stage(_) | Becomes::New)
}

fn is_possible(choice: &Choice, known: &Known) -> bool {
    match choice {
        Choice::Existing(id) => known.pipelines.get(id).is_some_and(|pipeline| !pipeline.archived),
        Choice::New(name) => !name.trim().is_empty(),
    }
}

/// Open stages first: as a person ordered them, else in file order; those of a pipeline in use stay where they are there.
fn arrange(words: &mut [Word], stages: &[(Uuid, &Stage)], replaces: bool, order: &[String]) {
    for word in &mut *words {
        word.movable = is_open(word.becomes) && (replaces || word.becomes == Becomes::New);
    }
    let by_person = |word: &Word| order.iter().position(|key| *key == word.key).unwrap_or(usize::MAX);
    let place = |word: &Word| match word.becomes {
        Becomes::Stage(id) if !replaces => (0, stages.iter().position(|(stage, _)| *stage == id).unwrap_or(0)),
        Becomes::Stage(_) | Becomes::New => (1, by_person(word)),
        Becomes::Won => (2, 0),
        Becomes::Lost => (3, 0),
    };
    words.sort_by_key(place);
}

/// Spaces the probabilities nobody said evenly between those that are known.
fn space(words: &mut [Word], stages: &[(Uuid, &Stage)], replaces: bool) {
    if !replaces && !stages.is_empty() {
        // Where in a pipeline that is at work a new stage belongs nobody knows, nor its probability.
        return;
    }
    let own = |word: &Word| is_open(word.becomes) && (replaces || word.becomes == Becomes::New);
    let percents: Vec<Option<u8>> = words.iter().filter(|word| own(word)).map(|word| word.percent).collect();
    for (at, word) in words.iter_mut().filter(|word| own(word)).enumerate() {
        word.percent = word.percent.or_else(|| Some(spaced(&percents, at)));
    }
}

impl Answers {
    pub(super) fn choose(&mut self, pipeline: usize, choice: Choice) {
        self.0.entry(pipeline).or_default().choice = Some(choice);
    }

    pub(super) fn becomes(&mut self, pipeline: usize, word: &str, becomes: Becomes) {
        self.0.entry(pipeline).or_default().becomes.insert(stage_key(word), becomes);
    }

    pub(super) fn percent(&mut self, pipeline: usize, word: &str, percent: u8) {
        self.0.entry(pipeline).or_default().percents.insert(stage_key(word), percent.min(100));
    }

    /// Moves a stage past its neighbour; says whether it has one it can move past.
    pub(super) fn move_word(&mut self, pipeline: usize, word: &str, up: bool, proposed: &Proposed) -> bool {
        let mut order: Vec<String> = proposed.words.iter().filter(|w| w.movable).map(|w| w.key.clone()).collect();
        let Some(at) = order.iter().position(|key| *key == stage_key(word)) else { return false };
        let other = if up { at.checked_sub(1) } else { Some(at + 1).filter(|next| *next < order.len()) };
        let Some(other) = other else { return false };
        order.swap(at, other);
        self.0.entry(pipeline).or_default().order = order;
        true
    }
}

/// What a page shows of it.
pub(super) fn view(proposed: &[Proposed], known: &Known) -> StagesView {
    let pipeline = |proposed: &Proposed| {
        let named = |id: &Uuid| proposed.words.iter().any(|word| word.becomes == Becomes::Stage(*id));
        let option = |(id, stage): &(Uuid, Stage)| StageOption {
            id: *id,
            name: stage.name.clone(),
            percent: stage.probability,
            leaves: proposed.replaces && !named(id),
        };
        let word = |word: &Word| WordView {
            word: word.name.clone(),
            spellings: word.spellings.clone(),
            rows: word.rows,
            becomes: word.becomes,
            percent: word.percent,
            basis: word.basis,
            movable: word.movable,
        };
        PipelineView {
            value: proposed.value.clone(),
            choice: proposed.choice.clone(),
            replaces: proposed.replaces,
            order: proposed.order,
            words: proposed.words.iter().map(word).collect(),
            stages: proposed.stages.iter().map(option).collect(),
        }
    };
    let existing = known.live_pipelines().into_iter().map(|(id, pipeline)| (id, pipeline.name.clone())).collect();
    StagesView { pipelines: proposed.iter().map(pipeline).collect(), existing }
}

fn naive(day: Date) -> chrono::NaiveDate {
    let month_and_day = |year| chrono::NaiveDate::from_ymd_opt(year, day.month(), day.day());
    month_and_day(day.year()).unwrap_or_default()
}
