//! Settings: a list of sections, and the one that is chosen. A new section is a variant of [`Section`] and a line in each
//! function below.

mod backup;
mod remove;
mod workspaces;
mod writing;

use std::cell::Cell;

use leptos::prelude::*;

pub(crate) use backup::take as take_backup;
pub(crate) use remove::dialog as remove_dialog;
pub(crate) use writing::dialog as writing;

use crate::frame::page_bar;
use crate::i18n::t;
use crate::platform::dom;
use crate::route::{Route, Screen, Section};
use crate::ui::{Icon, icon};

fn name(section: Section) -> &'static str {
    match section {
        Section::Backup => t::backup::title(),
        Section::Workspaces => t::workspaces::title(),
    }
}

fn picture(section: Section) -> Icon {
    match section {
        Section::Backup => Icon::ArchiveRestore,
        Section::Workspaces => Icon::Layers,
    }
}

fn body(section: Section) -> AnyView {
    match section {
        Section::Backup => backup::view().into_any(),
        Section::Workspaces => workspaces::view().into_any(),
    }
}

thread_local! {
    /// The address is about to change because a section was pressed, and what was pressed is about to be drawn anew.
    static PRESSED: Cell<bool> = const { Cell::new(false) };
}

pub(crate) fn page(section: Section) -> impl IntoView {
    if PRESSED.replace(false) {
        dom::focus_soon(".settings-nav [aria-current]");
    }
    let link = move |to: Section| {
        view! {
            <a class="nav-item" href=Route::to(Screen::Settings(to)).to_string() aria-current=(to == section).then_some("page")
                on:click=move |_| PRESSED.set(to != section)>
                {icon(picture(to))}<span>{name(to)}</span>
            </a>
        }
    };
    view! {
        <main class="page" id="main" tabindex="-1">
            {page_bar(t::settings::title(), ())}
            <div class="page-body settings">
                <nav class="settings-nav" aria-label=t::settings::sections()>
                    {Section::ALL.iter().copied().map(link).collect_view()}
                </nav>
                <div class="settings-body" tabindex="0" role="group" aria-label=name(section)>
                    <div class="sheet-page">{body(section)}</div>
                </div>
            </div>
        </main>
    }
}
