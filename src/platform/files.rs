//! Files that a person gives or takes.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, File, FileList, Url};

use super::dom::document;
use super::task;

/// A file's bytes; `None` when the browser could not read it.
pub(crate) async fn read(file: &File) -> Option<Uint8Array> {
    let buffer = JsFuture::from(file.array_buffer()).await.ok()?;
    Some(Uint8Array::new(&buffer))
}

pub(crate) fn list(files: &FileList) -> Vec<File> {
    (0..files.length()).filter_map(|index| files.get(index)).collect()
}

/// A piece of a file, from one byte up to another; `None` when the browser could not read it.
pub(crate) async fn piece(file: &File, from: u64, to: u64) -> Option<Vec<u8>> {
    let piece = file.slice_with_f64_and_f64(from as f64, to as f64).ok()?;
    let buffer = JsFuture::from(piece.array_buffer()).await.ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}

/// In bytes.
pub(crate) fn size(file: &File) -> u64 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bytes are whole and positive")]
    let size = file.size() as u64;
    size
}

/// A file in the making. What has been given to it is the browser's to keep, who may put it on disk.
pub(crate) struct Making {
    parts: Array,
    /// What is still too little for a part.
    begun: Vec<u8>,
    size: u64,
    /// A part of it could not be kept.
    is_broken: bool,
}

/// How much of a file is one part of it, in bytes.
const PART: usize = 1024 * 1024;

impl Making {
    pub(crate) fn new() -> Self {
        Self { parts: Array::new(), begun: Vec::with_capacity(PART), size: 0, is_broken: false }
    }

    pub(crate) fn push(&mut self, text: &str) {
        self.begun.extend_from_slice(text.as_bytes());
        self.size += text.len() as u64;
        if self.begun.len() >= PART {
            self.end_part();
        }
    }

    fn end_part(&mut self) {
        let bytes = Array::of1(&Uint8Array::from(self.begun.as_slice()));
        match Blob::new_with_u8_array_sequence(&bytes) {
            Ok(part) => drop(self.parts.push(&part)),
            Err(_) => self.is_broken = true,
        }
        self.begun.clear();
    }

    /// Lets the browser save it, behind a head that could not be written before the rest. In bytes, how large it is; `None`
    /// when the browser could not keep all of it.
    pub(crate) fn save(mut self, name: &str, head: &str) -> Option<u64> {
        self.end_part();
        self.parts.unshift(&head.into());
        if self.is_broken {
            return None;
        }
        offer(name, Blob::new_with_blob_sequence(&self.parts))?;
        Some(self.size + head.len() as u64)
    }
}

/// Lets the browser save a text under a name.
pub(crate) fn save(name: &str, text: &str) {
    offer(name, Blob::new_with_str_sequence(&Array::of1(&text.into())));
}

/// Lets the browser save bytes under a name. `mime` says what they are, for where the name does not.
pub(crate) fn download(bytes: &[u8], name: &str, mime: &str) {
    let options = BlobPropertyBag::new();
    options.set_type(mime);
    let parts = Array::of1(&Uint8Array::from(bytes));
    offer(name, Blob::new_with_u8_array_sequence_and_options(&parts, &options));
}

/// `None` when there is nothing to be saved.
fn offer(name: &str, blob: Result<Blob, JsValue>) -> Option<()> {
    let url = Url::create_object_url_with_blob(&blob.ok()?).ok()?;
    let link: web_sys::HtmlElement = document().create_element("a").ok()?.dyn_into().ok()?;
    link.set_attribute("href", &url).ok()?;
    link.set_attribute("download", name).ok()?;
    link.click();
    task::spawn(async move {
        // The browser reads it a moment later.
        task::sleep(60_000).await;
        Url::revoke_object_url(&url).ok();
    });
    Some(())
}
