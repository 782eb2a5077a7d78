//! The 80/20 meter: how much of the work goes to the fifth of opportunities that is worth most.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::records::{Member, Opportunity};
use crate::time::Date;
use crate::{Decimal, Id};

/// Which share of touches should go to the top fifth, in percent.
pub const TARGET: u32 = 80;

/// With fewer opportunities of known value than this a fifth of them is less than one.
pub const FEWEST: usize = 5;

/// Touches, and how many of them went to the top fifth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    pub touches: u32,
    pub on_top: u32,
}

impl Share {
    /// Whole percent, rounded half up; `None` without a touch.
    pub fn percent(self) -> Option<u32> {
        (self.touches > 0).then(|| (self.on_top * 200 + self.touches) / (self.touches * 2))
    }

    pub fn reaches_target(self) -> bool {
        self.touches > 0 && self.on_top * 100 >= self.touches * TARGET
    }
}

/// What the week's touches were spent on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Effort {
    /// Opportunities of known value; with fewer than [`FEWEST`] of them nothing is said of a top.
    pub valued: usize,
    /// How many are in the top fifth: a fifth of `valued`, rounded up, and all that are worth as much as the last of them.
    pub top: usize,
    /// How many of these are there only for being worth as much.
    pub tied: usize,
    /// The least that one of them is worth.
    #[serde(skip)]
    pub from: Option<Decimal>,
    pub all: Share,
    /// Those of whoever made them; `None` where that is not known.
    #[serde(skip)]
    pub by: BTreeMap<Option<Id<Member>>, Share>,
    /// Touches with others than these opportunities, counted nowhere else.
    pub elsewhere: u32,
}

impl Effort {
    /// Whether there are enough opportunities to speak of a top fifth.
    pub fn is_enough(&self) -> bool {
        self.valued >= FEWEST
    }
}

/// The first and the last day of the week a day lies in, from Monday on.
pub fn week(day: Date) -> (Date, Date) {
    let monday = day.plus_days(-i32::try_from(day.weekday()).unwrap_or_default());
    (monday, monday.plus_days(6))
}

/// Measures touches, each with who made it, against opportunities with their values in one currency: those that are open, and
/// those that closed while the touches were made. An unknown value is in no top, but a touch spent there is spent.
pub fn effort(
    opportunities: &[(Id<Opportunity>, Option<Decimal>)],
    touches: &[(Option<Id<Member>>, Id<Opportunity>)],
) -> Effort {
    let mut values: Vec<Decimal> = opportunities.iter().filter_map(|(_, value)| *value).collect();
    let mut effort = Effort { valued: values.len(), ..Effort::default() };
    if effort.is_enough() {
        let fifth = values.len().div_ceil(5);
        let (_, from, _) = values.select_nth_unstable_by(fifth - 1, |one, other| other.cmp(one));
        let from = *from;
        effort.top = values.iter().filter(|value| **value >= from).count();
        (effort.tied, effort.from) = (effort.top - fifth, Some(from));
    }
    let touched: BTreeSet<Id<Opportunity>> = touches.iter().map(|(_, opportunity)| *opportunity).collect();
    let values: BTreeMap<Id<Opportunity>, Option<Decimal>> =
        opportunities.iter().filter(|(id, _)| touched.contains(id)).copied().collect();
    for (member, opportunity) in touches {
        let Some(value) = values.get(opportunity) else {
            effort.elsewhere += 1;
            continue;
        };
        let on_top = u32::from(effort.from.zip(*value).is_some_and(|(from, value)| value >= from));
        for share in [&mut effort.all, effort.by.entry(*member).or_default()] {
            share.touches += 1;
            share.on_top += on_top;
        }
    }
    effort
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn id<R>(n: u128) -> Id<R> {
        Id::new(Uuid::from_u128(n))
    }

    fn worth(values: &[i64]) -> Vec<(Id<Opportunity>, Option<Decimal>)> {
        (1..).zip(values).map(|(n, value)| (id(n), (*value >= 0).then(|| Decimal::from(*value)))).collect()
    }

    fn touches(of: &[(u128, u128)]) -> Vec<(Option<Id<Member>>, Id<Opportunity>)> {
        of.iter().map(|(member, opportunity)| ((*member > 0).then(|| id(*member)), id(*opportunity))).collect()
    }

    #[test]
    fn the_top_is_a_fifth_rounded_up_with_all_that_are_worth_as_much() {
        let top = |values: &[i64]| {
            let effort = effort(&worth(values), &[]);
            (effort.top, effort.tied, effort.from.map(|from| from.to_string()))
        };
        assert_eq!(top(&[5, 4, 3, 2, 1]), (1, 0, Some("5".into())));
        assert_eq!(top(&[6, 5, 4, 3, 2, 1]), (2, 0, Some("5".into())));
        assert_eq!(top(&[5, 5, 5, 2, 1]), (3, 2, Some("5".into())));
        assert_eq!(top(&[0, 0, 0, 0, 0]), (5, 4, Some("0".into())));
    }

    #[test]
    fn of_fewer_than_five_nothing_is_said() {
        // One of the five is of unknown value.
        let effort = effort(&worth(&[5, 4, 3, 2, -1]), &touches(&[(1, 1)]));
        assert!(!effort.is_enough());
        assert_eq!((effort.valued, effort.top, effort.from), (4, 0, None));
        assert_eq!(effort.all, Share { touches: 1, on_top: 0 });
    }

    #[test]
    fn touches_are_shared_out_by_person() {
        let all = touches(&[(1, 1), (1, 1), (1, 1), (1, 1), (1, 2), (2, 1), (2, 6), (0, 3), (2, 99)]);
        let effort = effort(&worth(&[50, 4, 3, 2, 1, -1]), &all);
        assert_eq!(effort.all, Share { touches: 8, on_top: 5 });
        assert_eq!(effort.by[&Some(id(1))], Share { touches: 5, on_top: 4 });
        assert_eq!(effort.by[&Some(id(2))], Share { touches: 2, on_top: 1 });
        assert_eq!(effort.by[&None], Share { touches: 1, on_top: 0 });
        assert_eq!(effort.elsewhere, 1);
    }

    #[test]
    fn four_of_five_reach_the_target() {
        let share = |touches, on_top| Share { touches, on_top };
        assert!(share(5, 4).reaches_target() && !share(99, 79).reaches_target() && !share(0, 0).reaches_target());
        assert_eq!(
            [share(0, 0), share(3, 2), share(8, 5), share(1, 1)].map(Share::percent),
            [None, Some(67), Some(63), Some(100)]
        );
    }

    #[test]
    fn a_week_begins_on_monday() {
        let day = |text| Date::parse_iso(text).unwrap();
        let whole = (day("2026-03-09"), day("2026-03-15"));
        assert_eq!([week(day("2026-03-09")), week(day("2026-03-11")), week(day("2026-03-15"))], [whole; 3]);
    }
}
