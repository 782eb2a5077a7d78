//! Enquiries that nobody has made an opportunity of.

use model::records::{ActivityKind, BantState, LeadStatus};

use super::Phrase;

/// A letter of BANT: how far it holds, what it rests on, and how many days ago that was said.
pub(crate) type Letter = (BantState, Option<(Phrase, i32)>);

pub(crate) struct Enquiry {
    pub(crate) person: Phrase,
    pub(crate) job: Phrase,
    /// Nothing where it is a customer who asks.
    pub(crate) company: Option<Phrase>,
    pub(crate) text: Phrase,
    pub(crate) phone: Phrase,
    /// Index in [`super::names::SOURCES`].
    pub(crate) source: usize,
    pub(crate) days_ago: i32,
    pub(crate) bant: [Letter; 4],
    /// What was done, and how many days ago.
    pub(crate) touch: Option<(ActivityKind, Phrase, i32)>,
    /// What comes next, and in how many days.
    pub(crate) next: Option<(Phrase, i32)>,
    pub(crate) status: LeadStatus,
    pub(crate) why: Option<Phrase>,
}

const UNKNOWN: Letter = (BantState::Unset, None);

fn letter(state: BantState, chinese: &'static str, english: &'static str, days_ago: i32) -> Letter {
    (state, Some(((chinese, english), days_ago)))
}

fn fresh(person: Phrase, job: Phrase, company: Phrase, text: Phrase, source: usize, days_ago: i32) -> Enquiry {
    Enquiry {
        person,
        job,
        company: Some(company),
        text,
        phone: ("138****2046", "+1 212 555 0146"),
        source,
        days_ago,
        bant: [UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN],
        touch: None,
        next: None,
        status: LeadStatus::Open,
        why: None,
    }
}

