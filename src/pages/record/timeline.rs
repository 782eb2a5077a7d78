//! The timeline: what was done and what changed, by the day it became true.

use ::board::ColumnKey;
use leptos::prelude::*;
use model::journal::{Action, Change, Entry, What};
use model::records::{Activity, Lead, Member, Opportunity, Record as _};
use model::{Command, Date, Doc, Effective, Id, Instant, Kind, RecordRef, Uuid};
use serde_json::Value;

use super::History;
use super::touches::{kind_icon, kind_name};
use crate::i18n::{format, t};
use crate::pages::board::months;
use crate::pages::board::moving::{Place, move_to};
use crate::state::{App, Asking, Give};
use crate::ui::{Icon, icon, icon_button};

/// How many events are shown before one asks for the rest.
const SHOWN: usize = 60;

/// Fields whose changes tell nobody anything.
const SILENT: [&str; 5] = ["rank", "pipeline", "external", "closed_on", "merged_into"];

/// What a lead became is told by its state, and cannot be set by itself.
const OF_CONVERSION: [&str; 4] = ["account", "contact", "opportunity", "converted_on"];

fn is_silent(kind: Kind, field: &str) -> bool {
    SILENT.contains(&field) || (kind == Lead::KIND && OF_CONVERSION.contains(&field))
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Event {
    /// For sorting: the day, the moment in it, and of those without a moment changes before what was done.
    order: (i32, i64, u64),
    day: Option<Date>,
    time: Option<Instant>,
    picture: Icon,
    text: String,
    /// Who did it, where the text does not say so.
    who: Option<String>,
    was: Option<String>,
    now: Option<String>,
    note: Option<String>,
    /// The date comes from the file.
    from_file: bool,
    /// The field that changed, and what it held before, where that can be brought back.
    field: Option<String>,
    before: Option<Value>,
    /// The activity it tells of, which can be corrected.
    activity: Option<Uuid>,
    /// The record it happened to, where that is not the one whose page this is: where its page is, and its name.
    with: Option<(String, String)>,
}

/// How a kind of record tells of its changes.
pub(crate) struct Words<'a> {
    /// What a change is called.
    pub(crate) heading: &'a dyn Fn(&Change) -> (String, Icon),
    /// A field's value as it is read.
    pub(crate) value: &'a dyn Fn(&str, &Value) -> Option<String>,
}

/// `every` event of a record.
pub(crate) fn section(app: App, target: RecordRef, every: Memo<Vec<Event>>) -> AnyView {
    let all = RwSignal::new(false);
    // Only what happened to one field, while one is chosen.
    let only = RwSignal::new(None::<String>);
    let events = Memo::new(move |_| {
        let only = only.get();
        every.get().into_iter().filter(|event| only.is_none() || event.field == only).collect::<Vec<Event>>()
    });
    let fields = {
        Memo::new(move |_| {
            let mut fields: Vec<(String, String)> = Vec::new();
            every.with(|events| {
                for event in events {
                    if let Some(field) =
                        event.field.as_ref().filter(|field| !fields.iter().any(|(known, _)| known == *field))
                    {
                        fields.push((field.clone(), event.text.clone()));
                    }
                }
            });
            fields
        })
    };
    let picker = move || {
        let fields = fields.get();
        (fields.len() > 1).then(|| {
            let options = fields.into_iter().map(|(field, name)| {
                let chosen = only.with_untracked(|only| only.as_ref() == Some(&field));
                view! { <option value=field selected=chosen>{name}</option> }
            });
            view! {
                <label class="sr-only" for="history-of">{t::history::of_field()}</label>
                <select class="select" id="history-of" data-action="show-history-of" on:change=move |event| {
                    only.set(Some(event_target_value(&event)).filter(|field| !field.is_empty()));
                }><option value="">{t::history::all_fields()}</option>{options.collect_view()}</select>
            }
        })
    };
    let count = move || events.with(Vec::len);
    let days = move || {
        let today = app.today.get();
        let zone = app.time_zone();
        let shown = if all.get() { usize::MAX } else { SHOWN };
        let mut days: Vec<(Option<Date>, Vec<Event>)> = Vec::new();
        for event in events.get().into_iter().take(shown) {
            match days.last_mut() {
                Some((day, events)) if *day == event.day => events.push(event),
                _ => days.push((event.day, vec![event])),
            }
        }
        let day = |(day, events): (Option<Date>, Vec<Event>)| {
            let name = day.map_or_else(|| t::history::unknown_day().to_owned(), |day| format::day_long(day, today));
            let lines = events.into_iter().map(|event| line(app, target, event, &zone)).collect_view();
            view! { <p class="timeline-day">{name}</p><ol class="timeline">{lines}</ol> }
        };
        days.into_iter().map(day).collect_view()
    };
    view! {
        <section class="section" aria-labelledby="op-hist">
            <div class="section-head">
                <h3 id="op-hist">{t::history::title()}</h3><span class="count">{move || format::count(count())}</span>
                <span class="push"></span>{picker}
            </div>
            <div class="stack">
                {days}
                {move || (count() > SHOWN && !all.get()).then(|| view! {
                    <button type="button" class="btn is-quiet" data-action="show-all-history" on:click=move |_| all.set(true)>
                        {t::history::show_all(count())}
                    </button>
                })}
            </div>
        </section>
    }
    .into_any()
}

