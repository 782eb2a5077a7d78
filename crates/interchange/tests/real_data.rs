//! Files beside the repository that are not ours to ship. Skipped where they are not.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use interchange::encoding::decode;
use interchange::headers::{
    AccountField as A, FieldType, FileGuess, HistoryField as H, Kind, MemberField as M, OpportunityField as O,
    ProductField as P, Shape, Target, Values, recognise,
};
use interchange::names::{NameIndex, NameKind, key};
use interchange::stages::{Census, Context, Visits};
use interchange::table::{self, Table};
use rust_decimal::Decimal;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/dev").join(name)
}

fn open(path: &Path) -> (Table, FileGuess) {
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let decoded = decode(&bytes, None).expect("text");
    let table = table::read(decoded.text, None).expect("a table");
    let guess = recognise(&table);
    (table, guess)
}

fn mapped(guess: &FileGuess) -> BTreeMap<&str, Target> {
    guess.columns.iter().map(|column| (column.profile.header.as_str(), column.guess.target)).collect()
}

fn column<'a>(table: &'a Table, guess: &FileGuess, target: Target) -> Vec<&'a str> {
    let column = guess.column(target).unwrap_or_else(|| panic!("no column for {target:?}"));
    table.column(column).map(|(_, cell)| cell).collect()
}

#[test]
#[ignore = "needs ../shared/data, which a clone does not have"]
fn maven_pipeline_is_read_whole() {
    let folder = folder("maven");
    let (table, guess) = open(&folder.join("sales_pipeline.csv"));
    assert_eq!((guess.kind, guess.shape), (Some(Kind::Opportunity), Shape::Generic));
    assert_eq!((table.rows.len(), table.rejected.len(), table.skipped.len()), (8800, 0, 0));
    let expected = [
        ("opportunity_id", O::ExternalId),
        ("sales_agent", O::Owner),
        ("product", O::Product),
        ("account", O::Account),
        ("deal_stage", O::Stage),
        ("engage_date", O::CreatedOn),
        ("close_date", O::CloseDate),
        ("close_value", O::Amount),
    ];
    assert_eq!(mapped(&guess), expected.map(|(header, field)| (header, Target::Opportunity(field))).into());

    let mut census = Census::new();
    let stages = column(&table, &guess, Target::Opportunity(O::Stage));
    for stage in &stages {
        census.count(stage, None, None);
    }
    let proposal = census.propose(Context::default());
    let open: Vec<_> = proposal.stages.iter().map(|stage| (stage.name.as_str(), stage.rows)).collect();
    assert_eq!(open, [("Prospecting", 500), ("Engaging", 1589)]);
    assert_eq!((proposal.won, proposal.lost), (vec!["Won".to_owned()], vec!["Lost".to_owned()]));

    let amount = guess.column(Target::Opportunity(O::Amount)).expect("a column");
    let Values::Amount(reader) = &guess.columns[amount].profile.values else { panic!("no amounts") };
    let won = table.rows.iter().zip(&stages).filter(|(_, stage)| **stage == "Won");
    let sum: Decimal = won.filter_map(|(row, _)| reader.read(&row.cells[amount]).value()).map(|read| read.value).sum();
    assert_eq!(sum, Decimal::from(10_005_534));
    for target in [O::CreatedOn, O::CloseDate] {
        let index = guess.column(Target::Opportunity(target)).expect("a column");
        let Values::Date(reader) = &guess.columns[index].profile.values else { panic!("no dates") };
        assert_eq!(reader.tally.unrecognised, 0);
    }
    let accounts = column(&table, &guess, Target::Opportunity(O::Account));
    assert_eq!(accounts.iter().filter(|account| account.is_empty()).count(), 1425);
}

#[test]
#[ignore = "needs ../shared/data, which a clone does not have"]
fn maven_names_match_but_for_the_one_that_is_wrong() {
    let folder = folder("maven");
    let (pipeline, pipeline_guess) = open(&folder.join("sales_pipeline.csv"));
    let (products, guess) = open(&folder.join("products.csv"));
    let mut index = NameIndex::new(NameKind::Product);
    let names = column(&products, &guess, Target::Product(P::Name));
    for name in &names {
        index.insert(name);
    }
    let used: BTreeSet<&str> =
        column(&pipeline, &pipeline_guess, Target::Opportunity(O::Product)).into_iter().collect();
    let unknown: Vec<_> = used.into_iter().filter(|name| index.exact(name).is_empty()).collect();
    assert_eq!(unknown, ["GTXPro"]);
    let near: Vec<&str> = index.near("GTXPro").iter().map(|near| names[near.position as usize]).collect();
    assert_eq!(near, ["GTX Pro"]);

    let (accounts, guess) = open(&folder.join("accounts.csv"));
    let names = column(&accounts, &guess, Target::Account(A::Name));
    let keys: BTreeSet<String> = names.iter().map(|name| key(NameKind::Company, name)).collect();
    assert_eq!(keys.len(), 85);
    let mut index = NameIndex::new(NameKind::Company);
    for name in &names {
        index.insert(name);
    }
    for name in &names {
        assert!(index.near(name).is_empty(), "{name} has near misses among the real accounts");
    }
}

