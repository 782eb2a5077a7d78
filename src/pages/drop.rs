//! A file dropped anywhere on the page is imported; where backups are restored it is taken for one.

use leptos::prelude::*;
use web_sys::DragEvent;

use crate::desk;
use crate::i18n::t;
use crate::pages::settings;
use crate::platform::listen::listen_always;
use crate::platform::{dom, files};
use crate::route::{Screen, Section};
use crate::state::{app, backups};

pub(crate) fn anywhere() -> impl IntoView {
    let over = RwSignal::new(false);
    let window = dom::window();
    listen_always(&window, "dragover", move |event: DragEvent| {
        if has_files(&event) {
            event.prevent_default();
            if !over.get_untracked() {
                over.set(true);
            }
        }
    });
    // The pointer leaves the window for nowhere; between two elements it goes from one to the other.
    listen_always(&window, "dragleave", move |event: DragEvent| {
        if event.related_target().is_none() {
            over.set(false);
        }
    });
    listen_always(&window, "drop", move |event: DragEvent| {
        over.set(false);
        let dropped =
            event.data_transfer().and_then(|data| data.files()).map(|list| files::list(&list)).unwrap_or_default();
        if has_files(&event) {
            event.prevent_default();
            if is_for_restoring() {
                settings::take_backup(backups(), dropped);
            } else {
                desk::importing(|part| (part.take)(dropped));
            }
        }
    });
    move || {
        let busy = app().work.with(Option::is_some);
        (over.get() && !busy).then(|| {
            let text = if is_for_restoring() { t::backup::drop() } else { t::import::drop() };
            view! { <div class="drop-overlay" aria-hidden="true"><p>{text}</p></div> }
        })
    }
}

/// A file dropped where backups are restored is one.
fn is_for_restoring() -> bool {
    app().route.with_untracked(|route| route.screen == Screen::Settings(Section::Backup))
}

fn has_files(event: &DragEvent) -> bool {
    event.data_transfer().is_some_and(|data| data.types().iter().any(|kind| kind == "Files"))
}
