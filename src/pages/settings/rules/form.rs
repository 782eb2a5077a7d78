//! What is typed into a form of rules, beside what holds; and the fields it is made of. What is wrong is said at its field.

use std::collections::BTreeMap;

use leptos::prelude::*;

use crate::i18n::{format, t};
use crate::platform::dom;
use crate::state::drafts::{self, Unsaved};
use crate::ui::{Icon, icon};

/// What is wrong, by the field's id.
pub(super) type Wrong = BTreeMap<String, &'static str>;

/// What can stand in a form.
pub(super) trait Typed: Clone + PartialEq + Send + Sync + 'static {}

impl<D: Clone + PartialEq + Send + Sync + 'static> Typed for D {}

/// A form: what holds and what is typed, both as typed, and what the latter means.
pub(super) struct Form<D: Typed, V: Typed> {
    pub(super) stands: Memo<D>,
    /// What held when the typing began.
    begun: RwSignal<D>,
    pub(super) typed: RwSignal<D>,
    pub(super) value: Memo<Result<V, Wrong>>,
}

#[expect(clippy::expl_impl_clone_on_copy, reason = "deriving would ask that what is typed be Copy too")]
impl<D: Typed, V: Typed> Clone for Form<D, V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<D: Typed, V: Typed> Copy for Form<D, V> {}

impl<D: Typed, V: Typed> Form<D, V> {
    /// `stands` is what holds; `read` says what was typed means.
    pub(super) fn new(
        stands: impl Fn() -> D + Send + Sync + 'static,
        read: impl Fn(&D) -> Result<V, Wrong> + Send + Sync + 'static,
    ) -> Self {
        let stands = Memo::new(move |_| stands());
        let now = stands.get_untracked();
        let Unsaved { begun, typed } = drafts::unsaved().unwrap_or_else(|| Unsaved { begun: now.clone(), typed: now });
        let typed = RwSignal::new(typed);
        let form = Self { stands, begun: RwSignal::new(begun), typed, value: Memo::new(move |_| typed.with(&read)) };
        // What is saved elsewhere, or taken back, stands here too, unless something else has been typed.
        Effect::new(move |before: Option<D>| {
            let now = stands.get();
            let typed = form.typed.get_untracked();
            if before.is_some_and(|before| typed == before) {
                form.typed.set(now.clone());
            }
            if form.typed.with_untracked(|typed| *typed == now) {
                form.begun.set(now.clone());
            }
            now
        });
        // Whoever leaves and comes back finds what was typed.
        Effect::new(move |_| {
            let unsaved = || Unsaved { begun: form.begun.get(), typed: form.typed.get() };
            drafts::keep_unsaved(form.is_changed().then(unsaved));
        });
        form
    }

    /// What it was begun on holds no longer: somebody has changed the same rules meanwhile.
    pub(super) fn is_overtaken(self) -> bool {
        self.is_changed() && self.stands.with(|stands| self.begun.with(|begun| begun != stands))
    }

    /// What is typed shall hold, whatever holds now.
    pub(super) fn insist(self) {
        self.begun.set(self.stands.get_untracked());
    }

    pub(super) fn is_changed(self) -> bool {
        self.typed.with(|typed| self.stands.with(|stands| typed != stands))
    }

    /// Whether something is typed that does not hold.
    pub(super) fn changed(self) -> Memo<bool> {
        Memo::new(move |_| self.is_changed())
    }

    pub(super) fn reset(self) {
        self.insist();
        self.typed.set(self.stands.get_untracked());
    }

    /// What was saved is shown as it holds, unless something else has been typed since.
    pub(super) fn saved(self, sent: &D) {
        match self.typed.try_with_untracked(|typed| typed == sent) {
            Some(true) => self.reset(),
            Some(false) => self.insist(),
            None => {}
        }
    }

    pub(super) fn change(self, change: impl FnOnce(&mut D)) {
        self.typed.update(change);
    }

