//! Gates: what an opportunity needs to enter a stage, as data that a form can be built from. And the key actions that wait
//! for it there.

use serde_json::json;

use crate::command::Command;
use crate::diff::Fields;
use crate::doc::RecordRef;
use crate::grade::order;
use crate::journal::Action;
use crate::need::Subject;
use crate::records::{Bypass, Gate, Member, Opportunity, Role, Stage, StageAction, StageActionTemplate};
use crate::time::Date;
use crate::{Doc, Id, derived};

/// What is to be said of a move before it is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    Allowed,
    /// Something is missing that should be there.
    Soft,
    /// Something is missing that must be there, or a reason.
    Hard,
}

/// What is missing for entering a stage.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry<'a> {
    /// By stage, then in the gates' order.
    pub missing: Vec<&'a (Id<Gate>, Gate)>,
}

impl Entry<'_> {
    pub fn verdict(&self) -> Verdict {
        match self.missing.iter().map(|(_, gate)| gate.hard).max() {
            None => Verdict::Allowed,
            Some(false) => Verdict::Soft,
            Some(true) => Verdict::Hard,
        }
    }
}

/// What is missing for going from one stage to another: the gates of the target and of the stages that are skipped on the
/// way. Going back, or to where it is, needs nothing; coming from another pipeline needs what the target asks. `gates` are
/// the pipeline's own, or [`crate::starter::gates`] where it has none.
pub fn entry<'a>(
    gates: &'a [(Id<Gate>, Gate)],
    from: Option<Id<Stage>>,
    to: Id<Stage>,
    stages: &[(Id<Stage>, Stage)],
    subject: Subject<'_>,
) -> Entry<'a> {
    let of_stage = |stage: &Id<Stage>| {
        let is_missing =
            |gate: &Gate| gate.stage == Some(*stage) && !gate.archived && !subject.has(&gate.need, &gate.of);
        let mut own: Vec<_> = gates.iter().filter(|(_, gate)| is_missing(gate)).collect();
        own.sort_by_key(|(id, gate)| (gate.position, *id));
        own
    };
    Entry { missing: entered(from, to, stages).iter().flat_map(of_stage).collect() }
}

/// The stages that are entered by going from one to another, those that are skipped included; none by going back.
pub fn entered(from: Option<Id<Stage>>, to: Id<Stage>, stages: &[(Id<Stage>, Stage)]) -> Vec<Id<Stage>> {
    let order = order_around(to, stages);
    let place = |stage: Id<Stage>| order.iter().position(|id| *id == stage);
    match (from.and_then(place), place(to)) {
        (Some(from), Some(to)) => order.get(from + 1..=to).unwrap_or_default().to_vec(),
        (None, Some(to)) => vec![order[to]],
        (_, None) => Vec::new(),
    }
}

/// A stage and those before it in its pipeline.
pub fn up_to(stage: Id<Stage>, stages: &[(Id<Stage>, Stage)]) -> Vec<Id<Stage>> {
    let mut order = order_around(stage, stages);
    let end = order.iter().position(|id| *id == stage).map_or(0, |at| at + 1);
    order.truncate(end);
    order
}

/// The stages of the pipeline that a stage belongs to, in order.
fn order_around(stage: Id<Stage>, stages: &[(Id<Stage>, Stage)]) -> Vec<Id<Stage>> {
    let pipeline = stages.iter().find(|(id, _)| *id == stage).and_then(|(_, stage)| stage.pipeline);
    order(stages, pipeline)
}

