//! Every golden file comes in whole, each program's way of saying things understood; and a session driven as a page does.

mod support;

use std::path::Path;

use interchange::encoding::Encoding;
use interchange::headers::{FieldType, Kind, OpportunityField as O, Target};
use interchange::import::Session;
use interchange::import::protocol::{
    Becomes, Choice, Code, FileInfo, Form, Reason, Refusal, RejectWords, Request, Response, Setting,
};
use interchange::table::{Delimiter, read};
use model::Currency;
use model::records::{
    Account, Contact, CustomField, Lead, LeadStatus, LossReason, Member, Opportunity, Outcome, Pipeline, Product,
};
use model::starter::Words;
use support::{Done, World, day, open, open_file, setting};

const FILES: [&str; 21] = [
    "cordys.csv",
    "cordys_leads.csv",
    "espo_en.csv",
    "espo_zh.csv",
    "hubspot.csv",
    "members.csv",
    "odoo_labels.csv",
    "odoo_technical.csv",
    "pipedrive.csv",
    "products.csv",
    "salesforce_export.csv",
    "salesforce_history.csv",
    "salesforce_report.csv",
    "sheet_pasted.tsv",
    "sheet_zh.csv",
    "stage_history.csv",
    "twenty.csv",
    "wukong.csv",
    "wukong_contacts.csv",
    "wukong_customers.csv",
    "wukong_leads.csv",
];

fn import(world: &mut World, name: &str) -> Done {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    world.commit(open_file(&path, "2025-08-01"))
}

#[test]
fn every_file_comes_in_whole_and_once() {
    for name in FILES {
        let mut world = World::default();
        let done = import(&mut world, name);
        // A history is nothing without its opportunities.
        let is_history = name.ends_with("history.csv");
        let expected = if is_history { done.report.rows.rejected > 0 } else { done.report.rows.rejected == 0 };
        assert!(expected && (is_history || done.report.rows.created > 0), "{name}: {:?}", done.report);
        assert!(done.report.rejected.iter().all(|row| row.reason == Reason::UnknownOpportunity), "{name}");
        assert_eq!(done.count(Code::Unreadable) + done.count(Code::Contradiction), 0, "{name}");
        assert_eq!(import(&mut world, name).slices, [], "{name}");
    }
}

/// Each program's file has one opportunity that was won and one that was lost.
#[test]
fn every_program_s_opportunities_end_as_they_did() {
    for (name, open, won) in [
        ("cordys.csv", 1, "125000 CNY"),
        ("espo_en.csv", 1, "12500 EUR"),
        ("espo_zh.csv", 1, "125000 CNY"),
        ("hubspot.csv", 2, "12500 CNY"),
        ("odoo_labels.csv", 1, "12500 CNY"),
        ("odoo_technical.csv", 1, "12500 CNY"),
        ("pipedrive.csv", 1, "12500 EUR"),
        ("salesforce_export.csv", 1, "12500 CNY"),
        ("salesforce_report.csv", 2, "12500 USD"),
        ("sheet_zh.csv", 2, "125000 CNY"),
    ] {
        let mut world = World::default();
        import(&mut world, name);
        let counts = world.outcomes();
        let expected = [(Outcome::Open, open), (Outcome::Won, 1), (Outcome::Lost, 1)].into();
        assert_eq!(counts, expected, "{name}");
        let deals = world.all::<Opportunity>();
        let amount = deals.iter().find_map(|(_, deal)| deal.amount.filter(|_| deal.outcome == Outcome::Won));
        let told = amount.map(|amount| format!("{} {}", amount.value, amount.currency));
        assert_eq!(told.as_deref(), Some(won), "{name}");
    }
}

