//! What a file holds and what its columns are for, guessed from headers and from the values under them.
//!
//! [`recognise`] makes the guess; a worker that must stay interruptible makes the profiles itself, a column at a time,
//! and hands them to [`from_profiles`]. Every column gets exactly one target; what nothing is known about becomes a
//! custom field, so nothing of a file is dropped.

mod clean;
pub mod profile;
mod shape;
mod target;
mod vocabulary;

pub use profile::{Profile, Values};
pub use shape::Shape;
pub use target::{
    AccountField, ContactField, FieldType, HistoryField, Kind, LeadField, MemberField, OpportunityField, ProductField,
    Takes, Target,
};

use serde::{Deserialize, Serialize};

use crate::cell::unit::Unit;
use crate::names::has_legal_form;
use crate::stages;
use crate::table::Table;
pub(crate) use clean::Forms;
use vocabulary::{Match, Meaning};

/// What a file is taken for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileGuess {
    /// What its rows are; `None` when nothing fits, and all columns are custom then.
    pub kind: Option<Kind>,
    pub shape: Shape,
    /// 0 to 100.
    pub confidence: u8,
    /// One for each column, in file order.
    pub columns: Vec<ColumnGuess>,
}

/// What a column is taken for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnGuess {
    pub profile: Profile,
    pub guess: Guess,
}

/// A target and how sure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guess {
    pub target: Target,
    /// 0 to 100.
    pub confidence: u8,
    /// What the header says about numbers under it.
    pub unit: Unit,
    pub why: Why,
}

/// What a guess rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// The header is known.
    Header,
    /// A part of the header is known.
    PartOfHeader,
    /// The values look like it.
    Values,
    /// Nothing is known about it, or a likelier column has the target; it becomes a custom field.
    Unknown,
}

impl FileGuess {
    /// The column that has a target, the first if several have.
    pub fn column(&self, target: Target) -> Option<usize> {
        self.columns.iter().position(|column| column.guess.target == target)
    }

    /// The columns of dates whose order of day and month is a question. One answer goes for all of them.
    pub fn undecided_dates(&self) -> impl Iterator<Item = usize> {
        self.columns.iter().enumerate().filter_map(|(index, column)| match &column.profile.values {
            Values::Date(dates) if dates.ambiguous => Some(index),
            _ => None,
        })
    }
}

/// Guesses what a file holds.
pub fn recognise(table: &Table) -> FileGuess {
    from_profiles(table, profiles(table), None)
}

/// Guesses what the columns of a file are for when a person has said what its rows are.
pub fn recognise_as(table: &Table, kind: Kind) -> FileGuess {
    from_profiles(table, profiles(table), Some(kind))
}

fn profiles(table: &Table) -> Vec<Profile> {
    (0..table.header.len()).map(|column| profile::profile(table, column)).collect()
}

/// The same from profiles made before, one for each column of the table in order.
pub fn from_profiles(table: &Table, profiles: Vec<Profile>, kind: Option<Kind>) -> FileGuess {
    let forms: Vec<Forms> = profiles.iter().map(|profile| Forms::of(&profile.header)).collect();
    let shape = Shape::of(&forms);
    let file = File { shape, forms: &forms, profiles: &profiles };
    let (kind, confidence, targets) = match kind {
        Some(kind) => (Some(kind), 100, file.assign(kind)),
        None => file.likeliest(),
    };
    let mut columns: Vec<ColumnGuess> = profiles
        .into_iter()
        .zip(targets)
        .enumerate()
        .map(|(index, (mut profile, placed))| {
            let unit = Unit::of_header(&profile.header);
            let custom =
                Placed { target: Target::Custom(profile.values.field_type()), confidence: 0, why: Why::Unknown };
            let Placed { target, confidence, why } = placed.unwrap_or(custom);
            let guess = Guess { target, confidence, unit, why };
            if !suits_already(&profile.values, guess.target) {
                profile.values = profile::values_for(table, index, guess.target);
            }
            ColumnGuess { profile, guess }
        })
        .collect();
    share_date_order(&mut columns);
    FileGuess { kind, shape, confidence, columns }
}

/// Whether the values can be read for a target with what the profile found.
fn suits_already(values: &Values, target: Target) -> bool {
    match target.takes() {
        Takes::Date => matches!(values, Values::Date(_) | Values::Empty),
        Takes::Amount => matches!(values, Values::Amount(_) | Values::Empty),
        Takes::Probability => matches!(values, Values::Probability(_) | Values::Empty),
        Takes::Text | Takes::Name | Takes::Id | Takes::Words | Takes::Flag => true,
    }
}

