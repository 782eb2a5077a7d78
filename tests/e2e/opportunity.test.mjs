// One opportunity: its people, products and links, what happened to it, and the way to the next.

import assert from "node:assert/strict";
import { test } from "node:test";
import { card, openWithPipeline, saved, undo } from "./app.mjs";
import { newContext } from "./harness.mjs";

const context = (locale = "zh-CN") => newContext({ locale, viewport: { width: 1440, height: 900 } });

async function openCard(page, title) {
  await card(page, title).locator(".card-link").click();
  await page.locator(".panel .timeline").first().waitFor();
}

const press = (page, action) => page.locator(`.panel [data-action="${action}"]`).first().click();
const edit = async (page, action, text) => {
  const field = page.locator(`[data-action="${action}"]`);
  await field.fill(text);
  await field.press("Tab");
};

test("products are lines whose sum is checked against the amount; two changes in a row both hold; one undo takes one back", async () => {
  const page = await openWithPipeline(await context());
  await openCard(page, "岚山设备联网");
  await page.locator("#op-product").fill("MES 平台");
  await page.keyboard.press("Enter");
  await page.locator('[data-action="edit-price"]').waitFor();
  await edit(page, "edit-price", "80万");
  await edit(page, "edit-quantity", "3");
  await edit(page, "edit-discount", "10%");
  await page.locator('[data-metric="lines-sum"][data-value="2160000"]').waitFor();
  await edit(page, "edit-discount", "120");
  await page.locator('[data-action="edit-discount"][aria-invalid="true"]').waitFor();
  await page.locator('[data-metric="lines-sum"][data-value="2160000"]').waitFor();
  await press(page, "take-sum");
  await page.locator('[data-metric="lines-sum"]').waitFor({ state: "detached" });
  assert.equal(await page.locator(".panel-key strong").innerText(), "¥2,160,000");
  await saved(page);
  await undo(page);
  await page.locator('[data-metric="lines-sum"][data-value="2160000"]').waitFor();
  await page.context().close();
});

test("people have parts in the decision; a link that would run something is refused", async () => {
  const page = await openWithPipeline(await context());
  await openCard(page, "岚山设备联网");
  await page.locator("#op-person").fill("赵总");
  await page.keyboard.press("Enter");
  await page.locator('[data-action="set-role"]').selectOption("economic_buyer");
  await page.locator(".event", { hasText: "赵总（经济决策人）" }).waitFor();
  await page.locator("#op-link").fill("javascript:alert(1)");
  await page.keyboard.press("Enter");
  await page.locator("#op-link-note:visible").waitFor();
  await page.locator("#op-link").fill("https://example.com/offer.pdf");
  await page.locator("#op-link-name").fill("报价单");
  await page.keyboard.press("Enter");
  const link = page.locator('.panel a[target="_blank"]', { hasText: "报价单" });
  await link.waitFor();
  assert.equal(await link.getAttribute("rel"), "noopener noreferrer");
  await press(page, "remove-link");
  await link.waitFor({ state: "detached" });
  await page.context().close();
});

for (const [lang, words] of [["zh-CN", { amount: "金额", put: "300万 CNY" }], ["en", { amount: "Amount", put: "3M CNY" }]]) {
  test(`${lang}: one field's history is shown by itself, and what it held before comes back`, async () => {
    const page = await openWithPipeline(await context(lang));
    await openCard(page, "岚山设备联网");
    await press(page, "edit-amount");
    await page.locator("input#edit-amount").fill(words.put);
    await page.keyboard.press("Enter");
    await page.locator(".panel-key strong", { hasText: "3,000,000" }).waitFor();
    await press(page, "edit-source");
    await page.locator("input#edit-source").fill("展会");
    await page.keyboard.press("Enter");
    await page.locator(".event", { hasText: "展会" }).waitFor();
    await page.locator("#history-of").selectOption({ label: words.amount });
    await page.locator(".event", { hasText: "展会" }).waitFor({ state: "detached" });
    await page.locator('.event [data-action="restore-field"]').first().click();
    await page.locator(".panel-key strong", { hasText: "2,400,000" }).waitFor();
    await page.context().close();
  });
}

test("what was logged can be corrected and taken away", async () => {
  const page = await openWithPipeline(await context());
  await openCard(page, "岚山设备联网");
  await page.locator("#log-text").fill("谈了价格");
  await press(page, "log-touch");
  await page.locator(".event", { hasText: "谈了价格" }).locator('[data-action="edit-activity"]').click();
  await page.locator("#activity-text").fill("谈了价格和交期");
  await page.locator("#activity-date").fill("2026-11-20");
  await page.locator('[data-action="save-activity"]').click();
  await page.locator(".event", { hasText: "谈了价格和交期" }).waitFor();
  await page.locator(".timeline-day", { hasText: "11月20日" }).waitFor();
  await page.locator(".event", { hasText: "谈了价格和交期" }).locator('[data-action="edit-activity"]').click();
  await page.locator('[data-action="delete-activity"]').click();
  await page.locator(".event", { hasText: "谈了价格和交期" }).waitFor({ state: "detached" });
  await saved(page);
  await undo(page);
  await page.locator(".event", { hasText: "谈了价格和交期" }).waitFor();
  await page.context().close();
});

