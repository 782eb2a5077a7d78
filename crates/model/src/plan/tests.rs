use proptest::prelude::*;
use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::command::{Log, Merge, NextStep, Updated};
use crate::journal::Stamp;
use crate::records::{ActivityKind, Escalation, Opportunity, Pipeline, Stage, Withdrawal};
use crate::{Currency, Decimal, Money, journal};

const NOW: Instant = Instant(1_764_000_000_000);

fn today() -> Date {
    Date::parse_iso("2026-11-24").unwrap()
}

fn id<R>(n: u128) -> Id<R> {
    Id::new(Uuid::from_u128(n))
}

fn run(command: &Command, records: &Records) -> Result<Plan, Rejection> {
    let mut next = 1000_u128;
    let mut ids = || {
        next += 1;
        Uuid::from_u128(next)
    };
    let author = Author { member: Some(id(7)), device: Uuid::nil() };
    plan(command, records, &mut Context { now: NOW, today: today(), author, ids: &mut ids })
}

fn stage(n: u128, name: &str) -> Doc {
    Doc::new(id::<Stage>(n), &Stage { name: name.into(), pipeline: Some(id::<Pipeline>(1)), ..Stage::default() })
}

fn opportunity(n: u128, change: impl FnOnce(&mut Opportunity)) -> Doc {
    let mut opportunity =
        Opportunity { title: format!("Opportunity {n}"), stage: Some(id(10)), ..Opportunity::default() };
    change(&mut opportunity);
    Doc::new(id::<Opportunity>(n), &opportunity)
}

fn records(docs: impl IntoIterator<Item = Doc>) -> Records {
    docs.into_iter().map(|doc| (doc.record_ref(), doc)).collect()
}

fn yuan(value: i64) -> Money {
    Money { value: Decimal::from(value), currency: Currency::CNY }
}

/// The state after a diff, as the store would hold it.
fn after(diff: &Diff, records: &Records) -> Records {
    let mut records = records.clone();
    for (target, delta) in &diff.0 {
        match delta {
            Delta::Added(fields) => {
                records.insert(*target, Doc::from_fields(*target, fields.clone()));
            }
            Delta::Removed(_) => records.get_mut(target).unwrap().deleted_at = Some(NOW),
            Delta::Updated(changed) => {
                let doc = records.get_mut(target).unwrap();
                for (field, [_, to]) in changed {
                    doc.set(field, to.clone());
                }
            }
        }
    }
    records
}

fn entries_of(plan: &Plan) -> Vec<Entry> {
    let stamp = Stamp { seq: 5, command: Uuid::from_u128(5), recorded: NOW, undoes: None };
    journal::entries(&plan.diff, stamp, plan.effective(NOW), BTreeMap::new())
}

#[test]
fn a_move_changes_stage_pipeline_and_rank_and_nothing_else() {
    let before = records([opportunity(1, |_| {}), stage(10, "Needs"), stage(11, "Proposal")]);
    let command = Command::Move { opportunity: id(1), stage: id(11), rank: Some("V".into()), ranks: Vec::new() };
    let plan = run(&command, &before).unwrap();
    assert_eq!((plan.about.as_str(), plan.detail.as_str()), ("Opportunity 1", "Proposal"));
    let Delta::Updated(changed) = plan.diff.0.values().next().unwrap() else { panic!("an update") };
    assert_eq!(changed.keys().collect::<Vec<_>>(), ["pipeline", "rank", "stage"]);
}

#[test]
fn moving_a_closed_opportunity_reopens_it() {
    let lost = opportunity(1, |o| {
        o.outcome = Outcome::Lost;
        o.closed_on = Some(today());
        o.reasons = vec![Uuid::from_u128(3)];
        o.close_note = Some("too dear".into());
    });
    let before = records([lost, stage(10, "Needs")]);
    let command = Command::Move { opportunity: id(1), stage: id(10), rank: None, ranks: Vec::new() };
    let after = after(&run(&command, &before).unwrap().diff, &before);
    let reopened: Opportunity = after[&RecordRef::to(id::<Opportunity>(1))].decode().unwrap();
    assert_eq!((reopened.outcome, reopened.closed_on, reopened.close_note), (Outcome::Open, None, None));
    assert!(reopened.reasons.is_empty());
}

