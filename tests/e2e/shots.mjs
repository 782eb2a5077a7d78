// Pictures for looking at: every screen and dialog × width × theme × language, into target/shots/.
//
//   cargo xtask shots                 all of them
//   cargo xtask shots board panel …   those whose name has one of these words

import fs from "node:fs/promises";
import path from "node:path";
import { chromium } from "playwright-core";
import { SCREENS } from "./screens.mjs";

const WIDTHS = [[1440, 900], [768, 1024], [390, 844]];
const { BASE_URL, CHROME_PATH, CHROME_FLAGS, TARGET_DIR } = process.env;
const words = process.argv.slice(2);
const out = path.join(TARGET_DIR, "shots");
await fs.mkdir(out, { recursive: true });

const browser = await chromium.launch({ executablePath: CHROME_PATH, args: CHROME_FLAGS.split(" ").filter((flag) => flag !== "--headless") });

/** The sample, for boards that look like somebody's. */
async function loadSample(page) {
  await page.goto(`${BASE_URL}/#/board`);
  await page.locator('[data-action="load-sample"]').click();
  await page.locator("[data-opportunity-id]").first().waitFor();
}

for (const lang of ["zh-CN", "en"]) {
  for (const [width, height] of WIDTHS) {
    const context = await browser.newContext({ locale: lang, serviceWorkers: "block", viewport: { width, height }, hasTouch: width < 500, isMobile: width < 500, reducedMotion: "reduce" });
    const page = await context.newPage();
    const shoot = async (name) => {
      if (words.length && !words.some((word) => name.includes(word))) return;
      for (const theme of ["light", "dark"]) {
        await page.evaluate(async (value) => {
          document.documentElement.dataset.theme = value;
          await Promise.all(document.getAnimations().map((one) => one.finished));
        }, theme);
        const file = `${name.replace(/[^\p{L}\p{N}]+/gu, "-")}.${lang}.${width}.${theme}.png`;
        await page.screenshot({ path: path.join(out, file) });
        console.log(file);
      }
    };
    await page.goto(`${BASE_URL}/#/board`);
    await page.locator('[data-action="load-sample"]').waitFor();
    await shoot("first run");
    await loadSample(page);
    for (const [name, there, back] of SCREENS) {
      await there(page);
      await shoot(name);
      if (back) await back(page);
    }
    await context.close();
  }
}
await browser.close();
