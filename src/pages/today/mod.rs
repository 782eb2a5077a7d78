//! Today: one queue over everything that is due, the most pressing first. Each row can be done, put off or handed over
//! where it stands.

mod act;
mod meter;
mod parties;
pub(crate) mod picture;
mod remind;
mod row;

use std::cell::Cell;
use std::collections::{BTreeMap, HashSet};

use duty::{Line, PRESSING, PartyStep};
use leptos::html;
use leptos::prelude::*;
use model::today::{Pressing, Row, RowKind, Scope};
use model::{Kind, RecordRef, Uuid};
use wasm_bindgen::JsCast as _;

use crate::frame::{by_desk, page_bar};
use crate::i18n::{format, t};
use crate::platform::{dom, task};
use crate::route::{Route, Screen};
use crate::state::{App, FIRST_ROWS, app, duty};
use crate::ui::parts::notice;
use crate::ui::{Icon, icon};

use act::Act;
pub(crate) use act::{as_done, done};
use picture::with_route;

/// Rows that are drawn at first, and each time the end of the list comes near: somewhat more than a screen holds.
fn portion(app: App) -> usize {
    const LEAST: f64 = 44.0;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rows on a screen")]
    let seen = (app.height.get_untracked() / LEAST).ceil() as usize;
    (seen + 8).min(FIRST_ROWS)
}

/// Which row, and what is being done with it.
type Open = RwSignal<Option<(Key, Act)>>;

/// What tells rows apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Key {
    /// An opportunity, or somebody with whom something is planned apart from one.
    subject: RecordRef,
    kind: RowKind,
    item: Option<Uuid>,
}

impl Key {
    fn of(row: &Row) -> Self {
        Self { subject: RecordRef::to(row.opportunity), kind: row.kind, item: row.item }
    }

    fn of_step(step: &PartyStep) -> Self {
        Self { subject: step.party, kind: RowKind::Planned, item: Some(step.activity.uuid()) }
    }

    /// As an attribute.
    fn text(self) -> String {
        let item = self.item.map(|item| format!(" {item}")).unwrap_or_default();
        format!("{} {} {}{item}", self.kind.as_str(), self.subject.kind.name(), self.subject.id)
    }

    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(' ');
        let kind = RowKind::parse(parts.next()?)?;
        let of = Kind::find(parts.next()?)?;
        let subject = RecordRef { kind: of, id: Uuid::try_parse(parts.next()?).ok()? };
        Some(Self { subject, kind, item: parts.next().and_then(|item| Uuid::try_parse(item).ok()) })
    }
}

/// A part of the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Escalated,
    Overdue,
    Today,
    Stuck,
}

impl Part {
    const ALL: [Self; 4] = [Self::Escalated, Self::Overdue, Self::Today, Self::Stuck];

    fn of(pressing: Pressing) -> Self {
        match pressing {
            Pressing::HighRisk | Pressing::Escalated => Self::Escalated,
            Pressing::Overdue => Self::Overdue,
            Pressing::Today => Self::Today,
            Pressing::Stuck => Self::Stuck,
        }
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Escalated => "escalated",
            Self::Overdue => "overdue",
            Self::Today => "today",
            Self::Stuck => "stuck",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Escalated => t::today::escalated(),
            Self::Overdue => t::today::overdue(),
            Self::Today => t::today::due(),
            Self::Stuck => t::today::stuck(),
        }
    }
}

/// Whose work is shown, as the address names it.
fn scope_name(app: App, route: &Route) -> &'static str {
    match route.get("who") {
        Some("all") => "all",
        Some("team") if app.me.get().is_some() => "team",
        _ if app.me.get().is_some() => "me",
        _ => "all",
    }
}

fn scope(app: App) -> Scope {
    with_route(app, |route| scope_of(app, route))
}

fn scope_of(app: App, route: &Route) -> Scope {
    match (scope_name(app, route), app.me.get()) {
        ("me", Some(me)) => Scope::Mine(me),
        ("team", Some(me)) => Scope::Team(me),
        _ => Scope::Everyone,
    }
}

