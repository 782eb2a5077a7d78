//! `cargo xtask <command>`: the one entry to building, testing and looking at Shangji.
//!
//! Every command sets up what it needs itself, each step being a no-op when done before, so that a fresh clone on a fresh
//! machine needs only a Rust toolchain and one command. Tools come with a version written in [`tools`], nowhere else.
//!
//! It knows files, processes and versions. It refuses to know anything of the app's insides.

// The fences of the app do not hold for its builder: this program talks to a terminal and measures real time.
#![allow(clippy::print_stdout, clippy::disallowed_methods)]
// It looks only at files whose names this project gives itself.
#![allow(clippy::case_sensitive_file_extension_comparisons)]

mod browser;
mod build;
mod bundle;
mod check;
mod files;
mod generate;
mod headers;
mod licenses;
mod package;
mod parts;
mod process;
mod serve;
mod setup;
mod test;
mod toolchain;
mod tools;
mod workspace;

use std::process::ExitCode;

use anyhow::{Result, bail};

const HELP: &str = "\
cargo xtask <command>

  run       release build, then serve it on 127.0.0.1 (prints the address)
  test      everything: format, lints, licences, native, wasm and browser tests
            [words: only the parts whose name has one of them, e.g. `test build browser`]
  check     the quick part of test: format, lints, native tests

  setup     install what building and testing need (the others do it as they go)
  generate  style.css, texts and index page into target/generated
  build     release build into dist/            [--dev: quick, unoptimised]
  package   finish a dist/ Trunk has written     [--dir dist]
  serve     serve dist/ with production headers  [--port 8080] [--dir dist] [--base /a/b/]...
  bench     the page against the plain reference, in one browser
  shots     every screen at 3 widths, 2 themes, 2 languages, into target/shots  [words of names]
";

fn main() -> ExitCode {
    let result = if parts::stands_in() {
        parts::bind(&std::env::args_os().skip(1).collect::<Vec<_>>())
    } else {
        dispatch(&std::env::args().skip(1).collect::<Vec<_>>())
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nxtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<()> {
    workspace::this_program()?;
    let (command, rest) = match arguments.split_first() {
        Some((command, rest)) => (command.as_str(), rest),
        None => ("help", arguments),
    };
    match command {
        "setup" => setup::everything(),
        "generate" => generate::generate().map(drop),
        "build" => build::build(build::Profile::from_arguments(rest)?).map(drop),
        "package" => package::finish(&serve::Options::from_arguments(rest)?.dir),
        "serve" => serve::serve(&serve::Options::from_arguments(rest)?),
        "run" => {
            let options = serve::Options::from_arguments(rest)?;
            build::build(build::Profile::Release)?;
            serve::serve(&options)
        }
        "test" => test::everything(rest),
        "check" => check::quick(),
        "bench" => test::script("tests/bench/run.mjs", rest),
        "shots" => test::script("tests/e2e/shots.mjs", rest),
        "wasm-runner" => test::wasm_runner(rest),
        "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(())
        }
        other => bail!("there is no command `{other}`\n\n{HELP}"),
    }
}
