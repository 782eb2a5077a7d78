//! The board's packed copy: parts of bytes, written without ceremony, since they are only a cache.

use indexed_db_futures::prelude::BuildPrimitive as _;
use js_sys::{Object, Reflect, Uint8Array};
use store::{Backend as _, Failure, Mode, SNAPSHOT, Transaction as _};
use wasm_bindgen::JsValue;

use crate::open::{Database, failure};

/// One part, packed when `seq` was the number of the latest command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SnapshotPart {
    pub part: String,
    pub seq: u64,
    pub bytes: Vec<u8>,
}

impl Database {
    /// Writes parts over those of the same names; with `anew` nothing else is kept.
    pub async fn write_snapshot(&self, parts: &[SnapshotPart], anew: bool) -> Result<(), Failure> {
        let transaction = self.begin(&[SNAPSHOT], Mode::Write).await?;
        let table = transaction.table(SNAPSHOT)?;
        if anew {
            drop(table.clear().map_err(failure)?);
        }
        for SnapshotPart { part, seq, bytes } in parts {
            let row = Object::new();
            #[expect(clippy::cast_precision_loss, reason = "numbers of commands stay far below 2^53")]
            let fields = [
                ("part", JsValue::from_str(part)),
                ("seq", JsValue::from_f64(*seq as f64)),
                ("bytes", Uint8Array::from(bytes.as_slice()).buffer().into()),
            ];
            for (name, value) in fields {
                Reflect::set(&row, &name.into(), &value)
                    .map_err(|_| Failure::Refused("a row of the snapshot".to_owned()))?;
            }
            drop(table.put(row).primitive().map_err(failure)?);
        }
        drop(table);
        transaction.commit().await
    }
}
