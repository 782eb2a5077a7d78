//! Counts and sums of a column, kept while cards come and go. Currencies are never mixed.

use model::next_step::Urgency;
use model::{Currency, Decimal};

/// Of one column, over all its cards that match, not those that are drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    pub count: u32,
    /// Cards without an amount; no sum speaks of them.
    pub unpriced: u32,
    /// One for each currency, in order of the code.
    pub sums: Vec<Sum>,
    /// By urgency, in the order of [`Urgency::ALL`], whatever the filter on urgency.
    pub due: [u32; 4],
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    pub currency: Currency,
    pub sum: Decimal,
    /// Sum of amount times probability.
    pub weighted: Decimal,
    count: u32,
}

impl Totals {
    pub(crate) fn add(&mut self, money: Option<(Currency, Decimal)>, percent: Option<u8>) {
        self.count += 1;
        let Some((currency, value)) = money else {
            self.unpriced += 1;
            return;
        };
        let weighted = weight(value, percent);
        match self.sums.binary_search_by_key(&currency, |sum| sum.currency) {
            Ok(at) => {
                let sum = &mut self.sums[at];
                sum.sum = sum.sum.saturating_add(value);
                sum.weighted = sum.weighted.saturating_add(weighted);
                sum.count += 1;
            }
            Err(at) => self.sums.insert(at, Sum { currency, sum: value, weighted, count: 1 }),
        }
    }

    pub(crate) fn remove(&mut self, money: Option<(Currency, Decimal)>, percent: Option<u8>) {
        self.count = self.count.saturating_sub(1);
        let Some((currency, value)) = money else {
            self.unpriced = self.unpriced.saturating_sub(1);
            return;
        };
        if let Ok(at) = self.sums.binary_search_by_key(&currency, |sum| sum.currency) {
            let sum = &mut self.sums[at];
            sum.sum = sum.sum.saturating_sub(value);
            sum.weighted = sum.weighted.saturating_sub(weight(value, percent));
            sum.count -= 1;
            if sum.count == 0 {
                self.sums.remove(at);
            }
        }
    }

    pub(crate) fn count_due(&mut self, urgency: Urgency, by: i32) {
        let at = Urgency::ALL.iter().position(|known| *known == urgency).unwrap_or(0);
        self.due[at] = self.due[at].saturating_add_signed(by);
    }

    /// Of several columns together.
    pub fn sum_up<'a>(all: impl IntoIterator<Item = &'a Self>) -> Self {
        let mut total = Self::default();
        for totals in all {
            total.count += totals.count;
            total.unpriced += totals.unpriced;
            for (sum, other) in total.due.iter_mut().zip(totals.due) {
                *sum += other;
            }
            for other in &totals.sums {
                match total.sums.binary_search_by_key(&other.currency, |sum| sum.currency) {
                    Ok(at) => {
                        let sum = &mut total.sums[at];
                        sum.sum = sum.sum.saturating_add(other.sum);
                        sum.weighted = sum.weighted.saturating_add(other.weighted);
                        sum.count += other.count;
                    }
                    Err(at) => total.sums.insert(at, other.clone()),
                }
            }
        }
        total
    }
}

/// Amount times probability; nothing where nobody has said how probable.
fn weight(value: Decimal, percent: Option<u8>) -> Decimal {
    match percent {
        None | Some(0) => Decimal::ZERO,
        Some(100) => value,
        Some(percent) => value.checked_mul(Decimal::new(percent.into(), 2)).unwrap_or_default(),
    }
}
