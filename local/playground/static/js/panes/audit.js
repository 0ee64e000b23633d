// The platform's own trail, read as an MCP client would: `audit_list` with the owner's key.

import { h, oneAtATime, reconcile, say } from "../dom.js";
import { at } from "../format.js";
import { callTool } from "../mcp.js";
import { channelName, nameOf, on, store } from "../store.js";

const PAGE = 50;
const MOST_PAGES = 4;
// An owner's key is good for 100 calls a minute; this page takes at most every second one.
const REST_MS = 1800;
const LATER_MS = 3000;
const WORDS = {
  pending: "under way",
  done: "done",
  previewed: "previewed",
  failed: "failed",
  unknown: "outcome unknown",
  denied: "denied",
  requested: "waits for a human",
  approved: "approved",
  refused: "refused",
  expired: "expired",
};
const TONE = {
  done: "ok",
  approved: "ok",
  denied: "bad",
  failed: "bad",
  refused: "bad",
  unknown: "warn",
  requested: "warn",
  pending: "warn",
};
const FINAL = ["previewed", "pending", "requested", "approved", "refused", "expired", "denied", "unknown", "failed", "done"];
const records = new Map(); // one record's identity -> record

let list, problem, empty, reads, pane;

export function start(element) {
  pane = element;
  reads = h("input", { type: "checkbox", onchange: draw });
  problem = h("p", { class: "problem", role: "alert", hidden: true });
  empty = h("p", { class: "empty" }, "Loading…");
  list = h("ol", { class: "entries", "aria-label": "Audit records, newest first" });
  const again = h("button", { type: "button", class: "quiet", onclick: () => refresh() }, "Read again");
  element.append(h("div", { class: "pane-bar" }, h("label", null, reads, " Show reads"), again), problem, empty, list);
  on("activity", soon);
  on("pane", (name) => name === "audit" && soon());
  on("guild", draw);
  soon();
}

let waiting = null;
let late = null;
let rested = 0;

/** Read once more soon, and once more a little later: what a queue does takes its time. */
function soon() {
  if (pane.hidden || document.hidden || waiting) return;
  const rest = Math.max(120, rested + REST_MS - performance.now());
  waiting = setTimeout(() => {
    waiting = null;
    rested = performance.now();
    refresh();
    clearTimeout(late);
    late = setTimeout(refresh, LATER_MS);
  }, rest);
}

const identity = (record) => `${record.audit_id} ${record.kind} ${record.status} ${record.at}`;

const refresh = oneAtATime(async () => {
  const key = store.config.api_keys?.owner;
  if (!key) return say(empty, "This run gives the page no owner's key, so it cannot read the trail.");
  try {
    let before;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const result = await callTool(key, "audit_list", before ? { limit: PAGE, before } : { limit: PAGE });
      if (result.isError) throw new Error(result.structuredContent?.error?.message ?? result.content[0].text);
      const { records: found, next_before: next } = result.structuredContent;
      const met = found.some((record) => records.has(identity(record)));
      for (const record of found) records.set(identity(record), record);
      if (met || !next) break;
      before = next;
    }
    say(problem, "");
  } catch (refused) {
    say(problem, `The trail could not be read: ${refused.message}`);
  }
  draw();
});

/** Records of one call belong together: question, intent and outcome share their id. */
function entries() {
  const byId = new Map();
  for (const record of records.values()) byId.set(record.audit_id, [...(byId.get(record.audit_id) ?? []), record]);
  const made = [...byId.values()].map((own) => own.sort((one, other) => one.at.localeCompare(other.at)));
  const shown = made.filter(
    (own) =>
      reads.checked ||
      own.some((record) => record.risk !== "read" || record.kind === "denial" || record.status === "failed"),
  );
  return shown.sort((one, other) => other.at(-1).at.localeCompare(one.at(-1).at)).slice(0, 200);
}

