//! Names that are offered while one types.

use leptos::prelude::*;
use model::records::{Account, Record as _};
use model::{Kind, Uuid};

use crate::platform::task;
use crate::state::app;

/// How many are offered at a time.
const OFFERED: usize = 30;

/// Names of one kind of record.
#[derive(Clone, Copy)]
pub(crate) struct Suggestions {
    names: RwSignal<Vec<(Uuid, String)>>,
    /// Found, and not offered.
    aliases: RwSignal<Vec<(Uuid, String)>>,
}

impl Suggestions {
    /// The accounts', read anew when one has changed.
    pub(crate) fn of_accounts() -> Self {
        Self::of(Account::KIND)
    }

    /// Those of any kind.
    pub(crate) fn of(kind: Kind) -> Self {
        let (names, aliases) = (RwSignal::new(Vec::new()), RwSignal::new(Vec::new()));
        Effect::new(move |_| {
            app().accounts.track();
            task::spawn(async move {
                let docs = app().store().await.all(kind).await.unwrap_or_default();
                let mut found: Vec<(Uuid, String)> = docs.iter().map(|doc| (doc.id, doc.name())).collect();
                found.sort_by(|(_, a), (_, b)| a.cmp(b));
                names.try_set(found);
                let others = docs.iter().flat_map(|doc| {
                    let all = doc.data.get("aliases").and_then(|all| all.as_array());
                    let text = |alias: &serde_json::Value| Some((doc.id, alias.as_str()?.to_lowercase()));
                    all.into_iter().flatten().filter_map(text).collect::<Vec<_>>()
                });
                aliases.try_set(others.collect());
            });
        });
        Self { names, aliases }
    }

    /// The record whose name this is, or else an alias, letter case aside.
    pub(crate) fn find(&self, name: &str) -> Option<Uuid> {
        let name = name.trim().to_lowercase();
        let own =
            self.names.with(|names| names.iter().find(|(_, known)| known.to_lowercase() == name).map(|(id, _)| *id));
        own.or_else(|| self.aliases.with(|all| all.iter().find(|(_, known)| *known == name).map(|(id, _)| *id)))
    }

    /// The list a text field points at with `list`.
    pub(crate) fn datalist(self, id: impl Into<String>, typed: Signal<String>) -> impl IntoView {
        let offered = move || {
            let typed = typed.get().trim().to_lowercase();
            self.names.with(|names| {
                let fits = names.iter().filter(|(_, name)| typed.is_empty() || name.to_lowercase().contains(&typed));
                fits.take(OFFERED).map(|(_, name)| view! { <option value=name.clone()></option> }).collect_view()
            })
        };
        view! { <datalist id=id.into()>{offered}</datalist> }
    }
}

/// A list of words that a text field points at.
pub(crate) fn word_list(id: impl Into<String>, words: Vec<String>) -> impl IntoView {
    let options = words.into_iter().take(OFFERED).map(|word| view! { <option value=word></option> });
    view! { <datalist id=id.into()>{options.collect_view()}</datalist> }
}
