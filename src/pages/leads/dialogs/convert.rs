//! What a lead is to become: which account and contact it is, or new ones, and the opportunity.

use std::cell::Cell;
use std::rc::Rc;

use ::customers::{Alike, Matches};
use leptos::prelude::*;
use model::lead::{self, Conversion, NewIds, convert, propose};
use model::records::{Account, Activity, Contact, Lead, LeadStatus, Member, Stage};
use model::{Command, Id, RecordRef, Uuid};

use crate::i18n::t;
use crate::pages::board::moving;
use crate::pages::customers::alike::reason;
use crate::pages::customers::shelf::{Read, Shelf};
use crate::pages::dialogs::fields::{field, money_echo, optional_money, owner_select};
use crate::pages::leads::{name, target};
use crate::pages::record::{activities, bant, live_doc};
use crate::platform::{dom, ids, task};
use crate::route::{Route, Screen};
use crate::state::{App, Give, ToastKind};
use crate::ui::dialog::{Dialog, Shape, cancel_button, close_by_id, form_dialog};
use crate::ui::{Icon, icon};

const ID: &str = "dialog-convert";
/// How many matches of a kind are offered.
const OFFERED: usize = 5;

/// Which account or contact a lead becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choice {
    None,
    New,
    Known(Uuid),
}

/// The answer for an account or a contact, with the name of a new one.
#[derive(Clone, Copy)]
struct Party {
    choice: RwSignal<Choice>,
    name: RwSignal<String>,
    wrong: RwSignal<bool>,
}

impl Party {
    fn new() -> Self {
        Self { choice: RwSignal::new(Choice::None), name: RwSignal::new(String::new()), wrong: RwSignal::new(false) }
    }

    /// What is proposed: the one it most likely is, else a new one where the lead names it.
    fn begin(self, likely: Option<Uuid>, named: &str) {
        let named = named.trim();
        self.name.set(named.to_owned());
        self.choice.set(match likely {
            Some(id) => Choice::Known(id),
            None if named.is_empty() => Choice::None,
            None => Choice::New,
        });
    }

    fn known<R>(self) -> Option<Id<R>> {
        match self.choice.get_untracked() {
            Choice::Known(id) => Some(Id::new(id)),
            Choice::None | Choice::New => None,
        }
    }

    /// The name of a new one; empty where there is to be none.
    fn new_name(self) -> String {
        if self.choice.get_untracked() == Choice::New {
            self.name.get_untracked().trim().to_owned()
        } else {
            String::new()
        }
    }

    /// Whether what was answered can be done.
    fn is_whole(self) -> bool {
        self.wrong.set(self.choice.get_untracked() == Choice::New && self.new_name().is_empty());
        !self.wrong.get_untracked()
    }
}

/// Everything that is asked.
#[derive(Clone, Copy)]
struct Form {
    account: Party,
    contact: Party,
    title: RwSignal<String>,
    title_error: RwSignal<Option<&'static str>>,
    stage: RwSignal<Option<Uuid>>,
    owner: RwSignal<String>,
    amount: RwSignal<String>,
    amount_error: RwSignal<Option<&'static str>>,
}

/// What is known of the lead when the dialog opens.
#[derive(Clone, PartialEq)]
struct Known {
    lead: Lead,
    activities: Vec<(Id<Activity>, Activity)>,
}

impl Known {
    async fn load(id: Uuid) -> Result<Option<Self>, store::Error> {
        let Some(doc) = live_doc(target(id)).await? else { return Ok(None) };
        Ok(Some(Self { lead: doc.decode().unwrap_or_default(), activities: activities(id).await? }))
    }

    fn planned(&self) -> Vec<Id<Activity>> {
        self.activities.iter().filter(|(_, activity)| !activity.is_done()).map(|(id, _)| *id).collect()
    }
}

