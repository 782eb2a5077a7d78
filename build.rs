//! Makes a function of every text in `locales/`, so that a missing text or argument is an error of the compiler.

use std::fmt::Write as _;
use std::path::Path;

use messages::{COUNT, Message};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=locales");
    let catalogue = messages::load(Path::new("locales"))?;
    let mut code = String::new();
    let mut open: Vec<&str> = Vec::new();
    let mut messages: Vec<(usize, &Message)> = catalogue.messages.iter().enumerate().collect();
    messages.sort_by_key(|(_, message)| &message.key);
    for (index, message) in messages {
        let path: Vec<&str> = message.key.split('.').collect();
        let (name, modules) = path.split_last().ok_or("a key without a name")?;
        while !modules.starts_with(&open) {
            open.pop();
            code.push_str("}\n");
        }
        for module in &modules[open.len()..] {
            writeln!(code, "pub(crate) mod {module} {{\nuse crate::i18n::texts::{{filled, plain, plural}};")?;
            open.push(module);
        }
        function(&mut code, index, name, message)?;
    }
    code.push_str(&"}\n".repeat(open.len()));
    let out = Path::new(&std::env::var("OUT_DIR")?).join("messages.rs");
    std::fs::write(out, code)?;
    Ok(())
}

/// A text is a function; with two or more texts to fill in it is a struct, so that each is named where it is given and none
/// can take another's place.
fn function(code: &mut String, index: usize, name: &str, message: &Message) -> std::fmt::Result {
    let texts: Vec<&String> = message.placeholders.iter().filter(|name| !(message.plural && *name == COUNT)).collect();
    let call = |count: &str, of: &str| {
        let pairs = texts.iter().map(|name| format!("(\"{name}\", {of}{name})")).collect::<Vec<_>>().join(", ");
        if message.plural {
            format!("plural({index}, {count}, &[{pairs}])")
        } else {
            format!("filled({index}, &[{pairs}])")
        }
    };
    match (texts.as_slice(), message.plural) {
        ([], false) => writeln!(code, "pub(crate) fn {name}() -> &'static str {{ plain({index}) }}"),
        ([], true) => writeln!(code, "pub(crate) fn {name}({COUNT}: usize) -> String {{ {} }}", call(COUNT, "")),
        ([text], false) => writeln!(code, "pub(crate) fn {name}({text}: &str) -> String {{ {} }}", call("", "")),
        ([text], true) => {
            writeln!(code, "pub(crate) fn {name}({COUNT}: usize, {text}: &str) -> String {{ {} }}", call(COUNT, ""))
        }
        (_, plural) => {
            let count = if plural { format!("pub(crate) {COUNT}: usize, ") } else { String::new() };
            let fields = texts.iter().map(|name| format!("pub(crate) {name}: &'a str")).collect::<Vec<_>>().join(", ");
            writeln!(code, "pub(crate) struct {name}<'a> {{ {count}{fields} }}")?;
            let text = call(&format!("self.{COUNT}"), "self.");
            writeln!(code, "impl {name}<'_> {{ pub(crate) fn text(self) -> String {{ {text} }} }}")
        }
    }
}
