use model::records::{ActivityKind, ContactRole};
use model::{Id, Instant};
use proptest::prelude::*;

use super::*;

fn id<R>(n: u128) -> Id<R> {
    Id::new(Uuid::from_u128(n))
}

fn deal_doc(n: u128, change: impl FnOnce(&mut Opportunity)) -> Doc {
    let mut record = Opportunity { title: format!("Deal {n}"), ..Opportunity::default() };
    change(&mut record);
    Doc::new(id::<Opportunity>(n), &record)
}

fn activity(n: u128, of: u128, text: &str) -> Doc {
    let subject = Some(Uuid::from_u128(of));
    let record = Activity { subject, kind: ActivityKind::Call, text: text.to_owned(), ..Activity::default() };
    Doc::new(id::<Activity>(n), &record)
}

fn index() -> Index {
    let account = |n: u128, name: &str, aliases: &[&str]| {
        let aliases = aliases.iter().map(|&alias| alias.to_owned()).collect();
        Doc::new(id::<Account>(n), &Account { name: name.to_owned(), aliases, ..Account::default() })
    };
    let contact = Contact { name: "赵敏".into(), phones: vec!["138-0000-1234".into()], ..Contact::default() };
    let mut index = Index::default();
    index.put(&[
        deal_doc(1, |o| {
            o.title = "华星 ERP 二期".into();
            o.account = Some(id(11));
            o.contacts = vec![ContactRole { contact: id(21), role: None }];
        }),
        deal_doc(2, |o| {
            o.title = "仓储改造".into();
            o.account = Some(id(11));
            o.outcome = Outcome::Won;
        }),
        deal_doc(3, |o| {
            o.title = "Acme renewal".into();
            o.account = Some(id(12));
            o.note = Some("They compare us with 华星 and ask for a phased quote".into());
        }),
        account(11, "华星科技有限公司", &["HX Tech"]),
        account(12, "Acme Corp", &[]),
        Doc::new(id::<Contact>(21), &contact),
        activity(31, 3, "约了下周演示 WMS 模块"),
    ]);
    index
}

/// Opportunities only.
fn found(index: &Index, query: &str) -> Vec<(u128, Place)> {
    let hits = index.find(query, 20).hits;
    hits.iter().filter(|hit| hit.kind == Opportunity::KIND).map(|hit| (hit.id.as_u128(), hit.place)).collect()
}

#[test]
fn opportunities_are_found_by_whatever_is_said_about_them() {
    let index = index();
    for (query, expected) in [
        ("hx", &[(1, Place::Title), (2, Place::Account)][..]),
        ("华星", &[(1, Place::Title), (2, Place::Account), (3, Place::Note)]),
        ("hxerp", &[(1, Place::Title)]),
        ("cangchu", &[(2, Place::Title)]),
        ("ERP 华星", &[(1, Place::Title)]),
        ("ＡＣＭＥ", &[(3, Place::Title)]),
        ("hx tech", &[(1, Place::Account), (2, Place::Account)]),
        ("赵敏", &[(1, Place::Contact)]),
        ("zhaom", &[(1, Place::Contact)]),
        ("0000-1234", &[(1, Place::Contact)]),
        ("phased", &[(3, Place::Note)]),
        ("演示", &[(3, Place::Activity)]),
        ("acme wms", &[(3, Place::Activity)]),
        ("华星 renewal 演示 没有", &[]),
        ("  ", &[]),
    ] {
        assert_eq!(found(&index, query), expected, "{query}");
    }
}

#[test]
fn accounts_and_contacts_are_found_as_such() {
    let mut index = index();
    let contact = Contact {
        name: "钱亮".into(),
        account: Some(id(11)),
        mails: vec!["ql@example.com".into()],
        ..Contact::default()
    };
    let account = Account { name: "云桥制造".into(), note: Some("展会上认识".into()), ..Account::default() };
    index.put(&[
        Doc::new(id::<Contact>(22), &contact),
        Doc::new(id::<Account>(13), &account),
        activity(32, 13, "聊了预算"),
    ]);
    let all = |query: &str| {
        let hits = index.find(query, 20).hits;
        hits.iter().map(|hit| (hit.kind.name(), hit.id.as_u128(), hit.place)).collect::<Vec<_>>()
    };
    let (account, contact, deal) = ("accounts", "contacts", "opportunities");
    assert_eq!(all("yqzz"), [(account, 13, Place::Title)]);
    assert_eq!(all("hx tech"), [(account, 11, Place::Alias), (deal, 1, Place::Account), (deal, 2, Place::Account)]);
    assert_eq!(all("ql@"), [(contact, 22, Place::Alias)]);
    assert_eq!(all("展会"), [(account, 13, Place::Note)]);
    assert_eq!(all("预算"), [(account, 13, Place::Activity)]);
    let hits = index.find("钱亮", 20).hits;
    assert_eq!((hits[0].title.as_str(), hits[0].account.as_str(), hits[0].outcome), ("钱亮", "华星科技有限公司", None));
    // What fits alike: the account, then its contact, then its opportunities.
    assert_eq!(all("华星").iter().map(|(_, id, _)| *id).collect::<Vec<_>>(), [11, 1, 22, 2, 3]);
}

