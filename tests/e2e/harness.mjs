// What every browser test needs: a browser, a page of the app, and the rule that nothing may go wrong unseen.
//
// A test fails on any content-security-policy violation, console error or warning, uncaught error, or request to another
// origin, without asking for it. One that provokes such a thing says so first with `expectProblem(/…/)`.
//
// `cargo xtask test` starts the server and says where everything is (BASE_URL, CHROME_PATH, …).

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import fs from "node:fs/promises";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { after, afterEach, beforeEach } from "node:test";
import { chromium } from "playwright-core";
import { shift } from "./clock.mjs";

function setting(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run this through \`cargo xtask test\``);
  return value;
}

export const baseUrl = setting("BASE_URL");
export const basePaths = setting("BASE_PATHS").split(" ");
export const dist = setting("DIST");
export const screens = path.join(setting("TARGET_DIR"), "shots");

const AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"];
const axeSource = await fs.readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The day of all tests, so that what is due today is due in every run. The clock goes on from there. */
const CLOCK_SHIFT = Date.parse("2026-11-24T02:00:00Z") - Date.now();

let problems = [];
let expected = [];
const origins = new Set([new URL(baseUrl).origin]);
const cleanups = [];
let shared = null;

beforeEach(() => {
  problems = [];
  expected = [];
});

afterEach(() => {
  const unexpected = problems.filter((problem) => !expected.some((pattern) => pattern.test(problem)));
  assert.deepEqual(unexpected, [], "problems the page reported");
});

after(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup();
  await shared?.close();
});

/** From here to the end of the test, problems that match are no failure. */
export function expectProblem(pattern) {
  expected.push(pattern);
}

const browser = () => ({
  executablePath: setting("CHROME_PATH"),
  args: setting("CHROME_FLAGS").split(" ").filter((flag) => flag !== "--headless"),
});

/** One browser for all tests of a file; contexts keep them apart. */
export async function launch(options = {}) {
  shared ??= await chromium.launch({ ...browser(), ...options });
  return shared;
}

/** A browser of its own on a profile that stays when it is closed, so that it can be started again. */
export async function newProfile(options = {}) {
  const dir = await fs.mkdtemp(path.join(os.tmpdir(), "shangji-profile-"));
  cleanups.push(() => fs.rm(dir, { recursive: true, force: true }));
  return async () => {
    const context = await chromium.launchPersistentContext(dir, { ...browser(), ...options });
    cleanups.push(() => context.close().catch(() => {}));
    await guard(context);
    return context;
  };
}

/** A fresh profile with the rule above in force. */
export async function newContext(options = {}) {
  const browser = await launch();
  const context = await browser.newContext({ acceptDownloads: true, ...options });
  await guard(context);
  return context;
}

export async function guard(context) {
  context.on("console", (message) => {
    // Said by the test driver itself where a test blocks the worker.
    if (message.text().includes("blocked by Playwright")) return;
    if (["error", "warning"].includes(message.type())) problems.push(`console ${message.type()}: ${message.text()}`);
  });
  context.on("weberror", (error) => problems.push(`uncaught: ${error.error().stack ?? error.error()}`));
  context.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith("http") && !origins.has(origin)) problems.push(`request to another origin: ${request.url()}`);
  });
  context.on("response", (response) => {
    if (response.status() >= 400) problems.push(`${response.status()}: ${response.url()}`);
  });
  await context.exposeBinding("__policyViolation", (_, what) => problems.push(`policy violation: ${what}`));
  await shift(context, CLOCK_SHIFT);
  await context.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => {
      globalThis.__policyViolation(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
    });
  });
}

/**
 * Opens the app and waits until it shows something of its own.
 * @param context from `newContext`
 * @param path hash route, for example "#/board"
 * @param base folder under which the app is served; `server` the address if not the usual one
 */
