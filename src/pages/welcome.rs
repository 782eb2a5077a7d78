//! The first run: where to begin.

use leptos::prelude::*;
use model::records::Workspace;
use model::{Command, starter};

use crate::desk;
use crate::frame::mark;
use crate::i18n::{Lang, format, t};
use crate::platform::{dom, preferences};
use crate::route::{Route, Screen, Section};
use crate::state::{Give, Storage, app};
use crate::ui::parts::{notice, progress};
use crate::ui::{Icon, icon};

pub(crate) fn page() -> impl IntoView {
    let app = app();
    let other = match Lang::current() {
        Lang::Chinese => (Lang::English, "English"),
        Lang::English => (Lang::Chinese, "简体中文"),
    };
    let switch = move |_| {
        preferences::set("lang", other.0.tag());
        dom::reload();
    };
    let busy = move || app.work.get().is_some();
    let several = move || app.profiles.with(|profiles| profiles.len() > 1);
    let promise = move || {
        app.layout.track();
        let name = if several() { app.workspace_name() } else { String::new() };
        if name.is_empty() { t::welcome::promise().to_owned() } else { name }
    };
    // Data whose entry has been lost lies beside a workspace that seems to be new.
    let has_old = move || {
        app.profiles.track();
        !app.this_profile().old.is_empty()
    };
    let link = |section: Section, label: &'static str| {
        view! { <a class="btn is-link" href=Route::to(Screen::Settings(section)).to_string()>{label}</a> }
    };
    view! {
        <main class="page-body is-scroll welcome-page" id="main" tabindex="-1">
            <div class="welcome">
                <header>{mark()}<h1>{t::frame::brand()}</h1><p>{promise}</p></header>
                {move || (app.storage.get() == Storage::Memory).then(|| notice(Some("warn"), t::storage::memory_long()))}
                <div class="choices">
                    {choice(Icon::FileUp, "import-start", t::welcome::import(), t::welcome::import_more(), busy, move || {
                        app.go(&Route::to(Screen::Import));
                    })}
                    {choice(Icon::FlaskConical, "load-sample", t::welcome::sample(), t::welcome::sample_more(), busy, || {
                        desk::importing(|part| (part.write_sample)());
                    })}
                    {choice(Icon::SquareKanban, "start-empty", t::welcome::empty(), t::welcome::empty_more(), busy, start_empty)}
                    {choice(Icon::ArchiveRestore, "restore-backup", t::welcome::restore(), t::welcome::restore_more(), busy, move || {
                        app.go(&Route::to(Screen::Settings(Section::Backup)));
                    })}
                </div>
                {move || app.work.get().map(|work| {
                    let bar = (work.total > 0).then_some((work.done.min(work.total), work.total));
                    progress(work.label, bar.map(|(done, total)| format::share(done, total)), bar, ())
                })}
                <footer>
                    <span>{move || match app.storage.get() {
                        Storage::Memory => t::storage::memory(),
                        Storage::Opening | Storage::Persistent => t::welcome::stays_here(),
                    }}</span>
                    {move || several().then(|| link(Section::Workspaces, t::welcome::others()))}
                    {move || has_old().then(|| link(Section::Backup, t::backup::old()))}
                    <button type="button" class="btn is-link" data-action="set-language" lang=other.0.tag() on:click=switch>
                        {other.1}
                    </button>
                </footer>
            </div>
        </main>
    }
}

fn choice(
    picture: Icon,
    action: &'static str,
    name: &'static str,
    more: &'static str,
    busy: impl Fn() -> bool + Send + Sync + 'static,
    press: impl Fn() + 'static,
) -> impl IntoView {
    view! {
        <button type="button" class="choice" data-action=action disabled=busy on:click=move |_| press()>
            {icon(picture)}<strong>{name}</strong><span>{more}</span>{icon(Icon::ChevronRight)}
        </button>
    }
}

/// A workspace without stages: accounts have been imported, and nothing else yet.
pub(crate) fn no_pipeline() -> impl IntoView {
    view! {
        <div class="empty">
            {icon(Icon::SquareKanban)}<h2>{t::welcome::no_pipeline()}</h2><p>{t::welcome::no_pipeline_more()}</p>
            <div class="actions">
                <a class="btn is-primary" data-action="import-start" href=Route::to(Screen::Import).to_string()>{t::welcome::import()}</a>
                <button type="button" class="btn" data-action="start-empty" on:click=|_| start_empty()>{t::welcome::usual_stages()}</button>
            </div>
        </div>
    }
}

fn start_empty() {
    let app = app();
    let settings = Workspace { currency: app.currency(), time_zone: app.time_zone(), ..Workspace::default() };
    // The same from whichever tab or device it is started, and however often it is pressed.
    let mut n = 0_u32;
    let mut ids = || {
        n += 1;
        model::derived(Workspace::ID.uuid(), &format!("starter {n}"))
    };
    let docs = starter::workspace(Lang::current().words(), &settings, &mut ids);
    app.give_later(Give::new(Command::Start { docs }));
}
