//! The scoring model: what each dimension weighs, from which score on an opportunity counts as good, and what the answers
//! mean. A model is never edited: what is saved is its next version.

use std::collections::BTreeMap;
use std::rc::Rc;

use leptos::prelude::*;
use model::records::{Answer, Dimension, Pipeline, ScoringModel};
use model::starter::{Words, anchor};
use model::{Id, RecordRef, score};

use super::form::{self, Form, Text, Wrong, whole};
use super::grades;
use super::present::{self, Judging, Open};
use super::trial::{self, Found, Trial, Try, usual_tag};
use super::{scope, section};
use crate::i18n::{Lang, format, t};
use crate::pages::opportunity::dimension_name;
use crate::platform::{clock, ids};
use crate::state::{App, app, lists, with_kind};

/// A model as it is typed.
#[derive(Clone, Default, PartialEq)]
struct Typed {
    pipeline: Option<Id<Pipeline>>,
    weights: [String; 5],
    threshold: String,
    /// What the answers 1 to 5 mean, of each dimension.
    anchors: [[String; 5]; 5],
    note: String,
}

pub(in crate::pages::settings) fn view() -> impl IntoView {
    let app = app();
    let chosen = RwSignal::new(form::left(|typed: &Typed| typed.pipeline).flatten());
    let form = Form::new(move || stands(app, chosen.get()), read);
    let is_usual = Memo::new(move |_| in_force(app, chosen.get()).version == 0);
    let trial = Trial {
        id: "scoring",
        form,
        read: Rc::new(|| Box::pin(present::open())),
        begin: Rc::new(begin),
        headline: |found| t::scoring::changes(found.changed.len()),
        save: Rc::new(move |model: &ScoringModel, _: &[Open]| {
            let models = lists().scoring_models.with_untracked(|all| with_kind(all));
            let id = Id::new(ids::new());
            (RecordRef::to(id), vec![score::save(&models, model.clone(), id, clock::now())])
        }),
        said: || t::scoring::saved().to_owned(),
    };
    let body = view! {
        {scope::select("scoring-scope", chosen, true, form.changed(), has_own)}
        {weights(form)}
        {form.text(Text::new("threshold", t::scoring::threshold(), |typed: &Typed| typed.threshold.clone(),
            |typed, text| typed.threshold = text).number())}
        <h3>{t::scoring::anchors()}</h3>
        {Dimension::ALL.map(|dimension| anchors(form, dimension)).collect_view()}
        {form.text(Text::new("note", t::scoring::note(), |typed: &Typed| typed.note.clone(), |typed, text| typed.note = text)
            .hint(t::scoring::note_hint()))}
    };
    view! {
        {section("scoring", t::scoring::title(), t::scoring::what(), usual_tag(is_usual), trial::view(trial, body))}
        {versions(app, chosen)}
    }
}

fn has_own(pipeline: Id<Pipeline>) -> bool {
    lists().scoring_models.with(|all| all.iter().any(|(_, model)| model.pipeline == Some(pipeline)))
}

fn in_force(app: App, scope: Option<Id<Pipeline>>) -> ScoringModel {
    let models = lists().scoring_models.with(|all| with_kind(all));
    let (zone, today) = (app.time_zone(), app.today.get());
    let day = |instant| format::day_in(&zone, instant).unwrap_or(today);
    score::in_force(&models, scope, None, &day).cloned().unwrap_or_default()
}

fn stands(app: App, scope: Option<Id<Pipeline>>) -> Typed {
    let model = in_force(app, scope);
    let words = |dimension: Dimension| {
        [1, 2, 3, 4, 5].map(|answer| {
            let own = model.anchors.get(&dimension).and_then(|anchors| anchors.get(&answer)).cloned();
            own.unwrap_or_else(|| anchor(Lang::current().words(), dimension, answer).to_owned())
        })
    };
    Typed {
        pipeline: scope,
        weights: Dimension::ALL.map(|dimension| model.weight(dimension).to_string()),
        threshold: model.threshold.to_string(),
        anchors: Dimension::ALL.map(words),
        note: String::new(),
    }
}

