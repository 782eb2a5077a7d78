//! The decision chain of an opportunity: who decides, who has a say, and what is missing.

use crate::records::{Contact, ContactRole, Member, open_enum};
use crate::time::Date;
use crate::{Id, Uuid};

open_enum! {
    /// A person's part in a decision.
    Part {
        /// Signs, or releases the money. 决策者
        EconomicBuyer = "economic_buyer",
        /// Judges what is offered. 影响者
        TechnicalBuyer = "technical_buyer",
        /// Will work with it. 使用者
        User = "user",
        /// Can keep us out. 把关者
        Gatekeeper = "gatekeeper",
        /// Tells us how things stand. 内部支持者
        Coach = "coach",
    }
}

open_enum! {
    /// For or against us.
    Stance {
        For = "for",
        Neutral = "neutral",
        Against = "against",
    }
}

open_enum! {
    /// How much a person's word counts.
    Influence {
        High = "high",
        Middle = "middle",
        Low = "low",
    }
}

impl Part {
    /// Reads what a record says: the value itself, or one of the words that are offered in either language.
    pub fn read(text: &str) -> Self {
        match text.trim().to_lowercase().as_str() {
            "经济决策人" | "决策者" | "经济决策者" | "决策人" | "decision maker" | "economic buyer" => {
                Self::EconomicBuyer
            }
            "技术把关人" | "影响者" | "技术决策者" | "技术影响者" | "influencer" | "technical buyer" => {
                Self::TechnicalBuyer
            }
            "使用者" | "user" => Self::User,
            "守门人" | "把关者" | "gatekeeper" => Self::Gatekeeper,
            "支持者" | "内部支持者" | "教练" | "coach" => Self::Coach,
            _ => Self::parse(text.trim()),
        }
    }
}

impl Stance {
    /// Reads what a record says, as [`Part::read`].
    pub fn read(text: &str) -> Self {
        match text.trim().to_lowercase().as_str() {
            "支持" | "for us" => Self::For,
            "中立" | "neutral" => Self::Neutral,
            "反对" | "against us" => Self::Against,
            _ => Self::parse(text.trim()),
        }
    }
}

impl Influence {
    /// Reads what a record says, as [`Part::read`].
    pub fn read(text: &str) -> Self {
        match text.trim().to_lowercase().as_str() {
            "高" | "high" => Self::High,
            "中" | "medium" => Self::Middle,
            "低" | "low" => Self::Low,
            _ => Self::parse(text.trim()),
        }
    }
}

/// Somebody in the chain. What nobody has said is `None`.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    pub contact: Id<Contact>,
    pub name: String,
    pub part: Option<Part>,
    pub stance: Option<Stance>,
    pub influence: Option<Influence>,
    pub met_on: Option<Date>,
    /// The latest touch of this person, as far as one is known.
    pub last_touch: Option<Date>,
    /// Who of us keeps in touch.
    pub owner: Option<Id<Member>>,
    /// Job title.
    pub title: Option<String>,
}

/// The people of an opportunity, in its order. The part it names goes before the one in the contact's own record; a contact
/// that cannot be found is left out.
pub fn people(
    contacts: &[ContactRole],
    find: &dyn Fn(Id<Contact>) -> Option<Contact>,
    last_touch: &dyn Fn(Uuid) -> Option<Date>,
) -> Vec<Person> {
    let said = |text: Option<&String>| text.filter(|text| !text.trim().is_empty()).cloned();
    let person = |role: &ContactRole| {
        let contact = find(role.contact)?;
        let part = said(role.role.as_ref()).or_else(|| said(contact.role.as_ref()));
        Some(Person {
            contact: role.contact,
            part: part.map(|text| Part::read(&text)),
            stance: said(contact.stance.as_ref()).map(|text| Stance::read(&text)),
            influence: said(contact.influence.as_ref()).map(|text| Influence::read(&text)),
            met_on: contact.met_on,
            last_touch: last_touch(role.contact.uuid()),
            owner: contact.owner,
            title: contact.title,
            name: contact.name,
        })
    };
    contacts.iter().filter_map(person).collect()
}

/// What a chain lacks, most pressing first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gap {
    NoEconomicBuyer,
    EconomicBuyerNotMet,
    NoTechnicalBuyer,
    TechnicalBuyerNotMet,
    NoCoach,
    NoUser,
    /// Nobody who decides or has a say is known to be for us.
    NobodyForUs,
    /// Somebody of high influence, or who decides, is against us and nobody of the same weight is for us.
    InfluentialAgainst,
}

