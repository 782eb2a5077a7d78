//! What was done with a customer, as salespeople write it down. Within a stage the phrases stand in the order in which
//! such things happen.

use super::{Deed, Phrase, deeds};

/// The first touch, by source.
pub(crate) static OPENERS: [&[Deed]; 7] = [
    deeds! {
        Meeting Owner "展位上聊了十来分钟，{who}想看{product}，加了微信"
            => "Ten minutes at our stand. {who} wants to see the {product}; swapped contacts.";
        Call Owner "展会名片回访，{who}还记得我们，说{pain}"
            => "Followed up the card from the fair. {who} remembers us; {pain}.";
        WeChat Owner "展会加的{who}，发了{product}资料，回了句“先看看”"
            => "Sent {who}, met at the fair, the {product} brochure. \"Will have a look.\"";
    },
    deeds! {
        Call Owner "老客户介绍的{who}，直说{pain}，问我们能不能做"
            => "{who}, referred by a customer, came straight to the point: {pain}.";
        WeChat Owner "介绍人拉了群，{who}约我们下周过去"
            => "Introduced in a group chat; {who} asked us over for next week.";
        Visit Owner "介绍人带着去见了{who}，聊得不错，{scope}"
            => "The referrer took us to see {who}. Went well; {scope}.";
    },
    deeds! {
        Call Owner "官网留言，{who}要{product}的报价，先问清现状"
            => "Web enquiry: {who} asks what the {product} costs. Asked about their situation first.";
        Mail Owner "回复官网咨询，发了{product}介绍，问了{who}几个问题"
            => "Answered the web enquiry with the {product} brochure and a few questions for {who}.";
        Call Owner "官网下载过白皮书，打过去是{who}接的，说{pain}"
            => "Downloaded our white paper; {who} picked up the phone: {pain}.";
    },
    deeds! {
        Call Owner "陌拜电话，总机转到{who}，愿意听五分钟"
            => "Cold call, put through to {who}, who gave me five minutes.";
        Call Owner "第二次打通，{who}说{pain}，让发资料"
            => "Got through at the second try. {who}: {pain}. Send something.";
        Call Owner "电话里{who}不太热情，提到“{pain}”才多聊了几句" => "{who} was cool until we got to this: {pain}.";
    },
    deeds! {
        Meeting Owner "伙伴带进来的，三方碰了一次，{who}在场，{scope}"
            => "Brought in by a partner. First meeting of three with {who}; {scope}.";
        Call Owner "伙伴转过来的线索，{who}确认有这个事" => "Lead from a partner; {who} confirms it is real.";
    },
    deeds! {
        Call Owner "研讨会报名名单回访，{who}听完了全场，问了{product}"
            => "Called the webinar list. {who} stayed to the end and asked about the {product}.";
        WeChat Owner "研讨会后{who}加过来，要录像和{product}资料"
            => "{who} got in touch after the webinar for the recording and the {product} material.";
    },
    deeds! {
        Visit Owner "回访时{who}提到{pain}，想接着做"
            => "On a routine visit {who} mentioned that {pain}. They want to go on.";
        Call Owner "{who}打来，上次的项目用得顺，想接着做{product}"
            => "{who} called: happy with the last project, wants to go on with the {product}.";
        Meeting Owner "季度回访会上{who}主动提的，{scope}" => "{who} brought it up at the quarterly review; {scope}.";
    },
];

