//! Where toasts and announcements appear.

use leptos::prelude::*;

use super::{Icon, icon, icon_button};
use crate::i18n::t;
use crate::pages::board::moving::order_by_hand;
use crate::state::{Asking, Toast, ToastKind, app};

pub(crate) fn toasts() -> impl IntoView {
    let app = app();
    let of = move |error: bool| {
        move || {
            app.toasts.get().into_iter().filter(|toast| (toast.kind == ToastKind::Error) == error).collect::<Vec<_>>()
        }
    };
    view! {
        <div class="toasts">
            <div role="alert" data-announce="assertive">
                <For each=of(true) key=|toast| toast.id children=toast/>
            </div>
            <div>
                <For each=of(false) key=|toast| toast.id children=toast/>
            </div>
            <div class="sr-only" role="status" data-announce="polite">{move || app.announcement.get()}</div>
        </div>
    }
}

fn toast(toast: Toast) -> impl IntoView {
    let Toast { id, kind, text, .. } = toast;
    let (tone, picture) = match kind {
        ToastKind::Error => ("bad", Icon::CircleX),
        ToastKind::OfferByHand => ("info", Icon::Info),
        ToastKind::Status | ToastKind::Undoable { .. } => ("ok", Icon::CircleCheck),
    };
    let app = app();
    let offer = move || match kind {
        // Once something else was done after it, undo would take that back instead.
        ToastKind::Undoable { command, .. } => {
            app.undo_label.track();
            app.is_next_undo(command).then(|| button(id, "undo", t::common::undo(), move || app.undo()))
        }
        ToastKind::OfferByHand => Some(button(id, "order-by-hand", t::order::to_hand(), move || order_by_hand(app))),
        ToastKind::Status | ToastKind::Error => None,
    };
    let fill = match kind {
        ToastKind::Undoable { lacks, .. } => lacks,
        _ => None,
    };
    let fill = fill.map(|(opportunity, stage)| {
        let ask = move || app.asking.set(Some(Asking::Gate { opportunity, stage }));
        button(id, "fill-gate", t::gate::fill(), ask)
    });
    view! {
        <div class="toast" data-tone=tone>
            {icon(picture)}<p>{text}</p>{fill}{offer}
            {icon_button(Icon::X, "dismiss-toast", t::common::close().to_owned(), move |_| app.close_toast(id))}
        </div>
    }
}

/// Closes the toast and does what it says.
fn button(toast: u32, action: &'static str, label: &'static str, press: impl Fn() + 'static) -> AnyView {
    view! {
        <button type="button" class="btn is-quiet" data-action=action on:click=move |_| {
            app().close_toast(toast);
            press();
        }>{label}</button>
    }
    .into_any()
}
