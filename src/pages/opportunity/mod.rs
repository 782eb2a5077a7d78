//! One opportunity: beside the board, or as a page of its own. Both show the same.

mod facts;
mod history;
mod next;

use std::cell::Cell;
use std::collections::BTreeMap;

use leptos::prelude::*;
use model::journal::{Logged, Timeline};
use model::records::{Account, Activity, Contact, LossReason, Opportunity, Outcome, Product, Record as _};
use model::{Doc, Id, RecordRef, Uuid};

use crate::frame::page_bar;
use crate::i18n::t;
use crate::pages::board::{self, close_panel};
use crate::platform::{dom, task};
use crate::route::{Route, Screen};
use crate::state::{App, Asking, Menu, app};
use crate::ui::parts::exact;
use crate::ui::{Icon, icon, icon_button};

/// What of the panel gets the focus when it opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Focus {
    Touch,
    Next,
    Date,
    Fields,
}

thread_local! {
    static FOCUS: Cell<Option<Focus>> = const { Cell::new(None) };
}

/// The panel that opens next puts the focus there.
pub(crate) fn focus_on(focus: Focus) {
    FOCUS.set(Some(focus));
    // It may be open already.
    take_focus();
}

fn take_focus() {
    task::spawn(async {
        task::turn().await;
        task::turn().await;
        let selector = match FOCUS.get() {
            Some(Focus::Touch) => "#log-text",
            Some(Focus::Next) => "#log-next",
            Some(Focus::Date) => "#log-date",
            Some(Focus::Fields) => ".panel .inline-value",
            None => return,
        };
        if dom::focus(selector) {
            FOCUS.set(None);
        }
    });
}

/// Everything the panel shows.
#[derive(Clone, Debug, PartialEq)]
struct Loaded {
    doc: Doc,
    record: Opportunity,
    activities: Vec<(Id<Activity>, Activity)>,
    timeline: Timeline,
    commands: BTreeMap<u64, Logged>,
    /// Names of whatever the record points at.
    names: BTreeMap<Uuid, String>,
}

/// Reads it; `None` when it is not there.
async fn load(id: Uuid) -> Result<Option<Loaded>, store::Error> {
    let store = app().store().await;
    let target = RecordRef { kind: Opportunity::KIND, id };
    let found = store.get(&[target]).await?.remove(&target).filter(|doc| doc.deleted_at.is_none());
    let Some(doc) = found else { return Ok(None) };
    let record: Opportunity = doc.decode().unwrap_or_default();
    let activities = store.by(Activity::KIND, "subject", id).await?;
    let entries = store.entries(id).await?;
    let seqs: Vec<u64> = entries.iter().map(|entry| entry.seq).collect();
    let commands = store.commands(&seqs).await?;
    let timeline = Timeline::of(&entries);
    let names = store.get(&pointed_at(&doc, &record, &timeline)).await?;
    Ok(Some(Loaded {
        activities: activities.iter().filter_map(|doc| Some((Id::new(doc.id), doc.decode().ok()?))).collect(),
        timeline,
        commands: commands.into_iter().map(|logged| (logged.seq, logged)).collect(),
        names: names.into_values().map(|doc| (doc.id, doc.name())).collect(),
        doc,
        record,
    }))
}

/// The records whose names the panel needs, those of its history included.
fn pointed_at(doc: &Doc, record: &Opportunity, timeline: &Timeline) -> Vec<RecordRef> {
    let mut targets: Vec<RecordRef> = Vec::new();
    let mut point = |kind, id| targets.push(RecordRef { kind, id });
    let changes = timeline.0.iter().flat_map(|entry| &entry.changes).filter(|change| change.field == "account");
    let accounts = changes.flat_map(|change| [&change.from, &change.to]).filter_map(serde_json::Value::as_str);
    for id in accounts.filter_map(|id| Uuid::try_parse(id).ok()).chain(record.account.map(Id::uuid)) {
        point(Account::KIND, id);
    }
    for id in doc.references() {
        point(Contact::KIND, id);
        point(Product::KIND, id);
        point(LossReason::KIND, id);
    }
    targets.sort_unstable();
    targets.dedup();
    targets
}