/// A move together with what was filled in for it and, where a gate was not passed, the reason: one step, one undo.
/// `before` are the bypasses the opportunity has already.
pub fn enter(
    step: Command,
    opportunity: Id<Opportunity>,
    filled: Fields,
    before: &[Bypass],
    bypass: Option<Bypass>,
    actions: Vec<Doc>,
) -> Command {
    let mut fields = filled;
    if let Some(bypass) = bypass {
        let all: Vec<&Bypass> = before.iter().chain([&bypass]).collect();
        fields.insert("bypasses".to_owned(), json!(all));
    }
    let target = RecordRef::to(opportunity);
    let mut commands = vec![step];
    if !fields.is_empty() {
        commands.push(Command::Edit { target, fields, docs: Vec::new() });
    }
    if !actions.is_empty() {
        commands.push(Command::Ensure { docs: actions });
    }
    Command::Together { action: Action::Move, about: target, commands }
}

/// One line of a stage's checklist.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line<'a> {
    /// None for an action that somebody added.
    pub template: Option<&'a (Id<StageActionTemplate>, StageActionTemplate)>,
    /// None where it was not made for this opportunity.
    pub action: Option<&'a (Id<StageAction>, StageAction)>,
}

impl Line<'_> {
    pub fn is_done(&self) -> bool {
        self.action.is_some_and(|(_, action)| action.is_done())
    }
}

/// The key actions of a stage: those of its templates in order, then those that were added.
pub fn checklist<'a>(
    templates: &'a [(Id<StageActionTemplate>, StageActionTemplate)],
    actions: &'a [(Id<StageAction>, StageAction)],
    stage: Id<Stage>,
) -> Vec<Line<'a>> {
    let mut lines: Vec<Line<'a>> = of_stage(templates, stage)
        .into_iter()
        .map(|template| {
            let action = actions.iter().find(|(_, action)| action.template == Some(template.0));
            Line { template: Some(template), action }
        })
        .collect();
    let listed = |action: &StageAction| {
        lines.iter().any(|line| line.template.is_some_and(|(id, _)| action.template == Some(*id)))
    };
    let added: Vec<Line<'a>> = actions
        .iter()
        .filter(|(_, action)| action.stage == Some(stage) && !listed(action))
        .map(|action| Line { template: None, action: Some(action) })
        .collect();
    lines.extend(added);
    lines
}

fn of_stage(
    templates: &[(Id<StageActionTemplate>, StageActionTemplate)],
    stage: Id<Stage>,
) -> Vec<&(Id<StageActionTemplate>, StageActionTemplate)> {
    let mut own: Vec<_> =
        templates.iter().filter(|(_, template)| template.stage == Some(stage) && !template.archived).collect();
    own.sort_by_key(|(id, template)| (template.position, *id));
    own
}

/// Who does what a role is to do: the owner where no role is named or the owner has it, else the only member who has it; of
/// several the only one who answers to the same manager as the owner, or is that manager. Otherwise nobody is picked.
pub fn assignee(
    role: Option<&Role>,
    owner: Option<Id<Member>>,
    members: &[(Id<Member>, Member)],
) -> Option<Id<Member>> {
    let Some(role) = role else { return owner };
    let find = |id: Id<Member>| members.iter().find(|(known, _)| *known == id).map(|(_, member)| member);
    if owner.and_then(find).is_some_and(|member| member.role.as_ref() == Some(role)) {
        return owner;
    }
    let has_role = |(_, member): &&(Id<Member>, Member)| !member.archived && member.role.as_ref() == Some(role);
    let with_role: Vec<_> = members.iter().filter(has_role).collect();
    let manager = owner.and_then(find).and_then(|member| member.manager);
    let is_near =
        |(id, member): &&(Id<Member>, Member)| manager.is_some_and(|of| *id == of || member.manager == Some(of));
    let near: Vec<_> = with_role.iter().copied().filter(is_near).collect();
    let picked = if with_role.len() == 1 { with_role } else { near };
    if let [(only, _)] = picked[..] { Some(*only) } else { None }
}

