//! What a further import does: of the same file, of a newer one, of files that belong together.

mod support;

use interchange::import::protocol::{Code, Reason, Shown};
use model::command::SourceRows;
use model::records::{
    Account, Activity, Contact, CustomField, Lead, LeadStatus, Member, Opportunity, Outcome, Product, Record as _,
    Stage,
};
use model::time::Effective;
use model::{Instant, Uuid};
use serde_json::{Value, json};
use support::{Done, World, day};

const DEALS: &str = "商机编号,商机名称,客户名称,负责人,阶段,金额,关闭日期,下一步,备注\n\
    1,一号,蓝海科技,伊文,方案,10,2026-12-01,发方案,急\n\
    2,二号,青屿物流,汤岩,谈判,20,2026-12-02,,\n\
    3,三号,青屿物流,汤岩,赢单,30,2026-03-03,,\n";

/// The file with one cell written differently.
fn with(from: &str, to: &str) -> String {
    assert!(DEALS.contains(from), "{from}");
    DEALS.replace(from, to)
}

fn kept(done: &Done) -> Vec<(u32, &str, Shown, Shown)> {
    let told = done.report.kept.iter();
    told.map(|kept| (kept.line, kept.field.as_str(), kept.theirs.clone(), kept.file.clone())).collect()
}

fn text(text: &str) -> Shown {
    Shown::Text(text.to_owned())
}

#[test]
fn the_same_file_again_changes_nothing_whatever_happened_in_between() {
    let mut world = World::default();
    world.import(DEALS);
    let other = json!(world.deal("二号").stage);
    world.edit::<Opportunity>("一号", "stage", other);
    world.edit::<Opportunity>("二号", "title", json!("改过的"));
    world.edit::<Opportunity>("三号", "note", json!("我的"));
    world.edit::<Opportunity>("一号", "expected_close", Value::Null);
    world.edit::<Account>("蓝海科技", "name", json!("蓝海科技集团"));
    world.edit::<Member>("汤岩", "name", json!("汤岩（离职）"));
    world.edit::<Stage>("方案", "name", json!("方案评审"));
    world.edit::<Stage>("谈判", "archived", json!(true));
    let before = world.clone();
    let done = world.import(DEALS);
    assert_eq!((done.rows(), done.slices.len()), ([0, 0, 3, 0, 0], 0));
    assert_eq!(done.report.findings, []);
    assert_eq!(world.records, before.records);
}

#[test]
fn a_cell_that_differs_changes_its_field_and_nothing_else() {
    let mut world = World::default();
    world.import(DEALS);
    world.edit::<Opportunity>("一号", "need", json!("我的"));
    let done = world.import(&with("一号,蓝海科技,伊文,方案,10,2026-12-01", "一号,蓝海科技,伊文,谈判,11,2026-12-24"));
    assert_eq!(done.rows(), [0, 1, 2, 0, 0]);
    let deal = world.deal("一号");
    assert_eq!(deal.stage, world.deal("二号").stage);
    assert_eq!((deal.amount.expect("an amount").value, deal.expected_close), (11.into(), Some(day("2026-12-24"))));
    assert_eq!(deal.need.as_deref(), Some("我的"));
    let updated = &done.slices[0].updated;
    assert_eq!((updated.len(), updated[0].changes.len()), (1, 3));
    assert!(updated[0].changes.iter().all(|change| change.effective == Effective::Unknown));
    // From here on the newer row is the one that counts.
    assert_eq!(world.import(DEALS).rows(), [0, 1, 2, 0, 0]);
    assert_eq!(world.deal("一号").expected_close, Some(day("2026-12-01")));
}

