//! The sample is plausible: counts, shares and what analytics will find in it.
#![allow(clippy::unwrap_used, reason = "what tests are made of fails loudly too")]

mod support;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use model::next_step::Urgency;
use model::records::{Account, Activity, Contact, Lead, Member, Opportunity, Outcome, Product};
use model::starter::Words;
use support::{BOTH, Sample, Story, day, mean, median, quantile, usual_day};

/// Made once, for all tests.
fn samples() -> &'static [Sample] {
    static SAMPLES: LazyLock<Vec<Sample>> = LazyLock::new(|| {
        let mut samples: Vec<Sample> =
            (1..=5).map(|seed| Sample::new(seed, BOTH[usize::from(seed % 2 == 0)], usual_day())).collect();
        samples.push(Sample::new(6, Words::Chinese, day("2027-03-02")));
        samples.push(Sample::new(7, Words::English, day("2029-08-19")));
        samples
    });
    &SAMPLES
}

fn percent(part: usize, of: usize) -> usize {
    (100 * part + of / 2) / of.max(1)
}

fn won_share<'a>(stories: impl Iterator<Item = &'a Story<'a>>) -> f64 {
    let closed: Vec<f64> = stories
        .filter(|story| !story.is(Outcome::Open))
        .map(|story| f64::from(u8::from(story.is(Outcome::Won))))
        .collect();
    mean(&closed)
}

#[test]
fn counts_are_those_of_a_small_firm() {
    for sample in samples() {
        assert_eq!(sample.all::<Opportunity>().len(), 600);
        assert_eq!(sample.all::<Account>().len(), 180);
        assert_eq!(sample.all::<Lead>().len(), 12);
        assert_eq!((sample.all::<Member>().len(), sample.all::<Product>().len()), (9, 6));
        assert!((300..400).contains(&sample.all::<Contact>().len()));
        assert!((3_000..3_600).contains(&sample.all::<Activity>().len()), "{}", sample.all::<Activity>().len());
        let members = sample.all::<Member>();
        assert_eq!(members.iter().filter(|(_, member)| member.manager.is_none()).count(), 1);
        for story in sample.stories() {
            let settled = story.opportunity.closed_on.unwrap_or(sample.today).days() - story.created().days() >= 14;
            let least = if settled { 3 } else { 1 };
            assert!((least..=9).contains(&story.done.len()), "{} {}", story.opportunity.title, story.done.len());
            assert!(!story.opportunity.contacts.is_empty());
        }
    }
}

#[test]
fn the_pipeline_is_a_funnel() {
    for sample in samples() {
        let stories = sample.stories();
        let open: Vec<&Story<'_>> = stories.iter().filter(|story| story.is(Outcome::Open)).collect();
        assert!((110..=130).contains(&open.len()), "{}", open.len());
        let share = won_share(stories.iter());
        assert!((0.375..0.435).contains(&share), "{share}");
        let mut at: BTreeMap<usize, usize> = BTreeMap::new();
        for story in &open {
            *at.entry(story.visits.last().unwrap().0).or_default() += 1;
        }
        let at: Vec<usize> = at.into_values().collect();
        assert!(at.len() == 4 && at[0] + at[1] > 2 * (at[2] + at[3]) && at[2] > at[3], "{at:?}");
        let skipped = stories.iter().filter(|s| s.visits.windows(2).any(|v| v[1].0 > v[0].0 + 1)).count();
        let back = stories.iter().filter(|s| s.visits.windows(2).any(|v| v[1].0 < v[0].0)).count();
        assert!((15..60).contains(&skipped) && (4..40).contains(&back), "{skipped} {back}");
        for story in stories.iter().filter(|story| story.is(Outcome::Lost)) {
            assert!(!story.opportunity.reasons.is_empty() && story.opportunity.close_note.is_some());
        }
    }
}

#[test]
fn open_work_is_in_every_state() {
    for sample in samples() {
        let stories = sample.stories();
        let open: Vec<&Story<'_>> = stories.iter().filter(|story| story.is(Outcome::Open)).collect();
        let urgency =
            |story: &Story<'_>| Urgency::of(story.planned.iter().filter_map(|step| step.due).min(), sample.today);
        let share = |urgent| percent(open.iter().filter(|story| urgency(story) == urgent).count(), open.len());
        let shares = Urgency::ALL.map(share);
        assert!((9..=12).contains(&shares[0]) && (9..=11).contains(&shares[1]), "{shares:?}");
        assert!((24..=27).contains(&shares[2]) && shares[3] > 50, "{shares:?}");

        let late = open.iter().filter(|story| story.opportunity.expected_close.unwrap() < sample.today).count();
        assert!((2..=18).contains(&late), "{late}");
        let pushed = |story: &&Story<'_>| {
            let moved =
                story.opening.iter().filter(|change| change.field == "expected_close" && !change.from.is_null());
            moved.filter(|change| change.to.as_str() > change.from.as_str()).count() >= 2
        };
        let pushed = stories.iter().filter(pushed).count();
        assert!((40..160).contains(&pushed), "{pushed}");
        let unknown = stories.iter().filter(|story| story.opportunity.amount.is_none()).count();
        assert!((8..45).contains(&unknown), "{unknown}");
    }
}

