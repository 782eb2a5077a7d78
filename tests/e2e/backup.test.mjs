// Backups: what is saved comes back the same in every store; what is not whole is refused and changes nothing; nothing that
// is replaced is lost; workspaces keep to themselves.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { assertBoard, backUp, card, focusCard, lies, openWithPipeline, PIPELINE, restoreFile, saved, undo } from "./app.mjs";
import { databases, dump } from "./database.mjs";
import { later } from "./clock.mjs";
import { baseUrl, expectProblem, newContext, open, ready } from "./harness.mjs";

const TITLE = "岚山设备联网";
const zh = (options = {}) => newContext({ locale: "zh-CN", viewport: { width: 1440, height: 900 }, ...options });
const settings = (page, section = "backup") => page.evaluate((to) => { location.hash = `#/settings/${to}`; }, section);
const board = (page) => page.evaluate(() => { location.hash = "#/board"; });
const stores = async (page, name) => (await dump(page, name)).stores;
const file = (text, name = "backup.json") => ({ name, mimeType: "application/json", buffer: Buffer.from(text) });

/** An import, a move, a move taken back, a touch, an edit, and something deleted. */
async function workADay(page) {
  await focusCard(page, TITLE);
  await page.keyboard.press("Shift+ArrowLeft");
  await lies(page, TITLE, "方案报价");
  await focusCard(page, "云桥质检二期");
  await page.keyboard.press("Shift+ArrowRight");
  await lies(page, "云桥质检二期", "方案报价");
  await undo(page);
  await lies(page, "云桥质检二期", "需求确认");
  await card(page, TITLE).locator(".card-link").click();
  await page.locator("#log-text").fill("预算已批 \"七月\" 𠮷 \\ \u2028");
  await page.locator('.panel [data-action="log-touch"]').click();
  await page.locator(".event-note", { hasText: "预算已批" }).first().waitFor();
  await page.keyboard.press("Escape");
  await card(page, "星河 WMS 改造").locator('[data-action="open-card-menu"]').click();
  await page.locator('.menu [data-action="delete-opportunity"]').click();
  await card(page, "星河 WMS 改造").waitFor({ state: "detached" });
  await saved(page);
}

/** Where nothing of the app runs. */
async function leave(page) {
  expectProblem(/status of 404/); // the browser looks for a picture of its own beside this page
  await page.goto(`${baseUrl}/404.html`);
}

/** Leaves nothing of the app in this browser. */
async function wipe(page) {
  await leave(page);
  await page.evaluate(async () => {
    for (const { name } of await indexedDB.databases()) {
      await new Promise((resolve, reject) => {
        const request = indexedDB.deleteDatabase(name);
        request.onsuccess = resolve;
        request.onerror = reject;
      });
    }
    const device = localStorage.getItem("shangji.device");
    localStorage.clear();
    localStorage.setItem("shangji.device", device);
  });
}

for (const lang of ["zh-CN", "en"]) {
  test(`${lang}: backed up, wiped and restored, every store is as it was, and what was done can be undone`, async () => {
    const context = await newContext({ locale: lang, viewport: { width: 1440, height: 900 } });
    const page = await openWithPipeline(context);
    await workADay(page);
    const before = await stores(page);
    const backup = await backUp(page);
    assert.match(backup.name, lang === "en" ? /^shangji-backup-2026-11-24-\d{4}\.json$/ : /^商机备份-2026-11-24-\d{4}\.json$/);

    const { header, stores: rows } = JSON.parse(backup.buffer);
    assert.deepEqual(Object.keys(rows).sort(), before.map(({ name }) => name).filter((name) => name !== "snapshot").sort());
    for (const { name, rows: stored } of before.filter(({ name }) => name !== "snapshot")) {
      assert.deepEqual(rows[name], stored, name);
      assert.equal(header.counts[name], stored.length, name);
    }
    const [first, , ...rest] = backup.buffer.toString().split("\n");
    assert.equal(header.checksum, `sha256:${createHash("sha256").update(`${rest.join("\n")}${first}\n`).digest("hex")}`);

    await wipe(page);
    await page.goto(`${baseUrl}/#/`);
    await ready(page);
    await page.locator('[data-action="restore-backup"]').click();
    const records = await restoreFile(page, backup);
    const kinds = before.filter(({ name }) => !["commands", "changes", "source_rows", "meta", "snapshot"].includes(name));
    assert.equal(records, kinds.reduce((sum, { rows: stored }) => sum + stored.length, 0));
    assert.deepEqual(await stores(page), before);

    await board(page);
    await card(page, TITLE).waitFor();
    await undo(page); // the deletion
    await card(page, "星河 WMS 改造").waitFor();
    await context.close();
  });
}

