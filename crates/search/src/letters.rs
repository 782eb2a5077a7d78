//! Names as they are typed: as written, in pinyin, by the initials of pinyin, or any mixture.

use crate::readings::readings;

/// One sign of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Letter {
    Plain(char),
    /// A Chinese character with its usual reading and the others, without tones, each once.
    Han(char, &'static str, Vec<&'static str>),
}

/// A name, ready to be compared with what is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Letters(Vec<Letter>);

impl Letters {
    /// Of a text that is folded already.
    pub(crate) fn of(folded: &str) -> Self {
        let letter = |sign: char| match readings(sign) {
            Some((usual, others)) => Letter::Han(sign, usual, others),
            None => Letter::Plain(sign),
        };
        Self(folded.chars().filter(|sign| !sign.is_whitespace()).map(letter).collect())
    }

    /// By which names are put in order: Chinese ones by their sound, among the others.
    pub(crate) fn sound(&self) -> String {
        let mut sound = String::new();
        for letter in &self.0 {
            match letter {
                Letter::Plain(sign) => sound.push(*sign),
                Letter::Han(sign, usual, _) => {
                    sound.push_str(usual);
                    // The same character again before another of the same sound.
                    sound.push(*sign);
                }
            }
        }
        sound
    }

    /// Where what is typed begins in the name, if it is in there: the number of signs before it.
    pub(crate) fn find(&self, typed: &[char]) -> Option<usize> {
        (0..self.0.len()).find(|start| fits(&self.0[*start..], typed))
    }
}

/// Whether the letters begin with what is typed. The last syllable may be unfinished.
fn fits(letters: &[Letter], typed: &[char]) -> bool {
    let Some(first) = typed.first() else { return true };
    let Some((letter, rest)) = letters.split_first() else { return false };
    match letter {
        Letter::Plain(sign) => sign == first && fits(rest, &typed[1..]),
        Letter::Han(sign, usual, others) => {
            if sign == first {
                return fits(rest, &typed[1..]);
            }
            std::iter::once(usual).chain(others).any(|reading| {
                let common = reading.chars().zip(typed).take_while(|(a, b)| a == *b).count();
                let whole = common == reading.len();
                // All of the syllable, what is left of what was typed, or its initial alone.
                (whole && fits(rest, &typed[common..]))
                    || (common == typed.len())
                    || (common >= 1 && fits(rest, &typed[1..]))
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(name: &str, typed: &str) -> Option<usize> {
        Letters::of(name).find(&typed.chars().collect::<Vec<_>>())
    }

    #[test]
    fn names_are_in_order_of_their_sound() {
        let mut names = ["云桥制造", "acme", "华星科技", "花园酒店", "华联", "globex", "3m"];
        names.sort_by_key(|name| Letters::of(name).sound());
        assert_eq!(names, ["3m", "acme", "globex", "华联", "华星科技", "花园酒店", "云桥制造"]);
    }

    #[test]
    fn a_name_is_found_as_it_may_be_typed() {
        for (name, typed, expected) in [
            ("华星科技", "hx", Some(0)),
            ("华星科技", "huaxing", Some(0)),
            ("华星科技", "huax", Some(0)),
            ("华星科技", "hxkj", Some(0)),
            ("华星科技", "hxing", Some(0)),
            ("华星科技", "华x", Some(0)),
            ("华星科技", "kj", Some(2)),
            ("华星科技", "科技", Some(2)),
            ("华星 erp 二期", "hxerp", Some(0)),
            ("华星 erp 二期", "erpeq", Some(2)),
            ("重庆长安", "cqca", Some(0)),
            ("重庆长安", "zqca", Some(0)),
            ("绿洲", "lvzhou", Some(0)),
            ("acme renewal", "newal", Some(6)),
            ("华星科技", "hk", None),
            ("华星科技", "xh", None),
            ("acme", "acmes", None),
        ] {
            assert_eq!(at(name, typed), expected, "{name} by {typed}");
        }
    }
}
