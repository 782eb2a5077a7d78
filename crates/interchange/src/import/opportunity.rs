//! A row of opportunities: what it says, as a record.

use model::diff::Fields;
use model::records::{ContactRole, Opportunity, Outcome, ProductLine, Record as _};
use model::{Currency, Date, Id, Ids, Money, Uuid};
use serde_json::Value;

use super::columns::{Remarks, joined};
use super::fresh::{Fresh, Mention};
use super::known::Known;
use super::names::Who;
use super::outcome::{Said, said};
use super::placing::Meaning;
use super::protocol::Code;
use super::rows::Reader;
use super::sheet::Sheet;
use crate::cell::unit;
use crate::headers::{OpportunityField as O, Shape, Target};
use crate::stages;

/// With more different reasons than this, people have been telling stories, which are notes.
const MOST_REASONS: usize = 100;

/// An opportunity as a row tells it.
#[derive(Debug, Clone, Default)]
pub(super) struct Deal {
    pub(super) record: Opportunity,
    /// Values of the workspace's own fields.
    pub(super) custom: Vec<(String, Value)>,
    /// The title is put together, the file has none.
    pub(super) assembled: bool,
    pub(super) next: Option<(String, Option<Date>)>,
    pub(super) touched: Option<(String, Date)>,
    /// The stage's word means nothing any more.
    pub(super) unclear: bool,
}

impl Deal {
    pub(super) fn fields(&self) -> Fields {
        let mut fields = self.record.to_fields();
        fields.extend(self.custom.iter().cloned());
        fields
    }
}

const fn target(field: O) -> Target {
    Target::Opportunity(field)
}

/// The names in a row, as records are found by them.
struct Named<'c> {
    account: Mention<'c>,
    further_accounts: Vec<Mention<'c>>,
    owner: Mention<'c>,
    products: Vec<&'c str>,
    contacts: Vec<&'c str>,
}

fn named<'c>(sheet: &'c Sheet, known: &Known, cells: &'c [String], account_source: &'c str) -> Named<'c> {
    let columns = &sheet.columns;
    let text = |field| columns.text(cells, target(field));
    let (names, ids) = (text(O::Account), text(O::AccountId));
    let several = sheet.shape == Shape::HubSpot;
    let split = |text: Option<&'c str>| -> Vec<&'c str> {
        match text {
            Some(text) if several => text.split(';').map(str::trim).filter(|name| !name.is_empty()).collect(),
            other => other.into_iter().collect(),
        }
    };
    let (names, ids) = (split(names), split(ids));
    // Where both are lists of one length, they belong together.
    let mut accounts = (0..names.len().max(ids.len())).map(|at| Mention {
        name: names.get(at).copied(),
        id: ids.get(at).copied().filter(|_| names.is_empty() || names.len() == ids.len()),
        source: account_source,
        account: None,
    });
    let list = |text: Option<&'c str>, who: Who, commas: bool| -> Vec<&'c str> {
        match text {
            // A name that is known so is one, whatever stands in it.
            Some(text) if known.names.of(who).all(text).is_empty() => joined(text, commas).collect(),
            other => other.into_iter().collect(),
        }
    };
    Named {
        account: accounts.next().unwrap_or_default(),
        further_accounts: accounts.collect(),
        owner: Mention { name: text(O::Owner), ..Mention::default() },
        products: list(text(O::Product), Who::Product, sheet.shape == Shape::Cordys),
        contacts: list(text(O::Contact), Who::Contact, false),
    }
}

