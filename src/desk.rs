//! What the first board does without: the open database, every change, all other screens.
//!
//! It is a part of its own of the compiled app, fetched as soon as the board is on the screen, so that the first sight waits
//! for a third of the app only. What lies in which part follows from what is reachable: [`Desk`] is the only way from the
//! board to what is behind it. Signals of [`crate::state::App`] are the way back.

use ::board::ColumnKey;
use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use model::{Doc, Uuid};
use send_wrapper::SendWrapper;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Event, KeyboardEvent, MouseEvent, PointerEvent};

use crate::frame::page_bar;
use crate::i18n::{t, texts};
use crate::pages::import::Importing;
use crate::pages::{self, board};
use crate::platform::listen::listen_always;
use crate::platform::{boot, dom, task};
use crate::route::Screen;
use crate::state::{self, app};
use crate::ui;

/// The functions of the desk.
pub(crate) struct Desk {
    /// Puts records written since the board was packed onto it; as JSON of documents.
    pub(crate) take_since: fn(&mut ::board::Board, &str),
    /// Opens the database behind what is shown; whether something is.
    pub(crate) open: fn(bool) -> task::LocalFuture<()>,
    /// Any screen but the board.
    pub(crate) page: fn(&Screen) -> AnyView,
    pub(crate) welcome: fn() -> AnyView,
    /// In place of a board without stages.
    pub(crate) no_pipeline: fn() -> AnyView,
    /// What lies over every screen: dialogs, menus, toasts.
    pub(crate) layers: fn() -> AnyView,
    /// An opportunity beside the board.
    pub(crate) panel: fn(Uuid) -> AnyView,
    /// The line at the top of a stage's column that makes an opportunity.
    pub(crate) quick_add: fn(Uuid) -> AnyView,
    /// Records have changed.
    pub(crate) reread: fn(&[Doc]),
    /// The filter as a sentence; nothing where there is none.
    pub(crate) filters: fn() -> AnyView,
    /// What a card shows of the workspace's own fields.
    pub(crate) own_line: fn(Uuid) -> AnyView,
    /// What a card shows beside what is stored of it: its menu and grade, and the other marks.
    pub(crate) corner: fn(Uuid) -> AnyView,
    pub(crate) signs: fn(Uuid) -> AnyView,
    /// How much is due, beside the link to it.
    pub(crate) due: fn() -> AnyView,
    /// How many of a column are stalled.
    pub(crate) stalled: fn(ColumnKey) -> AnyView,
    pub(crate) table: fn() -> AnyView,
    pub(crate) months: fn() -> AnyView,
    /// What can be done with those that are chosen.
    pub(crate) select_bar: fn() -> AnyView,
    /// Saves the workspace as a file, and puts off being asked for that.
    pub(crate) back_up: fn(),
    pub(crate) back_up_later: fn(),
    pub(crate) undo: fn(),
    pub(crate) redo: fn(),
    /// A key, a press and a click on the board.
    pub(crate) board_key: fn(&KeyboardEvent),
    pub(crate) board_press: fn(&PointerEvent),
    pub(crate) board_click: fn(&MouseEvent),
    /// Whether a touch belongs to a drag.
    pub(crate) board_holds: fn(&Event) -> bool,
    pub(crate) board_gone: fn(),
}

static DESK: Desk = Desk {
    take_since: state::take_since,
    open: |unpacked| Box::pin(state::open(unpacked)),
    page,
    welcome: || pages::welcome::page().into_any(),
    no_pipeline: || pages::welcome::no_pipeline().into_any(),
    layers,
    panel: |id| pages::opportunity::panel(id).into_any(),
    quick_add: |stage| board::quick_add::view(stage).into_any(),
    reread: |docs| {
        app().reread(docs);
        app().follow_lists(docs);
        state::duty().follow(docs);
    },
    own_line: |id| board::own_line::view(id).into_any(),
    corner: |id| board::marks::corner(id).into_any(),
    signs: |id| board::marks::signs(id).into_any(),
    due: || pages::today::count().into_any(),
    stalled: |key| board::marks::stalled(key).into_any(),
    months: || board::months::view().into_any(),
    table: || board::table::view().into_any(),
    select_bar: || board::selecting::bar().into_any(),
    filters: || board::filters::sentence().into_any(),
    back_up: || state::backups().back_up(),
    back_up_later: || app().back_up_later(),
    undo: || app().undo(),
    redo: || app().redo(),
    board_key: board::keys::press,
    board_press: board::drag::press,
    board_click: board::drag::click,
    board_holds: board::drag::holds,
    board_gone: || board::drag::cancel(false),
};