/// One person exported the file: an order of day and month that one column proves goes for the others.
fn share_date_order(columns: &mut [ColumnGuess]) {
    let proven = columns.iter().find_map(|column| match &column.profile.values {
        Values::Date(dates) if dates.order_proven() => Some(dates.order),
        _ => None,
    });
    let Some(order) = proven else { return };
    for column in columns {
        if let Values::Date(dates) = &mut column.profile.values
            && dates.ambiguous
        {
            *dates = dates.clone().with_order(order);
        }
    }
}

/// A column's place in a reading of the file.
#[derive(Debug, Clone, Copy)]
struct Placed {
    target: Target,
    confidence: u8,
    why: Why,
}

/// A file's columns, for trying kinds on.
struct File<'a> {
    shape: Shape,
    forms: &'a [Forms],
    profiles: &'a [Profile],
}

impl File<'_> {
    fn likeliest(&self) -> (Option<Kind>, u8, Vec<Option<Placed>>) {
        let mut readings: Vec<(u32, Kind, Vec<Option<Placed>>)> = Kind::ALL
            .into_iter()
            .map(|kind| {
                let targets = self.assign(kind);
                (self.score(kind, &targets), kind, targets)
            })
            .filter(|(score, ..)| *score > 0)
            .collect();
        readings.sort_by_key(|(score, ..)| std::cmp::Reverse(*score));
        let second = readings.get(1).map_or(0, |(score, ..)| *score);
        match readings.into_iter().next() {
            Some((score, kind, targets)) => {
                // Sure when the file says much, and much more than it says for any other kind.
                let much = score.min(1200) / 24;
                let lead = (score - second).min(600) / 12;
                (Some(kind), u8::try_from(much + lead).unwrap_or(100).min(99), targets)
            }
            None => (None, 0, vec![None; self.profiles.len()]),
        }
    }

    /// Gives each column its likeliest target of a kind; where two columns want one, the likelier has it.
    fn assign(&self, kind: Kind) -> Vec<Option<Placed>> {
        let mut wishes: Vec<(usize, Placed)> = Vec::new();
        for (column, (forms, profile)) in self.forms.iter().zip(self.profiles).enumerate() {
            for (meaning, strength, how) in vocabulary::meanings(kind, self.shape, &forms.full, &forms.bare) {
                if let Meaning::Target(target) = meaning {
                    let confidence = u8::try_from(u32::from(strength) * fit(target, profile) / 100).unwrap_or(100);
                    let why = if how == Match::Whole { Why::Header } else { Why::PartOfHeader };
                    wishes.push((column, Placed { target, confidence, why }));
                }
            }
        }
        wishes.sort_by_key(|(column, placed)| (std::cmp::Reverse(placed.confidence), *column));
        let mut placed: Vec<Option<Placed>> = vec![None; self.profiles.len()];
        for (column, wish) in wishes {
            let taken = |other: &Option<Placed>| other.is_some_and(|other| other.target == wish.target);
            let free = wish.target.takes_several() || !placed.iter().any(taken);
            if wish.confidence >= LEAST && placed[column].is_none() && free {
                placed[column] = Some(wish);
            }
        }
        match kind {
            Kind::Opportunity => self.find_stage_by_values(&mut placed),
            Kind::Lead => self.find_company_by_values(&mut placed),
            _ => {}
        }
        placed
    }

    /// A column of stage words is the stage, whatever its header; a status column with more than open, won and lost is the
    /// stage if no other is.
    fn find_stage_by_values(&self, placed: &mut [Option<Placed>]) {
        let stage = Target::Opportunity(OpportunityField::Stage);
        if placed.iter().flatten().any(|placed| placed.target == stage) {
            return;
        }
        let status = Target::Opportunity(OpportunityField::Status);
        let found = self.profiles.iter().enumerate().find(|(column, profile)| {
            let Values::Choice(words) = &profile.values else { return false };
            let known = words.iter().filter(|(word, _)| stages::is_known(word)).count();
            let outcomes = words.iter().filter(|(word, _)| stages::outcome(word).is_some()).count();
            match placed[*column] {
                Some(placed) if placed.target == status => outcomes < words.len(),
                None => known >= 2 && known * 2 >= words.len() && outcomes < words.len(),
                Some(_) => false,
            }
        });
        if let Some((column, _)) = found {
            placed[column] = Some(Placed { target: stage, confidence: 60, why: Why::Values });
        }
    }

    /// A lead's name is the company's where nothing else is and the values say so: some programs have one name for both.
    fn find_company_by_values(&self, placed: &mut [Option<Placed>]) {
        let [name, company] = [LeadField::Name, LeadField::Company].map(Target::Lead);
        let at = |target| placed.iter().position(|placed| placed.is_some_and(|placed| placed.target == target));
        let (Some(column), None) = (at(name), at(company)) else { return };
        let samples = &self.profiles[column].samples;
        if !samples.is_empty() && samples.iter().all(|sample| has_legal_form(sample)) {
            placed[column] = placed[column].map(|placed| Placed { target: company, why: Why::Values, ..placed });
        }
    }

    /// How much speaks for a kind; nothing when something every such file has is missing.
    fn score(&self, kind: Kind, placed: &[Option<Placed>]) -> u32 {
        let sure = |target: Target| {
            let found = placed.iter().flatten().filter(|placed| placed.target == target);
            found.map(|placed| u32::from(placed.confidence)).max().unwrap_or(0)
        };
        let beside: u32 = self
            .forms
            .iter()
            .flat_map(|forms| vocabulary::meanings(kind, self.shape, &forms.full, &forms.bare))
            .map(|(meaning, ..)| if let Meaning::Other(speaks) = meaning { u32::from(speaks) } else { 0 })
            .sum();
        if !is_complete(kind, &sure, beside) || (kind == Kind::Lead && self.names_opportunities()) {
            return 0;
        }
        let fields: u32 =
            placed.iter().flatten().map(|placed| weight(placed.target) * u32::from(placed.confidence)).sum();
        let score = fields + beside * 100;
        if kind == Kind::Opportunity && self.repeats_opportunities() { score / 4 } else { score }
    }

    /// Whether a column plainly holds what opportunities are called: they tell of the leads they came from.
    fn names_opportunities(&self) -> bool {
        self.plainly(OpportunityField::Title).next().is_some()
    }

    /// Whether a column that plainly holds ids of opportunities holds the same ones again and again: then the rows are
    /// about opportunities, but are not opportunities.
    fn repeats_opportunities(&self) -> bool {
        self.plainly(OpportunityField::ExternalId).any(is_often_repeated)
    }

    /// The columns whose headers leave no doubt of what they hold of opportunities.
    fn plainly(&self, field: OpportunityField) -> impl Iterator<Item = &Profile> {
        let sought = Meaning::Target(Target::Opportunity(field));
        let says = move |forms: &Forms| {
            let meanings = vocabulary::meanings(Kind::Opportunity, self.shape, &forms.full, &forms.bare);
            meanings.iter().any(|(meaning, strength, _)| *meaning == sought && *strength >= 95)
        };
        self.forms.iter().zip(self.profiles).filter(move |(forms, _)| says(forms)).map(|(_, profile)| profile)
    }
}

