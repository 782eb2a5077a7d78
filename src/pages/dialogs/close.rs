//! Winning or losing an opportunity.

use leptos::prelude::*;
use model::command::{Close, NextStep};
use model::records::{ActivityKind, Opportunity, Outcome};
use model::{Command, Id, RecordRef, Uuid};

use super::done;
use super::fields::{Unread, day_field, field, money_echo, optional_day, optional_money};
use super::reasons::Reasons;
use crate::i18n::{format, t};
use crate::pages::board::{moving, place_of, reveal};
use crate::platform::{clock, dom, task};
use crate::state::{App, Give, Painting, lists};
use crate::ui::dialog::{Dialog, Shape, cancel_button, close_by_id, form_dialog};
use crate::ui::{Icon, icon};

/// Winning or losing. Nothing is written before it is confirmed; until then the card stays where it is.
pub(super) fn dialog(app: App, opportunity: Uuid, outcome: Outcome) -> impl IntoView {
    let won = outcome == Outcome::Won;
    let slot = app.slot(opportunity);
    let amount = slot.and_then(|slot| app.board(|board| board.card(slot).amount));
    let usual = amount.map_or(app.currency(), |money| money.currency);
    // One whose end is corrected has had its review, or not.
    let is_open = slot.is_none_or(|slot| app.board(|board| board.card(slot).outcome == Outcome::Open));
    let reviews = RwSignal::new(true);
    let value = RwSignal::new(amount.map(|money| phrase::money_text(money, usual)).unwrap_or_default());
    let date = RwSignal::new(app.today.get_untracked().to_string());
    let (competitor, note) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (value_error, date_error) = (RwSignal::new(None), RwSignal::new(None));
    let none = RwSignal::new(None);
    let reasons = Reasons::new();
    // What is confirmed is written whole, so it cannot be confirmed before everything it would replace stands here.
    let filled = RwSignal::new(false);
    let known = RwSignal::new(Vec::<String>::new());
    task::spawn(async move {
        let target = RecordRef::to(Id::<Opportunity>::new(opportunity));
        let found_record = app.store().await.get(&[target]).await.ok();
        let Some(record) = found_record.and_then(|docs| docs.get(&target)?.decode::<Opportunity>().ok()) else {
            return;
        };
        if let Some(day) = record.closed_on.filter(|_| record.outcome == outcome) {
            date.try_set(day.to_string());
        }
        competitor.try_set(record.competitors.join(t::list::comma()));
        known.try_set(record.competitors);
        note.try_set(record.close_note.unwrap_or_default());
        reasons.set(record.reasons);
        filled.try_set(true);
        if !won {
            dom::focus_soon("#dialog-close [name=reason], #end-competitor");
        }
    });
    let why = (!won).then(|| {
        view! {
            {reasons.picks()}
            {field("end-competitor", t::close::lost_to(), competitor, none, false, || None)}
        }
    });
    let (title, amount_label, date_label, confirm, action) = if won {
        (t::close::mark_won(), t::close::amount_won(), t::close::won_on(), t::close::confirm_won(), "confirm-won")
    } else {
        (t::close::mark_lost(), t::close::last_quote(), t::close::lost_on(), t::close::confirm_lost(), "confirm-lost")
    };
    let body = view! {
        {why}
        <div class="fields">
            {field("end-amount", amount_label, value, value_error, true, money_echo(value, usual))}
            {day_field(app, ("end-date", date_label), date, date_error, phrase::day)}
        </div>
        {won.then(|| field("end-competitor", t::close::against(), competitor, none, false, || None))}
        <div class="field">
            <label for="end-note">{t::field::close_note()}</label>
            <textarea class="input" id="end-note" rows="3" bind:value=note></textarea>
        </div>
        {is_open.then(|| review_check(app, reviews))}
        {is_open.then(|| view! { <p class="notice">{icon(Icon::Info)}<span>{t::close::nothing_yet()}</span></p> })}
    };
    let foot = view! {
        {cancel_button(t::common::cancel())}
        <button type="submit" class="btn is-primary" class:is-danger=!won data-action=action
            disabled=move || !filled.get()>{confirm}</button>
    };
    let submit = move || {
        let started = clock::since_start();
        let money = optional_money(value, usual, value_error);
        let today = app.today.get_untracked();
        let day = optional_day(app, date, date_error, phrase::day).and_then(|day| {
            if day.is_some_and(|day| day > today) {
                date_error.set(Some(t::field::day_past()));
                return Err(Unread);
            }
            Ok(day)
        });
        let (Ok(money), Ok(day)) = (money, day) else {
            dom::focus_soon("#dialog-close [aria-invalid=true]");
            return;
        };
        let closed_on = day.unwrap_or(today);
        // A name may hold a comma: what was not touched stays as it is.
        let (competitors, typed) = (known.get_untracked(), competitor.get_untracked());
        let untouched = competitors.join(t::list::comma()) == typed;
        let competitors = if untouched { competitors } else { phrase::list(&typed) };
        let command = Command::Close(Close {
            opportunity: Id::new(opportunity),
            outcome,
            closed_on,
            amount: money,
            reasons: if won { Vec::new() } else { reasons.chosen() },
            competitors,
            note: Some(note.get_untracked()).filter(|note| !note.trim().is_empty()),
            review: (is_open && reviews.get_untracked()).then(|| review(app, outcome)),
        });
        let paint = board::Paint { outcome, amount: money, closed_on: Some(closed_on), ..board::Paint::default() };
        let name = moving::title(app, opportunity);
        let said = if won { t::close::won(&name) } else { t::close::lost(&name) };
        let next = after(app, opportunity);
        close_by_id("dialog-close");
        let paint = Some(Painting { opportunity, paint });
        // Whoever does not see the card go hears it at once.
        app.announce(said.clone());
        app.give_later(Give { paint, started: Some(started), said: Some(said), ..Give::new(command) });
        if let Some(next) = next {
            reveal(app, next);
        }
    };
    if won {
        dom::focus_soon("#end-amount");
    }
    let closed = move || {
        done(app);
        // The card may have been dropped on a rail: back to where it is.
        if place_of(app, opportunity).is_some() {
            reveal(app, opportunity);
        }
    };
    let subtitle = match amount {
        Some(money) => format!("{} · {}", moving::title(app, opportunity), format::money_short(money)),
        None => moving::title(app, opportunity),
    };
    let dialog = Dialog {
        shape: Shape::Sheet,
        id: "dialog-close",
        title: if is_open { title } else { t::close::edit() }.to_owned(),
        subtitle: Some(subtitle),
        body: body.into_any(),
        foot: foot.into_any(),
    };
    form_dialog(dialog, submit, closed)
}

