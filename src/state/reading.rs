//! Values of opportunities that the board does not hold, read from the records when a filter or a table first asks for them,
//! and kept up to date from then on.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use ::duty::{Book, Known};
use filter::{Condition, Field, Filter, Scene, Value, of_record};
use leptos::prelude::*;
use model::bant::subjects;
use model::journal::Timeline;
use model::pushes::pushes;
use model::records::{Activity, Opportunity, Outcome, Record as _, Sign};
use model::{Date, Doc, Entry, Id, RecordRef, Uuid};
use store::Error;

use super::{App, app, duty};
use crate::i18n::format;
use crate::platform::task;

/// How many rows are read at a time.
const PAGE: u32 = 1000;

#[derive(Default)]
pub(crate) struct Reading {
    fields: Vec<Field>,
    /// Of each opportunity the values of `fields`, in that order.
    values: HashMap<Uuid, Vec<Value<'static>>>,
    /// Rises when what is being read is of no use any more.
    generation: u32,
    /// All of it has been read.
    is_whole: bool,
}

impl Reading {
    fn at(&self, field: Field) -> Option<usize> {
        self.fields.iter().position(|known| *known == field)
    }

    fn value(&self, opportunity: Uuid, field: Field) -> Option<&Value<'static>> {
        self.values.get(&opportunity)?.get(self.at(field)?)
    }

    /// The opportunities a condition holds for.
    fn found(&self, condition: &Condition, scene: &Scene) -> HashSet<Uuid> {
        let Some(at) = self.at(condition.field) else { return HashSet::new() };
        let holds = |values: &&Vec<Value<'static>>| values.get(at).is_some_and(|value| condition.holds(value, scene));
        self.values.iter().filter(|(_, values)| holds(values)).map(|(id, _)| *id).collect()
    }
}

impl App {
    /// Asks for fields; those the board holds are passed over. [`super::State::read`] rises when their values are there.
    pub(crate) fn want(self, fields: impl IntoIterator<Item = Field>) {
        let new: Vec<Field> = {
            let reading = self.reading.borrow();
            let wanted = |field: &Field| !field.is_on_board() && !field.is_judged();
            let fields = fields.into_iter().filter(|field| wanted(field) && reading.at(*field).is_none());
            fields.collect()
        };
        if !new.is_empty() {
            self.reading.borrow_mut().fields.extend(new);
            self.read_again();
        }
    }

    /// Whether everything that was asked for has been read.
    pub(crate) fn has_read(self) -> bool {
        let reading = self.reading.borrow();
        reading.is_whole || reading.fields.is_empty()
    }

