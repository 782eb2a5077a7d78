// Every screen and every dialog, in an order in which each leads to the next. They begin at the first run.

import fs from "node:fs/promises";
import { commit, fixture, goToCheck } from "./app.mjs";

/** Where the browser has put the backup that was made on the way. */
let backup;

const key = (name, { on = ".card-link" } = {}) => async (page) => {
  await page.locator(on).first().focus();
  await page.keyboard.press(name);
  await page.locator("dialog[open]").waitFor();
};
const press = (action, shown) => async (page) => {
  await page.locator(`[data-action="${action}"]:visible`).first().click();
  await page.locator(shown).first().waitFor();
};
const go = (hash, shown) => async (page) => {
  await page.evaluate((to) => { location.hash = to; }, hash);
  await page.locator(shown).first().waitFor();
};
const escape = async (page) => {
  await page.keyboard.press("Escape");
  await page.locator("dialog, .menu:popover-open").waitFor({ state: "detached" });
};

const condition = (field) => async (page) => {
  await press("open-filter-menu", ".menu:popover-open")(page);
  await page.locator(`.menu [data-action="add-condition"][data-field="${field}"]`).click();
  await page.locator("#dialog-condition[open]").waitFor();
};

/** What was typed into a form of rules has been tried, or is put away. */
const tried = (page) => page.locator('.trial-found[data-state="done"]').waitFor();
const discard = async (page) => {
  await page.locator('[data-action="reset-rule"]').click();
  await page.locator(".trial-foot").waitFor({ state: "detached" });
};