function draw() {
  const shown = entries();
  const none = records.size
    ? "Only reads so far. Tick “Show reads” to see them."
    : "Nothing was asked yet. Type / below the messages and run a command: its decision and outcome appear here.";
  say(empty, shown.length ? "" : none);
  reconcile(list, shown, {
    key: (own) => own[0].audit_id,
    version: (own) => `${JSON.stringify(own)} ${nameOf(own[0].user_id)}`,
    build: entry,
  });
}

const state = (own) =>
  own.map((record) => record.status).sort((one, other) => FINAL.indexOf(other) - FINAL.indexOf(one))[0];

function entry(own) {
  const first = own[0];
  const status = state(own);
  const id = first.audit_id;
  const head = h(
    "summary",
    null,
    h(
      "span",
      { class: "entry-line wraps" },
      h("strong", null, first.operation),
      h("span", { class: `status ${TONE[status] ?? "warn"}` }, WORDS[status] ?? status),
    ),
    h(
      "span",
      { class: "entry-sub" },
      `${nameOf(first.user_id)} through ${door(first)}`,
      first.channel_id && ` in ${channelName(first.channel_id)}`,
      " · ",
      time(own.at(-1).at),
    ),
    gates(own),
  );
  return h(
    "li",
    null,
    h(
      "details",
      { dataset: { focus: id } },
      head,
      own.map((record, turn) => detail(record, own[turn - 1])),
      h("p", { class: "small mono" }, `audit id ${id}`),
    ),
  );
}

const door = (record) => ({ interaction: "Discord", mcp: "MCP" })[record.door] ?? record.door;
const time = (stamp) => h("time", { datetime: stamp }, at.precise.format(new Date(stamp)));

/** The pipeline at a glance: one arch for each step that was asked. */
function gates(own) {
  const trail = own.at(-1).trail?.length ? own.at(-1).trail : (own[0].trail ?? []);
  if (!trail.length) return null;
  const closed = trail.find((step) => !step.allowed);
  const words = closed ? `stopped at ${closed.step}` : `passed ${trail.length} steps`;
  return h(
    "span",
    { class: "gates", role: "img", "aria-label": words },
    trail.map((step) =>
      h("span", { class: step.allowed ? "gate" : "gate shut", title: `${step.step}: ${step.reason}` }),
    ),
    h("span", { class: "gates-word" }, words),
  );
}

const same = (one, other) => Boolean(other) && JSON.stringify(one) === JSON.stringify(other);

/** One record; steps and arguments that the record before it had already are not told twice. */
function detail(record, before) {
  const rows = [
    ["risk", record.risk],
    ["caller", `${nameOf(record.user_id)} · ${record.credential}`],
    ["approver", record.approver_id && nameOf(record.approver_id)],
    ["took", record.duration_ms === undefined ? null : `${record.duration_ms} ms`],
    ["confirmation", record.confirmation_id],
  ].filter(([, value]) => value);
  return h(
    "section",
    { class: "record" },
    h(
      "h2",
      null,
      record.kind,
      h("span", { class: `status ${TONE[record.status] ?? "warn"}` }, WORDS[record.status] ?? record.status),
      " ",
      time(record.at),
    ),
    record.summary && h("p", null, record.summary),
    record.error &&
      h("p", { class: "problem" }, `${record.error.message ?? record.error.code} ${record.error.hint ?? ""}`),
    h(
      "dl",
      { class: "facts" },
      rows.map(([name, value]) => [h("dt", null, name), h("dd", null, String(value))]),
    ),
    record.trail?.length > 0 &&
      !same(record.trail, before?.trail) &&
      h(
        "ol",
        { class: "steps" },
        record.trail.map((step) =>
          h(
            "li",
            { class: step.allowed ? "allowed" : "denied" },
            h("strong", null, step.step),
            h("span", null, `${step.allowed ? "allowed" : "denied"}: ${step.reason}`),
          ),
        ),
      ),
    Object.keys(record.arguments ?? {}).length > 0 &&
      !same(record.arguments, before?.arguments) &&
      h("pre", null, JSON.stringify(record.arguments, null, 1)),
  );
}
