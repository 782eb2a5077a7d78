//! Splits the app into the part of the first sight and parts that follow (`#[wasm_split]` in the sources).
//!
//! Trunk cannot do that. It asks for a program named `wasm-bindgen`, and gets this one: it splits first, as the splitter
//! needs the linker's relocations, which wasm-bindgen drops; then it lets the real wasm-bindgen work on the first part. The
//! loader of the other parts is put into wasm-bindgen's own script, so that no file is asked for more than before.

use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::{files, package, process, workspace};

const NAME: &str = "wasm-bindgen";
const REAL: &str = "SHANGJI_WASM_BINDGEN";
const SPLITTER: &str = "SHANGJI_WASM_SPLIT";
const OPTIMISER: &str = "SHANGJI_WASM_OPT";

/// What the splitter's script says, and what ours says instead.
const FETCH: &str = "fetch(new URL(\"./{file}\", import.meta.url))";
const INSTANTIATE: &str = "WebAssembly.instantiateStreaming(src, imports)";

/// The programs that work behind the name.
pub(crate) struct Programs {
    pub(crate) wasm_bindgen: PathBuf,
    pub(crate) splitter: PathBuf,
    /// Folder of wasm-opt, where there is one.
    pub(crate) optimiser: Option<PathBuf>,
}

impl Programs {
    /// The folder to put on the path before everything else; the rest goes by environment.
    pub(crate) fn stand_in(&self, trunk: &mut Command) -> Result<PathBuf> {
        let folder = workspace::target().join("stand-in");
        fs::create_dir_all(&folder)?;
        let program = folder.join(format!("{NAME}{}", std::env::consts::EXE_SUFFIX));
        if program.exists() {
            fs::remove_file(&program)?;
        }
        fs::copy(workspace::this_program()?, &program)?;
        trunk.env(REAL, self.wasm_bindgen.join(NAME)).env(SPLITTER, self.splitter.join("wasm-split-cli"));
        if let Some(folder) = &self.optimiser {
            trunk.env(OPTIMISER, folder.join("wasm-opt"));
        }
        Ok(folder)
    }
}

/// Whether this program was called by the other name.
pub(crate) fn stands_in() -> bool {
    let name = std::env::args_os().next().map(PathBuf::from);
    name.is_some_and(|name| name.file_stem().is_some_and(|stem| stem == NAME))
}

/// Where the parts wait for Trunk to be done; see [`place`].
fn folder() -> PathBuf {
    workspace::target().join("parts")
}

/// Puts the parts into a finished `dist/`, replacing those of an earlier build.
pub(crate) fn place(dist: &Path) -> Result<()> {
    for name in files::list(&folder())? {
        fs::copy(folder().join(&name), dist.join(name))?;
    }
    Ok(())
}

/// Called by Trunk in wasm-bindgen's place.
pub(crate) fn bind(arguments: &[OsString]) -> Result<()> {
    let real = std::env::var_os(REAL).context("called outside a build")?;
    let text =
        |name: &str| arguments.iter().find_map(|argument| argument.to_str()?.strip_prefix(name)).map(str::to_owned);
    let input = arguments.iter().map(Path::new).find(|argument| argument.extension().is_some_and(|e| e == "wasm"));
    let (Some(input), Some(name), Some(out)) = (input, text("--out-name="), text("--out-dir=")) else {
        return process::run(Command::new(real).args(arguments)); // `--version` and the like
    };
    let bound = Path::new(&out).join(format!("{name}_bg.wasm"));
    let wasm = fs::read(input).with_context(|| format!("cannot read {}", input.display()))?;
    if !has_parts(&wasm) {
        process::run(Command::new(real).args(arguments))?;
        return slim(&bound);
    }
    let split = workspace::target().join("split");
    remove(&split)?;
    let splitter = std::env::var_os(SPLITTER).context("no splitter is named")?;
    process::run(Command::new(splitter).arg(input).arg(&split).args(["--out-name", &name]))?;
    let first = split.join(format!("{name}.wasm"));
    let others = arguments.iter().filter(|argument| Path::new(argument) != input);
    process::run(Command::new(real).args(others).arg("--keep-lld-exports").arg(&first))?;
    slim(&bound)?;

    let mut loader = files::read(&split.join("__wasm_split.js"))?;
    remove(&folder())?;
    fs::create_dir_all(folder())?;
    for file in
        files::list(&split)?.into_iter().filter(|file| file.ends_with(".wasm") && *file != format!("{name}.wasm"))
    {
        let bytes = smaller(&split.join(&file))?;
        let hash = files::hex(&files::sha256(&bytes));
        let stem = file.trim_end_matches(".wasm").trim_start_matches("split_");
        let placed = format!("{name}-{stem}-{}.wasm", &hash[..16]);
        let integrity = format!("sha256-{}", files::base64(&files::sha256(&bytes)));
        fs::write(folder().join(&placed), bytes)?;
        loader =
            replace(&loader, &FETCH.replace("{file}", &file), &format!("fetchPart(\"./{placed}\", \"{integrity}\")"))?;
    }
    let script = Path::new(&out).join(format!("{name}.js"));
    files::write(&script, &join(&files::read(&script)?, &loader, &name)?)
}

