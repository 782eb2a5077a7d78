//! A new pipeline; and what becomes of opportunities when a pipeline or a stage is archived.

use leptos::prelude::*;
use model::journal::Action;
use model::records::{Outcome, Pipeline, Stage};
use model::{Command, Doc, Id, Uuid, starter};

use super::{ID, Question, ask, target};
use crate::i18n::{Lang, format, t};
use crate::pages::dialogs::fields::field;
use crate::pages::mapping::{self, Mapping};
use crate::pages::settings::{pipelines, rows, rules};
use crate::platform::{dom, ids, task};
use crate::state::{App, Give, lists};
use crate::ui::dialog::{Shape, close_by_id};

pub(super) fn new(app: App, copy: Option<Uuid>) -> impl IntoView {
    let name = RwSignal::new(String::new());
    let error = RwSignal::new(None);
    let like = RwSignal::new(copy);
    let known = app.board(board::Board::pipelines);
    let option = |(id, name): (Uuid, String)| {
        view! { <option value=id.to_string() selected=copy == Some(id)>{t::pipelines::like(&name)}</option> }
    };
    let body = view! {
        {field("pipeline-name", t::pipelines::name(), name, error, false, || None)}
        <div class="field">
            <label for="pipeline-like">{t::pipelines::begins_with()}</label>
            <select class="input" id="pipeline-like" on:change=move |event| like.set(Uuid::try_parse(&event_target_value(&event)).ok())>
                <option value="" selected=copy.is_none()>{t::pipelines::usual()}</option>
                {known.into_iter().map(option).collect_view()}
            </select>
            <p class="field-note">{t::pipelines::begins_more()}</p>
        </div>
    };
    dom::focus_all_soon("#pipeline-name");
    let question = Question {
        shape: Shape::Plain,
        title: t::pipelines::new().to_owned(),
        subtitle: None,
        body: body.into_any(),
        confirm: t::new::create().to_owned(),
        danger: false,
    };
    ask(app, question, move || {
        let name = name.get_untracked().trim().to_owned();
        if name.is_empty() {
            error.set(Some(t::field::required()));
            return dom::focus_soon("#pipeline-name");
        }
        close_by_id(ID);
        let docs = docs(&name, like.get_untracked());
        let said = Some(t::rows::added(&name));
        app.give_later(Give { said, ..Give::new(Command::Create { docs }) });
    })
}

/// A pipeline behind the others, with the usual stages or those of another one.
fn docs(name: &str, like: Option<Uuid>) -> Vec<Doc> {
    let id = Id::<Pipeline>::new(ids::new());
    let position = lists().pipelines.with_untracked(|all| all.iter().map(|(_, p)| p.position + 1).max().unwrap_or(0));
    let mut docs = vec![Doc::new(id, &Pipeline { name: name.to_owned(), position, archived: false })];
    match like {
        None => docs.extend(starter::stages(Lang::current().words(), id, &mut ids::DeviceIds)),
        Some(other) => lists().stages.with_untracked(|all| {
            let of = all.iter().filter(|(_, stage)| !stage.archived && stage.pipeline == Some(Id::new(other)));
            let copy = |(_, stage): &(Uuid, Stage)| {
                Doc::new(Id::<Stage>::new(ids::new()), &Stage { pipeline: Some(id), ..stage.clone() })
            };
            docs.extend(of.map(copy));
        }),
    }
    docs
}

