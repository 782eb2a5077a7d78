//! What is shown of the board: one pipeline, perhaps only what some conditions hold for, in one of four orders.

use std::cmp::Ordering;
use std::collections::HashSet;

use filter::{Condition, Field, Filter, Scene, Value};
use model::next_step::Urgency;
use model::records::Outcome;
use model::{Currency, Date, Decimal, Money};
use uuid::Uuid;

use crate::Touched;
use crate::cards::{self, Cards, FREE, LOST, NO_DAY, NO_STAGE, OPEN, WON};
use crate::names::Names;
use crate::settings::Settings;
use crate::totals::Totals;

/// How cards lie in a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// Of the next step: overdue, today, none, later; then the greater amount.
    #[default]
    Urgency,
    Amount,
    /// Of the expected close.
    Close,
    Hand,
}

impl Order {
    pub const ALL: [Self; 4] = [Self::Urgency, Self::Amount, Self::Close, Self::Hand];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Urgency => "urgency",
            Self::Amount => "amount",
            Self::Close => "close",
            Self::Hand => "hand",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|order| order.as_str() == text)
    }
}

/// Which column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ColumnKey {
    Stage(Uuid),
    Won,
    Lost,
}

impl ColumnKey {
    pub fn outcome(self) -> Option<Outcome> {
        match self {
            Self::Stage(_) => None,
            Self::Won => Some(Outcome::Won),
            Self::Lost => Some(Outcome::Lost),
        }
    }
}

/// A column: its open cards in order, or only the totals of those won and lost.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    pub key: ColumnKey,
    /// Slots, in order. Empty for those won and lost, see [`crate::Board::closed`].
    pub slots: Vec<u32>,
    pub totals: Totals,
    /// All that lie in it, whatever the filter.
    all: u32,
}

/// For each condition on a field whose values are not on the board, the opportunities it holds for. While one is missing
/// nothing matches.
pub type Read = Vec<(Condition, HashSet<Uuid>)>;

/// What a person has chosen to see.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// `None` is the first.
    pub pipeline: Option<Uuid>,
    pub order: Order,
    pub filter: Filter,
    pub read: Read,
    pub me: Option<Uuid>,
    pub today: Date,
}

impl Shown {
    fn scene(&self) -> Scene {
        Scene { today: self.today, me: self.me }
    }
}

pub struct View {
    shown: Shown,
    /// The pipeline that is shown, once there is one.
    pipeline: Option<Uuid>,
    /// Stages in order, then won and lost.
    columns: Vec<Column>,
    /// The column of each stage by its place in the settings.
    of_stage: Vec<Option<u16>>,
    /// Archived pipelines, and how many cards lie in each.
    archived: Vec<(Uuid, u32)>,
    /// One of them has come to hold cards, or none any more: whether it is shown has to be found out.
    stale: bool,
}

/// What a condition of the filter does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Without {
    pub field: Field,
    /// How many would match without it.
    pub count: usize,
    /// How many do not match it, whatever else they do not match.
    pub keeps_away: usize,
}

impl View {
    pub(crate) fn new(today: Date) -> Self {
        let (filter, read) = (Filter::default(), Vec::new());
        let shown = Shown { pipeline: None, order: Order::default(), filter, read, me: None, today };
        Self { shown, pipeline: None, columns: Vec::new(), of_stage: Vec::new(), archived: Vec::new(), stale: false }
    }

    pub fn shown(&self) -> &Shown {
        &self.shown
    }

    /// The pipeline that is shown.
    pub fn pipeline(&self) -> Option<Uuid> {
        self.pipeline
    }

    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    pub fn column(&self, key: ColumnKey) -> Option<&Column> {
        self.columns.iter().find(|column| column.key == key)
    }

    /// Of all open columns together.
    pub fn totals(&self) -> Totals {
        Totals::sum_up(self.columns.iter().filter(|column| column.key.outcome().is_none()).map(|column| &column.totals))
    }

    pub(crate) fn change(&mut self, change: impl FnOnce(&mut Shown)) {
        change(&mut self.shown);
    }

