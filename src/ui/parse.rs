//! What people type into fields: amounts and days, in the ways they are written.

use model::{Currency, Date, Decimal, Money};

/// Half-width forms of what a Chinese keyboard types.
fn folded(text: &str) -> String {
    let fold = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' => ' ',
        '、' => ',',
        '。' => '.',
        '￥' => '¥',
        _ => c,
    };
    text.chars().map(fold).collect::<String>().trim().to_lowercase()
}

/// Signs and codes in front of or behind an amount.
const SIGNS: [(&str, &str); 12] = [
    ("cn¥", "CNY"),
    ("us$", "USD"),
    ("hk$", "HKD"),
    ("¥", "CNY"),
    ("$", "USD"),
    ("€", "EUR"),
    ("£", "GBP"),
    ("人民币", "CNY"),
    ("美元", "USD"),
    ("欧元", "EUR"),
    ("港元", "HKD"),
    ("元", "CNY"),
];

const SCALES: [(&str, i64); 10] = [
    ("千万", 10_000_000),
    ("百万", 1_000_000),
    ("万", 10_000),
    ("亿", 100_000_000),
    ("千", 1000),
    ("million", 1_000_000),
    ("bn", 1_000_000_000),
    ("b", 1_000_000_000),
    ("m", 1_000_000),
    ("k", 1000),
];

/// An amount like `120万`, `1.2M`, `¥1,200,000`, `85000 USD`. Without a currency it is in the one given.
pub(crate) fn money(text: &str, currency: Currency) -> Option<Money> {
    let mut text = folded(text);
    let mut found = currency;
    for (sign, code) in SIGNS {
        if let Some(rest) = text.strip_prefix(sign).or_else(|| text.strip_suffix(sign)) {
            found = Currency::parse(code)?;
            text = rest.trim().to_owned();
            break;
        }
    }
    let letters = |text: &str| text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    if let Some((number, code)) = text.rsplit_once(' ').filter(|(_, code)| letters(code)) {
        found = Currency::parse(code)?;
        text = number.trim().to_owned();
    } else if let Some((code, number)) = text.split_once(' ').filter(|(code, _)| letters(code)) {
        found = Currency::parse(code)?;
        text = number.trim().to_owned();
    }
    let mut scale = 1;
    for (word, factor) in SCALES {
        if let Some(rest) = text.strip_suffix(word) {
            scale = factor;
            text = rest.trim().to_owned();
            break;
        }
    }
    let digits: String = text.chars().filter(|c| !matches!(c, ',' | ' ' | '\'')).collect();
    let plain = !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-'));
    let value = Decimal::from_str_exact(&digits).ok().filter(|_| plain)?;
    Some(Money { value: value.checked_mul(Decimal::from(scale))?, currency: found })
}

/// A whole percentage from 0 to 100.
pub(crate) fn percent(text: &str) -> Option<u8> {
    folded(text).trim_end_matches('%').trim().parse().ok().filter(|percent| *percent <= 100)
}

/// A day like `2026-12-28`, `12/28`, `12月28日`, `明天`, `下周一`, `+7`, `tomorrow`, `next monday`.
pub(crate) fn day(text: &str, today: Date) -> Option<Date> {
    let text = folded(text);
    if let Some(date) = Date::parse_iso(&text) {
        return Some(date);
    }
    let words = [
        ("今天", 0),
        ("today", 0),
        ("明天", 1),
        ("tomorrow", 1),
        ("后天", 2),
        ("大后天", 3),
        ("昨天", -1),
        ("yesterday", -1),
    ];
    if let Some((_, days)) = words.iter().find(|(word, _)| *word == text) {
        return Some(today.plus_days(*days));
    }
    if let Some(days) = text.strip_prefix('+') {
        let days = days.trim_end_matches(['d', '天']).trim();
        return days.parse().ok().filter(|days| (0..=3650).contains(days)).map(|days| today.plus_days(days));
    }
    weekday(&text, today).or_else(|| numbers(&text, today))
}

/// The next such weekday; with "next" the one of next week.
fn weekday(text: &str, today: Date) -> Option<Date> {
    const NAMES: [[&str; 4]; 7] = [
        ["一", "1", "monday", "mon"],
        ["二", "2", "tuesday", "tue"],
        ["三", "3", "wednesday", "wed"],
        ["四", "4", "thursday", "thu"],
        ["五", "5", "friday", "fri"],
        ["六", "6", "saturday", "sat"],
        ["日", "天", "sunday", "sun"],
    ];
    let prefixes = ["下周", "下星期", "next ", "周", "星期", "本周", "这周", "this ", ""];
    let (next, name) = prefixes.iter().find_map(|prefix| {
        let rest = text.strip_prefix(prefix)?;
        let english = prefix.is_empty() || prefix.ends_with(' ');
        let at = NAMES
            .iter()
            .position(|names| if english { names[2..].contains(&rest) } else { names[..2].contains(&rest) });
        Some((matches!(*prefix, "下周" | "下星期" | "next "), at?))
    })?;
    let (wanted, now) = (i32::try_from(name).ok()?, i32::try_from(today.weekday()).ok()?);
    let ahead = if next { 7 - now + wanted } else { (wanted - now).rem_euclid(7) };
    Some(today.plus_days(ahead))
}

/// Year, month and day, or month and day of the year nearest ahead.
fn numbers(text: &str, today: Date) -> Option<Date> {
    let parts: Vec<u32> = text
        .split(['-', '/', '.', '年', '月', '日', '号', ' '])
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    match parts.as_slice() {
        [year, month, day] if *year >= 1000 => Date::from_ymd(i32::try_from(*year).ok()?, *month, *day),
        [month, day] => {
            let this = Date::from_ymd(today.year(), *month, *day)?;
            // In November `3/1` is next March; a few weeks back is meant as written.
            if this.days() < today.days() - 60 { Date::from_ymd(today.year() + 1, *month, *day) } else { Some(this) }
        }
        _ => None,
    }
}
