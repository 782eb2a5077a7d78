//! Commands: every change that a person, an import, a rule or an undo makes is one of these.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::diff::Fields;
use crate::doc::{Doc, RecordRef};
use crate::escalation::Evaluation;
use crate::journal::{Action, Change};
use crate::records::{Activity, ActivityKind, Member, Opportunity, Outcome, Stage};
use crate::time::Date;
use crate::{Id, Kind, Money};

/// What somebody wants to change, in one step that is saved whole or not at all.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// The records a workspace begins with.
    Start {
        docs: Vec<Doc>,
    },
    /// New records; the first is what it is about, the others came along (an account typed into the form).
    Create {
        docs: Vec<Doc>,
    },
    /// Records whose ids follow from what they are: one that is there already stays as it is.
    Ensure {
        docs: Vec<Doc>,
    },
    /// Sets fields of one record; `null` clears. `docs` are new records that the fields refer to.
    Edit {
        target: RecordRef,
        fields: Fields,
        docs: Vec<Doc>,
    },
    /// Moves an opportunity to an open stage, which reopens a closed one.
    Move {
        opportunity: Id<Opportunity>,
        stage: Id<Stage>,
        /// Its place when the column is ordered by hand.
        rank: Option<String>,
        /// New ranks of others in the column, where no place was free.
        ranks: Vec<(Id<Opportunity>, String)>,
    },
    Close(Close),
    Touch(Touch),
    /// Leaves tombstones that can be brought back. An account or contact that others hang on is refused.
    Delete {
        targets: Vec<RecordRef>,
    },
    /// Several of the others, one after the other, as one step. What is refused of them leaves the rest as it is.
    Many(Vec<Command>),
    /// Several of the others as one step that has a name of its own: all of them or none. A change of the settings comes
    /// with what follows from it.
    Together {
        action: Action,
        about: RecordRef,
        commands: Vec<Command>,
    },
    /// Deletes an account or contact after taking it out of everything that hangs on it.
    DeleteLinked {
        target: RecordRef,
    },
    Merge(Merge),
    /// Brings deleted records back, and takes back the changes that went with their deletion where nobody has changed
    /// the same since.
    Restore {
        targets: Vec<RecordRef>,
        back: Vec<Updated>,
    },
    /// What the rule of escalation found. What another tab has written already is not written again. It is the rule's, not
    /// a person's: the journal names nobody, and nobody is offered to undo it.
    Evaluate(Evaluation),
}

/// Two accounts, or two contacts, become one. Whatever points at the loser points at the survivor from then on; the
/// loser's name becomes an alias, its ids in other systems are the survivor's, and it stays as a tombstone that leads
/// to the survivor. Lists (aliases, phones, mails) and notes hold what both held.
#[derive(Clone, Debug, PartialEq)]
pub struct Merge {
    pub kind: Kind,
    pub survivor: Uuid,
    pub loser: Uuid,
    /// Fields in which the loser's value holds from then on, where it has one.
    pub take: Vec<String>,
}

/// Winning or losing an opportunity, as its sheet asks. Every field is written as it stands here; what is empty becomes
/// empty.
#[derive(Clone, Debug, PartialEq)]
pub struct Close {
    pub opportunity: Id<Opportunity>,
    /// Won or lost.
    pub outcome: Outcome,
    pub closed_on: Date,
    pub amount: Option<Money>,
    /// Ids of loss reasons.
    pub reasons: Vec<Uuid>,
    pub competitors: Vec<String>,
    pub note: Option<String>,
    /// When what there is to learn of it is to be written down.
    pub review: Option<NextStep>,
}

/// A touch that was made, a planned one that is done, what comes next: any of the three.
#[derive(Clone, Debug, PartialEq)]
pub struct Touch {
    pub subject: RecordRef,
    pub log: Option<Log>,
    /// The planned activity this completes.
    pub completes: Option<Id<Activity>>,
    pub next: Option<NextStep>,
    /// Owner of what comes next.
    pub owner: Option<Id<Member>>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Log {
    pub kind: ActivityKind,
    pub text: String,
    /// The day it took place, when that is not today.
    pub on: Option<Date>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct NextStep {
    pub kind: ActivityKind,
    pub text: String,
    pub due: Option<Date>,
}

impl NextStep {
    /// As it is planned with a record.
    pub fn activity(&self, subject: Uuid, owner: Option<Id<Member>>) -> Activity {
        Activity {
            subject: Some(subject),
            kind: self.kind.clone(),
            text: self.text.clone(),
            due: self.due,
            owner,
            ..Activity::default()
        }
    }
}

/// One slice of a command too large for one transaction (an import, or the undo of one).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Slice {
    pub added: Vec<Added>,
    pub updated: Vec<Updated>,
    /// Histories of records that are there already.
    pub noted: Vec<Updated>,
    /// The rows of the file, kept so that a later import of it can tell what has changed there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<SourceRows>,
}

/// The most records that one transaction of a large command writes: more would hold every other edit up for seconds.
pub const SLICE: usize = 500;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Added {
    pub doc: Doc,
    /// The record's history as the file tells it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub opening: Vec<Change>,
}

/// Changes of one record. A change is made only where the field still holds what it starts from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Updated {
    pub target: RecordRef,
    pub changes: Vec<Change>,
}

