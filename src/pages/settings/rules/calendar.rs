//! The work calendar, year by year: which days are off, and which are worked although their weekday is not.

use std::collections::BTreeSet;
use std::rc::Rc;

use leptos::prelude::*;
use model::calendar::{Calendar, published, published_years};
use model::records::{CalendarYear, NamedDay};
use model::{Date, RecordRef, rule_set};

use super::form::{self, Form, Rows, Text, Wrong};
use super::present::{self, Going};
use super::trial::{self, Trial, usual_tag};
use super::{cadence, section};
use crate::i18n::{Lang, format, t};
use crate::platform::dom;
use crate::route::{Route, Screen, Section};
use crate::state::{app, lists, with_kind};
use crate::ui::parts::notice;
use crate::ui::{Icon, icon, icon_button};

/// The longest holiday there may be in one row, in days.
const LONGEST: i32 = 60;

/// Days on end of one name, as they are typed.
#[derive(Clone, Debug, Default, PartialEq)]
struct Span {
    from: String,
    /// Empty for a single day.
    to: String,
    name: String,
}

/// A year as it is typed.
#[derive(Clone, Default, PartialEq)]
struct Typed {
    year: i32,
    off: Rows<Span>,
    worked: Rows<Span>,
    source: String,
}

/// Which of the two lists.
#[derive(Clone, Copy, PartialEq)]
enum Days {
    Off,
    Worked,
}

impl Days {
    fn key(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Worked => "worked",
        }
    }

    fn of(self, typed: &Typed) -> &Rows<Span> {
        match self {
            Self::Off => &typed.off,
            Self::Worked => &typed.worked,
        }
    }

    fn of_mut(self, typed: &mut Typed) -> &mut Rows<Span> {
        match self {
            Self::Off => &mut typed.off,
            Self::Worked => &mut typed.worked,
        }
    }
}

pub(in crate::pages::settings) fn view() -> impl IntoView {
    let app = app();
    let year = form::left(|typed: &Typed| typed.year).unwrap_or_else(|| app.today.get_untracked().year());
    let chosen = RwSignal::new(year);
    let form = Form::new(move || as_typed(&year_of(chosen.get())), read);
    let own = Memo::new(move |_| own(chosen.get()).is_some());
    let is_usual = Memo::new(move |_| !own.get() && published_years().any(|year| year == chosen.get()));
    let trial = Trial {
        id: "calendar",
        form,
        read: Rc::new(|| Box::pin(present::going())),
        begin: Rc::new(|year: &CalendarYear, _: &[Going]| cadence::begin(then(year))),
        headline: cadence::headline,
        save: Rc::new(|year: &CalendarYear, _: &[Going]| {
            let written = lists().calendar_years.with_untracked(|all| with_kind(all));
            let id = CalendarYear::id(year.year);
            (RecordRef::to(id), rule_set::save(&written, &[(id, year.clone())]))
        }),
        said: || t::calendar::saved().to_owned(),
    };
    let restore = move || {
        let usual = published(chosen.get(), Lang::current().words()).filter(|_| own.get())?;
        let press = move |_| form.typed.set(as_typed(&usual));
        Some(
            view! { <button type="button" class="btn is-quiet" data-action="restore-year" on:click=press>{t::calendar::restore()}</button> },
        )
    };
    let unknown = move || {
        let is_known = own.get() || is_usual.get();
        (!is_known).then(|| notice(Some("warn"), t::calendar::unknown(&chosen.get().to_string())))
    };
    let body = view! {
        {years(chosen, form.changed())}
        {unknown}
        {days(form, Days::Off, t::calendar::off(), t::calendar::add_off(), "add-holiday")}
        {days(form, Days::Worked, t::calendar::worked(), t::calendar::add_worked(), "add-work-day")}
        {form.text(Text::new("calendar-source", t::calendar::source(), |typed: &Typed| typed.source.clone(), |typed, text| typed.source = text)
            .hint(t::calendar::source_hint()))}
        <div class="actions">{restore}</div>
    };
    let week = Route::to(Screen::Settings(Section::General)).to_string();
    view! {
        {section("calendar", t::calendar::title(), t::calendar::what(), usual_tag(is_usual), trial::view(trial, body))}
        <div class="actions"><a class="btn" href=week data-action="open-week">{t::calendar::week()}</a></div>
    }
}

