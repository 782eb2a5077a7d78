//! Records that rows name: found among those that are there, or made.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use model::{Ids, Uuid};

use super::known::Known;
use super::merge::Found;
use super::names::{Named, Names, Registry, Who, meant};

/// How a row speaks of a record: by name, by id, or both.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Mention<'a> {
    pub(super) name: Option<&'a str>,
    pub(super) id: Option<&'a str>,
    /// Under what ids of this kind are known.
    pub(super) source: &'a str,
    /// Of contacts: where they work.
    pub(super) account: Option<Uuid>,
}

/// What there is to know of a record that is made, besides its name.
#[derive(Debug, Clone)]
pub(super) struct Made {
    /// Rows that name it, and the first one's line.
    pub(super) rows: usize,
    pub(super) line: u32,
    pub(super) external: Option<(String, String)>,
    /// It has a row of its own.
    pub(super) own_row: bool,
}

/// The records this import makes because rows name them.
#[derive(Debug, Default)]
pub(super) struct Fresh {
    pub(super) names: Registry,
    made: [Vec<Made>; Who::ALL.len()],
    by_id: HashMap<(Who, String), Uuid>,
    places: HashMap<Uuid, (Who, usize)>,
    said: HashMap<(Who, String), Uuid>,
    /// Ids to be added to records that are there.
    pub(super) linked: BTreeMap<Uuid, BTreeSet<(String, String)>>,
}

impl Fresh {
    /// The record a row means.
    pub(super) fn find(&self, known: &Known, who: Who, mention: Mention<'_>) -> Option<Uuid> {
        let said = self.said.get(&(who, mention.key())).copied();
        said.or_else(|| self.search(known, who, mention))
    }

    /// The record a row means, made if there is none. Nothing only for a mention of nothing.
    pub(super) fn ensure(
        &mut self,
        known: &Known,
        who: Who,
        mention: Mention<'_>,
        line: u32,
        ids: &mut dyn Ids,
    ) -> Option<Uuid> {
        let name = mention.name.or(mention.id)?;
        let key = (who, mention.key());
        let said = self.said.get(&key).copied();
        let id = said.or_else(|| self.search(known, who, mention)).unwrap_or_else(|| {
            let id = ids.next();
            let named = Named { id, name: name.into(), account: mention.account };
            self.add(who, named, mention.external(), line, false);
            id
        });
        if said.is_none() {
            if let Some(external) = mention.external().filter(|_| !self.places.contains_key(&id)) {
                self.link(known, id, external);
            }
            self.said.insert(key, id);
        }
        if let Some((who, at)) = self.places.get(&id) {
            self.made[*who as usize][*at].rows += 1;
        }
        Some(id)
    }

    /// The record a row of its own is about, and how it is found: by id; by a name that is but the id, which was all that
    /// was known; by name.
    pub(super) fn find_own(&self, known: &Known, who: Who, mention: Mention<'_>) -> Option<(Uuid, Found)> {
        if let Some(id) = mention.id {
            let called_so = |found: Uuid| known.name_of(found).is_some_and(|name| name == id);
            let there = known.by_external(who.kind(), mention.source, id).map(|place| known.id(place));
            if let Some(found) = there.or_else(|| self.by_id.get(&(who, id.to_owned())).copied()) {
                return Some((found, if called_so(found) { Found::Placeholder } else { Found::ById }));
            }
            if let Some(found) = self.by_name(known, who, id, mention).filter(|found| called_so(*found)) {
                return Some((found, Found::Placeholder));
            }
        }
        self.by_name(known, who, mention.name?, mention).map(|found| (found, Found::ByName))
    }

    /// Adds a record that is made.
    pub(super) fn add(&mut self, who: Who, named: Named, external: Option<(String, String)>, line: u32, own_row: bool) {
        let id = named.id;
        let at = self.names.of_mut(who).add(named);
        if let Some((_, external)) = &external {
            self.by_id.entry((who, external.clone())).or_insert(id);
        }
        self.places.insert(id, (who, at));
        self.made[who as usize].push(Made { rows: usize::from(own_row), line, external, own_row });
    }

    /// What a record that is there is called in this file.
    pub(super) fn call(&mut self, who: Who, name: &str, id: Uuid) {
        let mention = Mention { name: Some(name), ..Mention::default() };
        self.said.entry((who, mention.key())).or_insert(id);
    }

    /// The records made of one kind, in order.
    pub(super) fn made(&self, who: Who) -> impl Iterator<Item = (&Named, &Made)> {
        self.names.of(who).list.iter().zip(&self.made[who as usize])
    }

    pub(super) fn at(&self, who: Who, at: usize) -> Option<(&Named, &Made)> {
        Some((self.names.of(who).list.get(at)?, self.made[who as usize].get(at)?))
    }

    pub(super) fn name_of(&self, id: Uuid) -> Option<&str> {
        let (who, at) = self.places.get(&id)?;
        self.names.of(*who).list.get(*at).map(|named| &*named.name)
    }

    /// Where a contact that is made works.
    pub(super) fn account_of(&self, id: Uuid) -> Option<Uuid> {
        let (who, at) = self.places.get(&id)?;
        self.names.of(*who).list.get(*at)?.account
    }

