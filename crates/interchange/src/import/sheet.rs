//! The file that is imported, with what has been said about it.

use model::Currency;
use model::records::{Account, Contact, Lead, Member, Opportunity, Product, Record as _};

use super::columns::Columns;
use super::known::Known;
use super::protocol::{FileInfo, Setting};
use super::sources::{base, rows_of, sheet_of};
use crate::cell::date::Order;
use crate::headers::profile::{Profile, profile};
use crate::headers::{Kind, OpportunityField, Shape, Target, Values, from_profiles};
use crate::table::Table;

#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) table: Table,
    pub(super) info: FileInfo,
    pub(super) setting: Setting,
    pub(super) kind: Option<Kind>,
    pub(super) shape: Shape,
    pub(super) confidence: u8,
    pub(super) columns: Columns,
    /// Columns whose dates can be read in several orders, and whether somebody has said in which.
    pub(super) undecided: Vec<usize>,
    pub(super) order_said: bool,
    /// What somebody has said amounts are in that name no currency.
    pub(super) currency_said: Option<Currency>,
    base: String,
    profiles: Vec<Profile>,
}

impl Sheet {
    pub(super) fn new(table: Table, info: FileInfo, setting: Setting) -> Self {
        let profiles: Vec<Profile> = (0..table.header.len()).map(|column| profile(&table, column)).collect();
        let mut sheet = Self {
            table,
            info,
            setting,
            kind: None,
            shape: Shape::Generic,
            confidence: 0,
            columns: Columns::default(),
            undecided: Vec::new(),
            order_said: false,
            currency_said: None,
            base: String::new(),
            profiles,
        };
        sheet.recognise(None);
        sheet
    }

    /// Guesses what the columns are for, all anew.
    pub(super) fn recognise(&mut self, kind: Option<Kind>) {
        let guess = from_profiles(&self.table, self.profiles.clone(), kind);
        (self.kind, self.shape, self.confidence) = (guess.kind, guess.shape, guess.confidence);
        self.columns = Columns::of(guess);
        self.find_undecided();
        self.find_base();
    }

    pub(super) fn set_column(&mut self, index: usize, target: Option<Target>) {
        self.columns.set(&self.table, index, target);
        let order = self.order();
        self.undecided.retain(|other| *other != index);
        let is_open = |values: &Values| matches!(values, Values::Date(dates) if dates.ambiguous);
        if is_open(&self.columns.list[index].profile.values) {
            // One person exported the file: what another column proves or somebody said goes for this one too.
            let proven = self.proven();
            if proven.is_none() {
                self.undecided.push(index);
            }
            if let Some(order) = proven.or(order.filter(|_| self.order_said)) {
                self.columns.set_order(&self.table, &[index], order);
            }
        }
        self.find_base();
    }

    /// The currency of amounts that name none: as somebody has said, else the workspace's.
    pub(super) fn currency(&self, known: &Known) -> Currency {
        let workspace = || known.workspace.as_ref().map(|workspace| workspace.currency);
        self.currency_said.or_else(workspace).unwrap_or(self.setting.currency)
    }

    pub(super) fn set_order(&mut self, order: Order) {
        self.columns.set_order(&self.table, &self.undecided, order);
        self.order_said = true;
    }

    /// The order in which dates that can be read in several are read.
    pub(super) fn order(&self) -> Option<Order> {
        self.undecided.iter().find_map(|index| match &self.columns.list[*index].profile.values {
            Values::Date(dates) => Some(dates.order),
            _ => None,
        })
    }

    fn proven(&self) -> Option<Order> {
        let mut decided = (0..self.columns.list.len()).filter(|index| !self.undecided.contains(index));
        decided.find_map(|index| match &self.columns.list[index].profile.values {
            Values::Date(dates) if dates.order_proven() => Some(dates.order),
            _ => None,
        })
    }

    fn find_undecided(&mut self) {
        let is_open =
            |index: &usize| matches!(&self.columns.list[*index].profile.values, Values::Date(dates) if dates.ambiguous);
        self.undecided = (0..self.columns.list.len()).filter(is_open).collect();
        self.order_said = false;
    }

    fn find_base(&mut self) {
        self.base = self.kind.map_or_else(String::new, |kind| base(self.shape, &self.columns, kind));
    }

    /// Under what the file's rows are kept; empty without a kind.
    pub(super) fn source(&self) -> String {
        self.kind.map_or_else(String::new, |kind| self.source_of(rows_of(kind)))
    }

    /// Under what ids of a kind of records are known that come from this file.
    pub(super) fn source_of(&self, records: &str) -> String {
        format!("{}:{records}", self.base)
    }

    /// Under what the ids of accounts are known that stand beside opportunities.
    pub(super) fn account_source(&self) -> String {
        match self.columns.one(Target::Opportunity(OpportunityField::AccountId)) {
            Some(index) if self.shape == Shape::Generic => {
                format!("{}:{}", sheet_of(&self.columns, index), Account::NAME)
            }
            _ => self.source_of(Account::NAME),
        }
    }

    /// The kind of record that the rows are, or are about.
    pub(super) fn records(&self) -> model::Kind {
        match self.kind {
            Some(Kind::Account) => Account::KIND,
            Some(Kind::Contact) => Contact::KIND,
            Some(Kind::Lead) => Lead::KIND,
            Some(Kind::Product) => Product::KIND,
            Some(Kind::Member) => Member::KIND,
            Some(Kind::Opportunity | Kind::StageHistory) | None => Opportunity::KIND,
        }
    }

    pub(super) fn cells(&self, row: usize) -> &[String] {
        self.table.rows.get(row).map_or(&[], |row| &row.cells)
    }

    pub(super) fn line(&self, row: usize) -> u32 {
        self.table.rows.get(row).map_or(0, |row| row.line)
    }
}
