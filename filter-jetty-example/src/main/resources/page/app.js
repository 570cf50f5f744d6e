// The page: sends requests from three origins and shows what came of them. No framework, nothing from elsewhere.
"use strict";

const REQUESTS = [
  { label: "List the courses", method: "GET", path: "/courses" },
  { label: "Search for “web”", method: "GET", path: "/search/courses?q=web" },
  {
    label: "Add a course",
    method: "POST",
    path: "/courses",
    body: { title: "Knots and splices", teacher: "Clifford Ashley", credits: 2 },
  },
  { label: "Add a wrong course", method: "POST", path: "/courses", body: { title: "", credits: 99 } },
  { label: "Export a course", method: "POST", path: "/courses/1/export" },
  { label: "Log in, wrong word", method: "POST", path: "/login", body: { user: "ada", password: "please" } },
  { label: "Delete a course", method: "DELETE", path: "/courses/1" },
  { label: "Is it up?", method: "GET", path: "/health" },
];
const OURS = /^(x-ratelimit-|ratelimit|retry-after|access-control-|vary)/;
const MOST_ANSWERS = 12;
const FRAME_PATIENCE_MS = 15_000;

const $ = (id) => document.getElementById(id);

/** Makes an element; text is always text, never markup. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) {
      element.addEventListener(name.slice(2), value);
    } else if (value === true) {
      element.setAttribute(name, "");
    } else if (value !== false && value !== undefined) {
      element.setAttribute(name, value);
    }
  }
  element.append(...children.filter((child) => child !== undefined));
  return element;
}

function seconds(ms) {
  return Math.max(0, Math.ceil(ms / 1000));
}

function duration(s) {
  if (s % 3600 === 0) return s === 3600 ? "1 hour" : s / 3600 + " hours";
  if (s % 60 === 0) return s === 60 ? "1 minute" : s / 60 + " minutes";
  return s + " s";
}

// ---------------------------------------------------------------------------------------------- Callers

/** Calls from another origin: asks a frame of that origin to do it. */
class FrameCaller {
  #frame;
  #ready;
  #waiting = new Map();
  #number = 0;

  constructor(origin) {
    this.origin = origin;
    this.#frame = make("iframe", { title: "A caller from " + origin, src: origin + "/assets/caller.html" });
    this.#ready = new Promise((resolve) => this.#frame.addEventListener("load", resolve, { once: true }));
    window.addEventListener("message", (event) => {
      if (event.origin === origin && event.source === this.#frame.contentWindow) {
        this.#waiting.get(event.data.number)?.(event.data.result);
        this.#waiting.delete(event.data.number);
      }
    });
    $("frames").append(this.#frame);
  }

  async call(call) {
    const number = ++this.#number;
    const start = performance.now();
    const late = new Promise((resolve) => setTimeout(resolve, FRAME_PATIENCE_MS)).then(() => ({
      status: 0,
      headers: [],
      body: "",
      error: "The frame of " + this.origin + " did not answer.",
      ms: performance.now() - start,
    }));
    const answered = new Promise((resolve) => this.#waiting.set(number, resolve));
    const asked = this.#ready.then(() => {
      this.#frame.contentWindow.postMessage({ number, call }, this.origin);
      return answered;
    });
    return Promise.race([asked, late]);
  }
}

/** Calls from this page itself. */
class PageCaller {
  constructor() {
    this.origin = location.origin;
  }

  call(call) {
    return callApi(call);
  }
}

// -------------------------------------------------------------------------------------------- The setting

const state = { api: "", site: "", callers: [], caller: undefined, ownPolicy: true, wireNumber: 0 };

function arrange(setting) {
  const page = Number(location.port || 80);
  const local = (port) => "http://localhost:" + port;
  state.api = page === setting.port ? location.origin : local(setting.port);
  state.site = page === setting.otherPort ? location.origin : local(setting.otherPort);
  state.ownPolicy = setting.policy === null;

  const kinds = new Map([
    [state.api, "The API’s own origin"],
    [local(setting.otherPort), state.ownPolicy ? "Another origin, allowed" : "Another origin"],
    ["http://127.0.0.1:" + setting.otherPort, state.ownPolicy ? "A third, not allowed" : "A third origin"],
  ]);
  for (const [origin, kind] of kinds) {
    const caller = origin === location.origin ? new PageCaller() : new FrameCaller(origin);
    caller.kind = kind;
    state.callers.push(caller);
  }
  state.caller = state.callers.find((caller) => caller.origin === location.origin) ?? state.callers[0];

  $("api-origin").textContent = state.api;
  $("policy").textContent = state.ownPolicy
    ? "Policy: pages of " + local(setting.otherPort) + " may call; each API key, or address, has 5 requests in any 10 s and 20 in any minute."
    : "Policy: read from " + setting.policy;
  $("curl").textContent = "curl -i " + state.api + "/courses -H 'X-API-Key: demo'";
}

