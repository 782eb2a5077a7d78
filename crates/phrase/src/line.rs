//! One line that tells of a new opportunity: `华星 ERP 二期 50万 12月底 赵总 展会`, `Acme renewal 120k next month`.

use interchange::cell::amount::{self, Separators};
use model::{Currency, Date, Money};

/// What a line can speak of besides the opportunity's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    Account,
    Amount,
    Close,
    Contact,
    Source,
}

/// What the reader knows already.
pub struct Known<'a> {
    pub today: Date,
    pub currency: Currency,
    /// The name under which an account, a contact or a source is known here, of a text that may mean it.
    pub name: &'a dyn Fn(Part, &str) -> Option<String>,
    /// Parts that a person has said the line does not have: their words belong to the name.
    pub refused: &'a [Part],
}

/// A line, read. Everything but the name may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    pub title: String,
    /// Known, or to be made; `is_known` of the account tells.
    pub account: Option<Named>,
    pub amount: Option<Money>,
    pub close: Option<Date>,
    pub contact: Option<Named>,
    pub source: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub name: String,
    pub is_known: bool,
}

/// Words of one date or amount at most.
const LONGEST: usize = 4;

const SOURCES: [&str; 24] = [
    "展会",
    "官网",
    "网站",
    "转介绍",
    "介绍",
    "老客户",
    "推荐",
    "电话",
    "陌拜",
    "广告",
    "招标",
    "活动",
    "公众号",
    "渠道",
    "expo",
    "trade show",
    "website",
    "referral",
    "webinar",
    "cold call",
    "ads",
    "tender",
    "event",
    "partner",
];

/// How people are called: `赵总`, `王经理`.
const TITLES: [&str; 12] = ["总", "经理", "主任", "处长", "局长", "院长", "校长", "老师", "工", "董", "先生", "女士"];

/// Reads a line. Each part is taken once, the first time it occurs; `@` marks a contact and `#` a source.
pub fn line(text: &str, known: &Known<'_>) -> Line {
    let words = words(text);
    let mut line = Line::default();
    let mut title: Vec<&str> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        // What stands before the first figure is the name; a source there is a word of it, unless it ends the line.
        let told = line.amount.is_some() || line.close.is_some();
        let taken = (1..=LONGEST.min(words.len() - at)).rev().find(|count| {
            let is_last = at + count == words.len();
            line.take(&words[at..at + count].join(" "), known, told || (is_last && at > 0))
        });
        match taken {
            Some(count) => at += count,
            None => {
                title.push(words[at]);
                at += 1;
            }
        }
    }
    line.account = account(&title, known);
    line.title = title.join(" ");
    line
}

impl Line {
    /// Whether these words are one of the parts, which is then filled.
    fn take(&mut self, words: &str, known: &Known<'_>, may_be_source: bool) -> bool {
        let open = |part: Part, is_empty: bool| is_empty && !known.refused.contains(&part);
        if open(Part::Contact, self.contact.is_none())
            && let Some(contact) = contact(words, known)
        {
            self.contact = Some(contact);
            return true;
        }
        if open(Part::Source, self.source.is_none())
            && let Some(source) = source(words, known, may_be_source)
        {
            self.source = Some(source);
            return true;
        }
        if open(Part::Close, self.close.is_none())
            && let Some(day) = close(words, known.today)
        {
            self.close = Some(day);
            return true;
        }
        if open(Part::Amount, self.amount.is_none())
            && let Some(money) = money(words, known.currency)
        {
            self.amount = Some(money);
            return true;
        }
        false
    }
}

/// Words as they are parted by spaces and commas, except commas inside numbers.
fn words(text: &str) -> Vec<&str> {
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let mut words = Vec::new();
    let mut start = 0;
    for (at, sign) in text.char_indices() {
        let comma = matches!(sign, ',' | '，' | '、' | ';' | '；');
        let inside = sign == ',' && digit(text[..at].chars().next_back()) && digit(text[at + 1..].chars().next());
        if sign.is_whitespace() || (comma && !inside) {
            words.push(&text[start..at]);
            start = at + sign.len_utf8();
        }
    }
    words.push(&text[start..]);
    words.retain(|word| !word.is_empty());
    words
}

