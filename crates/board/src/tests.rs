use filter::Filter;
use model::records::{Pipeline, Stage, Workspace};
use model::{Currency, Decimal};
use proptest::prelude::*;

use super::*;

fn today() -> Date {
    Date::parse_iso("2026-11-24").unwrap()
}

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn stage(n: u128, position: u32, probability: u8, archived: bool) -> Doc {
    let stage = Stage {
        name: format!("Stage {n}"),
        pipeline: Some(Id::new(id(100))),
        position,
        probability: Some(probability),
        archived,
        ..Stage::default()
    };
    Doc::new(Id::<Stage>::new(id(n)), &stage)
}

fn pipeline(n: u128, archived: bool) -> Doc {
    let position = u32::try_from(n).unwrap();
    Doc::new(Id::<Pipeline>::new(id(n)), &Pipeline { name: format!("Pipeline {n}"), position, archived })
}

fn settings() -> Vec<Doc> {
    vec![
        Doc::new(Workspace::ID, &Workspace::default()),
        pipeline(100, false),
        stage(101, 0, 20, false),
        stage(102, 1, 50, false),
        stage(103, 2, 90, true),
        Doc::new(Id::<Member>::new(id(200)), &Member { name: "Member".into(), ..Member::default() }),
    ]
}

fn opportunity(n: u128, change: impl FnOnce(&mut Opportunity)) -> Doc {
    let mut record = Opportunity {
        title: format!("Opportunity {n}"),
        stage: Some(Id::new(id(101))),
        pipeline: Some(Id::new(id(100))),
        ..Opportunity::default()
    };
    change(&mut record);
    Doc::new(Id::<Opportunity>::new(id(n)), &record)
}

fn account(n: u128, name: &str) -> Doc {
    Doc::new(Id::<Account>::new(id(n)), &Account { name: name.into(), ..Account::default() })
}

#[expect(clippy::unnecessary_wraps, reason = "the amount of a record is optional")]
fn yuan(value: i64) -> Option<Money> {
    Some(Money { value: Decimal::from(value), currency: Currency::CNY })
}

/// What a board shows: columns with ids and totals, and each card's words.
type Picture = Vec<(ColumnKey, Vec<String>, Totals)>;

fn picture(board: &Board) -> Picture {
    let word = |slot: &u32| format!("{:?}", board.card(*slot));
    let columns = board.view().columns().iter();
    columns
        .map(|column| {
            let slots = match column.key.outcome() {
                Some(outcome) => board.closed(outcome),
                None => column.slots.clone(),
            };
            (column.key, slots.iter().map(word).collect(), column.totals.clone())
        })
        .collect()
}

fn with(docs: &[Doc]) -> Board {
    let mut board = Board::new(today());
    board.apply(&settings());
    board.apply(docs);
    board
}

fn ids(board: &Board, key: ColumnKey) -> Vec<u128> {
    let slots = &board.view().column(key).unwrap().slots;
    slots.iter().map(|slot| board.card(*slot).id.as_u128()).collect()
}

const FIRST: ColumnKey = ColumnKey::Stage(Uuid::from_u128(101));
const SECOND: ColumnKey = ColumnKey::Stage(Uuid::from_u128(102));

#[test]
fn columns_are_the_stages_in_order_then_won_and_lost() {
    let board = with(&[]);
    let keys: Vec<ColumnKey> = board.view().columns().iter().map(|column| column.key).collect();
    assert_eq!(keys, [FIRST, SECOND, ColumnKey::Won, ColumnKey::Lost]);
}

#[test]
fn an_archived_stage_stays_as_long_as_open_cards_lie_in_it() {
    let mut board = with(&[]);
    let touched = board.apply(&[opportunity(1, |o| o.stage = Some(Id::new(id(103))))]);
    assert!(touched.all);
    assert_eq!(ids(&board, ColumnKey::Stage(id(103))), [1]);
}

