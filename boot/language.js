// Which language: the address says (`#/board?lang=en`), else this device's choice, else the operator's, else the browser's.

const LANGUAGES = ["zh-CN", "en"];

function match(tag) {
  if (!tag) return null;
  return LANGUAGES.find((lang) => tag.toLowerCase().split("-")[0] === lang.toLowerCase().split("-")[0]) ?? null;
}

/** Null while the first two say nothing and the configuration is not there yet (`browser` not given). */
export function chooseLanguage(hash, device, operator, browser) {
  const address = new URLSearchParams(hash.split("?")[1] ?? "").get("lang");
  const chosen = match(address) ?? match(device) ?? match(operator);
  if (chosen || !browser) return chosen;
  if (browser.length === 0) return "zh-CN";
  return browser.map(match).find(Boolean) ?? "en";
}
