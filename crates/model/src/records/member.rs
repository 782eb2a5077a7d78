//! Member 成员: someone who works here.

use serde::{Deserialize, Serialize};

use super::{FieldError, Record, open_enum, require};
use crate::Id;

open_enum! {
    /// What a member does.
    Role {
        OpportunityManager = "opportunity_manager",
        Sales = "sales",
        Presales = "presales",
        Marketing = "marketing",
        Product = "product",
        Delivery = "delivery",
        Finance = "finance",
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Member {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manager: Option<Id<Member>>,
    /// Works here no longer: history names them, nothing new is given to them.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub archived: bool,
}

impl Record for Member {
    const NAME: &'static str = "members";
    const REFERENCES: &'static [&'static str] = &["manager"];

    fn validate(&self) -> Vec<FieldError> {
        require("name", &self.name).into_iter().collect()
    }
}
