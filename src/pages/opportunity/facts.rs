//! The fields, each edited where it stands: Enter or leaving saves, Esc brings back what was there.

use std::rc::Rc;

use filter::{Field, of_record};
use leptos::prelude::*;
use model::diff::Fields;
use model::records::Opportunity;
use model::{Command, Decimal, Id, RecordRef};
use send_wrapper::SendWrapper;

use super::{Live, Loaded};
use crate::i18n::{format, t};
use crate::pages::board::filters::field_name;
use crate::pages::fields::{self, Editor};
use crate::platform::{dom, task};
use crate::state::{App, Give, ToastKind};
use crate::ui::suggest::Suggestions;
use crate::ui::{Icon, icon};

/// What is shown of an opportunity, in order.
const SHOWN: [Field; 13] = [
    Field::Title,
    Field::Account,
    Field::Amount,
    Field::Close,
    Field::Probability,
    Field::Owner,
    Field::Source,
    Field::Competitor,
    Field::Product,
    Field::Contact,
    Field::Need,
    Field::Created,
    Field::Note,
];

/// A field of the panel.
#[derive(Clone)]
struct Fact {
    field: Field,
    label: String,
    /// None where it is only shown.
    editor: Option<Editor>,
    names: Suggestions,
}

pub(super) fn section(app: App, live: Live) -> impl IntoView {
    let names = Suggestions::of_accounts();
    let fact =
        move |field: Field| Fact { field, label: field_name(app, field), editor: fields::editor(app, field), names };
    let own = SHOWN.map(|field| row(app, live, fact(field)));
    let custom = move || {
        let all = crate::pages::board::filters::fields(app).into_iter();
        // A field that was renamed or has other choices is another row.
        all.filter(|field| matches!(field, Field::Custom(..)))
            .map(|field| {
                (
                    field,
                    app.custom_fields.with(|all| {
                        all.iter()
                            .find(|(id, _)| matches!(field, Field::Custom(_, of) if of == *id))
                            .map(|(_, f)| (f.name.clone(), f.choices.clone()))
                    }),
                )
            })
            .collect::<Vec<_>>()
    };
    view! {
        <section class="section is-aside" aria-labelledby="op-facts">
            <div class="section-head"><h3 id="op-facts">{t::opportunity::facts()}</h3></div>
            <dl class="facts">
                {own.collect_view()}
                <For each=custom key=Clone::clone children=move |(field, _)| row(app, live, fact(field))/>
            </dl>
        </section>
    }
}

impl Loaded {
    fn name(&self, id: model::Uuid) -> String {
        self.names.get(&id).cloned().unwrap_or_default()
    }

    /// A field as its editor shows it.
    fn typed(&self, app: App, field: Field) -> String {
        fields::typed(app, field, &of_record(field, &self.doc, &self.record), |id| self.name(id))
    }

    /// A field as it is read; nothing when it is not set.
    fn shown(&self, app: App, field: Field) -> Option<String> {
        let record = &self.record;
        let shown = match field {
            Field::Amount => record.amount.map(format::money)?,
            Field::Probability => match record.probability {
                Some(own) => format::percent(own),
                None => {
                    let stage = record.stage?.uuid();
                    let percent = app.board(|board| board.stage(stage).and_then(|stage| stage.probability))?;
                    t::field::by_stage(&format::percent(percent))
                }
            },
            Field::Owner => app.board(|board| record.owner.map(|owner| board.member_name(owner).to_owned()))?,
            // Its expected close, also of one that has closed.
            Field::Close => record.expected_close?.to_string(),
            Field::Product => {
                let line = |line: &model::records::ProductLine| {
                    let name = self.name(line.product.uuid());
                    match line.quantity {
                        Some(quantity) if quantity != Decimal::ONE => {
                            t::field::times { name: &name, quantity: &format::decimal(quantity) }.text()
                        }
                        _ => name,
                    }
                };
                record.products.iter().map(line).collect::<Vec<_>>().join(t::list::comma())
            }
            field => self.typed(app, field),
        };
        Some(shown).filter(|shown| !shown.is_empty())
    }
}

/// A field's line. It stays the same element while what it shows changes, so that what is being typed elsewhere stays.
fn row(app: App, live: Live, fact: Fact) -> impl IntoView {
    let editing = RwSignal::new(false);
    let (field, label) = (fact.field, fact.label.clone());
    let action = action(field);
    let shown = Memo::new(move |_| live.map(|loaded| loaded.shown(app, field)));
    let fact = SendWrapper::new(Rc::new(fact));
    let value = move || {
        let fact = Rc::clone(&fact);
        if editing.get() {
            return edit(app, live, &fact, editing).into_any();
        }
        let words = shown.get();
        let empty = words.is_none();
        let words = words.unwrap_or_else(|| t::common::unset().to_owned());
        if fact.editor.is_none() {
            return view! { <span class="inline-value" data-state=empty.then_some("empty")>{words}</span> }.into_any();
        }
        let name = t::field::edit { label: &fact.label, value: &words }.text();
        view! {
            <button type="button" class="inline-value" data-action=action.clone() data-state=empty.then_some("empty")
                aria-label=name on:click=move |_| editing.set(true)>{words}{icon(Icon::Pencil)}</button>
        }
        .into_any()
    };
    view! { <div><dt>{label}</dt><dd class="field">{value}</dd></div> }
}

