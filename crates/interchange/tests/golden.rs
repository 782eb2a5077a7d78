//! Each vendor's shape is recognised in a file of that shape. The files are synthetic, see `golden/README.md`.

use std::path::Path;

use interchange::encoding::{Encoding, decode};
use interchange::headers::{
    AccountField as A, ContactField as C, FieldType, FileGuess, HistoryField as H, Kind, LeadField as L,
    MemberField as M, OpportunityField as O, ProductField as P, Shape, Target, Values, recognise,
};
use interchange::stages::{Census, Context};
use interchange::table::{self, Furniture, Table};

fn open(name: &str) -> (Encoding, Table) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let decoded = decode(&bytes, None).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(decoded.replaced, 0, "{name}");
    let table = table::read(decoded.text, None).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(table.rejected, [], "{name}");
    (decoded.encoding, table)
}

/// The targets of the columns that have one, by header.
fn mapped(guess: &FileGuess) -> Vec<(&str, Target)> {
    let known = guess.columns.iter().filter(|column| !matches!(column.guess.target, Target::Custom(_)));
    known.map(|column| (column.profile.header.as_str(), column.guess.target)).collect()
}

fn check(name: &str, kind: Kind, shape: Shape, expected: &[(&str, Target)]) -> (Table, FileGuess) {
    let (_, table) = open(name);
    let guess = recognise(&table);
    assert_eq!((guess.kind, guess.shape), (Some(kind), shape), "{name}");
    assert_eq!(mapped(&guess), expected, "{name}");
    assert_eq!(guess.undecided_dates().count(), 0, "{name}");
    (table, guess)
}

