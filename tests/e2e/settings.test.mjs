// Settings: what a workspace is made of, changed while work goes on, and nothing that refers to it breaks.

import assert from "node:assert/strict";
import { test } from "node:test";
import { card, column, figures, lies, openWithPipeline, PIPELINE, saved, titles, undo } from "./app.mjs";
import { newContext, open, ready } from "./harness.mjs";

const context = (locale = "zh-CN") => newContext({ locale, viewport: { width: 1440, height: 900 } });
const go = (page, hash) => page.evaluate((to) => { location.hash = to; }, hash);
const press = (page, action) => page.locator(`[data-action="${action}"]:visible`).first().click();
const setting = (page, name) => page.locator("[data-setting]").filter({ has: page.locator(`.row-main, .row-text`).getByText(name, { exact: true }) }).last();
const names = (page, list) => page.locator(`${list} > li`).evaluateAll((rows) => rows.map((row) => row.querySelector(".inline-value > span").textContent));
const columns = (page) => page.locator(".column h2").allTextContents();

/** The settings of a section, of a workspace with the imported fixture. */
async function openSection(context, section, options) {
  const page = await openWithPipeline(context, options);
  await go(page, `#/settings/${section}`);
  await page.locator(".settings-body .section").first().waitFor();
  return page;
}

/** Presses a line of a row's menu. */
async function choose(page, row, action) {
  await row.locator('> .row-main [data-action="open-setting-menu"], > .row-block > .row-main [data-action="open-setting-menu"], > .row-end [data-action="open-setting-menu"], > [data-action="open-setting-menu"]').first().click();
  await page.locator(`.menu [data-action="${action}"]`).click();
}

async function addStage(page, name) {
  const line = page.locator('[id^="add-stage-"]').first();
  await line.fill(name);
  await line.press("Enter");
  await page.locator(".is-plain .row-main", { hasText: name }).waitFor();
  await saved(page);
}

for (const [lang, name, renamed] of [["zh-CN", "试用", "试点"], ["en", "Trial", "Pilot"]]) {
  test(`${lang}: a stage that is added is a column of the board, and is called otherwise everywhere at once`, async () => {
    const page = await openSection(await context(lang), "pipelines");
    await addStage(page, name);
    await setting(page, name).locator('[data-action="edit-setting-probability"]').click();
    await page.locator("#setting-editor").fill("75%");
    await page.keyboard.press("Enter");
    await saved(page);
    await setting(page, name).locator('[data-action="edit-setting-name"]').click();
    await page.locator("#setting-editor").fill(renamed);
    await page.keyboard.press("Enter");
    await saved(page);
    await go(page, "#/board");
    await column(page, renamed).waitFor();
    assert.deepEqual((await columns(page)).slice(0, 4), ["需求确认", "方案报价", "商务谈判", renamed]);
    await page.reload();
    await ready(page);
    assert.deepEqual((await columns(page)).slice(0, 4), ["需求确认", "方案报价", "商务谈判", renamed]);
    await page.context().close();
  });
}

test("stages are put in order by keys, from the menu and by dragging, each an undoable step", async () => {
  const page = await openSection(await context(), "pipelines");
  const order = () => names(page, ".rows.is-plain");
  const lie = (expected) => page.waitForFunction((wanted) => {
    const rows = [...document.querySelectorAll(".rows.is-plain > li")];
    return JSON.stringify(rows.map((row) => row.querySelector(".inline-value > span")?.textContent)) === JSON.stringify(wanted);
  }, expected);
  assert.deepEqual(await order(), ["需求确认", "方案报价", "商务谈判"]);
  const grip = setting(page, "需求确认").locator("> .grip");
  await grip.focus();
  await page.keyboard.press("ArrowDown");
  await lie(["方案报价", "需求确认", "商务谈判"]);
  await page.waitForFunction(() => document.activeElement?.classList.contains("grip"));
  await page.keyboard.press("ArrowDown");
  await lie(["方案报价", "商务谈判", "需求确认"]);
  await choose(page, setting(page, "商务谈判"), "move-up");
  await lie(["商务谈判", "方案报价", "需求确认"]);
  const from = await setting(page, "需求确认").locator("> .grip").boundingBox();
  const to = await setting(page, "商务谈判").boundingBox();
  await page.mouse.move(from.x + 8, from.y + 8);
  await page.mouse.down();
  await page.mouse.move(from.x + 8, to.y + 2, { steps: 6 });
  await page.locator("[data-drop=before]").waitFor();
  await page.mouse.up();
  await lie(["需求确认", "商务谈判", "方案报价"]);
  await saved(page);
  await undo(page);
  await lie(["商务谈判", "方案报价", "需求确认"]);
  await go(page, "#/board");
  await column(page, "商务谈判").waitFor();
  assert.deepEqual((await columns(page)).slice(0, 3), ["商务谈判", "方案报价", "需求确认"]);
  await page.context().close();
});

