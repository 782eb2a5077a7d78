//! All names known, found by key or nearly.
//!
//! Near misses are looked up, not searched for. A name with one slip shares with the right one a form in which one
//! letter is left out, so short names are filed under all such forms. A long name is cut in six pieces and filed under
//! three pairs of them, each with a piece of the first half and its counterpart of the second: two slips leave one pair
//! untouched, and what many names end in (`…industries`) never stands alone. What a drawer holds is then compared, first
//! by the letters that occur, then letter by letter. A drawer that hundreds of names share tells nothing and stays closed.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, DefaultHasher, Hasher};
use std::ops::Range;

use super::edits::{self, Shape};
use super::{NameKind, key};

type Map<K, V, H = DefaultHasher> = HashMap<K, V, BuildHasherDefault<H>>;

/// Names in the order they were inserted, each known by its position.
#[derive(Debug, Clone)]
pub struct NameIndex {
    kind: NameKind,
    exact: Map<String, Vec<u32>>,
    shapes: Vec<Shape>,
    drawers: Map<u64, Drawer, AsIs>,
    filed: Vec<Filed>,
}

/// An entry of a drawer: a name, by its position and the letters that occur in it, and the next entry.
#[derive(Debug, Clone, Copy)]
struct Filed {
    position: u32,
    next: u32,
    occurring: u64,
}

/// The first entry of a drawer in `filed`, and how many it has.
#[derive(Debug, Clone, Copy)]
struct Drawer {
    first: u32,
    entries: u32,
}

/// A drawer with more names than this is not opened.
const MOST_ENTRIES: u32 = 256;

/// A name that may be meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Near {
    /// Slips between the two; 0 when only spaces and signs differ.
    pub edits: usize,
    /// The name's position in the index.
    pub position: u32,
}

const END: u32 = u32::MAX;

impl NameIndex {
    pub fn new(kind: NameKind) -> Self {
        Self { kind, exact: Map::default(), shapes: Vec::new(), drawers: Map::default(), filed: Vec::new() }
    }

    /// Adds a name and says its position: 0 for the first, one more for each further one. Names may repeat.
    pub fn insert(&mut self, name: &str) -> u32 {
        let key = key(self.kind, name);
        let shape = Shape::of(&key);
        let position = u32::try_from(self.shapes.len()).unwrap_or(END);
        let same = self.exact.entry(key).or_default();
        same.push(position);
        // The near names of a name are those of the first that has its key.
        if same.len() == 1 {
            for drawer in drawers(&shape) {
                self.file(drawer, position, shape.occurring);
            }
        }
        self.shapes.push(shape);
        position
    }

    /// How many names were inserted.
    pub fn len(&self) -> usize {
        self.shapes.len()
    }

    pub fn is_empty(&self) -> bool {
        self.shapes.is_empty()
    }

    /// The positions of the names that are the same, first inserted first.
    pub fn exact(&self, name: &str) -> &[u32] {
        self.exact.get(&key(self.kind, name)).map_or(&[], Vec::as_slice)
    }

    /// The names that are not the same but may be meant, nearest first, one position for each.
    pub fn near(&self, name: &str) -> Vec<Near> {
        let key = key(self.kind, name);
        let own = self.exact.get(&key).and_then(|same| same.first());
        let shape = Shape::of(&key);
        let mut candidates: Vec<u32> = Vec::new();
        for drawer in lookups(&shape) {
            let found = self.drawers.get(&drawer).filter(|drawer| drawer.entries <= MOST_ENTRIES);
            let mut entry = found.map_or(END, |drawer| drawer.first);
            while let Some(filed) = self.filed.get(entry as usize) {
                if shape.may_be_near(filed.occurring) {
                    candidates.push(filed.position);
                }
                entry = filed.next;
            }
        }
        candidates.sort_unstable();
        candidates.dedup();
        let mut found: Vec<Near> = candidates
            .into_iter()
            .filter(|position| Some(position) != own)
            .filter_map(|position| {
                let edits = edits::near(&shape, self.shapes.get(position as usize)?)?;
                Some(Near { edits, position })
            })
            .collect();
        found.sort_unstable();
        found
    }

