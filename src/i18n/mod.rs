//! Words, numbers and dates in the language of the screen.

pub(crate) mod format;
pub(crate) mod texts;

/// A function of each text, made by the build script; a struct where a text has several arguments.
#[allow(unused_imports, non_camel_case_types, clippy::allow_attributes)]
pub(crate) mod t {
    include!(concat!(env!("OUT_DIR"), "/messages.rs"));
}

use std::cell::Cell;

/// A language the texts are in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lang {
    Chinese,
    English,
}

thread_local! {
    static LANG: Cell<Lang> = const { Cell::new(Lang::Chinese) };
}

impl Lang {
    /// The language of the page; it changes only with a reload.
    pub(crate) fn current() -> Self {
        LANG.get()
    }

    pub(crate) fn install(tag: &str) {
        LANG.set(if tag.starts_with("en") { Self::English } else { Self::Chinese });
    }

    /// BCP 47.
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
        }
    }

    pub(crate) fn words(self) -> model::starter::Words {
        match self {
            Self::Chinese => model::starter::Words::Chinese,
            Self::English => model::starter::Words::English,
        }
    }
}