#[test]
fn what_programs_say_in_their_own_way_is_understood() {
    let mut hubspot = World::default();
    let done = import(&mut hubspot, "hubspot.csv");
    // Several associations: the first is the opportunity's account, the others are there.
    let lost = hubspot.deal("Yard sensors");
    assert_eq!(hubspot.name_of(lost.account.expect("an account").uuid()), "Quillon Freight");
    assert_eq!(done.count(Code::SeveralAccounts), 1);
    let ids: Vec<_> = hubspot.doc::<Account>("Ostrava Glassworks").external.clone();
    assert_eq!(ids, [("hub-spot:accounts".to_owned(), "8800000003".to_owned())]);
    assert_eq!(hubspot.deal("Harbour lights").contacts.len(), 2);
    assert_eq!((hubspot.names::<Contact>().len(), hubspot.names::<Pipeline>()), (3, vec!["default".to_owned()]));
    assert!(hubspot.names::<LossReason>().contains(&"Too dear".to_owned()));

    let mut cordys = World::default();
    import(&mut cordys, "cordys.csv");
    assert_eq!((cordys.deal("仓库监控").products.len(), cordys.names::<Product>().len()), (2, 2));

    // One that is archived was lost, in the stage it had.
    let mut odoo = World::default();
    import(&mut odoo, "odoo_labels.csv");
    let lost = odoo.deal("Yard sensors");
    assert_eq!(odoo.name_of(lost.stage.expect("a stage").uuid()), "Qualified");
    assert_eq!((lost.closed_on, lost.reasons.len()), (Some(day("2025-05-19")), 1));
}

#[test]
fn leads_come_in_open_with_their_owners_and_what_has_no_field_in_fields_of_its_own() {
    let mut cordys = World::default();
    let done = import(&mut cordys, "cordys_leads.csv");
    assert_eq!((done.rows(), done.along("members")), ([3, 0, 0, 0, 0], (2, 0)));
    // Nothing but leads comes of leads.
    let others = [cordys.names::<Account>(), cordys.names::<Contact>(), cordys.names::<Opportunity>()];
    assert_eq!(others.concat(), Vec::<String>::new());
    let lead: Lead = cordys.record("安澜");
    let told = (lead.company.as_str(), lead.text.as_str(), lead.phone.as_deref(), lead.source.as_deref());
    assert_eq!(told, ("澄湖航运有限公司", "两个码头的照明想统一管起来", Some("13000000001"), Some("线上询价")));
    assert_eq!((lead.status, lead.received_on), (LeadStatus::Open, Some(day("2025-07-01"))));
    assert_eq!(cordys.name_of(lead.owner.expect("an owner").uuid()), "伊文");
    assert_eq!(cordys.record::<Lead>("北岭玻璃厂").name, "");
    let id = ("cordys:leads".to_owned(), "5510000000000001".to_owned());
    assert_eq!(cordys.doc::<Lead>("安澜").external, [id]);
    let fields = cordys.names::<CustomField>();
    assert!(["线索进度", "意向产品", "地区"].iter().all(|name| fields.iter().any(|field| field == name)), "{fields:?}");
    assert!(cordys.all::<CustomField>().iter().all(|(_, field)| field.of == "leads"));

    let mut wukong = World::default();
    import(&mut wukong, "wukong_leads.csv");
    let lead: Lead = wukong.record("青屿物流股份有限公司");
    let told = (lead.name.as_str(), lead.phone.as_deref(), lead.mail.as_deref(), lead.industry.as_deref());
    assert_eq!(told, ("", Some("13000000002"), Some("b@example.com"), Some("物流")));
    // Without a day of its own a lead was received on the day of the import.
    assert_eq!((lead.status, lead.received_on), (LeadStatus::Open, Some(day("2025-08-01"))));
    // Two of one company without a person are told apart by their phones.
    assert_eq!((wukong.all::<Lead>().len(), wukong.names::<Member>().len()), (3, 2));
}

#[test]
fn an_import_of_leads_is_taken_back_whole() {
    for name in ["cordys_leads.csv", "wukong_leads.csv"] {
        let mut world = World::default();
        world.import("姓名,角色\n伊文,销售\n");
        let before = world.records.clone();
        let done = import(&mut world, name);
        assert_eq!((world.all::<Lead>().len(), world.all::<Member>().len()), (3, 2), "{name}");
        world.take_back(done);
        assert_eq!(world.records, before, "{name}");
        // Anew it comes in as it did at first.
        assert_eq!(import(&mut world, name).rows(), [3, 0, 0, 0, 0], "{name}");
    }
}

/// A session at the other end of a channel.
struct Page {
    session: Session,
    world: World,
}

impl Page {
    fn ask(&mut self, request: &Request) -> Response {
        let json = serde_json::to_string(request).expect("JSON");
        let request = serde_json::from_str(&json).expect("a request");
        let answer = self.session.answer(request, &mut self.world.ids());
        let json = serde_json::to_string(&answer).expect("JSON");
        assert_eq!(serde_json::from_str::<Response>(&json).expect("an answer"), answer);
        answer
    }
}

