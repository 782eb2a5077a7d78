//! Names that may be meant as another: a slip of the pen, a space too few.

use std::collections::BTreeMap;

use model::Uuid;

use super::fresh::Made;
use super::known::Known;
use super::names::{Named, Names, Who};
use super::plan::Plan;
use super::protocol::{NearName, Report};
use super::tally::Used;
use crate::names::NameIndex;

/// How many are listed.
const LISTED: usize = 100;
/// With more names than this there are no near ones listed: finding them would take long, and nobody goes through so many.
const MOST_KNOWN: usize = 60_000;
const MOST_NEW: usize = 20_000;

/// The names of one kind that are known, for finding near ones.
pub(super) struct Index<'a> {
    names: &'a Names,
    index: NameIndex,
}

impl<'a> Index<'a> {
    pub(super) fn of(who: Who, names: &'a Names) -> Option<Self> {
        if names.list.len() > MOST_KNOWN {
            return None;
        }
        let mut index = NameIndex::new(who.names());
        for named in &names.list {
            index.insert(&named.name);
        }
        Some(Self { names, index })
    }

    /// The nearest name.
    pub(super) fn nearest(&self, name: &str, fits: impl Fn(&Named) -> bool) -> Option<&'a Named> {
        let near = self.index.near(name);
        near.iter().filter_map(|near| self.names.list.get(near.position as usize)).find(|named| fits(named))
    }
}

/// Lists the new names that are near one that is known, or one that more rows of the file have.
pub(super) fn find(report: &mut Report, plan: &Plan, known: &Known, used: &Used) {
    for who in [Who::Product, Who::Account, Who::Member, Who::Contact] {
        let is_used = |(named, _): &(&Named, &Made)| used.ids.contains(&named.id);
        let new: Vec<(&Named, &Made)> = plan.fresh.made(who).filter(is_used).collect();
        if new.is_empty() || new.len() > MOST_NEW {
            continue;
        }
        let there = Index::of(who, known.names.of(who));
        let here = Index::of(who, plan.fresh.names.of(who));
        let made: BTreeMap<_, _> = new.iter().map(|(named, made)| (named.id, *made)).collect();
        for (named, about) in new {
            // Two people of nearly one name at two companies are two people.
            let same_account = |other: &Named| who != Who::Contact || other.account == named.account;
            let known_one = there.as_ref().and_then(|index| index.nearest(&named.name, same_account));
            let commoner = |other: &Named| {
                same_account(other)
                    && made.get(&other.id).is_some_and(|of| (of.rows, about.line) > (about.rows, of.line))
            };
            let other = known_one.map(|other| (other, true)).or_else(|| {
                here.as_ref().and_then(|index| index.nearest(&named.name, commoner)).map(|other| (other, false))
            });
            let Some((other, known)) = other else { continue };
            report.near_count += 1;
            if report.near.len() < LISTED {
                report.near.push(NearName {
                    kind: who.kind().name().to_owned(),
                    name: named.name.to_string(),
                    suggestion: other.name.to_string(),
                    known,
                    rows: about.rows,
                    line: about.line,
                });
            }
        }
    }
}

/// Of a column's names, how many are known, new, and new but near another that is known or comes before.
pub(super) fn count<'a>(who: Who, known: &Known, names: impl Iterator<Item = &'a str>) -> (usize, usize, usize) {
    let there = known.names.of(who);
    let mut file = Names::new(who);
    let mut known_ones = 0;
    for name in names {
        if !there.all(name).is_empty() || known.by_any_source(who.kind(), name).is_some() {
            known_ones += 1;
        } else if file.all(name).is_empty() {
            let id = Uuid::from_u128(file.list.len() as u128);
            file.add(Named { id, name: name.into(), account: None });
        }
    }
    let (there, here) = (Index::of(who, there), Index::of(who, &file));
    let is_near = |named: &&Named| {
        let known = there.as_ref().and_then(|index| index.nearest(&named.name, |_| true));
        known.is_some()
            || here.as_ref().is_some_and(|index| index.nearest(&named.name, |other| other.id < named.id).is_some())
    };
    let near = if file.list.len() > MOST_NEW { 0 } else { file.list.iter().filter(is_near).count() };
    (known_ones, file.list.len() - near, near)
}
