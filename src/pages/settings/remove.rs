//! Removing data for good: asked twice, with a backup offered first.

use leptos::prelude::*;
use profiles::Profile;

use crate::i18n::{format, t};
use crate::platform::task;
use crate::state::{App, ToastKind, backups};
use crate::ui::dialog::{Dialog, Shape, cancel_button, close_by_id, form_dialog};
use crate::ui::parts::notice;
use crate::ui::{Icon, icon};

/// Removes a workspace, or with `database` old data of one.
pub(crate) fn dialog(app: App, profile: &str, database: Option<String>) -> Option<impl IntoView + use<>> {
    let profile = app.profiles.with_untracked(|all| all.iter().find(|known| known.id == profile).cloned())?;
    let (what, name) = match &database {
        Some(_) => (t::backup::remove_old().to_owned(), None),
        None => {
            let name = super::workspaces::label(&profile);
            (t::workspaces::remove_one(&name), Some(name))
        }
    };
    let typed = RwSignal::new(String::new());
    let written = name.clone();
    let sure = move || written.as_ref().is_none_or(|name| typed.with(|typed| typed.trim() == name));
    let last = name.as_ref().map(|_| match crate::state::last_backup(&profile.id) {
        Some(last) => t::workspaces::last_backup(&format::moment(last, &app.time_zone())),
        None => t::workspaces::no_backup().to_owned(),
    });
    let (saved, source) = (profile.clone(), database.clone().unwrap_or_else(|| profile.database.clone()));
    let ask_name = name.map(|name| {
        view! {
            <div class="field">
                <label for="remove-name">{t::workspaces::type_name(&name)}</label>
                <input class="input" id="remove-name" type="text" autocomplete="off" bind:value=typed/>
            </div>
        }
    });
    let body = view! {
        {notice(Some("warn"), t::workspaces::for_good())}
        {last.map(|last| view! { <p>{last}</p> })}
        <div class="actions">
            <button type="button" class="btn" data-action="backup-before" disabled=move || backups().exporting.with(Option::is_some)
                on:click=move |_| backups().back_up_database(saved.clone(), source.clone())>
                {icon(Icon::Download)}{t::workspaces::back_up_first()}
            </button>
        </div>
        {ask_name}
    };
    let is_sure = sure.clone();
    let foot = view! {
        {cancel_button(t::common::cancel())}
        <button type="submit" class="btn is-primary is-danger" data-action="confirm-remove" disabled=move || !sure()>
            {t::workspaces::remove_for_good()}
        </button>
    };
    let submit = move || {
        if !is_sure() {
            return;
        }
        close_by_id("dialog-remove");
        let (profile, database) = (profile.clone(), database.clone());
        task::spawn(async move { remove(app, profile, database).await });
    };
    let dialog = Dialog {
        shape: Shape::Plain,
        id: "dialog-remove",
        title: what,
        subtitle: None,
        body: body.into_any(),
        foot: foot.into_any(),
    };
    Some(form_dialog(dialog, submit, move || app.asking.set(None)))
}

async fn remove(app: App, profile: Profile, database: Option<String>) {
    let (removed, said) = match database {
        Some(database) => (app.remove_old(profile, &database).await, t::backup::old_removed().to_owned()),
        None => {
            let said = t::workspaces::removed(&super::workspaces::label(&profile));
            (app.remove_workspace(&profile).await, said)
        }
    };
    match removed {
        Ok(()) => app.say(ToastKind::Status, said),
        Err(_) => app.say(ToastKind::Error, t::workspaces::not_removed().to_owned()),
    }
}
