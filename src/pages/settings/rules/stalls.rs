//! Why opportunities get stuck, and what can be done about it.

use std::rc::Rc;

use ::duty::{Book, Known};
use leptos::prelude::*;
use model::records::{Opportunity, Record as _, Remedy, Sign, StallCause};
use model::stall::{guess, remedies_for};
use model::starter::{causes_or_usual, remedies_or_usual};
use model::{Command, Id, RecordRef, Uuid};
use store::Error;

use super::actions::save_set;
use super::form::{Form, Rows, Text, Wrong, list, put_away};
use super::remedies::{self, TypedRemedy};
use super::section;
use super::trial::{self, Found, Trial, Try, usual_tag};
use crate::i18n::{Lang, t};
use crate::pages::board::moving;
use crate::pages::dialogs::stall::sign_name;
use crate::platform::ids;
use crate::state::{app, duty, lists, with_kind};
use crate::ui::{Icon, icon_button};

pub(super) type Cause = (Id<StallCause>, StallCause);

#[derive(Clone, Default, PartialEq)]
pub(super) struct Typed {
    pub(super) causes: Rows<Cause>,
    pub(super) remedies: Rows<TypedRemedy>,
}

#[derive(Clone, Default, PartialEq)]
pub(super) struct Settings {
    causes: Vec<Cause>,
    remedies: Vec<(Id<Remedy>, Remedy)>,
}

pub(super) type StallForm = Form<Typed, Settings>;

/// An opportunity that is stuck, or about whose stall somebody has been asked.
struct Stuck {
    opportunity: Uuid,
    title: String,
    /// As somebody named it.
    cause: Option<Id<StallCause>>,
    signs: Vec<Sign>,
}

pub(in crate::pages::settings) fn view() -> impl IntoView {
    let form = Form::new(|| as_typed(in_force()), read);
    let is_usual = Memo::new(|_| lists().causes.with(Vec::is_empty) && lists().remedies.with(Vec::is_empty));
    let trial = Trial {
        id: "stalls",
        form,
        read: Rc::new(|| Box::pin(stuck())),
        begin: Rc::new(|settings: &Settings, _: &[Stuck]| begin(settings)),
        headline: |found| t::stalls::changes(found.changed.len()),
        save: Rc::new(|settings: &Settings, _: &[Stuck]| save(settings)),
        said: || t::stalls::saved().to_owned(),
    };
    let body = view! {
        {causes(form)}
        <h3>{t::stalls::remedies()}</h3>
        <p>{t::stalls::remedies_more()}</p>
        {remedies::view(form)}
    };
    section("stalls", t::stalls::title(), t::stalls::what(), usual_tag(is_usual), trial::view(trial, body))
}

/// What holds.
fn in_force() -> Settings {
    let words = Lang::current().words();
    Settings {
        causes: causes_or_usual(&lists().causes.with(|all| with_kind(all)), words),
        remedies: remedies_or_usual(&lists().remedies.with(|all| with_kind(all)), words),
    }
}

fn as_typed(settings: Settings) -> Typed {
    Typed {
        causes: settings.causes.into_iter().collect(),
        remedies: settings.remedies.into_iter().map(TypedRemedy::new).collect(),
    }
}

fn read(typed: &Typed) -> Result<Settings, Wrong> {
    let mut wrong = Wrong::new();
    let cause = |(key, (id, cause)): &(u32, Cause)| {
        let name = cause.name.trim().to_owned();
        if name.is_empty() && !cause.archived {
            wrong.insert(format!("cause-{key}"), t::field::required());
        }
        (*id, StallCause { name, ..cause.clone() })
    };
    let causes = typed.causes.all.iter().map(cause).collect();
    let remedies = typed.remedies.all.iter().map(|(key, remedy)| remedies::read(*key, remedy, &mut wrong)).collect();
    if wrong.is_empty() { Ok(Settings { causes, remedies }) } else { Err(wrong) }
}

/// Those that are stuck, as the book has them.
async fn stuck() -> Result<Vec<Stuck>, Error> {
    let of_book = |book: &Book| {
        let stuck = |(id, known): (Id<Opportunity>, &Known)| {
            let (cause, signs) = match known.stall() {
                Some((_, stall)) => (stall.cause, stall.signs.clone()),
                None => (None, known.signals.is_stalled().then(|| known.signals.signs())?),
            };
            Some(Stuck { opportunity: id.uuid(), title: moving::title(app(), id.uuid()), cause, signs })
        };
        book.open().filter_map(stuck).collect()
    };
    duty().whole(of_book).await.ok_or(Error::Busy)
}

