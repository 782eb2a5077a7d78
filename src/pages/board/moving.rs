//! One move behind every way of moving: drag, keys and menu.

use board::{ColumnKey, Order, Paint};
use leptos::prelude::*;
use model::records::{Gate, Opportunity, Outcome, Stage, StageAction};
use model::{Command, Date, Doc, Fields, Id, Uuid, gate, rank};

use super::{column_name, place_of, reveal, set_order};
use crate::i18n::t;
use crate::pages::opportunity::needs;
use crate::platform::task;
use crate::state::{App, Asking, Give, Painting, ToastKind, duty, lists, typed};

/// Where in a column: `At` counts the cards without the one that moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Where the order puts it.
    Ordered,
    At(usize),
}

/// A move, worked out: the command and what it looks like.
pub(crate) struct Planned {
    pub(crate) command: Command,
    pub(crate) paint: Paint,
}

pub(crate) fn title(app: App, opportunity: Uuid) -> String {
    let slot = app.slot(opportunity);
    slot.map(|slot| app.board(|board| board.card(slot).title.to_owned())).unwrap_or_default()
}

/// The move of an opportunity to a stage.
pub(crate) fn plan(app: App, opportunity: Uuid, stage: Uuid, place: Place) -> Planned {
    let by_hand = app.board(|board| board.view().shown().order == Order::Hand);
    let at = match place {
        Place::At(at) if by_hand => Some(at),
        Place::At(_) | Place::Ordered => None,
    };
    let (rank, ranks) = at.map_or((None, Vec::new()), |at| rank_at(app, opportunity, ColumnKey::Stage(stage), at));
    let paint = Paint { stage: Some(stage), outcome: Outcome::Open, rank: rank.clone(), ..Paint::default() };
    let step = Command::Move { opportunity: Id::new(opportunity), stage: Id::<Stage>::new(stage), rank, ranks };
    Planned { command: entering(app, opportunity, Id::new(stage), step), paint }
}

/// The bare move to a stage, to wherever the order puts it.
pub(crate) fn step(opportunity: Uuid, stage: Uuid) -> Command {
    Command::Move { opportunity: Id::new(opportunity), stage: Id::new(stage), rank: None, ranks: Vec::new() }
}

/// A move with the key actions that wait in the stage.
pub(crate) fn entering(app: App, opportunity: Uuid, stage: Id<Stage>, step: Command) -> Command {
    let id = Id::<Opportunity>::new(opportunity);
    let (owner, known) = untrack(|| {
        let known = duty().of(opportunity, |_, known| {
            let facts = &known.facts;
            (facts.stage != Some(stage)).then(|| (facts.owner, facts.actions.clone()))
        });
        known.flatten()
    })
    .unzip();
    let Some(known) = known else { return step };
    let record = Opportunity { owner: owner.flatten(), ..Opportunity::default() };
    let actions = key_actions(app, (id, &record), stage, &known);
    if actions.is_empty() { step } else { gate::enter(step, id, Fields::new(), &[], None, actions) }
}

/// The key actions that come with a stage, those an opportunity has already aside.
pub(crate) fn key_actions(
    app: App,
    opportunity: (Id<Opportunity>, &Opportunity),
    stage: Id<Stage>,
    known: &[(Id<StageAction>, StageAction)],
) -> Vec<Doc> {
    untrack(|| {
        let pipeline = app.board(|board| board.stage(stage.uuid()).and_then(|stage| stage.pipeline));
        let Some(pipeline) = pipeline else { return Vec::new() };
        let templates = lists().key_actions(Id::new(pipeline));
        let members = typed(lists().members);
        let calendar = lists().calendar();
        let work_days_after = |day: Date, n: u16| calendar.plus(day, u32::from(n));
        let today = app.today.get_untracked();
        gate::actions_on_entry(opportunity, stage, &templates, known, &members, today, &work_days_after)
    })
}

/// What is missing for going to a stage.
pub(crate) fn missing_for(opportunity: Uuid, stage: Uuid) -> Vec<(Id<Gate>, Gate)> {
    let missing = untrack(|| {
        duty().of(opportunity, |book, known| {
            book.missing_for(known, Id::new(stage)).into_iter().cloned().collect::<Vec<_>>()
        })
    });
    missing.unwrap_or_default()
}

/// What it came without to the stage it is in.
pub(crate) fn lacking(opportunity: Uuid) -> Vec<(Id<Gate>, Gate)> {
    let lacking =
        untrack(|| duty().of(opportunity, |book, known| book.lacking(known).into_iter().cloned().collect::<Vec<_>>()));
    lacking.unwrap_or_default()
}

type Ranks = Vec<(Id<Opportunity>, String)>;

