//! The 80/20 meter: whether this week's touches went where the money is.

use leptos::prelude::*;
use model::Id;
use model::effort::{Share, TARGET};
use model::records::Member;

use super::{is_packed, scope};
use crate::i18n::{format, t};
use crate::platform::task;
use crate::state::{App, duty};

pub(super) fn view(app: App) -> impl IntoView {
    let measured = move || {
        let scope = scope(app);
        let packed = duty().sight(|sight| sight.effort.clone()).filter(|_| is_packed(app));
        packed.or_else(|| duty().with(|book| book.effort(scope)))
    };
    let effort = RwSignal::new(untrack(measured));
    // It looks at every opportunity, so the row that was worked on goes first.
    let asked = StoredValue::new(0_u32);
    Effect::new(move |_| {
        scope(app);
        duty().with(|_| ());
        asked.update_value(|asked| *asked += 1);
        let own = asked.get_value();
        task::spawn(async move {
            task::turn().await;
            if asked.try_get_value() == Some(own) {
                effort.set(untrack(measured));
            }
        });
    });
    move || {
        let effort = effort.get()?;
        if !effort.is_enough() {
            return Some(view! { <p class="meter-note muted">{t::meter::too_few()}</p> }.into_any());
        }
        let Some(percent) = effort.all.percent() else {
            return Some(view! { <p class="meter-note muted">{t::meter::no_touches(effort.top)}</p> }.into_any());
        };
        let (touches, on_top) = (effort.all.touches.to_string(), effort.all.on_top.to_string());
        let words = t::meter::said { touches: &touches, on_top: &on_top, top: &effort.top.to_string() }.text();
        let tone = if effort.all.reaches_target() { "ok" } else { "warn" };
        let people: Vec<(Option<Id<Member>>, Share)> = effort.by.into_iter().collect();
        let several = people.len() > 1;
        let lines = move || {
            let line = |(member, share): &(Option<Id<Member>>, Share)| {
                let name = member.map(|member| app.board(|board| board.member_name(member).to_owned()));
                let name = name.unwrap_or_else(|| t::meter::nobody().to_owned());
                let percent = share.percent().unwrap_or_default();
                let of = t::meter::of { on_top: &share.on_top.to_string(), touches: &share.touches.to_string() }.text();
                view! {
                    <li class="meter-line">
                        <span class="truncate">{name}</span>{bar(percent, share.reaches_target())}<span class="num">{whole(percent)}</span><span class="muted num">{of}</span>
                    </li>
                }
            };
            people.iter().map(line).collect_view()
        };
        let body = view! {
            <p class="meter-said"><strong class="num" data-metric="effort" data-value=percent.to_string() data-tone=tone>{whole(percent)}</strong>" "{words}</p>
            {bar(percent, effort.all.reaches_target())}
        };
        Some(view! {
            <section class="effort" aria-label=t::meter::title()>
                {body}
                {several.then(|| view! { <details><summary>{t::meter::by_person()}</summary><ul class="lines">{lines()}</ul></details> })}
            </section>
        }
        .into_any())
    }
}

fn whole(percent: u32) -> String {
    format::percent(u8::try_from(percent).unwrap_or(100))
}

/// How far, and where the target is.
fn bar(percent: u32, reaches: bool) -> impl IntoView {
    view! {
        <span class="meter-bar" data-reaches=reaches.then_some("") style=("--at", format!("{percent}%")) style=("--target", format!("{TARGET}%")) aria-hidden="true"></span>
    }
}
