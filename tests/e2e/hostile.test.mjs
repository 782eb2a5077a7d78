// Text from data is never markup: hostile text in every field of every record, and every screen looked at.

import assert from "node:assert/strict";
import { test } from "node:test";
import { openWithPipeline, saved } from "./app.mjs";
import { packed } from "./database.mjs";
import { newContext } from "./harness.mjs";

const CORPUS = [
  '<img src=x onerror="window.__owned=1">',
  "<script>window.__owned=1</script>",
  "\"><svg onload=window.__owned=1>",
  "{{constructor.constructor('window.__owned=1')()}}",
  "javascript:window.__owned=1",
  "=cmd|' /C calc'!A0",
  "\u202egnp.exe\u202c",
  "👩‍👩‍👧‍👦 👨🏽‍🚀 \u200d\u200d",
  "一".repeat(4000),
  "W".repeat(4000),
];

/** Puts hostile text into every text of every record, and leaves the packed board to be made anew. */
function poison(page, text) {
  return page.evaluate(async (text) => {
    const answer = (request) => new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const SAFE = new Set(["outcome", "kind", "type", "of", "currency", "value", "time_zone", "rank", "expected_close", "closed_on", "created_on", "due", "done_on", "query"]);
    const isId = (value) => /^[0-9a-f]{8}-/.test(value);
    const spoil = (value, key) => {
      if (typeof value === "string") return SAFE.has(key) || isId(value) || value === "" ? value : text;
      if (Array.isArray(value)) return value.map((one) => spoil(one, key));
      if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, spoil(one, name)]));
      return value;
    };
    const database = await answer(indexedDB.open("shangji-default"));
    const kinds = [...database.objectStoreNames].filter((name) => !["commands", "changes", "source_rows", "meta", "snapshot"].includes(name));
    const transaction = database.transaction([...kinds, "commands", "changes", "snapshot"], "readwrite");
    for (const name of kinds) {
      const store = transaction.objectStore(name);
      for (const row of await answer(store.getAll())) {
        row.data = spoil(row.data, "");
        if (name === "opportunities") {
          row.data = { ...row.data, need: text, note: text, source: text, campaign: text, competitors: [text], close_note: text, links: [{ url: text, name: text }] };
        }
        if (name === "accounts") row.data = { ...row.data, aliases: [text], industry: text, region: text, note: text };
        if (name === "contacts") row.data = { ...row.data, title: text, phones: [text], mails: [text], note: text, role: text };
        if (row.custom) row.custom = spoil(row.custom, "");
        await answer(store.put(row));
      }
    }
    for (const row of await answer(transaction.objectStore("commands").getAll())) {
      await answer(transaction.objectStore("commands").put({ ...row, about: text, detail: text }));
    }
    transaction.objectStore("snapshot").clear();
    await new Promise((resolve) => { transaction.oncomplete = resolve; });
    database.close();
  }, text);
}

const first = (page, store) => page.evaluate(async (store) => {
  const answer = (request) => new Promise((resolve) => { request.onsuccess = () => resolve(request.result); });
  const database = await answer(indexedDB.open("shangji-default"));
  const found = database.objectStoreNames.contains(store) ? await answer(database.transaction(store).objectStore(store).getAllKeys()) : [];
  database.close();
  return found[0];
}, store);

test("hostile text in every field of every record is text on every screen: nothing runs, nothing is asked for, nothing overflows", async () => {
  const context = await newContext({ locale: "zh-CN", viewport: { width: 1440, height: 900 } });
  const page = await openWithPipeline(context);
  page.on("dialog", () => assert.fail("a dialog of the browser"));
  await page.locator(".card .card-link").first().click();
  await page.locator("#log-text").fill("谈了价格");
  await page.locator('.panel [data-action="log-touch"]').click();
  await page.locator("#op-person").fill("赵总");
  await page.locator("#op-person").press("Enter");
  await page.locator("#op-product").fill("平台");
  await page.locator("#op-product").press("Enter");
  await page.locator('[data-action="edit-price"]').waitFor();
  await saved(page);
  // Settings of every kind: a link on the card with a value, a source, a finer reason.
  await page.evaluate(() => { location.hash = "#/settings/fields"; });
  await page.locator('[data-action="new-field"]').click();
  await page.locator("#field-name").fill("资料");
  await page.locator("#field-type").selectOption("link");
  await page.locator("#field-on-card").check();
  await page.keyboard.press("Enter");
  await page.locator(".is-ordered", { hasText: "资料" }).waitFor();
  await page.evaluate(() => { location.hash = "#/settings/sources"; });
  await page.locator("#add-source").fill("展会");
  await page.locator("#add-source").press("Enter");
  await page.evaluate(() => { location.hash = "#/settings/reasons"; });
  await page.locator('[data-action="open-finer-reason"]').first().click();
  await page.locator("#add-finer").fill("高于预算");
  await page.locator("#add-finer").press("Enter");
  await page.evaluate(() => { location.hash = "#/board"; });
  await page.locator(".card .card-link").first().click();
  await page.locator(".facts > div", { hasText: "资料" }).locator('[data-action="edit-custom"]').click();
  await page.locator(".panel input[id^=edit-custom]").fill("https://example.com");
  await page.keyboard.press("Enter");
  await page.locator('.panel a[data-action="open-linked"][target="_blank"]').waitFor();
  await saved(page);
  const [opportunity, account, contact] = [await first(page, "opportunities"), await first(page, "accounts"), await first(page, "contacts")];
  const screens = [
    "#/board", `#/board?open=${opportunity}`, "#/board?layout=table&columns=title,account,stage,source,competitor,product,contact,need,note,owner",
    "#/board?layout=table&group=source", "#/board?layout=months", `#/opportunity/${opportunity}`, "#/customers", "#/customers?list=contacts",
    `#/account/${account}`, `#/contact/${contact}`, "#/deleted", "#/import",
    ...["general", "pipelines", "fields", "reasons", "sources", "members", "currencies", "device", "backup", "workspaces"].map((section) => `#/settings/${section}`),
  ];
  for (const text of CORPUS) {
    await packed(page);
    await poison(page, text);
    await page.evaluate(() => { location.hash = "#/board"; });
    await page.reload();
    await page.locator(".card").first().waitFor();
    const shown = await page.locator(".card .card-title").first().innerText();
    assert.ok(shown.includes(text.replace(/\s+/g, " ").trim().slice(0, 12)), `the card shows ${shown.slice(0, 40)}`);
    for (const hash of screens) {
      await page.evaluate((to) => { location.hash = to; }, hash);
      await page.locator("main").waitFor();
      await page.waitForFunction(() => !document.querySelector("[aria-busy=true]"));
      const found = await page.evaluate(() => ({
        owned: window.__owned,
        wide: document.documentElement.scrollWidth > innerWidth,
        links: [...document.querySelectorAll("a[href]")].map((link) => [link.protocol, link.target, link.rel]).filter(([protocol, target, rel]) => !/^https?:$/.test(protocol) || (target === "_blank" && rel !== "noopener noreferrer")),
        elements: document.querySelectorAll("main img, main script, main iframe, main object").length,
      }));
      assert.deepEqual(found, { owned: undefined, wide: false, links: [], elements: 0 }, `${hash} with ${text.slice(0, 40)}`);
    }
    await page.keyboard.press("/");
    await page.locator("#find").fill(text.slice(0, 12));
    await page.locator(".find-list").waitFor();
    await page.keyboard.press("Escape");
  }
  await context.close();
});
