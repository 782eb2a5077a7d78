//! What a first import makes of a file, with everything as proposed.

mod support;

use interchange::headers::{FieldType, Kind, OpportunityField as O, Target};
use interchange::import::protocol::{Basis, Becomes, Choice, Code, ColumnState, Reason, Refusal, RejectWords, Shown};
use model::records::{
    Account, Activity, ActivityKind, Contact, CustomField, FieldType as Holds, LossReason, Member, Opportunity,
    Outcome, Pipeline, Product, Record as _, Stage, Workspace,
};
use model::starter::{self, Words};
use model::time::Effective;
use model::{Currency, Decimal, Doc, Id, Money, Uuid};
use serde_json::{Value, json};
use support::{World, day, open};

fn money(value: i64, currency: &str) -> Money {
    Money { value: Decimal::from(value), currency: Currency::parse(currency).expect("a currency") }
}

fn names<T>(list: &[(String, T)]) -> Vec<&str> {
    list.iter().map(|(name, _)| name.as_str()).collect()
}

#[test]
fn the_stages_of_a_file_become_those_of_a_new_workspace() {
    let mut world = World::default();
    let done = world.import(
        "商机名称,阶段,金额(万元),概率\n一号,意向,1,10%\n二号,试点,2,40%\n三号,赢单,3,100%\n四号,丢单,4,0%\n五号,签约,5,\n六号,试点,6,40%\n",
    );
    assert_eq!(done.rows(), [6, 0, 0, 0, 0]);
    assert_eq!((done.along("workspaces"), done.along("pipelines"), done.along("stages")), ((1, 0), (1, 0), (3, 0)));
    let stages = world.stages();
    assert_eq!(stages, [("意向".into(), Some(10)), ("试点".into(), Some(40)), ("签约".into(), Some(70))]);
    assert!(world.record::<Stage>("签约").probability_assumed && !world.record::<Stage>("试点").probability_assumed);
    assert_eq!(world.names::<Pipeline>(), ["销售流程"]);
    let workspace: Vec<(_, Workspace)> = world.all();
    assert_eq!((workspace.len(), workspace[0].1.currency), (1, Currency::CNY));
    let won = world.deal("三号");
    assert_eq!((won.outcome, won.stage, won.pipeline.is_some()), (Outcome::Won, None, true));
    assert_eq!(world.deal("四号").outcome, Outcome::Lost);
    assert_eq!(world.deal("一号").amount, Some(money(10_000, "CNY")));
    // A probability of its own only where it is not the stage's.
    assert_eq!(world.deal("二号").probability, None);
}

#[test]
fn a_pipeline_that_is_waiting_takes_the_file_s_stages() {
    let mut world = World::default();
    let docs = starter::workspace(Words::Chinese, &Workspace::default(), &mut world.ids());
    world.records.extend(docs.into_iter().map(|doc| (doc.record_ref(), doc)));
    world.import("商机名称,阶段,金额\n一号,商务谈判,1\n二号,线索,2\n三号,需求确认,3\n四号,商务谈判,4\n");
    assert_eq!(world.names::<Pipeline>(), ["销售流程"]);
    assert_eq!(names(&world.stages()), ["线索", "需求确认", "商务谈判"]);
    for (name, archived) in [("方案报价", true), ("签约", true), ("需求确认", false)] {
        assert_eq!(world.record::<Stage>(name).archived, archived, "{name}");
    }
    assert_eq!(world.record::<Stage>("商务谈判").probability, Some(60));
}

const FIRST: &str = "Opportunity ID,Deal name,Stage,Amount\n1,One,Demo,10\n2,Two,Pilot,20\n3,Three,Won,30\n";

#[test]
fn stages_a_workspace_does_not_have_come_after_those_it_has() {
    let mut world = World::default();
    world.import(FIRST);
    let more = "Deal name,Stage,Amount\nFour,Contract review,1\nFive,pilot,2\nSix,Lost,3\n";
    let done = world.import(more);
    assert_eq!((done.along("stages"), done.along("pipelines")), ((1, 0), (0, 0)));
    assert_eq!(names(&world.stages()), ["Demo", "Pilot", "Contract review"]);
    assert_eq!(world.deal("Five").stage, world.deal("Two").stage);
}

