//! The worker that reads files and plans imports, asked one question at a time.

use std::cell::RefCell;
use std::rc::Rc;

use interchange::talk::{Ask, Tell};
use js_sys::{Function, Promise, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use crate::platform::worker::Running;

/// A running worker. Dropping it gives up whatever it is at.
pub(super) struct Clerk {
    running: Running,
    heard: Rc<Heard>,
}

type Progress = Box<dyn Fn(usize, usize)>;

#[derive(Default)]
struct Heard {
    answer: RefCell<Option<Tell>>,
    /// Wakes who waits for the answer.
    wake: RefCell<Option<Function>>,
    progress: RefCell<Option<Progress>>,
}

impl Heard {
    fn take_in(&self, tell: Tell) {
        if let Tell::Progress { done, total } = tell {
            if let Some(progress) = self.progress.borrow().as_ref() {
                progress(done, total);
            }
            return;
        }
        self.answer.replace(Some(tell));
        if let Some(wake) = self.wake.take() {
            wake.call0(&JsValue::UNDEFINED).ok();
        }
    }

    async fn next(&self) -> Tell {
        loop {
            if let Some(tell) = self.answer.take() {
                return tell;
            }
            let woken = Promise::new(&mut |wake, _| {
                self.wake.replace(Some(wake));
            });
            JsFuture::from(woken).await.ok();
        }
    }
}

impl Clerk {
    /// Starts a worker and waits until it listens.
    ///
    /// # Errors
    /// It cannot be had; with what a developer wants to know.
    pub(super) async fn start() -> Result<Self, String> {
        let heard = Rc::<Heard>::default();
        let (hears, fails) = (Rc::clone(&heard), Rc::clone(&heard));
        let hear = move |text: &str| {
            hears.take_in(serde_json::from_str(text).unwrap_or_else(|error| Tell::Broken(error.to_string())));
        };
        let running = Running::start(hear, move |message| fails.take_in(Tell::Broken(message)));
        let running = running.ok_or_else(|| "no workers here".to_owned())?;
        match heard.next().await {
            Tell::Ready => Ok(Self { running, heard }),
            Tell::Broken(message) => Err(message),
            _ => Err("the worker speaks before it is asked".to_owned()),
        }
    }

    /// Asks, and waits for the answer.
    pub(super) async fn ask(&self, ask: &Ask, bytes: Option<&Uint8Array>) -> Tell {
        match serde_json::to_string(ask) {
            Ok(text) => {
                self.running.tell(&text, bytes);
                self.heard.next().await
            }
            Err(error) => Tell::Broken(error.to_string()),
        }
    }

    /// Who is told how far it is.
    pub(super) fn on_progress(&self, progress: impl Fn(usize, usize) + 'static) {
        self.heard.progress.replace(Some(Box::new(progress)));
    }
}