test("another order of stages says first which grades it changes, and changes nothing until that is confirmed", async () => {
  const page = await openWithPipeline(await context());
  await card(page, "云桥质检三期").locator(".card-link").click();
  await page.locator('.panel [data-action="edit-amount"]').click();
  await page.locator("input#edit-amount").fill("200000");
  await page.keyboard.press("Enter");
  for (const dimension of ["need_clarity", "decision_chain", "budget_feasibility", "competitive_position", "strategic_fit"]) {
    await page.locator(`[data-dimension="${dimension}"] input[value="3"]`).evaluate((input) => input.click());
  }
  const grade = (value) => page.locator(`.panel [data-metric="grade"][data-value="${value}"]`).waitFor();
  await saved(page);
  await grade("B");
  await go(page, "#/settings/pipelines");
  const order = () => names(page, ".rows.is-plain");
  const grip = setting(page, "需求确认").locator("> .grip");
  const dialog = page.locator("#dialog-setup");
  await choose(page, setting(page, "需求确认"), "move-down");
  await choose(page, setting(page, "需求确认"), "move-down");
  await dialog.locator('[data-metric="changed"][data-value="1"]').waitFor();
  await dialog.locator('[data-action="close-dialog"]').first().click();
  assert.deepEqual(await order(), ["方案报价", "需求确认", "商务谈判"]);
  await grip.focus();
  await page.keyboard.press("ArrowDown");
  await dialog.locator('[data-action="confirm-setup"]').click();
  await page.waitForFunction(() => [...document.querySelectorAll(".rows.is-plain > li")].at(-1).textContent.includes("需求确认"));
  await saved(page);
  await go(page, "#/board");
  await card(page, "云桥质检三期").locator(".card-link").click();
  await grade("A");
  await page.context().close();
});

for (const lang of ["zh-CN", "en"]) {
  test(`${lang}: a stage is removed with its cards moved, in one step that an undo takes back`, async () => {
    const page = await openSection(await context(lang), "pipelines");
    await choose(page, setting(page, "方案报价"), "archive-setting");
    await page.locator("#dialog-setup[open]").waitFor();
    await page.locator("#stage-into").selectOption({ label: "商务谈判" });
    await press(page, "confirm-setup");
    await page.locator(".toast").waitFor();
    await saved(page);
    await go(page, "#/board");
    await column(page, "商务谈判").waitFor();
    const { 方案报价: _, 赢单: won, 输单: lost, ...open } = PIPELINE;
    const ends = lang === "en" ? { Won: won, Lost: lost } : { 赢单: won, 输单: lost };
    assert.deepEqual(await figures(page), { ...open, 商务谈判: [3, "3715000"], ...ends });
    // The history still names it.
    await card(page, "星河 WMS 改造").locator(".card-link").click();
    await page.locator(".panel .event", { hasText: "方案报价" }).first().waitFor();
    await press(page, "close-panel");
    await undo(page);
    await column(page, "方案报价").waitFor();
    await page.waitForFunction(() => document.querySelectorAll(".column").length === 5);
    assert.deepEqual(await figures(page), { ...open, 方案报价: PIPELINE.方案报价, ...ends });
    await page.context().close();
  });
}

test("a stage can be removed with its cards left in it: its column goes with the last of them", async () => {
  const page = await openSection(await context(), "pipelines");
  await choose(page, setting(page, "商务谈判"), "archive-setting");
  await page.locator('[name=fate][value="stay"]').check();
  await press(page, "confirm-setup");
  await saved(page);
  await page.locator(".archived > summary").click();
  await page.locator(".archived [data-setting]", { hasText: "商务谈判" }).waitFor();
  await go(page, "#/board");
  await column(page, "商务谈判（已停用）").waitFor();
  await page.locator(".card-link", { hasText: "岚山设备联网" }).focus();
  await page.keyboard.press("Shift+ArrowLeft");
  await column(page, "商务谈判（已停用）").waitFor({ state: "detached" });
  await go(page, "#/settings/pipelines");
  await page.locator(".archived > summary").click();
  await press(page, "bring-back-setting");
  await page.locator(".is-plain .row-main", { hasText: "商务谈判" }).waitFor();
  await page.context().close();
});

