//! What belongs to this device and to no workspace: language, theme, density, who is at it, its id.
//!
//! Where storage is blocked they hold as long as the page.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::dom::window;

thread_local! {
    static UNSTORED: RefCell<BTreeMap<String, String>> = const { RefCell::new(BTreeMap::new()) };
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

fn key(name: &str) -> String {
    format!("shangji.{name}")
}

pub(crate) fn get(name: &str) -> Option<String> {
    let stored = storage().and_then(|storage| storage.get_item(&key(name)).ok().flatten());
    stored.or_else(|| UNSTORED.with_borrow(|unstored| unstored.get(name).cloned()))
}

pub(crate) fn set(name: &str, value: &str) {
    keep(name, value);
}

/// Sets it; whether it holds longer than the page.
pub(crate) fn keep(name: &str, value: &str) -> bool {
    let stored = storage().is_some_and(|storage| storage.set_item(&key(name), value).is_ok());
    if !stored {
        UNSTORED.with_borrow_mut(|unstored| unstored.insert(name.to_owned(), value.to_owned()));
    }
    stored
}

pub(crate) fn remove(name: &str) {
    if let Some(storage) = storage() {
        storage.remove_item(&key(name)).ok();
    }
    UNSTORED.with_borrow_mut(|unstored| unstored.remove(name));
}

/// Leaves a word for this tab's next page.
pub(crate) fn hand_over(name: &str, value: &str) {
    if let Some(session) = window().session_storage().ok().flatten() {
        session.set_item(&key(name), value).ok();
    }
}

/// What the page before has left, once.
pub(crate) fn take_over(name: &str) -> Option<String> {
    let session = window().session_storage().ok().flatten()?;
    let value = session.get_item(&key(name)).ok().flatten();
    session.remove_item(&key(name)).ok();
    value
}
