//! The board: every opportunity as a row of plain columns, sorted into the columns of the screen with their totals, kept
//! up to date record by record, and packed into a few parts that a start can read without decoding.
//!
//! It knows how cards are ordered, counted and summed, and which columns a change touches. It refuses to know the screen,
//! the database and the clock. Whatever it holds can be made anew from the records and comes out the same.

mod cards;
mod names;
mod packed;
mod settings;
mod totals;
mod view;

use std::sync::atomic::{AtomicU64, Ordering};

use model::records::{Account, Activity, Member, Opportunity, Outcome, Record};
use model::{Date, Doc, Id, Kind, Money, RecordRef};
use uuid::Uuid;

pub use cards::{Card, Next};
pub use packed::{Part, REVISION};
pub use settings::{PipelineRow, StageRow, WorkspaceRow};
pub use totals::{Sum, Totals};
pub use view::{Column, ColumnKey, Order, Read, Shown, View, Without};

use cards::{Cards, Row};
use names::Names;
use settings::Settings;

/// What cards of a board point at: a macro, since a function would borrow all of the board.
macro_rules! parts {
    ($board:expr) => {
        view::Parts { settings: &$board.settings, accounts: &$board.accounts }
    };
}

/// Every opportunity, and what of them is shown.
pub struct Board {
    /// Number of the latest command that is in here.
    pub seq: u64,
    settings: Settings,
    accounts: Names,
    cards: Cards,
    view: View,
    packing: packed::Packing,
    /// Tells this board from others: slots of one mean nothing to another.
    which: u64,
}

/// What a change touched, for whoever draws it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// Columns whose cards or totals differ.
    pub columns: Vec<ColumnKey>,
    /// The columns themselves differ, or too many to name.
    pub all: bool,
    /// Opportunities that came in; whether something is planned for them is for the caller to find out.
    pub added: Vec<Uuid>,
}

impl Touched {
    fn column(&mut self, key: ColumnKey) {
        if !self.columns.contains(&key) {
            self.columns.push(key);
        }
    }

    pub fn join(&mut self, other: Self) {
        self.all |= other.all;
        self.added.extend(other.added);
        for key in other.columns {
            self.column(key);
        }
    }
}

/// What a move or a close looks like before it is saved.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Paint {
    pub stage: Option<Uuid>,
    pub outcome: Outcome,
    /// `None` leaves what is there, in this field and those below.
    pub rank: Option<String>,
    pub amount: Option<Money>,
    pub closed_on: Option<Date>,
}

/// A card as it was before it was painted.
pub struct Painted {
    board: u64,
    slot: u32,
    before: Row,
    version: u32,
}

static BOARDS: AtomicU64 = AtomicU64::new(0);

impl Board {
    pub fn new(today: Date) -> Self {
        Self {
            seq: 0,
            settings: Settings::default(),
            accounts: Names::default(),
            cards: Cards::default(),
            view: View::new(today),
            packing: packed::Packing::default(),
            which: BOARDS.fetch_add(1, Ordering::Relaxed),
        }
    }

    /// Takes records in as they are now, in any order. Accounts and activities of nobody's card are passed over.
    pub fn apply(&mut self, docs: &[Doc]) -> Touched {
        let mut touched = Touched::default();
        let mut settled = false;
        for doc in docs {
            self.seq = self.seq.max(doc.seq);
            match doc.kind {
                kind if kind == Opportunity::KIND => self.apply_opportunity(doc, &mut touched),
                kind if kind == Account::KIND => self.apply_account(doc, &mut touched),
                kind if kind == Activity::KIND => {}
                _ => settled |= self.settings.apply(doc),
            }
        }
        if settled {
            self.packing.mark_head();
            self.rebuild();
            touched.all = true;
        }
        touched
    }

    /// Like [`Board::apply`] without looking after order and totals; [`Board::rebuild`] does it once for all. For reading
    /// everything anew.
    pub fn load(&mut self, docs: &[Doc]) {
        for doc in docs {
            self.seq = self.seq.max(doc.seq);
            if doc.kind == Opportunity::KIND {
                // Of a card that is known it counts that it is gone.
                if doc.deleted_at.is_none() || self.cards.slot(doc.id).is_some() {
                    let row = self.row(doc);
                    let slot = self.cards.put(row);
                    self.packing.mark_card(slot);
                }
            } else if doc.kind == Account::KIND {
                if let Some(index) = self.accounts.find(doc.id)
                    && self.accounts.rename(index, &doc.name())
                {
                    self.packing.mark_account(index);
                }
            } else if doc.kind == Activity::KIND {
                self.offer_next(doc);
            } else if self.settings.apply(doc) {
                self.packing.mark_head();
            }
        }
    }