    fn wrong(self, id: &str) -> Option<&'static str> {
        self.value.with(|value| value.as_ref().err().and_then(|wrong| wrong.get(id).copied()))
    }

    /// A text with its label above and a line for what is wrong below.
    pub(super) fn text(self, field: Text<D>) -> impl IntoView {
        let (id, label) = (field.id.clone(), field.label.clone());
        view! {
            <div class="field">
                <label for=id>{label}</label>
                {self.cell(field, false)}
            </div>
        }
    }

    /// A text in a row whose head says what it is.
    pub(super) fn bare(self, field: Text<D>) -> impl IntoView {
        view! { <div class="field is-bare">{self.cell(field, true)}</div> }
    }

    fn cell(self, field: Text<D>, named: bool) -> impl IntoView {
        let Text { id, label, class, hint, get, set } = field;
        let text = Memo::new(move |_| self.typed.with(get_of(get)));
        let name = id.clone();
        let wrong = Memo::new(move |_| self.wrong(&name));
        let note = format!("{id}-note");
        let described = note.clone();
        let line = move || {
            wrong.get().map(|what| {
                let id = note.clone();
                view! { <p class="field-error" id=id>{icon(Icon::CircleAlert)}<span>{what}</span></p> }
            })
        };
        view! {
            <input class=format!("input {class}") id=id type="text" autocomplete="off" placeholder=hint aria-label=named.then_some(label)
                prop:value=text aria-invalid=move || wrong.get().map(|_| "true")
                aria-describedby=move || wrong.get().map(|_| described.clone())
                on:input=move |event| set.with_value(|set| self.change(|typed| set(typed, event_target_value(&event))))/>
            {line}
        }
    }

    /// A box to tick.
    pub(super) fn tick(
        self,
        label: impl Into<String>,
        action: &'static str,
        get: impl Fn(&D) -> bool + Send + Sync + 'static,
        set: impl Fn(&mut D, bool) + 'static,
    ) -> impl IntoView {
        let is_on = Memo::new(move |_| self.typed.with(&get));
        let label = label.into();
        view! {
            <label class="check"><input type="checkbox" data-action=action prop:checked=is_on
                on:change=move |event| self.change(|typed| set(typed, event_target_checked(&event)))/><span>{label}</span></label>
        }
    }

    /// One of several that can be pressed, each for itself.
    pub(super) fn pick(
        self,
        label: impl Into<String>,
        value: String,
        get: impl Fn(&D) -> bool + Send + Sync + 'static,
        set: impl Fn(&mut D, bool) + 'static,
    ) -> impl IntoView {
        let is_on = Memo::new(move |_| self.typed.with(&get));
        let label = label.into();
        view! {
            <label class="pick"><input type="checkbox" value=value prop:checked=is_on
                on:change=move |event| self.change(|typed| set(typed, event_target_checked(&event)))/>{label}</label>
        }
    }

    /// One of some choices. `bare`: its label is only read out.
    pub(super) fn choice(
        self,
        id: String,
        label: String,
        bare: bool,
        choices: Vec<(String, String)>,
        get: impl Fn(&D) -> String + Send + Sync + 'static,
        set: impl Fn(&mut D, String) + 'static,
    ) -> impl IntoView {
        let chosen = Memo::new(move |_| self.typed.with(&get));
        let option = move |(value, name): (String, String)| {
            let own = value.clone();
            view! { <option value=value prop:selected=move || chosen.with(|chosen| *chosen == own)>{name}</option> }
        };
        let (own, named) = (id.clone(), label.clone());
        view! {
            <div class=if bare { "field is-bare" } else { "field" }>
                {(!bare).then(|| view! { <label for=own>{label}</label> })}
                <select class="input" id=id aria-label=bare.then_some(named)
                    on:change=move |event| self.change(|typed| set(typed, event_target_value(&event)))>
                    {choices.into_iter().map(option).collect_view()}
                </select>
            </div>
        }
    }

    /// What is wrong with something that is no single field.
    pub(super) fn trouble(self, id: &'static str) -> impl IntoView {
        let wrong = Memo::new(move |_| self.wrong(id));
        move || {
            wrong.get().map(|what| {
                view! { <p class="field-error" id=id tabindex="-1" data-invalid="">{icon(Icon::CircleAlert)}<span>{what}</span></p> }
            })
        }
    }
}

/// Something of what was typed into a form when it was left.
pub(super) fn left<D: Typed, T>(of: impl FnOnce(&D) -> T) -> Option<T> {
    drafts::unsaved::<D>().map(|left| of(&left.typed))
}

type Getter<D> = StoredValue<Box<dyn Fn(&D) -> String + Send + Sync>>;
type Setter<D> = StoredValue<Box<dyn Fn(&mut D, String) + Send + Sync>>;

fn get_of<D: Typed>(get: Getter<D>) -> impl Fn(&D) -> String {
    move |typed| get.try_with_value(|get| get(typed)).unwrap_or_default()
}

/// A field of text: where it stands in what is typed.
pub(super) struct Text<D: Typed> {
    id: String,
    label: String,
    class: &'static str,
    hint: String,
    get: Getter<D>,
    set: Setter<D>,
}

impl<D: Typed> Text<D> {
    pub(super) fn new(
        id: impl Into<String>,
        label: impl Into<String>,
        get: impl Fn(&D) -> String + Send + Sync + 'static,
        set: impl Fn(&mut D, String) + Send + Sync + 'static,
    ) -> Self {
        Self {
            id: id.into(),
            label: label.into(),
            class: "",
            hint: String::new(),
            get: StoredValue::new(Box::new(get)),
            set: StoredValue::new(Box::new(set)),
        }
    }

