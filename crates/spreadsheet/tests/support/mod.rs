//! Synthetic workbooks in the column shapes of the programs they are named after. Every company, person, amount and id in them
//! is made up; none was exported from any program.

#![allow(dead_code, unreachable_pub, reason = "each test binary uses a part of it")]

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Formula, Workbook, Worksheet, XlsxError};

type Made = Result<Vec<u8>, XlsxError>;
type Day = (u16, u8, u8);
/// Id, title, account, amount, first and last day, stage and owner and region.
type Deal = (&'static str, &'static str, &'static str, f64, [Day; 2], [&'static str; 3]);

/// Made on one day, so that the same call gives the same bytes.
fn workbook() -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    let day = ExcelDateTime::from_ymd(2026, 11, 24)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&day));
    Ok(workbook)
}

fn finish(mut workbook: Workbook) -> Made {
    workbook.save_to_buffer()
}

fn texts(sheet: &mut Worksheet, row: u32, cells: &[&str]) -> Result<(), XlsxError> {
    for (column, cell) in (0..).zip(cells) {
        if !cell.is_empty() {
            sheet.write_string(row, column, *cell)?;
        }
    }
    Ok(())
}

fn day(sheet: &mut Worksheet, row: u32, column: u16, date: Day) -> Result<(), XlsxError> {
    let format = Format::new().set_num_format("yyyy/m/d");
    sheet.write_datetime_with_format(row, column, &ExcelDateTime::from_ymd(date.0, date.1, date.2)?, &format)?;
    Ok(())
}

fn merged(sheet: &mut Worksheet, from: (u32, u16), to: (u32, u16), text: &str) -> Result<(), XlsxError> {
    sheet.merge_range(from.0, from.1, to.0, to.1, text, &Format::new())?;
    Ok(())
}

/// Cordys: ids as text, several products in one cell, a list of products as a table of its own with a second row of headers,
/// each opportunity's other cells merged over its products.
pub fn cordys() -> Made {
    let mut workbook = workbook()?;
    let sheet = workbook.add_worksheet().set_name("商机")?;
    let plain = [
        "唯一ID",
        "商机名称",
        "客户名称",
        "业务编码",
        "商机来源",
        "金额",
        "意向产品",
        "结束时间",
        "可能性",
        "联系人",
        "负责人",
        "商机阶段",
        "失败原因",
        "创建时间",
    ];
    for (column, name) in (0..).zip(plain) {
        merged(sheet, (0, column), (1, column), name)?;
    }
    merged(sheet, (0, 14), (0, 16), "产品明细")?;
    texts(sheet, 1, &["", "", "", "", "", "", "", "", "", "", "", "", "", "", "产品明细名称", "数量", "单价"])?;
    let percent = Format::new().set_num_format("0%");
    let first = ["4410000000000001", "港口照明改造", "澄湖航运有限公司", "SJ-0001", "线上询价"];
    for (column, text) in (0..).zip(first) {
        merged(sheet, (2, column), (3, column), text)?;
    }
    merged(sheet, (2, 6), (3, 6), "灯控平台,巡检终端")?;
    for (column, text) in [(9, "安澜"), (10, "伊文"), (11, "方案验证"), (13, "2025-03-14 09:12:44")] {
        merged(sheet, (2, column), (3, column), text)?;
    }
    merged(sheet, (2, 5), (3, 5), "")?;
    sheet.write_number(2, 5, 480_000)?;
    merged(sheet, (2, 7), (3, 7), "")?;
    day(sheet, 2, 7, (2025, 9, 28))?;
    merged(sheet, (2, 8), (3, 8), "")?;
    sheet.write_number_with_format(2, 8, 0.6, &percent)?;
    merged(sheet, (2, 12), (3, 12), "")?;
    texts(sheet, 2, &["", "", "", "", "", "", "", "", "", "", "", "", "", "", "灯控平台"])?;
    sheet.write_number(2, 15, 40)?;
    sheet.write_number(2, 16, 9_500)?;
    texts(sheet, 3, &["", "", "", "", "", "", "", "", "", "", "", "", "", "", "巡检终端"])?;
    sheet.write_number(3, 15, 20)?;
    sheet.write_number(3, 16, 5_000)?;
    for (row, cells, amount, close, chance) in [
        (
            4,
            [
                "4410000000000002",
                "仓库监控",
                "青屿物流股份有限公司",
                "SJ-0002",
                "转介绍",
                "",
                "巡检终端",
                "",
                "",
                "陆鸣",
                "伊文",
                "成功",
                "",
                "2025-02-02 10:00:00",
                "巡检终端",
            ],
            125_000,
            (2025, 6, 30),
            1.0,
        ),
        (
            5,
            [
                "4410000000000003",
                "堆场传感器",
                "青屿物流股份有限公司",
                "SJ-0003",
                "电话咨询",
                "",
                "巡检终端",
                "",
                "",
                "",
                "汤岩",
                "失败",
                "价格过高",
                "2025-01-08 16:45:10",
                "巡检终端",
            ],
            72_500,
            (2025, 5, 31),
            0.0,
        ),
    ] {
        texts(sheet, row, &cells)?;
        sheet.write_number(row, 5, amount)?;
        day(sheet, row, 7, close)?;
        sheet.write_number_with_format(row, 8, chance, &percent)?;
        sheet.write_number(row, 15, 5)?;
        sheet.write_number(row, 16, 5_000)?;
    }
    finish(workbook)
}