#[test]
fn what_somebody_changed_stays_and_is_listed() {
    let mut world = World::default();
    world.import(DEALS);
    let done = {
        let stage = json!(world.deal("二号").stage);
        world.edit::<Opportunity>("一号", "stage", stage);
        world.edit::<Opportunity>("一号", "note", json!("我的"));
        world.edit::<Opportunity>("一号", "expected_close", Value::Null);
        world.import(&with(
            "1,一号,蓝海科技,伊文,方案,10,2026-12-01,发方案,急",
            "1,一号,蓝海科技,伊文,签约,12,2026-12-24,发方案,不急",
        ))
    };
    assert_eq!(done.rows(), [0, 1, 2, 0, 1]);
    let expected = [
        (2, "stage", text("谈判"), text("签约")),
        (2, "expected_close", Shown::Nothing, Shown::Day(day("2026-12-24"))),
        (2, "note", text("我的"), text("不急")),
    ];
    assert_eq!(kept(&done), expected);
    let deal = world.deal("一号");
    assert_eq!((deal.stage, deal.note.as_deref()), (world.deal("二号").stage, Some("我的")));
    assert_eq!(deal.amount.expect("an amount").value, 12.into());
    // A stage nobody goes to is not made.
    assert_eq!(done.along("stages"), (0, 0));
    assert_eq!(world.import(&with("1,一号", "1,一号")).report.rows.kept, 1, "the file is back at its first state");
}

#[test]
fn an_empty_cell_never_overwrites() {
    let mut world = World::default();
    world.import(DEALS);
    let emptied = with("伊文,方案,10,2026-12-01,发方案,急", ",,,,,");
    let done = world.import(&emptied);
    assert_eq!((done.rows(), done.slices.len()), ([0, 0, 3, 0, 0], 0));
    // What the cell said before it was emptied is still what the record is compared with.
    let done = world.import(&with("伊文,方案,10,2026-12-01,发方案,急", "汤岩,,,,,"));
    assert_eq!(done.rows(), [0, 1, 2, 0, 0]);
    assert_eq!(world.deal("一号").owner, world.deal("二号").owner);
}

#[test]
fn a_card_is_closed_and_reopened_as_the_file_says_unless_somebody_was_quicker() {
    let mut world = World::default();
    world.import(DEALS);
    let won = with("方案,10,2026-12-01", "赢单,10,2026-11-20");
    let done = world.import(&won);
    let deal = world.deal("一号");
    assert_eq!((deal.outcome, deal.closed_on, deal.stage.is_some()), (Outcome::Won, Some(day("2026-11-20")), true));
    let closed = Effective::Day(day("2026-11-20"));
    let changes = &done.slices[0].updated[0].changes;
    let told: Vec<_> = changes.iter().map(|change| (change.field.as_str(), change.effective)).collect();
    assert_eq!(told, [("outcome", closed), ("closed_on", closed)]);

    assert_eq!(world.import(DEALS).rows()[1], 1);
    let deal = world.deal("一号");
    assert_eq!((deal.outcome, deal.closed_on, deal.expected_close), (Outcome::Open, None, Some(day("2026-12-01"))));

    world.edit::<Opportunity>("一号", "outcome", json!("lost"));
    world.edit::<Opportunity>("一号", "closed_on", json!("2026-11-22"));
    let done = world.import(&won);
    let lost = [(2, "outcome", Shown::Outcome(Outcome::Lost), Shown::Outcome(Outcome::Won))];
    assert_eq!(kept(&done), lost);
    assert_eq!(world.deal("一号").closed_on, Some(day("2026-11-22")));
}

#[test]
fn what_somebody_renamed_is_still_what_the_file_means() {
    let mut world = World::default();
    let first = DEALS.replace("备注", "质保级别").replace("急", "甲");
    world.import(&first);
    world.edit::<Stage>("方案", "name", json!("方案评审"));
    world.edit::<CustomField>("质保级别", "name", json!("质保"));
    let stage = world.deal("一号").stage;
    let done = world.import(&first.replace("汤岩,谈判,20,2026-12-02,,", "汤岩,方案,20,2026-12-02,,乙"));
    assert_eq!((done.rows(), done.along("stages")), ([0, 1, 2, 0, 0], (0, 0)));
    assert_eq!(world.deal("二号").stage, stage);
    let field = world.doc::<CustomField>("质保").id.to_string();
    assert_eq!(world.doc::<Opportunity>("二号").custom[&field], json!("乙"));
}

#[test]
fn what_is_planned_follows_the_file_until_it_is_done() {
    let mut world = World::default();
    world.import(DEALS);
    let open = |world: &World| -> Vec<String> {
        let mut texts: Vec<String> = world.all::<Activity>().into_iter().map(|(_, step)| step.text).collect();
        texts.sort();
        texts
    };
    let done = world.import(&with("发方案", "约演示"));
    assert_eq!(done.along("activities"), (0, 1));
    assert_eq!(open(&world), ["约演示"]);
    world.edit::<Activity>("约演示", "done_on", json!("2026-11-23"));
    world.import(&with("发方案", "签合同"));
    assert_eq!(open(&world), ["签合同", "约演示"]);
}

