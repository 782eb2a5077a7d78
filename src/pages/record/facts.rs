//! The fields of a record, each edited where it stands: Enter or leaving saves, Esc brings back what was there.

use std::rc::Rc;

use filter::{Field, Value as Held, of_own};
use leptos::prelude::*;
use model::diff::Fields;
use model::{Command, Date, Doc, Id, RecordRef};
use send_wrapper::SendWrapper;
use serde_json::{Value, json};

use super::{Live, Loaded};
use crate::i18n::t;
use crate::pages::board::filters::{field_name, own_fields};
use crate::pages::board::months;
use crate::pages::fields::{self, ReadDay, Saved};
use crate::platform::{dom, task};
use crate::state::{App, Give, ToastKind, app};
use crate::ui::suggest::Suggestions;
use crate::ui::{Icon, icon, icon_button};

/// How a field is edited.
#[derive(Clone)]
pub(crate) enum Editor {
    Text,
    Long,
    /// And how a day is read that is typed into it.
    Day(ReadDay),
    Money,
    /// The name of an account.
    Account(Suggestions),
    /// A text, with words that are offered while one types.
    Offered(Rc<dyn Fn() -> Vec<String>>),
    /// Values and their names; the first is "none".
    Choice(Vec<(String, String)>),
    /// Any of some words.
    Many(Vec<String>),
    /// Texts of which each is put in and taken out by itself.
    List(List),
    /// Shown only.
    None,
}

impl Editor {
    pub(crate) fn of(editor: fields::Editor, names: Suggestions) -> Self {
        match editor {
            fields::Editor::Account => Self::Account(names),
            other => Self::own(other),
        }
    }

    /// Of anything but the name of an account.
    fn own(editor: fields::Editor) -> Self {
        match editor {
            fields::Editor::Text | fields::Editor::Account => Self::Text,
            fields::Editor::Words(words) => Self::Offered(Rc::new(move || words.clone())),
            fields::Editor::Long => Self::Long,
            fields::Editor::Day(read) => Self::Day(read),
            fields::Editor::Money => Self::Money,
            fields::Editor::Choice(choices) => Self::Choice(choices),
            fields::Editor::Many(words) => Self::Many(words),
        }
    }

    /// What is typed, said back; for amounts and days.
    fn echo(&self, app: App, typed: &str) -> Option<String> {
        match self {
            Self::Day(read) => fields::echo(app, &fields::Editor::Day(*read), typed),
            Self::Money => fields::echo(app, &fields::Editor::Money, typed),
            _ => None,
        }
    }
}

/// How many words are offered.
const OFFERED: usize = 30;

/// What the texts of a list are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum List {
    Names,
    Phones,
    Mails,
}

/// Something told of a record.
type Told<L, T> = Rc<dyn Fn(&L) -> T>;

/// A field of a record, as its page shows it.
pub(crate) struct Fact<L> {
    pub(crate) field: String,
    pub(crate) action: String,
    pub(crate) label: String,
    pub(crate) editor: Editor,
    /// As it is read; nothing when it is not set.
    pub(crate) shown: Told<L, Option<String>>,
    /// As it is edited; of a list one text a line.
    pub(crate) typed: Told<L, String>,
    /// The records it names: where their pages are, and what they are called.
    pub(crate) links: Told<L, Vec<(String, String)>>,
    pub(crate) save: Rc<dyn Fn(&str) -> Saved>,
}

impl<L: Loaded> Fact<L> {
    /// A text that is shown as it is written.
    pub(crate) fn text(
        field: &'static str,
        action: &'static str,
        label: &'static str,
        editor: Editor,
        of: impl Fn(&L) -> Option<String> + Clone + 'static,
    ) -> Self {
        let typed = of.clone();
        Self {
            field: field.to_owned(),
            action: action.to_owned(),
            label: label.to_owned(),
            editor,
            shown: Rc::new(of),
            typed: Rc::new(move |loaded| typed(loaded).unwrap_or_default()),
            links: Rc::new(|_| Vec::new()),
            save: Rc::new(|typed| Ok((text(typed), Vec::new()))),
        }
    }

