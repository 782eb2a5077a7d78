use super::*;
use crate::journal::{Change, Entry};
use crate::records::{ActivityKind, RemedyTask, Role};
use crate::{Currency, Decimal};

fn id<R>(n: u128) -> Id<R> {
    Id::new(Uuid::from_u128(n))
}

fn date(text: &str) -> Date {
    Date::parse_iso(text).unwrap()
}

const LIMITS: Limits = Limits { slow: 10.0, stalled: 20.0, n: 40 };

fn facts() -> Facts<'static> {
    Facts {
        today: date("2026-11-24"),
        entered: None,
        limits: Some(LIMITS),
        snoozes: &[],
        last_touch: None,
        cadence: None,
        next_due: Some(date("2026-11-24")),
        expected_close: None,
        pushes: 0,
    }
}

fn timeline(changes: &[(&str, Value, Value, &str)]) -> Timeline {
    let entry = |(seq, (field, from, to, on)): (u64, &(&str, Value, Value, &str))| {
        Entry::updated(seq, Change::new(field, from.clone(), to.clone(), Effective::Day(date(on))))
    };
    Timeline::of(&(1..).zip(changes).map(entry).collect::<Vec<_>>())
}

fn known(effective: Effective) -> Option<Date> {
    if let Effective::Day(day) = effective { Some(day) } else { None }
}

#[test]
fn limits_come_from_won_stays_and_from_the_stage_while_these_are_few() {
    let stage = |stall_days| Stage { stall_days, ..Stage::default() };
    let stages = [(id(1), stage(Some(14))), (id(2), stage(Some(14))), (id(3), stage(None)), (id(4), stage(None))];
    // 1 has 21 stays of 0, 2, 4, … 40 days; 2 one too few; 4 is always quick.
    let won: Vec<BTreeMap<Uuid, i32>> = (0..21)
        .map(|n| {
            let all = [(1, 2 * n), (2, 2 * n), (4, 1)];
            all.into_iter()
                .filter(|(stage, _)| *stage != 2 || n < 19)
                .map(|(stage, days)| (Uuid::from_u128(stage), days))
                .collect()
        })
        .collect();
    let found = limits(&won, &stages);
    let of = |n: u128| (found[&id(n)].slow, found[&id(n)].stalled, found[&id(n)].n);
    assert_eq!(of(1), (32.0, 38.0, 21));
    assert_eq!(of(2), (14.0, 14.0, 19));
    assert_eq!(of(3), (30.0, 30.0, 0));
    assert_eq!(of(4), (7.0, 7.0, 21));
    assert!(found[&id(1)].is_learned() && !found[&id(2)].is_learned());
}

#[test]
fn a_stay_is_slow_then_stalled_and_a_near_next_step_excuses_it() {
    let pace = |days: i32, next: Option<i32>| {
        let facts = facts();
        let today = facts.today;
        let next_due = next.map(|days| today.plus_days(days));
        let signals = signals(&Facts { entered: Some(today.plus_days(-days)), next_due, ..facts });
        (signals.pace(), signals.is_stalled())
    };
    assert_eq!(pace(10, None), (Pace::Usual, false));
    assert_eq!(pace(11, None), (Pace::Slow, false));
    assert_eq!(pace(20, None), (Pace::Slow, false));
    assert_eq!(pace(21, None), (Pace::Stalled, true));
    assert_eq!(pace(21, Some(0)), (Pace::Slow, false));
    assert_eq!(pace(21, Some(20)), (Pace::Slow, false));
    assert_eq!(pace(21, Some(21)), (Pace::Stalled, true));
    assert_eq!(pace(21, Some(-1)), (Pace::Stalled, true));
    assert_eq!(signals(&facts()).dwell, None);
}