/// 72crm: a title that says how to fill it in, marks of what is required, totals below, amounts as numbers.
pub fn wukong() -> Made {
    let mut workbook = workbook()?;
    let sheet = workbook.add_worksheet().set_name("商机")?;
    merged(sheet, (0, 0), (0, 11), "商机导入模板（带*为必填项）\n日期格式：2026-01-31；请勿改动表头")?;
    texts(
        sheet,
        1,
        &[
            "*商机名称",
            "*客户名称",
            "*商机状态组",
            "*销售阶段",
            "商机金额",
            "预计成交日期",
            "产品总金额",
            "备注",
            "*负责人",
            "创建时间",
            "最后跟进时间",
            "下次联系时间",
        ],
    )?;
    let stamp = Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
    for (row, cells, amount, close, created) in [
        (
            2,
            ["港口照明改造", "澄湖航运有限公司", "默认商机组", "方案/报价", "", "", "", "已看现场", "伊文"],
            480_000.0,
            (2025, 9, 28),
            (2025, 3, 14),
        ),
        (
            3,
            ["仓库监控", "青屿物流股份有限公司", "默认商机组", "赢单", "", "", "", "", "伊文"],
            125_000.0,
            (2025, 6, 30),
            (2025, 2, 2),
        ),
        (
            4,
            ["堆场传感器", "青屿物流股份有限公司", "默认商机组", "需求分析", "", "", "", "客户说\n“再等等”", "汤岩"],
            72_500.1 + 0.2,
            (2025, 5, 31),
            (2025, 1, 8),
        ),
    ] {
        texts(sheet, row, &cells)?;
        sheet.write_number(row, 4, amount)?;
        day(sheet, row, 5, close)?;
        let at = ExcelDateTime::from_ymd(created.0, created.1, created.2)?.and_hms(9, 12, 44)?;
        sheet.write_datetime_with_format(row, 9, &at, &stamp)?;
    }
    merged(sheet, (5, 0), (5, 3), "合计")?;
    sheet.write_formula(5, 4, Formula::new("=SUM(E3:E5)").set_result("677500.3"))?;
    finish(workbook)
}

/// A person's own book: a page of explanations, customers merged over their opportunities, amounts in 万元, failed formulas,
/// lists for choosing on a hidden sheet, an empty one.
pub fn ledger() -> Made {
    let mut workbook = workbook()?;
    let sheet = workbook.add_worksheet().set_name("说明")?;
    texts(sheet, 0, &["2026 年商机台账填写说明"])?;
    texts(sheet, 2, &["每周五下班前更新"])?;
    let sheet = workbook.add_worksheet().set_name("商机台账")?;
    merged(sheet, (0, 1), (0, 9), "2026 年商机台账")?;
    texts(
        sheet,
        2,
        &["", "客户名称", "行业", "商机名称", "销售阶段", "金额（万元）", "赢率", "预计成交\n日期", "负责人", "备注"],
    )?;
    merged(sheet, (3, 1), (4, 1), "星河食品")?;
    merged(sheet, (3, 2), (4, 2), "食品")?;
    let percent = Format::new().set_num_format("0%");
    for (row, cells, amount, chance, close) in [
        (3, ["", "", "", "星河 WMS 改造", "方案报价", "", "", "", "林岚", "一季度\n再谈"], 45.0, 0.4, (2026, 12, 31)),
        (4, ["", "", "", "星河冷库监控", "需求确认", "", "", "", "林岚", ""], 0.1 + 0.2, 0.2, (2027, 1, 15)),
        (5, ["", "云桥制造", "装备", "云桥产线质检", "商务谈判", "", "", "", "周宁", ""], 120.0, 0.755, (2026, 12, 20)),
    ] {
        texts(sheet, row, &cells)?;
        sheet.write_number(row, 5, amount)?;
        sheet.write_number_with_format(row, 6, chance, &percent)?;
        day(sheet, row, 7, close)?;
    }
    texts(sheet, 6, &["", "岚山重工", "装备", "岚山设备联网", "需求确认", "", "", "", "周宁", ""])?;
    sheet.write_formula(6, 5, Formula::new("=VLOOKUP(\"x\",A1:B2,2,0)").set_result("#N/A"))?;
    merged(sheet, (7, 1), (7, 4), "合计")?;
    sheet.write_number(7, 5, 165.3)?;
    let sheet = workbook.add_worksheet().set_name("客户")?;
    texts(sheet, 0, &["客户名称", "客户行业", "客户级别"])?;
    texts(sheet, 1, &["星河食品", "食品", "A"])?;
    texts(sheet, 2, &["云桥制造", "装备", "B"])?;
    let sheet = workbook.add_worksheet().set_name("字典")?;
    texts(sheet, 0, &["客户名称", "客户行业"])?;
    texts(sheet, 1, &["示例", "食品"])?;
    sheet.set_hidden(true);
    workbook.add_worksheet().set_name("空白")?;
    finish(workbook)
}

