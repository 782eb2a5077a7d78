//! Finds opportunities, accounts, contacts and leads by anything that is said about them: their name, customer, people, notes and
//! what was logged; in Chinese as written, in pinyin or by its initials.
//!
//! It knows texts and how well they fit. It refuses to know the screen, the database, and what a hit looks like.

mod letters;
mod readings;
mod text;

use std::collections::{BTreeMap, BTreeSet};

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
    activities: BTreeMap<Uuid, (Uuid, Text)>,
    of_subject: BTreeMap<Uuid, BTreeSet<Uuid>>,
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
        if let Some((subject, _)) = self.activities.remove(&doc.id)
            && let Some(of) = self.of_subject.get_mut(&subject)
        {
            of.remove(&doc.id);
        }
        let activity = doc.decode::<Activity>().ok().filter(|activity| !gone && !activity.text.is_empty());
        if let Some((subject, activity)) = activity.and_then(|activity| Some((activity.subject?, activity))) {
            self.activities.insert(doc.id, (subject, Text::prose(&activity.text)));
            self.of_subject.entry(subject).or_default().insert(doc.id);
        }
    }

    /// The records in which every word of a query is found, the best `limit` of them: by where the words stand, open ones
    /// first, then by name.
    pub fn find(&self, query: &str, limit: usize) -> Found {
        let words = words(query);
        if words.is_empty() {
            return Found::default();
        }
        let deals = self.deals.iter().filter_map(|(id, deal)| {
            let (cost, place, text) = fit(&words, |word| self.fit_deal(*id, deal, word))?;
            let closed = deal.outcome != Outcome::Open;
            Some(Fit { cost, closed, rank: 2, title: deal.title.folded(), id: *id, place, text })
        });
        let parties = self.parties.iter().filter_map(|(id, party)| {
            let (cost, place, text) = fit(&words, |word| self.fit_party(*id, party, word))?;
            let rank = match party.kind {
                kind if kind == Contact::KIND => 1,
                kind if kind == Lead::KIND => 3,
                _ => 0,
            };
            let title = self.names.get(id)?.first().map_or("", Text::folded);
            Some(Fit { cost, closed: party.closed, rank, title, id: *id, place, text })
        });
        let mut found: Vec<Fit<'_>> = deals.chain(parties).collect();
        found.sort_unstable_by_key(Fit::order);
        let total = found.len();
        // Of the others the best few of each kind, so that there is room for opportunities; the rest where there is.
        let mut seen = [0_usize; 4];
        let (first, rest): (Vec<Fit<'_>>, Vec<Fit<'_>>) = found.into_iter().partition(|fit| {
            seen[usize::from(fit.rank)] += 1;
            fit.rank == 2 || seen[usize::from(fit.rank)] <= PARTIES
        });
        let kept = |fit: &&Fit<'_>| fit.rank != 2;
        let parties = first.iter().filter(kept).count();
        let deals = first.iter().filter(|fit| fit.rank == 2).take(limit.saturating_sub(parties));
        let mut listed: Vec<&Fit<'_>> = first.iter().filter(kept).chain(deals).collect();
        let room = limit.saturating_sub(listed.len());
        listed.extend(rest.iter().take(room));
        listed.sort_unstable_by_key(|fit| fit.order());
        Found { hits: listed.into_iter().take(limit).map(|fit| self.hit(fit, &words)).collect(), total }
    }

    fn fit_deal<'a>(&'a self, id: Uuid, deal: &'a Deal, word: &Word) -> Option<(u32, Place, &'a Text)> {
        let in_names =
            |place: Place, of: Uuid| self.names.get(&of)?.iter().find_map(|text| fit_text(place, text, word));
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
        let of = self.of_subject.get(&subject)?;
        of.iter().rev().find_map(|activity| fit_text(Place::Activity, &self.activities.get(activity)?.1, word))
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

/// The cost of a record for all words, and the text in which the worst of them was found.
fn fit<'a>(
    words: &[Word],
    fit_word: impl Fn(&Word) -> Option<(u32, Place, &'a Text)>,
) -> Option<(u32, Place, &'a Text)> {
    let mut worst: Option<(u32, Place, &Text)> = None;
    let mut sum = 0;
    for word in words {
        let (cost, place, text) = fit_word(word)?;
        sum += cost;
        if worst.is_none_or(|(known, ..)| cost > known) {
            worst = Some((cost, place, text));
        }
    }
    worst.map(|(_, place, text)| (sum, place, text))
}

fn fit_text<'a>(place: Place, text: &'a Text, word: &Word) -> Option<(u32, Place, &'a Text)> {
    text.fit(word).map(|fit| (10 * u32::from(place as u8) + fit, place, text))
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
