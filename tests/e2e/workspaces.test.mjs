// Several workspaces on one device: each has data of its own, and none depends on the list of them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { assertBoard, backUp, card, openWithPipeline, PIPELINE, saved } from "./app.mjs";
import { databases, dump } from "./database.mjs";
import { baseUrl, expectProblem, newContext, open, ready } from "./harness.mjs";

const zh = () => newContext({ locale: "zh-CN", viewport: { width: 1440, height: 900 } });
const settings = (page) => page.evaluate(() => { location.hash = "#/settings/workspaces"; });
const board = (page) => page.evaluate(() => { location.hash = "#/board"; });
const stores = async (page, name) => (await dump(page, name)).stores;

test("a second workspace has data of its own; both can be gone to, named and removed", async () => {
  const context = await zh();
  const page = await openWithPipeline(context);
  const first = await stores(page);
  const other = await open(context, { path: "#/board" });
  await settings(page);
  await page.locator("#workspace-name").fill("华南团队");
  const followed = other.waitForEvent("load");
  await Promise.all([page.waitForEvent("load"), page.locator('[data-action="create-workspace"]').click()]);
  await page.locator('[data-action="start-empty"]').waitFor();
  await followed;
  await other.locator('[data-action="start-empty"]').waitFor();
  await other.close();
  await page.locator('[data-action="start-empty"]').click();
  await page.locator(".column").first().waitFor();
  await page.keyboard.press("c");
  await page.locator("#quick-add").fill("华南第一单 20万");
  await page.keyboard.press("Enter");
  await card(page, "华南第一单").waitFor();
  await saved(page);
  assert.deepEqual(await stores(page, "shangji-default"), first, "the first is as it was");
  await page.reload();
  await ready(page);
  await card(page, "华南第一单").waitFor();

  const backup = await backUp(page);
  assert.match(backup.name, /^商机备份-华南团队-/);
  assert.equal(JSON.parse(backup.buffer).header.workspace, "华南团队");

  await settings(page);
  await page.locator('[data-workspace="default"] [data-action="rename-workspace"]').click();
  await page.locator("#workspace-rename").fill("总部");
  await page.keyboard.press("Enter");
  await page.locator('[data-workspace="default"] strong', { hasText: "总部" }).waitFor();
  await Promise.all([page.waitForEvent("load"), page.locator('[data-workspace="default"] [data-action="open-workspace"]').click()]);
  await ready(page);
  await page.locator('[data-workspace="default"][aria-current]').waitFor();
  assert.deepEqual(await stores(page), first);

  const south = page.locator("[data-workspace]", { hasText: "华南团队" });
  await south.locator('[data-action="remove-workspace"]').click();
  const confirm = page.locator('dialog [data-action="confirm-remove"]');
  assert.ok(await confirm.isDisabled());
  const downloading = page.waitForEvent("download");
  await page.locator('dialog [data-action="backup-before"]').click();
  assert.match((await downloading).suggestedFilename(), /华南团队/);
  await page.locator("#remove-name").fill("华南团队");
  await confirm.click();
  await south.waitFor({ state: "detached" });
  assert.deepEqual(await databases(page), ["shangji-default", "shangji-registry"]);
  assert.deepEqual(await stores(page), first);
  await context.close();
});

test("without the list of workspaces the first one is shown and the others are found", async () => {
  const context = await zh();
  const page = await openWithPipeline(context);
  await settings(page);
  await page.locator("#workspace-name").fill("第二个");
  await Promise.all([page.waitForEvent("load"), page.locator('[data-action="create-workspace"]').click()]);
  await page.locator('[data-action="start-empty"]').click();
  await page.locator(".column").first().waitFor();
  await saved(page);
  expectProblem(/status of 404/); // the browser looks for a picture of its own beside this page
  await page.goto(`${baseUrl}/404.html`);
  await page.evaluate(() => new Promise((resolve) => {
    localStorage.removeItem("shangji.database");
    indexedDB.deleteDatabase("shangji-registry").onsuccess = resolve;
  }));
  await page.goto(`${baseUrl}/#/board`);
  await ready(page);
  await assertBoard(page, PIPELINE);
  await settings(page);
  await page.locator("[data-workspace]:not([data-workspace=default])").waitFor();
  await Promise.all([page.waitForEvent("load"), page.locator('[data-action="open-workspace"]').click()]);
  await ready(page);
  await board(page);
  await page.locator(".column").first().waitFor();
  assert.equal(await page.locator(".card").count(), 0);
  await context.close();
});
