//! Addresses: `#/board?due=overdue`. Everything lies behind the `#`, so the app works in any folder of any server.

use std::fmt;

use filter::Filter;
use model::Uuid;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// A screen and what of it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Route {
    pub(crate) screen: Screen,
    /// In order; keys nobody here knows stay where they are.
    pub(crate) query: Vec<(String, String)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Screen {
    /// What is due; `#/` is it too.
    Today,
    Board,
    Opportunity(Uuid),
    /// Accounts, or with `list=contacts` contacts.
    Customers,
    Account(Uuid),
    Contact(Uuid),
    Leads,
    Lead(Uuid),
    /// What was deleted lately.
    Deleted,
    Import,
    Settings(Section),
    /// An address of nothing, as it was written.
    Unknown(String),
}

/// A part of the settings. Each has an address; its name and page are in `pages::settings`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Section {
    General,
    Members,
    Currencies,
    Pipelines,
    Actions,
    Fields,
    Reasons,
    Sources,
    Scoring,
    Grades,
    Cadence,
    Calendar,
    Stalls,
    Device,
    Backup,
    Workspaces,
}

impl Section {
    /// In the order in which they are listed; the first is what `#/settings` shows.
    pub(crate) const ALL: &[Self] = &[
        Self::General,
        Self::Members,
        Self::Currencies,
        Self::Pipelines,
        Self::Actions,
        Self::Fields,
        Self::Reasons,
        Self::Sources,
        Self::Scoring,
        Self::Grades,
        Self::Cadence,
        Self::Calendar,
        Self::Stalls,
        Self::Device,
        Self::Backup,
        Self::Workspaces,
    ];

    pub(crate) const fn slug(self) -> &'static str {
        match self {
            Self::General => "general",
            Self::Pipelines => "pipelines",
            Self::Fields => "fields",
            Self::Reasons => "reasons",
            Self::Sources => "sources",
            Self::Members => "members",
            Self::Currencies => "currencies",
            Self::Actions => "actions",
            Self::Scoring => "scoring",
            Self::Grades => "grades",
            Self::Cadence => "cadence",
            Self::Calendar => "calendar",
            Self::Stalls => "stalls",
            Self::Device => "device",
            Self::Backup => "backup",
            Self::Workspaces => "workspaces",
        }
    }

    fn find(slug: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|section| section.slug() == slug)
    }
}

impl Route {
    pub(crate) fn to(screen: Screen) -> Self {
        Self { screen, query: Vec::new() }
    }

    /// Never fails.
    pub(crate) fn parse(hash: &str) -> Self {
        let hash = hash.strip_prefix('#').unwrap_or(hash);
        let (path, query) = hash.split_once('?').unwrap_or((hash, ""));
        let query = query.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(key), decode(value))
        });
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        let of = |screen: fn(Uuid) -> Screen, id: &str| {
            Uuid::try_parse(id).map_or_else(|_| Screen::Unknown(path.to_owned()), screen)
        };
        let screen = match parts.as_slice() {
            [] | ["today"] => Screen::Today,
            ["board"] => Screen::Board,
            ["import"] => Screen::Import,
            ["customers"] => Screen::Customers,
            ["leads"] => Screen::Leads,
            ["deleted"] => Screen::Deleted,
            ["settings"] => Screen::Settings(Section::ALL[0]),
            ["settings", slug] => {
                Section::find(slug).map_or_else(|| Screen::Unknown(path.to_owned()), Screen::Settings)
            }
            ["opportunity", id] => of(Screen::Opportunity, id),
            ["account", id] => of(Screen::Account, id),
            ["contact", id] => of(Screen::Contact, id),
            ["lead", id] => of(Screen::Lead, id),
            _ => Screen::Unknown(path.to_owned()),
        };
        Self { screen, query: query.collect() }
    }

    pub(crate) fn filter(&self) -> Filter {
        Filter::parse(self.query.iter().map(|(key, value)| (key.as_str(), value.as_str())))
    }

    /// The same address with another filter.
    pub(crate) fn with_filter(&self, filter: &Filter) -> Self {
        let mut route = self.clone();
        route.query.retain(|(key, _)| !Filter::is_key(key));
        route.query.extend(filter.to_query());
        route
    }

    pub(crate) fn get(&self, key: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str())
    }

    /// The same address with another value of a key, or without it.
    pub(crate) fn with(&self, key: &str, value: Option<&str>) -> Self {
        let mut route = self.clone();
        match (route.query.iter_mut().find(|(known, _)| known == key), value) {
            (Some(pair), Some(value)) => value.clone_into(&mut pair.1),
            (None, Some(value)) => route.query.push((key.to_owned(), value.to_owned())),
            (_, None) => route.query.retain(|(known, _)| known != key),
        }
        route
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.screen {
            Screen::Today => f.write_str("#/today")?,
            Screen::Board => f.write_str("#/board")?,
            Screen::Import => f.write_str("#/import")?,
            Screen::Settings(section) => write!(f, "#/settings/{}", section.slug())?,
            Screen::Customers => f.write_str("#/customers")?,
            Screen::Leads => f.write_str("#/leads")?,
            Screen::Deleted => f.write_str("#/deleted")?,
            Screen::Account(id) => write!(f, "#/account/{id}")?,
            Screen::Contact(id) => write!(f, "#/contact/{id}")?,
            Screen::Lead(id) => write!(f, "#/lead/{id}")?,
            Screen::Opportunity(id) => write!(f, "#/opportunity/{id}")?,
            Screen::Unknown(path) => write!(f, "#{path}")?,
        }
        for (index, (key, value)) in self.query.iter().enumerate() {
            write!(f, "{}{}={}", if index == 0 { '?' } else { '&' }, encode(key), encode(value))?;
        }
        Ok(())
    }
}

/// Left as they are in a query: what no address gives a meaning to.
const PLAIN: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b',').remove(b':');

fn decode(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}

fn encode(text: &str) -> impl fmt::Display {
    utf8_percent_encode(text, PLAIN)
}
