//! For which pipelines a rule holds: for all of them, or for one that has its own.

use leptos::prelude::*;
use model::Id;
use model::records::Pipeline;

use crate::i18n::t;
use crate::state::lists;

/// Pipelines in use, by position.
pub(super) fn pipelines() -> Vec<(Id<Pipeline>, String)> {
    lists().pipelines.with(|all| {
        let live = all.iter().filter(|(_, pipeline)| !pipeline.archived);
        live.map(|(id, pipeline)| (Id::new(*id), pipeline.name.clone())).collect()
    })
}

/// Chooses a pipeline, or with `all` every pipeline that has no rule of its own. With one pipeline there is nothing to choose.
pub(super) fn select(
    id: &'static str,
    chosen: RwSignal<Option<Id<Pipeline>>>,
    all: bool,
    // What is typed belongs to what is chosen.
    is_typed: Memo<bool>,
    has_own: impl Fn(Id<Pipeline>) -> bool + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let known = Memo::new(|_| pipelines());
    move || {
        let known = known.get();
        (known.len() > 1).then(|| {
            let option = move |(pipeline, name): (Id<Pipeline>, String)| {
                let name = move || if has_own(pipeline) { t::trial::own(&name) } else { name.clone() };
                view! { <option value=pipeline.to_string() selected=chosen.get_untracked() == Some(pipeline)>{name}</option> }
            };
            let options = known.into_iter().map(option).collect_view();
            view! {
                <div class="field">
                    <label for=id>{t::trial::pipeline()}</label>
                    <select class="input name-form" id=id disabled=is_typed on:change=move |event| chosen.set(Id::parse(&event_target_value(&event)))>
                        {all.then(|| view! { <option value="" selected=chosen.get_untracked().is_none()>{t::trial::all_pipelines()}</option> })}
                        {options}
                    </select>
                </div>
            }
        })
    }
}
