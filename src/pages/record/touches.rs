//! What comes next, and one box to log a touch and say what follows.

use leptos::prelude::*;
use model::command::{Log, NextStep, Touch};
use model::next_step::next_step;
use model::records::{Activity, ActivityKind};
use model::{Command, Date, Id, RecordRef};

use crate::i18n::{format, t};
use crate::pages::dialogs::fields::field;
use crate::platform::{dom, task};
use crate::state::{App, Draft, Give, lists};
use crate::ui::date_field::date_field;
use crate::ui::parts::due_tag;
use crate::ui::{Icon, icon};

/// The ways of touching a customer, in the order in which they are offered.
const KINDS: [ActivityKind; 6] = [
    ActivityKind::Call,
    ActivityKind::Visit,
    ActivityKind::Meeting,
    ActivityKind::WeChat,
    ActivityKind::Mail,
    ActivityKind::Note,
];

pub(crate) fn kind_name(kind: &ActivityKind) -> String {
    match kind {
        ActivityKind::Call => t::activity::call(),
        ActivityKind::Visit => t::activity::visit(),
        ActivityKind::Meeting => t::activity::meeting(),
        ActivityKind::Mail => t::activity::mail(),
        ActivityKind::WeChat => t::activity::wechat(),
        ActivityKind::Note => t::activity::note(),
        ActivityKind::Task => t::activity::task(),
        ActivityKind::Review => t::activity::review(),
        ActivityKind::Unknown(text) => return text.clone(),
    }
    .to_owned()
}

/// By its name: the tool that parts the app cannot place the table that becomes of a match on the variants.
pub(crate) fn kind_icon(kind: &ActivityKind) -> Icon {
    match kind.as_str() {
        "call" => Icon::Phone,
        "visit" => Icon::MapPin,
        "meeting" => Icon::Users,
        "mail" => Icon::Mail,
        "wechat" => Icon::MessageCircle,
        "task" => Icon::SquareCheckBig,
        "review" => Icon::ListChecks,
        _ => Icon::StickyNote,
    }
}

/// `activities` are those of the subject.
pub(crate) fn section(app: App, subject: RecordRef, activities: Memo<Vec<(Id<Activity>, Activity)>>) -> AnyView {
    let draft = app.draft(subject.id);
    let planned = Memo::new(move |_| next_step(activities.get()));
    // Whatever else is open: what has a day in its order, then what has none.
    let others = Memo::new(move |_| {
        let next = planned.get().map(|(_, id, _)| id);
        let is_other = |(id, one): &&(Id<Activity>, Activity)| {
            !one.is_done() && one.kind != ActivityKind::Review && Some(*id) != next
        };
        let mut others: Vec<_> = activities
            .with(|all| all.iter().filter(is_other).map(|(id, one)| (*id, one.text.clone(), one.due)).collect());
        others.sort_by_key(|(id, _, due)| (due.is_none(), due.map(|due| (due, *id))));
        others
    });
    let now = move || {
        let today = app.today.get();
        let planned = planned.get();
        let due = planned.as_ref().map(|(due, ..)| *due);
        let acts = planned.map(|(_, id, activity)| {
            let text = activity.text.clone();
            view! {
                <p>{text}</p>
                <span class="row">
                    <button type="button" class="btn" data-action="complete-next-step" on:click=move |_| complete(app, subject, id)>
                        {icon(Icon::Check)}{t::next::complete()}
                    </button>
                    <button type="button" class="btn is-quiet" data-action="redate-next-step" on:click=move |_| {
                        draft.next.set(activity.text.clone());
                        draft.date.set(activity.due.map(|due| due.to_string()).unwrap_or_default());
                        dom::focus_all("#log-date");
                    }>{t::card::redate()}</button>
                </span>
            }
        });
        let tag = if due.is_none() && others.with(|others| !others.is_empty()) {
            view! { <span class="tag" data-tone="warn">{t::due::undated()}</span> }.into_any()
        } else {
            due_tag(due, today).into_any()
        };
        view! { <div class="next-now">{tag}{acts}</div> }
    };
    let others = move || {
        let line = |(id, text, due): (Id<Activity>, String, Option<Date>)| {
            view! {
                <div class="next-now">
                    {due.map(|due| due_tag(Some(due), app.today.get()))}<p>{text}</p>
                    <button type="button" class="btn is-quiet" data-action="complete-activity" on:click=move |_| complete(app, subject, id)>
                        {icon(Icon::Check)}{t::next::complete()}
                    </button>
                </div>
            }
        };
        others.get().into_iter().map(line).collect_view()
    };
    let planned_reviews = Memo::new(move |_| {
        activities.with(|all| {
            let reviews = all.iter().filter(|(_, one)| !one.is_done() && one.kind == ActivityKind::Review);
            reviews.map(|(id, one)| (*id, one.text.clone(), one.due)).collect::<Vec<_>>()
        })
    });
    let reviews = move || {
        let one = |(id, text, due): (Id<Activity>, String, Option<Date>)| {
            view! { <div class="next-now">{due_tag(due, app.today.get())}<p>{text}</p>{review(app, subject, id, "op-lesson", || ())}</div> }
        };
        planned_reviews.get().into_iter().map(one).collect_view()
    };
    view! {
        <section class="section" aria-labelledby="op-next">
            <div class="section-head"><h3 id="op-next">{t::next::title()}</h3></div>
            <div class="next-step">
                {reviews}
                {now}
                {others}
                {composer(app, subject, draft, planned)}
            </div>
        </section>
    }
    .into_any()
}

