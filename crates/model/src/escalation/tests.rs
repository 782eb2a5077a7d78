use uuid::Uuid;

use super::*;
use crate::records::{Audience, NamedDay, Record as _, Workspace};
use crate::snooze::Snoozed;
use crate::starter::Words;

const NOW: Instant = Instant(1_772_500_000_000);

fn day(text: &str) -> Date {
    Date::parse_iso(text).unwrap()
}

fn id<R>(n: u128) -> Id<R> {
    Id::new(Uuid::from_u128(n))
}

fn member(n: u128, manager: Option<u128>) -> (Id<Member>, Member) {
    (id(n), Member { name: format!("Member {n}"), manager: manager.map(id), ..Member::default() })
}

/// Owner 3 answers to 2; 1 leads.
fn rules() -> Rules {
    Rules {
        calendar: Calendar::new(&Workspace::default(), &[]),
        cadences: Cadences::new(&[]),
        ladders: Ladders::new(&[]),
        people: People::new(vec![member(1, None), member(2, Some(1)), member(3, Some(2))], Some(id(1))),
    }
}

/// One opportunity through time, with what has been written of it.
struct Told {
    rules: Rules,
    grade: Option<Grade>,
    graded_on: Date,
    touches: Vec<Date>,
    snoozes: Vec<Snoozed>,
    closed_on: Option<Date>,
    written: BTreeMap<Id<Escalation>, Escalation>,
}

impl Told {
    /// Of grade A since Monday 2 March: due on the 3rd, with steps on the 4th, the 6th and the 10th.
    fn new() -> Self {
        Self {
            rules: rules(),
            grade: Some(Grade::A),
            graded_on: day("2026-03-02"),
            touches: Vec::new(),
            snoozes: Vec::new(),
            closed_on: None,
            written: BTreeMap::new(),
        }
    }

    fn pace(&self) -> Pace<'_> {
        let Self { grade, graded_on, touches, snoozes, closed_on, .. } = self;
        Pace { grade: *grade, graded_on: *graded_on, touches, snoozes, closed_on: *closed_on }
    }

    fn evaluation(&self, today: &str) -> Evaluation {
        let case = Case { opportunity: id(9), owner: Some(id(3)), pace: self.pace() };
        let written: Vec<_> = self.written.clone().into_iter().collect();
        evaluate(&[case], &written, &self.rules, day(today), NOW)
    }

    /// Evaluates and writes; what was fired, as step and day, with a `*` where it is announced.
    fn run(&mut self, today: &str) -> Vec<String> {
        let evaluation = self.evaluation(today);
        let said = |(_, escalation): &(Id<Escalation>, Escalation)| {
            let mark = if escalation.quiet { "" } else { "*" };
            format!("{} {}{mark}", escalation.step, escalation.due_on.unwrap())
        };
        let fired = evaluation.fire.iter().map(said).collect();
        for (id, why) in evaluation.withdraw {
            self.written.get_mut(&id).unwrap().withdrawn = Some(why);
        }
        for id in evaluation.reinstate {
            self.written.get_mut(&id).unwrap().withdrawn = None;
        }
        self.written.extend(evaluation.fire);
        assert_eq!(self.evaluation(today), Evaluation::default(), "a second run writes nothing");
        fired
    }

    fn withdrawn(&self) -> Vec<Option<Withdrawal>> {
        let mut written: Vec<&Escalation> = self.written.values().collect();
        written.sort_by_key(|escalation| (escalation.due_on, escalation.step));
        written.into_iter().map(|escalation| escalation.withdrawn.clone()).collect()
    }

    fn standing(&self, today: &str) -> Option<u32> {
        let due = due(&self.pace(), &self.rules.cadences, &self.rules.calendar, day(today));
        standing(self.written.values(), &self.pace(), due).map(|escalation| escalation.step)
    }
}

#[test]
fn each_step_comes_on_its_own_work_day_and_tells_whom_the_ladder_says() {
    let mut told = Told::new();
    assert!(told.run("2026-03-03").is_empty());
    assert_eq!(told.run("2026-03-04"), ["1 2026-03-04*"]);
    assert!(told.run("2026-03-05").is_empty());
    assert_eq!(told.run("2026-03-06"), ["2 2026-03-06*"]);
    assert!(told.run("2026-03-08").is_empty());
    assert_eq!(told.run("2026-03-10"), ["3 2026-03-10*"]);
    assert!(told.run("2026-04-10").is_empty());
    let mut written: Vec<&Escalation> = told.written.values().collect();
    written.sort_by_key(|escalation| escalation.step);
    let people: Vec<&[Id<Member>]> = written.iter().map(|escalation| &escalation.told[..]).collect();
    assert_eq!(people, [&[id(3)][..], &[id(3), id(2)], &[id(3), id(2), id(1)]]);
    assert_eq!(written.iter().map(|escalation| escalation.high_risk).collect::<Vec<_>>(), [false, false, true]);
    assert_eq!((written[1].since, written[1].days), (Some(day("2026-03-02")), 4));
    assert!(written.iter().all(|escalation| escalation.validate().is_empty() && escalation.fired_at == Some(NOW)));
}

