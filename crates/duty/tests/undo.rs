//! Undo restores every value that is worked out: grade and since when, due date, signals, dwell, pushes, and the queue.

use std::pin::pin;
use std::task::{Poll, Waker};

use duty::{Book, Facts, Material, Rules, Settings};
use model::command::{Close, Log, NextStep, Touch};
use model::journal::{Action, Author, Timeline};
use model::records::{
    Activity, ActivityKind, Answer, Dimension, GradeOverride, Opportunity, Outcome, Pipeline, Record, Stage, Workspace,
};
use model::starter::Words;
use model::today::Scope;
use model::{Command, Context, Currency, Date, Decimal, Doc, Grade, Id, Instant, Money, RecordRef, Uuid};
use proptest::prelude::*;
use serde_json::{Value, json};
use store::{Memory, Store};

const DEVICE: Uuid = Uuid::from_u128(0xd0);
const MILLIS: i64 = 86_400_000;
const STAGES: u128 = 3;
const DEALS: u128 = 3;

/// Nothing of a database in memory ever waits.
fn run<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut std::task::Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("memory does not wait"),
    }
}

fn id<R>(n: u128) -> Id<R> {
    Id::new(Uuid::from_u128(n))
}

fn day_of(instant: Instant) -> Date {
    Date::from_days(i32::try_from(instant.0.div_euclid(MILLIS)).expect("a day")).expect("a day")
}

fn first_day() -> Date {
    Date::parse_iso("2026-03-02").expect("a day")
}

/// A workspace in memory, on a day.
struct World {
    store: Store<Memory>,
    next: u128,
    today: Date,
}

impl World {
    fn new() -> Self {
        let mut world = Self { store: Store::new(Memory::default()), next: 0x1000, today: first_day() };
        let stage = |n: u128| {
            let position = u32::try_from(n).expect("few");
            Doc::new(
                id::<Stage>(100 + n),
                &Stage { name: format!("Stage {n}"), pipeline: Some(id(1)), position, ..Stage::default() },
            )
        };
        let deal = |n: u128| {
            let amount =
                Money { value: Decimal::from(u64::try_from(n).expect("few") * 150_000), currency: Currency::CNY };
            let record = Opportunity {
                title: format!("Deal {n}"),
                pipeline: Some(id(1)),
                stage: Some(id(100)),
                amount: Some(amount),
                created_on: Some(first_day()),
                expected_close: Some(first_day().plus_days(60)),
                ..Opportunity::default()
            };
            Doc::new(id::<Opportunity>(200 + n), &record)
        };
        let workspace = Workspace { currency: Currency::CNY, ..Workspace::default() };
        let mut docs = vec![
            Doc::new(Workspace::ID, &workspace),
            Doc::new(id::<Pipeline>(1), &Pipeline { name: "Sales".into(), ..Pipeline::default() }),
        ];
        docs.extend((0..STAGES).map(stage));
        docs.extend((0..DEALS).map(deal));
        world.give(&Command::Create { docs });
        world
    }

    fn now(&self) -> Instant {
        Instant(i64::from(self.today.days()) * MILLIS + 3_600_000)
    }

    /// Whether there was something to do.
    fn give(&mut self, command: &Command) -> bool {
        self.next += 0x100;
        let mut next = self.next;
        let mut ids = || {
            next += 1;
            Uuid::from_u128(next)
        };
        let author = Author { member: None, device: DEVICE };
        let mut context = Context { now: self.now(), today: self.today, author, ids: &mut ids };
        run(self.store.commit(Uuid::from_u128(self.next), command, &mut context)).is_ok()
    }

    fn undo(&mut self) {
        self.next += 0x100;
        let step = run(self.store.undo_stack(DEVICE)).expect("a stack").undo.pop().expect("a step");
        let mut ids = Uuid::nil;
        let author = Author { member: None, device: DEVICE };
        let context = Context { now: self.now(), today: self.today, author, ids: &mut ids };
        run(self.store.reverse(Uuid::from_u128(self.next), &step, Action::Undo, &context, |_| ())).expect("undone");
    }

    fn all<R: Record>(&self) -> Vec<(Id<R>, R)> {
        let docs = run(self.store.all(R::KIND)).expect("read");
        docs.iter().map(|doc| (Id::new(doc.id), doc.decode().expect("a record"))).collect()
    }

    /// What the rules say of it today.
    fn book(&self) -> Book {
        let settings = Settings {
            workspace: Workspace { currency: Currency::CNY, ..Workspace::default() },
            pipelines: self.all(),
            stages: self.all(),
            ..Settings::default()
        };
        let mut book = Book::new(Rules::new(settings, Words::English, &day_of), self.today);
        for doc in run(self.store.all(Opportunity::KIND)).expect("read") {
            let timeline = Timeline::of(&run(self.store.entries(doc.id)).expect("read"));
            let activities: Vec<(Id<Activity>, Activity)> =
                self.all::<Activity>().into_iter().filter(|(_, one)| one.subject == Some(doc.id)).collect();
            let material = Material {
                doc: &doc,
                timeline: &timeline,
                activities: &activities,
                actions: &self.all(),
                escalations: Vec::new(),
                stalls: Vec::new(),
                part: &|_| None,
            };
            let facts = Facts::read(material, book.rules(), self.today, &day_of);
            book.put(Id::new(doc.id), facts);
        }
        book.settle();
        book
    }