/// The card that takes the focus when one leaves the board: the next in its column, or the one before.
fn after(app: App, opportunity: Uuid) -> Option<Uuid> {
    let (key, at) = place_of(app, opportunity)?;
    app.board(|board| {
        let slots = &board.view().column(key)?.slots;
        let slot = slots.get(at + 1).or_else(|| slots.get(at.checked_sub(1)?))?;
        Some(board.card(*slot).id)
    })
}

/// Work days after which what there is to learn is to be written down: soon enough to be remembered.
const REVIEWED_AFTER: u32 = 5;

fn review_day(app: App) -> model::Date {
    untrack(|| lists().calendar()).plus(app.today.get_untracked(), REVIEWED_AFTER)
}

/// The review of one that ends.
pub(super) fn review(app: App, outcome: Outcome) -> NextStep {
    let text = if outcome == Outcome::Won { t::review::of_won() } else { t::review::of_lost() };
    NextStep { kind: ActivityKind::Review, text: text.to_owned(), due: Some(review_day(app)) }
}

/// Whether a review is planned.
pub(super) fn review_check(app: App, reviews: RwSignal<bool>) -> impl IntoView {
    view! {
        <label class="check"><input type="checkbox" data-action="plan-review" prop:checked=reviews
            on:change=move |event| reviews.set(event_target_checked(&event))/>
            <span>{t::review::plan(&format::day_short(review_day(app), app.today.get_untracked()))}</span></label>
    }
}
