// A tiny MCP client by hand: a key, a tool, its arguments, the answer.

import { h, say } from "../dom.js";
import { plural } from "../format.js";
import { callTool, listTools, VERSION } from "../mcp.js";
import { emit, store } from "../store.js";

const HINTS = [
  ["readOnlyHint", "only reads", "ok"],
  ["destructiveHint", "destructive", "bad"],
];
let tools = new Map();
let loads = 0;
let chosenKey, ownKey, picker, about, args, run, problem, answer;

export function start(element) {
  const keys = Object.keys(store.config.api_keys ?? {}).filter((name) => store.config.api_keys[name]);
  chosenKey = h(
    "select",
    { id: "mcp-key", onchange: load },
    keys.map((name) => h("option", { value: name }, name.replace("_", " "))),
    keys.length === 0 && h("option", { value: "" }, "one of your own"),
  );
  ownKey = keys.length
    ? null
    : h("input", { id: "mcp-own", type: "password", autocomplete: "off", placeholder: "ghk_…", onchange: load });
  picker = h("select", { id: "mcp-tool", onchange: choose });
  about = h("div", { class: "about" });
  args = h("textarea", { id: "mcp-args", rows: 6, spellcheck: "false", class: "mono" });
  run = h("button", { class: "primary" }, "Call");
  problem = h("p", { class: "problem", role: "alert", hidden: true });
  answer = h("div", { class: "answer", "aria-live": "polite" });
  const form = h(
    "form",
    { class: "mcp", onsubmit: call },
    field("mcp-key", "Key", chosenKey),
    ownKey && field("mcp-own", "API key", ownKey),
    field("mcp-tool", "Tool", picker),
    about,
    field("mcp-args", "Arguments (JSON)", args),
    problem,
    h("div", { class: "option-end" }, h("span", { class: "hint" }, `MCP ${VERSION}, stateless`), run),
  );
  element.append(form, answer);
  args.addEventListener(
    "keydown",
    (event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && form.requestSubmit(),
  );
  return load();
}

const field = (id, label, control) => h("div", { class: "field" }, h("label", { for: id }, label), control);
const secret = () => (ownKey ? ownKey.value.trim() : store.config.api_keys[chosenKey.value]);

/** List the tools that the chosen key sees. */
async function load() {
  if (!secret()) return say(problem, "Paste an API key: `guildhall keys` makes one.");
  run.disabled = true;
  const turn = ++loads;
  try {
    const listed = await listTools(secret());
    if (turn !== loads) return;
    const before = picker.value;
    tools = new Map(listed.map((tool) => [tool.name, tool]));
    picker.replaceChildren(...[...tools.values()].map((tool) => h("option", { value: tool.name }, tool.name)));
    if (tools.has(before)) picker.value = before;
    else if (tools.has("channel_list")) picker.value = "channel_list";
    say(problem, "");
    if (picker.value !== before || !args.value) choose();
    run.disabled = false;
  } catch (refused) {
    if (turn === loads) say(problem, `The tools could not be listed: ${refused.message}`);
  }
}

function choose() {
  const tool = tools.get(picker.value);
  if (!tool) return;
  const marks = HINTS.filter(([name]) => tool.annotations?.[name]).map(([, word, tone]) =>
    h("span", { class: `status ${tone}` }, word),
  );
  about.replaceChildren(h("p", null, tool.description), h("p", null, marks));
  args.value = JSON.stringify(template(tool.inputSchema), null, 2);
}

/** A beginning: the required arguments, with what this page knows filled in. */
function template(schema) {
  const known = {
    channel_id: store.channelId,
    user_id: store.guild?.users.newcomer,
    name: "message.list",
    operation: "message.bulk_delete",
    query: "delete messages",
  };
  const one = (name) => {
    const kind = schema.properties[name]?.type;
    if (name === "message_ids")
      return store.messages
        .filter((message) => !(message.flags & 64))
        .slice(-2)
        .map((message) => message.id);
    return known[name] ?? (kind === "integer" ? 600 : kind === "array" ? [] : kind === "object" ? {} : "");
  };
  return Object.fromEntries((schema.required ?? []).map((name) => [name, one(name)]));
}

async function call(event) {
  event.preventDefault();
  let given;
  try {
    given = JSON.parse(args.value || "{}");
  } catch (wrong) {
    return say(problem, `The arguments are not JSON: ${wrong.message}`);
  }
  say(problem, "");
  run.disabled = true;
  answer.setAttribute("aria-busy", "true");
  const started = performance.now();
  try {
    show(await callTool(secret(), picker.value, given), performance.now() - started);
  } catch (refused) {
    answer.replaceChildren();
    say(problem, refused.message);
  }
  answer.removeAttribute("aria-busy");
  run.disabled = false;
  emit("activity");
}

function show(result, tookMs) {
  const words = result.content.map((part) => part.text ?? `[${part.type}]`).join("\n");
  const structured = result.structuredContent;
  answer.replaceChildren(
    h(
      "p",
      null,
      h("span", { class: `status ${result.isError ? "bad" : "ok"}` }, result.isError ? "failed" : "answered"),
      ` ${plural(Math.round(tookMs), "ms", "ms")}`,
    ),
    h("pre", null, words),
    structured
      ? h("details", null, h("summary", null, "Structured result"), h("pre", null, JSON.stringify(structured, null, 1)))
      : "",
  );
}
