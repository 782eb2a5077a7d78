//! Today 今日: one queue over everything that is due, the most pressing first.

use std::cmp::{Ordering, Reverse};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::calendar::Calendar;
use crate::grade::Grade;
use crate::people::People;
use crate::records::{Escalation, Member, Opportunity};
use crate::time::Date;
use crate::{Decimal, Id};

/// What is known of one opportunity. All of it is worked out elsewhere, from records, journal and settings.
#[derive(Clone, Debug, PartialEq)]
pub struct Facts {
    pub opportunity: Id<Opportunity>,
    pub owner: Option<Id<Member>>,
    pub grade: Option<Grade>,
    /// What is at stake, in the workspace's currency; unknown is not zero.
    pub value: Option<Decimal>,
    /// The day of the next touch, see [`crate::cadence::due`].
    pub due: Date,
    /// Where it stands on its ladder, see [`crate::escalation::standing`].
    pub escalation: Option<(Id<Escalation>, Escalation)>,
    /// The day it rests until, or rested until while nobody has touched it since.
    pub wakes: Option<Date>,
    /// It lies in its stage for longer than it should.
    pub stalled: bool,
    /// It is won or lost: all that is left to do is to learn from it.
    pub has_ended: bool,
    pub tasks: Vec<Task>,
}

/// Something planned for a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    pub kind: TaskKind,
    /// The record it is.
    pub id: Uuid,
    pub due: Date,
    /// Whose it is; the opportunity's owner's where it names nobody.
    pub owner: Option<Id<Member>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TaskKind {
    /// A planned touch: done, it is the follow-up.
    Touch,
    /// A planned activity that reaches nobody: a task.
    Chore,
    /// A key action of the stage.
    Action,
    Review,
}

/// What a row asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum RowKind {
    Escalation,
    FollowUp,
    Waking,
    Planned,
    Action,
    Review,
    Stalled,
}

impl RowKind {
    pub const ALL: [Self; 7] =
        [Self::Escalation, Self::FollowUp, Self::Waking, Self::Planned, Self::Action, Self::Review, Self::Stalled];

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Escalation => "escalation",
            Self::FollowUp => "follow-up",
            Self::Waking => "waking",
            Self::Planned => "planned",
            Self::Action => "action",
            Self::Review => "review",
            Self::Stalled => "stalled",
        }
    }
}

/// How much a row presses, the most pressing first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Pressing {
    HighRisk,
    Escalated,
    Overdue,
    Today,
    /// Nothing has a day, but it does not move.
    Stuck,
}

/// One row of the queue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    pub kind: RowKind,
    pub pressing: Pressing,
    pub opportunity: Id<Opportunity>,
    /// The escalation, activity, action or review it is about.
    pub item: Option<Uuid>,
    /// The day it was due; of a stalled one today.
    pub due: Date,
    /// Work days since then.
    pub late: u32,
    pub grade: Option<Grade>,
    /// Not kept: what is shown is the opportunity's own amount.
    #[serde(skip)]
    pub value: Option<Decimal>,
    /// Whose it is: who has to do something, and who has been told.
    pub people: Vec<Id<Member>>,
}

impl Row {
    /// The order of the queue. No two rows are alike in it.
    pub fn compare(&self, other: &Self) -> Ordering {
        let value = |row: &Self| (row.value.is_none(), Reverse(row.value));
        let grade = |row: &Self| (row.grade.is_none(), row.grade);
        let rest = |row: &Self| (row.due, grade(row), row.opportunity, row.kind, row.item);
        let by = self.pressing.cmp(&other.pressing).then_with(|| value(self).cmp(&value(other)));
        by.then_with(|| rest(self).cmp(&rest(other)))
    }
}

/// Whose rows are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    Mine(Id<Member>),
    /// Those of a member and of everybody who answers to them, over any number of others.
    Team(Id<Member>),
    Everyone,
}

impl Scope {
    /// Whether something is shown, by whose it is.
    pub fn holds(self, whose: &[Id<Member>], people: &People) -> bool {
        match self {
            Self::Mine(me) => whose.contains(&me),
            Self::Team(me) => whose.iter().any(|member| people.is_in_team(*member, me)),
            Self::Everyone => true,
        }
    }
}

/// What is due by a day, by urgency, then by value: what is unknown goes after what is known, and among equals the longest
/// due first. The order of `facts` has no part in it.
pub fn queue(facts: &[Facts], scope: Scope, people: &People, calendar: &Calendar, today: Date) -> Vec<Row> {
    let mut rows = Vec::new();
    for facts in facts {
        rows_of(facts, people, calendar, today, &mut rows);
    }
    rows.retain(|row| scope.holds(&row.people, people));
    rows.sort_unstable_by(Row::compare);
    rows
}

