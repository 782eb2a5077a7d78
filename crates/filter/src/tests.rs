use model::records::{Account, Opportunity, Outcome};
use model::{Currency, Date, Decimal, Doc, Id, Money};
use proptest::prelude::*;

use super::*;

fn day(text: &str) -> Date {
    Date::parse_iso(text).unwrap()
}

fn scene() -> Scene {
    Scene { today: day("2026-11-24"), me: Some(Uuid::from_u128(7)) }
}

fn filter(query: &str) -> Filter {
    Filter::parse(query.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, ""))))
}

#[test]
fn spans_lie_where_people_expect_them() {
    for (name, from, to) in [
        ("today", "2026-11-24", "2026-11-24"),
        ("this-week", "2026-11-23", "2026-11-29"),
        ("next-week", "2026-11-30", "2026-12-06"),
        ("last-month", "2026-10-01", "2026-10-31"),
        ("this-month", "2026-11-01", "2026-11-30"),
        ("next-month", "2026-12-01", "2026-12-31"),
        ("last-quarter", "2026-07-01", "2026-09-30"),
        ("this-quarter", "2026-10-01", "2026-12-31"),
        ("next-quarter", "2027-01-01", "2027-03-31"),
        ("last-year", "2025-01-01", "2025-12-31"),
        ("this-year", "2026-01-01", "2026-12-31"),
        ("next-year", "2027-01-01", "2027-12-31"),
        ("next-30", "2026-11-24", "2026-12-24"),
        ("last-7", "2026-11-17", "2026-11-24"),
        ("2026-02-01..2026-02-28", "2026-02-01", "2026-02-28"),
    ] {
        let span = Span::parse(name).unwrap();
        assert_eq!(span.days(scene().today), (Some(day(from)), Some(day(to))), "{name}");
    }
    assert_eq!(Span::Past.days(scene().today), (None, Some(day("2026-11-23"))));
    assert_eq!(Span::Older(30).days(scene().today), (None, Some(day("2026-10-24"))));
}

#[test]
fn what_is_no_condition_is_passed_over() {
    let read = filter("pipeline=x&owner=nobody&close=soon&amount=..&amount=abc&title=&stage=1&colour=red");
    assert!(read.is_empty(), "{read:?}");
    assert!(Filter::is_key("no-amount") && Filter::is_key("due") && !Filter::is_key("open"));
}

#[test]
fn conditions_hold_as_they_read() {
    let account = Id::<Account>::new(Uuid::from_u128(1));
    let record = Opportunity {
        title: "华星 ERP 二期".to_owned(),
        account: Some(account),
        amount: Some(Money { value: Decimal::from(500_000), currency: Currency::CNY }),
        expected_close: Some(day("2026-12-31")),
        source: Some("展会".to_owned()),
        owner: Some(Id::new(Uuid::from_u128(7))),
        competitors: vec!["云桥".to_owned(), "澜图".to_owned()],
        outcome: Outcome::Open,
        ..Opportunity::default()
    };
    let doc = Doc::new(Id::new(Uuid::from_u128(9)), &record);
    let holds = |query: &str| {
        let filter = filter(query);
        assert!(!filter.is_empty(), "{query}");
        filter
            .conditions()
            .iter()
            .all(|condition| condition.holds(&of_record(condition.field, &doc, &record), &scene()))
    };
    for (query, expected) in [
        ("title=erp", true),
        ("title=crm", false),
        ("owner=me", true),
        ("not-owner=me", false),
        ("account=00000000-0000-0000-0000-000000000001", true),
        ("account=00000000-0000-0000-0000-000000000002", false),
        ("amount=500000..", true),
        ("amount=..499999.99", false),
        ("amount=CNY:..500000", true),
        ("amount=USD:1..", false),
        ("no-amount", false),
        ("has-amount", true),
        ("close=this-quarter", true),
        ("close=next-quarter", false),
        ("source=展会&source=官网", true),
        ("not-source=展会", false),
        ("competitor=澜图", true),
        ("not-competitor=澜图", false),
        ("no-campaign", true),
        ("not-campaign=x", true),
        ("outcome=open", true),
        ("touched=older-30", true),
        ("touched=last-30", false),
        ("created=older-30", false),
        ("strategic=no", true),
        ("owner=me&no-amount", false),
    ] {
        assert_eq!(holds(query), expected, "{query}");
    }
}

