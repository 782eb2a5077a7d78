// What was typed is kept: currencies, competitors, drafts, and what two hands write at once.

import assert from "node:assert/strict";
import { test } from "node:test";
import { assertBoard, card, focusCard, lies, openWithPipeline, PIPELINE, saved, titles } from "./app.mjs";
import { packed } from "./database.mjs";
import { newContext, open, ready } from "./harness.mjs";

const TITLE = "岚山设备联网";
const OTHER = "云桥质检二期";
const zh = () => newContext({ locale: "zh-CN", viewport: { width: 1440, height: 900 } });

async function openPanel(page, title) {
  await card(page, title).locator(".card-link").click();
  await page.locator(".panel-title", { hasText: title }).waitFor();
  await page.locator(".panel .timeline").first().waitFor();
}

async function edit(page, action, text) {
  await page.locator(`.panel [data-action="${action}"]`).click();
  const field = page.locator(`.panel #${action}`);
  await field.fill(text);
  await field.press("Enter");
  await field.waitFor({ state: "detached" });
  await saved(page);
}

/** Waits until a field of the panel reads so. */
const reads = (page, action, text) => page.locator(`.panel [data-action="${action}"]`, { hasText: text }).waitFor();

test("an amount in another currency keeps it when the field is opened, changed, and when the deal is won", async () => {
  const context = await zh();
  const page = await openWithPipeline(context);
  await openPanel(page, TITLE);
  await edit(page, "edit-amount", "HK$1234.5");
  await reads(page, "edit-amount", "HK$1,234.5");
  await page.locator('.panel [data-action="edit-amount"]').click();
  assert.equal(await page.locator("#edit-amount").inputValue(), "1,234.5 HKD");
  await page.locator("#edit-amount").press("Escape");
  await page.keyboard.press("Escape");
  await focusCard(page, TITLE);
  await page.keyboard.press("w");
  await page.locator('[data-action="confirm-won"]').click();
  await page.locator("dialog[open]").waitFor({ state: "detached" });
  await saved(page);
  const sum = await page.locator('.column[data-outcome=won] [data-metric=sum][data-currency=HKD]').getAttribute("data-value");
  assert.equal(sum, "1234.5");
  await context.close();
});

test("winning keeps the competitors that are known, and the sheet shows them", async () => {
  const context = await zh();
  const page = await openWithPipeline(context);
  await openPanel(page, TITLE);
  await edit(page, "edit-competitors", "北辰，远图");
  await page.keyboard.press("Escape");
  await focusCard(page, TITLE);
  await page.keyboard.press("w");
  await page.waitForFunction(() => document.querySelector("#end-competitor")?.value === "北辰、远图");
  await page.locator('[data-action="confirm-won"]').click();
  await saved(page);
  await page.locator('.column[data-outcome=won] [data-action="toggle-column"]').click();
  await openPanel(page, TITLE);
  await reads(page, "edit-competitors", "北辰、远图");
  await context.close();
});

test("what is written into the box is there after a look at another opportunity, and leaving asks", async () => {
  const context = await zh();
  const page = await openWithPipeline(context);
  await openPanel(page, TITLE);
  await page.locator("#log-text").fill("预算已批，等合同模板");
  await openPanel(page, OTHER);
  assert.equal(await page.locator("#log-text").inputValue(), "");
  await openPanel(page, TITLE);
  assert.equal(await page.locator("#log-text").inputValue(), "预算已批，等合同模板");
  let asked = false;
  page.on("dialog", (dialog) => {
    asked = true;
    dialog.accept();
  });
  await page.reload();
  assert.ok(asked);
  await context.close();
});

test("sending twice at once writes once", async () => {
  const context = await zh();
  const page = await openWithPipeline(context);
  await openPanel(page, TITLE);
  await page.locator("#log-text").fill("只记一次");
  await page.locator('[data-action="log-touch"]').dblclick();
  await saved(page);
  await page.locator(".event-note", { hasText: "只记一次" }).first().waitFor();
  assert.equal(await page.locator(".event-note", { hasText: "只记一次" }).count(), 1);
  await page.keyboard.press("Escape");

  await page.locator('.frame-tools [data-action="new-opportunity"]').click();
  await page.locator("#new-title").fill("只建一个");
  await page.locator('[data-action="create-opportunity"]').dblclick();
  await card(page, "只建一个").waitFor();
  await saved(page);
  assert.equal(await card(page, "只建一个").count(), 1);
  await context.close();
});