#[test]
fn a_dozen_open_ones_are_stalled() {
    for sample in samples() {
        let stories = sample.stories();
        let mut won: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
        for story in stories.iter().filter(|story| story.is(Outcome::Won)) {
            for (stage, days) in story.completed_stays() {
                won.entry(stage).or_default().push(days.into());
            }
        }
        let stalled = stories.iter().filter(|story| {
            let (stage, entered) = *story.visits.last().unwrap();
            let planned = story.planned.iter().any(|step| step.due.is_some_and(|due| due >= sample.today));
            let days = f64::from(sample.today.days() - entered.days());
            story.is(Outcome::Open) && !planned && days > quantile(&won[&stage], 0.95)
        });
        let stalled: Vec<&Story<'_>> = stalled.collect();
        assert!((10..=20).contains(&stalled.len()), "{}", stalled.len());
        let silent = stalled.iter().filter(|story| sample.today.days() - story.last_touch().days() >= 28).count();
        assert!(silent >= 9, "{silent}");
    }
}

#[test]
fn the_proposal_stage_is_the_bottleneck() {
    for sample in samples() {
        let mut stays: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
        for story in sample.stories() {
            for (stage, days) in story.completed_stays() {
                stays.entry(stage).or_default().push(days.into());
            }
        }
        let medians: Vec<f64> = stays.values().map(|days| median(days)).collect();
        let ratio = |stage: usize| {
            let others: Vec<f64> = (0..4).filter(|other| *other != stage).map(|other| medians[other]).collect();
            medians[stage] / median(&others)
        };
        assert!(ratio(1) > 1.8, "{medians:?}");
        assert!([0, 2, 3].into_iter().all(|stage| ratio(stage) < 1.5), "{medians:?}");
    }
}

#[test]
fn technical_buyers_are_slower_and_referrals_and_small_deals_win_more() {
    let (mut pace, mut referred, mut sized) = (Vec::new(), Vec::new(), Vec::new());
    for sample in samples() {
        let accounts: BTreeMap<_, _> = sample.all::<Account>().into_iter().collect();
        let stories = sample.stories();
        let mut stays: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
        for (stage, days) in stories.iter().flat_map(Story::completed_stays) {
            stays.entry(stage).or_default().push(days.into());
        }
        let medians: BTreeMap<usize, f64> = stays.into_iter().map(|(stage, days)| (stage, median(&days))).collect();
        let technical = sample.words.pick("技术型", "Technical");
        let of = |slow: bool| {
            let is = |story: &&Story<'_>| {
                let account = &accounts[&story.opportunity.account.unwrap().uuid()];
                (account.buyer_kind.as_deref() == Some(technical)) == slow
            };
            let log = |story: &Story<'_>| {
                let logs: Vec<f64> = story
                    .completed_stays()
                    .iter()
                    .map(|(stage, days)| (f64::from(*days).max(0.5) / medians[stage]).ln())
                    .collect();
                (!logs.is_empty()).then(|| mean(&logs))
            };
            mean(&stories.iter().filter(is).filter_map(log).collect::<Vec<_>>())
        };
        pace.push((of(true) - of(false)).exp());

        let source = sample.words.pick("转介绍", "Referral");
        let by =
            |is: bool| won_share(stories.iter().filter(|s| (s.opportunity.source.as_deref() == Some(source)) == is));
        referred.push(by(true) - by(false));

        let amount = |story: &Story<'_>| story.opportunity.amount.map(|amount| i64::try_from(amount.value).unwrap());
        let amounts: Vec<f64> = stories.iter().filter_map(amount).map(|yuan| yuan as f64).collect();
        let (low, high) = (quantile(&amounts, 1.0 / 3.0), quantile(&amounts, 2.0 / 3.0));
        let small = won_share(stories.iter().filter(|s| amount(s).is_some_and(|yuan| (yuan as f64) < low)));
        let big = won_share(stories.iter().filter(|s| amount(s).is_some_and(|yuan| yuan as f64 >= high)));
        sized.push(small - big);
    }
    assert!(pace.iter().all(|ratio| (1.07..1.24).contains(ratio)), "{pace:?}");
    assert!((1.11..1.18).contains(&mean(&pace)), "{pace:?}");
    assert!(referred.iter().all(|more| *more > 0.09) && mean(&referred) > 0.1, "{referred:?}");
    assert!(sized.iter().all(|more| *more > 0.0) && mean(&sized) > 0.08, "{sized:?}");
}

#[test]
fn the_year_has_its_seasons() {
    let (mut created, mut won) = ([0; 13], [0; 13]);
    for sample in (11..17).map(|seed| Sample::new(seed, Words::English, usual_day())) {
        for story in sample.stories() {
            created[story.created().month() as usize] += 1;
            if let (true, Some(on)) = (story.is(Outcome::Won), story.opportunity.closed_on) {
                won[on.month() as usize] += 1;
            }
        }
    }
    let february = created[2];
    assert!((1..=12).filter(|month| *month != 2).all(|month| created[month] > february * 3 / 2), "{created:?}");
    let quarter_ends: usize = [3, 6, 9, 12].map(|month| won[month]).iter().sum();
    assert!(percent(quarter_ends, won.iter().sum()) > 40, "{won:?}");
}
