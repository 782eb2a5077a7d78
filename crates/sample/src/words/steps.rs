//! Next steps, by stage.

use super::{Deed, deeds};

pub(crate) static STEPS: [&[Deed]; 4] = [
    deeds! {
        Visit Owner "上门拜访{who}，细化需求" => "Visit {who} to go into the details";
        Call Owner "跟{who}确认预算和时间" => "Ask {who} about budget and timing";
        Meeting Presales "和{who}做一次技术交流" => "Technical session with {who}";
        Mail Owner "需求清单发{who}确认" => "Send {who} the list of requirements";
        Call Owner "约{boss}见一面" => "Get an appointment with {boss}";
        WeChat Owner "催{who}交调研表" => "Remind {who} of the questionnaire";
        Call Owner "给{who}回电，聊{product}的范围" => "Call {who} back about the scope of the {product}";
    },
    deeds! {
        Meeting Presales "给{who}看{product}的报表部分" => "Show {who} the reporting side of the {product}";
        Mail Owner "报价单发{who}" => "Send {who} the quotation";
        Call Owner "问{who}方案反馈" => "Ask {who} what they make of the proposal";
        Visit Owner "陪{who}参观同行现场" => "Reference visit with {who}";
        Mail Presales "补一份接口说明给{who}" => "Send {who} the note on interfaces";
        Task Presales "改方案，按{n}条意见逐条回复" => "Revise the proposal, {n} comments to answer";
        Call Owner "打听{rival}的报价" => "Find out what {rival} is quoting";
        Meeting Manager "拜访{boss}，谈交付团队" => "See {boss} about the delivery team";
    },
    deeds! {
        Call Owner "跟采购谈付款方式" => "Talk payment terms with purchasing";
        Visit Manager "高层拜访{boss}" => "Executive visit to {boss}";
        Mail Owner "发修订报价" => "Send the revised quotation";
        Call Owner "问{who}内部审批到哪一步" => "Ask {who} how far the approval has got";
        Task Owner "内部申请折扣" => "Apply for the discount internally";
        Meeting Presales "和{who}再过一遍实施范围" => "Go over the scope once more with {who}";
    },
    deeds! {
        Call Owner "催合同盖章" => "Chase the signature";
        Mail Owner "回法务的修改意见" => "Answer legal's comments";
        Visit Owner "上门签合同" => "Go there to sign";
        Meeting Owner "和{who}定启动会时间" => "Fix the kick-off date with {who}";
    },
];

/// Open, but without a day.
pub(crate) static WAITING: &[Deed] = deeds! {
    Task Owner "等{who}回复" => "Waiting for {who}";
    Task Owner "等{boss}出差回来" => "Waiting for {boss} to be back";
    Task Owner "预算批下来再联系" => "Get in touch once the budget is through";
    Task Owner "等他们评审结果" => "Waiting for the result of their review";
};

/// Where nothing has moved for long.
pub(crate) static REVIVE: &[Deed] = deeds! {
    Call Owner "再给{who}打个电话" => "Try {who} once more";
    Visit Owner "换个人试试，直接找{boss}" => "Try somebody else, go straight to {boss}";
    WeChat Owner "问{who}项目还做不做" => "Ask {who} whether this is still on";
    Visit Manager "高层拜访，推一把" => "Executive visit to get it moving";
};
