//! From the file to its rows, and the word whether all of it is as it was written.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Deserializer;
use store::{SNAPSHOT, Table, tables};

use crate::checksum::Checksum;
use crate::header::{AFTER_CHECKSUM, BEFORE_CHECKSUM, BEFORE_HEADER, END, FORMAT, Header, STORES};

/// A first line that is longer is none of ours.
const LONGEST_HEADER: usize = 64 * 1024;

/// Why a file is no backup that can be restored.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("the file is empty")]
    Empty,
    #[error("the file is not JSON")]
    NotJson,
    #[error("the file is JSON of something else")]
    OtherJson,
    /// A newer version of the app wrote it.
    #[error("the file was written by the newer version {app}")]
    Newer { app: String },
    /// Its end is missing.
    #[error("the file ends in line {line}, before its end")]
    Truncated { line: u64 },
    /// It is not as it was written; the line, where one can be told.
    #[error("the file is not as it was written")]
    Damaged { line: Option<u64> },
}

/// A backup that is as it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Verified {
    pub header: Header,
    /// The first line, and what the checksum is of it and all rows.
    pub(crate) line: String,
    pub(crate) checksum: String,
    /// In the order of the file.
    pub(crate) stores: Vec<Table>,
}

/// One row, and where it belongs.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    pub store: &'static str,
    pub json: &'a str,
}

/// Takes a file in pieces of any size.
pub struct Reader {
    expects: Expects,
    /// The beginning of a line whose end is still to come.
    begun: Vec<u8>,
    /// The number of the line that is read now.
    number: u64,
    checksum: Checksum,
    header: Option<(Header, String)>,
    promised: String,
    stores: Vec<Table>,
    counts: BTreeMap<String, u64>,
}

#[derive(Clone, Copy, PartialEq)]
enum Expects {
    Header,
    Checksum,
    Stores,
    /// The name of a store.
    Store,
    /// A row, or the end of the store.
    Row,
}

impl Default for Reader {
    fn default() -> Self {
        Self {
            expects: Expects::Header,
            begun: Vec::new(),
            number: 1,
            checksum: Checksum::default(),
            header: None,
            promised: String::new(),
            stores: Vec::new(),
            counts: BTreeMap::new(),
        }
    }
}

impl Reader {
    /// Takes the next piece; `take` is given every row that ends in it.
    ///
    /// # Errors
    /// There is no point in going on.
    pub fn feed(&mut self, mut piece: &[u8], mut take: impl FnMut(Row)) -> Result<(), Refusal> {
        while let Some(end) = piece.iter().position(|byte| *byte == b'\n') {
            let (line, rest) = (&piece[..end], &piece[end + 1..]);
            let mut begun = std::mem::take(&mut self.begun);
            let line = if begun.is_empty() {
                line
            } else {
                begun.extend_from_slice(line);
                &begun
            };
            if self.expects == Expects::Header {
                self.header(line, rest)?;
            } else {
                self.line(line, &mut take)?;
            }
            self.number += 1;
            piece = rest;
        }
        self.begun.extend_from_slice(piece);
        if self.expects == Expects::Header && self.begun.len() > LONGEST_HEADER {
            return Err(judge(&self.begun, false));
        }
        Ok(())
    }

    /// The file is at its end.
    ///
    /// # Errors
    /// It was not yet, or it is not as it was written.
    pub fn finish(mut self) -> Result<Verified, Refusal> {
        let Some((header, line)) = self.header.take() else { return Err(judge(&self.begun, true)) };
        if self.expects != Expects::Store || !self.begun.starts_with(END.as_bytes()) {
            return Err(Refusal::Truncated { line: self.number });
        }
        self.checksum.take(&self.begun);
        self.checksum.take(line.as_bytes());
        self.checksum.take(b"\n");
        let checksum = self.checksum.text();
        if checksum != self.promised || self.counts != header.counts {
            return Err(Refusal::Damaged { line: None });
        }
        Ok(Verified { header, line, checksum, stores: self.stores })
    }

    fn damaged(&self) -> Refusal {
        Refusal::Damaged { line: Some(self.number) }
    }

    fn header(&mut self, line: &[u8], rest: &[u8]) -> Result<(), Refusal> {
        let text = std::str::from_utf8(line).ok();
        let header = text.and_then(|text| Some((Header::of_line(text)?, text.to_owned())));
        match header.filter(|(header, _)| header.format == FORMAT) {
            Some((header, _)) if header.is_newer() => Err(Refusal::Newer { app: header.app }),
            Some(header) => {
                self.header = Some(header);
                self.expects = Expects::Checksum;
                Ok(())
            }
            // What comes after it helps to tell what it is.
            None => Err(judge(&[line, b"\n", rest].concat(), false)),
        }
    }

