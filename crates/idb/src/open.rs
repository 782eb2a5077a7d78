//! Connections: opened, upgraded, lost, found again.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use indexed_db_futures::KeyPath;
use indexed_db_futures::database::Database as Connection;
use indexed_db_futures::error::{Error, OpenDbError};
use indexed_db_futures::factory::DBFactory;
use indexed_db_futures::internals::SystemRepr as _;
use indexed_db_futures::prelude::Build as _;
use indexed_db_futures::transaction::{TransactionDurability, TransactionMode, TransactionOptions};
use store::{Backend, Failure, Mode, Table, tables, version};
use wasm_bindgen::prelude::*;

use crate::rows::IdbTransaction;

/// What happens to a connection without its user's doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A tab with an older version of the app holds the database open; opening waits for it.
    Blocked,
    /// A newer version of the app wants the database. The connection is closed, and this page must be reloaded.
    Outdated,
}

/// Which tables a database has.
#[derive(Clone, Copy)]
pub struct Schema {
    pub version: u32,
    pub tables: fn() -> Vec<Table>,
}

/// A workspace's database, or another one of the same making.
pub struct Database {
    name: String,
    schema: Schema,
    /// Leaked, a few bytes at each reconnection, because a transaction borrows the connection it runs on.
    connection: Cell<&'static Connection>,
    outdated: Rc<Cell<bool>>,
    report: Rc<dyn Fn(Event)>,
    /// The listener on the present connection.
    on_version_change: RefCell<Option<Closure<dyn FnMut()>>>,
}

impl Database {
    /// Opens a workspace's database, or makes it; see [`Database::open_with`].
    pub async fn open(name: &str, report: impl Fn(Event) + 'static) -> Result<Self, Failure> {
        Self::open_with(name, Schema { version: version(), tables }, report).await
    }

    /// Opens a database, or makes it.
    ///
    /// # Errors
    /// [`Failure::Outdated`] when it was written by a newer version, [`Failure::Unavailable`] when the browser refuses.
    pub async fn open_with(name: &str, schema: Schema, report: impl Fn(Event) + 'static) -> Result<Self, Failure> {
        let report: Rc<dyn Fn(Event)> = Rc::new(report);
        let connection = connect(name, schema, &report).await?;
        let database = Self {
            name: name.to_owned(),
            schema,
            connection: Cell::new(connection),
            outdated: Rc::default(),
            report,
            on_version_change: RefCell::default(),
        };
        database.listen();
        Ok(database)
    }

    /// Closes the connection; the next transaction fails with [`Failure::Disconnected`].
    pub fn close(&self) {
        self.connection.get().clone().close();
    }

    /// Closes it for good: every transaction from now on fails with [`Failure::Outdated`].
    pub fn retire(&self) {
        self.outdated.set(true);
        self.close();
    }

    pub(crate) fn connection(&self) -> &'static Connection {
        self.connection.get()
    }

    /// Another version's wish to upgrade is granted at once: it waits for every open connection.
    fn listen(&self) {
        let (outdated, report, connection) =
            (Rc::clone(&self.outdated), Rc::clone(&self.report), self.connection.get());
        let listener = Closure::<dyn FnMut()>::new(move || {
            outdated.set(true);
            connection.clone().close();
            report(Event::Outdated);
        });
        let target: &web_sys::IdbDatabase = connection.as_sys().unchecked_ref();
        target.set_onversionchange(Some(listener.as_ref().unchecked_ref()));
        self.on_version_change.replace(Some(listener));
    }
}

/// The names of all databases of this address.
///
/// # Errors
/// The browser does not say.
pub async fn names() -> Result<Vec<String>, Failure> {
    let found = DBFactory::new().map_err(opening)?.databases().map_err(failure)?.await.map_err(failure)?;
    found.map(|database| Ok(database.map_err(failure)?.name().to_owned())).collect()
}

/// Deletes a database, if there is one; other tabs that have it open are told and let go of it.
pub async fn delete(name: &str) -> Result<(), Failure> {
    Connection::delete_by_name(name).map_err(opening)?.await.map_err(failure)
}

async fn connect(name: &str, schema: Schema, report: &Rc<dyn Fn(Event)>) -> Result<&'static Connection, Failure> {
    let report = Rc::clone(report);
    let request = Connection::open(name)
        .with_version(schema.version)
        .with_on_blocked(move |_| {
            report(Event::Blocked);
            Ok(())
        })
        .with_on_upgrade_needed(move |_, connection| upgrade(&connection, (schema.tables)()));
    let connection = request.build().map_err(opening)?.await.map_err(opening)?;
    Ok(Box::leak(Box::new(connection)))
}

/// Makes every table that is missing. (An index of a table that exists cannot be added this way: the crate does not hand
/// out the upgrade's transaction.)
fn upgrade(connection: &Connection, tables: Vec<Table>) -> Result<(), Error> {
    let present: Vec<String> = connection.object_store_names().collect();
    for Table { name, key, indexes } in
        tables.into_iter().filter(|table| !present.iter().any(|name| name == table.name))
    {
        let store = connection.create_object_store(name).with_key_path(path(key)).build()?;
        for (index, paths) in indexes {
            store.create_index(index, path(paths)).build()?;
        }
    }
    Ok(())
}

fn path(paths: &'static [&'static str]) -> KeyPath<&'static str> {
    match paths {
        [path] => KeyPath::One(path),
        _ => paths.iter().copied().collect(),
    }
}

impl Backend for Database {
    type Transaction<'a> = IdbTransaction;

    async fn begin(&self, tables: &[&str], mode: Mode) -> Result<IdbTransaction, Failure> {
        if self.outdated.get() {
            return Err(Failure::Outdated);
        }
        let (access, durability) = match mode {
            Mode::Read => (TransactionMode::Readonly, TransactionDurability::Relaxed),
            Mode::Write => (TransactionMode::Readwrite, TransactionDurability::Relaxed),
            Mode::WriteStrict => (TransactionMode::Readwrite, TransactionDurability::Strict),
        };
        let options = TransactionOptions::new().with_durability(durability);
        let transaction = self.connection().transaction(tables).with_mode(access).with_options(options).build();
        Ok(IdbTransaction::new(transaction.map_err(failure)?))
    }

    async fn reconnect(&self) -> Result<(), Failure> {
        self.close();
        self.connection.set(connect(&self.name, self.schema, &self.report).await?);
        self.listen();
        Ok(())
    }
}

fn opening(error: OpenDbError) -> Failure {
    match error {
        OpenDbError::VersionZero => Failure::Refused("version zero".to_owned()),
        OpenDbError::Base(error) => match failure(error) {
            Failure::Disconnected => Failure::Unavailable("the database does not open".to_owned()),
            Failure::Refused(reason) => Failure::Unavailable(reason),
            other => other,
        },
        other => Failure::Unavailable(other.to_string()),
    }
}

pub(crate) fn failure(error: Error) -> Failure {
    match error {
        Error::DomException(exception) => named(&exception.as_sys().name(), &exception.message()),
        other => Failure::Refused(other.to_string()),
    }
}

/// What the name of an exception says. Browsers lose connections with two of them (WebKit ends the database's process).
pub(crate) fn named(name: &str, message: &str) -> Failure {
    match name {
        "QuotaExceededError" => Failure::Full,
        "VersionError" => Failure::Outdated,
        "InvalidStateError" | "UnknownError" => Failure::Disconnected,
        _ => Failure::Refused(format!("{name}: {message}")),
    }
}
