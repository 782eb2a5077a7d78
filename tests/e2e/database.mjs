// Whole databases as files: what a version of the app once wrote, for every later version to open.
//
// A fixture is made once, by the version that wrote it, and then never changed:
//
//   WRITE_DATABASE=1 cargo xtask test build browser

import fs from "node:fs/promises";
import { gunzipSync, gzipSync } from "node:zlib";

const DATABASE = "shangji-default";

/** Stores with keys, indexes and rows, of the workspace shown if not of another; the packed board is only a cache and stays out. */
export async function dump(page, name = null) {
  return page.evaluate(async (given) => {
    const name = given ?? localStorage.getItem("shangji.database") ?? "shangji-default";
    const answer = (request) => new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const database = await answer(indexedDB.open(name));
    const transaction = database.transaction([...database.objectStoreNames]);
    const stores = await Promise.all([...database.objectStoreNames].map(async (store) => {
      const from = transaction.objectStore(store);
      const indexes = [...from.indexNames].map((index) => {
        const { keyPath, unique, multiEntry } = from.index(index);
        return { name: index, keyPath, unique, multiEntry };
      });
      return { name: store, keyPath: from.keyPath, autoIncrement: from.autoIncrement, indexes, rows: store === "snapshot" ? [] : await answer(from.getAll()) };
    }));
    const { version } = database;
    database.close();
    return { version, device: localStorage.getItem("shangji.device"), stores };
  }, name);
}

/** The names of all databases. */
export const databases = (page) => page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name).sort());

async function restore(page, { version, device, stores }) {
  await page.evaluate(([name, number, all, ours]) => new Promise((resolve, reject) => {
    localStorage.setItem("shangji.device", ours);
    const request = indexedDB.open(name, number);
    request.onupgradeneeded = () => {
      for (const { name: store, keyPath, autoIncrement, indexes, rows } of all) {
        const made = request.result.createObjectStore(store, { keyPath, autoIncrement });
        for (const index of indexes) made.createIndex(index.name, index.keyPath, { unique: index.unique, multiEntry: index.multiEntry });
        for (const row of rows) made.put(row);
      }
    };
    request.onsuccess = () => { request.result.close(); resolve(); };
    request.onerror = () => reject(request.error);
  }), [DATABASE, version, stores, device]);
}

export async function writeDatabase(page, file) {
  await fs.writeFile(file, gzipSync(JSON.stringify(await dump(page)), { level: 9 }));
}

export async function readDatabase(page, file) {
  await restore(page, JSON.parse(gunzipSync(await fs.readFile(file))));
}

/** Waits until the board is packed for the next start, which happens once nothing has changed for a while. */
export function packed(page, part = "head") {
  return page.evaluate(async (part) => {
    const name = localStorage.getItem("shangji.database") ?? "shangji-default";
    const look = () => new Promise((resolve) => {
      const request = indexedDB.open(name);
      request.onsuccess = () => {
        const transaction = request.result.transaction(["meta", "snapshot"]);
        const state = transaction.objectStore("meta").get("state");
        const kept = transaction.objectStore("snapshot").get(part);
        transaction.oncomplete = () => {
          request.result.close();
          resolve(kept.result?.seq === state.result?.seq);
        };
      };
    });
    while (!(await look())) await new Promise((resolve) => setTimeout(resolve, 100));
  }, part);
}

/** Waits until the picture of Today is kept for the next start. */
export const pictured = (page) => packed(page, "picture");

/** A gate for one field, written as the settings would: a hard one lets nothing pass without a reason. */
export async function gate(page, stage, field, hard) {
  await page.evaluate(([stage, field, hard]) => new Promise((resolve, reject) => {
    const request = indexedDB.open("shangji-default");
    request.onsuccess = () => {
      const database = request.result;
      const all = database.transaction("stages").objectStore("stages").getAll();
      all.onsuccess = () => {
        const of = all.result.find(({ data }) => data.name === stage).id;
        const transaction = database.transaction("gates", "readwrite");
        transaction.objectStore("gates").put({ kind: "gates", id: crypto.randomUUID(), schema: 1, seq: 1, data: { stage: of, need: "field", of: field, hard } });
        transaction.oncomplete = () => { database.close(); resolve(); };
        transaction.onerror = () => reject(transaction.error);
      };
    };
  }), [stage, field, hard]);
}