/// Makes the records that a row names and that are not there. `changed` says which columns count: those of an unchanged cell
/// name what they named before.
pub(super) fn ensure(
    sheet: &Sheet,
    known: &Known,
    fresh: &mut Fresh,
    row: usize,
    changed: &dyn Fn(usize) -> bool,
    ids: &mut dyn Ids,
) -> Vec<Uuid> {
    let (cells, line) = (sheet.cells(row), sheet.line(row));
    let source = sheet.account_source();
    let named = named(sheet, known, cells, &source);
    let is_new = |fields: &[O]| fields.iter().any(|field| sheet.columns.one(target(*field)).is_some_and(changed));
    let mut beside = Vec::new();
    if is_new(&[O::Account, O::AccountId]) {
        fresh.ensure(known, Who::Account, named.account, line, ids);
        beside.extend(named.further_accounts.iter().filter_map(|m| fresh.ensure(known, Who::Account, *m, line, ids)));
    }
    if is_new(&[O::Owner]) {
        fresh.ensure(known, Who::Member, named.owner, line, ids);
    }
    if is_new(&[O::Product]) {
        for name in &named.products {
            fresh.ensure(known, Who::Product, Mention { name: Some(name), ..Mention::default() }, line, ids);
        }
    }
    if is_new(&[O::Contact, O::Account, O::AccountId]) {
        let account = fresh.find(known, Who::Account, named.account);
        for name in &named.contacts {
            let mention = Mention { name: Some(name), account, ..Mention::default() };
            fresh.ensure(known, Who::Contact, mention, line, ids);
        }
    }
    if is_new(&[O::LossReason])
        && !reasons_are_notes(sheet)
        && let name @ Some(_) = sheet.columns.text(cells, target(O::LossReason))
    {
        fresh.ensure(known, Who::Reason, Mention { name, ..Mention::default() }, line, ids);
    }
    beside
}

fn reasons_are_notes(sheet: &Sheet) -> bool {
    let column = sheet.columns.one(target(O::LossReason));
    column.is_some_and(|column| sheet.columns.list[column].profile.distinct > MOST_REASONS)
}

/// Whether a row says what it is about.
pub(super) fn has_identity(sheet: &Sheet, cells: &[String]) -> bool {
    let identity = [O::Title, O::ExternalId, O::Account, O::AccountId, O::Product];
    identity.iter().any(|field| sheet.columns.text(cells, target(*field)).is_some())
}

/// Reads a row.
pub(super) fn read(reader: &Reader<'_>, cells: &[String], remarks: &mut Remarks) -> Deal {
    let columns = &reader.sheet.columns;
    let text = |field| columns.text(cells, target(field)).map(str::to_owned);
    let mut deal = Deal::default();
    place(reader, cells, &mut deal, remarks);
    link(reader, cells, &mut deal);
    let record = &mut deal.record;
    let outcome = record.outcome;
    record.amount = amount(reader, cells, remarks);
    let percent = columns.percent(cells, target(O::Probability), remarks);
    let usual = record.stage.and_then(|stage| reader.places.0[reader.file.index_of(cells)].percent(stage.uuid()));
    record.probability = percent.filter(|percent| outcome == Outcome::Open && usual != Some(*percent));
    let mut day = |field| columns.day(cells, target(field), remarks);
    record.created_on = day(O::CreatedOn);
    let (closing, expected, closed) = (day(O::CloseDate), day(O::ExpectedClose), day(O::ClosedOn));
    let (won, lost) = (day(O::WonOn), day(O::LostOn));
    record.expected_close = expected.or(closing.filter(|_| outcome == Outcome::Open));
    record.closed_on = match outcome {
        Outcome::Open => None,
        Outcome::Won => won.or(closed).or(closing),
        Outcome::Lost => lost.or(closed).or(closing),
    };
    let due = day(O::NextStepOn);
    let touched = day(O::LastTouch);
    record.forecast_category = text(O::ForecastCategory);
    record.source = text(O::Source);
    record.campaign = text(O::Campaign);
    record.need = text(O::Need);
    record.note = text(O::Note);
    for name in columns.text(cells, target(O::Competitor)).into_iter().flat_map(|text| joined(text, true)) {
        if !record.competitors.iter().any(|known| known == name) {
            record.competitors.push(name.to_owned());
        }
    }
    reason(reader, cells, record, remarks);
    let called =
        |field| columns.one(target(field)).map_or_else(String::new, |column| columns.header(column).to_owned());
    deal.next = match text(O::NextStep) {
        // What was planned for one that is closed is not planned any more.
        Some(text) => Some((text, due.filter(|_| outcome == Outcome::Open))),
        None => due.filter(|_| outcome == Outcome::Open).map(|due| (called(O::NextStepOn), Some(due))),
    };
    deal.touched = touched.map(|day| (called(O::LastTouch), day));
    deal.custom = reader.customs.read(reader, cells, remarks);
    check(reader, cells, &deal, remarks);
    deal
}

