//! Which program a file of opportunities or leads comes from, by the headers only it has together.

use serde::{Deserialize, Serialize};

use super::clean::Forms;

/// The program a file comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    SalesforceReport,
    SalesforceExport,
    HubSpot,
    Pipedrive,
    Odoo,
    Espo,
    Twenty,
    Cordys,
    /// 72crm, 悟空.
    Wukong,
    /// A sheet of somebody's own.
    Generic,
}

impl Shape {
    pub(super) fn of(headers: &[Forms]) -> Self {
        let has = |words: &str| headers.iter().any(|forms| forms.full == words || forms.bare == words);
        let all = |several: &[&str]| several.iter().all(|words| has(words));
        let any = |several: &[&str]| several.iter().any(|words| has(words));
        let of_deals = headers.iter().filter(|forms| forms.full.starts_with("deal ")).count();
        if all(&["record id", "deal name"]) || any(&["property dealname", "hs object id"]) {
            Self::HubSpot
        } else if of_deals >= 2 && any(&["deal title", "deal value", "deal organization", "deal status", "deal id"]) {
            Self::Pipedrive
        } else if has("opportunity name") && has("stage") && any(&["close date", "account name"]) {
            Self::SalesforceReport
        } else if all(&["stage name", "close date"]) {
            Self::SalesforceExport
        } else if all(&["opportunity", "expected revenue"])
            || (any(&["stage id", "stage id id"])
                && any(&["partner id", "partner id id", "expected revenue", "team id"]))
        {
            Self::Odoo
        } else if has("amount amount") || all(&["close date", "point of contact id"]) {
            Self::Twenty
        } else if all(&["项目预算", "金额货币"])
            || (all(&["name", "stage"]) && any(&["amount weighted", "amount converted", "assigned user"]))
        {
            Self::Espo
        } else if (has("商机名称") && any(&["商机状态组", "销售阶段"]))
            || all(&["线索名称", "客户级别", "下次联系时间"])
        {
            Self::Wukong
        } else if has("意向产品") && any(&["商机名称", "线索进度"]) {
            Self::Cordys
        } else {
            Self::Generic
        }
    }

    /// Its name in what is stored and sent, the same as in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SalesforceReport => "salesforce-report",
            Self::SalesforceExport => "salesforce-export",
            Self::HubSpot => "hub-spot",
            Self::Pipedrive => "pipedrive",
            Self::Odoo => "odoo",
            Self::Espo => "espo",
            Self::Twenty => "twenty",
            Self::Cordys => "cordys",
            Self::Wukong => "wukong",
            Self::Generic => "generic",
        }
    }

    /// Whether in this program a stage is itself open, won or lost. In the others a closed opportunity keeps the last open
    /// stage it was in.
    pub fn stage_decides(self) -> bool {
        matches!(self, Self::SalesforceReport | Self::SalesforceExport | Self::HubSpot | Self::Espo | Self::Twenty)
    }
}
