// Text from data is never markup: hostile text in every field of every record, and every screen looked at.

import assert from "node:assert/strict";
import { test } from "node:test";
import { goToCheck, openWithPipeline } from "./app.mjs";
import { baseUrl, newContext } from "./harness.mjs";
import { idOf, poison, seed } from "./poison.mjs";

const IMAGE = '<img src="https://elsewhere.invalid/x" onerror="window.__owned=1">';
const BREAKOUT = '"><svg onload=window.__owned=1>';
const WIDE = "W".repeat(4000);

/** These are put on every screen; the first two and the last also in menus and dialogs. */
const WORST = [IMAGE, BREAKOUT, "javascript:window.__owned=1", "一".repeat(4000), WIDE];

/** And these where most is shown at once. */
const OTHERS = [
  "<script>window.__owned=1</script>",
  "{{constructor.constructor('window.__owned=1')()}}",
  "https://elsewhere.invalid/?window.__owned=1",
  "=cmd|' /C calc'!A0",
  "\u202egnp.exe\u202c",
  "👩‍👩‍👧‍👦 👨🏽‍🚀 \u200d\u200d",
];

/** A page of its own: its address, and what is there once it is shown. */
const pageOf = (name, kind, which) => [
  `#/${name}/${idOf(kind, which)}`, `.is-page[data-${name}-id="${idOf(kind, which)}"] .event`,
];
const opportunity = (which) => pageOf("opportunity", "opportunities", which);
const lead = (which) => pageOf("lead", "leads", which);
const section = (slug) => [
  `#/settings/${slug}`, `main:has(.settings-nav [aria-current][href="#/settings/${slug}"]) .settings-body .section`,
];

const BOARD = ["#/board", ".board:not(.months) .card"];
const ACCOUNT = pageOf("account", "accounts");
const TABLE = [
  "#/board?layout=table&columns=title,account,stage,source,competitor,product,contact,need,note,owner", '.grid td[data-column="competitor"]',
];

/** The address, and what is there once that screen is shown and no other. */
const DENSE = [
  BOARD,
  [`#/board?open=${idOf("opportunities")}`, `aside[data-opportunity-id="${idOf("opportunities")}"] .event`],
  TABLE,
  ["#/today?who=all", ".today[aria-busy=false] .today-row"],
  opportunity(),
  lead(),
  ACCOUNT,
  pageOf("contact", "contacts"),
];

/** TEXT stands for the text itself. */
const SCREENS = [
  ...DENSE,
  ["#/board?layout=table&group=source", ".grid-group"],
  ["#/board?layout=months", ".months .card"],
  ["#/board?source=TEXT&competitor=TEXT", '.chip[data-field="source"]'],
  ["#/today?who=all&show=stuck", '.today[aria-busy=false]:not(:has([data-kind="planned"])) [data-kind="stalled"]'],
  ...[4, 5, "odd"].map(opportunity),
  ["#/leads", `tr[data-lead-id="${idOf("leads")}"]`],
  ["#/leads?status=discarded", `tr[data-lead-id="${idOf("leads", 2)}"]`],
  ["#/leads?status=converted", `tr[data-lead-id="${idOf("leads", 3)}"]`],
  ...[2, 3, "odd"].map(lead),
  ["#/customers", `tr[data-id="${idOf("accounts")}"]`],
  ["#/customers?list=contacts", `tr[data-id="${idOf("contacts")}"]`],
  ["#/deleted", `[data-deleted-id="${idOf("opportunities", "gone")}"]`],
  ["#/import", "[data-import]"],
  ["#/TEXT", "main .empty"],
  ...[
    "general", "members", "currencies", "pipelines", "actions", "fields", "reasons", "sources", "scoring", "grades", "cadence", "calendar",
    "stalls", "device", "backup", "workspaces",
  ].map(section),
];

const OF_CARD = `.card[data-opportunity-id="${idOf("opportunities", 2)}"] [data-action="open-card-menu"]`;
const inMenu = (action) => `.menu [data-action="${action}"]`;
const press = (action) => `[data-action="${action}"]`;
const MENU = ".menu:popover-open";

