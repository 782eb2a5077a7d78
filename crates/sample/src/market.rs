//! Which opportunities come up, with whom, and what becomes of them: the facts, before anybody writes them down.

use model::Date;

use crate::accounts::Customer;
use crate::balance::is_balanced;
use crate::book::Book;
use crate::calendar::{is_workday, put, season};
use crate::catalogue::rounded;
use crate::course::{self, Course, Temper};
use crate::random::Random;
use crate::team;
use crate::words::products::{ALONGSIDE, PRODUCTS};

const DEALS: usize = 600;
/// How far back the history goes.
const DAYS: i32 = 730;
const STUCK: usize = 12;

/// Indices in [`crate::words::names::SOURCES`].
pub(crate) const TRADE_FAIR: usize = 0;
pub(crate) const REFERRAL: usize = 1;
const COLD_CALL: usize = 3;
pub(crate) const WEBINAR: usize = 5;
pub(crate) const EXISTING_CUSTOMER: usize = 6;

/// One opportunity's facts.
pub(crate) struct Deal {
    /// Index of the account.
    pub(crate) account: usize,
    pub(crate) source: usize,
    /// Products and how many of each, the main one first.
    pub(crate) lines: Vec<(usize, i32)>,
    /// What it is worth in yuan, whether anybody knows it yet or not.
    pub(crate) worth: i64,
    /// How often this customer had bought the main product before.
    pub(crate) bought_before: usize,
    pub(crate) owner: usize,
    pub(crate) course: Course,
}

/// Deals as the sample promises them. What one seed happens to draw may be lopsided; then it is drawn again.
pub(crate) fn deals(seed: u64, customers: &[Customer], today: Date) -> Vec<Deal> {
    let draw = |attempt: u64| draw(customers, today, &mut Random::new(seed, 100 + attempt));
    (0..63).map(draw).find(|deals| is_balanced(deals, customers)).unwrap_or_else(|| draw(63))
}

fn draw(customers: &[Customer], today: Date, random: &mut Random) -> Vec<Deal> {
    let days = creation_days(today, random);
    let stuck = stuck_ones(&days, today, random);
    let mut book = Book::new(customers.len(), random);
    let deal = |(at, day): (usize, &Date)| deal(customers, *day, today, stuck.contains(&at), &mut book, random);
    days.iter().enumerate().map(deal).collect()
}

fn deal(customers: &[Customer], day: Date, today: Date, stuck: bool, book: &mut Book, random: &mut Random) -> Deal {
    let account = book.account(day, random);
    let customer = &customers[account];
    let lines = lines(customer, random);
    let bought_before = book.bought(account, lines[0].0, day);
    let new_source = random.weighted(&[22, 21, 22, 18, 9, 8, 0]);
    let old_source = random.weighted(&[20, 24, 0, 0, 10, 14, 32]);
    let source = match bought_before {
        0 if book.is_customer(account, day) => old_source,
        0 => new_source,
        _ => EXISTING_CUSTOMER,
    };
    let list: f64 = lines.iter().map(|(product, n)| PRODUCTS[*product].price as f64 * f64::from(*n)).sum();
    let worth = rounded(list * [1.3, 1.0, 0.72][customer.size] * random.factor(0.36), random);
    let sellers: Vec<usize> = team::SALES.collect();
    let owner = if random.chance(0.86) { customer.owner } else { *random.pick(&sellers) };

    // Big ones take longer and are won less often, on every path.
    let (size_slowness, size_luck) = match worth {
        ..200_000 => (0.84, 0.22),
        200_000..500_000 => (1.0, 0.05),
        500_000..1_000_000 => (1.1, -0.12),
        _ => (1.35, -0.45),
    };
    let slowness = if customer.technical { 1.16 } else { 1.0 } * size_slowness * random.factor(0.18);
    let luck = match source {
        REFERRAL => 0.55,
        EXISTING_CUSTOMER => 0.25,
        COLD_CALL => -0.35,
        _ => -0.05,
    } + size_luck;
    let course = if stuck {
        course::run_stuck(day, today, slowness, random)
    } else {
        course::run(day, today, Temper { slowness, luck }, random)
    };
    book.note(account, &lines, &course, today);
    Deal { account, source, lines, worth, bought_before, owner, course }
}

fn lines(customer: &Customer, random: &mut Random) -> Vec<(usize, i32)> {
    let wanted: Vec<u32> = PRODUCTS.iter().map(|product| product.wanted[customer.industry]).collect();
    let sites = |random: &mut Random| match customer.size {
        0 if random.chance(0.35) => random.between(2, 3),
        1 if random.chance(0.12) => 2,
        _ => 1,
    };
    let main = random.weighted(&wanted);
    let mut lines = vec![(main, sites(random))];
    let alongside = ALONGSIDE[main];
    if !alongside.is_empty() && random.chance(0.34) {
        lines.push((*random.pick(alongside), 1));
        let other = *random.pick(alongside);
        if random.chance(0.25) && !lines.iter().any(|(product, _)| *product == other) {
            lines.push((other, 1));
        }
    }
    lines
}

/// The days on which deals come up, ascending: a little more each month, less around the Chinese year.
fn creation_days(today: Date, random: &mut Random) -> Vec<Date> {
    let first = today.plus_days(-DAYS);
    let growing = |n: i32| season(first.plus_days(n)) * (1.0 + 0.4 * f64::from(n) / f64::from(DAYS));
    let total: f64 = (0..DAYS).map(growing).sum();
    let mut days = Vec::with_capacity(DEALS);
    let mut passed = 0.0;
    for n in 0..DAYS {
        let before = passed;
        passed += growing(n) / total * DEALS as f64;
        // One deal for each whole number passed, moved a little so that days differ.
        let due = (passed + 1e-9).floor() - (before + 1e-9).floor();
        days.extend(std::iter::repeat_n(first.plus_days(n), usize::try_from(crate::random::whole(due)).unwrap_or(0)));
    }
    let mut moved_days = Vec::with_capacity(DEALS);
    for day in days {
        let moved = day.plus_days(random.between(-9, 9));
        let fits = is_workday(moved) && moved >= first && moved < today;
        put(&mut moved_days, if fits { moved } else { day }, |day| *day);
    }
    moved_days
}

/// Which deals got stuck: some that came up between half a year and a year ago.
fn stuck_ones(days: &[Date], today: Date, random: &mut Random) -> Vec<usize> {
    let old = |day: Date| (190..=390).contains(&(today.days() - day.days()));
    let mut old: Vec<usize> = (0..days.len()).filter(|at| old(days[*at])).collect();
    random.shuffle(&mut old);
    old.truncate(STUCK);
    old
}