#[test]
fn sums_are_exact_weighted_by_stage_or_own_probability_and_never_mix_currencies() {
    let board = with(&[
        opportunity(1, |o| o.amount = yuan(100)),
        opportunity(2, |o| {
            o.amount = yuan(50);
            o.probability = Some(70);
        }),
        opportunity(3, |o| o.amount = Some(Money { value: Decimal::new(999, 2), currency: Currency::USD })),
        opportunity(4, |_| {}),
    ]);
    let totals = &board.view().column(FIRST).unwrap().totals;
    assert_eq!((totals.count, totals.unpriced), (4, 1));
    let sums: Vec<(String, String, String)> = totals
        .sums
        .iter()
        .map(|sum| (sum.currency.to_string(), sum.sum.normalize().to_string(), sum.weighted.normalize().to_string()))
        .collect();
    let row = |a: &str, b: &str, c: &str| (a.to_owned(), b.to_owned(), c.to_owned());
    assert_eq!(sums, [row("CNY", "150", "55"), row("USD", "9.99", "1.998")]);
}

#[test]
fn the_default_order_is_overdue_today_none_then_later_and_the_greater_amount_first() {
    let mut board = with(&[1, 2, 3, 4, 5, 6].map(|n| opportunity(n, |o| o.amount = yuan(i64::try_from(n).unwrap()))));
    for (n, days) in [(1, 1), (2, 0), (3, -1), (4, -9)] {
        let next = Next { due: today().plus_days(days), kind: model::records::ActivityKind::Call, text: "call".into() };
        board.set_next(id(n), Some(&next));
    }
    assert_eq!(ids(&board, FIRST), [4, 3, 2, 6, 5, 1]);
    assert_eq!(board.view().column(FIRST).unwrap().totals.due, [2, 1, 2, 1]);
    board.show(|shown| shown.order = Order::Amount);
    assert_eq!(ids(&board, FIRST), [6, 5, 4, 3, 2, 1]);
    board.show(|shown| shown.filter = Filter::parse([("due", "overdue")]));
    assert_eq!(ids(&board, FIRST), [4, 3]);
    let totals = &board.view().column(FIRST).unwrap().totals;
    assert_eq!((totals.count, totals.due), (2, [2, 1, 2, 1]), "the bar still shows what the filter leaves out");
}

#[test]
fn each_condition_says_how_many_it_keeps_away() {
    let mut board = with(&[1, 2, 3].map(|n| {
        opportunity(n, |o| {
            o.amount = yuan(i64::try_from(n).unwrap() * 10);
            o.outcome = if n == 3 { Outcome::Won } else { Outcome::Open };
        })
    }));
    board.show(|shown| shown.filter = Filter::parse([("amount", "20.."), ("outcome", "lost")]));
    let without = |field, count, keeps_away| crate::Without { field, count, keeps_away };
    let (amount, outcome) = (filter::Field::Amount, filter::Field::Outcome);
    assert_eq!(board.without_each(), (0, vec![without(amount, 0, 1), without(outcome, 2, 3)]));
    board.show(|shown| shown.filter = Filter::parse([("amount", "20..")]));
    assert_eq!(board.without_each(), (2, vec![without(amount, 3, 1)]));
    assert_eq!(board.matching().into_iter().map(|slot| board.card(slot).id.as_u128()).collect::<Vec<_>>(), [3, 2]);
    assert_eq!(board.view().column(ColumnKey::Won).unwrap().totals.count, 1);
}

#[test]
fn a_condition_on_what_is_not_on_the_board_waits_for_what_was_read() {
    let mut board = with(&[1, 2].map(|n| opportunity(n, |_| {})));
    board.show(|shown| shown.filter = Filter::parse([("source", "fair")]));
    assert!(ids(&board, FIRST).is_empty());
    let condition = board.view().shown().filter.conditions()[0].clone();
    board.show(|shown| shown.read = vec![(condition, [id(2)].into())]);
    assert_eq!(ids(&board, FIRST), [2]);
}

#[test]
fn by_hand_cards_lie_as_they_were_put() {
    let mut board = with(&[1, 2, 3].map(|n| opportunity(n, |_| {})));
    board.show(|shown| shown.order = Order::Hand);
    assert_eq!(ids(&board, FIRST), [1, 2, 3]);
    let slots = board.view().column(FIRST).unwrap().slots.clone();
    let rank = model::rank::between(Some(&board.rank(slots[0])), Some(&board.rank(slots[1])));
    board.apply(&[opportunity(3, |o| o.rank = rank)]);
    assert_eq!(ids(&board, FIRST), [1, 3, 2]);
}

