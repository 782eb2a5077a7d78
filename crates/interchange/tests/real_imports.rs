//! Imports of files beside the repository that are not ours to ship. Skipped where they are not.

mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use interchange::import::protocol::{Code, Finding, Reason};
use model::Decimal;
use model::records::{Account, LossReason, Member, Opportunity, Outcome, Product, Record as _};
use model::time::Effective;
use support::{Done, World, open_file};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/dev").join(name)
}

const MAVEN: [&str; 4] = ["accounts.csv", "products.csv", "sales_teams.csv", "sales_pipeline.csv"];

fn import(world: &mut World, folder: &Path, file: &str, today: &str) -> Done {
    world.commit(open_file(&folder.join(file), today))
}

/// What must be true of the four files whatever their order.
fn check_maven(world: &World) {
    let counted = BTreeMap::from([(Outcome::Open, 2089), (Outcome::Won, 4238), (Outcome::Lost, 2473)]);
    assert_eq!(world.outcomes(), counted);
    let deals = world.all::<Opportunity>();
    let mut by_stage: BTreeMap<String, usize> = BTreeMap::new();
    for (_, deal) in deals.iter().filter(|(_, deal)| deal.outcome == Outcome::Open) {
        *by_stage.entry(world.name_of(deal.stage.expect("a stage").uuid())).or_default() += 1;
    }
    assert_eq!(by_stage, BTreeMap::from([("Prospecting".to_owned(), 500), ("Engaging".to_owned(), 1589)]));
    let won = deals.iter().filter(|(_, deal)| deal.outcome == Outcome::Won);
    let sum: Decimal = won.filter_map(|(_, deal)| deal.amount).map(|amount| amount.value).sum();
    assert_eq!(sum, Decimal::from(10_005_534));
    assert_eq!(world.stages(), [("Prospecting".to_owned(), Some(33)), ("Engaging".to_owned(), Some(67))]);

    // 85 customers, 7 products and the one that is misspelt, 35 sellers and their 6 managers.
    let counts = [world.names::<Account>().len(), world.names::<Product>().len(), world.names::<Member>().len()];
    assert_eq!(counts, [85, 8, 41]);
    let acme: Account = world.record("Acme Corporation");
    assert_eq!((acme.industry.as_deref(), acme.region.as_deref()), (Some("technolgy"), Some("United States")));
    assert_eq!(world.record::<Product>("GTX Pro").list_price.map(|price| price.value), Some(Decimal::from(4821)));
    assert_eq!(world.record::<Product>("GTXPro"), Product { name: "GTXPro".into(), ..Product::default() });
    let seller: Member = world.record("Anna Snelling");
    assert_eq!(world.name_of(seller.manager.expect("a manager").uuid()), "Dustin Brinkmann");

    // A history begins on the file's days, not on today.
    let (id, won) = deals.iter().find(|(id, _)| external(world, *id) == "1C1I7A6R").expect("the first row");
    let opening = &world.openings[&model::RecordRef { kind: Opportunity::KIND, id: *id }];
    let told: Vec<_> = opening.iter().map(|c| (c.field.as_str(), c.effective, c.assumed)).collect();
    let (start, end) = (won.created_on.expect("a start"), won.closed_on.expect("an end"));
    assert_eq!((start.to_string(), end.to_string()), ("2016-10-20".to_owned(), "2017-03-01".to_owned()));
    let start = Effective::Day(start);
    let expected = [
        ("outcome", start, true),
        ("amount", start, true),
        ("owner", start, true),
        ("outcome", Effective::Day(end), false),
    ];
    assert_eq!(told, expected);
}

fn external(world: &World, id: model::Uuid) -> String {
    let doc = world.records.values().find(|doc| doc.id == id).expect("a record");
    doc.external.first().map(|(_, id)| id.clone()).unwrap_or_default()
}

fn misspelt(done: &Done) -> Vec<(&str, usize, &str)> {
    fn told(finding: &Finding) -> (&str, usize, &str) {
        (&finding.examples[0].1, finding.count, finding.suggestion.as_deref().unwrap_or(""))
    }
    done.report.findings.iter().filter(|finding| finding.code == Code::Misspelt).map(told).collect()
}

