//! Rows of accounts, contacts, leads, products and members: what they say, as records.

use model::diff::Fields;
use model::records::{Account, Contact, Lead, Member, Product, Record, Role};
use model::{Currency, Id, Ids, Money, Uuid};

use super::columns::{Remarks, joined};
use super::fresh::{Fresh, Mention};
use super::known::Known;
use super::names::{Who, of_lead};
use super::protocol::Code;
use super::rows::Reader;
use super::sheet::Sheet;
use super::sources::id_target;
use crate::cell::flag;
use crate::headers::{
    AccountField as A, ContactField as C, Kind, LeadField as L, MemberField as M, ProductField as P, Target, Values,
};
use crate::text::is_cjk;

/// The kind of record the rows are.
pub(super) fn who(kind: Kind) -> Option<Who> {
    match kind {
        Kind::Account => Some(Who::Account),
        Kind::Contact => Some(Who::Contact),
        Kind::Lead => Some(Who::Lead),
        Kind::Product => Some(Who::Product),
        Kind::Member => Some(Who::Member),
        Kind::Opportunity | Kind::StageHistory => None,
    }
}

/// What a row's own record is called; its id when it has no name.
pub(super) fn name(sheet: &Sheet, cells: &[String]) -> Option<String> {
    let text = |target| sheet.columns.text(cells, target);
    let name = match sheet.kind? {
        Kind::Account => text(Target::Account(A::Name)).map(str::to_owned),
        Kind::Contact => person(sheet, cells, [C::Name, C::FirstName, C::LastName].map(Target::Contact)),
        Kind::Lead => prospect(sheet, cells).or_else(|| text(Target::Lead(L::Company)).map(str::to_owned)),
        Kind::Product => text(Target::Product(P::Name)).map(str::to_owned),
        Kind::Member => text(Target::Member(M::Name)).map(str::to_owned),
        Kind::Opportunity | Kind::StageHistory => return None,
    };
    name.or_else(|| text(id_target(sheet.kind?)).map(str::to_owned))
}

/// A person's name, whole or in its two parts.
fn person(sheet: &Sheet, cells: &[String], [whole, first, last]: [Target; 3]) -> Option<String> {
    let text = |target| sheet.columns.text(cells, target);
    text(whole).map(str::to_owned).or_else(|| match (text(first), text(last)) {
        (Some(first), Some(last)) if last.starts_with(is_cjk) => Some(format!("{last}{first}")),
        (Some(first), Some(last)) => Some(format!("{first} {last}")),
        (one, other) => one.or(other).map(str::to_owned),
    })
}

/// The person a lead names.
fn prospect(sheet: &Sheet, cells: &[String]) -> Option<String> {
    person(sheet, cells, [L::Name, L::FirstName, L::LastName].map(Target::Lead))
}

/// What a lead is known by among others.
pub(super) fn known_by(sheet: &Sheet, cells: &[String]) -> String {
    let text = |field| sheet.columns.text(cells, Target::Lead(field)).unwrap_or_default();
    let person = prospect(sheet, cells).unwrap_or_default();
    of_lead(&person, text(L::Company), text(L::Phone), text(L::Mail))
}

/// What a new record is and has, unless its row says otherwise: what comes in without a day came in today.
pub(super) fn given(sheet: &Sheet) -> Fields {
    match sheet.kind {
        Some(Kind::Lead) => Lead { received_on: Some(sheet.setting.today), ..Lead::default() }.to_fields(),
        _ => Fields::new(),
    }
}

/// What a row says of other records.
fn mentions<'c>(sheet: &'c Sheet, cells: &'c [String]) -> Vec<(Who, Target, &'c str)> {
    let refers = [
        (Who::Member, Target::Account(A::Owner)),
        (Who::Account, Target::Account(A::Parent)),
        (Who::Account, Target::Contact(C::Account)),
        (Who::Member, Target::Lead(L::Owner)),
        (Who::Member, Target::Member(M::Manager)),
    ];
    let said = |(who, target)| Some((who, target, sheet.columns.text(cells, target)?));
    refers.into_iter().filter_map(said).collect()
}

