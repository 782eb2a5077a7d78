//! Amounts as people type them.

use interchange::cell::amount::{self, Separators};
use model::{Currency, Money};

/// An amount like `120万`, `1.2M`, `¥1,200,000`, `85000 USD`, `人民币120万元`. Where the text names no currency it is in the
/// one given.
pub fn money(text: &str, currency: Currency) -> Option<Money> {
    // An apostrophe parts thousands in Swiss custom; no other sign here does.
    let text = crate::folded(text).replace('\'', "");
    let read = |text: &str| amount::parse(text, Separators::Point).filter(|amount| !amount.percent);
    if let Some((number, currency)) = signed(&text, currency)
        && let Some(amount) = read(&number).filter(|amount| amount.currency.is_none())
    {
        return Some(Money { value: amount.value, currency });
    }
    if let Some(amount) = read(&text) {
        let named = amount.currency.and_then(|currency| Currency::parse(currency.code()));
        return Some(Money { value: amount.value, currency: named.unwrap_or(currency) });
    }
    let (number, currency) = parted(&text)?;
    let amount = read(number).filter(|amount| amount.currency.is_none())?;
    Some(Money { value: amount.value, currency })
}

/// Signs that stand before an amount, as browsers print them in Chinese and English (Unicode CLDR), in small letters. Each is
/// one currency's.
const SIGNS: [(&str, &str); 21] = [
    ("au$", "AUD"),
    ("a$", "AUD"),
    ("r$", "BRL"),
    ("ca$", "CAD"),
    ("cn¥", "CNY"),
    ("€", "EUR"),
    ("hk$", "HKD"),
    ("₪", "ILS"),
    ("₹", "INR"),
    ("jp¥", "JPY"),
    ("₩", "KRW"),
    ("mx$", "MXN"),
    ("nz$", "NZD"),
    ("nt$", "TWD"),
    ("us$", "USD"),
    ("₫", "VND"),
    ("fcfa", "XAF"),
    ("ec$", "XCD"),
    ("f cfa", "XOF"),
    ("cfpf", "XPF"),
    ("₱", "PHP"),
];

/// Signs that a workspace's own currency has where it needs none that tells it from others; of no other currency, or of
/// several.
const SHORT: [(&str, &str); 49] = [
    ("؋", "AFN"),
    ("֏", "AMD"),
    ("kz", "AOA"),
    ("₼", "AZN"),
    ("km", "BAM"),
    ("৳", "BDT"),
    ("bs", "BOB"),
    ("p", "BWP"),
    ("р.", "BYN"),
    ("¥", "CNY JPY"),
    ("₡", "CRC"),
    ("kč", "CZK"),
    ("kr", "DKK ISK NOK SEK"),
    ("e£", "EGP"),
    ("£", "FKP GBP GIP SHP SSP SYP"),
    ("₾", "GEL"),
    ("gh₵", "GHS"),
    ("fg", "GNF"),
    ("q", "GTQ"),
    ("l", "HNL"),
    ("ft", "HUF"),
    ("rp", "IDR"),
    ("⃀", "KGS"),
    ("៛", "KHR"),
    ("cf", "KMF"),
    ("₩", "KPW"),
    ("₸", "KZT"),
    ("₭", "LAK"),
    ("l£", "LBP"),
    ("rs", "LKR MUR NPR PKR"),
    ("ar", "MGA"),
    ("k", "MMK"),
    ("₮", "MNT"),
    ("rm", "MYR"),
    ("₦", "NGN"),
    ("c$", "NIO"),
    ("zł", "PLN"),
    ("₲", "PYG"),
    ("lei", "RON"),
    ("₽", "RUB"),
    ("rf", "RWF"),
    ("db", "STN"),
    ("฿", "THB"),
    ("t$", "TOP"),
    ("₺", "TRY"),
    ("₴", "UAH"),
    ("r", "ZAR"),
    ("zk", "ZMW"),
    (
        "$",
        "ARS AUD BBD BMD BND BSD BZD CAD CLP COP CUP DOP FJD GYD HKD JMD KYD LRD MXN NAD NZD SBD SGD SRD \
        TTD USD UYU XCD TWD",
    ),
];

/// The number behind a currency's sign, and the currency.
fn signed(text: &str, usual: Currency) -> Option<(String, Currency)> {
    let (minus, text) = text.strip_prefix('-').map_or(("", text), |text| ("-", text));
    let behind = |sign: &str| {
        let number = text.strip_prefix(sign)?.trim_start();
        number.starts_with(|c: char| c.is_ascii_digit() || c == '.').then(|| format!("{minus}{number}"))
    };
    let own = || {
        let is_own = |codes: &str| codes.split_whitespace().any(|code| code == usual.code());
        let mut own = SHORT.iter().filter(|(_, codes)| is_own(codes));
        own.find_map(|(sign, _)| Some((behind(sign)?, usual)))
    };
    let named = || SIGNS.iter().find_map(|(sign, code)| Some((behind(sign)?, Currency::parse(code)?)));
    own().or_else(named)
}

