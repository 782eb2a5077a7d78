//! Two records become one: which of them stays, whose value holds in each field, and what moves.

use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;
use model::plan::merge_choices;
use model::records::{Account, Contact, Record as _};
use model::{Doc, Id, Kind, Merge, RecordRef, Uuid};
use serde_json::Value;

use super::delete::count_of;
use super::{done, optional};
use crate::i18n::t;
use crate::pages::customers::shelf::Shelf;
use crate::pages::customers::{account, contact, kind_name, screen};
use crate::pages::fields;
use crate::pages::record;
use crate::platform::{dom, task};
use crate::route::Route;
use crate::state::{App, app};
use crate::ui::dialog::{Dialog, Shape, cancel_button, close_by_id, form_dialog};
use crate::ui::{Icon, icon};

const ID: &str = "dialog-merge";
/// How many are offered to merge with.
const OFFERED: usize = 8;

/// The two records, with names of what they point at, and how much points at each, by kind.
#[derive(Clone, Debug, PartialEq)]
struct Pair {
    docs: [Doc; 2],
    names: BTreeMap<Uuid, String>,
    linked: [BTreeMap<Kind, usize>; 2],
}

async fn load(kind: Kind, ids: [Uuid; 2]) -> Result<Option<Pair>, store::Error> {
    let store = app().store().await;
    let [one, other] = ids.map(|id| RecordRef { kind, id });
    let (Some(one), Some(other)) = (record::live_doc(one).await?, record::live_doc(other).await?) else {
        return Ok(None);
    };
    let mut linked = [BTreeMap::new(), BTreeMap::new()];
    for (id, counts) in ids.into_iter().zip(&mut linked) {
        for doc in store.pointing_at(id).await?.into_iter().filter(|doc| !ids.contains(&doc.id)) {
            *counts.entry(doc.kind).or_insert(0) += 1;
        }
    }
    let pointed = [&one, &other].into_iter().flat_map(Doc::references);
    let names = record::names(pointed.flat_map(|id| [account(id), contact(id)]).collect()).await?;
    Ok(Some(Pair { docs: [one, other], names, linked }))
}

pub(crate) fn dialog(app: App, one: RecordRef, other: Option<Uuid>) -> impl IntoView {
    let shelf = Shelf::followed(app);
    let other = RwSignal::new(other);
    let pair = RwSignal::new(None::<Pair>);
    // Which of the two stays, and the fields in which the one that goes has its say.
    let survivor = RwSignal::new(0_usize);
    let take = RwSignal::new(BTreeSet::<String>::new());
    let wrong = RwSignal::new(false);
    Effect::new(move |_| {
        let Some(other) = other.get() else { return };
        task::spawn(async move {
            match load(one.kind, [one.id, other]).await {
                Ok(Some(loaded)) => {
                    // The dialog may be closed by now.
                    let Some(stays) = survivor.try_get_untracked() else { return };
                    take.try_set(taken_by_default(&loaded, stays));
                    pair.try_set(Some(loaded));
                    dom::focus_soon("#dialog-merge [name=survivor]");
                }
                Ok(None) => {
                    wrong.try_set(true);
                }
                Err(error) => app.show_unread(&error),
            }
        });
    });
    let body = view! {
        {move || {
            if wrong.get() {
                return view! { <p class="notice" data-tone="bad">{icon(Icon::CircleX)}<span>{t::failure::gone()}</span></p> }.into_any();
            }
            if other.get().is_none() {
                return picker(shelf, one, other).into_any();
            }
            match pair.get() {
                None => view! { <div class="skeleton" aria-busy="true"></div> }.into_any(),
                Some(pair) => columns(app, &pair, survivor, take).into_any(),
            }
        }}
    };
    let foot = view! {
        {cancel_button(t::common::cancel())}
        <button type="submit" class="btn is-primary" data-action="confirm-merge" disabled=move || pair.with(Option::is_none)>
            {t::merge::confirm()}
        </button>
    };
    let submit = move || {
        let Some(pair) = pair.get_untracked() else { return };
        let (stays, goes) = (survivor.get_untracked(), 1 - survivor.get_untracked());
        let merge = Merge {
            kind: one.kind,
            survivor: pair.docs[stays].id,
            loser: pair.docs[goes].id,
            take: take.get_untracked().into_iter().collect(),
        };
        let moved: usize = pair.linked[goes].values().sum();
        let (from, into) = (pair.docs[goes].name(), pair.docs[stays].name());
        let said = t::merge::done { count: moved, from: &from, into: &into }.text();
        close_by_id(ID);
        task::spawn(async move {
            task::turn().await;
            let (survivor, loser) = (merge.survivor(), merge.loser());
            if app.merge(&merge, said).await && app.route.get_untracked().screen == screen(loser) {
                app.readdress(Route::to(screen(survivor)));
            }
        });
    };
    let title = if one.kind == Contact::KIND { t::merge::contacts() } else { t::merge::accounts() };
    let dialog = Dialog {
        shape: Shape::Wide,
        id: ID,
        title: title.to_owned(),
        subtitle: None,
        body: body.into_any(),
        foot: foot.into_any(),
    };
    form_dialog(dialog, submit, move || done(app))
}

