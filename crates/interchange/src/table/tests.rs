use super::*;

fn table(text: &str) -> Table {
    read(text.to_owned(), None).expect("a table")
}

fn cells(table: &Table) -> Vec<Vec<&str>> {
    table.rows.iter().map(|row| row.cells.iter().map(String::as_str).collect()).collect()
}

fn lines(table: &Table) -> Vec<u32> {
    table.rows.iter().map(|row| row.line).collect()
}

#[test]
fn every_delimiter_is_found() {
    for (text, delimiter) in [
        ("name,stage,amount\nAcme,New,5\nGlobex,Won,7\n", Delimiter::Comma),
        ("name;stage;amount\nAcme;New;5,50\nGlobex;Won;7,25\n", Delimiter::Semicolon),
        ("name\tstage\tamount\nAcme, Inc.\tNew\t5,5\nGlobex, Ltd.\tWon\t7,2\n", Delimiter::Tab),
        ("name|stage|amount\nAcme|New|5\nGlobex|Won|7\n", Delimiter::Pipe),
        ("商机，阶段，金额\n一号，方案，5\n二号，谈判，7\n", Delimiter::FullWidthComma),
        ("name;note\nAcme;\"a, b, c, d\"\nGlobex;\"e, f, g, h\"\n", Delimiter::Semicolon),
        ("sep=;\nname;amount\nAcme;1,5\n", Delimiter::Semicolon),
        ("company\n\"Acme, Inc.\"\nGlobex, Ltd.\nInitech, LLC\n", Delimiter::Tab),
        ("company\n\"Acme, Inc.\"\nGlobex\n", Delimiter::Comma),
    ] {
        let table = table(text);
        assert_eq!(table.delimiter, Some(delimiter), "{text}");
        assert!(table.header.iter().all(|name| !name.is_empty()), "{text}");
    }
}

#[test]
fn a_list_of_names_with_commas_stays_one_column() {
    let table = table("company\nAcme, Inc.\nGlobex, Ltd.\nInitech, LLC\n");
    assert_eq!(table.header, ["company"]);
    assert_eq!(cells(&table), [["Acme, Inc."], ["Globex, Ltd."], ["Initech, LLC"]]);
}

#[test]
fn quoted_line_breaks_and_delimiters_stay_in_their_cell_and_lines_are_counted() {
    let table =
        table("name,note,stage\r\nAcme,\"two\r\nlines, one cell\",New\r\n\r\nGlobex,\"said \"\"yes\"\"\",Won\r\n");
    assert_eq!(cells(&table), [["Acme", "two\r\nlines, one cell", "New"], ["Globex", "said \"yes\"", "Won"]]);
    assert_eq!(lines(&table), [2, 5]);
}

#[test]
fn old_line_ends_are_lines_too() {
    let table = table("a,b\r1,x\r2,y\r");
    assert_eq!(lines(&table), [2, 3]);
}

#[test]
fn a_short_row_is_padded_and_told() {
    let table = table("name,stage,amount\nAcme,New\nGlobex,Won,7\n");
    assert_eq!(cells(&table), [["Acme", "New", ""], ["Globex", "Won", "7"]]);
    assert_eq!(table.warnings, [Warning::ShortRows { count: 1, lines: vec![2] }]);
}

#[test]
fn a_row_with_more_cells_than_columns_is_rejected_and_the_rest_goes_on() {
    let table = table("name,stage,amount\nAcme,New,1,054\nGlobex,Won,7,,\nInitech,New,3\n");
    assert_eq!(cells(&table), [["Globex", "Won", "7"], ["Initech", "New", "3"]]);
    assert_eq!(table.rejected[0].line, 2);
    assert_eq!(table.rejected[0].reason, RowProblem::TooManyCells { cells: 4, columns: 3 });
    assert_eq!(table.rejected[0].cells, ["Acme", "New", "1", "054"]);
}

#[test]
fn titles_above_and_totals_and_notices_below_are_set_aside() {
    let table = table(
        "2025年商机台账,,,\n导出人：张三,,,\n商机名称*,客户名称,金额（万元）,负责人\n\
         一号项目,甲公司,12,李四\n二号项目,乙公司,8,王五\n合计,,20,\n\n\
         商机报表,,,\nCopyright (c) 2000-2025 salesforce.com. All rights reserved.,,,\n",
    );
    assert_eq!(table.header, ["商机名称*", "客户名称", "金额（万元）", "负责人"]);
    assert_eq!(table.rows.len(), 2);
    let kinds: Vec<_> = table.skipped.iter().map(|skipped| (skipped.line, skipped.what)).collect();
    assert_eq!(
        kinds,
        [
            (1, Furniture::Title),
            (2, Furniture::Title),
            (6, Furniture::Total),
            (8, Furniture::Notice),
            (9, Furniture::Notice)
        ]
    );
    assert_eq!(table.skipped[2].text, "合计 · 20");
}