fn line(app: App, target: RecordRef, event: Event, zone: &str) -> impl IntoView + use<> {
    let Event { day, time, picture, text, who, was, now, note, from_file, with, field, before, activity, .. } = event;
    let stamp = match (time, from_file) {
        (Some(time), false) => format::time_of_day(time, zone),
        (_, true) => t::history::from_file().to_owned(),
        (None, false) => String::new(),
    };
    let arrow = was.is_some() && now.is_some();
    let back = field.zip(before).map(|(field, before)| {
        let words = was.clone().unwrap_or_else(|| t::common::unset().to_owned());
        let label = t::history::restore { field: &text, value: &words }.text();
        icon_button(Icon::Undo2, "restore-field", label, move |_| restore(app, target, &field, &before))
    });
    let correct = activity.map(|id| {
        icon_button(Icon::Pencil, "edit-activity", t::touch::edit().to_owned(), move |_| {
            app.asking.set(Some(Asking::Activity(id)));
        })
    });
    view! {
        <li class="event">
            {icon(picture)}
            <p>
                {text}
                {with.map(|(href, name)| view! { " "<a class="event-with" href=href>{name}</a> })}
                {was.map(|was| view! { " "<s>{was}</s> })}{arrow.then_some(" →")}{now.map(|now| view! { " "{now} })}
            </p>
            <time datetime=day.map(|day| day.to_string())>{who.map(|who| view! { <span>{who}</span>" " })}{stamp}</time>
            <span class="event-acts">{back}{correct}</span>
            {note.map(|note| view! { <p class="event-note">{note}</p> })}
        </li>
    }
}

/// Gives a field back what it held before a change. To a stage one goes as ever, by what it asks for.
fn restore(app: App, target: RecordRef, field: &str, before: &Value) {
    let stage = before.as_str().and_then(|id| Uuid::try_parse(id).ok());
    if let Some(stage) = stage.filter(|_| target.kind == Opportunity::KIND && field == "stage") {
        return move_to(app, target.id, ColumnKey::Stage(stage), Place::Ordered, None);
    }
    if months::asks_why(app, target, field, before) {
        return;
    }
    let said = Some(t::history::restored().to_owned());
    let command = Command::Edit { target, fields: [(field.to_owned(), before.clone())].into(), docs: Vec::new() };
    app.give_later(Give { said, ..Give::new(command) });
}

/// The latest first.
pub(crate) fn sorted(mut events: Vec<Event>) -> Vec<Event> {
    events.sort_by_key(|event| std::cmp::Reverse(event.order));
    events
}

/// What a record's journal tells.
pub(crate) fn of_history(app: App, history: &History, now: &Doc, words: &Words<'_>, zone: &str) -> Vec<Event> {
    let mut events = Vec::new();
    for entry in &history.timeline.0 {
        of_entry(app, history, now, words, entry, zone, &mut events);
    }
    events
}

/// When a change became true, for sorting and showing. Of a day without a time it is the first there is.
fn moment(effective: Effective, zone: &str) -> ((i32, i64), Option<Date>, Option<Instant>) {
    match effective {
        Effective::Unknown => ((i32::MIN, i64::MIN), None, None),
        Effective::Day(day) => ((day.days(), i64::MIN), Some(day), None),
        Effective::At(instant) => {
            let day = format::day_in(zone, instant).or_else(|| format::day_in("UTC", instant));
            ((day.map_or(i32::MIN, Date::days), instant.0), day, Some(instant))
        }
    }
}

fn name_of(app: App, member: Id<Member>) -> Option<String> {
    Some(app.board(|board| board.member_name(member).to_owned())).filter(|name| !name.is_empty())
}

fn is_survivor(entry: &Entry) -> bool {
    entry.changes.iter().any(|change| change.field == "aliases")
}

