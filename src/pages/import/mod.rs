//! Importing: a file, its columns, its stages, what would happen, and then it happens.
//!
//! A part of its own, fetched when somebody imports or loads the sample.

mod check;
mod clerk;
mod columns;
mod done;
mod file;
mod flow;
mod stages;
mod words;

use interchange::import::protocol::Form;
use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use web_sys::File;

use crate::frame::page_bar;
use crate::i18n::{format, t};
use crate::platform::dom;
use crate::state::app;
use crate::ui::parts::{notice, progress};
use flow::{Source, Step, flow};

/// What the rest of the app may ask of this part.
pub(crate) struct Importing {
    pub(crate) page: fn() -> AnyView,
    pub(crate) take: fn(Vec<File>),
    pub(crate) write_sample: fn(),
}

static IMPORTING: Importing = Importing {
    page: || page().into_any(),
    take: |files| flow().take(files.into_iter().map(Source::File).collect()),
    write_sample: || crate::platform::task::spawn(flow::write_sample()),
};

/// Fetches the part, unless it is there.
#[wasm_split(importing, wasm_split_path = leptos::wasm_split, fallible)]
#[allow(clippy::unnecessary_wraps, clippy::allow_attributes, reason = "the macro wants it: the part may not arrive")]
pub(crate) fn fetch() -> Result<&'static Importing, SplitLoaderError> {
    Ok(&IMPORTING)
}

fn page() -> impl IntoView {
    let flow = flow();
    let about = move || {
        flow.columns.with(|view| {
            view.as_ref().map(|view| {
                let name = &view.file.name;
                match &view.file.form {
                    Form::Text { encoding, delimiter } => {
                        let (encoding, delimiter) = (words::encoding(*encoding), words::delimiter(*delimiter));
                        t::import::about { count: view.rows, name, encoding, delimiter }.text()
                    }
                    Form::Sheet { name: sheet, .. } => t::import::about_sheet { count: view.rows, name, sheet }.text(),
                }
            })
        })
    };
    let step = move || match flow.step.get() {
        Step::File => file::view(flow).into_any(),
        Step::Columns => columns::view(flow).into_any(),
        Step::Stages => stages::view(flow).into_any(),
        Step::Check => check::view(flow).into_any(),
        Step::Done => done::view(flow).into_any(),
    };
    Effect::new(move |before: Option<Step>| {
        let now = flow.step.get();
        // What was pressed has gone with its step; the result takes the focus itself.
        if before.is_some_and(|before| before != now) && now != Step::Done {
            dom::focus_soon(".steps [aria-current]");
        }
        now
    });
    let trouble = move || {
        flow.trouble.get().map(|text| {
            let notices = text.lines().map(|line| notice(Some("bad"), line.to_owned())).collect_view();
            view! { <div role="alert" class="stack">{notices}</div> }
        })
    };
    let busy = move || {
        flow.busy.get().map(|busy| {
            let count = (busy.total > 0).then(|| format::share(busy.done, busy.total));
            progress(busy.label, count, (busy.total > 0).then_some((busy.done, busy.total)), ())
        })
    };
    view! {
        <main class="page" id="main" tabindex="-1">
            {page_bar(t::import::title(), view! { <p class="truncate muted">{about}</p> })}
            <div class="page-body is-scroll" tabindex="0" role="group" aria-label=t::import::content()>
                <div class="sheet-page import">
                    {steps(flow)}
                    {move || (flow.step.get() != Step::File).then(|| file::again(flow))}
                    {trouble}
                    {busy}
                    {step}
                </div>
            </div>
        </main>
    }
}

fn steps(flow: flow::Flow) -> impl IntoView {
    let item = move |step: Step| {
        let state = move || match flow.step.get() {
            now if now == step => "now",
            now if now > step => "done",
            _ => "next",
        };
        let name = match step {
            Step::File => t::import::step_file(),
            Step::Columns => t::import::step_columns(),
            Step::Stages => t::import::step_stages(),
            Step::Check => t::import::step_check(),
            Step::Done => t::import::step_done(),
        };
        view! {
            <li data-state=state tabindex="-1" aria-current=move || (flow.step.get() == step).then_some("step")>
                <span class="label">{name}</span>
            </li>
        }
    };
    view! { <ol class="steps" aria-label=t::import::steps()>{Step::ALL.map(item).collect_view()}</ol> }
}

/// The foot of a step: what there is to say, the way back and the way on.
fn foot(
    flow: flow::Flow,
    said: impl IntoView + 'static,
    next: impl IntoView + 'static,
    action: &'static str,
    go: impl Fn() + 'static,
) -> impl IntoView {
    let busy = move || flow.busy.with(Option::is_some) || app().work.with(Option::is_some);
    view! {
        <footer class="wizard-foot">
            <p class="push">{said}</p>
            <button type="button" class="btn" data-action="import-back" disabled=busy on:click=move |_| flow.back()>
                {t::import::back()}
            </button>
            <button type="button" class="btn is-primary" data-action=action disabled=busy on:click=move |_| go()>{next}</button>
        </footer>
    }
}
