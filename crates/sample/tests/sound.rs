//! The sample is a sound workspace: valid, complete, told in order, the same every time.
#![allow(clippy::unwrap_used, reason = "what tests are made of fails loudly too")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use model::command::Slice;
use model::diff::{Diff, Fields};
use model::plan::{Records, plan_slice};
use model::records::{Answer, Opportunity, Outcome, Record};
use model::starter::Words;
use model::{Doc, RecordRef, Uuid};
use serde_json::Value;
use support::{BOTH, Sample, day, on, usual_day};

/// Ordinary days and awkward ones: a Sunday, the Chinese year's first week, a leap day, New Year's Day.
fn samples() -> &'static [Sample] {
    static SAMPLES: LazyLock<Vec<Sample>> = LazyLock::new(|| {
        let mut samples: Vec<Sample> = BOTH.map(|words| Sample::new(1, words, usual_day())).into();
        for (seed, today) in [(2, "2026-10-04"), (3, "2027-02-08"), (4, "2028-02-29"), (u64::MAX, "2031-01-01")] {
            samples.push(Sample::new(seed, Words::Chinese, day(today)));
        }
        samples
    });
    &SAMPLES
}

fn bytes(slices: &[Slice]) -> String {
    serde_json::to_string(slices).unwrap()
}

#[test]
fn the_same_seed_tells_the_same_story() {
    let today = usual_day();
    let once = bytes(&sample::generate(5, Words::Chinese, today));
    assert_eq!(once, bytes(&sample::generate(5, Words::Chinese, today)));
    let ids =
        |seed, today| -> BTreeSet<Uuid> { Sample::new(seed, Words::Chinese, today).docs().map(|d| d.id).collect() };
    let (five, six) = (ids(5, today), ids(6, today));
    // The workspace, its model, its grade rule, and the usual causes and remedies are the same records everywhere.
    assert_eq!(five.intersection(&six).count(), 1 + 1 + 1 + 8 + 9);
    assert!(ids(5, today.plus_days(1)).contains(five.last().unwrap()));
}

#[test]
fn both_languages_tell_the_same_story() {
    let [chinese, english] = BOTH.map(|words| Sample::new(8, words, usual_day()));
    let facts = |sample: &Sample| -> Vec<(Uuid, Opportunity)> {
        let strip = |(id, full): (Uuid, Opportunity)| {
            let need_clarity =
                full.need_clarity.as_ref().map(|answer| Answer { value: answer.value, ..Answer::default() });
            let facts = Opportunity {
                need_clarity,
                title: String::new(),
                source: None,
                campaign: None,
                need: None,
                note: None,
                close_note: None,
                competitors: Vec::new(),
                contacts: Vec::new(),
                probability: None,
                strategic: false,
                reasons: Vec::new(),
                ..full
            };
            (id, facts)
        };
        sample.all::<Opportunity>().into_iter().map(strip).collect()
    };
    assert_eq!(facts(&chinese), facts(&english));
}

#[test]
fn records_are_valid_written_once_and_refer_back() {
    for sample in samples() {
        assert!(sample.slices.iter().all(|slice| (1..=model::command::SLICE).contains(&slice.len())));
        assert!(sample.slices.iter().all(|slice| slice.updated.is_empty() && slice.noted.is_empty()));
        let mut seen: BTreeSet<Uuid> = BTreeSet::new();
        let mut kinds: Vec<&str> = Vec::new();
        for doc in sample.docs() {
            assert_eq!(doc.kind.check(doc), [], "{doc:?}");
            assert!(seen.insert(doc.id), "{doc:?}");
            assert!(doc.references().iter().all(|id| seen.contains(id)), "{doc:?}");
            if kinds.last() != Some(&doc.kind.name()) {
                kinds.push(doc.kind.name());
            }
        }
        let expected = [
            "workspaces",
            "pipelines",
            "stages",
            "loss_reasons",
            "sources",
            "scoring_models",
            "grade_rules",
            "dossier_items",
            "gates",
            "stage_action_templates",
            "stall_causes",
            "remedies",
            "members",
            "products",
            "accounts",
            "contacts",
            "opportunities",
            "leads",
            "activities",
        ];
        assert_eq!(kinds, expected);
        assert_eq!(sample.docs().next().unwrap().id, model::records::Workspace::ID.uuid());
    }
}

