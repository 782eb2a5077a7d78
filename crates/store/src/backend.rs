//! What a database has to offer: tables of JSON rows, keys, indexes and transactions, as IndexedDB has them.

/// A database. One transaction writes at a time; readers see none of its writes before it has ended.
pub trait Backend {
    type Transaction<'a>: Transaction
    where
        Self: 'a;

    /// Opens a transaction over these tables.
    async fn begin(&self, tables: &[&str], mode: Mode) -> Result<Self::Transaction<'_>, Failure>;

    /// Opens the database again after [`Failure::Disconnected`].
    async fn reconnect(&self) -> Result<(), Failure>;
}

/// A transaction. Dropped without [`Transaction::commit`] it leaves nothing behind. Between its calls nothing may be awaited
/// but its own answers, or the browser ends it.
pub trait Transaction {
    /// The rows under these keys as a JSON array, `null` where there is none.
    async fn get(&self, table: &str, keys: &[Key]) -> Result<String, Failure>;

    /// The rows of a range in ascending order of the primary key, or of an index and then of the primary key, as a JSON array.
    async fn range(
        &self,
        table: &str,
        index: Option<&str>,
        range: Range,
        limit: Option<u32>,
    ) -> Result<String, Failure>;

    /// Writes the rows of a JSON array, each over the row with its key.
    fn put(&self, table: &str, rows: &str) -> Result<(), Failure>;

    /// Removes the row under a key, if there is one.
    fn delete(&self, table: &str, key: &Key) -> Result<(), Failure>;

    /// Ends the transaction. After `Ok` everything written is kept, after an error nothing is.
    async fn commit(self) -> Result<(), Failure>;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Read,
    /// Acknowledged once the operating system has it: survives a crash of the browser.
    Write,
    /// Acknowledged once it is on disk: survives a power cut.
    WriteStrict,
}

/// A key, ordered as IndexedDB orders them: numbers before texts before lists.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    Number(u64),
    Text(String),
    List(Vec<Key>),
}

impl From<&str> for Key {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<model::Uuid> for Key {
    fn from(id: model::Uuid) -> Self {
        Self::Text(id.to_string())
    }
}

impl From<u64> for Key {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl<const N: usize> From<[Key; N]> for Key {
    fn from(keys: [Key; N]) -> Self {
        Self::List(keys.into())
    }
}

/// Keys from `lower` to `upper`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Range {
    pub lower: Option<Key>,
    /// Without the lower bound itself.
    pub after: bool,
    pub upper: Option<Key>,
}

impl Range {
    pub fn all() -> Self {
        Self::default()
    }

    pub fn only(key: impl Into<Key>) -> Self {
        let key = key.into();
        Self { lower: Some(key.clone()), after: false, upper: Some(key) }
    }

    pub fn from(key: impl Into<Key>) -> Self {
        Self { lower: Some(key.into()), after: false, upper: None }
    }

    pub fn after(key: impl Into<Key>) -> Self {
        Self { lower: Some(key.into()), after: true, upper: None }
    }

    /// Lists that begin with this key.
    pub fn list_starting(first: impl Into<Key>) -> Self {
        let first = first.into();
        let end = Key::List(vec![first.clone(), Key::List(Vec::new())]);
        Self { lower: Some(Key::List(vec![first])), after: false, upper: Some(end) }
    }

    /// Lists that begin with a greater number.
    pub fn list_after(first: u64) -> Self {
        Self { lower: Some(Key::List(vec![first.into(), Key::List(Vec::new())])), after: true, upper: None }
    }

    /// The same range, from after a key on.
    #[must_use]
    pub fn resume_after(self, key: Key) -> Self {
        Self { lower: Some(key), after: true, upper: self.upper }
    }

    pub fn contains(&self, key: &Key) -> bool {
        let above = self.lower.as_ref().is_none_or(|lower| key > lower || (!self.after && key == lower));
        above && self.upper.as_ref().is_none_or(|upper| key <= upper)
    }
}

/// What can go wrong below the store. Whatever it is, a transaction that failed has written nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The browser gives no more space.
    #[error("no space left")]
    Full,
    /// The connection to the database was lost; [`Backend::reconnect`] may bring it back.
    #[error("the connection to the database was lost")]
    Disconnected,
    /// A newer version of the app uses the database. This one must be reloaded.
    #[error("a newer version uses the database")]
    Outdated,
    /// Another tab holds an older version open.
    #[error("another tab holds an older version of the database open")]
    Blocked,
    /// The browser refuses to store anything here.
    #[error("storage is not available: {0}")]
    Unavailable(String),
    /// The transaction was ended from outside, or a row in it could not be read.
    #[error("the database refused: {0}")]
    Refused(String),
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::Refused(error.to_string())
    }
}
