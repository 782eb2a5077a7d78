use super::*;
use calamine::ExcelDateTimeType;

fn at(serial: f64, is_1904: bool) -> String {
    moment(&ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, is_1904), is_1904)
}

#[test]
fn numbers_are_plain_decimals_without_noise() {
    for (number, text) in [
        (0.1 + 0.2, "0.3"),
        (f64::from_bits(1_234.1_f64.to_bits() - 1), "1234.1"),
        (1e21, "1000000000000000000000"),
        (13_800_000_000.0, "13800000000"),
        (4_410_000_000_000_001.0, "4410000000000001"),
        (1e-7, "0.0000001"),
        (-12.5, "-12.5"),
        (-0.0, "0"),
        (48.0, "48"),
        (1.0 / 3.0, "0.333333333333333"),
    ] {
        assert_eq!(plain(number), text);
    }
}

#[test]
fn days_are_written_as_iso_has_them_in_both_counts() {
    assert_eq!(at(46_293.0, false), "2026-09-28");
    assert_eq!(at(46_293.0 - 1462.0, true), "2026-09-28");
    assert_eq!(at(46_293.336_909_722_22, false), "2026-09-28 08:05:09");
    assert_eq!(at(46_293.5, false), "2026-09-28 12:00");
    // A thousandth of a second short of midnight is midnight.
    assert_eq!(at(46_292.999_999_995, false), "2026-09-28");
    assert_eq!(
        (at(1.0, false), at(59.0, false), at(61.0, false)),
        ("1900-01-01".into(), "1900-02-28".into(), "1900-03-01".into())
    );
    assert_eq!(at(0.604_166_666_7, false), "14:30");
    assert_eq!(at(-3.5, false), "-3.5");
    assert_eq!(at(9e9, false), "9000000000");
    let long = ExcelDateTime::new(1.5, ExcelDateTimeType::TimeDelta, false);
    assert_eq!(moment(&long, false), "36:00");
}

#[test]
fn days_as_text_lose_only_the_time_that_means_nothing() {
    for (text, said) in [
        ("2026-09-28T00:00:00", "2026-09-28"),
        ("2026-09-28T00:00:00.000", "2026-09-28"),
        ("2026-09-28T08:05:00", "2026-09-28 08:05"),
        ("2026-09-28T08:00:00", "2026-09-28 08:00"),
        ("2026-09-28T08:05:09.5", "2026-09-28 08:05:09"),
        ("2026-09-28", "2026-09-28"),
        ("2026-09-28T08:05:00Z", "2026-09-28T08:05:00Z"),
    ] {
        assert_eq!(iso(text), said);
    }
}

#[test]
fn a_number_s_look_says_what_it_means() {
    for (code, number, text) in [
        ("General", 0.5, "0.5"),
        ("0%", 0.6, "60%"),
        ("0.00%", 0.075, "7.5%"),
        ("#,##0.00", 1234.5, "1234.5"),
        ("000000", 123.0, "000123"),
        ("000000", 1.5, "1.5"),
        ("[$USD] #,##0.00", 1234.5, "USD 1234.5"),
        ("[$$-409]#,##0.00", 5.0, "USD 5"),
        ("[$¥-411]#,##0", 5.0, "JPY 5"),
        ("[$¥-804]#,##0.00", 5.0, "CNY 5"),
        ("[$€-407] #,##0.00", 5.0, "EUR 5"),
        ("[$$-404]#,##0", 5.0, "TWD 5"),
        ("[$-804]0", 5.0, "5"),
        ("\"US$\"#,##0", 5.0, "USD 5"),
        ("\"¥\"#,##0.00;\"¥\"\\-#,##0.00", 5.0, "5"),
        ("_(* #,##0.00_);_(* (#,##0.00);_(* \"-\"??_);_(@_)", 5.0, "5"),
        ("0.00\"万元\"", 12.5, "12.5万元"),
        ("0!.0,\"万\"", 125_000.0, "125000"),
        ("0\"个\"", 3.0, "3"),
        ("0\"%\"", 60.0, "60"),
        ("[Red]0", 3.0, "3"),
    ] {
        assert_eq!(Look::of_code(code).number(number), text, "{code}");
    }
}

#[test]
fn what_failed_is_nothing_and_other_words_stay() {
    for failed in ["#N/A", "#REF!", "#DIV/0!"] {
        assert_eq!(words(failed), Said::Failed);
    }
    assert_eq!(words("#12 厂房"), Said::Text("#12 厂房".into()));
    assert_eq!(words("一\r\n二\r三"), Said::Text("一\n二\n三".into()));
    assert_eq!(of(&Data::Error(CellErrorType::NA), false), Said::Failed);
    assert_eq!(of(&Data::Bool(true), false), Said::Text("TRUE".into()));
    assert_eq!(of(&Data::Int(7), false), Said::Text("7".into()));
    assert_eq!(of(&Data::Empty, false), Said::Nothing);
}
