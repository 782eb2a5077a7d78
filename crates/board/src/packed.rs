//! The board packed into parts: a head with the settings, the accounts' names, and the cards, some hundreds a part. Numbers lie in
//! columns as a machine reads them and texts one behind the other, so that reading is copying.

use std::collections::BTreeSet;

use model::{Date, Decimal};
use uuid::Uuid;

use crate::Board;
use crate::cards::{Cards, Heap};
use crate::names::Names;
use crate::settings::Settings;

/// Changes whenever the packed form does; parts of another revision are made anew.
pub const REVISION: u32 = 2;

/// Cards, and names of accounts, in one part: as many as usually stay below 64 KiB, above which Chromium keeps a value in a
/// file of its own that takes long to read.
const CARDS: usize = 256;
const NAMES: usize = 1024;

const HEAD: &str = "head";

/// One part, packed when `seq` was the latest command's number. Parts are written together with their head, which is packed
/// last: whatever part is older has not changed since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub name: String,
    pub seq: u64,
    pub bytes: Vec<u8>,
}

/// What has changed since it was packed.
#[derive(Default)]
pub(crate) struct Packing {
    generation: u64,
    head: bool,
    accounts: BTreeSet<usize>,
    cards: BTreeSet<usize>,
}

impl Packing {
    pub(crate) fn mark_head(&mut self) {
        self.head = true;
    }

    pub(crate) fn mark_card(&mut self, slot: u32) {
        self.cards.insert(slot as usize / CARDS);
    }

    pub(crate) fn mark_account(&mut self, index: u32) {
        self.accounts.insert(index as usize / NAMES);
    }

    pub(crate) fn anew(&mut self, generation: u64, cards: &Cards, accounts: &Names) {
        self.generation = generation;
        self.head = true;
        self.cards = (0..cards.len().div_ceil(CARDS)).collect();
        self.accounts = (0..accounts.len().div_ceil(NAMES)).collect();
    }

    /// The next part to be written. The head comes last, so that an interrupted round leaves the old one.
    pub(crate) fn next(&mut self, seq: u64, cards: &Cards, accounts: &Names, settings: &Settings) -> Option<Part> {
        let mut out = Writer::new(self.generation);
        let name = if let Some(index) = self.accounts.pop_first() {
            pack_names(accounts, index * NAMES, &mut out);
            self.head = true;
            format!("accounts-{index:05}")
        } else if let Some(index) = self.cards.pop_first() {
            pack_cards(cards, index * CARDS, &mut out);
            self.head = true;
            format!("cards-{index:05}")
        } else if std::mem::take(&mut self.head) {
            out.number(cards.len());
            out.number(accounts.len());
            settings.pack(&mut out);
            HEAD.to_owned()
        } else {
            return None;
        };
        Some(Part { name, seq, bytes: out.0 })
    }
}

fn pack_names(names: &Names, first: usize, out: &mut Writer) {
    let range = first..(first + NAMES).min(names.len());
    let indexes = || range.clone().filter_map(|index| u32::try_from(index).ok());
    out.number(range.len());
    for id in indexes().filter_map(|index| names.id(index)) {
        out.id(id);
    }
    out.texts(indexes().map(|index| names.get(index)));
}

fn pack_cards(cards: &Cards, first: usize, out: &mut Writer) {
    let range = first..(first + CARDS).min(cards.len());
    out.number(range.len());
    for id in &cards.ids[range.clone()] {
        out.id(*id);
    }
    out.0.extend_from_slice(&cards.state[range.clone()]);
    out.0.extend_from_slice(&cards.currency[range.clone()]);
    out.0.extend_from_slice(&cards.percent[range.clone()]);
    out.0.extend_from_slice(&cards.kind[range.clone()]);
    out.each(&cards.stage[range.clone()], u16::to_le_bytes);
    out.each(&cards.owner[range.clone()], u16::to_le_bytes);
    out.each(&cards.account[range.clone()], u32::to_le_bytes);
    out.each(&cards.close[range.clone()], i32::to_le_bytes);
    out.each(&cards.due[range.clone()], i32::to_le_bytes);
    out.each(&cards.amount[range.clone()], |amount| amount.serialize());
    for spans in [&cards.title, &cards.next, &cards.rank] {
        out.texts(spans[range.clone()].iter().map(|span| cards.heap.get(*span)));
    }
}

pub(crate) struct Writer(Vec<u8>);

impl Writer {
    fn new(generation: u64) -> Self {
        let mut out = Self(Vec::new());
        out.0.extend_from_slice(&REVISION.to_le_bytes());
        out.0.extend_from_slice(&generation.to_le_bytes());
        out
    }

    pub(crate) fn byte(&mut self, byte: u8) {
        self.0.push(byte);
    }

    pub(crate) fn flag(&mut self, flag: bool) {
        self.byte(u8::from(flag));
    }

    pub(crate) fn id(&mut self, id: Uuid) {
        self.0.extend_from_slice(id.as_bytes());
    }

    pub(crate) fn number(&mut self, number: usize) {
        self.0.extend_from_slice(&u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes());
    }