    /// Sorts and counts everything anew.
    pub fn rebuild(&mut self) {
        self.view.rebuild(&self.cards, &parts!(self));
    }

    fn apply_opportunity(&mut self, doc: &Doc, touched: &mut Touched) {
        let row = self.row(doc);
        let slot = self.cards.slot(doc.id);
        if let Some(slot) = slot {
            self.view.remove(slot, &self.cards, &parts!(self), touched);
        } else if row.state == cards::FREE {
            return;
        } else {
            touched.added.push(doc.id);
        }
        let slot = self.cards.put(row);
        self.packing.mark_card(slot);
        self.view.insert(slot, &self.cards, &parts!(self), touched);
        self.settle(touched);
    }

    fn settle(&mut self, touched: &mut Touched) {
        if self.view.has_emptied(&self.settings) {
            self.rebuild();
            touched.all = true;
        }
    }

    fn apply_account(&mut self, doc: &Doc, touched: &mut Touched) {
        let Some(index) = self.accounts.find(doc.id) else { return };
        if self.accounts.rename(index, &doc.name()) {
            self.packing.mark_account(index);
            for slot in self.cards.touch_account(index) {
                if let Some(key) = self.view.column_of(slot, &self.cards, &self.settings) {
                    touched.column(key);
                }
            }
        }
    }

    /// An opportunity's row, its place by hand and next step as they are.
    fn row(&mut self, doc: &Doc) -> Row {
        let known = self.cards.slot(doc.id).map(|slot| self.cards.row(slot));
        let account = cards::uuid(doc, "account").map(|id| {
            let (index, new) = self.accounts.intern(id);
            if new {
                self.packing.mark_account(index);
            }
            index
        });
        Row::of(doc, account, &mut self.settings, known)
    }

    /// Sets an opportunity's next step; `None` when nothing is planned.
    pub fn set_next(&mut self, opportunity: Uuid, next: Option<&Next>) -> Touched {
        let mut touched = Touched::default();
        if let Some(slot) = self.cards.slot(opportunity) {
            self.view.remove(slot, &self.cards, &parts!(self), &mut touched);
            self.cards.set_next(slot, next);
            self.packing.mark_card(slot);
            self.view.insert(slot, &self.cards, &parts!(self), &mut touched);
        }
        touched
    }

    /// An activity that may be its opportunity's next step, while everything is read anew.
    fn offer_next(&mut self, doc: &Doc) {
        let Ok(activity) = doc.decode::<Activity>() else { return };
        let slot = activity.subject.and_then(|subject| self.cards.slot(subject));
        let (Some(slot), Some(due), false) = (slot, activity.due, activity.is_done()) else { return };
        if self.cards.due(slot).is_none_or(|known| due < known) {
            self.cards.set_next(slot, Some(&Next { due, kind: activity.kind, text: activity.text }));
        }
    }

    /// Shows a change before it is saved; [`Board::unpaint`] takes it back.
    pub fn paint(&mut self, opportunity: Uuid, paint: &Paint) -> Option<(Painted, Touched)> {
        let slot = self.cards.slot(opportunity)?;
        let mut touched = Touched::default();
        let before = self.cards.row(slot);
        let version = self.cards.version(slot);
        let mut row = before.clone();
        row.paint(paint, &mut self.settings);
        self.view.remove(slot, &self.cards, &parts!(self), &mut touched);
        self.cards.put(row);
        self.view.insert(slot, &self.cards, &parts!(self), &mut touched);
        self.settle(&mut touched);
        Some((Painted { board: self.which, slot, before, version: version + 1 }, touched))
    }

    /// Shows what was before, unless the card has changed since it was painted, or this is another board.
    pub fn unpaint(&mut self, painted: Painted) -> Touched {
        let mut touched = Touched::default();
        if painted.board == self.which && self.cards.version(painted.slot) == painted.version {
            self.view.remove(painted.slot, &self.cards, &parts!(self), &mut touched);
            self.cards.put(painted.before);
            self.view.insert(painted.slot, &self.cards, &parts!(self), &mut touched);
            self.settle(&mut touched);
        }
        touched
    }

    /// What is shown. Changing it sorts and counts anew.
    pub fn show(&mut self, change: impl FnOnce(&mut view::Shown)) {
        self.view.change(change);
        self.rebuild();
    }

    pub fn view(&self) -> &View {
        &self.view
    }

