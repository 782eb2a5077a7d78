//! Promises kept for any input.

use interchange::cell::amount::{Separators, parse};
use interchange::cell::date::{self, Order};
use interchange::encoding::decode;
use interchange::export::{Cell, Column, Export, Holds};
use interchange::headers::recognise;
use interchange::names::{NameIndex, NameKind, key, near};
use interchange::table::{Delimiter, Step, read};
use model::{Currency, Date, Money};
use proptest::prelude::*;
use rust_decimal::Decimal;

/// Cells with everything that makes CSV hard. A guard would be taken off on purpose.
fn cell() -> impl Strategy<Value = String> {
    "[a-z0-9 ,;|\t\n\"商机金额，。'=+-]{0,12}".prop_filter("a guard is taken off", |cell| !cell.starts_with('\''))
}

/// A header no one takes for data, and rows that are neither empty nor totals.
fn sheet() -> impl Strategy<Value = Vec<Vec<String>>> {
    (2_usize..7).prop_flat_map(|width| {
        let row = prop::collection::vec(cell(), width - 1);
        prop::collection::vec(row, 2..20).prop_map(move |rows| {
            let header =
                (0..width).map(|column| format!("column {}", char::from(b'a' + u8::try_from(column).unwrap_or(0))));
            let numbered = rows.into_iter().enumerate().map(|(at, mut row)| {
                row.insert(0, format!("row {}", "x".repeat(at + 1)));
                row
            });
            std::iter::once(header.collect()).chain(numbered).collect()
        })
    })
}

fn written(rows: &[Vec<String>], delimiter: u8) -> String {
    let mut writer =
        csv::WriterBuilder::new().delimiter(delimiter).quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).expect("a record");
    }
    String::from_utf8(writer.into_inner().expect("bytes")).expect("text")
}

fn grouped(digits: &str, sign: char) -> String {
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(sign);
        }
        out.push(digit);
    }
    out
}