fn contact(words: &str, known: &Known<'_>) -> Option<Named> {
    if let Some(name) = words.strip_prefix('@').filter(|name| !name.trim().is_empty()) {
        return match (known.name)(Part::Contact, name) {
            Some(name) => Some(Named { name, is_known: true }),
            None => (!name.contains(' ')).then(|| Named { name: name.to_owned(), is_known: false }),
        };
    }
    if let Some(name) = (known.name)(Part::Contact, words) {
        return Some(Named { name, is_known: true });
    }
    let called = TITLES.iter().find_map(|title| words.strip_suffix(title))?;
    let chinese = called.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    ((1..=2).contains(&called.chars().count()) && chinese).then(|| Named { name: words.to_owned(), is_known: false })
}

fn source(words: &str, known: &Known<'_>, may_be: bool) -> Option<String> {
    if let Some(name) = words.strip_prefix('#').map(str::trim).filter(|name| !name.is_empty()) {
        return (known.name)(Part::Source, name).or_else(|| (!name.contains(' ')).then(|| name.to_owned()));
    }
    if !may_be {
        return None;
    }
    let usual = || SOURCES.contains(&crate::folded(words).as_str()).then(|| words.to_owned());
    (known.name)(Part::Source, words).or_else(usual)
}

/// Words that are days of the week or a month but more often something else.
const NOT_DAYS: [&str; 6] = ["sun", "sat", "mon", "wed", "may", "march"];

fn close(words: &str, today: Date) -> Option<Date> {
    let folded = crate::folded(words);
    if NOT_DAYS.contains(&folded.as_str()) {
        return None;
    }
    let folded = folded.trim_start_matches("by ").trim_end_matches(['前', '左']).trim();
    crate::close_day(folded, today).filter(|day| *day >= today)
}

/// A number is an amount when it names its unit or currency, or is large and no year.
fn money(words: &str, currency: Currency) -> Option<Money> {
    let money = crate::money(words, currency)?;
    let named = amount::parse(&crate::folded(words), Separators::Point)
        .is_none_or(|amount| amount.own_unit || amount.currency.is_some());
    let whole = money.value.trunc().to_string().parse::<i64>().unwrap_or(i64::MAX);
    let separated = words.contains(',');
    ((named || separated || (whole >= 1000 && !(1990..=2100).contains(&whole))) && !money.value.is_zero())
        .then_some(money)
}

