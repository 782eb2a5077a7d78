//! Backup: a file of everything, and everything out of a file.

use leptos::prelude::*;
use model::Instant;
use profiles::Old;
use wasm_bindgen::JsCast as _;
use web_sys::{Event, File, HtmlInputElement};

use crate::i18n::{format, t};
use crate::platform::{dom, files, task};
use crate::route::{Route, Screen};
use crate::state::{App, Asking, Backups, Offer, Restored, Restoring, Storage, ToastKind, app, backups};
use crate::ui::parts::{notice, progress};
use crate::ui::{Icon, icon};

pub(super) fn view() -> impl IntoView {
    let (app, backups) = (app(), backups());
    backups.look();
    task::spawn(async move { app.read_profiles().await });
    view! {
        {move || backups.restored.get().map(|restored| result(app, restored))}
        {move || (app.storage.get() == Storage::Memory).then(|| notice(Some("warn"), t::storage::memory_long()))}
        {making(app, backups)}
        {restoring(app, backups)}
        {move || old(app)}
    }
}

/// A moment at the clock of the workspace, which may still be on its way.
fn moment(app: App, moment: Instant) -> String {
    app.layout.track();
    format::moment(moment, &app.time_zone())
}

fn result(app: App, restored: Restored) -> impl IntoView {
    let Restored { records, commands, made } = restored;
    let more = move || {
        t::backup::restored_more { when: &moment(app, made), commands: &format::count(number(commands)) }.text()
    };
    dom::focus_soon("#restored");
    view! {
        <section class="section" aria-labelledby="restored">
            <div class="notice" data-tone="ok">
                {icon(Icon::CircleCheck)}
                <h2 id="restored" tabindex="-1" data-metric="restored" data-value=records.to_string()>
                    {t::backup::restored(number(records))}
                </h2>
            </div>
            <p>{more}</p>
            <div class="actions">
                <a class="btn is-primary" href=Route::to(Screen::Board).to_string()>{t::import::to_board()}</a>
            </div>
        </section>
    }
}

fn making(app: App, backups: Backups) -> impl IntoView {
    let last = move || match backups.last.get() {
        Some(last) => moment(app, last),
        None => t::backup::none_yet().to_owned(),
    };
    let kept = move || match backups.kept.get() {
        Some(true) => t::backup::kept(),
        Some(false) => t::backup::not_kept(),
        None => t::backup::not_known(),
    };
    let room = move || {
        backups.room.get().map(|(used, free)| {
            let (used, free) = (format::bytes(used), format::bytes(free));
            view! { <div><dt>{t::backup::room()}</dt><dd>{t::backup::used_and_free { used: &used, free: &free }.text()}</dd></div> }
        })
    };
    let busy = move || backups.exporting.with(Option::is_some);
    let running = move || {
        backups
            .exporting
            .get()
            .map(|rows| progress(t::backup::making().to_owned(), Some(t::backup::rows(number(rows))), None, ()))
    };
    let done = move || {
        backups.exported.get().map(|exported| {
            let said = t::backup::exported(number(exported.records), &format::bytes(exported.size));
            let name = t::backup::look_for(&exported.name);
            view! {
                <div class="notice" data-tone="ok" role="status" data-metric="exported" data-value=exported.records.to_string()>
                    {icon(Icon::CircleCheck)}<div><p>{said}</p><p>{name}</p></div>
                </div>
            }
        })
    };
    let ask = move || {
        (backups.kept.get() == Some(false)).then(|| {
            view! {
                <button type="button" class="btn" data-action="keep-storage" on:click=move |_| backups.ask_to_keep()>
                    {t::backup::ask_to_keep()}
                </button>
            }
        })
    };
    view! {
        <section class="section" aria-labelledby="backup-make">
            <div class="section-head"><h2 id="backup-make">{t::backup::make()}</h2></div>
            <p>{t::backup::what()}</p>
            <dl class="facts">
                <div><dt>{t::backup::last()}</dt><dd>{last}</dd></div>
                <div><dt>{t::backup::promise()}</dt><dd>{kept}</dd></div>
                {room}
            </dl>
            <div class="actions">
                <button type="button" class="btn is-primary" data-action="backup-export" disabled=busy
                    on:click=move |_| backups.back_up()>{icon(Icon::Download)}{t::backup::export()}</button>
                {ask}
            </div>
            {running}
            {done}
        </section>
    }
}

fn restoring(app: App, backups: Backups) -> impl IntoView {
    let state = move || match backups.restoring.get() {
        // Shown over everything.
        Restoring::Nothing | Restoring::Writing { .. } => ().into_any(),
        Restoring::Checking { file, done, total } => checking(backups, &file, done, total).into_any(),
        Restoring::Refused(why) => {
            view! { <div role="alert" data-restore-refused="">{notice(Some("bad"), why)}</div> }.into_any()
        }
        Restoring::Offered(offer) => offered(app, backups, offer).into_any(),
    };
    let busy = move || app.storage.get() == Storage::Memory;
    view! {
        <section class="section" aria-labelledby="backup-restore">
            <div class="section-head"><h2 id="backup-restore">{t::backup::restore()}</h2></div>
            <p>{t::backup::restore_what()}</p>
            <div class="actions file-choice">
                <label class="btn" for="backup-file">{icon(Icon::Upload)}{t::backup::choose()}</label>
                <input type="file" id="backup-file" data-restore="" accept=".json,application/json" disabled=busy
                    on:change=move |event| chosen(backups, &event)/>
            </div>
            {state}
        </section>
    }
}

fn chosen(backups: Backups, event: &Event) {
    let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else { return };
    let files = input.files().map(|list| files::list(&list)).unwrap_or_default();
    take_dropped(backups, files);
    // Choosing the same file again is a choice too.
    input.set_value("");
}

