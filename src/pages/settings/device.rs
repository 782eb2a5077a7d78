//! What belongs to this device alone: language, looks, and whether single letters are commands.

use leptos::prelude::*;

use crate::frame::{is_compact, toggle_density};
use crate::i18n::{Lang, t};
use crate::pages::keys::{are_letters_on, set_letters};
use crate::pages::menus::{chosen_theme, set_language, set_theme};
use crate::ui::parts::notice;

pub(super) fn view() -> impl IntoView {
    let language = |lang: Lang, name: &'static str| {
        view! {
            <label class="check">
                <input type="radio" name="language" checked=lang == Lang::current() on:change=move |_| set_language(lang)/>
                <span lang=lang.tag()>{name}</span>
            </label>
        }
    };
    let theme = |value: &'static str, name: &'static str| {
        view! {
            <label class="check">
                <input type="radio" name="theme" value=value checked=chosen_theme() == value on:change=move |_| set_theme(value)/>
                <span>{name}</span>
            </label>
        }
    };
    let density = |compact: bool, name: &'static str| {
        let press = move |_| {
            if is_compact() != compact {
                toggle_density();
            }
        };
        view! {
            <label class="check">
                <input type="radio" name="density" checked=is_compact() == compact on:change=press/><span>{name}</span>
            </label>
        }
    };
    view! {
        <section class="section" aria-labelledby="device">
            <div class="section-head"><h2 id="device">{t::device::title()}</h2></div>
            {notice(None, t::device::what())}
            <div class="device-choices">
                <fieldset class="field"><legend>{t::device::language()}</legend>
                    {language(Lang::Chinese, "简体中文")}{language(Lang::English, "English")}
                </fieldset>
                <fieldset class="field"><legend>{t::device::theme()}</legend>
                    {theme("system", t::frame::theme_system())}
                    {theme("light", t::frame::theme_light())}
                    {theme("dark", t::frame::theme_dark())}
                </fieldset>
                <fieldset class="field"><legend>{t::device::density()}</legend>
                    {density(false, t::device::comfortable())}{density(true, t::board::compact())}
                </fieldset>
                <fieldset class="field"><legend>{t::keys::title()}</legend>{letters()}</fieldset>
            </div>
        </section>
    }
}

/// Whether single letters are commands on this device.
pub(crate) fn letters() -> impl IntoView {
    view! {
        <label class="check">
            <input type="checkbox" data-action="toggle-letters" checked=are_letters_on()
                on:change=move |event| set_letters(event_target_checked(&event))/>
            <span>{t::keys::letters()}</span>
        </label>
        <p class="field-note">{t::keys::letters_more()}</p>
    }
}
