//! The screens, a folder each.

pub(crate) mod board;
pub(crate) mod customers;
pub(crate) mod deleted;
pub(crate) mod dialogs;
pub(crate) mod drop;
pub(crate) mod fields;
pub(crate) mod find;
pub(crate) mod import;
pub(crate) mod keys;
pub(crate) mod leads;
pub(crate) mod mapping;
pub(crate) mod menus;
pub(crate) mod opportunity;
pub(crate) mod record;
pub(crate) mod settings;
pub(crate) mod sheets;
pub(crate) mod today;
pub(crate) mod unknown;
pub(crate) mod welcome;
