//! The book of customers: leads, accounts and contacts with what hangs on them, put in order, searched, counted, and
//! compared with each other for doubles.
//!
//! It knows names, sums and what looks alike. It refuses to know the screen, the database and the clock. It is made of
//! records, in any order, and comes out the same however they came.

mod alike;
mod figures;
mod leads;
mod list;
mod party;

use std::collections::{BTreeSet, HashMap};

use model::records::{Account, Activity, Contact, Lead, Member, Opportunity, Outcome, Record as _};
use model::{Date, Doc, Effective, Id, Kind, Money, Uuid};

pub use alike::Alike;
pub use figures::{Figures, Sum};
pub use leads::{LeadColumn, Matches, Prospect, WantedLeads, title};
pub use list::{AccountColumn, ContactColumn, Wanted};
pub use party::Party;

use alike::Keys;

/// An opportunity, as far as its customer's page shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Deal {
    pub title: String,
    pub account: Option<Uuid>,
    pub contacts: Vec<Uuid>,
    pub owner: Option<Uuid>,
    /// The lead it came from.
    pub lead: Option<Uuid>,
    pub stage: Option<Uuid>,
    pub outcome: Outcome,
    pub amount: Option<Money>,
    /// Expected close of open ones, closing day of closed ones.
    pub close: Option<Date>,
}

/// Everything that is known of customers. What is derived is right after [`Book::settle`].
#[derive(Default)]
pub struct Book {
    accounts: HashMap<Uuid, Party>,
    contacts: HashMap<Uuid, Party>,
    deals: HashMap<Uuid, Deal>,
    leads: HashMap<Uuid, Prospect>,
    /// What was done: with whom, and when.
    touches: HashMap<Uuid, (Uuid, Effective)>,
    members: HashMap<Uuid, String>,
    figures: HashMap<Uuid, Figures>,
    below: HashMap<Uuid, Vec<Uuid>>,
    people: HashMap<Uuid, Vec<Uuid>>,
    deals_of: HashMap<Uuid, Vec<Uuid>>,
    deals_with: HashMap<Uuid, Vec<Uuid>>,
    keys: Keys,
    parties_changed: bool,
    deals_changed: bool,
    touches_changed: bool,
}

/// The kinds of record the book is made of, those a list shows first before the others.
pub fn kinds() -> [Kind; 6] {
    [Member::KIND, Lead::KIND, Account::KIND, Contact::KIND, Opportunity::KIND, Activity::KIND]
}

impl Book {
    /// Takes records in as they are now.
    pub fn put(&mut self, docs: &[Doc]) {
        for doc in docs {
            let gone = doc.deleted_at.is_some();
            match doc.kind {
                kind if kind == Account::KIND => {
                    let party = doc.decode::<Account>().ok().filter(|_| !gone);
                    set(&mut self.accounts, doc.id, party.map(|record| Party::of_account(&record)));
                    self.parties_changed = true;
                }
                kind if kind == Contact::KIND => {
                    let party = doc.decode::<Contact>().ok().filter(|_| !gone);
                    set(&mut self.contacts, doc.id, party.map(|record| Party::of_contact(&record)));
                    self.parties_changed = true;
                }
                kind if kind == Opportunity::KIND => {
                    let deal = doc.decode::<Opportunity>().ok().filter(|_| !gone);
                    set(&mut self.deals, doc.id, deal.map(Deal::of));
                    self.deals_changed = true;
                }
                kind if kind == Lead::KIND => {
                    let lead = doc.decode::<Lead>().ok().filter(|_| !gone);
                    set(&mut self.leads, doc.id, lead.map(|record| Prospect::of(&record)));
                    // A lead's touches are figures too.
                    self.touches_changed = true;
                }
                kind if kind == Activity::KIND => {
                    let touch = doc.decode::<Activity>().ok().filter(|_| !gone).and_then(touch_of);
                    set(&mut self.touches, doc.id, touch);
                    self.touches_changed = true;
                }
                kind if kind == Member::KIND => set(&mut self.members, doc.id, Some(doc.name()).filter(|_| !gone)),
                _ => {}
            }
        }
    }

