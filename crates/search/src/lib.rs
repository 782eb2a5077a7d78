//! Finds opportunities, accounts, contacts and leads by anything that is said about them: their name, customer, people, notes and
//! what was logged; in Chinese as written, in pinyin or by its initials.
//!
//! It knows texts and how well they fit. It refuses to know the screen, the database, and what a hit looks like.

mod letters;
mod readings;
mod text;

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

use model::records::{Account, Activity, Contact, Lead, LeadStatus, Member, Opportunity, Outcome, Record as _};
use model::{Doc, Kind, Uuid};
use serde::{Deserialize, Serialize};

pub use text::{Text, Word, words};

/// Which text of a record a query was found in, the most telling first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    Title,
    /// Another name of an account or contact, or a way to reach one.
    Alias,
    Account,
    Contact,
    Owner,
    /// In a field of the workspace's own.
    Person,
    Note,
    Activity,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// An opportunity, account, contact or lead.
    pub kind: Kind,
    pub id: Uuid,
    pub title: String,
    /// The customer, of an opportunity or contact.
    pub account: String,
    /// Of an opportunity.
    pub outcome: Option<Outcome>,
    /// Where the least telling of the words was found.
    pub place: Place,
    /// What stands there, near the word; empty where title and account say it all.
    pub excerpt: String,
}

/// What a query finds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    pub hits: Vec<Hit>,
    /// All that fit, shown or not.
    pub total: usize,
}

/// What a page asks of an index that lives in a worker; one question at a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ask {
    /// Forget everything, records will be given anew.
    Clear,
    /// Records as they are now, in any order.
    Put(Vec<Doc>),
    Find {
        query: String,
        limit: usize,
    },
}

/// What it answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tell {
    /// It can be asked now.
    Ready,
    Taken,
    Found(Found),
    Broken(String),
}

/// The kinds of record the index is made of.
pub fn kinds() -> impl Iterator<Item = Kind> {
    [Opportunity::KIND, Account::KIND, Contact::KIND, Lead::KIND, Member::KIND, Activity::KIND].into_iter()
}

#[derive(Clone, Debug, Default)]
struct Deal {
    title: Text,
    outcome: Outcome,
    account: Option<Uuid>,
    owner: Option<Uuid>,
    contacts: Vec<Uuid>,
    people: Vec<Uuid>,
    notes: Vec<Text>,
}

/// An account, a contact or a lead; what it is called stands with the names.
#[derive(Clone, Debug)]
struct Party {
    kind: Kind,
    account: Option<Uuid>,
    people: Vec<Uuid>,
    notes: Vec<Text>,
    /// A lead that nobody has to look at any more.
    closed: bool,
}

/// How many accounts, how many contacts and how many leads are listed where there is no room for all.
const PARTIES: usize = 5;

/// A record that fits a query, in the order in which it is listed.
#[derive(Clone, Copy)]
struct Fit<'a> {
    cost: u32,
    closed: bool,
    /// Of those that fit alike, accounts go before contacts and these before opportunities: there are fewer of them. Leads come last: nobody
    /// knows yet what becomes of them.
    rank: u8,
    title: &'a str,
    id: Uuid,
    place: Place,
    text: &'a Text,
}

impl<'a> Fit<'a> {
    fn order(&self) -> (u32, bool, u8, &'a str, Uuid) {
        (self.cost, self.closed, self.rank, self.title, self.id)
    }
}

/// Everything that can be found.
#[derive(Debug, Default)]
pub struct Index {
    deals: BTreeMap<Uuid, Deal>,
    parties: BTreeMap<Uuid, Party>,
    names: BTreeMap<Uuid, Vec<Text>>,
    /// What each activity is of, and of each subject its activities in order.
    subjects: HashMap<Uuid, Uuid>,
    activities: HashMap<Uuid, Vec<(Uuid, Text)>>,
    last: RefCell<Option<Last>>,
}

/// The last query and all records that fitted it: whoever types on is looking for some of these.
#[derive(Debug)]
struct Last {
    query: String,
    deals: Vec<Uuid>,
    parties: Vec<Uuid>,
}

/// How the names of records fit one word, as far as that has been asked: many opportunities are of one account.
#[derive(Default)]
struct Named<'a>(RefCell<HashMap<Uuid, Option<(u32, &'a Text)>>>);

