//! The fictitious firm's catalogue, and what its customers suffer from.

use super::Phrase;

pub(crate) struct Product {
    pub(crate) name: Phrase,
    pub(crate) family: Phrase,
    /// In yuan, for one site.
    pub(crate) price: i64,
    /// Inside a sentence; English takes an article.
    pub(crate) short: Phrase,
    /// In a title.
    pub(crate) title: Phrase,
    /// What it is done with, in a title.
    pub(crate) works: [Phrase; 3],
    /// How much of it there is; `{n}` is from 2 to 6.
    pub(crate) scope: Phrase,
    /// Clauses that end a sentence.
    pub(crate) pains: &'static [Phrase],
    /// How likely each industry of [`super::names::INDUSTRIES`] asks for it.
    pub(crate) wanted: [u32; 8],
}

const SOFTWARE: Phrase = ("软件", "Software");
const SERVICE: Phrase = ("服务", "Services");

pub(crate) const PRODUCTS: [Product; 6] = [
    Product {
        name: ("澄湖 MES", "Clearmere MES"),
        family: SOFTWARE,
        price: 580_000,
        short: ("MES", "MES"),
        title: ("MES", "MES"),
        works: [("项目", "project"), ("导入", "rollout"), ("上线", "introduction")],
        scope: ("{n} 条产线", "{n} production lines"),
        pains: &[
            ("工单进度全靠人问", "nobody can say where a work order stands"),
            ("在制品数量对不上", "work-in-progress counts never match"),
            ("换型时间没人记", "changeover times go unrecorded"),
            ("报工要晚一天", "output is reported a day late"),
            ("插单多，计划天天改", "rush orders upset the plan every day"),
        ],
        wanted: [30, 30, 32, 18, 22, 22, 0, 24],
    },
    Product {
        name: ("澄湖 WMS", "Clearmere WMS"),
        family: SOFTWARE,
        price: 280_000,
        short: ("WMS", "WMS"),
        title: ("WMS", "WMS"),
        works: [("项目", "project"), ("上线", "rollout"), ("改造", "replacement")],
        scope: ("{n} 个仓库", "{n} warehouses"),
        pains: &[
            ("盘点差异大", "stock counts are always off"),
            ("找货要半个小时", "finding a pallet takes half an hour"),
            ("先进先出执行不了", "first in, first out is not kept"),
            ("批次追不到", "batches can't be traced"),
            ("旺季临时工多，老发错货", "temps ship the wrong goods in peak season"),
        ],
        wanted: [14, 16, 18, 30, 20, 16, 64, 26],
    },
    Product {
        name: ("澄湖数据平台", "Clearmere Data Platform"),
        family: SOFTWARE,
        price: 420_000,
        short: ("数据平台", "data platform"),
        title: ("数据平台", "data platform"),
        works: [("建设", "project"), ("项目", "rollout"), ("试点", "pilot")],
        scope: ("{n} 个业务系统", "{n} business systems"),
        pains: &[
            ("各部门报表口径不一", "every department reports different figures"),
            ("月底关账靠手工拼表", "month-end is pieced together by hand"),
            ("系统之间数据对不上", "the systems disagree with each other"),
            ("领导要个数得等三天", "management waits three days for a number"),
        ],
        wanted: [16, 16, 14, 18, 14, 16, 18, 20],
    },
    Product {
        name: ("澄湖质检", "Clearmere Quality"),
        family: SOFTWARE,
        price: 190_000,
        short: ("质检系统", "quality module"),
        title: ("质检系统", "quality inspection"),
        works: [("项目", "project"), ("上线", "rollout"), ("升级", "upgrade")],
        scope: ("{n} 个检验工位", "{n} inspection stations"),
        pains: &[
            ("检验记录还是纸质", "inspection records are still on paper"),
            ("客诉追溯要两天", "tracing a complaint takes two days"),
            ("来料老是漏检", "incoming defects slip through"),
            ("不合格品处理没闭环", "nobody follows up on rejects"),
        ],
        wanted: [12, 18, 20, 22, 32, 18, 0, 16],
    },
    Product {
        name: ("澄湖设备联网", "Clearmere Connect"),
        family: SOFTWARE,
        price: 120_000,
        short: ("设备联网", "machine data link"),
        title: ("设备联网", "machine connectivity"),
        works: [("项目", "project"), ("改造", "retrofit"), ("试点", "pilot")],
        scope: ("{n}0 多台设备", "{n}0-odd machines"),
        pains: &[
            ("停机了没人及时知道", "stoppages go unnoticed"),
            ("稼动率靠估", "machine utilisation is a guess"),
            ("能耗分不到机台", "energy can't be split by machine"),
            ("加工程序版本管不住", "nobody controls the program versions"),
        ],
        wanted: [22, 16, 12, 8, 6, 20, 0, 8],
    },
    Product {
        name: ("系统集成服务", "Integration Services"),
        family: SERVICE,
        price: 90_000,
        short: ("集成方案", "integration package"),
        title: ("系统集成", "systems integration"),
        works: [("项目", "project"), ("服务", "work"), ("改造", "overhaul")],
        scope: ("{n} 个接口", "{n} interfaces"),
        pains: &[
            ("订单要在两个系统里各录一遍", "orders are typed into two systems"),
            ("老接口三天两头断", "the old interfaces keep failing"),
            ("物料编码两边不统一", "part numbers differ between the systems"),
        ],
        wanted: [6, 4, 4, 4, 6, 8, 14, 6],
    },
];

/// What goes along with the main product.
pub(crate) const ALONGSIDE: [&[usize]; 6] = [&[4, 3, 5, 1], &[5, 2], &[5], &[4, 5], &[5, 2], &[]];
