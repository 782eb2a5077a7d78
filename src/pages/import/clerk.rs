//! The worker that reads files and plans imports.

use interchange::talk::{Ask, Tell};
use js_sys::Uint8Array;

use crate::platform::worker::Conversation;

/// A running worker. Dropping it gives up whatever it is at.
pub(super) struct Clerk(Conversation<Tell>);

impl Clerk {
    /// Starts a worker and waits until it listens.
    ///
    /// # Errors
    /// It cannot be had; with what a developer wants to know.
    pub(super) async fn start() -> Result<Self, String> {
        match Conversation::start(Tell::Broken).await {
            Some((conversation, Tell::Ready)) => Ok(Self(conversation)),
            Some((_, Tell::Broken(message))) => Err(message),
            Some(_) => Err("the worker speaks before it is asked".to_owned()),
            None => Err("no workers here".to_owned()),
        }
    }

    /// Asks, and waits for the answer.
    pub(super) async fn ask(&self, ask: &Ask, bytes: Option<&Uint8Array>) -> Tell {
        match serde_json::to_string(ask) {
            Ok(text) => self.0.ask(&text, bytes).await,
            Err(error) => Tell::Broken(error.to_string()),
        }
    }

    /// Who is told how far it is.
    pub(super) fn on_progress(&self, progress: impl Fn(usize, usize) + 'static) {
        self.0.aside(move |tell| {
            let Tell::Progress { done, total } = tell else { return false };
            progress(*done, *total);
            true
        });
    }
}
