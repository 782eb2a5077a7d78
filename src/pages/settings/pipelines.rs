//! Pipelines and their stages.

use std::collections::BTreeMap;

use leptos::prelude::*;
use model::diff::Fields;
use model::journal::Action;
use model::records::{Outcome, Pipeline, Record as _, Stage};
use model::{Command, Doc, Id, RecordRef, Uuid};
use serde_json::{Value, json};

use super::rows::{self, Inline, Order, adder, inline, more, ordered};
use super::rules;
use crate::i18n::{format, t};
use crate::platform::{ids, task};
use crate::state::{App, Asking, Give, Setup, ToastKind, app, lists};
use crate::ui::menu::{self, Groups};
use crate::ui::{Icon, icon};

pub(super) fn view() -> impl IntoView {
    let app = app();
    let order = Signal::derive(|| order(|_, pipeline| !pipeline.archived));
    let counts = Memo::new(move |_| counts(app));
    let gone = Signal::derive(|| {
        lists().pipelines.with(|all| {
            let gone = all.iter().filter(|(_, pipeline)| pipeline.archived);
            gone.map(|(id, pipeline)| (target(*id), pipeline.name.clone())).collect::<Vec<_>>()
        })
    });
    view! {
        <section class="section" aria-labelledby="pipelines">
            <div class="section-head">
                <h2 id="pipelines">{t::pipelines::title()}</h2><span class="push"></span>
                <button type="button" class="btn" data-action="new-pipeline"
                    on:click=move |_| app.asking.set(Some(Asking::Setup(Setup::NewPipeline { copy: None })))>
                    {icon(Icon::Plus)}{t::pipelines::new()}
                </button>
            </div>
            <p>{t::pipelines::what()}</p>
            {ordered("is-blocks", t::pipelines::title().to_owned(), order, name_of, move |id| block(app, id, counts).into_any())}
            {rows::archived(t::pipelines::archived, gone, move |target| {
                rows::archive(app, target, false, t::rows::brought_back(&name_of(target.id)));
            })}
        </section>
    }
}

fn target(id: Uuid) -> RecordRef {
    RecordRef { kind: Pipeline::KIND, id }
}

fn stage_target(id: Uuid) -> RecordRef {
    RecordRef { kind: Stage::KIND, id }
}

/// Pipelines in order, as far as they are asked for.
fn order(wanted: impl Fn(Uuid, &Pipeline) -> bool) -> Order {
    lists().pipelines.with(|all| {
        let wanted = all.iter().filter(|(id, pipeline)| wanted(*id, pipeline));
        wanted.map(|(id, pipeline)| (target(*id), pipeline.position)).collect()
    })
}

/// A pipeline's stages in use, in order.
fn stage_order(pipeline: Uuid) -> Order {
    lists().stages.with(|all| {
        let of = all.iter().filter(|(_, stage)| !stage.archived && stage.pipeline == Some(Id::new(pipeline)));
        of.map(|(id, stage)| (stage_target(*id), stage.position)).collect()
    })
}

pub(super) fn name_of(pipeline: Uuid) -> String {
    let name = |all: &Vec<(Uuid, Pipeline)>| all.iter().find(|(id, _)| *id == pipeline).map(|(_, p)| p.name.clone());
    lists().pipelines.with(name).unwrap_or_default()
}

fn stage_of(id: Uuid) -> Option<Stage> {
    lists().stages.with(|all| all.iter().find(|(known, _)| *known == id).map(|(_, stage)| stage.clone()))
}

pub(super) fn stage_name(id: Uuid) -> String {
    stage_of(id).map(|stage| stage.name).unwrap_or_default()
}

/// How many open opportunities lie in each stage.
fn counts(app: App) -> BTreeMap<Uuid, usize> {
    app.changed.track();
    app.layout.track();
    app.board(|board| {
        let mut counts = BTreeMap::new();
        for card in board.all().filter(|card| card.outcome == Outcome::Open) {
            if let Some(stage) = card.stage {
                *counts.entry(stage.id).or_default() += 1;
            }
        }
        counts
    })
}

fn block(app: App, id: Uuid, counts: Memo<BTreeMap<Uuid, usize>>) -> impl IntoView {
    let name = Signal::derive(move || name_of(id));
    let stages = Signal::derive(move || stage_order(id));
    let open = move || {
        let stages = stages.get();
        counts.with(|counts| stages.iter().filter_map(|(target, _)| counts.get(&target.id)).sum::<usize>())
    };
    let gone = Signal::derive(move || {
        lists().stages.with(|all| {
            let gone = all.iter().filter(|(_, stage)| stage.archived && stage.pipeline == Some(Id::new(id)));
            gone.map(|(id, stage)| (stage_target(*id), stage.name.clone())).collect::<Vec<_>>()
        })
    });
    let value = Inline { target: target(id), field: "name", label: t::pipelines::name(), shown: name, typed: name };
    view! {
        <div class="row-block" data-pipeline-id=id.to_string()>
            <div class="row-main">
                <div class="row-text is-strong">{inline(value, rows::save_name(app, target(id)))}</div>
                <span class="muted num">{move || t::pipelines::open(open())}</span>
                {more(app, target(id), move || name.get())}
            </div>
            {ordered("is-plain", t::pipelines::stages().to_owned(), stages, stage_name, move |stage| stage_row(app, stage, counts).into_any())}
            {move || stages.with(Vec::is_empty).then(|| view! { <p class="muted">{t::pipelines::no_stages()}</p> })}
            {adder(format!("add-stage-{id}"), t::pipelines::stage_name(), t::pipelines::add_stage(), "add-stage", move |name| add_stage(app, id, name))}
            {rows::archived(t::pipelines::archived_stages, gone, move |target| bring_stage_back(app, target))}
        </div>
    }
}

