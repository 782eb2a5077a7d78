//! The customers and the people there.

use model::records::{Account, Contact};
use model::starter::Words;
use model::{Doc, Id};

use crate::ids::SeedIds;
use crate::random::Random;
use crate::team;
use crate::text::spaced;
use crate::words::names::{
    BUYER_KINDS, FAMILY, FIRST, FORMS, GIVEN, INDUSTRIES, Job, Jobs, REGIONS, ROLES, SECOND, SIZES, TIERS, TRADES, jobs,
};
use crate::words::say;

const ACCOUNTS: usize = 180;

/// What the rest of the story needs to know of an account.
pub(crate) struct Customer {
    pub(crate) id: Id<Account>,
    /// As colleagues call it, and as titles do.
    pub(crate) short: String,
    pub(crate) industry: usize,
    /// 0 large, 1 medium, 2 small.
    pub(crate) size: usize,
    pub(crate) technical: bool,
    pub(crate) owner: usize,
    /// The usual contact first.
    pub(crate) people: Vec<Person>,
}

pub(crate) struct Person {
    pub(crate) id: Id<Contact>,
    /// 陈总, Helen.
    pub(crate) address: String,
    pub(crate) role: &'static str,
    pub(crate) decides: bool,
}

pub(crate) struct Accounts {
    pub(crate) companies: Vec<Doc>,
    pub(crate) contacts: Vec<Doc>,
    pub(crate) customers: Vec<Customer>,
}

pub(crate) fn generate(words: Words, ids: &SeedIds, random: &mut Random) -> Accounts {
    let mut brands: Vec<(usize, usize)> =
        (0..FIRST.len()).flat_map(|first| (0..SECOND.len()).map(move |second| (first, second))).collect();
    // The same syllable twice reads like a slip.
    brands.retain(|(first, second)| FIRST[*first].1 != SECOND[*second].1);
    random.shuffle(&mut brands);
    let mut all = Accounts { companies: Vec::new(), contacts: Vec::new(), customers: Vec::new() };
    for (at, brand) in brands.into_iter().take(ACCOUNTS).enumerate() {
        account(words, ids, random, at, brand, &mut all);
    }
    all
}

fn account(
    words: Words,
    ids: &SeedIds,
    random: &mut Random,
    at: usize,
    (first, second): (usize, usize),
    all: &mut Accounts,
) {
    let trade = random.pick(&TRADES);
    let region = random.weighted(&[38, 22, 16, 12, 12]);
    let size = random.weighted(&[18, 47, 35]);
    let technical = random.chance(0.5);
    let covering = team::covering(region);
    let seller = *random.pick(&covering);
    let owner = if size == 0 && random.chance(0.35) { team::HEAD_OF_SALES } else { seller };
    let form = say(words, *random.pick(&FORMS[size]));
    let (brand, domain) = match words {
        Words::Chinese => {
            (format!("{}{}", FIRST[first].0, SECOND[second].0), format!("{}{}", FIRST[first].1, SECOND[second].1))
        }
        Words::English => {
            let brand = format!("{}{}", FIRST[first].2, SECOND[second].2);
            (brand.clone(), brand.to_ascii_lowercase())
        }
    };
    let (short, name) = match words {
        Words::Chinese => (format!("{brand}{}", trade.short), format!("{brand}{}{form}", trade.full)),
        Words::English => (format!("{brand} {}", trade.english), format!("{brand} {} {form}", trade.english)),
    };
    let id: Id<Account> = ids.id(&format!("account {at}"));
    let record = Account {
        name,
        aliases: vec![short.clone()],
        industry: Some(say(words, INDUSTRIES[trade.industry]).to_owned()),
        size: Some(say(words, SIZES[size]).to_owned()),
        region: Some(say(words, REGIONS[region]).to_owned()),
        buyer_kind: Some(say(words, BUYER_KINDS[usize::from(!technical)]).to_owned()),
        tier: Some(say(words, TIERS[usize::from(size != 0)]).to_owned()),
        owner: Some(team::id(ids, owner)),
        ..Account::default()
    };
    all.companies.push(Doc::new(id, &record));

    let Jobs { deciders, technical: engineers, business } = jobs(trade.industry);
    let (usual, other) = if technical { (engineers, business) } else { (business, engineers) };
    // In a small company the one who decides often deals with suppliers as well.
    let small = size == 2 && random.chance(0.25);
    let mut those = vec![if small { random.pick(deciders) } else { random.pick(usual) }];
    if !small && random.chance(0.62) {
        those.push(random.pick(deciders));
    }
    if random.chance(0.3) {
        those.push(random.pick(other));
    }
    let mut people = Vec::new();
    let mut used: Vec<usize> = Vec::new();
    for (n, job) in those.into_iter().enumerate() {
        let contact = ids.id(&format!("contact {at} {n}"));
        let (mut family, mut given) = (random.below(FAMILY.len()), random.below(GIVEN.len()));
        // Two called 陈总, or two Helens, in one company would be one too many for the reader.
        while used.contains(&family) || used.contains(&(FAMILY.len() + given)) {
            family = (family + 1) % FAMILY.len();
            given = (given + 1) % GIVEN.len();
        }
        used.extend([family, FAMILY.len() + given]);
        let (doc, person) = person(words, random, contact, id, job, (FAMILY[family], GIVEN[given]), &domain);
        all.contacts.push(doc);
        people.push(person);
    }
    all.customers.push(Customer { id, short, industry: trade.industry, size, technical, owner, people });
}

/// Chinese, its reading, English.
type Syllables = (&'static str, &'static str, &'static str);

fn person(
    words: Words,
    random: &mut Random,
    id: Id<Contact>,
    account: Id<Account>,
    job: &Job,
    (family, given): (Syllables, Syllables),
    domain: &str,
) -> (Doc, Person) {
    let (name, address, mailbox) = match words {
        Words::Chinese => (
            format!("{}{}", family.0, given.0),
            format!("{}{}", family.0, job.address),
            format!("{}.{}", family.1, given.1),
        ),
        Words::English => {
            let name = format!("{} {}", given.2, family.2);
            let mailbox = name.to_ascii_lowercase().replace(' ', ".");
            (name, given.2.to_owned(), mailbox)
        }
    };
    let (digit, number) = (random.between(0, 9), random.between(0, 9_999));
    let phone = match words {
        // Masked, as such numbers are shown in China: no number is certain to be nobody's.
        Words::Chinese => format!("13{digit}****{number:04}"),
        // From the range kept free for fiction.
        Words::English => format!("+1 202 555 01{:02}", number % 100),
    };
    let role = say(words, ROLES[job.role]);
    let contact = Contact {
        name,
        account: Some(account),
        title: Some(spaced(say(words, job.title))),
        phones: if random.chance(0.85) { vec![phone] } else { Vec::new() },
        mails: if random.chance(0.7) { vec![format!("{mailbox}@{domain}.example")] } else { Vec::new() },
        role: Some(role.to_owned()),
        ..Contact::default()
    };
    (Doc::new(id, &contact), Person { id, address, role, decides: job.role == 0 })
}
