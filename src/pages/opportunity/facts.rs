//! What there is to know of an opportunity.

use std::rc::Rc;

use filter::{Field, of_record};
use leptos::prelude::*;
use model::records::{Opportunity, Record as _};

use super::{Live, Loaded};
use crate::i18n::{format, t};
use crate::pages::board::filters::field_name;
use crate::pages::fields;
use crate::pages::record::facts::{Editor, Fact, own_rows, row};
use crate::route::{Route, Screen};
use crate::state::App;
use crate::ui::suggest::Suggestions;

/// What is shown of an opportunity, in order.
const SHOWN: [Field; 14] = [
    Field::Title,
    Field::Account,
    Field::Amount,
    Field::Close,
    Field::Probability,
    Field::Forecast,
    Field::Owner,
    Field::Source,
    Field::Campaign,
    Field::Competitor,
    Field::Strategic,
    Field::Need,
    Field::Created,
    Field::Note,
];

pub(super) fn section(app: App, live: Live) -> impl IntoView {
    let names = Suggestions::of_accounts();
    let own = SHOWN.map(|field| row(app, live, fact(app, field, names)));
    view! {
        <section class="section" aria-labelledby="op-facts">
            <div class="section-head"><h3 id="op-facts">{t::opportunity::facts()}</h3></div>
            <dl class="facts">
                {own.collect_view()}
                {own_rows(app, live, Opportunity::NAME, |loaded: &Loaded| &loaded.doc)}
            </dl>
        </section>
    }
}

fn fact(app: App, field: Field, names: Suggestions) -> Fact<Loaded> {
    Fact {
        field: fields::name_in_record(field),
        action: action(field),
        label: field_name(app, field),
        editor: fields::editor(app, field).map_or(Editor::None, |editor| Editor::of(editor, names)),
        shown: Rc::new(move |loaded: &Loaded| loaded.shown(app, field)),
        typed: Rc::new(move |loaded: &Loaded| match field {
            // An expected close stays when it closes.
            Field::Close => loaded.record.expected_close.map(|day| day.to_string()).unwrap_or_default(),
            field => loaded.typed(app, field),
        }),
        links: Rc::new(move |loaded: &Loaded| loaded.links(field)),
        save: Rc::new(move |typed| fields::save(app, names, field, typed)),
    }
}

impl Loaded {
    pub(super) fn name(&self, id: model::Uuid) -> String {
        self.names.get(&id).cloned().unwrap_or_default()
    }

    /// A field as its editor shows it.
    fn typed(&self, app: App, field: Field) -> String {
        fields::typed(app, field, &of_record(field, &self.doc, &self.record), |id| self.name(id))
    }

    /// A field as it is read; nothing when it is not set.
    fn shown(&self, app: App, field: Field) -> Option<String> {
        let record = &self.record;
        let shown = match field {
            Field::Amount => record.amount.map(format::money)?,
            Field::Probability => match record.probability {
                Some(own) => format::percent(own),
                None => {
                    let stage = record.stage?.uuid();
                    let percent = app.board(|board| board.stage(stage).and_then(|stage| stage.probability))?;
                    t::field::by_stage(&format::percent(percent))
                }
            },
            Field::Owner => app.board(|board| record.owner.map(|owner| board.member_name(owner).to_owned()))?,
            // Its expected close, also of one that has closed.
            Field::Close => record.expected_close?.to_string(),
            Field::Strategic => if record.strategic { t::filter::yes() } else { t::filter::no() }.to_owned(),
            field => self.typed(app, field),
        };
        Some(shown).filter(|shown| !shown.is_empty())
    }

    /// Where the pages are of the records a field names.
    fn links(&self, field: Field) -> Vec<(String, String)> {
        let link = |screen: Screen, id| (Route::to(screen).to_string(), self.name(id));
        match field {
            Field::Account => {
                self.record.account.map(|id| link(Screen::Account(id.uuid()), id.uuid())).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }
}

/// `edit-expected-close`
fn action(field: Field) -> String {
    format!("edit-{}", fields::name_in_record(field).replace('_', "-"))
}
