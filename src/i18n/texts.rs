//! The texts of the language in use: those of the first sight, fetched by the start script, and all others, which come with
//! the desk.

use std::cell::OnceCell;

use js_sys::{Array, Reflect};
use wasm_bindgen::JsValue;

use super::format;

enum Text {
    Plain(&'static str),
    Plural { one: &'static str, other: &'static str },
}

thread_local! {
    static TEXTS: [OnceCell<Vec<Text>>; 2] = const { [OnceCell::new(), OnceCell::new()] };
}

/// Takes the texts of the first sight in. They stay as long as the page, so they are handed out without copying.
pub(crate) fn install(texts: &Array) {
    keep(0, texts);
}

/// Takes all others in.
pub(crate) fn install_more(texts: &Array) {
    keep(1, texts);
}

fn keep(part: usize, texts: &Array) {
    let keep = |value: JsValue| -> &'static str { Box::leak(value.as_string().unwrap_or_default().into_boxed_str()) };
    let text = |value: JsValue| {
        if value.is_string() {
            Text::Plain(keep(value))
        } else {
            let form = |name: &str| keep(Reflect::get(&value, &name.into()).unwrap_or_default());
            Text::Plural { one: form("one"), other: form("other") }
        }
    };
    TEXTS.with(|installed| {
        if installed[part].get().is_none() {
            drop(installed[part].set(texts.iter().map(text).collect()));
        }
    });
}

/// The text at an index, in the form for a count where it has several.
fn text(index: usize, one: bool) -> &'static str {
    TEXTS.with(|texts| match found(texts, index) {
        Some(Text::Plain(text)) => text,
        Some(Text::Plural { one: form, .. }) if one => form,
        Some(Text::Plural { other, .. }) => other,
        None => "",
    })
}

fn found(texts: &[OnceCell<Vec<Text>>; 2], index: usize) -> Option<&Text> {
    let first = texts[0].get()?;
    let text = match index.checked_sub(first.len()) {
        None => first.get(index),
        Some(index) => texts[1].get().and_then(|more| more.get(index)),
    };
    // Whoever sees this puts the text's table among those of the first sight, in `crates/messages`.
    debug_assert!(text.is_some(), "text {index} is asked for before it is there");
    text
}

pub(crate) fn plain(index: usize) -> &'static str {
    text(index, false)
}

pub(crate) fn filled(index: usize, arguments: &[(&str, &str)]) -> String {
    fill(text(index, false), arguments)
}

pub(crate) fn plural(index: usize, count: usize, arguments: &[(&str, &str)]) -> String {
    let number = format::count(count);
    let mut all = vec![("count", number.as_str())];
    all.extend_from_slice(arguments);
    fill(text(index, format::is_one(count)), &all)
}

/// Placeholders by their values; a value's own braces are left alone.
fn fill(text: &str, arguments: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, tail)) = after.split_once('}') else { break };
        filled.push_str(before);
        let value = arguments.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| *value);
        filled.push_str(value);
        rest = tail;
    }
    filled.push_str(rest);
    filled
}
