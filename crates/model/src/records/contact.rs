//! Contact 联系人: a person at an account.

use serde::{Deserialize, Serialize};

use super::{Account, FieldError, Member, Record, require};
use crate::{Date, Id};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Contact {
    pub name: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<Id<Account>>,
    /// Job title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mails: Vec<String>,
    /// Role in the decision chain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// For or against us.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stance: Option<String>,
    /// How much the person's word counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub influence: Option<String>,
    /// The day we first met.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub met_on: Option<Date>,
    /// Who of us keeps in touch with the person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<Id<Member>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Record for Contact {
    const NAME: &'static str = "contacts";
    const REFERENCES: &'static [&'static str] = &["account", "owner"];

    fn validate(&self) -> Vec<FieldError> {
        require("name", &self.name).into_iter().collect()
    }
}

/// Whether a text has the shape of a mail address, as far as people agree on one: something on both sides of one `@`, a
/// point behind it, and no spaces.
pub fn is_mail(text: &str) -> bool {
    let Some((before, after)) = text.trim().split_once('@') else { return false };
    let plain = |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || c == '@');
    let dotted = after.split_once('.').is_some_and(|(host, rest)| !host.is_empty() && !rest.is_empty());
    plain(before) && plain(after) && dotted && !after.ends_with('.')
}

#[cfg(test)]
mod tests {
    use super::is_mail;

    #[test]
    fn a_mail_address_has_something_on_both_sides() {
        for good in ["a@b.cn", "zhao.min+crm@mail.example.com", " 赵敏@例子.公司 "] {
            assert!(is_mail(good), "{good}");
        }
        for bad in ["", "a", "@b.cn", "a@", "a@b", "a@.cn", "a@b.", "a b@c.cn", "a@b@c.cn", "a@b c.cn"] {
            assert!(!is_mail(bad), "{bad}");
        }
    }
}
