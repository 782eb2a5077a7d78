//! The frame around every screen: navigation, what is saved and where, undo, and the way to something new.

use leptos::prelude::*;

use crate::desk::Desk;
use crate::i18n::t;
use crate::pages;
use crate::platform::{boot, dom, preferences};
use crate::route::{Route, Screen, Section};
use crate::state::{App, Asking, Menu, Phase, Save, Storage, app};
use crate::ui::{Icon, icon, icon_button};

/// Cards in two lines or in four, as this device has it.
pub(crate) fn show_density() {
    if let Some(root) = dom::root() {
        if is_compact() {
            root.set_attribute("data-density", "compact").ok();
        } else {
            root.remove_attribute("data-density").ok();
        }
        if has_own_line() {
            root.set_attribute("data-own-line", "").ok();
        } else {
            root.remove_attribute("data-own-line").ok();
        }
    }
}

/// Whether cards have a line of the workspace's own fields, as this device last knew. Their height follows from it, before
/// anything of these fields is read.
pub(crate) fn has_own_line() -> bool {
    preferences::get("own-line").is_some() && !is_compact()
}

pub(crate) fn is_compact() -> bool {
    preferences::get("density").as_deref() == Some("compact")
}

pub(crate) fn toggle_density() {
    preferences::set("density", if is_compact() { "cozy" } else { "compact" });
    show_density();
    // Heights differ, so every column looks anew at what fits.
    app().layout.update(|version| *version += 1);
}

pub(crate) fn frame() -> impl IntoView {
    let app = app();
    let collapsed = RwSignal::new(preferences::get("nav").as_deref() == Some("collapsed"));
    Effect::new(move |_| {
        let route = app.route.get();
        let name = match route.screen {
            Screen::Today => t::today::title(),
            Screen::Board => t::board::title(),
            Screen::Opportunity(_) => t::opportunity::title(),
            Screen::Customers | Screen::Account(_) => t::customers::title(),
            Screen::Contact(_) => t::field::contacts(),
            Screen::Leads | Screen::Lead(_) => t::leads::title(),
            Screen::Deleted => t::deleted::title(),
            Screen::Import => t::import::title(),
            Screen::Settings(_) => t::settings::title(),
            Screen::Unknown(_) => t::unknown::title(),
        };
        dom::set_title(&t::frame::page_title(name));
    });
    // Only the screen: what of it is shown is the screen's own affair.
    let screen = Memo::new(move |_| app.route.get().screen);
    let narrow = Memo::new(move |_| {
        app.height.track(); // told of with every resize
        dom::is_narrow()
    });
    let first_run = Memo::new(move |_| {
        app.layout.track();
        let elsewhere = matches!(screen.get(), Screen::Import | Screen::Settings(_));
        app.phase.get() == Phase::Ready && app.is_first_run() && !elsewhere
    });
    let inside = move || {
        if first_run.get() {
            return by_desk(|desk| (desk.welcome)()).into_any();
        }
        view! {
            <div class="frame" data-nav=move || collapsed.get().then_some("collapsed")>
                <button type="button" class="skip-link" data-action="skip-to-main" on:click=|_| { dom::focus("#main"); }>
                    {t::frame::skip()}
                </button>
                {bar()}
                {sidebar(screen, collapsed)}
                {tools()}
                {move || page(screen.get())}
                {move || narrow.get().then(|| bottom_bar(screen))}
            </div>
        }
        .into_any()
    };
    view! {
        <div class="app">
            {inside}
            {by_desk(|desk| (desk.layers)())}
        </div>
    }
}

fn page(screen: Screen) -> AnyView {
    match screen {
        Screen::Board => pages::board::page().into_any(),
        other => {
            let app = app();
            // What stood there the last time, until there is more.
            let place =
                move || app.desk.with(Option::is_none).then(|| view! { <div id="picture" class="picture"></div> });
            let picture = (other == Screen::Today).then_some(place);
            view! { {picture}{by_desk(move |desk| (desk.page)(&other))} }.into_any()
        }
    }
}