pub(crate) fn dialog(app: App, id: Uuid) -> impl IntoView {
    let shelf = Shelf::followed(app);
    let known = RwSignal::new(None::<Known>);
    let form = Form {
        account: Party::new(),
        contact: Party::new(),
        title: RwSignal::new(String::new()),
        title_error: RwSignal::new(None),
        stage: RwSignal::new(first_stage(app)),
        owner: RwSignal::new(String::new()),
        amount: RwSignal::new(String::new()),
        amount_error: RwSignal::new(None),
    };
    task::spawn(async move {
        match Known::load(id).await {
            Ok(Some(found)) if found.lead.status == LeadStatus::Open => drop(known.try_set(Some(found))),
            // Somebody else was first; the page says what became of it.
            Ok(_) => close_by_id(ID),
            Err(error) => app.show_unread(&error),
        }
    });
    // Once: what is found later would take back what was chosen meanwhile.
    let matches = RwSignal::new(None::<Matches>);
    Effect::new(move |_| {
        let Some(Known { lead, .. }) = known.get().filter(|_| shelf.read.get() >= Read::Contacts) else { return };
        if matches.with_untracked(Option::is_some) {
            return;
        }
        let found = shelf.look_untracked(|book| book.matches(&lead));
        begin(app, form, &lead, &found);
        matches.set(Some(found));
        dom::focus_when_drawn("#convert-title".to_owned());
    });
    let body = move || {
        let (Some(known), Some(matches)) = (known.get(), matches.get()) else {
            return view! { <div class="skeleton" aria-busy="true"></div> }.into_any();
        };
        view! {
            {opportunity(app, form, &known.lead)}
            {account(form, &known.lead, &matches)}
            {contact(form, &known.lead, &matches)}
            {follows(&known)}
        }
        .into_any()
    };
    let ready = Memo::new(move |_| matches.with(Option::is_some) && form.stage.get().is_some());
    let foot = view! {
        {cancel_button(t::common::cancel())}
        <button type="submit" class="btn is-primary" data-action="confirm-convert" disabled=move || !ready.get()>
            {icon(Icon::ArrowRightLeft)}{t::convert::confirm()}
        </button>
    };
    let sending = Rc::new(Cell::new(false));
    let submit = move || {
        let Some(known) = known.get_untracked().filter(|_| ready.get_untracked() && !sending.get()) else { return };
        let Some(conversion) = conversion(app, form, id, &known.lead) else {
            return dom::focus_soon("#dialog-convert [aria-invalid=true]");
        };
        let opportunity = conversion.opportunity.0;
        let parties = (form.account.known::<Account>(), form.contact.known::<Contact>());
        let said = t::convert::said(&name(id));
        let sending = Rc::clone(&sending);
        sending.set(true);
        task::spawn(async move {
            // Another tab may have done it while this was being looked at.
            let target = RecordRef::to(Id::<Lead>::new(id));
            let targets = [Some(target), parties.0.map(RecordRef::to), parties.1.map(RecordRef::to)];
            let targets: Vec<RecordRef> = targets.into_iter().flatten().collect();
            let mut there = app.store().await.get(&targets).await.unwrap_or_default();
            let found = there.remove(&target);
            let is_open =
                found.and_then(|doc| doc.decode::<Lead>().ok()).is_some_and(|lead| lead.status == LeadStatus::Open);
            if !is_open {
                sending.set(false);
                return app.say(ToastKind::Error, t::convert::no_longer_open().to_owned());
            }
            let account = parties.0.and_then(|id| Some((id, there.get(&RecordRef::to(id))?.decode::<Account>().ok()?)));
            let contact = parties.1.and_then(|id| Some((id, there.get(&RecordRef::to(id))?.decode::<Contact>().ok()?)));
            let mut along = lead::fills(
                &known.lead,
                account.as_ref().map(|(id, record)| (*id, record)),
                contact.as_ref().map(|(id, record)| (*id, record)),
            );
            let (opportunity_id, record) = &conversion.opportunity;
            if let Some(stage) = record.stage {
                let docs = moving::key_actions(app, (*opportunity_id, record), stage, &[]);
                along.extend((!docs.is_empty()).then_some(Command::Ensure { docs }));
            }
            let command = convert(Id::new(id), &conversion, &known.planned(), along, app.today.get_untracked());
            if let Ok(committed) = app.give(Give::new(command)).await {
                close_by_id(ID);
                task::turn().await;
                app.go(&Route::to(Screen::Opportunity(opportunity.uuid())));
                app.say(ToastKind::undoable(committed.logged.id), said);
            }
            sending.set(false);
        });
    };
    let dialog = Dialog {
        shape: Shape::Wide,
        id: ID,
        title: t::convert::title().to_owned(),
        subtitle: Some(name(id)),
        body: body.into_any(),
        foot: foot.into_any(),
    };
    form_dialog(dialog, submit, move || app.asking.set(None))
}

fn first_stage(app: App) -> Option<Uuid> {
    app.board(|board| board.stages(board.view().pipeline()).first().map(|stage| stage.id))
}

/// Fills the form with what is proposed.
fn begin(app: App, form: Form, lead: &Lead, found: &Matches) {
    form.account.begin(found.account.or(lead.account.map(Id::uuid)), &lead.company);
    form.contact.begin(found.contact.or(lead.contact.map(Id::uuid)), &lead.name);
    form.title.set(::customers::title(&Lead { name: String::new(), ..lead.clone() }).to_owned());
    if form.title.with_untracked(String::is_empty) {
        form.title.set(lead.name.clone());
    }
    form.owner.set(lead.owner.or(app.me.get_untracked()).map(|owner| owner.to_string()).unwrap_or_default());
}