    fn each<T: Copy, const N: usize>(&mut self, values: &[T], bytes: impl Fn(T) -> [u8; N]) {
        for value in values {
            self.0.extend_from_slice(&bytes(*value));
        }
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.number(text.len());
        self.0.extend_from_slice(text.as_bytes());
    }

    /// The lengths, then the texts.
    fn texts<'a>(&mut self, texts: impl Iterator<Item = &'a str> + Clone) {
        for text in texts.clone() {
            self.number(text.len());
        }
        self.number(texts.clone().map(str::len).sum());
        for text in texts {
            self.0.extend_from_slice(text.as_bytes());
        }
    }
}

pub(crate) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    /// Of one part; `None` when its revision is another.
    fn new(bytes: &'a [u8]) -> Option<(Self, u64)> {
        let mut reader = Self(bytes);
        let revision = u32::from_le_bytes(reader.array()?);
        let generation = u64::from_le_bytes(reader.array()?);
        (revision == REVISION).then_some((reader, generation))
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    pub(crate) fn byte(&mut self) -> Option<u8> {
        self.array().map(|[byte]| byte)
    }

    pub(crate) fn flag(&mut self) -> Option<bool> {
        self.byte().map(|byte| byte != 0)
    }

    pub(crate) fn id(&mut self) -> Option<Uuid> {
        self.array().map(Uuid::from_bytes)
    }

    pub(crate) fn small(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    pub(crate) fn number(&mut self) -> Option<usize> {
        self.small().map(|number| number as usize)
    }

    fn each<T, const N: usize>(&mut self, count: usize, into: &mut Vec<T>, value: impl Fn([u8; N]) -> T) -> Option<()> {
        let (chunks, _) = self.take(count.checked_mul(N)?)?.as_chunks::<N>();
        into.extend(chunks.iter().map(|chunk| value(*chunk)));
        Some(())
    }

    pub(crate) fn text(&mut self) -> Option<&'a str> {
        let length = self.number()?;
        std::str::from_utf8(self.take(length)?).ok()
    }

    fn texts(&mut self, count: usize, heap: &mut Heap, spans: &mut Vec<crate::cards::Span>) -> Option<()> {
        let mut lengths: Vec<u32> = Vec::with_capacity(count);
        self.each(count, &mut lengths, u32::from_le_bytes)?;
        let mut start = heap.extend(self.text()?);
        for length in lengths {
            spans.push(Heap::span(start, length));
            start = start.checked_add(length)?;
        }
        Some(())
    }
}

pub(crate) fn unpack(mut parts: Vec<Part>, today: Date) -> Option<Board> {
    parts.sort_unstable_by(|a, b| a.name.cmp(&b.name));
    let head = parts.iter().find(|part| part.name == HEAD)?;
    let (mut reader, generation) = Reader::new(&head.bytes)?;
    let (cards_count, accounts_count) = (reader.number()?, reader.number()?);
    let mut board = Board::new(today);
    board.settings = Settings::unpack(&mut reader)?;
    board.packing.generation = generation;
    board.seq = head.seq;
    for part in parts.iter().filter(|part| part.name != HEAD) {
        let (mut reader, of) = Reader::new(&part.bytes)?;
        if of != generation {
            return None;
        }
        let count = reader.number()?;
        if part.name.starts_with("accounts-") {
            unpack_names(&mut reader, count, &mut board.accounts)?;
        } else {
            unpack_cards(&mut reader, count, &mut board.cards)?;
        }
    }
    if board.cards.len() < cards_count || board.accounts.len() < accounts_count {
        return None;
    }
    Some(board)
}

fn unpack_names(reader: &mut Reader<'_>, count: usize, names: &mut Names) -> Option<()> {
    let mut ids: Vec<Uuid> = Vec::with_capacity(count);
    reader.each(count, &mut ids, Uuid::from_bytes)?;
    let (mut heap, mut spans) = (Heap::default(), Vec::with_capacity(count));
    reader.texts(count, &mut heap, &mut spans)?;
    for (id, span) in ids.into_iter().zip(spans) {
        names.push(id, heap.get(span));
    }
    Some(())
}

fn unpack_cards(reader: &mut Reader<'_>, count: usize, cards: &mut Cards) -> Option<()> {
    reader.each(count, &mut cards.ids, Uuid::from_bytes)?;
    for column in [&mut cards.state, &mut cards.currency, &mut cards.percent, &mut cards.kind] {
        column.extend_from_slice(reader.take(count)?);
    }
    reader.each(count, &mut cards.stage, u16::from_le_bytes)?;
    reader.each(count, &mut cards.owner, u16::from_le_bytes)?;
    reader.each(count, &mut cards.account, u32::from_le_bytes)?;
    reader.each(count, &mut cards.close, i32::from_le_bytes)?;
    reader.each(count, &mut cards.due, i32::from_le_bytes)?;
    reader.each(count, &mut cards.amount, Decimal::deserialize)?;
    for spans in [&mut cards.title, &mut cards.next, &mut cards.rank] {
        reader.texts(count, &mut cards.heap, spans)?;
    }
    cards.version.resize(cards.ids.len(), 0);
    cards.looks.resize(cards.ids.len(), 0);
    Some(())
}
