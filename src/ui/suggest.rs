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
pub(crate) struct Suggestions(RwSignal<Vec<(Uuid, String)>>);

impl Suggestions {
    /// The accounts', read anew when one has changed.
    pub(crate) fn of_accounts() -> Self {
        Self::of(Account::KIND)
    }

    /// Those of any kind.
    pub(crate) fn of(kind: Kind) -> Self {
        let names = RwSignal::new(Vec::new());
        Effect::new(move |_| {
            app().accounts.track();
            task::spawn(async move {
                let docs = app().store().await.all(kind).await.unwrap_or_default();
                let mut found: Vec<(Uuid, String)> = docs.iter().map(|doc| (doc.id, doc.name())).collect();
                found.sort_by(|(_, a), (_, b)| a.cmp(b));
                names.try_set(found);
            });
        });
        Self(names)
    }

    /// The record whose name this is, letter case aside.
    pub(crate) fn find(&self, name: &str) -> Option<Uuid> {
        let name = name.trim().to_lowercase();
        self.0.with(|names| names.iter().find(|(_, known)| known.to_lowercase() == name).map(|(id, _)| *id))
    }

    /// The list a text field points at with `list`.
    pub(crate) fn datalist(self, id: &'static str, typed: Signal<String>) -> impl IntoView {
        let offered = move || {
            let typed = typed.get().trim().to_lowercase();
            self.0.with(|names| {
                let fits = names.iter().filter(|(_, name)| typed.is_empty() || name.to_lowercase().contains(&typed));
                fits.take(OFFERED).map(|(_, name)| view! { <option value=name.clone()></option> }).collect_view()
            })
        };
        view! { <datalist id=id>{offered}</datalist> }
    }
}

/// A list of words that a text field points at.
pub(crate) fn word_list(id: &'static str, words: Vec<String>) -> impl IntoView {
    let options = words.into_iter().take(OFFERED).map(|word| view! { <option value=word></option> });
    view! { <datalist id=id>{options.collect_view()}</datalist> }
}
