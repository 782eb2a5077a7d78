//! What hangs on accounts and contacts, counted and summed.

use std::collections::{BTreeMap, HashMap};

use model::records::Outcome;
use model::{Currency, Decimal, Effective, Money, Uuid};

use crate::Book;

/// Counts, sums and the last touch. Currencies are never added to each other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures {
    pub open: Sum,
    pub won: Sum,
    pub lost: Sum,
    /// The latest that was done with the record itself, its people or its opportunities.
    pub last: Option<Effective>,
}

/// How many, and how much of each currency.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    pub count: usize,
    pub amounts: BTreeMap<Currency, Decimal>,
}

impl Sum {
    fn add(&mut self, amount: Option<Money>) {
        self.count += 1;
        if let Some(money) = amount {
            *self.amounts.entry(money.currency).or_default() += money.value;
        }
    }

    fn join(&mut self, other: &Self) {
        self.count += other.count;
        for (currency, value) in &other.amounts {
            *self.amounts.entry(*currency).or_default() += *value;
        }
    }

    pub fn money(&self) -> impl Iterator<Item = Money> {
        self.amounts.iter().map(|(currency, value)| Money { value: *value, currency: *currency })
    }
}

impl Figures {
    pub(crate) fn join(&mut self, other: &Self) {
        self.open.join(&other.open);
        self.won.join(&other.won);
        self.lost.join(&other.lost);
        self.touch(other.last);
    }

    fn touch(&mut self, when: Option<Effective>) {
        if moment(when) > moment(self.last) {
            self.last = when;
        }
    }

    fn of(&mut self, outcome: Outcome) -> &mut Sum {
        match outcome {
            Outcome::Open => &mut self.open,
            Outcome::Won => &mut self.won,
            Outcome::Lost => &mut self.lost,
        }
    }
}

/// For comparing: a day alone is its end, so that what was done at some time that day does not hide it.
pub(crate) fn moment(when: Option<Effective>) -> i64 {
    match when {
        None | Some(Effective::Unknown) => i64::MIN,
        Some(Effective::Day(day)) => (i64::from(day.days()) + 1) * 86_400_000 - 1,
        Some(Effective::At(instant)) => instant.0,
    }
}

pub(crate) fn of(book: &Book) -> HashMap<Uuid, Figures> {
    let mut all: HashMap<Uuid, Figures> = HashMap::new();
    let mut latest: HashMap<Uuid, Effective> = HashMap::new();
    for (subject, when) in book.touches.values() {
        let known = latest.entry(*subject).or_insert(*when);
        if moment(Some(*when)) > moment(Some(*known)) {
            *known = *when;
        }
    }
    for (id, deal) in &book.deals {
        let mut own = Figures::default();
        // What was done with the lead was done for what it became.
        for subject in std::iter::once(id).chain(&deal.lead) {
            own.touch(latest.get(subject).copied());
        }
        let last = own.last;
        for party in deal.account.iter().chain(&deal.contacts) {
            let figures = all.entry(*party).or_default();
            figures.of(deal.outcome).add(deal.amount);
            figures.touch(last);
        }
    }
    for (id, contact) in &book.contacts {
        let last = latest.get(id).copied();
        if last.is_some() {
            for party in [Some(*id), contact.above].into_iter().flatten() {
                all.entry(party).or_default().touch(last);
            }
        }
    }
    for (id, when) in &latest {
        if book.accounts.contains_key(id) || book.leads.contains_key(id) {
            all.entry(*id).or_default().touch(Some(*when));
        }
    }
    all
}
