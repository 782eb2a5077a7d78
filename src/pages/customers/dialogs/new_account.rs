//! A new account, with a first contact if there is one.

use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::*;
use model::records::{Account, Contact, Member, Record as _};
use model::{Command, Doc, Id};

use super::{done, known, open_soon, optional};
use crate::i18n::t;
use crate::pages::customers::account;
use crate::pages::customers::shelf::Shelf;
use crate::pages::dialogs::fields::{field, owner_select};
use crate::platform::{dom, ids, task};
use crate::state::{App, Give};
use crate::ui::dialog::{Dialog, Shape, cancel_button, close_by_id, form_dialog};

const ID: &str = "dialog-new-account";

pub(crate) fn dialog(app: App, name: String) -> impl IntoView {
    let shelf = Shelf::followed(app);
    let name = RwSignal::new(name);
    let name_error = RwSignal::new(None);
    let none = RwSignal::new(None);
    let text = || RwSignal::new(String::new());
    let (industry, region, person, job, phone) = (text(), text(), text(), text(), text());
    let owner = RwSignal::new(app.me.get_untracked().map(|me| me.to_string()).unwrap_or_default());
    let like = move || {
        let record = Account { name: name.get(), ..Account::default() };
        shelf.look(|book| book.accounts_like(&record))
    };
    let body = view! {
        <div class="fields">
            <div class="is-wide">{field("new-name", t::field::title(), name, name_error, false, || None)}</div>
            <div class="is-wide">{known(app, Account::KIND, like)}</div>
            {field("new-industry", t::customers::industry(), industry, none, false, || None)}
            {field("new-region", t::customers::region(), region, none, false, || None)}
            {owner_select(app, "new-owner", owner)}
        </div>
        <fieldset class="fields">
            <legend class="is-wide">{t::customers::first_contact()}</legend>
            {field("new-person", t::customers::name(), person, none, false, || None)}
            {field("new-job", t::customers::job(), job, none, false, || None)}
            {field("new-phone", t::customers::phone(), phone, none, false, || None)}
        </fieldset>
    };
    let sending = Rc::new(Cell::new(false));
    let submit = move || {
        if sending.get() {
            return;
        }
        let Some(name) = optional(name) else {
            name_error.set(Some(t::field::required()));
            return dom::focus_soon("#dialog-new-account [aria-invalid=true]");
        };
        let record = Account {
            name,
            industry: optional(industry),
            region: optional(region),
            owner: owner.with_untracked(|owner| Id::<Member>::parse(owner)),
            ..Account::default()
        };
        let id = Id::<Account>::new(ids::new());
        let mut docs = vec![Doc::new(id, &record)];
        let (job, phone) = (optional(job), optional(phone));
        // A number without a name is somebody's all the same.
        if let Some(name) = optional(person).or_else(|| phone.clone()) {
            let contact = Contact {
                name,
                account: Some(id),
                title: job,
                phones: phone.into_iter().collect(),
                ..Contact::default()
            };
            docs.push(Doc::new(Id::<Contact>::new(ids::new()), &contact));
        }
        let said = t::new::created(&record.name);
        let sending = Rc::clone(&sending);
        sending.set(true);
        task::spawn(async move {
            let give = Give { said: Some(said), ..Give::new(Command::Create { docs }) };
            if app.give(give).await.is_ok() {
                close_by_id(ID);
                open_soon(app, account(id.uuid()));
            }
            sending.set(false);
        });
    };
    dom::focus_all_soon("#new-name");
    let foot = view! {
        {cancel_button(t::common::cancel())}
        <button type="submit" class="btn is-primary" data-action="create-account">{t::new::create()}</button>
    };
    let dialog = Dialog {
        shape: Shape::Wide,
        id: ID,
        title: t::customers::new_account().to_owned(),
        subtitle: None,
        body: body.into_any(),
        foot: foot.into_any(),
    };
    form_dialog(dialog, submit, move || done(app))
}