/// A sheet of texts.
pub fn sheet(rows: &[&[&str]]) -> Made {
    let mut workbook = workbook()?;
    let sheet = workbook.add_worksheet().set_name("Sheet1")?;
    for (row, cells) in (0..).zip(rows) {
        texts(sheet, row, cells)?;
    }
    finish(workbook)
}

/// The rows of `tests/fixtures/pipeline.csv` as a person would keep them in a workbook, with a sheet of customers beside them.
pub fn pipeline() -> Made {
    let mut workbook = workbook()?;
    let sheet = workbook.add_worksheet().set_name("说明")?;
    texts(sheet, 0, &["商机台账，每周五更新"])?;
    let sheet = workbook.add_worksheet().set_name("商机")?;
    merged(sheet, (0, 0), (0, 8), "2026 年商机台账")?;
    let header =
        ["商机编号*", "商机名称*", "客户名称", "金额(万元)", "创建日期", "预计结单日期", "销售阶段", "负责人", "大区"];
    texts(sheet, 1, &header)?;
    let rows: [Deal; 9] = [
        (
            "XJ-001",
            "云桥质检二期",
            "云桥制造有限公司",
            120.0,
            [(2026, 3, 2), (2027, 3, 31)],
            ["需求确认", "林知夏", "华东"],
        ),
        (
            "XJ-002",
            "澄海数据平台\n（含培训）",
            "澄海物流股份有限公司",
            86.5,
            [(2026, 4, 11), (2027, 2, 28)],
            ["方案报价", "周砚", "华南"],
        ),
        ("XJ-003", "岚山设备联网", "岚山重工", 240.0, [(2026, 5, 6), (2027, 1, 15)], ["商务谈判", "林知夏", "华东"]),
        ("XJ-004", "星河 WMS 改造", "星河食品", 45.0, [(2026, 6, 18), (2026, 12, 20)], ["方案报价", "周砚", "华北"]),
        ("XJ-005", "青屿门户升级", "青屿文旅", 18.0, [(2026, 2, 3), (2026, 6, 30)], ["赢单", "林知夏", "华东"]),
        ("XJ-006", "远舟追溯系统", "远舟乳业", 60.0, [(2026, 1, 20), (2026, 5, 31)], ["输单", "周砚", "华南"]),
        ("XJ-006", "远舟追溯系统（重复）", "远舟乳业", 60.0, [(2026, 1, 20), (2026, 5, 31)], ["输单", "周砚", "华南"]),
        ("XJ-008", "朔原排产优化", "朔原汽配", f64::NAN, [(2026, 7, 9), (2027, 4, 30)], ["需求确认", "林知夏", "华北"]),
        ("XJ-009", "云桥质检三期", "云桥制造", 150.0, [(2026, 8, 1), (2027, 6, 30)], ["需求确认", "周砚", "华东"]),
    ];
    for (row, (id, title, account, amount, days, last)) in (2..).zip(rows) {
        texts(sheet, row, &[id, title, account])?;
        if amount.is_nan() {
            sheet.write_string(row, 3, "三百万左右")?;
        } else {
            sheet.write_number(row, 3, amount)?;
        }
        day(sheet, row, 4, days[0])?;
        day(sheet, row, 5, days[1])?;
        texts(sheet, row, &["", "", "", "", "", "", last[0], last[1], last[2]])?;
    }
    merged(sheet, (11, 0), (11, 2), "合计")?;
    sheet.write_number(11, 3, 779.5)?;
    let sheet = workbook.add_worksheet().set_name("客户")?;
    texts(sheet, 0, &["客户名称", "客户行业", "客户级别"])?;
    texts(sheet, 1, &["云桥制造有限公司", "装备", "A"])?;
    texts(sheet, 2, &["岚山重工", "装备", "B"])?;
    let sheet = workbook.add_worksheet().set_name("字典")?;
    texts(sheet, 0, &["销售阶段", "大区"])?;
    texts(sheet, 1, &["需求确认", "华东"])?;
    sheet.set_hidden(true);
    finish(workbook)
}
