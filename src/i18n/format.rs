//! Numbers, money and dates through the browser's `Intl`, whose formatters are made once each.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use js_sys::{Array, Function, Object, Reflect};
use model::{Currency, Date, Decimal, Instant, Money};
use phrase::print;
use wasm_bindgen::prelude::*;

use super::{Lang, t};
use crate::platform::{boot, preferences};

thread_local! {
    static USUAL: Cell<Currency> = const { Cell::new(Currency::CNY) };
    /// `format` of each formatter, by what it formats.
    static FORMATS: RefCell<BTreeMap<String, Function>> = const { RefCell::new(BTreeMap::new()) };
    /// What stands before a number of each currency.
    static SIGNS: RefCell<Vec<(Currency, &'static str, String)>> = const { RefCell::new(Vec::new()) };
}

fn options(pairs: &[(&str, JsValue)]) -> Object {
    let options = Object::new();
    for (name, value) in pairs {
        // Setting a property of a new object does not fail.
        Reflect::set(&options, &(*name).into(), value).ok();
    }
    options
}

/// A formatter's `format`, or nothing when the browser knows no such currency or time zone.
fn formatter(class: &str, tag: &str, options: &Object) -> Option<Function> {
    let get = |of: &JsValue, name: &str| Reflect::get(of, &name.into());
    let class = get(&get(&js_sys::global(), "Intl").ok()?, class).ok()?.dyn_into::<Function>().ok()?;
    let formatter = Reflect::construct(&class, &Array::of2(&tag.into(), options)).ok()?;
    get(&formatter, "format").ok()?.dyn_into().ok()
}

fn with(key: &str, class: &str, tag: &str, pairs: &[(&str, JsValue)], value: &JsValue) -> String {
    let format = FORMATS.with_borrow_mut(|formats| match formats.get(key) {
        Some(format) => Some(format.clone()),
        None => {
            let format = formatter(class, tag, &options(pairs))?;
            formats.insert(key.to_owned(), format.clone());
            Some(format)
        }
    });
    let text =
        format.and_then(|format| format.call1(&JsValue::UNDEFINED, value).ok()).and_then(|text| text.as_string());
    text.unwrap_or_default()
}

fn number(key: &str, pairs: &[(&str, JsValue)], value: &JsValue) -> String {
    with(key, "NumberFormat", Lang::current().tag(), pairs, value)
}

fn date(key: &str, pairs: &[(&str, &str)], millis: f64) -> String {
    let pairs: Vec<(&str, JsValue)> = pairs.iter().map(|(name, value)| (*name, JsValue::from_str(value))).collect();
    with(key, "DateTimeFormat", Lang::current().tag(), &pairs, &JsValue::from_f64(millis))
}

/// Whole numbers with separators.
pub(crate) fn count(count: usize) -> String {
    print::grouped(Decimal::from(count), 0, 0).unwrap_or_default()
}

/// Whether a count takes the singular form; Chinese has none.
pub(crate) fn is_one(count: usize) -> bool {
    Lang::current() == Lang::English && count == 1
}

/// As a text in which `Intl` reads every digit: a number would pass through a float.
fn digits(value: Decimal) -> JsValue {
    JsValue::from_str(&value.normalize().to_string())
}

/// The workspace's currency, whose sign needs nothing that tells it from others.
pub(crate) fn set_usual(code: Currency) {
    USUAL.set(code);
}

/// A currency's sign, as it stands before a number. `None` where the browser puts it elsewhere. The usual one's needs nothing
/// that tells it from others; so no other has that one.
fn sign_before(code: Currency) -> Option<String> {
    let usual = USUAL.get();
    if code == usual {
        return sign_as(code, "narrowSymbol");
    }
    // In English this is the same as the usual one's, where that is yuan.
    let sign = sign_as(code, if code.code() == "JPY" { "code" } else { "symbol" });
    if sign == sign_as(usual, "narrowSymbol") { sign_as(code, "code") } else { sign }
}

/// The sign in one of the forms that `Intl` knows. What it says is remembered, so that the first sight need not ask.
fn sign_as(code: Currency, form: &'static str) -> Option<String> {
    let known = SIGNS.with_borrow(|signs| {
        let found = signs.iter().find(|(of, known, _)| *of == code && *known == form)?;
        Some(found.2.clone())
    });
    if known.is_some() {
        return known;
    }
    let name = format!("sign.{}.{code}.{form}", Lang::current().tag());
    let sign = preferences::get(&name).or_else(|| {
        let pairs = [
            ("style", "currency".into()),
            ("currency", code.code().into()),
            ("currencyDisplay", form.into()),
            ("maximumFractionDigits", 0.into()),
        ];
        let zero = number(&name, &pairs, &0.into());
        let sign = zero.strip_suffix('0')?.to_owned();
        preferences::set(&name, &sign);
        Some(sign)
    })?;
    SIGNS.with_borrow_mut(|signs| signs.push((code, form, sign.clone())));
    Some(sign)
}

/// A number with its currency's sign, or its code where that has none, and its own before both.
fn signed(money: Money, digits: &str) -> String {
    let minus = if money.value.is_sign_negative() && !money.value.is_zero() { "-" } else { "" };
    let sign = sign_before(money.currency).unwrap_or_else(|| format!("{} ", money.currency));
    format!("{minus}{sign}{digits}")
}

/// `¥123.5万`, `$1.2M`: for cards and heads.
pub(crate) fn money_short(shown: Money) -> String {
    match print::compact(shown.value, units()) {
        Some(digits) => signed(shown, &digits),
        None => money(shown),
    }
}

/// `¥1,234,567`: the whole amount.
pub(crate) fn money(money: Money) -> String {
    let least = if money.value.is_integer() { 0 } else { 2 };
    // More than 19 digits stand as they are.
    let digits = print::grouped(money.value, least, 6).unwrap_or_else(|| money.value.abs().normalize().to_string());
    signed(money, &digits)
}

/// What a short number is counted in.
fn units() -> &'static [(u32, &'static str)] {
    match Lang::current() {
        Lang::Chinese => &[(8, "亿"), (4, "万")],
        Lang::English => &[(9, "B"), (6, "M"), (3, "K")],
    }
}