// ---------------------------------------------------------------------------------------------- Sending

function key() {
  return $("key").validity.valid ? $("key").value.trim() : "";
}

/** Sends one request as the chosen caller, and keeps what came of it. */
async function send(request, usedKey) {
  const headers = {};
  if (usedKey) headers["X-API-Key"] = usedKey;
  if (request.body) headers["Content-Type"] = "application/json";
  const caller = state.caller;
  const result = await caller.call({
    url: state.api + request.path,
    method: request.method,
    headers,
    body: request.body && JSON.stringify(request.body),
  });
  const exchange = { request, caller, key: usedKey, result, headers: new Map(result.headers) };
  learn(exchange);
  return exchange;
}

async function sendOne(request) {
  const before = state.wireNumber;
  const exchange = await send(request, key());
  const seen = await watchWire(exchange, before);
  show(answerItem(exchange, explain(exchange, seen)));
  announce(request.method + " " + request.path + ": " + (exchange.result.status || "blocked by the browser"));
}

async function sendTen() {
  $("ten").disabled = true;
  const before = state.wireNumber;
  const usedKey = key();
  const request = REQUESTS[0];
  const start = performance.now();
  const exchanges = await Promise.all(Array.from({ length: 10 }, () => send(request, usedKey)));
  const ms = performance.now() - start;
  await watchWire(exchanges[0], before);
  show(tenItem(request, exchanges, ms));
  const refused = exchanges.filter((e) => e.result.status === 429).length;
  announce("10 requests sent, " + refused + " refused with 429.");
  $("ten").disabled = false;
}

/** Callers with keys of their own, the first of them busier than the last, for a minute or until it is pressed again. */
const LOAD = { everyMs: 100, forMs: 60_000, callers: 12, paths: ["/courses", "/courses/1", "/students", "/search/courses?q=web"] };

function load() {
  const button = $("load");
  if (button.getAttribute("aria-pressed") === "true") {
    clearInterval(state.load);
    button.setAttribute("aria-pressed", "false");
    announce("No more requests are sent.");
    return;
  }
  const end = performance.now() + LOAD.forMs;
  let counter = 0;
  state.load = setInterval(() => {
    if (performance.now() > end) {
      load();
      return;
    }
    const number = counter++;
    // Every second request is the first caller's, every fourth the second's, and so on.
    let caller = 0;
    while (caller < LOAD.callers - 1 && (number >> caller) % 2 === 1) caller++;
    const path = LOAD.paths[number % LOAD.paths.length];
    fetch(state.api + path, { headers: { "X-API-Key": "load-" + caller } }).catch(() => {});
  }, LOAD.everyMs);
  button.setAttribute("aria-pressed", "true");
  announce("Sending for a minute.");
}

// -------------------------------------------------------------------------------------- What happened, in words

function crossOrigin(exchange) {
  return exchange.caller.origin !== state.api;
}

/** Fetch, CORS-preflight fetch: a method that is not GET, HEAD or POST, a header of one's own, or a JSON body. */
function reasonsToAsk({ request, key }) {
  const reasons = [];
  if (!["GET", "HEAD", "POST"].includes(request.method)) reasons.push("the method " + request.method);
  if (key) reasons.push("X-API-Key");
  if (request.body) reasons.push("a JSON body");
  return reasons;
}

function explain(exchange, seen) {
  const { caller, result } = exchange;
  const words = [];
  if (result.error?.startsWith("The frame")) {
    return result.error;
  }
  if (!crossOrigin(exchange)) {
    words.push("Same origin: CORS has no part in it.");
  } else {
    const reasons = reasonsToAsk(exchange);
    const preflight = seen.find(isPreflight);
    const actual = seen.find((e) => !isPreflight(e));
    if (preflight) {
      words.push("Because of " + reasons.join(" and ") + ", the browser first sent a preflight: OPTIONS, answered " + preflight.status + ".");
    } else if (reasons.length > 0) {
      words.push("No preflight this time: the browser remembers the permission for " + reasons.join(" and ") + ".");
    } else {
      words.push("No preflight: a request this plain is sent without asking.");
    }
    if (result.status === 0 && preflight && !actual) {
      words.push("That refused it, so the request itself was never sent, and the script learns only that it failed.");
    } else if (result.status === 0 && actual) {
      words.push("The server answered " + actual.status + " without allowing " + caller.origin + ", so the browser kept the answer from the script.");
    } else if (result.status === 0) {
      words.push("The script learns only that it failed.");
    } else {
      words.push("The answer allows " + caller.origin + ", so the script may read it.");
    }
  }
  if (result.status === 429) {
    words.push("The budget is used up; asking again before the time is over costs nothing.");
  } else if (result.status > 0 && !exchange.headers.has("x-ratelimit-remaining")) {
    words.push("It carries no rate-limit headers: not counted.");
  }
  return words.join(" ");
}

