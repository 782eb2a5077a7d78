//! How good the opportunity is: five answers, what they come to, and the grade with what somebody said against it.

use leptos::prelude::*;
use model::grade::{Grade, Judge, Standing, Ungraded};
use model::records::{Answer, Dimension, GradeOverride, Outcome, ScoringModel};
use model::score::{self, Points, Side};
use model::{Decimal, starter};

use super::{Live, change};
use crate::i18n::{Lang, format, t};
use crate::pages::board::marks::range;
use crate::pages::record::evidence;
use crate::platform::dom;
use crate::state::{App, duty, lists, typed};
use crate::ui::{Icon, icon, icon_button};

pub(crate) fn dimension_name(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::NeedClarity => t::score::need_clarity(),
        Dimension::DecisionChain => t::score::decision_chain(),
        Dimension::BudgetFeasibility => t::score::budget_feasibility(),
        Dimension::CompetitivePosition => t::score::competitive_position(),
        Dimension::StrategicFit => t::score::strategic_fit(),
    }
}

/// The grade that counts, or that there is none.
pub(crate) fn grade_name(grade: Option<Grade>) -> &'static str {
    grade.map_or_else(t::score::ungraded, Grade::as_str)
}

/// An override as the history tells it.
pub(super) fn said_words(value: &serde_json::Value) -> Option<String> {
    let said: GradeOverride = serde_json::from_value(value.clone()).ok()?;
    Some(t::score::said_briefly { grade: said.grade.as_str(), reason: &said.reason }.text())
}

/// An answer with its evidence as the history tells it.
pub(super) fn answer_words(value: &serde_json::Value) -> Option<String> {
    let answer: Answer = serde_json::from_value(value.clone()).ok()?;
    let value = answer.known().map(|value| value.to_string());
    let parts: Vec<String> = value.into_iter().chain(answer.evidence.into_iter().map(|one| one.text)).collect();
    Some(parts.join(t::list::comma())).filter(|words| !words.is_empty())
}

/// What an answer means in the model that is in force.
fn anchor(model: &ScoringModel, dimension: Dimension, answer: u8) -> String {
    let own = model.anchors.get(&dimension).and_then(|anchors| anchors.get(&answer));
    own.cloned().unwrap_or_else(|| starter::anchor(Lang::current().words(), dimension, answer).to_owned())
}

/// What the settings make of the opportunity today.
#[derive(Clone, PartialEq)]
struct Judged {
    model: ScoringModel,
    standing: Standing,
    lift: Vec<Vec<score::Step>>,
}

fn judge(app: App, live: Live) -> Option<Judged> {
    let lists = lists();
    let (models, rules, stages) = (typed(lists.scoring_models), typed(lists.grade_rules), typed(lists.stages));
    let (zone, today) = (app.time_zone(), app.today.get());
    let day = |instant| format::day_in(&zone, instant).unwrap_or(today);
    live.map(|loaded| {
        let record = &loaded.record;
        let judge = Judge { models: &models, rules: &rules, stages: &stages, day: &day, today, as_of: None };
        let model = judge.model(record).cloned().unwrap_or_default();
        let is_open = record.outcome == Outcome::Open;
        let lift = if is_open { score::lift(&model, &score::answers(record)) } else { Vec::new() };
        // What graded one that has closed is in the book, with the rules of its day.
        let closed = (!is_open).then(|| {
            duty().of(live.id, |_, known| Standing {
                computed: known.facts.graded.clone(),
                said: known.facts.said.clone(),
            })
        });
        Some(Judged { model, standing: closed.flatten().unwrap_or_else(|| judge.standing(record)), lift })
    })
}

pub(super) fn section(app: App, live: Live) -> impl IntoView {
    let judged = Memo::new(move |_| judge(app, live));
    let says = RwSignal::new(false);
    view! {
        <section class="section" aria-labelledby="op-score">
            <div class="section-head">
                <h3 id="op-score">{t::score::title()}</h3>
                {move || judged.get().map(|judged| chips(&judged.standing))}
                <span class="push"></span>
                <button type="button" class="btn is-quiet" data-action="override-grade" aria-expanded=move || says.get().to_string()
                    on:click=move |_| says.update(|says| *says = !*says)>{t::score::say_otherwise()}</button>
            </div>
            {move || says.get().then(|| otherwise(app, live, says))}
            {move || judged.get().map(|judged| said(app, live, &judged.standing))}
            {move || judged.get().map(|judged| sum(&judged))}
            <ul class="dimensions">{Dimension::ALL.map(|dimension| line(app, live, judged, dimension)).collect_view()}</ul>
        </section>
    }
}