    /// The value of a field that was asked for; unset until it is read.
    pub(crate) fn read_value(self, opportunity: Uuid, field: Field) -> Value<'static> {
        if field.is_judged() {
            return duty().of(opportunity, |book, known| judged(book, known, field)).unwrap_or_default();
        }
        self.reading.borrow().value(opportunity, field).cloned().unwrap_or_default()
    }

    /// The words that stand in a field, the most used first, and in how many opportunities each does.
    pub(crate) fn words_of(self, field: Field) -> Vec<(String, usize)> {
        let reading = self.reading.borrow();
        let Some(at) = reading.at(field) else { return Vec::new() };
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for value in reading.values.values().filter_map(|values| values.get(at)) {
            match value {
                Value::Text(text) => *counts.entry(text).or_default() += 1,
                Value::Texts(texts) => texts.iter().for_each(|text| *counts.entry(text).or_default() += 1),
                _ => {}
            }
        }
        let mut words: Vec<(String, usize)> =
            counts.into_iter().map(|(word, count)| (word.to_owned(), count)).collect();
        words.sort_by(|(a, x), (b, y)| y.cmp(x).then_with(|| a.cmp(b)));
        words
    }

    /// Shows what the address asks for, as far as it takes more than the board holds.
    pub(crate) fn follow_filter(self, filter: &Filter) {
        self.want(filter.conditions().iter().map(|condition| condition.field));
        self.show_found(filter);
    }

    /// How many opportunities of the pipeline match a filter, shown or not.
    pub(crate) fn how_many(self, filter: &Filter) -> usize {
        let read = self.found(filter);
        self.board.borrow_mut().how_many(filter, read)
    }

    fn found(self, filter: &Filter) -> board::Read {
        let scene = Scene { today: self.today.get_untracked(), me: self.me.get_untracked().map(model::Id::uuid) };
        let reading = self.reading.borrow();
        let conditions = filter.conditions().iter().filter(|condition| !condition.field.is_on_board());
        let found = |condition: &Condition| {
            if condition.field.is_judged() {
                return judged_so(condition, &scene);
            }
            reading.is_whole.then(|| reading.found(condition, &scene))
        };
        conditions.filter_map(|condition| Some((condition.clone(), found(condition)?))).collect()
    }

    fn show_found(self, filter: &Filter) {
        let read = self.found(filter);
        if self.board(|board| board.view().shown().read != read) {
            self.show(|shown| shown.read = read);
        }
    }

    /// Reads everything that was asked for anew.
    pub(crate) fn read_again(self) {
        let (fields, generation) = {
            let mut reading = self.reading.borrow_mut();
            reading.generation += 1;
            reading.is_whole = false;
            (reading.fields.clone(), reading.generation)
        };
        self.read.update(|version| *version += 1);
        if fields.is_empty() {
            return;
        }
        task::spawn(async move {
            let is_wanted = move || app().reading.borrow().generation == generation;
            match read_all(&fields, is_wanted).await {
                Ok(Some(values)) => {
                    {
                        let mut reading = self.reading.borrow_mut();
                        (reading.values, reading.is_whole) = (values, true);
                    }
                    self.has_news();
                }
                Ok(None) => {}
                Err(error) => self.show_unread(&error),
            }
        });
    }

    /// Records have changed: what was read of their opportunities is read again.
    pub(crate) fn reread(self, docs: &[Doc]) {
        let fields = self.reading.borrow().fields.clone();
        if fields.is_empty() {
            return;
        }
        let mut changed: BTreeSet<Uuid> = BTreeSet::new();
        for doc in docs {
            if doc.kind == Opportunity::KIND {
                changed.insert(doc.id);
            } else if doc.kind == Activity::KIND {
                changed.extend(doc.decode::<Activity>().ok().and_then(|activity| activity.subject));
            }
        }
        if changed.is_empty() {
            return;
        }
        task::spawn(async move {
            if !app().reading.borrow().is_whole {
                // It is being read; what was read before this change would stay.
                return self.read_again();
            }
            for id in changed {
                match read_one(&fields, id).await {
                    Ok(values) => {
                        let mut reading = self.reading.borrow_mut();
                        if reading.fields != fields {
                            return;
                        }
                        match values {
                            Some(values) => reading.values.insert(id, values),
                            None => reading.values.remove(&id),
                        };
                    }
                    Err(error) => return self.show_unread(&error),
                }
            }
            self.has_news();
        });
    }

    /// What was read, or what the rules say, is otherwise than before.
    pub(super) fn has_news(self) {
        let filter = self.board(|board| board.view().shown().filter.clone());
        self.show_found(&filter);
        self.read.update(|version| *version += 1);
    }
}

/// What the rules say of an opportunity, as the value of a field.
fn judged(book: &Book, known: &Known, field: Field) -> Value<'static> {
    let facts = &known.facts;
    if facts.outcome != Outcome::Open {
        return Value::Unset;
    }
    match field {
        Field::Grade => facts.grade().map(|grade| Value::Text(grade.as_str().into())).unwrap_or_default(),
        Field::Score if facts.graded.score.answered() == 0 => Value::Unset,
        Field::Score => Value::Number(model::Decimal::new(i64::from(facts.graded.score.low.0), 2)),
        Field::Dossier => Value::Number(facts.dossier.into()),
        Field::Sign => {
            let seen = known.signals.signs();
            let escalated = known.escalation().map(|_| "escalated");
            let rests = facts.rests_until(book.today()).map(|_| "rests");
            let all: Vec<String> =
                seen.iter().map(Sign::as_str).chain(escalated).chain(rests).map(str::to_owned).collect();
            if all.is_empty() { Value::Unset } else { Value::Texts(all) }
        }
        _ => Value::Unset,
    }
}

/// The open opportunities for which a condition on what the rules say holds; `None` before they have said anything.
fn judged_so(condition: &Condition, scene: &Scene) -> Option<HashSet<Uuid>> {
    untrack(|| {
        duty().with(|book| {
            let holds = |known: &Known| condition.holds(&judged(book, known, condition.field), scene);
            book.open().filter(|(_, known)| holds(known)).map(|(id, _)| id.uuid()).collect()
        })
    })
}

