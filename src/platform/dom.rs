//! The page's parts.

use std::cell::Cell;

use wasm_bindgen::prelude::*;
use web_sys::{Document, Element, HtmlElement, Window};

/// The window there always is.
#[expect(clippy::expect_used, reason = "the app runs in a page or not at all")]
pub(crate) fn window() -> Window {
    web_sys::window().expect("a page")
}

#[expect(clippy::expect_used, reason = "the app runs in a page or not at all")]
pub(crate) fn document() -> Document {
    window().document().expect("a document")
}

pub(crate) fn root() -> Option<HtmlElement> {
    document().document_element()?.dyn_into().ok()
}

pub(crate) fn find(selector: &str) -> Option<HtmlElement> {
    document().query_selector(selector).ok().flatten()?.dyn_into().ok()
}

/// A place beside the page.
#[expect(clippy::expect_used, reason = "a div is an element of HTML")]
pub(crate) fn aside() -> HtmlElement {
    document().create_element("div").ok().and_then(|made| made.dyn_into().ok()).expect("a div")
}

/// Puts the element made aside where another one was.
pub(crate) fn show_instead(selector: &str, aside: &HtmlElement) {
    if let (Some(old), Some(new)) = (find(selector), aside.first_element_child()) {
        old.replace_with_with_node_1(&new).ok();
    }
}

/// The element an event comes from, or the nearest around it, that a selector names.
pub(crate) fn closest(event: &web_sys::Event, selector: &str) -> Option<HtmlElement> {
    let target: Element = event.target()?.dyn_into().ok()?;
    target.closest(selector).ok().flatten()?.dyn_into().ok()
}

pub(crate) fn focus(selector: &str) -> bool {
    find(selector).is_some_and(|element| {
        element.focus().ok();
        document().active_element().as_ref() == Some(element.as_ref())
    })
}

/// Gives the focus to what is found inside an element.
pub(crate) fn focus_in(inside: &web_sys::Element, selector: &str) {
    let found = inside.query_selector(selector).ok().flatten();
    if let Some(element) = found.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        element.focus().ok();
    }
}

/// Gives the focus to an element: at once where it is drawn, so that the next key finds it there, otherwise in the
/// frame in which it is, if that is one of the next few and nothing else has taken the focus by then.
pub(crate) fn focus_when_drawn(selector: String) {
    if focus(&selector) {
        return;
    }
    let holder = document().active_element();
    let mut left = 30_u8;
    super::task::each_frame(move || {
        left -= 1;
        let moved = !is_nothing_focused() && document().active_element() != holder;
        !moved && !focus(&selector) && left > 0
    });
}

/// Gives the focus to something that is about to be drawn.
pub(crate) fn focus_soon(selector: &'static str) {
    soon(move || _ = focus(selector));
}

/// Focuses a field and selects what stands in it.
pub(crate) fn focus_all(selector: &str) {
    if focus(selector)
        && let Some(input) = find(selector).and_then(|element| element.dyn_into::<web_sys::HtmlInputElement>().ok())
    {
        input.select();
    }
}

pub(crate) fn focus_all_soon(selector: &'static str) {
    soon(move || focus_all(selector));
}

/// Gives the focus in a moment, unless somebody writes elsewhere by then: half a word would go into another field.
fn soon(give: impl FnOnce() + 'static) {
    let holder = document().active_element();
    super::task::spawn(async move {
        super::task::turn().await;
        let now = document().active_element();
        let writes = now.clone().and_then(|now| now.dyn_into().ok()).is_some_and(|now| takes_text(&now));
        if !writes || now == holder {
            give();
        }
    });
}

