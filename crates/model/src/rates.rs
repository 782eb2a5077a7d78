//! Sums in one currency, where the workspace has written down rates for them. Nothing is guessed: one rate that is missing,
//! and there is no sum.

use crate::records::Rate;
use crate::{Currency, Date, Decimal, Money};

/// What one of a currency is worth in another on a day: the latest rate from that day or before.
pub fn rate_on(rates: &[Rate], currency: Currency, to: Currency, day: Date) -> Option<Decimal> {
    if currency == to {
        return Some(Decimal::ONE);
    }
    let holds = |rate: &&Rate| rate.currency == currency && rate.to == to && rate.from.is_some_and(|from| from <= day);
    // Of two from the same day the one that was written last goes before.
    rates.iter().filter(holds).max_by_key(|rate| rate.from).map(|rate| rate.rate)
}

/// Amounts as one in another currency, to its hundredths.
pub fn total(amounts: &[Money], to: Currency, day: Date, rates: &[Rate]) -> Option<Money> {
    let mut sum = Decimal::ZERO;
    for amount in amounts {
        let rate = rate_on(rates, amount.currency, to, day)?;
        sum = sum.checked_add(amount.value.checked_mul(rate)?)?;
    }
    Some(Money { value: sum.round_dp(2).normalize(), currency: to })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        Date::parse_iso(text).unwrap()
    }

    fn rate(rate: &str, from: &str) -> Rate {
        let rate = Decimal::from_str_exact(rate).unwrap();
        Rate { rate, from: Some(day(from)), ..Rate::default() }
    }

    fn money(value: i64, currency: Currency) -> Money {
        Money { value: Decimal::from(value), currency }
    }

    #[test]
    fn a_rate_holds_from_its_day_until_the_next() {
        let rates = [rate("7.2", "2026-01-01"), rate("7.05", "2026-10-01"), rate("7.1", "2026-06-01")];
        let on = |text: &str| rate_on(&rates, Currency::USD, Currency::CNY, day(text)).map(|rate| rate.to_string());
        assert_eq!(on("2025-12-31"), None);
        assert_eq!(on("2026-01-01").as_deref(), Some("7.2"));
        assert_eq!(on("2026-09-30").as_deref(), Some("7.1"));
        assert_eq!(on("2027-01-01").as_deref(), Some("7.05"));
    }

    #[test]
    fn sums_are_made_only_where_every_rate_is_known() {
        let rates = [rate("7.2", "2026-01-01")];
        let today = day("2026-11-24");
        let euro = Currency::parse("EUR").unwrap();
        let both = [money(100, Currency::USD), money(80, Currency::CNY)];
        assert_eq!(total(&both, Currency::CNY, today, &rates), Some(money(800, Currency::CNY)));
        assert_eq!(total(&[money(1, euro)], Currency::CNY, today, &rates), None);
        // Rates into another currency say nothing about this one.
        assert_eq!(total(&both, euro, today, &rates), None);
        assert_eq!(total(&[], euro, today, &rates), Some(money(0, euro)));
    }
}
