// Loops 1 and 2 as people go through them: what is graded is due, what is missed escalates, what is stuck is asked why.

import assert from "node:assert/strict";
import fs from "node:fs/promises";
import { test } from "node:test";
import { card, column, lies, openWithPipeline, saved, undo } from "./app.mjs";
import { later } from "./clock.mjs";
import { gate, pictured } from "./database.mjs";
import { baseUrl, newContext, ready } from "./harness.mjs";

const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 390, height: 844 };

const SAYS = {
  "zh-CN": { touch: "电话里确认了预算", next: "发修订报价", grade: "A", cause: "决策延迟", moved: "推动了进展", evidence: "调研纪要", reason: "客户催得急，先谈价格", asleep: "客户下季度才立项" },
  en: { touch: "Budget confirmed on the phone", next: "Send the revised quote", grade: "A", cause: "Decision delayed", moved: "moved", evidence: "Minutes of the interview", reason: "The customer is in a hurry", asleep: "The project starts next quarter" },
};

const go = async (page, hash) => {
  await page.evaluate((to) => { location.hash = to; }, hash);
};

/** Today, of everyone. */
async function openToday(page, query = "") {
  await go(page, `#/today${query}`);
  await page.locator('.today[aria-busy="false"]').waitFor();
}

const row = (page, title, kind) => page.locator(`.today-row${kind ? `[data-kind="${kind}"]` : ""}`, { hasText: title });

/** The fixture, and so long after its import that its stages have been stayed in for too long. */
async function openStalled(context) {
  const page = await openWithPipeline(context);
  await later(context, 40);
  await page.reload();
  await ready(page);
  return page;
}

async function answer(page, values) {
  for (const [dimension, value] of Object.entries(values)) {
    // What an answer changes above may move the next one while it is being pressed.
    await page.locator(`[data-dimension="${dimension}"] input[value="${value}"]`).evaluate((input) => input.click());
  }
  await saved(page);
}

const GOOD = { need_clarity: 5, decision_chain: 5, budget_feasibility: 5, competitive_position: 4, strategic_fit: 4 };

/** The panel of an opportunity with everything answered, so that it is an A. */
async function makeA(page, title) {
  await go(page, "#/board");
  await card(page, title).locator(".card-link").click();
  await page.locator('.panel [data-metric="score"]').waitFor();
  await answer(page, GOOD);
  await page.locator('.panel [data-metric="grade"][data-value="A"]').waitFor();
}

