//! The people of an opportunity, each with a part in the decision.

use leptos::prelude::*;
use model::chain::{Gap, Part, completeness};
use model::records::{Answer, Contact, ContactRole, Dimension, Evidence, Record as _};
use model::{Command, Doc, Id, RecordRef, Uuid};

use super::{Live, change};
use crate::i18n::{format, t};
use crate::platform::{dom, ids};
use crate::route::{Route, Screen};
use crate::state::{App, Give};
use crate::ui::suggest::Suggestions;
use crate::ui::{Icon, icon, icon_button};

/// The parts there are, as the record names them.
const ROLES: [&str; 5] = ["economic_buyer", "technical_buyer", "user", "gatekeeper", "coach"];

pub(crate) fn role_name(role: &str) -> String {
    match role {
        "economic_buyer" => t::role::economic_buyer(),
        "technical_buyer" => t::role::technical_buyer(),
        "user" => t::role::user(),
        "gatekeeper" => t::role::gatekeeper(),
        "coach" => t::role::coach(),
        // Another system's word for it.
        other => return other.to_owned(),
    }
    .to_owned()
}

fn gap_name(gap: Gap) -> &'static str {
    match gap {
        Gap::NoEconomicBuyer => t::gap::no_economic_buyer(),
        Gap::EconomicBuyerNotMet => t::gap::economic_buyer_not_met(),
        Gap::NoTechnicalBuyer => t::gap::no_technical_buyer(),
        Gap::TechnicalBuyerNotMet => t::gap::technical_buyer_not_met(),
        Gap::NoCoach => t::gap::no_coach(),
        Gap::NoUser => t::gap::no_user(),
        Gap::NobodyForUs => t::gap::nobody_for_us(),
        Gap::InfluentialAgainst => t::gap::influential_against(),
    }
}

/// How complete the decision chain is, what it lacks, and the answer that this proposes for the score.
fn missing(app: App, live: Live) -> Option<impl IntoView> {
    let (chain, answered) = live.map(|loaded| {
        let answer = loaded.record.decision_chain.as_ref().and_then(Answer::known);
        Some((completeness(&loaded.people), answer))
    })?;
    let proposed = chain.proposed?;
    let gaps = chain.gaps.iter().map(|gap| {
        view! { <li class="tag" data-tone="warn" data-gap=gap.as_str()>{gap_name(*gap)}</li> }
    });
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 100")]
    let percent = (chain.fraction * 100.0).round() as u8;
    // What the answer rests on, in the words that stand here.
    let gap_names: Vec<&str> = chain.gaps.iter().map(|gap| gap_name(*gap)).collect();
    let rests_on = [t::gap::complete(&format::percent(percent)), gap_names.join(t::list::comma())];
    let rests_on = rests_on.into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(t::list::comma());
    let accept = (answered != Some(proposed)).then(|| {
        view! {
            <button type="button" class="btn is-small" data-action="accept-chain" on:click=move |_| {
                let (by, on) = (app.me.get_untracked(), Some(app.today.get_untracked()));
                let evidence = Evidence { text: rests_on.clone(), by, on, ..Evidence::default() };
                change(app, live, Dimension::DecisionChain.field(), Vec::new(), move |answer: &mut Answer| {
                    answer.value = Some(proposed);
                    answer.evidence.push(evidence);
                });
            }>{t::gap::accept(&proposed.to_string())}</button>
        }
    });
    Some(view! {
        <p class="lines-check is-plain" data-metric="chain" data-value=percent.to_string()>
            <span class="num">{t::gap::complete(&format::percent(percent))}</span>{accept}
        </p>
        <ul class="gaps">{gaps.collect_view()}</ul>
    })
}

