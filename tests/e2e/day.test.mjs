// A working day: twelve tasks, done by mouse, by keyboard alone, and by touch on a phone. What is done is the same; only how
// differs, and that is the driver's affair.

import assert from "node:assert/strict";
import { test } from "node:test";
import { card, figures, openWithPipeline, saved } from "./app.mjs";
import { newContext } from "./harness.mjs";

const WORDS = {
  "zh-CN": { stages: ["需求确认", "方案报价", "商务谈判"], won: "赢单", lost: "输单", quick: "云桥制造 产线改造 80万 12月底", title: "云桥制造 产线改造" },
  en: { stages: ["需求确认", "方案报价", "商务谈判"], won: "Won", lost: "Lost", quick: "Acme line upgrade 800k CNY 2026-12-31", title: "Acme line upgrade" },
};

/** By mouse: menus and buttons are pressed, cards dragged. */
class Mouse {
  constructor(page) { this.page = page; }
  click(selector, text) { return this.page.locator(selector, text && { hasText: text }).first().click(); }
  async type(selector, text) {
    await this.click(selector);
    await this.page.locator(selector).fill(text);
  }
  send(selector) { return this.click(selector); }
  async openCard(title) { await this.click(".card-link", title); }
  async menu(title, action) {
    await card(this.page, title).hover();
    await card(this.page, title).locator('[data-action="open-card-menu"]').click();
    await this.click(`.menu [data-action="${action}"]`);
  }
  quickAdd() { return this.click('.column [data-action="new-opportunity"]'); }
  find() { return this.click('.sidebar [data-action="find"]'); }
  choose(title) { return card(this.page, title).locator(".card-link").click({ modifiers: ["Shift"] }); }
  undo() { return this.click('.frame-tools [data-action="undo"]'); }
  closePanel() { return this.click('[data-action="close-panel"]'); }
  filterMenu() { return this.click('[data-action="open-filter-menu"]'); }
  async pick(selector, text) { await this.click(selector, text); }
  layout(name) { return this.click(`[data-action="set-layout"][data-layout="${name}"]`); }
}

/** By keyboard alone: nothing is pressed with a pointer. */
class Keyboard {
  constructor(page) { this.page = page; }
  press(key) { return this.page.keyboard.press(key); }
  async focus(title) {
    // As somebody would: from the top of the board with the arrow keys.
    await this.page.evaluate(() => document.activeElement.blur());
    const place = await this.page.evaluate((title) => {
      const columns = [...document.querySelectorAll(".board .column")];
      const column = columns.findIndex((one) => [...one.querySelectorAll(".card-link")].some((link) => link.textContent.includes(title)));
      return [column, [...columns[column].querySelectorAll(".card-link")].findIndex((link) => link.textContent.includes(title))];
    }, title);
    await this.press(String(place[0] + 1));
    await this.page.waitForFunction(() => document.activeElement.matches(".card-link"));
    for (let step = 0; step < place[1]; step += 1) {
      const before = await this.page.evaluate(() => document.activeElement.id);
      await this.press("ArrowDown");
      await this.page.waitForFunction((before) => document.activeElement.matches(".card-link") && document.activeElement.id !== before, before);
    }
    await this.page.waitForFunction((title) => document.activeElement.textContent.includes(title), title);
  }
  async to(selector) {
    for (let step = 0; step < 200; step += 1) {
      if (await this.page.evaluate((selector) => document.activeElement.matches(selector), selector)) return;
      await this.press("Tab");
    }
    assert.fail(`the tab key never came to ${selector}`);
  }
  async type(selector, text) {
    await this.to(selector);
    await this.press("ControlOrMeta+a");
    await this.page.keyboard.type(text);
  }
  async send() { await this.press("Enter"); }
  async openCard(title) {
    await this.focus(title);
    await this.press("Enter");
  }
  async menu(title, action) {
    await this.focus(title);
    const key = { "move-opportunity": "m", "mark-won": "w", "mark-lost": "l", "delete-opportunity": "Delete", "log-touch": "n", "redate-next-step": "d" }[action];
    await this.press(key);
  }
  quickAdd() { return this.press("c"); }
  find() { return this.press("/"); }
  async choose(title) {
    await this.focus(title);
    await this.press("x");
  }
  async undo() {
    await this.page.evaluate(() => document.activeElement.blur());
    await this.press("ControlOrMeta+z");
  }
  async closePanel() {
    await this.press("Escape");
    await this.page.waitForFunction(() => document.activeElement.matches(".card-link"));
  }
  filterMenu() { return this.press("f"); }
  async pick(selector, text) {
    await this.page.locator(selector, text && { hasText: text }).first().waitFor();
    for (let step = 0; step < 60; step += 1) {
      const there = await this.page.evaluate(([selector, text]) => {
        const now = document.activeElement;
        return now.matches(selector) || now.closest(selector) ? !text || (now.closest("label") ?? now).textContent.includes(text) : false;
      }, [selector, text]);
      if (there) break;
      const menu = await this.page.locator(".menu:popover-open").count();
      const radio = await this.page.evaluate(() => document.activeElement.type === "radio");
      await this.press(menu || radio ? "ArrowDown" : "Tab");
    }
    if (await this.page.evaluate(() => document.activeElement.type !== "radio")) {
      await this.press(await this.page.evaluate(() => (document.activeElement.type === "checkbox" ? "Space" : "Enter")));
    }
  }
  async layout(name) {
    await this.to(`[data-action="set-layout"][data-layout="${name}"]`);
    await this.press("Enter");
  }
}