/// Entering the second, third and fourth stage.
pub(crate) static ENTERED: [&[Deed]; 3] = [
    deeds! {
        Call Owner "{who}确认需求清单，让我们出方案和报价"
            => "{who} confirmed the requirements and asked for a proposal and a price.";
        Meeting Owner "需求评审会开完，{who}同意进方案，两周内交稿"
            => "Requirements reviewed. {who} wants a proposal within two weeks.";
        Mail Owner "{who}回了需求确认单，抄送采购" => "{who} returned the signed requirements, purchasing in copy.";
        WeChat Owner "{who}说内部立项过了，可以出正式方案"
            => "{who}: the project is approved, send a formal proposal.";
        Visit Owner "当面过了一遍需求，{who}没意见，进方案"
            => "Went through the requirements in person, no objections from {who}. On to the proposal.";
        Meeting Presales "需求定稿，{n}条必须做，其余可选，开始写方案"
            => "Requirements final: {n} musts, the rest optional. Starting on the proposal.";
    },
    deeds! {
        Call Owner "{who}来电，方案过了，采购接手谈价" => "{who}: proposal accepted, purchasing takes over on price.";
        Meeting Owner "方案评审通过，{boss}点头，转商务"
            => "Proposal passed their review, {boss} agreed. On to commercial terms.";
        Mail Owner "收到正式询价函，{day}前按模块报价" => "Formal request for quotation received, priced by module, due {day}.";
        WeChat Owner "{who}说我们排第一，这周约谈价" => "{who} says we rank first; price talks this week.";
        Meeting Owner "和采购第一次碰商务，先听对方条件"
            => "First commercial meeting with purchasing, mostly listened.";
        Call Owner "技术这关过了，{who}把我们推给采购" => "Technical side is done, {who} passed us on to purchasing.";
        Call Owner "{who}说内部打分我们领先{rival}，进商务"
            => "{who}: we are ahead of {rival} on points, commercial talks next.";
        Meeting Manager "和{boss}碰了一次，定下由采购牵头谈价"
            => "Talked to {boss}; purchasing will lead the price talks.";
        Mail Owner "{who}邮件确认技术方案，请我们报正式价"
            => "{who} accepts the technical proposal in writing and asks for a formal price.";
        Visit Owner "去见{who}，方案定稿签了字，商务部分另约"
            => "Saw {who}; the proposal is signed off, the commercial part follows.";
        WeChat Owner "{who}：方案可以，价格还得谈"
            => "{who}: fine with the proposal, the price needs talking about.";
    },
    deeds! {
        Meeting Owner "价格谈定{amount}，走合同流程" => "Agreed on {amount}. Contract next.";
        Call Owner "{who}通知中选，等他们的合同模板" => "{who}: we have it. Waiting for their contract template.";
        Mail Owner "合同初稿发{who}" => "Sent {who} the draft contract.";
        WeChat Owner "{who}说审批单已经提了，法务在看" => "{who} has filed the approval, legal is reading.";
        Meeting Owner "和{who}把条款全部谈拢，当天让法务起草合同" => "All terms agreed with {who}; legal is drafting on our side.";
        Call Owner "{who}来电，{boss}批了，让我们发合同"
            => "{who} called: {boss} has approved, send the contract.";
        Mail Owner "中选通知收到，{amount}，合同用他们的模板"
            => "Award letter received, {amount}, on their contract template.";
        WeChat Owner "{who}说赢了，先别声张，等盖章"
            => "{who}: it is ours, keep it quiet until it is signed.";
        Visit Owner "和采购握了手，{amount}，剩下是走流程"
            => "Shook hands with purchasing on {amount}, the rest is paperwork.";
        Meeting Owner "最后两条条款谈完，{who}去提审批"
            => "Last two terms settled, {who} files for approval.";
    },
];

/// Gone back to the proposal.
pub(crate) static BACK: &[Deed] = deeds! {
    Call Owner "{who}说范围要改，方案得重做，先退回来" => "{who}: the scope changes, so back to the proposal.";
    Meeting Owner "{boss}觉得方案不够细，要求重新评一轮"
        => "{boss} finds the proposal too thin and wants another round.";
    Mail Owner "对方增加{n}条需求，重新出方案和报价" => "{n} new requirements; proposal and price have to be redone.";
};

