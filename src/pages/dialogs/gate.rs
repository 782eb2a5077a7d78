//! A gate: what an opportunity lacks for a stage, to be filled in here, and the reason where it goes on without.

use std::cell::Cell;
use std::rc::Rc;

use filter::Field;
use leptos::prelude::*;
use model::bant::Letter;
use model::gate;
use model::records::{
    Answer, BantAnswer, BantState, Bypass, Contact, ContactRole, Dimension, Gate, Link, Need, Opportunity, Product,
    ProductLine, Record as _, StageAction, StageActionTemplate,
};
use model::{Command, Decimal, Doc, Fields, Id, RecordRef, Uuid};
use serde_json::json;

use super::done;
use super::fields::field;
use crate::i18n::t;
use crate::pages::board::moving::{self, Place};
use crate::pages::fields::{self as editing, Editor};
use crate::pages::opportunity::needs;
use crate::pages::record::bant::state_name;
use crate::pages::today;
use crate::platform::{clock, dom, ids, task};
use crate::state::{App, Give, Painting, duty, lists};
use crate::ui::dialog::{Dialog, Shape, cancel_button, close_by_id, form_dialog};
use crate::ui::suggest::{Suggestions, word_list};
use crate::ui::{Icon, icon};

/// One thing that is missing, and what is being written in its place.
#[derive(Clone)]
struct Gap {
    gate: Gate,
    id: Id<Gate>,
    typed: RwSignal<String>,
    wrong: RwSignal<Option<&'static str>>,
}

impl Gap {
    fn is_filled(&self) -> bool {
        self.typed.with(|typed| !typed.trim().is_empty())
    }

    /// Whether one field answers it, and not one of several to pick.
    fn is_single(&self) -> bool {
        let of = self.gate.of.as_str();
        let is_picked = Dimension::of_field(of).is_some() || Letter::of_field(of).is_some();
        !(self.gate.need == Need::Field && is_picked)
    }

    fn input(&self) -> String {
        format!("gate-{}", self.id)
    }
}

/// What filling the gaps writes.
#[derive(Default)]
struct Written {
    fields: Fields,
    /// New records that the fields refer to.
    docs: Vec<Doc>,
    /// Key actions that are done by it.
    actions: Vec<Command>,
}

/// The field of the record as screens know it; `None` for what has an editor of its own.
fn known_field(name: &str) -> Option<Field> {
    let own = || {
        let id = Uuid::try_parse(name.strip_prefix(model::doc::CUSTOM)?).ok()?;
        untrack(|| {
            let all = crate::state::app().custom_fields.get();
            let field = all.into_iter().find(|(known, _)| *known == id)?.1;
            Some(crate::pages::board::filters::own_field(id, &field.field_type))
        })
    };
    let all = Field::ALL.into_iter().chain(own());
    all.into_iter().find(|field| editing::name_in_record(*field) == name)
}

fn is_products(of: &str) -> bool {
    of == editing::name_in_record(Field::Product)
}

/// What there is to pick from.
#[derive(Clone, Copy)]
struct Names {
    accounts: Suggestions,
    contacts: Suggestions,
    products: Suggestions,
}

