//! This device's clock and source of ids, the same for the page and its worker.
//!
//! New ids are of version 7, in order of their making even when the clock goes back.

// Beside the app's `platform` the only place where time and randomness come from.
#![allow(clippy::disallowed_methods)]

use std::cell::Cell;

use js_sys::{Function, Reflect, Uint8Array};
use model::{Ids, Instant, Uuid, id};
use wasm_bindgen::JsCast as _;

thread_local! {
    static LATEST: Cell<u64> = const { Cell::new(0) };
}

/// Now.
#[expect(clippy::cast_possible_truncation, reason = "milliseconds are whole")]
pub fn now() -> Instant {
    Instant(js_sys::Date::now() as i64)
}

/// The device's source of ids.
pub struct DeviceIds;

impl Ids for DeviceIds {
    fn next(&mut self) -> Uuid {
        new_id()
    }
}

pub fn new_id() -> Uuid {
    let now = u64::try_from(now().0).unwrap_or(0);
    let millis = LATEST.get().max(now);
    LATEST.set(millis);
    id::v7(millis, random())
}

/// Bytes nobody can foresee; where the browser has none (it always has), from its plain generator.
pub fn random<const N: usize>() -> [u8; N] {
    let bytes = Uint8Array::new_with_length(u32::try_from(N).unwrap_or(0));
    let crypto = Reflect::get(&js_sys::global(), &"crypto".into()).unwrap_or_default();
    let filled = Reflect::get(&crypto, &"getRandomValues".into())
        .ok()
        .and_then(|function| function.dyn_into::<Function>().ok())
        .and_then(|function| function.call1(&crypto, &bytes).ok());
    let mut random = [0; N];
    if filled.is_some() {
        bytes.copy_to(&mut random);
    } else {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a byte")]
        random.fill_with(|| (js_sys::Math::random() * 256.0) as u8);
    }
    random
}
