//! Other tabs of the same workspace: what they are told, and who may do what.

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{BroadcastChannel, MessageEvent};

use super::dom::window;
use super::listen::listen_always;

/// Tells the other tabs and hears from them. Messages are only a hint: a tab that slept has missed some.
pub(crate) struct Channel(Option<BroadcastChannel>);

impl Channel {
    pub(crate) fn open(name: &str, hear: impl Fn(String) + 'static) -> Self {
        let channel = BroadcastChannel::new(name).ok();
        if let Some(channel) = &channel {
            listen_always(channel, "message", move |event: MessageEvent| {
                if let Some(text) = event.data().as_string() {
                    hear(text);
                }
            });
        }
        Self(channel)
    }

    pub(crate) fn tell(&self, text: &str) {
        if let Some(channel) = &self.0 {
            channel.post_message(&text.into()).ok();
        }
    }
}

/// Tells the tabs of another workspace.
pub(crate) fn tell_once(name: &str, text: &str) {
    if let Ok(channel) = BroadcastChannel::new(name) {
        channel.post_message(&text.into()).ok();
        channel.close();
    }
}

fn locks() -> Option<(JsValue, Function)> {
    let locks = Reflect::get(&window().navigator(), &"locks".into()).ok().filter(JsValue::is_object)?;
    let request = Reflect::get(&locks, &"request".into()).ok()?.dyn_into().ok()?;
    Some((locks, request))
}

/// A lock that is held until this is dropped or the tab is gone.
pub(crate) struct Lock(Option<Function>);

impl Drop for Lock {
    fn drop(&mut self) {
        if let Some(release) = self.0.take() {
            release.call0(&JsValue::UNDEFINED).ok();
        }
    }
}

/// Takes a lock if it is free. Where the browser has no locks it is always free.
pub(crate) async fn try_lock(name: &str) -> Option<Lock> {
    let Some((locks, request)) = locks() else { return Some(Lock(None)) };
    let options = Object::new();
    Reflect::set(&options, &"ifAvailable".into(), &true.into()).ok();
    let promise = Promise::new(&mut |resolve, _| {
        // The lock is held as long as the promise that this function gives back is open.
        let asked = resolve.clone();
        let granted = Closure::once_into_js(move |lock: JsValue| -> JsValue {
            if lock.is_null() {
                asked.call1(&JsValue::UNDEFINED, &JsValue::NULL).ok();
                return JsValue::UNDEFINED;
            }
            Promise::new(&mut |release, _| {
                asked.call1(&JsValue::UNDEFINED, &release).ok();
            })
            .into()
        });
        if request.call3(&locks, &name.into(), &options, &granted).is_err() {
            resolve.call1(&JsValue::UNDEFINED, &JsValue::NULL).ok();
        }
    });
    let release = JsFuture::from(promise).await.ok()?;
    release.dyn_into().ok().map(|release| Lock(Some(release)))
}