fn of_entry(
    app: App,
    history: &History,
    doc: &Doc,
    words: &Words<'_>,
    entry: &Entry,
    zone: &str,
    events: &mut Vec<Event>,
) {
    let logged = history.commands.get(&entry.seq);
    let imported = logged.is_some_and(|logged| matches!(logged.action, Action::Import | Action::Sample));
    let who = logged.and_then(|logged| logged.member).and_then(|id| name_of(app, id));
    let recorded = Effective::At(entry.recorded);
    let first = entry.changes.iter().map(|change| change.effective).find(|effective| !effective.is_unknown());
    if matches!(entry.what, What::Added | What::Removed) {
        let (text, picture) = match (entry.what, imported) {
            (What::Removed, _) => (
                who.as_deref().map_or_else(|| t::history::deleted_by_nobody().to_owned(), t::history::deleted),
                Icon::Trash,
            ),
            (_, true) => (t::history::imported().to_owned(), Icon::Upload),
            (_, false) if logged.is_some_and(|logged| logged.action == Action::Restore) => (
                who.as_deref().map_or_else(|| t::history::came_back_by_nobody().to_owned(), t::history::came_back),
                Icon::Undo2,
            ),
            (_, false) => (
                who.as_deref().map_or_else(|| t::history::created_by_nobody().to_owned(), t::history::created),
                Icon::Plus,
            ),
        };
        let opening = entry.changes.iter().find(|change| change.field == "outcome" && change.from.is_null());
        let when = opening.map(|change| change.effective).or(first).unwrap_or(recorded);
        let ((on, at), day, time) = moment(when, zone);
        let order = (on, at, entry.seq);
        events.push(Event {
            order,
            day,
            time,
            picture,
            text,
            who: None,
            was: None,
            now: None,
            note: None,
            from_file: imported,
            with: None,
            field: None,
            before: None,
            activity: None,
        });
    }
    // A merge tells what became part of what, on the page of the one that stayed.
    let merged = logged.filter(|logged| logged.action == Action::Merge && is_survivor(entry));
    if let Some(logged) = merged {
        let ((on, at), day, time) = moment(recorded, zone);
        events.push(Event {
            order: (on, at, entry.seq),
            day,
            time,
            picture: Icon::Merge,
            text: t::history::merged(&logged.detail),
            who: who.clone(),
            was: None,
            now: None,
            note: None,
            from_file: false,
            with: None,
            field: None,
            before: None,
            activity: None,
        });
    }
    let told = entry.changes.iter().filter(|change| !is_silent(doc.kind, &change.field));
    for change in told.filter(|change| !(entry.what == What::Added && change.from.is_null())) {
        let ((on, at), day, time) = moment(change.effective, zone);
        let (text, picture) = (words.heading)(change);
        events.push(Event {
            order: (on, at, entry.seq),
            day,
            time,
            picture,
            text,
            who: who.clone().filter(|_| !imported),
            was: (words.value)(&change.field, &change.from),
            now: (words.value)(&change.field, &change.to).or_else(|| Some(t::common::unset().to_owned())),
            note: None,
            from_file: imported,
            with: None,
            field: Some(change.field.clone()),
            before: (!matches!(change.field.as_str(), "outcome" | "status") && doc.get(&change.field) != change.from)
                .then(|| change.from.clone()),
            activity: None,
        });
    }
}

/// Something that was done; `with` the record where it is another than the page's.
pub(crate) fn of_activity(
    app: App,
    id: Id<Activity>,
    activity: &Activity,
    with: Option<(String, String)>,
    zone: &str,
) -> Option<Event> {
    let when = match (activity.done_at, activity.done_on) {
        (_, Some(day)) => Effective::Day(day),
        (Some(instant), None) => Effective::At(instant),
        (None, None) => return None,
    };
    let ((on, at), day, time) = moment(when, zone);
    let who = activity.done_by.or(activity.owner).and_then(|id| name_of(app, id));
    Some(Event {
        order: (on, at, u64::MAX),
        day,
        time,
        picture: kind_icon(&activity.kind),
        text: {
            let kind = kind_name(&activity.kind);
            match (who, activity.due.is_some()) {
                (Some(who), false) => t::history::did { who: &who, kind: &kind }.text(),
                (Some(who), true) => t::history::completed { who: &who, kind: &kind }.text(),
                (None, false) => kind,
                (None, true) => t::history::completed_by_nobody(&kind),
            }
        },
        who: None,
        was: None,
        now: None,
        note: Some(activity.text.clone()).filter(|text| !text.is_empty()),
        from_file: false,
        with,
        field: None,
        before: None,
        activity: Some(id.uuid()),
    })
}