/// Reads the first of some files.
pub(crate) fn take_dropped(backups: Backups, files: Vec<File>) {
    if let Some(file) = files.into_iter().next() {
        backups.choose(file);
    }
}

fn checking(backups: Backups, file: &str, done: u64, total: u64) -> impl IntoView + use<> {
    let (done, total) = (number(done), number(total));
    let stop = view! {
        <span class="push"></span>
        <button type="button" class="btn" data-action="backup-restore-cancel" on:click=move |_| backups.give_up()>{t::common::cancel()}</button>
    };
    progress(t::backup::checking(file), Some(format::share(done, total)), Some((done, total)), stop)
}

fn offered(app: App, backups: Backups, offer: Offer) -> impl IntoView {
    let Offer { file, size, header, replaces } = offer;
    let name = if header.workspace.is_empty() { t::workspaces::unnamed().to_owned() } else { header.workspace.clone() };
    let records = number(header.records());
    let kind = |store: &str| number(header.count(store));
    let among = |store: &str, said: fn(usize) -> String| Some(kind(store)).filter(|count| *count > 0).map(said);
    let inside = [
        among("opportunities", t::along::opportunities),
        among("accounts", t::along::accounts),
        among("contacts", t::along::contacts),
        among("activities", t::along::activities),
    ];
    let inside: Vec<String> = inside.into_iter().flatten().collect();
    let inside = (!inside.is_empty()).then(|| inside.join(t::list::comma()));
    let history = t::backup::commands(kind(store::COMMANDS));
    let fact = |label: &'static str, value: String| view! { <div><dt>{label}</dt><dd>{value}</dd></div> };
    let here = {
        let name = app.workspace_name();
        if name.is_empty() { t::workspaces::unnamed().to_owned() } else { name }
    };
    let consequence = match &replaces {
        None => notice(None, t::backup::nothing_replaced()).into_any(),
        Some(Old { records: None, .. }) => notice(Some("warn"), t::backup::replaces_unknown(&here)).into_any(),
        Some(Old { records: Some(count), .. }) => {
            notice(Some("warn"), t::backup::replaces(number(*count), &here)).into_any()
        }
    };
    let commit = if replaces.is_some() { t::backup::commit_replacing() } else { t::backup::commit() };
    dom::focus_soon("#backup-verified");
    view! {
        <section class="section offer" aria-labelledby="backup-verified" data-restore-verified="">
            <div class="notice" data-tone="ok">{icon(Icon::CircleCheck)}<h3 id="backup-verified" tabindex="-1">{t::backup::whole(&file)}</h3></div>
            <dl class="facts">
                {fact(t::workspaces::workspace(), name)}
                {fact(t::backup::made(), format::moment(header.made, &app.time_zone()))}
                {fact(t::backup::holds(), t::backup::records(records))}
                {inside.map(|inside| fact(t::backup::among(), inside))}
                {fact(t::backup::history(), history)}
                {fact(t::backup::size(), format::bytes(size))}
                {fact(t::backup::version(), header.app.clone())}
            </dl>
            {consequence}
            <div class="actions">
                <button type="button" class="btn is-primary" data-action="backup-restore-commit" on:click=move |_| backups.restore()>{commit}</button>
                <button type="button" class="btn" data-action="backup-restore-cancel" on:click=move |_| backups.give_up()>{t::common::cancel()}</button>
            </div>
        </section>
    }
}

/// What restored backups have replaced.
fn old(app: App) -> Option<impl IntoView> {
    app.profiles.track();
    let profile = app.this_profile();
    if profile.old.is_empty() {
        return None;
    }
    let rows = profile.old.iter().map(|old| one_old(app, &profile.id, old)).collect_view();
    Some(view! {
        <section class="section" aria-labelledby="backup-old">
            <div class="section-head"><h2 id="backup-old">{t::backup::old()}</h2></div>
            <p>{t::backup::old_what()}</p>
            <ul class="rows">{rows}</ul>
        </section>
    })
}

fn one_old(app: App, profile: &str, old: &Old) -> impl IntoView + use<> {
    let when = old.replaced.map(|when| t::backup::replaced_on(&moment(app, when)));
    let records = old.records.map(|count| t::backup::records(number(count)));
    let about: Vec<String> = [records, old.bytes.map(format::bytes)].into_iter().flatten().collect();
    let (database, asked, saved) = (old.database.clone(), old.database.clone(), old.database.clone());
    let (profile, name) = (profile.to_owned(), old.database.clone());
    let bring_back = move |_| {
        let database = database.clone();
        task::spawn(async move {
            if app.bring_back(&database).await.is_err() {
                app.say(ToastKind::Error, t::backup::not_restored().to_owned());
            }
        });
    };
    view! {
        <li class="row-item" data-old=name>
            {icon(Icon::Database)}
            <div class="row-text"><strong>{when.unwrap_or_else(|| t::backup::found().to_owned())}</strong><span>{about.join(" · ")}</span></div>
            <div class="actions">
                <button type="button" class="btn" data-action="bring-back-old" on:click=bring_back>{t::backup::bring_back()}</button>
                <button type="button" class="btn" data-action="backup-old" on:click=move |_| {
                    backups().back_up_database(app.this_profile(), saved.clone());
                }>{t::backup::export_short()}</button>
                <button type="button" class="btn is-danger" data-action="remove-old" on:click=move |_| {
                    app.asking.set(Some(Asking::Remove { profile: profile.clone(), database: Some(asked.clone()) }));
                }>{t::common::delete()}</button>
            </div>
        </li>
    }
}

/// A number the texts can count by.
pub(super) fn number(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}
