//! One opportunity: beside the board, or as a page of its own. Both show the same.

mod bant;
mod chain;
mod checklist;
mod facts;
pub(crate) mod history;
mod links;
pub(crate) mod needs;
pub(crate) mod pace;
pub(crate) mod people;
mod products;
pub(crate) mod score;

pub(crate) use people::role_name as part_name;
pub(crate) use score::{dimension_name, grade_name};

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use leptos::prelude::*;
use model::bant::subjects;
use model::cadence::touched_on;
use model::chain::{self as decision, Person};
use model::dwell::stage_days;
use model::journal::Timeline;
use model::records::{Account, Activity, Contact, Lead, LossReason, Opportunity, Outcome, Product, Record as _};
use model::snooze::snoozes;
use model::{Doc, Id, Kind, RecordRef, Uuid};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::frame::page_bar;
use crate::i18n::{format, t};
use crate::pages::board::{self, Layout, close_panel};
use crate::pages::dialogs::stall::day_of;
use crate::pages::record::{self, History, touches};
use crate::pages::settings::reason_names;
use crate::pages::today;
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
    history: History,
    /// Names of whatever the record points at.
    names: BTreeMap<Uuid, String>,
    /// Its contacts, with their part in the decision.
    people: Vec<Person>,
}

type Live = record::Live<Loaded>;

impl record::Loaded for Loaded {
    const KIND: Kind = Opportunity::KIND;

    async fn load(id: Uuid) -> Result<Option<Self>, store::Error> {
        let Some(doc) = record::live_doc(RecordRef { kind: Self::KIND, id }).await? else { return Ok(None) };
        let record: Opportunity = doc.decode().unwrap_or_default();
        let history = History::load(id).await?;
        Ok(Some(Self {
            activities: record::activities_of(&subjects(id, record.lead).collect::<Vec<_>>()).await?,
            names: record::names(pointed_at(&doc, &record, &history.timeline)).await?,
            people: people_of(&record).await?,
            history,
            doc,
            record,
        }))
    }
}

async fn people_of(record: &Opportunity) -> Result<Vec<Person>, store::Error> {
    let ids: Vec<RecordRef> = record.contacts.iter().map(|person| RecordRef::to(person.contact)).collect();
    let docs = app().store().await.get(&ids).await?;
    let find = |id| docs.get(&RecordRef::to(id)).and_then(|doc| doc.decode::<Contact>().ok());
    let uuids: Vec<Uuid> = record.contacts.iter().map(|person| person.contact.uuid()).collect();
    let day = format::days_in(app().time_zone());
    let mut touched: BTreeMap<Uuid, model::Date> = BTreeMap::new();
    for (_, activity) in record::activities_of(&uuids).await? {
        if let (Some(subject), Some(on)) = (activity.subject, touched_on(&activity, &day)) {
            let latest = touched.entry(subject).or_insert(on);
            *latest = on.max(*latest);
        }
    }
    Ok(decision::people(&record.contacts, &find, &|id| touched.get(&id).copied()))
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
    if let Some(lead) = record.lead {
        point(Lead::KIND, lead.uuid());
    }
    for id in doc.references() {
        point(Contact::KIND, id);
        point(Product::KIND, id);
        point(LossReason::KIND, id);
    }
    targets
}

/// Changes a field that holds several things, with new records that it refers to; see [`record::change`].
fn change<T: DeserializeOwned + Serialize + Default + PartialEq>(
    app: App,
    live: Live,
    field: &'static str,
    docs: Vec<Doc>,
    change: impl FnOnce(&mut T) + 'static,
) {
    record::change(app, live.target(), field, docs, change);
}

thread_local! {
    /// Where the list is that a page was opened from: its own address does not say.
    static FROM: RefCell<Option<Route>> = const { RefCell::new(None) };
    /// The opportunities of an account or a contact in the order in which its page last listed them.
    static LISTED: RefCell<Vec<Uuid>> = const { RefCell::new(Vec::new()) };
}

/// Remembers the screen that is left for the page of an opportunity.
pub(crate) fn remember_list(app: App) {
    Effect::new(move |_| {
        app.route.with(|route| {
            if !matches!(route.screen, Screen::Opportunity(_)) {
                FROM.replace(Some(route.clone()));
            }
        });
    });
}

pub(crate) fn listed(ids: Vec<Uuid>) {
    LISTED.replace(ids);
}

/// The list that an opportunity is shown from, in its order.
fn list(app: App, route: &Route) -> Vec<Uuid> {
    match route.screen {
        Screen::Today => today::opportunities(app, route),
        Screen::Account(_) | Screen::Contact(_) => LISTED.with_borrow(Clone::clone),
        _ if Layout::of(route) == Layout::Board => app.board(|board| {
            let slots = board.view().columns().iter().flat_map(|column| &column.slots);
            slots.map(|slot| board.card(*slot).id).collect()
        }),
        _ => {
            let slots = untrack(|| board::table::rows_of(app, route));
            app.board(|board| slots.into_iter().map(|slot| board.card(slot).id).collect())
        }
    }
}

