//! Why it was won or lost.

use super::{Deed, Phrase, deeds};

pub(crate) struct Loss {
    /// How we heard of it.
    pub(crate) touches: &'static [Deed],
    /// What was said about it.
    pub(crate) notes: &'static [Phrase],
    /// How likely it ends each stage.
    pub(crate) stages: [u32; 4],
}

/// In the order of `model::starter`'s loss reasons.
pub(crate) static LOSSES: [Loss; 7] = [
    Loss {
        touches: deeds! {
            Call Owner "{who}来电，价格差太多，不往下谈了" => "{who} called: too far apart on price, they stop here.";
            Mail Owner "采购回信，{amount}超预算，终止" => "Purchasing writes that {amount} is over budget; closed.";
            WeChat Owner "{who}说总价没过{boss}那关" => "{who}: {boss} would not accept the total.";
        },
        notes: &[
            (
                "报{amount}，{rival}低两成多，服务差别没讲清",
                "We quoted {amount}, {rival} a fifth less; we never got the difference in service across",
            ),
            ("预算只有报价的七成，又不愿分期", "Budget covers 70 per cent of our price and they won't phase it"),
            ("最后一轮没跟价，再低就亏交付", "Did not follow the last round, below that delivery loses money"),
            (
                "采购只比总价，方案分没起作用",
                "Purchasing compared totals only, the score of the proposal did not count",
            ),
            ("{rival}送一年维保，我们没有对等的条件", "{rival} threw in a year of support, we had nothing to match it"),
        ],
        stages: [4, 22, 46, 20],
    },
    Loss {
        touches: deeds! {
            Call Owner "{who}通知，最后定了{rival}" => "{who}: they have decided for {rival}.";
            Mail Owner "收到未中选通知" => "Received the letter: not selected.";
            WeChat Owner "{who}私下说选了{rival}，文件明天发"
                => "{who} off the record: it is {rival}, the letter comes tomorrow.";
        },
        notes: &[
            (
                "{rival}在他们集团已经有系统，切换成本低",
                "{rival} already runs elsewhere in their group, easier to extend",
            ),
            ("我们排在{rival}后面演示，先入为主了", "{rival} presented first and set the terms"),
            ("{rival}拿得出同行案例，我们这个行业还没有", "{rival} has references in their industry, we have none yet"),
            ("IT 倾向{rival}，支持我们的部门说话不硬", "IT leaned to {rival}, our supporters carried less weight"),
            ("{rival}答应三个月上线，我们没敢应", "{rival} promised to be live in three months, we would not"),
        ],
        stages: [6, 28, 26, 24],
    },
    Loss {
        touches: deeds! {
            Call Owner "{who}说信息化预算冻结，项目停了" => "{who}: IT budget frozen, project stopped.";
            WeChat Owner "{who}：立项没批，今年不做了" => "{who}: not approved, nothing this year.";
            Meeting Owner "{who}当面说明，预算被砍，明年再议"
                => "{who} explained in person: budget cut, perhaps next year.";
        },
        notes: &[
            ("全年预算砍三成，信息化全部推后", "Budgets cut by a third, all IT postponed"),
            ("钱挪去买设备了，明年二季度再问", "Money went into machines; ask again in the second quarter"),
            ("立项会没过，说投资回报讲不清", "Their board turned it down, payback not clear enough"),
            ("订单下滑，{boss}先保现金", "Orders are down, {boss} keeps the cash"),
        ],
        stages: [18, 18, 14, 26],
    },
    Loss {
        touches: deeds! {
            Call Owner "{who}说业务调整，原来的范围不做了"
                => "{who}: business has changed, the scope we knew is gone.";
            Mail Owner "{who}来信，需求取消" => "{who} writes that the requirement is withdrawn.";
            Call Owner "{who}说改成自己 IT 先做一版" => "{who}: their own IT will try first.";
        },
        notes: &[
            (
                "集团统一推平台，下面公司不能单独买",
                "Group rolls out one platform, subsidiaries may not buy on their own",
            ),
            ("整体要搬迁，两年内不上新系统", "They are moving, no new systems for two years"),
            ("先换 ERP，我们这块往后放", "ERP comes first, our part is put off"),
            ("需求缩成几张报表，他们自己做了", "Shrank to a few reports, which they build themselves"),
        ],
        stages: [24, 14, 6, 10],
    },
    Loss {
        touches: deeds! {
            Call Owner "始终没约到拍板的人，{who}说已经有安排"
                => "Never got to the one who decides; {who} says it is settled.";
            WeChat Owner "{who}回：上面已经定了方向" => "{who}: it has been decided above.";
        },
        notes: &[
            ("只接触到{who}，拍板的人没见过", "Only ever met {who}, never the one who decides"),
            ("一直停在中层，副总没见过我们", "Stayed at middle management, the VP never saw us"),
            ("{who}换岗以后就断了线", "Lost the thread when {who} changed jobs"),
        ],
        stages: [18, 10, 4, 0],
    },
    Loss {
        touches: deeds! {
            Call Owner "又打了两次没人接，先按丢单处理" => "Two more calls without an answer, closing it.";
            Mail Owner "最后一封跟进邮件，没有回复，关掉" => "Last follow-up mail unanswered, closed.";
            Note Owner "连续六周联系不上，关闭" => "Six weeks without contact, closed.";
        },
        notes: &[
            ("六周没联系上，有需求会再找来", "No contact for six weeks; they know where we are"),
            ("{who}离职，接手的人没回过消息", "{who} has left, the successor never answered"),
            ("发了资料以后就没有回音，应该只是比价", "Silence since the material went out, probably only comparing"),
        ],
        stages: [26, 6, 0, 0],
    },
    Loss {
        touches: deeds! {
            Mail Owner "双方邮件确认终止" => "Ended by agreement, confirmed by mail.";
            Call Owner "跟{who}说明情况，这次不做了" => "Explained to {who} that we step back this time.";
        },
        notes: &[
            ("我们交付排期到半年后，主动放弃", "Our delivery is booked for half a year, we stepped back"),
            ("保密条款两边法务谈不拢", "The two legal departments could not agree on confidentiality"),
            ("客户信用审查没过，主动退出", "Failed our credit check, we withdrew"),
        ],
        stages: [4, 2, 4, 20],
    },
];

