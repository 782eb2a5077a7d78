//! What there is few of and much asked for: settings that are lists, saved views; and names of whatever records point at.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;
use model::calendar::Calendar;
use model::records::{
    Account, Cadence, CalendarYear, Contact, CustomField, DossierItem, Gate, GradeRule, Ladder, LossReason, Member,
    Pipeline, Product, Rate, Record, Remedy, SavedView, ScoringModel, Source, Stage, StageActionTemplate, StallCause,
    Workspace,
};
use model::{Doc, Id, Kind, RecordRef, Uuid, starter};

use super::{App, app};
use crate::i18n::Lang;
use crate::platform::task;

/// Kinds of record that others are shown with the names of.
const NAMED: [Kind; 5] = [Account::KIND, Contact::KIND, Product::KIND, LossReason::KIND, Member::KIND];

#[derive(Default)]
pub(crate) struct Names {
    known: BTreeMap<Uuid, String>,
    asked: BTreeSet<Uuid>,
}

/// Records of one kind, in order.
type List<R> = RwSignal<Vec<(Uuid, R)>>;

/// Lists for the screens behind the board, archived entries included; see [`Lists`].
pub(crate) struct State {
    /// They have been read.
    pub(crate) ready: RwSignal<bool>,
    /// None where nothing has been written yet.
    pub(crate) workspace: RwSignal<Option<Workspace>>,
    pub(crate) pipelines: List<Pipeline>,
    pub(crate) stages: List<Stage>,
    pub(crate) reasons: List<LossReason>,
    pub(crate) sources: List<Source>,
    pub(crate) members: List<Member>,
    pub(crate) rates: List<Rate>,
    /// Every version.
    pub(crate) scoring_models: List<ScoringModel>,
    pub(crate) grade_rules: List<GradeRule>,
    pub(crate) cadences: List<Cadence>,
    pub(crate) ladders: List<Ladder>,
    pub(crate) calendar_years: List<CalendarYear>,
    pub(crate) dossier_items: List<DossierItem>,
    pub(crate) gates: List<Gate>,
    pub(crate) action_templates: List<StageActionTemplate>,
    pub(crate) causes: List<StallCause>,
    pub(crate) remedies: List<Remedy>,
}

thread_local! {
    static STATE: OnceCell<&'static State> = const { OnceCell::new() };
}

/// A name for the lists of this page, which views may capture freely. They are read when they are first asked for, and follow
/// every change from then on.
#[derive(Clone, Copy)]
pub(crate) struct Lists;

pub(crate) fn lists() -> Lists {
    Lists
}

impl std::ops::Deref for Lists {
    type Target = State;

    fn deref(&self) -> &State {
        state()
    }
}

fn state() -> &'static State {
    STATE.with(|held| {
        *held.get_or_init(|| {
            task::spawn(async { Lists.read().await });
            Box::leak(Box::new(app().keep(State::new)))
        })
    })
}

impl State {
    fn new() -> Self {
        Self {
            ready: RwSignal::new(false),
            workspace: RwSignal::new(None),
            pipelines: RwSignal::new(Vec::new()),
            stages: RwSignal::new(Vec::new()),
            reasons: RwSignal::new(Vec::new()),
            sources: RwSignal::new(Vec::new()),
            members: RwSignal::new(Vec::new()),
            rates: RwSignal::new(Vec::new()),
            scoring_models: RwSignal::new(Vec::new()),
            grade_rules: RwSignal::new(Vec::new()),
            cadences: RwSignal::new(Vec::new()),
            ladders: RwSignal::new(Vec::new()),
            calendar_years: RwSignal::new(Vec::new()),
            dossier_items: RwSignal::new(Vec::new()),
            gates: RwSignal::new(Vec::new()),
            action_templates: RwSignal::new(Vec::new()),
            causes: RwSignal::new(Vec::new()),
            remedies: RwSignal::new(Vec::new()),
        }
    }
}

