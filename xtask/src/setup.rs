//! `xtask setup`: everything at once, for those who like to wait only once.

use anyhow::Result;

use crate::{browser, process, toolchain, tools};

pub(crate) fn everything() -> Result<()> {
    toolchain::wasm()?;
    tools::trunk().bin()?;
    tools::wasm_bindgen()?.bin()?;
    tools::wasm_split().bin()?;
    tools::cargo_deny().bin()?;
    if let Err(reason) = tools::wasm_opt() {
        process::say(format_args!("building will go on without wasm-opt: {reason}"));
    }
    browser::Browser::find_or_install()?;
    tools::npm_ci("tests/e2e")?;
    process::say("everything is there");
    Ok(())
}