/// While in a stage.
pub(crate) static DURING: [&[Deed]; 4] = [
    deeds! {
        WeChat Owner "发了两个同行案例，{who}说转给领导看"
            => "Sent two references from their industry; {who} will pass them on.";
        Call Owner "{who}在出差，约{day}再聊" => "{who} is travelling; we talk again {day}.";
        Call Owner "聊了半小时现状，{who}最头疼的是“{pain}”"
            => "Half an hour on how they work. What bothers {who} most: {pain}.";
        Visit Owner "上门拜访{who}，看了现场，{scope}，{pain}"
            => "Visited {who} and saw the site: {scope}. It is true: {pain}.";
        Note Owner "他们前年找过{rival}，没谈下去" => "They talked to {rival} two years ago; nothing came of it.";
        Call Owner "问预算，{who}说今年有信息化预算，额度没定"
            => "Asked about budget. {who}: there is one for IT this year, no figure yet.";
        Meeting Owner "短会，{who}把需求列了{n}条，核心还是“{pain}”"
            => "Short meeting. {who} has {n} requirements; the one that counts: {pain}.";
        Mail Owner "调研表发{who}，请按部门填" => "Sent {who} the questionnaire, one copy for each department.";
        Visit Presales "现场调研半天，{scope}都走了一遍，第一条就是{pain}"
            => "Half a day on site, all {scope}. First finding: {pain}.";
        WeChat Owner "{who}交回{n}份调研表，还差两个部门"
            => "{n} questionnaires back from {who}, two departments still missing.";
        Meeting Presales "技术交流，{who}关心跟现有系统怎么接"
            => "Technical session. {who} mostly asked how it connects to what they have.";
        Call Owner "摸决策流程：{who}提需求，采购走流程，{boss}拍板"
            => "How they decide: {who} asks, purchasing runs it, {boss} has the last word.";
        Note Owner "预算要{boss}批，估计得到{month}" => "The budget needs {boss}, probably not before {month}.";
        Mail Owner "调研纪要发{who}，写清了范围，等确认"
            => "Sent {who} the minutes with the scope, waiting for a yes.";
        Call Owner "{who}问同行都怎么做，讲了一个类似的项目"
            => "{who} asked how others do it; told them about a similar project.";
        WeChat Owner "{who}问能不能先免费试用，解释了试点的做法"
            => "{who} asked for a free trial; explained how a pilot works.";
    },
    deeds! {
        Mail Presales "方案初稿发{who}，重点写了怎么解决“{pain}”"
            => "Draft proposal to {who}. It opens with their own words: {pain}.";
        Meeting Presales "给{who}团队演示{product}，提了{n}个问题，当场答了大半"
            => "Demo of the {product} for {who}'s team. {n} questions, most answered on the spot.";
        Call Owner "{who}看过方案了，报价要再拆细" => "{who} has read the proposal; wants the price broken down.";
        Mail Owner "报价{amount}发出，含实施和一年维保"
            => "Quotation of {amount} sent, with implementation and a year of support.";
        WeChat Owner "{who}想看同行现场，在协调参观" => "{who} would like to see a running site; arranging a visit.";
        Visit Owner "带{who}参观了一家同行客户，回来的路上态度明显积极"
            => "Took {who} to a reference customer. Noticeably warmer on the way back.";
        Meeting Presales "技术答疑，他们 IT 担心接口和权限，答应{day}前补说明"
            => "Technical Q&A. Their IT worries about interfaces and permissions; promised a note, due {day}.";
        Note Owner "{rival}也在报，听说比我们低一截" => "{rival} is quoting too, well below us from what I hear.";
        Visit Presales "现场做了{n}天 POC，主流程{who}认可，报表还要改"
            => "{n} days of proof of concept on site. {who} accepts the main flow, reports need work.";
        WeChat Owner "{who}发来功能对比表，让我们逐条回"
            => "{who} sent a comparison table and wants an answer to every line.";
        Mail Presales "第{n}版方案发出，砍掉了用不上的模块"
            => "Version {n} of the proposal sent, without the modules they don't need.";
        Call Owner "催方案反馈，{who}说各部门意见还没收齐"
            => "Chased for feedback; {who} is still collecting comments.";
        Meeting Manager "陪{boss}谈了一次，比起功能他们更看重交付团队"
            => "Met {boss}. The delivery team matters more to them than features.";
        Call Owner "方案压在{boss}那里，{who}让再等等" => "The proposal is on {boss}'s desk, {who} says be patient.";
        Note Owner "方案评审会又往后推，先盯住{who}" => "Their review slipped again. Staying close to {who}.";
        Mail Presales "接口说明补给{who}，附了部署图"
            => "Sent {who} the note on interfaces with a deployment diagram.";
        Call Owner "{who}问能不能分两期，先上{scope}" => "{who} asks for two phases, starting with {scope}.";
    },
    deeds! {
        Call Owner "采购压价，要求再让{n}个点" => "Purchasing wants another {n} per cent off.";
        Meeting Owner "付款方式僵住，对方要四期，我们要首付四成"
            => "Stuck on payment: they want four instalments, we want 40 per cent up front.";
        Mail Owner "修订报价{amount}发出，服务费单列" => "Revised quotation of {amount} sent, services listed apart.";
        WeChat Owner "{who}要近两年的合同业绩和资质，已发"
            => "{who} asked for references and certificates of the past two years; sent.";
        Note Owner "{who}私下说，{rival}最后一轮又降了"
            => "{who} says off the record that {rival} went lower in the last round.";
        Visit Manager "见了{boss}，价格差得不多，担心的是上线时间"
            => "Saw {boss}. Price is close, the worry is the go-live date.";
        Meeting Presales "实施范围重新过了一遍，去掉两张报表，工期{n}个月"
            => "Scope once more: two reports dropped, {n} months to go-live.";
        Call Owner "内部折扣批下来了，底价报给采购" => "Discount approved on our side; gave purchasing our floor.";
        Mail Owner "条款对照表发{who}，还剩{n}条没谈拢" => "Sent {who} the table of terms, {n} still open.";
        Call Owner "{who}说价格要等{boss}回来定" => "{who}: price waits until {boss} is back.";
        Visit Owner "在采购那坐了一上午，价格不动，维保多送半年"
            => "A morning with purchasing: price stays, half a year of support on top.";
        WeChat Owner "{who}提醒我们，{month}前不定就要重新走预算"
            => "{who} warns that the budget lapses if this isn't settled by {month}.";
    },
    deeds! {
        Call Owner "法务对违约条款有意见，改了一版发回" => "Legal objects to the penalty clause; sent a new version.";
        Mail Owner "合同第{n}版，验收标准单独做附件" => "Contract version {n}, acceptance criteria as an annex.";
        WeChat Owner "问进度，合同在{boss}那里等签字" => "Asked how far it is: the contract waits for {boss}.";
        Note Owner "公章在总部，来回要一周" => "The company seal is at head office, a week there and back.";
        Call Owner "和财务对了开票信息和首付时间" => "Settled invoicing details and the first payment with finance.";
        Visit Owner "跑了一趟法务，最后两条当场改完"
            => "Went to see legal, the last two clauses changed on the spot.";
    },
];

