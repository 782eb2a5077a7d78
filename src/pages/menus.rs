//! The menu that is open, whichever it is.

use board::{ColumnKey, Order};
use leptos::prelude::*;
use model::records::{Lead, Opportunity, Outcome, Record as _};
use model::{RecordRef, Uuid};

use super::board::filters::filter_menu;
use super::board::{column_name, export, moving, open_panel, order_name, selecting, set_order, table, views};
use super::customers;
use super::leads;
use super::opportunity::{self, Focus};
use super::settings;
use crate::frame::me_title;
use crate::i18n::{Lang, t};
use crate::platform::{dom, preferences};
use crate::route::{Route, Screen, Section};
use crate::state::{App, Asking, Give, Menu, app};
use crate::ui::Icon;
use crate::ui::menu::{self, Groups};

pub(crate) fn opened() -> impl IntoView {
    let app = app();
    move || {
        app.menu.get().map(|(which, anchor)| {
            let (label, groups) = match which {
                Menu::Look => (t::frame::look().to_owned(), look()),
                Menu::More => (t::frame::more().to_owned(), more()),
                Menu::Filter => (t::filter::title().to_owned(), filter_menu(app)),
                Menu::Columns => (t::table::columns().to_owned(), table::columns_menu(app)),
                Menu::Export => (t::export::title().to_owned(), export::menu(app)),
                Menu::Group => (t::table::group().to_owned(), table::group_menu(app)),
                Menu::Head(column) => (t::common::actions_of(&column.name(app)), table::head_menu(app, column)),
                Menu::Views => (t::views::title().to_owned(), views::menu(app)),
                Menu::Card(id) => (t::common::actions_of(&moving::title(app, id)), actions(app, id)),
                Menu::Setting(target) => settings::row_menu(app, target),
                Menu::Column(key) => (t::common::actions_of(&column_name(app, key)), column(app, key)),
                Menu::Party(target) if target.kind == Lead::KIND => {
                    (t::common::more_actions().to_owned(), leads::actions(app, target.id))
                }
                Menu::Party(target) => (t::common::more_actions().to_owned(), customers::actions(app, target)),
            };
            // Another menu may be open by the time this one has closed.
            menu::menu(label, anchor, groups, move || {
                if app.menu.with_untracked(|open| open.as_ref().is_some_and(|(open, _)| *open == which)) {
                    app.menu.set(None);
                }
            })
        })
    }
}

/// Language and theme.
fn look() -> Groups {
    let language = |lang: Lang, name: &'static str| {
        menu::item(Icon::Languages, name, "set-language", move || set_language(lang)).checked(lang == Lang::current())
    };
    let chosen = chosen_theme();
    let theme = |value: &'static str, name: &'static str| {
        menu::item(Icon::SunMoon, name, "set-theme", move || set_theme(value)).checked(chosen == value)
    };
    vec![
        vec![language(Lang::Chinese, "简体中文"), language(Lang::English, "English")],
        vec![
            theme("system", t::frame::theme_system()),
            theme("light", t::frame::theme_light()),
            theme("dark", t::frame::theme_dark()),
        ],
    ]
}

/// This device's language from then on; the page is loaded in it.
pub(crate) fn set_language(lang: Lang) {
    if lang != Lang::current() {
        preferences::set("lang", lang.tag());
        let route = app().route.get_untracked().with("lang", None);
        dom::replace_hash(&route.to_string());
        dom::reload();
    }
}

pub(crate) fn chosen_theme() -> String {
    preferences::get("theme").unwrap_or_else(|| "system".to_owned())
}

pub(crate) fn set_theme(theme: &str) {
    preferences::set("theme", theme);
    if let Some(root) = dom::root() {
        if theme == "system" {
            root.remove_attribute("data-theme").ok();
        } else {
            root.set_attribute("data-theme", theme).ok();
        }
    }
}