#[test]
fn a_painted_move_shows_at_once_and_can_be_taken_back() {
    let mut board = with(&[opportunity(1, |o| o.amount = yuan(10)), opportunity(2, |_| {})]);
    let before = picture(&board);
    let paint = Paint { stage: Some(id(102)), ..Paint::default() };
    let (painted, touched) = board.paint(id(1), &paint).unwrap();
    assert_eq!(touched.columns, [FIRST, SECOND]);
    assert_eq!((ids(&board, FIRST), ids(&board, SECOND)), (vec![2], vec![1]));
    board.unpaint(painted);
    assert_eq!(picture(&board), before);
}

#[test]
fn what_was_saved_over_a_painted_card_is_not_taken_back() {
    let mut board = with(&[opportunity(1, |_| {})]);
    let (painted, _) = board.paint(id(1), &Paint { stage: Some(id(102)), ..Paint::default() }).unwrap();
    board.apply(&[opportunity(1, |o| o.stage = Some(Id::new(id(102))))]);
    board.unpaint(painted);
    assert_eq!(ids(&board, SECOND), [1]);
}

#[test]
fn renaming_an_account_touches_the_columns_of_its_cards() {
    let mut board = with(&[opportunity(1, |o| o.account = Some(Id::new(id(7))))]);
    assert_eq!(board.missing(), [RecordRef { kind: Account::KIND, id: id(7) }]);
    assert_eq!(board.apply(&[account(7, "Acme")]).columns, [FIRST]);
    assert_eq!(board.apply(&[account(8, "Nobody's")]), Touched::default());
    assert_eq!(board.card(board.view().column(FIRST).unwrap().slots[0]).account, "Acme");
}

/// Something that happens to a board.
#[derive(Clone, Debug)]
enum Event {
    Opportunity {
        n: u128,
        stage: u128,
        outcome: Outcome,
        amount: Option<i64>,
        account: Option<u128>,
        rank: bool,
    },
    Delete(u128),
    Next(u128, Option<i32>),
    Account(u128, u8),
    Stage {
        archived: bool,
        position: u32,
    },
    /// The second pipeline is archived or brought back.
    Pipeline(bool),
    Pack,
}

fn event() -> impl Strategy<Value = Event> {
    let outcome = prop_oneof![3 => Just(Outcome::Open), 1 => Just(Outcome::Won), 1 => Just(Outcome::Lost)];
    let opportunity =
        (1..9_u128, 101..105_u128, outcome, prop::option::of(0..5_i64), prop::option::of(300..303_u128), any::<bool>());
    prop_oneof![
        6 => opportunity.prop_map(|(n, stage, outcome, amount, account, rank)| Event::Opportunity { n, stage, outcome, amount, account, rank }),
        1 => (1..9_u128).prop_map(Event::Delete),
        2 => (1..9_u128, prop::option::of(-2..3_i32)).prop_map(|(n, due)| Event::Next(n, due)),
        1 => (300..303_u128, 0..3_u8).prop_map(|(n, name)| Event::Account(n, name)),
        1 => (any::<bool>(), 0..4_u32).prop_map(|(archived, position)| Event::Stage { archived, position }),
        1 => any::<bool>().prop_map(Event::Pipeline),
        1 => Just(Event::Pack),
    ]
}

const FILTERS: [&[(&str, &str)]; 5] = [
    &[],
    &[("due", "overdue"), ("due", "none")],
    &[("amount", "50.."), ("outcome", "open")],
    &[("not-stage", "00000000-0000-0000-0000-000000000066"), ("has-account", "")],
    &[("source", "known to no board")],
];

/// The records as a store would hold them, and the next steps.
#[derive(Default)]
struct World {
    docs: std::collections::BTreeMap<RecordRef, Doc>,
    next: std::collections::BTreeMap<u128, Option<i32>>,
    seq: u64,
}

impl World {
    fn write(&mut self, mut doc: Doc) -> Doc {
        self.seq += 1;
        doc.seq = self.seq;
        self.docs.insert(doc.record_ref(), doc.clone());
        doc
    }

    fn next(due: i32) -> Next {
        Next { due: today().plus_days(due), kind: model::records::ActivityKind::Visit, text: format!("in {due}") }
    }

