//! The words for won, lost and open, and the stages people's pipelines usually have.

use super::Outcome;
use crate::text::{fold_lower, is_cjk};

const WON: &[&str] = &[
    "won",
    "closedwon",
    "closewon",
    "win",
    "success",
    "successful",
    "customer",
    "赢单",
    "已赢单",
    "赢",
    "成交",
    "已成交",
    "成功",
    "赢得",
    "赢得并结束",
    "签单",
    "已签单",
    "已签约",
    "中标",
    "已中标",
    "成单",
    "已成单",
];
const LOST: &[&str] = &[
    "lost",
    "closedlost",
    "closelost",
    "lose",
    "dead",
    "abandoned",
    "cancelled",
    "canceled",
    "disqualified",
    "nodecision",
    "failed",
    "rejected",
    "dropped",
    "输单",
    "已输单",
    "输",
    "丢单",
    "已丢单",
    "失单",
    "已失单",
    "失败",
    "已失败",
    "流失",
    "已流失",
    "放弃",
    "已放弃",
    "失去",
    "失去并结束",
    "未中标",
    "落标",
    "丢标",
    "未成交",
    "无效",
    "无效商机",
    "作废",
    "已作废",
    "取消",
    "已取消",
    "终止",
    "已终止",
];
const OPEN: &[&str] = &[
    "open",
    "active",
    "inprogress",
    "ongoing",
    "pending",
    "进行中",
    "跟进中",
    "推进中",
    "洽谈中",
    "打开",
    "未结束",
    "未关闭",
    "正常",
];
/// Over, but how?
const CLOSED: &[&str] = &["closed", "done", "finished", "关闭", "已关闭", "结束", "已结束", "完成", "已完成", "已结案"];

/// A stage many pipelines have: its words, its usual place among others, and its usual probability in percent, where
/// there is one (Salesforce's and HubSpot's defaults, and those of the starting pipeline).
struct Usual {
    words: &'static [&'static str],
    place: u8,
    percent: Option<u8>,
}

const fn usual(place: u8, percent: Option<u8>, words: &'static [&'static str]) -> Usual {
    Usual { words, place, percent }
}

const USUAL: &[Usual] = &[
    usual(5, Some(5), &["lead", "suspect", "线索", "潜在客户", "潜在"]),
    usual(
        10,
        Some(10),
        &[
            "new",
            "prospecting",
            "prospect",
            "新建",
            "新商机",
            "预期",
            "初步接触",
            "初次接触",
            "初步沟通",
            "初步意向",
            "商机发现",
            "发现商机",
            "机会发现",
        ],
    ),
    usual(14, Some(10), &["contacted", "contactmade", "firstcontact", "已联系"]),
    usual(15, None, &["engaging", "engaged", "engagement"]),
    usual(16, Some(20), &["appointmentscheduled", "screening", "首次拜访"]),
    usual(20, Some(10), &["qualification"]),
    usual(21, Some(20), &["qualified", "qualifying", "评价", "验证客户", "客户验证"]),
    usual(22, Some(40), &["qualifiedtobuy"]),
    usual(
        25,
        Some(20),
        &["needsanalysis", "discovery", "needsdefined", "需求分析", "需求确认", "需求明确", "需求调研", "需求沟通"],
    ),
    usual(30, Some(30), &["meeting", "demo", "demoscheduled", "demonstration", "演示", "产品演示"]),
    usual(
        35,
        Some(40),
        &["solution", "poc", "trial", "pilot", "方案", "方案设计", "方案制定", "方案验证", "方案演示", "试用", "测试"],
    ),
    usual(38, Some(60), &["presentationscheduled", "presentation"]),
    usual(40, Some(50), &["valueproposition"]),
    usual(45, Some(60), &["iddecisionmakers"]),
    usual(47, Some(70), &["perceptionanalysis"]),
    usual(50, Some(50), &["proposal", "proposalsent", "proposition", "quote", "quotesent", "提案", "报价"]),
    usual(51, Some(75), &["proposalpricequote"]),
    usual(52, Some(40), &["方案报价", "立项汇报"]),
    usual(58, Some(50), &["bidding", "tender", "投标", "招投标", "招标"]),
    usual(65, Some(80), &["decisionmakerboughtin"]),
    usual(70, Some(60), &["negotiation", "negotiating", "商务谈判", "谈判", "协商", "商务采购", "商务洽谈"]),
    usual(71, Some(90), &["negotiationreview"]),
    usual(75, Some(80), &["verbalcommitment", "verbal", "commit", "口头承诺"]),
    usual(80, Some(90), &["contract", "contractsent", "contracting", "签约", "合同签订", "合同审批", "签约中", "合同"]),
];

/// A stage's word without number, percentage, spaces and signs: `5. Proposal/Price Quote (75%)` is `proposalpricequote`.
fn bare(word: &str) -> String {
    let word = fold_lower(word);
    let word = after_number(&word).map_or(word.as_str(), |(_, rest)| rest);
    let word = word
        .split_once('(')
        .map_or(word, |(before, inside)| if inside.contains('%') && !before.trim().is_empty() { before } else { word });
    let word: String = word.chars().filter(|c| c.is_alphanumeric()).collect();
    let unnumbered = word.trim_end_matches(|c: char| c.is_ascii_digit());
    if unnumbered.is_empty() { word } else { unnumbered.to_owned() }
}

