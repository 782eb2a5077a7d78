// Leads: screened by BANT, touched, converted into an account, a contact and an opportunity, and all of it taken back.

import assert from "node:assert/strict";
import { test } from "node:test";
import { carried, commit, goToCheck, openWithPipeline, saved, undo } from "./app.mjs";
import { dump } from "./database.mjs";
import { newContext } from "./harness.mjs";

const SAYS = {
  "zh-CN": { person: "赵敏", company: "云桥制造", text: "展会上问到排产系统", touch: "电话：三条产线排产靠 Excel", next: "发样板案例", upTo: "可升至 A", amount: "80万", discarded: "没有预算" },
  en: { person: "Ann Lee", company: "云桥制造有限公司", text: "Asked about scheduling at the fair", touch: "Call: three lines scheduled by hand", next: "Send a reference case", upTo: "up to A", amount: "800000", discarded: "No budget" },
};

const context = (locale = "zh-CN", more = {}) => newContext({ locale, viewport: { width: 1440, height: 900 }, ...more });
const press = (page, action) => page.locator(`[data-action="${action}"]:visible`).first().click();
const go = (page, hash) => page.evaluate((to) => { location.hash = to; }, hash);
// A toast may lie over it, so no click.
const answer = (page, letter, state) => page.locator(`[data-letter="bant_${letter}"] input[value="${state}"]`).press("Space");
const graded = (page, value) => page.locator(`.panel [data-metric="lead-grade"][data-value="${value}"]`).waitFor();
const rows = (page) => page.locator("tr.list-row .row-link").allTextContents();

/** Live records of each kind that a conversion touches. */
async function counts(page) {
  const { stores } = await dump(page);
  const live = (name) => stores.find((store) => store.name === name).rows.filter((row) => !row.deleted_at).length;
  return Object.fromEntries(["leads", "accounts", "contacts", "opportunities", "activities"].map((name) => [name, live(name)]));
}

async function newLead(page, { person = "", company = "", text = "" }) {
  await go(page, "#/leads");
  await press(page, "new-lead");
  await page.locator("#new-name").fill(person);
  await page.locator("#new-company").fill(company);
  await page.locator("#new-text").fill(text);
  await press(page, "create-lead");
  await page.locator(".panel[data-lead-id] .panel-title", { hasText: person || company }).waitFor();
  await saved(page);
}

async function logTouch(page, touch, next) {
  await page.locator("#log-text").fill(touch);
  await page.locator("#log-next").fill(next);
  await page.locator("#log-date").fill("2026-11-30");
  await page.locator("#log-text").press("Control+Enter");
  await page.locator(".event-note", { hasText: touch }).waitFor();
  await saved(page);
}

for (const [lang, says] of Object.entries(SAYS)) {
  test(`${lang}: a lead is screened, touched, converted to an account that is there, and one undo takes all of it back`, async () => {
    const page = await openWithPipeline(await context(lang));
    await newLead(page, says);
    await answer(page, "budget", "yes");
    await graded(page, "C");
    await answer(page, "need", "yes");
    await graded(page, "B");
    await page.locator(".panel .section-head", { hasText: says.upTo }).waitFor();
    await answer(page, "authority", "partly");
    await answer(page, "timeline", "partly");
    await graded(page, "A");
    const need = page.locator('[data-letter="bant_need"]');
    await need.locator("summary").click();
    await need.locator("#evidence-bant_need").fill(says.touch);
    await need.locator("#evidence-bant_need-source").fill(says.text);
    await need.locator("#evidence-bant_need-source").press("Enter");
    await need.locator(".evidence", { hasText: says.text }).waitFor();
    await logTouch(page, says.touch, says.next);
    const before = await counts(page);

    await press(page, "convert-lead");
    const account = page.locator('#dialog-convert [data-part="account"]');
    await account.locator('[data-state="known"]').waitFor();
    await page.locator('#dialog-convert [data-part="contact"] [data-state="new"]').waitFor();
    await page.locator('#dialog-convert [data-metric="planned"][data-value="1"]').waitFor();
    await page.locator("#convert-amount").fill(says.amount);
    await page.locator("#convert-amount").press("Enter");
    await page.locator(".panel[data-opportunity-id] .event-note", { hasText: says.touch }).waitFor();
    await page.locator(".event .event-with", { hasText: says.person }).waitFor();
    await page.locator(".next-now", { hasText: says.next }).waitFor();
    assert.equal(await page.locator('[data-letter="bant_budget"] input[value="yes"]').isChecked(), true);
    await page.locator(".panel-key", { hasText: "云桥制造" }).waitFor();
    await page.locator(".lined", { hasText: says.person }).waitFor();
    await saved(page);
    const after = await counts(page);
    assert.deepEqual(after, { ...before, contacts: before.contacts + 1, opportunities: before.opportunities + 1 });

    await page.locator("body").press("Control+z");
    await page.locator(".page-body .empty").waitFor();
    await saved(page);
    assert.deepEqual(await counts(page), before);
    await go(page, "#/leads");
    await page.locator('tr.list-row[data-grade="A"]').waitFor();
    await page.locator("tr.list-row .row-link").click();
    await page.locator(".next-now", { hasText: says.next }).waitFor();
    await page.locator('.panel [data-action="convert-lead"]').waitFor();
    await page.context().close();
  });

  test(`${lang}: a discarded lead leaves the queue with its reason and comes back; a deleted one too`, async () => {
    const page = await openWithPipeline(await context(lang));
    await newLead(page, says);
    await press(page, "discard-lead");
    await press(page, "confirm-discard");
    await page.locator("#discard-reason[aria-invalid=true]").waitFor();
    await page.locator('[data-action="pick-reason"]', { hasText: says.discarded }).click();
    await press(page, "confirm-discard");
    await page.locator('.notice[data-state="discarded"]', { hasText: says.discarded }).waitFor();
    await go(page, "#/leads");
    await page.locator(".page-body .empty").waitFor();
    await go(page, "#/leads?status=discarded");
    await page.locator("tr.list-row .row-link").click();
    await press(page, "reopen-lead");
    await page.locator('[data-action="convert-lead"]').waitFor();
    await press(page, "open-lead-menu");
    await page.locator('.menu [data-action="delete-lead"]').click();
    await page.locator(".page-body .empty").waitFor();
    await saved(page);
    await go(page, "#/deleted");
    await page.locator("[data-deleted-id]", { hasText: says.person }).locator('[data-action="bring-back"]').click();
    await go(page, "#/leads");
    await page.locator("tr.list-row .row-link", { hasText: says.person }).waitFor();
    await page.context().close();
  });
}

