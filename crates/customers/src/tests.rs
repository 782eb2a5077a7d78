use model::records::{BantAnswer, BantState, ContactRole, LeadStatus};
use model::{Currency, Decimal, Instant};
use proptest::prelude::*;

use super::*;

fn id<R>(n: u128) -> Id<R> {
    Id::new(Uuid::from_u128(n))
}

fn account(n: u128, name: &str, change: impl FnOnce(&mut Account)) -> Doc {
    let mut record = Account { name: name.to_owned(), ..Account::default() };
    change(&mut record);
    Doc::new(id::<Account>(n), &record)
}

fn contact(n: u128, name: &str, change: impl FnOnce(&mut Contact)) -> Doc {
    let mut record = Contact { name: name.to_owned(), ..Contact::default() };
    change(&mut record);
    Doc::new(id::<Contact>(n), &record)
}

fn deal(n: u128, of: u128, change: impl FnOnce(&mut Opportunity)) -> Doc {
    let mut record = Opportunity { title: format!("Deal {n}"), account: Some(id(of)), ..Opportunity::default() };
    change(&mut record);
    Doc::new(id::<Opportunity>(n), &record)
}

fn touch(n: u128, of: u128, day: &str) -> Doc {
    let record = Activity { subject: Some(Uuid::from_u128(of)), done_on: Date::parse_iso(day), ..Activity::default() };
    Doc::new(id::<Activity>(n), &record)
}

fn money(value: i64, currency: Currency) -> Money {
    Money { value: Decimal::from(value), currency }
}

fn day(text: &str) -> Option<Effective> {
    Date::parse_iso(text).map(Effective::Day)
}

fn book(docs: &[Doc]) -> Book {
    let mut book = Book::default();
    book.put(docs);
    book.settle();
    book
}

fn sample() -> Vec<Doc> {
    vec![
        account(1, "华星科技有限公司", |a| (a.region, a.owner) = (Some("华东".into()), Some(id(90)))),
        account(2, "云桥制造", |a| a.aliases = vec!["Cloud Bridge".into()]),
        account(3, "Acme", |a| a.parent = Some(id(2))),
        account(4, "安泰", |_| {}),
        contact(11, "赵敏", |c| {
            c.account = Some(id(1));
            c.phones = vec!["138-0000-1234".into()];
        }),
        contact(12, "钱亮", |c| c.account = Some(id(2))),
        deal(21, 1, |o| {
            (o.amount, o.expected_close) = (Some(money(300, Currency::CNY)), Date::parse_iso("2026-12-01"));
        }),
        deal(22, 1, |o| {
            (o.amount, o.expected_close) = (Some(money(50, Currency::USD)), Date::parse_iso("2026-11-30"));
            o.contacts = vec![ContactRole { contact: id(12), role: None }];
        }),
        deal(23, 1, |o| (o.outcome, o.amount) = (Outcome::Won, Some(money(900, Currency::CNY)))),
        deal(24, 3, |o| o.amount = Some(money(70, Currency::CNY))),
        touch(31, 21, "2026-11-01"),
        touch(32, 11, "2026-11-05"),
        touch(33, 3, "2026-10-01"),
        Doc::new(id::<Member>(90), &Member { name: "伊文".into(), ..Member::default() }),
    ]
}

fn ids(found: &[Uuid]) -> Vec<u128> {
    found.iter().map(Uuid::as_u128).collect()
}

fn accounts(book: &Book, query: &str, by: Option<AccountColumn>, descending: bool) -> Vec<u128> {
    ids(&book.accounts(&Wanted { query: query.into(), by, descending, alike: false }, Currency::CNY))
}

