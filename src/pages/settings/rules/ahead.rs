//! A setting that is changed where it stands: where that changes something for opportunities, it is said what and asked
//! first.

use std::cell::{Cell, RefCell};

use leptos::prelude::*;
use model::calendar::Calendar;
use model::grade;
use model::records::{Record as _, Stage, Workspace};
use model::{Command, Doc, Id};
use store::Error;

use super::cadence;
use super::grades;
use super::present::{self, Judging, Open};
use super::trial::{self, Found, Try, results};
use crate::i18n::t;
use crate::platform::task;
use crate::state::{App, Asking, Setup, lists};

type Then = Box<dyn FnOnce()>;

/// What waits for an answer.
struct Pending {
    found: Found,
    headline: fn(&Found) -> String,
    then: Then,
}

thread_local! {
    /// One is tried and asked about at a time.
    static IS_BUSY: Cell<bool> = const { Cell::new(false) };
    static PENDING: RefCell<Option<Pending>> = const { RefCell::new(None) };
}

/// How long until it is looked again whether another question has been answered, in milliseconds.
const SOON: i32 = 50;

/// A change to be tried: on what, how, and what is done once it is wanted.
struct Trial<C> {
    read: task::LocalFuture<Result<Vec<C>, Error>>,
    tried: Try<C>,
    headline: fn(&Found) -> String,
    then: Then,
}

/// Tries what `begin` gives, and makes the change: at once where nothing else changes by it, else when it is confirmed. Each
/// begins when the one before has been answered, from what holds then; `None` where there is nothing to be tried.
fn first<C: 'static>(app: App, begin: impl FnOnce() -> Option<Trial<C>> + 'static) {
    task::spawn(async move {
        while IS_BUSY.replace(true) {
            task::sleep(SOON).await;
        }
        if let Some(Trial { read, tried, headline, then }) = begin() {
            match read.await {
                Ok(all) => {
                    let found = trial::try_on(&all, tried, || true).await.unwrap_or_default();
                    if !found.changed.is_empty() {
                        // What somebody is being asked stands, and with it what was typed there.
                        while app.asking.with_untracked(Option::is_some) {
                            task::sleep(SOON).await;
                        }
                        PENDING.replace(Some(Pending { found, headline, then }));
                        return app.asking.set(Some(Asking::Setup(Setup::Ahead)));
                    }
                    then();
                }
                Err(error) => app.show_unread(&error),
            }
        }
        IS_BUSY.set(false);
    });
}

/// Commands that put stages into another order, add or archive some: their order has a part in every grade. `then` gets them
/// once they are wanted.
pub(in crate::pages::settings) fn stages(app: App, commands: Vec<Command>, then: impl FnOnce(Vec<Command>) + 'static) {
    first(app, move || {
        let judging = Judging::now(app);
        let mut after = judging.clone();
        for command in &commands {
            apply(&mut after.stages, command);
        }
        let mut pipelines = after.stages.iter().map(|(_, stage)| stage.pipeline);
        if pipelines.all(|of| grade::order(&judging.stages, of) == grade::order(&after.stages, of)) {
            then(commands);
            return None;
        }
        let then = Box::new(move || then(commands));
        let tried: Try<Open> = Box::new(move |part, found| grades::regrade(part, &judging, &after, found));
        let headline = |found: &Found| t::grades::changes(found.changed.len());
        Some(Trial { read: Box::pin(present::open()), tried, headline, then })
    });
}

fn apply(stages: &mut Vec<(Id<Stage>, Stage)>, command: &Command) {
    match command {
        Command::Edit { target, fields, .. } if target.kind == Stage::KIND => {
            let found = stages.iter_mut().find(|(id, _)| id.uuid() == target.id);
            let Some((_, stage)) = found else { return };
            let mut doc = Doc::new(Id::new(target.id), stage);
            for (field, value) in fields {
                doc.set(field, value.clone());
            }
            if let Ok(changed) = doc.decode() {
                *stage = changed;
            }
        }
        Command::Create { docs } => {
            stages.extend(
                docs.iter()
                    .filter(|doc| doc.kind == Stage::KIND)
                    .filter_map(|doc| Some((Id::new(doc.id), doc.decode().ok()?))),
            );
        }
        _ => {}
    }
}

/// Other days of the week that are worked on: every due date counts by them. `change` gives the days, from those that hold
/// when its turn comes; `None` where there is nothing to change.
pub(in crate::pages::settings) fn work_days(
    app: App,
    change: impl FnOnce() -> Option<Vec<u8>> + 'static,
    then: impl FnOnce(Vec<u8>) + 'static,
) {
    first(app, move || {
        let days = change()?;
        let workspace = lists().workspace.get_untracked().unwrap_or_default();
        let years =
            lists().calendar_years.with_untracked(|all| all.iter().map(|(_, year)| year.clone()).collect::<Vec<_>>());
        let mut rules = present::rules();
        rules.calendar = Calendar::new(&Workspace { work_days: days.clone(), ..workspace }, &years);
        let (tried, headline) = (cadence::begin(rules), cadence::headline);
        Some(Trial { read: Box::pin(present::going()), tried, headline, then: Box::new(move || then(days)) })
    });
}

/// What is asked: what the change comes to, and what is done when it is confirmed.
pub(in crate::pages::settings) fn asked() -> (AnyView, impl Fn() + 'static) {
    let pending = PENDING.take();
    let body = pending.as_ref().map(|pending| results(&pending.found, pending.headline)).into_any();
    on_cleanup(|| {
        IS_BUSY.set(false);
        // Where it is not confirmed, what is shown follows what holds.
        lists().workspace.update(|_| ());
    });
    let then = RefCell::new(pending.map(|pending| pending.then));
    (body, move || {
        if let Some(then) = then.take() {
            then();
        }
    })
}
