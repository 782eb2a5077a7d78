//! The parts screens are made of.

pub(crate) mod date_field;
pub(crate) mod dialog;
pub(crate) mod icons;
pub(crate) mod menu;
pub(crate) mod parts;
pub(crate) mod suggest;
pub(crate) mod toasts;

pub(crate) use icons::Icon;
pub(crate) use parts::{icon, icon_button};
