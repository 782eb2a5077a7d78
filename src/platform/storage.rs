//! What the browser says of the space this site has.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::dom::window;

/// What a method of the browser's storage manager answers; `None` where it has no such thing.
async fn ask(method: &str) -> Option<JsValue> {
    let storage = Reflect::get(&window().navigator(), &"storage".into()).ok()?;
    let method: Function = Reflect::get(&storage, &method.into()).ok()?.dyn_into().ok()?;
    let promise: Promise = method.call0(&storage).ok()?.dyn_into().ok()?;
    JsFuture::from(promise).await.ok()
}

/// Asks the browser not to clear this site's storage under pressure. Whether it has agreed.
pub(crate) async fn keep() -> bool {
    ask("persist").await.is_some_and(|kept| kept.is_truthy())
}

/// Whether the browser has agreed to that; unknown where it does not say.
pub(crate) async fn is_kept() -> Option<bool> {
    ask("persisted").await.map(|kept| kept.is_truthy())
}

/// In bytes: what is used, and what is still free.
pub(crate) async fn room() -> Option<(u64, u64)> {
    let estimate = ask("estimate").await?;
    let number = |name: &str| Reflect::get(&estimate, &name.into()).ok()?.as_f64();
    let (used, quota) = (number("usage")?, number("quota")?);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bytes are whole and positive")]
    let room = (used as u64, (quota - used).max(0.0) as u64);
    Some(room)
}
