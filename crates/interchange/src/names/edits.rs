//! How far apart two names are: letters left out, put in, replaced, or exchanged with their neighbour.

/// A name's key taken apart for comparing: its letters, and the numbers in it, which must agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) letters: Vec<char>,
    /// Digits in order, with Chinese numerals: the first and the second hospital of a city are two.
    pub(super) numbers: String,
    /// With Chinese characters, each of which says as much as a syllable or two.
    dense: bool,
    /// A bit for each letter that occurs, several letters to a bit.
    pub(super) occurring: u64,
}

/// From this many letters on, a name can be a slip away from another.
const SHORTEST: usize = 5;
/// Chinese names are shorter and every character counts.
const SHORTEST_DENSE: usize = 6;
/// From this many letters on, two slips are allowed.
const LONG: usize = 12;
const LONG_DENSE: usize = 16;

impl Shape {
    pub(super) fn of(key: &str) -> Self {
        let is_number = |c: &char| c.is_numeric() || "一二三四五六七八九十".contains(*c);
        let squashed = super::squash(key);
        let (numbers, letters): (String, Vec<char>) = {
            let numbers = squashed.chars().filter(is_number).collect();
            (numbers, squashed.chars().filter(|c| !is_number(c)).collect())
        };
        let dense = letters.iter().any(|&c| crate::text::is_cjk(c));
        let occurring = letters.iter().fold(0, |bits, &letter| bits | 1 << (u32::from(letter) % 61));
        Self { letters, numbers, dense, occurring }
    }

    /// Whether a name with these letters in it can be near at all: a slip adds one, takes one away, or does both.
    pub(super) fn may_be_near(&self, occurring: u64) -> bool {
        (self.occurring ^ occurring).count_ones() as usize <= 2 * self.slack()
    }

    /// How many slips a name of this length may have.
    pub(super) fn slack(&self) -> usize {
        let (shortest, long) = if self.dense { (SHORTEST_DENSE, LONG_DENSE) } else { (SHORTEST, LONG) };
        match self.letters.len() {
            length if length >= long => 2,
            length if length >= shortest => 1,
            _ => 0,
        }
    }
}

/// The number of slips between two names if they are near: 0 when only spaces and signs differ.
pub(super) fn near(a: &Shape, b: &Shape) -> Option<usize> {
    if a.numbers != b.numbers {
        return None;
    }
    if a.letters == b.letters {
        // Spaces apart, two letters are too few to tell anything.
        return (a.letters.len() + a.numbers.chars().count() >= 3).then_some(0);
    }
    if !a.may_be_near(b.occurring) {
        return None;
    }
    match a.slack().min(b.slack()) {
        0 => None,
        1 => one_slip(&a.letters, &b.letters),
        limit => one_slip(&a.letters, &b.letters).or_else(|| distance(&a.letters, &b.letters, limit)),
    }
}

/// One letter left out, put in or replaced, or two neighbours exchanged.
fn one_slip(a: &[char], b: &[char]) -> Option<usize> {
    if a.len().abs_diff(b.len()) > 1 {
        return None;
    }
    let same_start = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[same_start..], &b[same_start..]);
    if a.is_empty() && b.is_empty() {
        return None;
    }
    let replaced = a.len() == b.len() && a[1..] == b[1..];
    let exchanged = a.len() == b.len() && a.len() > 1 && a[0] == b[1] && a[1] == b[0] && a[2..] == b[2..];
    let left_out = a.len() > b.len() && a[1..] == *b;
    let put_in = a.len() < b.len() && *a == b[1..];
    let slip = replaced || exchanged || left_out || put_in;
    slip.then_some(1)
}

/// Letters left out, put in or replaced (Levenshtein), if at most `limit`.
fn distance(a: &[char], b: &[char], limit: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
    let mut last: Vec<usize> = (0..=b.len()).collect();
    let mut row = Vec::with_capacity(b.len() + 1);
    for (i, x) in a.iter().enumerate() {
        row.clear();
        row.push(i + 1);
        for (j, y) in b.iter().enumerate() {
            row.push((last[j] + usize::from(x != y)).min(last[j + 1] + 1).min(row[j] + 1));
        }
        if row.iter().all(|&edits| edits > limit) {
            return None;
        }
        std::mem::swap(&mut last, &mut row);
    }
    last.last().copied().filter(|&edits| edits <= limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_slip_is_one() {
        let letters = |word: &str| word.chars().collect::<Vec<_>>();
        for (a, b, slips) in [
            ("schlecht", "schlect", Some(1)),
            ("schlect", "schlecht", Some(1)),
            ("product", "prodcut", Some(1)),
            ("product", "produkt", Some(1)),
            ("product", "products", Some(1)),
            ("product", "roduct", Some(1)),
            ("product", "protukt", None),
            ("product", "prodtcu", None),
        ] {
            assert_eq!(one_slip(&letters(a), &letters(b)), slips, "{a} / {b}");
        }
        assert_eq!(distance(&letters("product"), &letters("protukt"), 2), Some(2));
        assert_eq!(distance(&letters("product"), &letters("process"), 2), None);
    }
}
