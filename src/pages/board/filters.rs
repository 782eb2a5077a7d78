//! The filter as a sentence: what each field and condition is called, and the parts one can press.

use filter::{Choice, Condition, Custom, Field, Filter, Form, Span, Test};
use leptos::prelude::*;
use model::next_step::Urgency;
use model::records::{FieldType, Opportunity, Record as _};
use model::{Decimal, Money, Uuid};

use crate::i18n::{format, t};
use crate::pages::settings::reason_name;
use crate::platform::dom;
use crate::state::{App, Asking, Menu, app};
use crate::ui::menu::{self, Groups};
use crate::ui::parts::urgency_name;
use crate::ui::{Icon, icon};

/// A field's name.
pub(crate) fn field_name(app: App, field: Field) -> String {
    match field {
        Field::Title => t::field::title(),
        Field::Account => t::field::account(),
        Field::Contact => t::field::contact(),
        Field::Owner => t::field::owner(),
        Field::Stage => t::field::stage(),
        Field::Outcome => t::field::outcome(),
        Field::Due => t::next::title(),
        Field::Amount => t::field::amount(),
        Field::Close => t::field::expected_close(),
        Field::Probability => t::field::probability(),
        Field::Source => t::field::source(),
        Field::Campaign => t::field::campaign(),
        Field::Forecast => t::field::forecast(),
        Field::Created => t::field::created_on(),
        Field::Product => t::field::product(),
        Field::Competitor => t::field::competitors(),
        Field::Need => t::field::need(),
        Field::Note => t::field::note(),
        Field::Reason => t::field::reasons(),
        Field::Strategic => t::filter::strategic(),
        Field::Pushed => t::filter::pushed(),
        Field::Touched => t::filter::touched(),
        Field::Grade => t::score::grade(),
        Field::Score => t::score::title(),
        Field::Sign => t::signs::title(),
        Field::Dossier => t::gate::dossier(),
        Field::Custom(_, id) => {
            let found =
                app.custom_fields.with(|all| all.iter().find(|(known, _)| *known == id).map(|(_, f)| f.name.clone()));
            return found.unwrap_or_else(|| t::filter::unknown_field().to_owned());
        }
    }
    .to_owned()
}

/// The fields that can be asked for here, those of the workspace last.
pub(crate) fn fields(app: App) -> Vec<Field> {
    Field::ALL.into_iter().chain(own_fields(app, Opportunity::NAME)).collect()
}

/// The workspace's own fields of a kind of record, in order; without archived ones.
pub(crate) fn own_fields(app: App, of: &str) -> Vec<Field> {
    app.custom_fields.with(|all| {
        let all = all.iter().filter(|(_, field)| field.of == of && !field.archived);
        all.map(|(id, field)| own_field(*id, &field.field_type)).collect()
    })
}

/// A field of the workspace's own as it is asked for.
pub(crate) fn own_field(id: Uuid, field_type: &FieldType) -> Field {
    let custom = match field_type {
        FieldType::Number => Custom::Number,
        FieldType::Money => Custom::Money,
        FieldType::Date => Custom::Day,
        FieldType::Choice | FieldType::MultiChoice => Custom::Word,
        FieldType::Person => Custom::Id,
        FieldType::Text | FieldType::Link | FieldType::Unknown(_) => Custom::Text,
    };
    Field::Custom(custom, id)
}

/// What a word of a field is called.
pub(crate) fn word_name(field: Field, word: &str) -> String {
    let known = match (field, word) {
        (Field::Due, word) => Urgency::parse(word).map(urgency_name),
        (Field::Outcome, "open") => Some(t::outcome::open()),
        (Field::Outcome, "won") => Some(t::outcome::won()),
        (Field::Outcome, "lost") => Some(t::outcome::lost()),
        (Field::Strategic, "yes") => Some(t::filter::yes()),
        (Field::Strategic, "no") => Some(t::filter::no()),
        (Field::Sign, word) => sign_word(word),
        _ => None,
    };
    known.unwrap_or(word).to_owned()
}

fn sign_word(word: &str) -> Option<&'static str> {
    Some(match word {
        "dwell" => t::sign::dwell(),
        "untouched" => t::sign::untouched(),
        "no_next_step" => t::sign::no_next_step(),
        "close_slipped" => t::sign::close_slipped(),
        "escalated" => t::today::escalated(),
        "rests" => t::signs::resting(),
        _ => return None,
    })
}

/// What a record that a field points at is called.
pub(crate) fn id_name(app: App, field: Field, id: Uuid) -> String {
    let name = match field {
        Field::Owner => app.board(|board| board.member_name(model::Id::new(id)).to_owned()),
        Field::Stage => app.board(|board| board.stage(id).map(|stage| stage.name.clone()).unwrap_or_default()),
        Field::Custom(..) => app.board(|board| board.member_name(model::Id::new(id)).to_owned()),
        Field::Reason => reason_name(id),
        _ => app.name_of(id),
    };
    if name.is_empty() { t::filter::unknown_value().to_owned() } else { name }
}

