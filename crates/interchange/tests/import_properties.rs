//! Promises an import keeps for any file: it comes in whole, again it changes nothing, and what people did stays.

mod support;

use interchange::headers::Kind;
use interchange::import::Session;
use model::records::{Opportunity, Outcome, Record as _};
use model::{Doc, Instant, RecordRef};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};
use support::{Done, World};

const HEADERS: [(Kind, &[&str]); 7] = [
    (
        Kind::Opportunity,
        &[
            "商机编号",
            "商机名称",
            "客户名称",
            "客户编号",
            "联系人",
            "产品",
            "负责人",
            "阶段",
            "商机状态",
            "金额(万元)",
            "币种",
            "赢率",
            "创建日期",
            "关闭日期",
            "下一步",
            "下次联系时间",
            "最后跟进时间",
            "丢单原因",
            "竞争对手",
            "销售流程",
            "质保级别",
            "楼层",
        ],
    ),
    (Kind::Account, &["客户编号", "客户名称", "行业", "地区", "负责人", "上级客户", "网址"]),
    (Kind::Contact, &["联系人编号", "姓名", "客户名称", "手机", "邮箱", "职务", "是否关键决策人"]),
    (
        Kind::Lead,
        &["线索编号", "姓名", "公司名称", "客户需求", "手机", "线索来源", "负责人", "收到日期", "行业", "线索进度"],
    ),
    (Kind::Product, &["产品编号", "产品名称", "标准单价", "产品系列"]),
    (Kind::Member, &["工号", "姓名", "直属上级", "角色", "部门"]),
    (Kind::StageHistory, &["商机编号", "阶段", "进入时间", "离开时间"]),
];

const CELLS: [&str; 30] = [
    "",
    "",
    "",
    "1",
    "2",
    "3",
    "一号",
    "二号",
    "蓝海科技",
    "蓝海科技有限公司",
    "Acme",
    "ACME Inc.",
    "伊文",
    "甲；乙",
    "方案",
    "谈判",
    "赢单",
    "丢单",
    "进行中",
    "已关闭",
    "2026-01-05",
    "9/8/2026",
    "2026年3月",
    "45928",
    "12.5",
    "-7",
    "¥3万",
    "50%",
    "是",
    "说不清",
];

/// A header and rows of a kind.
fn file() -> impl Strategy<Value = (Kind, Vec<Vec<String>>)> {
    select(&HEADERS[..]).prop_flat_map(|(kind, headers)| {
        let header = prop::sample::subsequence(headers, 3..=headers.len().min(14)).prop_shuffle();
        header.prop_flat_map(move |header| {
            let row = prop::collection::vec(select(&CELLS[..]).prop_map(str::to_owned), header.len());
            let header: Vec<String> = header.into_iter().map(str::to_owned).collect();
            prop::collection::vec(row, 1..12)
                .prop_map(move |rows| (kind, std::iter::once(header.clone()).chain(rows).collect()))
        })
    })
}

/// The same with an id of its own in each row, by which it is known when its text has changed.
fn file_with_ids() -> impl Strategy<Value = (Kind, Vec<Vec<String>>)> {
    file().prop_filter_map("a history has no ids", |(kind, mut rows)| {
        let ids = HEADERS.iter().find(|(of, _)| *of == kind && kind != Kind::StageHistory)?;
        let id = ids.1.iter().find(|header| header.ends_with("编号") || **header == "工号")?;
        for (at, row) in rows.iter_mut().enumerate() {
            row.insert(0, if at == 0 { (*id).to_owned() } else { format!("K-{at}") });
        }
        let again = rows[0].iter().skip(1).position(|header| header == id);
        if let Some(again) = again {
            for row in &mut rows {
                row.remove(again + 1);
            }
        }
        Some((kind, rows))
    })
}

fn csv(rows: &[Vec<String>]) -> String {
    let mut writer = csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).expect("a record");
    }
    String::from_utf8(writer.into_inner().expect("bytes")).expect("text")
}

fn import(world: &mut World, kind: Kind, rows: &[Vec<String>]) -> Done {
    world.import_with(&csv(rows), |session: &mut Session| session.set_kind(kind))
}

/// Something somebody does between two imports.
#[derive(Clone, Debug)]
struct Edit {
    record: Index,
    field: Index,
    clear: bool,
}

