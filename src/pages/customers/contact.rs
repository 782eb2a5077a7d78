//! A contact's page.

use std::collections::BTreeMap;
use std::rc::Rc;

use leptos::prelude::*;
use model::records::{Account, Activity, Contact, Record as _};
use model::{Doc, Id, Kind, RecordRef, Uuid};

use super::account::ids_in;
use super::party::{self, Party};
use super::shelf::Shelf;
use super::{account, alike, contact, deals, href};
use crate::i18n::t;
use crate::pages::fields::account_by_name;
use crate::pages::record::facts::{Editor, Fact, List, own_rows, row};
use crate::pages::record::{self, History, Live, touches};
use crate::state::{App, app};
use crate::ui::suggest::Suggestions;

/// Everything the page shows of the contact itself.
#[derive(Clone, Debug, PartialEq)]
struct Loaded {
    doc: Doc,
    record: Contact,
    activities: Vec<(Id<Activity>, Activity)>,
    history: History,
    names: BTreeMap<Uuid, String>,
}

impl record::Loaded for Loaded {
    const KIND: Kind = Contact::KIND;

    async fn load(id: Uuid) -> Result<Option<Self>, store::Error> {
        let Some(doc) = record::live_doc(contact(id)).await? else { return Ok(None) };
        let record: Contact = doc.decode().unwrap_or_default();
        let history = History::load(id).await?;
        let accounts = ids_in(&history.timeline, "account").chain(record.account.map(Id::uuid));
        let accounts = accounts.map(|id| RecordRef { kind: Account::KIND, id });
        Ok(Some(Self {
            activities: record::activities(id).await?,
            names: record::names(accounts.collect()).await?,
            history,
            doc,
            record,
        }))
    }
}

impl Party for Loaded {
    fn doc(&self) -> &Doc {
        &self.doc
    }

    fn history(&self) -> &History {
        &self.history
    }

    fn names(&self) -> &BTreeMap<Uuid, String> {
        &self.names
    }

    fn own(&self) -> &[(Id<Activity>, Activity)] {
        &self.activities
    }

    fn label(field: &str) -> Option<&'static str> {
        label(field)
    }
}

/// What a field of a contact is called.
pub(super) fn label(field: &str) -> Option<&'static str> {
    Some(match field {
        "name" => t::customers::name(),
        "aliases" => t::customers::aliases(),
        "account" => t::field::account(),
        "title" => t::customers::job(),
        "phones" => t::customers::phone(),
        "mails" => t::customers::mail(),
        "role" => t::customers::role(),
        "stance" => t::customers::stance(),
        "influence" => t::customers::influence(),
        "met_on" => t::customers::met_on(),
        "note" => t::field::note(),
        _ => return None,
    })
}

pub(crate) fn page(id: Uuid) -> impl IntoView {
    let app = app();
    let shelf = Shelf::followed(app);
    super::table::remember_row(id);
    let live = Live::<Loaded>::of(app, id, || ());
    let head = move || {
        let name = Signal::derive(move || live.map(|loaded| loaded.record.name.clone()));
        party::head(app, contact(id), name, key(live).into_any())
    };
    let body = move || body(app, shelf, live);
    party::frame(app, live, t::customers::contact(), head, body)
}

fn key(live: Live<Loaded>) -> impl IntoView {
    let employer = move || {
        live.map(|loaded| {
            let id = loaded.record.account?.uuid();
            Some((href(account(id)), loaded.names.get(&id).cloned()?))
        })
    };
    let job = move || live.map(|loaded| loaded.record.title.clone());
    view! {
        <p class="panel-key">
            {move || job().map(|job| view! { <span>{job}</span> })}
            {move || employer().map(|(href, name)| view! { <span><a href=href data-action="open-account">{name}</a></span> })}
        </p>
    }
}

fn body(app: App, shelf: Shelf, live: Live<Loaded>) -> AnyView {
    let id = live.id;
    let figures = Memo::new(move |_| shelf.look(|book| book.figures(id)));
    let with = Memo::new(move |_| shelf.look(|book| book.deals_with(id).to_vec()));
    let activities = Memo::new(move |_| live.map(|loaded| loaded.activities.clone()));
    view! {
        {alike::hint(app, contact(id))}
        <div class="panel-body" tabindex="0" role="group" aria-label=t::customers::content()>
            {touches::section(app, contact(id), activities)}
            {facts(app, live)}
            {deals::section(app, with, figures, None)}
            {party::history(app, live, RwSignal::new(Vec::new()))}
        </div>
    }
    .into_any()
}

/// Words that are usual in a field, offered while one types.
fn usual(words: &[fn() -> &'static str]) -> Editor {
    let words: Vec<String> = words.iter().map(|word| word().to_owned()).collect();
    Editor::Offered(Rc::new(move || words.clone()))
}

fn text(
    field: &'static str,
    action: &'static str,
    editor: Editor,
    of: fn(&Contact) -> &Option<String>,
) -> Fact<Loaded> {
    let name = label(field).unwrap_or_default();
    Fact::text(field, action, name, editor, move |loaded: &Loaded| of(&loaded.record).clone())
}

fn facts(app: App, live: Live<Loaded>) -> impl IntoView {
    let names = Suggestions::of_accounts();
    let employer = |loaded: &Loaded| loaded.names.get(&loaded.record.account?.uuid()).cloned();
    let works_at = Fact {
        links: Rc::new(move |loaded: &Loaded| {
            let link = |name| Some((href(account(loaded.record.account?.uuid())), name));
            employer(loaded).and_then(link).into_iter().collect()
        }),
        save: Rc::new(move |typed| Ok(account_by_name(names, typed))),
        ..Fact::text("account", "edit-account", t::field::account(), Editor::Account(names), employer)
    };
    let roles =
        usual(&[t::role::economic_buyer, t::role::technical_buyer, t::role::user, t::role::gatekeeper, t::role::coach]);
    let stances = usual(&[t::customers::stance_for, t::customers::stance_neutral, t::customers::stance_against]);
    let weights = usual(&[t::customers::influence_high, t::customers::influence_middle, t::customers::influence_low]);
    let own = vec![
        Fact::name("name", "edit-name", t::customers::name(), |loaded: &Loaded| loaded.record.name.clone()),
        works_at,
        text("title", "edit-title", Editor::Text, |record| &record.title),
        Fact::list("phones", "edit-phones", t::customers::phone(), List::Phones, |loaded: &Loaded| {
            &loaded.record.phones
        }),
        Fact::list("mails", "edit-mails", t::customers::mail(), List::Mails, |loaded: &Loaded| &loaded.record.mails),
        text("role", "edit-role", roles, |record| &record.role),
        text("stance", "edit-stance", stances, |record| &record.stance),
        text("influence", "edit-influence", weights, |record| &record.influence),
        Fact::day(("met_on", "edit-met-on", t::customers::met_on()), phrase::day, |loaded: &Loaded| {
            loaded.record.met_on
        }),
        Fact::list("aliases", "edit-aliases", t::customers::aliases(), List::Names, |loaded: &Loaded| {
            &loaded.record.aliases
        }),
        text("note", "edit-note", Editor::Long, |record| &record.note),
    ];
    view! {
        <section class="section is-aside" aria-labelledby="party-facts">
            <div class="section-head"><h3 id="party-facts">{t::opportunity::facts()}</h3></div>
            <dl class="facts">
                {own.into_iter().map(|fact| row(app, live, fact)).collect_view()}
                {own_rows(app, live, Contact::NAME, |loaded: &Loaded| &loaded.doc)}
            </dl>
        </section>
    }
}