/// Where a contact works, made if it is not there.
pub(super) fn employer(sheet: &Sheet, known: &Known, fresh: &Fresh, cells: &[String]) -> Option<Uuid> {
    let name = sheet.columns.text(cells, Target::Contact(C::Account));
    fresh.find(known, Who::Account, Mention { name, ..Mention::default() })
}

/// Makes the records that a row names and that are not there, by columns that have `changed`.
pub(super) fn ensure(
    sheet: &Sheet,
    known: &Known,
    fresh: &mut Fresh,
    row: usize,
    changed: &dyn Fn(usize) -> bool,
    ids: &mut dyn Ids,
) {
    let (cells, line) = (sheet.cells(row), sheet.line(row));
    for (who, target, name) in mentions(sheet, cells) {
        if sheet.columns.one(target).is_some_and(changed) {
            fresh.ensure(known, who, Mention { name: Some(name), ..Mention::default() }, line, ids);
        }
    }
}

/// Reads a row.
pub(super) fn read(reader: &Reader<'_>, cells: &[String], remarks: &mut Remarks) -> Fields {
    let mut fields = match reader.sheet.kind {
        Some(Kind::Account) => account(reader, cells).to_fields(),
        Some(Kind::Contact) => contact(reader, cells).to_fields(),
        Some(Kind::Lead) => lead(reader, cells, remarks),
        Some(Kind::Product) => product(reader, cells, remarks).to_fields(),
        Some(Kind::Member) => member(reader, cells).to_fields(),
        _ => Fields::new(),
    };
    fields.extend(reader.customs.read(reader, cells, remarks));
    fields
}

fn find<R: Record>(reader: &Reader<'_>, who: Who, name: Option<&str>) -> Option<Id<R>> {
    reader.find(who, Mention { name, ..Mention::default() }).map(Id::new)
}

fn account(reader: &Reader<'_>, cells: &[String]) -> Account {
    let text = |field| reader.sheet.columns.text(cells, Target::Account(field));
    let owned = |field| text(field).map(str::to_owned);
    Account {
        name: name(reader.sheet, cells).unwrap_or_default(),
        industry: owned(A::Industry),
        size: owned(A::Size),
        region: owned(A::Region),
        buyer_kind: owned(A::Kind),
        tier: owned(A::Tier),
        owner: find(reader, Who::Member, text(A::Owner)),
        parent: find(reader, Who::Account, text(A::Parent)),
        note: owned(A::Note),
        ..Account::default()
    }
}

fn contact(reader: &Reader<'_>, cells: &[String]) -> Contact {
    let columns = &reader.sheet.columns;
    let text = |field| columns.text(cells, Target::Contact(field));
    let list = |field| {
        let mut items: Vec<String> = Vec::new();
        let cells = columns.all(Target::Contact(field)).iter().filter_map(|at| super::columns::filled(cells, *at));
        for item in cells.flat_map(|text| joined(text, true)) {
            if !items.iter().any(|known| known == item) {
                items.push(item.to_owned());
            }
        }
        items
    };
    Contact {
        name: name(reader.sheet, cells).unwrap_or_default(),
        account: find(reader, Who::Account, text(C::Account)),
        title: text(C::Title).map(str::to_owned),
        phones: list(C::Phones),
        mails: list(C::Mails),
        role: role_in_decision(reader.sheet, cells),
        note: text(C::Note).map(str::to_owned),
        ..Contact::default()
    }
}