#[test]
fn rows_without_an_id_are_told_by_their_text_and_how_often_it_stands_there() {
    let mut world = World::default();
    let twice = "商机名称,阶段,金额\n一号,方案,1\n一号,方案,1\n二号,谈判,2\n";
    assert_eq!(world.import(twice).rows(), [3, 0, 0, 0, 0]);
    assert_eq!(world.import(twice).slices.len(), 0);
    let three = format!("{twice}一号,方案,1\n");
    assert_eq!(world.import(&three).rows(), [1, 0, 3, 0, 0]);
    assert_eq!(world.all::<Opportunity>().len(), 4);
}

#[test]
fn without_an_earlier_row_only_empty_fields_are_filled() {
    let mut world = World::default();
    world.import(DEALS);
    world.rows.clear();
    world.edit::<Opportunity>("二号", "expected_close", Value::Null);
    let done = world.import(&with("2,二号,青屿物流,汤岩,谈判,20", "2,二号改,青屿物流,汤岩,方案,21"));
    assert_eq!(done.rows(), [0, 1, 2, 0, 1]);
    let deal = world.deal("二号");
    assert_eq!(deal.expected_close, Some(day("2026-12-02")));
    let fields: Vec<&str> = done.report.kept.iter().map(|kept| kept.field.as_str()).collect();
    assert_eq!(fields, ["stage", "amount", "title"]);
    assert_eq!(world.import(DEALS).rows(), [0, 0, 3, 0, 0], "now the rows are known");
}

#[test]
fn what_somebody_deleted_stays_deleted_and_what_was_undone_comes_back() {
    let mut world = World::default();
    world.import(DEALS);
    let target = world.doc::<Opportunity>("二号").record_ref();
    world.records.get_mut(&target).expect("a record").deleted_at = Some(Instant(1));
    let done = world.import(&with(",20,", ",21,"));
    assert_eq!((done.rows(), done.count(Code::Deleted)), ([0, 0, 3, 0, 1], 1));
    // The rows of an import that was undone do not count.
    world.rows.clear();
    for doc in world.records.values_mut().filter(|doc| doc.kind == Opportunity::KIND) {
        doc.deleted_at = Some(Instant(1));
    }
    assert_eq!(world.import(DEALS).rows(), [3, 0, 0, 0, 0]);
}

#[test]
fn columns_may_come_go_and_change_places() {
    let mut world = World::default();
    world.import("Opportunity ID,Deal name,Stage,Amount,Note\n1,A,Demo,5,x\n2,B,Demo,6,y\n");
    let done = world.import("Deal name,Need,Opportunity ID,Stage,Amount\nA,quick,1,Demo,5\nB,cheap,2,Demo,7\n");
    assert_eq!(done.rows(), [0, 2, 0, 0, 0]);
    let deal = world.deal("A");
    assert_eq!((deal.note.as_deref(), deal.need.as_deref()), (Some("x"), Some("quick")));
    assert_eq!(world.deal("B").amount.expect("an amount").value, 7.into());
}

#[test]
fn accounts_after_opportunities_fill_what_was_made_by_name() {
    let mut world = World::default();
    world.import(DEALS);
    world.edit::<Account>("青屿物流", "industry", json!("我的"));
    let accounts = "客户编号,客户名称,行业,地区,负责人,上级客户\nK-1,蓝海科技有限公司,交通,上海,伊文,蓝海集团\nK-2,青屿物流,物流,深圳,,\nK-3,北岭玻璃,玻璃,,,\n";
    let done = world.import(accounts);
    assert_eq!((done.rows(), done.along("accounts")), ([1, 2, 0, 0, 1], (1, 0)));
    let doc = world.doc::<Account>("蓝海科技");
    let account: Account = doc.decode().expect("an account");
    assert_eq!((account.industry.as_deref(), account.region.as_deref()), (Some("交通"), Some("上海")));
    assert_eq!(world.name_of(account.parent.expect("a parent").uuid()), "蓝海集团");
    assert_eq!(account.owner, world.deal("一号").owner);
    assert_eq!(doc.external, [("sheet:客户编号:accounts".to_owned(), "K-1".to_owned())]);
    assert_eq!(kept(&done), [(3, "industry", text("我的"), text("物流"))]);
    assert_eq!(world.import(accounts).slices.len(), 0);
    assert_eq!(world.import(DEALS).slices.len(), 0);
}