    /// Works out what is derived, where what it rests on has changed.
    pub fn settle(&mut self) {
        if self.parties_changed {
            self.keys = Keys::of(&self.accounts, &self.contacts);
            self.below = grouped(self.accounts.iter().filter_map(|(id, party)| Some((party.above?, *id))));
            self.people = grouped(self.contacts.iter().filter_map(|(id, party)| Some((party.above?, *id))));
            let (accounts, contacts) = (&self.accounts, &self.contacts);
            sort(&mut self.below, |id| accounts.get(id).map(|party| party.sound.clone()));
            sort(&mut self.people, |id| contacts.get(id).map(|party| party.sound.clone()));
        }
        if self.deals_changed {
            self.deals_of = grouped(self.deals.iter().filter_map(|(id, deal)| Some((deal.account?, *id))));
            let roles = self.deals.iter().flat_map(|(id, deal)| deal.contacts.iter().map(|contact| (*contact, *id)));
            self.deals_with = grouped(roles);
            let deals = &self.deals;
            for of in [&mut self.deals_of, &mut self.deals_with] {
                sort(of, |id| deals.get(id).map(Deal::order));
            }
        }
        if self.parties_changed || self.deals_changed || self.touches_changed {
            self.figures = figures::of(self);
        }
        (self.parties_changed, self.deals_changed, self.touches_changed) = (false, false, false);
    }

    pub fn account(&self, id: Uuid) -> Option<&Party> {
        self.accounts.get(&id)
    }

    pub fn contact(&self, id: Uuid) -> Option<&Party> {
        self.contacts.get(&id)
    }

    pub fn deal(&self, id: Uuid) -> Option<&Deal> {
        self.deals.get(&id)
    }

    pub fn member(&self, id: Uuid) -> Option<&str> {
        self.members.get(&id).map(String::as_str)
    }

    /// What an account is called, or a contact.
    pub fn name(&self, id: Uuid) -> Option<&str> {
        self.accounts.get(&id).or_else(|| self.contacts.get(&id)).map(Party::name)
    }

    /// Counts, sums and the last touch of an account, without those below it, or of a contact.
    pub fn figures(&self, id: Uuid) -> Figures {
        self.figures.get(&id).cloned().unwrap_or_default()
    }

    /// The same of an account and all below it together.
    pub fn figures_with_below(&self, account: Uuid) -> Figures {
        let (mut all, mut seen, mut open) = (Figures::default(), BTreeSet::new(), vec![account]);
        while let Some(id) = open.pop() {
            if seen.insert(id) {
                all.join(&self.figures(id));
                open.extend(self.below(id));
            }
        }
        all
    }

    /// Accounts directly below an account, by name.
    pub fn below(&self, account: Uuid) -> &[Uuid] {
        self.below.get(&account).map_or(&[], Vec::as_slice)
    }

    /// Contacts of an account, by name.
    pub fn people(&self, account: Uuid) -> &[Uuid] {
        self.people.get(&account).map_or(&[], Vec::as_slice)
    }

    /// Opportunities of an account: open ones by expected close, then closed ones, the latest first.
    pub fn deals_of(&self, account: Uuid) -> &[Uuid] {
        self.deals_of.get(&account).map_or(&[], Vec::as_slice)
    }

    /// Opportunities in which a contact has a part, in the same order.
    pub fn deals_with(&self, contact: Uuid) -> &[Uuid] {
        self.deals_with.get(&contact).map_or(&[], Vec::as_slice)
    }

    /// Those of the same kind that may be the same, with why; the likeliest first.
    pub fn alike(&self, id: Uuid) -> Vec<(Uuid, Alike)> {
        match (self.accounts.get(&id), self.contacts.get(&id)) {
            (Some(party), _) => self.keys.alike(party, Some(id), &self.accounts, true),
            (None, Some(party)) => self.keys.alike(party, Some(id), &self.contacts, false),
            (None, None) => Vec::new(),
        }
    }

