//! Names of records, found by what is the same in two written forms of one.

use std::collections::HashMap;

use model::records::{Account, Contact, Lead, LossReason, Member, Product, Record as _};
use model::{Kind, Uuid};

use crate::names::{NameKind, key, phone_key};

/// Records that rows name, their own or others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Who {
    Reason,
    Member,
    Product,
    Account,
    Contact,
    Lead,
}

impl Who {
    /// In the order in which they are written.
    pub(super) const ALL: [Self; 6] =
        [Self::Reason, Self::Member, Self::Product, Self::Account, Self::Contact, Self::Lead];

    pub(super) fn kind(self) -> Kind {
        match self {
            Self::Reason => LossReason::KIND,
            Self::Member => Member::KIND,
            Self::Product => Product::KIND,
            Self::Account => Account::KIND,
            Self::Contact => Contact::KIND,
            Self::Lead => Lead::KIND,
        }
    }

    pub(super) fn of(kind: Kind) -> Option<Self> {
        Self::ALL.into_iter().find(|who| who.kind() == kind)
    }

    pub(super) fn names(self) -> NameKind {
        match self {
            Self::Account => NameKind::Company,
            Self::Member | Self::Contact => NameKind::Person,
            // A lead's is put together, see `of_lead`.
            Self::Product | Self::Reason | Self::Lead => NameKind::Product,
        }
    }
}

#[derive(Debug, Clone)]
pub(super) struct Named {
    pub(super) id: Uuid,
    pub(super) name: Box<str>,
    /// Of contacts: where they work.
    pub(super) account: Option<Uuid>,
}

/// Records of one kind by their names and aliases.
#[derive(Debug, Clone)]
pub(super) struct Names {
    who: Who,
    pub(super) list: Vec<Named>,
    by_key: HashMap<String, u32>,
    /// Entries of one key, each with the next.
    entries: Vec<(u32, Option<u32>)>,
}

impl Names {
    pub(super) fn new(who: Who) -> Self {
        Self { who, list: Vec::new(), by_key: HashMap::new(), entries: Vec::new() }
    }

    /// Adds a record and says its position.
    pub(super) fn add(&mut self, named: Named) -> usize {
        let (position, name) = (self.list.len(), named.name.clone());
        self.list.push(named);
        self.also(position, &name);
        position
    }

    /// Adds another name of a record.
    pub(super) fn also(&mut self, position: usize, name: &str) {
        let key = key(self.who.names(), name);
        if key.is_empty() {
            return;
        }
        let entry = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
        self.entries.push((u32::try_from(position).unwrap_or(u32::MAX), None));
        match self.by_key.get(&key) {
            None => {
                self.by_key.insert(key, entry);
            }
            Some(&first) => {
                let mut last = first;
                while let Some(next) = self.entries[last as usize].1 {
                    last = next;
                }
                self.entries[last as usize].1 = Some(entry);
            }
        }
    }

    /// The positions of the records of a name, in the order in which they were added.
    pub(super) fn all(&self, name: &str) -> Vec<usize> {
        let mut found = Vec::new();
        let mut entry = self.by_key.get(&key(self.who.names(), name)).copied();
        while let Some((position, next)) = entry.and_then(|at| self.entries.get(at as usize)) {
            found.push(*position as usize);
            entry = *next;
        }
        found.dedup();
        found
    }
}

/// Names of every kind that is named.
#[derive(Debug, Clone)]
pub(super) struct Registry(Vec<Names>);

impl Default for Registry {
    fn default() -> Self {
        Self(Who::ALL.into_iter().map(Names::new).collect())
    }
}

impl Registry {
    pub(super) fn of(&self, who: Who) -> &Names {
        &self.0[who as usize]
    }

    pub(super) fn of_mut(&mut self, who: Who) -> &mut Names {
        &mut self.0[who as usize]
    }
}