#[test]
fn the_other_three_signals_speak_for_themselves() {
    let quiet = signals(&facts());
    assert_eq!(quiet.signs(), []);
    let touch = |on: &str, cadence| Facts { last_touch: Some(date(on)), cadence, ..facts() };
    assert_eq!(signals(&touch("2026-11-17", Some(7))).untouched, None);
    assert_eq!(signals(&touch("2026-11-16", Some(7))).untouched, Some(Untouched { days: 8, cadence: 7 }));
    assert_eq!(signals(&touch("2026-01-01", None)).untouched, None);
    let next = |next_due| signals(&Facts { next_due, ..facts() }).next_step;
    assert_eq!(next(None), Some(NextStepTrouble::Missing));
    assert_eq!(next(Some(date("2026-11-20"))), Some(NextStepTrouble::Overdue(4)));
    let close = |on: &str, pushes| signals(&Facts { expected_close: Some(date(on)), pushes, ..facts() }).close;
    assert_eq!(close("2026-11-24", 1), None);
    assert_eq!(close("2026-11-23", 0), Some(Slipped { passed: Some(1), pushes: 0 }));
    assert_eq!(close("2026-12-31", 2), Some(Slipped { passed: None, pushes: 2 }));
}

#[test]
fn what_is_put_aside_has_no_signals_and_its_days_do_not_count_afterwards() {
    let all = Facts {
        entered: Some(date("2026-10-01")),
        last_touch: Some(date("2026-10-01")),
        cadence: Some(5),
        next_due: None,
        ..facts()
    };
    let asleep = [Snoozed { from: date("2026-10-05"), until: date("2026-12-01") }];
    assert_eq!(signals(&Facts { snoozes: &asleep, ..all.clone() }), Signals::default());
    let awake = [Snoozed { from: date("2026-10-05"), until: date("2026-11-24") }];
    let found = signals(&Facts { snoozes: &awake, ..all });
    assert_eq!(found.dwell.map(|dwell| dwell.days), Some(4));
    assert_eq!((found.untouched, found.next_step), (None, Some(NextStepTrouble::Missing)));
}

#[test]
fn a_cause_is_guessed_from_what_happened_before_what_is_merely_so() {
    let amount = |value: i64| json!(Money { value: Decimal::from(value), currency: Currency::CNY });
    let history = timeline(&[
        ("amount", Value::Null, amount(500), "2026-11-01"),
        ("amount", amount(500), amount(900), "2026-11-02"),
        ("need", json!("Roof"), json!("Wall"), "2026-09-30"),
        ("competitors", Value::Null, json!(["Example Steel"]), "2026-11-03"),
    ]);
    let since = date("2026-10-01");
    assert_eq!(happened(&history, since, known), [Sign::CompetitorAdded]);
    let fell = timeline(&[("amount", amount(500), amount(400), "2026-11-01")]);
    assert_eq!(happened(&fell, since, known), [Sign::AmountFell]);

    let cause = |position: u32, signs: &[Sign]| {
        (id(u128::from(position)), StallCause { position, signs: signs.to_vec(), ..StallCause::default() })
    };
    let mut causes = vec![cause(1, &[Sign::CloseSlipped]), cause(2, &[Sign::CompetitorAdded]), cause(3, &[])];
    let signs = [Sign::Dwell, Sign::CloseSlipped, Sign::CompetitorAdded];
    assert_eq!(guess(&causes, &signs), Some(id(2)));
    causes[1].1.archived = true;
    assert_eq!(guess(&causes, &signs), Some(id(1)));
    assert_eq!(guess(&causes, &[Sign::Dwell]), None);
}