impl<'a> Named<'a> {
    fn fit(&self, index: &'a Index, of: Uuid, place: Place, word: &Word) -> Option<(u32, Place, &'a Text)> {
        let mut known = self.0.borrow_mut();
        let found = known.entry(of).or_insert_with(|| {
            let names = index.names.get(&of)?;
            names.iter().find_map(|text| Some((text.fit(word)?, text)))
        });
        found.map(|(fit, text)| (cost(place, fit), place, text))
    }
}

impl Index {
    /// Carries out what is asked.
    pub fn answer(&mut self, ask: Ask) -> Tell {
        match ask {
            Ask::Clear => {
                *self = Self::default();
                Tell::Taken
            }
            Ask::Put(docs) => {
                self.put(&docs);
                Tell::Taken
            }
            Ask::Find { query, limit } => Tell::Found(self.find(&query, limit)),
        }
    }

    /// Takes records in as they are now, in any order.
    pub fn put(&mut self, docs: &[Doc]) {
        self.last.take();
        for doc in docs {
            let gone = doc.deleted_at.is_some();
            match doc.kind {
                kind if kind == Opportunity::KIND => {
                    match doc.decode::<Opportunity>().ok().filter(|_| !gone) {
                        Some(record) => self.deals.insert(doc.id, deal(doc, &record)),
                        None => self.deals.remove(&doc.id),
                    };
                }
                kind if kind == Activity::KIND => self.put_activity(doc, gone),
                _ if gone => {
                    self.names.remove(&doc.id);
                    self.parties.remove(&doc.id);
                }
                _ => {
                    self.names.insert(doc.id, names(doc));
                    if doc.kind != Member::KIND {
                        self.parties.insert(doc.id, party(doc));
                    }
                }
            }
        }
    }

    fn put_activity(&mut self, doc: &Doc, gone: bool) {
        if let Some(subject) = self.subjects.remove(&doc.id)
            && let Some(of) = self.activities.get_mut(&subject)
        {
            of.retain(|(id, _)| *id != doc.id);
        }
        let activity = doc.decode::<Activity>().ok().filter(|activity| !gone && !activity.text.is_empty());
        if let Some((subject, activity)) = activity.and_then(|activity| Some((activity.subject?, activity))) {
            self.subjects.insert(doc.id, subject);
            let of = self.activities.entry(subject).or_default();
            let at = of.partition_point(|(id, _)| *id < doc.id);
            of.insert(at, (doc.id, Text::prose(&activity.text)));
        }
    }

    /// The records in which every word of a query is found, the best `limit` of them: by where the words stand, open ones
    /// first, then by name.
    pub fn find(&self, query: &str, limit: usize) -> Found {
        let words = words(query);
        if words.is_empty() {
            return Found::default();
        }
        let query = words.iter().map(Word::folded).collect::<Vec<_>>().join(" ");
        // What fits a longer word fits its beginning, in pinyin too.
        let last = self.last.take().filter(|last| query.starts_with(&last.query));
        let (found, last) = self.fitting(&words, query, last.as_ref());
        let total = found.iter().map(Vec::len).sum();
        let listed = listed(found, limit);
        let hits = listed.iter().map(|fit| self.hit(fit, &words)).collect();
        self.last.replace(Some(last));
        Found { hits, total }
    }

