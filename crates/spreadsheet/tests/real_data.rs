//! Files beside the repository that are not ours to ship, as workbooks. Skipped where they are not.

#[path = "../../interchange/tests/support/mod.rs"]
mod world;

use std::path::{Path, PathBuf};

use interchange::encoding::decode;
use interchange::export::{Cell, Column, Export, Holds};
use interchange::headers::{Values, recognise};
use interchange::import::Session;
use interchange::import::protocol::{FileInfo, Form};
use interchange::table::{self, Table};
use model::Date;
use model::starter::Words;
use spreadsheet::{open, write};
use world::{World, open_file, setting};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/dev").join(name)
}

/// A file as a person would have it in a workbook: numbers and dates as such.
fn workbook(path: &Path) -> Vec<u8> {
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let table = table::read(decode(&bytes, None).expect("text").text, None).expect("a table");
    let values: Vec<Values> = recognise(&table).columns.into_iter().map(|column| column.profile.values).collect();
    let cell = |text: &String, values: &Values| match values {
        Values::Date(_) => Date::parse_iso(text).map_or_else(|| Cell::Text(text.clone()), Cell::Date),
        Values::Amount(_) => text.parse().map_or_else(|_| Cell::Text(text.clone()), Cell::Number),
        _ => Cell::Text(text.clone()),
    };
    let export = Export {
        name: "data".to_owned(),
        columns: table.header.iter().map(|name| Column::new(name, Holds::Text)).collect(),
        rows: table
            .rows
            .iter()
            .map(|row| row.cells.iter().zip(&values).map(|(text, of)| cell(text, of)).collect())
            .collect(),
    };
    write(&export).expect("bytes")
}

fn read(bytes: &[u8]) -> Table {
    let workbook = open(bytes, &mut |_, _| {}).expect("a workbook");
    workbook.table(workbook.book().sheets[0].index).expect("a table").clone()
}

fn check(folder: &Path, files: &[&str], today: &str) -> World {
    let (mut texts, mut books) = (World::default(), World::default());
    for file in files {
        let path = folder.join(file);
        let expected = texts.commit(open_file(&path, today));
        let info = FileInfo { name: "file.csv".into(), form: Form::Sheet { name: "data".into(), of: 1 } };
        let session = Session::new(read(&workbook(&path)), info, setting(today, Words::English));
        let done = books.commit(session);
        assert_eq!(done.report.rows, expected.report.rows, "{file}");
        assert_eq!(done.report.findings, expected.report.findings, "{file}");
    }
    assert_eq!(books, texts);
    books
}

#[test]
#[ignore = "needs ../shared/data, which a clone does not have"]
fn maven_as_workbooks_is_what_it_is_as_text() {
    let files = ["accounts.csv", "products.csv", "sales_teams.csv", "sales_pipeline.csv"];
    let world = check(&folder("maven"), &files, "2017-12-31");
    assert_eq!(world.outcomes().values().sum::<usize>(), 8800);
}

#[test]
#[ignore = "needs ../shared/data, which a clone does not have"]
fn synthetic_opportunities_as_workbooks_are_what_they_are_as_text() {
    check(&folder("synth"), &["products.csv", "opportunities.csv", "stage_history.csv"], "2025-06-30");
}