fn own(year: i32) -> Option<CalendarYear> {
    lists().calendar_years.with(|all| all.iter().find(|(_, own)| own.year == year).map(|(_, own)| own.clone()))
}

/// A year as it holds.
fn year_of(year: i32) -> CalendarYear {
    let published = || published(year, Lang::current().words());
    own(year).or_else(published).unwrap_or_else(|| CalendarYear { year, ..CalendarYear::default() })
}

/// The calendar with a year in place of what holds.
fn then(year: &CalendarYear) -> model::escalation::Rules {
    let mut years: Vec<CalendarYear> =
        lists().calendar_years.with_untracked(|all| all.iter().map(|(_, own)| own.clone()).collect());
    years.retain(|own| own.year != year.year);
    years.push(year.clone());
    let workspace = lists().workspace.get_untracked().unwrap_or_default();
    model::escalation::Rules { calendar: Calendar::new(&workspace, &years), ..present::rules() }
}

fn as_typed(year: &CalendarYear) -> Typed {
    Typed { year: year.year, off: spans(&year.holidays), worked: spans(&year.work_days), source: year.source.clone() }
}

/// Days on end of one name are one row.
fn spans(days: &[NamedDay]) -> Rows<Span> {
    let mut sorted: Vec<&NamedDay> = days.iter().collect();
    sorted.sort_by_key(|named| named.day);
    let mut spans: Vec<(Date, Date, &str)> = Vec::new();
    for named in sorted {
        match spans.last_mut() {
            Some((_, last, name)) if *name == named.name && last.plus_days(1) == named.day => *last = named.day,
            _ => spans.push((named.day, named.day, &named.name)),
        }
    }
    let span = |(from, to, name): (Date, Date, &str)| Span {
        from: from.to_string(),
        to: if to > from { to.to_string() } else { String::new() },
        name: name.to_owned(),
    };
    spans.into_iter().map(span).collect()
}

fn day_id(days: Days, end: &str, key: u32) -> String {
    format!("{}-{end}-{key}", days.key())
}

fn read(typed: &Typed) -> Result<CalendarYear, Wrong> {
    let mut wrong = Wrong::new();
    let mut taken = BTreeSet::new();
    let holidays = read_days(typed, Days::Off, &mut taken, &mut wrong);
    let work_days = read_days(typed, Days::Worked, &mut taken, &mut wrong);
    let source = typed.source.trim().to_owned();
    if wrong.is_empty() { Ok(CalendarYear { year: typed.year, holidays, work_days, source }) } else { Err(wrong) }
}

fn read_days(typed: &Typed, days: Days, taken: &mut BTreeSet<Date>, wrong: &mut Wrong) -> Vec<NamedDay> {
    let mut found = Vec::new();
    for (key, span) in &days.of(typed).all {
        // A day without a year is one of this year.
        let near = Date::from_ymd(typed.year, 1, 1).unwrap_or(Date::EPOCH);
        let mut day = |end: &str, text: &str| {
            let day = phrase::day(text, near);
            let what = match day {
                None => t::field::day(),
                Some(day) if day.year() != typed.year => t::calendar::other_year(),
                Some(_) => return day,
            };
            wrong.insert(day_id(days, end, *key), what);
            None
        };
        let Some(from) = day("from", &span.from) else { continue };
        let to = if span.to.trim().is_empty() { Some(from) } else { day("to", &span.to) };
        let Some(to) = to else { continue };
        let count = to.days() - from.days();
        if !(0..LONGEST).contains(&count) {
            wrong.insert(day_id(days, "to", *key), t::calendar::not_later());
            continue;
        }
        for day in (0..=count).map(|n| from.plus_days(n)) {
            if !taken.insert(day) {
                wrong.insert(day_id(days, "from", *key), t::calendar::twice());
            }
            found.push(NamedDay { day, name: span.name.trim().to_owned() });
        }
    }
    found
}

