//! What a page shows of the columns.

use std::collections::BTreeSet;

use super::columns::{Column, filled, joined};
use super::customs;
use super::known::Known;
use super::names::Who;
use super::near;
use super::protocol::{ColumnState, ColumnView, ColumnsView, DateQuestion};
use super::sheet::Sheet;
use super::sources::id_target;
use crate::cell::{Tally, flag};
use crate::headers::{
    AccountField as A, ContactField as C, FieldType, Kind, LeadField as L, MemberField as M, OpportunityField as O,
    ProductField as P, Shape, Takes, Target, Values,
};
use model::records::{CustomField, FieldType as Holds, Record as _};

/// How many lines that are no rows are listed.
const SKIPPED: usize = 20;

pub(super) fn columns(sheet: &Sheet, known: &Known) -> ColumnsView {
    let view = |(index, column): (usize, &Column)| ColumnView {
        header: column.profile.header.clone(),
        samples: column.profile.samples.clone(),
        target: column.target,
        state: state(sheet, known, index, column),
    };
    ColumnsView {
        file: sheet.info.clone(),
        kind: sheet.kind,
        shape: sheet.shape,
        confidence: sheet.confidence,
        rows: sheet.table.rows.len(),
        unread: sheet.table.rejected.len(),
        skipped: sheet.table.skipped.iter().take(SKIPPED).cloned().collect(),
        warnings: sheet.table.warnings.clone(),
        columns: sheet.columns.list.iter().enumerate().map(view).collect(),
        date_order: date_question(sheet),
        currency: asks_currency(sheet, known).then(|| sheet.currency(known)),
        fields: own_fields(sheet, known).map(|(target, field)| (target, field.name.clone())).collect(),
        source: sheet.source(),
    }
}

/// The workspace's own fields of the records that the rows are, in order.
pub(super) fn own_fields<'a>(sheet: &Sheet, known: &'a Known) -> impl Iterator<Item = (Target, &'a CustomField)> {
    let kind = sheet.records().name();
    let mut fields: Vec<_> = known.fields.iter().filter(|(_, field)| field.of == kind && !field.archived).collect();
    fields.sort_by_key(|(id, field)| (field.position, **id));
    fields.into_iter().map(|(id, field)| (Target::Own(*id, customs::type_of(&field.field_type)), field))
}

/// The field of the workspace's own that a column goes into without anybody having said so.
fn found<'a>(sheet: &Sheet, known: &'a Known, index: usize, column: &Column) -> Option<&'a CustomField> {
    let (name, external) = customs::name_of_column(sheet, index);
    let external = (sheet.source_of(CustomField::NAME), external);
    let (_, field) = customs::find(known, sheet.records(), &name, &external, &BTreeSet::new())?;
    customs::suits(&field.field_type, &column.profile.values).then_some(field)
}

/// Whether there are amounts whose currency neither a cell, the header, nor a column names.
fn asks_currency(sheet: &Sheet, known: &Known) -> bool {
    let named = sheet.columns.list.iter().any(|column| column.target == Some(Target::Opportunity(O::Currency)));
    let is_money = |index: usize, column: &Column| match column.target {
        Some(Target::Opportunity(O::Amount)) => !named,
        Some(Target::Product(P::ListPrice) | Target::Own(_, FieldType::Money)) => true,
        Some(Target::Custom(_)) => {
            found(sheet, known, index, column).is_some_and(|field| field.field_type == Holds::Money)
        }
        _ => false,
    };
    let silent = |(index, column): (usize, &Column)| match &column.profile.values {
        Values::Amount(amounts) => {
            amounts.unit.currency.is_none()
                && amounts.currencies.iter().map(|(_, cells)| cells).sum::<usize>() < amounts.tally.recognised
                && is_money(index, column)
        }
        _ => false,
    };
    sheet.columns.list.iter().enumerate().any(silent)
}