/// What the answers come to; nothing where one of them cannot be read, which its field says.
fn conversion(app: App, form: Form, id: Uuid, lead: &Lead) -> Option<Conversion> {
    let title = form.title.with_untracked(|title| title.trim().to_owned());
    if title.is_empty() {
        form.title_error.set(Some(t::field::required()));
    }
    let amount = optional_money(form.amount, app.currency(), form.amount_error);
    // All of them are looked at, so that all say what is wrong.
    let parties = [form.account.is_whole(), form.contact.is_whole()];
    let (false, Ok(amount), [true, true]) = (title.is_empty(), amount, parties) else { return None };
    let stage = form.stage.get_untracked()?;
    let pipeline = app.board(|board| board.stage(stage).and_then(|stage| stage.pipeline));
    let lead = Lead {
        company: form.account.new_name(),
        name: form.contact.new_name(),
        account: None,
        contact: None,
        owner: form.owner.with_untracked(|owner| Id::<Member>::parse(owner)),
        ..lead.clone()
    };
    let ids = NewIds { account: Id::new(ids::new()), contact: Id::new(ids::new()), opportunity: Id::new(ids::new()) };
    let place = (pipeline.map(Id::new), Id::<Stage>::new(stage));
    let found = (form.account.known(), form.contact.known());
    let mut conversion = propose((Id::new(id), &lead), found, place, ids, app.today.get_untracked());
    let (_, opportunity) = &mut conversion.opportunity;
    (opportunity.title, opportunity.amount) = (title, amount);
    Some(conversion)
}

fn opportunity(app: App, form: Form, lead: &Lead) -> impl IntoView + use<> {
    let letters = lead.bant().map(|answer| answer.map_or(model::records::BantState::Unset, |one| one.state.clone()));
    let carried = carried(&[lead.source.as_deref(), lead.campaign.as_deref(), Some(lead.text.as_str())]);
    view! {
        <section class="convert-part" aria-labelledby="convert-opportunity">
            {part_head("convert-opportunity", t::convert::opportunity(), || Choice::New)}
            <div class="fields">
                <div class="is-wide">{field("convert-title", t::field::title(), form.title, form.title_error, false, || None)}</div>
                {stage_select(app, form)}
                {owner_select(app, "convert-owner", form.owner)}
                {field("convert-amount", t::field::amount(), form.amount, form.amount_error, true, money_echo(form.amount, app.currency()))}
            </div>
            <p class="row-bant">{bant::marks(&letters)}<span class="muted truncate">{carried.as_deref().map(t::convert::carries)}</span></p>
        </section>
    }
}

/// The stages of every pipeline.
fn stage_select(app: App, form: Form) -> impl IntoView {
    let pipelines = app.board(|board| {
        let pipelines = board.pipelines().clone().into_iter();
        let with_stages = pipelines.map(|(id, name)| {
            let stages = board.stages(Some(id)).into_iter().map(|stage| (stage.id, stage.name.clone()));
            (name, stages.collect::<Vec<_>>())
        });
        with_stages.collect::<Vec<_>>()
    });
    let now = form.stage.get_untracked();
    let several = pipelines.len() > 1;
    let groups = pipelines.into_iter().map(|(pipeline, stages)| {
        let options = stages.into_iter().map(|(id, name)| {
            view! { <option value=id.to_string() selected=now == Some(id)>{name}</option> }
        });
        let options = options.collect_view();
        if several { view! { <optgroup label=pipeline>{options}</optgroup> }.into_any() } else { options.into_any() }
    });
    view! {
        <div class="field">
            <label for="convert-stage">{t::field::stage()}</label>
            <select class="input" id="convert-stage" on:change=move |event| form.stage.set(Uuid::try_parse(&event_target_value(&event)).ok())>
                {groups.collect_view()}
            </select>
            <p class="field-note">{now.is_none().then(t::convert::no_stage)}</p>
        </div>
    }
}

fn account(form: Form, lead: &Lead, matches: &Matches) -> impl IntoView + use<> {
    let words = Words {
        heading: t::convert::account(),
        new: t::convert::new_account(),
        none: t::convert::no_account(),
        new_name: t::convert::account_name(),
    };
    let carried = carried(&[lead.industry.as_deref(), lead.size.as_deref(), lead.maturity.as_deref()]);
    party("account", words, form.account, known_ones(&matches.accounts), carried)
}

fn contact(form: Form, lead: &Lead, matches: &Matches) -> impl IntoView + use<> {
    let words = Words {
        heading: t::convert::contact(),
        new: t::convert::new_contact(),
        none: t::convert::no_contact(),
        new_name: t::convert::contact_name(),
    };
    let carried = carried(&[lead.title.as_deref(), lead.phone.as_deref(), lead.mail.as_deref()]);
    party("contact", words, form.contact, known_ones(&matches.contacts), carried)
}

