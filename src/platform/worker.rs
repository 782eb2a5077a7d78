//! The second wasm module, in a worker, fetched when it is first needed.

use std::rc::Rc;

use js_sys::Array;
use web_sys::{MessageEvent, Worker, WorkerOptions, WorkerType};

use super::boot;
use super::listen::{Listener, listener};

/// A running worker; dropping it ends it, whatever it is doing.
pub(crate) struct Running {
    worker: Worker,
    _listeners: [Listener; 2],
}

impl Running {
    /// Starts it. `hear` gets each text it says, `fail` what kept it from starting.
    pub(crate) fn start(hear: impl Fn(&str) + 'static, fail: impl Fn(String) + 'static) -> Option<Self> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        // The name never changes, so the build stands behind it: two builds never share a worker.
        let worker = Worker::new_with_options(&format!("./worker_loader.js?v={}", boot::build()), &options).ok()?;
        let hear = Rc::new(hear);
        let messages = listener(&worker, "message", move |event: MessageEvent| {
            if let Some(text) = event.data().as_string() {
                hear(&text);
            }
        });
        let errors = listener(&worker, "error", move |event: web_sys::Event| {
            let message = js_sys::Reflect::get(&event, &"message".into()).ok().and_then(|text| text.as_string());
            fail(message.unwrap_or_default());
        });
        Some(Self { worker, _listeners: [messages, errors] })
    }

    /// Says a text, with bytes beside it where there are some; these are moved, not copied.
    pub(crate) fn tell(&self, text: &str, bytes: Option<&js_sys::Uint8Array>) {
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