    /// All records that fit, by their rank, of those that fitted before or of all.
    fn fitting(&self, words: &[Word], query: String, before: Option<&Last>) -> ([Vec<Fit<'_>>; 4], Last) {
        let named: Vec<Named<'_>> = words.iter().map(|_| Named::default()).collect();
        let (deals, parties): (Vec<_>, Vec<_>) = match before {
            Some(Last { deals, parties, .. }) => (
                deals.iter().filter_map(|id| self.deals.get_key_value(id)).collect(),
                parties.iter().filter_map(|id| self.parties.get_key_value(id)).collect(),
            ),
            None => (self.deals.iter().collect(), self.parties.iter().collect()),
        };
        let mut found: [Vec<Fit<'_>>; 4] = Default::default();
        let mut last = Last { query, deals: Vec::new(), parties: Vec::new() };
        for (id, deal) in deals {
            let of = |at: usize| self.fit_deal(*id, deal, &words[at], &named[at]);
            let Some((cost, place, text)) = fit(words.len(), of) else { continue };
            let closed = deal.outcome != Outcome::Open;
            last.deals.push(*id);
            found[2].push(Fit { cost, closed, rank: 2, title: deal.title.folded(), id: *id, place, text });
        }
        for (id, party) in parties {
            let Some((cost, place, text)) = fit(words.len(), |at| self.fit_party(*id, party, &words[at])) else {
                continue;
            };
            let rank = match party.kind {
                kind if kind == Contact::KIND => 1,
                kind if kind == Lead::KIND => 3,
                _ => 0,
            };
            let Some(title) = self.names.get(id).map(|names| names.first().map_or("", Text::folded)) else { continue };
            last.parties.push(*id);
            found[usize::from(rank)].push(Fit { cost, closed: party.closed, rank, title, id: *id, place, text });
        }
        (found, last)
    }

    fn fit_deal<'a>(
        &'a self,
        id: Uuid,
        deal: &'a Deal,
        word: &Word,
        named: &Named<'a>,
    ) -> Option<(u32, Place, &'a Text)> {
        let in_names = |place: Place, of: Uuid| named.fit(self, of, place, word);
        fit_text(Place::Title, &deal.title, word)
            .or_else(|| in_names(Place::Account, deal.account?))
            .or_else(|| deal.contacts.iter().find_map(|contact| in_names(Place::Contact, *contact)))
            .or_else(|| in_names(Place::Owner, deal.owner?))
            .or_else(|| deal.people.iter().find_map(|person| in_names(Place::Person, *person)))
            .or_else(|| deal.notes.iter().find_map(|text| fit_text(Place::Note, text, word)))
            .or_else(|| self.fit_activity(id, word))
    }

    fn fit_party<'a>(&'a self, id: Uuid, party: &'a Party, word: &Word) -> Option<(u32, Place, &'a Text)> {
        let (name, others) = self.names.get(&id)?.split_first()?;
        let account = party.account.and_then(|account| self.names.get(&account)?.first());
        let person = |of: &Uuid| self.names.get(of)?.iter().find_map(|text| fit_text(Place::Person, text, word));
        fit_text(Place::Title, name, word)
            .or_else(|| others.iter().find_map(|text| fit_text(Place::Alias, text, word)))
            .or_else(|| fit_text(Place::Account, account?, word))
            .or_else(|| party.people.iter().find_map(person))
            .or_else(|| party.notes.iter().find_map(|text| fit_text(Place::Note, text, word)))
            .or_else(|| self.fit_activity(id, word))
    }

    fn fit_activity(&self, subject: Uuid, word: &Word) -> Option<(u32, Place, &Text)> {
        let of = self.activities.get(&subject)?;
        of.iter().rev().find_map(|(_, text)| fit_text(Place::Activity, text, word))
    }

    fn hit(&self, fit: &Fit<'_>, words: &[Word]) -> Hit {
        let name = |id: Uuid| self.names.get(&id)?.first().map(|name| name.written().to_owned());
        let (deal, party) = (self.deals.get(&fit.id), self.parties.get(&fit.id));
        let account = deal.map_or_else(|| party.and_then(|party| party.account), |deal| deal.account);
        Hit {
            kind: party.map_or(Opportunity::KIND, |party| party.kind),
            id: fit.id,
            title: deal.map(|deal| deal.title.written().to_owned()).or_else(|| name(fit.id)).unwrap_or_default(),
            account: account.and_then(name).unwrap_or_default(),
            outcome: deal.map(|deal| deal.outcome),
            place: fit.place,
            excerpt: match fit.place {
                Place::Title | Place::Account => String::new(),
                _ => fit.text.excerpt(words),
            },
        }
    }
}