#[test]
fn a_close_on_an_earlier_day_became_true_on_that_day() {
    let before = records([opportunity(1, |o| o.amount = Some(yuan(100)))]);
    let day = today().plus_days(-3);
    let close = Close {
        opportunity: id(1),
        outcome: Outcome::Won,
        closed_on: day,
        amount: Some(yuan(120)),
        reasons: Vec::new(),
        competitors: Vec::new(),
        note: Some("  ".into()),
        review: None,
    };
    let plan = run(&Command::Close(close), &before).unwrap();
    let entry = entries_of(&plan).remove(0);
    let effective: BTreeMap<&str, Effective> =
        entry.changes.iter().map(|change| (change.field.as_str(), change.effective)).collect();
    assert_eq!(
        effective,
        BTreeMap::from([
            ("amount", Effective::Day(day)),
            ("closed_on", Effective::Day(day)),
            ("outcome", Effective::Day(day)),
        ])
    );
}

#[test]
fn a_touch_logs_completes_and_plans_in_one_step() {
    let task =
        Activity { subject: Some(Uuid::from_u128(1)), text: "call".into(), due: Some(today()), ..Activity::default() };
    let before = records([opportunity(1, |_| {}), Doc::new(id::<Activity>(50), &task)]);
    let touch = Touch {
        subject: RecordRef::to(id::<Opportunity>(1)),
        log: Some(Log { kind: ActivityKind::Call, text: "budget agreed".into(), on: Some(today().plus_days(-1)) }),
        completes: Some(id(50)),
        next: Some(NextStep { kind: ActivityKind::Visit, text: "demo".into(), due: Some(today().plus_days(7)) }),
        owner: None,
    };
    let plan = run(&Command::Touch(touch), &before).unwrap();
    let after = after(&plan.diff, &before);
    let activities: Vec<Activity> =
        after.values().filter(|doc| doc.kind == Activity::KIND).map(|doc| doc.decode().unwrap()).collect();
    assert_eq!(activities.iter().filter(|activity| activity.is_done()).count(), 2);
    assert_eq!(activities.iter().find(|activity| !activity.is_done()).unwrap().text, "demo");
    assert!(activities.iter().all(|activity| activity.subject == Some(Uuid::from_u128(1))));
    assert_eq!(activities.iter().find_map(|activity| activity.done_on), Some(today().plus_days(-1)));
}

#[test]
fn what_is_invalid_is_refused_with_the_field() {
    let before = records([opportunity(1, |_| {})]);
    let target = RecordRef::to(id::<Opportunity>(1));
    let edit = |field: &str, value: Value| Command::Edit {
        target,
        fields: Fields::from([(field.into(), value)]),
        docs: Vec::new(),
    };
    let error = |field: &str, value: Value| match run(&edit(field, value), &before) {
        Err(Rejection::Invalid { errors, .. }) => errors[0].field,
        other => panic!("{other:?}"),
    };
    assert_eq!(error("title", json!(" ")), "title");
    assert_eq!(error("probability", json!(101)), "probability");
    assert_eq!(run(&edit("title", json!("Opportunity 1")), &before), Err(Rejection::Nothing));
    let gone = RecordRef::to(id::<Opportunity>(2));
    let command = Command::Edit { target: gone, fields: Fields::new(), docs: Vec::new() };
    assert_eq!(run(&command, &before), Err(Rejection::Gone(gone)));
}

