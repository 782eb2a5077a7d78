//! Cards as columns of plain data: one entry a slot in each, texts in one heap.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use model::next_step::Urgency;
use model::records::{ActivityKind, Outcome};
use model::{Currency, Date, Decimal, Doc, Money, rank};
use serde_json::Value;
use uuid::Uuid;

use crate::Paint;
use crate::names::Names;
use crate::settings::{Settings, StageRow};

/// States of a slot.
pub(crate) const FREE: u8 = 0;
pub(crate) const OPEN: u8 = 1;
pub(crate) const WON: u8 = 2;
pub(crate) const LOST: u8 = 3;

/// "None" of each column.
pub(crate) const NO_STAGE: u16 = u16::MAX;
pub(crate) const NO_ACCOUNT: u32 = u32::MAX;
pub(crate) const NO_MEMBER: u16 = u16::MAX;
pub(crate) const NO_AMOUNT: u8 = u8::MAX;
pub(crate) const NO_PERCENT: u8 = u8::MAX;
pub(crate) const NO_DAY: i32 = i32::MIN;

/// Ids are random in their last bytes already.
pub(crate) type AsIs = BuildHasherDefault<IdHasher>;

#[derive(Default)]
pub(crate) struct IdHasher(u64);

impl Hasher for IdHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        if let Some(tail) = bytes.last_chunk::<8>() {
            // Ids counted up by hand differ in the last byte only; the map takes its tags from the high bits.
            self.0 = u64::from_le_bytes(*tail).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        }
    }
}

/// A piece of a heap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span {
    start: u32,
    length: u32,
}

impl Span {
    pub(crate) fn is_empty(self) -> bool {
        self.length == 0
    }
}

/// Texts, one behind the other. What is replaced stays until the next start.
#[derive(Default)]
pub(crate) struct Heap(String);

impl Heap {
    pub(crate) fn push(&mut self, text: &str) -> Span {
        let start = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        self.0.push_str(text);
        Span { start, length: u32::try_from(text.len()).unwrap_or(0) }
    }

    pub(crate) fn get(&self, span: Span) -> &str {
        let start = span.start as usize;
        self.0.get(start..start + span.length as usize).unwrap_or_default()
    }

    /// Takes texts in that lie one behind the other; gives back where the first begins.
    pub(crate) fn extend(&mut self, texts: &str) -> u32 {
        self.push(texts).start
    }

    pub(crate) fn span(start: u32, length: u32) -> Span {
        Span { start, length }
    }
}

/// What comes next for an opportunity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Next {
    pub due: Date,
    pub kind: ActivityKind,
    pub text: String,
}

/// One card, for showing it.
#[derive(Clone, Copy, Debug)]
pub struct Card<'a> {
    pub id: Uuid,
    pub title: &'a str,
    pub account: &'a str,
    pub owner: Option<(Uuid, &'a str)>,
    pub amount: Option<Money>,
    /// Percent, of the opportunity or its stage; 100 and 0 for those won and lost.
    pub probability: Option<u8>,
    pub outcome: Outcome,
    pub stage: Option<&'a StageRow>,
    /// Expected close of open ones, closing day of closed ones.
    pub close: Option<Date>,
    pub due: Option<Date>,
    pub next: &'a str,
}

impl Card<'_> {
    pub fn urgency(&self, today: Date) -> Urgency {
        Urgency::of(self.due, today)
    }
}

/// A slot's values, taken out.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Row {
    pub(crate) id: Uuid,
    pub(crate) state: u8,
    pub(crate) stage: u16,
    pub(crate) account: u32,
    pub(crate) owner: u16,
    pub(crate) amount: Decimal,
    pub(crate) currency: u8,
    pub(crate) percent: u8,
    pub(crate) close: i32,
    pub(crate) due: i32,
    pub(crate) kind: u8,
    pub(crate) title: String,
    pub(crate) next: String,
    pub(crate) rank: String,
}

pub(crate) fn uuid(doc: &Doc, field: &str) -> Option<Uuid> {
    doc.data.get(field).and_then(Value::as_str).and_then(|text| Uuid::try_parse(text).ok())
}

fn day(doc: &Doc, field: &str) -> i32 {
    doc.data.get(field).and_then(Value::as_str).and_then(Date::parse_iso).map_or(NO_DAY, Date::days)
}

pub(crate) fn kind_index(kind: &ActivityKind) -> u8 {
    let at = ActivityKind::ALL.iter().position(|known| known == kind).unwrap_or(ActivityKind::ALL.len() - 1);
    u8::try_from(at).unwrap_or(0)
}