// ------------------------------------------------------------------------------------------------ The wire

function isPreflight(entry) {
  return entry.method === "OPTIONS" && entry.asksMethod !== null;
}

/** Reads what the server saw from the second port, where no filter counts it. */
async function readWire() {
  const caller = state.callers.find((c) => c.origin === state.site);
  const result = await caller.call({ url: state.site + "/assets/wire.json" });
  return result.status === 200 ? JSON.parse(result.body).exchanges : [];
}

/** Waits until the server has noted an exchange, shows the log, and returns the entries of that exchange. */
async function watchWire(exchange, before) {
  const path = exchange.request.path.replace(/\?.*/, "");
  const origins = crossOrigin(exchange) ? [exchange.caller.origin] : [exchange.caller.origin, null];
  const { status } = exchange.result;
  const ends = (e) => (isPreflight(e) ? e.status >= 300 : status === 0 || e.status === status);
  let seen = [];
  for (let attempt = 0; attempt < 4 && !seen.some(ends); attempt++) {
    if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, 60));
    const all = await readWire();
    showWire(all);
    seen = all.filter((e) => e.number > before && e.path === path && origins.includes(e.origin));
  }
  return seen;
}

function showWire(exchanges) {
  if (exchanges.length === 0) return;
  state.wireNumber = exchanges.at(-1).number;
  $("wire").replaceChildren(
    ...[...exchanges].reverse().map((e) => {
      const preflight = isPreflight(e);
      const asks = preflight && "asks: " + e.asksMethod + (e.asksHeaders ? ", " + e.asksHeaders.replaceAll(",", ", ") : "");
      return make(
        "tr",
        preflight ? { class: "preflight" } : {},
        make("td", { class: "number" }, String(e.number)),
        make("td", { class: "mono" }, e.method + " " + e.path, asks ? make("small", {}, asks) : ""),
        make("td", { class: "mono origin" }, e.origin ?? "–"),
        make("td", {}, badge(e.status)),
        make("td", { class: "number" }, e.remaining ?? "–"),
      );
    }),
  );
}

// ----------------------------------------------------------------------------------------------- Answers

function badge(status) {
  const kind = status === 0 || status === 429 || status === 403 ? "bad" : status < 400 ? "good" : "warn";
  return make("span", { class: "badge " + kind }, status === 0 ? "blocked" : String(status));
}

function pretty(body) {
  try {
    const text = JSON.stringify(JSON.parse(body), null, 1).replace(/\n\s*/g, " ");
    return text.length > 1500 ? text.slice(0, 1500) + " …" : text;
  } catch {
    return body.slice(0, 1500);
  }
}

function headerList(result) {
  const sorted = [...result.headers].sort((a, b) => OURS.test(b[0]) - OURS.test(a[0]) || a[0].localeCompare(b[0]));
  return make(
    "dl",
    {},
    ...sorted.flatMap(([name, value]) => [make("dt", OURS.test(name) ? { class: "ours" } : {}, name), make("dd", {}, value)]),
  );
}

function answerItem(exchange, words) {
  const { request, caller, result } = exchange;
  const readable = result.status === 0
    ? make("pre", {}, result.error)
    : make(
        "details",
        { open: true },
        make("summary", {}, result.headers.length + " headers readable, and the body"),
        headerList(result),
        result.body ? make("pre", {}, pretty(result.body)) : "",
      );
  return make(
    "li",
    {},
    line(badge(result.status), request.method + " " + request.path, caller, result.ms),
    make("p", { class: "words" }, words),
    readable,
  );
}

