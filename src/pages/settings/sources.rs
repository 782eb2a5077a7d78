//! Sources: words that are offered for where an opportunity came from.

use std::collections::{BTreeMap, BTreeSet};

use filter::Field;
use leptos::prelude::*;
use model::journal::Action;
use model::records::{Record as _, Source};
use model::{Command, Doc, Id, RecordRef, Uuid};
use serde_json::json;

use super::pipelines::behind;
use super::rows::{self, Inline, Order, adder, inline, more, ordered};
use crate::i18n::{format, t};
use crate::platform::{ids, task};
use crate::state::{App, Asking, Give, Setup, app, lists};
use crate::ui::menu::{self, Groups};
use crate::ui::{Icon, icon};

pub(super) fn view() -> impl IntoView {
    let app = app();
    app.want([Field::Source]);
    let live = Signal::derive(order);
    let used = Memo::new(move |_| {
        app.read.track();
        app.words_of(Field::Source).into_iter().collect::<BTreeMap<String, usize>>()
    });
    let gone = Signal::derive(|| {
        lists().sources.with(|all| {
            let gone = all.iter().filter(|(_, source)| source.archived);
            gone.map(|(id, source)| (target(*id), source.name.clone())).collect::<Vec<_>>()
        })
    });
    view! {
        <section class="section" aria-labelledby="sources">
            <div class="section-head"><h2 id="sources">{t::sources::title()}</h2></div>
            <p>{t::sources::what()}</p>
            {ordered("", t::sources::title().to_owned(), live, name_of, move |id| row(app, id, used).into_any())}
            {adder("add-source".to_owned(), t::sources::name(), t::sources::add(), "add-source", move |name| add(app, vec![name]))}
            {rows::archived(t::sources::archived, gone, move |target| bring_back(app, target))}
        </section>
        {unlisted(app, used)}
    }
}

fn target(id: Uuid) -> RecordRef {
    RecordRef { kind: Source::KIND, id }
}

fn order() -> Order {
    lists().sources.with(|all| {
        let live = all.iter().filter(|(_, source)| !source.archived);
        live.map(|(id, source)| (target(*id), source.position)).collect()
    })
}

pub(super) fn name_of(id: Uuid) -> String {
    let name = |all: &Vec<(Uuid, Source)>| all.iter().find(|(known, _)| *known == id).map(|(_, s)| s.name.clone());
    lists().sources.with(name).unwrap_or_default()
}

fn row(app: App, id: Uuid, used: Memo<BTreeMap<String, usize>>) -> impl IntoView {
    let name = Signal::derive(move || name_of(id));
    let value = Inline { target: target(id), field: "name", label: t::sources::name(), shown: name, typed: name };
    let count = move || used.with(|used| used.get(&name.get()).copied().unwrap_or_default());
    let save = move |typed: &str| {
        if typed.is_empty() {
            return Err(t::field::required());
        }
        if untrack(count) > 0 {
            // Opportunities hold the old word.
            let name = typed.to_owned();
            task::spawn(async move {
                task::turn().await;
                app.asking.set(Some(Asking::Setup(Setup::RenameSource { id, name })));
            });
        } else {
            app.set_field(target(id), "name", typed.into());
        }
        Ok(())
    };
    view! {
        <div class="row-main">
            <div class="row-text">{inline(value, save)}</div>
            <span class="row-count muted num">{move || t::sources::used(count())}</span>
            {more(app, target(id), move || name.get())}
        </div>
    }
}

/// Words that opportunities have and that are not offered.
fn unlisted(app: App, used: Memo<BTreeMap<String, usize>>) -> impl IntoView {
    let words = Memo::new(move |_| {
        let known: BTreeSet<String> =
            lists().sources.with(|all| all.iter().map(|(_, source)| source.name.clone()).collect());
        let mut words: Vec<(String, usize)> =
            used.get().into_iter().filter(|(word, _)| !known.contains(word)).collect();
        words.sort_by(|(a, x), (b, y)| y.cmp(x).then_with(|| format::compare_texts(a, b)));
        words
    });
    let row = move |(word, count): (String, usize)| {
        let label = t::sources::list_one(&word);
        let listed = word.clone();
        view! {
            <li class="row-item">
                <div class="row-text"><span class="truncate">{word}</span></div>
                <span class="row-count muted num">{t::sources::used(count)}</span>
                <button type="button" class="btn" data-action="list-source" aria-label=label on:click=move |_| add(app, vec![listed.clone()])>
                    {t::sources::list()}
                </button>
            </li>
        }
    };
    move || {
        let words = words.get();
        (!words.is_empty()).then(|| {
            let all: Vec<String> = words.iter().map(|(word, _)| word.clone()).collect();
            view! {
                <section class="section" aria-labelledby="sources-unlisted">
                    <div class="section-head">
                        <h2 id="sources-unlisted">{t::sources::unlisted()}</h2><span class="push"></span>
                        {(all.len() > 1).then(|| view! {
                            <button type="button" class="btn is-quiet" data-action="list-all-sources" on:click=move |_| add(app, all.clone())>
                                {icon(Icon::Plus)}{t::sources::list_all()}
                            </button>
                        })}
                    </div>
                    <ul class="rows is-counted">{words.into_iter().map(row).collect_view()}</ul>
                </section>
            }
        })
    }
}

fn add(app: App, names: Vec<String>) {
    let position = behind(&untrack(order));
    let doc = |(name, position): (&String, u32)| {
        Doc::new(Id::<Source>::new(ids::new()), &Source { name: name.clone(), position, archived: false })
    };
    let docs: Vec<Doc> = names.iter().zip(position..).map(doc).collect();
    let said = names.first().map(|name| t::rows::added(name));
    app.give_later(Give { said, ..Give::new(Command::Create { docs }) });
}

fn bring_back(app: App, target: RecordRef) {
    let mut fields = rows::set_archived(false);
    fields.insert("position".to_owned(), json!(behind(&untrack(order))));
    let said = t::rows::brought_back(&untrack(|| name_of(target.id)));
    let commands = vec![Command::Edit { target, fields, docs: Vec::new() }];
    task::spawn(async move {
        app.give_together(Action::BringBack, target, commands, Some(said)).await;
    });
}

pub(super) fn menu(app: App, id: Uuid) -> Groups {
    let (target, name) = (target(id), untrack(|| name_of(id)));
    let rename = menu::item(Icon::Pencil, t::rows::rename(), "rename-setting", move || rows::edit(target, "name"));
    let said = t::rows::was_archived(&name);
    let remove = menu::item(Icon::Archive, t::rows::archive(), "archive-setting", move || {
        rows::archive(app, target, true, said.clone());
    });
    vec![[rename].into_iter().chain(rows::moves(app, untrack(order), id, name)).collect(), vec![remove.danger()]]
}
