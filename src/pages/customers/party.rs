//! What the pages of accounts and of contacts have in common.

use std::collections::BTreeMap;

use leptos::prelude::*;
use model::journal::Change;
use model::records::{Account, Activity, Contact, Record as _};
use model::{Command, Doc, Id, RecordRef, Uuid};
use serde_json::Value;

use super::shelf::Shelf;
use super::{href, list_of, picture, screen};
use crate::frame::page_bar;
use crate::i18n::t;
use crate::pages::fields;
use crate::pages::record::timeline::{self, Event, Words, of_activity, of_history};
use crate::pages::record::{History, Live, Loaded, activities_of};
use crate::platform::task;
use crate::route::{Route, Screen};
use crate::state::{App, Asking, Give, Menu};
use crate::ui::menu::{self, Groups};
use crate::ui::{Icon, icon};

/// Of so many others what was done is shown on the page.
const OTHERS: usize = 60;

/// A record, as its page shows it.
pub(crate) trait Party: Loaded {
    fn doc(&self) -> &Doc;
    fn history(&self) -> &History;
    fn names(&self) -> &BTreeMap<Uuid, String>;
    fn own(&self) -> &[(Id<Activity>, Activity)];
    /// What a field is called; nothing for one that has no name of its own.
    fn label(field: &str) -> Option<&'static str>;
    /// A value of a field that has words of its own for it.
    fn words(_field: &str, _value: &Value) -> Option<String> {
        None
    }
}

/// The frame of a page: its bar, and either the record or that it is not there. An id that was merged leads on.
pub(super) fn frame<L: Party>(
    app: App,
    live: Live<L>,
    title: &'static str,
    head: impl Fn() -> AnyView + Send + 'static,
    body: impl Fn() -> AnyView + Send + 'static,
) -> impl IntoView {
    let target = live.target();
    Effect::new(move |_| {
        if live.gone.get() {
            task::spawn(async move { follow(app, target).await });
        }
    });
    let is_loaded = live.is_loaded();
    let inside = move || {
        if live.gone.get() {
            return gone(target).into_any();
        }
        if !is_loaded.get() {
            return view! { <div class="panel-body" aria-busy="true"><div class="skeleton"></div></div> }.into_any();
        }
        view! { {head()}{body()} }.into_any()
    };
    let attribute = |kind| (target.kind == kind).then(|| target.id.to_string());
    view! {
        <main class="page" id="main" tabindex="-1">
            {page_bar(title, super::list::to_list(target.kind))}
            <div class="page-body">
                <div class="panel is-page is-party" data-account-id=attribute(Account::KIND) data-contact-id=attribute(Contact::KIND)>
                    {inside}
                </div>
            </div>
        </main>
    }
}

/// What was here has become part of something else: there.
async fn follow(app: App, target: RecordRef) {
    let Ok(now) = app.store().await.resolve(target).await else { return };
    if now != target && app.route.get_untracked().screen == screen(target) {
        app.readdress(Route::to(screen(now)));
    }
}

fn gone(target: RecordRef) -> impl IntoView {
    let title =
        if target.kind == Contact::KIND { t::customers::no_such_contact() } else { t::customers::no_such_account() };
    view! {
        <div class="empty">
            {icon(Icon::CircleAlert)}<h2>{title}</h2><p>{t::opportunity::gone_more()}</p>
            <div class="actions">
                <a class="btn" href=list_of(target.kind).to_string()>{t::customers::title()}</a>
                <a class="btn" href=Route::to(Screen::Deleted).to_string()>{t::deleted::title()}</a>
            </div>
        </div>
    }
}

/// The record's name with what can be done about it.
pub(super) fn head(app: App, target: RecordRef, name: Signal<String>, key: AnyView) -> AnyView {
    view! {
        <header class="panel-head">
            <div class="panel-tools">
                <button type="button" class="btn is-quiet" data-action="merge"
                    on:click=move |_| app.asking.set(Some(Asking::Merge { one: target, other: None }))>
                    {icon(Icon::Merge)}{t::merge::act_with()}
                </button>
                <button type="button" class="btn is-icon is-quiet" data-action="open-party-menu" aria-haspopup="menu"
                    aria-label=t::common::more_actions() title=t::common::more_actions()
                    aria-expanded=move || app.is_menu_open(Menu::Party(target)).to_string()
                    on:click=move |event| app.open_menu(&event, Menu::Party(target))>{icon(Icon::Ellipsis)}</button>
            </div>
            <h2 class="panel-title" id="party-title">{icon(picture(target.kind))}<span>{name}</span></h2>
            {key}
        </header>
    }
    .into_any()
}

/// Everything that can be done with an account or contact.
pub(crate) fn actions(app: App, target: RecordRef) -> Groups {
    let merge = menu::item(Icon::Merge, t::merge::act_with(), "merge", move || {
        menu::after_closing(move || app.asking.set(Some(Asking::Merge { one: target, other: None })));
    });
    let new_contact = (target.kind == Account::KIND).then(|| {
        menu::item(Icon::Contact, t::customers::new_contact(), "new-contact", move || {
            let asking = Asking::NewContact { account: Some(target.id), name: String::new() };
            menu::after_closing(move || app.asking.set(Some(asking.clone())));
        })
    });
    let delete = menu::item(Icon::Trash, t::common::delete(), "delete-party", move || delete(app, target)).danger();
    vec![new_contact.into_iter().chain([merge]).collect(), vec![delete]]
}

