// What the app is measured against: the same board as plain JavaScript would do it. All opportunities are read with one
// `getAll`, put into columns, sorted, summed, and about 200 cards are drawn; a card is dragged with pointer events.

const CARDS = 200;
const HEIGHT = 124;
const today = "2026-11-25";

const answer = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

async function read() {
  const opening = indexedDB.open("reference", 1);
  opening.onupgradeneeded = () => {
    for (const name of ["opportunities", "stages", "accounts", "members"]) opening.result.createObjectStore(name, { keyPath: "id" });
  };
  const database = await answer(opening);
  const transaction = database.transaction(["opportunities", "stages", "accounts", "members"]);
  const all = (name) => answer(transaction.objectStore(name).getAll());
  const found = await Promise.all([all("opportunities"), all("stages"), all("accounts"), all("members")]);
  database.close();
  return found;
}

const money = new Intl.NumberFormat("zh-CN", { style: "currency", currency: "CNY", notation: "compact", maximumFractionDigits: 1, minimumFractionDigits: 0 });
const day = new Intl.DateTimeFormat("zh-CN", { month: "long", day: "numeric", timeZone: "UTC" });

const state = { columns: [], names: new Map() };

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function draw(deal) {
  const card = element("article", "card");
  card.dataset.id = deal.id;
  const overdue = deal.due && deal.due < today;
  if (overdue) card.dataset.state = "overdue";
  card.append(element("h3", "", deal.title));
  const who = element("div", "line", state.names.get(deal.account) ?? "");
  who.append(element("span", "end", (state.names.get(deal.owner) ?? " ")[0]));
  const much = element("div", "line num");
  much.append(element("strong", "", deal.amount === null ? "未填" : money.format(deal.amount)), element("span", "", `${deal.percent}%`));
  much.append(element("span", "end", deal.close ? day.format(new Date(deal.close)) : "未填"));
  card.append(who, much, element("div", "line", deal.due ? `${overdue ? "逾期" : ""} ${day.format(new Date(deal.due))}` : "无下一步"));
  return card;
}

function drawColumn(column) {
  const shown = Math.ceil(CARDS / state.columns.length);
  const from = Math.max(0, Math.floor(column.body.scrollTop / HEIGHT) - 5);
  const part = column.deals.slice(from, from + shown);
  column.list.style.paddingBlockStart = `${from * HEIGHT}px`;
  column.list.style.paddingBlockEnd = `${Math.max(0, column.deals.length - from - part.length) * HEIGHT}px`;
  column.list.replaceChildren(...part.map(draw));
  let sum = 0;
  let weighted = 0;
  for (const deal of column.deals) {
    sum += deal.amount ?? 0;
    weighted += ((deal.amount ?? 0) * deal.percent) / 100;
  }
  column.head.textContent = `${column.name} ${column.deals.length} ${money.format(sum)} ≈${money.format(weighted)}`;
}

function order(a, b) {
  return (a.due ?? "9999").localeCompare(b.due ?? "9999") || (b.amount ?? 0) - (a.amount ?? 0) || (a.id < b.id ? -1 : 1);
}

function build([opportunities, stages, accounts, members]) {
  for (const { id, data } of [...accounts, ...members]) state.names.set(id, data.name);
  const board = document.getElementById("board");
  const byId = new Map();
  for (const { id, data } of stages.sort((a, b) => a.data.position - b.data.position)) {
    const root = element("section", "column");
    const column = { id, name: data.name, percent: data.probability ?? 0, deals: [], root, head: element("header"), body: element("div", "body"), list: element("div", "") };
    column.body.append(column.list);
    root.append(column.head, column.body);
    root.dataset.stage = id;
    column.body.addEventListener("scroll", () => drawColumn(column));
    byId.set(id, column);
    state.columns.push(column);
    board.append(root);
  }
  for (const { id, data } of opportunities) {
    if (data.outcome && data.outcome !== "open") continue;
    const column = byId.get(data.stage);
    column?.deals.push({
      id, title: data.title, account: data.account, owner: data.owner, close: data.expected_close, due: null,
      amount: data.amount ? Number(data.amount.value) : null, percent: data.probability ?? column.percent,
    });
  }
  for (const column of state.columns) {
    column.deals.sort(order);
    drawColumn(column);
  }
  document.getElementById("head").textContent = `${opportunities.length}`;
}

function drag() {
  let press = null;
  addEventListener("pointerdown", (event) => {
    const card = event.target.closest(".card");
    if (card) press = { card, x: event.clientX, y: event.clientY, ghost: null };
  });
  addEventListener("pointermove", (event) => {
    if (!press) return;
    if (!press.ghost) {
      press.box = press.card.getBoundingClientRect();
      press.ghost = press.card.cloneNode(true);
      press.ghost.classList.add("lifted");
      press.ghost.style.inlineSize = `${press.box.width}px`;
      document.body.append(press.ghost);
    }
    press.ghost.style.transform = `translate(${press.box.x + event.clientX - press.x}px, ${press.box.y + event.clientY - press.y}px)`;
  });
  addEventListener("pointerup", (event) => {
    if (!press) return;
    press.ghost?.remove();
    const target = document.elementFromPoint(event.clientX, event.clientY)?.closest(".column");
    const from = state.columns.find((column) => column.root.contains(press.card));
    const to = state.columns.find((column) => column.root === target);
    if (from && to && from !== to) {
      const at = from.deals.findIndex((deal) => deal.id === press.card.dataset.id);
      const [deal] = from.deals.splice(at, 1);
      const place = to.deals.findIndex((other) => order(deal, other) < 0);
      to.deals.splice(place < 0 ? to.deals.length : place, 0, deal);
      drawColumn(from);
      drawColumn(to);
    }
    press = null;
  });
}

build(await read());
drag();
requestAnimationFrame(() => setTimeout(() => performance.mark("reference:board-visible")));
