//! A form whose change is tried on the present data before it is saved. What comes of it is said while one types: how many
//! change, in which way, and some of their names.

use std::collections::BTreeMap;
use std::rc::Rc;

use leptos::prelude::*;
use model::journal::Action;
use model::{Command, RecordRef, Uuid};
use store::Error;

use super::form::{Form, Typed};
use crate::i18n::{format, t};
use crate::platform::{dom, task};
use crate::route::{Route, Screen};
use crate::state::app;
use crate::ui::parts::notice;

/// So many names are shown.
const NAMED: usize = 5;
/// So many records are tried in one go.
const PART: usize = 250;

/// What a dry run found.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Found {
    /// How many were looked at.
    pub(super) n: usize,
    /// Those for which something is otherwise, and what they are called.
    pub(super) changed: BTreeMap<Uuid, String>,
    /// In which way, in words, and how many.
    pub(super) ways: BTreeMap<String, usize>,
    /// What else there is to know.
    pub(super) notes: Vec<String>,
}

impl Found {
    pub(super) fn change(&mut self, id: Uuid, name: &str) {
        self.changed.insert(id, name.to_owned());
    }

    pub(super) fn way(&mut self, words: String) {
        *self.ways.entry(words).or_default() += 1;
    }
}

/// How far a dry run is.
#[derive(Clone, PartialEq)]
enum Run {
    /// Nothing has been changed.
    Idle,
    /// Something that was typed cannot be read.
    Wrong,
    Running,
    Done(Found),
    Failed,
}

impl Run {
    fn as_str(&self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Wrong => "wrong",
            Self::Running => "running",
            Self::Done(_) => "done",
            Self::Failed => "failed",
        }
    }
}

/// Reads what a change is tried on.
pub(super) type Read<C> = Rc<dyn Fn() -> task::LocalFuture<Result<Vec<C>, Error>>>;
/// Tries part after part.
pub(super) type Try<C> = Box<dyn FnMut(&[C], &mut Found)>;

/// Begins a dry run of a change on all there is.
pub(super) type Begin<V, C> = Rc<dyn Fn(&V, &[C]) -> Try<C>>;
/// The record a change is about, and the commands that save it.
pub(super) type Saving = (RecordRef, Vec<Command>);
type Save<V, C> = Rc<dyn Fn(&V, &[C]) -> Saving>;

/// What a form with a dry run is made of.
pub(super) struct Trial<D: Typed, V: Typed, C: 'static> {
    pub(super) id: &'static str,
    pub(super) form: Form<D, V>,
    pub(super) read: Read<C>,
    pub(super) begin: Begin<V, C>,
    pub(super) headline: fn(&Found) -> String,
    pub(super) save: Save<V, C>,
    /// What is said then.
    pub(super) said: fn() -> String,
}

pub(super) fn view<D: Typed, V: Typed, C: 'static>(trial: Trial<D, V, C>, body: impl IntoView) -> impl IntoView {
    let Trial { id, form, read, begin, headline, save, said } = trial;
    let run = RwSignal::new(Run::Idle);
    let data = StoredValue::new_local(Data { read, held: None });
    try_while_typing(form, run, data, begin);
    let saving = RwSignal::new(false);
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if !untrack(|| form.is_changed()) || saving.get_untracked() || untrack(|| form.is_overtaken()) {
            return;
        }
        let Ok(value) = form.value.get_untracked() else {
            dom::focus(&format!("[data-form={id}] :is([aria-invalid=true], [data-invalid])"));
            return;
        };
        saving.set(true);
        let sent = form.typed.get_untracked();
        let save = Rc::clone(&save);
        task::spawn(async move {
            match Data::get(data).await {
                Ok(Some(all)) => {
                    let (about, commands) = save(&value, &all);
                    if app().give_together(Action::Rule, about, commands, Some(said())).await {
                        form.saved(&sent);
                    }
                }
                Ok(None) => {}
                Err(error) => app().show_unread(&error),
            }
            saving.try_set(false);
        });
    };
    let changed = form.changed();
    let is_overtaken = Memo::new(move |_| form.is_overtaken());
    let overtaken = move || {
        is_overtaken.get().then(|| {
            view! {
                <div class="trial-overtaken" role="alert">
                    {notice(Some("warn"), t::trial::overtaken())}
                    <div class="actions">
                        <button type="button" class="btn" data-action="take-theirs" on:click=move |_| form.reset()>{t::trial::take_theirs()}</button>
                        <button type="button" class="btn" data-action="keep-mine" on:click=move |_| form.insist()>{t::trial::keep_mine()}</button>
                    </div>
                </div>
            }
        })
    };
    let foot = move || {
        changed.get().then(|| {
            view! {
                <div class="trial-foot">
                    {overtaken}
                    <div class="trial-found" role="status" data-state=move || run.with(Run::as_str)>{move || shown(&run.get(), headline)}</div>
                    <div class="actions">
                        <button type="submit" class="btn is-primary" data-action="save-rule" disabled=move || saving.get() || is_overtaken.get()>{t::common::save()}</button>
                        <button type="button" class="btn" data-action="reset-rule" on:click=move |_| form.reset()>{t::trial::reset()}</button>
                    </div>
                </div>
            }
        })
    };
    view! {
        <form class="trial" novalidate="" data-form=id on:submit=submit>{body}{foot}</form>
    }
}

