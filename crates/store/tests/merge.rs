//! Whatever two records hold and whatever points at them: a merge that is undone has changed nothing, and what came after it
//! stays where it was put.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::pin::pin;
use std::task::{Poll, Waker};

use model::journal::{Action, Author};
use model::records::{Account, Activity, Contact, ContactRole, Opportunity, Record};
use model::{Command, Context, Date, Doc, Id, Instant, Kind, Merge, RecordRef, Uuid};
use proptest::prelude::*;
use serde_json::{Value, json};
use store::{Backend as _, CHANGES, COMMANDS, META, Memory, Mode, Range, Store, Transaction as _, tables};

const NOW: Instant = Instant(1_764_000_000_000);

/// Nothing of a database in memory ever waits.
fn run<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut std::task::Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("memory does not wait"),
    }
}

fn uuid(n: u8) -> Uuid {
    Uuid::from_u128(u128::from(n))
}

fn id<R>(n: u8) -> Id<R> {
    Id::new(uuid(n))
}

fn target<R: Record>(n: u8) -> RecordRef {
    RecordRef { kind: R::KIND, id: uuid(n) }
}

struct World {
    store: Store<Memory>,
    next: Cell<u128>,
}

impl World {
    fn new(docs: Vec<Doc>) -> Self {
        let world = Self { store: Store::new(Memory::default()), next: Cell::new(0x1000) };
        world.give(Command::Create { docs });
        world
    }

    fn next(&self) -> Uuid {
        self.next.set(self.next.get() + 1);
        Uuid::from_u128(self.next.get())
    }

    fn with<T>(&self, work: impl AsyncFnOnce(&mut Context<'_>) -> T) -> T {
        let mut ids = || self.next();
        let today = Date::parse_iso("2026-11-24").expect("a day");
        let author = Author { member: None, device: Uuid::nil() };
        run(work(&mut Context { now: NOW, today, author, ids: &mut ids }))
    }

    fn give(&self, command: Command) {
        self.with(async |context| self.store.commit(self.next(), &command, context).await).expect("carried out");
    }

    fn merge(&self, merge: &Merge) {
        self.with(async |context| self.store.merge(self.next(), merge, context, |_, _| ()).await).expect("merged");
    }

    fn undo_merge(&self) {
        self.with(async |context| {
            let stack = self.store.undo_stack(Uuid::nil()).await.expect("a stack");
            let step = stack.undo.iter().rfind(|step| step.given.action == Action::Merge).expect("the merge");
            self.store.reverse(self.next(), step, Action::Undo, context, |_| ()).await.expect("undone")
        });
    }

    fn doc(&self, target: RecordRef) -> Doc {
        run(self.store.get(&[target])).expect("read").remove(&target).expect("it is there")
    }

    /// Every row of every table but the journal, without the numbers of commands.
    fn everything(&self) -> BTreeMap<&'static str, Vec<Value>> {
        let of = |table: &'static str| {
            let tx = run(self.store.backend().begin(&[table], Mode::Read)).expect("begun");
            let mut rows: Vec<Value> =
                serde_json::from_str(&run(tx.range(table, None, Range::all(), None)).expect("read")).expect("JSON");
            for row in rows.iter_mut().filter_map(Value::as_object_mut) {
                row.remove("seq");
            }
            (table, rows)
        };
        let journal = [CHANGES, COMMANDS, META];
        tables().into_iter().map(|table| table.name).filter(|name| !journal.contains(name)).map(of).collect()
    }
}

fn word() -> impl Strategy<Value = Option<String>> {
    prop::option::of(prop::sample::select(vec!["a", "b", "c"]).prop_map(str::to_owned))
}

fn words() -> impl Strategy<Value = Vec<String>> {
    prop::collection::btree_set("[a-d]", 0..3).prop_map(|set| set.into_iter().collect())
}

fn external() -> impl Strategy<Value = Vec<(String, String)>> {
    prop::collection::btree_set(("[xy]", "[1-3]"), 0..3).prop_map(|set| set.into_iter().collect())
}

const ACCOUNTS: [u8; 4] = [1, 2, 3, 4];
const CONTACTS: [u8; 3] = [11, 12, 13];

fn one_of(ids: &'static [u8]) -> impl Strategy<Value = u8> {
    prop::sample::select(ids)
}

fn account(n: u8) -> impl Strategy<Value = Doc> {
    // Those with smaller numbers stand above: no circles to begin with.
    let parent = prop::option::of(0..n).prop_map(|parent| parent.filter(|parent| *parent > 0));
    let custom = prop::option::of(one_of(&ACCOUNTS));
    (words(), word(), word(), parent, external(), custom).prop_map(
        move |(aliases, industry, note, parent, external, custom)| {
            let parent = parent.map(id);
            let record = Account { name: format!("A{n}"), aliases, industry, note, parent, ..Account::default() };
            let mut doc = Doc::new(id::<Account>(n), &record);
            doc.external = external;
            doc.set("custom.partner", custom.map_or(Value::Null, |n| json!(uuid(n))));
            doc
        },
    )
}

fn contact(n: u8) -> impl Strategy<Value = Doc> {
    let account = prop::option::of(one_of(&ACCOUNTS));
    (words(), words(), words(), word(), account).prop_map(move |(aliases, phones, mails, title, account)| {
        let account = account.map(id);
        // Two may bear one name.
        let record =
            Contact { name: format!("C{}", n / 2), aliases, phones, mails, title, account, ..Contact::default() };
        Doc::new(id::<Contact>(n), &record)
    })
}

