//! Where things lie.

use std::{
    path::{Path, PathBuf},
    sync::OnceLock,
};

use anyhow::{Context, Result};

use crate::process;

/// Packages made for the browser. They compile on the host as far as lints need it, but their tests run only in a browser.
pub(crate) const BROWSER_PACKAGES: [&str; 5] = ["shangji", "worker", "sheets", "device", "idb"];

/// The checkout, known since this program was compiled inside it.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

/// Cargo's output folder, which a person may have moved.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// What Trunk reads; always inside the checkout, because Trunk.toml names it.
pub(crate) fn generated() -> PathBuf {
    root().join("target/generated")
}

/// This program's own file. Asked once at the start, because a build on the way may replace the file, and the system then
/// answers with the removed one's name.
pub(crate) fn this_program() -> Result<&'static Path> {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    if let Some(program) = PROGRAM.get() {
        return Ok(program);
    }
    let program = std::env::current_exe().context("this program does not know where it lies")?;
    Ok(PROGRAM.get_or_init(|| program))
}

pub(crate) fn dist() -> PathBuf {
    root().join("dist")
}

/// Names and folders of the workspace's own packages.
pub(crate) fn packages() -> Result<Vec<(String, PathBuf)>> {
    let metadata = process::output(process::cargo().args(["metadata", "--format-version=1", "--no-deps"]))?;
    let metadata: serde_json::Value = serde_json::from_str(&metadata)?;
    let packages = metadata["packages"].as_array().context("cargo metadata without packages")?;
    Ok(packages
        .iter()
        .filter_map(|package| {
            let manifest = Path::new(package["manifest_path"].as_str()?);
            Some((package["name"].as_str()?.to_owned(), manifest.parent()?.to_owned()))
        })
        .collect())
}

/// The version Cargo.lock holds of a dependency that occurs once in it.
pub(crate) fn locked_version(package: &str) -> Result<String> {
    let lock: toml::Table = std::fs::read_to_string(root().join("Cargo.lock"))?.parse()?;
    let found = lock["package"].as_array().and_then(|packages| {
        packages.iter().find(|entry| entry.get("name").and_then(toml::Value::as_str) == Some(package))
    });
    let version = found.and_then(|entry| entry.get("version")).and_then(toml::Value::as_str);
    Ok(version.with_context(|| format!("Cargo.lock has no package {package}"))?.to_owned())
}
