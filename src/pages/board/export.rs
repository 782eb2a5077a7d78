//! The table as a file for spreadsheets: the rows that match, in their order, with the columns that are shown.

use filter::{Field, Form};
use interchange::export::{self, Export, Holds};
use leptos::prelude::*;
use model::{Currency, Money};

use super::cells::{Cell, Column, cell};
use super::table::{columns, rows};
use crate::i18n::t;
use crate::pages::sheets;
use crate::platform::{files, task};
use crate::state::{App, ToastKind};
use crate::ui::Icon;
use crate::ui::menu::{self, Groups};

/// The menu of what kinds of file there are.
pub(crate) fn menu(app: App) -> Groups {
    vec![vec![
        menu::item(Icon::FileSpreadsheet, t::export::workbook(), "export-xlsx", move || workbook(app)),
        menu::item(Icon::Download, t::export::csv(), "export-csv", move || {
            let export = untrack(|| table(app));
            files::save(&format!("{}.csv", name(app)), &export.csv());
            said(app, export.rows.len());
        }),
    ]]
}

fn workbook(app: App) {
    let export = untrack(|| table(app));
    let count = export.rows.len();
    task::spawn(async move {
        match sheets::write_sheet(export).await {
            Ok(bytes) => {
                files::download(&bytes, &format!("{}.xlsx", name(app)), sheets::XLSX);
                said(app, count);
            }
            Err(_) => app.say(ToastKind::Error, t::export::failed().to_owned()),
        }
    });
}

fn said(app: App, count: usize) {
    app.say(ToastKind::Status, t::export::done(count));
}

/// Of the file: what it holds and the day.
fn name(app: App) -> String {
    format!("{} {}", t::opportunity::title(), app.today.get_untracked())
}

fn table(app: App) -> Export {
    let shown = columns(app);
    let slots = rows(app);
    let rows: Vec<Vec<Cell>> = app.board(|board| {
        slots.iter().map(|slot| shown.iter().map(|column| cell(app, &board.card(*slot), *column)).collect()).collect()
    });
    let columns = shown.iter().enumerate().map(|(at, column)| {
        let money = rows.iter().filter_map(|row| if let Cell::Money(money) = &row[at] { Some(*money) } else { None });
        export::Column::new(column.name(app), holds(*column, shared(money)))
    });
    Export {
        name: t::opportunity::title().to_owned(),
        columns: columns.collect(),
        rows: rows.into_iter().map(|row| row.into_iter().map(plain).collect()).collect(),
    }
}

/// The one currency of some amounts.
fn shared(mut money: impl Iterator<Item = Money>) -> Option<Currency> {
    let first = money.next()?.currency;
    money.all(|money| money.currency == first).then_some(first)
}

fn holds(column: Column, currency: Option<Currency>) -> Holds {
    match column {
        Column::Weighted => Holds::Money(currency),
        Column::Next => Holds::Text,
        Column::Field(Field::Probability) => Holds::Percent,
        Column::Field(Field::Due) => Holds::Date,
        Column::Field(field) => match field.form() {
            Form::Money => Holds::Money(currency),
            Form::Number => Holds::Number,
            Form::Day => Holds::Date,
            Form::Text | Form::Id | Form::Word => Holds::Text,
        },
    }
}

fn plain(cell: Cell) -> export::Cell {
    match cell {
        Cell::Empty => export::Cell::Empty,
        Cell::Text(text) => export::Cell::Text(text),
        Cell::Number(number) => export::Cell::Number(number),
        Cell::Percent(percent) => export::Cell::Percent(percent),
        Cell::Money(money) => export::Cell::Money(money),
        Cell::Day(day) => export::Cell::Date(day),
    }
}
