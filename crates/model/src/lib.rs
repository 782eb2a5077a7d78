//! The vocabulary and the rules of Shangji.
//!
//! This crate knows what an opportunity, an account or a stage is, how a command changes them, and how such a change
//! is recorded, reversed and replayed. It refuses to know about browsers, databases, clocks and randomness: the time,
//! new ids and the records a rule needs come in as arguments, so that every rule runs natively and gives the same
//! answer each time.

pub mod arrange;
pub mod as_of;
pub mod bant;
pub mod cadence;
pub mod calendar;
pub mod chain;
pub mod command;
pub mod diff;
pub mod doc;
pub mod dossier;
pub mod dwell;
pub mod effort;
pub mod escalation;
pub mod gate;
pub mod grade;
pub mod ics;
pub mod id;
pub mod journal;
pub mod lead;
pub mod lines;
pub mod link;
pub mod links;
pub mod money;
pub mod need;
pub mod next_step;
pub mod people;
pub mod plan;
pub mod pushes;
pub mod quantile;
pub mod rank;
pub mod rates;
pub mod records;
pub mod rename;
pub mod rule_set;
pub mod schema;
pub mod score;
pub mod snooze;
pub mod stage_rules;
pub mod stall;
pub mod starter;
pub mod time;
pub mod today;

pub use command::{Command, Merge, NextStep};
pub use diff::{Delta, Diff, Fields};
pub use doc::{Doc, RecordRef};
pub use grade::Grade;
pub use id::{Id, Ids, derived};
pub use journal::{Action, Author, Change, Entry};
pub use money::{Currency, Money};
pub use plan::{Context, Left, Plan, Records, Rejection, plan};
pub use records::{FieldError, Problem, Record};
pub use schema::Kind;
pub use time::{Date, Effective, Instant};

/// The decimal type of all amounts.
pub use rust_decimal::Decimal;
pub use uuid::Uuid;
