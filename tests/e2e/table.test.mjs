// The table of what matches, and what is done with several opportunities in one step.

import assert from "node:assert/strict";
import fs from "node:fs/promises";
import { test } from "node:test";
import { assertBoard, card, figures, openWithPipeline, PIPELINE, saved, undo } from "./app.mjs";
import { gate } from "./database.mjs";
import { newContext } from "./harness.mjs";

const context = (options = {}) => newContext({ locale: "zh-CN", viewport: { width: 1440, height: 900 }, ...options });

async function openTable(page, query = "") {
  await page.evaluate((to) => { location.hash = to; }, `#/board?layout=table${query}`);
  await page.locator(".grid [data-cell]").first().waitFor();
}

const column = (page, name) => page.locator(`.grid tbody td[data-column="${name}"]`).allInnerTexts();
const row = (page, title) => page.locator(".grid tbody tr", { hasText: title });
const cell = (page, title, name) => row(page, title).locator(`td[data-column="${name}"]`);
const toBoard = (page) => page.evaluate(() => { location.hash = "#/board"; });
const chosen = (page, count) => page.locator(`[data-metric="chosen"][data-value="${count}"]`).waitFor();

test("rows are those that match, sorted, gathered and summed as asked; the address keeps it", async () => {
  const page = await openWithPipeline(await context());
  await openTable(page, "&sort=-amount");
  assert.deepEqual(await column(page, "amount"), ["¥2,400,000", "¥1,500,000", "¥1,200,000", "¥865,000", "¥450,000", ""]);
  assert.equal(await page.locator('.grid tfoot [data-metric="sum"]').getAttribute("data-value"), "6415000");
  await page.locator('th[data-column="amount"] [data-action="sort-column"]').click();
  await page.locator('th[data-column="amount"][aria-sort="ascending"]').waitFor();
  assert.equal((await column(page, "amount"))[0], "¥450,000");
  await page.locator('[data-action="choose-group"]').click();
  await page.locator('.menu [data-action="group-by"][data-field="stage"]').click();
  await page.locator(".grid-group").first().waitFor();
  assert.deepEqual(await page.locator(".grid-group th > span:first-child").allInnerTexts(), ["需求确认", "方案报价", "商务谈判"]);
  await page.reload();
  await page.locator(".grid-group").first().waitFor();
  await openTable(page, "&outcome=won&outcome=lost");
  assert.deepEqual((await column(page, "stage")).sort(), ["赢单", "输单"].sort());
  await page.context().close();
});

test("columns are chosen, moved and hidden, and this device keeps them", async () => {
  const page = await openWithPipeline(await context());
  await openTable(page);
  await page.locator('[data-action="choose-columns"]').click();
  await page.locator('.menu [data-field="created"]').click();
  await page.locator('th[data-column="created"]').waitFor();
  await cell(page, "云桥质检二期", "created").filter({ hasText: "2026-03-02" }).waitFor();
  await page.locator('th[data-column="account"]').hover();
  await page.locator('th[data-column="account"] [data-action="open-column-head"]').click();
  await page.locator('.menu [data-action="move-column"]').last().click();
  await page.waitForFunction(() => document.querySelectorAll(".grid thead th")[2]?.dataset.column === "stage");
  await page.locator('th[data-column="owner"]').hover();
  await page.locator('th[data-column="owner"] [data-action="open-column-head"]').click();
  await page.locator('.menu [data-action="hide-column"]').click();
  await page.locator('th[data-column="owner"]').waitFor({ state: "detached" });
  await toBoard(page);
  await card(page, "云桥质检二期").waitFor();
  await openTable(page);
  await page.locator('th[data-column="created"]').waitFor();
  assert.equal(await page.locator('th[data-column="owner"]').count(), 0);
  await page.context().close();
});