/// The best of each rank, in order; of all but opportunities only a few, so that there is room for these, and the rest where
/// there is.
fn listed(found: [Vec<Fit<'_>>; 4], limit: usize) -> Vec<Fit<'_>> {
    let [accounts, contacts, mut deals, leads] = found.map(|fits| best(fits, limit));
    let (mut listed, mut rest) = (Vec::new(), Vec::new());
    for mut fits in [accounts, contacts, leads] {
        rest.extend(fits.split_off(PARTIES.min(fits.len())));
        listed.append(&mut fits);
    }
    deals.truncate(limit.saturating_sub(listed.len()));
    listed.append(&mut deals);
    rest.sort_unstable_by_key(Fit::order);
    listed.extend(rest.into_iter().take(limit.saturating_sub(listed.len())));
    listed.sort_unstable_by_key(Fit::order);
    listed.truncate(limit);
    listed
}

/// The first `limit` of some in their order, in that order.
fn best(mut fits: Vec<Fit<'_>>, limit: usize) -> Vec<Fit<'_>> {
    if fits.len() > limit {
        fits.select_nth_unstable_by_key(limit, Fit::order);
        fits.truncate(limit);
    }
    fits.sort_unstable_by_key(Fit::order);
    fits
}

/// The cost of a record for all words, and the text in which the worst of them was found.
fn fit<'a>(words: usize, fit_word: impl Fn(usize) -> Option<(u32, Place, &'a Text)>) -> Option<(u32, Place, &'a Text)> {
    let mut worst: Option<(u32, Place, &Text)> = None;
    let mut sum = 0;
    for word in 0..words {
        let (cost, place, text) = fit_word(word)?;
        sum += cost;
        if worst.is_none_or(|(known, ..)| cost > known) {
            worst = Some((cost, place, text));
        }
    }
    worst.map(|(_, place, text)| (sum, place, text))
}

fn fit_text<'a>(place: Place, text: &'a Text, word: &Word) -> Option<(u32, Place, &'a Text)> {
    text.fit(word).map(|fit| (cost(place, fit), place, text))
}

fn cost(place: Place, fit: u32) -> u32 {
    10 * u32::from(place as u8) + fit
}

fn deal(doc: &Doc, record: &Opportunity) -> Deal {
    let written = [&record.need, &record.note, &record.close_note, &record.source].into_iter().flatten();
    let (people, custom) = own(doc);
    let notes = written.map(String::as_str).chain(record.competitors.iter().map(String::as_str)).chain(custom);
    Deal {
        title: Text::name(&record.title),
        outcome: record.outcome,
        account: record.account.map(model::Id::uuid),
        owner: record.owner.map(model::Id::uuid),
        contacts: record.contacts.iter().map(|role| role.contact.uuid()).collect(),
        people,
        notes: notes.map(Text::prose).collect(),
    }
}

fn party(doc: &Doc) -> Party {
    let id = |field: &str| doc.data.get(field).and_then(|id| id.as_str()).and_then(|id| Uuid::try_parse(id).ok());
    let own =
        ["note", "industry", "region", "title", "text"].into_iter().filter_map(|field| doc.data.get(field)?.as_str());
    let (people, custom) = self::own(doc);
    let notes = own.chain(custom).map(Text::prose).collect();
    let status = doc.data.get("status").and_then(|status| status.as_str());
    let closed = doc.kind == Lead::KIND && status.is_some_and(|status| status != LeadStatus::Open.as_str());
    Party { kind: doc.kind, account: id("account"), people, notes, closed }
}

/// What stands in the workspace's own fields: people, and texts, also those of lists.
fn own(doc: &Doc) -> (Vec<Uuid>, Vec<&str>) {
    let (mut people, mut texts) = (Vec::new(), Vec::new());
    let one = |value: &serde_json::Value| value.as_array().is_none();
    let lists = doc.custom.values().filter_map(|value| value.as_array()).flatten();
    for text in doc.custom.values().filter(|value| one(value)).chain(lists).filter_map(|value| value.as_str()) {
        match Uuid::try_parse(text) {
            Ok(id) => people.push(id),
            Err(_) => texts.push(text),
        }
    }
    (people, texts)
}

/// What a record is called: its name first, then its other names and ways to reach it.
fn names(doc: &Doc) -> Vec<Text> {
    let more = ["aliases", "phones", "mails"].into_iter().filter_map(|field| doc.data.get(field)?.as_array());
    let of_lead = ["company", "phone", "mail"].into_iter().filter_map(|field| doc.data.get(field));
    let more = more.flatten().chain(of_lead).filter_map(|value| value.as_str()).map(Text::name);
    std::iter::once(Text::name(&doc.name())).chain(more).collect()
}

#[cfg(test)]
mod tests;
