//! Notifications of the system, and the number on the app's icon. Where a browser has none, nothing happens.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Notification, NotificationOptions, NotificationPermission};

use super::dom::{self, window};

/// Whether notifications may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Permission {
    /// Nobody has been asked yet.
    Open,
    Granted,
    Denied,
    /// This browser has no notifications, or not at this address.
    Unsupported,
}

pub(crate) fn permission() -> Permission {
    if Reflect::get(&window(), &"Notification".into()).is_ok_and(|class| class.is_undefined()) {
        return Permission::Unsupported;
    }
    match Notification::permission() {
        NotificationPermission::Granted => Permission::Granted,
        NotificationPermission::Denied => Permission::Denied,
        _ => Permission::Open,
    }
}

/// Asks the person at the device.
pub(crate) async fn ask() -> Permission {
    if let Ok(asked) = Notification::request_permission() {
        JsFuture::from(asked).await.ok();
    }
    permission()
}

/// Shows a notification. One with the same tag takes its place. Pressing it brings the app up at an address.
pub(crate) async fn show(title: &str, body: &str, tag: &str, hash: &'static str) {
    let options = NotificationOptions::new();
    options.set_body(body);
    options.set_tag(tag);
    if let Ok(shown) = Notification::new_with_options(title, &options) {
        let press = Closure::once_into_js(move || {
            window().focus().ok();
            dom::set_hash(hash);
        });
        shown.set_onclick(press.dyn_ref::<Function>());
        return;
    }
    // Phones leave it to the service worker.
    let Ok(worker) = Reflect::get(&window().navigator(), &"serviceWorker".into()) else { return };
    let ready = Reflect::get(&worker, &"ready".into()).ok().and_then(|ready| ready.dyn_into::<Promise>().ok());
    if let Some(ready) = ready
        && let Ok(registration) = JsFuture::from(ready).await
        && let Some(show) = method(&registration, "showNotification")
    {
        show.call2(&registration, &title.into(), &options).ok();
    }
}

fn method(of: &JsValue, name: &str) -> Option<Function> {
    Reflect::get(of, &name.into()).ok()?.dyn_into().ok()
}

/// Puts a number on the app's icon, where it has one; zero takes it away.
pub(crate) fn badge(count: usize) {
    let navigator: JsValue = window().navigator().into();
    let name = if count == 0 { "clearAppBadge" } else { "setAppBadge" };
    if let Some(set) = method(&navigator, name) {
        let given =
            if count == 0 { JsValue::UNDEFINED } else { JsValue::from(u32::try_from(count).unwrap_or(u32::MAX)) };
        if let Ok(promise) = set.call1(&navigator, &given).and_then(JsCast::dyn_into::<Promise>) {
            super::task::spawn(async move {
                JsFuture::from(promise).await.ok();
            });
        }
    }
}
