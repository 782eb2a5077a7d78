//! SHA-256 as the file writes it.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

const PREFIX: &str = "sha256:";

#[derive(Clone, Default)]
pub(crate) struct Checksum(Sha256);

impl Checksum {
    pub(crate) fn take(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// `sha256:` and 64 digits.
    pub(crate) fn text(self) -> String {
        let mut text = PREFIX.to_owned();
        for byte in self.0.finalize() {
            // Writing to a text does not fail.
            write!(text, "{byte:02x}").ok();
        }
        text
    }
}