#[test]
fn after_days_away_the_highest_is_announced_and_the_lower_are_only_written_down() {
    let mut told = Told::new();
    assert_eq!(told.run("2026-03-09"), ["1 2026-03-04", "2 2026-03-06*"]);
    assert_eq!(told.standing("2026-03-09"), Some(2));
}

#[test]
fn an_import_fires_nothing_however_old_its_last_touch() {
    let mut told = Told { touches: vec![day("2024-05-06")], ..Told::new() };
    assert!(told.run("2026-03-02").is_empty() && told.run("2026-03-03").is_empty());
}

#[test]
fn what_is_not_graded_and_c_have_no_ladder() {
    for grade in [None, Some(Grade::C)] {
        assert!(Told { grade, ..Told::new() }.run("2026-12-01").is_empty());
    }
    assert_eq!(Told { grade: Some(Grade::B), ..Told::new() }.run("2026-03-16"), ["1 2026-03-11", "2 2026-03-16*"]);
}

#[test]
fn a_touch_answers_what_came_before_it_and_starts_the_clock_anew() {
    let mut told = Told::new();
    told.run("2026-03-06");
    told.touches.push(day("2026-03-06"));
    assert!(told.run("2026-03-06").is_empty());
    assert_eq!(told.withdrawn(), [None, None]);
    assert_eq!(told.standing("2026-03-06"), None);
    assert_eq!(told.run("2026-03-10"), ["1 2026-03-10*"]);
}

#[test]
fn a_touch_dated_before_a_step_withdraws_it_and_taking_the_touch_back_brings_it_back() {
    let mut told = Told::new();
    told.run("2026-03-06");
    told.touches.push(day("2026-03-05"));
    told.run("2026-03-06");
    // The first step had come before the touch.
    assert_eq!(told.withdrawn(), [None, Some(Withdrawal::Touched)]);
    assert_eq!(told.standing("2026-03-06"), None);
    told.touches.clear();
    told.run("2026-03-06");
    assert_eq!(told.withdrawn(), [None, None]);
    assert_eq!(told.standing("2026-03-06"), Some(2));
}

#[test]
fn a_touch_dated_before_a_step_withdraws_it_though_later_ones_are_known() {
    let mut told = Told::new();
    told.run("2026-03-06");
    told.touches.push(day("2026-03-09"));
    told.run("2026-03-09");
    told.touches.push(day("2026-03-03"));
    told.run("2026-03-09");
    assert_eq!(told.withdrawn(), [Some(Withdrawal::Touched), Some(Withdrawal::Touched)]);
}

#[test]
fn a_changed_calendar_withdraws_what_is_open_and_leaves_what_was_answered() {
    let mut told = Told::new();
    told.run("2026-03-04");
    told.touches.push(day("2026-03-04"));
    assert_eq!(told.run("2026-03-06"), ["1 2026-03-06*"]);
    let mut year = crate::calendar::published(2026, Words::English).unwrap();
    year.holidays.extend(["2026-03-04", "2026-03-05"].map(|text| NamedDay { day: day(text), name: "Move".into() }));
    told.rules.calendar = Calendar::new(&Workspace::default(), &[year]);
    assert!(told.run("2026-03-06").is_empty());
    assert_eq!(told.withdrawn(), [None, Some(Withdrawal::Calendar)]);
    assert_eq!(told.run("2026-03-09"), ["1 2026-03-09*"]);
}

#[test]
fn closing_before_a_step_withdraws_it_and_closing_after_it_answers_it() {
    let mut told = Told::new();
    told.run("2026-03-06");
    told.closed_on = Some(day("2026-03-05"));
    told.run("2026-03-09");
    assert_eq!(told.withdrawn(), [None, Some(Withdrawal::Closed)]);
    assert_eq!((told.standing("2026-03-09"), told.run("2026-03-20").len()), (None, 0));
}

