//! Lists: which accounts or contacts, in which order.

use std::cmp::{Ordering, Reverse};
use std::collections::HashMap;

use model::{Currency, Decimal, Uuid};
use search::words;

use crate::figures::moment;
use crate::{Book, Party};

/// What a list of accounts can be ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AccountColumn {
    #[default]
    Name,
    Owner,
    Open,
    Sum,
    Last,
    Industry,
    Region,
}

/// What a list of contacts can be ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ContactColumn {
    #[default]
    Name,
    Account,
    Title,
    Open,
    Last,
}

/// Which, and in which order. Where something is searched for and no order is asked for, what fits best comes first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted<C> {
    pub query: String,
    pub by: Option<C>,
    pub descending: bool,
    /// Only those that may be the same as another.
    pub alike: bool,
}

/// A value to order by; what is not there comes last, in both directions.
pub(crate) enum Value<'a> {
    Text(&'a str),
    Number(i64),
    Amounts(Option<Decimal>, Option<(Currency, Decimal)>),
    None,
}

impl AccountColumn {
    pub const ALL: [Self; 7] =
        [Self::Name, Self::Owner, Self::Open, Self::Sum, Self::Last, Self::Industry, Self::Region];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Owner => "owner",
            Self::Open => "open",
            Self::Sum => "sum",
            Self::Last => "last",
            Self::Industry => "industry",
            Self::Region => "region",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.as_str() == text)
    }
}

impl ContactColumn {
    pub const ALL: [Self; 5] = [Self::Name, Self::Account, Self::Title, Self::Open, Self::Last];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Account => "account",
            Self::Title => "title",
            Self::Open => "open",
            Self::Last => "last",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.as_str() == text)
    }
}

impl Book {
    /// Accounts; sums of the usual currency are compared before those of others.
    pub fn accounts(&self, wanted: &Wanted<AccountColumn>, usual: Currency) -> Vec<Uuid> {
        self.list(&self.accounts, wanted, |column, id, party| self.of_account(column, id, party, usual))
    }

    pub fn contacts(&self, wanted: &Wanted<ContactColumn>) -> Vec<Uuid> {
        self.list(&self.contacts, wanted, |column, id, party| self.of_contact(column, id, party))
    }

    fn of_account<'a>(&'a self, column: AccountColumn, id: Uuid, party: &'a Party, usual: Currency) -> Value<'a> {
        match column {
            AccountColumn::Name => Value::Text(&party.sound),
            AccountColumn::Owner => text(party.owner.and_then(|owner| self.members.get(&owner)).map(String::as_str)),
            AccountColumn::Open => self.open(id),
            AccountColumn::Sum => match self.figures.get(&id).map(|figures| &figures.open.amounts) {
                Some(amounts) if !amounts.is_empty() => {
                    let others = amounts.iter().filter(|(currency, _)| **currency != usual);
                    let most = others.max_by_key(|(_, value)| **value).map(|(currency, value)| (*currency, *value));
                    Value::Amounts(amounts.get(&usual).copied(), most)
                }
                _ => Value::None,
            },
            AccountColumn::Last => self.last(id),
            AccountColumn::Industry => text(Some(&party.what)),
            AccountColumn::Region => text(Some(&party.region)),
        }
    }

    fn of_contact<'a>(&'a self, column: ContactColumn, id: Uuid, party: &'a Party) -> Value<'a> {
        match column {
            ContactColumn::Name => Value::Text(&party.sound),
            ContactColumn::Account => {
                text(party.above.and_then(|above| self.accounts.get(&above)).map(|account| account.sound.as_str()))
            }
            ContactColumn::Title => text(Some(&party.what)),
            ContactColumn::Open => self.open(id),
            ContactColumn::Last => self.last(id),
        }
    }

    fn open(&self, id: Uuid) -> Value<'_> {
        match self.figures.get(&id).map_or(0, |figures| figures.open.count) {
            0 => Value::None,
            count => Value::Number(i64::try_from(count).unwrap_or(i64::MAX)),
        }
    }

    pub(crate) fn last(&self, id: Uuid) -> Value<'_> {
        let last = self.figures.get(&id).and_then(|figures| figures.last);
        last.map_or(Value::None, |last| Value::Number(moment(Some(last))))
    }

    fn list<'a, C: Copy>(
        &'a self,
        parties: &'a HashMap<Uuid, Party>,
        wanted: &Wanted<C>,
        value: impl Fn(C, Uuid, &'a Party) -> Value<'a>,
    ) -> Vec<Uuid> {
        let words = words(&wanted.query);
        let mut found: Vec<(Option<u32>, Value<'a>, &'a str, Uuid)> = Vec::new();
        for (id, party) in parties {
            let employer =
                || party.above.and_then(|above| self.accounts.get(&above)).filter(|_| self.contacts.contains_key(id));
            let fit = words.iter().try_fold(0, |sum, word| {
                let fit = party.fit(word).or_else(|| employer()?.fit(word).map(|fit| fit + 4));
                fit.map(|fit| sum + fit)
            });
            let Some(fit) = fit.filter(|_| !wanted.alike || self.is_alike(*id)) else { continue };
            let (fit, value) = match wanted.by {
                Some(column) => (None, value(column, *id, party)),
                None => (Some(fit), Value::None),
            };
            found.push((fit, value, party.sound.as_str(), *id));
        }
        found.sort_unstable_by(|(one_fit, one, one_name, one_id), (fit, other, name, id)| {
            let by_value = compare(one, other, wanted.descending);
            one_fit.cmp(fit).then(by_value).then(one_name.cmp(name)).then(one_id.cmp(id))
        });
        found.into_iter().map(|(.., id)| id).collect()
    }
}

pub(crate) fn text(text: Option<&str>) -> Value<'_> {
    text.filter(|text| !text.is_empty()).map_or(Value::None, Value::Text)
}

pub(crate) fn compare(one: &Value<'_>, other: &Value<'_>, descending: bool) -> Ordering {
    let order = match (one, other) {
        (Value::None, Value::None) => return Ordering::Equal,
        (Value::None, _) => return Ordering::Greater,
        (_, Value::None) => return Ordering::Less,
        (Value::Text(one), Value::Text(other)) => one.cmp(other),
        (Value::Number(one), Value::Number(other)) => one.cmp(other),
        (Value::Amounts(one, more), Value::Amounts(other, and)) => {
            // Nothing in the usual currency is less than any of it; others are compared within one currency.
            one.cmp(other).then_with(|| {
                let key =
                    |amount: &Option<(Currency, Decimal)>| amount.map(|(currency, value)| (Reverse(currency), value));
                key(more).cmp(&key(and))
            })
        }
        _ => Ordering::Equal,
    };
    if descending { order.reverse() } else { order }
}