/// The record a name means among those of that name: the one written just so before the others, and of contacts the one
/// at the same account, or at none, or the only one where the account is not said.
pub(super) fn meant<'a>(
    who: Who,
    name: &str,
    account: Option<Uuid>,
    candidates: impl Iterator<Item = &'a Named>,
) -> Option<&'a Named> {
    let mut candidates: Vec<&Named> = candidates.collect();
    if who == Who::Contact {
        let at = |account: Option<Uuid>| candidates.iter().copied().find(|named| named.account == account);
        return match account {
            Some(_) => at(account).or_else(|| at(None)),
            None => at(None).or_else(|| candidates.pop().filter(|_| candidates.is_empty())),
        };
    }
    candidates.iter().copied().find(|named| *named.name == *name).or_else(|| candidates.first().copied())
}

/// What a lead is known by, as one name: the person and the company. Where either is missing, how they are reached tells one
/// from another of that name: there are many a 王先生. Empty for a lead that names neither.
pub(super) fn of_lead(person: &str, company: &str, phone: &str, mail: &str) -> String {
    let (person, company) = (key(NameKind::Person, person), key(NameKind::Company, company));
    let reached = match (person.is_empty(), company.is_empty()) {
        (true, true) => return String::new(),
        (false, false) => String::new(),
        _ => phone_key(phone).unwrap_or_else(|| mail.trim().to_lowercase()),
    };
    // A sign that keys of names keep, so that the parts stay apart.
    format!("{person}#{company}#{reached}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(id: u128, name: &str, account: Option<u128>) -> Named {
        Named { id: Uuid::from_u128(id), name: name.into(), account: account.map(Uuid::from_u128) }
    }

    fn find(names: &Names, name: &str, account: Option<u128>) -> Option<u128> {
        let candidates = names.all(name).into_iter().map(|at| &names.list[at]);
        meant(names.who, name, account.map(Uuid::from_u128), candidates).map(|named| named.id.as_u128())
    }

    #[test]
    fn an_account_is_found_by_name_in_any_form_and_by_alias() {
        let mut names = Names::new(Who::Account);
        let first = names.add(named(1, "Acme Inc.", None));
        names.also(first, "Road Runner Supplies");
        names.add(named(2, "ACME", None));
        assert_eq!(find(&names, "acme corporation", None), Some(1));
        assert_eq!(find(&names, "ACME", None), Some(2));
        assert_eq!(find(&names, "road runner supplies ltd", None), Some(1));
        assert_eq!(find(&names, "Globex", None), None);
    }

    #[test]
    fn a_lead_is_its_person_and_company_or_half_of_them_and_a_way_to_reach_it() {
        let same = |one: [&str; 4], other: [&str; 4]| {
            let mut names = Names::new(Who::Lead);
            let of = |[person, company, phone, mail]: [&str; 4]| of_lead(person, company, phone, mail);
            names.add(named(1, &of(one), None));
            find(&names, &of(other), None) == Some(1)
        };
        let known = ["安澜", "澄湖航运", "13000000001", ""];
        assert!(same(known, ["安 澜", "澄湖航运有限公司", "13000000002", "a@example.com"]));
        assert!(!same(known, ["陆鸣", "澄湖航运", "13000000001", ""]));
        assert!(!same(known, ["安澜", "青屿物流", "13000000001", ""]));
        assert!(same(["王先生", "", "+86 130 0000 0001", ""], ["王先生", "", "13000000001", "w@example.com"]));
        assert!(!same(["王先生", "", "13000000001", ""], ["王先生", "", "13000000002", ""]));
        assert!(same(["", "澄湖航运", "", "A@example.com"], ["", "澄湖航运", "", "a@example.com"]));
        // A person is not the company of that name; two that name nobody are not the same.
        assert!(!same(["澄湖", "", "", ""], ["", "澄湖", "", ""]));
        assert!(!same(["", "", "13000000001", ""], ["", "", "13000000001", ""]));
    }

    #[test]
    fn a_contact_is_found_at_its_account_first() {
        let mut names = Names::new(Who::Contact);
        names.add(named(1, "张伟", Some(10)));
        names.add(named(2, "张伟", Some(20)));
        assert_eq!(find(&names, "张 伟", Some(20)), Some(2));
        assert_eq!(find(&names, "张伟", Some(30)), None);
        assert_eq!(find(&names, "张伟", None), None);
        names.add(named(3, "李雷", Some(10)));
        assert_eq!(find(&names, "李雷", None), Some(3));
    }
}
