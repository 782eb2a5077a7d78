use super::*;

/// A sheet drawn as text: cells between bars, `<` is merged with the cell to its left, `^` with the one above.
fn sheet(drawn: &str) -> Grid {
    let mut grid = Grid::default();
    let lines: Vec<Vec<&str>> = drawn.lines().map(|line| line.split('|').map(str::trim).collect()).collect();
    let at = |row: usize, column: usize| lines.get(row).and_then(|line| line.get(column)).copied().unwrap_or("");
    let number = |number: usize| u32::try_from(number).expect("a small number");
    for (row, cells) in lines.iter().enumerate() {
        for (column, text) in cells.iter().enumerate() {
            if matches!(*text, "<" | "^" | "") {
                continue;
            }
            grid.set(number(row), number(column), text.replace("\\n", "\n")).expect("room");
            let right = (column + 1..cells.len()).take_while(|next| at(row, *next) == "<").last().unwrap_or(column);
            let down = (row + 1..lines.len()).take_while(|next| at(*next, column) == "^").last().unwrap_or(row);
            if (right, down) != (column, row) {
                grid.merge(Merge { rows: (number(row), number(down)), columns: (number(column), number(right)) });
            }
        }
    }
    grid
}

fn table(drawn: &str) -> Table {
    sheet(drawn).table().expect("a table")
}

fn cells(table: &Table) -> Vec<String> {
    table.rows.iter().map(|row| row.cells.join("|")).collect()
}

fn lines(table: &Table) -> Vec<u32> {
    table.rows.iter().map(|row| row.line).collect()
}

#[test]
fn a_sheet_is_a_table_wherever_it_starts() {
    let table = table("\n\n|商机名称|客户||金额\n|一期|甲公司||12\n\n|二期|乙公司||8\n");
    assert_eq!(table.header, ["商机名称", "客户", "金额"]);
    assert_eq!((cells(&table), lines(&table)), (vec!["一期|甲公司|12".into(), "二期|乙公司|8".into()], vec![4, 6]));
    assert_eq!((table.warnings, table.delimiter), (vec![], None));
}

#[test]
fn a_title_over_all_columns_is_none_of_them() {
    let table = table(
        "2026 年商机台账|<|<|<\n注意：带 * 的必填\\n日期写作 2026-1-31|<|<|<\n*商机名称|*客户名称|预计成交\\n日期|备注\n\
         一期|甲公司|2026-09-28|两行\\n都在\n合计|<||\n",
    );
    assert_eq!(table.header, ["*商机名称", "*客户名称", "预计成交 日期", "备注"]);
    assert_eq!(cells(&table), ["一期|甲公司|2026-09-28|两行\n都在"]);
    let set_aside: Vec<_> = table.skipped.iter().map(|skipped| (skipped.line, skipped.what)).collect();
    assert_eq!(set_aside, [(1, Furniture::Title), (2, Furniture::Title), (5, Furniture::Total)]);
}

#[test]
fn a_merged_cell_speaks_for_every_row_it_goes_over() {
    let table = table(
        "客户名称|行业|商机名称|阶段|金额\n甲公司|装备|一期|方案|12\n^|^|二期|谈判|8\n乙公司|食品|三期|方案|5\n小计|<|<|<|25\n",
    );
    assert_eq!(cells(&table), ["甲公司|装备|一期|方案|12", "甲公司|装备|二期|谈判|8", "乙公司|食品|三期|方案|5"]);
    let columns = vec!["客户名称".to_owned(), "行业".to_owned()];
    assert_eq!(table.warnings, [Warning::MergedCells { count: 2, columns }]);
}

#[test]
fn a_cell_merged_across_speaks_for_each_column() {
    let table = table("商机名称|联系人|对接人|阶段\n一期|李四|<|方案\n二期|王五|赵六|谈判\n");
    assert_eq!(cells(&table), ["一期|李四|李四|方案", "二期|王五|赵六|谈判"]);
}

#[test]
fn a_heading_between_the_rows_is_no_row() {
    let table = table("商机名称|客户|阶段|金额\n华东区|<|<|<\n一期|甲公司|方案|12\n华南区|<|<|<\n二期|乙公司|谈判|8\n");
    assert_eq!(table.rows.len(), 2);
    assert_eq!(table.skipped.len(), 2);
}

