//! What every backend has to do, as tests that run on any: natively on memory, in a browser on IndexedDB.

// These are tests: panicking is how they fail.
#![allow(clippy::missing_panics_doc)]

use std::collections::BTreeMap;

use model::command::{Added, NextStep, Slice, SourceRow, SourceRows, Touch, Updated};
use model::escalation::Evaluation;
use model::journal::{Action, Author, Change, Step, UndoStack};
use model::records::{
    Account, Activity, ActivityKind, Contact, ContactRole, Escalation, FieldError, Opportunity, Pipeline, Problem,
    Record, Stage,
};
use model::{Command, Context, Date, Doc, Effective, Id, Instant, Merge, RecordRef, Rejection, Uuid};
use serde_json::{Value, json};

use crate::{
    Backend, CHANGES, COMMANDS, Committed, Done, Error, Failure, Key, Mode, Range, SLICE, Since, Store, Transaction,
};

/// Opens databases of one kind of backend.
pub trait Harness {
    type Backend: Backend;
    /// A database of this name; the same one when the name was opened before.
    async fn open(name: &str) -> Self::Backend;
    /// Makes the backend's connection unusable, as a browser may at any time.
    async fn disconnect(backend: &Self::Backend);
}

/// One test of each: `conformance!(test, Memory, run)`, where `run` drives a future to its end, or
/// `conformance!(async wasm_bindgen_test, Idb)`.
#[macro_export]
macro_rules! conformance {
    (@ $how:tt $($test:ident)+) => { $($crate::conformance!(% $how $test);)+ };
    (% [async $attribute:meta, $harness:ty] $test:ident) => {
        #[$attribute]
        async fn $test() {
            $crate::conformance::$test::<$harness>(stringify!($test)).await;
        }
    };
    (% [$attribute:meta, $harness:ty, $run:path] $test:ident) => {
        #[$attribute]
        fn $test() {
            $run($crate::conformance::$test::<$harness>(stringify!($test)));
        }
    };
    ($($how:tt)+) => {
        $crate::conformance!(@ [$($how)+]
            rows_are_found_by_key
            ranges_come_in_order_of_key_and_index
            an_index_can_be_entered_in_the_middle_of_a_number
            what_is_not_committed_leaves_nothing
            a_transaction_sees_its_own_writes
            a_row_without_a_key_is_refused
            a_reader_cannot_write
            a_database_opened_again_holds_the_same
            a_lost_connection_is_opened_again
            a_command_writes_record_journal_and_number_together
            a_refused_command_writes_nothing
            undo_and_redo_survive_opening_again
            undo_leaves_what_has_changed_since
            a_record_that_others_refer_to_is_not_undone_away
            what_a_rule_finds_is_written_once_and_is_nobodys_to_undo
            an_account_made_along_with_an_edit_goes_with_it
            the_index_of_activities_finds_those_of_a_subject
            a_large_command_shows_only_when_closed
            an_abandoned_large_command_leaves_nothing
            a_persons_edit_goes_before_an_unfinished_import
            an_edit_answers_with_what_everybody_sees
            a_command_that_was_taken_back_cannot_go_on
            what_is_edited_while_its_import_is_undone_stays
            a_large_command_is_undone_in_slices_and_done_again
            undoing_an_import_after_its_cards_were_moved_and_moved_back_empties_it
            two_large_commands_do_not_run_at_once
            source_rows_count_only_while_their_import_holds
            another_tab_learns_what_happened
            a_merge_moves_what_points_at_the_loser_and_its_undo_gives_it_back
            what_comes_after_a_merge_stays_with_the_survivor
            a_merge_of_many_records_shows_only_when_closed_and_is_undone_in_slices
            what_comes_to_point_at_the_loser_while_it_is_merged_moves_too
            a_merge_is_not_done_again_over_what_points_at_the_loser_since
            nothing_is_merged_or_deleted_while_records_are_on_their_way
            an_account_that_others_hang_on_is_only_deleted_with_their_links
            what_was_deleted_comes_back_with_its_links_though_others_have_changed
            a_company_cannot_come_to_stand_above_itself
            what_was_deleted_lately_is_listed_until_it_is_back
        );
    };
}

const DEVICE: Uuid = Uuid::from_u128(0xd0);
const NOW: Instant = Instant(1_764_000_000_000);

fn today() -> Date {
    Date::parse_iso("2026-11-24").expect("a day")
}

fn id<R>(n: u128) -> Id<R> {
    Id::new(Uuid::from_u128(n))
}

fn opportunity_ref(n: u128) -> RecordRef {
    RecordRef::to(id::<Opportunity>(n))
}

fn opportunity(n: u128) -> Doc {
    let record = Opportunity { title: format!("Opportunity {n}"), stage: Some(id(1001)), ..Opportunity::default() };
    Doc::new(id::<Opportunity>(n), &record)
}

fn account(n: u128) -> Doc {
    Doc::new(id::<Account>(n), &Account { name: format!("Account {n}"), ..Account::default() })
}

fn account_ref(n: u128) -> RecordRef {
    RecordRef::to(id::<Account>(n))
}

fn merge(loser: u128, survivor: u128) -> Merge {
    Merge { kind: Account::KIND, survivor: Uuid::from_u128(survivor), loser: Uuid::from_u128(loser), take: Vec::new() }
}

fn edit_account(n: u128, field: &str, value: Value) -> Command {
    Command::Edit { target: account_ref(n), fields: BTreeMap::from([(field.to_owned(), value)]), docs: Vec::new() }
}

/// Account 5 with an opportunity, a contact with a part in it, a company below it and a call; and account 6.
fn linked() -> Vec<Doc> {
    let contact = Contact { name: "Ann".into(), account: Some(id(5)), ..Contact::default() };
    let below = Account { name: "Below".into(), parent: Some(id(5)), ..Account::default() };
    let call = Activity { subject: Some(Uuid::from_u128(5)), text: "called".into(), ..Activity::default() };
    let mut deal = opportunity(1);
    deal.set("account", json!(Uuid::from_u128(5)));
    deal.set("contacts", json!([ContactRole { contact: id(7), role: Some("judge".into()) }]));
    let mut other = account(6);
    other.set("aliases", json!(["Six"]));
    let mut loser = account(5);
    loser.set("external", json!([["crm", "A5"]]));
    let others = [Doc::new(id::<Contact>(7), &contact), Doc::new(id::<Account>(8), &below)];
    [loser, other, deal, Doc::new(id::<Activity>(9), &call)].into_iter().chain(others).collect()
}

