//! Steps that are planned with customers apart from any opportunity: with a lead, an account or a contact.

use model::records::{Account, Activity, Contact, Lead, LeadStatus, Member, Record};
use model::today::Scope;
use model::{Date, Doc, Id, Kind, RecordRef, Uuid};

use crate::Book;

/// A planned step and whom it is planned with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartyStep {
    pub activity: Id<Activity>,
    pub party: RecordRef,
    pub name: String,
    pub text: String,
    pub due: Date,
    /// Whose it is: of whoever looks after the party where it names nobody.
    pub owner: Option<Id<Member>>,
}

impl PartyStep {
    /// The kinds of those one can plan something with apart from an opportunity.
    pub const PARTIES: [Kind; 3] = [Lead::KIND, Account::KIND, Contact::KIND];

    /// What is planned with a party among its activities; nothing where it is deleted, or a lead that is not open.
    pub fn of(party: &Doc, activities: &[(Id<Activity>, Activity)]) -> Vec<Self> {
        let is_closed =
            party.kind == Lead::KIND && party.decode::<Lead>().is_ok_and(|lead| lead.status != LeadStatus::Open);
        if is_closed || party.deleted_at.is_some() || !Self::PARTIES.contains(&party.kind) {
            return Vec::new();
        }
        let keeper = party.get("owner").as_str().and_then(Id::parse);
        let planned = activities.iter().filter(|(_, one)| !one.is_done());
        let step = |(id, one): &(Id<Activity>, Activity)| {
            Some(Self {
                activity: *id,
                party: party.record_ref(),
                name: party.name(),
                text: one.text.clone(),
                due: one.due?,
                owner: one.owner.or(keeper),
            })
        };
        planned.filter_map(step).collect()
    }
}

impl Book {
    /// What is planned with a party from now on.
    pub fn put_steps(&mut self, party: Uuid, steps: Vec<PartyStep>) {
        if steps.is_empty() {
            self.steps.remove(&party);
        } else {
            self.steps.insert(party, steps);
        }
    }

    /// What is planned with parties and due by a day, in no order.
    pub fn steps_until(&self, last: Date) -> impl Iterator<Item = &PartyStep> {
        self.steps.values().flatten().filter(move |step| step.due <= last)
    }

    /// What is planned with parties and due by the book's day, the longest due first.
    pub fn steps(&self, scope: Scope) -> Vec<PartyStep> {
        let people = &self.rules.escalation.people;
        let is_whose = |step: &&PartyStep| scope.holds(people.responsible(step.owner).as_slice(), people);
        let mut due: Vec<PartyStep> = self.steps_until(self.today).filter(is_whose).cloned().collect();
        due.sort_by(|a, b| (a.due, &a.name, a.activity).cmp(&(b.due, &b.name, b.activity)));
        due
    }
}

#[cfg(test)]
mod tests {
    use model::records::Opportunity;

    use super::*;

    fn day(text: &str) -> Date {
        Date::parse_iso(text).unwrap()
    }

    fn id<R>(n: u128) -> Id<R> {
        Id::new(Uuid::from_u128(n))
    }

    fn planned(n: u128, due: &str) -> (Id<Activity>, Activity) {
        (id(n), Activity { text: format!("Step {n}"), due: Some(day(due)), ..Activity::default() })
    }

    fn lead(status: LeadStatus) -> Doc {
        Doc::new(id::<Lead>(1), &Lead { name: "A lead".into(), owner: Some(id(7)), status, ..Lead::default() })
    }

    fn book(today: &str) -> Book {
        Book::new(crate::tests::rules(), day(today))
    }

    #[test]
    fn what_is_planned_with_an_open_lead_is_due_on_its_day() {
        let activities = [planned(2, "2026-03-12"), planned(3, "2026-03-10"), planned(4, "2026-03-13")];
        let mut book = book("2026-03-12");
        book.put_steps(Uuid::from_u128(1), PartyStep::of(&lead(LeadStatus::Open), &activities));
        let due: Vec<_> = book.steps(Scope::Everyone).into_iter().map(|step| step.text).collect();
        assert_eq!(due, ["Step 3", "Step 2"]);
    }

    #[test]
    fn what_is_done_and_what_became_of_a_lead_asks_for_nothing() {
        let done = Activity { done_on: Some(day("2026-03-10")), ..planned(2, "2026-03-10").1 };
        assert!(PartyStep::of(&lead(LeadStatus::Open), &[(id(2), done)]).is_empty());
        let activities = [planned(2, "2026-03-10")];
        assert!(PartyStep::of(&lead(LeadStatus::Converted), &activities).is_empty());
        assert!(PartyStep::of(&lead(LeadStatus::Discarded), &activities).is_empty());
        let opportunity = Doc::new(id::<Opportunity>(9), &Opportunity::default());
        assert!(PartyStep::of(&opportunity, &activities).is_empty());
        let mut book = book("2026-03-12");
        book.put_steps(Uuid::from_u128(1), PartyStep::of(&lead(LeadStatus::Open), &activities));
        book.put_steps(Uuid::from_u128(1), Vec::new());
        assert!(book.steps(Scope::Everyone).is_empty());
    }

    #[test]
    fn a_step_is_whoever_s_it_names_or_the_keeper_s() {
        let member = |n| (id(n), Member { name: format!("Member {n}"), ..Member::default() });
        let settings = crate::Settings { members: vec![member(7), member(8)], ..crate::tests::settings() };
        let rules = crate::Rules::new(settings, model::starter::Words::English, &|_| day("2026-03-12"));
        let mut book = Book::new(rules, day("2026-03-12"));
        let other = Activity { owner: Some(id(8)), ..planned(3, "2026-03-10").1 };
        let activities = [planned(2, "2026-03-10"), (id(3), other)];
        book.put_steps(Uuid::from_u128(1), PartyStep::of(&lead(LeadStatus::Open), &activities));
        let of = |n| book.steps(Scope::Mine(id(n))).into_iter().map(|step| step.text).collect::<Vec<_>>();
        assert_eq!(of(7), ["Step 2"]);
        assert_eq!(of(8), ["Step 3"]);
        assert!(of(9).is_empty());
    }
}
