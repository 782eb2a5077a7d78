//! What a cell says, as a text that is read without doubt: dates as ISO writes them, numbers as plain decimals.

use calamine::{CellErrorType, Data, DataRef, ExcelDateTime, Style};
use chrono::{Days, NaiveDate};
use interchange::cell::unit::Currency;

/// A cell's text, or that its formula failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    Text(String),
    Failed,
    Nothing,
}

/// How a number is shown, as far as it changes what is meant.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum Look {
    #[default]
    Plain,
    Percent,
    /// Filled up with zeros in front to so many digits, as codes are.
    Zeros(usize),
    /// What stands before the number: a currency.
    Before(String),
    /// What stands behind it: 万元.
    Behind(String),
}

impl Look {
    pub(super) fn of(style: &Style) -> Self {
        style.number_format.as_ref().map_or(Self::Plain, |format| Self::of_code(&format.format_code))
    }

    /// By the first section of a format's code, the one for positive numbers.
    fn of_code(code: &str) -> Self {
        let Parts { signs, literals, currency } = parts(code);
        if signs.contains('%') {
            return Self::Percent;
        }
        if signs.len() > 1 && signs.bytes().all(|sign| sign == b'0') && literals.is_empty() && currency.is_none() {
            return Self::Zeros(signs.len());
        }
        if let Some(currency) = currency {
            return Self::Before(currency);
        }
        // `0!.0,"万"` scales the number itself, `0.0"万"` does not.
        let is_scaled = signs.trim_end_matches(['_', '*', ' ', ')']).ends_with(',') || code.contains('!');
        match literals.trim() {
            unit @ ("万" | "万元" | "亿" | "亿元" | "千元" | "百万" | "百万元" | "千万") if !is_scaled => {
                Self::Behind(unit.to_owned())
            }
            literal => match Currency::parse(literal) {
                Some(currency) if currency != Currency::CNY => Self::Before(currency.code().to_owned()),
                _ => Self::Plain,
            },
        }
    }

    fn number(&self, value: f64) -> String {
        match self {
            Self::Percent => format!("{}%", plain(value * 100.0)),
            Self::Zeros(digits) if value >= 0.0 && value.fract() == 0.0 => format!("{:0>digits$}", plain(value)),
            Self::Plain | Self::Zeros(_) => plain(value),
            Self::Before(currency) => format!("{currency} {}", plain(value)),
            Self::Behind(unit) => format!("{}{unit}", plain(value)),
        }
    }
}

/// A format's code taken apart.
#[derive(Default)]
struct Parts {
    /// Digits, points, percent signs.
    signs: String,
    /// Texts shown as they are.
    literals: String,
    currency: Option<String>,
}

fn parts(code: &str) -> Parts {
    let mut parts = Parts::default();
    let mut rest = code.chars();
    while let Some(sign) = rest.next() {
        match sign {
            ';' => break,
            '"' => parts.literals.extend(rest.by_ref().take_while(|c| *c != '"')),
            '\\' | '!' => parts.literals.extend(rest.next()),
            // The width of the next sign, or the sign repeated.
            '_' | '*' => {
                rest.next();
            }
            '[' => {
                let inside: String = rest.by_ref().take_while(|c| *c != ']').collect();
                if let Some(named) = inside.strip_prefix('$') {
                    parts.currency = parts.currency.or_else(|| currency(named));
                }
            }
            sign => parts.signs.push(sign),
        }
    }
    parts
}

/// The currency of `$-404`, `¥-411` or `EUR`: a sign and the place whose sign it is.
fn currency(named: &str) -> Option<String> {
    let (sign, place) = named.split_once('-').unwrap_or((named, ""));
    let code = match (sign.trim(), place.to_ascii_lowercase().as_str()) {
        ("", _) => return None,
        ("$", "404") => "TWD",
        ("$", "c04") => "HKD",
        ("$", "c09") => "AUD",
        ("$", "1009" | "c0c") => "CAD",
        ("$", "1004" | "4809") => "SGD",
        ("¥" | "￥", "411") => "JPY",
        (sign, _) => return Currency::parse(sign).map(|currency| currency.code().to_owned()),
    };
    Some(code.to_owned())
}

