//! The fields, each edited where it stands: Enter or leaving saves, Esc brings back what was there.

use std::rc::Rc;

use leptos::prelude::*;
use model::diff::Fields;
use model::records::{Account, CustomField, FieldType, Opportunity};
use model::{Command, Date, Decimal, Doc, Id, RecordRef};
use send_wrapper::SendWrapper;
use serde_json::{Value, json};

use super::{Live, Loaded};
use crate::i18n::{format, t};
use crate::platform::{dom, ids, task};
use crate::state::{App, Give, ToastKind};
use crate::ui::suggest::Suggestions;
use crate::ui::{Icon, icon};

type ReadDay = fn(&str, Date) -> Option<Date>;

/// How a field is edited.
#[derive(Clone)]
enum Editor {
    Text,
    Long,
    /// And how a day is read that is typed into it.
    Day(ReadDay),
    Money,
    Account,
    /// Values and their names; the first is "none".
    Choice(Vec<(String, String)>),
}

/// What saving a field writes, or what is wrong with what was typed.
type Saved = Result<(Value, Vec<Doc>), &'static str>;

/// Something told of an opportunity.
type Told<T> = Rc<dyn Fn(&Loaded) -> T>;

/// A field of the panel.
#[derive(Clone)]
struct Fact {
    field: String,
    action: &'static str,
    label: String,
    editor: Editor,
    /// As it is read; nothing when it is not set.
    shown: Told<Option<String>>,
    /// As it is edited.
    typed: Told<String>,
    save: Rc<dyn Fn(&str) -> Saved>,
}

pub(super) fn section(app: App, live: Live) -> impl IntoView {
    let names = Suggestions::of_accounts();
    let own = facts(app, names);
    let custom = move || live.map(|loaded| loaded.custom.clone());
    view! {
        <section class="section is-aside" aria-labelledby="op-facts">
            <div class="section-head"><h3 id="op-facts">{t::opportunity::facts()}</h3></div>
            <dl class="facts">
                {own.into_iter().map(|fact| row(app, live, fact, names)).collect_view()}
                <For each=custom key=|(id, _)| *id children=move |(id, field)| row(app, live, custom_fact(app, id, &field), names)/>
            </dl>
        </section>
    }
}

fn text_fact(
    field: &'static str,
    action: &'static str,
    label: &'static str,
    editor: Editor,
    of: fn(&Opportunity) -> Option<&String>,
) -> Fact {
    Fact {
        field: field.to_owned(),
        action,
        label: label.to_owned(),
        editor,
        shown: Rc::new(move |loaded| of(&loaded.record).cloned()),
        typed: Rc::new(move |loaded| of(&loaded.record).cloned().unwrap_or_default()),
        save: Rc::new(|typed| Ok((text(typed), Vec::new()))),
    }
}

fn text(typed: &str) -> Value {
    let typed = typed.trim();
    if typed.is_empty() { Value::Null } else { json!(typed) }
}

