//! One language's TOML file to a sorted map of key -> text with its placeholders.

use std::collections::{BTreeMap, BTreeSet};

use crate::Text;

pub(crate) type Entries = BTreeMap<String, Entry>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) text: Text,
    pub(crate) placeholders: BTreeSet<String>,
}

pub(crate) fn parse(toml: &str) -> Result<Entries, String> {
    let table: toml::Table = toml.parse().map_err(|error: toml::de::Error| error.to_string().trim_end().to_owned())?;
    let mut entries = Entries::new();
    collect("", &table, &mut entries)?;
    Ok(entries)
}

fn collect(prefix: &str, table: &toml::Table, entries: &mut Entries) -> Result<(), String> {
    for (name, value) in table {
        check_name(prefix, name)?;
        let key = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
        let entry = match value {
            toml::Value::String(text) => {
                Entry { placeholders: placeholders(&key, text)?, text: Text::Plain(text.clone()) }
            }
            toml::Value::Table(table) => {
                let Some((one, other)) = plural(table) else {
                    collect(&key, table, entries)?;
                    continue;
                };
                let mut names = placeholders(&key, one)?;
                names.extend(placeholders(&key, other)?);
                Entry { placeholders: names, text: Text::Plural { one: one.into(), other: other.into() } }
            }
            other => return Err(format!("{key}: expected a text, found {}", other.type_str())),
        };
        entries.insert(key, entry);
    }
    Ok(())
}

/// A table is a plural text exactly when it consists of the two forms; anything else is a section.
fn plural(table: &toml::Table) -> Option<(&str, &str)> {
    match (table.get("one")?, table.get("other")?) {
        (toml::Value::String(one), toml::Value::String(other)) if table.len() == 2 => Some((one, other)),
        _ => None,
    }
}

/// Names become Rust function and argument names.
fn check_name(prefix: &str, name: &str) -> Result<(), String> {
    if is_identifier(name) {
        return Ok(());
    }
    Err(format!("`{name}` in [{prefix}]: a key is made of a-z, 0-9 and _, and starts with a letter"))
}

fn is_identifier(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

fn placeholders(key: &str, text: &str) -> Result<BTreeSet<String>, String> {
    let mut names = BTreeSet::new();
    let mut rest = text;
    while let Some(start) = rest.find(['{', '}']) {
        let inside = rest[start..].strip_prefix('{').and_then(|tail| tail.split_once('}'));
        let Some((name, tail)) = inside.filter(|(name, _)| is_identifier(name)) else {
            return Err(format!("{key}: a brace that is not part of a {{placeholder}} in \"{text}\""));
        };
        names.insert(name.to_owned());
        rest = tail;
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_become_dotted_keys_in_sorted_order() {
        let entries = parse("z = \"last\"\n[board]\ntitle = \"Board\"\n[board.card]\nopen = \"Open {name}\"").unwrap();
        assert_eq!(entries.keys().collect::<Vec<_>>(), ["board.card.open", "board.title", "z"]);
        assert_eq!(entries["board.card.open"].placeholders, BTreeSet::from(["name".to_owned()]));
    }

    #[test]
    fn exactly_one_and_other_make_a_plural() {
        let entries =
            parse("cards = { one = \"a card\", other = \"{count} cards\" }\n[reason]\nother = \"Other\"").unwrap();
        assert_eq!(entries["cards"].text, Text::Plural { one: "a card".into(), other: "{count} cards".into() });
        assert_eq!(entries["reason.other"].text, Text::Plain("Other".into()));
    }

    #[test]
    fn stray_braces_and_odd_names_are_refused() {
        for bad in
            ["a = \"{\"", "a = \"}\"", "a = \"{}\"", "a = \"{Name}\"", "a = \"{a{b}\"", "Big = \"x\"", "a-b = \"x\""]
        {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn only_texts_are_leaves() {
        assert_eq!(parse("n = 3").unwrap_err(), "n: expected a text, found integer");
    }
}
