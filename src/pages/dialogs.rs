//! What asks: a new opportunity, where to move one, how one ended, who is here, which keys there are.

use board::ColumnKey;
use leptos::prelude::*;
use model::command::Close;
use model::records::{Account, ActivityKind, LossReason, Member, Opportunity, Outcome, Record as _};
use model::{Command, Doc, Id, Money, Uuid};

use crate::i18n::{format, t};
use crate::pages::board::moving::{self, Place};
use crate::pages::board::{column_name, place_of, reveal};
use crate::pages::opportunity::account_by_name;
use crate::platform::{dom, ids, task};
use crate::state::{App, Asking, Give, Painting, app};
use crate::ui::date_field::date_field;
use crate::ui::dialog::{Dialog, Shape, cancel_button, close_by_id, form_dialog};
use crate::ui::suggest::Names;
use crate::ui::{Icon, icon, parse};

/// Whatever is being asked now.
pub(crate) fn asked() -> impl IntoView {
    let app = app();
    move || {
        let asked = app.asking.get()?;
        Some(match asked {
            Asking::New { stage } => new_opportunity(app, stage).into_any(),
            Asking::MoveTo(id) => move_to(app, id).into_any(),
            Asking::Close { opportunity, outcome } => close(app, opportunity, outcome).into_any(),
            Asking::Who => who(app).into_any(),
            Asking::Keys => keys(app).into_any(),
        })
    }
}

fn done(app: App) {
    app.asking.set(None);
}

/// A text field with its label and a line below for help or error.
fn field(
    id: &'static str,
    label: &'static str,
    value: RwSignal<String>,
    error: RwSignal<Option<&'static str>>,
    money: bool,
    echo: impl Fn() -> Option<String> + Send + Sync + 'static,
) -> impl IntoView {
    let note = format!("{id}-note");
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input class="input" class:is-money=money id=id type="text" autocomplete="off" bind:value=value
                inputmode=money.then_some("decimal") aria-invalid=move || error.get().map(|_| "true")
                aria-describedby=note.clone() on:input=move |_| error.set(None)/>
            {note_line(note, error, echo)}
        </div>
    }
}

fn note_line(
    id: String,
    error: RwSignal<Option<&'static str>>,
    echo: impl Fn() -> Option<String> + Send + Sync + 'static,
) -> impl IntoView {
    move || match error.get() {
        Some(what) => {
            view! { <p class="field-error" id=id.clone()>{icon(Icon::CircleAlert)}<span>{what}</span></p> }.into_any()
        }
        None => view! { <p class="field-note" id=id.clone()>{echo()}</p> }.into_any(),
    }
}

/// What was typed as an amount, read back.
fn money_echo(app: App, value: RwSignal<String>) -> impl Fn() -> Option<String> + Send + Sync + 'static {
    move || parse::money(&value.get(), app.currency()).map(|money| format!("= {}", format::money(money)))
}

fn day_field(
    id: &'static str,
    label: &'static str,
    value: RwSignal<String>,
    error: RwSignal<Option<&'static str>>,
) -> impl IntoView {
    let note: &'static str = match id {
        "new-close" => "new-close-note",
        "new-date" => "new-date-note",
        _ => "end-date-note",
    };
    view! {
        <div class="field">
            <label for=id>{label}</label>
            {date_field(id, value, Signal::derive(move || error.get().is_some()), Some(note))}
            {note_line(note.to_owned(), error, || None)}
        </div>
    }
}

/// What was entered is not read; its field says so.
struct Unread;

/// A day that may be left empty.
fn optional_day(
    app: App,
    value: RwSignal<String>,
    error: RwSignal<Option<&'static str>>,
) -> Result<Option<model::Date>, Unread> {
    let typed = value.get_untracked();
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let day = parse::day(&typed, app.today.get_untracked());
    if day.is_none() {
        error.set(Some(t::field::day()));
        return Err(Unread);
    }
    Ok(day)
}

/// An amount that may be left empty.
fn optional_money(
    app: App,
    value: RwSignal<String>,
    error: RwSignal<Option<&'static str>>,
) -> Result<Option<Money>, Unread> {
    let typed = value.get_untracked();
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let money = parse::money(&typed, app.currency());
    if money.is_none() {
        error.set(Some(t::field::money()));
        return Err(Unread);
    }
    Ok(money)
}

