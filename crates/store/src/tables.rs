//! The tables of a workspace's database. Every kind of record has one; a new kind needs no line here.

use model::Kind;

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
