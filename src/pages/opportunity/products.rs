//! What the customer wants to buy, line by line, checked against the amount.

use leptos::prelude::*;
use model::lines::{line_sum, lines_sum};
use model::records::{Product, ProductLine, Record as _};
use model::{Decimal, Doc, Id, Money, RecordRef};

use super::{Live, change};
use crate::i18n::{format, t};
use crate::platform::{dom, ids, task};
use crate::state::App;
use crate::ui::suggest::Suggestions;
use crate::ui::{Icon, icon, icon_button};

pub(super) fn section(app: App, live: Live) -> impl IntoView {
    let names = Suggestions::of(Product::KIND);
    let typed = RwSignal::new(String::new());
    let lines = Memo::new(move |_| live.map(|loaded| loaded.record.products.clone()));
    let add = move || {
        let name = typed.get_untracked().trim().to_owned();
        if name.is_empty() {
            return;
        }
        typed.set(String::new());
        let known = names.find(&name);
        let id = Id::<Product>::new(known.unwrap_or_else(ids::new));
        task::spawn(async move {
            let target = RecordRef::to(id);
            let found = app.store().await.get(&[target]).await.ok().and_then(|mut found| found.remove(&target));
            let price =
                found.as_ref().and_then(|doc| doc.decode::<Product>().ok()).and_then(|product| product.list_price);
            let docs =
                if known.is_some() { Vec::new() } else { vec![Doc::new(id, &Product { name, ..Product::default() })] };
            let line = ProductLine { product: id, quantity: Some(Decimal::ONE), price, discount: None };
            change(app, live, "products", docs, move |lines: &mut Vec<ProductLine>| lines.push(line));
            dom::focus("#op-product");
        });
    };
    // The table stays while its lines change, and with it what is being typed.
    let any = Memo::new(move |_| lines.with(|lines| !lines.is_empty()));
    let each = move || (0..lines.with(Vec::len)).collect::<Vec<usize>>();
    let line = move |at: usize| {
        let now = Memo::new(move |_| lines.with(|lines| lines.get(at).cloned()));
        let name =
            move || now.get().map(|line| live.map(|loaded| loaded.name(line.product.uuid()))).unwrap_or_default();
        let number = |value: Option<Decimal>| value.map(|value| value.normalize().to_string()).unwrap_or_default();
        let quantity = move || now.get().map(|line| number(line.quantity)).unwrap_or_default();
        let price = move || {
            now.get()
                .and_then(|line| line.price)
                .map(|price| phrase::money_text(price, app.currency()))
                .unwrap_or_default()
        };
        let discount = move || now.get().map(|line| number(line.discount)).unwrap_or_default();
        let sum = move || now.get().and_then(|line| line_sum(&line)).map(format::money).unwrap_or_default();
        // Told only when they differ: telling again would write over what is being typed.
        let cell = move |action: &'static str,
                         label: &'static str,
                         shown: Signal<String>,
                         save: fn(App, &mut ProductLine, &str) -> bool| {
            let wrong = RwSignal::new(false);
            view! {
                <td class="num">
                    <input class="input is-small is-money" type="text" inputmode="decimal" autocomplete="off" data-action=action
                        aria-label=move || t::lines::of { what: label, name: &name() }.text() prop:value=shown
                        aria-invalid=move || wrong.get().then_some("true")
                        on:change=move |event| {
                            let text = event_target_value(&event);
                            // Taking the line away is a change of its own to the browser.
                            let Some(held) = now.try_get_untracked() else { return };
                            let mut probe = held.unwrap_or(ProductLine {
                                product: Id::new(model::Uuid::nil()), quantity: None, price: None, discount: None,
                            });
                            wrong.set(!save(app, &mut probe, &text));
                            if !wrong.get_untracked() {
                                change(app, live, "products", Vec::new(), move |lines: &mut Vec<ProductLine>| {
                                    if let Some(line) = lines.get_mut(at) {
                                        save(app, line, &text);
                                    }
                                });
                            }
                        }/>
                </td>
            }
        };
        view! {
            <tr>
                <th scope="row" class="truncate">{name}</th>
                {cell("edit-quantity", t::lines::quantity(), Memo::new(move |_| quantity()).into(), |_, line, text| read(text, &mut line.quantity, |n| *n >= Decimal::ZERO))}
                {cell("edit-price", t::lines::price(), Memo::new(move |_| price()).into(), |app, line, text| {
                    if text.trim().is_empty() {
                        line.price = None;
                        return true;
                    }
                    let money = phrase::money(text, app.currency());
                    if money.is_some() {
                        line.price = money;
                    }
                    money.is_some()
                })}
                {cell("edit-discount", t::lines::discount(), Memo::new(move |_| discount()).into(), |_, line, text| {
                    read(text.trim().trim_end_matches('%'), &mut line.discount, |n| *n >= Decimal::ZERO && *n <= Decimal::ONE_HUNDRED)
                })}
                <td class="num" data-metric="line-sum">{sum}</td>
                <td>{icon_button(Icon::X, "remove-product", t::lines::remove(&untrack(name)), move |_| {
                    change(app, live, "products", Vec::new(), move |lines: &mut Vec<ProductLine>| {
                        if at < lines.len() {
                            lines.remove(at);
                        }
                    });
                })}</td>
            </tr>
        }
    };
    let check =
        move || {
            let sums = lines.with(|lines| lines_sum(lines));
            let amount = live.map(|loaded| loaded.record.amount);
            // Several currencies have no one sum to compare with.
            let (currency, value) =
                sums.iter().next().filter(|_| sums.len() == 1).map(|(currency, value)| (*currency, *value))?;
            let sum = Money { value, currency };
            if amount == Some(sum) {
                return Some(
                    view! { <p class="field-note">{icon(Icon::Check)}{t::lines::agrees(&format::money(sum))}</p> }
                        .into_any(),
                );
            }
            let words = match amount {
                Some(amount) => t::lines::differs { sum: &format::money(sum), amount: &format::money(amount) }.text(),
                None => t::lines::sum(&format::money(sum)),
            };
            Some(view! {
            <p class="lines-check" data-metric="lines-sum" data-value=value.normalize().to_string()>
                <span>{words}</span>
                <button type="button" class="btn is-small" data-action="take-sum" on:click=move |_| {
                    change(app, live, "amount", Vec::new(), move |amount: &mut Option<Money>| *amount = Some(sum));
                }>
                    {t::lines::take()}
                </button>
            </p>
        }.into_any())
        };
    view! {
        <section class="section" aria-labelledby="op-products">
            <div class="section-head"><h3 id="op-products">{t::field::products()}</h3></div>
            {move || any.get().then(|| view! {
                <div class="table-scroll">
                    <table class="table lines-table">
                        <thead><tr>
                            <th scope="col">{t::field::product()}</th><th scope="col" class="num">{t::lines::quantity()}</th>
                            <th scope="col" class="num">{t::lines::price()}</th><th scope="col" class="num">{t::lines::discount()}</th>
                            <th scope="col" class="num">{t::lines::subtotal()}</th><th><span class="sr-only">{t::common::more_actions()}</span></th>
                        </tr></thead>
                        <tbody><For each=each key=|at| *at children=line/></tbody>
                    </table>
                </div>
                {check}
            })}
            <form class="line-add" novalidate="" on:submit=move |event| {
                event.prevent_default();
                add();
            }>
                <label class="sr-only" for="op-product">{t::lines::add()}</label>
                <input class="input is-small" id="op-product" type="text" autocomplete="off" list="op-product-names" placeholder=t::lines::add()
                    bind:value=typed/>
                {names.datalist("op-product-names", typed.into())}
                <button type="submit" class="btn is-quiet" data-action="add-product" disabled=move || typed.with(|typed| typed.trim().is_empty())>
                    {icon(Icon::Plus)}{t::common::add()}
                </button>
            </form>
        </section>
    }
}

/// Reads a number that may be left empty; whether it could be read and fits.
fn read(text: &str, into: &mut Option<Decimal>, fits: impl Fn(&Decimal) -> bool) -> bool {
    if text.trim().is_empty() {
        *into = None;
        return true;
    }
    let number = phrase::number(text).filter(fits);
    if number.is_some() {
        *into = number;
    }
    number.is_some()
}
