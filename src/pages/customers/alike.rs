//! What may be the same as the record on the page, with the way to merge the two.

use ::customers::Alike;
use leptos::prelude::*;
use model::RecordRef;

use super::shelf::Shelf;
use super::{href, kind_name};
use crate::i18n::t;
use crate::state::{App, Asking};
use crate::ui::{Icon, icon};

/// How many are named.
const SHOWN: usize = 3;

pub(crate) fn reason(why: Alike) -> &'static str {
    match why {
        Alike::Name => t::customers::same_name(),
        Alike::Mail => t::customers::same_mail(),
        Alike::Phone => t::customers::same_phone(),
        Alike::Person => t::convert::works_there(),
    }
}

pub(super) fn hint(app: App, target: RecordRef) -> impl IntoView {
    let shelf = Shelf;
    let alike = Memo::new(move |_| {
        shelf.look(|book| {
            let named = |(id, why)| Some((id, why, book.name(id)?.to_owned()));
            book.alike(target.id).into_iter().take(SHOWN).filter_map(named).collect::<Vec<_>>()
        })
    });
    let line = move |(id, why, name): (model::Uuid, Alike, String)| {
        let other = RecordRef { kind: target.kind, id };
        view! {
            <li data-state="alike">
                <span>
                    {t::customers::looks_like(kind_name(target.kind))}" "<a href=href(other)>{name}</a>
                    " "<span class="muted">{reason(why)}</span>
                </span>
                <button type="button" class="btn" data-action="merge" on:click=move |_| {
                    app.asking.set(Some(Asking::Merge { one: target, other: Some(id) }));
                }>{icon(Icon::Merge)}{t::merge::act()}</button>
            </li>
        }
    };
    move || {
        let alike = alike.get();
        (!alike.is_empty()).then(|| {
            view! {
                <aside class="notice" data-tone="warn" aria-label=t::customers::alike()>
                    {icon(Icon::TriangleAlert)}<ul class="alike">{alike.into_iter().map(line).collect_view()}</ul>
                </aside>
            }
        })
    }
}
