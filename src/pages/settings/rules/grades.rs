//! From when on an opportunity counts as large, and from when on as mature. What is saved are amounts, whatever they were
//! taken from: so another opportunity never changes the grade of this one.

use std::collections::BTreeSet;
use std::rc::Rc;

use leptos::prelude::*;
use model::grade::{self, Grade, cut_offs};
use model::id::derived;
use model::records::{Basis, CutOff, GradeRule, Outcome, Pipeline, Workspace};
use model::{Currency, Decimal, Id, Money, RecordRef, rule_set};

use super::form::{self, Form, Text, Wrong, whole};
use super::present::{self, Judging, Open};
use super::trial::{self, Found, Trial, Try, usual_tag};
use super::{overrides, scope, section};
use crate::i18n::{format, t};
use crate::pages::opportunity::grade_name;
use crate::state::{App, app, lists, with_kind};
use crate::ui::parts::notice;

/// A rule as it is typed.
#[derive(Clone, Default, PartialEq)]
struct Typed {
    pipeline: Option<Id<Pipeline>>,
    basis: String,
    /// High and middling, for percentiles.
    percentiles: [String; 2],
    cut_offs: Vec<TypedCut>,
    share: String,
    mature: String,
    ripening: String,
}

#[derive(Clone, PartialEq)]
struct TypedCut {
    currency: Currency,
    high: String,
    mid: String,
    n: Option<u32>,
}

pub(in crate::pages::settings) fn view() -> impl IntoView {
    let app = app();
    let chosen = RwSignal::new(form::left(|typed: &Typed| typed.pipeline).flatten());
    let form = Form::new(move || stands(app, chosen.get()), read);
    let is_usual = Memo::new(move |_| in_force(chosen.get()).is_none());
    let trial = Trial {
        id: "grades",
        form,
        read: Rc::new(|| Box::pin(present::open())),
        begin: Rc::new(begin),
        headline: |found| t::grades::changes(found.changed.len()),
        save: Rc::new(save),
        said: || t::grades::saved().to_owned(),
    };
    let body = view! {
        {scope::select("grades-scope", chosen, true, form.changed(), has_own)}
        <h3>{t::grades::value()}</h3>
        {basis(form)}
        {move || amounts(form)}
        <h3>{t::grades::maturity()}</h3>
        <div class="fields">
            {form.text(Text::new("score-share", t::grades::share(), |typed: &Typed| typed.share.clone(), |typed, text| typed.share = text).number())}
            {form.text(Text::new("mature-from", t::grades::mature(), |typed: &Typed| typed.mature.clone(), |typed, text| typed.mature = text).number())}
            {form.text(Text::new("ripening-from", t::grades::ripening(), |typed: &Typed| typed.ripening.clone(), |typed, text| typed.ripening = text).number())}
        </div>
        <p class="muted">{move || rest(form)}</p>
    };
    view! {
        {section("grades", t::grades::title(), t::grades::what(), usual_tag(is_usual), trial::view(trial, body))}
        {matrix()}
        {overrides::view()}
    }
}

fn has_own(pipeline: Id<Pipeline>) -> bool {
    lists().grade_rules.with(|all| all.iter().any(|(_, rule)| rule.pipeline == Some(pipeline)))
}

fn in_force(scope: Option<Id<Pipeline>>) -> Option<GradeRule> {
    let rules = lists().grade_rules.with(|all| with_kind(all));
    grade::rule_for(&rules, scope).cloned()
}