#[test]
fn a_header_of_two_rows_names_each_column_once() {
    for drawn in [
        "商机名称|客户|金额|产品明细|<|<\n^|^|^|产品|数量|单价\n一期|甲公司|12|灯控|2|3\n",
        // The upper row alone names less than half.
        "台账|<|<|<|<|<|<\n商机名称|金额|产品明细|<|<|<|<\n^|^|产品|数量|单价|折扣|小计\n一期|12|灯控|2|3||6\n",
    ] {
        let table = table(drawn);
        assert_eq!(table.rows.len(), 1, "{:?}", table.header);
        assert!(table.header.starts_with(&["商机名称".to_owned()]), "{:?}", table.header);
        assert!(table.header.contains(&"产品".to_owned()) && table.header.contains(&"单价".to_owned()));
        assert!(!table.header.contains(&"产品明细".to_owned()), "{:?}", table.header);
    }
    let table = table("商机名称|预计|<|实际|<\n|日期|金额|日期|金额\n一期|2026-09-28|12|2026-09-30|11\n");
    assert_eq!(table.header, ["商机名称", "预计 日期", "预计 金额", "实际 日期", "实际 金额"]);
    assert_eq!(table.rows.len(), 1);
}

#[test]
fn a_merged_header_over_two_columns_does_not_take_the_first_row() {
    let table = table("商机名称|客户联系人|<|阶段|金额\n一期|李四|王五|方案|12\n二期|赵六||谈判|8\n");
    assert_eq!(table.rows.len(), 2);
    assert_eq!(table.header, ["商机名称", "客户联系人", "客户联系人", "阶段", "金额"]);
}

#[test]
fn a_record_over_several_rows_is_one_record() {
    let table = table(
        "唯一ID|商机名称|客户名称|金额|产品明细|<\n^|^|^|^|产品|数量\n4410000000000001|一期|甲公司|12|灯控|2\n^|^|^|^|巡检|2\n\
         4410000000000002|二期|乙公司|8|巡检|1\n",
    );
    assert_eq!(
        cells(&table),
        ["4410000000000001|一期|甲公司|12|灯控\n巡检|2", "4410000000000002|二期|乙公司|8|巡检|1"]
    );
    assert_eq!(lines(&table), [4 - 1, 5]);
    assert!(table.warnings.contains(&Warning::JoinedRows { count: 1 }));
}

#[test]
fn rows_of_one_title_with_their_own_amounts_stay_apart() {
    let table = table("商机名称|客户名称|阶段|金额\n一期|甲公司|方案|12\n^|^|方案|8\n");
    assert_eq!(cells(&table), ["一期|甲公司|方案|12", "一期|甲公司|方案|8"]);
}

#[test]
fn failed_formulas_are_told() {
    let mut grid = sheet("name|stage|amount\nAcme|New|\nGlobex|Won|7\n");
    grid.failed(1);
    let table = grid.table().expect("a table");
    assert_eq!(table.warnings, [Warning::FailedCells { count: 1, lines: vec![2] }]);
}

#[test]
fn data_without_a_header_is_told() {
    let table = table("Acme|2025-09-28|1054\nGlobex|2025-10-01|88\n");
    assert_eq!((table.rows.len(), table.warnings), (2, vec![Warning::NoHeader]));
}

#[test]
fn nothing_is_no_table() {
    assert_eq!(Grid::default().table(), Err(TableError::Empty));
    assert_eq!(sheet(" | \n　|\n").table(), Err(TableError::Empty));
}

#[test]
fn a_small_file_does_not_become_a_large_table() {
    let large = "x".repeat(1 << 20);
    let mut grid = Grid::default();
    let mut refused = None;
    for row in 0..200 {
        refused = grid.set(row, 0, large.clone()).err();
        if refused.is_some() {
            break;
        }
    }
    assert!(matches!(refused, Some(TableError::TooLong { .. })));

    let mut grid = Grid::default();
    grid.set(0, 0, "name".to_owned()).expect("room");
    grid.set(0, 1, "note".to_owned()).expect("room");
    grid.set(1, 0, large).expect("room");
    for row in 1..200 {
        grid.set(row, 1, "x".to_owned()).expect("room");
    }
    grid.merge(Merge { rows: (1, 199), columns: (0, 0) });
    assert!(matches!(grid.table(), Err(TableError::TooLong { .. })));

    let mut grid = Grid::default();
    for column in 0..=200 {
        grid.set(0, column * 80, "x".to_owned()).expect("room");
    }
    assert_eq!(grid.table(), Err(TableError::TooManyColumns { line: 1, columns: 201 }));
}
