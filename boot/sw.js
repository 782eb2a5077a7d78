// Keeps this build's files for use without a network. `cargo xtask package` fills in the list.
//
// It answers for exactly three things: the page itself, the build's own files, and config.json. Everything else, an API
// above all, is left to the browser: data lives in IndexedDB and nowhere else.

const FILES = {{precache}};
const scope = new URL("./", location.href);
const CACHE = `shangji:${scope.pathname}:{{version}}`;
const CONFIG_LIMIT_MS = 2000;
const paths = new Set(FILES.map(([path]) => path));

/** Each file is checked against its hash; one that differs fails the installation, and the old version stays whole. */
async function install() {
  const cache = await caches.open(CACHE);
  await Promise.all(FILES.map(async ([path, integrity]) => {
    const response = await fetch(new URL(path, scope), { integrity, cache: "no-cache" });
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    await cache.put(new URL(path, scope), response);
  }));
  const config = await fetch(new URL("config.json", scope), { cache: "no-cache" }).catch(() => null);
  if (config?.ok) await cache.put(new URL("config.json", scope), config);
}

async function forgetOlder() {
  const prefix = `shangji:${scope.pathname}:`;
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(prefix) && name !== CACHE).map((name) => caches.delete(name)));
}

async function fromCache(request, path) {
  const cache = await caches.open(CACHE);
  return (await cache.match(new URL(path, scope))) ?? fetch(request);
}

async function configFirstFromNetwork(request) {
  const cache = await caches.open(CACHE);
  const key = new URL("config.json", scope);
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(CONFIG_LIMIT_MS) });
    if (response.ok) await cache.put(key, response.clone());
    if (response.status < 500) return response;
    return (await cache.match(key)) ?? response;
  } catch {
    return (await cache.match(key)) ?? Response.error();
  }
}

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(forgetOlder()));
addEventListener("message", (event) => {
  if (event.data?.type === "SKIP_WAITING") skipWaiting();
});
addEventListener("notificationclick", (event) => {
  event.notification.close();
  const bringUp = async () => {
    const [page] = await clients.matchAll({ type: "window", includeUncontrolled: true });
    return page ? page.focus() : clients.openWindow(new URL("#/today", scope));
  };
  event.waitUntil(bringUp());
});
addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== scope.origin || !url.pathname.startsWith(scope.pathname)) return;
  const path = decodeURI(url.pathname.slice(scope.pathname.length));
  if (path === "config.json") event.respondWith(configFirstFromNetwork(request));
  else if (path === "" || path === "index.html") event.respondWith(fromCache(request, "./"));
  else if (paths.has(path)) event.respondWith(fromCache(request, path));
});
