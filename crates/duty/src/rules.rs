//! The settings that judge, put together from their records.

use std::collections::BTreeMap;

use model::cadence::Cadences;
use model::calendar::Calendar;
use model::escalation::{self, Ladders};
use model::grade::{Grade, Judge};
use model::journal::Timeline;
use model::people::People;
use model::rates::rate_on;
use model::records::{
    Cadence, CalendarYear, DossierItem, Gate, GradeRule, Ladder, Member, Opportunity, Pipeline, Rate, Record,
    ScoringModel, Stage, Workspace,
};
use model::starter::{self, Words};
use model::{Currency, Date, Decimal, Doc, Effective, Id, Instant, Money, as_of};

/// The records that judge, as they were read.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    pub workspace: Workspace,
    pub pipelines: Vec<(Id<Pipeline>, Pipeline)>,
    pub stages: Vec<(Id<Stage>, Stage)>,
    /// Their records with their histories: how far along a stage was on an earlier day. Where they are left out, as far as now.
    pub stage_history: Vec<(Doc, Timeline)>,
    pub models: Vec<(Id<ScoringModel>, ScoringModel)>,
    /// With their histories: what graded on an earlier day.
    pub grade_rules: Vec<(Doc, Timeline)>,
    pub cadences: Vec<Cadence>,
    pub ladders: Vec<Ladder>,
    pub years: Vec<CalendarYear>,
    pub members: Vec<(Id<Member>, Member)>,
    pub dossier_items: Vec<(Id<DossierItem>, DossierItem)>,
    pub gates: Vec<(Id<Gate>, Gate)>,
    pub rates: Vec<Rate>,
}

type Typed<R> = Vec<(Id<R>, R)>;

/// What held from which day on; the first before anything is known, the last now.
type Held<R> = Vec<(Option<Date>, Typed<R>)>;

fn on<R>(held: &Held<R>, on: Date) -> Option<&Typed<R>> {
    let then = held.iter().rev().find(|(from, _)| from.is_none_or(|from| from <= on));
    then.or(held.first()).map(|(_, held)| held)
}

/// What judges on a day.
pub struct Rules {
    pub stages: Vec<(Id<Stage>, Stage)>,
    pub escalation: escalation::Rules,
    pub(crate) models: Vec<(Id<ScoringModel>, ScoringModel)>,
    /// What graded, and how the stages were ordered.
    grading: Held<GradeRule>,
    ordered: Held<Stage>,
    dossiers: BTreeMap<Id<Pipeline>, Vec<(Id<DossierItem>, DossierItem)>>,
    gates: BTreeMap<Id<Pipeline>, Vec<(Id<Gate>, Gate)>>,
    currency: Currency,
    rates: Vec<Rate>,
}

impl Rules {
    /// `words` are those of a template nobody has written; `day` is the day an instant lies in where the workspace is.
    pub fn new(settings: Settings, words: Words, day: &dyn Fn(Instant) -> Date) -> Self {
        let own = &settings.dossier_items;
        let dossier =
            |(id, _): &(Id<Pipeline>, Pipeline)| (*id, starter::dossier_or_usual(own, words, *id, &settings.stages));
        let gates =
            |(id, _): &(Id<Pipeline>, Pipeline)| (*id, starter::gates_or_usual(&settings.gates, *id, &settings.stages));
        Self {
            gates: settings.pipelines.iter().map(gates).collect(),
            dossiers: settings.pipelines.iter().map(dossier).collect(),
            escalation: escalation::Rules {
                calendar: Calendar::new(&settings.workspace, &settings.years),
                cadences: Cadences::new(&settings.cadences),
                ladders: Ladders::new(&settings.ladders),
                people: People::new(settings.members, settings.workspace.lead),
            },
            grading: history(&settings.grade_rules, day),
            ordered: ordered(history(&settings.stage_history, day)),
            stages: settings.stages,
            models: settings.models,
            currency: settings.workspace.currency,
            rates: settings.rates,
        }
    }

    /// Kinds of record that make these rules: a change of one of them asks for new ones.
    pub const KINDS: [&'static str; 12] = [
        Workspace::NAME,
        Pipeline::NAME,
        Stage::NAME,
        ScoringModel::NAME,
        GradeRule::NAME,
        Cadence::NAME,
        Ladder::NAME,
        CalendarYear::NAME,
        Member::NAME,
        DossierItem::NAME,
        Gate::NAME,
        Rate::NAME,
    ];

