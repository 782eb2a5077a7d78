//! Every grade by experience there ever was, and what became of it.

use leptos::prelude::*;
use model::Uuid;
use model::grade::{Fate, overrides};
use model::journal::Timeline;
use model::records::{GradeOverride, Opportunity, Outcome, Record as _};
use store::Error;

use super::present;
use crate::i18n::t;
use crate::pages::dialogs::stall::day_of;
use crate::platform::task;
use crate::route::{Route, Screen};
use crate::state::{App, app};
use crate::ui::parts::notice;

#[derive(Clone, PartialEq)]
struct Line {
    opportunity: Uuid,
    title: String,
    outcome: Outcome,
    said: GradeOverride,
    fate: Fate,
}

pub(super) fn view() -> impl IntoView {
    let app = app();
    let lines = RwSignal::new(None::<Result<Vec<Line>, ()>>);
    Effect::new(move |_| {
        app.records.track();
        task::spawn(async move {
            let found = read(app).await.map_err(|_| ());
            lines.try_set(Some(found));
        });
    });
    let shown = move || match lines.get() {
        None => view! { <p class="muted">{t::trial::running()}</p> }.into_any(),
        Some(Err(())) => notice(Some("bad"), t::failure::not_read()).into_any(),
        Some(Ok(all)) if all.is_empty() => {
            view! { <p class="muted" data-overrides="0">{t::overrides::none()}</p> }.into_any()
        }
        Some(Ok(all)) => table(app, all).into_any(),
    };
    view! {
        <section class="section" aria-labelledby="overrides">
            <div class="section-head"><h2 id="overrides">{t::overrides::title()}</h2></div>
            <p>{t::overrides::what()}</p>
            {shown}
        </section>
    }
}

/// The newest first.
async fn read(app: App) -> Result<Vec<Line>, Error> {
    let (today, day, mut found) = (app.today.get_untracked(), day_of(app), Vec::new());
    present::each_journal(|entries| {
        let is_said = |change: &model::Change| change.field == "grade_override";
        if entries.iter().any(|entry| entry.kind == Opportunity::KIND && entry.changes.iter().any(is_said)) {
            let all = overrides(&Timeline::of(entries), today, &day);
            found.extend(all.into_iter().map(|(said, fate)| (entries[0].record, said, fate)));
        }
    })
    .await?;
    let targets: Vec<_> = found.iter().map(|(id, ..)| model::RecordRef { kind: Opportunity::KIND, id: *id }).collect();
    let records = app.store().await.get(&targets).await?;
    let line = |(opportunity, said, fate): (Uuid, GradeOverride, Fate)| {
        let doc = records.get(&model::RecordRef { kind: Opportunity::KIND, id: opportunity })?;
        let record: Opportunity = doc.decode().ok().filter(|_| doc.deleted_at.is_none())?;
        Some(Line { opportunity, title: record.title, outcome: record.outcome, said, fate })
    };
    let mut lines: Vec<Line> = found.into_iter().filter_map(line).collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.said.on));
    Ok(lines)
}

fn table(app: App, all: Vec<Line>) -> impl IntoView {
    let line = move |line: Line| {
        let Line { opportunity, title, outcome, said, fate } = line;
        let to = Route::to(Screen::Opportunity(opportunity)).to_string();
        let by = said.by.map(|by| app.board(|board| board.member_name(by).to_owned())).unwrap_or_default();
        let until = said.until.map_or_else(|| t::score::for_good().to_owned(), |day| day.to_string());
        let (state, words) = match fate {
            Fate::Holds => ("holds", t::overrides::holds()),
            Fate::Expired => ("expired", t::overrides::expired()),
            Fate::Replaced => ("replaced", t::overrides::replaced()),
            Fate::TakenBack => ("taken-back", t::overrides::taken_back()),
        };
        let came = match outcome {
            Outcome::Won => t::outcome::won(),
            Outcome::Lost => t::outcome::lost(),
            Outcome::Open => t::outcome::open(),
        };
        view! {
            <tr data-opportunity-id=opportunity.to_string() data-state=state>
                <th scope="row"><a href=to>{title}</a></th>
                <td data-label=t::score::grade()>{said.grade.as_str()}</td>
                <td data-label=t::score::reason()>{said.reason}</td>
                <td data-label=t::overrides::by()>{by}" "<span class="muted num">{said.on.map(|day| day.to_string())}</span></td>
                <td class="num" data-label=t::score::last_day()>{until}</td>
                <td data-label=t::overrides::fate()>{words}{t::list::between()}{came}</td>
            </tr>
        }
    };
    let count = all.len();
    view! {
        <div class="table-scroll">
            <table class="table is-cards" data-overrides=count><caption class="sr-only">{t::overrides::title()}</caption>
                <thead><tr><th scope="col">{t::noun::opportunity()}</th><th scope="col">{t::score::grade()}</th><th scope="col">{t::score::reason()}</th>
                    <th scope="col">{t::overrides::by()}</th><th scope="col" class="num">{t::score::last_day()}</th><th scope="col">{t::overrides::fate()}</th></tr></thead>
                <tbody>{all.into_iter().map(line).collect_view()}</tbody></table>
        </div>
    }
}
