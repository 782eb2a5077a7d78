//! What an opportunity still needs: its dossier, and what the next stage asks for.

use leptos::prelude::*;
use model::records::{DossierItem, Gate, Need, Outcome, Pipeline, StageActionTemplate};
use model::{Id, Uuid};

use super::Live;
use super::people::role_name;
use crate::i18n::{format, t};
use crate::state::{App, Asking, duty, lists};

/// What a need is called.
pub(crate) fn name(app: App, need: &Need, of: &str) -> String {
    match need {
        Need::Field => super::history::field_label(app, of),
        Need::Contact if of.is_empty() => t::field::contact().to_owned(),
        Need::Contact => role_name(of),
        Need::Document if of.is_empty() => t::links::title().to_owned(),
        Need::Document => t::gate::document(of),
        Need::Action => t::gate::action(&action_name(of)),
        Need::Unknown(text) => text.clone(),
    }
}

/// What gates lack, in a row of words.
pub(crate) fn names<'a>(app: App, gates: impl IntoIterator<Item = &'a (Id<Gate>, Gate)>) -> String {
    let names: Vec<String> = gates.into_iter().map(|(_, gate)| name(app, &gate.need, &gate.of)).collect();
    names.join(t::list::comma())
}

/// What the dossier of an opportunity lacks, in a row of words.
pub(crate) fn missing(app: App, opportunity: Uuid) -> String {
    untrack(|| {
        let known = duty().of(opportunity, |_, known| (known.facts.missing.clone(), known.facts.stage));
        let (ids, stage) = known.unwrap_or_default();
        let pipeline =
            stage.and_then(|stage| app.board(|board| board.stage(stage.uuid()).and_then(|stage| stage.pipeline)));
        item_names(app, &ids, pipeline.map(Id::new)).join(t::list::comma())
    })
}

/// What items of a pipeline's dossier are called.
fn item_names(app: App, ids: &[Id<DossierItem>], pipeline: Option<Id<Pipeline>>) -> Vec<String> {
    let items = pipeline.map(|pipeline| lists().dossier(pipeline)).unwrap_or_default();
    let items = ids.iter().filter_map(|id| items.iter().find(|(known, _)| known == id));
    items.map(|(_, item)| name(app, &item.need, &item.of)).collect()
}

fn action_name(template: &str) -> String {
    let id = Id::<StageActionTemplate>::parse(template);
    let lists = lists();
    let of = |pipeline: Uuid| {
        let all = lists.key_actions(Id::new(pipeline));
        all.into_iter().find(|(known, _)| Some(*known) == id).map(|(_, template)| template.name)
    };
    let found = lists.pipelines.get().into_iter().find_map(|(pipeline, _)| of(pipeline));
    found.unwrap_or_else(|| t::filter::unknown_value().to_owned())
}

/// How much of the dossier is there and what is missing; and what the next stage asks for.
pub(super) fn section(app: App, live: Live) -> impl IntoView {
    let id = live.id;
    let dossier = Memo::new(move |_| duty().of(id, |_, known| (known.facts.dossier, known.facts.missing.clone())));
    let pipeline = Memo::new(move |_| live.map(|loaded| loaded.record.pipeline));
    let lines = move || {
        let (_, missing) = dossier.get()?;
        let names = item_names(app, &missing, pipeline.get());
        Some(names.into_iter().map(|name| view! { <li class="tag" data-tone="warn">{name}</li> }).collect_view())
    };
    let percent = move || dossier.get().map(|(percent, _)| percent);
    let line = move |text: String, stage: Uuid| {
        view! {
            <p class="lines-check is-plain"><span>{text}</span>
                <button type="button" class="btn is-small" data-action="fill-gate" on:click=move |_| {
                    app.asking.set(Some(Asking::Gate { opportunity: id, stage }));
                }>{t::gate::fill()}</button>
            </p>
        }
    };
    let is_open = Memo::new(move |_| live.map(|loaded| Some(loaded.record.outcome)) == Some(Outcome::Open));
    let here = move || {
        is_open.get().then_some(())?;
        let stage = live.map(|loaded| loaded.record.stage)?;
        let lacking = duty().of(id, |book, known| names(app, book.lacking(known)))?;
        let name = app.board(|board| board.stage(stage.uuid()).map(|stage| stage.name.clone()))?;
        (!lacking.is_empty())
            .then(|| line(t::gate::lacks_here { stage: &name, missing: &lacking }.text(), stage.uuid()))
    };
    let next = move || {
        is_open.get().then_some(())?;
        let stage = next_stage(app, live)?;
        let missing = duty().of(id, |book, known| names(app, book.missing_for(known, Id::new(stage.0))))?;
        (!missing.is_empty()).then(|| line(t::gate::next_needs { stage: &stage.1, missing: &missing }.text(), stage.0))
    };
    view! {
        <section class="section" aria-labelledby="op-dossier">
            <div class="section-head">
                <h3 id="op-dossier">{t::gate::dossier()}</h3>
                <span class="num muted" data-metric="dossier" data-value=move || percent().map(|percent| percent.to_string())>{move || percent().map(format::percent)}</span>
            </div>
            <ul class="gaps">{lines}</ul>
            {move || (percent() == Some(100)).then(|| view! { <p class="muted">{t::gate::whole()}</p> })}
            {here}
            {next}
        </section>
    }
}

/// The stage that comes after the one it lies in.
fn next_stage(app: App, live: Live) -> Option<(Uuid, String)> {
    app.layout.track();
    let (stage, pipeline) = live.map(|loaded| Some((loaded.record.stage?, loaded.record.pipeline)))?;
    app.board(|board| {
        let stages = board.stages(pipeline.map(Id::uuid));
        let at = stages.iter().position(|one| one.id == stage.uuid())?;
        stages.get(at + 1).map(|next| (next.id, next.name.clone()))
    })
}
