//! What can be done about a stall: against which causes, with which tasks, and how often it has helped.

use std::collections::BTreeMap;

use leptos::prelude::*;
use model::Id;
use model::records::{ActivityKind, Remedy, RemedyTask};
use model::stall::{Rate, rate_of};
use store::Error;

use super::actions::{role_of, roles};
use super::form::{Rows, Text, Wrong, list, put_away, whole};
use super::stalls::{StallForm, Typed};
use crate::i18n::{format, t};
use crate::pages::dialogs::stall::rates;
use crate::pages::record::touches::kind_name;
use crate::platform::{dom, ids, task};
use crate::state::{App, app};
use crate::ui::{Icon, icon, icon_button};

/// A task with its days as they are typed.
#[derive(Clone, PartialEq)]
pub(super) struct TypedTask {
    task: RemedyTask,
    days: String,
}

#[derive(Clone, PartialEq)]
pub(super) struct TypedRemedy {
    id: Id<Remedy>,
    record: Remedy,
    tasks: Rows<TypedTask>,
}

impl TypedRemedy {
    pub(super) fn new((id, record): (Id<Remedy>, Remedy)) -> Self {
        let task = |task: &RemedyTask| TypedTask { task: task.clone(), days: task.due_days.to_string() };
        Self { id, tasks: record.tasks.iter().map(task).collect(), record }
    }
}

pub(super) fn read(key: u32, typed: &TypedRemedy, wrong: &mut Wrong) -> (Id<Remedy>, Remedy) {
    let name = typed.record.name.trim().to_owned();
    if name.is_empty() && !typed.record.archived {
        wrong.insert(format!("remedy-{key}"), t::field::required());
    }
    let mut tasks = Vec::new();
    for (at, TypedTask { task, days }) in &typed.tasks.all {
        let (text, due_days) = (task.text.trim().to_owned(), whole::<u16>(days, 0..=1000));
        if text.is_empty() {
            wrong.insert(format!("task-{key}-{at}"), t::field::required());
        }
        if due_days.is_none() {
            wrong.insert(format!("task-days-{key}-{at}"), t::cadence::not_days());
        }
        tasks.push(RemedyTask { text, due_days: due_days.unwrap_or_default(), ..task.clone() });
    }
    (typed.id, Remedy { name, tasks, ..typed.record.clone() })
}

type Rates = BTreeMap<Id<Remedy>, Rate>;

pub(super) fn view(form: StallForm) -> impl IntoView {
    let app = app();
    let helped = RwSignal::new(None::<Rates>);
    Effect::new(move |_| {
        app.records.track();
        task::spawn(async move {
            if let Ok(found) = helped_by(app).await {
                helped.try_set(Some(found));
            }
        });
    });
    let keys = Memo::new(move |_| form.typed.with(|typed| typed.remedies.keys_of(|row| !row.record.archived)));
    let gone = Memo::new(move |_| {
        form.typed.with(|typed| {
            let gone = typed.remedies.all.iter().filter(|(_, row)| row.record.archived);
            gone.map(|(key, row)| (*key, row.record.name.clone())).collect::<Vec<_>>()
        })
    });
    let add = move |_| {
        let mut key = 0;
        form.change(|typed| {
            let position = typed.remedies.all.iter().map(|(_, row)| row.record.position + 1).max().unwrap_or_default();
            key = typed.remedies.add(TypedRemedy::new((Id::new(ids::new()), Remedy { position, ..Remedy::default() })));
        });
        dom::focus_when_drawn(format!("#remedy-{key}"));
    };
    view! {
        <ol class="stack"><For each=move || keys.get() key=|key| *key children=move |key| block(form, key, helped)/></ol>
        <div class="actions"><button type="button" class="btn is-small" data-action="add-remedy" on:click=add>{icon(Icon::Plus)}{t::stalls::add_remedy()}</button></div>
        {put_away(gone, move |key| form.change(|typed| set(typed, key, &|row| row.record.archived = false)))}
    }
}

/// How often each remedy got an opportunity moving again.
async fn helped_by(app: App) -> Result<Rates, Error> {
    let found = rates(app).await?;
    Ok(found.keys().map(|(remedy, _)| (*remedy, rate_of(&found, *remedy))).collect())
}

fn set(typed: &mut Typed, key: u32, change: &dyn Fn(&mut TypedRemedy)) {
    if let Some(row) = typed.remedies.get_mut(key) {
        change(row);
    }
}