    fn file(&mut self, drawer: u64, position: u32, occurring: u64) {
        let entry = u32::try_from(self.filed.len()).unwrap_or(END);
        let drawer = self.drawers.entry(drawer).or_insert(Drawer { first: END, entries: 0 });
        self.filed.push(Filed { position, next: drawer.first, occurring });
        *drawer = Drawer { first: entry, entries: drawer.entries + 1 };
    }
}

/// The drawers a name is filed under.
fn drawers(shape: &Shape) -> Vec<u64> {
    let letters = &shape.letters;
    let mut drawers = vec![drawer(shape, 0, &[letters])];
    // A name just long enough for two slips may be one slip away from one that is not.
    if shape.slack() > 0 && letters.len() <= LONG_WITH_ONE_LEFT_OUT {
        drawers.extend(left_out(shape));
    }
    if shape.slack() == 2 {
        drawers.extend(pairs(letters.len()).map(|(first, second)| {
            drawer(shape, place(letters.len(), first.start, second.start), &[&letters[first], &letters[second]])
        }));
    }
    drawers
}

/// The drawers a name may share with the one that is meant.
fn lookups(shape: &Shape) -> Vec<u64> {
    let letters = &shape.letters;
    let mut drawers = vec![drawer(shape, 0, &[letters])];
    if shape.slack() > 0 && letters.len() <= LONG_WITH_ONE_LEFT_OUT {
        drawers.extend(left_out(shape));
    }
    if shape.slack() == 2 {
        for length in letters.len().saturating_sub(2)..=letters.len() + 2 {
            for (first, second) in pairs(length) {
                for (first_start, second_start) in starts(&first, &second, length, letters.len()) {
                    let piece = |start: usize, length: usize| letters.get(start..start + length);
                    if let (Some(a), Some(b)) = (piece(first_start, first.len()), piece(second_start, second.len())) {
                        drawers.push(drawer(shape, place(length, first.start, second.start), &[a, b]));
                    }
                }
            }
        }
    }
    drawers.sort_unstable();
    drawers.dedup();
    drawers
}

/// Where two untouched pieces of a name of `length` letters can stand in one of `own` letters, two slips away: each slip
/// moves what follows it by one at most.
fn starts(first: &Range<usize>, second: &Range<usize>, length: usize, own: usize) -> Vec<(usize, usize)> {
    let mut starts = Vec::new();
    for a in first.start.saturating_sub(2)..=first.start + 2 {
        for b in second.start.saturating_sub(2)..=second.start + 2 {
            let before = a.abs_diff(first.start);
            let between = (a + second.start).abs_diff(b + first.start);
            let after = (b + length).abs_diff(second.start + own);
            if before + between + after <= 2 {
                starts.push((a, b));
            }
        }
    }
    starts
}

/// Names up to this length are filed with one letter left out: those with one slip, and long ones a slip away from them.
const LONG_WITH_ONE_LEFT_OUT: usize = 16;

fn left_out(shape: &Shape) -> impl Iterator<Item = u64> {
    (0..shape.letters.len())
        .map(|gap| drawer(shape, 1, &[&shape.letters[..gap], &shape.letters[gap + 1..]]))
        .chain(std::iter::once(drawer(shape, 1, &[&shape.letters, &[]])))
}

/// The three pairs of pieces of a name of `length` letters.
fn pairs(length: usize) -> impl Iterator<Item = (Range<usize>, Range<usize>)> {
    let piece = move |index: usize| (index * length / 6)..((index + 1) * length / 6);
    (0..3_usize).map(move |first| (piece(first), piece(first + 3)))
}

