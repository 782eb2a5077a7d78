//! What the sample says, each phrase in Chinese and English, side by side so that neither falls behind.
//!
//! A phrase may have slots such as `{who}`, filled by [`crate::text`].

pub(crate) mod closes;
pub(crate) mod leads;
pub(crate) mod names;
pub(crate) mod needs;
pub(crate) mod products;
pub(crate) mod steps;
pub(crate) mod touches;

use model::records::ActivityKind;
use model::starter::Words;

/// Chinese, English.
pub(crate) type Phrase = (&'static str, &'static str);

pub(crate) const fn say(words: Words, phrase: Phrase) -> &'static str {
    words.pick(phrase.0, phrase.1)
}

/// Who of the firm does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    Owner,
    Presales,
    /// The owner's manager.
    Manager,
}

/// Something done with a customer, or to be done.
pub(crate) struct Deed {
    pub(crate) kind: ActivityKind,
    pub(crate) by: By,
    pub(crate) phrase: Phrase,
}

/// A list of deeds, one a line: kind, who, Chinese, English.
macro_rules! deeds {
    ($($kind:ident $by:ident $chinese:literal => $english:literal;)+) => {
        &[$($crate::words::Deed {
            kind: model::records::ActivityKind::$kind,
            by: $crate::words::By::$by,
            phrase: ($chinese, $english),
        }),+]
    };
}
use deeds;
