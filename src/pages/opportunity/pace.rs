//! How it goes: when the next touch is due, whether that was missed, what speaks of a stall, and what was tried.

use leptos::prelude::*;
use model::Id;
use model::pushes;
use model::records::{Escalation, Outcome, Stall, Withdrawal};
use model::stall::{self, Effect, NextStepTrouble, Pace};

use super::Live;
use crate::i18n::{format, t};
use crate::pages::dialogs::stall::{day_of, place_of};
use crate::pages::dialogs::wake;
use crate::state::{App, Asking, duty, lists, typed};
use crate::ui::parts::notice;
use crate::ui::{Icon, icon};

/// What the book says of it.
#[derive(Clone, PartialEq)]
struct Said {
    due: model::Date,
    late: u32,
    rests_until: Option<model::Date>,
    signals: stall::Signals,
    escalated: Option<(u32, bool)>,
    stall: Option<(Id<Stall>, Stall)>,
    escalations: Vec<Escalation>,
    /// The calendar knows the year the due date lies in.
    is_known: bool,
}

pub(super) fn section(app: App, live: Live) -> impl IntoView {
    let said = Memo::new(move |_| {
        duty().of(live.id, |book, known| Said {
            due: known.due.day,
            late: book.late(known),
            rests_until: known.facts.rests_until(book.today()),
            signals: known.signals,
            escalated: known.escalation().map(|(_, one)| (one.step, one.high_risk)),
            stall: known.stall().cloned(),
            escalations: known.facts.escalations.iter().rev().map(|(_, one)| one.clone()).collect(),
            is_known: book.rules().escalation.calendar.knows(known.due.day.year()),
        })
    });
    let is_open = Memo::new(move |_| live.map(|loaded| Some(loaded.record.outcome)) == Some(Outcome::Open));
    move || {
        let said = said.get()?;
        let id = live.id;
        let today = app.today.get();
        let log = || {
            view! {
                {pushed(app, live)}
                {told(app, &said.escalations)}
                {said.stall.as_ref().map(|(_, stall)| treated(app, live, stall))}
            }
        };
        if !is_open.get() {
            let has_pushes = live.map(|loaded| pushes::pushes(&loaded.history.timeline) > 0);
            let is_any = has_pushes || !said.escalations.is_empty() || said.stall.is_some();
            return is_any.then(|| {
                view! {
                    <section class="section" aria-labelledby="op-pace">
                        <div class="section-head"><h3 id="op-pace">{t::pace::title()}</h3></div>
                        {log()}
                    </section>
                }
                .into_any()
            });
        }
        if let Some(until) = said.rests_until {
            let reason = live.map(|loaded| loaded.record.snooze_reason.clone()).unwrap_or_default();
            let words = t::snooze::rests_until { day: &format::day_short(until, today), reason: &reason }.text();
            return Some(view! {
                <section class="section" aria-label=t::snooze::title()>
                    <div class="notice" data-state="rests">{icon(Icon::Moon)}<p>{words}</p>
                        <button type="button" class="btn is-small" data-action="wake-opportunity" on:click=move |_| wake(app, id)>{t::snooze::wake()}</button>
                    </div>
                    {log()}
                </section>
            }
            .into_any());
        }
        let late = usize::try_from(said.late).unwrap_or_default();
        let due = match (said.escalated, late) {
            (Some((_, true)), late) => (t::today::high_risk(late), "bad"),
            (Some(_), late) => (t::today::escalation(late), "bad"),
            (None, 0) => (t::pace::due(&format::day_short(said.due, today)), ""),
            (None, late) => (t::today::late(late), "warn"),
        };
        let is_stalled = said.signals.is_stalled();
        let needs_cause = is_stalled && said.stall.is_none();
        let ask = if said.stall.is_some() { t::stall::more_remedies() } else { t::stall::ask() };
        Some(view! {
            <section class="section" aria-labelledby="op-pace" data-stalled=is_stalled.then_some("true")>
                <div class="section-head">
                    <h3 id="op-pace">{t::pace::title()}</h3>
                    <span class="tag num" data-metric="due" data-value=said.due.to_string() data-tone=due.1>{due.0}</span>
                    <span class="row push">
                        <button type="button" class="btn is-quiet" data-action="snooze-opportunity" on:click=move |_| app.asking.set(Some(Asking::Snooze(id)))>
                            {icon(Icon::Moon)}{t::snooze::title()}
                        </button>
                        <button type="button" class="btn" class:is-quiet=!needs_cause class:is-primary=needs_cause data-action="treat-stall"
                            on:click=move |_| app.asking.set(Some(Asking::Stall(id)))>{ask}</button>
                    </span>
                </div>
                {(!said.is_known).then(|| view! { <p class="field-note">{t::pace::unknown_year(&said.due.year().to_string())}</p> })}
                {signs(&said)}
                {log()}
            </section>
        }
        .into_any())
    }
}