/// What the narrow bar has no room for.
fn more() -> Groups {
    let app = app();
    let redo = menu::item(Icon::Redo2, t::common::redo(), "redo", move || app.redo());
    let go = |to: Screen| {
        move || {
            let route = Route::to(to.clone());
            menu::after_closing(move || app.go(&route));
        }
    };
    let mut groups = vec![vec![redo]];
    groups.push(vec![
        menu::item(Icon::Inbox, t::leads::title(), "go-to-leads", go(Screen::Leads)),
        menu::item(Icon::FileUp, t::import::title(), "go-to-import", go(Screen::Import)),
        menu::item(Icon::ArchiveRestore, t::deleted::title(), "go-to-deleted", go(Screen::Deleted)),
    ]);
    groups.push(vec![
        menu::item(Icon::Search, t::find::label(), "find", move || {
            menu::after_closing(move || app.asking.set(Some(Asking::Find)));
        }),
        menu::item(Icon::User, me_title(app), "choose-me", move || {
            menu::after_closing(move || app.asking.set(Some(Asking::Who)));
        }),
        menu::item(Icon::Settings, t::settings::title(), "show-settings", move || {
            app.go(&Route::to(Screen::Settings(Section::ALL[0])));
        }),
        menu::item(Icon::Keyboard, t::keys::title(), "show-keys", move || {
            menu::after_closing(move || app.asking.set(Some(Asking::Keys)));
        }),
    ]);
    groups.extend(look());
    groups
}

fn column(app: App, key: ColumnKey) -> Groups {
    let stage = match key {
        ColumnKey::Stage(stage) => Some(stage),
        ColumnKey::Won | ColumnKey::Lost => None,
    };
    let order = |order: Order| {
        let chosen = app.board(|board| board.view().shown().order == order);
        menu::item(Icon::ArrowUpDown, order_name(order), "set-order", move || set_order(app, order)).checked(chosen)
    };
    let create = menu::item(Icon::Plus, t::new::title(), "new-opportunity", move || {
        menu::after_closing(move || app.asking.set(Some(Asking::New { stage })));
    });
    vec![vec![create], Order::ALL.map(order).into()]
}

/// Everything that can be done with an opportunity.
fn actions(app: App, id: Uuid) -> Groups {
    let ask = move |asking: Asking| {
        move || {
            let asking = asking.clone();
            menu::after_closing(move || app.asking.set(Some(asking)));
        }
    };
    let focus = move |focus: Focus| {
        move || {
            opportunity::focus_on(focus);
            open_panel(app, id);
        }
    };
    let outcome = |outcome| ask(Asking::Close { opportunity: id, outcome });
    vec![
        vec![
            menu::item(Icon::Maximize2, t::card::open(), "open-opportunity", move || open_panel(app, id)).key("↵"),
            menu::item(Icon::ArrowRightLeft, t::card::move_to(), "move-opportunity", ask(Asking::MoveTo(id))).key("M"),
            menu::item(Icon::ListChecks, t::select::choose(), "select-opportunity", move || {
                selecting::toggle(app, id, false, &[]);
            })
            .key("X"),
            menu::item(Icon::SquareCheckBig, t::card::log_touch(), "log-touch", focus(Focus::Touch)).key("N"),
            menu::item(Icon::CalendarClock, t::card::redate(), "redate-next-step", focus(Focus::Date)).key("D"),
            menu::item(Icon::Target, t::push::title(), "change-expected-close", ask(Asking::Push(vec![(id, None)]))),
        ],
        vec![
            menu::item(Icon::Trophy, t::outcome::won(), "mark-won", outcome(Outcome::Won)).key("W"),
            menu::item(Icon::CircleSlash, t::outcome::lost(), "mark-lost", outcome(Outcome::Lost)).key("L"),
        ],
        vec![menu::item(Icon::Trash, t::common::delete(), "delete-opportunity", move || delete(app, id)).danger()],
    ]
}

/// Deleting asks nothing: it can be taken back.
pub(crate) fn delete(app: App, id: Uuid) {
    let target = RecordRef::to(model::Id::<Opportunity>::new(id));
    let name = moving::title(app, id);
    let give =
        Give { said: Some(t::card::deleted(&name)), ..Give::new(model::Command::Delete { targets: vec![target] }) };
    app.give_later(give);
    let route = app.route.get_untracked();
    if route.get("open") == Some(id.to_string().as_str()) {
        app.readdress(route.with("open", None));
    } else if route.screen == Screen::Opportunity(id) {
        app.go(&Route::to(Screen::Board));
    }
}
