//! The headers of vendors' exports and of people's sheets, in Chinese and English, by the target they mean.
//!
//! Words are in the form [`super::clean`] gives them. A header that also means something else, or means it only in some
//! programs, has a lower strength. `Other` lists headers that look like a target's and are not.

use super::shape::Shape;
use super::target::{
    AccountField as A, ContactField as C, HistoryField as H, Kind, LeadField as L, MemberField as M,
    OpportunityField as O, ProductField as P, Target,
};

/// What a header means in files of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Target(Target),
    /// Known, but nothing there is a target for; with how much it speaks for the kind of file.
    Other(u8),
}

struct Entry<F: 'static> {
    field: Option<F>,
    /// Of 100, how sure the header is.
    strength: u8,
    /// Separated by bars.
    words: &'static str,
}

impl<F> Entry<F> {
    fn words(&self) -> impl Iterator<Item = &'static str> {
        self.words.split('|')
    }
}

const fn is<F>(field: F, strength: u8, words: &'static str) -> Entry<F> {
    Entry { field: Some(field), strength, words }
}

const fn other<F>(speaks: u8, words: &'static str) -> Entry<F> {
    Entry { field: None, strength: speaks, words }
}

const OPPORTUNITY: &[Entry<O>] = &[
    is(O::ExternalId, 98, "opportunity id|deal id|record id|external id|商机编号|商机id|商机编码|唯一id"),
    is(
        O::ExternalId,
        90,
        "deal pipedrive system id|pipedrive system id|unique id|机会编号|项目编号|业务编码|销售机会编号",
    ),
    is(O::ExternalId, 80, "id|uuid|编号"),
    is(O::Title, 98, "opportunity name|deal name|deal title|商机名称|商机标题|销售机会名称|机会名称|商机主题"),
    is(O::Title, 90, "title|dealname|项目名称|标题"),
    is(O::Title, 80, "opportunity|name|topic|名称|主题|商机|销售机会"),
    is(O::Title, 65, "deal|subject|项目|机会"),
    is(O::Account, 98, "account name|客户名称|关联客户|associated company"),
    is(
        O::Account,
        92,
        "account|customer|customer name|company name|organization|organization name|deal organization|\
         client name|客户|公司名称|客户公司|partner name",
    ),
    is(O::Account, 82, "company|client|公司|单位名称|企业名称|客户单位|最终客户|甲方|partner id|客户全称"),
    is(
        O::AccountId,
        92,
        "account id|company id|customer id|organization id|associated company ids|associated company id|客户id|\
         客户编号|客户编码|partner id id|deal organization id",
    ),
    is(O::Stage, 98, "deal stage|deal stage pipeline|stage name|opportunity stage|sales stage|商机阶段|销售阶段"),
    is(O::Stage, 95, "stage|pipeline stage|dealstage|阶段|当前阶段|项目阶段"),
    is(O::Stage, 70, "stage id|stage id id|deal pipeline stage id|跟进阶段|进展阶段|商机进展|销售进程|进度|phase"),
    is(O::Status, 92, "deal status|opportunity status|商机状态|赢单状态|成交状态|输赢"),
    is(O::Status, 82, "status|outcome|result|状态|结果|项目状态|商机结果|won lost"),
    is(O::IsWon, 95, "is won|is closed won|won|赢单|是否赢单|是否成交"),
    is(O::IsLost, 95, "is closed lost|is lost|lost|是否输单|是否丢单"),
    is(O::IsClosed, 92, "is closed|closed|是否关闭|是否结单"),
    is(O::Amount, 98, "deal amount|deal value|opportunity amount|商机金额|预计成交金额|amount amount"),
    is(O::Amount, 95, "amount|close value|金额|预估金额|预计金额|项目金额|销售金额|预计销售金额|机会金额"),
    is(O::Amount, 85, "value|estimated value|estimated revenue|total value|项目预算|预计收入|签约金额|deal size"),
    is(
        O::Amount,
        68,
        "expected revenue|revenue|contract value|budget|tcv|acv|price|合同金额|成交金额|总金额|预算|预算金额|\
         报价金额",
    ),
    is(
        O::Currency,
        95,
        "currency|amount currency|deal currency|deal currency of value|currency of value|currency iso code|\
         currency code|币种|货币|金额货币|amount currency code",
    ),
    is(
        O::Probability,
        95,
        "probability|win probability|deal probability|概率|赢率|赢单率|成交概率|成功概率|赢单概率|成单概率|\
         probability percent",
    ),
    is(O::Probability, 78, "win rate|likelihood|chance|confidence|可能性|成功率|把握|把握度"),
    is(
        O::ExpectedClose,
        98,
        "expected close date|expected close|expected closing|expected closing date|预计成交日期|预计成交时间|\
         预计结单日期|预计签约日期|预计签单日期|预计关闭日期|预计签约时间|预计成单日期|预期成交日期|计划成交日期",
    ),
    is(
        O::ExpectedClose,
        85,
        "estimated close date|target close date|forecast close date|date deadline|预计结束日期|预计完成日期|\
         预计下单时间|deadline|结束时间",
    ),
    is(
        O::ClosedOn,
        95,
        "closed on|deal closed on|closed date|date closed|closed at|closed time|actual close date|实际成交日期|\
         实际结束时间|实际关闭日期|实际签约日期|结单日期|关单日期|deal deal closed on",
    ),
    is(O::ClosedOn, 80, "成交日期|成交时间|签约日期|签单日期|签约时间|end date"),
    is(O::WonOn, 95, "won time|won date|won on|won at|赢单日期|赢单时间"),
    is(O::LostOn, 95, "lost time|lost date|lost on|lost at|输单日期|输单时间|丢单日期"),
    is(O::CloseDate, 95, "close date|closedate|closing date|关闭日期|close time|关闭时间"),
    is(O::CloseDate, 70, "结束日期|完成日期"),
    is(
        O::CreatedOn,
        93,
        "created date|created on|created at|create date|creation date|date created|createdate|deal created|\
         deal deal created|creation time|create time|add time|创建时间|创建日期|立项日期|立项时间",
    ),
    is(
        O::CreatedOn,
        80,
        "start date|engage date|open date|opened on|opened|录入日期|录入时间|登记日期|建立日期|发现日期|启动日期|\
         开始日期|开始时间|报备日期|商机日期",
    ),
    is(O::Owner, 95, "owner|opportunity owner|deal owner|owner name|负责人|商机负责人|所有者|owner full name"),
    is(
        O::Owner,
        90,
        "salesperson|sales person|sales rep|sales representative|sales agent|account executive|assigned to|\
         assigned user|assigned user name|assignee|归属人|业务员|销售人员|销售负责人|销售代表|客户经理|跟进人",
    ),
    is(O::Owner, 72, "rep|responsible|owner id|user id|hubspot owner id|销售|销售经理|业务经理|agent|项目经理"),
    is(O::Source, 95, "lead source|original source|商机来源|线索来源|来源"),
    is(O::Source, 85, "source|客户来源|来源渠道|渠道来源|获客渠道|信息来源|original source type|source id"),
    is(O::Source, 62, "channel|渠道|medium"),
    is(O::Campaign, 93, "campaign|campaign name|primary campaign source|营销活动|市场活动"),
    is(O::Campaign, 70, "campaign id|活动名称|活动"),
    is(
        O::Product,
        95,
        "product|product name|products of interest|deal product name|产品|产品名称|意向产品|关联产品|商机产品",
    ),
    is(O::Product, 80, "products|需求产品|产品类型|产品线|sku|意向产品名称"),
    is(
        O::Contact,
        93,
        "contact|contact name|contact person|deal contact person|primary contact|associated contact|\
         contact primary|联系人|联系人姓名|联系人名称|客户联系人|主要联系人",
    ),
    is(O::Contact, 75, "contacts|point of contact|对接人|point of contact id"),
    is(O::NextStep, 95, "next step|next steps|next action|下一步|下一步计划|下一步行动|下步计划|后续计划"),
    is(O::NextStep, 75, "跟进计划|下一步工作|to do|待办"),
    is(
        O::NextStepOn,
        95,
        "next activity date|deal next activity date|next step date|next contact date|下次联系时间|下次跟进时间|\
         下次联系日期|下次跟进日期|下一步时间",
    ),
    is(
        O::LossReason,
        96,
        "loss reason|lost reason|closed lost reason|deal lost reason|reason lost|lost reason id|输单原因|\
         丢单原因|失败原因|失单原因|未成交原因|流失原因|丢单理由",
    ),
    is(O::Competitor, 95, "competitor|competitors|main competitor|竞争对手|主要竞争对手|竞品|竞争厂商|友商"),
    is(O::Need, 92, "customer need|customer needs|客户需求|项目需求|需求描述|需求说明"),
    is(O::Need, 78, "need|needs|requirement|requirements|需求|pain points"),
    is(O::Note, 92, "note|notes|associated note|备注|商机描述|项目描述|remark|remarks"),
    is(O::Note, 78, "description|comment|comments|描述|说明|情况说明|memo|最新进展|项目进展"),
    is(O::ForecastCategory, 95, "forecast category|预测类别|预测类型|预测分类"),
    is(O::ForecastCategory, 85, "forecast category name|forecast"),
    is(O::Pipeline, 95, "pipeline|pipeline name|sales pipeline|deal pipeline|销售流程|商机组|商机状态组|销售管道"),
    is(O::Pipeline, 72, "pipeline id|deal pipeline id"),
    is(
        O::LastTouch,
        95,
        "last activity date|last activity|last contacted|last contact date|last touch|deal last activity date|\
         最后跟进时间|最新跟进时间|最近跟进时间|最后跟进日期|最后联系时间|最近联系时间|最近跟进日期|上次跟进时间",
    ),
    other(
        0,
        "amount converted|amount weighted|weighted amount|amount in company currency|deal weighted value|\
         deal product amount|deal product quantity|产品总金额|整单折扣|owner role|owner alias|created by|创建人|\
         更新人|最新跟进人|last stage change|last stage update|last stage change date|deal last stage change|\
         stage duration|last stage|最后阶段|closed won reason|deal type|type|报备状态|负责人部门|update time|deal update time|更新时间|\
         last modified date|last update|modified at|报价状态|回款金额|开票金额|original source drill down 1|\
         original source drill down 2",
    ),
];