/// Archiving a pipeline: the opportunities in its stages go into stages of another one, or stay.
pub(super) fn remove(app: App, id: Uuid) -> impl IntoView {
    let name = untrack(|| pipelines::name_of(id));
    let lies = move |card: &board::Card<'_>| card.stage.is_some_and(|stage| stage.pipeline == Some(id));
    let held = mapping::held(app, |card| card.outcome == Outcome::Open && lies(card));
    let closed = app.board(|board| board.all().filter(|card| card.outcome != Outcome::Open && lies(card)).count());
    let others: Vec<(Uuid, String)> =
        app.board(board::Board::pipelines).into_iter().filter(|(other, _)| *other != id).collect();
    let into = RwSignal::new(others.first().map(|(id, _)| *id));
    let stages = Signal::derive(move || into.get().map(|into| mapping::stages(app, into)).unwrap_or_default());
    let map = RwSignal::new(Mapping::new());
    let proposed = held.clone();
    Effect::new(move |_| map.set(stages.with(|stages| mapping::proposed(app, &proposed, stages))));
    let what = if held.is_empty() {
        view! { <p>{t::pipelines::nothing_open()}</p> }.into_any()
    } else {
        view! {
            <p>{t::pipelines::where_to(&mapping::counted(&held))}</p>
            {mapping::pipeline_select("remove-into", others, into)}
            {mapping::table(held, stages, map, Some(t::pipelines::stays()))}
        }
        .into_any()
    };
    let kept = (closed > 0).then(|| view! { <p class="muted">{t::pipelines::closed_stay(closed)}</p> });
    let body = view! { {what}{kept}<p class="muted">{t::pipelines::history_keeps()}</p> };
    let question = Question {
        shape: Shape::Plain,
        title: t::pipelines::remove(&name),
        subtitle: None,
        body: body.into_any(),
        confirm: t::rows::archive().to_owned(),
        danger: true,
    };
    dom::focus_soon("#dialog-setup .dialog-body :is(select, input)");
    ask(app, question, move || {
        close_by_id(ID);
        let mut commands = mapping::moves(app, &map.get_untracked(), lies);
        let about = target::<Pipeline>(id);
        commands.push(Command::Edit { target: about, fields: rows::set_archived(true), docs: Vec::new() });
        let said = t::rows::was_archived(&name);
        task::spawn(async move {
            app.give_together(Action::Archive, about, commands, Some(said)).await;
        });
    })
}

/// Archiving a stage in which open opportunities lie.
pub(super) fn remove_stage(app: App, id: Uuid) -> impl IntoView {
    let name = untrack(|| pipelines::stage_name(id));
    let lies = move |card: &board::Card<'_>| card.stage.is_some_and(|stage| stage.id == id);
    let count = app.board(|board| board.all().filter(|card| card.outcome == Outcome::Open && lies(card)).count());
    let pipeline = app.board(|board| board.stage(id).and_then(|stage| stage.pipeline));
    let own: Vec<(Uuid, String)> = pipeline.map(|pipeline| mapping::stages(app, pipeline)).unwrap_or_default();
    // Proposed is the stage before it, of the first the one behind.
    let at = own.iter().position(|(stage, _)| *stage == id).unwrap_or(0);
    let rest: Vec<(Uuid, String)> = own.into_iter().filter(|(stage, _)| *stage != id).collect();
    let to = RwSignal::new(rest.get(at.saturating_sub(1)).map(|(id, _)| *id));
    let moves = RwSignal::new(true);
    let options = rest.into_iter().map(|(stage, name)| {
        view! { <option value=stage.to_string() selected=to.get_untracked() == Some(stage)>{name}</option> }
    });
    let body = view! {
        <p>{t::pipelines::stage_holds(count)}</p>
        <fieldset class="options">
            <legend class="sr-only">{t::pipelines::what_happens()}</legend>
            <label class="check">
                <input type="radio" name="fate" value="move" checked=true on:change=move |_| moves.set(true)/>
                <span>{t::pipelines::move_them()}</span>
            </label>
            <div class="field is-inset">
                <label class="sr-only" for="stage-into">{t::field::stage()}</label>
                <select class="input" id="stage-into" disabled=move || !moves.get()
                    on:change=move |event| to.set(Uuid::try_parse(&event_target_value(&event)).ok())>{options.collect_view()}</select>
            </div>
            <label class="check">
                <input type="radio" name="fate" value="stay" on:change=move |_| moves.set(false)/>
                <span>{t::pipelines::keep_them()}</span>
            </label>
        </fieldset>
        <p class="muted">{t::pipelines::history_keeps()}</p>
    };
    let question = Question {
        shape: Shape::Plain,
        title: t::pipelines::remove_stage(&name),
        subtitle: None,
        body: body.into_any(),
        confirm: t::rows::archive().to_owned(),
        danger: true,
    };
    dom::focus_soon("#dialog-setup [name=fate]");
    ask(app, question, move || {
        close_by_id(ID);
        let into = to.get_untracked().filter(|_| moves.get_untracked());
        let map: Mapping = into.map(|into| (id, into)).into_iter().collect();
        let mut commands = mapping::moves(app, &map, lies);
        let about = target::<Stage>(id);
        commands.push(Command::Edit { target: about, fields: rows::set_archived(true), docs: Vec::new() });
        let said = match into {
            Some(into) => {
                let (count, stage) = (format::count(count), untrack(|| pipelines::stage_name(into)));
                t::pipelines::stage_removed { name: &name, count: &count, stage: &stage }.text()
            }
            None => t::rows::was_archived(&name),
        };
        rules::ahead::stages(app, commands, move |commands| {
            task::spawn(async move {
                app.give_together(Action::Archive, about, commands, Some(said)).await;
            });
        });
    })
}
