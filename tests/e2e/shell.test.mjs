// The shell around the app: addresses, policy, offline, updates, installation, configuration, failures.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fs from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { openWithPipeline, restoreFile } from "./app.mjs";
import { dump } from "./database.mjs";
import { axe, basePaths, baseUrl, copyOfDist, dist, expectProblem, newContext, offlineReady, open, ready, serve } from "./harness.mjs";

for (const base of basePaths) {
  test(`works below ${base}`, async () => {
    const context = await newContext();
    const page = await open(context, { base });
    assert.equal(await page.evaluate(() => typeof globalThis.__shangji.build), "string");
    await offlineReady(page);
    await context.close();
  });
}

test("every answer carries the policy, also a 404, and only hashed files are kept", async () => {
  const page = await (await fetch(`${baseUrl}/`)).text();
  const hashed = /href="\.\/([^"]+_bg\.wasm)"/.exec(page)[1];
  for (const [file, status, cache] of [
    ["", 200, "no-cache"],
    [hashed, 200, "public, max-age=31536000, immutable"],
    ["config.json", 200, "no-cache"],
    ["sw.js", 200, "no-cache"],
    ["deals/42", 404, "no-cache"],
  ]) {
    const response = await fetch(`${baseUrl}/${file}`);
    assert.equal(response.status, status, file);
    assert.equal(response.headers.get("cache-control"), cache, file);
    // The page and workers have the policy; what they ask for by a name of its own needs none.
    if (file !== hashed) assert.match(response.headers.get("content-security-policy"), /^default-src 'none'; script-src 'self' 'wasm-unsafe-eval';/);
    assert.equal(response.headers.get("x-content-type-options"), "nosniff");
  }
  const type = async (file) => (await fetch(`${baseUrl}/${file}`)).headers.get("content-type");
  assert.equal(await type(hashed), "application/wasm");
  assert.match(await type("manifest.webmanifest"), /^application\/manifest\+json/);
});

test("language: the address goes before the device, the device before the browser", async () => {
  const context = await newContext({ locale: "fr-FR" });
  const page = await open(context, {});
  const language = () => page.evaluate(() => document.documentElement.lang);
  assert.equal(await language(), "en", "neither Chinese nor English: English");
  await page.evaluate(() => localStorage.setItem("shangji.lang", "zh-CN"));
  await page.reload();
  await ready(page);
  assert.equal(await language(), "zh-CN");
  const other = await context.newPage();
  await other.goto(`${baseUrl}/#/?lang=en`);
  await ready(other);
  assert.equal(await other.evaluate(() => document.documentElement.lang), "en");
  await context.close();
});

test("reloads with the network off", async () => {
  const context = await newContext();
  const page = await open(context, {});
  await offlineReady(page);
  await context.setOffline(true);
  expectProblem(/ERR_INTERNET_DISCONNECTED|Failed to load resource/); // the icon and the worker's own update check
  await page.reload();
  await ready(page);
  await context.close();
});

test("a new version waits until it is wanted, then reloads once", async () => {
  const dir = await copyOfDist();
  const { address } = await serve(dir);
  const context = await newContext();
  const page = await open(context, { server: address });
  await offlineReady(page);
  await page.reload();
  await ready(page);
  assert.equal(await page.evaluate(() => globalThis.__shangji.updateReady), false);

  const worker = path.join(dir, "sw.js");
  await fs.writeFile(worker, `${await fs.readFile(worker, "utf8")}\n// the next version\n`);
  await fs.rm(`${worker}.br`, { force: true });
  await fs.rm(`${worker}.gz`, { force: true });
  const offered = page.evaluate(() => new Promise((resolve) => addEventListener("shangji:update-ready", () => resolve(true), { once: true })));
  await page.evaluate(async () => { await (await navigator.serviceWorker.getRegistration()).update(); });
  assert.equal(await offered, true);
  assert.equal(await page.evaluate(() => globalThis.__shangji.updateReady), true);

  let loads = 0;
  page.on("load", () => { loads += 1; });
  const reloaded = page.waitForEvent("load");
  await page.evaluate(() => globalThis.__shangji.applyUpdate());
  await reloaded;
  await ready(page);
  await page.waitForTimeout(500);
  assert.equal(loads, 1);
  assert.equal(await page.evaluate(async () => Boolean((await navigator.serviceWorker.getRegistration()).waiting)), false);
  await context.close();
});

