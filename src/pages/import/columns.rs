//! The second step: what each column goes into, with a proposal for every question.

use interchange::book::SheetInfo;
use interchange::cell::date::Order;
use interchange::encoding::Encoding;
use interchange::headers::{HistoryField, Kind, OpportunityField, Target};
use interchange::import::protocol::{ColumnState, ColumnView, ColumnsView, DateQuestion, Form};
use interchange::table::{Delimiter, Furniture, Skipped};
use leptos::prelude::*;
use model::Currency;

use super::flow::Flow;
use super::{foot, words};
use crate::i18n::{format, t};
use crate::ui::icon;
use crate::ui::parts::notice;

pub(super) fn view(flow: Flow) -> impl IntoView {
    move || {
        flow.columns.get().map(|view| {
            let ColumnsView { kind, columns, date_order, currency, file, rows, fields, .. } = view.clone();
            let mapped = columns.iter().filter(|column| column.target.is_some()).count();
            let said = t::import::mapped { mapped: &format::count(mapped), of: &format::count(columns.len()) }.text();
            let has_stages = columns.iter().any(|column| {
                let stage = [Target::Opportunity(OpportunityField::Stage), Target::StageHistory(HistoryField::Stage)];
                column.target.is_some_and(|target| stage.contains(&target))
            });
            let next = if has_stages { t::import::next_stages() } else { t::import::next_check() };
            view! {
                <div class="stack">
                    // Alone it fills its row.
                    <div class:fields=matches!(file.form, Form::Sheet { of: 2.., .. })>
                        {sheet_field(flow, &file.form)}
                        {kind_field(flow, &view)}
                    </div>
                    {notes(&view)}
                    {kind.map(|kind| table(flow, kind, columns, &fields))}
                    {date_order.map(|question| dates(flow, question))}
                    {currency.map(|currency| currencies(flow, currency))}
                    {(rows == 0).then(|| notice(Some("warn"), t::import::no_rows().to_owned()))}
                    {match file.form {
                        Form::Text { encoding, delimiter } => Some(reading(flow, encoding, delimiter)),
                        Form::Sheet { .. } => None,
                    }}
                </div>
                {foot(flow, said, next, "import-next", move || flow.next())}
            }
        })
    }
}

/// Which sheet of a workbook is read, where there are several.
fn sheet_field(flow: Flow, form: &Form) -> impl IntoView + use<> {
    let Form::Sheet { name: chosen, of: 2.. } = form.clone() else { return ().into_any() };
    let (book, _) = flow.book.get_untracked().unwrap_or_default();
    let options = book.sheets.into_iter().map(|sheet| {
        let is_chosen = sheet.name == chosen;
        view! { <option value=sheet.index prop:selected=is_chosen>{sheet_label(&sheet)}</option> }
    });
    view! {
        <div class="field">
            <label for="import-sheet">{t::import::sheet()}</label>
            <select class="input" id="import-sheet" data-action="set-sheet" on:change=move |event| {
                if let Ok(index) = event_target_value(&event).parse() {
                    flow.set_sheet(index);
                }
            }>{options.collect_view()}</select>
        </div>
    }
    .into_any()
}

fn sheet_label(sheet: &SheetInfo) -> String {
    let SheetInfo { name, rows, hidden, trouble, .. } = sheet;
    match (trouble, hidden) {
        (Some(_), _) => t::import::sheet_broken(name),
        (None, true) => t::import::sheet_hidden(*rows, name),
        (None, false) => t::import::sheet_shown(*rows, name),
    }
}

fn kind_field(flow: Flow, view: &ColumnsView) -> impl IntoView + use<> {
    let chosen = view.kind;
    let options = Kind::ALL.into_iter().enumerate().map(|(index, kind)| {
        view! { <option value=index prop:selected=chosen == Some(kind)>{words::kind(kind)}</option> }
    });
    let vendor = words::shape(view.shape).map(t::import::recognised);
    view! {
        <div class="field">
            <label for="import-kind">{t::import::rows_are()}</label>
            <select class="input" id="import-kind" data-action="set-kind" aria-describedby="import-kind-note" on:change=move |event| {
                if let Some(kind) = event_target_value(&event).parse().ok().and_then(|index: usize| Kind::ALL.get(index)) {
                    flow.set_kind(*kind);
                }
            }>
                {chosen.is_none().then(|| view! { <option value="" prop:selected=true>{t::import::choose_kind()}</option> })}
                {options.collect_view()}
            </select>
            <p class="field-note" id="import-kind-note">{vendor}</p>
        </div>
    }
}

/// What was passed over, and what is odd about the file.
fn notes(view: &ColumnsView) -> impl IntoView + use<> {
    let mut notes = Vec::new();
    if view.unread > 0 {
        notes.push((Some("warn"), t::import::unread(view.unread)));
    }
    // Totals are what people look for.
    let (totals, others): (Vec<&Skipped>, Vec<&Skipped>) =
        view.skipped.iter().partition(|skipped| skipped.what == Furniture::Total);
    if let Some(first) = others.first() {
        let line = format::count(first.line as usize);
        notes.push((None, t::import::skipped { count: others.len(), line: &line, text: &first.text }.text()));
    }
    if let Some(first) = totals.first() {
        let line = format::count(first.line as usize);
        notes.push((None, t::import::totals { count: totals.len(), line: &line, text: &first.text }.text()));
    }
    notes.extend(view.warnings.iter().map(|warning| (None, words::warning(warning))));
    notes.into_iter().map(|(tone, text)| notice(tone, text)).collect_view()
}