fn stages() -> Vec<Doc> {
    let stage = |n: u128, name: &str| Stage {
        name: name.into(),
        pipeline: Some(id(1000)),
        position: u32::try_from(n).unwrap_or(0),
        ..Stage::default()
    };
    vec![
        Doc::new(id::<Pipeline>(1000), &Pipeline { name: "Sales".into(), ..Pipeline::default() }),
        Doc::new(id::<Stage>(1001), &stage(1, "Needs")),
        Doc::new(id::<Stage>(1002), &stage(2, "Proposal")),
    ]
}

/// A store with commands given by one device, whose ids count up.
struct Device<B> {
    store: Store<B>,
    next: u128,
}

impl<B: Backend> Device<B> {
    async fn open<H: Harness<Backend = B>>(name: &str) -> Self {
        Self { store: Store::new(H::open(name).await), next: 0xf000 }
    }

    fn id(&mut self) -> Uuid {
        self.next += 1;
        Uuid::from_u128(self.next)
    }

    async fn give(&mut self, command: Command) -> Result<Committed, Error> {
        let id = self.id();
        let mut next = self.next + 0x1000;
        let mut ids = || {
            next += 1;
            Uuid::from_u128(next)
        };
        let author = Author { member: None, device: DEVICE };
        let mut context = Context { now: NOW, today: today(), author, ids: &mut ids };
        self.store.commit(id, &command, &mut context).await
    }

    async fn reverse(&mut self, action: Action) -> Result<Done, Error> {
        let stack = self.stack().await;
        let step: Step =
            if action == Action::Redo { stack.redo } else { stack.undo }.pop().ok_or(Error::NothingToUndo)?;
        let id = self.id();
        let mut ids = Uuid::nil;
        let author = Author { member: None, device: DEVICE };
        let context = Context { now: NOW, today: today(), author, ids: &mut ids };
        self.store.reverse(id, &step, action, &context, |_| ()).await
    }

    async fn merge(&mut self, loser: u128, survivor: u128) -> Result<Done, Error> {
        let merge = merge(loser, survivor);
        let id = self.id();
        let mut ids = Uuid::nil;
        let author = Author { member: None, device: DEVICE };
        let mut context = Context { now: NOW, today: today(), author, ids: &mut ids };
        self.store.merge(id, &merge, &mut context, |_, _| ()).await
    }

    async fn account(&self, n: u128) -> Option<Doc> {
        let target = account_ref(n);
        self.store.get(&[target]).await.expect("read").remove(&target)
    }

    async fn stack(&self) -> UndoStack {
        self.store.undo_stack(DEVICE).await.expect("stack")
    }

    async fn open_large(&mut self) -> Result<crate::Large, Error> {
        let id = self.id();
        let mut ids = Uuid::nil;
        let author = Author { member: None, device: DEVICE };
        let context = Context { now: NOW, today: today(), author, ids: &mut ids };
        self.store.open_large(id, Action::Import, "file.csv", &context).await
    }

    async fn import(&mut self, slices: impl IntoIterator<Item = Slice>) {
        let mut large = self.open_large().await.expect("opened");
        for slice in slices {
            assert!(self.store.write_slice(&mut large, &slice).await.expect("written").left.is_empty());
        }
        self.store.close_large(&large).await.expect("closed");
    }

    async fn field(&self, n: u128, field: &str) -> Value {
        let target = opportunity_ref(n);
        self.store.get(&[target]).await.expect("read").get(&target).map(|doc| doc.get(field)).unwrap_or_default()
    }

    async fn titles(&self) -> Vec<String> {
        self.store.all(Opportunity::KIND).await.expect("read").iter().map(Doc::name).collect()
    }

    async fn count(&self, table: &str) -> usize {
        let tx = self.store.backend().begin(&[table], Mode::Read).await.expect("begun");
        values(&tx.range(table, None, Range::all(), None).await.expect("read")).len()
    }
}

fn values(json: &str) -> Vec<Value> {
    serde_json::from_str(json).expect("JSON")
}

fn edit(n: u128, field: &str, value: Value) -> Command {
    Command::Edit { target: opportunity_ref(n), fields: BTreeMap::from([(field.to_owned(), value)]), docs: Vec::new() }
}

fn move_to(n: u128, stage: u128) -> Command {
    Command::Move { opportunity: id(n), stage: id(stage), rank: None, ranks: Vec::new() }
}

fn added(docs: impl IntoIterator<Item = Doc>) -> Slice {
    let added = docs.into_iter().map(|doc| Added { doc, opening: Vec::new() }).collect();
    Slice { added, ..Slice::default() }
}

/// More opportunities than one transaction takes, as slices.
fn many() -> Vec<Slice> {
    let docs: Vec<Doc> = (1..=SLICE as u128 + 20).map(opportunity).collect();
    docs.chunks(SLICE).map(|chunk| added(chunk.to_vec())).collect()
}

