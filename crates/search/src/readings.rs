//! How Chinese characters are read, without tones. The tables are made while building.

/// The first of the characters in the tables.
const FIRST: u32 = 0x4e00;

/// Every syllable there is; the first is none.
static SYLLABLES: &[&str] = &include!(concat!(env!("OUT_DIR"), "/syllables.rs"));
/// For each character the place of its usual syllable, in two bytes.
static USUAL: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/usual.bin"));
/// The other syllables: place of the character and of the syllable, in two bytes each, in order.
static OTHERS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/others.bin"));

fn number(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at * 2..at * 2 + 2)?.try_into().ok()?))
}

fn syllable(at: u16) -> Option<&'static str> {
    SYLLABLES.get(usize::from(at)).copied().filter(|syllable| !syllable.is_empty())
}

/// The usual reading of a character and its others; nothing for what is no Chinese character, or a rare one.
pub(crate) fn readings(sign: char) -> Option<(&'static str, Vec<&'static str>)> {
    // The sign for nought in years lies elsewhere.
    let sign = if sign == '〇' { '零' } else { sign };
    let at = u16::try_from(u32::from(sign).checked_sub(FIRST)?).ok()?;
    let usual = syllable(number(USUAL, usize::from(at))?)?;
    let count = OTHERS.len() / 4;
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = low.midpoint(high);
        if number(OTHERS, middle * 2)? < at { low = middle + 1 } else { high = middle }
    }
    let of = (low..count).map_while(|entry| number(OTHERS, entry * 2).filter(|known| *known == at).map(|_| entry));
    let others = of.filter_map(|entry| syllable(number(OTHERS, entry * 2 + 1)?));
    Some((usual, others.collect()))
}

#[cfg(test)]
mod tests {
    use super::readings;

    #[test]
    fn characters_are_read_as_they_are_spoken() {
        assert_eq!(readings('华'), Some(("hua", vec![])));
        assert_eq!(
            readings('重').map(|(usual, others)| [usual].into_iter().chain(others).any(|one| one == "chong")),
            Some(true)
        );
        assert_eq!(readings('绿').map(|(usual, others)| (usual, others.contains(&"lu"))), Some(("lv", true)));
        assert_eq!(readings('〇').map(|(usual, _)| usual), Some("ling"));
        assert_eq!((readings('a'), readings('あ'), readings('𠮷')), (None, None, None));
    }
}
