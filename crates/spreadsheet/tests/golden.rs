//! The shapes in which Chinese programs and people hand out workbooks come in whole. The files are synthetic, see
//! `support/mod.rs`.

mod support;
#[path = "../../interchange/tests/support/mod.rs"]
mod world;

use interchange::headers::{Kind, OpportunityField as O, Shape, Target, recognise};
use interchange::import::Session;
use interchange::import::protocol::{FileInfo, Form};
use interchange::table::{Furniture, Table, Warning};
use model::records::{Account, Outcome, Product};
use model::starter::Words;
use spreadsheet::{Workbook, open};
use world::{World, setting};

fn opened(bytes: &[u8]) -> Workbook {
    open(bytes, &mut |_, _| {}).expect("a workbook")
}

/// The likeliest sheet.
fn best(bytes: &[u8]) -> (String, Table) {
    let workbook = opened(bytes);
    let book = workbook.book();
    let first = book.sheets.first().expect("a sheet");
    (first.name.clone(), workbook.table(first.index).expect("a table").clone())
}

fn session(table: Table) -> Session {
    let info = FileInfo { name: "a.xlsx".into(), form: Form::Sheet { name: "商机".into(), of: 1 } };
    Session::new(table, info, setting("2025-08-01", Words::Chinese))
}

#[test]
fn cordys_comes_in_with_one_opportunity_a_record() {
    let (_, table) = best(&support::cordys().expect("bytes"));
    assert_eq!((recognise(&table).kind, recognise(&table).shape), (Some(Kind::Opportunity), Shape::Cordys));
    assert_eq!(table.rows.len(), 3, "{:?}", table.rows);
    assert_eq!(table.rows[0].cells[14..], ["灯控平台\n巡检终端", "40\n20", "9500\n5000"]);
    let mut world = World::default();
    let done = world.commit(session(table.clone()));
    assert_eq!(done.rows(), [3, 0, 0, 0, 0]);
    assert_eq!(world.outcomes(), [(Outcome::Open, 1), (Outcome::Won, 1), (Outcome::Lost, 1)].into());
    let lights = world.deal("港口照明改造");
    let amount = lights.amount.expect("an amount");
    assert_eq!((amount.value.to_string(), lights.products.len()), ("480000".to_owned(), 2));
    assert_eq!(lights.expected_close.map(|day| day.to_string()).as_deref(), Some("2025-09-28"));
    assert!(world.stages().contains(&("方案验证".to_owned(), Some(60))), "{:?}", world.stages());
    assert_eq!(world.names::<Product>(), ["巡检终端", "灯控平台"]);
    // By id, the same file says nothing new.
    assert_eq!(world.commit(session(table)).slices, []);
}

#[test]
fn wukong_comes_in_without_its_title_and_totals() {
    let (_, table) = best(&support::wukong().expect("bytes"));
    assert_eq!(recognise(&table).shape, Shape::Wukong);
    let set_aside: Vec<_> = table.skipped.iter().map(|skipped| (skipped.line, skipped.what)).collect();
    assert_eq!(set_aside, [(1, Furniture::Title), (6, Furniture::Total)]);
    assert_eq!(table.skipped[1].text, "合计 · 677500.3");
    assert_eq!(table.rows[2].cells[4], "72500.3");
    assert_eq!(table.rows[2].cells[7], "客户说\n“再等等”");
    assert_eq!(table.rows[0].cells[9], "2025-03-14 09:12:44");
    let mut world = World::default();
    assert_eq!(world.commit(session(table)).rows(), [3, 0, 0, 0, 0]);
    assert_eq!(world.names::<Account>(), ["澄湖航运有限公司", "青屿物流股份有限公司"]);
}

