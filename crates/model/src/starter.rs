//! What a workspace begins with: its settings, one pipeline, the usual loss reasons and sources, and the rules that judge
//! its opportunities.

mod anchors;
mod rules;

use crate::doc::Doc;
use crate::id::{Id, Ids};
use crate::records::{LossReason, Pipeline, Source, Stage, Workspace};

pub use anchors::anchor;
pub use rules::{
    actions, actions_or_usual, causes, causes_or_usual, dossier, dossier_or_usual, gates, gates_or_usual, remedies,
    remedies_or_usual,
};

/// The words a new workspace is written in; afterwards they are data and a person's to change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Words {
    Chinese,
    English,
}

/// Chinese, English, and the stage's probability in percent.
const STAGES: [(&str, &str, u8); 4] = [
    ("需求确认", "Discovery", 20),
    ("方案报价", "Proposal", 40),
    ("商务谈判", "Negotiation", 60),
    ("签约", "Signing", 90),
];

const LOSS_REASONS: [(&str, &str); 7] = [
    ("价格", "Price"),
    ("选了竞品", "Chose a competitor"),
    ("预算取消", "Budget withdrawn"),
    ("需求变化", "Need changed"),
    ("没有接触到决策者", "No access to the decision maker"),
    ("无法联系", "No response"),
    ("其他", "Other"),
];

const SOURCES: [(&str, &str); 7] = [
    ("展会", "Trade fair"),
    ("转介绍", "Referral"),
    ("官网", "Website"),
    ("电话", "Cold call"),
    ("合作伙伴", "Partner"),
    ("线上研讨会", "Webinar"),
    ("老客户", "Existing customer"),
];

impl Words {
    pub const fn pick(self, chinese: &'static str, english: &'static str) -> &'static str {
        match self {
            Self::Chinese => chinese,
            Self::English => english,
        }
    }
}

/// A pipeline with its stages.
pub fn pipeline(words: Words, ids: &mut dyn Ids) -> Vec<Doc> {
    let id = Id::<Pipeline>::new(ids.next());
    let name = words.pick("销售流程", "Sales").to_owned();
    let mut docs = vec![Doc::new(id, &Pipeline { name, ..Pipeline::default() })];
    docs.extend(stages(words, id, ids));
    docs
}

/// The usual stages of a pipeline.
pub fn stages(words: Words, pipeline: Id<Pipeline>, ids: &mut dyn Ids) -> Vec<Doc> {
    let stages = STAGES.iter().zip(0..).map(|((chinese, english, percent), position)| {
        let stage = Stage {
            name: words.pick(chinese, english).to_owned(),
            pipeline: Some(pipeline),
            position,
            probability: Some(*percent),
            ..Stage::default()
        };
        Doc::new(Id::<Stage>::new(ids.next()), &stage)
    });
    stages.collect()
}

/// The reasons that are offered when an opportunity is lost.
pub fn loss_reasons(words: Words, ids: &mut dyn Ids) -> Vec<Doc> {
    let reason = |((chinese, english), position): (&(&'static str, &'static str), u32)| {
        let reason = LossReason { name: words.pick(chinese, english).to_owned(), position, ..LossReason::default() };
        Doc::new(Id::<LossReason>::new(ids.next()), &reason)
    };
    LOSS_REASONS.iter().zip(0..).map(reason).collect()
}

/// The sources that are offered.
pub fn sources(words: Words, ids: &mut dyn Ids) -> Vec<Doc> {
    let source = |((chinese, english), position): (&(&'static str, &'static str), u32)| {
        let source = Source { name: words.pick(chinese, english).to_owned(), position, ..Source::default() };
        Doc::new(Id::<Source>::new(ids.next()), &source)
    };
    SOURCES.iter().zip(0..).map(source).collect()
}

/// All of it.
pub fn workspace(words: Words, settings: &Workspace, ids: &mut dyn Ids) -> Vec<Doc> {
    let mut docs = vec![Doc::new(Workspace::ID, settings)];
    let pipeline = pipeline(words, ids);
    let rules = rules::docs(words, settings, &pipeline);
    docs.extend(pipeline);
    docs.extend(loss_reasons(words, ids));
    docs.extend(sources(words, ids));
    docs.extend(rules);
    docs
}
