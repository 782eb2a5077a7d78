//! How an opportunity tells of its changes.

use leptos::prelude::*;
use model::bant::Letter;
use model::journal::Change;
use model::records::{Activity, Bypass, Dimension};
use model::{Id, Money, Uuid};
use serde_json::Value;

use super::{Live, Loaded};
use crate::i18n::{format, t};
use crate::pages::fields::words_in_history;
use crate::pages::leads;
use crate::pages::record::bant;
use crate::pages::record::timeline::{self, Words, of_activity, of_history};
use crate::pages::settings::reason_names;
use crate::state::App;
use crate::ui::Icon;

pub(super) fn section(app: App, live: Live) -> impl IntoView {
    let events = Memo::new(move |_| {
        app.layout.track();
        let zone = app.time_zone();
        live.map(|loaded| {
            let words = Words {
                heading: &|change| heading(app, change),
                value: &|field, value| words(app, loaded, field, value),
            };
            let mut events = of_history(app, &loaded.history, &loaded.doc, &words, &zone);
            // What was done with the lead it came from says so, and leads there.
            let lead = loaded.record.lead.map(Id::uuid);
            let with = |activity: &Activity| {
                let lead = lead.filter(|lead| activity.subject == Some(*lead))?;
                Some((leads::route(lead).to_string(), loaded.name(lead)))
            };
            let own = loaded.activities.iter();
            let own = own.filter_map(|(id, activity)| of_activity(app, *id, activity, with(activity), &zone));
            events.extend(own);
            timeline::sorted(events)
        })
    });
    timeline::section(app, live.target(), events)
}

fn heading(app: App, change: &Change) -> (String, Icon) {
    let picture = match (change.field.as_str(), change.to.as_str()) {
        ("stage", _) => Icon::ArrowRightLeft,
        ("outcome", Some("won")) => Icon::Trophy,
        ("outcome", Some("lost")) => Icon::CircleSlash,
        ("outcome", _) => Icon::RefreshCw,
        ("expected_close", _) => Icon::Target,
        ("snoozed_until" | "snooze_reason", _) => Icon::Moon,
        _ => Icon::Pencil,
    };
    (field_label(app, &change.field), picture)
}

/// What a field of the record is called.
pub(crate) fn field_label(app: App, field: &str) -> String {
    let label = match field {
        "stage" => t::field::stage(),
        "outcome" => t::field::outcome(),
        "title" => t::field::title(),
        "account" => t::field::account(),
        "amount" => t::field::amount(),
        "expected_close" => t::field::expected_close(),
        "probability" => t::field::probability(),
        "owner" => t::field::owner(),
        "source" => t::field::source(),
        "campaign" => t::field::campaign(),
        "forecast_category" => t::field::forecast(),
        "competitors" => t::field::competitors(),
        "products" => t::field::products(),
        "contacts" => t::field::contacts(),
        "need" => t::field::need(),
        "created_on" => t::field::created_on(),
        "note" => t::field::note(),
        "close_note" => t::field::close_note(),
        "reasons" => t::field::reasons(),
        "strategic" => t::filter::strategic(),
        "links" => t::links::title(),
        "push_reason" => t::push::reason(),
        "grade_override" => t::score::said_field(),
        "snoozed_until" => t::snooze::title(),
        "snooze_reason" => t::snooze::why(),
        "bypasses" => t::gate::bypass(),
        other => {
            if let Some(dimension) = Dimension::of_field(other) {
                return super::score::dimension_name(dimension).to_owned();
            }
            if let Some(letter) = Letter::of_field(other) {
                return bant::letter_name(letter).to_owned();
            }
            let id = other.strip_prefix(model::doc::CUSTOM).and_then(|id| Uuid::try_parse(id).ok());
            let name = app
                .custom_fields
                .with(|all| all.iter().find(|(known, _)| Some(*known) == id).map(|(_, field)| field.name.clone()));
            return name.unwrap_or_else(|| {
                if id.is_some() { t::filter::unknown_field().to_owned() } else { other.to_owned() }
            });
        }
    };
    label.to_owned()
}

/// A name, or that what it was of is gone.
fn known(name: String) -> String {
    if name.is_empty() { t::filter::unknown_value().to_owned() } else { name }
}

/// Why gates were passed over.
fn reasons_given(value: &Value) -> String {
    let all: Vec<Bypass> = serde_json::from_value(value.clone()).unwrap_or_default();
    all.into_iter().map(|bypass| bypass.reason).collect::<Vec<_>>().join(t::list::comma())
}

/// A field's value as it is read.
fn words(app: App, loaded: &Loaded, field: &str, value: &Value) -> Option<String> {
    let id = || value.as_str().and_then(|text| Uuid::try_parse(text).ok());
    let name = |id: Uuid| loaded.names.get(&id).cloned();
    match field {
        "probability" if value.is_null() => Some(t::field::as_stage().to_owned()),
        _ if value.is_null() => None,
        "stage" => {
            id().map(|id| known(app.board(|board| board.stage(id).map(|stage| stage.name.clone())).unwrap_or_default()))
        }
        "owner" => id().map(|id| known(app.board(|board| board.member_name(Id::new(id)).to_owned()))),
        "reasons" => {
            let ids = value.as_array().into_iter().flatten().filter_map(Value::as_str);
            Some(reason_names(&ids.filter_map(|id| Uuid::try_parse(id).ok()).collect::<Vec<Uuid>>()))
        }
        field if field.starts_with(model::doc::CUSTOM) => words_in_history(app, value),
        "account" => id().and_then(name),
        "amount" => serde_json::from_value::<Money>(value.clone()).ok().map(format::money),
        "grade_override" => super::score::said_words(value),
        "bypasses" => Some(reasons_given(value)),
        field if Dimension::of_field(field).is_some() => super::score::answer_words(value),
        field if Letter::of_field(field).is_some() => bant::words(value),
        "probability" => Some(format!("{value}%")),
        "outcome" => Some(match value.as_str() {
            Some("won") => t::outcome::won().to_owned(),
            Some("lost") => t::outcome::lost().to_owned(),
            _ => t::outcome::open().to_owned(),
        }),
        _ => match value {
            Value::String(text) => Some(text.clone()),
            Value::Array(items) => {
                let part = |item: &Value| match item {
                    Value::String(text) => Uuid::try_parse(text).ok().and_then(name).unwrap_or_else(|| text.clone()),
                    Value::Object(map) => {
                        let id = map.get("product").or_else(|| map.get("contact")).and_then(Value::as_str);
                        if let Some(url) = map.get("url").and_then(Value::as_str) {
                            let name = map.get("name").and_then(Value::as_str).filter(|name| !name.is_empty());
                            return name.unwrap_or(url).to_owned();
                        }
                        let name = id.and_then(|id| Uuid::try_parse(id).ok()).and_then(name).unwrap_or_default();
                        match map.get("role").and_then(Value::as_str).map(super::people::role_name) {
                            Some(role) => t::role::named { name: &name, role: &role }.text(),
                            None => name,
                        }
                    }
                    other => other.to_string(),
                };
                Some(items.iter().map(part).collect::<Vec<_>>().join(t::list::comma()))
            }
            Value::Bool(on) => Some(if *on { t::filter::yes() } else { t::filter::no() }.to_owned()),
            other => Some(other.to_string()),
        },
    }
}