#[test]
fn slices_apply_to_an_empty_workspace_and_leave_nothing() {
    let sample = Sample::new(1, Words::English, usual_day());
    let mut records = Records::new();
    let mut state: BTreeMap<RecordRef, Fields> = BTreeMap::new();
    for slice in &sample.slices {
        let plan = plan_slice(slice, &records);
        assert_eq!(plan.left, []);
        assert_eq!(plan.diff.0.len(), slice.len());
        let Diff(added) = &plan.diff;
        assert!(added.keys().all(|target| !state.contains_key(target)));
        plan.diff.apply(&mut state).unwrap();
        for (target, fields) in state.iter().filter(|(target, _)| plan.diff.0.contains_key(target)) {
            records.insert(*target, Doc::from_fields(*target, fields.clone()));
        }
    }
    assert!(sample.docs().all(|doc| records[&doc.record_ref()] == *doc));
}

#[test]
fn histories_chain_and_end_at_the_record() {
    for sample in samples() {
        for story in sample.stories() {
            let last_day = story.opportunity.closed_on.unwrap_or(sample.today);
            let mut now: BTreeMap<&str, &Value> = BTreeMap::new();
            let mut before = story.created();
            for change in story.opening {
                let title = &story.opportunity.title;
                assert!((before..=last_day).contains(&on(change)), "{title}: {change:?}");
                before = on(change);
                let from = now.insert(&change.field, &change.to).unwrap_or(&Value::Null);
                assert_eq!(change.from, *from, "{title}: {change:?}");
                assert_ne!(change.from, change.to, "{title}: {change:?}");
                assert!(!change.assumed);
            }
            for field in Opportunity::OPENING {
                assert_eq!(story.doc.get(field), now.get(field).copied().cloned().unwrap_or_default(), "{field}");
            }
            assert_eq!(story.visits[0], (0, story.created()));
            let first = &story.opening[0];
            assert_eq!((first.field.as_str(), first.to.as_str()), ("outcome", Some("open")));
            if story.opportunity.closed_on.is_some() {
                let last = story.opening.last().unwrap();
                assert_eq!((last.field.as_str(), on(last)), ("outcome", last_day));
            }
        }
    }
}

#[test]
fn only_plans_lie_ahead_and_nobody_works_on_a_day_off() {
    for sample in samples() {
        let today = sample.today;
        for story in sample.stories() {
            let opportunity = &story.opportunity;
            assert!(story.opening.iter().all(|change| on(change) < today));
            assert!(story.created() < today && story.created() >= today.plus_days(-731));
            assert_eq!(opportunity.closed_on.is_none(), story.is(Outcome::Open));
            assert!(opportunity.closed_on.is_none_or(|on| on < today && on > story.created() && on.weekday() < 5));
            for touch in &story.done {
                let on = touch.done_on.unwrap();
                assert!(on < today && on >= story.created() && on.weekday() < 5, "{touch:?}");
                assert!(on <= opportunity.closed_on.unwrap_or(today), "{touch:?}");
                assert!(touch.due.is_none_or(|due| due <= on && due >= story.created()), "{touch:?}");
                assert!(touch.done_by.is_some() && touch.owner == touch.done_by && !touch.text.is_empty());
            }
            assert!(story.planned.is_empty() || story.is(Outcome::Open));
            for step in &story.planned {
                assert!(step.due.is_none_or(|due| due <= today.plus_days(21) && due >= story.created()));
            }
        }
    }
}
