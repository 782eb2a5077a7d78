//! What is asked of a field: the editor behind each part of the filter.

use board::ColumnKey;
use filter::{Choice, Custom, Field, Form, Span, Test};
use leptos::prelude::*;
use model::records::{Account, Contact, Product, Record as _};
use model::{Date, Decimal, Kind, Uuid};

use super::done;
use crate::i18n::{format, t};
use crate::pages::board::column_name;
use crate::pages::board::filters::{field_name, id_name, set_filter, span_name, word_name};
use crate::pages::settings::reason_name;
use crate::platform::{dom, task};
use crate::state::{App, lists};
use crate::ui::date_field::date_field;
use crate::ui::dialog::{Dialog, Shape, cancel_button, close_by_id, form_dialog};
use crate::ui::suggest::Suggestions;
use crate::ui::{Icon, icon, icon_button};

/// More choices than this are searched instead of read through.
const MANY: usize = 60;

/// In which way a field is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Value,
    NoneOf,
    Set,
    Unset,
}

impl Way {
    const ALL: [Self; 4] = [Self::Value, Self::NoneOf, Self::Set, Self::Unset];

    fn name(self, form: Form) -> &'static str {
        match (self, form) {
            (Self::Value, Form::Id | Form::Word) => t::filter::way_one_of(),
            (Self::Value, Form::Text) => t::filter::way_contains(),
            (Self::Value, _) => t::filter::way_between(),
            (Self::NoneOf, _) => t::filter::way_none_of(),
            (Self::Set, _) => t::filter::is_set(),
            (Self::Unset, _) => t::common::unset(),
        }
    }
}

/// What is being put together.
#[derive(Clone, Copy)]
struct Draft {
    field: Field,
    way: RwSignal<Way>,
    choices: RwSignal<Vec<Choice>>,
    text: RwSignal<String>,
    from: RwSignal<String>,
    to: RwSignal<String>,
    /// A span that is named; between two days where there is none.
    span: RwSignal<Option<Span>>,
    days: RwSignal<String>,
}

impl Draft {
    fn of(app: App, field: Field, test: Option<&Test>) -> Self {
        let plain = |value: &Option<Decimal>| value.map(|value| value.normalize().to_string()).unwrap_or_default();
        let draft = Self {
            field,
            way: RwSignal::new(Way::Value),
            choices: RwSignal::new(Vec::new()),
            text: RwSignal::new(String::new()),
            from: RwSignal::new(String::new()),
            to: RwSignal::new(String::new()),
            span: RwSignal::new((field.form() == Form::Day).then_some(Span::ThisMonth)),
            days: RwSignal::new("30".to_owned()),
        };
        match test {
            None => {}
            Some(Test::Set) => draft.way.set(Way::Set),
            Some(Test::Unset) => draft.way.set(Way::Unset),
            Some(Test::OneOf(choices)) => draft.choices.set(choices.clone()),
            Some(Test::NoneOf(choices)) => {
                draft.way.set(Way::NoneOf);
                draft.choices.set(choices.clone());
            }
            Some(Test::Contains(text)) => draft.text.set(text.clone()),
            Some(Test::Between(from, to)) => {
                draft.from.set(plain(from));
                draft.to.set(plain(to));
            }
            Some(Test::Money(currency, from, to)) => {
                let text = |value: &Option<Decimal>| {
                    let currency = currency.unwrap_or_else(|| app.currency());
                    value
                        .map(|value| phrase::money_text(model::Money { value, currency }, app.currency()))
                        .unwrap_or_default()
                };
                draft.from.set(text(from));
                draft.to.set(text(to));
            }
            Some(Test::Days(Span::Between(from, to))) => {
                let text = |day: &Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
                draft.from.set(text(from));
                draft.to.set(text(to));
                draft.span.set(None);
            }
            Some(Test::Days(span)) => {
                if let Span::Next(count) | Span::Last(count) | Span::Older(count) = span {
                    draft.days.set(count.to_string());
                }
                draft.span.set(Some(*span));
            }
        }
        draft
    }