#[test]
fn reversing_a_command_gives_back_what_was() {
    let before = records([opportunity(1, |o| o.amount = Some(yuan(100))), stage(10, "Needs"), stage(11, "Proposal")]);
    let commands = [
        Command::Move { opportunity: id(1), stage: id(11), rank: None, ranks: Vec::new() },
        Command::Delete { targets: vec![RecordRef::to(id::<Opportunity>(1))] },
        Command::Create { docs: vec![opportunity(2, |_| {})] },
    ];
    for command in commands {
        let plan = run(&command, &before).unwrap();
        let changed = after(&plan.diff, &before);
        let (diff, left) = plan_reversal(&entries_of(&plan), &changed, |_| false);
        assert!(left.is_empty(), "{command:?}");
        let mut back = after(&diff, &changed);
        back.retain(|_, doc| doc.deleted_at.is_none());
        assert_eq!(back, before, "{command:?}");
    }
}

#[test]
fn an_undo_leaves_what_has_been_changed_since_and_says_so() {
    let before = records([opportunity(1, |_| {})]);
    let target = RecordRef::to(id::<Opportunity>(1));
    let edit = Command::Edit {
        target,
        fields: Fields::from([("title".into(), json!("New")), ("source".into(), json!("Fair"))]),
        docs: Vec::new(),
    };
    let plan = run(&edit, &before).unwrap();
    let mut changed = after(&plan.diff, &before);
    changed.get_mut(&target).unwrap().set("title", json!("Newer"));
    let (diff, left) = plan_reversal(&entries_of(&plan), &changed, |_| false);
    assert_eq!(left, [Left { target, field: "title".into() }]);
    let back = after(&diff, &changed);
    assert_eq!((back[&target].get("title"), back[&target].get("source")), (json!("Newer"), Value::Null));
}

#[test]
fn a_slice_never_overwrites_what_has_changed_meanwhile() {
    let before = records([opportunity(1, |o| o.note = Some("mine".into()))]);
    let target = RecordRef::to(id::<Opportunity>(1));
    let change = |field: &str, from: Value, to: Value| Change::new(field, from, to, Effective::Unknown);
    let slice = Slice {
        added: vec![crate::command::Added { doc: opportunity(1, |_| {}), opening: Vec::new() }],
        updated: vec![Updated {
            target,
            changes: vec![
                change("note", json!("theirs"), json!("new")),
                change("source", Value::Null, json!("Fair")),
                change("need", json!("x"), Value::Null),
            ],
        }],
        ..Slice::default()
    };
    let plan = plan_slice(&slice, &before);
    let lefts: Vec<&str> = plan.left.iter().map(|left| left.field.as_str()).collect();
    assert_eq!(lefts, ["", "note"], "the record that exists, and the note; `need` is empty already");
    let after = after(&plan.diff, &before);
    assert_eq!((after[&target].get("note"), after[&target].get("source")), (json!("mine"), json!("Fair")));
}

#[test]
fn a_workspace_whose_start_was_undone_can_be_started_again() {
    let settings = crate::records::Workspace::default();
    let mut gone = Doc::new(crate::records::Workspace::ID, &settings);
    let docs = vec![gone.clone()];
    gone.deleted_at = Some(NOW);
    let before = records([gone]);
    let plan = run(&Command::Start { docs: docs.clone() }, &before).unwrap();
    assert_eq!(plan.diff.0.len(), 1);
    let added = docs.into_iter().map(|doc| crate::command::Added { doc, opening: Vec::new() }).collect();
    let slice = plan_slice(&Slice { added, ..Slice::default() }, &before);
    assert_eq!((slice.diff.0.len(), slice.left.len()), (1, 0));
}

fn archive(n: u128) -> Command {
    let fields = Fields::from([("archived".to_owned(), json!(true))]);
    Command::Edit { target: RecordRef::to(id::<Stage>(n)), fields, docs: Vec::new() }
}

fn to(n: u128, stage: u128) -> Command {
    Command::Move { opportunity: id(n), stage: id(stage), rank: None, ranks: Vec::new() }
}