proptest! {
    #[test]
    fn a_written_table_is_read_back_the_same(rows in sheet(), delimiter in prop::sample::select(&Delimiter::ALL[..4])) {
        let byte = u8::try_from(delimiter.as_char()).expect("one byte");
        let table = read(written(&rows, byte), Some(delimiter)).expect("a table");
        prop_assert_eq!(&table.header, &rows[0]);
        let cells: Vec<Vec<String>> = table.rows.into_iter().map(|row| row.cells).collect();
        prop_assert_eq!(cells, &rows[1..]);
        prop_assert_eq!(table.rejected, []);
    }

    /// Whatever the texts begin with. A leading joiner would be taken off on purpose.
    #[test]
    fn an_exported_table_is_read_back_the_same(
        rows in prop::collection::vec((any::<String>(), "[ '\"=+@\t\r\n-]{0,3}\\PC{0,8}", any::<i64>(), 0_u32..6, 0_i32..40_000), 1..20),
    ) {
        prop_assume!(rows.iter().all(|(a, b, ..)| !a.starts_with('\u{200d}') && !b.starts_with('\u{200d}')));
        let columns = ["商机编号", "备注", "说明", "金额", "预计成交日期", "赢率"];
        let holds = [Holds::Text, Holds::Text, Holds::Text, Holds::Money(Some(Currency::CNY)), Holds::Date, Holds::Percent];
        let money = |value: i64, scale| Money { value: Decimal::new(value, scale), currency: Currency::CNY };
        let export = Export {
            name: String::new(),
            columns: columns.iter().zip(holds).map(|(name, holds)| Column::new(*name, holds)).collect(),
            rows: rows.iter().enumerate().map(|(at, (first, second, value, scale, day))| vec![
                Cell::Text(format!("N-{at}")),
                Cell::Text(first.clone()),
                Cell::Text(second.clone()),
                Cell::Money(money(*value, *scale)),
                Date::from_days(*day).map_or(Cell::Empty, Cell::Date),
                Cell::Percent(Decimal::from(*day % 101)),
            ]).collect(),
        };
        let table = read(export.csv(), None).expect("a table");
        prop_assert_eq!((table.delimiter, table.rejected, table.rows.len()), (Some(Delimiter::Comma), vec![], rows.len()));
        for (row, (first, second, value, scale, day)) in table.rows.iter().zip(&rows) {
            prop_assert_eq!([&row.cells[1], &row.cells[2]], [first, second]);
            let amount = parse(&row.cells[3], Separators::Point).map(|amount| amount.value);
            prop_assert_eq!(amount, Some(Decimal::new(*value, *scale)));
            let read_day = date::parse(&row.cells[4], Order::MonthFirst).map(|date| date.day.to_string());
            prop_assert_eq!(read_day, Date::from_days(*day).map(|day| day.to_string()));
            let percent = parse(&row.cells[5], Separators::Point).map(|amount| (amount.value, amount.percent));
            prop_assert_eq!(percent, Some((Decimal::from(*day % 101), true)));
        }
    }

    #[test]
    fn reading_in_slices_changes_nothing(rows in sheet(), slice in 1_usize..5) {
        let text = written(&rows, b',');
        let whole = read(text.clone(), None);
        let mut reader = interchange::table::Reader::new(text, None).expect("a reader");
        while reader.read_slice(slice).expect("a slice") == Step::More {}
        prop_assert_eq!(Ok(reader.finish()), whole);
    }

    #[test]
    fn no_bytes_make_reading_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        if let Ok(decoded) = decode(&bytes, None)
            && let Ok(table) = read(decoded.text, None)
        {
            let guess = recognise(&table);
            prop_assert_eq!(guess.columns.len(), table.header.len());
            prop_assert!(table.rows.iter().all(|row| row.cells.len() == table.header.len()));
        }
    }

    #[test]
    fn no_text_makes_reading_panic(text in "[0-9a-z,;\"\n\r\t万亿元年月日/.:() ￥$%'-]{0,200}") {
        if let Ok(table) = read(text, None) {
            let guess = recognise(&table);
            prop_assert!(table.rows.iter().all(|row| row.cells.len() == guess.columns.len()));
        }
    }

    #[test]
    fn printed_amounts_parse_back(units in 0_u64..1_000_000_000_000, cents in 0_u32..100, negative: bool) {
        let value = Decimal::new(i64::try_from(units).expect("small") * 100 + i64::from(cents), 2);
        let value = if negative { -value } else { value };
        let (whole, sign) = (units.to_string(), if negative { "-" } else { "" });
        let forms = [
            (format!("{sign}{whole}.{cents:02}"), Separators::Point),
            (format!("{sign}{}.{cents:02}", grouped(&whole, ',')), Separators::Point),
            (format!("{sign}{},{cents:02}", grouped(&whole, '.')), Separators::Comma),
            (format!("{sign}{},{cents:02}", grouped(&whole, '\u{a0}')), Separators::Comma),
            (format!("{sign}¥{}.{cents:02}", grouped(&whole, ',')), Separators::Point),
            (format!("{sign}{whole}.{cents:02} EUR"), Separators::Point),
            (format!("{sign}{whole}.{cents:02}元"), Separators::Comma),
        ];
        for (form, separators) in forms {
            prop_assert_eq!(parse(&form, separators).map(|amount| amount.value), Some(value.normalize()), "{}", form);
        }
        let in_units = parse(&format!("{sign}{whole}.{cents:02}万"), Separators::Point).map(|amount| amount.value);
        prop_assert_eq!(in_units, Some((value * Decimal::from(10_000)).normalize()));
    }

    #[test]
    fn printed_dates_parse_back(days in 0_u64..60_000) {
        let day = chrono::NaiveDate::from_ymd_opt(1970, 1, 1).expect("a day") + chrono::Days::new(days);
        for (format, order) in [
            ("%Y-%m-%d", Order::MonthFirst),
            ("%Y/%-m/%-d", Order::DayFirst),
            ("%Y.%m.%d", Order::DayFirst),
            ("%Y年%-m月%-d日", Order::MonthFirst),
            ("%Y%m%d", Order::MonthFirst),
            ("%d.%m.%Y", Order::DayFirst),
            ("%-m/%-d/%Y", Order::MonthFirst),
            ("%d %b %Y", Order::MonthFirst),
            ("%B %-d, %Y", Order::MonthFirst),
            ("%Y-%m-%dT00:30:00Z", Order::MonthFirst),
        ] {
            let text = day.format(format).to_string();
            prop_assert_eq!(date::parse(&text, order).map(|date| date.day), Some(day), "{}", text);
        }
    }

    #[test]
    fn no_text_makes_a_value_parser_panic(text in "\\PC{0,40}") {
        let _ = parse(&text, Separators::Point);
        let _ = parse(&text, Separators::Comma);
        let _ = date::parse(&text, Order::DayFirst);
        let _ = interchange::cell::flag::read(&text);
        let _ = interchange::cell::unit::Unit::of_header(&text);
        let _ = interchange::stages::outcome(&text);
        prop_assert!(!key(NameKind::Company, &text).starts_with(' '));
    }

    #[test]
    fn nearness_goes_both_ways_and_the_index_agrees(a in "[ab ]{3,14}", b in "[ab ]{3,14}") {
        prop_assert_eq!(near(NameKind::Product, &a, &b), near(NameKind::Product, &b, &a));
        let mut index = NameIndex::new(NameKind::Product);
        index.insert(&a);
        prop_assert_eq!(!index.near(&b).is_empty(), near(NameKind::Product, &a, &b));
    }
}