    /// The condition as it stands; why not where something cannot be read, nothing where nothing is asked yet.
    fn test(self, app: App) -> Result<Option<Test>, &'static str> {
        match self.way.get() {
            Way::Set => return Ok(Some(Test::Set)),
            Way::Unset => return Ok(Some(Test::Unset)),
            Way::NoneOf => return Ok(Some(self.choices.get()).filter(|all| !all.is_empty()).map(Test::NoneOf)),
            Way::Value => {}
        }
        let (from, to) = (self.from.get(), self.to.get());
        let (from, to) = (from.trim(), to.trim());
        match self.field.form() {
            Form::Id | Form::Word => Ok(Some(self.choices.get()).filter(|all| !all.is_empty()).map(Test::OneOf)),
            Form::Text => {
                let text = self.text.get();
                Ok(Some(text.trim().to_owned()).filter(|text| !text.is_empty()).map(Test::Contains))
            }
            Form::Number => {
                let number = |text: &str| {
                    let text = text.trim_end_matches('%');
                    if text.is_empty() { Ok(None) } else { phrase::number(text).map(Some).ok_or_else(t::field::number) }
                };
                let ends = (number(from)?, number(to)?);
                Ok((ends != (None, None)).then_some(Test::Between(ends.0, ends.1)))
            }
            Form::Money => {
                let money = |text: &str| {
                    if text.is_empty() {
                        Ok(None)
                    } else {
                        phrase::money(text, app.currency()).map(Some).ok_or_else(t::field::money)
                    }
                };
                let (from, to) = (money(from)?, money(to)?);
                let currency = from.or(to).map(|money| money.currency);
                if from.zip(to).is_some_and(|(from, to)| from.currency != to.currency) {
                    return Err(t::filter::two_currencies());
                }
                let (from, to) = (from.map(|money| money.value), to.map(|money| money.value));
                Ok(currency.map(|currency| Test::Money(Some(currency), from, to)))
            }
            Form::Day => {
                let count = || self.days.get().trim().parse::<u16>().map_err(|_| t::filter::how_many_days());
                match self.span.get() {
                    Some(Span::Next(_)) => Ok(Some(Test::Days(Span::Next(count()?)))),
                    Some(Span::Last(_)) => Ok(Some(Test::Days(Span::Last(count()?)))),
                    Some(Span::Older(_)) => Ok(Some(Test::Days(Span::Older(count()?)))),
                    Some(named) => Ok(Some(Test::Days(named))),
                    None => {
                        let today = app.today.get_untracked();
                        let day = |text: &str| {
                            if text.is_empty() {
                                Ok(None)
                            } else {
                                phrase::day(text, today).map(Some).ok_or_else(t::field::day)
                            }
                        };
                        let ends = (day(from)?, day(to)?);
                        Ok((ends != (None, None)).then_some(Test::Days(Span::Between(ends.0, ends.1))))
                    }
                }
            }
        }
    }
}

