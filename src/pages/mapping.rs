//! Which stage of another pipeline each stage becomes.

use std::collections::BTreeMap;

use leptos::prelude::*;
use model::records::Outcome;
use model::{Command, Uuid, arrange};

use crate::i18n::{format, t};
use crate::pages::board::moving;
use crate::state::App;

/// A stage in which something lies: its id and name, and how many open opportunities do.
pub(crate) type Held = (Uuid, String, usize);

/// What becomes of each stage; those it says nothing of stay as they are.
pub(crate) type Mapping = BTreeMap<Uuid, Uuid>;

/// Where a stage stands: its pipeline, whether it is archived, its position, itself.
type Place = (Option<Uuid>, bool, u32, Uuid);

/// The stages in which some opportunities lie, in order.
pub(crate) fn held(app: App, opportunities: impl Fn(&board::Card<'_>) -> bool) -> Vec<Held> {
    app.board(|board| {
        let mut held: BTreeMap<Place, (String, usize)> = BTreeMap::new();
        for card in board.all().filter(|card| opportunities(card)) {
            if let Some(stage) = card.stage {
                let key = (stage.pipeline, stage.archived, stage.position, stage.id);
                held.entry(key).or_insert_with(|| (stage.name.clone(), 0)).1 += 1;
            }
        }
        held.into_iter().map(|((.., id), (name, count))| (id, name, count)).collect()
    })
}

/// The stages of a pipeline to choose from.
pub(crate) fn stages(app: App, pipeline: Uuid) -> Vec<(Uuid, String)> {
    app.board(|board| {
        let stages = board.stages(Some(pipeline)).into_iter();
        stages.map(|stage| (stage.id, stage.name.clone())).collect()
    })
}

/// What is proposed for each of some stages: the stage of the same name, or the one that is as far along.
pub(crate) fn proposed(app: App, held: &[Held], stages: &[(Uuid, String)]) -> Mapping {
    let to: Vec<&str> = stages.iter().map(|(_, name)| name.as_str()).collect();
    let becomes = |(id, name, _): &Held| {
        let pipeline = app.board(|board| board.stage(*id).and_then(|stage| stage.pipeline));
        let mut all = pipeline.map(|pipeline| self::stages(app, pipeline)).unwrap_or_default();
        let at = all.iter().position(|(known, _)| known == id).unwrap_or_else(|| {
            all.push((*id, name.clone()));
            all.len() - 1
        });
        let from: Vec<&str> = all.iter().map(|(_, name)| name.as_str()).collect();
        let to = arrange::match_stages(&from, &to).get(at).copied().flatten()?;
        Some((*id, stages.get(to)?.0))
    };
    held.iter().filter_map(becomes).collect()
}

/// A line for each stage, with what it becomes. `stays` offers to leave its opportunities where they are, under that name.
pub(crate) fn table(
    held: Vec<Held>,
    stages: Signal<Vec<(Uuid, String)>>,
    mapping: RwSignal<Mapping>,
    stays: Option<&'static str>,
) -> impl IntoView {
    let row = move |(id, name, count): Held| {
        let select = format!("map-{id}");
        let options = move || {
            let chosen = mapping.with(|mapping| mapping.get(&id).copied());
            let option = |(stage, name): (Uuid, String)| {
                view! { <option value=stage.to_string() selected=chosen == Some(stage)>{name}</option> }
            };
            let each = stages.get().into_iter().map(option).collect_view();
            let stay = stays.map(|stays| view! { <option value="" selected=chosen.is_none()>{stays}</option> });
            view! { {each}{stay} }
        };
        let label = t::mapping::becomes(&name);
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td class="num muted">{t::board::count(count)}</td>
                <td>
                    <label class="sr-only" for=select.clone()>{label}</label>
                    <select class="input is-small" id=select data-action="map-stage-to" data-stage=id.to_string() on:change=move |event| {
                        let chosen = Uuid::try_parse(&event_target_value(&event)).ok();
                        mapping.update(|mapping| {
                            match chosen {
                                Some(stage) => mapping.insert(id, stage),
                                None => mapping.remove(&id),
                            };
                        });
                    }>{options}</select>
                </td>
            </tr>
        }
    };
    view! {
        <table class="table is-even">
            <caption class="sr-only">{t::mapping::caption()}</caption>
            <thead><tr>
                <th scope="col">{t::mapping::from()}</th>
                <th scope="col" class="num">{t::mapping::count()}</th>
                <th scope="col">{t::mapping::to()}</th>
            </tr></thead>
            <tbody>{held.into_iter().map(row).collect_view()}</tbody>
        </table>
    }
}

/// The moves of open opportunities that a mapping says.
pub(crate) fn moves(app: App, mapping: &Mapping, opportunities: impl Fn(&board::Card<'_>) -> bool) -> Vec<Command> {
    app.board(|board| {
        let open = board.all().filter(|card| card.outcome == Outcome::Open && opportunities(card));
        let moved = open.filter_map(|card| {
            let stage = mapping.get(&card.stage?.id)?;
            Some(moving::step(card.id, *stage))
        });
        moved.collect()
    })
}

/// Pipelines to choose from, in a select.
pub(crate) fn pipeline_select(
    id: &'static str,
    pipelines: Vec<(Uuid, String)>,
    chosen: RwSignal<Option<Uuid>>,
) -> impl IntoView {
    let option = |(id, name): (Uuid, String)| {
        view! { <option value=id.to_string() selected=chosen.get_untracked() == Some(id)>{name}</option> }
    };
    view! {
        <div class="field">
            <label for=id>{t::board::pipeline()}</label>
            <select class="input" id=id data-action="choose-pipeline" on:change=move |event| {
                chosen.set(Uuid::try_parse(&event_target_value(&event)).ok());
            }>{pipelines.into_iter().map(option).collect_view()}</select>
        </div>
    }
}

/// A count as it stands in a sentence.
pub(crate) fn counted(held: &[Held]) -> String {
    format::count(held.iter().map(|(.., count)| count).sum())
}
