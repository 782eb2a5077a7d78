//! The worker for spreadsheets: reads workbooks and writes them. A module of its own, since the libraries for it are large and
//! most people need them seldom or never.
//!
//! It answers questions one after the other and holds one workbook at a time. It refuses to know the database, what becomes
//! of rows, and the language of the screen.

use std::cell::Cell;

use interchange::book::{Ask, BookError, Tell};
use interchange::talk::NotRead;
use js_sys::{Array, Uint8Array};
use spreadsheet::Workbook;
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

thread_local! {
    /// Whether a file is being read: what goes wrong then is the file's fault.
    static READING: Cell<bool> = const { Cell::new(false) };
}

fn main() {
    std::panic::set_hook(Box::new(|panic| {
        let is_reading = READING.with(Cell::get);
        // The libraries do not foresee every damage. Nothing works here afterwards; the page ends the worker either way.
        tell(&if is_reading {
            Tell::NotRead(NotRead::Book(BookError::Damaged))
        } else {
            Tell::Broken(panic.to_string())
        });
    }));
    let mut open = None;
    let hear = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        // A text, or a text and the bytes of a file.
        let message = event.data();
        let (text, bytes) = match message.dyn_ref::<Array>() {
            Some(both) => (both.get(0), both.get(1).dyn_into::<Uint8Array>().ok()),
            None => (message, None),
        };
        match serde_json::from_str::<Ask>(&text.as_string().unwrap_or_default()) {
            Ok(ask) => answer(&mut open, ask, bytes),
            Err(error) => tell(&Tell::Broken(error.to_string())),
        }
    });
    scope().set_onmessage(Some(hear.into_js_value().unchecked_ref()));
    tell(&Tell::Ready);
}

fn answer(open: &mut Option<Workbook>, ask: Ask, bytes: Option<Uint8Array>) {
    match ask {
        Ask::Open => {
            let Some(bytes) = bytes else { return tell(&Tell::NotRead(NotRead::NoFile)) };
            *open = None;
            let read = read(&bytes.to_vec());
            tell(&match read {
                Ok(workbook) => Tell::Book(open.insert(workbook).book()),
                Err(why) => Tell::NotRead(why),
            });
        }
        Ask::Table(index) => {
            let table = open.as_ref().ok_or(NotRead::NoFile).and_then(|workbook| workbook.table(index));
            match table.map(serde_json::to_vec) {
                Ok(Ok(json)) => hand_over(&Tell::Table, &json),
                Ok(Err(error)) => tell(&Tell::Broken(error.to_string())),
                Err(why) => tell(&Tell::NotRead(why)),
            }
        }
        Ask::Write(export) => match spreadsheet::write(&export) {
            Ok(bytes) => hand_over(&Tell::Written, &bytes),
            Err(error) => tell(&Tell::Broken(error.to_string())),
        },
    }
}

fn read(bytes: &[u8]) -> Result<Workbook, NotRead> {
    READING.with(|reading| reading.set(true));
    let read = spreadsheet::open(bytes, &mut |done, total| tell(&Tell::Progress { done, total }));
    READING.with(|reading| reading.set(false));
    read
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

fn tell(tell: &Tell) {
    let text = serde_json::to_string(tell).unwrap_or_default();
    // Fails only for what cannot be copied, which a text can.
    scope().post_message(&text.into()).ok();
}

/// Says a text with bytes beside it; these are moved, not copied.
fn hand_over(tell: &Tell, bytes: &[u8]) {
    let text = serde_json::to_string(tell).unwrap_or_default();
    let bytes = Uint8Array::from(bytes);
    let both = Array::of2(&text.into(), &bytes);
    scope().post_message_with_transfer(&both, &Array::of1(&bytes.buffer())).ok();
}