fn stands(app: App, scope: Option<Id<Pipeline>>) -> Typed {
    let rule = in_force(scope).unwrap_or_default();
    let text = |amount: Decimal| amount.normalize().to_string();
    let cut = |currency: Currency| {
        let own = rule.cut_offs.iter().find(|cut| cut.currency == currency).cloned();
        let known = own.or_else(|| grade::usual_cut_off(currency));
        let (high, mid) = known.as_ref().map(|cut| (text(cut.high), text(cut.mid))).unwrap_or_default();
        TypedCut { currency, high, mid, n: known.and_then(|cut| cut.n) }
    };
    let own = rule.cut_offs.iter().map(|cut| cut.currency);
    let mut currencies: Vec<Currency> = vec![currency(app)];
    let others: BTreeSet<Currency> = own.chain(in_use(app)).filter(|other| *other != currencies[0]).collect();
    currencies.extend(others);
    Typed {
        pipeline: scope,
        basis: rule.basis.as_str().to_owned(),
        percentiles: [rule.high_percentile.unwrap_or(67), rule.mid_percentile.unwrap_or(33)]
            .map(|percent| percent.to_string()),
        cut_offs: currencies.into_iter().map(cut).collect(),
        share: rule.score_share.to_string(),
        mature: rule.mature_from.to_string(),
        ripening: rule.ripening_from.to_string(),
    }
}

/// The workspace's currency, followed.
fn currency(app: App) -> Currency {
    lists()
        .workspace
        .with(|workspace| workspace.as_ref().map(|workspace| workspace.currency))
        .unwrap_or_else(|| app.currency())
}

/// The currencies of open opportunities.
fn in_use(app: App) -> BTreeSet<Currency> {
    app.changed.track();
    app.layout.track();
    app.board(|board| {
        let open = board.all().filter(|card| card.outcome == Outcome::Open);
        open.filter_map(|card| card.amount.map(|amount| amount.currency)).collect()
    })
}

fn read(typed: &Typed) -> Result<GradeRule, Wrong> {
    let mut wrong = Wrong::new();
    let mut percent = |id: &str, text: &str| {
        let found = whole::<u8>(text, 0..=100);
        if found.is_none() {
            wrong.insert(id.to_owned(), t::grades::not_percent());
        }
        found.unwrap_or_default()
    };
    let score_share = percent("score-share", &typed.share);
    let (mature_from, ripening_from) =
        (percent("mature-from", &typed.mature), percent("ripening-from", &typed.ripening));
    let basis = Basis::parse(&typed.basis);
    let percentiles = (basis == Basis::Percentiles)
        .then(|| (percent("high-percentile", &typed.percentiles[0]), percent("mid-percentile", &typed.percentiles[1])));
    if wrong.is_empty() && mature_from < ripening_from {
        wrong.insert("mature-from".to_owned(), t::grades::disordered());
    }
    if percentiles.is_some_and(|(high, mid)| high < mid) {
        wrong.insert("high-percentile".to_owned(), t::grades::disordered());
    }
    let cut_offs = typed.cut_offs.iter().filter_map(|cut| read_cut(cut, basis == Basis::Fixed, &mut wrong)).collect();
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let (high_percentile, mid_percentile) = percentiles.unzip();
    Ok(GradeRule {
        pipeline: typed.pipeline,
        basis,
        high_percentile,
        mid_percentile,
        cut_offs,
        score_share,
        mature_from,
        ripening_from,
    })
}

/// Both amounts, or none of them.
fn read_cut(cut: &TypedCut, is_typed: bool, wrong: &mut Wrong) -> Option<CutOff> {
    if cut.high.trim().is_empty() && cut.mid.trim().is_empty() {
        return None;
    }
    let mut amount = |end: &str, text: &str| {
        let found = phrase::money(text, cut.currency)
            .filter(|money| money.currency == cut.currency && money.value >= Decimal::ZERO);
        if found.is_none() && is_typed {
            wrong.insert(cut_id(end, cut.currency), t::field::money());
        }
        found.map(|money| money.value)
    };
    let (high, mid) = (amount("high", &cut.high)?, amount("mid", &cut.mid)?);
    if high < mid && is_typed {
        wrong.insert(cut_id("high", cut.currency), t::grades::disordered());
        return None;
    }
    Some(CutOff { currency: cut.currency, high, mid, n: if is_typed { None } else { cut.n } })
}

fn cut_id(end: &str, currency: Currency) -> String {
    format!("{end}-{currency}")
}

