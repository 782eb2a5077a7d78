//! THIRD_PARTY_LICENSES.txt: every crate that is linked into the app, with the licence texts its authors ship.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    fs,
    path::Path,
};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::{process, toolchain, workspace};

const SEPARATOR: &str = "================================================================================";

pub(crate) fn collect() -> Result<String> {
    let mut cargo = process::cargo();
    cargo.args(["metadata", "--format-version=1", "--filter-platform", toolchain::TARGET]);
    let metadata: Value = serde_json::from_str(&process::output(&mut cargo)?)?;
    let linked = linked(&metadata)?;

    let mut text = String::from("Shangji contains the following third-party software.\n\n");
    // Many crates ship the same text; each text is printed once, under all who ship it.
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in metadata["packages"].as_array().context("no packages")? {
        if !linked.contains(package["id"].as_str().unwrap_or_default()) || package["source"].is_null() {
            continue;
        }
        let label = format!("{} {}", word(&package["name"]), word(&package["version"]));
        writeln!(text, "{label} — {} — {}", word(&package["license"]), word(&package["repository"]))?;
        let folder = Path::new(word(&package["manifest_path"])).parent().unwrap_or(Path::new(""));
        for license in license_texts(folder) {
            texts.entry(license).or_default().push(label.clone());
        }
    }
    for (license, labels) in texts {
        write!(text, "\n{SEPARATOR}\n{}\n{SEPARATOR}\n\n{}\n", labels.join(", "), license.trim_end())?;
    }
    Ok(text)
}

/// Ids of the app's packages and of all they need at run time; build scripts and tests do not ship.
fn linked(metadata: &Value) -> Result<BTreeSet<&str>> {
    let nodes = metadata["resolve"]["nodes"].as_array().context("no dependency graph")?;
    let by_id: BTreeMap<&str, &Value> = nodes.iter().map(|node| (word(&node["id"]), node)).collect();
    let packages = metadata["packages"].as_array().context("no packages")?;
    let mut open: Vec<&str> = packages
        .iter()
        .filter(|package| workspace::BROWSER_PACKAGES.contains(&word(&package["name"])) && package["source"].is_null())
        .map(|package| word(&package["id"]))
        .collect();
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        for dependency in by_id.get(id).and_then(|node| node["deps"].as_array()).into_iter().flatten() {
            let kinds = dependency["dep_kinds"].as_array().into_iter().flatten();
            if kinds.clone().any(|kind| kind["kind"].is_null()) {
                open.push(word(&dependency["pkg"]));
            }
        }
    }
    Ok(seen)
}

fn license_texts(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    names.sort();
    let is_license = |path: &Path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
        ["LICENSE", "LICENCE", "COPYING", "NOTICE", "UNLICENSE"].iter().any(|start| name.starts_with(start))
    };
    names
        .iter()
        .filter(|path| path.is_file() && is_license(path))
        .filter_map(|path| fs::read_to_string(path).ok())
        .collect()
}

fn word(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