const ACCOUNT: &[Entry<A>] = &[
    is(A::ExternalId, 95, "account id|company id|organization id|customer id|客户编号|客户id|客户编码"),
    is(A::ExternalId, 85, "id|record id|external id|unique id|唯一id|编号|organization pipedrive system id"),
    is(
        A::Name,
        97,
        "account name|company name|customer name|organization name|client name|客户名称|公司名称|客户全称|\
         公司全称",
    ),
    is(A::Name, 90, "account|company|organization|customer|client|客户|公司|单位名称|企业名称|企业全称"),
    is(A::Name, 75, "name|名称"),
    is(A::Industry, 96, "industry|sector|行业|客户行业|所属行业"),
    is(A::Industry, 75, "vertical|行业类型|line of business"),
    is(A::Region, 92, "region|territory|地区|区域|客户地区|所在地区|省份"),
    is(A::Region, 78, "country|location|office location|billing country|所在地|国家|大区|所属区域|country region"),
    is(A::Region, 60, "city|state|province|城市|省市"),
    is(
        A::Size,
        94,
        "employees|number of employees|employee count|headcount|员工数|员工人数|人员规模|企业规模|公司规模|\
         客户规模",
    ),
    is(A::Size, 75, "size|company size|staff|规模|人数"),
    is(A::Owner, 93, "account owner|company owner|owner|owner name|负责人|客户负责人|所有者"),
    is(A::Owner, 75, "assigned to|assigned user|salesperson|客户经理|归属人|跟进人"),
    is(A::Parent, 95, "parent|parent account|parent company|subsidiary of|上级客户|母公司|上级公司|所属集团"),
    is(A::Tier, 93, "tier|account tier|customer tier|客户级别|客户等级|客户分级"),
    is(A::Tier, 68, "rating|grade|级别|等级"),
    is(A::Kind, 88, "account type|customer type|company type|客户类型|客户性质|客户类别"),
    is(A::Kind, 65, "type|类型|kind"),
    is(A::Note, 88, "note|notes|备注|remark|remarks|客户备注"),
    is(A::Note, 70, "description|描述|说明|comment|comments|客户简介|简介"),
    other(
        1,
        "revenue|annual revenue|website|网址|官网|year established|billing city|billing street|domain|\
         company domain name|注册资本|统一社会信用代码|成立日期|客户来源",
    ),
    other(0, "created by|创建人|更新人"),
];