/** What lies over a screen: its name, the screen, what is pressed there, what is there then, and whether it is looked at in 390 px. */
const LAYERS = [
  ["card menu", BOARD, [OF_CARD], MENU, true],
  ["filter menu", BOARD, [press("open-filter-menu")], MENU, true],
  ["views", BOARD, [press("open-views")], MENU],
  ["columns", TABLE, [press("choose-columns")], MENU],
  ["owners", BOARD, [press("open-filter-menu"), `${inMenu("add-condition")}[data-field="owner"]`], "#dialog-condition .check", true],
  ["sources", BOARD, [press("open-filter-menu"), `${inMenu("add-condition")}[data-field="source"]`], "#dialog-condition .check"],
  ["who", BOARD, [press("choose-me")], "dialog[open] .check"],
  ["move", BOARD, [OF_CARD, inMenu("move-opportunity")], "#dialog-move .check", true],
  ["gate", BOARD, [OF_CARD, inMenu("move-opportunity"), "#dialog-move .check:nth-of-type(2)", press("confirm-move")], "#dialog-gate[open]", true],
  ["lost", BOARD, [OF_CARD, inMenu("mark-lost")], "#dialog-close .pick", true],
  ["stall", opportunity(), [press("treat-stall")], "#dialog-stall .pick", true],
  ["activity", opportunity(), [press("edit-activity")], "#activity-text"],
  ["convert", lead(), [press("convert-lead")], "#dialog-convert [data-part]", true],
  ["discard", lead(), [press("discard-lead")], "#dialog-discard[open]"],
  ["merge", ACCOUNT, [`.is-party [data-state="alike"] ${press("merge")}`], "#dialog-merge .merge-head", true],
  ["delete what is linked", ACCOUNT, [press("open-party-menu"), inMenu("delete-party")], "#dialog-delete-linked [data-metric]"],
  ["archive a stage", section("pipelines"), [`[data-stage-setting] ${press("open-setting-menu")}`, inMenu("archive-setting")], "dialog[open] select"],
  ["remove a workspace", section("workspaces"), [press("remove-workspace")], "dialog[open]"],
];

/** What holds other things, and neither scrolls sideways nor hides what does not fit. */
const CONTAINERS = [
  ".sidebar", ".page-bar", ".page-body.is-scroll", ".list-tools", ".column-head", ".column-body", ".card", ".today", ".today-row", ".list-scroll",
  ".panel", ".panel-body", ".section", ".settings-body", ".sheet-page", ".row-main", ".update-bar", ".toast", ".menu", "dialog", ".dialog-body",
  ".find-list",
].join(", ");

/** Runs in the page: what is wrong with it. */
function inspect(containers) {
  const found = [];
  const name = (element) => `${element.localName}${[...element.classList].map((one) => `.${one}`).join("")}`;
  if (globalThis.__owned) found.push("something ran");
  for (const one of document.querySelectorAll("body :is(img, script, style, link, meta, base, iframe, object, embed, audio, video, foreignObject)")) {
    found.push(`markup: ${one.outerHTML.slice(0, 60)}`);
  }
  for (const one of document.querySelectorAll("body *")) {
    for (const { name: attribute, value } of one.attributes) {
      const leads = ["href", "xlink:href", "src", "action", "formaction"].includes(attribute);
      if (attribute.startsWith("on")) found.push(`a handler: ${attribute}`);
      if (leads && !/^https?:$/.test(new URL(value, location).protocol)) found.push(`a link: ${value.slice(0, 40)}`);
    }
    if (one.target === "_blank" && one.rel !== "noopener noreferrer") found.push(`a link that hands this page over: ${one.href.slice(0, 40)}`);
  }
  const { scrollWidth } = document.documentElement;
  if (scrollWidth > innerWidth) found.push(`the page is ${scrollWidth} px wide`);
  for (const one of document.querySelectorAll(containers)) {
    if (one.scrollWidth > one.clientWidth + 1) found.push(`${name(one)} holds ${one.scrollWidth} px in ${one.clientWidth}`);
  }
  for (const one of document.querySelectorAll("dialog[open], .menu:popover-open, .toast")) {
    const { left, right, bottom } = one.getBoundingClientRect();
    const foot = one.querySelector(".dialog-foot")?.getBoundingClientRect().bottom ?? bottom;
    if (left < -1 || right > innerWidth + 1) found.push(`${name(one)} reaches from ${left} to ${right} px`);
    if (foot > bottom + 1) found.push(`${name(one)} ends ${Math.round(foot - bottom)} px before its buttons do`);
  }
  return found;
}

async function check(page, found, what) {
  await page.waitForFunction(() => !document.querySelector("[aria-busy=true]"));
  const wrong = await page.evaluate(inspect, CONTAINERS);
  found.push(...new Set(wrong.map((one) => `${what}: ${one}`)));
}