fn choice_name(app: App, field: Field, choice: &Choice) -> String {
    match choice {
        Choice::Me => t::filter::me().to_owned(),
        Choice::Id(id) => id_name(app, field, *id),
        Choice::Word(word) => word_name(field, word),
    }
}

pub(crate) fn span_name(span: Span) -> String {
    let day = |day: Option<model::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    match span {
        Span::Today => t::day::today(),
        Span::ThisWeek => t::span::this_week(),
        Span::NextWeek => t::span::next_week(),
        Span::LastMonth => t::span::last_month(),
        Span::ThisMonth => t::span::this_month(),
        Span::NextMonth => t::span::next_month(),
        Span::LastQuarter => t::span::last_quarter(),
        Span::ThisQuarter => t::span::this_quarter(),
        Span::NextQuarter => t::span::next_quarter(),
        Span::LastYear => t::span::last_year(),
        Span::ThisYear => t::span::this_year(),
        Span::NextYear => t::span::next_year(),
        Span::Past => t::span::past(),
        Span::Next(count) => return t::span::next(usize::from(count)),
        Span::Last(count) => return t::span::last(usize::from(count)),
        Span::Older(count) => return t::span::older(usize::from(count)),
        Span::Between(from, None) => return t::span::from(&day(from)),
        Span::Between(None, to) => return t::span::until(&day(to)),
        Span::Between(from, to) if from == to => return day(from),
        Span::Between(from, to) => return t::span::between { from: &day(from), to: &day(to) }.text(),
    }
    .to_owned()
}

fn range_words(from: Option<String>, to: Option<String>) -> String {
    match (from, to) {
        (Some(from), Some(to)) if from == to => from,
        (Some(from), Some(to)) => t::span::between { from: &from, to: &to }.text(),
        (Some(from), None) => format!("≥ {from}"),
        (None, Some(to)) => format!("≤ {to}"),
        (None, None) => String::new(),
    }
}

/// What is asked, in words that follow the field's name.
pub(crate) fn test_words(app: App, field: Field, test: &Test) -> String {
    let names = |choices: &[Choice]| {
        let names: Vec<String> = choices.iter().map(|choice| choice_name(app, field, choice)).collect();
        names.join(t::list::or())
    };
    let number = |value: &Decimal| {
        if field == Field::Probability { format!("{}%", format::decimal(*value)) } else { format::decimal(*value) }
    };
    match test {
        Test::Set => t::filter::is_set().to_owned(),
        Test::Unset => t::common::unset().to_owned(),
        Test::OneOf(choices) => names(choices),
        Test::NoneOf(choices) => t::filter::none_of(&names(choices)),
        Test::Contains(text) => t::filter::contains(text),
        Test::Between(from, to) => range_words(from.as_ref().map(number), to.as_ref().map(number)),
        Test::Money(currency, from, to) => {
            let money = |value: &Decimal| match currency {
                Some(currency) => format::money(Money { value: *value, currency: *currency }),
                None => format::decimal(*value),
            };
            range_words(from.as_ref().map(money), to.as_ref().map(money))
        }
        Test::Days(span) => span_name(*span),
    }
}

pub(crate) fn condition_words(app: App, condition: &Condition) -> String {
    let (field, test) = (&field_name(app, condition.field), &test_words(app, condition.field, &condition.test));
    t::filter::condition { field, test }.text()
}

/// Shows what another filter lets through.
pub(crate) fn set_filter(app: App, filter: &Filter) {
    app.go(&app.route.get_untracked().with_filter(filter));
}

