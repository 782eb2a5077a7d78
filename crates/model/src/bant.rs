//! BANT: whether a lead is worth an opportunity. Budget, authority, need, timeline; each unknown, no, partly or yes.

use std::cmp::Reverse;

use crate::grade::Grade;
use crate::records::{BantAnswer, BantState, Dimension, Evidence, Lead, LeadStatus};
use crate::time::Date;
use crate::{Id, Uuid};

/// The letters, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Letter {
    Budget,
    Authority,
    Need,
    Timeline,
}

impl Letter {
    pub const ALL: [Self; 4] = [Self::Budget, Self::Authority, Self::Need, Self::Timeline];

    /// The field of a lead or an opportunity that holds it.
    pub const fn field(self) -> &'static str {
        match self {
            Self::Budget => "bant_budget",
            Self::Authority => "bant_authority",
            Self::Need => "bant_need",
            Self::Timeline => "bant_timeline",
        }
    }

    pub fn of_field(field: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|letter| letter.field() == field)
    }

    /// The dimension of the score that a letter says something about.
    pub const fn dimension(self) -> Option<Dimension> {
        match self {
            Self::Budget => Some(Dimension::BudgetFeasibility),
            Self::Authority => Some(Dimension::DecisionChain),
            Self::Need => Some(Dimension::NeedClarity),
            Self::Timeline => None,
        }
    }
}

/// What a letter comes to: no 0, partly 1, yes 2; `None` while nobody knows.
pub fn points(state: &BantState) -> Option<u8> {
    match state {
        BantState::No => Some(0),
        BantState::Partly => Some(1),
        BantState::Yes => Some(2),
        BantState::Unset | BantState::Unknown(_) => None,
    }
}

/// The answer 1 to 5 that a letter proposes for its dimension. Somebody has to accept it.
pub fn proposed_answer(state: &BantState) -> Option<u8> {
    points(state).map(|points| [1, 3, 4][usize::from(points)])
}

/// How a letter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub letter: Letter,
    pub points: Option<u8>,
    /// Whole days since its newest evidence.
    pub age: Option<i32>,
    /// Older than [`Evidence::STALE_AFTER`].
    pub stale: bool,
}

/// The four letters on a day.
pub fn standings(bant: [Option<&BantAnswer>; 4], today: Date) -> [Standing; 4] {
    let mut at = 0;
    Letter::ALL.map(|letter| {
        let answer = bant[at];
        at += 1;
        let age = answer.and_then(|answer| Evidence::age(&answer.evidence, today));
        let points = answer.and_then(|answer| points(&answer.state));
        Standing { letter, points, age, stale: age.is_some_and(|age| age > Evidence::STALE_AFTER) }
    })
}

/// What a lead is worth. Letters that nobody knows make it a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeadGrade {
    /// `None` while no letter is known.
    pub grade: Option<Grade>,
    /// What the unknown letters could lift it to, where that is better.
    pub up_to: Option<Grade>,
    /// Points, 0 to 8.
    pub low: u8,
    pub high: u8,
}

/// The grade of a lead: A from six of eight points on with no letter that is a no, B from three on, else C.
pub fn grade(bant: [Option<&BantAnswer>; 4]) -> LeadGrade {
    let known = bant.map(|answer| answer.and_then(|answer| points(&answer.state)));
    let sum = |unknown: u8| known.iter().map(|points| points.unwrap_or(unknown)).sum::<u8>();
    let (low, high) = (sum(0), sum(2));
    let refused = known.contains(&Some(0));
    let of = |points: u8| match points {
        6.. if !refused => Grade::A,
        3.. => Grade::B,
        _ => Grade::C,
    };
    let grade = known.iter().any(Option::is_some).then(|| of(low));
    let up_to = Some(of(high)).filter(|best| grade.is_none_or(|grade| *best < grade));
    LeadGrade { grade, up_to, low, high }
}

/// The place of a lead among others: the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank {
    grade: Grade,
    low: Reverse<u8>,
    high: Reverse<u8>,
    received: Reverse<i32>,
}

/// By grade (ungraded ones beside C), by points, by what it could still come to, the newest first.
pub fn rank(lead: &Lead) -> Rank {
    let LeadGrade { grade, low, high, .. } = grade(lead.bant());
    Rank {
        grade: grade.unwrap_or(Grade::C),
        low: Reverse(low),
        high: Reverse(high),
        received: Reverse(lead.received_on.map_or(i32::MIN, Date::days)),
    }
}

