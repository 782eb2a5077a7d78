//! The timeline: what was done and what changed, by the day it became true.

use leptos::prelude::*;
use model::journal::{Action, Change, Entry, What};
use model::records::{Activity, Member};
use model::{Date, Effective, Id, Instant, Money, Uuid};
use serde_json::Value;

use super::next::{kind_icon, kind_name};
use super::{Live, Loaded};
use crate::i18n::{format, t};
use crate::state::App;
use crate::ui::{Icon, icon};

/// How many events are shown before one asks for the rest.
const SHOWN: usize = 60;

/// Fields whose changes tell nobody anything.
const SILENT: [&str; 4] = ["rank", "pipeline", "external", "closed_on"];

#[derive(Clone, Debug, PartialEq)]
struct Event {
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
}

pub(super) fn section(app: App, live: Live) -> impl IntoView {
    let all = RwSignal::new(false);
    let events = Memo::new(move |_| {
        app.layout.track();
        let zone = app.time_zone();
        live.map(|loaded| events(app, loaded, &zone))
    });
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
            let lines = events.into_iter().map(|event| line(event, &zone)).collect_view();
            view! { <p class="timeline-day">{name}</p><ol class="timeline">{lines}</ol> }
        };
        days.into_iter().map(day).collect_view()
    };
    view! {
        <section class="section" aria-labelledby="op-hist">
            <div class="section-head">
                <h3 id="op-hist">{t::history::title()}</h3><span class="count">{move || format::count(count())}</span>
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
}

fn line(event: Event, zone: &str) -> impl IntoView + use<> {
    let Event { day, time, picture, text, who, was, now, note, from_file, .. } = event;
    let stamp = match (time, from_file) {
        (Some(time), false) => format::time_of_day(time, zone),
        (_, true) => t::history::from_file().to_owned(),
        (None, false) => String::new(),
    };
    let arrow = was.is_some() && now.is_some();
    view! {
        <li class="event">
            {icon(picture)}
            <p>
                {text}{was.map(|was| view! { " "<s>{was}</s> })}{arrow.then_some(" →")}{now.map(|now| view! { " "{now} })}
            </p>
            <time datetime=day.map(|day| day.to_string())>{who.map(|who| view! { <span>{who}</span>" " })}{stamp}</time>
            {note.map(|note| view! { <p class="event-note">{note}</p> })}
        </li>
    }
}

fn events(app: App, loaded: &Loaded, zone: &str) -> Vec<Event> {
    let mut events: Vec<Event> = Vec::new();
    for entry in &loaded.timeline.0 {
        of_entry(app, loaded, entry, zone, &mut events);
    }
    for (_, activity) in &loaded.activities {
        events.extend(of_activity(app, activity, zone));
    }
    events.sort_by_key(|event| std::cmp::Reverse(event.order));
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

fn of_entry(app: App, loaded: &Loaded, entry: &Entry, zone: &str, events: &mut Vec<Event>) {
    let logged = loaded.commands.get(&entry.seq);
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
        });
    }
    let told = entry.changes.iter().filter(|change| !SILENT.contains(&change.field.as_str()));
    for change in told.filter(|change| !(entry.what == What::Added && change.from.is_null())) {
        let ((on, at), day, time) = moment(change.effective, zone);
        let (text, picture) = heading(app, change);
        events.push(Event {
            order: (on, at, entry.seq),
            day,
            time,
            picture,
            text,
            who: who.clone().filter(|_| !imported),
            was: words(app, loaded, &change.field, &change.from),
            now: words(app, loaded, &change.field, &change.to).or_else(|| Some(t::common::unset().to_owned())),
            note: None,
            from_file: imported,
        });
    }
}

fn of_activity(app: App, activity: &Activity, zone: &str) -> Option<Event> {
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
    })
}

fn heading(app: App, change: &Change) -> (String, Icon) {
    let label = match change.field.as_str() {
        "stage" => return (t::field::stage().to_owned(), Icon::ArrowRightLeft),
        "outcome" => {
            let picture = match change.to.as_str() {
                Some("won") => Icon::Trophy,
                Some("lost") => Icon::CircleSlash,
                _ => Icon::RefreshCw,
            };
            return (t::field::outcome().to_owned(), picture);
        }
        "title" => t::field::title(),
        "account" => t::field::account(),
        "amount" => t::field::amount(),
        "expected_close" => return (t::field::expected_close().to_owned(), Icon::Target),
        "probability" => t::field::probability(),
        "owner" => t::field::owner(),
        "source" => t::field::source(),
        "campaign" => t::field::campaign(),
        "competitors" => t::field::competitors(),
        "products" => t::field::products(),
        "contacts" => t::field::contacts(),
        "need" => t::field::need(),
        "created_on" => t::field::created_on(),
        "note" => t::field::note(),
        "close_note" => t::field::close_note(),
        "reasons" => t::field::reasons(),
        other => {
            let id = other.strip_prefix(model::doc::CUSTOM).and_then(|id| Uuid::try_parse(id).ok());
            let name = app
                .custom_fields
                .with(|all| all.iter().find(|(known, _)| Some(*known) == id).map(|(_, field)| field.name.clone()));
            return (name.unwrap_or_else(|| other.to_owned()), Icon::Pencil);
        }
    };
    (label.to_owned(), Icon::Pencil)
}

/// A field's value as it is read.
fn words(app: App, loaded: &Loaded, field: &str, value: &Value) -> Option<String> {
    let id = || value.as_str().and_then(|text| Uuid::try_parse(text).ok());
    let name = |id: Uuid| loaded.names.get(&id).cloned();
    match field {
        "probability" if value.is_null() => Some(t::field::as_stage().to_owned()),
        _ if value.is_null() => None,
        "stage" => id().and_then(|id| app.board(|board| board.stage(id).map(|stage| stage.name.clone()))),
        "owner" => id().map(|id| app.board(|board| board.member_name(model::Id::new(id)).to_owned())),
        "account" => id().and_then(name),
        "amount" => serde_json::from_value::<Money>(value.clone()).ok().map(format::money),
        "probability" => Some(format!("{value}%")),
        "outcome" => Some(match value.as_str() {
            Some("won") => t::outcome::won().to_owned(),
            Some("lost") => t::outcome::lost().to_owned(),
            _ => t::outcome::open().to_owned(),
        }),
        _ => match value {
            Value::String(text) => Some(text.clone()),
            Value::Array(items) => {
                let part = |item: &Value| match item {
                    Value::String(text) => Uuid::try_parse(text).ok().and_then(name).unwrap_or_else(|| text.clone()),
                    Value::Object(map) => {
                        let id = map.get("product").or_else(|| map.get("contact")).and_then(Value::as_str);
                        id.and_then(|id| Uuid::try_parse(id).ok()).and_then(name).unwrap_or_default()
                    }
                    other => other.to_string(),
                };
                Some(items.iter().map(part).collect::<Vec<_>>().join(t::list::comma()))
            }
            other => Some(other.to_string()),
        },
    }
}
