//! A stall: asked once for its cause, which the signs have guessed, and answered with remedies that have helped before.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use leptos::prelude::*;
use model::journal::Timeline;
use model::records::{Opportunity, Record as _, Remedy, Sign, Stage, StageAction, Stall, StallCause};
use model::stall::{self, Around, Rate};
use model::{Doc, Effective, Id, RecordRef, Uuid};

use super::done;
use super::fields::field;
use crate::i18n::{format, t};
use crate::pages::board::moving;
use crate::platform::{dom, ids, task};
use crate::state::{App, Give, duty, lists, typed};
use crate::ui::dialog::{Dialog, Shape, cancel_button, close_by_id, form_dialog};
use crate::ui::parts::notice;

/// Rates of remedies, by remedy and cause.
pub(crate) type Rates = BTreeMap<(Id<Remedy>, Option<Id<StallCause>>), Rate>;

/// What is asked about.
#[derive(Clone)]
struct Asked {
    record: Opportunity,
    /// The stall that somebody has spoken about already, with a new one's id where there is none.
    stall: (Id<Stall>, Stall),
    is_new: bool,
    rates: Rates,
}

/// What a sign is called.
pub(crate) fn sign_name(sign: &Sign) -> String {
    match sign {
        Sign::Dwell => t::sign::dwell(),
        Sign::Untouched => t::sign::untouched(),
        Sign::NoNextStep => t::sign::no_next_step(),
        Sign::CloseSlipped => t::sign::close_slipped(),
        Sign::AmountFell => t::sign::amount_fell(),
        Sign::NeedChanged => t::sign::need_changed(),
        Sign::CompetitorAdded => t::sign::competitor_added(),
        Sign::PersonChanged => t::sign::person_changed(),
        Sign::ActionOverdue => t::sign::action_overdue(),
        Sign::LastStage => t::sign::last_stage(),
        Sign::Unknown(text) => return text.clone(),
    }
    .to_owned()
}

/// The day something became true, at the clock of the workspace.
pub(crate) fn day_of(app: App) -> impl Fn(Effective) -> Option<model::Date> {
    let days = format::days_in(app.time_zone());
    move |effective| effective.day(&days)
}

/// How often each remedy has helped.
pub(crate) async fn rates(app: App) -> Result<Rates, store::Error> {
    let store = app.store().await;
    let docs = store.all(Stall::KIND).await?;
    let stalls: Vec<(Id<Stall>, Stall)> =
        docs.iter().filter_map(|doc| Some((Id::new(doc.id), doc.decode().ok()?))).collect();
    let mut timelines: BTreeMap<Uuid, Timeline> = BTreeMap::new();
    for opportunity in stalls.iter().filter_map(|(_, stall)| stall.opportunity) {
        timelines.insert(opportunity.uuid(), Timeline::of(&store.entries(opportunity.uuid()).await?).dated());
    }
    let stages = untrack(|| typed(lists().stages));
    let day = day_of(app);
    let today = app.today.get_untracked();
    let effect = |stall: &Stall, chosen: &model::records::ChosenRemedy| {
        let timeline = stall.opportunity.and_then(|id| timelines.get(&id.uuid()));
        let place = |id: Uuid| place_of(&stages, id);
        match timeline {
            Some(timeline) => stall::effect(chosen.on, stall.stage.map(Id::uuid), timeline, &place, &day, today),
            None => stall::Effect::Nothing,
        }
    };
    Ok(stall::rates(&stalls, &effect))
}

/// How far along its pipeline a stage is.
pub(crate) fn place_of(stages: &[(Id<Stage>, Stage)], id: Uuid) -> Option<usize> {
    let pipeline = stages.iter().find(|(known, _)| known.uuid() == id)?.1.pipeline;
    model::grade::order(stages, pipeline).iter().position(|known| known.uuid() == id)
}

