//! Rules that are a set of records, saved as a whole.
//!
//! Where nobody has written a set, the usual one holds ([`crate::starter`]). Whoever changes one record of it writes all of
//! it, or the others would vanish with the first.

use serde_json::Value;

use crate::command::Command;
use crate::diff::Fields;
use crate::doc::RecordRef;
use crate::records::Record;
use crate::{Doc, Id};

/// The commands that make what is written into what is wanted. Records that are not wanted are left as they are: what is to
/// go is wanted archived.
pub fn save<R: Record>(written: &[(Id<R>, R)], wanted: &[(Id<R>, R)]) -> Vec<Command> {
    let known = |id: &Id<R>| written.iter().find(|(other, _)| other == id).map(|(_, record)| record);
    let (old, new): (Vec<_>, Vec<_>) = wanted.iter().partition(|(id, _)| known(id).is_some());
    let edit = |(id, record): &(Id<R>, R)| {
        let fields = changed(known(id)?, record);
        let target = RecordRef::to(*id);
        (!fields.is_empty()).then(|| Command::Edit { target, fields, docs: Vec::new() })
    };
    let mut commands: Vec<Command> = old.into_iter().filter_map(edit).collect();
    let docs: Vec<Doc> = new.into_iter().map(|(id, record)| Doc::new(*id, record)).collect();
    if !docs.is_empty() {
        commands.push(Command::Create { docs });
    }
    commands
}

/// The fields that differ, with what they become.
fn changed<R: Record>(before: &R, after: &R) -> Fields {
    let (before, after) = (before.to_fields(), after.to_fields());
    let cleared = before.keys().filter(|field| !after.contains_key(*field)).map(|field| (field.clone(), Value::Null));
    let set = after.iter().filter(|(field, value)| before.get(*field) != Some(*value));
    cleared.chain(set.map(|(field, value)| (field.clone(), value.clone()))).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::records::StallCause;
    use crate::starter::{Words, causes};

    #[test]
    fn the_first_change_of_a_usual_set_writes_all_of_it() {
        let mut wanted = causes(Words::English);
        wanted[2].1.name = "Scope changed".into();
        let commands = save(&[], &wanted);
        let [Command::Create { docs }] = commands.as_slice() else { panic!("{commands:?}") };
        assert_eq!(docs.len(), causes(Words::English).len());
        assert_eq!(docs[2].get("name"), json!("Scope changed"));
    }

    #[test]
    fn of_a_written_set_only_what_differs_is_written() {
        let written = causes(Words::English);
        assert_eq!(save(&written, &written), []);
        let mut wanted = written.clone();
        wanted[0].1.archived = true;
        wanted[1].1.signs.clear();
        let own = (Id::new(crate::Uuid::from_u128(1)), StallCause { name: "Holidays".into(), ..StallCause::default() });
        wanted.push(own);
        let commands = save(&written, &wanted);
        assert_eq!(commands.len(), 3);
        let Command::Edit { target, fields, .. } = &commands[0] else { panic!("{commands:?}") };
        assert_eq!((*target, fields), (RecordRef::to(written[0].0), &[("archived".to_owned(), json!(true))].into()));
        let Command::Edit { fields, .. } = &commands[1] else { panic!("{commands:?}") };
        assert_eq!(fields, &[("signs".to_owned(), Value::Null)].into());
        assert!(matches!(&commands[2], Command::Create { docs } if docs.len() == 1));
        // What is not wanted is left as it is.
        assert_eq!(save(&written, &wanted[..0]), []);
    }
}
