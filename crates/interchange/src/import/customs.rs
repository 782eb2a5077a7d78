//! The workspace's own fields, for columns that go into none of a record's.

use std::collections::{BTreeMap, BTreeSet};

use model::command::{Added, Updated};
use model::doc::CUSTOM;
use model::journal::Change;
use model::records::{CustomField, FieldType as Holds, Record as _};
use model::time::Effective;
use model::{Currency, Doc, Id, Ids, Kind as RecordKind, Money, RecordRef, Uuid};
use serde_json::{Value, json};

use super::columns::{Remarks, filled, joined};
use super::fresh::Mention;
use super::known::Known;
use super::names::Who;
use super::protocol::Code;
use super::rows::Reader;
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
        // What somebody has chosen is not found by name for another column.
        let mut taken: BTreeSet<Uuid> = sheet.columns.list.iter().filter_map(|column| own(column.target)).collect();
        for (column, described) in sheet.columns.list.iter().enumerate() {
            let (name, external) = name_of_column(sheet, column);
            let external = (source.clone(), external);
            let (found, field_type) = match described.target {
                Some(Target::Custom(field_type)) => {
                    let found = find(known, kind, &name, &external, &taken);
                    (found.filter(|(_, field)| suits(&field.field_type, &described.profile.values)), field_type)
                }
                Some(Target::Own(id, field_type)) => (known.fields.get(&id).map(|field| (id, field)), field_type),
                _ => continue,
            };
            let is_new = found.is_none();
            let there = found.map(|(id, record)| (id, record.clone()));
            let (id, record) = there.unwrap_or_else(|| {
                let of = kind.name().to_owned();
                let field_type = holds(field_type);
                let record = CustomField { name, of, field_type, position, ..CustomField::default() };
                position += 1;
                (ids.next(), record)
            });
            taken.insert(id);
            customs.push(Custom { column, id, field: format!("{CUSTOM}{id}"), record, is_new, external });
        }
        Self(customs)
    }

    /// What a row has in these columns, by field.
    pub(super) fn read(&self, reader: &Reader<'_>, cells: &[String], remarks: &mut Remarks) -> Vec<(String, Value)> {
        let value = |custom: &Custom| Some((custom.field.clone(), custom.read(reader, cells, remarks)?));
        self.0.iter().filter_map(value).collect()
    }

    /// The people that a row names in them, with their columns.
    pub(super) fn people<'c>(&self, cells: &'c [String]) -> impl Iterator<Item = (usize, &'c str)> {
        let people = self.0.iter().filter(|custom| custom.record.field_type == Holds::Person);
        people.filter_map(|custom| Some((custom.column, filled(cells, custom.column)?)))
    }

    /// What is written of fields: new ones that are used, and choices that are new. `used` are the values written, by field.
    pub(super) fn writes(&self, used: &BTreeMap<String, Vec<String>>) -> Vec<Write> {
        let mut writes = Vec::new();
        for custom in &self.0 {
            let Some(values) = used.get(&custom.field) else { continue };
            let CustomField { field_type, choices: before, retired, .. } = &custom.record;
            let mut choices = before.clone();
            for value in values.iter().filter(|_| field_type.has_choices()) {
                if !choices.contains(value) && !retired.contains(value) {
                    choices.push(value.clone());
                }
            }
            let id = Id::<CustomField>::new(custom.id);
            if custom.is_new {
                let mut doc = Doc::new(id, &CustomField { choices, ..custom.record.clone() });
                doc.external.push(custom.external.clone());
                writes.push(Write::Add(Added { doc, opening: Vec::new() }));
            } else if choices.len() > before.len() {
                let from = if before.is_empty() { Value::Null } else { json!(before) };
                let changes = vec![Change::new("choices", from, json!(choices), Effective::Unknown)];
                writes.push(Write::Update(Updated { target: RecordRef::to(id), changes }));
            }
        }
        writes
    }

    /// The words of a set that a value holds; none where the field has no such set.
    pub(super) fn words<'v>(&self, field: &str, value: &'v Value) -> impl Iterator<Item = &'v str> {
        let has_words = self.holds(field).is_some_and(Holds::has_choices);
        let (one, many) = match value {
            Value::String(word) if has_words => (Some(word.as_str()), [].as_slice()),
            Value::Array(words) if has_words => (None, words.as_slice()),
            _ => (None, [].as_slice()),
        };
        one.into_iter().chain(many.iter().filter_map(Value::as_str))
    }

    /// What a field holds.
    pub(super) fn holds(&self, field: &str) -> Option<&Holds> {
        self.0.iter().find(|custom| custom.field == field).map(|custom| &custom.record.field_type)
    }

    pub(super) fn name_of(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|custom| custom.field == field).map(|custom| custom.record.name.as_str())
    }
}

/// The field somebody has chosen for a column.
fn own(target: Option<Target>) -> Option<Uuid> {
    if let Some(Target::Own(id, _)) = target { Some(id) } else { None }
}

impl Custom {
    fn read(&self, reader: &Reader<'_>, cells: &[String], remarks: &mut Remarks) -> Option<Value> {
        let columns = &reader.sheet.columns;
        match self.record.field_type {
            Holds::Number => {
                let read = columns.amount_at(cells, self.column, remarks)?;
                Some(json!(read.value.normalize().to_string()))
            }
            Holds::Money => {
                let read = columns.amount_at(cells, self.column, remarks)?;
                let named = read.currency.and_then(|currency| Currency::parse(currency.code()));
                Some(json!(Money { value: read.value, currency: named.unwrap_or(reader.currency) }))
            }
            Holds::Date => Some(json!(columns.day_at(cells, self.column, remarks)?)),
            Holds::MultiChoice => {
                let mut words: Vec<&str> = Vec::new();
                for word in joined(filled(cells, self.column)?, true) {
                    if !words.contains(&word) {
                        words.push(word);
                    }
                }
                (!words.is_empty()).then(|| json!(words))
            }
            Holds::Person => {
                let name = filled(cells, self.column);
                reader.find(Who::Member, Mention { name, ..Mention::default() }).map(|id| json!(id))
            }
            Holds::Link => {
                let text = filled(cells, self.column)?;
                let link = model::link::read(text);
                if link.is_none() {
                    remarks.cell(Code::Unreadable, self.column, text);
                }
                Some(json!(link?))
            }
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
        Holds::Number | Holds::Money => matches!(values, Values::Amount(_)),
        Holds::Date => matches!(values, Values::Date(_)),
        _ => true,
    }
}

/// A field's type as columns speak of it.
pub(super) fn type_of(holds: &Holds) -> FieldType {
    match holds {
        Holds::Number => FieldType::Number,
        Holds::Money => FieldType::Money,
        Holds::Date => FieldType::Date,
        Holds::Choice => FieldType::Choice,
        Holds::MultiChoice => FieldType::MultiChoice,
        Holds::Person => FieldType::Person,
        Holds::Link => FieldType::Link,
        Holds::Text | Holds::Unknown(_) => FieldType::Text,
    }
}

fn holds(field_type: FieldType) -> Holds {
    match field_type {
        FieldType::Text => Holds::Text,
        FieldType::Number => Holds::Number,
        FieldType::Date => Holds::Date,
        FieldType::Choice => Holds::Choice,
        FieldType::Money => Holds::Money,
        FieldType::MultiChoice => Holds::MultiChoice,
        FieldType::Person => Holds::Person,
        FieldType::Link => Holds::Link,
    }
}
