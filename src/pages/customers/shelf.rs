//! The book of customers of this page: made when it is first needed, kept up to date after that.

use std::cell::{Cell, OnceCell, RefCell};

use customers::Book;
use leptos::prelude::*;
use model::Kind;
use model::records::{Account, Activity, Contact, Lead, Opportunity, Record as _};
use store::{Error, Since};

use crate::platform::task;
use crate::state::{App, app};

/// How many records are read at a time.
const PAGE: u32 = 1000;

/// How much of the book is there, in the order in which it is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Read {
    #[default]
    Nothing,
    Leads,
    Accounts,
    Contacts,
    Opportunities,
    /// And what was done with them.
    All,
}

/// What is held; it lives as long as the page, so that the book is made once.
pub(crate) struct Held {
    book: RefCell<Book>,
    pub(crate) read: RwSignal<Read>,
    /// Rises with every change of the book.
    pub(crate) version: RwSignal<u32>,
    /// It could not be read.
    pub(crate) broken: RwSignal<bool>,
    /// The workspace's number when the book was last brought up to date; zero before it is made.
    seq: Cell<u64>,
    working: Cell<bool>,
    again: Cell<bool>,
}

thread_local! {
    static HELD: OnceCell<&'static Held> = const { OnceCell::new() };
}

/// The book of this page: a name for what is held, which views may capture freely.
#[derive(Clone, Copy)]
pub(crate) struct Shelf;

impl std::ops::Deref for Shelf {
    type Target = Held;

    fn deref(&self) -> &Held {
        HELD.with(|held| *held.get_or_init(|| Box::leak(Box::new(app().keep(Held::new)))))
    }
}

impl Held {
    fn new() -> Self {
        Self {
            book: RefCell::default(),
            read: RwSignal::new(Read::Nothing),
            version: RwSignal::new(0),
            broken: RwSignal::new(false),
            seq: Cell::new(0),
            working: Cell::new(false),
            again: Cell::new(false),
        }
    }
}

impl Shelf {
    /// The book, kept up to date as long as the view that asks is there.
    pub(crate) fn followed(app: App) -> Self {
        Effect::new(move |_| {
            app.records.track();
            app.layout.track();
            Self.work();
        });
        Self
    }

    /// Looks something up, and does so again when the book has changed.
    pub(crate) fn look<T>(self, look: impl FnOnce(&Book) -> T) -> T {
        self.version.track();
        look(&self.book.borrow())
    }

    pub(crate) fn look_untracked<T>(self, look: impl FnOnce(&Book) -> T) -> T {
        look(&self.book.borrow())
    }

    /// Brings the book up to date.
    pub(crate) fn work(self) {
        if self.working.replace(true) {
            self.again.set(true);
            return;
        }
        task::spawn(async move {
            loop {
                self.again.set(false);
                self.broken.set(self.bring_up().await.is_err());
                if !self.again.get() {
                    break;
                }
            }
            self.working.set(false);
        });
    }

    async fn bring_up(self) -> Result<(), Error> {
        let store = app().store().await;
        if self.seq.get() == 0 {
            return self.read_all().await;
        }
        match store.since(self.seq.get()).await? {
            Since::Changes { seq, docs } => {
                self.seq.set(seq);
                if docs.iter().any(|doc| customers::kinds().contains(&doc.kind)) {
                    self.change(|book| book.put(&docs));
                }
                Ok(())
            }
            Since::Everything { .. } => self.read_all().await,
        }
    }

    /// Reads everything. The first time what has been read is shown at once; later the old is shown until the new is whole.
    async fn read_all(self) -> Result<(), Error> {
        let store = app().store().await;
        // The number is read before the records: what is written meanwhile comes again the next time.
        let seq = store.state().await?.seq;
        let first = self.read.get_untracked() != Read::All;
        let mut aside = Book::default();
        if first {
            self.book.replace(Book::default());
        }
        for kind in customers::kinds() {
            let mut after = None;
            loop {
                let (docs, next) = store.page(kind, after, PAGE).await?;
                if first {
                    self.book.borrow_mut().put(&docs);
                } else {
                    aside.put(&docs);
                }
                after = next;
                if after.is_none() {
                    break;
                }
                task::turn().await;
            }
            if let Some(read) = read_with(kind).filter(|_| first) {
                self.read.set(read);
                self.change(|_| ());
                task::painted().await;
            }
        }
        if !first {
            aside.settle();
            self.book.replace(aside);
            self.version.update(|version| *version += 1);
        }
        self.seq.set(seq);
        self.again.set(true);
        Ok(())
    }

    fn change(self, change: impl FnOnce(&mut Book)) {
        {
            let mut book = self.book.borrow_mut();
            change(&mut book);
            book.settle();
        }
        self.version.update(|version| *version += 1);
    }
}

/// What is there once a kind has been read.
fn read_with(kind: Kind) -> Option<Read> {
    [
        (Lead::KIND, Read::Leads),
        (Account::KIND, Read::Accounts),
        (Contact::KIND, Read::Contacts),
        (Opportunity::KIND, Read::Opportunities),
        (Activity::KIND, Read::All),
    ]
    .into_iter()
    .find_map(|(known, read)| (known == kind).then_some(read))
}
