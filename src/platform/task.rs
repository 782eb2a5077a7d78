//! Tasks and turns of the event loop.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::dom::window;

/// A future that stays where it was made, as everything does in a browser's tab.
pub(crate) type LocalFuture<T> = std::pin::Pin<Box<dyn Future<Output = T>>>;

/// Starts a task. Tasks belong to the app, not to a component: they use the `try_` forms of signals a component owns.
pub(crate) fn spawn(task: impl Future<Output = ()> + 'static) {
    wasm_bindgen_futures::spawn_local(task);
}

/// Waits.
pub(crate) async fn sleep(millis: i32) {
    let promise = Promise::new(&mut |resolve, _| {
        window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, millis).ok();
    });
    JsFuture::from(promise).await.ok();
}

/// Lets the browser do what it has to, then goes on.
pub(crate) async fn turn() {
    sleep(0).await;
}

/// Waits for the next frame to begin.
pub(crate) async fn frame() {
    let promise = Promise::new(&mut |resolve, _| {
        window().request_animation_frame(&resolve).ok();
    });
    JsFuture::from(promise).await.ok();
}

/// Waits until what is in the page now has been painted; in a hidden page, where nothing is, not for long.
pub(crate) async fn painted() {
    if window().document().is_some_and(|document| document.hidden()) {
        turn().await;
    } else {
        frame().await;
        turn().await;
    }
}

/// Calls a function in every frame until it says false.
pub(crate) fn each_frame(mut step: impl FnMut() -> bool + 'static) {
    type Frame = Rc<RefCell<Option<Closure<dyn FnMut()>>>>;
    let frame: Frame = Rc::default();
    let next = Rc::clone(&frame);
    let closure = Closure::<dyn FnMut()>::new(move || {
        let again = step() && {
            let closure = next.borrow();
            closure
                .as_ref()
                .is_some_and(|closure| window().request_animation_frame(closure.as_ref().unchecked_ref()).is_ok())
        };
        if !again {
            // Freed in a turn of its own: this is the closure that is running.
            let next = Rc::clone(&next);
            spawn(async move { drop(next.take()) });
        }
    });
    window().request_animation_frame(closure.as_ref().unchecked_ref()).ok();
    frame.replace(Some(closure));
}

/// Waits until the browser has nothing better to do, at most `limit` milliseconds.
pub(crate) async fn idle(limit: i32) {
    idle_for(limit).await;
}

/// Waits until nothing moves and nobody types, so that what takes a moment disturbs nobody; at most about ten seconds.
pub(crate) async fn calm() {
    for _ in 0..50 {
        if idle_for(1000).await.is_none_or(|left| left >= 40.0) {
            return;
        }
        sleep(200).await;
    }
}

/// Waits as [`idle`] does, and says for how many milliseconds there is nothing else to do, where the browser knows.
async fn idle_for(limit: i32) -> Option<f64> {
    let promise = Promise::new(&mut |resolve, _| {
        let window = window();
        let ask = js_sys::Reflect::get(&window, &"requestIdleCallback".into()).ok();
        let options = js_sys::Object::new();
        js_sys::Reflect::set(&options, &"timeout".into(), &limit.into()).ok();
        let asked = ask
            .and_then(|ask| ask.dyn_into::<js_sys::Function>().ok())
            .and_then(|ask| ask.call2(&window, &resolve, &options).ok());
        if asked.is_none() {
            // Safari has no such thing.
            window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, 200.min(limit)).ok();
        }
    });
    let deadline = JsFuture::from(promise).await.ok()?;
    let left: js_sys::Function = js_sys::Reflect::get(&deadline, &"timeRemaining".into()).ok()?.dyn_into().ok()?;
    left.call0(&deadline).ok()?.as_f64()
}
