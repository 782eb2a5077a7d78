//! Loss reasons, in two levels.

use leptos::prelude::*;
use model::journal::Action;
use model::records::{LossReason, Record as _};
use model::{Command, Doc, Id, RecordRef, Uuid};
use serde_json::json;

use super::pipelines::behind;
use super::rows::{self, Inline, Order, adder, inline, more, ordered};
use crate::i18n::t;
use crate::platform::{dom, ids, task};
use crate::state::{App, Give, app, lists};
use crate::ui::menu::{self, Groups};
use crate::ui::{Icon, icon};

pub(super) fn view() -> impl IntoView {
    let app = app();
    let top = Signal::derive(|| order(None));
    let gone = Signal::derive(|| {
        lists().reasons.with(|all| {
            let gone = all.iter().filter(|(_, reason)| reason.archived);
            gone.map(|(id, _)| (target(*id), full_name(*id))).collect::<Vec<_>>()
        })
    });
    // The reason to which a finer one is being added.
    let adding = RwSignal::new(None::<Uuid>);
    view! {
        <section class="section" aria-labelledby="reasons">
            <div class="section-head"><h2 id="reasons">{t::reasons::title()}</h2></div>
            <p>{t::reasons::what()}</p>
            {ordered("", t::reasons::title().to_owned(), top, name_of, move |id| family(app, id, adding).into_any())}
            {adder("add-reason".to_owned(), t::reasons::name(), t::reasons::add(), "add-reason", move |name| add(app, name, None))}
            {rows::archived(t::reasons::archived, gone, move |target| bring_back(app, target))}
        </section>
    }
}

fn target(id: Uuid) -> RecordRef {
    RecordRef { kind: LossReason::KIND, id }
}

/// Reasons in use below another, or of the first level.
fn order(parent: Option<Uuid>) -> Order {
    lists().reasons.with(|all| {
        let of = all.iter().filter(|(_, reason)| !reason.archived && reason.parent.map(Id::uuid) == parent);
        of.map(|(id, reason)| (target(*id), reason.position)).collect()
    })
}

fn reason_of(id: Uuid) -> Option<LossReason> {
    lists().reasons.with(|all| all.iter().find(|(known, _)| *known == id).map(|(_, reason)| reason.clone()))
}

fn name_of(id: Uuid) -> String {
    reason_of(id).map(|reason| reason.name).unwrap_or_default()
}

/// What reasons are called together: a finer one says the one it belongs to.
pub(crate) fn names(ids: &[Uuid]) -> String {
    let parent = |id: Uuid| reason_of(id).and_then(|reason| reason.parent).map(Id::uuid);
    let finest = ids.iter().filter(|id| !ids.iter().any(|other| parent(*other) == Some(**id)));
    let name = |id: &Uuid| match full_name(*id) {
        name if name.is_empty() => t::filter::unknown_value().to_owned(),
        name => name,
    };
    finest.map(name).collect::<Vec<_>>().join(t::list::comma())
}

/// With the reason it is a finer form of.
pub(crate) fn full_name(id: Uuid) -> String {
    let Some(reason) = reason_of(id) else { return String::new() };
    match reason.parent.map(|parent| name_of(parent.uuid())).filter(|parent| !parent.is_empty()) {
        Some(parent) => t::reasons::finer { reason: &parent, finer: &reason.name }.text(),
        None => reason.name,
    }
}

/// A reason with its finer ones.
fn family(app: App, id: Uuid, adding: RwSignal<Option<Uuid>>) -> impl IntoView {
    let finer = Signal::derive(move || order(Some(id)));
    let some = Memo::new(move |_| finer.with(|finer| !finer.is_empty()));
    let line = move || {
        (adding.get() == Some(id)).then(|| {
            dom::focus_soon("#add-finer");
            adder(
                "add-finer".to_owned(),
                t::reasons::finer_name(),
                t::reasons::add_finer(),
                "add-finer-reason",
                move |name| {
                    add(app, name, Some(id));
                },
            )
        })
    };
    view! {
        <div class="row-block">
            {row(app, id)}
            {move || some.get().then(|| {
                ordered("is-plain", t::reasons::finer_of(&name_of(id)), finer, name_of, move |id| row(app, id).into_any())
            })}
            {line}
            {move || (adding.get() != Some(id)).then(|| view! {
                <button type="button" class="btn is-quiet is-small" data-action="open-finer-reason"
                    aria-label=t::reasons::add_finer_to(&name_of(id)) on:click=move |_| adding.set(Some(id))>
                    {icon(Icon::Plus)}{t::reasons::add_finer()}
                </button>
            })}
        </div>
    }
}

fn row(app: App, id: Uuid) -> impl IntoView {
    let name = Signal::derive(move || name_of(id));
    let value = Inline { target: target(id), field: "name", label: t::reasons::name(), shown: name, typed: name };
    view! {
        <div class="row-main">
            <div class="row-text">{inline(value, rows::save_name(app, target(id)))}</div>
            {more(app, target(id), move || name.get())}
        </div>
    }
}

fn add(app: App, name: String, parent: Option<Uuid>) {
    let position = behind(&untrack(|| order(parent)));
    let said = Some(t::rows::added(&name));
    let reason = LossReason { name, parent: parent.map(Id::new), position, archived: false };
    let docs = vec![Doc::new(Id::<LossReason>::new(ids::new()), &reason)];
    app.give_later(Give { said, ..Give::new(Command::Create { docs }) });
}

/// At the end of its list; a finer one together with the reason it belongs to.
fn bring_back(app: App, target: RecordRef) {
    let Some(reason) = untrack(|| reason_of(target.id)) else { return };
    let parent = reason.parent.map(Id::uuid);
    let edit = |target: RecordRef, parent: Option<Uuid>| {
        let mut fields = rows::set_archived(false);
        fields.insert("position".to_owned(), json!(behind(&untrack(|| order(parent)))));
        Command::Edit { target, fields, docs: Vec::new() }
    };
    let mut commands = vec![edit(target, parent)];
    if let Some(parent) = parent.filter(|parent| untrack(|| reason_of(*parent)).is_some_and(|reason| reason.archived)) {
        commands.push(edit(self::target(parent), None));
    }
    let said = t::rows::brought_back(&reason.name);
    task::spawn(async move {
        app.give_together(Action::BringBack, target, commands, Some(said)).await;
    });
}

pub(super) fn menu(app: App, id: Uuid) -> Groups {
    let Some(reason) = untrack(|| reason_of(id)) else { return Vec::new() };
    let target = target(id);
    let live = untrack(|| order(reason.parent.map(Id::uuid)));
    let rename = menu::item(Icon::Pencil, t::rows::rename(), "rename-setting", move || rows::edit(target, "name"));
    let name = reason.name.clone();
    let remove = menu::item(Icon::Archive, t::rows::archive(), "archive-setting", move || {
        rows::archive(app, target, true, t::rows::was_archived(&name));
    });
    vec![[rename].into_iter().chain(rows::moves(app, live, id, reason.name)).collect(), vec![remove.danger()]]
}