async fn load(app: App, id: Uuid) -> Result<Option<(Asked, Option<Id<StallCause>>)>, store::Error> {
    let store = app.store().await;
    let target = RecordRef::to(Id::<Opportunity>::new(id));
    let found = store.get(&[target]).await?;
    let Some(record) = found.get(&target).and_then(|doc| doc.decode::<Opportunity>().ok()) else { return Ok(None) };
    let timeline = Timeline::of(&store.entries(id).await?);
    let actions = store.by(StageAction::KIND, "opportunity", id).await?;
    let today = app.today.get_untracked();
    let (mut signs, entered, known) = untrack(|| {
        duty()
            .of(id, |_, known| (known.signals.signs(), known.facts.entered, known.stall().cloned()))
            .unwrap_or_default()
    });
    let day = day_of(app);
    signs.extend(entered.map(|since| stall::happened(&timeline, since, &day)).unwrap_or_default());
    let late = |doc: &Doc| {
        let action = doc.decode::<StageAction>().ok();
        action.is_some_and(|action| !action.is_done() && action.due.is_some_and(|due| due < today))
    };
    if actions.iter().any(late) {
        signs.push(Sign::ActionOverdue);
    }
    let stages = untrack(|| typed(lists().stages));
    if record.stage.is_some() && model::grade::order(&stages, record.pipeline).last().copied() == record.stage {
        signs.push(Sign::LastStage);
    }
    let guess = stall::guess(&untrack(|| lists().causes()), &signs);
    let is_new = known.is_none();
    let stall = known.unwrap_or_else(|| {
        let stall = Stall {
            opportunity: Some(Id::new(id)),
            stage: record.stage,
            detected_on: Some(today),
            signs,
            by: app.me.get_untracked(),
            ..Stall::default()
        };
        (Id::new(ids::new()), stall)
    });
    Ok(Some((Asked { record, stall, is_new, rates: rates(app).await? }, guess)))
}

pub(super) fn dialog(app: App, id: Uuid) -> impl IntoView {
    let asked = Rc::new(RefCell::new(None::<Asked>));
    let ready = RwSignal::new(false);
    let cause = RwSignal::new(None::<Id<StallCause>>);
    let guessed = RwSignal::new(None::<Id<StallCause>>);
    let signs = RwSignal::new(Vec::<Sign>::new());
    let rated = RwSignal::new(Rates::new());
    let before = RwSignal::new(Vec::<Id<Remedy>>::new());
    let chosen = RwSignal::new(Vec::<Id<Remedy>>::new());
    let (note, none) = (RwSignal::new(String::new()), RwSignal::new(None));
    let wrong = RwSignal::new(false);
    {
        let asked = Rc::clone(&asked);
        task::spawn(async move {
            match load(app, id).await {
                Ok(Some((found, guess))) => {
                    cause.try_set(found.stall.1.cause.or(guess));
                    guessed.try_set(guess.filter(|_| found.is_new));
                    signs.try_set(found.stall.1.signs.clone());
                    note.try_set(found.stall.1.note.clone().unwrap_or_default());
                    before.try_set(found.stall.1.remedies.iter().map(|one| one.remedy).collect());
                    rated.try_set(found.rates.clone());
                    asked.replace(Some(found));
                    ready.try_set(true);
                    dom::focus_soon("#dialog-stall [name=cause]:checked, #dialog-stall [name=cause]");
                }
                Ok(None) => {}
                Err(error) => app.show_unread(&error),
            }
        });
    }
    let causes = move || {
        let option = move |(id, one): (Id<StallCause>, StallCause)| {
            let hint = move || (guessed.get() == Some(id)).then(|| t::stall::guessed());
            view! {
                <label class="pick">
                    <input type="radio" name="cause" value=id.to_string() prop:checked=move || cause.get() == Some(id) on:change=move |_| {
                        cause.set(Some(id));
                        wrong.set(false);
                    }/>{one.name}{move || hint().map(|hint| view! { <span class="muted">{hint}</span> })}
                </label>
            }
        };
        lists().causes().into_iter().filter(|(_, one)| !one.archived).map(option).collect_view()
    };
    let remedies = move || {
        let all = lists().remedies();
        let offered: Vec<(Id<Remedy>, Remedy)> = stall::remedies_for(&all, cause.get()).into_iter().cloned().collect();
        offered.into_iter().map(|(id, remedy)| line(app, id, &remedy, cause, rated, before, chosen)).collect_view()
    };
    let body = move || {
        if !ready.get() {
            return view! { <p class="muted">{t::stall::reading()}</p> }.into_any();
        }
        let seen = signs.with(|signs| signs.iter().map(sign_name).collect::<Vec<_>>().join(t::list::comma()));
        view! {
            {(!seen.is_empty()).then(|| notice(None, t::stall::seen(&seen)))}
            <fieldset class="field"><legend>{t::stall::cause()}</legend>
                <div class="picks">{causes}</div>
                <p class="field-error" role="alert" hidden=move || !wrong.get()>{t::stall::choose_cause()}</p>
            </fieldset>
            {field("stall-note", t::stall::note(), note, none, false, || None)}
            <fieldset class="field"><legend>{t::stall::remedies()}</legend>
                <p class="field-note">{t::stall::remedies_what()}</p>
                <ul class="remedies">{remedies}</ul>
            </fieldset>
        }
        .into_any()
    };
    let foot = view! {
        {cancel_button(t::common::cancel())}
        <button type="submit" class="btn is-primary" data-action="confirm-stall" disabled=move || !ready.get()>
            {move || { let n = chosen.with(Vec::len); if n == 0 { t::stall::save().to_owned() } else { t::stall::plan(n) } }}
        </button>
    };
    let submit = move || {
        if cause.get_untracked().is_none() {
            wrong.set(true);
            return dom::focus_soon("#dialog-stall [name=cause]");
        }
        let Some(mut asked) = asked.borrow().clone() else { return };
        let stall = &mut asked.stall.1;
        stall.cause = cause.get_untracked();
        stall.note = Some(note.get_untracked().trim().to_owned()).filter(|note| !note.is_empty());
        give(app, id, &asked, &chosen.get_untracked());
    };
    let dialog = Dialog {
        shape: Shape::Wide,
        id: "dialog-stall",
        title: t::stall::ask().to_owned(),
        subtitle: Some(moving::title(app, id)),
        body: body.into_any(),
        foot: foot.into_any(),
    };
    form_dialog(dialog, submit, move || done(app))
}