/// What stands in place of what is missing.
fn editor(app: App, gap: &Gap, Names { accounts, contacts, products }: Names) -> AnyView {
    let (typed, wrong, id) = (gap.typed, gap.wrong, gap.input());
    let picks = |choices: Vec<(String, String)>| {
        let name = id.clone();
        let each = choices.into_iter().map(move |(value, label)| {
            let own = value.clone();
            view! {
                <label class="pick"><input type="radio" name=name.clone() value=value.clone() prop:checked=move || typed.with(|typed| *typed == own)
                    on:change=move |event| typed.set(event_target_value(&event))/>{label}</label>
            }
        });
        view! { <div class="picks" role="radiogroup" aria-labelledby=format!("{id}-label")>{each.collect_view()}</div> }
            .into_any()
    };
    // Two gaps may ask for the same kind of thing.
    let list = format!("{id}-list");
    let text = |hint: &'static str, datalist: Option<AnyView>| {
        let named = datalist.is_some().then(|| list.clone());
        view! {
            <input class="input" id=id.clone() type="text" autocomplete="off" list=named placeholder=hint bind:value=typed
                aria-invalid=move || wrong.get().map(|_| "true") on:input=move |_| wrong.set(None)/>
            {datalist}
        }
        .into_any()
    };
    let of = gap.gate.of.as_str();
    match gap.gate.need {
        Need::Field if Dimension::of_field(of).is_some() => {
            picks((Answer::LOWEST..=Answer::HIGHEST).map(|value| (value.to_string(), value.to_string())).collect())
        }
        Need::Field if Letter::of_field(of).is_some() => {
            let states = [BantState::Yes, BantState::Partly, BantState::No];
            picks(states.map(|state| (state.as_str().to_owned(), state_name(&state))).into())
        }
        Need::Field if is_products(of) => text("", Some(products.datalist(list.clone(), typed.into()).into_any())),
        Need::Field => match known_field(of).and_then(|field| editing::editor(app, field)) {
            Some(Editor::Choice(choices)) => {
                let options = choices.into_iter().map(|(value, name)| view! { <option value=value>{name}</option> });
                view! {
                    <select class="input" id=id.clone() on:change=move |event| typed.set(event_target_value(&event))>{options.collect_view()}</select>
                }
                .into_any()
            }
            Some(Editor::Long) => {
                view! { <textarea class="input" id=id.clone() rows="2" bind:value=typed></textarea> }.into_any()
            }
            Some(Editor::Many(words)) => editing::boxes(words, typed).into_any(),
            Some(Editor::Account) => text("", Some(accounts.datalist(list.clone(), typed.into()).into_any())),
            Some(Editor::Words(words)) => text("", Some(word_list(list.clone(), words).into_any())),
            Some(Editor::Day(_)) => text(t::common::date(), None),
            Some(Editor::Text | Editor::Money) => text("", None),
            None => view! { <p class="field-note">{t::gate::on_page()}</p> }.into_any(),
        },
        Need::Contact => text(t::gate::contact_hint(), Some(contacts.datalist(list.clone(), typed.into()).into_any())),
        Need::Document => text("https://", None),
        Need::Action => text(t::today::evidence_needed(), None),
        Need::Unknown(_) => view! { <p class="field-note">{t::gate::on_page()}</p> }.into_any(),
    }
}

/// Writes what was filled in for a gap.
fn write(
    app: App,
    gap: &Gap,
    record: &Opportunity,
    (id, pipeline): (Id<Opportunity>, Option<Uuid>),
    Names { accounts, contacts, products }: Names,
    written: &mut Written,
) -> Result<(), &'static str> {
    let typed = gap.typed.get_untracked().trim().to_owned();
    let of = gap.gate.of.clone();
    match gap.gate.need {
        Need::Field => {
            if let Some(dimension) = Dimension::of_field(&of) {
                let at = Dimension::ALL.iter().position(|one| *one == dimension).unwrap_or_default();
                let held = record.answers()[at].cloned().unwrap_or_default();
                written.fields.insert(of, json!(Answer { value: typed.parse().ok(), ..held }));
            } else if let Some(letter) = Letter::of_field(&of) {
                let at = Letter::ALL.iter().position(|one| *one == letter).unwrap_or_default();
                let held = record.bant()[at].cloned().unwrap_or_default();
                written.fields.insert(of, json!(BantAnswer { state: BantState::parse(&typed), ..held }));
            } else if is_products(&of) {
                let found = products.find(&typed);
                let product = Id::<Product>::new(found.unwrap_or_else(ids::new));
                if found.is_none() {
                    written.docs.push(Doc::new(product, &Product { name: typed, ..Product::default() }));
                }
                let held = written.fields.get(&of).cloned().and_then(|held| serde_json::from_value(held).ok());
                let mut lines: Vec<ProductLine> = held.unwrap_or_else(|| record.products.clone());
                lines.push(ProductLine { product, quantity: Some(Decimal::ONE), price: None, discount: None });
                written.fields.insert(of, json!(lines));
            } else if let Some(known) = known_field(&of) {
                let (value, docs) = editing::save(app, accounts, known, &typed)?;
                written.fields.insert(of, value);
                written.docs.extend(docs);
            }
        }
        Need::Contact => {
            let made = written.docs.iter().find(|doc| doc.kind == Contact::KIND && doc.name() == typed);
            let found = contacts.find(&typed).or(made.map(|doc| doc.id));
            let contact = Id::<Contact>::new(found.unwrap_or_else(ids::new));
            if found.is_none() {
                let record = Contact { name: typed, account: record.account, ..Contact::default() };
                written.docs.push(Doc::new(contact, &record));
            }
            let held = written.fields.get("contacts").cloned().and_then(|held| serde_json::from_value(held).ok());
            let mut people: Vec<ContactRole> = held.unwrap_or_else(|| record.contacts.clone());
            let role = Some(of).filter(|role| !role.is_empty());
            match people.iter_mut().find(|person| person.contact == contact) {
                // What somebody has said of a person stays; a second part is asked for on the page.
                Some(person) if person.role.is_some() && role.is_some() && person.role != role => {
                    return Err(t::gate::other_part());
                }
                Some(person) => person.role = role.or(person.role.take()),
                None => people.push(ContactRole { contact, role }),
            }
            written.fields.insert("contacts".to_owned(), json!(people));
        }
        Need::Document => {
            let url = model::link::read(&typed).ok_or_else(t::field::link)?;
            let held = written.fields.get("links").cloned().and_then(|held| serde_json::from_value(held).ok());
            let mut links: Vec<Link> = held.unwrap_or_else(|| record.links.clone());
            links.push(Link { url, name: of });
            written.fields.insert("links".to_owned(), json!(links));
        }
        Need::Action => {
            let Some(template) = Id::<StageActionTemplate>::parse(&of) else { return Ok(()) };
            written.actions.extend(act(app, (id, pipeline), template, typed).into_iter().flatten());
        }
        Need::Unknown(_) => {}
    }
    Ok(())
}

