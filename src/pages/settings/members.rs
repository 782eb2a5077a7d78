//! Who works here.

use std::collections::BTreeMap;

use leptos::prelude::*;
use model::records::{Member, Outcome, Record as _, Role};
use model::{Id, RecordRef, Uuid};

use super::rows::{self, more};
use crate::i18n::{format, t};
use crate::state::{App, Asking, Setup, app, lists};
use crate::ui::menu::{self, Groups};
use crate::ui::parts::avatar;
use crate::ui::{Icon, icon};

pub(super) fn view() -> impl IntoView {
    let app = app();
    let ids = Memo::new(|_| {
        let mut live: Vec<(Uuid, String)> = lists().members.with(|all| {
            let live = all.iter().filter(|(_, member)| !member.archived);
            live.map(|(id, member)| (*id, member.name.clone())).collect()
        });
        live.sort_by(|(_, a), (_, b)| format::compare_texts(a, b));
        live.into_iter().map(|(id, _)| id).collect::<Vec<Uuid>>()
    });
    let owned = Memo::new(move |_| owned(app));
    let gone = Signal::derive(|| {
        lists().members.with(|all| {
            let gone = all.iter().filter(|(_, member)| member.archived);
            gone.map(|(id, member)| (target(*id), member.name.clone())).collect::<Vec<_>>()
        })
    });
    let none = move || {
        (lists().ready.get() && ids.with(Vec::is_empty)).then(|| view! { <p class="muted">{t::members::none()}</p> })
    };
    view! {
        <section class="section" aria-labelledby="members">
            <div class="section-head">
                <h2 id="members">{t::members::title()}</h2><span class="push"></span>
                <button type="button" class="btn" data-action="new-member"
                    on:click=move |_| app.asking.set(Some(Asking::Setup(Setup::Member(None))))>
                    {icon(Icon::Plus)}{t::members::new()}
                </button>
            </div>
            <p>{t::members::what()}</p>
            {none}
            <ul class="rows" data-empty=move || ids.with(Vec::is_empty).then_some("")>
                <For each=move || ids.get() key=|id| *id children=move |id| row(app, id, owned)/>
            </ul>
            {rows::archived(t::members::archived, gone, move |target| {
                let name = untrack(|| member_of(target.id)).map(|member| member.name).unwrap_or_default();
                rows::archive(app, target, false, t::rows::brought_back(&name));
            })}
        </section>
    }
}

pub(super) fn target(id: Uuid) -> RecordRef {
    RecordRef { kind: Member::KIND, id }
}

pub(super) fn member_of(id: Uuid) -> Option<Member> {
    lists().members.with(|all| all.iter().find(|(known, _)| *known == id).map(|(_, member)| member.clone()))
}

/// How many open opportunities each member has.
fn owned(app: App) -> BTreeMap<Uuid, usize> {
    app.changed.track();
    app.layout.track();
    app.board(|board| {
        let mut owned = BTreeMap::new();
        for card in board.all().filter(|card| card.outcome == Outcome::Open) {
            if let Some((id, _)) = card.owner {
                *owned.entry(id).or_default() += 1;
            }
        }
        owned
    })
}

pub(super) fn role_name(role: &Role) -> String {
    match role {
        Role::OpportunityManager => t::role::opportunity_manager(),
        Role::Sales => t::role::sales(),
        Role::Presales => t::role::presales(),
        Role::Marketing => t::role::marketing(),
        Role::Product => t::role::product(),
        Role::Delivery => t::role::delivery(),
        Role::Finance => t::role::finance(),
        Role::Unknown(text) => return text.clone(),
    }
    .to_owned()
}

fn row(app: App, id: Uuid, owned: Memo<BTreeMap<Uuid, usize>>) -> impl IntoView {
    let member = Memo::new(move |_| member_of(id).unwrap_or_default());
    let name = move || member.with(|member| member.name.clone());
    let is_me = move || app.me.get() == Some(Id::new(id));
    let more_words = move || {
        let member = member.get();
        let manager = member.manager.and_then(|manager| member_of(manager.uuid()));
        let manager = manager.map(|manager| t::members::reports_to(&manager.name));
        let words: Vec<String> = member.role.as_ref().map(role_name).into_iter().chain(manager).collect();
        words.join(" · ")
    };
    let count = move || owned.with(|owned| owned.get(&id).copied().unwrap_or_default());
    let me = move || is_me().then(|| view! { <span class="tag" data-tone="new">{t::members::me()}</span> });
    view! {
        <li class="row-item" data-setting=id.to_string()>
            {move || avatar(&name())}
            <div class="row-text">
                <button type="button" class="inline-value" data-action="edit-member" aria-label=move || t::members::edit(&name())
                    on:click=move |_| app.asking.set(Some(Asking::Setup(Setup::Member(Some(id)))))>
                    <span>{name}</span>{icon(Icon::Pencil)}
                </button>
                {me}
                <span>{more_words}</span>
            </div>
            <div class="row-end">
                <span class="row-count muted num">{move || t::pipelines::open(count())}</span>
                {more(app, target(id), name)}
            </div>
        </li>
    }
}

pub(super) fn menu(app: App, id: Uuid) -> Groups {
    let name = untrack(|| member_of(id)).map(|member| member.name).unwrap_or_default();
    let edit = menu::item(Icon::Pencil, t::common::edit(), "edit-setting", move || {
        menu::after_closing(move || app.asking.set(Some(Asking::Setup(Setup::Member(Some(id))))));
    });
    let is_me = app.me.get_untracked() == Some(Id::new(id));
    let me = menu::item(Icon::User, t::members::this_is_me(), "set-me", move || {
        app.set_me((!is_me).then_some(Id::new(id)));
    });
    let remove = menu::item(Icon::Archive, t::rows::archive(), "archive-setting", move || {
        if untrack(|| owned(app)).contains_key(&id) {
            menu::after_closing(move || app.asking.set(Some(Asking::Setup(Setup::RemoveMember(id)))));
        } else {
            rows::archive(app, target(id), true, t::rows::was_archived(&name));
        }
    });
    vec![vec![edit, me.checked(is_me)], vec![remove.danger()]]
}