test("the operator can take the offline copy away", async () => {
  const dir = await copyOfDist();
  const { address } = await serve(dir);
  const context = await newContext();
  const page = await open(context, { server: address });
  await offlineReady(page);
  await fs.writeFile(path.join(dir, "config.json"), '{ "serviceWorker": false }');
  await page.reload();
  await ready(page);
  await page.waitForFunction(async () => (await caches.keys()).length === 0 && !(await navigator.serviceWorker.getRegistration()));
  await context.close();
});

test("installable", async () => {
  const context = await newContext();
  const page = await open(context, { base: basePaths[1] });
  const session = await context.newCDPSession(page);
  const { errors } = await session.send("Page.getAppManifest");
  assert.deepEqual(errors, []);
  const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
  // A browser context of a test is a private window, which is the one reason against.
  assert.deepEqual(installabilityErrors.filter(({ errorId }) => errorId !== "in-incognito"), []);
  await context.close();
});

async function withConfig(body, status = 200) {
  const context = await newContext({ serviceWorkers: "block" });
  await context.route("**/config.json", (route) => route.fulfill({ status, body, contentType: "application/json" }));
  const page = await context.newPage();
  await page.goto(`${baseUrl}/`);
  return { context, page };
}

for (const [what, body, place] of [
  ["broken JSON", '{\n  "version": 1,\n  oops\n}', /config\.json:3 /],
  ["a wrong type", '{\n  "version": 1,\n  "serviceWorker": "no"\n}', /config\.json:3 — "serviceWorker": "no" ≠ true \| false/],
  ["a secret", '{ "apiKey": "x" }', /config\.json:1 — "apiKey": .*public/],
]) {
  test(`a configuration with ${what} is named, and nobody is locked out`, async () => {
    const { context, page } = await withConfig(body);
    const panel = page.locator('[data-panel="config"]');
    await panel.waitFor();
    assert.match(await panel.locator("pre").textContent(), place);
    await axe(page);
    await page.locator('[data-action="boot-continue"]').click();
    await ready(page);
    await context.close();
  });
}

test("no configuration, or none to be had, is no obstacle", async () => {
  expectProblem(/404|500|Failed to load resource/);
  for (const status of [404, 500]) {
    const { context, page } = await withConfig("", status);
    await ready(page);
    await context.close();
  }
});

for (const [what, named, added] of [
  // An empty custom section: still valid WebAssembly, so that only the hash can tell.
  ["wasm", /-[0-9a-f]+_bg\.wasm$/, new Uint8Array([0, 2, 1, 120])],
  ["script", /^shangji-[0-9a-f]+\.js$/, "\n// still valid\n"],
]) {
  test(`a damaged ${what} is refused with a way to try again`, async () => {
    expectProblem(/integrity|console error/);
    const dir = await copyOfDist();
    const [file] = (await fs.readdir(dir)).filter((name) => named.test(name));
    await fs.appendFile(path.join(dir, file), added);
    for (const packed of [".br", ".gz"]) await fs.rm(path.join(dir, file + packed), { force: true });
    const { address } = await serve(dir);
    const context = await newContext();
    const page = await context.newPage();
    await page.goto(address);
    await page.locator('[data-panel="start"] [data-action="boot-retry"]').waitFor();
    await axe(page);
    await context.close();
  });
}

test("after a crash the data can still be saved, as a backup that can be restored", async () => {
  const context = await newContext({ locale: "zh-CN" });
  const page = await openWithPipeline(context);
  const before = await dump(page);
  await page.evaluate(() => globalThis.__shangji.crash("panicked at a test"));
  await page.locator('[data-panel="crash"]').waitFor();
  await axe(page);
  const downloading = page.waitForEvent("download");
  await page.locator('[data-action="crash-export"]').click();
  const download = await downloading;
  assert.match(download.suggestedFilename(), /^shangji-backup-\d{4}-\d{2}-\d{2}-\d{4}\.json$/);
  const saved = await fs.readFile(await download.path());
  await context.close();

  const fresh = await newContext({ locale: "zh-CN" });
  const other = await open(fresh, { path: "#/settings/backup" });
  await restoreFile(other, { name: "crash.json", mimeType: "application/json", buffer: saved });
  assert.deepEqual((await dump(other)).stores, before.stores);
  await fresh.close();
});

test("what is shipped is listed with its hash", async () => {
  const version = JSON.parse(await fs.readFile(path.join(dist, "version.json"), "utf8"));
  for (const [name, hash] of Object.entries(version.sha256)) {
    assert.equal(createHash("sha256").update(await fs.readFile(path.join(dist, name))).digest("hex"), hash, name);
  }
  assert.ok("index.html" in version.sha256 && "sw.js" in version.sha256);
  assert.ok((await fs.stat(path.join(dist, "THIRD_PARTY_LICENSES.txt"))).size > 10_000);
});