fn stage_row(app: App, id: Uuid, counts: Memo<BTreeMap<Uuid, usize>>) -> impl IntoView {
    let target = stage_target(id);
    let name = Signal::derive(move || stage_name(id));
    let percent = Signal::derive(move || {
        let percent = stage_of(id).and_then(|stage| stage.probability);
        percent.map(format::percent).unwrap_or_default()
    });
    let count = move || counts.with(|counts| counts.get(&id).copied().unwrap_or_default());
    let named = Inline { target, field: "name", label: t::pipelines::stage_name(), shown: name, typed: name };
    let likely =
        Inline { target, field: "probability", label: t::field::probability(), shown: percent, typed: percent };
    view! {
        <div class="row-main" data-stage-setting=id.to_string()>
            <div class="row-text">{inline(named, rows::save_name(app, target))}</div>
            <div class="row-meta num">
                <span class="row-percent">{inline(likely, move |typed| save_percent(app, target, typed))}</span>
                <span class="row-count muted">{move || t::board::count(count())}</span>
            </div>
            {more(app, target, move || name.get())}
        </div>
    }
}

fn save_percent(app: App, target: RecordRef, typed: &str) -> Result<(), &'static str> {
    let percent =
        if typed.is_empty() { Value::Null } else { json!(phrase::percent(typed).ok_or_else(t::field::percent)?) };
    // Somebody has said it now.
    let fields: Fields = [("probability".to_owned(), percent), ("probability_assumed".to_owned(), Value::Null)].into();
    app.give_later(Give::new(Command::Edit { target, fields, docs: Vec::new() }));
    Ok(())
}

/// The position behind those of a list.
pub(super) fn behind(order: &Order) -> u32 {
    order.iter().map(|(_, position)| position + 1).max().unwrap_or(0)
}

fn add_stage(app: App, pipeline: Uuid, name: String) {
    let position = behind(&untrack(|| stage_order(pipeline)));
    let said = Some(t::rows::added(&name));
    let stage = Stage { name, pipeline: Some(Id::new(pipeline)), position, ..Stage::default() };
    let command = Command::Create { docs: vec![Doc::new(Id::<Stage>::new(ids::new()), &stage)] };
    rules::ahead::stages(app, vec![command.clone()], move |_| app.give_later(Give { said, ..Give::new(command) }));
}

/// At the end of its pipeline.
fn bring_stage_back(app: App, target: RecordRef) {
    let Some(stage) = untrack(|| stage_of(target.id)) else { return };
    let position = stage.pipeline.map_or(0, |pipeline| behind(&untrack(|| stage_order(pipeline.uuid()))));
    let mut fields = rows::set_archived(false);
    fields.insert("position".to_owned(), json!(position));
    let said = t::rows::brought_back(&stage.name);
    let commands = vec![Command::Edit { target, fields, docs: Vec::new() }];
    rules::ahead::stages(app, commands, move |commands| {
        task::spawn(async move {
            app.give_together(Action::BringBack, target, commands, Some(said)).await;
        });
    });
}

/// What can be done with a pipeline.
pub(super) fn menu(app: App, id: Uuid) -> Groups {
    let live = untrack(|| order(|_, pipeline| !pipeline.archived));
    let name = untrack(|| name_of(id));
    let rename = menu::item(Icon::Pencil, t::rows::rename(), "rename-setting", move || rows::edit(target(id), "name"));
    let copy = menu::item(Icon::Copy, t::pipelines::copy(), "copy-pipeline", move || {
        menu::after_closing(move || app.asking.set(Some(Asking::Setup(Setup::NewPipeline { copy: Some(id) }))));
    });
    let is_last = live.len() <= 1;
    let remove = menu::item(Icon::Archive, t::rows::archive(), "archive-setting", move || {
        if is_last {
            return app.say(ToastKind::Error, t::pipelines::last().to_owned());
        }
        menu::after_closing(move || app.asking.set(Some(Asking::Setup(Setup::RemovePipeline(id)))));
    });
    vec![[rename].into_iter().chain(rows::moves(app, live, id, name)).chain([copy]).collect(), vec![remove.danger()]]
}

/// What can be done with a stage.
pub(super) fn stage_menu(app: App, id: Uuid) -> Groups {
    let Some(stage) = untrack(|| stage_of(id)) else { return Vec::new() };
    let target = stage_target(id);
    let live = stage.pipeline.map(|pipeline| untrack(|| stage_order(pipeline.uuid()))).unwrap_or_default();
    let rename = menu::item(Icon::Pencil, t::rows::rename(), "rename-setting", move || rows::edit(target, "name"));
    let percent = menu::item(Icon::Target, t::pipelines::set_percent(), "set-probability", move || {
        rows::edit(target, "probability");
    });
    let is_last = live.len() <= 1;
    let name = stage.name.clone();
    let remove = menu::item(Icon::Archive, t::rows::archive(), "archive-setting", move || {
        if is_last {
            return app.say(ToastKind::Error, t::pipelines::last_stage().to_owned());
        }
        if untrack(|| counts(app)).contains_key(&id) {
            menu::after_closing(move || app.asking.set(Some(Asking::Setup(Setup::RemoveStage(id)))));
        } else {
            rows::archive(app, target, true, t::rows::was_archived(&name));
        }
    });
    vec![[rename, percent].into_iter().chain(rows::moves(app, live, id, stage.name)).collect(), vec![remove.danger()]]
}
