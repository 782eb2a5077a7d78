//! What the rules say of an opportunity, on its card: the grade, what speaks of a stall, what is missing.

use board::ColumnKey;
use leptos::html;
use leptos::prelude::*;
use model::score::Points;
use model::stall::Pace;
use model::{Grade, Uuid};

use super::moving;
use crate::i18n::{format, t};
use crate::pages::opportunity::needs;
use crate::state::{Menu, app, duty};
use crate::ui::{Icon, icon};

/// What a card says of the grade.
#[derive(Clone, PartialEq)]
struct Judged {
    grade: Option<Grade>,
    up_to: Option<Grade>,
    /// Both ends of the score.
    score: [Points; 2],
    is_stalled: bool,
}

fn judged(opportunity: Uuid) -> Option<Judged> {
    duty().of(opportunity, |_, known| {
        let facts = &known.facts;
        let score = &facts.graded.score;
        Judged {
            grade: facts.grade(),
            up_to: facts.up_to(),
            score: [score.low, score.high],
            is_stalled: known.signals.is_stalled(),
        }
    })
}

/// The grade as a badge, with the score in words; a dash where there is none.
pub(crate) fn badge(grade: Option<Grade>, up_to: Option<Grade>, score: Option<[Points; 2]>) -> impl IntoView {
    let name = grade.map_or_else(|| t::score::ungraded().to_owned(), |grade| t::score::grade_of(grade.as_str()));
    let more = up_to.map(|best| t::score::up_to(best.as_str()));
    let points = score.map(|[low, high]| t::score::points(&range(low, high)));
    let label = [Some(name), more, points].into_iter().flatten().collect::<Vec<_>>().join(t::list::between());
    view! {
        <span class="grade" data-grade=grade.map_or("", Grade::as_str) data-up-to=up_to.map(Grade::as_str) role="img" aria-label=label.clone() title=label>
            {grade.map_or("–", Grade::as_str)}{up_to.map(|best| view! { <small>"→"{best.as_str()}</small> })}
        </span>
    }
}

/// `46–71`, or one number where nothing is open.
pub(crate) fn range(low: Points, high: Points) -> String {
    let whole = |points: Points| format!("{:.0}", points.value());
    if low == high { whole(low) } else { format!("{}–{}", whole(low), whole(high)) }
}

/// What stands in the corner of a card: the way to its menu, and its grade.
pub(crate) fn corner(opportunity: Uuid) -> impl IntoView {
    let app = app();
    let label = t::common::actions_of(&moving::title(app, opportunity));
    let open = move || app.is_menu_open(Menu::Card(opportunity)).to_string();
    view! {
        <button type="button" class="card-more" data-action="open-card-menu" aria-haspopup="menu" aria-label=label tabindex="-1"
            aria-expanded=open on:click=move |event| app.open_menu(&event, Menu::Card(opportunity))>{icon(Icon::Ellipsis)}</button>
        {grade(opportunity)}
    }
}

/// The badge on a card. The card itself carries what it says as attributes, for those who look from outside.
fn grade(opportunity: Uuid) -> impl IntoView {
    let judged = Memo::new(move |_| judged(opportunity));
    let place = NodeRef::<html::Span>::new();
    Effect::new(move |_| {
        let (Some(place), Some(judged)) = (place.get(), judged.get()) else { return };
        let Ok(Some(card)) = place.closest("[data-opportunity-id]") else { return };
        let set = |name: &str, value: Option<String>| match value {
            Some(value) => card.set_attribute(name, &value).ok(),
            None => card.remove_attribute(name).ok(),
        };
        set("data-grade", Some(judged.grade.map_or("", Grade::as_str).to_owned()));
        let [low, high] = judged.score.map(Points::value);
        set("data-score", Some(if low.total_cmp(&high).is_eq() { low.to_string() } else { format!("{low}-{high}") }));
        set("data-stalled", judged.is_stalled.then(|| "true".to_owned()));
    });
    view! {
        <span class="card-grade" node_ref=place>
            {move || judged.get().map(|judged| badge(judged.grade, judged.up_to, Some(judged.score)))}
        </span>
    }
}

/// What a card says of the way it goes.
#[derive(Clone, PartialEq)]
struct Signs {
    rests_until: Option<model::Date>,
    escalated: Option<(u32, bool)>,
    stalled: Option<i32>,
    slow: Option<i32>,
    passed: Option<i32>,
    untouched: Option<i32>,
    pushes: Option<usize>,
    dossier: Option<u8>,
}

