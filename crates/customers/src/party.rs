//! An account or a contact, as lists show and search it.

use interchange::names::{NameKind, key};
use model::records::{Account, Contact};
use model::{Id, Uuid};
use search::{Text, Word};

/// An account or a contact.
#[derive(Clone, Debug)]
pub struct Party {
    name: Text,
    /// Other names, and of contacts the ways to reach them.
    others: Vec<Text>,
    /// Orders names.
    pub(crate) sound: String,
    /// The account above an account, or that of a contact.
    pub above: Option<Uuid>,
    pub owner: Option<Uuid>,
    /// Industry of an account, job title of a contact.
    pub what: String,
    pub region: String,
    pub phones: Vec<String>,
    pub mails: Vec<String>,
    /// Its names in the form in which written forms of one name are the same.
    pub(crate) keys: Vec<String>,
}

impl Party {
    pub(crate) fn of_account(record: &Account) -> Self {
        let names = std::iter::once(&record.name).chain(&record.aliases);
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let name = Text::name(&record.name);
        Self {
            sound: name.sound(),
            name,
            others: record.aliases.iter().map(|alias| Text::name(alias)).collect(),
            above: record.parent.map(Id::uuid),
            owner: record.owner.map(Id::uuid),
            what: text(&record.industry),
            region: text(&record.region),
            phones: Vec::new(),
            mails: Vec::new(),
            keys: keys(NameKind::Company, names),
        }
    }

    pub(crate) fn of_contact(record: &Contact) -> Self {
        let names = std::iter::once(&record.name).chain(&record.aliases);
        let others = record.aliases.iter().chain(&record.phones).chain(&record.mails);
        let name = Text::name(&record.name);
        Self {
            sound: name.sound(),
            name,
            others: others.map(|text| Text::name(text)).collect(),
            above: record.account.map(Id::uuid),
            owner: None,
            what: record.title.clone().unwrap_or_default(),
            region: String::new(),
            phones: record.phones.clone(),
            mails: record.mails.clone(),
            keys: keys(NameKind::Person, names),
        }
    }

    pub fn name(&self) -> &str {
        self.name.written()
    }

    /// How well a word fits its names; nothing when it does not.
    pub(crate) fn fit(&self, word: &Word) -> Option<u32> {
        self.name.fit(word).or_else(|| self.others.iter().find_map(|text| text.fit(word)).map(|fit| fit + 2))
    }

    /// The other name that a word was found in, where the name itself does not show it.
    pub fn found_in(&self, words: &[Word]) -> Option<&str> {
        let word = words.iter().find(|word| self.name.fit(word).is_none())?;
        self.others.iter().find(|text| text.fit(word).is_some()).map(Text::written)
    }
}

fn keys<'a>(kind: NameKind, names: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut keys: Vec<String> = names.map(|name| key(kind, name)).filter(|key| !key.is_empty()).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}