    /// A board made of nothing but the records.
    fn board(&self, shown: &Shown) -> Board {
        let mut board = Board::new(today());
        board.show(|new| new.clone_from(shown));
        let of = |opportunities: bool| {
            self.docs.values().filter(move |doc| (doc.kind == Opportunity::KIND) == opportunities).cloned()
        };
        board.load(&of(false).collect::<Vec<_>>());
        board.load(&of(true).collect::<Vec<_>>());
        board.load(&of(false).collect::<Vec<_>>());
        board.rebuild();
        for (n, due) in &self.next {
            board.set_next(id(*n), due.map(Self::next).as_ref());
        }
        board
    }
}

proptest! {
    #[test]
    fn a_board_kept_up_to_date_equals_one_made_anew(
        events in prop::collection::vec(event(), 1..60),
        order in prop::sample::select(&Order::ALL[..]),
        filter in prop::sample::select(&FILTERS[..]),
        pipeline_shown in prop::option::of(100..102_u128),
    ) {
        let filter = Filter::parse(filter.iter().copied());
        let mut world = World::default();
        let mut board = Board::new(today());
        let pipeline_shown = pipeline_shown.map(|n| id(if n == 100 { 100 } else { 110 }));
        board.show(|shown| (shown.order, shown.filter, shown.pipeline) = (order, filter, pipeline_shown));
        let shown = board.view().shown().clone();
        let second = Stage { name: "Renewal".into(), pipeline: Some(Id::new(id(110))), ..Stage::default() };
        let second = [pipeline(110, false), Doc::new(Id::<Stage>::new(id(104)), &second)];
        for doc in settings().into_iter().chain(second) {
            let doc = world.write(doc);
            board.apply(&[doc]);
        }
        board.pack_anew(7);
        let mut stored: std::collections::BTreeMap<String, Part> = std::collections::BTreeMap::new();
        for event in events {
            match event {
                Event::Opportunity { n, stage, outcome, amount, account: of, rank } => {
                    let doc = world.write(opportunity(n, |o| {
                        o.stage = Some(Id::new(id(stage)));
                        o.outcome = outcome;
                        o.amount = amount.and_then(yuan);
                        o.account = of.map(|n| Id::new(id(n)));
                        o.rank = rank.then(|| model::rank::spread(9)[usize::try_from(n).unwrap() % 9].clone());
                    }));
                    for added in board.apply(&[doc]).added {
                        let due = world.next.get(&added.as_u128()).copied().flatten();
                        board.set_next(added, due.map(World::next).as_ref());
                    }
                    // As the app does: names that are missing are asked for.
                    let missing: Vec<Doc> = board.missing().iter().filter_map(|target| world.docs.get(target).cloned()).collect();
                    board.apply(&missing);
                }
                Event::Delete(n) => {
                    let target = RecordRef { kind: Opportunity::KIND, id: id(n) };
                    if let Some(mut doc) = world.docs.get(&target).cloned() {
                        doc.deleted_at = Some(model::Instant(1));
                        let doc = world.write(doc);
                        board.apply(&[doc]);
                    }
                }
                Event::Next(n, due) => {
                    let target = RecordRef { kind: Opportunity::KIND, id: id(n) };
                    if world.docs.get(&target).is_some_and(|doc| doc.deleted_at.is_none()) {
                        // The activity's record moves the number on.
                        world.seq += 1;
                        board.seq = world.seq;
                        world.next.insert(n, due);
                        board.set_next(id(n), due.map(World::next).as_ref());
                    }
                }
                Event::Account(n, name) => {
                    let doc = world.write(account(n, &format!("Account {name}")));
                    board.apply(&[doc]);
                }
                Event::Stage { archived, position } => {
                    let doc = world.write(stage(102, position, 50, archived));
                    board.apply(&[doc]);
                }
                Event::Pipeline(archived) => {
                    let doc = world.write(pipeline(110, archived));
                    board.apply(&[doc]);
                }
                Event::Pack => {
                    while let Some(part) = board.pack() {
                        stored.insert(part.name.clone(), part);
                    }
                }
            }
            prop_assert_eq!(picture(&board), picture(&world.board(&shown)));
        }
        // A start from the packed parts, with what was written since, is the same again.
        if stored.is_empty() {
            return Ok(());
        }
        let mut started = Board::unpack(stored.into_values().collect(), today()).expect("parts of one generation");
        let packed = started.seq;
        let since: Vec<Doc> = world.docs.values().filter(|doc| doc.seq > packed).cloned().collect();
        started.load(&since);
        started.show(|new| new.clone_from(&shown));
        let missing: Vec<Doc> = started.missing().iter().filter_map(|target| world.docs.get(target).cloned()).collect();
        started.apply(&missing);
        for (n, due) in &world.next {
            started.set_next(id(*n), due.map(World::next).as_ref());
        }
        prop_assert_eq!(picture(&started), picture(&world.board(&shown)));
    }
}