fn rows_of(facts: &Facts, people: &People, calendar: &Calendar, today: Date, rows: &mut Vec<Row>) {
    let responsible = || people.responsible(facts.owner).into_iter().collect::<Vec<_>>();
    let row = |kind, item, due: Date| Row {
        kind,
        pressing: if due < today { Pressing::Overdue } else { Pressing::Today },
        opportunity: facts.opportunity,
        item,
        due,
        late: calendar.between(due, today),
        grade: facts.grade,
        value: facts.value,
        people: responsible(),
    };
    let is_asked = |task: &&Task| task.due <= today && (!facts.has_ended || task.kind == TaskKind::Review);
    let due_tasks = || facts.tasks.iter().filter(is_asked);
    for task in due_tasks() {
        let kind = match task.kind {
            TaskKind::Touch | TaskKind::Chore => RowKind::Planned,
            TaskKind::Action => RowKind::Action,
            TaskKind::Review => RowKind::Review,
        };
        let owner = task.owner.or(facts.owner);
        let people = people.responsible(owner).into_iter().collect();
        rows.push(Row { people, ..row(kind, Some(task.id), task.due) });
    }
    if facts.has_ended {
        return;
    }
    // One row asks for the next touch, whatever there is to say about it.
    if let Some((id, escalation)) = &facts.escalation {
        let mut row = row(RowKind::Escalation, Some(id.uuid()), escalation.due_on.unwrap_or(today));
        // By how much the follow-up is late, not since when the step is there.
        row.late = calendar.between(facts.due, today);
        row.pressing = if escalation.high_risk { Pressing::HighRisk } else { Pressing::Escalated };
        let own = row.people.clone();
        row.people.extend(escalation.told.iter().filter(|member| !own.contains(member)));
        rows.push(row);
    } else if let Some(woke) = facts.wakes.filter(|wakes| *wakes <= today) {
        rows.push(row(RowKind::Waking, None, woke));
    } else if facts.due <= today && !due_tasks().any(|task| matches!(task.kind, TaskKind::Touch | TaskKind::Chore)) {
        rows.push(row(RowKind::FollowUp, None, facts.due));
    }
    let rests = facts.wakes.is_some_and(|wakes| today < wakes);
    if facts.stalled && !rests {
        rows.push(Row { pressing: Pressing::Stuck, ..row(RowKind::Stalled, None, today) });
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::records::{Member, Workspace};

    fn day(text: &str) -> Date {
        Date::parse_iso(text).unwrap()
    }

    /// A Wednesday.
    fn today() -> Date {
        day("2026-03-11")
    }

    fn id<R>(n: u128) -> Id<R> {
        Id::new(Uuid::from_u128(n))
    }

    /// 1 leads; 2 manages 3.
    fn people() -> People {
        let member = |n, manager: Option<u128>| {
            (id(n), Member { name: format!("Member {n}"), manager: manager.map(id), ..Member::default() })
        };
        People::new(vec![member(1, None), member(2, None), member(3, Some(2))], Some(id(1)))
    }

    fn facts(n: u128, value: Option<i64>) -> Facts {
        Facts {
            opportunity: id(n),
            owner: Some(id(3)),
            grade: Some(Grade::B),
            value: value.map(Decimal::from),
            due: today().plus_days(7),
            escalation: None,
            wakes: None,
            stalled: false,
            has_ended: false,
            tasks: Vec::new(),
        }
    }

    fn escalated(n: u128, high_risk: bool, told: &[u128]) -> Facts {
        let told = told.iter().copied().map(id).collect();
        let escalation =
            Escalation { due_on: Some(today()), high_risk, told, step: 1, ladder: 1, ..Escalation::default() };
        Facts { due: today().plus_days(-1), escalation: Some((id(900 + n), escalation)), ..facts(n, Some(10)) }
    }

    fn rows(facts: &[Facts], scope: Scope) -> Vec<(u128, &'static str)> {
        let calendar = Calendar::new(&Workspace::default(), &[]);
        let rows = queue(facts, scope, &people(), &calendar, today());
        rows.iter().map(|row| (row.opportunity.uuid().as_u128(), row.kind.as_str())).collect()
    }

    fn task(kind: TaskKind, due: Date) -> Task {
        Task { kind, id: Uuid::from_u128(700), due, owner: None }
    }

    #[test]
    fn the_most_pressing_comes_first_and_among_those_the_most_valuable() {
        let due = |n, value, days: i32| Facts { due: today().plus_days(days), ..facts(n, value) };
        let all = [
            due(1, Some(100), 0),
            due(2, Some(50), -1),
            due(3, Some(80), -3),
            due(4, None, -9),
            escalated(5, false, &[3]),
            escalated(6, true, &[3, 2]),
            Facts { stalled: true, ..facts(7, Some(999)) },
            due(8, Some(1), 1),
        ];
        assert_eq!(
            rows(&all, Scope::Everyone),
            [
                (6, "escalation"),
                (5, "escalation"),
                (3, "follow-up"),
                (2, "follow-up"),
                (4, "follow-up"),
                (1, "follow-up"),
                (7, "stalled"),
            ]
        );
    }

    #[test]
    fn one_row_asks_for_the_next_touch() {
        let waking = Facts { wakes: Some(today()), due: today(), ..facts(1, None) };
        assert_eq!(rows(&[waking], Scope::Everyone), [(1, "waking")]);
        let planned = Facts { due: today(), tasks: vec![task(TaskKind::Touch, today())], ..facts(1, None) };
        assert_eq!(rows(&[planned], Scope::Everyone), [(1, "planned")]);
        let chore = Facts { due: today(), tasks: vec![task(TaskKind::Chore, today())], ..facts(1, None) };
        assert_eq!(rows(&[chore], Scope::Everyone), [(1, "planned")]);
        let planned_later =
            Facts { due: today(), tasks: vec![task(TaskKind::Touch, today().plus_days(1))], ..facts(1, None) };
        assert_eq!(rows(&[planned_later], Scope::Everyone), [(1, "follow-up")]);
    }

    #[test]
    fn actions_and_reviews_stand_beside_it() {
        let tasks = vec![task(TaskKind::Action, today()), task(TaskKind::Review, today().plus_days(-2))];
        let facts = Facts { due: today(), tasks, ..facts(1, None) };
        assert_eq!(rows(&[facts], Scope::Everyone), [(1, "review"), (1, "follow-up"), (1, "action")]);
    }

    #[test]
    fn of_one_that_has_ended_only_the_review_is_asked() {
        let tasks = vec![task(TaskKind::Touch, today()), task(TaskKind::Review, today())];
        let facts =
            Facts { due: today().plus_days(-3), stalled: true, has_ended: true, tasks, ..escalated(1, true, &[3]) };
        assert_eq!(rows(&[facts], Scope::Everyone), [(1, "review")]);
    }

    #[test]
    fn what_rests_is_not_stalled() {
        let resting = Facts { stalled: true, wakes: Some(today().plus_days(1)), ..facts(1, None) };
        assert!(rows(&[resting], Scope::Everyone).is_empty());
    }

    #[test]
    fn lateness_counts_work_days() {
        let calendar = Calendar::new(&Workspace::default(), &[]);
        let friday = Facts { due: day("2026-03-06"), ..facts(1, None) };
        let rows = queue(&[friday], Scope::Everyone, &people(), &calendar, today());
        assert_eq!((rows[0].late, rows[0].pressing), (3, Pressing::Overdue));
    }

    #[test]
    fn mine_are_my_own_and_those_i_was_told_of_and_my_team_s_are_of_all_below_me() {
        let due = |n, owner: Option<u128>| Facts { due: today(), owner: owner.map(id), ..facts(n, None) };
        let all = [due(1, Some(3)), due(2, Some(2)), due(3, None), escalated(4, false, &[3, 2])];
        let of = |scope| rows(&all, scope).into_iter().map(|(n, _)| n).collect::<Vec<_>>();
        assert_eq!(of(Scope::Mine(id(3))), [4, 1]);
        assert_eq!(of(Scope::Mine(id(2))), [4, 2]);
        // What has no owner is the lead's.
        assert_eq!(of(Scope::Mine(id(1))), [3]);
        assert_eq!(of(Scope::Team(id(2))), [4, 1, 2]);
        assert_eq!(of(Scope::Team(id(1))), [4, 1, 2, 3]);
        assert_eq!(of(Scope::Everyone), [4, 1, 2, 3]);
    }

    #[test]
    fn a_task_is_whoever_s_it_names() {
        let mut handed = task(TaskKind::Action, today());
        handed.owner = Some(id(2));
        let all = [Facts { tasks: vec![handed], ..facts(1, None) }];
        assert_eq!(rows(&all, Scope::Mine(id(2))), [(1, "action")]);
        assert!(rows(&all, Scope::Mine(id(3))).is_empty());
    }

    proptest! {
        #[test]
        fn the_order_does_not_depend_on_where_it_came_from(
            all in prop::collection::vec((0_i64..4, -3_i32..2, any::<bool>()), 0..12),
            turn in 0_usize..12,
        ) {
            let mut all: Vec<Facts> = (1..).zip(all).map(|(n, (value, due, stalled))| {
                let value = (value > 0).then_some(value);
                Facts { due: today().plus_days(due), stalled, ..facts(n, value) }
            }).collect();
            let before = rows(&all, Scope::Everyone);
            let turn = turn % all.len().max(1);
            all.rotate_left(turn);
            prop_assert_eq!(rows(&all, Scope::Everyone), before);
        }
    }
}
