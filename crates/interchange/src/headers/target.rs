//! What a column can be for.

use model::Uuid;
use serde::{Deserialize, Serialize};

/// What the rows of a file are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    Opportunity,
    Account,
    Contact,
    Lead,
    Product,
    Member,
    /// One row for each stage an opportunity was in.
    StageHistory,
}

impl Kind {
    pub const ALL: [Self; 7] =
        [Self::Opportunity, Self::Account, Self::Contact, Self::Lead, Self::Product, Self::Member, Self::StageHistory];
}

/// What a column of a file goes into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    Opportunity(OpportunityField),
    Account(AccountField),
    Contact(ContactField),
    Lead(LeadField),
    Product(ProductField),
    Member(MemberField),
    StageHistory(HistoryField),
    /// A field of the workspace's own, found by the column's name, or new.
    Custom(FieldType),
    /// This one, as somebody has said.
    Own(Uuid, FieldType),
}

/// The type of a custom field. A new one is a text, number, date or choice; the others are made by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FieldType {
    Text,
    Number,
    Date,
    Choice,
    Money,
    MultiChoice,
    Person,
    Link,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OpportunityField {
    ExternalId,
    Title,
    /// The account's name.
    Account,
    /// The account's id in the program the file comes from.
    AccountId,
    Stage,
    /// Open, won or lost in a word.
    Status,
    IsWon,
    IsLost,
    /// Over, won or lost.
    IsClosed,
    /// Odoo's `Active`: one that is not was lost.
    IsActive,
    Amount,
    Currency,
    Probability,
    ExpectedClose,
    ClosedOn,
    WonOn,
    LostOn,
    /// The one date of closing a file has: the closing day of closed rows, the expected close of open ones.
    CloseDate,
    CreatedOn,
    Owner,
    Source,
    Campaign,
    Product,
    Contact,
    NextStep,
    /// The day of the next touch.
    NextStepOn,
    LossReason,
    Competitor,
    Need,
    Note,
    ForecastCategory,
    Pipeline,
    LastTouch,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AccountField {
    ExternalId,
    Name,
    Industry,
    Region,
    /// Employees.
    Size,
    Owner,
    Parent,
    Tier,
    Kind,
    Note,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ContactField {
    ExternalId,
    Name,
    FirstName,
    LastName,
    Account,
    Title,
    /// Several columns may go here.
    Phones,
    /// Several columns may go here.
    Mails,
    /// In the decision chain.
    Role,
    Note,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LeadField {
    ExternalId,
    /// The person.
    Name,
    FirstName,
    LastName,
    Company,
    /// The lead as it came in.
    Text,
    /// Job title.
    Title,
    Phone,
    Mail,
    Source,
    Campaign,
    Owner,
    ReceivedOn,
    Industry,
    /// Employees.
    Size,
    Maturity,
    Note,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProductField {
    ExternalId,
    Name,
    ListPrice,
    /// Series, line or category.
    Family,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MemberField {
    ExternalId,
    Name,
    Manager,
    Role,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HistoryField {
    /// The opportunity's id, or its title.
    Opportunity,
    Stage,
    EnteredOn,
    LeftOn,
}

/// The kind of value a target takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    Text,
    Name,
    Id,
    Words,
    Amount,
    Probability,
    Date,
    Flag,
}

impl Target {
    /// What a column of a file can be for, in the order in which it is offered: who and what, how far, how much, when, and
    /// the rest. A history keeps no fields of its own.
    pub fn options(kind: Kind) -> Vec<Self> {
        use OpportunityField as O;
        use {
            AccountField as A, ContactField as C, HistoryField as H, LeadField as L, MemberField as M,
            ProductField as P,
        };
        const OPPORTUNITY: [O; 33] = [
            O::Title,
            O::Account,
            O::AccountId,
            O::ExternalId,
            O::Contact,
            O::Product,
            O::Owner,
            O::Stage,
            O::Pipeline,
            O::Status,
            O::IsWon,
            O::IsLost,
            O::IsClosed,
            O::IsActive,
            O::Amount,
            O::Currency,
            O::Probability,
            O::ForecastCategory,
            O::CreatedOn,
            O::ExpectedClose,
            O::CloseDate,
            O::ClosedOn,
            O::WonOn,
            O::LostOn,
            O::NextStep,
            O::NextStepOn,
            O::LastTouch,
            O::Source,
            O::Campaign,
            O::Competitor,
            O::LossReason,
            O::Need,
            O::Note,
        ];
        const CUSTOM: [FieldType; 4] = [FieldType::Text, FieldType::Number, FieldType::Date, FieldType::Choice];
        let mut options: Vec<Self> = match kind {
            Kind::Opportunity => OPPORTUNITY.map(Self::Opportunity).into(),
            Kind::Account => [
                A::Name,
                A::ExternalId,
                A::Industry,
                A::Region,
                A::Size,
                A::Tier,
                A::Kind,
                A::Owner,
                A::Parent,
                A::Note,
            ]
            .map(Self::Account)
            .into(),
            Kind::Contact => [
                C::Name,
                C::LastName,
                C::FirstName,
                C::ExternalId,
                C::Account,
                C::Title,
                C::Role,
                C::Phones,
                C::Mails,
                C::Note,
            ]
            .map(Self::Contact)
            .into(),
            Kind::Lead => [
                L::Name,
                L::LastName,
                L::FirstName,
                L::Company,
                L::ExternalId,
                L::Title,
                L::Phone,
                L::Mail,
                L::Text,
                L::Source,
                L::Campaign,
                L::Owner,
                L::ReceivedOn,
                L::Industry,
                L::Size,
                L::Maturity,
                L::Note,
            ]
            .map(Self::Lead)
            .into(),
            Kind::Product => [P::Name, P::ExternalId, P::Family, P::ListPrice].map(Self::Product).into(),
            Kind::Member => [M::Name, M::ExternalId, M::Role, M::Manager].map(Self::Member).into(),
            Kind::StageHistory => {
                return [H::Opportunity, H::Stage, H::EnteredOn, H::LeftOn].map(Self::StageHistory).into();
            }
        };
        options.extend(CUSTOM.map(Self::Custom));
        options
    }

    /// The kind of record it belongs to; custom fields belong to any.
    pub fn kind(self) -> Option<Kind> {
        match self {
            Self::Opportunity(_) => Some(Kind::Opportunity),
            Self::Account(_) => Some(Kind::Account),
            Self::Contact(_) => Some(Kind::Contact),
            Self::Lead(_) => Some(Kind::Lead),
            Self::Product(_) => Some(Kind::Product),
            Self::Member(_) => Some(Kind::Member),
            Self::StageHistory(_) => Some(Kind::StageHistory),
            Self::Custom(_) | Self::Own(..) => None,
        }
    }

    /// Whether more than one column may have it.
    pub fn takes_several(self) -> bool {
        matches!(self, Self::Contact(ContactField::Phones | ContactField::Mails) | Self::Custom(_))
    }

    /// The kind of value it takes.
    pub fn takes(self) -> Takes {
        use OpportunityField as O;
        match self {
            Self::Opportunity(field) => match field {
                O::ExternalId | O::AccountId => Takes::Id,
                O::Title | O::Account | O::Owner | O::Contact | O::Product => Takes::Name,
                O::Stage | O::Status | O::Currency | O::ForecastCategory | O::Pipeline => Takes::Words,
                O::IsWon | O::IsLost | O::IsClosed | O::IsActive => Takes::Flag,
                O::Amount => Takes::Amount,
                O::Probability => Takes::Probability,
                O::ExpectedClose
                | O::ClosedOn
                | O::WonOn
                | O::LostOn
                | O::CloseDate
                | O::CreatedOn
                | O::NextStepOn
                | O::LastTouch => Takes::Date,
                O::Source | O::Campaign | O::NextStep | O::LossReason | O::Competitor | O::Need | O::Note => {
                    Takes::Text
                }
            },
            Self::Account(AccountField::ExternalId)
            | Self::Contact(ContactField::ExternalId)
            | Self::Lead(LeadField::ExternalId)
            | Self::Product(ProductField::ExternalId)
            | Self::Member(MemberField::ExternalId)
            | Self::StageHistory(HistoryField::Opportunity) => Takes::Id,
            Self::Account(AccountField::Name)
            | Self::Contact(
                ContactField::Name | ContactField::FirstName | ContactField::LastName | ContactField::Account,
            )
            | Self::Lead(
                LeadField::Name | LeadField::FirstName | LeadField::LastName | LeadField::Company | LeadField::Owner,
            )
            | Self::Product(ProductField::Name)
            | Self::Member(MemberField::Name | MemberField::Manager) => Takes::Name,
            Self::Product(ProductField::ListPrice) => Takes::Amount,
            Self::StageHistory(HistoryField::Stage) => Takes::Words,
            Self::StageHistory(HistoryField::EnteredOn | HistoryField::LeftOn) | Self::Lead(LeadField::ReceivedOn) => {
                Takes::Date
            }
            Self::Account(_) | Self::Contact(_) | Self::Lead(_) | Self::Product(_) | Self::Member(_) => Takes::Text,
            Self::Custom(field_type) | Self::Own(_, field_type) => match field_type {
                FieldType::Number | FieldType::Money => Takes::Amount,
                FieldType::Date => Takes::Date,
                FieldType::Person => Takes::Name,
                FieldType::Text | FieldType::Choice | FieldType::MultiChoice | FieldType::Link => Takes::Text,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_offers_its_own_targets_once_and_fields_of_the_workspace_last() {
        for kind in Kind::ALL {
            let options = Target::options(kind);
            let mut once = options.clone();
            once.sort_unstable();
            once.dedup();
            assert_eq!(once.len(), options.len(), "{kind:?}");
            let own = options.iter().take_while(|target| target.kind() == Some(kind)).count();
            let custom = options[own..].iter().filter(|target| matches!(target, Target::Custom(_))).count();
            assert_eq!((own + custom, custom), (options.len(), if kind == Kind::StageHistory { 0 } else { 4 }));
        }
    }
}
