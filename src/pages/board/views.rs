//! Saved views: a filter with its order and layout, under a name.

use filter::{Choice, Field, Test};
use leptos::prelude::*;
use model::diff::Fields;
use model::records::SavedView;
use model::{Command, Doc, Id, RecordRef, Uuid};
use serde_json::json;

use super::Layout;
use crate::i18n::t;
use crate::platform::{ids, preferences};
use crate::route::{Route, Screen};
use crate::state::{App, Asking, Give};
use crate::ui::Icon;
use crate::ui::menu::{self, Groups};

/// Keys of an address that say where one is, not what is shown.
const PLACE: [&str; 3] = ["open", "view", "lang"];

/// The view that the address names.
pub(crate) fn current(route: &Route) -> Option<Uuid> {
    route.get("view").and_then(|id| Uuid::try_parse(id).ok())
}

/// What is shown, as a view keeps it.
fn query(route: &Route) -> String {
    let mut shown = Route::to(Screen::Board);
    shown.query = route.query.iter().filter(|(key, _)| !PLACE.contains(&key.as_str())).cloned().collect();
    if shown.get("order").is_none()
        && let Some(order) = preferences::get("order")
    {
        shown = shown.with("order", Some(&order));
    }
    let address = shown.to_string();
    address.split_once('?').map(|(_, query)| query.to_owned()).unwrap_or_default()
}

/// The address that shows a view.
pub(crate) fn route_of(id: Uuid, view: &SavedView) -> Route {
    Route::parse(&format!("#/board?{}", view.query)).with("view", Some(&id.to_string()))
}

/// The views to go to, and what can be done with the one that is shown.
pub(crate) fn menu(app: App) -> Groups {
    let route = app.route.get_untracked();
    let views = app.views.get_untracked();
    let now = current(&route).and_then(|id| views.iter().find(|(known, _)| *known == id)).cloned();
    let everything = menu::item(Icon::SquareKanban, t::views::all(), "show-view", move || {
        app.go(&Route::to(Screen::Board));
    });
    let everything = everything.checked(now.is_none() && route.filter().is_empty());
    let each = views.into_iter().map(|(id, view)| {
        let is_shown = now.as_ref().is_some_and(|(now, _)| *now == id);
        let name = view.name.clone();
        menu::item(Icon::Bookmark, name, "show-view", move || app.go(&route_of(id, &view))).checked(is_shown)
    });
    let mut groups = vec![std::iter::once(everything).chain(each).collect()];
    let ask = move |asking: Asking| {
        move || {
            let asking = asking.clone();
            menu::after_closing(move || app.asking.set(Some(asking)));
        }
    };
    let mut acts = vec![menu::item(Icon::Plus, t::views::save(), "save-view", ask(Asking::View(None)))];
    if let Some((id, view)) = now {
        let shown = query(&route);
        if shown != view.query {
            acts.push(menu::item(Icon::Check, t::views::update(&view.name), "update-view", move || {
                let fields: Fields = [("query".to_owned(), json!(shown))].into();
                let target = RecordRef::to(Id::<SavedView>::new(id));
                let said = Some(t::views::updated(&view.name));
                app.give_later(Give { said, ..Give::new(Command::Edit { target, fields, docs: Vec::new() }) });
            }));
        }
        acts.push(menu::item(Icon::Pencil, t::views::rename(), "rename-view", ask(Asking::View(Some(id)))));
        let delete = move || {
            let targets = vec![RecordRef::to(Id::<SavedView>::new(id))];
            let name =
                app.views.with_untracked(|all| all.iter().find(|(known, _)| *known == id).map(|(_, v)| v.name.clone()));
            let said = Some(t::views::deleted(&name.unwrap_or_default()));
            app.give_later(Give { said, ..Give::new(Command::Delete { targets }) });
            let route = app.route.get_untracked();
            app.readdress(route.with("view", None));
        };
        acts.push(menu::item(Icon::Trash, t::views::delete(), "delete-view", delete).danger());
    }
    groups.push(acts);
    let now = Layout::of(&route);
    groups.push(
        Layout::ALL
            .map(|layout| {
                menu::item(layout.picture(), layout.name(), "set-layout", move || layout.show(app))
                    .checked(layout == now)
            })
            .into(),
    );
    groups
}

/// Keeps what is shown under a name, or gives a saved view another one.
pub(crate) fn save(app: App, known: Option<Uuid>, name: String) {
    let route = app.route.get_untracked();
    match known {
        Some(id) => {
            let fields: Fields = [("name".to_owned(), json!(name))].into();
            let target = RecordRef::to(Id::<SavedView>::new(id));
            app.give_later(Give::new(Command::Edit { target, fields, docs: Vec::new() }));
        }
        None => {
            let id = Id::<SavedView>::new(ids::new());
            let position =
                app.views.with_untracked(|all| all.iter().map(|(_, view)| view.position + 1).max().unwrap_or(0));
            let said = Some(t::views::saved(&name));
            let view = SavedView { name, query: query(&route), position };
            app.give_later(Give { said, ..Give::new(Command::Create { docs: vec![Doc::new(id, &view)] }) });
            app.readdress(route.with("view", Some(&id.uuid().to_string())));
        }
    }
}

/// The edits by which saved views follow when words of a field are called otherwise.
pub(crate) fn renamed(app: App, field: Field, renames: &[(String, String)]) -> Vec<Command> {
    let views = app.views.get_untracked();
    let changed = views.into_iter().filter_map(|(id, view)| {
        let route = Route::parse(&format!("#/board?{}", view.query));
        let filter = route.filter();
        let test = filter.get(field)?;
        let now = match test {
            Test::OneOf(choices) => Test::OneOf(follow(choices, renames)),
            Test::NoneOf(choices) => Test::NoneOf(follow(choices, renames)),
            _ => return None,
        };
        (now != *test).then(|| {
            let address = route.with_filter(&filter.with(field, Some(now))).to_string();
            let query = address.split_once('?').map(|(_, query)| query.to_owned()).unwrap_or_default();
            let fields: Fields = [("query".to_owned(), json!(query))].into();
            Command::Edit { target: RecordRef::to(Id::<SavedView>::new(id)), fields, docs: Vec::new() }
        })
    });
    changed.collect()
}

fn follow(choices: &[Choice], renames: &[(String, String)]) -> Vec<Choice> {
    let now = |word: &str| renames.iter().find(|(old, _)| old == word).map(|(_, new)| new.clone());
    let follow = |choice: &Choice| match choice {
        Choice::Word(word) => now(word).map_or_else(|| choice.clone(), Choice::Word),
        other => other.clone(),
    };
    choices.iter().map(follow).collect()
}
