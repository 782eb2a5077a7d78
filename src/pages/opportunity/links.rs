//! Documents that lie elsewhere: offers, contracts, minutes.

use leptos::prelude::*;
use model::records::Link;

use super::{Live, change};
use crate::i18n::t;
use crate::platform::dom;
use crate::state::App;
use crate::ui::{Icon, icon, icon_button};

pub(super) fn section(app: App, live: Live) -> impl IntoView {
    let (url, name) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let wrong = RwSignal::new(false);
    let links = Memo::new(move |_| live.map(|loaded| loaded.record.links.clone()));
    let add = move || {
        let typed = url.get_untracked().trim().to_owned();
        if typed.is_empty() {
            return;
        }
        let Some(address) = model::link::read(&typed) else {
            wrong.set(true);
            return;
        };
        let link = Link { url: address, name: name.get_untracked().trim().to_owned() };
        url.set(String::new());
        name.set(String::new());
        change(app, live, "links", Vec::new(), move |links: &mut Vec<Link>| links.push(link));
        dom::focus("#op-link");
    };
    let lines = move || {
        let line = |link: Link| {
            let known = link.clone();
            let shown = if link.name.is_empty() { link.url.clone() } else { link.name.clone() };
            // One that came in another way than through this form is shown, not followed.
            let words = if model::link::is_safe(&link.url) {
                view! { <a class="truncate" href=link.url.clone() target="_blank" rel="noopener noreferrer" title=link.url.clone()>{shown.clone()}</a> }.into_any()
            } else {
                view! { <span class="truncate">{shown.clone()}</span> }.into_any()
            };
            view! {
                <li class="lined">
                    {icon(Icon::Link)}{words}
                    {icon_button(Icon::X, "remove-link", t::links::remove(&shown), move |_| {
                        let known = known.clone();
                        change(app, live, "links", Vec::new(), move |links: &mut Vec<Link>| {
                            if let Some(at) = links.iter().position(|link| *link == known) {
                                links.remove(at);
                            }
                        });
                    })}
                </li>
            }
        };
        links.get().into_iter().map(line).collect_view()
    };
    view! {
        <section class="section" aria-labelledby="op-links">
            <div class="section-head"><h3 id="op-links">{t::links::title()}</h3></div>
            <ul class="lines">{lines}</ul>
            <form class="line-add" novalidate="" on:submit=move |event| {
                event.prevent_default();
                add();
            }>
                <label class="sr-only" for="op-link">{t::links::url()}</label>
                <input class="input is-small" id="op-link" type="url" autocomplete="off" placeholder="https://…" bind:value=url
                    aria-invalid=move || wrong.get().then_some("true") aria-describedby="op-link-note" on:input=move |_| wrong.set(false)/>
                <label class="sr-only" for="op-link-name">{t::links::name()}</label>
                <input class="input is-small" id="op-link-name" type="text" autocomplete="off" placeholder=t::links::name() bind:value=name/>
                <button type="submit" class="btn is-quiet" data-action="add-link" disabled=move || url.with(|url| url.trim().is_empty())>
                    {icon(Icon::Plus)}{t::common::add()}
                </button>
            </form>
            <p class="field-error" id="op-link-note" role="alert" hidden=move || !wrong.get()>{t::links::not_safe()}</p>
        </section>
    }
}
