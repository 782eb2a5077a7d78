//! What was written into the box of a record and not yet sent, or into a form of settings and not yet saved. It is there when
//! one comes back, and leaving the page warns of it.

use std::any::{Any, TypeId};
use std::cell::RefCell;
use std::collections::HashMap;

use leptos::prelude::*;
use model::Uuid;

use super::{App, Asking};

#[derive(Clone, Copy)]
pub(crate) struct Draft {
    /// Which of the kinds that are offered.
    pub(crate) kind: RwSignal<usize>,
    pub(crate) text: RwSignal<String>,
    pub(crate) next: RwSignal<String>,
    pub(crate) date: RwSignal<String>,
    /// Whether the step that was planned is done with it; nothing until somebody says so.
    pub(crate) completes: RwSignal<Option<bool>>,
}

impl Draft {
    fn new() -> Self {
        Self {
            kind: RwSignal::new(0),
            text: RwSignal::new(String::new()),
            next: RwSignal::new(String::new()),
            date: RwSignal::new(String::new()),
            completes: RwSignal::new(None),
        }
    }

    fn fields(self) -> [RwSignal<String>; 3] {
        [self.text, self.next, self.date]
    }

    pub(crate) fn is_empty(self) -> bool {
        self.fields().into_iter().all(|field| field.with(|text| text.trim().is_empty()))
    }

    /// Takes out what is written, so that it cannot be sent twice.
    pub(crate) fn take(self) -> [String; 3] {
        self.completes.set(None);
        self.fields().map(|field| std::mem::take(&mut *field.write()))
    }

    /// Puts back what could not be saved, where nothing else was written meanwhile.
    pub(crate) fn put_back(self, taken: [String; 3]) {
        if self.fields().into_iter().all(|field| field.with_untracked(|text| text.trim().is_empty())) {
            self.fields().into_iter().zip(taken).for_each(|(field, text)| field.set(text));
        }
    }
}

/// What is typed into a form of settings and not saved, beside what held when the typing began.
#[derive(Clone)]
pub(crate) struct Unsaved<D> {
    pub(crate) begun: D,
    pub(crate) typed: D,
}

thread_local! {
    /// Of each form, by what is typed into it.
    static UNSAVED: RefCell<HashMap<TypeId, Box<dyn Any>>> = RefCell::default();
}

/// Keeps what is typed into a form as long as the page lives; `None` where nothing is unsaved.
pub(crate) fn keep_unsaved<D: 'static>(form: Option<Unsaved<D>>) {
    UNSAVED.with_borrow_mut(|all| match form {
        Some(form) => drop(all.insert(TypeId::of::<D>(), Box::new(form))),
        None => drop(all.remove(&TypeId::of::<D>())),
    });
}

/// What was typed into a form when it was left.
pub(crate) fn unsaved<D: Clone + 'static>() -> Option<Unsaved<D>> {
    UNSAVED.with_borrow(|all| all.get(&TypeId::of::<D>())?.downcast_ref().cloned())
}

impl App {
    /// The draft of a record. It lives as long as the page.
    pub(crate) fn draft(self, record: Uuid) -> Draft {
        *self.drafts.borrow_mut().entry(record).or_insert_with(|| self.keep(Draft::new))
    }

    pub(super) fn has_drafts(self) -> bool {
        let dialog = self.asking.with_untracked(|asking| {
            use Asking::{Close, Convert, Discard, Gate, New, NewAccount, NewContact, NewFor, NewLead, Snooze, Stall};
            let is_new = matches!(asking, Some(New { .. } | NewFor(_) | NewAccount { .. } | NewContact { .. }));
            let is_lead = matches!(asking, Some(NewLead { .. } | Convert(_) | Discard(_)));
            is_new || is_lead || matches!(asking, Some(Close { .. } | Gate { .. } | Snooze(_) | Stall(_)))
        });
        let line = self.quick_text.with_untracked(|line| !line.trim().is_empty());
        let form = UNSAVED.with_borrow(|all| !all.is_empty());
        dialog || line || form || self.drafts.borrow().values().any(|draft| untrack(|| !draft.is_empty()))
    }
}
