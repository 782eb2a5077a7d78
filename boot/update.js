// The offline shell and its updates. A new version waits until a person asks for it; it never reloads a page by itself.

let registration = null;
let pressed = false;

function announce(shangji) {
  shangji.updateReady = true;
  dispatchEvent(new CustomEvent("shangji:update-ready"));
}

function watch(shangji, minutes) {
  const { serviceWorker } = navigator;
  if (registration.waiting && serviceWorker.controller) announce(shangji);
  registration.addEventListener("updatefound", () => {
    const worker = registration.installing;
    worker?.addEventListener("statechange", () => {
      // Without a controller this is the first installation: nothing older is shown, so nothing is to be updated.
      if (worker.state === "installed" && serviceWorker.controller) announce(shangji);
    });
  });
  serviceWorker.addEventListener("controllerchange", () => {
    if (pressed) location.reload();
    else announce(shangji); // another tab was updated; this one may hold a half-filled form
  });
  let checked = performance.now();
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible" || performance.now() - checked < minutes * 60_000) return;
    checked = performance.now();
    registration.update().catch(() => {}); // offline: the next time will do
  });
}

/** The operator's way out: takes the worker and its files away again. */
async function remove() {
  const scope = new URL("./", location.href).href;
  for (const found of await navigator.serviceWorker.getRegistrations()) {
    if (found.scope === scope) await found.unregister();
  }
  const prefix = `shangji:${new URL(scope).pathname}:`;
  for (const name of await caches.keys()) {
    if (name.startsWith(prefix)) await caches.delete(name);
  }
}

async function begin(shangji) {
  const config = await shangji.config;
  if (config.serviceWorker === false) return remove();
  registration = await navigator.serviceWorker.register("./sw.js", { updateViaCache: "none" });
  watch(shangji, config.updateCheckMinutes ?? 60);
}

/** After the first screen, so that the downloads do not compete. Offline use is an extra: where it is refused, the app goes on without. */
export function keepOffline(shangji) {
  if (!("serviceWorker" in navigator) || !isSecureContext) return;
  const go = () => begin(shangji).catch(() => {});
  if (document.readyState === "complete") go();
  else addEventListener("load", go, { once: true });
}

export function applyUpdate() {
  pressed = true;
  const waiting = registration?.waiting;
  if (waiting) waiting.postMessage({ type: "SKIP_WAITING" });
  else location.reload();
}
