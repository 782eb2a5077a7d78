//! What can be done with a row, where it stands.

use std::cell::Cell;

use leptos::prelude::*;
use model::command::Touch;
use model::next_step::next_step;
use model::records::{Activity, Evidence, StageAction};
use model::today::RowKind;
use model::{Command, Fields, Id, RecordRef, Uuid};
use serde_json::{Value, json};
use web_sys::KeyboardEvent;

use super::row::activity;
use super::{Key, Open};
use crate::i18n::t;
use crate::pages::board::moving;
use crate::pages::dialogs::fields::{day_field, field, owner_select};
use crate::pages::record::{self, touches};
use crate::platform::{dom, task};
use crate::state::{App, Asking, Give};
use crate::ui::Icon;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    /// A touch and what comes next.
    Touch,
    /// What was planned is done.
    Done,
    /// Another day for what is planned.
    Date,
    Owner,
    /// Rest until a day, for a reason.
    Snooze,
    /// Why it is stuck, and what to do.
    Treat,
}

/// What a kind of row is there for.
pub(super) const fn main(kind: RowKind) -> Act {
    match kind {
        RowKind::Escalation | RowKind::FollowUp | RowKind::Waking => Act::Touch,
        RowKind::Planned | RowKind::Action | RowKind::Review => Act::Done,
        RowKind::Stalled => Act::Treat,
    }
}

/// What is offered on a row, the main thing first.
pub(super) fn offered(kind: RowKind) -> [Act; 3] {
    match kind {
        RowKind::Escalation | RowKind::FollowUp | RowKind::Waking => [Act::Touch, Act::Snooze, Act::Owner],
        RowKind::Planned | RowKind::Action | RowKind::Review => [Act::Done, Act::Date, Act::Owner],
        RowKind::Stalled => [Act::Treat, Act::Touch, Act::Snooze],
    }
}

impl Act {
    pub(super) const fn action(self) -> &'static str {
        match self {
            Self::Touch => "log-row-touch",
            Self::Done => "complete-row",
            Self::Date => "redate-row",
            Self::Owner => "hand-over-row",
            Self::Snooze => "snooze-opportunity",
            Self::Treat => "treat-stall",
        }
    }

    pub(super) const fn picture(self) -> Icon {
        match self {
            Self::Touch => Icon::Phone,
            Self::Done => Icon::Check,
            Self::Date => Icon::CalendarClock,
            Self::Owner => Icon::User,
            Self::Snooze => Icon::Moon,
            Self::Treat => Icon::TriangleAlert,
        }
    }

    pub(super) fn name(self, kind: RowKind, is_asked: bool) -> &'static str {
        match self {
            Self::Touch => t::next::log(),
            Self::Done if kind == RowKind::Action => t::today::done(),
            Self::Done => t::next::complete(),
            Self::Date => t::card::redate(),
            Self::Owner => t::today::hand_over(),
            Self::Snooze => t::snooze::title(),
            Self::Treat if is_asked => t::stall::more_remedies(),
            Self::Treat => t::stall::ask(),
        }
    }
}

thread_local! {
    static LAST: Cell<Option<Key>> = const { Cell::new(None) };
}

/// The row that something was last done with.
pub(super) fn last() -> Option<Key> {
    LAST.get()
}

/// Begins something with a row: at once, in a form below it, or in a dialog.
pub(super) fn begin(app: App, key: Key, act: Act, open: Open) {
    LAST.set(Some(key));
    match act {
        Act::Treat => app.asking.set(Some(Asking::Stall(key.subject.id))),
        Act::Snooze => app.asking.set(Some(Asking::Snooze(key.subject.id))),
        // What was learned is what a review is for.
        Act::Done if key.kind == RowKind::Review => {
            open.set(Some((key, act)));
            dom::focus_when_drawn("#row-lesson".to_owned());
        }
        Act::Done => match activity(key) {
            Some(activity) => complete(app, key, activity),
            None => task::spawn(async move { finish(app, key, open).await }),
        },
        Act::Touch | Act::Date | Act::Owner => {
            let same = open.get_untracked() == Some((key, act));
            if !same && app.route.with_untracked(|route| route.get("open").is_some()) {
                app.readdress(app.route.get_untracked().with("open", None));
            }
            open.set((!same).then_some((key, act)));
            if !same {
                dom::focus_when_drawn(first_field(act).to_owned());
            }
        }
    }
}

