// The settings of the rules: what a change would do is said before it is saved, and one undo takes it back.

import assert from "node:assert/strict";
import { test } from "node:test";
import { card, openWithPipeline, saved, undo } from "./app.mjs";
import { newContext, ready } from "./harness.mjs";

const SAYS = {
  "zh-CN": { changes: "1 个进行中的商机会越过或跌破门槛", hundred: "合计应为 100", undone: "修改评分模型", graded: "1 个商机的等级会变", way: "A → B", cadence: "修改跟进与升级规则", action: "现场踏勘", cause: "审批人休假", remedy: "请销售总监出面", task: "约销售总监同访", off: "公司年会", unknown: "2028 年还没有公布" },
  en: { changes: "1 open opportunity changes side", hundred: "add up to 100", undone: "changing the scoring model", graded: "1 opportunity changes grade", way: "A → B", cadence: "changing cadence and escalation", action: "Visit the site", cause: "Approver on leave", remedy: "Ask the sales director", task: "Visit together with the director", off: "Annual meeting", unknown: "The holidays of 2028 are not known" },
};

const go = (page, hash) => page.evaluate((to) => { location.hash = to; }, hash);
const answer = (page, dimension, value) => page.locator(`[data-dimension="${dimension}"] input[value="${value}"]`).check({ force: true });
const press = (page, action) => page.locator(`[data-action="${action}"]:visible`).first().click();
const changed = (page, count) => page.locator(`.trial-found[data-state="done"] [data-metric="changed"][data-value="${count}"]`).waitFor();
const undoLabel = (page) => page.locator('.frame-tools [data-action="undo"]').getAttribute("title");

/** Saves what is typed, and waits until it holds. */
async function save(page) {
  await press(page, "save-rule");
  await page.locator(".trial-foot").waitFor({ state: "detached" });
  await saved(page);
}

/** A section of the settings. */
async function section(page, slug) {
  await go(page, `#/settings/${slug}`);
  await page.locator(`[data-form="${slug}"]`).waitFor();
}

/** A workspace whose opportunity "岚山设备联网" has a score of 60 at least, and grade A. */
async function openWithScore(lang, viewport = { width: 1440, height: 900 }, options = {}) {
  const page = await openWithPipeline(await newContext({ locale: lang, viewport, ...options }));
  await card(page, "岚山设备联网").locator(".card-link").click();
  await page.locator('[data-metric="score"]').waitFor();
  for (const [dimension, value, score] of [["need_clarity", 5, "25-100"], ["decision_chain", 5, "45-100"], ["budget_feasibility", 4, "60-95"]]) {
    await answer(page, dimension, value);
    await page.locator(`[data-metric="score"][data-value="${score}"]`).waitFor();
  }
  await saved(page);
  return page;
}