/// A rank for a place in a column; where none is free, new ones for the others too.
fn rank_at(app: App, opportunity: Uuid, key: ColumnKey, at: usize) -> (Option<String>, Ranks) {
    let moving = app.slot(opportunity);
    app.board(|board| {
        let slots = board.view().column(key).map(|column| column.slots.as_slice()).unwrap_or_default();
        let others: Vec<u32> = slots.iter().copied().filter(|slot| Some(*slot) != moving).collect();
        let at = at.min(others.len());
        let before = at.checked_sub(1).map(|before| board.rank(others[before]));
        let after = others.get(at).map(|slot| board.rank(*slot));
        match rank::between(before.as_deref(), after.as_deref()).filter(|rank| rank.len() <= rank::LONG) {
            Some(rank) => (Some(rank), Vec::new()),
            None => {
                let mut fresh = rank::spread(others.len() + 1);
                let own = fresh.remove(at);
                let ids = others.iter().map(|slot| Id::new(board.card(*slot).id));
                (Some(own), ids.zip(fresh).collect())
            }
        }
    })
}

/// Moves a card. Won and lost ask first; nothing is written before that is answered.
pub(crate) fn move_to(app: App, opportunity: Uuid, to: ColumnKey, place: Place, started: Option<f64>) {
    let stage = match to {
        ColumnKey::Stage(stage) => stage,
        ColumnKey::Won => return ask(app, opportunity, Outcome::Won),
        ColumnKey::Lost => return ask(app, opportunity, Outcome::Lost),
    };
    let from = place_of(app, opportunity);
    let same = from.is_some_and(|(key, _)| key == to);
    let by_hand = app.board(|board| board.view().shown().order == Order::Hand);
    if same && !by_hand {
        if place != Place::Ordered {
            app.say(ToastKind::OfferByHand, t::moved::ordered().to_owned());
        }
        return;
    }
    if same && from.is_some_and(|(_, at)| place == Place::At(at)) {
        return;
    }
    let missing = if same { Vec::new() } else { missing_for(opportunity, stage) };
    let is_held = missing.iter().any(|(_, gate)| gate.hard);
    if !same && !duty().is_settled() && (is_held || !untrack(|| duty().is_ready())) {
        // What the stage asks for, and whether that has just been filled in, is known in a moment.
        return task::spawn(async move {
            if duty().whole(|_| ()).await.is_some() {
                move_to(app, opportunity, to, place, started);
            } else if is_held {
                app.asking.set(Some(Asking::Gate { opportunity, stage }));
            } else {
                move_on(app, opportunity, to, place, started, &[]);
            }
        });
    }
    if is_held {
        return app.asking.set(Some(Asking::Gate { opportunity, stage }));
    }
    move_on(app, opportunity, to, place, started, &missing);
}

/// Carries a move out; `missing` is what its stage would like to see and does not insist on.
fn move_on(
    app: App,
    opportunity: Uuid,
    to: ColumnKey,
    place: Place,
    started: Option<f64>,
    missing: &[(Id<Gate>, Gate)],
) {
    let ColumnKey::Stage(stage) = to else { return };
    let same = place_of(app, opportunity).is_some_and(|(key, _)| key == to);
    let Planned { command, paint } = plan(app, opportunity, stage, place);
    let name = title(app, opportunity);
    // Into a pipeline that is not shown: the card goes out of sight, so it is said where to.
    let elsewhere = app.board(|board| {
        let pipeline = board.stage(stage)?.pipeline.filter(|pipeline| Some(*pipeline) != board.view().pipeline())?;
        board.shown_pipelines().into_iter().find(|row| row.id == pipeline).map(|row| row.name.clone())
    });
    let stage_name = match &elsewhere {
        Some(pipeline) => t::pipelines::of { pipeline, stage: &column_name(app, to) }.text(),
        None => column_name(app, to),
    };
    let said = if same {
        t::moved::reordered { name: &name, stage: &stage_name }.text()
    } else {
        t::moved::to { name: &name, stage: &stage_name }.text()
    };
    // A soft gate keeps nothing out; it says what is missing, and offers to fill it in.
    let said = if missing.is_empty() {
        said
    } else {
        t::gate::moved_lacking { moved: &said, missing: &needs::names(app, missing) }.text()
    };
    let give = Give {
        paint: Some(Painting { opportunity, paint }),
        started,
        said: Some(said.clone()),
        lacks: (!missing.is_empty()).then_some((opportunity, stage)),
        ..Give::new(command)
    };
    app.give_later(give);
    if elsewhere.is_some() {
        return app.announce(said);
    }
    announce(app, opportunity, to);
    reveal(app, opportunity);
}

fn ask(app: App, opportunity: Uuid, outcome: Outcome) {
    app.asking.set(Some(Asking::Close { opportunity, outcome }));
}

/// Says where a card lies now.
pub(crate) fn announce(app: App, opportunity: Uuid, key: ColumnKey) {
    let count = app.board(|board| board.view().column(key).map_or(0, |column| column.slots.len()));
    let at = place_of(app, opportunity).map_or(1, |(_, at)| at + 1);
    let (stage, at, count) = (column_name(app, key), at.to_string(), count.to_string());
    app.announce(t::moved::announced { stage: &stage, at: &at, count: &count }.text());
}

/// Cards lie as people put them from now on.
pub(crate) fn order_by_hand(app: App) {
    set_order(app, Order::Hand);
}
