//! Why an opportunity was lost: a reason, and what it was more exactly.

use leptos::prelude::*;
use model::records::LossReason;
use model::{Id, Uuid};

use crate::i18n::t;
use crate::state::lists;

/// What is chosen; the finer reason belongs to the other.
#[derive(Clone, Copy)]
pub(super) struct Reasons {
    reason: RwSignal<Option<Uuid>>,
    finer: RwSignal<Option<Uuid>>,
    /// As the record has them.
    given: RwSignal<Vec<Uuid>>,
}

impl Reasons {
    pub(super) fn new() -> Self {
        let reasons =
            Self { reason: RwSignal::new(None), finer: RwSignal::new(None), given: RwSignal::new(Vec::new()) };
        Effect::new(move |_| {
            let given = reasons.given.get();
            if lists().ready.get() && !given.is_empty() {
                reasons.take(&given);
            }
        });
        reasons
    }

    /// Chooses what a record says.
    pub(super) fn set(self, reasons: Vec<Uuid>) {
        self.given.try_set(reasons);
    }

    fn take(self, reasons: &[Uuid]) {
        let parent = |id: Uuid| {
            lists().reasons.with_untracked(|all| {
                let known = all.iter().find(|(known, _)| *known == id);
                known.and_then(|(_, reason)| reason.parent.map(Id::uuid))
            })
        };
        let finer = reasons.iter().copied().find_map(|id| Some((id, parent(id)?)));
        self.reason.set(finer.map(|(_, parent)| parent).or_else(|| reasons.first().copied()));
        self.finer.set(finer.map(|(id, _)| id));
    }

    /// As the record keeps it: the reason, then the finer one.
    pub(super) fn chosen(self) -> Vec<Uuid> {
        self.reason.get_untracked().into_iter().chain(self.finer.get_untracked()).collect()
    }

    /// Those that are offered; the finer ones once a reason that has some is chosen. One that is chosen and not offered any
    /// more is shown too.
    pub(super) fn picks(self) -> impl IntoView {
        let Self { reason, finer, .. } = self;
        let top = Memo::new(move |_| offered(None, reason.get()));
        let below =
            Memo::new(move |_| reason.get().map(|parent| offered(Some(parent), finer.get())).unwrap_or_default());
        let pick =
            move |name: &'static str, (id, words): (Uuid, String), chosen: RwSignal<Option<Uuid>>, change: fn(Self)| {
                view! {
                    <label class="pick">
                        <input type="radio" name=name value=id.to_string() prop:checked=move || chosen.get() == Some(id)
                            on:change=move |_| {
                                chosen.set(Some(id));
                                change(self);
                            }/>{words}
                    </label>
                }
            };
        let forget: fn(Self) = |reasons| reasons.finer.set(None);
        let keep: fn(Self) = |_| ();
        let finer_picks = move || {
            below.with(|below| !below.is_empty()).then(|| {
                view! {
                    <fieldset class="field" data-level="finer">
                        <legend>{t::reasons::which()}</legend>
                        <div class="picks">
                            <For each=move || below.get() key=Clone::clone children=move |one| pick("finer", one, finer, keep)/>
                        </div>
                    </fieldset>
                }
            })
        };
        view! {
            <fieldset class="field">
                <legend>{t::close::reason()}</legend>
                <div class="picks">
                    <For each=move || top.get() key=Clone::clone children=move |one| pick("reason", one, reason, forget)/>
                </div>
            </fieldset>
            {finer_picks}
        }
    }
}

/// The reasons below another, or of the first level, in order.
fn offered(parent: Option<Uuid>, chosen: Option<Uuid>) -> Vec<(Uuid, String)> {
    lists().reasons.with(|all| {
        let of = |(id, reason): &&(Uuid, LossReason)| {
            reason.parent.map(Id::uuid) == parent && (!reason.archived || Some(*id) == chosen)
        };
        let name = |reason: &LossReason| {
            if reason.archived { t::board::archived_stage(&reason.name) } else { reason.name.clone() }
        };
        all.iter().filter(of).map(|(id, reason)| (*id, name(reason))).collect()
    })
}
