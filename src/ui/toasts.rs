//! Where toasts and announcements appear.

use leptos::prelude::*;

use super::{Icon, icon, icon_button};
use crate::i18n::t;
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
    let Toast { id, kind, text } = toast;
    let (tone, picture) = match kind {
        ToastKind::Error => ("bad", Icon::CircleX),
        ToastKind::OfferByHand => ("info", Icon::Info),
        ToastKind::Status | ToastKind::Undoable { .. } => ("ok", Icon::CircleCheck),
    };
    let app = app();
    let button = move |action: &'static str, label: &'static str, press: fn()| {
        view! {
            <button type="button" class="btn is-quiet" data-action=action on:click=move |_| {
                app.close_toast(id);
                press();
            }>{label}</button>
        }
    };
    let offer = move || match kind {
        // Once something else was done after it, undo would take that back instead.
        ToastKind::Undoable { command, .. } => {
            app.undo_label.track();
            app.is_next_undo(command).then(|| button("undo", t::common::undo(), undo))
        }
        ToastKind::OfferByHand => Some(button("order-by-hand", t::order::to_hand(), order_by_hand)),
        ToastKind::Status | ToastKind::Error => None,
    };
    let fill = match kind {
        ToastKind::Undoable { lacks, .. } => lacks,
        _ => None,
    };
    let fill = fill.map(|(opportunity, stage)| {
        view! {
            <button type="button" class="btn is-quiet" data-action="fill-gate" on:click=move |_| {
                app.close_toast(id);
                app.asking.set(Some(Asking::Gate { opportunity, stage }));
            }>{t::gate::fill()}</button>
        }
    });
    view! {
        <div class="toast" data-tone=tone>
            {icon(picture)}<p>{text}</p>{fill}{offer}
            {icon_button(Icon::X, "dismiss-toast", t::common::close().to_owned(), move |_| app.close_toast(id))}
        </div>
    }
}

fn undo() {
    app().undo();
}

fn order_by_hand() {
    crate::pages::board::moving::order_by_hand(app());
}
