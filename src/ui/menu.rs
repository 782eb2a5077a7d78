//! Menus: a popover with arrow keys, opened at what was pressed.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

use super::{Icon, icon};
use crate::platform::{dom, task};

/// One line of a menu.
pub(crate) struct Item {
    pub(crate) icon: Option<Icon>,
    pub(crate) label: String,
    pub(crate) action: &'static str,
    pub(crate) key: Option<&'static str>,
    pub(crate) danger: bool,
    /// Whether it is the one chosen, where a menu chooses.
    pub(crate) checked: Option<bool>,
    /// Several of its kind can be chosen at a time.
    pub(crate) is_one_of_several: bool,
    /// Which field it is about.
    pub(crate) field: Option<String>,
    pub(crate) press: Box<dyn Fn()>,
}

/// Lines of a menu, with rules between groups.
pub(crate) type Groups = Vec<Vec<Item>>;

/// Where a menu opens: below an element, or at a point of the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Anchor {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) bottom: f64,
}

impl Anchor {
    pub(crate) fn below(element: &HtmlElement) -> Self {
        let place = element.get_bounding_client_rect();
        Self { left: place.left(), top: place.top(), bottom: place.bottom() }
    }
}

/// A menu that is open from the start; `closed` is called when it has closed, by choosing or otherwise.
pub(crate) fn menu(label: String, anchor: Anchor, groups: Groups, closed: impl Fn() + 'static) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    let returns_to = dom::document().active_element();
    Effect::new(move |_| {
        let Some(menu) = node.get() else { return };
        menu.show_popover().ok();
        place(&menu, anchor);
        focus_item(&menu, 0);
    });
    let count = groups.len();
    let lines = groups.into_iter().enumerate().map(|(index, group)| {
        let items = group.into_iter().map(|item| line(item, node)).collect_view();
        view! { {items}{(index + 1 < count).then(|| view! { <hr/> })} }
    });
    view! {
        <div node_ref=node class="menu" role="menu" popover="auto" aria-label=label
            on:keydown=move |event| keys(&event, node)
            on:toggle=move |event: web_sys::Event| {
                let state = js_sys::Reflect::get(&event, &"newState".into()).ok().and_then(|state| state.as_string());
                if state.as_deref() == Some("closed") {
                    let lost = dom::document().active_element().is_none_or(|element| element.tag_name() == "BODY");
                    if let (true, Some(element)) = (lost, returns_to.as_ref().and_then(|e| e.dyn_ref::<HtmlElement>())) {
                        element.focus().ok();
                    }
                    closed();
                }
            }
        >{lines.collect_view()}</div>
    }
}

fn line(item: Item, node: NodeRef<html::Div>) -> impl IntoView {
    let Item { icon: picture, label, action, key, danger, checked, is_one_of_several, field, press } = item;
    let role = match (checked, is_one_of_several) {
        (None, _) => "menuitem",
        (Some(_), false) => "menuitemradio",
        (Some(_), true) => "menuitemcheckbox",
    };
    view! {
        <button type="button" role=role class="menu-item" class:is-danger=danger data-action=action data-field=field tabindex="-1"
            aria-checked=checked.map(|checked| checked.to_string())
            on:click=move |_| {
                if let Some(menu) = node.get_untracked() {
                    menu.hide_popover().ok();
                }
                press();
            }
        >
            {picture.map(icon)}{label}{key.map(|key| view! { <kbd class="kbd">{key}</kbd> })}
        </button>
    }
}

fn items(menu: &HtmlElement) -> Vec<HtmlElement> {
    let Ok(found) = menu.query_selector_all(".menu-item") else { return Vec::new() };
    (0..found.length()).filter_map(|index| found.get(index)?.dyn_into().ok()).collect()
}

fn focus_item(menu: &HtmlElement, index: usize) {
    if let Some(item) = items(menu).get(index) {
        item.focus().ok();
    }
}

fn keys(event: &web_sys::KeyboardEvent, node: NodeRef<html::Div>) {
    let Some(menu) = node.get_untracked() else { return };
    let items = items(&menu);
    let active = dom::document().active_element();
    let at = items.iter().position(|item| active.as_ref().is_some_and(|active| active.is_same_node(Some(item))));
    let count = items.len().max(1);
    let next = match event.key().as_str() {
        "ArrowDown" => at.map_or(0, |at| (at + 1) % count),
        "ArrowUp" => at.map_or(count - 1, |at| (at + count - 1) % count),
        "Home" => 0,
        "End" => count - 1,
        "Tab" => {
            menu.hide_popover().ok();
            return;
        }
        _ => return,
    };
    event.prevent_default();
    event.stop_propagation();
    focus_item(&menu, next);
}

/// Keeps the menu on the page: above where there is no room below.
fn place(menu: &HtmlElement, anchor: Anchor) {
    let size = menu.get_bounding_client_rect();
    let left = anchor.left.min(dom::inner_width() - size.width() - 8.0).max(8.0);
    let below = anchor.bottom + 4.0;
    let top =
        if below + size.height() > dom::inner_height() { (anchor.top - size.height() - 4.0).max(8.0) } else { below };
    let style = web_sys::HtmlElement::style(menu);
    style.set_property("--left", &dom::pixels(left)).ok();
    style.set_property("--top", &dom::pixels(top)).ok();
}

/// The line of a menu that is there for every screen reader: a plain command.
pub(crate) fn item(icon: Icon, label: impl Into<String>, action: &'static str, press: impl Fn() + 'static) -> Item {
    Item {
        icon: Some(icon),
        label: label.into(),
        action,
        key: None,
        danger: false,
        checked: None,
        is_one_of_several: false,
        field: None,
        press: Box::new(press),
    }
}

impl Item {
    pub(crate) fn key(mut self, key: &'static str) -> Self {
        self.key = Some(key);
        self
    }

    pub(crate) fn danger(mut self) -> Self {
        self.danger = true;
        self
    }

    pub(crate) fn checked(mut self, checked: bool) -> Self {
        self.checked = Some(checked);
        self
    }

    /// Like [`Item::checked`], where several can be chosen.
    pub(crate) fn toggled(mut self, on: bool) -> Self {
        self.is_one_of_several = true;
        self.checked(on)
    }

    pub(crate) fn of_field(mut self, field: String) -> Self {
        self.field = Some(field);
        self
    }
}

/// Does something once a menu has closed and the focus is back.
pub(crate) fn after_closing(run: impl FnOnce() + 'static) {
    task::spawn(async move {
        task::turn().await;
        run();
    });
}