fn begin(settings: &Settings) -> Try<Stuck> {
    let (now, then) = (untrack(in_force), settings.clone());
    let is_gone = |settings: &Settings, cause: Id<StallCause>| {
        settings.causes.iter().any(|(id, one)| *id == cause && one.archived)
    };
    Box::new(move |part: &[Stuck], found: &mut Found| {
        for Stuck { opportunity, title, cause, signs } in part {
            let mut way = |words: &str| {
                found.change(*opportunity, title);
                found.way(words.to_owned());
            };
            let guesses = [&now, &then].map(|settings| cause.or_else(|| guess(&settings.causes, signs)));
            if cause.is_none() && guesses[0] != guesses[1] {
                way(t::stalls::other_guess());
            }
            if cause.is_some_and(|cause| is_gone(&then, cause)) {
                way(t::stalls::cause_gone());
            }
            if remedies_for(&now.remedies, guesses[0]) != remedies_for(&then.remedies, guesses[1]) {
                way(t::stalls::other_remedies());
            }
        }
    })
}

fn save(settings: &Settings) -> (RecordRef, Vec<Command>) {
    let stood = untrack(in_force);
    let (causes, remedies) =
        (lists().causes.with_untracked(|all| with_kind(all)), lists().remedies.with_untracked(|all| with_kind(all)));
    let mut commands = save_set(&causes, &stood.causes, &settings.causes);
    commands.extend(save_set(&remedies, &stood.remedies, &settings.remedies));
    let about = settings.causes.first().map_or(Uuid::nil(), |(id, _)| id.uuid());
    (RecordRef { kind: StallCause::KIND, id: about }, commands)
}

fn causes(form: StallForm) -> impl IntoView {
    let keys = Memo::new(move |_| form.typed.with(|typed| typed.causes.keys_of(|(_, cause)| !cause.archived)));
    let gone = Memo::new(move |_| {
        form.typed.with(|typed| {
            let gone = typed.causes.all.iter().filter(|(_, (_, cause))| cause.archived);
            gone.map(|(key, (_, cause))| (*key, cause.name.clone())).collect::<Vec<_>>()
        })
    });
    let add = move || {
        let mut key = 0;
        form.change(|typed| {
            let position = typed.causes.all.iter().map(|(_, (_, cause))| cause.position + 1).max().unwrap_or_default();
            key = typed.causes.add((Id::new(ids::new()), StallCause { position, ..StallCause::default() }));
        });
        format!("#cause-{key}")
    };
    view! {
        {list(t::stalls::causes(), keys, (t::stalls::add_cause(), "add-cause"), add, move |key| cause_row(form, key))}
        {put_away(gone, move |key| form.change(|typed| set(typed, key, &|cause| cause.archived = false)))}
    }
}

fn set(typed: &mut Typed, key: u32, change: &dyn Fn(&mut StallCause)) {
    if let Some((_, cause)) = typed.causes.get_mut(key) {
        change(cause);
    }
}

fn cause_row(form: StallForm, key: u32) -> impl IntoView {
    let get = move |typed: &Typed| typed.causes.get(key).map(|(_, cause)| cause.clone()).unwrap_or_default();
    let name = Text::new(
        format!("cause-{key}"),
        t::stalls::cause(),
        move |typed: &Typed| get(typed).name,
        move |typed, text: String| set(typed, key, &|cause| cause.name.clone_from(&text)),
    );
    // What makes an opportunity count as stuck says nothing of why.
    let signs = Sign::ALL.iter().filter(|sign| **sign != Sign::Dwell).cloned().map(move |sign| {
        let (own, label, value) = (sign.clone(), sign_name(&sign), sign.as_str().to_owned());
        let press = move |typed: &mut Typed, on: bool| {
            set(typed, key, &|cause| {
                cause.signs.retain(|known| *known != sign);
                if on {
                    cause.signs.push(sign.clone());
                }
            });
        };
        form.pick(label, value, move |typed: &Typed| get(typed).signs.contains(&own), press)
    });
    let count = move || form.typed.with(|typed| get(typed).signs.len());
    let remove = move |_| {
        let stood = form.stands.get_untracked();
        form.change(|typed| {
            let is_saved = |row: &Cause| stood.causes.all.iter().any(|(_, (id, _))| *id == row.0);
            typed.causes.put_away(key, is_saved, |(_, cause)| cause.archived = true);
        });
    };
    view! {
        <li class="form-row is-cause">
            {form.bare(name.hint(t::stalls::cause()))}
            {icon_button(Icon::X, "remove-cause", t::actions::remove().to_owned(), remove)}
            <details>
                <summary>{t::stalls::signs()}" "<span class="count num">{count}</span></summary>
                <div class="picks" role="group" aria-label=t::stalls::signs()>{signs.collect_view()}</div>
            </details>
        </li>
    }
}