/// Which year is shown: those of which something is known, and up to the year after next.
fn years(chosen: RwSignal<i32>, is_typed: Memo<bool>) -> impl IntoView {
    let app = app();
    let all = Memo::new(move |_| {
        let own = lists().calendar_years.with(|all| all.iter().map(|(_, own)| own.year).collect::<Vec<_>>());
        let this = app.today.get().year();
        let all: BTreeSet<i32> = published_years().chain(own).chain(this..=this + 2).collect();
        all.into_iter().collect::<Vec<_>>()
    });
    let pick = move |year: i32| {
        view! {
            <label class="pick"><input type="radio" name="year" value=year.to_string() prop:checked=move || chosen.get() == year
                on:change=move |_| chosen.set(year)/>{year.to_string()}</label>
        }
    };
    view! {
        <fieldset class="field" disabled=is_typed><legend>{t::calendar::year()}</legend>
            <div class="picks num">{move || all.get().into_iter().map(pick).collect_view()}</div>
        </fieldset>
    }
}

fn days(
    form: Form<Typed, CalendarYear>,
    days: Days,
    title: &'static str,
    button: &'static str,
    action: &'static str,
) -> impl IntoView {
    let keys = Memo::new(move |_| form.typed.with(|typed| days.of(typed).keys()));
    let add = move |_| {
        let mut key = 0;
        form.change(|typed| key = days.of_mut(typed).add(Span::default()));
        dom::focus_when_drawn(format!("#{}", day_id(days, "from", key)));
    };
    view! {
        <fieldset class="ladder" data-days=days.key()>
            <legend>{title}</legend>
            {move || keys.with(Vec::is_empty).then(|| view! { <p class="muted">{t::calendar::none()}</p> })}
            <ol class="rows is-form-rows">
                <For each=move || keys.get() key=|key| *key children=move |key| row(form, days, key)/>
            </ol>
            <button type="button" class="btn is-small" data-action=action on:click=add>{icon(Icon::Plus)}{button}</button>
        </fieldset>
    }
}

fn row(form: Form<Typed, CalendarYear>, days: Days, key: u32) -> impl IntoView {
    let text = move |end: &'static str, label: &'static str, part: fn(&mut Span) -> &mut String| {
        let get = move |typed: &Typed| {
            days.of(typed).get(key).cloned().map(|mut span| std::mem::take(part(&mut span))).unwrap_or_default()
        };
        let set = move |typed: &mut Typed, text: String| {
            if let Some(span) = days.of_mut(typed).get_mut(key) {
                *part(span) = text;
            }
        };
        form.bare(Text::new(day_id(days, end, key), label, get, set).hint(label))
    };
    let count = move || {
        let span = form.typed.with(|typed| days.of(typed).get(key).cloned())?;
        let near = Date::from_ymd(form.typed.with(|typed| typed.year), 1, 1)?;
        let (from, to) = (phrase::day(&span.from, near)?, phrase::day(&span.to, near));
        let count = usize::try_from(to.unwrap_or(from).days() - from.days() + 1).ok().filter(|count| *count > 0)?;
        let week = format::weekday(u8::try_from(from.weekday() + 1).ok()?);
        Some(if count == 1 { week } else { t::calendar::days(count) })
    };
    view! {
        <li class="form-row is-days">
            {text("from", t::calendar::from(), |span| &mut span.from)}
            {text("to", t::calendar::to(), |span| &mut span.to)}
            {text("name", t::calendar::name(), |span| &mut span.name)}
            <span class="muted num">{count}</span>
            {icon_button(Icon::X, "remove-days", t::calendar::remove().to_owned(), move |_| form.change(|typed| days.of_mut(typed).remove(key)))}
        </li>
    }
}