/// What a word in a stage or status column says of the outcome; `None` for a stage by name and for anything unknown.
pub fn outcome(word: &str) -> Option<Outcome> {
    let key = bare(word);
    let says = |words: &[&str]| words.contains(&key.as_str());
    if says(WON) {
        return Some(Outcome::Won);
    }
    if says(LOST) {
        return Some(Outcome::Lost);
    }
    if says(OPEN) {
        return Some(Outcome::Open);
    }
    // `Closed - Won`, `结束(赢单)`, `Closed Lost: price`.
    let text = fold_lower(word);
    let has = |latin: &str, chinese: &[&str]| {
        text.split(|c: char| !c.is_ascii_alphabetic()).any(|part| part == latin)
            || chinese.iter().any(|part| text.contains(part) && !text.contains(&format!("{part}率")))
    };
    match (has("won", &["赢单"]), has("lost", &["输单", "丢单", "失单"])) {
        (true, false) => Some(Outcome::Won),
        (false, true) => Some(Outcome::Lost),
        _ => None,
    }
}

/// Whether a word says that it is over without saying how.
pub(crate) fn is_closed_somehow(word: &str) -> bool {
    CLOSED.contains(&bare(word).as_str())
}

/// The usual place of a stage among others, and its usual probability.
pub(super) fn usual_place(word: &str) -> Option<(u8, Option<u8>)> {
    let key = bare(word);
    USUAL.iter().find(|usual| usual.words.contains(&key.as_str())).map(|usual| (usual.place, usual.percent))
}

/// Whether a word is a stage or an outcome many pipelines have.
pub fn is_known(word: &str) -> bool {
    usual_place(word).is_some() || outcome(word).is_some()
}

/// The number a stage's name begins with: `1. …`, `02-…`, `S3 …`, `Stage 4: …`, `阶段5…`, `①…`.
pub(super) fn number(word: &str) -> Option<u32> {
    after_number(&fold_lower(word)).map(|(number, _)| number)
}

fn after_number(word: &str) -> Option<(u32, &str)> {
    let rest = ["stage", "step", "phase", "阶段", "第", "s", "p", "("]
        .iter()
        .find_map(|prefix| word.strip_prefix(prefix))
        .filter(|rest| rest.trim_start().starts_with(|c: char| c.is_numeric()))
        .unwrap_or(word)
        .trim_start();
    let first = rest.chars().next()?;
    if let circled @ '①'..='⑳' = first {
        return Some((u32::from(circled) - u32::from('①') + 1, &rest[first.len_utf8()..]));
    }
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let number = rest[..digits].parse().ok().filter(|_| digits <= 3)?;
    let after = &rest[digits..];
    // `3d design` and `50%` do not count their stage.
    let separated = after.is_empty()
        || after.starts_with(|c: char| is_cjk(c) || matches!(c, '.' | '-' | ' ' | ':' | ')' | '_' | '、' | '/'));
    separated.then_some((number, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_won_and_lost_are_known_in_both_languages() {
        for word in [
            "Won",
            "closedwon",
            "Closed Won",
            "Closed - Won",
            "6. Closed Won (100%)",
            "赢单",
            "已成交",
            "赢得并结束",
            "CUSTOMER",
            "结束（赢单）",
        ] {
            assert_eq!(outcome(word), Some(Outcome::Won), "{word}");
        }
        for word in [
            "Lost",
            "closedlost",
            "Closed Lost",
            "输单",
            "丢单",
            "失败",
            "失去并结束",
            "Dead",
            "Closed Lost: price",
            "7-Lost",
        ] {
            assert_eq!(outcome(word), Some(Outcome::Lost), "{word}");
        }
        for word in ["Proposal", "Closed", "关闭", "赢单率", "Wonderful start", "签约", "Contract sent", ""] {
            assert_eq!(outcome(word), None, "{word}");
        }
        assert_eq!(outcome("进行中"), Some(Outcome::Open));
    }

    #[test]
    fn a_number_in_front_of_a_stage_is_its_place() {
        for (word, place) in [
            ("1. Qualify", Some(1)),
            ("02-方案", Some(2)),
            ("Stage 3", Some(3)),
            ("S4 报价", Some(4)),
            ("阶段5：谈判", Some(5)),
            ("③签约", Some(3)),
            ("（6）交付", Some(6)),
            ("3D design", None),
            ("50%", None),
            ("Proposal", None),
        ] {
            assert_eq!(number(word), place, "{word}");
        }
    }

    #[test]
    fn no_word_stands_for_two_things() {
        let mut all: Vec<&str> = [WON, LOST, OPEN, CLOSED].concat();
        all.extend(USUAL.iter().flat_map(|usual| usual.words));
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
        assert!(all.iter().all(|word| bare(word) == **word));
    }
}