fn opportunity(pairs: &[(&'static str, O)]) -> Vec<(&'static str, Target)> {
    pairs.iter().map(|&(header, field)| (header, Target::Opportunity(field))).collect()
}

fn amounts(table: &Table, guess: &FileGuess, target: Target) -> Vec<Option<String>> {
    let column = guess.column(target).expect("an amount column");
    let Values::Amount(reader) = &guess.columns[column].profile.values else { panic!("no amounts") };
    table.column(column).map(|(_, cell)| reader.read(cell).value().map(|amount| amount.value.to_string())).collect()
}

fn days(table: &Table, guess: &FileGuess, target: Target) -> Vec<Option<String>> {
    let column = guess.column(target).expect("a date column");
    let Values::Date(reader) = &guess.columns[column].profile.values else { panic!("no dates") };
    table.column(column).map(|(_, cell)| reader.read(cell).value().map(|date| date.day.to_string())).collect()
}

fn some(values: &[&str]) -> Vec<Option<String>> {
    values.iter().map(|value| (!value.is_empty()).then(|| (*value).to_owned())).collect()
}

#[test]
fn salesforce_report() {
    let expected = opportunity(&[
        ("Opportunity ID", O::ExternalId),
        ("Opportunity Name", O::Title),
        ("Account Name", O::Account),
        ("Stage", O::Stage),
        ("Amount", O::Amount),
        ("Amount Currency", O::Currency),
        ("Probability (%)", O::Probability),
        ("Close Date", O::CloseDate),
        ("Created Date", O::CreatedOn),
        ("Opportunity Owner", O::Owner),
        ("Lead Source", O::Source),
        ("Next Step", O::NextStep),
        ("Forecast Category", O::ForecastCategory),
        ("Primary Campaign Source", O::Campaign),
        ("Closed", O::IsClosed),
        ("Won", O::IsWon),
        ("Loss Reason", O::LossReason),
    ]);
    let (table, guess) = check("salesforce_report.csv", Kind::Opportunity, Shape::SalesforceReport, &expected);
    assert_eq!(table.rows.len(), 4);
    let furniture: Vec<_> = table.skipped.iter().map(|skipped| skipped.what).collect();
    assert_eq!(furniture, [Furniture::Total, Furniture::Notice, Furniture::Notice, Furniture::Notice]);
    assert_eq!(amounts(&table, &guess, Target::Opportunity(O::Amount)), some(&["48000", "12500", "7250", ""]));
    let closing = days(&table, &guess, Target::Opportunity(O::CloseDate));
    assert_eq!(closing, some(&["2025-09-28", "2025-06-30", "2025-05-19", "2025-11-03"]));
    let probability = guess.column(Target::Opportunity(O::Probability)).expect("a column");
    let Values::Probability(reader) = &guess.columns[probability].profile.values else { panic!("no probabilities") };
    assert_eq!(reader.read("75%").value().map(|percent| percent.to_string()).as_deref(), Some("75"));
}

#[test]
fn salesforce_export() {
    let expected = opportunity(&[
        ("Id", O::ExternalId),
        ("AccountId", O::AccountId),
        ("Name", O::Title),
        ("Description", O::Note),
        ("StageName", O::Stage),
        ("Amount", O::Amount),
        ("Probability", O::Probability),
        ("CloseDate", O::CloseDate),
        ("NextStep", O::NextStep),
        ("LeadSource", O::Source),
        ("IsClosed", O::IsClosed),
        ("IsWon", O::IsWon),
        ("ForecastCategoryName", O::ForecastCategory),
        ("CampaignId", O::Campaign),
        ("OwnerId", O::Owner),
        ("CreatedDate", O::CreatedOn),
        ("LastActivityDate", O::LastTouch),
    ]);
    check("salesforce_export.csv", Kind::Opportunity, Shape::SalesforceExport, &expected);
}

#[test]
fn hubspot() {
    let expected = opportunity(&[
        ("Record ID", O::ExternalId),
        ("Deal Name", O::Title),
        ("Deal Stage", O::Stage),
        ("Pipeline", O::Pipeline),
        ("Amount", O::Amount),
        ("Close Date", O::CloseDate),
        ("Create Date", O::CreatedOn),
        ("Deal owner", O::Owner),
        ("Last Activity Date", O::LastTouch),
        ("Closed Lost Reason", O::LossReason),
        ("Original Source", O::Source),
        ("Associated Company", O::Account),
        ("Associated Company IDs", O::AccountId),
        ("Associated Contact", O::Contact),
        ("Deal probability", O::Probability),
    ]);
    let (table, guess) = check("hubspot.csv", Kind::Opportunity, Shape::HubSpot, &expected);
    let mut census = Census::new();
    for (_, stage) in table.column(guess.column(Target::Opportunity(O::Stage)).expect("a column")) {
        census.count(stage, None, None);
    }
    let proposal = census.propose(Context { stage_decides: guess.shape.stage_decides(), ..Context::default() });
    let stages: Vec<_> = proposal.stages.iter().map(|stage| (stage.name.as_str(), stage.percent)).collect();
    assert_eq!(stages, [("appointmentscheduled", 20), ("qualifiedtobuy", 40)]);
    assert_eq!((proposal.won.len(), proposal.lost.len()), (1, 1));
}

#[test]
fn pipedrive() {
    let expected = opportunity(&[
        ("Deal - ID", O::ExternalId),
        ("Deal - Title", O::Title),
        ("Deal - Value", O::Amount),
        ("Deal - Currency of value", O::Currency),
        ("Deal - Pipeline", O::Pipeline),
        ("Deal - Stage", O::Stage),
        ("Deal - Status", O::Status),
        ("Deal - Owner", O::Owner),
        ("Deal - Organization", O::Account),
        ("Deal - Contact person", O::Contact),
        ("Deal - Probability", O::Probability),
        ("Deal - Expected close date", O::ExpectedClose),
        ("Deal - Deal created", O::CreatedOn),
        ("Deal - Won time", O::WonOn),
        ("Deal - Lost time", O::LostOn),
        ("Deal - Deal closed on", O::ClosedOn),
        ("Deal - Lost reason", O::LossReason),
        ("Deal - Last activity date", O::LastTouch),
    ]);
    check("pipedrive.csv", Kind::Opportunity, Shape::Pipedrive, &expected);
}

#[test]
fn odoo_by_label_and_by_technical_name() {
    let expected = opportunity(&[
        ("External ID", O::ExternalId),
        ("Opportunity", O::Title),
        ("Customer", O::Account),
        ("Contact Name", O::Contact),
        ("Expected Revenue", O::Amount),
        ("Probability", O::Probability),
        ("Stage", O::Stage),
        ("Salesperson", O::Owner),
        ("Expected Closing", O::ExpectedClose),
        ("Source", O::Source),
        ("Campaign", O::Campaign),
        ("Lost Reason", O::LossReason),
        ("Active", O::IsActive),
        ("Created on", O::CreatedOn),
        ("Closed Date", O::ClosedOn),
    ]);
    check("odoo_labels.csv", Kind::Opportunity, Shape::Odoo, &expected);
    let expected = opportunity(&[
        ("id", O::ExternalId),
        ("name", O::Title),
        ("partner_id", O::Account),
        ("contact_name", O::Contact),
        ("expected_revenue", O::Amount),
        ("probability", O::Probability),
        ("stage_id", O::Stage),
        ("user_id", O::Owner),
        ("date_deadline", O::ExpectedClose),
        ("source_id", O::Source),
        ("lost_reason_id", O::LossReason),
        ("active", O::IsActive),
        ("create_date", O::CreatedOn),
        ("date_closed", O::ClosedOn),
    ]);
    check("odoo_technical.csv", Kind::Opportunity, Shape::Odoo, &expected);
}

#[test]
fn espo_in_english_and_chinese() {
    let expected = opportunity(&[
        ("Name", O::Title),
        ("Account", O::Account),
        ("Stage", O::Stage),
        ("Amount", O::Amount),
        ("Amount Currency", O::Currency),
        ("Probability, %", O::Probability),
        ("Lead Source", O::Source),
        ("Close Date", O::CloseDate),
        ("Contact (Primary)", O::Contact),
        ("Campaign", O::Campaign),
        ("Description", O::Note),
        ("Assigned User", O::Owner),
        ("Created At", O::CreatedOn),
        ("ID", O::ExternalId),
    ]);
    let (table, guess) = check("espo_en.csv", Kind::Opportunity, Shape::Espo, &expected);
    assert_eq!(amounts(&table, &guess, Target::Opportunity(O::Amount)), some(&["48000.5", "12500", "7250"]));
    let closing = days(&table, &guess, Target::Opportunity(O::CloseDate));
    assert_eq!(closing, some(&["2025-09-28", "2025-06-30", "2025-05-19"]));
    let expected = opportunity(&[
        ("名称", O::Title),
        ("客户", O::Account),
        ("阶段", O::Stage),
        ("项目预算", O::Amount),
        ("金额货币", O::Currency),
        ("概率, %", O::Probability),
        ("客户来源", O::Source),
        ("关闭日期", O::CloseDate),
        ("联系人", O::Contact),
        ("营销活动", O::Campaign),
        ("描述", O::Note),
        ("负责人", O::Owner),
        ("创建时间", O::CreatedOn),
    ]);
    check("espo_zh.csv", Kind::Opportunity, Shape::Espo, &expected);
}

#[test]
fn twenty() {
    let expected = opportunity(&[
        ("Id", O::ExternalId),
        ("Name", O::Title),
        ("Amount / Amount", O::Amount),
        ("Amount / Currency", O::Currency),
        ("Close date", O::CloseDate),
        ("Stage", O::Stage),
        ("Company Id", O::AccountId),
        ("Point of contact Id", O::Contact),
        ("Owner Id", O::Owner),
        ("Creation date", O::CreatedOn),
    ]);
    let (table, _) = check("twenty.csv", Kind::Opportunity, Shape::Twenty, &expected);
    assert_eq!(table.rows[1].cells[1], "=Depot cameras");
}

#[test]
fn cordys() {
    let expected = opportunity(&[
        ("商机名称", O::Title),
        ("客户名称", O::Account),
        ("商机来源", O::Source),
        ("金额", O::Amount),
        ("意向产品", O::Product),
        ("结束时间", O::ExpectedClose),
        ("可能性", O::Probability),
        ("联系人", O::Contact),
        ("负责人", O::Owner),
        ("商机阶段", O::Stage),
        ("失败原因", O::LossReason),
        ("最新跟进时间", O::LastTouch),
        ("实际结束时间", O::ClosedOn),
        ("创建时间", O::CreatedOn),
        ("唯一ID", O::ExternalId),
    ]);
    check("cordys.csv", Kind::Opportunity, Shape::Cordys, &expected);
}

#[test]
fn wukong_with_a_title_row_in_gb18030() {
    let expected = opportunity(&[
        ("*商机名称", O::Title),
        ("*客户名称", O::Account),
        ("*商机状态组", O::Pipeline),
        ("*销售阶段", O::Stage),
        ("商机金额", O::Amount),
        ("预计成交日期", O::ExpectedClose),
        ("备注", O::Note),
        ("*负责人", O::Owner),
        ("创建时间", O::CreatedOn),
        ("最后跟进时间", O::LastTouch),
        ("下次联系时间", O::NextStepOn),
    ]);
    let (table, guess) = check("wukong.csv", Kind::Opportunity, Shape::Wukong, &expected);
    assert_eq!(open("wukong.csv").0, Encoding::Gb18030);
    assert_eq!(table.skipped[0].what, Furniture::Title);
    assert_eq!(table.rows[0].line, 3);
    assert_eq!(amounts(&table, &guess, Target::Opportunity(O::Amount)), some(&["480000", "125000", "72500"]));
}

#[test]
fn wukong_customers_and_contacts() {
    let (_, table) = open("wukong_customers.csv");
    let guess = recognise(&table);
    assert_eq!(guess.kind, Some(Kind::Account));
    let expected = [
        ("客户名称", Target::Account(A::Name)),
        ("客户行业", Target::Account(A::Industry)),
        ("客户级别", Target::Account(A::Tier)),
        ("备注", Target::Account(A::Note)),
        ("负责人", Target::Account(A::Owner)),
    ];
    assert_eq!(mapped(&guess), expected);
    let expected = [
        ("姓名", Target::Contact(C::Name)),
        ("客户名称", Target::Contact(C::Account)),
        ("手机", Target::Contact(C::Phones)),
        ("电话", Target::Contact(C::Phones)),
        ("邮箱", Target::Contact(C::Mails)),
        ("职务", Target::Contact(C::Title)),
        ("是否关键决策人", Target::Contact(C::Role)),
    ];
    check("wukong_contacts.csv", Kind::Contact, Shape::Generic, &expected);
}

#[test]
fn cordys_leads() {
    let expected = [
        ("公司名称", Target::Lead(L::Company)),
        ("线索来源", Target::Lead(L::Source)),
        ("客户需求", Target::Lead(L::Text)),
        ("联系人名称", Target::Lead(L::Name)),
        ("联系人电话", Target::Lead(L::Phone)),
        ("负责人", Target::Lead(L::Owner)),
        ("创建时间", Target::Lead(L::ReceivedOn)),
        ("唯一ID", Target::Lead(L::ExternalId)),
    ];
    let (table, guess) = check("cordys_leads.csv", Kind::Lead, Shape::Cordys, &expected);
    let received = days(&table, &guess, Target::Lead(L::ReceivedOn));
    assert_eq!(received, some(&["2025-07-01", "2025-06-20", "2025-06-23"]));
}

#[test]
fn wukong_leads_go_by_the_company_in_gb18030() {
    let expected = [
        ("*线索名称", Target::Lead(L::Company)),
        ("线索来源", Target::Lead(L::Source)),
        ("手机", Target::Lead(L::Phone)),
        ("邮箱", Target::Lead(L::Mail)),
        ("客户行业", Target::Lead(L::Industry)),
        ("备注", Target::Lead(L::Note)),
        ("*负责人", Target::Lead(L::Owner)),
    ];
    let (table, _) = check("wukong_leads.csv", Kind::Lead, Shape::Wukong, &expected);
    assert_eq!(open("wukong_leads.csv").0, Encoding::Gb18030);
    assert_eq!(table.skipped[0].what, Furniture::Title);
}

#[test]
fn a_chinese_sheet_with_units_and_totals_in_utf16() {
    let expected = opportunity(&[
        ("标题", O::Title),
        ("关联客户", O::Account),
        ("阶段", O::Stage),
        ("金额(万)", O::Amount),
        ("成交概率", O::Probability),
        ("预计成交日期", O::ExpectedClose),
        ("负责人", O::Owner),
        ("竞争对手", O::Competitor),
        ("备注", O::Note),
    ]);
    let (table, guess) = check("sheet_zh.csv", Kind::Opportunity, Shape::Generic, &expected);
    assert_eq!(open("sheet_zh.csv").0, Encoding::Utf16Le);
    assert_eq!(amounts(&table, &guess, Target::Opportunity(O::Amount)), some(&["480000", "125000", "72500", ""]));
    assert_eq!(table.skipped[0].what, Furniture::Total);
    let closing = days(&table, &guess, Target::Opportunity(O::ExpectedClose));
    assert_eq!(closing, some(&["2025-09-28", "2025-06-30", "2025-05-19", "2025-11-01"]));
    assert_eq!(guess.columns[7].guess.target, Target::Custom(FieldType::Choice), "报备状态");
}

#[test]
fn a_sheet_pasted_from_a_spreadsheet() {
    let expected = opportunity(&[
        ("客户", O::Account),
        ("项目", O::Title),
        ("进度", O::Stage),
        ("预算（万元）", O::Amount),
        ("预计签约日期", O::ExpectedClose),
        ("销售", O::Owner),
    ]);
    let (table, guess) = check("sheet_pasted.tsv", Kind::Opportunity, Shape::Generic, &expected);
    assert_eq!(table.rows[1].cells[1], "仓库监控\n（二期）");
    assert_eq!(amounts(&table, &guess, Target::Opportunity(O::Amount)), some(&["480000", "125000", ""]));
}

#[test]
fn stage_histories() {
    let expected = [
        ("商机编号", Target::StageHistory(H::Opportunity)),
        ("阶段", Target::StageHistory(H::Stage)),
        ("进入时间", Target::StageHistory(H::EnteredOn)),
        ("离开时间", Target::StageHistory(H::LeftOn)),
    ];
    check("stage_history.csv", Kind::StageHistory, Shape::Generic, &expected);
    let (_, table) = open("salesforce_history.csv");
    let guess = recognise(&table);
    assert_eq!(guess.kind, Some(Kind::StageHistory));
    let expected = [
        ("OpportunityId", Target::StageHistory(H::Opportunity)),
        ("StageName", Target::StageHistory(H::Stage)),
        ("CreatedDate", Target::StageHistory(H::EnteredOn)),
    ];
    assert_eq!(mapped(&guess), expected);
}

#[test]
fn products_and_members() {
    let expected = [
        ("产品编号", Target::Product(P::ExternalId)),
        ("产品名称", Target::Product(P::Name)),
        ("产品系列", Target::Product(P::Family)),
        ("标准单价（元）", Target::Product(P::ListPrice)),
    ];
    check("products.csv", Kind::Product, Shape::Generic, &expected);
    let expected = [
        ("姓名", Target::Member(M::Name)),
        ("直属上级", Target::Member(M::Manager)),
        ("角色", Target::Member(M::Role)),
    ];
    check("members.csv", Kind::Member, Shape::Generic, &expected);
}
