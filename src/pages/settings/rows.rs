//! Lists that people put in order, by dragging, by keys or from a menu; and values that are edited where they stand.

use std::cell::{OnceCell, RefCell};

use leptos::html;
use leptos::prelude::*;
use model::journal::Action;
use model::{Command, RecordRef, Uuid, arrange};
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, KeyboardEvent, PointerEvent};

use super::rules;
use crate::i18n::{format, t};
use crate::platform::{dom, task};
use crate::state::{App, Menu, app};
use crate::ui::menu::{self, Item};
use crate::ui::{Icon, icon};

/// The records of a list with their positions, in order.
pub(super) type Order = Vec<(RecordRef, u32)>;

/// A row that is being dragged: its place, and the one it would get, counted without it.
#[derive(Clone, Copy, PartialEq)]
struct Drag {
    from: usize,
    to: usize,
}

thread_local! {
    /// What gets the focus once a list has been drawn in its new order: moving an element takes the focus away from it.
    static FOCUS: RefCell<Option<String>> = const { RefCell::new(None) };
    static EDITING: OnceCell<RwSignal<Option<(RecordRef, &'static str)>>> = const { OnceCell::new() };
}

/// The focus goes to `selector` when a list has changed.
fn focus_then(selector: String) {
    FOCUS.replace(Some(selector));
}

/// A list in order. `order` are the records that are shown, `name` what one is called, `row` what is shown of it.
pub(super) fn ordered(
    class: &'static str,
    label: String,
    order: Signal<Order>,
    name: impl Fn(Uuid) -> String + Copy + Send + Sync + 'static,
    row: impl Fn(Uuid) -> AnyView + Clone + Send + 'static,
) -> impl IntoView {
    let list = NodeRef::<html::Ol>::new();
    let drag = RwSignal::new(None::<Drag>);
    let ids = Memo::new(move |_| order.with(|order| order.iter().map(|(target, _)| target.id).collect::<Vec<Uuid>>()));
    Effect::new(move |_| {
        ids.track();
        if let Some(selector) = FOCUS.take() {
            task::spawn(async move {
                task::turn().await;
                dom::focus(&selector);
            });
        }
    });
    let item = move |id: Uuid| {
        let at = move || ids.with(|ids| ids.iter().position(|known| *known == id));
        let state = move || drag.get().filter(|drag| Some(drag.from) == at()).map(|_| "moving");
        let drop = move || {
            let (Drag { from, to }, at) = (drag.get()?, at()?);
            let last = ids.with(Vec::len).checked_sub(1)?;
            match (to == from, if at > from { at - 1 } else { at }) {
                (true, _) => None,
                (_, place) if at != from && place == to => Some(if at > from { "after" } else { "before" }),
                (_, place) if at != from && at == last && place < to => Some("after"),
                _ => None,
            }
        };
        view! {
            <li class="row-item is-ordered" data-setting=id.to_string() data-state=state data-drop=drop>
                {grip(list, drag, ids, order, id, name)}
                {row(id)}
            </li>
        }
    };
    view! {
        <ol class=format!("rows {class}") node_ref=list aria-label=label>
            <For each=move || ids.get() key=|id| *id children=item/>
        </ol>
    }
}

fn grip(
    list: NodeRef<html::Ol>,
    drag: RwSignal<Option<Drag>>,
    ids: Memo<Vec<Uuid>>,
    order: Signal<Order>,
    id: Uuid,
    name: impl Fn(Uuid) -> String + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let at = move || ids.with_untracked(|ids| ids.iter().position(|known| *known == id));
    let press = move |event: PointerEvent| {
        let Some(from) = at().filter(|_| event.button() == 0) else { return };
        event.prevent_default();
        if let Some(grip) = dom::closest(&event, ".grip") {
            // Without it a pointer that leaves the grip is lost; the drag ends then.
            grip.set_pointer_capture(event.pointer_id()).ok();
            grip.focus().ok();
        }
        drag.set(Some(Drag { from, to: from }));
    };
    let moved = move |event: PointerEvent| {
        let Some(Drag { from, .. }) = drag.get_untracked() else { return };
        let to = place_at(list, from, f64::from(event.client_y()));
        drag.set(Some(Drag { from, to }));
    };
    let dropped = move |_: PointerEvent| {
        if let Some(Drag { from, to }) = drag.try_update(Option::take).flatten()
            && from != to
        {
            focus_then(format!("[data-setting='{id}'] > .grip"));
            rearrange(app(), order, from, to, name);
        }
    };
    let key = move |event: KeyboardEvent| {
        let step = match event.key().as_str() {
            "ArrowUp" => -1,
            "ArrowDown" => 1,
            "Escape" => {
                drag.set(None);
                return;
            }
            _ => return,
        };
        event.prevent_default();
        let Some(from) = at() else { return };
        if let Some(to) = from.checked_add_signed(step).filter(|to| *to < ids.with_untracked(Vec::len)) {
            focus_then(format!("[data-setting='{id}'] > .grip"));
            rearrange(app(), order, from, to, name);
        }
    };
    let label = move || t::rows::grip(&name(id));
    view! {
        <button type="button" class="btn is-icon is-quiet grip" data-action="drag-row" aria-label=label title=t::rows::grip_help()
            on:pointerdown=press on:pointermove=moved on:pointerup=dropped on:pointercancel=move |_| drag.set(None) on:keydown=key>
            {icon(Icon::GripVertical)}
        </button>
    }
}

/// The place of a height among the rows of a list, without the one that moves.
fn place_at(list: NodeRef<html::Ol>, from: usize, y: f64) -> usize {
    let Some(list) = list.get_untracked() else { return from };
    let rows = list.children();
    let above = (0..rows.length()).filter(|at| *at as usize != from).filter_map(|at| rows.item(at)).filter(|row| {
        let place = row.get_bounding_client_rect();
        place.top() + place.height() / 2.0 < y
    });
    above.count()
}

/// Moves the record at one place of a list to another, as one step.
fn rearrange(app: App, order: Signal<Order>, from: usize, to: usize, name: impl Fn(Uuid) -> String) {
    let list = order.get_untracked();
    let Some((target, _)) = list.get(from).copied() else { return };
    let commands = arrange::moved(&list, from, to);
    let name = untrack(|| name(target.id));
    let (at, count) = (format::count(to + 1), format::count(list.len()));
    rules::ahead::stages(app, commands, move |commands| {
        app.announce(t::rows::now_at { name: &name, at: &at, count: &count }.text());
        task::spawn(async move {
            app.give_together(Action::Arrange, target, commands, None).await;
        });
    });
}

/// The lines of a menu that move a record up and down.
pub(super) fn moves(app: App, order: Order, id: Uuid, name: String) -> Vec<Item> {
    let Some(from) = order.iter().position(|(target, _)| target.id == id) else { return Vec::new() };
    let mut items = Vec::new();
    let mut add = |picture: Icon, label: &'static str, action: &'static str, to: usize| {
        let (order, name) = (order.clone(), name.clone());
        items.push(menu::item(picture, label, action, move || {
            focus_then(format!("[data-setting='{id}'] [data-action=open-setting-menu]"));
            let order = Signal::stored(order.clone());
            rearrange(app, order, from, to, |_| name.clone());
        }));
    };
    if from > 0 {
        add(Icon::ArrowUp, t::rows::up(), "move-up", from - 1);
    }
    if from + 1 < order.len() {
        add(Icon::ArrowDown, t::rows::down(), "move-down", from + 1);
    }
    items
}

/// The button that opens the menu of a setting.
pub(super) fn more(
    app: App,
    target: RecordRef,
    name: impl Fn() -> String + Send + Sync + Clone + 'static,
) -> impl IntoView {
    let label = {
        let name = name.clone();
        move || t::common::actions_of(&name())
    };
    view! {
        <button type="button" class="btn is-icon is-quiet" data-action="open-setting-menu" aria-haspopup="menu" aria-label=label
            title=move || t::common::actions_of(&name())
            aria-expanded=move || app.is_menu_open(Menu::Setting(target)).to_string()
            on:click=move |event| app.open_menu(&event, Menu::Setting(target))>{icon(Icon::Ellipsis)}</button>
    }
}

/// The value that is being edited where it stands.
fn editing() -> RwSignal<Option<(RecordRef, &'static str)>> {
    EDITING.with(|held| *held.get_or_init(|| app().keep(|| RwSignal::new(None))))
}

/// Opens the editor of a value, from a menu.
pub(super) fn edit(target: RecordRef, field: &'static str) {
    menu::after_closing(move || editing().set(Some((target, field))));
}

/// A value that is edited where it stands.
#[derive(Clone)]
pub(super) struct Inline {
    pub(super) target: RecordRef,
    pub(super) field: &'static str,
    pub(super) label: &'static str,
    /// As it is read.
    pub(super) shown: Signal<String>,
    /// As it is edited.
    pub(super) typed: Signal<String>,
}

/// Enter or leaving saves, Esc brings back what stood there. `save` says what is wrong with what was typed.
pub(super) fn inline(
    value: Inline,
    save: impl Fn(&str) -> Result<(), &'static str> + Clone + Send + Sync + 'static,
) -> impl IntoView {
    let Inline { target, field, label, shown, typed, .. } = value;
    let open = Memo::new(move |_| editing().get() == Some((target, field)));
    let action = format!("edit-setting-{}", field.replace('_', "-"));
    let back = format!("[data-setting='{}'] [data-action={action}]", target.id);
    move || {
        if open.get() {
            return editor(typed.get_untracked(), label, back.clone(), save.clone()).into_any();
        }
        let words = move || {
            let shown = shown.get();
            if shown.is_empty() { t::common::unset().to_owned() } else { shown }
        };
        let name = move || t::field::edit { label, value: &words() }.text();
        view! {
            <button type="button" class="inline-value" data-action=action.clone() aria-label=name
                data-state=move || shown.with(String::is_empty).then_some("empty")
                on:click=move |_| editing().set(Some((target, field)))><span>{words}</span>{icon(Icon::Pencil)}</button>
        }
        .into_any()
    }
}

fn editor(
    stands: String,
    label: &'static str,
    back: String,
    save: impl Fn(&str) -> Result<(), &'static str> + Clone + Send + Sync + 'static,
) -> impl IntoView {
    let typed = RwSignal::new(stands.clone());
    let wrong = RwSignal::new(None::<&'static str>);
    let close = move || {
        editing().set(None);
        let back = back.clone();
        task::spawn(async move {
            task::turn().await;
            if dom::is_nothing_focused() {
                dom::focus(&back);
            }
        });
    };
    let finish = {
        let close = close.clone();
        move || {
            // Taking the field away takes its focus, which comes here once more.
            let Some(now) = typed.try_get_untracked() else { return };
            if editing().with_untracked(Option::is_none) {
                return;
            }
            if now.trim() == stands.trim() {
                return close();
            }
            match save(now.trim()) {
                Ok(()) => close(),
                Err(what) => wrong.set(Some(what)),
            }
        }
    };
    let keys = {
        let finish = finish.clone();
        move |event: KeyboardEvent| {
            if dom::is_composing(&event) {
                return;
            }
            match event.key().as_str() {
                "Enter" => {
                    event.prevent_default();
                    finish();
                }
                "Escape" => {
                    event.prevent_default();
                    close();
                }
                _ => {}
            }
        }
    };
    dom::focus_all_soon("#setting-editor");
    view! {
        <span class="field inline-edit">
            <input class="input is-small" id="setting-editor" type="text" autocomplete="off" aria-label=label bind:value=typed
                aria-invalid=move || wrong.get().map(|_| "true") aria-describedby="setting-editor-note" on:keydown=keys
                on:input=move |_| wrong.set(None) on:blur=move |_| finish()/>
            {move || wrong.get().map(|what| view! {
                <span class="field-error" id="setting-editor-note" role="alert">{icon(Icon::CircleAlert)}<span>{what}</span></span>
            })}
        </span>
    }
}

/// A name: it has to be there.
pub(super) fn save_name(
    app: App,
    target: RecordRef,
) -> impl Fn(&str) -> Result<(), &'static str> + Clone + Send + Sync {
    move |typed: &str| {
        if typed.is_empty() {
            return Err(t::field::required());
        }
        app.set_field(target, "name", typed.into());
        Ok(())
    }
}

/// A line that adds to a list: Enter adds and keeps the line open.
pub(super) fn adder(
    id: String,
    label: &'static str,
    button: &'static str,
    action: &'static str,
    add: impl Fn(String) + Clone + 'static,
) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let name = typed.get_untracked().trim().to_owned();
        if !name.is_empty() {
            typed.set(String::new());
            add(name);
        }
        if let Some(input) =
            event.target().and_then(|form| form.dyn_into::<HtmlElement>().ok()?.query_selector("input").ok().flatten())
            && let Ok(input) = input.dyn_into::<HtmlElement>()
        {
            input.focus().ok();
        }
    };
    view! {
        <form class="row name-form" on:submit=submit>
            <input class="input" id=id type="text" autocomplete="off" aria-label=label placeholder=label bind:value=typed/>
            <button type="submit" class="btn" data-action=action disabled=move || typed.with(|typed| typed.trim().is_empty())>
                {icon(Icon::Plus)}{button}
            </button>
        </form>
    }
}

