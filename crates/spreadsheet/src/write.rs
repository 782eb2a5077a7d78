//! A table as `.xlsx`: numbers as numbers, dates as dates, and a text as a text whatever it begins with.

use interchange::export::{Cell, Column, Export, Holds};
use model::{Date, Money};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

/// Why there is no workbook, in words for developers.
#[derive(Debug)]
pub struct NotWritten(String);

impl std::fmt::Display for NotWritten {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NotWritten {}

impl From<XlsxError> for NotWritten {
    fn from(error: XlsxError) -> Self {
        Self(error.to_string())
    }
}

/// What a cell holds at most, in UTF-16 units; a longer text ends in an ellipsis.
const LONGEST: usize = 32_767;
/// Widths of columns that say none, in characters.
const NARROWEST: usize = 8;
const WIDEST: usize = 48;
/// Rows that are measured for it.
const MEASURED: usize = 200;

const DATE: &str = "yyyy-mm-dd";
const MONEY: &str = "#,##0.00";

/// Makes a workbook of one sheet: a header that stays in sight, with filters, and the rows below it.
///
/// # Errors
/// There are more rows or columns than a sheet has.
pub fn write(export: &Export) -> Result<Vec<u8>, NotWritten> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name(sheet_name(&export.name))?;
    let bold = Format::new().set_bold();
    let bold_right = bold.clone().set_align(FormatAlign::Right);
    for (at, column) in export.columns.iter().enumerate() {
        let number = u16::try_from(at).map_err(|_| NotWritten("too many columns".to_owned()))?;
        let format = if column.holds == Holds::Text { &bold } else { &bold_right };
        sheet.write_string_with_format(0, number, shortened(&column.header()), format)?;
        sheet.set_column_width(number, column.width.map_or_else(|| measured(export, at), f64::from))?;
    }
    let mut formats = Formats::default();
    for (index, row) in export.rows.iter().enumerate() {
        let line = u32::try_from(index + 1).map_err(|_| NotWritten("too many rows".to_owned()))?;
        for ((column, cell), number) in export.columns.iter().zip(row).zip(0..) {
            write_cell(sheet, (line, number), column, cell, &mut formats)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    let last = u16::try_from(export.columns.len()).unwrap_or(u16::MAX).checked_sub(1);
    if let Some(last) = last {
        sheet.autofilter(0, 0, u32::try_from(export.rows.len()).unwrap_or(0), last)?;
    }
    Ok(workbook.save_to_buffer()?)
}

/// Formats in use, each made once.
#[derive(Default)]
struct Formats(Vec<(String, Format)>);

impl Formats {
    fn of(&mut self, code: &str) -> &Format {
        let at = self.0.iter().position(|(known, _)| known == code).unwrap_or_else(|| {
            self.0.push((code.to_owned(), Format::new().set_num_format(code)));
            self.0.len() - 1
        });
        &self.0[at].1
    }
}

fn write_cell(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    of: &Column,
    cell: &Cell,
    formats: &mut Formats,
) -> Result<(), NotWritten> {
    let number = |sheet: &mut Worksheet, value: Decimal, code: Option<&Format>| -> Result<(), NotWritten> {
        match (exact(value), code) {
            (Some(value), Some(format)) => sheet.write_number_with_format(row, column, value, format)?,
            (Some(value), None) => sheet.write_number(row, column, value)?,
            // More digits than a workbook's numbers have.
            (None, _) => sheet.write_string(row, column, value.to_string())?,
        };
        Ok(())
    };
    match cell {
        Cell::Empty => Ok(()),
        Cell::Text(text) => {
            sheet.write_string(row, column, shortened(text))?;
            Ok(())
        }
        Cell::Number(value) => number(sheet, *value, None),
        Cell::Money(money) => number(sheet, money.value, Some(formats.of(&money_format(of, *money)))),
        Cell::Percent(percent) => {
            let code = if percent.fract().is_zero() { "0%" } else { "0.0###%" };
            number(sheet, percent / Decimal::ONE_HUNDRED, Some(formats.of(code)))
        }
        Cell::Date(date) => {
            match excel_date(*date) {
                Some(day) => sheet.write_datetime_with_format(row, column, &day, formats.of(DATE))?,
                None => sheet.write_string(row, column, date.to_string())?,
            };
            Ok(())
        }
    }
}

/// Two decimals and separators; with the currency where the header does not name it.
fn money_format(of: &Column, money: Money) -> String {
    if of.names_currency_of(money) { MONEY.to_owned() } else { format!("[${}] {MONEY}", money.currency) }
}

/// The float that says the same number again.
fn exact(value: Decimal) -> Option<f64> {
    let float = value.to_f64()?;
    let again = format!("{float:.14e}").parse::<f64>().ok()?;
    (Decimal::from_str_exact(&again.to_string()).ok()? == value).then_some(float)
}

/// Before 1900 a workbook has no days.
fn excel_date(date: Date) -> Option<ExcelDateTime> {
    let part = |part: u32| u8::try_from(part).ok();
    ExcelDateTime::from_ymd(u16::try_from(date.year()).ok()?, part(date.month())?, part(date.day())?).ok()
}

/// A name a sheet can have: none of the signs of a reference, at most 31 of them.
fn sheet_name(name: &str) -> String {
    let allowed = name.chars().filter(|c| !c.is_control() && !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\'));
    let mut name = String::new();
    let mut units = 0;
    for c in allowed {
        units += c.len_utf16();
        if units > 31 {
            break;
        }
        name.push(c);
    }
    let name = name.trim_matches(|c: char| c == '\'' || c.is_whitespace());
    // Excel keeps this one for itself.
    if name.is_empty() || name.eq_ignore_ascii_case("history") { "Sheet1".to_owned() } else { name.to_owned() }
}

fn shortened(text: &str) -> String {
    // A character of UTF-8 is never shorter than in UTF-16.
    if text.len() <= LONGEST || text.encode_utf16().count() <= LONGEST {
        return text.to_owned();
    }
    let mut units = 1;
    let fits = |c: &char| {
        units += c.len_utf16();
        units <= LONGEST
    };
    text.chars().take_while(fits).chain(['…']).collect()
}

/// How wide a column's first cells are, Chinese characters counting twice.
fn measured(export: &Export, column: usize) -> f64 {
    let wide = |text: &str| {
        let line = text.lines().next().unwrap_or_default();
        line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>()
    };
    let header = &export.columns[column];
    let cells = export.rows.iter().take(MEASURED).filter_map(|row| row.get(column)).map(|cell| match cell {
        Cell::Empty => 0,
        Cell::Text(text) => wide(text),
        Cell::Number(number) => number.to_string().len(),
        // With separators, decimals and perhaps the currency.
        Cell::Money(money) => money.value.trunc().to_string().len() * 4 / 3 + 7,
        Cell::Date(_) => DATE.len(),
        Cell::Percent(_) => 6,
    });
    let widest = cells.max().unwrap_or(0).max(wide(&header.header()) + 2).clamp(NARROWEST, WIDEST);
    u32::try_from(widest + 1).map_or(10.0, f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_is_called_what_it_can_be_called() {
        for (name, called) in [
            ("商机", "商机"),
            ("[a]/b\\c:d*e?f", "abcdef"),
            ("'quoted'", "quoted"),
            ("", "Sheet1"),
            ("///", "Sheet1"),
            ("History", "Sheet1"),
            (
                "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三",
                "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一",
            ),
        ] {
            assert_eq!(sheet_name(name), called);
        }
    }

    #[test]
    fn a_long_text_ends_in_an_ellipsis() {
        let long = shortened(&"商机".repeat(20_000));
        assert_eq!((long.encode_utf16().count(), long.chars().last()), (LONGEST, Some('…')));
        assert_eq!(shortened("商机"), "商机");
    }

    #[test]
    fn numbers_that_floats_do_not_hold_stay_exact() {
        let number = |text: &str| text.parse::<Decimal>().expect("a number");
        assert_eq!(exact(number("1200.10")), Some(1200.1));
        assert_eq!(exact(number("-0.3")), Some(-0.3));
        assert_eq!(exact(number("12345678901234567.89")), None);
    }
}
