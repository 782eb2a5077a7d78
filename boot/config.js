// config.json: optional, public, the operator's. A bad file must neither lock people out nor be silently ignored.
//
// 404 -> defaults. Unreachable, slow or a server error -> the last good copy. Invalid -> ConfigError, which names the
// line or key. The shape is public/config.schema.json; keep the two together.

const LIMIT_MS = 3000;
const lastGood = () => `shangji.config:${new URL("./", location.href).pathname}`;

export class ConfigError extends Error {}

const text = (value) => typeof value === "string";
const language = (value) => value === "zh-CN" || value === "en";
const theme = (value) => ["system", "light", "dark"].includes(value);
const currency = (value) => text(value) && /^[A-Z]{3}$/.test(value);
const flag = (value) => typeof value === "boolean";
const minutes = (value) => Number.isInteger(value) && value >= 1 && value <= 10080;
const timeZone = (value) => {
  try {
    return text(value) && Boolean(new Intl.DateTimeFormat("en", { timeZone: value }));
  } catch {
    return false;
  }
};

const KEYS = {
  $schema: [text, "text"],
  version: [(value) => value === 1, "1"],
  locale: [language, '"zh-CN" | "en"'],
  theme: [theme, '"system" | "light" | "dark"'],
  currency: [currency, 'ISO 4217, "CNY"'],
  timeZone: [timeZone, 'IANA, "Asia/Shanghai"'],
  serviceWorker: [flag, "true | false"],
  updateCheckMinutes: [minutes, "1 … 10080"],
};
const SECRET = /^(client_?secret|password|passwd|api_?key|secret|token)$/i;

function lineOf(source, position) {
  return source.slice(0, position).split("\n").length;
}

/** Engines word a syntax error differently, and one of them names no place at all. */
function syntaxErrorLine(source, message) {
  const line = /line (\d+)/.exec(message);
  if (line) return Number(line[1]);
  const position = /position (\d+)/.exec(message);
  return position ? lineOf(source, Number(position[1])) : null;
}

function keyLine(source, key) {
  return lineOf(source, Math.max(0, source.indexOf(JSON.stringify(key))));
}

/** @returns {{values: object, notes: string[]}} */
export function parseConfig(source) {
  let values;
  try {
    values = JSON.parse(source);
  } catch (error) {
    const line = syntaxErrorLine(source, error.message);
    throw new ConfigError(`config.json${line ? `:${line}` : ""} — ${error.message}`);
  }
  if (values === null || typeof values !== "object" || Array.isArray(values)) throw new ConfigError("config.json:1 — { … }");
  const notes = [];
  for (const [key, value] of Object.entries(values)) {
    const place = `config.json:${keyLine(source, key)} — "${key}"`;
    if (SECRET.test(key)) throw new ConfigError(`${place}: 此文件是公开的，不能放密钥 · this file is public, no secrets here`);
    if (!Object.hasOwn(KEYS, key)) {
      notes.push(key);
      continue;
    }
    const [valid, expected] = KEYS[key];
    if (!valid(value)) throw new ConfigError(`${place}: ${JSON.stringify(value)} ≠ ${expected}`);
  }
  return { values, notes };
}

function remember(source) {
  try {
    if (source === null) localStorage.removeItem(lastGood());
    else localStorage.setItem(lastGood(), source);
  } catch {
    // Without storage there is no last good copy, which is no reason not to start.
  }
}

function recall() {
  try {
    const source = localStorage.getItem(lastGood());
    return source === null ? { values: {}, notes: [] } : parseConfig(source);
  } catch {
    return { values: {}, notes: [] };
  }
}

export async function loadConfig() {
  let response;
  let source;
  try {
    response = await fetch("./config.json", { cache: "no-cache", signal: AbortSignal.timeout(LIMIT_MS) });
    source = await response.text();
  } catch {
    return recall();
  }
  if (response.status === 404) {
    remember(null);
    return { values: {}, notes: [] };
  }
  if (!response.ok) return recall();
  const config = parseConfig(source);
  remember(source);
  return config;
}
