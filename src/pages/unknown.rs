//! An address of nothing.

use leptos::prelude::*;

use crate::frame::page_bar;
use crate::i18n::t;
use crate::route::{Route, Screen};
use crate::ui::{Icon, icon};

pub(crate) fn page(path: &str) -> impl IntoView + use<> {
    view! {
        <main class="page" id="main" tabindex="-1">
            {page_bar(t::unknown::title(), ())}
            <div class="page-body">
                <div class="empty">
                    {icon(Icon::CircleAlert)}<h2>{t::unknown::title()}</h2><p>{t::unknown::text(path)}</p>
                    <div class="actions">
                        <a class="btn" href=Route::to(Screen::Board).to_string()>{t::unknown::to_board()}</a>
                    </div>
                </div>
            </div>
        </main>
    }
}
