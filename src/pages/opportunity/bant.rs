//! BANT of an opportunity; what a letter proposes for the score counts only once somebody accepts it.

use leptos::prelude::*;
use model::bant::{Letter, proposed_answer};
use model::records::{Answer, Dimension};

use super::score::dimension_name;
use super::{Live, change};
use crate::i18n::t;
use crate::pages::leads;
use crate::pages::record::bant::{self, Answers};
use crate::state::App;

pub(super) fn section(app: App, live: Live) -> impl IntoView {
    let answers: Memo<Answers> = Memo::new(move |_| {
        live.map(|loaded| {
            let record = &loaded.record;
            [&record.bant_budget, &record.bant_authority, &record.bant_need, &record.bant_timeline].map(Clone::clone)
        })
    });
    let lead =
        Memo::new(move |_| live.map(|loaded| loaded.record.lead.map(|lead| (lead.uuid(), loaded.name(lead.uuid())))));
    let from = move || {
        lead.get().map(|(id, name)| {
            view! { <a class="muted" href=leads::route(id).to_string() data-action="open-lead">{t::bant::from(&name)}</a> }
        })
    };
    bant::section(app, live.target(), answers, from, move |letter| proposal(app, live, answers, letter))
}

fn proposal(app: App, live: Live, answers: Memo<Answers>, letter: Letter) -> impl IntoView {
    let proposed = Memo::new(move |_| {
        let at = Letter::ALL.iter().position(|one| *one == letter)?;
        let dimension = letter.dimension()?;
        let known = live.map(|loaded| {
            let place = Dimension::ALL.iter().position(|one| *one == dimension)?;
            loaded.record.answers()[place].and_then(Answer::known)
        });
        let to = answers.with(|answers| proposed_answer(&answers[at].as_ref()?.state))?;
        (known != Some(to)).then_some((dimension, to))
    });
    move || {
        let (dimension, to) = proposed.get()?;
        let label = t::bant::accept { dimension: dimension_name(dimension), to: &to.to_string() }.text();
        let accept = move |_| {
            let at = Letter::ALL.iter().position(|one| *one == letter).unwrap_or(0);
            let evidence = answers.with_untracked(|answers| answers[at].clone().unwrap_or_default().evidence);
            // The answer rests on what the letter rests on.
            change(app, live, dimension.field(), Vec::new(), move |answer: &mut Answer| {
                answer.value = Some(to);
                let new = evidence.into_iter().filter(|one| !answer.evidence.contains(one)).collect::<Vec<_>>();
                answer.evidence.extend(new);
            });
        };
        Some(
            view! { <button type="button" class="btn is-small" data-action="accept-bant" on:click=accept>{label}</button> },
        )
    }
}
