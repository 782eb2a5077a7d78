//! What a pipeline asks of its opportunities, stage by stage: key actions, what is needed to enter, what the dossier should
//! hold by then, and after how many days a stay is a stall.

use std::rc::Rc;

use filter::Field;
use leptos::prelude::*;
use model::chain::Part;
use model::gate::Verdict;
use model::need::Subject;
use model::records::{
    Dimension, DossierItem, Gate, Need, Opportunity, Pipeline, Record, Role, Stage, StageActionTemplate,
};
use model::stage_rules::{StageRules, dry_run};
use model::starter::{actions_or_usual, dossier_or_usual, gates_or_usual};
use model::{Command, Id, RecordRef, grade, rule_set, stall};
use serde_json::{Value, json};

use super::form::{self, Form, Rows, Text, Wrong, list, put_away, whole};
use super::present::{self, Whole};
use super::trial::{self, Found, Trial, Try, usual_tag};
use super::{scope, section};
use crate::i18n::{Lang, t};
use crate::pages::board::filters::{field_name, own_fields};
use crate::pages::fields::name_in_record;
use crate::pages::opportunity::{dimension_name, part_name};
use crate::pages::settings::members::role_name;
use crate::platform::ids;
use crate::state::{App, app, duty, lists, with_kind};
use crate::ui::{Icon, icon_button};

type Template = (Id<StageActionTemplate>, StageActionTemplate);
type GateEntry = (Id<Gate>, Gate);
type Item = (Id<DossierItem>, DossierItem);

/// An action with its days as they are typed.
#[derive(Clone, PartialEq)]
struct TypedAction {
    id: Id<StageActionTemplate>,
    record: StageActionTemplate,
    days: String,
}

#[derive(Clone, Default, PartialEq)]
struct Typed {
    pipeline: Option<Id<Pipeline>>,
    /// Days of a stall, of each stage in order.
    stalls: Vec<(Id<Stage>, String)>,
    actions: Rows<TypedAction>,
    gates: Rows<GateEntry>,
    dossier: Rows<Item>,
}

#[derive(Clone, Default, PartialEq)]
struct Settings {
    pipeline: Option<Id<Pipeline>>,
    rules: StageRules,
    stalls: Vec<(Id<Stage>, Option<u16>)>,
}

type ActionForm = Form<Typed, Settings>;

pub(in crate::pages::settings) fn view() -> impl IntoView {
    let app = app();
    let chosen = RwSignal::new(form::left(|typed: &Typed| typed.pipeline).flatten());
    let pipeline = Memo::new(move |_| chosen.get().or_else(|| scope::pipelines().first().map(|(id, _)| *id)));
    let form = Form::new(move || stands(pipeline.get()), read);
    let is_usual =
        Memo::new(move |_| pipeline.get().is_some_and(|pipeline| written(pipeline) == StageRules::default()));
    let trial = Trial {
        id: "actions",
        form,
        read: Rc::new(|| Box::pin(present::whole())),
        begin: Rc::new(|settings: &Settings, _: &[Whole]| begin(settings)),
        headline: |found| t::actions::changes(found.changed.len()),
        save: Rc::new(|settings: &Settings, _: &[Whole]| save(settings)),
        said: || t::actions::saved().to_owned(),
    };
    let stages =
        Memo::new(move |_| form.typed.with(|typed| typed.stalls.iter().map(|(id, _)| *id).collect::<Vec<_>>()));
    let body = view! {
        {scope::select("actions-scope", chosen, false, form.changed(), |_| false)}
        <div class="stack stage-rules">
            {items(app, form, None)}
            <For each=move || stages.get() key=|stage| *stage children=move |stage| stage_rules(app, form, stage)/>
        </div>
    };
    section("actions", t::actions::title(), t::actions::what(), usual_tag(is_usual), trial::view(trial, body))
}

fn all_stages() -> Vec<(Id<Stage>, Stage)> {
    lists().stages.with(|all| with_kind(all))
}

