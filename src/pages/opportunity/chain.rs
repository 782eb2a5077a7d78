//! The decision chain as a picture: who decides and who has a say, for us or against, and the places nobody stands in.

use leptos::prelude::*;
use model::chain::{Influence, Part, Person, Stance};
use model::records::Contact;
use model::{Command, Id, RecordRef};
use serde_json::json;

use super::Live;
use super::people::role_name;
use crate::i18n::{format, t};
use crate::route::{Route, Screen};
use crate::state::{App, Give};

/// From the one who decides down; the places that should not be empty come with `true`.
const PLACES: [(Part, bool); 5] = [
    (Part::EconomicBuyer, true),
    (Part::TechnicalBuyer, true),
    (Part::User, true),
    (Part::Gatekeeper, false),
    (Part::Coach, true),
];

fn stance_name(stance: &Stance) -> String {
    match stance {
        Stance::For => t::customers::stance_for(),
        Stance::Neutral => t::customers::stance_neutral(),
        Stance::Against => t::customers::stance_against(),
        Stance::Unknown(text) => return text.clone(),
    }
    .to_owned()
}

fn influence_name(influence: &Influence) -> String {
    match influence {
        Influence::High => t::customers::influence_high(),
        Influence::Middle => t::customers::influence_middle(),
        Influence::Low => t::customers::influence_low(),
        Influence::Unknown(text) => return text.clone(),
    }
    .to_owned()
}

pub(super) fn picture(app: App, live: Live) -> impl IntoView {
    let people = Memo::new(move |_| live.map(|loaded| loaded.people.clone()));
    move || {
        let people = people.get();
        if people.is_empty() {
            return None;
        }
        let places = PLACES.iter().map(|(part, needed)| {
            let cards: Vec<_> = people
                .iter()
                .filter(|person| person.part.as_ref() == Some(part))
                .map(|person| card(app, person).into_any())
                .collect();
            let name = role_name(part.as_str());
            let missing = (cards.is_empty() && *needed).then(|| {
                view! { <li class="chain-card is-missing">{t::gap::nobody(&name)}</li> }
            });
            view! { {cards}{missing} }
        });
        let known = |person: &&Person| PLACES.iter().any(|(part, _)| person.part.as_ref() == Some(part));
        let others: Vec<_> =
            people.iter().filter(|person| !known(person)).map(|person| card(app, person).into_any()).collect();
        Some(view! { <ul class="chain" aria-label=t::gap::chain()>{places.collect_view()}{others}</ul> })
    }
}

fn card(app: App, person: &Person) -> impl IntoView + use<> {
    let today = app.today.get_untracked();
    let contact = person.contact;
    let part = person.part.as_ref().map_or_else(|| t::role::unknown().to_owned(), |part| role_name(part.as_str()));
    let owner = person.owner.map(|owner| app.board(|board| board.member_name(owner).to_owned()));
    let touched = person.last_touch.max(person.met_on);
    let touched = match touched {
        Some(on) => t::today::last_touch(&format::day_short(on, today)),
        None => t::gap::not_met().to_owned(),
    };
    let stance = person.stance.clone();
    let now = stance.as_ref().map(stance_name).unwrap_or_default();
    let stances = [Stance::For, Stance::Neutral, Stance::Against].map(|stance| stance_name(&stance));
    let weight = person.influence.as_ref().map(influence_name).unwrap_or_default();
    let weights = [Influence::High, Influence::Middle, Influence::Low].map(|influence| influence_name(&influence));
    let name = person.name.clone();
    view! {
        <li class="chain-card" data-stance=stance.map(|stance| stance.as_str().to_owned())>
            <a class="truncate" href=Route::to(Screen::Contact(contact.uuid())).to_string()>{name.clone()}</a>
            <span class="muted truncate">{part}{owner.filter(|owner| !owner.is_empty()).map(|owner| format!(" · {owner}"))}</span>
            <span class="muted num">{touched}</span>
            <span class="chain-picks">
                {pick(app, contact, "stance", t::customers::stance(), &name, now, stances)}
                {pick(app, contact, "influence", t::customers::influence(), &name, weight, weights)}
            </span>
        </li>
    }
}

/// A field of the contact's own record, one of three words.
fn pick(
    app: App,
    contact: Id<Contact>,
    field: &'static str,
    label: &'static str,
    name: &str,
    now: String,
    words: [String; 3],
) -> impl IntoView + use<> {
    let other = (!now.is_empty() && !words.contains(&now)).then(|| now.clone());
    let options = words.into_iter().chain(other).map(|word| {
        let chosen = word == now;
        view! { <option value=word.clone() selected=chosen>{word.clone()}</option> }
    });
    let label = t::gap::of_person { field: label, name }.text();
    view! {
        <select class="select" data-action=format!("set-{field}") aria-label=label.clone() title=label on:change=move |event| {
            let word = Some(event_target_value(&event)).filter(|word| !word.is_empty());
            let fields = [(field.to_owned(), json!(word))].into();
            app.give_later(Give::new(Command::Edit { target: RecordRef::to(contact), fields, docs: Vec::new() }));
        }><option value="" selected=now.is_empty()>{t::common::unset()}</option>{options.collect_view()}</select>
    }
}