    /// A slot's card.
    pub fn card(&self, slot: u32) -> Card<'_> {
        self.cards.card(slot, &self.settings, &self.accounts)
    }

    /// Every card there is, whichever pipeline it lies in.
    pub fn all(&self) -> impl Iterator<Item = Card<'_>> {
        let slots = 0..u32::try_from(self.cards.len()).unwrap_or(u32::MAX);
        slots.filter(|slot| self.cards.is_taken(*slot)).map(|slot| self.card(slot))
    }

    /// How often a slot's card has come to look different; with its id it tells one state of a card from another.
    pub fn looks(&self, slot: u32) -> u32 {
        self.cards.looks(slot)
    }

    pub fn slot(&mut self, opportunity: Uuid) -> Option<u32> {
        self.cards.slot(opportunity)
    }

    /// The slots of the cards of a closed column, latest first.
    pub fn closed(&self, outcome: Outcome) -> Vec<u32> {
        self.view.closed(outcome, &self.cards, &parts!(self))
    }

    /// The slots of all cards of the pipeline that match the filter, open and closed, in the order of the board.
    pub fn matching(&self) -> Vec<u32> {
        self.view.matching(&self.cards, &parts!(self))
    }

    /// How many cards of the pipeline match another filter than the one that is shown.
    pub fn how_many(&mut self, filter: &filter::Filter, read: Read) -> usize {
        self.view.how_many(filter, read, &self.cards, &parts!(self))
    }

    /// How many cards of the pipeline match the filter, and what each of its conditions does to that.
    pub fn without_each(&self) -> (usize, Vec<Without>) {
        self.view.without_each(&self.cards, &parts!(self))
    }

    /// Its place when ordered by hand; for a card nobody has moved the one its id gives it.
    pub fn rank(&self, slot: u32) -> String {
        self.cards.rank(slot)
    }

    /// Pipelines in use, in order: id and name.
    pub fn pipelines(&self) -> Vec<(Uuid, String)> {
        let live = self.settings.pipelines().into_iter().filter(|row| !row.archived);
        live.map(|row| (row.id, row.name.clone())).collect()
    }

    /// Pipelines that can be shown: those in use, and archived ones as long as something lies in them.
    pub fn shown_pipelines(&self) -> Vec<&PipelineRow> {
        self.settings.pipelines().into_iter().filter(|row| !row.archived || self.view.holds_cards(row.id)).collect()
    }

    /// Stages of a pipeline, in order; archived ones are left out.
    pub fn stages(&self, pipeline: Option<Uuid>) -> Vec<&StageRow> {
        self.settings.stages_of(pipeline)
    }

    pub fn stage(&self, id: Uuid) -> Option<&StageRow> {
        self.settings.stage(id)
    }

    pub fn member_name(&self, id: Id<Member>) -> &str {
        self.settings.member(id.uuid())
    }

    /// Members by name, without archived ones.
    pub fn members(&self) -> Vec<(Id<Member>, String)> {
        self.settings.members(false)
    }

    /// Members by name, archived ones last.
    pub fn all_members(&self) -> Vec<(Id<Member>, String)> {
        self.settings.members(true)
    }

    pub fn workspace(&self) -> Option<&WorkspaceRow> {
        self.settings.workspace()
    }

    /// Names that are not known here: accounts whose records have not come by.
    pub fn missing(&self) -> Vec<RecordRef> {
        self.accounts.nameless().map(|id| RecordRef { kind: Account::KIND, id }).collect()
    }

    /// How many opportunities there are, open and closed.
    pub fn len(&self) -> usize {
        self.cards.live()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Packs what has changed since it was last packed, a part at a time, `None` when nothing is left to pack.
    pub fn pack(&mut self) -> Option<Part> {
        self.packing.next(self.seq, &self.cards, &self.accounts, &self.settings)
    }

    /// Everything is to be packed anew, under another generation.
    pub fn pack_anew(&mut self, generation: u64) {
        self.packing.anew(generation, &self.cards, &self.accounts);
    }

    /// The board from its parts, as it was at the number of its head: whatever was written after that must be loaded.
    /// `None` when they are no whole or of another revision.
    pub fn unpack(parts: Vec<Part>, today: Date) -> Option<Self> {
        packed::unpack(parts, today)
    }
}

/// The kinds of record a board is made of.
pub fn kinds() -> impl Iterator<Item = Kind> {
    settings::KINDS.into_iter().chain([Opportunity::KIND, Account::KIND, Activity::KIND])
}

#[cfg(test)]
mod tests;