    fn search(&self, known: &Known, who: Who, mention: Mention<'_>) -> Option<Uuid> {
        if let Some(id) = mention.id {
            let there = known.by_external(who.kind(), mention.source, id).map(|place| known.id(place));
            if let Some(found) = there.or_else(|| self.by_id.get(&(who, id.to_owned())).copied()) {
                return Some(found);
            }
        }
        let Some(name) = mention.name else {
            let id = mention.id?;
            let any = known.by_any_source(who.kind(), id).map(|place| known.id(place));
            return any.or_else(|| self.by_name(known, who, id, mention));
        };
        self.by_name(known, who, name, mention).or_else(|| {
            // Some programs write the id where others write the name.
            let any = known.by_any_source(who.kind(), name).map(|place| known.id(place));
            any.or_else(|| self.by_id.get(&(who, name.to_owned())).copied())
        })
    }

    fn by_name(&self, known: &Known, who: Who, name: &str, mention: Mention<'_>) -> Option<Uuid> {
        fn named(names: &Names, name: &str) -> impl Iterator<Item = Named> {
            names.all(name).into_iter().map(|at| names.list[at].clone()).collect::<Vec<_>>().into_iter()
        }
        // A record the same program knows by another id is another, whatever it is called.
        let is_other = |named: &Named| match (mention.id, self.places.get(&named.id)) {
            (None, _) => false,
            (Some(id), Some((who, at))) => {
                self.made[*who as usize][*at].external.as_ref().is_some_and(|(_, other)| other != id)
            }
            (Some(id), None) => {
                let external = known.live(named.id).map(|doc| doc.external).unwrap_or_default();
                external.iter().any(|(source, other)| source == mention.source && other != id)
            }
        };
        let there: Vec<Named> = named(known.names.of(who), name).filter(|named| !is_other(named)).collect();
        let here: Vec<Named> = named(self.names.of(who), name).filter(|named| !is_other(named)).collect();
        let found = meant(who, name, mention.account, there.iter());
        found.or_else(|| meant(who, name, mention.account, here.iter())).map(|named| named.id)
    }

    fn link(&mut self, known: &Known, id: Uuid, external: (String, String)) {
        let has = known.live(id).is_none_or(|doc| doc.external.contains(&external));
        if !has {
            self.linked.entry(id).or_default().insert(external);
        }
    }
}

impl Mention<'_> {
    fn key(&self) -> String {
        let (name, id) = (self.name.unwrap_or(""), self.id.unwrap_or(""));
        match self.account {
            Some(account) => format!("{name}\u{1f}{id}\u{1f}{account}"),
            None => format!("{name}\u{1f}{id}"),
        }
    }

    fn external(&self) -> Option<(String, String)> {
        self.id.map(|id| (self.source.to_owned(), id.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use model::records::{Account, Record as _};
    use model::{Doc, Id};

    use super::*;

    fn counter() -> impl FnMut() -> Uuid {
        let mut next = 0_u128;
        move || {
            next += 1;
            Uuid::from_u128(next)
        }
    }

    fn account(id: u128, name: &str, external: Option<(&str, &str)>) -> Doc {
        let mut doc =
            Doc::new(Id::<Account>::new(Uuid::from_u128(id)), &Account { name: name.into(), ..Account::default() });
        doc.external.extend(external.map(|(source, id)| (source.to_owned(), id.to_owned())));
        doc
    }

    #[test]
    fn a_name_is_made_once_and_then_found() {
        let (known, mut fresh, mut ids) = (Known::default(), Fresh::default(), counter());
        let mention = |name| Mention { name: Some(name), ..Mention::default() };
        let first = fresh.ensure(&known, Who::Account, mention("Acme Inc."), 2, &mut ids);
        assert_eq!(fresh.ensure(&known, Who::Account, mention("ACME"), 3, &mut ids), first);
        assert_eq!(fresh.made(Who::Account).map(|(_, made)| (made.rows, made.line)).collect::<Vec<_>>(), [(2, 2)]);
        assert_eq!(fresh.find(&known, Who::Account, mention("acme")), first);
        assert_eq!(fresh.find(&known, Who::Product, mention("acme")), None);
    }

    #[test]
    fn ids_go_before_names_and_two_ids_are_two_records() {
        let mut known = Known::default();
        known.add(vec![account(100, "Acme", Some(("crm", "1")))]);
        let (mut fresh, mut ids) = (Fresh::default(), counter());
        let mention = |name, id| Mention { name, id: Some(id), source: "crm", account: None };
        let there = Some(Uuid::from_u128(100));
        assert_eq!(fresh.ensure(&known, Who::Account, mention(Some("Acme GmbH"), "1"), 2, &mut ids), there);
        assert_ne!(fresh.ensure(&known, Who::Account, mention(Some("Acme"), "2"), 3, &mut ids), there);
        assert!(fresh.linked.is_empty());
        assert_eq!(
            fresh.find(&known, Who::Account, Mention { id: Some("1"), source: "other", ..Mention::default() }),
            there
        );
        assert_eq!(Account::KIND, Who::Account.kind());
    }

    #[test]
    fn an_id_is_added_to_a_record_that_is_found_by_name() {
        let mut known = Known::default();
        known.add(vec![account(100, "Acme", None)]);
        let (mut fresh, mut ids) = (Fresh::default(), counter());
        let mention = Mention { name: Some("acme"), id: Some("7"), source: "crm", account: None };
        assert_eq!(fresh.ensure(&known, Who::Account, mention, 2, &mut ids), Some(Uuid::from_u128(100)));
        assert_eq!(fresh.linked[&Uuid::from_u128(100)].len(), 1);
    }
}
