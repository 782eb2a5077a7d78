//! The tools with their versions: the only place that says them.
//!
//! Cargo-installed tools go into `CARGO_HOME/shangji-tools/<name>-<version>`: shared by all checkouts, never in the way of
//! a person's own `cargo install`, and a new version is simply a new folder.

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::{process, workspace};

const TRUNK: &str = "0.21.14";
const CARGO_DENY: &str = "0.20.2";
const WASM_SPLIT: &str = "0.2.4";
/// npm's binaryen, for wasm-opt. Its exact version stands in xtask/npm/package.json as well, where npm needs it.
const WASM_OPT: &str = "version 132";

pub(crate) struct Tool {
    name: &'static str,
    version: String,
    program: &'static str,
    /// Whether the tool's own lock file is used.
    locked: bool,
    features: &'static [&'static str],
}

pub(crate) fn trunk() -> Tool {
    Tool { name: "trunk", version: TRUNK.into(), program: "trunk", locked: true, features: &[] }
}

pub(crate) fn cargo_deny() -> Tool {
    Tool { name: "cargo-deny", version: CARGO_DENY.into(), program: "cargo-deny", locked: true, features: &[] }
}

/// Reads the marks that `wasm_split_helpers`, a dependency of Leptos, leaves; it says when it does not know their version.
pub(crate) fn wasm_split() -> Tool {
    let (name, program, features) = ("wasm_split_cli_support", "wasm-split-cli", &["build-binary"]);
    Tool { name, version: WASM_SPLIT.into(), program, locked: true, features }
}

/// Must be the very version of the library the app links: the two speak a private format. Not `locked`, because its lock
/// file names a crate version that some registries' mirrors lack.
pub(crate) fn wasm_bindgen() -> Result<Tool> {
    let version = workspace::locked_version("wasm-bindgen")?;
    Ok(Tool { name: "wasm-bindgen-cli", version, program: "wasm-bindgen", locked: false, features: &[] })
}

impl Tool {
    /// The folder with the tool's programs; installs it first where it is missing.
    pub(crate) fn bin(&self) -> Result<PathBuf> {
        let root = cargo_home()?.join("shangji-tools").join(format!("{}-{}", self.name, self.version));
        let bin = root.join("bin");
        if bin.join(format!("{}{}", self.program, std::env::consts::EXE_SUFFIX)).is_file() {
            return Ok(bin);
        }
        process::say(format_args!("installing {} {} (once; some minutes)", self.name, self.version));
        let mut install = process::cargo();
        install.args(["install", self.name, "--version", &self.version, "--root"]).arg(&root);
        if self.locked {
            install.arg("--locked");
        }
        if !self.features.is_empty() {
            install.args(["--features", &self.features.join(",")]);
        }
        // A tool that runs for seconds does not repay the minutes that full optimisation takes.
        install.env("CARGO_PROFILE_RELEASE_LTO", "off");
        install.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1");
        install.env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
        install.env_remove("CARGO_TARGET_DIR").env_remove("CARGO_BUILD_TARGET");
        process::run(&mut install)?;
        Ok(bin)
    }
}

/// Folder of a good wasm-opt, or why there is none; the build works without, about a fifth larger.
pub(crate) fn wasm_opt() -> Result<PathBuf, String> {
    if let Some(found) = process::find("wasm-opt") {
        let version = process::output(process::command(&found).arg("--version")).unwrap_or_default();
        if version.contains(WASM_OPT) {
            return Ok(found.parent().map(PathBuf::from).unwrap_or_default());
        }
        process::say(format_args!("not using the wasm-opt on PATH: {version}, wanted {WASM_OPT}"));
    }
    if process::find("npm").is_none() {
        return Err("wasm-opt is not installed, and there is no npm to get it with".into());
    }
    let bin = npm_ci("xtask/npm").map_err(|error| format!("wasm-opt could not be installed ({error:#})"))?;
    if bin.join("wasm-opt").is_file() { Ok(bin) } else { Err("npm's binaryen holds no wasm-opt".into()) }
}

/// Installs the locked npm packages of a folder, when its lock file is newer than the last time; returns their programs' folder.
/// No package's own install script is run.
pub(crate) fn npm_ci(folder: &str) -> Result<PathBuf> {
    let folder = workspace::root().join(folder);
    let lock = std::fs::read(folder.join("package-lock.json"))
        .with_context(|| format!("{} has no package-lock.json", process::show_path(&folder)))?;
    let stamp = folder.join("node_modules/.installed-lock");
    if std::fs::read(&stamp).ok().as_ref() != Some(&lock) {
        process::say(format_args!("npm packages of {}", process::show_path(&folder)));
        let npm = process::find("npm").context("npm is needed for the browser tests: install Node.js 20 or newer")?;
        let mut ci = process::command(npm);
        ci.current_dir(&folder).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
        process::run(&mut ci)?;
        std::fs::write(stamp, lock)?;
    }
    Ok(folder.join("node_modules/.bin"))
}

fn cargo_home() -> Result<PathBuf> {
    if let Some(home) = std::env::var_os("CARGO_HOME") {
        return Ok(home.into());
    }
    let home = std::env::home_dir().context("neither CARGO_HOME nor a home folder is known")?;
    Ok(home.join(".cargo"))
}
