//! What was deleted lately, with the way back.

use leptos::prelude::*;
use model::records::{Account, Activity, Contact, Lead, Member, Opportunity, Product, Record as _};
use model::{Instant, Kind};
use store::Gone;

use crate::frame::page_bar;
use crate::i18n::{format, t};
use crate::platform::{clock, task};
use crate::state::{App, Give, app};
use crate::ui::{Icon, icon};

/// How long what was deleted can be brought back from here, in days.
const DAYS: i64 = 30;

pub(crate) fn page() -> impl IntoView {
    let app = app();
    let gone = RwSignal::new(None::<Vec<Gone>>);
    Effect::new(move |_| {
        app.records.track();
        app.layout.track();
        task::spawn(async move {
            let since = Instant(clock::now().0 - DAYS * 86_400_000);
            match app.store().await.gone_since(since).await {
                Ok(found) => drop(gone.try_set(Some(found))),
                Err(error) => app.show_unread(&error),
            }
        });
    });
    let list = move || match gone.get() {
        None => view! { <div class="skeleton" aria-busy="true"></div> }.into_any(),
        Some(gone) if gone.is_empty() => view! {
            <div class="empty">{icon(Icon::Trash)}<h2>{t::deleted::none()}</h2><p>{t::deleted::about()}</p></div>
        }
        .into_any(),
        Some(gone) => view! {
            <p class="muted">{t::deleted::about()}</p>
            <div class="table-scroll">
                <table class="table is-cards" aria-label=t::deleted::title()>
                    <thead><tr>
                        <th scope="col">{t::deleted::what()}</th><th scope="col">{t::deleted::kind()}</th>
                        <th scope="col">{t::deleted::who()}</th><th scope="col" class="num">{t::deleted::when()}</th>
                        <th scope="col"><span class="sr-only">{t::deleted::bring_back()}</span></th>
                    </tr></thead>
                    <tbody>{gone.into_iter().map(|gone| row(app, gone)).collect_view()}</tbody>
                </table>
            </div>
        }
        .into_any(),
    };
    view! {
        <main class="page" id="main" tabindex="-1">
            {page_bar(t::deleted::title(), ())}
            <div class="page-body is-scroll"><div class="sheet-page">{list}</div></div>
        </main>
    }
}

fn row(app: App, gone: Gone) -> impl IntoView {
    let name =
        Some(gone.doc.name()).filter(|name| !name.is_empty()).unwrap_or_else(|| t::deleted::nameless().to_owned());
    let who = gone.by.member.map(|id| app.board(|board| board.member_name(id).to_owned()));
    let who = who.filter(|name| !name.is_empty()).unwrap_or_else(|| t::deleted::unknown().to_owned());
    let merged = gone.doc.merged_into.is_some();
    let how = gone.into.as_ref().map(|into| t::deleted::merged_into(&into.name()));
    let (kind, picture) = kind_words(gone.doc.kind);
    let zone = app.time_zone();
    let when = format::day_in(&zone, gone.by.recorded).map(|day| {
        format!("{} {}", format::day_long(day, app.today.get_untracked()), format::time_of_day(gone.by.recorded, &zone))
    });
    let (action, label) =
        if merged { ("unmerge", t::deleted::unmerge()) } else { ("bring-back", t::deleted::bring_back()) };
    let id = gone.doc.id.to_string();
    let read = t::deleted::act_on { act: label, name: &name }.text();
    let shown = name.clone();
    view! {
        <tr data-deleted-id=id>
            <th scope="row"><span class="row">{icon(picture)}<span>{shown}</span></span>{how.map(|how| view! { <p class="muted">{how}</p> })}</th>
            <td data-label=t::deleted::kind()>{kind}</td>
            <td data-label=t::deleted::who()>{who}</td>
            <td class="num" data-label=t::deleted::when()>{when}</td>
            <td>
                <button type="button" class="btn" data-action=action aria-label=read
                    on:click=move |_| bring_back(app, &gone, &name)>{icon(Icon::ArchiveRestore)}{label}</button>
            </td>
        </tr>
    }
}

fn bring_back(app: App, gone: &Gone, name: &str) {
    if gone.doc.merged_into.is_some() {
        return app.take_back(gone.by.clone());
    }
    let said = Some(t::deleted::back(name));
    app.give_later(Give { said, ..Give::new(gone.restore()) });
}

/// What a kind of record is called, and its picture.
pub(crate) fn kind_words(kind: Kind) -> (&'static str, Icon) {
    match kind {
        kind if kind == Opportunity::KIND => (t::opportunity::title(), Icon::SquareKanban),
        kind if kind == Account::KIND => (t::customers::account(), Icon::Building),
        kind if kind == Contact::KIND => (t::customers::contact(), Icon::Contact),
        kind if kind == Lead::KIND => (t::leads::one(), Icon::Inbox),
        kind if kind == Activity::KIND => (t::deleted::activity(), Icon::SquareCheckBig),
        kind if kind == Member::KIND => (t::field::owner(), Icon::User),
        kind if kind == Product::KIND => (t::field::product(), Icon::FileSpreadsheet),
        _ => (t::deleted::setting(), Icon::ListFilter),
    }
}
