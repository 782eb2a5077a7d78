//! What is restored is what was backed up; what is not whole is refused.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use backup::{About, Reader, Refusal, Stopped, Verified, holds, restore, verify, write};
use model::journal::{Action, Author};
use model::records::{Opportunity, Record as _};
use model::{Command, Date, Instant, Kind, Uuid};
use proptest::prelude::*;
use serde_json::{Value, json};
use store::{
    Backend, CHANGES, COMMANDS, Failure, META, Memory, Mode, Range, SNAPSHOT, SOURCE_ROWS, Store, Transaction, tables,
};

/// Nothing of a database in memory ever waits.
fn run<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("memory does not wait"),
    }
}

type Rows = Vec<(&'static str, Value)>;

fn about() -> About {
    About {
        app: "0.1.0 (test)".to_owned(),
        workspace: "云桥 \"one\"\n".to_owned(),
        made: Instant(1_764_000_000_000),
        device: Uuid::from_u128(7),
    }
}

fn filled(rows: &Rows) -> Memory {
    let memory = Memory::default();
    run(async {
        for (store, row) in rows {
            let tx = memory.begin(&[store], Mode::Write).await.expect("begun");
            tx.put(store, &json!([row]).to_string()).expect("put");
            tx.commit().await.expect("committed");
        }
    });
    memory
}

/// Every store but the cache, as text.
fn dump(memory: &Memory) -> BTreeMap<&'static str, String> {
    let all = tables().into_iter().filter(|table| table.name != SNAPSHOT).map(|table| {
        let rows = run(async {
            let tx = memory.begin(&[table.name], Mode::Read).await?;
            tx.range(table.name, None, Range::all(), None).await
        });
        (table.name, rows.expect("read"))
    });
    all.collect()
}

fn file(memory: &Memory) -> Vec<u8> {
    let mut body = String::new();
    let written = run(write(memory, about(), |piece, _| body.push_str(piece))).expect("written");
    (written.head + &body).into_bytes()
}

/// A file's pieces, of some size.
fn pieces(file: &[u8], size: usize) -> impl AsyncFnMut() -> Result<Option<Vec<u8>>, Infallible> {
    let mut chunks: std::collections::VecDeque<Vec<u8>> = file.chunks(size).map(<[u8]>::to_vec).collect();
    async move || Ok(chunks.pop_front())
}

fn verified(file: &[u8]) -> Result<Verified, Refusal> {
    let Ok(result) = run(verify(pieces(file, 100), |_| ()));
    result
}

fn refused(file: &[u8]) -> Refusal {
    verified(file).expect_err("refused")
}

fn some_rows() -> Rows {
    vec![
        ("accounts", json!({"kind": "accounts", "id": "a1", "seq": 1, "data": {"name": "云桥制造 𠮷 \u{2028}"}})),
        ("accounts", json!({"kind": "accounts", "id": "a2", "seq": 2, "deleted_at": 5, "data": {"note": "},\n],\"]"}})),
        (COMMANDS, json!({"seq": 1, "action": "import"})),
        (CHANGES, json!({"record": "a1", "seq": 1})),
        (SOURCE_ROWS, json!({"source": "客户.csv", "seq": 1, "part": 0, "rows": [["a", "b"]]})),
        (META, json!({"name": "state", "seq": 2})),
        (SNAPSHOT, json!({"part": "head", "seq": 2})),
    ]
}

#[test]
fn a_backup_is_one_valid_json_file_that_begins_with_what_is_in_it() {
    let json: Value = serde_json::from_slice(&file(&filled(&some_rows()))).expect("JSON");
    let header = &json["header"];
    assert_eq!(header["format"], "shangji-backup");
    assert_eq!(header["when"], "2025-11-24T16:00:00.000Z");
    assert_eq!(header["counts"]["accounts"], 2);
    assert_eq!(header["counts"]["contacts"], 0);
    assert_eq!(json["stores"]["accounts"][1]["deleted_at"], 5);
    let stores: Vec<&str> = json["stores"].as_object().expect("stores").keys().map(String::as_str).collect();
    let known = tables();
    let mut known: Vec<&str> = known.iter().map(|table| table.name).filter(|name| *name != SNAPSHOT).collect();
    known.sort_unstable();
    assert_eq!(stores, known, "every store but the cache");
}

