//! The tables of a workspace's database. Every kind of record has one; a new kind needs no line here.

use model::Kind;
use serde_json::Value;

use crate::backend::Key;

/// All commands, by number.
pub const COMMANDS: &str = "commands";
/// What each command changed, by record and number; append-only.
pub const CHANGES: &str = "changes";
/// Rows of imported files as they stood there, by source, number of the command and part.
pub const SOURCE_ROWS: &str = "source_rows";
/// The state, see [`crate::State`].
pub const META: &str = "meta";
/// The board's packed copy, a cache.
pub const SNAPSHOT: &str = "snapshot";

/// Tables that are not a kind of record; changing them takes a new number here and a step in the backend's upgrade.
const STRUCTURE: u32 = 0;

/// A table and how its rows are found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub name: &'static str,
    /// Path of the key in a row; several make a list.
    pub key: &'static [&'static str],
    /// Each index with its path; several make a list.
    pub indexes: Vec<(&'static str, &'static [&'static str])>,
}

impl Table {
    /// The key of a row; none where it lacks a part of one.
    pub fn key_of(&self, row: &Value) -> Option<Key> {
        key_at(row, self.key)
    }
}

/// All tables.
pub fn tables() -> Vec<Table> {
    let mut tables: Vec<Table> = Kind::all()
        .map(|kind| {
            // With the id behind the number, so that a page can go on in the middle of one command's records.
            let seq: (&str, &[&str]) = ("seq", &["seq", "id"]);
            let own = kind.indexes().iter().copied();
            Table { name: kind.name(), key: &["id"], indexes: std::iter::once(seq).chain(own).collect() }
        })
        .collect();
    let plain = |name, key| Table { name, key, indexes: Vec::new() };
    tables.push(plain(COMMANDS, &["seq"]));
    tables.push(Table { name: CHANGES, key: &["record", "seq"], indexes: vec![("seq", &["seq", "record"])] });
    tables.push(plain(SOURCE_ROWS, &["source", "seq", "part"]));
    tables.push(plain(META, &["name"]));
    tables.push(plain(SNAPSHOT, &["part"]));
    tables
}

/// The database's version: it rises by itself with every new kind.
pub fn version() -> u32 {
    STRUCTURE + u32::try_from(Kind::all().count()).unwrap_or(u32::MAX)
}

/// The key at one path, or the list of the keys at several.
pub(crate) fn key_at(row: &Value, paths: &[&str]) -> Option<Key> {
    match paths {
        [path] => part_at(row, path),
        _ => paths.iter().map(|path| part_at(row, path)).collect::<Option<_>>().map(Key::List),
    }
}

/// The key at a path like `data.subject`; rows without one are not in the index.
fn part_at(row: &Value, path: &str) -> Option<Key> {
    match path.split('.').try_fold(row, |value, name| value.get(name))? {
        Value::String(text) => Some(Key::Text(text.clone())),
        Value::Number(number) => number.as_u64().map(Key::Number),
        _ => None,
    }
}