impl Lists {
    async fn read(self) {
        self.workspace.set(read::<Workspace>(|_| 0).await.into_iter().next().map(|(_, workspace)| workspace));
        self.pipelines.set(read(|pipeline: &Pipeline| pipeline.position).await);
        self.stages.set(read(|stage: &Stage| stage.position).await);
        self.reasons.set(read(|reason: &LossReason| reason.position).await);
        self.sources.set(read(|source: &Source| source.position).await);
        self.members.set(read(|_: &Member| 0).await);
        self.rates.set(read(|_: &Rate| 0).await);
        self.scoring_models.set(read(|model: &ScoringModel| model.version).await);
        self.grade_rules.set(read(|_: &GradeRule| 0).await);
        self.cadences.set(read(|_: &Cadence| 0).await);
        self.ladders.set(read(|_: &Ladder| 0).await);
        self.calendar_years.set(read(calendar_year).await);
        self.dossier_items.set(read(|item: &DossierItem| item.position).await);
        self.gates.set(read(|gate: &Gate| gate.position).await);
        self.action_templates.set(read(|template: &StageActionTemplate| template.position).await);
        self.causes.set(read(|cause: &StallCause| cause.position).await);
        self.remedies.set(read(|remedy: &Remedy| remedy.position).await);
        self.ready.set(true);
    }

    fn follow(self, docs: &[Doc]) {
        if let Some(doc) = docs.iter().find(|doc| doc.kind == Workspace::KIND) {
            self.workspace.set(doc.decode().ok().filter(|_| doc.deleted_at.is_none()));
        }
        follow(self.pipelines, docs, |pipeline: &Pipeline| pipeline.position);
        follow(self.stages, docs, |stage: &Stage| stage.position);
        follow(self.reasons, docs, |reason: &LossReason| reason.position);
        follow(self.sources, docs, |source: &Source| source.position);
        follow(self.members, docs, |_: &Member| 0);
        follow(self.rates, docs, |_: &Rate| 0);
        follow(self.scoring_models, docs, |model: &ScoringModel| model.version);
        follow(self.grade_rules, docs, |_: &GradeRule| 0);
        follow(self.cadences, docs, |_: &Cadence| 0);
        follow(self.ladders, docs, |_: &Ladder| 0);
        follow(self.calendar_years, docs, calendar_year);
        follow(self.dossier_items, docs, |item: &DossierItem| item.position);
        follow(self.gates, docs, |gate: &Gate| gate.position);
        follow(self.action_templates, docs, |template: &StageActionTemplate| template.position);
        follow(self.causes, docs, |cause: &StallCause| cause.position);
        follow(self.remedies, docs, |remedy: &Remedy| remedy.position);
    }

    /// Why opportunities get stuck, and what helps: the workspace's own, or the usual ones.
    pub(crate) fn causes(self) -> Vec<(Id<StallCause>, StallCause)> {
        starter::causes_or_usual(&typed(self.causes), Lang::current().words())
    }

    pub(crate) fn remedies(self) -> Vec<(Id<Remedy>, Remedy)> {
        starter::remedies_or_usual(&typed(self.remedies), Lang::current().words())
    }

    /// The key actions of a pipeline's stages.
    pub(crate) fn key_actions(self, pipeline: Id<Pipeline>) -> Vec<(Id<StageActionTemplate>, StageActionTemplate)> {
        starter::actions_or_usual(&typed(self.action_templates), Lang::current().words(), pipeline, &typed(self.stages))
    }

    /// What a pipeline's opportunities need by which stage.
    pub(crate) fn dossier(self, pipeline: Id<Pipeline>) -> Vec<(Id<DossierItem>, DossierItem)> {
        starter::dossier_or_usual(&typed(self.dossier_items), Lang::current().words(), pipeline, &typed(self.stages))
    }

    /// Which days are worked.
    pub(crate) fn calendar(self) -> Calendar {
        let own = self.calendar_years.with(|all| all.iter().map(|(_, year)| year.clone()).collect::<Vec<_>>());
        self.workspace.with(|workspace| match workspace {
            Some(workspace) => Calendar::new(workspace, &own),
            None => Calendar::new(&Workspace::default(), &own),
        })
    }

    /// Sources that are offered, in order.
    pub(crate) fn source_names(self) -> Vec<String> {
        let names = |all: &Vec<(Uuid, Source)>| {
            all.iter().filter(|(_, source)| !source.archived).map(|(_, source)| source.name.clone()).collect()
        };
        self.sources.with(names)
    }
}

