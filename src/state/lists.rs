//! What there is few of and much asked for: the workspace's own fields, saved views; and names of whatever records point at.

use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;
use model::records::{Account, Contact, CustomField, LossReason, Member, Product, Record, SavedView};
use model::{Doc, Kind, RecordRef, Uuid};

use super::{App, app};
use crate::platform::task;

/// Kinds of record that others are shown with the names of.
const NAMED: [Kind; 5] = [Account::KIND, Contact::KIND, Product::KIND, LossReason::KIND, Member::KIND];

#[derive(Default)]
pub(crate) struct Names {
    known: BTreeMap<Uuid, String>,
    asked: BTreeSet<Uuid>,
}

impl App {
    /// Reads the lists anew.
    pub(crate) async fn read_lists(self) {
        self.custom_fields.set(self.list::<CustomField>(|field| field.position).await);
        self.views.set(self.list::<SavedView>(|view| view.position).await);
    }

    async fn list<R: Record>(self, position: impl Fn(&R) -> u32) -> Vec<(Uuid, R)> {
        let docs = self.store().await.all(R::KIND).await.unwrap_or_default();
        let mut list: Vec<(Uuid, R)> = docs.iter().filter_map(|doc| Some((doc.id, doc.decode().ok()?))).collect();
        list.sort_by_key(|(id, record)| (position(record), *id));
        list
    }

    /// Records have changed: lists and names that are shown follow.
    pub(crate) fn follow_lists(self, docs: &[Doc]) {
        if docs.iter().any(|doc| doc.kind == CustomField::KIND || doc.kind == SavedView::KIND) {
            task::spawn(async move { self.read_lists().await });
        }
        let mut names = self.names.borrow_mut();
        let mut renamed = false;
        for doc in docs.iter().filter(|doc| NAMED.contains(&doc.kind)) {
            if let Some(name) = names.known.get_mut(&doc.id) {
                *name = doc.name();
                renamed = true;
            }
        }
        drop(names);
        if renamed {
            self.named.update(|version| *version += 1);
        }
    }

    /// The name of an account, contact, product, reason or member; empty until it has been read, which whoever asks hears of.
    pub(crate) fn name_of(self, id: Uuid) -> String {
        self.named.track();
        let mut names = self.names.borrow_mut();
        if let Some(name) = names.known.get(&id) {
            return name.clone();
        }
        // All that are asked for in one turn are read together.
        let is_first = names.asked.is_empty();
        names.asked.insert(id);
        drop(names);
        if is_first {
            task::spawn(async move {
                task::turn().await;
                let asked = std::mem::take(&mut self.names.borrow_mut().asked);
                let targets: Vec<RecordRef> =
                    asked.iter().flat_map(|id| NAMED.map(|kind| RecordRef { kind, id: *id })).collect();
                let found = app().store().await.get(&targets).await.unwrap_or_default();
                let mut names = self.names.borrow_mut();
                names.known.extend(asked.into_iter().map(|id| (id, String::new())));
                names.known.extend(found.into_values().map(|doc| (doc.id, doc.name())));
                drop(names);
                self.named.update(|version| *version += 1);
            });
        }
        String::new()
    }
}
