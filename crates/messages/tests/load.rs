//! The crate through its one door.

// The allowance for tests does not reach their helper functions.
#![allow(clippy::unwrap_used)]

use std::fs;

use messages::{Catalogue, Error, load};
use tempfile::TempDir;

fn catalogue(zh: &str, en: &str) -> Result<Catalogue, Error> {
    let dir = TempDir::new().unwrap();
    fs::write(dir.path().join("zh-CN.toml"), zh).unwrap();
    fs::write(dir.path().join("en.toml"), en).unwrap();
    load(dir.path())
}

const ZH: &str = "[board]\ntitle = \"看板\"\ncards = \"{count} 个商机\"\nmoved = \"已移到 {stage}\"\n";
const EN: &str = "[board]\nmoved = \"Moved to {stage}\"\ntitle = \"Board\"\n\
                  cards = { one = \"{count} opportunity\", other = \"{count} opportunities\" }\n";

#[test]
fn both_languages_come_in_key_order() {
    let catalogue = catalogue(ZH, EN).unwrap();
    let keys: Vec<_> = catalogue.messages.iter().map(|message| message.key.as_str()).collect();
    assert_eq!(keys, ["board.cards", "board.moved", "board.title"]);
    assert_eq!(
        catalogue.languages[0].to_json(),
        r#"[{"one":"{count} 个商机","other":"{count} 个商机"},"已移到 {stage}","看板"]"#
    );
    assert_eq!(
        catalogue.languages[1].to_json(),
        r#"[{"one":"{count} opportunity","other":"{count} opportunities"},"Moved to {stage}","Board"]"#
    );
    assert_eq!(catalogue.messages[0].placeholders, ["count"]);
}

#[test]
fn the_first_sight_has_a_file_of_its_own() {
    let zh = format!("{ZH}[zzz]\nlast = \"末\"\n[aaa]\nother = \"他\"\n");
    let en = format!("{EN}[zzz]\nlast = \"last\"\n[aaa]\nother = \"other\"\n");
    let catalogue = catalogue(&zh, &en).unwrap();
    let keys: Vec<_> = catalogue.messages.iter().map(|message| message.key.as_str()).collect();
    assert_eq!(keys, ["board.cards", "board.moved", "board.title", "aaa.other", "zzz.last"]);
    assert_eq!(catalogue.first, 3);
    let [(first, _), (more, json)] = catalogue.files(&catalogue.languages[0]);
    assert_eq!(
        (first, more),
        (format!("zh-CN-{}.json", catalogue.hash), format!("zh-CN-{}.more.json", catalogue.hash))
    );
    assert_eq!(json, r#"["他","末"]"#);
}

#[test]
fn the_hash_follows_the_texts_and_nothing_else() {
    let hash = catalogue(ZH, EN).unwrap().hash;
    assert_eq!(hash.len(), 16);
    let commented = format!("# a comment\n{ZH}");
    assert_eq!(catalogue(&commented, EN).unwrap().hash, hash);
    assert_ne!(catalogue(ZH, &EN.replace("Board", "board")).unwrap().hash, hash);
}

#[test]
fn every_difference_is_listed() {
    let zh = "a = \"甲\"\nb = \"{x} 和 {y}\"\nc = \"丙\"";
    let en = "b = \"{x} and {z}\"\nc = { one = \"c\", other = \"{count} c\" }\nd = \"d\"";
    let Err(Error::Differences(lines)) = catalogue(zh, en) else { panic!("must not be accepted") };
    assert_eq!(lines, ["a: missing in en", "b: zh-CN has {x} {y}, en has {x} {z}", "d: missing in zh-CN"]);
}

#[test]
fn a_missing_file_is_named() {
    let error = load(TempDir::new().unwrap().path()).unwrap_err();
    assert!(error.to_string().contains("zh-CN.toml"), "{error}");
}