const CONTACT: &[Entry<C>] = &[
    is(C::ExternalId, 95, "contact id|person id|联系人编号|联系人id"),
    is(C::ExternalId, 85, "id|record id|external id|unique id|唯一id|编号"),
    is(C::Name, 97, "contact name|full name|person name|姓名|联系人姓名|联系人名称"),
    is(C::Name, 88, "contact|person|联系人"),
    is(C::Name, 68, "name|名称"),
    is(C::FirstName, 95, "first name|given name|名"),
    is(C::LastName, 95, "last name|surname|family name|姓"),
    is(
        C::Account,
        92,
        "account name|company name|organization|organization name|客户名称|所属客户|公司名称|associated company|\
         关联客户|所属公司",
    ),
    is(C::Account, 85, "account|company|customer|客户|公司|单位"),
    is(C::Title, 93, "job title|position|职务|职位|岗位"),
    is(C::Title, 78, "title|职称"),
    is(
        C::Phones,
        95,
        "phone|phone number|mobile|mobile phone|mobile phone number|telephone|cell|cell phone|手机|手机号|\
         手机号码|电话|联系电话|联系人电话|办公电话|座机",
    ),
    is(C::Phones, 78, "tel|work phone|home phone|other phone|business phone|联系方式|phone work|phone mobile"),
    is(C::Mails, 95, "email|e mail|email address|mail|邮箱|电子邮箱|电子邮件|邮件|邮箱地址|work email|email work"),
    is(C::Note, 88, "note|notes|备注|remark|remarks"),
    is(C::Note, 70, "description|描述|说明|comment|comments"),
    is(C::Role, 93, "role|contact role|buying role|角色|决策角色|决策链角色|是否关键决策人"),
    other(1, "性别|生日|微信|wechat|department|部门|birthday|linkedin|salutation|称谓|mailing city"),
];