test("a cell is edited by keyboard alone: arrows, Enter, Tab, Esc; a wrong entry says so and nothing is written", async () => {
  const page = await openWithPipeline(await context());
  await openTable(page, "&sort=title");
  await cell(page, "岚山设备联网", "amount").focus();
  await page.keyboard.press("Enter");
  await page.locator(".grid-editor").fill("很多");
  await page.keyboard.press("Enter");
  await page.locator(".grid-wrong").waitFor();
  await page.locator(".grid-editor").fill("250万");
  await page.keyboard.press("Tab");
  await cell(page, "岚山设备联网", "amount").filter({ hasText: "¥2,500,000" }).waitFor();
  await page.waitForFunction(() => document.activeElement.dataset.column === "probability");
  await page.keyboard.press("F2");
  await page.locator(".grid-editor").fill("75");
  await page.keyboard.press("Escape");
  await page.locator(".grid-editor").waitFor({ state: "detached" });
  assert.notEqual((await cell(page, "岚山设备联网", "probability").innerText()).trim(), "75%");
  await page.waitForFunction(() => document.activeElement.dataset.column === "probability");
  await page.keyboard.press("ArrowLeft");
  await page.waitForFunction(() => document.activeElement.dataset.column === "amount");
  await page.keyboard.press("ArrowLeft");
  await page.waitForFunction(() => document.activeElement.dataset.column === "stage");
  await page.keyboard.press("Enter");
  await page.locator("select.grid-editor").selectOption({ label: "方案报价" });
  await page.keyboard.press("Enter");
  await cell(page, "岚山设备联网", "stage").filter({ hasText: "方案报价" }).waitFor();
  await saved(page);
  await undo(page);
  await cell(page, "岚山设备联网", "stage").filter({ hasText: "商务谈判" }).waitFor();
  await undo(page);
  await cell(page, "岚山设备联网", "amount").filter({ hasText: "¥2,400,000" }).waitFor();
  await page.context().close();
});

for (const [how, choose] of [
  ["by mouse on the board", async (page) => {
    await card(page, "云桥质检二期").locator(".card-link").click({ modifiers: ["Shift"] });
    await card(page, "星河 WMS 改造").locator(".card-link").click();
  }],
  ["by keyboard on the board", async (page) => {
    await card(page, "云桥质检二期").locator(".card-link").focus();
    await page.keyboard.press("x");
    await card(page, "星河 WMS 改造").locator(".card-link").focus();
    await page.keyboard.press("x");
  }],
  ["in the table", async (page) => {
    await openTable(page);
    await row(page, "云桥质检二期").locator('[data-action="select-row"]').click();
    await cell(page, "星河 WMS 改造", "stage").focus();
    await page.keyboard.press("x");
  }],
]) {
  test(`several are chosen ${how} and moved in one step, which one undo takes back`, async () => {
    const page = await openWithPipeline(await context());
    await choose(page);
    await chosen(page, 2);
    await page.locator('[data-action="bulk-move"]').click();
    await page.locator("#dialog-bulk .check", { hasText: "商务谈判" }).click();
    await page.keyboard.press("Enter");
    await page.locator("#dialog-bulk").waitFor({ state: "detached" });
    await saved(page);
    await toBoard(page);
    await page.locator(".board").waitFor();
    await page.waitForFunction(() => document.querySelectorAll(".column .card").length === 6);
    assert.equal((await figures(page)).商务谈判[0], 3);
    await undo(page);
    await page.waitForFunction(() => document.querySelector(".column:nth-of-type(3) [data-metric=count]").dataset.value === "1");
    await assertBoard(page, PIPELINE);
    await page.context().close();
  });
}

test("chosen cards travel together when one of them is dragged", async () => {
  const page = await openWithPipeline(await context());
  await card(page, "云桥质检二期").locator(".card-link").click({ modifiers: ["Shift"] });
  await card(page, "云桥质检三期").locator(".card-link").click();
  await chosen(page, 2);
  const from = await card(page, "云桥质检二期").boundingBox();
  const to = await page.locator(".column").nth(2).boundingBox();
  await page.mouse.move(from.x + 40, from.y + 40);
  await page.mouse.down();
  await page.mouse.move(from.x + 60, from.y + 60, { steps: 4 });
  await page.locator('.card.is-lifted[data-count="2"]').waitFor();
  await page.mouse.move(to.x + 60, to.y + 200, { steps: 6 });
  await page.mouse.up();
  await page.waitForFunction(() => document.querySelectorAll(".column")[2].querySelectorAll(".card").length === 3);
  await saved(page);
  await page.context().close();
});

test("C leads from the table to the line in a column", async () => {
  const page = await openWithPipeline(await context());
  await openTable(page);
  await page.keyboard.press("c");
  await page.waitForFunction(() => document.activeElement?.id === "quick-add");
  await page.context().close();
});

