//! The fourth step: what would be written, before anything is.

use std::collections::BTreeSet;

use interchange::headers::Kind;
use interchange::import::protocol::{Duplicates, Finding, KeptField, NearName, Preview, RejectedRow, Report, Shown};
use leptos::prelude::*;
use model::records::{Contact, Lead, Record as _};

use super::flow::Flow;
use super::{foot, words};
use crate::i18n::{format, t};
use crate::ui::parts::notice;
use crate::ui::{Icon, icon};

pub(super) fn view(flow: Flow) -> impl IntoView {
    move || {
        flow.report.get().map(|report| {
            let rows = report.rows.created + report.rows.updated;
            let action = if rows > 0 { t::import::commit(rows) } else { t::import::commit_none().to_owned() };
            view! {
                <div class="stack">
                    {figures(&report)}
                    {rejected(flow, &report)}
                    {worth_a_look(&report)}
                    {kept(&report)}
                    {first(flow, &report.first)}
                </div>
                {foot(flow, t::import::nothing_yet(), action, "import-commit", move || flow.commit())}
            }
        })
    }
}

/// The four numbers of an import, before and after it.
pub(super) fn figures(report: &Report) -> impl IntoView + use<> {
    let rows = report.rows;
    let along: Vec<String> = report
        .along
        .iter()
        .filter(|kind| kind.created > 0)
        .filter_map(|kind| words::along(&kind.kind, kind.created))
        .collect();
    let with = if along.is_empty() { String::new() } else { t::import::with(&along.join(t::list::comma())) };
    let unchanged = if rows.unchanged > 0 { t::import::unchanged(rows.unchanged) } else { String::new() };
    let duplicates = report.duplicates.rows + report.duplicates.known;
    let listed = if duplicates > 0 { t::import::duplicates_listed() } else { "" };
    let reasons = if rows.rejected > 0 { t::import::reasons_below() } else { "" };
    let figure = |metric: &'static str, name: &'static str, value: usize, note: String| {
        view! {
            <div class="figure" data-metric=metric data-value=value>
                <span>{name}</span><strong>{format::count(value)}</strong><small>{note}</small>
            </div>
        }
    };
    view! {
        <div class="figures">
            {figure("created", t::import::created(), rows.created, with)}
            {figure("updated", t::import::updated(), rows.updated, unchanged)}
            {figure("duplicates", t::import::duplicates(), duplicates, listed.to_owned())}
            {figure("rejected", t::import::rejected(), rows.rejected, reasons.to_owned())}
        </div>
    }
}

pub(super) fn download(flow: Flow) -> impl IntoView {
    view! {
        <button type="button" class="btn is-quiet" data-action="download-rejected" on:click=move |_| flow.save_rejects()>
            {icon(Icon::Download)}{t::import::download_rejected()}
        </button>
    }
}

fn rejected(flow: Flow, report: &Report) -> impl IntoView + use<> {
    let count = report.rows.rejected;
    (count > 0).then(|| {
        let rows = report.rejected.iter().map(|row| {
            let RejectedRow { line, name, text, .. } = row;
            let dash = |text: &str| if text.is_empty() { "–".to_owned() } else { text.to_owned() };
            view! {
                <tr data-line=*line>
                    <td class="num" data-label=t::import::line()>{format::count(*line as usize)}</td><td>{dash(name)}</td>
                    <td class="raw">{dash(text)}</td><td>{words::reason(row)}</td>
                </tr>
            }
        });
        let more = (count > report.rejected.len()).then(|| {
            let shown = format::count(report.rejected.len());
            view! { <p class="field-note">{t::import::first_of { shown: &shown, total: &format::count(count) }.text()}</p> }
        });
        view! {
            <section class="section" aria-labelledby="rejected">
                <div class="section-head"><h2 id="rejected">{t::import::rejected_rows(count)}</h2><span class="push"></span>{download(flow)}</div>
                <div class="table-scroll" tabindex="0" role="group" aria-labelledby="rejected">
                    <table class="table is-cards">
                        <thead><tr>
                            <th scope="col" class="num">{t::import::line()}</th><th scope="col">{t::field::title()}</th>
                            <th scope="col">{t::import::content_of_row()}</th><th scope="col">{t::import::reason()}</th>
                        </tr></thead>
                        <tbody>{rows.collect_view()}</tbody>
                    </table>
                </div>
                {more}
            </section>
        }
    })
}

/// Near names, possible duplicates and oddities: all imported as written.
pub(super) fn worth_a_look(report: &Report) -> impl IntoView + use<> {
    let near = report.near.iter().map(near_name);
    let more_near = report.near_count.saturating_sub(report.near.len());
    let more_near = (more_near > 0).then(|| notice(None, t::import::more_near(more_near)));
    let same = duplicates(&report.duplicates);
    // What may well be a mistake comes before what is merely missing.
    let (mistakes, others): (Vec<_>, Vec<_>) =
        report.findings.iter().partition(|finding| words::finding_tone(finding.code).is_some());
    let findings = mistakes.into_iter().chain(others).map(finding);
    let items: Vec<AnyView> =
        near.map(IntoAny::into_any).chain(more_near.map(IntoAny::into_any)).chain(same).chain(findings).collect();
    (!items.is_empty()).then(|| {
        let items = items.into_iter().map(|item| view! { <li>{item}</li> }).collect_view();
        view! {
            <section class="section" aria-labelledby="look" data-import-findings="">
                <div class="section-head"><h2 id="look">{t::import::worth_a_look()}</h2></div>
                <ul class="stack">{items}</ul>
            </section>
        }
    })
}

