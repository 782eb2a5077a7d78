// Customers: lists, pages edited in place, doubles that become one and come apart again, deleting what others hang on and
// bringing it back.

import assert from "node:assert/strict";
import { test } from "node:test";
import { card, openWithPipeline, saved } from "./app.mjs";
import { newContext } from "./harness.mjs";

const context = (locale = "zh-CN", more = {}) => newContext({ locale, viewport: { width: 1440, height: 900 }, ...more });
const press = (page, action) => page.locator(`[data-action="${action}"]:visible`).first().click();
const go = (page, hash) => page.evaluate((to) => { location.hash = to; }, hash);
const rows = (page) => page.locator("tr.list-row .row-link").allTextContents();
const listed = (page, count) => page.locator(`[data-metric="listed"][data-value="${count}"]`).waitFor({ state: "attached" });
const title = (page, name) => page.locator(".panel-title", { hasText: name }).waitFor();
const metric = (page, name, value) => page.locator(`.is-party [data-metric="${name}"][data-value="${value}"]`).first().waitFor();

async function customers(page) {
  await go(page, "#/customers");
  await page.locator("tr.list-row").first().waitFor();
}

async function openAccount(page, name) {
  await customers(page);
  await page.locator("tr.list-row .row-link", { hasText: name }).first().click();
  await title(page, name);
}

/** Makes an account by its dialog, and waits for its page. */
async function newAccount(page, name, { person, phone } = {}) {
  await customers(page);
  await press(page, "new-account");
  await page.locator("#new-name").fill(name);
  if (person) await page.locator("#new-person").fill(person);
  if (phone) await page.locator("#new-phone").fill(phone);
  await press(page, "create-account");
  await title(page, name);
  await saved(page);
}

async function edit(page, action, text) {
  await press(page, action);
  const field = page.locator(`#${action}`);
  await field.fill(text);
  await field.press("Enter");
  await page.locator(`[data-action="${action}"]`, { hasText: text }).waitFor();
  await saved(page);
}

for (const [lang, name, person, phone, industry] of [
  ["zh-CN", "海棠电子", "赵敏", "138 0000 1234", "电子制造"],
  ["en", "Juniper Labs", "Ann Lee", "+1 415 555 0100", "Laboratories"],
]) {
  test(`${lang}: an account made with its first contact has a page, on which every field is edited where it stands`, async () => {
    const page = await openWithPipeline(await context(lang));
    await newAccount(page, name, { person, phone });
    await edit(page, "edit-industry", industry);
    await press(page, "add-alias");
    await page.locator("#add-alias-input").fill("HTE, Ltd.");
    await page.locator("#add-alias-input").press("Enter");
    await page.locator(".fact-items .chip", { hasText: "HTE, Ltd." }).waitFor();
    await page.locator("#add-alias-input").press("Escape");
    await page.locator("#log-text").fill("met at the fair");
    await press(page, "log-touch");
    await page.locator(".event-note", { hasText: "met at the fair" }).waitFor();
    await saved(page);

    await page.locator("[data-contact-id] a", { hasText: person }).click();
    await title(page, person);
    await press(page, "add-mail");
    await page.locator("#add-mail-input").fill("nobody");
    await page.locator("#add-mail-input").press("Enter");
    await page.locator("#add-mail-note:visible").waitFor();
    await page.locator("#add-mail-input").fill("ann@example.com");
    await page.locator("#add-mail-input").press("Enter");
    await page.locator('.fact-items a[href="mailto:ann@example.com"]').waitFor();
    await saved(page);
    await page.locator('[data-action="open-account"]').click();
    await title(page, name);
    await page.reload();
    await title(page, name);
    await page.locator('[data-action="edit-industry"]', { hasText: industry }).waitFor();
    await page.locator(".fact-items .chip", { hasText: "HTE, Ltd." }).waitFor();
    // An alias finds it, with a comma in it and all.
    await customers(page);
    await page.locator("#list-search").fill("hte, l");
    await listed(page, 1);
    assert.deepEqual(await rows(page), [name]);
    await page.context().close();
  });

  test(`${lang}: what looks alike is merged field by field, what moves is counted, and an undo gives it back`, async () => {
    const page = await openWithPipeline(await context(lang));
    await newAccount(page, "云桥制造集团", { person, phone });
    const loser = page.url();
    await edit(page, "edit-region", "华中");
    await page.locator('[data-state="alike"]', { hasText: "云桥制造有限公司" }).waitFor();
    await page.locator('[data-state="alike"] [data-action="merge"]').click();
    const dialog = page.locator("#dialog-merge[open]");
    await dialog.waitFor();
    // The page's own record goes: the other one is kept, with the region only this one has.
    await dialog.locator(".merge-head", { hasText: "云桥制造有限公司" }).click();
    await dialog.locator('[data-metric="moves"][data-value="1"]').waitFor();
    assert.ok(await dialog.locator('[data-field="region"] .merge-cell', { hasText: "华中" }).locator("input").isChecked());
    await dialog.locator(".merge-head", { hasText: "云桥制造集团" }).click();
    await dialog.locator('[data-metric="moves"][data-value="2"]').waitFor();
    await dialog.locator(".merge-head", { hasText: "云桥制造有限公司" }).click();
    await press(page, "confirm-merge");
    await title(page, "云桥制造有限公司");
    await metric(page, "contacts", 1);
    await metric(page, "opportunities", 2);
    await page.locator(".fact-items .chip", { hasText: "云桥制造集团" }).waitFor();
    await page.locator('[data-action="edit-region"]', { hasText: "华中" }).waitFor();
    assert.notEqual(page.url(), loser);
    // Its old address leads here.
    await page.goto(loser);
    await title(page, "云桥制造有限公司");
    assert.notEqual(page.url(), loser);
    await press(page, "undo");
    await metric(page, "contacts", 0);
    await page.goto(loser);
    await title(page, "云桥制造集团");
    await metric(page, "contacts", 1);
    await page.locator('[data-state="alike"]').waitFor();
    await page.context().close();
  });
}

