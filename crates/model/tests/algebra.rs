//! The journal is a diff algebra: whatever happens, it can be reversed, joined and replayed.

use std::collections::BTreeMap;

use model::diff::{Delta, Diff, Fields};
use model::records::{Account, Record};
use model::{RecordRef, Uuid};
use proptest::prelude::*;
use serde_json::{Value, json};

type State = BTreeMap<RecordRef, Fields>;

fn fields() -> impl Strategy<Value = Fields> {
    prop::collection::btree_map("[abc]", (0..3_i32).prop_map(|n| json!(n)), 0..3)
}

fn state() -> impl Strategy<Value = State> {
    let target = (0..4_u128).prop_map(|n| RecordRef { kind: Account::KIND, id: Uuid::from_u128(n) });
    prop::collection::btree_map(target, fields(), 0..4)
}

/// The diff that leads from one state to another.
fn between(from: &State, to: &State) -> Diff {
    let targets = from.keys().chain(to.keys());
    let delta = |target: &RecordRef| {
        Some(match (from.get(target), to.get(target)) {
            (None, Some(fields)) => Delta::Added(fields.clone()),
            (Some(fields), None) => Delta::Removed(fields.clone()),
            (Some(old), Some(new)) => Delta::between(old, new)?,
            (None, None) => return None,
        })
    };
    Diff(targets.filter_map(|target| Some((*target, delta(target)?))).collect())
}

proptest! {
    #[test]
    fn applying_and_reversing_is_identity(a in state(), b in state()) {
        let diff = between(&a, &b);
        let mut now = a.clone();
        diff.apply(&mut now).unwrap();
        prop_assert_eq!(&now, &b);
        diff.clone().reverse().apply(&mut now).unwrap();
        prop_assert_eq!(&now, &a);
        prop_assert_eq!(diff.clone().reverse().reverse(), diff);
    }

    #[test]
    fn squashing_is_associative_and_says_what_the_steps_said(states in prop::collection::vec(state(), 4)) {
        let steps: Vec<Diff> = states.windows(2).map(|pair| between(&pair[0], &pair[1])).collect();
        let [a, b, c] = steps.try_into().unwrap();
        let left = a.clone().squash(b.clone()).unwrap().squash(c.clone()).unwrap();
        let right = a.squash(b.squash(c).unwrap()).unwrap();
        prop_assert_eq!(&left, &right);
        prop_assert_eq!(&left, &between(&states[0], &states[3]));
    }

    #[test]
    fn a_diff_refuses_a_state_it_does_not_start_from(a in state(), b in state(), other in state()) {
        let diff = between(&a, &b);
        let mut now = other.clone();
        if diff.apply(&mut now).is_err() {
            prop_assert_eq!(now, other);
        } else {
            for (target, delta) in diff.0 {
                if let Delta::Updated(changed) = delta {
                    for (name, [_, to]) in changed {
                        prop_assert_eq!(now[&target].get(&name).unwrap_or(&Value::Null), &to);
                    }
                }
            }
        }
    }

    #[test]
    fn a_diff_survives_json(a in state(), b in state()) {
        let diff = between(&a, &b);
        let text = serde_json::to_string(&diff).unwrap();
        prop_assert_eq!(serde_json::from_str::<Diff>(&text).unwrap(), diff);
    }
}