test("a second pipeline: cards move into it one by one and many at once, each stage to its own, and back out when it is removed", async () => {
  const page = await openSection(await context(), "pipelines");
  await press(page, "new-pipeline");
  await page.locator("#pipeline-name").fill("续约");
  await page.keyboard.press("Enter");
  await page.locator(".row-block", { hasText: "续约" }).waitFor();
  await saved(page);
  await go(page, "#/board");
  await page.locator('[data-action="switch-pipeline"]').waitFor();
  // One: the dialog asks for the pipeline, then for the stage.
  await card(page, "岚山设备联网").locator(".card-link").focus();
  await page.keyboard.press("m");
  await page.locator("#move-pipeline").selectOption({ label: "续约" });
  assert.equal(await page.locator("#dialog-move .check:has(:checked)").innerText(), "商务谈判\n0", "the stage of that name is proposed");
  await press(page, "confirm-move");
  await card(page, "岚山设备联网").waitFor({ state: "detached" });
  await saved(page);
  // Many, with a table of stages.
  await go(page, "#/board?layout=table");
  await page.locator('.grid [data-action="select-all"]').check();
  await press(page, "bulk-move");
  await page.locator("#bulk-pipeline").selectOption({ label: "续约" });
  await page.locator('#dialog-bulk [data-action="map-stage-to"]').first().waitFor();
  const first = page.getByLabel("「需求确认」中的商机移到");
  await first.selectOption({ label: "签约" });
  await press(page, "confirm-bulk");
  await saved(page);
  await page.locator('.grid [data-opportunity-id]').first().waitFor({ state: "detached" });
  await go(page, "#/board");
  await page.locator('[data-action="switch-pipeline"]').selectOption({ label: "续约" });
  await column(page, "签约").locator(".card").nth(2).waitFor();
  const renewal = { 需求确认: [0, "0"], 方案报价: [2, "1315000"], 商务谈判: [1, "2400000"], 签约: [3, "2700000"] };
  const open = Object.fromEntries(Object.entries(await figures(page)).filter(([name]) => name in renewal));
  assert.deepEqual(open, renewal);
  // Removing it asks where its stages go.
  await go(page, "#/settings/pipelines");
  await choose(page, page.locator("[data-setting]").filter({ has: page.locator("> .row-block") }).filter({ hasText: "续约" }), "archive-setting");
  await page.locator('#dialog-setup [data-action="map-stage-to"]').first().waitFor();
  assert.equal(await page.locator("#dialog-setup tbody tr").count(), 3, "stages in which something lies");
  await press(page, "confirm-setup");
  await saved(page);
  await go(page, "#/board");
  await page.locator('[data-action="switch-pipeline"]').waitFor({ state: "detached" });
  await column(page, "商务谈判").locator(".card").nth(3).waitFor();
  assert.deepEqual((await figures(page)).需求确认, [0, "0"]);
  await undo(page);
  await page.locator('[data-action="switch-pipeline"]').waitFor();
  await page.context().close();
});

for (const [lang, more] of [["zh-CN", "高于预算"], ["en", "Above the budget"]]) {
  test(`${lang}: a loss reason has finer ones, which are asked for after it`, async () => {
    const page = await openSection(await context(lang), "reasons");
    const reason = lang === "en" ? "Price" : "价格";
    await setting(page, reason).locator('[data-action="open-finer-reason"]').click();
    await page.locator("#add-finer").fill(more);
    await page.keyboard.press("Enter");
    await page.locator(".is-plain .row-main", { hasText: more }).waitFor();
    await saved(page);
    await go(page, "#/board");
    await card(page, "岚山设备联网").locator(".card-link").focus();
    await page.keyboard.press("l");
    await page.locator("#dialog-close [name=reason]").first().waitFor();
    assert.equal(await page.locator("#dialog-close [name=finer]").count(), 0);
    await page.locator("#dialog-close .pick", { hasText: reason }).first().click();
    await page.locator("#dialog-close .pick", { hasText: more }).click();
    await press(page, "confirm-lost");
    await saved(page);
    await go(page, "#/board?layout=table&outcome=lost&columns=reason");
    await page.locator(".grid [data-column=reason]", { hasText: `${reason} / ${more}` }).waitFor();
    await page.context().close();
  });
}

