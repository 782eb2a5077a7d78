//! From a lead to an account, a contact and an opportunity.

use serde_json::{Value, json};

use crate::diff::Fields;
use crate::journal::Action;
use crate::records::{Account, Activity, Contact, ContactRole, Lead, LeadStatus, Opportunity, Pipeline, Record, Stage};
use crate::time::Date;
use crate::{Command, Doc, Id, RecordRef};

/// A record that is there already, or one to be made.
#[derive(Clone, Debug, PartialEq)]
pub enum Party<R> {
    Known(Id<R>),
    New(Id<R>, R),
}

impl<R> Party<R> {
    pub fn id(&self) -> Id<R> {
        match self {
            Self::Known(id) | Self::New(id, _) => *id,
        }
    }
}

/// What a lead will become; the person may change any of it before it is done.
#[derive(Clone, Debug, PartialEq)]
pub struct Conversion {
    /// None where the lead names no company.
    pub account: Option<Party<Account>>,
    /// None where it names no person.
    pub contact: Option<Party<Contact>>,
    pub opportunity: (Id<Opportunity>, Opportunity),
}

/// The ids of what a conversion makes.
#[derive(Clone, Copy, Debug)]
pub struct NewIds {
    pub account: Id<Account>,
    pub contact: Id<Contact>,
    pub opportunity: Id<Opportunity>,
}

/// What a lead would become: with the account and contact that were found to be the same, else with new ones that hold what
/// it says.
pub fn propose(
    (lead_id, lead): (Id<Lead>, &Lead),
    found: (Option<Id<Account>>, Option<Id<Contact>>),
    (pipeline, stage): (Option<Id<Pipeline>>, Id<Stage>),
    ids: NewIds,
    today: Date,
) -> Conversion {
    let named = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let account = found.0.or(lead.account).map(Party::Known).or_else(|| {
        let account = Account {
            name: named(&lead.company)?,
            industry: lead.industry.clone(),
            size: lead.size.clone(),
            maturity: lead.maturity.clone(),
            owner: lead.owner,
            ..Account::default()
        };
        Some(Party::New(ids.account, account))
    });
    let contact = found.1.or(lead.contact).map(Party::Known).or_else(|| {
        let contact = Contact {
            name: named(&lead.name)?,
            account: account.as_ref().map(Party::id),
            title: lead.title.clone(),
            phones: lead.phone.clone().into_iter().collect(),
            mails: lead.mail.clone().into_iter().collect(),
            owner: lead.owner,
            ..Contact::default()
        };
        Some(Party::New(ids.contact, contact))
    });
    let title = [&lead.company, &lead.name, &lead.text].into_iter().find_map(|text| named(text)).unwrap_or_default();
    let opportunity = Opportunity {
        title,
        account: account.as_ref().map(Party::id),
        created_on: Some(today),
        source: lead.source.clone(),
        campaign: lead.campaign.clone(),
        need: named(&lead.text),
        pipeline,
        stage: Some(stage),
        owner: lead.owner,
        contacts: contact.iter().map(|party| ContactRole { contact: party.id(), role: None }).collect(),
        lead: Some(lead_id),
        bant_budget: lead.bant_budget.clone(),
        bant_authority: lead.bant_authority.clone(),
        bant_need: lead.bant_need.clone(),
        bant_timeline: lead.bant_timeline.clone(),
        ..Opportunity::default()
    };
    Conversion { account, contact, opportunity: (ids.opportunity, opportunity) }
}

/// What the lead says that an account and a contact which are there already leave open. What they say stays.
pub fn fills(
    lead: &Lead,
    account: Option<(Id<Account>, &Account)>,
    contact: Option<(Id<Contact>, &Contact)>,
) -> Vec<Command> {
    let open = |field: &'static str, said: &Option<String>, known: &Option<String>| {
        said.as_ref().filter(|_| known.is_none()).map(|said| (field, json!(said)))
    };
    let one_more = |field: &'static str, said: &Option<String>, known: &[String]| {
        let said = said.as_ref().filter(|said| !known.contains(said))?;
        Some((field, json!(known.iter().chain([said]).collect::<Vec<_>>())))
    };
    let account = account.and_then(|(id, known)| {
        let fields = [
            open("industry", &lead.industry, &known.industry),
            open("size", &lead.size, &known.size),
            open("maturity", &lead.maturity, &known.maturity),
        ];
        let fields: Vec<_> = fields.into_iter().flatten().collect();
        (!fields.is_empty()).then(|| edit(RecordRef::to(id), fields))
    });
    let contact = contact.and_then(|(id, known)| {
        let fields = [
            open("title", &lead.title, &known.title),
            one_more("phones", &lead.phone, &known.phones),
            one_more("mails", &lead.mail, &known.mails),
        ];
        let fields: Vec<_> = fields.into_iter().flatten().collect();
        (!fields.is_empty()).then(|| edit(RecordRef::to(id), fields))
    });
    account.into_iter().chain(contact).collect()
}