test("a file of leads goes from drop to the list; again it adds nothing, and undo takes it back", async () => {
  const page = await openWithPipeline(await context());
  const before = await counts(page);
  const text = "公司名称,线索进度,线索来源,客户需求,联系人名称,联系人电话,意向产品,负责人,创建时间\n"
    + "云桥制造,跟进中,展会,排产靠 Excel,赵敏,13800001234,排产系统,林知夏,2026-11-02 09:10\n"
    + "海川冷链,新线索,官网留言,,,0755-55550003,冷库温控,周砚,2026-11-20 16:45\n";
  const drop = async () => {
    await page.dispatchEvent(".page-body", "drop", { dataTransfer: await carried(page, "线索.csv", "text/csv", text) });
    await page.locator('[data-action="import-next"]').waitFor();
  };
  await drop();
  assert.equal(await page.locator("#import-kind option:checked").textContent(), "一条线索");
  await page.locator("#import-kind-note", { hasText: "Cordys" }).waitFor();
  await goToCheck(page);
  assert.deepEqual(await commit(page), { created: 2, updated: 0, duplicates: 0, rejected: 0 });
  assert.deepEqual(await counts(page), { ...before, leads: before.leads + 2 }, "nothing but leads");
  await page.locator('[data-import-result] a[href="#/leads"]').click();
  await page.locator("tr.list-row").nth(1).waitFor();
  assert.deepEqual((await rows(page)).sort(), ["海川冷链", "赵敏"]);
  await page.locator("tr.list-row", { hasText: "赵敏" }).filter({ hasText: "林知夏" }).filter({ hasText: "展会" }).waitFor();

  await drop();
  await goToCheck(page);
  assert.deepEqual(await commit(page), { created: 0, updated: 0, duplicates: 0, rejected: 0 });
  await go(page, "#/leads");
  await page.locator("tr.list-row").nth(1).waitFor();
  await undo(page);
  await page.locator(".page-body .empty").waitFor();
  await saved(page);
  assert.deepEqual(await counts(page), before);
  await page.context().close();
});

test("by keyboard alone: find a lead, answer its letters, convert it and come back to what it became", async () => {
  const page = await openWithPipeline(await context());
  await newLead(page, { person: "钱进", company: "从未见过的公司" });
  await newLead(page, { person: "孙晓" });
  await page.keyboard.press("Control+k");
  await page.locator("#find").fill("线索");
  await page.locator(".find-line", { hasText: /^线索$/ }).waitFor();
  const lines = await page.locator(".find-line").allTextContents();
  for (let at = 0; at < lines.findIndex((line) => line.trim() === "线索"); at += 1) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.locator("tr.list-row").nth(1).waitFor();
  await page.locator("#list-search").focus();
  await page.keyboard.type("钱进");
  await page.locator('[data-metric="listed"][data-value="1"]').waitFor({ state: "attached" });
  await page.keyboard.press("ArrowDown");
  await page.locator(".row-link:focus").waitFor();
  await page.keyboard.press("Enter");
  await page.locator(".panel-title", { hasText: "钱进" }).waitFor();
  await page.locator('[data-letter="bant_budget"] input[value="unknown"]').focus();
  for (const state of ["no", "partly", "yes"]) {
    await page.keyboard.press("ArrowRight");
    await page.locator(`[data-letter="bant_budget"] input[value="${state}"]:checked`).waitFor();
  }
  await saved(page);
  await page.locator('[data-action="convert-lead"]').focus();
  await page.keyboard.press("Enter");
  await page.locator("#convert-title:focus").waitFor();
  await page.keyboard.press("Enter");
  await page.locator(".panel[data-opportunity-id] .panel-key", { hasText: "从未见过的公司" }).waitFor();
  await page.locator('[data-action="open-lead"]').focus();
  await page.keyboard.press("Enter");
  await page.locator('.notice[data-state="converted"] [data-became="opportunities"]').waitFor();
  assert.equal(await page.locator('[data-became="accounts"]').textContent(), "从未见过的公司");
  await page.context().close();
});