/// What the desk draws, once it is there.
pub(crate) fn by_desk(draw: impl Fn(&'static Desk) -> AnyView + Send + 'static) -> impl IntoView {
    move || app().desk.get().map(&draw)
}

/// What the page as a whole has to say: something is missing, something newer is there, or who is at this device.
fn bar() -> impl IntoView {
    let app = app();
    move || {
        if let Some(again) = app.part_missing.get() {
            let press = move || {
                // It resolves a promise, which does not fail.
                again.call0(&wasm_bindgen::JsValue::UNDEFINED).ok();
            };
            return Some(a_bar(t::frame::part_missing(), "fetch-part", t::frame::try_again(), press, None));
        }
        if app.phase.get() == Phase::Outdated {
            return Some(a_bar(t::frame::outdated(), "apply-update", t::frame::reload(), dom::reload, None));
        }
        if app.phase.get() == Phase::Moved {
            return Some(a_bar(t::frame::moved(), "reload-page", t::frame::reload(), dom::reload, None));
        }
        if app.update_ready.get() {
            return Some(a_bar(t::frame::update_ready(), "apply-update", t::frame::update(), boot::apply_update, None));
        }
        if app.ask_me.get() {
            let answer = move || {
                app.ask_me.set(false);
                app.asking.set(Some(Asking::Who));
            };
            let later = icon_button(Icon::X, "dismiss-who", t::who::later().to_owned(), move |_| app.ask_me.set(false));
            return Some(a_bar(t::who::ask(), "choose-me", t::who::answer(), answer, Some(later.into_any())));
        }
        let makes_backups = app.route.with(|route| route.screen == Screen::Settings(Section::Backup));
        (app.backup_due.get() && !makes_backups).then(|| {
            let back_up = move || app.with_desk(|desk| (desk.back_up)());
            let later = move |_| app.with_desk(|desk| (desk.back_up_later)());
            let later = icon_button(Icon::X, "backup-later", t::backup::later().to_owned(), later);
            a_bar(t::backup::due(), "backup-export", t::backup::export(), back_up, Some(later.into_any()))
        })
    }
}

fn a_bar(
    text: &'static str,
    action: &'static str,
    label: &'static str,
    press: impl Fn() + 'static,
    beside: Option<AnyView>,
) -> AnyView {
    view! {
        <div class="update-bar" role="status">
            <p>{text}</p>
            <button type="button" class="btn" data-action=action on:click=move |_| press()>{label}</button>
            {beside}
        </div>
    }
    .into_any()
}

/// Whether a screen is one a link of the navigation leads to, or lies behind it.
fn is_part_of(screen: &Screen, link: &Screen) -> bool {
    match screen {
        Screen::Account(_) | Screen::Contact(_) => *link == Screen::Customers,
        Screen::Lead(_) => *link == Screen::Leads,
        screen => screen == link,
    }
}

fn nav_link(screen: Memo<Screen>, to: Screen, picture: Icon, label: &'static str) -> impl IntoView {
    let href = Route::to(to.clone()).to_string();
    let due = (to == Screen::Today).then(|| by_desk(|desk| (desk.due)()));
    view! {
        <a class="nav-item" href=href title=label aria-current=move || is_part_of(&screen.get(), &to).then_some("page")>
            {icon(picture)}<span class="label">{label}</span>{due}
        </a>
    }
}

fn sidebar(screen: Memo<Screen>, collapsed: RwSignal<bool>) -> impl IntoView {
    let app = app();
    let toggle = move |_| {
        collapsed.update(|collapsed| *collapsed = !*collapsed);
        preferences::set("nav", if collapsed.get_untracked() { "collapsed" } else { "open" });
    };
    view! {
        <nav class="sidebar" aria-label=t::frame::navigation()>
            <div class="brand">{mark()}<span class="label truncate">{move || brand(app)}</span></div>
            <button type="button" class="nav-item" data-action="find" title=t::find::label()
                on:click=move |_| app.asking.set(Some(Asking::Find))>
                {icon(Icon::Search)}<span class="label">{t::find::label()}</span><kbd class="kbd">"/"</kbd>
            </button>
            {nav_link(screen, Screen::Today, Icon::ListChecks, t::today::title())}
            {nav_link(screen, Screen::Board, Icon::SquareKanban, t::board::title())}
            {nav_link(screen, Screen::Leads, Icon::Inbox, t::leads::title())}
            {nav_link(screen, Screen::Customers, Icon::Building, t::customers::title())}
            {nav_link(screen, Screen::Import, Icon::FileUp, t::import::title())}
            <div class="sidebar-foot">
                {settings_link(screen)}
                <button type="button" class="nav-item" data-action="show-keys" title=t::keys::title()
                    on:click=move |_| app.asking.set(Some(Asking::Keys))>
                    {icon(Icon::Keyboard)}<span class="label">{t::keys::title()}</span><kbd class="kbd">"?"</kbd>
                </button>
                <button type="button" class="nav-item" data-action="choose-look" aria-haspopup="menu" title=t::frame::look()
                    on:click=move |event| app.open_menu(&event, Menu::Look)>
                    {icon(Icon::Languages)}<span class="label">{t::frame::look()}</span>
                </button>
                <button type="button" class="nav-item" data-action="choose-me" title=move || me_title(app)
                    on:click=move |_| app.asking.set(Some(Asking::Who))>
                    {icon(Icon::User)}<span class="label">{move || me_name(app)}</span>
                </button>
                <button type="button" class="nav-item nav-toggle" data-action="toggle-nav" title=t::frame::collapse()
                    aria-expanded=move || (!collapsed.get()).to_string() on:click=toggle>
                    {icon(Icon::PanelLeft)}<span class="label">{t::frame::collapse()}</span>
                </button>
            </div>
        </nav>
    }
}

/// The product's name; where there are several workspaces, that of the one that is shown.
fn brand(app: App) -> String {
    let several = app.profiles.with(|profiles| profiles.len() > 1);
    app.layout.track();
    let name = if several { app.workspace_name() } else { String::new() };
    if name.is_empty() { t::frame::brand().to_owned() } else { name }
}

/// To the settings, whichever section.
fn settings_link(screen: Memo<Screen>) -> impl IntoView {
    view! {
        <a class="nav-item" href="#/settings" title=t::settings::title()
            aria-current=move || matches!(screen.get(), Screen::Settings(_)).then_some("page")>
            {icon(Icon::Settings)}<span class="label">{t::settings::title()}</span>
        </a>
    }
}

/// The sign of the product.
pub(crate) fn mark() -> impl IntoView {
    view! { <svg viewBox="0 0 24 24" class="i mark" aria-hidden="true"><path d="M4 19V9m8 10V5m8 14v-6"/></svg> }
}

fn me_name(app: App) -> String {
    app.layout.track();
    let me = app.me.get();
    let name = me.map(|me| app.board(|board| board.member_name(me).to_owned())).filter(|name| !name.is_empty());
    name.unwrap_or_else(|| t::who::title().to_owned())
}

pub(crate) fn me_title(app: App) -> String {
    match app.me.get() {
        Some(_) => t::who::i_am(&me_name(app)),
        None => t::who::title().to_owned(),
    }
}

/// The frame's own tools: what is saved and where, undo, and the way to something new.
fn tools() -> impl IntoView {
    let app = app();
    let with = |what: &'static str, label: Option<String>| match label {
        Some(label) => t::undo::what { what, label: &label }.text(),
        None => what.to_owned(),
    };
    let undo_label = move || with(t::common::undo(), app.undo_label.get());
    let redo_label = move || with(t::common::redo(), app.redo_label.get());
    view! {
        <header class="frame-tools">
            {move || save_pill(app.save.get())}
            {move || storage_pill(app.storage.get())}
            <button type="button" class="btn is-icon is-quiet" data-action="undo" aria-label=undo_label title=undo_label
                disabled=move || app.undo_label.get().is_none() on:click=move |_| app.with_desk(|desk| (desk.undo)())>{icon(Icon::Undo2)}</button>
            <button type="button" class="btn is-icon is-quiet wide-only" data-action="redo" aria-label=redo_label title=redo_label
                disabled=move || app.redo_label.get().is_none() on:click=move |_| app.with_desk(|desk| (desk.redo)())>{icon(Icon::Redo2)}</button>
            <button type="button" class="btn is-primary wide-only" data-action="new-opportunity" aria-label=t::new::title()
                disabled=move || { app.layout.track(); !app.has_pipeline() }
                on:click=move |_| app.asking.set(Some(Asking::New { stage: None }))>
                {icon(Icon::Plus)}<span class="label">{t::new::title()}</span>
            </button>
        </header>
    }
}