pub(crate) fn enquiries() -> [Enquiry; 12] {
    [
        Enquiry {
            bant: [
                letter(BantState::Yes, "年度预算里有一笔数字化改造", "Set aside in this year's budget", 6),
                letter(BantState::Yes, "厂长亲自来看的演示", "The plant manager came to the demo himself", 6),
                letter(
                    BantState::Yes,
                    "客户要求全程追溯，做不到就丢单",
                    "Their customer asks for traceability or leaves",
                    9,
                ),
                letter(BantState::Partly, "想赶在旺季前，但没定日期", "Before the peak season, no date yet", 6),
            ],
            touch: Some((
                ActivityKind::Meeting,
                ("带去追溯演示，厂长全程在场", "Showed traceability, the plant manager stayed throughout"),
                6,
            )),
            next: Some((("发试点方案", "Send the outline of a pilot"), 2)),
            ..fresh(
                ("闻一帆", "Edmund Sallow"),
                ("生产总监", "Head of production"),
                ("翎原食品", "Quillmoor Foods"),
                ("展会上留的名片，想看生产追溯", "Left a card at the fair, wants to see traceability"),
                0,
                12,
            )
        },
        Enquiry {
            company: None,
            bant: [
                letter(BantState::Partly, "要等总部批", "Head office has to agree", 15),
                UNKNOWN,
                letter(BantState::Yes, "二厂还在用手工排产", "Their second plant still plans by hand", 15),
                UNKNOWN,
            ],
            touch: Some((
                ActivityKind::Call,
                ("二厂情况和一厂差不多，想复制", "The second plant is much like the first, they want the same"),
                15,
            )),
            ..fresh(
                ("贺明川", "Philip Dunmore"),
                ("运营经理", "Operations manager"),
                ("", ""),
                ("老客户介绍二厂的同事来问排产", "A colleague from their second plant asks about scheduling"),
                6,
                16,
            )
        },
        Enquiry {
            bant: [
                letter(BantState::Yes, "说有三十万左右", "Some 300,000, they say", 70),
                letter(BantState::Partly, "要过信息部", "IT has to agree", 70),
                UNKNOWN,
                UNKNOWN,
            ],
            touch: Some((
                ActivityKind::Call,
                ("聊了二十分钟，信息部下周给答复", "Talked for twenty minutes, IT answers next week"),
                70,
            )),
            ..fresh(
                ("柯予晴", "Harriet Voss"),
                ("信息主管", "IT manager"),
                ("砚舟电子", "Larchholt Electronics"),
                ("官网留言：仓库条码和现有系统对接", "Website: barcodes in the warehouse, linked to what they have"),
                2,
                75,
            )
        },
        Enquiry {
            bant: [
                letter(BantState::No, "今年没有预算", "No budget this year", 20),
                letter(BantState::Yes, "总经理自己打来的", "The managing director called in person", 20),
                letter(BantState::Partly, "想先了解行业做法", "Wants to see first what others do", 20),
                letter(BantState::No, "明年再看", "Next year at best", 20),
            ],
            touch: Some((
                ActivityKind::Call,
                ("总经理来电，今年没钱，明年立项", "The managing director called: no money now, a project next year"),
                20,
            )),
            ..fresh(
                ("蔺远", "Oscar Penhale"),
                ("总经理", "Managing director"),
                ("溯川汽配", "Heronwick Auto Parts"),
                ("来电了解设备联网", "Called about connecting machines"),
                3,
                20,
            )
        },
        Enquiry {
            bant: [
                UNKNOWN,
                UNKNOWN,
                letter(BantState::Partly, "仓库常发错货", "The warehouse often ships the wrong goods", 4),
                UNKNOWN,
            ],
            touch: Some((ActivityKind::Mail, ("发了资料，等回复", "Sent a brochure, waiting for an answer"), 4)),
            next: Some((("打电话确认是否收到资料", "Call whether the brochure has arrived"), 1)),
            ..fresh(
                ("储安宁", "Rosalind Tye"),
                ("仓储主管", "Warehouse manager"),
                ("朔野乳业", "Teaselshaw Dairy"),
                ("线上研讨会后问仓储方案价格", "Asked for prices after the webinar on warehouses"),
                5,
                5,
            )
        },
        Enquiry {
            bant: [
                letter(BantState::Partly, "可以先做小范围", "Money for a small start", 3),
                letter(BantState::Yes, "副总拍板", "The deputy director decides", 3),
                letter(BantState::Yes, "人工质检漏检多", "Inspection by hand misses too much", 3),
                letter(BantState::Yes, "明年三月前上线", "Live before March", 3),
            ],
            touch: Some((
                ActivityKind::Visit,
                ("和伙伴一起上门，现场看了质检工位", "Visited with the partner, saw the inspection stations"),
                3,
            )),
            next: Some((("约副总谈试点范围", "Agree the scope of a pilot with the deputy director"), 3)),
            ..fresh(
                ("申屠若谷", "Gideon Marsh"),
                ("质量经理", "Quality manager"),
                ("珩峰光电", "Hazelworth Optics"),
                ("合作伙伴推荐，质检想上系统", "Sent by a partner, inspection is to get a system"),
                4,
                8,
            )
        },
        fresh(
            ("钟离夏", "Beatrice Onslow"),
            ("采购", "Buyer"),
            ("岱梧装备", "Marlgarth Machine Tools"),
            ("官网留言：要一份报价单", "Website: asks for a price list"),
            2,
            1,
        ),
        fresh(
            ("尚知远", "Lucian Pryor"),
            ("技术员", "Technician"),
            ("峤越底盘", "Brackdale Chassis"),
            ("展会扫码，领了一份手册", "Scanned the code at the fair and took a booklet"),
            0,
            12,
        ),
        fresh(
            ("", ""),
            ("", ""),
            ("榆澜食品", "Wrenfold Foods"),
            (
                "前台转来的电话：问有没有冷库温度监控",
                "Put through by reception: do we watch temperatures in cold stores",
            ),
            3,
            2,
        ),
        Enquiry {
            bant: [
                letter(BantState::Partly, "看效果再批", "If it works, there is money", 33),
                letter(BantState::Partly, "设备部推动，老板未表态", "Maintenance pushes, the owner has not spoken", 33),
                letter(BantState::Partly, "停机原因说不清", "Nobody can say why machines stop", 33),
                UNKNOWN,
            ],
            touch: Some((
                ActivityKind::WeChat,
                ("微信发了同行案例，回复说再看看", "Sent a case on WeChat, they will have a look"),
                26,
            )),
            ..fresh(
                ("池上月", "Winifred Lode"),
                ("设备经理", "Maintenance manager"),
                ("霁屿精密", "Fennmere Precision"),
                ("转介绍，想统计设备停机", "Referred to us, wants to count stops of machines"),
                1,
                35,
            )
        },
        Enquiry {
            bant: [
                letter(BantState::No, "只想用免费的", "Only if it is free", 40),
                UNKNOWN,
                letter(BantState::No, "十几个人的小厂，用表格就够", "A dozen people, a spreadsheet will do", 40),
                UNKNOWN,
            ],
            touch: Some((ActivityKind::Call, ("规模太小，表格够用", "Too small, a spreadsheet will do"), 40)),
            status: LeadStatus::Discarded,
            why: Some(("不是目标客户", "Not our kind of customer")),
            ..fresh(
                ("路小满", "Ned Farrow"),
                ("厂主", "Owner"),
                ("煦辰加工厂", "Skelleigh Workshop"),
                ("官网留言：有没有免费版", "Website: is there a free version"),
                2,
                42,
            )
        },
        Enquiry {
            status: LeadStatus::Discarded,
            why: Some(("联系不上", "Cannot be reached")),
            touch: Some((ActivityKind::Call, ("第三次没人接", "Nobody answers, third time"), 48)),
            ..fresh(
                ("莫声", "Ivor Clegg"),
                ("经理", "Manager"),
                ("骁汀重工", "Osierstead Heavy Machinery"),
                ("线上研讨会报名，没有提问", "Signed up for the webinar and asked nothing"),
                5,
                55,
            )
        },
    ]
}
