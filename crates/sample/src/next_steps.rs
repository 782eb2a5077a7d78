//! What is planned for the open opportunities.

use model::records::Activity;
use model::{Date, Doc, Id};

use crate::calendar::{is_workday, on_or_after, on_or_before};
use crate::random::Random;
use crate::story::{Story, World};
use crate::team;
use crate::touches::member;
use crate::words::Deed;
use crate::words::steps::{REVIVE, STEPS, WAITING};

/// How an open opportunity stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Plan {
    Nothing,
    Overdue,
    Today,
    Later,
}

/// A plan for each open opportunity, given whether it is stuck: a quarter without a next step, a tenth overdue, a
/// tenth for today, the rest for later.
pub(crate) fn plans(stuck: &[bool], random: &mut Random) -> Vec<Plan> {
    let tenth = (stuck.len() + 5) / 10;
    let (mut nothing, mut overdue) = ((stuck.len() + 2) / 4, tenth);
    let mut plans = vec![Plan::Later; stuck.len()];
    for (plan, stuck) in plans.iter_mut().zip(stuck) {
        if *stuck {
            *plan = if random.chance(0.6) { Plan::Nothing } else { Plan::Overdue };
            let quota = if *plan == Plan::Nothing { &mut nothing } else { &mut overdue };
            *quota = quota.saturating_sub(1);
        }
    }
    let mut others: Vec<usize> = (0..stuck.len()).filter(|at| !stuck[*at]).collect();
    random.shuffle(&mut others);
    let quotas = [(Plan::Nothing, nothing), (Plan::Overdue, overdue), (Plan::Today, tenth)];
    for (plan, at) in quotas.into_iter().flat_map(|(plan, n)| std::iter::repeat_n(plan, n)).zip(others) {
        plans[at] = plan;
    }
    plans
}

/// The open activities of one opportunity whose last touch was on `last`.
pub(crate) fn steps(world: &World<'_>, story: &Story<'_>, plan: Plan, last: Date, random: &mut Random) -> Vec<Doc> {
    let today = world.today;
    let course = &story.deal.course;
    let usual = STEPS[course.last().stage];
    let mut steps = Vec::new();
    match plan {
        Plan::Nothing if random.chance(0.25) => steps.push((WAITING, None)),
        Plan::Nothing => {}
        Plan::Overdue => {
            let late = if course.stuck { random.between(12, 28) } else { random.between(1, 10) };
            let due = on_or_before(today.plus_days(-late));
            // Planned after the last touch, at the earliest for the day of it.
            let due = if due > last {
                due
            } else {
                Some(on_or_after(last.plus_days(1))).filter(|due| *due < today).unwrap_or(last)
            };
            steps.push((if course.stuck { REVIVE } else { usual }, Some(due)));
        }
        Plan::Today => steps.push((usual, Some(today))),
        Plan::Later => {
            steps.push((usual, Some(workday_within(today, 21, random))));
            if random.chance(0.12) {
                steps.push((usual, Some(workday_within(today, 21, random))));
            }
        }
    }
    let doc = |(n, (deeds, due)): (usize, (&[Deed], Option<Date>))| {
        let id = world.ids.id(&format!("step {} {n}", story.id));
        write(world, story, deeds, n, due, id, random)
    };
    steps.into_iter().enumerate().filter_map(doc).collect()
}

/// A workday after today, sooner rather than later.
fn workday_within(today: Date, days: i32, random: &mut Random) -> Date {
    let ahead: Vec<Date> = (1..=days).map(|n| today.plus_days(n)).filter(|day| is_workday(*day)).collect();
    let (one, other) = (random.below(ahead.len()), random.below(ahead.len()));
    ahead.get(one.min(other)).copied().unwrap_or(today)
}

/// The `n`th step of an opportunity takes its turn in the list, so that two differ.
fn write(
    world: &World<'_>,
    story: &Story<'_>,
    deeds: &[Deed],
    n: usize,
    due: Option<Date>,
    id: Id<Activity>,
    random: &mut Random,
) -> Option<Doc> {
    let slots = story.slots(world.words, story.people.first()?, world.today);
    let fitting: Vec<&Deed> = deeds.iter().filter(|deed| slots.fit(deed.phrase)).collect();
    let half = fitting.len() / 2;
    let deed = if n == 0 { fitting.get(random.below(half.max(1))) } else { fitting.get(half + random.below(half)) }?;
    let activity = Activity {
        subject: Some(story.id.uuid()),
        kind: deed.kind.clone(),
        text: slots.fill(deed.phrase, random),
        owner: Some(team::id(world.ids, member(story, deed.by, world.today))),
        due,
        ..Activity::default()
    };
    Some(Doc::new(id, &activity))
}