test("a field that was changed in another tab meanwhile is not overwritten unseen", async () => {
  const context = await zh();
  const first = await openWithPipeline(context);
  const second = await open(context, { path: "#/board" });
  await openPanel(first, TITLE);
  await openPanel(second, TITLE);
  await first.locator('.panel [data-action="edit-note"]').click();
  await first.locator("#edit-note").fill("甲写的");
  // From the page's own inside: a real click would take the focus out of the first tab, which saves.
  await second.evaluate(async () => {
    document.querySelector('.panel [data-action="edit-note"]').click();
    while (!document.querySelector("#edit-note")) await new Promise(requestAnimationFrame);
    const note = document.querySelector("#edit-note");
    note.value = "乙写的";
    note.dispatchEvent(new Event("input", { bubbles: true }));
    note.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", ctrlKey: true, bubbles: true }));
  });
  await first.waitForFunction(() => document.querySelector(".panel .timeline")?.textContent.includes("乙写的"));
  await first.locator("#edit-note").press("Control+Enter");
  await first.locator(".panel .field-error", { hasText: "乙写的" }).waitFor();
  assert.equal(await first.locator("#edit-note").inputValue(), "甲写的");
  await first.locator("#edit-note").press("Control+Enter");
  await first.locator("#edit-note").waitFor({ state: "detached" });
  await saved(first);
  await reads(first, "edit-note", "甲写的");
  await context.close();
});

test("an account made in one place is known in another that was open before", async () => {
  const context = await zh();
  const page = await openWithPipeline(context);
  await openPanel(page, TITLE);
  await page.locator('.frame-tools [data-action="new-opportunity"]').click();
  await page.locator("#new-title").fill("新客户的商机");
  await page.locator("#new-account").fill("云麓科技");
  await page.locator('[data-action="create-opportunity"]').click();
  await card(page, "新客户的商机").waitFor();
  await saved(page);
  await openPanel(page, TITLE);
  await edit(page, "edit-account", "云麓科技");
  const accounts = await page.evaluate(() => new Promise((resolve) => {
    const request = indexedDB.open("shangji-default");
    request.onsuccess = () => {
      const all = request.result.transaction("accounts").objectStore("accounts").getAll();
      all.onsuccess = () => { request.result.close(); resolve(all.result.filter((one) => one.data.name === "云麓科技").length); };
    };
  }));
  assert.equal(accounts, 1);
  await context.close();
});

test("undo pressed twice quickly takes two steps back", async () => {
  const context = await zh();
  const page = await openWithPipeline(context);
  await focusCard(page, TITLE);
  await page.keyboard.press("Shift+ArrowLeft");
  await lies(page, TITLE, "方案报价");
  await page.keyboard.press("Shift+ArrowLeft");
  await lies(page, TITLE, "需求确认");
  await Promise.all([page.keyboard.press("Control+z"), page.keyboard.press("Control+z")]);
  await lies(page, TITLE, "商务谈判");
  await assertBoard(page, PIPELINE);
  await context.close();
});

test("a deleted card stays away however soon the page is loaded again", async () => {
  const context = await zh();
  const page = await openWithPipeline(context);
  await packed(page);
  await card(page, TITLE).locator('[data-action="open-card-menu"]').click();
  await page.locator('.menu [data-action="delete-opportunity"]').click();
  await card(page, TITLE).waitFor({ state: "detached" });
  await saved(page);
  await page.reload();
  await ready(page);
  assert.equal(await card(page, TITLE).count(), 0);
  await packed(page);
  await page.reload();
  await ready(page);
  assert.equal(await card(page, TITLE).count(), 0);
  await context.close();
});

test("a card in the air is nowhere else after a reload", async () => {
  const context = await zh();
  const page = await openWithPipeline(context);
  const before = await titles(page, "需求确认");
  await focusCard(page, TITLE);
  await page.keyboard.press("Shift+ArrowLeft");
  await lies(page, TITLE, "方案报价");
  await focusCard(page, before[0]);
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowRight");
  await lies(page, before[0], "方案报价");
  // Longer than it takes until the board is packed.
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1500)));
  await page.reload();
  await ready(page);
  assert.deepEqual(await titles(page, "需求确认"), before);
  await context.close();
});
