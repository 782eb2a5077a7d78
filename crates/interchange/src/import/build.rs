//! One record and its rows: what it was, what it will be.

use model::command::{Added, Updated};
use model::journal::Change;
use model::records::{Activity, ActivityKind, Member, Opportunity, Record as _};
use model::time::Effective;
use model::{Date, Doc, Id, RecordRef, Uuid};
use serde_json::{Value, json};

use super::columns::{Remarks, filled};
use super::known::{Known, id_in, ids_in};
use super::merge::{Left, Sides, changes, derived, merge, opening};
use super::opportunity::Deal;
use super::others;
use super::plan::{Ground, Main, Plan, blank};
use super::rows::{Draft, LOST, Reader};
use super::sources::id_target;
use super::writes::{Step, Write};

/// A record as its rows make it.
#[derive(Debug)]
pub(super) struct Built {
    /// `None` for a new record.
    pub(super) before: Option<Doc>,
    pub(super) after: Doc,
    pub(super) rows: Vec<Told>,
    /// What goes with an opportunity.
    pub(super) activities: Vec<Write>,
}

/// What one row told.
#[derive(Debug)]
pub(super) struct Told {
    pub(super) row: usize,
    pub(super) draft: Draft,
    pub(super) remarks: Remarks,
    pub(super) left: Vec<Left>,
    /// It changed something.
    pub(super) changes: bool,
}

impl Built {
    /// What changes of a record that is there.
    pub(super) fn changes(&self) -> Vec<Change> {
        self.before.as_ref().map_or_else(Vec::new, |before| changes(before, &self.after))
    }

    fn write(self) -> Option<Write> {
        let Some(_) = self.before else {
            let deal = self.rows.first().and_then(|told| told.draft.deal());
            let fields = self.after.fields();
            let opening = deal.map(|deal| opening(&fields, deal.record.created_on, deal.record.closed_on));
            return Some(Write::Add(Added { doc: self.after, opening: opening.unwrap_or_default() }));
        };
        let changes = self.changes();
        let target = self.after.record_ref();
        (!changes.is_empty()).then_some(Write::Update(Updated { target, changes }))
    }
}

/// Goes through a record's rows.
pub(super) fn build(ground: &Ground<'_>, reader: &Reader<'_>, main: &Main) -> Built {
    let Ground { sheet, known, kept, .. } = ground;
    let before = main.known.and_then(|place| known.doc(place));
    let mut after = before.clone().unwrap_or_else(|| blank(sheet.records(), main.id));
    let (mut rows, mut activities) = (Vec::new(), Vec::new());
    for (nth, &row) in main.rows.iter().enumerate() {
        let row = row as usize;
        let cells = sheet.cells(row);
        let earlier = kept.0.get(&row).filter(|kept| kept.record == main.id);
        let was = after.clone();
        let mut remarks = Remarks::default();
        let merged = earlier.map(|kept| kept.merged(cells));
        let draft = reader.read(merged.as_deref().unwrap_or(cells), &mut remarks);
        let old = earlier.map(|kept| reader.read(&kept.earlier(cells), &mut Remarks::default()));
        let mut new = draft.fields();
        // Nobody is above themselves; and what cannot be told is not said.
        new.retain(|field, value| match field.as_str() {
            "parent" | "manager" => id_in(value).is_none_or(|id| id != main.id && id != LOST),
            "account" | "owner" | "products" | "contacts" | "reasons" => !names_lost(value),
            _ => true,
        });
        let mut left = Vec::new();
        if before.is_none() && nth == 0 {
            for (field, value) in others::given(sheet).into_iter().chain(new) {
                after.set(&field, value);
            }
        } else {
            let old_fields = old.as_ref().map(Draft::fields);
            let unclear = old.as_ref().and_then(Draft::deal).is_some_and(|deal| deal.unclear);
            left = merge(&mut after, &Sides { old: old_fields.as_ref(), new: &new, unclear }, main.found);
        }
        if let Some(id) =
            sheet.kind.and_then(|kind| sheet.columns.one(id_target(kind))).and_then(|at| filled(cells, at))
        {
            let external = (sheet.source(), id.to_owned());
            if !after.external.contains(&external) {
                after.external.push(external);
            }
        }
        // Merged as it is, a record may come out as none at all; then it stays what it was.
        if before.is_some() && !after.kind.check(&after).is_empty() {
            after = was.clone();
        }
        let more = draft.deal().map(|deal| go_with(known, &after, deal, old.as_ref().and_then(Draft::deal)));
        let more = more.unwrap_or_default();
        let changes = after != was || !more.is_empty();
        activities.extend(more);
        rows.push(Told { row, draft, remarks, left, changes });
    }
    Built { before, after, rows, activities }
}