for (const [lang, says] of Object.entries(SAYS)) {
  test(`${lang}: answers that lift a grade change card, cadence and Today at once; a touch takes it off the list`, async () => {
    const context = await newContext({ locale: lang, viewport: WIDE });
    const page = await openWithPipeline(context);
    await page.locator('.card[data-grade=""]', { hasText: "岚山设备联网" }).waitFor();
    await makeA(page, "岚山设备联网");
    await page.locator('.card[data-grade="A"]', { hasText: "岚山设备联网" }).waitFor();
    // Graded on a Tuesday: an A is due on Wednesday, and not before.
    await page.locator('.panel [data-metric="due"][data-value="2026-11-25"]').waitFor();
    await openToday(page);
    assert.equal(await row(page, "岚山设备联网", "follow-up").count(), 0);
    await later(context, 1);
    await page.reload();
    await ready(page);
    const due = row(page, "岚山设备联网", "follow-up");
    await due.waitFor();
    assert.equal(await due.getAttribute("data-grade"), "A");
    await due.locator('[data-action="log-row-touch"]').click();
    await page.locator(".today-form #log-text").fill(says.touch);
    await page.locator(".today-form #log-next").fill(says.next);
    await page.locator(".today-form #log-date").fill("2026-11-30");
    await page.locator('.today-form [data-action="log-touch"]').click();
    await due.waitFor({ state: "detached" });
    await saved(page);
    await undo(page);
    await due.waitFor();
    await page.context().close();
  });

  test(`${lang}: what is missed escalates by its days, once, and a touch answers it`, async () => {
    const context = await newContext({ locale: lang, viewport: WIDE });
    let page = await openWithPipeline(context);
    await makeA(page, "星河 WMS 改造");
    await page.close();
    // Due on Wednesday the 25th. On Monday three work days have passed: the second step.
    await later(context, 6);
    const tabs = await Promise.all([0, 1].map(async () => {
      const tab = await context.newPage();
      await tab.goto(`${process.env.BASE_URL}/#/today`);
      await ready(tab);
      return tab;
    }));
    page = tabs[0];
    const escalated = row(page, "星河 WMS 改造", "escalation");
    await escalated.waitFor();
    assert.equal(await page.locator('.today-row[data-kind="escalation"]').count(), 1);
    const fired = await page.evaluate(() => new Promise((resolve) => {
      const request = indexedDB.open("shangji-default");
      request.onsuccess = () => {
        const all = request.result.transaction("escalations").objectStore("escalations").getAll();
        all.onsuccess = () => { request.result.close(); resolve(all.result.map(({ data }) => [data.step, data.due_on, data.quiet ?? false])); };
      };
    }));
    assert.deepEqual(fired.sort(), [[1, "2026-11-26", true], [2, "2026-11-30", false]]);
    // Nobody is offered to take back what the rule wrote.
    await escalated.locator('[data-action="log-row-touch"]').click();
    await page.locator(".today-form #log-text").fill(says.touch);
    await page.locator(".today-form #log-text").press("Control+Enter");
    await escalated.waitFor({ state: "detached" });
    await context.close();
  });

  test(`${lang}: a drop that lacks something is kept back, filled in where it stands, and let through for a reason`, async () => {
    const page = await openWithPipeline(await newContext({ locale: lang, viewport: WIDE }));
    await hardGate(page, "方案报价", "need");
    await hardGate(page, "方案报价", "campaign");
    await page.reload();
    await ready(page);
    await card(page, "云桥质检三期").locator(".card-link").focus();
    await page.keyboard.press("Shift+ArrowRight");
    const dialog = page.locator("#dialog-gate");
    await dialog.waitFor();
    // Nothing has moved yet.
    assert.equal(await column(page, "需求确认").locator(".card", { hasText: "云桥质检三期" }).count(), 1);
    await dialog.locator('[data-action="confirm-gate"]').click();
    await dialog.locator("#gate-reason[aria-invalid]").waitFor();
    await dialog.locator("textarea").fill("看板上的质检数据要能追溯到批次");
    await dialog.locator("#gate-reason").fill(says.reason);
    await dialog.locator('[data-action="confirm-gate"]').click();
    await lies(page, "云桥质检三期", "方案报价");
    await card(page, "云桥质检三期").locator(".card-link").click();
    await page.locator(".panel .event", { hasText: says.reason }).first().waitFor();
    await page.locator(".panel .facts", { hasText: "看板上的质检数据要能追溯到批次" }).waitFor();
    await page.keyboard.press("Escape");
    await undo(page);
    await lies(page, "云桥质检三期", "需求确认");
    await page.context().close();
  });

  test(`${lang}: a stalled opportunity is asked why, gets a remedy, moves, and that counts for the remedy`, async () => {
    const context = await newContext({ locale: lang, viewport: WIDE });
    const page = await openStalled(context);
    await page.locator('.card[data-stalled="true"]', { hasText: "云桥质检二期" }).waitFor();
    assert.ok(Number(await column(page, "需求确认").locator('[data-metric="stalled"]').getAttribute("data-value")) > 0);
    await openToday(page, "?show=stuck");
    const stalled = row(page, "云桥质检二期", "stalled");
    await stalled.locator('[data-action="treat-stall"]').click();
    const dialog = page.locator("#dialog-stall");
    await dialog.locator(".pick", { hasText: says.cause }).locator("input").check({ force: true });
    const remedy = dialog.locator(".remedies li").first();
    assert.equal(await remedy.locator('[data-metric="unstall-rate"]').getAttribute("data-value"), "0/0");
    const name = await remedy.locator("strong").innerText();
    await remedy.locator("input").check();
    await dialog.locator('[data-action="confirm-stall"]').click();
    await dialog.waitFor({ state: "detached" });
    await saved(page);
    // Its tasks are dated and planned, so it is no longer stalled.
    await stalled.waitFor({ state: "detached" });
    await later(context, 7);
    await go(page, "#/board");
    await page.reload();
    await ready(page);
    await card(page, "云桥质检二期").locator(".card-link").focus();
    await page.keyboard.press("Shift+ArrowRight");
    await lies(page, "云桥质检二期", "方案报价");
    await card(page, "云桥质检三期").locator(".card-link").click();
    await page.locator('.panel [data-action="treat-stall"]').click();
    await page.locator("#dialog-stall .pick", { hasText: says.cause }).locator("input").check({ force: true });
    const rated = page.locator("#dialog-stall .remedies li", { hasText: name });
    await rated.locator('[data-metric="unstall-rate"][data-value="1/1"]').waitFor();
    assert.ok((await rated.innerText()).includes(says.moved));
    await context.close();
  });

  test(`${lang}: a grade by experience holds until its day and then the rule's returns`, async () => {
    const context = await newContext({ locale: lang, viewport: WIDE });
    const page = await openWithPipeline(context);
    await makeA(page, "岚山设备联网");
    await page.locator('.panel [data-action="override-grade"]').click();
    await page.locator('[data-form="override"] input[value="C"]').check({ force: true });
    await page.locator("#override-reason").fill(says.reason);
    await page.locator("#override-until").fill("2026-11-25");
    await page.locator('[data-action="confirm-override"]').click();
    await page.locator('.card[data-grade="C"]', { hasText: "岚山设备联网" }).waitFor();
    await saved(page);
    await later(context, 2);
    await page.reload();
    await ready(page);
    await page.locator('.card[data-grade="A"]', { hasText: "岚山设备联网" }).waitFor();
    // The clock of the A starts on the day it came back, not on the day it was first given.
    await page.locator('.panel [data-metric="due"][data-value="2026-11-27"]').waitFor();
    await context.close();
  });

  test(`${lang}: rest takes an opportunity off every list until its day, and it can be woken before`, async () => {
    const context = await newContext({ locale: lang, viewport: WIDE });
    const page = await openStalled(context);
    await openToday(page, "?show=stuck");
    await row(page, "云桥质检二期", "stalled").locator('[data-action="snooze-opportunity"]').click();
    const dialog = page.locator("#dialog-snooze");
    await dialog.locator('[data-action="confirm-snooze"]').click();
    await dialog.locator("#snooze-until[aria-invalid]").waitFor();
    await dialog.locator("#snooze-until").fill("2027-02-15");
    await dialog.locator("#snooze-reason").fill(says.asleep);
    await dialog.locator("#snooze-reason").press("Enter");
    await row(page, "云桥质检二期", "stalled").waitFor({ state: "detached" });
    await go(page, "#/board");
    const resting = card(page, "云桥质检二期");
    await resting.locator('[data-sign="rests"]').waitFor();
    assert.equal(await resting.getAttribute("data-stalled"), null);
    await resting.locator(".card-link").click();
    await page.locator('.panel [data-state="rests"]', { hasText: says.asleep }).waitFor();
    await later(context, 45);
    await openToday(page);
    await page.reload();
    await ready(page);
    await row(page, "云桥质检二期", "waking").waitFor();
    await context.close();
  });
}

