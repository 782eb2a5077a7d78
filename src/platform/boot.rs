//! What the start script hands over, and what it can be asked for later.

use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::Element;

fn boot() -> JsValue {
    get(&js_sys::global(), "__shangji")
}

fn get(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &name.into()).unwrap_or_default()
}

fn text(of: &JsValue, name: &str) -> Option<String> {
    get(of, name).as_string()
}

/// The texts of the first sight, already there when the app starts.
pub(crate) fn texts() -> Array {
    get(&boot(), "texts").dyn_into().unwrap_or_default()
}

/// All other texts, asked for at once; `None` where they cannot be had now.
pub(crate) fn more_texts() -> impl Future<Output = Option<Array>> {
    let ask: Option<Function> = get(&boot(), "moreTexts").dyn_into().ok();
    let asked: Option<Promise> = ask.and_then(|ask| ask.call0(&JsValue::UNDEFINED).ok()?.dyn_into().ok());
    async move { JsFuture::from(asked?).await.ok()?.dyn_into().ok() }
}

/// The language they are in, as a BCP 47 tag.
pub(crate) fn language() -> String {
    text(&boot(), "lang").unwrap_or_default()
}

/// The browser's own time zone.
pub(crate) fn time_zone() -> Option<String> {
    text(&boot(), "timeZone")
}

/// Names this build; the worker's file is asked for under it.
pub(crate) fn build() -> String {
    text(&boot(), "build").unwrap_or_default()
}

/// The database of the workspace that this device shows.
pub(crate) fn database() -> String {
    text(&boot(), "database").unwrap_or_default()
}

/// The operator's defaults for a new workspace: currency code and time zone, where given.
pub(crate) fn workspace_defaults() -> (Option<String>, Option<String>) {
    let config = get(&boot(), "config");
    (text(&config, "currency"), text(&config, "timeZone"))
}

/// What the start script has read of the database beside the download.
#[derive(Default)]
pub(crate) struct Snapshot {
    /// Number of the latest command.
    pub(crate) seq: u64,
    pub(crate) parts: Vec<board::Part>,
    /// Records written since, as JSON of documents; empty when there are none.
    pub(crate) since: String,
    /// The parts are of no use: there are none, or a large command has ended since.
    pub(crate) stale: bool,
}

/// `None` when there is no database yet, or none that can be read.
pub(crate) async fn snapshot() -> Option<Snapshot> {
    let promise: Promise = get(&boot(), "snapshot").dyn_into().ok()?;
    let found = JsFuture::from(promise).await.ok().filter(JsValue::is_object)?;
    let number = |of: &JsValue, name: &str| whole(get(of, name).as_f64());
    let part = |row: JsValue| board::Part {
        name: text(&row, "part").unwrap_or_default(),
        seq: number(&row, "seq"),
        bytes: js_sys::Uint8Array::new(&get(&row, "bytes")).to_vec(),
    };
    let parts: Array = get(&found, "parts").dyn_into().unwrap_or_default();
    Some(Snapshot {
        seq: number(&found, "seq"),
        parts: parts.iter().map(part).collect(),
        since: text(&found, "since").unwrap_or_default(),
        stale: get(&found, "stale").is_truthy(),
    })
}

/// An element as a still picture, as text; `holds` says what it is of.
pub(crate) fn picture_of(element: &Element, holds: &str) -> Option<String> {
    let take: Function = get(&boot(), "pictureOf").dyn_into().ok()?;
    take.call2(&JsValue::UNDEFINED, element, &holds.into()).ok()?.as_string()
}

/// The picture that was kept of what `holds` says, drawn.
pub(crate) async fn drawn(holds: &str) -> Option<Element> {
    let draw: Function = get(&boot(), "drawn").dyn_into().ok()?;
    let promise: Promise = draw.call1(&JsValue::UNDEFINED, &holds.into()).ok()?.dyn_into().ok()?;
    JsFuture::from(promise).await.ok()?.dyn_into().ok()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "numbers of commands are whole and positive"
)]
fn whole(number: Option<f64>) -> u64 {
    number.unwrap_or(0.0) as u64
}

/// Whether a newer version of the app waits.
pub(crate) fn update_ready() -> bool {
    get(&boot(), "updateReady").is_truthy()
}

/// Switches to the newer version; the page is loaded again.
pub(crate) fn apply_update() {
    call("applyUpdate", &[]);
}

/// Replaces the page by a panel that says what is safe. For panics: nothing of the app may be needed for it.
pub(crate) fn crash(message: &str) {
    call("crash", &[message.into()]);
}

fn call(name: &str, arguments: &[JsValue]) {
    if let Ok(function) = get(&boot(), name).dyn_into::<Function>() {
        function.apply(&JsValue::UNDEFINED, &arguments.iter().collect()).ok();
    }
}