/// The part of what is planned with customers apart from opportunities, as the address names it.
const PARTIES: &str = "customers";

/// The opportunities of the list at an address, in its order, each once.
pub(crate) fn opportunities(app: App, route: &Route) -> Vec<Uuid> {
    let part = route.get("show");
    let (mut ids, mut seen) = (Vec::new(), HashSet::new());
    untrack(|| {
        let scope = scope_of(app, route);
        duty().with(|book| {
            for row in book.queue(scope).iter() {
                let id = row.opportunity.uuid();
                if part.is_none_or(|part| Part::of(row.pressing).as_str() == part) && seen.insert(id) {
                    ids.push(id);
                }
            }
        });
    });
    ids
}

/// The rows that are drawn now, and how many there are.
#[derive(Clone, Copy)]
struct Queue {
    shown: Memo<Vec<Line>>,
    steps: Memo<Vec<PartyStep>>,
    counts: Memo<BTreeMap<&'static str, usize>>,
    limit: RwSignal<usize>,
}

impl Queue {
    fn new(app: App) -> Self {
        let all = Memo::new(move |_| {
            let scope = scope(app);
            duty().with(|book| book.queue(scope)).unwrap_or_default()
        });
        let limit = RwSignal::new(portion(app));
        let part = Memo::new(move |_| with_route(app, |route| route.get("show").map(str::to_owned)));
        Effect::new(move |_| {
            part.track();
            limit.set(portion(app));
        });
        Effect::new(move |_| {
            app.height.track();
            limit.update(|limit| *limit = portion(app).max(*limit));
        });
        let shown = Memo::new(move |_| {
            let part = part.get();
            let wanted = |row: &Row| part.as_deref().is_none_or(|part| Part::of(row.pressing).as_str() == part);
            // What was packed is there before anything has been read.
            let packed = || {
                let lines = duty().sight(|sight| sight.lines.clone()).unwrap_or_default();
                if is_packed(app) { lines } else { Vec::new() }
            };
            let read = duty().with(|book| {
                let rows: Vec<Row> =
                    all.with(|all| all.iter().filter(|row| wanted(row)).take(limit.get()).cloned().collect());
                rows.into_iter().filter_map(|row| book.line(row)).collect()
            });
            read.unwrap_or_else(|| {
                packed().into_iter().filter(|line| wanted(&line.row)).take(limit.get()).collect::<Vec<Line>>()
            })
        });
        let due_steps = Memo::new(move |_| {
            let scope = scope(app);
            duty().with(|book| book.steps(scope)).unwrap_or_default()
        });
        let steps = Memo::new(move |_| {
            if part.with(|part| part.as_deref().is_none_or(|part| part == PARTIES)) {
                due_steps.get()
            } else {
                Vec::new()
            }
        });
        let counts = Memo::new(move |_| {
            let mut counts = BTreeMap::from([(PARTIES, due_steps.with(Vec::len))]);
            let mut add = |pressing, n| *counts.entry(Part::of(pressing).as_str()).or_default() += n;
            match duty().sight(|sight| sight.counts).filter(|_| is_packed(app)) {
                Some(packed) => PRESSING.into_iter().zip(packed).for_each(|(pressing, n)| add(pressing, n)),
                None => all.with(|all| all.iter().for_each(|row| add(row.pressing, 1))),
            }
            counts
        });
        Self { shown, steps, counts, limit }
    }
}

/// Whether what is asked for is what is packed: the list of whoever is at this device.
fn is_packed(app: App) -> bool {
    let usual = app.me.get().map_or(Scope::Everyone, Scope::Mine);
    scope(app) == usual
}

pub(crate) fn page() -> impl IntoView {
    let app = app();
    let queue = Queue::new(app);
    let panel = Memo::new(move |_| with_route(app, |route| route.get("open").and_then(|id| Uuid::try_parse(id).ok())));
    let day = move || format::day_full(app.today.get());
    view! {
        <main class="page" id="main" tabindex="-1">
            {page_bar(t::today::title(), view! {
                <span class="muted num wide-only">{day}</span>
                <span class="push"></span>
                {remind::calendar_button(app)}
                {remind::switch()}
            })}
            <div class="page-body">
                <div class="list-tools">
                    {parts(app, queue)}
                    <span class="push"></span>
                    {whose(app)}
                </div>
                <div class="split">
                    <div class="split-main">{list(app, queue)}</div>
                    {move || panel.get().map(|id| by_desk(move |desk| (desk.panel)(id)))}
                </div>
            </div>
        </main>
    }
}

