//! The rules that judge opportunities: each a form whose change is tried on the present data before it is saved.

pub(super) mod actions;
pub(super) mod ahead;
pub(super) mod cadence;
pub(super) mod calendar;
mod form;
pub(super) mod grades;
mod ladder;
mod overrides;
mod present;
mod remedies;
mod scope;
pub(super) mod scoring;
pub(super) mod stalls;
mod trial;

use leptos::prelude::*;

/// A section with its title and a line on what it is for; `beside` stands at the title.
fn section(
    id: &'static str,
    title: &'static str,
    what: &'static str,
    beside: impl IntoView,
    body: impl IntoView,
) -> impl IntoView {
    view! {
        <section class="section" aria-labelledby=id>
            <div class="section-head"><h2 id=id>{title}</h2>{beside}</div>
            <p>{what}</p>
            {body}
        </section>
    }
}
