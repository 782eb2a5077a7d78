//! The firm's people.

use model::records::{Member, Role};
use model::starter::Words;
use model::{Doc, Id};

use crate::ids::SeedIds;
use crate::words::{Phrase, say};

/// Name, role, manager, and the regions a salesperson covers.
struct Person(Phrase, Role, Option<usize>, &'static [usize]);

static PEOPLE: [Person; 9] = [
    Person(("林知夏", "Nadia Linfield"), Role::OpportunityManager, None, &[]),
    Person(("周砚秋", "Martin Ashgrove"), Role::Sales, Some(0), &[]),
    Person(("陈以宁", "Tessa Marchbank"), Role::Sales, Some(1), &[0]),
    Person(("何远舟", "Callum Reeve"), Role::Sales, Some(1), &[0, 3]),
    Person(("宋予安", "Imogen Hale"), Role::Sales, Some(1), &[1]),
    Person(("方铎", "Jonas Frith"), Role::Sales, Some(1), &[2]),
    Person(("罗清和", "Beatrix Colling"), Role::Sales, Some(1), &[4, 3]),
    Person(("许问渠", "Samuel Orme"), Role::Presales, Some(0), &[]),
    Person(("唐慕白", "Greta Winslade"), Role::Presales, Some(0), &[]),
];

/// Heads sales and looks after the largest accounts.
pub(crate) const HEAD_OF_SALES: usize = 1;
pub(crate) const SALES: std::ops::RangeInclusive<usize> = 2..=6;
pub(crate) const PRESALES: [usize; 2] = [7, 8];

/// Those who cover a region.
pub(crate) fn covering(region: usize) -> Vec<usize> {
    SALES.filter(|at| PEOPLE[*at].3.contains(&region)).collect()
}

pub(crate) fn manager(member: usize) -> usize {
    PEOPLE[member].2.unwrap_or(member)
}

pub(crate) fn name(words: Words, member: usize) -> &'static str {
    say(words, PEOPLE[member].0)
}

pub(crate) fn id(ids: &SeedIds, member: usize) -> Id<Member> {
    ids.id(&format!("member {member}"))
}

pub(crate) fn docs(words: Words, ids: &SeedIds) -> Vec<Doc> {
    let member = |(at, Person(name, role, manager, _)): (usize, &Person)| {
        let member = Member {
            name: say(words, *name).to_owned(),
            role: Some(role.clone()),
            manager: manager.map(|manager| id(ids, manager)),
            ..Member::default()
        };
        Doc::new(id(ids, at), &member)
    };
    PEOPLE.iter().enumerate().map(member).collect()
}