#[test]
#[ignore = "needs ../shared/data, which a clone does not have"]
fn maven_in_the_order_of_the_issue_is_whole_and_its_dirt_is_reported() {
    let folder = folder("maven");
    let mut world = World::default();
    let accounts = import(&mut world, &folder, MAVEN[0], "2017-12-31");
    assert_eq!(accounts.rows(), [85, 0, 0, 0, 0]);
    assert_eq!(misspelt(&accounts), [("technolgy", 12, "technology"), ("Philipines", 1, "Philippines")]);
    assert_eq!(import(&mut world, &folder, MAVEN[1], "2017-12-31").rows(), [7, 0, 0, 0, 0]);
    let teams = import(&mut world, &folder, MAVEN[2], "2017-12-31");
    assert_eq!((teams.rows(), teams.along("members")), ([35, 0, 0, 0, 0], (6, 0)));

    let deals = import(&mut world, &folder, MAVEN[3], "2017-12-31");
    assert_eq!(deals.rows(), [8800, 0, 0, 0, 0]);
    assert_eq!([deals.along("accounts"), deals.along("members"), deals.along("products")], [(0, 0), (0, 0), (1, 0)]);
    check_maven(&world);
    let missing = deals.finding(Code::MissingAccount).expect("rows without account");
    assert_eq!((missing.count, &missing.by), (1425, &vec![("Engaging".into(), 1088), ("Prospecting".into(), 337)]));
    let near = &deals.report.near[0];
    assert_eq!((&*near.name, near.rows, &*near.suggestion, near.known), ("GTXPro", 1480, "GTX Pro", true));
    assert_eq!(deals.report.near_count, 1);
    assert_eq!(deals.count(Code::NoDate), 500);
    assert_eq!(deals.count(Code::LostWithoutAmount), 2473);
    assert_eq!(deals.count(Code::MemberWithoutOpportunity), 5);
    assert_eq!((deals.report.duplicates.groups, deals.report.duplicates.rows), (27, 54));
    assert_eq!(deals.count(Code::CloseBeforeStart) + deals.count(Code::CloseInFuture), 0);

    for file in MAVEN {
        let again = import(&mut world, &folder, file, "2017-12-31");
        assert_eq!((again.report.rows.created, again.slices.len()), (0, 0), "{file}");
    }
}

#[test]
#[ignore = "needs ../shared/data, which a clone does not have"]
fn maven_comes_out_the_same_with_the_opportunities_first() {
    let folder = folder("maven");
    let mut world = World::default();
    let deals = import(&mut world, &folder, MAVEN[3], "2017-12-31");
    assert_eq!([deals.along("accounts"), deals.along("members"), deals.along("products")], [(85, 0), (30, 0), (7, 0)]);
    let teams = import(&mut world, &folder, MAVEN[2], "2017-12-31");
    assert_eq!((teams.rows(), teams.count(Code::MemberWithoutOpportunity)), ([5, 30, 0, 0, 0], 5));
    let products = import(&mut world, &folder, MAVEN[1], "2017-12-31");
    assert_eq!(products.rows(), [1, 6, 0, 0, 0]);
    let near: Vec<_> = products.report.near.iter().map(|near| (&*near.name, &*near.suggestion)).collect();
    assert_eq!(near, [("GTX Pro", "GTXPro")]);
    let accounts = import(&mut world, &folder, MAVEN[0], "2017-12-31");
    assert_eq!(accounts.rows(), [0, 85, 0, 0, 0]);
    assert_eq!(misspelt(&accounts), [("technolgy", 12, "technology"), ("Philipines", 1, "Philippines")]);
    check_maven(&world);
    for file in MAVEN {
        assert_eq!(import(&mut world, &folder, file, "2017-12-31").slices.len(), 0, "{file}");
    }
}

#[test]
#[ignore = "needs ../shared/data, which a clone does not have"]
fn synthetic_opportunities_products_and_history_belong_together() {
    for name in ["synth", "synth_null"] {
        let folder = folder(name);
        let mut world = World::default();
        let today = "2025-06-30";
        let deals = import(&mut world, &folder, "opportunities.csv", today);
        assert_eq!((deals.report.rows.rejected, deals.along("loss_reasons")), (0, (7, 0)));
        assert_eq!(deals.report.rows.created, world.all::<Opportunity>().len());
        let stages: Vec<String> = world.stages().into_iter().map(|(name, _)| name).collect();
        assert_eq!(stages, ["lead", "qualified", "solution", "proposal", "negotiation"]);
        assert_eq!(world.names::<LossReason>().len(), 7);
        let products = import(&mut world, &folder, "products.csv", today);
        assert_eq!(products.rows()[..2].iter().sum::<usize>(), 3);

        let history = import(&mut world, &folder, "stage_history.csv", today);
        let unknown = history.report.rejected.iter().filter(|row| row.reason == Reason::UnknownOpportunity).count();
        assert_eq!(unknown, history.report.rows.rejected);
        assert!(history.report.rows.created > 8000 && history.along("stages") == (0, 0));
        for (target, changes) in world.noted.iter().take(200) {
            let last = changes.iter().rfind(|change| change.field == "stage").expect("a stage");
            let deal: Opportunity = world.records[target].decode().expect("a record");
            // A closed one has left its last stage in this file; an open one is in it.
            assert!(deal.outcome != Outcome::Open || last.to == serde_json::json!(deal.stage), "{target:?}");
            assert!(changes.iter().all(|change| matches!(change.effective, Effective::Day(_)) && !change.assumed));
        }
        for file in ["opportunities.csv", "products.csv", "stage_history.csv"] {
            let again = import(&mut world, &folder, file, today);
            assert_eq!((again.report.rows.created, again.slices.len()), (0, 0), "{name}/{file}");
        }
    }
}