const EDITABLE: [&str; 12] = [
    "title",
    "name",
    "note",
    "source",
    "amount",
    "expected_close",
    "owner",
    "industry",
    "region",
    "list_price",
    "role",
    "stage",
];

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let edit = (any::<Index>(), any::<Index>(), any::<bool>());
    prop::collection::vec(edit.prop_map(|(record, field, clear)| Edit { record, field, clear }), 0..8)
}

/// Carries an edit out as far as it makes a valid record; says what it wrote.
fn apply(world: &mut World, edit: &Edit) -> Option<(RecordRef, &'static str, Value)> {
    let targets: Vec<RecordRef> = world.records.keys().copied().collect();
    let target = *targets.get(edit.record.index(targets.len().max(1)))?;
    let field = EDITABLE[edit.field.index(EDITABLE.len())];
    let mut doc: Doc = world.records[&target].clone();
    let before = doc.get(field);
    let value = match field {
        _ if edit.clear => Value::Null,
        "amount" | "list_price" => json!({"value": "99", "currency": "GBP"}),
        "expected_close" => json!("2030-01-01"),
        "owner" => json!("00000000-0000-0000-0000-0000000000ff"),
        "stage" => json!("00000000-0000-0000-0000-0000000000fe"),
        _ => json!("我改的"),
    };
    // Moving a card that is closed opens it; that is another edit.
    let moves_closed = field == "stage" && doc.get("outcome") != json!(Outcome::Open);
    doc.set(field, value.clone());
    if before == value || moves_closed || !target.kind.check(&doc).is_empty() {
        return None;
    }
    world.records.insert(target, doc);
    Some((target, field, value))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn the_same_file_again_changes_nothing_whatever_people_did((kind, rows) in file(), edits in edits(), gone in any::<Index>()) {
        let mut world = World::default();
        if kind == Kind::StageHistory {
            world.import("商机编号,商机名称,阶段,金额\n1,一号,方案,5\n2,二号,谈判,6\n3,三号,赢单,7\n");
        }
        // Carrying it out asserts that nothing is left and nothing is written twice.
        let first = import(&mut world, kind, &rows);
        let counts = first.report.rows;
        prop_assert!(counts.created + counts.unchanged + counts.updated + counts.rejected < rows.len() + 1);
        for edit in &edits {
            apply(&mut world, edit);
        }
        let deals: Vec<RecordRef> = world.records.keys().filter(|of| of.kind == Opportunity::KIND).copied().collect();
        if kind == Kind::Opportunity && !deals.is_empty() && !edits.is_empty() {
            world.records.get_mut(&deals[gone.index(deals.len())]).expect("a record").deleted_at = Some(Instant(1));
        }
        let before = world.clone();
        let again = import(&mut world, kind, &rows);
        prop_assert_eq!(again.slices, vec![]);
        prop_assert_eq!(again.report.rows.created + again.report.rows.updated, 0);
        prop_assert_eq!(&world.records, &before.records);
        prop_assert_eq!(&world.rows, &before.rows);
    }

    #[test]
    fn a_newer_file_never_takes_back_what_somebody_changed(
        (kind, rows) in file_with_ids(),
        edits in edits(),
        cells in prop::collection::vec((any::<Index>(), any::<Index>(), select(&CELLS[..])), 1..10),
    ) {
        let mut world = World::default();
        import(&mut world, kind, &rows);
        let mut written: Vec<_> = edits.iter().filter_map(|edit| apply(&mut world, edit)).collect();
        let mut newer = rows.clone();
        for (row, column, cell) in cells {
            let row = 1 + row.index(rows.len() - 1);
            let column = 1 + column.index(rows[0].len() - 1);
            newer[row][column] = cell.to_owned();
        }
        import(&mut world, kind, &newer);
        // The later of two edits of one field is the one that counts.
        written.reverse();
        let mut seen = std::collections::BTreeSet::new();
        written.retain(|(target, field, _)| seen.insert((*target, *field)));
        for (target, field, value) in written {
            prop_assert_eq!(world.records[&target].get(field), value, "{:?} {}", target, field);
        }
        prop_assert_eq!(import(&mut world, kind, &newer).slices, vec![]);
    }
}
