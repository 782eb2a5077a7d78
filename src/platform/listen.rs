//! Listeners that are taken away again.

use wasm_bindgen::convert::FromWasmAbi;
use wasm_bindgen::prelude::*;
use web_sys::EventTarget;

/// A listener; dropping it takes it away.
pub(crate) struct Listener {
    target: EventTarget,
    event: &'static str,
    closure: Closure<dyn FnMut(JsValue)>,
}

impl Drop for Listener {
    fn drop(&mut self) {
        let function = self.closure.as_ref().unchecked_ref();
        self.target.remove_event_listener_with_callback(self.event, function).ok();
    }
}

/// Listens as long as the result lives.
pub(crate) fn listener<E: JsCast + FromWasmAbi + 'static>(
    target: &EventTarget,
    event: &'static str,
    mut handle: impl FnMut(E) + 'static,
) -> Listener {
    let closure = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| handle(event.unchecked_into()));
    target.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref()).ok();
    Listener { target: target.clone(), event, closure }
}

/// Listens and may refuse the browser's own answer, which for scrolling needs saying beforehand.
pub(crate) fn active_listener<E: JsCast + FromWasmAbi + 'static>(
    target: &EventTarget,
    event: &'static str,
    mut handle: impl FnMut(E) + 'static,
) -> Listener {
    let closure = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| handle(event.unchecked_into()));
    let options = js_sys::Object::new();
    js_sys::Reflect::set(&options, &"passive".into(), &false.into()).ok();
    let add = js_sys::Reflect::get(target, &"addEventListener".into()).unwrap_or_default();
    if let Some(add) = add.dyn_ref::<js_sys::Function>() {
        add.call3(target, &event.into(), closure.as_ref(), &options).ok();
    }
    Listener { target: target.clone(), event, closure }
}

/// Listens as long as the page is there.
pub(crate) fn listen_always<E: JsCast + FromWasmAbi + 'static>(
    target: &EventTarget,
    event: &'static str,
    handle: impl FnMut(E) + 'static,
) {
    std::mem::forget(listener(target, event, handle));
}
