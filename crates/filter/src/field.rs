//! The fields that can be asked for, and their names in an address.

use model::Uuid;

use crate::Test;

/// What can be asked of an opportunity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    Title,
    Account,
    Contact,
    Owner,
    Stage,
    /// Open, won or lost.
    Outcome,
    /// How urgent the next step is: overdue, today, none, planned.
    Due,
    Amount,
    /// Expected close, of a closed one the day it closed.
    Close,
    /// Where a forecast counts it, in words.
    Forecast,
    Probability,
    Source,
    Campaign,
    Created,
    Product,
    Competitor,
    Need,
    Note,
    Reason,
    Strategic,
    /// How often the expected close has been put off.
    Pushed,
    /// The day of the last touch.
    Touched,
    /// A, B or C; not set while it has none.
    Grade,
    /// The lower end of the score, in points.
    Score,
    /// What speaks of a stall, and whether it is escalated or rests; see [`Field::SIGNS`].
    Sign,
    /// Percent of the dossier that is there.
    Dossier,
    Custom(Custom, Uuid),
}

/// What a workspace's own field holds, as far as asking for it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Custom {
    Text,
    Number,
    Money,
    Day,
    Word,
    Id,
}

/// How a field is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Text,
    /// One of some records.
    Id,
    /// One of some words.
    Word,
    Number,
    Money,
    Day,
}

/// What stands before a field's name in an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    Plain,
    /// `not-`: none of these.
    Not,
    /// `no-`: not set.
    Unset,
    /// `has-`: set, to whatever.
    Set,
}

impl How {
    pub(crate) const fn prefix(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Not => "not-",
            Self::Unset => "no-",
            Self::Set => "has-",
        }
    }
}

impl Field {
    /// The fields every workspace has, in the order in which they are offered.
    pub const ALL: [Self; 26] = [
        Self::Owner,
        Self::Due,
        Self::Stage,
        Self::Grade,
        Self::Sign,
        Self::Amount,
        Self::Close,
        Self::Pushed,
        Self::Touched,
        Self::Score,
        Self::Dossier,
        Self::Account,
        Self::Contact,
        Self::Title,
        Self::Source,
        Self::Campaign,
        Self::Product,
        Self::Competitor,
        Self::Probability,
        Self::Forecast,
        Self::Strategic,
        Self::Need,
        Self::Note,
        Self::Created,
        Self::Outcome,
        Self::Reason,
    ];

    /// The grades and signs there are, as words.
    pub const GRADES: [&str; 3] = ["A", "B", "C"];
    pub const SIGNS: [&str; 6] = ["dwell", "untouched", "no_next_step", "close_slipped", "escalated", "rests"];

    /// Whether its values are what the rules say of an opportunity.
    pub const fn is_judged(self) -> bool {
        matches!(self, Self::Grade | Self::Score | Self::Sign | Self::Dossier)
    }

    /// Whether the board knows its values without reading records.
    pub const fn is_on_board(self) -> bool {
        matches!(
            self,
            Self::Account
                | Self::Owner
                | Self::Stage
                | Self::Outcome
                | Self::Due
                | Self::Amount
                | Self::Close
                | Self::Probability
        )
    }

    pub const fn form(self) -> Form {
        match self {
            Self::Title | Self::Need | Self::Note | Self::Custom(Custom::Text, _) => Form::Text,
            Self::Account
            | Self::Contact
            | Self::Owner
            | Self::Stage
            | Self::Product
            | Self::Reason
            | Self::Custom(Custom::Id, _) => Form::Id,
            Self::Outcome
            | Self::Due
            | Self::Source
            | Self::Campaign
            | Self::Forecast
            | Self::Competitor
            | Self::Strategic
            | Self::Grade
            | Self::Sign
            | Self::Custom(Custom::Word, _) => Form::Word,
            Self::Probability | Self::Pushed | Self::Score | Self::Dossier | Self::Custom(Custom::Number, _) => {
                Form::Number
            }
            Self::Amount | Self::Custom(Custom::Money, _) => Form::Money,
            Self::Close | Self::Created | Self::Touched | Self::Custom(Custom::Day, _) => Form::Day,
        }
    }

    /// Its name in an address; of a workspace's own field with the field's id.
    pub fn key(self) -> String {
        let name = match self {
            Self::Title => "title",
            Self::Account => "account",
            Self::Contact => "contact",
            Self::Owner => "owner",
            Self::Stage => "stage",
            Self::Outcome => "outcome",
            Self::Due => "due",
            Self::Amount => "amount",
            Self::Close => "close",
            Self::Probability => "probability",
            Self::Source => "source",
            Self::Campaign => "campaign",
            Self::Forecast => "forecast",
            Self::Created => "created",
            Self::Product => "product",
            Self::Competitor => "competitor",
            Self::Need => "need",
            Self::Note => "note",
            Self::Reason => "reason",
            Self::Strategic => "strategic",
            Self::Pushed => "pushed",
            Self::Touched => "touched",
            Self::Grade => "grade",
            Self::Score => "score",
            Self::Sign => "sign",
            Self::Dossier => "dossier",
            Self::Custom(custom, id) => return format!("{}-{id}", custom.name()),
        };
        name.to_owned()
    }

    /// The field of a name.
    pub fn parse(name: &str) -> Option<Self> {
        let own = || {
            let (custom, id) = name.split_once('-')?;
            Some(Self::Custom(Custom::parse(custom)?, Uuid::try_parse(id).ok()?))
        };
        Self::ALL.into_iter().find(|field| field.key() == name).or_else(own)
    }

    pub(crate) fn of_key(key: &str) -> Option<(Self, How)> {
        let parts = [How::Not, How::Unset, How::Set].into_iter().find_map(|how| {
            let field = Self::parse(key.strip_prefix(how.prefix())?)?;
            Some((field, how))
        });
        parts.or_else(|| Some((Self::parse(key)?, How::Plain)))
    }

    pub(crate) fn read(self, how: How, value: &str) -> Option<Test> {
        match how {
            How::Unset => Some(Test::Unset),
            How::Set => Some(Test::Set),
            How::Plain => Test::read(self.form(), value),
            How::Not => match Test::read(self.form(), value)? {
                Test::OneOf(choices) => Some(Test::NoneOf(choices)),
                _ => None,
            },
        }
    }
}

impl Custom {
    const ALL: [Self; 6] = [Self::Text, Self::Number, Self::Money, Self::Day, Self::Word, Self::Id];

    const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Money => "money",
            Self::Day => "day",
            Self::Word => "word",
            Self::Id => "id",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|custom| custom.name() == name)
    }
}
