//! Files that are torn, locked, too large or something else are refused by what is wrong with them.

mod support;

use std::io::{Cursor, Write as _};

use interchange::book::BookError;
use interchange::encoding::DecodeError;
use interchange::limits;
use interchange::table::{Table, TableError};
use interchange::talk::NotRead;
use proptest::prelude::*;
use spreadsheet::{Workbook, open};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

fn read(bytes: &[u8]) -> Result<Workbook, NotRead> {
    open(bytes, &mut |_, _| {})
}

fn refused(bytes: &[u8]) -> NotRead {
    read(bytes).expect_err("refused")
}

fn first(bytes: &[u8]) -> Table {
    let workbook = read(bytes).expect("a workbook");
    workbook.table(workbook.book().sheets[0].index).expect("a table").clone()
}

fn fixture(name: &str) -> Vec<u8> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A workbook with parts put in place of its own, or added.
fn repacked(bytes: &[u8], parts: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Read as _;
    let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let names: Vec<String> = archive.file_names().flatten().map(std::borrow::Cow::into_owned).collect();
    for (index, name) in names.iter().enumerate() {
        if parts.iter().any(|(replaced, _)| replaced == name) {
            continue;
        }
        let mut contents = Vec::new();
        archive.by_index(index).expect("a part").read_to_end(&mut contents).expect("bytes");
        writer.start_file(name.as_str(), SimpleFileOptions::default()).expect("a part");
        writer.write_all(&contents).expect("bytes");
    }
    for (name, contents) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).expect("a part");
        writer.write_all(contents).expect("bytes");
    }
    writer.finish().expect("an archive").into_inner()
}

fn part(bytes: &[u8], name: &str) -> String {
    use std::io::Read as _;
    let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut text = String::new();
    archive.by_name(name).expect("a part").read_to_string(&mut text).expect("text");
    text
}

fn simple() -> Vec<u8> {
    support::sheet(&[&["商机名称", "客户名称", "阶段", "金额"], &["一期", "甲公司", "方案", "5"]]).expect("bytes")
}

#[test]
fn a_workbook_with_a_password_asks_for_it_to_be_taken_off() {
    assert_eq!(refused(&fixture("password.xlsx")), NotRead::Book(BookError::Encrypted));
}

#[test]
fn a_torn_workbook_is_damaged_wherever_it_is_torn() {
    let whole = simple();
    for length in [4, 30, whole.len() / 2, whole.len() - 1] {
        assert_eq!(refused(&whole[..length]), NotRead::Book(BookError::Damaged), "{length}");
    }
    let whole = fixture("pipeline.xls");
    for length in [8, 600, 3000] {
        assert_eq!(refused(&whole[..length]), NotRead::Book(BookError::Damaged), "{length}");
    }
}

#[test]
fn what_is_no_workbook_is_called_that() {
    let nothing = archive(&[]);
    assert_eq!(nothing.len(), 22);
    assert_eq!(refused(&nothing), NotRead::Book(BookError::NoBook));
    let letter = archive(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w:document/>")]);
    assert_eq!(refused(&letter), NotRead::Book(BookError::NoBook));
    let binary = archive(&[("[Content_Types].xml", b"<Types/>"), ("xl/workbook.bin", b"\x83\x01\0")]);
    assert_eq!(refused(&binary), NotRead::Book(BookError::OtherForm));
    assert_eq!(refused(b"<html><p>Please sign in</html>"), NotRead::Book(BookError::NoBook));
    assert_eq!(refused(&support::sheet(&[]).expect("bytes")), NotRead::Table(TableError::Empty));
}

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    repacked(&ZipWriter::new(Cursor::new(Vec::new())).finish().expect("an archive").into_inner(), parts)
}

#[test]
fn a_bomb_is_refused_by_what_it_says_and_by_what_it_holds() {
    let zeros = vec![b' '; 30 << 20];
    let bomb = repacked(&simple(), &[("xl/media/a.xml", &zeros)]);
    assert!(bomb.len() < 100_000);
    assert_eq!(refused(&bomb), NotRead::Book(BookError::TooLarge));
    // The same with a lie about its size: in the directory at the end, and in front of the part.
    let truth = (30_u32 << 20).to_le_bytes();
    let mut lie = bomb.clone();
    let places: Vec<usize> = lie.windows(4).enumerate().filter(|(_, four)| *four == truth).map(|(at, _)| at).collect();
    assert!(!places.is_empty());
    for at in places {
        lie[at..at + 4].copy_from_slice(&100_u32.to_le_bytes());
    }
    assert!(matches!(refused(&lie), NotRead::Book(BookError::TooLarge | BookError::Damaged)));
    let many: Vec<(String, Vec<u8>)> =
        (0..=limits::BOOK_PARTS).map(|at| (format!("xl/{at}.xml"), Vec::new())).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    assert_eq!(refused(&repacked(&simple(), &many)), NotRead::Book(BookError::TooManyParts));
    let large = vec![b'P'; limits::FILE_BYTES + 1];
    assert_eq!(refused(&large), NotRead::Bytes(DecodeError::TooLarge { bytes: large.len() }));
}

