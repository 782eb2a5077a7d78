//! A deal with its cast: who speaks for the customer, who competes, what hurts, why it was lost.

use model::records::{Opportunity, Outcome, Pipeline, Stage};
use model::starter::Words;
use model::{Date, Id, Uuid};

use crate::accounts::{Customer, Person};
use crate::ids::SeedIds;
use crate::market::Deal;
use crate::random::Random;
use crate::team;
use crate::terms::{Terms, terms};
use crate::text::{Slots, amount, spaced};
use crate::words::closes::LOSSES;
use crate::words::names::RIVALS;
use crate::words::products::PRODUCTS;
use crate::words::{Phrase, say};

/// What all stories share.
pub(crate) struct World<'a> {
    pub(crate) words: Words,
    pub(crate) today: Date,
    pub(crate) ids: &'a SeedIds,
    pub(crate) customers: &'a [Customer],
    pub(crate) pipeline: Id<Pipeline>,
    pub(crate) stages: Vec<Id<Stage>>,
    /// Loss reasons.
    pub(crate) reasons: Vec<Uuid>,
}

/// Index of the loss reason "price" and of "chose a competitor".
const TO_A_RIVAL: std::ops::RangeInclusive<usize> = 0..=1;

pub(crate) struct Story<'a> {
    pub(crate) id: Id<Opportunity>,
    pub(crate) title: String,
    pub(crate) deal: &'a Deal,
    pub(crate) customer: &'a Customer,
    pub(crate) terms: Terms,
    /// Those of the account who take part, the usual contact first.
    pub(crate) people: Vec<&'a Person>,
    pub(crate) rivals: Vec<usize>,
    /// Index of the loss reason.
    pub(crate) reason: Option<usize>,
    pub(crate) presales: usize,
    scope: String,
    pains: [&'static str; 2],
}

impl<'a> Story<'a> {
    pub(crate) fn new(
        world: &World<'a>,
        at: usize,
        deal: &'a Deal,
        titles: &mut Vec<String>,
        random: &mut Random,
    ) -> Self {
        let customer = &world.customers[deal.account];
        let product = &PRODUCTS[deal.lines[0].0];
        let terms = terms(deal, world.today, random);
        let mut people = Vec::new();
        for (n, person) in customer.people.iter().enumerate() {
            if n == 0 || random.chance(0.75) {
                people.push(person);
            }
        }
        let lost_in = (deal.course.outcome() == Outcome::Lost).then(|| deal.course.last().stage);
        let reason = lost_in.map(|stage| random.weighted(&LOSSES.each_ref().map(|loss| loss.stages[stage])));
        let met_a_rival = random.chance(0.5) && deal.course.reached(1).is_some();
        let mut rivals = Vec::new();
        if met_a_rival || reason.is_some_and(|reason| TO_A_RIVAL.contains(&reason)) {
            let n = if random.chance(0.2) { 2 } else { 1 };
            rivals = (0..RIVALS.len()).collect();
            random.shuffle(&mut rivals);
            rivals.truncate(n);
        }
        let n = random.between(2, 6).to_string();
        let scope = say(world.words, product.scope).replace("{n}", &n);
        let first = random.below(product.pains.len());
        let other = (first + 1 + random.below(product.pains.len() - 1)) % product.pains.len();
        let pains = [product.pains[first], product.pains[other]];
        Self {
            id: world.ids.id(&format!("opportunity {at}")),
            title: title(world.words, deal, customer, titles, random),
            deal,
            customer,
            terms,
            people,
            rivals,
            reason,
            presales: *random.pick(&team::PRESALES),
            scope,
            pains: pains.map(|pain| say(world.words, pain)),
        }
    }

    /// What the slots stand for when it is `who` one talks to on `day`.
    pub(crate) fn slots(&self, words: Words, who: &Person, day: Date) -> Slots {
        let boss = self.people.iter().find(|person| person.decides && person.id != who.id);
        Slots {
            words,
            who: who.address.clone(),
            boss: boss.map(|boss| boss.address.clone()),
            product: say(words, PRODUCTS[self.deal.lines[0].0].short),
            scope: self.scope.clone(),
            pain: Some(self.pains[0]),
            rival: self.rivals.first().map(|rival| say(words, RIVALS[*rival])),
            amount: self.terms.amounts.at(day).map(|yuan| amount(words, yuan)),
            presales: team::name(words, self.presales),
            day,
        }
    }

    /// What hurts, the `n`th time it comes up; after that everybody knows.
    pub(crate) fn pain(&self, n: usize) -> Option<&'static str> {
        self.pains.get(n).copied()
    }

    /// One of the phrases that say nothing unknown, filled.
    pub(crate) fn tell(&self, words: Words, day: Date, phrases: &[Phrase], random: &mut Random) -> Option<String> {
        let slots = self.slots(words, self.people.first()?, day);
        let fitting: Vec<Phrase> = phrases.iter().copied().filter(|phrase| slots.fit(*phrase)).collect();
        (!fitting.is_empty()).then(|| slots.fill(*random.pick(&fitting), random))
    }
}

/// Which part of the customer's company, where it says.
const PLACES: [Phrase; 4] =
    [("总部", "head office"), ("新址", "new site"), ("南区", "south site"), ("北区", "north site")];

/// The account, the product and what is done; never the same twice.
fn title(words: Words, deal: &Deal, customer: &Customer, titles: &mut Vec<String>, random: &mut Random) -> String {
    let product = &PRODUCTS[deal.lines[0].0];
    let write = |place: Option<Phrase>, work: Phrase| {
        let (short, what, work) = (&customer.short, say(words, product.title), say(words, work));
        match (words, place) {
            (Words::Chinese, place) => spaced(&format!("{short}{}{what}{work}", place.map_or("", |place| place.0))),
            (Words::English, None) => format!("{short} {what} {work}"),
            (Words::English, Some(place)) => format!("{short} {what} {work}, {}", place.1),
        }
    };
    let phase = match deal.bought_before {
        0 => None,
        1 => Some(("二期", "phase 2")),
        2 => Some(("三期", "phase 3")),
        _ => Some(("扩容", "extension")),
    };
    let mut works = product.works;
    random.shuffle(&mut works);
    let mut places = PLACES;
    random.shuffle(&mut places);
    let somewhere = random.chance(0.15);
    let first = phase.map(|phase| write(None, phase));
    let plain = works.iter().map(|work| write(None, *work));
    let placed = places.iter().flat_map(|place| works.iter().map(move |work| (*place, *work)));
    let placed: Vec<String> = placed.map(|(place, work)| write(Some(place), work)).collect();
    let plain: Vec<String> = plain.collect();
    let (likely, then) = if somewhere { (placed, plain) } else { (plain, placed) };
    let mut in_order = first.into_iter().chain(likely).chain(then);
    let found = in_order.find(|title| !titles.contains(title)).unwrap_or_else(|| customer.short.clone());
    titles.push(found.clone());
    found
}
