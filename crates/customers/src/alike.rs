//! Doubles: accounts with one name in two written forms, contacts with one name, phone or mail.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use interchange::names::phone_key;
use model::Uuid;

use crate::Party;

/// Why two may be the same, the strongest reason first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Alike {
    /// A name of one is a name of the other, but for its written form.
    Name,
    Mail,
    Phone,
    /// Somebody who works there is the same.
    Person,
}

/// What is the same for two of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Key {
    Account(String),
    Contact(String),
    Mail(String),
    Phone(String),
}

/// Accounts and contacts by their keys.
#[derive(Default)]
pub(crate) struct Keys {
    all: HashMap<Key, Vec<Uuid>>,
    /// Those that may be the same as another.
    pub(crate) doubled: HashSet<Uuid>,
}

fn keys_of(party: &Party, of_account: bool) -> BTreeSet<Key> {
    if of_account {
        return party.keys.iter().cloned().map(Key::Account).collect();
    }
    let phones = party.phones.iter().filter_map(|phone| phone_key(phone)).map(Key::Phone);
    let mails = party.mails.iter().map(|mail| mail.trim().to_lowercase()).filter(|mail| mail.contains('@'));
    party.keys.iter().cloned().map(Key::Contact).chain(phones).chain(mails.map(Key::Mail)).collect()
}

/// Two people of one name who work at two companies are two people.
fn may_be_same(key: &Key, one: Option<Uuid>, other: Option<Uuid>) -> bool {
    !matches!(key, Key::Contact(_)) || one.is_none() || other.is_none() || one == other
}

impl Keys {
    pub(crate) fn of(accounts: &HashMap<Uuid, Party>, contacts: &HashMap<Uuid, Party>) -> Self {
        let mut all: HashMap<Key, Vec<Uuid>> = HashMap::new();
        for (parties, of_account) in [(accounts, true), (contacts, false)] {
            for (id, party) in parties {
                for key in keys_of(party, of_account) {
                    all.entry(key).or_default().push(*id);
                }
            }
        }
        let mut doubled = HashSet::new();
        for (key, ids) in all.iter().filter(|(_, ids)| ids.len() > 1) {
            let mut of: HashMap<Option<Uuid>, Vec<Uuid>> = HashMap::new();
            for id in ids {
                let employer =
                    contacts.get(id).and_then(|party| party.above).filter(|_| matches!(key, Key::Contact(_)));
                of.entry(employer).or_default().push(*id);
            }
            // Somebody who works nowhere may be any of them.
            let any = of.contains_key(&None);
            doubled.extend(of.values().filter(|ids| any || ids.len() > 1).flatten());
        }
        Self { all, doubled }
    }

    /// Those among `parties`, accounts or contacts, that may be the same as `party`, which may be one of them.
    pub(crate) fn alike(
        &self,
        party: &Party,
        own: Option<Uuid>,
        parties: &HashMap<Uuid, Party>,
        of_account: bool,
    ) -> Vec<(Uuid, Alike)> {
        let mut found: BTreeMap<Uuid, Alike> = BTreeMap::new();
        for key in keys_of(party, of_account) {
            let why = match key {
                Key::Account(_) | Key::Contact(_) => Alike::Name,
                Key::Mail(_) => Alike::Mail,
                Key::Phone(_) => Alike::Phone,
            };
            for other in self.all.get(&key).into_iter().flatten().filter(|other| Some(**other) != own) {
                let above = parties.get(other).and_then(|party| party.above);
                if may_be_same(&key, party.above, above) {
                    let known = found.entry(*other).or_insert(why);
                    *known = why.min(*known);
                }
            }
        }
        let mut found: Vec<(Uuid, Alike)> = found.into_iter().collect();
        found.sort_by(|(one, why), (other, because)| {
            let name = |id: &Uuid| parties.get(id).map(|party| &party.sound);
            (why, name(one), one).cmp(&(because, name(other), other))
        });
        found
    }
}