#[test]
fn a_repeated_header_is_no_row() {
    let table = table("Stage,Name,Amount\nNew,Acme,5\nStage,Name,Amount\nWon,Globex,7\nGrand Totals (2 records),,12\n");
    assert_eq!(table.rows.len(), 2);
    assert_eq!(table.skipped[0].what, Furniture::RepeatedHeader);
    assert_eq!(table.skipped[1].what, Furniture::Total);
}

#[test]
fn a_customer_called_total_is_a_row() {
    let table = table("customer,stage,amount\nTotal,New,5\nTotal Energies,Won,7\n");
    assert_eq!(table.rows.len(), 2);
}

#[test]
fn a_last_row_with_one_cell_is_a_row() {
    let table = table("name,stage,amount\nAcme,New,5\nGlobex,,\n");
    assert_eq!(cells(&table)[1], ["Globex", "", ""]);
}

#[test]
fn data_without_a_header_is_told() {
    let table = table("Acme\t2025-09-28\t1054\nGlobex\t2025-10-01\t88\n");
    assert_eq!(table.rows.len(), 2);
    assert_eq!(table.header, ["", "", ""]);
    assert_eq!(table.warnings, [Warning::NoHeader]);
}

#[test]
fn formula_guards_are_taken_off_once() {
    let table = table("name,note\n\u{200d}=1+1,'=A1\n'@home,''=x\n'tis,-5\n");
    assert_eq!(cells(&table), [["=1+1", "=A1"], ["@home", "'=x"], ["'tis", "-5"]]);
}

#[test]
fn a_stray_quotation_mark_costs_one_row() {
    let table = table("name,size,stage\nAcme,\"12 inch,New\nGlobex,9,Won\nInitech,\"7\",New\nHooli,3,New\n");
    assert_eq!(cells(&table), [["Globex", "9", "Won"], ["Initech", "7", "New"], ["Hooli", "3", "New"]]);
    assert_eq!(lines(&table), [3, 4, 5]);
    assert_eq!((table.rejected[0].line, table.rejected[0].reason), (2, RowProblem::UnbalancedQuote));
}

#[test]
fn an_inch_mark_inside_a_cell_is_text() {
    let table = table("name,size\nAcme,12\" pipe\nGlobex,9\n");
    assert_eq!(cells(&table)[0], ["Acme", "12\" pipe"]);
}

#[test]
fn a_cell_above_the_limit_rejects_its_row_by_name() {
    let large = "x".repeat(limits::CELL_BYTES + 1);
    let fits = "y".repeat(limits::CELL_BYTES);
    let table = table(&format!("name,note\nAcme,{large}\nGlobex,{fits}\n"));
    assert_eq!(table.rows.len(), 1);
    assert_eq!(table.rejected[0].line, 2);
    assert_eq!(table.rejected[0].reason, RowProblem::CellTooLarge { column: 2, bytes: limits::CELL_BYTES + 1 });
    assert!(table.rejected[0].cells[1].len() < 1000);
}

#[test]
fn too_many_rows_or_columns_refuse_the_file() {
    let rows = "a,b\n".to_owned() + &"1,x\n".repeat(limits::ROWS + 1);
    assert_eq!(read(rows, None), Err(TableError::TooManyRows { line: 200_002 }));
    let wide = vec!["c"; limits::COLUMNS + 1].join(",");
    let wide = format!("{wide}\n{wide}\n");
    assert!(matches!(read(wide, None), Err(TableError::TooManyColumns { columns: 201, .. })));
}

#[test]
fn unnamed_and_repeated_columns_are_told_and_unused_ones_dropped() {
    let table = table("name,,amount,amount,,\nAcme,x,1,2,,\nGlobex,y,3,4,,\n");
    assert_eq!(table.header, ["name", "", "amount", "amount"]);
    assert_eq!(
        table.warnings,
        [
            Warning::UnnamedColumn { column: 2 },
            Warning::RepeatedName { name: "amount".to_owned(), columns: vec![3, 4] }
        ]
    );
    assert_eq!(table.rows[0].cells.len(), 4);
}

#[test]
fn slices_give_the_same_table_and_a_rising_offset() {
    let text = "name,amount\n".to_owned() + &"Acme,5\n".repeat(1000);
    let whole = read(text.clone(), None).expect("a table");
    let mut reader = Reader::new(text, None).expect("a reader");
    let mut last = 0;
    while reader.read_slice(100).expect("a slice") == Step::More {
        assert!(reader.offset() > last && reader.offset() <= reader.total());
        last = reader.offset();
    }
    assert_eq!(reader.offset(), reader.total());
    assert_eq!(reader.finish(), whole);
}

#[test]
fn a_text_without_anything_is_refused() {
    for text in ["", " \n\n", "\u{feff}\r\n"] {
        assert_eq!(read(text.to_owned(), None), Err(TableError::Empty));
    }
}