/// The open leads, best first.
pub fn queue(leads: &[(Id<Lead>, Lead)]) -> Vec<Id<Lead>> {
    let open = leads.iter().filter(|(_, lead)| lead.status == LeadStatus::Open);
    let mut keyed: Vec<_> = open.map(|(id, lead)| (rank(lead), *id)).collect();
    keyed.sort_unstable();
    keyed.into_iter().map(|(_, id)| id).collect()
}

/// The subjects whose touches belong to an opportunity: itself, and the lead it came from.
pub fn subjects(opportunity: Uuid, lead: Option<Id<Lead>>) -> impl Iterator<Item = Uuid> {
    std::iter::once(opportunity).chain(lead.map(Id::uuid))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn answers(states: [BantState; 4]) -> [BantAnswer; 4] {
        states.map(|state| BantAnswer { state, evidence: Vec::new() })
    }

    fn graded(states: [BantState; 4]) -> LeadGrade {
        let answers = answers(states);
        grade([0, 1, 2, 3].map(|at| Some(&answers[at])))
    }

    #[test]
    fn a_lead_is_graded_by_what_is_known_and_says_what_it_could_become() {
        use BantState::{No, Partly, Unset, Yes};
        for (states, grade, up_to) in [
            ([Yes, Yes, Yes, Yes], Some(Grade::A), None),
            ([Yes, Yes, Yes, Unset], Some(Grade::A), None),
            ([Yes, Yes, Yes, No], Some(Grade::B), None),
            ([Yes, Partly, Unset, Unset], Some(Grade::B), Some(Grade::A)),
            ([Partly, Unset, Unset, Unset], Some(Grade::C), Some(Grade::A)),
            ([No, No, No, Partly], Some(Grade::C), None),
            ([Unset, Unset, Unset, Unset], None, Some(Grade::A)),
        ] {
            let found = graded(states.clone());
            assert_eq!((found.grade, found.up_to), (grade, up_to), "{states:?}");
        }
        assert_eq!(super::grade([None; 4]).grade, None);
    }

    #[test]
    fn the_queue_has_the_best_first_and_only_what_is_open() {
        use BantState::{No, Partly, Unset, Yes};
        let lead = |n: u128, states: [BantState; 4], received: &str| {
            let [budget, authority, need, timeline] = answers(states);
            let lead = Lead {
                name: format!("Lead {n}"),
                bant_budget: Some(budget),
                bant_authority: Some(authority),
                bant_need: Some(need),
                bant_timeline: Some(timeline),
                received_on: Date::parse_iso(received),
                ..Lead::default()
            };
            (Id::new(Uuid::from_u128(n)), lead)
        };
        let mut leads = vec![
            lead(1, [Unset, Unset, Unset, Unset], "2026-11-01"),
            lead(2, [Yes, Yes, Yes, Partly], "2026-11-01"),
            lead(3, [Yes, Partly, Unset, Unset], "2026-11-01"),
            lead(4, [No, No, No, No], "2026-11-01"),
            lead(5, [Yes, Partly, Unset, Unset], "2026-11-20"),
            lead(6, [Yes, Yes, Yes, Yes], "2026-11-01"),
        ];
        leads[5].1.status = LeadStatus::Converted;
        let order: Vec<u128> = queue(&leads).into_iter().map(|id| id.uuid().as_u128()).collect();
        assert_eq!(order, [2, 5, 3, 1, 4]);
    }

    #[test]
    fn old_evidence_is_stale() {
        let today = Date::parse_iso("2026-11-24").unwrap();
        let on = |days: i32| Evidence { on: Some(today.plus_days(-days)), ..Evidence::default() };
        let budget = BantAnswer { state: BantState::Yes, evidence: vec![on(90), on(61)] };
        let need = BantAnswer { state: BantState::Partly, evidence: vec![on(60)] };
        let found = standings([Some(&budget), None, Some(&need), None], today);
        assert_eq!(found.map(|one| one.age), [Some(61), None, Some(60), None]);
        assert_eq!(found.map(|one| one.stale), [true, false, false, false]);
    }

    proptest! {
        #[test]
        fn a_better_letter_never_lowers_a_lead_and_the_range_holds(states in prop::array::uniform4(0_usize..4), at in 0_usize..4) {
            let all = [BantState::Unset, BantState::No, BantState::Partly, BantState::Yes];
            let of = |states: [usize; 4]| graded(states.map(|n| all[n].clone()));
            let before = of(states);
            if (1..3).contains(&states[at]) {
                let mut better = states;
                better[at] += 1;
                prop_assert!(of(better).grade <= before.grade);
            }
            let mut known = states.map(|n| n.max(1));
            known[at] = if states[at] == 0 { 3 } else { states[at] };
            let after = of(known);
            prop_assert!(before.low <= after.low && after.high <= before.high);
        }
    }
}