    /// Everything that is worked out, as text.
    fn derived(&self) -> String {
        let book = self.book();
        let known: Vec<_> = (0..DEALS).map(|n| book.get(id(200 + n))).collect();
        format!("{known:#?}\n{:#?}", book.queue(Scope::Everyone))
    }
}

fn fields() -> impl Strategy<Value = (&'static str, Value)> {
    prop_oneof![
        (1_u64..9_000_000)
            .prop_map(|value| { ("amount", json!(Money { value: Decimal::from(value), currency: Currency::CNY })) }),
        (0_i32..200).prop_map(|days| ("expected_close", json!(first_day().plus_days(days)))),
        (0_usize..5, 1_u8..=5).prop_map(|(at, value)| {
            (Dimension::ALL[at].field(), json!(Answer { value: Some(value), ..Answer::default() }))
        }),
        any::<bool>().prop_map(|strategic| ("strategic", json!(strategic))),
        (0_i32..40).prop_map(|days| {
            let until = Some(first_day().plus_days(40 + days));
            (
                "grade_override",
                json!(GradeOverride { grade: Grade::A, reason: "Known".into(), until, by: None, on: None }),
            )
        }),
        (1_i32..60).prop_map(|days| ("snoozed_until", json!(first_day().plus_days(days)))),
    ]
}

fn command() -> impl Strategy<Value = Command> {
    let deal = || (0..DEALS).prop_map(|n| id::<Opportunity>(200 + n));
    prop_oneof![
        3 => (deal(), fields()).prop_map(|(deal, (field, value))| Command::Edit {
            target: RecordRef::to(deal),
            fields: [(field.to_owned(), value)].into(),
            docs: Vec::new(),
        }),
        2 => (deal(), 0..STAGES).prop_map(|(opportunity, stage)| Command::Move {
            opportunity,
            stage: id(100 + stage),
            rank: None,
            ranks: Vec::new(),
        }),
        2 => (deal(), any::<bool>(), 0_i32..20).prop_map(|(deal, plans, days)| Command::Touch(Touch {
            subject: RecordRef::to(deal),
            log: Some(Log { kind: ActivityKind::Call, text: "Talked".into(), on: None }),
            completes: None,
            next: plans.then(|| NextStep {
                kind: ActivityKind::Visit,
                text: "Go there".into(),
                due: Some(first_day().plus_days(days)),
            }),
            owner: None,
        })),
        1 => (deal(), any::<bool>()).prop_map(|(opportunity, won)| Command::Close(Close {
            opportunity,
            outcome: if won { Outcome::Won } else { Outcome::Lost },
            closed_on: first_day(),
            amount: None,
            reasons: Vec::new(),
            competitors: Vec::new(),
            note: None,
            review: Some(NextStep { kind: ActivityKind::Review, text: "Review".into(), due: Some(first_day()) }),
        })),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn undo_restores_every_value_that_is_worked_out(
        story in prop::collection::vec((command(), 0_i32..6), 1..7),
        last in command(),
    ) {
        let mut world = World::new();
        for (command, days) in story {
            world.give(&command);
            world.today = world.today.plus_days(days);
        }
        let before = world.derived();
        if world.give(&last) {
            world.undo();
            prop_assert_eq!(world.derived(), before);
        }
    }
}

#[test]
fn what_is_worked_out_does_change_with_what_is_done() {
    let mut world = World::new();
    let before = world.derived();
    let amount = json!(Money { value: Decimal::from(9_000_000), currency: Currency::CNY });
    let fields = [("amount".to_owned(), amount)].into();
    assert!(world.give(&Command::Edit { target: RecordRef::to(id::<Opportunity>(200)), fields, docs: Vec::new() }));
    assert_ne!(world.derived(), before);
}

#[test]
fn a_planned_touch_that_is_ticked_off_by_the_one_that_is_logged_counts_once() {
    let mut world = World::new();
    let touch = |log, completes, next| {
        Command::Touch(Touch { subject: RecordRef::to(id::<Opportunity>(200)), log, completes, next, owner: None })
    };
    let visit = NextStep { kind: ActivityKind::Visit, text: "Go there".into(), due: Some(first_day()) };
    assert!(world.give(&touch(None, None, Some(visit))));
    let (planned, _) = world.all::<Activity>().remove(0);
    let log = Log { kind: ActivityKind::Call, text: "Talked".into(), on: None };
    assert!(world.give(&touch(Some(log), Some(planned), None)));
    assert_eq!(world.all::<Activity>().len(), 2);
    assert_eq!(world.book().effort(Scope::Everyone).all.touches, 1);
}