fn removal_of_a_stage(opportunities: impl IntoIterator<Item = u128>) -> Command {
    let commands = opportunities.into_iter().map(|n| to(n, 11)).chain([archive(10)]).collect();
    Command::Together { action: Action::Archive, about: RecordRef::to(id::<Stage>(10)), commands }
}

#[test]
fn a_stage_is_removed_together_with_what_happens_to_its_opportunities() {
    let opportunities = [1, 2, 3].map(|n| opportunity(n, |_| {}));
    let before = records(opportunities.into_iter().chain([stage(10, "Needs"), stage(11, "Proposal")]));
    let plan = run(&removal_of_a_stage([1, 2, 3]), &before).unwrap();
    assert_eq!((&plan.action, plan.about.as_str(), plan.detail.as_str()), (&Action::Archive, "Needs", "3"));
    let changed = after(&plan.diff, &before);
    let (diff, left) = plan_reversal(&entries_of(&plan), &changed, |_| false);
    assert!(left.is_empty());
    assert_eq!(after(&diff, &changed), before);
}

#[test]
fn of_commands_that_belong_together_all_are_carried_out_or_none() {
    let before = records([opportunity(1, |_| {}), stage(10, "Needs"), stage(11, "Proposal")]);
    let gone = RecordRef::to(id::<Opportunity>(2));
    assert_eq!(run(&removal_of_a_stage([1, 2]), &before), Err(Rejection::Gone(gone)));
    let stays = Command::Together {
        action: Action::Arrange,
        about: RecordRef::to(id::<Stage>(10)),
        commands: vec![to(1, 10), archive(11)],
    };
    assert_eq!(run(&stays, &before).unwrap().diff.0.len(), 2, "the opportunity goes into its pipeline too");
    let nothing =
        Command::Together { action: Action::Arrange, about: RecordRef::to(id::<Stage>(10)), commands: Vec::new() };
    assert_eq!(run(&nothing, &before), Err(Rejection::Nothing));
}

#[test]
fn a_step_too_large_for_one_transaction_comes_in_slices_that_change_the_same() {
    let count = u128::try_from(SLICE).unwrap() + 200;
    let numbers = 1000..1000 + count;
    let opportunities = numbers.clone().map(|n| opportunity(n, |_| {}));
    let before = records(opportunities.chain([stage(10, "Needs"), stage(11, "Proposal")]));
    let plan = run(&removal_of_a_stage(numbers), &before).unwrap();
    let slices = slices(&plan, NOW).unwrap();
    assert_eq!(slices.len(), 2);
    let mut now = before.clone();
    for slice in &slices {
        let sliced = plan_slice(slice, &now);
        assert!(sliced.left.is_empty());
        assert!(sliced.effective.values().all(|effective| *effective == Effective::At(NOW)));
        now = after(&sliced.diff, &now);
    }
    assert_eq!(now, after(&plan.diff, &before));
}

/// Commands on three opportunities, some of which cannot be carried out.
fn any_command() -> impl Strategy<Value = Command> {
    let target = || (1..5_u128).prop_map(id::<Opportunity>);
    prop_oneof![
        (target(), 10..13_u128).prop_map(|(opportunity, stage)| Command::Move {
            opportunity,
            stage: id(stage),
            rank: None,
            ranks: Vec::new()
        }),
        (target(), 0..3_usize).prop_map(|(opportunity, which)| {
            let (field, value) =
                [("source", json!("fair")), ("title", json!("")), ("probability", json!(40))][which].clone();
            let fields = Fields::from([(field.to_owned(), value)]);
            Command::Edit { target: RecordRef::to(opportunity), fields, docs: Vec::new() }
        }),
        (target(), any::<bool>()).prop_map(|(opportunity, won)| Command::Close(Close {
            opportunity,
            outcome: if won { Outcome::Won } else { Outcome::Lost },
            closed_on: today().plus_days(-3),
            amount: None,
            reasons: Vec::new(),
            competitors: Vec::new(),
            note: None,
            review: None,
        })),
        target().prop_map(|opportunity| Command::Delete { targets: vec![RecordRef::to(opportunity)] }),
    ]
}

