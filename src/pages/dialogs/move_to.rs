//! Where to move an opportunity: the third way beside dragging and keys.

use std::cell::Cell;
use std::rc::Rc;

use board::ColumnKey;
use leptos::prelude::*;
use model::Uuid;

use super::done;
use crate::i18n::{format, t};
use crate::pages::board::moving::{self, Place};
use crate::pages::board::{column_name, place_of};
use crate::platform::{clock, dom};
use crate::state::App;
use crate::ui::dialog::{Dialog, Shape, cancel_button, close_by_id, form_dialog};

pub(super) fn dialog(app: App, id: Uuid) -> impl IntoView {
    let place = place_of(app, id);
    let here = place.map(|(key, _)| key);
    let by_hand = app.board(|board| board.view().shown().order == board::Order::Hand);
    let keys: Vec<ColumnKey> = app.board(|board| board.view().columns().iter().map(|column| column.key).collect());
    // Proposed is what comes next.
    let next =
        here.and_then(|here| keys.iter().position(|key| *key == here)).map_or(0, |at| (at + 1).min(keys.len() - 1));
    let chosen = RwSignal::new(next);
    let top = RwSignal::new(true);
    let options = keys.clone().into_iter().enumerate().map(|(index, key)| {
        let count = app.board(|board| board.view().column(key).map_or(0, |column| column.totals.count));
        let note = match (Some(key) == here, key.outcome()) {
            (true, _) => t::move_to::current().to_owned(),
            (false, Some(_)) => String::new(),
            (false, None) => format::count(count as usize),
        };
        view! {
            <label class="check">
                <input type="radio" name="to" value=index checked=index == next on:change=move |_| chosen.set(index)/>
                <span>{column_name(app, key)}</span><span class="end num">{note}</span>
            </label>
        }
    });
    let position = by_hand.then(|| {
        view! {
            <div class="field">
                <label for="move-place">{t::move_to::place()}</label>
                <select class="input" id="move-place" on:change=move |event| top.set(event_target_value(&event) == "first")>
                    <option value="first">{t::move_to::first()}</option><option value="last">{t::move_to::last()}</option>
                </select>
            </div>
        }
    });
    let body = view! {
        <fieldset class="options"><legend class="sr-only">{t::field::stage()}</legend>{options.collect_view()}</fieldset>
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
            let place = match (by_hand, top.get_untracked()) {
                (true, true) => Place::At(0),
                (true, false) => Place::At(usize::MAX),
                (false, _) => Place::Ordered,
            };
            confirmed.set(keys.get(chosen.get_untracked()).map(|key| (*key, place, clock::since_start())));
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
