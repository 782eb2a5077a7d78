//! Small pieces of markup that many screens share.

use leptos::prelude::*;
use model::next_step::Urgency;
use model::{Date, Money};

use super::Icon;
use crate::i18n::{format, t};

pub(crate) fn icon(icon: Icon) -> impl IntoView {
    view! { <svg viewBox="0 0 24 24" class="i" aria-hidden="true"><path d=icon.path()/></svg> }
}

/// A button that is a picture; its name is read out and shown on hover.
pub(crate) fn icon_button(
    picture: Icon,
    action: &'static str,
    label: String,
    press: impl Fn(web_sys::MouseEvent) + 'static,
) -> impl IntoView {
    view! {
        <button type="button" class="btn is-icon is-quiet" data-action=action aria-label=label.clone() title=label on:click=press>
            {icon(picture)}
        </button>
    }
}

/// When the next step is due, in a picture and words.
pub(crate) fn due_tag(due: Option<Date>, today: Date) -> impl IntoView {
    let urgency = Urgency::of(due, today);
    let picture = match urgency {
        Urgency::Overdue => Icon::AlarmClock,
        Urgency::None => Icon::TriangleAlert,
        Urgency::Today | Urgency::Planned => Icon::CalendarClock,
    };
    let words = due.map_or_else(|| t::due::none().to_owned(), |due| format::due(due, today));
    view! { <span class="due" data-state=urgency.as_str()>{icon(picture)}{words}</span> }
}

pub(crate) fn urgency_name(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Overdue => t::due::state_overdue(),
        Urgency::Today => t::day::today(),
        Urgency::None => t::due::none(),
        Urgency::Planned => t::due::state_planned(),
    }
}

/// The first letter or character of a name.
pub(crate) fn avatar(name: &str) -> impl IntoView + use<> {
    let first: String = name.trim().chars().next().into_iter().flat_map(char::to_uppercase).collect();
    view! { <span class="avatar end" title=name.to_owned()>{first}</span> }
}

/// The exact amount, or nothing.
pub(crate) fn exact(money: Option<Money>) -> String {
    money.map_or_else(|| t::common::unset().to_owned(), format::money)
}

/// A decimal as attributes hold it: exact, without grouping.
pub(crate) fn raw(value: model::Decimal) -> String {
    value.normalize().to_string()
}

/// A note with a picture.
pub(crate) fn notice(tone: Option<&'static str>, text: impl IntoView + 'static) -> impl IntoView {
    let picture = match tone {
        Some("warn") => Icon::TriangleAlert,
        Some("bad") => Icon::CircleX,
        Some("ok") => Icon::CircleCheck,
        _ => Icon::Info,
    };
    view! { <p class="notice" data-tone=tone>{icon(picture)}<span>{text}</span></p> }
}

/// Something that takes a while: what, how far as a text, how far as a bar (without one it is not known), and what stands
/// beside it.
pub(crate) fn progress(
    label: String,
    count: Option<String>,
    bar: Option<(usize, usize)>,
    beside: impl IntoView + 'static,
) -> impl IntoView {
    let (value, max) = bar.unzip();
    view! {
        <section class="section" aria-busy="true" data-progress="">
            <div class="section-head"><h2 id="progress">{label}</h2><span class="muted num">{count}</span>{beside}</div>
            <progress class="meter" max=max value=value aria-labelledby="progress"></progress>
        </section>
    }
}