#[test]
fn remedies_become_dated_tasks_for_named_roles_in_one_step() {
    let step = |text: &str, role, due_days| RemedyTask { text: text.into(), kind: ActivityKind::Task, role, due_days };
    let remedy = Remedy {
        name: "Proof of concept".into(),
        tasks: vec![step("Agree on what it proves", None, 2), step("Set it up", Some(Role::Presales), 5)],
        ..Remedy::default()
    };
    let members = [(id(42), Member { name: "Li Na".into(), role: Some(Role::Presales), ..Member::default() })];
    let one = Opportunity { owner: Some(id(41)), ..Opportunity::default() };
    let after = |from: Date, days: u16| from.plus_days(days.into());
    let around = Around { members: &members, work_days_after: &after, today: date("2026-11-24") };
    let mut next = 100_u128;
    let mut ids = || {
        next += 1;
        Uuid::from_u128(next)
    };
    let stall = Stall { cause: Some(id(5)), ..Stall::default() };
    let remedy = (id(6), remedy);
    let command = treat((id(8), &stall), true, (id(7), &one), &[&remedy], around, &mut ids);
    let Command::Together { commands, .. } = command else { panic!("one step") };
    let [Command::Create { docs }] = &commands[..] else { panic!("new records") };
    let written: Stall = docs[0].decode().unwrap();
    assert_eq!((written.opportunity, written.remedies[0].tasks.len()), (Some(id(7)), 2));
    let tasks: Vec<Activity> = docs[1..].iter().map(|doc| doc.decode().unwrap()).collect();
    assert_eq!(tasks.iter().map(|task| task.owner).collect::<Vec<_>>(), [Some(id(41)), Some(id(42))]);
    assert_eq!(tasks[1].due, Some(date("2026-11-29")));
}

#[test]
fn a_remedy_helped_when_a_later_stage_or_a_win_came_in_time() {
    let place = |stage: Uuid| usize::try_from(stage.as_u128()).ok();
    let stage = |n: u128| json!(Uuid::from_u128(n));
    let chosen = date("2026-09-01");
    let of = |changes: &[(&str, Value, Value, &str)], today: &str| {
        effect(chosen, Some(Uuid::from_u128(2)), &timeline(changes), &place, &known, date(today))
    };
    let forward = |on| ("stage", stage(2), stage(3), on);
    assert_eq!(of(&[forward("2026-10-01")], "2026-11-24"), Effect::Moved(date("2026-10-01")));
    assert_eq!(of(&[forward("2026-10-02")], "2026-11-24"), Effect::Nothing);
    assert_eq!(of(&[forward("2026-08-31")], "2026-11-24"), Effect::Nothing);
    assert_eq!(of(&[("stage", stage(2), stage(1), "2026-09-05")], "2026-11-24"), Effect::Nothing);
    let back_and_again = [("stage", stage(2), stage(1), "2026-09-05"), ("stage", stage(1), stage(2), "2026-09-06")];
    assert_eq!(of(&back_and_again, "2026-11-24"), Effect::Nothing);
    let won = [("outcome", json!("open"), json!("won"), "2026-09-20")];
    assert_eq!(of(&won, "2026-11-24"), Effect::Moved(date("2026-09-20")));
    let lost = [("outcome", json!("open"), json!("lost"), "2026-09-20")];
    assert_eq!(of(&lost, "2026-11-24"), Effect::Nothing);
    assert_eq!(of(&[], "2026-10-01"), Effect::Waiting);
    assert_eq!(of(&[], "2026-10-02"), Effect::Nothing);
}

#[test]
fn a_rate_counts_what_is_decided_and_says_of_how_many() {
    let chosen = |remedy: u128, on: &str| ChosenRemedy { remedy: id(remedy), on: date(on), tasks: Vec::new() };
    let stall = |n: u128, cause: u128, remedies: Vec<ChosenRemedy>| {
        (id(n), Stall { cause: Some(id(cause)), remedies, ..Stall::default() })
    };
    let stalls = [
        stall(1, 5, vec![chosen(9, "2026-01-01"), chosen(9, "2026-03-01")]),
        stall(2, 5, vec![chosen(9, "2026-02-01"), chosen(8, "2026-02-01")]),
        stall(3, 6, vec![chosen(9, "2026-11-01")]),
    ];
    let effect = |_: &Stall, chosen: &ChosenRemedy| match chosen.on.month() {
        1 => Effect::Moved(chosen.on),
        11 => Effect::Waiting,
        _ => Effect::Nothing,
    };
    let rates = rates(&stalls, &effect);
    assert_eq!(rates[&(id(9), Some(id(5)))], Rate { moved: 1, n: 2, waiting: 0 });
    assert_eq!(rate_of(&rates, id(9)), Rate { moved: 1, n: 2, waiting: 1 });
    assert_eq!((rate_of(&rates, id(9)).share(), rate_of(&rates, id(7)).share()), (Some(0.5), None));
}