/// A list as the rules want it.
pub(crate) fn typed<R: Clone + Send + Sync + 'static>(list: List<R>) -> Vec<(Id<R>, R)> {
    list.with(|all| with_kind(all))
}

/// Records under ids that know their kind.
pub(crate) fn with_kind<R: Clone>(all: &[(Uuid, R)]) -> Vec<(Id<R>, R)> {
    all.iter().map(|(id, record)| (Id::new(*id), record.clone())).collect()
}

fn calendar_year(year: &CalendarYear) -> u32 {
    u32::try_from(year.year).unwrap_or_default()
}

/// All records of a kind, by position.
async fn read<R: Record>(position: impl Fn(&R) -> u32) -> Vec<(Uuid, R)> {
    let docs = app().store().await.all(R::KIND).await.unwrap_or_default();
    let mut list: Vec<(Uuid, R)> = docs.iter().filter_map(|doc| Some((doc.id, doc.decode().ok()?))).collect();
    list.sort_by_key(|(id, record)| (position(record), *id));
    list
}

/// Takes changed records into a list of their kind.
fn follow<R: Record + Send + Sync + 'static>(list: List<R>, docs: &[Doc], position: impl Fn(&R) -> u32) {
    if !docs.iter().any(|doc| doc.kind == R::KIND) {
        return;
    }
    list.update(|list| {
        for doc in docs.iter().filter(|doc| doc.kind == R::KIND) {
            list.retain(|(id, _)| *id != doc.id);
            if doc.deleted_at.is_none()
                && let Ok(record) = doc.decode()
            {
                list.push((doc.id, record));
            }
        }
        list.sort_by_key(|(id, record)| (position(record), *id));
    });
}

impl App {
    /// Reads the lists anew.
    pub(crate) async fn read_lists(self) {
        self.custom_fields.set(read(|field: &CustomField| field.position).await);
        self.views.set(read(|view: &SavedView| view.position).await);
        self.has_lists.set(true);
        // The first look at them reads them.
        if STATE.with(|held| held.get().is_some()) {
            Lists.read().await;
        } else {
            state();
        }
    }

    /// Records have changed: lists and names that are shown follow.
    pub(crate) fn follow_lists(self, docs: &[Doc]) {
        follow(self.custom_fields, docs, |field: &CustomField| field.position);
        follow(self.views, docs, |view: &SavedView| view.position);
        if docs.iter().any(|doc| doc.kind == Workspace::KIND) {
            self.follow_name();
        }
        if STATE.with(|held| held.get().is_some()) {
            Lists.follow(docs);
        }
        let mut names = self.names.borrow_mut();
        let mut renamed = false;
        for doc in docs.iter().filter(|doc| NAMED.contains(&doc.kind)) {
            if let Some(name) = names.known.get_mut(&doc.id) {
                *name = doc.name();
                renamed = true;
            }
        }
        drop(names);
        if renamed {
            self.named.update(|version| *version += 1);
        }
    }

    /// The name of an account, contact, product, reason or member; empty until it has been read, which whoever asks hears of.
    pub(crate) fn name_of(self, id: Uuid) -> String {
        self.named.track();
        let mut names = self.names.borrow_mut();
        if let Some(name) = names.known.get(&id) {
            return name.clone();
        }
        // All that are asked for in one turn are read together.
        let is_first = names.asked.is_empty();
        names.asked.insert(id);
        drop(names);
        if is_first {
            task::spawn(async move {
                task::turn().await;
                let asked = std::mem::take(&mut self.names.borrow_mut().asked);
                let targets: Vec<RecordRef> =
                    asked.iter().flat_map(|id| NAMED.map(|kind| RecordRef { kind, id: *id })).collect();
                let found = app().store().await.get(&targets).await.unwrap_or_default();
                let mut names = self.names.borrow_mut();
                names.known.extend(asked.into_iter().map(|id| (id, String::new())));
                names.known.extend(found.into_values().map(|doc| (doc.id, doc.name())));
                drop(names);
                self.named.update(|version| *version += 1);
            });
        }
        String::new()
    }
}