#[test]
fn ids_link_files_where_names_do_not() {
    let mut world = World::default();
    let deals =
        "opportunity_id,account_id,owner_id,product,stage,amount\nD1,A7,U1,Suite,demo,5\nD2,A8,U2,Suite,demo,6\n";
    world.import(deals);
    assert_eq!(world.names::<Account>(), ["A7", "A8"]);
    world.import("account_id,account_name,industry\nA7,Larkfield Marine,shipping\nA8,Quillon Freight,logistics\n");
    assert_eq!(world.names::<Account>(), ["Larkfield Marine", "Quillon Freight"]);
    world.import("user id,full name,manager\nU1,Ines Calder,\nU2,Tomas Reed,Ines Calder\n");
    assert_eq!(world.names::<Member>(), ["Ines Calder", "Tomas Reed"]);
    let member: Member = world.record("Tomas Reed");
    assert_eq!(world.name_of(member.manager.expect("a manager").uuid()), "Ines Calder");
    world.import("opportunity_id,account_id,owner_id,product,stage,amount\nD3,A7,U2,Suite,demo,5\n");
    let deals = world.all::<Opportunity>();
    let last = &deals.iter().find(|(_, deal)| deal.title.starts_with("Larkfield")).expect("by its account").1;
    assert_eq!(world.name_of(last.owner.expect("an owner").uuid()), "Tomas Reed");
    assert_eq!((world.names::<Account>().len(), world.names::<Member>().len()), (2, 2));
}

#[test]
fn one_name_with_two_ids_is_two_accounts_and_without_ids_one() {
    let mut world = World::default();
    let done = world.import("客户编号,客户名称,行业\n1,蓝海科技,交通\n2,蓝海科技有限公司,物流\n");
    assert_eq!(done.rows(), [2, 0, 0, 0, 0]);
    let mut world = World::default();
    let done = world.import("客户名称,行业,地区\n蓝海科技,交通,\n蓝海科技有限公司,物流,上海\n蓝海科技,交通,\n");
    assert_eq!((done.rows(), world.names::<Account>().len()), ([1, 1, 1, 0, 1], 1));
    let account: Account = world.record("蓝海科技");
    assert_eq!((account.industry.as_deref(), account.region.as_deref()), (Some("交通"), Some("上海")));
}

#[test]
fn contacts_products_and_members_have_files_of_their_own() {
    let mut world = World::default();
    let done = world.import(
        "姓名,客户名称,手机,电话,邮箱,职务,是否关键决策人\n安澜,蓝海科技,13000000001,021-5550001,a@example.com;b@example.com,采购总监,是\n安澜,青屿物流,13000000002,,,,否\n",
    );
    assert_eq!((done.rows(), done.along("accounts")), ([2, 0, 0, 0, 0], (2, 0)));
    let contacts = world.all::<Contact>();
    let of = |name: &str| {
        let account = world.doc::<Account>(name).id;
        contacts.iter().find(|(_, contact)| contact.account.is_some_and(|id| id.uuid() == account)).expect("a contact")
    };
    let first = &of("蓝海科技").1;
    assert_eq!((first.phones.len(), first.mails.len(), first.role.as_deref()), (2, 2, Some("关键决策人")));
    assert_eq!(of("青屿物流").1.role, None);
    let of_second = of("青屿物流").0;

    let done = world.import("产品名称,标准单价（万元）,产品系列\n灯控平台,15,平台\n巡检终端,-1,终端\n");
    assert_eq!((done.rows(), done.count(Code::Unreadable)), ([2, 0, 0, 0, 0], 1));
    assert_eq!(world.record::<Product>("灯控平台").list_price.expect("a price").value, 150_000.into());
    assert_eq!(world.record::<Product>("巡检终端").list_price, None);

    world.import("商机名称,客户名称,联系人,产品,阶段,金额\n一号,青屿物流,安澜,灯控平台,方案,1\n二号,蓝海科技,陆鸣,巡检终端,方案,2\n");
    let deal = world.deal("一号");
    assert_eq!(deal.contacts[0].contact.uuid(), of_second);
    assert_eq!((world.names::<Product>().len(), world.all::<Contact>().len()), (2, 3));
    let done = world.import("姓名,直属上级,角色\n伊文,方敏,销售\n汤岩,方敏,顾问\n方敏,方敏,销售\n");
    assert_eq!((done.rows(), done.along("members")), ([3, 0, 0, 0, 0], (0, 0)));
    let roles = ["伊文", "汤岩"].map(|name| world.record::<Member>(name).role.expect("a role").as_str().to_owned());
    assert_eq!(roles, ["sales", "顾问"]);
    assert_eq!(world.record::<Member>("方敏").manager, None, "nobody leads themselves");
    assert_eq!(done.count(Code::MemberWithoutOpportunity), 2, "who leads others need not have one");
}