test("a source is offered, renamed together with the opportunities that have it, and unlisted ones are listed", async () => {
  const page = await openWithPipeline(await context());
  await card(page, "云桥质检二期").locator(".card-link").click();
  await press(page, "edit-source");
  await page.locator("input#edit-source").fill("展会");
  await page.keyboard.press("Enter");
  await saved(page);
  await go(page, "#/settings/sources");
  await page.locator('[data-action="list-source"]').click();
  await page.locator(".is-ordered", { hasText: "展会" }).waitFor();
  await saved(page);
  await setting(page, "展会").locator('[data-action="edit-setting-name"]').click();
  await page.locator("#setting-editor").fill("行业展会");
  await page.keyboard.press("Enter");
  await page.locator("#dialog-setup[open]").waitFor();
  await press(page, "confirm-setup");
  await saved(page);
  await go(page, "#/board?source=行业展会");
  await page.locator('[data-metric="matching"][data-value="1"]').waitFor({ state: "attached" });
  await undo(page);
  await page.locator('[data-metric="matching"][data-value="0"]').waitFor({ state: "attached" });
  await page.context().close();
});

test("a member who has left is named but not offered, and hands over what is open", async () => {
  const page = await openSection(await context(), "members");
  await page.locator("[data-setting]", { hasText: "周砚" }).locator('[data-action="open-setting-menu"]').click();
  await page.locator('.menu [data-action="archive-setting"]').click();
  await page.locator("#member-to").selectOption({ label: "林知夏" });
  await press(page, "confirm-setup");
  await saved(page);
  await page.locator(".archived > summary").click();
  await page.locator(".archived [data-setting]", { hasText: "周砚" }).waitFor();
  await go(page, "#/board");
  await page.keyboard.press("f");
  await page.locator('.menu [data-action="add-condition"][data-field="owner"]').click();
  await page.locator("#dialog-condition .check", { hasText: "林知夏" }).click();
  await page.keyboard.press("Enter");
  await page.locator('[data-metric="matching"]').waitFor({ state: "attached" });
  assert.equal(await page.locator('[data-metric="total-count"]').first().getAttribute("data-value"), "6");
  await go(page, "#/board");
  await card(page, "云桥质检二期").locator(".card-link").click();
  await press(page, "edit-owner");
  assert.deepEqual((await page.locator("select#edit-owner option").allTextContents()).sort(), ["未填", "林知夏"].sort());
  await page.context().close();
});

test("with a rate for the day the table says what all currencies come to, beside the sums that stay apart", async () => {
  const page = await openSection(await context(), "currencies");
  await press(page, "new-rate");
  await page.locator("#rate-currency").selectOption("USD");
  await page.locator("#rate-value").fill("0");
  await press(page, "confirm-setup");
  await page.locator("#dialog-setup .field-error").waitFor();
  await page.locator("#rate-value").fill("7.2");
  await press(page, "confirm-setup");
  await page.locator('[data-currency="USD"][data-value="7.2"]').waitFor();
  await saved(page);
  await go(page, "#/board");
  await card(page, "朔原排产优化").locator(".card-link").click();
  await press(page, "edit-amount");
  await page.locator("input#edit-amount").fill("USD 10000");
  await page.keyboard.press("Enter");
  await saved(page);
  await go(page, "#/board?layout=table");
  const foot = page.locator("tfoot [data-metric]");
  await page.locator('tfoot [data-metric="converted"]').first().waitFor();
  const shown = await foot.evaluateAll((all) => all.filter((one) => one.closest("td").querySelector("[data-metric=sum]")).map((one) => [one.dataset.metric, one.dataset.currency, one.dataset.value]));
  assert.deepEqual(shown, [["sum", "CNY", "6415000"], ["sum", "USD", "10000"], ["converted", "CNY", "6487000"]]);
  await page.context().close();
});

