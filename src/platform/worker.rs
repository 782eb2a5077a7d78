//! The wasm modules that run in workers, each fetched when it is first needed.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Function, Promise, Uint8Array};
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageEvent, Worker, WorkerOptions, WorkerType};

use super::boot;
use super::listen::{Listener, listener};

/// A running worker; dropping it ends it, whatever it is doing.
struct Running {
    worker: Worker,
    _listeners: [Listener; 2],
}

impl Running {
    /// Starts a module. `hear` gets each text it says, with the bytes beside it, `fail` what kept it from starting.
    fn start(
        module: &str,
        hear: impl Fn(&str, Option<Uint8Array>) + 'static,
        fail: impl Fn(String) + 'static,
    ) -> Option<Self> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        // The name never changes, so the build stands behind it: two builds never share a worker.
        let address = format!("./{module}_loader.js?v={}", boot::build());
        let worker = Worker::new_with_options(&address, &options).ok()?;
        let messages = listener(&worker, "message", move |event: MessageEvent| {
            let said = event.data();
            let (text, bytes) = match said.dyn_ref::<Array>() {
                Some(both) => (both.get(0), both.get(1).dyn_into::<Uint8Array>().ok()),
                None => (said, None),
            };
            if let Some(text) = text.as_string() {
                hear(&text, bytes);
            }
        });
        let errors = listener(&worker, "error", move |event: web_sys::Event| {
            let message = js_sys::Reflect::get(&event, &"message".into()).ok().and_then(|text| text.as_string());
            fail(message.unwrap_or_default());
        });
        Some(Self { worker, _listeners: [messages, errors] })
    }

    /// Says a text, with bytes beside it where there are some; these are moved, not copied.
    fn tell(&self, text: &str, bytes: Option<&Uint8Array>) {
        let told = match bytes {
            Some(bytes) => {
                let both = Array::of2(&text.into(), bytes);
                self.worker.post_message_with_transfer(&both, &Array::of1(&bytes.buffer()))
            }
            None => self.worker.post_message(&text.into()),
        };
        // Texts and buffers can always be handed over.
        told.ok();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

/// A worker that is asked one question at a time. Dropping it gives up whatever it is at.
pub(crate) struct Conversation<T> {
    running: Running,
    heard: Rc<Heard<T>>,
}

type Aside<T> = Box<dyn Fn(&T) -> bool>;

struct Heard<T> {
    answer: RefCell<Option<(T, Option<Uint8Array>)>>,
    /// Wakes who waits for the answer.
    wake: RefCell<Option<Function>>,
    /// Takes what is no answer.
    aside: RefCell<Option<Aside<T>>>,
}

impl<T> Heard<T> {
    fn take_in(&self, said: T, bytes: Option<Uint8Array>) {
        if self.aside.borrow().as_ref().is_some_and(|aside| aside(&said)) {
            return;
        }
        self.answer.replace(Some((said, bytes)));
        if let Some(wake) = self.wake.take() {
            wake.call0(&JsValue::UNDEFINED).ok();
        }
    }

    async fn next(&self) -> (T, Option<Uint8Array>) {
        loop {
            if let Some(said) = self.answer.take() {
                return said;
            }
            let woken = Promise::new(&mut |wake, _| {
                self.wake.replace(Some(wake));
            });
            JsFuture::from(woken).await.ok();
        }
    }
}

impl<T: DeserializeOwned + 'static> Conversation<T> {
    /// Starts the worker that most work is done in, and waits for the first it says. `broken` makes an answer of what went
    /// wrong.
    pub(crate) async fn start(broken: fn(String) -> T) -> Option<(Self, T)> {
        Self::start_module("worker", broken).await
    }

    /// The same with another module.
    pub(crate) async fn start_module(module: &str, broken: fn(String) -> T) -> Option<(Self, T)> {
        let heard = Rc::new(Heard { answer: RefCell::new(None), wake: RefCell::new(None), aside: RefCell::new(None) });
        let (hears, fails) = (Rc::clone(&heard), Rc::clone(&heard));
        let hear = move |text: &str, bytes| {
            hears.take_in(serde_json::from_str(text).unwrap_or_else(|error| broken(error.to_string())), bytes);
        };
        let running = Running::start(module, hear, move |message| fails.take_in(broken(message), None))?;
        let (first, _) = heard.next().await;
        Some((Self { running, heard }, first))
    }

    /// Asks, and waits for the answer.
    pub(crate) async fn ask(&self, text: &str, bytes: Option<&Uint8Array>) -> T {
        self.ask_for_bytes(text, bytes).await.0
    }

    /// Asks, and waits for the answer and the bytes beside it.
    pub(crate) async fn ask_for_bytes(&self, text: &str, bytes: Option<&Uint8Array>) -> (T, Option<Uint8Array>) {
        self.running.tell(text, bytes);
        self.heard.next().await
    }

    /// Who hears first what it says, and keeps what is no answer.
    pub(crate) fn aside(&self, take: impl Fn(&T) -> bool + 'static) {
        self.heard.aside.replace(Some(Box::new(take)));
    }
}