/// What is written of a pipeline's rules.
fn written(pipeline: Id<Pipeline>) -> StageRules {
    let stages = all_stages();
    let lies =
        |stage: Option<Id<Stage>>| stages.iter().any(|(id, of)| Some(*id) == stage && of.pipeline == Some(pipeline));
    let lists = lists();
    let mut rules = StageRules {
        actions: lists.action_templates.with(|all| with_kind(all)),
        gates: lists.gates.with(|all| with_kind(all)),
        dossier: lists.dossier_items.with(|all| with_kind(all)),
    };
    rules.actions.retain(|(_, one)| lies(one.stage));
    rules.gates.retain(|(_, one)| lies(one.stage));
    rules.dossier.retain(|(_, one)| one.pipeline == Some(pipeline));
    rules
}

/// What holds in a pipeline.
fn in_force(pipeline: Id<Pipeline>) -> StageRules {
    let (written, stages, words) = (written(pipeline), all_stages(), Lang::current().words());
    StageRules {
        actions: actions_or_usual(&written.actions, words, pipeline, &stages),
        gates: gates_or_usual(&written.gates, pipeline, &stages),
        dossier: dossier_or_usual(&written.dossier, words, pipeline, &stages),
    }
}

fn stands(pipeline: Option<Id<Pipeline>>) -> Typed {
    let Some(of) = pipeline else { return Typed::default() };
    let (rules, stages) = (in_force(of), all_stages());
    let days = |id: &Id<Stage>| stages.iter().find(|(known, _)| known == id).and_then(|(_, stage)| stage.stall_days);
    let action = |(id, record): Template| {
        let days = record.due_days.map(|days| days.to_string()).unwrap_or_default();
        TypedAction { id, record, days }
    };
    let stalls = grade::order(&stages, pipeline);
    Typed {
        pipeline,
        stalls: stalls.iter().map(|id| (*id, days(id).map(|days| days.to_string()).unwrap_or_default())).collect(),
        actions: rules.actions.into_iter().map(action).collect(),
        gates: rules.gates.into_iter().collect(),
        dossier: rules.dossier.into_iter().collect(),
    }
}

/// Days that may be left empty.
fn optional_days(id: String, text: &str, wrong: &mut Wrong) -> Option<u16> {
    if text.trim().is_empty() {
        return None;
    }
    let days = whole(text, 1..=1000);
    if days.is_none() {
        wrong.insert(id, t::cadence::not_days());
    }
    days
}