fn read(typed: &Typed) -> Result<ScoringModel, Wrong> {
    let mut wrong = Wrong::new();
    let mut weights = BTreeMap::new();
    for (dimension, text) in Dimension::ALL.into_iter().zip(&typed.weights) {
        match whole::<u8>(text, 0..=100) {
            Some(weight) => _ = weights.insert(dimension, weight),
            None => _ = wrong.insert(weight_id(dimension), t::scoring::not_weight()),
        }
    }
    if wrong.is_empty() && sum(typed) != Some(100) {
        wrong.insert("weights".to_owned(), t::scoring::not_hundred());
    }
    let threshold = whole(&typed.threshold, 0..=100);
    if threshold.is_none() {
        wrong.insert("threshold".to_owned(), t::scoring::not_points());
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let note = Some(typed.note.trim().to_owned()).filter(|note| !note.is_empty());
    Ok(ScoringModel {
        pipeline: typed.pipeline,
        weights,
        anchors: own_anchors(typed),
        threshold: threshold.unwrap_or_default(),
        note,
        ..ScoringModel::default()
    })
}

/// The words that are not the usual ones: those stay in whatever language they are read in.
fn own_anchors(typed: &Typed) -> BTreeMap<Dimension, BTreeMap<u8, String>> {
    let mut own: BTreeMap<Dimension, BTreeMap<u8, String>> = BTreeMap::new();
    for (dimension, texts) in Dimension::ALL.into_iter().zip(&typed.anchors) {
        for (answer, text) in (Answer::LOWEST..=Answer::HIGHEST).zip(texts) {
            let text = text.trim();
            let is_usual =
                [Words::Chinese, Words::English].map(|words| anchor(words, dimension, answer)).contains(&text);
            if !text.is_empty() && !is_usual {
                own.entry(dimension).or_default().insert(answer, text.to_owned());
            }
        }
    }
    own
}

/// Of all weights; `None` where one of them is no weight.
fn sum(typed: &Typed) -> Option<u32> {
    typed.weights.iter().map(|text| whole::<u32>(text, 0..=100)).sum()
}

fn weight_id(dimension: Dimension) -> String {
    format!("weight-{}", dimension.field())
}

fn weights(form: Form<Typed, ScoringModel>) -> impl IntoView {
    let line = move |(at, dimension): (usize, Dimension)| {
        let (id, name) = (weight_id(dimension), dimension_name(dimension));
        let field = Text::new(
            id,
            t::scoring::weight_of(name),
            move |typed: &Typed| typed.weights[at].clone(),
            move |typed, text| typed.weights[at] = text,
        );
        view! { <tr><th scope="row">{name}</th><td>{form.bare(field.number())}</td></tr> }
    };
    let sum = move || form.typed.with(sum).map_or_else(|| "–".to_owned(), |sum| sum.to_string());
    view! {
        <div class="table-scroll">
            <table class="table is-form"><caption class="sr-only">{t::scoring::weights()}</caption>
                <thead><tr><th scope="col">{t::scoring::dimension()}</th><th scope="col" class="num">{t::scoring::weight()}</th></tr></thead>
                <tbody>{Dimension::ALL.into_iter().enumerate().map(line).collect_view()}</tbody>
                <tfoot><tr><th scope="row">{t::scoring::sum()}</th><td class="num" data-metric="weights">{sum}</td></tr></tfoot>
            </table>
        </div>
        {form.trouble("weights")}
    }
}

fn anchors(form: Form<Typed, ScoringModel>, dimension: Dimension) -> impl IntoView {
    let of = Dimension::ALL.iter().position(|one| *one == dimension).unwrap_or_default();
    let line = move |at: usize| {
        let answer = at + 1;
        let field = Text::new(
            format!("anchor-{}-{answer}", dimension.field()),
            t::scoring::means(&answer.to_string()),
            move |typed: &Typed| typed.anchors[of][at].clone(),
            move |typed, text| typed.anchors[of][at] = text,
        );
        view! { <li><span class="num" aria-hidden="true">{answer}</span>{form.bare(field)}</li> }
    };
    view! {
        <details class="anchors" data-anchors=dimension.field()>
            <summary>{dimension_name(dimension)}</summary>
            <ol>{(0..5).map(line).collect_view()}</ol>
        </details>
    }
}

fn begin(model: &ScoringModel, _: &[Open]) -> Try<Open> {
    let (model, judging, now) = (model.clone(), Judging::now(app()), clock::now());
    let mut then = judging.clone();
    let newest = then.models.iter().map(|(_, model)| model.version).max().unwrap_or_default();
    let saved = ScoringModel { version: newest + 1, valid_from: Some(now), ..model.clone() };
    then.models.push((Id::new(model::Uuid::max()), saved));
    let mut regraded = Found::default();
    Box::new(move |part: &[Open], found: &mut Found| {
        let preview = score::preview(part, &judging.models, &model, now, &|instant| judging.day(instant));
        for (sides, words) in [(&preview.rising, t::scoring::rises()), (&preview.falling, t::scoring::falls())] {
            for target in sides {
                if let Some((_, record)) = part.iter().find(|(id, _)| id.uuid() == target.id) {
                    found.change(target.id, &record.title);
                    found.way(words.to_owned());
                }
            }
        }
        grades::regrade(part, &judging, &then, &mut regraded);
        found.notes = vec![t::grades::changes(regraded.changed.len())];
    })
}

/// Every version there is, the newest first.
fn versions(app: App, scope: RwSignal<Option<Id<Pipeline>>>) -> impl IntoView {
    let all = Memo::new(move |_| {
        let own = |all: &Vec<(model::Uuid, ScoringModel)>| {
            let own = all.iter().filter(|(_, model)| model.pipeline == scope.get());
            own.rev().map(|(_, model)| model.clone()).collect::<Vec<_>>()
        };
        lists().scoring_models.with(own)
    });
    let line = move |(at, model): (usize, ScoringModel)| {
        let from = model.valid_from.map(|from| format::moment(from, &app.time_zone()));
        let from = from.unwrap_or_else(|| t::scoring::since_ever().to_owned());
        let weights: Vec<String> = Dimension::ALL
            .iter()
            .map(|one| {
                t::scoring::weighs { dimension: dimension_name(*one), weight: &model.weight(*one).to_string() }.text()
            })
            .collect();
        let threshold = t::scoring::from_points(&model.threshold.to_string());
        view! {
            <li class="row-item" data-version=model.version>
                <span class="num">{t::scoring::version(&model.version.to_string())}</span>
                <div class="row-text">
                    <span class="num">{from}</span>
                    {(at == 0).then(|| view! { <span class="tag" data-tone="new">{t::scoring::in_force()}</span> })}
                    <span>{weights.join(t::list::comma())}{t::list::between()}{threshold}</span>
                    {model.note.map(|note| view! { <span>{note}</span> })}
                </div>
            </li>
        }
    };
    view! {
        <section class="section" aria-labelledby="versions">
            <div class="section-head"><h2 id="versions">{t::scoring::versions()}</h2></div>
            {move || all.with(Vec::is_empty).then(|| view! { <p class="muted">{t::scoring::no_versions()}</p> })}
            <ol class="rows">{move || all.get().into_iter().enumerate().map(line).collect_view()}</ol>
        </section>
    }
}