    /// A text that has to be there.
    pub(crate) fn name(field: &'static str, action: &'static str, label: &'static str, of: fn(&L) -> String) -> Self {
        let required = |typed: &str| {
            if typed.trim().is_empty() { Err(t::field::required()) } else { Ok((text(typed), Vec::new())) }
        };
        Self {
            save: Rc::new(required),
            ..Self::text(field, action, label, Editor::Text, move |loaded| Some(of(loaded)))
        }
    }

    pub(crate) fn day(
        (field, action, label): (&'static str, &'static str, &'static str),
        read: ReadDay,
        of: fn(&L) -> Option<Date>,
    ) -> Self {
        let save = move |typed: &str| {
            if typed.trim().is_empty() {
                return Ok((Value::Null, Vec::new()));
            }
            let day = read(typed, app().today.get_untracked()).ok_or_else(t::field::day)?;
            Ok((json!(day.to_string()), Vec::new()))
        };
        let of = move |loaded: &L| of(loaded).map(|day| day.to_string());
        Self { save: Rc::new(save), ..Self::text(field, action, label, Editor::Day(read), of) }
    }

    /// One of the members.
    pub(crate) fn member(
        (field, action, label): (&'static str, &'static str, &'static str),
        of: fn(&L) -> Option<Id<model::records::Member>>,
    ) -> Self {
        let none = (String::new(), t::common::unset().to_owned());
        let members = app().board(board::Board::members).into_iter().map(|(id, name)| (id.to_string(), name));
        let choices = std::iter::once(none).chain(members).collect();
        let shown = move |loaded: &L| Some(app().board(|board| board.member_name(of(loaded)?).to_owned().into()))?;
        let typed = move |loaded: &L| of(loaded).map(|id| id.to_string()).unwrap_or_default();
        Self {
            shown: Rc::new(shown),
            typed: Rc::new(typed),
            ..Self::text(field, action, label, Editor::Choice(choices), |_| None)
        }
    }

    pub(crate) fn list(
        field: &'static str,
        action: &'static str,
        label: &'static str,
        list: List,
        of: fn(&L) -> &[String],
    ) -> Self {
        let save = |typed: &str| {
            let items: Vec<&str> = typed.lines().map(str::trim).filter(|item| !item.is_empty()).collect();
            Ok((if items.is_empty() { Value::Null } else { json!(items) }, Vec::new()))
        };
        Self {
            shown: Rc::new(move |loaded| joined(of(loaded))),
            typed: Rc::new(move |loaded| of(loaded).join("\n")),
            save: Rc::new(save),
            ..Self::text(field, action, label, Editor::List(list), |_| None)
        }
    }

    /// A field of the workspace's own.
    pub(crate) fn custom(app: App, field: Field, of: fn(&L) -> &Doc) -> Self {
        let key = fields::name_in_record(field);
        let held = {
            let key = key.clone();
            move |loaded: &L| match field {
                Field::Custom(custom, _) => of_own(custom, &of(loaded).get(&key)),
                _ => Held::Unset,
            }
        };
        let (shown, link) = (held.clone(), held.clone());
        Self {
            field: key,
            action: "edit-custom".to_owned(),
            label: field_name(app, field),
            editor: fields::editor(app, field).map_or(Editor::None, Editor::own),
            shown: Rc::new(move |loaded| Some(fields::words(app, &shown(loaded))).filter(|words| !words.is_empty())),
            typed: Rc::new(move |loaded| fields::typed(app, field, &held(loaded), |_| String::new())),
            links: Rc::new(move |loaded| web_link(app, field, &link(loaded)).into_iter().collect()),
            save: Rc::new(move |typed| fields::save_own(app, field, typed).map(|value| (value, Vec::new()))),
        }
    }
}

/// Where a field leads that holds an address of the web; nowhere where it is none that may be followed.
pub(crate) fn web_link(app: App, field: Field, held: &Held<'_>) -> Option<(String, String)> {
    match held {
        Held::Text(address) if fields::is_link(app, field) && model::link::is_safe(address) => {
            Some((address.clone().into_owned(), address.clone().into_owned()))
        }
        _ => None,
    }
}

/// The workspace's own fields of a kind of record, each a line.
pub(crate) fn own_rows<L: Loaded>(app: App, live: Live<L>, kind: &'static str, of: fn(&L) -> &Doc) -> impl IntoView {
    // A field that was renamed or has other choices is another line.
    let fields = move || {
        let with = |field: Field| {
            let own = if let Field::Custom(_, id) = field { fields::own(app, id) } else { None };
            (field, own.map(|own| (own.name, own.choices)))
        };
        own_fields(app, kind).into_iter().map(with).collect::<Vec<_>>()
    };
    view! { <For each=fields key=Clone::clone children=move |(field, _)| row(app, live, Fact::custom(app, field, of))/> }
}

pub(crate) fn text(typed: &str) -> Value {
    let typed = typed.trim();
    if typed.is_empty() { Value::Null } else { json!(typed) }
}

pub(crate) fn joined(parts: &[String]) -> Option<String> {
    (!parts.is_empty()).then(|| parts.join(t::list::comma()))
}

/// A field and the record it is of, whatever kind that is.
struct Slot {
    target: RecordRef,
    field: String,
    action: String,
    label: String,
    editor: Editor,
    typed: Box<dyn Fn() -> String>,
    save: Rc<dyn Fn(&str) -> Saved>,
}

/// A field's line. It stays the same element while what it shows changes, so that what is being typed elsewhere stays.
pub(crate) fn row<L: Loaded>(app: App, live: Live<L>, fact: Fact<L>) -> AnyView {
    let Fact { field, action, label, editor, shown, typed, links, save } = fact;
    let shown = {
        let shown = SendWrapper::new(shown);
        Memo::new(move |_| live.map(|loaded| shown(loaded)))
    };
    let links = {
        let links = SendWrapper::new(links);
        Memo::new(move |_| live.map(|loaded| links(loaded)))
    };
    let typed = Box::new(move || live.data.with(|data| data.as_ref().map(|data| typed(data)).unwrap_or_default()));
    let slot = Slot { target: live.target(), field, action, label, editor, typed, save };
    slot_row(app, Rc::new(slot), shown, links).into_any()
}

fn slot_row(
    app: App,
    fact: Rc<Slot>,
    shown: Memo<Option<String>>,
    links: Memo<Vec<(String, String)>>,
) -> impl IntoView {
    let editing = RwSignal::new(false);
    let label = fact.label.clone();
    let fact = SendWrapper::new(fact);
    let value = move || {
        let fact = Rc::clone(&fact);
        if let Editor::List(list) = fact.editor {
            return items(app, &fact, list).into_any();
        }
        if editing.get() {
            return edit(app, &fact, editing);
        }
        let words = shown.get();
        let empty = words.is_none();
        let words = words.unwrap_or_else(|| t::common::unset().to_owned());
        let links = links.get();
        if matches!(fact.editor, Editor::None) {
            if !links.is_empty() {
                let link = |(href, name): (String, String)| view! { <a class="fact-link" href=href>{name}</a> };
                return view! { <span class="fact-links">{links.into_iter().map(link).collect_view()}</span> }
                    .into_any();
            }
            return view! { <span class="inline-value" data-state=empty.then_some("empty")>{words}</span> }.into_any();
        }
        let name = t::field::edit { label: &fact.label, value: &words }.text();
        // The way to what the field names stands beside the value, which is pressed to edit it.
        let way = links.into_iter().next().map(|(href, name)| {
            let label = t::field::open(&name);
            // What lies outside learns nothing of this page, and does not take its place.
            let (target, rel) = href.starts_with("http").then_some(("_blank", "noopener noreferrer")).unzip();
            view! {
                <a class="btn is-icon is-quiet" data-action="open-linked" href=href target=target rel=rel aria-label=label.clone() title=label>
                    {icon(Icon::ArrowUpRight)}
                </a>
            }
        });
        view! {
            <span class="fact-value">
                <button type="button" class="inline-value" data-action=fact.action.clone() data-state=empty.then_some("empty")
                    aria-label=name on:click=move |_| editing.set(true)>{words}{icon(Icon::Pencil)}</button>
                {way}
            </span>
        }
        .into_any()
    };
    view! { <div><dt>{label}</dt><dd class="field">{value}</dd></div> }
}

fn edit(app: App, fact: &Rc<Slot>, editing: RwSignal<bool>) -> AnyView {
    let typed = RwSignal::new(untrack(|| (fact.typed)()));
    let wrong = RwSignal::new(None::<String>);
    let id = format!("edit-{}", fact.field.replace('.', "-"));
    let note = format!("{id}-note");
    // What stood here when it was last looked at; another tab may write meanwhile.
    let seen = RwSignal::new(typed.get_untracked());
    let save = {
        let fact = Rc::clone(fact);
        SendWrapper::new(Rc::new(move || {
            // Taking the field away takes its focus, which comes here once more when everything is done.
            let (Some(true), Some(now)) = (editing.try_get_untracked(), typed.try_get_untracked()) else { return };
            let stands = untrack(|| (fact.typed)());
            let before = seen.get_untracked();
            if now == before || now == stands {
                return editing.set(false);
            }
            if stands != before {
                wrong.set(Some(t::field::changed_meanwhile(&stands)));
                return seen.set(stands);
            }
            match (fact.save)(&now) {
                Err(what) => wrong.set(Some(what.to_owned())),
                Ok((value, docs)) => {
                    editing.set(false);
                    give(app, &fact, value, docs);
                }
            }
        }))
    };
    on_cleanup({
        // The panel goes while something is being typed: it is kept, or it is said why not.
        let (save, fact) = (save.clone(), SendWrapper::new(Rc::clone(fact)));
        move || {
            let (Some(true), Some(value)) = (editing.try_get_untracked(), typed.try_get_untracked()) else { return };
            match (fact.save)(&value) {
                Ok(_) => save(),
                Err(what) => {
                    let label = fact.label.as_str();
                    app.say(ToastKind::Error, t::field::not_kept { label, value: &value, what }.text());
                }
            }
        }
    });
    let again = {
        let action = fact.action.clone();
        move || {
            let action = action.clone();
            // Back on what was pressed, wherever the focus would have gone.
            task::spawn(async move {
                task::turn().await;
                if dom::document().active_element().is_none_or(|element| element.tag_name() == "BODY") {
                    dom::focus(&format!(".panel [data-action='{action}']"));
                }
            });
        }
    };
    let keys = {
        let save = save.clone();
        let long = matches!(fact.editor, Editor::Long);
        move |event: web_sys::KeyboardEvent| {
            if dom::is_composing(&event) {
                return;
            }
            match event.key().as_str() {
                "Enter" if !long || event.ctrl_key() || event.meta_key() => {
                    event.prevent_default();
                    save();
                    again();
                }
                "Escape" => {
                    event.prevent_default();
                    editing.set(false);
                    again();
                }
                _ => {}
            }
        }
    };
    let leave = {
        let save = save.clone();
        move |_: web_sys::FocusEvent| save()
    };
    let invalid = move || wrong.with(Option::is_some).then_some("true");
    let label = fact.label.clone();
    let echo = {
        let fact = SendWrapper::new(Rc::clone(fact));
        move || fact.editor.echo(app, &typed.get())
    };
    focus_later(id.clone());
    let input = match &fact.editor {
        Editor::Many(words) => {
            let words = fields::with_present(app, fields::Editor::Many(words.clone()), &typed.get_untracked());
            let fields::Editor::Many(words) = words else { return ().into_any() };
            let leave = {
                let save = save.clone();
                move |event: web_sys::FocusEvent| {
                    // From one box to the next is no leaving.
                    if !fields::stays_within(&event, ".many") {
                        save();
                    }
                }
            };
            view! {
                <fieldset class="many" id=id.clone() aria-label=label tabindex="-1" on:keydown=keys on:focusout=leave>
                    {fields::boxes(words, typed)}
                    <p class="field-note">{t::own::many()}</p>
                </fieldset>
            }
            .into_any()
        }
        Editor::Choice(choices) => {
            let present = fields::with_present(app, fields::Editor::Choice(choices.clone()), &typed.get_untracked());
            let fields::Editor::Choice(choices) = present else { return ().into_any() };
            let options = choices.iter().map(|(value, name)| {
                let chosen = *value == typed.get_untracked();
                view! { <option value=value.clone() selected=chosen>{name.clone()}</option> }
            });
            let options = options.collect_view();
            let save = save.clone();
            view! {
                <select class="input is-small" id=id.clone() aria-label=label on:keydown=keys on:blur=leave
                    on:change=move |event| {
                        typed.set(event_target_value(&event));
                        save();
                    }>{options}</select>
            }
            .into_any()
        }
        Editor::Long => view! {
            <textarea class="input is-small" id=id.clone() rows="3" aria-label=label aria-describedby=note.clone()
                aria-invalid=invalid bind:value=typed on:keydown=keys on:blur=leave></textarea>
        }
        .into_any(),
        Editor::Account(names) => view! {
            <input class="input is-small" id=id.clone() type="text" autocomplete="off" list="edit-accounts" aria-label=label
                aria-describedby=note.clone() bind:value=typed on:keydown=keys on:blur=leave/>
            {names.datalist("edit-accounts", typed.into())}
        }
        .into_any(),
        Editor::Offered(words) => {
            let offered = words().into_iter().take(OFFERED).map(|word| view! { <option value=word></option> });
            view! {
                <input class="input is-small" id=id.clone() type="text" autocomplete="off" list="edit-offered" aria-label=label
                    aria-describedby=note.clone() bind:value=typed on:keydown=keys on:blur=leave/>
                <datalist id="edit-offered">{offered.collect_view()}</datalist>
            }
            .into_any()
        }
        Editor::Text | Editor::Day(_) | Editor::Money | Editor::List(_) | Editor::None => view! {
            <input class="input is-small" id=id.clone() type="text" autocomplete="off" aria-label=label aria-invalid=invalid
                aria-describedby=note.clone() bind:value=typed on:keydown=keys on:blur=leave/>
        }
        .into_any(),
    };
    view! {
        {input}
        {move || match wrong.get() {
            Some(what) => view! { <p class="field-error" id=note.clone()>{icon(Icon::CircleAlert)}<span>{what}</span></p> }.into_any(),
            None => view! { <p class="field-note" id=note.clone()>{echo.clone()}</p> }.into_any(),
        }}
    }
    .into_any()
}

fn give(app: App, fact: &Slot, value: Value, docs: Vec<Doc>) {
    if months::asks_why(app, fact.target, &fact.field, &value) {
        return;
    }
    let fields: Fields = [(fact.field.clone(), value)].into();
    app.give_later(Give::new(Command::Edit { target: fact.target, fields, docs }));
}

/// The texts of a list, each with a way to take it out, and one to put another in.
fn items(app: App, fact: &Rc<Slot>, list: List) -> impl IntoView + use<> {
    let fact = SendWrapper::new(Rc::clone(fact));
    let lines = {
        let fact = fact.clone();
        Memo::new(move |_| (fact.typed)().lines().map(str::to_owned).collect::<Vec<_>>())
    };
    let write = {
        let fact = fact.clone();
        move |items: &[String]| {
            if let Ok((value, docs)) = (fact.save)(&items.join("\n")) {
                give(app, &fact, value, docs);
            }
        }
    };
    let (add, remove) = match list {
        List::Names => ("add-alias", "remove-alias"),
        List::Phones => ("add-phone", "remove-phone"),
        List::Mails => ("add-mail", "remove-mail"),
    };
    let chip = {
        let write = write.clone();
        move |item: String| {
            let shown = match way(list, &item) {
                Some(href) => view! { <a class="truncate" href=href>{item.clone()}</a> }.into_any(),
                None => view! { <span class="truncate">{item.clone()}</span> }.into_any(),
            };
            let (write, label) = (write.clone(), t::field::remove(&item));
            view! {
                <li class="chip">{shown}
                    <button type="button" data-action=remove aria-label=label.clone() title=label on:click=move |_| {
                        let rest: Vec<String> = lines.get_untracked().into_iter().filter(|other| *other != item).collect();
                        write(&rest);
                        dom::focus_soon(add_button(add));
                    }>{icon(Icon::X)}</button>
                </li>
            }
        }
    };
    let adding = RwSignal::new(false);
    let adder = {
        let label = fact.label.clone();
        move || {
            if adding.get() {
                return adder(list, &label, lines, adding, write.clone(), add);
            }
            let label = t::field::add(&label);
            icon_button(Icon::Plus, add, label, move |_| adding.set(true)).into_any()
        }
    };
    view! {
        <ul class="fact-items">
            <For each=move || lines.get() key=Clone::clone children=chip/>
            <li class="field">{adder}</li>
        </ul>
    }
}

/// The way to call a number or to write to an address, where it is one.
pub(crate) fn way(list: List, item: &str) -> Option<String> {
    /// A shorter number is an extension, which leads nowhere from outside.
    const DIALLED: usize = 5;
    match list {
        List::Phones => {
            let digits: String = item.chars().filter(|sign| sign.is_ascii_digit() || *sign == '+').collect();
            (digits.len() >= DIALLED).then(|| format!("tel:{digits}"))
        }
        List::Mails => model::records::is_mail(item).then(|| format!("mailto:{}", item.trim())),
        List::Names => None,
    }
}

/// The button that puts a text into a list.
fn add_button(action: &'static str) -> &'static str {
    match action {
        "add-alias" => "[data-action=add-alias]",
        "add-phone" => "[data-action=add-phone]",
        _ => "[data-action=add-mail]",
    }
}

fn adder(
    list: List,
    label: &str,
    lines: Memo<Vec<String>>,
    adding: RwSignal<bool>,
    write: impl Fn(&[String]) + Clone + 'static,
    action: &'static str,
) -> AnyView {
    let typed = RwSignal::new(String::new());
    let wrong = RwSignal::new(false);
    // Whether it may be left; what is wrong stays to be put right.
    let put = move || {
        let (Some(item), Some(mut items)) = (typed.try_get_untracked(), lines.try_get_untracked()) else { return true };
        let item = item.trim().to_owned();
        if item.is_empty() || items.contains(&item) {
            return true;
        }
        if list == List::Mails && !model::records::is_mail(&item) {
            wrong.set(true);
            return false;
        }
        items.push(item);
        typed.set(String::new());
        write(&items);
        true
    };
    let id = format!("{action}-input");
    focus_later(id.clone());
    let (on_key, on_leave) = (put.clone(), put);
    let kind = match list {
        List::Names => "text",
        List::Phones => "tel",
        List::Mails => "email",
    };
    view! {
        <input class="input is-small" id=id type=kind autocomplete="off" aria-label=label.to_owned()
            aria-invalid=move || wrong.get().then_some("true") aria-describedby=format!("{action}-note") bind:value=typed
            on:input=move |_| wrong.set(false)
            on:keydown=move |event| {
                if dom::is_composing(&event) {
                    return;
                }
                match event.key().as_str() {
                    // The field stays for the next one; an empty one is done.
                    "Enter" => {
                        event.prevent_default();
                        let done = typed.with_untracked(|typed| typed.trim().is_empty());
                        if on_key() && done {
                            adding.set(false);
                            dom::focus_soon(add_button(action));
                        }
                    }
                    "Escape" => {
                        event.prevent_default();
                        typed.set(String::new());
                        adding.set(false);
                        dom::focus_soon(add_button(action));
                    }
                    _ => {}
                }
            }
            on:blur=move |_| {
                if adding.try_get_untracked() == Some(true) && on_leave() {
                    adding.set(false);
                }
            }/>
        <p class="field-error" id=format!("{action}-note") role="alert" hidden=move || !wrong.get()>{t::field::mail()}</p>
    }
    .into_any()
}

fn focus_later(id: String) {
    task::spawn(async move {
        task::turn().await;
        if let Some(input) = dom::find(&format!("#{id}")) {
            use wasm_bindgen::JsCast as _;
            input.focus().ok();
            if let Some(input) = input.dyn_ref::<web_sys::HtmlInputElement>() {
                input.select();
            }
        }
    });
}
