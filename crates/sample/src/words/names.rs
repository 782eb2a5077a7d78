//! Invented names of companies and people, and the words that describe them.
//!
//! Companies are named by two syllables that mean nothing together; the tests keep well-known names out.

use super::Phrase;

pub(crate) const FIRM: Phrase = ("澄湖软件（示例）", "Clearmere Software (sample)");

/// First halves of company names: Chinese, its reading, English.
pub(crate) const FIRST: [(&str, &str, &str); 18] = [
    ("岚", "lan", "Tarn"),
    ("霁", "ji", "Fenn"),
    ("砚", "yan", "Larch"),
    ("翎", "ling", "Quill"),
    ("榆", "yu", "Wren"),
    ("珩", "heng", "Hazel"),
    ("沅", "yuan", "Thorn"),
    ("峤", "qiao", "Brack"),
    ("铎", "duo", "Alder"),
    ("旻", "min", "Sorrel"),
    ("岱", "dai", "Marl"),
    ("溯", "su", "Heron"),
    ("骁", "xiao", "Osier"),
    ("屹", "yi", "Rook"),
    ("朔", "shuo", "Teasel"),
    ("澍", "shu", "Bram"),
    ("煦", "xu", "Skell"),
    ("璟", "jing", "Corrin"),
];

/// Second halves.
pub(crate) const SECOND: [(&str, &str, &str); 13] = [
    ("川", "chuan", "wick"),
    ("汀", "ting", "stead"),
    ("屿", "yu", "mere"),
    ("岫", "xiu", "combe"),
    ("禾", "he", "brook"),
    ("原", "yuan", "moor"),
    ("舟", "zhou", "holt"),
    ("梧", "wu", "garth"),
    ("越", "yue", "dale"),
    ("辰", "chen", "leigh"),
    ("峰", "feng", "worth"),
    ("野", "ye", "shaw"),
    ("澜", "lan", "fold"),
];

/// What a company makes: in its short name, in its full name, in English (both).
pub(crate) struct Trade {
    pub(crate) short: &'static str,
    pub(crate) full: &'static str,
    pub(crate) english: &'static str,
    /// Index in [`INDUSTRIES`].
    pub(crate) industry: usize,
}

const fn trade(short: &'static str, full: &'static str, english: &'static str, industry: usize) -> Trade {
    Trade { short, full, english, industry }
}

pub(crate) const TRADES: [Trade; 16] = [
    trade("精密", "精密机械", "Precision", 0),
    trade("重工", "重工", "Heavy Machinery", 0),
    trade("装备", "智能装备", "Machine Tools", 0),
    trade("电子", "电子科技", "Electronics", 1),
    trade("光电", "光电", "Optics", 1),
    trade("汽配", "汽车零部件", "Auto Parts", 2),
    trade("底盘", "底盘系统", "Chassis", 2),
    trade("食品", "食品", "Foods", 3),
    trade("乳业", "乳业", "Dairy", 3),
    trade("制药", "制药", "Pharma", 4),
    trade("医疗", "医疗器械", "Medical Devices", 4),
    trade("新材", "新材料", "Materials", 5),
    trade("化工", "精细化工", "Chemicals", 5),
    trade("物流", "物流", "Logistics", 6),
    trade("供应链", "供应链管理", "Supply Chain", 6),
    trade("家居", "家居用品", "Homeware", 7),
];

pub(crate) const INDUSTRIES: [Phrase; 8] = [
    ("机械装备", "Machinery"),
    ("电子制造", "Electronics"),
    ("汽车零部件", "Auto parts"),
    ("食品饮料", "Food and beverage"),
    ("医药器械", "Pharma and medical"),
    ("化工材料", "Chemicals and materials"),
    ("仓储物流", "Logistics"),
    ("家居消费品", "Consumer goods"),
];

/// Endings of the full name, by size: large, medium, small.
pub(crate) const FORMS: [[Phrase; 2]; 3] = [
    [("集团有限公司", "Group"), ("股份有限公司", "Holdings")],
    [("股份有限公司", "Corp."), ("有限公司", "Co., Ltd")],
    [("有限公司", "Ltd"), ("有限公司", "Co., Ltd")],
];

