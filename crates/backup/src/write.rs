//! From the tables to the file.

use std::collections::BTreeMap;

use model::{Instant, Uuid};
use serde_json::value::RawValue;
use store::{Backend, Failure, META, Mode, Range, SNAPSHOT, Table, Transaction, tables, version};

use crate::checksum::Checksum;
use crate::header::{AFTER_CHECKSUM, BEFORE_CHECKSUM, END, FORMAT, Header, STORES, VERSION, records};

/// How much is read at a time, in bytes, so that nothing on the screen waits for it.
const PIECE: usize = 256 * 1024;
const MOST_ROWS: u32 = 1000;
/// Before it is known how long a store's rows are.
const FIRST_ROWS: u32 = 16;

/// What the tables do not know of a backup.
#[derive(Clone, Debug)]
pub struct About {
    pub app: String,
    pub workspace: String,
    pub made: Instant,
    pub device: Uuid,
}

/// A backup whose rows have been handed out.
#[derive(Clone, Debug)]
pub struct Written {
    pub header: Header,
    /// The text that comes before them.
    pub head: String,
}

/// Hands out the rows of a workspace in pieces, as they were at one moment; what comes before them is the answer. `sink` is
/// told how many rows it has been given so far.
///
/// # Errors
/// What was handed out is of no use then.
pub async fn write<B: Backend>(backend: &B, about: About, sink: impl FnMut(&str, u64)) -> Result<Written, Failure> {
    let Body { mut checksum, counts, .. } = body(backend, &stores(), sink).await?;
    let About { app, workspace, made, device } = about;
    let header = Header {
        format: FORMAT.to_owned(),
        version: VERSION,
        app,
        database: version(),
        workspace,
        made,
        device,
        counts,
    };
    let line = header.line()?;
    checksum.take(line.as_bytes());
    checksum.take(b"\n");
    let head = format!("{line}\n{BEFORE_CHECKSUM}{}{AFTER_CHECKSUM}\n", checksum.text());
    Ok(Written { header, head })
}

/// How much a workspace holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measure {
    /// Of all kinds, settings and deleted ones among them.
    pub records: u64,
    /// As a backup would have, but for its head.
    pub bytes: u64,
    /// Nobody has ever written anything here.
    pub is_empty: bool,
}

/// Finds out how much a workspace holds, which takes as long as a backup.
pub async fn measure<B: Backend>(backend: &B) -> Result<Measure, Failure> {
    let mut bytes = 0;
    let Body { counts, .. } = body(backend, &stores(), |text, _| bytes += text.len() as u64).await?;
    let rows: u64 = counts.iter().filter(|(store, _)| *store != META).map(|(_, count)| count).sum();
    Ok(Measure { records: records(&counts), bytes, is_empty: rows == 0 })
}

/// Every store but the cache.
fn stores() -> Vec<Table> {
    tables().into_iter().filter(|table| table.name != SNAPSHOT).collect()
}

/// What stands behind the checksum, as it goes out.
pub(crate) struct Body<S> {
    sink: S,
    pub(crate) checksum: Checksum,
    pub(crate) counts: BTreeMap<String, u64>,
    rows: u64,
}

impl<S: FnMut(&str, u64)> Body<S> {
    fn say(&mut self, text: &str) {
        self.checksum.take(text.as_bytes());
        (self.sink)(text, self.rows);
    }
}

/// One transaction over all stores: whatever is written meanwhile comes after it.
pub(crate) async fn body<B: Backend, S: FnMut(&str, u64)>(
    backend: &B,
    stores: &[Table],
    sink: S,
) -> Result<Body<S>, Failure> {
    let mut body = Body { sink, checksum: Checksum::default(), counts: BTreeMap::new(), rows: 0 };
    let names: Vec<&str> = stores.iter().map(|table| table.name).collect();
    let tx = backend.begin(&names, Mode::Read).await?;
    body.say(STORES);
    for (index, table) in stores.iter().enumerate() {
        body.say(&format!("{}\n\"{}\":[", if index == 0 { "" } else { "," }, table.name));
        let before = body.rows;
        store(&tx, table, &mut body).await?;
        body.counts.insert(table.name.to_owned(), body.rows - before);
        body.say("\n]");
    }
    body.say("\n");
    body.say(END);
    tx.commit().await?;
    Ok(body)
}

async fn store<T: Transaction, S: FnMut(&str, u64)>(tx: &T, table: &Table, body: &mut Body<S>) -> Result<(), Failure> {
    let (mut range, mut limit, mut first) = (Range::all(), FIRST_ROWS, true);
    loop {
        let json = tx.range(table.name, None, range.clone(), Some(limit)).await?;
        let rows: Vec<&RawValue> = serde_json::from_str(&json)?;
        let Some(last) = rows.last() else { return Ok(()) };
        let mut text = String::with_capacity(json.len() + rows.len());
        for row in &rows {
            text.push_str(if first { "\n" } else { ",\n" });
            text.push_str(row.get());
            first = false;
        }
        body.rows += rows.len() as u64;
        body.say(&text);
        let key = table.key_of(&serde_json::from_str(last.get())?);
        let key = key.ok_or_else(|| Failure::Refused(format!("a row of {} has no key", table.name)))?;
        if rows.len() < limit as usize {
            return Ok(());
        }
        range = range.resume_after(key);
        limit = u32::try_from(PIECE * rows.len() / json.len().max(1)).unwrap_or(MOST_ROWS).clamp(1, MOST_ROWS);
    }
}
