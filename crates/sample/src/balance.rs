//! What the sample promises to show, checked on the deals a seed has drawn.

use model::records::Outcome;

use crate::accounts::Customer;
use crate::course::STAYS;
use crate::market::{Deal, REFERRAL};

/// Whether the board is neither empty nor crowded, and the differences that are built in can be seen in these deals: with
/// 600 of them, chance alone hides one now and then.
pub(crate) fn is_balanced(deals: &[Deal], customers: &[Customer]) -> bool {
    let open: Vec<usize> =
        deals.iter().filter(|deal| deal.course.is_open()).map(|deal| deal.course.last().stage).collect();
    let in_stage = |stage: usize| open.iter().filter(|other| **other == stage).count();
    let funnel = [0, 1, 2, 3].map(in_stage);
    let referred = won_share(deals, |deal| deal.source == REFERRAL);
    let others = won_share(deals, |deal| deal.source != REFERRAL);
    let pace = mean_stay(deals, |deal| customers[deal.account].technical)
        / mean_stay(deals, |deal| !customers[deal.account].technical);
    (112..=128).contains(&open.len())
        && funnel[0] + funnel[1] > 2 * (funnel[2] + funnel[3])
        && funnel[1] > funnel[2]
        && funnel[2] > funnel[3]
        && funnel[3] >= 5
        && (0.38..0.43).contains(&won_share(deals, |_| true))
        && referred > others + 0.1
        && (1.11..1.2).contains(&pace)
}

fn won_share(deals: &[Deal], of: impl Fn(&Deal) -> bool) -> f64 {
    let count = |outcome: Outcome| deals.iter().filter(|deal| of(deal) && deal.course.outcome() == outcome).count();
    let (won, lost) = (count(Outcome::Won), count(Outcome::Lost));
    won as f64 / (won + lost) as f64
}

/// How long completed stays were, against the usual for their stage.
fn mean_stay(deals: &[Deal], of: impl Fn(&Deal) -> bool) -> f64 {
    let stays = deals.iter().filter(|deal| of(deal)).flat_map(|deal| deal.course.stays());
    let stays: Vec<f64> = stays.map(|(stage, days)| days / STAYS[stage]).collect();
    stays.iter().sum::<f64>() / stays.len() as f64
}