fn block(form: StallForm, key: u32, helped: RwSignal<Option<Rates>>) -> impl IntoView {
    let name_of = move |typed: &Typed| typed.remedies.get(key).map(|row| row.record.name.clone()).unwrap_or_default();
    let name = Text::new(format!("remedy-{key}"), t::stalls::remedy(), name_of, move |typed, text: String| {
        set(typed, key, &|row| row.record.name.clone_from(&text));
    });
    let id = form.typed.with_untracked(|typed| typed.remedies.get(key).map(|row| row.id));
    let rate = move || {
        let rate = helped.with(|all| all.as_ref().and_then(|all| all.get(&id?).copied())).unwrap_or_default();
        let words = match rate.share() {
            Some(share) => {
                let (share, moved, n) =
                    (format!("{:.0}", share * 100.0), format::count(rate.moved), format::count(rate.n));
                t::stalls::helped { share: &share, moved: &moved, n: &n }.text()
            }
            None => t::stalls::never_used().to_owned(),
        };
        let waiting = (rate.waiting > 0).then(|| t::stalls::waiting(rate.waiting));
        view! { <span class="muted num" data-metric="unstall" data-value=rate.moved data-n=rate.n>{words}" "{waiting}</span> }
    };
    let keys = Memo::new(move |_| {
        form.typed.with(|typed| typed.remedies.get(key).map(|row| row.tasks.keys()).unwrap_or_default())
    });
    let add = move || {
        let mut at = 0;
        form.change(|typed| {
            if let Some(row) = typed.remedies.get_mut(key) {
                let task = RemedyTask { text: String::new(), kind: ActivityKind::Task, role: None, due_days: 0 };
                at = row.tasks.add(TypedTask { task, days: "5".to_owned() });
            }
        });
        format!("#task-{key}-{at}")
    };
    let remove = move |_| {
        let stood = form.stands.get_untracked();
        form.change(|typed| {
            let is_saved = |row: &TypedRemedy| stood.remedies.all.iter().any(|(_, other)| other.id == row.id);
            typed.remedies.put_away(key, is_saved, |row| row.record.archived = true);
        });
    };
    view! {
        <li class="stage-rule" data-remedy=id.map(|id| id.to_string())>
            <div class="form-row is-remedy">
                {form.bare(name.hint(t::stalls::remedy()))}
                {rate}
                {icon_button(Icon::X, "remove-remedy", t::actions::remove().to_owned(), remove)}
            </div>
            <fieldset class="field"><legend>{t::stalls::against()}</legend><div class="picks">{move || against(form, key)}</div></fieldset>
            {list(t::stalls::tasks(), keys, (t::stalls::add_task(), "add-task"), add, move |at| task_row(form, key, at))}
        </li>
    }
}

/// The causes it helps against.
fn against(form: StallForm, key: u32) -> impl IntoView {
    let causes = Memo::new(move |_| {
        form.typed.with(|typed| {
            let live =
                typed.causes.all.iter().filter(|(_, (_, cause))| !cause.archived && !cause.name.trim().is_empty());
            live.map(|(_, (id, cause))| (*id, cause.name.clone())).collect::<Vec<_>>()
        })
    });
    let pick = move |(id, name): (Id<model::records::StallCause>, String)| {
        let is_on = move |typed: &Typed| typed.remedies.get(key).is_some_and(|row| row.record.causes.contains(&id));
        form.pick(name, id.to_string(), is_on, move |typed, on| {
            set(typed, key, &|row| {
                row.record.causes.retain(|known| *known != id);
                if on {
                    row.record.causes.push(id);
                }
            });
        })
    };
    causes.get().into_iter().map(pick).collect_view()
}

fn task_row(form: StallForm, key: u32, at: u32) -> impl IntoView {
    let get = move |typed: &Typed| typed.remedies.get(key).and_then(|row| row.tasks.get(at)).cloned();
    let change = move |typed: &mut Typed, change: &dyn Fn(&mut TypedTask)| {
        if let Some(task) = typed.remedies.get_mut(key).and_then(|row| row.tasks.get_mut(at)) {
            change(task);
        }
    };
    let text = Text::new(
        format!("task-{key}-{at}"),
        t::stalls::task(),
        move |typed: &Typed| get(typed).map(|task| task.task.text).unwrap_or_default(),
        move |typed, text: String| change(typed, &|task| task.task.text.clone_from(&text)),
    );
    let days = Text::new(
        format!("task-days-{key}-{at}"),
        t::stalls::task_days(),
        move |typed: &Typed| get(typed).map(|task| task.days).unwrap_or_default(),
        move |typed, text: String| change(typed, &|task| task.days.clone_from(&text)),
    );
    let kinds = ActivityKind::ALL.iter().map(|kind| (kind.as_str().to_owned(), kind_name(kind))).collect();
    let kind = move |typed: &Typed| get(typed).map(|task| task.task.kind.as_str().to_owned()).unwrap_or_default();
    let set_kind =
        move |typed: &mut Typed, text: String| change(typed, &|task| task.task.kind = ActivityKind::parse(&text));
    let role = move |typed: &Typed| {
        get(typed).and_then(|task| task.task.role).map(|role| role.as_str().to_owned()).unwrap_or_default()
    };
    let set_role = move |typed: &mut Typed, text: String| change(typed, &|task| task.task.role = role_of(&text));
    let remove = move |_| {
        form.change(|typed| {
            if let Some(row) = typed.remedies.get_mut(key) {
                row.tasks.remove(at);
            }
        });
    };
    view! {
        <li class="form-row is-task">
            {form.bare(text.hint(t::stalls::task()))}
            {form.choice(format!("task-kind-{key}-{at}"), t::stalls::task_kind().to_owned(), true, kinds, kind, set_kind)}
            {form.choice(format!("task-role-{key}-{at}"), t::actions::role().to_owned(), true, roles(), role, set_role)}
            {form.bare(days.number().hint(t::actions::days_hint()))}
            {icon_button(Icon::X, "remove-task", t::actions::remove().to_owned(), remove)}
        </li>
    }
}
