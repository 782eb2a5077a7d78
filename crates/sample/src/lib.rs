//! The sample workspace: a plainly fictitious Chinese B2B software firm, 24 months of its opportunities, written in
//! Chinese or English.
//!
//! This crate knows how such a firm sells: how long stages take, who wins, what people write down. The history it tells
//! is one that analytics can say something true about: the proposal stage is the bottleneck, technical buyers take
//! about 15 % longer, big deals are won less often and later, referrals more often, and a dozen open deals are stuck.
//! It refuses to know storage, the clock and real chance: the day is an argument, everything else follows from the
//! seed, and both languages tell the same story.

mod accounts;
mod balance;
mod book;
mod calendar;
mod catalogue;
mod course;
mod ids;
mod judging;
mod leads;
mod market;
mod next_steps;
mod opportunity;
mod random;
mod story;
mod team;
mod terms;
mod text;
mod touches;
mod words;

use model::command::SLICE;
use model::command::{Added, Slice};
use model::records::{LossReason, Pipeline, Record, Stage, Workspace};
use model::starter::{self, Words};
use model::{Date, Doc, Id};

use crate::ids::SeedIds;
use crate::random::Random;
use crate::story::{Story, World};

/// The sample's records with their histories, in an order in which every reference points back: settings, members,
/// products, accounts, contacts, opportunities, leads, activities.
///
/// Same arguments, same bytes, ids included. Nothing has happened on or after `today`; only what is planned lies there.
pub fn generate(seed: u64, words: Words, today: Date) -> Vec<Slice> {
    slices(records(seed, words, today))
}

fn records(seed: u64, words: Words, today: Date) -> Vec<Added> {
    let ids = SeedIds::new(seed);
    let workspace = Workspace { name: words::say(words, words::names::FIRM).to_owned(), ..Workspace::default() };
    let settings = starter::workspace(words, &workspace, &mut ids.counted("setting"));
    let accounts = accounts::generate(words, &ids, &mut Random::new(seed, 1));
    let world = World {
        words,
        today,
        ids: &ids,
        customers: &accounts.customers,
        pipeline: of_kind::<Pipeline>(&settings).next().unwrap_or_else(|| ids.id("pipeline")),
        stages: of_kind::<Stage>(&settings).collect(),
        reasons: of_kind::<LossReason>(&settings).map(Id::uuid).collect(),
    };
    let deals = market::deals(seed, world.customers, today);

    let docs = settings
        .iter()
        .cloned()
        .chain(team::docs(words, &ids))
        .chain(catalogue::docs(words, &ids))
        .chain(accounts.companies.iter().cloned())
        .chain(accounts.contacts.iter().cloned());
    let mut records: Vec<Added> = docs.map(plain).collect();

    let stuck: Vec<bool> = deals.iter().filter(|deal| deal.course.is_open()).map(|deal| deal.course.stuck).collect();
    let mut plans = next_steps::plans(&stuck, &mut Random::new(seed, 2)).into_iter();
    let mut facts = Random::new(seed, 3);
    let mut telling = Random::new(seed, 4);
    let mut judging = Random::new(seed, 5);
    let mut titles = Vec::new();
    let mut activities = Vec::new();
    for (at, deal) in deals.iter().enumerate() {
        let story = Story::new(&world, at, deal, &mut titles, &mut facts);
        records.push(opportunity::added(&world, &story, &mut telling, &mut judging));
        let (done, last) = touches::touches(&world, &story, &mut telling);
        activities.extend(done);
        if let Some(plan) = deal.course.is_open().then(|| plans.next()).flatten() {
            activities.extend(next_steps::steps(&world, &story, plan, last, &mut telling));
        }
    }
    let customer = accounts.companies.first().map(Doc::name).unwrap_or_default();
    let (leads, with_leads) = leads::docs(&world, &customer);
    records.extend(leads.into_iter().chain(activities).chain(with_leads).map(plain));
    records
}

fn of_kind<R: Record>(docs: &[Doc]) -> impl Iterator<Item = Id<R>> {
    docs.iter().filter(|doc| doc.kind == R::KIND).map(|doc| Id::new(doc.id))
}

fn plain(doc: Doc) -> Added {
    Added { doc, opening: Vec::new() }
}

fn slices(mut records: Vec<Added>) -> Vec<Slice> {
    let mut slices = Vec::with_capacity(records.len().div_ceil(SLICE));
    while !records.is_empty() {
        let rest = records.split_off(records.len().min(SLICE));
        slices.push(Slice { added: records, ..Slice::default() });
        records = rest;
    }
    slices
}
