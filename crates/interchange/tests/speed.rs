//! How long reading takes. Run alone, optimised: `cargo test -p interchange --release --test speed -- --ignored`.
//! The figures are in the failure messages, for every bound is generous: `SPEED=1` makes them all fail and tell.

use std::fmt::Write as _;
use std::time::Duration;

use interchange::encoding::{Encoding, decode};
use interchange::headers::{Kind, recognise};
use interchange::import::Session;
use interchange::import::protocol::{FileInfo, Setting};
use interchange::names::{NameIndex, NameKind};
use interchange::table::{self, Delimiter, Reader};
use model::command::Slice;
use model::starter::Words;
use model::{Currency, Date, Doc, Uuid};

fn timed<T>(what: &str, limit: Duration, work: impl FnOnce() -> T) -> T {
    #[expect(clippy::disallowed_methods, reason = "a stopwatch is what this is")]
    let start = std::time::Instant::now();
    let result = work();
    let taken = start.elapsed();
    if std::env::var_os("SPEED").is_some() {
        // Past the test harness's own capture, without a print in the code.
        let _ = std::io::Write::write_all(&mut std::io::stderr(), format!("{what}: {taken:.0?}\n").as_bytes());
    }
    assert!(taken < limit, "{what} took {taken:?}");
    result
}

fn sheet(rows: usize) -> String {
    let mut text = "商机编号,商机名称,客户名称,销售阶段,金额(万元),预计成交日期,创建时间,负责人,赢率,备注\n".to_owned();
    let stages = ["需求确认", "方案报价", "商务谈判", "赢单", "丢单"];
    for row in 0..rows {
        let (day, month) = (row % 28 + 1, row % 12 + 1);
        let _ = writeln!(
            text,
            "SJ-{row:06},第{row}期扩容项目,第{}建设集团有限公司,{},\"{},{:03}.5\",2025/{month}/{day},2025-{month:02}-{day:02} 08:30:00,员工{},{}%,\"说明 {row}，\"\"随手\"\"记\"",
            row % 5000,
            stages[row % 5],
            row % 90 + 1,
            row % 1000,
            row % 40,
            row % 101
        );
    }
    text
}

#[test]
#[ignore = "measures time"]
fn fifty_thousand_rows_are_read_and_recognised_well_under_two_seconds() {
    let text = sheet(50_000);
    let bytes = encoding_rs::GB18030.encode(&text).0.into_owned();
    let decoded = timed("decode GB18030", Duration::from_millis(500), || decode(&bytes, None)).expect("text");
    assert_eq!(decoded.text, text);
    let utf8 = text.into_bytes();
    timed("decode UTF-8", Duration::from_millis(200), || decode(&utf8, None)).expect("text");
    let table = timed("split", Duration::from_millis(800), || table::read(decoded.text, None)).expect("a table");
    assert_eq!((table.rows.len(), table.header.len()), (50_000, 10));
    let guess = timed("recognise", Duration::from_millis(1200), || recognise(&table));
    assert_eq!(guess.kind, Some(Kind::Opportunity));
}

#[test]
#[ignore = "measures time"]
fn a_slice_of_a_thousand_rows_is_short() {
    let mut reader = Reader::new(sheet(20_000), None).expect("a reader");
    for _ in 0..20 {
        timed("slice of 1,000", Duration::from_millis(30), || reader.read_slice(1000)).expect("a slice");
    }
}

#[test]
#[ignore = "measures time"]
fn a_hundred_thousand_names_are_indexed_and_asked_for() {
    let syllables = ["ba", "co", "di", "fu", "ge", "ha", "jo", "ki", "lu", "me", "no", "pa", "qui", "ro", "su", "ta"];
    let chinese: Vec<char> = "蓝海江河山川云天金石木林森华夏宏图远景明德信达安泰".chars().collect();
    let name = |at: usize| {
        let mut name = String::new();
        let mut rest = at.wrapping_mul(2_654_435_761) % 4_294_967_296;
        if at.is_multiple_of(2) {
            for _ in 0..6 {
                name += syllables[rest % 16];
                rest /= 16;
            }
            name + " Industries Ltd."
        } else {
            for _ in 0..5 {
                name.push(chinese[rest % chinese.len()]);
                rest /= chinese.len();
            }
            format!("{name}信息技术有限公司")
        }
    };
    let names: Vec<String> = (0..100_000).map(name).collect();
    let mut index = NameIndex::new(NameKind::Company);
    timed("index 100,000 names", Duration::from_secs(2), || {
        for name in &names {
            index.insert(name);
        }
    });
    let exact = timed("100,000 exact", Duration::from_secs(1), || {
        names.iter().filter(|name| !index.exact(name).is_empty()).count()
    });
    assert_eq!(exact, 100_000);
    // As crowded as names get: half of them differ only in six syllables before one and the same word.
    timed("100,000 near", Duration::from_secs(20), || names.iter().map(|name| index.near(name).len()).sum::<usize>());
}

fn session(rows: usize) -> Session {
    let table = table::read(sheet(rows), None).expect("a table");
    let info = FileInfo { name: "sheet.csv".into(), encoding: Encoding::Utf8, delimiter: Delimiter::Comma };
    let today = Date::parse_iso("2026-11-24").expect("a day");
    let setting = Setting { today, currency: Currency::CNY, time_zone: "Asia/Shanghai".into(), words: Words::Chinese };
    timed("open", Duration::from_secs(2), || Session::new(table, info, setting))
}

#[test]
#[ignore = "measures time"]
fn fifty_thousand_rows_are_planned_well_under_two_seconds() {
    let mut next = 0_u128;
    let mut ids = || {
        next += 1;
        Uuid::from_u128(next)
    };
    let mut first = session(50_000);
    timed("stages", Duration::from_millis(500), || first.stages());
    let report = timed("plan", Duration::from_secs(2), || first.report(&mut ids).cloned()).expect("a plan");
    assert_eq!(report.rows.created, 50_000);
    let slices: Vec<Slice> = timed("slices", Duration::from_secs(2), || first.slices().collect());
    assert_eq!(slices.len(), report.slices);
    let json: usize = timed("slices as JSON", Duration::from_secs(2), || {
        slices.iter().map(|slice| serde_json::to_string(slice).map_or(0, |json| json.len())).sum()
    });
    assert!(json > 0);

    let docs: Vec<Doc> = slices.iter().flat_map(|slice| slice.added.iter().map(|added| added.doc.clone())).collect();
    let mut second = session(50_000);
    timed("take in what is known", Duration::from_secs(3), || second.add_known(docs));
    timed("take in rows", Duration::from_secs(1), || {
        for rows in slices.iter().filter_map(|slice| slice.rows.clone()) {
            assert!(second.add_rows(rows).is_empty());
        }
    });
    let again = timed("plan again", Duration::from_secs(1), || second.report(&mut ids).cloned()).expect("a plan");
    assert_eq!((again.rows.unchanged, again.slices), (50_000, 0));
}