test("single letters do nothing once they are switched off, and everything again once they are on", async () => {
  const page = await openSection(await context(), "device");
  await page.locator('[data-action="toggle-letters"]').uncheck();
  await go(page, "#/board");
  const link = page.locator(".card-link").first();
  for (const key of ["m", "w", "n", "x", "1"]) {
    await link.focus();
    await page.keyboard.press(key);
  }
  await page.evaluate(() => document.activeElement.blur());
  for (const key of ["c", "f", "/", "?"]) await page.keyboard.press(key);
  assert.equal(await page.locator("dialog[open], .menu:popover-open, .quick-add, .panel, .select-bar").count(), 0);
  await page.keyboard.press("Control+k");
  await page.locator("#dialog-find[open]").waitFor();
  await page.keyboard.press("Escape");
  await page.reload();
  await ready(page);
  await page.locator('[data-action="show-keys"]').click();
  await page.locator('#dialog-keys [data-action="toggle-letters"]').check();
  await page.keyboard.press("Escape");
  await page.locator("#dialog-keys").waitFor({ state: "detached" });
  await link.focus();
  await page.keyboard.press("m");
  await page.locator("#dialog-move[open]").waitFor();
  await page.context().close();
});

test("the workspace has a name, a clock and work days of its own", async () => {
  const page = await openSection(await context(), "general");
  await page.locator("#general-name").fill("华南团队");
  await press(page, "save-workspace-name");
  await saved(page);
  await page.locator("#general-zone").fill("Nowhere/City");
  await press(page, "save-time-zone");
  await page.locator("#general-zone-note.field-error").waitFor();
  await page.locator("#general-zone").fill("America/New_York");
  await press(page, "save-time-zone");
  await saved(page);
  // Other work days move due dates, which is said first.
  const saturday = page.locator("[data-day='6'] input");
  await saturday.click();
  await page.locator('#dialog-setup [data-metric="changed"]').waitFor();
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => !document.querySelector("[data-day='6'] input").checked);
  await saturday.click();
  await page.locator('#dialog-setup [data-action="confirm-setup"]').click();
  await page.locator("#dialog-setup").waitFor({ state: "detached" });
  await saved(page);
  await page.reload();
  await ready(page);
  assert.equal(await page.locator("#general-name").inputValue(), "华南团队");
  assert.equal(await page.locator("#general-zone").inputValue(), "America/New_York");
  await page.waitForFunction(() => document.querySelector("[data-day='6'] input").checked);
  await undo(page);
  await page.waitForFunction(() => !document.querySelector("[data-day='6'] input").checked);
  await page.context().close();
});

/** Makes a field of opportunities, accounts or contacts. */
async function addField(page, { name, type, choices = [], of = "opportunities", onCard = false }) {
  await go(page, "#/settings/fields");
  await page.locator(`.pick[data-kind="${of}"]`).click();
  await press(page, "new-field");
  await page.locator("#field-name").fill(name);
  await page.locator("#field-type").selectOption(type);
  for (const choice of choices) {
    await press(page, "add-choice");
    await page.locator(".choice-line input").last().fill(choice);
  }
  if (onCard) await page.locator("#field-on-card").check();
  await press(page, "confirm-setup");
  await page.locator(".is-ordered", { hasText: name }).waitFor();
  await saved(page);
}

const fact = (page, name) => page.locator(".panel dl.facts > div").filter({ has: page.locator("dt", { hasText: new RegExp(`^${name}$`) }) });

const FIELDS = [
  // name, type, what is typed (or chosen), what is read, the condition that finds it, what the table shows
  ["备注码", "text", "A-17", "A-17", "text-ID=A-17", "A-17"],
  ["席位", "number", "1,200.5", "1,200.5", "number-ID=1000..", "1,200.5"],
  ["首付款", "money", "12万", "¥120,000", "money-ID=CNY:100000..", "¥120,000"],
  ["上线日", "date", "2026-12-28", "2026-12-28", "day-ID=2026-12-01..2026-12-31", "2026-12-28"],
  ["级别", "choice", "甲", "甲", "word-ID=甲", "甲", ["甲", "乙"]],
  ["模块", "multi_choice", ["报表", "移动端"], "报表、移动端", "word-ID=移动端", "报表、移动端", ["报表", "审批", "移动端"]],
  ["售前", "person", "周砚", "周砚", "has-id-ID", "周砚"],
  ["资料", "link", "example.com/a", "https://example.com/a", "text-ID=example.com", "https://example.com/a"],
];

