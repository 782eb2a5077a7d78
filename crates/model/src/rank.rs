//! Order by hand: fractions as ASCII text, so that one move writes one record.
//!
//! A rank is a fraction between 0 and 1 in base 62, without the leading "0." and without trailing zeros; ranks compare
//! as texts. (Own code: fractional_index 2.0.2 underflows on a zero byte, which moving to the top again and again makes.)

use uuid::Uuid;

/// A rank longer than this asks for its column to be ranked afresh.
pub const LONG: usize = 48;

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const BASE: usize = DIGITS.len();

/// The rank of a record nobody has moved by hand: in order of its id, which for records made here is order of creation.
pub fn implicit(id: Uuid) -> String {
    let mut rank = id.simple().to_string().to_uppercase();
    rank.push(char::from(DIGITS[BASE / 2]));
    rank
}

/// A rank strictly between two neighbours (either may be missing).
///
/// `None` where no rank fits: the neighbours are equal, reversed, or not ranks at all. The caller then ranks the
/// column afresh with [`spread`].
pub fn between(before: Option<&str>, after: Option<&str>) -> Option<String> {
    let before = before.map_or(Some(Vec::new()), digits)?;
    let rank = match after {
        None => above(&before),
        Some(after) => {
            let after = digits(after)?;
            if before.is_empty() {
                below(&after)
            } else if before < after {
                middle(&before, &after)
            } else {
                return None;
            }
        }
    };
    Some(rank.into_iter().map(|digit| char::from(DIGITS[digit])).collect())
}

/// `n` ranks in ascending order, each short.
pub fn spread(n: usize) -> Vec<String> {
    let mut width = 1;
    while BASE.pow(width) <= n {
        width += 1;
    }
    let step = BASE.pow(width) / (n + 1);
    (1..=n)
        .map(|index| {
            let mut value = index * step;
            let mut rank: Vec<u8> = (0..width)
                .map(|_| {
                    let digit = DIGITS[value % BASE];
                    value /= BASE;
                    digit
                })
                .collect();
            rank.reverse();
            String::from_utf8_lossy(&rank).trim_end_matches('0').to_owned()
        })
        .collect()
}

fn digits(rank: &str) -> Option<Vec<usize>> {
    let digits: Vec<usize> = rank.bytes().map(|byte| DIGITS.iter().position(|&d| d == byte)).collect::<Option<_>>()?;
    (digits.last().is_some_and(|&last| last > 0)).then_some(digits)
}

/// The next short rank above: one step up at the first digit that has room.
fn above(rank: &[usize]) -> Vec<usize> {
    match rank.iter().position(|&digit| digit + 1 < BASE) {
        Some(at) => {
            let mut next = rank[..=at].to_vec();
            next[at] += 1;
            next
        }
        None => [rank, &[BASE / 2]].concat(),
    }
}

/// The next short rank below: one step down at the first digit that is not zero.
fn below(rank: &[usize]) -> Vec<usize> {
    let at = rank.iter().position(|&digit| digit > 0).unwrap_or(0);
    let mut next = rank[..=at].to_vec();
    next[at] = next[at].saturating_sub(1);
    if next[at] == 0 {
        next.push(BASE / 2);
    }
    next
}

/// Halfway between two, cut after the first digit that tells them apart. `low < high`.
fn middle(low: &[usize], high: &[usize]) -> Vec<usize> {
    let digit = |rank: &[usize], at: usize| rank.get(at).copied().unwrap_or(0);
    let mut at = 0;
    while digit(low, at) == digit(high, at) {
        at += 1;
    }
    let mut rank = high[..at].to_vec();
    let (from, to) = (digit(low, at), digit(high, at));
    if to - from > 1 {
        rank.push(usize::midpoint(from, to));
    } else if high.len() > at + 1 {
        rank.push(to); // `high` cut short is still above `low`
    } else {
        rank.push(from);
        rank.extend(above(low.get(at + 1..).unwrap_or_default()));
    }
    rank
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn moves_by_hand_always_find_a_place_between_their_neighbours(places in prop::collection::vec(any::<prop::sample::Index>(), 1..200)) {
            let mut ranks = spread(3);
            for place in places {
                let at = place.index(ranks.len() + 1);
                let before = at.checked_sub(1).map(|at| ranks[at].as_str());
                let after = ranks.get(at).map(String::as_str);
                let rank = between(before, after).expect("neighbours in order");
                prop_assert!(before.is_none_or(|before| *before < *rank), "{before:?} {rank}");
                prop_assert!(after.is_none_or(|after| *rank < *after), "{rank} {after:?}");
                ranks.insert(at, rank);
            }
        }

        #[test]
        fn records_nobody_moved_lie_in_order_of_their_ids(a in any::<u128>(), b in any::<u128>()) {
            let (a, b) = (Uuid::from_u128(a.min(b)), Uuid::from_u128(a.max(b)));
            let (low, high) = (implicit(a), implicit(b));
            prop_assert_eq!(a.cmp(&b), low.cmp(&high));
            if a != b {
                let rank = between(Some(&low), Some(&high)).expect("in order");
                prop_assert!(low < rank && rank < high);
            }
        }
    }

    #[test]
    fn spread_ranks_are_short_and_in_order() {
        for n in [0, 1, 61, 62, 5000] {
            let ranks = spread(n);
            assert_eq!(ranks.len(), n);
            assert!(ranks.iter().zip(ranks.iter().skip(1)).all(|(a, b)| a < b), "{n}");
            assert!(ranks.iter().all(|rank| rank.len() <= 3), "{n}");
        }
    }

    #[test]
    fn a_thousand_moves_to_either_end_stay_short() {
        let (mut top, mut bottom) = (spread(1).remove(0), spread(1).remove(0));
        for _ in 0..1000 {
            top = between(None, Some(&top)).unwrap();
            bottom = between(Some(&bottom), None).unwrap();
        }
        assert!(top.len() < LONG && bottom.len() < LONG, "{} {}", top.len(), bottom.len());
    }

    #[test]
    fn impossible_neighbours_are_refused_not_guessed() {
        assert_eq!(between(Some("V"), Some("V")), None);
        assert_eq!(between(Some("k"), Some("V")), None);
        assert_eq!(between(Some("not a rank"), None), None);
        assert_eq!(between(Some("V0"), None), None);
    }
}