fn read(typed: &Typed) -> Result<Settings, Wrong> {
    let mut wrong = Wrong::new();
    let stall = |(id, text): &(Id<Stage>, String)| (*id, optional_days(format!("stall-{id}"), text, &mut wrong));
    let stalls = typed.stalls.iter().map(stall).collect();
    let mut actions = Vec::new();
    for (key, TypedAction { id, record, days }) in &typed.actions.all {
        let (name, due_days) =
            (record.name.trim().to_owned(), optional_days(format!("action-days-{key}"), days, &mut wrong));
        if name.is_empty() && !record.archived {
            wrong.insert(format!("action-name-{key}"), t::field::required());
        }
        actions.push((*id, StageActionTemplate { name, due_days, ..record.clone() }));
    }
    for (key, (_, gate)) in &typed.gates.all {
        check_need(format!("gate-of-{key}"), (&gate.need, &gate.of, gate.archived), &mut wrong);
    }
    for (key, (_, item)) in &typed.dossier.all {
        check_need(format!("item-of-{key}"), (&item.need, &item.of, item.archived), &mut wrong);
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let gates = typed.gates.all.iter().map(|(_, gate)| gate.clone()).collect();
    let dossier = typed.dossier.all.iter().map(|(_, item)| item.clone()).collect();
    Ok(Settings { pipeline: typed.pipeline, rules: StageRules { actions, gates, dossier }, stalls })
}

fn check_need(id: String, (need, of, archived): (&Need, &str, bool), wrong: &mut Wrong) {
    if matches!(need, Need::Field | Need::Action) && of.trim().is_empty() && !archived {
        wrong.insert(id, t::field::required());
    }
}

fn begin(settings: &Settings) -> Try<Whole> {
    let (settings, stages) = (settings.clone(), untrack(all_stages));
    let now = settings.pipeline.map(|pipeline| untrack(|| in_force(pipeline))).unwrap_or_default();
    let stall_days: Vec<(Id<Stage>, Option<u16>)> = settings
        .stalls
        .iter()
        .filter(|(id, days)| stages.iter().any(|(known, stage)| known == id && stage.stall_days != *days))
        .copied()
        .collect();
    Box::new(move |part: &[Whole], found: &mut Found| {
        for Whole { doc, record, people, actions } in part.iter().filter(|one| one.record.pipeline == settings.pipeline)
        {
            let subject = Subject { opportunity: doc, people, actions };
            let mut way = |words: &str| {
                found.change(doc.id, &record.title);
                found.way(words.to_owned());
            };
            if let Some((_, days)) = stall_days.iter().find(|(stage, _)| record.stage == Some(*stage)) {
                let stalls = untrack(|| {
                    duty().of(doc.id, |book, known| Some((known.signals.is_stalled(), book.would_stall(known, *days)?)))
                });
                match stalls.flatten() {
                    Some((false, true)) => way(t::actions::comes_to_stall()),
                    Some((true, false)) => way(t::actions::stalls_no_more()),
                    _ => {}
                }
            }
            let Some(asked) = dry_run(record, &stages, subject, [&now, &settings.rules]) else { continue };
            if asked.has_new_action() {
                way(t::actions::new_action());
            }
            match (asked.from.next, asked.to.next) {
                (from, to) if from == to => {}
                (_, Verdict::Hard) => way(t::actions::stopped()),
                (_, Verdict::Soft) => way(t::actions::warned()),
                (_, Verdict::Allowed) => way(t::actions::let_through()),
            }
            match asked.to.percent.cmp(&asked.from.percent) {
                std::cmp::Ordering::Less => way(t::actions::less_complete()),
                std::cmp::Ordering::Greater => way(t::actions::more_complete()),
                std::cmp::Ordering::Equal => {}
            }
        }
    })
}

/// The commands of one set; none where it stays as it stood, written or not.
pub(super) fn save_set<R: Record + PartialEq>(
    written: &[(Id<R>, R)],
    stood: &[(Id<R>, R)],
    wanted: &[(Id<R>, R)],
) -> Vec<Command> {
    if stood == wanted { Vec::new() } else { rule_set::save(written, wanted) }
}

fn save(settings: &Settings) -> (RecordRef, Vec<Command>) {
    let Some(pipeline) = settings.pipeline else {
        return (RecordRef::to(Id::<Pipeline>::new(model::Uuid::nil())), Vec::new());
    };
    let (written, stood, wanted) = (untrack(|| written(pipeline)), untrack(|| in_force(pipeline)), &settings.rules);
    let mut commands = save_set(&written.actions, &stood.actions, &wanted.actions);
    commands.extend(save_set(&written.gates, &stood.gates, &wanted.gates));
    commands.extend(save_set(&written.dossier, &stood.dossier, &wanted.dossier));
    let stages = untrack(all_stages);
    for (id, days) in &settings.stalls {
        if stages.iter().any(|(known, stage)| known == id && stage.stall_days != *days) {
            let fields = [("stall_days".to_owned(), days.map_or(Value::Null, |days| json!(days)))].into();
            commands.push(Command::Edit { target: RecordRef::to(*id), fields, docs: Vec::new() });
        }
    }
    (RecordRef::to(pipeline), commands)
}

/// Everything of one stage.
fn stage_rules(app: App, form: ActionForm, stage: Id<Stage>) -> impl IntoView {
    let name = move || {
        let name = |all: &Vec<(model::Uuid, Stage)>| {
            all.iter().find(|(id, _)| *id == stage.uuid()).map(|(_, one)| one.name.clone())
        };
        lists().stages.with(name).unwrap_or_default()
    };
    let stall = Text::new(
        format!("stall-{stage}"),
        t::actions::stall_days(),
        move |typed: &Typed| {
            typed.stalls.iter().find(|(id, _)| *id == stage).map(|(_, days)| days.clone()).unwrap_or_default()
        },
        move |typed, text| {
            if let Some((_, days)) = typed.stalls.iter_mut().find(|(id, _)| *id == stage) {
                *days = text;
            }
        },
    );
    view! {
        <section class="stage-rule" data-stage-rule=stage.to_string()>
            <h3>{name}</h3>
            {form.text(stall.number().hint(stall::USUAL_DAYS.to_string()))}
            {actions(form, stage)}
            {gates(app, form, stage)}
            {items(app, form, Some(stage))}
        </section>
    }
}

fn actions(form: ActionForm, stage: Id<Stage>) -> impl IntoView {
    let live = move |row: &TypedAction| row.record.stage == Some(stage) && !row.record.archived;
    let keys = Memo::new(move |_| form.typed.with(|typed| typed.actions.keys_of(live)));
    let add = move || {
        let mut key = 0;
        form.change(|typed| {
            let position = typed.actions.all.iter().map(|(_, row)| row.record.position + 1).max().unwrap_or_default();
            let record = StageActionTemplate { stage: Some(stage), position, ..StageActionTemplate::default() };
            key = typed.actions.add(TypedAction { id: Id::new(ids::new()), record, days: String::new() });
        });
        format!("#action-name-{key}")
    };
    let gone = Memo::new(move |_| {
        form.typed.with(|typed| {
            let gone =
                typed.actions.all.iter().filter(|(_, row)| row.record.stage == Some(stage) && row.record.archived);
            gone.map(|(key, row)| (*key, row.record.name.clone())).collect::<Vec<_>>()
        })
    });
    let back = move |key: u32| {
        form.change(|typed| {
            if let Some(row) = typed.actions.get_mut(key) {
                row.record.archived = false;
            }
        });
    };
    view! {
        {list(t::actions::actions(), keys, (t::actions::add_action(), "add-key-action"), add, move |key| action_row(form, key))}
        {put_away(gone, back)}
    }
}

fn action_row(form: ActionForm, key: u32) -> impl IntoView {
    let get = move |typed: &Typed| typed.actions.get(key).cloned();
    let change = move |typed: &mut Typed, change: &dyn Fn(&mut TypedAction)| {
        if let Some(row) = typed.actions.get_mut(key) {
            change(row);
        }
    };
    let name = Text::new(
        format!("action-name-{key}"),
        t::actions::name(),
        move |typed: &Typed| get(typed).map(|row| row.record.name).unwrap_or_default(),
        move |typed, text: String| change(typed, &|row| row.record.name.clone_from(&text)),
    );
    let days = Text::new(
        format!("action-days-{key}"),
        t::actions::due_days(),
        move |typed: &Typed| get(typed).map(|row| row.days).unwrap_or_default(),
        move |typed, text: String| change(typed, &|row| row.days.clone_from(&text)),
    );
    let role = move |typed: &Typed| {
        get(typed).and_then(|row| row.record.owner_role).map(|role| role.as_str().to_owned()).unwrap_or_default()
    };
    let set_role = move |typed: &mut Typed, text: String| change(typed, &|row| row.record.owner_role = role_of(&text));
    let evidence = move |typed: &Typed| get(typed).is_some_and(|row| row.record.evidence_needed);
    let remove = move |_| {
        let stood = form.stands.get_untracked();
        form.change(|typed| {
            let known = |row: &TypedAction| stood.actions.all.iter().any(|(_, other)| other.id == row.id);
            typed.actions.put_away(key, known, |row| row.record.archived = true);
        });
    };
    view! {
        <li class="form-row is-action">
            {form.bare(name.hint(t::actions::name()))}
            {form.choice(format!("action-role-{key}"), t::actions::role().to_owned(), true, roles(), role, set_role)}
            {form.bare(days.number().hint(t::actions::days_hint()))}
            {form.tick(t::actions::evidence(), "evidence-needed", evidence, move |typed, on| change(typed, &|row| row.record.evidence_needed = on))}
            {icon_button(Icon::X, "remove-key-action", t::actions::remove().to_owned(), remove)}
        </li>
    }
}

/// The roles that can be named; without one, the opportunity's owner.
pub(super) fn roles() -> Vec<(String, String)> {
    let role = |role: &Role| (role.as_str().to_owned(), role_name(role));
    std::iter::once((String::new(), t::field::owner().to_owned())).chain(Role::ALL.iter().map(role)).collect()
}

pub(super) fn role_of(text: &str) -> Option<Role> {
    Some(text).filter(|text| !text.is_empty()).map(Role::parse)
}

fn gates(app: App, form: ActionForm, stage: Id<Stage>) -> impl IntoView {
    let keys = Memo::new(move |_| {
        form.typed.with(|typed| typed.gates.keys_of(|(_, gate)| gate.stage == Some(stage) && !gate.archived))
    });
    let add = move || {
        let mut key = 0;
        form.change(|typed| {
            let position = typed.gates.all.iter().map(|(_, (_, gate))| gate.position + 1).max().unwrap_or_default();
            let gate = Gate { stage: Some(stage), of: "amount".into(), position, ..Gate::default() };
            key = typed.gates.add((Id::new(ids::new()), gate));
        });
        format!("#gate-need-{key}")
    };
    let row = move |key: u32| {
        let need = NeedAt {
            form,
            id: "gate",
            key,
            get: move |typed: &Typed| typed.gates.get(key).map(|(_, gate)| (gate.need.clone(), gate.of.clone())),
            set: move |typed: &mut Typed, (need, of)| {
                if let Some((_, gate)) = typed.gates.get_mut(key) {
                    (gate.need, gate.of) = (need, of);
                }
            },
            actions: true,
        };
        let hard = move |typed: &Typed| typed.gates.get(key).is_some_and(|(_, gate)| gate.hard);
        let set_hard = move |typed: &mut Typed, on: bool| {
            if let Some((_, gate)) = typed.gates.get_mut(key) {
                gate.hard = on;
            }
        };
        let remove = move |_| {
            let stood = form.stands.get_untracked();
            form.change(|typed| {
                let known = |row: &GateEntry| stood.gates.all.iter().any(|(_, (id, _))| *id == row.0);
                typed.gates.put_away(key, known, |(_, gate)| gate.archived = true);
            });
        };
        view! {
            <li class="form-row is-need">
                {need_fields(app, need)}
                {form.tick(t::actions::hard(), "hard-gate", hard, set_hard)}
                {icon_button(Icon::X, "remove-gate", t::actions::remove().to_owned(), remove)}
            </li>
        }
    };
    list(t::actions::gates(), keys, (t::actions::add_gate(), "add-gate"), add, row)
}

/// What the dossier should hold by a stage, or from the beginning.
fn items(app: App, form: ActionForm, stage: Option<Id<Stage>>) -> impl IntoView {
    let keys = Memo::new(move |_| {
        form.typed.with(|typed| typed.dossier.keys_of(|(_, item)| item.by_stage == stage && !item.archived))
    });
    let add = move || {
        let mut key = 0;
        form.change(|typed| {
            let position = typed.dossier.all.iter().map(|(_, (_, item))| item.position + 1).max().unwrap_or_default();
            let (pipeline, of) = (typed.pipeline, "amount".to_owned());
            let item = DossierItem { pipeline, of, by_stage: stage, position, ..DossierItem::default() };
            key = typed.dossier.add((Id::new(ids::new()), item));
        });
        format!("#item-need-{key}")
    };
    let row = move |key: u32| {
        let need = NeedAt {
            form,
            id: "item",
            key,
            get: move |typed: &Typed| typed.dossier.get(key).map(|(_, item)| (item.need.clone(), item.of.clone())),
            set: move |typed: &mut Typed, (need, of)| {
                if let Some((_, item)) = typed.dossier.get_mut(key) {
                    (item.need, item.of) = (need, of);
                }
            },
            actions: false,
        };
        let remove = move |_| {
            let stood = form.stands.get_untracked();
            form.change(|typed| {
                let known = |row: &Item| stood.dossier.all.iter().any(|(_, (id, _))| *id == row.0);
                typed.dossier.put_away(key, known, |(_, item)| item.archived = true);
            });
        };
        view! {
            <li class="form-row is-need">
                {need_fields(app, need)}
                {icon_button(Icon::X, "remove-item", t::actions::remove().to_owned(), remove)}
            </li>
        }
    };
    let title = if stage.is_some() { t::actions::dossier() } else { t::actions::dossier_at_once() };
    list(title, keys, (t::actions::add_item(), "add-item"), add, row)
}

/// Where in what is typed a need stands.
#[derive(Clone, Copy)]
struct NeedAt<G, S> {
    form: ActionForm,
    id: &'static str,
    key: u32,
    get: G,
    set: S,
    /// Key actions can be asked for.
    actions: bool,
}

/// What kind of thing is needed, and which.
fn need_fields<G, S>(app: App, at: NeedAt<G, S>) -> impl IntoView
where
    G: Fn(&Typed) -> Option<(Need, String)> + Copy + Send + Sync + 'static,
    S: Fn(&mut Typed, (Need, String)) + Copy + Send + Sync + 'static,
{
    let NeedAt { form, id, key, get, set, actions } = at;
    let need = Memo::new(move |_| form.typed.with(|typed| get(typed)).map_or(Need::Field, |(need, _)| need));
    let needs = Need::ALL.iter().filter(|need| actions || **need != Need::Action);
    let needs = needs.map(|need| (need.as_str().to_owned(), need_name(need))).collect();
    let set_need = move |typed: &mut Typed, text: String| {
        let need = Need::parse(&text);
        let first = choices(app, typed, &need).first().map(|(value, _)| value.clone()).unwrap_or_default();
        set(typed, (need, first));
    };
    let of_id = format!("{id}-of-{key}");
    let of = move |typed: &Typed| get(typed).map(|(_, of)| of).unwrap_or_default();
    let set_of = move |typed: &mut Typed, of: String| {
        if let Some((need, _)) = get(typed) {
            set(typed, (need, of));
        }
    };
    let which = move || {
        let need = need.get();
        if need == Need::Document {
            let field = Text::new(of_id.clone(), t::actions::document(), of, set_of);
            return form.bare(field.hint(t::actions::document_hint())).into_any();
        }
        let mut all = form.typed.with_untracked(|typed| choices(app, typed, &need));
        let present = form.typed.with_untracked(of);
        if !present.is_empty() && !all.iter().any(|(value, _)| *value == present) {
            all.push((present.clone(), present));
        }
        form.choice(of_id.clone(), t::actions::which().to_owned(), true, all, of, set_of).into_any()
    };
    view! {
        {form.choice(format!("{id}-need-{key}"), t::actions::need().to_owned(), true, needs,
            move |typed| get(typed).map(|(need, _)| need.as_str().to_owned()).unwrap_or_default(), set_need)}
        {which}
    }
}

fn need_name(need: &Need) -> String {
    match need {
        Need::Field => t::actions::need_field(),
        Need::Contact => t::field::contact(),
        Need::Document => t::actions::document(),
        Need::Action => t::actions::need_action(),
        Need::Unknown(text) => return text.clone(),
    }
    .to_owned()
}

/// The fields that can be asked for, besides the workspace's own and the dimensions of the score.
const FIELDS: [Field; 10] = [
    Field::Account,
    Field::Owner,
    Field::Amount,
    Field::Close,
    Field::Source,
    Field::Campaign,
    Field::Need,
    Field::Product,
    Field::Competitor,
    Field::Created,
];

/// What can be asked for, as it is written and as it is called.
fn choices(app: App, typed: &Typed, need: &Need) -> Vec<(String, String)> {
    match need {
        Need::Field => FIELDS
            .into_iter()
            .chain(own_fields(app, Opportunity::NAME))
            .map(|field| (name_in_record(field), field_name(app, field)))
            .chain(Dimension::ALL.map(|one| (one.field().to_owned(), dimension_name(one).to_owned())))
            .collect(),
        Need::Contact => std::iter::once((String::new(), t::actions::any_contact().to_owned()))
            .chain(Part::ALL.iter().map(|part| (part.as_str().to_owned(), part_name(part.as_str()))))
            .collect(),
        Need::Action => {
            let live = typed.actions.all.iter().filter(|(_, row)| !row.record.archived);
            live.map(|(_, row)| (row.id.to_string(), row.record.name.clone())).collect()
        }
        Need::Document | Need::Unknown(_) => Vec::new(),
    }
}
