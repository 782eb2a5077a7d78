//! Settings: a list of sections, and the one that is chosen. A new section is a variant of [`Section`] and a line in each
//! function below.

mod backup;
mod currencies;
mod device;
mod general;
mod members;
mod own_fields;
mod pipelines;
mod reasons;
mod remove;
mod rows;
mod rules;
mod setup;
mod sources;
mod workspaces;
mod writing;

use std::cell::Cell;

use leptos::prelude::*;
use model::RecordRef;
use model::records::{CustomField, LossReason, Member, Pipeline, Rate, Record as _, Source, Stage};

pub(crate) use backup::take as take_backup;
pub(crate) use device::letters;
pub(crate) use reasons::{full_name as reason_name, names as reason_names};
pub(crate) use remove::dialog as remove_dialog;
pub(crate) use setup::dialog as setup;
pub(crate) use writing::dialog as writing;

use crate::frame::page_bar;
use crate::i18n::t;
use crate::platform::dom;
use crate::route::{Route, Screen, Section};
use crate::state::{App, app};
use crate::ui::menu::Groups;
use crate::ui::parts::notice;
use crate::ui::{Icon, icon};

pub(crate) fn name(section: Section) -> &'static str {
    match section {
        Section::General => t::general::title(),
        Section::Pipelines => t::pipelines::title(),
        Section::Fields => t::own::title(),
        Section::Reasons => t::reasons::title(),
        Section::Sources => t::sources::title(),
        Section::Members => t::members::title(),
        Section::Currencies => t::currencies::title(),
        Section::Actions => t::actions::title(),
        Section::Scoring => t::scoring::title(),
        Section::Grades => t::grades::title(),
        Section::Cadence => t::cadence::title(),
        Section::Calendar => t::calendar::title(),
        Section::Stalls => t::stalls::title(),
        Section::Device => t::device::title(),
        Section::Backup => t::backup::title(),
        Section::Workspaces => t::workspaces::title(),
    }
}

pub(crate) fn picture(section: Section) -> Icon {
    match section {
        Section::General => Icon::Building,
        Section::Pipelines => Icon::Workflow,
        Section::Fields => Icon::TextCursorInput,
        Section::Reasons => Icon::ListTree,
        Section::Sources => Icon::Megaphone,
        Section::Members => Icon::Users,
        Section::Currencies => Icon::Coins,
        Section::Actions => Icon::ListChecks,
        Section::Scoring => Icon::Gauge,
        Section::Grades => Icon::ArrowUpDown,
        Section::Cadence => Icon::AlarmClock,
        Section::Calendar => Icon::Calendar,
        Section::Stalls => Icon::Hourglass,
        Section::Device => Icon::MonitorSmartphone,
        Section::Backup => Icon::ArchiveRestore,
        Section::Workspaces => Icon::Layers,
    }
}

/// What a section stands under in the list.
fn group(section: Section) -> &'static str {
    match section {
        Section::General | Section::Members | Section::Currencies => t::settings::group_workspace(),
        Section::Pipelines | Section::Actions | Section::Fields | Section::Reasons | Section::Sources => {
            t::settings::group_opportunities()
        }
        Section::Scoring | Section::Grades | Section::Cadence | Section::Calendar | Section::Stalls => {
            t::settings::group_rules()
        }
        Section::Device | Section::Backup | Section::Workspaces => t::settings::group_data(),
    }
}

/// The sections in the order in which they are listed, by what they stand under.
fn groups() -> impl Iterator<Item = &'static [Section]> {
    Section::ALL.chunk_by(|one, next| group(*one) == group(*next))
}

/// Sections of what a workspace holds make no sense before there is one.
fn needs_workspace(section: Section) -> bool {
    !matches!(section, Section::Device | Section::Backup | Section::Workspaces)
}

