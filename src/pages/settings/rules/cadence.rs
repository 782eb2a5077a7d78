//! How often opportunities of a grade are to be touched, and who hears of it when they are not.

use std::rc::Rc;

use leptos::prelude::*;
use model::cadence::Cadences;
use model::escalation::{self, Ladders, Rules, edit_ladder};
use model::records::{Cadence, Ladder, Step};
use model::{Command, Doc, Grade, Id, RecordRef, rule_set};

use super::form::{Form, Text, Wrong, whole};
use super::ladder::{self, Steps};
use super::present::{self, Going};
use super::section;
use super::trial::{self, Found, Trial, Try, usual_tag};
use crate::i18n::{format, t};
use crate::pages::opportunity::grade_name;
use crate::platform::clock;
use crate::state::{app, lists, with_kind};

/// Every grade, and none.
const GRADES: [Option<Grade>; 4] = [Some(Grade::A), Some(Grade::B), Some(Grade::C), None];

/// As it is typed.
#[derive(Clone, Default, PartialEq)]
pub(super) struct Typed {
    every: [String; 4],
    pub(super) ladders: [Steps; 3],
}

/// What was typed.
#[derive(Clone, PartialEq)]
pub(super) struct Settings {
    cadences: Vec<Cadence>,
    ladders: [Vec<Step>; 3],
}

pub(in crate::pages::settings) fn view() -> impl IntoView {
    let form = Form::new(stands, read);
    let is_usual = Memo::new(|_| lists().cadences.with(Vec::is_empty) && lists().ladders.with(Vec::is_empty));
    let trial = Trial {
        id: "cadence",
        form,
        read: Rc::new(|| Box::pin(present::going())),
        begin: Rc::new(|settings: &Settings, _: &[Going]| begin(then(settings))),
        headline,
        save: Rc::new(|settings: &Settings, _: &[Going]| save(settings)),
        said: || t::cadence::saved().to_owned(),
    };
    let line = move |(at, grade): (usize, Option<Grade>)| {
        let name = grade_name(grade);
        let field = Text::new(
            every_id(grade),
            t::cadence::every_of(name),
            move |typed: &Typed| typed.every[at].clone(),
            move |typed, text| typed.every[at] = text,
        );
        view! { <tr><th scope="row">{name}</th><td>{form.bare(field.number())}</td></tr> }
    };
    let body = view! {
        <div class="table-scroll">
            <table class="table is-form"><caption class="sr-only">{t::cadence::every()}</caption>
                <thead><tr><th scope="col">{t::score::grade()}</th><th scope="col" class="num">{t::cadence::every()}</th></tr></thead>
                <tbody>{GRADES.into_iter().enumerate().map(line).collect_view()}</tbody></table>
        </div>
        <h3>{t::cadence::ladders()}</h3>
        <p>{t::cadence::ladders_more()}</p>
        {Grade::ALL.map(|grade| ladder::view(form, grade)).collect_view()}
    };
    view! {
        {section("cadence", t::cadence::title(), t::cadence::what(), usual_tag(is_usual), trial::view(trial, body))}
        {lead()}
    }
}

fn every_id(grade: Option<Grade>) -> String {
    format!("every-{}", grade.map_or("none", Grade::as_str))
}

fn ladder_of(grade: Grade) -> Ladder {
    let own = |all: &Vec<(model::Uuid, Ladder)>| {
        all.iter().find(|(_, one)| one.grade == Some(grade)).map(|(_, one)| one.clone())
    };
    lists().ladders.with(own).unwrap_or_else(|| Ladder::usual(Some(grade)))
}

fn stands() -> Typed {
    let own = lists().cadences.with(|all| all.iter().map(|(_, one)| one.clone()).collect::<Vec<_>>());
    let cadences = Cadences::new(&own);
    Typed {
        every: GRADES.map(|grade| cadences.every(grade).to_string()),
        ladders: Grade::ALL.map(|grade| ladder::typed(&ladder_of(grade))),
    }
}

fn read(typed: &Typed) -> Result<Settings, Wrong> {
    let mut wrong = Wrong::new();
    let mut cadences = Vec::new();
    for (grade, text) in GRADES.into_iter().zip(&typed.every) {
        match whole(text, 1..=Cadence::LONGEST.into()) {
            Some(every) => cadences.push(Cadence { grade, every }),
            None => _ = wrong.insert(every_id(grade), t::cadence::not_days()),
        }
    }
    let ladders = Grade::ALL.map(|grade| ladder::read(grade, &typed.ladders[grade as usize], &mut wrong));
    if wrong.is_empty() { Ok(Settings { cadences, ladders }) } else { Err(wrong) }
}

