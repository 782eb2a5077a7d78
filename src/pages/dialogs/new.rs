//! A new opportunity, with its first next step.

use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::*;
use model::records::{Activity, Member, Opportunity};
use model::{Command, Doc, Id, Uuid};

use super::done;
use super::fields::{day_field, field, money_echo, note_line, optional_day, optional_money, owner_select};
use crate::i18n::t;
use crate::pages::board::moving;
use crate::pages::board::reveal;
use crate::pages::customers::shelf::Shelf;
use crate::pages::fields::account_by_name;
use crate::pages::record::touches;
use crate::platform::{dom, ids, task};
use crate::state::{App, Give, lists};
use crate::ui::dialog::{Dialog, Shape, cancel_button, close_by_id, form_dialog};
use crate::ui::suggest::{Suggestions, word_list};

pub(super) fn dialog(app: App, stage: Option<Uuid>, of: Option<Uuid>) -> impl IntoView {
    let text = || RwSignal::new(String::new());
    let error = || RwSignal::new(None::<&'static str>);
    let (title, account, amount, close, source, next, date) = (text(), text(), text(), text(), text(), text(), text());
    let (title_error, amount_error, close_error, date_error) = (error(), error(), error(), error());
    let none = error();
    // The account it was asked for is meant, even where another has the same name.
    let given = Shelf.look_untracked(|book| Some(book.name(of?)?.to_owned())).unwrap_or_default();
    account.set(given.clone());
    let stages: Vec<(Uuid, String)> = app.board(|board| {
        board.stages(board.view().pipeline()).into_iter().map(|stage| (stage.id, stage.name.clone())).collect()
    });
    let chosen = RwSignal::new(stage.or_else(|| stages.first().map(|(id, _)| *id)));
    let owner = RwSignal::new(app.me.get_untracked().map(|id| id.to_string()).unwrap_or_default());
    let accounts = Suggestions::of_accounts();
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
            {field("new-amount", t::field::amount(), amount, amount_error, true, money_echo(amount, app.currency()))}
            {day_field(app, ("new-close", t::field::expected_close()), close, close_error, phrase::close_day)}
            {owner_select(app, "new-owner", owner)}
            <div class="field">
                <label for="new-source">{t::field::source()}</label>
                <input class="input" id="new-source" type="text" autocomplete="off" list="new-sources" bind:value=source/>
                {move || word_list("new-sources", lists().source_names())}
            </div>
            {field("new-next", t::next::title(), next, none, false, || None)}
            {day_field(app, ("new-date", t::new::next_date()), date, date_error, phrase::day)}
        </div>
    };
    let sending = Rc::new(Cell::new(false));
    let submit = move || {
        if sending.get() {
            return;
        }
        let name = title.get_untracked().trim().to_owned();
        if name.is_empty() {
            title_error.set(Some(t::field::required()));
        }
        let days = (
            optional_day(app, close, close_error, phrase::close_day),
            optional_day(app, date, date_error, phrase::day),
        );
        let money = optional_money(amount, app.currency(), amount_error);
        let (false, (Ok(close), Ok(due)), Ok(money), Some(stage)) =
            (name.is_empty(), days, money, chosen.get_untracked())
        else {
            dom::focus_soon("#dialog-new [aria-invalid=true]");
            return;
        };
        let typed = account.get_untracked();
        let (account, mut docs) = match of.filter(|_| typed.trim() == given) {
            Some(of) => (Some(Id::new(of)), Vec::new()),
            None => {
                let (account, docs) = account_by_name(accounts, &typed);
                (account.as_str().and_then(Id::parse), docs)
            }
        };
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
        docs.extend(moving::key_actions(app, (id, &record), Id::new(stage), &[]));
        let next = next.get_untracked().trim().to_owned();
        if !next.is_empty() || due.is_some() {
            let owner = record.owner.or(app.me.get_untracked());
            let step = touches::planned_step(&next, due).activity(id.uuid(), owner);
            docs.push(Doc::new(Id::<Activity>::new(ids::new()), &step));
        }
        let said = t::new::created(&record.title);
        let sending = Rc::clone(&sending);
        sending.set(true);
        task::spawn(async move {
            let give = Give { said: Some(said), ..Give::new(Command::Create { docs }) };
            if app.give(give).await.is_ok() {
                close_by_id("dialog-new");
                reveal(app, id.uuid());
            }
            sending.set(false);
        });
    };
    dom::focus_soon("#new-title");
    let foot = view! {
        {cancel_button(t::common::cancel())}
        <button type="submit" class="btn is-primary" data-action="create-opportunity">{t::new::create()}</button>
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
