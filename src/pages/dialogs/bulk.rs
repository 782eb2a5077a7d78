//! What is done with several opportunities at once: where to, whose, which field, or how they ended.

use std::collections::BTreeSet;

use filter::Field;
use leptos::prelude::*;
use model::command::Close;
use model::diff::Fields;
use model::records::{Opportunity, Outcome};
use model::{Command, Id, RecordRef, Uuid};
use serde_json::json;

use super::done;
use super::fields::{day_field, field, optional_day, owner_select};
use super::push::Why;
use super::reasons::Reasons;
use crate::i18n::{format, t};
use crate::pages::board::filters::{field_name, fields};
use crate::pages::board::selecting::{chosen, give, move_all, move_each};
use crate::pages::board::{months, moving};
use crate::pages::fields::{self as editing, Editor};
use crate::pages::mapping::{self, Mapping};
use crate::platform::{dom, task};
use crate::state::{App, Bulk};
use crate::ui::dialog::{Dialog, Shape, cancel_button, close_by_id, form_dialog};
use crate::ui::suggest::{Suggestions, word_list};
use crate::ui::{Icon, icon};

pub(super) fn dialog(app: App, bulk: Bulk) -> impl IntoView {
    let count = chosen(app).len();
    let (body, submit) = match bulk {
        Bulk::Move => to_stage(app),
        Bulk::Owner => to_owner(app),
        Bulk::Edit => to_field(app),
        Bulk::Won => to_end(app, Outcome::Won),
        Bulk::Lost => to_end(app, Outcome::Lost),
    };
    let title = match bulk {
        Bulk::Move => t::card::move_to(),
        Bulk::Owner => t::field::owner(),
        Bulk::Edit => t::select::edit(),
        Bulk::Won => t::close::mark_won(),
        Bulk::Lost => t::close::mark_lost(),
    };
    let foot = view! {
        {cancel_button(t::common::cancel())}
        <button type="submit" class="btn is-primary" class:is-danger=bulk == Bulk::Lost data-action="confirm-bulk">
            {t::select::confirm(count)}
        </button>
    };
    dom::focus_soon("#dialog-bulk .dialog-body :is(input, select)");
    let dialog = Dialog {
        shape: Shape::Plain,
        id: "dialog-bulk",
        title: title.to_owned(),
        subtitle: Some(t::select::count(count)),
        body,
        foot: foot.into_any(),
    };
    form_dialog(dialog, submit, move || done(app))
}

type Part = (AnyView, Box<dyn Fn()>);

/// To a stage; into another pipeline each to the stage its own becomes.
fn to_stage(app: App) -> Part {
    let ids: BTreeSet<Uuid> = chosen(app).into_iter().collect();
    let is_chosen = move |ids: &BTreeSet<Uuid>, card: &board::Card<'_>| ids.contains(&card.id);
    let own: BTreeSet<Option<Uuid>> = app.board(|board| {
        let all = board.all().filter(|card| is_chosen(&ids, card));
        all.map(|card| card.stage.and_then(|stage| stage.pipeline)).collect()
    });
    // Where all of them lie in one pipeline, going to a stage of it needs no mapping.
    let own = own.into_iter().collect::<Vec<_>>();
    let own = if let [own] = own[..] { own } else { None };
    let pipelines = app.board(board::Board::pipelines);
    let first =
        own.filter(|own| pipelines.iter().any(|(id, _)| id == own)).or_else(|| pipelines.first().map(|(id, _)| *id));
    let into = RwSignal::new(first);
    let stages = Signal::derive(move || into.get().map(|into| mapping::stages(app, into)).unwrap_or_default());
    let to = RwSignal::new(None::<Uuid>);
    let map = RwSignal::new(Mapping::new());
    let held = mapping::held(app, |card| is_chosen(&ids, card));
    let before = held.clone();
    Effect::new(move |_| {
        let stages = stages.get();
        to.set(stages.first().map(|(id, _)| *id));
        map.set(mapping::proposed(app, &before, &stages));
    });
    let several = pipelines.len() > 1;
    let choice = move || {
        if into.get() == own {
            let option = |(at, (id, name)): (usize, (Uuid, String))| {
                view! {
                    <label class="check">
                        <input type="radio" name="to" value=id.to_string() checked=at == 0 on:change=move |_| to.set(Some(id))/>
                        <span>{name}</span>
                    </label>
                }
            };
            let options = stages.get().into_iter().enumerate().map(option).collect_view();
            return view! { <fieldset class="options"><legend class="sr-only">{t::field::stage()}</legend>{options}</fieldset> }
                .into_any();
        }
        mapping::table(held.clone(), stages, map, None).into_any()
    };
    let body = view! {
        {several.then(|| mapping::pipeline_select("bulk-pipeline", pipelines, into))}
        {choice}
    };
    let submit = move || {
        let Some(pipeline) = into.get_untracked() else { return };
        close_by_id("dialog-bulk");
        if Some(pipeline) == own {
            if let Some(stage) = to.get_untracked() {
                move_all(app, stage);
            }
        } else {
            move_into(app, pipeline, &map.get_untracked());
        }
    };
    (body.into_any(), Box::new(submit))
}

