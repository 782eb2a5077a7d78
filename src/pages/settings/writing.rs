//! While a backup is written nothing else can be done in this tab: it would be done to what is being replaced.

use leptos::html;
use leptos::prelude::*;
use web_sys::Event;

use super::backup::number;
use crate::i18n::{format, t};
use crate::state::{Restoring, backups};
use crate::ui::parts::progress;

pub(crate) fn dialog() -> impl IntoView {
    let backups = backups();
    let writes = Memo::new(move |_| matches!(backups.restoring.get(), Restoring::Writing { .. }));
    move || writes.get().then(shown)
}

fn shown() -> impl IntoView {
    let backups = backups();
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        if let Some(dialog) = node.get()
            && !dialog.open()
            && dialog.show_modal().is_err()
        {
            dialog.set_open(true);
        }
    });
    let state = move || {
        let Restoring::Writing { done, total } = backups.restoring.get() else { return None };
        // An empty workspace is written at once.
        let (done, total) = (number(done), number(total).max(1));
        Some(progress(t::backup::writing().to_owned(), Some(format::share(done, total)), Some((done, total)), ()))
    };
    view! {
        <dialog node_ref=node class="dialog" aria-labelledby="progress" on:cancel=|event: Event| event.prevent_default()>
            <div class="dialog-body writing" tabindex="-1">{state}<p class="muted">{t::backup::writing_more()}</p></div>
        </dialog>
    }
}