#[test]
fn the_header_says_how_many_records_there_are() {
    let verified = verified(&file(&filled(&some_rows()))).expect("whole");
    assert_eq!((verified.header.records(), verified.header.rows()), (2, 6));
    assert_eq!(verified.header.workspace, about().workspace);
}

#[test]
fn a_file_that_ends_early_is_refused_wherever_it_ends() {
    let whole = file(&filled(&some_rows()));
    for end in 0..whole.len() {
        let refusal = refused(&whole[..end]);
        let expected =
            if end == 0 { matches!(refusal, Refusal::Empty) } else { matches!(refusal, Refusal::Truncated { .. }) };
        assert!(expected, "at {end}: {refusal:?}");
    }
    verified(&whole).expect("whole");
}

#[test]
fn a_file_with_one_byte_changed_is_refused_wherever_it_is() {
    let whole = file(&filled(&some_rows()));
    for at in 0..whole.len() {
        for flip in [0x01, 0x20, 0x80] {
            let mut damaged = whole.clone();
            damaged[at] ^= flip;
            verified(&damaged).expect_err(&format!("byte {at} with {flip:#x}"));
        }
    }
}

#[test]
fn a_file_with_something_added_lost_or_repeated_is_refused() {
    let whole = String::from_utf8(file(&filled(&some_rows()))).expect("text");
    let lines: Vec<&str> = whole.split('\n').collect();
    for at in 0..lines.len() {
        let without = [&lines[..at], &lines[at + 1..]].concat().join("\n");
        let twice = [&lines[..=at], &lines[at..]].concat().join("\n");
        for changed in [without, twice] {
            verified(changed.as_bytes()).expect_err(&format!("line {}", at + 1));
        }
    }
    for after in ["\n", " ", "}", "\n{}"] {
        refused((whole.clone() + after).as_bytes());
    }
}

#[test]
fn what_is_no_backup_is_called_what_it_is() {
    assert_eq!(refused(b""), Refusal::Empty);
    assert_eq!(refused(b" \n"), Refusal::Empty);
    for foreign in [
        "[1, 2]",
        "{\"a\":{}}",
        "{\n  \"name\": \"x\",\n  \"version\": 1\n}\n",
        "{\"header\":{\"format\":\"x\"},\"stores\":{}}",
    ] {
        assert_eq!(refused(foreign.as_bytes()), Refusal::OtherJson, "{foreign}");
    }
    for foreign in ["商机编号,名称\n1,云桥\n", "\u{0}PK", "12,13", "{oops}", "\"text\""] {
        assert_eq!(refused(foreign.as_bytes()), Refusal::NotJson, "{foreign}");
    }
    let endless = format!("{{\"header\":{{\"title\":\"{}", "x".repeat(200_000));
    assert_eq!(refused(endless.as_bytes()), Refusal::OtherJson);
    assert_eq!(refused(&vec![0xff; 200_000]), Refusal::NotJson);
}

#[test]
fn what_a_newer_version_wrote_is_called_so_however_it_is_laid_out() {
    let whole = String::from_utf8(file(&filled(&some_rows()))).expect("text");
    let newer = Refusal::Newer { app: "0.1.0 (test)".to_owned() };
    assert_eq!(refused(whole.replace("\"version\":1", "\"version\":2").as_bytes()), newer);
    let database = format!("\"database\":{}", store::version());
    let higher = format!("\"database\":{}", store::version() + 1);
    assert_eq!(refused(whole.replace(&database, &higher).as_bytes()), newer);
    let anew = "{ \"header\": {\"format\":\"shangji-backup\",\"version\":2,\"app\":\"0.1.0 (test)\"}, \"stores\": {} }";
    assert_eq!(refused(anew.as_bytes()), newer);
    assert_eq!(refused(anew.replace("2,", "1,").as_bytes()), Refusal::Damaged { line: Some(1) });
}

