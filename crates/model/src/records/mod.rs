//! The records, one file each.
//!
//! Every field is optional on reading, so that a record written by an older or newer version still opens; an unset
//! field is left out on writing.

mod account;
mod activity;
mod cadence;
mod calendar_year;
mod contact;
mod escalation;
mod evidence;
mod grading;
mod lead;
mod member;
mod opportunity;
mod product;
mod requirement;
mod scoring;
mod settings;
mod stage_action;
mod stall;
mod view;

pub use account::Account;
pub use activity::{Activity, ActivityKind};
pub use cadence::{Audience, Cadence, Ladder, Step};
pub use calendar_year::{CalendarYear, NamedDay};
pub use contact::{Contact, is_mail};
pub use escalation::{Escalation, Withdrawal};
pub use evidence::Evidence;
pub use grading::{Basis, CutOff, GradeOverride, GradeRule};
pub use lead::{BantAnswer, BantState, Lead, LeadStatus};
pub use member::{Member, Role};
pub use opportunity::{ContactRole, Link, Opportunity, Outcome, ProductLine};
pub use product::Product;
pub use requirement::{Bypass, DossierItem, Gate, Need};
pub use scoring::{Answer, Dimension, ScoringModel};
pub use settings::{CustomField, FieldType, LossReason, Pipeline, Rate, Source, Stage, Workspace};
pub use stage_action::{StageAction, StageActionTemplate};
pub use stall::{ChosenRemedy, Remedy, RemedyTask, Sign, Stall, StallCause};
pub use view::SavedView;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::diff::Fields;
use crate::schema::{Index, Kind};

/// A kind of record.
pub trait Record: Serialize + DeserializeOwned {
    /// The kind's name, also the name of its object store.
    const NAME: &'static str;
    const KIND: Kind = Kind::named(Self::NAME);
    /// Fields that hold ids of other records.
    const REFERENCES: &'static [&'static str] = &[];
    /// Fields whose first values open the record's history.
    const OPENING: &'static [&'static str] = &[];

    /// Indexes its table needs.
    const INDEXES: &'static [Index] = &[];

    /// What is wrong with the record; empty when nothing is.
    fn validate(&self) -> Vec<FieldError> {
        Vec::new()
    }

    /// The record's fields, flat, unset ones left out.
    fn to_fields(&self) -> Fields {
        match serde_json::to_value(self) {
            Ok(Value::Object(map)) => map.into_iter().filter(|(_, value)| !value.is_null()).collect(),
            _ => Fields::new(),
        }
    }
}

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    pub field: &'static str,
    pub problem: Problem,
}

impl FieldError {
    pub const fn new(field: &'static str, problem: Problem) -> Self {
        Self { field, problem }
    }
}

/// Kinds of trouble with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// A value is needed.
    Missing,
    /// Below zero where that means nothing.
    Negative,
    /// Not between 0 and 100.
    NotPercent,
    /// It leads back to the record itself: a company cannot be above itself.
    Circular,
    /// Not one of the five answers 1 to 5.
    NotAnswer,
    /// Weights that do not add up to 100.
    NotHundred,
    /// Not in the order it needs: the upper limit below the lower one, an end before its beginning.
    Disordered,
    /// The stored value is of another type.
    Unreadable,
}

fn require(field: &'static str, text: &str) -> Option<FieldError> {
    text.trim().is_empty().then(|| FieldError::new(field, Problem::Missing))
}

fn percent(field: &'static str, value: Option<u8>) -> Option<FieldError> {
    value.is_some_and(|percent| percent > 100).then(|| FieldError::new(field, Problem::NotPercent))
}

/// An enum whose unknown values are kept as text, since a newer version or another system may have written them.
macro_rules! open_enum {
    ($(#[$meta:meta])* $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum $name {
            $($(#[$variant_meta])* $variant,)+
            /// Written by another version or system; shown and kept as it is.
            Unknown(String),
        }

        impl $name {
            /// The values this version knows, in the order in which they are offered.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)+
                    Self::Unknown(text) => text,
                }
            }

            pub fn parse(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)+
                    _ => Self::Unknown(text.to_owned()),
                }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Ok(Self::parse(&std::borrow::Cow::<'de, str>::deserialize(deserializer)?))
            }
        }
    };
}
pub(crate) use open_enum;