#[test]
fn whoever_rests_is_not_escalated_and_the_ladder_begins_anew_on_waking() {
    let mut told = Told::new();
    told.run("2026-03-05");
    told.snoozes.push(Snoozed { from: day("2026-03-05"), until: day("2026-03-16") });
    assert!(told.run("2026-03-06").is_empty() && told.run("2026-03-16").is_empty());
    assert_eq!((told.withdrawn(), told.standing("2026-03-16")), (vec![None], None));
    assert_eq!(told.run("2026-03-17"), ["1 2026-03-17*"]);
}

#[test]
fn another_grade_starts_the_clock_anew() {
    let mut told = Told::new();
    told.run("2026-03-04");
    (told.grade, told.graded_on) = (Some(Grade::B), day("2026-03-04"));
    assert!(told.run("2026-03-06").is_empty());
    assert_eq!(told.standing("2026-03-06"), None);
    // By the 11th a week has passed, and two days more.
    assert_eq!(told.run("2026-03-13"), ["1 2026-03-13*"]);
}

#[test]
fn another_version_of_the_ladder_withdraws_what_is_open_and_tells_anew() {
    let mut told = Told::new();
    told.run("2026-03-06");
    let steps = vec![Step { after: 2, tells: vec![Audience::Lead], high_risk: false }];
    told.rules.ladders = Ladders::new(&[Ladder { version: 2, steps, ..Ladder::usual(Some(Grade::A)) }]);
    assert_eq!(told.run("2026-03-06"), ["1 2026-03-05*"]);
    assert_eq!(told.withdrawn().iter().filter(|why| **why == Some(Withdrawal::Settings)).count(), 2);
}

#[test]
fn another_cadence_moves_what_is_open() {
    let mut told = Told::new();
    told.run("2026-03-04");
    told.rules.cadences = Cadences::new(&[crate::records::Cadence { grade: Some(Grade::A), every: 3 }]);
    told.run("2026-03-04");
    assert_eq!(told.withdrawn(), [Some(Withdrawal::Settings)]);
    assert_eq!(told.run("2026-03-06"), ["1 2026-03-06*"]);
}

#[test]
fn what_is_much_is_written_in_commands_of_a_size() {
    let fire = (0..1200_u32).map(|n| (id(n.into()), Escalation { step: n, ..Escalation::default() })).collect();
    let withdraw = vec![(id(9_000), Withdrawal::Touched)];
    let evaluation = Evaluation { fire, withdraw, reinstate: vec![id(9_001)] };
    let sizes: Vec<usize> = evaluation.commands().iter().map(|command| command.reads().len()).collect();
    assert_eq!(sizes, [SLICE, SLICE, 202]);
    assert!(Evaluation::default().commands().is_empty());
}

#[test]
fn editing_a_ladder_makes_another_version_of_it() {
    let ladder = Ladder::usual(Some(Grade::B));
    let command = edit_ladder(Ladder::id(Grade::B), &ladder, &ladder.steps[..1]);
    let Command::Edit { target, fields, .. } = command else { panic!("an edit") };
    assert_eq!((target, &fields["version"]), (RecordRef::to(Ladder::id(Grade::B)), &json!(2)));
    assert_eq!(fields["steps"].as_array().map(Vec::len), Some(1));
}

#[test]
fn a_dry_run_tells_what_other_rules_would_change_and_the_version_of_a_ladder_is_nothing() {
    let told = Told::new();
    let case = Case { opportunity: id(9), owner: Some(id(3)), pace: told.pace() };
    let (now, today) = (rules(), day("2026-03-06"));
    let run = |then: &Rules| {
        let run = dry_run(&[case], &now, then, today, NOW);
        (run.moved.first().map(|(_, _, to)| to.to_string()), run.fired.len(), run.withdrawn.len())
    };
    assert_eq!(run(&now), (None, 0, 0));
    let with_steps = |steps: Vec<Step>| {
        let ladder = Ladder { version: 7, steps, ..Ladder::usual(Some(Grade::A)) };
        Rules { ladders: Ladders::new(&[ladder]), ..rules() }
    };
    let usual = Ladder::usual(Some(Grade::A)).steps;
    assert_eq!(run(&with_steps(usual.clone())), (None, 0, 0));
    // The first step went out on the 4th, the second on the 6th.
    assert_eq!(run(&with_steps(usual[..1].to_vec())), (None, 0, 1));
    let mut later = usual;
    later[0].after = 2;
    assert_eq!(run(&with_steps(later)), (None, 1, 1));
    let cadences = Cadences::new(&[crate::records::Cadence { grade: Some(Grade::A), every: 4 }]);
    assert_eq!(run(&Rules { cadences, ..rules() }), (Some("2026-03-06".into()), 0, 2));
}