/** By touch, on a page of 390 px: one stage fills the screen. */
class Touch {
  constructor(page) { this.page = page; }
  tap(selector, text) { return this.page.locator(`${selector}:visible`, text && { hasText: text }).first().tap(); }
  async type(selector, text) {
    await this.tap(selector);
    await this.page.locator(selector).fill(text);
  }
  send(selector) { return this.tap(selector); }
  /** The stage in which a card lies comes onto the screen. */
  async show(title) {
    const at = await this.page.evaluate((title) => [...document.querySelectorAll(".board .column")].findIndex((one) => one.textContent.includes(title)), title);
    await this.page.locator("#stage").selectOption(String(at));
    await this.page.waitForFunction((title) => {
      const place = [...document.querySelectorAll(".card")].find((one) => one.textContent.includes(title))?.getBoundingClientRect();
      return place && place.left >= 0 && place.right <= innerWidth;
    }, title);
  }
  async openCard(title) {
    await this.show(title);
    await card(this.page, title).locator(".card-link").tap();
  }
  async menu(title, action) {
    await this.show(title);
    await card(this.page, title).locator('[data-action="open-card-menu"]').tap();
    await this.tap(`.menu [data-action="${action}"]`);
  }
  async quickAdd() {
    await this.page.locator("#stage").selectOption("0");
    await this.tap('.column [data-action="new-opportunity"]');
  }
  async find() {
    await this.tap('[data-action="show-more"]');
    await this.tap('.menu [data-action="find"]');
  }
  async choose(title) { await this.menu(title, "select-opportunity"); }
  undo() { return this.tap('.frame-tools [data-action="undo"]'); }
  closePanel() { return this.tap('[data-action="close-panel"]'); }
  filterMenu() { return this.tap('[data-action="open-filter-menu"]'); }
  pick(selector, text) { return this.tap(selector, text); }
  async layout(name) {
    await this.tap('[data-action="open-views"]');
    await this.page.locator('.menu [data-action="set-layout"]').nth(["board", "table", "months"].indexOf(name)).tap();
  }
}

const inStage = (page, title, at) => page.waitForFunction(([title, at]) => {
  const columns = [...document.querySelectorAll(".board .column")];
  return [...columns[at].querySelectorAll(".card-link")].some((link) => link.textContent.includes(title));
}, [title, at]);
const gone = (page, title) => page.waitForFunction((title) => (
  ![...document.querySelectorAll(".board [data-stage-id] .card-link")].some((link) => link.textContent.includes(title))
), title);

