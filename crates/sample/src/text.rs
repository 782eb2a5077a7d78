//! Phrases with their slots filled.

use model::Date;
use model::starter::Words;

use crate::calendar;
use crate::random::Random;
use crate::words::{Phrase, say};

/// What the slots of one opportunity's phrases stand for.
#[derive(Clone)]
pub(crate) struct Slots {
    pub(crate) words: Words,
    /// The contact it is about, as one addresses them.
    pub(crate) who: String,
    /// The one who decides, where that is somebody else and known.
    pub(crate) boss: Option<String>,
    pub(crate) product: &'static str,
    pub(crate) scope: String,
    /// What hurts; nobody writes it down over and over.
    pub(crate) pain: Option<&'static str>,
    pub(crate) rival: Option<&'static str>,
    pub(crate) amount: Option<String>,
    pub(crate) presales: &'static str,
    /// The day it is said, for "on Wednesday".
    pub(crate) day: Date,
}

impl Slots {
    /// Whether everything the phrase speaks of is known.
    pub(crate) fn fit(&self, phrase: Phrase) -> bool {
        let text = say(self.words, phrase);
        let lacks = |slot: &str, missing: bool| missing && text.contains(slot);
        !(lacks("{pain}", self.pain.is_none())
            || lacks("{boss}", self.boss.is_none())
            || lacks("{rival}", self.rival.is_none())
            || lacks("{amount}", self.amount.is_none()))
    }

    /// The phrase as a sentence of its own.
    pub(crate) fn fill(&self, phrase: Phrase, random: &mut Random) -> String {
        let mut text = self.insert(say(self.words, phrase), random);
        match self.words {
            Words::Chinese => spaced(&text),
            Words::English => {
                if let Some(first) = text.get_mut(..1) {
                    first.make_ascii_uppercase();
                }
                text
            }
        }
    }

    /// The phrase as the end of a sentence.
    pub(crate) fn clause(&self, phrase: Phrase, random: &mut Random) -> String {
        spaced(&self.insert(say(self.words, phrase), random))
    }

    fn insert(&self, phrase: &str, random: &mut Random) -> String {
        let mut text = String::with_capacity(phrase.len() + 24);
        let mut rest = phrase;
        while let Some((before, (slot, after))) =
            rest.split_once('{').and_then(|(before, after)| Some((before, after.split_once('}')?)))
        {
            text.push_str(before);
            match slot {
                "who" => text.push_str(&self.who),
                "boss" => text.push_str(self.boss.as_deref().unwrap_or_default()),
                "product" => text.push_str(self.product),
                "scope" => text.push_str(&self.scope),
                "pain" => text.push_str(self.pain.unwrap_or_default()),
                "rival" => text.push_str(self.rival.unwrap_or_default()),
                "amount" => text.push_str(self.amount.as_deref().unwrap_or_default()),
                "presales" => text.push_str(self.presales),
                "n" => text.push_str(&random.between(2, 6).to_string()),
                "day" => text.push_str(&coming_day(self.words, self.day, random)),
                "month" => text.push_str(&month(self.words, self.day.plus_days(random.between(35, 65)))),
                _ => {}
            }
            rest = after;
        }
        text.push_str(rest);
        text
    }
}

/// A workday of this week or the next, as one says it on `day`.
fn coming_day(words: Words, day: Date, random: &mut Random) -> String {
    const DAYS: [Phrase; 7] = [
        ("周一", "Monday"),
        ("周二", "Tuesday"),
        ("周三", "Wednesday"),
        ("周四", "Thursday"),
        ("周五", "Friday"),
        ("周六", "Saturday"),
        ("周日", "Sunday"),
    ];
    let coming = calendar::on_or_after(day.plus_days(random.between(2, 6)));
    let name = usize::try_from(coming.weekday()).map_or("", |at| say(words, DAYS[at % 7]));
    let weeks = (coming.days()
        - i32::try_from(coming.weekday()).unwrap_or(0)
        - (day.days() - i32::try_from(day.weekday()).unwrap_or(0)))
        / 7;
    match (words, weeks) {
        (Words::Chinese, 0) => name.to_owned(),
        (Words::Chinese, 1) => format!("下{name}"),
        (Words::Chinese, _) => "节后".to_owned(),
        (Words::English, 0) => format!("on {name}"),
        (Words::English, 1) => format!("next {name}"),
        (Words::English, _) => "after the holidays".to_owned(),
    }
}

pub(crate) fn month(words: Words, day: Date) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    match words {
        Words::Chinese => format!("{}月", day.month()),
        Words::English => usize::try_from(day.month()).map_or("", |month| MONTHS[(month + 11) % 12]).to_owned(),
    }
}

/// An amount as one says it: 38.8 万, ¥388k, ¥1.28M.
pub(crate) fn amount(words: Words, yuan: i64) -> String {
    let decimal = |whole: i64, part: i64, width: usize| {
        let text = format!("{whole}.{part:0width$}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    };
    match words {
        Words::Chinese => format!("{}万", decimal(yuan / 10_000, yuan % 10_000, 4)),
        Words::English if yuan < 1_000_000 => format!("¥{}k", decimal(yuan / 1_000, yuan % 1_000, 3)),
        Words::English => format!("¥{}M", decimal(yuan / 1_000_000, yuan % 1_000_000, 6)),
    }
}

/// With the space that careful people put between Chinese and Latin letters.
pub(crate) fn spaced(text: &str) -> String {
    let chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let mut spaced = String::with_capacity(text.len() + 8);
    let mut last = None;
    for c in text.chars() {
        if last.is_some_and(|last: char| {
            chinese(last) && c.is_ascii_alphanumeric() || last.is_ascii_alphanumeric() && chinese(c)
        }) {
            spaced.push(' ');
        }
        spaced.push(c);
        last = Some(c);
    }
    spaced
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_read_as_people_say_them() {
        let both = |yuan| [amount(Words::Chinese, yuan), amount(Words::English, yuan)];
        assert_eq!(both(388_000), ["38.8万", "¥388k"]);
        assert_eq!(both(1_280_000), ["128万", "¥1.28M"]);
        assert_eq!(both(90_000), ["9万", "¥90k"]);
    }

    #[test]
    fn latin_letters_stand_apart_from_chinese_ones() {
        assert_eq!(spaced("报38.8万，MES方案第2版"), "报 38.8 万，MES 方案第 2 版");
    }

    #[test]
    fn days_are_named_as_seen_from_today() {
        let friday = Date::parse_iso("2026-11-20").unwrap();
        let said: Vec<String> = (0..9).map(|n| coming_day(Words::English, friday, &mut Random::new(n, 0))).collect();
        assert!(said.iter().all(|day| day.starts_with("next ")), "{said:?}");
        let wednesday = friday.plus_days(-2);
        let said: Vec<String> = (0..9).map(|n| coming_day(Words::Chinese, wednesday, &mut Random::new(n, 0))).collect();
        assert!(said.contains(&"周五".to_owned()) && said.iter().any(|day| day.starts_with('下')), "{said:?}");
    }
}