const LEADS: &str = "线索名称,公司名称,手机,线索来源,客户需求,线索负责人\n\
    安澜,澄湖航运有限公司,13000000001,线上询价,码头照明,伊文\n\
    陆鸣,青屿物流,13000000002,转介绍,,汤岩\n\
    王先生,,13000000003,展会,,\n\
    王先生,,13000000004,展会,,\n\
    ,北岭玻璃厂,,展会,换终端,\n\
    ,,13000000005,展会,说不清是谁,\n";

#[test]
fn the_same_leads_again_change_nothing_and_what_became_of_them_here_stays() {
    let mut world = World::default();
    let done = world.import(LEADS);
    assert_eq!(done.rows(), [5, 0, 0, 1, 0]);
    let refused: Vec<_> = done.report.rejected.iter().map(|row| (row.line, row.reason)).collect();
    assert_eq!(refused, [(7, Reason::NoIdentity)]);
    world.edit::<Lead>("安澜", "text", json!("两处码头的照明"));
    world.edit::<Lead>("安澜", "received_on", Value::Null);
    world.edit::<Lead>("陆鸣", "name", json!("陆鸣（采购）"));
    world.edit::<Lead>("陆鸣（采购）", "status", json!(LeadStatus::Discarded));
    world.edit::<Lead>("北岭玻璃厂", "source", Value::Null);
    let before = world.clone();
    let done = world.import(LEADS);
    assert_eq!((done.rows(), done.slices.len()), ([0, 0, 5, 1, 0], 0));
    assert_eq!(world.records, before.records);
}

#[test]
fn leads_without_ids_are_found_by_person_and_company() {
    let mut world = World::default();
    world.import(LEADS);
    world.edit::<Lead>("安澜", "status", json!(LeadStatus::Converted));
    world.edit::<Lead>("安澜", "source", json!("展会"));
    // Another sheet of the same people, each written a little otherwise.
    let done = world.import(
        "公司,联系人,联系电话,线索来源,线索状态,职务,收到日期\n\
         澄湖航运,安 澜,13000000001,线上询价,已转化,采购总监,2026-11-02\n\
         青屿物流股份有限公司,陆鸣,13000000009,转介绍,跟进中,,2026-11-03\n\
         ,王先生,130 0000 0004,展会,跟进中,厂长,\n\
         澄湖航运,王先生,,展会,跟进中,,\n",
    );
    assert_eq!(done.rows(), [1, 3, 0, 0, 3]);
    let stays = [
        (2, "received_on", Shown::Day(day("2026-11-24")), Shown::Day(day("2026-11-02"))),
        (2, "source", text("展会"), text("线上询价")),
        (3, "phone", text("13000000002"), text("13000000009")),
        (3, "received_on", Shown::Day(day("2026-11-24")), Shown::Day(day("2026-11-03"))),
        (4, "phone", text("13000000004"), text("130 0000 0004")),
    ];
    assert_eq!(kept(&done), stays);
    let lead: Lead = world.record("安澜");
    assert_eq!((lead.company.as_str(), lead.status), ("澄湖航运有限公司", LeadStatus::Converted));
    assert_eq!(lead.title.as_deref(), Some("采购总监"));
    // The one of that name whose phone it is, and one more who works where a phone is not needed.
    let leads = world.all::<Lead>();
    let of =
        |phone: Option<&str>| leads.iter().find(|(_, lead)| lead.name == "王先生" && lead.phone.as_deref() == phone);
    assert_eq!(of(Some("13000000004")).and_then(|(_, lead)| lead.title.as_deref()), Some("厂长"));
    assert_eq!(of(Some("13000000003")).and_then(|(_, lead)| lead.title.as_deref()), None);
    assert_eq!(
        of(None).map(|(_, lead)| (lead.company.as_str(), lead.status.clone())),
        Some(("澄湖航运", LeadStatus::Open))
    );
}

