//! The dossier: what an opportunity should have by its stage, and how much of it is there. It never keeps anybody from
//! saving.

use crate::Id;
use crate::grade::order;
use crate::need::Subject;
use crate::records::{DossierItem, Opportunity, Stage};

/// How complete a dossier is.
#[derive(Clone, Debug, PartialEq)]
pub struct Dossier<'a> {
    /// Whole percent, rounded down, so that 100 means everything.
    pub percent: u8,
    pub needed: usize,
    /// In the template's order.
    pub missing: Vec<&'a (Id<DossierItem>, DossierItem)>,
}

/// What is asked of an opportunity in its stage: items without a stage, and those by this stage or one before it. A stage
/// that is no longer in the pipeline asks for what all of them ask.
pub fn needed<'a>(
    items: &'a [(Id<DossierItem>, DossierItem)],
    opportunity: &Opportunity,
    stages: &[(Id<Stage>, Stage)],
) -> Vec<&'a (Id<DossierItem>, DossierItem)> {
    let order = order(stages, opportunity.pipeline);
    let place = |stage: Id<Stage>| order.iter().position(|id| *id == stage);
    let now = opportunity.stage.and_then(place).unwrap_or(usize::MAX);
    let is_due = |item: &DossierItem| item.by_stage.is_none_or(|by| place(by).is_some_and(|by| by <= now));
    let mut due: Vec<_> = items
        .iter()
        .filter(|(_, item)| !item.archived && item.pipeline == opportunity.pipeline && is_due(item))
        .collect();
    due.sort_by_key(|(id, item)| (item.position, *id));
    due
}

/// The dossier of an opportunity. `items` are the pipeline's own, or [`crate::starter::dossier`] where it has none.
pub fn dossier<'a>(
    items: &'a [(Id<DossierItem>, DossierItem)],
    opportunity: &Opportunity,
    stages: &[(Id<Stage>, Stage)],
    subject: Subject<'_>,
) -> Dossier<'a> {
    let mut missing = needed(items, opportunity, stages);
    let needed = missing.len();
    missing.retain(|(_, item)| !subject.has(&item.need, &item.of));
    let percent = ((needed - missing.len()) * 100).checked_div(needed).and_then(|percent| u8::try_from(percent).ok());
    Dossier { percent: percent.unwrap_or(100), needed, missing }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::*;
    use crate::Doc;
    use crate::records::Need;

    fn id<R>(n: u128) -> Id<R> {
        Id::new(Uuid::from_u128(n))
    }

    fn item(n: u128, need: Need, of: &str, by: Option<u128>) -> (Id<DossierItem>, DossierItem) {
        let position = u32::try_from(n).unwrap();
        let by_stage = by.map(id);
        (
            id(n),
            DossierItem { pipeline: Some(id(1)), need, of: of.into(), by_stage, position, ..DossierItem::default() },
        )
    }

    #[test]
    fn a_dossier_asks_for_what_is_due_by_its_stage_and_names_what_is_missing() {
        let stage = |position: u32| Stage { pipeline: Some(id(1)), position, ..Stage::default() };
        let stages: Vec<_> = (10..).map(id).zip((0..3).map(stage)).collect();
        let items = [
            item(1, Need::Field, "amount", None),
            item(2, Need::Field, "need_clarity", Some(10)),
            item(3, Need::Document, "offer", Some(11)),
            item(4, Need::Contact, "economic_buyer", Some(12)),
        ];
        let record = Opportunity { pipeline: Some(id(1)), stage: Some(id(11)), ..Opportunity::default() };
        let mut doc = Doc::new(id::<Opportunity>(7), &record);
        let check = |doc: &Doc| {
            let subject = Subject { opportunity: doc, people: &[], actions: &[] };
            let found = dossier(&items, &doc.decode().unwrap(), &stages, subject);
            let missing: Vec<_> = found.missing.iter().map(|(_, item)| item.of.clone()).collect();
            (found.percent, found.needed, missing.join(" "))
        };
        assert_eq!(check(&doc), (0, 3, "amount need_clarity offer".into()));
        doc.set("amount", json!({"value": "5", "currency": "CNY"}));
        doc.set("need_clarity", json!({"evidence": [{"text": "They said so"}]}));
        doc.set("links", json!([{"url": "https://example.com/1", "name": "First Offer"}]));
        assert_eq!(check(&doc), (66, 3, "need_clarity".into()));
        doc.set("need_clarity", json!({"value": 3}));
        assert_eq!(check(&doc), (100, 3, String::new()));
        doc.set("stage", json!(id::<Stage>(12)));
        assert_eq!(check(&doc), (75, 4, "economic_buyer".into()));
        doc.set("pipeline", json!(id::<crate::records::Pipeline>(2)));
        assert_eq!(check(&doc), (100, 0, String::new()));
    }
}
