//! A Rust toolchain that can compile for the browser.
//!
//! On an ordinary machine that is the default toolchain and `rustup target add`. Where rustup's downloads cannot be
//! reached, Debian's `rustc-web` has the standard library's sources; it is built once and put beside that compiler.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context, Result, bail};

use crate::{process, workspace};

pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// rustup hangs rather than fails behind some firewalls.
const TARGET_ADD_LIMIT: Duration = Duration::from_secs(20);
const TARGET_ADD_PATIENT_LIMIT: Duration = Duration::from_secs(600);

const DEBIAN_PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "rust-web-clippy"];
const DEBIAN_TOOLCHAIN: &str = "web";

/// Environment under which `cargo` compiles for the browser.
pub(crate) struct WasmToolchain {
    environment: Vec<(&'static str, PathBuf)>,
}

impl WasmToolchain {
    pub(crate) fn apply(&self, command: &mut Command) {
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
    }
}

/// Finds such a toolchain or makes one. `SHANGJI_WASM_TOOLCHAIN=debian` tries the second route first.
pub(crate) fn wasm() -> Result<WasmToolchain> {
    let forced = std::env::var("SHANGJI_WASM_TOOLCHAIN").is_ok_and(|choice| choice == "debian");
    if !forced && (has_target(None) || add_target(TARGET_ADD_LIMIT)) {
        return Ok(WasmToolchain { environment: Vec::new() });
    }
    match debian_version() {
        Some(version) if version >= needed_version()? => return debian(),
        Some((major, minor)) => {
            let (wanted_major, wanted) = needed_version()?;
            process::say(format_args!(
                "{} is of Rust {major}.{minor}, and {wanted_major}.{wanted} is needed",
                DEBIAN_PACKAGES[0]
            ));
        }
        None => {}
    }
    if process::find("rustup").is_none() {
        bail!("this Rust has no {TARGET} target; install rustup, or the target with your system's package manager");
    }
    process::say(format_args!("rustup target add {TARGET} (the network is slow)"));
    if add_target(TARGET_ADD_PATIENT_LIMIT) {
        return Ok(WasmToolchain { environment: Vec::new() });
    }
    bail!("`rustup target add {TARGET}` did not succeed: run it by hand to see why")
}

fn has_target(toolchain: Option<&str>) -> bool {
    target_libdir(toolchain).is_ok_and(|dir| holds(&dir, "libstd"))
}

fn add_target(limit: Duration) -> bool {
    process::find("rustup").is_some()
        && process::succeeds_within(process::command("rustup").args(["target", "add", TARGET]), limit)
        && has_target(None)
}

/// The Rust version of the compiler that Debian offers, if it offers one.
fn debian_version() -> Option<(u32, u32)> {
    let candidate = || {
        let policy =
            process::output(process::command("apt-cache").args(["policy", DEBIAN_PACKAGES[0]]).env("LC_ALL", "C"))
                .ok()?;
        version(policy.lines().find_map(|line| line.trim().strip_prefix("Candidate:"))?)
    };
    candidate().or_else(|| {
        // A fresh container knows no packages before it has asked once.
        if !process::is_root() || process::find("apt-get").is_none() {
            return None;
        }
        process::run(process::command("apt-get").args(["-qq", "update"])).ok()?;
        candidate()
    })
}

/// The oldest Rust that Cargo.toml allows.
fn needed_version() -> Result<(u32, u32)> {
    let manifest: toml::Table = fs::read_to_string(workspace::root().join("Cargo.toml"))?.parse()?;
    let needed = manifest["workspace"]["package"]["rust-version"].as_str().and_then(version);
    needed.context("Cargo.toml names no rust-version")
}

/// Major and minor number of `1.89` or `1.85.0+dfsg3-1`.
fn version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.trim().split('.').map(|number| number.parse().ok());
    Some((numbers.next()??, numbers.next()??))
}