/// What tells drawers of pieces apart besides the letters: the length of the name and where the pieces stand in it.
fn place(length: usize, first: usize, second: usize) -> usize {
    2 + (length * 1024 + first) * 1024 + second
}

/// The number of a drawer (FNV-1a over letters, with a final mix). Two drawers of one number only cost comparisons.
fn drawer(shape: &Shape, place: usize, pieces: &[&[char]]) -> u64 {
    const PRIME: u64 = 0x0100_0000_01b3;
    let mut hash = 0xcbf2_9ce4_8422_2325_u64 ^ place as u64;
    let mut add = |value: u64| hash = (hash ^ value).wrapping_mul(PRIME);
    for number in shape.numbers.bytes() {
        add(u64::from(number));
    }
    add(u64::MAX);
    for piece in pieces {
        for letter in *piece {
            add(u64::from(u32::from(*letter)));
        }
        // Left-out forms are one run of letters, pieces are two.
        if place > 1 {
            add(u64::MAX);
        }
    }
    hash ^ (hash >> 29)
}

/// Drawer numbers are hashes already.
#[derive(Debug, Clone, Copy, Default)]
struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        // The map takes its buckets from the low bits and its tags from the high ones.
        self.0.wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

#[cfg(test)]
mod tests {
    use super::super::near;
    use super::*;

    fn index(kind: NameKind, names: &[&str]) -> NameIndex {
        let mut index = NameIndex::new(kind);
        for name in names {
            index.insert(name);
        }
        index
    }

    #[test]
    fn the_same_name_is_found_in_any_form() {
        let index = index(NameKind::Company, &["Acme Inc.", "Globex", "ACME"]);
        assert_eq!(index.exact("acme, Inc"), [0, 2]);
        assert_eq!(index.exact("Initech"), [0_u32; 0]);
    }

    #[test]
    fn a_near_miss_is_offered_and_the_name_itself_is_not() {
        let index = index(NameKind::Product, &["GTX Basic", "GTX Pro", "MG Special", "GTX Plus Pro"]);
        assert_eq!(index.near("GTXPro"), [Near { edits: 0, position: 1 }]);
        assert_eq!(index.near("MG Specal"), [Near { edits: 1, position: 2 }]);
        assert!(index.near("GTX Pro").is_empty());
        assert!(index.near("Unheard of").is_empty());
    }

    #[test]
    fn lookup_finds_what_comparing_each_with_each_finds() {
        let mut names: Vec<String> = Vec::new();
        for stem in [
            "Bubba Gump Shrimp",
            "Massive Dynamic",
            "Conecom",
            "Vehement Capital",
            "上海蓝海信息技术服务中心",
            "Isdom 7",
        ] {
            names.push(stem.to_owned());
            let letters: Vec<char> = stem.chars().collect();
            for at in 0..letters.len() {
                let mut without = letters.clone();
                without.remove(at);
                let mut replaced = without.clone();
                replaced.insert(at, 'q');
                let mut twice = replaced.clone();
                twice.insert((at + 5) % letters.len(), 'w');
                let mut swapped = letters.clone();
                swapped.swap(at, (at + 1).min(letters.len() - 1));
                names.extend([without, replaced, twice, swapped].map(|word| word.into_iter().collect::<String>()));
            }
        }
        let mut index = NameIndex::new(NameKind::Company);
        let mut first = std::collections::BTreeMap::new();
        for name in &names {
            let position = index.insert(name);
            first.entry(key(NameKind::Company, name)).or_insert(position);
        }
        for name in &names {
            let found: std::collections::BTreeSet<u32> = index.near(name).iter().map(|near| near.position).collect();
            for (other_key, position) in &first {
                let other = &names[*position as usize];
                assert_eq!(
                    found.contains(position),
                    near(NameKind::Company, name, other),
                    "{name} / {other} ({other_key})"
                );
            }
        }
    }
}