    pub(crate) fn rebuild(&mut self, cards: &Cards, all: &Parts<'_>) {
        let settings = all.settings;
        self.hold(cards, settings);
        let pipelines = settings.pipelines();
        let can_be = |id: &Uuid| pipelines.iter().any(|row| row.id == *id && (!row.archived || self.holds_cards(*id)));
        let wanted = self.shown.pipeline.filter(can_be);
        self.pipeline = wanted.or_else(|| pipelines.iter().find(|row| !row.archived).map(|row| row.id));
        self.lay_out(cards, settings);
        for slot in 0..u32::try_from(cards.len()).unwrap_or(u32::MAX) {
            if let Some(at) = self.count(slot, cards, all, Count::In) {
                self.columns[at].slots.push(slot);
            }
        }
        let order = self.shown.order;
        if order == Order::Hand {
            let ranks = Ranks::of(cards);
            for column in &mut self.columns {
                column.slots.sort_unstable_by(|a, b| ranks.compare(*a, *b, cards));
            }
            return;
        }
        let today = self.shown.today;
        for column in &mut self.columns {
            let mut keyed: Vec<(Key, u32)> =
                column.slots.iter().map(|slot| (Key::of(*slot, order, today, cards), *slot)).collect();
            keyed.sort_unstable_by(|(x, a), (y, b)| {
                x.clearly(y).unwrap_or_else(|| compare(*a, *b, order, today, cards))
            });
            column.slots = keyed.into_iter().map(|(_, slot)| slot).collect();
        }
    }

    /// Counts what lies in archived pipelines, open and closed: nothing is hidden.
    fn hold(&mut self, cards: &Cards, settings: &Settings) {
        self.archived = settings.pipelines().into_iter().filter(|row| row.archived).map(|row| (row.id, 0)).collect();
        if !self.archived.is_empty() {
            for slot in 0..u32::try_from(cards.len()).unwrap_or(u32::MAX) {
                self.hold_one(slot, cards, settings, 1);
            }
        }
        self.stale = false;
    }

    fn hold_one(&mut self, slot: u32, cards: &Cards, settings: &Settings, step: i32) {
        if self.archived.is_empty() || cards.state[slot as usize] == FREE {
            return;
        }
        let stage = settings.stages().get(usize::from(cards.stage[slot as usize]));
        let pipeline = stage.and_then(|stage| stage.pipeline);
        if let Some((_, count)) = self.archived.iter_mut().find(|(id, _)| Some(*id) == pipeline) {
            let before = std::mem::replace(count, count.saturating_add_signed(step));
            self.stale |= (before == 0) != (*count == 0);
        }
    }

    pub(crate) fn holds_cards(&self, pipeline: Uuid) -> bool {
        self.archived.iter().any(|(id, count)| *id == pipeline && *count > 0)
    }

    /// The columns, empty. An archived stage has one as long as open cards lie in it: nothing is hidden.
    fn lay_out(&mut self, cards: &Cards, settings: &Settings) {
        let mut used = vec![false; settings.stages().len()];
        for (state, stage) in cards.state.iter().zip(&cards.stage) {
            if *state == OPEN
                && let Some(used) = used.get_mut(usize::from(*stage))
            {
                *used = true;
            }
        }
        let stages = settings.stages().iter().zip(used).enumerate();
        let shown = stages.filter(|(_, (stage, used))| {
            (stage.pipeline == self.pipeline && (!stage.archived || *used)) || (stage.pipeline.is_none() && *used)
        });
        let mut shown: Vec<_> = shown.map(|(at, (stage, _))| (at, stage)).collect();
        shown.sort_unstable_by_key(|(_, stage)| (stage.archived, stage.position, stage.id));
        self.of_stage = vec![None; settings.stages().len()];
        self.columns.clear();
        for (column, (at, stage)) in (0..).zip(shown) {
            self.of_stage[at] = Some(column);
            self.push(ColumnKey::Stage(stage.id));
        }
        self.push(ColumnKey::Won);
        self.push(ColumnKey::Lost);
    }

    fn push(&mut self, key: ColumnKey) {
        self.columns.push(Column { key, slots: Vec::new(), totals: Totals::default(), all: 0 });
    }