/// One that is there: its name, whom it works for, and why it may be meant.
type Offer = (Uuid, String, String, &'static str);

fn known_ones(found: &[(Uuid, Alike)]) -> Vec<Offer> {
    let offer = |(id, why): &(Uuid, Alike)| {
        Shelf.look_untracked(|book| {
            let employer = book.contact(*id).and_then(|contact| book.name(contact.above?));
            Some((*id, book.name(*id)?.to_owned(), employer.unwrap_or_default().to_owned(), reason(*why)))
        })
    };
    found.iter().take(OFFERED).filter_map(offer).collect()
}

/// What of the lead goes along, as one line.
fn carried(texts: &[Option<&str>]) -> Option<String> {
    let filled = texts.iter().flatten().map(|text| text.trim()).filter(|text| !text.is_empty());
    let joined = filled.collect::<Vec<_>>().join(t::list::comma());
    (!joined.is_empty()).then_some(joined)
}

struct Words {
    heading: &'static str,
    new: &'static str,
    none: &'static str,
    new_name: &'static str,
}

fn part_head(id: &'static str, heading: &'static str, choice: impl Fn() -> Choice + Send + 'static) -> impl IntoView {
    let tag = move || {
        let (tone, words, state) = match choice() {
            Choice::New => (Some("new"), t::convert::new(), "new"),
            Choice::Known(_) => (Some("ok"), t::convert::known(), "known"),
            Choice::None => (None, t::convert::unlinked(), "none"),
        };
        view! { <span class="tag" data-tone=tone data-state=state>{words}</span> }
    };
    view! { <div class="section-head"><h3 id=id>{heading}</h3>{tag}</div> }
}

fn party(kind: &'static str, words: Words, party: Party, offers: Vec<Offer>, carried: Option<String>) -> impl IntoView {
    let Party { choice, name, wrong } = party;
    let set = move |to: Choice| {
        choice.set(to);
        wrong.set(false);
    };
    let group = format!("convert-{kind}");
    let radio = {
        let group = group.clone();
        move |value: String, of: Choice, label: AnyView| {
            view! {
                <label class="check">
                    <input type="radio" name=group.clone() value=value data-action="choose-match" prop:checked=move || choice.get() == of
                        on:change=move |_| set(of)/>
                    <span>{label}</span>
                </label>
            }
        }
    };
    let fills = carried.clone();
    let fills = move || {
        let is_known = matches!(choice.get(), Choice::Known(_));
        fills.clone().filter(|_| is_known).map(|words| view! { <p class="field-note">{t::convert::fills(&words)}</p> })
    };
    let known = offers.into_iter().map(|(id, name, employer, why)| {
        let label = view! { {name}" "<span class="muted">{employer}</span>" "<span class="tag">{why}</span> };
        radio(id.to_string(), Choice::Known(id), label.into_any())
    });
    let known = known.collect_view();
    let heading = if kind == "account" { "convert-account-title" } else { "convert-contact-title" };
    let (name_id, note_id) = (format!("{group}-name"), format!("{group}-note"));
    view! {
        <section class="convert-part" aria-labelledby=heading data-part=kind>
            {part_head(heading, words.heading, move || choice.get())}
            <div class="options" role="radiogroup" aria-labelledby=heading>
                {known}
                {fills}
                {radio("new".to_owned(), Choice::New, words.new.into_any())}
                <div class="field convert-name" hidden=move || choice.get() != Choice::New>
                    <label class="sr-only" for=name_id.clone()>{words.new_name}</label>
                    <input class="input" id=name_id type="text" autocomplete="off" placeholder=words.new_name bind:value=name
                        aria-invalid=move || wrong.get().then_some("true") aria-describedby=note_id.clone() on:input=move |_| wrong.set(false)/>
                    <p class="field-error" id=note_id role="alert" hidden=move || !wrong.get()>{t::field::required()}</p>
                    <p class="field-note">{carried.as_deref().map(t::convert::carries)}</p>
                </div>
                {radio("none".to_owned(), Choice::None, words.none.into_any())}
            </div>
        </section>
    }
}

/// What goes along, and how it is taken back.
fn follows(known: &Known) -> impl IntoView + use<> {
    let planned = known.planned().len();
    let done = known.activities.len() - planned;
    let planned = (planned > 0)
        .then(|| view! { <p data-metric="planned" data-value=planned.to_string()>{t::convert::planned(planned)}</p> });
    let done =
        (done > 0).then(|| view! { <p data-metric="done" data-value=done.to_string()>{t::convert::done(done)}</p> });
    view! { <div class="notice">{icon(Icon::Info)}<div>{planned}{done}<p>{t::convert::one_step()}</p></div></div> }
}
