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

fn offer(name: &str, blob: Result<Blob, JsValue>) {
    let saved = || -> Option<()> {
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
    };
    saved();
}