fn basis_name(basis: &Basis) -> String {
    match basis {
        Basis::Fixed => t::grades::fixed(),
        Basis::Thirds => t::grades::thirds(),
        Basis::Percentiles => t::grades::percentiles(),
        Basis::Unknown(text) => return text.clone(),
    }
    .to_owned()
}

fn basis(form: Form<Typed, GradeRule>) -> impl IntoView {
    let pick = move |basis: Basis| {
        let value = basis.as_str().to_owned();
        let own = value.clone();
        let is_on = Memo::new(move |_| form.typed.with(|typed| typed.basis == own));
        let name = basis_name(&basis);
        view! {
            <label class="pick"><input type="radio" name="basis" value=value.clone() prop:checked=is_on
                on:change=move |_| form.change(|typed| typed.basis.clone_from(&value))/>{name}</label>
        }
    };
    view! {
        <fieldset class="field"><legend>{t::grades::basis()}</legend>
            <div class="picks">{Basis::ALL.iter().cloned().map(pick).collect_view()}</div>
        </fieldset>
    }
}

/// The amounts, or from what they will be taken.
fn amounts(form: Form<Typed, GradeRule>) -> AnyView {
    let basis = Memo::new(move |_| form.typed.with(|typed| Basis::parse(&typed.basis)));
    let currencies =
        Memo::new(move |_| form.typed.with(|typed| typed.cut_offs.iter().map(|cut| cut.currency).collect::<Vec<_>>()));
    let cell = move |end: &'static str, currency: Currency| {
        let of = move |typed: &Typed| typed.cut_offs.iter().find(|cut| cut.currency == currency).cloned();
        let get = move |typed: &Typed| {
            of(typed).map(|cut| if end == "high" { cut.high } else { cut.mid }).unwrap_or_default()
        };
        let set = move |typed: &mut Typed, text| {
            if let Some(cut) = typed.cut_offs.iter_mut().find(|cut| cut.currency == currency) {
                *(if end == "high" { &mut cut.high } else { &mut cut.mid }) = text;
            }
        };
        let label =
            if end == "high" { t::grades::high_of(currency.code()) } else { t::grades::mid_of(currency.code()) };
        form.bare(Text::new(cut_id(end, currency), label, get, set).amount())
    };
    let line = move |currency: Currency| {
        view! {
            <tr data-currency=currency.to_string()><th scope="row">{format::currency_name(currency)}</th>
                <td>{cell("high", currency)}</td><td>{cell("mid", currency)}</td></tr>
        }
    };
    let percentiles = move || {
        view! {
            <div class="fields">
                {form.text(Text::new("high-percentile", t::grades::high_percentile(), |typed: &Typed| typed.percentiles[0].clone(),
                    |typed, text| typed.percentiles[0] = text).number())}
                {form.text(Text::new("mid-percentile", t::grades::mid_percentile(), |typed: &Typed| typed.percentiles[1].clone(),
                    |typed, text| typed.percentiles[1] = text).number())}
            </div>
        }
    };
    (move || match basis.get() {
        Basis::Fixed | Basis::Unknown(_) => view! {
            <div class="table-scroll">
                <table class="table is-form"><caption class="sr-only">{t::grades::value()}</caption>
                    <thead><tr><th scope="col">{t::currencies::currency()}</th><th scope="col" class="num">{t::grades::high()}</th>
                        <th scope="col" class="num">{t::grades::mid()}</th></tr></thead>
                    <tbody>{currencies.get().into_iter().map(line).collect_view()}</tbody></table>
            </div>
        }
        .into_any(),
        Basis::Thirds => notice(None, t::grades::thirds_more()).into_any(),
        Basis::Percentiles => view! { {percentiles()}{notice(None, t::grades::percentiles_more())} }.into_any(),
    })
    .into_any()
}

