//! What asks about customers: a new account or contact, two that become one, and what is linked to one that shall go.

mod delete;
mod merge;
mod new_account;
mod new_contact;

use ::customers::Alike;
use leptos::prelude::*;
use model::{Kind, RecordRef, Uuid};

pub(crate) use delete::dialog as delete;
pub(crate) use merge::dialog as merge;
pub(crate) use new_account::dialog as new_account;
pub(crate) use new_contact::dialog as new_contact;

use super::alike::reason;
use super::shelf::Shelf;
use super::{href, kind_name, screen};
use crate::i18n::t;
use crate::platform::task;
use crate::route::Route;
use crate::state::{App, Asking};
use crate::ui::dialog::close_by_id;
use crate::ui::{Icon, icon};

/// How many that may be the same are named.
const SHOWN: usize = 3;

/// Those that may be the same as what is being written.
fn known(app: App, kind: Kind, like: impl Fn() -> Vec<(Uuid, Alike)> + Send + Sync + 'static) -> impl IntoView {
    let known = Memo::new(move |_| {
        let like = like();
        let named = |(id, why)| Some((id, why, Shelf.look(|book| book.name(id).map(str::to_owned))?));
        like.into_iter().take(SHOWN).filter_map(named).collect::<Vec<_>>()
    });
    let line = move |(id, why, name): (Uuid, Alike, String)| {
        let target = RecordRef { kind, id };
        view! {
            <li>
                <span>{t::customers::there_is(kind_name(kind))}" "<a href=href(target) on:click=move |event| {
                    event.prevent_default();
                    open_instead(app, target);
                }>{name}</a>" "<span class="muted">{reason(why)}</span></span>
            </li>
        }
    };
    move || {
        let known = known.get();
        (!known.is_empty()).then(|| {
            view! {
                <div class="notice" data-tone="warn" role="status" data-state="alike">
                    {icon(Icon::TriangleAlert)}<ul class="alike">{known.into_iter().map(line).collect_view()}</ul>
                </div>
            }
        })
    }
}

/// The one that is there already, instead of another one.
fn open_instead(app: App, target: RecordRef) {
    let id = match app.asking.get_untracked() {
        Some(Asking::NewContact { .. }) => "dialog-new-contact",
        _ => "dialog-new-account",
    };
    close_by_id(id);
    open_soon(app, target);
}

/// Opens a page once the dialog is gone.
fn open_soon(app: App, target: RecordRef) {
    task::spawn(async move {
        task::turn().await;
        app.go(&Route::to(screen(target)));
    });
}

fn done(app: App) {
    app.asking.set(None);
}

/// A text that may be left empty.
fn optional(value: RwSignal<String>) -> Option<String> {
    Some(value.with_untracked(|value| value.trim().to_owned())).filter(|value| !value.is_empty())
}
