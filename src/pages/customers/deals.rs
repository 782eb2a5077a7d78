//! The opportunities of an account or contact, with their sums.

use ::customers::{Deal, Figures, Sum};
use leptos::prelude::*;
use model::Uuid;
use model::records::Outcome;

use super::amounts;
use super::shelf::{Read, Shelf};
use crate::i18n::{format, t};
use crate::route::{Route, Screen};
use crate::state::{App, Asking};
use crate::ui::parts::exact;
use crate::ui::{Icon, icon};

/// How many are listed before one asks for the rest.
const SHOWN: usize = 12;

/// `ids` in the order in which they are listed. An account can be given a new one.
pub(super) fn section(app: App, ids: Memo<Vec<Uuid>>, figures: Memo<Figures>, account: Option<Uuid>) -> impl IntoView {
    let shelf = Shelf;
    let all = RwSignal::new(false);
    let there = Memo::new(move |_| shelf.read.get() >= Read::Opportunities);
    let count = move || ids.with(Vec::len);
    Effect::new(move |_| crate::pages::opportunity::listed(ids.get()));
    let shown = move || {
        let limit = if all.get() { usize::MAX } else { SHOWN };
        ids.with(|ids| ids.iter().copied().take(limit).collect::<Vec<_>>())
    };
    let create = account.map(|account| {
        view! {
            <button type="button" class="btn is-quiet" data-action="new-opportunity"
                disabled=move || { app.layout.track(); !app.has_pipeline() }
                on:click=move |_| app.asking.set(Some(Asking::NewFor(account)))>
                {icon(Icon::Plus)}{t::new::title()}
            </button>
        }
    });
    let list = move || {
        if !there.get() {
            return view! { <div class="skeleton is-line" aria-busy="true"></div> }.into_any();
        }
        if count() == 0 {
            return view! { <p class="muted">{t::customers::no_opportunities()}</p> }.into_any();
        }
        view! {
            {sums(figures, ["open", "won", "lost"])}
            <ul class="roster">
                <For each=shown key=|id| *id children=move |id| line(app, id)/>
            </ul>
            {move || (count() > SHOWN && !all.get()).then(|| view! {
                <button type="button" class="btn is-quiet" data-action="show-all-opportunities" on:click=move |_| all.set(true)>
                    {t::history::show_all(count())}
                </button>
            })}
        }
        .into_any()
    };
    view! {
        <section class="section" aria-labelledby="party-deals">
            <div class="section-head">
                <h3 id="party-deals">{t::customers::opportunities()}</h3>
                <span class="count" data-metric="opportunities" data-value=move || count().to_string()>{move || format::count(count())}</span>
                <span class="push"></span>{create}
            </div>
            {list}
        </section>
    }
}

/// Open, won and lost: how many and how much; and what they are called for who reads them by program.
pub(super) fn sums(figures: Memo<Figures>, metrics: [&'static str; 3]) -> impl IntoView {
    let part = move |name: &'static str, metric: &'static str, of: fn(&Figures) -> &Sum| {
        move || {
            figures.with(|figures| {
                let sum = of(figures);
                (sum.count > 0).then(|| {
                    view! {
                        <div data-metric=metric data-value=sum.count.to_string()>
                            <dt>{name}" "<span class="num">{format::count(sum.count)}</span></dt><dd>{amounts(sum)}</dd>
                        </div>
                    }
                })
            })
        }
    };
    let [open, won, lost] = metrics;
    view! {
        <dl class="party-sums">
            {part(t::outcome::open(), open, |figures| &figures.open)}
            {part(t::outcome::won(), won, |figures| &figures.won)}
            {part(t::outcome::lost(), lost, |figures| &figures.lost)}
        </dl>
    }
}

fn line(app: App, id: Uuid) -> impl IntoView {
    let shelf = Shelf;
    let deal = Memo::new(move |_| shelf.look(|book| book.deal(id).cloned()));
    let of = move |look: fn(&Deal) -> String| move || deal.with(|deal| deal.as_ref().map(look).unwrap_or_default());
    let state = move || {
        app.layout.track();
        deal.with(|deal| {
            let deal = deal.as_ref()?;
            Some(match deal.outcome {
                Outcome::Won => view! { <span class="tag" data-tone="ok">{t::outcome::won()}</span> }.into_any(),
                Outcome::Lost => view! { <span class="tag" data-tone="bad">{t::outcome::lost()}</span> }.into_any(),
                Outcome::Open => {
                    let stage =
                        deal.stage.and_then(|id| app.board(|board| board.stage(id).map(|stage| stage.name.clone())));
                    view! { <span class="tag">{stage}</span> }.into_any()
                }
            })
        })
    };
    let close = move || {
        let today = app.today.get();
        deal.with(|deal| deal.as_ref().and_then(|deal| deal.close)).map(|day| format::day_short(day, today))
    };
    let owner = move || shelf.look(|book| Some(book.member(book.deal(id)?.owner?)?.to_owned()));
    view! {
        <li class="roster-line" data-opportunity-id=id.to_string()>
            <a class="truncate" href=Route::to(Screen::Opportunity(id)).to_string()>{of(|deal| deal.title.clone())}</a>
            {state}
            <span class="muted truncate">{owner}</span>
            <span class="num end">{of(|deal| exact(deal.amount))}</span>
            <span class="num muted">{close}</span>
        </li>
    }
}
