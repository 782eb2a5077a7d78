//! What a judgement rests on: lines with who and when, and one to add another.

use leptos::prelude::*;
use model::records::Evidence;

use crate::i18n::{format, t};
use crate::state::App;
use crate::ui::{Icon, icon, icon_button};

/// A change of a list of evidence, made from what it holds when its turn comes.
pub(crate) type Edit = Box<dyn FnOnce(&mut Vec<Evidence>)>;

/// `field` is whose evidence it is, unlike that of any other list on the page; `label` what is asked for.
pub(crate) fn list(
    app: App,
    field: &'static str,
    label: String,
    all: Memo<Vec<Evidence>>,
    change: impl Fn(Edit) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let (typed, from, day) = (RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new(String::new()));
    let wrong = RwSignal::new(None::<&'static str>);
    let take = |text: RwSignal<String>| std::mem::take(&mut *text.write()).trim().to_owned();
    let add = move || {
        if typed.with_untracked(|typed| typed.trim().is_empty()) {
            return;
        }
        let today = app.today.get_untracked();
        let on =
            day.with_untracked(|typed| if typed.trim().is_empty() { Some(today) } else { phrase::day(typed, today) });
        let on = match on {
            Some(on) if on <= today => on,
            Some(_) => return wrong.set(Some(t::field::day_past())),
            None => return wrong.set(Some(t::field::day())),
        };
        day.set(String::new());
        // Where it comes from may be where it can be read.
        let source = take(from);
        let url = source.contains("://").then(|| model::link::read(&source)).flatten();
        let evidence = Evidence {
            text: take(typed),
            source: Some(source).filter(|source| !source.is_empty() && url.is_none()),
            url,
            by: app.me.get_untracked(),
            on: Some(on),
        };
        change(Box::new(move |all| all.push(evidence)));
    };
    let stale = move || {
        let age = all.with(|all| Evidence::age(all, app.today.get()))?;
        (age > Evidence::STALE_AFTER).then(|| {
            let words = t::score::evidence_stale(&age.to_string());
            view! { " "<span class="tag num" data-tone="warn" data-state="stale">{words}</span> }
        })
    };
    let lines = move || all.get().into_iter().map(|one| line(app, one, change)).collect_view();
    let id = format!("evidence-{field}");
    let source_id = format!("{id}-source");
    let (day_id, note_id) = (format!("{id}-day"), format!("{id}-day-note"));
    view! {
        <details>
            <summary>{t::score::evidence()}" "<span class="count num">{move || format::count(all.with(Vec::len))}</span>{stale}</summary>
            <ul class="lines">{lines}</ul>
            <form class="line-add is-evidence" novalidate="" on:submit=move |event| {
                event.prevent_default();
                add();
            }>
                <label class="sr-only" for=id.clone()>{label}</label>
                <input class="input is-small" id=id type="text" autocomplete="off" placeholder=t::score::evidence_hint() bind:value=typed/>
                <label class="sr-only" for=source_id.clone()>{t::score::evidence_source()}</label>
                <input class="input is-small" id=source_id type="text" autocomplete="off" placeholder=t::score::evidence_source_hint() bind:value=from/>
                <label class="sr-only" for=day_id.clone()>{t::score::evidence_day()}</label>
                <input class="input is-small is-day" id=day_id type="text" autocomplete="off" placeholder=t::score::evidence_day_hint() bind:value=day
                    aria-invalid=move || wrong.get().map(|_| "true") aria-describedby=note_id.clone() on:input=move |_| wrong.set(None)/>
                <button type="submit" class="btn is-quiet" data-action="add-evidence" disabled=move || typed.with(|typed| typed.trim().is_empty())>
                    {icon(Icon::Plus)}{t::common::add()}
                </button>
                <p class="field-error" id=note_id role="alert" hidden=move || wrong.get().is_none()>{wrong}</p>
            </form>
        </details>
    }
}

fn line(app: App, one: Evidence, change: impl Fn(Edit) + Copy + 'static) -> impl IntoView {
    let by = one.by.map(|by| app.board(|board| board.member_name(by).to_owned())).unwrap_or_default();
    let today = app.today.get();
    let when = one.on.map(|day| format::day_short(day, today)).unwrap_or_default();
    let age = Evidence::age(std::slice::from_ref(&one), today).filter(|age| *age > Evidence::STALE_AFTER);
    let state = age.map(|_| "stale");
    let label = t::score::remove_evidence(&one.text);
    let source = one.source.clone().map(|source| view! { <span>{source}</span>" " });
    let link = one.url.clone().map(|url| {
        let host = url.split("://").nth(1).unwrap_or_default().split('/').next().unwrap_or_default().to_owned();
        if model::link::is_safe(&url) {
            view! { <a href=url target="_blank" rel="noopener noreferrer">{host}</a>" " }.into_any()
        } else {
            view! { <span>{url}</span>" " }.into_any()
        }
    });
    let known = one.clone();
    view! {
        <li class="lined">
            <span class="evidence" data-state=state>{one.text}" "<span class="muted num">{link}{source}{by}" "{when}</span></span>
            {icon_button(Icon::X, "remove-evidence", label, move |_| {
                let known = known.clone();
                change(Box::new(move |all| {
                    if let Some(at) = all.iter().position(|one| *one == known) {
                        all.remove(at);
                    }
                }));
            })}
        </li>
    }
}
