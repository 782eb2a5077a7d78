//! Rules on records that commands have changed: what is worked out follows the records, back and forth.

use std::collections::BTreeMap;

use model::chain::{self, Person};
use model::dossier::dossier;
use model::gate::{Verdict, entry};
use model::grade::{Grade, Judge};
use model::journal::{Stamp, Timeline};
use model::lead::{NewIds, convert, propose};
use model::need::Subject;
use model::plan::plan_reversal;
use model::records::{
    Account, Activity, Bypass, Contact, DossierItem, Gate, Lead, LeadStatus, Opportunity, Record, Stage, Workspace,
};
use model::starter::{self, Words};
use model::{
    Author, Command, Context, Date, Delta, Diff, Doc, Effective, Entry, Fields, Id, Instant, Plan, RecordRef, Records,
    Uuid, as_of, bant, gate, journal, plan,
};
use proptest::prelude::*;
use serde_json::{Value, json};

const DAY: i64 = 86_400_000;

fn id<R>(n: u128) -> Id<R> {
    Id::new(Uuid::from_u128(n))
}

fn date(text: &str) -> Date {
    Date::parse_iso(text).expect("a day")
}

fn day(instant: Instant) -> Date {
    i32::try_from(instant.0.div_euclid(DAY)).ok().and_then(Date::from_days).expect("a day")
}

fn day_of(effective: Effective) -> Option<Date> {
    match effective {
        Effective::Day(day) => Some(day),
        Effective::At(instant) => Some(day(instant)),
        Effective::Unknown => None,
    }
}

fn at(text: &str) -> Instant {
    Instant(i64::from(date(text).days()) * DAY)
}

/// A workspace in memory with its journal.
struct World {
    records: Records,
    journal: Vec<Entry>,
    seq: u64,
}

impl World {
    fn new(docs: impl IntoIterator<Item = Doc>) -> Self {
        Self { records: docs.into_iter().map(|doc| (doc.record_ref(), doc)).collect(), journal: Vec::new(), seq: 0 }
    }

    fn started() -> Self {
        let mut n = 100_u128;
        let mut ids = || {
            n += 1;
            Uuid::from_u128(n)
        };
        Self::new(starter::workspace(Words::English, &Workspace::default(), &mut ids))
    }

    fn of<R: Record>(&self) -> Vec<(Id<R>, R)> {
        let own = self.records.values().filter(|doc| doc.kind == R::KIND && doc.deleted_at.is_none());
        own.map(|doc| (Id::new(doc.id), doc.decode().expect("a record"))).collect()
    }

    /// Its stages in order.
    fn stages(&self) -> Vec<Id<Stage>> {
        let mut stages = self.of::<Stage>();
        stages.sort_by_key(|(_, stage)| stage.position);
        stages.into_iter().map(|(id, _)| id).collect()
    }

    fn doc<R: Record>(&self, id: Id<R>) -> &Doc {
        &self.records[&RecordRef::to(id)]
    }

    fn get<R: Record>(&self, id: Id<R>) -> R {
        self.doc(id).decode().expect("a record")
    }

    /// Carries a command out; its entries are what an undo takes back.
    fn run(&mut self, command: &Command, now: Instant) -> (Plan, Vec<Entry>) {
        let mut next = u128::from(self.seq + 1) * 10_000;
        let mut ids = || {
            next += 1;
            Uuid::from_u128(next)
        };
        let author = Author { member: None, device: Uuid::nil() };
        let planned =
            plan(command, &self.records, &mut Context { now, today: day(now), author, ids: &mut ids }).expect("a plan");
        let entries = self.write(&planned.diff, planned.effective(now), now, None);
        (planned, entries)
    }

    fn undo(&mut self, entries: &[Entry], now: Instant) {
        let (diff, left) = plan_reversal(entries, &self.records, |_| false);
        assert_eq!(left, []);
        self.write(&diff, |_, _| Effective::At(now), now, Some(entries[0].command));
    }

    fn write(
        &mut self,
        diff: &Diff,
        effective: impl Fn(RecordRef, &str) -> Effective,
        now: Instant,
        undoes: Option<Uuid>,
    ) -> Vec<Entry> {
        self.seq += 1;
        let stamp = Stamp { seq: self.seq, command: Uuid::from_u128(self.seq.into()), recorded: now, undoes };
        let entries = journal::entries(diff, stamp, effective, BTreeMap::new());
        for (target, delta) in &diff.0 {
            match delta {
                Delta::Added(fields) => {
                    self.records.insert(*target, Doc::from_fields(*target, fields.clone()));
                }
                Delta::Removed(_) => self.records.get_mut(target).expect("a record").deleted_at = Some(now),
                Delta::Updated(changed) => {
                    let doc = self.records.get_mut(target).expect("a record");
                    for (field, [_, to]) in changed {
                        doc.set(field, to.clone());
                    }
                }
            }
        }
        self.journal.extend(entries.clone());
        entries
    }