#[test]
fn a_person_decides_what_a_stage_word_stands_for_and_is_remembered() {
    let mut world = World::default();
    world.import(FIRST);
    let pilot = world.doc::<Stage>("Pilot").id;
    let more =
        |id: u8, stage: &str| format!("Opportunity ID,Deal name,Stage,Amount\n{id},Four,{stage},1\n8,Five,Shelved,2\n");
    let done = world.import_with(&more(4, "Trial run"), |session| {
        let view = session.stages();
        assert_eq!(view.pipelines[0].words[0].becomes, Becomes::New);
        session.set_stage(0, "trial RUN", Becomes::Stage(pilot)).expect("a stage");
        session.set_stage(0, "Shelved", Becomes::Lost).expect("a word");
        let elsewhere = Becomes::Stage(model::Uuid::nil());
        assert_eq!(session.set_stage(0, "Shelved", elsewhere), Err(Refusal::NoSuchStage));
        assert_eq!(session.set_stage(0, "Unheard of", Becomes::Won), Err(Refusal::NoSuchStage));
    });
    assert_eq!(done.along("stages"), (0, 1));
    assert_eq!(world.deal("Four").stage.map(Id::uuid), Some(pilot));
    assert_eq!(world.deal("Five").outcome, Outcome::Lost);
    let mut session = open(&more(5, "Trial run"), "2026-11-24");
    world.tell(&mut session);
    let words = &session.stages().pipelines[0].words;
    assert_eq!((words[0].becomes, words[0].basis), (Becomes::Stage(pilot), Basis::Stage));
}

#[test]
fn stages_can_be_put_in_order_and_given_probabilities_and_another_pipeline() {
    let mut world = World::default();
    let done = world.import_with("Deal name,Stage,Amount\nA,Gamma,1\nB,Alpha,2\nC,Beta,3\n", |session| {
        assert_eq!(session.stages().pipelines[0].choice, Choice::New("Sales".into()));
        session.move_stage(0, "Alpha", true).expect("a word");
        session.move_stage(0, "Beta", false).expect("a word");
        session.set_percent(0, "Gamma", 80).expect("a word");
        session.set_pipeline(0, Choice::New("Projects".into())).expect("a name");
        assert_eq!(session.set_pipeline(0, Choice::New(" ".into())), Err(Refusal::NoSuchStage));
    });
    assert_eq!(done.along("stages"), (3, 0));
    assert_eq!(world.stages(), [("Alpha".into(), Some(40)), ("Gamma".into(), Some(80)), ("Beta".into(), Some(90))]);
    assert_eq!(world.names::<Pipeline>(), ["Projects"]);
}

#[test]
fn each_pipeline_of_a_file_has_its_own_stages() {
    let mut world = World::default();
    world.import(
        "Deal name,Pipeline,Stage,Amount\nA,New business,Demo,1\nB,Renewals,Notice,2\nC,New business,Offer,3\nD,Renewals,Offer,4\nE,,Demo,5\n",
    );
    assert_eq!(world.names::<Pipeline>(), ["New business", "Renewals"]);
    assert_eq!(world.names::<Stage>(), ["Demo", "Notice", "Offer", "Offer"]);
    assert_ne!(world.deal("C").stage, world.deal("D").stage);
    assert_eq!(world.deal("E").pipeline, world.deal("A").pipeline);
}

