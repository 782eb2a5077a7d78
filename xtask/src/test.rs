//! `xtask test`: every part, each counted and timed, and one last line that sums them up.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use crate::{browser::Browser, build, check, process, serve, toolchain, tools, workspace};

/// The addresses under which the built app has to work.
const BASES: [&str; 3] = ["/", "/a/b/", "/商机/"];

/// No runner takes half as long, even where it has to compile first. One that hangs must not take the others' report along.
const LIMIT: Duration = Duration::from_secs(45 * 60);

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
    pub(crate) skipped: u32,
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl Counts {
    /// A part that is one check: passed or failed.
    #[expect(clippy::unnecessary_wraps, reason = "the shape of every part of the report")]
    pub(crate) fn of(result: Result<()>) -> Result<Self> {
        Ok(match result {
            Ok(()) => Self { passed: 1, ..Self::default() },
            Err(error) => {
                process::say(format_args!("{error:#}"));
                Self { failed: 1, ..Self::default() }
            }
        })
    }

    /// Runs a test runner and reads its closing lines. One that fails without counting a failure (it did not compile,
    /// say) is a failure.
    pub(crate) fn read_from(command: &mut Command) -> Result<Self> {
        let mut counts = Self::default();
        let succeeded = process::run_reading(command, LIMIT, |line| counts += Self::read(line))?;
        if !succeeded && counts.failed == 0 {
            counts.failed = 1;
        }
        Ok(counts)
    }

    /// Cargo's and wasm-bindgen's `test result: ok. 3 passed; 0 failed; 1 ignored; …`, Node's `# pass 3` or `ℹ pass 3`.
    fn read(line: &str) -> Self {
        let line = line.trim();
        let mut counts = Self::default();
        if let Some(result) = line.strip_prefix("test result: ") {
            for part in result.split(['.', ';']) {
                let mut words = part.split_whitespace();
                let number = words.next().and_then(|word| word.parse().ok()).unwrap_or(0);
                match words.next() {
                    Some("passed") => counts.passed = number,
                    Some("failed") => counts.failed = number,
                    Some("ignored") => counts.skipped = number,
                    _ => {}
                }
            }
        } else if let Some(result) = line.strip_prefix("# ").or_else(|| line.strip_prefix("ℹ ")) {
            let (name, number) = result.split_once(' ').unwrap_or_default();
            match (name, number.parse()) {
                ("pass", Ok(number)) => counts.passed = number,
                ("fail" | "cancelled", Ok(number)) => counts.failed = number,
                ("skipped" | "todo", Ok(number)) => counts.skipped = number,
                _ => {}
            }
        }
        counts
    }
}

#[derive(Default)]
pub(crate) struct Report {
    parts: Vec<(&'static str, Counts, f64)>,
    /// Words of which one must occur in a part's name; none runs everything.
    only: Vec<String>,
}

impl Report {
    pub(crate) fn only(words: &[String]) -> Self {
        Self { only: words.to_vec(), ..Self::default() }
    }

    /// A part that cannot even start counts as failed; the others still run, because a person wants the whole picture.
    pub(crate) fn part(&mut self, name: &'static str, run: impl FnOnce() -> Result<Counts>) {
        if !self.only.is_empty() && !self.only.iter().any(|word| name.contains(word.as_str())) {
            return;
        }
        process::say(name);
        let started = Instant::now();
        let counts = run().unwrap_or_else(|error| {
            process::say(format_args!("{name}: {error:#}"));
            Counts { failed: 1, ..Counts::default() }
        });
        self.parts.push((name, counts, started.elapsed().as_secs_f64()));
    }

