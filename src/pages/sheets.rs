//! The worker for spreadsheets, from a page's side. It is fetched when the first workbook is read or written.

use interchange::book::{Ask, Book, Tell};
use interchange::export::Export;
use interchange::talk::NotRead;
use js_sys::Uint8Array;

use crate::platform::worker::Conversation;

/// What a workbook is when it is saved.
pub(crate) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A running worker. Dropping it gives up whatever it is at.
pub(crate) struct Sheets(Conversation<Tell>);

/// It did not do what it was asked; with what a developer wants to know.
#[derive(Debug)]
pub(crate) struct Stuck(#[expect(dead_code, reason = "seen in a debugger")] pub(crate) String);

impl Sheets {
    /// Starts a worker and waits until it listens.
    pub(crate) async fn start() -> Result<Self, Stuck> {
        match Conversation::start_module("sheets", Tell::Broken).await {
            Some((conversation, Tell::Ready)) => Ok(Self(conversation)),
            Some((_, tell)) => Err(stuck(tell)),
            None => Err(Stuck("no workers here".to_owned())),
        }
    }

    /// Reads a workbook. The bytes are moved to the worker.
    pub(crate) async fn open(&self, bytes: &Uint8Array) -> Result<Result<Book, NotRead>, Stuck> {
        match self.ask(&Ask::Open, Some(bytes)).await? {
            (Tell::Book(book), _) => Ok(Ok(book)),
            (Tell::NotRead(why), _) => Ok(Err(why)),
            (tell, _) => Err(stuck(tell)),
        }
    }

    /// The table in a sheet of the workbook, as JSON for the worker that imports.
    pub(crate) async fn table(&self, index: usize) -> Result<Result<Uint8Array, NotRead>, Stuck> {
        match self.ask(&Ask::Table(index), None).await? {
            (Tell::Table, Some(bytes)) => Ok(Ok(bytes)),
            (Tell::NotRead(why), _) => Ok(Err(why)),
            (tell, _) => Err(stuck(tell)),
        }
    }

    async fn ask(&self, ask: &Ask, bytes: Option<&Uint8Array>) -> Result<(Tell, Option<Uint8Array>), Stuck> {
        let text = serde_json::to_string(ask).map_err(|error| Stuck(error.to_string()))?;
        Ok(self.0.ask_for_bytes(&text, bytes).await)
    }

    /// Who is told how far it is.
    pub(crate) fn on_progress(&self, progress: impl Fn(usize, usize) + 'static) {
        self.0.aside(move |tell| {
            let Tell::Progress { done, total } = tell else { return false };
            progress(*done, *total);
            true
        });
    }
}

/// Makes a workbook of a table; save it with [`crate::platform::files::download`] as [`XLSX`].
pub(crate) async fn write_sheet(export: Export) -> Result<Vec<u8>, Stuck> {
    let sheets = Sheets::start().await?;
    match sheets.ask(&Ask::Write(Box::new(export)), None).await? {
        (Tell::Written, Some(bytes)) => Ok(bytes.to_vec()),
        (tell, _) => Err(stuck(tell)),
    }
}

fn stuck(tell: Tell) -> Stuck {
    Stuck(match tell {
        Tell::Broken(message) => message,
        _ => "the worker answers something else".to_owned(),
    })
}