#[test]
fn a_file_goes_into_the_pipeline_it_names_or_whose_stages_it_has() {
    let mut world = World::default();
    world.import("Deal name,Pipeline,Stage,Amount\nA,New business,Demo,1\nB,Renewals,Notice,2\nC,Renewals,Offer,3\n");
    let renewals = world.deal("B").pipeline;
    world.import("Deal name,Stage,Amount\nD,Offer,1\nE,Notice,2\nF,Won,3\n");
    assert_eq!([world.deal("D").pipeline, world.deal("F").pipeline], [renewals, renewals]);
    let done = world.import("Deal name,Pipeline,Stage,Amount\nG,renewals,Notice,1\nH,Partners,Pitch,2\n");
    assert_eq!((done.along("pipelines"), done.along("stages")), ((1, 0), (1, 0)));
    assert_eq!(world.deal("G").stage, world.deal("B").stage);
    let done = world.import_with("Deal name,Stage,Amount\nI,Demo,1\nJ,Notice,1\nK,Offer,1\n", |session| {
        let view = session.stages();
        assert_eq!((view.pipelines.len(), view.existing.len()), (1, 3));
        let (id, _) = view.existing.iter().find(|(_, name)| name == "New business").expect("a pipeline");
        session.set_pipeline(0, Choice::Existing(*id)).expect("a pipeline");
    });
    assert_eq!(done.along("stages"), (2, 0));
    assert_eq!(world.deal("I").stage, world.deal("A").stage);
    assert_ne!(world.deal("J").stage, world.deal("B").stage);
}

#[test]
fn one_date_of_closing_is_the_day_of_what_is_closed_and_expected_of_the_rest() {
    let mut world = World::default();
    let done = world.import(
        "Deal name,Stage,Close date,Create date\nA,Demo,2026-12-24,2026-01-05\nB,Won,2026-03-01,2026-01-06\nC,Lost,2026-04-01,\n",
    );
    let (open, won, lost) = (world.deal("A"), world.deal("B"), world.deal("C"));
    assert_eq!((open.expected_close, open.closed_on), (Some(day("2026-12-24")), None));
    assert_eq!((won.expected_close, won.closed_on), (None, Some(day("2026-03-01"))));
    assert_eq!((open.created_on, lost.created_on), (Some(day("2026-01-05")), None));
    assert_eq!(done.count(Code::OpenWithoutStart), 0);

    let told = |title: &str| -> Vec<(String, Value, Value, Effective, bool)> {
        let target = world.doc::<Opportunity>(title).record_ref();
        let told = |c: &model::Change| (c.field.clone(), c.from.clone(), c.to.clone(), c.effective, c.assumed);
        world.openings[&target].iter().map(told).collect()
    };
    let demo = json!(open.stage);
    let start = Effective::Day(day("2026-01-05"));
    let expected = [
        ("outcome".into(), Value::Null, json!("open"), start, true),
        ("stage".into(), Value::Null, demo, start, true),
        ("expected_close".into(), Value::Null, json!("2026-12-24"), start, true),
    ];
    assert_eq!(told("A"), expected);
    let (start, end) = (Effective::Day(day("2026-01-06")), Effective::Day(day("2026-03-01")));
    let expected = [
        ("outcome".into(), Value::Null, json!("open"), start, true),
        ("outcome".into(), json!("open"), json!("won"), end, false),
    ];
    assert_eq!(told("B"), expected);
    assert_eq!(told("C")[0].3, Effective::Unknown);
}

#[test]
fn without_a_title_it_is_put_together() {
    let mut world = World::default();
    world.import(
        "商机编号,客户名称,意向产品,阶段,金额\nN-1,蓝海科技,灯控平台,方案,1\nN-2,蓝海科技,,方案,2\nN-3,,灯控平台,方案,3\n",
    );
    assert_eq!(world.names::<Opportunity>(), ["N-3", "蓝海科技", "蓝海科技 · 灯控平台"]);
}

#[test]
fn currencies_are_never_mixed_in_silence() {
    let mut world = World::default();
    let done = world
        .import("Deal name,Stage,Amount ($k),Currency\nA,Demo,10,EUR\nB,Demo,€ 5,\nC,Demo,7,\nD,Demo,8,doubloons\n");
    let amounts = ["A", "B", "C", "D"].map(|title| world.deal(title).amount);
    let expected = [money(10_000, "EUR"), money(5000, "EUR"), money(7000, "USD"), money(8000, "USD")];
    assert_eq!(amounts, expected.map(Some));
    let several = done.finding(Code::SeveralCurrencies).expect("two currencies");
    assert_eq!(several.by, [("EUR".to_owned(), 2), ("USD".to_owned(), 2)]);
    assert_eq!(done.finding(Code::Unreadable).expect("a currency").examples, [(5, "doubloons".to_owned())]);
    world.import("商机名称,阶段,金额\n五号,方案,9\n");
    assert_eq!(world.deal("五号").amount, Some(money(9, "CNY")));
}

