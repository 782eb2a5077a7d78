//! A table for people's spreadsheets: one form for CSV, written here, and for a workbook, written by the worker for
//! spreadsheets.
//!
//! Numbers stay numbers and dates dates; a text is never run as a formula. What [`Export::csv`] writes, [`crate::table`] reads
//! back as the same texts.

use model::{Currency, Date, Money};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::table::guarded;

/// A table with its cells in columns; a row may be shorter than there are columns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Export {
    /// Of the sheet; what a sheet cannot be called is left out of it.
    pub name: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Cell>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    pub name: String,
    pub holds: Holds,
    /// In characters; as its contents want it where nothing is said.
    pub width: Option<u16>,
}

/// What the cells of a column are, empty ones aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Holds {
    Text,
    Number,
    /// With the currency of all its cells, which the header then names. Without one each cell names its own.
    Money(Option<Currency>),
    Date,
    Percent,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cell {
    Empty,
    Text(String),
    Number(#[serde(with = "model::money::decimal_text")] Decimal),
    Money(Money),
    Date(Date),
    /// 75 is 75 %.
    Percent(#[serde(with = "model::money::decimal_text")] Decimal),
}

impl Column {
    pub fn new(name: impl Into<String>, holds: Holds) -> Self {
        Self { name: name.into(), holds, width: None }
    }

    /// The name as written: with the currency where all cells share one.
    pub fn header(&self) -> String {
        match self.holds {
            Holds::Money(Some(currency)) => format!("{} ({currency})", self.name),
            _ => self.name.clone(),
        }
    }

    /// Whether the header names a cell's currency.
    pub fn names_currency_of(&self, money: Money) -> bool {
        self.holds == Holds::Money(Some(money.currency))
    }
}

impl Export {
    /// CSV as RFC 4180 has it, with a byte order mark, without which Excel takes Chinese for another encoding.
    pub fn csv(&self) -> String {
        let mut text = String::from('\u{feff}');
        let header = self.columns.iter().map(|column| guarded(&column.header()).into_owned());
        write_record(&mut text, header);
        for row in &self.rows {
            let cell = |(index, column): (usize, &Column)| column.plain(row.get(index).unwrap_or(&Cell::Empty));
            write_record(&mut text, self.columns.iter().enumerate().map(cell));
        }
        text
    }
}

/// A writer of a library would be ten times as large as this.
fn write_record(text: &mut String, cells: impl ExactSizeIterator<Item = String>) {
    // A line with nothing on it would be no record.
    let is_lone = cells.len() == 1;
    for (index, cell) in cells.enumerate() {
        if index > 0 {
            text.push(',');
        }
        if cell.contains([',', '"', '\r', '\n']) || (is_lone && cell.is_empty()) {
            text.push('"');
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(&cell);
        }
    }
    text.push_str("\r\n");
}

impl Column {
    /// A cell of the column as CSV has it.
    fn plain(&self, cell: &Cell) -> String {
        match cell {
            Cell::Empty => String::new(),
            Cell::Text(text) => guarded(text).into_owned(),
            Cell::Number(number) => number.to_string(),
            Cell::Money(money) if self.names_currency_of(*money) => money.value.to_string(),
            Cell::Money(money) => format!("{} {}", money.currency, money.value),
            Cell::Date(date) => date.to_string(),
            Cell::Percent(percent) => format!("{percent}%"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn export() -> Export {
        let money = |text: &str, currency| Cell::Money(Money { value: text.parse().expect("a number"), currency });
        Export {
            name: "商机".into(),
            columns: vec![
                Column::new("商机名称", Holds::Text),
                Column::new("金额", Holds::Money(Some(Currency::CNY))),
                Column::new("报价", Holds::Money(None)),
                Column::new("赢率", Holds::Percent),
                Column::new("预计成交日期", Holds::Date),
                Column::new("数量", Holds::Number),
            ],
            rows: vec![
                vec![
                    Cell::Text("=cmd|' /C calc'!A0".into()),
                    money("-1200.00", Currency::CNY),
                    money("12.5", Currency::USD),
                    Cell::Percent(Decimal::from(75)),
                    Date::from_ymd(2026, 9, 28).map_or(Cell::Empty, Cell::Date),
                    Cell::Number(Decimal::from(-3)),
                ],
                vec![Cell::Text("两行\n\"都\",在".into())],
            ],
        }
    }

    #[test]
    fn csv_keeps_numbers_numbers_and_texts_texts() {
        assert_eq!(
            export().csv(),
            "\u{feff}商机名称,金额 (CNY),报价,赢率,预计成交日期,数量\r\n\
             '=cmd|' /C calc'!A0,-1200.00,USD 12.5,75%,2026-09-28,-3\r\n\"两行\n\"\"都\"\",在\",,,,,\r\n"
        );
    }

    #[test]
    fn it_crosses_to_a_worker_and_back() {
        let json = serde_json::to_string(&export()).expect("JSON");
        assert_eq!(serde_json::from_str::<Export>(&json).expect("an export"), export());
    }
}
