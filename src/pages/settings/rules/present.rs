//! The present data that changes of rules are tried on, read from the store in pages.

use std::collections::HashMap;

use duty::{Book, Facts, Known};
use leptos::prelude::*;
use model::cadence::Cadences;
use model::chain::{self, Person};
use model::escalation::{Case, Ladders, Rules};
use model::grade::Judge;
use model::people::People;
use model::records::{Contact, GradeRule, Opportunity, Outcome, Record, ScoringModel, Stage, StageAction};
use model::{Date, Doc, Entry, Id, Instant, Uuid};
use store::Error;

use crate::i18n::format;
use crate::pages::board::moving;
use crate::platform::task;
use crate::state::{App, app, duty, each_doc, lists, with_kind};

/// How many rows are read at a time.
const PAGE: u32 = 1000;

/// The records of a kind, page by page.
async fn each<R: Record>(mut take: impl FnMut(Doc, R)) -> Result<(), Error> {
    each_doc::<R>(app().store().await, |doc| {
        if let Ok(record) = doc.decode::<R>() {
            take(doc, record);
        }
    })
    .await
}

/// The journals of records, one whole journal after the other.
pub(super) async fn each_journal(mut take: impl FnMut(&[Entry])) -> Result<(), Error> {
    let store = app().store().await;
    let (mut after, mut of_one) = (None, Vec::<Entry>::new());
    loop {
        let (entries, next) = store.page_entries(after, PAGE).await?;
        for entry in entries {
            if of_one.first().is_some_and(|first| first.record != entry.record) {
                take(&std::mem::take(&mut of_one));
            }
            of_one.push(entry);
        }
        task::turn().await;
        if next.is_none() {
            break;
        }
        after = next;
    }
    take(&of_one);
    Ok(())
}

/// An opportunity with its id.
pub(super) type Open = (Id<Opportunity>, Opportunity);

/// All open opportunities.
pub(super) async fn open() -> Result<Vec<Open>, Error> {
    let mut found = Vec::new();
    each(|doc, record: Opportunity| {
        if record.outcome == Outcome::Open {
            found.push((Id::new(doc.id), record));
        }
    })
    .await?;
    Ok(found)
}

/// The settings that judge, as they are now. What it takes to hold a [`Judge`].
#[derive(Clone)]
pub(super) struct Judging {
    pub(super) models: Vec<(Id<ScoringModel>, ScoringModel)>,
    pub(super) rules: Vec<(Id<GradeRule>, GradeRule)>,
    pub(super) stages: Vec<(Id<Stage>, Stage)>,
    pub(super) zone: String,
    pub(super) today: Date,
}

impl Judging {
    pub(super) fn now(app: App) -> Self {
        let lists = lists();
        Self {
            models: lists.scoring_models.with_untracked(|all| with_kind(all)),
            rules: lists.grade_rules.with_untracked(|all| with_kind(all)),
            stages: lists.stages.with_untracked(|all| with_kind(all)),
            zone: app.time_zone(),
            today: app.today.get_untracked(),
        }
    }

    pub(super) fn day(&self, instant: Instant) -> Date {
        format::day_in(&self.zone, instant).unwrap_or(self.today)
    }

    pub(super) fn judge<'a>(&'a self, day: &'a dyn Fn(Instant) -> Date) -> Judge<'a> {
        let Self { models, rules, stages, today, .. } = self;
        Judge { models, rules, stages, day, today: *today, as_of: None }
    }
}

/// An open opportunity with what its due date depends on.
pub(super) struct Going {
    pub(super) id: Id<Opportunity>,
    pub(super) title: String,
    facts: Facts,
}

impl Going {
    pub(super) fn case(&self) -> Case<'_> {
        Case { opportunity: self.id, owner: self.facts.owner, pace: self.facts.pace() }
    }
}

/// All open opportunities as the book has them.
pub(super) async fn going() -> Result<Vec<Going>, Error> {
    let going = |book: &Book| {
        let open = book.open();
        let going = |(id, known): (Id<Opportunity>, &Known)| Going {
            id,
            title: moving::title(app(), id.uuid()),
            facts: known.facts.clone(),
        };
        open.map(going).collect()
    };
    duty().whole(going).await.ok_or(Error::Busy)
}

/// The rules of due dates and ladders, as they are now.
pub(super) fn rules() -> Rules {
    let lists = lists();
    let workspace = lists.workspace.get_untracked().unwrap_or_default();
    let values =
        |all: &Vec<(Uuid, model::records::Cadence)>| all.iter().map(|(_, one)| one.clone()).collect::<Vec<_>>();
    let ladders = lists.ladders.with_untracked(|all| all.iter().map(|(_, one)| one.clone()).collect::<Vec<_>>());
    Rules {
        calendar: untrack(|| lists.calendar()),
        cadences: Cadences::new(&lists.cadences.with_untracked(values)),
        ladders: Ladders::new(&ladders),
        people: People::new(lists.members.with_untracked(|all| with_kind(all)), workspace.lead),
    }
}

/// An open opportunity with what dossier and gates look at.
pub(super) struct Whole {
    pub(super) doc: Doc,
    pub(super) record: Opportunity,
    pub(super) people: Vec<Person>,
    pub(super) actions: Vec<StageAction>,
}

/// All open opportunities with their people and key actions.
pub(super) async fn whole() -> Result<Vec<Whole>, Error> {
    let mut contacts: HashMap<Id<Contact>, Contact> = HashMap::new();
    each(|doc, contact: Contact| {
        contacts.insert(Id::new(doc.id), contact);
    })
    .await?;
    let mut actions: HashMap<Id<Opportunity>, Vec<StageAction>> = HashMap::new();
    each(|_, action: StageAction| {
        if let Some(opportunity) = action.opportunity {
            actions.entry(opportunity).or_default().push(action);
        }
    })
    .await?;
    let mut found = Vec::new();
    each(|doc, record: Opportunity| {
        if record.outcome == Outcome::Open {
            let people = chain::people(&record.contacts, &|id| contacts.get(&id).cloned(), &|_| None);
            let actions = actions.remove(&Id::new(doc.id)).unwrap_or_default();
            found.push(Whole { doc, record, people, actions });
        }
    })
    .await?;
    Ok(found)
}