    fn line(&mut self, line: &[u8], take: &mut impl FnMut(Row)) -> Result<(), Refusal> {
        if self.expects != Expects::Checksum {
            self.checksum.take(line);
            self.checksum.take(b"\n");
        }
        let damaged = self.damaged();
        let text = std::str::from_utf8(line).map_err(|_| damaged.clone())?;
        self.expects = match (self.expects, text) {
            (Expects::Checksum, _) => {
                let promised = text.strip_prefix(BEFORE_CHECKSUM).and_then(|text| text.strip_suffix(AFTER_CHECKSUM));
                promised.ok_or(damaged)?.clone_into(&mut self.promised);
                Expects::Stores
            }
            (Expects::Stores, STORES) | (Expects::Row, "]," | "]") => Expects::Store,
            (Expects::Row, _) => {
                let json = text.strip_suffix(',').unwrap_or(text);
                serde_json::from_str::<IgnoredAny>(json).map_err(|_| damaged.clone())?;
                let store = self.stores.last().ok_or(damaged)?.name;
                if let Some(count) = self.counts.get_mut(store) {
                    *count += 1;
                }
                take(Row { store, json });
                Expects::Row
            }
            // Or the end of the file, behind which there is something.
            (Expects::Store, _) => {
                let name = text.strip_prefix('"').and_then(|text| text.strip_suffix("\":["));
                let known = tables().into_iter().find(|table| Some(table.name) == name && table.name != SNAPSHOT);
                let table = known.ok_or_else(|| damaged.clone())?;
                if self.counts.insert(table.name.to_owned(), 0).is_some() {
                    return Err(damaged);
                }
                self.stores.push(table);
                Expects::Row
            }
            (Expects::Header | Expects::Stores, _) => return Err(damaged),
        };
        Ok(())
    }
}

/// Reads a file to its end without doing anything with it. `next` gives its pieces, `None` at the end; `progress` is told
/// how many bytes have been read.
///
/// # Errors
/// The outer one: the file cannot be read.
pub async fn verify<E>(
    mut next: impl AsyncFnMut() -> Result<Option<Vec<u8>>, E>,
    mut progress: impl FnMut(u64),
) -> Result<Result<Verified, Refusal>, E> {
    let (mut reader, mut bytes) = (Reader::default(), 0);
    while let Some(piece) = next().await? {
        if let Err(refusal) = reader.feed(&piece, |_| ()) {
            return Ok(Err(refusal));
        }
        bytes += piece.len() as u64;
        progress(bytes);
    }
    Ok(reader.finish())
}

/// What a file is that does not begin as a backup of this version does. `whole` when there is no more of it.
fn judge(bytes: &[u8], whole: bool) -> Refusal {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii();
    if bytes.is_empty() {
        return Refusal::Empty;
    }
    let begins = matches!(bytes.first(), Some(b'{' | b'['));
    let (is_json, is_cut) = match Deserializer::from_slice(bytes).into_iter::<IgnoredAny>().next() {
        Some(Err(error)) => (begins && error.is_eof(), true),
        _ => (begins, false),
    };
    let ours = format!("{BEFORE_HEADER}{{\"format\":\"{FORMAT}\"");
    let probe = header_anywhere(bytes).unwrap_or_default();
    if probe.is_newer() {
        Refusal::Newer { app: probe.app.unwrap_or_default() }
    } else if whole && is_cut && (ours.as_bytes().starts_with(bytes) || bytes.starts_with(ours.as_bytes())) {
        Refusal::Truncated { line: 1 }
    } else if probe.is_ours() || bytes.starts_with(ours.as_bytes()) {
        // Some program has written it anew.
        Refusal::Damaged { line: Some(1) }
    } else if is_json {
        Refusal::OtherJson
    } else {
        Refusal::NotJson
    }
}

/// What can be asked of a header of any version.
#[derive(Default, Deserialize)]
struct Probe {
    format: Option<String>,
    version: Option<u64>,
    database: Option<u64>,
    app: Option<String>,
}

impl Probe {
    fn is_ours(&self) -> bool {
        self.format.as_deref() == Some(FORMAT)
    }

    fn is_newer(&self) -> bool {
        let newer = |of: Option<u64>, than: u32| of.is_some_and(|version| version > u64::from(than));
        self.is_ours() && (newer(self.version, crate::VERSION) || newer(self.database, store::version()))
    }
}

/// The header, however the file is laid out, as long as it comes first.
fn header_anywhere(bytes: &[u8]) -> Option<Probe> {
    let rest = bytes.strip_prefix(b"{")?.trim_ascii_start();
    let rest = rest.strip_prefix(b"\"header\"")?.trim_ascii_start().strip_prefix(b":")?;
    Deserializer::from_slice(rest).into_iter::<Probe>().next()?.ok()
}
