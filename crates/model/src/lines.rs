//! Lines of products: what each comes to, and all of them together.

use std::collections::BTreeMap;

use rust_decimal::{Decimal, RoundingStrategy};

use crate::money::{Currency, Money};
use crate::records::ProductLine;

/// Quantity times price, less the discount, rounded to whole cents (half away from zero). One piece where no quantity is
/// given; `None` without a price, or where the numbers are too large.
pub fn line_sum(line: &ProductLine) -> Option<Money> {
    let price = line.price?;
    let share = (Decimal::ONE_HUNDRED - line.discount.unwrap_or_default()) / Decimal::ONE_HUNDRED;
    let value = price.value.checked_mul(line.quantity.unwrap_or(Decimal::ONE))?.checked_mul(share)?;
    let value = value.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero).normalize();
    Some(Money { value, currency: price.currency })
}

/// The sum of all lines that have a price, for each currency.
pub fn lines_sum(lines: &[ProductLine]) -> BTreeMap<Currency, Decimal> {
    let mut sums: BTreeMap<Currency, Decimal> = BTreeMap::new();
    for money in lines.iter().filter_map(line_sum) {
        let sum = sums.entry(money.currency).or_default();
        *sum = sum.saturating_add(money.value);
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Id;

    fn line(quantity: Option<&str>, price: Option<&str>, discount: Option<&str>) -> ProductLine {
        let number = |text: &str| Decimal::from_str_exact(text).unwrap();
        ProductLine {
            product: Id::new(uuid::Uuid::nil()),
            quantity: quantity.map(number),
            price: price.map(|price| Money { value: number(price), currency: Currency::CNY }),
            discount: discount.map(number),
        }
    }

    #[test]
    fn a_line_is_quantity_times_price_less_discount_in_whole_cents() {
        for (quantity, price, discount, sum) in [
            (Some("3"), Some("1200.50"), None, Some("3601.5")),
            (None, Some("99.99"), Some("10"), Some("89.99")),
            (Some("0.5"), Some("0.01"), None, Some("0.01")),
            (Some("2"), None, None, None),
            (Some("2"), Some("100"), Some("100"), Some("0")),
            (Some("79228162514264337593543950335"), Some("10"), None, None),
        ] {
            let found = line_sum(&line(quantity, price, discount)).map(|money| money.value.to_string());
            assert_eq!(found.as_deref(), sum, "{quantity:?} {price:?} {discount:?}");
        }
    }

    #[test]
    fn lines_without_a_price_are_in_no_sum() {
        let lines = [line(Some("2"), Some("10"), None), line(Some("2"), None, None), line(None, Some("5.5"), None)];
        assert_eq!(lines_sum(&lines), BTreeMap::from([(Currency::CNY, Decimal::new(255, 1))]));
    }
}