/// Below this confidence a column is rather a custom field.
const LEAST: u8 = 35;

/// Whether a file has what every file of its kind has. `beside` tells of headers that speak for the kind without a target.
fn is_complete(kind: Kind, sure: &impl Fn(Target) -> u32, beside: u32) -> bool {
    use OpportunityField as O;
    let any = |targets: &[Target]| targets.iter().any(|target| sure(*target) > 0);
    match kind {
        Kind::Opportunity => {
            let of = |fields: &[O]| fields.iter().any(|field| sure(Target::Opportunity(*field)) > 0);
            let named = of(&[O::Title, O::ExternalId, O::Account]);
            let telling = [O::Stage, O::Status, O::IsWon, O::Amount, O::Probability, O::ExpectedClose, O::CloseDate];
            let beyond_dates = of(&[O::Title, O::Stage, O::Amount, O::Account]);
            named && of(&telling) && beyond_dates
        }
        Kind::Account => {
            let telling = [
                AccountField::Industry,
                AccountField::Region,
                AccountField::Size,
                AccountField::Parent,
                AccountField::Tier,
                AccountField::Owner,
                AccountField::Kind,
            ];
            sure(Target::Account(AccountField::Name)) > 0
                && (any(&telling.map(Target::Account)) || beside > 0 || sure(Target::Account(AccountField::Name)) >= 90)
        }
        Kind::Contact => {
            let named = [ContactField::Name, ContactField::FirstName, ContactField::LastName].map(Target::Contact);
            let telling = [ContactField::Phones, ContactField::Mails, ContactField::Title, ContactField::Role];
            any(&named) && any(&telling.map(Target::Contact))
        }
        Kind::Lead => {
            let named = [LeadField::Name, LeadField::FirstName, LeadField::LastName, LeadField::Company];
            // People and companies are contacts and accounts, unless the file itself speaks of leads.
            any(&named.map(Target::Lead)) && beside >= 2
        }
        Kind::Product => {
            sure(Target::Product(ProductField::Name)) > 0
                && any(&[ProductField::ListPrice, ProductField::Family].map(Target::Product))
        }
        Kind::Member => {
            sure(Target::Member(MemberField::Name)) > 0
                && (any(&[MemberField::Manager, MemberField::Role].map(Target::Member)) || beside >= 2)
        }
        Kind::StageHistory => {
            let stage = sure(Target::StageHistory(HistoryField::Stage));
            let entered = sure(Target::StageHistory(HistoryField::EnteredOn));
            // Either may be guessed from a vague header, not both.
            sure(Target::StageHistory(HistoryField::Opportunity)) > 0
                && stage > 0
                && entered > 0
                && stage + entered >= 130
        }
    }
}