/// One mark for each: rest, escalation, a stay that is too long, no touch, a close put off. And how much of the dossier is
/// there, while it is not whole.
pub(crate) fn signs(opportunity: Uuid) -> impl IntoView {
    let signs = Memo::new(move |_| {
        duty().of(opportunity, |book, known| {
            let (facts, signals) = (&known.facts, &known.signals);
            let at_pace = |pace: Pace| signals.dwell.filter(|dwell| dwell.pace() == pace).map(|dwell| dwell.days);
            Signs {
                rests_until: facts.rests_until(book.today()),
                escalated: known.escalation().map(|(_, one)| (one.step, one.high_risk)),
                stalled: at_pace(Pace::Stalled),
                slow: at_pace(Pace::Slow),
                passed: signals.close.and_then(|close| close.passed),
                untouched: signals.untouched.map(|untouched| untouched.days),
                pushes: signals.close.map(|close| close.pushes).filter(|pushes| *pushes >= model::stall::MANY_PUSHES),
                dossier: Some(facts.dossier).filter(|percent| *percent < 100 && facts.closed_on.is_none()),
            }
        })
    });
    let days = |days: i32| usize::try_from(days).unwrap_or_default();
    let drawn = move |signs: Signs| {
        let mark = |state: &'static str,
                    tone: &'static str,
                    picture: Option<Icon>,
                    words: String,
                    text: Option<String>| {
            let picture = picture.map(icon);
            let read = text.is_none().then(|| words.clone());
            view! {
                <span class="mark num" data-sign=state data-tone=tone title=words>{picture}{text}<span class="sr-only">{read}</span></span>
            }
        };
        let today = app().today.get();
        view! {
            {signs.rests_until.map(|until| {
                let day = format::day_short(until, today);
                mark("rests", "", Some(Icon::Moon), t::signs::rests(&day), Some(day.clone()))
            })}
            {signs.escalated.map(|(step, high_risk)| {
                let words = t::signs::escalated(&step.to_string());
                let text = if high_risk { t::signs::high_risk().to_owned() } else { t::signs::escalation(&step.to_string()) };
                mark("escalated", "bad", None, words, Some(text))
            })}
            {signs.stalled.map(|stayed| {
                mark("dwell", "warn", None, t::signs::stalled(days(stayed)), Some(t::signs::stayed(days(stayed))))
            })}
            {signs.slow.map(|stayed| mark("slow", "", None, t::signs::slow(days(stayed)), Some(t::signs::stayed(days(stayed)))))}
            {signs.passed.map(|passed| mark("close_passed", "warn", Some(Icon::CalendarClock), t::pace::close_passed(days(passed)), None))}
            {signs.untouched.filter(|_| signs.escalated.is_none()).map(|untouched| {
                mark("untouched", "warn", Some(Icon::AlarmClock), t::signs::untouched(days(untouched)), None)
            })}
            {signs.pushes.map(|pushes| mark("close_slipped", "warn", Some(Icon::Target), t::signs::pushed(pushes), Some(format!("×{pushes}"))))}
            {signs.dossier.map(|percent| {
                let shown = format::percent(percent);
                let words = t::signs::dossier(&shown);
                let (hint, read) = (RwSignal::new(words.clone()), words);
                // What is missing is worked out for whoever points at it.
                let point = move |_| hint.set(format!("{read}{}{}", t::list::between(), needs::missing(app(), opportunity)));
                view! {
                    <span class="mark num" data-sign="dossier" title=hint on:pointerenter=point>{shown}</span>
                }
            })}
        }
    };
    move || signs.get().map(drawn)
}

/// How many of a column are stalled.
pub(crate) fn stalled(key: ColumnKey) -> impl IntoView {
    let app = app();
    let version = app.column(key);
    let count = Memo::new(move |_| {
        version.track();
        app.layout.track();
        let ids: Vec<Uuid> = app.board(|board| {
            let slots = board.view().column(key).map(|column| column.slots.clone()).unwrap_or_default();
            slots.into_iter().map(|slot| board.card(slot).id).collect()
        });
        duty()
            .with(|book| {
                let stalled =
                    |id: &&Uuid| book.get(model::Id::new(**id)).is_some_and(|known| known.signals.is_stalled());
                ids.iter().filter(stalled).count()
            })
            .unwrap_or_default()
    });
    view! {
        <span class="stalled" data-metric="stalled" data-value=move || count.get().to_string() title=t::signs::stalled_here()>
            {move || (count.get() > 0).then(|| t::signs::stalled_count(count.get()))}
        </span>
    }
}