const LEAD: &[Entry<L>] = &[
    is(L::ExternalId, 96, "lead id|线索编号|线索id|线索编码"),
    is(L::ExternalId, 85, "id|record id|external id|unique id|唯一id|编号"),
    is(
        L::Name,
        97,
        "lead name|线索名称|线索姓名|full name|contact name|contact person|person name|姓名|联系人姓名|联系人名称",
    ),
    is(L::Name, 88, "contact|person|联系人|客户姓名"),
    is(L::Name, 65, "name|名称"),
    is(L::FirstName, 95, "first name|given name|名"),
    is(L::LastName, 95, "last name|surname|family name|姓"),
    is(L::Company, 97, "company|company name|company account|公司|公司名称|公司全称|单位名称|企业名称|企业全称"),
    is(
        L::Company,
        88,
        "account name|customer name|organization name|account|customer|organization|客户名称|客户|客户公司|所属公司|\
         单位",
    ),
    is(
        L::Text,
        94,
        "lead title|线索内容|线索描述|inquiry|enquiry|message|customer need|customer needs|客户需求|需求描述|\
         需求说明|询盘内容|咨询内容|留言|留言内容",
    ),
    is(L::Text, 78, "need|needs|requirement|requirements|需求|content|内容|线索|lead|subject|topic|主题"),
    is(L::Title, 93, "job title|position|职务|职位|岗位"),
    is(L::Title, 78, "title|职称"),
    is(
        L::Phone,
        95,
        "mobile|mobile phone|mobile phone number|cell|cell phone|手机|手机号|手机号码|联系人手机|联系人电话|联系电话",
    ),
    is(L::Phone, 92, "phone|phone number|telephone|电话|电话号码"),
    is(L::Phone, 75, "tel|work phone|business phone|other phone|联系方式|办公电话|座机"),
    is(L::Mail, 95, "email|e mail|email address|mail|work email|邮箱|电子邮箱|电子邮件|邮件|邮箱地址|联系人邮箱"),
    is(L::Source, 95, "lead source|original source|线索来源|来源"),
    is(L::Source, 85, "source|客户来源|来源渠道|渠道来源|获客渠道|信息来源"),
    is(L::Source, 62, "channel|渠道|medium"),
    is(L::Campaign, 93, "campaign|campaign name|营销活动|市场活动"),
    is(L::Campaign, 70, "活动名称|活动"),
    is(L::Owner, 95, "lead owner|owner|owner name|负责人|线索负责人|所有者"),
    is(
        L::Owner,
        85,
        "salesperson|sales rep|assigned to|assigned user|assignee|owner full name|归属人|跟进人|业务员|销售人员|\
         客户经理",
    ),
    is(L::Owner, 70, "owner id|rep|销售"),
    is(
        L::ReceivedOn,
        96,
        "received|received on|received at|received date|date received|submitted at|submission date|收到日期|收到时间|\
         线索日期|线索时间|进线日期|进线时间|获取日期|获取时间|提交时间",
    ),
    is(
        L::ReceivedOn,
        90,
        "created date|created on|created at|create date|creation date|date created|creation time|create time|add time|\
         创建时间|创建日期|录入日期|录入时间|登记日期",
    ),
    is(L::ReceivedOn, 65, "date|timestamp|日期|时间"),
    is(L::Industry, 95, "industry|sector|行业|客户行业|所属行业"),
    is(
        L::Size,
        94,
        "employees|number of employees|no of employees|employee count|headcount|员工数|员工人数|人员规模|企业规模|\
         公司规模|客户规模",
    ),
    is(L::Size, 75, "size|company size|规模|人数"),
    is(L::Maturity, 94, "maturity|digital maturity|数字化程度|数字化水平|信息化程度|信息化水平|成熟度"),
    is(L::Note, 88, "note|notes|remark|remarks|备注"),
    is(L::Note, 70, "description|comment|comments|描述|说明"),
    other(
        2,
        "线索进度|线索阶段|线索等级|线索评分|线索类型|lead stage|lead score|lead rating|lead type|lead record type",
    ),
    // What contacts have too.
    other(1, "线索状态|lead status"),
];