fn owner_select(app: App, id: &'static str, owner: RwSignal<String>) -> impl IntoView {
    let options = app.board(board::Board::members).into_iter().map(|(id, name)| {
        let id = id.to_string();
        let chosen = owner.with_untracked(|owner| *owner == id);
        view! { <option value=id selected=chosen>{name}</option> }
    });
    view! {
        <div class="field">
            <label for=id>{t::field::owner()}</label>
            <select class="input" id=id on:change=move |event| owner.set(event_target_value(&event))>
                <option value="">{t::common::unset()}</option>{options.collect_view()}
            </select>
        </div>
    }
}

fn new_opportunity(app: App, stage: Option<Uuid>) -> impl IntoView {
    let text = || RwSignal::new(String::new());
    let error = || RwSignal::new(None::<&'static str>);
    let (title, account, amount, close, source, next, date) = (text(), text(), text(), text(), text(), text(), text());
    let (title_error, amount_error, close_error, date_error) = (error(), error(), error(), error());
    let none = error();
    let stages: Vec<(Uuid, String)> = app.board(|board| {
        board.stages(board.view().pipeline()).into_iter().map(|stage| (stage.id, stage.name.clone())).collect()
    });
    let chosen = RwSignal::new(stage.or_else(|| stages.first().map(|(id, _)| *id)));
    let owner = RwSignal::new(app.me.get_untracked().map(|id| id.to_string()).unwrap_or_default());
    let accounts = Names::of(Account::KIND);
    let options = stages.into_iter().map(|(id, name)| {
        view! { <option value=id.to_string() selected=chosen.get_untracked() == Some(id)>{name}</option> }
    });
    let known = move || {
        let typed = account.get();
        let typed = typed.trim();
        (!typed.is_empty())
            .then(|| if accounts.find(typed).is_some() { t::new::known_account() } else { t::new::new_account() })
    };
    let body = view! {
        <div class="fields">
            <div class="field is-wide">
                <label for="new-title">{t::field::title()}" "<span class="req">{t::field::required_mark()}</span></label>
                <input class="input" id="new-title" type="text" autocomplete="off" required="" bind:value=title
                    aria-invalid=move || title_error.get().map(|_| "true") aria-describedby="new-title-note"
                    on:input=move |_| title_error.set(None)/>
                {note_line("new-title-note".to_owned(), title_error, || None)}
            </div>
            <div class="field">
                <label for="new-account">{t::field::account()}</label>
                <input class="input" id="new-account" type="text" autocomplete="off" list="new-accounts" bind:value=account
                    aria-describedby="new-account-note"/>
                {accounts.datalist("new-accounts", account.into())}
                <p class="field-note" id="new-account-note">{known}</p>
            </div>
            <div class="field">
                <label for="new-stage">{t::field::stage()}</label>
                <select class="input" id="new-stage" on:change=move |event| chosen.set(Uuid::try_parse(&event_target_value(&event)).ok())>
                    {options.collect_view()}
                </select>
            </div>
            {field("new-amount", t::field::amount(), amount, amount_error, true, money_echo(app, amount))}
            {day_field("new-close", t::field::expected_close(), close, close_error)}
            {owner_select(app, "new-owner", owner)}
            {field("new-source", t::field::source(), source, none, false, || None)}
            {field("new-next", t::next::title(), next, none, false, || None)}
            {day_field("new-date", t::new::next_date(), date, date_error)}
        </div>
    };
    let submit = move || {
        let name = title.get_untracked().trim().to_owned();
        if name.is_empty() {
            title_error.set(Some(t::field::required()));
        }
        let days = (optional_day(app, close, close_error), optional_day(app, date, date_error));
        let money = optional_money(app, amount, amount_error);
        let (false, (Ok(close), Ok(due)), Ok(money), Some(stage)) =
            (name.is_empty(), days, money, chosen.get_untracked())
        else {
            dom::focus_soon("#dialog-new [aria-invalid=true]");
            return;
        };
        let (account, mut docs) = account_by_name(accounts, &account.get_untracked());
        let account = account.as_str().and_then(Id::parse);
        let source = Some(source.get_untracked().trim().to_owned()).filter(|source| !source.is_empty());
        let record = Opportunity {
            title: name,
            account,
            amount: money,
            created_on: Some(app.today.get_untracked()),
            expected_close: close,
            source,
            pipeline: app.board(|board| board.stage(stage).and_then(|stage| stage.pipeline)).map(Id::new),
            stage: Some(Id::new(stage)),
            owner: owner.with_untracked(|owner| Id::<Member>::parse(owner)),
            ..Opportunity::default()
        };
        let id = Id::new(ids::new());
        docs.insert(0, Doc::new(id, &record));
        let next = next.get_untracked().trim().to_owned();
        if !next.is_empty() || due.is_some() {
            let text = if next.is_empty() { t::next::follow_up().to_owned() } else { next };
            let step = model::records::Activity {
                subject: Some(id.uuid()),
                kind: ActivityKind::Task,
                text,
                due,
                owner: record.owner.or(app.me.get_untracked()),
                ..model::records::Activity::default()
            };
            docs.push(Doc::new(Id::<model::records::Activity>::new(ids::new()), &step));
        }
        let said = t::new::created(&record.title);
        task::spawn(async move {
            let give = Give { said: Some(said), ..Give::new(Command::Create { docs }) };
            if app.give(give).await.is_ok() {
                close_by_id("dialog-new");
                reveal(app, id.uuid());
            }
        });
    };
    dom::focus_soon("#new-title");
    let foot = view! {
        {cancel_button(t::common::cancel())}
        <button type="submit" class="btn is-primary" data-action="create-opportunity">{t::new::title()}</button>
    };
    let closed = move || done(app);
    let dialog = Dialog {
        shape: Shape::Wide,
        id: "dialog-new",
        title: t::new::title().to_owned(),
        subtitle: None,
        body: body.into_any(),
        foot: foot.into_any(),
    };
    form_dialog(dialog, submit, closed)
}

fn move_to(app: App, id: Uuid) -> impl IntoView {
    let place = place_of(app, id);
    let here = place.map(|(key, _)| key);
    let by_hand = app.board(|board| board.view().shown().order == board::Order::Hand);
    let keys: Vec<ColumnKey> = app.board(|board| board.view().columns().iter().map(|column| column.key).collect());
    // Proposed is what comes next.
    let next =
        here.and_then(|here| keys.iter().position(|key| *key == here)).map_or(0, |at| (at + 1).min(keys.len() - 1));
    let chosen = RwSignal::new(next);
    let top = RwSignal::new(true);
    let options = keys.clone().into_iter().enumerate().map(|(index, key)| {
        let count = app.board(|board| board.view().column(key).map_or(0, |column| column.totals.count));
        let note = match (Some(key) == here, key.outcome()) {
            (true, _) => t::move_to::current().to_owned(),
            (false, Some(_)) => String::new(),
            (false, None) => format::count(count as usize),
        };
        view! {
            <label class="check">
                <input type="radio" name="to" value=index checked=index == next on:change=move |_| chosen.set(index)/>
                <span>{column_name(app, key)}</span><span class="end num">{note}</span>
            </label>
        }
    });
    let position = by_hand.then(|| {
        view! {
            <div class="field">
                <label for="move-place">{t::move_to::place()}</label>
                <select class="input" id="move-place" on:change=move |event| top.set(event_target_value(&event) == "first")>
                    <option value="first">{t::move_to::first()}</option><option value="last">{t::move_to::last()}</option>
                </select>
            </div>
        }
    });
    let body = view! {
        <fieldset class="options"><legend class="sr-only">{t::field::stage()}</legend>{options.collect_view()}</fieldset>
        {position}
    };
    let foot = view! {
        {cancel_button(t::common::cancel())}
        <button type="submit" class="btn is-primary" data-action="confirm-move">{t::move_to::confirm()}</button>
    };
    let submit = move || {
        let started = crate::platform::clock::since_start();
        close_by_id("dialog-move");
        if let Some(key) = keys.get(chosen.get_untracked()) {
            let place = match (by_hand, top.get_untracked()) {
                (true, true) => Place::At(0),
                (true, false) => Place::At(usize::MAX),
                (false, _) => Place::Ordered,
            };
            moving::move_to(app, id, *key, place, Some(started));
        }
    };
    dom::focus_soon("#dialog-move input:checked");
    let closed = move || {
        // Moving to won or lost asks on.
        if matches!(app.asking.get_untracked(), Some(Asking::MoveTo(_))) {
            done(app);
        }
    };
    let title = moving::title(app, id);
    let dialog = Dialog {
        shape: Shape::Plain,
        id: "dialog-move",
        title: t::card::move_to().to_owned(),
        subtitle: Some(title),
        body: body.into_any(),
        foot: foot.into_any(),
    };
    form_dialog(dialog, submit, closed)
}

/// Winning or losing. Nothing is written before it is confirmed; until then the card stays where it is.
fn close(app: App, opportunity: Uuid, outcome: Outcome) -> impl IntoView {
    let won = outcome == Outcome::Won;
    let slot = app.slot(opportunity);
    let amount = slot.and_then(|slot| app.board(|board| board.card(slot).amount));
    let value = RwSignal::new(amount.map(format::money).unwrap_or_default());
    let date = RwSignal::new(app.today.get_untracked().to_string());
    let (competitor, note) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (value_error, date_error) = (RwSignal::new(None), RwSignal::new(None));
    let none = RwSignal::new(None);
    let reason = RwSignal::new(None::<Uuid>);
    let reasons = RwSignal::new(Vec::<(Uuid, String)>::new());
    task::spawn(async move {
        let docs = app.store().await.all(LossReason::KIND).await.unwrap_or_default();
        let mut found: Vec<(u32, Uuid, String)> = docs
            .iter()
            .filter_map(|doc| Some((doc.decode::<LossReason>().ok()?, doc.id)))
            .filter(|(reason, _)| !reason.archived)
            .map(|(reason, id)| (reason.position, id, reason.name))
            .collect();
        found.sort();
        reasons.try_set(found.into_iter().map(|(_, id, name)| (id, name)).collect());
    });
    let picks = move || {
        let pick = |(id, name): (Uuid, String)| {
            view! {
                <label class="pick">
                    <input type="radio" name="reason" value=id.to_string() on:change=move |_| reason.set(Some(id))/>{name}
                </label>
            }
        };
        reasons.get().into_iter().map(pick).collect_view()
    };
    let why = (!won).then(|| {
        view! {
            <fieldset class="field"><legend>{t::close::reason()}</legend><div class="picks">{picks}</div></fieldset>
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
            {field("end-amount", amount_label, value, value_error, true, money_echo(app, value))}
            {day_field("end-date", date_label, date, date_error)}
        </div>
        {won.then(|| field("end-competitor", t::close::against(), competitor, none, false, || None))}
        <div class="field">
            <label for="end-note">{t::field::close_note()}</label>
            <textarea class="input" id="end-note" rows="3" bind:value=note></textarea>
        </div>
        <p class="notice">{icon(Icon::Info)}<span>{t::close::nothing_yet()}</span></p>
    };
    let foot = view! {
        {cancel_button(t::common::cancel())}
        <button type="submit" class="btn is-primary" class:is-danger=!won data-action=action>{confirm}</button>
    };
    let submit = move || {
        let started = crate::platform::clock::since_start();
        let money = optional_money(app, value, value_error);
        let day = optional_day(app, date, date_error);
        let (Ok(money), Ok(day)) = (money, day) else {
            dom::focus_soon("#dialog-close [aria-invalid=true]");
            return;
        };
        let closed_on = day.unwrap_or(app.today.get_untracked());
        let command = Command::Close(Close {
            opportunity: Id::new(opportunity),
            outcome,
            closed_on,
            amount: money,
            reasons: reason.get_untracked().into_iter().collect(),
            competitors: competitors(&competitor.get_untracked()),
            note: Some(note.get_untracked()).filter(|note| !note.trim().is_empty()),
        });
        let paint = board::Paint { outcome, amount: money, closed_on: Some(closed_on), ..board::Paint::default() };
        let name = moving::title(app, opportunity);
        let said = if won { t::close::won(&name) } else { t::close::lost(&name) };
        let next = after(app, opportunity);
        close_by_id("dialog-close");
        let paint = Some(Painting { opportunity, paint });
        // Whoever does not see the card go hears it at once.
        app.announce(said.clone());
        app.give_later(Give { command, paint, started: Some(started), said: Some(said) });
        if let Some(next) = next {
            reveal(app, next);
        }
    };
    dom::focus_soon(if won { "#end-amount" } else { "#dialog-close [name=reason], #end-competitor" });
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
        title: title.to_owned(),
        subtitle: Some(subtitle),
        body: body.into_any(),
        foot: foot.into_any(),
    };
    form_dialog(dialog, submit, closed)
}

fn competitors(typed: &str) -> Vec<String> {
    let parts = typed.split([',', '，', '、', ';', '；']).map(str::trim).filter(|part| !part.is_empty());
    parts.map(str::to_owned).collect()
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

fn who(app: App) -> impl IntoView {
    let chosen = RwSignal::new(app.me.get_untracked());
    let name = RwSignal::new(String::new());
    let none = RwSignal::new(None);
    let options = app.board(board::Board::members).into_iter().map(|(id, name)| {
        view! {
            <label class="check">
                <input type="radio" name="me" value=id.to_string() checked=chosen.get_untracked() == Some(id)
                    on:change=move |_| chosen.set(Some(id))/>
                <span>{name}</span>
            </label>
        }
    });
    let body = view! {
        <p class="muted">{t::who::why()}</p>
        <fieldset class="options"><legend class="sr-only">{t::who::members()}</legend>{options.collect_view()}</fieldset>
        {field("who-new", t::who::not_listed(), name, none, false, || None)}
    };
    let foot = view! {
        {cancel_button(t::common::cancel())}
        <button type="submit" class="btn is-primary" data-action="set-me">{t::who::confirm()}</button>
    };
    let submit = move || {
        let typed = name.get_untracked().trim().to_owned();
        close_by_id("dialog-who");
        if typed.is_empty() {
            app.set_me(chosen.get_untracked());
        } else {
            task::spawn(async move { app.set_me_new(&typed).await });
        }
    };
    dom::focus_soon("#dialog-who input");
    let title = t::who::title().to_owned();
    let closed = move || done(app);
    let dialog = Dialog {
        shape: Shape::Plain,
        id: "dialog-who",
        title,
        subtitle: None,
        body: body.into_any(),
        foot: foot.into_any(),
    };
    form_dialog(dialog, submit, closed)
}

/// After the first edit, in a corner.
fn keys(app: App) -> impl IntoView {
    let row = |keys: &'static str, what: &'static str| {
        let keys = keys.split(' ').map(|key| view! { <kbd>{key}</kbd>" " });
        view! { <div><dt>{what}</dt><dd>{keys.collect_view()}</dd></div> }
    };
    let body = view! {
        <dl class="keys">
            {row("↑ ↓ ← →", t::keys::focus())}
            {row("1 … 9", t::keys::column())}
            {row("Enter", t::keys::open())}
            {row("Space", t::keys::lift())}
            {row("Shift ← →", t::keys::shift())}
            {row("Alt ↑ ↓", t::keys::reorder())}
            {row("M", t::card::move_to())}
            {row("W L", t::keys::close())}
            {row("N", t::card::log_touch())}
            {row("T", t::keys::next())}
            {row("D", t::card::redate())}
            {row("E", t::keys::edit())}
            {row("C", t::new::title())}
            {row("Esc", t::keys::back())}
            {row("Ctrl Z", t::common::undo())}
            {row("Ctrl Shift Z", t::common::redo())}
            {row("?", t::keys::title())}
        </dl>
    };
    let foot = cancel_button(t::common::close());
    let title = t::keys::title().to_owned();
    let dialog = Dialog {
        shape: Shape::Wide,
        id: "dialog-keys",
        title,
        subtitle: None,
        body: body.into_any(),
        foot: foot.into_any(),
    };
    form_dialog(dialog, || (), move || done(app))
}
