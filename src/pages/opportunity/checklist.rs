//! The key actions of the stage an opportunity lies in: who, until when, and what there is to show.

use leptos::prelude::*;
use model::gate::{self, assignee};
use model::records::{Member, Outcome, StageAction, StageActionTemplate};
use model::{Command, Doc, Id, RecordRef};
use serde_json::json;

use super::Live;
use crate::i18n::{format, t};
use crate::pages::dialogs::fields::{day_field, optional_day, owner_select};
use crate::pages::today;
use crate::platform::{dom, ids};
use crate::state::{App, Give, duty, lists, typed};
use crate::ui::parts::due_tag;
use crate::ui::{Icon, icon, icon_button};

/// A line of the list as it is shown.
#[derive(Clone, PartialEq)]
struct Line {
    id: Id<StageAction>,
    action: StageAction,
    /// It is a record already.
    is_written: bool,
    is_added: bool,
}

fn lines(app: App, live: Live) -> Option<Vec<Line>> {
    let (stage, pipeline, owner, outcome) = live.map(|loaded| {
        let record = &loaded.record;
        Some((record.stage?, record.pipeline?, record.owner, record.outcome))
    })?;
    if outcome != Outcome::Open {
        return None;
    }
    let templates = lists().key_actions(pipeline);
    let actions = duty().of(live.id, |_, known| known.facts.actions.clone())?;
    let members = typed(lists().members);
    let opportunity = Id::new(live.id);
    let blank = |(id, template): &(Id<StageActionTemplate>, StageActionTemplate)| StageAction {
        opportunity: Some(opportunity),
        stage: Some(stage),
        template: Some(*id),
        name: template.name.clone(),
        owner: assignee(template.owner_role.as_ref(), owner, &members),
        evidence_needed: template.evidence_needed,
        ..StageAction::default()
    };
    let line = |line: gate::Line<'_>| match (line.action, line.template) {
        (Some((id, action)), template) => {
            Some(Line { id: *id, action: action.clone(), is_written: true, is_added: template.is_none() })
        }
        (None, Some(template)) => {
            let id = gate::action_id(opportunity, template.0);
            Some(Line { id, action: blank(template), is_written: false, is_added: false })
        }
        (None, None) => None,
    };
    app.layout.track();
    Some(gate::checklist(&templates, &actions, stage).into_iter().filter_map(line).collect())
}

pub(super) fn section(app: App, live: Live) -> impl IntoView {
    let all = Memo::new(move |_| lines(app, live));
    let typed = RwSignal::new(String::new());
    let open = RwSignal::new(None::<Id<StageAction>>);
    let planning = RwSignal::new(None::<Id<StageAction>>);
    let done = move || {
        all.with(|all| {
            all.as_ref().map_or((0, 0), |all| (all.iter().filter(|line| line.action.is_done()).count(), all.len()))
        })
    };
    let add = move || {
        let name = typed.get_untracked().trim().to_owned();
        let stage = live.map(|loaded| loaded.record.stage);
        if name.is_empty() {
            return;
        }
        typed.set(String::new());
        let action = StageAction {
            opportunity: Some(Id::new(live.id)),
            stage,
            name,
            owner: app.me.get_untracked(),
            ..StageAction::default()
        };
        let docs = vec![Doc::new(Id::<StageAction>::new(ids::new()), &action)];
        app.give_later(Give::new(Command::Create { docs }));
    };
    let is_there = Memo::new(move |_| all.with(Option::is_some));
    move || {
        is_there.get().then(|| {
            view! {
                <section class="section" aria-labelledby="op-actions">
                    <div class="section-head">
                        <h3 id="op-actions">{t::actions_of::title()}</h3>
                        <span class="num muted" data-metric="actions" data-value=move || format!("{}/{}", done().0, done().1)>{move || format!("{}/{}", done().0, done().1)}</span>
                    </div>
                    <ul class="checklist">
                        <For each=move || all.get().unwrap_or_default() key=|line| (line.id, line.action.clone().name, line.action.done_on, line.action.due, line.action.owner, line.action.evidence.len(), line.is_written)
                            children=move |line| row(app, line, [open, planning])/>
                    </ul>
                    <form class="line-add" novalidate="" on:submit=move |event| {
                        event.prevent_default();
                        add();
                    }>
                        <label class="sr-only" for="op-action">{t::actions_of::add()}</label>
                        <input class="input is-small" id="op-action" type="text" autocomplete="off" placeholder=t::actions_of::add() bind:value=typed/>
                        <button type="submit" class="btn is-quiet" data-action="add-key-action" disabled=move || typed.with(|typed| typed.trim().is_empty())>
                            {icon(Icon::Plus)}{t::common::add()}
                        </button>
                    </form>
                </section>
            }
        })
    }
}