    /// The column a card belongs to, whatever the filter.
    fn place(&self, slot: u32, cards: &Cards, settings: &Settings) -> Option<usize> {
        let stage = cards.stage[slot as usize];
        let ends = self.columns.len().checked_sub(2)?;
        let row = settings.stages().get(usize::from(stage));
        match cards.state[slot as usize] {
            OPEN => match self.of_stage.get(usize::from(stage)) {
                Some(column) => column.map(usize::from),
                None => None,
            },
            // One without a stage belongs to the first pipeline, where it would be looked for.
            state @ (WON | LOST) if stage == NO_STAGE || row.is_some_and(|row| row.pipeline == self.pipeline) => {
                Some(if state == WON { ends } else { ends + 1 })
            }
            _ => None,
        }
    }

    pub(crate) fn column_of(&self, slot: u32, cards: &Cards, settings: &Settings) -> Option<ColumnKey> {
        self.place(slot, cards, settings).map(|at| self.columns[at].key)
    }

    fn holds(&self, condition: &Condition, slot: u32, cards: &Cards, all: &Parts<'_>) -> bool {
        if !condition.field.is_on_board() {
            let read = self.shown.read.iter().find(|(known, _)| known == condition);
            return read.is_some_and(|(_, found)| found.contains(&cards.ids[slot as usize]));
        }
        condition.holds(&value(condition.field, slot, cards, all, self.shown.today), &self.shown.scene())
    }

    /// The conditions that do not hold for a card.
    fn failing(&self, slot: u32, cards: &Cards, all: &Parts<'_>) -> impl Iterator<Item = &Condition> {
        self.shown.filter.conditions().iter().filter(move |condition| !self.holds(condition, slot, cards, all))
    }

    /// How many cards of the pipeline match another filter than the one that is shown.
    pub(crate) fn how_many(&mut self, filter: &Filter, read: Read, cards: &Cards, all: &Parts<'_>) -> usize {
        let shown = std::mem::replace(&mut self.shown.filter, filter.clone());
        let known = std::mem::replace(&mut self.shown.read, read);
        let count = self.without_each(cards, all).0;
        (self.shown.filter, self.shown.read) = (shown, known);
        count
    }

    /// How many cards of the pipeline match, and what each condition does to that.
    pub(crate) fn without_each(&self, cards: &Cards, all: &Parts<'_>) -> (usize, Vec<Without>) {
        let of = |condition: &Condition| Without { field: condition.field, count: 0, keeps_away: 0 };
        let mut counts: Vec<Without> = self.shown.filter.conditions().iter().map(of).collect();
        let mut matching = 0;
        for slot in 0..u32::try_from(cards.len()).unwrap_or(u32::MAX) {
            if self.place(slot, cards, all.settings).is_none() {
                continue;
            }
            let failing: Vec<Field> = self.failing(slot, cards, all).map(|condition| condition.field).collect();
            matching += usize::from(failing.is_empty());
            for one in counts.iter_mut().filter(|one| failing.contains(&one.field)) {
                one.keeps_away += 1;
                one.count += usize::from(failing.len() == 1);
            }
        }
        for one in &mut counts {
            one.count += matching;
        }
        (matching, counts)
    }

    /// The cards that match, open and closed, in the order of the board.
    pub(crate) fn matching(&self, cards: &Cards, all: &Parts<'_>) -> Vec<u32> {
        let (order, today) = (self.shown.order, self.shown.today);
        let slots = 0..u32::try_from(cards.len()).unwrap_or(u32::MAX);
        let placed = slots.filter(|slot| self.place(*slot, cards, all.settings).is_some());
        let mut slots: Vec<u32> = placed.filter(|slot| self.failing(*slot, cards, all).next().is_none()).collect();
        slots.sort_unstable_by(|a, b| compare(*a, *b, order, today, cards));
        slots
    }

    /// Counts a card in or out of its column; gives back the column when the card is to lie in it.
    fn count(&mut self, slot: u32, cards: &Cards, all: &Parts<'_>, count: Count) -> Option<usize> {
        let settings = all.settings;
        let at = self.place(slot, cards, settings)?;
        let open = cards.state[slot as usize] == OPEN;
        let mut failing = self.failing(slot, cards, all);
        let (first, second) = (failing.next(), failing.next());
        let matches = first.is_none();
        // The parts of the bar that filter by urgency count what there would be of each.
        let but_due = second.is_none() && first.is_none_or(|condition| condition.field == Field::Due);
        drop(failing);
        let urgency = urgency(slot, cards, self.shown.today);
        let money: Option<(Currency, Decimal)> = cards.money(slot, settings);
        let percent = cards.percent(slot, settings);
        let column = &mut self.columns[at];
        let step = if count == Count::In { 1 } else { -1 };
        column.all = column.all.saturating_add_signed(step);
        let totals = &mut column.totals;
        if open && but_due {
            totals.count_due(urgency, step);
        }
        if matches {
            match count {
                Count::In => totals.add(money, percent),
                Count::Out => totals.remove(money, percent),
            }
        }
        (open && matches).then_some(at)
    }

