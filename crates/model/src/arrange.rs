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
    fn a_record_that_stays_where_it_is_changes_nothing() {
        let target = |n: u128| RecordRef { kind: Stage::KIND, id: Uuid::from_u128(n) };
        let list = [(target(1), 0), (target(2), 1)];
        assert!(moved(&list, 1, 1).is_empty());
        assert!(moved(&list, 5, 0).is_empty());
    }
}
