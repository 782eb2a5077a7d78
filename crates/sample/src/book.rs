//! What the firm's earlier opportunities mean for later ones: who is busy, who has bought what.

use model::Date;
use model::records::Outcome;

use crate::course::Course;
use crate::random::Random;

pub(crate) struct Book {
    /// When an account's last opportunity ended; today while it is open.
    free_from: Vec<Option<Date>>,
    sales: Vec<Sale>,
    /// Accounts nobody has talked to yet.
    fresh: Vec<usize>,
}

struct Sale {
    on: Date,
    account: usize,
    products: Vec<usize>,
}

impl Book {
    pub(crate) fn new(accounts: usize, random: &mut Random) -> Self {
        let mut fresh: Vec<usize> = (0..accounts).collect();
        random.shuffle(&mut fresh);
        Self { free_from: vec![None; accounts], sales: Vec::new(), fresh }
    }

    pub(crate) fn note(&mut self, account: usize, products: &[(usize, i32)], course: &Course, today: Date) {
        self.free_from[account] = Some(course.end(today));
        if let Some((Outcome::Won, on)) = course.closed {
            let products = products.iter().map(|(product, _)| *product).collect();
            self.sales.push(Sale { on, account, products });
        }
    }

    /// Whose opportunity comes up on this day: a customer's, somebody's we have not met, or anybody's who is not talking
    /// to us already.
    pub(crate) fn account(&mut self, day: Date, random: &mut Random) -> usize {
        let (again, new) = (random.chance(0.13), random.chance(0.5));
        let known: Vec<usize> =
            self.sales.iter().filter(|sale| sale.on.plus_days(20) < day).map(|sale| sale.account).collect();
        if again && !known.is_empty() {
            let mut tries = (0..8).map(|_| *random.pick(&known));
            if let Some(account) = tries.find(|account| self.is_free(*account, day)) {
                return account;
            }
        }
        let newcomer = if new { self.fresh.pop() } else { None };
        newcomer.filter(|account| self.is_free(*account, day)).unwrap_or_else(|| {
            // Sellers look for new customers first.
            let suits = |(n, account): &(usize, usize)| {
                self.is_free(*account, day) && (*n >= 5 || !self.is_customer(*account, day))
            };
            let mut tries = (0..40).map(|n| (n, random.below(self.free_from.len())));
            tries.find(suits).map_or(0, |(_, account)| account)
        })
    }

    fn is_free(&self, account: usize, day: Date) -> bool {
        self.free_from[account].is_none_or(|from| from.plus_days(25) < day)
    }

    pub(crate) fn is_customer(&self, account: usize, day: Date) -> bool {
        self.sales.iter().any(|sale| sale.on < day && sale.account == account)
    }

    /// How often it has bought the product.
    pub(crate) fn bought(&self, account: usize, product: usize, day: Date) -> usize {
        let same = |sale: &&Sale| sale.on < day && sale.account == account && sale.products.contains(&product);
        self.sales.iter().filter(same).count()
    }
}
