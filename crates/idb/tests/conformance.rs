//! The conformance suite on IndexedDB, and what only a browser can show.

#![cfg(target_family = "wasm")]

use std::cell::Cell;
use std::rc::Rc;

use idb::{Database, Event};
use store::conformance::Harness;
use store::{Backend as _, Failure, Mode, Transaction as _};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

struct Idb;

impl Harness for Idb {
    type Backend = Database;

    async fn open(name: &str) -> Database {
        Database::open(&format!("shangji-conformance-{name}"), |_| ()).await.expect("opened")
    }

    async fn disconnect(database: &Database) {
        database.close();
    }
}

store::conformance!(async wasm_bindgen_test, Idb);

#[wasm_bindgen_test]
async fn a_newer_version_in_another_tab_ends_this_one_politely() {
    let seen = Rc::new(Cell::new(None));
    let report = {
        let seen = Rc::clone(&seen);
        move |event| seen.set(Some(event))
    };
    let database = Database::open("shangji-conformance-newer", report).await.expect("opened");
    let newer =
        indexed_db_futures::database::Database::open("shangji-conformance-newer").with_version(store::version() + 1);
    newer.await.expect("the older tab made way");
    assert_eq!(seen.get(), Some(Event::Outdated));
    assert_eq!(database.begin(&["accounts"], Mode::Read).await.err(), Some(Failure::Outdated));
    let reopened = Database::open("shangji-conformance-newer", |_| ()).await;
    assert_eq!(reopened.err(), Some(Failure::Outdated), "the older version does not open what the newer has written");
}

#[wasm_bindgen_test]
async fn a_database_of_other_tables_is_listed_until_it_is_deleted() {
    const NAME: &str = "shangji-conformance-other";
    let schema = idb::Schema {
        version: 1,
        tables: || vec![store::Table { name: "profiles", key: &["id"], indexes: Vec::new() }],
    };
    let database = Database::open_with(NAME, schema, |_| ()).await.expect("opened");
    let tx = database.begin(&["profiles"], Mode::Write).await.expect("begun");
    tx.put("profiles", r#"[{"id":"default"}]"#).expect("put");
    tx.commit().await.expect("committed");
    let is_listed = async || idb::names().await.expect("names").iter().any(|name| name == NAME);
    assert!(is_listed().await);
    // Open as it is: it makes way.
    idb::delete(NAME).await.expect("deleted");
    assert!(!is_listed().await);
    assert_eq!(database.begin(&["profiles"], Mode::Read).await.err(), Some(Failure::Outdated));
}

#[wasm_bindgen_test]
async fn a_retired_database_takes_nothing_more() {
    let database = Database::open("shangji-conformance-retired", |_| ()).await.expect("opened");
    database.retire();
    assert_eq!(database.begin(&["accounts"], Mode::Write).await.err(), Some(Failure::Outdated));
}

#[wasm_bindgen_test]
async fn a_snapshot_is_written_in_parts_and_replaced_whole() {
    let database = Database::open("shangji-conformance-snapshot", |_| ()).await.expect("opened");
    let part = |name: &str, seq| idb::SnapshotPart { part: name.into(), seq, bytes: vec![1, 2, 3] };
    database.write_snapshot(&[part("a", 1), part("b", 1)], true).await.expect("written");
    database.write_snapshot(&[part("b", 2)], false).await.expect("written");
    let count = async || {
        let tx = database.begin(&[store::SNAPSHOT], Mode::Read).await.expect("begun");
        tx.range(store::SNAPSHOT, None, store::Range::all(), None).await.expect("read").matches("\"part\"").count()
    };
    assert_eq!(count().await, 2);
    database.write_snapshot(&[part("c", 3)], true).await.expect("written");
    assert_eq!(count().await, 1);
}
