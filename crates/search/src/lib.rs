//! Finds opportunities by anything that is said about them: their name, customer, people, notes and what was logged; in
//! Chinese as written, in pinyin or by its initials.
//!
//! It knows texts and how well they fit. It refuses to know the screen, the database, and what a hit looks like.

mod letters;

use std::collections::{BTreeMap, BTreeSet};

use model::records::{Account, Activity, Contact, Member, Opportunity, Outcome, Record as _};
use model::{Doc, Kind, Uuid};
use serde::{Deserialize, Serialize};

use letters::Letters;

/// Which text of an opportunity a query was found in, the most telling first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    Title,
    Account,
    Contact,
    Owner,
    Note,
    Activity,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    pub opportunity: Uuid,
    pub title: String,
    pub account: String,
    pub outcome: String,
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
    [Opportunity::KIND, Account::KIND, Contact::KIND, Member::KIND, Activity::KIND].into_iter()
}

/// A text that can be searched.
#[derive(Clone, Debug, Default)]
struct Text {
    written: String,
    folded: String,
    letters: Letters,
}

impl Text {
    fn name(written: &str) -> Self {
        let folded = fold(written);
        Self { written: written.to_owned(), letters: Letters::of(&folded), folded }
    }

    /// A long text: nobody types that in pinyin.
    fn prose(written: &str) -> Self {
        Self { written: written.to_owned(), folded: fold(written), letters: Letters::default() }
    }

    /// How well a word fits: 0 at the beginning, 1 inside; nothing when it does not.
    fn fit(&self, word: &Word) -> Option<u32> {
        match self.folded.find(&word.folded) {
            Some(0) => Some(0),
            Some(_) => Some(1),
            None => self.letters.find(&word.signs).map(|at| u32::from(at > 0)),
        }
    }
}

struct Word {
    folded: String,
    signs: Vec<char>,
}

#[derive(Clone, Debug, Default)]
struct Deal {
    title: Text,
    outcome: Outcome,
    account: Option<Uuid>,
    owner: Option<Uuid>,
    contacts: Vec<Uuid>,
    notes: Vec<Text>,
}

