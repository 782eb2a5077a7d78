//! `xtask build`: generated sources -> Trunk -> finished dist/.

use anyhow::{Result, bail};

use crate::{generate, package, parts, process, toolchain, tools, workspace};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    Release,
    /// Quick and large: neither optimised, nor compressed, nor held to the budget.
    Dev,
}

impl Profile {
    pub(crate) fn from_arguments(arguments: &[String]) -> Result<Self> {
        match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            [] | ["--release"] => Ok(Self::Release),
            ["--dev"] => Ok(Self::Dev),
            _ => bail!("build takes --dev or nothing"),
        }
    }
}

pub(crate) fn build(profile: Profile) -> Result<std::path::PathBuf> {
    let wasm = toolchain::wasm()?;
    let mut programs = vec![tools::trunk().bin()?];
    let optimiser = if profile == Profile::Release { tools::wasm_opt() } else { Err(String::new()) };
    match &optimiser {
        Ok(bin) => programs.push(bin.clone()),
        Err(reason) if profile == Profile::Release => {
            process::say(format_args!("building without wasm-opt, so the app is larger: {reason}"));
        }
        Err(_) => {}
    }
    generate::generate_with(generate::Choices { wasm_opt: optimiser.is_ok() })?;

    let mut trunk = process::command("trunk");
    wasm.apply(&mut trunk);
    let behind = parts::Programs {
        wasm_bindgen: tools::wasm_bindgen()?.bin()?,
        splitter: tools::wasm_split().bin()?,
        optimiser: optimiser.ok(),
    };
    programs.insert(0, behind.stand_in(&mut trunk)?);
    // Trunk looks up its helpers itself; offline, so that what it finds is what was pinned here. RUSTFLAGS of a person's
    // shell would rebuild everything and can break the link-time optimisation.
    trunk.env("PATH", process::path_with(&programs)?).env_remove("RUSTFLAGS").env_remove("NO_COLOR");
    trunk.args(["build", "--offline", "--skip-version-check"]);
    if profile == Profile::Release {
        trunk.arg("--release");
    }
    process::say("trunk build: the app for the browser");
    process::run(&mut trunk)?;

    let dist = workspace::dist();
    package::correct_page(&dist)?;
    parts::place(&dist)?;
    if profile == Profile::Release {
        package::finish(&dist)?;
    }
    Ok(dist)
}