const hardGate = (page, stage, field) => gate(page, stage, field, true);

test("what is missing can be filled in at the drop: all of a hard gate without a reason, what a soft one asks for from the notice", async () => {
  const page = await openWithPipeline(await newContext({ locale: "zh-CN", viewport: WIDE }));
  await hardGate(page, "方案报价", "need");
  await gate(page, "商务谈判", "campaign", false);
  await page.reload();
  await ready(page);
  const from = await card(page, "云桥质检三期").boundingBox();
  const to = await column(page, "方案报价").boundingBox();
  await page.mouse.move(from.x + 60, from.y + 40);
  await page.mouse.down();
  await page.mouse.move(from.x + 80, from.y + 60, { steps: 3 });
  await page.mouse.move(to.x + 80, to.y + 220, { steps: 6 });
  await page.mouse.up();
  const dialog = page.locator("#dialog-gate");
  await dialog.locator("textarea").fill("质检数据要能追溯到批次");
  await dialog.locator("#gate-reason").waitFor({ state: "detached" });
  await dialog.locator('[data-action="confirm-gate"]').click();
  await lies(page, "云桥质检三期", "方案报价");
  await card(page, "云桥质检三期").locator(".card-link").focus();
  await page.keyboard.press("Shift+ArrowRight");
  await lies(page, "云桥质检三期", "商务谈判");
  await page.locator('.toast [data-action="fill-gate"]').click();
  await dialog.locator("input[id^=gate-]").fill("春季展会");
  await dialog.locator('[data-action="confirm-gate"]').click();
  await dialog.waitFor({ state: "detached" });
  await card(page, "云桥质检三期").locator(".card-link").click();
  await page.locator(".panel .facts > div", { hasText: "春季展会" }).waitFor();
  await page.context().close();
});