for (const [lang, says] of Object.entries(SAYS)) {
  test(`${lang}: other weights say who changes side, become the next version, and one undo brings the last one back`, async () => {
    const page = await openWithScore(lang);
    await section(page, "scoring");
    const before = await page.locator("[data-version]").count();
    await page.locator("#weight-need_clarity").fill("5");
    await page.locator("#weights", { hasText: says.hundred }).waitFor();
    await press(page, "save-rule");
    await page.waitForFunction(() => document.activeElement?.id === "weights");
    await page.locator("#weight-strategic_fit").fill("35");
    await changed(page, 1);
    assert.equal(await page.locator(".trial-head").innerText(), says.changes);
    await page.locator(".trial-names", { hasText: "岚山设备联网" }).waitFor();
    await page.locator("#note").fill("Q3");
    await save(page);
    await page.locator("[data-version]").nth(before).waitFor();
    const version = Number(await page.locator("[data-version]").first().getAttribute("data-version"));
    assert.equal(await page.locator("#weight-need_clarity").inputValue(), "5");
    assert.ok((await undoLabel(page)).includes(says.undone), await undoLabel(page));
    await undo(page);
    await page.waitForFunction((count) => document.querySelectorAll("[data-version]").length === count, before);
    assert.equal(await page.locator("#weight-need_clarity").inputValue(), "25");
    assert.equal(version, before + 1);
    await page.context().close();
  });

  test(`${lang}: another cut-off says how many change grade and from which to which, and then they do`, async () => {
    const page = await openWithScore(lang);
    await page.locator('[data-metric="grade"][data-value="A"]').waitFor();
    await section(page, "grades");
    await page.locator("#high-CNY").fill("很多");
    await page.locator("#high-CNY-note").waitFor();
    await page.locator("#high-CNY").fill("5000万");
    await page.locator("#mature-from").fill("95");
    await changed(page, 1);
    assert.equal(await page.locator(".trial-head").innerText(), says.graded);
    await page.locator(`[data-way="${says.way}"] [data-value="1"]`).waitFor();
    await save(page);
    await page.reload();
    await ready(page);
    assert.equal(await page.locator("#high-CNY").inputValue(), "50000000");
    await go(page, "#/board");
    await card(page, "岚山设备联网").locator(".card-link").click();
    await page.locator('[data-metric="grade"][data-value="B"]').waitFor();
    await undo(page);
    await page.locator('[data-metric="grade"][data-value="A"]').waitFor();
    await page.context().close();
  });

  test(`${lang}: a cadence and a step of a ladder are changed in one step that can be undone`, async () => {
    const page = await openWithScore(lang);
    await section(page, "cadence");
    await page.locator('[data-state="usual"]').waitFor();
    await page.locator("#every-A").fill("4");
    await changed(page, 1);
    const ladder = page.locator('[data-ladder="A"]');
    await ladder.locator(".form-row").nth(1).locator("input.is-number").fill("1");
    await ladder.locator(".form-row").nth(1).locator(".field-error").waitFor();
    await ladder.locator(".form-row").nth(1).locator("input.is-number").fill("2");
    await ladder.locator(".form-row").nth(1).locator('input[value="lead"]').check({ force: true });
    await ladder.locator('[data-action="add-step"]').click();
    await page.locator('.trial-found[data-state="done"]').waitFor();
    await save(page);
    assert.ok((await undoLabel(page)).includes(says.cadence), await undoLabel(page));
    await page.reload();
    await ready(page);
    await page.locator('[data-form="cadence"]').waitFor();
    const days = () => ladder.locator("input.is-number").evaluateAll((all) => all.map((one) => one.value));
    await page.waitForFunction(() => document.querySelector("#every-A").value === "4");
    assert.deepEqual(await days(), ["1", "2", "5", "6"]);
    assert.equal(await page.locator("#every-none").inputValue(), "5", "what has no grade does not vanish with the first change");
    await undo(page);
    await page.locator('[data-state="usual"]').waitFor();
    assert.deepEqual(await days(), ["1", "3", "5"]);
    assert.equal(await page.locator("#every-A").inputValue(), "1");
    await page.context().close();
  });

  test(`${lang}: days off move due dates, and a year of which nothing is known says so`, async () => {
    const page = await openWithScore(lang);
    await section(page, "calendar");
    const today = await page.evaluate(() => new Date().toLocaleDateString("sv-SE", { timeZone: "Asia/Shanghai" }));
    const until = new Date(Math.min(Date.parse(today) + 20 * 86_400_000, Date.parse(`${today.slice(0, 4)}-12-31`))).toISOString().slice(0, 10);
    await press(page, "add-holiday");
    const row = page.locator('[data-days="off"] .form-row').last();
    await row.locator("input").nth(0).fill(today);
    await row.locator("input").nth(1).fill(until);
    await row.locator("input").nth(2).fill(says.off);
    await page.locator('.trial-found[data-state="done"]').waitFor();
    const moved = Number(await page.locator('[data-metric="changed"]').getAttribute("data-value"));
    assert.ok(moved >= 1, `${moved} due dates move`);
    await save(page);
    await page.reload();
    await ready(page);
    await page.locator('[data-action="restore-year"]').waitFor();
    assert.equal(await row.locator("input").nth(2).inputValue(), says.off);
    await page.locator('[name="year"][value="2028"]').check({ force: true });
    await page.locator(".notice[data-tone=warn]", { hasText: says.unknown }).waitFor();
    await undo(page);
    await page.locator(`[name="year"][value="${today.slice(0, 4)}"]`).check({ force: true });
    await page.locator('[data-state="usual"]').waitFor();
    await page.context().close();
  });

  test(`${lang}: a key action and a gate are added to a stage, and the others stay`, async () => {
    const page = await openWithScore(lang);
    await section(page, "actions");
    const stage = page.locator("[data-stage-rule]").nth(1);
    const count = () => page.locator(".is-action").count();
    const before = await count();
    await stage.locator('[data-action="add-key-action"]').click();
    await page.waitForFunction(() => document.activeElement?.id.startsWith("action-name-"));
    await page.keyboard.type(says.action);
    await stage.locator('[data-action="add-gate"]').click();
    const gate = stage.locator(".is-need").filter({ has: page.locator('[data-action="hard-gate"]') }).last();
    await gate.locator("select").nth(1).selectOption("campaign");
    await gate.locator('[data-action="hard-gate"]').check();
    await page.locator('.trial-found[data-state="done"]').waitFor();
    assert.ok(Number(await page.locator('[data-metric="changed"]').getAttribute("data-value")) >= 3);
    await save(page);
    await page.reload();
    await ready(page);
    await page.locator("[data-stage-rule]").first().waitFor();
    assert.equal(await count(), before + 1);
    assert.ok((await stage.locator(".is-action input[type=text]").evaluateAll((all) => all.map((one) => one.value))).includes(says.action));
    assert.equal(await gate.locator('[data-action="hard-gate"]').isChecked(), true);
    await undo(page);
    await page.waitForFunction((count) => document.querySelectorAll(".is-action").length === count, before);
    await page.context().close();
  });

  test(`${lang}: a cause and a remedy with a task are added; what is removed is archived and can be brought back`, async () => {
    const page = await openWithScore(lang);
    await section(page, "stalls");
    const causes = () => page.locator(".is-cause").count();
    const before = await causes();
    await press(page, "add-cause");
    await page.waitForFunction(() => document.activeElement?.id.startsWith("cause-"));
    await page.keyboard.type(says.cause);
    await page.locator(".is-cause").last().locator("summary").click();
    await page.locator(".is-cause").last().locator('input[value="untouched"]').check({ force: true });
    await press(page, "add-remedy");
    await page.waitForFunction(() => document.activeElement?.id.startsWith("remedy-"));
    await page.keyboard.type(says.remedy);
    const remedy = page.locator("[data-remedy]").last();
    await remedy.getByText(says.cause).click();
    await remedy.locator('[data-action="add-task"]').click();
    await page.waitForFunction(() => document.activeElement?.id.startsWith("task-"));
    await page.keyboard.type(says.task);
    await remedy.locator('[data-metric="unstall"][data-n="0"]').waitFor();
    await page.locator(".is-cause").first().locator('[data-action="remove-cause"]').click();
    await save(page);
    await page.reload();
    await ready(page);
    await page.locator("[data-remedy]").first().waitFor();
    assert.equal(await causes(), before);
    assert.equal(await remedy.locator(".is-remedy input").inputValue(), says.remedy);
    assert.equal(await remedy.locator(".is-task input").first().inputValue(), says.task);
    await page.locator("details.archived summary").first().click();
    await press(page, "bring-back-row");
    await save(page);
    assert.equal(await causes(), before + 1);
    await undo(page);
    await undo(page);
    await page.waitForFunction((name) => [...document.querySelectorAll(".is-remedy input")].every((one) => one.value !== name), says.remedy);
    assert.equal(await causes(), before);
    await page.context().close();
  });
}