fn save_pill(save: Save) -> impl IntoView {
    let (value, label, picture) = match save {
        Save::Saved => ("saved", t::save::saved(), Icon::Check),
        Save::Saving => ("saving", t::save::saving(), Icon::LoaderCircle),
        Save::Failed => ("failed", t::save::failed(), Icon::CircleX),
    };
    view! {
        <span class="pill" data-status="save" data-value=value title=label>{icon(picture)}<span class="label">{label}</span></span>
    }
}

fn storage_pill(storage: Storage) -> impl IntoView {
    let (value, label, title, picture) = match storage {
        Storage::Opening => ("opening", t::storage::opening(), t::storage::opening(), Icon::HardDrive),
        Storage::Persistent => ("persistent", t::storage::persistent(), t::storage::persistent_long(), Icon::HardDrive),
        Storage::Memory => ("memory", t::storage::memory(), t::storage::memory_long(), Icon::TriangleAlert),
    };
    view! {
        <span class="pill" data-status="storage" data-value=value title=title>
            {icon(picture)}<span class="label">{label}</span>
        </span>
    }
}

fn bottom_bar(screen: Memo<Screen>) -> impl IntoView {
    let app = app();
    let link = move |to: Screen, picture: Icon, label: &'static str| {
        let href = Route::to(to.clone()).to_string();
        view! {
            <a class="nav-item" href=href aria-current=move || is_part_of(&screen.get(), &to).then_some("page")>
                {icon(picture)}<span>{label}</span>
            </a>
        }
    };
    view! {
        <nav class="bottombar" aria-label=t::frame::bottom_navigation()>
            {link(Screen::Today, Icon::ListChecks, t::today::title())}
            {link(Screen::Board, Icon::SquareKanban, t::board::title())}
            {link(Screen::Customers, Icon::Building, t::customers::title())}
            <button type="button" class="nav-item" data-action="new-opportunity"
                disabled=move || { app.layout.track(); !app.has_pipeline() }
                on:click=move |_| app.asking.set(Some(Asking::New { stage: None }))>
                {icon(Icon::Plus)}<span>{t::new::short()}</span>
            </button>
            <button type="button" class="nav-item" data-action="show-more" aria-haspopup="menu"
                on:click=move |event| app.open_menu(&event, Menu::More)>
                {icon(Icon::Ellipsis)}<span>{t::frame::more()}</span>
            </button>
        </nav>
    }
}

/// The first part of every page: its name, and what belongs beside it.
pub(crate) fn page_bar(title: &'static str, beside: impl IntoView + 'static) -> impl IntoView {
    view! { <header class="page-bar"><h1>{title}</h1>{beside}</header> }
}
