// The score on an opportunity's page: a range until everything is answered, the grade it comes to, and what experience says.

import assert from "node:assert/strict";
import { test } from "node:test";
import { card, openWithPipeline, saved, undo } from "./app.mjs";
import { newContext, ready } from "./harness.mjs";

const SAYS = {
  "zh-CN": { undecided: "待定", over: "达到门槛", ungraded: "未分级", upTo: "可升至 A", reason: "总部点名的灯塔项目", until: "2026-11-25", line: "按经验定为 A（系统算得 B）：总部点名的灯塔项目", need: "需求明确性" },
  en: { undecided: "Undecided", over: "Over the line", ungraded: "Ungraded", upTo: "up to A", reason: "Head office asked for it by name", until: "2026-11-25", line: "A by experience (computed: B): Head office asked for it by name", need: "Need clarity" },
};

const answer = (page, dimension, value) => page.locator(`[data-dimension="${dimension}"] input[value="${value}"]`).check({ force: true });
const score = (page) => page.locator('.panel [data-metric="score"]').getAttribute("data-value");
const grade = (page) => page.locator('.panel [data-metric="grade"]');

/** The panel of an opportunity whose score section is there. */
async function openScore(page, title) {
  await card(page, title).locator(".card-link").click();
  await page.locator('.panel [data-metric="score"]').waitFor();
}

for (const [lang, says] of Object.entries(SAYS)) {
  test(`${lang}: answers narrow the range, cross the line and move the grade; one undo takes one back`, async () => {
    const page = await openWithPipeline(await newContext({ locale: lang, viewport: { width: 1440, height: 900 } }));
    await openScore(page, "岚山设备联网");
    assert.equal(await score(page), "0-100");
    assert.equal(await grade(page).innerText(), says.ungraded);
    await answer(page, "need_clarity", 1);
    await page.locator('[data-metric="grade"][data-value="B"]').waitFor();
    await page.locator(".panel .section-head", { hasText: says.upTo }).waitFor();
    await answer(page, "need_clarity", 5);
    await page.locator('[data-metric="score"][data-value="25-100"]').waitFor();
    await page.locator(".panel .tag", { hasText: says.undecided }).waitFor();
    await page.locator('[data-metric="grade"][data-value="A"]').waitFor();
    await answer(page, "decision_chain", 5);
    await page.locator('[data-metric="score"][data-value="45-100"]').waitFor();
    await answer(page, "budget_feasibility", 4);
    await page.locator('[data-metric="score"][data-value="60-95"]').waitFor();
    await page.locator(".panel .tag", { hasText: says.over }).waitFor();
    await page.locator(".event", { hasText: says.need }).first().waitFor();
    await saved(page);
    await undo(page);
    await page.locator('[data-metric="score"][data-value="45-100"]').waitFor();
    await page.locator('[data-dimension="decision_chain"] [data-action="clear-answer"]').click();
    await page.locator('[data-metric="score"][data-value="25-100"]').waitFor();
    await page.context().close();
  });

  test(`${lang}: experience goes before the rule with a reason, both are shown, and it can be taken back`, async () => {
    const page = await openWithPipeline(await newContext({ locale: lang, viewport: { width: 1440, height: 900 } }));
    await openScore(page, "岚山设备联网");
    await answer(page, "need_clarity", 3);
    await page.locator('[data-metric="grade"][data-value]').waitFor();
    const computed = await grade(page).getAttribute("data-value");
    await page.locator('.panel [data-action="override-grade"]').click();
    await page.locator('[data-action="confirm-override"]').click();
    await page.locator("#override-reason-note:visible").waitFor();
    await page.locator('[data-form="override"] input[value="A"]').check({ force: true });
    await page.locator("#override-reason").fill(says.reason);
    await page.locator("#override-until").fill("2020-01-01");
    await page.locator('[data-action="confirm-override"]').click();
    await page.locator("#override-until-note:visible").waitFor();
    await page.locator("#override-until").fill(says.until);
    await page.locator("#override-until").press("Enter");
    await page.locator('[data-metric="grade"][data-value="A"]').waitFor();
    assert.ok((await page.locator('[data-state="overridden"]').innerText()).includes(says.line.replace(/B/, computed)));
    await saved(page);
    await page.reload();
    await ready(page);
    await page.locator('[data-metric="grade"][data-value="A"]').waitFor();
    await page.locator('[data-action="take-back-grade"]').click();
    await page.locator(`[data-metric="grade"][data-value="${computed}"]`).waitFor();
    await page.context().close();
  });
}

test("what an answer rests on is kept with who and when, and survives the answer", async () => {
  const page = await openWithPipeline(await newContext({ locale: "zh-CN", viewport: { width: 1440, height: 900 } }));
  await openScore(page, "岚山设备联网");
  const need = page.locator('[data-dimension="need_clarity"]');
  await need.locator("summary").click();
  await need.locator("#evidence-need_clarity").fill("<b>会议纪要</b>：三条痛点");
  await need.locator("#evidence-need_clarity").press("Enter");
  await need.locator(".evidence", { hasText: "<b>会议纪要</b>：三条痛点" }).waitFor();
  await answer(page, "need_clarity", 4);
  await page.locator('[data-metric="score"][data-value="18.75-93.75"]').waitFor();
  assert.equal(await need.locator(".evidence").count(), 1);
  await need.locator('[data-action="clear-answer"]').click();
  await page.locator('[data-metric="score"][data-value="0-100"]').waitFor();
  assert.equal(await need.locator(".evidence").count(), 1);
  await need.locator('[data-action="remove-evidence"]').click();
  await need.locator(".evidence").waitFor({ state: "detached" });
  await page.context().close();
});

test("what the decision chain lacks is named, and what it proposes counts only once it is accepted", async () => {
  const page = await openWithPipeline(await newContext({ locale: "zh-CN", viewport: { width: 1440, height: 900 } }));
  await openScore(page, "岚山设备联网");
  assert.equal(await page.locator('[data-metric="chain"]').count(), 0, "nobody is known yet");
  await page.locator("#op-person").fill("赵总");
  await page.keyboard.press("Enter");
  await page.locator('[data-gap="no_economic_buyer"]').waitFor();
  await page.locator('[data-action="set-role"]').selectOption("economic_buyer");
  await page.locator('[data-gap="economic_buyer_not_met"]').waitFor();
  assert.equal(await page.locator('[data-gap="no_economic_buyer"]').count(), 0);
  assert.equal(await score(page), "0-100");
  await page.locator('[data-action="accept-chain"]').click();
  await page.locator('[data-metric="score"]:not([data-value="0-100"])').waitFor();
  await page.locator('[data-action="accept-chain"]').waitFor({ state: "detached" });
  await page.context().close();
});
