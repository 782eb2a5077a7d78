//! Where the tables lie: in the browser's database, or in memory where it refuses.

use idb::{Database, IdbTransaction};
use store::{Backend, Failure, Key, Memory, MemoryTransaction, Mode, Range, Transaction};

pub(crate) enum Tables {
    Idb(Database),
    Memory(Memory),
}

pub(crate) enum TablesTransaction<'a> {
    Idb(IdbTransaction),
    Memory(MemoryTransaction<'a>),
}

impl Backend for Tables {
    type Transaction<'a> = TablesTransaction<'a>;

    async fn begin(&self, tables: &[&str], mode: Mode) -> Result<TablesTransaction<'_>, Failure> {
        Ok(match self {
            Self::Idb(database) => TablesTransaction::Idb(database.begin(tables, mode).await?),
            Self::Memory(memory) => TablesTransaction::Memory(memory.begin(tables, mode).await?),
        })
    }

    async fn reconnect(&self) -> Result<(), Failure> {
        match self {
            Self::Idb(database) => database.reconnect().await,
            Self::Memory(memory) => memory.reconnect().await,
        }
    }
}

impl Transaction for TablesTransaction<'_> {
    async fn get(&self, table: &str, keys: &[Key]) -> Result<String, Failure> {
        match self {
            Self::Idb(transaction) => transaction.get(table, keys).await,
            Self::Memory(transaction) => transaction.get(table, keys).await,
        }
    }

    async fn range(
        &self,
        table: &str,
        index: Option<&str>,
        range: Range,
        limit: Option<u32>,
    ) -> Result<String, Failure> {
        match self {
            Self::Idb(transaction) => transaction.range(table, index, range, limit).await,
            Self::Memory(transaction) => transaction.range(table, index, range, limit).await,
        }
    }

    fn put(&self, table: &str, rows: &str) -> Result<(), Failure> {
        match self {
            Self::Idb(transaction) => transaction.put(table, rows),
            Self::Memory(transaction) => transaction.put(table, rows),
        }
    }

    fn delete(&self, table: &str, key: &Key) -> Result<(), Failure> {
        match self {
            Self::Idb(transaction) => transaction.delete(table, key),
            Self::Memory(transaction) => transaction.delete(table, key),
        }
    }

    async fn commit(self) -> Result<(), Failure> {
        match self {
            Self::Idb(transaction) => transaction.commit().await,
            Self::Memory(transaction) => transaction.commit().await,
        }
    }
}
