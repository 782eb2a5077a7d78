//! The course an opportunity takes: which stages it enters on which day, and how it ends.

use model::Date;
use model::records::Outcome;

use crate::calendar::{on_or_after, on_or_before, quarter_end};
use crate::random::{Random, probability, whole};

/// The last stage of `model::starter`'s pipeline.
pub(crate) const LAST_STAGE: usize = 3;

/// Log odds of leaving each stage for the next one rather than as lost.
const PASSED: [f64; 4] = [1.03, 1.03, 1.4, 2.8];
/// Usual days in each stage; the proposal is where things take time.
pub(crate) const STAYS: [f64; 4] = [30.0, 54.0, 26.0, 13.0];
/// How much longer it takes to lose than to go on.
const LOSING: [f64; 4] = [1.3, 1.15, 1.1, 1.2];
/// Days after which a stage is far beyond what wins take there.
const FAR_TOO_LONG: [i32; 4] = [110, 185, 90, 50];

/// One stay in a stage.
#[derive(Clone, Copy)]
pub(crate) struct Visit {
    pub(crate) stage: usize,
    pub(crate) entered: Date,
}

#[derive(Clone)]
pub(crate) struct Course {
    pub(crate) created: Date,
    /// At least one, in order of their days.
    pub(crate) visits: Vec<Visit>,
    /// Won or lost, and when.
    pub(crate) closed: Option<(Outcome, Date)>,
    /// Nothing has moved for far too long.
    pub(crate) stuck: bool,
}

/// What makes one opportunity's course different from another's.
#[derive(Clone, Copy)]
pub(crate) struct Temper {
    /// A factor on all stays.
    pub(crate) slowness: f64,
    /// Added to the log odds of passing each stage.
    pub(crate) luck: f64,
}

impl Course {
    /// The closing day, or today.
    pub(crate) fn end(&self, today: Date) -> Date {
        self.closed.map_or(today, |(_, on)| on)
    }

    pub(crate) fn outcome(&self) -> Outcome {
        self.closed.map_or(Outcome::Open, |(outcome, _)| outcome)
    }

    pub(crate) fn is_open(&self) -> bool {
        self.closed.is_none()
    }

    pub(crate) fn last(&self) -> Visit {
        self.visits.last().copied().unwrap_or(Visit { stage: 0, entered: self.created })
    }

    /// Completed stays: stage and days.
    pub(crate) fn stays(&self) -> impl Iterator<Item = (usize, f64)> {
        let ends = self.visits.iter().skip(1).map(|visit| visit.entered).chain(self.closed.map(|(_, on)| on));
        self.visits.iter().zip(ends).map(|(visit, end)| (visit.stage, f64::from(end.days() - visit.entered.days())))
    }

    /// The first day in this stage or a later one.
    pub(crate) fn reached(&self, stage: usize) -> Option<Date> {
        self.visits.iter().find(|visit| visit.stage >= stage).map(|visit| visit.entered)
    }
}

/// Lets an opportunity run until it closes or today comes.
pub(crate) fn run(created: Date, today: Date, temper: Temper, random: &mut Random) -> Course {
    let mut course = Course { created, visits: vec![Visit { stage: 0, entered: created }], closed: None, stuck: false };
    let mut been_back = false;
    loop {
        let Visit { stage, entered } = course.last();
        let passes = random.chance(probability(PASSED[stage] + temper.luck));
        let again = if been_back && stage < LAST_STAGE { 0.5 } else { 1.0 };
        let losing = if passes { 1.0 } else { LOSING[stage] };
        let stay = STAYS[stage] * temper.slowness * losing * again * random.factor(0.48);
        let left = on_or_after(entered.plus_days(whole(stay).max(1)));
        let next = next_stage(stage, &mut been_back, random);
        let hurried = into_the_quarter(stage, left, entered, random);
        let left = if passes && stage >= 2 { hurried } else { left };
        let closed = match (passes, next) {
            (true, Some(_)) => None,
            (true, None) => Some((Outcome::Won, left)),
            (false, _) => Some((Outcome::Lost, left)),
        };
        if left >= today {
            return course;
        }
        course.closed = closed;
        match next {
            Some(next) if closed.is_none() => course.visits.push(Visit { stage: next, entered: left }),
            _ => return course,
        }
    }
}

/// Usually the next one; some skip one, a few go back from the talks to the proposal, once.
fn next_stage(stage: usize, been_back: &mut bool, random: &mut Random) -> Option<usize> {
    let (skips, goes_back) = (random.chance(0.06), random.chance(0.07));
    match stage {
        LAST_STAGE => None,
        2 if goes_back && !*been_back => {
            *been_back = true;
            Some(1)
        }
        0 | 1 if skips => Some(stage + 2),
        _ => Some(stage + 1),
    }
}

/// Towards the end of a quarter people hurry: most talks and signatures due soon after it are brought forward, those due
/// shortly before it wait for its last days.
fn into_the_quarter(stage: usize, day: Date, entered: Date, random: &mut Random) -> Date {
    let (hurried, days) = (random.chance(0.65), random.between(0, 6));
    // The signature takes a week or two after the talks.
    let (before, early) = if stage == LAST_STAGE { (days, 15) } else { (9 + 2 * days, 0) };
    let target = on_or_before(quarter_end(day.plus_days(-24)).plus_days(-before));
    let near = day.days() - target.days() <= 24 && target.days() - day.days() <= early;
    if hurried && near && target > entered.plus_days(1) { target } else { day }
}

/// An opportunity that got stuck: in a stage it entered so long ago that no win ever took that long.
pub(crate) fn run_stuck(created: Date, today: Date, slowness: f64, random: &mut Random) -> Course {
    // With enough luck nothing is lost on the way.
    let mut course = run(created, today, Temper { slowness, luck: 20.0 }, random);
    course.closed = None;
    let stuck = |visit: &Visit| today.days() - visit.entered.days() > FAR_TOO_LONG[visit.stage];
    let candidates = course.visits.iter().filter(|visit| stuck(visit)).count();
    course.visits.truncate(random.below(candidates) + 1);
    course.stuck = true;
    course
}