test("what is planned with a lead is in Today, and is done, put off and handed over there", async () => {
  const page = await openWithPipeline(await newContext({ locale: "zh-CN", viewport: WIDE }));
  await go(page, "#/leads");
  await page.locator('[data-action="new-lead"]').first().click();
  await page.locator("#new-name").fill("赵敏");
  await page.locator('[data-action="create-lead"]').click();
  await page.locator("#log-next").fill("给赵敏打电话");
  await page.locator("#log-date").fill("2026-11-24");
  await page.locator("#log-date").press("Enter");
  await page.locator(".next-now", { hasText: "给赵敏打电话" }).waitFor();
  await saved(page);
  await openToday(page, "?show=customers");
  const step = page.locator('.today-row[data-party="leads"]', { hasText: "赵敏" });
  await step.locator(".row-link").focus();
  await page.keyboard.press("d");
  await page.locator("#row-date").fill("2026-11-25");
  await page.keyboard.press("Enter");
  await step.waitFor({ state: "detached" });
  await undo(page);
  await step.locator(".row-link").focus();
  await page.keyboard.press("x");
  await step.waitFor({ state: "detached" });
  await saved(page);
  await go(page, "#/leads");
  await page.locator("tr.list-row .row-link", { hasText: "赵敏" }).click();
  // It was a call, so she has been spoken to.
  await page.locator(".event", { hasText: "给赵敏打电话" }).waitFor();
  await page.context().close();
});

test("the queue is worked through by keyboard alone", async () => {
  const page = await openStalled(await newContext({ locale: "zh-CN", viewport: WIDE }));
  await openToday(page, "?show=stuck");
  const first = page.locator(".today-row .row-link").first();
  await first.focus();
  await page.keyboard.press("j");
  assert.equal(await page.evaluate(() => [...document.querySelectorAll(".today-row .row-link")].indexOf(document.activeElement)), 1);
  await page.keyboard.press("k");
  await page.keyboard.press("n");
  await page.waitForFunction(() => document.activeElement?.id === "log-text");
  await page.keyboard.type("约了下周演示");
  await page.keyboard.press("Control+Enter");
  await saved(page);
  await page.keyboard.press("Escape");
  await page.locator(".today-row .row-link").first().focus();
  await page.keyboard.press("d");
  await page.locator("#dialog-snooze").waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("x");
  await page.locator("#dialog-stall").waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Enter");
  await page.locator(".panel .panel-title").waitFor();
  await page.context().close();
});

test("a planned step is done, put off and handed over where it stands", async () => {
  const page = await openWithPipeline(await newContext({ locale: "zh-CN", viewport: WIDE }));
  await card(page, "朔原排产优化").locator(".card-link").click();
  await page.locator("#log-next").fill("回访总调度");
  await page.locator("#log-date").fill("今天");
  await page.locator('.panel [data-action="log-touch"]').click();
  await saved(page);
  await openToday(page);
  const planned = row(page, "朔原排产优化", "planned");
  await planned.locator('[data-action="hand-over-row"]').click();
  await page.locator("#row-owner").selectOption({ label: "周砚" });
  await page.locator('[data-action="confirm-hand-over"]').click();
  await saved(page);
  await planned.locator('[data-action="redate-row"]').click();
  await page.locator('[data-form="redate"] [data-action="pick-date"]').last().click();
  await page.locator('[data-action="confirm-redate"]').click();
  await planned.waitFor({ state: "detached" });
  await page.locator(".toast", { hasText: "已改期：朔原排产优化" }).waitFor();
  await saved(page);
  await undo(page);
  await planned.locator('[data-action="complete-row"]').click();
  await planned.waitFor({ state: "detached" });
  await page.context().close();
});

test("a touch is logged with one hand on a phone, and the next step with it", async () => {
  const page = await openStalled(await newContext({ locale: "zh-CN", viewport: NARROW, hasTouch: true, isMobile: true }));
  await openToday(page);
  const first = page.locator('.today-row[data-kind="stalled"]').first();
  await first.locator('[data-action="log-row-touch"]').tap();
  await page.locator(".today-form #log-text").fill("微信上约了时间");
  await page.locator('.today-form [data-action="pick-date"]').nth(1).tap();
  await page.locator('.today-form [data-action="log-touch"]').tap();
  await saved(page);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  assert.equal(wide, false);
  await page.context().close();
});

test("the list goes out as a calendar file", async () => {
  const page = await openWithPipeline(await newContext({ locale: "zh-CN", viewport: WIDE }));
  await makeA(page, "岚山设备联网");
  await openToday(page);
  const downloading = page.waitForEvent("download");
  await page.locator('[data-action="export-ics"]').click();
  const text = await fs.readFile(await (await downloading).path(), "utf8");
  assert.ok(text.startsWith("BEGIN:VCALENDAR\r\n"));
  assert.ok(text.includes("DTSTART;VALUE=DATE:20261125\r\n"));
  assert.ok(text.includes("SUMMARY:跟进 岚山设备联网"));
  await page.context().close();
});