function tenItem(request, exchanges, ms) {
  const { caller } = exchanges[0];
  const counts = new Map();
  for (const { result } of exchanges) {
    const what = result.status === 0 ? "blocked by the browser" : result.status === 429 ? "refused with 429" : "answered " + result.status;
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  const words = [...counts].map(([what, n]) => n + " " + what).join(", ") + ".";
  const last = [...exchanges].reverse().find((e) => e.result.status === 429) ?? exchanges.at(-1);
  return make(
    "li",
    {},
    line(make("span", { class: "badge" }, "× 10"), request.method + " " + request.path, caller, ms),
    make("div", { class: "tally", role: "img", "aria-label": words }, ...exchanges.map((e) => badge(e.result.status))),
    make("p", { class: "words" }, words),
    last.result.headers.length > 0
      ? make("details", {}, make("summary", {}, "The last one’s headers and body"), headerList(last.result), make("pre", {}, pretty(last.result.body)))
      : "",
  );
}

function line(first, what, caller, ms) {
  return make(
    "div",
    { class: "line" },
    first,
    make("code", {}, what),
    make("span", { class: "quiet" }, "from ", caller.origin),
    make("span", { class: "quiet time" }, Math.round(ms) + " ms"),
  );
}

function show(item) {
  document.querySelector(".answers .empty").hidden = true;
  $("answers").querySelector("li details[open]")?.removeAttribute("open");
  $("answers").prepend(item);
  while ($("answers").children.length > MOST_ANSWERS) {
    $("answers").lastElementChild.remove();
  }
}

// ---------------------------------------------------------------------------------------------- The budget

/** What is known of each key's budget; the empty key is the address. */
const budgets = new Map();

/** Reads a list of structured-field strings with parameters: "burst";q=5;w=10, "minute";q=20;w=60 */
function structured(field) {
  const items = new Map();
  for (const [, name, parameters] of (field ?? "").matchAll(/"((?:[^"\\]|\\.)*)"((?:\s*;\s*[a-z*][a-z0-9_.*-]*(?:=[^;,]*)?)*)/g)) {
    const values = {};
    for (const [, parameter, value] of parameters.matchAll(/;\s*([a-z*][a-z0-9_.*-]*)=(\d+)/g)) {
      values[parameter] = Number(value);
    }
    items.set(name, values);
  }
  return items;
}

/** Takes what an answer's headers say about the budget of the key that asked. */
function learn({ key, result, headers }) {
  if (!headers.has("x-ratelimit-remaining") && !headers.has("ratelimit") && result.status !== 429) {
    return;
  }
  const now = Date.now();
  const limits = [];
  const states = structured(headers.get("ratelimit"));
  for (const [name, { q, w }] of structured(headers.get("ratelimit-policy"))) {
    const { r, t } = states.get(name) ?? {};
    if (q !== undefined && r !== undefined) {
      limits.push({ q, w, r: Math.min(r, q), moreAt: t === undefined ? undefined : now + t * 1000 });
    }
  }
  const reset = Number(headers.get("x-ratelimit-reset")) * 1000;
  if (limits.length === 0 && headers.has("x-ratelimit-limit")) {
    const q = Number(headers.get("x-ratelimit-limit"));
    limits.push({ q, w: undefined, r: Number(headers.get("x-ratelimit-remaining")), moreAt: undefined });
  }
  const budget = { at: now, limits, reset, refusal: undefined };
  if (result.status === 429) {
    budget.refusal = { until: now + Number(headers.get("retry-after") ?? 1) * 1000, body: result.body, over: false };
  }
  budgets.set(key, budget);
  showBudget();
}

/** How many are left by now: what the answer said, or all, once a whole window was quiet. */
function leftNow(budget, limit, now) {
  // A sliding window may give back up to a twentieth of its length late.
  const wholeAt = limit.w === undefined ? budget.reset : budget.at + limit.w * 1050;
  return now >= wholeAt ? limit.q : limit.r;
}

function limitName({ q, w }) {
  return w === undefined ? q + " in its window" : q + " in " + duration(w);
}

function meter(budget, limit, now) {
  const left = leftNow(budget, limit, now);
  const wait = limit.moreAt === undefined || left === limit.q ? undefined : seconds(limit.moreAt - now);
  const soon = wait === undefined ? "" : wait > 0 ? " · more in " + wait + " s" : " · more is back";
  const view = limit.q <= 40
    ? make("div", { class: "pips" }, ...Array.from({ length: limit.q }, (_, i) =>
        make("i", { class: i < left ? "left" : i === left && wait === 0 ? "soon" : "" })))
    : make("div", { class: "bar-meter" }, make("i"));
  if (limit.q > 40) view.firstChild.style.width = (100 * left) / limit.q + "%";
  for (const [name, value] of Object.entries({
    role: "meter",
    "aria-label": limitName(limit),
    "aria-valuemin": 0,
    "aria-valuemax": limit.q,
    "aria-valuenow": left,
    "aria-valuetext": left + " of " + limit.q + " left",
  })) {
    view.setAttribute(name, value);
  }
  return make(
    "div",
    { class: "meter", "data-low": left / limit.q <= 0.25 ? "1" : "0" },
    make("div", { class: "head" }, make("span", {}, limitName(limit)), make("span", {}, make("b", {}, left + " of " + limit.q + " left"), make("span", { class: "quiet" }, soon))),
    view,
  );
}

