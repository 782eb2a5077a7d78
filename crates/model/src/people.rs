//! Who answers to whom, and who is told when something is.

use crate::Id;
use crate::records::{Audience, Member, Role};

/// The members of a workspace and its lead.
#[derive(Clone, Debug, PartialEq)]
pub struct People {
    members: Vec<(Id<Member>, Member)>,
    lead: Option<Id<Member>>,
}

impl People {
    /// From all members and the lead that the workspace names. Where it names none that still works here, the first
    /// opportunity manager leads.
    pub fn new(mut members: Vec<(Id<Member>, Member)>, lead: Option<Id<Member>>) -> Self {
        members.sort_unstable_by_key(|(id, _)| *id);
        let mut people = Self { members, lead: None };
        let manages = |member: &Member| !member.archived && member.role.as_ref() == Some(&Role::OpportunityManager);
        let first = people.members.iter().find(|(_, member)| manages(member)).map(|(id, _)| *id);
        people.lead = lead.filter(|lead| people.works_here(*lead)).or(first);
        people
    }

    pub fn lead(&self) -> Option<Id<Member>> {
        self.lead
    }

    fn find(&self, id: Id<Member>) -> Option<&Member> {
        let at = self.members.binary_search_by_key(&id, |(id, _)| *id).ok()?;
        Some(&self.members[at].1)
    }

    fn works_here(&self, id: Id<Member>) -> bool {
        self.find(id).is_some_and(|member| !member.archived)
    }

    /// Whom a member answers to: the manager, where none is set the lead. The lead answers to nobody unless a manager is
    /// set.
    pub fn manager(&self, of: Id<Member>) -> Option<Id<Member>> {
        let set = self.find(of).and_then(|member| member.manager);
        set.filter(|manager| *manager != of && self.works_here(*manager)).or(self.lead.filter(|lead| *lead != of))
    }

    /// Who answers for an opportunity: its owner, or the lead where it has none that works here.
    pub fn responsible(&self, owner: Option<Id<Member>>) -> Option<Id<Member>> {
        owner.filter(|owner| self.works_here(*owner)).or(self.lead)
    }

    /// Whether a member is somebody, or answers to them over any number of others.
    pub fn is_in_team(&self, member: Id<Member>, of: Id<Member>) -> bool {
        let mut at = Some(member);
        // A circle of managers is walked once.
        for _ in 0..=self.members.len() {
            match at {
                Some(id) if id == of => return true,
                Some(id) => at = self.manager(id),
                None => return false,
            }
        }
        false
    }

    /// Whom a step tells about an opportunity, each once, in the order of the step.
    pub fn told(&self, tells: &[Audience], owner: Option<Id<Member>>) -> Vec<Id<Member>> {
        let owner = self.responsible(owner);
        let mut told = Vec::new();
        for audience in tells {
            let member = match audience {
                Audience::Owner => owner,
                Audience::Manager => owner.and_then(|owner| self.manager(owner)).or(self.lead),
                Audience::Lead => self.lead,
                Audience::Unknown(_) => None,
            };
            told.extend(member.filter(|member| !told.contains(member)));
        }
        told
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use Audience::{Lead, Manager, Owner};

    fn id(n: u128) -> Id<Member> {
        Id::new(Uuid::from_u128(n))
    }

    fn member(n: u128, manager: Option<u128>) -> (Id<Member>, Member) {
        (id(n), Member { name: format!("Member {n}"), manager: manager.map(id), ..Member::default() })
    }

    /// 1 leads; 2 manages 3; 4 has no manager; 5 has left.
    fn people() -> People {
        let mut left = member(5, Some(2));
        left.1.archived = true;
        People::new(vec![left, member(4, None), member(3, Some(2)), member(2, None), member(1, None)], Some(id(1)))
    }

    #[test]
    fn where_no_manager_is_set_the_lead_is_told() {
        let people = people();
        let told = |owner: Option<u128>| people.told(&[Owner, Manager], owner.map(id));
        assert_eq!(told(Some(3)), [id(3), id(2)]);
        assert_eq!(told(Some(4)), [id(4), id(1)]);
        // Nobody is told twice.
        assert_eq!(told(Some(1)), [id(1)]);
        assert_eq!(people.told(&[Owner, Manager, Lead], Some(id(3))), [id(3), id(2), id(1)]);
    }

    #[test]
    fn what_has_no_owner_that_works_here_goes_to_the_lead() {
        let people = people();
        assert_eq!(people.told(&[Owner], None), [id(1)]);
        assert_eq!(people.told(&[Owner], Some(id(5))), [id(1)]);
        assert_eq!(people.told(&[Owner], Some(id(99))), [id(1)]);
        assert!(People::new(Vec::new(), None).told(&[Owner, Manager, Lead], None).is_empty());
    }

    #[test]
    fn without_a_lead_the_first_opportunity_manager_leads() {
        let mut manager = member(8, None);
        manager.1.role = Some(Role::OpportunityManager);
        let with = |lead| People::new(vec![member(7, None), manager.clone()], lead).lead();
        assert_eq!((with(None), with(Some(id(7))), with(Some(id(99)))), (Some(id(8)), Some(id(7)), Some(id(8))));
    }

    #[test]
    fn a_team_is_whoever_answers_to_somebody() {
        let people = people();
        assert!(people.is_in_team(id(3), id(2)) && people.is_in_team(id(2), id(2)));
        assert!(!people.is_in_team(id(4), id(2)) && !people.is_in_team(id(1), id(2)));
        assert!([1, 2, 3, 4].into_iter().all(|n| people.is_in_team(id(n), id(1))));
        let circle = People::new(vec![member(1, Some(2)), member(2, Some(1))], None);
        assert!(circle.is_in_team(id(1), id(2)) && !circle.is_in_team(id(1), id(3)));
    }
}