/** A page with a record of every kind; whatever opens, or is asked for elsewhere, is found. */
async function openWatched(context, found) {
  const page = await openWithPipeline(context);
  page.on("dialog", (dialog) => {
    found.push(`a dialog of the browser: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on("popup", (popup) => found.push(`a window: ${popup.url()}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(`${baseUrl}/`)) found.push(`a request: ${request.url()}`);
  });
  await seed(page);
  return page;
}

async function visit(page, [hash, shown], text = "") {
  await page.evaluate((to) => { location.hash = to; }, hash.replaceAll("TEXT", encodeURIComponent(text)));
  await page.locator(shown).first().waitFor();
}

async function close(page) {
  await page.keyboard.press("Escape");
  await page.locator("dialog, .menu:popover-open").waitFor({ state: "detached" });
}

async function open(page, [name, screen, steps, shown], found) {
  await visit(page, screen);
  // Pressed by script: it may have been pushed off the screen, and that is for the check to say.
  for (const step of steps) await page.locator(step).locator("visible=true").first().evaluate((one) => one.click());
  await page.locator(shown).first().waitFor();
  await check(page, found, name);
  await close(page);
}

/** What fits the text, as it is typed. */
async function find(page, text, found) {
  await page.keyboard.press("/");
  await page.locator("#find").fill(text.slice(0, 12));
  await page.locator(".find-line").first().waitFor();
  await check(page, found, "find");
  await close(page);
}

/** What is said of something that was deleted; it is brought back. */
async function toast(page, found) {
  await visit(page, BOARD);
  await page.locator(OF_CARD).click();
  await page.locator(inMenu("delete-opportunity")).click();
  await page.locator(".toast").waitFor();
  await check(page, found, "toast");
  await page.keyboard.press("Control+z");
  await page.locator(OF_CARD).waitFor();
}

/** A file with the text as its name, in its head and in its cells, until it could be written. */
async function importFile(page, text, found) {
  await visit(page, ["#/import", "[data-import]"]);
  const cell = `"${text.replaceAll('"', '""')}"`;
  const lines = [["商机名称", "客户名称", "销售阶段", "负责人", cell], ...Array(3).fill(Array(5).fill(cell))];
  const buffer = Buffer.from(lines.map((line) => line.join(",")).join("\n"));
  await page.locator("[data-import]").setInputFiles({ name: `${text}.csv`, mimeType: "text/csv", buffer });
  await page.locator('[data-action="import-next"]:enabled').waitFor();
  await check(page, found, "import: columns");
  await goToCheck(page);
  await check(page, found, "import: check");
}

/** Looks at screens, and at what lies over them, with a text in every field. */
async function look(page, text, screens, layers, found) {
  assert.deepEqual(await poison(page, text), { never: [], unknown: [] }, "fields of the table that no record has, texts that are not in it");
  await page.locator(".card").first().waitFor();
  const shown = await page.locator(".card .card-title").first().innerText();
  assert.ok(shown.includes(text.replace(/\s+/g, " ").trim().slice(0, 12)), `the card shows ${shown.slice(0, 40)}`);
  const wrong = [];
  for (const screen of screens) {
    await visit(page, screen, text);
    await check(page, wrong, screen[0]);
  }
  await find(page, text, wrong);
  for (const layer of layers) await open(page, layer, wrong);
  if (layers.length) {
    await toast(page, wrong);
    await importFile(page, text, wrong);
  }
  found.push(...wrong.map((one) => `${text.slice(0, 20)}, ${one}`));
}

test("no text of any field of any record runs, is markup, asks for anything or sticks out, on any screen, in any menu or dialog", async () => {
  const context = await newContext({ locale: "zh-CN", viewport: { width: 1440, height: 900 } });
  const found = [];
  const page = await openWatched(context, found);
  for (const text of WORST) await look(page, text, SCREENS, [IMAGE, BREAKOUT, WIDE].includes(text) ? LAYERS : [], found);
  for (const text of OTHERS) await look(page, text, DENSE, [], found);
  assert.deepEqual(found, []);
  await context.close();
});

test("nor does any in English on a page of 390 px", async () => {
  const context = await newContext({ locale: "en", viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const found = [];
  const page = await openWatched(context, found);
  for (const text of [IMAGE, WIDE]) await look(page, text, SCREENS, LAYERS.filter((layer) => layer[4]), found);
  assert.deepEqual(found, []);
  await context.close();
});
