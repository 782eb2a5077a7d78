// A workspace with a record of every kind, and any text in every text field of every record. The rows are written past the
// app, in the shapes of crates/model/src/records: what it would not take may come all the same, from a backup or from
// another version of it.

import { baseUrl, ready } from "./harness.mjs";

const DIMENSIONS = ["need_clarity", "decision_chain", "budget_feasibility", "competitive_position", "strategic_fit"];
const LETTERS = ["bant_budget", "bant_authority", "bant_need", "bant_timeline"];

const evidence = (list) => ["text", "source", "url"].map((part) => `${list}[].${part}`);
const answers = (fields) => fields.flatMap((field) => evidence(`${field}.evidence`));

/**
 * Where people's words stand, by kind of record. `aliases[]` is a list of texts, `links[].url` a text in each of a list,
 * `anchors.*.*` stands for every key. What holds the last part has to be there, the last part itself has not.
 */
const TEXTS = {
  accounts: ["name", "aliases[]", "industry", "size", "region", "maturity", "kind", "tier", "note"],
  activities: ["text", "outcome"],
  cadences: [],
  calendar_years: ["holidays[].name", "work_days[].name", "source"],
  commands: ["about", "detail"],
  contacts: ["name", "aliases[]", "title", "phones[]", "mails[]", "role", "stance", "influence", "note"],
  custom_fields: ["name", "choices[]", "retired[]"],
  dossier_items: ["of"],
  escalations: [],
  gates: ["of"],
  grade_rules: [],
  ladders: [],
  leads: [
    "name", "company", "text", "title", "phone", "mail", "source", "campaign", "industry", "size", "maturity", "discard_reason",
    "note", ...answers(LETTERS),
  ],
  loss_reasons: ["name"],
  members: ["name"],
  opportunities: [
    "title", "forecast_category", "source", "campaign", "need", "competitors[]", "close_note", "note", "push_reason", "snooze_reason",
    "contacts[].role", "links[].url", "links[].name", "grade_override.reason", "bypasses[].reason",
    ...answers([...DIMENSIONS, ...LETTERS]),
  ],
  pipelines: ["name"],
  products: ["name", "family"],
  rates: [],
  remedies: ["name", "tasks[].text"],
  saved_views: ["name", "query"],
  scoring_models: ["note", "anchors.*.*"],
  sources: ["name"],
  stage_action_templates: ["name"],
  stage_actions: ["name", ...evidence("evidence")],
  stages: ["name"],
  stall_causes: ["name"],
  stalls: ["note"],
  workspaces: ["name", "time_zone"],
};

/** Words of a list that another version may make longer; one that is not known is shown as it is. Only odd records have one. */
const LISTED = {
  activities: ["kind"],
  commands: ["action"],
  custom_fields: ["type"],
  dossier_items: ["need"],
  escalations: ["withdrawn"],
  gates: ["need"],
  grade_rules: ["basis"],
  ladders: ["steps[].tells[]"],
  leads: ["status", ...LETTERS.map((letter) => `${letter}.state`)],
  members: ["role"],
  opportunities: LETTERS.map((letter) => `${letter}.state`),
  remedies: ["tasks[].kind", "tasks[].role"],
  stage_action_templates: ["owner_role"],
  stall_causes: ["signs[]"],
  stalls: ["signs[]"],
};

/** Fields whose texts are no words of people: of a list, the name of a kind of record, a currency, a rank. */
const OTHERS = [
  "action", "basis", "currency", "grade", "kind", "need", "of", "outcome", "owner_role", "rank", "role", "signs", "state", "status",
  "tells", "to", "type", "withdrawn",
];

/** The id of a record: of its kind the first, the second …, the odd one, or the one that is deleted. */
export function idOf(kind, which = 1) {
  const group = { odd: "0dd00000", gone: "dead0000" }[which] ?? "0a000000";
  const place = Object.keys(TEXTS).indexOf(kind) * 100 + (Number(which) || 0);
  return `${group}-0000-7000-8000-${String(place).padStart(12, "0")}`;
}

const proven = { evidence: [{ on: "2026-11-02" }, { on: "2026-05-02" }] };
const answered = Object.fromEntries(DIMENSIONS.map((field) => [field, { value: 5, ...proven }]));
const screened = Object.fromEntries(LETTERS.map((field) => [field, { state: "partly", ...proven }]));

/** Fields of each type for each kind of record that can have some. */
const ownFields = () => Object.fromEntries(["opportunities", "accounts", "contacts", "leads"].flatMap((of, at) => (
  ["text", "choice", "multi_choice", "link"].map((type, position) => (
    [at * 4 + position, { of, type, position, on_card: type === "text" || type === "link" }]
  ))
)));