fn near_name(near: &NearName) -> impl IntoView + use<> {
    let kind = words::kind_of_record(&near.kind);
    notice(
        Some("warn"),
        t::import::near { count: near.rows, kind, name: &near.name, suggestion: &near.suggestion }.text(),
    )
}

fn duplicates(found: &Duplicates) -> Vec<AnyView> {
    let mut notes = Vec::new();
    if found.groups > 0 {
        let examples = found.examples.iter().map(|(title, lines)| {
            let lines: Vec<String> = lines.iter().map(|line| format::count(*line as usize)).collect();
            t::import::lines_of { name: title, lines: &lines.join(" · ") }.text()
        });
        let text = t::import::duplicate_groups(found.groups, &format::count(found.rows));
        notes.push(noted(None, text, examples.collect()));
    }
    if found.known > 0 {
        let examples = found
            .known_examples
            .iter()
            .map(|(line, title, _)| t::import::lines_of { name: title, lines: &format::count(*line as usize) }.text());
        notes.push(noted(None, t::import::duplicate_known(found.known), examples.collect()));
    }
    notes
}

fn finding(finding: &Finding) -> AnyView {
    let mut examples: Vec<String> = finding
        .examples
        .iter()
        .map(|(line, text)| match (line, text.is_empty()) {
            (0, _) => text.clone(),
            (line, true) => t::import::at_line(&format::count(*line as usize)),
            (line, false) => t::import::lines_of { name: text, lines: &format::count(*line as usize) }.text(),
        })
        .collect();
    examples.extend(finding.by.iter().map(|(name, count)| format!("{name} {}", format::count(*count))));
    let said = words::finding(finding);
    noted(words::finding_tone(finding.code), said, examples)
}

fn noted(tone: Option<&'static str>, text: String, examples: Vec<String>) -> AnyView {
    let once: BTreeSet<String> = examples.iter().cloned().collect();
    let examples = if once.len() == 1 { once.into_iter().collect() } else { examples };
    let few = (!examples.is_empty()).then(|| view! { <small class="muted">" "{examples.join(" · ")}</small> });
    notice(tone, view! { {text}{few} }).into_any()
}

/// What stays as somebody changed it.
fn kept(report: &Report) -> impl IntoView + use<> {
    let count = report.rows.kept;
    (count > 0).then(|| {
        let rows = report.kept.iter().map(|kept| {
            let KeptField { line, record, name, field, theirs, file } = kept;
            let of_person = [Contact::KIND, Lead::KIND].contains(&record.kind);
            let field =
                if field.is_empty() { t::import::whole_record().to_owned() } else { words::field(field, of_person) };
            view! {
                <tr>
                    <td class="num" data-label=t::import::line()>{format::count(*line as usize)}</td><td>{name.clone()}</td><td>{field}</td>
                    <td>{shown(theirs)}</td><td>{shown(file)}</td>
                </tr>
            }
        });
        view! {
            <section class="section" aria-labelledby="kept">
                <div class="section-head"><h2 id="kept">{t::import::kept_rows(count)}</h2></div>
                <div class="table-scroll" tabindex="0" role="group" aria-labelledby="kept">
                    <table class="table is-cards">
                        <thead><tr>
                            <th scope="col" class="num">{t::import::line()}</th><th scope="col">{t::field::title()}</th>
                            <th scope="col">{t::import::field()}</th><th scope="col">{t::import::stays()}</th>
                            <th scope="col">{t::import::in_file()}</th>
                        </tr></thead>
                        <tbody>{rows.collect_view()}</tbody>
                    </table>
                </div>
            </section>
        }
    })
}

/// The first rows as they would become: one column for each field that any of them has.
fn first(flow: Flow, rows: &[Preview]) -> impl IntoView + use<> {
    let of_person = matches!(flow.kind(), Some(Kind::Contact | Kind::Lead));
    (!rows.is_empty()).then(|| {
        let mut fields: Vec<&String> = rows.iter().flat_map(|row| row.fields.iter().map(|(field, _)| field)).collect();
        fields.sort_unstable_by_key(|field| (words::place(field), *field));
        fields.dedup();
        let is_number = |field: &str| {
            let shown = rows.iter().flat_map(|row| &row.fields).filter(|(known, _)| known == field);
            shown.into_iter().any(|(_, value)| matches!(value, Shown::Money(_) | Shown::Percent(_) | Shown::Day(_)))
        };
        let heads = fields.iter().map(|field| {
            view! { <th scope="col" class:num=is_number(field)>{words::field(field, of_person)}</th> }
        });
        let heads = heads.collect_view();
        let body = rows.iter().map(|row| {
            let cells = fields.iter().map(|field| {
                let value =
                    row.fields.iter().find(|(known, _)| known == *field).map_or(&Shown::Nothing, |(_, value)| value);
                view! { <td class:num=is_number(field)>{shown(value)}</td> }
            });
            view! { <tr>{cells.collect_view()}</tr> }
        });
        let body = body.collect_view();
        view! {
            <section class="section" aria-labelledby="first">
                <div class="section-head"><h2 id="first">{t::import::first_rows(rows.len())}</h2></div>
                <div class="table-scroll" tabindex="0" role="group" aria-labelledby="first">
                    <table class="table is-wide"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>
                </div>
            </section>
        }
    })
}

fn shown(value: &Shown) -> String {
    match value {
        Shown::Nothing => "–".to_owned(),
        Shown::Text(text) => text.clone(),
        Shown::Money(money) => format::money(*money),
        Shown::Day(day) => day.to_string(),
        Shown::Percent(percent) => format::percent(*percent),
        Shown::Outcome(outcome) => words::outcome(*outcome).to_owned(),
    }
}