/// How much is due, beside the link to this page.
pub(crate) fn count() -> impl IntoView {
    let due = duty().due;
    view! {
        <span class="count" data-metric="due-today" data-value=move || due.get().to_string() hidden=move || due.get() == 0>{move || format::count(due.get())}</span>
    }
}

/// The parts of the queue with how many are in each.
fn parts(app: App, queue: Queue) -> impl IntoView {
    let counts = queue.counts;
    let now = Memo::new(move |_| with_route(app, |route| route.get("show").map(str::to_owned)));
    let tab = move |slug: Option<&'static str>, name: &'static str| {
        let count = move || {
            counts.with(|counts| {
                slug.map_or_else(|| counts.values().sum(), |slug| counts.get(slug).copied().unwrap_or(0))
            })
        };
        let href = move || with_route(app, |route| route.with("show", slug).to_string());
        view! {
            <a class="tab" href=href data-part=slug.unwrap_or("all") aria-current=move || (now.get().as_deref() == slug).then_some("page")>
                {name}<span class="count" data-metric="due" data-value=move || count().to_string()>{move || format::count(count())}</span>
            </a>
        }
    };
    view! {
        <nav class="tabs today-parts" aria-label=t::today::parts()>
            {tab(None, t::today::all())}
            {Part::ALL.map(|part| tab(Some(part.as_str()), part.name())).collect_view()}
            {tab(Some(PARTIES), t::today::customers())}
        </nav>
    }
}

/// Mine, my team's, everyone's.
fn whose(app: App) -> impl IntoView {
    let now = Memo::new(move |_| with_route(app, |route| scope_name(app, route)));
    let each =
        [("me", t::today::mine()), ("team", t::today::team()), ("all", t::today::everyone())].map(|(slug, name)| {
            let disabled = move || slug != "all" && app.me.get().is_none();
            view! {
                <button type="button" class="btn is-quiet" data-action="set-scope" data-scope=slug disabled=disabled
                    aria-pressed=move || (now.get() == slug).to_string() on:click=move |_| {
                        app.readdress(app.route.get_untracked().with("who", Some(slug)));
                    }>{name}</button>
            }
        });
    view! { <span class="segments" role="group" aria-label=t::today::whose()>{each.collect_view()}</span> }
}