/// How often the expected close was put off, to which days and why.
fn pushed(app: App, live: Live) -> Option<impl IntoView + use<>> {
    let today = app.today.get();
    let all = live.map(|loaded| pushes::told(&loaded.history.timeline.clone().dated()));
    let line = |push: pushes::Push| {
        let reason = push.reason.unwrap_or_else(|| t::push::unsaid().to_owned());
        view! { <li class="lined"><span class="num">{t::push::to(&format::day_short(push.to, today))}</span><span class="muted">{reason}</span></li> }
    };
    let count = all.len();
    (count > 0).then(|| {
        view! {
            <details data-metric="pushes" data-value=count.to_string()>
                <summary>{t::push::put_off()}" "<span class="count num">{format::count(count)}</span></summary>
                <ul class="lines">{all.into_iter().rev().map(line).collect_view()}</ul>
            </details>
        }
    })
}

/// What the ladder has written of it: when, whom it told, and what became of it.
fn told(app: App, escalations: &[Escalation]) -> Option<impl IntoView + use<>> {
    let today = app.today.get();
    let line = |one: &Escalation| {
        let day = one.due_on.map(|on| format::day_short(on, today)).unwrap_or_default();
        let people: Vec<String> =
            one.told.iter().map(|member| app.board(|board| board.member_name(*member).to_owned())).collect();
        let people = people.join(t::list::comma());
        let note = match (&one.withdrawn, one.quiet) {
            (Some(why), _) => Some(withdrawn(why)),
            (None, true) => Some(t::pace::quiet()),
            (None, false) => None,
        };
        view! {
            <li class="lined" data-escalation=one.step.to_string()>
                <span class="num">{t::pace::step { step: &one.step.to_string(), day: &day }.text()}</span>
                <span class="truncate muted">{people}</span>
                {note.map(|note| view! { <span class="muted">{note}</span> })}
            </li>
        }
    };
    (!escalations.is_empty()).then(|| {
        view! {
            <details>
                <summary>{t::pace::escalations()}" "<span class="count num">{format::count(escalations.len())}</span></summary>
                <ul class="lines">{escalations.iter().map(line).collect_view()}</ul>
            </details>
        }
    })
}

/// Why a step does not hold after all.
fn withdrawn(why: &Withdrawal) -> &'static str {
    match why {
        Withdrawal::Touched => t::pace::withdrawn_touched(),
        Withdrawal::Closed => t::pace::withdrawn_closed(),
        Withdrawal::Snoozed => t::pace::withdrawn_snoozed(),
        Withdrawal::Regraded => t::pace::withdrawn_regraded(),
        Withdrawal::Calendar => t::pace::withdrawn_calendar(),
        Withdrawal::Settings | Withdrawal::Unknown(_) => t::pace::withdrawn_settings(),
    }
}