fn rest(form: Form<Typed, GradeRule>) -> Option<String> {
    let share = form.typed.with(|typed| whole::<u8>(&typed.share, 0..=100))?;
    Some(t::grades::rest(&(100 - share).to_string()))
}

/// The rule with the amounts it comes to on the present data.
fn settled(rule: &GradeRule, all: &[Open]) -> GradeRule {
    GradeRule { cut_offs: cut_offs(rule, &grade::amounts_for(rule, all)), ..rule.clone() }
}

fn save(rule: &GradeRule, all: &[Open]) -> (RecordRef, Vec<model::Command>) {
    let rule = settled(rule, all);
    let rules = lists().grade_rules.with_untracked(|all| with_kind(all));
    let own = rules.iter().find(|(_, known)| known.pipeline == rule.pipeline);
    // Two tabs that write the first rule write one.
    let first = || Id::new(derived(rule.pipeline.map_or(Workspace::ID.uuid(), Id::uuid), "grade rule"));
    let id = own.map_or_else(first, |(id, _)| *id);
    (RecordRef::to(id), rule_set::save(&rules, &[(id, rule)]))
}

fn begin(rule: &GradeRule, all: &[Open]) -> Try<Open> {
    let (rule, judging) = (settled(rule, all), Judging::now(app()));
    let mut then = judging.clone();
    then.rules.retain(|(_, known)| known.pipeline != rule.pipeline);
    let mut notes = if rule.basis == Basis::Fixed { Vec::new() } else { rule.cut_offs.iter().map(cut_words).collect() };
    then.rules.push((Id::new(model::Uuid::max()), rule));
    Box::new(move |part: &[Open], found: &mut Found| {
        found.notes.append(&mut notes);
        regrade(part, &judging, &then, found);
    })
}

/// Which of some would have another grade under other settings.
pub(super) fn regrade(part: &[Open], now: &Judging, then: &Judging, found: &mut Found) {
    let day = |instant| now.day(instant);
    for regraded in grade::dry_run(part, &now.judge(&day), &then.judge(&day)) {
        let [from, to] = [regraded.from, regraded.to].map(grade_name);
        found.way(t::grades::from_to { from, to }.text());
        if let Some((id, record)) = part.iter().find(|(id, _)| id.uuid() == regraded.opportunity.id) {
            found.change(id.uuid(), &record.title);
        }
    }
}

/// What a currency's cut-offs come to.
fn cut_words(cut: &CutOff) -> String {
    let [high, mid] = [cut.high, cut.mid].map(|value| format::money(Money { value, currency: cut.currency }));
    let (high, mid) = (high.as_str(), mid.as_str());
    match cut.n {
        Some(n) => t::grades::taken { high, mid, n: &n.to_string() }.text(),
        None => t::grades::kept { high, mid }.text(),
    }
}

/// The table that value and maturity meet in.
fn matrix() -> impl IntoView {
    use model::grade::{Band, cell};
    let bands =
        [(Band::High, t::grades::band_high()), (Band::Mid, t::grades::band_mid()), (Band::Low, t::grades::band_low())];
    let line = move |(value, name): (Band, &'static str)| {
        let cells = bands.map(|(maturity, _)| {
            let grade: Grade = cell(value, maturity);
            view! { <td data-grade=grade.as_str()>{grade.as_str()}</td> }
        });
        view! { <tr><th scope="row">{name}</th>{cells.collect_view()}</tr> }
    };
    view! {
        <section class="section" aria-labelledby="matrix">
            <div class="section-head"><h2 id="matrix">{t::grades::matrix()}</h2></div>
            <p>{t::grades::matrix_more()}</p>
            <div class="table-scroll">
                <table class="table is-matrix"><caption class="sr-only">{t::grades::matrix()}</caption>
                    <thead><tr><th scope="col">{t::grades::value_by_maturity()}</th>{bands.map(|(_, name)| view! { <th scope="col">{name}</th> }).collect_view()}</tr></thead>
                    <tbody>{bands.map(line).collect_view()}</tbody></table>
            </div>
        </section>
    }
}
