//! What is due outside the page: as notifications of this device, and as a calendar file.

use leptos::prelude::*;
use model::ics::{self, Event};
use model::records::Outcome;
use model::today::{Task, TaskKind};
use model::{Date, Id};

use super::scope;
use crate::i18n::t;
use crate::pages::board::moving;
use crate::platform::notify::{self, Permission};
use crate::platform::{clock, files, task};
use crate::state::{App, ToastKind, app, duty, reminders};
use crate::ui::{Icon, icon};

/// Days ahead that the calendar file tells of.
const AHEAD: i32 = 60;

/// Switches notifications on and off; the browser is only asked when somebody presses it.
pub(super) fn switch() -> impl IntoView {
    let on = RwSignal::new(reminders::are_on());
    let press = move |_| {
        let wanted = !on.get_untracked();
        task::spawn(async move {
            let permission = reminders::switch(wanted).await;
            on.try_set(reminders::are_on());
            let said = match (wanted, permission) {
                (false, _) => t::remind::off(),
                (true, Permission::Granted) => t::remind::on(),
                (true, Permission::Unsupported) => t::remind::unsupported(),
                (true, Permission::Denied | Permission::Open) => t::remind::denied(),
            };
            app().say(ToastKind::Status, said.to_owned());
        });
    };
    let label = move || if on.get() { t::remind::switch_off() } else { t::remind::switch_on() };
    let is_there = notify::permission() != Permission::Unsupported;
    is_there.then(|| {
        view! {
            <button type="button" class="btn is-quiet" data-action="toggle-reminders" aria-pressed=move || on.get().to_string() title=label on:click=press>
                {icon(Icon::AlarmClock)}<span class="label">{t::remind::name()}</span>
            </button>
        }
    })
}

/// Saves what is due in the next weeks as a calendar file.
pub(super) fn calendar_button(app: App) -> impl IntoView {
    view! {
        <button type="button" class="btn is-quiet" data-action="export-ics" title=t::remind::calendar_what() on:click=move |_| {
            let events = untrack(|| events(app));
            let count = events.len();
            files::save(&format!("{} {}.ics", t::today::title(), app.today.get_untracked()), &ics::calendar(t::frame::brand(), &events, clock::now()));
            app.say(ToastKind::Status, t::remind::exported(count));
        }>{icon(Icon::Calendar)}<span class="label">{t::remind::calendar()}</span></button>
    }
}

/// The next touch of each opportunity, and what is planned with it.
fn events(app: App) -> Vec<Event> {
    let scope = scope(app);
    let today = app.today.get();
    let last = today.plus_days(AHEAD);
    let is_soon = |day: Date| day <= last;
    let found = duty().with(|book| {
        let people = &book.rules().escalation.people;
        let is_whose = |owner| scope.holds(people.responsible(owner).as_slice(), people);
        let mut events = Vec::new();
        for (id, known) in book.asking() {
            let (owner, is_open) = (known.facts.owner, known.facts.outcome == Outcome::Open);
            let title = moving::title(app, id.uuid());
            let day = known.due.day.max(today);
            if is_open && is_soon(day) && is_whose(owner) {
                events.push(Event::follow_up(id, day, t::remind::follow_up(&title)));
            }
            let is_own = |task: &&Task| {
                is_soon(task.due) && is_whose(task.owner.or(owner)) && (is_open || task.kind == TaskKind::Review)
            };
            for task in known.facts.tasks.iter().filter(is_own) {
                let label = known.facts.labels.get(&task.id).cloned().unwrap_or_default();
                let summary = t::remind::planned { what: &label, title: &title }.text();
                events.push(Event::planned(Id::new(task.id), task.due, summary));
            }
        }
        for step in book.steps_until(last).filter(|step| is_whose(step.owner)) {
            let summary = t::remind::planned { what: &step.text, title: &step.name }.text();
            events.push(Event::planned(step.activity, step.due, summary));
        }
        events.sort_by(|a, b| (a.day, &a.uid).cmp(&(b.day, &b.uid)));
        events
    });
    found.unwrap_or_default()
}
