//! The worker behind the page: reads files, plans imports, writes the sample, finds opportunities. It answers questions one after the other and
//! holds one file at a time; whoever no longer wants an answer ends the worker.
//!
//! It refuses to know the database and the language of the screen.

use interchange::encoding::{self, Encoding};
use interchange::import::protocol::{FileInfo, Form, Request, Response, Setting};
use interchange::import::{Session, Slice};
use interchange::table::{self, Delimiter, Reader, Step, Table};
use interchange::talk::{Ask, NotRead, Tell};
use js_sys::{Array, Uint8Array};
use serde::Serialize;
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent, TextDecoder};

/// Rows that are read before it says how far it is.
const STEP: usize = 5000;

#[derive(Default)]
struct Clerk {
    file: Option<File>,
    sample: Vec<Slice>,
    index: search::Index,
}

/// The file that is open. The bytes of a text stay, to be read another way.
struct File {
    bytes: Vec<u8>,
    session: Session,
}

fn main() {
    std::panic::set_hook(Box::new(|panic| tell(&Tell::Broken(panic.to_string()))));
    let mut clerk = Clerk::default();
    let hear = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        // A text, or a text and the bytes of a file.
        let message = event.data();
        let (text, bytes) = match message.dyn_ref::<Array>() {
            Some(both) => (both.get(0), both.get(1).dyn_into::<Uint8Array>().ok()),
            None => (message, None),
        };
        let text = text.as_string().unwrap_or_default();
        // The two vocabularies have no word in common.
        match serde_json::from_str::<search::Ask>(&text) {
            Ok(ask) => tell(&clerk.index.answer(ask)),
            Err(_) => tell(&match serde_json::from_str::<Ask>(&text) {
                Ok(ask) => clerk.answer(ask, bytes.map(|bytes| bytes.to_vec())),
                Err(error) => Tell::Broken(error.to_string()),
            }),
        }
    });
    scope().set_onmessage(Some(hear.into_js_value().unchecked_ref()));
    tell(&Tell::Ready);
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

fn tell(tell: &impl Serialize) {
    let text = serde_json::to_string(tell).unwrap_or_default();
    // Fails only for what cannot be copied, which a text can.
    scope().post_message(&text.into()).ok();
}

impl Clerk {
    fn answer(&mut self, ask: Ask, bytes: Option<Vec<u8>>) -> Tell {
        match ask {
            Ask::Import(request) => self.import(*request, bytes),
            Ask::Sample { seed, today, words } => {
                self.sample = sample::generate(seed, words, today);
                let records = self.sample.iter().map(Slice::len).sum();
                Tell::Sample { slices: self.sample.len(), records }
            }
            Ask::SampleSlice(index) => Tell::SampleSlice(self.sample.get_mut(index).map(std::mem::take)),
        }
    }

    fn import(&mut self, request: Request, bytes: Option<Vec<u8>>) -> Tell {
        let answered = match request {
            Request::Open { name, setting, encoding, delimiter } => {
                // Without bytes it is the same file again, read another way.
                let again = self.file.as_ref().map(|file| file.bytes.as_slice());
                let Some(given) = bytes.as_deref().or(again) else { return Tell::NotRead(NotRead::NoFile) };
                let (table, encoding, delimiter) = match read(given, encoding, delimiter) {
                    Ok(read) => read,
                    Err(why) => return Tell::NotRead(why),
                };
                let bytes = bytes.or_else(|| self.file.take().map(|file| file.bytes)).unwrap_or_default();
                self.open(table, FileInfo { name, form: Form::Text { encoding, delimiter } }, setting, bytes)
            }
            Request::Sheet { name, setting, sheet, of } => {
                let Some(given) = bytes else { return Tell::NotRead(NotRead::NoFile) };
                match serde_json::from_slice(&given) {
                    Ok(table) => {
                        self.open(table, FileInfo { name, form: Form::Sheet { name: sheet, of } }, setting, Vec::new())
                    }
                    Err(error) => return Tell::Broken(error.to_string()),
                }
            }
            request => match &mut self.file {
                Some(file) => file.session.answer(request, &mut device::DeviceIds),
                None => return Tell::NotRead(NotRead::NoFile),
            },
        };
        Tell::Import(Box::new(answered))
    }

    fn open(&mut self, table: Table, info: FileInfo, setting: Setting, bytes: Vec<u8>) -> Response {
        let session = Session::new(table, info, setting);
        let columns = session.columns();
        self.file = Some(File { bytes, session });
        Response::Columns(Box::new(columns))
    }
}

fn read(
    bytes: &[u8],
    encoding: Option<Encoding>,
    delimiter: Option<Delimiter>,
) -> Result<(Table, Encoding, Delimiter), NotRead> {
    let decoded = encoding::decode_with(bytes, encoding, decode).map_err(NotRead::Bytes)?;
    let table = || -> Result<Table, table::TableError> {
        let mut reader = Reader::new(decoded.text, delimiter)?;
        while reader.read_slice(STEP)? == (Step::More {}) {
            tell(&Tell::Progress { done: reader.offset(), total: reader.total() });
        }
        Ok(reader.finish())
    };
    let table = table().map_err(NotRead::Table)?;
    let delimiter = table.delimiter.unwrap_or(Delimiter::Comma);
    Ok((table, decoded.encoding, delimiter))
}

/// The browser has the tables of all encodings.
fn decode(bytes: &[u8], encoding: Encoding) -> String {
    let decoder = TextDecoder::new_with_label(encoding.label());
    decoder.and_then(|decoder| decoder.decode_with_u8_array(bytes)).unwrap_or_default()
}