/// What is loaded of an opportunity, kept up to date while its screen is there.
#[derive(Clone, Copy)]
struct Live {
    id: Uuid,
    data: RwSignal<Option<Loaded>>,
    /// It was looked for and is not there.
    gone: RwSignal<bool>,
}

impl Live {
    fn of(app: App, id: Uuid) -> Self {
        let live = Self { id, data: RwSignal::new(None), gone: RwSignal::new(false) };
        Effect::new(move |_| {
            app.records.track();
            app.layout.track();
            task::spawn(async move {
                let loaded = match load(id).await {
                    Ok(loaded) => loaded,
                    // What is shown stays, with what was being written into it.
                    Err(error) => return app.show_unread(&error),
                };
                // Telling what is known already would draw everything anew, and what is being typed would be gone.
                if live.gone.try_get_untracked().is_some_and(|gone| gone != loaded.is_none()) {
                    live.gone.try_set(loaded.is_none());
                }
                if live.data.try_get_untracked().is_some_and(|known| known != loaded) {
                    live.data.try_set(loaded);
                    take_focus();
                }
            });
        });
        live
    }

    fn is_loaded(self) -> Memo<bool> {
        Memo::new(move |_| self.data.with(Option::is_some))
    }

    /// Something of what is loaded.
    fn map<T: Default>(self, look: impl FnOnce(&Loaded) -> T) -> T {
        self.data.with(|data| data.as_ref().map(look).unwrap_or_default())
    }
}

/// Beside the board.
pub(crate) fn panel(id: Uuid) -> impl IntoView {
    let app = app();
    let live = Live::of(app, id);
    view! {
        <aside class="panel" aria-labelledby="op-title" data-opportunity-id=id.to_string()>
            {head(app, live, false)}
            {body(app, live)}
        </aside>
    }
}

/// As a page of its own.
pub(crate) fn page(id: Uuid) -> impl IntoView {
    let app = app();
    let live = Live::of(app, id);
    view! {
        <main class="page" id="main" tabindex="-1">
            {page_bar(t::opportunity::title(), view! {
                <a class="btn is-quiet" href=Route::to(Screen::Board).to_string() data-action="to-board">
                    {icon(Icon::ChevronLeft)}{t::board::title()}
                </a>
            })}
            <div class="page-body">
                <div class="panel is-page" data-opportunity-id=id.to_string()>
                    {move || (!live.gone.get()).then(|| head(app, live, true))}
                    {body(app, live)}
                </div>
            </div>
        </main>
    }
}