#[test]
fn an_older_database_with_fewer_stores_is_taken_as_it_is() {
    let whole = String::from_utf8(file(&filled(&some_rows()))).expect("text");
    // As a version wrote it that knew no contacts.
    let older = whole
        .replace(&format!("\"database\":{}", store::version()), "\"database\":3")
        .replace("\"contacts\":0,", "")
        .replace("\"contacts\":[\n],\n", "");
    let lines: Vec<&str> = older.splitn(3, '\n').collect();
    let older =
        format!("{}\n\"checksum\":\"{}\"}},\n{}", lines[0], sha256(&[lines[2], lines[0], "\n"].concat()), lines[2]);
    let verified = verified(older.as_bytes()).expect("whole");
    let empty = Memory::default();
    run(restore(&empty, &verified, pieces(older.as_bytes(), 64), |_| ())).expect("restored");
    assert_eq!(dump(&empty), dump(&filled(&some_rows())));
}

/// As anybody can work it out.
fn sha256(text: &str) -> String {
    use sha2::{Digest as _, Sha256};
    let digits: Vec<String> = Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{}", digits.concat())
}

#[test]
fn the_checksum_is_that_of_the_lines_behind_it_and_the_first() {
    let whole = String::from_utf8(file(&filled(&some_rows()))).expect("text");
    let lines: Vec<&str> = whole.splitn(3, '\n').collect();
    assert_eq!(lines[1], format!("\"checksum\":\"{}\"}},", sha256(&[lines[2], lines[0], "\n"].concat())));
}

#[test]
fn a_database_that_takes_no_more_ends_the_restoring() {
    let whole = file(&filled(&some_rows()));
    let verified = verified(&whole).expect("whole");
    let full = Memory::default();
    full.fail_next_commit(Failure::Full);
    let stopped = run(restore(&full, &verified, pieces(&whole, 64), |_| ())).expect_err("stopped");
    assert_eq!(stopped, Stopped::Failed(Failure::Full));
}

#[test]
fn a_file_that_has_changed_since_it_was_verified_is_not_taken() {
    let (whole, mut other) = (file(&filled(&some_rows())), some_rows());
    other.pop();
    other.push((META, json!({"name": "probe"})));
    let verified = verified(&whole).expect("whole");
    let memory = Memory::default();
    let stopped = run(restore(&memory, &verified, pieces(&file(&filled(&other)), 64), |_| ())).expect_err("stopped");
    assert_eq!(stopped, Stopped::Refused(Refusal::Damaged { line: None }));
}

#[test]
fn what_is_written_while_a_backup_is_restored_is_noticed() {
    let whole = file(&filled(&some_rows()));
    let verified = verified(&whole).expect("whole");
    let mut rows = some_rows();
    assert!(run(holds(&filled(&rows), &verified)).expect("read"));
    rows.push((COMMANDS, json!({"seq": 3, "action": "move"})));
    assert!(!run(holds(&filled(&rows), &verified)).expect("read"));
}

/// The sample, a move, and an import that has been left in the middle.
fn worked_in() -> Memory {
    let store = Store::new(Memory::default());
    let (today, now) = (Date::parse_iso("2026-11-24").expect("a day"), Instant(1_764_000_000_000));
    let mut next = 0_u128;
    let mut ids = || {
        next += 1;
        Uuid::from_u128(next)
    };
    let author = Author { member: None, device: Uuid::from_u128(7) };
    let mut context = model::Context { now, today, author, ids: &mut ids };
    run(async {
        let mut slices = sample::generate(3, model::starter::Words::Chinese, today);
        let left = slices.pop().expect("slices");
        let opportunity =
            slices.iter().flat_map(|slice| &slice.added).find(|added| added.doc.kind == Opportunity::KIND);
        let opportunity = opportunity.expect("opportunities").doc.record_ref();
        let mut large = store.open_large(Uuid::from_u128(1 << 64), Action::Sample, "", &context).await.expect("opened");
        for slice in &slices {
            store.write_slice(&mut large, slice).await.expect("written");
        }
        store.close_large(&large).await.expect("closed");
        let fields = BTreeMap::from([("note".to_owned(), json!("改过"))]);
        let edit = Command::Edit { target: opportunity, fields, docs: Vec::new() };
        store.commit(Uuid::from_u128(2 << 64), &edit, &mut context).await.expect("edited");
        let mut large = store.open_large(Uuid::from_u128(3 << 64), Action::Import, "", &context).await.expect("opened");
        store.write_slice(&mut large, &left).await.expect("written");
    });
    store.into_backend()
}