#[test]
fn a_person_s_own_book_offers_its_sheets_in_order() {
    let bytes = support::ledger().expect("bytes");
    let workbook = opened(&bytes);
    let sheets = workbook.book().sheets;
    let offered: Vec<_> =
        sheets.iter().map(|sheet| (sheet.name.as_str(), sheet.hidden, sheet.kind, sheet.rows)).collect();
    assert_eq!(
        offered,
        [
            ("商机台账", false, Some(Kind::Opportunity), 4),
            ("客户", false, Some(Kind::Account), 2),
            ("说明", false, None, 1),
            ("字典", true, Some(Kind::Account), 1)
        ]
    );
    let table = workbook.table(sheets[0].index).expect("a table");
    assert_eq!(table.header[6], "预计成交 日期");
    assert_eq!(table.rows[1].cells[..7], ["星河食品", "食品", "星河冷库监控", "需求确认", "0.3", "20%", "2027-01-15"]);
    assert_eq!(table.rows[2].cells[5], "75.5%");
    assert_eq!((table.rows[3].line, table.rows[3].cells[4].as_str()), (7, ""));
    assert!(table.warnings.contains(&Warning::FailedCells { count: 1, lines: vec![7] }));
    let columns = vec!["客户名称".to_owned(), "行业".to_owned()];
    assert!(table.warnings.contains(&Warning::MergedCells { count: 2, columns }));
    let mut world = World::default();
    assert_eq!(world.commit(session(table.clone())).rows(), [4, 0, 0, 0, 0]);
    let cold = world.deal("星河冷库监控");
    assert_eq!(cold.amount.map(|amount| amount.value.to_string()).as_deref(), Some("3000"));
    assert_eq!(world.name_of(cold.account.expect("an account").uuid()), "星河食品");
    assert_eq!(world.deal("岚山设备联网").amount, None);
}

#[test]
fn a_cell_that_changed_updates_its_record_whatever_the_file_is() {
    let rows = |amount| -> Vec<u8> {
        support::sheet(&[
            &["商机编号", "商机名称", "客户名称", "阶段", "金额"],
            &["1", "一期", "甲公司", "方案", amount],
            &["2", "二期", "乙公司", "方案", "8"],
        ])
        .expect("bytes")
    };
    let mut world = World::default();
    assert_eq!(world.commit(session(best(&rows("5")).1)).rows(), [2, 0, 0, 0, 0]);
    assert_eq!(world.commit(session(best(&rows("6")).1)).rows(), [0, 1, 1, 0, 0]);
    let amount = |world: &World| world.deal("一期").amount.map(|amount| amount.value.to_string());
    assert_eq!(amount(&world).as_deref(), Some("6"));
    // The same rows as CSV are the same rows.
    let done =
        world.import_with("商机编号,商机名称,客户名称,阶段,金额\n1,一期,甲公司,方案,7\n2,二期,乙公司,方案,8\n", |_| {});
    assert_eq!(done.rows(), [0, 1, 1, 0, 0]);
    assert_eq!(amount(&world).as_deref(), Some("7"));
}

#[test]
fn the_columns_of_a_title_row_are_targets_as_in_csv() {
    let (_, table) = best(&support::wukong().expect("bytes"));
    let guess = recognise(&table);
    for (header, field) in [("*商机名称", O::Title), ("商机金额", O::Amount), ("预计成交日期", O::ExpectedClose)]
    {
        let at = table.header.iter().position(|name| name == header).expect("a column");
        assert_eq!(guess.columns[at].guess.target, Target::Opportunity(field), "{header}");
    }
}

fn fixture(name: &str) -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures").join(name)
}

#[test]
fn the_browser_tests_book_is_the_one_made_here_in_both_forms() {
    let (name, table) = best(&support::pipeline().expect("bytes"));
    assert_eq!((name.as_str(), table.rows.len(), table.rows[0].line), ("商机", 9, 3));
    for file in ["pipeline.xlsx", "pipeline.xls"] {
        let bytes = std::fs::read(fixture(file)).expect(file);
        assert_eq!(best(&bytes), (name.clone(), table.clone()), "{file}");
    }
}

/// `cargo test -p spreadsheet --test golden -- --ignored writes`
#[test]
#[ignore = "writes tests/fixtures/pipeline.xlsx"]
fn writes_the_browser_tests_book() {
    std::fs::write(fixture("pipeline.xlsx"), support::pipeline().expect("bytes")).expect("a file");
}
