//! A lead's page.

use std::collections::BTreeMap;
use std::rc::Rc;

use leptos::prelude::*;
use model::bant::{Letter, grade};
use model::records::{Activity, BantAnswer, Lead, LeadStatus, Opportunity, Record as _};
use model::{Doc, Id, Kind, RecordRef, Uuid};
use serde_json::Value;

use super::{list, reopen, status_name, target};
use crate::frame::page_bar;
use crate::i18n::t;
use crate::pages::customers::party::{self, Party};
use crate::pages::customers::shelf::Shelf;
use crate::pages::customers::{href, table};
use crate::pages::record::facts::{Editor, Fact, List, own_rows, row, way};
use crate::pages::record::{self, History, Live, bant, touches};
use crate::route::{Route, Screen};
use crate::state::{App, Asking, Menu, app, lists};
use crate::ui::{Icon, icon};

/// Everything the page shows of the lead.
#[derive(Clone, Debug, PartialEq)]
struct Loaded {
    doc: Doc,
    record: Lead,
    activities: Vec<(Id<Activity>, Activity)>,
    history: History,
    /// What it became.
    names: BTreeMap<Uuid, String>,
}

impl record::Loaded for Loaded {
    const KIND: Kind = Lead::KIND;

    async fn load(id: Uuid) -> Result<Option<Self>, store::Error> {
        let Some(doc) = record::live_doc(target(id)).await? else { return Ok(None) };
        let record: Lead = doc.decode().unwrap_or_default();
        let became = became(&record).into_iter().map(|(_, target)| target).collect();
        Ok(Some(Self {
            activities: record::activities(id).await?,
            names: record::names(became).await?,
            history: History::load(id).await?,
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

    fn words(field: &str, value: &Value) -> Option<String> {
        match field {
            "status" => serde_json::from_value(value.clone()).ok().map(|status| status_name(&status)),
            field if Letter::of_field(field).is_some() => bant::words(value),
            _ => None,
        }
    }
}

/// What a field of a lead is called.
fn label(field: &str) -> Option<&'static str> {
    Some(match field {
        "name" => t::customers::name(),
        "company" => t::leads::company(),
        "text" => t::leads::text(),
        "title" => t::customers::job(),
        "phone" => t::customers::phone(),
        "mail" => t::customers::mail(),
        "source" => t::field::source(),
        "campaign" => t::field::campaign(),
        "owner" => t::field::owner(),
        "received_on" => t::leads::received(),
        "industry" => t::customers::industry(),
        "size" => t::customers::size(),
        "maturity" => t::customers::maturity(),
        "note" => t::field::note(),
        "status" => t::leads::status(),
        "discard_reason" => t::leads::discard_reason(),
        field => return Letter::of_field(field).map(bant::letter_name),
    })
}

/// The records a lead became, with what each is.
fn became(record: &Lead) -> Vec<(&'static str, RecordRef)> {
    let opportunity = record.opportunity.map(|id| (t::convert::opportunity(), RecordRef::to(id)));
    let account = record.account.map(|id| (t::convert::account(), RecordRef::to(id)));
    let contact = record.contact.map(|id| (t::convert::contact(), RecordRef::to(id)));
    [opportunity, account, contact].into_iter().flatten().collect()
}

pub(crate) fn page(id: Uuid) -> impl IntoView {
    let app = app();
    Shelf::followed(app);
    table::remember_row(id);
    let live = Live::<Loaded>::of(app, id, || ());
    let is_loaded = live.is_loaded();
    let inside = move || {
        if live.gone.get() {
            return gone().into_any();
        }
        if !is_loaded.get() {
            return view! { <div class="panel-body" aria-busy="true"><div class="skeleton"></div></div> }.into_any();
        }
        view! { {head(app, live)}{state(app, live)}{body(app, live)} }.into_any()
    };
    let back = view! {
        <a class="btn is-quiet" href=list::last().to_string() data-action="to-leads">{icon(Icon::ChevronLeft)}{t::leads::all()}</a>
    };
    view! {
        <main class="page" id="main" tabindex="-1">
            {page_bar(t::leads::one(), back)}
            <div class="page-body"><div class="panel is-page is-party" data-lead-id=id.to_string()>{inside}</div></div>
        </main>
    }
}

fn gone() -> impl IntoView {
    view! {
        <div class="empty">
            {icon(Icon::CircleAlert)}<h2>{t::leads::no_such()}</h2><p>{t::opportunity::gone_more()}</p>
            <div class="actions">
                <a class="btn" href=Route::to(Screen::Leads).to_string()>{t::leads::title()}</a>
                <a class="btn" href=Route::to(Screen::Deleted).to_string()>{t::deleted::title()}</a>
            </div>
        </div>
    }
}

fn is_open(live: Live<Loaded>) -> Memo<bool> {
    Memo::new(move |_| live.map(|loaded| loaded.record.status == LeadStatus::Open))
}

fn head(app: App, live: Live<Loaded>) -> impl IntoView {
    let id = live.id;
    let open = is_open(live);
    let name = move || live.map(|loaded| ::customers::title(&loaded.record).to_owned());
    let acts = move || {
        open.get().then(|| {
            view! {
                <button type="button" class="btn is-quiet" data-action="discard-lead" on:click=move |_| app.asking.set(Some(Asking::Discard(id)))>
                    {icon(Icon::CircleSlash)}{t::leads::discard()}
                </button>
                <button type="button" class="btn is-primary" data-action="convert-lead" on:click=move |_| app.asking.set(Some(Asking::Convert(id)))>
                    {icon(Icon::ArrowRightLeft)}{t::leads::convert()}
                </button>
            }
        })
    };
    let part = move |of: fn(&Lead) -> Option<String>| {
        move || {
            live.map(|loaded| of(&loaded.record))
                .filter(|text| !text.is_empty())
                .map(|text| view! { <span>{text}</span> })
        }
    };
    let owner = move || {
        let owner = live.map(|loaded| loaded.record.owner)?;
        let name = app.board(|board| board.member_name(owner).to_owned());
        (!name.is_empty()).then(|| view! { <span>{name}</span> })
    };
    let company = |lead: &Lead| Some(lead.company.clone()).filter(|company| company != ::customers::title(lead));
    let menu = Menu::Party(target(id));
    view! {
        <header class="panel-head">
            <div class="panel-tools">
                {acts}
                <button type="button" class="btn is-icon is-quiet" data-action="open-lead-menu" aria-haspopup="menu"
                    aria-label=t::common::more_actions() title=t::common::more_actions()
                    aria-expanded=move || app.is_menu_open(menu).to_string()
                    on:click=move |event| app.open_menu(&event, menu)>{icon(Icon::Ellipsis)}</button>
            </div>
            <h2 class="panel-title" id="party-title">{icon(Icon::Inbox)}<span>{name}</span></h2>
            <p class="panel-key">{part(company)}{part(|lead| lead.title.clone())}{part(|lead| lead.source.clone())}{owner}</p>
        </header>
    }
}

/// What became of a lead that is not followed up any more.
fn state(app: App, live: Live<Loaded>) -> impl IntoView {
    let told = Memo::new(move |_| live.map(|loaded| Some((loaded.record.clone(), loaded.names.clone()))));
    move || {
        let (record, names) = told.get()?;
        match record.status {
            LeadStatus::Converted => {
                let day = record.converted_on.map(|day| day.to_string()).unwrap_or_default();
                let line = |(what, target): (&'static str, RecordRef)| {
                    let href = if target.kind == Opportunity::KIND {
                        Route::to(Screen::Opportunity(target.id)).to_string()
                    } else {
                        href(target)
                    };
                    let name = names.get(&target.id).cloned().unwrap_or_default();
                    view! { <li><span>{what}" "<a href=href data-became=target.kind.name()>{name}</a></span></li> }
                };
                let lines = became(&record).into_iter().map(line).collect_view();
                Some(view! {
                    <div class="notice" data-tone="ok" data-state="converted">
                        {icon(Icon::CircleCheck)}<div><p>{t::leads::became(&day)}</p><ul class="alike">{lines}</ul></div>
                    </div>
                }.into_any())
            }
            LeadStatus::Discarded => {
                let why = record.discard_reason.unwrap_or_default();
                Some(view! {
                    <div class="notice" data-state="discarded">
                        {icon(Icon::CircleSlash)}<p>{t::leads::discarded_because(&why)}</p>
                        <button type="button" class="btn is-small" data-action="reopen-lead" on:click=move |_| reopen(app, live.id)>{t::leads::reopen()}</button>
                    </div>
                }.into_any())
            }
            _ => None,
        }
    }
}

fn body(app: App, live: Live<Loaded>) -> impl IntoView {
    let activities = Memo::new(move |_| live.map(|loaded| loaded.activities.clone()));
    let answers = Memo::new(move |_| live.map(|loaded| loaded.record.bant().map(Option::<&BantAnswer>::cloned)));
    let open = is_open(live);
    let judged = move || {
        let grade = answers.with(|answers| grade(answers.each_ref().map(Option::as_ref)));
        let hint = grade.grade.is_none().then(|| view! { <span class="muted">{t::bant::asks_first()}</span> });
        view! { {bant::chip(grade)}{hint} }
    };
    view! {
        <div class="panel-body" tabindex="0" role="group" aria-label=t::leads::content()>
            {move || open.get().then(|| touches::section(app, target(live.id), activities))}
            {bant::section(app, target(live.id), answers, judged, |_| ())}
            {facts(app, live)}
            {party::history(app, live, RwSignal::new(Vec::new()))}
        </div>
    }
}

fn facts(app: App, live: Live<Loaded>) -> impl IntoView {
    let text = |field: &'static str, action: &'static str, editor: Editor, of: fn(&Lead) -> Option<String>| {
        let name = label(field).unwrap_or_default();
        Fact::text(field, action, name, editor, move |loaded: &Loaded| of(&loaded.record))
    };
    // One of the three has to stay, or nobody could tell which lead it is.
    let one_of = move |fact: Fact<Loaded>| {
        let field = fact.field.clone();
        let save = move |typed: &str| {
            let others = live.data.with_untracked(|data| {
                let others = ["name", "company", "text"].into_iter().filter(|other| *other != field);
                let filled = |other: &str| data.as_ref().is_some_and(|data| !data.doc.get(other).is_null());
                others.into_iter().any(filled)
            });
            if typed.trim().is_empty() && !others {
                return Err(t::leads::needs_one());
            }
            Ok((record::facts::text(typed), Vec::new()))
        };
        Fact { save: Rc::new(save), ..fact }
    };
    let called = |list: List, of: fn(&Lead) -> &Option<String>| {
        Rc::new(move |loaded: &Loaded| {
            let link = of(&loaded.record).as_ref().and_then(|text| Some((way(list, text)?, text.clone())));
            link.into_iter().collect::<Vec<_>>()
        })
    };
    let mail = |typed: &str| {
        let is_wrong = !typed.trim().is_empty() && !model::records::is_mail(typed);
        if is_wrong { Err(t::field::mail()) } else { Ok((record::facts::text(typed), Vec::new())) }
    };
    let named = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let industries = Editor::Offered(Rc::new(|| {
        Shelf.look_untracked(|book| {
            let words = book.in_use(|party: &::customers::Party| party.what.as_str(), false);
            words.into_iter().map(str::to_owned).collect()
        })
    }));
    let sources = Editor::Offered(Rc::new(|| lists().source_names()));
    let name = text("name", "edit-name", Editor::Text, |lead| Some(lead.name.clone()).filter(|text| !text.is_empty()));
    let company = text("company", "edit-company", Editor::Text, |lead| {
        Some(lead.company.clone()).filter(|text| !text.is_empty())
    });
    let came = Fact::text("text", "edit-text", t::leads::text(), Editor::Long, move |loaded: &Loaded| {
        named(&loaded.record.text)
    });
    let phone = text("phone", "edit-phone", Editor::Text, |lead| lead.phone.clone());
    let mail_fact = text("mail", "edit-mail", Editor::Text, |lead| lead.mail.clone());
    let own = vec![
        one_of(name),
        one_of(company),
        one_of(came),
        Fact { links: called(List::Phones, |lead| &lead.phone), ..phone },
        Fact { links: called(List::Mails, |lead| &lead.mail), save: Rc::new(mail), ..mail_fact },
        text("title", "edit-title", Editor::Text, |lead| lead.title.clone()),
        text("source", "edit-source", sources, |lead| lead.source.clone()),
        text("campaign", "edit-campaign", Editor::Text, |lead| lead.campaign.clone()),
        Fact::member(("owner", "edit-owner", t::field::owner()), |loaded: &Loaded| loaded.record.owner),
        Fact::day(("received_on", "edit-received-on", t::leads::received()), phrase::day, |loaded: &Loaded| {
            loaded.record.received_on
        }),
        text("industry", "edit-industry", industries, |lead| lead.industry.clone()),
        text("size", "edit-size", Editor::Text, |lead| lead.size.clone()),
        text("maturity", "edit-maturity", Editor::Text, |lead| lead.maturity.clone()),
        text("note", "edit-note", Editor::Long, |lead| lead.note.clone()),
    ];
    view! {
        <section class="section is-aside" aria-labelledby="party-facts">
            <div class="section-head"><h3 id="party-facts">{t::opportunity::facts()}</h3></div>
            <dl class="facts">
                {own.into_iter().map(|fact| row(app, live, fact)).collect_view()}
                {own_rows(app, live, Lead::NAME, |loaded: &Loaded| &loaded.doc)}
            </dl>
        </section>
    }
}