#[test]
fn many_accounts_leave_room_for_opportunities() {
    let mut index = Index::default();
    let account =
        |n: u128| Doc::new(id::<Account>(n), &Account { name: format!("Deal house {n}"), ..Account::default() });
    index.put(&(1..=30).map(|n| deal_doc(n, |_| {})).collect::<Vec<_>>());
    index.put(&(101..=130).map(account).collect::<Vec<_>>());
    let of = |limit: usize| {
        let found = index.find("deal", limit);
        let accounts = found.hits.iter().filter(|hit| hit.kind == Account::KIND).count();
        (accounts, found.hits.len(), found.total)
    };
    assert_eq!(of(20), (5, 20, 60));
    assert_eq!(of(50), (20, 50, 60));
}

#[test]
fn a_hit_shows_the_place_of_the_word() {
    let index = index();
    let hit = &index.find("phased", 1).hits[0];
    assert_eq!((hit.title.as_str(), hit.account.as_str()), ("Acme renewal", "Acme Corp"));
    assert!(hit.excerpt.contains("phased quote") && hit.excerpt.starts_with('…'), "{}", hit.excerpt);
}

#[test]
fn what_changes_is_found_as_it_is_now() {
    let mut index = index();
    index.put(&[deal_doc(1, |o| o.title = "云桥 MES".into())]);
    assert_eq!(found(&index, "erp"), []);
    assert_eq!(found(&index, "yqmes"), [(1, Place::Title)]);
    index.put(&[activity(31, 2, "约了下周演示")]);
    assert_eq!(found(&index, "演示"), [(2, Place::Activity)]);
    let mut gone = deal_doc(1, |_| {});
    gone.deleted_at = Some(Instant(1));
    index.put(&[gone]);
    assert_eq!(found(&index, "yqmes"), []);
}

#[test]
fn the_limit_cuts_the_list_and_not_the_count() {
    let mut index = Index::default();
    index.put(&(1..=30).map(|n| deal_doc(n, |_| {})).collect::<Vec<_>>());
    let found = index.find("deal", 20);
    assert_eq!((found.hits.len(), found.total), (20, 30));
}

proptest! {
    #[test]
    fn any_part_of_a_title_finds_it(title in "[a-zA-Z0-9华星云桥科技]{1,12}", from in 0_usize..12, length in 1_usize..12) {
        let part: String = title.chars().skip(from % title.chars().count()).take(length).collect();
        let mut index = Index::default();
        index.put(&[deal_doc(1, |o| o.title = title.clone())]);
        prop_assert_eq!(index.find(&part, 5).total, 1);
    }
}

#[test]
fn fields_of_the_workspace_are_found_by_their_texts_choices_and_people() {
    let mut index = index();
    let mut doc = deal_doc(4, |o| o.title = "数据中台".into());
    doc.set("custom.a", serde_json::json!(["报表", "移动端"]));
    doc.set("custom.b", serde_json::json!(Uuid::from_u128(41)));
    doc.set("custom.c", serde_json::json!("https://example.com/quote"));
    doc.set("custom.d", serde_json::json!({ "value": "5", "currency": "CNY" }));
    let member = Member { name: "林知夏".into(), ..Member::default() };
    index.put(&[doc, Doc::new(id::<Member>(41), &member)]);
    for (query, place) in [("移动端", Place::Note), ("lzx", Place::Person), ("quote", Place::Note)] {
        assert_eq!(found(&index, query).last(), Some(&(4, place)), "{query}");
    }
}

#[test]
fn leads_are_found_by_person_company_and_what_they_asked_for() {
    let lead = |n: u128, status: LeadStatus| {
        let record = Lead {
            name: "沈一白".into(),
            company: "青禾食品".into(),
            text: "想看看冷链监控".into(),
            title: Some("设备部长".into()),
            status,
            ..Lead::default()
        };
        Doc::new(id::<Lead>(n), &record)
    };
    let mut index = index();
    index.put(&[lead(41, LeadStatus::Converted), lead(42, LeadStatus::Open)]);
    for query in ["沈一白", "青禾", "冷链", "syb"] {
        let hits = index.find(query, 20).hits;
        let ids: Vec<u128> = hits.iter().map(|hit| hit.id.as_u128()).collect();
        assert_eq!((hits[0].kind, hits[0].title.as_str(), ids), (Lead::KIND, "沈一白", vec![42, 41]), "{query}");
    }
}

proptest! {
    #[test]
    fn what_is_typed_letter_by_letter_finds_what_it_finds_at_once(query in "(hx|华星|acme|re|演|ph| |1|z|m|二){1,5}", limit in 1..4_usize) {
        let typed = index();
        for (at, _) in query.char_indices() {
            typed.find(&query[..at], limit);
        }
        prop_assert_eq!(typed.find(&query, limit), index().find(&query, limit));
    }
}