#[test]
fn people_products_reasons_and_next_steps_come_along() {
    let mut world = World::default();
    let done = world.import(
        "商机名称,客户名称,联系人,意向产品,负责人,阶段,丢单原因,竞争对手,下一步,下次联系时间,最后跟进时间,备注\n\
         一号,蓝海科技,安澜；陆鸣,灯控平台、巡检终端,伊文,方案,,甲公司、乙公司,发方案,2026-12-01,2026-11-02,急\n\
         二号,青屿物流,安澜,灯控平台,伊文,丢单,价格过高,甲公司,再联系,2026-12-02,,\n\
         三号,青屿物流,安澜,灯控平台,汤岩,丢单,价格过高,,,,,\n\
         四号,青屿物流,,,汤岩,方案,,,,2026-12-03,,\n\
         五号,青屿物流,,,汤岩,方案,,,打电话,,,\n",
    );
    assert_eq!(done.rows(), [5, 0, 0, 0, 0]);
    let along = ["accounts", "contacts", "products", "members"].map(|kind| done.along(kind).0);
    assert_eq!(along, [2, 3, 2, 2]);
    let one = world.deal("一号");
    let line_names: Vec<String> = one.products.iter().map(|line| world.name_of(line.product.uuid())).collect();
    assert_eq!(line_names, ["灯控平台", "巡检终端"]);
    let people: Vec<String> = one.contacts.iter().map(|role| world.name_of(role.contact.uuid())).collect();
    assert_eq!(people, ["安澜", "陆鸣"]);
    assert_eq!((one.competitors, one.note.as_deref()), (vec!["甲公司".to_owned(), "乙公司".to_owned()], Some("急")));
    // Two people of one name at two companies.
    assert_ne!(one.contacts[0].contact, world.deal("二号").contacts[0].contact);
    assert_eq!(world.deal("二号").contacts, world.deal("三号").contacts);
    assert_eq!(world.deal("二号").reasons, world.deal("三号").reasons);
    assert!(world.names::<LossReason>().contains(&"价格过高".to_owned()));
    assert_eq!(world.names::<Member>(), ["伊文", "汤岩"]);

    let mut steps: Vec<(String, ActivityKind, Option<_>, Option<_>)> =
        world.all::<Activity>().into_iter().map(|(_, step)| (step.text, step.kind, step.due, step.done_on)).collect();
    steps.sort_by(|a, b| a.0.cmp(&b.0));
    let expected = [
        ("下次联系时间".to_owned(), ActivityKind::Task, Some(day("2026-12-03")), None),
        ("再联系".to_owned(), ActivityKind::Task, None, None),
        ("发方案".to_owned(), ActivityKind::Task, Some(day("2026-12-01")), None),
        ("打电话".to_owned(), ActivityKind::Task, None, None),
        ("最后跟进时间".to_owned(), ActivityKind::Note, None, Some(day("2026-11-02"))),
    ];
    assert_eq!(steps, expected);
}

#[test]
fn status_and_flags_decide_and_contradictions_are_listed() {
    let mut world = World::default();
    // A stage here is the last open one.
    let done = world.import(
        "商机名称,阶段,商机状态,金额\n一号,方案,赢单,1\n二号,赢单,进行中,2\n三号,方案,进行中,3\n四号,方案,已关闭,4\n",
    );
    assert_eq!(world.deal("一号").outcome, Outcome::Won);
    assert_eq!(world.deal("一号").stage, world.deal("三号").stage);
    assert_eq!((world.deal("二号").outcome, world.deal("二号").stage.is_some()), (Outcome::Open, true));
    assert_eq!(done.finding(Code::Contradiction).expect("one").examples, [(3, "赢单".to_owned())]);
    assert_eq!((world.deal("四号").outcome, done.count(Code::OutcomeUnknown)), (Outcome::Lost, 1));

    // Salesforce says it twice: in the stage and in flags.
    let mut world = World::default();
    let done = world.import(
        "Id,Name,StageName,CloseDate,IsClosed,IsWon\n1,A,Proposal,2026-01-01,true,true\n2,B,Closed Won,2026-01-01,true,true\n3,C,Proposal,2026-12-30,false,false\n4,D,Proposal,2026-12-30,false,false\n",
    );
    assert_eq!(world.deal("A").outcome, Outcome::Won);
    assert_eq!(done.finding(Code::Contradiction).expect("one").examples, [(2, "Proposal".to_owned())]);
}

