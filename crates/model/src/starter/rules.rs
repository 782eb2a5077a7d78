//! The rules a workspace begins with. They are values as well: where nobody has written any, these hold. Their ids follow
//! from what they belong to, so that what names one goes on naming it once it is written down.

use super::Words;
use crate::grade::{order, usual_cut_off};
use crate::id::derived;
use crate::records::{
    ActivityKind, DossierItem, Gate, GradeRule, Need, Pipeline, Record, Remedy, RemedyTask, Role, ScoringModel, Sign,
    Stage, StageActionTemplate, StallCause, Workspace,
};
use crate::{Doc, Id};

type Phrase = (&'static str, &'static str);
type Stages = [(Id<Stage>, Stage)];

/// The stages that the tables below count in.
const USUAL_STAGES: usize = 4;

/// The stage of a pipeline that is as far along as one of the usual four.
fn along(order: &[Id<Stage>], usual: usize) -> Option<Id<Stage>> {
    let last = order.len().checked_sub(1)?;
    let steps = USUAL_STAGES - 1;
    order.get((usual * last + steps / 2) / steps).copied()
}

fn position(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

const PROPOSAL: Phrase = ("方案", "Proposal");
const CONTRACT: Phrase = ("合同", "Contract");

fn plain(of: &'static str) -> Phrase {
    (of, of)
}

/// By which of the usual stages an opportunity needs what; documents are known by a word in their name.
fn dossier_table() -> [(usize, Need, Phrase); 12] {
    [
        (0, Need::Field, plain("account")),
        (0, Need::Field, plain("source")),
        (0, Need::Field, plain("amount")),
        (0, Need::Field, plain("expected_close")),
        (1, Need::Field, plain("need")),
        (1, Need::Contact, plain("")),
        (1, Need::Field, plain("need_clarity")),
        (2, Need::Document, PROPOSAL),
        (2, Need::Contact, plain("economic_buyer")),
        (2, Need::Field, plain("budget_feasibility")),
        (2, Need::Field, plain("competitive_position")),
        (3, Need::Document, CONTRACT),
    ]
}

/// The dossier of a pipeline for which nobody has written one.
pub fn dossier(words: Words, pipeline: Id<Pipeline>, stages: &Stages) -> Vec<(Id<DossierItem>, DossierItem)> {
    let order = order(stages, Some(pipeline));
    let item = |(at, (stage, need, of)): (usize, (usize, Need, Phrase))| {
        let item = DossierItem {
            pipeline: Some(pipeline),
            need,
            of: words.pick(of.0, of.1).to_owned(),
            by_stage: along(&order, stage).filter(|_| stage > 0),
            position: position(at),
            archived: false,
        };
        (Id::new(derived(pipeline.uuid(), &format!("dossier {at}"))), item)
    };
    dossier_table().into_iter().enumerate().map(item).collect()
}

/// What is asked before which of the usual stages is entered. All soft: a workspace decides itself what it insists on.
fn gate_table() -> [(usize, Need, &'static str); 5] {
    [
        (1, Need::Field, "need"),
        (1, Need::Contact, ""),
        (2, Need::Field, "amount"),
        (3, Need::Contact, "economic_buyer"),
        (3, Need::Field, "expected_close"),
    ]
}

/// The gates of a pipeline for which nobody has written any.
pub fn gates(pipeline: Id<Pipeline>, stages: &Stages) -> Vec<(Id<Gate>, Gate)> {
    let order = order(stages, Some(pipeline));
    let gate = |(at, (stage, need, of)): (usize, (usize, Need, &'static str))| {
        let stage = along(&order, stage)?;
        let gate = Gate { stage: Some(stage), need, of: of.to_owned(), position: position(at), ..Gate::default() };
        Some((Id::new(derived(stage.uuid(), &format!("gate {at}"))), gate))
    };
    gate_table().into_iter().enumerate().filter_map(gate).collect()
}

/// Usual stage, name, role, work days, and whether there must be something to show.
fn action_table() -> [(usize, Phrase, Option<Role>, u16, bool); 8] {
    [
        (0, ("需求调研", "Interview about the need"), None, 5, true),
        (0, ("梳理决策链", "Map the decision chain"), None, 10, false),
        (1, ("方案演示", "Demonstrate the solution"), Some(Role::Presales), 10, true),
        (1, ("提交报价", "Send the quote"), None, 15, true),
        (2, ("商务谈判", "Negotiate the terms"), None, 10, false),
        (2, ("合同评审", "Review the contract"), Some(Role::Finance), 10, false),
        (3, ("合同签订", "Sign the contract"), None, 10, true),
        (3, ("准备需求交接", "Prepare the hand-over"), Some(Role::Delivery), 10, false),
    ]
}

/// The key actions of a pipeline for which nobody has written any.
pub fn actions(
    words: Words,
    pipeline: Id<Pipeline>,
    stages: &Stages,
) -> Vec<(Id<StageActionTemplate>, StageActionTemplate)> {
    let order = order(stages, Some(pipeline));
    let action = |(at, (stage, name, owner_role, days, evidence_needed))| {
        let stage = along(&order, stage)?;
        let (chinese, english): Phrase = name;
        let template = StageActionTemplate {
            stage: Some(stage),
            name: words.pick(chinese, english).to_owned(),
            owner_role,
            due_days: Some(days),
            evidence_needed,
            position: position(at),
            archived: false,
        };
        Some((Id::new(derived(stage.uuid(), &format!("action {at}"))), template))
    };
    action_table().into_iter().enumerate().filter_map(action).collect()
}

const DECISION: &str = "decision";
const BUDGET: &str = "budget";
const NEED: &str = "need";
const COMPETITOR: &str = "competitor";
const PERSON: &str = "person";
const RESOURCE: &str = "resource";
const CONTRACT_TERMS: &str = "contract";
const OTHER: &str = "other";

fn cause_id(key: &str) -> Id<StallCause> {
    Id::new(derived(Workspace::ID.uuid(), &format!("stall cause {key}")))
}

/// The causes of stalls that are offered while nobody has written any.
pub fn causes(words: Words) -> Vec<(Id<StallCause>, StallCause)> {
    let table: [(&str, Phrase, &[Sign]); 8] = [
        (DECISION, ("决策延迟", "Decision delayed"), &[Sign::CloseSlipped]),
        (BUDGET, ("预算调整", "Budget changed"), &[Sign::AmountFell]),
        (NEED, ("需求变更", "Need changed"), &[Sign::NeedChanged]),
        (COMPETITOR, ("竞品介入", "Competitor came in"), &[Sign::CompetitorAdded]),
        (PERSON, ("关键人变动", "Key person changed"), &[Sign::PersonChanged]),
        (RESOURCE, ("内部资源不足", "Lack of our own resources"), &[Sign::ActionOverdue, Sign::Untouched]),
        (CONTRACT_TERMS, ("合同与法务", "Contract and legal"), &[Sign::LastStage]),
        (OTHER, ("其他", "Other"), &[]),
    ];
    let cause = |(at, (key, name, signs)): (usize, (&str, Phrase, &[Sign]))| {
        let name = words.pick(name.0, name.1).to_owned();
        (cause_id(key), StallCause { name, signs: signs.to_vec(), position: position(at), archived: false })
    };
    table.into_iter().enumerate().map(cause).collect()
}

/// Text, kind, role and work days of a task.
type Task = (Phrase, ActivityKind, Option<Role>, u16);

/// Key, name, causes and tasks of a remedy.
type RemedyRow = (&'static str, Phrase, &'static [&'static str], Vec<Task>);

/// The remedies that are offered while nobody has written any.
pub fn remedies(words: Words) -> Vec<(Id<Remedy>, Remedy)> {
    use ActivityKind::{Meeting, Task as Chore, Visit};
    let manager = || Some(Role::OpportunityManager);
    let presales = || Some(Role::Presales);
    let table: [RemedyRow; 9] = [
        (
            "tailored proposal",
            ("定制方案", "Tailored proposal"),
            &[NEED, COMPETITOR],
            vec![
                (("按客户重点改写方案", "Rewrite the proposal around what matters to them"), Chore, presales(), 5),
                (("向客户讲解新方案", "Present the new proposal"), Meeting, None, 8),
            ],
        ),
        (
            "executive visit",
            ("高层拜访", "Executive visit"),
            &[DECISION, PERSON, COMPETITOR],
            vec![
                (("约定高层拜访", "Arrange the executive visit"), Chore, manager(), 3),
                (("高层拜访客户决策者", "Visit their decision maker"), Visit, None, 10),
            ],
        ),
        (
            "proof of concept",
            ("概念验证", "Proof of concept"),
            &[NEED, COMPETITOR],
            vec![
                (("与客户约定验证标准", "Agree on what has to be proved"), Meeting, presales(), 3),
                (("完成验证并汇报结果", "Run it and report the result"), Chore, presales(), 10),
            ],
        ),
        (
            "phased quote",
            ("分期报价", "Phased quote"),
            &[BUDGET],
            vec![
                (("核算分期方案", "Work out the phases"), Chore, Some(Role::Finance), 3),
                (("提交分期报价", "Send the phased quote"), Chore, None, 5),
            ],
        ),
        (
            "comparison",
            ("竞品对比", "Comparison with the competitor"),
            &[COMPETITOR],
            vec![(("准备针对该竞品的对比材料", "Prepare a comparison with them"), Chore, Some(Role::Product), 3)],
        ),
        (
            "timetable",
            ("共同推进计划", "Shared timetable"),
            &[DECISION, CONTRACT_TERMS],
            vec![(("与客户确认决策步骤和日期", "Agree on the steps and days of the decision"), Meeting, None, 3)],
        ),
        (
            "new key person",
            ("拜访新关键人", "Meet the new key person"),
            &[PERSON],
            vec![(("拜访新关键人", "Meet the new key person"), Visit, None, 5)],
        ),
        (
            "resources",
            ("内部资源协调", "Sort out our resources"),
            &[RESOURCE],
            vec![(("召集相关部门确定资源", "Settle with the departments who does what"), Meeting, manager(), 2)],
        ),
        (
            "contract",
            ("合同条款会商", "Settle the contract terms"),
            &[CONTRACT_TERMS],
            vec![
                (("列出争议条款和底线", "List the disputed terms and our limits"), Chore, Some(Role::Finance), 2),
                (("与客户法务会商", "Go through them with their legal department"), Meeting, None, 5),
            ],
        ),
    ];
    let remedy = |(at, (key, name, causes, tasks)): (usize, RemedyRow)| {
        let task = |(text, kind, role, due_days): Task| {
            let (chinese, english) = text;
            RemedyTask { text: words.pick(chinese, english).to_owned(), kind, role, due_days }
        };
        let remedy = Remedy {
            name: words.pick(name.0, name.1).to_owned(),
            causes: causes.iter().map(|key| cause_id(key)).collect(),
            tasks: tasks.into_iter().map(task).collect(),
            position: position(at),
            archived: false,
        };
        (Id::new(derived(Workspace::ID.uuid(), &format!("remedy {key}"))), remedy)
    };
    table.into_iter().enumerate().map(remedy).collect()
}

/// The dossier of a pipeline: what is written, archived or not, or the usual one where nothing is.
pub fn dossier_or_usual(
    written: &[(Id<DossierItem>, DossierItem)],
    words: Words,
    pipeline: Id<Pipeline>,
    stages: &Stages,
) -> Vec<(Id<DossierItem>, DossierItem)> {
    let own: Vec<_> = written.iter().filter(|(_, item)| item.pipeline == Some(pipeline)).cloned().collect();
    if own.is_empty() { dossier(words, pipeline, stages) } else { own }
}

/// The gates of a pipeline, as [`dossier_or_usual`].
pub fn gates_or_usual(written: &[(Id<Gate>, Gate)], pipeline: Id<Pipeline>, stages: &Stages) -> Vec<(Id<Gate>, Gate)> {
    let own: Vec<_> = written.iter().filter(|(_, gate)| lies_in(gate.stage, pipeline, stages)).cloned().collect();
    if own.is_empty() { gates(pipeline, stages) } else { own }
}

/// The key actions of a pipeline, as [`dossier_or_usual`].
pub fn actions_or_usual(
    written: &[(Id<StageActionTemplate>, StageActionTemplate)],
    words: Words,
    pipeline: Id<Pipeline>,
    stages: &Stages,
) -> Vec<(Id<StageActionTemplate>, StageActionTemplate)> {
    let own: Vec<_> =
        written.iter().filter(|(_, template)| lies_in(template.stage, pipeline, stages)).cloned().collect();
    if own.is_empty() { actions(words, pipeline, stages) } else { own }
}

/// The causes that are written, or the usual ones where none are.
pub fn causes_or_usual(written: &[(Id<StallCause>, StallCause)], words: Words) -> Vec<(Id<StallCause>, StallCause)> {
    if written.is_empty() { causes(words) } else { written.to_vec() }
}

/// The remedies that are written, or the usual ones where none are.
pub fn remedies_or_usual(written: &[(Id<Remedy>, Remedy)], words: Words) -> Vec<(Id<Remedy>, Remedy)> {
    if written.is_empty() { remedies(words) } else { written.to_vec() }
}

fn lies_in(stage: Option<Id<Stage>>, pipeline: Id<Pipeline>, stages: &Stages) -> bool {
    stages.iter().any(|(id, of)| Some(*id) == stage && of.pipeline == Some(pipeline))
}

/// All of it as the records of a new workspace. `pipeline` are the documents of its pipeline and stages.
pub(super) fn docs(words: Words, settings: &Workspace, pipeline: &[Doc]) -> Vec<Doc> {
    fn write<R: Record>(records: Vec<(Id<R>, R)>) -> impl Iterator<Item = Doc> {
        records.into_iter().map(|(id, record)| Doc::new(id, &record))
    }
    let id = |name: &str| derived(Workspace::ID.uuid(), name);
    let model = ScoringModel { version: 1, ..ScoringModel::default() };
    let rule = GradeRule { cut_offs: usual_cut_off(settings.currency).into_iter().collect(), ..GradeRule::default() };
    let mut docs = vec![
        Doc::new(Id::<ScoringModel>::new(id("scoring model 1")), &model),
        Doc::new(Id::<GradeRule>::new(id("grade rule")), &rule),
    ];
    let stages: Vec<(Id<Stage>, Stage)> = pipeline
        .iter()
        .filter(|doc| doc.kind == Stage::KIND)
        .filter_map(|doc| Some((Id::new(doc.id), doc.decode().ok()?)))
        .collect();
    for doc in pipeline.iter().filter(|doc| doc.kind == Pipeline::KIND) {
        let pipeline = Id::<Pipeline>::new(doc.id);
        docs.extend(write(dossier(words, pipeline, &stages)));
        docs.extend(write(gates(pipeline, &stages)));
        docs.extend(write(actions(words, pipeline, &stages)));
    }
    docs.extend(write(causes(words)));
    docs.extend(write(remedies(words)));
    docs
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use uuid::Uuid;

    use super::*;
    use crate::records::Dimension;
    use crate::starter;

    fn counter() -> impl FnMut() -> Uuid {
        let mut n = 0_u128;
        move || {
            n += 1;
            Uuid::from_u128(n)
        }
    }

    fn of_kind<R: Record>(docs: &[Doc]) -> Vec<(Id<R>, R)> {
        let own = docs.iter().filter(|doc| doc.kind == R::KIND);
        own.map(|doc| (Id::new(doc.id), doc.decode().unwrap())).collect()
    }

    #[test]
    fn a_new_workspace_has_valid_rules_in_its_language_that_point_at_its_own_records() {
        for words in [Words::Chinese, Words::English] {
            let docs = starter::workspace(words, &Workspace::default(), &mut counter());
            let mut seen: BTreeSet<Uuid> = BTreeSet::new();
            for doc in &docs {
                assert_eq!(doc.kind.check(doc), [], "{doc:?}");
                assert!(seen.insert(doc.id), "{doc:?}");
                assert!(doc.references().iter().all(|id| seen.contains(id)), "{doc:?}");
            }
            let is_ascii = |text: &str| text.is_ascii();
            let names: Vec<String> =
                of_kind::<StageActionTemplate>(&docs).into_iter().map(|(_, one)| one.name).collect();
            assert_eq!(names.len(), 8);
            assert!(names.iter().all(|name| is_ascii(name) == (words == Words::English)));
            assert_eq!(of_kind::<GradeRule>(&docs)[0].1.cut_offs.len(), 1);
        }
    }

    #[test]
    fn what_nobody_has_written_is_what_a_new_workspace_has() {
        let words = Words::Chinese;
        let docs = starter::workspace(words, &Workspace::default(), &mut counter());
        let stages = of_kind::<Stage>(&docs);
        let pipeline = of_kind::<Pipeline>(&docs)[0].0;
        assert_eq!(dossier_or_usual(&[], words, pipeline, &stages), of_kind(&docs));
        assert_eq!(gates_or_usual(&[], pipeline, &stages), of_kind(&docs));
        assert_eq!(actions_or_usual(&[], words, pipeline, &stages), of_kind(&docs));
        assert_eq!(causes_or_usual(&[], words), of_kind(&docs));
        assert_eq!(remedies_or_usual(&[], words), of_kind(&docs));
        let (_, model) = &of_kind::<ScoringModel>(&docs)[0];
        assert_eq!(ScoringModel { version: 0, ..model.clone() }, ScoringModel::default());

        let mut written = of_kind::<Gate>(&docs);
        written.truncate(1);
        written[0].1.archived = true;
        assert_eq!(gates_or_usual(&written, pipeline, &stages), written);
        assert_eq!(gates_or_usual(&written, Id::new(Uuid::from_u128(99)), &stages), []);
    }

    #[test]
    fn the_usual_rules_fit_a_pipeline_of_any_length() {
        let pipeline = Id::<Pipeline>::new(Uuid::from_u128(1));
        for n in 0..9_u32 {
            let stage = |position: u32| {
                let stage = Stage { pipeline: Some(pipeline), position, ..Stage::default() };
                (Id::new(Uuid::from_u128(u128::from(position) + 10)), stage)
            };
            let stages: Vec<_> = (0..n).map(stage).collect();
            assert_eq!(dossier(Words::English, pipeline, &stages).len(), 12);
            let expected = if n == 0 { 0 } else { 8 };
            assert_eq!(actions(Words::English, pipeline, &stages).len(), expected, "{n}");
            let gates = gates(pipeline, &stages);
            let last = stages.last().map(|(id, _)| *id);
            assert!(gates.last().is_none_or(|(_, gate)| gate.stage == last), "{n}");
        }
    }

    #[test]
    fn every_answer_of_every_dimension_has_its_own_words() {
        for words in [Words::Chinese, Words::English] {
            let all: BTreeSet<&str> = Dimension::ALL
                .into_iter()
                .flat_map(|dimension| (1..=5).map(move |answer| starter::anchor(words, dimension, answer)))
                .collect();
            assert_eq!((all.len(), all.contains("")), (25, false));
        }
        assert_eq!(starter::anchor(Words::English, Dimension::NeedClarity, 0), "");
        assert_eq!(starter::anchor(Words::English, Dimension::NeedClarity, 6), "");
    }
}