#[test]
fn a_sheet_that_cannot_be_read_does_not_take_the_others_with_it() {
    let whole = support::ledger().expect("bytes");
    // The second sheet, 商机台账.
    let bytes = repacked(&whole, &[("xl/worksheets/sheet2.xml", b"<worksheet><sheetData><row")]);
    let workbook = read(&bytes).expect("a workbook");
    let sheets = workbook.book().sheets;
    assert_eq!((sheets.len(), sheets[0].name.as_str()), (4, "客户"));
    let broken = sheets.last().expect("a sheet");
    assert_eq!((broken.name.as_str(), broken.trouble), ("商机台账", Some(NotRead::Book(BookError::Damaged))));
    assert_eq!(workbook.table(broken.index).err(), broken.trouble);
}

#[test]
fn one_odd_cell_costs_itself() {
    let sheet = part(&simple(), "xl/worksheets/sheet1.xml");
    let odd = sheet.replace("</sheetData>", "<row r=\"3\"><c r=\"A3\" t=\"inlineStr\"><is><t>二期</t></is></c><c r=\"B3\" t=\"e\"><v>#FIELD!</v></c><c r=\"C3\" t=\"n\"><v>x</v></c><c r=\"D3\"><v>8</v></c></row></sheetData>");
    let table = first(&repacked(&simple(), &[("xl/worksheets/sheet1.xml", odd.as_bytes())]));
    assert_eq!(table.rows[1].cells, ["二期", "", "", "8"]);
}

#[test]
fn cells_at_the_far_end_of_a_sheet_cost_nothing() {
    let sheet = part(&simple(), "xl/worksheets/sheet1.xml");
    let far = sheet.replace("</sheetData>", "<row r=\"1048576\"><c r=\"XFD1048576\"><v>8</v></c></row></sheetData>");
    let table = first(&repacked(&simple(), &[("xl/worksheets/sheet1.xml", far.as_bytes())]));
    assert_eq!((table.rows.len(), table.rows[1].line), (2, 1_048_576));
}

#[test]
fn days_counted_from_1904_are_the_days_they_are() {
    let whole = fixture("pipeline.xlsx");
    let book = part(&whole, "xl/workbook.xml");
    let moved = book.replace("<workbookPr ", "<workbookPr date1904=\"1\" ");
    assert_ne!(moved, book);
    let table = first(&repacked(&whole, &[("xl/workbook.xml", moved.as_bytes())]));
    assert_eq!(table.rows[0].cells[4], "2030-03-03", "four years and a day later");
}

#[test]
fn an_open_document_is_read_too() {
    let content = "<?xml version=\"1.0\"?><office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
        xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\">\
        <office:body><office:spreadsheet><table:table table:name=\"商机\"><table:table-row>\
        <table:table-cell office:value-type=\"string\"><text:p>商机名称</text:p></table:table-cell>\
        <table:table-cell office:value-type=\"string\"><text:p>阶段</text:p></table:table-cell>\
        <table:table-cell office:value-type=\"string\"><text:p>金额</text:p></table:table-cell>\
        <table:table-cell office:value-type=\"string\"><text:p>预计成交日期</text:p></table:table-cell></table:table-row>\
        <table:table-row><table:table-cell office:value-type=\"string\"><text:p>一期</text:p></table:table-cell>\
        <table:table-cell office:value-type=\"string\"><text:p>方案</text:p></table:table-cell>\
        <table:table-cell office:value-type=\"float\" office:value=\"0.30000000000000004\"><text:p>0.3</text:p></table:table-cell>\
        <table:table-cell office:value-type=\"date\" office:date-value=\"2026-09-28\"><text:p>28.09.26</text:p></table:table-cell>\
        </table:table-row></table:table></office:spreadsheet></office:body></office:document-content>";
    let manifest = b"<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>";
    let ods = archive(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", manifest),
        ("content.xml", content.as_bytes()),
    ]);
    let table = first(&ods);
    assert_eq!(table.rows[0].cells, ["一期", "方案", "0.3", "2026-09-28"]);
    let text = archive(&[("mimetype", b"application/vnd.oasis.opendocument.text-------"), ("content.xml", b"<x/>")]);
    assert_eq!(refused(&text), NotRead::Book(BookError::NoBook));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    /// Whatever happened to the bytes of a workbook, it is read or refused.
    #[test]
    fn no_bytes_bring_it_down(at in any::<prop::sample::Index>(), byte: u8, cut in any::<prop::sample::Index>()) {
        let mut bytes = simple();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let _either = read(&bytes);
        bytes.truncate(cut.index(bytes.len()));
        let _either = read(&bytes);
    }
}
