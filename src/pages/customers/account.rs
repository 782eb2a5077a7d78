//! An account's page.

use std::collections::BTreeMap;
use std::rc::Rc;

use leptos::prelude::*;
use model::journal::Timeline;
use model::records::{Account, Activity, Opportunity, Record as _};
use model::{Doc, Id, Kind, RecordRef, Uuid};

use super::party::{self, Party};
use super::shelf::{Read, Shelf};
use super::{account, alike, amounts, contact, deals, href};
use crate::i18n::{format, t};
use crate::pages::fields::account_by_name;
use crate::pages::record::facts::{Editor, Fact, List, own_rows, row};
use crate::pages::record::{self, History, Live, touches};
use crate::state::{App, Asking, app};
use crate::ui::suggest::Suggestions;
use crate::ui::{Icon, icon};

/// Everything the page shows of the account itself.
#[derive(Clone, Debug, PartialEq)]
struct Loaded {
    doc: Doc,
    record: Account,
    activities: Vec<(Id<Activity>, Activity)>,
    history: History,
    names: BTreeMap<Uuid, String>,
}

impl record::Loaded for Loaded {
    const KIND: Kind = Account::KIND;

    async fn load(id: Uuid) -> Result<Option<Self>, store::Error> {
        let Some(doc) = record::live_doc(account(id)).await? else { return Ok(None) };
        let record: Account = doc.decode().unwrap_or_default();
        let history = History::load(id).await?;
        let parents = ids_in(&history.timeline, "parent").chain(record.parent.map(Id::uuid)).map(account);
        Ok(Some(Self {
            activities: record::activities(id).await?,
            names: record::names(parents.collect()).await?,
            history,
            doc,
            record,
        }))
    }
}

