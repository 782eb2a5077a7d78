//! What asks about leads: a new one, what one is to become, and why one is not followed up.

mod convert;
mod discard;
mod new;

pub(crate) use convert::dialog as convert;
pub(crate) use discard::dialog as discard;
pub(crate) use new::dialog as new;
