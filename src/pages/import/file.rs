//! The first step: a file is chosen, dropped or pasted.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{ClipboardEvent, Event, HtmlInputElement};

use super::flow::{Flow, Source};
use crate::i18n::{format, t};
use crate::platform::files;
use crate::ui::{Icon, icon};

const ACCEPT: &str = ".csv,.tsv,.txt,.xlsx,.xlsm,.xls,.et,.ods";

pub(super) fn view(flow: Flow) -> impl IntoView {
    // What was pasted is taken at once; typed text waits for the button.
    let text = RwSignal::new(String::new());
    let take = move || {
        let text = text.get_untracked();
        if !text.trim().is_empty() {
            flow.take(vec![Source::Text(text)]);
        }
    };
    let paste = move |event: ClipboardEvent| {
        let pasted = event.clipboard_data().and_then(|data| data.get_data("text/plain").ok()).unwrap_or_default();
        if pasted.contains(['\n', '\t']) {
            event.prevent_default();
            flow.take(vec![Source::Text(pasted)]);
        }
    };
    let limits = t::import::limits(&format::count(interchange::limits::ROWS));
    view! {
        <div class="stack">
            <div class="empty drop-zone">
                {icon(Icon::FileSpreadsheet)}<strong>{t::import::drop_here()}</strong><p>{t::import::what_files()}</p>
                <label class="btn is-primary" for="import-file">{t::import::choose()}</label>
                <input type="file" id="import-file" data-import="" multiple="" accept=ACCEPT on:change=move |event| chosen(flow, &event)/>
                <p class="field-note">{limits}</p>
            </div>
            <div class="field">
                <label for="import-paste">{t::import::paste()}</label>
                <textarea class="input" id="import-paste" data-action="paste-table" rows="4" placeholder=t::import::paste_hint()
                    bind:value=text on:paste=paste></textarea>
                <div class="actions">
                    <button type="button" class="btn" data-action="import-pasted" disabled=move || text.with(|text| text.trim().is_empty())
                        on:click=move |_| take()>{t::import::read_pasted()}</button>
                </div>
            </div>
        </div>
    }
}

/// In the steps that follow people go back, drop or paste; the input stays for programs, which know it by `data-import`.
pub(super) fn again(flow: Flow) -> impl IntoView {
    view! {
        <label class="sr-only">
            <input type="file" data-import="" multiple="" accept=ACCEPT tabindex="-1" on:change=move |event| chosen(flow, &event)/>
            {t::import::another_file()}
        </label>
    }
}

fn chosen(flow: Flow, event: &Event) {
    let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else { return };
    let files = input.files().map(|list| files::list(&list)).unwrap_or_default();
    flow.take(files.into_iter().map(Source::File).collect());
    // Choosing the same file again is a choice too.
    input.set_value("");
}