/// The key actions that come with entering a stage on a day, without those the opportunity has already: coming back makes
/// none twice, and two tabs make the same. `work_days_after` counts work days.
pub fn actions_on_entry(
    opportunity: (Id<Opportunity>, &Opportunity),
    stage: Id<Stage>,
    templates: &[(Id<StageActionTemplate>, StageActionTemplate)],
    known: &[(Id<StageAction>, StageAction)],
    members: &[(Id<Member>, Member)],
    entered: Date,
    work_days_after: &dyn Fn(Date, u16) -> Date,
) -> Vec<Doc> {
    let action = |(template_id, template): &(Id<StageActionTemplate>, StageActionTemplate)| {
        let action = StageAction {
            opportunity: Some(opportunity.0),
            stage: Some(stage),
            template: Some(*template_id),
            name: template.name.clone(),
            owner: assignee(template.owner_role.as_ref(), opportunity.1.owner, members),
            due: template.due_days.map(|days| work_days_after(entered, days)),
            evidence_needed: template.evidence_needed,
            ..StageAction::default()
        };
        Doc::new(action_id(opportunity.0, *template_id), &action)
    };
    let is_new = |template: &&(Id<StageActionTemplate>, StageActionTemplate)| {
        let id = action_id(opportunity.0, template.0);
        !known.iter().any(|(known, action)| *known == id || action.template == Some(template.0))
    };
    of_stage(templates, stage).into_iter().filter(is_new).map(action).collect()
}

