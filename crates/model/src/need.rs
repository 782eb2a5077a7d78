//! Whether an opportunity has what a dossier or a gate asks for.

use serde_json::Value;

use crate::bant::{self, Letter};
use crate::chain::{Part, Person};
use crate::records::{Answer, BantAnswer, Dimension, Link, Need, StageAction, StageActionTemplate};
use crate::{Doc, Id};

/// An opportunity with what belongs to it.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    pub opportunity: &'a Doc,
    /// See [`crate::chain::people`].
    pub people: &'a [Person],
    /// Its key actions, of all stages.
    pub actions: &'a [StageAction],
}

impl Subject<'_> {
    /// Whether it is there.
    pub fn has(&self, need: &Need, of: &str) -> bool {
        match need {
            Need::Field => is_filled(self.opportunity, of),
            Need::Contact if of.is_empty() => !self.people.is_empty(),
            Need::Contact => self.people.iter().any(|person| person.part == Some(Part::read(of))),
            Need::Document => self.has_document(of),
            Need::Action => Id::<StageActionTemplate>::parse(of).is_some_and(|template| self.has_done(template)),
            // What only a newer version can judge is nobody's fault here.
            Need::Unknown(_) => true,
        }
    }

    fn has_document(&self, of: &str) -> bool {
        let links: Vec<Link> = serde_json::from_value(self.opportunity.get("links")).unwrap_or_default();
        let of = of.trim().to_lowercase();
        links.iter().any(|link| link.name.to_lowercase().contains(&of))
    }

    fn has_done(&self, template: Id<StageActionTemplate>) -> bool {
        self.actions.iter().any(|action| action.template == Some(template) && action.is_done())
    }
}

/// Whether a field says something. A dimension needs its answer and a letter of BANT to be known: evidence alone is none.
fn is_filled(opportunity: &Doc, field: &str) -> bool {
    let value = opportunity.get(field);
    if Dimension::of_field(field).is_some() {
        return serde_json::from_value::<Answer>(value).is_ok_and(|answer| answer.known().is_some());
    }
    if Letter::of_field(field).is_some() {
        return serde_json::from_value::<BantAnswer>(value).is_ok_and(|answer| bant::points(&answer.state).is_some());
    }
    match value {
        Value::Null => false,
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(items) => !items.is_empty(),
        _ => true,
    }
}