test("many at once: another owner and won are one step each; those that a gate holds back are listed with the reason", async () => {
  const page = await openWithPipeline(await context());
  await gate(page, "商务谈判", "campaign", true);
  await page.reload();
  await openTable(page, "&columns=title,owner");
  const all = page.locator('[data-action="select-all"]');
  const owners = () => page.locator('.grid tbody td[data-column="owner"]').allTextContents();
  const before = await owners();
  await all.click();
  await page.locator('[data-action="bulk-owner"]').click();
  const owner = await page.locator("#bulk-owner option:not([value=''])").last().innerText();
  await page.locator("#bulk-owner").selectOption({ label: owner });
  await page.locator('[data-action="confirm-bulk"]').click();
  await page.waitForFunction((owner) => [...document.querySelectorAll('.grid tbody td[data-column="owner"]')].every((cell) => cell.textContent.includes(owner)), owner);
  await saved(page);
  await undo(page);
  await page.waitForFunction((before) => JSON.stringify([...document.querySelectorAll('.grid tbody td[data-column="owner"]')].map((cell) => cell.textContent)) === JSON.stringify(before), before);
  await all.click();
  await page.locator('[data-action="bulk-move"]').click();
  await page.locator("#dialog-bulk .check", { hasText: "商务谈判" }).click();
  await page.locator('[data-action="confirm-bulk"]').click();
  // One of the six lay there already.
  await page.locator("#dialog-refused tbody tr").nth(4).waitFor();
  assert.equal(await page.locator("#dialog-refused tbody tr").count(), 5);
  await page.keyboard.press("Escape");
  // What could not be done is still chosen.
  await page.locator('[data-action="bulk-won"]').click();
  await page.locator("#dialog-bulk").waitFor();
  await page.locator('[data-action="confirm-bulk"]').click();
  await page.locator('.grid tfoot [data-metric="rows"][data-value="0"]').waitFor();
  await saved(page);
  await undo(page);
  await page.locator('.grid tfoot [data-metric="rows"][data-value="6"]').waitFor();
  await page.context().close();
});

test("a field of all of them is changed; lost ones keep their amounts; deleted ones come back with one undo", async () => {
  const page = await openWithPipeline(await context());
  await openTable(page);
  await page.locator('[data-action="select-all"]').click();
  await chosen(page, 6);
  await page.locator('[data-action="bulk-edit"]').click();
  await page.locator("#bulk-field").selectOption("source");
  await page.locator("#bulk-value").fill("展会");
  await page.keyboard.press("Enter");
  await page.locator(".toast", { hasText: "6" }).waitFor();
  await page.locator('[data-action="select-all"]').click();
  await page.locator('[data-action="bulk-lost"]').click();
  await page.locator("#dialog-bulk").waitFor();
  await page.locator('[data-action="confirm-bulk"]').click();
  await page.locator('.grid tfoot [data-metric="rows"][data-value="0"]').waitFor();
  await toBoard(page);
  await page.waitForFunction(() => document.querySelector('.column[data-outcome=lost] [data-metric=count]').dataset.value === "7");
  assert.equal((await figures(page)).输单[1], "7015000");
  await saved(page);
  await undo(page);
  await card(page, "云桥质检二期").waitFor();
  await page.evaluate(() => { location.hash = "#/board?source=%E5%B1%95%E4%BC%9A&layout=table"; });
  await page.locator('.grid tfoot [data-metric="rows"][data-value="6"]').waitFor();
  await page.locator('[data-action="select-all"]').click();
  await page.locator('[data-action="bulk-delete"]').click();
  await page.locator('.grid tfoot [data-metric="rows"][data-value="0"]').waitFor();
  await saved(page);
  await undo(page);
  await page.locator('.grid tfoot [data-metric="rows"][data-value="6"]').waitFor();
  await page.context().close();
});

test("what the table shows is saved as CSV and as a workbook, and a text is never a formula there", async () => {
  const page = await openWithPipeline(await context());
  await openTable(page, "&sort=-amount");
  await cell(page, "岚山设备联网", "title").focus();
  await page.keyboard.press("F2");
  await page.locator(".grid-editor").fill("=HYPERLINK(1)");
  await page.keyboard.press("Enter");
  await cell(page, "=HYPERLINK(1)", "title").waitFor();
  const save = async (action) => {
    await page.locator('[data-action="choose-export"]').click();
    const [download] = await Promise.all([page.waitForEvent("download"), page.locator(`.menu [data-action="${action}"]`).click()]);
    return download;
  };
  const csv = await save("export-csv");
  assert.match(csv.suggestedFilename(), /^商机 2026-11-24\.csv$/);
  const lines = (await fs.readFile(await csv.path(), "utf8")).split("\r\n");
  assert.match(lines[0], /^\ufeff名称,客户,阶段,金额 \(CNY\),赢率,预计成交,负责人,/);
  assert.match(lines[1], /^'=HYPERLINK\(1\),岚山重工,商务谈判,2400000,60%,2027-01-15,/);
  assert.equal(lines.length, 8);
  const book = await save("export-xlsx");
  const bytes = await fs.readFile(await book.path());
  assert.equal(bytes.subarray(0, 2).toString(), "PK");
  // Read back by the import: the same rows, as typed.
  await page.evaluate(() => { location.hash = "#/import"; });
  await page.locator("input[data-import]").setInputFiles({ name: "export.xlsx", mimeType: "application/octet-stream", buffer: bytes });
  await page.locator("#import-kind").waitFor();
  await page.locator("main", { hasText: "=HYPERLINK(1)" }).waitFor();
  await page.context().close();
});
