//! What asks: a new opportunity, where to move one, how one ended, who is here, which keys there are.

mod activity;
mod bulk;
mod close;
mod condition;
pub(crate) mod fields;
mod gate;
mod keys;
mod move_to;
mod new;
mod push;
mod reasons;
mod snooze;
pub(crate) mod stall;
mod view;
mod who;

use leptos::prelude::*;

pub(crate) use snooze::wake;

use crate::pages::customers::dialogs as customers;
use crate::pages::leads::dialogs as leads;
use crate::pages::{find, settings};
use crate::state::{App, Asking, app};

/// Whatever is being asked now.
pub(crate) fn asked() -> impl IntoView {
    let app = app();
    let dialog = move |asked| match asked {
        Asking::New { stage } => new::dialog(app, stage, None).into_any(),
        Asking::NewFor(account) => new::dialog(app, None, Some(account)).into_any(),
        Asking::NewAccount { name } => customers::new_account(app, name).into_any(),
        Asking::NewContact { account, name } => customers::new_contact(app, account, name).into_any(),
        Asking::NewLead { name } => leads::new(app, name).into_any(),
        Asking::Convert(id) => leads::convert(app, id).into_any(),
        Asking::Discard(id) => leads::discard(app, id).into_any(),
        Asking::Merge { one, other } => customers::merge(app, one, other).into_any(),
        Asking::DeleteLinked(target) => customers::delete(app, target).into_any(),
        Asking::MoveTo(id) => move_to::dialog(app, id).into_any(),
        Asking::Close { opportunity, outcome } => close::dialog(app, opportunity, outcome).into_any(),
        Asking::Who => who::dialog(app).into_any(),
        Asking::Keys => keys::dialog(app).into_any(),
        Asking::Find => find::dialog(app).into_any(),
        Asking::Condition(field) => condition::dialog(app, field).into_any(),
        Asking::Push(moves) => push::dialog(app, moves).into_any(),
        Asking::Activity(id) => activity::dialog(app, id).into_any(),
        Asking::Bulk(bulk) => bulk::dialog(app, bulk).into_any(),
        Asking::Stall(id) => stall::dialog(app, id).into_any(),
        Asking::Snooze(id) => snooze::dialog(app, id).into_any(),
        Asking::Gate { opportunity, stage } => gate::dialog(app, opportunity, stage).into_any(),
        Asking::Refused(refused) => bulk::refused(app, refused).into_any(),
        Asking::Setup(setup) => settings::setup(app, setup),
        Asking::View(known) => view::dialog(app, known).into_any(),
        Asking::Remove { profile, database } => settings::remove_dialog(app, &profile, database).into_any(),
    };
    // Each question gets a dialog of its own: one that was another before would still close as that one.
    view! { <For each=move || app.asking.get() key=Clone::clone children=dialog/> }
}

fn done(app: App) {
    app.asking.set(None);
}