/// Where the one that stays says nothing, the other's word is kept.
fn taken_by_default(pair: &Pair, stays: usize) -> BTreeSet<String> {
    let (ours, theirs) = (&pair.docs[stays], &pair.docs[1 - stays]);
    let says_more = |field: &String| ours.get(field).is_null() && !theirs.get(field).is_null();
    merge_choices(ours, theirs).into_iter().filter(says_more).collect()
}

/// Looks for the record to merge with.
fn picker(shelf: Shelf, one: RecordRef, other: RwSignal<Option<Uuid>>) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let offered = Memo::new(move |_| {
        let query = typed.get();
        shelf.look(|book| {
            let mut found: Vec<Uuid> = Vec::new();
            if query.trim().is_empty() {
                found.extend(book.alike(one.id).into_iter().map(|(id, _)| id));
            }
            let wanted = |query| ::customers::Wanted { query, ..::customers::Wanted::default() };
            if one.kind == Contact::KIND {
                found.extend(book.contacts(&wanted(query)));
            } else {
                let wanted = ::customers::Wanted { query, by: None, descending: false, alike: false };
                found.extend(book.accounts(&wanted, app().currency()));
            }
            let mut seen = BTreeSet::new();
            found.retain(|id| *id != one.id && seen.insert(*id));
            found.truncate(OFFERED);
            let named = |id: Uuid| {
                let party = if one.kind == Contact::KIND { book.contact(id)? } else { book.account(id)? };
                let beside = if one.kind == Contact::KIND {
                    party.above.and_then(|above| book.name(above)).unwrap_or_default().to_owned()
                } else {
                    party.what.clone()
                };
                Some((id, party.name().to_owned(), beside))
            };
            found.into_iter().filter_map(named).collect::<Vec<_>>()
        })
    });
    dom::focus_soon("#merge-with");
    let line = move |(id, name, beside): (Uuid, String, String)| {
        view! {
            <li>
                <button type="button" class="pick-line" data-action="merge-with" data-id=id.to_string()
                    on:click=move |_| other.set(Some(id))>
                    <span class="truncate">{name}</span><span class="muted truncate">{beside}</span>
                </button>
            </li>
        }
    };
    let name = shelf.look_untracked(|book| book.name(one.id).unwrap_or_default().to_owned());
    view! {
        <div class="field">
            <label for="merge-with">{t::merge::with(&name)}</label>
            <input class="input" id="merge-with" type="search" autocomplete="off" spellcheck="false" bind:value=typed
                placeholder=t::merge::find(kind_name(one.kind))
                on:keydown=move |event| {
                    // The first that fits; the form itself is not complete yet.
                    if event.key() == "Enter" && !dom::is_composing(&event) {
                        event.prevent_default();
                        let first = offered.with_untracked(|offered| offered.first().map(|(id, ..)| *id));
                        if let Some(id) = first.filter(|_| optional(typed).is_some()) {
                            other.set(Some(id));
                        }
                    }
                }/>
        </div>
        <ul class="pick-lines">{move || offered.get().into_iter().map(line).collect_view()}</ul>
    }
}