test("a conversion makes an account where none is there; one undo takes account, contact and opportunity back", async () => {
  const page = await openWithPipeline(await context());
  await newLead(page, { person: "钱林", company: "海川冷链", text: "想看冷库温控" });
  const before = await counts(page);
  await press(page, "convert-lead");
  await page.locator('#dialog-convert [data-part="account"] [data-state="new"]').waitFor();
  await page.locator("#convert-amount").fill("30万");
  await page.locator("#convert-amount").press("Enter");
  await page.locator(".panel-key", { hasText: "海川冷链" }).waitFor();
  await saved(page);
  assert.deepEqual(await counts(page), { ...before, accounts: before.accounts + 1, contacts: before.contacts + 1, opportunities: before.opportunities + 1 });
  await page.locator('.toast [data-action="undo"]').click();
  await page.locator(".page-body .empty").waitFor();
  await saved(page);
  assert.deepEqual(await counts(page), before);
  await page.context().close();
});

test("what a letter proposes for the score counts once it is accepted, with what it rests on", async () => {
  const page = await openWithPipeline(await context());
  await page.locator(".card .card-title").first().click();
  await page.locator('.panel [data-metric="score"]').waitFor();
  assert.equal(await page.locator('[data-action="accept-bant"]').count(), 0);
  await answer(page, "need", "yes");
  await page.locator('[data-letter="bant_need"] summary').click();
  await page.locator("#evidence-bant_need").fill("需求清单已盖章");
  await page.locator("#evidence-bant_need").press("Enter");
  await page.locator('[data-letter="bant_need"] .evidence').waitFor();
  assert.equal(await page.locator('.panel [data-metric="score"]').getAttribute("data-value"), "0-100");
  await page.locator('[data-letter="bant_need"] [data-action="accept-bant"]').click();
  await page.locator('[data-dimension="need_clarity"] input[value="4"]:checked').waitFor();
  await page.locator('[data-dimension="need_clarity"] .evidence', { hasText: "需求清单已盖章" }).waitFor({ state: "attached" });
  await page.locator('[data-action="accept-bant"]').waitFor({ state: "detached" });
  await page.context().close();
});

test("a lead needs a name, a company or what came in; the field says so, and so does the page", async () => {
  const page = await openWithPipeline(await context());
  await go(page, "#/leads");
  await press(page, "new-lead");
  await press(page, "create-lead");
  await page.locator("#new-name[aria-invalid=true]:focus").waitFor();
  await page.locator("#new-text").fill("网站留言：想了解仓储方案\n电话 138 0000 9999");
  await page.locator("#new-mail").fill("不是邮箱");
  await press(page, "create-lead");
  await page.locator("#new-mail[aria-invalid=true]").waitFor();
  await page.locator("#new-mail").fill("wang@example.com");
  await page.locator("#new-mail").press("Enter");
  await page.locator(".panel-title", { hasText: "网站留言：想了解仓储方案" }).waitFor();
  await press(page, "edit-text");
  await page.locator("#edit-text").fill("");
  await page.locator("#edit-text").press("Control+Enter");
  await page.locator("#edit-text-note.field-error").waitFor();
  await page.locator("#edit-text").press("Escape");
  await page.context().close();
});

test("390 px: the list shows each lead with its letters and grade, and a touch leads to its page and back", async () => {
  const page = await openWithPipeline(await context("zh-CN", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }));
  await newLead(page, { person: "李青", company: "一家名字很长很长的机械设备制造有限公司", text: "来电" });
  await answer(page, "budget", "partly");
  await graded(page, "C");
  await page.locator('[data-action="show-more"]').tap();
  await page.locator('.menu [data-action="go-to-leads"]').tap();
  const row = page.locator("tr.list-row", { hasText: "李青" });
  await row.locator(".bant-marks").waitFor();
  await row.locator('[data-metric="lead-grade"][data-value="C"]').waitFor();
  assert.deepEqual(await rows(page), ["李青"]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(overflow <= 0, `the page is ${overflow} px too wide`);
  await row.locator(".row-link").tap();
  await page.locator('[data-action="to-leads"]').tap();
  await row.waitFor();
  await page.context().close();
});