fn head(app: App, live: Live, is_page: bool) -> impl IntoView {
    let id = live.id;
    // What the board knows is there before anything is loaded.
    let known = board::moving::title(app, id);
    let known = if known.is_empty() { t::opportunity::title().to_owned() } else { known };
    let title = move || {
        let loaded = live.map(|loaded| loaded.record.title.clone());
        if loaded.is_empty() { known.clone() } else { loaded }
    };
    let closing = (!is_page).then(|| {
        view! {
            {icon_button(Icon::X, "close-panel", t::common::close().to_owned(), move |_| close_panel(app))}
            {icon_button(Icon::Maximize2, "open-page", t::opportunity::as_page().to_owned(), move |_| {
                app.go(&Route::to(Screen::Opportunity(id)));
            })}
        }
    });
    let is_loaded = live.is_loaded();
    let key = move || {
        let (account, owner) = (
            live.map(|loaded| loaded.record.account.and_then(|id| loaded.names.get(&id.uuid()).cloned())),
            live.map(|loaded| loaded.record.owner),
        );
        let owner = owner.map(|id| app.board(|board| board.member_name(id).to_owned()));
        let amount = exact(live.map(|loaded| loaded.record.amount));
        let close =
            live.map(|loaded| loaded.record.expected_close).map(|day| t::opportunity::expected(&day.to_string()));
        is_loaded.get().then(|| {
            view! {
                <p class="panel-key">
                    <strong class="num">{amount}</strong>
                    {account.map(|name| view! { <span>{name}</span> })}
                    {owner.map(|name| view! { <span>{name}</span> })}
                    {close.map(|close| view! { <span class="num">{close}</span> })}
                </p>
            }
        })
    };
    view! {
        <header class="panel-head">
            <div class="panel-tools">
                {closing}
                <span class="push"></span>
                <button type="button" class="btn is-quiet" data-action="move-opportunity" aria-haspopup="dialog"
                    on:click=move |_| app.asking.set(Some(Asking::MoveTo(id)))>
                    {icon(Icon::ArrowRightLeft)}{t::card::move_to()}
                </button>
                <button type="button" class="btn is-icon is-quiet" data-action="open-opportunity-menu" aria-haspopup="menu"
                    aria-label=t::common::more_actions() title=t::common::more_actions()
                    aria-expanded=move || app.is_menu_open(Menu::Card(id)).to_string()
                    on:click=move |event| app.open_menu(&event, Menu::Card(id))>{icon(Icon::Ellipsis)}</button>
            </div>
            <h2 class="panel-title" id="op-title">{title}</h2>
            {key}
            {move || track(app, live)}
        </header>
    }
}

/// The stages with the present one marked; of a closed opportunity how it ended.
fn track(app: App, live: Live) -> impl IntoView {
    app.layout.track();
    let (stage, pipeline, outcome, closed_on) = live.map(|loaded| {
        Some((loaded.record.stage, loaded.record.pipeline, loaded.record.outcome, loaded.record.closed_on))
    })?;
    if outcome != Outcome::Open {
        let (tone, name) =
            if outcome == Outcome::Won { ("ok", t::outcome::won()) } else { ("bad", t::outcome::lost()) };
        let text = closed_on.map_or_else(
            || name.to_owned(),
            |day| t::opportunity::closed { outcome: name, day: &day.to_string() }.text(),
        );
        return Some(view! { <p><span class="tag" data-tone=tone>{text}</span></p> }.into_any());
    }
    let stages: Vec<(Uuid, String)> = app.board(|board| {
        let stages = board.stages(pipeline.map(Id::uuid));
        stages.into_iter().map(|stage| (stage.id, stage.name.clone())).collect()
    });
    let now = stage.and_then(|stage| stages.iter().position(|(id, _)| *id == stage.uuid()));
    let steps = stages.into_iter().enumerate().map(|(index, (_, name))| {
        let state = match now {
            Some(now) if index < now => "done",
            Some(now) if index == now => "now",
            _ => "next",
        };
        let title = name.clone();
        view! { <li data-state=state aria-current=(state == "now").then_some("step") title=title>{name}</li> }
    });
    Some(view! { <ol class="stage-track" aria-label=t::board::stage()>{steps.collect_view()}</ol> }.into_any())
}

/// Nothing is shown of what has not been read: an empty field would say that it is not set.
fn body(app: App, live: Live) -> impl IntoView {
    let is_loaded = live.is_loaded();
    move || {
        if live.gone.get() {
            return gone().into_any();
        }
        if !is_loaded.get() {
            return view! { <div class="panel-body" aria-busy="true"><div class="skeleton"></div></div> }.into_any();
        }
        view! {
            <div class="panel-body" tabindex="0" role="group" aria-label=t::opportunity::content()>
                {next::section(app, live)}
                {facts::section(app, live)}
                {history::section(app, live)}
            </div>
        }
        .into_any()
    }
}

fn gone() -> impl IntoView {
    view! {
        <div class="empty">
            {icon(Icon::CircleAlert)}<h2>{t::opportunity::gone()}</h2><p>{t::opportunity::gone_more()}</p>
            <div class="actions"><a class="btn" href=Route::to(Screen::Board).to_string()>{t::unknown::to_board()}</a></div>
        </div>
    }
}