/// Outcome, pipeline and stage.
fn place(reader: &Reader<'_>, cells: &[String], deal: &mut Deal, remarks: &mut Remarks) {
    let columns = &reader.sheet.columns;
    let index = reader.file.index_of(cells);
    let Some(place) = reader.places.0.get(index) else { return };
    let word = columns.text(cells, target(O::Stage));
    let meaning = word.and_then(|word| place.meaning(reader.file, index, word, reader.known));
    deal.unclear = word.is_some() && meaning.is_none();
    let by_word = match meaning {
        Some(Meaning::Over(outcome)) => Some(outcome),
        Some(Meaning::Stage(_)) | None => None,
    };
    let said = said(columns, cells);
    let day_of = |field| columns.text(cells, target(field)).is_some();
    let by_dates = || {
        let dated = if day_of(O::WonOn) { Some(stages::Outcome::Won) } else { None };
        dated.or_else(|| day_of(O::LostOn).then_some(stages::Outcome::Lost))
    };
    let outcome = match said {
        Some(Said::Is(outcome)) => outcome,
        Some(Said::Inactive) => by_word.unwrap_or(stages::Outcome::Lost),
        Some(Said::Over) => by_word.or_else(by_dates).unwrap_or_else(|| {
            if !day_of(O::LossReason) {
                remarks.add(Code::OutcomeUnknown, word.unwrap_or(""));
            }
            stages::Outcome::Lost
        }),
        None => by_word.or_else(by_dates).unwrap_or(stages::Outcome::Open),
    };
    let says_other = by_word.is_some_and(|by_word| by_word != outcome);
    // Where a stage is itself open, won or lost, an open one at a closed opportunity is a contradiction too.
    let stays_open = reader.sheet.shape.stage_decides()
        && outcome != stages::Outcome::Open
        && matches!((said, meaning), (Some(Said::Is(_)), Some(Meaning::Stage(_))));
    if let Some(word) = word.filter(|_| says_other || stays_open) {
        remarks.add(Code::Contradiction, word);
    }
    let record = &mut deal.record;
    record.outcome = match outcome {
        stages::Outcome::Open => Outcome::Open,
        stages::Outcome::Won => Outcome::Won,
        stages::Outcome::Lost => Outcome::Lost,
    };
    record.pipeline = Some(Id::new(place.pipeline));
    record.stage = match meaning {
        Some(Meaning::Stage(id)) => Some(Id::new(id)),
        _ if record.outcome == Outcome::Open && !deal.unclear => place.first.map(Id::new),
        _ => None,
    };
}

/// Account, owner, products and contacts, and the title.
fn link(reader: &Reader<'_>, cells: &[String], deal: &mut Deal) {
    let (sheet, known, fresh) = (reader.sheet, reader.known, reader.fresh);
    let named = named(sheet, known, cells, &reader.account_source);
    let record = &mut deal.record;
    let account = fresh.find(known, Who::Account, named.account);
    record.account = reader.find(Who::Account, named.account).map(Id::new);
    record.owner = reader.find(Who::Member, named.owner).map(Id::new);
    for name in &named.products {
        let found = reader.find(Who::Product, Mention { name: Some(name), ..Mention::default() }).map(Id::new);
        if let Some(product) = found.filter(|id| !record.products.iter().any(|line| line.product == *id)) {
            record.products.push(ProductLine { product, quantity: None, price: None, discount: None });
        }
    }
    for name in &named.contacts {
        let mention = Mention { name: Some(name), account, ..Mention::default() };
        let found = reader.find(Who::Contact, mention).map(Id::new);
        if let Some(contact) = found.filter(|id| !record.contacts.iter().any(|role| role.contact == *id)) {
            record.contacts.push(ContactRole { contact, role: None });
        }
    }
    let text = |field| sheet.columns.text(cells, target(field));
    if let Some(title) = text(O::Title) {
        title.clone_into(&mut record.title);
        return;
    }
    deal.assembled = true;
    let account = named.account.name.map(str::to_owned).or_else(|| {
        let name = account.and_then(|id| fresh.name_of(id).map(str::to_owned).or_else(|| known.name_of(id)));
        name.or_else(|| named.account.id.map(str::to_owned))
    });
    record.title = match (account, text(O::Product)) {
        (Some(account), Some(product)) => format!("{account} · {product}"),
        (Some(account), None) => account,
        (None, product) => {
            let other = text(O::ExternalId).or(product).or_else(|| text(O::Account)).or_else(|| text(O::AccountId));
            other.unwrap_or_default().to_owned()
        }
    };
}