    /// The days on which the rules of grading, a scoring model or the order of stages became others.
    pub(crate) fn changed_on(&self, day: &dyn Fn(Instant) -> Date) -> Vec<Date> {
        let models = self.models.iter().filter_map(|(_, model)| model.valid_from).map(day);
        let grading = self.grading.iter().filter_map(|(from, _)| *from);
        grading.chain(self.ordered.iter().filter_map(|(from, _)| *from)).chain(models).collect()
    }

    pub(crate) fn judge<'a>(&'a self, today: Date, as_of: Option<Date>, day: &'a dyn Fn(Instant) -> Date) -> Judge<'a> {
        let rules = on(&self.grading, as_of.unwrap_or(today)).map_or(&[][..], Vec::as_slice);
        let then = as_of.and_then(|as_of| on(&self.ordered, as_of));
        let stages = then.map_or(self.stages.as_slice(), Vec::as_slice);
        Judge { models: &self.models, rules, stages, day, today, as_of }
    }

    /// The grade an opportunity had on a day, given as it stood then.
    pub(crate) fn grade_on(&self, record: &Opportunity, on: Date, day: &dyn Fn(Instant) -> Date) -> Option<Grade> {
        self.judge(on, Some(on), day).standing(record).grade()
    }

    pub(crate) fn dossier(&self, pipeline: Option<Id<Pipeline>>) -> &[(Id<DossierItem>, DossierItem)] {
        pipeline.and_then(|pipeline| self.dossiers.get(&pipeline)).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn gates(&self, pipeline: Option<Id<Pipeline>>) -> &[(Id<Gate>, Gate)] {
        pipeline.and_then(|pipeline| self.gates.get(&pipeline)).map_or(&[], Vec::as_slice)
    }

    /// An amount in the workspace's currency; `None` without a rate.
    pub(crate) fn value(&self, amount: Money, today: Date) -> Option<Decimal> {
        amount.value.checked_mul(rate_on(&self.rates, amount.currency, self.currency, today)?)
    }
}

/// What records of settings said from each day on which one of them was written. Before the first of them nothing did.
fn history<R: Record>(written: &[(Doc, Timeline)], day: &dyn Fn(Instant) -> Date) -> Held<R> {
    let known = |effective: Effective| effective.day(day);
    let mut days: Vec<Date> =
        written.iter().flat_map(|(_, timeline)| &timeline.0).map(|entry| day(entry.recorded)).collect();
    days.sort_unstable();
    days.dedup();
    let here_by = |timeline: &Timeline, on: Date| timeline.0.first().is_none_or(|entry| day(entry.recorded) <= on);
    let on = |on: Date| {
        let here = written.iter().filter(|(_, timeline)| here_by(timeline, on));
        let then = here.filter_map(|(doc, timeline)| {
            Some((Id::new(doc.id), as_of::doc(doc, timeline, on, known).decode::<R>().ok()?))
        });
        (Some(on), then.collect())
    };
    let before = (None, Typed::new());
    let now = written.iter().filter_map(|(doc, _)| Some((Id::new(doc.id), doc.decode().ok()?))).collect();
    let mut all: Held<R> = std::iter::once(before).chain(days.iter().map(|day| on(*day))).collect();
    if let Some(last) = all.last_mut() {
        last.1 = now;
    }
    all
}

/// The days on which the order of stages became another. Of what was before the first was written nothing is known.
fn ordered(history: Held<Stage>) -> Held<Stage> {
    let place = |stages: &Typed<Stage>| {
        let of = |(id, stage): &(Id<Stage>, Stage)| (stage.pipeline, stage.archived, stage.position, *id);
        let mut places: Vec<_> = stages.iter().map(of).collect();
        places.sort_unstable();
        places
    };
    let mut all: Held<Stage> = Vec::new();
    for (from, stages) in history {
        let is_same = all.last().is_some_and(|(_, before)| place(before) == place(&stages));
        if from.is_some() && !is_same {
            all.push((from, stages));
        }
    }
    all
}
