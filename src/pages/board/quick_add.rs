//! One line at the top of a column makes an opportunity; what is understood stands below it before anything is saved.

use std::collections::BTreeMap;

use interchange::names::{NameKind, key as name_key};
use leptos::prelude::*;
use model::records::{Account, Contact, ContactRole, Member, Opportunity, Record as _};
use model::{Command, Doc, Id, Uuid};
use phrase::{Known, Line, Named, Part};

use super::{column_name, moving, open_panel, reveal};
use crate::i18n::{format, t};
use crate::platform::{dom, ids, task};
use crate::state::{App, Asking, Give, app, lists};
use crate::ui::{Icon, icon, icon_button};

/// What of a line is looked up here: accounts and contacts by name.
#[derive(Clone, Default)]
struct Directory {
    accounts: BTreeMap<String, (Uuid, String)>,
    contacts: BTreeMap<String, (Uuid, String)>,
}

impl Directory {
    async fn read() -> Self {
        let store = app().store().await;
        let read = async |kind, how| {
            let docs: Vec<Doc> = store.all(kind).await.unwrap_or_default();
            let entry = |doc: &Doc| {
                let name = doc.name();
                (name_key(how, &name), (doc.id, name))
            };
            docs.iter().map(entry).filter(|(key, _)| !key.is_empty()).collect()
        };
        Self {
            accounts: read(Account::KIND, NameKind::Company).await,
            contacts: read(Contact::KIND, NameKind::Person).await,
        }
    }

    /// By its name, or by the beginning of it where only one begins so.
    fn account(&self, text: &str) -> Option<&(Uuid, String)> {
        let key = name_key(NameKind::Company, text);
        if let Some(found) = self.accounts.get(&key) {
            return Some(found);
        }
        let mut beginning = self.accounts.range(key.clone()..).take_while(|(name, _)| name.starts_with(&key));
        let (_, found) = beginning.next().filter(|_| key.chars().count() >= 2)?;
        beginning.next().is_none().then_some(found)
    }

    fn contact(&self, text: &str) -> Option<&(Uuid, String)> {
        self.contacts.get(&name_key(NameKind::Person, text))
    }

    fn name(&self, part: Part, text: &str) -> Option<String> {
        let found = match part {
            Part::Account => self.account(text),
            Part::Contact => self.contact(text),
            Part::Source => return source(text),
            Part::Amount | Part::Close => None,
        };
        found.map(|(_, name)| name.clone())
    }
}

/// A source of the list, as it is written there.
fn source(text: &str) -> Option<String> {
    let key = text.trim().to_lowercase();
    lists().sources.with(|all| {
        let known = all.iter().filter(|(_, source)| !source.archived).map(|(_, source)| &source.name);
        known.into_iter().find(|name| name.to_lowercase() == key).cloned()
    })
}

pub(crate) fn view(stage: Uuid) -> impl IntoView {
    let app = app();
    let text = app.quick_text;
    let refused = RwSignal::new(Vec::<Part>::new());
    let directory = RwSignal::new(Directory::default());
    // Before the names are read, one that is known would be made anew: saving waits for them.
    let (is_read, waits) = (RwSignal::new(false), RwSignal::new(None::<bool>));
    Effect::new(move |_| {
        app.accounts.track();
        task::spawn(async move {
            let read = Directory::read().await;
            directory.try_set(read);
            is_read.try_set(true);
        });
    });
    let line = Memo::new(move |_| {
        refused.with(|refused| {
            directory.with(|directory| {
                let known = Known {
                    today: app.today.get(),
                    currency: app.currency(),
                    name: &|part, text| directory.name(part, text),
                    refused,
                };
                phrase::line(&text.get(), &known)
            })
        })
    });
    // A new line is a new question.
    let fresh = move || refused.update(Vec::clear);
    let missing = RwSignal::new(false);
    let save = move |open_it: bool| {
        if !is_read.get_untracked() {
            return waits.set(Some(open_it));
        }
        let said = line.get_untracked();
        let Some(id) = directory.with_untracked(|directory| save(app, stage, &said, directory)) else {
            return missing.set(true);
        };
        fresh();
        if open_it {
            app.quick_add.set(None);
            task::spawn(async move {
                task::turn().await;
                open_panel(app, id);
            });
        } else {
            dom::focus_soon("#quick-add");
        }
    };
    Effect::new(move |_| {
        if is_read.get()
            && let Some(open_it) = waits.get_untracked()
        {
            waits.set(None);
            save(open_it);
        }
    });
    let close = move || {
        // What was written stays for the next time.
        app.quick_add.set(None);
    };
    dom::focus_soon("#quick-add");
    view! {
        <form class="quick-add" aria-label=move || t::board::new_in(&column_name(app, board::ColumnKey::Stage(stage)))
            on:submit=move |event| {
                event.prevent_default();
                save(false);
            }
            on:keydown=move |event| {
                // Keys in here are no keys of the board.
                event.stop_propagation();
                match event.key().as_str() {
                    _ if dom::is_composing(&event) => {}
                    "Enter" if event.shift_key() && dom::is_typing(&event) => {
                        event.prevent_default();
                        save(true);
                    }
                    "Escape" => {
                        event.prevent_default();
                        close();
                    }
                    _ => {}
                }
            }>
            <label class="sr-only" for="quick-add">{t::quick::label()}</label>
            <input class="input is-small" id="quick-add" type="text" autocomplete="off" enterkeyhint="done"
                placeholder=t::quick::placeholder() bind:value=text aria-describedby="quick-add-read quick-add-help"
                aria-invalid=move || missing.get().then_some("true")
                on:input=move |_| missing.set(false)/>
            <div class="quick-read" id="quick-add-read" aria-live="polite">
                {move || missing.get().then(|| view! {
                    <p class="field-error">{icon(Icon::CircleAlert)}<span>{t::quick::no_title()}</span></p>
                })}
                // A chip that says the same stays the same element: whoever is pressing it presses it still.
                <For each=move || line.with(chips) key=Clone::clone children=move |chip| chip_view(chip, refused)/>
            </div>
            <div class="quick-foot">
                <p class="field-note" id="quick-add-help">{t::quick::help()}</p>
                <button type="submit" class="btn is-primary is-small" data-action="quick-add">{t::quick::add()}</button>
                <button type="button" class="btn is-quiet is-small" data-action="quick-add-more" on:click=move |_| {
                    app.quick_add.set(None);
                    app.asking.set(Some(Asking::New { stage: Some(stage) }));
                }>{t::quick::more()}</button>
                {icon_button(Icon::X, "close-quick-add", t::common::close().to_owned(), move |_| close())}
            </div>
        </form>
    }
}

