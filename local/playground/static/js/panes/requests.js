// Every REST request that the bot made to Discord, and whether it was a valid one.

import { h, oneAtATime, reconcile, say, settle } from "../dom.js";
import { at, plural } from "../format.js";
import { on, store } from "../store.js";

const MOST = 250;
const FILTERS = {
  all: () => true,
  writes: (entry) => entry.method !== "GET",
  refused: (entry) => entry.status >= 400 || !entry.valid || entry.status === 0,
};
let entries = [];
let list, empty, filter, problem, count, pane;

export function start(element) {
  pane = element;
  filter = h(
    "select",
    { "aria-label": "Which requests", onchange: draw },
    h("option", { value: "all" }, "All"),
    h("option", { value: "writes" }, "Writes only"),
    h("option", { value: "refused" }, "Refused or invalid"),
  );
  count = h("span", { class: "hint" });
  problem = h("p", { class: "problem", role: "alert", hidden: true });
  empty = h("p", { class: "empty" }, "Loading…");
  list = h("ol", { class: "entries", "aria-label": "Requests of the bot, newest first" });
  element.append(h("div", { class: "pane-bar" }, filter, count), problem, empty, list);
  const soon = settle(refresh, 80);
  on("request", soon);
  on("pane", (name) => name === "requests" && soon());
  on("reset", () => {
    entries = [];
    draw();
  });
  soon();
}

const refresh = oneAtATime(async () => {
  if (pane.hidden) return;
  if (!store.control) return say(empty, "Only the simulated Discord keeps a list of the requests.");
  try {
    const since = entries.at(-1)?.seq ?? 0;
    entries = [...entries, ...(await store.control.requests(since))].slice(-2000);
    say(problem, "");
  } catch (refused) {
    say(problem, `The requests could not be read: ${refused.message}`);
  }
  draw();
});

function draw() {
  const fitting = entries.filter(FILTERS[filter.value]);
  const shown = fitting.slice(-MOST).reverse();
  count.textContent =
    fitting.length > MOST ? `the newest ${MOST} of ${fitting.length}` : plural(fitting.length, "request");
  say(
    empty,
    shown.length
      ? ""
      : entries.length
        ? "No request is of this kind."
        : "The bot has asked Discord for nothing yet. Run a command, and each of its requests is listed here.",
  );
  reconcile(list, shown, { key: (entry) => `${entry.seq} ${entry.at}`, version: () => "", build: row });
}

function row(entry) {
  const bad = entry.status >= 400 || entry.status === 0 || !entry.valid;
  const head = h(
    "summary",
    null,
    h(
      "span",
      { class: "entry-line" },
      h("strong", { class: `method ${entry.method.toLowerCase()}` }, entry.method),
      h("span", { class: "path mono" }, path(entry)),
      h("span", { class: `status ${bad ? "bad" : "ok"}` }, entry.status || "cut"),
    ),
    h(
      "span",
      { class: "entry-sub" },
      entry.operation ?? "no such route",
      " · ",
      h("time", { datetime: entry.at }, at.precise.format(new Date(entry.at))),
      !entry.valid && h("strong", { class: "bad-word" }, " · invalid"),
    ),
  );
  return h("li", null, h("details", { dataset: { focus: `${entry.seq}` } }, head, details(entry)));
}

/** The path, breakable at its slashes; the token of an interaction or webhook says nothing to people. */
function path(entry) {
  const words = entry.path
    .replace("/api/v10", "")
    .replace(/^(\/webhooks\/\d+\/|\/interactions\/\d+\/)[^/]{20,}/, "$1{token}");
  return words
    .split("/")
    .slice(1)
    .flatMap((part) => ["/", h("wbr"), part]);
}

function details(entry) {
  const query = new URLSearchParams(entry.query).toString();
  const rows = [
    ["reason", entry.reason],
    ["query", query],
    ["route", entry.route],
  ].filter(([, value]) => value);
  return [
    h(
      "dl",
      { class: "facts" },
      rows.map(([name, value]) => [h("dt", null, name), h("dd", null, value)]),
    ),
    entry.violations.length > 0 &&
      h(
        "ul",
        { class: "violations" },
        entry.violations.map((one) => h("li", null, one)),
      ),
    h(
      "pre",
      null,
      entry.body === null || entry.body === undefined
        ? "no body"
        : typeof entry.body === "string"
          ? entry.body
          : JSON.stringify(entry.body, null, 1),
    ),
  ];
}
