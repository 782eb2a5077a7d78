//! Names by id: of accounts, which are many. A name keeps its index for good, since cards point at it.

use std::collections::HashMap;

use uuid::Uuid;

use crate::cards::{AsIs, Heap, Span};

#[derive(Default)]
pub(crate) struct Names {
    ids: Vec<Uuid>,
    spans: Vec<Span>,
    heap: Heap,
    /// Made when first needed; a start without news never needs it.
    index: HashMap<Uuid, u32, AsIs>,
}

impl Names {
    pub(crate) fn len(&self) -> usize {
        self.ids.len()
    }

    pub(crate) fn get(&self, index: u32) -> &str {
        self.spans.get(index as usize).map_or("", |span| self.heap.get(*span))
    }

    pub(crate) fn id(&self, index: u32) -> Option<Uuid> {
        self.ids.get(index as usize).copied()
    }

    pub(crate) fn find(&mut self, id: Uuid) -> Option<u32> {
        if self.index.len() < self.ids.len() {
            self.index = self.ids.iter().copied().zip(0..).collect();
        }
        self.index.get(&id).copied()
    }

    /// The index of an id, and whether it is new and has no name yet.
    pub(crate) fn intern(&mut self, id: Uuid) -> (u32, bool) {
        match self.find(id) {
            Some(index) => (index, false),
            None => (self.push(id, ""), true),
        }
    }

    pub(crate) fn push(&mut self, id: Uuid, name: &str) -> u32 {
        let index = u32::try_from(self.ids.len()).unwrap_or(u32::MAX);
        if self.index.len() == self.ids.len() {
            self.index.insert(id, index);
        }
        self.ids.push(id);
        self.spans.push(self.heap.push(name));
        index
    }

    /// Whether the name is another than before.
    pub(crate) fn rename(&mut self, index: u32, name: &str) -> bool {
        let Some(span) = self.spans.get_mut(index as usize) else { return false };
        if self.heap.get(*span) == name {
            return false;
        }
        *span = self.heap.push(name);
        true
    }

    pub(crate) fn nameless(&self) -> impl Iterator<Item = Uuid> {
        self.ids.iter().zip(&self.spans).filter(|(_, span)| span.is_empty()).map(|(id, _)| *id)
    }
}
