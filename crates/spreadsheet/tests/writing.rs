//! What is written as a workbook is read back as the same values.

use interchange::export::{Cell, Column, Export, Holds};
use interchange::table::Table;
use model::{Currency, Date, Decimal, Money};
use proptest::prelude::*;
use spreadsheet::{open, write};

fn read_back(export: &Export) -> Table {
    let bytes = write(export).expect("bytes");
    let workbook = open(&bytes, &mut |_, _| {}).expect("a workbook");
    workbook.table(0).expect("a table").clone()
}

fn decimal(text: &str) -> Decimal {
    text.parse().expect("a number")
}

fn money(text: &str, currency: Currency) -> Cell {
    Cell::Money(Money { value: decimal(text), currency })
}

#[test]
fn numbers_are_numbers_and_texts_are_never_formulas() {
    let export = Export {
        name: "商机/2026".into(),
        columns: vec![
            Column::new("商机名称", Holds::Text),
            Column::new("金额", Holds::Money(Some(Currency::CNY))),
            Column::new("报价", Holds::Money(None)),
            Column::new("赢率", Holds::Percent),
            Column::new("预计成交日期", Holds::Date),
            Column { width: Some(12), ..Column::new("数量", Holds::Number) },
        ],
        rows: vec![
            vec![
                Cell::Text("=HYPERLINK(\"http://example.invalid\",\"x\")".into()),
                money("-1200.50", Currency::CNY),
                money("12.5", Currency::USD),
                Cell::Percent(decimal("75")),
                Date::from_ymd(2026, 9, 28).map_or(Cell::Empty, Cell::Date),
                Cell::Number(decimal("0.3")),
            ],
            vec![
                Cell::Text("两行\n\"都在\" <b>&amp; _x0041_".into()),
                Cell::Empty,
                money("3", Currency::CNY),
                Cell::Percent(decimal("7.25")),
                Date::from_ymd(1899, 1, 1).map_or(Cell::Empty, Cell::Date),
                Cell::Number(decimal("12345678901234567.89")),
            ],
            vec![Cell::Text("http://example.invalid/".into())],
        ],
    };
    let table = read_back(&export);
    assert_eq!(table.header, ["商机名称", "金额 (CNY)", "报价", "赢率", "预计成交日期", "数量"]);
    let cells: Vec<_> = table.rows.iter().map(|row| row.cells.clone()).collect();
    assert_eq!(
        cells,
        [
            ["=HYPERLINK(\"http://example.invalid\",\"x\")", "-1200.5", "USD 12.5", "75%", "2026-09-28", "0.3"],
            ["两行\n\"都在\" <b>&amp; _x0041_", "", "CNY 3", "7.25%", "1899-01-01", "12345678901234567.89"],
            ["http://example.invalid/", "", "", "", "", ""],
        ]
    );
    let bytes = write(&export).expect("bytes");
    let part = |name: &str| {
        use std::io::Read as _;
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes.as_slice())).expect("an archive");
        let mut text = String::new();
        archive.by_name(name).expect("a part").read_to_string(&mut text).expect("text");
        text
    };
    let sheet = part("xl/worksheets/sheet1.xml");
    assert!(!sheet.contains("<f>") && !sheet.contains("hyperlink"), "{sheet}");
    assert!(sheet.contains("state=\"frozen\"") && sheet.contains("<autoFilter ref=\"A1:F4\"/>"), "{sheet}");
    assert!(sheet.contains("<v>-1200.5</v>") && sheet.contains("<v>46293</v>") && sheet.contains("<v>0.75</v>"));
    let styles = part("xl/styles.xml");
    for format in ["yyyy\\-mm\\-dd", "yyyy-mm-dd", "#,##0.00", "[$USD] #,##0.00"] {
        assert!(styles.contains(format) || format.starts_with("yyyy"), "{format} in {styles}");
    }
    assert!(part("xl/workbook.xml").contains("name=\"商机2026\""));
}

#[test]
fn a_table_without_anything_is_a_workbook_too() {
    assert!(write(&Export::default()).is_ok());
    let export = Export { columns: vec![Column::new("名称", Holds::Text)], ..Export::default() };
    assert!(read_back(&export).rows.is_empty());
}

/// Texts a workbook can hold: what XML cannot say, it says in its own way.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~]{0,12}",
        "\\PC{0,12}",
        "[=+@\t\r\n'\"-][ -~]{0,8}",
        Just("合计".to_owned()),
        Just("#N/A 之类".to_owned()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn what_is_written_is_read_back(
        rows in prop::collection::vec((text(), -1_000_000_000_i64..1_000_000_000, 0_u32..4, 0_i32..40_000), 1..20),
    ) {
        let columns = vec![
            Column::new("商机编号", Holds::Text),
            Column::new("备注", Holds::Text),
            Column::new("金额", Holds::Money(Some(Currency::CNY))),
            Column::new("预计成交日期", Holds::Date),
        ];
        let row = |(index, (text, value, scale, day)): (usize, &(String, i64, u32, i32))| {
            vec![
                Cell::Text(format!("N-{index}")),
                Cell::Text(text.clone()),
                Cell::Money(Money { value: Decimal::new(*value, *scale), currency: Currency::CNY }),
                Date::from_days(*day).map_or(Cell::Empty, Cell::Date),
            ]
        };
        let export = Export { name: "x".into(), columns, rows: rows.iter().enumerate().map(row).collect() };
        let table = read_back(&export);
        prop_assert_eq!(table.rows.len(), rows.len());
        for (read, (text, value, scale, day)) in table.rows.iter().zip(&rows) {
            // Blank texts are no texts; line ends are of one kind.
            let said = text.replace("\r\n", "\n").replace('\r', "\n");
            let read_text = if read.cells[1].is_empty() { String::new() } else { said.clone() };
            prop_assert_eq!(&read.cells[1], &read_text);
            prop_assert!(!read.cells[1].is_empty() || said.chars().all(|c| c.is_whitespace() || !c.is_alphanumeric()));
            prop_assert_eq!(decimal(&read.cells[2]), Decimal::new(*value, *scale).normalize());
            prop_assert_eq!(Some(read.cells[3].clone()), Date::from_days(*day).map(|day| day.to_string()));
        }
    }
}