#[test]
#[ignore = "needs ../shared/data, which a clone does not have"]
fn maven_accounts_products_and_teams_are_told_apart() {
    let folder = folder("maven");
    let (table, guess) = open(&folder.join("accounts.csv"));
    assert_eq!((guess.kind, table.rows.len()), (Some(Kind::Account), 85));
    let expected = [
        ("account", Target::Account(A::Name)),
        ("sector", Target::Account(A::Industry)),
        ("year_established", Target::Custom(FieldType::Number)),
        ("revenue", Target::Custom(FieldType::Number)),
        ("employees", Target::Account(A::Size)),
        ("office_location", Target::Account(A::Region)),
        ("subsidiary_of", Target::Account(A::Parent)),
    ];
    assert_eq!(mapped(&guess), expected.into());
    let (table, guess) = open(&folder.join("products.csv"));
    assert_eq!((guess.kind, table.rows.len()), (Some(Kind::Product), 7));
    let expected = [
        ("product", Target::Product(P::Name)),
        ("series", Target::Product(P::Family)),
        ("sales_price", Target::Product(P::ListPrice)),
    ];
    assert_eq!(mapped(&guess), expected.into());
    let (table, guess) = open(&folder.join("sales_teams.csv"));
    assert_eq!((guess.kind, table.rows.len()), (Some(Kind::Member), 35));
    let expected = [
        ("sales_agent", Target::Member(M::Name)),
        ("manager", Target::Member(M::Manager)),
        ("regional_office", Target::Custom(FieldType::Choice)),
    ];
    assert_eq!(mapped(&guess), expected.into());
    assert_eq!(open(&folder.join("data_dictionary.csv")).1.kind, None);
}

#[test]
#[ignore = "needs ../shared/data, which a clone does not have"]
fn synthetic_pipelines_with_history_are_recognised() {
    for name in ["synth", "synth_null"] {
        let folder = folder(name);
        let (table, guess) = open(&folder.join("opportunities.csv"));
        assert_eq!(guess.kind, Some(Kind::Opportunity));
        let targets = mapped(&guess);
        for (header, field) in [
            ("opportunity_id", O::ExternalId),
            ("account_id", O::AccountId),
            ("owner", O::Owner),
            ("source", O::Source),
            ("product", O::Product),
            ("amount", O::Amount),
            ("created_date", O::CreatedOn),
            ("stage", O::Stage),
            ("status", O::Status),
            ("close_date", O::CloseDate),
        ] {
            assert_eq!(targets[header], Target::Opportunity(field), "{header}");
        }
        assert_eq!(targets["customer_type"], Target::Custom(FieldType::Choice));
        assert_eq!(targets["need_clarity"], Target::Custom(FieldType::Number));
        assert_eq!(open(&folder.join("products.csv")).1.kind, Some(Kind::Product));

        let (history, history_guess) = open(&folder.join("stage_history.csv"));
        assert_eq!(history_guess.kind, Some(Kind::StageHistory));
        let entered = history_guess.column(Target::StageHistory(H::EnteredOn)).expect("a column");
        let Values::Date(reader) = &history_guess.columns[entered].profile.values else { panic!("no dates") };
        let mut visits = Visits::new();
        let opportunities = column(&history, &history_guess, Target::StageHistory(H::Opportunity));
        let stages = column(&history, &history_guess, Target::StageHistory(H::Stage));
        for (at, row) in history.rows.iter().enumerate() {
            let day = reader.read(&row.cells[entered]).value().expect("a day").day;
            visits.add(opportunities[at], stages[at], day);
        }
        let mut census = Census::new();
        for stage in column(&table, &guess, Target::Opportunity(O::Stage)) {
            census.count(stage, None, None);
        }
        let order = visits.order();
        for history in [&order[..], &[]] {
            let proposal = census.propose(Context { history, stage_decides: false });
            let names: Vec<_> = proposal.stages.iter().map(|stage| stage.name.as_str()).collect();
            assert_eq!(names, ["lead", "qualified", "solution", "proposal", "negotiation"]);
        }
    }
}

#[test]
#[ignore = "needs ../shared/data, which a clone does not have"]
fn tables_out_of_vendors_databases_get_sensible_guesses() {
    let folder = folder("vendor_seeds");
    for (name, kind, shape) in [
        ("sf_opportunity_data.csv", Some(Kind::Opportunity), Shape::SalesforceExport),
        ("sf_opportunity_history_data.csv", Some(Kind::Opportunity), Shape::SalesforceExport),
        ("hubspot_deal_data.csv", Some(Kind::Opportunity), Shape::HubSpot),
        ("hubspot_deal_stage_data.csv", Some(Kind::StageHistory), Shape::Generic),
        ("hubspot_deal_pipeline_stage_data.csv", None, Shape::Generic),
        ("hubspot_deal_property_history_data.csv", None, Shape::Generic),
        ("hubspot_merged_deal_data.csv", None, Shape::Generic),
    ] {
        let (table, guess) = open(&folder.join(name));
        assert_eq!((guess.kind, guess.shape), (kind, shape), "{name}");
        assert!(table.rejected.is_empty() && table.skipped.is_empty(), "{name}");
    }
    let (_, guess) = open(&folder.join("sf_opportunity_data.csv"));
    let targets = mapped(&guess);
    for (header, field) in [
        ("id", O::ExternalId),
        ("name", O::Title),
        ("account_id", O::AccountId),
        ("stage_name", O::Stage),
        ("amount", O::Amount),
        ("close_date", O::CloseDate),
        ("created_date", O::CreatedOn),
        ("is_won", O::IsWon),
        ("is_closed", O::IsClosed),
        ("owner_id", O::Owner),
    ] {
        assert_eq!(targets[header], Target::Opportunity(field), "{header}");
    }
}