    pub(crate) fn finish(self) -> Result<()> {
        let mut total = Counts::default();
        println!();
        for (name, counts, seconds) in &self.parts {
            let Counts { passed, failed, skipped } = counts;
            println!("{name:<22} {passed:>5} passed {failed:>3} failed {skipped:>3} skipped {seconds:>7.1} s");
            total += *counts;
        }
        println!("\n{} passed, {} failed", total.passed, total.failed);
        if total.failed > 0 {
            bail!("the tests did not pass");
        }
        Ok(())
    }
}

pub(crate) fn everything(only: &[String]) -> Result<()> {
    let mut report = Report::only(only);
    report.part("format", check::format);
    report.part("lints on the host", check::clippy_host);
    report.part("lints for the browser", check::clippy_wasm);
    report.part("dependencies", check::deny);
    report.part("native tests", check::native_tests);
    report.part("wasm tests", wasm_tests);
    report.part("release build", || Counts::of(build::build(build::Profile::Release).map(drop)));
    report.part("browser tests", browser_tests);
    report.finish()
}

/// `wasm-bindgen-test` in headless Chromium. This program is the runner, see [`wasm_runner`].
fn wasm_tests() -> Result<Counts> {
    let packages: Vec<_> = check::browser_packages()?.into_iter().filter(|name| name != "worker").collect();
    if packages.is_empty() {
        return Ok(Counts { skipped: 1, ..Counts::default() });
    }
    let browser = Browser::find_or_install()?;
    let folder = wasm_test_folder();
    fs::create_dir_all(&folder)?;
    let options = serde_json::json!({ "goog:chromeOptions": { "binary": browser.chrome, "args": Browser::flags() } });
    fs::write(folder.join("webdriver.json"), options.to_string())?;

    let mut test = process::cargo();
    toolchain::wasm()?.apply(&mut test);
    test.args(["test", "--tests", "--no-fail-fast", "--target", toolchain::TARGET]);
    test.args(packages.iter().flat_map(|name| ["-p", name]));
    let runner = format!("{} wasm-runner", workspace::this_program()?.display());
    test.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner);
    test.env("CHROMEDRIVER", &browser.driver).env("WASM_BINDGEN_TEST_TIMEOUT", "120");
    Counts::read_from(&mut test)
}

/// Called by Cargo with a test's wasm. The real runner takes its browser options from its working folder only, which would
/// be the package's; there they would be a file in the sources that differs from machine to machine.
pub(crate) fn wasm_runner(arguments: &[String]) -> Result<()> {
    let (wasm, rest) = arguments.split_first().context("wasm-runner is called by cargo test")?;
    let wasm = fs::canonicalize(wasm)?;
    let mut runner = process::command(tools::wasm_bindgen()?.bin()?.join("wasm-bindgen-test-runner"));
    runner.current_dir(wasm_test_folder()).arg(wasm).args(rest);
    process::run(&mut runner)
}

fn wasm_test_folder() -> PathBuf {
    workspace::root().join("target/wasm-test")
}

fn browser_tests() -> Result<Counts> {
    let folder = workspace::root().join("tests/e2e");
    let mut tests: Vec<PathBuf> = fs::read_dir(&folder)?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.to_string_lossy().ends_with(".test.mjs"))
        .collect();
    tests.sort();
    with_served_app(|node| {
        // One file after the other: on two cores, browsers side by side only make each other's waits fail.
        node.args(["--test", "--test-concurrency=1", "--test-reporter=spec", "--test-timeout=900000"]).args(&tests);
        Counts::read_from(node)
    })
}

/// Runs one of the project's own scripts against the built app (`bench`, `shots`).
pub(crate) fn script(path: &str, arguments: &[String]) -> Result<()> {
    let script = workspace::root().join(path);
    if !script.is_file() {
        bail!("{path} does not exist yet");
    }
    build::build(build::Profile::Release)?;
    with_served_app(|node| process::run(node.arg(&script).args(arguments)))
}

/// Hands over a `node` command that knows the served dist/, the browser and this program.
fn with_served_app<T>(run: impl FnOnce(&mut Command) -> Result<T>) -> Result<T> {
    let browser = Browser::find_or_install()?;
    tools::npm_ci("tests/e2e")?;
    let node = process::find("node").context("Node.js 20 or newer is needed for this")?;
    let served = serve::start(&serve::Options::new(workspace::dist(), &BASES))?;
    let mut command = process::command(node);
    environment(&mut command, &browser, &served.address)?;
    run(&mut command)
}

fn environment(command: &mut Command, browser: &Browser, address: &str) -> Result<()> {
    command.env("BASE_URL", address).env("BASE_PATHS", BASES.join(" ")).env("CHROME_PATH", &browser.chrome);
    command.env("CHROME_FLAGS", Browser::flags().join(" ")).env("DIST", workspace::dist());
    command.env("XTASK", workspace::this_program()?).env("TARGET_DIR", Path::new(workspace::root()).join("target"));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_lines_are_read() {
        let counts = |passed, failed, skipped| Counts { passed, failed, skipped };
        let cargo =
            "test result: FAILED. 12 passed; 2 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.05s";
        assert_eq!(Counts::read(cargo), counts(12, 2, 1));
        assert_eq!(Counts::read("ℹ pass 7"), counts(7, 0, 0));
        assert_eq!(Counts::read("# fail 1"), counts(0, 1, 0));
        assert_eq!(Counts::read("ℹ duration_ms 123.4"), counts(0, 0, 0));
        assert_eq!(Counts::read("ℹ tests 8"), counts(0, 0, 0));
    }
}