/** A record of every kind, or several, by kind. It is the 24th of November 2026. */
function records(pipeline, [first, second]) {
  const member = idOf("members");
  const opportunity = {
    pipeline, stage: first, outcome: "open", owner: member, account: idOf("accounts"), amount: { value: "3000000", currency: "CNY" },
    created_on: "2026-09-01", expected_close: "2026-12-01",
  };
  const full = {
    ...opportunity, ...answered, ...screened, strategic: true, lead: idOf("leads", 3),
    contacts: [{ contact: idOf("contacts") }, { contact: idOf("contacts", 2) }],
    products: [{ product: idOf("products"), quantity: "2", price: { value: "5", currency: "CNY" }, discount: "10" }],
    links: [{}],
    bypasses: [{ stage: first, gates: [idOf("gates")], by: member, on: "2026-09-01" }],
  };
  const about = { opportunity: idOf("opportunities"), stage: first };
  return {
    members: { 1: { role: "sales", manager: idOf("members", "odd") }, odd: {} },
    products: { 1: { list_price: { value: "9", currency: "CNY" } } },
    sources: { 1: { position: 0 } },
    loss_reasons: { 1: { position: 8 }, 2: { position: 0, parent: idOf("loss_reasons") } },
    saved_views: { 1: { position: 0 } },
    rates: { 1: { currency: "USD", to: "CNY", rate: "7.1", from: "2026-01-01" } },
    custom_fields: { ...ownFields(), odd: { of: "opportunities", position: 9 } },
    accounts: { 1: { owner: member, parent: idOf("accounts", 2) }, 2: {}, gone: {} },
    contacts: { 1: { account: idOf("accounts"), owner: member, met_on: "2025-01-02" }, 2: { account: idOf("accounts") }, gone: {} },
    leads: {
      1: { status: "open", owner: member, received_on: "2026-11-01", ...screened },
      2: { status: "discarded", ...screened },
      3: {
        status: "converted", account: idOf("accounts"), contact: idOf("contacts"), opportunity: idOf("opportunities"),
        converted_on: "2026-09-01", ...screened,
      },
      odd: screened,
      gone: { status: "open" },
    },
    opportunities: {
      1: full,
      2: { ...opportunity, snoozed_until: "2027-03-01" },
      3: { ...opportunity, snoozed_until: "2026-11-20" },
      4: { ...opportunity, outcome: "lost", closed_on: "2026-11-01", reasons: [idOf("loss_reasons"), idOf("loss_reasons", 2)] },
      5: { ...full, stage: second, grade_override: { grade: "A", by: member, on: "2026-11-01" } },
      odd: full,
      gone: opportunity,
    },
    activities: {
      1: { subject: idOf("opportunities"), kind: "call", owner: member, done_on: "2026-10-02", done_by: member },
      2: { subject: idOf("opportunities"), kind: "visit", owner: member, due: "2026-11-24" },
      3: { subject: idOf("accounts"), kind: "task", due: "2026-11-23" },
      4: { subject: idOf("contacts"), kind: "mail", done_on: "2026-10-03" },
      5: { subject: idOf("leads"), kind: "call", due: "2026-11-24" },
      odd: { subject: idOf("opportunities"), done_on: "2026-10-01", done_by: member },
    },
    calendar_years: { 1: { year: 2026, holidays: [{ day: "2026-12-31" }], work_days: [{ day: "2026-12-27" }] } },
    cadences: { 1: { grade: "A", every: 1 } },
    ladders: {
      1: { grade: "A", version: 2, steps: [{ after: 1, tells: ["owner"], high_risk: true }] },
      odd: { grade: "B", version: 2, steps: [{ after: 1, tells: [] }] },
    },
    escalations: {
      1: {
        opportunity: idOf("opportunities"), ladder: 2, step: 1, due_on: "2026-10-06", since: "2026-10-02", days: 1, told: [member],
        high_risk: true,
      },
      odd: { opportunity: idOf("opportunities", 3), ladder: 2, step: 1, due_on: "2026-11-23", days: 1 },
    },
    scoring_models: { 1: {
      version: 1, threshold: 60, weights: Object.fromEntries(DIMENSIONS.map((field) => [field, 20])),
      anchors: Object.fromEntries(DIMENSIONS.map((field) => [field, { 1: "", 3: "", 5: "" }])),
    } },
    grade_rules: { odd: { cut_offs: [{ currency: "CNY", high: "500000", mid: "100000" }], score_share: 70, mature_from: 60, ripening_from: 35 } },
    dossier_items: {
      1: { pipeline, need: "document", position: 0 },
      2: { pipeline, need: "contact", position: 1 },
      3: { pipeline, need: "field", position: 2 },
      odd: { pipeline, position: 3 },
    },
    gates: {
      1: { stage: second, need: "document", hard: true, position: 0 },
      2: { stage: first, need: "contact", position: 0 },
      odd: { stage: first, position: 1 },
    },
    stage_action_templates: { 1: { stage: first, due_days: 3, evidence_needed: true, position: 0 }, odd: { stage: first, position: 1 } },
    stage_actions: {
      1: { ...about, template: idOf("stage_action_templates"), owner: member, due: "2026-11-23", evidence_needed: true },
      2: { ...about, done_on: "2026-11-02", done_by: member, ...proven },
    },
    stall_causes: { 1: { signs: ["dwell"], position: 0 }, odd: { position: 1 } },
    remedies: {
      1: { causes: [idOf("stall_causes")], tasks: [{ kind: "call", due_days: 1 }], position: 0 },
      odd: { tasks: [{ due_days: 1 }], position: 1 },
    },
    stalls: {
      1: {
        ...about, detected_on: "2026-11-02", signs: ["dwell"], cause: idOf("stall_causes"), by: member,
        remedies: [{ remedy: idOf("remedies"), on: "2026-11-02" }],
      },
      odd: { ...about, detected_on: "2026-11-03", cause: idOf("stall_causes") },
    },
  };
}

