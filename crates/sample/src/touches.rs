//! What was done for an opportunity, day by day.

use model::records::{Activity, ActivityKind, Outcome};
use model::{Date, Doc, Id};

use crate::calendar::{is_workday, on_or_before, put};
use crate::course::LAST_STAGE;
use crate::random::{Random, whole};
use crate::story::{Story, World};
use crate::team;
use crate::text::Slots;
use crate::words::closes::LOSSES;
use crate::words::touches::{AFTERWARDS, BACK, DURING, ENTERED, OPENERS, STUCK, THEN, WON};
use crate::words::{By, Deed, Phrase};

/// The most touches of one opportunity.
const MOST: usize = 9;

/// A day and what can be said of it.
struct Beat {
    day: Date,
    deeds: &'static [Deed],
    /// A turn of the story, told as it stands. Between turns a remark may follow.
    turn: bool,
}

/// What has been said of one opportunity so far.
#[derive(Default)]
struct Said {
    phrases: Vec<&'static str>,
    pains: usize,
}

/// The done touches of one opportunity, in order, and the day of the last.
pub(crate) fn touches(world: &World<'_>, story: &Story<'_>, random: &mut Random) -> (Vec<Doc>, Date) {
    let beats = beats(world, story, random);
    let last = beats.last().map_or(story.deal.course.created, |beat| beat.day);
    let mut docs = Vec::with_capacity(beats.len());
    let mut said = Said::default();
    for (n, beat) in beats.iter().enumerate() {
        let alike = beats[n..].iter().filter(|other| std::ptr::eq(other.deeds, beat.deeds)).count();
        let id = world.ids.id(&format!("activity {} {n}", story.id));
        docs.extend(write(world, story, beat, alike, id, &mut said, random));
    }
    (docs, last)
}

/// Who does it.
pub(crate) fn member(story: &Story<'_>, by: By, day: Date) -> usize {
    let owner = story.terms.owners.at(day).unwrap_or(story.deal.owner);
    match by {
        By::Owner => owner,
        By::Presales => story.presales,
        By::Manager => team::manager(owner),
    }
}

/// One touch; `alike` more, this one included, will be told from the same list, whose order is that of events.
fn write(
    world: &World<'_>,
    story: &Story<'_>,
    beat: &Beat,
    alike: usize,
    id: Id<Activity>,
    said: &mut Said,
    random: &mut Random,
) -> Option<Doc> {
    let other = random.chance(0.25);
    let who = if other { *random.pick(&story.people) } else { *story.people.first()? };
    let slots = Slots { pain: story.pain(said.pains), ..story.slots(world.words, who, beat.day) };
    let fitting: Vec<&Deed> = beat.deeds.iter().filter(|deed| slots.fit(deed.phrase)).collect();
    let last = fitting.iter().rposition(|deed| said.phrases.contains(&deed.phrase.0));
    let next = last.map_or(&fitting[..], |last| &fitting[last + 1..]);
    let (choice, ahead) = match next.len() {
        0 => (&fitting[..], fitting.len()),
        len if beat.turn => (next, len),
        len => (next, (len * 2).div_ceil(alike + 1)),
    };
    let deed = choice.get(random.below(ahead.max(1)))?;
    said.phrases.push(deed.phrase.0);
    said.pains += usize::from(deed.phrase.0.contains("{pain}"));
    let mut text = slots.fill(deed.phrase, random);
    let more: &[Phrase] = match deed.kind {
        _ if beat.turn || deed.phrase.0.contains("{day}") || std::ptr::eq(beat.deeds, DURING[LAST_STAGE]) => &[],
        ActivityKind::Call | ActivityKind::Mail => &THEN,
        ActivityKind::Visit | ActivityKind::Meeting if deed.by == By::Owner => &AFTERWARDS,
        _ => &[],
    };
    if random.chance(0.28) && !more.is_empty() {
        text.push_str(&slots.clause(*random.pick(more), random));
    }
    let doer = team::id(world.ids, member(story, deed.by, beat.day));
    // Some were planned: for that day, or for one that slipped by.
    let slipped = on_or_before(beat.day.plus_days(-random.between(1, 4))).max(story.deal.course.created);
    let planned_for = if random.chance(0.8) { beat.day } else { slipped };
    let due = random.chance(0.35).then_some(planned_for);
    let activity = Activity {
        subject: Some(story.id.uuid()),
        kind: deed.kind.clone(),
        text,
        owner: Some(doer),
        due,
        done_on: Some(beat.day),
        done_by: Some(doer),
        ..Activity::default()
    };
    Some(Doc::new(id, &activity))
}