#[test]
fn rows_without_a_stage_go_to_the_first() {
    let mut world = World::default();
    let done = world.import("商机名称,阶段,金额\n一号,需求确认,1\n二号,,2\n三号,方案报价,3\n");
    assert_eq!(world.deal("二号").stage, world.deal("一号").stage);
    assert_eq!(done.count(Code::NoStage), 1);
    let mut world = World::default();
    world.import("商机名称,金额,预计成交日期\n一号,1,2026-12-01\n二号,2,2026-12-02\n");
    assert_eq!(names(&world.stages()), ["需求确认", "方案报价", "商务谈判", "签约"]);
    assert_eq!(world.name_of(world.deal("一号").stage.expect("a stage").uuid()), "需求确认");
}

#[test]
fn unknown_columns_become_fields_of_the_workspace() {
    let row = |row: usize| {
        let level = ["甲", "乙"][row % 2];
        format!("{row}号,方案,5,{row}.50,2026/1/{row},{level},第{row}次说的话\n")
    };
    let header = "商机名称,阶段,金额,楼层,验厂日,质保级别,随手记\n".to_owned();
    let text: String = std::iter::once(header).chain((1..=10).map(row)).collect();
    let mut world = World::default();
    let done = world.import(&text);
    assert_eq!(done.along("custom_fields"), (4, 0));
    let field = |name: &str| world.record::<CustomField>(name);
    let types = ["楼层", "验厂日", "质保级别", "随手记"].map(|name| field(name).field_type);
    assert_eq!(types, [Holds::Number, Holds::Date, Holds::Choice, Holds::Text]);
    assert_eq!((field("质保级别").choices, field("楼层").of), (vec!["乙".into(), "甲".into()], "opportunities".into()));
    let custom = |title: &str, name: &str| {
        let id = world.doc::<CustomField>(name).id.to_string();
        world.doc::<Opportunity>(title).custom[&id].clone()
    };
    assert_eq!((custom("3号", "楼层"), custom("3号", "验厂日")), (json!("3.5"), json!("2026-01-03")));
    assert_eq!((custom("3号", "质保级别"), custom("3号", "随手记")), (json!("乙"), json!("第3次说的话")));

    // The field is there now; a choice it does not have is added.
    let more = "商机名称,阶段,金额,质保级别\n甲号,方案,1,丙\n乙号,方案,2,甲\n丙号,方案,3,丙\n丁号,方案,4,甲\n";
    let done = world.import(more);
    assert_eq!(done.along("custom_fields"), (0, 1));
    assert_eq!(world.record::<CustomField>("质保级别").choices, ["乙", "甲", "丙"]);
}

/// A field somebody has made.
fn add_field(world: &mut World, n: u128, name: &str, field_type: Holds, choices: &[&str]) -> Uuid {
    let choices = choices.iter().map(|choice| (*choice).to_owned()).collect();
    let of = Opportunity::NAME.to_owned();
    let field = CustomField { name: name.to_owned(), of, field_type, choices, ..CustomField::default() };
    let doc = Doc::new(Id::<CustomField>::new(Uuid::from_u128(n)), &field);
    world.records.insert(doc.record_ref(), doc);
    Uuid::from_u128(n)
}