#[test]
fn accounts_are_counted_and_summed_currency_by_currency() {
    let book = book(&sample());
    let figures = book.figures(Uuid::from_u128(1));
    assert_eq!((figures.open.count, figures.won.count), (2, 1));
    let sums: Vec<Money> = figures.open.money().collect();
    assert_eq!(sums, [money(300, Currency::CNY), money(50, Currency::USD)]);
    assert_eq!(figures.last, day("2026-11-05"), "its people count");
    assert_eq!(book.figures(Uuid::from_u128(12)).open.count, 1);
    assert_eq!(book.figures(Uuid::from_u128(2)).open.count, 0);
    let all = book.figures_with_below(Uuid::from_u128(2));
    assert_eq!((all.open.count, all.last), (1, day("2026-10-01")));
    assert_eq!(ids(book.deals_of(Uuid::from_u128(1))), [22, 21, 23]);
    assert_eq!((ids(book.below(Uuid::from_u128(2))), ids(book.people(Uuid::from_u128(1)))), (vec![3], vec![11]));
}

#[test]
fn lists_are_in_the_order_that_is_asked_for_and_what_is_unknown_comes_last() {
    let book = book(&sample());
    for (by, descending, expected) in [
        (None, false, [3, 4, 1, 2]),
        (Some(AccountColumn::Name), true, [2, 1, 4, 3]),
        (Some(AccountColumn::Open), true, [1, 3, 4, 2]),
        (Some(AccountColumn::Open), false, [3, 1, 4, 2]),
        (Some(AccountColumn::Sum), true, [1, 3, 4, 2]),
        (Some(AccountColumn::Last), false, [3, 1, 4, 2]),
        (Some(AccountColumn::Owner), false, [1, 3, 4, 2]),
        (Some(AccountColumn::Region), true, [1, 3, 4, 2]),
    ] {
        assert_eq!(accounts(&book, "", by, descending), expected, "{by:?} {descending}");
    }
    let contacts = |by| ids(&book.contacts(&Wanted { by, ..Wanted::default() }));
    assert_eq!(contacts(None), [12, 11]);
    assert_eq!(contacts(Some(ContactColumn::Account)), [11, 12]);
}

#[test]
fn names_are_found_as_they_may_be_typed() {
    let book = book(&sample());
    for (query, expected) in [
        ("hx", vec![1]),
        ("a", vec![3, 4]),
        ("yunqiao", vec![2]),
        ("cloud", vec![2]),
        ("科技", vec![1]),
        ("bridge 云", vec![2]),
        ("x y z", vec![]),
    ] {
        assert_eq!(accounts(&book, query, None, false), expected, "{query}");
    }
    let contacts = |query: &str| ids(&book.contacts(&Wanted { query: query.into(), ..Wanted::default() }));
    assert_eq!((contacts("zhaom"), contacts("0000-1"), contacts("yq")), (vec![11], vec![11], vec![12]));
    let words = search::words("cloud");
    assert_eq!(book.account(Uuid::from_u128(2)).and_then(|party| party.found_in(&words)), Some("Cloud Bridge"));
}