/// The amount in its currency: the column's, else the cell's or the header's, else the workspace's.
fn amount(reader: &Reader<'_>, cells: &[String], remarks: &mut Remarks) -> Option<Money> {
    let columns = &reader.sheet.columns;
    let column = target(O::Currency);
    let written = columns.text(cells, column);
    let by_column = written.and_then(currency);
    if let (Some(written), None, Some(index)) = (written, by_column, columns.one(column)) {
        remarks.cell(Code::Unreadable, index, written);
    }
    let amount = columns.amount(cells, target(O::Amount), remarks)?;
    let by_cell = amount.currency.and_then(|currency| Currency::parse(currency.code()));
    let currency = by_column.or(by_cell).unwrap_or(reader.currency);
    Some(Money { value: amount.value.normalize(), currency })
}

/// A currency by code, sign or name.
pub(super) fn currency(text: &str) -> Option<Currency> {
    let known = unit::Currency::parse(text).and_then(|currency| Currency::parse(currency.code()));
    known.or_else(|| Currency::parse(text))
}

fn reason(reader: &Reader<'_>, cells: &[String], record: &mut Opportunity, remarks: &mut Remarks) {
    let column = target(O::LossReason);
    let Some(text) = reader.sheet.columns.text(cells, column) else { return };
    if record.outcome == Outcome::Open {
        remarks.add(Code::ReasonOfOpen, text);
    } else if reasons_are_notes(reader.sheet) {
        record.close_note = Some(text.to_owned());
    } else {
        let mention = Mention { name: Some(text), ..Mention::default() };
        record.reasons.extend(reader.find(Who::Reason, mention));
    }
}

/// What is worth a look.
fn check(reader: &Reader<'_>, cells: &[String], deal: &Deal, remarks: &mut Remarks) {
    let columns = &reader.sheet.columns;
    let has = |fields: &[O]| fields.iter().any(|field| columns.has(target(*field)));
    let record = &deal.record;
    let title = record.title.as_str();
    if record.account.is_none() && has(&[O::Account, O::AccountId]) {
        remarks.add_by(Code::MissingAccount, title, columns.text(cells, target(O::Stage)).unwrap_or(""));
    }
    let dates = [O::CreatedOn, O::CloseDate, O::ExpectedClose, O::ClosedOn, O::WonOn, O::LostOn];
    let undated = record.created_on.is_none() && record.expected_close.is_none() && record.closed_on.is_none();
    if undated && has(&dates) {
        remarks.add(Code::NoDate, title);
    }
    if record.outcome == Outcome::Open {
        if columns.text(cells, target(O::Stage)).is_none() {
            remarks.add(Code::NoStage, title);
        }
        if record.created_on.is_none() && has(&[O::CreatedOn]) {
            remarks.add(Code::OpenWithoutStart, title);
        }
    } else {
        match (record.created_on, record.closed_on) {
            (_, None) => remarks.add(Code::ClosedWithoutDay, title),
            (Some(start), Some(end)) if end < start => remarks.add(Code::CloseBeforeStart, title),
            (_, Some(end)) if end > reader.sheet.setting.today => remarks.add(Code::CloseInFuture, title),
            _ => {}
        }
    }
    if let Some(amount) = record.amount {
        if amount.value.is_sign_negative() && !amount.value.is_zero() {
            remarks.add(Code::NegativeAmount, title);
        } else if amount.value.is_zero() && record.outcome == Outcome::Lost {
            remarks.add(Code::LostWithoutAmount, title);
        }
    }
    let accounts = columns.text(cells, target(O::Account)).or(columns.text(cells, target(O::AccountId)));
    if reader.sheet.shape == Shape::HubSpot && accounts.is_some_and(|text| joined(text, false).count() > 1) {
        remarks.add(Code::SeveralAccounts, accounts.unwrap_or(""));
    }
}
