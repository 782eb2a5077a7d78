// One line makes an opportunity, in either language; what was understood is shown, and can be refused, before it is saved.

import assert from "node:assert/strict";
import { test } from "node:test";
import { card, lies, openWithPipeline, saved } from "./app.mjs";
import { newContext } from "./harness.mjs";

const LINES = [
  ["zh-CN", "云桥制造 ERP 二期 50万 12月底 赵总 展会", "云桥制造 ERP 二期", "500000",
    { account: /云桥制造有限公司/, amount: /¥500,000/, close: /2026-12-31/, contact: /赵总（新）/, source: /展会/ }],
  ["en", "Acme renewal $120k next month referral", "Acme renewal", "120000",
    { account: /Acme \(new\)/, amount: /\$120,000/, close: /2026-12-31/, source: /referral/ }],
];

for (const [lang, line, title, amount, parts] of LINES) {
  test(`${lang}: a line is read as it is typed, Enter saves it and waits for the next`, async () => {
    const context = await newContext({ locale: lang, viewport: { width: 1440, height: 900 } });
    const page = await openWithPipeline(context);
    await page.keyboard.press("c");
    await page.locator("#quick-add").fill(line);
    for (const [part, reads] of Object.entries(parts)) {
      await page.locator(`.chip[data-part="${part}"]`, { hasText: reads }).waitFor();
    }
    await page.keyboard.press("Enter");
    await card(page, title).waitFor();
    await saved(page);
    assert.equal(await card(page, title).locator(".amount").getAttribute("data-value"), amount);
    assert.equal(await page.locator("#quick-add").inputValue(), "");
    assert.ok(await page.locator("#quick-add").evaluate((field) => field === document.activeElement));
    await context.close();
  });
}

test("a part that is not meant goes back into the name; Esc keeps the line; Shift and Enter open what was made", async () => {
  const context = await newContext({ locale: "zh-CN", viewport: { width: 1440, height: 900 } });
  const page = await openWithPipeline(context);
  await page.locator('.column').nth(1).locator('[data-action="new-opportunity"]').click();
  await page.locator("#quick-add").fill("云桥制造 展会");
  await page.locator('.chip[data-part="source"] [data-action="refuse-part"]').click();
  await page.locator('.chip[data-part="title"]', { hasText: "云桥制造 展会" }).waitFor();
  await page.keyboard.press("Escape");
  await page.locator("#quick-add").waitFor({ state: "detached" });
  await page.locator('.column').nth(1).locator('[data-action="new-opportunity"]').click();
  assert.equal(await page.locator("#quick-add").inputValue(), "云桥制造 展会");
  await page.locator("#quick-add").press("Shift+Enter");
  await page.locator(".panel-title", { hasText: "云桥制造" }).waitFor();
  await lies(page, "云桥制造", "方案报价");
  await context.close();
});

test("a line without a name says what is missing", async () => {
  const context = await newContext({ locale: "zh-CN", viewport: { width: 1440, height: 900 } });
  const page = await openWithPipeline(context);
  await page.keyboard.press("c");
  await page.locator("#quick-add").fill("50万");
  await page.keyboard.press("Enter");
  await page.locator(".quick-add .field-error").waitFor();
  assert.equal(await page.locator("#quick-add").inputValue(), "50万");
  await context.close();
});