    pub(crate) fn remove(&mut self, slot: u32, cards: &Cards, all: &Parts<'_>, touched: &mut Touched) {
        self.hold_one(slot, cards, all.settings, -1);
        let Some(key) = self.column_of(slot, cards, all.settings) else { return };
        touched.column(key);
        if let Some(at) = self.count(slot, cards, all, Count::Out) {
            let (order, today) = (self.shown.order, self.shown.today);
            let slots = &mut self.columns[at].slots;
            let found = slots.binary_search_by(|other| compare(*other, slot, order, today, cards));
            // A card's place follows from its values, so it is found; looking through all is for the case that not.
            if let Some(at) = found.ok().or_else(|| slots.iter().position(|other| *other == slot)) {
                slots.remove(at);
            }
        }
    }

    pub(crate) fn insert(&mut self, slot: u32, cards: &Cards, all: &Parts<'_>, touched: &mut Touched) {
        let settings = all.settings;
        if cards.state[slot as usize] == FREE {
            return;
        }
        self.hold_one(slot, cards, settings, 1);
        if cards.state[slot as usize] == OPEN && self.place(slot, cards, settings).is_none() {
            // The first open card of an archived stage makes a column; of another pipeline's stage it does not.
            let stage = settings.stages().get(usize::from(cards.stage[slot as usize]));
            if stage.is_none_or(|stage| stage.pipeline == self.pipeline || stage.pipeline.is_none()) {
                self.rebuild(cards, all);
                touched.all = true;
            }
            return;
        }
        let Some(key) = self.column_of(slot, cards, settings) else { return };
        touched.column(key);
        if let Some(at) = self.count(slot, cards, all, Count::In) {
            let (order, today) = (self.shown.order, self.shown.today);
            let slots = &mut self.columns[at].slots;
            let place = slots.partition_point(|other| compare(*other, slot, order, today, cards) == Ordering::Less);
            slots.insert(place, slot);
        }
    }

    /// The last open card of an archived stage has gone; its column goes too. So does an archived pipeline with its last card.
    pub(crate) fn has_emptied(&self, settings: &Settings) -> bool {
        let archived = |key: ColumnKey| match key {
            ColumnKey::Stage(id) => settings.stage(id).is_some_and(|stage| stage.archived),
            _ => false,
        };
        self.stale || self.columns.iter().any(|column| column.all == 0 && archived(column.key))
    }

    pub(crate) fn closed(&self, outcome: Outcome, cards: &Cards, all: &Parts<'_>) -> Vec<u32> {
        let key = if outcome == Outcome::Won { ColumnKey::Won } else { ColumnKey::Lost };
        let slots = 0..u32::try_from(cards.len()).unwrap_or(u32::MAX);
        let of_column = slots.filter(|slot| self.column_of(*slot, cards, all.settings) == Some(key));
        let mut slots: Vec<u32> = of_column.filter(|slot| self.failing(*slot, cards, all).next().is_none()).collect();
        slots.sort_unstable_by_key(|slot| {
            let at = *slot as usize;
            (std::cmp::Reverse(cards.close[at]), cards.ids[at])
        });
        slots
    }
}

/// What cards point at by place.
#[derive(Clone, Copy)]
pub(crate) struct Parts<'a> {
    pub(crate) settings: &'a Settings,
    pub(crate) accounts: &'a Names,
}