export async function open(context, { path: route = "#/board", base = "/", server = baseUrl, lang, theme, width, height = 900 } = {}) {
  const page = await context.newPage();
  if (width) await page.setViewportSize({ width, height });
  if (theme) {
    await page.emulateMedia({ colorScheme: theme });
    await page.addInitScript((value) => localStorage.setItem("shangji.theme", value), theme);
  }
  const joint = route.includes("?") ? "&" : "?";
  await page.goto(server + encodeURI(base) + route + (lang ? `${joint}lang=${lang}` : ""));
  await ready(page);
  return page;
}

/** `data-ready` comes when stored data is shown and the database behind it is open. */
export async function ready(page, timeout = 20_000) {
  try {
    await page.waitForFunction(() => document.documentElement.dataset.ready === "true" || document.querySelector("[data-panel]"), null, { timeout });
  } catch (error) {
    const state = await page.evaluate(() => ({
      shown: document.body.innerText.slice(0, 300),
      marks: performance.getEntriesByType("mark").map(({ name }) => name),
      received: performance.getEntriesByType("resource").map(({ name, responseStatus, responseEnd }) => `${name} ${responseStatus} ${Math.round(responseEnd)}`),
    }));
    throw new Error(`not ready: ${JSON.stringify(state, null, 1)}`, { cause: error });
  }
  const stopped = await page.locator("[data-panel]").allTextContents();
  assert.deepEqual(stopped, [], "the app did not start");
}

/** Fails with every accessibility finding. The checker goes in through the debugger, which the policy does not bind. */
export async function axe(page) {
  const session = await page.context().newCDPSession(page);
  const evaluate = async (expression) => {
    const { result, exceptionDetails } = await session.send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  };
  try {
    await evaluate(`${axeSource}; undefined`);
    const options = { runOnly: { type: "tag", values: AXE_TAGS }, resultTypes: ["violations"] };
    const findings = await evaluate(`axe.run(document, ${JSON.stringify(options)}).then(({ violations }) => violations.map(
      ({ id, help, nodes }) => ({ id, help, nodes: nodes.slice(0, 5).map((node) => node.target.join(" ") + " :: " + node.failureSummary) })))`);
    assert.deepEqual(findings, [], "axe findings");
  } finally {
    await session.detach();
  }
}

/** Serves another folder with the production headers, for tests that change files. Ends with the test file. */
export async function serve(dir, bases = ["/"]) {
  const bounds = bases.flatMap((base) => ["--base", base]);
  const child = spawn(setting("XTASK"), ["serve", "--dir", dir, "--port", "0", ...bounds], { stdio: ["ignore", "pipe", "inherit"] });
  cleanups.push(() => child.kill());
  process.once("exit", () => child.kill());
  const address = await new Promise((resolve, reject) => {
    let printed = "";
    child.stdout.on("data", (chunk) => {
      printed += chunk;
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(printed);
      if (found) resolve(found[0]);
    });
    child.once("exit", (code) => reject(new Error(`xtask serve ended with ${code}`)));
  });
  origins.add(new URL(address).origin);
  return { address, stop: () => child.kill() };
}

/** A copy of the built app that a test may change. */
export async function copyOfDist() {
  const dir = await fs.mkdtemp(path.join(os.tmpdir(), "shangji-"));
  cleanups.push(() => fs.rm(dir, { recursive: true, force: true }));
  await fs.cp(dist, dir, { recursive: true });
  return dir;
}

/** Resolves when the service worker has put the whole build away. */
export async function offlineReady(page, limit = 20_000) {
  await page.evaluate(async (limit) => {
    const late = new Promise((_, reject) => setTimeout(() => reject(new Error("the service worker did not install")), limit));
    const { active } = await Promise.race([navigator.serviceWorker.ready, late]);
    while (active.state !== "activated") {
      await Promise.race([new Promise((resolve) => active.addEventListener("statechange", resolve, { once: true })), late]);
    }
  }, limit);
}