/** The day itself. */
async function day(page, by, words) {
  const did = async (what) => {
    await saved(page);
    await page.locator("dialog[open]").waitFor({ state: "detached" });
    return what;
  };

  // 1 A new opportunity in one line.
  await by.quickAdd();
  await by.type("#quick-add", words.quick);
  await page.locator('.chip[data-part="amount"]').waitFor();
  await page.keyboard.press("Enter");
  await card(page, words.title).waitFor();
  await page.keyboard.press("Escape");
  await did("added");

  // 2 Another one is moved on.
  await by.menu("云桥质检二期", "move-opportunity");
  await by.pick("#dialog-move .check", words.stages[2]);
  await by.send('[data-action="confirm-move"]');
  await inStage(page, "云桥质检二期", 2);
  await did("moved");

  // 3 A touch is logged, with what comes next and when.
  await by.openCard("岚山设备联网");
  await by.type("#log-text", "谈了价格");
  await by.type("#log-next", "发合同");
  await by.type("#log-date", "2026-11-27");
  await by.to?.("[data-action=log-touch]");
  await by.send('.panel [data-action="log-touch"]');
  await page.locator(".event-note", { hasText: "谈了价格" }).waitFor();
  await page.locator(".next-now", { hasText: "发合同" }).waitFor();
  await did("logged");

  // 4 Its amount is corrected.
  await (by.to ? by.to('.panel [data-action="edit-amount"]').then(() => by.send()) : by.pick('.panel [data-action="edit-amount"]'));
  await page.locator("input#edit-amount").waitFor();
  await page.locator("input#edit-amount").fill("");
  await page.keyboard.type("260万 CNY");
  await page.keyboard.press("Enter");
  await page.locator(".panel-key strong", { hasText: "2,600,000" }).waitFor();
  await by.closePanel();
  await page.locator(".panel").waitFor({ state: "detached" });
  await did("corrected");

  // 5 One is won.
  await by.menu("云桥质检三期", "mark-won");
  await page.locator('[data-action="confirm-won"]:enabled').waitFor();
  await by.to?.('[data-action="confirm-won"]');
  await by.send('[data-action="confirm-won"]');
  await gone(page, "云桥质检三期");
  await did("won");

  // 6 One is lost, with a reason.
  await by.menu("朔原排产优化", "mark-lost");
  await page.locator("#dialog-close .pick").first().waitFor();
  await by.pick("#dialog-close .pick");
  if (by.press) await by.press("Space");
  await by.to?.('[data-action="confirm-lost"]');
  await by.send('[data-action="confirm-lost"]');
  await gone(page, "朔原排产优化");
  await did("lost");

  // 7 That was a mistake.
  await by.undo();
  await card(page, "朔原排产优化").waitFor();
  await did("taken back");

  // 8 Something is found by pinyin and opened.
  await by.find();
  await page.locator("#find").waitFor();
  await page.keyboard.type("xhwms");
  await page.locator(".find-line[data-opportunity-id]", { hasText: "星河 WMS 改造" }).waitFor();
  await page.keyboard.press("Enter");
  await page.locator(".panel-title", { hasText: "星河 WMS 改造" }).waitFor();
  await by.closePanel();
  await page.locator(".panel").waitFor({ state: "detached" });

  // 9 Only what has no next step is shown, then all again.
  await by.filterMenu();
  await by.pick('.menu [data-action="set-condition"]:nth-of-type(2)');
  await page.locator('.chip[data-field="due"]').waitFor();
  await gone(page, "岚山设备联网");
  await (by.to ? by.to('.filter-row [data-action="remove-filter"]').then(() => by.send()) : by.pick('.filter-row [data-action="remove-filter"]'));
  await card(page, "岚山设备联网").waitFor();

  // 10 Two are moved in one step.
  await by.choose("星河 WMS 改造");
  if (by instanceof Touch) {
    await by.show("云桥质检二期");
    await card(page, "云桥质检二期").locator(".card-link").tap();
  } else {
    await by.choose("云桥质检二期");
  }
  await page.locator('[data-metric="chosen"][data-value="2"]').waitFor();
  await (by.to ? by.to('[data-action="bulk-move"]').then(() => by.send()) : by.pick('[data-action="bulk-move"]'));
  await by.pick("#dialog-bulk .check", words.stages[0]);
  await by.send('[data-action="confirm-bulk"]');
  await inStage(page, "星河 WMS 改造", 0);
  await inStage(page, "云桥质检二期", 0);
  await did("moved together");

  // 11 The table is looked at.
  await by.layout("table");
  await page.locator('.grid tfoot [data-metric="rows"][data-value="6"]').waitFor();
  await by.layout("board");
  await card(page, "星河 WMS 改造").waitFor();

  // 12 One is deleted and brought back.
  await by.menu("星河 WMS 改造", "delete-opportunity");
  await gone(page, "星河 WMS 改造");
  await did("deleted");
  await by.undo();
  await card(page, "星河 WMS 改造").waitFor();
  await did("brought back");

  const end = Object.fromEntries(Object.entries(await figures(page)).map(([name, [count]]) => [name, count]));
  assert.deepEqual(end, { [words.stages[0]]: 4, [words.stages[1]]: 1, [words.stages[2]]: 1, [words.won]: 2, [words.lost]: 1 });
}

for (const lang of ["zh-CN", "en"]) {
  for (const [how, Driver, viewport] of [
    ["by mouse", Mouse, { width: 1440, height: 900 }],
    ["by keyboard alone", Keyboard, { width: 1440, height: 900 }],
    ["by touch at 390 px", Touch, { width: 390, height: 844 }],
  ]) {
    test(`${lang}, ${how}: a working day of twelve tasks`, async () => {
      const context = await newContext({ locale: lang, viewport, ...(Driver === Touch && { hasTouch: true, isMobile: true }) });
      const page = await openWithPipeline(context);
      await day(page, new Driver(page), WORDS[lang]);
      await context.close();
    });
  }
}
