//! Lists that people put in order: which records change when one of them goes to another place.

use serde_json::json;

use crate::diff::Fields;
use crate::{Command, RecordRef};

/// Moves the record at `from` to the place `to`, counted without it. What stands in `list` is each record and its position;
/// only positions that come out different are written.
pub fn moved(list: &[(RecordRef, u32)], from: usize, to: usize) -> Vec<Command> {
    let mut order: Vec<(RecordRef, u32)> = list.to_vec();
    if from >= order.len() {
        return Vec::new();
    }
    let record = order.remove(from);
    order.insert(to.min(order.len()), record);
    let edit = |(place, (target, position)): (u32, (RecordRef, u32))| {
        (place != position).then(|| {
            let fields: Fields = [("position".to_owned(), json!(place))].into();
            Command::Edit { target, fields, docs: Vec::new() }
        })
    };
    (0..).zip(order).filter_map(edit).collect()
}

/// For each stage of one pipeline the one of another that it most likely is: the one of the same name, else the one that is
/// as far along. By their names in order; nothing where the other pipeline has none.
pub fn match_stages(from: &[&str], to: &[&str]) -> Vec<Option<usize>> {
    let folded = |name: &str| name.trim().to_lowercase();
    let along = |at: usize| {
        let last = to.len().checked_sub(1)?;
        let steps = from.len().saturating_sub(1).max(1);
        Some((at * last + steps / 2) / steps)
    };
    let same = |name: &str| to.iter().position(|other| folded(other) == folded(name));
    from.iter().enumerate().map(|(at, name)| same(name).or_else(|| along(at))).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::records::{Record as _, Stage};

    proptest! {
        #[test]
        fn after_a_move_everything_lies_in_the_order_asked_for(positions in prop::collection::vec(0_u32..9, 1..8), from in 0_usize..8, to in 0_usize..9) {
            let target = |n: u128| RecordRef { kind: Stage::KIND, id: Uuid::from_u128(n) };
            // In order, as a page shows them: by position, then by id.
            let mut list: Vec<(RecordRef, u32)> = (1..).map(target).zip(positions).collect();
            list.sort_by_key(|(target, position)| (*position, target.id));
            let from = from % list.len();
            let mut expected: Vec<RecordRef> = list.iter().map(|(target, _)| *target).collect();
            let record = expected.remove(from);
            expected.insert(to.min(expected.len()), record);
            let mut after = list.clone();
            for command in moved(&list, from, to) {
                let Command::Edit { target, fields, .. } = command else { panic!("an edit") };
                let place = fields["position"].as_u64().and_then(|place| u32::try_from(place).ok()).unwrap();
                let known = after.iter_mut().find(|(known, _)| *known == target).unwrap();
                prop_assert_ne!(known.1, place);
                known.1 = place;
            }
            after.sort_by_key(|(target, position)| (*position, target.id));
            prop_assert_eq!(after.into_iter().map(|(target, _)| target).collect::<Vec<_>>(), expected);
        }
    }

    #[test]
    fn stages_are_matched_by_name_and_otherwise_by_how_far_along_they_are() {
        let sales = ["需求确认", "方案报价", "商务谈判", "签约"];
        assert_eq!(match_stages(&sales, &["意向", "签约 "]), [Some(0), Some(0), Some(1), Some(1)]);
        assert_eq!(match_stages(&["Demo", "Close"], &sales), [Some(0), Some(3)]);
        assert_eq!(match_stages(&["Demo"], &sales), [Some(0)]);
        assert_eq!(match_stages(&["Demo"], &[]), [None]);
    }

    #[test]
    fn a_record_that_stays_where_it_is_changes_nothing() {
        let target = |n: u128| RecordRef { kind: Stage::KIND, id: Uuid::from_u128(n) };
        let list = [(target(1), 0), (target(2), 1)];
        assert!(moved(&list, 1, 1).is_empty());
        assert!(moved(&list, 5, 0).is_empty());
    }
}
