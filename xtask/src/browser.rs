//! The browser the tests use: one that is there, or Debian's.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::{process, toolchain};

const BROWSERS: [&str; 5] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const MAC_CHROME: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

/// Screens without a Chinese font show boxes.
const CJK_FONT: &str = "fonts-noto-cjk";

pub(crate) struct Browser {
    pub(crate) chrome: PathBuf,
    pub(crate) driver: PathBuf,
}

impl Browser {
    pub(crate) fn find_or_install() -> Result<Self> {
        if let (Some(chrome), Some(driver)) = (chrome(), driver()) {
            return Ok(Self { chrome, driver });
        }
        toolchain::apt_install(&["chromium", "chromium-driver", CJK_FONT])?;
        Ok(Self {
            chrome: chrome().context("no Chrome or Chromium was found; set CHROME_PATH")?,
            driver: driver().context("no chromedriver was found; set CHROMEDRIVER")?,
        })
    }

    /// Quiet, without GPU and without traffic of the browser's own. The sandbox refuses to start as root.
    pub(crate) fn flags() -> Vec<&'static str> {
        let mut flags = vec![
            "--headless",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ];
        if process::is_root() {
            flags.push("--no-sandbox");
        }
        flags
    }
}

fn chrome() -> Option<PathBuf> {
    named_by("CHROME_PATH")
        .or_else(|| BROWSERS.iter().find_map(|name| process::find(name)))
        .or_else(|| Some(MAC_CHROME.into()).filter(|path: &PathBuf| path.is_file()))
}

fn driver() -> Option<PathBuf> {
    named_by("CHROMEDRIVER").or_else(|| process::find("chromedriver"))
}

fn named_by(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).map(PathBuf::from).filter(|path| Path::is_file(path))
}
