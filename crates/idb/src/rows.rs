//! Rows, keys and ranges on one transaction.

use indexed_db_futures::KeyRange;
use indexed_db_futures::internals::{QuerySourceInternal, SystemRepr};
use indexed_db_futures::object_store::ObjectStore;
use indexed_db_futures::prelude::{BuildPrimitive as _, QuerySource as _};
use indexed_db_futures::transaction::Transaction as Inner;
use js_sys::{Array, JSON};
use store::{Failure, Key, Range, Transaction};
use wasm_bindgen::prelude::*;

use crate::open::{failure, named};

/// A transaction of IndexedDB; ended without a commit it is aborted.
pub struct IdbTransaction {
    inner: Inner<'static>,
}

impl IdbTransaction {
    pub(crate) fn new(inner: Inner<'static>) -> Self {
        Self { inner }
    }

    pub(crate) fn table(&self, name: &str) -> Result<ObjectStore<'_>, Failure> {
        self.inner.object_store(name).map_err(failure)
    }
}

impl Transaction for IdbTransaction {
    async fn get(&self, table: &str, keys: &[Key]) -> Result<String, Failure> {
        let table = self.table(table)?;
        // All are asked for before the first answer is waited for.
        let asked: Result<Vec<_>, _> =
            keys.iter().map(|key| table.get::<JsValue, _, _>(key_to_js(key)).primitive()).collect();
        let rows = Array::new();
        for row in asked.map_err(failure)? {
            rows.push(&row.await.map_err(failure)?.unwrap_or(JsValue::NULL));
        }
        text(&rows)
    }

    async fn range(
        &self,
        table: &str,
        index: Option<&str>,
        range: Range,
        limit: Option<u32>,
    ) -> Result<String, Failure> {
        let table = self.table(table)?;
        match index {
            None => all(&table, range, limit).await,
            Some(index) => all(&table.index(index).map_err(failure)?, range, limit).await,
        }
    }

    fn put(&self, table: &str, rows: &str) -> Result<(), Failure> {
        let table = self.table(table)?;
        let rows = JSON::parse(rows).map_err(|error| Failure::Refused(format!("{error:?}")))?;
        for row in rows.unchecked_into::<Array>() {
            // An error of the request itself reaches the transaction, where the commit meets it.
            drop(table.put(row).primitive().map_err(failure)?);
        }
        Ok(())
    }

    fn delete(&self, table: &str, key: &Key) -> Result<(), Failure> {
        drop(self.table(table)?.delete(key_to_js(key)).primitive().map_err(failure)?);
        Ok(())
    }

    async fn commit(self) -> Result<(), Failure> {
        let raw: web_sys::IdbTransaction = self.inner.as_sys().unchecked_ref::<web_sys::IdbTransaction>().clone();
        self.inner.commit().await.map_err(|error| match raw.error() {
            // The transaction knows why it was aborted: a full disk, say, which no single request told.
            Some(cause) => named(&cause.name(), &cause.message()),
            None => failure(error),
        })
    }
}

/// The least key there is, and the number of rows that means all of them.
const LEAST: f64 = f64::NEG_INFINITY;
const ALL: u32 = 0;

async fn all<Q, R>(source: &Q, range: Range, limit: Option<u32>) -> Result<String, Failure>
where
    Q: SystemRepr<Repr = R>,
    R: QuerySourceInternal,
{
    let Range { lower, after, upper } = range;
    let lower = lower.as_ref().map_or(JsValue::from_f64(LEAST), key_to_js);
    let range = match upper {
        None => KeyRange::LowerBound(lower, after),
        Some(upper) => KeyRange::Bound(lower, after, key_to_js(&upper), false),
    };
    let asked = source.get_all::<JsValue>().with_query::<JsValue, _>(range).with_limit(limit.unwrap_or(ALL));
    let array = Array::new();
    for row in asked.primitive().map_err(failure)?.await.map_err(failure)? {
        array.push(&row.map_err(failure)?);
    }
    text(&array)
}

fn text(rows: &Array) -> Result<String, Failure> {
    let text = JSON::stringify(rows).ok().and_then(|text| text.as_string());
    text.ok_or_else(|| Failure::Refused("rows are no JSON".to_owned()))
}

fn key_to_js(key: &Key) -> JsValue {
    match key {
        #[expect(clippy::cast_precision_loss, reason = "numbers of commands stay far below 2^53")]
        Key::Number(number) => JsValue::from_f64(*number as f64),
        Key::Text(text) => JsValue::from_str(text),
        Key::List(keys) => keys.iter().map(key_to_js).collect::<Array>().into(),
    }
}