test("J and K walk the list an opportunity was opened from, on the board and from the table", async () => {
  const page = await openWithPipeline(await context());
  const titles = await page.locator(".card .card-title").allTextContents();
  await openCard(page, titles[0].trim());
  for (const title of titles.slice(1, 4)) {
    await page.keyboard.press("j");
    await page.locator(".panel-title", { hasText: title.trim().split("\n")[0] }).waitFor();
  }
  await page.keyboard.press("k");
  await page.locator(".panel-title", { hasText: titles[2].trim().split("\n")[0] }).waitFor();
  await page.evaluate(() => { location.hash = "#/board?layout=table&sort=-amount"; });
  await page.locator('.grid td[data-column="title"] a', { hasText: "岚山" }).click();
  await page.locator(".panel-title", { hasText: "岚山设备联网" }).waitFor();
  await page.locator('[data-action="next-opportunity"]').click();
  await page.locator(".panel-title", { hasText: "云桥质检三期" }).waitFor();
  // The page goes on in the list that the panel was in.
  await page.locator('[data-action="open-page"]').click();
  await page.locator(".panel.is-page .panel-title", { hasText: "云桥质检三期" }).waitFor();
  await page.keyboard.press("k");
  await page.locator(".panel.is-page .panel-title", { hasText: "岚山设备联网" }).waitFor();
  await page.keyboard.press("n");
  await page.waitForFunction(() => document.activeElement?.id === "log-text");
  await page.context().close();
});

test("by month: a later one asks why and is counted, an earlier one does not ask, and Esc leaves all as it was", async () => {
  const page = await openWithPipeline(await context());
  await page.evaluate(() => { location.hash = "#/board?layout=months"; });
  await card(page, "星河 WMS 改造").waitFor();
  const month = (title) => card(page, title).evaluate((node) => node.closest("[data-month]").querySelector("h2").textContent);
  assert.equal(await month("星河 WMS 改造"), "2026年12月");
  const from = await card(page, "星河 WMS 改造").boundingBox();
  const to = await page.locator(".column", { has: page.locator("h2", { hasText: "2027年2月" }) }).boundingBox();
  const drag = async () => {
    await page.mouse.move(from.x + 40, from.y + 40);
    await page.mouse.down();
    await page.mouse.move(from.x + 60, from.y + 50, { steps: 3 });
    await page.mouse.move(to.x + 60, to.y + 160, { steps: 6 });
    await page.mouse.up();
    await page.locator("#dialog-push[open]").waitFor();
  };
  await drag();
  await page.keyboard.press("Escape");
  await page.locator("#dialog-push").waitFor({ state: "detached" });
  assert.equal(await month("星河 WMS 改造"), "2026年12月");
  await drag();
  await page.locator('[data-action="confirm-push"]').click();
  await page.locator("#push-why-note").waitFor();
  await page.locator("#dialog-push .pick", { hasText: "预算调整" }).click();
  await page.locator('[data-action="confirm-push"]').click();
  await page.waitForFunction(() => [...document.querySelectorAll("[data-month]")].some((one) => one.querySelector("h2").textContent === "2027年2月" && one.textContent.includes("星河")));
  await saved(page);
  await page.evaluate(() => { location.hash = "#/board?layout=months&pushed=1.."; });
  await page.locator('[data-metric="matching"][data-value="1"]').waitFor({ state: "attached" });
  await card(page, "星河 WMS 改造").locator(".card-link").focus();
  await page.keyboard.press("Shift+ArrowLeft");
  await page.waitForFunction(() => [...document.querySelectorAll("[data-month]")].some((one) => one.querySelector("h2").textContent === "2027年1月" && one.textContent.includes("星河")));
  await card(page, "星河 WMS 改造").locator(".card-link").click();
  await page.locator(".event", { hasText: "预算调整" }).waitFor();
  // Brought forward in between, it has still been put off once.
  await page.locator('.panel [data-metric="pushes"][data-value="1"]', { hasText: "预算调整" }).waitFor({ state: "attached" });
  await page.context().close();
});

test("putting a close off asks why wherever it is done: on the page, in a cell, for several at once", async () => {
  const page = await openWithPipeline(await context());
  const why = async (reason) => {
    await page.locator(":is(#dialog-push, #dialog-bulk) .pick", { hasText: reason }).click();
    await page.locator(':is([data-action="confirm-push"], [data-action="confirm-bulk"])').click();
    await page.locator(":is(#dialog-push, #dialog-bulk)").waitFor({ state: "detached" });
    await saved(page);
  };
  const pushes = (count, reason) => page.locator(`.panel [data-metric="pushes"][data-value="${count}"]`, { hasText: reason }).waitFor({ state: "attached" });
  await openCard(page, "星河 WMS 改造");
  await page.locator('.panel [data-action="edit-expected-close"]').click();
  await page.locator("input#edit-expected_close").fill("2028-03-31");
  await page.keyboard.press("Enter");
  await why("预算调整");
  await pushes(1, "预算调整");
  await page.evaluate(() => { location.hash = "#/board?layout=table&columns=title,close&sort=title"; });
  const cell = page.locator(".grid tbody tr", { hasText: "星河 WMS 改造" }).locator('td[data-column="close"]');
  await cell.focus();
  await page.keyboard.press("F2");
  await page.locator(".grid-editor").fill("2028-04-30");
  await page.locator(".grid-editor").press("Enter");
  await why("需求变更");
  await page.locator('[data-action="select-all"]').click();
  await page.locator('[data-action="bulk-edit"]').click();
  await page.locator("#bulk-field").selectOption("close");
  await page.locator("#bulk-value").fill("2028-06-30");
  await page.keyboard.press("Enter");
  // Without a reason nothing is written.
  await page.locator("#push-why-note").waitFor();
  await why("我方原因");
  await page.locator(".grid tbody td a", { hasText: "星河 WMS 改造" }).click();
  await pushes(3, "我方原因");
  await page.context().close();
});