/// The contract is there.
pub(crate) static WON: &[Deed] = deeds! {
    Visit Owner "双章合同拿到了，{amount}" => "Both signatures on the contract, {amount}.";
    Call Owner "{who}通知合同盖完章，今天寄出" => "{who}: contract signed, in the post today.";
    Mail Owner "收到{who}发的盖章扫描件，转交付排启动会" => "Signed copy received from {who}, handed over to delivery.";
    WeChat Owner "{who}发来盖章页照片，原件走快递" => "{who} sent a photo of the signed page, the original follows.";
    Meeting Owner "现场签约，启动会定在下周" => "Signed in person. Kick-off next week.";
    Visit Manager "和{boss}一起签的，顺带聊了二期" => "Signed with {boss}, talked about a second phase on the side.";
    Call Owner "{who}来电，章盖好了，问启动会什么时候" => "{who} called: signed, and when is the kick-off?";
    WeChat Owner "合同生效，{who}拉了项目群" => "Contract in force, {who} has set up the project chat.";
    Mail Owner "双方签完，{amount}，首付发票申请已提" => "Signed by both, {amount}; first invoice requested.";
    Visit Owner "上门取回合同，{who}陪着走完了用印"
        => "Picked up the contract; {who} walked it through the last office.";
    Note Owner "合同归档，{product}交付经理已指定" => "Contract filed, delivery manager for the {product} named.";
};

/// Nothing moves any more.
pub(crate) static STUCK: &[Deed] = deeds! {
    Call Owner "{who}说再等等，内部还没讨论" => "{who} asks for patience, not discussed internally yet.";
    WeChat Owner "电话没接，发微信也没回" => "No answer on the phone, no reply on WeChat either.";
    Call Owner "{who}：{boss}没表态，现在不好催" => "{who}: {boss} hasn't said anything, no use pushing.";
    WeChat Owner "问{who}进度，回了两个字：“在排”" => "Asked {who} how it stands. \"In the queue.\"";
    Call Owner "对接人换了，新来的还在熟悉" => "New person in charge, still finding their feet.";
    Note Owner "听说他们在内部调整，项目没人推" => "Reorganisation over there, nobody drives this.";
    Mail Owner "又发了一遍方案，没有回音" => "Sent the material again, no reply.";
    Call Owner "{who}说今年投资都卡得紧，等通知" => "{who}: investments are held back this year, wait for news.";
};

/// Added to a call or a mail, now and then.
pub(crate) const THEN: [Phrase; 4] = [
    ("，约{day}再通电话", " Call again {day}."),
    ("，{day}给答复", " Answer due {day}."),
    ("，等他们内部碰完再说", " Waiting until they have talked it over."),
    ("，{day}前把材料补齐", " Rest of the material due {day}."),
];

/// And to a visit or a meeting.
pub(crate) const AFTERWARDS: [Phrase; 4] = [
    ("，纪要当天发了", " Minutes sent the same day."),
    ("，{day}前答复遗留问题", " Open questions due {day}."),
    ("，{presales}会后跟进", " {presales} follows up."),
    ("，他们内部碰完给消息", " They will get back once they have talked it over."),
];