impl Gap {
    pub const ALL: [Self; 8] = [
        Self::NoEconomicBuyer,
        Self::EconomicBuyerNotMet,
        Self::NoTechnicalBuyer,
        Self::TechnicalBuyerNotMet,
        Self::NoCoach,
        Self::NoUser,
        Self::NobodyForUs,
        Self::InfluentialAgainst,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoEconomicBuyer => "no_economic_buyer",
            Self::EconomicBuyerNotMet => "economic_buyer_not_met",
            Self::NoTechnicalBuyer => "no_technical_buyer",
            Self::TechnicalBuyerNotMet => "technical_buyer_not_met",
            Self::NoCoach => "no_coach",
            Self::NoUser => "no_user",
            Self::NobodyForUs => "nobody_for_us",
            Self::InfluentialAgainst => "influential_against",
        }
    }

    /// Twentieths of the whole. Who cannot be met because nobody knows them is one gap and costs both.
    const fn weight(self) -> u32 {
        match self {
            Self::NoEconomicBuyer => 9,
            Self::EconomicBuyerNotMet | Self::NoTechnicalBuyer => 4,
            Self::NoCoach => 3,
            Self::TechnicalBuyerNotMet | Self::NoUser | Self::NobodyForUs | Self::InfluentialAgainst => 2,
        }
    }
}

/// How complete a chain is.
#[derive(Clone, Debug, PartialEq)]
pub struct Completeness {
    /// 0 to 1.
    pub fraction: f64,
    pub gaps: Vec<Gap>,
    /// The answer 1 to 5 it proposes for its dimension of the score; none while nobody is known. Somebody has to accept it.
    pub proposed: Option<u8>,
}

pub fn completeness(people: &[Person]) -> Completeness {
    let with = |part: Part| people.iter().filter(move |person| person.part.as_ref() == Some(&part));
    let has = |part: Part| with(part).next().is_some();
    let met = |part: Part| with(part).any(|person| person.met_on.is_some());
    let decides = |person: &Person| person.part == Some(Part::EconomicBuyer);
    let has_weight = |person: &Person| decides(person) || person.influence == Some(Influence::High);
    let has_say = |person: &Person| has_weight(person) || person.part == Some(Part::TechnicalBuyer);
    let any = |of: &dyn Fn(&Person) -> bool, stance: &Stance| {
        people.iter().any(|person| of(person) && person.stance.as_ref() == Some(stance))
    };
    let opposed = any(&has_weight, &Stance::Against) && !any(&has_weight, &Stance::For);
    let is_gap = |gap: Gap| match gap {
        Gap::NoEconomicBuyer => !has(Part::EconomicBuyer),
        Gap::EconomicBuyerNotMet => has(Part::EconomicBuyer) && !met(Part::EconomicBuyer),
        Gap::NoTechnicalBuyer => !has(Part::TechnicalBuyer),
        Gap::TechnicalBuyerNotMet => has(Part::TechnicalBuyer) && !met(Part::TechnicalBuyer),
        Gap::NoCoach => !has(Part::Coach),
        Gap::NoUser => !has(Part::User),
        Gap::NobodyForUs => !any(&has_say, &Stance::For),
        Gap::InfluentialAgainst => opposed,
    };
    let gaps: Vec<Gap> = Gap::ALL.into_iter().filter(|gap| is_gap(*gap)).collect();
    let missing: u32 = gaps.iter().map(|gap| gap.weight()).sum();
    let reached = TWENTIETHS.saturating_sub(missing);
    let proposed = (!people.is_empty()).then_some(match reached {
        0..4 => 1,
        4..8 => 2,
        8..13 => 3,
        13..18 => 4,
        _ => 5,
    });
    Completeness { fraction: f64::from(reached) / f64::from(TWENTIETHS), gaps, proposed }
}