/** Name, the way there, the way back. */
export const SCREENS = [
  ["import: file", go("#/import", "[data-import]")],
  ["import: refused", async (page) => {
    await page.locator("[data-import]").setInputFiles({ name: "x.jpg", mimeType: "image/jpeg", buffer: Buffer.from([0xff, 0xd8, 0xff, 0, 0, 1, 0, 16, 2, 7]) });
    await page.locator(".notice[data-tone=bad]").waitFor();
  }],
  ["import: a sheet of a workbook", async (page) => {
    await page.locator("[data-import]").setInputFiles(fixture("pipeline.xlsx"));
    await page.locator("#import-sheet").waitFor();
  }],
  ["import: columns", async (page) => {
    await page.locator("[data-import]").setInputFiles(fixture("pipeline.csv"));
    await page.locator("summary").click();
  }],
  ["import: stages", press("import-next", '[data-action="map-stage"]')],
  ["import: check", goToCheck],
  ["import: done", commit],
  ["board", go("#/board", ".card")],
  ["board: won unfolded", async (page) => page.locator('.column[data-outcome=won] [data-action="toggle-column"]').click()],
  ["card menu", press("open-card-menu", ".menu:popover-open"), escape],
  ["card in the air", async (page) => {
    await page.locator(".card-link").first().focus();
    await page.keyboard.press("Space");
    await page.locator(".card[data-lifted]").waitFor();
  }, async (page) => {
    await page.keyboard.press("Escape");
    await page.locator(".card[data-lifted]").waitFor({ state: "detached" });
  }],
  ["column menu", press("open-column-menu", ".menu:popover-open"), escape],
  ["quick add", async (page) => {
    await page.locator(".card-link").first().focus();
    await page.keyboard.press("c");
    await page.locator("#quick-add").fill("云桥制造 ERP 二期 50万 12月底 赵总 展会");
    await page.locator('.chip[data-part="source"]').waitFor();
  }, async (page) => {
    await page.locator("#quick-add").fill("");
    await page.keyboard.press("Escape");
    await page.locator("#quick-add").waitFor({ state: "detached" });
  }],
  ["filter menu", press("open-filter-menu", ".menu:popover-open"), escape],
  ["condition: amount", condition("amount"), escape],
  ["condition: owner", condition("owner"), escape],
  ["condition: account", condition("account"), escape],
  ["condition: close, between two days", async (page) => {
    await condition("close")(page);
    await page.locator("#dialog-condition .pick", { has: page.locator("[data-span=between]") }).click();
    await page.locator("#condition-from").waitFor();
  }, escape],
  ["filtered", go("#/board?amount=CNY:1000000..&outcome=open", '.chip[data-field="amount"]')],
  ["filtered to nothing", go("#/board?amount=99999999..&outcome=open", '[data-action="drop-narrowest"]')],
  ["views", press("open-views", ".menu:popover-open"), escape],
  ["save a view", async (page) => {
    await press("open-views", ".menu:popover-open")(page);
    await page.locator('.menu [data-action="save-view"]').click();
    await page.locator("#dialog-view[open]").waitFor();
  }, escape],
  ["table", go("#/board?layout=table", ".grid [data-cell]")],
  ["table: grouped", go("#/board?layout=table&group=stage&sort=-amount", ".grid-group")],
  ["table: columns", press("choose-columns", ".menu:popover-open"), escape],
  ["table: export", press("choose-export", ".menu:popover-open"), escape],
  ["table: a cell being edited", async (page) => {
    await page.locator('.grid td[data-column="amount"]').first().dblclick();
    await page.locator(".grid-editor").fill("很多");
    await page.locator(".grid-editor").press("Enter");
    await page.locator(".grid-wrong").waitFor();
  }, async (page) => page.locator(".grid-editor").press("Escape")],
  ["table: chosen", async (page) => {
    await page.locator('[data-action="select-row"]').first().click();
    await page.locator(".select-bar").waitFor();
  }],
  ["many: move", press("bulk-move", "#dialog-bulk[open]"), escape],
  ["many: a field", press("bulk-edit", "#dialog-bulk[open]"), escape],
  ["many: an owner", press("bulk-owner", "#dialog-bulk[open]"), escape],
  ["many: won", press("bulk-won", "#dialog-bulk[open]"), escape],
  ["many: lost", press("bulk-lost", "#dialog-bulk .pick"), escape],
  ["months", async (page) => {
    await page.locator('[data-action="clear-selection"]').click();
    await go("#/board?layout=months", ".months .card")(page);
  }],
  ["another expected close", async (page) => {
    await press("open-card-menu", ".menu:popover-open")(page);
    await page.locator('.menu [data-action="change-expected-close"]').click();
    await page.locator("#push-date").fill("2027-12-31");
    await page.locator("#dialog-push .pick").first().waitFor();
  }, escape],
  ["board again", go("#/board", ".board [data-stage-id] .card")],
  ["find", async (page) => {
    await key("/")(page);
    await page.locator("#find").fill("wms");
    await page.locator(".find-line[data-opportunity-id]").first().waitFor();
  }, escape],
  ["new opportunity", async (page) => {
    await page.locator(':is(.frame-tools, .bottombar) [data-action="new-opportunity"]:visible').click();
    await page.locator("dialog[open]").waitFor();
  }, escape],
  ["move", key("m"), escape],
  ["won", key("w"), escape],
  ["lost", key("l"), escape],
  ["shortcuts", key("?"), escape],
  ["a wrong entry", async (page) => {
    await key("w")(page);
    await page.locator("dialog input").first().fill("?");
    await page.locator("dialog [type=submit]").click();
    await page.locator("dialog .field-error").first().waitFor();
  }, escape],
  ["moved, with the question who", async (page) => {
    await page.locator(".card-link").first().focus();
    await page.keyboard.press("Shift+ArrowRight");
    await page.locator(".toast").waitFor();
    await page.locator('[data-action="choose-me"]').first().waitFor();
  }],
  ["who", async (page) => {
    await page.locator('.update-bar [data-action="choose-me"]').click();
    await page.locator("dialog[open]").waitFor();
  }, escape],
  ["panel", async (page) => {
    await page.locator(".card .card-title").first().click();
    await page.locator(".panel .timeline").first().waitFor();
  }],
  ["panel: people, products, links", async (page) => {
    await page.locator("#op-product").fill("MES 平台");
    await page.locator("#op-product").press("Enter");
    await page.locator(".lines-table tr", { hasText: "MES 平台" }).locator('[data-action="edit-price"]').fill("80万");
    await page.locator(".lines-table tr", { hasText: "MES 平台" }).locator('[data-action="edit-price"]').press("Tab");
    await page.locator('[data-metric="lines-sum"]').waitFor();
    await page.locator("#op-person").fill("赵总");
    await page.locator("#op-person").press("Enter");
    await page.locator(".lined", { hasText: "赵总" }).locator('[data-action="set-role"]').waitFor();
    await page.locator("#op-link").fill("https://example.com/offer.pdf");
    await page.locator("#op-link").press("Enter");
    await page.locator('[data-action="remove-link"]').waitFor();
  }],
  ["panel: score", async (page) => {
    await page.locator('[data-dimension="need_clarity"] input[value="4"]').check({ force: true });
    await page.locator('[data-dimension="budget_feasibility"] input[value="3"]').check({ force: true });
    await page.locator('[data-metric="score"]:not([data-value="0-100"])').waitFor();
    await page.locator('[data-dimension="need_clarity"] summary').click();
    await page.locator("#evidence-need_clarity").fill("需求清单已确认 Confirmed list of needs");
    await page.locator("#evidence-need_clarity").press("Enter");
    await page.locator("[data-dimension=need_clarity] .evidence").waitFor();
    await page.locator("#op-score").scrollIntoViewIfNeeded();
  }],
  ["panel: grade by experience", async (page) => {
    await page.locator('[data-action="override-grade"]').click();
    await page.locator('[data-action="confirm-override"]').click();
    await page.locator("#override-reason-note:visible").waitFor();
  }, async (page) => page.locator('[data-action="cancel-override"]').click()],
  ["panel: editing", press("edit-amount", ".panel input#edit-amount"), async (page) => page.locator("#edit-amount").press("Escape")],
  ["opportunity page", async (page) => {
    await page.locator('[data-action="open-page"]').click();
    await page.locator("main .timeline").first().waitFor();
  }],
  ["today", async (page) => {
    await go("#/board", ".card")(page);
    await page.locator(".column:not([data-outcome]) .card-link").first().click();
    await page.locator("#log-next").fill("回访 Call back");
    await page.locator("#log-date").fill("今天");
    await page.locator('.panel [data-action="log-touch"]').click();
    await page.locator(".panel .next-now").first().waitFor();
    await go("#/today?who=all", ".today-row")(page);
  }],
  ["a touch being corrected", async (page) => {
    await go("#/board", ".card")(page);
    await page.locator(".column:not([data-outcome]) .card-link").first().click();
    await page.locator("#log-text").fill("电话确认 Confirmed on the phone");
    // What is planned for today stays planned.
    await page.locator('[data-action="complete-with-touch"]').uncheck();
    await page.locator('.panel [data-action="log-touch"]').click();
    await page.locator('.panel [data-action="edit-activity"]').first().click();
    await page.locator("#dialog-activity[open]").waitFor();
  }, escape],
  ["today again", go("#/today?who=all", ".today-row")],
  ["today: another day", press("redate-row", "#row-date"), async (page) => {
    await page.locator("#row-date").press("Escape");
    await page.locator(".today-form").waitFor({ state: "detached" });
  }],
  ["today: nothing of a kind", go("#/today?who=me&show=escalated", ".today .empty, .today-row")],
  ["why it is stalled", async (page) => {
    await go("#/board", ".card")(page);
    await page.locator(".column:not([data-outcome]) .card-link").first().click();
    await press("treat-stall", "#dialog-stall .remedies")(page);
  }, escape],
  ["to rest", async (page) => {
    await press("snooze-opportunity", "#dialog-snooze[open]")(page);
    await page.locator('[data-action="confirm-snooze"]').click();
  }, escape],
  ["what a stage asks for", async (page) => {
    await go("#/board", ".card")(page);
    for (const link of await page.locator(".column:not([data-outcome]) .card-link").all()) {
      await link.click();
      await page.locator('.panel [data-metric="dossier"][data-value]').waitFor();
      if (await page.locator('.panel [data-action="fill-gate"]').count()) break;
      await page.keyboard.press("Escape");
    }
    await press("fill-gate", "#dialog-gate[open]")(page);
  }, async (page) => {
    await escape(page);
    await page.locator('[data-action="close-panel"]').click();
  }],
  ["leads: none or some", go("#/leads", "tr.list-row, .page-body .empty")],
  ["new lead", async (page) => {
    await press("new-lead", "dialog[open]")(page);
    await page.locator('[data-action="create-lead"]').click();
    await page.locator("#dialog-new-lead .field-error").first().waitFor();
    await page.locator("#dialog-new-lead summary").click();
    await page.locator("#new-company").fill("云桥制造");
    await page.locator("#new-name").fill("赵敏 Ann Lee");
    await page.locator("#new-text").fill("展会上问到排产系统 Asked about scheduling at the fair");
    await page.locator("#new-phone").fill("138 0000 1234");
  }, async (page) => {
    await page.locator('[data-action="create-lead"]').click();
    await page.locator(".panel[data-lead-id]").waitFor();
  }],
  ["lead", async (page) => {
    for (const [letter, state] of [["budget", "yes"], ["authority", "partly"], ["need", "no"]]) {
      // A toast may lie over it, so no click.
      await page.locator(`[data-letter="bant_${letter}"] input[value="${state}"]`).press("Space");
      await page.locator(`[data-letter="bant_${letter}"] input[value="${state}"]:checked`).waitFor();
    }
    await page.locator('[data-letter="bant_budget"] summary').click();
    await page.locator("#evidence-bant_budget").fill("年度预算已批 The budget is approved");
    await page.locator("#evidence-bant_budget-source").fill("会议纪要 Minutes");
    await page.locator("#evidence-bant_budget").press("Enter");
    await page.locator('[data-letter="bant_budget"] .evidence').waitFor();
  }],
  ["lead menu", press("open-lead-menu", ".menu:popover-open"), escape],
  ["lead: to be discarded", press("discard-lead", "#dialog-discard[open]"), escape],
  ["leads", go("#/leads", "tr.list-row .bant-marks")],
  ["leads: discarded ones", go("#/leads?status=discarded", "tr.list-row, .page-body .empty")],
  ["lead: to be converted", async (page) => {
    await go("#/leads", "tr.list-row")(page);
    await page.locator("tr.list-row .row-link").first().click();
    await press("convert-lead", "#dialog-convert [data-part]")(page);
  }, escape],
  ["customers", async (page) => {
    await go("#/customers", "tr.list-row")(page);
    await page.locator('.list-tools [role=status]').waitFor();
  }],
  ["customers: found", async (page) => {
    await page.locator("#list-search").fill("yq");
    await page.locator('[data-metric="listed"][data-value="1"]').waitFor({ state: "attached" }).catch(() => {});
  }, async (page) => page.locator("#list-search").fill("")],
  ["customers: nothing found", async (page) => {
    await page.locator("#list-search").fill("没有这样的");
    await page.locator(".empty").waitFor();
  }, async (page) => {
    await page.locator("#list-search").fill("");
    await page.locator("tr.list-row").first().waitFor();
  }],
  ["new account", async (page) => {
    await press("new-account", "dialog[open]")(page);
    await page.locator("#new-name").fill("云桥制造");
    await page.locator('dialog [data-state="alike"]').waitFor();
  }, escape],
  ["contacts: none or some", go("#/customers?list=contacts", "tr.list-row, .empty")],
  ["new contact", press("new-contact", "dialog[open]"), escape],
  ["account: a double", async (page) => {
    await go("#/customers", "tr.list-row")(page);
    await press("new-account", "dialog[open]")(page);
    await page.locator("#new-name").fill("云桥制造集团");
    await page.locator("#new-industry").fill("装备制造");
    await page.locator("#new-person").fill("赵敏");
    await page.locator("#new-phone").fill("138 0000 1234");
    await page.locator('[data-action="create-account"]').click();
    await page.locator('.is-party [data-state="alike"]').waitFor();
    await page.locator(".is-party .timeline").first().waitFor();
  }],
  ["account: editing", press("edit-region", "#edit-region"), async (page) => page.locator("#edit-region").press("Escape")],
  ["merge", async (page) => {
    await page.locator('.is-party [data-state="alike"] [data-action="merge"]').first().click();
    await page.locator("#dialog-merge .merge-head").first().waitFor();
  }, escape],
  ["merge: with whom", async (page) => {
    await page.locator('.panel-tools [data-action="merge"]').click();
    await page.locator(".pick-line").first().waitFor();
  }, escape],
  ["contact", async (page) => {
    await page.locator(".roster-line[data-contact-id] a").first().click();
    await page.locator(".panel[data-contact-id] .timeline").first().waitFor();
  }],
  ["account", async (page) => {
    await go("#/customers?q=云桥制造有限", "tr.list-row")(page);
    await page.locator("tr.list-row .row-link", { hasText: "云桥制造有限公司" }).click();
    await page.locator(".is-party .roster-line[data-opportunity-id]").first().waitFor();
  }],
  ["account menu", press("open-party-menu", ".menu:popover-open"), escape],
  ["delete: linked", async (page) => {
    await press("open-party-menu", ".menu:popover-open")(page);
    await page.locator('.menu [data-action="delete-party"]').click();
    await page.locator("#dialog-delete-linked [data-metric]").first().waitFor();
  }, escape],
  ["deleted", async (page) => {
    await press("open-party-menu", ".menu:popover-open")(page);
    await page.locator('.menu [data-action="delete-party"]').click();
    await page.locator("#dialog-delete-linked [data-metric]").first().waitFor();
    await page.locator('[data-action="delete-linked"]').click();
    await page.locator("tr.list-row, .empty").first().waitFor();
    await go("#/deleted", "[data-deleted-id]")(page);
  }, async (page) => {
    await page.locator('[data-action="bring-back"]').first().click();
    await page.locator(".empty").waitFor();
  }],
  ["deleted: nothing", go("#/deleted", ".empty")],
  ["no such account", go("#/account/00000000-0000-7000-8000-000000000000", ".empty")],
  ["settings: general", go("#/settings/general", "#general-name")],
  ["settings: pipelines", go("#/settings/pipelines", "[data-stage-setting]")],
  ["settings: stage menu", async (page) => {
    await page.locator("[data-stage-setting] [data-action=open-setting-menu]").first().click();
    await page.locator(".menu:popover-open").waitFor();
  }, escape],
  ["settings: a stage is renamed", async (page) => {
    await page.locator("[data-stage-setting] [data-action=edit-setting-name]").first().click();
    await page.locator("#setting-editor").fill("");
    await page.keyboard.press("Enter");
    await page.locator(".inline-edit .field-error").waitFor();
  }, async (page) => page.keyboard.press("Escape")],
  ["settings: a stage to be archived", async (page) => {
    await page.locator("[data-stage-setting] [data-action=open-setting-menu]").first().click();
    await page.locator(".menu [data-action=archive-setting]").click();
    await page.locator("dialog[open]").waitFor();
  }, escape],
  ["settings: new pipeline", press("new-pipeline", "dialog[open]"), escape],
  ["settings: a second pipeline", async (page) => {
    await page.locator('[data-action="new-pipeline"]').click();
    await page.locator("#pipeline-name").fill("Renewals 续约");
    await page.keyboard.press("Enter");
    await page.locator(".row-block", { hasText: "Renewals" }).waitFor();
  }],
  ["settings: a pipeline to be archived", async (page) => {
    await page.locator(".is-blocks > li > .row-block > .row-main [data-action=open-setting-menu]").first().click();
    await page.locator(".menu [data-action=archive-setting]").click();
    await page.locator("dialog[open] select").first().waitFor();
  }, escape],
  ["move into another pipeline", async (page) => {
    await go("#/board", ".card")(page);
    await key("m")(page);
    await page.locator("#move-pipeline").selectOption({ index: 1 });
  }, escape],
  ["settings: fields", go("#/settings/fields", ".settings-body .section")],
  ["settings: new field", async (page) => {
    await page.locator('[data-action="new-field"]').click();
    await page.locator("#field-type").selectOption("multi_choice");
    for (const choice of ["华东 East", "华南 South"]) {
      await page.locator('[data-action="add-choice"]').click();
      await page.locator(".choice-line input").last().fill(choice);
    }
  }, escape],
  ["settings: reasons", async (page) => {
    await go("#/settings/reasons", '[data-action="open-finer-reason"]')(page);
    await page.locator('[data-action="open-finer-reason"]').first().click();
    await page.locator("#add-finer").fill("高于预算 Above the budget");
    await page.keyboard.press("Enter");
    await page.locator(".row-block .is-plain .row-main").first().waitFor();
  }],
  ["settings: sources", go("#/settings/sources", "#add-source")],
  ["settings: members", go("#/settings/members", ".settings-body .row-item")],
  ["settings: member", press("new-member", "dialog[open]"), escape],
  ["settings: currencies", async (page) => {
    await go("#/settings/currencies", "#own-currency")(page);
    await page.locator('[data-action="new-rate"]').click();
    await page.locator("#rate-value").fill("7.18");
    await page.keyboard.press("Enter");
    await page.locator(".rows [data-currency]").first().waitFor();
  }],
  ["settings: rate", press("new-rate", "dialog[open]"), escape],
  ["settings: actions", go("#/settings/actions", "[data-stage-rule]")],
  ["settings: actions: a gate without a field", async (page) => {
    await page.locator('[data-stage-rule] [data-action="add-key-action"]').first().click();
    await page.locator('[data-stage-rule] [data-action="add-gate"]').first().click();
    await page.locator('.trial-found[data-state="wrong"]').waitFor();
  }, discard],
  ["settings: scoring", go("#/settings/scoring", "#weight-need_clarity")],
  ["settings: scoring: a preview", async (page) => {
    await page.locator("#threshold").fill("5");
    await page.locator("[data-anchors] summary").first().click();
    await tried(page);
  }, discard],
  ["settings: scoring: weights that do not add up", async (page) => {
    await page.locator("#weight-need_clarity").fill("40");
    await page.locator("#weights").waitFor();
  }, discard],
  ["settings: grades", go("#/settings/grades", "[data-overrides]")],
  ["settings: grades: a preview", async (page) => {
    await page.locator('[data-form="grades"] input[value="thirds"]').check({ force: true });
    await tried(page);
  }, discard],
  ["settings: cadence", go("#/settings/cadence", "[data-ladder]")],
  ["settings: cadence: a preview", async (page) => {
    await page.locator("#every-A").fill("3");
    await page.locator('[data-ladder="C"] [data-action="add-step"]').click();
    await tried(page);
  }, discard],
  ["settings: calendar", go("#/settings/calendar", "[data-days]")],
  ["settings: calendar: a year nobody knows", async (page) => {
    await page.locator('[data-form="calendar"] [name="year"]').last().check({ force: true });
    await page.locator('[data-form="calendar"] .notice[data-tone="warn"]').waitFor();
    await page.locator('[data-action="add-holiday"]').click();
    await page.locator('.trial-found[data-state="wrong"]').waitFor();
  }, discard],
  ["settings: stalls", go("#/settings/stalls", "[data-remedy]")],
  ["settings: stalls: signs", async (page) => {
    await page.locator(".is-cause summary").first().click();
    await page.locator('[data-action="add-cause"]').click();
    await page.locator('.trial-found[data-state="wrong"]').waitFor();
  }, discard],
  ["settings: device", go("#/settings/device", '[data-action="toggle-letters"]')],
  ["settings: backup", go("#/settings/backup", ".settings-body .facts")],
  ["settings: backup made", async (page) => {
    const downloading = page.waitForEvent("download");
    await page.locator('.settings [data-action="backup-export"]').click();
    backup = await (await downloading).path();
    await page.locator('[data-metric="exported"]').waitFor();
  }],
  ["settings: backup refused", async (page) => {
    await page.locator("[data-restore]").setInputFiles({ name: "备份.json", mimeType: "application/json", buffer: (await fs.readFile(backup)).subarray(0, -1) });
    await page.locator("[data-restore-refused]").waitFor();
  }],
  ["settings: backup checked", async (page) => {
    await page.locator("[data-restore]").setInputFiles({ name: "备份.json", mimeType: "application/json", buffer: await fs.readFile(backup) });
    await page.locator("[data-restore-verified]").waitFor();
    await page.locator('[data-action="backup-restore-commit"]').scrollIntoViewIfNeeded();
  }],
  ["settings: backup restored", async (page) => {
    await page.locator('[data-action="backup-restore-commit"]').click();
    await page.locator('[data-metric="restored"]').waitFor();
    await page.locator("[data-old]").waitFor();
  }],
  ["settings: old data to be removed", press("remove-old", "dialog[open]"), escape],
  ["settings: workspaces", async (page) => {
    await go("#/settings/workspaces", "#workspace-name")(page);
    await page.locator("#workspace-name").fill("华南团队");
    await Promise.all([page.waitForEvent("load"), page.locator('[data-action="create-workspace"]').click()]);
    await page.locator('[data-action="start-empty"]').waitFor();
    await go("#/settings/workspaces", "[data-workspace=default]")(page);
  }],
  ["settings: a workspace to be removed", press("remove-workspace", "dialog[open]"), escape],
  ["first run of a second workspace", async (page) => {
    await go("#/board", '[data-action="restore-backup"]')(page);
    await page.locator(".welcome footer a").waitFor();
  }, async (page) => {
    await go("#/settings/workspaces", "[data-workspace=default]")(page);
    await Promise.all([page.waitForEvent("load"), page.locator('[data-action="open-workspace"]').click()]);
    await page.locator('[data-workspace=default][aria-current]').waitFor();
  }],
  ["no such opportunity", go("#/opportunity/00000000-0000-7000-8000-000000000000", ".empty")],
  ["no such page", go("#/nowhere", ".empty")],
];