fn table(flow: Flow, kind: Kind, columns: Vec<ColumnView>, fields: &[(Target, String)]) -> impl IntoView + use<> {
    let rows = columns.into_iter().enumerate().map(|(index, column)| row(flow, kind, index, column, fields));
    let rows = rows.collect_view();
    view! {
        <div class="table-scroll">
            <table class="table is-cards">
                <caption class="sr-only">{t::import::columns_caption()}</caption>
                <thead><tr>
                    <th scope="col">{t::import::column()}</th><th scope="col">{t::import::samples()}</th>
                    <th scope="col">{t::import::field()}</th><th scope="col">{t::import::state()}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn row(flow: Flow, kind: Kind, index: usize, column: ColumnView, fields: &[(Target, String)]) -> impl IntoView + use<> {
    let ColumnView { header, samples, target, state } = column;
    let header = if header.is_empty() { t::import::unnamed(&(index + 1).to_string()) } else { header };
    let targets: Vec<Target> = Target::options(kind).into_iter().chain(fields.iter().map(|(own, _)| *own)).collect();
    let known = matches!(state, ColumnState::Field { .. });
    let options = targets.clone().into_iter().enumerate().map(|(at, option)| {
        let name = match fields.iter().find(|(own, _)| *own == option) {
            Some((_, name)) => t::target::own_field(name),
            None => words::target(option, &header, known && target == Some(option)),
        };
        view! { <option value=at prop:selected=target == Some(option)>{name}</option> }
    });
    let id = format!("map-{index}");
    let label = id.clone();
    let (tone, picture, said) = words::column_state(&state);
    view! {
        <tr data-column=header.clone()>
            <th scope="row">{header.clone()}</th>
            <td class="raw">{samples.join(" · ")}</td>
            <td>
                <label class="sr-only" for=label>{t::import::field_for(&header)}</label>
                <select class="input is-small" id=id data-action="map-column" on:change=move |event| {
                    let chosen = event_target_value(&event).parse::<usize>().ok().and_then(|at| targets.get(at)).copied();
                    flow.set_column(index, chosen);
                }>
                    <option value="" prop:selected=target.is_none()>{t::import::leave_out()}</option>
                    {options.collect_view()}
                </select>
            </td>
            <td><span class="tag" data-tone=tone>{picture.map(icon)}{said}</span></td>
        </tr>
    }
}

fn dates(flow: Flow, question: DateQuestion) -> impl IntoView {
    const ORDERS: [Order; 3] = [Order::MonthFirst, Order::DayFirst, Order::YearFirst];
    let chosen = question.order;
    let picks = ORDERS.into_iter().filter(|order| *order != Order::YearFirst || chosen == Order::YearFirst).map(|order| {
        view! {
            <label class="pick">
                <input type="radio" name="date-order" checked=chosen == order on:change=move |_| flow.set_order(order)/>
                {words::order(order)}
            </label>
        }
    });
    let asked = t::import::date_order(&question.samples.join(t::import::and()));
    view! { <fieldset class="field" data-question="date-order"><legend>{asked}</legend><div class="picks">{picks.collect_view()}</div></fieldset> }
}

/// Which currency amounts are in that name none.
fn currencies(flow: Flow, chosen: Currency) -> impl IntoView {
    const OFFERED: [&str; 12] = ["CNY", "USD", "EUR", "HKD", "TWD", "JPY", "KRW", "SGD", "GBP", "AUD", "CAD", "INR"];
    let own = (!OFFERED.contains(&chosen.code())).then(|| chosen.code().to_owned());
    let options = OFFERED.into_iter().map(str::to_owned).chain(own).map(|code| {
        let is_chosen = code == chosen.code();
        view! { <option value=code.clone() prop:selected=is_chosen>{code.clone()}</option> }
    });
    view! {
        <div class="field" data-question="currency">
            <label for="import-currency">{t::import::currency()}</label>
            <select class="input is-short" id="import-currency" data-action="set-currency" on:change=move |event| {
                if let Some(currency) = Currency::parse(&event_target_value(&event)) {
                    flow.set_currency(currency);
                }
            }>{options.collect_view()}</select>
        </div>
    }
}

/// How the file is read, for when the guess was wrong.
fn reading(flow: Flow, encoding: Encoding, delimiter: Delimiter) -> impl IntoView {
    const ENCODINGS: [Encoding; 5] =
        [Encoding::Utf8, Encoding::Gb18030, Encoding::Utf16Le, Encoding::Utf16Be, Encoding::Windows1252];
    let encodings = ENCODINGS.map(|option| {
        view! { <option value=option.label() prop:selected=option == encoding>{words::encoding(option)}</option> }
    });
    let delimiters = Delimiter::ALL.into_iter().enumerate().map(|(at, option)| {
        view! { <option value=at prop:selected=option == delimiter>{words::delimiter(option)}</option> }
    });
    view! {
        <details>
            <summary>{t::import::reading_options()}</summary>
            <div class="fields">
                <div class="field">
                    <label for="import-encoding">{t::import::encoding()}</label>
                    <select class="input" id="import-encoding" data-action="set-encoding" on:change=move |event| {
                        let value = event_target_value(&event);
                        let chosen = ENCODINGS.into_iter().find(|option| option.label() == value);
                        flow.reread(chosen, Some(delimiter));
                    }>{encodings.collect_view()}</select>
                </div>
                <div class="field">
                    <label for="import-delimiter">{t::import::delimiter()}</label>
                    <select class="input" id="import-delimiter" data-action="set-delimiter" on:change=move |event| {
                        let at = event_target_value(&event).parse::<usize>().ok();
                        flow.reread(Some(encoding), at.and_then(|at| Delimiter::ALL.get(at)).copied());
                    }>{delimiters.collect_view()}</select>
                </div>
            </div>
        </details>
    }
}