    /// A number: short, its digits under one another.
    pub(super) fn number(mut self) -> Self {
        self.class = "is-money is-number";
        self
    }

    pub(super) fn amount(mut self) -> Self {
        self.class = "is-money";
        self
    }

    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }
}

/// Rows of a form that come and go, each with a number that stays.
#[derive(Clone, Debug)]
pub(super) struct Rows<T> {
    pub(super) all: Vec<(u32, T)>,
    next: u32,
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self { all: Vec::new(), next: 0 }
    }
}

/// Numbers tell rows apart on the screen; they say nothing.
impl<T: PartialEq> PartialEq for Rows<T> {
    fn eq(&self, other: &Self) -> bool {
        self.all.len() == other.all.len() && self.all.iter().zip(&other.all).all(|((_, a), (_, b))| a == b)
    }
}

impl<T> FromIterator<T> for Rows<T> {
    fn from_iter<I: IntoIterator<Item = T>>(rows: I) -> Self {
        let all: Vec<(u32, T)> = (0..).zip(rows).collect();
        Self { next: u32::try_from(all.len()).unwrap_or(u32::MAX), all }
    }
}

impl<T> Rows<T> {
    /// Takes a row out. One that has been saved is archived, so that history can go on naming it.
    pub(super) fn put_away(&mut self, key: u32, is_saved: impl Fn(&T) -> bool, archive: impl Fn(&mut T)) {
        match self.get_mut(key) {
            Some(row) if is_saved(row) => archive(row),
            _ => self.remove(key),
        }
    }

    /// The numbers of the rows that are asked for.
    pub(super) fn keys_of(&self, wanted: impl Fn(&T) -> bool) -> Vec<u32> {
        self.all.iter().filter(|(_, row)| wanted(row)).map(|(key, _)| *key).collect()
    }

    /// The new row's number.
    pub(super) fn add(&mut self, row: T) -> u32 {
        let key = self.next;
        self.next += 1;
        self.all.push((key, row));
        key
    }

    pub(super) fn remove(&mut self, key: u32) {
        self.all.retain(|(known, _)| *known != key);
    }

    pub(super) fn get(&self, key: u32) -> Option<&T> {
        self.all.iter().find(|(known, _)| *known == key).map(|(_, row)| row)
    }

    pub(super) fn get_mut(&mut self, key: u32) -> Option<&mut T> {
        self.all.iter_mut().find(|(known, _)| *known == key).map(|(_, row)| row)
    }

    pub(super) fn keys(&self) -> Vec<u32> {
        self.all.iter().map(|(key, _)| *key).collect()
    }
}

/// Rows that are archived, folded, each with a way back.
pub(super) fn put_away(gone: Memo<Vec<(u32, String)>>, back: impl Fn(u32) + Copy + Send + 'static) -> impl IntoView {
    let row = move |(key, name): (u32, String)| {
        let label = t::rows::bring_back_one(&name);
        view! {
            <li class="row-item">
                {icon(Icon::Archive)}<div class="row-text"><span>{name}</span></div>
                <div class="actions"><button type="button" class="btn" data-action="bring-back-row" aria-label=label
                    on:click=move |_| back(key)>{t::rows::bring_back()}</button></div>
            </li>
        }
    };
    move || {
        let all = gone.get();
        (!all.is_empty()).then(|| {
            view! {
                <details class="archived">
                    <summary>{t::trial::archived(&format::count(all.len()))}</summary>
                    <ul class="rows">{all.into_iter().map(row).collect_view()}</ul>
                </details>
            }
        })
    }
}

/// A list of rows with a button that adds one; `add` says what gets the focus then.
pub(super) fn list<V: IntoView + 'static>(
    title: &'static str,
    keys: Memo<Vec<u32>>,
    (button, action): (&'static str, &'static str),
    add: impl Fn() -> String + 'static,
    row: impl Fn(u32) -> V + Clone + Send + 'static,
) -> impl IntoView {
    view! {
        <fieldset class="ladder">
            <legend>{title}</legend>
            <ol class="rows is-form-rows"><For each=move || keys.get() key=|key| *key children=row/></ol>
            <button type="button" class="btn is-small" data-action=action on:click=move |_| dom::focus_when_drawn(add())>
                {icon(Icon::Plus)}{button}
            </button>
        </fieldset>
    }
}

/// A whole number within limits.
pub(super) fn whole<T: TryFrom<u64>>(text: &str, range: std::ops::RangeInclusive<u64>) -> Option<T> {
    let number = phrase::number(text.trim().trim_end_matches('%'))?;
    let whole = u64::try_from(number.normalize()).ok().filter(|whole| model::Decimal::from(*whole) == number)?;
    range.contains(&whole).then(|| T::try_from(whole).ok()).flatten()
}