fn list(app: App, queue: Queue) -> impl IntoView {
    let open: Open = RwSignal::new(None);
    let place = NodeRef::<html::Div>::new();
    let is_ready = Memo::new(move |_| duty().is_ready() || duty().sight(|_| ()).is_some_and(|()| is_packed(app)));
    let is_empty = Memo::new(move |_| queue.shown.with(Vec::is_empty) && queue.steps.with(Vec::is_empty));
    follow_rows(queue, open);
    // Two boxes for a touch would be two of the same name: the panel's, and that of a row.
    Effect::new(move |_| {
        if app.route.with(|route| route.get("open").is_some()) {
            open.set(None);
        }
    });
    mark_first_sight(is_ready);
    let scrolled = move |_| {
        let Some(list) = place.get_untracked() else { return };
        let below = list.scroll_height() - list.scroll_top() - list.client_height();
        let drawn = queue.shown.with_untracked(Vec::len);
        if below < list.client_height() && drawn == queue.limit.get_untracked() {
            queue.limit.update(|limit| *limit += portion(app));
        }
    };
    let group = move |part: Part| {
        let rows = Memo::new(move |_| {
            queue.shown.with(|lines| {
                let of_part = |line: &&Line| Part::of(line.row.pressing) == part;
                lines.iter().filter(of_part).cloned().collect::<Vec<_>>()
            })
        });
        let keys = move || rows.with(|rows| rows.iter().map(|line| Key::of(&line.row)).collect::<Vec<_>>());
        // A row stays the same element whatever it comes to say: the focus is on it, and what is typed in it.
        let row = move |key: Key| {
            let line = Memo::new(move |said: Option<&Option<Line>>| {
                let now = rows.with(|rows| rows.iter().find(|line| Key::of(&line.row) == key).cloned());
                now.or_else(|| said.cloned().flatten())
            });
            row::view(app, key, line, open)
        };
        let is_any = Memo::new(move |_| rows.with(|rows| !rows.is_empty()));
        let heading = format!("today-{}", part.as_str());
        move || {
            let heading = heading.clone();
            is_any.get().then(|| {
                view! {
                    <section aria-labelledby=heading.clone()>
                        <h2 class="today-head" id=heading.clone()>{part.name()}</h2>
                        <ul class="today-rows">
                            <For each=keys key=|key| *key children=row/>
                        </ul>
                    </section>
                }
            })
        }
    };
    view! {
        <div class="today" node_ref=place on:scroll=scrolled on:keydown=move |event| act::press(app, &event, open)
            aria-busy=move || (!is_ready.get()).to_string()>
            {meter::view(app)}
            {move || (is_ready.get() && is_empty.get()).then(|| nothing(app))}
            {move || (!is_ready.get()).then(|| notice(None, t::today::reading()))}
            {Part::ALL.map(group).collect_view()}
            {parties::view(app, queue.steps, open)}
        </div>
    }
}

/// For measuring: when the list has been on the screen for the first time.
fn mark_first_sight(is_ready: Memo<bool>) {
    Effect::new(move |_| {
        if is_ready.get() {
            task::spawn(async {
                task::painted().await;
                mark_seen();
            });
        }
    });
}

/// Marks it, once of a page.
pub(crate) fn mark_seen() {
    thread_local! {
        static IS_MARKED: Cell<bool> = const { Cell::new(false) };
    }
    if !IS_MARKED.replace(true) {
        dom::mark("shangji:today-visible");
    }
}

/// A row that is gone takes what was open in it along; the focus that was on it goes on to the next.
fn follow_rows(queue: Queue, open: Open) {
    Effect::new(move |before: Option<Vec<Key>>| {
        let mut keys: Vec<Key> = queue.shown.with(|lines| lines.iter().map(|line| Key::of(&line.row)).collect());
        queue.steps.with(|steps| keys.extend(steps.iter().map(Key::of_step)));
        let acted = act::last();
        if let (Some(key), Some(before)) = (acted, before)
            && !keys.contains(&key)
            && let Some(at) = before.iter().position(|other| *other == key)
        {
            if open.get_untracked().is_some_and(|(of, _)| of == key) {
                open.set(None);
            }
            if let Some(next) = keys.get(at.min(keys.len().saturating_sub(1))).copied() {
                task::spawn(async move {
                    // Once the row is gone.
                    task::frame().await;
                    if dom::is_nothing_focused() {
                        focus(next);
                    }
                });
            }
        }
        keys
    });
}

fn focus(key: Key) {
    dom::focus_when_drawn(format!("[data-row='{}'] .row-link", key.text()));
}

fn nothing(app: App) -> impl IntoView {
    let part = with_route(app, |route| route.get("show").is_some());
    let words = if part { t::today::none_of_these() } else { t::today::nothing() };
    view! {
        <div class="empty">
            {icon(Icon::CircleCheck)}<h2>{words}</h2><p>{t::today::nothing_more()}</p>
            <a class="btn" href=Route::to(Screen::Board).to_string()>{icon(Icon::SquareKanban)}{t::today::to_board()}</a>
        </div>
    }
}

/// The rows in the order in which they stand on the screen.
fn drawn() -> Vec<Key> {
    let Ok(rows) = dom::document().query_selector_all("[data-row]") else { return Vec::new() };
    let row = |at| rows.get(at)?.dyn_into::<web_sys::Element>().ok();
    (0..rows.length()).filter_map(|at| act::key_of(&row(at)?)).collect()
}
