//! Someone who works here: new, changed, or gone.

use std::collections::BTreeSet;

use leptos::prelude::*;
use model::diff::Fields;
use model::journal::Action;
use model::records::{Member, Opportunity, Outcome, Role};
use model::{Command, Doc, Id, RecordRef, Uuid};
use serde_json::{Value, json};

use super::{ID, Question, ask, target};
use crate::i18n::t;
use crate::pages::dialogs::fields::field;
use crate::pages::settings::members::{member_of, role_name};
use crate::pages::settings::rows;
use crate::platform::{dom, ids, task};
use crate::state::{App, Give, lists};
use crate::ui::dialog::{Shape, close_by_id};

pub(super) fn dialog(app: App, id: Option<Uuid>) -> impl IntoView {
    let stands = id.and_then(|id| untrack(|| member_of(id))).unwrap_or_default();
    let name = RwSignal::new(stands.name.clone());
    let error = RwSignal::new(None);
    let role = RwSignal::new(stands.role.as_ref().map(|role| role.as_str().to_owned()).unwrap_or_default());
    let manager = RwSignal::new(stands.manager.map(|id| id.to_string()).unwrap_or_default());
    let roles = Role::ALL.iter().cloned().chain(stands.role.clone().filter(|role| !Role::ALL.contains(role)));
    let roles = roles.map(|one| {
        let chosen = stands.role.as_ref() == Some(&one);
        view! { <option value=one.as_str().to_owned() selected=chosen>{role_name(&one)}</option> }
    });
    let managers = untrack(|| may_lead(id, stands.manager.map(Id::uuid))).into_iter().map(|(other, name)| {
        let chosen = stands.manager.map(Id::uuid) == Some(other);
        view! { <option value=other.to_string() selected=chosen>{name}</option> }
    });
    let body = view! {
        {field("member-name", t::members::name(), name, error, false, || None)}
        <div class="field">
            <label for="member-role">{t::members::role()}</label>
            <select class="input" id="member-role" on:change=move |event| role.set(event_target_value(&event))>
                <option value="">{t::common::unset()}</option>{roles.collect_view()}
            </select>
        </div>
        <div class="field">
            <label for="member-manager">{t::members::manager()}</label>
            <select class="input" id="member-manager" on:change=move |event| manager.set(event_target_value(&event))>
                <option value="">{t::common::unset()}</option>{managers.collect_view()}
            </select>
        </div>
    };
    dom::focus_all_soon("#member-name");
    let (title, confirm) = match id {
        None => (t::members::new().to_owned(), t::new::create()),
        Some(_) => (t::members::edit(&stands.name), t::common::save()),
    };
    let question = Question {
        shape: Shape::Plain,
        title,
        subtitle: None,
        body: body.into_any(),
        confirm: confirm.to_owned(),
        danger: false,
    };
    ask(app, question, move || {
        let name = name.get_untracked().trim().to_owned();
        if name.is_empty() {
            error.set(Some(t::field::required()));
            return dom::focus_soon("#member-name");
        }
        close_by_id(ID);
        let text = |value: String| if value.is_empty() { Value::Null } else { json!(value) };
        let (role, manager) = (role.get_untracked(), manager.get_untracked());
        let command = match id {
            Some(id) => {
                let fields: Fields = [
                    ("name".to_owned(), json!(name)),
                    ("role".to_owned(), text(role)),
                    ("manager".to_owned(), text(manager)),
                ]
                .into();
                Command::Edit { target: target::<Member>(id), fields, docs: Vec::new() }
            }
            None => {
                let role = Some(role).filter(|role| !role.is_empty()).map(|role| Role::parse(&role));
                let member = Member { name: name.clone(), role, manager: Id::parse(&manager), archived: false };
                Command::Create { docs: vec![Doc::new(Id::<Member>::new(ids::new()), &member)] }
            }
        };
        let said = id.is_none().then(|| t::rows::added(&name));
        app.give_later(Give { said, ..Give::new(command) });
    })
}

/// Who can lead a member: nobody who is led by them. Whoever does now is among them.
fn may_lead(member: Option<Uuid>, now: Option<Uuid>) -> Vec<(Uuid, String)> {
    lists().members.with(|all| {
        let mut led: BTreeSet<Uuid> = member.into_iter().collect();
        while let Some((id, _)) = all
            .iter()
            .find(|(id, other)| !led.contains(id) && other.manager.is_some_and(|leads| led.contains(&leads.uuid())))
        {
            led.insert(*id);
        }
        let may = all.iter().filter(|(id, other)| !led.contains(id) && (!other.archived || Some(*id) == now));
        may.map(|(id, other)| (*id, other.name.clone())).collect()
    })
}

/// Archiving a member who has open opportunities: somebody else gets them, or they stay.
pub(super) fn remove(app: App, id: Uuid) -> impl IntoView {
    let name = untrack(|| member_of(id)).map(|member| member.name).unwrap_or_default();
    let owned: Vec<Uuid> = app.board(|board| {
        let open = board.all().filter(|card| card.outcome == Outcome::Open);
        open.filter(|card| card.owner.is_some_and(|(owner, _)| owner == id)).map(|card| card.id).collect()
    });
    let others = app.board(board::Board::members).into_iter().filter(|(other, _)| other.uuid() != id);
    let to = RwSignal::new(String::new());
    let options = others.map(|(id, name)| view! { <option value=id.to_string()>{name}</option> });
    let body = view! {
        <p>{t::members::has(owned.len())}</p>
        <div class="field">
            <label for="member-to">{t::members::hand_to()}</label>
            <select class="input" id="member-to" on:change=move |event| to.set(event_target_value(&event))>
                <option value="">{t::members::hand_to_nobody()}</option>{options.collect_view()}
            </select>
        </div>
        <p class="muted">{t::members::history_keeps()}</p>
    };
    dom::focus_soon("#member-to");
    let question = Question {
        shape: Shape::Plain,
        title: t::members::remove(&name),
        subtitle: None,
        body: body.into_any(),
        confirm: t::rows::archive().to_owned(),
        danger: true,
    };
    ask(app, question, move || {
        close_by_id(ID);
        let to = to.get_untracked();
        let edit = |id: &Uuid| {
            let fields: Fields = [("owner".to_owned(), json!(to))].into();
            Command::Edit { target: RecordRef::to(Id::<Opportunity>::new(*id)), fields, docs: Vec::new() }
        };
        let mut commands: Vec<Command> = if to.is_empty() { Vec::new() } else { owned.iter().map(edit).collect() };
        let about = target::<Member>(id);
        commands.push(Command::Edit { target: about, fields: rows::set_archived(true), docs: Vec::new() });
        let said = t::rows::was_archived(&name);
        task::spawn(async move {
            app.give_together(Action::Archive, about, commands, Some(said)).await;
        });
    })
}
