//! What the answers 1 to 5 mean in each dimension, unless a model says otherwise.

use super::Words;
use crate::records::{Answer, Dimension};

type Anchors = [(&'static str, &'static str); 5];

const NEED_CLARITY: Anchors = [
    ("只有模糊兴趣，说不出要解决的问题", "A vague interest; nobody can say which problem it should solve"),
    ("说得出问题，但没有目标和范围", "The problem is named, goals and scope are not"),
    ("目标和范围已口头确认", "Goals and scope are agreed on by word of mouth"),
    ("书面需求已由业务部门确认", "The need is in writing and the department has confirmed it"),
    ("书面需求、验收标准和时间表都已确认", "Need, acceptance criteria and timetable are confirmed in writing"),
];

const DECISION_CHAIN: Anchors = [
    ("不知道谁做决定", "Nobody knows who decides"),
    ("听说过经济决策人，只接触到使用者", "The economic buyer is known by name; we only talk to users"),
    (
        "认识经济决策人和技术把关人，尚未见到经济决策人",
        "Economic buyer and technical buyer are known; the former has not been met",
    ),
    ("见过经济决策人，主要角色都有人对接", "The economic buyer has been met and the main parts have a contact of ours"),
    (
        "全部角色到位，有支持者，关键人支持我们",
        "Every part is known, somebody coaches us, and those who count are for us",
    ),
];

const BUDGET_FEASIBILITY: Anchors = [
    ("没有预算，也没有立项计划", "No budget, and no plan for one"),
    ("有意向，预算要等下个周期", "They would like to; the budget waits for the next period"),
    ("预算正在申请，金额大致相符", "The budget is applied for and about right"),
    ("预算已批准，金额覆盖我们的报价", "The budget is approved and covers our quote"),
    ("预算已批准，付款方式和时间也已谈妥", "The budget is approved, and how and when it is paid is agreed on"),
];

const COMPETITIVE_POSITION: Anchors = [
    ("竞争对手已内定，我们陪标", "A competitor is as good as chosen"),
    ("竞争对手领先，客户更熟悉他们", "A competitor leads and is better known there"),
    ("势均力敌，尚未形成偏好", "Even; no preference yet"),
    ("客户偏向我们，评估标准对我们有利", "They lean towards us and the criteria suit us"),
    ("没有真正的对手，或客户明确选择我们", "No real competitor, or they have said it will be us"),
];

const STRATEGIC_FIT: Anchors = [
    ("偏离方向，难以复制", "Away from where we want to go, and nothing to build on"),
    ("勉强相关，要大量定制", "Loosely related, with much to be made to measure"),
    ("属于目标行业或主推产品之一", "A target industry, or a product we want to sell"),
    ("目标行业、主推产品，可带来后续机会", "Target industry and main product, with more to follow"),
    ("战略客户，可作标杆，双方高层有共识", "A strategic customer, a reference, and both managements want it"),
];

/// What an answer means; empty for one that is not 1 to 5.
pub fn anchor(words: Words, dimension: Dimension, answer: u8) -> &'static str {
    let anchors = match dimension {
        Dimension::NeedClarity => &NEED_CLARITY,
        Dimension::DecisionChain => &DECISION_CHAIN,
        Dimension::BudgetFeasibility => &BUDGET_FEASIBILITY,
        Dimension::CompetitivePosition => &COMPETITIVE_POSITION,
        Dimension::StrategicFit => &STRATEGIC_FIT,
    };
    let at = answer.checked_sub(Answer::LOWEST).map(usize::from);
    at.and_then(|at| anchors.get(at)).map_or("", |(chinese, english)| words.pick(chinese, english))
}
