//! What the cells of a column look like.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::clean::Forms;
use super::target::{FieldType, Takes, Target};
use crate::cell::amount::{self, AmountColumn, Separators};
use crate::cell::date::{self, DateColumn, Order};
use crate::cell::probability::ProbabilityColumn;
use crate::cell::{flag, is_nothing};
use crate::table::{Delimiter, Table};
use crate::text::excerpt;

/// A column's header and cells in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    pub header: String,
    pub filled: usize,
    pub empty: usize,
    /// How many different texts the filled cells hold.
    pub distinct: usize,
    /// Up to three different values, from the top.
    pub samples: Vec<String>,
    pub values: Values,
}

/// The kind of values a column holds, with what is needed to read them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Values {
    Empty,
    Date(DateColumn),
    Amount(AmountColumn),
    Probability(ProbabilityColumn),
    /// Words for yes and no.
    Flag,
    /// Few different texts, in order of appearance, with how often each stands there.
    Choice(Vec<(String, usize)>),
    Text,
}

impl Values {
    /// The type of a custom field for such values.
    pub fn field_type(&self) -> FieldType {
        match self {
            Self::Date(_) => FieldType::Date,
            Self::Amount(_) | Self::Probability(_) => FieldType::Number,
            Self::Flag | Self::Choice(_) => FieldType::Choice,
            Self::Empty | Self::Text => FieldType::Text,
        }
    }
}

/// More different texts than this are no choice.
const MOST_CHOICES: usize = 24;
const LONGEST_CHOICE: usize = 120;
/// How many cells are tried before all of them are.
const TRIED: usize = 200;
/// The share of cells, in percent, that must read as a kind of value for the column to be of it.
const ENOUGH: usize = 80;
/// The same where the header says so: then the cells that cannot be read are the exception to report.
const ENOUGH_NAMED: usize = 40;
/// The share of the cells tried that makes it worth trying all.
const TRIED_ENOUGH: usize = 60;

/// Looks through one column of a table.
pub fn profile(table: &Table, column: usize) -> Profile {
    let header = table.header.get(column).cloned().unwrap_or_default();
    let mut empty = 0;
    let mut counts: HashMap<&str, (usize, usize)> = HashMap::new();
    let mut filled: Vec<&str> = Vec::new();
    for (_, cell) in table.column(column) {
        if is_nothing(cell) {
            empty += 1;
        } else {
            let order = counts.len();
            counts.entry(cell).or_insert((order, 0)).1 += 1;
            filled.push(cell);
        }
    }
    let mut samples: Vec<String> = Vec::new();
    for cell in &filled {
        let sample = excerpt(cell.trim(), 80);
        if !samples.contains(&sample) {
            samples.push(sample);
        }
        if samples.len() == 3 {
            break;
        }
    }
    let values = kind_of_values(table, column, &header, &filled, &counts);
    Profile { header, filled: filled.len(), empty, distinct: counts.len(), samples, values }
}

/// The values of a column read as a target needs them, whatever they look like. For when a person changes the target.
pub fn values_for(table: &Table, column: usize, target: Target) -> Values {
    let header = table.header.get(column).map_or("", String::as_str);
    match target.takes() {
        Takes::Date => {
            let hint = date::Hint { named_as_date: true, order: custom_order(table) };
            Values::Date(DateColumn::detect(table.column(column), hint))
        }
        Takes::Amount => Values::Amount(AmountColumn::detect(header, table.column(column), custom_separators(table))),
        Takes::Probability => Values::Probability(ProbabilityColumn::detect(table.column(column))),
        Takes::Flag => Values::Flag,
        Takes::Text | Takes::Name | Takes::Id | Takes::Words => match profile(table, column).values {
            choice @ Values::Choice(_) => choice,
            Values::Empty => Values::Empty,
            _ => Values::Text,
        },
    }
}

fn kind_of_values(
    table: &Table,
    column: usize,
    header: &str,
    filled: &[&str],
    counts: &HashMap<&str, (usize, usize)>,
) -> Values {
    if filled.is_empty() {
        return Values::Empty;
    }
    let forms = Forms::of(header);
    let named_as_date = forms.names_a_date();
    let tried: Vec<&str> = filled.iter().step_by(filled.len().div_ceil(TRIED)).copied().collect();
    let share = |reads: &dyn Fn(&str) -> bool| tried.iter().filter(|cell| reads(cell)).count() * 100 / tried.len();
    let enough_dates = if named_as_date { ENOUGH_NAMED } else { ENOUGH };
    if share(&|cell| reads_as_date(cell, named_as_date)) >= enough_dates.min(TRIED_ENOUGH) {
        let hint = date::Hint { named_as_date, order: custom_order(table) };
        let dates = DateColumn::detect(table.column(column), hint);
        if dates.tally.mostly(enough_dates) {
            return Values::Date(dates);
        }
    }
    if !forms.names_a_label() && share(&reads_as_amount) >= TRIED_ENOUGH && !tried.iter().any(|cell| is_label(cell)) {
        let amounts = AmountColumn::detect(header, table.column(column), custom_separators(table));
        if amounts.tally.mostly(ENOUGH) {
            return Values::Amount(amounts);
        }
    }
    if counts.len() <= 4 && counts.keys().all(|cell| flag::read(cell).value().is_some()) {
        return Values::Flag;
    }
    let repeated = filled.len() >= counts.len() * 2;
    if repeated && counts.len() <= MOST_CHOICES && counts.keys().all(|cell| cell.len() <= LONGEST_CHOICE) {
        let mut choices: Vec<(&str, (usize, usize))> = counts.iter().map(|(cell, count)| (*cell, *count)).collect();
        choices.sort_unstable_by_key(|&(_, (order, _))| order);
        return Values::Choice(choices.into_iter().map(|(cell, (_, count))| (cell.trim().to_owned(), count)).collect());
    }
    Values::Text
}

fn reads_as_date(cell: &str, named_as_date: bool) -> bool {
    date::plausible(cell)
        && (date::parse(cell, Order::MonthFirst).is_some()
            || date::parse(cell, Order::DayFirst).is_some()
            || date::parse(cell, Order::YearFirst).is_some()
            || (named_as_date && date::parse_serial(cell).is_some()))
}

fn reads_as_amount(cell: &str) -> bool {
    amount::plausible(cell)
        && (amount::parse(cell, Separators::Point).is_some() || amount::parse(cell, Separators::Comma).is_some())
}

/// Digits that are no number: with a zero in front, or longer than anything anyone counts.
fn is_label(cell: &str) -> bool {
    let cell = cell.trim();
    cell.bytes().all(|byte| byte.is_ascii_digit()) && ((cell.len() > 1 && cell.starts_with('0')) || cell.len() > 15)
}

/// Where semicolons separate, commas are decimal and the day comes first.
fn custom_separators(table: &Table) -> Option<Separators> {
    (table.delimiter == Some(Delimiter::Semicolon)).then_some(Separators::Comma)
}

fn custom_order(table: &Table) -> Option<Order> {
    (table.delimiter == Some(Delimiter::Semicolon)).then_some(Order::DayFirst)
}