test("a merge can be taken back later from the list of what was deleted, and keeps what came since", async () => {
  const page = await openWithPipeline(await context());
  await newAccount(page, "云桥制造集团", { person: "赵敏" });
  await page.locator('[data-state="alike"] [data-action="merge"]').click();
  await page.locator("#dialog-merge .merge-head", { hasText: "云桥制造有限公司" }).click();
  await press(page, "confirm-merge");
  await title(page, "云桥制造有限公司");
  await edit(page, "edit-industry", "制造");
  await press(page, "add-alias");
  await page.locator("#add-alias-input").fill("云桥");
  await page.locator("#add-alias-input").press("Enter");
  await page.locator(".fact-items .chip", { hasText: /^云桥$/ }).waitFor();
  await saved(page);
  await go(page, "#/deleted");
  const row = page.locator("[data-deleted-id]", { hasText: "云桥制造集团" });
  assert.match(await row.innerText(), /已并入「云桥制造有限公司」/);
  await row.locator('[data-action="unmerge"]').click();
  await row.waitFor({ state: "detached" });
  await openAccount(page, "云桥制造有限公司");
  assert.deepEqual(await page.locator(".fact-items .chip .truncate").allTextContents(), ["云桥"]);
  await page.locator('[data-action="edit-industry"]', { hasText: "制造" }).waitFor();
  await openAccount(page, "云桥制造集团");
  await metric(page, "contacts", 1);
  await page.context().close();
});

for (const lang of ["zh-CN", "en"]) {
  test(`${lang}: deleting an account says what hangs on it; it comes back with its links, but for what has moved on`, async () => {
    const page = await openWithPipeline(await context(lang));
    await openAccount(page, "云桥制造有限公司");
    await press(page, "open-party-menu");
    await page.locator('.menu [data-action="delete-party"]').click();
    const dialog = page.locator("#dialog-delete-linked[open]");
    await dialog.locator('[data-metric="opportunities"][data-value="2"]').waitFor();
    await press(page, "delete-linked");
    await page.locator(".toast", { hasText: "云桥制造有限公司" }).waitFor();
    await listed(page, 6);
    // One of the two gets another customer meanwhile.
    await go(page, "#/board");
    await card(page, "云桥质检二期").locator(".card-link").click();
    await edit(page, "edit-account", "岚山重工");
    await go(page, "#/deleted");
    await page.locator("[data-deleted-id]", { hasText: "云桥制造有限公司" }).locator('[data-action="bring-back"]').click();
    await page.locator("[data-deleted-id]").waitFor({ state: "detached" });
    await saved(page);
    await openAccount(page, "云桥制造有限公司");
    await metric(page, "opportunities", 1);
    assert.deepEqual(await page.locator(".roster-line[data-opportunity-id] a").allTextContents(), ["云桥质检三期"]);
    await page.context().close();
  });
}

test("an opportunity that was deleted comes back to where it was", async () => {
  const page = await openWithPipeline(await context());
  await card(page, "岚山设备联网").locator('[data-action="open-card-menu"]').click();
  await page.locator('.menu [data-action="delete-opportunity"]').click();
  await card(page, "岚山设备联网").waitFor({ state: "detached" });
  await saved(page);
  await go(page, "#/deleted");
  await press(page, "bring-back");
  await page.locator("[data-deleted-id]").waitFor({ state: "detached" });
  await go(page, "#/board");
  await page.locator(".column", { hasText: "商务谈判" }).locator(".card", { hasText: "岚山设备联网" }).waitFor();
  await page.context().close();
});