fn names_lost(value: &Value) -> bool {
    let mut lost = false;
    ids_in(value, &mut |id| lost |= id == LOST);
    lost
}

impl Plan {
    /// Makes what a step writes.
    pub(super) fn carry_out(&self, ground: &Ground<'_>, step: Step) -> Option<Write> {
        match step {
            Step::Setting(at) => self.settings.get(at as usize).cloned(),
            Step::Made(who, at) => super::settings::made(self, who, at as usize),
            Step::Linked(at) => {
                let (id, more) = self.linked.get(at as usize)?;
                let doc = ground.known.live(*id)?;
                let all: Vec<&(String, String)> = doc.external.iter().chain(more).collect();
                let change =
                    Change::new(model::doc::EXTERNAL, doc.get(model::doc::EXTERNAL), json!(all), Effective::Unknown);
                Some(Write::Update(Updated { target: doc.record_ref(), changes: vec![change] }))
            }
            Step::Main(at) => {
                let main = self.mains.get(at as usize)?;
                build(ground, &self.reader(ground), main).write()
            }
            Step::Activity(at, nth) => {
                let main = self.mains.get(at as usize)?;
                let built = build(ground, &self.reader(ground), main);
                built.activities.into_iter().nth(usize::from(nth))
            }
            Step::Visits(at) => super::history::note(self, ground, at as usize),
        }
    }
}

/// The next step and the last touch a row names, where it did not name them before.
fn go_with(known: &Known, opportunity: &Doc, deal: &Deal, old: Option<&Deal>) -> Vec<Write> {
    let mut writes = Vec::new();
    let owner = id_in(&opportunity.get("owner")).map(Id::<Member>::new);
    let subject = Some(opportunity.id);
    if let Some((text, due)) = &deal.next
        && old.is_none_or(|old| old.next != deal.next)
    {
        let activity = Activity { subject, text: text.clone(), owner, due: *due, ..Activity::default() };
        let id = planned(opportunity.id, text, *due);
        let earlier = old.and_then(|old| old.next.as_ref());
        let earlier = earlier.and_then(|(text, due)| untouched(known, planned(opportunity.id, text, *due), text, *due));
        match earlier {
            // What was planned then is planned otherwise now.
            Some(doc) => {
                let mut after = doc.clone();
                after.set("text", json!(text));
                after.set("due", json!(due));
                let target = doc.record_ref();
                writes.push(Write::Update(Updated { target, changes: changes(&doc, &after) }));
            }
            None if known.place(id).is_none() => writes.push(Write::add(Doc::new(Id::new(id), &activity))),
            None => {}
        }
    }
    if let Some((text, day)) = &deal.touched
        && old.is_none_or(|old| old.touched != deal.touched)
    {
        let id = derived(opportunity.id, &["touched", &day.to_string()]);
        let kind = ActivityKind::Note;
        let done_on = Some(*day);
        let activity =
            Activity { subject, kind, text: text.clone(), owner, done_on, done_by: owner, ..Activity::default() };
        if known.place(id).is_none() {
            writes.push(Write::add(Doc::new(Id::new(id), &activity)));
        }
    }
    writes
}

fn planned(opportunity: Uuid, text: &str, due: Option<Date>) -> Uuid {
    derived(opportunity, &["planned", text, &due.map_or_else(String::new, |due| due.to_string())])
}

/// A planned activity that nobody has changed.
fn untouched(known: &Known, id: Uuid, text: &str, due: Option<Date>) -> Option<Doc> {
    let due = due.map_or(Value::Null, |due| json!(due));
    known.live(id).filter(|doc| doc.get("text") == json!(text) && doc.get("due") == due)
}

/// Names an opportunity.
pub(super) fn opportunity(id: Uuid) -> RecordRef {
    RecordRef { kind: Opportunity::KIND, id }
}