#[test]
fn a_workspace_people_work_in_comes_back_whole() {
    let memory = worked_in();
    let file = file(&memory);
    let verified = verified(&file).expect("whole");
    let restored = Memory::default();
    let mut told = Vec::new();
    run(restore(&restored, &verified, pieces(&file, 1 << 20), |rows| told.push(rows))).expect("restored");
    assert_eq!(told.last().copied(), Some(verified.header.rows()));
    assert_eq!(dump(&restored), dump(&memory));
    let store = Store::new(restored);
    let unfinished = run(store.unfinished()).expect("read");
    run(store.abandon(unfinished[0].0)).expect("taken back, as after a tab that was closed");
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        // Such as survive being written and read.
        any::<i32>().prop_map(|eighths| Value::from(f64::from(eighths) / 8.0)),
        ".{0,12}".prop_map(Value::from),
        Just(json!("],\n\"]}}")),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(".{0,4}", inner, 0..4).prop_map(|map| map.into_iter().collect()),
        ]
    })
}

fn row() -> impl Strategy<Value = (&'static str, Value)> {
    let names: Vec<&'static str> = tables().into_iter().map(|table| table.name).filter(|name| *name != META).collect();
    (prop::sample::select(names), any::<u16>(), ".{0,6}", value()).prop_map(|(store, number, text, value)| {
        let key = json!({"id": text, "record": text, "source": text, "part": number % 3, "seq": number});
        let Value::Object(mut row) = key else { return (store, Value::Null) };
        if Kind::find(store).is_some() {
            row.insert("kind".to_owned(), store.into());
        }
        if store == SNAPSHOT {
            row.insert("part".to_owned(), text.into());
        }
        row.insert("data".to_owned(), value);
        (store, Value::Object(row))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_a_workspace_holds_comes_back(
        rows in prop::collection::vec(row(), 0..60),
        repeated in 0..1500_u32,
        size in 1..5000_usize,
    ) {
        let mut rows = rows;
        // Enough for several pieces.
        rows.push((META, json!({"name": "state", "seq": repeated})));
        let memory = filled(&rows);
        let many: Vec<Value> = (0..repeated).map(|seq| json!({"seq": seq, "detail": "跟进"})).collect();
        run(async {
            let tx = memory.begin(&[COMMANDS], Mode::Write).await.expect("begun");
            tx.put(COMMANDS, &Value::from(many).to_string()).expect("put");
            tx.commit().await.expect("committed");
        });
        let file = file(&memory);
        let verified = verified(&file).expect("whole");
        let restored = Memory::default();
        run(restore(&restored, &verified, pieces(&file, size), |_| ())).expect("restored");
        prop_assert_eq!(dump(&restored), dump(&memory));
    }

    #[test]
    fn damage_anywhere_is_noticed(
        rows in prop::collection::vec(row(), 1..30),
        at in any::<prop::sample::Index>(),
        flip in 1..=255_u8,
    ) {
        let mut file = file(&filled(&rows));
        let at = at.index(file.len());
        file[at] ^= flip;
        prop_assert!(verified(&file).is_err());
    }

    #[test]
    fn the_reader_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..400), cut in any::<prop::sample::Index>()) {
        let whole = file(&filled(&some_rows()));
        let mut mixed = whole[..cut.index(whole.len())].to_vec();
        mixed.extend(bytes);
        let mut reader = Reader::default();
        if reader.feed(&mixed, |_| ()).is_ok() {
            reader.finish().ok();
        }
    }
}
