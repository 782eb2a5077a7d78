//! What is counted while rows are looked through: findings, ids and values in use, rows that may be one.

use std::collections::{BTreeMap, HashMap, HashSet};

use model::doc::CUSTOM;
use model::records::FieldType;
use model::{Currency, Date, Uuid};
use serde_json::Value;

use super::columns::Remark;
use super::customs::Customs;
use super::known::ids_in;
use super::opportunity::Deal;
use super::protocol::{Code, Duplicates, Finding};
use super::rows::LOST;
use super::sheet::Sheet;
use crate::text::excerpt;

/// How many examples a finding has, and how long each may be.
const EXAMPLES: usize = 5;
const SHOWN: usize = 80;

#[derive(Debug, Default)]
pub(super) struct Findings {
    list: BTreeMap<(Code, Option<usize>), Finding>,
}

impl Findings {
    pub(super) fn add(&mut self, sheet: &Sheet, line: u32, remark: Remark) {
        let column = || remark.column.map(|index| sheet.columns.header(index).to_owned());
        let finding =
            self.list.entry((remark.code, remark.column)).or_insert_with(|| empty(remark.code, column(), None));
        count(finding, line, &remark.text);
        if let Some(by) = remark.by {
            count_by(finding, &by, 1);
        }
    }

    pub(super) fn push(&mut self, finding: Finding) {
        self.list.insert((finding.code, None), finding);
    }

    /// In the order of their codes, those about a column in file order.
    pub(super) fn finish(self) -> Vec<Finding> {
        self.list.into_values().collect()
    }
}

pub(super) fn empty(code: Code, column: Option<String>, suggestion: Option<String>) -> Finding {
    Finding { code, column, count: 0, examples: Vec::new(), suggestion, by: Vec::new() }
}

pub(super) fn count(finding: &mut Finding, line: u32, text: &str) {
    finding.count += 1;
    if finding.examples.len() < EXAMPLES {
        finding.examples.push((line, excerpt(text, SHOWN)));
    }
}

fn count_by(finding: &mut Finding, by: &str, rows: usize) {
    match finding.by.iter_mut().find(|(known, _)| known == by) {
        Some((_, count)) => *count += rows,
        None => finding.by.push((by.to_owned(), rows)),
    }
}

/// What the records that are written refer to.
#[derive(Debug, Default)]
pub(super) struct Used {
    pub(super) ids: HashSet<Uuid>,
    /// Values of the workspace's own fields, those of choices in order.
    fields: BTreeMap<String, (Vec<String>, HashSet<String>)>,
}

impl Used {
    pub(super) fn add(&mut self, customs: &Customs, field: &str, value: &Value) {
        let points = !field.starts_with(CUSTOM) || customs.holds(field) == Some(&FieldType::Person);
        if points {
            ids_in(value, &mut |id| {
                self.ids.insert(id);
            });
        }
        if field.starts_with(CUSTOM) && !value.is_null() {
            let (list, seen) = self.fields.entry(field.to_owned()).or_default();
            for word in customs.words(field, value) {
                if seen.insert(word.to_owned()) {
                    list.push(word.to_owned());
                }
            }
        }
    }

    pub(super) fn fields(&self) -> BTreeMap<String, Vec<String>> {
        self.fields.iter().map(|(field, (values, _))| (field.clone(), values.clone())).collect()
    }
}

/// Rows of opportunities that may be one.
#[derive(Debug, Default)]
pub(super) struct Twins {
    groups: HashMap<(Uuid, Vec<Uuid>, Uuid, Date), Vec<u32>>,
    /// Rows with the same title, as somebody gave it, and account.
    named: HashMap<(String, Option<Uuid>), Vec<u32>>,
    titles: HashMap<u32, String>,
    currencies: BTreeMap<Currency, usize>,
    pub(super) found: Duplicates,
}

impl Twins {
    pub(super) fn add(&mut self, line: u32, deal: &Deal) {
        let record = &deal.record;
        if let Some(amount) = record.amount {
            *self.currencies.entry(amount.currency).or_default() += 1;
        }
        let products: Vec<Uuid> = record.products.iter().map(|line| line.product.uuid()).collect();
        let known = |id: &Uuid| *id != LOST;
        let account = record.account.map(model::Id::uuid).filter(known);
        let owner = record.owner.map(model::Id::uuid).filter(known);
        if let (Some(account), Some(owner), Some(start), false) =
            (account, owner, record.created_on, products.is_empty())
        {
            self.groups.entry((account, products, owner, start)).or_default().push(line);
            self.titles.insert(line, record.title.clone());
        }
        if !deal.assembled {
            self.named.entry((record.title.to_lowercase(), account)).or_default().push(line);
            self.titles.insert(line, record.title.clone());
        }
    }

    /// A new row that has an open opportunity's title and account.
    pub(super) fn add_known(&mut self, line: u32, deal: &Deal, twin: Uuid) {
        self.found.known += 1;
        if self.found.known_examples.len() < EXAMPLES {
            self.found.known_examples.push((line, deal.record.title.clone(), twin));
        }
    }

    pub(super) fn finish(mut self, findings: &mut Findings) -> Duplicates {
        if self.currencies.len() > 1 {
            let mut finding = empty(Code::SeveralCurrencies, None, None);
            finding.count = self.currencies.len();
            finding.by = self.currencies.iter().map(|(currency, rows)| (currency.code().to_owned(), *rows)).collect();
            findings.push(finding);
        }
        let mut groups: Vec<Vec<u32>> = self.groups.into_values().filter(|lines| lines.len() > 1).collect();
        let told: HashSet<u32> = groups.iter().flatten().copied().collect();
        groups.extend(
            self.named.into_values().filter(|lines| lines.len() > 1 && !lines.iter().all(|line| told.contains(line))),
        );
        groups.sort_unstable();
        self.found.groups = groups.len();
        self.found.rows = groups.iter().map(Vec::len).sum();
        let title = |lines: &Vec<u32>| lines.first().and_then(|line| self.titles.get(line)).cloned();
        self.found.examples =
            groups.into_iter().take(EXAMPLES).map(|lines| (title(&lines).unwrap_or_default(), lines)).collect();
        self.found
    }
}

/// Whether a known open opportunity counts as a row's twin: a title somebody gave is enough; one that is put together must
/// have begun on the same day.
pub(super) fn is_twin(deal: &Deal, other_start: Option<Date>) -> bool {
    !deal.assembled || deal.record.created_on == other_start
}
