// What the app prints, it reads: amounts and days typed back as they stand on the screen are the same amounts and days.

import assert from "node:assert/strict";
import { test } from "node:test";
import { importFile, saved } from "./app.mjs";
import { newContext, open } from "./harness.mjs";

const AMOUNTS = [
  ["0.01", "CNY"], ["1", "CNY"], ["12.5", "CNY"], ["999", "CNY"], ["12345.67", "CNY"], ["1234567", "CNY"], ["98765432.1", "CNY"], ["100000000", "CNY"],
  ["85000", "USD"], ["1200.5", "USD"], ["4300000", "EUR"], ["777", "HKD"], ["56000000", "JPY"], ["12.34", "GBP"],
  ["320", "CAD"], ["410", "AUD"], ["5000", "TWD"], ["91000", "KRW"], ["64", "NZD"], ["730", "SEK"], ["88", "CHF"],
];
const DAYS = ["2026-11-24", "2026-12-01", "2026-12-31", "2027-01-01", "2027-02-28", "2028-02-29", "2025-03-09", "2026-01-31"];

const file = () => {
  const lines = AMOUNTS.map(([value, currency], at) => `T-${at},第 ${at} 号,客户 ${at},${value},${currency},${DAYS[at % DAYS.length]},需求确认`);
  return { name: "printed.csv", mimeType: "text/csv", buffer: Buffer.from(["商机编号,商机名称,客户名称,金额,币种,预计结单日期,销售阶段", ...lines].join("\n")) };
};

for (const lang of ["zh-CN", "en"]) {
  test(`${lang}: amounts and days that are typed as they are printed change nothing`, async () => {
    // High enough for every card to be drawn.
    const context = await newContext({ locale: lang, viewport: { width: 1440, height: 3200 } });
    const page = await open(context, { path: "#/import" });
    await importFile(page, file());
    const amounts = () => page.evaluate(() => new Promise((resolve) => {
      const request = indexedDB.open("shangji-default");
      request.onsuccess = () => {
        request.result.transaction("opportunities").objectStore("opportunities").getAll().onsuccess = ({ target }) => {
          request.result.close();
          resolve(target.result.map((row) => [row.data.title, row.data.amount, row.data.expected_close]).toSorted());
        };
      };
    }));
    const before = await amounts();
    assert.equal(before.length, AMOUNTS.length);
    await page.evaluate(() => { location.hash = "#/board?layout=table&sort=title"; });
    await page.locator(".grid [data-cell]").first().waitFor();
    const cells = page.locator('.grid tbody td[data-column="amount"]');
    const retype = async () => {
      assert.equal(await cells.count(), AMOUNTS.length);
      for (let at = 0; at < AMOUNTS.length; at += 1) {
        const printed = (await cells.nth(at).innerText()).trim();
        await cells.nth(at).focus();
        await page.keyboard.press("F2");
        await page.locator(".grid-editor").fill(printed);
        await page.locator(".grid-editor").press("Enter");
        await page.locator(".grid-editor").waitFor({ state: "detached", timeout: 5000 }).catch(() => assert.fail(`${printed} is not read`));
      }
    };
    await retype();
    assert.deepEqual(await amounts(), before);
    // The sign of a workspace's own currency tells it from no other: dollars and yen are somebody else's elsewhere.
    for (const own of ["HKD", "JPY"]) {
      await page.evaluate(() => { location.hash = "#/settings/currencies"; });
      await page.locator("#own-currency").selectOption(own);
      await saved(page);
      await page.evaluate(() => { location.hash = "#/board?layout=table&sort=title"; });
      await page.locator(".grid [data-cell]").first().waitFor();
      await retype();
      assert.deepEqual(await amounts(), before, `where ${own} is usual`);
    }
    // On cards days are shorter.
    await page.evaluate(() => { location.hash = "#/board?order=close"; });
    for (let at = 0; at < DAYS.length; at += 1) {
      const title = `第 ${at} 号`;
      const card = page.locator(".card", { hasText: title }).first();
      await card.scrollIntoViewIfNeeded();
      const printed = (await card.locator(".when").innerText()).trim();
      await card.locator(".card-link").click();
      await page.locator(".panel-title", { hasText: title }).waitFor();
      await page.locator('.panel [data-action="edit-expected-close"]').click();
      await page.locator("input#edit-expected_close").fill(printed);
      await page.locator("input#edit-expected_close").press("Enter");
      await page.locator("input#edit-expected_close").waitFor({ state: "detached", timeout: 5000 }).catch(() => assert.fail(`${printed} is not read`));
    }
    await saved(page);
    assert.deepEqual(await amounts(), before);
    await context.close();
  });
}

for (const lang of ["zh-CN", "en"]) {
  test(`${lang}: amounts and days on cards are printed as the browser itself prints them`, async () => {
    const context = await newContext({ locale: lang, viewport: { width: 1440, height: 2400 } });
    const page = await open(context, { path: "#/import" });
    await importFile(page, file());
    await page.evaluate(() => { location.hash = "#/board"; });
    await page.locator(".card .amount").nth(AMOUNTS.length - 1).waitFor();
    const usual = lang === "en" ? "USD" : "CNY";
    const cards = await page.locator(".card").evaluateAll((all) => all.map((card) => [
      card.querySelector(".card-link").textContent, card.querySelector(".amount").textContent, card.querySelector(".amount").title, card.querySelector(".when").textContent,
    ]));
    const printed = await page.evaluate(([lang, usual, amounts, days]) => amounts.map(([text, currency], at) => {
      const value = Number(text);
      const display = currency === usual ? "narrowSymbol" : currency === "JPY" ? "code" : "symbol";
      const style = { style: "currency", currency, currencyDisplay: display };
      const units = lang === "en" ? [1e9, 1e6, 1e3] : [1e8, 1e4];
      const fine = value < 10 * (units.find((unit) => value >= unit) ?? 1);
      const day = days[at % days.length];
      // Without its year a day is the nearest ahead; one of more than two months ago has its year.
      const form = day.startsWith("2026") && day > "2026-09-25" ? { month: lang === "en" ? "short" : "long", day: "numeric" } : { year: "numeric", month: "numeric", day: "numeric" };
      return [
        new Intl.NumberFormat(lang, { ...style, notation: "compact", minimumFractionDigits: 0, maximumFractionDigits: fine ? 2 : 1 }).format(value),
        new Intl.NumberFormat(lang, { ...style, minimumFractionDigits: Number.isInteger(value) ? 0 : 2, maximumFractionDigits: 6 }).format(value),
        new Intl.DateTimeFormat(lang, { ...form, timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`)),
      ];
    }), [lang, usual, AMOUNTS, DAYS]);
    assert.equal(cards.length, AMOUNTS.length);
    for (const [title, ...words] of cards) assert.deepEqual(words, printed[Number(/\d+/.exec(title)[0])], title);
    await context.close();
  });
}