test("what is not a whole backup is refused with the reason, and changes nothing", async () => {
  const context = await zh();
  const page = await openWithPipeline(context);
  const backup = await backUp(page);
  const text = backup.buffer.toString();
  const [before, names] = [await stores(page), await databases(page)];
  const damaged = (at) => {
    const bytes = Buffer.from(backup.buffer);
    bytes[at] ^= 1;
    return bytes;
  };
  const amount = text.indexOf('"amount"');
  for (const [what, given, reason] of [
    ["empty", "", /是空文件/],
    ["a table", "商机编号,名称\n1,云桥\n", /不是备份文件/],
    ["a picture", Buffer.from([0xff, 0xd8, 0xff, 0, 1]), /不是备份文件/],
    ["other JSON", '{\n  "name": "shangji"\n}\n', /是 JSON 文件，但不是商机的备份/],
    ["a newer version", text.replace('"version":1', '"version":2'), /更新的版本（.*）备份/],
    ["a newer version, written anew", JSON.stringify({ header: { ...JSON.parse(text).header, version: 9 }, stores: {} }, null, 2), /更新的版本/],
    ["cut in the head", text.slice(0, 40), /不完整/],
    ["cut in a row", text.slice(0, amount), /不完整：到第 \d+ 行/],
    ["cut by one byte", text.slice(0, -1), /不完整/],
    ["an amount changed", damaged(amount + 12), /已损坏/],
    ["a name in the head changed", text.replace('"app":"0', '"app":"1'), /已损坏/],
    ["a line lost", text.split("\n").toSpliced(20, 1).join("\n"), /已损坏/],
    ["written anew", JSON.stringify(JSON.parse(text), null, 1), /已损坏/],
  ]) {
    await page.locator("input[data-restore]").setInputFiles(file(given));
    await page.locator("[data-restore-refused]", { hasText: reason }).waitFor().catch(async () => {
      throw new Error(`${what}: ${await page.locator(".settings-body").innerText()}`);
    });
    assert.equal(await page.locator('[data-action="backup-restore-commit"]').count(), 0, what);
  }
  assert.deepEqual(await databases(page), names);
  assert.deepEqual(await stores(page), before);
  await page.locator("input[data-restore]").setInputFiles(backup);
  await page.locator('[data-action="backup-restore-commit"]').waitFor();
  await context.close();
});

test("what a backup replaces stays until it is removed, and can be used again; other tabs follow", async () => {
  const context = await zh();
  const page = await openWithPipeline(context);
  const original = await stores(page);
  const backup = await backUp(page);
  await board(page);
  await focusCard(page, TITLE);
  await page.keyboard.press("Shift+ArrowLeft");
  await lies(page, TITLE, "方案报价");
  const moved = await stores(page);

  const other = await open(context, { path: "#/board" });
  const writing = await open(context, { path: "#/board" });
  await card(writing, TITLE).locator(".card-link").click();
  await writing.locator("#log-text").fill("还没写完");

  const reloaded = other.waitForEvent("load");
  await settings(page);
  await page.locator("input[data-restore]").setInputFiles(backup);
  await page.locator(".notice", { hasText: /会替换「我的工作区」现有的 \d+ 条记录/ }).waitFor();
  await restoreFile(page, backup);
  assert.deepEqual(await stores(page), original);
  await reloaded;
  await ready(other);
  await assertBoard(other, PIPELINE);

  // What is being written is not taken from anybody, but it can no longer be saved over there.
  await writing.locator('[data-action="reload-page"]').waitFor();
  assert.equal(await writing.locator("#log-text").inputValue(), "还没写完");
  await writing.locator('[data-action="log-touch"]').click();
  await writing.locator(".toast", { hasText: "没有保存" }).waitFor();
  await writing.close({ runBeforeUnload: false });

  const old = page.locator("[data-old]");
  const name = await old.getAttribute("data-old");
  assert.match(await old.innerText(), /被替换\s+\d+ 条记录 · [\d.]+ kB/);
  assert.deepEqual(await stores(page, name), moved);
  await Promise.all([page.waitForEvent("load"), old.locator('[data-action="bring-back-old"]').click()]);
  await ready(page);
  assert.deepEqual(await stores(page), moved);

  await old.locator('[data-action="remove-old"]').click();
  const gone = await old.getAttribute("data-old");
  await page.locator('dialog [data-action="confirm-remove"]').click();
  await old.waitFor({ state: "detached" });
  assert.ok(!(await databases(page)).includes(gone));
  assert.deepEqual(await stores(page), moved);
  await context.close();
});

