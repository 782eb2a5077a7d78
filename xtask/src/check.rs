//! The parts of `xtask test` that need no browser.

use std::time::Duration;

use anyhow::Result;

use crate::{
    generate, process,
    test::{Counts, Report},
    toolchain, tools, workspace,
};

/// For asking whether the database of known vulnerabilities can be had at all.
const ADVISORIES_LIMIT: Duration = Duration::from_secs(60);

pub(crate) fn quick() -> Result<()> {
    let mut report = Report::default();
    report.part("format", format);
    report.part("lints on the host", clippy_host);
    report.part("native tests", native_tests);
    report.finish()
}

pub(crate) fn format() -> Result<Counts> {
    Counts::of(process::run(process::cargo().args(["fmt", "--all", "--check"])))
}

pub(crate) fn clippy_host() -> Result<Counts> {
    generate_if_possible();
    Counts::of(process::run(process::cargo().args([
        "clippy",
        "--workspace",
        "--all-targets",
        "--quiet",
        "--",
        "-D",
        "warnings",
    ])))
}

/// Lints of code that only exists for the browser. Clippy belongs to a toolchain, and not every one has it.
pub(crate) fn clippy_wasm() -> Result<Counts> {
    let wasm = toolchain::wasm()?;
    let packages = browser_packages()?;
    let mut version = process::cargo();
    wasm.apply(&mut version);
    if packages.is_empty() || process::output(version.args(["clippy", "--version"])).is_err() {
        return Ok(Counts { skipped: 1, ..Counts::default() });
    }
    let mut clippy = process::cargo();
    wasm.apply(&mut clippy);
    clippy.args(["clippy", "--quiet", "--target", toolchain::TARGET]);
    clippy.args(packages.iter().flat_map(|name| ["-p", name])).args(["--", "-D", "warnings"]);
    Counts::of(process::run(&mut clippy))
}

pub(crate) fn deny() -> Result<Counts> {
    let program = tools::cargo_deny().bin()?.join("cargo-deny");
    let check =
        |what: &[&str]| process::run(process::command(&program).args(["--log-level", "error", "check"]).args(what));
    let mut counts = Counts::of(check(&["bans", "licenses", "sources"]))?;
    if process::succeeds_within(process::command(&program).args(["fetch", "db"]), ADVISORIES_LIMIT) {
        counts += Counts::of(check(&["advisories"]))?;
    } else {
        process::say("advisories: their database cannot be reached from here, not checked");
        counts.skipped += 1;
    }
    Ok(counts)
}

pub(crate) fn native_tests() -> Result<Counts> {
    let mut test = process::cargo();
    test.args(["test", "--workspace", "--quiet", "--no-fail-fast"]);
    test.args(browser_packages()?.iter().flat_map(|name| ["--exclude", name]));
    let mut counts = Counts::read_from(&mut test)?;
    if workspace::root().join("../shared/data/dev").is_dir() {
        let with_data: [(&str, &[&str]); 2] =
            [("interchange", &["real_data", "real_imports"]), ("model", &["synth_stalls"])];
        for (package, names) in with_data {
            let mut test = process::cargo();
            test.args(["test", "--quiet", "-p", package]).args(names.iter().flat_map(|name| ["--test", name]));
            counts += Counts::read_from(test.args(["--", "--ignored"]))?;
        }
    }
    Ok(counts)
}

/// Those of the browser's packages that exist.
pub(crate) fn browser_packages() -> Result<Vec<String>> {
    let names = workspace::packages()?.into_iter().map(|(name, _)| name);
    Ok(names.filter(|name| workspace::BROWSER_PACKAGES.contains(&name.as_str())).collect())
}

/// The app's build script reads the texts itself; generating early only reports their mistakes before the compiler does.
fn generate_if_possible() {
    if let Err(error) = generate::generate() {
        process::say(format_args!("generate: {error:#}"));
    }
}