    /// Accounts that may be the same as one that is not there yet.
    pub fn accounts_like(&self, record: &Account) -> Vec<(Uuid, Alike)> {
        self.keys.alike(&Party::of_account(record), None, &self.accounts, true)
    }

    /// Contacts that may be the same as one that is not there yet.
    pub fn contacts_like(&self, record: &Contact) -> Vec<(Uuid, Alike)> {
        self.keys.alike(&Party::of_contact(record), None, &self.contacts, false)
    }

    /// Whether an account is another or stands anywhere above it.
    pub fn stands_above(&self, account: Uuid, below: Uuid) -> bool {
        let mut seen = BTreeSet::new();
        let mut at = Some(below);
        while let Some(id) = at.filter(|id| seen.insert(*id)) {
            if id == account {
                return true;
            }
            at = self.accounts.get(&id).and_then(|party| party.above);
        }
        false
    }

    /// What is written in a field of many, each once, most frequent first.
    pub fn in_use(&self, of: fn(&Party) -> &str, contacts: bool) -> Vec<&str> {
        let parties = if contacts { &self.contacts } else { &self.accounts };
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for text in parties.values().map(of).filter(|text| !text.is_empty()) {
            *counts.entry(text).or_default() += 1;
        }
        let mut texts: Vec<&str> = counts.keys().copied().collect();
        texts.sort_unstable_by_key(|text| (std::cmp::Reverse(counts[text]), *text));
        texts
    }

    /// Whether there is one that may be the same.
    pub fn is_alike(&self, id: Uuid) -> bool {
        self.keys.doubled.contains(&id)
    }

    /// How many accounts and how many contacts may be the same as another.
    pub fn count_alike(&self) -> (usize, usize) {
        let accounts = self.keys.doubled.iter().filter(|id| self.accounts.contains_key(id)).count();
        (accounts, self.keys.doubled.len() - accounts)
    }

    /// How many accounts and contacts there are.
    pub fn count(&self) -> (usize, usize) {
        (self.accounts.len(), self.contacts.len())
    }
}

impl Deal {
    fn of(record: Opportunity) -> Self {
        let open = record.outcome == Outcome::Open;
        Self {
            title: record.title,
            account: record.account.map(Id::uuid),
            contacts: record.contacts.iter().map(|role| role.contact.uuid()).collect(),
            owner: record.owner.map(Id::uuid),
            lead: record.lead.map(Id::uuid),
            stage: record.stage.map(Id::uuid),
            outcome: record.outcome,
            amount: record.amount,
            close: if open { record.expected_close } else { record.closed_on },
        }
    }

    /// Open ones by expected close, those without one last; closed ones by the day, the latest first.
    fn order(&self) -> (bool, bool, i32, String) {
        let open = self.outcome == Outcome::Open;
        let day = self.close.map_or(0, Date::days);
        (!open, self.close.is_none(), if open { day } else { -day }, self.title.clone())
    }
}

fn touch_of(activity: Activity) -> Option<(Uuid, Effective)> {
    let when = match (activity.done_on, activity.done_at) {
        (Some(day), _) => Effective::Day(day),
        (None, Some(instant)) => Effective::At(instant),
        (None, None) => return None,
    };
    Some((activity.subject?, when))
}

fn set<T>(map: &mut HashMap<Uuid, T>, id: Uuid, value: Option<T>) {
    match value {
        Some(value) => map.insert(id, value),
        None => map.remove(&id),
    };
}

fn grouped(pairs: impl Iterator<Item = (Uuid, Uuid)>) -> HashMap<Uuid, Vec<Uuid>> {
    let mut groups: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for (of, id) in pairs {
        groups.entry(of).or_default().push(id);
    }
    groups
}

fn sort<K: Ord>(groups: &mut HashMap<Uuid, Vec<Uuid>>, key: impl Fn(&Uuid) -> K) {
    for ids in groups.values_mut() {
        // Someone may have two parts in one opportunity.
        let keyed: BTreeSet<(K, Uuid)> = ids.iter().map(|id| (key(id), *id)).collect();
        *ids = keyed.into_iter().map(|(_, id)| id).collect();
    }
}

#[cfg(test)]
mod tests;
