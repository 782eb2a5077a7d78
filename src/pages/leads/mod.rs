//! Leads: their list with the best first, their pages, and what becomes of them.

pub(crate) mod dialogs;
mod lead;
mod list;

use leptos::prelude::*;
use model::records::{Lead, LeadStatus};
use model::{Command, Id, RecordRef, Uuid};
use serde_json::{Value, json};

pub(crate) use lead::page as lead_page;
pub(crate) use list::page;

use crate::i18n::t;
use crate::pages::customers::shelf::Shelf;
use crate::route::{Route, Screen};
use crate::state::{App, Asking, Give};
use crate::ui::Icon;
use crate::ui::menu::{self, Groups};

pub(crate) fn target(id: Uuid) -> RecordRef {
    RecordRef::to(Id::<Lead>::new(id))
}

/// The address of a lead's page.
pub(crate) fn route(id: Uuid) -> Route {
    Route::to(Screen::Lead(id))
}

fn status_name(status: &LeadStatus) -> String {
    match status {
        LeadStatus::Open => t::leads::open(),
        LeadStatus::Converted => t::leads::converted(),
        LeadStatus::Discarded => t::leads::discarded(),
        LeadStatus::Unknown(text) => return text.clone(),
    }
    .to_owned()
}

/// What a lead is called, as far as its list has been read.
fn name(id: Uuid) -> String {
    Shelf.look_untracked(|book| book.lead(id).map(|lead| lead.name().to_owned())).unwrap_or_default()
}

fn status_of(id: Uuid) -> Option<LeadStatus> {
    Shelf.look_untracked(|book| book.lead(id).map(|lead| lead.status.clone()))
}

/// Everything that can be done with a lead.
pub(crate) fn actions(app: App, id: Uuid) -> Groups {
    let ask = move |asking: Asking| {
        move || {
            let asking = asking.clone();
            menu::after_closing(move || app.asking.set(Some(asking)));
        }
    };
    let first = match status_of(id) {
        Some(LeadStatus::Open) => vec![
            menu::item(Icon::ArrowRightLeft, t::leads::convert(), "convert-lead", ask(Asking::Convert(id))),
            menu::item(Icon::CircleSlash, t::leads::discard(), "discard-lead", ask(Asking::Discard(id))),
        ],
        Some(LeadStatus::Discarded) => {
            vec![menu::item(Icon::Undo2, t::leads::reopen(), "reopen-lead", move || reopen(app, id))]
        }
        _ => Vec::new(),
    };
    let delete = menu::item(Icon::Trash, t::common::delete(), "delete-lead", move || delete(app, id)).danger();
    [first, vec![delete]].into_iter().filter(|group| !group.is_empty()).collect()
}

/// A discarded lead is followed up again.
fn reopen(app: App, id: Uuid) {
    let fields = [("status", json!(LeadStatus::Open)), ("discard_reason", Value::Null)];
    let fields = fields.into_iter().map(|(field, value)| (field.to_owned(), value)).collect();
    let command = Command::Edit { target: target(id), fields, docs: Vec::new() };
    app.give_later(Give { said: Some(t::leads::reopened(&name(id))), ..Give::new(command) });
}

/// Deleting asks nothing: it can be taken back.
fn delete(app: App, id: Uuid) {
    let said = Some(t::card::deleted(&name(id)));
    if app.route.get_untracked().screen == Screen::Lead(id) {
        app.go(&list::last());
    }
    app.give_later(Give { said, ..Give::new(Command::Delete { targets: vec![target(id)] }) });
}
