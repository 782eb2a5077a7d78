//! A new contact.

use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::*;
use model::records::{Contact, Record as _, is_mail};
use model::{Command, Doc, Id, Uuid};

use super::{done, known, open_soon, optional};
use crate::i18n::t;
use crate::pages::customers::contact;
use crate::pages::customers::shelf::Shelf;
use crate::pages::dialogs::fields::field;
use crate::pages::fields::account_by_name;
use crate::platform::{dom, ids, task};
use crate::state::{App, Give};
use crate::ui::dialog::{Dialog, Shape, cancel_button, close_by_id, form_dialog};
use crate::ui::suggest::Suggestions;

const ID: &str = "dialog-new-contact";

pub(crate) fn dialog(app: App, account: Option<Uuid>, name: String) -> impl IntoView {
    let shelf = Shelf::followed(app);
    let accounts = Suggestions::of_accounts();
    let employer = shelf.look_untracked(|book| Some(book.name(account?)?.to_owned())).unwrap_or_default();
    let (name, employer) = (RwSignal::new(name), RwSignal::new(employer));
    let (name_error, mail_error, none) = (RwSignal::new(None), RwSignal::new(None), RwSignal::new(None));
    let text = || RwSignal::new(String::new());
    let (job, phone, mail) = (text(), text(), text());
    // The account it was asked for is meant, even where another has the same name.
    let given = employer.get_untracked();
    let employer_id = move |typed: &str| {
        if typed.trim() == given { account.or_else(|| accounts.find(typed)) } else { accounts.find(typed) }
    };
    let like = {
        let employer_id = employer_id.clone();
        move || {
            let record = Contact {
                name: name.get(),
                account: employer.with(|typed| employer_id(typed)).map(Id::new),
                phones: vec![phone.get()],
                mails: vec![mail.get()],
                ..Contact::default()
            };
            shelf.look(|book| book.contacts_like(&record))
        }
    };
    let account_note = {
        let employer_id = employer_id.clone();
        move || {
            let typed = employer.get();
            let known = employer_id(&typed).is_some();
            match (typed.trim().is_empty(), known) {
                (true, _) => None,
                (false, true) => Some(t::new::known_account()),
                (false, false) => Some(t::new::new_account()),
            }
        }
    };
    let body = view! {
        <div class="fields">
            {field("new-name", t::customers::name(), name, name_error, false, || None)}
            <div class="field">
                <label for="new-account">{t::field::account()}</label>
                <input class="input" id="new-account" type="text" autocomplete="off" list="new-accounts"
                    aria-describedby="new-account-note" bind:value=employer/>
                {accounts.datalist("new-accounts", employer.into())}
                <p class="field-note" id="new-account-note">{account_note}</p>
            </div>
            <div class="is-wide">{known(app, Contact::KIND, like)}</div>
            {field("new-job", t::customers::job(), job, none, false, || None)}
            {field("new-phone", t::customers::phone(), phone, none, false, || None)}
            {field("new-mail", t::customers::mail(), mail, mail_error, false, || None)}
        </div>
    };
    let sending = Rc::new(Cell::new(false));
    let submit = move || {
        if sending.get() {
            return;
        }
        let (named, mail) = (optional(name), optional(mail));
        if named.is_none() {
            name_error.set(Some(t::field::required()));
        }
        if mail.as_ref().is_some_and(|mail| !is_mail(mail)) {
            mail_error.set(Some(t::field::mail()));
        }
        let (Some(name), None) = (named, mail_error.get_untracked()) else {
            return dom::focus_soon("#dialog-new-contact [aria-invalid=true]");
        };
        let typed = employer.get_untracked();
        let (at, mut docs) = match employer_id(&typed) {
            Some(id) => (Some(Id::new(id)), Vec::new()),
            None => {
                let (value, docs) = account_by_name(accounts, &typed);
                (value.as_str().and_then(Id::parse), docs)
            }
        };
        let record = Contact {
            name,
            account: at,
            title: optional(job),
            phones: optional(phone).into_iter().collect(),
            mails: mail.into_iter().collect(),
            ..Contact::default()
        };
        let id = Id::<Contact>::new(ids::new());
        docs.insert(0, Doc::new(id, &record));
        let said = t::new::created(&record.name);
        let sending = Rc::clone(&sending);
        sending.set(true);
        task::spawn(async move {
            let give = Give { said: Some(said), ..Give::new(Command::Create { docs }) };
            if app.give(give).await.is_ok() {
                close_by_id(ID);
                // Who adds people to an account goes on there.
                if account.is_none() {
                    open_soon(app, contact(id.uuid()));
                }
            }
            sending.set(false);
        });
    };
    dom::focus_all_soon("#new-name");
    let foot = view! {
        {cancel_button(t::common::cancel())}
        <button type="submit" class="btn is-primary" data-action="create-contact">{t::new::create()}</button>
    };
    let dialog = Dialog {
        shape: Shape::Wide,
        id: ID,
        title: t::customers::new_contact().to_owned(),
        subtitle: None,
        body: body.into_any(),
        foot: foot.into_any(),
    };
    form_dialog(dialog, submit, move || done(app))
}