/// Deletes what nothing hangs on; otherwise asks what to do about it.
fn delete(app: App, target: RecordRef) {
    task::spawn(async move {
        let docs = match app.store().await.pointing_at(target.id).await {
            Ok(docs) => docs,
            Err(error) => return app.show_unread(&error),
        };
        if docs.iter().any(|doc| doc.hangs_on(target.id)) {
            return app.asking.set(Some(Asking::DeleteLinked(target)));
        }
        let name = Shelf.look_untracked(|book| book.name(target.id).unwrap_or_default().to_owned());
        let said = Some(t::card::deleted(&name));
        leave(app, target);
        // A failure has been shown.
        app.give(Give { said, ..Give::new(Command::Delete { targets: vec![target] }) }).await.ok();
    });
}

/// Away from the page of a record that is about to be gone.
pub(super) fn leave(app: App, target: RecordRef) {
    if app.route.get_untracked().screen == screen(target) {
        app.go(&list_of(target.kind));
    }
}

/// What was done with others that belong to the record: with whom, and what.
pub(crate) type Others = Vec<(RecordRef, String, Id<Activity>, Activity)>;

/// Reads what was done with others, anew when they or anything else have changed.
pub(super) fn others(app: App, subjects: Memo<Vec<(RecordRef, String)>>) -> RwSignal<Others> {
    let others = RwSignal::new(Others::new());
    Effect::new(move |_| {
        app.records.track();
        let mut subjects = subjects.get();
        subjects.truncate(OTHERS);
        task::spawn(async move {
            let ids: Vec<Uuid> = subjects.iter().map(|(target, _)| target.id).collect();
            let Ok(found) = activities_of(&ids).await else { return };
            let named = |(id, activity): (Id<Activity>, Activity)| {
                let (target, name) = subjects.iter().find(|(target, _)| Some(target.id) == activity.subject)?;
                Some((*target, name.clone(), id, activity))
            };
            let found: Others = found.into_iter().filter_map(named).collect();
            // The view may be gone by now.
            if others.try_with_untracked(|known| *known != found).unwrap_or(false) {
                others.try_set(found);
            }
        });
    });
    others
}

/// The history of the record, with what was done with it and with others.
pub(crate) fn history<L: Party>(app: App, live: Live<L>, others: RwSignal<Others>) -> AnyView {
    let events = Memo::new(move |_| {
        app.layout.track();
        let zone = app.time_zone();
        let with_others = others.get();
        live.map(|loaded| events(app, loaded, &with_others, &zone))
    });
    timeline::section(app, live.target(), events)
}

fn events<L: Party>(app: App, loaded: &L, others: &Others, zone: &str) -> Vec<Event> {
    let heading = |change: &Change| {
        let picture = if change.field == "owner" { Icon::User } else { Icon::Pencil };
        let custom = || {
            let id = Uuid::try_parse(change.field.strip_prefix("custom.")?).ok()?;
            let own = fields::own(app, id).map(|field| field.name);
            Some(own.unwrap_or_else(|| t::filter::unknown_field().to_owned()))
        };
        let name = L::label(&change.field).map(str::to_owned).or_else(custom);
        (name.unwrap_or_else(|| change.field.clone()), picture)
    };
    let value = |field: &str, value: &Value| words(app, loaded, field, value);
    let words = Words { heading: &heading, value: &value };
    let mut events = of_history(app, loaded.history(), loaded.doc(), &words, zone);
    events.extend(loaded.own().iter().filter_map(|(id, activity)| of_activity(app, *id, activity, None, zone)));
    events.extend(others.iter().filter_map(|(target, name, id, activity)| {
        let href = if target.kind == model::records::Opportunity::KIND {
            Route::to(Screen::Opportunity(target.id)).to_string()
        } else {
            href(*target)
        };
        of_activity(app, *id, activity, Some((href, name.clone())), zone)
    }));
    timeline::sorted(events)
}

fn words<L: Party>(app: App, loaded: &L, field: &str, value: &Value) -> Option<String> {
    let id = |text: &str| Uuid::try_parse(text).ok();
    let name = |id: Uuid| loaded.names().get(&id).cloned();
    match value {
        Value::Null => None,
        value if L::words(field, value).is_some() => L::words(field, value),
        value if field.starts_with("custom.") => fields::words_in_history(app, value),
        Value::String(text) if field == "owner" => {
            id(text).map(|id| app.board(|board| board.member_name(Id::new(id)).to_owned()))
        }
        Value::String(text) => Some(id(text).and_then(name).unwrap_or_else(|| text.clone())),
        Value::Array(items) => {
            let text = |item: &Value| item.as_str().map_or_else(|| item.to_string(), str::to_owned);
            Some(items.iter().map(text).collect::<Vec<_>>().join(t::list::comma()))
        }
        other => Some(other.to_string()),
    }
}
