//! Win probabilities, written as 75, 75 % or 0.75.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::amount::{self, AmountColumn, Separators};
use super::{Reading, Tally};

/// How the probabilities of a column are written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProbabilityColumn {
    /// Bare numbers are shares of one, not percentages.
    pub fraction: bool,
    pub separators: Separators,
    pub tally: Tally,
}

impl ProbabilityColumn {
    /// Finds out how the probabilities of a column are written: as shares of one when no bare number is above one.
    pub fn detect<'a>(values: impl Iterator<Item = (u32, &'a str)> + Clone) -> Self {
        let separators = AmountColumn::detect("", values.clone(), None).separators;
        let bare = values.clone().filter_map(|(_, text)| amount::parse(text, separators)).filter(|read| !read.percent);
        let (any, all_shares) = bare.fold((false, true), |(_, all), read| (true, all && read.value <= Decimal::ONE));
        let mut column = Self { fraction: any && all_shares, separators, tally: Tally::default() };
        for (line, text) in values {
            let reading = column.read(text);
            column.tally.count(line, text, &reading);
        }
        column
    }

    /// Reads one cell, as a percentage from 0 to 100.
    pub fn read(&self, text: &str) -> Reading<Decimal> {
        Reading::of(text, |text| {
            let read = amount::parse(text, self.separators)?;
            if read.own_unit || read.currency.is_some() {
                return None;
            }
            // Nobody gives a deal half a percent: below one it is a share, whatever the others are.
            let share = read.value < Decimal::ONE && !read.value.is_zero();
            let percent = if (self.fraction || share) && !read.percent {
                amount::times_power(read.value, 2)?
            } else {
                read.value
            };
            (Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(&percent).then(|| percent.normalize())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_column_decides_between_percent_and_share() {
        for (values, expected) in [
            (&["75", "10", "1"][..], [Some("75"), Some("10"), Some("1")]),
            (&["75%", "10.5%", "100％"], [Some("75"), Some("10.5"), Some("100")]),
            (&["0.75", "0.1", "1"], [Some("75"), Some("10"), Some("100")]),
            (&["0,75", "0,1", "1,0"], [Some("75"), Some("10"), Some("100")]),
            (&["0", "1", "0.5"], [Some("0"), Some("100"), Some("50")]),
            (&["75", "1000", "high"], [Some("75"), None, None]),
            (&["30%", "0.5", "60"], [Some("30"), Some("50"), Some("60")]),
        ] {
            let column = ProbabilityColumn::detect((2..).zip(values.iter().copied()));
            let read: Vec<_> = values.iter().map(|v| column.read(v).value().map(|p| p.to_string())).collect();
            assert_eq!(read, expected.map(|p| p.map(str::to_owned)), "{values:?}");
        }
    }
}
