//! The grade: how much effort an opportunity deserves, from its value and its maturity.
//!
//! | value \ maturity | high | middling | low |
//! |---|---|---|---|
//! | high | A | A | B |
//! | middling | A | B | C |
//! | low | B | C | C |
//!
//! What has no amount or no answer is ungraded and listed apart, never C. Cut-offs are amounts: another opportunity never
//! changes the grade of this one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::journal::Timeline;
use crate::money::{Currency, Money};
use crate::quantile;
use crate::records::{Basis, CutOff, GradeOverride, GradeRule, Opportunity, Outcome, Pipeline, ScoringModel, Stage};
use crate::score::{self, Models, Points, Score};
use crate::time::{Date, Effective, Instant};
use crate::{Decimal, Id, RecordRef};

/// A is best and sorts first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Grade {
    A,
    B,
    C,
}

impl Grade {
    pub const ALL: [Self; 3] = [Self::A, Self::B, Self::C];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grade| grade.as_str() == text)
    }
}

/// One of three parts of an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Band {
    Low,
    Mid,
    High,
}

impl Band {
    /// "From this on" goes up at ties.
    fn of<T: PartialOrd>(value: T, high: T, mid: T) -> Self {
        if value >= high {
            Self::High
        } else if value >= mid {
            Self::Mid
        } else {
            Self::Low
        }
    }
}

/// The table.
pub const fn cell(value: Band, maturity: Band) -> Grade {
    match (value, maturity) {
        (Band::High, Band::High | Band::Mid) | (Band::Mid, Band::High) => Grade::A,
        (Band::Low, Band::Low | Band::Mid) | (Band::Mid, Band::Low) => Grade::C,
        _ => Grade::B,
    }
}

/// Why there is no grade.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ungraded {
    NoAmount,
    /// No dimension of the score is answered.
    NoAnswer,
    /// Nobody has said what is much in this currency.
    NoCutOff,
}

/// A grade with where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Graded {
    pub grade: Result<Grade, Ungraded>,
    /// What the missing answers could lift it to, where that is better.
    pub up_to: Option<Grade>,
    pub value: Option<Band>,
    /// The strategic flag put the value where it is.
    pub raised: bool,
    /// From the lower end of the score, and from the upper.
    pub maturity: [Points; 2],
    pub score: Score,
}

/// Cut-offs of a currency where nobody has saved any: round amounts, about 500,000 and 100,000 yuan. `None` for currencies
/// that are not in the list.
pub fn usual_cut_off(currency: Currency) -> Option<CutOff> {
    let (high, mid) = match currency.code() {
        "CNY" | "HKD" => (500_000, 100_000),
        "USD" | "EUR" | "GBP" => (70_000, 15_000),
        "SGD" | "AUD" | "CAD" => (100_000, 20_000),
        "TWD" => (2_000_000, 400_000),
        "JPY" => (10_000_000, 2_000_000),
        "KRW" => (100_000_000, 20_000_000),
        _ => return None,
    };
    Some(CutOff { currency, high: Decimal::from(high), mid: Decimal::from(mid), n: None })
}

/// What the amounts of a rule come to when it is saved: for each currency from the open opportunities' amounts. A fixed
/// rule keeps its own, as does a currency in which nothing is open.
pub fn cut_offs(rule: &GradeRule, amounts: &[Money]) -> Vec<CutOff> {
    let (high, mid, out_of) = match rule.basis {
        Basis::Thirds => (2, 1, 3),
        Basis::Percentiles => {
            let percent = |percent: Option<u8>, usual: usize| percent.map_or(usual, usize::from);
            (percent(rule.high_percentile, 67), percent(rule.mid_percentile, 33), 100)
        }
        Basis::Fixed | Basis::Unknown(_) => return rule.cut_offs.clone(),
    };
    let mut by_currency: BTreeMap<Currency, Vec<Decimal>> = BTreeMap::new();
    for amount in amounts {
        by_currency.entry(amount.currency).or_default().push(amount.value);
    }
    let mut found: BTreeMap<Currency, CutOff> = rule.cut_offs.iter().map(|cut| (cut.currency, cut.clone())).collect();
    for (currency, mut values) in by_currency {
        values.sort_unstable();
        let at = |of| quantile::of_amounts(&values, of, out_of);
        if let (Some(high), Some(mid)) = (at(high), at(mid)) {
            let n = u32::try_from(values.len()).ok();
            found.insert(currency, CutOff { currency, high, mid, n });
        }
    }
    found.into_values().collect()
}