/// The four signals, each by itself.
fn signs(said: &Said) -> impl IntoView + use<> {
    let count = |days: i32| usize::try_from(days).unwrap_or_default();
    let dwell = said.signals.dwell.map(|dwell| {
        let limit = format::decimal(model::Decimal::from(limit_days(dwell.limits.stalled)));
        let words = t::pace::stay { days: &dwell.days.to_string(), limit: &limit }.text();
        let from = if dwell.limits.is_learned() { t::stall::from_history(dwell.limits.n) } else { t::stall::from_settings().to_owned() };
        let tone = match dwell.pace() {
            Pace::Stalled => "bad",
            Pace::Slow => "warn",
            Pace::Usual => "",
        };
        view! { <li data-sign="dwell" data-tone=tone><span class="num">{words}</span>" "<span class="muted">{from}</span></li> }
    });
    let untouched = said.signals.untouched.map(|untouched| t::signs::untouched(count(untouched.days)));
    let step = said.signals.next_step.map(|trouble| match trouble {
        NextStepTrouble::Missing => t::due::none().to_owned(),
        NextStepTrouble::Overdue(days) => t::pace::step_overdue(count(days)),
    });
    let close = said.signals.close.map(|slipped| match slipped.passed {
        Some(days) => t::pace::close_passed(count(days)),
        None => t::signs::pushed(slipped.pushes),
    });
    let line = |sign: &'static str, words: String| view! { <li data-sign=sign data-tone="warn"><span class="num">{words}</span></li> };
    view! {
        <ul class="signs">
            {dwell}
            {untouched.map(|words| line("untouched", words))}
            {step.map(|words| line("no_next_step", words))}
            {close.map(|words| line("close_slipped", words))}
        </ul>
    }
}

/// Whole days of a limit; what is beyond them is too long.
#[expect(clippy::cast_possible_truncation, reason = "days of a stay")]
pub(crate) fn limit_days(days: f64) -> i64 {
    days.floor() as i64
}

/// The cause that was named, and what came of each remedy.
fn treated(app: App, live: Live, stall: &Stall) -> impl IntoView + use<> {
    let lists = lists();
    let cause = stall.cause.and_then(|id| lists.causes().into_iter().find(|(known, _)| *known == id));
    let cause = cause.map_or_else(|| t::stall::unknown_cause().to_owned(), |(_, cause)| cause.name);
    let cause = match &stall.note {
        Some(note) => t::stall::cause_noted { cause: &cause, note }.text(),
        None => cause,
    };
    let stages = typed(lists.stages);
    let remedies = lists.remedies();
    let today = app.today.get();
    let day = day_of(app);
    let stage = stall.stage.map(Id::uuid);
    let timeline = live.map(|loaded| Some(loaded.history.timeline.clone().dated()));
    let lines: Vec<_> = stall
        .remedies
        .iter()
        .map(|chosen| {
            let name = remedies.iter().find(|(id, _)| *id == chosen.remedy).map(|(_, remedy)| remedy.name.clone());
            let place = |id| place_of(&stages, id);
            let effect =
                timeline.as_ref().map(|timeline| stall::effect(chosen.on, stage, timeline, &place, &day, today));
            let (words, tone) = match effect {
                Some(Effect::Moved(on)) => (t::stall::moved(&format::day_short(on, today)), "ok"),
                Some(Effect::Nothing) => (t::stall::no_move().to_owned(), ""),
                Some(Effect::Waiting) | None => {
                    let until = chosen.on.plus_days(stall::REMEDY_DAYS);
                    (t::stall::waiting(&format::day_short(until, today)), "")
                }
            };
            view! {
                <li class="lined"><span class="truncate">{name.unwrap_or_default()}</span><span class="muted num">{format::day_short(chosen.on, today)}</span>
                    <span class="tag" data-tone=tone>{words}</span></li>
            }
        })
        .collect();
    view! {
        {notice(None, t::stall::why(&cause))}
        <ul class="lines">{lines}</ul>
    }
}