test("the list is gone through with the keyboard, sorted, and searched as one types", async () => {
  const page = await openWithPipeline(await context());
  await customers(page);
  await listed(page, 7);
  // By sound: 澄 cheng, 岚 lan, 青 qing, 朔 shuo, 星 xing, 远 yuan, 云 yun.
  const names = ["澄海物流股份有限公司", "岚山重工", "青屿文旅", "朔原汽配", "星河食品", "远舟乳业", "云桥制造有限公司"];
  assert.deepEqual(await rows(page), names);
  await page.locator('[data-action="sort-by"][data-column="sum"]').click();
  await page.waitForFunction(() => document.querySelector("tr.list-row .row-link").textContent === "云桥制造有限公司");
  assert.equal(await page.locator('th[aria-sort="descending"]').innerText(), "进行中金额");
  await page.locator('[data-action="sort-by"][data-column="name"]').click();
  await page.locator("#list-search").focus();
  await page.keyboard.press("ArrowDown");
  const focused = () => page.evaluate(() => document.activeElement.textContent);
  assert.equal(await focused(), names[0]);
  for (const [key, name] of [["ArrowDown", names[1]], ["End", names[6]], ["ArrowUp", names[5]], ["Home", names[0]]]) {
    await page.keyboard.press(key);
    assert.equal(await focused(), name, key);
  }
  await page.keyboard.press("ArrowUp");
  assert.equal(await page.evaluate(() => document.activeElement.id), "list-search");
  await page.keyboard.type("yqzz");
  await listed(page, 1);
  assert.match(page.url(), /q=yqzz/);
  await page.keyboard.press("Enter");
  await title(page, "云桥制造有限公司");
  await page.goBack();
  await listed(page, 1);
  await page.locator("#list-search").fill("没有的");
  await page.locator('.empty [data-action="new-account"]').click();
  assert.equal(await page.locator("#new-name").inputValue(), "没有的");
  await page.context().close();
});

test("a list of thousands draws what is seen, and its last row is one key away", async () => {
  const page = await openWithPipeline(await context());
  const lines = Array.from({ length: 3000 }, (_, n) => `K${n},测试客户${String(n).padStart(4, "0")},制造`);
  await go(page, "#/import");
  await page.locator("input[data-import]").setInputFiles({ name: "many.csv", mimeType: "text/csv", buffer: Buffer.from(["客户编号,客户名称,行业", ...lines].join("\n")) });
  for (;;) {
    const last = page.locator('[data-action="import-commit"]:enabled');
    const next = page.locator('[data-action="import-next"]:enabled');
    await last.or(next).first().waitFor();
    if (await last.count()) break;
    await next.click();
  }
  await press(page, "import-commit");
  await page.locator("[data-import-result]").waitFor({ timeout: 60_000 });
  await customers(page);
  await listed(page, 3007);
  assert.ok(await page.locator("tr.list-row").count() < 120);
  await page.locator("#list-search").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("End");
  await page.waitForFunction(() => document.activeElement.textContent === "云桥制造有限公司");
  assert.equal(await page.locator("table.is-list").getAttribute("aria-rowcount"), "3008");
  assert.equal(await page.evaluate(() => document.activeElement.closest("tr").getAttribute("aria-rowindex")), "3008");
  await page.context().close();
});

test("accounts and contacts are found as such, and an opportunity leads to its customer", async () => {
  const page = await openWithPipeline(await context());
  await newAccount(page, "海棠电子", { person: "赵敏" });
  for (const [query, kind, name] of [["htdz", "account", "海棠电子"], ["zhaomin", "contact", "赵敏"]]) {
    await page.keyboard.press("Control+k");
    await page.locator("#find").fill(query);
    await page.locator(`.find-line[data-${kind}-id]`, { hasText: name }).waitFor();
    await page.keyboard.press("Enter");
    await title(page, name);
    await page.locator(`.panel[data-${kind}-id]`).waitFor();
  }
  await go(page, "#/board");
  await card(page, "云桥质检二期").locator(".card-link").click();
  await page.locator('.panel-key [data-action="open-account"]').click();
  await title(page, "云桥制造有限公司");
  await page.context().close();
});

test("on a phone the list is cards, and import lies behind More", async () => {
  const page = await openWithPipeline(await context("zh-CN", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }));
  assert.deepEqual((await page.locator(".bottombar .nav-item").allInnerTexts()).map((text) => text.trim()), ["今日", "看板", "客户", "新建", "更多"]);
  await page.locator('.bottombar [href="#/customers"]').tap();
  await listed(page, 7);
  await page.locator("#list-sort").selectOption("-sum");
  await page.waitForFunction(() => document.querySelector("tr.list-row .row-link").textContent === "云桥制造有限公司");
  const { height } = await page.locator("tr.list-row").first().boundingBox();
  assert.ok(height >= 44);
  await page.locator("tr.list-row .row-link").first().tap();
  await title(page, "云桥制造有限公司");
  await page.locator('.bottombar [data-action="show-more"]').tap();
  await page.locator('.menu [data-action="go-to-import"]').tap();
  await page.locator("input[data-import]").waitFor({ state: "attached" });
  await page.context().close();
});