/** What has a page with a history, and what an opportunity's begins with. */
const TOLD = ["accounts", "contacts", "leads", "opportunities"];
const OPENING = ["stage", "outcome", "amount", "expected_close", "owner", "snoozed_until"];

/** The records as rows, and the journal that tells how they were made, changed in every field, and some of them deleted. */
function rows({ pipeline, stages, seq, recorded, device }) {
  const commands = ["create", "edit", "delete", "odd"].map((action, at) => ({
    seq: seq + 1 + at, id: idOf("commands", action === "odd" ? "odd" : at), action, member: idOf("members"), device, recorded: recorded + 1 + at,
  }));
  const docs = [];
  const changes = [];
  const all = records(pipeline, stages);
  const own = Object.entries(all.custom_fields).map(([which, { of }]) => [`custom.${idOf("custom_fields", which)}`, of]);
  for (const [kind, some] of Object.entries(all)) {
    for (const [which, data] of Object.entries(some)) {
      const id = idOf(kind, which);
      const entry = (at, what, changed) => changes.push({
        kind, record: id, seq: commands[at].seq, command: commands[at].id, recorded: commands[at].recorded, what, changes: changed,
      });
      const gone = which === "gone";
      docs.push({ kind, id, schema: 1, seq: commands[gone ? 2 : 0].seq, data, ...(gone && { deleted_at: recorded }) });
      const opening = kind === "opportunities" ? OPENING.filter((field) => data[field]) : [];
      entry(0, "added", opening.map((field) => ({ field, to: data[field], effective: data.created_on })));
      if (TOLD.includes(kind)) {
        const fields = [...new Set(TEXTS[kind].map((path) => path.split(/[[.]/)[0]))];
        const custom = own.filter(([, of]) => of === kind).map(([field]) => field);
        entry(1, "updated", [...fields, ...custom].map((field) => ({ field, from: data[field], to: data[field], effective: recorded })));
      }
      if (gone) entry(2, "removed", []);
      if (kind === "opportunities" && which === "1") entry(3, "updated", [{ field: "note", effective: recorded }]);
    }
  }
  return { commands, docs, changes };
}

/** Runs something on the database while no page of the app is open, but one of the same origin. */
async function beside(page, run, ...given) {
  const address = `${baseUrl}/beside`;
  await page.route(address, (route) => route.fulfill({ contentType: "text/html", body: "<link rel=icon href=data:,>" }));
  await page.goto(address);
  return page.evaluate(run, given);
}

/** Adds the records to a workspace with three stages, and says which of its members sits at this device. */
export async function seed(page) {
  const place = await beside(page, async () => {
    const answer = (request) => new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const database = await answer(indexedDB.open("shangji-default"));
    const transaction = database.transaction(["stages", "commands", "meta"]);
    const stages = await answer(transaction.objectStore("stages").getAll());
    const { recorded, device } = (await answer(transaction.objectStore("commands").getAll())).at(-1);
    const { seq } = await answer(transaction.objectStore("meta").get("state"));
    database.close();
    stages.sort((one, other) => one.data.position - other.data.position);
    return { pipeline: stages[0].data.pipeline, stages: stages.map(({ id }) => id), seq, recorded, device };
  });
  await beside(page, async ([{ commands, docs, changes }, me]) => {
    const answer = (request) => new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const database = await answer(indexedDB.open("shangji-default"));
    const transaction = database.transaction([...database.objectStoreNames], "readwrite");
    for (const doc of docs) transaction.objectStore(doc.kind).put(doc);
    for (const entry of changes) transaction.objectStore("changes").put(entry);
    for (const command of commands) transaction.objectStore("commands").put(command);
    const state = await answer(transaction.objectStore("meta").get("state"));
    transaction.objectStore("meta").put({ ...state, seq: commands.at(-1).seq });
    await new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onerror = () => reject(transaction.error);
    });
    database.close();
    localStorage.setItem("shangji.me.default", me);
    localStorage.setItem("shangji.own-line", "yes");
    // Another workspace, so that they are called by their names.
    const registry = await answer(indexedDB.open("shangji-registry"));
    const other = registry.transaction("profiles", "readwrite");
    const id = crypto.randomUUID();
    await answer(other.objectStore("profiles").put({ id, name: "", database: `shangji-${id}` }));
    registry.close();
  }, rows(place), idOf("members"));
}