pub(crate) fn decimal(value: Decimal) -> String {
    number("decimal", &[("maximumFractionDigits", 6.into())], &digits(value))
}

thread_local! {
    /// `compare` of the language's collator.
    static COMPARE: Option<Function> = collator();
}

fn collator() -> Option<Function> {
    let get = |of: &JsValue, name: &str| Reflect::get(of, &name.into());
    let class = get(&get(&js_sys::global(), "Intl").ok()?, "Collator").ok()?.dyn_into::<Function>().ok()?;
    let options = options(&[("numeric", JsValue::TRUE)]);
    let collator = Reflect::construct(&class, &Array::of2(&Lang::current().tag().into(), &options)).ok()?;
    get(&collator, "compare").ok()?.dyn_into().ok()
}

/// Which of two texts goes first in the language of the screen; in Chinese by their sound.
pub(crate) fn compare_texts(a: &str, b: &str) -> std::cmp::Ordering {
    let order =
        COMPARE.with(|compare| compare.as_ref()?.call2(&JsValue::UNDEFINED, &a.into(), &b.into()).ok()?.as_f64());
    order.and_then(|order| order.partial_cmp(&0.0)).unwrap_or_else(|| a.cmp(b))
}

/// Seconds with one digit behind the point.
pub(crate) fn seconds(millis: f64) -> String {
    number("seconds", &[("maximumFractionDigits", 1.into())], &JsValue::from_f64(millis / 1000.0))
}

/// How much of something is done, in whole percent.
pub(crate) fn share(done: usize, total: usize) -> String {
    percent(u8::try_from(done.saturating_mul(100) / total.max(1)).unwrap_or(100).min(100))
}

pub(crate) fn percent(percent: u8) -> String {
    format!("{percent}%")
}

fn millis(day: Date) -> f64 {
    f64::from(day.days()) * 86_400_000.0
}