impl Row {
    /// The row of an opportunity's record; what is not in the record is taken from the row known before.
    pub(crate) fn of(doc: &Doc, account: Option<u32>, settings: &mut Settings, known: Option<Self>) -> Self {
        let text = |field: &str| doc.data.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
        let state = match doc.data.get("outcome").and_then(Value::as_str) {
            _ if doc.deleted_at.is_some() => FREE,
            Some("won") => WON,
            Some("lost") => LOST,
            _ => OPEN,
        };
        let amount = doc.data.get("amount").and_then(|amount| serde_json::from_value::<Money>(amount.clone()).ok());
        let percent =
            doc.data.get("probability").and_then(Value::as_u64).and_then(|percent| u8::try_from(percent).ok());
        let (due, kind, next) = known.map_or((NO_DAY, 0, String::new()), |row| (row.due, row.kind, row.next));
        Self {
            id: doc.id,
            state,
            stage: uuid(doc, "stage").map_or(NO_STAGE, |id| settings.stage_index(id)),
            account: account.unwrap_or(NO_ACCOUNT),
            owner: uuid(doc, "owner").map_or(NO_MEMBER, |id| settings.member_index(id)),
            amount: amount.map(|money| money.value).unwrap_or_default(),
            currency: amount.map_or(NO_AMOUNT, |money| settings.currency_index(money.currency)),
            percent: percent.unwrap_or(NO_PERCENT),
            close: day(doc, if state == OPEN { "expected_close" } else { "closed_on" }),
            due,
            kind,
            title: text("title"),
            next,
            rank: text("rank"),
        }
    }

    pub(crate) fn paint(&mut self, paint: &Paint, settings: &mut Settings) {
        self.state = match paint.outcome {
            Outcome::Open => OPEN,
            Outcome::Won => WON,
            Outcome::Lost => LOST,
        };
        if let Some(stage) = paint.stage {
            self.stage = settings.stage_index(stage);
        }
        if let Some(rank) = &paint.rank {
            rank.clone_into(&mut self.rank);
        }
        if let Some(amount) = paint.amount {
            self.amount = amount.value;
            self.currency = settings.currency_index(amount.currency);
        }
        if let Some(day) = paint.closed_on {
            self.close = day.days();
        }
    }
}

#[derive(Default)]
pub(crate) struct Cards {
    pub(crate) ids: Vec<Uuid>,
    pub(crate) state: Vec<u8>,
    pub(crate) stage: Vec<u16>,
    pub(crate) account: Vec<u32>,
    pub(crate) owner: Vec<u16>,
    pub(crate) amount: Vec<Decimal>,
    pub(crate) currency: Vec<u8>,
    pub(crate) percent: Vec<u8>,
    pub(crate) close: Vec<i32>,
    pub(crate) due: Vec<i32>,
    pub(crate) kind: Vec<u8>,
    pub(crate) title: Vec<Span>,
    pub(crate) next: Vec<Span>,
    pub(crate) rank: Vec<Span>,
    /// How often a row was put, and how often it looked different then.
    pub(crate) version: Vec<u32>,
    pub(crate) looks: Vec<u32>,
    pub(crate) heap: Heap,
    /// Free slots and the slot of each id, made when first needed: a start without news never needs them.
    free: Vec<u32>,
    slots: HashMap<Uuid, u32, AsIs>,
    indexed: bool,
}

impl Cards {
    pub(crate) fn len(&self) -> usize {
        self.ids.len()
    }

    pub(crate) fn live(&self) -> usize {
        self.state.iter().filter(|state| **state != FREE).count()
    }

    pub(crate) fn is_taken(&self, slot: u32) -> bool {
        self.state[slot as usize] != FREE
    }

    pub(crate) fn slot(&mut self, id: Uuid) -> Option<u32> {
        if !self.indexed {
            self.index();
            self.indexed = true;
        }
        self.slots.get(&id).copied()
    }

    fn index(&mut self) {
        self.slots.reserve(self.ids.len());
        for slot in 0..u32::try_from(self.ids.len()).unwrap_or(u32::MAX) {
            if self.state[slot as usize] == FREE {
                self.free.push(slot);
            } else {
                self.slots.insert(self.ids[slot as usize], slot);
            }
        }
    }

    /// Puts a row into its slot, or a free one; a free row frees it.
    pub(crate) fn put(&mut self, row: Row) -> u32 {
        let known = self.slot(row.id);
        let slot = known.or_else(|| self.free.pop()).unwrap_or_else(|| self.grow());
        let at = slot as usize;
        if known.is_none() {
            self.slots.insert(row.id, slot);
        }
        if row.state == FREE {
            self.slots.remove(&row.id);
            self.free.push(slot);
        }
        self.version[at] += 1;
        if self.row(slot) == row {
            return slot;
        }
        self.looks[at] += 1;
        let Row { id, state, stage, account, owner, amount, currency, percent, close, due, kind, title, next, rank } =
            row;
        self.ids[at] = id;
        self.state[at] = state;
        self.stage[at] = stage;
        self.account[at] = account;
        self.owner[at] = owner;
        self.amount[at] = amount;
        self.currency[at] = currency;
        self.percent[at] = percent;
        self.close[at] = close;
        self.due[at] = due;
        self.kind[at] = kind;
        for (spans, text) in [(&mut self.title, title), (&mut self.next, next), (&mut self.rank, rank)] {
            if self.heap.get(spans[at]) != text {
                spans[at] = self.heap.push(&text);
            }
        }
        slot
    }