fn chips(standing: &Standing) -> impl IntoView + use<> {
    let grade = standing.grade();
    let up_to = standing.computed.up_to.filter(|best| standing.said.is_none() && grade.is_none_or(|now| *best < now));
    let why = standing.computed.grade.err().filter(|_| standing.said.is_none()).map(|why| match why {
        Ungraded::NoAmount => t::score::no_amount(),
        Ungraded::NoAnswer => t::score::no_answer(),
        Ungraded::NoCutOff => t::score::no_cut_off(),
    });
    view! {
        <span class="tag" data-metric="grade" data-value=grade.map(Grade::as_str) data-tone=grade.map(|_| "new")>{grade_name(grade)}</span>
        {up_to.map(|best| view! { <span class="muted">{t::score::up_to(best.as_str())}</span> })}
        {why.map(|why| view! { <span class="muted">{why}</span> })}
    }
}

/// The score as a bar: sure, open, and the line it has to reach.
fn sum(judged: &Judged) -> impl IntoView + use<> {
    let score = &judged.standing.computed.score;
    let (tone, side) = match score.side() {
        Side::Over => ("ok", t::score::over()),
        Side::Under => ("bad", t::score::under()),
        Side::Undecided => ("warn", t::score::undecided()),
    };
    let percent = |points: Points| format!("{:.2}%", points.value());
    let shown = range(score.low, score.high);
    let label = t::score::read { range: &shown, threshold: &range(score.threshold, score.threshold) }.text();
    let data = format!("{}-{}", score.low.value(), score.high.value());
    let way = |steps: &Vec<score::Step>| {
        let step = |step: &score::Step| {
            t::score::step { dimension: dimension_name(step.dimension), to: &step.to.to_string() }.text()
        };
        steps.iter().map(step).collect::<Vec<String>>().join(t::score::and())
    };
    let ways = judged.lift.split_first().map(|(first, others)| {
        let more = (!others.is_empty()).then(|| {
            let others = others.iter().map(|steps| view! { <li>{way(steps)}</li> }).collect_view();
            view! { <details class="score-ways"><summary class="muted">{t::score::other_ways(judged.lift.len() - 1)}</summary><ul>{others}</ul></details> }
        });
        view! { <p class="score-lift">{t::score::lift(&way(first))}</p>{more} }
    });
    view! {
        <div class="score-sum">
            <strong class="num" data-metric="score" data-value=data>{shown}</strong>
            <span class="tag" data-tone=tone>{side}</span>
            <div class="score-bar" role="img" aria-label=label style=("--low", percent(score.low)) style=("--high", percent(score.high))
                style=("--line-at", percent(score.threshold))></div>
        </div>
        {ways}
    }
}

/// A dimension: what it weighs, the five answers, what the present one means and what it rests on.
fn line(app: App, live: Live, judged: Memo<Option<Judged>>, dimension: Dimension) -> impl IntoView {
    let field = dimension.field();
    let answer = Memo::new(move |_| {
        live.map(|loaded| {
            let at = Dimension::ALL.iter().position(|one| *one == dimension)?;
            loaded.record.answers()[at].cloned()
        })
        .unwrap_or_default()
    });
    let known = Memo::new(move |_| answer.with(Answer::known));
    let model = move || judged.with(|judged| judged.as_ref().map(|judged| judged.model.clone()).unwrap_or_default());
    // What it brings of what it could bring.
    let weight = move || {
        let weight = model().weight(dimension);
        match known.get() {
            Some(value) => {
                let brings = Decimal::from(u32::from(weight) * u32::from(value - Answer::LOWEST))
                    / Decimal::from(Answer::HIGHEST - Answer::LOWEST);
                t::score::brings { points: &format::decimal(brings), of: &weight.to_string() }.text()
            }
            None => format::percent(weight),
        }
    };
    let is_bare = move || known.get().is_some() && answer.with(|answer| answer.evidence.is_empty());
    let set = move |value: Option<u8>| {
        change(app, live, field, Vec::new(), move |answer: &mut Answer| answer.value = value);
    };
    let picks = (Answer::LOWEST..=Answer::HIGHEST).map(|value| {
        let meaning = move || anchor(&model(), dimension, value);
        view! {
            <label class="pick" title=meaning>
                <input type="radio" name=field value=value.to_string() data-action="answer-dimension" aria-label=move || format!("{value} · {}", meaning())
                    prop:checked=move || known.get() == Some(value) on:change=move |_| set(Some(value))/>{value.to_string()}
            </label>
        }
    });
    let clear = move || {
        known.get().is_some().then(|| {
            let label = t::score::clear(dimension_name(dimension));
            icon_button(Icon::X, "clear-answer", label, move |_| set(None))
        })
    };
    let meaning =
        move || known.get().map_or_else(|| t::score::unknown().to_owned(), |value| anchor(&model(), dimension, value));
    view! {
        <li data-dimension=field>
            <fieldset class="dimension">
                <legend>{dimension_name(dimension)}" "<span class="muted num" data-metric="brings">{weight}</span>
                    {move || is_bare().then(|| view! { " "<span class="tag" data-state="bare">{t::score::no_evidence()}</span> })}</legend>
                <div class="picks">{picks.collect_view()}{clear}</div>
                <p class="field-note">{meaning}</p>
            </fieldset>
            {evidence(app, live, dimension, answer)}
        </li>
    }
}