fn day_fact(
    app: App,
    (field, action, label): (&'static str, &'static str, &'static str),
    read: ReadDay,
    of: fn(&Opportunity) -> Option<Date>,
) -> Fact {
    Fact {
        field: field.to_owned(),
        action,
        label: label.to_owned(),
        editor: Editor::Day(read),
        shown: Rc::new(move |loaded| of(&loaded.record).map(|day| day.to_string())),
        typed: Rc::new(move |loaded| of(&loaded.record).map(|day| day.to_string()).unwrap_or_default()),
        save: Rc::new(move |typed| {
            if typed.trim().is_empty() {
                return Ok((Value::Null, Vec::new()));
            }
            let day = read(typed, app.today.get_untracked()).ok_or_else(t::field::day)?;
            Ok((json!(day.to_string()), Vec::new()))
        }),
    }
}

fn facts(app: App, names: Suggestions) -> Vec<Fact> {
    let members = || {
        let none = (String::new(), t::common::unset().to_owned());
        let members = app.board(board::Board::members);
        std::iter::once(none).chain(members.into_iter().map(|(id, name)| (id.to_string(), name))).collect()
    };
    let title =
        Fact {
            save: Rc::new(|typed| {
                if typed.trim().is_empty() { Err(t::field::required()) } else { Ok((text(typed), Vec::new())) }
            }),
            ..text_fact("title", "edit-title", t::field::title(), Editor::Text, |record| Some(&record.title))
        };
    let account = Fact {
        field: "account".to_owned(),
        action: "edit-account",
        label: t::field::account().to_owned(),
        editor: Editor::Account,
        shown: Rc::new(|loaded| loaded.names.get(&loaded.record.account?.uuid()).cloned()),
        typed: Rc::new(|loaded| {
            let name = loaded.record.account.and_then(|id| loaded.names.get(&id.uuid()).cloned());
            name.unwrap_or_default()
        }),
        save: Rc::new(move |typed| Ok(account_by_name(names, typed))),
    };
    let amount = Fact {
        field: "amount".to_owned(),
        action: "edit-amount",
        label: t::field::amount().to_owned(),
        editor: Editor::Money,
        shown: Rc::new(|loaded| loaded.record.amount.map(format::money)),
        typed: Rc::new(move |loaded| {
            loaded.record.amount.map(|money| phrase::money_text(money, app.currency())).unwrap_or_default()
        }),
        save: Rc::new(move |typed| {
            if typed.trim().is_empty() {
                return Ok((Value::Null, Vec::new()));
            }
            let money = phrase::money(typed, app.currency()).ok_or_else(t::field::money)?;
            Ok((json!(money), Vec::new()))
        }),
    };
    let probability = Fact {
        field: "probability".to_owned(),
        action: "edit-probability",
        label: t::field::probability().to_owned(),
        editor: Editor::Text,
        shown: Rc::new(move |loaded| match loaded.record.probability {
            Some(own) => Some(format::percent(own)),
            None => {
                let stage = loaded.record.stage?.uuid();
                let percent = app.board(|board| board.stage(stage).and_then(|stage| stage.probability))?;
                Some(t::field::by_stage(&format::percent(percent)))
            }
        }),
        typed: Rc::new(|loaded| loaded.record.probability.map(format::percent).unwrap_or_default()),
        save: Rc::new(|typed| {
            if typed.trim().is_empty() {
                return Ok((Value::Null, Vec::new()));
            }
            let percent = phrase::percent(typed).ok_or_else(t::field::percent)?;
            Ok((json!(percent), Vec::new()))
        }),
    };
    let owner = Fact {
        field: "owner".to_owned(),
        action: "edit-owner",
        label: t::field::owner().to_owned(),
        editor: Editor::Choice(members()),
        shown: Rc::new(move |loaded| {
            Some(app.board(|board| board.member_name(loaded.record.owner?).to_owned().into()))?
        }),
        typed: Rc::new(|loaded| loaded.record.owner.map(|id| id.to_string()).unwrap_or_default()),
        save: Rc::new(|typed| Ok((text(typed), Vec::new()))),
    };
    let competitors = Fact {
        field: "competitors".to_owned(),
        action: "edit-competitors",
        label: t::field::competitors().to_owned(),
        editor: Editor::Text,
        shown: Rc::new(|loaded| joined(&loaded.record.competitors)),
        typed: Rc::new(|loaded| joined(&loaded.record.competitors).unwrap_or_default()),
        save: Rc::new(|typed| {
            let parts = phrase::list(typed);
            Ok((if parts.is_empty() { Value::Null } else { json!(parts) }, Vec::new()))
        }),
    };
    vec![
        title,
        account,
        amount,
        day_fact(
            app,
            ("expected_close", "edit-expected-close", t::field::expected_close()),
            phrase::close_day,
            |record| record.expected_close,
        ),
        probability,
        owner,
        text_fact("source", "edit-source", t::field::source(), Editor::Text, |record| record.source.as_ref()),
        competitors,
        products(),
        contacts(),
        text_fact("need", "edit-need", t::field::need(), Editor::Long, |record| record.need.as_ref()),
        day_fact(app, ("created_on", "edit-created-on", t::field::created_on()), phrase::day, |record| {
            record.created_on
        }),
        text_fact("note", "edit-note", t::field::note(), Editor::Long, |record| record.note.as_ref()),
    ]
}

/// Shown only; lines of products are edited on a page of their own.
fn products() -> Fact {
    read_only("products", t::field::products(), |loaded| {
        let line = |line: &model::records::ProductLine| {
            let name = loaded.names.get(&line.product.uuid()).cloned().unwrap_or_default();
            match line.quantity {
                Some(quantity) if quantity != Decimal::ONE => {
                    t::field::times { name: &name, quantity: &format::decimal(quantity) }.text()
                }
                _ => name,
            }
        };
        joined(&loaded.record.products.iter().map(line).collect::<Vec<_>>())
    })
}

fn contacts() -> Fact {
    read_only("contacts", t::field::contacts(), |loaded| {
        let name =
            |role: &model::records::ContactRole| loaded.names.get(&role.contact.uuid()).cloned().unwrap_or_default();
        joined(&loaded.record.contacts.iter().map(name).collect::<Vec<_>>())
    })
}

const READ_ONLY: &str = "";

fn read_only(field: &'static str, label: &'static str, shown: fn(&Loaded) -> Option<String>) -> Fact {
    Fact {
        field: field.to_owned(),
        action: READ_ONLY,
        label: label.to_owned(),
        editor: Editor::Text,
        shown: Rc::new(shown),
        typed: Rc::new(|_| String::new()),
        save: Rc::new(|_| Ok((Value::Null, Vec::new()))),
    }
}

fn joined(parts: &[String]) -> Option<String> {
    (!parts.is_empty()).then(|| parts.join(t::list::comma()))
}

/// The account of a name: a known one, or a new one that is saved along.
pub(crate) fn account_by_name(names: Suggestions, typed: &str) -> (Value, Vec<Doc>) {
    let typed = typed.trim();
    if typed.is_empty() {
        return (Value::Null, Vec::new());
    }
    if let Some(id) = names.find(typed) {
        return (json!(id.to_string()), Vec::new());
    }
    let id = Id::<Account>::new(ids::new());
    let account = Account { name: typed.to_owned(), ..Account::default() };
    (json!(id.to_string()), vec![Doc::new(id, &account)])
}

fn custom_fact(app: App, id: Id<CustomField>, field: &CustomField) -> Fact {
    let key = format!("custom.{id}");
    let value = {
        let key = key.clone();
        move |loaded: &Loaded| match loaded.doc.get(&key) {
            Value::String(text) => text,
            Value::Null => String::new(),
            other => other.to_string(),
        }
    };
    let editor = match field.field_type {
        FieldType::Choice => {
            let none = (String::new(), t::common::unset().to_owned());
            Editor::Choice(std::iter::once(none).chain(field.choices.iter().map(|c| (c.clone(), c.clone()))).collect())
        }
        FieldType::Date => Editor::Day(phrase::day),
        FieldType::Text | FieldType::Number | FieldType::Unknown(_) => Editor::Text,
    };
    let kind = field.field_type.clone();
    let shown = value.clone();
    Fact {
        field: key,
        action: "edit-custom",
        label: field.name.clone(),
        editor,
        shown: Rc::new(move |loaded| Some(shown(loaded)).filter(|text| !text.is_empty())),
        typed: Rc::new(value),
        save: Rc::new(move |typed| {
            let value = match kind {
                _ if typed.trim().is_empty() => Value::Null,
                FieldType::Number => json!(phrase::number(typed).ok_or_else(t::field::number)?.to_string()),
                FieldType::Date => {
                    let day = phrase::day(typed, app.today.get_untracked()).ok_or_else(t::field::day)?;
                    json!(day.to_string())
                }
                _ => text(typed),
            };
            Ok((value, Vec::new()))
        }),
    }
}

/// A field's line. It stays the same element while what it shows changes, so that what is being typed elsewhere stays.
fn row(app: App, live: Live, fact: Fact, names: Suggestions) -> impl IntoView {
    let fact = Rc::new(fact);
    let editing = RwSignal::new(false);
    let label = fact.label.clone();
    let shown = {
        let fact = SendWrapper::new(Rc::clone(&fact));
        Memo::new(move |_| live.map(|loaded| (fact.shown)(loaded)))
    };
    let fact = SendWrapper::new(fact);
    let value = move || {
        let fact = Rc::clone(&fact);
        if editing.get() {
            return edit(app, live, &fact, editing, names).into_any();
        }
        let words = shown.get();
        let empty = words.is_none();
        let words = words.unwrap_or_else(|| t::common::unset().to_owned());
        if fact.action == READ_ONLY {
            return view! { <span class="inline-value" data-state=empty.then_some("empty")>{words}</span> }.into_any();
        }
        let name = t::field::edit { label: &fact.label, value: &words }.text();
        view! {
            <button type="button" class="inline-value" data-action=fact.action data-state=empty.then_some("empty")
                aria-label=name on:click=move |_| editing.set(true)>{words}{icon(Icon::Pencil)}</button>
        }
        .into_any()
    };
    view! { <div><dt>{label}</dt><dd class="field">{value}</dd></div> }
}

fn edit(app: App, live: Live, fact: &Rc<Fact>, editing: RwSignal<bool>, names: Suggestions) -> impl IntoView + use<> {
    let typed = RwSignal::new(
        live.data.with_untracked(|data| data.as_ref().map(|data| (fact.typed)(data)).unwrap_or_default()),
    );
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
            let stands =
                live.data.with_untracked(|data| data.as_ref().map(|data| (fact.typed)(data)).unwrap_or_default());
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
                    let target = RecordRef::to(Id::<Opportunity>::new(live.id));
                    let fields: Fields = [(fact.field.clone(), value)].into();
                    app.give_later(Give::new(Command::Edit { target, fields, docs }));
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
        let action = fact.action;
        move || {
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
    let reads = match fact.editor {
        Editor::Money => Some(None),
        Editor::Day(read) => Some(Some(read)),
        _ => None,
    };
    let echo = reads.map(|reads| {
        move || {
            let typed = typed.get();
            let today = app.today.get_untracked();
            let words = match reads {
                None => phrase::money(&typed, app.currency()).map(format::money),
                Some(read) => read(&typed, today).map(|day| format::day_long(day, today)),
            };
            words.map(|words| format!("= {words}"))
        }
    });
    focus_later(id.clone());
    let input = match &fact.editor {
        Editor::Choice(choices) => {
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
        Editor::Account => view! {
            <input class="input is-small" id=id.clone() type="text" autocomplete="off" list="edit-accounts" aria-label=label
                aria-describedby=note.clone() bind:value=typed on:keydown=keys on:blur=leave/>
            {names.datalist("edit-accounts", typed.into())}
        }
        .into_any(),
        Editor::Text | Editor::Day(_) | Editor::Money => view! {
            <input class="input is-small" id=id.clone() type="text" autocomplete="off" aria-label=label aria-invalid=invalid
                aria-describedby=note.clone() bind:value=typed on:keydown=keys on:blur=leave/>
        }
        .into_any(),
    };
    view! {
        {input}
        {move || match wrong.get() {
            Some(what) => view! { <p class="field-error" id=note.clone()>{icon(Icon::CircleAlert)}<span>{what}</span></p> }.into_any(),
            None => view! { <p class="field-note" id=note.clone()>{echo}</p> }.into_any(),
        }}
    }
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