pub(super) fn section(app: App, live: Live) -> impl IntoView {
    let names = Suggestions::of(Contact::KIND);
    let typed = RwSignal::new(String::new());
    let people = Memo::new(move |_| live.map(|loaded| loaded.record.contacts.clone()));
    let add = move || {
        let name = typed.get_untracked().trim().to_owned();
        if name.is_empty() {
            return;
        }
        typed.set(String::new());
        let known = names.find(&name);
        let id = Id::<Contact>::new(if let Some(id) = known { id } else { ids::new() });
        let account = live.data.with_untracked(|data| data.as_ref().and_then(|data| data.record.account));
        let docs = if known.is_some() {
            Vec::new()
        } else {
            vec![Doc::new(id, &Contact { name, account, ..Contact::default() })]
        };
        change(app, live, "contacts", docs, move |people: &mut Vec<ContactRole>| {
            if !people.iter().any(|person| person.contact == id) {
                people.push(ContactRole { contact: id, role: None });
            }
        });
        dom::focus("#op-person");
    };
    let line = move |id: Uuid| {
        let contact = Id::<Contact>::new(id);
        let name = Memo::new(move |_| live.map(|loaded| loaded.name(id)));
        let role = Memo::new(move |_| {
            let role = people.get().into_iter().find(|person| person.contact == contact);
            let said = role.and_then(|person| person.role).unwrap_or_default();
            // Said in words, it is still that part.
            let part = Part::read(&said);
            if matches!(part, Part::Unknown(_)) { said } else { part.as_str().to_owned() }
        });
        // Nobody has said yet that they were met.
        let is_unmet = move || {
            live.map(|loaded| Some(loaded.people.iter().find(|person| person.contact == contact)?.met_on.is_none()))
                == Some(true)
        };
        let options = move || {
            let now = role.get();
            let others = (!now.is_empty() && !ROLES.contains(&now.as_str())).then(|| now.clone());
            let all = ROLES.iter().map(|role| (*role).to_owned()).chain(others);
            let options = all.map(|role| {
                let (chosen, name) = (role == now, role_name(&role));
                view! { <option value=role selected=chosen>{name}</option> }
            });
            view! { <option value="" selected=now.is_empty()>{t::role::unknown()}</option>{options.collect_view()} }
        };
        view! {
            <li class="lined">
                <a class="truncate" href=Route::to(Screen::Contact(id)).to_string()>{name}</a>
                <select class="select" data-action="set-role" aria-label=move || t::role::of(&name.get())
                    on:change=move |event| {
                        let role = Some(event_target_value(&event)).filter(|role| !role.is_empty());
                        change(app, live, "contacts", Vec::new(), move |people: &mut Vec<ContactRole>| {
                            if let Some(person) = people.iter_mut().find(|person| person.contact == contact) {
                                person.role = role;
                            }
                        });
                    }>{options}</select>
                {move || is_unmet().then(|| icon_button(Icon::Users, "mark-met", t::role::met(&name.get()), move |event: web_sys::MouseEvent| {
                    // The button goes with what it says.
                    if let Some(line) = dom::closest(&event, "li") {
                        dom::focus_in(&line, "select");
                    }
                    let today = app.today.get_untracked();
                    let fields = [("met_on".to_owned(), serde_json::json!(today))].into();
                    let said = Some(t::role::was_met(&name.get_untracked()));
                    app.give_later(Give { said, ..Give::new(Command::Edit { target: RecordRef::to(contact), fields, docs: Vec::new() }) });
                }))}
                {icon_button(Icon::X, "remove-person", t::role::remove(&name.get_untracked()), move |_| {
                    change(app, live, "contacts", Vec::new(), move |people: &mut Vec<ContactRole>| {
                        people.retain(|person| person.contact != contact);
                    });
                })}
            </li>
        }
    };
    let each = move || people.get().into_iter().map(|person| person.contact.uuid()).collect::<Vec<Uuid>>();
    view! {
        <section class="section" aria-labelledby="op-people">
            <div class="section-head"><h3 id="op-people">{t::field::contacts()}</h3></div>
            <ul class="lines"><For each=each key=|id| *id children=line/></ul>
            {super::chain::picture(app, live)}
            {move || missing(app, live)}
            <form class="line-add" novalidate="" on:submit=move |event| {
                event.prevent_default();
                add();
            }>
                <label class="sr-only" for="op-person">{t::role::add()}</label>
                <input class="input is-small" id="op-person" type="text" autocomplete="off" list="op-people-names" placeholder=t::role::add()
                    bind:value=typed/>
                {names.datalist("op-people-names", typed.into())}
                <button type="submit" class="btn is-quiet" data-action="add-person" disabled=move || typed.with(|typed| typed.trim().is_empty())>
                    {icon(Icon::Plus)}{t::common::add()}
                </button>
            </form>
        </section>
    }
}
