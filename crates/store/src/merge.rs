//! Merging two records, however much moves with them.

use std::collections::{BTreeMap, BTreeSet};

use model::command::{Slice, Updated};
use model::diff::Delta;
use model::journal::{Action, Change, Logged};
use model::plan::{Plan, plan};
use model::{Command, Context, Effective, Merge, RecordRef, Records, Uuid};

use crate::backend::{Backend, Mode};
use crate::links::pointing;
use crate::tables::COMMANDS;
use crate::write::Unit;
use crate::{Done, Error, Large, SLICE, Store};

impl<B: Backend> Store<B> {
    /// Merges two accounts or contacts: in one transaction, or in slices where more moves than one takes. `progress` hears
    /// then how many records of how many are written.
    ///
    /// # Errors
    /// Says why; the two are then as they were.
    pub async fn merge(
        &self,
        id: Uuid,
        merge: &Merge,
        context: &mut Context<'_>,
        mut progress: impl FnMut(usize, usize),
    ) -> Result<Done, Error> {
        let command = Command::Merge(merge.clone());
        let planned = self.plan_only(&command, context).await?;
        if planned.diff.0.len() <= SLICE {
            let committed = self.commit(id, &command, context).await?;
            return Ok(Done::Small(Box::new(committed)));
        }
        let names = (planned.about.as_str(), planned.detail.as_str());
        let mut large = self.open_large_undoing(id, Action::Merge, names, None, context).await?;
        match self.merge_in_slices(merge, &planned, &mut large, context, &mut progress).await {
            Ok(logged) => Ok(Done::Large { logged, left: Vec::new() }),
            Err(error) => {
                // What was written does not show; if taking it back fails too, the next start does it.
                self.abandon(large.seq()).await.ok();
                Err(error)
            }
        }
    }

    pub(crate) async fn plan_only(&self, command: &Command, context: &mut Context<'_>) -> Result<Plan, Error> {
        let kinds: BTreeSet<_> = pointing().collect();
        let records = self
            .unit(async || {
                let unit = Unit::begin(&self.backend, &kinds, &[], Mode::Read).await?;
                if !unit.state.open.is_empty() {
                    return Err(Error::Busy);
                }
                let raw = unit.read_for(command).await?;
                Ok(unit.visible(&raw))
            })
            .await?;
        Ok(plan(command, &records, context)?)
    }

    pub(crate) async fn merge_in_slices(
        &self,
        merge: &Merge,
        planned: &Plan,
        large: &mut Large,
        context: &Context<'_>,
        progress: &mut impl FnMut(usize, usize),
    ) -> Result<Logged, Error> {
        let now = Effective::At(context.now);
        let mut rest: Vec<Updated> =
            planned.diff.0.iter().filter_map(|(target, delta)| updated(*target, delta, now)).collect();
        let (mut done, mut total) = (0, rest.len());
        loop {
            for chunk in rest.chunks(SLICE) {
                self.write_slice(large, &Slice { updated: chunk.to_vec(), ..Slice::default() }).await?;
                done += chunk.len();
                progress(done, total);
            }
            // What has come to point at the loser meanwhile moves too, until nothing is left.
            match self.close_merge(merge, large).await? {
                Closed::Yes(logged) => return Ok(logged),
                Closed::Left(records) => {
                    rest = moved(merge, records, now);
                    total += rest.len();
                }
            }
        }
    }

    async fn close_merge(&self, merge: &Merge, large: &Large) -> Result<Closed, Error> {
        let kinds: BTreeSet<_> = pointing().collect();
        self.unit(async || {
            let unit = Unit::begin(&self.backend, &kinds, &[COMMANDS], Mode::WriteStrict).await?;
            let mut left = unit.will_point_at(merge.loser, Some(large.seq())).await?;
            // Who leads a record back by hand while it is being moved wants it there; it leads on from there.
            left.retain(|target, doc| {
                let written = doc.pending.as_ref().is_some_and(|pending| pending.seq == large.seq());
                !written && *target != merge.survivor()
            });
            if left.is_empty() { Ok(Closed::Yes(unit.close(large).await?)) } else { Ok(Closed::Left(left)) }
        })
        .await
    }
}

enum Closed {
    Yes(Logged),
    /// Not yet: these point at the loser.
    Left(Records),
}

fn updated(target: RecordRef, delta: &Delta, now: Effective) -> Option<Updated> {
    // A merge changes records and makes none.
    let Delta::Updated(changed) = delta else { return None };
    let change =
        |(field, [from, to]): (&String, &[serde_json::Value; 2])| Change::new(field, from.clone(), to.clone(), now);
    Some(Updated { target, changes: changed.iter().map(change).collect() })
}

fn moved(merge: &Merge, records: Records, now: Effective) -> Vec<Updated> {
    let records: BTreeMap<RecordRef, _> = records;
    let moved = records.into_iter().filter_map(|(target, doc)| {
        let mut after = doc.clone();
        after.repoint(merge.loser, Some(merge.survivor));
        updated(target, &Delta::between(&doc.fields(), &after.fields())?, now)
    });
    moved.collect()
}