/// Said about a win.
pub(crate) const WINS: [Phrase; 11] = [
    ("POC 做得扎实，{who}全程帮着说话", "Solid proof of concept, and {who} spoke for us throughout"),
    ("同行现场参观起了决定作用", "The reference visit decided it"),
    ("{rival}价格低，但交付团队没被认可", "{rival} was cheaper, their delivery team did not convince"),
    ("{boss}认交付能力，价格没怎么谈", "{boss} values delivery, hardly any talk about price"),
    ("分两期报价，首期压在预算以内", "Quoted in two phases, the first within budget"),
    ("让了点价，换了首付五成", "Gave a little on price for half up front"),
    ("上线时间卡得紧，交付排期要优先", "Tight go-live date, delivery has to give it priority"),
    ("对比表逐条回得细，{who}说就看中这点", "Answered the comparison line by line, that is what {who} liked"),
    ("承诺驻场两周，写进合同了", "Two weeks on site promised, it is in the contract"),
    ("{n}家比价，我们不是最低", "{n} bidders, we were not the cheapest"),
    ("二期范围已经口头说好，半年后谈", "Second phase agreed by word of mouth, talks in half a year"),
];

/// Said where they had bought before.
pub(crate) const WINS_AGAIN: [Phrase; 3] = [
    ("老客户续做，流程走得快", "Repeat business, quick procedure"),
    ("上一期用得好，{who}在内部帮着推的", "The last project runs well, {who} pushed it through"),
    ("没比价，按上次的折扣走", "No other bidders, same discount as last time"),
];
