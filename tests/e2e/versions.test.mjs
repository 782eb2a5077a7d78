// What any version ever wrote opens in this one: the board, every history, and what can be undone.

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { assertBoard, card, fixture, focusCard, lies, openWithPipeline, saved, undo } from "./app.mjs";
import { readDatabase, writeDatabase } from "./database.mjs";
import { baseUrl, expectProblem, newContext, ready } from "./harness.mjs";

const BOARD = {
  需求确认: [2, "1500000"],
  方案报价: [2, "1315000"],
  商务谈判: [2, "3600000"],
  赢单: [1, "180000"],
  输单: [1, "600000"],
};

test("writes the database of this version", { skip: !process.env.WRITE_DATABASE }, async () => {
  const context = await newContext({ locale: "zh-CN", viewport: { width: 1440, height: 900 } });
  const page = await openWithPipeline(context);
  await focusCard(page, "云桥质检二期");
  await page.keyboard.press("Shift+ArrowRight");
  await lies(page, "云桥质检二期", "方案报价");
  await focusCard(page, "云桥质检二期");
  await page.keyboard.press("Shift+ArrowRight");
  await lies(page, "云桥质检二期", "商务谈判");
  await focusCard(page, "岚山设备联网");
  await page.keyboard.press("Shift+ArrowLeft");
  await lies(page, "岚山设备联网", "方案报价");
  await undo(page);
  await lies(page, "岚山设备联网", "商务谈判");
  await saved(page);
  await assertBoard(page, BOARD);
  await writeDatabase(page, fixture("database.1.json.gz"));
  await context.close();
});

// Read without waiting: the runner takes a pause between two tests of a file for the end of the file.
for (const name of readdirSync(fixture("")).filter((name) => /^database\..*\.json\.gz$/.test(name))) {
  test(`${name} opens with its board, histories and undo`, async () => {
    const context = await newContext({ locale: "zh-CN", viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    expectProblem(/status of 404/); // the browser looks for a picture of its own beside this file
    await page.goto(`${baseUrl}/icons/icon.svg`);
    await readDatabase(page, fixture(name));
    await page.goto(`${baseUrl}/#/board`);
    await ready(page);
    await assertBoard(page, BOARD);

    await card(page, "云桥质检二期").locator(".card-link").click();
    const history = page.locator(".panel .timeline");
    await history.first().waitFor();
    const told = (await history.allTextContents()).join();
    for (const move of [/需求确认 → 方案报价/, /方案报价 → 商务谈判/]) assert.match(told, move);
    await page.keyboard.press("Escape");

    await undo(page);
    await lies(page, "云桥质检二期", "方案报价");
    await context.close();
  });
}