/// The data a change is tried on, and when it was read.
struct Data<C> {
    read: Read<C>,
    held: Option<(u32, Rc<Vec<C>>)>,
}

impl<C: 'static> Data<C> {
    /// Reads it, unless nothing has changed since it was. `None` once nobody looks any more.
    async fn get(data: StoredValue<Self, LocalStorage>) -> Result<Option<Rc<Vec<C>>>, Error> {
        let now = app().records.get_untracked();
        let Some((held, read)) = data.try_with_value(|data| (data.held.clone(), Rc::clone(&data.read))) else {
            return Ok(None);
        };
        if let Some((at, all)) = held
            && at == now
        {
            return Ok(Some(all));
        }
        let all = Rc::new(read().await?);
        let kept = Rc::clone(&all);
        data.try_update_value(|data| data.held = Some((now, kept)));
        Ok(Some(all))
    }
}

/// Tries what is typed, anew with every change of it and of the data.
fn try_while_typing<D: Typed, V: Typed, C: 'static>(
    form: Form<D, V>,
    run: RwSignal<Run>,
    data: StoredValue<Data<C>, LocalStorage>,
    begin: Begin<V, C>,
) {
    let turn = StoredValue::new(0_u32);
    Effect::new(move |_| {
        app().records.track();
        let own = turn.try_update_value(|turn| {
            *turn += 1;
            *turn
        });
        let is_wanted = move || turn.try_get_value() == own;
        if !form.is_changed() {
            return run.set(Run::Idle);
        }
        let Ok(value) = form.value.get() else { return run.set(Run::Wrong) };
        run.set(Run::Running);
        let begin = Rc::clone(&begin);
        task::spawn(async move {
            task::turn().await;
            if !is_wanted() {
                return;
            }
            let all = match Data::get(data).await {
                Ok(Some(all)) => all,
                Ok(None) => return,
                Err(_) => {
                    run.try_set(Run::Failed);
                    return;
                }
            };
            if let Some(found) = try_on(&all, begin(&value, &all), is_wanted).await {
                run.try_set(Run::Done(found));
            }
        });
    });
}

/// Tries a change on all there is; `None` once it is not wanted any more.
pub(super) async fn try_on<C>(all: &[C], mut tried: Try<C>, is_wanted: impl Fn() -> bool) -> Option<Found> {
    let mut found = Found { n: all.len(), ..Found::default() };
    for part in all.chunks(PART) {
        tried(part, &mut found);
        task::turn().await;
        if !is_wanted() {
            return None;
        }
    }
    Some(found)
}

fn shown(run: &Run, headline: fn(&Found) -> String) -> AnyView {
    match run {
        Run::Idle => ().into_any(),
        Run::Wrong => view! { <p class="muted">{t::trial::wrong()}</p> }.into_any(),
        Run::Running => view! { <p class="muted">{t::trial::running()}</p> }.into_any(),
        Run::Failed => notice(Some("bad"), t::trial::failed()).into_any(),
        Run::Done(found) => results(found, headline).into_any(),
    }
}

/// What a dry run found, in words.
pub(super) fn results(found: &Found, headline: fn(&Found) -> String) -> impl IntoView + use<> {
    let names: Vec<_> = found.changed.iter().take(NAMED).map(|(id, name)| (*id, name.clone())).collect();
    let more = found.changed.len() - names.len();
    let ways = found.ways.iter().map(|(words, count)| {
        let (key, count) = (words.clone(), *count);
        view! { <tr data-way=key><th scope="row">{words.clone()}</th><td class="num" data-value=count>{format::count(count)}</td></tr> }
    });
    let ways = (!found.ways.is_empty()).then(|| {
        view! {
            <table class="table is-ways"><caption class="sr-only">{t::trial::ways()}</caption>
                <thead class="sr-only"><tr><th scope="col">{t::trial::way()}</th><th scope="col">{t::trial::count()}</th></tr></thead>
                <tbody>{ways.collect_view()}</tbody></table>
        }
    });
    let name = |(id, name): (Uuid, String)| {
        let to = Route::to(Screen::Opportunity(id)).to_string();
        view! { <li><a href=to>{name}</a></li> }
    };
    let names = (!names.is_empty()).then(|| {
        view! {
            <ul class="trial-names" aria-label=t::trial::names()>
                {names.into_iter().map(name).collect_view()}
                {(more > 0).then(|| view! { <li class="muted">{t::trial::more(more)}</li> })}
            </ul>
        }
    });
    let notes = found.notes.iter().cloned().map(|note| view! { <p class="muted num-line">{note}</p> }).collect_view();
    view! {
        <p class="trial-head" data-metric="changed" data-value=found.changed.len()>{headline(found)}</p>
        {ways}
        {names}
        {notes}
    }
}

/// Says that nobody has changed something yet.
pub(super) fn usual_tag(is_usual: Memo<bool>) -> impl IntoView {
    move || is_usual.get().then(|| view! { <span class="tag" data-state="usual">{t::trial::usual()}</span> })
}