/// A key action is done, with what there is to show.
fn act(
    app: App,
    (id, pipeline): (Id<Opportunity>, Option<Uuid>),
    template: Id<StageActionTemplate>,
    evidence: String,
) -> Option<[Command; 2]> {
    let known = untrack(|| duty().of(id.uuid(), |_, known| known.facts.actions.clone())).unwrap_or_default();
    let finish = |action_id: Id<StageAction>, action: &StageAction| {
        let done = today::as_done(app, action, Some(evidence.clone()));
        let fields = [
            ("done_on".to_owned(), json!(done.done_on)),
            ("done_by".to_owned(), json!(done.done_by)),
            ("evidence".to_owned(), json!(done.evidence)),
        ];
        // The move may make it first.
        let there = Command::Ensure { docs: vec![Doc::new(action_id, action)] };
        [there, Command::Edit { target: RecordRef::to(action_id), fields: fields.into(), docs: Vec::new() }]
    };
    if let Some((action_id, action)) = known.iter().find(|(_, action)| action.template == Some(template)) {
        return Some(finish(*action_id, action));
    }
    let templates = untrack(|| pipeline.map(|pipeline| lists().key_actions(Id::new(pipeline)))).unwrap_or_default();
    let (_, found) = templates.into_iter().find(|(known, _)| *known == template)?;
    let action = StageAction {
        opportunity: Some(id),
        stage: found.stage,
        template: Some(template),
        name: found.name,
        evidence_needed: found.evidence_needed,
        ..StageAction::default()
    };
    Some(finish(gate::action_id(id, template), &action))
}

pub(super) fn dialog(app: App, opportunity: Uuid, stage: Uuid) -> impl IntoView {
    let gap = |(id, gate): (Id<Gate>, Gate)| Gap {
        gate,
        id,
        typed: RwSignal::new(String::new()),
        wrong: RwSignal::new(None),
    };
    // It may have got there without.
    let is_there = untrack(|| duty().of(opportunity, |_, known| known.facts.stage)).flatten() == Some(Id::new(stage));
    let missing = if is_there { moving::lacking(opportunity) } else { moving::missing_for(opportunity, stage) };
    let gaps: Rc<Vec<Gap>> = Rc::new(missing.into_iter().map(gap).collect());
    let (reason, reason_error) = (RwSignal::new(String::new()), RwSignal::new(None));
    let names = Names {
        accounts: Suggestions::of_accounts(),
        contacts: Suggestions::of(Contact::KIND),
        products: Suggestions::of(Product::KIND),
    };
    let lines = gaps
        .iter()
        .map(|gap| {
            let (id, wrong, is_single) = (gap.input(), gap.wrong, gap.is_single());
            let name = needs::name(app, &gap.gate.need, &gap.gate.of);
            let tag = if gap.gate.hard { t::gate::hard() } else { t::gate::soft() };
            view! {
                <div class="field" data-gate=gap.id.to_string()>
                    <label for=is_single.then(|| id.clone()) id=format!("{id}-label")>{name}" "<span class="tag" data-tone=gap.gate.hard.then_some("bad")>{tag}</span></label>
                    {editor(app, gap, names)}
                    {move || wrong.get().map(|what| view! { <p class="field-error" role="alert">{icon(Icon::CircleAlert)}<span>{what}</span></p> })}
                </div>
            }
        })
        .collect_view();
    let held_back = {
        let gaps = Rc::clone(&gaps);
        let gaps = send_wrapper::SendWrapper::new(gaps);
        Memo::new(move |_| !is_there && gaps.iter().any(|gap| gap.gate.hard && !gap.is_filled()))
    };
    let why = move || {
        held_back.get().then(|| {
            view! {
                <p class="field-note">{t::gate::bypass_what()}</p>
                {field("gate-reason", t::gate::bypass(), reason, reason_error, false, || None)}
            }
        })
    };
    let stage_name = app.board(|board| board.stage(stage).map(|stage| stage.name.clone()).unwrap_or_default());
    let give = {
        let (gaps, sending) = (Rc::clone(&gaps), Rc::new(Cell::new(false)));
        move |moves: bool| {
            let why = reason.get_untracked().trim().to_owned();
            if moves && held_back.get_untracked() && why.is_empty() {
                reason_error.set(Some(t::gate::reason_needed()));
                return dom::focus_soon("#gate-reason");
            }
            let bypass = (moves && held_back.get_untracked()).then(|| Bypass {
                stage: Id::new(stage),
                reason: why,
                gates: gaps
                    .iter()
                    .filter(|gap| gap.gate.hard && !untrack(|| gap.is_filled()))
                    .map(|gap| gap.id)
                    .collect(),
                by: app.me.get_untracked(),
                on: Some(app.today.get_untracked()),
            });
            if sending.replace(true) {
                return;
            }
            let (gaps, sending) = (Rc::clone(&gaps), Rc::clone(&sending));
            task::spawn(async move {
                save(app, (opportunity, stage), &gaps, bypass, moves, names).await;
                sending.set(false);
            });
        }
    };
    let only = give.clone();
    let foot = view! {
        {cancel_button(t::common::cancel())}
        {(!is_there).then(|| view! {
            <button type="button" class="btn" data-action="save-gate" on:click=move |_| only(false)>{t::gate::only_save()}</button>
        })}
        <button type="submit" class="btn is-primary" data-action="confirm-gate">
            {if is_there { t::common::save().to_owned() } else { t::gate::go_on(&stage_name) }}
        </button>
    };
    dom::focus_soon("#dialog-gate .dialog-body :is(input, select, textarea)");
    let dialog = Dialog {
        shape: Shape::Plain,
        id: "dialog-gate",
        title: if is_there { t::gate::title_there(&stage_name) } else { t::gate::title(&stage_name) },
        subtitle: Some(moving::title(app, opportunity)),
        body: view! { {lines}{why} }.into_any(),
        foot: foot.into_any(),
    };
    form_dialog(dialog, move || give(!is_there), move || done(app))
}