fn date_question(sheet: &Sheet) -> Option<DateQuestion> {
    let order = sheet.order()?;
    let samples = sheet.undecided.iter().flat_map(|index| &sheet.columns.list[*index].profile.samples);
    let samples = samples.take(2).cloned().collect();
    Some(DateQuestion { columns: sheet.undecided.clone(), samples, order, answered: sheet.order_said })
}

fn state(sheet: &Sheet, known: &Known, index: usize, column: &Column) -> ColumnState {
    let profile = &column.profile;
    let Some(target) = column.target else { return ColumnState::Skipped };
    if sheet.kind.is_some_and(|kind| kind != Kind::StageHistory && id_target(kind) == target) {
        let (ids, rows) = (profile.distinct, profile.filled);
        return if ids == rows { ColumnState::Unique { ids } } else { ColumnState::Repeated { ids, rows } };
    }
    if let Some(who) = who(target) {
        let (known, new, near) = near::count(who, known, names(sheet, index, who).into_iter());
        return ColumnState::Names { known, new, near };
    }
    let (read, empty, unreadable) = tally(sheet, index, column, target);
    if let Target::Custom(field_type) = target {
        return match found(sheet, known, index, column) {
            Some(field) => {
                ColumnState::Field { field_type: customs::type_of(&field.field_type), read, empty, unreadable }
            }
            None => ColumnState::NewField { field_type, read, empty, unreadable },
        };
    }
    if let Target::Own(_, field_type) = target {
        return ColumnState::Field { field_type, read, empty, unreadable };
    }
    match (target.takes(), &profile.values) {
        (Takes::Words, _) => ColumnState::Values { count: profile.distinct },
        (Takes::Text, Values::Choice(words)) => ColumnState::Values { count: words.len() },
        _ => ColumnState::Read { read, empty, unreadable },
    }
}

fn tally(sheet: &Sheet, index: usize, column: &Column, target: Target) -> (usize, usize, usize) {
    let of = |tally: &Tally| (tally.recognised, tally.empty, tally.unrecognised);
    match (target.takes(), &column.profile.values) {
        (Takes::Date, Values::Date(dates)) => of(&dates.tally),
        (Takes::Amount, Values::Amount(amounts)) => of(&amounts.tally),
        (Takes::Probability, Values::Probability(column)) => of(&column.tally),
        (Takes::Flag, _) => {
            let cells = sheet.table.column(index).filter(|(_, cell)| flag::read(cell).value().is_some());
            let read = cells.count();
            (read, column.profile.empty, column.profile.filled.saturating_sub(read))
        }
        _ => (column.profile.filled, column.profile.empty, 0),
    }
}

/// Whose names a column has.
fn who(target: Target) -> Option<Who> {
    match target {
        Target::Opportunity(O::Account) | Target::Account(A::Name | A::Parent) | Target::Contact(C::Account) => {
            Some(Who::Account)
        }
        Target::Opportunity(O::Owner)
        | Target::Account(A::Owner)
        | Target::Lead(L::Owner)
        | Target::Member(M::Name | M::Manager) => Some(Who::Member),
        Target::Opportunity(O::Contact) | Target::Contact(C::Name) => Some(Who::Contact),
        Target::Opportunity(O::Product) | Target::Product(P::Name) => Some(Who::Product),
        _ => None,
    }
}

/// The different names of a column.
fn names(sheet: &Sheet, index: usize, who: Who) -> BTreeSet<&str> {
    let several = match who {
        Who::Account => sheet.shape == Shape::HubSpot,
        Who::Product | Who::Contact => sheet.kind == Some(Kind::Opportunity),
        Who::Member | Who::Lead | Who::Reason => false,
    };
    let cells = sheet.table.rows.iter().filter_map(|row| filled(&row.cells, index));
    if several { cells.flat_map(|text| joined(text, sheet.shape == Shape::Cordys)).collect() } else { cells.collect() }
}
