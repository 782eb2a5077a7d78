//! What kind of touch a planned step is, by how it is put.

use model::records::ActivityKind;

/// The words that say how a customer is reached. What says nothing of the kind is a task.
const WORDS: [(ActivityKind, &[&str], &[&str]); 5] = [
    (ActivityKind::WeChat, &["微信"], &["wechat"]),
    (ActivityKind::Mail, &["邮件", "邮箱", "发邮"], &["mail", "email", "e-mail"]),
    (ActivityKind::Call, &["电话", "致电", "回电", "通话", "跟进", "回访"], &["call", "phone", "ring", "follow"]),
    (ActivityKind::Visit, &["拜访", "上门", "走访", "到访"], &["visit", "visits"]),
    (
        ActivityKind::Meeting,
        &["会议", "开会", "会面", "见面", "约见", "面谈", "演示", "交流", "汇报", "会谈"],
        &["meet", "meeting", "demo", "present", "presentation", "workshop", "lunch"],
    ),
];

/// What begins like this reaches nobody yet, whatever it is for.
const BEFOREHAND: [&str; 14] = [
    "准备", "整理", "撰写", "编写", "起草", "制作", "写", "做", "prepare", "write", "draft", "make", "plan", "organise",
];

/// Of a step like `给张总打电话`, `Visit the plant`, `准备报价单`: a call, a visit, a task. The word that stands first decides.
pub fn kind(text: &str) -> ActivityKind {
    let text = crate::folded(text);
    if BEFOREHAND.iter().any(|word| text.starts_with(word)) {
        return ActivityKind::Task;
    }
    let english = |word: &str| {
        let found = text.match_indices(word).find(|(at, _)| {
            let before = text[..*at].chars().next_back();
            let after = text[at + word.len()..].chars().next();
            [before, after].iter().flatten().all(|c| !c.is_ascii_alphanumeric())
        });
        found.map(|(at, _)| at)
    };
    let first = WORDS.into_iter().filter_map(|(kind, chinese, words)| {
        let places =
            chinese.iter().filter_map(|word| text.find(word)).chain(words.iter().filter_map(|word| english(word)));
        Some((places.min()?, kind))
    });
    first.min_by_key(|(at, _)| *at).map_or(ActivityKind::Task, |(_, kind)| kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_a_step_is_put_says_what_it_is() {
        for (text, kind_of) in [
            ("给张总打电话", ActivityKind::Call),
            ("跟进", ActivityKind::Call),
            ("Follow up", ActivityKind::Call),
            ("Call Zhao about the quote", ActivityKind::Call),
            ("上门拜访财务总监", ActivityKind::Visit),
            ("Visit the plant", ActivityKind::Visit),
            ("产品演示", ActivityKind::Meeting),
            ("Demo for the IT team", ActivityKind::Meeting),
            ("加微信，发资料", ActivityKind::WeChat),
            ("Email the contract", ActivityKind::Mail),
            ("准备报价单", ActivityKind::Task),
            ("Recall the samples", ActivityKind::Task),
            ("Prepare the quote", ActivityKind::Task),
            ("电话约拜访时间", ActivityKind::Call),
            ("准备会议材料", ActivityKind::Task),
            ("整理拜访纪要", ActivityKind::Task),
            ("Prepare the demo", ActivityKind::Task),
        ] {
            assert_eq!(kind(text), kind_of, "{text}");
        }
    }
}