fn opportunity(n: u8) -> impl Strategy<Value = Doc> {
    let role = (one_of(&CONTACTS), word());
    let roles = prop::collection::vec(role, 0..4);
    (prop::option::of(one_of(&ACCOUNTS)), roles).prop_map(move |(account, roles)| {
        let role = |(contact, role)| ContactRole { contact: id(contact), role };
        let record = Opportunity {
            title: format!("O{n}"),
            stage: Some(id(100)),
            account: account.map(id),
            contacts: roles.into_iter().map(role).collect(),
            ..Opportunity::default()
        };
        Doc::new(id::<Opportunity>(n), &record)
    })
}

fn activity(n: u8) -> impl Strategy<Value = Doc> {
    one_of(&[1, 2, 3, 4, 11, 12, 13, 21, 22]).prop_map(move |subject| {
        Doc::new(id::<Activity>(n), &Activity { subject: Some(uuid(subject)), text: "t".into(), ..Activity::default() })
    })
}

fn world() -> impl Strategy<Value = Vec<Doc>> {
    let accounts = ACCOUNTS.map(account);
    let contacts = CONTACTS.map(contact);
    let opportunities = [21, 22, 23].map(opportunity);
    let activities = [31, 32, 33, 34].map(activity);
    (accounts, contacts, opportunities, activities)
        .prop_map(|(a, b, c, d)| a.into_iter().chain(b).chain(c).chain(d).collect())
}

fn merge() -> impl Strategy<Value = Merge> {
    let take =
        prop::sample::subsequence(vec!["name", "industry", "parent", "title", "account", "custom.partner"], 0..6);
    let pair = |ids: &'static [u8], kind: Kind| {
        prop::sample::subsequence(ids, 2).prop_shuffle().prop_map(move |pair| (kind, pair[0], pair[1]))
    };
    (prop_oneof![pair(&ACCOUNTS, Account::KIND), pair(&CONTACTS, Contact::KIND)], take).prop_map(
        |((kind, one, other), take)| Merge {
            kind,
            survivor: uuid(one),
            loser: uuid(other),
            take: take.into_iter().map(str::to_owned).collect(),
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_merge_that_is_undone_has_changed_nothing(docs in world(), merge in merge()) {
        let world = World::new(docs);
        let before = world.everything();
        world.merge(&merge);
        for doc in run(world.store.pointing_at(merge.loser)).unwrap() {
            prop_assert_eq!(doc.record_ref(), merge.survivor(), "only an own field of the survivor may name the loser");
        }
        let names = world.doc(merge.survivor());
        let called = |name: &str| names.name() == name || names.get("aliases").as_array().is_some_and(|all| all.contains(&name.into()));
        prop_assert!(called(&world.doc(merge.loser()).name()));
        world.undo_merge();
        prop_assert_eq!(world.everything(), before);
    }

    #[test]
    fn what_comes_after_a_merge_stays_though_it_is_undone(
        docs in world(),
        merge in merge(),
        alias in "[p-r]",
        note in word(),
        edits in prop::collection::vec(one_of(&[21, 22, 23]), 0..3),
    ) {
        let world = World::new(docs);
        let pointed: Vec<(RecordRef, Doc)> =
            run(world.store.pointing_at(merge.loser)).unwrap().into_iter().map(|doc| (doc.record_ref(), doc)).collect();
        let aliases = world.doc(merge.survivor()).get("aliases");
        world.merge(&merge);
        // A new opportunity and a touch of the survivor's, a name more, and notes on what was moved.
        let mut deal = Doc::new(id::<Opportunity>(40), &Opportunity { title: "New".into(), stage: Some(id(100)), ..Opportunity::default() });
        let field = if merge.kind == Account::KIND { "account" } else { "contacts" };
        let value = if merge.kind == Account::KIND { json!(merge.survivor) } else { json!([{ "contact": merge.survivor }]) };
        deal.set(field, value.clone());
        let touch = Activity { subject: Some(merge.survivor), text: "later".into(), ..Activity::default() };
        world.give(Command::Create { docs: vec![deal, Doc::new(id::<Activity>(41), &touch)] });
        let mut names = world.doc(merge.survivor()).get("aliases").as_array().cloned().unwrap_or_default();
        names.push(json!(alias));
        let edit = |target, field: &str, value: Value| Command::Edit { target, fields: [(field.to_owned(), value)].into(), docs: Vec::new() };
        world.give(edit(merge.survivor(), "aliases", names.into()));
        for n in &edits {
            let text = note.clone().map_or_else(|| format!("note of {n}"), |note| format!("{note} {n}"));
            if world.doc(target::<Opportunity>(*n)).get("note") != json!(text) {
                world.give(edit(target::<Opportunity>(*n), "note", json!(text)));
            }
        }
        world.undo_merge();
        prop_assert_eq!(world.doc(target::<Opportunity>(40)).get(field), value);
        prop_assert_eq!(world.doc(target::<Activity>(41)).get("subject"), json!(merge.survivor));
        let mut expected = aliases.as_array().cloned().unwrap_or_default();
        expected.push(json!(alias));
        prop_assert_eq!(world.doc(merge.survivor()).get("aliases"), Value::from(expected));
        for (target, before) in pointed {
            let mut now = world.doc(target);
            prop_assert_eq!(edits.contains(&u8::try_from(target.id.as_u128()).unwrap()), now.get("note") != before.get("note"));
            now.set("note", before.get("note"));
            if target != merge.survivor() {
                prop_assert_eq!(now.fields(), before.fields());
            }
        }
        prop_assert!(world.doc(merge.loser()).deleted_at.is_none());
    }
}
