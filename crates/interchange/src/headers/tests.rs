use super::*;
use crate::table::read;

fn guess(text: &str) -> FileGuess {
    recognise(&read(text.to_owned(), None).expect("a table"))
}

fn targets(guess: &FileGuess) -> Vec<Target> {
    guess.columns.iter().map(|column| column.guess.target).collect()
}

#[test]
fn a_column_whose_values_contradict_its_header_is_kept_as_custom() {
    let guess = guess("商机名称,阶段,预计成交日期,金额\n一号,方案,尽快,面议\n二号,谈判,再说,面议\n");
    assert_eq!(guess.kind, Some(Kind::Opportunity));
    assert_eq!(guess.columns[2].guess.target, Target::Custom(FieldType::Text));
}

#[test]
fn the_likelier_of_two_columns_has_the_target() {
    let guess = guess("Deal name,Amount in company currency,Amount,Stage\nA,5,6,New\nB,7,8,Won\n");
    let amount = guess.column(Target::Opportunity(OpportunityField::Amount));
    assert_eq!(amount, Some(2));
    assert_eq!(guess.columns[1].guess.target, Target::Custom(FieldType::Number));
}

#[test]
fn a_status_column_of_stages_is_the_stage() {
    let by_values =
        guess("项目名称,状态,金额\na,需求确认,1\nb,商务谈判,2\nc,已成交,3\nd,需求确认,4\ne,商务谈判,5\nf,已成交,6\n");
    assert_eq!(by_values.columns[1].guess.target, Target::Opportunity(OpportunityField::Stage));
    let status = guess("项目名称,状态,金额\na,赢单,1\nb,输单,2\nc,进行中,3\nd,进行中,4\ne,赢单,5\nf,输单,6\n");
    assert_eq!(status.columns[1].guess.target, Target::Opportunity(OpportunityField::Status));
}

#[test]
fn the_unit_of_a_header_comes_with_the_guess() {
    let guess = guess("商机名称,金额（万元）,阶段\n一号,12.5,方案\n二号,8,谈判\n");
    assert_eq!(guess.columns[1].guess.unit.power, 4);
    assert_eq!(guess.columns[1].guess.target, Target::Opportunity(OpportunityField::Amount));
}

#[test]
fn a_proven_order_of_dates_goes_for_the_whole_file() {
    let text = "Deal name,Stage,Close date,Create date\nA,New,1/2/2025,9/28/2025\nB,Won,3/4/2025,1/31/2025\n";
    let proven = guess(text);
    assert_eq!(proven.undecided_dates().count(), 0);
    let open = guess("Deal name,Stage,Close date,Create date\nA,New,1/2/2025,9/8/2025\nB,Won,3/4/2025,1/3/2025\n");
    assert_eq!(open.undecided_dates().collect::<Vec<_>>(), [2, 3]);
}

#[test]
fn unknown_columns_become_custom_fields_of_the_type_they_hold() {
    let rows = (0..10).map(|row| {
        let level = ["甲", "乙"][row % 2];
        format!("项目{row},方案,5,{row},2025/1/{},{level},第{row}次说的话\n", row + 1)
    });
    let text: String =
        std::iter::once("商机名称,阶段,金额,楼层,验厂日,质保级别,随手记\n".to_owned()).chain(rows).collect();
    let types: Vec<Target> = targets(&guess(&text))[3..].to_vec();
    assert_eq!(types, [FieldType::Number, FieldType::Date, FieldType::Choice, FieldType::Text].map(Target::Custom));
}

#[test]
fn three_different_samples_come_with_each_column() {
    let guess = guess("Deal name,Stage\nA,New\nB,New\nC,Won\nD,New\n");
    assert_eq!(guess.columns[0].profile.samples, ["A", "B", "C"]);
    assert_eq!(guess.columns[1].profile.samples, ["New", "Won"]);
}