/// `11月24日`, `Nov 24`; with the year where it would be taken for that of another one: `2027/6/30`, `6/30/2027`. Cards say it,
/// so `Intl` is not asked.
pub(crate) fn day_short(day: Date, today: Date) -> String {
    let (year, month, number) = (day.year(), day.month(), day.day());
    match (Lang::current(), phrase::is_plain(day, today)) {
        (Lang::Chinese, true) => format!("{month}月{number}日"),
        (Lang::Chinese, false) => format!("{year}/{month}/{number}"),
        (Lang::English, true) => format!("{} {number}", MONTHS[month as usize - 1]),
        (Lang::English, false) => format!("{month}/{number}/{year}"),
    }
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// `2026年11月`, `Nov 2026`: heads of months.
pub(crate) fn month(day: Date) -> String {
    let month = match Lang::current() {
        Lang::Chinese => "long",
        Lang::English => "short",
    };
    date("month", &[("timeZone", "UTC"), ("year", "numeric"), ("month", month)], millis(day))
}

/// `11月24日 周二`, `Tue, Nov 24`, whichever day it is.
pub(crate) fn day_full(day: Date) -> String {
    day_long(day, day.plus_days(-2))
}

/// `11月24日 周二`, `Tue, Nov 24`: heads of days.
pub(crate) fn day_long(day: Date, today: Date) -> String {
    match today.days() - day.days() {
        0 => t::day::today().to_owned(),
        1 => t::day::yesterday().to_owned(),
        _ => {
            let month = match Lang::current() {
                Lang::Chinese => "long",
                Lang::English => "short",
            };
            let mut pairs = vec![("timeZone", "UTC"), ("month", month), ("day", "numeric"), ("weekday", "short")];
            if day.year() == today.year() {
                return date("long", &pairs, millis(day));
            }
            pairs.push(("year", "numeric"));
            date("longer", &pairs, millis(day))
        }
    }
}

/// When something is due, in words: overdue by so many days, today, tomorrow, a weekday, a date.
pub(crate) fn due(due: Date, today: Date) -> String {
    match due.days() - today.days() {
        late @ i32::MIN..0 => t::due::overdue(usize::try_from(-late).unwrap_or(0)),
        0 => t::day::today().to_owned(),
        1 => t::day::tomorrow().to_owned(),
        2..7 => weekday(u8::try_from(due.weekday() + 1).unwrap_or(1)),
        _ => day_short(due, today),
    }
}

/// `10:05` at the clock of the workspace.
pub(crate) fn time_of_day(instant: Instant, time_zone: &str) -> String {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds stay far below 2^53")]
    let millis = instant.0 as f64;
    let pairs = [("timeZone", time_zone), ("hour", "2-digit"), ("minute", "2-digit"), ("hourCycle", "h23")];
    date(&format!("time {time_zone}"), &pairs, millis)
}

/// `2026年11月24日 10:05`, `Nov 24, 2026, 10:05`: a day and the time at the clock of the workspace.
pub(crate) fn moment(instant: Instant, time_zone: &str) -> String {
    let pairs = [("timeZone", time_zone), ("dateStyle", "medium"), ("timeStyle", "short"), ("hourCycle", "h23")];
    date(&format!("moment {time_zone}"), &pairs, instant.0 as f64)
}

/// `12.3 MB`.
pub(crate) fn bytes(bytes: u64) -> String {
    let units = [("gigabyte", 1_000_000_000.0), ("megabyte", 1_000_000.0), ("kilobyte", 1000.0)];
    let (unit, size) = units.into_iter().find(|(_, size)| bytes as f64 >= *size).unwrap_or(units[2]);
    let pairs = [
        ("style", "unit".into()),
        ("unit", unit.into()),
        ("unitDisplay", "short".into()),
        ("maximumFractionDigits", 1.into()),
    ];
    number(unit, &pairs, &JsValue::from_f64(bytes as f64 / size))
}

/// The day it is somewhere at an instant.
pub(crate) fn day_in(time_zone: &str, instant: Instant) -> Option<Date> {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds stay far below 2^53")]
    let millis = JsValue::from_f64(instant.0 as f64);
    if boot::time_zone().as_deref() == Some(time_zone) {
        // What the clock on the wall says is known without asking what time it is elsewhere.
        let local = js_sys::Date::new(&millis);
        let year = i32::try_from(local.get_full_year()).ok()?;
        return Date::from_ymd(year, local.get_month() + 1, local.get_date());
    }
    let pairs = [("timeZone", JsValue::from_str(time_zone))];
    // Sweden writes days as ISO does.
    Date::parse_iso(&with(&format!("iso {time_zone}"), "DateTimeFormat", "sv-SE", &pairs, &millis))
}

/// The day it is somewhere at each of many instants. Clocks are only ever set by quarters of an hour, so each of these is
/// asked for once.
pub(crate) fn days_in(time_zone: String) -> impl Fn(Instant) -> Date {
    const QUARTER: i64 = 15 * 60 * 1000;
    let known = std::cell::RefCell::new(std::collections::HashMap::<i64, Date>::new());
    move |instant| {
        let quarter = instant.0.div_euclid(QUARTER);
        let mut known = known.borrow_mut();
        // Where nobody here knows the zone, the device's own is nearer than any day long ago.
        let own = || boot::time_zone().and_then(|own| day_in(&own, instant)).unwrap_or(Date::EPOCH);
        *known.entry(quarter).or_insert_with(|| day_in(&time_zone, instant).unwrap_or_else(own))
    }
}

/// What the browser knows of: `currency`, `timeZone`. Empty where it does not say.
pub(crate) fn supported(what: &str) -> Vec<String> {
    let get = |of: &JsValue, name: &str| Reflect::get(of, &name.into());
    let list = || {
        let intl = get(&js_sys::global(), "Intl").ok()?;
        let ask = get(&intl, "supportedValuesOf").ok()?.dyn_into::<Function>().ok()?;
        ask.call1(&intl, &what.into()).ok()?.dyn_into::<Array>().ok()
    };
    list().map(|list| list.iter().filter_map(|value| value.as_string()).collect()).unwrap_or_default()
}

/// `USD 美元`, `USD US Dollar`.
pub(crate) fn currency_name(code: Currency) -> String {
    let get = |of: &JsValue, name: &str| Reflect::get(of, &name.into());
    let name = || {
        let class = get(&get(&js_sys::global(), "Intl").ok()?, "DisplayNames").ok()?.dyn_into::<Function>().ok()?;
        let options = options(&[("type", "currency".into())]);
        let names = Reflect::construct(&class, &Array::of2(&Lang::current().tag().into(), &options)).ok()?;
        let of = get(&names, "of").ok()?.dyn_into::<Function>().ok()?;
        of.call1(&names, &code.code().into()).ok()?.as_string()
    };
    match name().filter(|name| name != code.code()) {
        Some(name) => format!("{code} {name}"),
        None => code.to_string(),
    }
}

/// Whether the browser knows a time zone of that name.
pub(crate) fn is_time_zone(zone: &str) -> bool {
    let pairs = options(&[("timeZone", zone.into())]);
    zone.contains('/') && formatter("DateTimeFormat", "en", &pairs).is_some() || zone == "UTC"
}

/// `中国标准时间`, `China Standard Time`; `None` where the browser knows no such zone.
pub(crate) fn zone_name(zone: &str) -> Option<String> {
    if !is_time_zone(zone) {
        return None;
    }
    let pairs = [("timeZone", zone), ("year", "numeric"), ("timeZoneName", "long")];
    let words = date(&format!("zone {zone}"), &pairs, 0.0);
    // The year stands before or behind it.
    let name: String = words.chars().filter(|sign| !sign.is_ascii_digit()).collect();
    Some(name.trim_matches(['年', ',', ' ', '\u{202f}']).to_owned())
}

/// `周一`, `Mon`; Monday is 1.
pub(crate) fn weekday(day: u8) -> String {
    let at = usize::from(day.clamp(1, 7) - 1);
    match Lang::current() {
        Lang::Chinese => ["周一", "周二", "周三", "周四", "周五", "周六", "周日"][at],
        Lang::English => ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][at],
    }
    .to_owned()
}