/// As an amount stands in a field that is edited: all its digits, in groups, with its currency where that is not the one
/// taken for granted. [`money`] reads it back.
pub fn money_text(money: Money, usual: Currency) -> String {
    let digits = money.value.normalize().to_string();
    let (whole, rest) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let (sign, whole) = whole.strip_prefix('-').map_or(("", whole), |whole| ("-", whole));
    let groups: Vec<&str> =
        whole.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    let code = if money.currency == usual { String::new() } else { format!(" {}", money.currency.code()) };
    format!("{sign}{}{rest}{code}", groups.join(","))
}

/// The currencies in use, by ISO 4217; other three letters are a word.
const CODES: &str = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF \
    CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF \
    IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT \
    MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR \
    SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST \
    XAF XCD XOF XPF YER ZAR ZMW";

/// A number with a code of three letters before or behind it that has no sign of its own.
fn parted(text: &str) -> Option<(&str, Currency)> {
    let read =
        |code: &str| Currency::parse(code).filter(|code| CODES.split_whitespace().any(|known| known == code.code()));
    let behind = || text.rsplit_once(' ').and_then(|(number, code)| Some((number, read(code)?)));
    let before = || text.split_once(' ').and_then(|(code, number)| Some((number, read(code)?)));
    behind().or_else(before)
}

#[cfg(test)]
mod tests {
    use model::Decimal;
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Option<(String, String)> {
        money(text, Currency::CNY).map(|money| (money.value.normalize().to_string(), money.currency.code().to_owned()))
    }

    #[test]
    fn amounts_are_read_as_they_are_written() {
        for (typed, value, currency) in [
            ("1200000", "1200000", "CNY"),
            ("1,200,000", "1200000", "CNY"),
            ("１２０万", "1200000", "CNY"),
            ("120万元", "1200000", "CNY"),
            ("¥120万元", "1200000", "CNY"),
            ("人民币120万元", "1200000", "CNY"),
            ("￥1,200,000.50", "1200000.5", "CNY"),
            ("1.5亿", "150000000", "CNY"),
            ("-¥100", "-100", "CNY"),
            ("$85k", "85000", "USD"),
            ("US$1.2M", "1200000", "USD"),
            ("85000 USD", "85000", "USD"),
            ("usd 85000", "85000", "USD"),
            ("HK$300", "300", "HKD"),
            ("₩5000", "5000", "KRW"),
            ("300 ils", "300", "ILS"),
            ("1'000", "1000", "CNY"),
            ("5 mio", "5000000", "CNY"),
            ("5万 rmb", "50000", "CNY"),
        ] {
            assert_eq!(read(typed), Some((value.to_owned(), currency.to_owned())), "{typed}");
        }
    }

    #[test]
    fn what_is_no_amount_is_none() {
        for typed in [
            "",
            "abc",
            "12%",
            "1.2.3x",
            "万",
            "100 USD EUR",
            "ERP 50万",
            "$100 EUR",
            "99999999999999999999999999999999",
        ] {
            assert_eq!(read(typed), None, "{typed}");
        }
    }

    #[test]
    fn the_currency_is_named_where_it_is_not_the_usual_one() {
        let yen = Money { value: Decimal::from(1_200_000), currency: Currency::parse("JPY").unwrap() };
        assert_eq!(money_text(yen, Currency::CNY), "1,200,000 JPY");
        assert_eq!(money_text(yen, yen.currency), "1,200,000");
    }

    #[test]
    fn a_sign_is_the_usual_currency_s_where_it_has_that_sign() {
        for (typed, usual, meant) in [
            ("$300", "HKD", "HKD"),
            ("$300", "CNY", "USD"),
            ("US$300", "HKD", "USD"),
            ("-$1.2万", "CAD", "CAD"),
            ("CA$300", "CNY", "CAD"),
            ("NZ$300", "USD", "NZD"),
            ("¥5,000", "JPY", "JPY"),
            ("¥5,000", "USD", "CNY"),
            ("CN¥5,000", "JPY", "CNY"),
            ("kr 500", "SEK", "SEK"),
            ("K5,000", "MMK", "MMK"),
            ("£20", "EGP", "GBP"),
            ("E£20", "EGP", "EGP"),
            ("F\u{202f}CFA\u{a0}500", "CNY", "XOF"),
        ] {
            let read = money(typed, Currency::parse(usual).unwrap()).map(|money| money.currency.code().to_owned());
            assert_eq!(read.as_deref(), Some(meant), "{typed} where {usual} is usual");
        }
        // A thousand, not the kyat.
        assert_eq!(read("5k"), Some(("5000".to_owned(), "CNY".to_owned())));
    }

    const SOME: [&str; 10] = ["CNY", "USD", "JPY", "HKD", "SGD", "AUD", "KRW", "INR", "ILS", "CLP"];

    proptest! {
        #[test]
        fn what_stands_in_a_field_is_read_back(units in any::<i64>(), scale in 0_u32..=6, code in prop::sample::select(&SOME[..])) {
            let currency = Currency::parse(code).unwrap();
            let written = Money { value: Decimal::new(units, scale).normalize(), currency };
            for usual in [Currency::CNY, currency] {
                prop_assert_eq!(money(&money_text(written, usual), usual), Some(written));
            }
        }
    }
}