proptest! {
    #[test]
    fn many_commands_at_once_change_what_they_would_one_by_one(commands in prop::collection::vec(any_command(), 1..12)) {
        let before = records([1, 2, 3].map(|n| opportunity(n, |_| {})).into_iter().chain([stage(10, "A"), stage(11, "B")]));
        let (mut now, mut refused) = (before.clone(), Vec::new());
        for command in &commands {
            match run(command, &now) {
                Ok(plan) => now = after(&plan.diff, &now),
                Err(Rejection::Nothing) => {}
                Err(why) => refused.push((command.target().unwrap(), why)),
            }
        }
        match run(&Command::Many(commands), &before) {
            Ok(plan) => {
                // What one command edits and another deletes comes back as it was before both.
                let live = |records: Records| -> Records {
                    records.into_iter().filter(|(_, doc)| doc.deleted_at.is_none()).collect()
                };
                prop_assert_eq!(live(after(&plan.diff, &before)), live(now));
                prop_assert_eq!(plan.refused, refused);
            }
            Err(why) => {
                prop_assert_eq!(now, before);
                prop_assert_eq!(why, refused.into_iter().next().map_or(Rejection::Nothing, |(_, why)| why));
            }
        }
    }
}

fn account(n: u128, change: impl FnOnce(&mut Account)) -> Doc {
    let mut account = Account { name: format!("Account {n}"), ..Account::default() };
    change(&mut account);
    Doc::new(id::<Account>(n), &account)
}

fn merged(records: &Records, take: &[&str]) -> Records {
    let take = take.iter().map(|&field| field.to_owned()).collect();
    let merge = Merge { kind: Account::KIND, survivor: Uuid::from_u128(2), loser: Uuid::from_u128(1), take };
    after(&run(&Command::Merge(merge), records).unwrap().diff, records)
}

#[test]
fn a_merge_joins_lists_and_notes_and_takes_the_fields_that_were_chosen() {
    let mut loser = account(1, |a| {
        a.aliases = vec!["One".into(), "Account 2".into()];
        (a.industry, a.region, a.note) = (Some("Steel".into()), Some("North".into()), Some("Pays late".into()));
    });
    loser.external = vec![("crm".into(), "1".into())];
    let mut survivor = account(2, |a| {
        (a.industry, a.note) = (Some("Mines".into()), Some("Knows us".into()));
    });
    survivor.external = vec![("crm".into(), "2".into())];
    let before = records([loser.clone(), survivor.clone()]);
    assert_eq!(merge_choices(&survivor, &loser), ["industry", "name", "region"]);
    let target = survivor.record_ref();
    let plain = merged(&before, &[]);
    let now: Account = plain[&target].decode().unwrap();
    assert_eq!((now.name.as_str(), now.industry.as_deref(), now.region), ("Account 2", Some("Mines"), None));
    assert_eq!(now.aliases, ["One", "Account 1"]);
    assert_eq!(now.note.as_deref(), Some("Knows us\n\nPays late"));
    assert_eq!(plain[&target].external.len(), 2);
    let taken = merged(&before, &["name", "region", "note"]);
    let now: Account = taken[&target].decode().unwrap();
    assert_eq!(
        (now.name.as_str(), now.industry.as_deref(), now.region.as_deref()),
        ("Account 1", Some("Mines"), Some("North"))
    );
    assert_eq!(now.aliases, ["Account 2", "One"]);
}

#[test]
fn only_two_accounts_or_two_contacts_that_are_there_are_merged() {
    let before = records([account(1, |_| {}), opportunity(2, |_| {})]);
    let merge = |kind, survivor: u128, loser: u128| {
        let merge =
            Merge { kind, survivor: Uuid::from_u128(survivor), loser: Uuid::from_u128(loser), take: Vec::new() };
        run(&Command::Merge(merge), &before).unwrap_err()
    };
    assert_eq!(merge(Account::KIND, 1, 1), Rejection::Nothing);
    assert_eq!(merge(Opportunity::KIND, 1, 2), Rejection::Nothing);
    assert_eq!(merge(Account::KIND, 1, 2), Rejection::Gone(RecordRef::to(id::<Account>(2))));
}