/// All that are chosen into another pipeline. What is closed stays closed.
fn move_into(app: App, pipeline: Uuid, map: &Mapping) {
    let ids: BTreeSet<Uuid> = chosen(app).into_iter().collect();
    let name = app.board(|board| {
        let row = board.pipelines().into_iter().find(|(id, _)| *id == pipeline);
        row.map(|(_, name)| name).unwrap_or_default()
    });
    let (mut moves, mut closed) = (Vec::new(), Vec::new());
    app.board(|board| {
        for card in board.all().filter(|card| ids.contains(&card.id)) {
            let Some(stage) = card.stage.and_then(|stage| map.get(&stage.id)).copied() else { continue };
            if card.outcome == Outcome::Open {
                moves.push((card.id, stage));
                continue;
            }
            let fields: Fields =
                [("stage".to_owned(), json!(stage.to_string())), ("pipeline".to_owned(), json!(pipeline.to_string()))]
                    .into();
            let target = RecordRef::to(Id::<Opportunity>::new(card.id));
            closed.push(Command::Edit { target, fields, docs: Vec::new() });
        }
    });
    move_each(app, &name, moves, closed);
}

fn to_owner(app: App) -> Part {
    let owner = RwSignal::new(app.me.get_untracked().map(|me| me.to_string()).unwrap_or_default());
    let body = owner_select(app, "bulk-owner", owner);
    let submit = move || {
        let value = Some(owner.get_untracked()).filter(|id| !id.is_empty()).map_or(serde_json::Value::Null, Into::into);
        close_by_id("dialog-bulk");
        set(app, Field::Owner, value, Vec::new());
    };
    (body.into_any(), Box::new(submit))
}

/// One field of all of them.
fn set(app: App, field: Field, value: serde_json::Value, mut docs: Vec<model::Doc>) {
    let ids = chosen(app);
    let said = t::select::changed { count: &format::count(ids.len()), field: &field_name(app, field) }.text();
    let name = editing::name_in_record(field);
    let commands = ids.into_iter().map(|id| {
        let fields: Fields = [(name.clone(), value.clone())].into();
        // What is made along is made once.
        Command::Edit { target: RecordRef::to(Id::<Opportunity>::new(id)), fields, docs: std::mem::take(&mut docs) }
    });
    give(app, commands.collect(), said);
}

/// Stands in a choice before one is made; no value of one.
const UNCHOSEN: &str = "\u{1f}";