fn row(app: App, line: Line, [open, planning]: [RwSignal<Option<Id<StageAction>>>; 2]) -> impl IntoView {
    let today = app.today.get_untracked();
    let Line { id, action, is_written, is_added } = line;
    let is_done = action.is_done();
    let owner = action.owner.map(|owner| app.board(|board| board.member_name(owner).to_owned()));
    let name = action.name.clone();
    let evidence: Vec<String> = action.evidence.iter().map(|one| one.text.clone()).collect();
    let when = match (action.done_on, action.due) {
        (Some(on), _) => view! { <span class="muted num">{format::day_short(on, today)}</span> }.into_any(),
        (None, Some(due)) => due_tag(Some(due), today).into_any(),
        (None, None) => ().into_any(),
    };
    let kept = action.clone();
    let press = move |event: web_sys::Event| {
        if !event_target_checked(&event) {
            return reopen(app, id);
        }
        if kept.evidence_needed && kept.evidence.is_empty() {
            // Not done before there is something to show.
            if let Some(input) = dom::closest(&event, "input") {
                wasm_bindgen::JsCast::unchecked_ref::<web_sys::HtmlInputElement>(&input).set_checked(false);
            }
            open.set(Some(id));
            return dom::focus_when_drawn("#action-evidence".to_owned());
        }
        finish(app, id, &kept, is_written, None);
    };
    let form = {
        let action = action.clone();
        move || {
            let action = action.clone();
            (open.get() == Some(id)).then(|| {
                let (text, wrong) = (RwSignal::new(String::new()), RwSignal::new(false));
                view! {
                    <form class="line-add" novalidate="" data-form="evidence" on:submit=move |event| {
                        event.prevent_default();
                        let evidence = text.get_untracked().trim().to_owned();
                        if evidence.is_empty() {
                            return wrong.set(true);
                        }
                        open.set(None);
                        finish(app, id, &action, is_written, Some(evidence));
                    }>
                        <label class="sr-only" for="action-evidence">{t::score::evidence()}</label>
                        <input class="input is-small" id="action-evidence" type="text" autocomplete="off" placeholder=t::today::evidence_needed()
                            aria-invalid=move || wrong.get().then_some("true") bind:value=text/>
                        <button type="submit" class="btn" data-action="confirm-action">{t::today::done()}</button>
                    </form>
                }
            })
        }
    };
    let plan = {
        let action = action.clone();
        move || (planning.get() == Some(id)).then(|| plan_form(app, id, action.clone(), is_written, planning))
    };
    let edit = (!is_done).then(|| {
        icon_button(Icon::Pencil, "plan-key-action", t::actions_of::plan(&name), move |_| {
            planning.update(|open| *open = (*open != Some(id)).then_some(id));
        })
    });
    let remove = is_added.then(|| {
        let label = t::actions_of::remove(&name);
        icon_button(Icon::X, "remove-key-action", label, move |_| {
            app.give_later(Give::new(Command::Delete { targets: vec![RecordRef::to(id)] }));
        })
    });
    view! {
        <li data-stage-action=id.to_string() data-state=is_done.then_some("done")>
            <div class="lined">
                <label class="check">
                    <input type="checkbox" data-action="toggle-key-action" prop:checked=is_done on:change=press/>
                    <span>{name}{action.evidence_needed.then(|| view! { " "<span class="muted">{t::actions_of::needs_evidence()}</span> })}</span>
                </label>
                <span class="muted">{owner}</span>{when}{edit}{remove}
            </div>
            {(!evidence.is_empty()).then(|| view! { <p class="field-note">{evidence.join(t::list::comma())}</p> })}
            {plan}{form}
        </li>
    }
}

/// Who does a key action, and until when.
fn plan_form(
    app: App,
    id: Id<StageAction>,
    action: StageAction,
    is_written: bool,
    planning: RwSignal<Option<Id<StageAction>>>,
) -> impl IntoView {
    let due = RwSignal::new(action.due.map(|due| due.to_string()).unwrap_or_default());
    let owner = RwSignal::new(action.owner.map(|owner| owner.to_string()).unwrap_or_default());
    let error = RwSignal::new(None);
    let save = move || {
        let Ok(due) = optional_day(app, due, error, phrase::day) else { return };
        let owner = owner.with_untracked(|owner| Id::<Member>::parse(owner));
        let command = if is_written {
            let fields = [("due".to_owned(), json!(due)), ("owner".to_owned(), json!(owner))].into();
            Command::Edit { target: RecordRef::to(id), fields, docs: Vec::new() }
        } else {
            Command::Ensure { docs: vec![Doc::new(id, &StageAction { due, owner, ..action.clone() })] }
        };
        planning.set(None);
        app.give_later(Give::new(command));
    };
    view! {
        <form class="row-form" novalidate="" data-form="plan" on:submit=move |event| {
            event.prevent_default();
            save();
        }>
            {day_field(app, ("action-due", t::common::date()), due, error, phrase::day)}
            {owner_select(app, "action-owner", owner)}
            <button type="submit" class="btn" data-action="confirm-plan">{t::common::save()}</button>
        </form>
    }
}

/// Writes a key action as done. One that nobody has touched yet is written with it.
fn finish(app: App, id: Id<StageAction>, action: &StageAction, is_written: bool, evidence: Option<String>) {
    if is_written {
        return today::done(app, id.uuid(), action, evidence);
    }
    let action = today::as_done(app, action, evidence);
    let give = Give::new(Command::Create { docs: vec![Doc::new(id, &action)] });
    app.give_later(Give { said: Some(t::today::action_done().to_owned()), ..give });
}

fn reopen(app: App, id: Id<StageAction>) {
    let fields = [("done_on".to_owned(), json!(null)), ("done_by".to_owned(), json!(null))].into();
    app.give_later(Give::new(Command::Edit { target: RecordRef::to(id), fields, docs: Vec::new() }));
}