pub(crate) const SIZES: [Phrase; 3] =
    [("1000 人以上", "Over 1,000 people"), ("300–1000 人", "300–1,000 people"), ("300 人以下", "Under 300 people")];

pub(crate) const REGIONS: [Phrase; 5] = [
    ("华东", "East China"),
    ("华南", "South China"),
    ("华北", "North China"),
    ("华中", "Central China"),
    ("西南", "Southwest China"),
];

pub(crate) const BUYER_KINDS: [Phrase; 2] = [("技术型", "Technical"), ("商务型", "Business")];

pub(crate) const TIERS: [Phrase; 2] = [("重点客户", "Key account"), ("普通客户", "Standard")];

/// Family names: Chinese, its reading, English.
pub(crate) const FAMILY: [(&str, &str, &str); 32] = [
    ("王", "wang", "Ashdown"),
    ("李", "li", "Bellwood"),
    ("张", "zhang", "Carrow"),
    ("刘", "liu", "Dunmore"),
    ("陈", "chen", "Eastlake"),
    ("杨", "yang", "Garrick"),
    ("赵", "zhao", "Hollis"),
    ("黄", "huang", "Ingram"),
    ("周", "zhou", "Jessop"),
    ("吴", "wu", "Kirkham"),
    ("徐", "xu", "Lowther"),
    ("孙", "sun", "Merrick"),
    ("胡", "hu", "Northcott"),
    ("朱", "zhu", "Oakes"),
    ("高", "gao", "Quayle"),
    ("林", "lin", "Redfern"),
    ("何", "he", "Selwyn"),
    ("郭", "guo", "Thorley"),
    ("马", "ma", "Venn"),
    ("罗", "luo", "Wetherby"),
    ("梁", "liang", "Yardley"),
    ("宋", "song", "Ackland"),
    ("郑", "zheng", "Birtles"),
    ("谢", "xie", "Coombes"),
    ("韩", "han", "Danby"),
    ("唐", "tang", "Elstree"),
    ("冯", "feng", "Fallow"),
    ("于", "yu", "Gatley"),
    ("董", "dong", "Haddow"),
    ("萧", "xiao", "Kemble"),
    ("程", "cheng", "Linton"),
    ("曹", "cao", "Mossley"),
];

/// Given names.
pub(crate) const GIVEN: [(&str, &str, &str); 36] = [
    ("景行", "jingxing", "Alice"),
    ("若楠", "ruonan", "Ben"),
    ("知远", "zhiyuan", "Clara"),
    ("书禾", "shuhe", "Daniel"),
    ("嘉树", "jiashu", "Edith"),
    ("听澜", "tinglan", "Felix"),
    ("云峥", "yunzheng", "Gemma"),
    ("子衡", "ziheng", "Howard"),
    ("亦安", "yian", "Irene"),
    ("慕青", "muqing", "Joel"),
    ("海宁", "haining", "Karen"),
    ("春生", "chunsheng", "Leon"),
    ("丽华", "lihua", "Marion"),
    ("秀芬", "xiufen", "Neil"),
    ("晓彤", "xiaotong", "Olive"),
    ("雨桐", "yutong", "Patrick"),
    ("红梅", "hongmei", "Rosa"),
    ("振宇", "zhenyu", "Simon"),
    ("佳音", "jiayin", "Tilda"),
    ("明辉", "minghui", "Victor"),
    ("家豪", "jiahao", "Wendy"),
    ("彦博", "yanbo", "Adrian"),
    ("淑珍", "shuzhen", "Bridget"),
    ("佩兰", "peilan", "Cedric"),
    ("长青", "changqing", "Della"),
    ("卫东", "weidong", "Ewan"),
    ("守成", "shoucheng", "Flora"),
    ("敬之", "jingzhi", "Gordon"),
    ("远帆", "yuanfan", "Hilda"),
    ("培元", "peiyuan", "Ivan"),
    ("清扬", "qingyang", "Judith"),
    ("思齐", "siqi", "Keith"),
    ("建勋", "jianxun", "Lorna"),
    ("月华", "yuehua", "Miles"),
    ("旭东", "xudong", "Nina"),
    ("文娟", "wenjuan", "Oscar"),
];

