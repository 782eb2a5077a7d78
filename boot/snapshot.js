// Reads the first screen's packed data, and what was written since it was packed, beside the wasm download.

/** What a board is made of. */
const KINDS = ["workspaces", "pipelines", "stages", "members", "accounts", "opportunities", "activities"];

/** Null when there is no such database; looking must not make one. */
function openExisting(name) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name);
    request.onupgradeneeded = () => request.transaction.abort();
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => (request.error?.name === "AbortError" ? resolve(null) : reject(request.error));
  });
}

function answer(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** The database of the workspace that this device shows: a preference. Without one it is that of the first workspace. */
export function databaseOf(preferred) {
  return /^shangji-(default|[0-9a-f-]{36})(\.[0-9a-f]{32})?$/.test(preferred ?? "") ? preferred : "shangji-default";
}

/** @returns {Promise<object|null>} what the app finds in `__shangji.snapshot`; null when there is none */
export async function readSnapshot(name) {
  const database = await openExisting(name);
  if (!database) return null;
  try {
    const transaction = database.transaction(["meta", "snapshot", ...KINDS]);
    const [state, parts] = await Promise.all([
      answer(transaction.objectStore("meta").get("state")),
      answer(transaction.objectStore("snapshot").getAll()),
    ]);
    if (!state) return null;
    // A part that was packed earlier than the head has not changed since.
    const packed = parts.find((part) => part.part === "head")?.seq ?? -1;
    let stale = packed < 0 || state.closed > packed;
    let since = [];
    if (!stale && state.seq > packed) {
      const range = IDBKeyRange.lowerBound([packed, []], true);
      const found = await Promise.all(KINDS.map((kind) => answer(transaction.objectStore(kind).index("seq").getAll(range))));
      since = found.flat();
    }
    // A large command is being written: what shows of these is for the app to say.
    const open = since.some((doc) => doc.pending && state.open.includes(doc.pending.seq));
    stale ||= open;
    const picture = parts.find(({ part, seq }) => part === "picture" && seq === state.seq && !stale)?.bytes ?? null;
    return { seq: state.seq, picture, parts: parts.filter(({ part }) => part !== "picture"), since: since.length ? JSON.stringify(since) : "", stale };
  } finally {
    database.close();
  }
}