fn edit(target: RecordRef, fields: Vec<(&str, Value)>) -> Command {
    let fields: Fields = fields.into_iter().map(|(field, value)| (field.to_owned(), value)).collect();
    Command::Edit { target, fields, docs: Vec::new() }
}

/// Does it in one step, so that one undo takes all of it back. What is planned with the lead goes over to the opportunity;
/// what was done stays where it was done and is read with it, see [`crate::bant::subjects`]. `along` is done with it.
pub fn convert(
    lead: Id<Lead>,
    conversion: &Conversion,
    planned: &[Id<Activity>],
    along: Vec<Command>,
    today: Date,
) -> Command {
    fn doc<R: Record>(party: &Party<R>) -> Option<Doc> {
        match party {
            Party::Known(_) => None,
            Party::New(id, record) => Some(Doc::new(*id, record)),
        }
    }
    let (opportunity, record) = &conversion.opportunity;
    let mut docs = vec![Doc::new(*opportunity, record)];
    docs.extend(conversion.account.as_ref().and_then(doc));
    docs.extend(conversion.contact.as_ref().and_then(doc));
    let mut became = vec![
        ("status", json!(LeadStatus::Converted)),
        ("opportunity", json!(opportunity)),
        ("converted_on", json!(today)),
    ];
    became.extend(conversion.account.as_ref().map(|party| ("account", json!(party.id()))));
    became.extend(conversion.contact.as_ref().map(|party| ("contact", json!(party.id()))));
    let mut commands = vec![Command::Create { docs }, edit(RecordRef::to(lead), became)];
    commands.extend(planned.iter().map(|id| edit(RecordRef::to(*id), vec![("subject", json!(opportunity))])));
    commands.extend(along);
    Command::Together { action: Action::Convert, about: RecordRef::to(lead), commands }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::records::{BantAnswer, BantState};

    fn id<R>(n: u128) -> Id<R> {
        Id::new(Uuid::from_u128(n))
    }

    fn ids() -> NewIds {
        NewIds { account: id(1), contact: id(2), opportunity: id(3) }
    }

    fn lead() -> Lead {
        Lead {
            name: "Zhao Min".into(),
            company: "Example Foods".into(),
            text: "Asks for a cold store".into(),
            industry: Some("Food".into()),
            mail: Some("zhao@example.com".into()),
            bant_need: Some(BantAnswer { state: BantState::Yes, evidence: Vec::new() }),
            ..Lead::default()
        }
    }

    #[test]
    fn a_conversion_makes_what_is_not_there_and_takes_what_is() {
        let today = Date::parse_iso("2026-11-24").unwrap();
        let lead = lead();
        let propose = |found| propose((id(9), &lead), found, (Some(id(4)), id(5)), ids(), today);
        let all_new = propose((None, None));
        let Some(Party::New(_, account)) = &all_new.account else { panic!("a new account") };
        let Some(Party::New(_, contact)) = &all_new.contact else { panic!("a new contact") };
        assert_eq!((account.name.as_str(), account.industry.as_deref()), ("Example Foods", Some("Food")));
        assert_eq!((contact.account, contact.mails.as_slice()), (Some(id(1)), &["zhao@example.com".to_owned()][..]));
        let (_, opportunity) = &all_new.opportunity;
        assert_eq!((opportunity.lead, opportunity.account, opportunity.stage), (Some(id(9)), Some(id(1)), Some(id(5))));
        assert_eq!((&opportunity.bant_need, opportunity.validate().len()), (&lead.bant_need, 0));

        let known = propose((Some(id(21)), Some(id(22))));
        assert_eq!((known.account, known.contact), (Some(Party::Known(id(21))), Some(Party::Known(id(22)))));
        assert_eq!(known.opportunity.1.contacts[0].contact, id(22));
    }

    #[test]
    fn what_is_known_is_filled_in_and_never_changed() {
        let lead = Lead { size: Some("200".into()), phone: Some("13800000000".into()), ..lead() };
        let account = Account { industry: Some("Catering".into()), ..Account::default() };
        let contact = Contact { mails: vec!["zhao@example.com".into()], ..Contact::default() };
        let edits = fills(&lead, Some((id(21), &account)), Some((id(22), &contact)));
        let fields: Vec<_> = edits
            .iter()
            .map(|command| match command {
                Command::Edit { fields, .. } => fields.keys().cloned().collect::<Vec<_>>(),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(fields, [vec!["size".to_owned()], vec!["phones".to_owned()]]);
        assert!(fills(&Lead::default(), Some((id(21), &account)), Some((id(22), &contact))).is_empty());
    }
}