fn any_field() -> impl Strategy<Value = Field> {
    let own = (0..6_usize, any::<u128>()).prop_map(|(at, id)| {
        let custom = [Custom::Text, Custom::Number, Custom::Money, Custom::Day, Custom::Word, Custom::Id][at];
        Field::Custom(custom, Uuid::from_u128(id))
    });
    prop_oneof![4 => proptest::sample::select(Field::ALL.to_vec()), 1 => own]
}

fn any_ends() -> impl Strategy<Value = (Option<Decimal>, Option<Decimal>)> {
    let end =
        || proptest::option::of((-10_000_000_i64..10_000_000, 0_u32..4).prop_map(|(n, scale)| Decimal::new(n, scale)));
    (end(), end()).prop_filter("one end is closed", |ends| *ends != (None, None))
}

fn any_span() -> impl Strategy<Value = Span> {
    let end = || proptest::option::of((-20_000_i32..40_000).prop_filter_map("a day", Date::from_days));
    prop_oneof![
        proptest::sample::select(Span::NAMED.to_vec()),
        any::<u16>().prop_map(Span::Next),
        any::<u16>().prop_map(Span::Last),
        any::<u16>().prop_map(Span::Older),
        (end(), end())
            .prop_filter("one end is closed", |ends| *ends != (None, None))
            .prop_map(|(a, b)| Span::Between(a, b)),
    ]
}

fn any_test(field: Field) -> BoxedStrategy<Test> {
    let several = |one: BoxedStrategy<Choice>| {
        let all = proptest::collection::vec(one, 1..4).prop_map(|mut all: Vec<Choice>| {
            let mut seen = Vec::new();
            all.retain(|choice| {
                !seen.contains(choice) && {
                    seen.push(choice.clone());
                    true
                }
            });
            all
        });
        (all, any::<bool>()).prop_map(|(all, not)| if not { Test::NoneOf(all) } else { Test::OneOf(all) }).boxed()
    };
    let own = match field.form() {
        Form::Text => "\\PC+".prop_map(Test::Contains).boxed(),
        Form::Word => several("\\PC+".prop_map(Choice::Word).boxed()),
        Form::Id => {
            several(prop_oneof![Just(Choice::Me), any::<u128>().prop_map(|id| Choice::Id(Uuid::from_u128(id)))].boxed())
        }
        Form::Number => any_ends().prop_map(|(from, to)| Test::Between(from, to)).boxed(),
        Form::Money => (proptest::option::of(Just(Currency::USD)), any_ends())
            .prop_map(|(currency, (from, to))| Test::Money(currency, from, to))
            .boxed(),
        Form::Day => any_span().prop_map(Test::Days).boxed(),
    };
    prop_oneof![1 => Just(Test::Set), 1 => Just(Test::Unset), 6 => own].boxed()
}

fn any_filter() -> impl Strategy<Value = Filter> {
    let condition = any_field().prop_flat_map(|field| (Just(field), any_test(field)));
    proptest::collection::vec(condition, 0..6)
        .prop_map(|all| all.into_iter().fold(Filter::default(), |filter, (field, test)| filter.with(field, Some(test))))
}

proptest! {
    #[test]
    fn a_filter_survives_its_address(filter in any_filter()) {
        let query = filter.to_query();
        let back = Filter::parse(query.iter().map(|(key, value)| (key.as_str(), value.as_str())));
        prop_assert_eq!(back, filter);
    }

    #[test]
    fn any_address_is_read_without_failing(pairs in proptest::collection::vec(("\\PC*", "\\PC*"), 0..5)) {
        Filter::parse(pairs.iter().map(|(key, value)| (key.as_str(), value.as_str())));
    }
}