fn columns(
    app: App,
    pair: &Pair,
    survivor: RwSignal<usize>,
    take: RwSignal<BTreeSet<String>>,
) -> impl IntoView + use<> {
    let kind = pair.docs[0].kind;
    let heads = [0, 1].map(|at| {
        let name = pair.docs[at].name();
        let again = pair.clone();
        view! {
            <label class="merge-head" data-record=at.to_string()>
                <input type="radio" name="survivor" value=at checked=at == survivor.get_untracked() on:change=move |_| {
                    survivor.set(at);
                    take.set(taken_by_default(&again, at));
                }/>
                <span>{t::merge::keeps()}</span><strong>{name}</strong>
            </label>
        }
    });
    let fields: Vec<String> = merge_choices(&pair.docs[0], &pair.docs[1]);
    let choice = |field: String| {
        let label = label(kind, &field);
        let values = [0, 1].map(|at| words(app, pair, &field, &pair.docs[at].get(&field)));
        let cells = [0, 1].map(|at| {
            let holds = {
                let field = field.clone();
                move || {
                    let taken = take.with(|take| take.contains(&field));
                    (survivor.get() == at) != taken
                }
            };
            let pick = {
                let field = field.clone();
                move |_| {
                    let theirs = survivor.get_untracked() != at;
                    take.update(|take| {
                        if theirs {
                            take.insert(field.clone())
                        } else {
                            take.remove(&field)
                        };
                    });
                }
            };
            let empty = values[at].is_none();
            let shown = values[at].clone().unwrap_or_else(|| t::common::unset().to_owned());
            let read = t::field::edit { label: &label, value: &shown }.text();
            view! {
                <label class="merge-cell" data-state=empty.then_some("empty")>
                    <input type="radio" name=format!("take-{field}") value=at aria-label=read prop:checked=holds
                        disabled=empty on:change=pick/>
                    <span>{shown}</span>
                </label>
            }
        });
        let [one, other] = cells;
        view! {
            <div class="merge-row" role="radiogroup" aria-label=label.clone() data-field=field>
                <span class="merge-label">{label.clone()}</span>{one}{other}
            </div>
        }
    };
    let choices: Vec<_> = fields.into_iter().map(choice).collect();
    let [one, other] = heads;
    let both = both(kind, pair).map(|(label, text)| {
        view! { <div class="merge-row" data-field="both"><span class="merge-label">{label}</span><span class="merge-both">{text}</span></div> }
    });
    let linked = pair.linked.clone();
    let moves = move || {
        let counts = &linked[1 - survivor.get()];
        let total: usize = counts.values().sum();
        if total == 0 {
            return view! { <span data-metric="moves" data-value="0">{t::merge::moves_nothing()}</span> }.into_any();
        }
        let parts: Vec<String> = counts.iter().map(|(kind, count)| count_of(*kind, *count)).collect();
        view! { <span data-metric="moves" data-value=total.to_string()>{t::merge::moves(&parts.join(t::list::comma()))}</span> }.into_any()
    };
    view! {
        <div class="merge">
            <div class="merge-row" role="radiogroup" aria-label=t::merge::which_stays()>
                <span class="merge-label"></span>{one}{other}
            </div>
            {choices}
            {both.collect_view()}
        </div>
        <p class="notice">{icon(Icon::Info)}<span>{moves}" "{t::merge::promise()}</span></p>
    }
}

/// What both hold, one after the other, field by field: nothing of it is lost.
fn both(kind: Kind, pair: &Pair) -> impl Iterator<Item = (String, String)> + use<> {
    let joined = |field: &str| {
        let mut all: Vec<String> = Vec::new();
        for doc in &pair.docs {
            let value = doc.get(field);
            let items = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
            for item in items.iter().filter_map(Value::as_str) {
                if !all.iter().any(|known| known == item) {
                    all.push(item.to_owned());
                }
            }
        }
        (!all.is_empty()).then(|| (label(kind, field), all.join(t::list::comma())))
    };
    let fields: Vec<_> = ["aliases", "phones", "mails", "note"].into_iter().filter_map(joined).collect();
    fields.into_iter()
}

fn label(kind: Kind, field: &str) -> String {
    let known = if kind == Account::KIND {
        crate::pages::customers::account::label(field)
    } else {
        crate::pages::customers::contact::label(field)
    };
    let custom = || {
        let id = Uuid::try_parse(field.strip_prefix(model::doc::CUSTOM)?).ok()?;
        fields::own(app(), id).map(|own| own.name)
    };
    known.map(str::to_owned).or_else(custom).unwrap_or_else(|| field.to_owned())
}

fn words(app: App, pair: &Pair, field: &str, value: &Value) -> Option<String> {
    let id = |text: &str| Uuid::try_parse(text).ok();
    match value {
        Value::Null => None,
        value if field.starts_with(model::doc::CUSTOM) => fields::words_in_history(app, value),
        Value::String(text) if field == "owner" => {
            id(text).map(|id| app.board(|board| board.member_name(Id::new(id)).to_owned()))
        }
        Value::String(text) => {
            Some(id(text).and_then(|id| pair.names.get(&id).cloned()).unwrap_or_else(|| text.clone()))
        }
        other => Some(other.to_string()),
    }
}
