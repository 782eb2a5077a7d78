//! What a pipeline asks of its opportunities, taken together: key actions, gates and dossier. And what changing it would do.

use crate::Id;
use crate::dossier::dossier;
use crate::gate::{Verdict, entry};
use crate::grade::order;
use crate::need::Subject;
use crate::records::{DossierItem, Gate, Opportunity, Stage, StageActionTemplate};

/// All three, of one pipeline.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StageRules {
    pub actions: Vec<(Id<StageActionTemplate>, StageActionTemplate)>,
    pub gates: Vec<(Id<Gate>, Gate)>,
    pub dossier: Vec<(Id<DossierItem>, DossierItem)>,
}

/// What they come to for one opportunity.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// Of the dossier.
    pub percent: u8,
    /// On entering the next stage; [`Verdict::Allowed`] in the last.
    pub next: Verdict,
    /// Key actions of its stage.
    pub actions: Vec<Id<StageActionTemplate>>,
}

impl StageRules {
    /// What they ask of an opportunity that lies in their pipeline.
    pub fn ask(&self, opportunity: &Opportunity, stages: &[(Id<Stage>, Stage)], subject: Subject<'_>) -> Asked {
        let order = order(stages, opportunity.pipeline);
        let at = order.iter().position(|stage| Some(*stage) == opportunity.stage);
        let next = at
            .and_then(|at| order.get(at + 1))
            .map(|next| entry(&self.gates, opportunity.stage, *next, stages, subject).verdict());
        let of_stage = |template: &StageActionTemplate| template.stage == opportunity.stage && !template.archived;
        let actions = self.actions.iter().filter(|(_, template)| of_stage(template)).map(|(id, _)| *id);
        Asked {
            percent: dossier(&self.dossier, opportunity, stages, subject).percent,
            next: next.unwrap_or(Verdict::Allowed),
            actions: actions.collect(),
        }
    }
}

/// An opportunity of which something else would be asked.
#[derive(Clone, Debug, PartialEq)]
pub struct AskedOtherwise {
    pub from: Asked,
    pub to: Asked,
}

impl AskedOtherwise {
    /// It lies in a stage that got a key action it has not had.
    pub fn has_new_action(&self) -> bool {
        self.to.actions.iter().any(|action| !self.from.actions.contains(action))
    }
}

/// What other rules would ask of an opportunity, where that differs.
pub fn dry_run(
    opportunity: &Opportunity,
    stages: &[(Id<Stage>, Stage)],
    subject: Subject<'_>,
    [now, then]: [&StageRules; 2],
) -> Option<AskedOtherwise> {
    let [from, to] = [now, then].map(|rules| rules.ask(opportunity, stages, subject));
    (from != to).then_some(AskedOtherwise { from, to })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Doc;
    use crate::Uuid;
    use crate::records::Need;

    fn id<R>(n: u128) -> Id<R> {
        Id::new(Uuid::from_u128(n))
    }

    #[test]
    fn other_rules_are_told_apart_by_what_they_ask_of_an_opportunity_where_it_lies() {
        let stage = |position: u32| Stage { pipeline: Some(id(1)), position, ..Stage::default() };
        let stages: Vec<_> = (10..).map(id).zip((0..2).map(stage)).collect();
        let record = Opportunity { pipeline: Some(id(1)), stage: Some(id(10)), ..Opportunity::default() };
        let doc = Doc::new(id::<Opportunity>(7), &record);
        let subject = Subject { opportunity: &doc, people: &[], actions: &[] };
        let now = StageRules::default();
        let run = |then: &StageRules| dry_run(&record, &stages, subject, [&now, then]);
        assert_eq!(run(&now), None);
        let gate = |stage: u128, hard| {
            (id(stage), Gate { stage: Some(id(stage)), of: "amount".into(), hard, ..Gate::default() })
        };
        let asked = run(&StageRules { gates: vec![gate(11, true)], ..now.clone() }).unwrap();
        assert_eq!((asked.from.next, asked.to.next), (Verdict::Allowed, Verdict::Hard));
        // It is in that stage already.
        assert_eq!(run(&StageRules { gates: vec![gate(10, true)], ..now.clone() }), None);
        let action = |stage: u128| {
            (id(20), StageActionTemplate { stage: Some(id(stage)), name: "Demo".into(), ..Default::default() })
        };
        assert!(run(&StageRules { actions: vec![action(10)], ..now.clone() }).unwrap().has_new_action());
        assert_eq!(run(&StageRules { actions: vec![action(11)], ..now.clone() }), None);
        let item = DossierItem { pipeline: Some(id(1)), need: Need::Document, ..DossierItem::default() };
        let asked = run(&StageRules { dossier: vec![(id(30), item)], ..now.clone() }).unwrap();
        assert_eq!((asked.from.percent, asked.to.percent, asked.has_new_action()), (100, 0, false));
    }
}
