//! Leads: which, in which order, and whom of those that are known they may be.

use std::cmp::Reverse;

use model::bant::{LeadGrade, Rank, grade, rank};
use model::records::{Account, BantState, Contact, Lead, LeadStatus};
use model::{Date, Id, Uuid};
use search::{Text, Word, words};

use crate::list::{Value, compare, text};
use crate::{Alike, Book};

/// A lead, as lists show and search it.
#[derive(Clone, Debug)]
pub struct Prospect {
    name: Text,
    company: Text,
    others: Vec<Text>,
    sound: String,
    company_sound: String,
    pub status: LeadStatus,
    /// The letters of BANT in their order.
    pub letters: [BantState; 4],
    pub grade: LeadGrade,
    rank: Rank,
    pub source: String,
    pub owner: Option<Uuid>,
    pub received: Option<Date>,
}

/// What a list of leads can be ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeadColumn {
    Name,
    Company,
    Grade,
    Source,
    Owner,
    Received,
    Last,
}

/// Which leads, and in which order. Where no order is asked for, the best of the open ones comes first, the latest of the
/// others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedLeads {
    pub query: String,
    pub by: Option<LeadColumn>,
    pub descending: bool,
    pub status: LeadStatus,
}

/// Records that are there and may be the same as what a lead tells of, with why; the likeliest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matches {
    pub accounts: Vec<(Uuid, Alike)>,
    pub contacts: Vec<(Uuid, Alike)>,
    /// Those that can be taken for the same until somebody says otherwise.
    pub account: Option<Uuid>,
    pub contact: Option<Uuid>,
}

impl LeadColumn {
    pub const ALL: [Self; 7] =
        [Self::Name, Self::Company, Self::Grade, Self::Source, Self::Owner, Self::Received, Self::Last];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Company => "company",
            Self::Grade => "grade",
            Self::Source => "source",
            Self::Owner => "owner",
            Self::Received => "received",
            Self::Last => "last",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.as_str() == text)
    }
}

impl Prospect {
    pub(crate) fn of(record: &Lead) -> Self {
        let name = Text::name(title(record));
        let company = Text::name(&record.company);
        let others = [record.phone.as_ref(), record.mail.as_ref()].into_iter().flatten().map(|text| Text::name(text));
        Self {
            sound: name.sound(),
            company_sound: company.sound(),
            others: others.chain([Text::prose(&record.text)]).collect(),
            status: record.status.clone(),
            letters: record.bant().map(|answer| answer.map_or(BantState::Unset, |answer| answer.state.clone())),
            grade: grade(record.bant()),
            rank: rank(record),
            source: record.source.clone().unwrap_or_default(),
            owner: record.owner.map(Id::uuid),
            received: record.received_on,
            name,
            company,
        }
    }

    /// Its name; without one what else it is known by.
    pub fn name(&self) -> &str {
        self.name.written()
    }

    pub fn company(&self) -> &str {
        self.company.written()
    }

    fn fit(&self, word: &Word) -> Option<u32> {
        let other = || self.others.iter().find_map(|text| text.fit(word)).map(|fit| fit + 2);
        self.name.fit(word).or_else(|| self.company.fit(word)).or_else(other)
    }
}

/// What a lead is called: the person, else the company, else the first line of what came in.
pub fn title(lead: &Lead) -> &str {
    let first_line = lead.text.trim().lines().next().unwrap_or_default();
    [lead.name.trim(), lead.company.trim(), first_line].into_iter().find(|name| !name.is_empty()).unwrap_or_default()
}

impl Book {
    pub fn lead(&self, id: Uuid) -> Option<&Prospect> {
        self.leads.get(&id)
    }

    pub fn count_leads(&self, status: &LeadStatus) -> usize {
        self.leads.values().filter(|lead| lead.status == *status).count()
    }

    pub fn leads(&self, wanted: &WantedLeads) -> Vec<Uuid> {
        let words = words(&wanted.query);
        let is_open = wanted.status == LeadStatus::Open;
        let mut found = Vec::new();
        for (id, lead) in self.leads.iter().filter(|(_, lead)| lead.status == wanted.status) {
            let fit = words.iter().try_fold(0, |sum, word| lead.fit(word).map(|fit| sum + fit));
            let Some(fit) = fit else { continue };
            let fit = wanted.by.map_or(Some(fit), |_| None);
            let value = wanted.by.map_or(Value::None, |column| self.of_lead(column, *id, lead));
            let latest = (!is_open).then_some(Reverse(lead.received));
            found.push((fit, value, (latest, lead.rank), *id));
        }
        found.sort_unstable_by(|(one_fit, one, one_place, one_id), (fit, other, place, id)| {
            let by_value = compare(one, other, wanted.descending);
            one_fit.cmp(fit).then(by_value).then(one_place.cmp(place)).then(one_id.cmp(id))
        });
        found.into_iter().map(|(.., id)| id).collect()
    }

    fn of_lead<'a>(&'a self, column: LeadColumn, id: Uuid, lead: &'a Prospect) -> Value<'a> {
        match column {
            LeadColumn::Name => Value::Text(&lead.sound),
            LeadColumn::Company => text(Some(&lead.company_sound)),
            // The worst is the smallest; what nobody has looked at is none of them.
            LeadColumn::Grade => lead.grade.grade.map_or(Value::None, |grade| {
                let grade = i64::try_from(model::grade::Grade::ALL.iter().position(|one| *one == grade).unwrap_or(0));
                Value::Number(i64::from(lead.grade.low) - 10 * grade.unwrap_or(0))
            }),
            LeadColumn::Source => text(Some(&lead.source)),
            LeadColumn::Owner => text(lead.owner.and_then(|owner| self.member(owner))),
            LeadColumn::Received => lead.received.map_or(Value::None, |day| Value::Number(i64::from(day.days()))),
            LeadColumn::Last => self.last(id),
        }
    }

    /// Whom a lead may be. A mail or a phone tells people from each other, and with them the company they work for; a name
    /// does not, where the person of that name works elsewhere.
    pub fn matches(&self, lead: &Lead) -> Matches {
        let company = Account { name: lead.company.clone(), ..Account::default() };
        let person = Contact {
            name: lead.name.clone(),
            phones: lead.phone.iter().cloned().collect(),
            mails: lead.mail.iter().cloned().collect(),
            ..Contact::default()
        };
        let mut accounts = self.accounts_like(&company);
        let mut contacts = self.contacts_like(&person);
        let employer = |id: Uuid| self.contact(id).and_then(|contact| contact.above);
        let knows_company = !lead.company.trim().is_empty();
        contacts.retain(|(id, why)| {
            let elsewhere = employer(*id).is_some_and(|at| !accounts.iter().any(|(known, _)| *known == at));
            *why != Alike::Name || !knows_company || !elsewhere
        });
        for at in contacts.iter().filter(|(_, why)| *why != Alike::Name).filter_map(|(id, _)| employer(*id)) {
            if !accounts.iter().any(|(known, _)| *known == at) {
                accounts.push((at, Alike::Person));
            }
        }
        let account = accounts.first().map(|(id, _)| *id);
        let is_likely = |(id, why): &&(Uuid, Alike)| {
            *why != Alike::Name || account.is_some_and(|account| employer(*id) == Some(account))
        };
        let contact = contacts.iter().find(is_likely).map(|(id, _)| *id);
        Matches { accounts, contacts, account, contact }
    }
}