test("a field of each type is edited on the page, found by a filter and shown in the table", async () => {
  const page = await openWithPipeline(await context());
  const ids = {};
  for (const [name, type, , , , , choices] of FIELDS) {
    await addField(page, { name, type, choices });
    ids[name] = await setting(page, name).getAttribute("data-setting");
  }
  await go(page, "#/board");
  await card(page, "岚山设备联网").locator(".card-link").click();
  await page.locator(".panel .timeline").first().waitFor();
  for (const [name, type, typed, read] of FIELDS) {
    await fact(page, name).locator('[data-action="edit-custom"]').click();
    const id = `#edit-custom-${ids[name]}`;
    if (type === "choice" || type === "person") {
      await page.locator(`select${id}`).selectOption({ label: typed });
    } else if (type === "multi_choice") {
      for (const one of typed) await page.locator(`${id} .check`, { hasText: one }).click();
      await page.keyboard.press("Enter");
    } else {
      if (type !== "text") {
        await page.locator(`input${id}`).fill(type === "link" ? "javascript:alert(1)" : "?!");
        await page.keyboard.press("Enter");
        await page.locator(".panel .field-error:visible").waitFor();
      }
      await page.locator(`input${id}`).fill(typed);
      await page.keyboard.press("Enter");
    }
    await fact(page, name).locator(".inline-value", { hasText: read }).waitFor();
    await saved(page);
  }
  const link = fact(page, "资料").locator('a[data-action="open-linked"]');
  assert.deepEqual(await link.evaluate((a) => [a.href, a.target, a.rel]), ["https://example.com/a", "_blank", "noopener noreferrer"]);
  // The history reads them, too.
  await page.locator(".event", { hasText: "首付款 ¥120,000" }).waitFor();
  await page.locator(".event", { hasText: "售前 周砚" }).waitFor();
  for (const [name, , , , condition] of FIELDS) {
    await go(page, `#/board?${condition.replace("ID", ids[name])}`);
    await page.locator('[data-metric="matching"][data-value="1"]').waitFor({ state: "attached" });
    assert.ok((await page.locator(".filter-row .chip-text").innerText()).startsWith(name), name);
  }
  const keys = FIELDS.map(([name, , , , condition]) => condition.replace(/^has-/, "").replace("ID", ids[name]).split("=")[0]);
  await go(page, `#/board?layout=table&columns=${keys.join(",")}`);
  const row = page.locator(".grid tbody tr", { hasText: "岚山设备联网" });
  await row.waitFor();
  for (const [at, [name, , , , , shown]] of FIELDS.entries()) {
    assert.equal(await row.locator(`[data-column="${keys[at]}"]`).innerText(), shown, name);
  }
  // Several choices are changed in the cell.
  await row.locator(`[data-column="${keys[5]}"]`).dblclick();
  await page.locator(".grid-editor.is-many .check", { hasText: "审批" }).click();
  await page.keyboard.press("Enter");
  await row.locator(`[data-column="${keys[5]}"]`, { hasText: "报表、审批、移动端" }).waitFor();
  await page.context().close();
});

test("a choice is called otherwise in every record that has it and in views, and one that is archived stays where it is", async () => {
  const page = await openWithPipeline(await context());
  await go(page, "#/board");
  await page.keyboard.press("f");
  await page.locator('.menu [data-action="add-condition"]', { hasText: "大区" }).click();
  await page.locator("#dialog-condition .check", { hasText: "华东" }).click();
  await page.keyboard.press("Enter");
  await page.locator('[data-metric="matching"][data-value="4"]').waitFor({ state: "attached" });
  await press(page, "open-views");
  await press(page, "save-view");
  await page.locator("#view-name").fill("华东的");
  await page.keyboard.press("Enter");
  await saved(page);
  await go(page, "#/settings/fields");
  await setting(page, "大区").locator('[data-action="edit-field"]').click();
  await page.locator(".choice-line").filter({ has: page.locator("input") }).first().waitFor();
  const line = async (value) => {
    const at = await page.locator(".choice-line input").evaluateAll((all, value) => all.findIndex((input) => input.value === value), value);
    return page.locator(".choice-line").nth(at);
  };
  await (await line("华东")).locator("input").fill("东区");
  await (await line("华北")).locator('[data-action="archive-choice"]').click();
  await press(page, "confirm-setup");
  await saved(page);
  await go(page, "#/board");
  await press(page, "open-views");
  await page.locator('.menu [data-action="show-view"]', { hasText: "华东的" }).click();
  await page.locator('[data-metric="matching"][data-value="4"]').waitFor({ state: "attached" });
  assert.match(await page.locator(".filter-row .chip-text").innerText(), /东区/);
  await go(page, "#/board");
  await card(page, "朔原排产优化").locator(".card-link").click();
  await fact(page, "大区").locator('[data-action="edit-custom"]').click();
  const options = await page.locator(".panel select[id^=edit-custom] option").allTextContents();
  assert.deepEqual(options.sort(), ["东区", "华北（已停用）", "华南", "未填"].sort());
  await page.keyboard.press("Escape");
  await press(page, "close-panel");
  await undo(page);
  await go(page, "#/settings/fields");
  await page.locator(".is-ordered", { hasText: "华东" }).waitFor();
  await page.context().close();
});