fn debian() -> Result<WasmToolchain> {
    let linker = sysroot(None)?.join("lib/rustlib").join(host()?).join("bin/rust-lld");
    if !Path::new("/usr/bin/cargo-clippy").exists() || !Path::new("/usr/lib/rustlib/src").exists() {
        apt_install(&DEBIAN_PACKAGES)?;
    }
    let toolchains = process::output(process::command("rustup").args(["toolchain", "list"]))?;
    if !toolchains.lines().any(|line| line.split_whitespace().next() == Some(DEBIAN_TOOLCHAIN)) {
        process::say("rustup toolchain link: Debian's compiler for the browser");
        process::run(process::command("rustup").args(["toolchain", "link", DEBIAN_TOOLCHAIN, "/usr"]))?;
    }
    let toolchain = WasmToolchain {
        environment: vec![
            ("RUSTUP_TOOLCHAIN", DEBIAN_TOOLCHAIN.into()),
            ("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker),
        ],
    };
    if !has_target(Some(DEBIAN_TOOLCHAIN)) {
        build_standard_library(&toolchain)?;
    }
    Ok(toolchain)
}

pub(crate) fn apt_install(packages: &[&str]) -> Result<()> {
    if !process::is_root() || process::find("apt-get").is_none() {
        bail!("please install (this needs root): {}", packages.join(" "));
    }
    process::say(format_args!("apt-get install {}", packages.join(" ")));
    let mut install = process::command("apt-get");
    install.args(["install", "-y", "-qq", "--no-install-recommends"]).args(packages);
    install.env("DEBIAN_FRONTEND", "noninteractive");
    if process::run(&mut install).is_ok() {
        return Ok(());
    }
    process::run(process::command("apt-get").args(["-qq", "update"]))?;
    process::run(&mut install)
}

/// Compiles std for the browser in an empty crate and copies the libraries to where that compiler looks for them.
fn build_standard_library(toolchain: &WasmToolchain) -> Result<()> {
    process::say("building the standard library for the browser (once; a minute or two)");
    let work = workspace::target().join("web-std");
    fs::create_dir_all(work.join("src"))?;
    fs::write(work.join("src/lib.rs"), "#![no_std]\n")?;
    // The app's link-time optimisation needs bitcode in these libraries, hence the profile and the flag.
    fs::write(
        work.join("Cargo.toml"),
        "[package]\nname = \"empty\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
         [profile.release]\nlto = \"fat\"\npanic = \"abort\"\n",
    )?;
    let mut build = process::cargo();
    toolchain.apply(&mut build);
    build.current_dir(&work);
    build.args(["build", "--release", "--target", TARGET, "-Z", "build-std=std,panic_abort,test", "--target-dir"]);
    build.arg(work.join("target"));
    build.env("RUSTC_BOOTSTRAP", "1").env("RUSTFLAGS", "-Cembed-bitcode=yes");
    process::run(&mut build)?;

    let libraries = target_libdir(Some(DEBIAN_TOOLCHAIN))?;
    fs::create_dir_all(&libraries).with_context(|| format!("cannot write {}", libraries.display()))?;
    for entry in fs::read_dir(work.join("target").join(TARGET).join("release/deps"))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let library = path.extension().is_some_and(|extension| extension == "rlib" || extension == "rmeta");
        if library && !name.starts_with("libempty") && !name.starts_with("libsysroot") {
            fs::copy(&path, libraries.join(name))?;
        }
    }
    Ok(())
}

fn target_libdir(toolchain: Option<&str>) -> Result<PathBuf> {
    rustc(toolchain, &["--print", "target-libdir", "--target", TARGET]).map(PathBuf::from)
}

fn sysroot(toolchain: Option<&str>) -> Result<PathBuf> {
    rustc(toolchain, &["--print", "sysroot"]).map(PathBuf::from)
}

fn host() -> Result<String> {
    let version = rustc(None, &["-vV"])?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("rustc does not say its host")?.to_owned())
}

fn rustc(toolchain: Option<&str>, arguments: &[&str]) -> Result<String> {
    let mut command = process::command("rustc");
    if let Some(toolchain) = toolchain {
        command.env("RUSTUP_TOOLCHAIN", toolchain);
    }
    process::output(command.args(arguments))
}

fn holds(dir: &Path, prefix: &str) -> bool {
    fs::read_dir(dir)
        .is_ok_and(|entries| entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with(prefix)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_they_are_written() {
        assert_eq!(version(" 1.85.0+dfsg3-1~deb12u3"), Some((1, 85)));
        assert_eq!(version("1.100"), Some((1, 100)));
        assert_eq!(version("(none)"), None);
        assert!(needed_version().is_ok());
    }
}
