//! Words that many records hold and that are called otherwise from now on: the records follow.

use serde_json::{Value, json};

use crate::diff::Fields;
use crate::{Command, Doc};

/// The edits by which records follow, in a field (`source`, `custom.<id>`) that holds one word or a list of them.
/// `renames` are pairs of old and new, all of them at once: two words can change places.
pub fn follow<'a>(field: &str, docs: impl IntoIterator<Item = &'a Doc>, renames: &[(String, String)]) -> Vec<Command> {
    let edit = |doc: &Doc| {
        let value = renamed(&doc.get(field), renames)?;
        let fields: Fields = [(field.to_owned(), value)].into();
        Some(Command::Edit { target: doc.record_ref(), fields, docs: Vec::new() })
    };
    docs.into_iter().filter_map(edit).collect()
}

/// A value under its new names; `None` where it stays.
fn renamed(value: &Value, renames: &[(String, String)]) -> Option<Value> {
    let now = |word: &str| renames.iter().find(|(old, _)| old == word).map(|(_, new)| new.as_str());
    match value {
        Value::String(word) => now(word).map(|word| json!(word)),
        Value::Array(words) => {
            let mut all: Vec<Value> = Vec::new();
            let mut changed = false;
            for word in words {
                let new = word.as_str().and_then(now);
                changed |= new.is_some();
                let word = new.map_or_else(|| word.clone(), |word| json!(word));
                if !all.contains(&word) {
                    all.push(word);
                }
            }
            changed.then_some(Value::Array(all))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::Id;
    use crate::records::Opportunity;

    fn doc(n: u128, custom: Value) -> Doc {
        let record = Opportunity { title: format!("Opportunity {n}"), ..Opportunity::default() };
        let mut doc = Doc::new(Id::<Opportunity>::new(Uuid::from_u128(n)), &record);
        doc.set("custom.f", custom);
        doc
    }

    fn pair(old: &str, new: &str) -> (String, String) {
        (old.to_owned(), new.to_owned())
    }

    #[test]
    fn words_and_lists_of_words_follow_and_others_stay() {
        let docs = [
            doc(1, json!("East")),
            doc(2, json!("West")),
            doc(3, json!(["North", "East"])),
            doc(4, json!(["East", "Coast"])),
            doc(5, Value::Null),
        ];
        let commands = follow("custom.f", &docs, &[pair("East", "Coast")]);
        let written: Vec<Value> = commands
            .into_iter()
            .map(|command| match command {
                Command::Edit { fields, .. } => fields["custom.f"].clone(),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(written, [json!("Coast"), json!(["North", "Coast"]), json!(["Coast"])]);
    }

    #[test]
    fn two_words_can_change_places() {
        let docs = [doc(1, json!(["A", "B"]))];
        let commands = follow("custom.f", &docs, &[pair("A", "B"), pair("B", "A")]);
        assert!(matches!(&commands[..], [Command::Edit { fields, .. }] if fields["custom.f"] == json!(["B", "A"])));
    }
}
