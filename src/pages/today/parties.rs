//! What is planned with customers apart from opportunities: below the queue, since nothing of value hangs on it yet.

use duty::PartyStep;
use leptos::prelude::*;
use model::records::{Lead, Record as _};

use super::row::{acts, inside};
use super::{Key, Open};
use crate::i18n::t;
use crate::pages::{customers, deleted, leads};
use crate::state::{App, Menu, lists};
use crate::ui::parts::{avatar, due_tag};

pub(super) fn view(app: App, steps: Memo<Vec<PartyStep>>, open: Open) -> impl IntoView {
    let is_any = Memo::new(move |_| steps.with(|steps| !steps.is_empty()));
    let keys = move || steps.with(|steps| steps.iter().map(Key::of_step).collect::<Vec<_>>());
    let row = move |key: Key| {
        let step = Memo::new(move |said: Option<&Option<PartyStep>>| {
            let now = steps.with(|steps| steps.iter().find(|step| Key::of_step(step) == key).cloned());
            now.or_else(|| said.cloned().flatten())
        });
        row(app, key, step, open)
    };
    move || {
        is_any.get().then(|| {
            view! {
                <section aria-labelledby="today-customers">
                    <h2 class="today-head" id="today-customers">{t::today::customers()}</h2>
                    <ul class="today-rows">
                        <For each=keys key=|key| *key children=row/>
                    </ul>
                </section>
            }
        })
    }
}

fn row(app: App, key: Key, step: Memo<Option<PartyStep>>, open: Open) -> impl IntoView {
    let of = move |look: fn(&PartyStep) -> String| step.with(|step| step.as_ref().map(look).unwrap_or_default());
    let name = move || of(|step| step.name.clone());
    let due = move || step.with(|step| step.as_ref().map(|step| due_tag(Some(step.due), app.today.get())));
    let owner = move || {
        let owner = step.with(|step| step.as_ref().and_then(|step| step.owner))?;
        lists()
            .members
            .with(|members| members.iter().find(|(id, _)| *id == owner.uuid()).map(|(_, member)| avatar(&member.name)))
    };
    let href = if key.subject.kind == Lead::KIND {
        leads::route(key.subject.id).to_string()
    } else {
        customers::href(key.subject)
    };
    let is_late = move || step.with(|step| step.as_ref().is_some_and(|step| step.due < app.today.get()));
    view! {
        <li class="today-row" data-row=key.text() data-kind=key.kind.as_str() data-party=key.subject.kind.name()
            data-pressing=move || if is_late() { "overdue" } else { "today" }>
            <div class="today-line">
                <span class="badge"></span>
                <div class="today-what">
                    <a class="row-link" href=href>{name}</a>
                    <span class="muted truncate">{deleted::kind_words(key.subject.kind).0}</span>
                </div>
                <div class="today-why">{due}<span class="truncate">{move || of(|step| step.text.clone())}</span></div>
                <span class="amount"></span>
                {owner}
                {acts(app, key, open, name, Memo::new(|_| false), Menu::Party(key.subject))}
            </div>
            {inside(app, key, open)}
        </li>
    }
}
