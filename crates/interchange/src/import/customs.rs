//! The workspace's own fields, for columns that go into none of a record's.

use std::collections::{BTreeMap, BTreeSet};

use model::command::{Added, Updated};
use model::doc::CUSTOM;
use model::journal::Change;
use model::records::{CustomField, FieldType as Holds, Record as _};
use model::time::Effective;
use model::{Doc, Id, Ids, Kind as RecordKind, RecordRef, Uuid};
use serde_json::{Value, json};

use super::columns::{Remarks, filled};
use super::known::Known;
use super::sheet::Sheet;
use super::writes::Write;
use crate::headers::{FieldType, Forms, Target, Values};

/// A column and the field it goes into.
#[derive(Debug, Clone)]
pub(super) struct Custom {
    pub(super) column: usize,
    pub(super) id: Uuid,
    /// `custom.<field id>`
    pub(super) field: String,
    record: CustomField,
    pub(super) is_new: bool,
    external: (String, String),
}

#[derive(Debug, Default)]
pub(super) struct Customs(pub(super) Vec<Custom>);

impl Customs {
    /// Finds the field of each such column, or makes it. `kind` is of the records that have them.
    pub(super) fn of(sheet: &Sheet, known: &Known, kind: RecordKind, ids: &mut dyn Ids) -> Self {
        let source = sheet.source_of(CustomField::NAME);
        let mut customs: Vec<Custom> = Vec::new();
        let mut position = known.fields.values().map(|field| field.position + 1).max().unwrap_or(0);
        for (column, described) in sheet.columns.list.iter().enumerate() {
            let Some(Target::Custom(field_type)) = described.target else { continue };
            let taken: BTreeSet<Uuid> = customs.iter().map(|custom| custom.id).collect();
            let (name, external) = name_of_column(sheet, column);
            let external = (source.clone(), external);
            let found = find(known, kind, &name, &external, &taken);
            let found = found.filter(|(_, field)| suits(&field.field_type, &described.profile.values));
            let is_new = found.is_none();
            let there = found.map(|(id, record)| (id, record.clone()));
            let (id, record) = there.unwrap_or_else(|| {
                let of = kind.name().to_owned();
                let field_type = holds(field_type);
                let record = CustomField { name, of, field_type, choices: Vec::new(), position, archived: false };
                position += 1;
                (ids.next(), record)
            });
            customs.push(Custom { column, id, field: format!("{CUSTOM}{id}"), record, is_new, external });
        }
        Self(customs)
    }

    /// What a row has in these columns, by field.
    pub(super) fn read(&self, sheet: &Sheet, cells: &[String], remarks: &mut Remarks) -> Vec<(String, Value)> {
        let value = |custom: &Custom| Some((custom.field.clone(), custom.read(sheet, cells, remarks)?));
        self.0.iter().filter_map(value).collect()
    }

    /// What is written of fields: new ones that are used, and choices that are new. `used` are the values written, by field.
    pub(super) fn writes(&self, used: &BTreeMap<String, Vec<String>>) -> Vec<Write> {
        let mut writes = Vec::new();
        for custom in &self.0 {
            let Some(values) = used.get(&custom.field) else { continue };
            let is_choice = custom.record.field_type == Holds::Choice;
            let mut choices = custom.record.choices.clone();
            for value in values.iter().filter(|_| is_choice) {
                if !choices.contains(value) {
                    choices.push(value.clone());
                }
            }
            let id = Id::<CustomField>::new(custom.id);
            if custom.is_new {
                let mut doc = Doc::new(id, &CustomField { choices, ..custom.record.clone() });
                doc.external.push(custom.external.clone());
                writes.push(Write::Add(Added { doc, opening: Vec::new() }));
            } else if choices.len() > custom.record.choices.len() {
                let from = if custom.record.choices.is_empty() { Value::Null } else { json!(custom.record.choices) };
                let changes = vec![Change::new("choices", from, json!(choices), Effective::Unknown)];
                writes.push(Write::Update(Updated { target: RecordRef::to(id), changes }));
            }
        }
        writes
    }

    /// Whether a field holds one of a set of words.
    pub(super) fn is_choice(&self, field: &str) -> bool {
        self.0.iter().any(|custom| custom.field == field && custom.record.field_type == Holds::Choice)
    }

    pub(super) fn name_of(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|custom| custom.field == field).map(|custom| custom.record.name.as_str())
    }
}

impl Custom {
    fn read(&self, sheet: &Sheet, cells: &[String], remarks: &mut Remarks) -> Option<Value> {
        let columns = &sheet.columns;
        match self.record.field_type {
            Holds::Number => {
                let read = columns.amount_at(cells, self.column, remarks)?;
                Some(json!(read.value.normalize().to_string()))
            }
            Holds::Date => Some(json!(columns.day_at(cells, self.column, remarks)?)),
            Holds::Text | Holds::Choice | Holds::Unknown(_) => Some(json!(filled(cells, self.column)?)),
        }
    }
}

/// What a column's field is called, and what a later import finds it by. Columns of one name are counted.
pub(super) fn name_of_column(sheet: &Sheet, column: usize) -> (String, String) {
    let header = sheet.columns.header(column).trim();
    let form = |header: &str| Forms::of(header).full;
    let before = (0..column).filter(|other| form(sheet.columns.header(*other)) == form(header)).count();
    if header.is_empty() {
        let name = format!("{} {}", sheet.setting.words.pick("列", "Column"), column + 1);
        (name.clone(), form(&name))
    } else if before == 0 {
        (header.to_owned(), form(header))
    } else {
        let name = format!("{header} ({})", before + 1);
        (name.clone(), form(&name))
    }
}

/// The field of a column: what an earlier import made of it, or the one called so.
pub(super) fn find<'a>(
    known: &'a Known,
    kind: RecordKind,
    name: &str,
    (source, id): &(String, String),
    taken: &BTreeSet<Uuid>,
) -> Option<(Uuid, &'a CustomField)> {
    let imported = known.by_external(CustomField::KIND, source, id).map(|place| known.id(place));
    let fits = |(id, field): &(&Uuid, &CustomField)| field.of == kind.name() && !field.archived && !taken.contains(id);
    let imported = imported.and_then(|id| known.fields.get_key_value(&id)).filter(fits);
    let form = Forms::of(name).full;
    let named = || known.fields.iter().filter(fits).find(|(_, field)| Forms::of(&field.name).full == form);
    imported.or_else(named).map(|(id, field)| (*id, field))
}

/// Whether a column's values can go into a field of that type.
pub(super) fn suits(holds: &Holds, values: &Values) -> bool {
    match holds {
        Holds::Number => matches!(values, Values::Amount(_)),
        Holds::Date => matches!(values, Values::Date(_)),
        Holds::Text | Holds::Choice | Holds::Unknown(_) => true,
    }
}

fn holds(field_type: FieldType) -> Holds {
    match field_type {
        FieldType::Text => Holds::Text,
        FieldType::Number => Holds::Number,
        FieldType::Date => Holds::Date,
        FieldType::Choice => Holds::Choice,
    }
}