/// What is archived, folded, each with a way back.
pub(super) fn archived(
    summary: impl Fn(&str) -> String + Copy + Send + Sync + 'static,
    list: Signal<Vec<(RecordRef, String)>>,
    back: impl Fn(RecordRef) + Copy + Send + 'static,
) -> impl IntoView {
    let some = Memo::new(move |_| list.with(|list| !list.is_empty()));
    let rows = move || {
        let row = |(target, name): (RecordRef, String)| {
            let label = t::rows::bring_back_one(&name);
            view! {
                <li class="row-item" data-setting=target.id.to_string()>
                    {icon(Icon::Archive)}
                    <div class="row-text"><span>{name}</span></div>
                    <div class="actions">
                        <button type="button" class="btn" data-action="bring-back-setting" aria-label=label on:click=move |_| back(target)>
                            {t::rows::bring_back()}
                        </button>
                    </div>
                </li>
            }
        };
        list.get().into_iter().map(row).collect_view()
    };
    move || {
        some.get().then(|| {
            view! {
                <details class="archived">
                    <summary>{move || summary(&format::count(list.with(Vec::len)))}</summary>
                    <ul class="rows">{rows}</ul>
                </details>
            }
        })
    }
}

/// Takes a record out of what is offered, or back in at the end of its list.
pub(super) fn set_archived(archived: bool) -> model::diff::Fields {
    [("archived".to_owned(), if archived { true.into() } else { serde_json::Value::Null })].into()
}

/// One step that archives a record or brings it back.
pub(super) fn archive(app: App, target: RecordRef, archived: bool, said: String) {
    let action = if archived { Action::Archive } else { Action::BringBack };
    let commands = vec![Command::Edit { target, fields: set_archived(archived), docs: Vec::new() }];
    task::spawn(async move {
        app.give_together(action, target, commands, Some(said)).await;
    });
}