#[test]
fn a_lead_with_an_id_is_that_one_whatever_it_is_called() {
    let mut world = World::default();
    world.import("Lead ID,First Name,Last Name,Company,Email,Lead Owner,Created Date\n00Q1,Ann,Lee,Larkfield Marine,ann@example.com,Ines Calder,2026-11-02\n00Q2,Ann,Lee,Larkfield Marine,,Ines Calder,2026-11-03\n00Q3,,,,,Ines Calder,2026-11-04\n");
    assert_eq!(world.names::<Lead>(), ["00Q3", "Ann Lee", "Ann Lee"]);
    let done = world.import("Lead ID,First Name,Last Name,Company,Email,Lead Owner,Created Date\n00Q1,Ann,Lee-Moor,Larkfield Marine,ann@example.com,Tomas Reed,2026-11-02\n00Q2,Ann,Lee,Larkfield Marine,,Ines Calder,2026-11-03\n00Q3,Bo,Quill,Larkfield Marine,,Ines Calder,2026-11-04\n");
    assert_eq!((done.rows(), done.along("members")), ([0, 2, 1, 0, 0], (1, 0)));
    assert_eq!(world.names::<Lead>(), ["Ann Lee", "Ann Lee-Moor", "Bo Quill"]);
    let lead: Lead = world.record("Ann Lee-Moor");
    assert_eq!(world.name_of(lead.owner.expect("an owner").uuid()), "Tomas Reed");
}

const VISITS: &str = "商机编号,阶段,进入时间,离开时间\n\
    1,方案,2026-01-05,\n\
    3,方案,2026-01-06,2026-02-01\n\
    3,谈判,2026-02-01,2026-03-03\n\
    3,赢单,2026-03-03,\n\
    二号,谈判,2026-02-09,2026-02-01\n\
    9,方案,2026-01-05,\n\
    ,方案,2026-01-05,\n\
    2,验收,2026-01-02,2026-02-09\n";

#[test]
fn a_stage_history_is_noted_and_nothing_else() {
    let mut world = World::default();
    world.import(DEALS);
    let before = world.records.clone();
    let done = world.import(VISITS);
    assert_eq!(done.rows(), [6, 0, 0, 2, 0]);
    let rejected: Vec<_> = done.report.rejected.iter().map(|row| (row.line, row.reason)).collect();
    assert_eq!(rejected, [(7, Reason::UnknownOpportunity), (8, Reason::NoIdentity)]);
    assert_eq!((done.count(Code::LeftBeforeEntered), done.along("stages")), (1, (1, 0)));
    assert!(before.iter().all(|(target, doc)| world.records[target] == *doc));

    let told = |title: &str| -> Vec<(&str, String, String, Effective)> {
        let target = world.doc::<Opportunity>(title).record_ref();
        let name = |value: &Value| {
            value.as_str().map_or_else(String::new, |text| match Uuid::try_parse(text) {
                Ok(id) => world.name_of(id),
                Err(_) => text.to_owned(),
            })
        };
        let changes = world.noted.iter().filter(|(of, _)| *of == target).flat_map(|(_, changes)| changes);
        changes.map(|c| (c.field.as_str(), name(&c.from), name(&c.to), c.effective)).collect()
    };
    let on = |text: &str| Effective::Day(day(text));
    assert_eq!(told("一号"), [("stage", String::new(), "方案".into(), on("2026-01-05"))]);
    // How the third ended, and when, its own history says.
    let third = [
        ("stage", String::new(), "方案".into(), on("2026-01-06")),
        ("stage", "方案".into(), "谈判".into(), on("2026-02-01")),
    ];
    assert_eq!(told("三号"), third);
    // In order of time, and by title as well as by id.
    let second = [
        ("stage", String::new(), "验收".into(), on("2026-01-02")),
        ("stage", "验收".into(), "谈判".into(), on("2026-02-09")),
    ];
    assert_eq!(told("二号"), second);

    assert_eq!(world.import(VISITS).slices.len(), 0);
    // A visit that has ended since is the same visit.
    let ended = VISITS.replace("1,方案,2026-01-05,\n", "1,方案,2026-01-05,2026-02-02\n1,谈判,2026-02-02,\n");
    let done = world.import(&ended);
    let noted: Vec<_> = done.slices.iter().flat_map(|slice| &slice.noted).flat_map(|noted| &noted.changes).collect();
    assert_eq!((noted.len(), noted[0].effective), (1, on("2026-02-02")));
}