const fn first_field(act: Act) -> &'static str {
    match act {
        Act::Touch => ".today-form #log-text",
        Act::Date => "#row-date",
        Act::Owner => "#row-owner",
        Act::Done | Act::Snooze | Act::Treat => "#row-evidence",
    }
}

/// A planned step is done.
fn complete(app: App, key: Key, id: Id<Activity>) {
    let touch = Touch { subject: key.subject, log: None, completes: Some(id), next: None, owner: None };
    let said = said_of(app, key.subject.id, t::next::completed());
    app.give_later(Give { said: Some(said), ..Give::new(Command::Touch(touch)) });
}

async fn action_of(app: App, id: Uuid) -> Option<StageAction> {
    let target = RecordRef::to(Id::<StageAction>::new(id));
    app.store().await.get(&[target]).await.ok()?.remove(&target)?.decode().ok()
}

/// A key action is done. One that has to show something asks for it first.
async fn finish(app: App, key: Key, open: Open) {
    let Some(id) = key.item else { return };
    let Some(action) = action_of(app, id).await else { return };
    if action.evidence_needed && action.evidence.is_empty() {
        open.set(Some((key, Act::Done)));
        dom::focus_when_drawn("#row-evidence".to_owned());
    } else {
        done(app, id, &action, None);
    }
}

/// A key action as it is once it is done, with what there is to show for it.
pub(crate) fn as_done(app: App, action: &StageAction, evidence: Option<String>) -> StageAction {
    let (today, me) = (app.today.get_untracked(), app.me.get_untracked());
    let mut done = StageAction { done_on: Some(today), done_by: me, ..action.clone() };
    done.evidence.extend(evidence.map(|text| Evidence { text, by: me, on: Some(today), ..Evidence::default() }));
    done
}

/// Writes that a key action is done.
pub(crate) fn done(app: App, id: Uuid, action: &StageAction, evidence: Option<String>) {
    let done = as_done(app, action, evidence);
    let evidence = if done.evidence.is_empty() { Value::Null } else { json!(done.evidence) };
    let fields = [
        ("done_on".to_owned(), json!(done.done_on)),
        ("done_by".to_owned(), json!(done.done_by)),
        ("evidence".to_owned(), evidence),
    ];
    let said = match action.opportunity {
        Some(opportunity) => said_of(app, opportunity.uuid(), t::today::action_done()),
        None => t::today::action_done().to_owned(),
    };
    edit(app, RecordRef::to(Id::<StageAction>::new(id)), fields.into(), said);
}

fn edit(app: App, target: RecordRef, fields: Fields, said: String) {
    let command = Command::Edit { target, fields, docs: Vec::new() };
    app.give_later(Give { said: Some(said), ..Give::new(command) });
}

/// What was done, and with which opportunity: the row it was done in has left the list.
fn said_of(app: App, opportunity: Uuid, said: &str) -> String {
    let name = moving::title(app, opportunity);
    if name.is_empty() { said.to_owned() } else { t::today::said_of { said, name: &name }.text() }
}

/// What a row's day and owner are fields of.
fn target(key: Key) -> RecordRef {
    match (key.kind, key.item) {
        (RowKind::Planned | RowKind::Review, Some(item)) => RecordRef::to(Id::<Activity>::new(item)),
        (RowKind::Action, Some(item)) => RecordRef::to(Id::<StageAction>::new(item)),
        _ => key.subject,
    }
}

fn edit_row(app: App, key: Key, field: &str, value: Value, said: &str) {
    edit(app, target(key), [(field.to_owned(), value)].into(), said_of(app, key.subject.id, said));
}

pub(super) fn form(app: App, key: Key, act: Act, open: Open) -> AnyView {
    let inside = match act {
        Act::Touch => touch_form(app, key.subject),
        Act::Date => date_form(app, key, open),
        Act::Owner => owner_form(app, key, open),
        Act::Done if key.kind == RowKind::Review => match activity(key) {
            Some(id) => touches::review(app, key.subject, id, "row-lesson", move || open.set(None)),
            None => ().into_any(),
        },
        Act::Done | Act::Snooze | Act::Treat => evidence_form(app, key, open),
    };
    view! {
        <div class="today-form" on:keydown=move |event: KeyboardEvent| {
            if event.key() == "Escape" && !dom::is_composing(&event) {
                event.prevent_default();
                event.stop_propagation();
                open.set(None);
                super::focus(key);
            }
        }>{inside}</div>
    }
    .into_any()
}