#[test]
fn a_column_goes_into_a_field_that_is_there_and_is_read_by_its_type() {
    let mut world = World::default();
    world.import("商机名称,阶段,金额,负责人\n零号,方案,5,林知夏\n");
    let budget = add_field(&mut world, 1, "首付款", Holds::Money, &[]);
    let modules = add_field(&mut world, 2, "模块", Holds::MultiChoice, &["报表", "移动端"]);
    let presales = add_field(&mut world, 3, "售前", Holds::Person, &[]);
    let site = add_field(&mut world, 4, "资料", Holds::Link, &[]);
    let floor = add_field(&mut world, 5, "楼层", Holds::Number, &[]);
    let text = "商机名称,阶段,首付款,模块,售前,资料,Floor\n\
        一号,方案,12万,报表、审批,林知夏,example.com/a,3\n\
        二号,方案,USD 900,移动端,周小川,javascript:alert(1),4\n\
        三号,方案,,,,,\n";
    let done = world.import_with(text, |session| {
        let target = Target::Own(floor, FieldType::Number);
        assert!(session.columns().fields.contains(&(target, "楼层".to_owned())));
        session.set_column(6, Some(target)).expect("a field");
        assert_eq!(session.set_column(6, Some(Target::Own(Uuid::nil(), FieldType::Text))), Err(Refusal::NoSuchColumn));
        session.set_column(6, Some(target)).expect("a field");
    });
    let field = |title: &str, id: Uuid| world.doc::<Opportunity>(title).get(&format!("custom.{id}"));
    assert_eq!(field("一号", budget), json!({ "value": "120000", "currency": "CNY" }));
    assert_eq!(field("二号", budget), json!({ "value": "900", "currency": "USD" }));
    assert_eq!(field("一号", modules), json!(["报表", "审批"]));
    assert_eq!(world.record::<CustomField>("模块").choices, ["报表", "移动端", "审批"]);
    assert_eq!(field("一号", presales), json!(world.doc::<Member>("林知夏").id.to_string()));
    assert_eq!(
        field("二号", presales),
        json!(world.doc::<Member>("周小川").id.to_string()),
        "made, as an owner would be"
    );
    assert_eq!(field("一号", site), json!("https://example.com/a"));
    assert_eq!((field("二号", site), field("三号", site)), (json!(null), json!(null)));
    assert_eq!(done.count(Code::Unreadable), 1);
    assert_eq!(field("二号", floor), json!("4"));
    assert_eq!(world.names::<CustomField>().len(), 5, "no field was made");
    let again = world.import(text);
    assert_eq!(again.rows()[..2], [0, 0]);
}

#[test]
fn only_rows_that_cannot_be_placed_are_rejected() {
    let mut world = World::default();
    let text = "Opportunity ID,Deal name,Stage,Amount,Close date\n1,A,Demo,about 7,soon\n1,B,Demo,2,2026-12-01\n,,Demo,3,2026-12-01\n4,D,Demo,=4,2026-12-01\n5,E,Demo,5,2026-12-01,too,many\n6,F,Demo,8,2026-12-01\n7,G,Demo,9,2026-12-01\n8,H,Demo,1,2026-12-01\n9,I,Demo,1,2026-12-01\n10,J,Demo,1,2026-12-01\n";
    let done = world.import(text);
    assert_eq!(done.rows(), [7, 0, 0, 3, 0]);
    let told: Vec<_> =
        done.report.rejected.iter().map(|row| (row.line, &*row.name, row.reason, row.other_line)).collect();
    let expected = [
        (3, "B", Reason::DuplicateId, Some(2)),
        (4, "Demo", Reason::NoIdentity, None),
        (6, "5", Reason::TooManyCells, None),
    ];
    assert_eq!(told, expected);
    let unreadable: Vec<_> = done
        .report
        .findings
        .iter()
        .filter(|finding| finding.code == Code::Unreadable)
        .map(|finding| (finding.column.as_deref().unwrap_or(""), finding.examples.clone()))
        .collect();
    assert_eq!(unreadable[0], ("Amount", vec![(2, "about 7".to_owned()), (5, "=4".to_owned())]));
    assert_eq!(unreadable[1], ("Close date", vec![(2, "soon".to_owned())]));
    assert_eq!(world.deal("A").amount, None);
}

