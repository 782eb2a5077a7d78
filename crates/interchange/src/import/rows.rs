//! Reading rows as records, whatever their kind.

use model::diff::Fields;
use model::{Currency, Uuid};

use super::columns::Remarks;
use super::customs::Customs;
use super::fresh::{Fresh, Mention};
use super::known::Known;
use super::names::Who;
use super::opportunity::{self, Deal};
use super::others;
use super::pipelines::FilePipelines;
use super::placing::Places;
use super::sheet::Sheet;
use crate::headers::Kind;

/// What reading a row takes.
pub(super) struct Reader<'a> {
    pub(super) sheet: &'a Sheet,
    pub(super) known: &'a Known,
    pub(super) file: &'a FilePipelines,
    pub(super) places: &'a Places,
    pub(super) customs: &'a Customs,
    pub(super) fresh: &'a Fresh,
    /// Of amounts that say none.
    pub(super) currency: Currency,
    pub(super) account_source: String,
}

/// A row as a record.
#[derive(Debug, Clone)]
pub(super) enum Draft {
    Deal(Box<Deal>),
    Other(Fields),
}

/// In place of a record that a cell names and that cannot be told any more, because it is called otherwise now.
pub(super) const LOST: Uuid = Uuid::nil();

impl Reader<'_> {
    /// The record that is meant; nothing only where nothing is said.
    pub(super) fn find(&self, who: Who, mention: Mention<'_>) -> Option<Uuid> {
        let said = mention.name.is_some() || mention.id.is_some();
        self.fresh.find(self.known, who, mention).or(said.then_some(LOST))
    }

    pub(super) fn read(&self, cells: &[String], remarks: &mut Remarks) -> Draft {
        match self.sheet.kind {
            Some(Kind::Opportunity) => Draft::Deal(Box::new(opportunity::read(self, cells, remarks))),
            _ => Draft::Other(others::read(self, cells, remarks)),
        }
    }
}

impl Draft {
    pub(super) fn fields(&self) -> Fields {
        match self {
            Self::Deal(deal) => deal.fields(),
            Self::Other(fields) => fields.clone(),
        }
    }

    pub(super) fn deal(&self) -> Option<&Deal> {
        match self {
            Self::Deal(deal) => Some(deal),
            Self::Other(_) => None,
        }
    }
}