test("a loss is reviewed: planned as it is closed, asked in Today on its day, kept in the history", async () => {
  const context = await newContext({ locale: "zh-CN", viewport: WIDE });
  const page = await openWithPipeline(context);
  await card(page, "星河 WMS 改造").locator(".card-link").focus();
  await page.keyboard.press("l");
  await page.locator('#dialog-close [data-action="plan-review"]:checked').waitFor();
  await page.locator('[data-action="confirm-lost"]').click();
  await page.locator("#dialog-close").waitFor({ state: "detached" });
  await saved(page);
  await openToday(page);
  assert.equal(await row(page, "星河 WMS 改造", "review").count(), 0);
  await later(context, 7);
  await page.reload();
  await ready(page);
  await openToday(page);
  await row(page, "星河 WMS 改造", "review").locator(".row-link").focus();
  await page.keyboard.press("x");
  await page.locator('[data-action="confirm-review"]').click();
  // Without what was learned it is not done.
  await page.locator("#row-lesson[aria-invalid]").waitFor();
  await page.locator("#row-lesson").fill("报价晚了两周，竞品先签");
  await page.locator("#row-lesson").press("Enter");
  await row(page, "星河 WMS 改造", "review").waitFor({ state: "detached" });
  await saved(page);
  await go(page, "#/board?outcome=lost&layout=table");
  await page.locator(".grid td a", { hasText: "星河 WMS 改造" }).click();
  await page.locator(".panel .event-note", { hasText: "报价晚了两周" }).waitFor();
  await context.close();
});

test("reminders are asked for by a press, and come once, whatever tabs are open", async () => {
  const context = await newContext({ locale: "zh-CN", viewport: WIDE });
  await context.addInitScript(() => {
    globalThis.told = [];
    globalThis.Notification = class {
      static get permission() {
        return localStorage.getItem("permission") ?? "default";
      }

      static async requestPermission() {
        localStorage.setItem("permission", "granted");
        return "granted";
      }

      constructor(title, options) {
        globalThis.told.push([title, options.body]);
      }
    };
  });
  const page = await openWithPipeline(context);
  await makeA(page, "岚山设备联网");
  await openToday(page);
  await page.locator('[data-action="toggle-reminders"]').click();
  await page.locator('[data-action="toggle-reminders"][aria-pressed="true"]').waitFor();
  assert.deepEqual(await page.evaluate(() => globalThis.told), []);
  // Two tabs come to the new day at once: one of them tells.
  const other = await context.newPage();
  await other.goto(`${baseUrl}/#/board`);
  await later(context, 2);
  const told = async () => (await Promise.all([page, other].map((tab) => tab.evaluate(() => globalThis.told.length)))).reduce((sum, one) => sum + one);
  const again = () => Promise.all([page, other].map(async (tab) => {
    await tab.reload();
    await ready(tab);
    await tab.locator('[data-metric="due-today"]:not([data-value="0"])').first().waitFor();
  }));
  await again();
  await Promise.any([page, other].map((tab) => tab.waitForFunction(() => globalThis.told.length === 1)));
  assert.equal(await told(), 1);
  await again();
  assert.equal(await told(), 0);
  await context.close();
});

test("a filter asks for grade and signs, and lives in the address", async () => {
  const page = await openStalled(await newContext({ locale: "zh-CN", viewport: WIDE }));
  await makeA(page, "岚山设备联网");
  await go(page, "#/board?grade=A");
  await page.waitForFunction(() => document.querySelectorAll(".column:not([data-outcome]) .card").length === 1);
  await go(page, "#/board?sign=dwell");
  await page.waitForFunction(() => document.querySelectorAll('.column:not([data-outcome]) .card[data-stalled="true"]').length === document.querySelectorAll(".column:not([data-outcome]) .card").length && document.querySelectorAll(".card").length > 0);
  await page.context().close();
});