/// `edit-expected-close`; one name for all of the workspace's own fields.
fn action(field: Field) -> String {
    match field {
        Field::Custom(..) => "edit-custom".to_owned(),
        field => format!("edit-{}", fields::name_in_record(field).replace('_', "-")),
    }
}

fn edit(app: App, live: Live, fact: &Rc<Fact>, editing: RwSignal<bool>) -> impl IntoView + use<> {
    let Fact { field, label, editor, names } = Fact::clone(fact);
    let stands = move || {
        // An expected close stays when it closes.
        live.data
            .with_untracked(|data| {
                let data = data.as_ref()?;
                let close = data.record.expected_close.map(|day| day.to_string()).unwrap_or_default();
                Some(if field == Field::Close { close } else { data.typed(app, field) })
            })
            .unwrap_or_default()
    };
    let typed = RwSignal::new(stands());
    let wrong = RwSignal::new(None::<String>);
    let id = format!("edit-{}", fields::name_in_record(field).replace('.', "-"));
    let note = format!("{id}-note");
    // What stood here when it was last looked at; another tab may write meanwhile.
    let seen = RwSignal::new(typed.get_untracked());
    let save = {
        SendWrapper::new(Rc::new(move || {
            // Taking the field away takes its focus, which comes here once more when everything is done.
            let (Some(true), Some(now)) = (editing.try_get_untracked(), typed.try_get_untracked()) else { return };
            let stands = stands();
            let before = seen.get_untracked();
            if now == before || now == stands {
                return editing.set(false);
            }
            if stands != before {
                wrong.set(Some(t::field::changed_meanwhile(&stands)));
                return seen.set(stands);
            }
            match fields::save(app, names, field, &now) {
                Err(what) => wrong.set(Some(what.to_owned())),
                Ok((value, docs)) => {
                    editing.set(false);
                    let target = RecordRef::to(Id::<Opportunity>::new(live.id));
                    let fields: Fields = [(fields::name_in_record(field), value)].into();
                    app.give_later(Give::new(Command::Edit { target, fields, docs }));
                }
            }
        }))
    };
    on_cleanup({
        // The panel goes while something is being typed: it is kept, or it is said why not.
        let (save, label) = (save.clone(), label.clone());
        move || {
            let (Some(true), Some(value)) = (editing.try_get_untracked(), typed.try_get_untracked()) else { return };
            match fields::save(app, names, field, &value) {
                Ok(_) => save(),
                Err(what) => {
                    let label = label.as_str();
                    app.say(ToastKind::Error, t::field::not_kept { label, value: &value, what }.text());
                }
            }
        }
    });
    let again = move || {
        // Back on what was pressed, wherever the focus would have gone.
        task::spawn(async move {
            task::turn().await;
            if dom::is_nothing_focused() {
                dom::focus(&format!(".panel [data-action='{}']", action(field)));
            }
        });
    };
    let keys = {
        let save = save.clone();
        let long = matches!(editor, Some(Editor::Long));
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
    let echo = editor.clone().map(|editor| {
        let editor = SendWrapper::new(editor);
        move || fields::echo(app, &editor, &typed.get())
    });
    focus_later(id.clone());
    let input = match editor {
        None => ().into_any(),
        Some(Editor::Choice(choices)) => {
            let options = choices.into_iter().map(|(value, name)| {
                let chosen = value == typed.get_untracked();
                view! { <option value=value selected=chosen>{name}</option> }
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
        Some(Editor::Long) => view! {
            <textarea class="input is-small" id=id.clone() rows="3" aria-label=label aria-describedby=note.clone()
                aria-invalid=invalid bind:value=typed on:keydown=keys on:blur=leave></textarea>
        }
        .into_any(),
        Some(Editor::Account) => view! {
            <input class="input is-small" id=id.clone() type="text" autocomplete="off" list="edit-accounts" aria-label=label
                aria-describedby=note.clone() bind:value=typed on:keydown=keys on:blur=leave/>
            {names.datalist("edit-accounts", typed.into())}
        }
        .into_any(),
        Some(Editor::Text | Editor::Words(_) | Editor::Many(_) | Editor::Day(_) | Editor::Money) => view! {
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
