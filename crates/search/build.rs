//! Makes a small table of readings out of the pinyin crate's large one: the characters that names are written in, without
//! tones. The whole one would be more than the rest of the search, and is fetched by everybody.

use std::collections::BTreeSet;
use std::path::Path;
use std::{env, fs};

use pinyin::{ToPinyin as _, ToPinyinMulti as _};

/// The block of common characters.
const FIRST: u32 = 0x4e00;
const LAST: u32 = 0x9fff;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let mut read: Vec<(String, Vec<String>)> = Vec::new();
    for code in FIRST..=LAST {
        let sign = char::from_u32(code).ok_or("a character")?;
        // Keyboards have no ü; v is typed for it.
        let plain = |reading: pinyin::Pinyin| reading.plain().replace('ü', "v");
        let usual = sign.to_pinyin().map_or_else(String::new, plain);
        let all = sign.to_pinyin_multi().into_iter().flatten().map(plain);
        let others: BTreeSet<String> = all.filter(|reading| *reading != usual).collect();
        read.push((usual, others.into_iter().collect()));
    }
    let syllables: BTreeSet<&str> =
        read.iter().flat_map(|(usual, others)| others.iter().chain([usual])).map(String::as_str).collect();
    let syllables: Vec<&str> = syllables.into_iter().collect();
    let number = |syllable: &str| -> Result<[u8; 2], Box<dyn std::error::Error>> {
        Ok(u16::try_from(syllables.binary_search(&syllable).map_err(|_| "a syllable")?)?.to_le_bytes())
    };
    let (mut usual, mut others) = (Vec::new(), Vec::new());
    for (at, (reading, more)) in read.iter().enumerate() {
        usual.extend(number(reading)?);
        for reading in more {
            others.extend(u16::try_from(at)?.to_le_bytes());
            others.extend(number(reading)?);
        }
    }
    let out = env::var("OUT_DIR")?;
    let out = Path::new(&out);
    fs::write(out.join("usual.bin"), usual)?;
    fs::write(out.join("others.bin"), others)?;
    fs::write(out.join("syllables.rs"), format!("{syllables:?}"))?;
    Ok(())
}
