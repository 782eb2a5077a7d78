//! The conformance suite on memory, and what only memory can show: failing transactions.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use store::conformance::Harness;
use store::{Backend, Failure, Memory, Mode};

/// Memory that several stores can open, as tabs open one database.
struct Shared(Rc<Memory>);

thread_local! {
    static OPEN: RefCell<BTreeMap<String, Rc<Memory>>> = RefCell::default();
}

impl Backend for Shared {
    type Transaction<'a> = <Memory as Backend>::Transaction<'a>;

    async fn begin(&self, tables: &[&str], mode: Mode) -> Result<Self::Transaction<'_>, Failure> {
        self.0.begin(tables, mode).await
    }

    async fn reconnect(&self) -> Result<(), Failure> {
        self.0.reconnect().await
    }
}

impl Harness for Shared {
    type Backend = Self;

    async fn open(name: &str) -> Self {
        Self(OPEN.with(|open| Rc::clone(open.borrow_mut().entry(name.to_owned()).or_default())))
    }

    async fn disconnect(backend: &Self) {
        backend.0.fail_next_commit(Failure::Disconnected);
    }
}

/// Nothing of a database in memory ever waits.
fn run<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("memory does not wait"),
    }
}

store::conformance!(test, Shared, run);
