//! The four letters of BANT of a lead or an opportunity, each with what it rests on.

use leptos::prelude::*;
use model::RecordRef;
use model::bant::{LeadGrade, Letter};
use model::grade::Grade;
use model::records::{BantAnswer, BantState, Evidence};

use super::{change, evidence};
use crate::i18n::t;
use crate::state::App;

/// In the order in which they are offered.
const STATES: [BantState; 4] = [BantState::Unset, BantState::No, BantState::Partly, BantState::Yes];

pub(crate) type Answers = [Option<BantAnswer>; 4];

pub(crate) fn letter_name(letter: Letter) -> &'static str {
    match letter {
        Letter::Budget => t::bant::budget(),
        Letter::Authority => t::bant::authority(),
        Letter::Need => t::bant::need(),
        Letter::Timeline => t::bant::timeline(),
    }
}

fn asks(letter: Letter) -> &'static str {
    match letter {
        Letter::Budget => t::bant::budget_asks(),
        Letter::Authority => t::bant::authority_asks(),
        Letter::Need => t::bant::need_asks(),
        Letter::Timeline => t::bant::timeline_asks(),
    }
}

const fn sign(letter: Letter) -> &'static str {
    match letter {
        Letter::Budget => "B",
        Letter::Authority => "A",
        Letter::Need => "N",
        Letter::Timeline => "T",
    }
}

pub(crate) fn state_name(state: &BantState) -> String {
    match state {
        BantState::No => t::bant::no(),
        BantState::Partly => t::bant::partly(),
        BantState::Yes => t::bant::yes(),
        BantState::Unset => t::bant::unknown(),
        BantState::Unknown(text) => return text.clone(),
    }
    .to_owned()
}

/// An answer with its evidence as the history tells it.
pub(crate) fn words(value: &serde_json::Value) -> Option<String> {
    let answer: BantAnswer = serde_json::from_value(value.clone()).ok()?;
    let evidence = answer.evidence.into_iter().map(|one| one.text);
    let parts: Vec<String> = std::iter::once(state_name(&answer.state)).chain(evidence).collect();
    Some(parts.join(t::list::comma()))
}

/// The letters as four small marks, for a row.
pub(crate) fn marks(states: &[BantState; 4]) -> impl IntoView + use<> {
    let told: Vec<String> = Letter::ALL
        .iter()
        .zip(states)
        .map(|(letter, state)| t::bant::mark { letter: letter_name(*letter), state: &state_name(state) }.text())
        .collect();
    let label = told.join(t::list::comma());
    let mark = Letter::ALL.iter().zip(states).map(|(letter, state)| {
        view! { <span class="bant-mark" data-state=state.as_str().to_owned()>{sign(*letter)}</span> }
    });
    view! { <span class="bant-marks" role="img" aria-label=label.clone() title=label>{mark.collect_view()}</span> }
}

/// The grade of a lead, and what it could still become.
pub(crate) fn chip(grade: LeadGrade) -> impl IntoView {
    let value = grade.grade.map(Grade::as_str);
    let label = value.map_or_else(|| t::bant::ungraded().to_owned(), t::bant::grade);
    let shown = value.unwrap_or_else(t::bant::ungraded);
    view! {
        <span class="tag" data-metric="lead-grade" data-value=value data-tone=value.map(|_| "new") title=label.clone()>
            <span aria-hidden="true">{shown}</span><span class="sr-only">{label.clone()}</span>
        </span>
        {grade.up_to.map(|best| view! { <span class="muted">{t::bant::up_to(best.as_str())}</span> })}
    }
}

/// The letters, to be answered. `beside` stands beside the heading, `below` under each letter.
pub(crate) fn section<V: IntoView + 'static>(
    app: App,
    target: RecordRef,
    answers: Memo<Answers>,
    beside: impl IntoView + 'static,
    below: impl Fn(Letter) -> V + Copy + 'static,
) -> impl IntoView {
    let lines = Letter::ALL.map(|letter| line(app, target, answers, letter, below(letter)));
    view! {
        <section class="section" aria-labelledby="bant-title">
            <div class="section-head"><h3 id="bant-title">{t::bant::title()}</h3>{beside}</div>
            <ul class="dimensions">{lines.collect_view()}</ul>
        </section>
    }
}

fn line(
    app: App,
    target: RecordRef,
    answers: Memo<Answers>,
    letter: Letter,
    below: impl IntoView + 'static,
) -> impl IntoView {
    let field = letter.field();
    let at = Letter::ALL.iter().position(|one| *one == letter).unwrap_or(0);
    let answer = Memo::new(move |_| answers.with(|answers| answers[at].clone()).unwrap_or_default());
    let picks = STATES.map(|state| {
        let (shown, value) = (state_name(&state), state.as_str().to_owned());
        let is_chosen = {
            let state = state.clone();
            move || answer.with(|answer| answer.state == state)
        };
        view! {
            <label class="pick">
                <input type="radio" name=field value=value data-action="answer-bant" prop:checked=is_chosen on:change=move |_| {
                    let state = state.clone();
                    change(app, target, field, Vec::new(), move |answer: &mut BantAnswer| answer.state = state);
                }/>{shown}
            </label>
        }
    });
    let all: Memo<Vec<Evidence>> = Memo::new(move |_| answer.with(|answer| answer.evidence.clone()));
    let edit = move |edit: evidence::Edit| {
        change(app, target, field, Vec::new(), move |answer: &mut BantAnswer| edit(&mut answer.evidence));
    };
    view! {
        <li data-letter=field>
            <fieldset class="dimension">
                <legend>{letter_name(letter)}</legend>
                <div class="picks">{picks.collect_view()}</div>
                <p class="field-note">{asks(letter)}</p>
            </fieldset>
            {below}
            {evidence::list(app, field, t::score::evidence_for(letter_name(letter)), all, edit)}
        </li>
    }
}