/// A contact's job: its title, how people in China address its holder, and the part it plays in a decision.
pub(crate) struct Job {
    pub(crate) title: Phrase,
    /// After the family name: 陈总, 李工.
    pub(crate) address: &'static str,
    /// Index in [`ROLES`].
    pub(crate) role: usize,
}

const fn job(chinese: &'static str, english: &'static str, address: &'static str, role: usize) -> Job {
    Job { title: (chinese, english), address, role }
}

pub(crate) const ROLES: [Phrase; 5] = [
    ("经济决策人", "Economic buyer"),
    ("技术把关人", "Technical buyer"),
    ("使用者", "User"),
    ("守门人", "Gatekeeper"),
    ("支持者", "Coach"),
];

/// Who speaks for a customer.
pub(crate) struct Jobs {
    /// Those who have the last word.
    pub(crate) deciders: &'static [Job],
    /// Those who deal with suppliers of software where the technical people choose.
    pub(crate) technical: &'static [Job],
    /// And where the business side does.
    pub(crate) business: &'static [Job],
}

const MAKERS: Jobs = Jobs {
    deciders: &[
        job("总经理", "General manager", "总", 0),
        job("运营副总", "VP Operations", "总", 0),
        job("生产副总", "VP Manufacturing", "总", 0),
        job("分管副总", "Deputy general manager", "总", 0),
    ],
    technical: &[
        job("信息化经理", "IT manager", "经理", 1),
        job("智能制造部长", "Head of smart manufacturing", "部长", 1),
        job("IT 主管", "IT lead", "工", 1),
        job("工艺工程师", "Process engineer", "工", 4),
        job("设备主管", "Equipment lead", "工", 2),
        job("质量经理", "Quality manager", "经理", 2),
    ],
    business: &[
        job("采购经理", "Purchasing manager", "经理", 3),
        job("财务总监", "Finance director", "总", 3),
        job("生产经理", "Production manager", "经理", 2),
        job("仓储经理", "Warehouse manager", "经理", 2),
        job("运营总监", "Operations director", "总", 1),
        job("厂长助理", "Assistant to the plant manager", "助理", 4),
    ],
};

const CARRIERS: Jobs = Jobs {
    deciders: &[
        job("总经理", "General manager", "总", 0),
        job("运营副总", "VP Operations", "总", 0),
        job("分管副总", "Deputy general manager", "总", 0),
    ],
    technical: &[
        job("信息化经理", "IT manager", "经理", 1),
        job("IT 主管", "IT lead", "工", 1),
        job("自动化主管", "Automation lead", "工", 2),
        job("系统工程师", "Systems engineer", "工", 4),
    ],
    business: &[
        job("采购经理", "Purchasing manager", "经理", 3),
        job("财务总监", "Finance director", "总", 3),
        job("仓储经理", "Warehouse manager", "经理", 2),
        job("配送经理", "Dispatch manager", "经理", 2),
        job("运营总监", "Operations director", "总", 1),
        job("总经理助理", "Assistant to the general manager", "助理", 4),
    ],
};

/// By industry: those who store and carry have no plants.
pub(crate) const fn jobs(industry: usize) -> &'static Jobs {
    if industry == 6 { &CARRIERS } else { &MAKERS }
}

/// Plainly fictitious rivals.
pub(crate) const RIVALS: [Phrase; 5] = [
    ("远岫软件", "Farpeak Software"),
    ("衡舟科技", "Evenkeel Systems"),
    ("蓝砾信息", "Bluegravel"),
    ("栖木智能", "Perchwood Automation"),
    ("北埠数码", "Northquay Digital"),
];

/// Where an opportunity came from; the indices are named in [`crate::market`].
pub(crate) const SOURCES: [Phrase; 7] = [
    ("展会", "Trade fair"),
    ("转介绍", "Referral"),
    ("官网", "Website"),
    ("电话", "Cold call"),
    ("合作伙伴", "Partner"),
    ("线上研讨会", "Webinar"),
    ("老客户", "Existing customer"),
];
