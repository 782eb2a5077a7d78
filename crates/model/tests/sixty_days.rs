//! Sixty work days over the turn of a year and the Spring Festival with its make-up days, played day by day through the one
//! write path. What comes of it lies in `golden/sixty_days.txt`, a table to be checked by hand.
//!
//! `UPDATE_GOLDEN=1 cargo test -p model --test sixty_days` writes it anew.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use model::cadence::{Cadences, Pace, came_on, due, graded_on, overdue, touched_on};
use model::calendar::{Calendar, published};
use model::command::{Close, Log, Touch};
use model::diff::{Delta, Fields};
use model::escalation::{Case, Ladders, Rules, evaluate, standing};
use model::journal::{Author, Stamp, Timeline, entries};
use model::people::People;
use model::records::{
    Activity, ActivityKind, CalendarYear, Escalation, Member, NamedDay, Opportunity, Outcome, Record, Stage, Workspace,
};
use model::snooze::{Snoozed, snoozes};
use model::starter::Words;
use model::{
    Command, Context, Date, Doc, Effective, Entry, Grade, Id, Instant, RecordRef, Records, Rejection, Uuid, plan,
};
use serde_json::{Value, json};

const FIRST: &str = "2025-12-15";
const DAYS: usize = 60;
/// Nobody opens the app on these.
const AWAY: (&str, &str) = ("2026-01-19", "2026-01-23");

const MEMBERS: [(&str, Option<usize>); 4] = [("Laurel", None), ("Hazel", Some(0)), ("Rowan", Some(1)), ("Olive", None)];

