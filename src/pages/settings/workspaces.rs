//! The workspaces of this device.

use leptos::prelude::*;
use profiles::Profile;
use store::Failure;

use crate::i18n::t;
use crate::platform::{dom, task};
use crate::state::{App, Asking, Storage, ToastKind, app, backups, profile_id};
use crate::ui::parts::notice;
use crate::ui::{Icon, icon};

/// What a workspace is called on the screen.
pub(super) fn label(profile: &Profile) -> String {
    let is_shown = profile.id == profile_id();
    let name = if is_shown { app().workspace_name() } else { profile.name.clone() };
    if name.is_empty() { t::workspaces::unnamed().to_owned() } else { name }
}

pub(super) fn view() -> impl IntoView {
    let app = app();
    task::spawn(async move { app.read_profiles().await });
    // The one whose name is being written.
    let renaming = RwSignal::new(None::<String>);
    let rows = move || {
        let profiles = app.profiles.get();
        profiles.into_iter().map(|profile| row(app, profile, renaming)).collect_view()
    };
    view! {
        <section class="section" aria-labelledby="workspaces">
            <div class="section-head"><h2 id="workspaces">{t::workspaces::on_device()}</h2></div>
            <p>{t::workspaces::what()}</p>
            {move || (app.storage.get() == Storage::Memory).then(|| notice(Some("warn"), t::storage::memory_long()))}
            <ul class="rows">{rows}</ul>
        </section>
        {fresh(app)}
    }
}

fn row(app: App, profile: Profile, renaming: RwSignal<Option<String>>) -> impl IntoView {
    let is_shown = profile.id == profile_id();
    let id = profile.id.clone();
    let name = label(&profile);
    let text = {
        let (id, profile, name) = (profile.id.clone(), profile.clone(), name.clone());
        move || {
            if renaming.with(|at| at.as_ref() == Some(&id)) {
                return name_form(app, profile.clone(), name.clone(), renaming).into_any();
            }
            view! {
                <div class="row-text">
                    <strong>{name.clone()}</strong>
                    {is_shown.then(|| view! { <span class="tag" data-tone="new">{t::workspaces::shown()}</span> })}
                </div>
            }
            .into_any()
        }
    };
    let rename = {
        let id = profile.id.clone();
        move |_| {
            renaming.set(Some(id.clone()));
            dom::focus_all_soon("#workspace-rename");
        }
    };
    let of = |what: &str| t::workspaces::action_of { what, name: &name }.text();
    let others = (!is_shown).then(|| {
        let (database, asked, saved) = (profile.database.clone(), profile.id.clone(), profile.clone());
        view! {
            <button type="button" class="btn" data-action="open-workspace" aria-label=of(t::workspaces::open())
                on:click=move |_| if app.may_go() { app.show_database(&database) }>{t::workspaces::open()}</button>
            <button type="button" class="btn" data-action="backup-workspace" aria-label=of(t::backup::export_short())
                on:click=move |_| backups().back_up_database(saved.clone(), saved.database.clone())>{t::backup::export_short()}</button>
            <button type="button" class="btn is-danger" data-action="remove-workspace" aria-label=of(t::common::delete())
                on:click=move |_| app.asking.set(Some(Asking::Remove { profile: asked.clone(), database: None }))>{t::common::delete()}</button>
        }
    });
    view! {
        <li class="row-item" data-workspace=id aria-current=is_shown.then_some("true")>
            {icon(Icon::Layers)}
            {text}
            <div class="actions">
                <button type="button" class="btn" data-action="rename-workspace" aria-label=of(t::workspaces::rename()) on:click=rename>
                    {t::workspaces::rename()}
                </button>
                {others}
            </div>
        </li>
    }
}

fn name_form(app: App, profile: Profile, name: String, renaming: RwSignal<Option<String>>) -> impl IntoView {
    let typed = RwSignal::new(name);
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let (profile, name) = (profile.clone(), typed.get_untracked().trim().to_owned());
        if name.is_empty() {
            return;
        }
        renaming.set(None);
        task::spawn(async move { tell(app, app.rename_workspace(profile, &name).await) });
    };
    view! {
        <form class="row-text row" on:submit=submit>
            <input class="input" id="workspace-rename" type="text" autocomplete="off" aria-label=t::workspaces::name() bind:value=typed
                on:keydown=move |event| {
                    if event.key() == "Escape" && !dom::is_composing(&event) {
                        renaming.set(None);
                    }
                }/>
            <button type="submit" class="btn" data-action="save-name" disabled=move || typed.with(|typed| typed.trim().is_empty())>
                {t::workspaces::save()}
            </button>
        </form>
    }
}

fn fresh(app: App) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let empty = move || typed.with(|typed| typed.trim().is_empty());
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let name = typed.get_untracked().trim().to_owned();
        if !name.is_empty() && app.may_go() {
            task::spawn(async move { tell(app, app.make_workspace(&name).await) });
        }
    };
    view! {
        <section class="section" aria-labelledby="workspace-new">
            <div class="section-head"><h2 id="workspace-new">{t::workspaces::new()}</h2></div>
            <p>{t::workspaces::new_what()}</p>
            <form class="row name-form" on:submit=submit>
                <input class="input" id="workspace-name" type="text" autocomplete="off" aria-label=t::workspaces::name()
                    placeholder=t::workspaces::placeholder() bind:value=typed/>
                <button type="submit" class="btn" data-action="create-workspace"
                    disabled=move || empty() || app.storage.get() != Storage::Persistent>{icon(Icon::Plus)}{t::workspaces::create()}</button>
            </form>
        </section>
    }
}

/// Says what did not work.
fn tell(app: App, result: Result<(), Failure>) {
    match result {
        Ok(()) => {}
        Err(Failure::Full) => app.say(ToastKind::Error, t::workspaces::full().to_owned()),
        Err(_) => app.say(ToastKind::Error, t::workspaces::not_changed().to_owned()),
    }
}