fn touch_form(app: App, subject: RecordRef) -> AnyView {
    let activities = RwSignal::new(Vec::new());
    Effect::new(move |_| {
        app.records.track();
        task::spawn(async move {
            if let Ok(read) = record::activities(subject.id).await {
                activities.try_set(read);
            }
        });
    });
    let planned = Memo::new(move |_| next_step(activities.get()));
    touches::composer(app, subject, app.draft(subject.id), planned).into_any()
}

fn date_form(app: App, key: Key, open: Open) -> AnyView {
    let (date, error) = (RwSignal::new(String::new()), RwSignal::new(None));
    let save = move || {
        let Some(day) = phrase::day(&date.get_untracked(), app.today.get_untracked()) else {
            error.set(Some(t::field::day()));
            return;
        };
        edit_row(app, key, "due", json!(day), t::next::redated());
        open.set(None);
    };
    let body = view! {
        {day_field(app, ("row-date", t::common::date()), date, error, phrase::day)}
        {touches::day_picks(app, date, move || error.set(None))}
    };
    small_form("redate", "confirm-redate", save, body.into_any())
}

fn owner_form(app: App, key: Key, open: Open) -> AnyView {
    let owner = RwSignal::new(String::new());
    let wrong = RwSignal::new(false);
    let save = move || {
        let Ok(chosen) = Uuid::try_parse(&owner.get_untracked()) else { return wrong.set(true) };
        edit_row(app, key, "owner", json!(chosen), t::today::handed_over());
        open.set(None);
    };
    let body = view! {
        {owner_select(app, "row-owner", owner)}
        <p class="field-error" role="alert" hidden=move || !wrong.get() || !owner.with(String::is_empty)>{t::today::choose_owner()}</p>
    };
    small_form("hand-over", "confirm-hand-over", save, body.into_any())
}

fn evidence_form(app: App, key: Key, open: Open) -> AnyView {
    let (text, error) = (RwSignal::new(String::new()), RwSignal::new(None));
    let save = move || {
        let evidence = text.get_untracked().trim().to_owned();
        if evidence.is_empty() {
            error.set(Some(t::today::evidence_needed()));
            return;
        }
        open.set(None);
        task::spawn(async move {
            if let Some(id) = key.item
                && let Some(action) = action_of(app, id).await
            {
                done(app, id, &action, Some(evidence));
            }
        });
    };
    small_form(
        "evidence",
        "confirm-action",
        save,
        field("row-evidence", t::score::evidence(), text, error, false, || None).into_any(),
    )
}

fn small_form(name: &'static str, action: &'static str, save: impl Fn() + 'static, body: AnyView) -> AnyView {
    view! {
        <form class="row-form" novalidate="" data-form=name on:submit=move |event| {
            event.prevent_default();
            save();
        }>
            {body}
            <button type="submit" class="btn is-primary" data-action=action>{t::common::save()}</button>
        </form>
    }
    .into_any()
}

/// Keys on a row: J and K go on and back, X does what the row is there for, N logs a touch, D puts off, H hands over.
pub(super) fn press(app: App, event: &KeyboardEvent, open: Open) {
    if dom::is_composing(event) || dom::is_typing(event) || event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    if crate::pages::keys::is_off(event) {
        return;
    }
    let Some(row) = dom::closest(event, "[data-row]") else { return };
    let Some(key) = key_of(&row) else { return };
    let has = |act: Act| offered(key.kind).contains(&act);
    let act = match event.key().as_str() {
        "j" | "J" | "ArrowDown" => return step(event, &row, true),
        "k" | "K" | "ArrowUp" => return step(event, &row, false),
        "x" | "X" => main(key.kind),
        "n" | "N" => Act::Touch,
        "d" | "D" if has(Act::Date) => Act::Date,
        "d" | "D" => Act::Snooze,
        "h" | "H" => Act::Owner,
        _ => return,
    };
    event.prevent_default();
    begin(app, key, act, open);
}

fn step(event: &KeyboardEvent, row: &web_sys::Element, forward: bool) {
    event.prevent_default();
    let keys = super::drawn();
    let at = key_of(row).and_then(|key| keys.iter().position(|other| *other == key));
    let to = at.and_then(|at| if forward { at.checked_add(1) } else { at.checked_sub(1) });
    if let Some(key) = to.and_then(|to| keys.get(to)) {
        super::focus(*key);
    }
}

/// The row that an element is.
pub(super) fn key_of(row: &web_sys::Element) -> Option<Key> {
    Key::parse(&row.get_attribute("data-row")?)
}
