//! What the customer wants, and what a salesperson jots down about it.

use super::Phrase;

pub(crate) const NEEDS: [Phrase; 7] = [
    ("想上{product}，{scope}，主要解决{pain}", "Wants the {product}, {scope}: {pain}"),
    ("现状：{pain}。想先在{scope}试点{product}", "A pilot of the {product} first, {scope}; as it stands, {pain}"),
    ("{scope}，拖了两年没动，{pain}", "{scope}, put off for two years; {pain}"),
    ("老系统用了八九年，{scope}，{pain}", "Their system is nine years old, {scope}; {pain}"),
    ("大客户来检查时被点名：{pain}", "Their biggest customer pointed it out: {pain}"),
    ("新址同步上{product}，老址的问题是{pain}", "The {product} for the new site; at the old one {pain}"),
    ("{pain}，{scope}统一上{product}", "One {product} for {scope}, since {pain}"),
];

/// Where the same product runs already.
pub(crate) const NEEDS_AGAIN: [Phrase; 5] = [
    ("一期已上线，接着做{scope}", "Phase 1 is live; {scope} come next"),
    ("推广到另外{scope}，那边同样{pain}", "Another {scope}; there too, {pain}"),
    ("一期没做的{scope}补上，再加{n}项功能", "The {scope} left out of phase 1, and {n} more functions"),
    ("客户自己提的增购，{scope}，条款照上次合同", "They asked for more: {scope}, on the terms of the last contract"),
    ("一期验收顺利，趁热把{scope}也做了", "Phase 1 accepted without trouble, now {scope} as well"),
];

/// Added to a need, now and then.
pub(crate) const CONDITIONS: [Phrase; 9] = [
    ("，预算还没定", "; no budget yet"),
    ("，旺季前要用起来", "; live before the peak season"),
    ("，实施窗口只有三个月", "; three months to implement, no more"),
    ("，必须私有部署", "; on their own servers"),
    ("，要和现有 ERP 打通", "; has to talk to their ERP"),
    ("，年内上线", "; live within the year"),
    ("，手机上也要能看", "; on phones as well"),
    ("，预算已列入年度计划", "; in this year's budget"),
    ("，报表要能自己改", "; they want to build reports themselves"),
];

pub(crate) const NOTES: [Phrase; 26] = [
    ("{boss}看重回本时间，材料里要有算法", "{boss} looks at payback; show the arithmetic"),
    ("采购强势，最后一轮肯定压价", "Purchasing is tough, expect one more round on price"),
    ("{who}支持我们，但说了不算", "{who} is for us but has no say"),
    ("集团下面还有两家公司，做好了可以复制", "Two sister companies could follow if this goes well"),
    ("原厂商服务跟不上，怨气很大", "Fed up with their present supplier's service"),
    ("对上线时间敏感，延期要罚款", "Go-live date matters, the contract will have penalties"),
    ("他们 IT 就两个人，交付要多投入", "Only two people in IT, delivery will take more effort"),
    ("{rival}关系比我们深，只能靠方案拉开", "{rival} knows them better; the proposal has to do it"),
    ("付款习惯一般，首付要谈够", "Slow payers, get enough up front"),
    ("搬完新址才有窗口期", "No slot before they have moved"),
    ("{who}和{boss}意见不一致，两边都要照顾", "{who} and {boss} disagree, keep both on board"),
    ("决策慢，但说话算数", "Slow to decide, but they keep their word"),
    ("样板价值大，价格可以让一点", "Good reference for us, some room on price"),
    ("只认本地服务，方案里要写清驻场", "Want people on site, say so in the proposal"),
    ("去年被别家坑过一次，对承诺很谨慎", "Burnt by a supplier last year, wary of promises"),
    ("{who}平时微信回得快，电话基本不接", "{who} answers WeChat quickly, the phone hardly ever"),
    ("看过{rival}的演示，拿我们逐项比", "Have seen the demo by {rival} and compare us line by line"),
    ("老板是技术出身，演示要讲细节", "The owner is an engineer, show details in the demo"),
    ("{boss}只看两页纸以内的材料", "{boss} reads two pages at most"),
    ("内部有人想自己开发，{who}不赞成", "Some of them want to build it themselves, {who} is against"),
    ("投标资质要求高，提前备案例", "High bar for bidders, have references ready"),
    ("地方偏，拜访一趟要一天", "Far out of town, a visit takes a day"),
    ("{who}明年可能升职，关系要维护好", "{who} may be promoted next year, worth looking after"),
    ("报表格式以他们集团的为准", "Reports have to follow their group's format"),
    ("希望{presales}全程跟，点名要的", "They asked for {presales} by name, all the way through"),
    ("周一他们开例会，别约", "Their weekly meeting is on Mondays, don't call"),
];
