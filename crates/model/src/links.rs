//! Records that point at others, and pointing them elsewhere: what a merge, a deletion and a return have to look after.

use serde_json::{Map, Value};
use uuid::Uuid;

use crate::doc::{CUSTOM, Doc};
use crate::records::{Account, Activity, Contact, Record as _};
use crate::schema::Kind;

/// Whether others may point at records of a kind so that merging or deleting one concerns them.
pub fn is_pointed_at(kind: Kind) -> bool {
    kind == Account::KIND || kind == Contact::KIND
}

impl Doc {
    /// Whether the record points at another, in a field of its kind or in one of the workspace's own.
    pub fn points_at(&self, id: Uuid) -> bool {
        let id = id.to_string();
        let own = self.kind.references().iter().filter_map(|field| self.data.get(*field));
        own.chain(self.custom.values()).any(|value| holds(value, &id))
    }

    /// Whether deleting another would leave this one pointing at nothing. What was done with a record stays with it.
    pub fn hangs_on(&self, id: Uuid) -> bool {
        self.kind != Activity::KIND && self.points_at(id)
    }

    /// Points the record at another than before, or at none. What then stands in a list twice stands there once.
    pub fn repoint(&mut self, from: Uuid, to: Option<Uuid>) {
        let (from, to) = (from.to_string(), to.map(|id| id.to_string()));
        let own = self.kind.references().iter().map(|field| (*field).to_owned());
        let custom = self.custom.keys().map(|id| format!("{CUSTOM}{id}"));
        for field in own.chain(custom).collect::<Vec<_>>() {
            let value = self.get(&field);
            if holds(&value, &from) {
                self.set(&field, repointed(value, &from, to.as_deref()));
            }
        }
    }
}

fn holds(value: &Value, id: &str) -> bool {
    match value {
        Value::String(text) => text == id,
        Value::Array(items) => items.iter().any(|item| holds(item, id)),
        Value::Object(map) => map.values().any(|item| holds(item, id)),
        _ => false,
    }
}

fn repointed(value: Value, from: &str, to: Option<&str>) -> Value {
    match value {
        Value::String(text) if text == from => to.map_or(Value::Null, Value::from),
        Value::Array(items) => {
            // Each with whether it was led elsewhere: lines that were alike before are nobody's business here.
            let mut kept: Vec<(Value, bool)> = Vec::with_capacity(items.len());
            for item in items {
                let moved = holds(&item, from);
                let item = if moved { repointed(item, from, to) } else { item };
                match kept.iter_mut().find(|(other, was)| (moved || *was) && is_same(other, &item, to)) {
                    Some((other, _)) => fill(other, item),
                    None if item.is_null() => {}
                    None => kept.push((item, moved)),
                }
            }
            if kept.is_empty() { Value::Null } else { kept.into_iter().map(|(item, _)| item).collect() }
        }
        // A line about a record (a contact with a role) goes with it.
        Value::Object(_) if to.is_none() => Value::Null,
        Value::Object(map) => {
            let moved = |(key, value): (String, Value)| {
                let value = if holds(&value, from) { repointed(value, from, to) } else { value };
                (key, value)
            };
            map.into_iter().map(moved).collect::<Map<_, _>>().into()
        }
        other => other,
    }
}

/// Whether two lines of a list are about the same record.
fn is_same(one: &Value, other: &Value, id: Option<&str>) -> bool {
    let Some(id) = id else { return false };
    match (one, other) {
        (Value::String(_), Value::String(_)) => one == other && one == id,
        (Value::Object(one), Value::Object(other)) => {
            let key = |map: &Map<String, Value>| map.iter().find(|(_, value)| *value == id).map(|(key, _)| key.clone());
            key(one).is_some_and(|found| key(other).as_ref() == Some(&found))
        }
        _ => false,
    }
}

/// Takes over what a line does not say and another about the same does.
fn fill(line: &mut Value, other: Value) {
    if let (Value::Object(line), Value::Object(other)) = (line, other) {
        for (key, value) in other {
            line.entry(key).or_insert(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::records::{ContactRole, Opportunity};
    use crate::{Id, RecordRef};

    fn uuid(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    fn opportunity(contacts: &[(u128, Option<&str>)]) -> Doc {
        let role = |(id, role): &(u128, Option<&str>)| ContactRole {
            contact: Id::new(uuid(*id)),
            role: role.map(str::to_owned),
        };
        let record = Opportunity {
            title: "A".into(),
            account: Some(Id::new(uuid(1))),
            contacts: contacts.iter().map(role).collect(),
            ..Opportunity::default()
        };
        Doc::new(Id::<Opportunity>::new(uuid(9)), &record)
    }

    fn roles(doc: &Doc) -> Vec<(u128, Option<String>)> {
        let record: Opportunity = doc.decode().unwrap();
        record.contacts.into_iter().map(|role| (role.contact.uuid().as_u128(), role.role)).collect()
    }

    #[test]
    fn a_reference_leads_elsewhere_and_nothing_else_changes() {
        let mut doc = opportunity(&[(5, Some("judge"))]);
        doc.set("custom.f", json!([uuid(1), "plain"]));
        assert!(doc.points_at(uuid(1)) && doc.points_at(uuid(5)) && !doc.points_at(uuid(2)));
        doc.repoint(uuid(1), Some(uuid(2)));
        assert_eq!(doc.get("account"), json!(uuid(2)));
        assert_eq!(doc.get("custom.f"), json!([uuid(2), "plain"]));
        assert_eq!((doc.name().as_str(), roles(&doc)), ("A", vec![(5, Some("judge".into()))]));
    }

    #[test]
    fn two_lines_about_one_record_become_one_that_says_all_of_it() {
        let mut doc = opportunity(&[(5, None), (6, Some("buyer")), (7, Some("user"))]);
        doc.repoint(uuid(6), Some(uuid(5)));
        assert_eq!(roles(&doc), [(5, Some("buyer".into())), (7, Some("user".into()))]);
        let mut doc = opportunity(&[(6, Some("buyer")), (5, Some("judge"))]);
        doc.repoint(uuid(6), Some(uuid(5)));
        assert_eq!(roles(&doc), [(5, Some("buyer".into()))]);
    }

    #[test]
    fn a_reference_to_nothing_is_none() {
        let mut doc = opportunity(&[(5, Some("judge"))]);
        doc.repoint(uuid(5), None);
        doc.repoint(uuid(1), None);
        assert_eq!((doc.get("contacts"), doc.get("account")), (Value::Null, Value::Null));
    }

    #[test]
    fn what_was_done_with_a_record_does_not_hang_on_it() {
        let activity = Activity { subject: Some(uuid(1)), ..Activity::default() };
        let doc = Doc::new(Id::<Activity>::new(uuid(3)), &activity);
        assert!(doc.points_at(uuid(1)) && !doc.hangs_on(uuid(1)));
        assert!(opportunity(&[]).hangs_on(uuid(1)));
        assert!(is_pointed_at(Account::KIND) && !is_pointed_at(RecordRef::to(Id::<Opportunity>::new(uuid(9))).kind));
    }
}