test("an empty workspace that a backup replaces leaves no data behind, and restoring asks nothing more", async () => {
  const context = await zh();
  const page = await openWithPipeline(context);
  const backup = await backUp(page);
  const before = await stores(page);
  const fresh = await zh();
  const second = await open(fresh, { path: "#/settings/backup" });
  await second.locator("input[data-restore]").setInputFiles(backup);
  await second.locator(".notice", { hasText: "不会替换任何数据" }).waitFor();
  await restoreFile(second, backup);
  assert.equal(await second.locator("[data-old]").count(), 0);
  assert.deepEqual(await stores(second), before);
  // The empty one goes away by itself.
  await second.waitForFunction(async () => (await indexedDB.databases()).every(({ name }) => name !== "shangji-default"));
  await context.close();
  await fresh.close();
});

test("a browser without space keeps what it has: asked before, and when it runs out on the way", async () => {
  const context = await zh();
  const page = await openWithPipeline(context);
  const backup = await backUp(page);
  const [before, names] = [await stores(page), await databases(page)];
  const refused = (text) => page.locator("[data-restore-refused]", { hasText: text }).waitFor();
  // The browser's own limits cannot be set from here.
  await page.evaluate(() => {
    const { estimate } = StorageManager.prototype;
    StorageManager.prototype.estimate = async () => ({ usage: 5_000_000, quota: 5_001_000 });
    globalThis.__enough = () => { StorageManager.prototype.estimate = estimate; };
  });
  await page.locator("input[data-restore]").setInputFiles(backup);
  await refused(/空间不够：恢复约需 [\d.]+ kB，浏览器只剩 1 kB/);

  await page.evaluate(() => {
    globalThis.__enough();
    const { put } = IDBObjectStore.prototype;
    let room = 20;
    IDBObjectStore.prototype.put = function(...row) {
      if (this.transaction.db.name.startsWith("shangji-default.") && (room -= 1) < 0) throw new DOMException("full", "QuotaExceededError");
      return put.apply(this, row);
    };
  });
  await page.locator("input[data-restore]").setInputFiles(backup);
  await page.locator('[data-action="backup-restore-commit"]').click();
  await refused("没有恢复：浏览器空间不足");
  assert.deepEqual((await databases(page)).filter((name) => name !== "shangji-registry"), names.filter((name) => name !== "shangji-registry"));
  assert.deepEqual(await stores(page), before);
  await board(page);
  await assertBoard(page, PIPELINE);
  await context.close();
});

test("what a restoring that was cut off has left goes away at the next start", async () => {
  const context = await zh();
  const page = await openWithPipeline(context);
  const half = `shangji-default.${"0".repeat(32)}`;
  await settings(page, "workspaces");
  await page.locator("[data-workspace]").waitFor();
  await page.evaluate(async (name) => {
    const answer = (request) => new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    (await answer(indexedDB.open(name, 1))).close();
    const registry = await answer(indexedDB.open("shangji-registry"));
    const row = { id: "default", name: "", database: "shangji-default", leftover: [name] };
    await answer(registry.transaction("profiles", "readwrite").objectStore("profiles").put(row));
    registry.close();
  }, half);
  await page.reload();
  await page.waitForFunction(async (name) => (await indexedDB.databases()).every((one) => one.name !== name), half);
  await ready(page);
  await board(page);
  await assertBoard(page, PIPELINE);
  await context.close();
});

test("where the browser may clear the data, a backup is asked for after a week, quietly", async () => {
  const context = await zh();
  const page = await openWithPipeline(context);
  const bar = page.locator(".update-bar", { hasText: "没有备份" });
  const settled = async () => {
    await page.reload();
    await ready(page);
    await page.waitForFunction(async () => (await indexedDB.databases()).some(({ name }) => name === "shangji-registry"));
  };
  await page.evaluate(() => localStorage.setItem("shangji.me.asked", "yes"));
  await settled();
  assert.equal(await bar.count(), 0, "not at once");
  await later(context, 8);
  await settled();
  await bar.waitFor();
  await bar.locator('[data-action="backup-later"]').click();
  await bar.waitFor({ state: "detached" });
  await settled();
  assert.equal(await bar.count(), 0, "not now");
  await later(context, 4);
  await settled();
  const downloading = page.waitForEvent("download");
  await bar.locator('[data-action="backup-export"]').click();
  await downloading;
  await bar.waitFor({ state: "detached" });
  await settled();
  assert.equal(await bar.count(), 0, "it has been made");
  await context.close();
});

test("nobody is asked to back up the sample", async () => {
  const context = await zh();
  const page = await open(context, {});
  await page.locator('[data-action="load-sample"]').click();
  await page.locator("[data-opportunity-id]").first().waitFor();
  await later(context, 30);
  await page.reload();
  await ready(page);
  await settings(page);
  await page.locator(".facts dd", { hasText: "可能清除" }).waitFor();
  assert.equal(await page.locator('.update-bar [data-action="backup-export"]').count(), 0);
  await context.close();
});
