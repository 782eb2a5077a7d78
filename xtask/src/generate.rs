//! Everything Trunk reads: `target/generated` with the style sheet, the texts, the start script and the index page.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use crate::{bundle, files, headers, process, workspace};

/// Named one by one: a build with `--all-features` is refused by browsers.
pub(crate) const WASM_OPT_FEATURES: &str = "--enable-bulk-memory --enable-nontrapping-float-to-int --enable-sign-ext \
                                 --enable-mutable-globals --enable-reference-types --enable-multivalue";

/// What differs between one build and another of the same sources.
#[derive(Clone, Copy)]
pub(crate) struct Choices {
    pub(crate) wasm_opt: bool,
}

pub(crate) fn generate() -> Result<PathBuf> {
    generate_with(Choices { wasm_opt: false })
}

pub(crate) fn generate_with(choices: Choices) -> Result<PathBuf> {
    let (root, out) = (workspace::root(), workspace::generated());
    let styles = bundle::styles(&root.join("style"))? + &bundle::style(&root.join("boot/boot.css"))?;
    files::write(&out.join("style.css"), &styles)?;
    let text_files = texts(&root.join("locales"), &out.join("i18n"))?;
    let export = lazy_module(&root.join("boot"), "export", &out.join("lazy"))?;

    let boot = fill(
        &bundle::script(&root.join("boot"), "boot.js")?,
        &[("{{textFiles}}", &text_files), ("{{exportModule}}", &export), ("{{build}}", &build_id()?)],
    )?;
    files::write(&out.join("boot.js"), &boot)?;
    for name in ["old.js", "sw.js"] {
        files::write(&out.join(name), &files::read(&root.join("boot").join(name))?)?;
    }
    let index = index(&files::read(&root.join("index.html"))?, root.join("worker/Cargo.toml").exists(), choices);
    files::write(&out.join("index.html"), &index)?;
    Ok(out)
}

/// Names this state of the sources; shown in diagnostics and put behind the name of the worker, which Trunk leaves unhashed.
pub(crate) fn build_id() -> Result<String> {
    let Ok(commit) = process::output(process::command("git").args(["rev-parse", "HEAD"])) else {
        return Ok(env!("CARGO_PKG_VERSION").to_owned()); // sources without their repository
    };
    let changes = process::output(process::command("git").args(["diff", "HEAD"]))?;
    let state = files::hex(&files::sha256(format!("{commit}\n{changes}").as_bytes()));
    Ok(state.chars().take(12).collect())
}

/// Writes two files per language, the first sight's and the others', and returns their addresses as a JavaScript object.
fn texts(locales: &Path, out: &Path) -> Result<String> {
    let catalogue = messages::load(locales)?;
    let parts: Vec<_> = catalogue.languages.iter().map(|language| catalogue.files(language)).collect();
    let names: Vec<String> = parts.iter().flatten().map(|(name, _)| name.clone()).collect();
    remove_others(out, &names)?;
    let mut addresses = serde_json::Map::new();
    for (language, parts) in catalogue.languages.iter().zip(parts) {
        let mut of_language = Vec::new();
        for (name, json) in parts {
            files::write(&out.join(&name), &json)?;
            of_language.push(format!("./i18n/{name}"));
        }
        addresses.insert(language.code.clone(), of_language.into());
    }
    Ok(serde_json::Value::Object(addresses).to_string())
}

/// A module that is imported on demand, under a name with its hash. Returns its address.
fn lazy_module(boot: &Path, name: &str, out: &Path) -> Result<String> {
    let module = files::read(&boot.join(format!("{name}.js")))?;
    let hash: String = files::hex(&files::sha256(module.as_bytes())).chars().take(16).collect();
    let file = format!("{name}-{hash}.js");
    remove_others(out, std::slice::from_ref(&file))?;
    files::write(&out.join(&file), &module)?;
    Ok(format!("./lazy/{file}"))
}

/// Files of earlier generations would be shipped too: Trunk copies these folders whole.
fn remove_others(folder: &Path, keep: &[String]) -> Result<()> {
    fs::create_dir_all(folder)?;
    for name in files::list(folder)?.into_iter().filter(|name| !keep.contains(name)) {
        fs::remove_file(folder.join(name))?;
    }
    Ok(())
}

fn fill(template: &str, values: &[(&str, &str)]) -> Result<String> {
    let mut text = template.to_owned();
    for (name, value) in values {
        if !text.contains(name) {
            bail!("boot.js has no place for {name}");
        }
        text = text.replace(name, value);
    }
    Ok(text)
}

fn index(template: &str, worker: bool, choices: Choices) -> String {
    let mut page = String::new();
    let mut dropping = false;
    for line in template.lines().filter(|line| !line.starts_with("<!-- Template")) {
        match line {
            "<!-- if worker -->" => dropping = !worker,
            "<!-- end -->" => dropping = false,
            line if !dropping => page.extend([line, "\n"]),
            _ => {}
        }
    }
    page.replace("{root}", "../..")
        .replace("{csp}", headers::meta_policy())
        .replace("{wasm-opt}", if choices.wasm_opt { "z" } else { "0" })
        .replace("{wasm-opt-params}", WASM_OPT_FEATURES)
}

/// The moment of the commit, not of the build: the same sources give the same files.
pub(crate) fn built_at() -> String {
    process::output(process::command("git").args(["log", "-1", "--format=%cI"]))
        .context("no commit")
        .unwrap_or_else(|_| "unknown".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_kept_only_where_they_apply() {
        let template = "<!-- Template: x -->\na\n<!-- if worker -->\nw {root}\n<!-- end -->\n{wasm-opt}\n";
        assert_eq!(index(template, true, Choices { wasm_opt: true }), "a\nw ../..\nz\n");
        assert_eq!(index(template, false, Choices { wasm_opt: false }), "a\n0\n");
    }

    #[test]
    fn the_shipped_template_is_whole() {
        let template = std::fs::read_to_string(workspace::root().join("index.html")).unwrap();
        let page = index(&template, true, Choices { wasm_opt: true });
        assert!(!page.contains('{') && !page.contains("<!-- "), "{page}");
        assert!(page.contains("data-type=\"worker\""));
    }
}