fn beats(world: &World<'_>, story: &Story<'_>, random: &mut Random) -> Vec<Beat> {
    let mut beats = turns(story, random);
    let between = days_between(story, &beats, world.today, random);
    // The last words on one that is stuck.
    let silence = between.len().saturating_sub(2);
    for (n, day) in between.into_iter().enumerate() {
        put(&mut beats, remark(story, day, n >= silence), |beat| beat.day);
    }
    beats
}

/// Days of touches besides the turns, in order.
fn days_between(story: &Story<'_>, turns: &[Beat], today: Date, random: &mut Random) -> Vec<Date> {
    let course = &story.deal.course;
    let quiet_from = if course.stuck { today.plus_days(-random.between(30, 75)) } else { today };
    let until = course.end(quiet_from);
    let mut days: Vec<Date> = Vec::new();
    let mut take = |day: Date, most: usize| {
        let taken = turns.iter().any(|turn| turn.day == day) || days.contains(&day);
        if !taken && turns.len() + days.len() < most {
            put(&mut days, day, |day| *day);
        }
    };
    // No stage goes by without a word, and an open one is not left alone for weeks.
    let ends = course.visits.iter().skip(1).map(|visit| visit.entered).chain([until]);
    for (visit, end) in course.visits.iter().zip(ends) {
        let days = end.days() - visit.entered.days();
        let about_halfway = visit.entered.plus_days(random.between(days / 4, (days * 3 / 4).max(days / 4)));
        if days > 22 {
            take(on_or_before(about_halfway), MOST);
        }
    }
    let recent = on_or_before(today.plus_days(-random.between(1, 9)));
    if course.is_open() && !course.stuck && recent > course.last().entered {
        take(recent, MOST);
    }
    let life = until.days() - course.created.days();
    let wanted = (2 + whole(f64::from(life) / 45.0) + random.between(0, 1)).max(3);
    let wanted = usize::try_from(wanted).unwrap_or(MOST).min(MOST);
    let working = (1..life).map(|n| course.created.plus_days(n)).filter(|day| is_workday(*day));
    let mut any: Vec<Date> = working.collect();
    random.shuffle(&mut any);
    for day in any {
        take(day, wanted);
    }
    days
}

/// First contact, stages entered, the end.
fn turns(story: &Story<'_>, random: &mut Random) -> Vec<Beat> {
    let course = &story.deal.course;
    let mut beats = vec![Beat { day: course.created, deeds: OPENERS[story.deal.source], turn: true }];
    for pair in course.visits.windows(2) {
        let back = pair[1].stage < pair[0].stage;
        // Some move the card and write nothing.
        if back || random.chance(0.72) {
            let deeds = if back { BACK } else { ENTERED[pair[1].stage - 1] };
            beats.push(Beat { day: pair[1].entered, deeds, turn: true });
        }
    }
    if let Some((outcome, day)) = course.closed {
        let lost = story.reason.map_or(STUCK, |reason| LOSSES[reason].touches);
        beats.push(Beat { day, deeds: if outcome == Outcome::Won { WON } else { lost }, turn: true });
    }
    beats
}

/// Something between two turns; `late` in one that is stuck, nothing moves any more.
fn remark(story: &Story<'_>, day: Date, late: bool) -> Beat {
    let course = &story.deal.course;
    let stage = course.visits.iter().rev().find(|visit| visit.entered <= day).map_or(0, |visit| visit.stage);
    let stuck = course.stuck && late && day > course.last().entered.plus_days(20);
    Beat { day, deeds: if stuck { STUCK } else { DURING[stage] }, turn: stuck }
}