/// A column of yes and no names the role in its header: 是否关键决策人.
fn role_in_decision(sheet: &Sheet, cells: &[String]) -> Option<String> {
    let target = Target::Contact(C::Role);
    let index = sheet.columns.one(target)?;
    let text = sheet.columns.text(cells, target)?;
    if !matches!(sheet.columns.list[index].profile.values, Values::Flag) {
        return Some(text.to_owned());
    }
    let header = sheet.columns.header(index).trim_matches(|c: char| c == '*' || c.is_whitespace());
    let role = header.trim_start_matches("是否").trim_start_matches("Is ");
    flag::read(text).value().filter(|yes| *yes).map(|_| role.to_owned())
}

/// What becomes of a lead is decided here, so a row says nothing of its status.
fn lead(reader: &Reader<'_>, cells: &[String], remarks: &mut Remarks) -> Fields {
    let columns = &reader.sheet.columns;
    let text = |field| columns.text(cells, Target::Lead(field)).map(str::to_owned);
    let mut lead = Lead {
        name: prospect(reader.sheet, cells).unwrap_or_default(),
        company: text(L::Company).unwrap_or_default(),
        text: text(L::Text).unwrap_or_default(),
        title: text(L::Title),
        phone: text(L::Phone),
        mail: text(L::Mail),
        source: text(L::Source),
        campaign: text(L::Campaign),
        owner: find(reader, Who::Member, columns.text(cells, Target::Lead(L::Owner))),
        received_on: columns.day(cells, Target::Lead(L::ReceivedOn), remarks),
        industry: text(L::Industry),
        size: text(L::Size),
        maturity: text(L::Maturity),
        note: text(L::Note),
        ..Lead::default()
    };
    if !lead.validate().is_empty() {
        // Nothing but its id.
        lead.name = name(reader.sheet, cells).unwrap_or_default();
    }
    let mut fields = lead.to_fields();
    fields.remove("status");
    fields
}

fn product(reader: &Reader<'_>, cells: &[String], remarks: &mut Remarks) -> Product {
    let columns = &reader.sheet.columns;
    let price = Target::Product(P::ListPrice);
    let amount = columns.amount(cells, price, remarks);
    // A list price below zero is none.
    let sound = amount.filter(|amount| amount.value.is_zero() || !amount.value.is_sign_negative());
    if let (true, Some(index), Some(text)) = (amount != sound, columns.one(price), columns.text(cells, price)) {
        remarks.cell(Code::Unreadable, index, text);
    }
    let money = |amount: crate::cell::amount::Amount| {
        let said = amount.currency.and_then(|currency| Currency::parse(currency.code()));
        Money { value: amount.value.normalize(), currency: said.unwrap_or(reader.currency) }
    };
    Product {
        name: name(reader.sheet, cells).unwrap_or_default(),
        family: columns.text(cells, Target::Product(P::Family)).map(str::to_owned),
        list_price: sound.map(money),
    }
}

fn member(reader: &Reader<'_>, cells: &[String]) -> Member {
    let text = |field| reader.sheet.columns.text(cells, Target::Member(field));
    Member {
        name: name(reader.sheet, cells).unwrap_or_default(),
        role: text(M::Role).map(role),
        manager: find(reader, Who::Member, text(M::Manager)),
        ..Member::default()
    }
}

/// A member's role by its usual words; any other is kept as it is.
fn role(text: &str) -> Role {
    const WORDS: [(&str, Role); 15] = [
        ("商机经理", Role::OpportunityManager),
        ("opportunity manager", Role::OpportunityManager),
        ("销售", Role::Sales),
        ("sales", Role::Sales),
        ("售前", Role::Presales),
        ("presales", Role::Presales),
        ("pre-sales", Role::Presales),
        ("市场", Role::Marketing),
        ("marketing", Role::Marketing),
        ("产品", Role::Product),
        ("product", Role::Product),
        ("交付", Role::Delivery),
        ("delivery", Role::Delivery),
        ("财务", Role::Finance),
        ("finance", Role::Finance),
    ];
    let folded = crate::text::fold_lower(text);
    let known = WORDS.iter().find(|(word, _)| *word == folded).map(|(_, role)| role.clone());
    known.unwrap_or_else(|| Role::parse(text))
}