/// The rules with these settings in them.
fn then(settings: &Settings) -> Rules {
    let ladder =
        |grade: Grade| Ladder { steps: settings.ladders[grade as usize].clone(), ..untrack(|| ladder_of(grade)) };
    Rules {
        cadences: Cadences::new(&settings.cadences),
        ladders: Ladders::new(&Grade::ALL.map(ladder)),
        ..present::rules()
    }
}

pub(super) fn headline(found: &Found) -> String {
    t::cadence::changes(found.changed.len())
}

/// A dry run of other rules of due dates and ladders.
pub(super) fn begin(then: Rules) -> Try<Going> {
    let (now, today, at) = (present::rules(), app().today.get_untracked(), clock::now());
    let mut told = [0, 0];
    Box::new(move |part: &[Going], found: &mut Found| {
        let cases: Vec<_> = part.iter().map(Going::case).collect();
        let run = escalation::dry_run(&cases, &now, &then, today, at);
        let title =
            |id: Id<model::records::Opportunity>| part.iter().find(|one| one.id == id).map(|one| one.title.clone());
        let moved = run.moved.iter().map(|(id, ..)| *id);
        for id in moved.chain(run.fired.iter().copied()).chain(run.withdrawn.iter().copied()) {
            found.change(id.uuid(), &title(id).unwrap_or_default());
        }
        for (_, from, to) in &run.moved {
            found.way((if to > from { t::cadence::later() } else { t::cadence::earlier() }).to_owned());
        }
        told = [told[0] + run.fired.len(), told[1] + run.withdrawn.len()];
        found.notes = match told {
            [0, 0] => Vec::new(),
            [fired, withdrawn] => {
                let (fired, withdrawn) = (format::count(fired), format::count(withdrawn));
                vec![t::cadence::steps { fired: &fired, withdrawn: &withdrawn }.text()]
            }
        };
    })
}

fn save(settings: &Settings) -> (RecordRef, Vec<Command>) {
    let written = lists().cadences.with_untracked(|all| with_kind(all));
    let stood = present::rules().cadences;
    // All four or none: what has no cadence of its own would follow another that changes.
    let changes = settings.cadences.iter().any(|cadence| stood.every(cadence.grade) != cadence.every);
    let wanted: Vec<_> =
        settings.cadences.iter().map(|cadence| (Cadence::id(cadence.grade), cadence.clone())).collect();
    let mut commands = if changes { rule_set::save(&written, &wanted) } else { Vec::new() };
    let mut about = RecordRef::to(Cadence::id(None));
    for grade in Grade::ALL {
        let (ladder, steps) = (untrack(|| ladder_of(grade)), &settings.ladders[grade as usize]);
        if ladder.steps == *steps {
            continue;
        }
        let id = Ladder::id(grade);
        if commands.is_empty() {
            about = RecordRef::to(id);
        }
        let is_written = lists().ladders.with_untracked(|all| all.iter().any(|(known, _)| *known == id.uuid()));
        commands.push(if is_written {
            edit_ladder(id, &ladder, steps)
        } else {
            let ladder = Ladder { grade: Some(grade), version: ladder.version + 1, steps: steps.clone() };
            Command::Create { docs: vec![Doc::new(id, &ladder)] }
        });
    }
    (about, commands)
}

/// Who is told where a manager should be and none is set.
fn lead() -> impl IntoView {
    use crate::pages::settings::general;
    let app = app();
    let stands =
        Memo::new(|_| lists().workspace.with(|workspace| workspace.as_ref().and_then(|workspace| workspace.lead)));
    let members = Memo::new(move |_| {
        let live = |all: &Vec<(model::Uuid, model::records::Member)>| {
            let known = all.iter().filter(|(id, member)| !member.archived || stands.get() == Some(Id::new(*id)));
            known.map(|(id, member)| (*id, member.name.clone())).collect::<Vec<_>>()
        };
        lists().members.with(live)
    });
    let option = move |(id, name): (model::Uuid, String)| {
        let chosen = move || stands.get() == Some(Id::new(id));
        view! { <option value=id.to_string() prop:selected=chosen>{name}</option> }
    };
    view! {
        <section class="section" aria-labelledby="lead-title">
            <div class="section-head"><h2 id="lead-title">{t::cadence::who()}</h2></div>
            <p>{t::cadence::who_more()}</p>
            <div class="field">
                <label for="lead">{t::cadence::lead()}</label>
                <select class="input name-form" id="lead" data-action="set-lead" on:change=move |event| {
                    let lead = Id::parse(&event_target_value(&event));
                    general::set(app, "lead", lead.map_or(serde_json::Value::Null, |lead| serde_json::json!(lead)), |workspace| workspace.lead = lead);
                }>
                    <option value="" prop:selected=move || stands.get().is_none()>{t::cadence::no_lead()}</option>
                    {move || members.get().into_iter().map(option).collect_view()}
                </select>
            </div>
        </section>
    }
}