#[test]
fn a_history_tells_of_losses_that_were_not_the_end() {
    let mut world = World::default();
    world.import(DEALS);
    world.import("商机编号,阶段,进入时间\n1,方案,2026-01-05\n1,丢单,2026-02-05\n1,方案,2026-03-05\n3,方案,2026-01-01\n3,赢单,2026-01-09\n");
    let target = world.doc::<Opportunity>("一号").record_ref();
    let changes = &world.noted.iter().find(|(of, _)| *of == target).expect("a history").1;
    let told: Vec<_> = changes.iter().map(|c| (c.field.as_str(), c.from.clone(), c.to.clone())).collect();
    assert_eq!(told[1..], [("outcome", json!("open"), json!("lost")), ("outcome", json!("lost"), json!("open"))]);
}

#[test]
fn rows_of_another_source_are_nobodys() {
    let mut world = World::default();
    world.import(DEALS);
    let mut session = support::open(DEALS, "2026-11-24");
    let other = SourceRows { source: "sheet:other:opportunities".into(), ..world.rows[0].clone() };
    assert!(session.add_rows(other).is_empty());
    assert_eq!(session.add_rows(world.rows[0].clone()).len(), 3, "records that are not known are asked for");
    assert_eq!(world.names::<CustomField>(), Vec::<String>::new());
}

#[test]
fn what_names_a_record_that_was_merged_lands_on_the_one_it_is_part_of() {
    const ACCOUNTS: &str = "客户编号,客户名称,行业\nA1,蓝海科技,软件\nA2,蓝海信息,\nA3,蓝海在线,\n";
    let mut world = World::default();
    world.import(ACCOUNTS);
    world.merge::<Account>("蓝海在线", "蓝海信息");
    world.merge::<Account>("蓝海信息", "蓝海科技");
    let survivor = world.doc::<Account>("蓝海科技").id;
    let before = world.clone();
    // By the rows kept from the last import.
    assert_eq!(world.import(ACCOUNTS).rows(), [0, 0, 3, 0, 0]);
    assert_eq!(world.records, before.records);
    let done =
        world.import(&ACCOUNTS.replace("蓝海在线,", "蓝海在线,制造").replace("A2,蓝海信息,", "A2,蓝海信息,软件"));
    assert_eq!((done.rows()[0], world.all::<Account>().len()), (0, 1), "{:?}", done.report.kept);
    // By its id in another kind of file, by its name, by a name written otherwise.
    world.import(
        "商机编号,商机名称,客户名称,客户编号,阶段,金额\n1,一号,某客户,A3,方案,10\n2,二号,蓝海信息有限公司,,方案,20\n3,三号,蓝海 在线,,方案,30\n",
    );
    for title in ["二号", "三号"] {
        assert_eq!(world.deal(title).account.map(model::Id::uuid), Some(survivor), "{title}");
    }
    // Contacts too.
    world.import("姓名,客户名称,手机\n赵敏,蓝海科技,13800001234\n赵小敏,蓝海科技,13800001235\n");
    world.merge::<Contact>("赵小敏", "赵敏");
    world.import("姓名,客户名称,邮箱\n赵小敏,蓝海信息,zhao@example.com\n");
    let contacts = world.all::<Contact>();
    assert_eq!(contacts.len(), 1);
    assert_eq!(contacts[0].1.mails, ["zhao@example.com"]);
}