/// A grade and the day from which on it holds.
type Graded = (&'static str, Option<Grade>);

/// Name, owner, the day it comes here, and its grades from then on.
const OPPORTUNITIES: [(&str, usize, &str, &[Graded]); 7] = [
    ("Alder", 2, "2025-12-15", &[("2025-12-15", Some(Grade::A))]),
    ("Aspen", 3, "2025-12-15", &[("2025-12-15", Some(Grade::A))]),
    ("Acacia", 2, "2025-12-29", &[("2025-12-29", Some(Grade::A))]),
    ("Birch", 2, "2025-12-15", &[("2025-12-15", Some(Grade::B))]),
    ("Beech", 3, "2025-12-15", &[("2025-12-15", Some(Grade::B)), ("2026-01-13", Some(Grade::A))]),
    ("Cedar", 2, "2025-12-15", &[("2025-12-15", Some(Grade::C))]),
    ("Fern", 3, "2025-12-15", &[("2025-12-15", None), ("2026-03-04", Some(Grade::A))]),
];

#[derive(Clone, Copy)]
enum Do {
    Touch,
    /// Written down on the day, but dated earlier.
    TouchedOn(&'static str),
    Snooze(&'static str),
    Wake,
    Win,
    /// The firm's own day off, for everybody.
    DayOff(&'static str),
}

/// Besides these Alder is touched on every work day until the end of the year.
const SCRIPT: &[(&str, &str, Do)] = &[
    ("2025-12-19", "Birch", Do::Touch),
    ("2025-12-29", "Acacia", Do::TouchedOn("2025-11-03")),
    ("2025-12-31", "Aspen", Do::Touch),
    ("2026-01-05", "Acacia", Do::Snooze("2026-02-16")),
    // A Saturday.
    ("2026-01-10", "Birch", Do::Touch),
    ("2026-01-12", "Alder", Do::Touch),
    ("2026-01-12", "Aspen", Do::TouchedOn("2026-01-07")),
    ("2026-01-14", "Beech", Do::Touch),
    ("2026-01-27", "Aspen", Do::Touch),
    ("2026-02-02", "Cedar", Do::Snooze("2026-03-30")),
    ("2026-02-11", "Birch", Do::Touch),
    ("2026-02-13", "Alder", Do::Touch),
    ("2026-02-14", "Aspen", Do::Touch),
    ("2026-03-03", "Alder", Do::Touch),
    ("2026-03-05", "", Do::DayOff("2026-03-04")),
    ("2026-03-05", "Acacia", Do::Touch),
    ("2026-03-09", "Cedar", Do::Wake),
    ("2026-03-10", "Beech", Do::Win),
];

fn day(text: &str) -> Date {
    Date::parse_iso(text).expect(text)
}

fn id<R>(n: usize) -> Id<R> {
    Id::new(Uuid::from_u128(n as u128))
}

const MILLIS: i64 = 86_400_000;
/// Shanghai is eight hours ahead.
const AHEAD: i64 = 8 * 3_600_000;

fn at_nine(day: Date) -> Instant {
    Instant(i64::from(day.days()) * MILLIS + 9 * 3_600_000 - AHEAD)
}

fn day_of(instant: Instant) -> Date {
    Date::from_days(i32::try_from((instant.0 + AHEAD).div_euclid(MILLIS)).expect("a day")).expect("a day")
}

fn known(effective: Effective) -> Option<Date> {
    match effective {
        Effective::Day(day) => Some(day),
        Effective::At(instant) => Some(day_of(instant)),
        Effective::Unknown => None,
    }
}

/// A workspace in memory.
#[derive(Default)]
struct World {
    records: Records,
    journal: BTreeMap<RecordRef, Vec<Entry>>,
    seq: u64,
    ids: u128,
}

/// What an opportunity's pace is made of.
struct Parts {
    grade: Option<Grade>,
    graded_on: Date,
    touches: Vec<Date>,
    snoozes: Vec<Snoozed>,
    closed_on: Option<Date>,
}

impl Parts {
    fn pace(&self) -> Pace<'_> {
        let Self { grade, graded_on, touches, snoozes, closed_on } = self;
        Pace { grade: *grade, graded_on: *graded_on, touches, snoozes, closed_on: *closed_on }
    }
}

impl World {
    /// As the store carries a command out.
    fn give(&mut self, command: &Command, today: Date) {
        let now = at_nine(today);
        let ids = &mut self.ids;
        let mut next = || {
            *ids += 1;
            Uuid::from_u128(1_000_000 + *ids)
        };
        let author = Author { member: None, device: Uuid::nil() };
        let planned = match plan(command, &self.records, &mut Context { now, today, author, ids: &mut next }) {
            Ok(planned) => planned,
            Err(Rejection::Nothing) => return,
            Err(why) => panic!("{why}"),
        };
        self.seq += 1;
        let stamp = Stamp { seq: self.seq, command: Uuid::from_u128(self.seq.into()), recorded: now, undoes: None };
        for entry in entries(&planned.diff, stamp, planned.effective(now), planned.openings.clone()) {
            self.journal.entry(entry.target()).or_default().push(entry);
        }
        for (target, delta) in planned.diff.0 {
            match delta {
                Delta::Added(fields) => {
                    self.records.insert(target, Doc::from_fields(target, fields));
                }
                Delta::Updated(changed) => {
                    let doc = self.records.get_mut(&target).expect("a record");
                    for (field, [_, to]) in changed {
                        doc.set(&field, to);
                    }
                }
                Delta::Removed(_) => panic!("nothing is removed here"),
            }
        }
    }

    fn all<R: Record>(&self) -> Vec<(Id<R>, R)> {
        let of_kind = self.records.values().filter(|doc| doc.kind == R::KIND);
        of_kind.map(|doc| (Id::new(doc.id), doc.decode().expect("a record"))).collect()
    }

    fn rules(&self) -> Rules {
        let years: Vec<CalendarYear> = self.all().into_iter().map(|(_, year)| year).collect();
        Rules {
            calendar: Calendar::new(&Workspace::default(), &years),
            cadences: Cadences::new(&[]),
            ladders: Ladders::new(&[]),
            people: People::new(self.all(), Some(id(1))),
        }
    }

    fn parts(&self, number: usize, today: Date) -> Option<Parts> {
        let target = RecordRef::to(opportunity_id(number));
        let record: Opportunity = self.records.get(&target)?.decode().expect("an opportunity");
        let timeline = Timeline::of(&self.journal[&target]);
        let came = came_on(&timeline, &day_of).expect("a first entry");
        let grades: Vec<(Date, Option<Grade>)> = OPPORTUNITIES[number]
            .3
            .iter()
            .map(|(on, grade)| (day(on), *grade))
            .filter(|(on, _)| *on <= today)
            .collect();
        assert_eq!(grades[0].0, came);
        let activities = self.all::<Activity>().into_iter().filter(|(_, activity)| activity.subject == Some(target.id));
        Some(Parts {
            grade: grades.last().and_then(|(_, grade)| *grade),
            graded_on: graded_on(&grades).expect("a grade"),
            touches: activities.filter_map(|(_, activity)| touched_on(&activity, &day_of)).collect(),
            snoozes: snoozes(&timeline, &known),
            closed_on: record.closed_on,
        })
    }

    fn evaluate(&mut self, today: Date) {
        let parts: Vec<(usize, Parts)> =
            (0..OPPORTUNITIES.len()).filter_map(|number| Some((number, self.parts(number, today)?))).collect();
        let mut cases = Vec::new();
        for (number, parts) in &parts {
            let owner = Some(id(OPPORTUNITIES[*number].1 + 1));
            cases.push(Case { opportunity: opportunity_id(*number), owner, pace: parts.pace() });
        }
        for command in evaluate(&cases, &self.all(), &self.rules(), today, at_nine(today)).commands() {
            self.give(&command, today);
        }
    }

    fn act(&mut self, name: &str, what: Do, today: Date) {
        let set = |target, field: &str, value: Value| {
            let fields: Fields = [(field.to_owned(), value)].into();
            Command::Edit { target, fields, docs: Vec::new() }
        };
        if let Do::DayOff(text) = what {
            let off = NamedDay { day: day(text), name: "Removal".to_owned() };
            let mut year = published(off.day.year(), Words::English).expect("a published year");
            year.holidays.push(off);
            let docs = vec![Doc::new(CalendarYear::id(year.year), &year)];
            return self.give(&Command::Create { docs }, today);
        }
        let number = OPPORTUNITIES.iter().position(|(known, ..)| *known == name).expect(name);
        let opportunity = opportunity_id(number);
        let subject = RecordRef::to(opportunity);
        let touch = |on: Option<Date>| {
            let log = Log { kind: ActivityKind::Call, text: String::new(), on };
            Command::Touch(Touch { subject, log: Some(log), completes: None, next: None, owner: None })
        };
        let command = match what {
            Do::Touch => touch(None),
            Do::TouchedOn(on) => touch(Some(day(on))),
            Do::Snooze(until) => set(subject, "snoozed_until", json!(until)),
            Do::Wake => set(subject, "snoozed_until", Value::Null),
            Do::Win => Command::Close(Close {
                opportunity,
                outcome: Outcome::Won,
                closed_on: today,
                amount: None,
                reasons: Vec::new(),
                competitors: Vec::new(),
                note: None,
                review: None,
            }),
            Do::DayOff(_) => return,
        };
        self.give(&command, today);
    }

    /// How an opportunity stands at the end of a day.
    fn cell(&self, number: usize, today: Date) -> String {
        let Some(parts) = self.parts(number, today) else { return String::new() };
        let (pace, rules) = (parts.pace(), self.rules());
        if parts.closed_on.is_some() {
            return "  closed".to_owned();
        }
        let touched = if parts.touches.contains(&today) { 't' } else { ' ' };
        let due = due(&pace, &rules.cadences, &rules.calendar, today);
        let mut cell = format!("{touched} {:02}-{:02}", due.day.month(), due.day.day());
        if parts.snoozes.iter().any(|snoozed| (snoozed.from..snoozed.until).contains(&today)) {
            cell += " rests";
        }
        let late = overdue(due, &rules.calendar, today);
        if late > 0 {
            write!(cell, " +{late}").expect("a text");
        }
        let escalations = self.of(number);
        if let Some(escalation) = standing(&escalations, &pace, due) {
            write!(cell, " E{}", escalation.step).expect("a text");
        }
        cell
    }

    fn of(&self, number: usize) -> Vec<Escalation> {
        let all = self.all::<Escalation>().into_iter().map(|(_, escalation)| escalation);
        all.filter(|escalation| escalation.opportunity == Some(opportunity_id(number))).collect()
    }
}

fn opportunity_id(number: usize) -> Id<Opportunity> {
    id(100 + number)
}

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

fn shown(day: Date) -> String {
    format!("{} {day}", WEEKDAYS[day.weekday() as usize])
}

/// Plays all days; the table is one row a work day, as the opportunities stand at its end.
fn play() -> (World, String) {
    let mut world = World::default();
    let stage = Doc::new(id::<Stage>(50), &Stage { name: "Needs".to_owned(), ..Stage::default() });
    let members = MEMBERS.iter().enumerate().map(|(at, (name, manager))| {
        let manager = manager.map(|manager| id(manager + 1));
        Doc::new(id::<Member>(at + 1), &Member { name: (*name).to_owned(), manager, ..Member::default() })
    });
    let docs = members.chain([stage]).collect();
    let mut today = day(FIRST);
    world.give(&Command::Start { docs }, today);
    let usual = world.rules().calendar;
    let mut table = format!("{:>3} {:14}", "", "");
    for (name, ..) in OPPORTUNITIES {
        write!(table, " | {name:14}").expect("a text");
    }
    table.truncate(table.trim_end().len());
    let mut row = 0;
    while row < DAYS {
        for (number, (name, owner, came, _)) in OPPORTUNITIES.iter().enumerate() {
            if day(came) == today {
                let record = Opportunity {
                    title: (*name).to_owned(),
                    owner: Some(id(owner + 1)),
                    stage: Some(id(50)),
                    ..Opportunity::default()
                };
                world.give(&Command::Create { docs: vec![Doc::new(opportunity_id(number), &record)] }, today);
            }
        }
        let away = (day(AWAY.0)..=day(AWAY.1)).contains(&today);
        let works = usual.is_work_day(today);
        if works && !away {
            world.evaluate(today);
        }
        if works && today.year() == 2025 {
            world.act("Alder", Do::Touch, today);
        }
        for (_, name, what) in SCRIPT.iter().filter(|(on, ..)| day(on) == today) {
            world.act(name, *what, today);
        }
        if works && !away {
            world.evaluate(today);
        }
        if works {
            row += 1;
            write!(table, "\n{row:>3} {}", shown(today)).expect("a text");
            for number in 0..OPPORTUNITIES.len() {
                let cell = if away { "  away".to_owned() } else { world.cell(number, today) };
                write!(table, " | {cell:14}").expect("a text");
            }
            table.truncate(table.trim_end().len());
        }
        today = today.plus_days(1);
    }
    table.push('\n');
    (world, table)
}

fn told(world: &World) -> String {
    let mut text = String::new();
    for (number, (name, owner, came, grades)) in OPPORTUNITIES.iter().enumerate() {
        write!(text, "{name}, of {}, here since {came}:", MEMBERS[*owner].0).expect("a text");
        let grade =
            |(on, grade): &(&str, Option<Grade>)| format!(" {} from {on}", grade.map_or("no grade", Grade::as_str));
        writeln!(text, "{}", grades.iter().map(grade).collect::<Vec<_>>().join(",")).expect("a text");
        let parts = world.parts(number, day("2026-12-31")).expect("it is there");
        for snoozed in &parts.snoozes {
            writeln!(text, "  rested from {} until {}", shown(snoozed.from), shown(snoozed.until)).expect("a text");
        }
        let mut escalations = world.of(number);
        escalations.sort_by_key(|escalation| (escalation.due_on, escalation.step));
        for escalation in escalations {
            let on = |day: Option<Date>| day.map(shown).expect("a day");
            let people = escalation.told.iter().map(|member| {
                let name = MEMBERS.iter().enumerate().find(|(at, _)| id(at + 1) == *member).map(|(_, (name, _))| *name);
                name.expect("a member")
            });
            write!(
                text,
                "  step {} on {}, {} work days after {}; told {} on {}",
                escalation.step,
                on(escalation.due_on),
                escalation.days,
                on(escalation.since),
                people.collect::<Vec<_>>().join(", "),
                on(escalation.fired_at.map(day_of)),
            )
            .expect("a text");
            let notes = [
                escalation.high_risk.then(|| "high risk".to_owned()),
                escalation.quiet.then(|| "only written down".to_owned()),
                escalation.withdrawn.map(|why| format!("withdrawn: {}", why.as_str())),
            ];
            for note in notes.into_iter().flatten() {
                write!(text, "; {note}").expect("a text");
            }
            text.push('\n');
        }
    }
    text
}

fn script() -> String {
    let mut text = String::new();
    for (on, name, what) in SCRIPT {
        let said = match what {
            Do::Touch => "is touched".to_owned(),
            Do::TouchedOn(on) => format!("has been touched on {}, as is written down only now", shown(day(on))),
            Do::Snooze(until) => format!("is put to sleep until {}", shown(day(until))),
            Do::Wake => "is woken".to_owned(),
            Do::Win => "is won".to_owned(),
            Do::DayOff(off) => format!("{} turns out to have been a day off of the firm", shown(day(off))),
        };
        writeln!(text, "{}  {}", shown(day(on)), format!("{name} {said}").trim()).expect("a text");
    }
    text
}

const PREFACE: &str = "\
Sixty work days, written by tests/sixty_days.rs.

Cadence: A every work day, B and what has no grade every 5, C every 20.
Ladder:  A 1 day after the due date the owner, 3 the owner and the manager, 5 these and the lead, at high risk;
         B 2 days the owner, 5 the owner and the manager; C and what has no grade none.
Off:     1 to 3 January and 15 to 23 February. Worked though a weekend: 4 January, 14 and 28 February.
People:  Rowan answers to Hazel, Hazel to Laurel, who leads; Olive has no manager.

A cell says how an opportunity stands at the end of the day: t touched on that day, the due date, +n work days overdue,
En the step of the ladder it stands at. On the days marked away nobody opened the app.
";

#[test]
fn sixty_work_days_come_to_the_table_that_was_checked_by_hand() {
    let (world, table) = play();
    let found = format!(
        "{PREFACE}\nWhat people do, besides touching Alder on every work day of 2025\n\n{}\n{table}\nWhat was written\n\n{}",
        script(),
        told(&world)
    );
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/sixty_days.txt");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &found).expect("a file");
    }
    let known = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    for (line, (found, known)) in (1..).zip(found.lines().zip(known.lines())) {
        assert_eq!(found, known, "line {line} of {}", path.display());
    }
    assert_eq!(found.lines().count(), known.lines().count(), "lines of {}", path.display());
}