/// A remedy with what it makes, and how often it has helped.
fn line(
    app: App,
    id: Id<Remedy>,
    remedy: &Remedy,
    cause: RwSignal<Option<Id<StallCause>>>,
    rated: RwSignal<Rates>,
    before: RwSignal<Vec<Id<Remedy>>>,
    chosen: RwSignal<Vec<Id<Remedy>>>,
) -> impl IntoView + use<> {
    let calendar = untrack(|| lists().calendar());
    let today = app.today.get_untracked();
    let tasks: Vec<String> = remedy
        .tasks
        .iter()
        .map(|task| {
            let due = calendar.plus(today, u32::from(task.due_days));
            t::stall::task { text: &task.text, day: &format::day_short(due, today) }.text()
        })
        .collect();
    let rate = move || {
        let rate = rated.with(|rates| {
            let of_cause = cause.get().and_then(|cause| rates.get(&(id, Some(cause))).copied());
            of_cause.filter(|rate| rate.n > 0).unwrap_or_else(|| stall::rate_of(rates, id))
        });
        rate_words(rate)
    };
    let used = move || before.with(|before| before.contains(&id));
    view! {
        <li>
            <label class="check">
                <input type="checkbox" name="remedy" value=id.to_string() on:change=move |event| {
                    let on = event_target_checked(&event);
                    chosen.update(|chosen| {
                        chosen.retain(|known| *known != id);
                        if on {
                            chosen.push(id);
                        }
                    });
                }/>
                <span><strong>{remedy.name.clone()}</strong>{move || used().then(|| view! { " "<span class="tag">{t::stall::tried()}</span> })}
                    <span class="muted">{tasks.join(t::list::comma())}</span></span>
            </label>
            <span class="num muted" data-metric="unstall-rate" data-value=move || rated.with(|rates| { let rate = stall::rate_of(rates, id); format!("{}/{}", rate.moved, rate.n) })>{rate}</span>
        </li>
    }
}

/// `7/10 moved again`, or that nobody knows yet.
pub(crate) fn rate_words(rate: Rate) -> String {
    match rate.share() {
        Some(_) => t::stall::rate { moved: &rate.moved.to_string(), n: &rate.n.to_string() }.text(),
        None => t::stall::no_rate().to_owned(),
    }
}

fn give(app: App, id: Uuid, asked: &Asked, chosen: &[Id<Remedy>]) {
    let all = untrack(|| lists().remedies());
    let picked: Vec<&(Id<Remedy>, Remedy)> = all.iter().filter(|(id, _)| chosen.contains(id)).collect();
    let members = untrack(|| typed(lists().members));
    let calendar = untrack(|| lists().calendar());
    let work_days_after = |day: model::Date, n: u16| calendar.plus(day, u32::from(n));
    let around = Around { members: &members, work_days_after: &work_days_after, today: app.today.get_untracked() };
    let mut next = ids::DeviceIds;
    let (stall_id, stall) = &asked.stall;
    let command =
        stall::treat((*stall_id, stall), asked.is_new, (Id::new(id), &asked.record), &picked, around, &mut next);
    let said = if picked.is_empty() { t::stall::saved().to_owned() } else { t::stall::planned(picked.len()) };
    task::spawn(async move {
        // Where it could not be saved, what was chosen and written stays.
        if app.give_through(Give { said: Some(said), ..Give::new(command) }).await {
            close_by_id("dialog-stall");
        }
    });
}
