// Saves the workspace of this device as a backup, without the app: for the day the app itself does not run.
//
// The file is what `crates/backup` writes and reads, line for line; keep the two together.

const FORMAT = "shangji-backup";
const VERSION = 1;
/** The board's packed copy: a cache, and no JSON. */
const LEFT_OUT = "snapshot";

const request = (operation) => new Promise((resolve, reject) => {
  operation.onsuccess = () => resolve(operation.result);
  operation.onerror = () => reject(operation.error);
  operation.onblocked = () => reject(new Error("blocked"));
});

const ROUNDS = (() => {
  const primes = [];
  for (let n = 2; primes.length < 64; n += 1) if (primes.every((prime) => n % prime)) primes.push(n);
  const fraction = (root) => ((root - Math.floor(root)) * 2 ** 32) >>> 0;
  return { keys: primes.map((prime) => fraction(Math.cbrt(prime))), start: primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime))) };
})();

/** SHA-256 (FIPS 180-4) of what comes in pieces, which the browser's own cannot do, and has only behind HTTPS. */
class Sha256 {
  state = Uint32Array.from(ROUNDS.start);
  words = new Uint32Array(64);
  block = new Uint8Array(64);
  filled = 0;
  length = 0;

  take(bytes) {
    this.length += bytes.length;
    for (let at = 0; at < bytes.length;) {
      const part = bytes.subarray(at, at + 64 - this.filled);
      this.block.set(part, this.filled);
      this.filled += part.length;
      at += part.length;
      if (this.filled === 64) this.mix();
    }
  }

  mix() {
    const { state, words } = this;
    const view = new DataView(this.block.buffer);
    const turn = (word, by) => (word >>> by) | (word << (32 - by));
    for (let at = 0; at < 64; at += 1) {
      if (at < 16) {
        words[at] = view.getUint32(at * 4);
        continue;
      }
      const [a, b] = [words[at - 15], words[at - 2]];
      words[at] = words[at - 16] + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + words[at - 7] + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10));
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let at = 0; at < 64; at += 1) {
      const one = h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + ROUNDS.keys[at] + words[at];
      const two = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
      [a, b, c, d, e, f, g, h] = [(one + two) | 0, a, b, c, (d + one) | 0, e, f, g];
    }
    for (const [at, word] of [a, b, c, d, e, f, g, h].entries()) state[at] += word;
    this.filled = 0;
  }

  hex() {
    const bits = new DataView(new ArrayBuffer(8));
    bits.setUint32(0, Math.floor(this.length / 2 ** 29));
    bits.setUint32(4, (this.length << 3) >>> 0);
    this.take(Uint8Array.of(0x80));
    while (this.filled !== 56) this.take(Uint8Array.of(0));
    this.take(new Uint8Array(bits.buffer));
    return [...this.state].map((word) => word.toString(16).padStart(8, "0")).join("");
  }
}

/** The rows of all stores as parts of a file, in slices, so that a large database never becomes one string. */
async function body(database, sum, parts) {
  const encoder = new TextEncoder();
  const say = (text) => {
    const bytes = encoder.encode(text);
    sum.take(bytes);
    parts.push(new Blob([bytes]));
  };
  const stores = [...database.objectStoreNames].filter((store) => store !== LEFT_OUT);
  const transaction = database.transaction(stores);
  const counts = {};
  say('"stores":{');
  for (const [index, store] of stores.entries()) {
    counts[store] = 0;
    say(`${index ? "," : ""}\n"${store}":[`);
    const objects = transaction.objectStore(store);
    for (let range = null; ;) {
      const [keys, rows] = await Promise.all([request(objects.getAllKeys(range, 200)), request(objects.getAll(range, 200))]);
      if (keys.length === 0) break;
      say(rows.map((row, at) => `${counts[store] + at ? "," : ""}\n${JSON.stringify(row)}`).join(""));
      counts[store] += rows.length;
      range = IDBKeyRange.lowerBound(keys.at(-1), true);
    }
    say("\n]");
  }
  say("\n}}");
  return counts;
}

/** Saves the workspace that the device shows. */
export async function exportEverything({ database: name, build }) {
  const database = await request(indexedDB.open(name));
  const [sum, parts] = [new Sha256(), []];
  try {
    const counts = await body(database, sum, parts);
    const header = {
      format: FORMAT, version: VERSION, app: build, database: database.version, workspace: "",
      when: new Date().toISOString(), device: device(), counts,
    };
    const line = `{"header":${JSON.stringify(header).slice(0, -1)},\n`;
    sum.take(new TextEncoder().encode(line));
    parts.unshift(`${line}"checksum":"sha256:${sum.hex()}"},\n`);
  } finally {
    database.close();
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(parts, { type: "application/json" }));
  link.download = `shangji-backup-${new Date().toISOString().slice(0, 16).replace("T", "-").replace(":", "")}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function device() {
  try {
    return localStorage.getItem("shangji.device") ?? NOBODY;
  } catch {
    return NOBODY;
  }
}

const NOBODY = "00000000-0000-0000-0000-000000000000";