/// The opportunities before and after one in the list that it was opened from.
fn neighbours(app: App, id: Uuid) -> (Option<Uuid>, Option<Uuid>) {
    let route = app.route.get_untracked();
    let from = match route.screen {
        Screen::Opportunity(_) => FROM.with_borrow(Clone::clone).unwrap_or_else(|| Route::to(Screen::Board)),
        _ => route,
    };
    let ids = list(app, &from);
    let Some(at) = ids.iter().position(|known| *known == id) else { return (None, None) };
    (at.checked_sub(1).map(|at| ids[at]), ids.get(at + 1).copied())
}

/// Shows the next opportunity of the list, or the one before, in place of the one that is shown.
pub(crate) fn step(app: App, forward: bool) {
    let route = app.route.get_untracked();
    let open = route.get("open").and_then(|id| Uuid::try_parse(id).ok());
    let (now, is_page) = match (route.screen.clone(), open) {
        (Screen::Opportunity(id), _) => (id, true),
        (_, Some(id)) => (id, false),
        _ => return,
    };
    let (before, after) = neighbours(app, now);
    if let Some(to) = if forward { after } else { before } {
        if is_page {
            app.readdress(Route::to(Screen::Opportunity(to)));
        } else {
            app.readdress(route.with("open", Some(&to.to_string())));
        }
    }
}

/// Beside the board.
pub(crate) fn panel(id: Uuid) -> impl IntoView {
    let app = app();
    let live = Live::of(app, id, take_focus);
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
    let live = Live::of(app, id, take_focus);
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
    let beside = move |action: &'static str, picture: Icon, label: &'static str, forward: bool| {
        let none = move || {
            app.layout.track();
            app.changed.track();
            let (before, after) = neighbours(app, id);
            if forward { after.is_none() } else { before.is_none() }
        };
        view! {
            <button type="button" class="btn is-icon is-quiet" data-action=action aria-label=label title=label disabled=none
                on:click=move |_| step(app, forward)>{icon(picture)}</button>
        }
    };
    let is_loaded = live.is_loaded();
    let key = move || {
        let owner = live.map(|loaded| loaded.record.owner);
        let account = live.map(|loaded| {
            let id = loaded.record.account?.uuid();
            Some((Route::to(Screen::Account(id)).to_string(), loaded.names.get(&id).cloned()?))
        });
        let owner = owner.map(|id| app.board(|board| board.member_name(id).to_owned()));
        let amount = exact(live.map(|loaded| loaded.record.amount));
        let close =
            live.map(|loaded| loaded.record.expected_close).map(|day| t::opportunity::expected(&day.to_string()));
        is_loaded.get().then(|| {
            view! {
                <p class="panel-key">
                    <strong class="num">{amount}</strong>
                    {account.map(|(href, name)| view! { <span><a href=href data-action="open-account">{name}</a></span> })}
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
                {beside("previous-opportunity", Icon::ChevronUp, t::opportunity::previous(), false)}
                {beside("next-opportunity", Icon::ChevronDown, t::opportunity::next(), true)}
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
        let why = live.map(|loaded| {
            let names = reason_names(&loaded.record.reasons);
            let parts = [names, loaded.record.close_note.clone().unwrap_or_default()];
            parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(t::list::between())
        });
        let id = live.id;
        return Some(
            view! {
                <p class="row"><span class="tag" data-tone=tone>{text}</span><span class="muted">{why}</span>
                    {icon_button(Icon::Pencil, "edit-close", t::close::edit().to_owned(), move |_| {
                        app.asking.set(Some(Asking::Close { opportunity: id, outcome }));
                    })}
                </p>
            }
            .into_any(),
        );
    }
    let stages: Vec<(Uuid, String)> = app.board(|board| {
        let stages = board.stages(pipeline.map(Id::uuid));
        stages.into_iter().map(|stage| (stage.id, stage.name.clone())).collect()
    });
    let now = stage.and_then(|stage| stages.iter().position(|(id, _)| *id == stage.uuid()));
    let today = app.today.get();
    let day = day_of(app);
    let days = live.map(|loaded| {
        let timeline = loaded.history.timeline.clone().dated();
        stage_days(&timeline.field("stage"), today, &snoozes(&timeline, &day), &day)
    });
    let steps = stages.into_iter().enumerate().map(|(index, (id, name))| {
        let stayed = days.get(&id).map(|days| t::opportunity::days(usize::try_from(*days).unwrap_or(0)));
        let state = match now {
            Some(now) if index < now => "done",
            Some(now) if index == now => "now",
            _ => "next",
        };
        let title = name.clone();
        view! { <li data-state=state aria-current=(state == "now").then_some("step") title=title>
            {name}{stayed.map(|stayed| view! { " "<span class="num muted">{stayed}</span> })}
        </li> }
    });
    Some(view! { <ol class="stage-track" aria-label=t::board::stage()>{steps.collect_view()}</ol> }.into_any())
}

fn done_and_planned(live: Live) -> Memo<Vec<(Id<Activity>, Activity)>> {
    Memo::new(move |_| live.map(|loaded| loaded.activities.clone()))
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
                {touches::section(app, live.target(), done_and_planned(live))}
                {pace::section(app, live)}
                <div class="is-aside stack">
                    {checklist::section(app, live)}
                    {needs::section(app, live)}
                    {facts::section(app, live)}
                    {people::section(app, live)}
                    {links::section(app, live)}
                </div>
                {score::section(app, live)}
                {bant::section(app, live)}
                {products::section(app, live)}
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