pub async fn rows_are_found_by_key<H: Harness>(name: &str) {
    let backend = H::open(name).await;
    let tx = backend.begin(&[CHANGES, "accounts"], Mode::Write).await.expect("begun");
    tx.put("accounts", r#"[{"id":"a","seq":1},{"id":"客户","seq":2}]"#).expect("put");
    tx.put(CHANGES, r#"[{"record":"r","seq":3,"x":1}]"#).expect("put");
    tx.commit().await.expect("committed");
    let tx = backend.begin(&[CHANGES, "accounts"], Mode::Read).await.expect("begun");
    let found = tx.get("accounts", &["客户".into(), "b".into(), "a".into()]).await.expect("read");
    assert_eq!(values(&found), [json!({"id":"客户","seq":2}), Value::Null, json!({"id":"a","seq":1})]);
    let found = tx.get(CHANGES, &[Key::from(["r".into(), 3.into()])]).await.expect("read");
    assert_eq!(values(&found), [json!({"record":"r","seq":3,"x":1})]);
}

pub async fn ranges_come_in_order_of_key_and_index<H: Harness>(name: &str) {
    let backend = H::open(name).await;
    let tx = backend.begin(&["accounts"], Mode::Write).await.expect("begun");
    tx.put("accounts", r#"[{"id":"c","seq":10},{"id":"a","seq":9},{"id":"b","seq":9},{"id":"d","seq":2}]"#)
        .expect("put");
    tx.commit().await.expect("committed");
    let tx = backend.begin(&["accounts"], Mode::Read).await.expect("begun");
    let ids =
        |json: String| values(&json).iter().map(|row| row["id"].as_str().unwrap_or("").to_owned()).collect::<Vec<_>>();
    assert_eq!(ids(tx.range("accounts", None, Range::all(), None).await.expect("read")), ["a", "b", "c", "d"]);
    assert_eq!(ids(tx.range("accounts", None, Range::after("a"), Some(2)).await.expect("read")), ["b", "c"]);
    assert_eq!(ids(tx.range("accounts", Some("seq"), Range::all(), None).await.expect("read")), ["d", "a", "b", "c"]);
    assert_eq!(
        ids(tx.range("accounts", Some("seq"), Range::list_after(2), None).await.expect("read")),
        ["a", "b", "c"]
    );
    assert_eq!(ids(tx.range("accounts", Some("seq"), Range::list_starting(9), None).await.expect("read")), ["a", "b"]);
}

pub async fn an_index_can_be_entered_in_the_middle_of_a_number<H: Harness>(name: &str) {
    let backend = H::open(name).await;
    let tx = backend.begin(&["accounts"], Mode::Write).await.expect("begun");
    tx.put("accounts", r#"[{"id":"a","seq":9},{"id":"b","seq":9},{"id":"c","seq":9},{"id":"d","seq":10}]"#)
        .expect("put");
    let range = Range::list_starting(9).resume_after([Key::from(9), "a".into()].into());
    let found = tx.range("accounts", Some("seq"), range, None).await.expect("read");
    assert_eq!(values(&found), [json!({"id":"b","seq":9}), json!({"id":"c","seq":9})]);
}

pub async fn what_is_not_committed_leaves_nothing<H: Harness>(name: &str) {
    let backend = H::open(name).await;
    let tx = backend.begin(&["accounts"], Mode::WriteStrict).await.expect("begun");
    tx.put("accounts", r#"[{"id":"a","seq":1}]"#).expect("put");
    tx.get("accounts", &["a".into()]).await.expect("read");
    drop(tx);
    let tx = backend.begin(&["accounts"], Mode::Read).await.expect("begun");
    assert_eq!(values(&tx.range("accounts", None, Range::all(), None).await.expect("read")), [Value::Null; 0]);
}

pub async fn a_transaction_sees_its_own_writes<H: Harness>(name: &str) {
    let backend = H::open(name).await;
    let tx = backend.begin(&["accounts"], Mode::Write).await.expect("begun");
    tx.put("accounts", r#"[{"id":"a","seq":1},{"id":"b","seq":1}]"#).expect("put");
    tx.put("accounts", r#"[{"id":"a","seq":2}]"#).expect("put");
    tx.delete("accounts", &"b".into()).expect("deleted");
    tx.delete("accounts", &"never".into()).expect("nothing to delete");
    let found = tx.range("accounts", None, Range::all(), None).await.expect("read");
    assert_eq!(values(&found), [json!({"id":"a","seq":2})]);
    tx.commit().await.expect("committed");
}

pub async fn a_row_without_a_key_is_refused<H: Harness>(name: &str) {
    let backend = H::open(name).await;
    let tx = backend.begin(&["accounts"], Mode::Write).await.expect("begun");
    tx.put("accounts", r#"[{"id":"a","seq":1}]"#).expect("put");
    assert!(matches!(tx.put("accounts", r#"[{"seq":1}]"#), Err(Failure::Refused(_))));
    drop(tx);
    let tx = backend.begin(&["accounts"], Mode::Read).await.expect("begun");
    assert_eq!(values(&tx.range("accounts", None, Range::all(), None).await.expect("read")), [Value::Null; 0]);
}

pub async fn a_reader_cannot_write<H: Harness>(name: &str) {
    let backend = H::open(name).await;
    let tx = backend.begin(&["accounts"], Mode::Read).await.expect("begun");
    assert!(matches!(tx.put("accounts", r#"[{"id":"a","seq":1}]"#), Err(Failure::Refused(_))));
}

pub async fn a_database_opened_again_holds_the_same<H: Harness>(name: &str) {
    let mut device = Device::open::<H>(name).await;
    device.give(Command::Create { docs: vec![opportunity(1)] }).await.expect("created");
    let again = Device::open::<H>(name).await;
    assert_eq!(again.titles().await, ["Opportunity 1"]);
    assert_eq!(again.store.state().await.expect("state").seq, 1);
}

pub async fn a_lost_connection_is_opened_again<H: Harness>(name: &str) {
    let mut device = Device::open::<H>(name).await;
    device.give(Command::Create { docs: vec![opportunity(1)] }).await.expect("created");
    H::disconnect(device.store.backend()).await;
    device.give(edit(1, "source", json!("Fair"))).await.expect("saved over the new connection");
    H::disconnect(device.store.backend()).await;
    assert_eq!(device.field(1, "source").await, "Fair");
    assert_eq!(device.store.state().await.expect("state").seq, 2, "the command was carried out once");
}

pub async fn a_command_writes_record_journal_and_number_together<H: Harness>(name: &str) {
    let mut device = Device::open::<H>(name).await;
    device.give(Command::Start { docs: stages() }).await.expect("started");
    let created = device.give(Command::Create { docs: vec![opportunity(1)] }).await.expect("created");
    let moved = device.give(move_to(1, 1002)).await.expect("moved");
    assert_eq!((created.logged.seq, moved.logged.seq), (2, 3));
    assert_eq!(device.field(1, "stage").await, json!(Uuid::from_u128(1002)));
    let entries = device.store.entries(Uuid::from_u128(1)).await.expect("read");
    let stages: Vec<(&Value, &Value)> = entries
        .iter()
        .flat_map(|entry| &entry.changes)
        .filter(|c| c.field == "stage")
        .map(|c| (&c.from, &c.to))
        .collect();
    let (first, second) = (json!(Uuid::from_u128(1001)), json!(Uuid::from_u128(1002)));
    assert_eq!(stages, [(&Value::Null, &first), (&first, &second)]);
    assert_eq!(device.stack().await.undo.len(), 3);
}

pub async fn a_refused_command_writes_nothing<H: Harness>(name: &str) {
    let mut device = Device::open::<H>(name).await;
    device.give(Command::Create { docs: vec![opportunity(1)] }).await.expect("created");
    assert!(matches!(device.give(edit(1, "title", json!(""))).await, Err(Error::Rejected(Rejection::Invalid { .. }))));
    assert!(matches!(device.give(edit(2, "title", json!("x"))).await, Err(Error::Rejected(Rejection::Gone(_)))));
    assert_eq!(device.store.state().await.expect("state").seq, 1);
    assert_eq!((device.count(CHANGES).await, device.count(COMMANDS).await), (1, 1));
}

pub async fn undo_and_redo_survive_opening_again<H: Harness>(name: &str) {
    let mut device = Device::open::<H>(name).await;
    device.give(Command::Create { docs: vec![opportunity(1)] }).await.expect("created");
    for n in 0..60 {
        device.give(edit(1, "note", json!(n.to_string()))).await.expect("edited");
    }
    let mut device = Device { next: device.next, ..Device::open::<H>(name).await };
    for _ in 0..55 {
        device.reverse(Action::Undo).await.expect("undone");
    }
    assert_eq!(device.field(1, "note").await, "4");
    let mut device = Device { next: device.next, ..Device::open::<H>(name).await };
    for _ in 0..55 {
        device.reverse(Action::Redo).await.expect("done again");
    }
    assert_eq!(device.field(1, "note").await, "59");
    assert_eq!(device.reverse(Action::Redo).await, Err(Error::NothingToUndo));
}

pub async fn undo_leaves_what_has_changed_since<H: Harness>(name: &str) {
    let mut device = Device::open::<H>(name).await;
    device.give(Command::Create { docs: vec![opportunity(1)] }).await.expect("created");
    let fields = BTreeMap::from([("note".to_owned(), json!("mine")), ("source".to_owned(), json!("Fair"))]);
    device.give(Command::Edit { target: opportunity_ref(1), fields, docs: Vec::new() }).await.expect("edited");
    let step = device.stack().await.undo.pop().expect("a step");
    device.give(edit(1, "note", json!("newer"))).await.expect("edited");
    let mut ids = Uuid::nil;
    let author = Author { member: None, device: DEVICE };
    let context = Context { now: NOW, today: today(), author, ids: &mut ids };
    let id = device.id();
    let undone = device.store.reverse(id, &step, Action::Undo, &context, |_| ()).await.expect("undone");
    assert_eq!(undone.left().iter().map(|left| left.field.as_str()).collect::<Vec<_>>(), ["note"]);
    assert_eq!((device.field(1, "note").await, device.field(1, "source").await), (json!("newer"), Value::Null));
}

pub async fn a_record_that_others_refer_to_is_not_undone_away<H: Harness>(name: &str) {
    let mut device = Device::open::<H>(name).await;
    device.give(Command::Create { docs: vec![account(5)] }).await.expect("created");
    let step = device.stack().await.undo.pop().expect("a step");
    device.give(Command::Create { docs: vec![opportunity(1)] }).await.expect("created");
    device.give(edit(1, "account", json!(Uuid::from_u128(5)))).await.expect("edited");
    let mut ids = Uuid::nil;
    let author = Author { member: None, device: DEVICE };
    let context = Context { now: NOW, today: today(), author, ids: &mut ids };
    let id = device.id();
    let refused = device.store.reverse(id, &step, Action::Undo, &context, |_| ()).await;
    assert_eq!(refused, Err(Error::Rejected(Rejection::Linked(vec![opportunity_ref(1)]))));
    for _ in 0..2 {
        device.reverse(Action::Undo).await.expect("undone");
    }
    device.reverse(Action::Undo).await.expect("nothing refers to it any more");
    assert!(device.store.all(Account::KIND).await.expect("read").is_empty());
}

pub async fn what_a_rule_finds_is_written_once_and_is_nobodys_to_undo<H: Harness>(name: &str) {
    let (mut device, mut tab) = (Device::open::<H>(name).await, Device::open::<H>(name).await);
    tab.next += 0x800;
    device.give(Command::Create { docs: vec![opportunity(1)] }).await.expect("created");
    let escalation = Escalation {
        opportunity: Some(id(1)),
        ladder: 1,
        step: 1,
        due_on: Some(today()),
        fired_at: Some(NOW),
        ..Escalation::default()
    };
    let found = Evaluation { fire: vec![(Escalation::id(id(1), 1, 1, today()), escalation)], ..Evaluation::default() };
    let (command, mut ids) = (Command::Evaluate(found), Uuid::nil);
    let author = Author { member: Some(id(3)), device: DEVICE };
    let mut context = Context { now: NOW, today: today(), author, ids: &mut ids };
    let written = device.store.commit(Uuid::from_u128(0xe0), &command, &mut context).await.expect("written");
    assert_eq!((written.logged.action, written.logged.member), (Action::Evaluate, None));
    assert_eq!(tab.give(command).await, Err(Error::Rejected(Rejection::Nothing)));
    assert_eq!(device.store.all(Escalation::KIND).await.expect("read"), written.docs);
    // The last step that is a person's; what the rule wrote about it does not stand in its way.
    device.reverse(Action::Undo).await.expect("undone");
    assert!(device.store.all(Opportunity::KIND).await.expect("read").is_empty());
    assert_eq!(device.reverse(Action::Undo).await, Err(Error::NothingToUndo));
}

pub async fn an_account_made_along_with_an_edit_goes_with_it<H: Harness>(name: &str) {
    let mut device = Device::open::<H>(name).await;
    device.give(Command::Create { docs: vec![opportunity(1)] }).await.expect("created");
    let fields = [("account".to_owned(), json!(Uuid::from_u128(5)))].into();
    let edit_with_account = Command::Edit { target: opportunity_ref(1), fields, docs: vec![account(5)] };
    device.give(edit_with_account).await.expect("edited");
    device.give(edit(1, "note", json!("later"))).await.expect("edited");
    for _ in 0..2 {
        device.reverse(Action::Undo).await.expect("the reference goes with the account");
    }
    assert_eq!(device.field(1, "account").await, Value::Null);
    assert!(device.store.all(Account::KIND).await.expect("read").is_empty());
}

pub async fn the_index_of_activities_finds_those_of_a_subject<H: Harness>(name: &str) {
    let mut device = Device::open::<H>(name).await;
    device.give(Command::Create { docs: vec![opportunity(1)] }).await.expect("created");
    device.give(Command::Create { docs: vec![opportunity(2)] }).await.expect("created");
    let touch = |n| {
        let next = Some(NextStep { kind: ActivityKind::Call, text: format!("call {n}"), due: Some(today()) });
        Command::Touch(Touch { subject: opportunity_ref(n), log: None, completes: None, next, owner: None })
    };
    device.give(touch(1)).await.expect("planned");
    device.give(touch(2)).await.expect("planned");
    let found = device.store.by(Activity::KIND, "subject", Uuid::from_u128(2)).await.expect("read");
    assert_eq!(found.iter().map(Doc::name).collect::<Vec<_>>(), ["call 2"]);
}

pub async fn a_large_command_shows_only_when_closed<H: Harness>(name: &str) {
    let mut device = Device::open::<H>(name).await;
    device.give(Command::Create { docs: vec![opportunity(9001)] }).await.expect("created");
    let mut large = device.open_large().await.expect("opened");
    let change = Change::new("source", Value::Null, json!("Fair"), Effective::Unknown);
    let updated = vec![Updated { target: opportunity_ref(9001), changes: vec![change] }];
    let slice = Slice { updated, ..added([opportunity(1)]) };
    device.store.write_slice(&mut large, &slice).await.expect("written");
    let other_tab = Device::open::<H>(name).await;
    assert_eq!(other_tab.titles().await, ["Opportunity 9001"]);
    assert_eq!(other_tab.field(9001, "source").await, Value::Null);
    assert!(other_tab.store.entries(Uuid::from_u128(1)).await.expect("read").is_empty());
    device.store.close_large(&large).await.expect("closed");
    assert_eq!(other_tab.titles().await, ["Opportunity 1", "Opportunity 9001"]);
    assert_eq!(other_tab.field(9001, "source").await, "Fair");
}

pub async fn an_abandoned_large_command_leaves_nothing<H: Harness>(name: &str) {
    let mut device = Device::open::<H>(name).await;
    device.give(Command::Create { docs: vec![opportunity(9001)] }).await.expect("created");
    let mut large = device.open_large().await.expect("opened");
    let change = Change::new("source", Value::Null, json!("Fair"), Effective::Unknown);
    let updated = vec![Updated { target: opportunity_ref(9001), changes: vec![change] }];
    let rows = SourceRows { source: "s".into(), header: Vec::new(), rows: Vec::new() };
    for slice in many().into_iter().chain([Slice { updated, rows: Some(rows), ..Slice::default() }]) {
        device.store.write_slice(&mut large, &slice).await.expect("written");
    }
    // The tab is gone; the next one finds the command open.
    let next = Device::open::<H>(name).await;
    let unfinished = next.store.unfinished().await.expect("read");
    assert_eq!(unfinished, [(2, large.id())]);
    next.store.abandon(2).await.expect("taken back");
    assert_eq!(next.titles().await, ["Opportunity 9001"]);
    assert_eq!(next.field(9001, "source").await, Value::Null);
    assert_eq!((next.count(CHANGES).await, next.count(COMMANDS).await, next.count("opportunities").await), (1, 1, 1));
    assert_eq!(next.count(crate::SOURCE_ROWS).await, 0);
    assert_eq!(next.store.unfinished().await.expect("read"), []);
}

pub async fn a_persons_edit_goes_before_an_unfinished_import<H: Harness>(name: &str) {
    let mut device = Device::open::<H>(name).await;
    device.give(Command::Create { docs: vec![opportunity(1)] }).await.expect("created");
    for outcome in ["close", "abandon"] {
        let mut large = device.open_large().await.expect("opened");
        let seq = large.logged.seq;
        let from = [device.field(1, "note").await, device.field(1, "source").await];
        let [note, source] = from.map(|from| (from, json!(format!("imported to {outcome}"))));
        let changes = vec![
            Change::new("note", note.0.clone(), note.1, Effective::Unknown),
            Change::new("source", source.0.clone(), source.1.clone(), Effective::Unknown),
        ];
        let slice = Slice { updated: vec![Updated { target: opportunity_ref(1), changes }], ..Slice::default() };
        device.store.write_slice(&mut large, &slice).await.expect("written");
        device.give(edit(1, "note", json!(format!("mine before {outcome}")))).await.expect("edited");
        assert_eq!(device.field(1, "source").await, source.0);
        if outcome == "close" {
            device.store.close_large(&large).await.expect("closed");
            assert_eq!(device.field(1, "source").await, source.1);
        } else {
            device.store.abandon(seq).await.expect("taken back");
            assert_eq!(device.field(1, "source").await, source.0);
        }
        assert_eq!(device.field(1, "note").await, format!("mine before {outcome}"));
    }
    let history = model::journal::Timeline::of(&device.store.entries(Uuid::from_u128(1)).await.expect("read"));
    let notes: Vec<&Value> = history.field("note").iter().map(|change| &change.to).collect();
    assert_eq!(notes, ["mine before close", "mine before abandon"]);
}

pub async fn an_edit_answers_with_what_everybody_sees<H: Harness>(name: &str) {
    let mut device = Device::open::<H>(name).await;
    device.give(Command::Create { docs: vec![opportunity(1)] }).await.expect("created");
    let mut large = device.open_large().await.expect("opened");
    let changes = vec![Change::new("source", Value::Null, json!("imported"), Effective::Unknown)];
    let slice = Slice { updated: vec![Updated { target: opportunity_ref(1), changes }], ..Slice::default() };
    device.store.write_slice(&mut large, &slice).await.expect("written");
    let edited = device.give(edit(1, "note", json!("mine"))).await.expect("edited");
    let shown = edited.docs.first().expect("the record");
    assert_eq!((shown.get("note"), shown.get("source")), (json!("mine"), Value::Null));
}

pub async fn a_command_that_was_taken_back_cannot_go_on<H: Harness>(name: &str) {
    let mut device = Device::open::<H>(name).await;
    let mut large = device.open_large().await.expect("opened");
    device.store.write_slice(&mut large, &added((1..=3).map(opportunity))).await.expect("written");
    device.store.abandon(large.seq()).await.expect("taken back");
    let slice = added((4..=6).map(opportunity));
    assert!(matches!(device.store.write_slice(&mut large, &slice).await, Err(Error::Failed(Failure::Refused(_)))));
    assert!(matches!(device.store.close_large(&large).await, Err(Error::Failed(Failure::Refused(_)))));
    assert!(device.titles().await.is_empty());
}

pub async fn what_is_edited_while_its_import_is_undone_stays<H: Harness>(name: &str) {
    let mut device = Device::open::<H>(name).await;
    let mut large = device.open_large().await.expect("opened");
    let rows = added((1..=3).map(opportunity).chain([account(5)]));
    device.store.write_slice(&mut large, &rows).await.expect("written");
    device.store.close_large(&large).await.expect("closed");
    let step = device.stack().await.undo.pop().expect("the import");
    for refers in [true, false] {
        let (id, mut ids) = (device.id(), Uuid::nil);
        let author = Author { member: None, device: DEVICE };
        let context = Context { now: NOW, today: today(), author, ids: &mut ids };
        let opening = device.store.open_large_undoing(id, Action::Undo, ("", ""), Some(step.current.id), &context);
        let undo = opening.await.expect("opened");
        device.store.reverse_slices(step.current.seq, &undo.logged, &mut |_| ()).await.expect("written");
        let account = if refers { json!(Uuid::from_u128(5)) } else { Value::Null };
        device.give(edit(1, "account", account)).await.expect("edited");
        let closed = device.store.close_reversal(&undo, step.current.seq, false).await;
        if refers {
            assert_eq!(closed, Err(Error::Rejected(Rejection::Linked(vec![opportunity_ref(1)]))));
            device.store.abandon(undo.seq()).await.expect("taken back");
            assert_eq!(device.titles().await.len(), 3);
        } else {
            closed.expect("closed");
            assert_eq!(device.titles().await, ["Opportunity 1"]);
        }
    }
}

pub async fn a_large_command_is_undone_in_slices_and_done_again<H: Harness>(name: &str) {
    let mut device = Device::open::<H>(name).await;
    device.import(many()).await;
    assert_eq!(device.titles().await.len(), SLICE + 20);
    assert!(matches!(device.reverse(Action::Undo).await.expect("undone"), Done::Large { left, .. } if left.is_empty()));
    assert!(device.titles().await.is_empty());
    device.reverse(Action::Redo).await.expect("done again");
    assert_eq!(device.titles().await.len(), SLICE + 20);
    device.give(edit(7, "note", json!("mine"))).await.expect("edited");
    let stack = device.stack().await;
    let import = stack.undo.first().expect("the import").clone();
    let mut ids = Uuid::nil;
    let author = Author { member: None, device: DEVICE };
    let context = Context { now: NOW, today: today(), author, ids: &mut ids };
    let id = device.id();
    let undone = device.store.reverse(id, &import, Action::Undo, &context, |_| ()).await.expect("undone");
    assert_eq!(undone.left().iter().map(|left| left.target).collect::<Vec<_>>(), [opportunity_ref(7)]);
    assert_eq!(device.titles().await, ["Opportunity 7"], "what was edited since stays and is named");
}

pub async fn undoing_an_import_after_its_cards_were_moved_and_moved_back_empties_it<H: Harness>(name: &str) {
    let mut device = Device::open::<H>(name).await;
    device.give(Command::Start { docs: stages() }).await.expect("started");
    device.import([added((1..=3).map(opportunity))]).await;
    device.give(move_to(1, 1002)).await.expect("moved");
    device.reverse(Action::Undo).await.expect("moved back");
    let undone = device.reverse(Action::Undo).await.expect("undone");
    assert!(undone.left().is_empty());
    assert!(device.titles().await.is_empty());
}

pub async fn two_large_commands_do_not_run_at_once<H: Harness>(name: &str) {
    let mut device = Device::open::<H>(name).await;
    let large = device.open_large().await.expect("opened");
    assert_eq!(device.open_large().await, Err(Error::Busy));
    device.store.close_large(&large).await.expect("closed");
    device.open_large().await.expect("the first has ended");
}

pub async fn source_rows_count_only_while_their_import_holds<H: Harness>(name: &str) {
    let mut device = Device::open::<H>(name).await;
    let row = SourceRow { key: "7".into(), record: Uuid::from_u128(1), cells: vec!["7".into(), "A".into()] };
    let rows = SourceRows { source: "sheet:id".into(), header: vec!["id".into(), "name".into()], rows: vec![row] };
    device.import([Slice { rows: Some(rows.clone()), ..added([opportunity(1)]) }]).await;
    assert_eq!(device.store.source_rows("sheet:id").await.expect("read"), std::slice::from_ref(&rows));
    assert_eq!(device.store.source_rows("sheet").await.expect("read"), []);
    device.reverse(Action::Undo).await.expect("undone");
    assert_eq!(device.store.source_rows("sheet:id").await.expect("read"), []);
    device.reverse(Action::Redo).await.expect("done again");
    assert_eq!(device.store.source_rows("sheet:id").await.expect("read"), [rows]);
}

pub async fn another_tab_learns_what_happened<H: Harness>(name: &str) {
    let mut device = Device::open::<H>(name).await;
    device.give(Command::Create { docs: vec![opportunity(1)] }).await.expect("created");
    device.give(Command::Create { docs: vec![opportunity(2)] }).await.expect("created");
    device.give(edit(1, "note", json!("x"))).await.expect("edited");
    let other = Device::open::<H>(name).await;
    let Since::Changes { seq, docs } = other.store.since(1).await.expect("read") else { panic!("few changes") };
    assert_eq!(seq, 3);
    assert_eq!(docs.iter().map(|doc| (doc.id.as_u128(), doc.seq)).collect::<Vec<_>>(), [(2, 2), (1, 3)]);
    device.import(many().into_iter().map(|slice| added(slice.added.into_iter().skip(2).map(|added| added.doc)))).await;
    assert_eq!(other.store.since(3).await, Ok(Since::Everything { seq: 5 }));
    assert_eq!(other.store.since(5).await, Ok(Since::Changes { seq: 5, docs: Vec::new() }));
}

/// Whose the records of [`linked`] are: the opportunity, the contact, the company below, the call.
async fn owners<B: Backend>(device: &Device<B>) -> [u128; 4] {
    let fields = [(opportunity_ref(1), "account"), (RecordRef::to(id::<Contact>(7)), "account")];
    let fields = fields.into_iter().chain([(account_ref(8), "parent"), (RecordRef::to(id::<Activity>(9)), "subject")]);
    let mut found = [0; 4];
    for (at, (target, field)) in fields.enumerate() {
        let docs = device.store.get(&[target]).await.expect("read");
        let value = docs.get(&target).map(|doc| doc.get(field)).unwrap_or_default();
        found[at] = value.as_str().and_then(|id| Uuid::try_parse(id).ok()).map_or(0, |id| id.as_u128());
    }
    found
}

pub async fn a_merge_moves_what_points_at_the_loser_and_its_undo_gives_it_back<H: Harness>(name: &str) {
    let mut device = Device::open::<H>(name).await;
    device.give(Command::Create { docs: linked() }).await.expect("created");
    let before = (device.account(5).await, device.account(6).await.map(|doc| doc.fields()));
    device.merge(5, 6).await.expect("merged");
    assert_eq!(owners(&device).await, [6, 6, 6, 6]);
    let survivor = device.account(6).await.expect("the survivor");
    assert_eq!(survivor.get("aliases"), json!(["Six", "Account 5"]));
    assert_eq!(survivor.external, [("crm".to_owned(), "A5".to_owned())]);
    let loser = device.account(5).await.expect("the loser's tombstone");
    assert!(loser.deleted_at.is_some());
    assert_eq!(device.store.resolve(account_ref(5)).await, Ok(account_ref(6)));
    assert_eq!(device.store.all(Account::KIND).await.expect("read").len(), 2);
    for _ in 0..2 {
        assert!(device.reverse(Action::Undo).await.expect("undone").left().is_empty());
        assert_eq!(owners(&device).await, [5, 5, 5, 5]);
        let loser = device.account(5).await;
        assert_eq!(loser.as_ref().map(Doc::fields), before.0.as_ref().map(Doc::fields));
        assert_eq!(loser.and_then(|doc| doc.deleted_at), None);
        assert_eq!(device.account(6).await.map(|doc| doc.fields()), before.1);
        assert_eq!(device.store.resolve(account_ref(5)).await, Ok(account_ref(5)));
        device.reverse(Action::Redo).await.expect("done again");
        assert_eq!(owners(&device).await, [6, 6, 6, 6]);
        assert!(device.account(5).await.is_some_and(|doc| doc.deleted_at.is_some()));
    }
}

pub async fn what_comes_after_a_merge_stays_with_the_survivor<H: Harness>(name: &str) {
    let mut device = Device::open::<H>(name).await;
    device.give(Command::Create { docs: linked() }).await.expect("created");
    device.merge(5, 6).await.expect("merged");
    let step = device.stack().await.undo.pop().expect("the merge");
    let mut later = opportunity(2);
    later.set("account", json!(Uuid::from_u128(6)));
    device.give(Command::Create { docs: vec![later] }).await.expect("created");
    device.give(edit_account(6, "aliases", json!(["Six", "Account 5", "New"]))).await.expect("edited");
    let more = json!([["crm", "A5"], ["erp", "9"]]);
    device.give(edit_account(6, "external", more)).await.expect("edited");
    device.give(edit(1, "note", json!("mine"))).await.expect("edited");
    let mut ids = Uuid::nil;
    let author = Author { member: None, device: DEVICE };
    let context = Context { now: NOW, today: today(), author, ids: &mut ids };
    let id = device.id();
    let undone = device.store.reverse(id, &step, Action::Undo, &context, |_| ()).await.expect("undone");
    assert!(undone.left().is_empty());
    assert_eq!(owners(&device).await, [5, 5, 5, 5]);
    assert_eq!(device.field(2, "account").await, json!(Uuid::from_u128(6)));
    assert_eq!(device.field(1, "note").await, "mine");
    let survivor = device.account(6).await.expect("the survivor");
    assert_eq!(survivor.get("aliases"), json!(["Six", "New"]));
    assert_eq!(survivor.external, [("erp".to_owned(), "9".to_owned())]);
}

/// More opportunities of account 5 than one transaction moves.
async fn with_many<H: Harness>(name: &str) -> Device<H::Backend> {
    let mut device = Device::open::<H>(name).await;
    device.give(Command::Create { docs: linked() }).await.expect("created");
    let slices = many().into_iter().map(|slice| {
        let with_account = |mut doc: Doc| {
            doc.set("account", json!(Uuid::from_u128(5)));
            doc
        };
        added(slice.added.into_iter().filter(|a| a.doc.id.as_u128() > 9).map(|a| with_account(a.doc)))
    });
    device.import(slices).await;
    device
}

async fn of_account<B: Backend>(device: &Device<B>, n: u128) -> usize {
    let all = device.store.all(Opportunity::KIND).await.expect("read");
    all.iter().filter(|doc| doc.get("account") == json!(Uuid::from_u128(n))).count()
}

pub async fn a_merge_of_many_records_shows_only_when_closed_and_is_undone_in_slices<H: Harness>(name: &str) {
    let mut device = with_many::<H>(name).await;
    let count = of_account(&device, 5).await;
    assert!(count > SLICE);
    let done = device.merge(5, 6).await.expect("merged");
    assert!(matches!(&done, Done::Large { left, .. } if left.is_empty()));
    assert_eq!(done.logged().detail, "Account 5");
    assert_eq!((of_account(&device, 5).await, of_account(&device, 6).await), (0, count));
    assert_eq!(owners(&device).await, [6, 6, 6, 6]);
    assert!(device.account(5).await.is_some_and(|doc| doc.deleted_at.is_some()));
    assert!(device.reverse(Action::Undo).await.expect("undone").left().is_empty());
    assert_eq!((of_account(&device, 5).await, of_account(&device, 6).await), (count, 0));
    assert!(device.account(5).await.is_some_and(|doc| doc.deleted_at.is_none()));
    device.reverse(Action::Redo).await.expect("done again");
    assert_eq!((of_account(&device, 5).await, of_account(&device, 6).await), (0, count));
    assert_eq!(device.store.resolve(account_ref(5)).await, Ok(account_ref(6)));
}

pub async fn what_comes_to_point_at_the_loser_while_it_is_merged_moves_too<H: Harness>(name: &str) {
    let mut device = with_many::<H>(name).await;
    let mut other = Device { next: 0xe000, ..Device::open::<H>(name).await };
    let id = device.id();
    let mut ids = Uuid::nil;
    let author = Author { member: None, device: DEVICE };
    let mut context = Context { now: NOW, today: today(), author, ids: &mut ids };
    let command = Command::Merge(merge(5, 6));
    let planned = device.store.plan_only(&command, &mut context).await.expect("planned");
    let mut large =
        device.store.open_large_undoing(id, Action::Merge, ("6", "5"), None, &context).await.expect("opened");
    // Another tab, which sees nothing of the merge yet.
    let mut late = opportunity(9001);
    late.set("account", json!(Uuid::from_u128(5)));
    other.give(Command::Create { docs: vec![late] }).await.expect("created");
    let merged = device.store.merge_in_slices(&merge(5, 6), &planned, &mut large, &context, &mut |_, _| ()).await;
    merged.expect("merged");
    assert_eq!(of_account(&device, 5).await, 0);
    assert_eq!(device.field(9001, "account").await, json!(Uuid::from_u128(6)));
}

pub async fn a_merge_is_not_done_again_over_what_points_at_the_loser_since<H: Harness>(name: &str) {
    for many in [false, true] {
        let name = format!("{name}-{many}");
        let mut device = if many { with_many::<H>(&name).await } else { Device::open::<H>(&name).await };
        if !many {
            device.give(Command::Create { docs: linked() }).await.expect("created");
        }
        device.merge(5, 6).await.expect("merged");
        device.reverse(Action::Undo).await.expect("undone");
        let step = device.stack().await.redo.pop().expect("a redo");
        let mut later = opportunity(9001);
        later.set("account", json!(Uuid::from_u128(5)));
        device.give(Command::Create { docs: vec![later] }).await.expect("created");
        let mut ids = Uuid::nil;
        let author = Author { member: None, device: DEVICE };
        let context = Context { now: NOW, today: today(), author, ids: &mut ids };
        let id = device.id();
        let redone = device.store.reverse(id, &step, Action::Redo, &context, |_| ()).await;
        assert_eq!(redone, Err(Error::Rejected(Rejection::Linked(vec![opportunity_ref(9001)]))));
        assert_eq!(owners(&device).await, [5, 5, 5, 5]);
    }
}

pub async fn nothing_is_merged_or_deleted_while_records_are_on_their_way<H: Harness>(name: &str) {
    let mut device = Device::open::<H>(name).await;
    device.give(Command::Create { docs: linked() }).await.expect("created");
    let mut large = device.open_large().await.expect("opened");
    let mut coming = opportunity(2);
    coming.set("account", json!(Uuid::from_u128(5)));
    device.store.write_slice(&mut large, &added([coming])).await.expect("written");
    assert_eq!(device.merge(5, 6).await, Err(Error::Busy));
    assert_eq!(device.give(Command::Merge(merge(5, 6))).await, Err(Error::Busy));
    assert_eq!(device.give(Command::DeleteLinked { target: account_ref(5) }).await, Err(Error::Busy));
    assert_eq!(device.give(Command::Delete { targets: vec![account_ref(5)] }).await, Err(Error::Busy));
    device.store.close_large(&large).await.expect("closed");
    device.merge(5, 6).await.expect("merged");
    assert_eq!(of_account(&device, 6).await, 2);
}

pub async fn an_account_that_others_hang_on_is_only_deleted_with_their_links<H: Harness>(name: &str) {
    let mut device = Device::open::<H>(name).await;
    device.give(Command::Create { docs: linked() }).await.expect("created");
    let refused = device.give(Command::Delete { targets: vec![account_ref(5)] }).await;
    let mut hanging = vec![account_ref(8), RecordRef::to(id::<Contact>(7)), opportunity_ref(1)];
    hanging.sort_unstable();
    assert_eq!(refused, Err(Error::Rejected(Rejection::Linked(hanging))));
    device.give(Command::DeleteLinked { target: account_ref(5) }).await.expect("deleted");
    // What was done with it stays with it.
    assert_eq!(owners(&device).await, [0, 0, 0, 5]);
    device.reverse(Action::Undo).await.expect("undone");
    assert_eq!(owners(&device).await, [5, 5, 5, 5]);
    device.give(Command::DeleteLinked { target: RecordRef::to(id::<Contact>(7)) }).await.expect("deleted");
    assert_eq!(device.field(1, "contacts").await, Value::Null);
    device.give(Command::Delete { targets: vec![account_ref(6)] }).await.expect("nothing hangs on it");
}

pub async fn what_was_deleted_comes_back_with_its_links_though_others_have_changed<H: Harness>(name: &str) {
    let mut device = Device::open::<H>(name).await;
    device.give(Command::Create { docs: linked() }).await.expect("created");
    let deleted = device.give(Command::DeleteLinked { target: account_ref(5) }).await.expect("deleted");
    let contact = RecordRef::to(id::<Contact>(7));
    let fields = BTreeMap::from([("account".to_owned(), json!(Uuid::from_u128(6)))]);
    device.give(Command::Edit { target: contact, fields, docs: Vec::new() }).await.expect("edited");
    let targets = vec![account_ref(5)];
    let back = crate::deleted::links_back(&deleted.entries);
    let restore = Command::Restore { targets: targets.clone(), back: back.clone() };
    device.give(restore.clone()).await.expect("back");
    assert_eq!(owners(&device).await, [5, 6, 5, 5], "who has moved on since stays there");
    let gone = device.give(restore).await;
    assert_eq!(gone, Err(Error::Rejected(Rejection::Gone(account_ref(5)))), "it is there already");
    let history = device.store.entries(Uuid::from_u128(1)).await.expect("read");
    let stages = model::journal::Timeline::of(&history);
    assert_eq!(stages.field("stage").len(), 1, "its history goes on where it stopped");
    // What a record points at may be another's part by the time it comes back.
    device.give(Command::Delete { targets: vec![opportunity_ref(1)] }).await.expect("deleted");
    device.merge(5, 6).await.expect("merged");
    device.give(Command::Restore { targets: vec![opportunity_ref(1)], back: Vec::new() }).await.expect("back");
    assert_eq!(device.field(1, "account").await, json!(Uuid::from_u128(6)));
}

pub async fn a_company_cannot_come_to_stand_above_itself<H: Harness>(name: &str) {
    let mut device = Device::open::<H>(name).await;
    device.give(Command::Create { docs: linked() }).await.expect("created");
    device.give(edit_account(6, "parent", json!(Uuid::from_u128(8)))).await.expect("edited");
    for n in [5, 8, 6] {
        let errors = vec![FieldError::new("parent", Problem::Circular)];
        let refused = device.give(edit_account(5, "parent", json!(Uuid::from_u128(n)))).await;
        assert_eq!(refused, Err(Error::Rejected(Rejection::Invalid { target: account_ref(5), errors })), "{n}");
    }
    // 6 lies below 8, and 8 below 5: 5 becomes part of 6, so that 6 has nothing above it but itself.
    device.merge(5, 6).await.expect("merged");
    assert_eq!(device.account(8).await.map(|doc| doc.get("parent")), Some(json!(Uuid::from_u128(6))));
    assert_eq!(device.account(6).await.map(|doc| doc.get("parent")), Some(Value::Null));
}

pub async fn what_was_deleted_lately_is_listed_until_it_is_back<H: Harness>(name: &str) {
    let mut device = Device::open::<H>(name).await;
    device.give(Command::Create { docs: linked() }).await.expect("created");
    device.give(Command::Create { docs: vec![opportunity(2)] }).await.expect("created");
    device.reverse(Action::Undo).await.expect("what was taken back was not deleted");
    let gone = async |device: &Device<H::Backend>, since: Instant| {
        let gone = device.store.gone_since(since).await.expect("read");
        gone.into_iter()
            .map(|gone| (gone.doc.name(), gone.by.action, gone.into.map(|doc| doc.name())))
            .collect::<Vec<_>>()
    };
    assert_eq!(gone(&device, NOW).await, []);
    device.give(Command::Delete { targets: vec![opportunity_ref(1)] }).await.expect("deleted");
    device.merge(5, 6).await.expect("merged");
    let deal = ("Opportunity 1".to_owned(), Action::Delete, None);
    let merged = ("Account 5".to_owned(), Action::Merge, Some("Account 6".to_owned()));
    assert_eq!(gone(&device, NOW).await, [merged.clone(), deal.clone()]);
    assert_eq!(gone(&device, Instant(NOW.0 + 1)).await, [], "long ago");
    device.reverse(Action::Undo).await.expect("undone");
    assert_eq!(gone(&device, NOW).await, [deal]);
    let restore = device.store.gone_since(NOW).await.expect("read")[0].restore();
    device.give(restore).await.expect("back");
    assert_eq!(gone(&device, NOW).await, []);
    device.reverse(Action::Undo).await.expect("gone again");
    device.reverse(Action::Redo).await.expect("and back");
    assert_eq!(gone(&device, NOW).await, []);
    device.reverse(Action::Undo).await.expect("gone again");
    assert_eq!(gone(&device, NOW).await.len(), 1);
    let again = device.store.gone_since(NOW).await.expect("read")[0].restore();
    device.give(again).await.expect("back");
    assert_eq!(device.titles().await, ["Opportunity 1"]);
}