test("key actions come with the stage, want evidence where it is asked for, and are not made twice", async () => {
  const page = await openWithPipeline(await newContext({ locale: "zh-CN", viewport: WIDE }));
  await card(page, "云桥质检三期").locator(".card-link").focus();
  await page.keyboard.press("Shift+ArrowRight");
  await lies(page, "云桥质检三期", "方案报价");
  await card(page, "云桥质检三期").locator(".card-link").click();
  const action = page.locator("[data-stage-action]").first();
  await action.locator("input[type=checkbox]").click();
  await page.locator("#action-evidence").fill("演示录像");
  await page.locator('[data-action="confirm-action"]').click();
  await page.locator('[data-stage-action][data-state="done"]').waitFor();
  const count = await page.locator("[data-stage-action]").count();
  await page.keyboard.press("Escape");
  for (const back of ["Shift+ArrowLeft", "Shift+ArrowRight"]) {
    await card(page, "云桥质检三期").locator(".card-link").focus();
    await page.keyboard.press(back);
    await saved(page);
  }
  await lies(page, "云桥质检三期", "方案报价");
  await card(page, "云桥质检三期").locator(".card-link").click();
  await page.locator('[data-stage-action][data-state="done"]').waitFor();
  assert.equal(await page.locator("[data-stage-action]").count(), count);
  await page.context().close();
});

test("what was due is on the screen before the rest of the app is there, and is worked on once it is", async () => {
  const context = await newContext({ locale: "zh-CN", viewport: WIDE, serviceWorkers: "block" });
  const first = await openStalled(context);
  await pictured(first);
  // What a row is called is no part of the queue, and is in the next picture all the same.
  await go(first, "#/board?layout=table");
  const name = first.locator(`.grid tr:has([data-column="title"]:has-text("云桥质检二期")) [data-column="title"]`);
  await name.focus();
  await first.keyboard.press("F2");
  await first.locator(".grid-editor").fill("云桥质检四期");
  await first.keyboard.press("Enter");
  await saved(first);
  await openToday(first);
  await row(first, "云桥质检四期").first().waitFor();
  await first.locator(".today-row").nth(4).waitFor();
  const said = await first.locator("main").innerText();
  await pictured(first);
  await first.close();

  const page = await context.newPage();
  let release;
  const held = new Promise((resolve) => { release = resolve; });
  await context.route(/shangji-desk[^/]*\.wasm$/, async (route) => { await held; await route.continue(); });
  await page.goto(`${baseUrl}/#/today`);
  await page.locator(".picture .today-row").first().waitFor();
  assert.equal(await page.locator("main").innerText(), said);
  await page.waitForFunction(() => performance.getEntriesByName("shangji:today-visible").length === 1);
  release();
  await ready(page);
  await page.locator(".picture").waitFor({ state: "detached" });
  assert.equal(await page.locator("main").innerText(), said);
  await page.locator('[data-action="snooze-opportunity"]').first().click();
  await page.locator("#dialog-snooze[open]").waitFor();
  await context.close();
});

test("a picture of another day, or from before the last change, is not shown", async () => {
  const context = await newContext({ locale: "zh-CN", viewport: WIDE, serviceWorkers: "block" });
  const first = await openStalled(context);
  await pictured(first);
  await first.close();
  await later(context, 41);
  const page = await context.newPage();
  await context.route(/shangji-desk[^/]*\.wasm$/, async (route) => { await new Promise((resolve) => { page.once("close", resolve); }); await route.abort().catch(() => {}); });
  await page.goto(`${baseUrl}/#/today`);
  await page.locator(".sidebar").waitFor();
  await page.waitForFunction(() => performance.getEntriesByType("resource").some((one) => /more\.json/.test(one.name)));
  assert.equal(await page.locator(".today-row").count(), 0);
  await context.close();
});

test("a stage that is brought back from the history is entered by its gates too", async () => {
  const page = await openWithPipeline(await newContext({ locale: "zh-CN", viewport: WIDE }));
  const link = card(page, "云桥质检三期").locator(".card-link");
  await link.focus();
  await page.keyboard.press("Shift+ArrowRight");
  await lies(page, "云桥质检三期", "方案报价");
  await link.focus();
  await page.keyboard.press("Shift+ArrowLeft");
  await lies(page, "云桥质检三期", "需求确认");
  await saved(page);
  await hardGate(page, "方案报价", "need");
  await page.reload();
  await ready(page);
  await link.click();
  await page.locator('.panel .event [data-action="restore-field"][aria-label*="方案报价"]').first().click();
  const dialog = page.locator("#dialog-gate");
  await dialog.locator("textarea").fill("质检数据要能追溯到批次");
  await dialog.locator('[data-action="confirm-gate"]').click();
  await dialog.waitFor({ state: "detached" });
  await lies(page, "云桥质检三期", "方案报价");
  await page.context().close();
});