#[test]
fn a_page_drives_it_with_requests_and_answers_that_survive_json() {
    let text = "Deal name,Stage,Amount,Close date\nA,Demo,5,9/8/2026\nB,Won,6,1/2/2026\n,,7,1/2/2026\n";
    let mut page = Page { session: open(text, "2026-11-24"), world: World::default() };
    let Response::Columns(view) = page.ask(&Request::Columns) else { panic!("columns") };
    assert_eq!((view.kind, view.columns.len(), view.source.is_empty()), (Some(Kind::Opportunity), 4, false));
    for request in [
        Request::Kind(Kind::Opportunity),
        Request::Column { index: 2, target: Some(Target::Opportunity(O::Amount)) },
        Request::Column { index: 2, target: None },
        Request::Column { index: 2, target: Some(Target::Custom(FieldType::Number)) },
        Request::DateOrder(interchange::cell::date::Order::DayFirst),
        Request::Open {
            name: "x".into(),
            setting: setting("2026-11-24", Words::English),
            encoding: None,
            delimiter: None,
        },
    ] {
        assert!(matches!(page.ask(&request), Response::Columns(_)), "{request:?}");
    }
    assert_eq!(page.ask(&Request::Column { index: 9, target: None }), Response::Refused(Refusal::NoSuchColumn));
    for request in [
        Request::Stages,
        Request::Pipeline { pipeline: 0, choice: Choice::New("Sales".into()) },
        Request::Stage { pipeline: 0, word: "Demo".into(), becomes: Becomes::New },
        Request::Percent { pipeline: 0, word: "Demo".into(), percent: 30 },
        Request::MoveStage { pipeline: 0, word: "Demo".into(), up: true },
    ] {
        assert!(matches!(page.ask(&request), Response::Stages(_)), "{request:?}");
    }
    assert_eq!(page.ask(&Request::Slice(0)), Response::Refused(Refusal::NotPlanned));
    assert_eq!(page.ask(&Request::Known { docs: Vec::new() }), Response::Taken { missing: Vec::new() });
    assert_eq!(page.ask(&Request::Forget), Response::Taken { missing: Vec::new() });
    let Response::Report(report) = page.ask(&Request::Report) else { panic!("a report") };
    assert_eq!((report.rows.created, report.rows.rejected, report.slices), (2, 1, 1));
    let Response::Slice { slice: Some(slice), of: 1 } = page.ask(&Request::Slice(0)) else { panic!("a slice") };
    let rows = slice.rows.clone().expect("rows");
    assert!(matches!(page.ask(&Request::Slice(1)), Response::Slice { slice: None, of: 1 }));
    let words = RejectWords { header: "Reason".into(), reasons: [(Reason::NoIdentity, "nameless".into())].into() };
    let Response::Rejects(rejects) = page.ask(&Request::Rejects(words)) else { panic!("rows") };
    let csv = rejects.csv();
    assert!(csv.ends_with(",,7,1/2/2026,nameless\r\n"), "{csv}");
    // Rows whose records are not known: the page is told which.
    let Response::Taken { missing } = page.ask(&Request::KnownRows { rows }) else { panic!("taken") };
    assert_eq!(missing.len(), 2);
}

#[test]
fn a_file_of_something_else_waits_for_a_person() {
    let table = read("Table,Field,Description\naccounts,account,Company name\n".to_owned(), None).expect("a table");
    let form = Form::Text { encoding: Encoding::Utf8, delimiter: Delimiter::Comma };
    let info = FileInfo { name: "x.csv".into(), form };
    let setting = Setting { currency: Currency::USD, ..setting("2026-11-24", Words::English) };
    let mut session = Session::new(table, info, setting);
    let mut world = World::default();
    assert_eq!(session.report(&mut world.ids()).err(), Some(Refusal::NoKind));
    assert_eq!(session.set_column(0, Some(Target::Custom(FieldType::Text))), Err(Refusal::NoKind));
    assert!(session.columns().source.is_empty() && session.stages().pipelines.is_empty());
    session.set_kind(Kind::Account);
    let name = Target::Account(interchange::headers::AccountField::Name);
    session.set_column(2, Some(name)).expect("a column");
    world.commit(session);
    assert_eq!(world.names::<Account>(), ["Company name"]);
}