/// The id of a key action that comes with a stage.
pub fn action_id(opportunity: Id<Opportunity>, template: Id<StageActionTemplate>) -> Id<StageAction> {
    Id::new(derived(opportunity.uuid(), &format!("action {template}")))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::records::{Evidence, Need};

    fn id<R>(n: u128) -> Id<R> {
        Id::new(Uuid::from_u128(n))
    }

    fn stages() -> Vec<(Id<Stage>, Stage)> {
        let stage = |position: u32| Stage { pipeline: Some(id(1)), position, ..Stage::default() };
        let other = Stage { pipeline: Some(id(2)), ..Stage::default() };
        (10..).map(id).zip((0..4).map(stage)).chain([(id(20), other)]).collect()
    }

    fn gate(n: u128, stage: u128, need: Need, of: &str, hard: bool) -> (Id<Gate>, Gate) {
        let position = u32::try_from(n).unwrap();
        (id(n), Gate { stage: Some(id(stage)), need, of: of.into(), hard, position, archived: false })
    }

    fn template(n: u128, role: Option<Role>, days: Option<u16>) -> (Id<StageActionTemplate>, StageActionTemplate) {
        let template = StageActionTemplate {
            stage: Some(id(11)),
            name: format!("Action {n}"),
            owner_role: role,
            due_days: days,
            evidence_needed: n == 31,
            position: u32::try_from(n).unwrap(),
            ..StageActionTemplate::default()
        };
        (id(n), template)
    }

    #[test]
    fn a_stage_is_entered_through_its_gates_and_those_that_are_skipped() {
        let stages = stages();
        let template = id::<StageActionTemplate>(31);
        let gates = [
            gate(1, 11, Need::Field, "need", false),
            gate(2, 12, Need::Field, "amount", true),
            gate(3, 12, Need::Action, &template.to_string(), false),
            gate(4, 20, Need::Contact, "", false),
        ];
        let record = Opportunity { need: Some("Roof".into()), ..Opportunity::default() };
        let doc = Doc::new(id::<Opportunity>(7), &record);
        let done = StageAction { template: Some(template), done_on: Some(Date::EPOCH), ..StageAction::default() };
        let mut shown = StageAction { evidence_needed: true, ..done.clone() };
        let check = |from: u128, to: u128, actions: &[StageAction]| {
            let subject = Subject { opportunity: &doc, people: &[], actions };
            let entry = entry(&gates, Some(id(from)), id(to), &stages, subject);
            let missing: Vec<u128> = entry.missing.iter().map(|(id, _)| id.uuid().as_u128()).collect();
            (entry.verdict(), missing)
        };
        assert_eq!(check(10, 11, &[]), (Verdict::Allowed, vec![]));
        assert_eq!(check(11, 12, &[]), (Verdict::Hard, vec![2, 3]));
        assert_eq!(check(10, 13, std::slice::from_ref(&done)), (Verdict::Hard, vec![2]));
        assert_eq!(check(13, 12, &[]), (Verdict::Allowed, vec![]));
        assert_eq!(check(12, 12, &[]), (Verdict::Allowed, vec![]));
        assert_eq!(check(11, 20, &[]), (Verdict::Soft, vec![4]));
        // What has to be shown is done when it is.
        assert_eq!(check(11, 12, std::slice::from_ref(&shown)).1, [2, 3]);
        shown.evidence = vec![Evidence::default()];
        assert_eq!(check(11, 12, &[shown]).1, [2]);
    }

    #[test]
    fn of_several_with_a_role_the_one_beside_the_owner_does_it() {
        let member = |n, role: Option<Role>, manager: Option<u128>| {
            (id(n), Member { name: format!("Member {n}"), role, manager: manager.map(id), ..Member::default() })
        };
        let members = [
            member(1, None, Some(9)),
            member(2, Some(Role::Presales), Some(9)),
            member(3, Some(Role::Presales), Some(8)),
            member(4, None, Some(7)),
        ];
        assert_eq!(assignee(Some(&Role::Presales), Some(id(1)), &members), Some(id(2)));
        assert_eq!(assignee(Some(&Role::Presales), Some(id(4)), &members), None);
        assert_eq!(assignee(Some(&Role::Presales), None, &members[..2]), Some(id(2)));
        assert_eq!(assignee(None, Some(id(4)), &members), Some(id(4)));
    }

    #[test]
    fn key_actions_come_once_with_their_stage_and_go_to_the_only_one_of_a_role() {
        let member = |role| Member { name: "Li Na".into(), role: Some(role), ..Member::default() };
        let members = [
            (id(41), member(Role::Sales)),
            (id(42), member(Role::Presales)),
            (id(43), member(Role::Product)),
            (id(44), member(Role::Product)),
            (id(45), Member { archived: true, ..member(Role::Presales) }),
        ];
        let templates = [
            template(31, None, Some(3)),
            template(32, Some(Role::Presales), None),
            template(33, Some(Role::Product), None),
            template(34, Some(Role::Sales), None),
        ];
        let one = Opportunity { owner: Some(id(41)), ..Opportunity::default() };
        let entered = Date::parse_iso("2026-11-24").unwrap();
        let after = |from: Date, days: u16| from.plus_days(days.into());
        let make = |known: &[(Id<StageAction>, StageAction)]| {
            actions_on_entry((id(7), &one), id(11), &templates, known, &members, entered, &after)
        };
        let made: Vec<(Id<StageAction>, StageAction)> =
            make(&[]).iter().map(|doc| (Id::new(doc.id), doc.decode().unwrap())).collect();
        let owners: Vec<_> = made.iter().map(|(_, action)| action.owner.map(|id| id.uuid().as_u128())).collect();
        assert_eq!(owners, [Some(41), Some(42), None, Some(41)]);
        assert_eq!((made[0].1.due, made[1].1.due), (Some(entered.plus_days(3)), None));
        assert!(made[0].1.evidence_needed);
        assert_eq!(make(&made), []);
        assert_eq!(make(&made[1..]).len(), 1);

        let own = StageAction { stage: Some(id(11)), name: "Own".into(), ..StageAction::default() };
        let all: Vec<_> = made.into_iter().skip(1).chain([(id(50), own)]).collect();
        let lines = checklist(&templates, &all, id(11));
        let shape: Vec<_> = lines.iter().map(|line| (line.template.is_some(), line.action.is_some())).collect();
        assert_eq!(shape, [(true, false), (true, true), (true, true), (true, true), (false, true)]);
    }
}