#[test]
fn an_archived_pipeline_can_be_shown_as_long_as_something_lies_in_it() {
    let mut board = with(&[opportunity(1, |o| {
        (o.pipeline, o.stage) = (Some(Id::new(id(110))), Some(Id::new(id(104))));
        o.outcome = Outcome::Lost;
    })]);
    let stage = Stage { name: "Renewal".into(), pipeline: Some(Id::new(id(110))), ..Stage::default() };
    board.apply(&[pipeline(110, true), Doc::new(Id::<Stage>::new(id(104)), &stage)]);
    let names = |board: &Board| board.shown_pipelines().into_iter().map(|row| row.id.as_u128()).collect::<Vec<_>>();
    assert_eq!((names(&board), board.pipelines().len()), (vec![100, 110], 1));
    board.show(|shown| shown.pipeline = Some(id(110)));
    assert_eq!(board.view().pipeline(), Some(id(110)));
    assert_eq!(board.closed(Outcome::Lost).len(), 1);
    let touched = board.apply(&[opportunity(1, |_| {})]);
    assert!(touched.all);
    assert_eq!((names(&board), board.view().pipeline()), (vec![100], Some(id(100))));
}

#[test]
fn an_archived_member_is_named_but_not_offered() {
    let mut board = with(&[opportunity(1, |o| o.owner = Some(Id::new(id(200))))]);
    let member = Member { name: "Member".into(), archived: true, ..Member::default() };
    board.apply(&[Doc::new(Id::<Member>::new(id(200)), &member)]);
    assert_eq!((board.members().len(), board.all_members().len()), (0, 1));
    board.pack_anew(7);
    let parts: Vec<Part> = std::iter::from_fn(|| board.pack()).collect();
    let board = Board::unpack(parts, today()).unwrap();
    assert_eq!((board.members().len(), board.member_name(Id::new(id(200)))), (0, "Member"));
    assert_eq!(board.card(0).owner.map(|(_, name)| name.to_owned()).as_deref(), Some("Member"));
}

#[test]
fn parts_of_another_revision_or_torn_ones_are_refused() {
    let mut board = with(&[opportunity(1, |_| {})]);
    board.pack_anew(7);
    let mut parts: Vec<Part> = std::iter::from_fn(|| board.pack()).collect();
    assert!(Board::unpack(parts.clone(), today()).is_some());
    assert!(Board::unpack(parts[1..].to_vec(), today()).is_none(), "cards are missing");
    for part in &mut parts {
        part.bytes.truncate(part.bytes.len() / 2);
    }
    assert!(Board::unpack(parts.clone(), today()).is_none());
    parts[0].bytes[0] ^= 1;
    assert!(Board::unpack(parts, today()).is_none());
}

#[test]
fn what_is_saved_as_it_was_painted_looks_no_different() {
    let mut board = with(&[opportunity(1, |_| {})]);
    let slot = board.slot(id(1)).unwrap();
    board.paint(id(1), &Paint { stage: Some(id(102)), ..Paint::default() }).unwrap();
    let painted = board.looks(slot);
    board.apply(&[opportunity(1, |o| o.stage = Some(Id::new(id(102))))]);
    assert_eq!(board.looks(slot), painted);
    board.apply(&[opportunity(1, |o| o.stage = Some(Id::new(id(101))))]);
    assert_ne!(board.looks(slot), painted);
}

#[test]
fn the_start_script_reads_what_a_board_is_made_of() {
    let script = include_str!("../../../boot/snapshot.js");
    let list = script.split_once("const KINDS = [").and_then(|(_, rest)| rest.split_once(']')).expect("a list").0;
    let read: std::collections::BTreeSet<&str> = list.split(", ").map(|name| name.trim_matches('"')).collect();
    assert_eq!(read, kinds().map(Kind::name).collect());
}