    fn timeline<R: Record>(&self, id: Id<R>) -> Timeline {
        let own: Vec<Entry> =
            self.journal.iter().filter(|entry| entry.target() == RecordRef::to(id)).cloned().collect();
        Timeline::of(&own)
    }

    fn people(&self, opportunity: &Opportunity) -> Vec<Person> {
        let find = |id: Id<Contact>| self.records.get(&RecordRef::to(id)).and_then(|doc| doc.decode().ok());
        chain::people(&opportunity.contacts, &find, &|_| None)
    }

    /// Everything that is worked out of one opportunity, as text.
    fn derived(&self, id: Id<Opportunity>) -> String {
        let (models, rules, stages) = (self.of(), self.of(), self.of());
        let today = date("2026-11-24");
        let judge = Judge { models: &models, rules: &rules, stages: &stages, day: &day, today, as_of: None };
        let one = self.get(id);
        let people = self.people(&one);
        let subject = Subject { opportunity: self.doc(id), people: &people, actions: &[] };
        let items = self.of::<DossierItem>();
        let gates = self.of::<Gate>();
        let last = *self.stages().last().expect("a stage");
        format!(
            "{:?} {:?} {:?} {:?} {:?}",
            judge.standing(&one),
            bant::grade(one.bant()),
            chain::completeness(&people),
            dossier(&items, &one, &stages, subject),
            entry(&gates, one.stage, last, &stages, subject),
        )
    }
}

fn edit(target: RecordRef, fields: &[(&str, Value)]) -> Command {
    let fields: Fields = fields.iter().map(|(field, value)| ((*field).to_owned(), value.clone())).collect();
    Command::Edit { target, fields, docs: Vec::new() }
}

fn opportunity(world: &mut World) -> Id<Opportunity> {
    let stage = world.stages()[0];
    let record = Opportunity {
        title: "New roof".into(),
        pipeline: world.get(stage).pipeline,
        stage: Some(stage),
        ..Opportunity::default()
    };
    let id = id::<Opportunity>(7);
    world.run(&Command::Create { docs: vec![Doc::new(id, &record)] }, at("2026-01-10"));
    id
}

#[test]
fn a_drop_with_what_was_missing_is_one_step_that_says_where_to() {
    let mut world = World::started();
    let id = opportunity(&mut world);
    let (stages, gates) = (world.of::<Stage>(), world.of::<Gate>());
    let to = world.stages()[2];
    let check = |world: &World| {
        let one = world.get(id);
        let people = world.people(&one);
        let subject = Subject { opportunity: world.doc(id), people: &people, actions: &[] };
        let found = entry(&gates, one.stage, to, &stages, subject);
        let missing: Vec<Id<Gate>> = found.missing.iter().map(|(id, _)| *id).collect();
        (found.verdict(), missing)
    };
    let (verdict, missing) = check(&world);
    assert_eq!((verdict, missing.len()), (Verdict::Soft, 3));
    let filled: Fields = [("need".to_owned(), json!("Roof over the yard"))].into();
    let reason = "They asked for a quote at once".to_owned();
    let bypass = Bypass { stage: to, reason, gates: missing[1..].to_vec(), by: None, on: Some(date("2026-01-12")) };
    let step = Command::Move { opportunity: id, stage: to, rank: None, ranks: Vec::new() };
    let command = gate::enter(step, id, filled, &[], Some(bypass), Vec::new());
    let (plan, entries) = world.run(&command, at("2026-01-12"));
    assert_eq!((plan.action.as_str(), plan.about.as_str(), plan.detail.as_str()), ("move", "New roof", "Negotiation"));
    let now = world.get(id);
    assert_eq!((now.stage, now.bypasses.len(), now.need.is_some()), (Some(to), 1, true));
    world.undo(&entries, at("2026-01-13"));
    let back = world.get(id);
    assert_eq!((back.stage, back.bypasses.len(), back.need), (Some(world.stages()[0]), 0, None));
}

