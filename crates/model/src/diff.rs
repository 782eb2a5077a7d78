//! Differences between two states of some records, as data.
//!
//! One small algebra serves the journal, undo, other tabs and, later, the outbox: `apply`, `reverse` and `squash`,
//! with `apply(reverse(d))` undoing `apply(d)` and squash associative.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::doc::RecordRef;

/// A record's fields by name; an absent field and `null` are the same.
pub type Fields = BTreeMap<String, Value>;

/// What happened to one record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delta {
    Added(Fields),
    /// Field -> `[from, to]`; never equal, never empty.
    Updated(BTreeMap<String, [Value; 2]>),
    Removed(Fields),
}

/// What happened to some records.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Diff(pub BTreeMap<RecordRef, Delta>);

/// The state does not hold what the diff says it starts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the diff does not start from this state")]
pub struct Mismatch(pub RecordRef);

impl Delta {
    /// The difference from one set of fields to another; `None` when they are equal.
    pub fn between(from: &Fields, to: &Fields) -> Option<Self> {
        let mut changed = BTreeMap::new();
        for name in from.keys().chain(to.keys().filter(|name| !from.contains_key(*name))) {
            let old = from.get(name).unwrap_or(&Value::Null);
            let new = to.get(name).unwrap_or(&Value::Null);
            if old != new {
                changed.insert(name.clone(), [old.clone(), new.clone()]);
            }
        }
        (!changed.is_empty()).then_some(Self::Updated(changed))
    }

    #[must_use]
    fn reverse(self) -> Self {
        match self {
            Self::Added(fields) => Self::Removed(fields),
            Self::Removed(fields) => Self::Added(fields),
            Self::Updated(changed) => {
                Self::Updated(changed.into_iter().map(|(name, [from, to])| (name, [to, from])).collect())
            }
        }
    }

    /// This and then the next, as one; `None` when they cancel out, the mismatch where they don't fit.
    fn then(self, next: Self) -> Result<Option<Self>, ()> {
        match (self, next) {
            (Self::Added(mut fields), Self::Updated(changed)) => {
                for (name, [from, to]) in changed {
                    let old = if to.is_null() { fields.remove(&name) } else { fields.insert(name, to) };
                    if old.unwrap_or_default() != from {
                        return Err(());
                    }
                }
                Ok(Some(Self::Added(fields)))
            }
            (Self::Added(fields), Self::Removed(removed)) if fields == removed => Ok(None),
            (Self::Updated(mut first), Self::Updated(second)) => {
                for (name, [from, to]) in second {
                    match first.remove(&name) {
                        None => {
                            first.insert(name, [from, to]);
                        }
                        Some([origin, middle]) if middle == from => {
                            if origin != to {
                                first.insert(name, [origin, to]);
                            }
                        }
                        Some(_) => return Err(()),
                    }
                }
                Ok((!first.is_empty()).then_some(Self::Updated(first)))
            }
            (Self::Updated(changed), Self::Removed(mut fields)) => {
                for (name, [from, to]) in changed {
                    let old = if from.is_null() { fields.remove(&name) } else { fields.insert(name, from) };
                    if old.unwrap_or_default() != to {
                        return Err(());
                    }
                }
                Ok(Some(Self::Removed(fields)))
            }
            (Self::Removed(from), Self::Added(to)) => Ok(Self::between(&from, &to)),
            _ => Err(()),
        }
    }
}

impl Diff {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The diff that takes every step back.
    #[must_use]
    pub fn reverse(self) -> Self {
        Self(self.0.into_iter().map(|(target, delta)| (target, delta.reverse())).collect())
    }

    /// This diff and then `next`, as one.
    ///
    /// # Errors
    /// `next` does not start where this one ends.
    pub fn squash(mut self, next: Self) -> Result<Self, Mismatch> {
        for (target, delta) in next.0 {
            let joined = match self.0.remove(&target) {
                None => Some(delta),
                Some(first) => first.then(delta).map_err(|()| Mismatch(target))?,
            };
            if let Some(delta) = joined {
                self.0.insert(target, delta);
            }
        }
        Ok(self)
    }

    /// Carries the diff out on a state that holds what it starts from.
    ///
    /// # Errors
    /// The state holds something else; it is then unchanged.
    pub fn apply(&self, state: &mut BTreeMap<RecordRef, Fields>) -> Result<(), Mismatch> {
        let fits = |target: &RecordRef, delta: &Delta| match (state.get(target), delta) {
            (None, Delta::Added(_)) => true,
            (Some(now), Delta::Removed(fields)) => now == fields,
            (Some(now), Delta::Updated(changed)) => {
                changed.iter().all(|(name, [from, _])| now.get(name).unwrap_or(&Value::Null) == from)
            }
            _ => false,
        };
        if let Some((target, _)) = self.0.iter().find(|(target, delta)| !fits(target, delta)) {
            return Err(Mismatch(*target));
        }
        for (target, delta) in &self.0 {
            match delta {
                Delta::Added(fields) => {
                    state.insert(*target, fields.clone());
                }
                Delta::Removed(_) => {
                    state.remove(target);
                }
                Delta::Updated(changed) => {
                    let fields = state.entry(*target).or_default();
                    for (name, [_, to]) in changed {
                        if to.is_null() {
                            fields.remove(name);
                        } else {
                            fields.insert(name.clone(), to.clone());
                        }
                    }
                }
            }
        }
        Ok(())
    }
}

/// As a list of `[record, delta]`: a record is no JSON key.
impl Serialize for Diff {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter())
    }
}

impl<'de> Deserialize<'de> for Diff {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(Vec::<(RecordRef, Delta)>::deserialize(deserializer)?.into_iter().collect()))
    }
}
