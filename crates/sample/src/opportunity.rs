//! The opportunity as a record, and the changes that made it so.

use model::command::Added;
use model::records::{ContactRole, Opportunity, Outcome, ProductLine};
use model::starter::Words;
use model::{Change, Date, Decimal, Doc, Effective};
use serde::Serialize;
use serde_json::Value;

use crate::calendar::put;
use crate::catalogue::{self, yuan};
use crate::judging;
use crate::market::{EXISTING_CUSTOMER, TRADE_FAIR, WEBINAR};
use crate::random::Random;
use crate::story::{Story, World};
use crate::team;
use crate::text::{month, spaced};
use crate::words::closes::{LOSSES, WINS, WINS_AGAIN};
use crate::words::names::{RIVALS, SOURCES};
use crate::words::needs::{CONDITIONS, NEEDS, NEEDS_AGAIN, NOTES};
use crate::words::say;

pub(crate) fn added(world: &World<'_>, story: &Story<'_>, random: &mut Random, judging: &mut Random) -> Added {
    let mut record = record(world, story, random);
    let course = &story.deal.course;
    let owner = team::id(world.ids, story.terms.owners.last().unwrap_or(story.deal.owner));
    judging::answer(&mut record, course.last().stage, course.created, owner, judging);
    Added { doc: Doc::new(story.id, &record), opening: opening(world, story) }
}

fn record(world: &World<'_>, story: &Story<'_>, random: &mut Random) -> Opportunity {
    let (words, deal) = (world.words, story.deal);
    let course = &deal.course;
    let end = course.end(world.today);
    let owner = story.terms.owners.last().unwrap_or(deal.owner);
    let note = random.chance(0.42).then(|| story.tell(words, end, &NOTES, random)).flatten();
    Opportunity {
        title: story.title.clone(),
        account: Some(story.customer.id),
        amount: story.terms.amounts.last().map(yuan),
        probability: (course.is_open() && !course.stuck && random.chance(0.06))
            .then(|| *random.pick(&[30, 50, 70, 80])),
        strategic: deal.worth >= 1_200_000 && random.chance(0.4),
        created_on: Some(course.created),
        expected_close: story.terms.expected.last(),
        source: Some(say(words, SOURCES[deal.source]).to_owned()),
        campaign: campaign(words, deal.source, course.created),
        need: need(world, story, random),
        products: deal.lines.iter().map(|line| product_line(world, *line)).collect(),
        pipeline: Some(world.pipeline),
        stage: world.stages.get(course.last().stage).copied(),
        owner: Some(team::id(world.ids, owner)),
        contacts: story
            .people
            .iter()
            .map(|person| ContactRole { contact: person.id, role: Some(person.role.to_owned()) })
            .collect(),
        competitors: story.rivals.iter().map(|rival| say(words, RIVALS[*rival]).to_owned()).collect(),
        outcome: course.outcome(),
        closed_on: course.closed.map(|(_, on)| on),
        reasons: reasons(world, story, random),
        close_note: close_note(words, story, end, random),
        note,
        ..Opportunity::default()
    }
}

fn product_line(world: &World<'_>, (product, quantity): (usize, i32)) -> ProductLine {
    ProductLine {
        product: catalogue::id(world.ids, product),
        quantity: Some(Decimal::from(quantity)),
        price: None,
        discount: None,
    }
}

fn need(world: &World<'_>, story: &Story<'_>, random: &mut Random) -> Option<String> {
    if !random.chance(0.93) {
        return None;
    }
    let created = story.deal.course.created;
    let again = story.deal.bought_before > 0;
    let needs: &[_] = if again { &NEEDS_AGAIN } else { &NEEDS };
    let mut need = story.tell(world.words, created, needs, random)?;
    if !again && random.chance(0.55) {
        need.push_str(say(world.words, *random.pick(&CONDITIONS)));
    }
    Some(need)
}

/// The fair or webinar it came from.
fn campaign(words: Words, source: usize, created: Date) -> Option<String> {
    let year = created.year();
    let name = match (source, words, created.month()) {
        (TRADE_FAIR, Words::Chinese, 3..=8) => format!("{year}年春季智能工厂展"),
        (TRADE_FAIR, Words::Chinese, month) => format!("{}年秋季工业软件展", year - i32::from(month < 3)),
        (TRADE_FAIR, Words::English, 3..=8) => format!("Smart Factory Fair, spring {year}"),
        (TRADE_FAIR, Words::English, month) => format!("Factory Software Fair, autumn {}", year - i32::from(month < 3)),
        (WEBINAR, Words::Chinese, _) => format!("{year}年{}线上研讨会", month(words, created)),
        (WEBINAR, Words::English, _) => format!("Webinar, {} {year}", month(words, created)),
        _ => return None,
    };
    Some(spaced(&name))
}

fn reasons(world: &World<'_>, story: &Story<'_>, random: &mut Random) -> Vec<model::Uuid> {
    let Some(first) = story.reason else { return Vec::new() };
    let mut reasons = vec![first];
    // Price and a rival often go together.
    if first <= 1 && random.chance(0.25) {
        reasons.push(1 - first);
    }
    reasons.into_iter().filter_map(|reason| world.reasons.get(reason).copied()).collect()
}

fn close_note(words: Words, story: &Story<'_>, on: Date, random: &mut Random) -> Option<String> {
    match story.deal.course.outcome() {
        Outcome::Open => None,
        Outcome::Lost => story.tell(words, on, LOSSES[story.reason?].notes, random),
        Outcome::Won => {
            let again = story.deal.source == EXISTING_CUSTOMER && random.chance(0.5);
            let phrases: &[_] = if again { &WINS_AGAIN } else { &WINS };
            random.chance(0.7).then(|| story.tell(words, on, phrases, random)).flatten()
        }
    }
}

/// The history of the fields whose history counts, day by day.
fn opening(world: &World<'_>, story: &Story<'_>) -> Vec<Change> {
    let course = &story.deal.course;
    let mut values: Vec<(Date, &'static str, Value)> = Vec::new();
    let mut note =
        |day: Date, field: &'static str, value: Value| put(&mut values, (day, field, value), |(day, ..)| *day);
    note(course.created, "outcome", json(Outcome::Open));
    for visit in &course.visits {
        note(visit.entered, "stage", json(world.stages.get(visit.stage)));
    }
    for (day, owner) in &story.terms.owners.0 {
        note(*day, "owner", json(team::id(world.ids, *owner)));
    }
    for (day, amount) in &story.terms.amounts.0 {
        note(*day, "amount", json(yuan(*amount)));
    }
    for (day, expected) in &story.terms.expected.0 {
        note(*day, "expected_close", json(expected));
    }
    if let Some((outcome, on)) = course.closed {
        note(on, "outcome", json(outcome));
    }
    let mut changes: Vec<Change> = Vec::with_capacity(values.len());
    for (day, field, to) in values {
        let before = changes.iter().rev().find(|change| change.field == field);
        let from = before.map_or(Value::Null, |change| change.to.clone());
        changes.push(Change::new(field, from, to, Effective::Day(day)));
    }
    changes
}

/// As the record's own data holds it.
fn json(value: impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}
