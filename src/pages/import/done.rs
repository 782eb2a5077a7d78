//! The last step: how far the writing is, then what was written.

use interchange::headers::Kind;
use leptos::prelude::*;

use super::check;
use super::flow::{Flow, Written};
use crate::i18n::{format, t};
use crate::platform::dom;
use crate::route::{Route, Screen};
use crate::state::app;
use crate::ui::parts::{notice, progress};
use crate::ui::{Icon, icon};

pub(super) fn view(flow: Flow) -> impl IntoView {
    let app = app();
    let running = move || {
        app.work.get().map(|work| {
            let (done, total) = (work.done.min(work.total), work.total);
            let count = (total > 0).then(|| format!("{} / {}", format::count(done), format::count(total)));
            let stop = view! {
                <span class="push"></span>
                <button type="button" class="btn" data-action="import-cancel" on:click=move |_| flow.stop()>{t::import::stop()}</button>
            };
            progress(work.label, count, (total > 0).then_some((done, total)), stop)
        })
    };
    view! { <div class="stack">{running}{move || flow.written.get().map(|written| result(flow, written))}</div> }
}

fn result(flow: Flow, written: Written) -> impl IntoView {
    let app = app();
    let Written { command, millis, report, left } = written;
    let rows = report.rows.created + report.rows.updated;
    let seconds = format::seconds(millis);
    let said = if rows > 0 { t::import::imported(rows, &seconds) } else { t::import::imported_none().to_owned() };
    let rejected = report.rows.rejected > 0;
    let left = (!left.is_empty()).then(|| notice(Some("warn"), t::import::left(left.len())));
    let undo = move || {
        app.undo_label.track();
        if command.is_some_and(|command| app.is_next_undo(command)) {
            view! {
                <button type="button" class="btn" data-action="undo" on:click=move |_| app.undo()>
                    {icon(Icon::Undo2)}{t::import::undo_all()}
                </button>
            }
            .into_any()
        } else {
            ().into_any()
        }
    };
    let next = move || {
        flow.waiting.get().first().cloned().map(|name| {
            view! {
                <button type="button" class="btn is-primary" data-action="import-next" on:click=move |_| flow.next()>
                    {t::import::next_file(&name)}
                </button>
            }
        })
    };
    let sheet = move || {
        flow.next_sheet().map(|(index, name)| {
            view! {
                <button type="button" class="btn" data-action="import-sheet" on:click=move |_| flow.set_sheet(index)>
                    {t::import::next_sheet(&name)}
                </button>
            }
        })
    };
    let last = move || flow.waiting.with(Vec::is_empty);
    // Where what came in is shown.
    let (shown, to_shown) = match flow.kind() {
        Some(Kind::Lead) => (Screen::Leads, t::import::to_leads()),
        _ => (Screen::Board, t::import::to_board()),
    };
    dom::focus_soon("[data-import-result] h2");
    view! {
        <section class="section" data-import-result=command.map_or_else(|| "nothing".to_owned(), |command| command.to_string()) aria-labelledby="result">
            <div class="notice" data-tone="ok">{icon(Icon::CircleCheck)}<h2 id="result" tabindex="-1">{said}</h2></div>
            {left}
            {check::figures(&report)}
            <div class="actions">
                {next}
                {sheet}
                <a class="btn" class:is-primary=last href=Route::to(shown).to_string()>{to_shown}</a>
                {undo}
                {rejected.then(|| check::download(flow))}
                <button type="button" class="btn is-quiet" data-action="import-start" on:click=move |_| flow.begin()>
                    {t::import::another()}
                </button>
            </div>
        </section>
        {check::worth_a_look(&report)}
    }
}