/// Wasm-bindgen's script with the loader inside, instead of beside it.
fn join(script: &str, loader: &str, name: &str) -> Result<String> {
    // One import for each part, all of the same file.
    let is_import = |line: &&str| line.starts_with("import * as ") && line.contains("__wasm_split.js");
    let bindings: Vec<&str> = script.lines().filter(is_import).filter_map(|line| line.split(' ').nth(3)).collect();
    if bindings.is_empty() {
        bail!("wasm-bindgen's script does not import the loader; its form has changed");
    }
    let script: String = script.lines().filter(|line| !is_import(line)).flat_map(|line| [line, "\n"]).collect();
    let loader = replace(loader, &format!("import {{ initSync }} from \"./{name}.js\";"), "")?;
    let loader = replace(&loader, INSTANTIATE, "instantiatePart(src, imports)")?;
    let names: Vec<&str> =
        loader.lines().filter_map(|line| line.strip_prefix("export const ")?.split(' ').next()).collect();
    let all = names.join(", ");
    let loader = loader.replace("export const ", "const ");
    let bindings: Vec<String> = bindings.iter().map(|binding| format!("const {binding} = {{ {all} }};\n")).collect();
    Ok(format!("{script}{}{loader}{}", include_str!("parts.js"), bindings.concat()))
}

fn replace(text: &str, from: &str, to: &str) -> Result<String> {
    if !text.contains(from) {
        bail!("the splitter's script has no `{from}`; its form has changed");
    }
    Ok(text.replace(from, to))
}

/// Whether the sources asked for a split: then the linker left relocations and the macro its mark.
fn has_parts(wasm: &[u8]) -> bool {
    const MARK: &[u8] = b"__wasm_split_load_";
    wasm.windows(MARK.len()).any(|window| window == MARK)
}

/// Takes out what the linker left for the splitter; optimisers stumble over it.
fn slim(wasm: &Path) -> Result<()> {
    Ok(fs::write(wasm, package::without_custom_sections(&fs::read(wasm)?))?)
}

/// A part as it is shipped: optimised where that can be done, without names in any case.
fn smaller(part: &Path) -> Result<Vec<u8>> {
    if let Some(optimiser) = std::env::var_os(OPTIMISER) {
        let optimised = part.with_extension("small");
        let mut run = Command::new(optimiser);
        run.arg("-Oz").args(crate::generate::WASM_OPT_FEATURES.split_whitespace());
        run.args(["--strip-debug", "--strip-producers", "-o"]).arg(&optimised).arg(part);
        process::run(&mut run)?;
        return Ok(fs::read(optimised)?);
    }
    Ok(package::without_custom_sections(&fs::read(part)?))
}

fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loader_moves_into_the_script() {
        let import = |n: u8| format!("import * as import{n} from \"./__wasm_split.js\"\n");
        let script = format!("{}{}let wasm;\nfunction initSync() {{}}\n", import(1), import(2));
        let loader = "import { initSync } from \"./app.js\";\nexport const __wasm_split_load_desk = \
                      wrap(() => {\n    const src = fetchPart(\"./a\", \"b\");\n    WebAssembly.instantiateStreaming(src, imports);\n});\n";
        let joined = join(&script, loader, "app").unwrap();
        assert!(!joined.contains("import ") && !joined.contains("export "), "{joined}");
        assert!(joined.ends_with("const import2 = { __wasm_split_load_desk };\n"), "{joined}");
        assert!(joined.contains("instantiatePart(src, imports)"));
    }

    #[test]
    fn another_form_of_the_loader_is_noticed() {
        assert!(join("let wasm;", "", "app").is_err());
        assert!(replace("a", "b", "c").is_err());
    }
}
