//! The start: texts, the first sight, then everything behind it.

use std::cell::Cell;

use leptos::prelude::*;

use crate::i18n::{Lang, texts};
use crate::platform::listen::listen_always;
use crate::platform::{boot, dom, preferences, task};
use crate::route::{Route, Screen};
use crate::state::{self, Phase, Storage, app};
use crate::{desk, frame, pages};

pub(crate) fn start() {
    std::panic::set_hook(Box::new(|info| boot::crash(&info.to_string())));
    texts::install(&boot::texts());
    Lang::install(&boot::language());
    remember_language();
    state::begin();
    pages::board::card::intern_repeated();
    frame::show_density();
    dom::rem(); // asked while there is nothing yet to work out
    let place = Cell::new(dom::place_in_history().unwrap_or_default());
    dom::number_in_history(place.get());
    listen_always(&dom::window(), "hashchange", move |_: web_sys::Event| {
        let (app, route) = (app(), Route::parse(&dom::hash()));
        let (from, to) = (place.get(), dom::place_in_history());
        if !app.going.take() && app.asking.get_untracked().is_some() {
            app.asking.set(None);
            // Whoever goes back with a question open wants to be rid of the question.
            if let Some(to) = to.filter(|to| *to < from && route != app.route.get_untracked()) {
                return dom::travel(from - to);
            }
        }
        place.set(to.unwrap_or(from + 1));
        dom::number_in_history(place.get());
        follow_language(&route);
        app.route.set(route);
    });
    // Drawn while what it will show is still being read; laid out only with that in it.
    let aside = dom::aside();
    leptos::mount::mount_to(aside.clone(), frame::frame).forget();
    let route = app().route.get_untracked();
    if route.screen != Screen::Board && route != Route::to(Screen::Today) {
        fetch_desk();
    }
    task::spawn(async move {
        if route == Route::to(Screen::Today) {
            if let Some(picture) = boot::drawn(&pages::today::picture::holds(app())).await {
                if let Ok(Some(place)) = aside.query_selector("#picture") {
                    place.append_child(&picture).ok();
                }
                dom::show_instead("#boot", &aside);
                task::painted().await;
                pages::today::mark_seen();
            }
            fetch_desk();
        }
        let unpacked = state::load().await;
        dom::show_instead("#boot", &aside);
        if unpacked {
            shown().await;
        }
        (desk::load().await.open)(unpacked).await;
        shown().await;
    });
}

/// It draws every screen but the board, so it is fetched beside what they show.
fn fetch_desk() {
    task::spawn(async {
        desk::load().await;
    });
}

thread_local! {
    static MARKED: Cell<bool> = const { Cell::new(false) };
}

/// What outsiders wait for: stored data, or the choices of the first run, are on the screen.
async fn shown() {
    let app = app();
    if app.phase.get_untracked() == Phase::Loading {
        return;
    }
    task::painted().await;
    if dom::find(".column").is_some() && !MARKED.replace(true) {
        dom::mark("shangji:board-visible");
    }
    app.shown.set(true);
    if app.storage.get_untracked() != Storage::Opening
        && let Some(root) = dom::root()
    {
        root.set_attribute("data-ready", "true").ok();
    }
}

/// `?lang=` in the address is this device's choice from then on.
fn remember_language() {
    if let Some(lang) = Route::parse(&dom::hash()).get("lang") {
        preferences::set("lang", lang);
    }
}

/// An address in another language loads the page in it.
fn follow_language(route: &Route) {
    if let Some(lang) = route.get("lang").filter(|lang| *lang != Lang::current().tag()) {
        preferences::set("lang", lang);
        dom::reload();
    }
}