test("what is typed and not saved is there when one comes back, and does not overwrite what was saved elsewhere meanwhile", async () => {
  const page = await openWithScore("zh-CN");
  await section(page, "scoring");
  await page.locator("#threshold").fill("64");
  await section(page, "cadence");
  await section(page, "scoring");
  assert.equal(await page.locator("#threshold").inputValue(), "64");

  const other = await page.context().newPage();
  await other.goto(page.url());
  await ready(other);
  await other.locator("#threshold").fill("70");
  await save(other);
  await page.locator(".trial-overtaken").waitFor();
  assert.equal(await page.locator("#threshold").inputValue(), "64");
  assert.ok(await page.locator('[data-action="save-rule"]').isDisabled());
  await press(page, "keep-mine");
  await page.locator(".trial-overtaken").waitFor({ state: "detached" });
  await save(page);
  await other.waitForFunction(() => document.querySelector("#threshold").value === "64");

  await page.locator("#threshold").fill("50");
  await other.locator("#threshold").fill("80");
  await save(other);
  await press(page, "take-theirs");
  await page.locator(".trial-foot").waitFor({ state: "detached" });
  assert.equal(await page.locator("#threshold").inputValue(), "80");
  await page.context().close();
});

test("the threshold is changed by keyboard alone", async () => {
  const page = await openWithScore("zh-CN");
  await section(page, "scoring");
  await page.locator("#threshold").focus();
  await page.keyboard.press("Control+A");
  await page.keyboard.type("61");
  await changed(page, 1);
  await page.keyboard.press("Enter");
  await page.locator(".trial-foot").waitFor({ state: "detached" });
  await saved(page);
  await page.keyboard.press("Control+A");
  await page.keyboard.type("0x");
  await page.locator("#threshold-note").waitFor();
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement?.id === "threshold");
  await page.keyboard.press("Control+A");
  await page.keyboard.type("62");
  await page.locator('.trial-found[data-state="done"]').waitFor();
  for (let step = 0; step < 40 && !(await page.evaluate(() => document.activeElement?.dataset.action === "reset-rule")); step += 1) await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.locator(".trial-foot").waitFor({ state: "detached" });
  assert.equal(await page.locator("#threshold").inputValue(), "61");
  await page.context().close();
});

test("a step of a ladder is changed by touch on a phone", async () => {
  const page = await openWithScore("zh-CN", { width: 390, height: 844 }, { hasTouch: true, isMobile: true });
  await section(page, "cadence");
  await page.locator('[data-ladder="B"] [data-action="remove-step"]').first().tap();
  await page.locator('.trial-found[data-state="done"]').waitFor();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  assert.equal(wide, false, "nothing lies beside the page");
  await page.locator('[data-action="save-rule"]').tap();
  await page.locator(".trial-foot").waitFor({ state: "detached" });
  await saved(page);
  assert.equal(await page.locator('[data-ladder="B"] .form-row').count(), 1);
  await page.context().close();
});