/// The filter that is shown, part by part, and what to do when nothing is left.
pub(crate) fn sentence() -> impl IntoView {
    let app = app();
    let filter = Memo::new(move |_| app.route.with(crate::route::Route::filter));
    Effect::new(move |_| {
        // Days and people that a condition speaks of may become others.
        app.today.track();
        app.me.track();
        app.follow_filter(&filter.get());
    });
    let conditions = move || {
        filter.with(|filter| filter.conditions().iter().map(|condition| condition.field).collect::<Vec<Field>>())
    };
    let part = move |field: Field| {
        let words = Memo::new(move |_| {
            filter.with(|filter| filter.get(field).map(|test| test_words(app, field, test))).unwrap_or_default()
        });
        let name = Memo::new(move |_| field_name(app, field));
        let whole = move || t::filter::condition { field: &name.get(), test: &words.get() }.text();
        view! {
            <span class="chip" data-field=field.key()>
                <button type="button" class="chip-text" data-action="edit-condition" aria-haspopup="dialog"
                    aria-label=move || t::filter::edit(&whole()) on:click=move |_| app.asking.set(Some(Asking::Condition(field)))>
                    <span class="muted">{name}</span>" "{words}
                </button>
                <button type="button" data-action="remove-filter" aria-label=move || t::board::remove_filter(&whole())
                    on:click=move |_| {
                        set_filter(app, &filter.get_untracked().with(field, None));
                        dom::focus_soon("[data-action=open-filter-menu]");
                    }>{icon(Icon::X)}</button>
            </span>
        }
    };
    let rest = move || {
        if filter.with(Filter::is_empty) {
            return None;
        }
        app.read.track();
        app.changed.track();
        app.layout.track();
        if !app.has_read() {
            return Some(view! { <span class="muted" role="status">{t::filter::reading()}</span> }.into_any());
        }
        let (matching, without) = app.board(board::Board::without_each);
        let several = without.len() > 1;
        let clear = several.then(|| {
            view! {
                <button type="button" class="btn is-quiet is-small" data-action="clear-filters"
                    on:click=move |_| set_filter(app, &Filter::default())>{t::filter::clear()}</button>
            }
        });
        // Whoever "me" is has to be known before it can hold.
        let asks_me = app.me.get().is_none()
            && filter.with(|filter| {
                filter.conditions().iter().any(|condition| {
            matches!(&condition.test, Test::OneOf(all) | Test::NoneOf(all) if all.contains(&Choice::Me))
        })
            });
        if asks_me {
            return Some(view! {
                <button type="button" class="btn is-small" data-action="choose-me" on:click=move |_| app.asking.set(Some(Asking::Who))>
                    {t::filter::who_is_me()}
                </button>
                {clear}
            }.into_any());
        }
        if matching > 0 {
            // The totals above show how many; this is for those who do not see them change.
            let count = view! {
                <span class="sr-only" role="status" data-metric="matching" data-value=matching>{t::filter::matching(matching)}</span>
            };
            return Some(view! { {count}{clear} }.into_any());
        }
        // The condition without which most would be there, else the one that keeps most away.
        let narrowest = without.into_iter().max_by_key(|one| (one.count, one.keeps_away));
        let offer = narrowest.filter(|one| one.keeps_away > 0).and_then(|::board::Without { field, count, .. }| {
            let test = filter.with(|filter| filter.get(field).cloned())?;
            let what = condition_words(app, &Condition { field, test });
            Some(view! {
                <button type="button" class="btn is-small" data-action="drop-narrowest" data-field=field.key()
                    on:click=move |_| set_filter(app, &filter.get_untracked().with(field, None))>
                    {if count > 0 {
                        t::filter::drop_one { what: &what, count: &format::count(count) }.text()
                    } else {
                        t::filter::drop_narrowest(&what)
                    }}
                </button>
            })
        });
        Some(
            view! {
                <span class="filter-none" role="status" data-metric="matching" data-value="0">{t::filter::nothing()}</span>{offer}{clear}
            }
            .into_any(),
        )
    };
    view! { <For each=conditions key=|field| *field children=part/>{rest} }
}

/// What can be filtered by: what is asked most, then every field.
pub(crate) fn filter_menu(app: App) -> Groups {
    let presets = [
        (t::filter::mine(), Field::Owner, Test::OneOf(vec![Choice::Me])),
        (t::filter::no_next_step(), Field::Due, word("none")),
        (t::filter::overdue(), Field::Due, word("overdue")),
        (t::filter::closing(), Field::Close, Test::Days(Span::ThisQuarter)),
        (t::filter::pushed_twice(), Field::Pushed, Test::Between(Some(Decimal::TWO), None)),
        (t::filter::untouched(), Field::Touched, Test::Days(Span::Older(30))),
    ];
    let filter = app.route.get_untracked().filter();
    let usual = presets.into_iter().map(|(name, field, test)| {
        let is_on = filter.get(field) == Some(&test);
        let changed = filter.with(field, (!is_on).then_some(test));
        menu::item(Icon::ListFilter, name, "set-condition", move || set_filter(app, &changed)).toggled(is_on)
    });
    let each = fields(app).into_iter().map(|field| {
        let item = menu::item(field_icon(field), field_name(app, field), "add-condition", move || {
            menu::after_closing(move || app.asking.set(Some(Asking::Condition(field))));
        });
        item.of_field(field.key())
    });
    vec![usual.collect(), each.collect()]
}

fn word(word: &str) -> Test {
    Test::OneOf(vec![Choice::Word(word.to_owned())])
}

fn field_icon(field: Field) -> Icon {
    match field.form() {
        Form::Day => Icon::Calendar,
        Form::Money | Form::Number => Icon::ArrowUpDown,
        Form::Id | Form::Word => Icon::ListChecks,
        Form::Text => Icon::Search,
    }
}

/// Opens the menu of what can be filtered by, from anywhere.
pub(crate) fn open_filter_menu(app: App) {
    if let Some(button) = dom::find("[data-action=open-filter-menu]") {
        app.menu.set(Some((Menu::Filter, crate::ui::menu::Anchor::below(&button))));
    }
}