/**
 * Puts a text into every text of every record, of the journal, and of the list of workspaces, and opens the app again.
 * Gives back which fields of the tables no record has, and which texts there are that no table names.
 */
export async function poison(page, text) {
  const found = await beside(page, async ([text, texts, listed, others]) => {
    const answer = (request) => new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    /** Whether there was a place for it. */
    const put = (holder, [step, ...rest]) => {
      if (step === "*") return Object.keys(holder).filter((key) => put(holder, [key, ...rest])).length > 0;
      const name = step.replace("[]", "");
      const isList = name !== step;
      if (!rest.length) {
        holder[name] = isList ? [text] : text;
        return true;
      }
      const below = holder[name];
      if (!isList) return Boolean(below) && put(below, rest);
      return Array.isArray(below) && below.filter((one) => put(one, rest)).length > 0;
    };
    const database = await answer(indexedDB.open("shangji-default"));
    const transaction = database.transaction([...database.objectStoreNames], "readwrite");
    const store = (name) => transaction.objectStore(name);
    const own = await answer(store("custom_fields").getAll());
    const filled = new Set();
    const unknown = new Set();
    const isOther = (value, name) => others.includes(name) || value === text || /^[0-9a-f]{8}-[0-9a-f-]{27}$|^\d[\d.-]*$/.test(value);
    const look = (value, name, path) => {
      if (typeof value === "string") {
        if (!isOther(value, name)) unknown.add(`${path}: ${value}`);
      } else if (value && typeof value === "object") {
        for (const [key, one] of Object.entries(value)) look(one, Array.isArray(value) ? name : key, path);
      }
    };
    for (const kind of Object.keys(texts)) {
      for (const row of await answer(store(kind).getAll())) {
        const data = kind === "commands" ? row : row.data;
        const paths = [...texts[kind], ...(row.id.startsWith("0dd") ? listed[kind] ?? [] : [])];
        for (const path of paths) {
          if (put(data, path.split("."))) filled.add(`${kind} ${path}`);
        }
        look(data, "", kind);
        for (const field of own.filter(({ data }) => data.of === kind)) {
          row.custom = { ...row.custom, [field.id]: field.data.type === "multi_choice" ? [text] : text };
        }
        if (row.external) row.external = [[text, text]];
        store(kind).put(row);
      }
    }
    for (const entry of await answer(store("changes").getAll())) {
      for (const change of entry.changes ?? []) {
        const paths = (texts[entry.kind] ?? []).filter((path) => path.split(/[[.]/)[0] === change.field);
        for (const path of change.field.startsWith("custom.") ? ["custom"] : paths) {
          const field = path.split(/[[.]/)[0];
          for (const side of ["from", "to"]) {
            const holder = { [field]: change[side] };
            if (put(holder, path.split("."))) change[side] = holder[field];
          }
        }
      }
      store("changes").put(entry);
    }
    // What was packed for the next start says otherwise.
    store("snapshot").clear();
    await new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onerror = () => reject(transaction.error);
    });
    database.close();
    const registry = await answer(indexedDB.open("shangji-registry"));
    const profiles = registry.transaction("profiles", "readwrite").objectStore("profiles");
    for (const profile of await answer(profiles.getAll())) await answer(profiles.put({ ...profile, name: text }));
    registry.close();
    const wanted = [texts, listed].flatMap((table) => Object.entries(table).flatMap(([kind, paths]) => paths.map((path) => `${kind} ${path}`)));
    return { never: wanted.filter((path) => !filled.has(path)), unknown: [...unknown] };
  }, text, TEXTS, LISTED, OTHERS);
  await page.goto(`${baseUrl}/#/board`);
  await ready(page);
  return found;
}