#[test]
fn a_converted_lead_becomes_three_records_and_one_undo_takes_all_of_it_back() {
    let mut world = World::started();
    let lead = id::<Lead>(1);
    let record = Lead { name: "Zhao Min".into(), company: "Example Foods".into(), ..Lead::default() };
    let planned = id::<Activity>(2);
    let call = Activity { subject: Some(lead.uuid()), text: "Call back".into(), ..Activity::default() };
    world.run(&Command::Create { docs: vec![Doc::new(lead, &record), Doc::new(planned, &call)] }, at("2026-01-10"));
    let before = world.records.clone();
    let stage = world.stages()[0];
    let ids = NewIds { account: id(11), contact: id(12), opportunity: id(13) };
    let today = date("2026-01-12");
    let conversion = propose((lead, &record), (None, None), (world.get(stage).pipeline, stage), ids, today);
    let (plan, entries) = world.run(&convert(lead, &conversion, &[planned], Vec::new(), today), at("2026-01-12"));
    assert_eq!((plan.action.as_str(), plan.about.as_str()), ("convert", "Zhao Min"));
    let now = world.get(lead);
    assert_eq!((now.status, now.opportunity, now.account), (LeadStatus::Converted, Some(id(13)), Some(id(11))));
    assert_eq!(world.get(planned).subject, Some(Uuid::from_u128(13)));
    assert_eq!(world.get(id::<Contact>(12)).account, Some(id::<Account>(11)));
    world.undo(&entries, at("2026-01-13"));
    let live =
        |records: &Records| -> Vec<Doc> { records.values().filter(|doc| doc.deleted_at.is_none()).cloned().collect() };
    assert_eq!(live(&world.records), live(&before));
}

#[test]
fn a_past_day_is_seen_as_it_was() {
    let mut world = World::started();
    let id = opportunity(&mut world);
    let target = RecordRef::to(id);
    let answer = |value: u8| json!({"value": value});
    let amount = json!({"value": "600000", "currency": "CNY"});
    world.run(&edit(target, &[("amount", amount), ("need_clarity", answer(2))]), at("2026-02-01"));
    let all: Vec<(&str, Value)> =
        ["need_clarity", "decision_chain", "budget_feasibility", "competitive_position", "strategic_fit"]
            .map(|field| (field, answer(5)))
            .to_vec();
    world.run(&edit(target, &all), at("2026-03-01"));
    let (models, rules, stages) = (world.of(), world.of(), world.of());
    let today = date("2026-11-24");
    let seen = |on: &str| {
        let on = date(on);
        let judge = Judge { models: &models, rules: &rules, stages: &stages, day: &day, today, as_of: Some(on) };
        let then = as_of::doc(world.doc(id), &world.timeline(id), on, day_of);
        let standing = judge.standing(&then.decode().unwrap());
        (standing.grade(), standing.computed.score.low.value())
    };
    assert_eq!(seen("2026-01-15"), (None, 0.0));
    assert_eq!(seen("2026-02-15"), (Some(Grade::B), 6.25));
    assert_eq!(seen("2026-03-01"), (Some(Grade::A), 100.0));
}

/// An edit of anything that is judged.
fn any_edit() -> impl Strategy<Value = (&'static str, Value)> {
    let answer =
        || prop::option::of(1_u8..=5).prop_map(|value| value.map_or(Value::Null, |value| json!({"value": value})));
    let letter = || prop::sample::select(vec!["no", "partly", "yes"]).prop_map(|state| json!({"state": state}));
    let amount = prop::option::of(0_i64..900_000)
        .prop_map(|value| value.map_or(Value::Null, |value| json!({"value": value.to_string(), "currency": "CNY"})));
    let role = prop::sample::select(vec!["economic_buyer", "coach", "user"]);
    let said = prop::sample::select(vec!["A", "B", "C"]);
    prop_oneof![
        answer().prop_map(|value| ("need_clarity", value)),
        answer().prop_map(|value| ("decision_chain", value)),
        answer().prop_map(|value| ("strategic_fit", value)),
        letter().prop_map(|value| ("bant_need", value)),
        letter().prop_map(|value| ("bant_budget", value)),
        amount.prop_map(|value| ("amount", value)),
        any::<bool>().prop_map(|strategic| ("strategic", json!(strategic))),
        role.prop_map(|role| ("contacts", json!([{"contact": id::<Contact>(50), "role": role}]))),
        said.prop_map(|grade| ("grade_override", json!({"grade": grade, "reason": "Known for years"}))),
        Just(("need", json!("Roof"))),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn undoing_an_edit_restores_everything_that_is_worked_out(edits in prop::collection::vec(any_edit(), 1..8)) {
        let mut world = World::started();
        let contact = Contact { name: "Zhao Min".into(), met_on: Some(date("2026-01-01")), ..Contact::default() };
        let doc = Doc::new(id::<Contact>(50), &contact);
        world.records.insert(doc.record_ref(), doc);
        let id = opportunity(&mut world);
        let mut steps = vec![(world.derived(id), Vec::new())];
        for (field, value) in edits {
            if world.doc(id).get(field) == value {
                continue;
            }
            let (_, entries) = world.run(&edit(RecordRef::to(id), &[(field, value)]), at("2026-02-01"));
            steps.push((world.derived(id), entries));
        }
        while let Some((_, entries)) = steps.pop().filter(|(_, entries)| !entries.is_empty()) {
            world.undo(&entries, at("2026-02-02"));
            let (before, _) = steps.last().unwrap();
            prop_assert_eq!(&world.derived(id), before);
        }
    }
}