/// The next day that is worked on in the workspace.
fn next_work_day(app: App) -> Date {
    let today = app.today.get();
    lists().calendar().next(today)
}

/// The days that are meant most often, each a press.
pub(crate) fn day_picks(app: App, date: RwSignal<String>, picked: impl Fn() + Copy + Send + 'static) -> impl IntoView {
    let pick = move |label: &'static str, day: fn(App) -> Date| {
        view! {
            <button type="button" class="pick" data-action="pick-date" on:click=move |_| {
                date.set(day(app).to_string());
                picked();
            }>{label}</button>
        }
    };
    view! {
        <div class="picks">
            {pick(t::day::today(), |app| app.today.get_untracked())}
            {move || {
                let is_tomorrow = next_work_day(app) == app.today.get().plus_days(1);
                pick(if is_tomorrow { t::day::tomorrow() } else { t::day::next_work_day() }, next_work_day)
            }}
            {pick(t::day::next_monday(), |app| {
                let today = app.today.get_untracked();
                today.plus_days(7 - i32::try_from(today.weekday()).unwrap_or(0))
            })}
            {pick(t::day::in_a_week(), |app| app.today.get_untracked().plus_days(7))}
        </div>
    }
}

pub(crate) fn composer(
    app: App,
    subject: RecordRef,
    draft: Draft,
    planned: Memo<Option<(Date, Id<Activity>, Activity)>>,
) -> impl IntoView {
    let wrong = RwSignal::new(false);
    let picks = KINDS.iter().enumerate().map(|(index, kind)| {
        view! {
            <label class="pick">
                <input type="radio" name="kind" value=index prop:checked=move || draft.kind.get() == index
                    on:change=move |_| draft.kind.set(index)/>
                {icon(kind_icon(kind))}{kind_name(kind)}
            </label>
        }
    });
    let empty = move || draft.is_empty();
    // The step that is planned, when a touch is written beside it: it may be what was just done.
    let beside = move || {
        let written = draft.text.with(|text| !text.trim().is_empty());
        planned.get().filter(|_| written)
    };
    let also = move || {
        beside().map(|(due, _, activity)| {
            let checked = move || draft.completes.get().unwrap_or(due <= app.today.get());
            view! {
                <label class="check">
                    <input type="checkbox" data-action="complete-with-touch" prop:checked=checked
                        on:change=move |event| draft.completes.set(Some(event_target_checked(&event)))/>
                    <span>{t::next::completes(&activity.text)}</span>
                </label>
            }
        })
    };
    let redates = move || {
        let blank = |text: RwSignal<String>| text.with(|text| text.trim().is_empty());
        let same = planned.with(|planned| {
            planned.as_ref().is_some_and(|(_, _, activity)| draft.next.with(|next| next.trim() == activity.text))
        });
        blank(draft.text) && !blank(draft.date) && planned.with(Option::is_some) && (same || blank(draft.next))
    };
    let send = move || {
        if redates() {
            t::card::redate()
        } else if draft.text.with(|text| text.trim().is_empty()) && !draft.is_empty() {
            t::keys::next()
        } else {
            t::next::log()
        }
    };
    // What is planned for now is most likely what is being told of.
    Effect::new(move |before: Option<Option<Id<Activity>>>| {
        let planned = planned.get().filter(|(due, ..)| *due <= app.today.get());
        let id = planned.as_ref().map(|(_, id, _)| *id);
        if before != Some(id)
            && draft.text.with_untracked(String::is_empty)
            && let Some(at) = planned.and_then(|(.., one)| KINDS.iter().position(|kind| *kind == one.kind))
        {
            draft.kind.set(at);
        }
        id
    });
    let read_back = move || {
        let (typed, today) = (draft.date.get(), app.today.get());
        let kind = draft.next.with(|next| (!next.trim().is_empty()).then(|| kind_name(&phrase::kind(next))));
        let day = phrase::day(&typed, today).map(|day| format::day_long(day, today));
        let words: Vec<String> = day.into_iter().chain(kind).collect();
        (!words.is_empty()).then(|| format!("= {}", words.join(" · ")))
    };
    view! {
        <form class="composer" aria-label=t::next::log() novalidate="" on:submit=move |event| {
            event.prevent_default();
            log(app, subject, draft, wrong, planned.get_untracked());
        }>
            <div class="picks" role="radiogroup" aria-label=t::next::kind()>{picks.collect_view()}</div>
            <label class="sr-only" for="log-text">{t::next::text()}</label>
            <textarea class="input is-small" id="log-text" rows="2" placeholder=t::next::what_happened() bind:value=draft.text
                on:keydown=move |event| {
                    // Enter is a new line here; with Ctrl it sends.
                    if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) && !dom::is_composing(&event) {
                        event.prevent_default();
                        log(app, subject, draft, wrong, planned.get_untracked());
                    }
                }></textarea>
            <div class="row">
                <label class="sr-only" for="log-next">{t::next::title()}</label>
                <input class="input is-small" id="log-next" autocomplete="off" placeholder=t::next::what_next() bind:value=draft.next/>
                <label class="sr-only" for="log-date">{t::common::date()}</label>
                {date_field("log-date", draft.date, wrong.into(), Some("log-date-note".to_owned()))}
            </div>
            <div class="row">
                {day_picks(app, draft.date, move || wrong.set(false))}
                <span class="push"></span>
                <button type="submit" class="btn" data-action="log-touch" disabled=empty>{send}</button>
            </div>
            {also}
            {move || read_back().filter(|_| !wrong.get()).map(|words| view! { <p class="field-note">{words}</p> })}
            <p class="field-error" id="log-date-note" role="alert" hidden=move || !wrong.get()>{t::field::day()}</p>
        </form>
    }
}

