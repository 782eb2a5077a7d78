//! Changes put onto records that may have changed since.

use serde_json::Value;

use super::{Left, Records};
use crate::diff::{Delta, Diff};
use crate::doc::{Doc, MERGED, RecordRef};
use crate::journal::Change;

/// How a list is changed that is not just what the change starts from.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Lists {
    /// Not at all, as any other field.
    Whole,
    /// Item by item: what the change takes away goes, what it brings comes, what others did stays.
    ByItem,
}

/// Puts changes into a diff where the record still holds what they start from; the rest is left.
pub(super) fn patch(
    target: RecordRef,
    changes: &[Change],
    records: &Records,
    diff: &mut Diff,
    left: &mut Vec<Left>,
    lists: Lists,
) {
    // A record that has become part of another can only be taken out of it again.
    let comes_back = |doc: &Doc| {
        doc.merged_into.is_some() && changes.iter().any(|change| change.field == MERGED && change.to.is_null())
    };
    let Some(doc) = records.get(&target).filter(|doc| doc.deleted_at.is_none() || comes_back(doc)) else {
        left.push(Left { target, field: String::new() });
        return;
    };
    let mut after = doc.clone();
    for change in changes {
        let now = doc.get(&change.field);
        if now == change.from {
            after.set(&change.field, change.to.clone());
        } else if now == change.to {
            // Somebody has done so already.
        } else if let Some(list) = item_by_item(&now, change).filter(|_| lists == Lists::ByItem) {
            after.set(&change.field, list);
        } else {
            left.push(Left { target, field: change.field.clone() });
        }
    }
    if target.kind.check(&after).is_empty() {
        diff.0.extend(Delta::between(&doc.fields(), &after.fields()).map(|delta| (target, delta)));
    } else {
        left.push(Left { target, field: String::new() });
    }
}

/// A list after a change that starts from another one. `None` when it is no list, or what the change takes away is not
/// in it any more.
fn item_by_item(now: &Value, change: &Change) -> Option<Value> {
    let items = |value: &Value| match value {
        Value::Null => Some(Vec::new()),
        Value::Array(items) => Some(items.clone()),
        _ => None,
    };
    let (mut list, from, to) = (items(now)?, items(&change.from)?, items(&change.to)?);
    let beyond = |of: &[Value], other: &[Value]| {
        let mut rest = other.to_vec();
        let is_more = |item: &&Value| match rest.iter().position(|known| known == *item) {
            Some(at) => {
                rest.remove(at);
                false
            }
            None => true,
        };
        of.iter().filter(is_more).cloned().collect::<Vec<_>>()
    };
    for item in beyond(&from, &to) {
        let at = list.iter().position(|known| *known == item)?;
        list.remove(at);
    }
    for item in beyond(&to, &from) {
        if !list.contains(&item) {
            let at = to.iter().position(|known| *known == item).unwrap_or(0);
            list.insert(at.min(list.len()), item);
        }
    }
    Some(if list.is_empty() { Value::Null } else { list.into() })
}