/// The whole, and what a chain without anybody lacks.
const TWENTIETHS: u32 = 20;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn person(part: Option<Part>, met: bool, stance: Option<Stance>, influence: Option<Influence>) -> Person {
        Person {
            contact: Id::new(Uuid::nil()),
            name: "Zhao Min".into(),
            part,
            stance,
            influence,
            met_on: met.then_some(Date::EPOCH),
            last_touch: None,
            owner: None,
            title: None,
        }
    }

    #[test]
    fn gaps_are_named_and_the_answer_follows_them() {
        let buyer = |met| person(Some(Part::EconomicBuyer), met, Some(Stance::For), None);
        let expert = person(Some(Part::TechnicalBuyer), true, None, None);
        let coach = person(Some(Part::Coach), true, None, None);
        let user = person(Some(Part::User), false, None, None);
        let nobody = completeness(&[]);
        assert_eq!((nobody.fraction, nobody.proposed), (0.0, None));
        assert_eq!(
            nobody.gaps,
            [Gap::NoEconomicBuyer, Gap::NoTechnicalBuyer, Gap::NoCoach, Gap::NoUser, Gap::NobodyForUs]
        );
        let stranger = completeness(&[person(None, true, None, None)]);
        assert_eq!((stranger.fraction, stranger.proposed), (0.0, Some(1)));
        let unmet = completeness(&[buyer(false), expert.clone()]);
        assert_eq!(unmet.gaps, [Gap::EconomicBuyerNotMet, Gap::NoCoach, Gap::NoUser]);
        assert_eq!(unmet.proposed, Some(3));
        let all = completeness(&[buyer(true), expert, coach, user]);
        assert_eq!((all.fraction, all.gaps.len(), all.proposed), (1.0, 0, Some(5)));
    }

    #[test]
    fn somebody_of_weight_against_us_is_a_gap_until_another_is_for_us() {
        let against = person(Some(Part::EconomicBuyer), true, Some(Stance::Against), None);
        let friend = person(Some(Part::User), true, Some(Stance::For), Some(Influence::High));
        assert!(completeness(std::slice::from_ref(&against)).gaps.contains(&Gap::InfluentialAgainst));
        assert!(!completeness(&[against, friend]).gaps.contains(&Gap::InfluentialAgainst));
    }

    #[test]
    fn words_of_both_languages_are_read_and_others_kept() {
        for (text, part) in [
            ("决策者", Part::EconomicBuyer),
            ("Decision maker", Part::EconomicBuyer),
            ("economic_buyer", Part::EconomicBuyer),
            ("影响者", Part::TechnicalBuyer),
            (" Coach ", Part::Coach),
            ("采购", Part::Unknown("采购".into())),
        ] {
            assert_eq!(Part::read(text), part, "{text}");
        }
        assert_eq!((Stance::read("反对"), Influence::read("Medium")), (Stance::Against, Influence::Middle));
    }

    #[test]
    fn the_part_in_the_opportunity_goes_before_the_contacts_own() {
        let contact = Contact { name: "Zhao Min".into(), role: Some("使用者".into()), ..Contact::default() };
        let role = |n: u128, role: Option<&str>| ContactRole {
            contact: Id::new(Uuid::from_u128(n)),
            role: role.map(str::to_owned),
        };
        let find = |id: Id<Contact>| (id.uuid().as_u128() < 3).then(|| contact.clone());
        let found = people(&[role(1, Some("coach")), role(2, None), role(3, None)], &find, &|_| None);
        let parts: Vec<_> = found.into_iter().map(|person| person.part).collect();
        assert_eq!(parts, [Some(Part::Coach), Some(Part::User)]);
    }

    proptest! {
        #[test]
        fn meeting_somebody_or_winning_them_over_never_makes_a_chain_less_complete(
            all in prop::collection::vec((prop::option::of(0_usize..5), any::<bool>(), prop::option::of(0_usize..3), prop::option::of(0_usize..3)), 1..6),
            at in 0_usize..6,
        ) {
            let mut all: Vec<Person> = all.into_iter().map(|(part, met, stance, influence)| {
                person(part.map(|n| Part::ALL[n].clone()), met, stance.map(|n| Stance::ALL[n].clone()), influence.map(|n| Influence::ALL[n].clone()))
            }).collect();
            let before = completeness(&all);
            prop_assert!((0.0..=1.0).contains(&before.fraction));
            let at = at % all.len();
            all[at].met_on = Some(Date::EPOCH);
            all[at].stance = Some(Stance::For);
            let after = completeness(&all);
            prop_assert!(after.fraction >= before.fraction && after.proposed >= before.proposed);
        }
    }
}