fn body(section: Section) -> AnyView {
    match section {
        Section::General => general::view().into_any(),
        Section::Pipelines => pipelines::view().into_any(),
        Section::Fields => own_fields::view().into_any(),
        Section::Reasons => reasons::view().into_any(),
        Section::Sources => sources::view().into_any(),
        Section::Members => members::view().into_any(),
        Section::Currencies => currencies::view().into_any(),
        Section::Actions => rules::actions::view().into_any(),
        Section::Scoring => rules::scoring::view().into_any(),
        Section::Grades => rules::grades::view().into_any(),
        Section::Cadence => rules::cadence::view().into_any(),
        Section::Calendar => rules::calendar::view().into_any(),
        Section::Stalls => rules::stalls::view().into_any(),
        Section::Device => device::view().into_any(),
        Section::Backup => backup::view().into_any(),
        Section::Workspaces => workspaces::view().into_any(),
    }
}

/// What can be done with a setting.
pub(crate) fn row_menu(app: App, target: RecordRef) -> (String, Groups) {
    let (id, kind) = (target.id, target.kind);
    let groups = if kind == Pipeline::KIND {
        pipelines::menu(app, id)
    } else if kind == Stage::KIND {
        pipelines::stage_menu(app, id)
    } else if kind == LossReason::KIND {
        reasons::menu(app, id)
    } else if kind == Source::KIND {
        sources::menu(app, id)
    } else if kind == CustomField::KIND {
        own_fields::menu(app, id)
    } else if kind == Member::KIND {
        members::menu(app, id)
    } else if kind == Rate::KIND {
        currencies::menu(app, id)
    } else {
        Vec::new()
    };
    (t::common::more_actions().to_owned(), groups)
}

thread_local! {
    /// The address is about to change because a section was pressed, and what was pressed is about to be drawn anew.
    static PRESSED: Cell<bool> = const { Cell::new(false) };
}

pub(crate) fn page(section: Section) -> impl IntoView {
    let app = app();
    if PRESSED.replace(false) {
        dom::focus_soon(if dom::is_narrow() { "#settings-section" } else { ".settings-nav [aria-current]" });
    }
    let link = move |to: Section| {
        view! {
            <a class="nav-item" href=Route::to(Screen::Settings(to)).to_string() aria-current=(to == section).then_some("page")
                on:click=move |_| PRESSED.set(to != section)>
                {icon(picture(to))}<span>{name(to)}</span>
            </a>
        }
    };
    let option = move |to: Section| {
        view! { <option value=to.slug() selected=to == section>{name(to)}</option> }
    };
    let links = move |sections: &'static [Section]| {
        view! {
            <div class="settings-group" role="group" aria-label=group(sections[0])>
                <p class="settings-heading" aria-hidden="true">{group(sections[0])}</p>
                {sections.iter().copied().map(link).collect_view()}
            </div>
        }
    };
    let options = move |sections: &'static [Section]| {
        view! { <optgroup label=group(sections[0])>{sections.iter().copied().map(option).collect_view()}</optgroup> }
    };
    // A narrow page has no room for the list.
    let pick = view! {
        <div class="settings-pick">
            <label class="sr-only" for="settings-section">{t::settings::sections()}</label>
            <select class="input" id="settings-section" data-action="choose-section" on:change=move |event| {
                let slug = event_target_value(&event);
                if let Some(to) = Section::ALL.iter().copied().find(|section| section.slug() == slug) {
                    PRESSED.set(to != section);
                    app.go(&Route::to(Screen::Settings(to)));
                }
            }>{groups().map(options).collect_view()}</select>
        </div>
    };
    let inside = move |first_run: bool| {
        if needs_workspace(section) && first_run {
            return view! {
                <section class="section">
                    {notice(None, t::settings::no_workspace())}
                    <div class="actions"><a class="btn" href=Route::to(Screen::Board).to_string()>{t::settings::to_start()}</a></div>
                </section>
            }
            .into_any();
        }
        body(section)
    };
    // Drawn anew only when there comes to be a workspace, or none.
    let first_run = Memo::new(move |_| {
        app.layout.track();
        app.is_first_run()
    });
    view! {
        <main class="page" id="main" tabindex="-1">
            {page_bar(t::settings::title(), ())}
            <div class="page-body settings">
                <nav class="settings-nav" aria-label=t::settings::sections()>
                    {groups().map(links).collect_view()}
                </nav>
                {pick}
                <div class="settings-body" tabindex="0" role="group" aria-label=name(section)>
                    <div class="sheet-page">{move || inside(first_run.get())}</div>
                </div>
            </div>
        </main>
    }
}
