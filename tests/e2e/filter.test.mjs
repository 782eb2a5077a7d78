// What is shown follows a filter: a sentence whose parts can be pressed, kept in the address, and under a name as a view.

import assert from "node:assert/strict";
import { test } from "node:test";
import { column, openWithPipeline, saved, titles } from "./app.mjs";
import { newContext } from "./harness.mjs";

const context = (locale = "zh-CN") => newContext({ locale, viewport: { width: 1440, height: 900 } });
const press = (page, action) => page.locator(`[data-action="${action}"]:visible`).first().click();
const query = (page) => new URLSearchParams(new URL(page.url()).hash.split("?")[1] ?? "");
const part = (page, field) => page.locator(`.filter-row .chip[data-field="${field}"]`);
const matching = (page, count) => page.locator(`[data-metric="matching"][data-value="${count}"]`).waitFor({ state: "attached" });

async function ask(page, field) {
  await page.keyboard.press("f");
  await page.locator(`.menu [data-action="add-condition"][data-field="${field}"]`).click();
  await page.locator("#dialog-condition[open]").waitFor();
}

for (const [lang, words] of [["zh-CN", "金额 ≥ ¥1,000,000"], ["en", "Amount ≥ CN¥1,000,000"]]) {
  test(`${lang}: a condition is put together, read as a sentence, and taken away again`, async () => {
    const page = await openWithPipeline(await context(lang));
    await ask(page, "amount");
    await page.locator("#condition-from").fill("100万 CNY");
    await page.locator('[data-metric="would-match"]', { hasText: "3" }).waitFor();
    await page.keyboard.press("Enter");
    await matching(page, 3);
    assert.equal((await part(page, "amount").locator(".chip-text").innerText()).trim(), words);
    assert.equal(query(page).get("amount"), "CNY:1000000..");
    await page.goBack();
    await part(page, "amount").waitFor({ state: "detached" });
    await page.goForward();
    await part(page, "amount").locator('[data-action="remove-filter"]').click();
    await part(page, "amount").waitFor({ state: "detached" });
    assert.equal(query(page).get("amount"), null);
    await page.context().close();
  });
}

test("fields that are not on the board are read for it: the workspace's own, pushes, touches", async () => {
  const page = await openWithPipeline(await context());
  const shows = async (hash, count) => {
    await page.evaluate((to) => { location.hash = to; }, `#/board?${hash}`);
    await matching(page, count);
  };
  await page.keyboard.press("f");
  await page.locator('.menu [data-action="add-condition"]', { hasText: "大区" }).click();
  await page.locator("#dialog-condition .check", { hasText: "华东" }).click();
  await page.locator('[data-metric="would-match"]', { hasText: "4" }).waitFor();
  await page.keyboard.press("Enter");
  await matching(page, 4);
  await shows("pushed=1..", 0);
  // Putting a close off makes it one that was pushed, at once.
  await page.evaluate(() => { location.hash = "#/board"; });
  await page.locator(".card", { hasText: "云桥质检二期" }).locator(".card-link").click();
  await press(page, "edit-expected-close");
  await page.locator("input#edit-expected_close").fill("2027-06-30");
  await page.keyboard.press("Enter");
  await page.locator("#dialog-push .pick").first().click();
  await page.locator('[data-action="confirm-push"]').click();
  await page.locator("#dialog-push").waitFor({ state: "detached" });
  await saved(page);
  await shows("pushed=1..", 1);
  await shows("touched=last-7", 0);
  await page.evaluate(() => { location.hash = "#/board"; });
  await page.locator(".card", { hasText: "云桥质检二期" }).locator(".card-link").click();
  await page.locator("#log-text").fill("谈了价格");
  await press(page, "log-touch");
  await saved(page);
  await shows("touched=last-7", 1);
  await page.context().close();
});

test("where nothing is left, dropping the condition that keeps most away is offered", async () => {
  const page = await openWithPipeline(await context());
  await page.evaluate(() => { location.hash = "#/board?amount=99999999..&outcome=open"; });
  await matching(page, 0);
  const offer = page.locator('[data-action="drop-narrowest"]');
  assert.equal(await offer.getAttribute("data-field"), "amount");
  await offer.click();
  await matching(page, 6);
  await page.context().close();
});

test("a view keeps filter and layout under a name, is changed, renamed and deleted, and each can be undone", async () => {
  const page = await openWithPipeline(await context());
  await page.evaluate(() => { location.hash = "#/board?amount=1000000..&layout=table"; });
  await page.locator(".grid [data-cell]").first().waitFor();
  await press(page, "open-views");
  await press(page, "save-view");
  await page.locator("#view-name").fill("大单");
  await page.keyboard.press("Enter");
  await page.locator('[data-action="open-views"]', { hasText: "大单" }).waitFor();
  await saved(page);
  await page.evaluate(() => { location.hash = "#/board"; });
  await page.locator(".board").waitFor();
  await press(page, "open-views");
  await page.locator('.menu [data-action="show-view"]', { hasText: "大单" }).click();
  await page.locator(".grid [data-cell]").first().waitFor();
  assert.equal(query(page).get("amount"), "1000000..");
  await page.reload();
  await page.locator('[data-action="open-views"]', { hasText: "大单" }).waitFor();
  await press(page, "open-views");
  await press(page, "delete-view");
  await page.locator('[data-action="open-views"]', { hasText: "视图" }).waitFor();
  await page.locator(".toast [data-action=undo]").click();
  await press(page, "open-views");
  await page.locator('.menu [data-action="show-view"]', { hasText: "大单" }).waitFor();
  await page.context().close();
});

test("a column's bar and the sentence are one filter", async () => {
  const page = await openWithPipeline(await context());
  await column(page, "需求确认").locator('[data-action="filter-due"][data-state=none]').click();
  await part(page, "due").waitFor();
  assert.equal(query(page).get("due"), "none");
  assert.ok((await titles(page, "需求确认")).length > 0);
  await page.context().close();
});