#[test]
fn rejected_rows_can_be_put_right_in_a_spreadsheet() {
    let text = "Opportunity ID,Deal name,Stage,Amount\n1,A,Demo,1\n1,\"=B, really\",Demo,2\n,,Demo,3\n";
    let mut session = open(text, "2026-11-24");
    assert_eq!(session.rejects(&RejectWords::default()), None);
    session.report(&mut World::default().ids()).expect("a plan");
    let words = RejectWords {
        header: "Reason".into(),
        reasons: [
            (Reason::DuplicateId, "as in line {line}: {column} {text}".into()),
            (Reason::NoIdentity, "-nameless".into()),
        ]
        .into(),
    };
    let csv = session.rejects(&words).expect("a plan").csv();
    let expected = "\u{feff}Opportunity ID,Deal name,Stage,Amount,Reason\r\n\
        1,\"'=B, really\",Demo,2,as in line 2: Opportunity ID 1\r\n,,Demo,3,'-nameless\r\n";
    assert_eq!(csv, expected);
    assert_eq!(interchange::table::read(csv, None).expect("a table").rows[0].cells[1], "=B, really");
}

#[test]
fn the_first_rows_are_shown_as_they_would_become() {
    let mut session = open(
        "商机名称,客户名称,阶段,金额(万元),预计成交日期\n一号,蓝海,方案,1.5,2026-12-01\n二号,蓝海,赢单,2,\n",
        "2026-11-24",
    );
    let report = session.report(&mut World::default().ids()).expect("a plan");
    let first = &report.first[0];
    assert_eq!((first.line, &*first.name, report.first.len()), (2, "一号", 2));
    let shown = |field: &str| first.fields.iter().find(|(name, _)| name == field).map(|(_, shown)| shown.clone());
    assert_eq!(shown("account"), Some(Shown::Text("蓝海".into())));
    assert_eq!(shown("stage"), Some(Shown::Text("方案".into())));
    assert_eq!(shown("amount"), Some(Shown::Money(money(15_000, "CNY"))));
    assert_eq!(shown("expected_close"), Some(Shown::Day(day("2026-12-01"))));
    assert_eq!(shown("outcome"), Some(Shown::Outcome(Outcome::Open)));
}

#[test]
fn columns_say_how_they_fare_and_can_be_given_another_target() {
    let mut world = World::default();
    world.import("客户名称,行业\n蓝海科技有限公司,交通\n青屿物流,物流\n");
    let text = "商机编号,商机名称,客户名称,阶段,金额,楼层,预计成交日期\n1,一号,蓝海科技,方案,1,3,2026-12-01\n2,二号,北岭玻璃,谈判,面议,4,待定\n";
    let mut session = open(text, "2026-11-24");
    world.tell(&mut session);
    let state = |session: &interchange::import::Session, at: usize| session.columns().columns[at].state.clone();
    assert_eq!(state(&session, 0), ColumnState::Unique { ids: 2 });
    assert_eq!(state(&session, 2), ColumnState::Names { known: 1, new: 1, near: 0 });
    assert_eq!(state(&session, 3), ColumnState::Values { count: 2 });
    assert_eq!(state(&session, 6), ColumnState::Read { read: 1, empty: 1, unreadable: 0 });
    let field_type = FieldType::Number;
    assert_eq!(state(&session, 5), ColumnState::NewField { field_type, read: 2, empty: 0, unreadable: 0 });

    session.set_column(5, None).expect("a column");
    assert_eq!(state(&session, 5), ColumnState::Skipped);
    session.set_column(5, Some(Target::Opportunity(O::Amount))).expect("a column");
    let view = session.columns();
    assert!(matches!(view.columns[4].target, Some(Target::Custom(_))), "one column has a target");
    assert_eq!(view.columns[5].state, ColumnState::Read { read: 2, empty: 0, unreadable: 0 });
    let of_accounts = Some(Target::Account(interchange::headers::AccountField::Name));
    assert_eq!(session.set_column(0, of_accounts), Err(Refusal::NoSuchColumn));
    session.set_kind(Kind::Account);
    assert_eq!(session.columns().kind, Some(Kind::Account));
}

