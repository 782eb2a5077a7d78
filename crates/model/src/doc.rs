//! A record without its type: what the journal, the store and a backup handle, whatever the kind.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::diff::Fields;
use crate::records::{Contact, Lead, Record};
use crate::schema::Kind;
use crate::time::Instant;

/// Names one record of any kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RecordRef {
    pub kind: Kind,
    pub id: Uuid,
}

impl RecordRef {
    pub fn to<R: Record>(id: crate::Id<R>) -> Self {
        Self { kind: R::KIND, id: id.uuid() }
    }
}

/// One record, in the envelope that every kind shares.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Doc {
    pub kind: Kind,
    pub id: Uuid,
    /// Version of the kind's fields, for upcasting on read.
    #[serde(default)]
    pub schema: u32,
    /// Number of the command that wrote it last; zero while it is not stored.
    #[serde(default)]
    pub seq: u64,
    /// Set on a tombstone; its fields are kept, so that it can come back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<Instant>,
    /// The record that this one, a tombstone too then, has become part of: whatever names this one means that one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<Uuid>,
    /// What other systems call this record: (source, their id).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub external: Vec<(String, String)>,
    /// Values of the workspace's own fields, by field id.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub custom: Map<String, Value>,
    /// The kind's own fields, as its type serialises them.
    #[serde(default)]
    pub data: Map<String, Value>,
    /// Written by a command in slices that may not have ended yet; see [`Doc::visible`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending: Option<Pending>,
}

/// What a record was before a command in slices wrote it. Nothing of such a command shows before its last slice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pending {
    /// Number of the command in slices.
    pub seq: u64,
    /// The record's number before; zero when the command made the record.
    pub was_seq: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was_deleted_at: Option<Instant>,
    /// The fields the command changed, as they were.
    #[serde(default, skip_serializing_if = "Fields::is_empty")]
    pub was: Fields,
}

/// Prefix of a custom field's name in a diff.
pub const CUSTOM: &str = "custom.";
/// The field name of the external ids in a diff.
pub const EXTERNAL: &str = "external";
/// The field name of [`Doc::merged_into`] in a diff. Setting it makes a tombstone, clearing it brings the record back.
pub const MERGED: &str = "merged_into";

impl Doc {
    pub fn new<R: Record>(id: crate::Id<R>, record: &R) -> Self {
        Self::from_fields(RecordRef::to(id), record.to_fields())
    }

    /// From flat fields: `title`, `custom.<id>`, `external`.
    pub fn from_fields(target: RecordRef, fields: Fields) -> Self {
        let mut doc = Self {
            kind: target.kind,
            id: target.id,
            schema: 1,
            seq: 0,
            deleted_at: None,
            merged_into: None,
            external: Vec::new(),
            custom: Map::new(),
            data: Map::new(),
            pending: None,
        };
        for (name, value) in fields {
            doc.set(&name, value);
        }
        doc
    }

    pub fn record_ref(&self) -> RecordRef {
        RecordRef { kind: self.kind, id: self.id }
    }

    /// The value of a field; `null` when absent, since the two mean the same.
    pub fn get(&self, field: &str) -> Value {
        if field == EXTERNAL {
            return if self.external.is_empty() {
                Value::Null
            } else {
                serde_json::to_value(&self.external).unwrap_or_default()
            };
        }
        if field == MERGED {
            return self.merged_into.map_or(Value::Null, |id| Value::from(id.to_string()));
        }
        let found = field.strip_prefix(CUSTOM).map_or_else(|| self.data.get(field), |id| self.custom.get(id));
        found.cloned().unwrap_or_default()
    }

    /// Writes a field; `null` removes it.
    pub fn set(&mut self, field: &str, value: Value) {
        if field == EXTERNAL {
            self.external = serde_json::from_value(value).unwrap_or_default();
            return;
        }
        if field == MERGED {
            self.merged_into = value.as_str().and_then(|id| Uuid::try_parse(id).ok());
            return;
        }
        let (map, name) = match field.strip_prefix(CUSTOM) {
            Some(id) => (&mut self.custom, id),
            None => (&mut self.data, field),
        };
        if value.is_null() {
            map.remove(name);
        } else {
            map.insert(name.to_owned(), value);
        }
    }

    /// All fields, flat, as [`Doc::from_fields`] takes them.
    pub fn fields(&self) -> Fields {
        let mut fields: Fields = self.data.clone().into_iter().collect();
        fields.extend(self.custom.iter().map(|(id, value)| (format!("{CUSTOM}{id}"), value.clone())));
        if !self.external.is_empty() {
            fields.insert(EXTERNAL.to_owned(), self.get(EXTERNAL));
        }
        if self.merged_into.is_some() {
            fields.insert(MERGED.to_owned(), self.get(MERGED));
        }
        fields
    }

    /// The record as everybody sees it while the commands in `open` are still being written: as it was before them, or
    /// not at all. Otherwise as it is.
    pub fn visible(mut self, open: &[u64]) -> Option<Self> {
        let Some(pending) = self.pending.take_if(|pending| open.contains(&pending.seq)) else { return Some(self) };
        if pending.was_seq == 0 {
            return None;
        }
        for (field, value) in pending.was {
            self.set(&field, value);
        }
        self.deleted_at = pending.was_deleted_at;
        self.seq = pending.was_seq;
        Some(self)
    }

    /// The record as its type.
    ///
    /// # Errors
    /// The stored fields are not of that type; the caller quarantines the record, it never drops it.
    pub fn decode<R: Record>(&self) -> Result<R, serde_json::Error> {
        serde_json::from_value(Value::Object(self.data.clone()))
    }

    /// What people call it: its title, name, company or text; of a rate its currency.
    pub fn name(&self) -> String {
        // The title of a person is what they work as.
        let is_person = self.kind == Contact::KIND || self.kind == Lead::KIND;
        let fields = ["title", "name", "company", "text", "currency"];
        let mut fields = fields.iter().skip(usize::from(is_person));
        let found = fields.find_map(|field| self.data.get(*field).and_then(Value::as_str));
        found.unwrap_or_default().to_owned()
    }

    /// The ids this record points at, for "what is linked".
    pub fn references(&self) -> Vec<Uuid> {
        let mut found = Vec::new();
        for field in self.kind.references() {
            if let Some(value) = self.data.get(*field) {
                collect_ids(value, &mut found);
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

fn collect_ids(value: &Value, found: &mut Vec<Uuid>) {
    match value {
        Value::String(text) => found.extend(Uuid::try_parse(text)),
        Value::Array(items) => items.iter().for_each(|item| collect_ids(item, found)),
        Value::Object(map) => map.values().for_each(|item| collect_ids(item, found)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Id;
    use crate::records::Opportunity;

    #[test]
    fn people_are_called_by_name_and_opportunities_by_title() {
        let of = |kind, fields: &[(&str, &str)]| {
            let mut doc = Doc::new(Id::<Contact>::new(Uuid::from_u128(1)), &Contact::default());
            doc.kind = kind;
            doc.data = fields.iter().map(|(field, text)| ((*field).to_owned(), Value::from(*text))).collect();
            doc.name()
        };
        assert_eq!(of(Contact::KIND, &[("title", "CFO"), ("name", "Zhao Min")]), "Zhao Min");
        assert_eq!(of(Lead::KIND, &[("title", "CFO"), ("company", "Example Foods")]), "Example Foods");
        assert_eq!(of(Opportunity::KIND, &[("title", "Cold store"), ("name", "?")]), "Cold store");
    }
}