/// The values of all opportunities; `None` once they are of no use.
async fn read_all(
    fields: &[Field],
    is_wanted: impl Fn() -> bool,
) -> Result<Option<HashMap<Uuid, Vec<Value<'static>>>>, Error> {
    let store = app().store().await;
    let mut values = HashMap::new();
    // What was done with the lead an opportunity came from was done for it.
    let mut became: HashMap<Uuid, Uuid> = HashMap::new();
    let mut after = None;
    loop {
        let (docs, next) = store.page(Opportunity::KIND, after, PAGE).await?;
        became.extend(docs.iter().filter_map(|doc| Some((lead_of(doc)?, doc.id))));
        values.extend(docs.iter().map(|doc| (doc.id, of_doc(fields, doc))));
        after = next;
        task::turn().await;
        if !is_wanted() {
            return Ok(None);
        }
        if after.is_none() {
            break;
        }
    }
    let at = |field: Field| fields.iter().position(|known| *known == field);
    if let Some(at) = at(Field::Pushed) {
        let (mut after, mut of_one) = (None, Vec::<Entry>::new());
        loop {
            let (entries, next) = store.page_entries(after, PAGE).await?;
            for entry in entries {
                if of_one.first().is_some_and(|first| first.record != entry.record) {
                    put_pushes(&mut values, at, &std::mem::take(&mut of_one));
                }
                if values.contains_key(&entry.record) {
                    of_one.push(entry);
                }
            }
            after = next;
            task::turn().await;
            if !is_wanted() {
                return Ok(None);
            }
            if after.is_none() {
                break;
            }
        }
        put_pushes(&mut values, at, &of_one);
    }
    if let Some(at) = at(Field::Touched) {
        let time_zone = app().time_zone();
        let mut after = None;
        loop {
            let (docs, next) = store.page(Activity::KIND, after, PAGE).await?;
            for activity in docs.iter().filter_map(|doc| doc.decode::<Activity>().ok()) {
                if let (Some(subject), Some(day)) = (activity.subject, day_done(&activity, &time_zone))
                    && let Some(value) =
                        values.get_mut(became.get(&subject).unwrap_or(&subject)).and_then(|values| values.get_mut(at))
                {
                    let latest = if let Value::Day(known) = value { day.max(*known) } else { day };
                    *value = Value::Day(latest);
                }
            }
            after = next;
            task::turn().await;
            if !is_wanted() {
                return Ok(None);
            }
            if after.is_none() {
                break;
            }
        }
    }
    Ok(Some(values))
}

fn put_pushes(values: &mut HashMap<Uuid, Vec<Value<'static>>>, at: usize, entries: &[Entry]) {
    let Some(first) = entries.first() else { return };
    if let Some(value) = values.get_mut(&first.record).and_then(|values| values.get_mut(at)) {
        *value = count_pushes(entries);
    }
}

fn count_pushes(entries: &[Entry]) -> Value<'static> {
    Value::Number(pushes(&Timeline::of(entries)).into())
}

/// The values of one opportunity; `None` when it is not there.
async fn read_one(fields: &[Field], id: Uuid) -> Result<Option<Vec<Value<'static>>>, Error> {
    let store = app().store().await;
    let target = RecordRef { kind: Opportunity::KIND, id };
    let found = store.get(&[target]).await?.remove(&target).filter(|doc| doc.deleted_at.is_none());
    let Some(doc) = found else { return Ok(None) };
    let mut values = of_doc(fields, &doc);
    for (field, value) in fields.iter().zip(&mut values) {
        match field {
            Field::Pushed => *value = count_pushes(&store.entries(id).await?),
            Field::Touched => {
                let time_zone = app().time_zone();
                let lead = lead_of(&doc).map(Id::new);
                let docs = store.by_any(Activity::KIND, "subject", &subjects(id, lead).collect::<Vec<_>>()).await?;
                let activities = docs.iter().filter_map(|doc| doc.decode::<Activity>().ok());
                let latest = activities.filter_map(|activity| day_done(&activity, &time_zone)).max();
                *value = latest.map(Value::Day).unwrap_or_default();
            }
            _ => {}
        }
    }
    Ok(Some(values))
}

fn lead_of(doc: &Doc) -> Option<Uuid> {
    Uuid::try_parse(doc.data.get("lead")?.as_str()?).ok()
}

fn of_doc(fields: &[Field], doc: &Doc) -> Vec<Value<'static>> {
    let record: Opportunity = doc.decode().unwrap_or_default();
    fields.iter().map(|field| of_record(*field, doc, &record)).collect()
}

fn day_done(activity: &Activity, time_zone: &str) -> Option<Date> {
    activity.done_on.or_else(|| format::day_in(time_zone, activity.done_at?))
}
