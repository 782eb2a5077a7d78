// Starts the app: everything the first screen needs is asked for at once, then the wasm module is handed over.
//
// Why by hand: the policy allows no inline script, and the texts, the configuration and the snapshot must not wait for
// the wasm. `cargo xtask generate` joins this file and what it imports into one, and fills in the {{…}} values.

import { ConfigError, loadConfig } from "./config.js";
import { chooseLanguage } from "./language.js";
import { showConfigError, showCrash, showStartFailure, showTooOld } from "./panel.js";
import { drawn, pictureOf } from "./picture.js";
import { databaseOf, readSnapshot } from "./snapshot.js";
import { applyUpdate, keepOffline } from "./update.js";

/** Of each language two: what the first sight says, and all else. */
const TEXT_FILES = {{textFiles}};
const EXPORT_MODULE = "{{exportModule}}";

const shangji = {
  build: "{{build}}",
  /** All texts but those of the first sight, in the language that is shown. */
  moreTexts: () => fetchTexts(shangji.lang, 1),
  lang: null,
  texts: null,
  config: null,
  database: null,
  snapshot: null,
  timeZone: null,
  /** As text: an element beside what it holds for. */
  pictureOf: (element, holds) => JSON.stringify({ holds, picture: pictureOf(element) }),
  /** The picture that was kept, drawn; null where it was taken of something else. */
  async drawn(holds) {
    const { picture } = (await shangji.snapshot) ?? {};
    if (!picture) return null;
    const kept = JSON.parse(new TextDecoder().decode(picture));
    return kept.holds === holds ? drawn(kept.picture) : null;
  },
  updateReady: false,
  applyUpdate,
  crash: (message) => showCrash(message, shangji.build, exportData),
};
globalThis.__shangji = shangji;

/** The floor is Chromium 123, Safari 17.5, Firefox 128; these two are what arrived with it. */
function supported() {
  return typeof WebAssembly === "object" && CSS.supports("color", "light-dark(#000, #fff)") && "CSSPropertyRule" in globalThis;
}

function stored(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // storage is blocked, as in a third-party frame
  }
}

async function exportData() {
  const { exportEverything } = await import(EXPORT_MODULE);
  return exportEverything(shangji);
}

/** A start that meets an invalid file waits here for a person: again, or on with the defaults. */
async function configOrChoice() {
  try {
    const { values, notes } = await loadConfig();
    for (const key of notes) console.info(`config.json: "${key}" means nothing in this version`);
    return values;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return new Promise((resolve) => showConfigError(error.message, () => resolve({})));
  }
}

async function fetchTexts(lang, part = 0) {
  const file = TEXT_FILES[lang][part];
  const response = await fetch(file);
  if (!response.ok) throw new Error(`${file}: ${response.status}`);
  return response.json();
}

/** The texts are asked for at once; the operator's word on the language, when it comes, rarely differs from the guess. */
async function textsOf(root, config) {
  const own = chooseLanguage(location.hash, stored("shangji.lang"));
  const guess = own ?? chooseLanguage("", null, null, navigator.languages);
  const texts = fetchTexts(guess);
  texts.catch(() => {}); // reported below, if these are the ones
  shangji.lang = own ?? chooseLanguage("", null, (await config).locale, navigator.languages);
  root.lang = shangji.lang;
  return shangji.lang === guess ? texts : fetchTexts(shangji.lang);
}

/** How far the clock is from UTC, now and half a year around. */
function offsets() {
  const now = new Date();
  const year = now.getFullYear();
  return [now, new Date(year, 0, 1), new Date(year, 6, 1)].map((day) => day.getTimezoneOffset()).join(" ");
}

/** Whoever first uses Intl waits long for it, so the zone is asked for where the clock has changed since it was. */
function ownTimeZone() {
  const clock = offsets();
  const [known, ...name] = (stored("shangji.zone") ?? "").split("|");
  return known === clock ? name.join("|") : keepTimeZone(clock);
}

function keepTimeZone(clock) {
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone ?? null;
  try {
    if (zone) localStorage.setItem("shangji.zone", `${clock}|${zone}`);
  } catch {
    // Storage is blocked: it is asked for each time.
  }
  return zone;
}

function link(selector) {
  const element = document.querySelector(selector);
  if (!element) throw new Error(`index.html has no ${selector}`);
  return element;
}

/** A script is checked by its modulepreload link, whose failure `import()` meets; for the wasm the check is here. */
function fetchChecked(element) {
  const integrity = element.getAttribute("integrity") ?? element.dataset.integrity;
  return fetch(element.href, integrity ? { integrity } : undefined).then((response) => {
    if (!response.ok) throw new Error(`${element.getAttribute("href")}: ${response.status}`);
    return response;
  });
}

/** Compiled beside everything else. Some servers call wasm something else, which streaming refuses. */
async function compile(answer) {
  const response = await answer;
  const named = /^application\/wasm\b/.test(response.headers.get("Content-Type") ?? "");
  return named ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

/** "system" and nothing are the same: the style sheet follows the device. */
function paint(root, theme) {
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
}

async function start() {
  shangji.database = databaseOf(stored("shangji.database"));
  shangji.snapshot = readSnapshot(shangji.database).catch(() => null); // takes longest
  const root = document.documentElement;
  const ownTheme = stored("shangji.theme");
  paint(root, ownTheme);

  const glue = link('link[rel="modulepreload"]');
  const wasm = link('link[rel="preload"][as="fetch"]');
  const compiled = compile(fetchChecked(wasm));
  shangji.config = configOrChoice();
  // A failing configuration is reported by the wait below.
  if (!ownTheme) shangji.config.then((config) => paint(root, config.theme), () => {});

  shangji.texts = textsOf(root, shangji.config);
  shangji.timeZone = ownTimeZone();

  // One failure is enough to stop; the others must not be reported as unhandled beside it.
  const [{ default: init }, app, config, texts] = await Promise.all([
    import(glue.href), compiled, shangji.config, shangji.texts,
  ]);
  shangji.config = config;
  shangji.texts = texts;
  // The app takes #boot away once it has something to show.
  await init({ module_or_path: app });
  // Zones can be told apart by more than this year's clock.
  (globalThis.requestIdleCallback ?? setTimeout)(() => keepTimeZone(offsets()));
  keepOffline(shangji);
}

if (supported()) {
  start().catch((error) => {
    console.error(error);
    showStartFailure(error);
  });
} else {
  showTooOld();
}
