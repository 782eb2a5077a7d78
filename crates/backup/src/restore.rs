//! From the file into an empty database.

use store::{Backend, Failure, Mode, Transaction};

use crate::read::{Reader, Refusal, Row, Verified};
use crate::write;

/// How much is written in one transaction, in bytes and rows.
const PIECE: usize = 256 * 1024;
const ROWS: u64 = 500;

/// Why restoring ended early.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Stopped<E> {
    /// The file is not the one that was verified.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The database did not take it.
    #[error(transparent)]
    Failed(#[from] Failure),
    /// The file could not be read.
    #[error("the file could not be read")]
    Unread(E),
}

/// Rows of one store on their way into the database.
struct Batch {
    store: &'static str,
    json: String,
    rows: u64,
}

/// Gathers rows until there are enough of them for a transaction.
#[derive(Default)]
struct Batches {
    full: Vec<Batch>,
    open: Option<Batch>,
}

impl Batches {
    fn take(&mut self, row: Row) {
        let full = |batch: &Batch| batch.store != row.store || batch.json.len() > PIECE || batch.rows >= ROWS;
        self.full.extend(self.open.take_if(|batch| full(batch)));
        let batch = self.open.get_or_insert_with(|| Batch { store: row.store, json: String::new(), rows: 0 });
        batch.json.push(if batch.rows == 0 { '[' } else { ',' });
        batch.json.push_str(row.json);
        batch.rows += 1;
    }
}

/// Writes a verified backup into a database that holds nothing yet, and looks whether it is all there. `progress` is told
/// how many rows have been written.
///
/// # Errors
/// The database is of no use then.
pub async fn restore<B: Backend, E>(
    backend: &B,
    verified: &Verified,
    mut next: impl AsyncFnMut() -> Result<Option<Vec<u8>>, E>,
    mut progress: impl FnMut(u64),
) -> Result<(), Stopped<E>> {
    let (mut reader, mut batches, mut rows) = (Reader::default(), Batches::default(), 0);
    while let Some(piece) = next().await.map_err(Stopped::Unread)? {
        reader.feed(&piece, |row| batches.take(row))?;
        for batch in batches.full.drain(..) {
            rows += batch.rows;
            put(backend, batch, Mode::Write).await?;
            progress(rows);
        }
    }
    if reader.finish()? != *verified {
        return Err(Refusal::Damaged { line: None }.into());
    }
    if let Some(batch) = batches.open.take() {
        rows += batch.rows;
        // With it everything before it is on disk.
        put(backend, batch, Mode::WriteStrict).await?;
        progress(rows);
    }
    if holds(backend, verified).await? {
        return Ok(());
    }
    Err(Failure::Refused("what was written is not there".to_owned()).into())
}

async fn put<B: Backend>(backend: &B, mut batch: Batch, mode: Mode) -> Result<(), Failure> {
    batch.json.push(']');
    let tx = backend.begin(&[batch.store], mode).await?;
    tx.put(batch.store, &batch.json)?;
    tx.commit().await
}

/// Whether a database holds exactly what a backup does.
pub async fn holds<B: Backend>(backend: &B, verified: &Verified) -> Result<bool, Failure> {
    let mut body = write::body(backend, &verified.stores, |_, _| ()).await?;
    body.checksum.take(verified.line.as_bytes());
    body.checksum.take(b"\n");
    Ok(body.checksum.text() == verified.checksum)
}
