// The app as its users speak of it: a board with columns and cards, an import with steps.

import assert from "node:assert/strict";
import fs from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { open, ready } from "./harness.mjs";

export const fixture = (name) => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));

/** A page with an imported file on its board. The fixture's are eight opportunities: six open in three stages, one won, one lost. */
export async function openWithPipeline(context, { file = fixture("pipeline.csv"), ...options } = {}) {
  const page = await open(context, { ...options, path: "#/import" });
  await importFile(page, file);
  await page.evaluate(() => { location.hash = "#/board"; });
  await page.locator(".card").first().waitFor();
  return page;
}

/** A file as a drag carries it, for `dragover` and `drop`. */
export const carried = (page, name, type, text) => page.evaluateHandle(([name, type, text]) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name, { type }));
  return data;
}, [name, type, text]);

/** Goes through the steps with everything as proposed; gives back the figures of the result. */
export async function importFile(page, files) {
  await page.locator("input[data-import]").setInputFiles(files);
  await goToCheck(page);
  return commit(page);
}

export async function goToCheck(page) {
  const next = page.locator('[data-action="import-next"]:enabled');
  const last = page.locator('[data-action="import-commit"]:enabled');
  for (;;) {
    await next.or(last).first().waitFor();
    if (await last.count()) return;
    const step = await page.locator("[aria-current=step]").textContent();
    await next.click();
    await page.waitForFunction((before) => document.querySelector("[aria-current=step]")?.textContent !== before, step);
  }
}

export async function commit(page) {
  await page.locator('[data-action="import-commit"]').click();
  const result = page.locator("[data-import-result]");
  await result.waitFor({ timeout: 120_000 });
  const figures = await result.locator("[data-metric]").evaluateAll((all) => all.map((one) => [one.dataset.metric, Number(one.dataset.value)]));
  return Object.fromEntries(figures);
}

/** Saves a backup from the settings; gives back the file as `setInputFiles` takes it. */
export async function backUp(page) {
  await page.evaluate(() => { location.hash = "#/settings/backup"; });
  const downloading = page.waitForEvent("download");
  await page.locator('.settings [data-action="backup-export"]').click();
  const download = await downloading;
  await page.locator('[data-metric="exported"]').waitFor();
  return { name: download.suggestedFilename(), mimeType: "application/json", buffer: await fs.readFile(await download.path()) };
}

/** Chooses a backup on the settings page and restores it; how many records that were. */
export async function restoreFile(page, file) {
  await page.locator("input[data-restore]").setInputFiles(file);
  await page.locator('[data-action="backup-restore-commit"]').click();
  const restored = page.locator('[data-metric="restored"]');
  await restored.waitFor();
  await ready(page);
  return Number(await restored.getAttribute("data-value"));
}

export const card = (page, title) => page.locator(".card", { hasText: title });
export const column = (page, name) => page.locator(".column").filter({ has: page.locator("h2", { hasText: name }) });

/** Titles of a column's cards, in order. */
export const titles = (page, name) => column(page, name).locator(".card-title").allTextContents();

/** Name, count and sums of each column. */
export function figures(page) {
  return page.locator(".column").evaluateAll((columns) => Object.fromEntries(columns.map((one) => {
    const sums = [...one.querySelectorAll("[data-metric=sum]")].map((sum) => sum.dataset.value);
    return [one.querySelector("h2").textContent, [Number(one.querySelector("[data-metric=count]").dataset.value), ...sums]];
  })));
}

export const saved = (page) => page.waitForFunction(() => document.querySelector("[data-status=save]")?.dataset.value === "saved");

/** Waits until a card lies in a column, and that is saved. */
export async function lies(page, title, name) {
  await column(page, name).locator(".card", { hasText: title }).waitFor();
  await saved(page);
}

export async function focusCard(page, title) {
  await card(page, title).locator(".card-link").focus();
}

export const undo = (page) => page.locator('.frame-tools [data-action="undo"]').click();

/** Nothing has been lost, doubled or moved by mistake: each title lies in exactly one place. */
export async function assertBoard(page, expected) {
  assert.deepEqual(await figures(page), expected);
}

export const PIPELINE = {
  需求确认: [3, "2700000"],
  方案报价: [2, "1315000"],
  商务谈判: [1, "2400000"],
  赢单: [1, "180000"],
  输单: [1, "600000"],
};