async fn save(
    app: App,
    (opportunity, stage): (Uuid, Uuid),
    gaps: &[Gap],
    bypass: Option<Bypass>,
    moves: bool,
    names: Names,
) {
    let id = Id::<Opportunity>::new(opportunity);
    let target = RecordRef::to(id);
    let found = match app.store().await.get(&[target]).await {
        Ok(mut found) => found.remove(&target).and_then(|doc| doc.decode::<Opportunity>().ok()),
        Err(error) => return app.show_unread(&error),
    };
    let Some(record) = found else { return };
    let pipeline = app.board(|board| board.stage(stage).and_then(|stage| stage.pipeline));
    let mut written = Written::default();
    let mut first = None;
    for gap in gaps.iter().filter(|gap| untrack(|| gap.is_filled())) {
        if let Err(what) = write(app, gap, &record, (id, pipeline), names, &mut written) {
            gap.wrong.set(Some(what));
            first.get_or_insert_with(|| gap.input());
        }
    }
    if let Some(first) = first {
        dom::focus(&format!("#{first}"));
        return;
    }
    let mut commands = Vec::new();
    let painting = if moves {
        let moving::Planned { command, paint } = moving::plan(app, opportunity, stage, Place::Ordered);
        commands.push(gate::enter(command, id, written.fields, &record.bypasses, bypass, Vec::new()));
        Some(Painting { opportunity, paint })
    } else {
        if !written.fields.is_empty() {
            commands.push(Command::Edit { target, fields: written.fields, docs: Vec::new() });
        }
        None
    };
    if !written.docs.is_empty() {
        commands.push(Command::Ensure { docs: written.docs });
    }
    commands.extend(written.actions);
    if commands.is_empty() {
        return close_by_id("dialog-gate");
    }
    let name = moving::title(app, opportunity);
    let stage_name = app.board(|board| board.stage(stage).map(|stage| stage.name.clone()).unwrap_or_default());
    let said =
        if moves { t::moved::to { name: &name, stage: &stage_name }.text() } else { t::gate::saved().to_owned() };
    let action = if moves { model::Action::Move } else { model::Action::Edit };
    let command = Command::Together { action, about: target, commands };
    let started = moves.then(clock::since_start);
    // Where it could not be saved, what was filled in stays.
    if !app.give_through(Give { paint: painting, started, said: Some(said), ..Give::new(command) }).await {
        return;
    }
    close_by_id("dialog-gate");
    if moves {
        crate::pages::board::reveal(app, opportunity);
    }
}
