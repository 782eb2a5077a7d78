//! A new lead.

use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::*;
use model::records::{Lead, Member, is_mail};
use model::{Command, Doc, Id};

use crate::i18n::t;
use crate::pages::dialogs::fields::{field, owner_select};
use crate::pages::leads::route;
use crate::platform::{dom, ids, task};
use crate::state::{App, Give, lists};
use crate::ui::dialog::{Dialog, Shape, cancel_button, close_by_id, form_dialog};
use crate::ui::suggest::word_list;

const ID: &str = "dialog-new-lead";

pub(crate) fn dialog(app: App, name: String) -> impl IntoView {
    let text = || RwSignal::new(String::new());
    let name = RwSignal::new(name);
    let (company, came, phone, mail, source) = (text(), text(), text(), text(), text());
    let (job, campaign, industry, size, maturity) = (text(), text(), text(), text(), text());
    let (name_error, mail_error, none) = (RwSignal::new(None), RwSignal::new(None), RwSignal::new(None));
    let owner = RwSignal::new(app.me.get_untracked().map(|me| me.to_string()).unwrap_or_default());
    // Any of the three will do, so what is written into one answers for the others.
    Effect::new(move |_| {
        company.track();
        came.track();
        name_error.set(None);
    });
    let more = view! {
        <details class="more-fields">
            <summary>{t::leads::more_fields()}</summary>
            <div class="fields">
                {field("new-job", t::customers::job(), job, none, false, || None)}
                {field("new-campaign", t::field::campaign(), campaign, none, false, || None)}
                {field("new-industry", t::customers::industry(), industry, none, false, || None)}
                {field("new-size", t::customers::size(), size, none, false, || None)}
                {field("new-maturity", t::customers::maturity(), maturity, none, false, || None)}
            </div>
        </details>
    };
    let body = view! {
        <div class="fields">
            {field("new-name", t::customers::name(), name, name_error, false, || None)}
            {field("new-company", t::leads::company(), company, none, false, || None)}
            <div class="field is-wide">
                <label for="new-text">{t::leads::text()}</label>
                <textarea class="input" id="new-text" rows="3" placeholder=t::leads::text_hint() bind:value=came></textarea>
            </div>
            {field("new-phone", t::customers::phone(), phone, none, false, || None)}
            {field("new-mail", t::customers::mail(), mail, mail_error, false, || None)}
            <div class="field">
                <label for="new-source">{t::field::source()}</label>
                <input class="input" id="new-source" type="text" autocomplete="off" list="new-sources" bind:value=source/>
                {move || word_list("new-sources", lists().source_names())}
            </div>
            {owner_select(app, "new-owner", owner)}
        </div>
        {more}
    };
    let sending = Rc::new(Cell::new(false));
    let submit = move || {
        if sending.get() {
            return;
        }
        let filled = |text: RwSignal<String>| text.with_untracked(|text| text.trim().to_owned());
        let optional = |text: RwSignal<String>| Some(filled(text)).filter(|text| !text.is_empty());
        let record = Lead {
            name: filled(name),
            company: filled(company),
            text: filled(came),
            title: optional(job),
            phone: optional(phone),
            mail: optional(mail),
            source: optional(source),
            campaign: optional(campaign),
            owner: owner.with_untracked(|owner| Id::<Member>::parse(owner)),
            received_on: Some(app.today.get_untracked()),
            industry: optional(industry),
            size: optional(size),
            maturity: optional(maturity),
            ..Lead::default()
        };
        let called = ::customers::title(&record).to_owned();
        if called.is_empty() {
            name_error.set(Some(t::leads::needs_one()));
        }
        if record.mail.as_deref().is_some_and(|mail| !is_mail(mail)) {
            mail_error.set(Some(t::field::mail()));
        }
        if called.is_empty() || mail_error.get_untracked().is_some() {
            return dom::focus_soon("#dialog-new-lead [aria-invalid=true]");
        }
        let id = Id::<Lead>::new(ids::new());
        let said = t::new::created(&called);
        let sending = Rc::clone(&sending);
        sending.set(true);
        task::spawn(async move {
            let give = Give { said: Some(said), ..Give::new(Command::Create { docs: vec![Doc::new(id, &record)] }) };
            if app.give(give).await.is_ok() {
                close_by_id(ID);
                task::turn().await;
                app.go(&route(id.uuid()));
            }
            sending.set(false);
        });
    };
    dom::focus_all_soon("#new-name");
    let foot = view! {
        {cancel_button(t::common::cancel())}
        <button type="submit" class="btn is-primary" data-action="create-lead">{t::new::create()}</button>
    };
    let dialog = Dialog {
        shape: Shape::Wide,
        id: ID,
        title: t::leads::new().to_owned(),
        subtitle: None,
        body: body.into_any(),
        foot: foot.into_any(),
    };
    form_dialog(dialog, submit, move || app.asking.set(None))
}
