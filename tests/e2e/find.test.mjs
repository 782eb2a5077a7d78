// Finding as one types: names, customers, notes, pinyin; what was changed a moment ago; and what can be done from the line.

import assert from "node:assert/strict";
import { test } from "node:test";
import { card, openWithPipeline, saved } from "./app.mjs";
import { newContext } from "./harness.mjs";

const zh = () => newContext({ locale: "zh-CN", viewport: { width: 1440, height: 900 } });
const hits = (page) => page.locator(".find-line[data-opportunity-id] .find-title").allTextContents();

async function find(page, query) {
  await page.locator("#find").fill(query);
  await page.waitForFunction(() => !document.querySelector(".find [role=status]").textContent.includes("正在"));
}

/** Waits until these and no others are listed, in any order. */
async function lists(page, titles) {
  await page.waitForFunction((wanted) => {
    const shown = [...document.querySelectorAll(".find-line[data-opportunity-id] .find-title")].map((one) => one.textContent);
    return JSON.stringify(shown.toSorted()) === JSON.stringify(wanted);
  }, titles.toSorted()).catch(async () => assert.deepEqual((await hits(page)).toSorted(), titles.toSorted()));
}

test("opportunities are found by name, customer and pinyin, and Enter opens the one that is marked", async () => {
  const context = await zh();
  const page = await openWithPipeline(context);
  await page.keyboard.press("/");
  for (const [query, titles] of [
    ["yqzj", ["云桥质检二期", "云桥质检三期"]],
    ["xinghe", ["星河 WMS 改造"]],
    ["XHWMS", ["星河 WMS 改造"]],
    ["岚山重工", ["岚山设备联网"]],
    ["云桥 三", ["云桥质检三期"]],
    ["不存在", []],
  ]) {
    await find(page, query);
    await lists(page, titles);
  }
  await find(page, "yqzj");
  await lists(page, ["云桥质检二期", "云桥质检三期"]);
  await page.keyboard.press("ArrowDown");
  const marked = await page.locator(".find-line[aria-selected=true] .find-title").textContent();
  await page.keyboard.press("Enter");
  await page.locator(".panel-title", { hasText: marked }).waitFor();
  await context.close();
});

test("what was written a moment ago is found, also with the network off", async () => {
  const context = await zh();
  const page = await openWithPipeline(context);
  await page.keyboard.press("Control+k");
  await find(page, "预算");
  await lists(page, []);
  await page.keyboard.press("Escape");
  await card(page, "云桥质检二期").locator(".card-link").click();
  await page.locator("#log-text").fill("客户说预算已经批了");
  await page.locator('[data-action="log-touch"]').click();
  await saved(page);
  await context.setOffline(true);
  await page.keyboard.press("Control+k");
  await find(page, "预算");
  await lists(page, ["云桥质检二期"]);
  assert.match(await page.locator(".find-why").innerText(), /预算已经批了/);
  await context.setOffline(false);
  await context.close();
});

test("the line does things too", async () => {
  const context = await zh();
  const page = await openWithPipeline(context);
  await page.keyboard.press("Control+k");
  await find(page, "快捷键");
  await page.keyboard.press("Enter");
  await page.locator("#dialog-keys[open]").waitFor();
  await context.close();
});

test("Back with a question open only closes it; an address that is entered meanwhile is gone to", async () => {
  const page = await openWithPipeline(await newContext({ locale: "zh-CN" }));
  await page.evaluate(() => { location.hash = "#/customers"; });
  await page.locator("table.is-list").waitFor();
  const asked = page.locator("dialog[open]");
  await page.keyboard.press("Control+k");
  await asked.waitFor();
  await page.evaluate(() => history.back());
  await asked.waitFor({ state: "detached" });
  await page.waitForFunction(() => location.hash === "#/customers");
  assert.equal(await page.locator("table.is-list").count(), 1);
  await page.keyboard.press("Control+k");
  await asked.waitFor();
  await page.evaluate(() => { location.hash = "#/settings/fields"; });
  await asked.waitFor({ state: "detached" });
  await page.locator(".settings").waitFor();
  await page.evaluate(() => history.go(-2));
  await page.locator(".card").first().waitFor();
  await page.context().close();
});