const PRODUCT: &[Entry<P>] = &[
    is(P::ExternalId, 95, "product id|product code|sku|产品编号|产品编码|产品id|货号|item number"),
    is(P::ExternalId, 82, "id|code|record id|external id|编号|编码|internal reference"),
    is(P::Name, 96, "product name|产品名称|商品名称|品名"),
    is(P::Name, 90, "product|item|item name|产品|商品"),
    is(P::Name, 72, "name|名称"),
    is(
        P::ListPrice,
        95,
        "list price|sales price|unit price|standard price|retail price|标准价格|标准单价|产品单价|目录价|列表价|\
         建议零售价",
    ),
    is(P::ListPrice, 85, "price|单价|价格|售价|标价|产品价格"),
    is(P::Family, 94, "product family|product line|product category|series|产品系列|产品类别|产品分类|产品线"),
    is(P::Family, 78, "family|category|系列|类别|分类|product type|产品类型"),
    other(1, "cost|成本|规格|型号|产品单位|is active|是否上架|上架状态|stock|库存|税率"),
];

const MEMBER: &[Entry<M>] = &[
    is(M::ExternalId, 93, "user id|member id|employee id|工号|员工编号|用户id"),
    is(M::ExternalId, 78, "id|编号"),
    is(M::Name, 94, "sales agent|sales rep|salesperson|user name|employee name|成员姓名|员工姓名|用户姓名|full name"),
    is(M::Name, 86, "owner|owner name|user|username|member|rep|agent|姓名|成员|销售|销售人员|业务员|用户名|负责人"),
    is(M::Name, 68, "name|名称"),
    is(
        M::Manager,
        95,
        "manager|reports to|supervisor|line manager|team lead|上级|直属上级|直接上级|汇报对象|主管|直属主管",
    ),
    is(M::Manager, 80, "sales manager|manager name|经理|销售经理|领导"),
    is(M::Role, 88, "role|job title|角色|岗位|职位|职务"),
    is(M::Role, 75, "title|position"),
    other(2, "regional office|region|team|sales team|department|office|部门|团队|销售团队|大区|区域|所属部门"),
    other(1, "email|e mail|邮箱|手机|phone"),
];