#[test]
fn the_order_of_day_and_month_is_asked_once() {
    let text = "Deal name,Stage,Create date,Close date\nA,Demo,9/8/2026,10/11/2026\nB,Demo,1/2/2026,3/4/2026\n";
    let mut session = open(text, "2026-11-24");
    let question = session.columns().date_order.expect("a question");
    assert_eq!((question.columns, question.samples.len(), question.answered), (vec![2, 3], 2, false));
    session.set_order(interchange::cell::date::Order::DayFirst);
    assert!(session.columns().date_order.expect("an answer").answered);
    let mut world = World::default();
    world.commit(session);
    assert_eq!(world.deal("A").created_on, Some(day("2026-08-09")));
    assert_eq!(world.deal("B").expected_close, Some(day("2026-04-03")));
    assert!(
        open("Deal name,Stage,Close date\nA,Demo,9/28/2026\nB,Demo,1/2/2026\n", "2026-11-24")
            .columns()
            .date_order
            .is_none()
    );
}

#[test]
fn dirty_data_is_reported_and_kept() {
    let mut world = World::default();
    let done = world.import(
        "Deal name,Account,Owner,Product,Stage,Create date,Close date,Amount,Lead source\n\
         A,Acme,Ann Lee,Suite,Demo,2026-01-10,2026-12-01,5,Referral\n\
         B,Acme,Ann Lee,Suite,Demo,2026-01-10,2026-12-05,6,Referral\n\
         C,,Ann Lee,Suite,Demo,,,-7,Referral\n\
         D,Globex,Bob Stone,Suite,Won,2026-03-01,2026-02-01,8,Referal\n\
         E,Globex,Bob Stone,Suite,Lost,2026-03-02,,0,Referral\n\
         F,Globex,Bob Stoen,Suite,Won,2026-03-01,2027-02-01,8,Referral\n\
         G,Globex,Bob Stone,Suite,Demo,2026-03-03,2026-12,8,Referral\n\
         H,Globex,Bob Stone,Suite,Demo,2026-04-01,2026-12-01,8,Referral\n",
    );
    assert_eq!(done.rows(), [8, 0, 0, 0, 0]);
    for (code, examples) in [
        (Code::MissingAccount, "C"),
        (Code::NoDate, "C"),
        (Code::OpenWithoutStart, "C"),
        (Code::NegativeAmount, "C"),
        (Code::CloseBeforeStart, "D"),
        (Code::ClosedWithoutDay, "E"),
        (Code::LostWithoutAmount, "E"),
        (Code::CloseInFuture, "F"),
        (Code::MonthOnly, "2026-12"),
        (Code::Misspelt, "Referal"),
    ] {
        let finding = done.finding(code).unwrap_or_else(|| panic!("{code:?}"));
        let told: Vec<&str> = finding.examples.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!((finding.count, told), (1, vec![examples]), "{code:?}");
    }
    assert_eq!(world.deal("C").amount, Some(money(-7, "CNY")));
    assert_eq!(world.deal("D").source.as_deref(), Some("Referal"));
    assert_eq!(done.report.duplicates.examples, [("A".to_owned(), vec![2, 3])]);
    let near = &done.report.near[0];
    assert_eq!((&*near.kind, &*near.name, &*near.suggestion, near.known), ("members", "Bob Stoen", "Bob Stone", false));
    // A close before its start comes after it in no history.
    let opening = &world.openings[&world.doc::<Opportunity>("D").record_ref()];
    assert_eq!(opening[0].effective, Effective::Unknown);

    let more = world.import("Deal name,Account,Stage,Amount\na,ACME Inc.,Demo,9\n");
    assert_eq!((more.report.duplicates.known, more.report.duplicates.known_examples[0].0), (1, 2));
    assert_eq!(world.names::<Account>(), ["Acme", "Globex"]);
    assert_eq!((world.names::<Product>().len(), world.names::<Contact>().len()), (1, 0));
}
