//! Joins the start script and the style sheets: each becomes one file, so that the first visit waits for no chain of imports.
//!
//! No general tool: it understands the two forms boot/ uses, `import { … } from "./x.js";` and `export` before a
//! declaration, and therefore wants names that are unique across the joined files.

use std::{collections::BTreeSet, path::Path};

use anyhow::{Context, Result, bail};

use crate::files;

/// `entry` with everything it imports from its own folder before it, comments dropped.
pub(crate) fn script(dir: &Path, entry: &str) -> Result<String> {
    let mut seen = Vec::new();
    let mut joined = String::new();
    add_script(dir, entry, &mut seen, &mut joined)?;
    refuse_repeated_names(&joined)?;
    Ok(joined)
}

fn add_script(dir: &Path, name: &str, seen: &mut Vec<String>, joined: &mut String) -> Result<()> {
    if seen.iter().any(|done| done == name) {
        return Ok(());
    }
    seen.push(name.to_owned());
    let source = files::read(&dir.join(name))?;
    let (imports, body): (Vec<&str>, Vec<&str>) = source.lines().partition(|line| line.starts_with("import "));
    for line in imports {
        let path = line.split('"').nth(1).and_then(|path| path.strip_prefix("./"));
        add_script(dir, path.with_context(|| format!("boot/{name}: cannot follow `{line}`"))?, seen, joined)?;
    }
    for line in without_comments(&body.join("\n"), true).lines() {
        joined.push_str(line.strip_prefix("export ").unwrap_or(line));
        joined.push('\n');
    }
    Ok(())
}

/// Two files that use one name for two things would only fail in the browser.
fn refuse_repeated_names(script: &str) -> Result<()> {
    let mut seen = BTreeSet::new();
    for line in script.lines() {
        let line = line.strip_prefix("async ").unwrap_or(line);
        let declaration = ["const ", "let ", "function ", "class "].iter().find_map(|word| line.strip_prefix(word));
        let name = declaration.and_then(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next());
        if let Some(name) = name.filter(|name| !name.is_empty() && !seen.insert(*name)) {
            bail!("boot/: `{name}` is declared in two of the files that are joined");
        }
    }
    Ok(())
}

/// The style sheets in cascade order, each once.
pub(crate) fn styles(dir: &Path) -> Result<String> {
    let mut joined = String::new();
    for path in style_order(dir)? {
        joined.push_str(&style(&dir.join(path))?);
    }
    Ok(joined)
}

pub(crate) fn style(path: &Path) -> Result<String> {
    Ok(without_comments(&files::read(path)?, false))
}

/// style/order.txt, one path a line. It names every style sheet there is.
fn style_order(dir: &Path) -> Result<Vec<String>> {
    let order = files::read(&dir.join("order.txt"))?;
    let lines = order.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let lines: Vec<String> = lines.map(str::to_owned).collect();
    let forgotten = files::list(dir)?.into_iter().find(|path| path.ends_with(".css") && !lines.contains(path));
    if let Some(path) = forgotten {
        bail!("style/order.txt does not name {path}");
    }
    Ok(lines)
}

/// Drops `/* … */` and, where asked, `//` comments that begin a line or follow two spaces' worth of code as a remark of
/// their own (` // `), and empty lines. Enough for sources that keep comment signs out of their strings.
fn without_comments(source: &str, line_comments: bool) -> String {
    let mut kept = String::with_capacity(source.len());
    let mut inside = false;
    for line in source.lines() {
        let mut rest = line;
        let mut code = String::new();
        loop {
            if inside {
                let Some((_, after)) = rest.split_once("*/") else { break };
                inside = false;
                rest = after;
            }
            let Some((before, after)) = rest.split_once("/*") else {
                code.push_str(rest);
                break;
            };
            code.push_str(before);
            inside = true;
            rest = after;
        }
        if line_comments {
            if code.trim_start().starts_with("//") {
                continue;
            }
            if let Some(at) = code.rfind("; // ") {
                code.truncate(at + 1);
            }
        }
        if !code.trim().is_empty() {
            kept.push_str(code.trim_end());
            kept.push('\n');
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_belongs_to_one_file() {
        assert!(refuse_repeated_names("const a = 1;\nasync function a() {}\n").is_err());
        refuse_repeated_names("const a = 1;\nfunction b() {\n  const a = 2;\n}\n").unwrap();
    }

    #[test]
    fn the_start_script_can_be_joined() {
        let boot = script(&crate::workspace::root().join("boot"), "boot.js").unwrap();
        assert!(!boot.contains("import {") && !boot.contains("\nexport "), "{boot}");
    }

    #[test]
    fn comments_go_and_code_stays() {
        let css = ".a { color: red; } /* why\n over lines */ .b {}\n\n/* all */\n";
        assert_eq!(without_comments(css, false), ".a { color: red; }\n .b {}\n");
        let js = "// head\nconst a = \"http://x\"; // tail\n/** doc */\nlet b;\n";
        assert_eq!(without_comments(js, true), "const a = \"http://x\";\nlet b;\n");
    }
}
