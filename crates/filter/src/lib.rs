//! What somebody looks for among opportunities: conditions that all hold, as the query of an address and as tests of values.
//!
//! It knows which fields can be asked for, how a condition is written into an address and when it holds. It refuses to know
//! where values come from, what anything is called on the screen, and the clock.

mod field;
mod span;
mod test;
mod value;

use model::{Date, Uuid};

pub use field::{Custom, Field, Form};
pub use span::Span;
pub use test::{Choice, Test};
pub use value::{Value, of_own, of_record};

/// Conditions, each of another field; all of them hold. None is everything.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter(Vec<Condition>);

/// What is asked of one field.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    pub field: Field,
    pub test: Test,
}

/// What a condition may refer to without naming it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scene {
    pub today: Date,
    /// Who is at the device, where that is known.
    pub me: Option<Uuid>,
}

impl Condition {
    pub fn holds(&self, value: &Value<'_>, scene: &Scene) -> bool {
        self.test.holds(value, scene, self.field == Field::Touched)
    }
}

impl Filter {
    /// From the pairs of an address; whatever is no condition is passed over.
    pub fn parse<'a>(query: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut filter = Self::default();
        for (key, value) in query {
            let Some((field, test)) =
                Field::of_key(key).and_then(|(field, how)| Some((field, field.read(how, value)?)))
            else {
                continue;
            };
            let known = filter.0.iter_mut().find(|condition| condition.field == field);
            match (known.map(|known| &mut known.test), test) {
                // A key that stands there again adds to what is allowed.
                (Some(Test::OneOf(all)), Test::OneOf(more)) | (Some(Test::NoneOf(all)), Test::NoneOf(more)) => {
                    all.extend(more.into_iter().filter(|choice| !all.contains(choice)).collect::<Vec<_>>());
                }
                (Some(known), test) => *known = test,
                (None, test) => filter.0.push(Condition { field, test }),
            }
        }
        filter
    }

    /// As the pairs of an address, which [`Filter::parse`] reads back.
    pub fn to_query(&self) -> Vec<(String, String)> {
        self.0.iter().flat_map(|condition| condition.test.to_pairs(condition.field)).collect()
    }

    /// Whether a key of an address belongs to a condition.
    pub fn is_key(key: &str) -> bool {
        Field::of_key(key).is_some()
    }

    pub fn conditions(&self) -> &[Condition] {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn get(&self, field: Field) -> Option<&Test> {
        self.0.iter().find(|condition| condition.field == field).map(|condition| &condition.test)
    }

    /// The same with another condition on a field, in the old one's place, or without it.
    #[must_use]
    pub fn with(&self, field: Field, test: Option<Test>) -> Self {
        let mut filter = self.clone();
        match (filter.0.iter_mut().find(|condition| condition.field == field), test) {
            (Some(known), Some(test)) => known.test = test,
            (None, Some(test)) => filter.0.push(Condition { field, test }),
            (_, None) => filter.0.retain(|condition| condition.field != field),
        }
        filter
    }
}

#[cfg(test)]
mod tests;
