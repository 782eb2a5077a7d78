//! The firm's products as records, and prices as people round them.

use model::records::Product;
use model::starter::Words;
use model::{Currency, Decimal, Doc, Id, Money};

use crate::ids::SeedIds;
use crate::random::{Random, whole};
use crate::words::products::{PRODUCTS, Product as Entry};
use crate::words::say;

pub(crate) fn yuan(value: i64) -> Money {
    Money { value: Decimal::from(value), currency: Currency::CNY }
}

pub(crate) fn id(ids: &SeedIds, product: usize) -> Id<Product> {
    ids.id(&format!("product {product}"))
}

pub(crate) fn docs(words: Words, ids: &SeedIds) -> Vec<Doc> {
    let product = |(at, product): (usize, &Entry)| {
        let record = Product {
            name: say(words, product.name).to_owned(),
            family: Some(say(words, product.family).to_owned()),
            list_price: Some(yuan(product.price)),
        };
        Doc::new(id(ids, at), &record)
    };
    PRODUCTS.iter().enumerate().map(product).collect()
}

/// A price as it would be written on a quotation: round, and often with an eight.
pub(crate) fn rounded(value: f64, random: &mut Random) -> i64 {
    let (step, unit, eight) = match value {
        ..200_000.0 => (5_000, 10_000, 8_000),
        ..1_000_000.0 => (10_000, 10_000, 8_000),
        _ => (50_000, 100_000, 80_000),
    };
    let to = |unit: i32, rest: i32| whole((value - f64::from(rest)) / f64::from(unit)) * unit + rest;
    if random.chance(0.25) { to(unit, eight).into() } else { to(step, 0).into() }
}
