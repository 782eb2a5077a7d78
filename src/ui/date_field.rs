//! A day, typed in any usual way or picked.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use super::{Icon, icon_button};
use crate::i18n::t;
use crate::platform::dom;
use crate::state::app;

/// `value` holds what is typed; picking writes the day as ISO.
pub(crate) fn date_field(
    id: &'static str,
    value: RwSignal<String>,
    invalid: Signal<bool>,
    described: Option<String>,
) -> impl IntoView {
    // The picker begins at the day that was typed; it takes nothing but ISO.
    let picked =
        move || phrase::day(&value.get(), app().today.get_untracked()).map(|day| day.to_string()).unwrap_or_default();
    view! {
        <span class="date">
            <input class="input" id=id type="text" inputmode="text" autocomplete="off" placeholder=t::common::date()
                aria-invalid=move || invalid.get().then_some("true") aria-describedby=described bind:value=value/>
            <input type="date" tabindex="-1" aria-hidden="true" prop:value=picked
                on:change=move |event| value.set(event_target_value(&event))/>
            {icon_button(Icon::Calendar, "pick-date", t::common::pick_date().to_owned(), |event| {
                let picker = dom::closest(&event, ".date").and_then(|field| field.query_selector("[type=date]").ok().flatten());
                if let Some(picker) = picker.and_then(|picker| picker.dyn_into::<web_sys::HtmlInputElement>().ok()) {
                    // Not every browser opens it on demand; the text field takes the day then.
                    picker.show_picker().ok();
                }
            })}
        </span>
    }
}
