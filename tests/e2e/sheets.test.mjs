// Importing workbooks: which sheet, what is in it, and what is wrong with a file that cannot be read.

import assert from "node:assert/strict";
import fs from "node:fs/promises";
import { test } from "node:test";
import zlib from "node:zlib";
import { assertBoard, commit, fixture, goToCheck, importFile, PIPELINE, undo } from "./app.mjs";
import { expectProblem, newContext, offlineReady, open } from "./harness.mjs";

const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const xlsx = (name, buffer) => ({ name, mimeType: XLSX, buffer });
const choose = (page, files) => page.locator("input[data-import]").setInputFiles(files);
const sheets = (page) => page.locator("#import-sheet option").allTextContents();
const chosen = (page) => page.locator("#import-sheet option:checked").textContent();
const board = async (page) => {
  await page.evaluate(() => { location.hash = "#/board"; });
  await page.locator(".column").first().waitFor();
};

/** A ZIP archive of parts, each a name, what it holds, and how large it says that is. */
function zip(parts) {
  const local = [];
  const central = [];
  let offset = 0;
  for (const [name, contents, said = contents.length] of parts) {
    const packed = zlib.deflateRawSync(contents);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(0x0800, 2);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt32LE(zlib.crc32(contents), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(said, 18);
    fields.writeUInt16LE(Buffer.byteLength(name), 22);
    const head = Buffer.concat([Buffer.from("PK\x03\x04"), fields, Buffer.from(name)]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00"), fields, tail, Buffer.from(name)]));
    local.push(head, packed);
    offset += head.length + packed.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(parts.length, 4);
  end.writeUInt16LE(parts.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...local, directory, Buffer.from("PK\x05\x06"), end]);
}

const TYPES = ["[Content_Types].xml", Buffer.from("<Types/>")];
const ZEROS = Buffer.alloc(30 << 20);

test("a workbook goes from its likeliest sheet to the board, its rejects come back as one, and undo takes all of it back", async () => {
  const context = await newContext({ locale: "zh-CN" });
  const page = await open(context, { path: "#/import" });
  await choose(page, fixture("pipeline.xlsx"));
  await page.locator("#import-sheet").waitFor();
  assert.deepEqual(await sheets(page), ["商机（9 行）", "客户（2 行）", "说明（0 行）", "字典（1 行，已隐藏）"]);
  assert.equal(await chosen(page), "商机（9 行）");
  assert.equal(await page.locator(".page-bar p").textContent(), "pipeline.xlsx · 工作表「商机」 · 9 行");
  await page.locator(".notice", { hasText: "跳过 1 行非数据内容，例如第 1 行「2026 年商机台账」" }).waitFor();
  await page.locator(".notice", { hasText: "1 行合计不导入，例如第 12 行「合计 · 779.5」" }).waitFor();
  const dates = page.locator('tr[data-column="预计结单日期"]');
  assert.match(await dates.locator(".raw").textContent(), /^2027-03-31 · 2027-02-28/);
  assert.equal(await page.locator('[data-question="date-order"]').count(), 0, "real dates ask nothing");

  await page.locator("#import-sheet").selectOption({ label: "客户（2 行）" });
  await page.locator(".page-bar p", { hasText: "工作表「客户」 · 2 行" }).waitFor();
  assert.equal(await page.locator("#import-kind option:checked").textContent(), "一个客户");
  await page.locator("#import-sheet").selectOption({ label: "商机（9 行）" });
  await page.locator(".page-bar p", { hasText: "工作表「商机」" }).waitFor();

  await goToCheck(page);
  assert.match(await page.locator(".page-bar p").textContent(), /工作表「商机」/);
  const reasons = await page.locator("#rejected").locator("xpath=../..").locator("tbody tr").allTextContents();
  assert.equal(reasons.length, 1);
  assert.match(reasons[0], /^9.*XJ-006.*第 8 行/, "rows go by their number in the sheet");
  assert.deepEqual(await commit(page), { created: 8, updated: 0, duplicates: 0, rejected: 1 });

  const download = page.waitForEvent("download");
  await page.locator('[data-action="download-rejected"]').click();
  const file = await download;
  assert.equal(file.suggestedFilename(), "pipeline-被拒绝的行.xlsx");
  const rejects = xlsx("rejects.xlsx", await fs.readFile(await file.path()));

  await page.locator('[data-action="import-sheet"]').click();
  await page.locator("#import-kind").waitFor();
  assert.equal(await chosen(page), "客户（2 行）");
  await goToCheck(page);
  const accounts = await commit(page);
  assert.deepEqual([accounts.created, accounts.updated, accounts.rejected], [0, 2, 0], "both are known, their industry is not");
  assert.equal(await page.locator('[data-action="import-sheet"]').count(), 0, "none is left");

  await choose(page, rejects);
  await page.locator("#import-kind").waitFor();
  assert.match(await page.locator(".page-bar p").textContent(), /^rejects.xlsx.* 1 行$/);
  assert.equal(await page.locator('tr[data-column="商机名称*"] .raw').textContent(), "远舟追溯系统（重复）");

  await board(page);
  await assertBoard(page, PIPELINE);
  for (const left of ["pipeline.xlsx · 商机", null]) {
    await undo(page);
    if (left) await page.locator('.frame-tools [data-action="undo"][aria-label*="' + left + '"]').waitFor();
  }
  await page.locator('[data-action="load-sample"]').waitFor();
  await context.close();
});

test("the same workbook again adds nothing, as one of the old form too; in English", async () => {
  const context = await newContext({ locale: "en" });
  const page = await open(context, { path: "#/import" });
  await choose(page, fixture("pipeline.xlsx"));
  await page.locator("#import-sheet").waitFor();
  assert.deepEqual(await sheets(page), ["商机 (9 rows)", "客户 (2 rows)", "说明 (0 rows)", "字典 (1 row, hidden)"]);
  assert.equal(await page.locator(".page-bar p").textContent(), "pipeline.xlsx · sheet “商机” · 9 rows");
  await goToCheck(page);
  assert.deepEqual(await commit(page), { created: 8, updated: 0, duplicates: 0, rejected: 1 });
  assert.deepEqual(await importFile(page, fixture("pipeline.xlsx")), { created: 0, updated: 0, duplicates: 0, rejected: 1 });
  const old = { name: "export.xls", mimeType: "application/vnd.ms-excel", buffer: await fs.readFile(fixture("pipeline.xls")) };
  assert.deepEqual(await importFile(page, old), { created: 0, updated: 0, duplicates: 0, rejected: 1 });
  // What changed in text changes what came from a workbook: the rows have the same ids.
  const text = (await fs.readFile(fixture("pipeline.csv"), "utf8")).replace("星河食品,45,", "星河食品,55,");
  assert.equal((await importFile(page, { name: "pipeline.csv", mimeType: "text/csv", buffer: Buffer.from(text) })).updated, 1);
  await board(page);
  assert.equal(await page.locator(".card", { hasText: "星河 WMS 改造" }).locator(".amount").getAttribute("data-value"), "550000");
  await context.close();
});

test("a web page and a text that call themselves workbooks are read as what they are", async () => {
  const context = await newContext({ locale: "zh-CN" });
  const page = await open(context, { path: "#/import" });
  const html = "<html><meta charset=utf-8><table><tr><th>商机名称<th>客户名称<th>阶段<th>金额<tr><td>一期<td>云桥制造<td>方案<td>5</table></html>";
  assert.equal((await importFile(page, { name: "a.xls", mimeType: "application/vnd.ms-excel", buffer: Buffer.from(html) })).created, 1);
  const text = "商机名称\t客户名称\t阶段\t金额\n二期\t岚山重工\t方案\t8\n";
  assert.equal((await importFile(page, { name: "b.xls", mimeType: "application/vnd.ms-excel", buffer: Buffer.from(text) })).created, 1);
  await context.close();
});

for (const [what, file, zh, en] of [
  ["a workbook with a password", async () => xlsx("机密.xlsx", await fs.readFile(fixture("password.xlsx"))), /「机密.xlsx」设有打开密码.*去掉密码/, /“机密.xlsx” is protected by a password.*Remove the password/],
  ["a torn workbook", async () => xlsx("半个.xlsx", (await fs.readFile(fixture("pipeline.xlsx"))).subarray(0, 4000)), /「半个.xlsx」读不出来.*另存为 .xlsx/, /“半个.xlsx” cannot be read.*save it as .xlsx/],
  ["a workbook torn where no library expects it", async () => xlsx("半个.xls", (await fs.readFile(fixture("pipeline.xls"))).subarray(0, 7680)), /「半个.xls」读不出来/, /“半个.xls” cannot be read/],
  ["a bomb that says so", async () => xlsx("大.xlsx", zip([TYPES, ["xl/a.xml", ZEROS]])), /「大.xlsx」解压后太大.*最多 100 MB/, /“大.xlsx” is too large when unpacked.*at most 100 MB/],
  ["a bomb that lies", async () => xlsx("大.xlsx", zip([TYPES, ["xl/a.xml", ZEROS, 100]])), /「大.xlsx」(解压后太大|读不出来)/, /“大.xlsx” (is too large when unpacked|cannot be read)/],
  ["a letter", async () => xlsx("信.xlsx", zip([TYPES, ["word/document.xml", Buffer.from("<w/>")]])), /「信.xlsx」里没有可导入的表格/, /“信.xlsx” holds no table/],
]) {
  test(`${what} is refused by name, with what to do, and the next file is read`, async () => {
    // The worker's end is not the page's.
    expectProblem(/unreachable|wasm/);
    for (const [locale, said] of [["zh-CN", zh], ["en", en]]) {
      const context = await newContext({ locale });
      const page = await open(context, { path: "#/import" });
      await choose(page, await file());
      await page.getByRole("alert").getByText(said).waitFor();
      assert.equal(await page.locator("[aria-current=step]").getAttribute("data-state"), "now");
      assert.equal(await page.locator("#import-paste").count(), 1, "a file can be chosen");
      if (locale === "en") {
        await context.close();
        continue;
      }
      await choose(page, [await file(), xlsx("pipeline.xlsx", await fs.readFile(fixture("pipeline.xlsx")))]);
      await page.locator("#import-sheet").waitFor();
      await page.getByRole("alert").getByText(said).waitFor();
      await goToCheck(page);
      assert.equal((await commit(page)).created, 8);
      await context.close();
    }
  });
}

test("the worker for spreadsheets starts when a workbook comes, not before; it is there offline", async () => {
  const context = await newContext({ locale: "zh-CN" });
  const page = await open(context, { path: "#/import" });
  const started = [];
  page.on("worker", (worker) => started.push(/(\w+)_loader/.exec(worker.url())[1]));
  await importFile(page, fixture("pipeline.csv"));
  assert.deepEqual(started, ["worker"]);
  await offlineReady(page);
  await context.setOffline(true);
  await choose(page, fixture("pipeline.xlsx"));
  await page.locator("#import-sheet").waitFor();
  assert.ok(started.includes("sheets"));
  await context.setOffline(false);
  await context.close();
});
