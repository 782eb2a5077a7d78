use super::*;
use interchange::table::Table;
use interchange::talk::NotRead;

fn tables(page: &str) -> Vec<(String, Table)> {
    let sheets = read(page.as_bytes()).expect("tables");
    let table =
        |sheet: Sheet| (sheet.name, sheet.grid.and_then(|grid| grid.table().map_err(NotRead::Table)).expect("a table"));
    sheets.into_iter().map(table).collect()
}

fn rows(table: &Table) -> Vec<String> {
    table.rows.iter().map(|row| row.cells.join("|")).collect()
}

#[test]
fn a_web_page_that_calls_itself_a_workbook_is_read_as_what_it_is() {
    let page = "<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><head><meta charset=utf-8><style>td { x: \"<td>\" }</style>\
                <!--[if gte mso 9]><xml><x:Name>商机</x:Name></xml><![endif]--></head><body>\
                <table border=1><tr><td colspan=4>商机 &amp; 台账<tr><th>商机名称<th>客户名称<th>金额<th>备注</tr>\
                <![if !supportMisalignedColumns]><tr><td rowspan=2>一期<td> 甲&nbsp;公司\n 分部 </td><td>1,200.50<td>两行<br>都在</tr><![endif]>\
                <tr><td>乙公司<td>8<td>R&D</table><script>document.write('<table><tr><td>x</table>')</script></body></html>";
    let tables = tables(page);
    assert_eq!(tables.len(), 1);
    let (name, table) = &tables[0];
    assert_eq!(
        (name.as_str(), &table.header[..]),
        ("1", &["商机名称", "客户名称", "金额", "备注"].map(str::to_owned)[..])
    );
    assert_eq!(rows(table), ["一期|甲\u{a0}公司 分部|1,200.50|两行\n都在", "一期|乙公司|8|R&D"]);
    assert_eq!(table.rows[0].line, 3);
}

#[test]
fn tables_in_tables_and_in_vain_are_told_apart() {
    let page = "<table><tr><td><table><tr><td>name<td>stage<td>amount<tr><td>Acme<td>New<td>5</table></table><table></table>\
                <table><tr><td>a<td>b<tr><td>c<td>d</table>";
    let names: Vec<String> = tables(page).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["1", "2"]);
    assert!(matches!(read(b"<html><body><p>Please sign in</html>"), Err(NotRead::Book(BookError::NoBook))));
}

#[test]
fn cells_of_any_size_cost_nothing() {
    let page = format!("<table><tr>{}<tr><td>x</table>", "<td rowspan=4000000000 colspan=4000000000>a".repeat(500));
    assert_eq!(read(page.as_bytes()).expect("a table").len(), 1);
}

#[test]
fn excel_s_own_xml_is_read_by_what_its_cells_hold() {
    let page = "<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" \
                xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet ss:Name=\"商机\"><Table>\
                <Row><Cell><Data ss:Type=\"String\">商机名称</Data></Cell><Cell><Data ss:Type=\"String\">阶段</Data></Cell>\
                <Cell><Data ss:Type=\"String\">金额</Data></Cell><Cell><Data ss:Type=\"String\">预计成交日期</Data></Cell></Row>\
                <Row ss:Index=\"4\"><Cell ss:MergeDown=\"1\"><Data ss:Type=\"String\">一期&#10;甲</Data></Cell><Cell ss:Index=\"3\">\
                <Data ss:Type=\"Number\">0.30000000000000004</Data></Cell><Cell><Data ss:Type=\"DateTime\">2026-09-28T00:00:00.000</Data></Cell></Row>\
                <Row><Cell ss:Index=\"2\"><Data ss:Type=\"String\">方案</Data></Cell><Cell ss:StyleID=\"s1\"/><Cell><Data ss:Type=\"Error\">#N/A</Data></Cell></Row>\
                </Table></Worksheet></Workbook>";
    let tables = tables(page);
    assert_eq!(tables[0].0, "商机");
    assert_eq!(tables[0].1.rows[0].line, 4);
    assert_eq!(tables[0].1.rows[0].cells, ["一期\n甲", "方案", "0.3", "2026-09-28"]);
}