/// A number in plain decimals: whole numbers to the last digit, others as Excel shows them, which is without what binary
/// arithmetic leaves behind the fifteenth.
pub(super) fn plain(value: f64) -> String {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.fract() == 0.0 && value.abs() <= EXACT {
        // There is no minus zero for people.
        return format!("{}", value + 0.0);
    }
    format!("{value:.14e}").parse::<f64>().unwrap_or(value).to_string()
}

pub(super) fn of_ref(value: &DataRef<'_>, look: &Look, is_1904: bool) -> Said {
    match value {
        #[expect(clippy::cast_precision_loss, reason = "a workbook's numbers are floats")]
        DataRef::Int(whole) => Said::Text(look.number(*whole as f64)),
        DataRef::Float(number) => Said::Text(look.number(*number)),
        DataRef::String(text) => words(text),
        DataRef::SharedString(text) => words(text),
        DataRef::Bool(is) => Said::Text(if *is { "TRUE" } else { "FALSE" }.to_owned()),
        DataRef::DateTime(at) => Said::Text(moment(at, is_1904)),
        DataRef::DateTimeIso(text) => Said::Text(iso(text)),
        DataRef::DurationIso(text) => Said::Text(text.clone()),
        DataRef::Error(CellErrorType::GettingData) | DataRef::Empty => Said::Nothing,
        DataRef::Error(_) => Said::Failed,
    }
}

pub(super) fn of(value: &Data, is_1904: bool) -> Said {
    let value = match value {
        Data::String(text) => return words(text),
        Data::Int(whole) => DataRef::Int(*whole),
        Data::Float(number) => DataRef::Float(*number),
        Data::Bool(is) => DataRef::Bool(*is),
        Data::DateTime(at) => DataRef::DateTime(*at),
        Data::DateTimeIso(text) => return Said::Text(iso(text)),
        Data::DurationIso(text) => return Said::Text(text.clone()),
        Data::Error(error) => DataRef::Error(error.clone()),
        Data::Empty => return Said::Nothing,
    };
    of_ref(&value, &Look::Plain, is_1904)
}

/// A text with line ends of one kind. The name of an error is one, whatever it was pasted from.
pub(super) fn words(text: &str) -> Said {
    const ERRORS: [&str; 10] =
        ["#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA"];
    if text.starts_with('#') && ERRORS.contains(&text) {
        return Said::Failed;
    }
    Said::Text(if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() })
}

/// A day, a day with its time where it has one, or a time alone.
fn moment(at: &ExcelDateTime, is_1904: bool) -> String {
    const DAY: i64 = 86_400;
    let serial = at.as_f64();
    #[expect(clippy::cast_possible_truncation, reason = "it saturates, and what is out of range is no date below")]
    let seconds = (serial * 86_400.0).round() as i64;
    let clock = |seconds: i64| {
        let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        if second == 0 { format!("{hour:02}:{minute:02}") } else { format!("{hour:02}:{minute:02}:{second:02}") }
    };
    if seconds < 0 {
        return plain(serial);
    }
    if at.is_duration() || seconds < DAY {
        return clock(seconds);
    }
    let Some(day) = day(seconds / DAY, is_1904) else { return plain(serial) };
    if seconds % DAY == 0 { day.to_string() } else { format!("{day} {}", clock(seconds % DAY)) }
}

/// The day of a serial number. Excel believes in a 29 February 1900; the days before it are one off.
fn day(serial: i64, is_1904: bool) -> Option<NaiveDate> {
    let serial = u64::try_from(serial).ok()?;
    let (epoch, days) = if is_1904 {
        (NaiveDate::from_ymd_opt(1904, 1, 1)?, serial)
    } else {
        (NaiveDate::from_ymd_opt(1899, 12, 30)?, if serial < 60 { serial + 1 } else { serial })
    };
    epoch.checked_add_days(Days::new(days)).filter(|day| *day <= NaiveDate::MAX.min(last_day()))
}

/// The last day a workbook can hold.
fn last_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or(NaiveDate::MAX)
}

/// `2026-09-28T00:00:00` without the time of day that means nothing.
pub(super) fn iso(text: &str) -> String {
    let Some((day, time)) = text.split_once('T').filter(|_| !text.ends_with('Z')) else { return text.to_owned() };
    let time = time.split_once('.').map_or(time, |(whole, _)| whole);
    match time.strip_suffix(":00").filter(|time| time.contains(':')).unwrap_or(time) {
        "00:00" => day.to_owned(),
        time => format!("{day} {time}"),
    }
}

#[cfg(test)]
mod tests;
