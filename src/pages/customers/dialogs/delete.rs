//! What is linked to an account or contact that shall be deleted, and what can be done about it.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::rc::Rc;

use leptos::prelude::*;
use model::records::{Contact, Lead, Opportunity, Record as _};
use model::{Command, Doc, Kind, RecordRef};

use super::done;
use crate::i18n::t;
use crate::pages::customers::kind_name;
use crate::pages::customers::party::leave;
use crate::pages::customers::shelf::Shelf;
use crate::platform::task;
use crate::state::{App, Asking, Give};
use crate::ui::dialog::{Dialog, Shape, cancel_button, close_by_id, form_dialog};
use crate::ui::{Icon, icon};

const ID: &str = "dialog-delete-linked";
/// How many of a kind are named.
const NAMED: usize = 3;

pub(crate) fn dialog(app: App, target: RecordRef) -> impl IntoView {
    let name = Shelf.look_untracked(|book| book.name(target.id).unwrap_or_default().to_owned());
    let linked = RwSignal::new(None::<Vec<Doc>>);
    task::spawn(async move {
        let docs = app.store().await.pointing_at(target.id).await.unwrap_or_default();
        linked.try_set(Some(docs.into_iter().filter(|doc| doc.hangs_on(target.id)).collect()));
    });
    let too_many = move || linked.with(|docs| docs.as_ref().is_some_and(|docs| docs.len() >= store::SLICE));
    let lines = move || {
        let mut by_kind: BTreeMap<Kind, Vec<String>> = BTreeMap::new();
        for doc in linked.get().unwrap_or_default() {
            by_kind.entry(doc.kind).or_default().push(doc.name());
        }
        let line = |(kind, names): (Kind, Vec<String>)| {
            let some = names.iter().take(NAMED).cloned().collect::<Vec<_>>().join(t::list::comma());
            view! {
                <li data-metric=kind.name() data-value=names.len().to_string()>
                    <strong>{count_of(kind, names.len())}</strong>" "<span class="muted">{some}</span>
                </li>
            }
        };
        by_kind.into_iter().map(line).collect_view()
    };
    let what = kind_name(target.kind);
    let body = view! {
        <p>{t::delete_linked::why(what)}</p>
        <ul class="linked">{lines}</ul>
        <p class="notice">{icon(Icon::Info)}<span>
            {move || if too_many() { t::delete_linked::too_many() } else { t::delete_linked::what_happens() }}
        </span></p>
    };
    let merge_instead = Rc::new(Cell::new(false));
    let instead = {
        let merge_instead = Rc::clone(&merge_instead);
        move |_| {
            merge_instead.set(true);
            close_by_id(ID);
        }
    };
    let foot = view! {
        {cancel_button(t::common::cancel())}
        <button type="button" class="btn" data-action="merge-instead" on:click=instead>{icon(Icon::Merge)}{t::merge::act_with()}</button>
        <button type="submit" class="btn is-primary is-danger" data-action="delete-linked"
            disabled=move || linked.with(Option::is_none) || too_many()>{t::delete_linked::confirm()}</button>
    };
    let submit = {
        let name = name.clone();
        move || {
            if linked.with_untracked(Option::is_none) || untrack(too_many) {
                return;
            }
            let said = Some(t::card::deleted(&name));
            close_by_id(ID);
            task::spawn(async move {
                task::turn().await;
                leave(app, target);
                // A failure has been shown.
                app.give(Give { said, ..Give::new(Command::DeleteLinked { target }) }).await.ok();
            });
        }
    };
    let closed = move || {
        done(app);
        if merge_instead.get() {
            app.asking.set(Some(Asking::Merge { one: target, other: None }));
        }
    };
    let dialog = Dialog {
        shape: Shape::Plain,
        id: ID,
        title: t::delete_linked::title(&name),
        subtitle: None,
        body: body.into_any(),
        foot: foot.into_any(),
    };
    form_dialog(dialog, submit, closed)
}

/// So many records of a kind, in words.
pub(super) fn count_of(kind: Kind, count: usize) -> String {
    match kind {
        kind if kind == Opportunity::KIND => t::linked::opportunities(count),
        kind if kind == Lead::KIND => t::linked::leads(count),
        kind if kind == Contact::KIND => t::linked::contacts(count),
        kind if kind == model::records::Account::KIND => t::linked::accounts(count),
        kind if kind == model::records::Activity::KIND => t::linked::activities(count),
        _ => t::linked::others(count),
    }
}
