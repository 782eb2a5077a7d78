//! What the sample says: in one language, finished sentences, invented names.
#![allow(clippy::unwrap_used, reason = "what tests are made of fails loudly too")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use model::Doc;
use model::records::{Account, Activity, Contact, Member, Opportunity};
use model::starter::Words;
use serde_json::Value;
use support::{Sample, usual_day};

fn is_cjk(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{303f}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ffef}')
}

/// Every text of a record, with the name of its field.
fn texts(doc: &Doc) -> Vec<(&str, &str)> {
    fn collect<'a>(field: &'a str, value: &'a Value, found: &mut Vec<(&'a str, &'a str)>) {
        match value {
            Value::String(text) => found.push((field, text)),
            Value::Array(items) => items.iter().for_each(|item| collect(field, item, found)),
            Value::Object(map) => map.iter().for_each(|(name, item)| collect(name, item, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    doc.data.iter().for_each(|(field, value)| collect(field, value, &mut found));
    found
}

/// Made once, for all tests.
fn samples(words: Words) -> impl Iterator<Item = &'static Sample> {
    static SAMPLES: LazyLock<Vec<Sample>> = LazyLock::new(|| {
        (1..=3).flat_map(|seed| support::BOTH.map(|words| Sample::new(seed, words, usual_day()))).collect()
    });
    SAMPLES.iter().filter(move |sample| sample.words == words)
}

#[test]
fn english_has_no_chinese_characters() {
    for sample in samples(Words::English) {
        for doc in sample.docs() {
            for (field, text) in texts(doc) {
                assert!(!text.chars().any(is_cjk), "{field}: {text}");
            }
        }
    }
}

#[test]
fn chinese_has_no_english_words() {
    // What people in China write in Latin letters.
    const KNOWN: [&str; 7] = ["MES", "WMS", "ERP", "IT", "POC", "CNY", "PPT"];
    const CODES: [&str; 14] = [
        "kind",
        "outcome",
        "role",
        "mails",
        "currency",
        "time_zone",
        "name",
        "basis",
        "need",
        "of",
        "owner_role",
        "signs",
        "state",
        "status",
    ];
    for sample in samples(Words::Chinese) {
        for doc in sample.docs() {
            for (field, text) in texts(doc) {
                let code = CODES.contains(&field) && text.is_ascii() || model::Uuid::try_parse(text).is_ok();
                let words = text.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty());
                assert!(code || words.into_iter().all(|word| KNOWN.contains(&word)), "{field}: {text}");
            }
        }
        for (_, opportunity) in sample.all::<Opportunity>() {
            assert!(opportunity.title.chars().any(is_cjk), "{}", opportunity.title);
        }
    }
}

#[test]
fn sentences_are_finished() {
    for words in support::BOTH {
        for sample in samples(words) {
            for (field, text) in sample.docs().flat_map(texts) {
                assert!(!text.contains(['{', '}']) && !text.contains("  "), "{field}: {text}");
                assert!(text == text.trim() && !text.is_empty(), "{field}: {text:?}");
                assert!(
                    !["，，", "，。", "..", ". .", ",,", ";;", "；；"].iter().any(|slip| text.contains(slip)),
                    "{text}"
                );
            }
        }
    }
}

#[test]
fn texts_vary() {
    for words in support::BOTH {
        for sample in samples(words) {
            let activities = sample.all::<Activity>();
            let mut times: BTreeMap<&str, usize> = BTreeMap::new();
            for (_, activity) in &activities {
                *times.entry(&activity.text).or_default() += 1;
            }
            assert!(times.len() * 10 > activities.len() * 6, "{} of {}", times.len(), activities.len());
            let (text, most) = times.iter().max_by_key(|(_, n)| **n).unwrap();
            assert!(*most <= 60, "{most} times {text}");
        }
    }
}

#[test]
fn names_are_invented_and_used_once() {
    /// Well-known companies and people; a name may not contain one.
    const KNOWN: &[&str] = &[
        "华为",
        "中兴",
        "海尔",
        "海信",
        "格力",
        "美的",
        "比亚迪",
        "宁德",
        "蔚来",
        "理想",
        "小鹏",
        "小米",
        "联想",
        "京东",
        "阿里",
        "腾讯",
        "百度",
        "字节",
        "顺丰",
        "用友",
        "金蝶",
        "鼎捷",
        "汇川",
        "中控",
        "宝信",
        "三一",
        "徐工",
        "中联",
        "潍柴",
        "福耀",
        "立讯",
        "歌尔",
        "蓝思",
        "京东方",
        "伊利",
        "蒙牛",
        "光明",
        "海天",
        "中粮",
        "恒瑞",
        "迈瑞",
        "万华",
        "菜鸟",
        "宜家",
        "岚桥",
        "张一鸣",
        "马化腾",
        "任正非",
        "周永康",
        "王立群",
        "李书福",
        "雷军",
        "董明珠",
        "Siemens",
        "Bosch",
        "Oracle",
        "Microsoft",
        "Salesforce",
        "Lakeside",
        "Rockwell",
        "Honeywell",
        "Nestl",
        "Danone",
        "Unilever",
        "Pfizer",
        "Novartis",
        "Toyota",
        "Tesla",
        "Apple",
        "Amazon",
        "Google",
        "Intel",
        "Samsung",
        "Lenovo",
        "Huawei",
        "Haier",
        "Maersk",
        "Foxconn",
        "Ikea",
        "Wincanton",
        "Woolworth",
        "Thornton",
        "Heron Foods",
        "Pepsi",
    ];
    for words in support::BOTH {
        for sample in samples(words) {
            let mut names: Vec<String> = sample.all::<Account>().into_iter().map(|(_, account)| account.name).collect();
            let companies: BTreeSet<&String> = names.iter().collect();
            assert_eq!(companies.len(), names.len());
            names.extend(sample.all::<Contact>().into_iter().map(|(_, contact)| contact.name));
            names.extend(sample.all::<Member>().into_iter().map(|(_, member)| member.name));
            for name in &names {
                assert!(!KNOWN.iter().any(|known| name.contains(known)), "{name}");
            }
            let titles: Vec<String> = sample.all::<Opportunity>().into_iter().map(|(_, found)| found.title).collect();
            assert_eq!(titles.iter().collect::<BTreeSet<_>>().len(), titles.len());
            for (_, contact) in sample.all::<Contact>() {
                assert!(contact.mails.iter().all(|mail| mail.ends_with(".example") && mail.is_ascii()));
                assert!(contact.phones.iter().all(|phone| phone.contains("****") || phone.contains(" 555 01")));
            }
        }
    }
}
