//! Product 产品: what is sold.

use serde::{Deserialize, Serialize};

use super::{FieldError, Problem, Record, require};
use crate::Money;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Product {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub list_price: Option<Money>,
}

impl Record for Product {
    const NAME: &'static str = "products";

    fn validate(&self) -> Vec<FieldError> {
        let negative = self.list_price.is_some_and(|price| price.value.is_sign_negative() && !price.value.is_zero());
        require("name", &self.name)
            .into_iter()
            .chain(negative.then(|| FieldError::new("list_price", Problem::Negative)))
            .collect()
    }
}