function refusalView(refusal, wait) {
  return [
    make("div", { class: "count" }, wait > 0
      ? make("b", {}, wait + " s")
      : make("b", {}, "Usable again"),
      make("span", {}, wait > 0 ? "until it is usable again (Retry-After)" : "Retry-After is over: send the next one.")),
    make("pre", {}, pretty(refusal.body)),
  ];
}

let drawn = "";

/** Draws the budget of the key in the field. Called four times a second; touches the page only when something changed. */
function showBudget() {
  const used = key();
  const budget = budgets.get(used);
  const now = Date.now();
  const wait = budget?.refusal ? seconds(budget.refusal.until - now) : 0;
  const picture = JSON.stringify([
    used,
    budget?.at,
    wait,
    budget?.limits.map((limit) => [leftNow(budget, limit, now), limit.moreAt && seconds(limit.moreAt - now)]),
    budgets.size,
  ]);
  if (picture === drawn) return;
  drawn = picture;

  $("whose").textContent = used ? "key “" + used + "”" : "your address";
  const card = document.querySelector(".budget");
  const usedUp = (budget?.limits ?? []).some((limit) => leftNow(budget, limit, now) <= 0);
  card.dataset.state = !budget ? "unknown" : wait > 0 || usedUp ? "closed" : "open";
  $("state").textContent = !budget
    ? "No answer yet. Send a request to see what is left."
    : wait > 0
      ? "The gate is closed: too many requests."
      : usedUp
        ? "Nothing is left: the next request will be refused."
        : "The gate is open.";
  $("meters").replaceChildren(...(budget?.limits ?? []).map((limit) => meter(budget, limit, now)));
  $("refusal").hidden = !budget?.refusal;
  if (budget?.refusal) {
    $("refusal").classList.toggle("over", wait === 0);
    $("refusal").replaceChildren(...refusalView(budget.refusal, wait));
    if (wait === 0 && !budget.refusal.over) {
      budget.refusal.over = true;
      announce("Usable again.");
    }
  }
  showKeys(used);
}

function showKeys(used) {
  const focused = document.activeElement?.closest?.(".keys button")?.dataset.key;
  $("keys").replaceChildren(
    ...(budgets.size < 2 ? [] : [...budgets.keys()]).map((each) =>
      make(
        "button",
        {
          type: "button",
          "data-key": each,
          "aria-pressed": String(each === used),
          onclick: () => {
            $("key").value = each;
            showBudget();
          },
        },
        each || "your address",
      )),
  );
  if (focused !== undefined) {
    [...$("keys").children].find((button) => button.dataset.key === focused)?.focus();
  }
}

function announce(text) {
  $("announce").textContent = text;
}

// ------------------------------------------------------------------------------------------------- Start

async function start() {
  const setting = await fetch("/assets/setting.json").then((response) => response.json());
  arrange(setting);
  $("callers").append(
    ...state.callers.map((caller) =>
      make(
        "label",
        { class: "caller" },
        make("input", {
          type: "radio",
          name: "caller",
          checked: caller === state.caller,
          onchange: () => (state.caller = caller),
        }),
        make("span", {}, make("b", {}, caller.kind), make("code", {}, caller.origin), caller.origin === location.origin ? "this page" : "in a frame"),
      )),
  );
  $("requests").append(
    ...REQUESTS.map((request) =>
      make("button", { type: "button", onclick: () => sendOne(request) }, request.label, make("span", {}, request.method + " " + request.path))),
  );
  $("ten").addEventListener("click", sendTen);
  $("load").addEventListener("click", load);
  $("usage").href = state.api + "/usage/";
  $("key").addEventListener("input", showBudget);
  showWire(await readWire());
  showBudget();
  setInterval(showBudget, 250);
}

start().catch((error) => {
  $("policy").textContent = "The page could not start: " + error + ". Load it again.";
});