/// The ids a field has ever held.
pub(super) fn ids_in<'a>(timeline: &'a Timeline, field: &'static str) -> impl Iterator<Item = Uuid> + 'a {
    let changes = timeline.0.iter().flat_map(|entry| &entry.changes).filter(move |change| change.field == field);
    let values = changes.flat_map(|change| [&change.from, &change.to]).filter_map(|value| value.as_str());
    values.filter_map(|id| Uuid::try_parse(id).ok())
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

/// What a field of an account is called.
pub(super) fn label(field: &str) -> Option<&'static str> {
    Some(match field {
        "name" => t::field::title(),
        "aliases" => t::customers::aliases(),
        "industry" => t::customers::industry(),
        "size" => t::customers::size(),
        "region" => t::customers::region(),
        "maturity" => t::customers::maturity(),
        "kind" => t::customers::buyer_kind(),
        "tier" => t::customers::tier(),
        "owner" => t::field::owner(),
        "parent" => t::customers::parent(),
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
        party::head(app, account(id), name, key(app, live).into_any())
    };
    let body = move || body(app, shelf, live);
    party::frame(app, live, t::customers::account(), head, body)
}

/// What tells this account from others at a glance.
fn key(app: App, live: Live<Loaded>) -> impl IntoView {
    let owner = move || {
        let owner = live.map(|loaded| loaded.record.owner)?;
        Some(app.board(|board| board.member_name(owner).to_owned())).filter(|name| !name.is_empty())
    };
    let part = |of: fn(&Account) -> &Option<String>| move || live.map(|loaded| of(&loaded.record).clone());
    let shown = |of: &dyn Fn() -> Option<String>| of().map(|text| view! { <span>{text}</span> });
    let (industry, region, kind) =
        (part(|record| &record.industry), part(|record| &record.region), part(|record| &record.buyer_kind));
    view! {
        <p class="panel-key">
            {move || shown(&owner)}{move || shown(&industry)}{move || shown(&region)}{move || shown(&kind)}
        </p>
    }
}

fn body(app: App, shelf: Shelf, live: Live<Loaded>) -> AnyView {
    let id = live.id;
    let figures = Memo::new(move |_| shelf.look(|book| book.figures(id)));
    let of = Memo::new(move |_| shelf.look(|book| book.deals_of(id).to_vec()));
    let people = Memo::new(move |_| shelf.look(|book| book.people(id).to_vec()));
    let subjects = Memo::new(move |_| {
        shelf.look(|book| {
            let person = |id: &Uuid| Some((contact(*id), book.name(*id)?.to_owned()));
            let deal = |id: &Uuid| {
                let target = RecordRef { kind: Opportunity::KIND, id: *id };
                Some((target, book.deal(*id)?.title.clone()))
            };
            let people = book.people(id).iter().filter_map(person);
            people.chain(book.deals_of(id).iter().filter_map(deal)).collect::<Vec<_>>()
        })
    });
    let others = party::others(app, subjects);
    let activities = Memo::new(move |_| live.map(|loaded| loaded.activities.clone()));
    view! {
        {alike::hint(app, account(id))}
        <div class="panel-body" tabindex="0" role="group" aria-label=t::customers::content()>
            {touches::section(app, account(id), activities)}
            {facts(app, shelf, live)}
            {deals::section(app, of, figures, Some(id))}
            {contacts(app, id, people)}
            {group(id)}
            {party::history(app, live, others)}
        </div>
    }
    .into_any()
}

fn text(
    field: &'static str,
    action: &'static str,
    editor: Editor,
    of: fn(&Account) -> &Option<String>,
) -> Fact<Loaded> {
    let name = label(field).unwrap_or_default();
    Fact::text(field, action, name, editor, move |loaded: &Loaded| of(&loaded.record).clone())
}

fn facts(app: App, shelf: Shelf, live: Live<Loaded>) -> impl IntoView {
    let names = Suggestions::of_accounts();
    let id = live.id;
    let in_use = |of: fn(&::customers::Party) -> &str| {
        Editor::Offered(Rc::new(move || {
            Shelf.look_untracked(|book| book.in_use(of, false).into_iter().map(str::to_owned).collect())
        }))
    };
    let parent_name = |loaded: &Loaded| loaded.names.get(&loaded.record.parent?.uuid()).cloned();
    let parent = Fact {
        links: Rc::new(move |loaded: &Loaded| {
            let link = |name| Some((href(account(loaded.record.parent?.uuid())), name));
            parent_name(loaded).and_then(link).into_iter().collect()
        }),
        save: Rc::new(move |typed| {
            let (value, docs) = account_by_name(names, typed);
            let above = value.as_str().and_then(|id| Uuid::try_parse(id).ok());
            if above.is_some_and(|above| shelf.look_untracked(|book| book.stands_above(id, above))) {
                return Err(t::customers::circular());
            }
            Ok((value, docs))
        }),
        ..Fact::text("parent", "edit-parent", t::customers::parent(), Editor::Account(names), parent_name)
    };
    let own = vec![
        Fact::name("name", "edit-name", t::field::title(), |loaded: &Loaded| loaded.record.name.clone()),
        Fact::list("aliases", "edit-aliases", t::customers::aliases(), List::Names, |loaded: &Loaded| {
            &loaded.record.aliases
        }),
        Fact::member(("owner", "edit-owner", t::field::owner()), |loaded: &Loaded| loaded.record.owner),
        text("industry", "edit-industry", in_use(|party| &party.what), |record| &record.industry),
        text("region", "edit-region", in_use(|party| &party.region), |record| &record.region),
        text("size", "edit-size", Editor::Text, |record| &record.size),
        text("kind", "edit-kind", Editor::Text, |record| &record.buyer_kind),
        text("tier", "edit-tier", Editor::Text, |record| &record.tier),
        text("maturity", "edit-maturity", Editor::Text, |record| &record.maturity),
        parent,
        text("note", "edit-note", Editor::Long, |record| &record.note),
    ];
    view! {
        <section class="section is-aside" aria-labelledby="party-facts">
            <div class="section-head"><h3 id="party-facts">{t::opportunity::facts()}</h3></div>
            <dl class="facts">
                {own.into_iter().map(|fact| row(app, live, fact)).collect_view()}
                {own_rows(app, live, Account::NAME, |loaded: &Loaded| &loaded.doc)}
            </dl>
        </section>
    }
}

fn contacts(app: App, id: Uuid, people: Memo<Vec<Uuid>>) -> impl IntoView {
    let shelf = Shelf;
    let there = Memo::new(move |_| shelf.read.get() >= Read::Contacts);
    let count = move || people.with(Vec::len);
    let line = move |id: Uuid| {
        let party = Memo::new(move |_| {
            shelf.look(|book| {
                let party = book.contact(id)?;
                Some((party.name().to_owned(), party.what.clone(), party.phones.first().cloned()))
            })
        });
        let of = move |look: fn((String, String, Option<String>)) -> String| {
            move || party.get().map(look).unwrap_or_default()
        };
        view! {
            <li class="roster-line" data-contact-id=id.to_string()>
                <a class="truncate" href=href(contact(id))>{of(|(name, ..)| name)}</a>
                <span class="muted truncate">{of(|(_, job, _)| job)}</span>
                <span class="num end">{of(|(.., phone)| phone.unwrap_or_default())}</span>
            </li>
        }
    };
    let list = move || {
        if !there.get() {
            return view! { <div class="skeleton is-line" aria-busy="true"></div> }.into_any();
        }
        if count() == 0 {
            return view! { <p class="muted">{t::customers::no_contacts_here()}</p> }.into_any();
        }
        view! { <ul class="roster"><For each=move || people.get() key=|id| *id children=line/></ul> }.into_any()
    };
    view! {
        <section class="section" aria-labelledby="party-contacts">
            <div class="section-head">
                <h3 id="party-contacts">{t::field::contacts()}</h3>
                <span class="count" data-metric="contacts" data-value=move || count().to_string()>{move || format::count(count())}</span>
                <span class="push"></span>
                <button type="button" class="btn is-quiet" data-action="new-contact" on:click=move |_| {
                    app.asking.set(Some(Asking::NewContact { account: Some(id), name: String::new() }));
                }>{icon(Icon::Plus)}{t::customers::new_contact()}</button>
            </div>
            {list}
        </section>
    }
}

/// What stands above and below, with sums.
fn group(id: Uuid) -> impl IntoView {
    let shelf = Shelf;
    let below = Memo::new(move |_| shelf.look(|book| book.below(id).to_vec()));
    let above = Memo::new(move |_| {
        shelf.look(|book| {
            let above = book.account(id)?.above?;
            Some((above, book.name(above)?.to_owned()))
        })
    });
    let all = Memo::new(move |_| shelf.look(|book| book.figures_with_below(id)));
    let line = move |id: Uuid| {
        let name = move || shelf.look(|book| book.name(id).unwrap_or_default().to_owned());
        let figures = Memo::new(move |_| shelf.look(|book| book.figures_with_below(id)));
        let count = move || Some(figures.with(|figures| figures.open.count)).filter(|count| *count > 0);
        view! {
            <li class="roster-line" data-account-id=id.to_string()>
                <a class="truncate" href=href(account(id))>{name}</a>
                <span class="muted num">{move || count().map(t::customers::open_of)}</span>
                <span class="end">{move || figures.with(|figures| amounts(&figures.open))}</span>
            </li>
        }
    };
    let is_group = move || above.with(Option::is_some) || below.with(|below| !below.is_empty());
    let inside = move || {
        let up = above.get().map(|(id, name)| view! {
            <p class="roster-line"><span class="muted">{t::customers::parent()}</span><a href=href(account(id))>{name}</a></p>
        });
        let down = below.with(|below| !below.is_empty()).then(|| {
            view! {
                <p class="muted">{t::customers::with_below()}</p>
                {deals::sums(all, ["group-open", "group-won", "group-lost"])}
            <ul class="roster"><For each=move || below.get() key=|id| *id children=line/></ul>
            }
        });
        view! { {up}{down} }
    };
    view! {
        <section class="section" aria-labelledby="party-group" hidden=move || !is_group()>
            <div class="section-head">
                <h3 id="party-group">{t::customers::group()}</h3>
                <span class="count">{move || format::count(below.with(Vec::len))}</span>
            </div>
            {move || is_group().then(inside)}
        </section>
    }
}
