//! The keys of the board.

use leptos::prelude::*;

use super::done;
use crate::i18n::t;
use crate::pages::settings::letters;
use crate::state::App;
use crate::ui::dialog::{Dialog, Shape, cancel_button, form_dialog};

pub(super) fn dialog(app: App) -> impl IntoView {
    let row = |keys: &'static str, what: &'static str| {
        let keys = keys.split(' ').map(|key| view! { <kbd>{key}</kbd>" " });
        view! { <div><dt>{what}</dt><dd>{keys.collect_view()}</dd></div> }
    };
    let body = view! {
        {letters()}
        <dl class="keys">
            {row("↑ ↓ ← →", t::keys::focus())}
            {row("1 … 9", t::keys::column())}
            {row("Enter", t::keys::open())}
            {row("Space", t::keys::lift())}
            {row("Shift ← →", t::keys::shift())}
            {row("Alt ↑ ↓", t::keys::reorder())}
            {row("M", t::card::move_to())}
            {row("W L", t::keys::close())}
            {row("N", t::card::log_touch())}
            {row("T", t::keys::next())}
            {row("D", t::card::redate())}
            {row("E", t::keys::edit())}
            {row("J K", t::keys::walk())}
            {row("H", t::today::hand_over_key())}
            {row("C", t::new::title())}
            {row("/", t::find::label())}
            {row("Ctrl K", t::find::label())}
            {row("F", t::filter::title())}
            {row("X", t::today::choose_key())}
            {row("Esc", t::keys::back())}
            {row("Ctrl Z", t::common::undo())}
            {row("Ctrl Shift Z", t::common::redo())}
            {row("?", t::keys::title())}
        </dl>
    };
    let foot = cancel_button(t::common::close());
    let title = t::keys::title().to_owned();
    let dialog = Dialog {
        shape: Shape::Wide,
        id: "dialog-keys",
        title,
        subtitle: None,
        body: body.into_any(),
        foot: foot.into_any(),
    };
    form_dialog(dialog, || (), move || done(app))
}
