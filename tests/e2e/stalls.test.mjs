// Stalls on generated histories whose truth is known, through the import page like anybody's file.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import fs from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { commit, goToCheck } from "./app.mjs";
import { later } from "./clock.mjs";
import { newContext, open, ready } from "./harness.mjs";

const DATA = fileURLToPath(new URL("../../../shared/data/", import.meta.url));
/** The set's own day, seen from the day on which all tests play. */
const DAYS_BACK = (Date.parse("2025-06-30") - Date.parse("2026-11-24")) / 86_400_000;

const read = async (file) => JSON.parse(await fs.readFile(`${DATA}${file}`, "utf8"));

test("imported histories stall as the reference says, and every planted one is found", { skip: !existsSync(DATA) && "needs the shared data" }, async () => {
  const context = await newContext({ locale: "zh-CN", viewport: { width: 1440, height: 900 } });
  await later(context, DAYS_BACK);
  const page = await open(context, { path: "#/import" });
  for (const file of ["products", "opportunities", "stage_history"]) {
    await page.locator("input[data-import]").setInputFiles(`${DATA}dev/synth/${file}.csv`);
    await goToCheck(page);
    await commit(page);
  }
  await page.evaluate(() => { location.hash = "#/board?sign=dwell&outcome=open"; });
  await page.reload();
  await ready(page);
  const { stall } = await read("reference_synth.json");
  const { planted } = await read("dev/synth/truth.json");
  await page.locator(".card").first().waitFor();
  const counts = await page.locator('.column:not([data-outcome]) [data-metric="stalled"]').evaluateAll((all) => all.map((one) => Number(one.dataset.value)));
  assert.equal(counts.reduce((sum, count) => sum + count, 0), stall.thresholds.won_p95.stalled);
  // The table calls what has no title by its account and product.
  await page.evaluate(() => { location.hash = "#/board?layout=table&sign=dwell&outcome=open"; });
  await page.locator(".grid [data-cell]").first().waitFor();
  const titles = await page.locator('.grid td[data-column="title"], .grid th[data-column="title"]').allInnerTexts();
  const rows = (await fs.readFile(`${DATA}dev/synth/opportunities.csv`, "utf8")).split("\n").map((line) => line.split(","));
  for (const id of planted.stalled) {
    const [, account, , , , , product] = rows.find(([known]) => known === id);
    assert.ok(titles.includes(`${account} · ${product}`), `${id} in ${titles}`);
  }
  await context.close();
});
