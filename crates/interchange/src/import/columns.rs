//! What each column of a file goes into, and reading a row's cells by that.

use std::collections::BTreeMap;

use chrono::Datelike as _;
use model::Date;
use rust_decimal::prelude::ToPrimitive as _;

use super::protocol::Code;
use crate::cell::amount::Amount;
use crate::cell::date::{self, DateColumn, Hint, Order};
use crate::cell::{Reading, flag, is_nothing};
use crate::headers::profile::values_for;
use crate::headers::{self, FileGuess, Kind, Profile, Target, Values};
use crate::table::Table;

/// Something about a row that is worth telling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Remark {
    pub(super) code: Code,
    pub(super) column: Option<usize>,
    pub(super) text: String,
    /// What the remarks are counted by, besides their code.
    pub(super) by: Option<String>,
}

/// What was noticed while rows were read.
#[derive(Debug, Default)]
pub(super) struct Remarks(pub(super) Vec<Remark>);

impl Remarks {
    pub(super) fn add(&mut self, code: Code, text: &str) {
        self.0.push(Remark { code, column: None, text: text.to_owned(), by: None });
    }

    pub(super) fn add_by(&mut self, code: Code, text: &str, by: &str) {
        self.0.push(Remark { code, column: None, text: text.to_owned(), by: Some(by.to_owned()) });
    }

    pub(super) fn cell(&mut self, code: Code, column: usize, text: &str) {
        self.0.push(Remark { code, column: Some(column), text: text.to_owned(), by: None });
    }
}

#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) profile: Profile,
    pub(super) target: Option<Target>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Columns {
    pub(super) list: Vec<Column>,
    places: BTreeMap<Target, Vec<usize>>,
}

impl Columns {
    pub(super) fn of(guess: FileGuess) -> Self {
        let history = guess.kind == Some(Kind::StageHistory);
        let column = |guess: headers::ColumnGuess| {
            // What a history has besides itself is kept with its rows; there is no record to give it to.
            let target = Some(guess.guess.target).filter(|target| !(history && matches!(target, Target::Custom(_))));
            Column { profile: guess.profile, target }
        };
        let mut columns = Self { list: guess.columns.into_iter().map(column).collect(), places: BTreeMap::new() };
        columns.find_places();
        columns
    }

    /// Gives a column another target. A column that had it becomes what it would be unrecognised.
    pub(super) fn set(&mut self, table: &Table, index: usize, target: Option<Target>) {
        if let Some(target) = target.filter(|target| !target.takes_several())
            && let Some(other) = self.one(target).filter(|other| *other != index)
        {
            let history = matches!(target, Target::StageHistory(_));
            let unrecognised = Target::Custom(self.list[other].profile.values.field_type());
            self.list[other].target = (!history).then_some(unrecognised);
        }
        let column = &mut self.list[index];
        if let Some(target) = target {
            column.profile.values = values_for(table, index, target);
        }
        column.target = target;
        self.find_places();
    }

    /// Reads the dates that can be read in several orders in one.
    pub(super) fn set_order(&mut self, table: &Table, columns: &[usize], order: Order) {
        for &index in columns {
            if let Values::Date(dates) = &mut self.list[index].profile.values {
                let hint = Hint { named_as_date: dates.serial, order: Some(order) };
                *dates = DateColumn::detect(table.column(index), hint).with_order(order);
            }
        }
    }

    fn find_places(&mut self) {
        self.places.clear();
        for (index, column) in self.list.iter().enumerate() {
            if let Some(target) = column.target {
                self.places.entry(target).or_default().push(index);
            }
        }
    }

    pub(super) fn header(&self, index: usize) -> &str {
        self.list.get(index).map_or("", |column| &column.profile.header)
    }

    pub(super) fn all(&self, target: Target) -> &[usize] {
        self.places.get(&target).map_or(&[], Vec::as_slice)
    }

    pub(super) fn one(&self, target: Target) -> Option<usize> {
        self.all(target).first().copied()
    }

    pub(super) fn has(&self, target: Target) -> bool {
        self.one(target).is_some()
    }

    /// What a row says in the column of a target.
    pub(super) fn text<'c>(&self, cells: &'c [String], target: Target) -> Option<&'c str> {
        filled(cells, self.one(target)?)
    }

    pub(super) fn flag(&self, cells: &[String], target: Target) -> Option<bool> {
        flag::read(cells.get(self.one(target)?)?).value()
    }

    pub(super) fn day(&self, cells: &[String], target: Target, remarks: &mut Remarks) -> Option<Date> {
        self.day_at(cells, self.one(target)?, remarks)
    }

    pub(super) fn day_at(&self, cells: &[String], index: usize, remarks: &mut Remarks) -> Option<Date> {
        let text = filled(cells, index)?;
        let Values::Date(dates) = &self.list[index].profile.values else { return None };
        match dates.read(text) {
            Reading::Value(read) => {
                if read.month_only {
                    remarks.cell(Code::MonthOnly, index, text);
                }
                day(&read)
            }
            Reading::Empty => None,
            Reading::Unreadable => {
                remarks.cell(Code::Unreadable, index, text);
                None
            }
        }
    }

    pub(super) fn amount(&self, cells: &[String], target: Target, remarks: &mut Remarks) -> Option<Amount> {
        self.amount_at(cells, self.one(target)?, remarks).filter(|amount| !amount.percent)
    }

    pub(super) fn amount_at(&self, cells: &[String], index: usize, remarks: &mut Remarks) -> Option<Amount> {
        let text = filled(cells, index)?;
        let Values::Amount(amounts) = &self.list[index].profile.values else { return None };
        let read = amounts.read(text);
        if read == Reading::Unreadable {
            remarks.cell(Code::Unreadable, index, text);
        }
        read.value()
    }

    /// A whole percentage from 0 to 100.
    pub(super) fn percent(&self, cells: &[String], target: Target, remarks: &mut Remarks) -> Option<u8> {
        let index = self.one(target)?;
        let text = filled(cells, index)?;
        let Values::Probability(column) = &self.list[index].profile.values else { return None };
        let read = column.read(text);
        if read == Reading::Unreadable {
            remarks.cell(Code::Unreadable, index, text);
        }
        read.value()?.round().to_u8()
    }
}

/// What a cell says; `None` when it says nothing.
pub(super) fn filled(cells: &[String], index: usize) -> Option<&str> {
    let text = cells.get(index)?.trim();
    (!is_nothing(text)).then_some(text)
}

/// The day a cell names, whatever its time of day.
fn day(read: &date::Date) -> Option<Date> {
    Date::from_ymd(read.day.year(), read.day.month(), read.day.day())
}

/// Several names in one cell, as people and programs join them.
pub(super) fn joined(text: &str, commas: bool) -> impl Iterator<Item = &str> {
    let joins = move |c: char| matches!(c, ';' | '；' | '、' | '\n') || (commas && matches!(c, ',' | '，'));
    text.split(joins).map(str::trim).filter(|name| !name.is_empty())
}
