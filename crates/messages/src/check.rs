//! Holds the languages against each other: same keys, same placeholders.

use std::collections::BTreeSet;

use crate::{
    COUNT, Error, Language, Message, Text, is_first,
    parse::{Entries, Entry},
};

pub(crate) fn unite(sources: Vec<(&str, Entries)>) -> Result<(Vec<Message>, Vec<Language>), Error> {
    let keys: BTreeSet<(bool, &String)> =
        sources.iter().flat_map(|(_, entries)| entries.keys()).map(|key| (!is_first(key), key)).collect();
    let mut differences = Vec::new();
    let mut messages = Vec::with_capacity(keys.len());
    for (_, key) in keys {
        let found: Vec<(&str, Option<&Entry>)> =
            sources.iter().map(|(code, entries)| (*code, entries.get(key))).collect();
        let plural = found.iter().flat_map(|(_, entry)| entry).any(|entry| matches!(entry.text, Text::Plural { .. }));
        let mut expected: Option<(&str, BTreeSet<String>)> = None;
        for (code, entry) in found {
            let Some(entry) = entry else {
                differences.push(format!("{key}: missing in {code}"));
                continue;
            };
            let mut names = entry.placeholders.clone();
            if plural {
                names.insert(COUNT.to_owned());
            }
            match &expected {
                Some((first, wanted)) if *wanted != names => {
                    differences.push(format!("{key}: {first} has {}, {code} has {}", braces(wanted), braces(&names)));
                }
                Some(_) => {}
                None => expected = Some((code, names)),
            }
        }
        let placeholders = expected.map(|(_, names)| names.into_iter().collect()).unwrap_or_default();
        messages.push(Message { key: key.clone(), placeholders, plural });
    }
    if !differences.is_empty() {
        return Err(Error::Differences(differences));
    }
    let languages = sources.into_iter().map(|(code, entries)| language(code, entries, &messages)).collect();
    Ok((messages, languages))
}

/// Every language has every key by now.
fn language(code: &str, mut entries: Entries, messages: &[Message]) -> Language {
    let texts = messages.iter().filter_map(|message| {
        Some(match entries.remove(&message.key)?.text {
            Text::Plain(text) if message.plural => Text::Plural { one: text.clone(), other: text },
            text => text,
        })
    });
    Language { code: code.to_owned(), texts: texts.collect() }
}

fn braces(names: &BTreeSet<String>) -> String {
    if names.is_empty() {
        return "no placeholder".to_owned();
    }
    names.iter().map(|name| format!("{{{name}}}")).collect::<Vec<_>>().join(" ")
}
