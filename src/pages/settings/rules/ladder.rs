//! The steps that follow a missed due date: how many work days after it, whom each tells, and from which on it is a high risk.

use leptos::prelude::*;
use model::Grade;
use model::records::{Audience, Cadence, Ladder, Step};

use super::cadence::{Settings, Typed};
use super::form::{Form, Rows, Text, Wrong, whole};
use crate::i18n::t;
use crate::platform::dom;
use crate::ui::{Icon, icon, icon_button};

/// A step as it is typed.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct TypedStep {
    after: String,
    tells: Vec<Audience>,
    high_risk: bool,
}

pub(super) type Steps = Rows<TypedStep>;

pub(super) fn typed(ladder: &Ladder) -> Steps {
    let step =
        |step: &Step| TypedStep { after: step.after.to_string(), tells: step.tells.clone(), high_risk: step.high_risk };
    ladder.steps.iter().map(step).collect()
}

fn step_id(grade: Grade, key: u32) -> String {
    format!("step-{}-{key}", grade.as_str())
}

/// The steps of a grade, from the first day to the last.
pub(super) fn read(grade: Grade, steps: &Steps, wrong: &mut Wrong) -> Vec<Step> {
    let mut read: Vec<Step> = Vec::new();
    for (key, step) in &steps.all {
        let Some(after) = whole::<u32>(&step.after, 1..=Cadence::LONGEST.into()) else {
            wrong.insert(step_id(grade, *key), t::cadence::not_days());
            continue;
        };
        if read.last().is_some_and(|before| before.after >= after) {
            wrong.insert(step_id(grade, *key), t::cadence::not_later());
        }
        // In the order in which they are offered, however they were pressed.
        let tells = Audience::ALL.iter().filter(|one| step.tells.contains(one)).cloned().collect();
        read.push(Step { after, tells, high_risk: step.high_risk });
    }
    read
}

fn audience_name(audience: &Audience) -> String {
    match audience {
        Audience::Owner => t::field::owner(),
        Audience::Manager => t::cadence::manager(),
        Audience::Lead => t::cadence::lead(),
        Audience::Unknown(text) => return text.clone(),
    }
    .to_owned()
}

pub(super) fn view(form: Form<Typed, Settings>, grade: Grade) -> impl IntoView {
    let keys = Memo::new(move |_| form.typed.with(|typed| typed.ladders[grade as usize].keys()));
    let add = move |_| {
        let mut key = 0;
        form.change(|typed| {
            let steps = &mut typed.ladders[grade as usize];
            let last = steps.all.last().and_then(|(_, step)| whole::<u32>(&step.after, 1..=Cadence::LONGEST.into()));
            let after = last.map_or(1, |last| last + 1).to_string();
            key = steps.add(TypedStep { after, tells: vec![Audience::Owner], high_risk: false });
        });
        dom::focus_when_drawn(format!("#{}", step_id(grade, key)));
    };
    let label = t::cadence::ladder_of(grade.as_str());
    view! {
        <fieldset class="ladder" data-ladder=grade.as_str()>
            <legend>{label}</legend>
            {move || keys.with(Vec::is_empty).then(|| view! { <p class="muted">{t::cadence::no_steps()}</p> })}
            <ol class="rows is-form-rows" data-empty=move || keys.with(Vec::is_empty).then_some("")>
                <For each=move || keys.get() key=|key| *key children=move |key| row(form, grade, key)/>
            </ol>
            <button type="button" class="btn is-small" data-action="add-step" on:click=add>{icon(Icon::Plus)}{t::cadence::add_step()}</button>
        </fieldset>
    }
}

fn row(form: Form<Typed, Settings>, grade: Grade, key: u32) -> impl IntoView {
    let at = grade as usize;
    let step = move |typed: &Typed| typed.ladders[at].get(key).cloned().unwrap_or_default();
    let change = move |typed: &mut Typed, change: &dyn Fn(&mut TypedStep)| {
        if let Some(step) = typed.ladders[at].get_mut(key) {
            change(step);
        }
    };
    let after = Text::new(
        step_id(grade, key),
        t::cadence::after(),
        move |typed: &Typed| step(typed).after,
        move |typed, text: String| change(typed, &|step| step.after.clone_from(&text)),
    );
    let pick = move |audience: Audience| {
        let (own, name) = (audience.clone(), audience_name(&audience));
        let value = audience.as_str().to_owned();
        form.pick(
            name,
            value,
            move |typed: &Typed| step(typed).tells.contains(&own),
            move |typed, on| {
                change(typed, &|step| {
                    step.tells.retain(|known| *known != audience);
                    if on {
                        step.tells.push(audience.clone());
                    }
                });
            },
        )
    };
    let is_risk = move |typed: &Typed| step(typed).high_risk;
    view! {
        <li class="form-row">
            {form.text(after.number())}
            <fieldset class="field"><legend>{t::cadence::tells()}</legend><div class="picks">
                {Audience::ALL.iter().cloned().map(pick).collect_view()}
            </div></fieldset>
            {form.tick(t::cadence::high_risk(), "high-risk", is_risk, move |typed, on| change(typed, &|step| step.high_risk = on))}
            {icon_button(Icon::X, "remove-step", t::cadence::remove_step().to_owned(), move |_| form.change(|typed| typed.ladders[at].remove(key)))}
        </li>
    }
}