/// The amounts that [`cut_offs`] are taken from: of open opportunities in the rule's pipeline, or in any.
pub fn amounts_for(rule: &GradeRule, opportunities: &[(Id<Opportunity>, Opportunity)]) -> Vec<Money> {
    let counts = |one: &&(Id<Opportunity>, Opportunity)| {
        one.1.outcome == Outcome::Open && (rule.pipeline.is_none() || one.1.pipeline == rule.pipeline)
    };
    opportunities.iter().filter(counts).filter_map(|(_, one)| one.amount).collect()
}

/// How far along a stage is, in points: the first is 0, the last 100. `None` where the pipeline has one stage, or the stage
/// is no longer in it.
pub fn stage_position(stages: &[(Id<Stage>, Stage)], stage: Option<Id<Stage>>) -> Option<Points> {
    let stage = stage?;
    let pipeline = stages.iter().find(|(id, _)| *id == stage)?.1.pipeline;
    let order = order(stages, pipeline);
    let at = order.iter().position(|id| *id == stage)?;
    let last = order.len().checked_sub(1).filter(|last| *last > 0)?;
    u32::try_from(at * 10_000 / last).ok().map(Points)
}

/// The stages of a pipeline in order, archived ones left out.
pub fn order(stages: &[(Id<Stage>, Stage)], pipeline: Option<Id<Pipeline>>) -> Vec<Id<Stage>> {
    let own = stages.iter().filter(|(_, stage)| stage.pipeline == pipeline && !stage.archived);
    let mut own: Vec<(u32, Id<Stage>)> = own.map(|(id, stage)| (stage.position, *id)).collect();
    own.sort_unstable();
    own.into_iter().map(|(_, id)| id).collect()
}

/// Maturity in points: the score's share of the rule, the rest the stage's position. Where the position is not known, the
/// score alone. Rounded down to hundredths.
pub fn maturity(rule: &GradeRule, score: Points, position: Option<Points>) -> Points {
    let share = u32::from(rule.score_share.min(100));
    position.map_or(score, |position| Points((share * score.0 + (100 - share) * position.0) / 100))
}

/// The grade of an amount, a score and a stage's position under a rule.
pub fn grade(
    rule: &GradeRule,
    amount: Option<Money>,
    strategic: bool,
    score: Score,
    position: Option<Points>,
) -> Graded {
    let maturity = [score.low, score.high].map(|end| maturity(rule, end, position));
    let own = |currency| rule.cut_offs.iter().find(|cut| cut.currency == currency).cloned();
    let by_amount = amount.ok_or(Ungraded::NoAmount).and_then(|amount| {
        if strategic {
            return Ok(Band::High);
        }
        let cut = own(amount.currency).or_else(|| usual_cut_off(amount.currency)).ok_or(Ungraded::NoCutOff)?;
        Ok(Band::of(amount.value, cut.high, cut.mid))
    });
    let cell = |value: Band, maturity: Points| {
        let (high, mid) = (Points::whole(rule.mature_from), Points::whole(rule.ripening_from));
        cell(value, Band::of(maturity, high, mid))
    };
    let value = by_amount.ok();
    let grade = match by_amount {
        Ok(_) if score.answered() == 0 => Err(Ungraded::NoAnswer),
        Ok(value) => Ok(cell(value, maturity[0])),
        Err(why) => Err(why),
    };
    let best = value.map(|value| cell(value, maturity[1]));
    let up_to = best.filter(|best| grade.map_or(true, |grade| *best < grade));
    Graded { grade, up_to, value, raised: strategic && value.is_some(), maturity, score }
}

/// The computed grade beside what somebody said against it.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    pub computed: Graded,
    /// While it holds.
    pub said: Option<GradeOverride>,
}

impl Standing {
    /// The grade that counts; `None` for ungraded.
    pub fn grade(&self) -> Option<Grade> {
        self.said.as_ref().map(|said| said.grade).or(self.computed.grade.ok())
    }
}

/// A rule with its id.
pub type GradeRules = [(Id<GradeRule>, GradeRule)];

/// The settings that judge, and the day from which they are looked at.
#[derive(Clone, Copy)]
pub struct Judge<'a> {
    pub models: &'a Models,
    pub rules: &'a GradeRules,
    /// Of all pipelines.
    pub stages: &'a [(Id<Stage>, Stage)],
    /// The day in the workspace's time zone.
    pub day: &'a dyn Fn(Instant) -> Date,
    pub today: Date,
    /// The past day that is looked at. The records given have to be those of that day, see [`crate::as_of::doc`].
    pub as_of: Option<Date>,
}

