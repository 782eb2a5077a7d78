//! Where to move an opportunity: the third way beside dragging and keys.

use std::cell::Cell;
use std::rc::Rc;

use board::ColumnKey;
use leptos::prelude::*;
use model::Uuid;
use model::records::Outcome;

use super::done;
use crate::i18n::{format, t};
use crate::pages::board::moving::{self, Place};
use crate::pages::board::{column_name, place_of};
use crate::pages::mapping;
use crate::platform::{clock, dom};
use crate::state::App;
use crate::ui::dialog::{Dialog, Shape, cancel_button, close_by_id, form_dialog};

pub(super) fn dialog(app: App, id: Uuid) -> impl IntoView {
    let here = place_of(app, id).map(|(key, _)| key);
    let by_hand = app.board(|board| board.view().shown().order == board::Order::Hand);
    // The pipeline it lies in may be another than the one the board shows.
    let own = app.slot(id).and_then(|slot| app.board(|board| board.card(slot).stage.and_then(|stage| stage.pipeline)));
    let own = own.or_else(|| app.board(|board| board.view().pipeline()));
    let mut pipelines = app.board(board::Board::pipelines);
    if let Some(own) = own.filter(|own| !pipelines.iter().any(|(known, _)| known == own)) {
        pipelines.extend(app.board(|board| {
            let archived = board.shown_pipelines().into_iter().filter(|row| row.id == own);
            archived.map(|row| (row.id, t::board::archived_stage(&row.name))).collect::<Vec<_>>()
        }));
    }
    let pipeline = RwSignal::new(own);
    let several = pipelines.len() > 1;
    let keys = Memo::new(move |_| keys(app, pipeline.get()));
    let chosen = RwSignal::new(None::<ColumnKey>);
    Effect::new(move |_| {
        let (pipeline, keys) = (pipeline.get(), keys.get());
        chosen.set(proposed(app, id, pipeline == own, here, &keys));
    });
    let is_shown = move || pipeline.get() == app.board(|board| board.view().pipeline());
    let top = RwSignal::new(true);
    let option = move |key: ColumnKey| {
        let count = app.board(|board| {
            let lies = |card: &board::Card<'_>| {
                card.outcome == Outcome::Open && card.stage.map(|stage| ColumnKey::Stage(stage.id)) == Some(key)
            };
            board.all().filter(lies).count()
        });
        let note = match (Some(key) == here, key.outcome()) {
            (true, _) => t::move_to::current().to_owned(),
            (false, Some(_)) => String::new(),
            (false, None) => format::count(count),
        };
        view! {
            <label class="check">
                <input type="radio" name="to" prop:checked=move || chosen.get() == Some(key) on:change=move |_| chosen.set(Some(key))/>
                <span>{column_name(app, key)}</span><span class="end num">{note}</span>
            </label>
        }
    };
    let position = move || {
        (by_hand && is_shown()).then(|| {
            view! {
                <div class="field">
                    <label for="move-place">{t::move_to::place()}</label>
                    <select class="input" id="move-place" on:change=move |event| top.set(event_target_value(&event) == "first")>
                        <option value="first">{t::move_to::first()}</option><option value="last">{t::move_to::last()}</option>
                    </select>
                </div>
            }
        })
    };
    let body = view! {
        {several.then(|| mapping::pipeline_select("move-pipeline", pipelines, pipeline))}
        <fieldset class="options"><legend class="sr-only">{t::field::stage()}</legend>
            <For each=move || keys.get() key=|key| *key children=option/>
        </fieldset>
        {position}
    };
    let foot = view! {
        {cancel_button(t::common::cancel())}
        <button type="submit" class="btn is-primary" data-action="confirm-move">{t::move_to::confirm()}</button>
    };
    let confirmed = Rc::new(Cell::new(None));
    let submit = {
        let confirmed = Rc::clone(&confirmed);
        move || {
            let place = match (by_hand && untrack(is_shown), top.get_untracked()) {
                (true, true) => Place::At(0),
                (true, false) => Place::At(usize::MAX),
                (false, _) => Place::Ordered,
            };
            confirmed.set(chosen.get_untracked().map(|key| (key, place, clock::since_start())));
            close_by_id("dialog-move");
        }
    };
    dom::focus_soon("#dialog-move input:checked");
    let closed = move || {
        done(app);
        // Only now: moving to won or lost asks on.
        if let Some((key, place, started)) = confirmed.take() {
            moving::move_to(app, id, key, place, Some(started));
        }
    };
    let title = moving::title(app, id);
    let dialog = Dialog {
        shape: Shape::Plain,
        id: "dialog-move",
        title: t::card::move_to().to_owned(),
        subtitle: Some(title),
        body: body.into_any(),
        foot: foot.into_any(),
    };
    form_dialog(dialog, submit, closed)
}

/// Where a pipeline's opportunities can lie; of the one that is shown also in archived stages that hold some.
fn keys(app: App, pipeline: Option<Uuid>) -> Vec<ColumnKey> {
    app.board(|board| {
        if pipeline == board.view().pipeline() {
            return board.view().columns().iter().map(|column| column.key).collect();
        }
        let stages = board.stages(pipeline).into_iter().map(|stage| ColumnKey::Stage(stage.id));
        stages.chain([ColumnKey::Won, ColumnKey::Lost]).collect()
    })
}

/// What comes next; in another pipeline the stage that is as far along.
fn proposed(app: App, id: Uuid, is_own: bool, here: Option<ColumnKey>, keys: &[ColumnKey]) -> Option<ColumnKey> {
    if is_own {
        let stage = app.slot(id).and_then(|slot| app.board(|board| board.card(slot).stage.map(|stage| stage.id)));
        let here = here.or_else(|| stage.map(ColumnKey::Stage));
        let next = here.and_then(|here| keys.iter().position(|key| *key == here)).map_or(0, |at| at + 1);
        return keys.get(next.min(keys.len().saturating_sub(1))).copied();
    }
    let held = mapping::held(app, |card| card.id == id);
    let open = keys.iter().filter_map(|key| if let ColumnKey::Stage(id) = key { Some(*id) } else { None });
    let stages: Vec<(Uuid, String)> =
        open.map(|id| (id, app.board(|board| board.stage(id).map(|s| s.name.clone()).unwrap_or_default()))).collect();
    let map = mapping::proposed(app, &held, &stages);
    let to = held.first().and_then(|(id, ..)| map.get(id)).copied().or_else(|| stages.first().map(|(id, _)| *id));
    to.map(ColumnKey::Stage)
}
