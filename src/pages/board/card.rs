//! A card answers four questions without a touch: who, how much, when, what next.

use leptos::prelude::*;
use model::next_step::Urgency;
use model::records::Outcome;

use crate::frame::{by_desk, has_own_line};
use crate::i18n::{format, t};
use crate::route::{Route, Screen};
use crate::state::App;
use crate::ui::parts::{avatar, due_tag, exact, raw};
use crate::ui::{Icon, icon};

/// What every card says again: names, classes and values. Interned, they go over to the browser once.
const REPEATED: &str = "-1|0|0 0 24 24|amount num|aria-describedby|aria-expanded|aria-haspopup|aria-hidden|aria-label|\
    aria-labelledby|aria-posinset|aria-setsize|avatar end|due|button|card|card-corner|card-item|card-line card-money|\
    card-line card-next|card-line card-who|card-link|card-more|card-rest|card-title clamp-2|card-top|class|d|data-action|\
    data-opportunity-id|data-state|data-tone|data-value|draggable|false|href|i|id|menu|open-card-menu|prob num|tabindex|\
    tag num|title|true|truncate|type|viewBox|when num end|.card-link|.card-more|aria-current";

pub(crate) fn intern_repeated() {
    REPEATED.split('|').for_each(|text| _ = wasm_bindgen::intern(text));
}

/// The card of a slot, as it is now; another state of it is another element.
pub(super) fn item(app: App, slot: u32) -> impl IntoView {
    let today = app.today.get_untracked();
    app.board(|board| {
        let card = board.card(slot);
        let id = card.id;
        let open = card.outcome == Outcome::Open;
        let urgency = if open { card.urgency(today) } else { Urgency::Planned };
        let (title_id, rest_id) = (format!("o-{id}"), format!("d-{id}"));
        let amount = card.amount;
        let words = amount.map_or_else(|| t::common::unset().to_owned(), format::money_short);
        let past = open && card.close.is_some_and(|close| close < today);
        let close = card.close.map_or_else(|| t::common::unset().to_owned(), |close| format::day_short(close, today));
        let title = card.title.to_owned();
        let next = open.then(|| {
            view! {
                <div class="card-line card-next">{due_tag(card.due, today)}<span class="truncate">{card.next.to_owned()}</span></div>
            }
        });
        let labelled = title_id.clone();
        let described = rest_id.clone();
        view! {
            <li class="card-item">
                <article class="card" data-opportunity-id=id.to_string() data-state=urgency.as_str() aria-labelledby=labelled>
                    <div class="card-top">
                        <h3 class="card-title clamp-2">
                            <a class="card-link" id=title_id href=Route::to(Screen::Opportunity(id)).to_string() draggable="false"
                                tabindex="-1" aria-describedby=described>{title}</a>
                        </h3>
                        <span class="card-corner">{by_desk(move |desk| (desk.corner)(id))}</span>
                    </div>
                    <div class="card-rest" id=rest_id>
                        <div class="card-line card-who">
                            <span class="truncate">{card.account.to_owned()}</span>{open.then(|| by_desk(move |desk| (desk.signs)(id)))}{card.owner.map(|(_, name)| avatar(name))}
                        </div>
                        <div class="card-line card-money">
                            <span class="amount num" data-value=amount.map(|money| raw(money.value)).unwrap_or_default()
                                title=exact(amount)>{words}</span>
                            {open.then(|| view! {
                                <span class="prob num">{card.probability.map(format::percent)}</span>
                            })}
                            <span class="when num end" data-state=past.then_some("past")>{icon(Icon::Target)}{close}</span>
                        </div>
                        {next}
                        {has_own_line().then(|| view! {
                            <div class="card-line card-own">{by_desk(move |desk| (desk.own_line)(id))}</div>
                        })}
                    </div>
                </article>
            </li>
        }
    })
}
