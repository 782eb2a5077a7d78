//! A setting that is changed where it stands: where that changes something for opportunities, it is said what and asked
//! first.

use std::cell::RefCell;

use leptos::prelude::*;
use model::calendar::Calendar;
use model::grade;
use model::records::{Record as _, Stage, Workspace};
use model::{Command, Id};
use store::Error;

use super::cadence;
use super::grades;
use super::present::{self, Judging};
use super::trial::{Found, PART, Try, results};
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
    static PENDING: RefCell<Option<Pending>> = const { RefCell::new(None) };
}

/// Tries a change on all of `read`, and makes it: at once where nothing changes by it, else when it is confirmed.
fn first<C: 'static>(
    app: App,
    read: impl Future<Output = Result<Vec<C>, Error>> + 'static,
    mut tried: Try<C>,
    headline: fn(&Found) -> String,
    then: Then,
) {
    task::spawn(async move {
        let all = match read.await {
            Ok(all) => all,
            Err(error) => return app.show_unread(&error),
        };
        let mut found = Found { n: all.len(), ..Found::default() };
        for part in all.chunks(PART) {
            tried(part, &mut found);
            task::turn().await;
        }
        if found.changed.is_empty() {
            return then();
        }
        PENDING.replace(Some(Pending { found, headline, then }));
        app.asking.set(Some(Asking::Setup(Setup::Ahead)));
    });
}

/// Commands that put stages into another order, add or archive some: their order has a part in every grade.
pub(in crate::pages::settings) fn stages(app: App, commands: &[Command], then: impl FnOnce() + 'static) {
    let judging = Judging::now(app);
    let mut after = judging.clone();
    for command in commands {
        apply(&mut after.stages, command);
    }
    let pipelines = after.stages.iter().map(|(_, stage)| stage.pipeline);
    if pipelines.into_iter().all(|of| grade::order(&judging.stages, of) == grade::order(&after.stages, of)) {
        return then();
    }
    let tried: Try<present::Open> =
        Box::new(move |part: &[present::Open], found: &mut Found| grades::regrade(part, &judging, &after, found));
    first(app, present::open(), tried, |found| t::grades::changes(found.changed.len()), Box::new(then));
}

fn apply(stages: &mut Vec<(Id<Stage>, Stage)>, command: &Command) {
    match command {
        Command::Edit { target, fields, .. } if target.kind == Stage::KIND => {
            let found = stages.iter_mut().find(|(id, _)| id.uuid() == target.id);
            let Some((_, stage)) = found else { return };
            let whole = serde_json::to_value(&*stage).ok();
            if let Some(serde_json::Value::Object(mut whole)) = whole {
                whole.extend(fields.iter().map(|(field, value)| (field.clone(), value.clone())));
                whole.retain(|_, value| !value.is_null());
                *stage = serde_json::from_value(whole.into()).unwrap_or_else(|_| stage.clone());
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

/// Other days of the week that are worked on: every due date counts by them.
pub(in crate::pages::settings) fn work_days(app: App, days: &[u8], then: impl FnOnce() + 'static) {
    let workspace = lists().workspace.get_untracked().unwrap_or_default();
    let years =
        lists().calendar_years.with_untracked(|all| all.iter().map(|(_, year)| year.clone()).collect::<Vec<_>>());
    let workspace = Workspace { work_days: days.to_vec(), ..workspace };
    let mut rules = present::rules();
    rules.calendar = Calendar::new(&workspace, &years);
    first(app, present::going(), cadence::begin(rules), cadence::headline, Box::new(then));
}

/// What is asked: what the change comes to, and what is done when it is confirmed.
pub(in crate::pages::settings) fn asked() -> (AnyView, impl Fn() + 'static) {
    let pending = PENDING.take();
    let body = pending.as_ref().map(|pending| results(&pending.found, pending.headline)).into_any();
    // Where it is not confirmed, what is shown follows what holds.
    on_cleanup(|| lists().workspace.update(|_| ()));
    let then = RefCell::new(pending.map(|pending| pending.then));
    (body, move || {
        if let Some(then) = then.take() {
            then();
        }
    })
}