pub(super) fn dialog(app: App, field: Field) -> impl IntoView {
    let filter = app.route.get_untracked().filter();
    let draft = Draft::of(app, field, filter.get(field));
    app.want([field]);
    let form = field.form();
    let wrong = RwSignal::new(None::<&'static str>);
    let ways = Way::ALL.into_iter().filter(|way| *way != Way::NoneOf || matches!(form, Form::Id | Form::Word));
    let ways = ways.map(|way| {
        view! {
            <label class="pick">
                <input type="radio" name="way" checked=draft.way.get_untracked() == way on:change=move |_| draft.way.set(way)/>
                {way.name(form)}
            </label>
        }
    });
    let value = move || {
        matches!(draft.way.get(), Way::Value | Way::NoneOf).then(|| match form {
            Form::Text => text_field(draft).into_any(),
            Form::Number | Form::Money => ends(draft).into_any(),
            Form::Day => days(draft).into_any(),
            Form::Id | Form::Word => choices(app, draft).into_any(),
        })
    };
    // What would be left, while it is being put together.
    let echo = {
        let filter = filter.clone();
        move || {
            app.read.track();
            match draft.test(app) {
                Ok(test) if app.has_read() => t::filter::would_match(app.how_many(&filter.with(field, test))),
                Ok(_) => t::filter::reading().to_owned(),
                Err(_) => String::new(),
            }
        }
    };
    let body = view! {
        <fieldset class="picks"><legend class="sr-only">{t::filter::way()}</legend>{ways.collect_view()}</fieldset>
        {value}
        {move || match wrong.get() {
            Some(what) => view! { <p class="field-error" role="alert">{icon(Icon::CircleAlert)}<span>{what}</span></p> }.into_any(),
            None => view! { <p class="field-note num" role="status" data-metric="would-match">{echo.clone()}</p> }.into_any(),
        }}
    };
    let is_known = filter.get(field).is_some();
    let foot = view! {
        {is_known.then(|| {
            let filter = filter.clone();
            view! {
                <button type="button" class="btn is-quiet" data-action="remove-condition" on:click=move |_| {
                    set_filter(app, &filter.with(field, None));
                    close_by_id("dialog-condition");
                }>{t::filter::remove()}</button>
            }
        })}
        {cancel_button(t::common::cancel())}
        <button type="submit" class="btn is-primary" data-action="apply-condition">{t::filter::apply()}</button>
    };
    Effect::new(move |_| {
        draft.test(app).ok();
        wrong.set(None);
    });
    let submit = move || match untrack(|| draft.test(app)) {
        Ok(test) => {
            let filter = app.route.get_untracked().filter();
            set_filter(app, &filter.with(field, test));
            close_by_id("dialog-condition");
        }
        Err(what) => wrong.set(Some(what)),
    };
    dom::focus_soon("#dialog-condition .dialog-body :is(.input, .check input, .picks ~ * input)");
    let dialog = Dialog {
        shape: Shape::Plain,
        id: "dialog-condition",
        title: field_name(app, field),
        subtitle: None,
        body: body.into_any(),
        foot: foot.into_any(),
    };
    form_dialog(dialog, submit, move || done(app))
}

fn text_field(draft: Draft) -> impl IntoView {
    view! {
        <div class="field">
            <label for="condition-text">{t::filter::way_contains()}</label>
            <input class="input" id="condition-text" type="text" autocomplete="off" bind:value=draft.text/>
        </div>
    }
}

fn ends(draft: Draft) -> impl IntoView {
    view! {
        <div class="fields">
            <div class="field">
                <label for="condition-from">{t::filter::from()}</label>
                <input class="input is-money" id="condition-from" type="text" autocomplete="off" bind:value=draft.from/>
            </div>
            <div class="field">
                <label for="condition-to">{t::filter::to()}</label>
                <input class="input is-money" id="condition-to" type="text" autocomplete="off" bind:value=draft.to/>
            </div>
        </div>
    }
}

fn days(draft: Draft) -> impl IntoView {
    let option = move |span: Option<Span>, name: String| {
        let is_chosen = move || match (draft.span.get(), span) {
            (Some(Span::Next(_)), Some(Span::Next(_)))
            | (Some(Span::Last(_)), Some(Span::Last(_)))
            | (Some(Span::Older(_)), Some(Span::Older(_))) => true,
            (chosen, span) => chosen == span,
        };
        view! {
            <label class="pick">
                <input type="radio" name="span" data-span=span.map_or_else(|| "between".to_owned(), |span| span.to_string())
                    prop:checked=is_chosen on:change=move |_| draft.span.set(span)/>{name}
            </label>
        }
    };
    let named = Span::NAMED.map(|span| option(Some(span), span_name(span)));
    let counted = [
        (Span::Next(0), t::filter::next_days()),
        (Span::Last(0), t::filter::last_days()),
        (Span::Older(0), t::filter::older_days()),
    ];
    let counted = counted.map(|(span, name)| option(Some(span), name.to_owned()));
    let more = move || {
        match draft.span.get() {
        Some(Span::Next(_) | Span::Last(_) | Span::Older(_)) => Some(view! {
            <div class="field">
                <label for="condition-days">{t::filter::days()}</label>
                <input class="input is-short num" id="condition-days" type="text" inputmode="numeric" autocomplete="off" bind:value=draft.days/>
            </div>
        }.into_any()),
        Some(_) => None,
        None => Some(view! {
            <div class="fields">
                <div class="field"><label for="condition-from">{t::filter::from()}</label>{date_field("condition-from", draft.from, Signal::derive(|| false), None)}</div>
                <div class="field"><label for="condition-to">{t::filter::to()}</label>{date_field("condition-to", draft.to, Signal::derive(|| false), None)}</div>
            </div>
        }.into_any()),
    }
    };
    view! {
        <fieldset class="picks">
            <legend class="sr-only">{t::filter::way_between()}</legend>
            {named.collect_view()}{counted.collect_view()}{option(None, t::filter::between_days().to_owned())}
        </fieldset>
        {more}
    }
}

/// The records a field can point at, where they are found by typing; none where they are few.
fn searched(field: Field) -> Option<Kind> {
    match field {
        Field::Account => Some(Account::KIND),
        Field::Contact => Some(Contact::KIND),
        _ => None,
    }
}

fn choices(app: App, draft: Draft) -> AnyView {
    match searched(draft.field) {
        Some(kind) => by_typing(app, draft, kind).into_any(),
        None => by_list(app, draft).into_any(),
    }
}

/// Chosen by typing a name.
fn by_typing(app: App, draft: Draft, kind: Kind) -> impl IntoView {
    let names = Suggestions::of(kind);
    let typed = draft.text;
    let add = move || {
        if let Some(id) = names.find(&typed.get_untracked()) {
            draft.choices.update(|all| {
                if !all.contains(&Choice::Id(id)) {
                    all.push(Choice::Id(id));
                }
            });
            typed.set(String::new());
        }
    };
    let chosen = move || {
        let all = draft.choices.get();
        let line = |choice: Choice| {
            let Choice::Id(id) = choice else { return ().into_any() };
            let name = id_name(app, draft.field, id);
            view! {
                <span class="chip">{name.clone()}
                    {icon_button(Icon::X, "remove-choice", t::board::remove_filter(&name), move |_| {
                        draft.choices.update(|all| all.retain(|known| *known != Choice::Id(id)));
                    })}
                </span>
            }
            .into_any()
        };
        (!all.is_empty()).then(|| view! { <div class="picks">{all.into_iter().map(line).collect_view()}</div> })
    };
    view! {
        {chosen}
        <div class="field">
            <label for="condition-text">{t::filter::type_name()}</label>
            <input class="input" id="condition-text" type="text" autocomplete="off" list="condition-names" bind:value=typed
                on:input=move |_| add()
                on:keydown=move |event| {
                    // Enter takes what is typed first, and sends the form when there is nothing more.
                    if event.key() == "Enter" && !dom::is_composing(&event) && !typed.with_untracked(String::is_empty) {
                        event.prevent_default();
                        add();
                    }
                }/>
            {names.datalist("condition-names", typed.into())}
        </div>
    }
}

/// Chosen from all there are.
fn by_list(app: App, draft: Draft) -> impl IntoView {
    let field = draft.field;
    let read = RwSignal::new(Vec::<(Uuid, String)>::new());
    if field == Field::Product {
        task::spawn(async move {
            let docs = app.store().await.all(Product::KIND).await.unwrap_or_default();
            read.try_set(docs.iter().map(|doc| (doc.id, doc.name())).collect());
        });
    }
    let sought = RwSignal::new(String::new());
    // All there is to choose, with how many opportunities have it where that is known.
    let all = Memo::new(move |_| {
        app.read.track();
        app.layout.track();
        let id = |(id, name): (Uuid, String)| (Choice::Id(id), name, None);
        let mut all: Vec<(Choice, String, Option<usize>)> = match field {
            Field::Owner | Field::Custom(Custom::Id, _) => {
                let me = (Choice::Me, t::filter::me().to_owned(), None);
                // Those who have left may still own something.
                let members = app.board(board::Board::all_members).into_iter();
                std::iter::once(me).chain(members.map(|(member, name)| id((member.uuid(), name)))).collect()
            }
            Field::Stage => {
                let stages = app.board(|board| {
                    let keys = board.view().columns().iter().filter_map(|column| match column.key {
                        ColumnKey::Stage(id) => Some(id),
                        ColumnKey::Won | ColumnKey::Lost => None,
                    });
                    keys.map(|id| (id, column_name(app, ColumnKey::Stage(id)))).collect::<Vec<_>>()
                });
                stages.into_iter().map(id).collect()
            }
            Field::Custom(Custom::Word, own) => words(app, field, own_choices(app, own)),
            Field::Source => words(app, field, lists().source_names()),
            Field::Reason => reason_tree().into_iter().map(id).collect(),
            Field::Due => ["overdue", "today", "none", "planned"].map(|word| fixed(field, word)).into(),
            Field::Outcome => ["open", "won", "lost"].map(|word| fixed(field, word)).into(),
            Field::Grade => Field::GRADES.map(|word| fixed(field, word)).into(),
            Field::Sign => Field::SIGNS.map(|word| fixed(field, word)).into(),
            Field::Strategic => ["yes", "no"].map(|word| fixed(field, word)).into(),
            Field::Product => read.get().into_iter().map(id).collect(),
            _ => words(app, field, Vec::new()),
        };
        // What is chosen stays to be seen, whether anything has it or not.
        for choice in draft.choices.get_untracked() {
            if !all.iter().any(|(known, ..)| *known == choice) {
                let name = match &choice {
                    Choice::Me => t::filter::me().to_owned(),
                    Choice::Id(of) => id_name(app, field, *of),
                    Choice::Word(word) => word_name(field, word),
                };
                all.push((choice, name, None));
            }
        }
        all
    });
    let many = Memo::new(move |_| all.with(|all| all.len() > 12));
    let lines = move || {
        let sought = sought.get().trim().to_lowercase();
        let fits =
            all.get().into_iter().filter(|(_, name, _)| sought.is_empty() || name.to_lowercase().contains(&sought));
        let line = |(choice, name, count): (Choice, String, Option<usize>)| {
            let own = choice.clone();
            let is_chosen = move || draft.choices.with(|all| all.contains(&own));
            let press = move |event: web_sys::Event| {
                let on = event_target_checked(&event);
                draft.choices.update(|all| {
                    all.retain(|known| *known != choice);
                    if on {
                        all.push(choice.clone());
                    }
                });
            };
            view! {
                <label class="check">
                    <input type="checkbox" prop:checked=is_chosen on:change=press/>
                    <span class="truncate">{name}</span><span class="end num muted">{count.map(format::count)}</span>
                </label>
            }
        };
        let lines: Vec<_> = fits.take(MANY).map(line).collect();
        if lines.is_empty() {
            return view! { <p class="muted">{if app.has_read() { t::filter::no_values() } else { t::filter::reading() }}</p> }.into_any();
        }
        lines.collect_view().into_any()
    };
    view! {
        {move || many.get().then(|| view! {
            <div class="field">
                <label class="sr-only" for="condition-sought">{t::filter::search_values()}</label>
                <input class="input" id="condition-sought" type="text" autocomplete="off" placeholder=t::filter::search_values() bind:value=sought/>
            </div>
        })}
        <fieldset class="options is-scrolling"><legend class="sr-only">{field_name(app, field)}</legend>{lines}</fieldset>
    }
}

/// Words that are offered, in order, then others that stand in the field; each with how many opportunities have it.
fn words(app: App, field: Field, offered: Vec<String>) -> Vec<(Choice, String, Option<usize>)> {
    let used = app.words_of(field);
    let count = |word: &str| used.iter().find(|(known, _)| known == word).map_or(0, |(_, count)| *count);
    let others = used.iter().filter(|(word, _)| !offered.contains(word)).map(|(word, count)| (word.clone(), *count));
    let all = offered.iter().map(|word| (word.clone(), count(word))).chain(others);
    all.map(|(word, count)| (Choice::Word(word.clone()), word, Some(count))).collect()
}

fn own_choices(app: App, id: Uuid) -> Vec<String> {
    app.custom_fields.with(|all| {
        let found = all.iter().find(|(known, _)| *known == id);
        found.map(|(_, field)| field.choices.clone()).unwrap_or_default()
    })
}

/// Loss reasons, each followed by its finer ones; those no longer offered last.
fn reason_tree() -> Vec<(Uuid, String)> {
    lists().reasons.with(|all| {
        let place = |id: Uuid| all.iter().position(|(known, _)| *known == id).unwrap_or(usize::MAX);
        let mut list: Vec<_> = all
            .iter()
            .map(|(id, reason)| {
                let family = reason.parent.map_or(*id, model::Id::uuid);
                ((reason.archived, place(family), reason.parent.is_some(), place(*id)), *id, reason_name(*id))
            })
            .collect();
        list.sort_by_key(|(key, ..)| *key);
        list.into_iter().map(|(_, id, name)| (id, name)).collect()
    })
}

fn fixed(field: Field, word: &str) -> (Choice, String, Option<usize>) {
    (Choice::Word(word.to_owned()), word_name(field, word), None)
}