    fn grow(&mut self) -> u32 {
        let slot = u32::try_from(self.ids.len()).unwrap_or(u32::MAX);
        self.resize(self.ids.len() + 1);
        slot
    }

    /// Makes room; new slots are free.
    pub(crate) fn resize(&mut self, slots: usize) {
        self.ids.resize(slots, Uuid::nil());
        self.state.resize(slots, FREE);
        self.stage.resize(slots, NO_STAGE);
        self.account.resize(slots, NO_ACCOUNT);
        self.owner.resize(slots, NO_MEMBER);
        self.amount.resize(slots, Decimal::ZERO);
        self.currency.resize(slots, NO_AMOUNT);
        self.percent.resize(slots, NO_PERCENT);
        self.close.resize(slots, NO_DAY);
        self.due.resize(slots, NO_DAY);
        self.kind.resize(slots, 0);
        self.title.resize(slots, Span::default());
        self.next.resize(slots, Span::default());
        self.rank.resize(slots, Span::default());
        self.version.resize(slots, 0);
        self.looks.resize(slots, 0);
    }

    pub(crate) fn row(&self, slot: u32) -> Row {
        let at = slot as usize;
        Row {
            id: self.ids[at],
            state: self.state[at],
            stage: self.stage[at],
            account: self.account[at],
            owner: self.owner[at],
            amount: self.amount[at],
            currency: self.currency[at],
            percent: self.percent[at],
            close: self.close[at],
            due: self.due[at],
            kind: self.kind[at],
            title: self.heap.get(self.title[at]).to_owned(),
            next: self.heap.get(self.next[at]).to_owned(),
            rank: self.heap.get(self.rank[at]).to_owned(),
        }
    }

    pub(crate) fn set_next(&mut self, slot: u32, next: Option<&Next>) {
        let at = slot as usize;
        let (due, kind) = next.map_or((NO_DAY, 0), |next| (next.due.days(), kind_index(&next.kind)));
        let text = next.map_or("", |next| next.text.as_str());
        self.version[at] += 1;
        if (due, kind, text) == (self.due[at], self.kind[at], self.heap.get(self.next[at])) {
            return;
        }
        (self.due[at], self.kind[at]) = (due, kind);
        self.next[at] = self.heap.push(text);
        self.looks[at] += 1;
    }

    pub(crate) fn due(&self, slot: u32) -> Option<Date> {
        date(self.due[slot as usize])
    }

    pub(crate) fn version(&self, slot: u32) -> u32 {
        self.version[slot as usize]
    }

    pub(crate) fn looks(&self, slot: u32) -> u32 {
        self.looks[slot as usize]
    }

    pub(crate) fn outcome(&self, slot: u32) -> Outcome {
        match self.state[slot as usize] {
            WON => Outcome::Won,
            LOST => Outcome::Lost,
            _ => Outcome::Open,
        }
    }

    /// The card's rank by hand, or the one its id gives it.
    pub(crate) fn rank(&self, slot: u32) -> String {
        match self.heap.get(self.rank[slot as usize]) {
            "" => rank::implicit(self.ids[slot as usize]),
            rank => rank.to_owned(),
        }
    }

    pub(crate) fn money(&self, slot: u32, settings: &Settings) -> Option<(Currency, Decimal)> {
        let currency = settings.currency_at(self.currency[slot as usize])?;
        Some((currency, self.amount[slot as usize]))
    }

    pub(crate) fn percent(&self, slot: u32, settings: &Settings) -> Option<u8> {
        match (self.state[slot as usize], self.percent[slot as usize]) {
            (WON, _) => Some(100),
            (LOST, _) => Some(0),
            (_, NO_PERCENT) => settings.stages().get(usize::from(self.stage[slot as usize]))?.probability,
            (_, percent) => Some(percent),
        }
    }

    /// Cards of an account are to be drawn anew.
    pub(crate) fn touch_account(&mut self, account: u32) -> Vec<u32> {
        let of = |(slot, known): (u32, &u32)| (*known == account).then_some(slot);
        let slots: Vec<u32> = (0..).zip(&self.account).filter_map(of).collect();
        for slot in &slots {
            self.looks[*slot as usize] += 1;
        }
        slots
    }

    pub(crate) fn card<'a>(&'a self, slot: u32, settings: &'a Settings, accounts: &'a Names) -> Card<'a> {
        let at = slot as usize;
        Card {
            id: self.ids[at],
            title: self.heap.get(self.title[at]),
            account: accounts.get(self.account[at]),
            owner: settings.member_at(self.owner[at]),
            amount: self.money(slot, settings).map(|(currency, value)| Money { value, currency }),
            probability: self.percent(slot, settings),
            outcome: self.outcome(slot),
            stage: settings.stages().get(usize::from(self.stage[at])),
            close: date(self.close[at]),
            due: date(self.due[at]),
            next: self.heap.get(self.next[at]),
        }
    }
}

pub(crate) fn date(days: i32) -> Option<Date> {
    if days == NO_DAY { None } else { Date::from_days(days) }
}