/// Rows of an imported file as they stood in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SourceRows {
    /// Which kind of file of which program, the same for the next export of it.
    pub source: String,
    pub header: Vec<String>,
    pub rows: Vec<SourceRow>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SourceRow {
    /// The row's own id, or its text and how often the text stood there before.
    pub key: String,
    pub record: Uuid,
    pub cells: Vec<String>,
}

impl Command {
    /// The records its plan looks at. Besides these it has to be given whatever points at a record it deletes or merges,
    /// and the accounts above a parent it sets.
    pub fn reads(&self) -> Vec<RecordRef> {
        match self {
            Self::Start { docs } | Self::Create { docs } | Self::Ensure { docs } => {
                docs.iter().map(Doc::record_ref).collect()
            }
            Self::Edit { target, docs, .. } => {
                std::iter::once(*target).chain(docs.iter().map(Doc::record_ref)).collect()
            }
            Self::Move { opportunity, stage, ranks, .. } => {
                let others = ranks.iter().map(|(id, _)| RecordRef::to(*id));
                [RecordRef::to(*opportunity), RecordRef::to(*stage)].into_iter().chain(others).collect()
            }
            Self::Close(close) => vec![RecordRef::to(close.opportunity)],
            Self::Touch(touch) => std::iter::once(touch.subject).chain(touch.completes.map(RecordRef::to)).collect(),
            Self::Delete { targets } => targets.clone(),
            Self::DeleteLinked { target } => vec![*target],
            Self::Merge(merge) => vec![merge.survivor(), merge.loser()],
            Self::Restore { targets, back } => {
                targets.iter().copied().chain(back.iter().map(|updated| updated.target)).collect()
            }
            Self::Evaluate(evaluation) => evaluation.targets().collect(),
            Self::Many(commands) => commands.iter().flat_map(Self::reads).collect(),
            Self::Together { about, commands, .. } => {
                std::iter::once(*about).chain(commands.iter().flat_map(Self::reads)).collect()
            }
        }
    }

    /// The record it is about; of several the first's.
    pub fn target(&self) -> Option<RecordRef> {
        match self {
            Self::Start { docs } | Self::Create { docs } | Self::Ensure { docs } => docs.first().map(Doc::record_ref),
            Self::Edit { target, .. } | Self::DeleteLinked { target } => Some(*target),
            Self::Move { opportunity, .. } => Some(RecordRef::to(*opportunity)),
            Self::Close(close) => Some(RecordRef::to(close.opportunity)),
            Self::Touch(touch) => Some(touch.subject),
            Self::Delete { targets } => targets.first().copied(),
            Self::Evaluate(evaluation) => evaluation.targets().next(),
            Self::Many(commands) => commands.first().and_then(Self::target),
            Self::Together { about, .. } => Some(*about),
            Self::Merge(merge) => Some(merge.survivor()),
            Self::Restore { targets, back } => {
                targets.first().copied().or_else(|| back.first().map(|updated| updated.target))
            }
        }
    }
}

impl Merge {
    pub fn survivor(&self) -> RecordRef {
        RecordRef { kind: self.kind, id: self.survivor }
    }

    pub fn loser(&self) -> RecordRef {
        RecordRef { kind: self.kind, id: self.loser }
    }
}

impl Slice {
    /// The records its plan looks at.
    pub fn reads(&self) -> Vec<RecordRef> {
        let added = self.added.iter().map(|added| added.doc.record_ref());
        added.chain(self.updated.iter().chain(&self.noted).map(|updated| updated.target)).collect()
    }

    /// How many records it writes.
    pub fn len(&self) -> usize {
        self.added.len() + self.updated.len() + self.noted.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0 && self.rows.is_none()
    }
}