/// Something that was understood; without a part it is the name.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Chip {
    part: Option<Part>,
    label: &'static str,
    value: String,
}

fn chips(line: &Line) -> Vec<Chip> {
    let named = |named: &Named| if named.is_known { named.name.clone() } else { t::quick::new_name(&named.name) };
    let title = Some(line.title.clone()).filter(|title| !title.is_empty());
    let parts = [
        (None, t::field::title(), title),
        (Some(Part::Account), t::field::account(), line.account.as_ref().map(named)),
        (Some(Part::Amount), t::field::amount(), line.amount.map(format::money)),
        (Some(Part::Close), t::field::expected_close(), line.close.map(|day| day.to_string())),
        (Some(Part::Contact), t::field::contact(), line.contact.as_ref().map(named)),
        (Some(Part::Source), t::field::source(), line.source.clone()),
    ];
    parts.into_iter().filter_map(|(part, label, value)| Some(Chip { part, label, value: value? })).collect()
}

/// A chip, with a way to say that its part is not meant.
fn chip_view(chip: Chip, refused: RwSignal<Vec<Part>>) -> impl IntoView {
    let Chip { part, label, value } = chip;
    let refuse = part.map(|part| {
        icon_button(Icon::X, "refuse-part", t::quick::refuse { label, value: &value }.text(), move |_| {
            // Before the button goes, and the focus with it.
            dom::focus("#quick-add");
            refused.update(|refused| refused.push(part));
        })
    });
    view! {
        <span class="chip" class:is-plain=part.is_none() data-part=part.map_or("title", part_name)>
            <span class="muted">{label}</span>" "{value}{refuse}
        </span>
    }
}

fn part_name(part: Part) -> &'static str {
    match part {
        Part::Account => "account",
        Part::Amount => "amount",
        Part::Close => "close",
        Part::Contact => "contact",
        Part::Source => "source",
    }
}

/// Gives the command, and the opportunity's id; nothing where the line has no name for it.
fn save(app: App, stage: Uuid, line: &Line, directory: &Directory) -> Option<Uuid> {
    let title = Some(line.title.clone()).filter(|title| !title.is_empty());
    let title = title.or_else(|| line.account.as_ref().map(|account| account.name.clone()))?;
    let mut docs = Vec::new();
    let account = line.account.as_ref().map(|account| match directory.account(&account.name) {
        Some((id, _)) if account.is_known => Id::<Account>::new(*id),
        _ => {
            let id = Id::new(ids::new());
            docs.push(Doc::new(id, &Account { name: account.name.clone(), ..Account::default() }));
            id
        }
    });
    let contact = line.contact.as_ref().map(|contact| match directory.contact(&contact.name) {
        Some((id, _)) if contact.is_known => Id::<Contact>::new(*id),
        _ => {
            let id = Id::new(ids::new());
            docs.push(Doc::new(id, &Contact { name: contact.name.clone(), account, ..Contact::default() }));
            id
        }
    });
    let role = |contact| ContactRole { contact, role: None };
    let owner: Option<Id<Member>> = app.me.get_untracked();
    let record = Opportunity {
        title: title.clone(),
        account,
        amount: line.amount,
        created_on: Some(app.today.get_untracked()),
        expected_close: line.close,
        source: line.source.clone(),
        pipeline: app.board(|board| board.stage(stage).and_then(|stage| stage.pipeline)).map(Id::new),
        stage: Some(Id::new(stage)),
        owner,
        contacts: contact.map(role).into_iter().collect(),
        ..Opportunity::default()
    };
    let id = Id::<Opportunity>::new(ids::new());
    docs.insert(0, Doc::new(id, &record));
    docs.extend(moving::key_actions(app, (id, &record), Id::new(stage), &[]));
    let said = t::new::created(&title);
    // Taken out at once, so that it cannot be sent twice; put back where it could not be saved.
    let taken = std::mem::take(&mut *app.quick_text.write());
    task::spawn(async move {
        let give = Give { said: Some(said), ..Give::new(Command::Create { docs }) };
        if app.give(give).await.is_ok() {
            // While the line stays open the focus stays in it.
            if app.quick_add.get_untracked().is_none() {
                reveal(app, id.uuid());
            }
        } else if app.quick_text.with_untracked(String::is_empty) {
            app.quick_text.set(taken);
        }
    });
    Some(id.uuid())
}