/// Everything that can be found.
#[derive(Debug, Default)]
pub struct Index {
    deals: BTreeMap<Uuid, Deal>,
    names: BTreeMap<Uuid, Vec<Text>>,
    activities: BTreeMap<Uuid, (Uuid, Text)>,
    of_deal: BTreeMap<Uuid, BTreeSet<Uuid>>,
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
                }
                _ => {
                    self.names.insert(doc.id, names(doc));
                }
            }
        }
    }

    fn put_activity(&mut self, doc: &Doc, gone: bool) {
        if let Some((subject, _)) = self.activities.remove(&doc.id)
            && let Some(of) = self.of_deal.get_mut(&subject)
        {
            of.remove(&doc.id);
        }
        let activity = doc.decode::<Activity>().ok().filter(|activity| !gone && !activity.text.is_empty());
        if let Some((subject, activity)) = activity.and_then(|activity| Some((activity.subject?, activity))) {
            self.activities.insert(doc.id, (subject, Text::prose(&activity.text)));
            self.of_deal.entry(subject).or_default().insert(doc.id);
        }
    }

    /// The opportunities in which every word of a query is found, the best `limit` of them: by where the words stand, open
    /// ones first, then by name.
    pub fn find(&self, query: &str, limit: usize) -> Found {
        let words: Vec<Word> = fold(query)
            .split_whitespace()
            .map(|word| Word { folded: word.to_owned(), signs: word.chars().collect() })
            .collect();
        if words.is_empty() {
            return Found::default();
        }
        let mut found: Vec<(u32, bool, &str, Uuid, Place, &Text)> = Vec::new();
        for (id, deal) in &self.deals {
            if let Some((cost, place, text)) = self.fit(*id, deal, &words) {
                found.push((cost, deal.outcome != Outcome::Open, deal.title.folded.as_str(), *id, place, text));
            }
        }
        found.sort_unstable_by_key(|(cost, closed, title, id, ..)| (*cost, *closed, *title, *id));
        let total = found.len();
        let hits = found.into_iter().take(limit).map(|(.., id, place, text)| self.hit(id, place, text, &words));
        Found { hits: hits.collect(), total }
    }

    /// The cost of a deal for all words, and the text in which the worst of them was found.
    fn fit<'a>(&'a self, id: Uuid, deal: &'a Deal, words: &[Word]) -> Option<(u32, Place, &'a Text)> {
        let mut worst: Option<(u32, Place, &Text)> = None;
        let mut sum = 0;
        for word in words {
            let (cost, place, text) = self.fit_word(id, deal, word)?;
            sum += cost;
            if worst.is_none_or(|(known, ..)| cost > known) {
                worst = Some((cost, place, text));
            }
        }
        worst.map(|(_, place, text)| (sum, place, text))
    }

    fn fit_word<'a>(&'a self, id: Uuid, deal: &'a Deal, word: &Word) -> Option<(u32, Place, &'a Text)> {
        let in_text =
            |place: Place, text: &'a Text| text.fit(word).map(|fit| (10 * u32::from(place as u8) + fit, place, text));
        let in_names = |place: Place, of: Uuid| self.names.get(&of)?.iter().find_map(|text| in_text(place, text));
        in_text(Place::Title, &deal.title)
            .or_else(|| in_names(Place::Account, deal.account?))
            .or_else(|| deal.contacts.iter().find_map(|contact| in_names(Place::Contact, *contact)))
            .or_else(|| in_names(Place::Owner, deal.owner?))
            .or_else(|| deal.notes.iter().find_map(|text| in_text(Place::Note, text)))
            .or_else(|| {
                let of = self.of_deal.get(&id)?;
                of.iter().rev().find_map(|activity| in_text(Place::Activity, &self.activities.get(activity)?.1))
            })
    }

    fn hit(&self, id: Uuid, place: Place, text: &Text, words: &[Word]) -> Hit {
        let deal = &self.deals[&id];
        let account = deal.account.and_then(|account| self.names.get(&account)?.first());
        Hit {
            opportunity: id,
            title: deal.title.written.clone(),
            account: account.map(|name| name.written.clone()).unwrap_or_default(),
            outcome: deal.outcome.as_str().to_owned(),
            place,
            excerpt: if place <= Place::Account { String::new() } else { excerpt(text, words) },
        }
    }
}

fn deal(doc: &Doc, record: &Opportunity) -> Deal {
    let written = [&record.need, &record.note, &record.close_note, &record.source].into_iter().flatten();
    let custom = doc.custom.values().filter_map(|value| value.as_str());
    let notes = written.map(String::as_str).chain(record.competitors.iter().map(String::as_str)).chain(custom);
    Deal {
        title: Text::name(&record.title),
        outcome: record.outcome,
        account: record.account.map(model::Id::uuid),
        owner: record.owner.map(model::Id::uuid),
        contacts: record.contacts.iter().map(|role| role.contact.uuid()).collect(),
        notes: notes.map(Text::prose).collect(),
    }
}

/// What a record is called: its name first, then its other names and ways to reach it.
fn names(doc: &Doc) -> Vec<Text> {
    let more = ["aliases", "phones", "mails"].into_iter().filter_map(|field| doc.data.get(field)?.as_array());
    let more = more.flatten().filter_map(|value| value.as_str()).map(Text::name);
    std::iter::once(Text::name(&doc.name())).chain(more).collect()
}

fn fold(text: &str) -> String {
    interchange::fold_lower(text)
}

/// The part of a text around the first word in it.
fn excerpt(text: &Text, words: &[Word]) -> String {
    const BEFORE: usize = 12;
    const SHOWN: usize = 60;
    let at = words.iter().filter_map(|word| text.folded.find(&word.folded)).min().unwrap_or(0);
    // Folding may change lengths; counted in signs the place is near enough.
    let sign = text.folded[..at].chars().count().saturating_sub(BEFORE);
    let all: Vec<char> = text.written.chars().map(|sign| if sign.is_whitespace() { ' ' } else { sign }).collect();
    let from = sign.min(all.len().saturating_sub(SHOWN / 2));
    let to = (from + SHOWN).min(all.len());
    let (head, tail) = (if from > 0 { "…" } else { "" }, if to < all.len() { "…" } else { "" });
    format!("{head}{}{tail}", all[from..to].iter().collect::<String>().trim())
}

#[cfg(test)]
mod tests;