/// Scrolls no farther than it takes to see it.
pub(crate) fn scroll_into_view(selector: &str) {
    if let Some(element) = find(selector) {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

pub(crate) fn is_nothing_focused() -> bool {
    document().active_element().is_none_or(|element| element.tag_name() == "BODY")
}

/// Steps through the tab's history, forward or, below zero, back.
pub(crate) fn travel(steps: i32) {
    if let Ok(history) = window().history() {
        history.go_with_delta(steps).ok();
    }
}

/// Whether what has the focus takes texts, so that single letters are no commands.
pub(crate) fn is_typing(event: &web_sys::Event) -> bool {
    let target = event.target().and_then(|target| target.dyn_into().ok());
    target.is_some_and(|target| takes_text(&target))
}

fn takes_text(element: &HtmlElement) -> bool {
    element.is_content_editable()
        || matches!(element.tag_name().as_str(), "TEXTAREA" | "SELECT")
        || (element.tag_name() == "INPUT"
            && !matches!(element.get_attribute("type").as_deref(), Some("radio" | "checkbox" | "button")))
}

/// Whether somebody has begun to write into the field that has the focus.
pub(crate) fn is_written_in() -> bool {
    let Some(active) = document().active_element() else { return false };
    let value = js_sys::Reflect::get(&active, &"value".into()).ok().and_then(|value| value.as_string());
    matches!(active.tag_name().as_str(), "INPUT" | "TEXTAREA") && value.is_some_and(|value| !value.is_empty())
}

/// Whether a key belongs to an input method that is still composing. Safari sends the Enter that ends it afterwards, with
/// key code 229.
pub(crate) fn is_composing(event: &web_sys::KeyboardEvent) -> bool {
    event.is_composing() || event.key_code() == 229
}

thread_local! {
    /// A rem in pixels, and whether the window is narrow.
    static MEASURES: Cell<Option<(f64, bool)>> = const { Cell::new(None) };
}

/// Asking the browser makes it work out every style and place first, so its answers are kept.
fn measures() -> (f64, bool) {
    MEASURES.get().unwrap_or_else(|| {
        let rem = ask_rem();
        let width = window().inner_width().ok().and_then(|width| width.as_f64());
        let measures = (rem, width.is_some_and(|width| width < 35.0 * rem));
        MEASURES.set(Some(measures));
        measures
    })
}

/// One rem in pixels.
pub(crate) fn rem() -> f64 {
    measures().0
}

/// Whether the page shows one column at a time; the style sheets say the same.
pub(crate) fn is_narrow() -> bool {
    measures().1
}

/// The window or the browser's settings may have changed.
pub(crate) fn forget_measures() {
    MEASURES.set(None);
}

fn ask_rem() -> f64 {
    let size = root().and_then(|root| window().get_computed_style(&root).ok().flatten());
    let size = size.and_then(|style| style.get_property_value("font-size").ok());
    // The browser's own reading of numbers: ours would be the only use of a large table.
    size.map(|size| js_sys::parse_float(&size)).filter(|size| *size > 0.0).unwrap_or(16.0)
}

/// A length in rem that a style sheet gives a name, as it is for an element; in pixels.
pub(crate) fn length(element: &Element, name: &str) -> Option<f64> {
    let style = window().get_computed_style(element).ok().flatten()?;
    let text = style.get_property_value(name).ok()?;
    Some(js_sys::parse_float(&text)).filter(|length| *length > 0.0).map(|length| length * rem())
}

/// A length for a style, in whole pixels.
pub(crate) fn pixels(length: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "pixels")]
    let whole = length.round() as i64;
    format!("{whole}px")
}

pub(crate) fn inner_width() -> f64 {
    window().inner_width().ok().and_then(|width| width.as_f64()).unwrap_or(1024.0)
}

pub(crate) fn inner_height() -> f64 {
    window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(768.0)
}

/// Marks and measures that a profiler and the bench read.
pub(crate) fn mark(name: &str) {
    if let Some(performance) = window().performance() {
        performance.mark(name).ok();
    }
}

/// A measure from a moment (of [`super::clock::since_start`]) to now.
pub(crate) fn measure(name: &str, start: f64) {
    let options = js_sys::Object::new();
    js_sys::Reflect::set(&options, &"start".into(), &start.into()).ok();
    let performance = window().performance();
    let measure =
        performance.as_ref().and_then(|performance| js_sys::Reflect::get(performance, &"measure".into()).ok());
    if let (Some(performance), Some(measure)) =
        (performance, measure.and_then(|m| m.dyn_into::<js_sys::Function>().ok()))
    {
        measure.call2(&performance, &name.into(), &options).ok();
    }
}

pub(crate) fn set_title(title: &str) {
    document().set_title(title);
}

/// The part of the address behind `#`.
pub(crate) fn hash() -> String {
    window().location().hash().unwrap_or_default()
}

pub(crate) fn set_hash(hash: &str) {
    window().location().set_hash(hash).ok();
}

/// Changes the address without a step in the history.
pub(crate) fn replace_hash(hash: &str) {
    if let Ok(history) = window().history() {
        let place = history.state().unwrap_or(JsValue::NULL);
        history.replace_state_with_url(&place, "", Some(hash)).ok();
    }
}

/// Which of the addresses in the tab's history this is, counted from the first; none for one that was just entered.
pub(crate) fn place_in_history() -> Option<i32> {
    #[expect(clippy::cast_possible_truncation, reason = "written below")]
    window().history().ok()?.state().ok()?.as_f64().map(|place| place as i32)
}

pub(crate) fn number_in_history(place: i32) {
    if let Ok(history) = window().history() {
        history.replace_state(&place.into(), "").ok();
    }
}

pub(crate) fn reload() {
    window().location().reload().ok();
}

/// Whether the page is shown.
pub(crate) fn is_visible() -> bool {
    !document().hidden()
}