fn evidence(app: App, live: Live, dimension: Dimension, answer: Memo<Answer>) -> impl IntoView {
    let field = dimension.field();
    let all = Memo::new(move |_| answer.with(|answer| answer.evidence.clone()));
    let change = move |edit: evidence::Edit| {
        change(app, live, field, Vec::new(), move |answer: &mut Answer| edit(&mut answer.evidence));
    };
    evidence::list(app, field, t::score::evidence_for(dimension_name(dimension)), all, change)
}

/// What somebody said against the computed grade, while it holds, and the way back.
fn said(app: App, live: Live, standing: &Standing) -> impl IntoView + use<> {
    let computed = grade_name(standing.computed.grade.ok());
    standing.said.clone().map(|said| {
        let who = said.by.map(|by| app.board(|board| board.member_name(by).to_owned())).unwrap_or_default();
        let until = said.until.map_or_else(|| t::score::for_good().to_owned(), |day| t::score::until(&day.to_string()));
        let text = t::score::said { grade: said.grade.as_str(), computed, reason: &said.reason }.text();
        view! {
            <div class="notice" data-state="overridden">
                {icon(Icon::Info)}
                <p>{text}<br/><span class="muted num">{who}" "{until}</span></p>
                <button type="button" class="btn is-small" data-action="take-back-grade" on:click=move |_| {
                    change(app, live, "grade_override", Vec::new(), |said: &mut Option<GradeOverride>| *said = None);
                }>{t::score::take_back()}</button>
            </div>
        }
    })
}

/// The form for a grade by experience: which, why, until when.
fn otherwise(app: App, live: Live, open: RwSignal<bool>) -> impl IntoView {
    let (grade, reason, until) =
        (RwSignal::new(None::<Grade>), RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (wrong_grade, wrong_reason, wrong_until) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(false));
    let save = move || {
        let why = reason.get_untracked().trim().to_owned();
        let today = app.today.get_untracked();
        let typed = until.get_untracked();
        let last = (!typed.trim().is_empty()).then(|| phrase::close_day(&typed, today).filter(|day| *day >= today));
        wrong_grade.set(grade.get_untracked().is_none());
        wrong_reason.set(why.is_empty());
        wrong_until.set(last == Some(None));
        let (Some(grade), false, false) = (grade.get_untracked(), why.is_empty(), last == Some(None)) else { return };
        let said =
            GradeOverride { grade, reason: why, by: app.me.get_untracked(), on: Some(today), until: last.flatten() };
        change(app, live, "grade_override", Vec::new(), move |held: &mut Option<GradeOverride>| *held = Some(said));
        open.set(false);
        dom::focus("[data-action=override-grade]");
    };
    let picks = Grade::ALL.map(|one| {
        view! {
            <label class="pick"><input type="radio" name="grade" value=one.as_str() on:change=move |_| {
                grade.set(Some(one));
                wrong_grade.set(false);
            }/>{one.as_str()}</label>
        }
    });
    view! {
        <form class="stack" novalidate="" data-form="override" on:submit=move |event| {
            event.prevent_default();
            save();
        }>
            <fieldset class="field"><legend>{t::score::grade()}</legend><div class="picks">{picks.collect_view()}</div>
                <p class="field-error" role="alert" hidden=move || !wrong_grade.get()>{t::score::choose_grade()}</p>
            </fieldset>
            <div class="field">
                <label for="override-reason">{t::score::reason()}</label>
                <input class="input" id="override-reason" type="text" autocomplete="off" bind:value=reason
                    aria-invalid=move || wrong_reason.get().then_some("true") aria-describedby="override-reason-note" on:input=move |_| wrong_reason.set(false)/>
                <p class="field-error" id="override-reason-note" role="alert" hidden=move || !wrong_reason.get()>{t::score::reason_needed()}</p>
            </div>
            <div class="field">
                <label for="override-until">{t::score::last_day()}</label>
                <input class="input" id="override-until" type="text" autocomplete="off" placeholder=t::score::last_day_hint() bind:value=until
                    aria-invalid=move || wrong_until.get().then_some("true") aria-describedby="override-until-note" on:input=move |_| wrong_until.set(false)/>
                <p class="field-error" id="override-until-note" role="alert" hidden=move || !wrong_until.get()>{t::score::not_a_day()}</p>
            </div>
            <div class="actions">
                <button type="submit" class="btn is-primary" data-action="confirm-override">{t::score::save()}</button>
                <button type="button" class="btn" data-action="cancel-override" on:click=move |_| open.set(false)>{t::common::cancel()}</button>
            </div>
        </form>
    }
}
