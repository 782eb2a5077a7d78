//! What is written besides the rows' own records: settings, and records that rows only name.

use std::collections::{BTreeMap, BTreeSet};

use model::records::{Account, Contact, LossReason, Member, Product, Workspace};
use model::{Doc, Id, Ids, Uuid, starter};

use super::names::Who;
use super::plan::{Ground, Plan, index};
use super::writes::Write;

/// The workspace if there is none, then pipelines, stages and fields as far as they are used.
pub(super) fn write(
    plan: &mut Plan,
    ground: &Ground<'_>,
    used: &BTreeSet<Uuid>,
    fields: &BTreeMap<String, Vec<String>>,
    ids: &mut dyn Ids,
) {
    let (known, setting) = (ground.known, &ground.sheet.setting);
    let reasons = known.names.of(Who::Reason);
    plan.reasons_before = reasons.list.len();
    let mut writes = Vec::new();
    if known.workspace.is_none() {
        let currency = ground.sheet.currency(known);
        let workspace = Workspace { currency, time_zone: setting.time_zone.clone(), ..Workspace::default() };
        writes.push(Write::add(Doc::new(Workspace::ID, &workspace)));
    }
    writes.extend(plan.places.writes(known, used));
    writes.extend(plan.customs.writes(fields));
    if known.workspace.is_none() && reasons.list.is_empty() {
        let usual = starter::loss_reasons(setting.words, ids);
        let fresh: Vec<Doc> =
            usual.into_iter().filter(|doc| plan.fresh.names.of(Who::Reason).all(&doc.name()).is_empty()).collect();
        plan.reasons_before = fresh.len();
        writes.extend(fresh.into_iter().map(Write::add));
    }
    plan.settings = writes;
}

/// A record that is made because rows name it.
pub(super) fn made(plan: &Plan, who: Who, at: usize) -> Option<Write> {
    let (named, made) = plan.fresh.at(who, at)?;
    let name = named.name.to_string();
    let mut doc = match who {
        Who::Reason => {
            let position = index(plan.reasons_before + at);
            Doc::new(Id::new(named.id), &LossReason { name, position, ..LossReason::default() })
        }
        Who::Member => Doc::new(Id::new(named.id), &Member { name, ..Member::default() }),
        Who::Product => Doc::new(Id::new(named.id), &Product { name, ..Product::default() }),
        // Rows name no leads but their own.
        Who::Lead => return None,
        Who::Account => Doc::new(Id::new(named.id), &Account { name, ..Account::default() }),
        Who::Contact => {
            let account = named.account.map(Id::new);
            Doc::new(Id::new(named.id), &Contact { name, account, ..Contact::default() })
        }
    };
    doc.external.extend(made.external.clone());
    Some(Write::add(doc))
}