fn to_field(app: App) -> Part {
    let names = Suggestions::of_accounts();
    let editable: Vec<Field> = fields(app)
        .into_iter()
        .filter(|field| *field != Field::Title && editing::editor(app, *field).is_some())
        .collect();
    let chosen_field = RwSignal::new(editable.first().copied().unwrap_or(Field::Source));
    let typed = RwSignal::new(String::new());
    let error = RwSignal::new(None::<&'static str>);
    let why = Why::new();
    let closes = move |typed: &str| phrase::close_day(typed, app.today.get_untracked());
    // Whether the day that is typed puts one of them off.
    let is_put_off = move || {
        let to = typed.with(|typed| closes(typed));
        chosen_field.get() == Field::Close && chosen(app).into_iter().any(|id| months::is_later(app, id, to))
    };
    let options = editable.into_iter().map(|field| {
        view! { <option value=field.key() selected=field == chosen_field.get_untracked()>{field_name(app, field)}</option> }
    });
    let editor = move || {
        let field = chosen_field.get();
        let input = match editing::editor(app, field) {
            Some(Editor::Choice(choices)) => {
                let options = choices.into_iter().map(|(value, name)| view! { <option value=value>{name}</option> });
                // Nobody means the first of them by not choosing.
                typed.set(UNCHOSEN.to_owned());
                view! {
                    <select class="input" id="bulk-value" aria-invalid=move || error.get().map(|_| "true")
                        on:change=move |event| { typed.set(event_target_value(&event)); error.set(None); }>
                        <option value=UNCHOSEN selected=true disabled=true>{t::select::choose_value()}</option>
                        {options.collect_view()}
                    </select>
                }
                .into_any()
            }
            Some(Editor::Long) => {
                view! { <textarea class="input" id="bulk-value" rows="3" bind:value=typed></textarea> }.into_any()
            }
            Some(Editor::Many(words)) => {
                let boxes = editing::boxes(words, typed);
                return view! { <fieldset class="field"><legend>{t::select::value()}</legend>{boxes}</fieldset> }
                    .into_any();
            }
            editor => {
                let words = if let Some(Editor::Words(words)) = &editor { Some(words.clone()) } else { None };
                let list = matches!(editor, Some(Editor::Account)).then_some("bulk-accounts");
                let list = list.or(words.as_ref().map(|_| "bulk-words"));
                view! {
                    <input class="input" id="bulk-value" type="text" autocomplete="off" list=list bind:value=typed
                        aria-invalid=move || error.get().map(|_| "true") on:input=move |_| error.set(None)/>
                    {list.filter(|list| *list == "bulk-accounts").map(|list| names.datalist(list, typed.into()))}
                    {words.map(|words| word_list("bulk-words", words))}
                }
                .into_any()
            }
        };
        let echo = move || editing::editor(app, field).and_then(|editor| editing::echo(app, &editor, &typed.get()));
        view! {
            <div class="field">
                <label for="bulk-value">{t::select::value()}</label>{input}
                {move || match error.get() {
                    Some(what) => view! { <p class="field-error" role="alert">{icon(Icon::CircleAlert)}<span>{what}</span></p> }.into_any(),
                    None => view! { <p class="field-note">{echo}</p> }.into_any(),
                }}
            </div>
        }
        .into_any()
    };
    let body = view! {
        <div class="field">
            <label for="bulk-field">{t::select::field()}</label>
            <select class="input" id="bulk-field" on:change=move |event| {
                if let Some(field) = Field::parse(&event_target_value(&event)) {
                    typed.set(String::new());
                    error.set(None);
                    chosen_field.set(field);
                }
            }>{options.collect_view()}</select>
        </div>
        {editor}
        {move || is_put_off().then(|| why.view())}
    };
    let submit = move || {
        let field = chosen_field.get_untracked();
        if typed.with_untracked(|typed| typed == UNCHOSEN) {
            return error.set(Some(t::select::choose_value()));
        }
        match editing::save(app, names, field, &typed.get_untracked()) {
            Ok((_, _)) if field == Field::Close => {
                let reason = if untrack(is_put_off) { why.given() } else { Some(String::new()) };
                let Some(reason) = reason else { return };
                let to = closes(&typed.get_untracked());
                close_by_id("dialog-bulk");
                let moves: Vec<_> = chosen(app).into_iter().map(|id| (id, to)).collect();
                months::set(app, &moves, Some(&reason));
            }
            Ok((value, docs)) => {
                close_by_id("dialog-bulk");
                set(app, field, value, docs);
            }
            Err(what) => error.set(Some(what)),
        }
    };
    (body.into_any(), Box::new(submit))
}

/// Of so many the reviews are planned unless somebody says otherwise.
const FEW: usize = 10;

fn to_end(app: App, outcome: Outcome) -> Part {
    let date = RwSignal::new(app.today.get_untracked().to_string());
    let (date_error, none) = (RwSignal::new(None), RwSignal::new(None));
    let note = RwSignal::new(String::new());
    // Clearing up is no occasion to learn from.
    let reviews = RwSignal::new(chosen(app).len() <= FEW);
    let reasons = Reasons::new();
    let (label, why) = match outcome {
        Outcome::Lost => (t::close::lost_on(), Some(reasons.picks())),
        Outcome::Won | Outcome::Open => (t::close::won_on(), None),
    };
    let body = view! {
        {why}
        {day_field(app, ("bulk-date", label), date, date_error, phrase::day)}
        {field("bulk-note", t::field::close_note(), note, none, false, || None)}
        {super::close::review_check(app, reviews)}
    };
    let submit = move || {
        let today = app.today.get_untracked();
        let Ok(day) = optional_day(app, date, date_error, phrase::day) else { return };
        if day.is_some_and(|day| day > today) {
            return date_error.set(Some(t::field::day_past()));
        }
        let (reasons, note, planned) = (reasons.chosen(), note.get_untracked(), reviews.get_untracked());
        close_by_id("dialog-bulk");
        task::spawn(async move {
            // What the command writes whole and nobody was asked about stays as it stands.
            let targets: Vec<RecordRef> =
                chosen(app).into_iter().map(|id| RecordRef::to(Id::<Opportunity>::new(id))).collect();
            let found = match app.store().await.get(&targets).await {
                Ok(found) => found,
                Err(error) => return app.show_unread(&error),
            };
            let commands = found.into_values().filter_map(|doc| {
                let record: Opportunity = doc.decode().ok()?;
                Some(Command::Close(Close {
                    opportunity: Id::new(doc.id),
                    outcome,
                    closed_on: day.unwrap_or(today),
                    amount: record.amount,
                    reasons: if outcome == Outcome::Lost { reasons.clone() } else { Vec::new() },
                    competitors: record.competitors,
                    note: Some(note.clone()).filter(|note| !note.trim().is_empty()).or(record.close_note),
                    review: planned.then(|| super::close::review(app, outcome)),
                }))
            });
            let commands: Vec<Command> = commands.collect();
            let count = commands.len();
            let said = if outcome == Outcome::Won { t::select::won(count) } else { t::select::lost(count) };
            give(app, commands, said);
        });
    };
    (body.into_any(), Box::new(submit))
}

/// What could not be done, and why: the rest has been.
pub(super) fn refused(app: App, refused: Vec<(Uuid, String)>) -> impl IntoView {
    let lines = refused.into_iter().map(|(id, why)| {
        let title = moving::title(app, id);
        let title = if title.is_empty() { app.name_of(id) } else { title };
        view! { <tr><th scope="row">{title}</th><td>{why}</td></tr> }
    });
    let body = view! {
        <p>{t::select::refused_more()}</p>
        <div class="table-scroll"><table class="table">
            <thead><tr><th scope="col">{t::opportunity::title()}</th><th scope="col">{t::select::why()}</th></tr></thead>
            <tbody>{lines.collect_view()}</tbody>
        </table></div>
    };
    let dialog = Dialog {
        shape: Shape::Wide,
        id: "dialog-refused",
        title: t::select::refused_title().to_owned(),
        subtitle: None,
        body: body.into_any(),
        foot: cancel_button(t::common::close()).into_any(),
    };
    form_dialog(dialog, || close_by_id("dialog-refused"), move || done(app))
}
