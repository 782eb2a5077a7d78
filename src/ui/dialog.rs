//! Dialogs on the browser's own `<dialog>`: focus stays inside, Esc closes, the focus returns.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use super::{Icon, icon_button};
use crate::i18n::t;
use crate::platform::dom;

/// How a dialog lies.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Plain,
    Wide,
    /// From the side, as high as the page.
    Sheet,
}

impl Shape {
    fn class(self) -> &'static str {
        match self {
            Self::Plain => "dialog",
            Self::Wide => "dialog is-wide is-tall",
            Self::Sheet => "dialog is-sheet",
        }
    }
}

/// What a dialog shows.
pub(crate) struct Dialog {
    pub(crate) shape: Shape,
    pub(crate) id: &'static str,
    pub(crate) title: String,
    pub(crate) subtitle: Option<String>,
    pub(crate) body: AnyView,
    pub(crate) foot: AnyView,
}

/// A modal form. `closed` is called once, however it is closed; `submit` when its form is sent, and closes by itself.
/// Enter in a field sends the form, except while an input method is composing, which browsers look after for forms.
pub(crate) fn form_dialog(dialog: Dialog, submit: impl Fn() + 'static, closed: impl Fn() + 'static) -> impl IntoView {
    let Dialog { shape, id, title, subtitle, body, foot } = dialog;
    let node = NodeRef::<html::Dialog>::new();
    let returns_to = dom::document().active_element();
    Effect::new(move |_| {
        if let Some(dialog) = node.get()
            && !dialog.open()
            && dialog.show_modal().is_err()
        {
            dialog.set_open(true);
        }
    });
    let heading = format!("{id}-title");
    let labelled = heading.clone();
    let close = move |_| close(node);
    view! {
        <dialog node_ref=node class=shape.class() id=id aria-labelledby=labelled on:close=move |_| {
            // Where the focus was is gone when the card it was on has moved; the board looks after that.
            if let Some(element) = returns_to.as_ref().and_then(|element| element.dyn_ref::<web_sys::HtmlElement>()) {
                element.focus().ok();
            }
            closed();
        }>
            <form method="dialog" novalidate="" on:submit=move |event| {
                event.prevent_default();
                submit();
            }>
                <header class="dialog-head">
                    <div><h2 id=heading>{title}</h2>{subtitle.map(|text| view! { <p>{text}</p> })}</div>
                    {icon_button(Icon::X, "close-dialog", t::common::close().to_owned(), close)}
                </header>
                <div class="dialog-body">{body}</div>
                <footer class="dialog-foot">{foot}</footer>
            </form>
        </dialog>
    }
}

/// Closes the dialog a button stands in.
pub(crate) fn cancel_button(label: &'static str) -> impl IntoView {
    view! {
        <button type="button" class="btn" data-action="close-dialog" on:click=|event| {
            if let Some(dialog) = dom::closest(&event, "dialog") {
                dialog.unchecked_into::<web_sys::HtmlDialogElement>().close();
            }
        }>{label}</button>
    }
}

fn close(node: NodeRef<html::Dialog>) {
    if let Some(dialog) = node.get_untracked() {
        dialog.close();
    }
}

/// Closes a dialog by its id, if it is open.
pub(crate) fn close_by_id(id: &str) {
    if let Some(dialog) = dom::find(&format!("dialog#{id}")) {
        dialog.unchecked_into::<web_sys::HtmlDialogElement>().close();
    }
}
