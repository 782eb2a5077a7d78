//! The third step: what becomes of the words in the stage column.

use interchange::import::protocol::{Basis, Becomes, Choice, PipelineView, StageOption, StagesView, WordView};
use leptos::prelude::*;
use model::Uuid;

use super::flow::Flow;
use super::{foot, words};
use crate::i18n::{format, t};
use crate::ui::parts::notice;
use crate::ui::{Icon, icon_button};

pub(super) fn view(flow: Flow) -> impl IntoView {
    let pipelines = move || {
        let StagesView { pipelines, existing } = flow.stages.get();
        let several = pipelines.len() > 1;
        let one = |(index, pipeline)| self::pipeline(flow, index, pipeline, &existing, several).into_any();
        pipelines.into_iter().enumerate().map(one).collect_view()
    };
    view! {
        <div class="stack">{pipelines}</div>
        {foot(flow, (), t::import::next_check(), "import-next", move || flow.next())}
    }
}

fn pipeline(
    flow: Flow,
    index: usize,
    pipeline: PipelineView,
    existing: &[(Uuid, String)],
    several: bool,
) -> impl IntoView + use<> {
    let PipelineView { value, choice, replaces, order, words: rows, stages } = pipeline;
    let note = if replaces || stages.is_empty() {
        t::import::file_order(words::order_basis(order))
    } else {
        t::import::into_pipeline().to_owned()
    };
    let choose = (!existing.is_empty() && !replaces).then(|| choose(flow, index, &value, &choice, existing));
    let leaving: Vec<String> = stages.iter().filter(|stage| stage.leaves).map(|stage| stage.name.clone()).collect();
    let leaving = (!leaving.is_empty()).then(|| notice(None, t::import::leaving(&leaving.join(t::list::comma()))));
    let heading = several
        .then(|| view! { <h2>{if value.is_empty() { t::import::no_pipeline().to_owned() } else { value }}</h2> });
    let rows = rows.into_iter().enumerate().map(|(at, word)| row(flow, index, at, word, &stages));
    view! {
        {heading}
        {notice(None, note)}
        {choose}
        {leaving}
        <div class="table-scroll">
            <table class="table is-cards">
                <caption class="sr-only">{t::import::stages_caption()}</caption>
                <thead><tr>
                    <th scope="col">{t::import::word()}</th><th scope="col" class="num">{t::import::rows()}</th>
                    <th scope="col">{t::import::becomes()}</th><th scope="col">{t::field::probability()}</th>
                </tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
}

fn choose(
    flow: Flow,
    index: usize,
    value: &str,
    choice: &Choice,
    existing: &[(Uuid, String)],
) -> impl IntoView + use<> {
    let name = if value.is_empty() { t::import::new_pipeline_name() } else { value }.to_owned();
    let chosen = match choice {
        Choice::Existing(id) => Some(*id),
        Choice::New(_) => None,
    };
    let options = existing.iter().map(|(id, name)| {
        view! { <option value=id.to_string() prop:selected=chosen == Some(*id)>{name.clone()}</option> }
    });
    let id = format!("import-pipeline-{index}");
    let label = id.clone();
    let new = name.clone();
    view! {
        <div class="field">
            <label for=label>{t::import::pipeline()}</label>
            <select class="input" id=id data-action="choose-pipeline" on:change=move |event| {
                let choice = match Uuid::try_parse(&event_target_value(&event)) {
                    Ok(id) => Choice::Existing(id),
                    Err(_) => Choice::New(name.clone()),
                };
                flow.set_pipeline(index, choice);
            }>
                {options.collect_view()}
                <option value="" prop:selected=chosen.is_none()>{t::import::new_pipeline(&new)}</option>
            </select>
        </div>
    }
}

fn row(flow: Flow, pipeline: usize, at: usize, word: WordView, stages: &[StageOption]) -> impl IntoView + use<> {
    let WordView { word, spellings, rows, becomes, percent, basis, movable } = word;
    let id = format!("stage-{pipeline}-{at}");
    let label = id.clone();
    let existing = stages.iter().map(|stage| {
        let chosen = becomes == Becomes::Stage(stage.id);
        view! { <option value=stage.id.to_string() prop:selected=chosen>{stage.name.clone()}</option> }
    });
    let is = move |other: Becomes| becomes == other;
    let others: Vec<String> = spellings.into_iter().filter(|spelling| *spelling != word).collect();
    let also = (!others.is_empty())
        .then(|| view! { <small class="muted">" "{t::import::also_written(&others.join(" · "))}</small> });
    let (chosen_word, moved_word) = (word.clone(), word.clone());
    let move_button = move |up: bool| {
        let word = moved_word.clone();
        let (picture, action, label) = if up {
            (Icon::ArrowUp, "move-stage-up", t::import::move_up(&word))
        } else {
            (Icon::ArrowDown, "move-stage-down", t::import::move_down(&word))
        };
        icon_button(picture, action, label, move |_| flow.move_stage(pipeline, word.clone(), up))
    };
    let moves = movable.then(|| view! { {move_button(true)}{move_button(false)} });
    view! {
        <tr data-word=word.clone()>
            <th scope="row">{word.clone()}{also}</th>
            <td class="num" data-label=t::import::rows()>{format::count(rows)}</td>
            <td>
                <span class="row">
                    <label class="sr-only" for=label>{t::import::stage_for(&word)}</label>
                    <select class="input is-small" id=id data-action="map-stage" on:change=move |event| {
                        let becomes = match event_target_value(&event).as_str() {
                            "new" => Becomes::New,
                            "won" => Becomes::Won,
                            "lost" => Becomes::Lost,
                            id => match Uuid::try_parse(id) {
                                Ok(id) => Becomes::Stage(id),
                                Err(_) => return,
                            },
                        };
                        flow.set_stage(pipeline, chosen_word.clone(), becomes);
                    }>
                        {existing.collect_view()}
                        <option value="new" prop:selected=is(Becomes::New)>{t::import::new_stage()}</option>
                        <option value="won" prop:selected=is(Becomes::Won)>{t::import::is_won()}</option>
                        <option value="lost" prop:selected=is(Becomes::Lost)>{t::import::is_lost()}</option>
                    </select>
                    {moves}
                </span>
            </td>
            <td>{probability(flow, pipeline, at, &word, percent, basis)}</td>
        </tr>
    }
}

fn probability(
    flow: Flow,
    pipeline: usize,
    at: usize,
    word: &str,
    percent: Option<u8>,
    basis: Basis,
) -> impl IntoView + use<> {
    let shown = percent.map(format::percent);
    if matches!(basis, Basis::None | Basis::Stage) {
        return view! { <span class="muted num">{shown.unwrap_or_else(|| "–".to_owned())}</span> }.into_any();
    }
    let id = format!("percent-{pipeline}-{at}");
    let said = if percent.is_none() { t::import::basis_unknown() } else { words::basis(basis) };
    let (label, note) = (id.clone(), format!("{id}-note"));
    let name = word.to_owned();
    let wrong = RwSignal::new(false);
    let change = move |event| {
        let typed = event_target_value(&event);
        let percent = phrase::percent(&typed);
        wrong.set(percent.is_none());
        if let Some(percent) = percent {
            flow.set_percent(pipeline, name.clone(), percent);
        }
    };
    view! {
        <label class="sr-only" for=label>{t::import::percent_for(word)}</label>
        <span class="row">
            <input class="input is-small is-short is-money" id=id data-action="set-probability" inputmode="numeric"
                autocomplete="off" value=shown aria-invalid=move || wrong.get().then_some("true")
                aria-describedby=note.clone() on:change=change/>
            <span class="tag" data-tone=(basis == Basis::Assumed).then_some("warn")>{said}</span>
        </span>
        {move || wrong.get().then(|| view! { <p class="field-error" id=note.clone()>{t::field::percent()}</p> })}
    }
    .into_any()
}
