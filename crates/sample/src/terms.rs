//! What was said at the time about amount, closing day and owner, and how that changed.

use model::Date;
use model::records::Outcome;

use crate::calendar::{month_end, on_or_after, on_or_before, quarter_end};
use crate::catalogue::rounded;
use crate::market::Deal;
use crate::random::Random;
use crate::team;

/// Values with the day from which each held, in order of their days; never two on one day, never twice the same in a row.
pub(crate) struct Dated<T>(pub(crate) Vec<(Date, T)>);

impl<T: Copy + PartialEq> Dated<T> {
    fn push(&mut self, day: Date, value: T) {
        self.0.retain(|(known, _)| *known < day);
        if self.last() != Some(value) {
            self.0.push((day, value));
        }
    }

    pub(crate) fn at(&self, day: Date) -> Option<T> {
        self.0.iter().rev().find(|(from, _)| *from <= day).map(|(_, value)| *value)
    }

    pub(crate) fn last(&self) -> Option<T> {
        self.0.last().map(|(_, value)| *value)
    }
}

pub(crate) struct Terms {
    /// In yuan.
    pub(crate) amounts: Dated<i64>,
    pub(crate) expected: Dated<Date>,
    pub(crate) owners: Dated<usize>,
}

pub(crate) fn terms(deal: &Deal, today: Date, random: &mut Random) -> Terms {
    Terms {
        amounts: amounts(deal, today, random),
        expected: expected(deal, today, random),
        owners: owners(deal, today, random),
    }
}

fn amounts(deal: &Deal, today: Date, random: &mut Random) -> Dated<i64> {
    let mut amounts = Dated(Vec::new());
    let worth = deal.worth as f64;
    // Few customers name a figure in the first talk; what is written down then is a guess.
    if random.chance(0.86) {
        let guess = if random.chance(0.5) { rounded(worth * random.factor(0.14), random) } else { deal.worth };
        amounts.push(deal.course.created, guess);
    }
    if let Some(quoted) = deal.course.reached(1) {
        amounts.push(quoted, deal.worth);
    }
    if let Some(talks) = deal.course.reached(2).filter(|_| random.chance(0.45)) {
        let talks = on_or_after(talks.plus_days(random.between(1, 12)));
        let reduced = rounded(worth * (0.88 + 0.09 * random.unit()), random);
        if talks < deal.course.end(today) {
            amounts.push(talks, reduced);
        }
    }
    if let Some((Outcome::Won, on)) = deal.course.closed.filter(|_| random.chance(0.25)) {
        let agreed = amounts.last().unwrap_or(deal.worth) as f64;
        amounts.push(on, rounded(agreed * (0.93 + 0.05 * random.unit()), random));
    }
    amounts
}

fn expected(deal: &Deal, today: Date, random: &mut Random) -> Dated<Date> {
    let course = &deal.course;
    let end = course.end(today);
    let mut expected =
        Dated(vec![(course.created, likely_day(course.created.plus_days(random.between(70, 165)), random))]);
    // Some never look at the date again.
    let neglected = course.is_open() && random.chance(if course.stuck { 0.7 } else { 0.07 });
    while let Some((changed, day)) = expected.0.last().copied() {
        let looked = on_or_after(day.plus_days(random.between(-14, 3)));
        let looked = looked.max(on_or_after(changed.plus_days(6)));
        if looked >= end || (neglected && day < today.plus_days(-3)) {
            break;
        }
        let later = looked.max(day).plus_days(*random.pick(&[25, 30, 30, 45, 60, 90]));
        expected.push(looked, likely_day(later, random));
    }
    // With the contract on the table the day is no longer a guess.
    if let Some(signing) = course.reached(3).filter(|_| random.chance(0.8)) {
        let known = match course.closed {
            Some((_, on)) => on_or_after(on.plus_days(random.between(-2, 6)).max(signing.plus_days(2))),
            None => on_or_after(today.plus_days(random.between(3, 20))),
        };
        expected.push(signing, known);
    }
    expected
}

/// The day people would write for "around then": mostly an end of a month.
fn likely_day(around: Date, random: &mut Random) -> Date {
    match random.weighted(&[30, 45, 25]) {
        0 if quarter_end(around) < around.plus_days(45) => quarter_end(around),
        0 | 1 => month_end(around),
        _ => on_or_before(around),
    }
}

fn owners(deal: &Deal, today: Date, random: &mut Random) -> Dated<usize> {
    let course = &deal.course;
    let mut owners = Dated(vec![(course.created, deal.owner)]);
    let days = course.end(today).days() - course.created.days();
    if days > 40 && random.chance(0.06) {
        let day = on_or_after(course.created.plus_days(random.between(15, days - 15)));
        let sellers: Vec<usize> = team::SALES.filter(|seller| *seller != deal.owner).collect();
        if day < course.end(today) {
            owners.push(day, *random.pick(&sellers));
        }
    }
    owners
}
