//! Reminders: once a day how much is due, and each escalation when it comes up; told once, whatever tabs are open.

use std::sync::Arc;

use leptos::prelude::*;
use model::today::{Pressing, Row, RowKind, Scope};
use model::{Date, Uuid};

use super::{App, app, database_name, duty, profile_id};
use crate::i18n::t;
use crate::platform::notify::{self, Permission};
use crate::platform::{preferences, tabs, task};

/// The preference that says whether this device reminds.
const ON: &str = "reminders";
/// More escalations than this are told in one sentence.
const SINGLE: usize = 3;

pub(crate) fn are_on() -> bool {
    preferences::get(ON).is_some() && notify::permission() == Permission::Granted
}

/// Asks for the permission where need be. Whether reminders are on then.
pub(crate) async fn switch(on: bool) -> Permission {
    if !on {
        preferences::remove(ON);
        return notify::permission();
    }
    let permission = match notify::permission() {
        Permission::Open => notify::ask().await,
        known => known,
    };
    if permission == Permission::Granted {
        preferences::set(ON, "");
        told_key_for_today(app().today.get_untracked());
    }
    permission
}

/// Today's work of whoever is at this device; of everyone where nobody has said who that is.
pub(crate) fn scope(app: App) -> Scope {
    app.me.get_untracked().map_or(Scope::Everyone, Scope::Mine)
}

/// The day, and the escalations that have been told of.
fn told() -> (Option<Date>, Vec<Uuid>) {
    let held = preferences::get(&key()).unwrap_or_default();
    let mut parts = held.split(' ');
    let day = parts.next().and_then(Date::parse_iso);
    (day, parts.filter_map(|id| Uuid::try_parse(id).ok()).collect())
}

fn key() -> String {
    format!("reminded.{}", profile_id())
}

fn remember(day: Date, ids: &[Uuid]) {
    let ids: Vec<String> = ids.iter().map(Uuid::to_string).collect();
    preferences::set(&key(), &format!("{day} {}", ids.join(" ")));
}

/// Who switches reminders on looks at the list already.
fn told_key_for_today(today: Date) {
    let rows = untrack(|| duty().with(|book| book.queue(scope(app())))).unwrap_or_default();
    remember(today, &escalated(&rows).map(|(id, _)| id).collect::<Vec<_>>());
}

fn escalated(rows: &[Row]) -> impl Iterator<Item = (Uuid, &Row)> {
    rows.iter().filter(|row| row.kind == RowKind::Escalation).filter_map(|row| Some((row.item?, row)))
}

impl App {
    /// Tells of what is new in the queue, and once a day of how much is due in all.
    pub(super) fn remind(self, rows: Arc<Vec<Row>>, due: usize) {
        if !are_on() {
            return;
        }
        task::spawn(async move {
            // Another tab is at it.
            let Some(_held) = tabs::try_lock(&format!("{}-remind", database_name())).await else { return };
            let today = self.today.get_untracked();
            let (day, known) = told();
            let now: Vec<Uuid> = escalated(&rows).map(|(id, _)| id).collect();
            let new: Vec<&Row> = escalated(&rows).filter(|(id, _)| !known.contains(id)).map(|(_, row)| row).collect();
            remember(today, &now);
            if day != Some(today) && due > 0 {
                let pressing = rows.iter().filter(|row| row.pressing <= Pressing::Escalated).count();
                let body = t::remind::body { due: &due.to_string(), escalated: &pressing.to_string() }.text();
                return notify::show(t::remind::title(), &body, "today", "#/today").await;
            }
            if new.len() > SINGLE {
                let body = t::remind::several(new.len());
                return notify::show(t::remind::escalated(), &body, "escalated", "#/today").await;
            }
            for row in new {
                let id = row.opportunity.uuid();
                let name = self.slot(id).map(|slot| self.board(|board| board.card(slot).title.to_owned()));
                let body = t::remind::one { name: &name.unwrap_or_default(), late: &row.late.to_string() };
                notify::show(t::remind::escalated(), &body.text(), &id.to_string(), "#/today?show=escalated").await;
            }
        });
    }
}