const HISTORY: &[Entry<H>] = &[
    is(H::Opportunity, 96, "opportunity id|deal id|opportunity name|deal name|商机编号|商机名称|商机id"),
    is(H::Opportunity, 90, "opportunity|deal|商机|deal title|机会名称|项目名称"),
    is(H::Opportunity, 60, "record id|id|项目|编号"),
    is(H::Stage, 96, "stage|stage name|deal stage|to stage|new stage|阶段|商机阶段|销售阶段|新阶段|变更后阶段"),
    is(H::Stage, 45, "value|new value|stage id"),
    is(
        H::EnteredOn,
        96,
        "entered|entered at|entered on|date entered|enter date|entry date|entered date|进入时间|进入日期|\
         进入阶段时间|stage change date|变更时间|变更日期",
    ),
    is(H::EnteredOn, 80, "start|start date|started at|from|from date|开始时间|开始日期|changed on|changed at"),
    is(H::EnteredOn, 60, "created date|fivetran start|timestamp|创建时间|date|日期|时间"),
    is(
        H::LeftOn,
        96,
        "left|left at|left on|exited|exited at|exited on|exit date|date exited|离开时间|离开日期|退出时间|\
         left date",
    ),
    is(H::LeftOn, 78, "end|end date|ended at|to|to date|until|结束时间|结束日期"),
    is(H::LeftOn, 60, "fivetran end"),
];

/// Prefixes a header may have in files of a kind without meaning anything else.
fn prefixes(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Opportunity => &["deal ", "opportunity ", "property ", "商机", "项目", "销售机会"],
        Kind::Account => &["organization ", "account ", "company ", "客户", "公司"],
        Kind::Contact => &["person ", "contact ", "联系人"],
        Kind::Lead => &LEADS_OWN,
        Kind::Product => &["product ", "产品"],
        Kind::Member => &["user ", "member ", "员工", "成员"],
        Kind::StageHistory => &["deal ", "opportunity "],
    }
}

/// How headers begin that say themselves that the rows are leads.
const LEADS_OWN: [&str; 2] = ["lead ", "线索"];

/// Parts that say enough when nothing else in the file is known for the target.
const OPPORTUNITY_PARTS: &[(O, &[&str])] = &[
    (O::Amount, &["金额", "amount"]),
    (O::Stage, &["阶段", "stage"]),
    (O::ExpectedClose, &["预计成交", "预计签", "预计结", "expected clos"]),
    (O::CloseDate, &["close date", "关闭日"]),
    (O::Owner, &["负责人", "owner", "salesperson"]),
    (O::Account, &["客户名", "公司名", "account name", "customer name"]),
    (O::Probability, &["概率", "赢率", "赢单率", "probability"]),
    (O::Competitor, &["竞争", "竞品", "competitor"]),
    (O::Source, &["来源", "source"]),
    (O::LossReason, &["丢单原因", "输单原因", "lost reason", "loss reason"]),
    (O::NextStep, &["下一步", "next step"]),
    (O::Contact, &["联系人", "contact person"]),
    (O::Product, &["产品名", "product name"]),
];

/// Parts that turn a header into something about the target rather than the target.
const NOT_WITH: [&str; 22] = [
    "change",
    "last",
    "previous",
    "role",
    "manager",
    "count",
    "number of",
    "部门",
    "变更",
    "上次",
    "原",
    "折扣",
    "回款",
    "开票",
    "电话",
    "手机",
    "邮箱",
    "职务",
    "email",
    "phone",
    "changed",
    "duration",
];

/// How a meaning was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Match {
    Whole,
    Part,
}

/// What a header may mean in a file of a kind, likeliest first, with strengths of 100.
pub(super) fn meanings(kind: Kind, shape: Shape, full: &str, bare: &str) -> Vec<(Meaning, u8, Match)> {
    if full.is_empty() {
        return Vec::new();
    }
    if let Some(meaning) = vendors_own(kind, shape, bare) {
        return vec![(meaning, 98, Match::Whole)];
    }
    let mut found = lookup(kind, full);
    if found.is_empty() && bare != full {
        found = lookup(kind, bare);
    }
    if found.is_empty() {
        let stripped =
            prefixes(kind).iter().find_map(|prefix| bare.strip_prefix(prefix)).filter(|rest| !rest.is_empty());
        if let Some(rest) = stripped {
            found = lookup(kind, rest);
            for (_, strength) in &mut found {
                *strength = strength.saturating_sub(6);
            }
        }
    }
    if found.is_empty() && kind == Kind::Opportunity && !NOT_WITH.iter().any(|part| full.contains(part)) {
        let parts = OPPORTUNITY_PARTS.iter().filter(|(_, parts)| parts.iter().any(|part| full.contains(part)));
        return parts.map(|&(field, _)| (Meaning::Target(Target::Opportunity(field)), 55, Match::Part)).collect();
    }
    if kind == Kind::Lead {
        found.extend(says_lead(full, &found));
    }
    found.into_iter().map(|(meaning, strength)| (meaning, strength, Match::Whole)).collect()
}