test("a field that is put on the card stands there, also after a reload; the third has no room", async () => {
  const page = await openWithPipeline(await context());
  await addField(page, { name: "甲", type: "text", onCard: true });
  await addField(page, { name: "乙", type: "text", onCard: true });
  await press(page, "new-field");
  assert.ok(await page.locator("#field-on-card").isDisabled());
  await page.keyboard.press("Escape");
  await go(page, "#/board");
  await card(page, "岚山设备联网").locator(".card-link").click();
  await fact(page, "甲").locator('[data-action="edit-custom"]').click();
  await page.locator(".panel input[id^=edit-custom]").fill("重点");
  await page.keyboard.press("Enter");
  await card(page, "岚山设备联网").locator(".card-own", { hasText: "重点" }).waitFor();
  await saved(page);
  await page.reload();
  await ready(page);
  await card(page, "岚山设备联网").locator(".card-own", { hasText: "重点" }).waitFor();
  const heights = await page.locator(".card").evaluateAll((all) => [...new Set(all.map((one) => Math.round(one.getBoundingClientRect().height)))]);
  assert.equal(heights.length, 1, "every card is as high as the others");
  await page.context().close();
});

test("accounts and contacts have fields of their own", async () => {
  const page = await openWithPipeline(await context());
  await addField(page, { name: "官网", type: "link", of: "accounts" });
  await addField(page, { name: "昵称", type: "text", of: "contacts" });
  await go(page, "#/customers");
  await page.locator("a", { hasText: "岚山重工" }).first().click();
  await page.locator("dl.facts").first().waitFor();
  await fact(page, "官网").locator('[data-action="edit-custom"]').click();
  await page.locator("input[id^=edit-custom]").fill("https://lanshan.example");
  await page.keyboard.press("Enter");
  await fact(page, "官网").locator('a[data-action="open-linked"]').waitFor();
  assert.equal(await page.locator("dt", { hasText: "昵称" }).count(), 0);
  await page.context().close();
});

test("what a filter or a history speaks of may be gone: it says so, and everything else goes on", async () => {
  const page = await openWithPipeline(await context());
  const gone = "01900000-0000-7000-8000-00000000dead";
  await go(page, `#/board?stage=${gone}&owner=${gone}&word-${gone}=x&reason=${gone}`);
  await page.locator(".filter-row .chip").nth(3).waitFor();
  const words = await page.locator(".filter-row .chip-text").allInnerTexts();
  assert.deepEqual(words.map((text) => text.replace(/\s+/g, " ").trim()), ["阶段 已删除的值", "负责人 已删除的值", "已删除的字段 x", "原因 已删除的值"]);
  // A field that is archived is called by its name in the history, and offered nowhere.
  await go(page, "#/settings/fields");
  await choose(page, setting(page, "大区"), "archive-setting");
  await page.locator(".archived > summary", { hasText: "1" }).waitFor();
  await saved(page);
  await go(page, "#/board");
  await page.locator(".filter-row .chip").first().waitFor({ state: "detached" });
  await page.keyboard.press("f");
  assert.equal(await page.locator('.menu [data-action="add-condition"]', { hasText: "大区" }).count(), 0);
  await page.keyboard.press("Escape");
  await page.context().close();
});