/// What is planned; how it is put says what it is, and without words it is a follow-up.
pub(crate) fn planned_step(text: &str, due: Option<Date>) -> NextStep {
    let text = if text.is_empty() { t::next::follow_up() } else { text };
    NextStep { kind: phrase::kind(text), text: text.to_owned(), due }
}

/// What there is to learn, which goes into the history as the review is done.
pub(crate) fn review(
    app: App,
    subject: RecordRef,
    id: Id<Activity>,
    field_id: &'static str,
    after: impl Fn() + 'static,
) -> AnyView {
    let (text, error) = (RwSignal::new(String::new()), RwSignal::new(None));
    let save = move || {
        let lesson = text.get_untracked().trim().to_owned();
        if lesson.is_empty() {
            error.set(Some(t::review::lesson_needed()));
            return;
        }
        after();
        let log = Log { kind: ActivityKind::Review, text: lesson, on: None };
        let touch = Touch { subject, log: Some(log), completes: Some(id), next: None, owner: None };
        app.give_later(Give { said: Some(t::review::done().to_owned()), ..Give::new(Command::Touch(touch)) });
    };
    view! {
        <form class="row-form" novalidate="" data-form="review" on:submit=move |event| {
            event.prevent_default();
            save();
        }>
            {field(field_id, t::review::lesson(), text, error, false, || None)}
            <button type="submit" class="btn is-primary" data-action="confirm-review">{t::common::save()}</button>
        </form>
    }
    .into_any()
}

fn complete(app: App, subject: RecordRef, id: Id<Activity>) {
    let touch = Touch { subject, log: None, completes: Some(id), next: None, owner: None };
    let give = Give { said: Some(t::next::completed().to_owned()), ..Give::new(Command::Touch(touch)) };
    app.give_later(give);
    // What comes after is what is asked next.
    dom::focus("#log-next");
}

/// Logs what was written. A new date for the step that is planned moves that step.
fn log(
    app: App,
    subject: RecordRef,
    draft: Draft,
    wrong: RwSignal<bool>,
    planned: Option<(Date, Id<Activity>, Activity)>,
) {
    if untrack(|| draft.is_empty()) {
        return;
    }
    let today = app.today.get_untracked();
    let (text, next, date) = (draft.text.get_untracked(), draft.next.get_untracked(), draft.date.get_untracked());
    let due = phrase::day(&date, today);
    if due.is_none() && !date.trim().is_empty() {
        wrong.set(true);
        dom::focus("#log-date");
        return;
    }
    wrong.set(false);
    let logged = (!text.trim().is_empty()).then(|| Log {
        kind: KINDS[draft.kind.get_untracked()].clone(),
        text: text.trim().to_owned(),
        on: None,
    });
    let next = next.trim();
    let redated =
        planned.as_ref().filter(|(_, _, activity)| logged.is_none() && (next.is_empty() || activity.text == next));
    let command = match (redated, due) {
        (Some((_, id, _)), Some(due)) => Command::Edit {
            target: RecordRef::to(*id),
            fields: [("due".to_owned(), serde_json::Value::from(due.to_string()))].into(),
            docs: Vec::new(),
        },
        _ => {
            let step = (!next.is_empty() || due.is_some()).then(|| planned_step(next, due));
            let said = draft.completes.get_untracked();
            let done = planned.filter(|(due, ..)| logged.is_some() && said.unwrap_or(*due <= today));
            let completes = done.map(|(_, id, _)| id);
            Command::Touch(Touch { subject, log: logged, completes, next: step, owner: None })
        }
    };
    let said = match &command {
        Command::Edit { .. } => t::next::redated(),
        Command::Touch(Touch { log: None, .. }) => t::next::planned(),
        _ => t::next::logged(),
    };
    let taken = draft.take();
    task::spawn(async move {
        let give = Give { said: Some(said.to_owned()), ..Give::new(command) };
        if app.give(give).await.is_err() {
            draft.put_back(taken);
        } else if dom::is_nothing_focused() {
            // The button that was pressed has nothing to send any more.
            dom::focus("#log-text");
        }
    });
}