#[test]
fn doubles_are_told_with_the_reason() {
    let docs = [
        account(1, "蓝海科技有限公司", |_| {}),
        account(2, "蓝海 科技", |_| {}),
        account(3, "Road Runner", |a| a.aliases = vec!["蓝海科技股份".into()]),
        account(4, "青屿", |_| {}),
        contact(11, "张伟", |c| (c.account, c.phones) = (Some(id(1)), vec!["+86 138 0000 1234".into()])),
        contact(12, "张 伟", |c| c.account = Some(id(1))),
        contact(13, "张伟", |c| c.account = Some(id(4))),
        contact(14, "李雷", |c| (c.account, c.phones) = (Some(id(4)), vec!["13800001234".into(), "8001".into()])),
        contact(15, "Lei Li", |c| c.mails = vec!["LL@example.com".into()]),
        contact(16, "L. Lei", |c| (c.mails, c.phones) = (vec!["ll@example.com".into()], vec!["8001".into()])),
    ];
    let mut book = book(&docs);
    let alike = |book: &Book, n: u128| {
        book.alike(Uuid::from_u128(n)).into_iter().map(|(id, why)| (id.as_u128(), why)).collect::<Vec<_>>()
    };
    assert_eq!(alike(&book, 1), [(2, Alike::Name), (3, Alike::Name)]);
    assert_eq!(alike(&book, 4), []);
    assert_eq!(alike(&book, 11), [(12, Alike::Name), (14, Alike::Phone)]);
    assert_eq!(alike(&book, 13), [], "of another company");
    assert_eq!(alike(&book, 16), [(15, Alike::Mail)]);
    assert_eq!(book.count_alike(), (3, 5));
    assert!(!book.is_alike(Uuid::from_u128(13)));
    let only = Wanted { alike: true, ..Wanted::default() };
    assert_eq!(ids(&book.accounts(&only, Currency::CNY)), [2, 1, 3]);
    // Somebody who works nowhere may be any of them.
    book.put(&[contact(17, "张伟", |_| {})]);
    book.settle();
    assert_eq!(alike(&book, 13), [(17, Alike::Name)]);
    assert!(book.is_alike(Uuid::from_u128(13)));
    // And one that is still being written.
    let like = |name: &str| {
        let record = Account { name: name.to_owned(), ..Account::default() };
        book.accounts_like(&record).len()
    };
    assert_eq!((like("蓝海科技集团"), like("青 屿"), like("别的")), (3, 1, 0));
    let record = Contact { name: "X".into(), phones: vec!["138 0000 1234".into()], ..Contact::default() };
    assert_eq!(book.contacts_like(&record).len(), 2);
    // What is gone is like nothing.
    let mut gone = account(2, "蓝海 科技", |_| {});
    gone.deleted_at = Some(Instant(1));
    book.put(&[gone]);
    book.settle();
    assert_eq!(alike(&book, 1), [(3, Alike::Name)]);
}

#[test]
fn a_circle_of_companies_is_counted_once() {
    let docs = [
        account(1, "A", |a| a.parent = Some(id(2))),
        account(2, "B", |a| a.parent = Some(id(1))),
        deal(21, 1, |o| o.amount = Some(money(5, Currency::CNY))),
    ];
    let book = book(&docs);
    assert_eq!(book.figures_with_below(Uuid::from_u128(1)).open.count, 1);
    assert!(book.stands_above(Uuid::from_u128(2), Uuid::from_u128(1)));
    assert!(!book.stands_above(Uuid::from_u128(3), Uuid::from_u128(1)));
}

proptest! {
    #[test]
    fn the_book_is_the_same_in_whatever_order_records_come(
        order in Just((0..14_usize).collect::<Vec<_>>()).prop_shuffle(),
        split in 0..14_usize,
        stale in prop::collection::vec(0..14_usize, 0..4),
    ) {
        let docs = sample();
        let mut other = Book::default();
        // Some come twice, at first as something else that is gone by now.
        for at in stale {
            let mut doc = docs[at].clone();
            doc.deleted_at = Some(Instant(1));
            other.put(&[doc]);
            other.settle();
        }
        let shuffled: Vec<Doc> = order.iter().map(|at| docs[*at].clone()).collect();
        other.put(&shuffled[..split]);
        other.settle();
        other.put(&shuffled[split..]);
        other.settle();
        let first = book(&docs);
        for n in [1, 2, 3, 4, 11, 12] {
            let id = Uuid::from_u128(n);
            prop_assert_eq!(first.figures(id), other.figures(id));
            prop_assert_eq!(first.deals_of(id), other.deals_of(id));
            prop_assert_eq!(first.below(id), other.below(id));
        }
        for by in AccountColumn::ALL {
            prop_assert_eq!(accounts(&first, "", Some(by), true), accounts(&other, "", Some(by), true));
        }
    }
}

fn lead(n: u128, change: impl FnOnce(&mut Lead)) -> Doc {
    let mut record = Lead { name: format!("Lead {n}"), ..Lead::default() };
    change(&mut record);
    Doc::new(id::<Lead>(n), &record)
}

fn answer(state: BantState) -> BantAnswer {
    BantAnswer { state, evidence: Vec::new() }
}

