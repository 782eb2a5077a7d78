//! New ids.

pub(crate) use device::{DeviceIds, new_id as new, random};
