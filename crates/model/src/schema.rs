//! The list of record kinds. A new kind is one file in `records/` and one line here.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::records::{self, FieldError, Record};
use crate::{Doc, records::Problem};

/// An index of a kind's table: its name and the path of what it holds; several paths make a list.
pub type Index = (&'static str, &'static [&'static str]);

/// What the generic parts of the house need to know of a kind.
#[derive(Debug)]
struct Definition {
    name: &'static str,
    references: &'static [&'static str],
    opening: &'static [&'static str],
    indexes: &'static [Index],
    check: fn(&Doc) -> Vec<FieldError>,
}

const fn define<R: Record>() -> Definition {
    Definition { name: R::NAME, references: R::REFERENCES, opening: R::OPENING, indexes: R::INDEXES, check: check::<R> }
}

fn check<R: Record>(doc: &Doc) -> Vec<FieldError> {
    match doc.decode::<R>() {
        Ok(record) => record.validate(),
        Err(_) => vec![FieldError::new("", Problem::Unreadable)],
    }
}

static KINDS: &[Definition] = &[
    define::<records::Workspace>(),
    define::<records::Pipeline>(),
    define::<records::Stage>(),
    define::<records::LossReason>(),
    define::<records::CustomField>(),
    define::<records::Member>(),
    define::<records::Account>(),
    define::<records::Contact>(),
    define::<records::Product>(),
    define::<records::Opportunity>(),
    define::<records::Activity>(),
    define::<records::SavedView>(),
    define::<records::Source>(),
    define::<records::Rate>(),
    define::<records::CalendarYear>(),
    define::<records::Cadence>(),
    define::<records::Ladder>(),
    define::<records::Escalation>(),
    define::<records::Lead>(),
    define::<records::ScoringModel>(),
    define::<records::GradeRule>(),
    define::<records::DossierItem>(),
    define::<records::Gate>(),
    define::<records::StageActionTemplate>(),
    define::<records::StageAction>(),
    define::<records::StallCause>(),
    define::<records::Remedy>(),
    define::<records::Stall>(),
];

/// A kind of record; its name is the name of its object store.
#[derive(Clone, Copy)]
pub struct Kind(&'static str);

impl Kind {
    /// Only [`Record::KIND`] makes one by name; [`Kind::find`] reads one.
    pub(crate) const fn named(name: &'static str) -> Self {
        Self(name)
    }

    pub const fn name(self) -> &'static str {
        self.0
    }

    pub fn find(name: &str) -> Option<Self> {
        KINDS.iter().find(|kind| kind.name == name).map(|kind| Self(kind.name))
    }

    /// Every kind there is, in the order in which a backup lists them.
    pub fn all() -> impl Iterator<Item = Self> {
        KINDS.iter().map(|kind| Self(kind.name))
    }

    fn definition(self) -> Option<&'static Definition> {
        KINDS.iter().find(|kind| kind.name == self.0)
    }

    /// Fields that hold ids of other records.
    pub fn references(self) -> &'static [&'static str] {
        self.definition().map_or(&[], |kind| kind.references)
    }

    /// Fields whose first values open a record's history.
    pub fn opening(self) -> &'static [&'static str] {
        self.definition().map_or(&[], |kind| kind.opening)
    }

    /// The indexes its table has besides that of the last command's number.
    pub fn indexes(self) -> &'static [Index] {
        self.definition().map_or(&[], |kind| kind.indexes)
    }

    /// What is wrong with a record of this kind; empty when nothing is.
    pub fn check(self, doc: &Doc) -> Vec<FieldError> {
        self.definition().map_or_else(|| vec![FieldError::new("", Problem::Unreadable)], |kind| (kind.check)(doc))
    }
}

impl PartialEq for Kind {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl Eq for Kind {}
impl PartialOrd for Kind {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Kind {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(other.0)
    }
}
impl std::hash::Hash for Kind {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl std::fmt::Debug for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}
impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}
impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::find(&name).ok_or_else(|| serde::de::Error::custom("not a kind of record"))
    }
}