#[test]
fn a_list_is_taken_back_item_by_item() {
    let list = |items: &[&str]| json!(items);
    for (now, wrote, was, expected) in [
        (&["a", "b"][..], &["a", "b"][..], &["a"][..], Some(&["a"][..])),
        (&["a", "b", "mine"], &["a", "b"], &["a"], Some(&["a", "mine"])),
        (&["mine", "b"], &["b"], &["a", "b"], Some(&["a", "mine", "b"])),
        (&["a", "x", "mine"], &["a", "x"], &["a", "b"], Some(&["a", "b", "mine"])),
        (&["a", "changed"], &["a", "b"], &["a"], None),
        (&["mine"], &[], &["a", "a"], Some(&["a", "mine"])),
    ] {
        let before = records([account(1, |a| a.aliases = now.iter().map(|&alias| alias.into()).collect())]);
        let change = Change::new("aliases", list(was), list(wrote), Effective::Unknown);
        let target = RecordRef::to(id::<Account>(1));
        let stamp = Stamp { seq: 5, command: Uuid::from_u128(5), recorded: NOW, undoes: None };
        let entry = Entry::new(target, What::Updated, vec![change], stamp);
        let (diff, left) = plan_reversal(&[entry], &before, |_| false);
        assert_eq!(left.is_empty(), expected.is_some(), "{now:?}");
        let now_is = after(&diff, &before)[&target].get("aliases");
        assert_eq!(now_is, list(expected.unwrap_or(now)), "{now:?} {wrote:?} {was:?}");
    }
}

fn evaluation(fire: &[u32], withdraw: &[u32], reinstate: &[u32]) -> Command {
    let of = |step: &u32| Escalation::id(id(1), 1, *step, today());
    let fired = |step: &u32| {
        let escalation = Escalation {
            opportunity: Some(id(1)),
            ladder: 1,
            step: *step,
            due_on: Some(today().plus_days(-2)),
            ..Escalation::default()
        };
        (of(step), escalation)
    };
    Command::Evaluate(Evaluation {
        fire: fire.iter().map(fired).collect(),
        withdraw: withdraw.iter().map(|step| (of(step), Withdrawal::Touched)).collect(),
        reinstate: reinstate.iter().map(of).collect(),
    })
}

#[test]
fn an_escalation_became_true_on_its_own_day() {
    let plan = run(&evaluation(&[1], &[], &[]), &Records::new()).unwrap();
    assert_eq!((&plan.action, plan.detail.as_str()), (&Action::Evaluate, "1"));
    let entry = entries_of(&plan).remove(0);
    let day = today().plus_days(-2);
    assert_eq!((entry.changes.len(), entry.changes[0].effective), (1, Effective::Day(day)));
}

#[test]
fn of_an_evaluation_only_what_nobody_has_written_yet_is_written() {
    let first = run(&evaluation(&[1, 2], &[], &[]), &Records::new()).unwrap();
    let before = after(&first.diff, &Records::new());
    assert_eq!(run(&evaluation(&[1, 2], &[], &[1]), &before), Err(Rejection::Nothing));
    let second = run(&evaluation(&[2, 3], &[1], &[]), &before).unwrap();
    assert_eq!((second.diff.0.len(), second.detail.as_str()), (2, "2"));
    let before = after(&second.diff, &before);
    // Withdrawn already, and one that is not there.
    assert_eq!(run(&evaluation(&[], &[1, 9], &[]), &before), Err(Rejection::Nothing));
    let back = run(&evaluation(&[], &[], &[1]), &before).unwrap();
    let before = after(&back.diff, &before);
    assert!(before.values().all(|doc| doc.get("withdrawn").is_null()));
}