/// How much a target says about what the file is.
fn weight(target: Target) -> u32 {
    use OpportunityField as O;
    match target {
        Target::Opportunity(field) => match field {
            O::Stage | O::Amount | O::Probability | O::ExpectedClose | O::CloseDate => 3,
            O::Status | O::Title | O::LossReason | O::NextStep | O::Competitor | O::ForecastCategory | O::Pipeline => 2,
            _ => 1,
        },
        Target::Account(field) => match field {
            AccountField::Industry | AccountField::Size | AccountField::Parent => 3,
            AccountField::Name | AccountField::Tier => 2,
            _ => 1,
        },
        Target::Contact(field) => match field {
            ContactField::Account | ContactField::Role | ContactField::ExternalId => 1,
            _ => 2,
        },
        Target::Lead(field) => match field {
            LeadField::ExternalId
            | LeadField::Campaign
            | LeadField::Owner
            | LeadField::ReceivedOn
            | LeadField::Industry
            | LeadField::Size
            | LeadField::Maturity
            | LeadField::Note => 1,
            _ => 2,
        },
        Target::Product(field) => match field {
            ProductField::ListPrice => 4,
            ProductField::Name | ProductField::Family => 2,
            ProductField::ExternalId => 1,
        },
        Target::Member(field) => match field {
            MemberField::Manager => 4,
            MemberField::Name => 2,
            _ => 1,
        },
        Target::StageHistory(field) => match field {
            HistoryField::LeftOn => 6,
            HistoryField::EnteredOn => 4,
            HistoryField::Stage => 2,
            HistoryField::Opportunity => 1,
        },
        Target::Custom(_) | Target::Own(..) => 0,
    }
}

/// How well the values of a column suit a target, in percent.
fn fit(target: Target, profile: &Profile) -> u32 {
    let values = &profile.values;
    if matches!(values, Values::Empty) {
        return 95;
    }
    let by_type = match target.takes() {
        Takes::Date => match values {
            Values::Date(_) => 100,
            _ => 30,
        },
        Takes::Amount | Takes::Probability => match values {
            Values::Amount(_) | Values::Probability(_) => 100,
            Values::Choice(_) | Values::Text => 40,
            _ => 20,
        },
        Takes::Flag => match values {
            Values::Flag => 100,
            Values::Amount(_) if profile.distinct <= 2 => 90,
            _ => 30,
        },
        Takes::Words => match values {
            Values::Date(_) => 20,
            Values::Amount(_) => 60,
            Values::Flag => 50,
            _ if profile.distinct > 100 && profile.distinct * 2 > profile.filled => 30,
            _ => 100,
        },
        Takes::Name => match values {
            Values::Date(_) | Values::Flag => 20,
            Values::Amount(_) => 60,
            _ => 100,
        },
        Takes::Id => {
            if matches!(values, Values::Date(_)) {
                20
            } else {
                100
            }
        }
        Takes::Text => {
            if matches!(values, Values::Date(_)) {
                40
            } else {
                100
            }
        }
    };
    by_type * by_repetition(target, profile) / 100
}

/// What names a record differs from row to row; what a history repeats does not.
fn by_repetition(target: Target, profile: &Profile) -> u32 {
    let mostly_unique = profile.distinct * 10 >= profile.filled * 9;
    match target {
        Target::Account(AccountField::Name)
        | Target::Product(ProductField::Name)
        | Target::Member(MemberField::Name)
            if is_often_repeated(profile) =>
        {
            35
        }
        Target::Account(AccountField::ExternalId)
        | Target::Contact(ContactField::ExternalId)
        | Target::Lead(LeadField::ExternalId)
            if !mostly_unique =>
        {
            40
        }
        Target::Opportunity(OpportunityField::ExternalId) if !mostly_unique => 50,
        Target::StageHistory(HistoryField::Opportunity) if mostly_unique && profile.filled > 20 => 60,
        _ => 100,
    }
}

fn is_often_repeated(profile: &Profile) -> bool {
    profile.distinct * 10 <= profile.filled * 7 && profile.filled > 3
}

#[cfg(test)]
mod tests;
