//! Several opportunities chosen at once, and what is done with all of them in one step.

use std::collections::BTreeSet;

use leptos::prelude::*;
use model::records::{Opportunity, Outcome};
use model::{Command, Id, RecordRef, Rejection, Uuid};

use super::moving;
use crate::i18n::{format, t};
use crate::pages::opportunity::needs;
use crate::platform::task;
use crate::state::{App, Asking, Bulk, Give, ToastKind, app, duty};
use crate::ui::{Icon, icon, icon_button};

/// Chooses one more, or one less. `range`: all from the one chosen last, in the order given.
pub(crate) fn toggle(app: App, id: Uuid, range: bool, order: &[Uuid]) {
    let last = LAST.replace(Some(id));
    app.chosen.update(|chosen| {
        let ends = last.filter(|_| range).and_then(|last| {
            let at = |id: Uuid| order.iter().position(|known| *known == id);
            Some((at(last)?, at(id)?))
        });
        match ends {
            Some((a, b)) => chosen.extend(&order[a.min(b)..=a.max(b)]),
            None if !chosen.remove(&id) => {
                chosen.insert(id);
            }
            None => {}
        }
    });
    app.announce(t::select::count(app.chosen.with_untracked(BTreeSet::len)));
}

thread_local! {
    static LAST: std::cell::Cell<Option<Uuid>> = const { std::cell::Cell::new(None) };
}

/// What can be done with those that are chosen; nothing while none is.
pub(crate) fn bar() -> impl IntoView {
    let app = app();
    let some = Memo::new(move |_| app.chosen.with(|chosen| !chosen.is_empty()));
    let act = move |action: &'static str, picture: Icon, label: &'static str, bulk: Bulk| {
        view! {
            <button type="button" class="btn is-quiet" data-action=action title=label aria-label=label on:click=move |_| app.asking.set(Some(Asking::Bulk(bulk)))>
                {icon(picture)}<span class="label">{label}</span>
            </button>
        }
    };
    let shown = move || {
        view! {
            <section class="select-bar" aria-label=t::select::title()>
                <strong class="num" data-metric="chosen" data-value=move || app.chosen.with(BTreeSet::len)>
                    {move || t::select::count(app.chosen.with(BTreeSet::len))}
                </strong>
                <span class="select-acts">
                    {act("bulk-move", Icon::ArrowRightLeft, t::card::move_to(), Bulk::Move)}
                    {act("bulk-owner", Icon::User, t::field::owner(), Bulk::Owner)}
                    {act("bulk-edit", Icon::Pencil, t::select::edit(), Bulk::Edit)}
                    {act("bulk-won", Icon::Trophy, t::outcome::won(), Bulk::Won)}
                    {act("bulk-lost", Icon::CircleSlash, t::outcome::lost(), Bulk::Lost)}
                    <button type="button" class="btn is-quiet is-danger-text" data-action="bulk-delete" title=t::common::delete() aria-label=t::common::delete() on:click=move |_| delete(app)>
                        {icon(Icon::Trash)}<span class="label">{t::common::delete()}</span>
                    </button>
                </span>
                {icon_button(Icon::X, "clear-selection", t::select::clear().to_owned(), move |_| app.chosen.set(BTreeSet::new()))}
            </section>
        }
    };
    move || some.get().then(shown)
}

/// Those that are chosen and still there.
pub(crate) fn chosen(app: App) -> Vec<Uuid> {
    let ids = app.chosen.get_untracked();
    ids.into_iter().filter(|id| app.slot(*id).is_some()).collect()
}

/// Moves all that are chosen to a stage.
pub(crate) fn move_all(app: App, stage: Uuid) {
    let name = app.board(|board| board.stage(stage).map(|stage| stage.name.clone()).unwrap_or_default());
    move_each(app, &name, chosen(app).into_iter().map(|id| (id, stage)).collect(), Vec::new());
}

/// Each to a stage, but for those that lack what it insists on; `others` is done along. `name` says where to.
pub(crate) fn move_each(app: App, name: &str, moves: Vec<(Uuid, Uuid)>, others: Vec<Command>) {
    if !duty().is_settled() {
        // What the stages ask for is known in a moment.
        let name = name.to_owned();
        return task::spawn(async move {
            if duty().whole(|_| ()).await.is_some() {
                move_each(app, &name, moves, others);
            } else {
                app.say(ToastKind::Error, t::failure::not_read().to_owned());
            }
        });
    }
    let (mut commands, mut held) = (others, Vec::new());
    let lies_there = |id: Uuid, stage: Uuid| {
        let card = app
            .slot(id)
            .map(|slot| app.board(|board| (board.card(slot).outcome, board.card(slot).stage.map(|of| of.id))));
        card == Some((Outcome::Open, Some(stage)))
    };
    for (id, stage) in moves.into_iter().filter(|(id, stage)| !lies_there(*id, *stage)) {
        let mut missing = moving::missing_for(id, stage);
        missing.retain(|(_, gate)| gate.hard);
        if missing.is_empty() {
            commands.push(moving::entering(app, id, Id::new(stage), moving::step(id, stage)));
        } else {
            held.push((id, t::gate::lacks(&needs::names(app, &missing))));
        }
    }
    let said = t::select::moved { count: &format::count(commands.len()), stage: name }.text();
    give_but(app, commands, said, held);
}

fn delete(app: App) {
    let commands =
        chosen(app).into_iter().map(|id| Command::Delete { targets: vec![RecordRef::to(Id::<Opportunity>::new(id))] });
    let count = app.chosen.with_untracked(BTreeSet::len);
    give(app, commands.collect(), t::select::deleted(count));
}

/// Carries the commands out as one step; says of those that could not be what was in the way.
pub(crate) fn give(app: App, commands: Vec<Command>, said: String) {
    give_but(app, commands, said, Vec::new());
}

/// The same where some have been refused before.
fn give_but(app: App, commands: Vec<Command>, said: String, held: Vec<(Uuid, String)>) {
    if commands.is_empty() {
        if !held.is_empty() {
            app.asking.set(Some(Asking::Refused(held)));
        }
        return;
    }
    task::spawn(async move {
        let all = commands.len();
        let give = Give::new(Command::Many(commands));
        let Ok(committed) = app.give(give).await else { return };
        app.chosen.set(BTreeSet::new());
        let undoable = ToastKind::undoable(committed.logged.id);
        if committed.refused.is_empty() && held.is_empty() {
            return app.say(undoable, said);
        }
        let done = all - committed.refused.len();
        let (done, all) = (format::count(done), format::count(all + held.len()));
        app.say(undoable, t::select::partly { done: &done, all: &all }.text());
        let refused = committed.refused.into_iter().map(|(target, why)| (target.id, why_not(&why)));
        app.asking.set(Some(Asking::Refused(refused.chain(held).collect())));
    });
}

fn why_not(why: &Rejection) -> String {
    match why {
        Rejection::Gone(_) => t::select::gone(),
        Rejection::Invalid { errors, .. } => {
            return t::select::invalid(errors.first().map_or("", |error| error.field));
        }
        Rejection::Exists(_) | Rejection::Linked(_) | Rejection::Nothing => t::select::refused(),
    }
    .to_owned()
}