#[test]
fn a_file_of_something_else_has_no_kind() {
    for text in
        ["Table,Field,Description\naccounts,account,Company name\n", "a,b\n1,2\n", "deal_id,merged_deal_id\n1,2\n"]
    {
        assert_eq!(guess(text).kind, None, "{text}");
    }
}

#[test]
fn leads_are_told_by_headers_that_speak_of_them() {
    for text in [
        "Lead Name,Company,Lead Source,Lead Status,Email,Phone,Title,Lead Owner,Created Date\nAnn Lee,Acme,Web,New,a@example.com,5550001,CTO,Ines,2026-01-02\n",
        "First Name,Last Name,Title,Company / Account,Lead Source,Email,Phone,Lead Owner\nAnn,Lee,CTO,Acme,Web,a@example.com,5550001,Ines\n",
        "Name,Company,Email,Lead Source,Lead Status\nAnn Lee,Acme,a@example.com,Web,New\n",
        "Lead - ID,Lead - Title,Lead - Owner,Lead - Organization,Lead - Contact person\n1,Quote,Ines,Acme,Ann Lee\n",
        "线索名称,手机,线索来源,负责人\n安澜,13000000001,展会,伊文\n",
        "姓名,公司,电话,线索状态,线索来源\n安澜,澄湖航运,13000000001,新,展会\n",
    ] {
        assert_eq!(guess(text).kind, Some(Kind::Lead), "{text}");
    }
}

#[test]
fn what_only_tells_of_a_lead_is_what_it_was() {
    for (kind, text) in [
        // Contacts as two programs have them.
        (
            Kind::Contact,
            "First Name,Last Name,Title,Account Name,Email,Phone,Lead Source,Contact Owner\nAnn,Lee,CTO,Acme,a@example.com,5550001,Web,Ines\n",
        ),
        (
            Kind::Contact,
            "Record ID - Contact,First Name,Last Name,Email,Phone Number,Contact owner,Lead Status,Create Date\n1,Ann,Lee,a@example.com,5550001,Ines,New,2026-01-02\n",
        ),
        (Kind::Contact, "姓名,公司,手机,邮箱,来源\n安澜,澄湖航运,13000000001,a@example.com,展会\n"),
        (Kind::Account, "客户名称,行业,地区,线索来源\n澄湖航运,航运,华东,展会\n"),
        (
            Kind::Opportunity,
            "商机名称,客户名称,联系人,线索编号,线索来源,客户需求,负责人,阶段\n一号,澄湖航运,安澜,1,展会,照明,伊文,方案\n",
        ),
        (Kind::Opportunity, "项目名称,客户,线索来源,阶段,金额\n一号,澄湖航运,展会,方案,5\n"),
        (Kind::Product, "Name,Category,Lead time\nLamp,Light,3\n"),
        (Kind::Member, "Name,Role,Lead,Team\nAnn,Sales,Ines,North\n"),
    ] {
        assert_eq!(guess(text).kind, Some(kind), "{text}");
    }
}

#[test]
fn a_lead_s_name_is_a_company_s_where_all_say_so() {
    let company = Target::Lead(LeadField::Company);
    let name = Target::Lead(LeadField::Name);
    let of = |text: &str| targets(&guess(text))[0];
    assert_eq!(of("线索名称,手机\n澄湖航运有限公司,13000000001\n青屿物流公司,13000000002\n"), company);
    assert_eq!(of("线索名称,手机\n澄湖航运有限公司,13000000001\n安澜,13000000002\n"), name);
    assert_eq!(of("Lead Name,Company,Phone\nLee Inc.,Acme,5550001\n"), name);
}

#[test]
fn a_person_can_say_what_the_rows_are() {
    let table = read("name,phone\nAcme,555\n".to_owned(), None).expect("a table");
    let as_accounts = recognise_as(&table, Kind::Account);
    assert_eq!(as_accounts.columns[0].guess.target, Target::Account(AccountField::Name));
}
