//! Record ids that stay the same for the same seed.

use model::id::{Ids, derived};
use model::{Id, Uuid};

/// Where the sample's ids begin; any constant does, as long as it stays.
const NAMESPACE: Uuid = Uuid::from_u128(0x5d0c_1b62_93f4_4c0e_8a57_2f6e_41d3_b790);

/// The ids of one seed.
pub(crate) struct SeedIds(Uuid);

impl SeedIds {
    pub(crate) fn new(seed: u64) -> Self {
        Self(derived(NAMESPACE, &seed.to_string()))
    }

    pub(crate) fn id<R>(&self, name: &str) -> Id<R> {
        Id::new(derived(self.0, name))
    }

    /// Ids in a row, for what `model` itself makes.
    pub(crate) fn counted(&self, what: &str) -> impl Ids {
        let (namespace, what, mut n) = (self.0, what.to_owned(), 0_u32);
        move || {
            n += 1;
            derived(namespace, &format!("{what} {n}"))
        }
    }
}
