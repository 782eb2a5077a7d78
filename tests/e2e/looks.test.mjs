// Every screen and every open dialog passes the accessibility checker, in both languages, both themes, wide and narrow;
// nothing sticks out of the page.

import assert from "node:assert/strict";
import { test } from "node:test";
import { axe, newContext, open } from "./harness.mjs";
import { SCREENS } from "./screens.mjs";

for (const lang of ["zh-CN", "en"]) {
  for (const [width, height] of [[1440, 900], [390, 844]]) {
    test(`${lang}, ${width} px: no findings on any screen, light or dark`, async () => {
      const narrow = width < 500;
      const context = await newContext({ locale: lang, viewport: { width, height }, hasTouch: narrow, isMobile: narrow, reducedMotion: "reduce" });
      const page = await open(context, {});
      const check = async (name) => {
        for (const theme of ["light", "dark"]) {
          await page.evaluate(async (value) => {
            document.documentElement.dataset.theme = value;
            await Promise.all(document.getAnimations().map((one) => one.finished));
          }, theme);
          try {
            await axe(page);
            const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
            assert.ok(wide <= 0, `the page is ${wide} px too wide`);
          } catch (error) {
            error.message = `${name}, ${theme}: ${error.message}`;
            throw error;
          }
        }
      };
      await check("first run");
      for (const [name, there, back] of SCREENS) {
        await there(page);
        await check(name);
        if (back) await back(page);
      }
      await context.close();
    });
  }
}
