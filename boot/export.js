// Saves everything this device holds as one JSON file, without the app: for the day the app itself does not run.

const request = (operation) => new Promise((resolve, reject) => {
  operation.onsuccess = () => resolve(operation.result);
  operation.onerror = () => reject(operation.error);
  operation.onblocked = () => reject(new Error("blocked"));
});

/** JSON has no bytes and no big integers; both are marked so that they can be told from texts again. */
function plain(key, value) {
  if (typeof value === "bigint") return { $bigint: String(value) };
  if (value instanceof ArrayBuffer) value = new Uint8Array(value);
  if (ArrayBuffer.isView(value)) {
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    let binary = "";
    for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
    return { $base64: btoa(binary) };
  }
  return value;
}

/** The parts of the file, store by store in slices, so that a large database never becomes one string. */
async function dump(name, parts) {
  const database = await request(indexedDB.open(name));
  try {
    parts.push(`${JSON.stringify({ name, version: database.version }).slice(0, -1)},"stores":{`);
    const stores = [...database.objectStoreNames];
    for (const [index, store] of stores.entries()) {
      parts.push(`${index ? "," : ""}\n${JSON.stringify(store)}:[`);
      let range = null;
      for (let first = true; ; first = false) {
        const objects = database.transaction(store).objectStore(store);
        const [keys, values] = await Promise.all([request(objects.getAllKeys(range, 500)), request(objects.getAll(range, 500))]);
        if (keys.length === 0) break;
        parts.push((first ? "" : ",") + keys.map((key, at) => JSON.stringify({ key, value: values[at] }, plain)).join(",\n"));
        range = IDBKeyRange.lowerBound(keys.at(-1), true);
      }
      parts.push("]");
    }
    parts.push("}}");
  } finally {
    database.close();
  }
}

export async function exportEverything() {
  const names = (await indexedDB.databases()).map((database) => database.name).filter((name) => name.startsWith("shangji-")).sort();
  const parts = ['{"format":"shangji-rescue","version":1,"databases":['];
  for (const [index, name] of names.entries()) {
    if (index) parts.push(",\n");
    await dump(name, parts);
  }
  parts.push("]}\n");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(parts, { type: "application/json" }));
  link.download = `shangji-rescue-${new Date().toISOString().slice(0, 16).replace(/[-:]/g, "").replace("T", "-")}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