#[wasm_split(desk, wasm_split_path = leptos::wasm_split, fallible)]
#[allow(clippy::unnecessary_wraps, clippy::allow_attributes, reason = "the macro wants it: the part may not arrive")]
fn fetch() -> Result<&'static Desk, SplitLoaderError> {
    Ok(&DESK)
}

/// The desk, fetched if need be.
pub(crate) async fn load() -> &'static Desk {
    let desk = until_there(async || {
        // One beside the other.
        let texts = boot::more_texts();
        let desk = fetch().await;
        if let Some(texts) = texts.await {
            texts::install_more(&texts);
            return desk.ok();
        }
        None
    })
    .await;
    let app = app();
    if app.desk.get_untracked().is_none() {
        app.desk.set(Some(desk));
    }
    desk
}

/// Asks the part for importing for something, once it is there.
pub(crate) fn importing(ask: impl FnOnce(&'static Importing) + 'static) {
    task::spawn(async {
        let part = until_there(async || pages::import::fetch().await.ok()).await;
        app().importing.set(Some(part));
        ask(part);
    });
}

/// Fetches a part. Where it cannot be had, that is shown, and tried again when the person at the page wants it.
async fn until_there<T: 'static>(fetch: impl AsyncFn() -> Option<&'static T>) -> &'static T {
    let app = app();
    loop {
        if let Some(part) = fetch().await {
            app.part_missing.set(None);
            return part;
        }
        let again = js_sys::Promise::new(&mut |again, _| app.part_missing.set(Some(SendWrapper::new(again))));
        JsFuture::from(again).await.ok();
    }
}

fn import_page() -> AnyView {
    let app = app();
    if app.importing.get_untracked().is_none() {
        importing(|_| {});
    }
    let waiting =
        || view! { <main class="page" id="main" tabindex="-1">{page_bar(t::import::title(), ())}</main> }.into_any();
    (move || app.importing.get().map_or_else(waiting, |part| (part.page)())).into_any()
}

fn page(screen: &Screen) -> AnyView {
    match screen {
        Screen::Board => ().into_any(),
        Screen::Today => pages::today::page().into_any(),
        Screen::Opportunity(id) => pages::opportunity::page(*id).into_any(),
        Screen::Customers => pages::customers::page().into_any(),
        Screen::Account(id) => pages::customers::account_page(*id).into_any(),
        Screen::Contact(id) => pages::customers::contact_page(*id).into_any(),
        Screen::Leads => pages::leads::page().into_any(),
        Screen::Lead(id) => pages::leads::lead_page(*id).into_any(),
        Screen::Deleted => pages::deleted::page().into_any(),
        Screen::Import => import_page(),
        Screen::Settings(section) => pages::settings::page(*section).into_any(),
        Screen::Unknown(path) => pages::unknown::page(path).into_any(),
    }
}

fn layers() -> AnyView {
    let app = app();
    pages::keys::show_letters();
    board::own_line::follow();
    pages::opportunity::remember_list(app);
    listen_always(&dom::window(), "keydown", |event: KeyboardEvent| pages::keys::press(&event));
    Effect::new(move |before: Option<model::Date>| {
        let today = app.today.get();
        if before.is_some_and(|before| before != today) {
            state::duty().read_again();
        }
        today
    });
    Effect::new(move |before: Option<()>| {
        app.me.track();
        if before.is_some() {
            state::duty().count();
        }
    });
    let screen = Memo::new(move |_| app.route.get().screen);
    Effect::new(move |before: Option<()>| {
        // Read in any case: a memo that nobody has read follows nothing.
        let screen = screen.get();
        if before.is_some() {
            app.clear_toasts_of_others(&screen);
        }
    });
    view! {
        <section aria-label=t::frame::layers()>
            {ui::toasts::toasts()}
            {pages::menus::opened()}
        </section>
        {pages::dialogs::asked()}
        {pages::settings::writing()}
        {pages::drop::anywhere()}
    }
    .into_any()
}