impl Judge<'_> {
    /// The model that judges it: the newest while open, that of its day when closed, that of the day looked at. `None` where
    /// nobody has written one: then [`ScoringModel::default`] holds.
    pub fn model(&self, opportunity: &Opportunity) -> Option<&ScoringModel> {
        let closed = score::judged_on(opportunity);
        let on = match (closed, self.as_of) {
            (Some(closed), Some(as_of)) => Some(closed.min(as_of)),
            (closed, as_of) => closed.or(as_of),
        };
        score::in_force(self.models, opportunity.pipeline, on, self.day)
    }

    /// The score by that model.
    pub fn score(&self, opportunity: &Opportunity) -> Score {
        let answers = score::answers(opportunity);
        match self.model(opportunity) {
            Some(model) => score::score(model, &answers),
            None => score::score(&ScoringModel::default(), &answers),
        }
    }

    pub fn graded(&self, opportunity: &Opportunity) -> Graded {
        let position = stage_position(self.stages, opportunity.stage);
        let score = self.score(opportunity);
        let (amount, strategic) = (opportunity.amount, opportunity.strategic);
        match rule_for(self.rules, opportunity.pipeline) {
            Some(rule) => grade(rule, amount, strategic, score, position),
            None => grade(&GradeRule::default(), amount, strategic, score, position),
        }
    }

    pub fn standing(&self, opportunity: &Opportunity) -> Standing {
        let on = self.as_of.unwrap_or(self.today);
        let said = opportunity.grade_override.clone().filter(|said| said.holds(on));
        Standing { computed: self.graded(opportunity), said }
    }
}

/// The rule that grades a pipeline: its own, else the workspace's. `None` where nobody has written one: then
/// [`GradeRule::default`] holds.
pub fn rule_for(rules: &GradeRules, pipeline: Option<Id<Pipeline>>) -> Option<&GradeRule> {
    let of = |scope: Option<Id<Pipeline>>| {
        let own = rules.iter().filter(|(_, rule)| rule.pipeline == scope);
        own.min_by_key(|(id, _)| *id).map(|(_, rule)| rule)
    };
    pipeline.and_then(|_| of(pipeline)).or_else(|| of(None))
}

/// An opportunity whose grade would be another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Regraded {
    pub opportunity: RecordRef,
    pub from: Option<Grade>,
    pub to: Option<Grade>,
}

/// Which open opportunities would have another grade under other settings. Judged by what counts, so one with an override
/// that holds does not change.
pub fn dry_run(opportunities: &[(Id<Opportunity>, Opportunity)], now: &Judge<'_>, then: &Judge<'_>) -> Vec<Regraded> {
    let open = opportunities.iter().filter(|(_, one)| one.outcome == Outcome::Open);
    let change = |(id, one): &(Id<Opportunity>, Opportunity)| {
        let (from, to) = (now.standing(one).grade(), then.standing(one).grade());
        (from != to).then(|| Regraded { opportunity: RecordRef::to(*id), from, to })
    };
    open.filter_map(change).collect()
}

/// What became of an override.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Holds,
    /// Its last day has passed.
    Expired,
    /// Another one took its place.
    Replaced,
    TakenBack,
}

/// Every override an opportunity ever had, oldest first; what was undone is left out.
pub fn overrides(
    timeline: &Timeline,
    today: Date,
    day: &dyn Fn(Effective) -> Option<Date>,
) -> Vec<(GradeOverride, Fate)> {
    let changes = timeline.field("grade_override");
    let fate = |at: usize, said: &GradeOverride| match changes.get(at + 1) {
        // It had run out by then.
        Some(next) if day(next.effective).is_some_and(|on| !said.holds(on)) => Fate::Expired,
        Some(next) if next.to.is_null() => Fate::TakenBack,
        Some(_) => Fate::Replaced,
        None if said.holds(today) => Fate::Holds,
        None => Fate::Expired,
    };
    let said = |(at, change): (usize, &&crate::Change)| {
        let said: GradeOverride = serde_json::from_value(change.to.clone()).ok()?;
        let fate = fate(at, &said);
        Some((said, fate))
    };
    changes.iter().enumerate().filter_map(said).collect()
}

#[cfg(test)]
mod tests;
