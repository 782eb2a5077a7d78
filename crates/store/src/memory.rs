//! Tables in memory: for tests, and for browsers that refuse to store anything.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use serde_json::Value;

use crate::backend::{Backend, Failure, Key, Mode, Range, Transaction};
use crate::tables::{Table, key_at, tables};

type Rows = BTreeMap<Key, String>;

/// A database in memory.
pub struct Memory {
    schema: Vec<Table>,
    tables: RefCell<BTreeMap<String, Rows>>,
    /// What the next commit shall fail with.
    failing: Cell<Option<Failure>>,
}

/// Writes go into `written` and reach the tables together.
pub struct MemoryTransaction<'a> {
    memory: &'a Memory,
    tables: Vec<String>,
    mode: Mode,
    written: RefCell<BTreeMap<String, BTreeMap<Key, Option<String>>>>,
}

impl Default for Memory {
    fn default() -> Self {
        Self::of(tables())
    }
}

impl Memory {
    /// A database of other tables than a workspace's.
    pub fn of(schema: Vec<Table>) -> Self {
        Self { schema, tables: RefCell::default(), failing: Cell::new(None) }
    }

    /// Lets the next commit fail, as a full disk or a lost connection would.
    pub fn fail_next_commit(&self, failure: Failure) {
        self.failing.set(Some(failure));
    }
}

impl Backend for Memory {
    type Transaction<'a> = MemoryTransaction<'a>;

    async fn begin(&self, tables: &[&str], mode: Mode) -> Result<Self::Transaction<'_>, Failure> {
        let tables = tables.iter().copied().map(str::to_owned).collect();
        Ok(MemoryTransaction { memory: self, tables, mode, written: RefCell::default() })
    }

    async fn reconnect(&self) -> Result<(), Failure> {
        Ok(())
    }
}

impl MemoryTransaction<'_> {
    fn table(&self, name: &str) -> Result<&Table, Failure> {
        let opened = self.tables.iter().any(|table| table == name);
        let found = self.memory.schema.iter().find(|table| table.name == name).filter(|_| opened);
        found.ok_or_else(|| Failure::Refused(format!("{name} is not part of the transaction")))
    }

    fn writable(&self, name: &str) -> Result<&Table, Failure> {
        if self.mode == Mode::Read {
            return Err(Failure::Refused("the transaction only reads".to_owned()));
        }
        self.table(name)
    }

    /// The table as this transaction sees it.
    fn rows(&self, name: &str) -> Rows {
        let mut rows = self.memory.tables.borrow().get(name).cloned().unwrap_or_default();
        for (key, row) in self.written.borrow().get(name).into_iter().flatten() {
            match row {
                Some(row) => rows.insert(key.clone(), row.clone()),
                None => rows.remove(key),
            };
        }
        rows
    }

    fn write(&self, table: &str, key: Key, row: Option<String>) {
        self.written.borrow_mut().entry(table.to_owned()).or_default().insert(key, row);
    }
}

impl Transaction for MemoryTransaction<'_> {
    async fn get(&self, table: &str, keys: &[Key]) -> Result<String, Failure> {
        self.table(table)?;
        let written = self.written.borrow();
        let stored = self.memory.tables.borrow();
        let row = |key: &Key| match written.get(table).and_then(|rows| rows.get(key)) {
            Some(row) => row.as_deref(),
            None => stored.get(table).and_then(|rows| rows.get(key)).map(String::as_str),
        };
        let rows: Vec<&str> = keys.iter().map(|key| row(key).unwrap_or("null")).collect();
        Ok(array(&rows))
    }

    async fn range(
        &self,
        table: &str,
        index: Option<&str>,
        range: Range,
        limit: Option<u32>,
    ) -> Result<String, Failure> {
        let schema = self.table(table)?;
        let rows = self.rows(table);
        let limit = limit.map_or(usize::MAX, |limit| limit as usize);
        let Some(index) = index else {
            let found: Vec<&str> =
                rows.iter().filter(|(key, _)| range.contains(key)).map(|(_, row)| row.as_str()).take(limit).collect();
            return Ok(array(&found));
        };
        let paths = schema.indexes.iter().find(|(name, _)| *name == index).map(|(_, paths)| *paths);
        let paths = paths.ok_or_else(|| Failure::Refused(format!("{table} has no index {index}")))?;
        let mut found: Vec<(Key, &Key, &str)> = Vec::new();
        for (key, row) in &rows {
            if let Some(indexed) = key_at(&serde_json::from_str(row)?, paths).filter(|indexed| range.contains(indexed))
            {
                found.push((indexed, key, row));
            }
        }
        found.sort();
        Ok(array(&found.into_iter().map(|(_, _, row)| row).take(limit).collect::<Vec<_>>()))
    }

    fn put(&self, table: &str, rows: &str) -> Result<(), Failure> {
        let schema = self.writable(table)?;
        for row in serde_json::from_str::<Vec<Value>>(rows)? {
            let key = schema.key_of(&row).ok_or_else(|| Failure::Refused(format!("a row of {table} has no key")))?;
            self.write(table, key, Some(row.to_string()));
        }
        Ok(())
    }

    fn delete(&self, table: &str, key: &Key) -> Result<(), Failure> {
        self.writable(table)?;
        self.write(table, key.clone(), None);
        Ok(())
    }

    async fn commit(self) -> Result<(), Failure> {
        if let Some(failure) = self.memory.failing.take().filter(|_| self.mode != Mode::Read) {
            return Err(failure);
        }
        let mut tables = self.memory.tables.borrow_mut();
        for (table, rows) in self.written.take() {
            let stored = tables.entry(table).or_default();
            for (key, row) in rows {
                match row {
                    Some(row) => stored.insert(key, row),
                    None => stored.remove(&key),
                };
            }
        }
        Ok(())
    }
}

fn array(rows: &[&str]) -> String {
    format!("[{}]", rows.join(","))
}