#[test]
fn leads_are_listed_best_first_until_another_order_is_asked_for() {
    let mut docs = vec![
        lead(31, |l| l.bant_budget = Some(answer(BantState::No))),
        lead(32, |l| {
            for letter in [&mut l.bant_budget, &mut l.bant_need, &mut l.bant_authority] {
                *letter = Some(answer(BantState::Yes));
            }
            l.company = "云桥制造".into();
        }),
        lead(33, |l| l.received_on = Date::parse_iso("2026-11-20")),
        lead(34, |l| l.status = LeadStatus::Discarded),
    ];
    docs.push(touch(41, 31, "2026-11-23"));
    let book = book(&docs);
    let listed = |query: &str, by, descending, status| {
        let wanted = WantedLeads { query: query.to_owned(), by, descending, status };
        book.leads(&wanted).into_iter().map(|id| id.as_u128()).collect::<Vec<_>>()
    };
    assert_eq!(listed("", None, false, LeadStatus::Open), [32, 33, 31]);
    assert_eq!(listed("", Some(LeadColumn::Grade), true, LeadStatus::Open), [32, 31, 33]);
    assert_eq!(listed("", Some(LeadColumn::Last), true, LeadStatus::Open)[0], 31);
    assert_eq!(listed("yqzz", None, false, LeadStatus::Open), [32]);
    assert_eq!(listed("", None, false, LeadStatus::Discarded), [34]);
    assert_eq!(book.figures(Uuid::from_u128(31)).last, day("2026-11-23"));
}

#[test]
fn what_was_done_with_a_lead_counts_for_the_account_it_became() {
    let docs = [account(1, "安泰", |_| {}), deal(21, 1, |o| o.lead = Some(id(31))), touch(41, 31, "2026-11-01")];
    assert_eq!(book(&docs).figures(Uuid::from_u128(1)).last, day("2026-11-01"));
}

#[test]
fn a_lead_finds_the_company_and_the_person_it_may_be() {
    let mut docs = sample();
    docs.push(contact(13, "赵敏", |c| c.account = Some(id(4))));
    docs.push(contact(14, "孙晓", |c| c.mails = vec!["sun@example.com".into()]));
    let book = book(&docs);
    let of = |change: &dyn Fn(&mut Lead)| {
        let mut lead = Lead::default();
        change(&mut lead);
        let Matches { accounts, contacts, account, contact } = book.matches(&lead);
        let ids = |all: Vec<(Uuid, Alike)>| all.into_iter().map(|(id, why)| (id.as_u128(), why)).collect::<Vec<_>>();
        let one = |id: Option<Uuid>| id.map(|id| id.as_u128());
        (ids(accounts), ids(contacts), one(account), one(contact))
    };
    // By name in another written form, and by alias; a namesake who works elsewhere is somebody else.
    let same = of(&|l| (l.company, l.name) = ("华星科技".into(), "赵敏".into()));
    assert_eq!(same, (vec![(1, Alike::Name)], vec![(11, Alike::Name)], Some(1), Some(11)));
    assert_eq!(of(&|l| l.company = "cloud bridge".into()).0, [(2, Alike::Name)]);
    // A phone leads to the person, and with the person to the company.
    let by_phone = of(&|l| (l.name, l.phone) = ("Zhao".into(), Some("+86 138 0000 1234".into())));
    assert_eq!(by_phone, (vec![(1, Alike::Person)], vec![(11, Alike::Phone)], Some(1), Some(11)));
    // Somebody without a company may be any of that name: nobody is taken for the same unasked.
    let by_name = of(&|l| l.name = "赵敏".into());
    assert_eq!((by_name.0.len(), by_name.1.len(), by_name.2, by_name.3), (0, 2, None, None));
    assert_eq!(of(&|l| l.mail = Some("SUN@example.com".into())).3, Some(14));
    assert_eq!(of(&|l| l.company = "从未听过".into()), (vec![], vec![], None, None));
}