/// The account the name begins with: the longest that is known, else its first word, when more follow.
fn account(title: &[&str], known: &Known<'_>) -> Option<Named> {
    if known.refused.contains(&Part::Account) {
        return None;
    }
    let found = (1..=title.len()).rev().find_map(|count| (known.name)(Part::Account, &title[..count].join(" ")));
    if let Some(name) = found {
        return Some(Named { name, is_known: true });
    }
    let first = title.first().filter(|_| title.len() > 1)?;
    Some(Named { name: (*first).to_owned(), is_known: false })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TODAY: &str = "2026-11-25";

    fn known_name(part: Part, text: &str) -> Option<String> {
        let names: &[(&str, &str)] = match part {
            Part::Account => &[
                ("华星", "华星科技有限公司"),
                ("Blue Harbor", "Blue Harbor Ltd"),
                ("澄海物流", "澄海物流股份有限公司"),
            ],
            Part::Contact => &[("林知夏", "林知夏"), ("Ada Chen", "Ada Chen")],
            Part::Source => &[("老客户复购", "老客户复购"), ("Partner Day", "Partner Day")],
            Part::Amount | Part::Close => &[],
        };
        names.iter().find(|(short, _)| short.eq_ignore_ascii_case(text)).map(|(_, name)| (*name).to_owned())
    }

    fn read(text: &str, refused: &[Part]) -> Line {
        let known =
            Known { today: Date::parse_iso(TODAY).unwrap(), currency: Currency::CNY, name: &known_name, refused };
        line(text, &known)
    }

    /// Name, account, amount, close, contact, source; `?` marks what is not known yet.
    fn told(line: &Line) -> [String; 6] {
        let named = |named: &Option<Named>| {
            named
                .as_ref()
                .map(|named| format!("{}{}", named.name, if named.is_known { "" } else { "?" }))
                .unwrap_or_default()
        };
        [
            line.title.clone(),
            named(&line.account),
            line.amount.map(|money| format!("{} {}", money.value.normalize(), money.currency)).unwrap_or_default(),
            line.close.map(|day| day.to_string()).unwrap_or_default(),
            named(&line.contact),
            line.source.clone().unwrap_or_default(),
        ]
    }

    #[test]
    fn lines_are_read_as_people_write_them() {
        let full = "华星科技有限公司";
        let harbor = "Blue Harbor Ltd";
        for (text, expected) in [
            ("华星 ERP 二期 50万 12月底 展会", ["华星 ERP 二期", full, "500000 CNY", "2026-12-31", "", "展会"]),
            (
                "华星 ERP 二期 50万 12月底 赵总 展会",
                ["华星 ERP 二期", full, "500000 CNY", "2026-12-31", "赵总?", "展会"],
            ),
            ("Acme renewal 120k next month", ["Acme renewal", "Acme?", "120000 CNY", "2026-12-31", "", ""]),
            ("华星", ["华星", full, "", "", "", ""]),
            ("华星 50万", ["华星", full, "500000 CNY", "", "", ""]),
            ("仓储改造", ["仓储改造", "", "", "", "", ""]),
            ("仓储改造 80万", ["仓储改造", "", "800000 CNY", "", "", ""]),
            ("远舟 仓储改造", ["远舟 仓储改造", "远舟?", "", "", "", ""]),
            ("50万 华星 ERP", ["华星 ERP", full, "500000 CNY", "", "", ""]),
            ("12月底 华星 ERP 50万", ["华星 ERP", full, "500000 CNY", "2026-12-31", "", ""]),
            ("华星 ERP 1.2亿", ["华星 ERP", full, "120000000 CNY", "", "", ""]),
            ("华星 ERP 3,600,000", ["华星 ERP", full, "3600000 CNY", "", "", ""]),
            ("华星 ERP ¥86,500", ["华星 ERP", full, "86500 CNY", "", "", ""]),
            ("华星 ERP ５０万元", ["华星 ERP", full, "500000 CNY", "", "", ""]),
            ("华星 ERP 50 万", ["华星 ERP", full, "500000 CNY", "", "", ""]),
            ("华星 ERP $20k", ["华星 ERP", full, "20000 USD", "", "", ""]),
            ("华星 ERP 85000 USD", ["华星 ERP", full, "85000 USD", "", "", ""]),
            ("华星 ERP 30000 EUR", ["华星 ERP", full, "30000 EUR", "", "", ""]),
            ("华星 ERP 4500", ["华星 ERP", full, "4500 CNY", "", "", ""]),
            ("华星 ERP 2 期", ["华星 ERP 2 期", full, "", "", "", ""]),
            ("华星 ERP 2027 规划", ["华星 ERP 2027 规划", full, "", "", "", ""]),
            ("华星 ERP 明天", ["华星 ERP", full, "", "2026-11-26", "", ""]),
            ("华星 ERP 下周五", ["华星 ERP", full, "", "2026-12-04", "", ""]),
            ("华星 ERP 下个月", ["华星 ERP", full, "", "2026-12-31", "", ""]),
            ("华星 ERP 年底前", ["华星 ERP", full, "", "2026-12-31", "", ""]),
            ("华星 ERP 明年3月", ["华星 ERP", full, "", "2027-03-31", "", ""]),
            ("华星 ERP 2027年Q2", ["华星 ERP", full, "", "2027-06-30", "", ""]),
            ("华星 ERP 2027-03-15", ["华星 ERP", full, "", "2027-03-15", "", ""]),
            ("华星 ERP 3月15日", ["华星 ERP", full, "", "2027-03-15", "", ""]),
            ("华星 ERP 12/28", ["华星 ERP", full, "", "2026-12-28", "", ""]),
            ("华星 ERP 两周后", ["华星 ERP", full, "", "2026-12-09", "", ""]),
            ("华星 ERP 一季度", ["华星 ERP", full, "", "2027-03-31", "", ""]),
            ("华星 ERP 王经理", ["华星 ERP", full, "", "", "王经理?", ""]),
            ("华星 ERP 林知夏", ["华星 ERP", full, "", "", "林知夏", ""]),
            ("华星 ERP @李娜 50万", ["华星 ERP", full, "500000 CNY", "", "李娜?", ""]),
            ("华星 ERP 刘主任 转介绍", ["华星 ERP", full, "", "", "刘主任?", "转介绍"]),
            ("华星 ERP 50万 官网", ["华星 ERP", full, "500000 CNY", "", "", "官网"]),
            ("华星 ERP 50万 老客户复购", ["华星 ERP", full, "500000 CNY", "", "", "老客户复购"]),
            ("华星 ERP #行业协会", ["华星 ERP", full, "", "", "", "行业协会"]),
            ("华星 官网 改版 30万", ["华星 官网 改版", full, "300000 CNY", "", "", ""]),
            ("展会 系统 40万", ["展会 系统", "展会?", "400000 CNY", "", "", ""]),
            (
                "澄海物流，数据平台，86.5万，2月底，周总",
                ["澄海物流 数据平台", "澄海物流股份有限公司", "865000 CNY", "2027-02-28", "周总?", ""],
            ),
            ("澄海物流、WMS、1,200,000", ["澄海物流 WMS", "澄海物流股份有限公司", "1200000 CNY", "", "", ""]),
            ("  华星   ERP  ", ["华星 ERP", full, "", "", "", ""]),
            ("", ["", "", "", "", "", ""]),
            ("50万", ["", "", "500000 CNY", "", "", ""]),
            ("张总 50万", ["", "", "500000 CNY", "", "张总?", ""]),
            ("Blue Harbor portal 45k referral", ["Blue Harbor portal", harbor, "45000 CNY", "", "", "referral"]),
            (
                "blue harbor portal $1.2M end of march",
                ["blue harbor portal", harbor, "1200000 USD", "2027-03-31", "", ""],
            ),
            ("Blue Harbor partner portal 45k", ["Blue Harbor partner portal", harbor, "45000 CNY", "", "", ""]),
            (
                "Acme rollout 250,000 in 2 weeks trade show",
                ["Acme rollout", "Acme?", "250000 CNY", "2026-12-09", "", "trade show"],
            ),
            ("Acme rollout USD 250,000", ["Acme rollout", "Acme?", "250000 USD", "", "", ""]),
            ("Acme rollout Q1", ["Acme rollout", "Acme?", "", "2027-03-31", "", ""]),
            ("Acme rollout by end of year", ["Acme rollout", "Acme?", "", "2026-12-31", "", ""]),
            ("Acme rollout dec", ["Acme rollout", "Acme?", "", "2026-12-31", "", ""]),
            ("Acme rollout tomorrow", ["Acme rollout", "Acme?", "", "2026-11-26", "", ""]),
            ("Acme rollout next friday 9k", ["Acme rollout", "Acme?", "9000 CNY", "2026-12-04", "", ""]),
            ("Acme rollout €30k @Ada Chen", ["Acme rollout", "Acme?", "30000 EUR", "", "Ada Chen", ""]),
            ("Acme rollout Ada Chen 30k", ["Acme rollout", "Acme?", "30000 CNY", "", "Ada Chen", ""]),
            ("Sun May upgrade 5k", ["Sun May upgrade", "Sun?", "5000 CNY", "", "", ""]),
            ("Acme 3 seats 900 USD webinar", ["Acme 3 seats", "Acme?", "900 USD", "", "", "webinar"]),
            ("Acme seats 50k 60k", ["Acme seats 60k", "Acme?", "50000 CNY", "", "", ""]),
            ("Acme renewal 120k Partner Day", ["Acme renewal", "Acme?", "120000 CNY", "", "", "Partner Day"]),
            ("华星 ERP 去年", ["华星 ERP 去年", full, "", "", "", ""]),
            ("华星 ERP 昨天", ["华星 ERP 昨天", full, "", "", "", ""]),
        ] {
            let expected = expected.map(str::to_owned);
            assert_eq!(told(&read(text, &[])), expected, "{text}");
        }
    }

    #[test]
    fn what_is_refused_belongs_to_the_name() {
        let line = read("华星 ERP 二期 50万 展会", &[Part::Source, Part::Account]);
        assert_eq!(told(&line), ["华星 ERP 二期 展会", "", "500000 CNY", "", "", ""].map(str::to_owned));
        assert_eq!(read("Acme renewal 120k", &[Part::Amount]).title, "Acme renewal 120k");
    }

    proptest! {
        #[test]
        fn no_word_is_lost(text in "[a-z0-9华星万月底展会,，@# ]{0,40}") {
            let all = [Part::Account, Part::Amount, Part::Close, Part::Contact, Part::Source];
            let kept: String = read(&text, &all).title.split_whitespace().collect();
            let said: String = words(&text).concat();
            prop_assert_eq!(kept, said.split_whitespace().collect::<String>());
        }
    }
}
