//! Enquiries on their way to becoming opportunities, or not.

use model::bant::Letter;
use model::records::{Activity, ActivityKind, BantAnswer, BantState, Evidence, Lead};
use model::{Date, Doc, Id};

use crate::calendar::{on_or_after, on_or_before};
use crate::story::World;
use crate::team;
use crate::words::leads::{Enquiry, enquiries};
use crate::words::names::SOURCES;
use crate::words::{Phrase, say};

/// The leads, and what was done and is planned with them. The one of a customer names `customer`.
pub(crate) fn docs(world: &World<'_>, customer: &str) -> (Vec<Doc>, Vec<Doc>) {
    let mut activities = Vec::new();
    let mut leads = Vec::new();
    for (at, enquiry) in enquiries().iter().enumerate() {
        let id: Id<Lead> = world.ids.id(&format!("lead {at}"));
        let owner = team::SALES.clone().nth(at % team::SALES.count()).unwrap_or(team::HEAD_OF_SALES);
        leads.push(Doc::new(id, &lead(world, enquiry, customer, owner)));
        activities.extend(touches(world, enquiry, (at, id), owner));
    }
    (leads, activities)
}

fn ago(world: &World<'_>, days: i32) -> Date {
    on_or_before(world.today.plus_days(-days))
}

fn lead(world: &World<'_>, enquiry: &Enquiry, customer: &str, owner: usize) -> Lead {
    let text = |phrase: Phrase| say(world.words, phrase).to_owned();
    let optional = |phrase: Phrase| Some(text(phrase)).filter(|text| !text.is_empty());
    let [bant_budget, bant_authority, bant_need, bant_timeline] =
        Letter::ALL.map(|letter| answer(world, enquiry, letter, owner));
    Lead {
        name: text(enquiry.person),
        company: enquiry.company.map_or_else(|| customer.to_owned(), text),
        text: text(enquiry.text),
        title: optional(enquiry.job),
        phone: Some(text(enquiry.phone)),
        source: Some(text(SOURCES[enquiry.source])),
        owner: Some(team::id(world.ids, owner)),
        received_on: Some(ago(world, enquiry.days_ago)),
        bant_budget,
        bant_authority,
        bant_need,
        bant_timeline,
        status: enquiry.status.clone(),
        discard_reason: enquiry.why.map(text),
        ..Lead::default()
    }
}

fn answer(world: &World<'_>, enquiry: &Enquiry, letter: Letter, owner: usize) -> Option<BantAnswer> {
    let (state, evidence) = &enquiry.bant[letter as usize];
    let evidence = evidence.map(|(phrase, days)| Evidence {
        text: say(world.words, phrase).to_owned(),
        by: Some(team::id(world.ids, owner)),
        on: Some(ago(world, days)),
        ..Evidence::default()
    });
    let answer = BantAnswer { state: state.clone(), evidence: evidence.into_iter().collect() };
    (answer.state != BantState::Unset || !answer.evidence.is_empty()).then_some(answer)
}

fn touches(world: &World<'_>, enquiry: &Enquiry, (at, lead): (usize, Id<Lead>), owner: usize) -> Vec<Doc> {
    let owner = Some(team::id(world.ids, owner));
    let subject = Some(lead.uuid());
    let done = enquiry.touch.as_ref().map(|(kind, phrase, days)| Activity {
        subject,
        kind: kind.clone(),
        text: say(world.words, *phrase).to_owned(),
        owner,
        done_on: Some(ago(world, *days)),
        done_by: owner,
        ..Activity::default()
    });
    let next = enquiry.next.map(|(phrase, days)| Activity {
        subject,
        kind: ActivityKind::Task,
        text: say(world.words, phrase).to_owned(),
        owner,
        due: Some(on_or_after(world.today.plus_days(days))),
        ..Activity::default()
    });
    let all = [("done", done), ("next", next)].into_iter();
    all.filter_map(|(what, activity)| Some(Doc::new(world.ids.id(&format!("lead {at} {what}")), &activity?))).collect()
}