/// How much a header with a target speaks for leads. Where a lead came from, opportunities and contacts say too.
fn says_lead(full: &str, found: &[(Meaning, u8)]) -> Option<(Meaning, u8)> {
    let own = LEADS_OWN.iter().any(|prefix| full.starts_with(prefix));
    let speaks = found.iter().find_map(|(meaning, _)| match meaning {
        Meaning::Target(Target::Lead(L::Source)) => Some(1),
        Meaning::Target(_) => Some(2),
        Meaning::Other(_) => None,
    });
    speaks.filter(|_| own).map(|speaks| (Meaning::Other(speaks), 100))
}

fn lookup(kind: Kind, words: &str) -> Vec<(Meaning, u8)> {
    match kind {
        Kind::Opportunity => among(OPPORTUNITY, words, Target::Opportunity),
        Kind::Account => among(ACCOUNT, words, Target::Account),
        Kind::Contact => among(CONTACT, words, Target::Contact),
        Kind::Lead => among(LEAD, words, Target::Lead),
        Kind::Product => among(PRODUCT, words, Target::Product),
        Kind::Member => among(MEMBER, words, Target::Member),
        Kind::StageHistory => among(HISTORY, words, Target::StageHistory),
    }
}

fn among<F: Copy>(entries: &[Entry<F>], words: &str, target: impl Fn(F) -> Target) -> Vec<(Meaning, u8)> {
    let matching = entries.iter().filter(|entry| entry.words().any(|word| word == words));
    matching
        .map(|entry| match entry.field {
            Some(field) => (Meaning::Target(target(field)), entry.strength),
            None => (Meaning::Other(entry.strength), 100),
        })
        .collect()
}

/// Headers that mean something of their own in one program's files.
fn vendors_own(kind: Kind, shape: Shape, words: &str) -> Option<Meaning> {
    if kind != Kind::Opportunity {
        return None;
    }
    let field = match (shape, words) {
        // Elsewhere the product of amount and probability.
        (Shape::Odoo, "expected revenue") => O::Amount,
        (Shape::Odoo, "active") => O::IsActive,
        (Shape::Odoo, "company name") => O::Account,
        (Shape::Cordys, "结束时间") => O::ExpectedClose,
        (Shape::SalesforceReport | Shape::SalesforceExport, "expected revenue") => return Some(Meaning::Other(0)),
        _ => return None,
    };
    Some(Meaning::Target(Target::Opportunity(field)))
}

#[cfg(test)]
mod tests {
    use super::super::clean::Forms;
    use super::*;

    fn all_words() -> Vec<(Kind, &'static str)> {
        fn of<F>(kind: Kind, entries: &'static [Entry<F>]) -> impl Iterator<Item = (Kind, &'static str)> {
            entries.iter().flat_map(Entry::words).map(move |word| (kind, word))
        }
        of(Kind::Opportunity, OPPORTUNITY)
            .chain(of(Kind::Account, ACCOUNT))
            .chain(of(Kind::Contact, CONTACT))
            .chain(of(Kind::Lead, LEAD))
            .chain(of(Kind::Product, PRODUCT))
            .chain(of(Kind::Member, MEMBER))
            .chain(of(Kind::StageHistory, HISTORY))
            .collect()
    }

    #[test]
    fn every_word_is_in_the_form_headers_are_compared_in() {
        for (kind, word) in all_words() {
            assert_eq!(Forms::of(word).full, word, "{kind:?}");
        }
    }

    #[test]
    fn no_word_has_two_meanings_in_one_kind_of_file() {
        let mut words = all_words();
        words.sort_unstable();
        let twice: Vec<_> = words.windows(2).filter(|pair| pair[0] == pair[1]).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }
}
