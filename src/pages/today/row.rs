//! A row of the queue: what it is about, why it is here, and what can be done.

use duty::Line;
use leptos::prelude::*;
use model::Id;
use model::records::Activity;
use model::today::{Pressing, RowKind};

use super::act::{self, Act};
use super::picture::with_route;
use super::{Key, Open};
use crate::i18n::{format, t};
use crate::pages::board::marks::badge;
use crate::state::{App, Menu};
use crate::ui::parts::{avatar, due_tag, exact, raw};
use crate::ui::{Icon, icon};

/// What a line says of something; nothing before it has said anything.
fn said<T: Default>(line: Memo<Option<Line>>, of: impl FnOnce(&Line) -> T) -> T {
    line.with(|line| line.as_ref().map(of).unwrap_or_default())
}

pub(super) fn view(app: App, key: Key, line: Memo<Option<Line>>, open: Open) -> impl IntoView {
    let id = key.subject.id;
    let grade = move || said(line, |line| line.row.grade);
    let card = move || {
        app.changed.track();
        app.layout.track();
        app.slot(id).map(|slot| {
            app.board(|board| {
                let card = board.card(slot);
                (
                    card.title.to_owned(),
                    card.account.to_owned(),
                    card.amount,
                    card.owner.map(|(_, name)| name.to_owned()),
                )
            })
        })
    };
    let card = Memo::new(move |_| card());
    let href = move || with_route(app, |route| route.with("open", Some(&id.to_string())).to_string());
    let title = move || card.with(|card| card.as_ref().map(|(title, ..)| title.clone()).unwrap_or_default());
    let account = move || card.with(|card| card.as_ref().map(|(_, account, ..)| account.clone()).unwrap_or_default());
    let money = move || {
        let amount = card.with(|card| card.as_ref().and_then(|(_, _, amount, _)| *amount));
        let words = amount.map_or_else(|| t::common::unset().to_owned(), format::money_short);
        view! { <span class="amount num" data-value=amount.map(|money| raw(money.value)).unwrap_or_default() title=exact(amount)>{words}</span> }
    };
    // Whose it is to do, which may be another than the opportunity's owner.
    let owner = move || {
        app.layout.track();
        let whose = said(line, |line| line.row.people.first().copied());
        let named = whose.map(|member| app.board(|board| board.member_name(member).to_owned()));
        let owner = card.with(|card| card.as_ref().and_then(|(.., owner)| owner.clone()));
        named.filter(|name| !name.is_empty()).or(owner).map(|name| avatar(&name))
    };
    let current = move || with_route(app, |route| route.get("open") == Some(id.to_string().as_str()));
    let tag = move || said(line, |line| Some(tag(app, line)));
    let about = move || said(line, |line| about(app, line));
    let badge = move || said(line, |line| Some(badge(line.row.grade, line.up_to, Some(line.score))));
    let is_asked = Memo::new(move |_| said(line, |line| line.is_asked));
    view! {
        <li class="today-row" data-row=key.text() data-kind=key.kind.as_str() data-opportunity-id=id.to_string() data-pressing=move || said(line, |line| pressing(line.row.pressing))
            data-grade=move || grade().map_or("", model::Grade::as_str) data-current=move || current().then_some("")>
            <div class="today-line">
                {badge}
                <div class="today-what">
                    <a class="row-link" href=href data-action="open-opportunity">{title}</a>
                    <span class="muted truncate">{account}</span>
                </div>
                <div class="today-why">{tag}<span class="truncate">{about}</span></div>
                {money}
                {owner}
                {acts(app, key, open, title, is_asked, Menu::Card(id))}
            </div>
            {inside(app, key, open)}
        </li>
    }
}

/// What can be done with a row, and with what it is about.
pub(super) fn acts(
    app: App,
    key: Key,
    open: Open,
    title: impl Fn() -> String + Copy + Send + 'static,
    is_asked: Memo<bool>,
    menu: Menu,
) -> impl IntoView {
    let opened = move |act: Act| open.with(|open| *open == Some((key, act)));
    let buttons = act::offered(key.kind).into_iter().map(move |act| {
        let label = move || act.name(key.kind, is_asked.get());
        view! {
            <button type="button" class="btn is-quiet" class:is-icon=act != act::main(key.kind) data-action=act.action() aria-expanded=move || opened(act).to_string()
                aria-label=label title=label on:click=move |_| act::begin(app, key, act, open)>
                {icon(act.picture())}{(act == act::main(key.kind)).then(|| view! { <span class="label">{label}</span> })}
            </button>
        }
    });
    view! {
        <div class="today-acts">
            {buttons.collect_view()}
            <button type="button" class="btn is-icon is-quiet" data-action="open-row-menu" aria-haspopup="menu"
                aria-label=move || t::common::actions_of(&title()) aria-expanded=move || app.is_menu_open(menu).to_string()
                on:click=move |event| app.open_menu(&event, menu)>{icon(Icon::Ellipsis)}</button>
        </div>
    }
}

/// The form that is open in a row.
pub(super) fn inside(app: App, key: Key, open: Open) -> impl IntoView {
    move || {
        let (of, act) = open.get()?;
        (of == key).then(|| act::form(app, key, act, open))
    }
}

const fn pressing(pressing: Pressing) -> &'static str {
    match pressing {
        Pressing::HighRisk => "high-risk",
        Pressing::Escalated => "escalated",
        Pressing::Overdue => "overdue",
        Pressing::Today => "today",
        Pressing::Stuck => "stuck",
    }
}

/// Why the row is here, in a few words.
fn tag(app: App, line: &Line) -> AnyView {
    let row = &line.row;
    let late = usize::try_from(row.late).unwrap_or_default();
    let plain =
        |tone: &'static str, words: String| view! { <span class="tag num" data-tone=tone>{words}</span> }.into_any();
    match row.kind {
        RowKind::Escalation if row.pressing == Pressing::HighRisk => plain("bad", t::today::high_risk(late)),
        RowKind::Escalation => plain("bad", t::today::escalation(late)),
        RowKind::FollowUp if row.late > 0 => plain("warn", t::today::late(late)),
        RowKind::FollowUp => plain("", t::today::follow_up().to_owned()),
        RowKind::Waking => plain("new", t::today::waking().to_owned()),
        RowKind::Planned | RowKind::Action | RowKind::Review => {
            due_tag(Some(row.due), app.today.get_untracked()).into_any()
        }
        RowKind::Stalled => {
            let days = line.stay.map_or(0, |(days, _)| usize::try_from(days).unwrap_or_default());
            plain("warn", t::signs::stayed(days))
        }
    }
}

/// What is to be done, or what was done last.
fn about(app: App, line: &Line) -> String {
    let label = || line.label.clone().unwrap_or_default();
    match line.row.kind {
        RowKind::Planned | RowKind::Review => label(),
        RowKind::Action => t::today::action(&label()),
        RowKind::Stalled => line.stay.map(|(_, limit)| t::today::limit(&limit.to_string())).unwrap_or_default(),
        RowKind::Escalation | RowKind::FollowUp | RowKind::Waking => match line.last_touch {
            Some(on) => t::today::last_touch(&format::day_short(on, app.today.get_untracked())),
            None => t::today::never_touched().to_owned(),
        },
    }
}

/// The planned activity of a row.
pub(super) fn activity(key: Key) -> Option<Id<Activity>> {
    matches!(key.kind, RowKind::Planned | RowKind::Review).then_some(key.item).flatten().map(Id::<Activity>::new)
}