/// What a card holds in a field that is on the board.
fn value<'a>(field: Field, slot: u32, cards: &Cards, all: &Parts<'a>, today: Date) -> Value<'a> {
    let at = slot as usize;
    let value = match field {
        Field::Account => all.accounts.id(cards.account[at]).map(Value::Id),
        Field::Owner => all.settings.member_at(cards.owner[at]).map(|(id, _)| Value::Id(id)),
        Field::Stage => all.settings.stages().get(usize::from(cards.stage[at])).map(|stage| Value::Id(stage.id)),
        Field::Outcome => Some(Value::Text(cards.outcome(slot).as_str().into())),
        // What is closed has no next step to be early or late with.
        Field::Due if cards.state[at] == OPEN => Some(Value::Text(urgency(slot, cards, today).as_str().into())),
        Field::Amount => {
            cards.money(slot, all.settings).map(|(currency, value)| Value::Money(Money { value, currency }))
        }
        Field::Close => cards::date(cards.close[at]).map(Value::Day),
        Field::Probability => cards.percent(slot, all.settings).map(|percent| Value::Number(percent.into())),
        _ => None,
    };
    value.unwrap_or_default()
}

#[derive(Clone, Copy, PartialEq)]
enum Count {
    In,
    Out,
}

fn urgency(slot: u32, cards: &Cards, today: Date) -> Urgency {
    Urgency::of(cards.due(slot), today)
}

/// Whole orders: two cards are never equal.
fn compare(a: u32, b: u32, order: Order, today: Date, cards: &Cards) -> Ordering {
    let (x, y) = (a as usize, b as usize);
    let by_order = match order {
        Order::Urgency => {
            let of = |slot: u32, at: usize| (urgency(slot, cards, today), cards.due[at]);
            of(a, x).cmp(&of(b, y)).then_with(|| amount(y, cards).cmp(&amount(x, cards)))
        }
        Order::Amount => amount(y, cards).cmp(&amount(x, cards)),
        Order::Close => {
            let of = |at: usize| (cards.close[at] == NO_DAY, cards.close[at]);
            of(x).cmp(&of(y))
        }
        Order::Hand => cards.rank(a).cmp(&cards.rank(b)),
    };
    by_order.then_with(|| cards.ids[x].cmp(&cards.ids[y]))
}

/// What tells most cards apart at once when a whole column is sorted: comparing decimals takes long.
#[derive(Clone, Copy)]
struct Key {
    days: (u8, i32),
    /// Of the amount, near enough; the greater goes first, none last.
    rough: f64,
}

impl Key {
    fn of(slot: u32, order: Order, today: Date, cards: &Cards) -> Self {
        let at = slot as usize;
        let days = match order {
            Order::Urgency => (urgency(slot, cards, today) as u8, cards.due[at]),
            Order::Close => (u8::from(cards.close[at] == NO_DAY), cards.close[at]),
            Order::Amount | Order::Hand => (0, 0),
        };
        let rough = match order {
            Order::Urgency | Order::Amount => amount(at, cards).map_or(f64::INFINITY, |amount| {
                #[expect(clippy::cast_precision_loss, reason = "near enough")]
                let whole = amount.mantissa() as f64;
                -whole / 10_f64.powi(amount.scale().cast_signed())
            }),
            Order::Close | Order::Hand => 0.0,
        };
        Self { days, rough }
    }

    /// The order of two cards, where it is beyond doubt.
    fn clearly(&self, other: &Self) -> Option<Ordering> {
        let days = self.days.cmp(&other.days);
        if days != Ordering::Equal {
            return Some(days);
        }
        let apart = (self.rough - other.rough).abs() > self.rough.abs() * 1e-9;
        if apart { self.rough.partial_cmp(&other.rough) } else { None }
    }
}

/// None is less than any.
fn amount(at: usize, cards: &Cards) -> Option<Decimal> {
    (cards.currency[at] != cards::NO_AMOUNT).then_some(cards.amount[at])
}

/// The ranks of all cards, made once for sorting.
struct Ranks(Vec<String>);

impl Ranks {
    fn of(cards: &Cards) -> Self {
        Self((0..u32::try_from(cards.len()).unwrap_or(u32::MAX)).map(|slot| cards.rank(slot)).collect())
    }

    fn compare(&self, a: u32, b: u32, cards: &Cards) -> Ordering {
        let (x, y) = (a as usize, b as usize);
        self.0[x].cmp(&self.0[y]).then_with(|| cards.ids[x].cmp(&cards.ids[y]))
    }
}
