//! What cards show of the workspace's own fields: read from the records once the board is on the screen.

use filter::{Field, Value};
use leptos::prelude::*;
use model::Uuid;
use model::records::{CustomField, Opportunity, Record as _};

use super::filters::own_field;
use crate::frame::show_density;
use crate::i18n::t;
use crate::pages::fields::words;
use crate::platform::preferences;
use crate::state::{App, app};

/// The fields that are on the card, in order.
fn fields(app: App) -> Vec<Field> {
    app.custom_fields.with(|all| {
        let shown = all.iter().filter(|(_, field)| field.on_card && !field.archived && field.of == Opportunity::NAME);
        shown.take(CustomField::ON_CARD).map(|(id, field)| own_field(*id, &field.field_type)).collect()
    })
}

/// Keeps the height of cards in step with whether any field is shown on them, and asks for the values.
pub(crate) fn follow() {
    let app = app();
    Effect::new(move |_| {
        let fields = fields(app);
        // Before the lists are read nothing is known.
        if !app.has_lists.get() {
            return;
        }
        if fields.is_empty() == preferences::get("own-line").is_some() {
            if fields.is_empty() {
                preferences::remove("own-line");
            } else {
                preferences::set("own-line", "");
            }
            show_density();
            app.layout.update(|version| *version += 1);
        }
        app.want(fields);
    });
}

pub(crate) fn view(opportunity: Uuid) -> impl IntoView {
    let app = app();
    let shown = move || {
        app.read.track();
        let values = fields(app).into_iter().map(|field| app.read_value(opportunity, field));
        let all: Vec<String> = values.filter(|value| *value != Value::Unset).map(|value| words(app, &value)).collect();
        all.join(t::list::between())
    };
    view! { <span class="truncate">{shown}</span> }
}
